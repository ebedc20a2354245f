"""Special prices and control hours of a tariff file: conditions of the calendar, the weather or a file of hours."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..errors import Issue
from .calendar import HOURS, HOURS_PER_YEAR, clock_time
from .elements import DAYS, Control, Special, When
from .hours_files import FILE_KEYS, flags_of
from .tables import KWH_PRICE, PRICE, Table, amount
from .times import half_hour
from .windows import WHEN_KEYS, Days, slots_of

MAX_CONDITIONS: Final = 100
TEMPERATURES: Final = {"F": (-80.0, 140.0, "°F"), "C": (-60.0, 60.0, "°C"), "": (-80.0, 140.0, "degrees")}
"""Lowest and highest temperature taken in each unit"""
_DEGREES: Final = ("below", "above", "until", "hold_hours", "read_at")
_KEYS: Final = (*WHEN_KEYS, *_DEGREES, "coldest_hours", "coldest_days", *FILE_KEYS)


class Read:
    """What the conditions of a file have in common: its days, the unit of temperatures, folder and notes."""

    def __init__(self, days: Days, degrees: str, folder: Path, notes: list[str]) -> None:
        self.days, self.degrees, self.folder, self.notes = days, degrees, folder, notes


def specials_of(items: Table, read: Read) -> tuple[Special, ...]:
    """The special prices in ``special_prices``."""
    specials = []
    for n, row in enumerate(items.tables("special_prices", MAX_CONDITIONS), 1):
        row.known(("name", "price", "add", *_KEYS))
        adds = "add" in row.given
        if adds == ("price" in row.given):
            row.refuse("price", "must be given, or add, and not both",
                       "Give the price of a kWh in these hours, or with add what it adds to the usual one")  # fmt: skip
        price = row.price("add" if adds else "price", -PRICE.maximum) or 0.0
        name = row.text("name") or f"special price {n}"
        if price < 0:
            read.notes.append(
                f"{row.prefix}{'add' if adds else 'price'}: {name} is a credit of {amount(-price, KWH_PRICE)}"
            )
        when = _when(row, read, "it would be the price of every hour", "for every hour give it as price or riders")
        specials.append(Special(name, when, price, adds))
    return tuple(specials)


def controls_of(items: Table, read: Read) -> tuple[Control, ...]:
    """The hours in ``control`` in which the heat pump may not run."""
    controls = []
    for n, row in enumerate(items.tables("control", MAX_CONDITIONS), 1):
        row.known(("name", *_KEYS))
        name = row.text("name") or f"control {n}"
        when = _when(row, read, "the heat pump could never run", "without control leave the table out")
        controls.append(Control(name, when))
    return tuple(controls)


def _when(row: Table, read: Read, without: str, remedy: str) -> When:
    """The condition of a row; one without any is refused."""
    if not row.given.keys() & {*_KEYS}:
        row.issues.append(Issue(row.prefix.rstrip("."), None, f"must say when: without a condition {without}",
                                f"Give below, above, from and to, dates or coldest_hours; {remedy}"))  # fmt: skip
    low, high, unit = TEMPERATURES[read.degrees]
    below, above, until = (row.number(key, low, high, None, unit) for key in ("below", "above", "until"))
    hold = row.whole("hold_hours", 1, HOURS_PER_YEAR, "hours")
    read_at = row.whole("read_at", 0, HOURS - 1)
    _check_degrees(row, below, above, until)
    if read_at is not None:
        _tell_of_readings(row, read_at, read.notes)
    slots = slots_of(row, read.days, read.notes)
    return When(
        slots=slots,
        below=below,
        above=above,
        until=until,
        hold_hours=hold or 0,
        read_at=read_at,
        coldest_hours=row.whole("coldest_hours", 1, HOURS_PER_YEAR, "hours"),
        coldest_days=row.whole("coldest_days", 1, DAYS, "days"),
        hours=flags_of(row, read.folder, read.notes),
    )


def _check_degrees(row: Table, below: float | None, above: float | None, until: float | None) -> None:
    """Refuse temperatures that contradict each other."""
    given = row.given
    limits = [key for key in ("below", "above") if key in given]
    for key in ("until", "hold_hours", "read_at"):
        if key in given and not limits:
            row.refuse(key, "must come with below or above", "Give the temperature at which it begins")
    if len(limits) == 2:
        for key in ("until", "hold_hours"):
            if key in given:
                row.refuse(key, "must come with below or above, and not with both", "Give two tables, one for each")
        if below is not None and above is not None and above >= below:
            row.refuse("above", "must be less than below: no temperature is both",
                       "Give one of them, or two tables for both sides of a range")  # fmt: skip
        return
    if until is not None and below is not None and until < below:
        row.refuse("until", f"must be {below:g} or more: it begins below {below:g} and ends at this temperature",
                   f"Give {below:g} or more, or leave it out")  # fmt: skip
    if until is not None and above is not None and until > above:
        row.refuse("until", f"must be at most {above:g}: it begins at {above:g} and ends below this temperature",
                   f"Give {above:g} or less, or leave it out")  # fmt: skip


def _tell_of_readings(row: Table, read_at: int, notes: list[str]) -> None:
    """Hours of a window before the reading go by that of the day before, which few utilities mean."""
    hours = row.given.get("hours")
    if isinstance(hours, list) and all(isinstance(hour, int) for hour in hours):
        start, end = 2 * min(hours, default=0), 2 * max(hours, default=0) + 2
    else:
        begins, ends = (half_hour(row.given.get(key)) for key in ("from", "to"))
        if begins is None or ends is None:
            return
        start, end = begins, ends
    at = 2 * read_at
    if start < at or (end < start and at < end):
        notes.append(
            f"{row.prefix}read_at: the window begins at {clock_time(start)}, before the temperature is read at "
            f"{clock_time(at)}; until then the reading of the day before applies"
        )
