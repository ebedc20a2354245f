"""What was put into a workbook: sheets, cells, texts in yellow cells; whether they state a result or an approval."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from itertools import islice
from typing import Final
from unicodedata import category, name

from ..forms.form import LOGO
from ..reader import Cell, Opened, Sheet
from .claims import claims, folded_title, states
from .findings import Findings
from .sheet_cells import Wanted

MOST_READ: Final = 20_000
"""Most cells read of a sheet that was added"""
_TAKEN: Final = frozenset(("summary", "cover", "review", "results", "verdict", "scenarios", "switchover"))
"""Titles, folded, under which a reader expects what this program or a reviewer says"""
_OF_A_CELL: Final = "A cell that was added states a result or an approval that is not of this program"
_WRITTEN: Final = "What was written into the cell states a result or an approval"


def sheets(opened: Opened, ours: Container[str], titles: Iterable[str], findings: Findings) -> None:
    """Add the sheets that are not ours: a remark, or a warning about one that passes for ours or states a result.

    ours: the titles of our sheets as they are; titles: those that only our sheets have.
    """
    taken = _TAKEN | {*map(folded_title, titles)}
    for sheet in opened.sheets:
        if sheet.title in ours:
            continue
        alike = folded_title(sheet.title) in taken
        unseen = _unseen(sheet.title, alike)
        stated = next((at for at, text in _texts(sheet) if states(text)), None)
        if alike:
            what = f"The sheet was added, and has a title like one of this program{unseen}"
            findings.add("added", "warning", what, sheet.title)
        elif stated is not None:
            what = f"The sheet was added, and states a result or an approval{unseen}"
            findings.add("added", "warning", what, sheet.title, stated, sheet.value(stated))
        else:
            findings.add("added", "info", f"The sheet was added{unseen}", sheet.title)


def _texts(sheet: Sheet) -> Iterable[tuple[str, str]]:
    """The first texts of a sheet, with their cells."""
    return ((at, cell.value) for at, cell in islice(sheet.cells.items(), MOST_READ) if isinstance(cell.value, str))


def _unseen(title: str, alike: bool) -> str:
    """The characters of a title that are not seen; alike: and letters that look like those of a title of ours."""
    odd = (one for one in title if category(one) in ("Cf", "Mn") or (one.isspace() and one != " ")
           or (alike and one.isalpha() and not name(one, "").startswith("LATIN")))  # fmt: skip
    named = ", ".join(f"U+{ord(one):04X} ({name(one, 'without a name').lower()})" for one in dict.fromkeys(odd))
    if title != title.strip(" "):
        named = ", ".join(filter(None, (named, "a space at its edge")))
    return f". Its title has {named}" if named else ""


def cells(sheet: Sheet, wanted: Mapping[str, Wanted], findings: Findings, has_formulas: bool = True) -> None:
    """Add texts beside the cells of a sheet of ours, and in its yellow ones, that state a result or an approval.

    has_formulas: whether formulas are added as well; rows of a table are copied with theirs.
    """
    for at, text in _texts(sheet):
        cell, written = wanted.get(at), sheet.cells[at]
        if cell is None or (cell.formula is None and not cell.open and cell.value in (None, "", LOGO)):
            if (has_formulas or written.formula is None) and not (cell and cell.slot) and text != LOGO:
                _add(states, _OF_A_CELL, sheet, at, text, findings)
        elif cell.open and written.formula is None:
            _add(claims, _WRITTEN, sheet, at, text, findings)


def typed(sheet: Sheet, is_yellow: Callable[[Cell], bool], findings: Findings) -> None:
    """Add texts in the yellow cells of a sheet, whose other cells are not known, that state a result or an approval."""
    for at, text in _texts(sheet):
        cell = sheet.cells[at]
        if cell.formula is None and is_yellow(cell):
            _add(claims, _WRITTEN, sheet, at, text, findings)


def _add(judge: Callable[[str], object], what: str, sheet: Sheet, at: str, text: str, findings: Findings) -> None:
    if judge(text):
        findings.add("shown-otherwise", "warning", what, sheet.title, at, text,
                     remedy="Go by what this program gives")  # fmt: skip
