"""The workbook of worksheet functions: the inputs, and every function at work on them, with the values it returns.

openpyxl writes neither dynamic arrays nor the stored values of a formula; both are put into its sheet here. The add-in
that calculates is not this module's business: without it the workbook shows the stored values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.properties import PageSetupProperties

from xl_dualfuel.workbook.book import package, styles
from xl_dualfuel.workbook.book.book import Book
from xl_dualfuel.workbook.book.layout import HEADER_ROW
from xl_dualfuel.workbook.shape import Filling, Shape, shape_of
from xl_dualfuel.workbook.sheets import inputs

from ...functions import FUNCTIONS
from ...inputs.case import Case
from ...inputs.fields import FIELDS
from ...results.columns import INPUTS, TABLES
from ...results.engine import solve
from ...version import __version__

EXAMPLES: Final = "Examples"
PREFIX: Final = "_xldudf_"
"""How Excel stores the name of an add-in's function."""
MADE: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""No clock: the same version gives the same bytes."""
_CALCULATED_BY = 191029
"""Excel's own number: with an older one it would calculate everything anew on opening, without the add-in perhaps."""


class Named(NamedTuple):
    """An argument that is a defined name of the workbook."""

    name: str


Given = Named | float | str | list[list[Any]] | None
"""An argument of an example: a name, a constant, an array constant, or None for one that is left out."""

INPUTS_RANGE: Final = Named("df_inputs")
HOMES: Final = Named("df_homes")
HOME_ROWS: Final[list[list[Any]]] = [
    ["home", "load_slope", "design_temperature", "cop_47", "cop_17", "fuel_price"],
    ["12 Elm Street", 500.0, 5.0, 3.4, 2.2, 13.0],
    ["7 Oak Lane", 750.0, -5.0, 3.8, 2.6, 15.0],
    ["3 Mill Road", 420.0, 10.0, 3.1, 2.0, 11.0],
]
CHOICES: Final = Named("df_choices")
CHOICE_ROWS: Final[list[list[Any]]] = [
    ["option", "cop_47", "cop_17", "furnace_efficiency", "scenario"],
    ["Better heat pump", 3.9, 2.7, None, None],
    ["Old furnace stays", None, None, 0.8, None],
    ["Furnace alone", None, None, None, "furnace_only"],
]
TABLES_OF: Final = {HOMES: HOME_ROWS, CHOICES: CHOICE_ROWS}
"""Tables that stand above the function that takes them, by their names."""


def _df(key: str) -> Named:
    return Named(f"df_{key}")


SCALARS: Final[tuple[tuple[str, tuple[Given, ...], str], ...]] = (
    ("DF_BALANCE_POINT", (INPUTS_RANGE,), "0.0#"),
    ("DF_ECONOMIC_POINT", (INPUTS_RANGE,), "0.0#"),
    ("DF_THERMAL_POINT", (INPUTS_RANGE,), "0.0#"),
    ("DF_EMISSIONS_POINT", (INPUTS_RANGE,), "0.0#"),
    ("DF_SEASON_COST", (_df("existing_switchover"), INPUTS_RANGE), "#,##0.00"),
    ("DF_SAVINGS", (_df("existing_switchover"), 40.0, INPUTS_RANGE), "#,##0.00"),
    ("DF_SCENARIO", ("optimized", "emissions_kg", INPUTS_RANGE), "#,##0.0"),
    ("DF_NPV_OPTION", ([["cop_47", 3.9], ["cop_17", 2.7]], 900.0, 600.0, 15.0, 0.03, 0.02, 0.02, INPUTS_RANGE),
     "#,##0.00"),
    ("DF_BREAKEVEN_COP", (_df("electricity_price"), _df("fuel_price"), _df("furnace_efficiency"), _df("fuel"),
                          _df("fuel_price_unit")), "0.000"),
    ("DF_FUEL_PRICE", (1.3, "$/therm", "natural_gas"), "#,##0.00"),
    ("DF_LOAD_SLOPE", (39000.0, _df("indoor_setpoint"), _df("design_temperature")), "#,##0"),
    ("DF_LOAD_SLOPE_FROM_FUEL", (700.0, 5500.0, _df("fuel"), _df("furnace_efficiency")), "#,##0"),
    ("DF_VERSION", (), "General"),
)  # fmt: skip
"""Functions that return one value, with arguments and number format."""

