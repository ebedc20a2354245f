"""The sheet Tariff: periods and prices to edit, and the season's cost with each setting by formulas on them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.tariffs.calendar import HOURS, MONTHS, SHORT_MONTHS

from ..book import styles
from ..book.book import Book, Get
from ..book.layout import HEADER_ROW
from ..formulas import tariff_words
from ..formulas.given import shown
from ..shape import Filling, UnderTariff
from . import conditional_formats, tariff_hours, tariff_settings
from .tariff_formulas import SettingFormulas
from .tariff_layout import digest, held_by, layout_text, months_of
from .tariff_numbers import Numbers, numbers_of, of, tariffed_by
from .tariff_places import (
    ANSWERS,
    FIRST_MONTH,
    GRID,
    GRID_END,
    HELPERS,
    LABELS,
    PRINTED,
    SHEET,
    SINGLES,
    Places,
)

HEADING: Final = "Tariff"
STALE: Final = "Inputs were edited since: make the workbook again for the season under the tariff"
"""On top, once an input was edited"""
_NOTE: Final = "Yellow cells may be edited: the cost of every setting and the best one follow. Costs are the heating's."
_FIXED: Final = "Calculated by dualfuel, not by formulas on this sheet: editing cells here does not change the costs."
WORDS: Final = 150
"""Characters of a line of what the program says"""
_LABEL, _MONTH, _GRID_LABEL, _GRID_HOUR = 22.5, 8.6, 20.0, 4.4
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
    _monthly(book, places)
    _singles(book, places)
    _periods(book, places)
    for name, ladders in (("ladder", places.of.ladders), ("fuel_ladder", places.of.fuel_ladders)):
        for number, (_, per) in enumerate(ladders):
            _blocks(book, places, name, number, per)
    _hours_of(book, places)
    _grid(book, places)
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
        ("tariff_sha256", "SHA-256 of the tariff as made", "", sha256, "df line"),
    )
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
    return f.tariff.made[2] if f.tariff.made else digest(held_by(numbers))


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
    return tariff_words.Numbers(float(cost[best + 2]), float(cost[1]), float(numbers.settings[best]))


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


def _entry(book: Book, row: int, column: int, get: Get, unit: str, fixed: bool = False) -> None:
    """A cell of the tariff: yellow where the sheet follows it; fixed: this one it does not."""
    if fixed or (book.shape.tariffed is not None and book.shape.tariffed.not_live):
        book.slot(SHEET, row, column, get, f"df {styles.SIDES}")
    else:
        book.slot(SHEET, row, column, get, "df input 0" if unit == "0" else styles.input_style(unit))


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


_MONTHLY: Final = (
    ("rider", "Rider, $/kWh", _KWH), ("household", "Household use, kWh", _PLAIN),
    ("minimum", "Least bill, electricity", _MONEY), ("fixed", "Fixed, apart", _MONEY),
)  # fmt: skip


def _monthly(book: Book, places: Places) -> None:
    """What differs by month."""
    of_fuel = places.of.fuel_unit
    book.headers(SHEET, places.monthly, ("By month", *SHORT_MONTHS))
    rows: list[tuple[str, str, str, Callable[[Numbers], Any]]] = [
        ("rider", "Rider, $/kWh", _KWH, lambda n: n.explicit.power.riders),
        ("household", "Household use, kWh", _PLAIN, lambda n: n.household),
        ("minimum", "Least bill, electricity", _MONEY, lambda n: n.explicit.power.minimum),
        ("fixed", "Fixed, electricity, apart", _MONEY, lambda n: n.explicit.power.fixed),
        *((f"demand{k}", f"Demand charge {k + 1}, $/kW", _MONEY, partial(_charge, k))
          for k in range(places.of.demands)),
        *((f"ladder{k}", f"1: blocks {k + 1} apply", "0", partial(_applies, k)) for k in range(len(places.of.ladders))),
        ("fuel_price", f"Fuel, {of_fuel}", _KWH, lambda n: n.explicit.fuel.monthly),
        ("fuel_rider", f"Rider, {of_fuel}", _KWH, lambda n: n.explicit.fuel.riders),
        ("fuel_other", "Other use of fuel", _PLAIN, lambda n: n.explicit.fuel.other_use),
        ("fuel_minimum", "Least bill, fuel", _MONEY, lambda n: n.explicit.fuel.minimum),
        ("fuel_fixed", "Fixed, fuel, apart", _MONEY, lambda n: n.explicit.fuel.fixed),
        *((f"fuel_ladder{k}", f"1: fuel blocks {k + 1} apply", "0", partial(_fuel_applies, k))
          for k in range(len(places.of.fuel_ladders))),
    ]  # fmt: skip
    for key, label, unit, get in rows:
        row = places.months[key]
        book.put(SHEET, row, LABELS, label, "df text")
        for month in range(MONTHS):
            _entry(book, row, FIRST_MONTH + month, of(partial(_twelfth, get, month)), unit)
        letters = get_column_letter(FIRST_MONTH), get_column_letter(PRINTED)
        book.name(f"tariff_{key}", SHEET, *(f"{letter}{row}" for letter in letters))
    labels = {"added": "Added to each kWh, $/kWh", "hours": "Hours", "before": "Hours before"}
    for key, label in labels.items():
        book.put(SHEET, places.months[key], LABELS, label, "df text")
    for month in range(MONTHS):
        column, letter = FIRST_MONTH + month, get_column_letter(FIRST_MONTH + month)
        rider = f"{letter}{places.months['rider']}"
        book.formula(SHEET, places.months["added"], column, f"={places.single('delivery')}+{rider}",
                     of(partial(_added, month)), "df 0.0000##")  # fmt: skip
        book.slot(SHEET, places.months["hours"], column, of(partial(_count, month)), "df 0")
        before = get_column_letter(column - 1)
        chain = f"={before}{places.months['before']}+{before}{places.months['hours']}" if month else "=0"
        book.formula(SHEET, places.months["before"], column, chain, of(partial(_before, month)), "df 0")


def _charge(number: int, n: Numbers) -> Any:
    return n.explicit.power.demands[number].charge


def _applies(number: int, n: Numbers) -> list[int]:
    return months_of(n.explicit.power.ladders[number])


def _fuel_applies(number: int, n: Numbers) -> list[int]:
    return months_of(n.explicit.fuel.ladders[number])


def _twelfth(get: Callable[[Numbers], Any], month: int, n: Numbers) -> Any:
    value = get(n)[month]
    return value if isinstance(value, int) else float(value)


def _added(month: int, n: Numbers) -> float:
    return n.explicit.power.delivery + n.explicit.power.riders[month]


def _count(month: int, n: Numbers) -> int:
    return int(n.count[month])


def _before(month: int, n: Numbers) -> int:
    return int(n.before[month])


def _singles(book: Book, places: Places) -> None:
    """What is one number, and the ratchets of the demand charges beside it."""
    book.put(SHEET, places.single_title, LABELS, "For the year", "df section")
    gets: dict[str, tuple[Callable[[Numbers], Any], str]] = {
        "delivery": (lambda n: n.explicit.power.delivery, _KWH),
        "tax": (lambda n: n.explicit.power.tax, ""),
        "fuel_tax": (lambda n: n.explicit.fuel.tax, ""),
        "carbon_price": (lambda n: n.tariff.carbon_price, _MONEY),
    }
    values: dict[str, Callable[[Numbers], Any]] = {
        "fuel_heat": lambda n: n.explicit.fuel_heat,
        "guess": lambda n: n.of.curve.guess,
    }
    for key, label in SINGLES:
        row = places.singles[key]
        book.put(SHEET, row, LABELS, label, "df text")
        if key in gets:
            get, unit = gets[key]
            _entry(book, row, FIRST_MONTH + 1, of(get), unit)
        else:
            book.slot(SHEET, row, FIRST_MONTH + 1, of(values[key]), f"df {styles.SIDES}")
        book.name(f"tariff_{key}", SHEET, f"{get_column_letter(FIRST_MONTH + 1)}{row}")
    for number, row in places.ratchets.items():
        label = f"Ratchet of demand charge {number + 1}, share"
        book.put(SHEET, row, FIRST_MONTH + 3, label, "df plain")
        _entry(book, row, FIRST_MONTH + 8, of(partial(_ratchet, number)), "")


def _ratchet(number: int, n: Numbers) -> float:
    return n.explicit.power.demands[number].ratchet


def _periods(book: Book, places: Places) -> None:
    """The periods, what each costs, and which ladders and demand charges they count for."""
    ladders, demands = len(places.of.ladders), places.of.demands
    labels = ("Periods", "Number", "Price, $/kWh", *(f"1: fills blocks {n + 1}" for n in range(ladders)),
              *(f"1: demand {n + 1} counts" for n in range(demands)))  # fmt: skip
    book.headers(SHEET, places.periods, labels, height=48)
    first, last = places.period_rows
    for number, row in enumerate(range(first, last + 1)):
        book.slot(SHEET, row, 1, of(partial(_name, number)), "df text")
        book.put(SHEET, row, 2, number + 1, "df 0")
        _entry(book, row, 3, of(partial(_price, number)), _KWH)
        for n in range(ladders):
            _entry(book, row, 4 + n, of(partial(_counts, "ladders", n, number)), "0")
        for n in range(demands):
            _entry(book, row, 4 + ladders + n, of(partial(_counts, "demands", n, number)), "0")
    book.name("tariff_price", SHEET, f"C{first}", f"C{last}")
    book.name("tariff_period", SHEET, f"A{first}", f"A{last}")


def _name(number: int, n: Numbers) -> str:
    return n.explicit.names[number]


def _price(number: int, n: Numbers) -> float:
    return float(n.explicit.prices[number])


def _counts(kind: str, number: int, period: int, n: Numbers) -> int:
    return int(n.counted(getattr(n.explicit.power, kind)[number].periods)[period])


def _blocks(book: Book, places: Places, name: str, number: int, per: str) -> None:
    """The blocks of one ladder: from, up to, price, and the step to the price before."""
    top = places.blocks[f"{name}{number}"]
    unit, what = (places.of.fuel_unit.removeprefix("$/"), "Fuel blocks") if name[0] == "f" else ("kWh", "Blocks")
    title = f"{what} {number + 1}, by the {unit} of a {per}"
    if per == "day":
        title += ": calculated by dualfuel; edits here, of household use and of the grid do not change their cost"
    book.put(SHEET, top - 1, 1, title, "df section")
    book.headers(SHEET, top, (f"From, {unit}", f"Up to, {unit}", f"Price, $/{unit}", "Step"))
    ladders = places.of.fuel_ladders if name[0] == "f" else places.of.ladders
    count = ladders[number][0]
    for place, row in enumerate(range(top + 1, top + count + 1)):
        is_last = place == count - 1
        begin = f"=B{row - 1}" if place else "=0"
        book.formula(SHEET, row, 1, begin, of(partial(_block, name, number, place, "begin")), f"df {styles.SIDES}")
        if is_last:
            book.put(SHEET, row, 2, "no end", "df text")
        else:
            _entry(book, row, 2, of(partial(_block, name, number, place, "up_to")), _PLAIN, per == "day")
        _entry(book, row, 3, of(partial(_block, name, number, place, "price")), _KWH, per == "day")
        step = f"=C{row}-C{row - 1}" if place else f"=C{row}"
        book.formula(SHEET, row, 4, step, of(partial(_block, name, number, place, "step")), f"df {styles.SIDES}")


def _block(name: str, number: int, place: int, what: str, n: Numbers) -> float:
    of_one = n.explicit.fuel if name[0] == "f" else n.explicit.power
    blocks = of_one.ladders[number].blocks
    block, before = blocks[place], blocks[place - 1] if place else None
    return {
        "begin": before.up_to if before else 0.0,
        "up_to": block.up_to,
        "price": block.price,
        "step": block.price - (before.price if before else 0.0),
    }[what]


def _hours_of(book: Book, places: Places) -> None:
    """Special prices and control hours: prices to edit; the hours themselves are the program's."""
    if places.of.specials:
        top = places.specials
        book.put(SHEET, top - 1, 1, "Special prices, in the hours of sheet Hours, which dualfuel found", "df section")
        book.headers(SHEET, top, ("Name", "", "", "Hours", "Price, $/kWh", "What it does"))
        for number, adds in enumerate(places.of.specials):
            row = top + 1 + number
            book.slot(SHEET, row, 1, of(partial(_special, number, "name")), "df text")
            book.slot(SHEET, row, 4, of(partial(_special, number, "hours")), "df 0")
            _entry(book, row, 5, of(partial(_special, number, "price")), _KWH)
            book.put(SHEET, row, 6, "is added to the price" if adds else "replaces the price", "df plain")
    if places.of.controls:
        top = places.controls
        book.put(SHEET, top - 1, 1, "Hours in which the utility keeps the heat pump off, as dualfuel found them",
                 "df section")  # fmt: skip
        book.headers(SHEET, top, ("Name", "", "", "Hours"))
        for number in range(places.of.controls):
            book.slot(SHEET, top + 1 + number, 1, of(partial(_control, number)), "df text")
        book.slot(SHEET, top + 1, 4, of(lambda n: int(n.control.sum())), "df 0")


