"""The form that answers: a page of questions in the order a contractor knows the answers, the rest on another."""

from __future__ import annotations

from typing import Final

from openpyxl.worksheet.datavalidation import DataValidation

from xl_dualfuel.inputs.case_files import FORM_HEADING
from xl_dualfuel.inputs.fields import FIELDS

from ..book.layout import HEADER_ROW
from . import answer, calculation, problems, units
from .answering import AnsweringForm
from .calculation import ROWS, problem_cell, unusual_cell
from .form import LOGO, MONEY, fixed, style_of
from .form_fields import LETTERHEAD, PARTIES, RATE, FormField
from .model_fields import asked_by
from .questions import PARTY_FIELDS, UNIT_QUESTIONS, question

PAGE: Final = "Form"
MORE: Final = "More"
BESIDE: Final = {"fuel_price_unit": "fuel_price"}
"""A unit that is chosen in the unit's column of another key"""
QUESTIONS: Final = {
    "Client and place": ("prepared_for", "site", "station", "region", "temperature_unit", "design_temperature"),
    "House": ("heat_unit", "design_load"),
    "Heat pump, from its label": ("cop_47", "cop_17", "capacity_47", "capacity_17"),
    "Furnace, from its label": ("fuel", "furnace_efficiency"),
    "Prices": ("electricity_price", "fuel_price"),
    "Thermostat today": ("existing_switchover",),
}
"""The keys of the first page by section, in the order in which the answers are known"""
_HINTS: Final = {
    "temperature_unit": "°F, unless you choose C", "heat_unit": "BTU/h, unless you choose kW",
    "station": "Choose the nearest", "region": "Where no station is near", "design_load": "From the load calculation",
}  # fmt: skip
_WIDTHS: Final = (31, 14, 11, 40, 11, 11, 9)
_LARGER: Final = 1.17
"""Of the letters of labels, against small print"""
_HEADERS: Final = (FORM_HEADING, "Value", "Unit", "Please check", "Source", "Date", "Note")
_TOP: Final = 10
"""Row of the headers of the questions"""
_CELLS: Final = {"setting": "B4", "saving": "B5", "outcome": "A6", "cost": "A7", "unusual": "A9", "problems": "B8",
                 "status": "D8"}  # fmt: skip
"""Where the answer is, by name"""


def write(form: AnsweringForm) -> None:
    """Write both sheets, the calculation behind them, and what the answer is."""
    row = _TOP + 1
    for title, keys in QUESTIONS.items():
        row = _section(form, PAGE, row, title, keys)
    first = {*BESIDE, *(key for keys in QUESTIONS.values() for key in keys)}
    _more(form, first)
    calculation.write(form)
    _answer(form)
    form.printed(PAGE, f"$A$1:$D${row - 1}", f"1:{_TOP}", f"A{_TOP + 1}")
    form.upright.add(PAGE)


def _head(form: AnsweringForm, sheet: str, row: int) -> None:
    form.widths(sheet, _WIDTHS)
    form.headers(sheet, row, _HEADERS, height=20)


def _answer(form: AnsweringForm) -> None:
    """Title and answer on top of the page."""
    _head(form, PAGE, _TOP)
    form.put(PAGE, 1, 1, "Dual-fuel switchover", "df title")
    form.put(PAGE, 2, 1, "Fill in the yellow cells: the answer appears here, without any program. The rest is on More.",
             "df plain")  # fmt: skip
    for row, label in ((4, "Set the thermostat to"), (5, "Season cost"), (8, "Cells to check")):
        form.put(PAGE, row, 1, label, "df label")
    form.put(PAGE, 4, 4, LOGO, "df note")
    answer.write(form, PAGE, _CELLS)


def _section(form: AnsweringForm, sheet: str, row: int, title: str, keys: tuple[str, ...]) -> int:
    form.put(sheet, row, 1, title, "df section")
    form.sheets[sheet].row_dimensions[row].height = 19 if sheet == PAGE else 17
    for offset, key in enumerate(keys, 1):
        _question(form, sheet, row + offset, key)
    return row + len(keys) + 1


