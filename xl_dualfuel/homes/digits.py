"""The digits of many numbers as codes of a table of texts: a number is one to three of them, none made by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]
"""Places in TEXTS of numbers (homes,)"""

WHOLE: Final = 10_000
"""Numbers below it are one text, larger ones two: their thousands, and three digits."""
LARGEST: Final = 1000.0 * WHOLE
"""Numbers from there up have no codes."""
_PADDED: Final = 1 + WHOLE
_THOUSANDS: Final = _PADDED + 1000
_DECIMALS: Final = {places: _THOUSANDS + WHOLE + (10**places - 10) // 9 for places in (1, 2, 3)}
"""Where the texts of each kind begin; the first of all is "" """
COUNT: Final = _DECIMALS[3] + 1000
_NEAR: Final = 1e-4
"""A number so near the middle between two is rounded as it is written, not by its product with a power of ten."""


@lru_cache(maxsize=1)
def texts() -> tuple[str, ...]:
    """The table: "", 0 to 9,999, 000 to 999, thousands with their comma, .0 to .9, .00 to .99, .000 to .999."""
    decimals = (f".{number:0{places}}" for places in (1, 2, 3) for number in range(10**places))
    return (
        "", *(f"{number:,}" for number in range(WHOLE)), *(f"{number:03}" for number in range(1000)),
        *(f"{number:,}," for number in range(WHOLE)), *decimals,
    )  # fmt: skip


def has_codes(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which numbers have codes: none that is negative, not even zero with a sign, none that is not finite."""
    with np.errstate(invalid="ignore"):
        known: NDArray[np.bool_] = (values < LARGEST - 1) & ~np.signbit(values)
    return known


def whole(values: NDArray[np.float64]) -> list[Codes]:
    """As ``f"{value:,.0f}"``."""
    return _of_whole(np.rint(values).astype(np.int64))


def _of_whole(numbers: NDArray[np.int64]) -> list[Codes]:
    if not len(numbers) or numbers.max() < WHOLE:
        return [(numbers + 1).astype(np.int32)]
    thousands, rest = np.divmod(numbers, 1000)
    large = numbers >= WHOLE
    return [
        np.where(large, thousands + _THOUSANDS, 0).astype(np.int32),
        np.where(large, rest + _PADDED, numbers + 1).astype(np.int32),
    ]


def money(values: NDArray[np.float64]) -> list[Codes]:
    """As case_units.money, without its sign: two decimals under 1,000, none from there up."""
    return _with_decimals(values, values < 999.995, 2, 0)


def heat(values: NDArray[np.float64]) -> list[Codes]:
    """As case_units.heat, without its unit: three decimals under 1, one from there up."""
    return _with_decimals(values, _rounded(values, 3) < 1000, 3, 1)


def _with_decimals(values: NDArray[np.float64], small: NDArray[np.bool_], of_small: int, of_large: int) -> list[Codes]:
    """Whole part and decimals: so many of small numbers, and of the others."""
    numbers = np.empty(len(values), dtype=np.int64)
    decimals = np.zeros(len(values), dtype=np.int32)
    for which, places in ((small, of_small), (~small, of_large)):
        numbers[which], parts = np.divmod(_rounded(values[which], places), 10**places)
        if places:
            decimals[which] = parts + _DECIMALS[places]
    return [*_of_whole(numbers), decimals]


def _rounded(values: NDArray[np.float64], places: int) -> NDArray[np.int64]:
    """Numbers times a power of ten, rounded as Python writes them."""
    scaled = values * 10.0**places
    rounded = np.rint(scaled).astype(np.int64)
    if places:
        near = np.flatnonzero(np.abs(np.abs(scaled - rounded) - 0.5) < _NEAR)
        rounded[near] = [int(f"{value:.{places}f}".replace(".", "")) for value in values[near].tolist()]
    return rounded


KINDS: Final[dict[str, tuple[Callable[[NDArray[np.float64]], list[Codes]], str]]] = {
    "whole": (whole, "5"), "money": (money, "5.00"), "heat": (heat, "5.0"),
}  # fmt: skip
"""By sentences.Form.digits: the codes of numbers, and how five reads"""
