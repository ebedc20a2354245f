"""What is possible but doubtful about the inputs of a case, or assumed: it is told, not refused."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise

from .validation import CAPACITIES, Value, number_of


def warnings(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """What is possible but doubtful, or assumed: (key, message) pairs."""
    climate = str(full["climate"])
    idle = {key for key, climates in _USED_BY.items() if climate not in climates}
    if full["performance_table"] is not None:
        idle |= {"cop_47", "cop_17"}
    if full["fuel"] != "natural_gas":
        idle |= {"fuel_price", "fuel_emissions"}  # the one has a warning of its own, the other its fuel's factor
    left = [key for key, value in full.items() if value is not None and key not in given]
    assumed = [key for key in left if key in _HOUSE_SPECIFIC and key not in idle]
    if given and assumed:
        yield "inputs", "left at the worked example's values: " + ", ".join(assumed)
    for key in ("electricity_price", "fuel_price"):
        if full[key] == 0:
            yield key, "is zero: energy that costs nothing decides the result"
    cops = [(key, number_of(full, key)) for key in ("cop_47", "cop_17", "cop_5")]
    cops = [pair for pair in cops if not math.isnan(pair[1])]
    if full["performance_table"] is None:
        for (warm_key, warm), (cold_key, cold) in pairwise(cops):
            if cold > warm:
                yield cold_key, f"{cold:g} is above {warm_key} {warm:g}: possible, but more often the two are swapped"
    yield from _idle(given, climate)
    if full["fuel"] != "natural_gas" and "fuel_price" not in given:
        yield "fuel_price", f"13 $/MMBtu is the example's price of natural gas, not of {full['fuel']}: give yours"
    balance, setpoint = number_of(full, "load_balance_temperature"), number_of(full, "indoor_setpoint")
    if balance > setpoint:
        yield (
            "load_balance_temperature",
            f"{balance:g} °F is above indoor_setpoint {setpoint:g}: heat runs at the setpoint",
        )
    lockout = number_of(full, "compressor_lockout")
    if lockout > number_of(full, "existing_switchover"):
        yield "compressor_lockout", "is above existing_switchover, which was left at 35 °F"


_HOUSE_SPECIFIC = frozenset(
    {"load_slope", "indoor_setpoint", "design_temperature", "season_hours", "hours_below_design", "cop_47", "cop_17",
     "fuel_price", "furnace_efficiency", "electricity_price", "grid_emissions", "fuel_emissions", "existing_switchover"}
)  # fmt: skip

_USED_BY = {
    "season_hours": ("proportional", "region"),
    "hours_below_design": ("proportional",),
    "bin_table": ("bins",),
    "runtime_file": ("bins",),
    "region": ("region",),
    "bin_width": ("proportional", "station", "weather", "bins"),
    "station": ("station",),
    "weather_file": ("weather",),
}


def _idle(given: Mapping[str, Value], climate: str) -> Iterator[tuple[str, str]]:
    for key, climates in _USED_BY.items():
        if key in given and climate not in climates:
            yield key, f"has no effect with climate = {climate}"
    table = given.get("performance_table")
    rated = [key for key in ("cop_47", "cop_17", "cop_5", "cop_35", *CAPACITIES) if key in given]
    if table is not None and rated:
        yield "performance_table", "overrides " + ", ".join(rated)
    elif given.get("defrost") != "ahri":
        for key in ("cop_35", "capacity_35"):
            if key in given:
                yield key, "has no effect without defrost = ahri"
    for key in ("billed_degree_days", "billed_efficiency"):
        if key in given and "billed_fuel" not in given:
            yield key, "has no effect without billed_fuel"
    if "runtime_basis" in given and "runtime_file" not in given:
        yield "runtime_basis", "has no effect without runtime_file"
