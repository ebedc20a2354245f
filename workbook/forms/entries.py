"""Where the cells of a filled workbook are, by defined name, and what they hold, by kind of field.

A name df_<key> applies wherever its cell has moved to. Where names are gone, as in a copied sheet, a column "name" or
"key" next to a column "value" serves. What cannot be right is reported with sheet and cell.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Set
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

from xl_dualfuel.errors import Issue, shown
from xl_dualfuel.files.values import is_blank
from xl_dualfuel.inputs.fields import FIELDS, Field
from xl_dualfuel.inputs.typed import Refused, read_typed, typed_inputs
from xl_dualfuel.inputs.units_given import to_engine_units
from xl_dualfuel.inputs.validation import check_values

from ..reader import Cell, Opened, Sheet
from ..reader.addresses import Area, letters
from ..reader.formula import Formula

PREFIX: Final = "df_"
KEYS: Final = ("name", "key")
NOTES: Final = ("source", "date", "note")
"""Columns that say more of a value, by their headers"""
_DATE = re.compile(r"[dyhs]|m(?!m?\\)", re.IGNORECASE)
_NO_CODE = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]')
READ_AS: Final = "was read as "
"""How a remark begins that only says how an entry was read"""
_EPOCH: Final = datetime.date(1899, 12, 30)
_LAST_DAY: Final = 2958465

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


class Entry(NamedTuple):
    """What a cell holds: the value as typed, None for blank; what is wrong with it, what is doubtful."""

    value: float | str | None
    problem: Issue | None = None
    doubt: Issue | None = None


def located(value: object, place: Place | None) -> str:
    """The value as a message shows it, with sheet and cell."""
    return shown(value) if place is None else f"{shown(value)} ({place.sheet}!{place.address})"


def named_places(opened: Opened) -> dict[str, Place]:
    """The cells of each name df_<key>, by key; names that mean anything but cells of this workbook are left out."""
    titles = {title.casefold(): title for title in opened.by_title}
    places: dict[str, Place] = {}
    for name in opened.names:
        if name.sheet or not name.name.casefold().startswith(PREFIX):
            continue
        formula = Formula(name.formula)
        kinds = [token.kind for token in formula.tokens if token.kind != "space"]
        if kinds != ["sheet", "ref"] or not formula.spans:
            continue
        span = formula.spans[0]
        title = titles.get(span.sheet.casefold())
        if title is not None:
            places.setdefault(name.name[len(PREFIX) :].casefold(), Place(title, span.area))
    return places


class Header(NamedTuple):
    """A header row with a column of names and one of values: the row, and the column of each heading."""

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
            if isinstance(cell.value, str) and (text := cell.value.strip().casefold()) in (*KEYS, "value", *NOTES):
                rows.setdefault(row, {}).setdefault(text, column)
    return [Header(row, columns) for row, columns in sorted(rows.items())
            if "value" in columns and columns.keys() & set(KEYS)]  # fmt: skip


def listed(sheet: Sheet, known: Mapping[str, Any]) -> Iterator[tuple[str, Place]]:
    """Each key of a column of names with the cell of its value; a key that is there twice comes twice."""
    heads = headers(sheet)
    for number, head in enumerate(heads):
        end = heads[number + 1].row if number + 1 < len(heads) else None
        for row, cell in sheet.grid.get(head.column(*KEYS), {}).items():
            key = cell.value.strip() if isinstance(cell.value, str) else ""
            if row > head.row and (end is None or row < end) and key in known:
                yield key, cell_place(sheet.title, row, head.column("value"))


def notes_of(sheet: Sheet, heads: list[Header], place: Place) -> dict[str, str]:
    """The source, date and note in a value's row."""
    above = [head for head in heads if head.row < place.area.top]
    if not above:
        return {}
    notes: dict[str, str] = {}
    for heading in NOTES:
        cell = sheet.grid.get(above[-1].column(heading), {}).get(place.area.top)
        if cell is not None and cell.value not in (None, ""):
            is_serial = heading == "date" and isinstance(cell.value, float)
            notes[heading] = _day(cell.value) if is_serial else shown(cell.value)
    return notes


def cell_at(opened: Opened, place: Place) -> Cell | None:
    """The first cell of a place."""
    return opened.by_title[place.sheet].grid.get(place.area.left, {}).get(place.area.top)


def input_entry(opened: Opened, key: str, place: Place) -> Entry:
    """What a cell holds for an input of the model, or for anything else, which is text."""
    field = FIELDS.get(key)
    if field is None:
        return entry(opened, key, place, "text")
    return entry(opened, key, place, "number" if field.kind == "number" else "text", field.remedy, field.unit)


