"""The hours of a climate in order: its own, or typical days where only hours by temperature are known."""

from __future__ import annotations

from typing import Final, NamedTuple

from ..inputs.case import Case
from ..weather.year import HOURS_PER_YEAR, times_of_year
from .climate import Bins
from .parameters import Array

NOT_IN_THE_BOOK: Final = "The order of the hours is not in this workbook"
TOO_MANY: Final = f"The climate has more than {HOURS_PER_YEAR:,} hours"


class InOrder(NamedTuple):
    """Hours in order, arrays (hours,)."""

    times: tuple[str, ...]
    """End of each: ``MM-DD HH:00``, of a record with its year before"""
    dry_bulb: Array
    """[°F]; not a number where nobody knows it, or where the climate has no heating hour"""
    is_year: bool = True
    """The last hour is followed by the first"""
    is_typical: bool = False
    """The order is one of typical days"""


def own_order(case: Case) -> InOrder | None:
    """The hours that weather, place or record have by themselves; None where they have none."""
    if case.runtime is not None and case.season is not None:
        from ..records.in_order import hours_in_order  # here, as below: worksheet functions do without

        part = case.runtime.between(case.season.start, case.season.end)
        return InOrder(*hours_in_order(part), is_year=False)
    if case.year is None:
        return None
    hours = case.year.order or case.year.typical
    return None if hours is None else InOrder(hours.times, hours.dry_bulb, is_typical=case.year.order is None)


def in_order(case: Case, bins: Bins) -> InOrder | str:
    """The hours of any climate, of one without hours in the order of typical days; in words why there are none."""
    own = own_order(case)
    if own is not None:
        return own
    if case.year is not None:
        return NOT_IN_THE_BOOK
    from ..weather.typical import in_typical_order, usual_months

    cold_first = bins.temperature[::-1], bins.hours[::-1]
    if cold_first[1].sum() > HOURS_PER_YEAR:
        return TOO_MANY
    return InOrder(times_of_year(), in_typical_order(*cold_first, usual_months()), is_typical=True)
