"""Rules of stored values: room and blanks, a value for every formula, chart caches, the checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xl_dualfuel.model.scenarios import SCENARIOS as SCENARIO_KEYS
from xl_dualfuel.results.checks import AT_MOST
from xl_dualfuel.results.columns import SCENARIOS

from ..names import name_of
from ..reader import Cell, Opened, Reference, Sheet
from ..reader.addresses import split
from ..reader.formula import Formula
from ..sheets.function_places import SHEET as FUNCTIONS
from .locations import Finding, Table, address, place_of, table_of, value_of

MINIMUM_ROOM: Final = 150
"""Least rows of the bin table, whatever the case"""
ROUNDING: Final = 1e-12
"""Relative difference of a chart's cache from its cells: Excel writes caches with 15 digits"""
NUMBER_RESULTS: Final = (
    "recommended_switchover", "recommended_annual_cost", "economic_temperature", "thermal_temperature",
    "emissions_temperature",
)  # fmt: skip
MOST_DRAWN: Final = 1_000_000
"""Most rows that all charts may draw; those of 2,000 bins, the most a case may have, draw 60,000"""
VERDICTS: Final = ("OK", "FAIL", "N/A")


def w06(opened: Opened) -> Iterator[Finding]:
    """Room for twice the bins; rows past the end blank; no error while the status is OK, no number while it is not."""
    sound = value_of(opened, "status") == "OK"
    if not sound:
        yield from _numbers(opened)
        return
    for title, name, more in (("Bins", "bins", 0), ("Switchover", "candidates", 1)):
        table, rows = table_of(opened, title), value_of(opened, name)
        if not isinstance(rows, float):
            yield Finding("W06", title, "", f"{name_of(name)} has no number of rows")
        elif table is not None:
            yield from _room(table, int(rows), more)
    yield from _errors(opened)


def _room(table: Table, rows: int, more: int) -> Iterator[Finding]:
    """``more``: the table of switchovers has a row more than there are bins, or steps."""
    needed = max(MINIMUM_ROOM, 2 * (rows - more)) + 1
    if table.last - table.first + 1 < needed:
        yield Finding("W06", table.sheet.title, address(table.last, 1), f"the table has not the {needed} rows it needs")
    end = table.first + rows
    for key, column in table.columns.items():
        for row, cell in table.sheet.grid[column].items():
            if end <= row <= table.last and cell.value not in (None, ""):  # None: no stored value, another rule's
                yield Finding("W06", table.sheet.title, address(row, column), f"{key} is not blank past the last row")
                break
    first = table.sheet.grid.get(1, {}).get(end - 1)
    if first is None or not isinstance(first.value, float):
        yield Finding("W06", table.sheet.title, address(end - 1, 1),
                      f"the table has not the {rows} rows it states")  # fmt: skip


def _errors(opened: Opened) -> Iterator[Finding]:
    for sheet in opened.sheets:
        for location, cell in sheet.cells.items():
            if cell.kind == "e" and sheet.title != FUNCTIONS and not _is_drawn(opened, sheet, location, cell):
                yield Finding("W06", sheet.title, location, f"{str(cell.value)[:20]} though the status is OK")


def _is_drawn(opened: Opened, sheet: Sheet, location: str, cell: Cell) -> bool:
    """Whether #N/A is the point that a chart leaves out."""
    if cell.value != "#N/A":
        return False
    row, column = split(location)
    spans = [
        span
        for chart in opened.charts
        for reference in chart.references
        if reference.role in ("val", "yVal")
        for span in Formula(reference.formula).spans
        if span.sheet == sheet.title
    ]
    return sheet.title == "Charts" or any(
        span.area.top <= row <= span.area.bottom and span.area.left <= column <= span.area.right for span in spans
    )


def _numbers(opened: Opened) -> Iterator[Finding]:
    """A number that a reader could take for a result."""
    table = table_of(opened, "Scenarios")
    if table is not None:
        for column in SCENARIOS:
            for row in range(table.first, table.last + 1):
                if column.kind != "text" and isinstance(table.value(column.key, row), float):
                    yield Finding("W06", "Scenarios", address(row, table.columns[column.key]),
                                  "a number though the status names a problem")  # fmt: skip
    for key in NUMBER_RESULTS:
        if isinstance(value_of(opened, key), float):
            yield Finding("W06", "", "", f"{name_of(key)} is a number though the status names a problem")


