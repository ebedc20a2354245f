"""The Cover: the result in one sentence, figures, purpose and contents of the workbook."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from openpyxl.worksheet.hyperlink import Hyperlink

from xl_dualfuel.inputs.fingerprint import fingerprint
from xl_dualfuel.results import example
from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.results.limits import LIMITS, WITH_MONEY
from xl_dualfuel.results.note_words import in_words
from xl_dualfuel.results.read import record_line, weather_line
from xl_dualfuel.results.result import Warning as Note
from xl_dualfuel.version import __version__

from ..book.book import Book
from ..book.styles import NUMBER_FORMATS
from ..formulas import tariff_words
from ..formulas.checks import master
from ..formulas.cover import FIGURES, SENTENCE, Figure, sentence, status_shown
from ..formulas.given import shown, shown_formula
from ..shape import Filling, present
from ..shape import said as said_by
from . import conditional_formats

SHEET = "Cover"
_WIDTHS: Final = (33, 18, 15, 29, 3, 24, 71, 20)
_TOP: Final = 8
"""Row of the section titles"""
_READ: Final = 4
"""Rows for what was read for the weather"""
_BILLS: Final = 7
"""Rows for what the bills say, and for what the record does"""
_NOTES: Final = 36
"""Rows for the engine's notes"""
INPUTS_CHANGED: Final = 'IF(out_inputs_changed=0,"none",out_inputs_changed&": see Log")'
STALE: Final = "Inputs were edited since: make the workbook again for notes that apply"
"""Above the notes, once an input was edited"""
_LINE: Final = 118
"""Characters of small print in the left columns"""
_LOW: Final = 13.0
"""Height of a row [points]: the sheet prints on one page"""
_SHEETS: Final = {
    "Summary": "the client's page: what to set, what it saves and why; site and parties",
    "Inputs": "every input once, with unit, range and source; yellow cells are yours to change",
    "Constants": "constants with sources, what follows from the inputs, tests of the status",
    "Bins": "hours, load, COP, cost and emissions of each temperature bin",
    "Switchover": "the season's cost with each bin edge as the switchover",
    "Scenarios": "ways to run the season; the setting to program; the balance points",
    "Charts": "cost of heat, season cost, load and capacity, scenarios",
    "Checks": "the same facts calculated a second way; the program's numbers beside the formulas'",
    "Log": "who changed what; the inputs as the workbook was made",
    "Sensitivity": "how exact the setting must be; inputs, risks, prices and CO2 that change it",
    "Options": "equipment and fuels side by side with the case",
    "Bills": "what the utility bills say of the house; this model beside each bill",
    "Record": "what the thermostat's record says, beside what this model needs",
    "Money": "what each option is worth over the years",
    "Tariff": "periods and prices to edit; the cost of every setting under them",
    "Hours": "the hours of the year under the tariff",
}
_LEGEND: Final = (
    ("input", "df input", "a value to enter: yellow, blue text, unlocked"),
    ("result", "df text", "a formula: locked (no password), the program's value is stored in it"),
    ("Header", "df header", "label of a column; key and unit are below it"),
    ("unit", "df unit", "key of a column, as in CSV and JSON, and its unit"),
    ("OK", "df check", "a check: OK, FAIL or N/A (does not apply)"),
)
_FILES: Final = (
    "Formulas cannot read a weather or thermostat file. The status says when the workbook must be made again."
)
_PURPOSE: Final = (
    "At which outdoor temperature should the furnace take over from the heat pump?",
    "By the temperature-bin method, with formulas that any spreadsheet recalculates from the inputs.",
)


def write(book: Book) -> None:
    """Write the sheet and its names."""
    sheet = book.sheets[SHEET]
    sheet.print_title_rows = "1:1"
    book.widths(SHEET, _WIDTHS)
    book.put(SHEET, 1, 1, "Dual-fuel switchover", "df title")
    words = SENTENCE
    value: Callable[[Filling], str] = sentence
    if book.shape.tariffed:
        from . import tariff  # here, as below: few workbooks have one

        words, value = tariff_words.SENTENCE, tariff.sentence
    book.formula(SHEET, 4, 1, book.layout.scalar(words), value, "df sentence")
    sheet.row_dimensions[4].height = 24
    book.name("sentence", SHEET, "A4")
    book.put(SHEET, 5, 1, "Status", "df label")
    book.formula(SHEET, 5, 2, "=out_status_shown", status_shown, "df status")
    book.put(SHEET, 6, 1, "Checks", "df label")
    book.formula(SHEET, 6, 2, "=out_checks", master, "df status")
    conditional_formats.add(sheet, "B5", '$B$5<>"OK"', "bad")
    conditional_formats.add(sheet, "B6", "out_checks_failed>0", "bad")
    notes = _left(book)
    for row in range(_TOP - 3, notes + _NOTES):
        if sheet.cell(row, 1).style not in ("df section", "df header"):
            sheet.row_dimensions[row].height = _LOW
    _right(book)

    def area(f: Filling) -> str:
        last = notes + max(0, min(_NOTES, len(_noted(f))) - 1)
        return f"{SHEET}!$A$5:$D${last}"  # the sentence is on the page before

    book.print_areas[SHEET] = area


