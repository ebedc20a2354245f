"""What the sheet of a record holds: its hours cannot be counted again, all that follows from them can.

The line through the days is calculated again from the days; the sentences from all of it. Of bins, heat that was not
needed and limits the cells are taken as they are.
"""

from __future__ import annotations

import datetime
import math
from typing import Any, Final, NamedTuple

import numpy as np

from xl_dualfuel.model.parameters import Parameters
from xl_dualfuel.records.heat_line import Day as Days
from xl_dualfuel.records.heat_line import HeatLine, line_of_days
from xl_dualfuel.records.running import Limit
from xl_dualfuel.results.record_evidence import DutyBins, RecordEvidence, Strips
from xl_dualfuel.results.unneeded import Unneeded

from ..book.layout import HEADER_ROW
from ..reader import Opened, Sheet
from ..rules.locations import address
from ..shape import SENTENCES, Recorded
from ..sheets.record import HEADING
from ..sheets.record_formulas import COLUMNS, FACTS, NOT_JUDGED, READ, READ_HEADING, SHEET, Places
from .recover_bills import LARGEST, area_named

UNREAD: Final = (
    "The record is not in the workbook. Its hours by temperature, its days, its limits and what the model needed in "
    "them were not counted again; everything else on the sheet follows from them, and was calculated again"
)
_MOST: Final = 5_000
"""Most rows of a table"""
_SOURCES: Final = ("given", "record", "stock", "furnace", "shown_furnace")


def has_record(opened: Opened) -> bool:
    """Whether this program wrote a sheet of a record into a workbook: by its name, else by title and heading."""
    sheet = opened.by_title.get(SHEET)
    return area_named(opened, "record_bins") is not None or (sheet is not None and sheet.value("A1") == HEADING)


def recorded_on(opened: Opened, sheet: Sheet | None) -> Recorded:
    """What the sheet of a record depends on, as far as names and cells say it."""
    bins, days = (area_named(opened, f"record_{key}") for key in ("bins", "days"))
    said = 0
    while sheet is not None and said < SENTENCES and sheet.at(HEADER_ROW + 2 + said, 1) != READ_HEADING:
        said += 1
    rough = Places(Recorded(1, 1, 0, 0, said))
    has_line = sheet is not None and isinstance(sheet.at(rough.first_day, rough.days + 1), float)
    count = min(days.bottom - days.top + 1, _MOST) if days and has_line else 0
    unneeded = _down(sheet, rough.unneeded + 1, 6)
    limits = _down(sheet, Places(Recorded(1, 1, unneeded, 0, said)).limits + 1, 4)
    return Recorded(min(bins.bottom - bins.top + 1, _MOST) if bins else 1, count, unneeded, limits, said)


def _down(sheet: Sheet | None, row: int, column: int) -> int:
    """Rows of a table, by the column of its hours."""
    count = 0
    while sheet is not None and count < _MOST and isinstance(sheet.at(row + count, column), float):
        count += 1
    return count


class _Cells(NamedTuple):
    sheet: Sheet

    def number(self, row: int, column: int) -> float | None:
        """The number in a cell; None for anything else."""
        value = self.sheet.at(row, column)
        return value if isinstance(value, float) and abs(value) <= LARGEST else None

    def text(self, row: int, column: int) -> str:
        """The text in a cell; "" for anything else."""
        value = self.sheet.at(row, column)
        return value if isinstance(value, str) else ""


