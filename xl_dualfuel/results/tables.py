"""The result tables as columns of plain Python values (None where there is no answer), keyed as in columns.py."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from ..inputs.fields import FIELDS
from ..inputs.origins import NO_REMARK, labels
from ..model import season
from ..model.climate import at_or_above
from ..model.equipment import LOW_COP, is_below
from ..model.parameters import Array
from ..model.scenarios import EXISTING, FURNACE_ONLY, HEAT_PUMP_ONLY, Totals
from ..model.solution import Solution
from ..model.switchovers import as_warm, at_most, difference, distance
from ..units import BTU_PER_KWH, KWH_PER_MMBTU
from . import columns
from .checks import Check, check

Table = dict[str, list[Any]]
"""Column key → values, in the order of the columns."""


def make(name: str, s: Solution) -> Table:
    """The table of that name (a key of columns.TABLES)."""
    table = _MAKERS[name](s)
    return {column.key: table[column.key] for column in columns.TABLES[name]}


def rows(table: Table) -> list[dict[str, Any]]:
    """The table row by row."""
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def _finite(values: Array) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values.tolist()]


def _inputs(s: Solution) -> Table:
    case = s.case
    table: Table = {column.key: [] for column in columns.INPUTS}
    for key, field in FIELDS.items():
        value = case.inputs[key]
        source, note = labels(key, value, case.given, case.beside.remarks.get(key, NO_REMARK))
        line = {
            "section": field.section,
            "label": field.label,
            "name": key,
            "value": json.dumps(value) if isinstance(value, tuple) else value,
            "unit": field.unit,
            "allowed_range": field.allowed.removeprefix("must be "),
            "source": source,
            "note": note,
        }
        for column, cell in line.items():
            table[column].append(cell)
    return table


def _bins(s: Solution) -> Table:
    p, b, ways, perf = s.parameters, s.bins, s.ways, s.performance
    only, furnace = ways.heat_pump_only, ways.furnace
    alone = season.totals(only, b.hours, s.operation, p)
    return {
        "bin": list(range(1, len(b.hours) + 1)),
        **{name: getattr(b, name).tolist() for name in ("low", "high", "temperature", "hours")},
        **{name: values.tolist() for name, values in perf._asdict().items()},
        "load_btuh": s.load.tolist(),
        "capacity_btuh": _finite(perf.capacity),
        "heat_pump_kw": (only.heat_pump / (perf.cop * BTU_PER_KWH)).tolist(),
        "strip_kw": (only.strips / BTU_PER_KWH).tolist(),
        "furnace_mmbtu_per_h": season.energy(furnace, np.ones_like(s.load), perf.cop, p).fuel_mmbtu.tolist(),
        "heat_pump_cost": alone.cost.tolist(),
        "furnace_cost": s.furnace.cost.tolist(),
        "heat_pump_emissions_kg": alone.emissions_kg.tolist(),
        "furnace_emissions_kg": s.furnace.emissions_kg.tolist(),
        "source": sources(s),
        "flags": flags(s),
        "heat_pump_btuh": only.heat_pump.tolist(),
        "furnace_btuh": furnace.furnace.tolist(),
        "furnace_strip_btuh": furnace.strips.tolist(),
        "dual_heat_pump_btuh": ways.dual.heat_pump.tolist(),
        "dual_furnace_btuh": ways.dual.furnace.tolist(),
        "dual_strip_btuh": ways.dual.strips.tolist(),
        "emergency_strip_btuh": ways.emergency.strips.tolist(),
        "dual_cost": s.dual.cost.tolist(),
        "dual_emissions_kg": s.dual.emissions_kg.tolist(),
        "furnace_hours": s.furnace.furnace_hours.tolist(),
        "dual_furnace_hours": s.dual.furnace_hours.tolist(),
        "furnace_unmet_mmbtu": s.furnace.unmet_mmbtu.tolist(),
        "dual_unmet_mmbtu": s.dual.unmet_mmbtu.tolist(),
    }


def sources(s: Solution) -> list[str]:
    """What heats each bin at the recommended switchover: heat_pump, furnace or heat_pump+furnace."""
    dual = s.ways.dual
    return [
        "furnace" if not on or (furnace and not pump) else "heat_pump+furnace" if furnace else "heat_pump"
        for on, pump, furnace in zip(s.above, dual.heat_pump > 0, dual.furnace > 0, strict=True)
    ]


def flags(s: Solution) -> list[list[str]]:
    """What is doubtful or limited in each bin, in words."""
    perf, ways = s.performance, s.ways
    locked = ~at_or_above(s.bins.temperature, s.parameters.compressor_lockout)
    unmet = season.unmet(s.load, ways.switched(s.above))
    raised = {
        "low_cop": is_below(perf.steady_cop, LOW_COP),
        "floored": perf.floored,
        "extrapolated": perf.extrapolated,
        "shortfall": ~locked & (s.load > ways.heat_pump_only.heat_pump),
        "locked_out": locked,
        "unmet": unmet > 0,
    }
    return [
        [flag for flag, here in zip(raised, row, strict=True) if here]
        for row in zip(*(values.tolist() for values in raised.values()), strict=True)
    ]


def _switchover(s: Solution) -> Table:
    cost, away = s.candidates.annual_cost, distance(s.candidates.switchover, s.guess)
    tied = zip((s.heats & at_most(cost, cost[s.heats].min())).tolist(), away.tolist(), strict=True)
    table: Table = {key: values.tolist() for key, values in s.candidates._asdict().items()}
    return table | {"tie_distance": [far if is_tied else None for is_tied, far in tied]}


def _ratio(above: Array, below: Array) -> list[float | None]:
    return [a / b if b > 0 else None for a, b in zip(above.tolist(), below.tolist(), strict=True)]


def _saving(t: Totals, other: int) -> list[float | None]:
    """What each scenario saves against another [$]; None where one of the two leaves more of the load unmet."""
    return _finite(
        np.where(
            as_warm(t.unmet_mmbtu, t.unmet_mmbtu[other], t.load_mmbtu),
            difference(t.annual_cost[other], t.annual_cost),
            np.nan,
        )
    )


def _scenarios(s: Solution) -> Table:
    t, p = s.totals, s.parameters
    switchovers = [None, None, s.switchover, p.existing_switchover, s.guess, None, s.setting.switchover]
    electric_heat = (t.heat_pump_mmbtu + t.strip_mmbtu) * KWH_PER_MMBTU
    compressor_heat = t.heat_pump_mmbtu * KWH_PER_MMBTU
    dearer = HEAT_PUMP_ONLY if t.annual_cost[HEAT_PUMP_ONLY] > t.annual_cost[FURNACE_ONLY] else FURNACE_ONLY
    return {
        **{name: _finite(values) for name, values in t._asdict().items()},
        "scenario": list(s.scenarios),
        "switchover": switchovers[: len(s.scenarios)],
        "available": np.isfinite(t.annual_cost).tolist(),
        "fuel_units": _finite(t.fuel_mmbtu / p.fuel_unit_mmbtu),
        "fuel_unit": [p.fuel_unit] * len(s.scenarios),
        "furnace_hours_fraction": _ratio(t.furnace_hours, t.hours),
        "furnace_load_fraction": _ratio(t.furnace_mmbtu, t.load_mmbtu),
        "cost_per_mmbtu": _ratio(t.annual_cost, t.heat_pump_mmbtu + t.furnace_mmbtu + t.strip_mmbtu),
        "seasonal_cop": _ratio(electric_heat, t.heat_pump_kwh + t.strip_kwh),
        "saving_vs_existing": _saving(t, EXISTING),
        "saving_vs_single_fuel": _saving(t, dearer),
        "strip_load_fraction": _ratio(t.strip_mmbtu, t.load_mmbtu),
        "strip_cost_ratio": _ratio(compressor_heat, t.heat_pump_kwh),
    }


def _checks(s: Solution) -> Table:
    return dict(zip(Check._fields, map(list, zip(*check(s), strict=True)), strict=True))


_MAKERS = {"inputs": _inputs, "bins": _bins, "switchover": _switchover, "scenarios": _scenarios, "checks": _checks}
