"""The summary of a portfolio as a workbook of one sheet: figures, tables, and charts drawn from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, cast

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.text import RichTextProperties
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xl_dualfuel.workbook.book import package, styles
from xl_dualfuel.workbook.brand import NO_BRAND, Brand
from xl_dualfuel.workbook.sheets import drawing

from ..homes.summary import Summary
from ..units import FUELS
from ..version import __version__

SHEET: Final = "Summary"
_WIDTHS: Final = (30, 14, 14, 14, 3, 30, 14, 14, 14)
_CHART: Final[tuple[Any, Any]] = (15.6, 7.6)
"""Width and height of a chart [cm]"""
_CHART_ROWS: Final = 16
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

Rows = Sequence[Sequence[tuple[Any, str]]]
"""Cells of a table: value and style"""


def summary_bytes(summary: Summary, brand: Brand = NO_BRAND) -> bytes:
    """The workbook as the bytes of an .xlsx file; the same summary gives the same bytes."""
    data = summary.to_json()
    book = Workbook()
    styles.register(book, brand, "$")
    sheet = cast(Worksheet, book.active)
    sheet.title = SHEET
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFGHI"[number]].width = width
    homes = data["homes"]
    _put(sheet, 1, 1, f"Portfolio of {homes['total']:,} homes", "title")
    _put(sheet, 2, 1, f"{homes['solved']:,} solved, {homes['with_problems']:,} with problems, which are in no other "
         "figure here. One heating season.", "note")  # fmt: skip
    degree, money = data["units"]["setting"], data["units"]["money"]
    left = _table(sheet, 4, 1, "Totals", ("", "Recommended", "Today", "Saved"), _totals(data))
    right = _table(sheet, 4, 6, f"Saved against today, {money} a home and season", ("", money), _savings(data))
    place = max(left[1], right[1]) + 2
    bands = _table(sheet, place, 1, "Setting to program", (f"from, to {degree}", "Homes"), _bands(data))
    systems = _table(sheet, place, 6, "Electric power at the design temperature",
                     ("Fuel, electric strips", "Homes", "kW", "kW a home"), _systems(data))  # fmt: skip
    status = _table(sheet, systems[1] + 2, 6, "Homes by result", ("", "Homes"), _statuses(data))
    row = max(bands[1], status[1]) + 2
    charts = (
        _bars(sheet, f"Homes by setting to program, {degree}", 1, 2, bands, drawing.BLUE, "#,##0"),
        _bars(sheet, f"Savings against today, {money} a home", 6, 7, right, drawing.GREEN, "#,##0", skip_last=True),
        _bars(sheet, "Electric power at design, kW", 6, 8, systems, brand.accent, "#,##0"),
        _bars(
            sheet, "Emissions of the season, t CO2", 1, 2, (left[0] + 4, left[0] + 4), drawing.GREY, "#,##0", across=2
        ),
    )
    sheet.row_breaks.append(Break(id=row - 1))
    for number, chart in enumerate(charts):
        if chart is not None:
            sheet.add_chart(chart, f"{'AF'[number % 2]}{row + number // 2 * _CHART_ROWS}")
    row += 2 * _CHART_ROWS
    _, last = _table(sheet, row, 1, "Problems", ("Kind", "Homes", "The first one"), _problems(data))
    _, last = _table(sheet, last + 2, 1, "Doubts, warnings and assumptions", ("About", "Homes", "The first one"),
                     _notes(data))  # fmt: skip
    _set_up(sheet, last)
    book.properties.title = "Portfolio summary"
    book.properties.creator = f"xl_dualfuel {__version__}"
    return package.saved(book)


def _put(sheet: Worksheet, row: int, column: int, value: Any, style: str) -> None:
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # whatever it begins with
    cell.style = f"df {style}"


def _table(
    sheet: Worksheet, row: int, column: int, title: str, heads: Sequence[str], rows: Rows
) -> tuple[int, int]:  # fmt: skip
    """Write a table; its first and last row of values."""
    _put(sheet, row, column, title, "section")
    for number, head in enumerate(heads):
        _put(sheet, row + 1, column + number, head, "header")
    for offset, cells in enumerate(rows):
        for number, (value, style) in enumerate(cells):
            _put(sheet, row + 2 + offset, column + number, value, style)
    return row + 2, row + 1 + len(rows)


def _totals(data: dict[str, Any]) -> Rows:
    sums, units, tenths, money = data["totals"], "#,##0", "#,##0.0", data["units"]["money"]
    return [
        [(f"Season cost, {money}", "text"), (sums["setting_cost"], units), (sums["existing_cost"], units),
         (sums["saving_vs_existing"], units)],
        [("Electricity, MWh", "text"), (sums["electricity_kwh"] / 1000, tenths)],
        [("Fuel, MMBtu", "text"), (sums["fuel_mmbtu"], tenths)],
        [("Heat not met, MMBtu", "text"), (sums["setting_unmet_mmbtu"], tenths),
         (sums["existing_unmet_mmbtu"], tenths)],
        [("Emissions, t CO2", "text"), *((data["emissions"][f"{key}_kg"] / 1000, tenths)
                                          for key in ("setting", "existing", "saved"))],
        [("Power at design, kW", "text"), (sums["design_kw"], units)],
        [("Homes not fully heated", "text"), (data["homes"]["with_unmet_heat"], units)],
        [("Homes whose saving cannot be compared", "text"), (data["homes"]["without_saving"], units)],
    ]  # fmt: skip


def _savings(data: dict[str, Any]) -> Rows:
    saving = data["saving_vs_existing"]
    if saving["quantiles"] is None:
        return [[("no homes", "text"), (None, "text")]]
    rows = [[(_QUANTILES[name], "text"), (value, "#,##0.00")] for name, value in saving["quantiles"].items()]
    return [*rows, [(f"mean; quantiles {saving['method']}", "text"), (saving["mean"], "#,##0.00")]]


def _bands(data: dict[str, Any]) -> Rows:
    return [[(f"{band['low']:g} to {band['high']:g}", "text"), (band["homes"], "#,##0")] for band in data["setting"]]


def _systems(data: dict[str, Any]) -> Rows:
    return [
        [(f"{FUELS[row['fuel']].short}, strips {row['strips']}", "text"), (row["homes"], "#,##0"),
         (row["kw"], "#,##0"), (row["kw"] / row["homes"], "#,##0.0")]
        for row in data["design_kw"]
    ]  # fmt: skip


def _statuses(data: dict[str, Any]) -> Rows:
    rows = [[(_STATUS.get(name, name), "text"), (count, "#,##0")] for name, count in data["status"].items()]
    return [*rows, [("with problems", "text"), (data["homes"]["with_problems"], "#,##0")]]


def _problems(data: dict[str, Any]) -> Rows:
    listed = data["problems"]
    rows = [[(row["problem"], "text"), (row["homes"], "#,##0"), (row["example"], "plain")]
            for row in listed[:_MOST_PROBLEMS]]  # fmt: skip
    rest = sum(row["homes"] for row in listed[_MOST_PROBLEMS:])
    if rest:
        rows.append([("others", "text"), (rest, "#,##0")])
    return rows or [[("none", "text"), (0, "#,##0")]]


def _notes(data: dict[str, Any]) -> Rows:
    """What is doubtful first, then what was assumed."""
    listed = sorted(data["notes"], key=lambda note: bool(note["assumed"]))
    rows = [[(note["note"].partition(":")[0], "text"), (note["homes"], "#,##0"), (note["example"], "plain")]
            for note in listed[:_MOST_NOTES]]  # fmt: skip
    return rows or [[("none", "text"), (0, "#,##0")]]


def _bars(
    sheet: Worksheet, title: str, label: int, value: int, rows: tuple[int, int], colour: str, code: str,
    skip_last: bool = False, across: int = 1,
) -> BarChart | None:  # fmt: skip
    """A bar a row of a table, or a bar a column of one row; None for an empty table."""
    first, last = rows[0], rows[1] - skip_last
    if last < first:
        return None
    chart = BarChart()
    chart.type, chart.style, chart.legend, chart.gapWidth = "col", 2, None, 40
    drawing.look(chart, title, None, None, _CHART[1])
    chart.width = _CHART[0]
    if across > 1:
        values = Reference(sheet, min_col=value, max_col=value + across - 1, min_row=first)
        labels = Reference(sheet, min_col=value, max_col=value + across - 1, min_row=_head_above(sheet, first, value))
    else:
        values = Reference(sheet, min_col=value, min_row=first, max_row=last)
        labels = Reference(sheet, min_col=label, min_row=first, max_row=last)
    many = last - first >= _MANY
    chart.series.append(drawing.bar(values, labels, title, colour, "" if many else code))
    if many:
        drawing.axis(chart.x_axis, None, RichTextProperties(rot=_UPRIGHT, vert="horz"))
    rows_drawn = sheet.iter_rows(values.min_row, values.max_row, values.min_col, values.max_col, values_only=True)
    if all(isinstance(number, (int, float)) and number >= 0 for cells in rows_drawn for number in cells):
        chart.y_axis.scaling.min = 0  # a bar's length is what it shows
    chart.y_axis.number_format = code
    return chart


def _head_above(sheet: Worksheet, row: int, column: int) -> int:
    """The row of headings of the table that the row is in."""
    while sheet.cell(row, column).style != "df header":
        row -= 1
    return row


def _set_up(sheet: Worksheet, last: int) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.sheet_view.showGridLines = False
    sheet.print_area = f"A1:I{last}"
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("&A"), right=_HeaderFooterPart("Page &P of &N"))
