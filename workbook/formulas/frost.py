"""Frost by the weather's own humidity as formulas: of a bin the mean of its hours, elsewhere what is usual there.

The workbook has no humidity. What frost does at each temperature of the climate table, and at whole degrees, stands on
Constants as the program worked it out hour by hour; after an edit of the climate table the status says that it is void.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from xl_dualfuel.model.climate import SAME, frost_of_hours
from xl_dualfuel.model.frost import DRY, OWN_POWER, WARMEST, Frost, mean_by_bin
from xl_dualfuel.results.columns import Column
from xl_dualfuel.units import fahrenheit

from ..shape import Filling
from .climate import IN_BIN
from .lines import Derived, Origin
from .parts import no_higher, rated_line

QUANTITIES: Final = ("capacity", "power", "share")
"""What there is of frost, in the order of the engine's Frost"""
HELPERS: Final = (
    Column("frost_capacity", "Capacity left by frost", "", help="mean of the bin's hours; defrost = humidity, else 1"),
    Column("frost_power", "Power left by frost", "", help="likewise"),
    Column("frost_share", "Share of the running time spent defrosting", "", help="likewise, else 0"),
)
_DRY: Final = {quantity: f"{dry:g}" for quantity, dry in zip(QUANTITIES, DRY, strict=True)}


def usual(at: str, quantity: str) -> str:
    """What frost usually leaves at a temperature that is no hour: straight lines between whole degrees."""
    inside = f"MAX(MIN(out_usual_temperature),MIN(MAX(out_usual_temperature),{at}))"
    start, value, slope = (
        f"LOOKUP({inside},out_usual_temperature,out_usual_{column})"
        for column in ("temperature", quantity, f"{quantity}_slope")
    )
    frosts = f"AND(COUNT(out_usual_temperature)>0,{no_higher(at, 'c_frost_warmest')})"
    return f"IF({frosts},{value}+({inside}-{start})*{slope},{_DRY[quantity]})"


def _mean(quantity: str) -> str:
    """The mean of the hours of the climate table between the row's edges."""
    total = f"SUMPRODUCT({IN_BIN},out_climate_frost_{quantity})"
    return f"IF(SUM([climate_hours])>0,{total}/SUM([climate_hours]),{_DRY[quantity]})"


def _by_humidity(quantity: str, formula: str) -> str:
    return f"CHOOSE(1+out_humidity,{_DRY[quantity]},{formula})"


BIN_FORMULAS: Final = {f"frost_{quantity}": _by_humidity(quantity, _mean(quantity)) for quantity in QUANTITIES}
PIECE_FORMULAS: Final = {
    f"frost_{quantity}": _by_humidity(
        quantity, f"IF([bin]=0,{usual('[temperature]', quantity)},{_mean(quantity)})"
    )
    for quantity in QUANTITIES
}  # fmt: skip
"""Of pieces of bins; a row without hours is a temperature that is no hour"""
CONSTANTS: Final = (
    ("c_frost_warmest", "Frost by humidity up to", fahrenheit(WARMEST), "°F"),
    ("c_defrost_own_power", "Electricity of a defrost over the rated capacity", OWN_POWER, ""),
)
"""Name, label, value, unit; source: EnergyPlus Engineering Reference"""
ORIGINS: Final = (
    Origin("made_defrost", "… frost", "", lambda f: f.result.case.inputs["defrost"]),
    Origin("made_defrost_control", "… what starts a defrost", "", lambda f: f.result.case.inputs["defrost_control"]),
)
DERIVED: Final = (
    Derived("humidity", "1: frost by the weather's humidity", 'IF(in_defrost="humidity",1,0)', "",
            lambda f: int(f.s.parameters.defrost == "humidity")),
    Derived("capacity_at_47", "Rated capacity, which a defrost's own electricity goes by",
            f'IF(out_capacity_limits,{rated_line("capacity", "c_rating_warm")},"")', "BTU/h",
            lambda f: "" if f.s.parameters.capacity_points is None else float(f.s.parameters.rated_capacity)),
)  # fmt: skip
CONDITIONS: Final = (
    ("frost", 'OR(in_defrost<>"humidity",AND(out_made_defrost="humidity",in_defrost_control=out_made_defrost_control,'
     "out_year_climate=1,SUM(out_climate_changes)=0))",
     "Frost by humidity was not calculated for this defrost control and climate table: make the workbook again"),
    ("frost in bins", 'OR(in_defrost<>"humidity",in_bin_width>0)',
     "The bin width must be more than 0 with defrost by humidity in a workbook"),
)  # fmt: skip

# ------------------------------------------------------------------------------- the same from the engine


def of_climate(f: Filling) -> list[list[float]]:
    """Mean frost of the hours at each temperature of the climate table, warm to cold: a list for each quantity."""
    return f.once("frost of climate", lambda: _of_climate(f))


def _of_climate(f: Filling) -> list[list[float]]:
    case = f.result.case
    frost = frost_of_hours(case)
    if frost is None or case.year is None or case.year.order is None:
        return [[] for _ in QUANTITIES]
    temperature = np.array(case.year.temperature)
    place = np.searchsorted(temperature, case.year.order.dry_bulb - SAME)
    return [values[::-1].tolist() for values in mean_by_bin(frost, place, len(temperature))]


def usual_rows(f: Filling) -> list[list[float]]:
    """At each whole degree its temperature, then of each quantity its value and what it gains per °F."""
    return f.once("usual frost", lambda: _usual_rows(f))


def _usual_rows(f: Filling) -> list[list[float]]:
    known = f.s.parameters.usual_frost
    if known is None:
        return []
    run = np.diff(known.temperature)
    columns = [known.temperature]
    for values in known.frost:
        columns += [values, np.append(np.diff(values) / run, 0.0)]
    rows: list[list[float]] = np.stack(columns, axis=1).tolist()
    return rows


def helper_values(frost: Frost | None, count: int) -> dict[str, list[Any]]:
    """The helper columns of rows with this frost."""
    each = [np.full(count, dry) for dry in DRY] if frost is None else frost
    return {column.key: values.tolist() for column, values in zip(HELPERS, each, strict=True)}
