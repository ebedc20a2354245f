"""What of a tariff may be edited, on the sheet Tariff: prices by month, periods, blocks, special prices, the grid."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from xl_dualfuel.tariffs.calendar import HOURS, MONTHS, SHORT_MONTHS

from ..book import styles
from ..book.book import Book, Get
from .tariff_layout import months_of
from .tariff_numbers import Numbers, of
from .tariff_places import FIRST_MONTH, GRID, GRID_END, LABELS, PRINTED, SHEET, SINGLES, Places

_KWH, _MONEY, _PLAIN = "$/kWh", "$", "kWh"


def write(book: Book, places: Places) -> None:
    """Write all of it, and the names of its cells."""
    _monthly(book, places)
    _singles(book, places)
    _periods(book, places)
    for name, ladders in (("ladder", places.of.ladders), ("fuel_ladder", places.of.fuel_ladders)):
        for number, (_, per) in enumerate(ladders):
            _blocks(book, places, name, number, per)
    _hours_of(book, places)
    _grid(book, places)


def _entry(book: Book, row: int, column: int, get: Get, unit: str, fixed: bool = False) -> None:
    """A cell of the tariff: yellow where the sheet follows it; fixed: this one it does not."""
    if fixed or (book.shape.tariffed is not None and book.shape.tariffed.not_live):
        book.slot(SHEET, row, column, get, f"df {styles.SIDES}")
    else:
        book.slot(SHEET, row, column, get, "df input 0" if unit == "0" else styles.input_style(unit))


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
