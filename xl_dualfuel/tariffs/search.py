"""The best setting for each period of a tariff.

The house is heated first: what leaves more of the load unmet is out, however cheap. Where nothing ties the hours of
two periods together, each is set by itself, exactly. Blocks, demand charges and least bills tie them; what is then
exact is in the docstring and in the result.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.parameters import Array
from ..model.switchovers import at_most, cheapest, heats
from .billing import Bill, Parts
from .year import Options

MAX_PAIRS: Final = 1_000_000
"""Most pairs of candidates of two periods that are all tried."""
MAX_PAIRED: Final = 4
"""Most periods tied together of which two at a time are moved."""
MAX_SWEEPS: Final = 50
_MATRIX: Final = 40_000
"""Most items of a matrix at a time, which bounds memory."""


class Choice(NamedTuple):
    """A candidate for each period, what they cost together, and whether nothing can be cheaper."""

    candidates: tuple[int, ...]
    annual_cost: float
    """[$], with a carbon price its part too"""
    exact: bool
    method: str
    """In words"""


def single_costs(options: Options, bill: Bill) -> Array:
    """Cost of the year, carbon included, [$] with each candidate as the switchover of every hour: (candidates,)."""
    return _together(bill, bill.parts(options.sums))


def cost_of(options: Options, bill: Bill, chosen: tuple[int, ...]) -> float:
    """Cost of the year, carbon included, [$] with a candidate for each period."""
    return float(_together(bill, bill.parts(options.sums.at(chosen))))


def _together(bill: Bill, parts: Parts) -> Array:
    adds = [part.sum(axis=0) for part in parts.adds]
    return bill.cost(parts.linear.sum(axis=0), adds, [part.max(axis=0) for part in parts.peaks])


def by_period(
    options: Options, bill: Bill, best: int, months: bool, guess: float, allowed: NDArray[np.bool_] | None = None
) -> Choice:
    """The best candidate for each period; never dearer than ``best``, the single one, in all of them.

    A candidate of a period leaves at most 0.1 % of the period's load more unmet than the least possible there.
    allowed: which candidates may be taken at all (candidates,); None: all.

    Periods whose costs do not depend on each other are set by themselves, exactly; so are the ``months`` where no
    charge reaches over a month's end, and one period, and two that depend on each other, by trying all pairs. More of
    those are set one after the other, and of up to MAX_PAIRED two at a time, to their best while the others stay,
    over and over until nothing changes, from the single setting and from the periods' own best: the cheaper of two
    local optima, which need not be the best of all.
    """
    sums, parts = options.sums, bill.parts(options.sums)
    periods, count = parts.linear.shape
    warm = heats(sums.unmet_mmbtu.sum(axis=1), options.load_mmbtu[:, np.newaxis])
    warm &= True if allowed is None else allowed | ~(warm & allowed).any(axis=1, keepdims=True)
    same = (best,) * periods
    apart = months and not bill.beyond_months
    groups = [(place,) for place in range(periods)] if apart else bill.groups(periods)
    search = _Search(bill, parts, options.switchover, guess, warm)
    start = [best if warm[place, best] else int(cheapest(parts.linear[place], options.switchover, guess, warm[place]))
             for place in range(periods)]  # fmt: skip
    chosen, exact = list(start), True
    for group in groups:
        paired = len(group) <= MAX_PAIRED and count**2 <= MAX_PAIRS
        if len(group) == 1:
            if periods > 1:
                chosen[group[0]] = search.alone(group[0])
            continue
        own = [int(cheapest(parts.linear[place], options.switchover, guess, warm[place])) for place in range(periods)]
        second = [own[place] if place in group else at for place, at in enumerate(chosen)]
        chosen = min((search.descend(one, group, paired) for one in (chosen, second)), key=search.cost)
        exact = exact and len(group) == 2 and paired
    if periods == 1:
        method = "one period"
    elif exact:
        pairs = any(len(group) == 2 for group in groups)
        method = "every pair of settings" if pairs else "each month by itself" if apart else "each period by itself"
    else:
        method = "one after the other until none gains: approximate"
    # Comparing makes sure of it, whatever rounding and ties did.
    candidates = tuple(chosen)
    single, cost = cost_of(options, bill, same), cost_of(options, bill, candidates)
    return Choice(candidates, cost, exact, method) if cost < single else Choice(same, single, exact, method)


class _Search:
    """Moves of periods to other candidates, while the others stay."""

    def __init__(self, bill: Bill, parts: Parts, switchover: Array, guess: float, warm: NDArray[np.bool_]) -> None:
        self.bill, self.parts, self.switchover, self.guess, self.warm = bill, parts, switchover, guess, warm

    def cost(self, chosen: list[int]) -> float:
        """Of the year [$]."""
        return float(self._of(self._rest(chosen, ())))

    def alone(self, place: int) -> int:
        """The best candidate of a period whose costs depend on no other."""
        cost = self._of(_only(self.parts, place))
        return int(cheapest(cost, self.switchover, self.guess, self.warm[place]))

    def move(self, chosen: list[int], place: int) -> None:
        """One period to its best while the others stay; where that gains nothing it stays, else no round is last."""
        rest = self._rest(chosen, (place,))
        cost = self._of(_joined(_wide(rest), _only(self.parts, place)))
        better = int(cheapest(cost, self.switchover, self.guess, self.warm[place]))
        if not at_most(cost[chosen[place]], cost[better]):
            chosen[place] = better

    def descend(self, start: list[int], group: tuple[int, ...], paired: bool) -> list[int]:
        """Each period of a group, or each two of them, in turn to the best, until a round changes nothing."""
        chosen = list(start)
        for _ in range(MAX_SWEEPS):
            before = list(chosen)
            for place in group:
                self.move(chosen, place)
            for first, second in combinations(group, 2) if paired else ():
                self._move_pair(chosen, first, second)
            if chosen == before:
                break
        return chosen

    def _move_pair(self, chosen: list[int], first: int, second: int) -> None:
        """Every pair of candidates for two periods; what one at a time cannot do where both make the same peak."""
        one, cold = _only(self.parts, first), np.where(self.warm[second], 0.0, np.inf)
        others = _joined(_wide(self._rest(chosen, (first, second))), _only(self.parts, second))
        others = _each(others, lambda part: part[..., np.newaxis, :])

        def costs(at: NDArray[np.intp]) -> Array:
            """(first candidates, second candidates)"""
            cost: Array = self._of(_joined(_each(one, lambda part: part[..., at, np.newaxis]), others)) + cold
            return cost

        least = float(costs(np.array([chosen[first]]))[0, chosen[second]])
        warm = np.flatnonzero(self.warm[first])
        items = len(warm) * len(cold) * max(len(part) for part in (*others.adds, *others.peaks))
        for at in np.array_split(warm, max(1, -(-items // _MATRIX))):
            cost = costs(at)
            best = cost.argmin(axis=1)
            for place, second_best, found in zip(at.tolist(), best.tolist(), cost.min(axis=1).tolist(), strict=True):
                if not at_most(least, found):
                    least, chosen[first], chosen[second] = found, place, second_best

    def _of(self, parts: Parts) -> Array:
        return self.bill.cost(parts.linear, parts.adds, parts.peaks)

    def _rest(self, chosen: list[int], moved: tuple[int, ...]) -> Parts:
        """What the periods bring in that stay as they are, put together."""
        stay = np.array([place for place in range(len(chosen)) if place not in moved], dtype=int)
        at = np.array(chosen, dtype=int)[stay]
        return Parts(
            np.asarray(self.parts.linear[stay, at].sum()),
            tuple(part[stay, :, at].sum(axis=0) for part in self.parts.adds),
            tuple(part[stay, :, at].max(axis=0, initial=0.0) for part in self.parts.peaks),
        )


def _each(parts: Parts, change: Callable[[Array], Array]) -> Parts:
    return Parts(change(parts.linear), tuple(map(change, parts.adds)), tuple(map(change, parts.peaks)))


def _only(parts: Parts, place: int) -> Parts:
    """What one period brings in: (…, candidates)."""
    return _each(parts, lambda part: part[place])


def _wide(parts: Parts) -> Parts:
    """With an axis for candidates."""
    return _each(parts, lambda part: part[..., np.newaxis])


def _joined(one: Parts, other: Parts) -> Parts:
    return Parts(
        one.linear + other.linear,
        tuple(first + second for first, second in zip(one.adds, other.adds, strict=True)),
        tuple(np.maximum(first, second) for first, second in zip(one.peaks, other.peaks, strict=True)),
    )
