"""Checks of one case's inputs: every problem is reported, all together, in the order of the input table.

Two passes: each value by itself against the table of inputs, then the values that passed against each other, so
that one bad value never hides another problem nor causes a second message about itself.
"""

from __future__ import annotations

import math
import numbers
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, Protocol

import numpy as np

from ..errors import Issue, shown
from ..files.values import as_number, is_blank
from ..weather.stations import stations
from ..weather.year import WeatherYear
from . import performance, prices
from .entry_units import Refused
from .fields import CAPACITIES, CLIMATE_SOURCES, COLUMNS, COPS, FIELDS, SOURCES, TABLE_LIMIT, Field
from .hspf2 import HIGHEST_COP
from .plausible import SHARES
from .programmes import CUSTOM
from .ratings import SPEEDS
from .trade_names import is_trade_note
from .typed import read_typed
from .units_given import Units

Value = float | str | tuple[tuple[float, ...], ...] | None
"""What an input holds once it is checked: a number, a text, a table of rows, or nothing."""

UNKNOWN_SHOWN = 20
"""Unknown keys named one by one; a file with more of them is not a case."""

USUAL_BALANCE = 65.0
"""Load balance temperature of an ordinary house [°F]: the base of published degree days."""

FROSTING = 35.0
"""Temperature of AHRI's frosting test H2 [°F]."""


def check_values(given: Mapping[str, object]) -> tuple[dict[str, Value], list[Issue]]:
    """First pass: the given values by key, checked one by one; blank ones are left out."""
    values: dict[str, Value] = {}
    strange = [key for key in given if key not in FIELDS]
    issues = [_unknown(key, given[key]) for key in strange[:UNKNOWN_SHOWN]]
    if len(strange) > UNKNOWN_SHOWN:
        rest = f"{len(strange) - UNKNOWN_SHOWN:,} more keys"
        issues.append(Issue(rest, "…", "must be the keys of inputs", "This is hardly a case: check the file"))
    times = prices.times(given.get("currency"))
    for key, value in given.items():
        field = FIELDS.get(key)
        if field is None or is_blank(value):
            continue
        if key == "electricity_price" and times != 1:
            field = field._replace(maximum=field.maximum * times)
        try:
            if isinstance(value, str) and value not in field.choices:
                value = read_typed(field, value, field.unit).value  # noqa: PLW2901
            if value is not None:
                values[key] = _CONVERT[field.kind](field, value)
        except Refused as refused:
            issues.append(prices.worded(refused.issue, given.get("fuel")))
    return values, issues


def _refuse(field: Field, value: object, remedy: str = "", allowed: str = "") -> Refused:
    return Refused(Issue(field.key, value, allowed or field.allowed, remedy or field.remedy))


def _unknown(key: str, value: object) -> Issue:
    return Issue(key, value, "must be the key of an input", meant(key) or "Leave it out; INPUTS.md lists the keys")


def meant(name: str) -> str:
    """A question after the inputs that a name may mean: the one it is another name of, or those with its words."""
    from .heading_names import named, spelled  # here: few cases have a key that is none

    if own := named(name) or CALLED.get(spelled(name)):
        return f"Did you mean {own}?"
    if is_trade_note(spelled(name)):
        return ""
    text = name.casefold()
    key = text.replace(" ", "_")
    nearest = [one for one in FIELDS if one.startswith(key)]
    if len(nearest) > 1:  # capacity_5 is not the one meant by capacity because it is the shortest
        nearest = []
    elif not nearest:
        import difflib  # late: it is for the refusal only

        nearest = difflib.get_close_matches(key, FIELDS, n=1, cutoff=_SPELT)
    if not nearest:
        known = set(re.findall("[a-z]+", text)) & _KEY_WORDS
        nearest = [one for one in FIELDS if known and known <= set(one.split("_"))][:_MOST_NEAR]
    *others, last = nearest or [""]
    return f"Did you mean {', '.join(others)}{' or ' * bool(others)}{last}?" if last else ""


_KEY_WORDS: Final = {word for key in FIELDS for word in key.split("_")}
CALLED: Final = {
    "changeover": "existing_switchover", "changeover temp": "existing_switchover",
    "changeover temperature": "existing_switchover", "elevation": "altitude", "ua": "load_slope",
    "tons": "capacity_47", "tonnage": "capacity_47",
}  # fmt: skip
"""What people call an input, though not always in its unit or at its temperature: asked after, never read"""
_SPELT: Final = 0.8
"""Likeness of a misspelt key: cpo_17, but not latitude of altitude: 0.75"""
_MOST_NEAR: Final = 3


