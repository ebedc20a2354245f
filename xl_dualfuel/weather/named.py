"""Finding columns by their names, as most formats with a line of names need it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from .rows import Head, When, whole

_STAMP: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)[T :](\d\d)(?::?(\d\d))?")


def names_line(head: Head, *wanted: Callable[[list[str]], bool]) -> tuple[int, list[str]] | None:
    """The first line whose cells, in small letters, are what every test wants: its place from 0, and the cells."""
    for number in range(min(64, len(head.lines))):
        cells = [cell.casefold() for cell in head.cells(number)]
        if all(test(cells) for test in wanted):
            return number, cells
    return None


def column(names: Sequence[str], *called: str) -> int | None:
    """The place of the first of these names that there is."""
    return next((names.index(name) for name in called if name in names), None)


def by_parts(names: Sequence[str], year: str, month: str, day: str, hour: str, minute: str = "minute") -> Callable[
    [Sequence[str]], When | None
]:  # fmt: skip
    """How a row with columns of these names tells when it begins; an hour of 24 is the last of its day."""
    places = [names.index(name) for name in (month, day, hour)]
    at_year, at_minute = column(names, year), column(names, minute)

    def when(cells: Sequence[str]) -> When | None:
        month, day, hour = (whole(cells[place]) for place in places)
        minutes = 0 if at_minute is None else whole(cells[at_minute])
        return When(month, day, hour, minutes, 0 if at_year is None else whole(cells[at_year]))

    return when


def stamp(text: str) -> When | None:
    """When ``2023-01-01T00:00``, ``2023-01-01 00:00:00`` or ``20230101:0000`` is; None for other texts."""
    match = _STAMP.match(text)
    if match is None:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in match.groups())
    return When(month, day, hour, minute, year)


def taken(head: Head, line: int, **places: int | None) -> tuple[tuple[str, str], ...]:
    """What each column is taken for, and its name as the file writes it."""
    names = head.cells(line)
    return tuple((use.replace("_", " "), names[place]) for use, place in places.items() if place is not None)


def described(head: Head, line: int) -> dict[str, str]:
    """What describes the place above the line of names: names in small letters, and the values on the line below."""
    for number in range(line - 1):
        names = [cell.casefold() for cell in head.cells(number)]
        if "latitude" in names:
            return dict(zip(names, head.cells(number + 1), strict=False))
    return {}


def coordinates(latitude: str, longitude: str) -> tuple[str, ...]:
    """A place that the file names by coordinates only."""
    return (f"{latitude}, {longitude}",) if latitude and longitude else ()


def hours_from_utc(longitude: str) -> int | None:
    """Hours of local standard time before or after UTC, by the longitude: 15° are one hour."""
    try:
        return round(float(longitude) / 15)
    except ValueError:
        return None
