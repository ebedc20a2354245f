"""The clean copy of a table of homes: the sheet Review, and a row of results for each house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from xl_dualfuel.homes.frames import solve_many
from xl_dualfuel.homes.summary import moneys
from xl_dualfuel.homes.summary_words import notes_in_words, problem_in_words
from xl_dualfuel.inputs.fields import FILES
from xl_dualfuel.version import __version__

from ..book.layout import HEADER_ROW, REVIEW
from ..forms.form import Form
from ..forms.read import Reading
from ..shape import Filling, Line
from ..sheets import review as sheet
from . import review
from .findings import Verdict, clean
from .single_file import Basis

HOMES: Final = "Homes"
_COLUMNS: Final = (("House", 28), ("Set", 24), ("Season cost", 14), ("Saving against today", 14), ("Money", 9),
                   ("What to know", 70))  # fmt: skip
_LONGEST: Final = 500
"""Characters of a cell in words"""
_NOT_SOLVED: Final = "Not calculated: see the sheet Review"


class _Copy(Form):
    """A workbook of these lines and homes."""

    def __init__(self, lines: list[Line], stamp: datetime) -> None:
        super().__init__((REVIEW, HOMES))
        self.lines, self.stamp = lines, stamp
        self.foot = f"&F · made {stamp:%Y-%m-%d %H:%M} UTC"
        self.upright.add(REVIEW)
        self.scaled.update((REVIEW, HOMES))

    def filling(self) -> Filling:
        """The lines of the sheet Review."""
        any_other = super().filling()
        return Filling(any_other.result, self.stamp, any_other.shape, lines=self.lines)


def clean_homes(verdict: Verdict, basis: Basis, stamp: datetime) -> bytes:
    """The workbook of a table of homes, from nothing but the inputs in its rows."""
    assert basis.homes is not None
    rows = _solved(basis.homes)
    places = {(house.sheet, f"A{house.row}"): f"'{HOMES}'!A{row}"
              for row, house in enumerate(basis.homes.houses, HEADER_ROW + 1)}  # fmt: skip
    lines = review.lines(verdict, None, basis.beside, lambda title, cell: places.get((title, cell), ""), ())
    book = _Copy(lines, stamp)
    sheet.write(book)
    for style, words in sheet.MARKS.items():
        for word in words:
            book.warn(REVIEW, "A1:A400", f'$A1="{word}"', style)
    book.put(HOMES, 1, 1, "Homes, calculated again from the inputs in the file", "df title")
    book.put(HOMES, 2, 1, f"Calculated with xl_dualfuel {__version__}. A row for each house, in the order of the file.",
             "df note")  # fmt: skip
    book.headers(HOMES, HEADER_ROW, [head for head, _ in _COLUMNS])
    book.widths(HOMES, [width for _, width in _COLUMNS])
    for row, (house, values) in enumerate(zip(basis.homes.houses, rows, strict=True), HEADER_ROW + 1):
        _row(book, row, clean(house.name), values)
    last = HEADER_ROW + max(1, len(rows))
    book.printed(HOMES, f"$A${HEADER_ROW}:$F${last}", f"1:{HEADER_ROW - 1}", f"B{HEADER_ROW + 1}")
    return book.finished("Dual-fuel switchover: homes of a submission")


def _solved(reading: Reading) -> list[Mapping[str, Any] | None]:
    """The results of each house; None of one with problems, or that names a file, which is not opened."""
    import pandas as pd  # here: few submissions are tables of homes

    usable = [place for place, (house, values) in enumerate(zip(reading.houses, reading.homes, strict=True))
              if not house.problems and not values.keys() & {*FILES}]  # fmt: skip
    rows: list[Mapping[str, Any] | None] = [None] * len(reading.homes)
    if usable:
        table = pd.DataFrame([reading.homes[place] for place in usable], dtype=object)
        solved = solve_many(table)
        solved["currency"] = moneys(table)
        plain = solved.astype(object).where(solved.notna(), None)
        for place, row in zip(usable, plain.to_dict("records"), strict=True):
            rows[place] = {str(key): value for key, value in row.items()}
    return rows


def _row(book: Form, row: int, name: str, values: Mapping[str, Any] | None) -> None:
    if values is None:
        cells: list[tuple[Any, str]] = [(name, "df text"), (_NOT_SOLVED, "df wrapped note")]
    elif values["problem"]:
        cells = [(name, "df text"), (clean(problem_in_words(values["problem"]), _LONGEST), "df wrapped note")]
    else:
        cells = [
            (name, "df text"), (values["setting_words"], "df text"),
            (values["setting_cost"], "df #,##0.00"), (values["saving_vs_existing"], "df #,##0.00"),
            (values["currency"], "df text"), (clean(notes_in_words(values["notes"]), _LONGEST), "df wrapped note"),
        ]  # fmt: skip
    book.height(HOMES, row, [(str(value), width) for (value, style), (_, width) in zip(cells, _COLUMNS, strict=False)
                             if style == "df wrapped note"])  # fmt: skip
    for column, (value, style) in enumerate(cells, 1):
        book.put(HOMES, row, column, value, style)
