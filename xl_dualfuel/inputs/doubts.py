"""What is possible but doubtful about the inputs of a case, or assumed: a warning, never refused."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise

from .fields import CAPACITIES, COPS, FIELDS
from .validation import Value, number_of


def warnings(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """What is possible but doubtful, or assumed: (key, message) pairs."""
    climate = str(full["climate"])
    idle = {key for key, field in FIELDS.items() if field.idle_with(climate)}
    if full["performance_table"] is not None:
        idle |= {"cop_47", "cop_17"}
    if full["fuel"] != FIELDS["fuel"].default:
        idle |= {"fuel_price", "fuel_emissions"}  # the one has a warning of its own, the other its fuel's factor
    left = [key for key, value in full.items() if value is not None and key not in given]
    assumed = [key for key in left if FIELDS[key].house_specific and key not in idle]
    if given and assumed:
        yield "inputs", "left at the worked example's values: " + ", ".join(assumed)
    for key in ("electricity_price", "fuel_price"):
        if full[key] == 0:
            yield key, "is zero: energy that costs nothing decides the result"
    rated = [(key, number_of(full, key)) for key in ("cop_47", "cop_17", "cop_5")]
    cops = [pair for pair in rated if not math.isnan(pair[1])]
    if full["performance_table"] is None:
        for (warm_key, warm), (cold_key, cold) in pairwise(cops):
            if cold > warm:
                yield cold_key, f"{cold:g} is above {warm_key} {warm:g}: possible, but more often the two are swapped"
    yield from _idle(given, climate)
    if full["fuel"] != FIELDS["fuel"].default and "fuel_price" not in given:
        yield "fuel_price", f"13 $/MMBtu is the example's price of natural gas, not of {full['fuel']}: give yours"
    balance, setpoint = number_of(full, "load_balance_temperature"), number_of(full, "indoor_setpoint")
    if balance > setpoint:
        message = f"{balance:g} °F is above indoor_setpoint {setpoint:g}: heat runs at the setpoint"
        yield "load_balance_temperature", message
    lockout = number_of(full, "compressor_lockout")
    if lockout > number_of(full, "existing_switchover"):
        yield (
            "compressor_lockout",
            "is above existing_switchover: the furnace takes over at the lockout, the higher of the two",
        )


def _idle(given: Mapping[str, Value], climate: str) -> Iterator[tuple[str, str]]:
    for key in given:
        if FIELDS[key].idle_with(climate):
            yield key, f"has no effect with climate = {climate}"
    is_overridden = "performance_table" in given
    rated = [key for key in (*COPS, *CAPACITIES) if key in given]
    if is_overridden and rated:
        yield "performance_table", "overrides " + ", ".join(rated)
    for key in sorted(given, key=lambda key: not FIELDS[key].needs[1]):
        other, value = FIELDS[key].needs
        is_met = given.get(other) == value if value else other in given
        if other and not is_met and not (is_overridden and key in rated):
            yield key, f"has no effect without {other}" + (f" = {value}" if value else "")
