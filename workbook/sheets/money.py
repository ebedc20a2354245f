"""The Money sheet: whether better equipment pays, one column an option; terms to change, answers by formulas, years."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from openpyxl.chart.data_source import StrRef
from openpyxl.chart.series import SeriesLabel
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from xl_dualfuel.decisions.money_terms import HIGHEST, LOWEST, MONEY_FIELDS, PATH_LABELS
from xl_dualfuel.inputs.fields import Field

from ..book.book import Book
from ..book.layout import HEADER_ROW
from ..formulas import choices, worth, worth_steps, worth_years
from ..formulas.given import titled
from ..formulas.lines import Line, addressed
from ..formulas.words import money, money_formula, rounded
from ..shape import Decided, Filling, present
from . import drawing, option_columns

SHEET: Final = "Money"
FIRST_COLUMN: Final = 6
ON_FIRST: Final = 1
ON_OTHER: Final = 4
"""Options on the first printed page, and on the others"""
MOST_DRAWN: Final = 8
"""Options in the chart, the first ones"""
_HEADERS: Final = ("Quantity", "Unit", "From", "To", "Source, or how it comes about")
_WIDTHS: Final = (34.0, 18.0, 14.0, 14.0, 28.0)
_WIDTH: Final = 18.0
_HEIGHTS: Final = {"label": 42, "terms": 42, "notes": 126, "life": 28}
"""[points]"""
_HEADER_HEIGHT: Final = 62
_CHART_ROWS: Final = 24
_CHART: Final = (22.5, 11.6)
"""Width and height of the chart [cm]"""
_MARKS: Final[tuple[option_columns.Mark, ...]] = (
    ("terms", '{0}<>"OK"', "bad"),
    ("verdict", f'{{0}}="{worth.PAYS[True]}"', "best"),
    ("verdict", f'{{0}}="{worth.PAYS[False]}"', "warn"),
    ("verdict", f'OR({{0}}="{worth.NOT_MET}",{{0}}="{worth.BASELINE_NOT_MET}")', "bad"),
    ("npv", "IF(ISNUMBER({0}),{0}<0,1=0)", "warn"),
)
_COLOURS: Final = (drawing.BLUE, drawing.GREEN, "9467BD", "8C564B", "E377C2", "17BECF", drawing.GREY)


def write(book: Book, decided: Decided) -> None:
    """Write the sheet and its names."""
    count = decided.purchases
    sheet = book.sheets[SHEET]
    book.heading(
        SHEET,
        "What better equipment is worth",
        "Yellow cells are yours to change.",
    )
    more = "Year 0 pays the outlay; each year of life brings the season's saving at rising prices."
    book.put(SHEET, 4, 3, more, "df note")  # not on later pages, which repeat the first two columns
    option_columns.answers(book, SHEET, "out_options_hold", choices.holds)
    book.widths(SHEET, (*_WIDTHS, *[_WIDTH] * max(count, ON_FIRST)))
    answers, end = option_columns.rows_of(worth.LINES, HEADER_ROW + 1)
    chart, steps_row = end, end + _CHART_ROWS + 3
    steps, tables_row = option_columns.rows_of(worth.STEPS, steps_row)
    rows = answers | steps
    for lines in (worth.LINES, worth.STEPS):
        option_columns.labels(book, SHEET, lines, rows, _HEIGHTS)
    book.put(SHEET, steps_row - 1, 1, "Steps between the terms and the answers", "df section")
    _hows(book, rows)
    _fields(book, rows, count)
    tables = _tables(book, tables_row, rows, count)
    _lines(book, rows, tables, count)
    option_columns.mark(book, SHEET, rows, FIRST_COLUMN, count, _MARKS)
    _chart(book, chart, tables, count)
    sheet.freeze_panes = f"C{HEADER_ROW + 1}"
    sheet.print_title_rows = f"1:{HEADER_ROW}"
    sheet.print_title_cols = "A:B"
    book.print_areas[SHEET] = partial(_areas, count, (rows["electricity_saving"] - 1, chart, tables["flows"][0]))


def _areas(count: int, starts: tuple[int, int, int], f: Filling) -> str:
    """Terms, answers, chart, the flows down to the longest life, each on pages of their own; steps are for the screen.

    starts: the first row of what an option saves and is worth, of the chart and of the flows.
    """
    worths, chart, flows = starts
    longest = max(worth_steps.worth_of(f, column).terms.life for column in range(count))
    parts = option_columns.columns(FIRST_COLUMN, count, ON_FIRST, ON_OTHER)
    areas = []
    for number, part in enumerate(parts):
        drawn = [(chart, chart + _CHART_ROWS)] if number == 0 else []
        blocks = [(HEADER_ROW + 1, worths - 2), (worths, chart - 2), *drawn, (flows - 2, flows + longest)]
        areas += [option_columns.area(SHEET, part, *block) for block in blocks]
    return ",".join(areas)


def _hows(book: Book, rows: dict[str, int]) -> None:
    """The header, and how each number comes about."""
    book.headers(SHEET, HEADER_ROW, _HEADERS, height=_HEADER_HEIGHT)
    for line in (*worth.LINES, *worth.STEPS):
        if isinstance(line, Line) and line.how:
            book.put(SHEET, rows[line.key], 3, line.how, "df note")


def _fields(book: Book, rows: dict[str, int], count: int) -> None:
    """The allowed range and the source of each term, and what Excel says of a wrong one."""
    first, last = (rows[worth.TERMS[place].key] for place in (0, -1))
    for key, field in MONEY_FIELDS.items():
        row = rows[key]
        book.put(SHEET, row, 3, field.minimum, "df #,##0.0")
        book.put(SHEET, row, 4, field.maximum, "df #,##0.0")
        book.put(SHEET, row, 5, field.source, "df input text")
        _validate(book, field, ":".join(_across(row, count)))
        book.name(f"money_{key}", SHEET, *_across(row, count))
    for name, letter in (("labels", "A"), ("least", "C"), ("most", "D")):
        book.name(f"money_{name}", SHEET, f"{letter}{first}", f"{letter}{last}")


def _validate(book: Book, field: Field, cells: str) -> None:
    low, high = f"{field.minimum:.15g}", f"{field.maximum:.15g}"
    rule = DataValidation(type="whole" if field.key == "life" else "decimal", operator="between", formula1=low,
                          formula2=high, allow_blank=False)  # fmt: skip
    rest = f"{field.allowed}. {field.remedy}"
    book.validated(SHEET, cells, rule, field.label, f"{field.help}. {rest}", f"{field.label} {rest}")


def _across(row: int, count: int) -> tuple[str, str]:
    return option_columns.across(FIRST_COLUMN, row, count)


def _lines(book: Book, rows: dict[str, int], tables: dict[str, tuple[int, int]], count: int) -> None:
    """The header's names, the terms, the answers and the steps of every option."""
    flows, sums, signs = (tables[key] for key in ("flows", "sums", "signs"))
    parts = tables | {
        "flows_after": (flows[0] + 1, flows[1]),
        "carbon_after": (tables["carbon"][0] + 1, tables["carbon"][1]),
        "signs_before": (signs[0], signs[1] - 1),
        "signs_after": (signs[0] + 1, signs[1]),
    }
    cells = rows | {"flow_0": flows[0], "sum_last": sums[1], "sign_last": signs[1]}
    wrong = [rows[f"wrong_{key}"] for key in MONEY_FIELDS]
    parts["wrong_terms"] = (wrong[0], wrong[-1])
    for column in range(count):
        number = FIRST_COLUMN + column
        letter = get_column_letter(number)
        get = partial(_name, column)
        name = addressed("INDEX(out_option_name,1,[place])", letter, cells, parts)
        book.formula(SHEET, HEADER_ROW, number, name, get, "df header")
        book.ranges[f"{SHEET}!${letter}${HEADER_ROW}"] = drawing.listed(get)
        for line in (*worth.LINES, *worth.STEPS):
            if isinstance(line, Line):
                formula = _bounded(line.formula, rows)
                formula = formula and addressed(formula, letter, cells, parts)
                option_columns.put_line(book, SHEET, line, rows[line.key], FIRST_COLUMN, column, formula)
    for key in ("npv", "irr", "simple_payback", "discounted_payback", "avoided_tonnes", "cost_per_tonne", "worth_most"):
        book.name(f"money_{key}", SHEET, *_across(rows[key], count))


