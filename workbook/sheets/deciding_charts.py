"""The charts of the sheet Sensitivity: the band, two tornados, the risks, prices, the frontier, chances.

Each title is a formula that says the point.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from openpyxl.chart import BarChart, Reference, ScatterChart
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.series import SeriesLabel
from openpyxl.utils import get_column_letter

from xl_dualfuel.decisions.deciding import PRICE_STEPS
from xl_dualfuel.decisions.risk import Outcome
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.case_units import convert, shown_in, sign

from ..book.book import Book
from ..formulas import deciding, edges, titles
from ..formulas.deciding import FRONTIER, Rows
from ..formulas.given import titled
from ..formulas.words import DECIMALS, money, money_formula, plain, rounded
from ..shape import NOT_AVAILABLE, Decided, Filling, present
from . import charts, drawing, tornado

SHEET: Final = "Sensitivity"
_WIDTH: Final = 16.0
RISK: Final = 14
REGRET: Final = 15
"""Columns of what the chart of the risks draws, a risk and what keeping the setting costs under it"""
_RISKS_ROW: Final = 23
"""Rows from the tornados to the chart of the risks"""
TITLES: Final = 14
"""Column of the charts' titles, right of what is printed"""
LEGEND: Final = 13
"""Column of what the lines of the chart of prices are called"""
MIDDLE: Final = len(PRICE_STEPS) // 2
"""Place of the case's own prices among the shares of them"""
FUELS: Final = (0, MIDDLE, len(PRICE_STEPS) - 1)
"""Places of the prices of fuel that have a line"""
_PRICE: Final = 3
"""Column of the price of electricity; the settings follow"""
MEAN: Final = 6
"""Column of the means of the draws"""
CHANCES: Final = {
    "beats_today": "Draws in which it costs less than today's",
    "equals_today": "Draws in which both cost the same",
    "loses_to_today": "Draws in which it costs more",
}
"""Shares of the draws that a chart draws"""
_BELOW: Final = 6.8
"""Height of a chart below a tornado [cm]"""
_TORNADO_TITLES: Final = {
    "switchover": "Change of the recommended switchover, °F",
    "saving": "Change of the saving against today's setting, $",
}


def write(book: Book, rows: Rows, drawn: dict[str, dict[str, Reference]], decided: Decided, shares: int) -> None:
    """Put the charts at the right of and below their tables; shares: row of the first share of the draws."""
    sheet = book.sheets[SHEET]
    below = rows.charts + _RISKS_ROW
    sheet.add_chart(_band(book, rows), f"H{rows.band + 1}")
    for row, (what, at, width) in enumerate((("switchover", "B", 13.0), ("saving", "H", _WIDTH)), rows.charts):
        sheet.add_chart(_tornado(book, what, row, drawn[what], width), f"{at}{rows.charts}")
    if decided.risks > 1:
        sheet.add_chart(_risks(book, rows, decided.risks), f"B{below}")
    sheet.add_chart(_prices(book, rows, below), f"H{below}")
    sheet.add_chart(_frontier(book, rows), f"H{rows.carbon + 1}")
    if decided.uncertain:
        sheet.add_chart(_chances(book, rows, shares), f"H{rows.uncertain + 2}")


def _reference(book: Book, key: str) -> Reference:
    return drawing.column(book, book.layout.tables["Edges"], key)


def _sized(chart: Any, height: float) -> Any:
    chart.width, chart.height = _WIDTH, height
    return chart


def _band(book: Book, rows: Rows) -> ScatterChart:
    axes = (titled(text, book.shape.units) for text in ("Switchover, °F", "$ a season"))
    chart = drawing.scatter("", *axes)
    title = titles.TITLES[-1]
    drawing.title_by(book, chart, SHEET, rows.band, TITLES, charts.title_cell(title.key), title.value)
    x = _reference(book, "drawn_at")
    above = _reference(book, "drawn_above")
    chart.series.append(drawing.line(x, above, "Extra season cost, cut off", drawing.GREY, 15875))
    band = (_reference(book, "band_x"), _reference(book, "band_y"))
    chart.series.append(drawing.points(*band, "Within the allowance", drawing.GREEN, "circle", 7))
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    return _sized(chart, 9.3)  # type: ignore[no-any-return]


