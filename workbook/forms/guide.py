"""The first sheet of a form: what it is for, how to fill it in, what its colours mean, what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openpyxl.worksheet.hyperlink import Hyperlink

from .form import VERSION, Form

SHEET: Final = "Guide"
_WIDTHS: Final = (18, 112)
_LEGEND: Final = (
    ("type here", "df input word", "Yellow with blue text: yours to fill in; the only cells that are not locked"),
    ("example", "df example", "Grey and slanted: an example of what to type; never read"),
    ("Header", "df header", "Title of the cells below"),
    ("unit", "df unit", "The unit in which to give the numbers"),
    ("required", "df wrapped note", "In “If left blank”: the form is not complete without it"),
)
_SHORT_LEGEND: Final = tuple(line for line in _LEGEND if line[0] not in ("example", "required"))
"""Of a form that has neither of these"""
_HOW: Final = (
    "Type numbers alone: 0.14, not 0.14 $/kWh; a percentage as 95% or 0.95.",
    "Temperatures are °F, loads and capacities BTU/h, unless you choose °C, kW or W/K under Units; prices dollars "
    "(not cents). The answer comes in the units you choose.",
    "Leave unknown cells blank; “If left blank” shows what is used instead. Zero is a value, not a blank.",
    "Say in Source and Date where a value comes from: data sheet, certificate, bill, load report.",
    "A logo, columns, rows and sheets of your own may be added anywhere: cells are recognized by their names.",
    "Sheets are protected without a password, so that a slip does not hurt: Review, Unprotect Sheet.",
)


ANSWERING: Final = (
    "Type into the yellow cells of Form: numbers alone, 0.14, not 0.14 $/kWh. Choose words from the list of a cell.",
    "“Please check” says what is missing or wrong, cell by cell. When nothing is left, the answer is on top.",
    "More has what fewer people know. Leave blank what you do not know; the help of a cell says what is used instead.",
    "Choose °C, kW or W/K where your numbers are in them. The answer comes in the units you choose.",
    "Say in Source and Date where a value comes from: data sheet, certificate, bill, load calculation.",
    "A logo, columns, rows and sheets of your own may be added: cells are recognized by their names.",
    "Sheets are protected without a password, so that a slip does not hurt: Review, Unprotect Sheet.",
)
"""How to fill in a form that calculates"""
BY_RUN: Final = (
    "The form calculates with a station of its list, a region, or season hours. It estimates no COPs from HSPF2.",
    "dualfuel run FILLED.xlsx does both, reads numbers typed as text (36 kBtu/h), and takes any weather file.",
    "dualfuel run FILLED.xlsx --xlsx RESULT.xlsx writes the report: advice, what else could be done, how sure it is.",
)
"""What the program does beyond that"""


def write(
    form: Form, title: str, purpose: str, result: Sequence[str], sheets: dict[str, str], how: Sequence[str] = _HOW
) -> None:  # fmt: skip
    """Write the sheet; ``result`` says how to get results, ``sheets`` what is on each of the others, ``how`` the
    steps of filling it in.
    """
    form.widths(SHEET, _WIDTHS)
    form.put(SHEET, 1, 1, title, "df title")
    form.put(SHEET, 2, 1, purpose, "df plain")
    form.put(SHEET, 3, 1, f"Form {VERSION} of xl_dualfuel. Works in Excel, LibreOffice Calc and Google Sheets; no "
             "macros.", "df note")  # fmt: skip
    row = _steps(form, 5, "How to fill it in", how)
    row = _steps(form, row + 1, "How to get results" if how is _HOW else "What needs the program", result)
    form.put(SHEET, row + 1, 1, "Sheets", "df section")
    row += 2
    for name, text in sheets.items():
        form.put(SHEET, row, 1, name, "df link")
        form.sheets[SHEET].cell(row, 1).hyperlink = Hyperlink(ref=f"A{row}", location=f"'{name}'!A1", display=name)
        form.put(SHEET, row, 2, text, "df text")
        form.sheets[SHEET].row_dimensions[row].height = 17
        row += 1
    form.put(SHEET, row + 1, 1, "Legend", "df section")
    row += 2
    for sample, style, text in _LEGEND if how is _HOW else _SHORT_LEGEND:
        form.put(SHEET, row, 1, sample, style if style != "df input word" else "df sample")
        form.put(SHEET, row, 2, text, "df text")
        form.sheets[SHEET].row_dimensions[row].height = 17
        row += 1
    form.printed(SHEET, f"$A$1:$B${row - 1}")


def _steps(form: Form, row: int, title: str, steps: Sequence[str]) -> int:
    form.put(SHEET, row, 1, title, "df section")
    for number, step in enumerate(steps, 1):
        form.put(SHEET, row + number, 1, f"{number}.", "df text")
        form.put(SHEET, row + number, 2, step, "df text")
        form.sheets[SHEET].row_dimensions[row + number].height = 17
    return row + len(steps) + 1