def _bounded(formula: str, rows: dict[str, int]) -> str:
    """The least and the most of a term are in columns of their own."""
    for key in MONEY_FIELDS:
        formula = formula.replace(f"[least_{key}]", f"$C{rows[key]}").replace(f"[most_{key}]", f"$D{rows[key]}")
    return formula


def _name(column: int, f: Filling) -> str:
    return worth_steps.worth_of(f, column).option


def _tables(book: Book, row: int, rows: dict[str, int], count: int) -> dict[str, tuple[int, int]]:
    """The tables of years, one below the other; the first and last row of each by its key."""
    size = worth_steps.YEARS + 1
    tables = {table.key: (row + 2 + place * (size + 3), row + 1 + size + place * (size + 3))
              for place, table in enumerate(worth_years.TABLES)}  # fmt: skip
    book.name("money_years", SHEET, *(f"A{end}" for end in tables["flows"]))
    for table in worth_years.TABLES:
        first = tables[table.key][0]
        book.put(SHEET, first - 2, 1, table.title, "df section")
        book.put(SHEET, first - 1, 1, "Year", "df header")
        for year in range(size):
            book.put(SHEET, first + year, 1, year, "df 0")
        for column in range(min(count, MOST_DRAWN) if table.key == "drawn" else count):
            number = FIRST_COLUMN + column
            letter = get_column_letter(number)
            book.put(SHEET, first - 1, number, titled(table.unit, book.shape.units), "df unit")
            template = _template(table.formula, letter, rows, tables)
            for year in range(size):
                get = partial(_of_year, table, column, year)
                if not table.formula:
                    book.slot(SHEET, first + year, number, get, table.style)
                    continue
                places = {key: start + year for key, (start, _) in tables.items()}
                places |= {"row": first + year, "before": first + year - 1}
                book.formula(SHEET, first + year, number, template.format(**places), get, table.style)
            book.ranges[f"{SHEET}!${letter}${first}:${letter}${first + size - 1}"] = partial(_years, table, column)
        if not table.formula:
            _path_cells(book, table, first, last=first + size - 1, count=count)
    return tables


