"""The windows of a time-of-use tariff: each hour of every month and day type gets exactly one period, or is named."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from .tariff_calendar import HOURS, MONTHS, describe

MAX_WINDOWS: Final = 200
_DAYS: Final = {"all": (0, 1), "weekday": (0,), "weekend": (1,)}
_MAX_OVERLAPS: Final = 10

Mask = NDArray[np.bool_]


class Table(Protocol):
    """One table of a tariff file; problems are noted, not raised (tariff_file.Items)."""

    given: Any
    where: str

    def refuse(self, key: str, allowed: str, remedy: str) -> None:
        """Note a problem with an item."""

    def known(self, keys: Sequence[str]) -> None:
        """Refuse every other key."""

    def tables(self, key: str, most: int) -> Sequence[Table]:
        """A list of tables."""


def calendar_of(items: Table, names: tuple[str, ...]) -> tuple[int, ...]:
    """Period of each month, day type and hour, 12 · 2 · 24 places in ``names``; overlaps and gaps are refused in words.

    ``items`` is the electricity table with its windows and otherwise.
    """
    covered: dict[str, Mask] = {name: np.zeros((MONTHS, 2, HOURS), dtype=bool) for name in names}
    windows = items.tables("windows", MAX_WINDOWS)
    whole = bool(windows) or not items.given.get("windows")
    for window in windows:
        mask = _mask(window, names)
        whole = whole and mask is not None
        if mask is not None:
            covered[window.given["period"]] |= mask
    otherwise = items.given.get("otherwise")
    if otherwise is not None and otherwise not in names:
        items.refuse("otherwise", f"must be one of the periods {', '.join(names)}", "Correct the name")
        whole = False
    made = np.full((MONTHS, 2, HOURS), -1)
    overlaps = 0
    for one, other in combinations(names, 2):
        both = covered[one] & covered[other]
        if both.any() and (overlaps := overlaps + 1) <= _MAX_OVERLAPS:
            items.refuse("windows", f"must not overlap: {one} and {other} both have {describe(both)}",
                         "Take these hours out of one of them")  # fmt: skip
    for place, name in enumerate(names):
        made[covered[name]] = place
    if isinstance(otherwise, str) and otherwise in names:
        made[made < 0] = names.index(otherwise)
    elif len(names) == 1 and not items.given.get("windows"):
        made[:] = 0
    missing = made < 0
    if missing.any() and whole:  # of a window that cannot be read the hours are not known
        items.refuse("windows", f"must cover every hour; without a period: {describe(missing)}",
                     'Add windows, or otherwise = "…" for the rest')  # fmt: skip
    return tuple(made.ravel().tolist())


def _mask(window: Table, names: tuple[str, ...]) -> Mask | None:
    """The hours of a window (12, 2, 24); None where it cannot be read."""
    window.known(("period", "months", "days", "hours", "from", "to"))
    period, days = window.given.get("period"), window.given.get("days", "all")
    good = True
    if not isinstance(period, str) or period not in names:
        window.refuse("period", f"must be one of {', '.join(names)}", "Give a name from [electricity.periods]")
        good = False
    if not isinstance(days, str) or days not in _DAYS:
        window.refuse("days", "must be weekday, weekend or all", "Leave it out for all days")
        good = False
    months = _whole(window, "months", 1, MONTHS)
    hours = _hours(window)
    if not good or months is None or hours is None:
        return None
    mask = np.zeros((MONTHS, 2, HOURS), dtype=bool)
    mask[np.ix_([month - 1 for month in months], _DAYS[days], hours)] = True
    return mask


def _hours(window: Table) -> list[int] | None:
    ends = [key for key in ("from", "to") if key in window.given]
    if not ends:
        return _whole(window, "hours", 0, HOURS - 1)
    if "hours" in window.given:
        window.refuse("hours", "must not stand beside from and to", "Give one of the two")
        return None
    if len(ends) == 1:
        missing = "to" if ends[0] == "from" else "from"
        window.refuse(missing, f"must be given with {ends[0]}", "Give both, such as from = 16 and to = 21")
        return None
    start, end = window.given["from"], window.given["to"]
    for key, value, low in (("from", start, 0), ("to", end, 1)):
        if not _is_whole(value, low, low + HOURS - 1):
            window.refuse(key, f"must be a whole number from {low} to {low + HOURS - 1}", "Give the hour of the day")
            return None
    if start == end:
        window.refuse("to", "must differ from from", "Leave both out for the whole day")
        return None
    return [hour % HOURS for hour in range(start, end if end > start else end + HOURS)]  # over midnight


def _whole(window: Table, key: str, low: int, high: int) -> list[int] | None:
    """Whole numbers of a list; all of them where it is left out."""
    value = window.given.get(key, list(range(low, high + 1)))
    if not isinstance(value, list) or not value or not all(_is_whole(one, low, high) for one in value):
        window.refuse(key, f"must be a list of whole numbers from {low} to {high}", f"Leave it out for all {key}")
        return None
    return sorted(set(value))


def _is_whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
