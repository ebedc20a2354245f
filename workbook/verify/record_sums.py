"""A sheet of a record held against itself: its sums against its bins, and whether its hours are a season.

Nobody can count its hours again, but whoever changes one number of it changes one of several that belong together.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from xl_dualfuel.inputs.case import Case
from xl_dualfuel.records.season import DATES, SEASON_SHARE
from xl_dualfuel.results.record_evidence import RecordEvidence

from ..book.layout import HEADER_ROW
from ..rules.locations import address
from ..sheets.record_formulas import FACTS, Places

_WINTER_DAYS: Final = 212
"""October to April, the season of a record of which no part is chosen"""
_CLOSE: Final = 1e-6
"""Share by which sums in another order differ"""
_SAID: Final = re.compile(r"\(([0-9,]{1,5}) days\)|from ([0-9,]{1,5}) recorded days")


class Contradiction(NamedTuple):
    """A cell that cannot be as it is beside others."""

    cell: str
    what: str
    found: object
    expected: object


def contradictions(places: Places, found: RecordEvidence) -> Iterator[Contradiction]:
    """What on the sheet contradicts its bins, its dates, or what the workbook says of the season."""
    hours = found.bins.hours
    facts = {key: address(HEADER_ROW + 2 + row, places.facts + 1) for row, key in enumerate(FACTS)}
    below = float(hours.sum())  # the balance temperature
    if below > found.hours * (1 + _CLOSE):
        yield Contradiction(facts["hours"], "The record has fewer hours than its hours by temperature add up to",
                            found.hours, below)  # fmt: skip
    for row, limit in enumerate(found.limits, places.limits + 1):
        duty = getattr(found.bins, limit.source, None)
        ran = math.nan if duty is None else float(np.nansum(duty * hours))
        if not _alike(ran, limit.hours):
            yield Contradiction(address(row, 4), f"Hours of the {limit.source} are not the sum of those by temperature",
                                limit.hours, ran)  # fmt: skip
    yield from _span(found, facts)


def lead_contradicted(found: RecordEvidence | None, case: Case) -> str:
    """Why what the workbook says of the season of its record cannot be; "" where it can."""
    lead, scaled = case.record_lead, case.inputs["season_degree_days"] is not None
    if scaled != lead.startswith("Scaled"):
        return "The record is scaled to a season" if scaled else "The record is not scaled to a season"
    if found is None or scaled:
        return ""
    covered = found.hours / 24
    if not lead and covered < SEASON_SHARE * _days(case) - 0.5:
        return f"{covered:,.0f} recorded days are no season of {_days(case):,} days"
    if (said := _SAID.search(lead)) and float(said[1].replace(",", "")) < covered - 0.5:
        return f"The record has {covered:,.0f} days of hours"
    return ""


def _span(found: RecordEvidence, facts: dict[str, str]) -> Iterator[Contradiction]:
    try:
        first, last = (datetime.date.fromisoformat(day) for day in (found.first, found.last))
    except ValueError:
        yield Contradiction(facts["first"], "The first and last day of the record are no dates",
                            f"{found.first}, {found.last}", "dates")  # fmt: skip
        return
    span = (last - first).days + 1
    if found.hours > 24 * span + 1:
        yield Contradiction(facts["hours"], f"{span:,} days from {first} to {last} have fewer hours", found.hours,
                            24 * span)  # fmt: skip


def _days(case: Case) -> int:
    """Days of the season that the hours are held against, the fewest that they can be."""
    chosen = case.inputs["record_season"]
    if isinstance(chosen, str) and (match := DATES.fullmatch(chosen.strip())):
        first, last = (datetime.date.fromisoformat(match[group]) for group in (1, 2))
        return (last - first).days + 1
    return _WINTER_DAYS


def _alike(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_CLOSE, abs_tol=_CLOSE)
