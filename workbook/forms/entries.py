"""Where the cells of a filled workbook are, by defined name, and what they hold, by kind of field.

A name in_<key> applies wherever its cell has moved to. Where names are gone, as in a copied sheet, a column "name" or
"key" next to a column "value" serves. What cannot be right is reported with sheet and cell.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, Final, Literal, NamedTuple, Protocol

from xl_dualfuel.errors import Issue, shown
from xl_dualfuel.files.values import is_blank
from xl_dualfuel.inputs.entry_units import Refused
from xl_dualfuel.inputs.fields import FIELDS, Field
from xl_dualfuel.inputs.heading_names import is_unit, named
from xl_dualfuel.inputs.required import is_refusal
from xl_dualfuel.inputs.typed import read_typed, typed_inputs
from xl_dualfuel.inputs.units_given import refused_in, to_engine_units
from xl_dualfuel.inputs.validation import check_values, meant

from ..names import EARLIER, TYPED, key_of
from ..reader import Cell, Opened, Sheet
from ..reader.addresses import Area, letters
from ..reader.dates import codes, day, shows_date
from ..reader.formula import Formula
from ..reader.records import Style

KEYS: Final = ("name", "key")
NOTES: Final = ("source", "date", "note")
"""Columns that say more of a value, by their headers"""
IF_BLANK: Final = "if left blank"
"""The header of the column in which a form says what is used instead of a blank cell"""
UNIT: Final = ("unit", "units")
_HEADINGS: Final = frozenset({*KEYS, "value", *UNIT, *NOTES, IF_BLANK})
NO_KEY: Final = "must be the key of an input"
READ_AS: Final = "was read as "
"""How a remark begins that only says how an entry was read"""

Kind = Literal["number", "choice", "text", "date"]


class Place(NamedTuple):
    """Cells of a sheet."""

    sheet: str
    area: Area

    @property
    def address(self) -> str:
        """Such as D12, or J8:J20."""
        first, last = (f"{letters(c)}{r}" for r, c in (self.area[:2], self.area[2:]))
        return first if first == last else f"{first}:{last}"

    @property
    def first(self) -> Place:
        """Its first cell."""
        return cell_place(self.sheet, self.area.top, self.area.left)


def cell_place(sheet: str, row: int, column: int) -> Place:
    """A cell by its numbers."""
    return Place(sheet, Area(row, column, row, column))


class Book(Protocol):
    """A workbook whose cells are read, all at once or row by row."""

    @property
    def from_1904(self) -> bool:
        """Whether its dates are days since 1904."""
        ...

    def style(self, cell: Cell) -> Style:
        """How a cell is shown."""
        ...


class Entry(NamedTuple):
    """What a cell holds: the value as typed, None for blank; what is wrong with it, what is doubtful."""

    value: float | str | None
    problem: Issue | None = None
    doubt: Issue | None = None


def located(value: object, place: Place | None) -> str:
    """The value as a message shows it, with sheet and cell."""
    return shown(value) if place is None else f"{shown(value)} ({place.sheet}!{place.address})"


def named_places(opened: Opened) -> dict[str, Place]:
    """The cells of each name by key; names that mean anything but cells of this workbook are left out.

    A name of an earlier version, df_<key>, serves where there is none of this one.
    """
    titles = {title.casefold(): title for title in opened.by_title}
    places: dict[str, Place] = {}
    for name in sorted(opened.names, key=lambda name: name.name.casefold().startswith(EARLIER)):
        small = name.name.casefold()
        key = small.removeprefix(TYPED) if small.startswith(TYPED) else key_of(small)
        if name.sheet or not key:
            continue
        formula = Formula(name.formula)
        kinds = [token.kind for token in formula.tokens if token.kind != "space"]
        if kinds != ["sheet", "ref"] or not formula.spans:
            continue
        span = formula.spans[0]
        title = titles.get(span.sheet.casefold())
        if title is not None:
            places.setdefault(key, Place(title, span.area))
    return places


class Header(NamedTuple):
    """A header row with a column of values and one of names or notes: the row, and the column of each heading."""

    row: int
    columns: Mapping[str, int]

    def column(self, *headings: str) -> int:
        """The column of the first of the headings there is; 0 for none."""
        return next((self.columns[heading] for heading in headings if heading in self.columns), 0)


def headers(sheet: Sheet) -> list[Header]:
    """The header rows of a sheet, from above."""
    rows: dict[int, dict[str, int]] = {}
    for column, cells in sorted(sheet.grid.items()):
        for row, cell in cells.items():
            if isinstance(cell.value, str) and (text := cell.value.strip().casefold()) in _HEADINGS:
                rows.setdefault(row, {}).setdefault(text, column)
    return [Header(row, columns) for row, columns in sorted(rows.items())
            if "value" in columns and columns.keys() & {*KEYS, *NOTES}]  # fmt: skip


def listed(sheet: Sheet, known: Mapping[str, Any], labels: bool = False) -> Iterator[tuple[str, Place]]:
    """Each key of a column of names with the cell of its value; a key that is there twice comes twice.

    labels: the label of an input, or its name in the trade, is read too, and a name that may be meant for one comes.
    """
    heads = headers(sheet)
    for number, head in enumerate(heads):
        end = heads[number + 1].row if number + 1 < len(heads) else None
        for row, cell in sheet.grid.get(head.column(*KEYS), {}).items():
            key = cell.value.strip() if isinstance(cell.value, str) else ""
            if labels and key not in known:
                key = named(key) or (key if meant(key) else "")
            if row > head.row and (end is None or row < end) and key and (labels or key in known):
                yield key, cell_place(sheet.title, row, head.column("value"))


def cell_beside(opened: Opened, heads: list[Header], place: Place, heading: str) -> Cell | None:
    """The cell in a value's row below a heading."""
    above = [head for head in heads if head.row < place.area.top]
    column = above[-1].column(heading) if above else 0
    return opened.by_title[place.sheet].grid.get(column, {}).get(place.area.top)


