"""Every candidate switchover costed by a fresh loop, the recommended one, and the setting to program."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from .climate import bins_of, design_of_climate, hour_by_hour
from .given import BTU_PER_MMBTU, at_or_above
from .season import BinRun, at_switchover, run_bin, season_cost, season_emissions

HEATED = 0.001
"""Share of the season's load that a setting may leave beyond what the best one leaves."""
TIE = 1e-9
"""Share of a cost within which another is the same."""


def multiples_around(case: Mapping[str, Any], temperature: float) -> tuple[float, float]:
    """The thermostat's settings at or below and at or above a temperature [°F]; the same where it is one."""
    step, zero = case["thermostat_step"], case["thermostat_zero"]
    steps = (temperature - zero) / step
    return zero + math.floor(steps + 1e-9) * step, zero + math.ceil(steps - 1e-9) * step


def programme_setting(case: Mapping[str, Any]) -> float | None:
    """The programme's limit, moved to the nearest setting of the thermostat that it accepts [°F]."""
    limit: float | None = case["largest_switchover"]
    return None if limit is None else multiples_around(case, limit)[0]


def runs_of(case: Mapping[str, Any], also: tuple[float, ...] = ()) -> list[BinRun]:
    """The season's bins with their equipment, cut at a programme's setting and at further temperatures [°F]."""
    limit, of_climate = programme_setting(case), design_of_climate(case)
    return [run_bin(case, one, of_climate) for one in bins_of(case, also if limit is None else (*also, limit))]


def season_at(case: Mapping[str, Any], runs: list[BinRun], switchover: float) -> dict[str, Any]:
    """A season's cost [$], emissions [kg], furnace hours [h] and unmet load [MMBtu] with a switchover [°F]."""
    cost = emissions = hours = unmet = 0.0
    above = sum(at_or_above(run.bin.temperature, switchover) for run in runs)
    for run in runs:
        flows = at_switchover(run, switchover)
        cost += season_cost(case, run, flows)
        emissions += season_emissions(case, run, flows)
        unmet += run.bin.hours * flows.unmet / BTU_PER_MMBTU
        if flows.furnace > 0:
            hours += run.bin.hours
    return {
        "switchover": switchover,
        "annual_cost": cost,
        "emissions_kg": emissions,
        "furnace_hours": hours,
        "unmet_mmbtu": unmet,
        "above": above,  # bins
        "below": len(runs) - above,
    }


def candidates_of(case: Mapping[str, Any], runs: list[BinRun]) -> list[float]:
    """Switchovers to choose from, warm to cold [°F]: the edges, or the thermostat's own where hours stand alone."""
    if not hour_by_hour(case):
        return [runs[0].bin.high] + [run.bin.low for run in runs]
    lowest, highest = multiples_around(case, runs[-1].bin.low)[0], multiples_around(case, runs[0].bin.high)[1]
    count = round((highest - lowest) / case["thermostat_step"])
    return [highest - i * case["thermostat_step"] for i in range(count + 1)]


def switchover_curve(case: Mapping[str, Any], runs: list[BinRun]) -> list[dict[str, Any]]:
    """The season of every candidate, warm to cold."""
    return [season_at(case, runs, switchover) for switchover in candidates_of(case, runs)]


def season_load(runs: list[BinRun]) -> float:
    """The season's load [MMBtu]."""
    return sum(run.load * run.bin.hours for run in runs) / BTU_PER_MMBTU


def cheapest(rows: list[dict[str, Any]], guess: float) -> dict[str, Any]:
    """The row of least cost; among equals the nearest to the guess [°F], then the warmer."""
    lowest = min(row["annual_cost"] for row in rows)
    tied = [row for row in rows if row["annual_cost"] <= lowest + TIE * abs(lowest)]
    return min(tied, key=lambda row: (round(abs(row["switchover"] - guess), 9), -row["switchover"]))


def heating(rows: list[dict[str, Any]], least: float, load: float) -> list[dict[str, Any]]:
    """The rows that leave no more of the load [MMBtu] unmet than the least possible and a thousandth of the load."""
    return [row for row in rows if row["unmet_mmbtu"] <= least + HEATED * load + 1e-12 * load]


def recommend(curve: list[dict[str, Any]], guess: float, load: float = 0.0) -> dict[str, Any]:
    """Of the candidates that heat the house the cheapest; load: the season's [MMBtu], 0 where all heat it."""
    rows = [{"unmet_mmbtu": 0.0, "above": i, "below": len(curve) - 1 - i, **row} for i, row in enumerate(curve)]
    best = cheapest(heating(rows, min(row["unmet_mmbtu"] for row in rows), load), guess)
    if best["below"] == 0:
        status = "heat_pump_always"
    elif best["above"] == 0:
        status = "fuel_always"
    else:
        status = "crosses"
    return {"switchover": best["switchover"], "status": status, "annual_cost": best["annual_cost"]}


def setting_to_program(
    case: Mapping[str, Any], runs: list[BinRun], curve: list[dict[str, Any]], recommended: float, guess: float
) -> dict[str, Any]:
    """What to program: a setting of the thermostat that the programme accepts, else the best one it can hold.

    Settings that are no edge yet cut the bins they fall into, and the whole season is run again. ``accepted`` is None
    without a limit, False where no setting that heats the house keeps it. A lockout above a setting is
    the switchover.
    """
    limit, load = programme_setting(case), season_load(runs)
    lockout = -math.inf if case["compressor_lockout"] is None else case["compressor_lockout"]
    rows = [row for row in curve if at_or_above(multiples_around(case, row["switchover"])[0], row["switchover"])]
    for switchover in {*multiples_around(case, recommended), *([] if limit is None else [limit])}:
        if all(abs(switchover - row["switchover"]) > 1e-7 for row in rows):
            rows.append(season_at(case, runs_of(case, (switchover,)), switchover))

    warm = heating(rows, min(row["unmet_mmbtu"] for row in curve), load)
    kept = [
        row for row in warm if limit is None or at_or_above(case["largest_switchover"], max(row["switchover"], lockout))
    ]
    accepted = None if limit is None else bool(kept)
    choices = kept or warm or rows
    same = [row for row in choices if abs(row["switchover"] - recommended) < 1e-7]
    return {**(same[0] if same else cheapest(choices, guess)), "accepted": accepted}