def _question(form: AnsweringForm, sheet: str, row: int, key: str) -> None:
    """A question: label, yellow cell, unit, what is wrong with it; source, date and note at right."""
    field = question(key)
    form.put(sheet, row, 1, field.label, "df text")
    _yellow(form, sheet, row, 2, field)
    other = next((one for one, beside in BESIDE.items() if beside == key), "")
    if other:
        _yellow(form, sheet, row, 3, question(other))
    elif follows := units.beside(field.unit):
        form.own_formula(sheet, row, 3, f"={follows}", fixed(field.unit), "df small")
    else:
        form.put(sheet, row, 3, field.unit or None, "df small")
    checked = [one for one in (key, other) if one in ROWS]  # not who and where
    hint = _HINTS.get(key, "")
    if checked:
        cells, words = [problem_cell(one) for one in checked], problem_cell(key)
        first = ". ".join(problems.first_words(one) for one in checked)
        if other:
            words = f'{cells[0]}&IF(AND({cells[0]}<>"",{cells[1]}<>""),". ","")&{cells[1]}'
        if odd := unusual_cell(key):
            cells, words = [*cells, odd], f"{words}&{odd}"
        formula = f'=IF({words}="","{hint}",{words})' if hint else f"={words}"
        form.own_formula(sheet, row, 4, formula, fixed(first or hint), "df small")
        form.warn(sheet, f"D{row}", "+".join(f'({cell}<>"")' for cell in cells) + ">0")
    for column, (label, kind) in enumerate((("Source", "text"), ("Date", "date"), ("Note", "text")), 5):
        note = FormField(label.lower(), label, kind, help="Where the value comes from")  # type: ignore[arg-type]
        form.put(sheet, row, column, None, "df input date" if kind == "date" else "df input text")
        form.validate(sheet, f"{'EFG'[column - 5]}{row}", label, note)
    longest = max((problems.longest(one) for one in checked), key=len, default=hint)
    form.height(sheet, row, [(longest, _WIDTHS[3]), (field.label, _WIDTHS[0] / _LARGER)])


def _yellow(form: AnsweringForm, sheet: str, row: int, column: int, field: FormField) -> None:
    cell = f"{'ABC'[column - 1]}{row}"
    own = {"fuel_price": f"df input {MONEY[0]}", "electricity_price": f"df input {MONEY[1]}"}
    is_long = field.key == "station" or (field.key in PARTY_FIELDS and field.kind == "text")
    usual = "df input line" if is_long else style_of(field)
    form.put(sheet, row, column, None, own.get(field.key, usual))
    if field.key == "station":
        rule = DataValidation(type="list", formula1="out_station_names", allow_blank=True)
        form.validated(sheet, cell, rule, field.label, field.help, f"{field.label}: {field.allowed}")
    else:
        form.validate(sheet, cell, field.label, field, units.NAMED)
    form.name(field.key, sheet, cell)


def _more(form: AnsweringForm, first: set[str]) -> None:
    """The second sheet: everything rarer, by section."""
    form.put(MORE, 1, 1, "More", "df title")
    form.put(MORE, 3, 1, "Fill in only what you know. The help of a cell says what a blank one means.", "df plain")
    _head(form, MORE, HEADER_ROW)
    own = (PARTIES, LETTERHEAD, RATE)
    sections = {section.title: [field.key for field in section.fields if field.key not in first] for section in own}
    sections[units.SECTION] = [key for key in UNIT_QUESTIONS if key not in first]
    for key in asked_by(problems.FORM):
        if key not in first:
            sections.setdefault(FIELDS[key].section, []).append(key)
    row = HEADER_ROW + 1
    for title, keys in sections.items():
        row = _section(form, MORE, row, title, tuple(keys))
    form.put(MORE, row, 1, "Kind of form", "df text")
    form.put(MORE, row, 2, problems.FORM, "df text")
    form.name("template", MORE, f"B{row}")
    form.printed(MORE, f"$A${HEADER_ROW + 1}:$G${row}", f"1:{HEADER_ROW}", f"A{HEADER_ROW + 1}")
