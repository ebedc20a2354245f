"""The workbook that shows every worksheet function at work on a sheet of inputs; Lite and the LAMBDA names come in one.

openpyxl writes neither dynamic arrays nor the stored values of a formula; both are put into its sheet here. Whatever
calculates is not this module's business: without it the workbook shows the stored values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.properties import PageSetupProperties

from xl_dualfuel.workbook.book import package, styles
from xl_dualfuel.workbook.book.book import Book
from xl_dualfuel.workbook.book.layout import HEADER_ROW
from xl_dualfuel.workbook.book.stored import stored
from xl_dualfuel.workbook.names import TYPED
from xl_dualfuel.workbook.shape import Filling, shape_of
from xl_dualfuel.workbook.sheets import inputs

from ..functions import FUNCTIONS, Function
from ..functions.arguments import Named
from ..functions.examples import call, values
from ..inputs.case import Case
from ..inputs.fields import FIELDS, Field
from ..results.columns import INPUTS, TABLES
from ..results.engine import solve
from ..version import __version__

EXAMPLES: Final = "Examples"
_STAMP = datetime(1980, 1, 1, tzinfo=UTC)
"""No clock: the same version gives the same bytes."""
_CALCULATED_BY = 191029
"""Excel's own number: with an older one it would calculate everything again on opening, without the add-in perhaps."""
GROWING: Final = (
    "DF_CHECK", "DF_NOTES", "DF_TARIFF_NOTES", "DF_SETTING", "DF_SCENARIOS", "DF_SWITCHOVER_CURVE", "DF_BIN_TABLE",
)  # fmt: skip
"""Functions with more rows for some inputs than for others: nothing may be below their answers."""
_LEAST_COLUMNS = 7
"""Room for the words above an answer of few columns."""
_PRINT_SCALE = 60
_WIDTHS = {1: 30.0, 2: 18.0}
_OTHER_WIDTH = 20.0
_COLUMNS = {column.key: column for table in TABLES.values() for column in table}

_OPEN = "http://schemas.openxmlformats.org"
RELATIONS: Final = f"{_OPEN}/officeDocument/2006/relationships"
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


class Spill(NamedTuple):
    """A formula, its place, and the rows it returned."""

    row: int
    column: int
    formula: str
    rows: list[list[Any]]

    @property
    def range(self) -> str:
        """The cells it fills."""
        last = f"{get_column_letter(self.column + len(self.rows[0]) - 1)}{self.row + len(self.rows) - 1}"
        first = f"{get_column_letter(self.column)}{self.row}"
        return first if first == last else f"{first}:{last}"

    def cells(self) -> Iterator[tuple[str, str]]:
        """Each cell's address, and what comes in its element after the style."""
        for down, row in enumerate(self.rows):
            for across, value in enumerate(row):
                kind, text = stored(value)
                formula, meta = "", ""
                if not (down or across):
                    formula, meta = f'<f t="array" ref="{self.range}">{escape(self.formula)}</f>', ' cm="1"'
                address = f"{get_column_letter(self.column + across)}{self.row + down}"
                yield address, f"{kind}{meta}>{formula}<v>{text}</v></c>"


