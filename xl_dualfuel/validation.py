"""Checks of one case's inputs: every problem is found and reported together, in the order of the input table.

Two passes: each value by itself against the table of inputs, then the values that passed against each other, so
that one bad value never hides another problem nor causes a second message about itself.
"""

from __future__ import annotations

import difflib
import itertools
import math
import numbers
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from .errors import Issue, shown
from .fields import FIELDS, TABLE_LIMIT, Field
from .units import FUELS
from .weather import WeatherYear, stations

Value = float | str | tuple[tuple[float, ...], ...] | None
"""What an input holds once it is checked: a number, a text, a table of rows, or nothing."""

MAX_FUEL_PRICE = 500.0
"""$/MMBtu. Above it the price is taken for a slip of the unit (cents for dollars, $/gal for $/MMBtu)."""

UNKNOWN_SHOWN = 20
"""Unknown keys named one by one; a file with more of them is no case."""

CLIMATE_SOURCES = {"bins": "bin_table", "region": "region", "station": "station", "weather": "weather_file"}
"""Which input each climate method (but proportional) takes its bins from."""

CAPACITIES = ("capacity_47", "capacity_17", "capacity_5")


def is_blank(value: object) -> bool:
    """Blank counts as not given: None, or text with nothing in it."""
    return value is None or (isinstance(value, str) and not value.strip())


def check_values(given: Mapping[str, object]) -> tuple[dict[str, Value], list[Issue]]:
    """First pass: the given values by key, checked one by one; blank ones are left out."""
    values: dict[str, Value] = {}
    strange = [key for key in given if key not in FIELDS]
    issues = [_unknown(key, given[key]) for key in strange[:UNKNOWN_SHOWN]]
    if len(strange) > UNKNOWN_SHOWN:
        rest = f"{len(strange) - UNKNOWN_SHOWN:,} more keys"
        issues.append(Issue(rest, "…", "must be the keys of inputs", "This is hardly a case: check the file"))
    for key, value in given.items():
        field = FIELDS.get(key)
        if field is None or is_blank(value):
            continue
        try:
            values[key] = _CONVERT[field.kind](field, value)
        except _RefusedError as refused:
            issues.append(refused.args[0])
    return values, issues


class _RefusedError(Exception):
    """Carries the Issue of one refused value out of its converter."""


def _refuse(field: Field, value: object, remedy: str = "", allowed: str = "") -> _RefusedError:
    return _RefusedError(Issue(field.key, value, allowed or field.allowed, remedy or field.remedy))


def _unknown(key: str, value: object) -> Issue:
    near = difflib.get_close_matches(key, FIELDS, n=1)
    hint = f"Did you mean {near[0]}?" if near else "Leave it out; the keys are listed in the README"
    return Issue(key, value, "must be the key of an input", hint)


def _finite(field: Field, value: object) -> float:
    if isinstance(value, str):
        remedy = f"{field.remedy}, as a number without quotes or unit" if field.remedy else "Give a number"
        raise _refuse(field, value, remedy, "must be a number, not text")
    if isinstance(value, bool) or not isinstance(value, (numbers.Real, Decimal)):
        raise _refuse(field, value, allowed="must be a number")
    try:
        number = float(value)
    except (OverflowError, ValueError):
        raise _refuse(field, value, allowed="must be a finite number") from None
    if not math.isfinite(number):
        raise _refuse(field, value, allowed="must be a finite number")
    return number


def _number(field: Field, value: object) -> float:
    number = _finite(field, value)
    if not field.holds(number):
        remedy = ""
        if field.key == "furnace_efficiency" and 30 <= number <= 100:
            remedy = f"Give a fraction: {number / 100:g} instead of {number:g}"
        elif field.key == "electricity_price" and 10 < number <= 100:
            remedy = f"Give dollars, not cents: {number / 100:g} instead of {number:g}"
        raise _refuse(field, value, remedy)
    return number