STACKED: Final[tuple[tuple[str, tuple[Given, ...]], ...]] = (
    ("DF_SCENARIOS", (INPUTS_RANGE,)),
    ("DF_FUEL_STORAGE", (INPUTS_RANGE,)),
    ("DF_SENSITIVITY", ("electricity_price", [[0.10], [0.14], [0.18]], INPUTS_RANGE)),
    ("DF_PRICE_MATRIX", ([[0.10], [0.14], [0.18]], [[10.0, 12.0, 14.0, 16.0]], INPUTS_RANGE)),
    ("DF_BAND", (5.0, None, "F", INPUTS_RANGE)),
    ("DF_COMPARE", (CHOICES, INPUTS_RANGE)),
    ("DF_COP", ([[47.0], [35.0], [17.0], [5.0]], _df("cop_47"), _df("cop_17"), _df("cop_5"))),
    ("DF_LOAD", ([[47.0], [35.0], [17.0], [5.0]], _df("load_slope"), _df("load_balance_temperature"))),
    ("DF_PORTFOLIO", (HOMES,)),
)
"""Tables whose size does not depend on the inputs, one below the other."""

SIDE_BY_SIDE: Final[tuple[tuple[str, tuple[Given, ...], int], ...]] = (
    ("DF_CHECK", (INPUTS_RANGE,), 7),
    ("DF_SWITCHOVER_CURVE", (INPUTS_RANGE,), 0),
    ("DF_BIN_TABLE", (INPUTS_RANGE,), 0),
)
"""Tables that grow with the inputs, so that nothing may stand below them; each with the least columns it gets."""

_PRINT_SCALE = 60
_RESULT, _WORDS = 2, 3
_WIDTHS = {1: 30.0, 2: 18.0}
_OTHER_WIDTH = 20.0
_COLUMNS = {column.key: column for table in TABLES.values() for column in table}


class Spill(NamedTuple):
    """A formula, where it stands, and the rows it returned."""

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
        """Each cell's address, and what stands in its element after the style."""
        for down, row in enumerate(self.rows):
            for across, value in enumerate(row):
                kind, text = package.stored(value)
                formula, meta = "", ""
                if not (down or across):
                    formula, meta = f'<f t="array" ref="{self.range}">{escape(self.formula)}</f>', ' cm="1"'
                address = f"{get_column_letter(self.column + across)}{self.row + down}"
                yield address, f"{kind}{meta}>{formula}<v>{text}</v></c>"