def unfit(inputs: Mapping[str, object], known: Set[str], place_of: Callable[[str], Place | None]) -> Iterator[Issue]:
    """What the table of inputs says of each value by itself, with its cell; known: keys with a problem already."""
    read = typed_inputs(inputs)
    edge = to_engine_units(read.inputs)
    reported = set(known)
    for issue in (*read.issues, *edge.issues, *check_values(edge.inputs)[1]):
        if issue.key not in reported:
            yield issue._replace(value=located(issue.value, place_of(issue.key)))
        if issue in read.issues:
            reported.add(issue.key)


def entry(
    opened: Opened, key: str, place: Place, kind: Kind, remedy: str = "", unit: str = "", field: Field | None = None
) -> Entry:
    """What a cell holds, as its field wants it; a value that cannot be believed is a problem, its text the value.

    A number that was typed as text is read as ``field`` wants it; the text of an input stays for the case to read.
    """
    cell = cell_at(opened, place)
    if cell is None or (cell.formula is None and cell.kind != "e" and _is_blank(key, cell.value)):
        return Entry(None)
    if cell.formula is not None and cell.value is None:
        return _bad(key, f"={cell.formula}", place, "must have a value; its formula was never calculated",
                    "Open and save it in Excel or Calc, or type the value", "a formula")  # fmt: skip
    if cell.kind == "e":
        return _bad(key, cell.value, place, "must not be an error value", "Mend the cell it comes from, or type the "
                    "value", str(cell.value))  # fmt: skip
    read = _typed(opened, key, place, cell, kind, remedy, field)
    if read.problem is not None or read.value is None:
        return read
    doubt = read.doubt
    if cell.formula is not None:
        doubt = Issue(key, located(cell.value, place), "is a formula where a value belongs; its stored value counts",
                      "Type the value")  # fmt: skip
    elif kind == "number" and unit and "%" in _NO_CODE.sub("", opened.style(cell).number_format):
        doubt = Issue(key, located(cell.value, place), f"is shown as a percentage, but is meant in {unit}",
                      "Check it, and give the cell a plain number format")  # fmt: skip
    return read._replace(doubt=doubt)


def _typed(
    opened: Opened, key: str, place: Place, cell: Cell, kind: Kind, remedy: str, field: Field | None
) -> Entry:  # fmt: skip
    value = cell.value
    is_date = isinstance(value, float) and shows_date(opened.style(cell).number_format)
    if kind == "number":
        if isinstance(value, float) and not is_date:
            return Entry(value)
        if is_date:
            return _bad(key, value, place, "must be a number, not a date", f"{remedy}; give the cell a number format, "
                        "then type the value anew", f"{_day(value)} (a date)")  # fmt: skip
        if isinstance(value, str):
            return Entry(value.strip()) if field is None else _number(key, value, place, field)
        return _bad(key, value, place, "must be a number", remedy or "Type a number", str(value))
    if kind == "date":
        return _date(key, place, value, is_date)
    if isinstance(value, str):
        return Entry(value.strip())
    if kind == "text" and isinstance(value, float) and not is_date:
        return Entry(f"{value:.15g}")  # an account number
    return _bad(key, value, place, "must be text", remedy or "Type it as text", f"{value!r} (no text)")


def _number(key: str, text: str, place: Place, field: Field) -> Entry:
    """A number that was typed as text, and a remark on how it was read."""
    try:
        read = read_typed(field, text, field.unit)
    except Refused as refused:
        return _bad(key, text, place, refused.issue.allowed, refused.issue.remedy, text)
    note = Issue(key, located(text, place), READ_AS + read.note.partition(" read as ")[2], "Check it")
    return Entry(read.value, None, note if read.note else None)  # type: ignore[arg-type]  # a number or None


def _date(key: str, place: Place, value: object, is_date: bool) -> Entry:
    if is_date:
        return Entry(_day(value))
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


@lru_cache(maxsize=512)
def shows_date(number_format: str) -> bool:
    """Whether a number format shows a date or a time."""
    code = number_format.split(";", maxsplit=1)[0]
    return "general" not in code.casefold() and bool(_DATE.search(_NO_CODE.sub("", code)))


def _day(value: object) -> str:
    """A date's serial number as text; a number that is none as it is."""
    if isinstance(value, float) and 0 < value < _LAST_DAY:
        return (_EPOCH + datetime.timedelta(days=int(value))).isoformat()
    return shown(value)
