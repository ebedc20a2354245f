"""The Charts sheet: four native charts, and below them the tables they draw."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from openpyxl.chart import BarChart, Reference, ScatterChart
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.series import SeriesLabel
from openpyxl.utils import get_column_letter

from xl_dualfuel.model.scenarios import SCENARIOS
from xl_dualfuel.results.case_units import convert, shown_in

from ..book import styles
from ..book.book import Book
from ..book.layout import CURVES_ROW, Place
from ..formulas import curves, titles
from ..formulas.given import shown_formula
from ..shape import NOT_AVAILABLE, Filling
from . import drawing
from .tables import head

SHEET = "Charts"
_BARS = Place(SHEET, curves.BARS, len(SCENARIOS), label_row=57)
_MARKS_ROW: Final = 67
_LABEL_ROW: Final = _MARKS_ROW + 1 + len(curves.MARKS)
_TITLES_ROW: Final = _LABEL_ROW + 1
_COLUMNS: Final = 6
"""Over which a chart lies"""
_HEIGHT: Final = 11
_LOW: Final = 8
"""Of lines, and of bars [rows]"""
_CAPACITY: Final = "Heat pump capacity"


def write(book: Book) -> None:
    """Write the tables, then the charts that draw them."""
    book.heading(
        SHEET, "Charts", "Drawn from the tables below, which follow the bins; past the last bin they repeat it."
    )
    for table, columns in (("Curves", curves.CURVES), ("Season", curves.SEASON)):
        for column in columns:
            place = book.layout.tables[table]
            head(book, place, column, drawn=True)
            unit = column.unit if column.unit.startswith("$") else shown_in(column.unit, book.shape.units)
            style = styles.style_of(column._replace(unit=unit))
            book.column(table, column.key, partial(curves.curve_values, column.key), style)
    book.sheets[SHEET].row_dimensions[CURVES_ROW].height = 62
    _bars(book)
    _marks(book)
    _titles(book)
    sheet = book.sheets[SHEET]
    book.widths(SHEET, [15] * 12)
    cost = f"Season cost by scenario, {book.shape.units.currency}"
    drawn = (
        (_cost(book, marked(book, "crossing")), _HEIGHT),
        (_season(book, marked(book, "recommended")), _HEIGHT),
        (_load(book), _HEIGHT),
        (_bar(book, "annual_cost", cost, "#,##0", drawing.BLUE), _LOW),
        (_bar(book, "emissions", "Emissions by scenario, t CO2", "0.00", drawing.GREY), _LOW),
    )
    row = 6
    for chart, rows in drawn:
        chart.anchor = drawing.over(_COLUMNS, row, rows)
        if chart.legend is not None:
            chart.legend.position = "r"  # below, it would take a third of the height
        sheet.add_chart(chart)
        row += rows
    book.printed(SHEET, "$A$1:$F$55")


def _bars(book: Book) -> None:
    for column in curves.BARS:
        head(book, _BARS, column)
        number = _BARS.numbers[column.key]
        for offset in range(len(SCENARIOS)):
            row = _BARS.first_row + offset
            source = book.layout.tables["Scenarios"]
            formula = _of_scenarios(curves.BAR_FORMULAS[column.key], source, source.first_row + offset)
            book.formula(SHEET, row, number, formula, partial(_bar_item, column.key, offset), styles.style_of(column))
        letter = _BARS.letter(column.key)
        cells = f"{SHEET}!${letter}${_BARS.first_row}:${letter}${_BARS.last_row}"
        book.ranges[cells] = partial(_bar_column, column.key)


def _bar_column(key: str, f: Filling) -> list[Any]:
    return curves.bar_values(f)[key]


def _bar_item(key: str, place: int, f: Filling) -> Any:
    return curves.bar_values(f)[key][place]


def _of_scenarios(template: str, source: Place, row: int) -> str:
    """A formula of the bars: [{0}key] is that column of Scenarios."""
    for column in (*source.columns, *source.helpers):
        template = template.replace(f"[{{0}}{column.key}]", f"{source.sheet}!{source.letter(column.key)}{row}")
    return f"={template}"


def marked(book: Book, key: str) -> tuple[Reference, Reference]:
    """The cells of a marked point, x and y, as a chart reads them."""
    row = _MARKS_ROW + 1 + next(place for place, mark in enumerate(curves.MARKS) if mark.key == key)
    sheet = book.sheets[SHEET]
    return Reference(sheet, min_col=2, min_row=row), Reference(sheet, min_col=3, min_row=row)


def _marks(book: Book) -> None:
    """The marked points: a row each, x and y."""
    book.headers(SHEET, _MARKS_ROW, ("Marked point", "x", "y"))
    for offset, mark in enumerate(curves.MARKS, 1):
        row = _MARKS_ROW + offset
        book.put(SHEET, row, 1, mark.label, "df text")
        for number, formula in enumerate((mark.x, mark.y)):
            get = _coordinate(mark, number)
            unit = "$" if number else "°F"
            shown = book.layout.scalar(shown_formula(formula, unit, book.shape.units, known=True))
            book.formula(SHEET, row, 2 + number, shown, get, "df money" if number else "df #,##0.00")
            letter = get_column_letter(2 + number)
            book.ranges[f"{SHEET}!${letter}${row}"] = drawing.listed(get)
    book.put(SHEET, _LABEL_ROW, 1, "Legend of the capacity", "df text")
    book.formula(SHEET, _LABEL_ROW, 2, f"={curves.CAPACITY_LABEL}", curves.capacity_label, "df text")
    book.ranges[f"{SHEET}!$B${_LABEL_ROW}"] = drawing.listed(curves.capacity_label)


def _titles(book: Book) -> None:
    """The titles of charts that say the point, a row each."""
    for row, title in enumerate(titles.TITLES, _TITLES_ROW):
        book.put(SHEET, row, 1, title.label, "df text")
        book.formula(SHEET, row, 2, f"={title.formula}", title.value, "df text")
        book.ranges[f"{SHEET}!$B${row}"] = drawing.listed(title.value)


def title_cell(key: str) -> str:
    """The cell of a title, as a chart refers to it."""
    return f"{SHEET}!$B${_TITLES_ROW + [title.key for title in titles.TITLES].index(key)}"


def _coordinate(mark: curves.Mark, number: int) -> Callable[[Filling], Any]:
    def get(f: Filling) -> Any:
        point = mark.values(f)
        return NOT_AVAILABLE if point is None else convert(point[number], "$" if number else "°F", f.shape.units)

    return get


def _line(book: Book, table: str, x: str, y: str, title: str, colour: str, width: int = 25400) -> Any:
    place = book.layout.tables[table]
    series = drawing.line(drawing.column(book, place, x), drawing.column(book, place, y), title, colour, width)
    if title == _CAPACITY:
        series.tx = SeriesLabel(strRef=StrRef(f=f"{SHEET}!$B${_LABEL_ROW}"))
    return series


def _axes(book: Book, x: str, y: str) -> tuple[str, str]:
    """The titles of the axes, with the units of the case."""
    return x.replace("°F", shown_in("°F", book.shape.units)), shown_in(y, book.shape.units)


def _cost(book: Book, crossing: tuple[Reference, Reference]) -> ScatterChart:
    chart = drawing.scatter("Cost of delivered heat", *_axes(book, "Outdoor temperature, °F", "$/MMBtu"))
    chart.series.append(_line(book, "Curves", "temperature", "heat_pump", "Heat pump", drawing.BLUE))
    chart.series.append(_line(book, "Curves", "temperature", "furnace", "Furnace", book.shape.brand.accent))
    chart.series.append(drawing.points(*crossing, "Economic balance point", "000000"))
    chart.y_axis.number_format = "0"
    return chart


def _season(book: Book, best: tuple[Reference, Reference]) -> ScatterChart:
    chart = drawing.scatter("", *_axes(book, "Switchover, °F", "$ a season"))
    chart.series.append(_line(book, "Season", "switchover", "above_least", "Extra season cost", drawing.BLUE))
    chart.series.append(drawing.points(*best, "Recommended switchover", drawing.GREEN))
    drawing.title_from(chart, title_cell("extra"))
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    return chart


def _load(book: Book) -> ScatterChart:
    chart = drawing.scatter(
        "Load, capacity and hours by outdoor temperature", *_axes(book, "Outdoor temperature, °F", "BTU/h")
    )
    chart.series.append(_line(book, "Curves", "temperature", "load", "Heating load", book.shape.brand.accent))
    chart.series.append(_line(book, "Curves", "temperature", "capacity", _CAPACITY, drawing.BLUE, 15875))
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    hours = ScatterChart()
    hours.scatterStyle = "lineMarker"
    line = _line(book, "Curves", "temperature", "hours", "Hours (right axis)", drawing.GREY, 12700)
    line.graphicalProperties.line.dashStyle = "sysDash"
    hours.series.append(line)
    # An x axis of its own, not shown: a second y axis needs one.
    hours.x_axis.axId, hours.y_axis.axId = 500, 200
    hours.x_axis.crossAx, hours.y_axis.crossAx = 200, 500
    hours.y_axis.crosses = "max"
    drawing.axis(hours.y_axis, "Hours")
    hours.x_axis.delete = True
    hours.y_axis.majorGridlines = None
    hours.y_axis.number_format = "#,##0"
    hours.y_axis.scaling.min = 0
    chart += hours
    return chart


def _bar(book: Book, key: str, title: str, code: str, colour: str) -> BarChart:
    """A bar a scenario, first on top, its number at its end."""
    labels = drawing.column(book, _BARS, "label")
    chart = drawing.bars(title, drawing.HEIGHT / 2)
    chart.series.append(drawing.bar(drawing.column(book, _BARS, key), labels, title, colour, code))
    chart.y_axis.scaling.min = 0
    chart.y_axis.delete = True  # each bar has its number
    return chart
