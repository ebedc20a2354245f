"""The sheet Tariff: periods and prices to edit, and the season's cost with each setting by formulas on them."""

from __future__ import annotations

import textwrap
from functools import partial
from typing import Any, Final

from openpyxl.utils import get_column_letter

from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.results.setting_words import FURNACE_ALONE, HEAT_PUMP_ALONE
from xl_dualfuel.tariffs.calendar import HOURS, MONTHS

from ..book import styles
from ..book.book import Book, Get
from ..book.layout import HEADER_ROW
from ..formulas import tariff_words
from ..formulas.given import shown
from ..shape import Filling, UnderTariff
from . import conditional_formats, tariff_entries, tariff_hours, tariff_settings
from .tariff_formulas import SettingFormulas
from .tariff_layout import digest, held_by, layout_text
from .tariff_numbers import Numbers, numbers_of, of, tariffed_by
from .tariff_places import (
    ANSWERS,
    GRID,
    GRID_END,
    HELPERS,
    LABELS,
    PRINTED,
    SHEET,
    Places,
)

HEADING: Final = "Tariff"
STALE: Final = "Inputs were edited since: make the workbook again for the season under the tariff"
"""On top, once an input was edited"""
_NOTE: Final = "Yellow cells may be edited: the cost of every setting and the best one follow. Costs are the heating's."
_FIXED: Final = "Calculated by dualfuel, not by formulas on this sheet: editing cells here does not change the costs."
WORDS: Final = 150
"""Characters of a line of what the program says"""
_LABEL, _MONTH, _GRID_LABEL, _GRID_HOUR = 25.0, 8.6, 20.0, 4.4
_MOST_WORDS: Final = 14
_KWH, _MONEY, _PLAIN = "$/kWh", "$", "kWh"
LARGEST: Final = 1e6
"""Of a price or a charge that may be typed"""


def under_words(under: UnderTariff) -> list[str]:
    """What the program says of the season under a tariff, in lines."""
    season = under.season
    texts = [season.headline, *(message for _, message in season.warnings)]
    every = [line for text in texts for line in textwrap.wrap(text, WORDS)]
    return every if len(every) <= _MOST_WORDS else [*every[: _MOST_WORDS - 1], "… dualfuel run prints all of it"]


def structure(under: UnderTariff) -> Any:
    """What the sheets of a tariff depend on, as Shape has it."""
    return tariffed_by(under, Numbers(under), len(under_words(under)))


def write(book: Book, places: Places) -> None:
    """Write both sheets and their names."""
    book.heading(SHEET, HEADING, _FIXED if places.of.not_live else _NOTE)
    stale = f'=IF(out_inputs_changed=0,"","{STALE}")'
    book.formula(SHEET, HEADER_ROW - 1, 1, stale, lambda f: STALE if f.edited else "", "df status")
    conditional_formats.add(book.sheets[SHEET], f"A{HEADER_ROW - 1}", "out_inputs_changed>0", "bad")
    book.widths(SHEET, (_LABEL, *[_MONTH] * MONTHS, 3.0, _GRID_LABEL, *[_GRID_HOUR] * HOURS))
    _answers(book, places)
    _words(book, places)
    tariff_entries.write(book, places)
    tariff_settings.write(book, places)
    layout = get_column_letter(HELPERS)
    _for_the_words(book, places)
    book.put(SHEET, HEADER_ROW, HELPERS, "How dualfuel read the tariff and laid out this sheet, for dualfuel verify",
             "df note")  # fmt: skip
    book.slot(SHEET, HEADER_ROW + 1, HELPERS, _layout, "df line")
    book.name("tariff_layout", SHEET, f"{layout}{HEADER_ROW + 1}")
    left, right = get_column_letter(PRINTED), get_column_letter(GRID_END)
    grid = get_column_letter(GRID)
    area = (f"{SHEET}!$A${HEADER_ROW}:${left}${places.last},"
            f"{SHEET}!${grid}${HEADER_ROW}:${right}${places.grid + len(places.of.grid) - 1}")  # fmt: skip
    book.printed(SHEET, "$A$1:$A$1", f"1:{HEADER_ROW - 1}", f"A{HEADER_ROW + 1}")
    book.print_areas[SHEET] = lambda _: area
    tariff_hours.write(book, places)


