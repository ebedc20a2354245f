"""The Options sheet: the case and its options side by side, one column an option; costs by formulas."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from openpyxl.utils import get_column_letter

from xl_dualfuel.results.case_units import shown_in

from ..book.book import Book
from ..book.layout import HEADER_ROW
from ..formulas import choices, cover
from ..formulas.given import titled
from ..formulas.lines import Line, addressed
from ..shape import Decided, Filling
from . import conditional_formats, drawing, option_columns

SHEET: Final = "Options"
FIRST_COLUMN: Final = 3
PAGE: Final = 4
"""Options on a printed page"""
MOST_DRAWN: Final = 24
"""Options in the charts, the first ones"""
_WIDTHS: Final = (32.0, 18.0)
_WIDTH: Final = 19.0
_HEIGHTS: Final = {"label": 42, "changes": 72, "tariff": 28}
"""[points]: three and five lines of small print"""
_HEADER_HEIGHT: Final = 62
_CHART_ROWS: Final = 30
_CHART: Final = (12.3, 15.4)
_NARROW: Final = 10.4
"""Width and height of a chart, and width of the second [cm]: two fill a page"""
_DRAWN: Final = (
    ("Option", "", "df text", "out_option_name", lambda f, column: choices.row_of(f, column).option),
    ("Electricity cost", "$", "df money", "out_option_electricity_cost",
     lambda f, column: choices.row_of(f, column).electricity_cost),
    ("Fuel cost", "$", "df money", "out_option_fuel_cost", lambda f, column: choices.row_of(f, column).fuel_cost),
    ("Emissions", "t CO2", "df 0.000", "out_option_emissions",
     lambda f, column: choices.row_of(f, column).emissions_kg / 1000),
)  # fmt: skip
"""What the charts draw: label, unit, style, the row it comes from, its value"""
_BILLED: Final = (
    "Under tariffs the program billed each season hour by hour, not by formulas here. The prices above are means of",
    "what was paid, the check below does not apply, and other sheets but Tariff are at the case's plain prices.",
)
_MARKS: Final[tuple[option_columns.Mark, ...]] = (
    ("verdict", f'{{0}}="{choices.NOT_MET}"', "bad"),
    ("verdict", f'{{0}}="{choices.UNLIKE}"', "warn"),
    ("verdict", f'AND(LEN({{0}})>0,{{0}}<>"{choices.NOT_MET}",{{0}}<>"{choices.UNLIKE}")', "best"),
    ("saving", "IF(ISNUMBER({0}),{0}<0,1=0)", "warn"),
    ("emissions_saved", "IF(ISNUMBER({0}),{0}<0,1=0)", "warn"),
    ("met", '{0}="NOT MET"', "bad"),
)


def write(book: Book, decided: Decided) -> None:
    """Write the sheet and its names."""
    count = decided.options
    sheet = book.sheets[SHEET]
    book.heading(
        SHEET,
        "Options side by side",
        "Each option is the case with changes.",
    )
    more = "The program solved them when the workbook was made; money and verdicts are formulas."
    book.put(SHEET, 4, FIRST_COLUMN, more, "df note")  # not on later pages, which repeat the first two columns
    option_columns.answers(book, SHEET, choices.HOLD, choices.holds)
    book.name("options_hold", SHEET, "B5")
    book.widths(SHEET, (*_WIDTHS, *[_WIDTH] * max(count, PAGE)))
    _names(book, count)
    rows, end = option_columns.rows_of(choices.LINES, HEADER_ROW + 1)
    option_columns.labels(book, SHEET, choices.LINES, rows, _HEIGHTS)
    for column in range(count):
        for line in choices.LINES:
            if isinstance(line, Line):
                letter = get_column_letter(FIRST_COLUMN + column)
                formula = line.formula and addressed(line.formula, letter, rows, {})
                option_columns.put_line(book, SHEET, line, rows[line.key], FIRST_COLUMN, column, formula)
    for name, key in choices.NAMES.items():
        book.name(name, SHEET, *_across(rows[key], count))
    option_columns.mark(book, SHEET, rows, FIRST_COLUMN, count, _MARKS)
    end = _checks(book, _baseline(book, end), rows)
    _charts(book, end + 1, min(count, MOST_DRAWN))
    sheet.freeze_panes = f"{get_column_letter(FIRST_COLUMN)}{HEADER_ROW + 1}"
    sheet.print_title_rows = f"1:{HEADER_ROW}"
    sheet.print_title_cols = "A:B"
    parts = option_columns.columns(FIRST_COLUMN, count, PAGE, PAGE)
    areas = [
        option_columns.area(SHEET, parts[0], HEADER_ROW + 1, end - 1),
        option_columns.area(SHEET, parts[0], end + 1, end + 31),
    ]
    areas += [option_columns.area(SHEET, part, HEADER_ROW + 1, max(rows.values())) for part in parts[1:]]
    book.print_areas[SHEET] = lambda _: ",".join(areas)


def _across(row: int, count: int) -> tuple[str, str]:
    return option_columns.across(FIRST_COLUMN, row, count)


def _names(book: Book, count: int) -> None:
    """The header: the options' names."""
    book.headers(SHEET, HEADER_ROW, ("Quantity", "Unit"), height=_HEADER_HEIGHT)
    for column in range(count):
        book.slot(SHEET, HEADER_ROW, FIRST_COLUMN + column, partial(_name, column), "df header")
    book.name("option_name", SHEET, *_across(HEADER_ROW, count))