def record_on(sheet: Sheet, recorded: Recorded, p: Parameters) -> RecordEvidence:
    """What a record says, by the cells of the sheet and the prices of the case that it was made from.

    A cell that does not hold what belongs there is 0, or nothing.
    """
    places, cells = Places(recorded), _Cells(sheet)
    column = places.facts + 1
    texts = {key: cells.text(HEADER_ROW + 2 + row, column) for row, key in enumerate(FACTS)}
    numbers = {key: cells.number(HEADER_ROW + 2 + row, column) for row, key in enumerate(FACTS)}
    row = HEADER_ROW + 2 + len(FACTS)
    known = [text for number in range(NOT_JUDGED) if (text := cells.text(row + number, column))]
    source: Any = texts["strips"] if texts["strips"] in _SOURCES else "given"
    return RecordEvidence(
        first=texts["first"], last=texts["last"], hours=numbers["hours"] or 0.0, bins=_bins(cells, places),
        strips=Strips(numbers["kw"] or 0.0, source),
        unneeded=tuple(_unneeded(cells, places, number, p) for number in range(recorded.unneeded)),
        limits=tuple(_limit(cells, places, number) for number in range(recorded.limits)),
        starts=numbers["starts"], no_starts=texts["no_starts"],
        line=_line(cells, places, numbers["rooms"]) if recorded.days else None, no_line=texts["no_line"],
        no_offer=texts["no_offer"], not_judged=tuple(known),
    )  # fmt: skip


def _bins(cells: _Cells, places: Places) -> DutyBins:
    rows = range(places.first, places.last + 1)
    sums = {
        key: np.array([math.nan if (value := cells.number(row, column)) is None else value for row in rows])
        for column, key in enumerate(COLUMNS, places.sums)
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        return DutyBins(**{
            key: value if key in ("low", "high", "hours") else value / sums["hours"] for key, value in sums.items()
        })  # fmt: skip


def _unneeded(cells: _Cells, places: Places, number: int, p: Parameters) -> Unneeded:
    row = places.unneeded + 1 + number
    low, high, first, last, pump = (cells.number(row, places.sums + place) or 0.0 for place in range(5))
    kwh, fuel = (cells.number(row, column) for column in (9, 10))
    cost = (kwh or 0.0) * p.electricity_price + (fuel or 0.0) * p.fuel_price
    return Unneeded(
        cells.text(row, 1), low, high, cells.text(row, 4), cells.text(row, 5), first == 1, last == 1,
        cells.number(row, 6) or 0.0, cells.number(row, 7) or 1.0, kwh, fuel, cost, pump * p.electricity_price,
    )  # fmt: skip


def _limit(cells: _Cells, places: Places, number: int) -> Limit:
    row = places.limits + 1 + number
    coldest, warmest, below, above = (cells.number(row, places.sums + place) or 0.0 for place in range(4))
    ran, colder, warmer = (cells.number(row, column) or 0.0 for column in (4, 5, 6))
    stops = coldest if below == 1 else None, warmest if above == 1 else None
    return Limit(cells.text(row, 1), coldest, warmest, ran, colder, warmer, *stops)


def _line(cells: _Cells, places: Places, rooms: float | None) -> HeatLine:
    """The line through the days of the sheet; a flat one where no line goes through them."""
    rows = range(places.first_day, places.last_day + 1)
    dates = np.array([_ordinal(cells.text(row, places.days)) for row in rows])
    temperature, heat = (np.array([cells.number(row, places.days + n) or 0.0 for row in rows]) for n in (1, 2))
    days = Days(dates, temperature, np.full(len(rows), -math.inf), heat)
    is_one = len(rows) > 2 and np.ptp(temperature) > 0 and np.ptp(heat) > 0
    line = line_of_days(days) if is_one else None
    flat = HeatLine(0.0, 0.0, 0.0, 0.0, 0.0, days, 0.0, 0.0, 0.0)
    return (line or flat)._replace(rooms=math.nan if rooms is None else rooms)


def _ordinal(text: str) -> int:
    """The number of a day as records count them; 0 for none."""
    try:
        return datetime.date.fromisoformat(text).toordinal()
    except ValueError:
        return 0


def of_the_record(recorded: Recorded) -> set[tuple[str, str]]:
    """Sheet and cell of what only the record says: how it was read."""
    row = Places(recorded).read + 1
    return {(SHEET, address(row + number, 1)) for number in range(READ)}
