"""The sheets of the forms: inputs of the model, other fields, lists, tables, homes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from openpyxl.utils import get_column_letter

from xl_dualfuel.inputs import performance
from xl_dualfuel.inputs.fields import COLUMNS, FIELDS
from xl_dualfuel.inputs.home_headings import EXAMPLE

from ..book.layout import HEADER_ROW
from . import homes, units
from .case_problems import CaseProblems
from .entries import KEYS
from .form import LOGO, Form, fixed, style_of
from .form_fields import LETTERHEAD, PARTIES, FormField, Section, Table
from .lists import CLIMATE, PERFORMANCE
from .model_fields import asked_by, example, form_field, if_blank
from .required import REQUIRED
from .row_problems import RowProblems

FIRST: Final = HEADER_ROW + 1
_HEADERS: Final = (
    "Field", KEYS[0].title(), "Value", "Unit", "What it is, and what is allowed", "If left blank", "Example", "Source",
    "Date", "Note",
)  # fmt: skip
_WIDE: Final = (30, 22, 28, 9, 36, 12, 26, 22, 13, 24)
"""Where values are texts; on paper two pages wide"""
_CHECKED: Final = (22, 20, 12, 9, 30, 34, 28, 16, 24, 13, 20)
"""Where a column says what is wrong; on paper two pages wide"""
_DATE: Final = FormField("date", "Date", "date", help="Date of the source")
_SOURCE: Final = FormField("source", "Source", help="Where the value comes from: data sheet, bill, certificate, report")
_NOTE: Final = FormField("note", "Note")

Words = Callable[[str], str]
"""The formula of what is wrong with the cell of a key, "" for none"""
_FieldRow = tuple[FormField, str, float | str]
"""A field, what a blank cell means, and an example"""

HOUSES: Final = 200
"""Rows of the portfolio"""
CLIMATE_ROWS: Final = 300
POINT_ROWS: Final = 20


def _head(form: Form, sheet: str, title: str, note: str, column: int = 1) -> None:
    form.put(sheet, 1, 1, title, "df title")
    form.put(sheet, 3, column, note, "df note")


def inputs(form: Form, kind: str, sheet: str = "Inputs") -> None:
    """The sheet of inputs: one row an input of the model."""
    keys = asked_by(kind)
    _head(form, sheet, sheet, "Fill in the yellow cells, numbers without units. Say in Source and Date where each "
          "value comes from.",
          column=2)  # fmt: skip  # the first column is repeated on every page
    form.put(sheet, FIRST, 1, "Kind of form", "df label")
    form.put(sheet, FIRST, 2, "template", "df text")
    form.put(sheet, FIRST, 3, kind, "df text")
    form.name("template", sheet, f"C{FIRST}")
    sections: dict[str, list[_FieldRow]] = {
        units.SECTION: [(field, field.choices[0], units.example(field.key)) for field in units.fields()]
    }
    for field in (FIELDS[key] for key in keys):
        sections.setdefault(field.section, []).append((form_field(field, kind), if_blank(field, kind), example(field)))
    if kind != "rebate":  # which has a sheet for them
        own = {section.title: [(field, "–", field.example) for field in section.fields]
               for section in (PARTIES, LETTERHEAD)}  # fmt: skip
        sections = {**own, **sections}
    form.widths(sheet, _CHECKED)
    form.headers(sheet, HEADER_ROW, _insert(_HEADERS, "Please check"), height=32)
    if kind == "case":
        checked = [line[0] for lines in sections.values() for line in lines]
        _case(form, sheet, sections, checked)
    else:
        _lines(form, sheet, FIRST + 1, sections, _CHECKED, lambda _: "")
    form.scaled.add(sheet)
    form.sheets[sheet].print_title_cols = "A:A"


def _case(form: Form, sheet: str, sections: Mapping[str, Sequence[_FieldRow]], checked: Sequence[FormField]) -> None:
    """The rows of every input, what is wrong with each, and a line at the top that counts them."""
    form.put(sheet, 1, 5, LOGO, "df note")
    rules = CaseProblems(form, checked)
    rules.write_lists()
    last = _lines(form, sheet, FIRST + 1, sections, _CHECKED, rules.words)
    cells = f"E{FIRST + 1}:E{last}"
    form.put(sheet, 2, 1, "Cells to check", "df label")
    form.own_formula(sheet, 2, 2, f'=SUMPRODUCT(1*({cells}<>""))', fixed(0), "df 0")
    form.own_formula(sheet, 2, 3, '=IF(B2=0,"Nothing to check","See “Please check”")', fixed("Nothing to check"),
                     "df status")  # fmt: skip
    form.define_result("cells_to_check", sheet, "B2")
    form.warn(sheet, "B2:C2", "$B$2>0")
    form.warn(sheet, f"C{FIRST + 1}:E{last}", f'$E{FIRST + 1}<>""')


def _insert(cells: Sequence[Any], cell: Any) -> tuple[Any, ...]:
    """The cells of a row with that of what is wrong, beside the unit."""
    return (*cells[:4], cell, *cells[4:])


def fields(form: Form, sheet: str, title: str, note: str, sections: Sequence[Section]) -> None:
    """A sheet of other fields, one a row."""
    _head(form, sheet, title, note, column=2)  # the first column is repeated on every page
    form.widths(sheet, _WIDE)
    form.headers(sheet, HEADER_ROW, _HEADERS, height=32)
    lines = {section.title: [(field, REQUIRED if field.required else "–", field.example) for field in section.fields]
             for section in sections}  # fmt: skip
    last = _lines(form, sheet, FIRST, lines, _WIDE)
    form.warn(sheet, f"F{FIRST}:F{last}", f'AND($F{FIRST}="{REQUIRED}",$C{FIRST}="")')
    form.scaled.add(sheet)
    form.sheets[sheet].print_title_cols = "A:A"


def _lines(
    form: Form, sheet: str, row: int, sections: Mapping[str, Sequence[_FieldRow]], widths: Sequence[float],
    check: Words | None = None,
) -> int:  # fmt: skip
    """Sections of fields, a field a row, from ``row`` on; the last row. check: there is a column of what is wrong."""
    for title, lines in sections.items():
        form.put(sheet, row, 1, title, "df section")
        form.sheets[sheet].row_dimensions[row].height = 20
        row += 1
        for line in lines:
            _line(form, sheet, row, line, widths, check)
            row += 1
    letters = "HIJ" if check is None else "IJK"
    for letter, field in zip(letters, (_SOURCE, _DATE, _NOTE), strict=True):
        form.validate(sheet, f"{letter}{FIRST}:{letter}{row - 1}", field.label, field)
    form.printed(sheet, f"$A${FIRST}:${letters[-1]}${row - 1}", f"1:{HEADER_ROW}", f"B{FIRST}")
    return row - 1


def _line(
    form: Form, sheet: str, row: int, line: _FieldRow, widths: Sequence[float], check: Words | None
) -> None:  # fmt: skip
    field, blank, sample = line
    allowed = field.allowed.removeprefix("must be ")
    allowed += units.ranges(field)
    what = (
        field.help
        if field.is_reported
        else f"{field.help} ({allowed})"
        if field.help
        else allowed[0].upper() + allowed[1:]
    )
    cells = (
        (field.label, "df wrapped label"), (field.key, "df text"), (None, style_of(field)),
        (field.unit, "df wrapped note"), (what, "df wrapped note"), (blank, "df wrapped note"), (sample, "df example"),
        (None, "df input text"), (None, "df input date"), (None, "df input text"),
    )  # fmt: skip
    if check is not None:
        cells = _insert(cells, (None, "df wrapped note"))
    for column, (text, style) in enumerate(cells, 1):
        form.put(sheet, row, column, None if text == "" else text, style)
    if check is not None and (words := check(field.key)):
        form.own_formula(sheet, row, 5, words, fixed(""), "df wrapped note")
    if follows := units.beside(field.unit):
        form.own_formula(sheet, row, 4, f"={follows}", fixed(field.unit), "df wrapped note")
    if not field.is_reported:
        form.validate(sheet, f"C{row}", field.label, field, units.NAMED)
    form.name(field.key, sheet, f"C{row}")
    texts = [(str(text or ""), width if "note" in style else width / 1.35)
             for (text, style), width in zip(cells, widths, strict=True)]  # fmt: skip
    form.height(sheet, row, texts)


def listing(form: Form, sheet: str, table: Table, note: str, widths: Sequence[float]) -> None:
    """A sheet with one list."""
    _head(form, sheet, table.title, note)
    form.widths(sheet, widths)
    form.headers(sheet, HEADER_ROW, [column.label for column in table.columns], height=32)
    first, last = FIRST + 1, FIRST + table.rows
    for number, column in enumerate(table.columns, 1):
        letter = get_column_letter(number)
        form.put(sheet, FIRST, number, column.unit or None, "df unit")
        for offset in range(table.rows):
            text = table.first_cells[offset] if number == 1 and offset < len(table.first_cells) else None
            form.put(sheet, first + offset, number, text, style_of(column))
        form.validate(sheet, f"{letter}{first}:{letter}{last}", column.label, column)
        form.name(f"{table.key}_{column.key}", sheet, f"{letter}{first}", f"{letter}{last}")
    for row in range(first, last + 1):
        form.sheets[sheet].row_dimensions[row].height = 18
    form.printed(sheet, f"$A${first}:${get_column_letter(len(table.columns))}${last}", f"1:{FIRST}", f"B{first}")


def tables(form: Form) -> None:
    """The sheet Tables: measured bins and performance points of the model."""
    sheet = "Tables"
    _head(form, sheet, "Tables", "Measured bins instead of another climate; the heat pump's own test points instead of "
          "its rating points.")  # fmt: skip
    form.put(sheet, 4, 1, "Only where you have them. In any order; leave the other rows blank. Minimum and maximum are "
             "for variable speed.", "df note")  # fmt: skip
    form.put(sheet, HEADER_ROW - 1, 1, "Measured bins", "df section")
    form.put(sheet, HEADER_ROW - 1, 4, "Heat pump performance", "df section")
    form.widths(sheet, (14, 14, 3, *[12] * len(PERFORMANCE)))
    form.scaled.add(sheet)
    form.sheets[sheet].row_dimensions[HEADER_ROW].height = 48
    columns = [(number, name, CLIMATE_ROWS) for number, name in enumerate(CLIMATE, 1)]
    columns += [(number, name, POINT_ROWS) for number, name in enumerate(PERFORMANCE, len(CLIMATE) + 2)]
    for number, name, rows in columns:
        letter = get_column_letter(number)
        key = name.partition("_")[2]
        field = COLUMNS[performance.quantity(key)]
        label = performance.label(key, field.label)
        form.put(sheet, HEADER_ROW, number, label, "df header")
        form.put(sheet, FIRST, number, field.unit or None, "df unit")
        if follows := units.beside(field.unit):
            form.formula(sheet, FIRST, number, f"={follows}", fixed(field.unit), "df unit")
        for row in range(FIRST + 1, FIRST + 1 + rows):
            form.put(sheet, row, number, None, "df input")
        cells = f"{letter}{FIRST + 1}", f"{letter}{FIRST + rows}"
        cell = FormField(name, label, "number", field.unit, "", (), field.minimum, field.maximum)
        form.validate(sheet, ":".join(cells), label, cell)
        form.name(name, sheet, *cells)
    right = get_column_letter(columns[-1][0])
    form.printed(sheet, f"$A${FIRST + 1}:${right}${FIRST + 60}", f"1:{FIRST}", f"A{FIRST + 1}")


def portfolio(form: Form) -> None:
    """The sheet Homes: labels, units, keys, an example that is not read, and a row a house."""
    sheet = "Homes"
    house = FormField(homes.HOUSE, "House", help="Any text that tells your houses apart")
    form.put(sheet, 1, 1, "Homes", "df title")
    form.put(sheet, 3, 2, "One house a row. The example in grey is not read.", "df note")
    form.put(sheet, 4, 2, f"Row {FIRST + 1} has the keys; any other input may be added as a column with its key there.",
             "df note")  # fmt: skip
    columns = (
        house,
        *units.fields(),
        *(form_field(FIELDS[key]) for key in asked_by("portfolio")),
        FormField("note", "Note"),
    )
    first, last = FIRST + 3, FIRST + 2 + HOUSES
    unit_cells = {field.key: f"${get_column_letter(2 + place)}{first}" for place, field in enumerate(units.fields())}
    for number, field in enumerate(columns, 1):
        letter = get_column_letter(number)
        _column(form, sheet, number, field)
        for row in range(first, last + 1):
            form.put(sheet, row, number, None, style_of(field))
        form.validate(sheet, f"{letter}{first}:{letter}{last}", field.label, field, unit_cells)
        form.name(f"{homes.ROW}{field.key}", sheet, f"{letter}{first}", f"{letter}{last}")
    for row, height in ((HEADER_ROW, 258), (FIRST, 46), (FIRST + 1, 150)):
        form.sheets[sheet].row_dimensions[row].height = height
    RowProblems(form, sheet, columns, first, last).write()
    area = f"$A${first - 1}:${get_column_letter(len(columns) + 1)}${first + 24}"
    form.printed(sheet, area, f"1:{FIRST + 1}", f"B{first}")
    form.scaled.add(sheet)
    form.sheets[sheet].print_title_cols = "A:A"


def _column(form: Form, sheet: str, number: int, field: FormField) -> None:
    form.sheets[sheet].column_dimensions[get_column_letter(number)].width = _ROOM.get(field.key, 8.5)
    form.put(sheet, HEADER_ROW, number, field.label, "df header upright")
    form.put(sheet, FIRST, number, units.either(field.unit) or None, "df unit")
    form.put(sheet, FIRST + 1, number, field.key, "df unit upright")
    sample: float | str | None = EXAMPLE if field.key == homes.HOUSE else None
    if field.key in asked_by("sample"):
        sample = example(FIELDS[field.key]) or None
    form.put(sheet, FIRST + 2, number, sample, "df example")


_ROOM: Final = {"house": 22.0, "note": 18.0, "station": 15.0, "fuel": 12.0, "fuel_price_unit": 11.0}
"""Widths of columns that hold texts [characters]"""
