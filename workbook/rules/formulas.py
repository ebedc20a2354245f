"""Rules of the formulas: the same in a column, no constants, known functions, running sums in one pass, no circles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..reader import Opened, Sheet
from ..reader.addresses import letters
from ..reader.formula import Formula, Group
from .circular import circular
from .locations import TABLES, Finding, Table, address, groups, table_of

ALLOWED: Final = frozenset(
    (
        "ABS", "AND", "AVERAGE", "CHOOSE", "COUNT", "COUNTIF", "FIXED", "HYPERLINK", "IF", "INDEX", "INT", "IRR",
        "ISBLANK", "ISERROR", "ISNA", "ISNUMBER", "LARGE", "LEN", "LOOKUP", "MATCH", "MAX", "MIN", "NA", "NOT", "NPV",
        "OR", "ROUND", "ROUNDUP", "ROW", "SMALL", "SQRT", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TEXT", "TRIM",
    )
)  # fmt: skip
"""Functions that Excel 2016 and Calc calculate alike"""
HIDING: Final = frozenset(("IFERROR", "IFNA"))
VOLATILE: Final = frozenset(("CELL", "INDIRECT", "INFO", "NOW", "OFFSET", "RAND", "RANDARRAY", "RANDBETWEEN", "TODAY"))
CONSTANTS: Final = frozenset(("0", "1", "2", "3"))
"""Small whole numbers are arithmetic: a square, two thirds, half of a step; what could change has a name"""
DEEPEST_IF: Final = 2
RUNNING: Final = (
    "heat_pump_cost", "furnace_cost", "heat_pump_emissions_kg", "furnace_emissions_kg", "furnace_hours_above",
    "furnace_hours_below", "unmet_above", "unmet_below", "unmet_hours_above", "unmet_hours_below",
)  # fmt: skip
"""Columns of Switchover that are running sums"""


def w03(opened: Opened) -> Iterator[Finding]:
    """One formula a column; no constant but 0 to 3; no IF deeper than two; nothing volatile, hiding or circular."""
    for title in TABLES:
        table = table_of(opened, title)
        if table is not None:
            yield from _columns(table)
    yield from _drawn(opened)
    for sheet, group in groups(opened):
        for problem in _problems(group.formula):
            yield Finding("W03", sheet.title, group.address, problem)
    for name in opened.names:
        for function in sorted(Formula(name.formula).functions & (VOLATILE | HIDING)):
            yield Finding("W03", name.sheet, "", f"the name {name.name} uses {function}")
    for sheet_title, cell, problem in circular(opened):
        yield Finding("W03", sheet_title, cell, problem)


def _columns(table: Table) -> Iterator[Finding]:
    """Every column of a table holds copies of its first formula, down to its last row; columns without a key too."""
    keys = {column: key for key, column in table.columns.items()}
    for column, runs in table.sheet.runs.items():
        if any(run.first <= table.last and run.last >= table.first for run in runs):
            keys.setdefault(column, letters(column))
    for column, key in sorted(keys.items()):
        yield from _copies(table.sheet, column, table.first, table.last, key)


def _copies(sheet: Sheet, column: int, first: int, last: int, what: str) -> Iterator[Finding]:
    above: Group | None = None
    row = first
    while row <= last:
        run = sheet.run_at(row, column)
        if run is None:
            # A value in place of a formula is reported by W01.
            if sheet.title not in TABLES or sheet.at(row, column) is None:
                yield Finding("W03", sheet.title, address(row, column), f"the column {what} has no formula here")
            row += 1
            continue
        if above is None:
            above = run
        elif run.formula.text != above.formula.below(run.first - above.first):
            yield Finding("W03", sheet.title, address(row, column), f"another formula than the column {what} has above")
        row = run.last + 1


def _drawn(opened: Opened) -> Iterator[Finding]:
    """What a chart draws is a column of a table."""
    seen = set()
    for chart in opened.charts:
        for reference in chart.references:
            for span in Formula(reference.formula).spans:
                sheet = opened.by_title.get(span.sheet)
                if sheet is None or span in seen or span.area.left != span.area.right:
                    continue
                seen.add(span)
                yield from _copies(sheet, span.area.left, span.area.top, span.area.bottom, letters(span.area.left))


def _problems(formula: Formula) -> Iterator[str]:
    for kind, text in formula.tokens:
        if kind == "number" and text not in CONSTANTS:
            yield f"the constant {text} inside a formula"
        elif kind in ("columns", "rows"):
            yield f"{text}: a whole {kind[:-1]}"
        elif kind == "bracket" or (kind == "sheet" and "[" in text):
            yield "a reference to another workbook, or into a table object"
        elif kind == "operator" and text in "{%":
            yield f"{text}: a constant in other clothes"
    if formula.depth_of_if > DEEPEST_IF:
        yield f"IF inside IF, {formula.depth_of_if} deep"
    for function in sorted(formula.functions & VOLATILE):
        yield f"{function}: recalculates without cause, or cannot be traced"
    for function in sorted(formula.functions & HIDING):
        yield f"{function}: hides errors"


def w04(opened: Opened) -> Iterator[Finding]:
    """Functions known to Excel 2016 and Calc only; no dynamic arrays, no array formulas."""
    for sheet, group in groups(opened):
        for function in sorted(group.formula.functions - ALLOWED - VOLATILE - HIDING):
            yield Finding("W04", sheet.title, group.address, f"{function} is none of the functions allowed")
        if any(kind == "operator" and text in "#@" for kind, text in group.formula.tokens):
            yield Finding("W04", sheet.title, group.address, "a dynamic array")
    for sheet in opened.sheets:
        for cell in sheet.arrays:
            yield Finding("W04", sheet.title, cell, "an array formula, a data table, or a dynamic array")
    for name in opened.names:
        for function in sorted(Formula(name.formula).functions - ALLOWED - VOLATILE - HIDING):
            yield Finding("W04", name.sheet, "", f"the name {name.name} uses {function}")


def w07(opened: Opened) -> Iterator[Finding]:
    """Running sums in one pass, SUM(previous, this); no range that grows from row to row; ties by MATCH."""
    table = table_of(opened, "Switchover")
    if table is not None:
        for key in RUNNING:
            column = table.columns.get(key, 0)
            run = table.sheet.run_at(table.first, column)
            if run is None or not _is_running(run):
                yield Finding("W07", "Switchover", address(table.first, column) if column else "",
                              f"{key} is no running sum, SUM(previous, this)")  # fmt: skip
    for sheet, group in groups(opened):
        if group.last > group.first and any(span.top_stays != span.bottom_stays for span in group.formula.spans):
            yield Finding("W07", sheet.title, group.address, "a range that grows from row to row")
    name = opened.by_name.get("out_recommended_row")
    spans = Formula(name.formula).spans if name is not None else ()
    if len(spans) == 1 and spans[0].sheet in opened.by_title:
        cell = opened.by_title[spans[0].sheet].grid.get(spans[0].area.left, {}).get(spans[0].area.top)
        if cell is None or cell.formula is None or "MATCH" not in Formula(cell.formula).functions:
            yield Finding("W07", spans[0].sheet, address(spans[0].area.top, spans[0].area.left),
                          "MATCH does not give the recommended row")  # fmt: skip


def _is_running(run: Group) -> bool:
    """Whether a formula adds to the cell above or below it, and to nothing else of its own column."""
    own = [
        span.area for span in run.formula.spans if not span.sheet and span.area.left <= run.column <= span.area.right
    ]
    return (
        "SUM" in run.formula.functions
        and len(own) == 1
        and own[0].left == own[0].right
        and own[0].top == own[0].bottom
        and abs(own[0].top - run.first) == 1
    )
