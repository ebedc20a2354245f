"""The Summary: the client's page. What to set on the thermostat, what it saves and why, on one printed page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import Any, Final

from openpyxl.chart import ScatterChart
from openpyxl.drawing.image import Image

from xl_dualfuel.results.case_units import shown_in

from ..book.book import Book
from ..formulas import summary as says
from ..formulas import tariff_words, words
from ..formulas.summary import Shown
from ..shape import Filling
from . import charts, conditional_formats, drawing

SHEET: Final = "Summary"
_WIDTHS: Final = (46, 16, 26)
_PROBLEM_ROW: Final = 3
_CARD_ROW: Final = 4
"""First row of the answer in words and of the card beside it"""
_HEIGHTS: Final = (48, 44, 32, 58, 56)
"""Of these rows [points]: room for the longest words, also where letters are wider than Calibri's"""
_UNDER_TARIFF: Final = (116, 32, 24, 24, 48)
"""The same where the first line has all that is to be done under a tariff"""
_STALE_ROW: Final = _CARD_ROW + len(_HEIGHTS)
_CHART_ROW: Final = _STALE_ROW + 1
_CHART_ROWS: Final = 15
_TABLE_ROW: Final = _CHART_ROW + _CHART_ROWS + 1
_END_ROW: Final = _TABLE_ROW + len(says.WAYS) + 2
_END_HEIGHT: Final = 27
"""Of the rows there [points]: two lines"""
PARTIES: Final = {
    "site": "Site",
    "prepared_for": "Prepared for",
    "installer": "Installer",
    "prepared_by": "Prepared by",
    "prepared_date": "Date",
    "signed": "Signed, date",
}
"""Labels of the site and parties by name"""
PARTIES_COLUMN: Final = 2
_BRANDED: Final = {"installer": "name"}
"""What a brand calls them, where it has another word"""
_TERMS: Final = (
    "At the switchover temperature outdoors and above, the heat pump heats; below it, the furnace does. The lockouts "
    "keep the compressor off when it is colder, and auxiliary heat off when it is warmer."
)
_MEASURED: Final = ("What the bills say: sheet Bills.", "What the thermostat recorded: sheet Record.")
_REST: Final = "All of it, and how much each may change the cost: sheet Cover."
_TOP_HEIGHTS: Final = (24, 28)
"""Of the title and of the company's line [points]"""
_LOGO: Final = (180, 64)
"""Most width and height [pixels]: as high as both, as wide as the column"""


def write(book: Book) -> None:
    """Write the page and the names of its cells."""
    sheet, brand = book.sheets[SHEET], book.shape.brand
    book.widths(SHEET, _WIDTHS)
    book.put(SHEET, 1, 1, "Heat pump and furnace: what to set", "df title")
    book.put(SHEET, 2, 1, " · ".join(part for part in (brand.name, brand.contact) if part) or None, "df page note")
    for row, height in enumerate(_TOP_HEIGHTS, 1):
        sheet.row_dimensions[row].height = height
    if brand.logo:
        logo = Image(BytesIO(brand.logo))
        scale = min(most / own for most, own in zip(_LOGO, (brand.logo_width, brand.logo_height), strict=True))
        logo.width, logo.height = (max(1, round(own * scale)) for own in (brand.logo_width, brand.logo_height))
        sheet.add_image(logo, "C1")
    _answer(book)
    _chart(book)
    _table(book)
    _assumed(book)
    _parties(book)
    book.printed(SHEET, f"$A$1:$C${_END_ROW + len(PARTIES)}")


def _formula(book: Book, row: int, column: int, said: Shown, style: str) -> None:
    if said.formula:
        book.formula(SHEET, row, column, book.layout.scalar(said.formula), said.value, style)
    else:
        book.slot(SHEET, row, column, said.value, style)


def _answer(book: Book) -> None:
    """What stands in the way, the answer in words, and beside it the card."""
    sheet = book.sheets[SHEET]
    _formula(book, _PROBLEM_ROW, 1, says.PROBLEM, "df status")
    conditional_formats.add(sheet, f"A{_PROBLEM_ROW}:C{_PROBLEM_ROW}", f'$A${_PROBLEM_ROW}<>""', "bad")
    for row, height in enumerate(_UNDER_TARIFF if book.shape.tariffed else _HEIGHTS, _CARD_ROW):
        sheet.row_dimensions[row].height = height
    for row, said in enumerate(_said(book), _CARD_ROW):
        _formula(book, row, 1, said, "df page text" if row > _CARD_ROW else "df page sentence")
    book.put(SHEET, _CARD_ROW + len(says.WORDS), 1, _TERMS, "df page note")
    stale = f'=IF(out_inputs_changed=0,"","{says.STALE}")'
    book.formula(SHEET, _STALE_ROW, 1, stale, lambda f: says.STALE if f.edited else "", "df status")
    conditional_formats.add(sheet, f"A{_STALE_ROW}:C{_STALE_ROW}", "out_inputs_changed>0", "bad")
    for row, item in enumerate(_card(book), _CARD_ROW):
        book.put(SHEET, row, 2, item.label, "df card label")
        _formula(book, row, 3, item, "df card")