def _name(column: int, f: Filling) -> str:
    return choices.row_of(f, column).option


def _baseline(book: Book, row: int) -> int:
    """What the others are compared with, and what bills them; the next row."""
    book.put(SHEET, row, 1, "Compared and checked with", "df section")
    for offset, (label, get, style) in enumerate(
        (
            ("Baseline's place, base is 1", lambda f: choices.baseline(f) + 1, "df 0"),
            ("Baseline", lambda f: choices.comparison_of(f).baseline, "df text"),
            ("Tariff of all, blank for none", lambda f: choices.comparison_of(f).tariff, "df text"),
        ),
        row + 1,
    ):
        book.put(SHEET, offset, 1, label, "df label")
        book.put(SHEET, offset, 2, None, "df text")
        if label == "Baseline":
            book.formula(SHEET, offset, 3, "=INDEX(out_option_name,1,out_option_baseline)", get, style)
        else:
            book.slot(SHEET, offset, 3, get, style)
    for place, note in enumerate(_BILLED, row + 4):
        book.put(SHEET, place, 1, note, "df note")
    book.name("option_baseline", SHEET, f"C{row + 1}")
    book.name("option_tariff", SHEET, f"C{row + 3}")
    return row + 6


def _checks(book: Book, row: int, rows: dict[str, int]) -> int:
    """Base and the workbook's own scenario at the setting to program; the row after."""
    headers = ("Check: base against this workbook", "Unit", "base here", "Scenarios", "Difference", "Verdict")
    book.headers(SHEET, row, headers)
    first = row + 1
    for number, (key, (label, unit, style)) in enumerate(choices.CHECKED.items(), first):
        row = number
        book.put(SHEET, row, 1, label, "df label")
        book.put(SHEET, row, 2, titled(unit, book.shape.units), "df text")
        formulas = (
            f"={get_column_letter(FIRST_COLUMN)}{rows[key]}",
            book.layout.scalar(f'IF(AND(out_inputs_changed=0,ISBLANK(out_option_tariff)),{cover.of_setting(key)},"")'),
            f'=IF(ISNUMBER(D{row}),C{row}-D{row},"")',
            f'=IF(ISNUMBER(E{row}),IF(ABS(E{row})<=c_tolerance*MAX(1,ABS(D{row})),"OK","differs"),"N/A")',
        )
        styles = (style, style, "df 0.000E+00", "df check")
        for place, (formula, cell_style) in enumerate(zip(formulas, styles, strict=True)):
            book.formula(SHEET, row, FIRST_COLUMN + place, formula, _checked(key, place), cell_style)
    cells = f"F{first}:F{row}"
    for word, mark in (("differs", "bad"), ("OK", "good")):
        conditional_formats.add(book.sheets[SHEET], cells, f'$F{first}="{word}"', mark)
    book.put(SHEET, row + 1, 1, "How many differ", "df label")
    book.put(SHEET, row + 1, 2, None, "df text")
    book.formula(SHEET, row + 1, 3, f'=COUNTIF({cells},"differs")', choices.differing, "df 0")
    book.name("options_differ", SHEET, f"C{row + 1}")
    return row + 2


