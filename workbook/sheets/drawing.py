"""Native charts in the same style: scatter lines, marked points, bars; used by every sheet that has a chart."""

from __future__ import annotations

from typing import Any, Final, Literal

from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.utils import get_column_letter

from ..book.book import Book, Get
from ..book.layout import Place

BLUE: Final = "1F77B4"
GREY: Final = "7F7F7F"
GREEN: Final = "2E7D32"
WIDTH: Final = 21.0
HEIGHT: Final = 12.4
"""Of a chart [cm]; two by two they fill a landscape page."""
Symbol = Literal["circle", "diamond"]
_LETTERS = {"title": 1300, "axis": 1000, "labels": 1000}
"""Sizes of letters [1/100 point]"""


def column(book: Book, place: Place, key: str) -> Reference:
    """A column of a table as a chart reads it."""
    return rows(book, place.sheet, place.numbers[key], place.first_row, place.last_row)


def rows(book: Book, sheet: str, column: int, first: int, last: int) -> Reference:
    """Some rows of a column as a chart reads them."""
    return Reference(book.sheets[sheet], min_col=column, min_row=first, max_row=last)


def listed(get: Get) -> Get:
    """What one cell holds as the list that a chart draws."""
    return lambda f: [get(f)]


def line(x: Reference, y: Reference, title: str, colour: str, width: int = 25400) -> Any:
    """A line through points, without markers; width in EMU."""
    series = Series(y, x, title=title)
    series.marker = Marker(symbol="none")
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=width))
    series.smooth = False
    return series


def points(
    x: Reference, y: Reference, title: str, colour: str, symbol: Symbol = "diamond", size: int = 10
) -> Any:  # fmt: skip
    """Markers without a line."""
    series = Series(y, x, title=title)
    series.marker = Marker(symbol=symbol, size=size)
    series.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    series.smooth = False  # left out, it means smooth, and LibreOffice smooths every line of the chart
    return series


def scatter(title: str, x: str, y: str) -> ScatterChart:
    """A chart of lines and points with the names of its axes; a title "" is for title_from."""
    chart = ScatterChart()
    chart.style = 2
    chart.scatterStyle = "lineMarker"
    look(chart, title, x, y)
    chart.x_axis.number_format = "0"
    return chart


def bars(title: str, height: float) -> BarChart:
    """A chart of horizontal bars, the first on top; ``bar`` makes its series."""
    chart = BarChart()
    chart.type = "bar"
    chart.style = 2
    chart.legend = None
    look(chart, title, None, None, height)
    chart.gapWidth = 60
    chart.x_axis.scaling.orientation = "maxMin"
    return chart


def bar(values: Reference, labels: Reference, title: str, colour: str, code: str = "") -> Any:
    """A bar for each value; with a number format ``code`` its number at its end."""
    series = Series(values, title=title)
    series.graphicalProperties = GraphicalProperties(solidFill=colour)
    series.cat = AxDataSource(strRef=StrRef(f=str(labels)))
    if code:
        series.dLbls = DataLabelList(numFmt=code, dLblPos="outEnd", showVal=True, showSerName=False, showCatName=False,
                                     showLegendKey=False, showPercent=False)  # fmt: skip
    return series


def over(columns: int, row: int, rows: int) -> Any:
    """The place of a chart over so many columns from A on and rows from ``row`` on, however wide they are shown."""
    corners = ((0, row - 1), (columns, row - 1 + rows))
    return TwoCellAnchor("twoCell", *(AnchorMarker(col=column, row=at) for column, at in corners))


def legend() -> Legend:
    """A legend below the chart."""
    below = Legend()
    below.position, below.overlay = "b", False
    return below


def look(chart: Any, title: str, x: str | None, y: str | None, height: float = HEIGHT) -> None:
    """Title, size, axes and legend of any chart."""
    chart.title = _title(title, _LETTERS["title"])
    chart.width, chart.height = WIDTH, height
    axis(chart.x_axis, x)
    axis(chart.y_axis, y)
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.crosses = "min"  # not at 0 °F, in the middle of the lines
    chart.x_axis.majorGridlines = None
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9", w=6350))
    if chart.legend is not None:
        chart.legend.position = "b"
        chart.legend.overlay = False


def axis(chart_axis: Any, name: str | None, turned: RichTextProperties | None = None) -> None:
    """Name, ticks and letters of an axis, upright or turned."""
    chart_axis.title = _title(name, _LETTERS["axis"]) if name else None
    chart_axis.delete = False
    chart_axis.majorTickMark = "out"
    chart_axis.txPr = RichText(
        turned, p=[Paragraph(pPr=_letters(_LETTERS["labels"]), endParaRPr=CharacterProperties())]
    )


def _letters(size: int) -> ParagraphProperties:
    return ParagraphProperties(defRPr=CharacterProperties(sz=size, b=False))


def title_from(chart: Any, cell: str) -> None:
    """Let a chart's title be what a cell says; the cell needs a list in the book's ranges."""
    letters = ParagraphProperties(defRPr=CharacterProperties(sz=_LETTERS["title"], b=True))
    shown = RichText(p=[Paragraph(pPr=letters, endParaRPr=CharacterProperties())])
    chart.title = Title(tx=Text(strRef=StrRef(f=cell)), txPr=shown)
    chart.title.overlay = False


def title_by(book: Book, chart: Any, sheet: str, row: int, column: int, formula: str, get: Get) -> None:
    """Let a chart's title be a formula, written into a cell."""
    cell = f"{sheet}!${get_column_letter(column)}${row}"
    book.formula(sheet, row, column, f"={formula}", get, "df text")
    book.ranges[cell] = listed(get)
    title_from(chart, cell)


def _title(text: str, size: int) -> Title:
    run = RegularTextRun(rPr=CharacterProperties(sz=size, b=True), t=text)
    title = Title(tx=Text(rich=RichText(p=[Paragraph(pPr=_letters(size), r=[run])])))
    title.overlay = False
    return title