def unit_beside(opened: Opened, heads: list[Header], place: Place) -> str:
    """The unit in a value's row, as a CSV file with a column of units has it; "" for none or a formula."""
    cells = (cell_beside(opened, heads, place, heading) for heading in UNIT)
    unit = next((cell.value for cell in cells if cell is not None and cell.formula is None), None)
    return unit.strip() if isinstance(unit, str) and is_unit(unit) else ""


def no_key(opened: Opened, key: str, place: Place) -> Issue | None:
    """The problem that a name of a list may be meant for an input; None where it has no value."""
    cell = cell_at(opened, place)
    return None if cell is None or not cell.holds else Issue(key, located(cell.value, place), NO_KEY, meant(key))


def notes_of(opened: Opened, heads: list[Header], place: Place) -> dict[str, str]:
    """The source, date and note in a value's row."""
    notes: dict[str, str] = {}
    for heading in NOTES:
        cell = cell_beside(opened, heads, place, heading)
        if cell is not None and cell.value not in (None, ""):
            is_serial = heading == "date" and isinstance(cell.value, float)
            text = cell.value.strip() if isinstance(cell.value, str) else shown(cell.value)
            notes[heading] = _day(cell.value, opened.from_1904) if is_serial else text
    return notes


def cell_at(opened: Opened, place: Place) -> Cell | None:
    """The first cell of a place."""
    return opened.by_title[place.sheet].grid.get(place.area.left, {}).get(place.area.top)


def is_formula(opened: Opened, place: Place) -> bool:
    """Whether the first cell of a place is calculated."""
    cell = cell_at(opened, place)
    return cell is not None and cell.formula is not None


def input_entry(book: Book, key: str, cell: Cell | None, place: Place) -> Entry:
    """What a cell holds for an input of the model, or for anything else, which is text.

    Text is handed on as it was typed: it is read where the case is made.
    """
    field = FIELDS.get(key)
    if field is None:
        return entry(book, key, cell, place, "text")
    return entry(book, key, cell, place, "number" if field.kind == "number" else "text", field.remedy, field.unit)


def unfit(inputs: Mapping[str, object], known: Set[str], place_of: Callable[[str], Place | None]) -> Iterator[Issue]:
    """What the table of inputs says of each value by itself, with its cell; known: keys with a problem already."""
    read = typed_inputs(inputs)
    edge = to_engine_units(read.inputs)
    units = edge.units()
    reported = set(known)
    for issue in (*read.issues, *edge.issues, *check_values(edge.inputs)[1]):
        if issue.key not in reported:
            own = refused_in(issue, edge.originals.get(issue.key), units)
            yield own._replace(value=located(own.value, place_of(own.key)))
        if issue in read.issues:
            reported.add(issue.key)


