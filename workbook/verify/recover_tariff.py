"""The tariff that a workbook holds: the cells of the sheets Tariff and Hours as prices and hours to calculate with.

Prices, blocks, charges and the grid are those of the sheet now. Which hours are special or kept off, and the shape of
the household's use, are those of Hours: a workbook does not hold the conditions that they follow from.
"""

from __future__ import annotations

import json
import textwrap
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.tariffs import clocks
from xl_dualfuel.tariffs.calendar import HOURS, HOURS_PER_YEAR, MONTHS, clock_at, is_day
from xl_dualfuel.tariffs.elements import DAYS, Block, Control, Demand, Ladder, Special, When
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.tariffs.tables import MAX_TAX, PRICE
from xl_dualfuel.tariffs.tariff import MAX_CARBON_PRICE, Carbon, Electricity, FuelTariff, Tariff
from xl_dualfuel.units import FUELS

from ..book.layout import HEADER_ROW
from ..names import name_of
from ..reader import Opened, Sheet, Value
from ..reader.formula import Formula
from ..rules.locations import address
from ..shape import Tariffed, UnderTariff
from ..sheets.tariff import HEADING, WORDS
from ..sheets.tariff_grid import labels_of
from ..sheets.tariff_layout import SINGLE, Held, digest, month_keys
from ..sheets.tariff_places import FIRST_MONTH, GRID, HELPERS, HOURS_SHEET, LABELS, SHEET, Places

TARIFF: Final = (SHEET, HOURS_SHEET)
"""The sheets of a tariff"""
LARGEST: Final = 1e9
_MOST: Final = {"hours": 8784, "settings": 1000, "periods": 50, "demands": 9, "controls": 100, "words": 40}
_PERS: Final = ("day", "month", "season", "year")
_COLDEST, _WARMEST = -150.0, 150.0
_YEARS: Final = (1900, 2200)


class Layout(NamedTuple):
    """What the sheet says of itself."""

    tariffed: Tariffed
    name: str
    year: int
    clock: str
    holidays: tuple[tuple[int, int], ...]
    demands: tuple[str, ...]
    sha256: str
    """Of the tariff that the workbook was made with, as it states it"""
    given: dict[str, Any]
    """What of the tariff was given, and in which form, as sheets.tariff_layout has it"""


class UnreadableError(Exception):
    """A cell of a tariff that does not hold what belongs there."""

    def __init__(self, sheet: str, cell: str, value: Value) -> None:
        super().__init__(sheet, cell, value)
        self.sheet, self.cell, self.value = sheet, cell, value


def has_tariff(opened: Opened) -> bool:
    """Whether this program wrote the sheet of a tariff into a workbook: by its name, else by title and heading."""
    sheet = opened.by_title.get(SHEET)
    return name_of("tariff_layout") in opened.by_name or (sheet is not None and sheet.value("A1") == HEADING)


def layout_of(opened: Opened) -> Layout:
    """What the sheet says of itself. Raises UnreadableError."""
    name = opened.by_name.get(name_of("tariff_layout"))
    spans = () if name is None or len(name.formula) > 200 else Formula(name.formula).spans
    sheet = opened.by_title.get(spans[0].sheet) if len(spans) == 1 else None
    cell = address(spans[0].area.top, spans[0].area.left) if len(spans) == 1 else ""
    text = sheet.value(cell) if sheet is not None else None
    try:
        found = json.loads(text) if isinstance(text, str) else None
        return _checked(found)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UnreadableError(SHEET, cell, text) from None


def _checked(found: Any) -> Layout:
    """The layout of a document. Raises ValueError, TypeError or KeyError for any that this program writes not."""
    shape = found["shape"]
    counts = {key: _whole(shape[key], most) for key, most in _MOST.items()}
    grid = tuple(str(label) for label in shape["grid"])
    ladders, fuel_ladders = (tuple((_whole(count, 20), _one_of(per, _PERS)) for count, per in shape[key])
                             for key in ("ladders", "fuel_ladders"))  # fmt: skip
    specials, not_live = tuple(bool(one) for one in shape["specials"]), tuple(map(str, shape["not_live"]))
    units = {unit for fuel in FUELS.values() for unit in fuel.price_units}
    tariffed = Tariffed(
        counts["hours"], counts["settings"], counts["periods"], grid, ladders, counts["demands"], fuel_ladders,
        specials, counts["controls"], bool(shape["series"]), bool(shape["emissions"]),
        _one_of(shape["fuel_unit"], units), counts["words"], not_live,
    )  # fmt: skip
    holidays = tuple((_whole(month, MONTHS), _whole(day, 31)) for month, day in found["holidays"])
    year, demands = _whole(found["year"], _YEARS[1]), tuple(map(str, found["demands"]))
    few = len(grid) <= 200 and len(ladders) + len(fuel_ladders) <= 20 and len(specials) <= 100
    if not few or not all(is_day(*day) for day in holidays) or year < _YEARS[0] or len(demands) != tariffed.demands:
        raise ValueError
    clock = _one_of(found["clock"], ("", *clocks.RULES))
    sha256, given = str(found["sha256"])[:64], found["given"]
    if not isinstance(given, dict):
        raise TypeError
    return Layout(tariffed, str(found["name"])[:200], year, clock, holidays, demands, sha256, given)