def _section(book: Book, row: int, column: int, title: str) -> int:
    book.put(SHEET, row, column, title, "df section")
    return row + 1


def _left(book: Book) -> int:
    """Results, identity, purpose, limits, notes; the first row of the notes."""
    row = _identity(book, _results(book, _section(book, _TOP, 1, "Result")))
    pays = book.shape.decided is not None and book.shape.decided.purchases
    limits = (WITH_MONEY if pays else LIMITS[0], *LIMITS[1:], _FILES)
    for title, lines in (("What it is for", _PURPOSE), ("Known limits", limits)):
        row = _section(book, row + 1, 1, title)
        for line in (part for text in lines for part in textwrap.wrap(text, _LINE)):
            book.put(SHEET, row, 1, line, "df line")
            row += 1
    row = _weather_read(book, row)
    if book.shape.billed:
        row = _section(book, row + 1, 1, "Utility bills when the workbook was made")
        for number in range(_BILLS):
            book.slot(SHEET, row + number, 1, partial(_billed, number), "df line")
        row += _BILLS
    if book.shape.recorded:
        row = _section(book, row + 1, 1, "Thermostat record when the workbook was made")
        for number in range(_BILLS):
            book.slot(SHEET, row + number, 1, partial(_recorded, number), "df line")
        row += _BILLS
    row = _section(book, row + 1, 1, "Notes as of when the workbook was made")
    stale = f'=IF(out_inputs_changed=0,"","{STALE}")'
    book.formula(SHEET, row, 1, stale, lambda f: STALE if f.edited else "", "df status")
    conditional_formats.add(book.sheets[SHEET], f"A{row}:D{row}", "out_inputs_changed>0", "bad")
    row += 1
    for number in range(_NOTES):
        book.slot(SHEET, row + number, 1, _note(number), "df line")
    return row


def _weather_read(book: Book, row: int) -> int:
    """What was read for the weather, in lines that fit the left columns; the row after them."""
    row = _section(book, row + 1, 1, "Weather as it was read when the workbook was made")
    book.name("weather_read", SHEET, f"A{row}", f"A{row + _READ - 1}")
    for number in range(_READ):
        book.slot(SHEET, row + number, 1, partial(_read_line, number), "df plain")
    return row + _READ


def _read_line(number: int, f: Filling) -> str | None:
    lines = f.once("weather lines", lambda: _read_lines(f))
    return lines[number] if number < len(lines) else None


def _read_lines(f: Filling) -> list[str]:
    case = f.result.case
    text = weather_line(case) or record_line(case) or f"No hourly weather: climate = {case.climate}"
    return textwrap.wrap(text, _LINE, max_lines=_READ, placeholder=" … (all of it: read, in the JSON)")


def _billed(number: int, f: Filling) -> str | None:
    """What the bills say, as the screen has it."""
    if f.bills is None:
        return None
    from . import bills  # only where there are bills

    said = f.once("bills on the cover", lambda: bills.said(f, _LINE, _BILLS))
    return said[number] if number < len(said) else None


def _recorded(number: int, f: Filling) -> str | None:
    """What the record says, as the screen has it."""
    if f.record is None:
        return None
    said = f.once("record on the cover", lambda: said_by(f.made.solution, present(f.record), _LINE, _BILLS))
    return said[number] if number < len(said) else None


def _results(book: Book, row: int) -> int:
    units, under = book.shape.units, book.shape.tariffed
    at = "Without the tariff, at plain prices" if under else "At the setting to program"
    book.headers(SHEET, row, (at, "Value", "Unit", "Remark"))
    for figure in FIGURES:
        row += 1
        label = "Setting at plain prices" if under and figure is FIGURES[0] else figure.label
        book.put(SHEET, row, 1, label, "df label")
        formula, unit = shown_formula(figure.formula, figure.unit, units), shown_in(figure.unit, units)
        code = figure.format if figure.unit in ("°F", unit) else NUMBER_FORMATS.get(unit, figure.format)
        book.formula(SHEET, row, 2, book.layout.scalar(formula), partial(_figure, figure), f"df {code}")
        if figure.unit == "out_fuel_unit":
            book.formula(SHEET, row, 3, "=out_fuel_unit", lambda f: f.s.parameters.fuel_unit, "df text")
        else:
            book.put(SHEET, row, 3, unit, "df text")
        if figure.remark is None:
            book.put(SHEET, row, 4, None, "df text")
        else:
            book.formula(SHEET, row, 4, book.layout.scalar(figure.remark_formula), figure.remark, "df text")
    return row + 1


