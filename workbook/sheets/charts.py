"""The Charts sheet: four native charts, and below them the tables they draw."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter

from xl_dualfuel.scenarios import SCENARIOS

from .. import styles
from ..book import Book
from ..layout import CURVES_ROW, Place
from ..package import NOT_AVAILABLE
from ..shape import Filling
from ..spec import curves
from .tables import head

SHEET = "Charts"
_BARS = Place(SHEET, curves.BARS, len(SCENARIOS), label_row=57)
_MARKS_ROW: Final = 67
_LABEL_ROW: Final = _MARKS_ROW + 3
_CAPACITY: Final = "Heat pump capacity"
_BLUE, _ORANGE, _GREY, _GREEN = "1F77B4", "C55A11", "7F7F7F", "2E7D32"
_WIDTH, _HEIGHT = 21.0, 12.4
"""Of a chart [cm]; two by two they fill a landscape page."""
_LETTERS = {"title": 1300, "axis": 1000, "labels": 900}
"""Sizes of letters [1/100 point]"""


def write(book: Book) -> None:
    """Write the tables, then the charts that draw them."""
    book.heading(
        SHEET, "Charts", "Drawn from the tables below, which follow the bins; past the last bin they repeat it."
    )
    for table, columns in (("Curves", curves.CURVES), ("Season", curves.SEASON)):
        for column in columns:
            place = book.layout.tables[table]
            head(book, place, column)
            book.column(table, column.key, partial(curves.curve_values, column.key), styles.style_of(column))
    book.sheets[SHEET].row_dimensions[CURVES_ROW].height = 62
    _bars(book)
    marks = _marks(book)
    sheet = book.sheets[SHEET]
    for number in range(1, 12):
        sheet.column_dimensions[get_column_letter(number)].width = 18
    sheet.add_chart(_cost(book, marks["crossing"]), "A6")
    sheet.add_chart(_season(book, marks["recommended"]), "F6")
    sheet.add_chart(_load(book), "A31")
    sheet.add_chart(_bar(book, "annual_cost", "Season cost by scenario, $", "#,##0", _BLUE), "F31")
    sheet.add_chart(_bar(book, "emissions", "Emissions by scenario, t CO2e", "0.00", _GREY), "F43")
    book.print_areas[SHEET] = lambda _: f"'{SHEET}'!$A$1:$J$55"


def _bars(book: Book) -> None:
    for column in curves.BARS:
        head(book, _BARS, column)
        number = _BARS.numbers[column.key]
        for offset in range(len(SCENARIOS)):
            row = _BARS.first_row + offset
            source = book.layout.tables["Scenarios"]
            template = curves.BAR_FORMULAS[column.key]
            formula = _elsewhere(template, source, source.first_row + offset)
            book.formula(SHEET, row, number, formula, partial(_bar_item, column.key, offset), styles.style_of(column))
        letter = _BARS.letter(column.key)
        book.ranges[f"{SHEET}!${letter}${_BARS.first_row}:${letter}${_BARS.last_row}"] = partial(
            _bar_column, column.key
        )


def _bar_column(key: str, f: Filling) -> list[Any]:
    return curves.bar_values(f)[key]


def _bar_item(key: str, place: int, f: Filling) -> Any:
    return curves.bar_values(f)[key][place]


def _elsewhere(template: str, source: Place, row: int) -> str:
    """[{0}key] of a formula is that column of another table."""
    for column in source.columns:
        template = template.replace(f"[{{0}}{column.key}]", f"{source.sheet}!{source.letter(column.key)}{row}")
    return f"={template}"


def _marks(book: Book) -> dict[str, tuple[Reference, Reference]]:
    """The marked points: a row each, x and y."""
    made = {}
    for place, header in enumerate(("Marked point", "x", "y"), 1):
        book.put(SHEET, _MARKS_ROW, place, header, "df header")
    for offset, mark in enumerate(curves.MARKS, 1):
        row = _MARKS_ROW + offset
        book.put(SHEET, row, 1, mark.label, "df text")
        for number, formula in enumerate((mark.x, mark.y)):
            get = _coordinate(mark, number)
            book.formula(SHEET, row, 2 + number, f"={formula}", get, "df #,##0.00")
            letter = get_column_letter(2 + number)
            book.ranges[f"{SHEET}!${letter}${row}"] = _listed(get)
        sheet = book.sheets[SHEET]
        made[mark.key] = (Reference(sheet, min_col=2, min_row=row), Reference(sheet, min_col=3, min_row=row))
    book.put(SHEET, _LABEL_ROW, 1, "Legend of the capacity", "df text")
    book.formula(SHEET, _LABEL_ROW, 2, f"={curves.CAPACITY_LABEL}", curves.capacity_label, "df text")
    book.ranges[f"{SHEET}!$B${_LABEL_ROW}"] = _listed(curves.capacity_label)
    return made


def _coordinate(mark: curves.Mark, number: int) -> Callable[[Filling], Any]:
    def get(f: Filling) -> Any:
        found = mark.values(f)
        return NOT_AVAILABLE if found is None else found[number]

    return get


def _listed(get: Callable[[Filling], Any]) -> Callable[[Filling], list[Any]]:
    return lambda f: [get(f)]


def _reference(book: Book, table: str, key: str) -> Reference:
    place = book.layout.tables[table]
    number = place.numbers[key]
    return Reference(book.sheets[SHEET], min_col=number, min_row=place.first_row, max_row=place.last_row)


def _line(book: Book, table: str, x: str, y: str, title: str, colour: str, width: int = 25400) -> Any:
    series = Series(_reference(book, table, y), _reference(book, table, x), title=title)
    if title == _CAPACITY:
        series.tx = SeriesLabel(strRef=StrRef(f=f"'{SHEET}'!$B${_LABEL_ROW}"))
    series.marker = Marker(symbol="none")
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=width))
    series.smooth = False
    return series


def _point(x: Reference, y: Reference, title: str, colour: str) -> Any:
    series = Series(y, x, title=title)
    series.marker = Marker(symbol="diamond", size=10)
    series.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    series.smooth = False  # left out, it counts as smooth, and LibreOffice smooths every line of the chart
    return series


def _scatter(title: str, x: str, y: str) -> ScatterChart:
    chart = ScatterChart()
    chart.style = 2
    chart.scatterStyle = "lineMarker"
    _look(chart, title, x, y)
    chart.x_axis.number_format = "0"
    return chart


def _look(chart: Any, title: str, x: str | None, y: str | None, height: float = _HEIGHT) -> None:
    chart.title = _title(title, _LETTERS["title"])
    chart.width, chart.height = _WIDTH, height
    for axis, name in ((chart.x_axis, x), (chart.y_axis, y)):
        _axis(axis, name)
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.crosses = "min"  # not at 0 °F, in the middle of the lines
    chart.x_axis.majorGridlines = None
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9", w=6350))
    if chart.legend is not None:
        chart.legend.position = "b"
        chart.legend.overlay = False


def _axis(axis: Any, name: str | None) -> None:
    axis.title = _title(name, _LETTERS["axis"]) if name else None
    axis.delete = False
    axis.majorTickMark = "out"
    axis.txPr = RichText(p=[Paragraph(pPr=_letters(_LETTERS["labels"]), endParaRPr=CharacterProperties())])


def _letters(size: int) -> ParagraphProperties:
    return ParagraphProperties(defRPr=CharacterProperties(sz=size, b=False))


def _title(text: str, size: int) -> Title:
    run = RegularTextRun(rPr=CharacterProperties(sz=size, b=True), t=text)
    title = Title(tx=Text(rich=RichText(p=[Paragraph(pPr=_letters(size), r=[run])])))
    title.overlay = False
    return title


def _cost(book: Book, crossing: tuple[Reference, Reference]) -> ScatterChart:
    chart = _scatter("Cost of delivered heat", "Outdoor temperature, °F", "$/MMBtu")
    chart.series.append(_line(book, "Curves", "temperature", "heat_pump", "Heat pump", _BLUE))
    chart.series.append(_line(book, "Curves", "temperature", "furnace", "Furnace", book.shape.brand.accent))
    chart.series.append(_point(*crossing, "Economic balance point", "000000"))
    chart.y_axis.number_format = "0"
    return chart


def _season(book: Book, best: tuple[Reference, Reference]) -> ScatterChart:
    chart = _scatter("Season cost above the least, by switchover", "Switchover, °F", "$ a season")
    chart.series.append(_line(book, "Season", "switchover", "above_least", "Season cost above the least", _BLUE))
    chart.series.append(_point(*best, "Recommended switchover", _GREEN))
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    return chart


def _load(book: Book) -> ScatterChart:
    chart = _scatter("Load, capacity and hours by outdoor temperature", "Outdoor temperature, °F", "BTU/h")
    chart.series.append(_line(book, "Curves", "temperature", "load", "Heating load", book.shape.brand.accent))
    chart.series.append(_line(book, "Curves", "temperature", "capacity", _CAPACITY, _BLUE, 15875))
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    hours = ScatterChart()
    hours.scatterStyle = "lineMarker"
    line = _line(book, "Curves", "temperature", "hours", "Hours (right axis)", _GREY, 12700)
    line.graphicalProperties.line.dashStyle = "sysDash"
    hours.series.append(line)
    # An x axis of its own, not shown: a second y axis needs one.
    hours.x_axis.axId, hours.y_axis.axId = 500, 200
    hours.x_axis.crossAx, hours.y_axis.crossAx = 200, 500
    hours.y_axis.crosses = "max"
    _axis(hours.y_axis, "Hours")
    hours.x_axis.delete = True
    hours.y_axis.majorGridlines = None
    hours.y_axis.number_format = "#,##0"
    hours.y_axis.scaling.min = 0
    chart += hours
    return chart


def _labels(cells: Reference) -> AxDataSource:
    return AxDataSource(strRef=StrRef(f=str(cells)))


def _bar(book: Book, key: str, title: str, code: str, colour: str) -> BarChart:
    """A bar a scenario, first on top, its number at its end."""
    sheet = book.sheets[SHEET]

    def column(key: str) -> Reference:
        number = _BARS.numbers[key]
        return Reference(sheet, min_col=number, min_row=_BARS.first_row, max_row=_BARS.last_row)

    chart = BarChart()
    chart.type = "bar"
    chart.style = 2
    chart.legend = None
    _look(chart, title, None, None, _HEIGHT / 2)
    bars = Series(column(key), title=title)
    bars.graphicalProperties = GraphicalProperties(solidFill=colour)
    bars.cat = _labels(column("label"))
    bars.dLbls = DataLabelList(numFmt=code, dLblPos="outEnd", showVal=True, showSerName=False, showCatName=False,
                               showLegendKey=False, showPercent=False)  # fmt: skip
    chart.series.append(bars)
    chart.gapWidth = 60
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.scaling.min = 0
    chart.y_axis.delete = True  # each bar has its number
    return chart
