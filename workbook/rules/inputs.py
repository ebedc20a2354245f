"""Rules of what a reader enters: values only, each entered once, with a unit, a name and a validation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from openpyxl.utils import FORMULAE

from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.units_given import Units, limits_in
from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.results.columns import INPUTS
from xl_dualfuel.results.columns import TABLES as COLUMNS
from xl_dualfuel.results.in_units import unit_in

from ..book.layout import FIRST_ROW, HEADER_ROW, LABEL_ROW
from ..names import name_of
from ..reader import Opened, Sheet, Validation
from ..reader.addresses import Area, area, split
from .locations import (
    LABEL_COLUMN,
    NAME_COLUMN,
    TABLES,
    UNIT_COLUMN,
    VALUE_COLUMN,
    Finding,
    address,
    groups,
    input_rows,
    place_of,
    table_of,
    units_of,
)

HEADER_FORMULAS: Final = ("out_status_shown", "out_checks")
"""Formulas that the header of every sheet may hold"""
RESULTS: Final = (
    "status", "checks", "recommended_switchover", "recommended_annual_cost", "economic_temperature", "economic_status",
    "thermal_temperature", "thermal_status", "emissions_temperature", "emissions_status",
)  # fmt: skip
"""Results that have a name"""
MARKED: Final = ("Bins", "Switchover", "Scenarios", "Checks")
"""Sheets with conditional formats"""
_TABLE_UNITS: Final = {
    "climate_temperature": "°F", "climate_hours": "h", "performance_temperature": "°F",
    **{f"performance_{speed}capacity": "BTU/h" for speed in ("", "min_", "max_")},
}  # fmt: skip
FUNCTION_PREFIX: Final = "DF_"
"""Of every worksheet function of this program"""
_LIKE_AN_ADDRESS = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[Rr]|[Cc]")


def w01(opened: Opened) -> Iterator[Finding]:
    """Inputs holds values only; Bins, Switchover, Scenarios hold formulas only; each quantity is entered once."""
    inputs = opened.by_title.get("Inputs")
    if inputs is not None:
        for location, cell in inputs.cells.items():
            header = cell.formula in HEADER_FORMULAS and split(location)[0] < HEADER_ROW
            if cell.formula is not None and not header:
                yield Finding("W01", "Inputs", location, "a formula where only values belong")
        yield from _twice(inputs)
    for title in TABLES:
        yield from _values_among_formulas(opened, title)
    taken: dict[tuple[str, Area], str] = {}
    for key in FIELDS:
        place = place_of(opened, key)
        if place is not None and taken.setdefault(place, key) != key:
            yield Finding("W01", place[0], place[1].address, f"{taken[place]} and {key} are entered in one cell")


def _twice(inputs: Sheet) -> Iterator[Finding]:
    for column, what in ((LABEL_COLUMN, "label"), (NAME_COLUMN, "name")):
        seen: set[object] = set()
        for row, cell in inputs.grid.get(column, {}).items():
            if row > HEADER_ROW and isinstance(cell.value, str) and cell.value:
                if cell.value in seen:
                    yield Finding("W01", "Inputs", address(row, column), f"a {what} that is there twice")
                seen.add(cell.value)


def _values_among_formulas(opened: Opened, title: str) -> Iterator[Finding]:
    """Below the table on Scenarios are blocks with headers: text is fine there, a number is not."""
    table = table_of(opened, title)
    if table is None:
        return
    for column, cells in table.sheet.grid.items():
        for row, cell in cells.items():
            if row < FIRST_ROW or cell.formula is not None or cell.value in (None, ""):
                continue
            if title != "Scenarios" or row <= table.last or not isinstance(cell.value, str):
                yield Finding("W01", title, address(row, column), "a value where only formulas belong")


def w02(opened: Opened) -> Iterator[Finding]:
    """Inputs and Constants have section, label, name, value, unit, allowed range, source, note; columns have units."""
    for title in ("Inputs", "Constants"):
        sheet = opened.by_title.get(title)
        for number, label in enumerate((column.label for column in INPUTS), 1):
            header = label if sheet is None else sheet.at(HEADER_ROW, number)
            if header != label and (title == "Inputs" or number != LABEL_COLUMN):
                yield Finding("W02", title, address(HEADER_ROW, number), f"the column {label} should be here")
    inputs, units = opened.by_title.get("Inputs"), units_of(opened)
    if inputs is not None:
        for key, row in input_rows(opened).items():
            unit = unit_in(FIELDS[key], units)
            if (inputs.at(row, UNIT_COLUMN) or "") != unit:
                yield Finding("W02", "Inputs", address(row, UNIT_COLUMN),
                              f"the unit of {key} should be {unit or 'blank'}")  # fmt: skip
    for key, own in _TABLE_UNITS.items():
        unit = shown_in(own, units)
        place = place_of(opened, key)
        if place is not None and opened.by_title[place[0]].at(place[1].top - 1, place[1].left) != unit:
            above = address(place[1].top - 1, place[1].left)
            yield Finding("W02", place[0], above, f"the unit {unit} should be here")
    yield from _heads(opened, Units(currency=units.currency))
    for part in opened.parts:
        if "comments" in part.lower():
            yield Finding("W02", "", "", "a comment: sources and dates are printed, so they belong in cells")
            return


def _heads(opened: Opened, units: Units) -> Iterator[Finding]:
    """The tables have label, key and unit of every column of the program's own tables, in their order."""
    for name, columns in COLUMNS.items():
        sheet = opened.by_title.get(name.title())
        if sheet is None or name == "inputs":
            continue
        for number, column in enumerate(columns, 1):
            for row, text in enumerate((column.label, column.key, shown_in(column.unit, units)), LABEL_ROW):
                if (sheet.at(row, number) or "") != text:
                    yield Finding("W02", sheet.title, address(row, number), f"{text or 'nothing'} should be here")


