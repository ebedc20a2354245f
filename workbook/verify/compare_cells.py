"""The cells of a sheet beside those this version writes: formulas, stored values, labels, constants."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ..book.layout import FIRST_ROW
from ..reader import Cell, Sheet, Value
from ..reader.addresses import letters, split
from ..reader.formula import Group
from .expected import Wanted
from .formulas import same

TOLERANCE: Final = 1e-9
"""Relative difference of a stored value from the engine's, below 1 absolute: the design's tolerance between routes"""
RESULT_SHEETS: Final = ("Cover", "Bins", "Switchover", "Scenarios")
_SEPARATORS = re.compile(r"(?<=[0-9])[.,\s'’\u00a0\u202f](?=[0-9])")


class Difference(NamedTuple):
    """A cell that is not as it should be: the id of the finding, where, what was found, what was expected."""

    id: str
    sheet: str
    address: str
    found: object
    expected: object


def formulas(
    sheet: Sheet,
    title: str,
    wanted: Mapping[str, Wanted],
    runs: Mapping[int, tuple[Group, ...]],
    renamed: Mapping[str, str],
) -> Iterator[Difference]:
    """Cells whose formula is not the expected one; every run of copies is compared once.

    Raises InputError: the sheet has more different formulas than can be read.
    """
    at = _run_finder(runs)
    known: dict[tuple[int, int], bool] = {}
    for address, cell in wanted.items():
        if cell.formula is None:
            continue
        found = sheet.cells.get(address)
        if found is None or found.formula is None:
            worth = None if found is None else found.value
            yield Difference("formula-replaced", title, address, worth, f"={cell.formula}")
        elif found.formula != cell.formula:
            row, column = split(address)
            own, theirs = at(row, column), sheet.run_at(row, column)
            key = (id(own), id(theirs))
            if key not in known:
                known[key] = same(found.formula, cell.formula, renamed)
            if not known[key]:
                near = _is_neighbour(found.formula, wanted, row, column, renamed)
                id_ = "formula-shifted" if near else "formula-changed"
                yield Difference(id_, title, address, f"={found.formula}", f"={cell.formula}")


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
    """Whether the formula belongs to a cell beside."""
    for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        other = wanted.get(f"{letters(column + right)}{row + down}") if column + right else None
        if other is not None and other.formula is not None and same(formula, other.formula, renamed):
            return True
    return False


def values(
    sheet: Sheet, title: str, wanted: Mapping[str, Wanted], overrides: Mapping[str, Value], skip: set[str]
) -> Iterator[Difference]:
    """Formula cells whose stored value is not the expected one; a formula without a stored value is left out."""
    for address, cell in wanted.items():
        if cell.formula is None or address in skip:
            continue
        found = sheet.cells.get(address)
        if found is None or found.formula is None or found.value is None:
            continue
        expected = overrides.get(address, cell.value) if overrides else cell.value
        if found.value != expected and not agree(found.value, expected):
            is_result = title in RESULT_SHEETS and (title == "Cover" or split(address)[0] >= FIRST_ROW)
            yield Difference("result" if is_result else "value", title, address, found.value, expected)


def uncalculated(sheet: Sheet, wanted: Mapping[str, Wanted]) -> int:
    """How many formulas that give something have no stored value."""
    found = sheet.cells
    return sum(
        1
        for address, cell in wanted.items()
        if cell.formula is not None and cell.value not in (None, "") and address in found
        and found[address].formula is not None and found[address].value is None
    )  # fmt: skip


def statics(
    sheet: Sheet, title: str, wanted: Mapping[str, Wanted], skip: Callable[[str], bool]
) -> Iterator[Difference]:
    """Labels and constants that are not the expected ones, and cells that hold what should be blank."""
    cells = sheet.cells
    for address, cell in wanted.items():
        if cell.formula is not None:
            continue
        found = cells.get(address)
        if cell.open or cell.slot:
            if found is not None and found.formula is not None:
                yield Difference("added", title, address, f"={found.formula}", None)
            continue
        if not _blank(found) and _is_blank(cell.value):
            yield Difference("added", title, address, _shown(found), None)
        elif not _is_blank(cell.value) and not skip(address):
            if _blank(found):
                yield Difference(_kind(cell.value), title, address, None, cell.value)
            else:
                assert found is not None
                if found.formula is not None or (found.value != cell.value and not agree(found.value, cell.value)):
                    yield Difference(_kind(cell.value), title, address, _shown(found), cell.value)
    for address, found in cells.items():
        if address not in wanted and not _blank(found):
            yield Difference("added", title, address, _shown(found), None)


def slot(sheet: Sheet, title: str, address: str, expected: Value) -> Iterator[Difference]:
    """A value that was written when the workbook was made, where it is another one now, or a formula."""
    cell = sheet.cells.get(address)
    found = None if cell is None else cell.value
    if (cell is not None and cell.formula is not None) or not agree(found, expected):
        yield Difference(_kind(expected), title, address, found, expected)


def _kind(value: Value) -> str:
    return "label" if isinstance(value, str) else "constant"


def _blank(cell: Cell | None) -> bool:
    return cell is None or cell.is_blank


def _is_blank(value: Any) -> bool:
    return value is None or value == ""


def _shown(cell: Cell | None) -> object:
    return None if cell is None else cell.value if cell.formula is None else f"={cell.formula}"


def agree(found: Value, expected: Value) -> bool:
    """Whether a stored value is the expected one: rounding, blanks, and how a country writes numbers aside."""
    if _is_blank(found) or _is_blank(expected):
        return _is_blank(found) and _is_blank(expected)
    if isinstance(found, str) and isinstance(expected, str):
        return _SEPARATORS.sub("", found).casefold() == _SEPARATORS.sub("", expected).casefold()
    if isinstance(found, str) or isinstance(expected, str):
        return False
    a, b = float(found or 0), float(expected or 0)
    return abs(a - b) <= TOLERANCE * max(1.0, abs(b))
