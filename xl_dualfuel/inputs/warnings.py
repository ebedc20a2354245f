"""What the inputs of a case alone give reason to say: values left at the example's, inputs without effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..units import ELECTRICITY
from . import performance
from .fields import CAPACITIES, COPS, FIELDS
from .hspf2 import hspf2, is_estimated, ratings_of
from .units_given import Units, temperature
from .validation import Value, number_of


def example_values(given: Mapping[str, Value], full: Mapping[str, Value]) -> list[str]:
    """The inputs that are used with the worked example's value, though no house has it from there."""
    idle = {key for key, field in FIELDS.items() if field.idle_with(str(full["climate"]))}
    by_highest_speed = full["capacity_47"] is None and "capacity_max_47" in given
    if full["performance_table"] is not None or by_highest_speed or is_estimated(given):
        idle |= {"cop_47", "cop_17"}
    if full["fuel"] != FIELDS["fuel"].default:
        idle |= {"fuel_emissions"}  # it has its fuel's factor
    if full["fuel"] == ELECTRICITY:
        idle |= {"furnace_efficiency"}
    left = [key for key, value in full.items() if value is not None and key not in given]
    return [key for key in left if given and FIELDS[key].house_specific and key not in idle]


def in_a_whole_sheet(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """That cells of every input, as a workbook has them, hold values of the worked example: (key, message).

    The cells do not say which values somebody gave.
    """
    if any(field.needed and key not in given for key, field in FIELDS.items()):
        return
    own = {key: value for key, value in given.items() if value != FIELDS[key].default}
    if alike := example_values(own, full):
        yield "inputs", f"Check that these values of the worked example are the house's own: {', '.join(alike)}"


def warnings(given: Mapping[str, Value], full: Mapping[str, Value], units: Units) -> Iterator[tuple[str, str]]:
    """What was assumed, or has no effect: (key, message) pairs, in the units of the case."""
    if assumed := example_values(given, full):
        yield "inputs", "Not given; example values were used for: " + ", ".join(assumed)
    yield from _seasonal_rating(given, full, units)
    yield from _idle(given, str(full["climate"]))
    table = full["performance_table"]
    if isinstance(table, tuple) and performance.capacities_are_loads(table):
        yield (
            "performance_table",
            "The capacities are the loads of part-load tests (EN 14825), not what the heat pump can give. Only the "
            "COPs are used, and the heat pump meets any load. Give its largest capacities to limit it",
        )
    if full["fuel"] == ELECTRICITY and "fuel_price" not in given:
        price = number_of(full, "electricity_price")
        yield "fuel_price", f"Not given; the electric furnace pays electricity_price, {price:g} {units.currency}/kWh"
    balance, setpoint = number_of(full, "load_balance_temperature"), number_of(full, "indoor_setpoint")
    if balance > setpoint:
        inside = temperature(setpoint, units).split()[0]
        message = f"{temperature(balance, units)} is above indoor_setpoint {inside}: heat runs even at the setpoint"
        yield "load_balance_temperature", message
    lockout, today = number_of(full, "compressor_lockout"), number_of(full, "existing_switchover")
    if lockout > today:
        yield (
            "compressor_lockout",
            f"{temperature(lockout, units)} is above existing_switchover {temperature(today, units)}: "
            "today the furnace takes over at the lockout, the higher of the two",
        )


AGREEMENT, VARIABLE_AGREEMENT = 0.15, 0.25
"""Share that HSPF2 may differ from what COPs and capacities give: by measurement and rounding, and with variable speed
because certificates lack two of the tests (four units of NEEP's list differ by up to 19 %)."""


def _seasonal_rating(given: Mapping[str, Value], full: Mapping[str, Value], units: Units) -> Iterator[tuple[str, str]]:
    """What was made of the HSPF2: COPs estimated from it, or how far it is from those that were given."""
    if "hspf2" not in given:
        return
    certified = number_of(full, "hspf2")
    at_47, at_17 = temperature(47.0, units), temperature(17.0, units)
    if is_estimated(given):
        warm, cold = number_of(full, "cop_47"), number_of(full, "cop_17")
        estimates = f"{warm:.2f} at {at_47} and {cold:.2f} at {at_17} are estimated from HSPF2 {certified:g}"
        yield "hspf2", f"No COP was given: {estimates}. Give the COPs of the certificate for a better answer"
        return
    ratings = None if full["performance_table"] is not None else ratings_of(full)
    if ratings is None:
        both = f"{at_47.split()[0]} and {at_17}"
        yield "hspf2", f"Has no effect. It is compared only where COP and capacity at {both} are given"
        return
    calculated = hspf2(ratings)
    variable = ratings.intermediate is not None
    if abs(calculated - certified) > (VARIABLE_AGREEMENT if variable else AGREEMENT) * certified:
        cure = "" if variable else ", and if the speed varies, give the lowest and the highest speed too"
        both = f"The certificate says {certified:g}, COPs and capacities give {calculated:.1f}"
        yield "hspf2", f"{both}. Check that both are of the same heat pump{cure}"


def _idle(given: Mapping[str, Value], climate: str) -> Iterator[tuple[str, str]]:
    for key in given:
        if FIELDS[key].idle_with(climate):
            yield key, f"Has no effect with climate = {climate}"
    is_overridden = "performance_table" in given
    rated = [key for key in (*COPS, *CAPACITIES) if key in given]
    if is_overridden and rated:
        yield "performance_table", "Is used in place of " + ", ".join(rated)
    for key in sorted(given, key=lambda key: not FIELDS[key].needs[1]):
        other, value = FIELDS[key].needs
        is_met = given.get(other) == value if value else other in given
        default = FIELDS[key].default  # as a workbook with every input shows it: nobody's mistake
        is_default = default is not None and given[key] == default  # of many homes a number is an array
        is_met |= other == "runtime_file" and "bin_table" in given  # in a workbook, whose table has the record's bins
        is_met |= key == "billed_efficiency" and "bills_file" in given
        if other and not is_met and not is_default and not (is_overridden and key in rated):
            yield key, f"Has no effect without {other}" + (f" = {value}" if value else "")
