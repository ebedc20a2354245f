"""The summary of a portfolio as a workbook: totals by formulas over its groups, distributions, charts, problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.text import RichTextProperties
from openpyxl.worksheet.pagebreak import Break

from xl_dualfuel.workbook.forms.form import fixed
from xl_dualfuel.workbook.sheets import drawing

from ..homes.summary import Summary
from ..homes.summary_words import OF_HOMES, note_in_words, problem_in_words, sentences
from ..inputs.units_given import Units
from ..results.note_words import label
from ..units import FUELS
from . import group_tables
from .group_tables import GROUPS, NOT_ADDED, GroupTables
from .portfolio_book import COUNT, TENTHS, WHOLE_MONEY, Columns, PortfolioBook

SHEET: Final = "Summary"
PROBLEMS: Final = "Problems"
_WIDTHS: Final = (31, 12, 12, 12, 2, 29, 10.5, 10, 10.5)
_CHART: Final[tuple[Any, Any]] = (12.6, 8.4)
"""Width and height of a chart [cm]"""
_CHART_ROWS: Final = 18
_MANY: Final = 8
"""From so many bars on their labels are upright, and they have no numbers"""
_UPRIGHT: Final = -5_400_000
"""[1/60000 degree]"""
_STATUS: Final = {
    "crosses": "changes over in between",
    "fuel_always": "furnace at every temperature",
    "heat_pump_always": "heat pump at every temperature",
}
_QUANTILES: Final = {"p5": "5 % save less than", "p25": "a quarter saves less than", "p50": "half save less than",
                     "p75": "three quarters save less than", "p95": "95 % save less than"}  # fmt: skip
_MOST_PROBLEMS: Final = 15
_MOST_NOTES: Final = 40
_PROBLEM_WIDTHS: Final = (30, 10, 84)

Rows = Sequence[Sequence[tuple[Any, str]]]
"""Cells of a table: value, or value and formula, and style"""


def summary_bytes(summary: Summary) -> bytes:
    """The workbook as the bytes of an .xlsx file; the same summary gives the same bytes."""
    data = summary.to_json()
    money = data["units"]["money"]
    one_money = data["totals"]["setting_cost"] is not None
    book = PortfolioBook((SHEET, GROUPS, PROBLEMS), Units(currency=money if one_money else "$"))
    tables = group_tables.write(book, data["groups"])
    _summary(book, data, tables)
    _problems(book, data)
    return book.finished("Portfolio summary")


def _summary(book: PortfolioBook, data: dict[str, Any], tables: GroupTables) -> None:
    homes = data["homes"]
    money = max(_WIDTHS[1], 5.0 + len(f"{data['totals']['existing_cost'] or 0:,.0f}"))
    book.widths(SHEET, [_WIDTHS[0], *[money] * 3, *_WIDTHS[4:]])
    book.scaled.update((SHEET, PROBLEMS))
    book.put(SHEET, 1, 1, f"Portfolio of {homes['total']:,} homes", "df title")
    if homes["solved"]:
        book.put(SHEET, 2, 1, f"{sentences(data)[0]}.", "df sentence")
    book.put(SHEET, 3, 1, f"{homes['solved']:,} solved, {homes['with_problems']:,} with problems, which are left "
             "out of all figures here. One heating season.", "df note")  # fmt: skip
    left = _table(book, 5, 1, "Totals", ("", "New settings", "Today", "Saved"), _totals(data, tables.totals))
    units, one = book.units, data["totals"]["setting_cost"] is not None
    title = f"Saved against today, {units.currency} a home and season" if one else "Saved against today"
    right = _table(book, 5, 6, title, ("", units.currency if one else ""), _savings(data))
    charts = max(left[1], right[1]) + 2
    place = charts + _CHART_ROWS + 1
    degree = data["units"]["setting"]
    bands = _table(book, place, 1, "Setting to program", (f"from, to {degree}", "Homes"), _bands(data))
    systems = _table(book, place, 6, "Electric power at the design temperature",
                     ("Fuel, electric strips", "Homes", "kW", "kW a home"), _systems(data))  # fmt: skip
    status = _table(book, systems[1] + 2, 6, "Homes by result", ("", "Homes"), _statuses(data))
    book.sheets[SHEET].row_breaks.append(Break(id=place - 1))
    names, saved = tables.column("group"), tables.column("saving_vs_existing")
    if names is not None and saved is not None and homes["solved"]:
        _bars(book, GROUPS, names, saved, "What the new settings save a season, by fuel",
              f"Saved a season, {units.currency}", drawing.GREEN, f"A{charts}")  # fmt: skip
    if data["setting"]:
        settings, counted = (book.span(SHEET, column, *bands) for column in (1, 2))
        _bars(book, SHEET, settings, counted, f"Homes by setting, {degree}", "Homes", drawing.BLUE, f"F{charts}")
    book.printed(SHEET, f"$A$1:$I${max(bands[1], status[1])}")


def _table(
    book: PortfolioBook, row: int, column: int, title: str, heads: Sequence[str], rows: Rows, sheet: str = SHEET
) -> tuple[int, int]:  # fmt: skip
    """Write a table; its first and last row of values."""
    book.put(sheet, row, column, title, "df section")
    for number, head in enumerate(heads, column):
        book.put(sheet, row + 1, number, head or None, "df header")
    for offset, cells in enumerate(rows):
        for number, (value, style) in enumerate(cells):
            book.cell(sheet, row + 2 + offset, column + number, value, style)
    return row + 2, row + 1 + len(rows)


def _totals(data: dict[str, Any], total: Callable[[str], tuple[float | None, str]]) -> Rows:
    """The totals; sums of the groups by fuel, which every home is in once."""
    sums, homes = data["totals"], data["homes"]
    new, today, saved = (_money(total(key)) for key in ("setting_cost", "existing_cost", "saving_vs_existing"))
    each = _money(total("saving_per_home"), "df money")
    after, less = total("emissions_t"), total("saved_emissions_t")
    before = (after[0] or 0) + (less[0] or 0), f"{after[1]}+{less[1][1:]}"
    answered, compared = total("solved"), total("compared")
    unknown = (answered[0] or 0) - (compared[0] or 0), f"{answered[1]}-({compared[1][1:]})"
    blank = (None, "df text")
    return [
        [("Homes with an answer", "df text"), (answered, COUNT)],
        [(f"Season cost, {data['units']['money']}", "df text"), new, today, saved],
        [("Saved a home", "df text"), blank, blank, each],
        [("Electricity, MWh", "df text"), (total("electricity_mwh"), TENTHS)],
        [("Fuel, MMBtu", "df text"), (total("fuel_mmbtu"), TENTHS)],
        [("Heat not delivered, MMBtu", "df text"), (sums["setting_unmet_mmbtu"], TENTHS),
         (sums["existing_unmet_mmbtu"], TENTHS)],
        [("Emissions, t of CO2", "df text"), (after, TENTHS), (before, TENTHS), (less, TENTHS)],
        [("Power at design, kW", "df text"), (total("design_kw"), TENTHS)],
        [("Homes colder than wanted", "df text"), (homes["with_unmet_heat"], COUNT)],
        [("Homes whose saving is not known", "df text"), (unknown, COUNT)],
    ]  # fmt: skip


def _money(cell: tuple[float | None, str], style: str = WHOLE_MONEY) -> tuple[Any, str]:
    return (cell, style) if cell[0] is not None else (NOT_ADDED, "df text")


def _savings(data: dict[str, Any]) -> Rows:
    saving = data["saving_vs_existing"]
    if saving["quantiles"] is None:
        why = "no homes" if data["totals"]["setting_cost"] is not None else NOT_ADDED
        return [[(why, "df text"), (None, "df text")]]
    rows = [[(_QUANTILES[name], "df text"), (value, "df money")] for name, value in saving["quantiles"].items()]
    return rows if saving["method"] == OF_HOMES else [*rows, [(f"({saving['method']})", "df text")]]


def _bands(data: dict[str, Any]) -> Rows:
    return [[(f"{band['low']:g} to {band['high']:g}", "df text"), (band["homes"], COUNT)] for band in data["setting"]]


def _systems(data: dict[str, Any]) -> Rows:
    return [
        [(f"{FUELS[row['fuel']].short}, strips {row['strips']}", "df text"), (row["homes"], COUNT),
         (row["kw"], TENTHS), (row["kw"] / row["homes"], TENTHS)]
        for row in data["design_kw"]
    ]  # fmt: skip


def _statuses(data: dict[str, Any]) -> Rows:
    rows = [[(_STATUS.get(name, name), "df text"), (count, COUNT)] for name, count in data["status"].items()]
    return [*rows, [("with problems", "df text"), (data["homes"]["with_problems"], COUNT)]]


def _problems(book: PortfolioBook, data: dict[str, Any]) -> None:
    book.widths(PROBLEMS, _PROBLEM_WIDTHS)
    book.put(PROBLEMS, 1, 1, "Problems and notes", "df title")
    book.put(PROBLEMS, 2, 1, "Of each kind the first home's words; those of every home are in the columns problem and "
             "notes of the results.", "df note")  # fmt: skip
    listed = data["problems"]
    rows = [(label(row["problem"]), row["homes"], problem_in_words(row["example"])) for row in listed[:_MOST_PROBLEMS]]
    rest = sum(row["homes"] for row in listed[_MOST_PROBLEMS:])
    last = _listing(book, 4, "Problems", [*rows, ("others", rest, "")] if rest else rows)
    notes = [(label(note["note"].partition(":")[0]), note["homes"], note_in_words(note["example"]))
             for note in data["notes"][:_MOST_NOTES]]  # fmt: skip
    last = _listing(book, last + 2, "Doubts, warnings and assumptions", notes)
    book.printed(PROBLEMS, f"$A$1:$C${last}")


def _listing(book: PortfolioBook, row: int, title: str, rows: Sequence[tuple[str, int, str]]) -> int:
    cells = [[(name, "df text"), (count, COUNT), (words, "df wrapped note")] for name, count, words in
             rows or [("none", 0, "")]]  # fmt: skip
    first, last = _table(book, row, 1, title, ("About", "Homes", "The first one"), cells, PROBLEMS)
    for number, (_, _, words) in enumerate(rows, first):
        book.height(PROBLEMS, number, [(words, _PROBLEM_WIDTHS[2])])
    return last


def _bars(
    book: PortfolioBook, sheet: str, labels: Columns, values: Columns, title: str, axis: str, colour: str, at: str
) -> None:  # fmt: skip
    """A chart of a bar a row."""
    chart = BarChart()
    chart.type, chart.style, chart.legend, chart.gapWidth = "col", 2, None, 40
    drawing.look(chart, title, None, axis, _CHART[1])
    chart.width = _CHART[0]
    many = len(values.cells) >= _MANY
    drawn, named = (Reference(range_string=f"'{sheet}'!{one.address}") for one in (values, labels))
    for reference, one in ((drawn, values), (named, labels)):
        book.ranges[str(reference).replace("'", "")] = fixed(one.cells)
    chart.series.append(drawing.bar(drawn, named, title, colour, "" if many else "#,##0"))
    if many:
        drawing.axis(chart.x_axis, None, RichTextProperties(rot=_UPRIGHT, vert="horz"))
    if all(number >= 0 for number in values.cells):
        chart.y_axis.scaling.min = 0  # a bar's length is what it shows
    chart.y_axis.number_format = "#,##0"
    book.sheets[SHEET].add_chart(chart, at)