def _tornado(book: Book, what: str, row: int, drawn: dict[str, Reference], width: float) -> BarChart:
    chart = drawing.bars("", 12.0)
    words = titled(_TORNADO_TITLES[what], book.shape.units)
    first, last = drawn["label"].min_row, drawn["label"].max_row
    cells = f"B{first}:C{last}"
    formula = f'"{words}: "&IF(AND(MAX({cells})=0,MIN({cells})=0),"nothing moves it","most by "&A{first})'

    def title(f: Filling) -> str:
        moves = any(
            tornado.moved(what, end, number, f) for end in ("low", "high") for number in range(last - first + 1)
        )
        return f"{words}: {f'most by {tornado.ranked(what, 0, f)}' if moves else 'nothing moves it'}"

    drawing.title_by(book, chart, SHEET, row, TITLES, formula, title)
    for end, colour in (("low", drawing.BLUE), ("high", drawing.GREY)):
        chart.series.append(drawing.bar(drawn[end], drawn["label"], f"at its {end} end", colour))
    chart.overlap = 100
    chart.legend = drawing.legend()
    chart.y_axis.crosses = "autoZero"
    chart.y_axis.number_format = "#,##0"
    chart.width = width  # type: ignore[assignment]  # centimetres, not whole ones
    return chart


def _risks(book: Book, rows: Rows, count: int) -> BarChart:
    """What keeping the setting costs under each risk, but for the case as it is."""
    words = titled("Extra season cost of keeping the setting, $", book.shape.units)
    chart = drawing.bars("", _BELOW)
    first, last = rows.risks + 3, rows.risks + 1 + count
    costs = f"E{first}:E{last}"
    most = f'": most with "&INDEX(A{first}:A{last},MATCH(MAX({costs}),{costs},0))'
    formula = f'"{words}"&IF(ROUND(MAX({costs}),c_cents)>0,{most},"")'
    drawing.title_by(book, chart, SHEET, rows.risks, TITLES, formula, partial(_worst, words))
    columns = [drawing.rows(book, SHEET, column, first, last) for column in (RISK, REGRET)]
    draw = (lambda f, number: risk(number, f), lambda f, number: regret(number, f))
    for column, get in zip(columns, draw, strict=True):
        book.ranges[str(column).replace("'", "")] = partial(_drawn, get, count)
    chart.series.append(drawing.bar(columns[1], columns[0], words, drawing.BLUE, "#,##0"))
    chart.y_axis.scaling.min = 0
    chart.y_axis.delete = True  # each bar has its number
    chart.width = 13.0  # type: ignore[assignment]  # centimetres, not whole ones
    return chart


def _worst(words: str, f: Filling) -> str:
    """The risk under which keeping the setting costs most."""
    costs = [outcome.regret or 0.0 for outcome in _outcomes(f)[1:]]
    most = max(costs)
    return f"{words}: most with {risk(1 + costs.index(most), f)}" if rounded(most) > 0 else words


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


def _prices(book: Book, rows: Rows, at: int) -> ScatterChart:
    """The best setting by the price of electricity, a line for the least, the middle and the largest share of fuel."""
    units, first = book.shape.units, rows.matrix + 3
    last, middle = first + len(PRICE_STEPS) - 1, first + MIDDLE
    axes = (titled(text, units) for text in ("Electricity, $/kWh", "Best setting, °F"))
    chart = drawing.scatter("", *axes)
    prices = drawing.rows(book, SHEET, _PRICE, first, last)
    book.ranges[str(prices).replace("'", "")] = _electricity
    for row, (across, colour) in enumerate(zip(FUELS, (drawing.BLUE, drawing.GREY, drawing.GREEN), strict=True), first):
        column = _PRICE + 1 + across
        settings = drawing.rows(book, SHEET, column, first, last)
        book.ranges[str(settings).replace("'", "")] = partial(_best_settings, across)
        line, name = drawing.line(prices, settings, "", colour), partial(_fuel, across)
        fuel = f"{get_column_letter(column)}{rows.matrix + 2}"
        book.formula(SHEET, row, LEGEND, f'="Fuel at "&{money_formula(fuel)}&"/MMBtu"', name, "df text")
        cell = f"{SHEET}!${get_column_letter(LEGEND)}${row}"
        book.ranges[cell] = drawing.listed(name)
        line.tx = SeriesLabel(strRef=StrRef(f=cell))
        chart.series.append(line)
    ours, degree = get_column_letter(_PRICE + 1 + MIDDLE), shown_in("°F", units)
    ends = [
        f'ROUND({ours}{row},1)+0&" {degree} at "&out_money_sign&ROUND(C{row},c_setting_decimals)'
        for row in (middle, last)
    ]
    formula = f'"Best setting"&IF(out_status="OK",": "&{ends[0]}&", "&{ends[1]}&" a kWh","")'
    drawing.title_by(book, chart, SHEET, rows.matrix, TITLES, formula,
                     lambda f: price_title(_electricity(f), _best_settings(MIDDLE, f), f.shape.units))  # fmt: skip
    chart.x_axis.number_format = "0.00##"
    return _sized(chart, _BELOW)  # type: ignore[no-any-return]