def _number(field: Field, value: object) -> float:
    number = as_number(value)
    if number is None:
        is_one = isinstance(value, (numbers.Real, Decimal)) and not isinstance(value, bool)
        raise _refuse(field, value, allowed="must be a finite number" if is_one else "must be a number")
    if not field.holds(number):
        remedy = ""
        percent = read_typed(field, value, field.unit).value if field.key in SHARES else value
        if isinstance(percent, float) and field.holds(percent):
            return percent
        if field.key == "electricity_price" and field.maximum < number <= 10 * field.maximum == 100:
            remedy = f"Give dollars, not cents: {number / 100:g} instead of {number:g}"
        raise _refuse(field, value, remedy, field.allowed_beside(number))
    return number


def _choice(field: Field, value: object) -> str:
    if isinstance(value, str) and value in field.choices:
        return value
    raise _refuse(field, value)


def _file(field: Field, value: object) -> str:
    return _text(field, os.fspath(value) if isinstance(value, os.PathLike) else value)


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise _refuse(field, value, "Give it in quotes")
    text = value.strip()
    if field.key == "currency" and not prices.is_currency(text):
        raise _refuse(field, value, allowed="must be a sign or a code of money")
    if field.key == "station" and text not in stations():
        from ..weather.library import own_stations  # here: it is for the refusal only

        remedy = "For another place give a weather_file, or keep one under this name: dualfuel weather add FILE"
        raise _refuse(field, value, remedy, f"must be one of {', '.join((*stations(), *own_stations()))}")
    return text


def _table(field: Field, value: object) -> tuple[tuple[float, ...], ...]:
    if isinstance(value, (str, bytes, Mapping)) or not hasattr(value, "__iter__"):
        raise _refuse(field, value)
    rows = [tuple(row) if hasattr(row, "__iter__") and not isinstance(row, str) else (row,) for row in value]
    named = field.key == "performance_table" and performance.has_names(rows)
    columns, rows = _columns(field, rows), rows[1:] if named else rows
    if not 1 <= len(rows) <= TABLE_LIMIT:
        raise _refuse(field, f"{len(rows)} rows")
    numbers = [_row(field, f"row {number}", row, columns) for number, row in enumerate(rows, 1)]
    if field.key == "performance_table":
        numbers = [performance.arranged(row, columns) for row in numbers]
        for number, row in enumerate(numbers, 1):  # a COP from power has not been checked yet
            _row(field, f"row {number}", row, performance.COLUMNS[: len(row)])
    table = tuple(sorted(numbers))
    for colder, warmer in pairwise(table):
        if colder[0] == warmer[0]:
            raise _refuse(field, f"{warmer[0]:g} °F twice", "Add up the rows", "must have each temperature once")
    return table


def _columns(field: Field, rows: list[tuple[Any, ...]]) -> tuple[str, ...]:
    """The names of a table's columns."""
    if field.key != "performance_table":
        return field.columns
    if not (names := performance.names_of(rows)):
        raise _refuse(field, f"row 1: {shown(rows[0])}" if rows else "0 rows")
    if wrong := performance.problem(names):
        raise _refuse(field, f"row 1: {shown(names)}", allowed=wrong)
    return names


def _row(field: Field, where: str, row: Sequence[object], columns: Sequence[str]) -> tuple[float, ...]:
    """The numbers of a table's row, each inside the range of its column."""
    if len(row) != len(columns):
        raise _refuse(field, f"{where}: {shown(tuple(row))}")
    numbers = []
    for column, cell in zip(columns, row, strict=True):
        limits, number = COLUMNS[performance.quantity(column)], as_number(cell)
        if number is None or not limits.holds(number):
            words = limits.allowed if number is None else limits.allowed_beside(number)
            allowed = f"must have {column} {words.removeprefix('must be ')}"
            shown_cell = f"{where}, {column} {shown(repr(cell) if isinstance(cell, str) else cell)}"
            raise _refuse(field, shown_cell, allowed=allowed)
        numbers.append(number)
    return tuple(numbers)


_CONVERT: dict[str, Callable[[Field, object], Value]] = {
    "number": _number, "choice": _choice, "text": _text, "table": _table, "file": _file,
}  # fmt: skip