def _whole(value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError
    return value


def _one_of(value: Any, known: Any) -> str:
    if value not in known:
        raise ValueError
    return str(value)


class _Cells:
    """Numbers of the sheet Tariff. Each raises UnreadableError for a cell that holds none."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def number(self, row: int, column: int, least: float = -LARGEST, most: float = LARGEST) -> float:
        value = self.sheet.at(row, column)
        if isinstance(value, bool) or not isinstance(value, float) or not least <= value <= most:
            raise UnreadableError(self.sheet.title, address(row, column), value)
        return value

    def flag(self, row: int, column: int) -> float:
        value = self.number(row, column, 0, 1)
        if value not in (0, 1):
            raise UnreadableError(self.sheet.title, address(row, column), value)
        return value

    def whole(self, row: int, column: int, most: int, least: int = 0) -> float:
        value = self.number(row, column, least, most)
        if value != int(value):
            raise UnreadableError(self.sheet.title, address(row, column), value)
        return value


_MAY_BE_BELOW_ZERO: Final = ("rider", "fuel_rider")
_HIGH: Final = PRICE.maximum
_SINGLES: Final = {
    "delivery": (-_HIGH, _HIGH), "tax": (0.0, MAX_TAX / 100), "fuel_tax": (0.0, MAX_TAX / 100),
    "carbon_price": (0.0, MAX_CARBON_PRICE),
}  # fmt: skip
"""Limits of the single numbers, those of a tariff's file"""


def held_on(sheet: Sheet, p: Places) -> Held:
    """The numbers of a tariff on its sheet. Raises UnreadableError with the first cell that is wrong."""
    cells, of = _Cells(sheet), p.of
    months = {}
    for key in month_keys(of):
        kind = key.rstrip("0123456789")
        least = -LARGEST if kind in _MAY_BE_BELOW_ZERO else 0.0
        read = cells.flag if kind.endswith("ladder") else partial(cells.number, least=least)
        months[key] = [read(p.months[key], FIRST_MONTH + month) for month in range(MONTHS)]
    first, last = p.period_rows
    rows = range(first, last + 1)
    flags = len(of.ladders) + of.demands
    blocks: dict[str, list[tuple[float, float]]] = {}
    for name, ladders in (("ladder", of.ladders), ("fuel_ladder", of.fuel_ladders)):
        for number, (count, _) in enumerate(ladders):
            key = f"{name}{number}"
            top, ends = p.blocks[key], 0.0
            for place in range(count):
                row = top + 1 + place
                end = 0.0 if place == count - 1 else cells.number(row, 2, ends)
                if place < count - 1 and end <= ends:
                    raise UnreadableError(sheet.title, address(row, 2), end)
                ends = end
                blocks.setdefault(key, []).append((end, cells.number(row, 3)))
    return Held(
        months=months,
        singles={key: cells.number(p.singles[key], FIRST_MONTH + 1, *_SINGLES[key]) for key in SINGLE},
        ratchets=[cells.number(p.ratchets[n], FIRST_MONTH + 8, 0, 1) for n in range(of.demands)],
        names=[str(sheet.at(row, 1) or "") for row in rows],
        prices=[cells.number(row, 3, 0.0, _HIGH) for row in rows],
        counted=[[cells.flag(row, 4 + column) for row in rows] for column in range(flags)],
        blocks=blocks,
        specials=[cells.number(p.specials + 1 + n, FIRST_MONTH + 3, -_HIGH, _HIGH) for n in range(len(of.specials))],
        grid=[[cells.whole(p.grid + place, GRID + 1 + hour, of.periods, 1) for hour in range(HOURS)]
              for place in range(len(of.grid))],
    )  # fmt: skip


class Recovered(NamedTuple):
    """A tariff by the cells of its sheets, the hours of its year, and whether it was edited since it was made."""

    tariff: Tariff
    hours: tuple[list[str], list[float]]
    edited: bool
    made: tuple[str, float, str]
    """Headline, cost of the setting and SHA-256 as made"""
    grid: tuple[tuple[str, ...], NDArray[np.int_], NDArray[np.int_]]
    """Of the sheet, as sheets.tariff_grid.Grid has it"""
    cells: str
    """SHA-256 of its cells now"""
    sha256: str
    """Of the tariff as made: as stated"""


def recovered(sheet: Sheet, hours: Sheet, layout: Layout) -> Recovered:
    """The tariff of a workbook. Raises UnreadableError."""
    p = Places(layout.tariffed)
    held = held_on(sheet, p)
    columns = _columns(hours, p)
    of_year = columns["of_year"].astype(int)
    order = np.argsort(of_year)
    if len(of_year) != HOURS_PER_YEAR or (of_year[order] != np.arange(HOURS_PER_YEAR)).any():
        raise UnreadableError(hours.title, address(p.hour_rows[0], p.hours["of_year"]), None)
    tariff = _tariff(sheet, held, layout, {key: values[order] for key, values in columns.items()})
    times = [f"{month:02}-{day:02} {hour + 1:02}:00" for month, day, hour in _stamps()]
    cells = _Cells(sheet)
    headline = sheet.at(p_row(0), HELPERS + 2)
    cost = cells.number(p_row(1), HELPERS + 2)
    sha256 = str(sheet.at(p_row(4), HELPERS + 2) or "")
    grid = layout.tariffed.grid, np.array(held.grid, dtype=int) - 1, _rows_of_days(hours, p, layout, columns)
    made = str(headline or ""), cost, sha256
    felt = columns["temperature"][order].tolist()
    now = digest(held)
    return Recovered(tariff, (times, felt), now != sha256, made, grid, now, layout.sha256)


def _rows_of_days(sheet: Sheet, p: Places, layout: Layout, columns: dict[str, Any]) -> NDArray[np.int_]:
    """The row of the grid of each day. Raises UnreadableError where a day is in another row than its label says."""
    clock = clock_at(columns["of_year"].astype(int), layout.year, layout.clock)
    rows = np.zeros(DAYS, dtype=int)
    rows[clock.day] = columns["row"].astype(int) - 1
    wrong = np.flatnonzero(rows[clock.day] != columns["row"].astype(int) - 1)
    labels = labels_of(rows, layout.year, layout.holidays)
    if not wrong.size and all(labels.get(row, label) == label for row, label in enumerate(layout.tariffed.grid)):
        return rows
    row = p.hour_rows[0] + (int(wrong[0]) if wrong.size else 0)
    raise UnreadableError(sheet.title, address(row, p.hours["row"]), sheet.at(row, p.hours["row"]))


def p_row(place: int) -> int:
    """The row of what the headline is made of, beside the layout."""
    return HEADER_ROW + 3 + place


def unjudged(under: UnderTariff, tariffed: Tariffed) -> set[tuple[str, str]]:
    """Sheet and cell of what the cells of a workbook do not give again: what was said when the tariff was read."""
    p = Places(tariffed)
    first = 0 if under.made else len(textwrap.wrap(under.season.headline, WORDS))
    cells = {(SHEET, address(p.words + number, LABELS)) for number in range(first, tariffed.words)}
    cells.add((SHEET, address(HEADER_ROW + 1, HELPERS)))
    if under.made:  # as made, which no cell holds any more
        cells |= {(SHEET, address(p_row(place), HELPERS + 2)) for place in (0, 1, 4)}
    return cells


def _stamps() -> list[tuple[int, int, int]]:
    lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return [(month, day, hour) for month, length in enumerate(lengths, 1) for day in range(1, length + 1)
            for hour in range(HOURS)]  # fmt: skip


_LIMITS: Final = {"temperature": (_COLDEST, _WARMEST), "share": (0.0, 1.0), "hour": (0, 23), "of_year": (0, 8783)}
_FLAGS: Final = ("control", "special")


def _columns(sheet: Sheet, p: Places) -> dict[str, Any]:
    """The program's columns of Hours, in the order of its rows."""
    first, last = p.hour_rows
    found = {}
    for key in p.values:
        kind = key.rstrip("0123456789")
        column, (least, most) = p.hours[key], _LIMITS.get(kind, (-LARGEST, LARGEST))
        least, most = (0.0, 1.0) if kind in _FLAGS else (least, most)
        cells, values = sheet.grid.get(column, {}), []
        for row in range(first, last + 1):
            cell = cells.get(row)
            value = None if cell is None else cell.value
            if not isinstance(value, float) or not least <= value <= most:
                raise UnreadableError(sheet.title, address(row, column), value)
            values.append(value)
        found[key] = np.array(values)
    return found


def _tariff(sheet: Sheet, held: Held, layout: Layout, columns: dict[str, Any]) -> Tariff:
    """The tariff of the cells; columns: of Hours in the order of the year."""
    of, p = layout.tariffed, Places(layout.tariffed)
    names = tuple(f"{name}" for name in held.names)
    clock = clock_at(np.arange(HOURS_PER_YEAR), layout.year, layout.clock)
    rows = np.clip(columns["row"].astype(int) - 1, 0, len(of.grid) - 1)
    grid = np.array(held.grid, dtype=int) - 1
    by_day = np.zeros((DAYS, HOURS), dtype=int)  # with hours that no clock shows, as when it is put forward
    by_day[clock.day] = grid[rows]
    calendar = np.repeat(by_day, 2, axis=1).astype(np.uint8).ravel()
    for half in (0, 1):
        calendar[clock.place + half] = grid[rows, columns["hour"].astype(int)]
    household = np.array(held.months["household"])[clock.month] * columns["share"]

    def year(key: str) -> tuple[float, ...]:
        return tuple(held.months[key])

    def counted(place: int) -> tuple[str, ...]:
        flags = held.counted[place]
        return () if all(flags) else tuple(name for name, flag in zip(names, flags, strict=True) if flag) or ("\0",)

    def ladder(name: str, number: int, per: str, periods: tuple[str, ...]) -> Ladder:
        blocks = held.blocks[f"{name}{number}"]
        ends = [end for end, _ in blocks[:-1]] + [float("inf")]
        flags = held.months[f"{name}{number}"]
        months = () if all(flags) else tuple(month + 1 for month, flag in enumerate(flags) if flag)
        both = zip(ends, (price for _, price in blocks), strict=True)
        none = not any(flags)
        return Ladder(tuple(Block(end, 0.0 if none else price) for end, price in both), per, periods, months)  # type: ignore[arg-type]  # as checked

    ladders = tuple(ladder("ladder", n, per, counted(n)) for n, (_, per) in enumerate(of.ladders))
    demands = tuple(
        Demand(year(f"demand{n}"), counted(len(ladders) + n), held.ratchets[n], layout.demands[n])
        for n in range(of.demands)
    )
    specials = tuple(
        Special(str(sheet.at(p.specials + 1 + n, 1) or ""),
                When(hours=columns[f"special{n}"].astype(np.uint8).tobytes()), held.specials[n], adds)
        for n, adds in enumerate(of.specials)
    )  # fmt: skip
    controls: tuple[Control, ...] = ()
    if of.controls:
        mask = When(hours=columns["control"].astype(np.uint8).tobytes())
        controls = tuple(Control(str(sheet.at(p.controls + 1 + n, 1) or ""), mask) for n in range(of.controls))
    power = Electricity(
        periods=names if not of.series else (), period_prices=tuple(held.prices) if not of.series else (),
        calendar=calendar.tobytes() if not of.series else b"",
        series=tuple(columns["series"].tolist()) if of.series else None, delivery=held.singles["delivery"],
        fixed=year("fixed"), riders=year("rider"), specials=specials, controls=controls, ladders=ladders,
        demands=demands, household=tuple(household.tolist()), minimum=year("minimum"), tax=held.singles["tax"],
    )  # fmt: skip
    fuel = FuelTariff(
        year("fuel_price"), of.fuel_unit, len(names) == MONTHS, year("fuel_fixed"), year("fuel_rider"),
        tuple(ladder("fuel_ladder", n, per, ()) for n, (_, per) in enumerate(of.fuel_ladders)), year("fuel_other"),
        year("fuel_minimum"), held.singles["fuel_tax"],
    )  # fmt: skip
    carbon = Carbon(series=tuple(columns["grid"].tolist()) if of.emissions else None,
                    price=held.singles["carbon_price"])  # fmt: skip
    return Tariff(layout.name, layout.year, holidays=layout.holidays, electricity=power, fuel=fuel, carbon=carbon,
                  temperature_unit="F", clock=layout.clock)  # fmt: skip


def under_of(found: Recovered, case: Case) -> UnderTariff | None:
    """The season under the tariff of a workbook made for a case; None where it cannot be calculated."""
    try:
        solved = season(case, found.hours, found.tariff)
    except DualFuelError:
        return None
    return UnderTariff(
        found.tariff,
        solved,
        case,
        found.hours,
        found.made if found.edited else None,
        found.grid,
        found.cells,
        found.sha256,
    )


__all__ = ["HOURS_SHEET", "Layout", "Recovered", "UnreadableError", "has_tariff", "layout_of", "recovered", "under_of"]