def price_title(prices: Sequence[float], settings: Sequence[float], units: Units) -> str:
    """The best setting at the case's price of electricity [$/kWh] and at the last one, in the unit of the case."""
    degree = shown_in("°F", units)
    ends = (
        f"{plain(rounded(settings[at], 1))} {degree} at {sign(units)}{plain(rounded(prices[at], DECIMALS))}"
        for at in (MIDDLE, -1)
    )
    return f"Best setting: {', '.join(ends)} a kWh"


def fuel_at(price: float, units: Units) -> str:
    """What a line is called for a price of fuel [$/MMBtu]."""
    return f"Fuel at {money(price, units)}/MMBtu"


def _fuel(across: int, f: Filling) -> str:
    return fuel_at(PRICE_STEPS[across] * f.s.parameters.fuel_price, f.shape.units)


def _electricity(f: Filling) -> list[float]:
    return [step * f.s.parameters.electricity_price for step in PRICE_STEPS]


def _best_settings(across: int, f: Filling) -> list[float]:
    """The best setting for each price of electricity at one price of fuel, in the unit of the case."""
    switchovers = [row[across] for row in deciding.matrix(f)["switchover"]]
    return list(convert(switchovers, "°F", f.shape.units))


def _chances(book: Book, rows: Rows, first: int) -> BarChart:
    """How often the setting costs less than today's, the same, more."""
    chart = drawing.bars("", 5.5)
    last, letters = first + len(CHANCES) - 1, ("A", get_column_letter(MEAN))
    labels, shares = (drawing.rows(book, SHEET, column, first, last) for column in (RISK, REGRET))
    for place, (key, words) in enumerate(CHANCES.items()):
        row = first + place
        book.formula(SHEET, row, RISK, f"={letters[0]}{row}", lambda _, words=words: words, "df text")  # type: ignore[misc]
        book.formula(SHEET, row, REGRET, f"={letters[1]}{row}", lambda f, key=key: _share(key, f), "df 0.0%")  # type: ignore[misc]
    book.ranges[str(labels).replace("'", "")] = lambda _: list(CHANCES.values())
    book.ranges[str(shares).replace("'", "")] = lambda f: [_share(key, f) for key in CHANCES]
    formula = f'"The setting costs less than today\'s in "&TEXT({letters[1]}{first},"0%")&" of the draws"'
    drawing.title_by(book, chart, SHEET, rows.uncertain, TITLES, formula, _beats_today)
    chart.series.append(drawing.bar(shares, labels, "Share of the draws", drawing.BLUE, "0%"))
    chart.y_axis.scaling.min = 0
    chart.y_axis.delete = True  # each bar has its number
    chart.width = _WIDTH  # type: ignore[assignment]  # centimetres, not whole ones
    return chart


def _beats_today(f: Filling) -> str:
    return f"The setting costs less than today's in {rounded(100 * _share('beats_today', f), 0):.0f}% of the draws"


def _share(key: str, f: Filling) -> float:
    table = present(f.decisions.draws).table()
    return float(table["mean"][table["name"].index(key)])


def _compromise(words: str, f: Filling) -> str:
    knee = edges.frontier_of_sheet(f).knee
    if knee is None:
        return words
    at = plain(rounded(convert(knee, "°F", f.shape.units), 1))
    return f"{words}: a compromise at {at} {shown_in('°F', f.shape.units)}"


def _frontier(book: Book, rows: Rows) -> ScatterChart:
    cost, words = titled("Season cost, $", book.shape.units), "Season cost against emissions"
    chart = drawing.scatter("", cost, "t CO2 a season")
    at = f'ROUND(out_knee_switchover,1)+0&" {shown_in("°F", book.shape.units)}"'
    formula = f'"{words}"&IF(ISNUMBER(out_knee_switchover),": a compromise at "&{at},"")'
    drawing.title_by(book, chart, SHEET, rows.carbon, TITLES, formula, partial(_compromise, words))
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