def w08(opened: Opened) -> Iterator[Finding]:
    """Every formula cell stores its value; the workbook recalculates when opened; chart caches equal their cells."""
    for sheet in opened.sheets:
        for location, cell in sheet.cells.items():
            if cell.formula is not None and cell.value is None:
                yield Finding("W08", sheet.title, location, "a formula without a stored value")
    if not opened.calculates_on_load:
        yield Finding("W08", "", "", "the workbook does not ask to be recalculated when it is opened")
    room = MOST_DRAWN
    references = [(chart.sheet, reference) for chart in opened.charts for reference in chart.references]
    for title, reference in references:
        spans = Formula(reference.formula).spans
        if len(spans) == 1 and spans[0].sheet in opened.by_title:
            room -= spans[0].area.bottom - spans[0].area.top
            problem = "it draws too many rows" if room < 0 else _cache(opened.by_title[spans[0].sheet], reference)
            if problem:
                yield Finding("W08", title, "", f"the chart of {reference.formula[:60]}: {problem}")


def _cache(sheet: Sheet, reference: Reference) -> str:
    """What is wrong with what a chart stores; "" for nothing. An error or a blank is no point."""
    if not reference.cached:
        return "nothing is stored"
    area = Formula(reference.formula).spans[0].area
    column = sheet.grid.get(area.left, {})
    if reference.stated != area.bottom - area.top + 1:
        return f"{reference.stated} points are stored for {area.bottom - area.top + 1} cells"
    for row in range(area.top, area.bottom + 1):
        if not _same(column.get(row), reference.points.get(row - area.top)):
            return f"what is stored differs from {address(row, area.left)}"
    return ""


def _same(cell: Cell | None, point: str | None) -> bool:
    value = None if cell is None or cell.kind == "e" else cell.value
    if value is None or value == "":
        return point is None or point == ""
    if point is None:
        return False
    if isinstance(value, float):
        try:
            return abs(float(point) - value) <= ROUNDING * abs(value)
        except ValueError:
            return False
    return point == str(value)


def w09(opened: Opened) -> Iterator[Finding]:
    """Checks: ids once, OK, FAIL or N/A as the numbers say, a master with their number, an engine's number for each."""
    table = table_of(opened, "Checks")
    if table is None:
        return
    seen: set[object] = set()
    verdicts = []
    for row in range(table.first, table.last + 1):
        name, verdict = table.value("id", row), table.value("ok", row)
        verdicts.append(verdict)
        if name in seen:
            yield Finding("W09", "Checks", address(row, 1), "a check that is there twice")
        seen.add(name)
        problem = _verdict(table, row, str(name))
        if problem:
            yield Finding("W09", "Checks", address(row, table.columns.get("ok", 2)), problem)
    wanted = [f"engine_{scenario}_{column.key}" for scenario in SCENARIO_KEYS for column in SCENARIOS
              if column.kind != "text"]  # fmt: skip
    for name in wanted:
        if name not in seen:
            yield Finding("W09", "Checks", "", f"the check {name} is missing")
    master = ", ".join(f"{verdicts.count(word)} {word}" for word in VERDICTS)
    if place_of(opened, "checks") is not None and value_of(opened, "checks") != master:
        yield Finding("W09", "Checks", "", "the master check does not count the checks")


def _verdict(table: Table, row: int, name: str) -> str:
    """What is wrong with a check's verdict; "" for nothing."""
    verdict = table.value("ok", row)
    left, right, difference, tolerance = (table.value(key, row) for key in ("left", "right", "difference", "tolerance"))
    if verdict not in VERDICTS:
        return "not one of OK, FAIL, N/A"
    if verdict == "N/A":
        return ""
    if isinstance(difference, float) and isinstance(tolerance, float):
        agrees = (difference if name in AT_MOST else abs(difference)) <= tolerance
    else:
        agrees = ("" if left is None else left) == ("" if right is None else right)  # a blank cell equals ""
    return "" if agrees == (verdict == "OK") else f"{verdict}, though the numbers say otherwise"
