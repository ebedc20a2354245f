"""The names workbook: worksheet functions as defined names, inputs for them, each function once at work.

No add-in and no macro: Excel 365, 2024 and Excel for the web calculate the names themselves. The formulas are
text from xl_dualfuel.hosts; here they get into a file, with stored values for viewers that do not calculate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xl_dualfuel.workbook.book import package, styles
from xl_dualfuel.workbook.brand import NO_BRAND

from ...files.zipping import packed, unpacked
from ...functions import FUNCTIONS
from ...results.columns import INPUTS
from ...version import __version__
from ..lite.book import Given, Named, Spill, _spilled, _style, answer_of, formula_of
from .functions import FORMULAS
from .values import InputRow, about, inputs

NAME: Final = "dualfuel-names.xlsx"
INPUTS_RANGE: Final = Named("df_inputs")
_HEADER_ROW, _FIRST_ROW = 5, 6
_WIDTHS = (20, 34, 26, 16, 16, 36, 30, 40)
_COMMENT_LIMIT = 255
_PRINT_SCALE = 60
_ABOUT_WIDTH, _ABOUT_LETTERS = 105, 125
_CALCULATED_BY = 191029

SCALARS: Final[tuple[tuple[str, tuple[Given, ...], str], ...]] = (
    ("DF_BALANCE_POINT", (INPUTS_RANGE,), "0.0#"),
    ("DF_BALANCE_POINT", (INPUTS_RANGE, [["electricity_price", 0.2]]), "0.0#"),
    ("DF_ECONOMIC_POINT", (INPUTS_RANGE,), "0.0#"),
    ("DF_THERMAL_POINT", (INPUTS_RANGE,), "0.0#"),
    ("DF_EMISSIONS_POINT", (INPUTS_RANGE,), "0.0#"),
    ("DF_SEASON_COST", (33.0, INPUTS_RANGE), "#,##0.00"),
    ("DF_SAVINGS", (35.0, 40.0, INPUTS_RANGE), "#,##0.00"),
    ("DF_SCENARIO", ("optimized", "annual_cost", INPUTS_RANGE), "#,##0.00"),
    ("DF_BREAKEVEN_COP", (0.14, 13.0), "0.000"),
    ("DF_FUEL_PRICE", (1.3, "$/therm"), "#,##0.00"),
    ("DF_LOAD_SLOPE", (39000.0, 70.0, 5.0), "#,##0"),
    ("DF_LOAD_SLOPE_FROM_FUEL", (700.0, 5500.0), "#,##0"),
    ("DF_VERSION", (), "General"),
)  # fmt: skip
STACKED: Final[tuple[tuple[str, tuple[Given, ...]], ...]] = (
    ("DF_SCENARIOS", (INPUTS_RANGE,)),
    ("DF_PRICE_MATRIX", ([[0.10], [0.14], [0.18]], [[10.0, 12.0, 14.0, 16.0]], INPUTS_RANGE)),
    ("DF_COP", ([[47.0], [35.0], [17.0], [5.0]], 3.4, 2.2)),
    ("DF_LOAD", ([[47.0], [35.0], [17.0], [5.0]], 600.0)),
)
"""Tables whose size does not depend on the inputs, one below the other."""
SIDE_BY_SIDE: Final[tuple[tuple[str, tuple[Given, ...], int], ...]] = (
    ("DF_CHECK", (INPUTS_RANGE,), 7),
    ("DF_SWITCHOVER_CURVE", (INPUTS_RANGE,), 0),
    ("DF_BIN_TABLE", (INPUTS_RANGE,), 0),
)
"""Tables that grow with the inputs: nothing stands below them; each with the least columns it gets."""


def names_workbook() -> bytes:
    """dualfuel-names.xlsx as a file; the same version gives the same bytes."""
    lines = inputs()
    book = Workbook()
    styles.register(book, NO_BRAND)
    book.properties.title = "Dual-fuel functions as defined names"
    book.properties.creator = f"xl_dualfuel {__version__}"
    book.calculation = CalcProperties(calcId=_CALCULATED_BY, fullCalcOnLoad=True)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Inputs"
    _write_inputs(sheet, lines)
    value = [column.key for column in INPUTS].index("value") + 1
    place = f"${get_column_letter(value - 1)}${_HEADER_ROW}:${get_column_letter(value)}${_FIRST_ROW + len(lines) - 1}"
    book.defined_names[INPUTS_RANGE.name] = DefinedName(INPUTS_RANGE.name, attr_text=f"Inputs!{place}")
    known = {INPUTS_RANGE.name: [["name", "value"], *([line.field.key, line.value] for line in lines)]}
    spills = _write_examples(book.create_sheet("Examples"), known)
    _write_about(book.create_sheet("About"))
    for name, formula in FORMULAS.items():
        comment = FUNCTIONS[name].doc if name in FUNCTIONS else "A part of the DF_ names, not to be called by itself"
        book.defined_names[name] = DefinedName(name, attr_text=formula, comment=comment[:_COMMENT_LIMIT])
    for one in book.worksheets:
        one.sheet_view.showGridLines = False
        one.page_setup.orientation = "landscape"
        if one.title == "Examples":
            one.page_setup.scale = _PRINT_SCALE  # wide tables: fitted to a page nobody could read them
        else:
            one.page_setup.fitToWidth, one.page_setup.fitToHeight = 1, 0
            one.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return _packed(book, spills)


def _put(sheet: Worksheet, row: int, column: int, value: Any, style: str) -> None:
    cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # text stays text whatever it begins with
    cell.style = style


def _write_inputs(sheet: Worksheet, lines: Sequence[InputRow]) -> None:
    _put(sheet, 1, 1, "Inputs", "df title")
    _put(sheet, 3, 1, "Change a yellow cell and the functions on Examples follow: they read these cells as df_inputs. "
         "A blank cell means not given.", "df note")  # fmt: skip
    for place, (column, width) in enumerate(zip(INPUTS, _WIDTHS, strict=True), 1):
        _put(sheet, _HEADER_ROW, place, column.label, "df header")
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row, line in enumerate(lines, _FIRST_ROW):
        field = line.field
        texts = (field.section, field.label, field.key, None, field.unit, line.allowed.removeprefix("must be "),
                 field.source if line.value is not None else "", line.note)  # fmt: skip
        for place, text in enumerate(texts, 1):
            _put(sheet, row, place, text or None, "df wrapped note" if place > 5 else "df text")
        value = len(texts[:3]) + 1
        _put(sheet, row, value, line.value, "df input")
        _validate(sheet, line, f"{get_column_letter(value)}{row}")
        longest = max(len(line.allowed) / _WIDTHS[5], len(line.note) / _WIDTHS[7], len(field.source) / _WIDTHS[6])
        sheet.row_dimensions[row].height = max(15.0, 12.0 * (int(longest / 1.2) + 1) + 2)
    sheet.freeze_panes = f"A{_FIRST_ROW}"
    sheet.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"


def _validate(sheet: Worksheet, line: InputRow, address: str) -> None:
    field = line.field
    if line.choices:
        rule = DataValidation(type="list", formula1=f'"{",".join(line.choices)}"', allow_blank=True)
    elif field.kind != "number":
        return
    else:
        rule = DataValidation(type="decimal", operator="between", formula1=f"{field.minimum:g}",
                              formula2=f"{field.maximum:g}", allow_blank=True)  # fmt: skip
    rule.showErrorMessage = rule.showInputMessage = True
    rule.errorTitle, rule.error = field.label[:32], f"{field.key} {line.allowed}"[:225]
    rule.promptTitle, rule.prompt = field.label[:32], f"{field.help}. {line.allowed}"[:255]
    rule.add(address)
    sheet.add_data_validation(rule)


def _write_examples(sheet: Worksheet, known: dict[str, Any]) -> list[Spill]:
    """Words and blank cells of the right looks; formulas and values are put into these when the file is packed."""
    _put(sheet, 1, 1, "Every function once", "df title")
    _put(sheet, 2, 1, "On the cells of the Inputs sheet; the formula stands beside. The functions are defined names of "
         "this workbook: no add-in, no macro.", "df note")  # fmt: skip
    spills: list[Spill] = []

    def put(function: str, arguments: tuple[Given, ...], row: int, column: int, style: str = "") -> int:
        answer = answer_of(function, arguments, known)
        spills.append(Spill(row, column, formula_of(function, arguments), answer))
        for down, cells in enumerate(answer):
            for across in range(len(cells)):
                _put(sheet, row + down, column + across, None, style or _style(answer, down, across))
        if not style and isinstance(answer[0][0], str) and len(answer) > 1:
            sheet.row_dimensions[row].height = 30  # a header of two lines
        return row + len(answer)

    def words(function: str, arguments: tuple[Given, ...], row: int, column: int) -> None:
        _put(sheet, row, column, f"={formula_of(function, arguments)}   {FUNCTIONS[function].doc}", "df note")

    row = 4
    for function, arguments, code in SCALARS:
        _put(sheet, row, 1, function, "df label")
        words(function, arguments, row, 3)
        row = put(function, arguments, row, 2, f"df {code}")
    for function, tabular in STACKED:
        row += 1
        _put(sheet, row, 1, function, "df label")
        words(function, tabular, row, 2)
        row = put(function, tabular, row + 1, 1)
    column = 1
    for function, growing, least in SIDE_BY_SIDE:
        _put(sheet, row + 1, column, function, "df label")
        words(function, growing, row + 2, column)
        put(function, growing, row + 3, column)
        column += max(len(spills[-1].rows[0]), least) + 1
    for number in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 30.0 if number == 1 else 19.0
    sheet.freeze_panes = "A4"
    return spills


def _write_about(sheet: Worksheet) -> None:
    _put(sheet, 1, 1, "About these functions", "df title")
    sheet.column_dimensions["A"].width = _ABOUT_WIDTH
    row = 3
    for heading, lines in about():
        _put(sheet, row, 1, heading, "df section")
        for offset, line in enumerate(lines, 1):
            _put(sheet, row + offset, 1, line, "df wrapped note")
            sheet.row_dimensions[row + offset].height = 3.0 + 12.0 * -(-len(line) // _ABOUT_LETTERS)
        row += len(lines) + 2


_OPEN = "http://schemas.openxmlformats.org"
_METADATA = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<metadata xmlns="{_OPEN}/spreadsheetml/2006/main"'
    ' xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray"><metadataTypes count="1">'
    '<metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" pasteValues="1" merge="1"'
    ' splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1" coerce="1" cellMeta="1"/>'
    '</metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext>'
    '</extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)
"""What cm="1" of a cell means: its array spills."""
_TYPE = (
    '<Override PartName="/xl/metadata.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"/>'
)
_RELATION = (
    f'<Relationship Id="rIdMetadata" Type="{_OPEN}/officeDocument/2006/relationships/sheetMetadata" '
    'Target="metadata.xml"/>'
)


def _packed(book: Workbook, spills: list[Spill]) -> bytes:
    """The file, with what openpyxl does not write: stored values, dynamic arrays; no clock."""
    parts = {name: part.decode() for name, part in unpacked(package.saved(book)).items()}
    examples = f"xl/worksheets/sheet{book.sheetnames.index('Examples') + 1}.xml"
    parts[examples] = _spilled(parts[examples], spills)
    for name in [name for name in parts if name.startswith("xl/worksheets/")]:
        # openpyxl calls a blank cell a number, which IronCalc takes for 0.
        parts[name] = re.sub(r'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?) t="n" ?/>', r"\1/>", parts[name])
    parts["xl/metadata.xml"] = _METADATA
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", f"{_TYPE}</Types>")
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = parts[relations].replace("</Relationships>", f"{_RELATION}</Relationships>")
    return packed({name: part.encode() for name, part in parts.items()})