def _special(number: int, what: str, n: Numbers) -> Any:
    if what == "hours":
        return int(n.specials[number].sum())
    return getattr(n.explicit.power.specials[number], what)


def _control(number: int, n: Numbers) -> str:
    return n.explicit.power.controls[number].name


def _grid(book: Book, places: Places) -> None:
    """The period of each hour of the day, by month and kind of day."""
    row, count = places.grid, len(places.of.grid)
    book.put(SHEET, row - 2, GRID, "Period of each hour of the clock, by its number", "df section")
    book.headers(SHEET, row - 1, ("Hour that begins at", *(str(hour) for hour in range(HOURS))), GRID)
    for place, label in enumerate(places.of.grid):
        book.put(SHEET, row + place, GRID, label, "df text")
        for hour in range(HOURS):
            _entry(book, row + place, GRID + 1 + hour, of(partial(_cell, place, hour)), "0")
    first, last = get_column_letter(GRID + 1), get_column_letter(GRID_END)
    book.name("tariff_grid", SHEET, f"{first}{row}", f"{last}{row + count - 1}")
    rule = DataValidation(type="whole", operator="between", formula1="1", formula2=str(places.of.periods))
    prompt = f"The number of a period, 1 to {places.of.periods}"
    book.validated(SHEET, f"{first}{row}:{last}{row + count - 1}", rule, "Period", prompt, prompt)


def _cell(place: int, hour: int, n: Numbers) -> int:
    return int(n.grid.periods[place, hour]) + 1
