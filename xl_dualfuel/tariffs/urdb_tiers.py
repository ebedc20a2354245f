"""Prices of a rate database entry: tiers of each period, and the blocks of a month that they make.

A tier's limit is on the use of the whole month, whatever its periods, as SAM's Utilityrate5 bills it and as limits of a
day are multiplied by the month's days there (ssc, lib_utility_rate_equations.cpp; SAM issue 1783). Where the steps from
tier to tier are the same in all periods of a month, one ladder of blocks is exactly that. Where they differ, each
period pays its own steps for its share of the month's use in every tier: a shared ladder.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..errors import Issue
from ..files.values import is_number
from .calendar import MONTHS
from .urdb_schedules import Grid, days_in, shares_of

DIGITS: Final = 10
"""Decimals of a price that is a sum: 0.1 + 0.02"""
_MAX_TIERS: Final = 20
_ENDLESS: Final = 1e9
"""Limits above it are none [kWh]; SAM writes 1e38"""
_LIMITS_DIFFER: Final = (
    "energyratestructure: limits of tiers differ between periods; each period's use fills its own blocks"
)
_BY_DEMAND: Final = (
    "energyratestructure: tiers by kWh for each kW of demand are left out; every kWh costs the price of the first"
)
_BY_POWER: Final = ("kwh/kw", "kwh/kw daily")


class Tier(NamedTuple):
    """One tier of a period."""

    limit: float
    """Of the month's use [kWh, or the unit's]; inf for the last"""
    price: float
    """Rate and adjustment [$/kWh, of demand $/kW]"""
    unit: str = "kwh"


Tiers = tuple[Tier, ...]


def tiers_of(entry: Mapping[str, Any], key: str, issues: list[Issue], unit: str = "kwh") -> list[Tiers]:
    """The tiers of each period under a key; [] where there is none. A tier without rate costs its adjustment alone."""
    periods = entry.get(key)
    if periods is None:
        return []
    if not isinstance(periods, list) or not all(isinstance(period, list) for period in periods):
        issues.append(
            Issue(key, "other values", "must be a list of periods, each a list of tiers", "Download it again")
        )
        return []
    return [_period(period, f"{key}[{n}]", issues, unit) for n, period in enumerate(periods)]


def _period(rows: Sequence[Any], key: str, issues: list[Issue], unit: str) -> Tiers:
    """The tiers of a period: limits ascending, none for the last."""
    if len(rows) > _MAX_TIERS:
        issues.append(Issue(key, f"{len(rows)} tiers", f"must be at most {_MAX_TIERS} tiers", "Leave out the rest"))
    tiers: list[Tier] = []
    for n, row in enumerate(rows[:_MAX_TIERS]):
        given = row if isinstance(row, Mapping) else {"rate": row}
        parts = [given.get(name) or 0.0 for name in ("rate", "adj")]
        limit, before = given.get("max"), tiers[-1].limit if tiers else 0.0
        if limit is None or (isinstance(limit, (int, float)) and limit >= _ENDLESS):
            limit = math.inf
        if not isinstance(row, Mapping) or not all(map(is_number, parts)):
            remedy = "Download the rate again"
            issues.append(Issue(f"{key}[{n}]", "other values", "must have a rate as a number", remedy))
            continue
        if limit != math.inf and (not is_number(limit) or limit < 0):
            issues.append(Issue(f"{key}[{n}].max", limit, "must be a number of 0 or more", "Correct it"))
            continue
        if before == math.inf:
            allowed = "must be given in all tiers but the last"
            issues.append(Issue(f"{key}[{n - 1}].max", None, allowed, "Give the kWh at which the tier ends"))
        elif limit < before:
            issues.append(Issue(f"{key}[{n}].max", limit, "must be above the tier before", "Correct it"))
        is_last = n + 1 == len(rows)
        if is_last or limit > before:  # a tier that ends where it begins is none
            price, named = round(sum(map(float, parts)), DIGITS), str(given.get("unit") or unit).lower()
            tiers.append(Tier(math.inf if is_last else float(limit), price, named))
    return tuple(tiers) or (Tier(math.inf, 0.0, unit),)


class _Block(NamedTuple):
    """Blocks of some months: limits [kWh a month], what each adds to the first [$/kWh], () or the periods."""

    limits: tuple[float, ...]
    adds: tuple[float, ...]
    periods: tuple[int, ...]
    shared: bool = False
    """Whether the use of all periods fills them"""


def ladders_of(tiers: Sequence[Tiers], grid: Grid, names: Mapping[int, Sequence[str]], left_out: list[str]
               ) -> list[dict[str, Any]]:  # fmt: skip
    """The ladders of a tariff file. names: what the file calls each period of the entry."""
    if any(tier.unit in _BY_POWER for period in tiers if len(period) > 1 for tier in period):
        left_out.append(_BY_DEMAND)
        return []
    blocks: defaultdict[_Block, list[int]] = defaultdict(list)
    said: dict[str, None] = {}
    for month, days in enumerate(grid):
        for block in _of_month(tiers, shares_of(days), days_in(month), said):
            blocks[block].append(month + 1)
    left_out += said
    return [_ladder(block, months, names) for block, months in blocks.items()]


def _of_month(tiers: Sequence[Tiers], shares: Mapping[int, float], days: int, said: dict[str, None]) -> list[_Block]:
    """The blocks of a month with these periods and their shares of its hours; ``said`` has what is not exact."""
    limits = {period: _limits(tiers[period], days) for period in shares}
    adds = {period: _adds(tiers[period]) for period in shares}
    if len(set(limits.values())) > 1:
        said[_LIMITS_DIFFER] = None
        return [_Block(limits[period], adds[period], (period,)) for period in shares if limits[period]]
    usual = max(shares, key=lambda period: (shares[period], -period))
    blocks = [_Block(limits[usual], adds[usual], ())] if any(adds[usual]) else []
    for period in shares:
        more = tuple(round(one - other, DIGITS) for one, other in zip(adds[period], adds[usual], strict=True))
        if any(more):
            blocks.append(_Block(limits[period], more, (period,), True))
    return blocks


def _limits(period: Tiers, days: int) -> tuple[float, ...]:
    return tuple(tier.limit * (days if "daily" in tier.unit else 1) for tier in period[:-1])


def _adds(period: Tiers) -> tuple[float, ...]:
    return tuple(round(tier.price - period[0].price, DIGITS) for tier in period)


def _ladder(block: _Block, months: list[int], names: Mapping[int, Sequence[str]]) -> dict[str, Any]:
    rows = [{"up_to": limit, "price": price} for limit, price in zip(block.limits, block.adds, strict=False)]
    ladder: dict[str, Any] = {"per": "month", "blocks": [*rows, {"price": block.adds[-1]}]}
    ladder |= {"months": months} if len(months) < MONTHS else {}
    ladder |= {"periods": [name for period in block.periods for name in names[period]]} if block.periods else {}
    return ladder | ({"shared": True} if block.shared else {})