def _notes_of(f: Filling) -> list[Note]:
    """What a reader has to know, but for how entries were read: a workbook holds the numbers and not the entries."""
    read = f.result.case.readings.items()
    return [note for note in f.result.notes if (note.key, note.message) not in read]


def _figure(figure: Figure, f: Filling) -> Any:
    return shown(figure.value(f), figure.unit, f.shape.units)


def _note_lines(f: Filling) -> list[str]:
    """The notes in lines that fit the left columns; where there is no room for all, the last line says so."""
    notes = [textwrap.wrap(in_words(*note, f.shape.units), _LINE, subsequent_indent="    ") for note in _notes_of(f)]
    if sum(map(len, notes)) <= _NOTES:
        return [line for lines in notes for line in lines]
    kept: list[str] = []
    for place, lines in enumerate(notes):
        if len(kept) + len(lines) >= _NOTES:
            return [*kept, f"… and {len(notes) - place} more; dualfuel run prints all of them"]
        kept += lines
    return kept


def _noted(f: Filling) -> list[str]:
    return f.once("note lines", lambda: _note_lines(f))


def _note(number: int) -> Callable[[Filling], Any]:
    def get(f: Filling) -> str | None:
        lines = _noted(f)
        return lines[number] if number < len(lines) else None

    return get


def _published(book: Book, row: int) -> None:
    """The published figures of the worked example and those computed, for the screen."""
    row = _section(book, row + 1, 6, "The worked example: published and computed")
    book.put(SHEET, row, 6, example.SOURCE, "df plain")
    row += 1
    book.headers(SHEET, row, ("Figure", "Published", "Computed"), 6)
    for number, (figure, published) in enumerate(example.PUBLISHED):
        row += 1
        book.put(SHEET, row, 6, figure, "df text")
        book.put(SHEET, row, 7, published, "df text")
        book.slot(SHEET, row, 8, partial(_computed, number), "df text")
    row += 1
    for line in textwrap.wrap(example.WHY, _LINE):
        row += 1
        book.put(SHEET, row, 6, line, "df note")


def _computed(number: int, f: Filling) -> str:
    return example.compare(f.result)[number].computed


def _inputs_sha256(f: Filling) -> str:
    """As JSON has it: with the tariff."""
    return fingerprint(f.result.case, "" if f.tariff is None else f.tariff.sha256)


def _identity(book: Book, row: int) -> int:
    """Who made the workbook, when, of which inputs; the row after it."""
    row = _section(book, row + 1, 1, "This workbook")
    identity: tuple[tuple[str, str, Callable[[Filling], Any]], ...] = (
        ("version", "Program", lambda _: f"xl_dualfuel {__version__}"),
        ("built", "Made", lambda f: f"{f.stamp:%Y-%m-%d %H:%M:%S} UTC"),
        ("inputs_sha256", "SHA-256 of the inputs", _inputs_sha256),
    )
    for name, label, get in identity:
        book.put(SHEET, row, 1, label, "df label")
        book.slot(SHEET, row, 2, get, "df low text")
        book.name(name, SHEET, f"B{row}")
        row += 1
    if book.shape.tariffed:
        from . import tariff

        book.put(SHEET, row, 1, "SHA-256 of sheet Tariff", "df label")
        book.formula(SHEET, row, 2, "=out_tariff_sha256", tariff.sha256, "df low text")
        row += 1
    book.put(SHEET, row, 1, "Inputs changed since", "df label")
    book.formula(SHEET, row, 2, f"={INPUTS_CHANGED}", lambda _: "none", "df text")
    return row + 1


def _right(book: Book) -> None:
    """Contents and legend, for the screen."""
    row = _section(book, _TOP, 6, "Contents")
    for title in [title for title in _SHEETS if title in book.sheets]:
        cell = book.sheets[SHEET].cell(row, 6)
        book.put(SHEET, row, 6, title, "df link")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{title}'!A1", tooltip=f"To the sheet {title}")
        cell.style = "df link"
        book.put(SHEET, row, 7, _SHEETS[title], "df text")
        row += 1
    row = _section(book, row + 1, 6, "Legend")
    for text, style, meaning in _LEGEND:
        book.put(SHEET, row, 6, text, style if style != "df input" else "df sample")
        book.put(SHEET, row, 7, meaning, "df text")
        row += 1
    if book.shape.example:
        _published(book, row)