def _for_the_words(book: Book, places: Places) -> None:
    """What the headline is made of, for the screen."""
    best = f"INDEX({places.down('fahrenheit')},MATCH(MIN({places.down('tie')}),{places.down('tie')},0))"
    lines: tuple[tuple[str, str, str, Get, str], ...] = (
        ("tariff_made_headline", "Headline as made", "", _made(0), "df line"),
        ("tariff_made_cost", "Its cost as made", "", _made(1), f"df {styles.MONEY}"),
        ("tariff_fahrenheit", "Setting now, °F", f"={best}", of(lambda n: float(n.settings[n.best])), "df 0.0#"),
        ("tariff_words", "Headline now", f"={tariff_words.WORDS}", headline, "df line"),
        ("tariff_sha256", "SHA-256 of its cells as made", "", sha256, "df line"),
        ("tariff_source", "Alone all season", f"={tariff_words.source_formula(places.down('fahrenheit'))}", of(_source),
         "df text"),
    )  # fmt: skip
    for row, (name, label, formula, get, style) in enumerate(lines, HEADER_ROW + 3):
        column = HELPERS + 2
        book.put(SHEET, row, HELPERS, label, "df note")
        if formula:
            book.formula(SHEET, row, column, formula, get, style)
        else:
            book.slot(SHEET, row, column, get, style)
        book.name(name, SHEET, f"{get_column_letter(column)}{row}")


def sha256(f: Filling) -> str | None:
    """The SHA-256 of the tariff's numbers."""
    numbers = numbers_of(f)
    if numbers is None or f.tariff is None:
        return None
    if f.tariff.made:
        return f.tariff.made[2]
    return f.tariff.cells or digest(held_by(numbers))  # shares of a month's use may add up to it but for a last digit


def _made(part: int) -> Get:
    return lambda f: None if f.tariff is None else tariff_words.made(f.tariff)[part]


def headline(f: Filling) -> str:
    """The words of the headline."""
    numbers, under = numbers_of(f), f.tariff
    if numbers is None or under is None:
        return ""
    return tariff_words.said(f, under, _of_the_words(numbers))


def _of_the_words(numbers: Numbers) -> tariff_words.Numbers:
    cost, best = numbers.years["cost"], numbers.best
    return tariff_words.Numbers(float(cost[best + 2]), float(cost[1]), float(numbers.settings[best]), _source(numbers))


def _source(numbers: Numbers) -> str:
    settings = numbers.settings.tolist()
    at = settings[numbers.best]
    return FURNACE_ALONE if at == max(settings) else HEAT_PUMP_ALONE if at == min(settings) else ""


def setting(f: Filling) -> str:
    """The setting to program, for the card of the Summary."""
    numbers = numbers_of(f)
    return tariff_words.setting(f, None if numbers is None else _of_the_words(numbers))


def saved(f: Filling) -> str:
    """What it saves a season, for the card of the Summary."""
    numbers = numbers_of(f)
    return tariff_words.saved(f, None if numbers is None else _of_the_words(numbers))


def sentence(f: Filling) -> str:
    """The result in one sentence, for Cover and Summary."""
    return tariff_words.sentence(f, headline(f))


def _layout(f: Filling) -> str | None:
    return None if f.tariff is None else layout_text(f.tariff, f.shape.tariffed)


def _answers(book: Book, places: Places) -> None:
    book.put(SHEET, HEADER_ROW, LABELS, "The best single setting under this tariff", "df section")
    formulas = SettingFormulas(places)
    units = book.shape.units
    for key, label in ANSWERS:
        row = places.answers[key]
        unit = "°F" if key in ("setting", "today") else "$"
        style = "df 0.0#" if unit == "°F" else f"df {styles.MONEY}"
        book.put(SHEET, row, LABELS, label, "df plain")
        book.formula(SHEET, row, 3, f"={formulas.answer(key)}", partial(_answer, key), style)
        book.put(SHEET, row, 4, shown_in(unit, units), "df text")
    for key, name in (("setting", "tariff_setting"), ("cost", "tariff_cost"), ("saving", "tariff_saving")):
        book.name(name, SHEET, f"C{places.answers[key]}")


def _answer(key: str, f: Filling) -> Any:
    numbers = numbers_of(f)
    if numbers is None:
        return None
    cost = numbers.years["cost"]
    best = numbers.best
    return {
        "setting": shown(float(numbers.settings[best]), "°F", f.shape.units),
        "cost": float(cost[best + 2]),
        "today": shown(numbers.p.existing_switchover, "°F", f.shape.units),
        "today_cost": float(cost[1]),
        "saving": float(cost[1] - cost[best + 2]),
    }[key]


def _words(book: Book, places: Places) -> None:
    book.put(SHEET, places.words - 1, LABELS, "What dualfuel said when the workbook was made", "df section")
    for number in range(places.of.words):
        book.slot(SHEET, places.words + number, LABELS, partial(_word, number), "df line")


def _word(number: int, f: Filling) -> str | None:
    if f.tariff is None:
        return None
    under = f.tariff
    lines = f.once("tariff words", lambda: under_words(under))
    return lines[number] if number < len(lines) else None
