"""A long table as a workbook of one sheet, row by row in bounded memory, the same bytes every time.

Results have their totals on top, then headings in words, then the keys that programs read the columns by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, Final, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart

from xl_dualfuel.workbook.book import package, styles
from xl_dualfuel.workbook.book.layout import SCALE
from xl_dualfuel.workbook.brand import NO_BRAND

from ..errors import OutputError
from ..homes.engine import COLUMNS
from ..homes.summary import BILLED, SUMS
from ..inputs.units_given import Units
from ..version import __version__

KEYS_ROW: Final = 3
"""The row of the keys in a table of results; the homes are below it"""
EXCEL_ROWS: Final = 1_048_576 - KEYS_ROW
"""Most homes of a sheet"""
_LONGEST: Final = 32767
_TITLE_SHEET: Final = "Homes"
_INDENTED: Final = Alignment(horizontal="left", indent=1)
"""Texts keep off the numbers before them"""
_MONEY, _TENTHS, _COUNT = "money", "#,##0.0", "#,##0"
_LAST_PRINTED: Final = "setting_words"
"""Notes and problems are long texts, for the screen"""


class _Look(NamedTuple):
    """How a column of results looks: heading, number format, "" for text, and width [characters]."""

    heading: str
    code: str = ""
    width: float = 12.0


_LOOKS: Final = {
    "setting": _Look("Setting to program", "0.0", 10), "setting_cost": _Look("Season cost", _MONEY),
    "setting_unmet_mmbtu": _Look("Heat not delivered, MMBtu", _TENTHS),
    "switchover": _Look("Bin edge of least cost", "0.0", 10), "status": _Look("What is cheaper", width=17),
    "annual_cost": _Look("Season cost at that edge", _MONEY),
    "unmet_mmbtu": _Look("Heat not delivered at that edge, MMBtu", _TENTHS),
    "electricity_kwh": _Look("Electricity, kWh", _COUNT), "fuel_mmbtu": _Look("Fuel, MMBtu", _TENTHS),
    "emissions_kg": _Look("Emissions, kg of CO2", _COUNT), "saving_vs_existing": _Look("Saved against today", _MONEY),
    "saving_vs_single_fuel": _Look("Saved against the dearer source alone", _MONEY),
    "temperature_unit": _Look("Degrees F or C", width=9),
    "heat_pump_only_cost": _Look("Season cost, heat pump only", _MONEY),
    "heat_pump_only_unmet_mmbtu": _Look("Heat not delivered, heat pump only, MMBtu", _TENTHS),
    "furnace_only_cost": _Look("Season cost, furnace only", _MONEY),
    "furnace_only_unmet_mmbtu": _Look("Heat not delivered, furnace only, MMBtu", _TENTHS),
    "existing_cost": _Look("Season cost today", _MONEY),
    "existing_unmet_mmbtu": _Look("Heat not delivered today, MMBtu", _TENTHS),
    "existing_emissions_kg": _Look("Emissions today, kg of CO2", _COUNT),
    "furnace_hours": _Look("Furnace hours, h", _COUNT), "design_kw": _Look("Power at design, kW", _TENTHS),
    "energy_cost": _Look("of the season: electricity", _MONEY),
    "demand_cost": _Look("of the season: demand charge", _MONEY), "fuel_cost": _Look("of the season: fuel", _MONEY),
    "minimum_cost": _Look("of the season: least bills", _MONEY), "tax_cost": _Look("of the season: tax", _MONEY),
    "carbon_cost": _Look("Carbon, in no cost", _MONEY), "tariff_name": _Look("Tariff", width=24),
    "setting_words": _Look("Setting in words", width=30), "notes": _Look("Notes", width=60),
    "problem": _Look("Problem", width=60),
}  # fmt: skip
_SUMMED: Final = tuple(name for name in (*SUMS, *BILLED) if name != "furnace_hours")


def refuse_too_many(homes: int) -> None:
    """Raises OutputError: a sheet does not hold so many."""
    if homes > EXCEL_ROWS:
        raise OutputError(f"A sheet holds {EXCEL_ROWS:,} homes, and there are more; write .csv or .parquet")


def write_table(
    titles: Sequence[str], rows: Iterator[list[Any]], target: IO[bytes], summary: Mapping[str, Any] | None = None
) -> None:  # fmt: skip
    """Write headings and rows. Text stays text whatever it begins with. Raises OutputError: too many rows.

    summary: of the results that the rows are; without it they are any table, whose titles are its only headings.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_TITLE_SHEET)
    values: dict[str, float] = {}
    codes: list[str] = [""] * len(titles)
    if summary is None:
        sheet.freeze_panes = "A2"
        for number, title in enumerate(titles, 1):
            sheet.column_dimensions[get_column_letter(number)].width = min(max(len(title) + 2, 12), 60)
        sheet.append([_text(sheet, title, Font(bold=True)) for title in titles])
    else:
        one_money = summary["totals"]["setting_cost"] is not None
        money = styles.money_format(Units(currency=summary["units"]["money"])) if one_money else "#,##0.00"
        results = _results(titles)
        looks = [_LOOKS[title] if title in results else None for title in titles]
        codes = ["" if look is None else money if look.code == _MONEY else look.code for look in looks]
        values = _heads(sheet, titles, codes, summary)
        book.calculation = CalcProperties(fullCalcOnLoad=True)
    shaped = [WriteOnlyCell(sheet) for _ in titles]  # each is written before it holds the next row's number
    for cell, code in zip(shaped, codes, strict=True):
        cell.number_format = code or "General"
    for count, row in enumerate(rows, 1):
        refuse_too_many(count)
        sheet.append([
            _text(sheet, value) if isinstance(value, str) else _holding(cell, value) if code else value
            for value, cell, code in zip(row, shaped, codes, strict=True)
        ])  # fmt: skip
    book.properties.title = "Portfolio of homes"
    book.properties.creator = f"xl_dualfuel {__version__}"
    package.save(book, target, values)


