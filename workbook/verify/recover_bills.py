"""The bills that a workbook holds, with the hours of their weather: all that what they say can be worked out from."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Final

import numpy as np

from xl_dualfuel.records.bill_weather import UNLIKE, BillsRead, BillWeather
from xl_dualfuel.records.bills import DELIVERIES, MOST, PERIOD, SLACK, Bill, Bills
from xl_dualfuel.units import ELECTRICITY, FUELS

from ..names import name_of
from ..reader import Opened, Sheet, Value
from ..reader.addresses import Area
from ..reader.formula import Formula
from ..rules.locations import address
from ..shape import Billed
from ..sheets.bill_formulas import ABOVE, READ, SHEET, Places
from ..sheets.bills import HEADING

MOST_ENERGIES: Final = 12
MOST_TEMPERATURES: Final = 500
LARGEST: Final = 1e9
_COLDEST, _WARMEST = -150.0, 150.0
"""Temperatures taken as such [°F]"""
_STEP: Final = 0.5
_AS_READ: Final[Mapping[int, Callable[[Value], bool]]] = {
    8: lambda value: isinstance(value, float) and 0 < value <= 1,
    9: lambda value: value == "furnace_only",
    10: lambda value: value in UNLIKE,
}
"""What came with the bills, by its row beside them: efficiency, how the house was heated, why no load follows"""


def area_named(opened: Opened, key: str) -> Area | None:
    """The cells that a name means; None without such a name."""
    name = opened.by_name.get(name_of(key))
    spans = () if name is None or len(name.formula) > 200 else Formula(name.formula).spans
    return spans[0].area if len(spans) == 1 else None


def has_bills(opened: Opened) -> bool:
    """Whether this program wrote a sheet of bills into a workbook: by its name, else by title and heading."""
    sheet = opened.by_title.get(SHEET)
    return area_named(opened, "bills_first") is not None or (sheet is not None and sheet.value("A1") == HEADING)


def billed_on(opened: Opened, sheet: Sheet | None) -> Billed:
    """What the sheet of the bills depends on, as far as names and cells say it."""
    rows, across, energies = (area_named(opened, f"bills_{key}") for key in ("first", "temperature", "energy"))
    bills = 1 if rows is None else max(1, min(rows.bottom - rows.top + 1, MOST))
    width = 50 if across is None else max(1, min(across.right - across.left + 1, MOST_TEMPERATURES))
    count = 1 if energies is None else max(1, min(energies.right - energies.left + 1, MOST_ENERGIES))
    rough = Places(Billed(bills, width, (("", ""),) * count, -1))
    found = tuple(_energy(sheet, rough, place) for place in range(count))
    burned = None if sheet is None else sheet.at(rough.top - ABOVE + 4, rough.facts + 1)
    place = int(burned) - 1 if isinstance(burned, float) and 1 <= burned <= count else -1
    return Billed(bills, width, found, place if place < 0 or found[place][0] != ELECTRICITY else -1)


def _energy(sheet: Sheet | None, places: Places, energy: int) -> tuple[str, str]:
    column, row = places.block(energy), places.top - 5
    fuel, unit = (None, None) if sheet is None else (sheet.at(row, column), sheet.at(row, column + 1))
    if isinstance(fuel, str) and isinstance(unit, str) and fuel in FUELS and unit in FUELS[fuel].units:
        return fuel, unit
    return ELECTRICITY, "kWh"


class UnreadableError(Exception):
    """A cell of the bills that does not hold what belongs there."""

    def __init__(self, cell: str, value: Value) -> None:
        super().__init__(cell, value)
        self.cell = cell
        self.value = value


def bills_on(sheet: Sheet, billed: Billed) -> BillsRead:
    """The bills and the temperatures of their hours. Raises UnreadableError with the first cell that is wrong."""
    places = Places(billed)
    temperatures = _temperatures(sheet, places)
    bills, hours = [], []
    for row in range(places.first, places.last + 1):
        bill = _bill(sheet, places, row)
        counts = _counts(sheet, places, row, len(temperatures))
        if not 0 < sum(counts) <= 24 * bill.days:
            raise UnreadableError(address(row, places.hours), float(sum(counts)))
        bills.append(bill)
        hours.append(tuple(np.repeat(temperatures, counts).tolist()))
    for number, (one, after) in enumerate(pairwise(bills), places.first + 1):
        if (after.first, after.last) < (one.first, one.last) or (one.last - after.first).days > SLACK:
            raise UnreadableError(address(number, 2), after.first.isoformat())
    facts = {row: sheet.at(places.top - ABOVE + row, places.facts + 1) for row in (3, 6, 7, *_AS_READ)}
    source, weather = (facts[row] if isinstance(facts[row], str) else "" for row in (6, 7))
    read = Bills(str(source), billed.energies, tuple(bills), ())
    for row, fits in _AS_READ.items():
        if facts[row] not in (None, "") and not fits(facts[row]):
            raise UnreadableError(address(places.top - ABOVE + row, places.facts + 1), facts[row])
    efficiency, way, unlike = (facts[row] or None for row in _AS_READ)
    weather_read = BillWeather(str(weather), facts[3] == 1, tuple(hours))
    return BillsRead(read, weather_read, efficiency, way or "", unlike or "")  # type: ignore[arg-type]  # as just asked


def _temperatures(sheet: Sheet, places: Places) -> list[float]:
    found: list[float] = []
    for place in range(places.billed.temperatures):
        value = sheet.at(places.top, places.hours + place)
        if value is None or value == "":
            break
        steps = value / _STEP if isinstance(value, float) else 0.5
        if steps != int(steps) or not _COLDEST <= steps * _STEP <= _WARMEST or (found and steps * _STEP <= found[-1]):
            raise UnreadableError(address(places.top, places.hours + place), value)
        found.append(steps * _STEP)
    return found


def _counts(sheet: Sheet, places: Places, row: int, count: int) -> list[int]:
    counts = []
    for place in range(places.billed.temperatures):
        value = sheet.at(row, places.hours + place)
        blank = value is None or value == ""
        hours = 0.0 if blank else value
        if not isinstance(hours, float) or hours != int(hours) or not 0 <= hours <= 24 * DELIVERIES:
            raise UnreadableError(address(row, places.hours + place), value)
        if place < count:
            counts.append(int(hours))
        elif hours:
            raise UnreadableError(address(row, places.hours + place), value)
    return counts


def _bill(sheet: Sheet, places: Places, row: int) -> Bill:
    line = sheet.at(row, 1)
    if not isinstance(line, float) or line != int(line) or abs(line) > LARGEST:
        raise UnreadableError(address(row, 1), line)
    first, last = _date(sheet, row, 2), _date(sheet, row, 3)
    if not PERIOD[0] <= (last - first).days <= DELIVERIES:
        raise UnreadableError(address(row, 3), last.isoformat())
    estimated = sheet.at(row, 5)
    if estimated not in (None, "", "yes"):
        raise UnreadableError(address(row, 5), estimated)
    amounts: list[float | None] = []
    for place in range(places.count):
        value = sheet.at(row, places.amounts + place)
        blank = value is None or value == ""
        if not blank and not (isinstance(value, float) and 0 <= value < LARGEST):
            raise UnreadableError(address(row, places.amounts + place), value)
        amounts.append(None if blank else value)  # type: ignore[arg-type]  # a number, as was just asked
    if all(amount is None for amount in amounts):
        raise UnreadableError(address(row, places.amounts), None)
    return Bill(int(line), first, last, tuple(amounts), estimated == "yes")


def _date(sheet: Sheet, row: int, column: int) -> datetime.date:
    text = sheet.at(row, column)
    try:
        return datetime.date.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        raise UnreadableError(address(row, column), text) from None


def of_the_file(billed: Billed) -> set[tuple[str, str]]:
    """Sheet and cell of what only the file of the bills says: its headings and notes."""
    row = Places(billed).read + 1
    return {(SHEET, address(row + number, 1)) for number in range(2, READ)}
