"""What a filled form shows: its cells beside those of the blank form, wherever a contractor's own rows moved them.

The words, numbers and formulas that the form came with are compared with it; what people fill in is judged by its
display alone. A form of another version is judged by whether its cells show what they hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from ..book.styles import is_input
from ..forms.form import LOGO
from ..forms.template import template
from ..reader import Opened, Sheet, open_package
from ..reader.addresses import letters, split
from ..reader.formula import Formula
from . import compare_cells, displayed
from .compare_cells import Difference, agree
from .displayed_cells import Ours, Steps, Usual
from .displayed_room import width_of
from .displayed_rules import prompt_of
from .expected import Wanted
from .findings import Findings

WHOLE: Final = 0.9
"""Share of a sheet's words that are where the blank form has them, if no row or column was put in"""
KNOWN: Final = 0.7
"""Share of the words of a form that are found in one of this version"""
MOST_SHIFTS: Final = 12
"""Different moves of rows or columns that are looked at"""
_WHAT: Final = {
    "label": "A word of the form was changed",
    "constant": "A number of the form was changed",
    "formula-changed": "A formula of the form was changed",
    "formula-shifted": "A formula of the form was moved from another cell",
    "formula-replaced": "A formula of the form was replaced by a value, or deleted",
}
Place = tuple[int, int]


class Blank(NamedTuple):
    """A sheet of the blank form: its record, its words by row and column, the places of its names."""

    sheet: Sheet
    words: Mapping[Place, str]
    names: Mapping[str, Place]


@lru_cache(maxsize=4)
def blank_form(kind: str) -> tuple[Opened, Mapping[str, Blank]]:
    """A blank form, and each of its sheets by title."""
    opened = open_package(template(kind))
    names = _named(opened)
    blanks = {}
    for sheet in opened.sheets:
        words = {split(at): cell.value for at, cell in sheet.cells.items()
                 if cell.formula is None and isinstance(cell.value, str) and cell.value not in ("", LOGO)
                 and not is_input(opened.style(cell).name)}  # fmt: skip
        blanks[sheet.title] = Blank(sheet, words, names.get(sheet.title, {}))
    return opened, blanks


def _named(opened: Opened) -> dict[str, dict[str, Place]]:
    """Of each sheet the first cell of each name."""
    places: dict[str, dict[str, Place]] = {}
    for name in opened.names:
        spans = () if name.sheet or len(name.formula) > 200 else Formula(name.formula).spans
        if len(spans) == 1:
            area = spans[0].area
            places.setdefault(spans[0].sheet.casefold(), {})[name.name.casefold()] = (area.top, area.left)
    return {sheet.title: places.get(sheet.title.casefold(), {}) for sheet in opened.sheets}


class Moved(NamedTuple):
    """Where rows and columns of the blank form are in a filled one: how far each is from its place."""

    rows: Mapping[int, int]
    columns: Mapping[int, int]

    @property
    def whole(self) -> bool:
        """Whether nothing was moved."""
        return not any(self.rows.values()) and not any(self.columns.values())

    def at(self, row: int, column: int) -> Place:
        """Row and column in the filled form."""
        return row + self.rows.get(row, 0), column + self.columns.get(column, 0)


def moved(sheet: Sheet, blank: Blank, names: Mapping[str, Place]) -> Moved:
    """Where the cells of a sheet are now; names: the places of the names on it."""
    words = blank.words
    if sum(sheet.at(*place) == text for place, text in words.items()) >= WHOLE * len(words):
        return Moved({}, {})
    both = [(place, names[name]) for name, place in blank.names.items() if name in names]
    rows, columns = (_shifts([found[axis] - place[axis] for place, found in both]) for axis in (0, 1))
    by_row: dict[int, list[tuple[int, str]]] = {}
    by_column: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in words.items():
        by_row.setdefault(row, []).append((column, text))
        by_column.setdefault(column, []).append((row, text))
    down: dict[int, int] = {}
    last = 0
    for row in range(1, max(place[0] for place in words) + 1):
        here = by_row.get(row, ())
        hits = {
            shift: sum(sheet.at(row + shift, column + across) == text for column, text in here for across in columns)
            for shift in (last, *rows)
        }
        last = max(hits, key=lambda shift: (hits[shift], shift == last))
        down[row] = last
    right = {}
    last = 0
    for column in range(1, max(place[1] for place in words) + 1):
        here = by_column.get(column, ())
        hits = {shift: sum(sheet.at(row + down[row], column + shift) == text for row, text in here)
                for shift in (last, *columns)}  # fmt: skip
        last = max(hits, key=lambda shift: (hits[shift], shift == last))
        right[column] = last
    return Moved(down, right)