def _template(formula: str, letter: str, rows: dict[str, int], tables: dict[str, tuple[int, int]]) -> str:
    """The formula of a table's column, with {row} and the like where the year's row goes."""
    for key in tables:
        formula = formula.replace(f"[@{key}]", f"{letter}{{{key}}}")
    formula = formula.replace("[before]", f"{letter}{{before}}").replace("[year]", "$A{row}")
    return addressed(formula, letter, rows, tables)


def _path_cells(book: Book, table: worth_years.Table, first: int, last: int, count: int) -> None:
    """What Excel says of a wrong price of a year, and the name of them all."""
    left, right = get_column_letter(FIRST_COLUMN), get_column_letter(FIRST_COLUMN + count - 1)
    ends = f"{left}{first + 1}", f"{right}{last}"
    rule = DataValidation(type="decimal", operator="between", formula1="0", formula2=f"{HIGHEST / LOWEST:.15g}",
                          allow_blank=True)  # fmt: skip
    book.validated(
        SHEET,
        ":".join(ends),
        rule,
        PATH_LABELS[table.key].capitalize(),
        f"{table.title}. 0 or more; blank: the year before times the rise",
        "A number, 0 or more, or blank",
    )
    book.name(f"money_{table.key}", SHEET, *ends)


def _of_year(table: worth_years.Table, column: int, year: int, f: Filling) -> Any:
    return _years(table, column, f)[year]


def _years(table: worth_years.Table, column: int, f: Filling) -> list[Any]:
    return table.values(f, column)


def _title(count: int) -> tuple[str, Callable[[Filling], str]]:
    """The chart's title, which names the option that is worth most: a formula, and its value."""
    words, most = "Running sum of the discounted cash flows", "MAX(out_money_npv)"
    name = f"INDEX({':'.join(_across(HEADER_ROW, count))},1,MATCH(1,out_money_worth_most,0))"
    gain = f'IF(ROUND({most},c_cents)>0,": "&{name}&" gains most, "&{money_formula(most)},": no option gains")'

    def value(f: Filling) -> str:
        gains = worth.gains(f)
        if not gains:
            return words
        most = max(gains.values())
        best = present(f.decisions.worths).rows[next(place for place in gains if worth.is_most(f, place))].option
        return (
            f"{words}: {best} gains most, {money(most, f.shape.units)}"
            if rounded(most) > 0
            else f"{words}: no option gains"
        )

    return f'"{words}"&IF(COUNT(out_money_npv)>0,{gain},"")', value


def _chart(book: Book, row: int, tables: dict[str, tuple[int, int]], count: int) -> None:
    """The running discounted sum by year, a line an option; where it crosses 0 the outlay is paid back."""
    book.put(SHEET, row, 1, f"When the outlay is paid back: at most {MOST_DRAWN} options, the first ones", "df section")
    chart: Any = drawing.scatter("", "Year", book.shape.units.currency)
    drawing.title_by(book, chart, SHEET, row + _CHART_ROWS + 2, FIRST_COLUMN, *_title(count))
    colours = (_COLOURS[0], book.shape.brand.accent, *_COLOURS[1:])
    for column in range(min(count, MOST_DRAWN)):
        number = FIRST_COLUMN + column
        x, y = (drawing.rows(book, SHEET, number, *tables[key]) for key in ("drawn", "sums"))
        series = drawing.line(x, y, "", colours[column])
        series.tx = SeriesLabel(strRef=StrRef(f=f"{SHEET}!${get_column_letter(number)}${HEADER_ROW}"))
        chart.series.append(series)
    chart.width, chart.height = _CHART
    chart.y_axis.number_format = "#,##0"
    chart.x_axis.scaling.min = 0
    book.sheets[SHEET].add_chart(chart, f"A{row + 1}")