_CHOSEN: Final = "Best at plain prices"
_NOT_SAID: Final = "–"
_REST_OF_IT: Final = "The chart and the table are at the house's plain prices, without the tariff: see sheet Tariff."


_PLAIN_BEST: Final = Shown(
    "",
    f'IF(out_status="OK","{_CHOSEN}: "&out_headline_at,"{says.NONE}")',
    lambda f: f"{_CHOSEN}: {words.degrees(f.s.setting.switchover, f.s.parameters)}",
)


def _said(book: Book) -> Sequence[Shown]:
    """The answer in words; under a tariff its headline, and of what the rest of the page is."""
    if not book.shape.tariffed:
        return says.WORDS
    from . import tariff  # here, as below: few workbooks have one

    return Shown("", tariff_words.SENTENCE, tariff.sentence), Shown("", "", lambda _: _REST_OF_IT)


def _card(book: Book) -> Sequence[Shown]:
    """What to set, and what it is worth; under a tariff by the sheet Tariff."""
    if not book.shape.tariffed:
        return says.CARD
    from . import tariff

    setting, compressor, auxiliary, differential, _ = says.CARD
    lockouts = [Shown(one.label, "", lambda _: _NOT_SAID) for one in (compressor, auxiliary)]
    return (Shown(setting.label, tariff_words.SETTING, tariff.setting), *lockouts, differential,
            Shown("Season saving", tariff_words.SAVED, tariff.saved))  # fmt: skip


def _chart(book: Book) -> None:
    """The season's cost by setting, today's and the recommended one marked."""
    degree = shown_in("°F", book.shape.units)
    chart: ScatterChart = drawing.scatter("", f"Switchover setting, {degree}", f"{book.shape.units.currency} a season")
    drawing.title_from(chart, charts.title_cell("season"))
    place = book.layout.tables["Season"]
    x, y = (drawing.column(book, place, key) for key in ("switchover", "annual_cost"))
    chart.series.append(drawing.line(x, y, "Season cost", drawing.BLUE))
    for key, title, colour in (("today", "Today", book.shape.brand.accent), ("setting", _chosen(book), drawing.GREEN)):
        chart.series.append(drawing.points(*charts.marked(book, key), title, colour, size=12))
    chart.y_axis.number_format = "#,##0"
    chart.legend.position = "r"  # type: ignore[union-attr]  # below, it would take a third of the height
    chart.anchor = drawing.over(len(_WIDTHS), _CHART_ROW + 1, _CHART_ROWS - 1)
    book.sheets[SHEET].add_chart(chart)


def _table(book: Book) -> None:
    """What a season costs in each way."""
    ways = "Ways to heat, at plain prices" if book.shape.tariffed else "Ways to heat"
    book.headers(SHEET, _TABLE_ROW, (ways, says.WAYS[0].cost.label, says.WAYS[0].against.label))
    for row, way in enumerate(says.WAYS, _TABLE_ROW + 1):
        if isinstance(way.label, str):
            book.put(SHEET, row, 1, way.label, "df text")
        elif book.shape.tariffed and way is says.WAYS[-1]:
            _formula(book, row, 1, _PLAIN_BEST, "df text")
        else:
            _formula(book, row, 1, way.label, "df text")
        _formula(book, row, 2, way.cost, "df text")
        _formula(book, row, 3, way.against, "df text")


def _chosen(book: Book) -> str:
    """What the setting of the plain prices is called."""
    return _CHOSEN if book.shape.tariffed else "Recommended"


def _assumed(book: Book) -> None:
    """What was assumed, as the program had it when the workbook was made."""
    book.put(SHEET, _END_ROW, 1, "Assumed when this workbook was made", "df section")
    for number in range(says.MOST_ASSUMED):
        book.slot(SHEET, _END_ROW + 1 + number, 1, partial(says.assumed, number), "df page note")
    measured = [
        text for text, is_there in zip(_MEASURED, (book.shape.billed, book.shape.recorded), strict=True) if is_there
    ]
    book.put(SHEET, _END_ROW + 1 + says.MOST_ASSUMED, 1, " ".join((_REST, *measured)), "df page note")


def _parties(book: Book) -> None:
    """Site and parties: what a form said of them, else the brand; yellow, to be filled in."""
    brand = book.shape.brand
    book.put(SHEET, _END_ROW, PARTIES_COLUMN, "Site and parties", "df section")
    for row, (name, label) in enumerate(PARTIES.items(), _END_ROW + 1):
        text = getattr(brand, _BRANDED.get(name, name), "") or (brand.name if name == "prepared_by" else "")
        book.put(SHEET, row, PARTIES_COLUMN, label, "df text")
        book.sheets[SHEET].row_dimensions[row].height = _END_HEIGHT
        book.slot(SHEET, row, PARTIES_COLUMN + 1, _party(name, text), "df input text")
        book.name(name, SHEET, f"C{row}")


def _party(name: str, brand: str) -> Callable[[Filling], Any]:
    return lambda f: str(f.result.case.beside.details.get(name) or brand) or None