def _shifts(moves: Collection[int]) -> list[int]:
    """The moves of rows or columns, the commonest first; none is always one."""
    return [0, *(move for move, _ in Counter(move for move in moves if move).most_common(MOST_SHIFTS))]


def judge(opened: Opened, kind: str, findings: Findings) -> None:
    """Add what a form shows otherwise than it holds, and which of its own words, numbers and formulas were changed."""
    form, blanks = blank_form(kind)
    names = _named(opened)
    present = {title: opened.by_title[title] for title in blanks if title in opened.by_title}
    places = {title: moved(sheet, blanks[title], names.get(title, {})) for title, sheet in present.items()}
    words = [(sheet, places[title].at(*place), text)
             for title, sheet in present.items() for place, text in blanks[title].words.items()]  # fmt: skip
    found = sum(compare_cells.agree(sheet.at(*place), text) for sheet, place, text in words)
    if found < KNOWN * len(words):
        displayed.of_other(opened, [title for title in present if names.get(title)], findings)
        return
    whole = all(place.whole for place in places.values())
    keeps_formulas = kind != "portfolio" and whole and any(sheet.groups for sheet in present.values())
    steps, looks = Steps(), {style: form.looks.cell(style) for style in range(form.looks.count)}
    for title, sheet in present.items():
        blank, at = blanks[title], places[title]
        wanted = {f"{letters(column)}{row}": cell for (row, column), cell in _wanted(form, blank, at)}
        differences = list(_statics(sheet, title, wanted, blank, at.whole))
        if keeps_formulas:
            differences += compare_cells.formulas(sheet, title, wanted, blank.sheet.runs, {})
        displayed.report(differences, _WHAT, findings)
        usual = {address: Usual(looks[cell.style], cell.open) for address, cell in wanted.items()}
        if kind == "portfolio":
            usual |= _further_rows(sheet, usual)
        displayed.add(Ours(sheet, opened.looks, usual, steps), _around(blank.sheet, at), findings)


def _wanted(form: Opened, blank: Blank, at: Moved) -> Iterator[tuple[Place, Wanted]]:
    """Each cell of the blank form at the place where it is now."""
    for address, cell in blank.sheet.cells.items():
        is_open = is_input(form.style(cell).name)
        yield at.at(*split(address)), Wanted(cell.formula, cell.value, is_open, False, cell.style)


def _statics(sheet: Sheet, title: str, wanted: Mapping[str, Wanted], blank: Blank, whole: bool) -> Iterator[Difference]:
    """Words and numbers of the form that are others now; where rows were moved, not those of another row."""
    known = () if whole else frozenset(blank.words.values())
    for address, cell in wanted.items():
        if cell.formula is not None or cell.open or cell.value in (None, "", LOGO):
            continue
        actual = sheet.cells.get(address)
        if actual is None or actual.is_blank or actual.value in known or agree(actual.value, cell.value):
            continue
        id_ = "label" if isinstance(cell.value, str) else "constant"
        yield Difference(id_, title, address, actual.value, cell.value)


def _further_rows(sheet: Sheet, usual: Mapping[str, Usual]) -> dict[str, Usual]:
    """Cells of a table below the rows that the blank form has, which look as those above them."""
    last: dict[int, tuple[int, Usual]] = {}
    for address, one in usual.items():
        row, column = split(address)
        last[column] = max(last.get(column, (0, one)), (row, one), key=lambda pair: pair[0])
    return {
        f"{letters(column)}{row}": last[column][1]
        for column, cells in sheet.grid.items() if column in last
        for row in cells if row > last[column][0]
    }  # fmt: skip


def _around(sheet: Sheet, at: Moved) -> displayed.Around:
    """Widths, heights and messages of the blank form, where they are now."""
    widths = {at.at(1, column)[1]: width for column, width in width_of(sheet).items()}
    heights = {at.at(row, 1)[0]: height for row, height in (sheet.row_heights or {}).items()}
    return displayed.Around(widths, heights, frozenset(prompt_of(one.title, one.prompt) for one in sheet.validations))