class ExamplesBook(Book):
    """A book of two sheets: the inputs of the worked example, and the functions at work on them.

    prefix: what a file stores before the name of a function.
    """

    def __init__(self, title: str, prefix: str, calculate_on_opening: bool) -> None:
        self.result = solve(Case())
        self.prefix = prefix
        self.spills: list[Spill] = []
        super().__init__(shape_of(self.result))
        for name in self.sheets.keys() - {inputs.SHEET}:
            self.book.remove(self.sheets.pop(name))
        self.add_sheet(EXAMPLES).page_setup.scale = _PRINT_SCALE  # wide tables: fitted to a page nobody could read them
        self.set_up_page(inputs.SHEET)
        self.book.properties.title = title
        self.book.properties.creator = f"xl_dualfuel {__version__}"
        self.book.calculation = CalcProperties(calcId=_CALCULATED_BY, fullCalcOnLoad=calculate_on_opening or None)

    def add_sheet(self, title: str) -> Any:
        """One more sheet, at the end."""
        self.sheets[title] = sheet = self.book.create_sheet(title)
        self._lie_down(title)
        return sheet

    def set_up_page(self, title: str) -> None:
        """Print a sheet as wide as a page."""
        self._lie_down(title)
        self.sheets[title].page_setup.fitToHeight = 0
        self.sheets[title].sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

    def _lie_down(self, title: str) -> None:
        self.sheets[title].sheet_view.showGridLines = False
        self.sheets[title].page_setup.orientation = "landscape"

    def write_inputs(self, fields: Iterable[Field], note: str = "") -> None:
        """The Inputs sheet of any workbook; tables are typed into their cell, since functions see no other table.

        A field without a default has a blank cell; note: what else to know before typing.
        """
        title, sheet = inputs.SHEET, self.sheets[inputs.SHEET]
        self.put(title, 1, 1, "Inputs", "df title")
        self.put(title, 3, 1, "Change a yellow cell and the functions on Examples follow: they read these cells as "
                 "in_all. A blank cell means not given.", "df note")  # fmt: skip
        self.put(title, 4, 1, "A table is typed into its cell as rows of numbers, such as [[47, 100], [42, 250]]."
                 + note, "df note")  # fmt: skip
        for place, (column, width) in enumerate(zip(INPUTS, inputs.WIDTHS, strict=True), 1):
            self.put(title, HEADER_ROW, place, column.label, "df header")
            sheet.column_dimensions[get_column_letter(place)].width = width
        keys = list(FIELDS)
        letters = {column.key: get_column_letter(place) for place, column in enumerate(INPUTS, 1)}
        row = HEADER_ROW
        for row, field in enumerate(fields, inputs.FIRST_ROW):
            inputs.write_input(self, row, keys.index(field.key), field)
            cell = f"{letters['value']}{row}"
            if field.kind == "table" or field.default is None:
                self.slot(title, row, list(letters).index("value") + 1, partial(_always, None), "df input")
                self.name(field.key, title, cell)
            if field.default is None and FIELDS[field.key].default is not None:
                for key, text in (("source", None), ("note", f"not given: {field.when_omitted}")):
                    self.slot(title, row, list(letters).index(key) + 1, partial(_always, text), "df input text")
        self.name("all", title, f"{letters['name']}{HEADER_ROW}", f"{letters['value']}{row}")
        sheet.freeze_panes = f"A{inputs.FIRST_ROW}"
        sheet.print_title_rows = f"1:{HEADER_ROW}"

    def write_examples(self, functions: Iterable[str], title: str, *notes: str) -> None:
        """Every function once: titles, words and blank cells in the right styles; formulas and values follow."""
        every = [FUNCTIONS[name] for name in functions]
        self.put(EXAMPLES, 1, 1, title, "df title")
        for row, note in enumerate(notes, 2):
            self.put(EXAMPLES, row, 1, note, "df note")
        row = first = len(notes) + 3
        for function in every:
            if function.shape == "scalar":
                self._words(function, (row, 1), (row, 3))
                row = self._answer(function, row, 2, f"df {_format_of(function)}")
        for function in every:
            if function.shape != "scalar" and function.name not in GROWING:
                label, row = row + 1, row + 2
                for argument in function.example:
                    row = self._table(argument, row) if isinstance(argument, Named) and argument.rows else row
                self._words(function, (label, 1), (label, 2))
                row = self._answer(function, row, 1)
        column = 1
        for function in every:
            if function.name not in GROWING:
                continue
            self._words(function, (row + 1, column), (row + 2, column))
            self._answer(function, row + 3, column)
            column += max(len(self.spills[-1].rows[0]), _LEAST_COLUMNS) + 1
        sheet = self.sheets[EXAMPLES]
        for number in range(1, sheet.max_column + 1):
            sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(number, _OTHER_WIDTH)
        sheet.freeze_panes = f"A{first}"

    def _call(self, function: Function) -> str:
        return call(function.name, function.example, self.book.defined_names)

    def _words(self, function: Function, label_at: tuple[int, int], words_at: tuple[int, int]) -> None:
        self.put(EXAMPLES, *label_at, function.name, "df label")
        self.put(EXAMPLES, *words_at, f"={self._call(function)}   {function.doc}", "df note")

    def _answer(self, function: Function, row: int, column: int, style: str = "") -> int:
        """The cells of an answer; the first row after it."""
        answer = function.python(*values(function.example))
        rows = answer if isinstance(answer, list) else [[answer]]
        self.spills.append(Spill(row, column, self.prefix + self._call(function), rows))
        for down, cells in enumerate(rows):
            for across in range(len(cells)):
                self.put(EXAMPLES, row + down, column + across, None, style or _style(rows, down, across))
        if not style and isinstance(rows[0][0], str) and len(rows) > 1:
            self.sheets[EXAMPLES].row_dimensions[row].height = 30  # a header of two lines
        return row + len(rows)

    def _table(self, table: Named, row: int) -> int:
        """A small table to be edited, named; the first row after it and a blank one."""
        rows = table.rows or []
        for down, cells in enumerate(rows):
            for across, value in enumerate(cells, 1):
                self.put(EXAMPLES, row + down, across, value, "df input" if down else "df header")
        last = row + len(rows) - 1
        self.name(table.name.removeprefix(TYPED), EXAMPLES, f"A{row}", f"{get_column_letter(len(rows[0]))}{last}")
        return last + 2

    def parts(self) -> dict[str, bytes]:
        """The parts of the file by name, with stored values and dynamic arrays; no add-in is named in them."""
        parts = package.skeleton(self).filled(Filling(self.result, _STAMP, self.shape))
        examples = f"xl/worksheets/sheet{self.book.sheetnames.index(EXAMPLES) + 1}.xml"
        for name, xml in parts.items():
            if name.startswith("xl/worksheets/sheet"):
                # openpyxl calls a blank cell a number, which IronCalc takes for 0.
                text = re.sub(r'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?) t="n" ?/>', r"\1/>", xml.decode())
                parts[name] = (_spilled(text, self.spills) if name == examples else text).encode()
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
        reached = ("xl/_rels/workbook.xml.rels", f"{RELATIONS}/sheetMetadata", "metadata.xml")
        add_part(parts, "xl/metadata.xml", _METADATA, kind, reached)
        return parts