def w05(opened: Opened) -> Iterator[Finding]:
    """Every input and result has its name; names are global, no addresses, no functions; formulas use known ones."""
    yield from _input_names(opened)
    for key in RESULTS:
        if place_of(opened, key) is None:
            yield Finding("W05", "", "", f"the name {name_of(key)} is missing")
    yield from _strange_names(opened)
    known = {name.name.lower() for name in opened.names}
    for sheet, group in groups(opened):
        for used in group.formula.names:
            if used.lower() not in known:
                yield Finding("W05", sheet.title, group.address, f"the name {used} is not defined")


def _input_names(opened: Opened) -> Iterator[Finding]:
    rows = input_rows(opened)
    for key, field in FIELDS.items():
        if field.kind == "table":
            continue
        place = place_of(opened, key)
        row = rows.get(key)
        if place is None:
            yield Finding("W05", "Inputs", "", f"the name {name_of(key)} is missing")
        elif row is None:
            yield Finding("W05", "Inputs", "", f"the input {key} is missing")
        elif place != ("Inputs", Area(row, VALUE_COLUMN, row, VALUE_COLUMN)):
            yield Finding("W05", "Inputs", address(row, VALUE_COLUMN), f"the name {name_of(key)} means another cell")


def _strange_names(opened: Opened) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for name in opened.names:
        shown, key = name.name[:60], (name.sheet, name.name.lower())
        if _LIKE_AN_ADDRESS.fullmatch(name.name):
            yield Finding("W05", name.sheet, "", f"the name {shown} looks like a cell's address")
        elif name.name.upper() in FORMULAE or name.name.upper().startswith(FUNCTION_PREFIX):
            # Excel knows no case: the name would hide the function.
            yield Finding("W05", name.sheet, "", f"the name {shown} is spelled as a worksheet function")
        elif "#REF!" in name.formula:
            yield Finding("W05", name.sheet, "", f"the name {shown} means cells that are gone")
        elif key in seen:
            yield Finding("W05", name.sheet, "", f"the name {shown} is defined twice")
        elif name.sheet and not name.name.startswith("_xlnm."):
            # It would mean one thing on this sheet and another on the others.
            yield Finding("W05", name.sheet, "", f"the name {shown} is local to a sheet")
        seen.add(key)


def w11(opened: Opened) -> Iterator[Finding]:
    """Every number and choice on Inputs is validated, with help and message; tables mark what matters."""
    inputs = opened.by_title.get("Inputs")
    if inputs is not None:
        rules = [(block, rule) for rule in inputs.validations for text in rule.ranges if (block := area(text))]
        for key, row in input_rows(opened).items():
            if FIELDS[key].kind in ("number", "choice"):
                rule = next((rule for block, rule in rules if block.holds(row, VALUE_COLUMN)), None)
                problem = _weak(key, rule, units_of(opened))
                if problem:
                    yield Finding("W11", "Inputs", address(row, VALUE_COLUMN), f"{key}: {problem}")
    for title in MARKED:
        sheet = opened.by_title.get(title)
        if sheet is not None and not any(_below_header(rule.ranges) for rule in sheet.conditions):
            yield Finding("W11", title, "", "the table has no conditional format")


def _below_header(ranges: tuple[str, ...]) -> bool:
    return any(block.bottom >= FIRST_ROW for text in ranges if (block := area(text)))


def _weak(key: str, rule: Validation | None, units: Units) -> str:
    """What is wrong with the validation of an input; "" for nothing."""
    if rule is None:
        return "no validation"
    field = FIELDS[key]
    if rule.kind != ("list" if field.kind == "choice" else "decimal"):
        return f"the validation is of type {rule.kind}"
    if not (rule.prompt and rule.shows_prompt):
        return "the validation shows no help"
    if not (rule.error and rule.shows_error):
        return "the validation refuses without a message"
    if field.kind == "choice":
        return "" if rule.formula1.strip('"').split(",") == list(field.choices) else "the list has other choices"
    return "" if rule.operator == "between" and _bounds(rule) == limits_in(field, units) else "other bounds"


def _bounds(rule: Validation) -> tuple[float, float] | None:
    try:
        return float(rule.formula1), float(rule.formula2)
    except ValueError:
        return None
