"""A table of homes on disk: recognised by its content, its headings checked first, then read part by part."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from ..errors import InputError, Issue, shown
from ..files.reading import Wanted
from ..files.values import is_blank
from ..homes import frames
from ..inputs.cells import header
from ..inputs.fields import UNIT_FIELDS
from ..inputs.headings import units_of
from ..inputs.home_headings import home_keys, tariff_column
from ..tariffs import columns as under_tariffs

if TYPE_CHECKING:
    import pandas as pd

PART_ROWS: Final = 20_000
"""Most homes of a part. Results are the same bytes with one worker or many, as parts are."""
_LEAST_ROWS: Final = 2_000
_PARTS: Final = 20
"""So many parts of a table or more, of so many homes or more"""
MAX_COLUMNS: Final = 2000
"""What installs the libraries that only portfolios need"""
_ID = re.compile(r"(?i)^(id|uid|home|house|premise|account|meter|customer|site|building)([ _-]?(id|no|number|name))?$")


def rows_of_a_part(total: int | None) -> int:
    """The homes of a part of a table of so many: few enough that all processors have work and that progress moves."""
    return PART_ROWS if total is None else min(PART_ROWS, max(_LEAST_ROWS, -(-total // _PARTS)))


class Places(NamedTuple):
    """The cells of some homes in a workbook: the letters of the columns by key, and the rows."""

    sheet: str
    columns: Mapping[str, str]
    rows: Sequence[int]

    def of(self, home: int, key: str) -> str:
        """Such as Homes!K12; the first cell of the row for an input that has no column."""
        return f"{self.sheet}!{self.columns.get(key, 'A')}{self.rows[home]}"


class Part(NamedTuple):
    """Some consecutive homes of a table."""

    number: int
    first: int
    """Place of its first home in the table, from 0"""
    notes: pd.DataFrame
    """Columns that travel to the results as they are"""
    inputs: pd.DataFrame
    """Columns headed by inputs' keys"""
    spoiled: dict[int, str]
    """What is wrong with rows that cannot be read, by their place in the part"""
    remarks: tuple[tuple[int, str], ...] = ()
    """What is doubtful in the cells of a row, by its place in the part"""
    places: Places | None = None
    """Of a workbook, where its cells are"""


class Headings(NamedTuple):
    """The columns of a table: the places of the inputs and of the notes, the one that names a home first."""

    keys: dict[str, int]
    notes: dict[str, int]
    named: bool
    """Whether there is a column whose heading says that it names the home"""
    units: Mapping[str, str] = MappingProxyType({})
    """Of the inputs whose heading has one"""
    tariff: str = ""
    """The one of the notes that names tariff files; "" for none"""

    @property
    def results(self) -> tuple[str, ...]:
        """The columns of the results."""
        return under_tariffs.RESULTS if self.tariff else frames.RESULTS

    def unit_of(self, key: str) -> tuple[str, bool]:
        """The unit in the heading of an input, and whether other columns say in which units a home is given."""
        return self.units.get(key, ""), not UNIT_FIELDS.keys().isdisjoint(self.keys)

    def of_columns(self, width: int) -> tuple[list[str], list[str]]:
        """The input and the unit of each column; "" for notes, and for usual units."""
        keys = {place: key for key, place in self.keys.items()}
        columns = [keys.get(place, "") for place in range(width)]
        return columns, [self.units.get(key, "") for key in columns]

    def with_units(self, units: Sequence[str]) -> Headings:
        """The same with other units of the columns."""
        return self._replace(units={key: units[place] for key, place in self.keys.items() if units[place]})


class Source(Protocol):
    """A table that can be read again and again, each time in the same parts."""

    path: Path
    headings: Headings
    total: int | None
    """Rows, as far as known before they are read"""
    left_out: list[str]
    """What heads the rows that were left out as sums when the parts were last read"""
    headings_again: int
    """Rows that were left out then because they have the headings again"""

    def parts(self, rows: int) -> Iterator[Part]:
        """The parts of so many rows each, the last one shorter."""

    def cells(self, note: str) -> Iterator[Any]:
        """The cells of a column of notes; also of rows that are no homes, such as sums."""

    def note_types(self) -> dict[str, Any]:
        """Parquet types of notes that are not text."""


def left_out_in_words(table: Source) -> Iterator[str]:
    """What is said of rows that were left out."""
    if table.left_out:
        names = ", ".join(shown(name) for name in dict.fromkeys(table.left_out[:_NAMED]))
        rows = _rows(len(table.left_out))
        yield f"{rows} left out as sums of others ({names}); give a home of such a name another one"
    if table.headings_again:
        yield f"{_rows(table.headings_again)} left out, which only repeated the headings"


def _rows(count: int) -> str:
    return "1 row was" if count == 1 else f"{count:,} rows were"


_NAMED: Final = 3
TABLE: Final = Wanted("table", "must be a table of homes as CSV, Parquet or .xlsx", "Give fewer homes.", sys.maxsize)


def refused(path: object, problem: str, remedy: str) -> InputError:
    """The one shape of refusal of a table."""
    return InputError([Issue("table", str(path), problem, remedy)])


NO_HEADINGS: Final = "must have a row of headings that are keys of inputs"


def headings_of(path: Path, cells: Sequence[Any]) -> Headings:
    """The columns under these headings. Raises InputError: none names an input, or one may be an input misspelt."""
    if len(cells) > MAX_COLUMNS:
        raise refused(path, f"must have at most {MAX_COLUMNS:,} columns", "Take the others out")
    if all(map(is_blank, cells)):
        raise refused(path, NO_HEADINGS, "Take the portfolio template")
    if header(cells):
        raise refused(path, "is one house, with names and values", "Run it with dualfuel run, or give each house a row")
    texts = [cell if isinstance(cell, str) else None if cell is None else str(cell) for cell in cells]
    columns, rates = home_keys(texts, with_tariff=True), tariff_column(texts)
    taken = frames.RESULTS if rates is None else under_tariffs.RESULTS
    keys = {key: place for place, key in enumerate(columns) if key}
    notes: dict[str, int] = {}
    for place, (cell, key) in enumerate(zip(cells, columns, strict=True)):
        if not key:
            title = f"column {place + 1}" if is_blank(cell) else str(cell).strip()
            notes[_free(title, notes, taken)] = place
    named = next((title for title in notes if _ID.match(title)), None)
    if named is not None:
        notes = {named: notes[named], **notes}
    units = {key: unit for key, unit in zip(columns, units_of(cells), strict=True) if key and unit}
    tariff = next((title for title, place in notes.items() if place == rates), "")
    return Headings(keys, notes, named is not None, units, tariff)


def _free(title: str, taken: dict[str, int], results: Sequence[str]) -> str:
    """A heading that no other column of the results has."""
    if title in results:
        title = f"{title} (as given)"
    number, free = 2, title
    while free in taken:
        free, number = f"{title} ({number})", number + 1
    return free