def entry(
    book: Book, key: str, cell: Cell | None, place: Place, kind: Kind, remedy: str = "", unit: str = "",
    field: Field | None = None,
) -> Entry:  # fmt: skip
    """What a cell holds, as its field wants it; a value that cannot be believed is a problem, its text the value.

    A number that was typed as text is read as ``field`` wants it; the text of an input stays for the case to read.
    """
    if cell is None:
        return Entry(None)
    if cell.is_uncalculated:
        return _bad(key, f"={cell.formula}", place, "is a formula without a stored result",
                    "Open the file in Excel or Calc and save it, or type the value", "a formula")  # fmt: skip
    if cell.kind == "e":
        return _bad(key, cell.value, place, "must not be an error value", "Mend the cell it comes from, or type the "
                    "value", str(cell.value))  # fmt: skip
    if _is_blank(key, cell.value):
        return Entry(str(cell.value) if is_refusal(key, cell.value) else None)
    read = _typed(book, key, place, cell, kind, remedy, field, unit)
    if read.problem is not None or read.value is None:
        return read
    doubt = read.doubt
    if cell.formula is not None:
        doubt = Issue(key, located(cell.value, place), "is the last result of a formula",
                      "Check that it is up to date, or type the value")  # fmt: skip
    elif kind == "number" and isinstance(cell.value, float) and unit and "%" in codes(book.style(cell).number_format):
        doubt = Issue(key, located(cell.value, place), f"is shown as a percentage, but is meant in {unit}",
                      "Check it, and give the cell a plain number format")  # fmt: skip
    return read._replace(doubt=doubt)


def _typed(
    book: Book, key: str, place: Place, cell: Cell, kind: Kind, remedy: str, field: Field | None, unit: str
) -> Entry:  # fmt: skip
    value = cell.value
    is_date = isinstance(value, float) and shows_date(book.style(cell).number_format)
    if kind == "number":
        if isinstance(value, float) and not is_date:
            return Entry(value)
        if is_date:
            date = _day(value, book.from_1904)
            return _bad(key, date, place, "must be a number, not a date", f"{remedy}; give the cell a number format, "
                        "then type the value again", f"{date} (a date)")  # fmt: skip
        if isinstance(value, str):
            return Entry(value.strip()) if field is None else _number(key, value, place, field, unit)
        return _bad(key, value, place, "must be a number", remedy or "Type a number", str(value))
    if kind == "date":
        return _date(key, place, value, is_date, book.from_1904)
    if isinstance(value, str):
        return Entry(value.strip())
    if kind == "text" and isinstance(value, float) and not is_date:
        return Entry(f"{value:.15g}")  # an account number
    return _bad(key, value, place, "must be text", remedy or "Type it as text", f"{value!r} (no text)")


def _number(key: str, text: str, place: Place, field: Field, unit: str) -> Entry:
    """A number that was typed as text, and a remark on how it was read."""
    try:
        read = read_typed(field, text, unit or field.unit)
    except Refused as refused:
        return _bad(key, text, place, refused.issue.allowed, refused.issue.remedy, text)
    note = Issue(key, located(text, place), READ_AS + read.note.partition(" read as ")[2], "Check it")
    return Entry(read.value, None, note if read.note else None)  # type: ignore[arg-type]  # a number or None


def _date(key: str, place: Place, value: object, is_date: bool, from_1904: bool) -> Entry:
    if is_date:
        return Entry(_day(value, from_1904))
    if isinstance(value, str):
        try:
            return Entry(datetime.date.fromisoformat(value.strip()).isoformat())
        except ValueError:
            pass
    return _bad(key, value, place, "must be a date", "Type it as 2026-01-31", shown(value))


def _bad(key: str, value: object, place: Place, allowed: str, remedy: str, text: str) -> Entry:
    return Entry(text, Issue(key, located(value, place), allowed, remedy))


def _is_blank(key: str, value: object) -> bool:
    """Of an input also a word such as N/A; of another field that may be an answer."""
    return is_blank(value) if key in FIELDS else value is None or (isinstance(value, str) and not value.strip())


def _day(value: object, from_1904: bool) -> str:
    """A date's serial number as text; a number that is none as it is."""
    return (day(value, from_1904) if isinstance(value, float) else None) or shown(value)
