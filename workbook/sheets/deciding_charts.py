"""The charts of the sheet Sensitivity: the band, two tornados, the risks, the frontier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from openpyxl.chart import BarChart, Reference, ScatterChart

from xl_dualfuel.decisions.risk import Outcome

from ..book.book import Book
from ..formulas import edges, titles
from ..formulas.deciding import FRONTIER, Rows
from ..formulas.given import titled
from ..shape import NOT_AVAILABLE, Filling, present
from . import charts, drawing

SHEET: Final = "Sensitivity"
_WIDTH: Final = 16.0
RISK: Final = 14
REGRET: Final = 15
"""Columns of what the chart of the risks draws, a risk and what keeping the setting costs under it"""
_RISKS_ROW: Final = 23
"""Rows from the tornados to the chart of the risks"""
_TORNADO_TITLES: Final = {
    "switchover": "Change of the recommended switchover, °F",
    "saving": "Change of the saving against today's setting, $",
}


def write(book: Book, rows: Rows, drawn: dict[str, dict[str, Reference]], risks: int) -> None:
    """Put the charts at the right of and below their tables."""
    sheet = book.sheets[SHEET]
    sheet.add_chart(_band(book, rows), f"H{rows.band + 1}")
    for what, at, width in (("switchover", "B", 13.0), ("saving", "H", _WIDTH)):
        title = titled(_TORNADO_TITLES[what], book.shape.units)
        sheet.add_chart(_tornado(title, drawn[what], width), f"{at}{rows.charts}")
    if risks > 1:
        sheet.add_chart(_risks(book, rows, risks), f"B{rows.charts + _RISKS_ROW}")
    sheet.add_chart(_frontier(book, rows), f"H{rows.carbon + 1}")


def _reference(book: Book, key: str) -> Reference:
    return drawing.column(book, book.layout.tables["Edges"], key)


def _sized(chart: Any, height: float) -> Any:
    chart.width, chart.height = _WIDTH, height
    return chart


def _band(book: Book, rows: Rows) -> ScatterChart:
    axes = (titled(text, book.shape.units) for text in ("Switchover, °F", "$ a season"))
    chart = drawing.scatter("", *axes)
    title = titles.TITLES[-1]
    cell = f"$N${rows.band}"
    book.formula(SHEET, rows.band, RISK, f"={charts.title_cell(title.key)}", title.value, "df text")
    book.ranges[f"{SHEET}!{cell}"] = drawing.listed(title.value)
    drawing.title_from(chart, f"{SHEET}!{cell}")
    x = _reference(book, "drawn_at")
    above = _reference(book, "drawn_above")
    chart.series.append(drawing.line(x, above, "Extra season cost, cut off", drawing.GREY, 15875))
    band = (_reference(book, "band_x"), _reference(book, "band_y"))
    chart.series.append(drawing.points(*band, "Within the allowance", drawing.GREEN, "circle", 7))
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    return _sized(chart, 9.3)  # type: ignore[no-any-return]


def _tornado(title: str, drawn: dict[str, Reference], width: float) -> BarChart:
    chart = drawing.bars(title, 12.0)
    for end, words, colour in (("low", "at its low end", drawing.BLUE), ("high", "at its high end",
                                                                              drawing.GREY)):  # fmt: skip
        chart.series.append(drawing.bar(drawn[end], drawn["label"], words, colour))
    chart.overlap = 100
    chart.legend = drawing.legend()
    chart.y_axis.crosses = "autoZero"
    chart.y_axis.number_format = "#,##0"
    chart.width = width  # type: ignore[assignment]  # centimetres, not whole ones
    return chart


def _risks(book: Book, rows: Rows, count: int) -> BarChart:
    """What keeping the setting costs under each risk, but for the case as it is."""
    title = titled("Extra season cost of keeping the setting, $", book.shape.units)
    chart = drawing.bars(title, 6.8)
    first, last = rows.risks + 3, rows.risks + 1 + count
    columns = [drawing.rows(book, SHEET, column, first, last) for column in (RISK, REGRET)]
    draw = (lambda f, number: risk(number, f), lambda f, number: regret(number, f))
    for column, get in zip(columns, draw, strict=True):
        book.ranges[str(column).replace("'", "")] = partial(_drawn, get, count)
    labels, costs = columns
    chart.series.append(drawing.bar(costs, labels, title, drawing.BLUE, "#,##0"))
    chart.y_axis.scaling.min = 0
    chart.y_axis.delete = True  # each bar has its number
    chart.width = 13.0  # type: ignore[assignment]  # centimetres, not whole ones
    return chart


def _outcomes(f: Filling) -> Sequence[Outcome]:
    return present(f.decisions.risks).outcomes


def risk(number: int, f: Filling) -> str:
    """A risk in words, by its number."""
    return _outcomes(f)[number].label


def regret(number: int, f: Filling) -> Any:
    """What keeping the setting costs under a risk, by its number."""
    cost = _outcomes(f)[number].regret
    return NOT_AVAILABLE if cost is None else cost


def _drawn(get: Callable[[Filling, int], Any], count: int, f: Filling) -> list[Any]:
    return [get(f, number) for number in range(1, count)]


def _frontier(book: Book, rows: Rows) -> ScatterChart:
    cost = titled("Season cost, $", book.shape.units)
    chart = drawing.scatter("Season cost against emissions", cost, "t CO2 a season")
    every = (_reference(book, "annual_cost"), _reference(book, "tonnes"))
    chart.series.append(drawing.line(*every, "Every switchover", drawing.GREY, 9525))
    if book.shape.room <= edges.MOST_FRONTIER:
        front = (_reference(book, "drawn_cost"), _reference(book, "drawn_tonnes"))
        chart.series.append(drawing.points(*front, "Best trade-offs", drawing.BLUE, "circle", 6))
    knee = {}
    for row, line in enumerate(FRONTIER, rows.frontier + 2):
        if line.name in ("knee_cost", "knee_tonnes"):
            knee[line.name] = Reference(book.sheets[SHEET], min_col=2, min_row=row)
            book.ranges[f"{SHEET}!$B${row}"] = drawing.listed(line.value)
    chart.series.append(drawing.points(knee["knee_cost"], knee["knee_tonnes"], "Knee", drawing.GREEN, size=13))
    chart.x_axis.number_format = "#,##0"
    chart.y_axis.number_format = "0.0"
    return _sized(chart, 13.0)  # type: ignore[no-any-return]
