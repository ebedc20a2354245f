"""The windows of a time-of-use tariff: each hour of every month and day type gets exactly one period, or is named.

A window over midnight belongs to the day it begins on, as in utilities' tariffs: weekdays from 21 to 3 end on Saturday
at 3, and Monday's small hours are Sunday's. Hours of a list (hours = […]) are those of each day itself. At the turn of
a month nothing is refused: the window of the evening before continues, then come the month's own windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import Issue
from ..files.toml_tables import Items
from .calendar import DAY_TYPES, HOURS, MONTHS, describe

MAX_WINDOWS: Final = 200
_DAYS: Final = {"all": (0, 1), "weekday": (0,), "weekend": (1,)}
_MAX_OVERLAPS: Final = 10
_MIDNIGHT: Final = "; a window over midnight belongs to the day it begins on, hours = […] to each day itself"

Mask = NDArray[np.bool_]


class _Covered(NamedTuple):
    """Hours of a period: arrays (12, 2, 24) by month and day type."""

    own: Mask
    """Of days themselves"""
    late: Mask
    """After midnight, by the day before"""

    @property
    def within(self) -> Mask:
        """Both, by month, day type and day type of an evening before in the same month: (12, 2, 2, 24)."""
        both: Mask = self.own[:, :, np.newaxis] | self.late[:, np.newaxis]
        return both


def calendar_of(items: Items, names: tuple[str, ...]) -> tuple[int, ...]:
    """Period of each month, day type, evening before and hour: 12 · 2 · 4 · 24 places in ``names``.

    Overlaps and gaps are refused in words. ``items`` is the electricity table with its windows and otherwise.
    """
    covered = {name: _Covered(_nothing(), _nothing()) for name in names}
    windows = items.tables("windows", MAX_WINDOWS)
    complete = bool(windows) or not items.given.get("windows")
    for window in windows:
        hours = _covers(window, names)
        complete = complete and hours is not None
        if hours is not None:
            name = window.given["period"]
            covered[name] = _Covered(covered[name].own | hours.own, covered[name].late | hours.late)
    otherwise = items.given.get("otherwise")
    if otherwise is not None and otherwise not in names:
        items.refuse("otherwise", f"must be one of the periods {', '.join(names)}", "Correct the name")
        complete = False
    read = f"{len(windows)} window{'s' if len(windows) != 1 else ''}" if windows else None
    overlaps = 0
    for first, second in combinations(names, 2):
        both = covered[first].within & covered[second].within
        if both.any() and (overlaps := overlaps + 1) <= _MAX_OVERLAPS:
            allowed = f"must not overlap: {first} and {second} both have {_in_words(both)}"
            remedy = "Take these hours out of one of them" + (_MIDNIGHT if _uneven(both) else "")
            items.issues.append(Issue(f"{items.prefix}windows", read, allowed, remedy))
    rest = names.index(otherwise) if isinstance(otherwise, str) and otherwise in names else -1
    if len(names) == 1 and not items.given.get("windows"):
        rest = 0
    periods = np.full((MONTHS, 2, 2, HOURS), rest)
    after_turn = np.full_like(periods, rest)
    for place, name in enumerate(names):
        periods[covered[name].within] = place
        after_turn[np.broadcast_to(covered[name].own[:, :, np.newaxis], after_turn.shape)] = place
    for place, name in enumerate(names):  # the evening before is another month's: its windows continue
        before = np.roll(covered[name].late, 1, axis=0)
        after_turn[np.broadcast_to(before[:, np.newaxis], after_turn.shape)] = place
    missing = periods < 0
    if missing.any() and complete:  # of a window that cannot be read the hours are not known
        allowed = f"must cover every hour; without a period: {_in_words(missing)}"
        remedy = 'Add windows, or otherwise = "…" for the rest' + (_MIDNIGHT if _uneven(missing) else "")
        items.issues.append(Issue(f"{items.prefix}windows", read, allowed, remedy))
    # What only an evening of the same month would cover has no other period.
    return tuple(np.concatenate([periods, np.where(after_turn < 0, periods, after_turn)], axis=2).ravel().tolist())


def clock_matters(calendar: Sequence[int]) -> tuple[bool, bool]:
    """Whether a calendar of ``calendar_of`` differs by the hour, and by the type of day; () does not."""
    if not calendar:
        return False, False
    places = np.array(calendar).reshape(MONTHS, 2, 2, 2, HOURS)
    by_day = (places != places[:, :1]).any() or (places != places[:, :, :, :1]).any()
    return bool((places != places[..., :1]).any()), bool(by_day)


def _nothing() -> Mask:
    return np.zeros((MONTHS, 2, HOURS), dtype=bool)


def _uneven(hours: Mask) -> bool:
    """Whether hours (12, 2, 2, 24) depend on the evening before."""
    return not np.array_equal(hours[:, :, 0], hours[:, :, 1])


def _in_words(hours: Mask) -> str:
    """Hours (12, 2, 2, 24) in words."""
    always: Mask = np.all(hours, axis=2)
    pieces = [describe(always)] if always.any() else []
    for place, name in enumerate(DAY_TYPES):
        only: Mask = hours[:, :, place] & ~always
        pieces += [f"{describe(only)} after a {name}"] if only.any() else []
    return "; ".join(pieces)


def _covers(window: Items, names: tuple[str, ...]) -> _Covered | None:
    """The hours of a window; None where it cannot be read."""
    window.known(("period", "months", "days", "hours", "from", "to"))
    period, days = window.given.get("period"), window.given.get("days", "all")
    good = True
    if not isinstance(period, str) or period not in names:
        window.refuse("period", f"must be one of {', '.join(names)}", "Give a name from [electricity.periods]")
        good = False
    if not isinstance(days, str) or days not in _DAYS:
        window.refuse("days", "must be weekday, weekend or all", "Give one of them, or leave it out for all days")
        good = False
    months = _integers(window, "months", 1, MONTHS)
    hours = _hours(window)
    if not good or months is None or hours is None:
        return None
    covered = _Covered(_nothing(), _nothing())
    for mask, part in zip(covered, hours, strict=True):
        mask[np.ix_([month - 1 for month in months], _DAYS[days], part)] = True
    return covered


def _hours(window: Items) -> tuple[list[int], list[int]] | None:
    """Hours of the day it begins on, and of the day after."""
    ends = [key for key in ("from", "to") if key in window.given]
    if not ends:
        listed = _integers(window, "hours", 0, HOURS - 1)
        return None if listed is None else (listed, [])
    if "hours" in window.given:
        window.refuse("hours", "must not be given together with from and to", "Give one of the two")
        return None
    if len(ends) == 1:
        missing = "to" if ends[0] == "from" else "from"
        window.refuse(missing, f"must be given with {ends[0]}", "Give both, such as from = 16 and to = 21")
        return None
    start, end = window.given["from"], window.given["to"]
    for key, value, low in (("from", start, 0), ("to", end, 1)):
        if not _is_integer(value, low, low + HOURS - 1):
            window.refuse(key, f"must be a whole number from {low} to {low + HOURS - 1}",
                          "Give the hour of the day, such as 16 for 4 pm")  # fmt: skip
            return None
    if start == end:
        window.refuse("to", "must differ from from", "Leave both out for the whole day")
        return None
    return (list(range(start, end)), []) if end > start else (list(range(start, HOURS)), list(range(end)))


def _integers(window: Items, key: str, low: int, high: int) -> list[int] | None:
    """Whole numbers of a list; all of them where it is left out."""
    value = window.given.get(key, list(range(low, high + 1)))
    if not isinstance(value, list) or not value or not all(_is_integer(item, low, high) for item in value):
        window.refuse(key, f"must be a list of whole numbers from {low} to {high}",
                      f"Give numbers, or leave it out for all {key}")  # fmt: skip
        return None
    return sorted(set(value))


def _is_integer(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