def _checked(key: str, place: int) -> Callable[[Filling], Any]:
    return lambda f: choices.checked(f, key)[place]


def _charts(book: Book, row: int, drawn: int) -> None:
    """Season cost and emissions by option; below them what they draw."""
    head = row + _CHART_ROWS + 2
    book.put(SHEET, head - 1, 1, f"What the charts draw: at most {MOST_DRAWN} options, the first ones", "df section")
    first, last = head + 2, head + 1 + drawn
    references = []
    for number, (label, unit, style, source, value) in enumerate(_DRAWN, 1):
        book.put(SHEET, head, number, label, "df header")
        book.put(SHEET, head + 1, number, shown_in(unit, book.shape.units) or None, "df unit")
        divided = "/c_kg_per_tonne" if unit == "t CO2" else ""
        for column in range(drawn):
            formula = f"=INDEX({source},1,ROW()-ROW($A${head + 1})){divided}"
            book.formula(SHEET, first + column, number, formula, partial(_drawn, value, column), style)
        letter = get_column_letter(number)
        book.ranges[f"{SHEET}!${letter}${first}:${letter}${last}"] = partial(_all_drawn, value, drawn)
        references.append(drawing.rows(book, SHEET, number, first, last))
    names, electricity, fuel, emissions = references
    accent = book.shape.brand.accent
    cost = _stacked(drawn)
    _title(book, cost, head, "Season cost by option, $", "total_cost", "out_option_costs_least")
    cost.series.append(drawing.bar(electricity, names, "Electricity", drawing.BLUE))
    cost.series.append(drawing.bar(fuel, names, "Fuel", accent))
    carbon = _sized(drawing.bars("", _CHART[1]), drawn)
    _title(book, carbon, head + 1, "Emissions by option, t CO2", "emissions_kg", "out_option_emits_least")
    carbon.series.append(drawing.bar(emissions, names, "Emissions", drawing.GREY, "0.00"))
    carbon.y_axis.delete = True  # each bar has its number
    carbon.width = _NARROW
    for chart, place in ((cost, "A"), (carbon, "D")):
        book.sheets[SHEET].add_chart(chart, f"{place}{row}")


def _drawn(value: Callable[[Filling, int], Any], column: int, f: Filling) -> Any:
    return value(f, column)


def _all_drawn(value: Callable[[Filling, int], Any], drawn: int, f: Filling) -> list[Any]:
    return [value(f, column) for column in range(drawn)]


def _title(book: Book, chart: Any, row: int, text: str, key: str, flags: str) -> None:
    """A title that names the first option that has least, right of what the charts draw."""
    words = titled(text, book.shape.units)

    def value(f: Filling) -> str:
        best = choices.least(key, f)
        return words if best is None else f"{words}: least with {best}"

    formula = f'"{words}"&IF(SUM({flags})>0,": least with "&INDEX(out_option_name,1,MATCH(1,{flags},0)),"")'
    drawing.title_by(book, chart, SHEET, row, len(_DRAWN) + 2, formula, value)


def _stacked(drawn: int) -> Any:
    chart = _sized(drawing.bars("", _CHART[1]), drawn)
    chart.grouping, chart.overlap = "stacked", 100
    chart.legend = drawing.legend()
    return chart


def _sized(chart: Any, drawn: int) -> Any:
    chart.width, chart.height = _CHART[0], min(_CHART[1], 5 + 0.9 * drawn)
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    chart.y_axis.crosses = "max"  # below the last bar, as the first is on top
    return chart