def _holding(cell: Any, value: Any) -> Any:
    if value is None:
        return None
    cell.value = value
    return cell


def _heads(sheet: Any, titles: Sequence[str], codes: Sequence[str], summary: Mapping[str, Any]) -> dict[str, float]:
    """The rows above the homes, and how the sheet is seen and printed; the values of the totals by their cells."""
    last = KEYS_ROW + summary["homes"]["total"]
    totals, words, keys, values = [], [], [], {}
    results = _results(titles)
    white, small = (
        Font(name=styles.FONT, bold=True, color="FFFFFFFF"),
        Font(name=styles.FONT, size=10, color="FF595959"),
    )
    dark = PatternFill("solid", fgColor=f"FF{NO_BRAND.colour}")
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for number, (title, code) in enumerate(zip(titles, codes, strict=True), 1):
        letter, look = get_column_letter(number), _LOOKS[title] if title in results else _Look(title, width=18)
        sheet.column_dimensions[letter].width = look.width
        head = _text(sheet, look.heading, white)
        head.fill, head.alignment = dark, middle
        words.append(head)
        keys.append(_text(sheet, title, small))
        value = summary["totals"].get(title) if title in _SUMMED and title in results else None
        cell = _text(sheet, "Total of the rows shown" if number == 1 else "", Font(name=styles.FONT, bold=True))
        if value is not None:
            cell.value, cell.number_format = f"=SUBTOTAL(109,{letter}{KEYS_ROW + 1}:{letter}{last})", code
            values[f"{letter}1"] = float(value)
        totals.append(cell if value is not None or number == 1 else None)
    right = get_column_letter(len(titles))
    printed = get_column_letter(1 + list(titles).index(_LAST_PRINTED))
    sheet.row_dimensions[2].height = 64
    sheet.freeze_panes = f"B{KEYS_ROW + 1}"
    sheet.auto_filter.ref = f"A{KEYS_ROW}:{right}{last}"
    sheet.page_setup.orientation, sheet.page_setup.scale = "landscape", SCALE
    sheet.print_title_rows, sheet.print_title_cols = "2:2", "A:A"
    sheet.print_area = f"A1:{printed}{last}"
    sheet.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart("&F"), center=_HeaderFooterPart("&A"), right=_HeaderFooterPart("Page &P of &N")
    )
    for row in (totals, words, keys):
        sheet.append(row)
    return values


def _results(titles: Sequence[str]) -> frozenset[str]:
    """The columns behind the table's own."""
    return frozenset(titles[list(titles).index(COLUMNS[0]) :])


def _text(sheet: Any, text: str, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", text)[:_LONGEST])
    cell.data_type = "s"
    cell.alignment = _INDENTED
    if font is not None:
        cell.font = font
    return cell