def add_part(
    parts: dict[str, bytes], name: str, xml: str, kind: str, reached: tuple[str, str, str] | None = None
) -> None:
    """Add a part of a content type; reached: part of relationships, type of the relationship, path from there."""
    parts[name] = xml.encode()
    _append(parts, "[Content_Types].xml", f'<Override PartName="/{name}" ContentType="{kind}"/>')
    if reached:
        rels, relation, target = reached
        identity = f"rId{target.rpartition('/')[2].partition('.')[0].capitalize()}"
        _append(parts, rels, f'<Relationship Id="{identity}" Type="{relation}" Target="{target}"/>')


def _append(parts: dict[str, bytes], name: str, text: str) -> None:
    """Put text at the end of a part's root element."""
    before, closing, after = parts[name].decode().rpartition("</")
    parts[name] = f"{before}{text}{closing}{after}".encode()


def _always(value: str | None, _: Filling) -> str | None:
    return value


def _format_of(function: Function) -> str:
    """The number format of an answer: that of the first unit in the function's help."""
    unit = re.search(r"\[(.*?)\]", function.doc)
    return styles.NUMBER_FORMATS.get(unit[1] if unit else "", "0.000")


def _style(answer: list[list[Any]], down: int, across: int) -> str:
    """The style of a cell of a table: a header row of keys, and below it the style of the key's column."""
    header = answer[0][across]
    if down == 0 and len(answer) > 1 and isinstance(answer[0][0], str):
        return "df header"
    if isinstance(answer[down][across], str):
        return "df text"
    return styles.style_of(_COLUMNS[header]) if header in _COLUMNS else "df General"


def _spilled(xml: str, spills: list[Spill]) -> str:
    """The sheet with formulas and values in the blank cells that wait for them."""
    waiting = dict(cell for spill in spills for cell in spill.cells())
    filled = re.sub(
        r'(<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?)/>',
        lambda cell: cell[1] + waiting.pop(cell[2]) if cell[2] in waiting else cell[0],
        xml,
    )
    assert not waiting, list(waiting)[:5]
    return filled
