"""What the sheet Money works out between the terms and the answers, from the engine's flows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from xl_dualfuel.decisions import money
from xl_dualfuel.decisions.money import Worth
from xl_dualfuel.decisions.money_flows import Prices, discounted_sums, prices_of
from xl_dualfuel.decisions.money_terms import MONEY_FIELDS

from ..shape import Filling, present
from . import choices

YEARS: Final = int(MONEY_FIELDS["life"].maximum)
"""Years of the tables"""
STEPS_OF_SEARCH: Final = 6
"""Of the start of the IRR; a spreadsheet's own search gives up after some 20 from a bad one"""
FORMATS: Final = {"$": "money", "$/t CO2": "money", "years": "0.##"}
"""Number formats of the terms by their units, "money" for that of the case's"""


def worth_of(f: Filling, column: int) -> Worth:
    """The engine's judgement of the option in a column, 0 for the first."""
    return present(f.decisions.worths).rows[column]


def place_of(f: Filling, column: int) -> int:
    """Its place among the options, 0 for the case itself."""
    return [row.option for row in choices.comparison_of(f).rows].index(worth_of(f, column).option)


class Steps(NamedTuple):
    """What the formulas work out between the terms and the answers."""

    flows: list[float]
    """Of every year of the table [$]"""
    sums: list[float]
    """Running sums of the discounted flows [$]"""
    signs: list[int]
    """Of each flow, the sign before for a flow of 0"""
    rounding: float
    """A flow smaller than this is 0 [$]"""
    changes: int
    """How often the flows change sign"""
    rates: list[float]
    """1 + rate of each step of the search for the IRR"""
    guess: float
    """Start of the search for the IRR"""
    negative: int
    """Years down to the last at which the running sum is below 0; 0: none"""
    borrowing: int
    """1: money comes first and is paid back later"""


def steps_of(f: Filling, column: int) -> Steps:
    """The same from the engine's flows."""
    return f.once(("money", column), lambda: _steps(worth_of(f, column)))


def _steps(worth: Worth) -> Steps:
    flows = [*worth.flows, *[0.0] * (YEARS + 1 - len(worth.flows))]
    rounding, sums = money.rounding(flows), discounted_sums(worth.terms.discount_rate, flows)
    signs: list[int] = []
    for flow in flows:
        signs.append((flow > rounding) - (flow < -rounding) or (signs[-1] if signs else 0))
    changes = sum(a not in (0, b) for a, b in pairwise(signs))
    rates = _searched(flows) if changes == 1 else [1.0] * (STEPS_OF_SEARCH + 1)
    start = rates[-1] - 1 if changes == 1 else worth.irr or 0.0
    below = [year for year, sum_ in enumerate(sums, 1) if sum_ < -rounding]
    borrowing = int(changes == 1 and signs[-1] < 0)
    return Steps(flows, sums, signs, rounding, changes, rates, start, max(below, default=0), borrowing)


def _searched(flows: Sequence[float]) -> list[float]:
    """1 + rate of each step: Newton's method on the logarithm of what comes in over what is paid.

    Against the logarithm of 1 + rate that is nearly a straight line, so it takes few steps, however far the rate is.
    """
    rates = [1.0]
    for _ in range(STEPS_OF_SEARCH):
        received, received_year = _centre([max(flow, 0.0) for flow in flows], rates[-1])
        paid, paid_year = _centre([max(-flow, 0.0) for flow in flows], rates[-1])
        rates.append(rates[-1] * (received / paid) ** (1 / (received_year - paid_year)))
    return rates


def _centre(amounts: Sequence[float], rate: float) -> tuple[float, float]:
    """The discounted sum, and its mean year."""
    worths = [amount * rate**-year for year, amount in enumerate(amounts)]
    total = sum(worths)
    return total, sum(year * worth for year, worth in enumerate(worths)) / total


def prices_by_year(f: Filling, column: int) -> Prices:
    """Of every year of the table, year 0 too, where no list has a price."""

    def make() -> Prices:
        terms = worth_of(f, column).terms
        firsts = (1.0, 1.0, terms.carbon_price)
        return Prices(*((first, *path) for first, path in zip(firsts, prices_of(terms, YEARS), strict=True)))

    return f.once(("money prices", column), make)


def step(key: str) -> Callable[[Filling, int], Any]:
    """An item of Steps."""
    return lambda f, column: getattr(steps_of(f, column), key)


def ok(formula: str) -> str:
    """The formula where no term is wrong."""
    return f'IF([terms]="OK",{formula},NA())'