def _choice(field: Field, value: object) -> str:
    if isinstance(value, str) and value.strip() in field.choices:
        return value.strip()
    near = difflib.get_close_matches(shown(value), field.choices, n=1)
    raise _refuse(field, value, f"Did you mean {near[0]}?" if near else "")


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise _refuse(field, value, "Give it in quotes")
    text = value.strip()
    if field.key == "station" and text not in stations():
        raise _refuse(field, value, "For another place give a weather_file", f"must be one of {', '.join(stations())}")
    return text


def _table(field: Field, value: object) -> tuple[tuple[float, ...], ...]:
    if isinstance(value, (str, bytes, Mapping)) or not hasattr(value, "__iter__"):
        raise _refuse(field, value)
    rows = [tuple(row) if hasattr(row, "__iter__") and not isinstance(row, str) else (row,) for row in value]
    if not 1 <= len(rows) <= TABLE_LIMIT:
        raise _refuse(field, f"{len(rows)} rows")
    for number, row in enumerate(rows, 1):
        if len(row) != len(field.columns):
            raise _refuse(field, f"row {number}: {shown(row)}")
        for column, cell in zip(field.columns, row, strict=True):
            limits = _COLUMN_LIMITS[column]
            try:
                inside = limits.holds(_finite(field, cell))
            except _RefusedError:
                inside = False
            if not inside:
                allowed = f"must have {column} {limits.allowed.removeprefix('must be ')}"
                raise _refuse(
                    field,
                    f"row {number}, {column} {shown(repr(cell) if isinstance(cell, str) else cell)}",
                    allowed=allowed,
                )
    table = tuple(sorted(tuple(float(cell) for cell in row) for row in rows))
    for colder, warmer in itertools.pairwise(table):
        if colder[0] == warmer[0]:
            raise _refuse(field, f"{warmer[0]:g} °F twice", "Add up the rows", "must hold each temperature once")
    return table


_COLUMN_LIMITS = {
    "temperature": FIELDS["existing_switchover"],
    "hours": FIELDS["hours_below_design"],
    "cop": FIELDS["cop_47"],
    "capacity": FIELDS["capacity_47"],
}
"""The columns of table inputs have the limits of these inputs."""

_CONVERT: dict[str, Callable[[Field, object], Value]] = {
    "number": _number,
    "choice": _choice,
    "text": _text,
    "table": _table,
}


