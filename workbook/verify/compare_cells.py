"""The cells of a sheet compared with those this version writes: formulas, stored values, labels, constants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ..book.layout import FIRST_ROW, PAGES
from ..reader import Cell, Sheet, Value
from ..reader.addresses import letters, split
from ..reader.formula import Group
from ..sheets.function_places import ANSWERS
from ..sheets.function_places import SHEET as FUNCTIONS
from .displayed_numbers import alike
from .formulas import same
from .sheet_cells import Wanted

TOLERANCE: Final = 1e-9
"""Relative difference of a stored value from the engine's, below 1 absolute: the design's tolerance between routes"""
_NOTHING: Final = (None, "")
RESULT_SHEETS: Final = (*PAGES, "Bins", "Switchover", "Scenarios")


class Difference(NamedTuple):
    """A cell that is not as it should be: the id of the finding, its place, what it holds, what was expected."""

    id: str
    sheet: str
    address: str
    actual: object
    expected: object


def formulas(
    sheet: Sheet,
    title: str,
    wanted: Mapping[str, Wanted],
    runs: Mapping[int, tuple[Group, ...]],
    renamed: Mapping[str, str],
) -> Iterator[Difference]:
    """Cells whose formula is not the expected one; each run of copies is compared once.

    Raises InputError: the sheet has more different formulas than can be read.
    """
    at, cell_at = _run_finder(runs), sheet.cells.get
    known: dict[tuple[int, int], bool] = {}
    others = [(address, cell[0]) for address, cell in wanted.items() if cell[0] is not None
              and (renamed or (actual := cell_at(address)) is None or actual[0] != cell[0])]  # fmt: skip
    for address, formula in others:
        actual = cell_at(address)
        if actual is None or actual.formula is None:
            value = None if actual is None else actual.value
            yield Difference("formula-replaced", title, address, value, f"={formula}")
        else:
            row, column = split(address)
            own, theirs = at(row, column), sheet.run_at(row, column)
            key = (id(own), id(theirs))
            if key not in known:
                known[key] = same(actual.formula, formula, renamed)
            if not known[key]:
                near = _is_neighbour(actual.formula, wanted, row, column, renamed)
                id_ = "formula-shifted" if near else "formula-changed"
                yield Difference(id_, title, address, f"={actual.formula}", f"={formula}")


def _run_finder(runs: Mapping[int, tuple[Group, ...]]) -> Callable[[int, int], Group | None]:
    by_row: dict[int, dict[int, Group]] = {}

    def at(row: int, column: int) -> Group | None:
        if column not in by_row:
            by_row[column] = {
                place: group for group in runs.get(column, ()) for place in range(group.first, group.last + 1)
            }
        return by_row[column].get(row)

    return at


def _is_neighbour(
    formula: str, wanted: Mapping[str, Wanted], row: int, column: int, renamed: Mapping[str, str]
) -> bool:
    """Whether the formula belongs to a neighbouring cell."""
    places = ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1))
    cells = (wanted.get(f"{letters(across)}{down}") for down, across in places)
    return any(cell is not None and cell.formula is not None and same(formula, cell.formula, renamed) for cell in cells)


def values(
    sheet: Sheet, title: str, wanted: Mapping[str, Wanted], overrides: Mapping[str, Value], skip: set[str]
) -> Iterator[Difference]:
    """Formula cells whose stored value is not the expected one; a formula without a stored value is left out."""
    cell_at = sheet.cells.get
    others = [address for address, cell in wanted.items() if cell[0] is not None
              and (actual := cell_at(address)) is not None and actual[1] is not None
              and (actual[1] != cell[1] or address in overrides) and address not in skip]  # fmt: skip
    for address in others:
        cell, actual = wanted[address], sheet.cells[address]
        if actual.formula is None or is_unanswered(title, address, actual):
            continue
        expected = overrides.get(address, cell.value) if overrides else cell.value
        # As Calc stores an empty text that it read from an .ods file
        if expected == "" and isinstance(actual.value, float) and not actual.value:
            continue
        if actual.value != expected and not agree(actual.value, expected):
            is_result = title in RESULT_SHEETS and (title in PAGES or split(address)[0] >= FIRST_ROW)
            yield Difference("result" if is_result else "value", title, address, actual.value, expected)


def is_unanswered(title: str, address: str, cell: Cell) -> bool:
    """Whether a worksheet function has an error in place of its answer, as it has without the add-in."""
    return title == FUNCTIONS and cell.kind == "e" and address[0] in ANSWERS


def uncalculated(sheet: Sheet, wanted: Mapping[str, Wanted]) -> int:
    """How many formulas that give something have no stored value."""
    actual = sheet.cells
    return sum(
        1
        for address, cell in wanted.items()
        if cell[0] is not None and cell[1] not in _NOTHING and (own := actual.get(address)) is not None
        and own[0] is not None and own[1] is None
    )  # fmt: skip


def statics(
    sheet: Sheet, title: str, wanted: Mapping[str, Wanted], skip: Callable[[str], bool]
) -> Iterator[Difference]:
    """Labels and constants that are not the expected ones, and cells that hold what should be blank."""
    cells = sheet.cells
    cell_at = cells.get
    # What has no formula, and the value it should have, differs in nothing, whatever else is known of it.
    others = [address for address, cell in wanted.items() if cell[0] is None
              and ((actual := cell_at(address)) is None or actual[0] is not None or actual[1] != cell[1])]  # fmt: skip
    for address in others:
        cell, actual = wanted[address], cell_at(address)
        if cell.open or cell.slot:
            if actual is not None and actual.formula is not None:
                yield Difference("added", title, address, f"={actual.formula}", None)
            continue
        if not _blank(actual) and _is_blank(cell.value):
            yield Difference("added", title, address, _shown(actual), None)
        elif not _is_blank(cell.value) and not skip(address):
            if actual is None or actual.is_blank:
                yield Difference(_kind(cell.value), title, address, None, cell.value)
            elif actual.formula is not None or (actual.value != cell.value and not agree(actual.value, cell.value)):
                yield Difference(_kind(cell.value), title, address, _shown(actual), cell.value)
    for address in () if cells.keys() <= wanted.keys() else cells:
        if address not in wanted and not _blank(cells[address]):
            yield Difference("added", title, address, _shown(cells[address]), None)


def slot(sheet: Sheet, title: str, address: str, expected: Value) -> Iterator[Difference]:
    """A value of the day the workbook was made, if it is another now, or a formula."""
    cell = sheet.cells.get(address)
    actual = None if cell is None else cell.value
    if (cell is not None and cell.formula is not None) or not agree(actual, expected):
        yield Difference(_kind(expected), title, address, actual, expected)


def _kind(value: Value) -> str:
    return "label" if isinstance(value, str) else "constant"


def _blank(cell: Cell | None) -> bool:
    return cell is None or cell.is_blank


def _is_blank(value: Any) -> bool:
    return value is None or value == ""


def _shown(cell: Cell | None) -> object:
    return None if cell is None else cell.value if cell.formula is None else f"={cell.formula}"


def agree(actual: Value, expected: Value) -> bool:
    """Whether a stored value is the expected one: rounding, blanks, and how a country writes numbers aside."""
    if _is_blank(actual) or _is_blank(expected):
        return _is_blank(actual) and _is_blank(expected)
    if isinstance(actual, str) and isinstance(expected, str):
        return alike(actual, expected)
    if isinstance(actual, str) or isinstance(expected, str):
        return False
    a, b = float(actual or 0), float(expected or 0)
    return abs(a - b) <= TOLERANCE * max(1.0, abs(b))