def cross_check(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[Issue]:
    """Second pass: rules between inputs. ``given`` as checked, ``full`` with the defaults filled in.

    A rule whose inputs did not pass the first pass is skipped: those keys are absent from ``full``.
    """
    yield from _temperatures(given, full)
    yield from _climate(given, full)
    yield from _equipment(given, full)
    yield from prices.check(given, full)
    own, programme = not is_absent(full, "programme_file"), full.get("programme")
    if own and programme != CUSTOM and "programme" in full:
        yield Issue("programme", programme, "must be custom with programme_file", "Give programme = custom")
    elif not own and programme == CUSTOM:
        yield Issue("programme_file", None, "must be given with programme = custom", "Give a TOML file of rules")


class Numbers(Protocol):
    """A case, or many homes that were given the same inputs: numbers by key, a float or an array (homes, 1)."""

    @property
    def inputs(self) -> Mapping[str, Any]:
        """Every input by key; None where there is none"""
        ...

    @property
    def units(self) -> Units:
        """What the answers are shown in"""
        ...

    def number(self, key: str, missing: float = 0.0) -> Any:
        """A number input; ``missing`` where there is none."""
        ...


def load_balance(case: Numbers) -> Any:
    """The load balance temperature [°F]: given, else the setpoint (proportional) or 65 °F at most."""
    if case.inputs["load_balance_temperature"] is not None:
        return case.number("load_balance_temperature")
    return usual_balance(str(case.inputs["climate"]), case.number("indoor_setpoint"))


def usual_balance(climate: str, setpoint: Any) -> Any:
    """The load balance temperature [°F] where none is given."""
    return setpoint if climate == "proportional" else np.minimum(setpoint, USUAL_BALANCE)


def number_of(values: Mapping[str, Value], key: str) -> float:
    """The number, or NaN where there is none: every comparison with it is then false, so its rule stays silent."""
    value = values.get(key)
    return value if isinstance(value, float) else math.nan


def is_absent(full: Mapping[str, Value], key: str) -> bool:
    """Whether an input was left out; a refused one was not."""
    return key in full and full[key] is None


def _temperatures(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[Issue]:
    setpoint, design = number_of(full, "indoor_setpoint"), number_of(full, "design_temperature")
    if design >= setpoint:
        yield Issue("design_temperature", design, f"must be below indoor_setpoint ({setpoint:g})",
                    "Give the 99 % heating design temperature of the place, in °F")  # fmt: skip
    if "billed_fuel" in given and is_absent(full, "billed_degree_days"):
        yield Issue("billed_degree_days", None, "must be given with billed_fuel",
                    "Give the heating degree days of the billed period")  # fmt: skip
    if (
        "bills_file" in given
        and "bills_weather_file" not in given
        and full.get("climate") not in ("station", "weather")
    ):
        yield Issue("bills_weather_file", None, "must be given with bills_file in a climate without hours",
                    "Give an hourly weather file of those days, or the station of the house")  # fmt: skip
    load, slope = number_of(given, "design_load"), number_of(given, "load_slope")
    if design < setpoint and abs(slope * (setpoint - design) - load) > 1e-3 * load:
        yield Issue("load_slope", slope, f"must agree with design_load (which gives {load / (setpoint - design):.6g})",
                    "Give only one of load_slope and design_load")  # fmt: skip


def _climate(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[Issue]:
    climate = full.get("climate")
    sources = [key for key in SOURCES if not is_absent(full, key)]
    if climate is None and len({SOURCES[key] for key in sources}) > 1:
        yield Issue("climate", None, "must be given when there is more than one of " + ", ".join(sources),
                    "Give climate, or only one of them")  # fmt: skip
    if climate is None:
        return
    source = CLIMATE_SOURCES.get(str(climate))
    if climate == "bins" and {"bin_table", "runtime_file"} <= set(sources):
        yield Issue("runtime_file", full.get("runtime_file"), "must not be given with bin_table", "Give one of the two")
    elif source and is_absent(full, source) and (climate != "bins" or is_absent(full, "runtime_file")):
        yield Issue(source, None, f"must be given with climate = {climate}", f"Give {source}, or another climate")
    if climate == "bins" and isinstance(table := full.get("bin_table"), tuple) and not sum(row[1] for row in table) > 0:
        yield Issue("bin_table", "no hours", "must have hours > 0", "Give the heating hours of each bin")
    width = number_of(full, "bin_width")
    if climate == "proportional" and width == 0:
        yield Issue("bin_width", 0.0, "must be more than 0 with climate = proportional", FIELDS["bin_width"].remedy)
    spread = number_of(full, "indoor_setpoint") - number_of(full, "design_temperature")
    if climate == "proportional" and width > 0 and spread / width > TABLE_LIMIT:
        yield too_many(width, spread / TABLE_LIMIT)


def check_year(year: WeatherYear, full: Mapping[str, Value]) -> Iterator[Issue]:
    """Rules for a weather year: there must be something to heat, in no more than 2,000 bins."""
    base = number_of(full, "load_balance_temperature")
    if math.isnan(base):
        base = float(usual_balance(str(full.get("climate")), number_of(full, "indoor_setpoint")))
    cold = [t for t in year.temperature if t < base]
    width = number_of(full, "bin_width")
    if full.get("defrost") == "humidity" and (
        year.order is None or year.order.humidity is None or year.order.pressure is None
    ):
        yield Issue("defrost", "humidity", "must come with weather that has humidity and pressure",
                    "Give another weather file, or defrost = ahri")  # fmt: skip
    if not cold and not math.isnan(base):
        yield Issue("load_balance_temperature", base, f"must be above the coldest hour ({year.temperature[0]:.4g})",
                    "This place needs no heat at that temperature")  # fmt: skip
    elif cold and width > 0 and (cold[-1] - cold[0]) / width > TABLE_LIMIT - 1:
        yield too_many(width, (cold[-1] - cold[0]) / (TABLE_LIMIT - 1))


def too_many(width: float, least: float) -> Issue:
    """The bin width leaves too many bins; ``least`` is the width that does not [°F]."""
    # Rounded up, so that the width named is accepted.
    remedy = f"Give {math.ceil(least * 1000) / 1000:g} or more"
    return Issue("bin_width", width, f"must leave at most {TABLE_LIMIT:,} bins", remedy)


def _equipment(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[Issue]:
    table = full.get("performance_table")
    if is_absent(full, "performance_table"):
        yield from _ratings(given, full)
    elif isinstance(table, tuple) and len(table) < 2:
        yield Issue("performance_table", f"{len(table)} row", "must have at least two temperatures", "Add a test point")
    if "hspf2" in given and is_absent(full, "cop_47"):
        yield Issue("hspf2", given["hspf2"], f"must be within reach of a COP at 47 °F up to {HIGHEST_COP:g}",
                    "Check the certificate and the capacities, or give its COPs")  # fmt: skip
    limited = any(not is_absent(full, key) for key in CAPACITIES) or (isinstance(table, tuple) and len(table[0]) > 2)
    if number_of(full, "cycling_degradation") > 0 and not limited and "performance_table" in full:
        yield Issue("cycling_degradation", full["cycling_degradation"], "must come with the capacities",
                    "Give capacity_47 and capacity_17, or leave it out")  # fmt: skip
    if full.get("defrost") == "humidity":
        if not limited and "performance_table" in full:
            yield Issue("defrost", "humidity", "must come with the capacities", "Give capacity_47 and capacity_17")
        if full.get("climate") not in ("station", "weather", None) and "climate" in full:
            yield Issue("defrost", "humidity", "must come with a station or a weather file, which have the humidity",
                        "Give a station or weather_file, or defrost = ahri")  # fmt: skip
    if number_of(full, "furnace_fan_power") > 0 and is_absent(full, "furnace_capacity"):
        yield Issue("furnace_fan_power", full["furnace_fan_power"], "must come with furnace_capacity",
                    "Give the furnace's output in BTU/h, or leave the fan out")  # fmt: skip


def _ratings(given: Mapping[str, Value], full: Mapping[str, Value]) -> Iterator[Issue]:
    """Rules for the rating points: each speed that is given has capacity and COP at 47 and 17 °F."""
    speeds = {speed: [key for key in (*CAPACITIES, *COPS) if f"_{speed}_" in key] for speed in SPEEDS}
    others = {key for keys in speeds.values() for key in keys}
    capacity, cop, faster = (
        next((key for key in keys if key in given), "")
        for keys in ([k for k in CAPACITIES if k not in others], [k for k in COPS if k not in others], sorted(others))
    )
    needing = capacity or (faster and cop)
    for key in CAPACITIES[:2]:
        if needing and is_absent(full, key):
            remedy = "Give both capacity_47 and capacity_17" + ("" if capacity else f", or leave {cop} out")
            yield Issue(key, None, f"must be given with {needing}", remedy)
    for speed, keys in speeds.items():
        one = next((key for key in keys if key in given), None)
        for key in keys:
            other = f"{'cop' if key.startswith('cap') else 'capacity'}_{speed}_5"
            if one and is_absent(full, key) and (not key.endswith("_5") or other in given):
                yield Issue(key, None, f"must be given with {other if key.endswith('_5') else one}",
                            f"Give capacity and COP of the {SPEEDS[speed]} speed")  # fmt: skip
    for at in (47, 17, 5):
        least, most = f"capacity_min_{at}", f"capacity_max_{at}"
        if number_of(full, least) > number_of(full, most):
            yield Issue(least, full[least], f"must not be above {most} ({full[most]:g})",
                        "Give the minimum capacity, or swap the two")  # fmt: skip