def cross_check(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[Issue]:
    """Second pass: rules between inputs. ``given`` as checked, ``full`` with the defaults filled in.

    A rule whose inputs did not pass the first pass is not looked at: those keys are absent from ``full``.
    """
    yield from _temperatures(given, full)
    yield from _climate(given, full)
    yield from _equipment(given, full)
    yield from _prices(given, full)


def _number_of(values: Mapping[str, Value], key: str) -> float:
    """The number, or NaN where there is none: every comparison with it is then false, so its rule stays silent."""
    value = values.get(key)
    return value if isinstance(value, float) else math.nan


def _absent(full: Mapping[str, Value], key: str) -> bool:
    """Whether an input was left out; a refused one was not."""
    return key in full and full[key] is None


def _temperatures(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[Issue]:
    setpoint, design = _number_of(full, "indoor_setpoint"), _number_of(full, "design_temperature")
    balance = _number_of(full, "load_balance_temperature")
    if design >= setpoint:
        yield Issue("design_temperature", design, f"must be below indoor_setpoint ({setpoint:g})",
                    "Give the 99 % heating design temperature of the place, in °F")  # fmt: skip
    load = _number_of(given, "design_load")
    if math.isnan(load):
        return
    base = setpoint if math.isnan(balance) else balance
    if design >= base and not design >= setpoint:
        yield Issue("design_temperature", design, f"must be below load_balance_temperature ({base:g}) with design_load",
                    "Give load_slope instead, or correct one of the temperatures")  # fmt: skip
    slope = _number_of(given, "load_slope")
    if design < base and abs(slope * (base - design) - load) > 1e-3 * load:
        yield Issue("load_slope", slope, f"must agree with design_load (which gives {load / (base - design):.6g})",
                    "Give only one of load_slope and design_load")  # fmt: skip


def _climate(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[Issue]:
    climate = full.get("climate")
    sources = [key for key in CLIMATE_SOURCES.values() if not _absent(full, key)]
    if climate is None and len(sources) > 1:
        yield Issue("climate", None, "must be given when there is more than one of " + ", ".join(sources),
                    "Give climate, or only one of them")  # fmt: skip
    if climate is None:
        return
    source = CLIMATE_SOURCES.get(str(climate))
    if source and _absent(full, source):
        yield Issue(source, None, f"must be given with climate = {climate}", f"Give {source}, or another climate")
    if climate == "bins" and isinstance(table := full.get("bin_table"), tuple) and not sum(row[1] for row in table) > 0:
        yield Issue("bin_table", "no hours", "must hold hours > 0", "Give the heating hours of each bin")
    width = _number_of(full, "bin_width")
    if climate == "proportional" and width == 0:
        yield Issue("bin_width", 0.0, "must be > 0 with climate = proportional", FIELDS["bin_width"].remedy)
    spread = _number_of(full, "indoor_setpoint") - _number_of(full, "design_temperature")
    if climate == "proportional" and width > 0 and spread / width > TABLE_LIMIT:
        yield _too_many(width, spread / TABLE_LIMIT)


def check_year(year: WeatherYear, full: Mapping[str, Value]) -> Iterator[Issue]:
    """Rules for a weather year: there must be something to heat, in no more than 2,000 bins."""
    base = _number_of(full, "load_balance_temperature")
    base = _number_of(full, "indoor_setpoint") if math.isnan(base) else base
    cold = [t for t in year.temperature if t < base]
    width = _number_of(full, "bin_width")
    if not cold and not math.isnan(base):
        yield Issue("load_balance_temperature", base, f"must be above the coldest hour ({year.temperature[0]:.4g})",
                    "This place needs no heat at that temperature")  # fmt: skip
    elif cold and width > 0 and (cold[-1] - cold[0]) / width > TABLE_LIMIT - 1:
        yield _too_many(width, (cold[-1] - cold[0]) / (TABLE_LIMIT - 1))


def _too_many(width: float, least: float) -> Issue:
    # Rounded up, so that the width named is accepted.
    remedy = f"Give {math.ceil(least * 1000) / 1000:g} or more"
    return Issue("bin_width", width, f"must leave at most {TABLE_LIMIT:,} bins", remedy)


def _equipment(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[Issue]:
    if _absent(full, "performance_table"):
        rated = [key for key in CAPACITIES if key in given]
        for key in CAPACITIES[:2]:
            if rated and _absent(full, key):
                yield Issue(key, None, f"must be given with {rated[0]}", "Give both capacity_47 and capacity_17")
        if _number_of(full, "cycling_degradation") > 0 and all(_absent(full, key) for key in CAPACITIES):
            yield Issue("cycling_degradation", full["cycling_degradation"], "must come with the capacities",
                        "Give capacity_47 and capacity_17, or leave it out")  # fmt: skip
    elif isinstance(table := full.get("performance_table"), tuple) and len(table) < 2:
        yield Issue("performance_table", f"{len(table)} row", "must have at least two temperatures", "Add a test point")
    if full.get("defrost") == "ahri":
        yield Issue("defrost", "ahri", "must be none or resnet in this version",
                    "Put the frosted 35 °F test point into performance_table and leave defrost at none")  # fmt: skip
    if _number_of(full, "furnace_fan_power") > 0 and _absent(full, "furnace_capacity"):
        yield Issue("furnace_fan_power", full["furnace_fan_power"], "must come with furnace_capacity",
                    "Give the furnace's output in BTU/h, or leave the fan out")  # fmt: skip
    lockout, existing = _number_of(given, "compressor_lockout"), _number_of(given, "existing_switchover")
    if lockout > existing:
        yield Issue("compressor_lockout", lockout, f"must not be above existing_switchover ({existing:g})",
                    "The heat pump cannot run between the two: correct one of them")  # fmt: skip


def _prices(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[Issue]:
    fuel = FUELS.get(str(full.get("fuel")))
    unit, price = full.get("fuel_price_unit"), _number_of(full, "fuel_price")
    if fuel is None or not isinstance(unit, str):
        return
    if unit not in fuel.price_units:
        yield Issue("fuel_price_unit", unit, f"must be one of {', '.join(fuel.price_units)} for {fuel.key}",
                    "Give the unit of the price you have")  # fmt: skip
    elif (per_mmbtu := price / fuel.units[unit.removeprefix("$/")]) > MAX_FUEL_PRICE:
        yield Issue("fuel_price", price, f"must be at most {MAX_FUEL_PRICE:g} $/MMBtu (this is {per_mmbtu:.4g})",
                    "Give dollars, not cents, and check fuel_price_unit")  # fmt: skip
    elif unit != "$/MMBtu" and "fuel_price" not in given and "fuel_price" in full:
        yield Issue("fuel_price", None, f"must be given with fuel_price_unit = {unit}", "Give the price in that unit")


def warnings(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """What is possible but doubtful, or assumed: (key, message) pairs."""
    climate = str(full["climate"])
    idle = {key for key, climates in _USED_BY.items() if climate not in climates}
    if climate != "proportional" and full["design_load"] is None:
        idle.add("design_temperature")
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
    cops = [(key, _number_of(full, key)) for key in ("cop_47", "cop_17", "cop_5")]
    cops = [pair for pair in cops if not math.isnan(pair[1])]
    if full["performance_table"] is None:
        for (warm_key, warm), (cold_key, cold) in itertools.pairwise(cops):
            if cold > warm:
                yield cold_key, f"{cold:g} is above {warm_key} {warm:g}: possible, but more often the two are swapped"
    yield from _idle(given, climate)
    if full["fuel"] != "natural_gas" and "fuel_price" not in given:
        yield "fuel_price", f"13 $/MMBtu is the example's price of natural gas, not of {full['fuel']}: give yours"
    balance, setpoint = _number_of(full, "load_balance_temperature"), _number_of(full, "indoor_setpoint")
    if balance > setpoint:
        yield (
            "load_balance_temperature",
            f"{balance:g} °F is above indoor_setpoint {setpoint:g}: heat runs at the setpoint",
        )
    lockout = _number_of(full, "compressor_lockout")
    if lockout > _number_of(full, "existing_switchover"):
        yield "compressor_lockout", "is above existing_switchover, which was left at 35 °F"


_HOUSE_SPECIFIC = frozenset(
    {"load_slope", "indoor_setpoint", "design_temperature", "season_hours", "hours_below_design", "cop_47", "cop_17",
     "fuel_price", "furnace_efficiency", "electricity_price", "grid_emissions", "fuel_emissions", "existing_switchover"}
)  # fmt: skip

_USED_BY = {
    "season_hours": ("proportional", "region"),
    "hours_below_design": ("proportional",),
    "bin_table": ("bins",),
    "region": ("region",),
    "station": ("station",),
    "weather_file": ("weather",),
}


def _idle(given: Mapping[str, Value], climate: str) -> Iterator[tuple[str, str]]:
    for key, climates in _USED_BY.items():
        if key in given and climate not in climates:
            yield key, f"has no effect with climate = {climate}"
    table = given.get("performance_table")
    rated = [key for key in ("cop_47", "cop_17", "cop_5", *CAPACITIES) if key in given]
    if table is not None and rated:
        yield "performance_table", "overrides " + ", ".join(rated)