class LiteBook(Book):
    """The book with two of its own sheets: the inputs as any workbook has them, and the examples."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        for title in self.sheets.keys() - {inputs.SHEET}:
            self.book.remove(self.sheets.pop(title))
        self.sheets[EXAMPLES] = self.book.create_sheet(EXAMPLES)
        for sheet in self.sheets.values():
            sheet.sheet_view.showGridLines = False
            sheet.page_setup.orientation = "landscape"
        self.sheets[inputs.SHEET].page_setup.fitToHeight = 0
        self.sheets[inputs.SHEET].sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheets[EXAMPLES].page_setup.scale = _PRINT_SCALE
        properties = self.book.properties
        properties.title = "Dual-fuel worksheet functions"
        properties.creator = f"xl_dualfuel {__version__}"
        self.book.calculation = CalcProperties(calcId=_CALCULATED_BY, fullCalcOnLoad=None)


def parts() -> dict[str, bytes]:
    """The parts of the workbook by name; no add-in is named in them."""
    result = solve(Case())
    book = LiteBook(shape_of(result))
    _write_inputs(book)
    table = result.table("inputs")
    known: dict[str, Any] = {f"df_{key}": value for key, value in zip(table["name"], table["value"], strict=True)}
    known |= {INPUTS_RANGE.name: [["Name", "Value"], *map(list, zip(table["name"], table["value"], strict=True))]}
    spills = _write_examples(book, known | {table.name: rows for table, rows in TABLES_OF.items()})
    found = package.skeleton(book).filled(Filling(result, MADE, book.shape))
    sheet = f"xl/worksheets/sheet{book.book.sheetnames.index(EXAMPLES) + 1}.xml"
    found[sheet] = _spilled(found[sheet].decode(), spills).encode()
    return found


def formula_of(function: str, arguments: tuple[Given, ...]) -> str:
    """The formula as a user types it, without the equals sign."""
    return f"{function}({','.join(map(_text, arguments))})"


def answer_of(function: str, arguments: tuple[Given, ...], known: dict[str, Any]) -> list[list[Any]]:
    """What the function returns, as rows; ``known`` has the values of the defined names."""
    given = [known[one.name] if isinstance(one, Named) else one for one in arguments]
    answer = FUNCTIONS[function].python(*given)
    return answer if isinstance(answer, list) else [[answer]]


def _text(argument: Given) -> str:
    if argument is None:
        return ""
    if isinstance(argument, Named):
        return argument.name
    if isinstance(argument, list):
        return "{" + ";".join(",".join(map(_text, row)) for row in argument) + "}"
    return '"' + argument.replace('"', '""') + '"' if isinstance(argument, str) else f"{argument:.15g}"


def _write_inputs(book: LiteBook) -> None:
    """The Inputs sheet of any workbook; tables are typed into their cell, since functions see no table beside."""
    sheet, title = book.sheets[inputs.SHEET], inputs.SHEET
    book.put(title, 1, 1, "Inputs", "df title")
    book.put(title, 3, 1, "Change a yellow cell and the functions on Examples follow: they read these cells as "
             "df_inputs. A blank cell means not given.", "df note")  # fmt: skip
    book.put(title, 4, 1, "A table is typed into its cell as rows of numbers, such as [[47, 100], [42, 250]]. "
             "Functions read no files: leave weather_file and runtime_file blank.", "df note")  # fmt: skip
    for place, (column, width) in enumerate(zip(INPUTS, inputs.WIDTHS, strict=True), 1):
        book.put(title, HEADER_ROW, place, column.label, "df header")
        sheet.column_dimensions[get_column_letter(place)].width = width
    value = [column.key for column in INPUTS].index("value") + 1
    for offset, field in enumerate(FIELDS.values()):
        row = inputs.FIRST_ROW + offset
        inputs.write_input(book, row, offset, field)
        if field.kind == "table":
            book.put(title, row, value, None, "df input")
            del book.gets[title][f"{get_column_letter(value)}{row}"]
            book.name(field.key, title, f"{get_column_letter(value)}{row}")
    first, last = get_column_letter(value - 1), get_column_letter(value)
    book.name("inputs", title, f"{first}{HEADER_ROW}", f"{last}{inputs.FIRST_ROW + len(FIELDS) - 1}")
    sheet.freeze_panes = f"A{inputs.FIRST_ROW}"
    sheet.print_title_rows = f"1:{HEADER_ROW}"


def _write_examples(book: LiteBook, known: dict[str, Any]) -> list[Spill]:
    """Titles, words and blank cells of the right looks; the formulas and values that go into these."""
    sheet = book.sheets[EXAMPLES]
    book.put(EXAMPLES, 1, 1, "Worksheet functions", "df title")
    book.put(EXAMPLES, 2, 1, "Every function once, on the cells of the Inputs sheet. The values were stored by "
             f"xl_dualfuel {__version__}; the free add-in xlwings Lite calculates them anew.", "df note")  # fmt: skip
    book.put(EXAMPLES, 3, 1, "To calculate: Home > Add-ins > xlwings Lite, open it, trust this workbook. Then type "
             "=DF_… into any cell; Excel shows the help of each argument.", "df note")  # fmt: skip
    spills: list[Spill] = []

    def put(function: str, arguments: tuple[Given, ...], row: int, column: int, style: str = "") -> int:
        """Put an answer's cells; the first row after it."""
        answer = answer_of(function, arguments, known)
        spills.append(Spill(row, column, PREFIX + formula_of(function, arguments), answer))
        for down, cells in enumerate(answer):
            for across in range(len(cells)):
                book.put(EXAMPLES, row + down, column + across, None, style or _style(answer, down, across))
        if not style and isinstance(answer[0][0], str) and len(answer) > 1:
            sheet.row_dimensions[row].height = 30
        return row + len(answer)

    def words(function: str, arguments: tuple[Given, ...], row: int, name_at: int, words_at: tuple[int, int]) -> None:
        book.put(EXAMPLES, row, name_at, function, "df label")
        text = f"={formula_of(function, arguments)}   {FUNCTIONS[function].doc}"
        book.put(EXAMPLES, words_at[0], words_at[1], text, "df note")

    row = 5
    for function, arguments, code in SCALARS:
        words(function, arguments, row, 1, (row, _WORDS))
        row = put(function, arguments, row, _RESULT, f"df {code}")
    for function, tabular in STACKED:
        row += 1
        words(function, tabular, row, 1, (row, _RESULT))
        for table in TABLES_OF.keys() & {one for one in tabular if isinstance(one, Named)}:
            row = _write_table(book, table, row + 1)
        row = put(function, tabular, row + 1, 1)
    column = 1
    for function, growing, least in SIDE_BY_SIDE:
        words(function, growing, row + 1, column, (row + 2, column))
        put(function, growing, row + 3, column)
        column += max(len(spills[-1].rows[0]), least) + 1
    for number in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(number, _OTHER_WIDTH)
    sheet.freeze_panes = "A5"
    return spills


def _write_table(book: LiteBook, table: Named, row: int) -> int:
    """A small table to be edited, named; the first row after it and a blank one."""
    rows = TABLES_OF[table]
    for down, cells in enumerate(rows):
        for across, value in enumerate(cells, 1):
            book.put(EXAMPLES, row + down, across, value, "df input" if down else "df header")
    last = row + len(rows) - 1
    book.name(table.name.removeprefix("df_"), EXAMPLES, f"A{row}", f"{get_column_letter(len(rows[0]))}{last}")
    return last + 1


def _style(answer: list[list[Any]], down: int, across: int) -> str:
    """The looks of a cell of a table: a header row of keys, and below it what the key's column looks like."""
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
        r'(<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?)(?: t="n")? ?/>',
        lambda found: found[1] + waiting.pop(found[2]) if found[2] in waiting else found[0],
        xml,
    )
    assert not waiting, list(waiting)[:5]
    return filled
