"""Conditions of a rate, hour by hour by hand: readings, what is latched, the coldest hours and days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from xl_dualfuel.tariffs.calendar import clock_at
from xl_dualfuel.tariffs.elements import When
from xl_dualfuel.tariffs.when import holds


def held(when: When, temperatures: list[float], first: int = 0, halves: bool = False) -> str:
    """1 for each hour from ``first`` of the year in which a condition holds, else 0."""
    hours = np.arange(first, first + len(temperatures))
    clock = clock_at(hours, 2026, "", halves)
    found = holds(when, clock, np.repeat(np.array(temperatures, dtype=float), 2 if halves else 1))
    return "".join(map(str, found.astype(int).tolist()))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"below": 10}, "0110000100"),  # 10 itself is not below 10
        ({"above": 10}, "1001111011"),
        ({"below": 10, "until": 14}, "0111100111"),  # ends at 14, begins anew at 8
        ({"below": 10, "hold_hours": 4}, "0111100111"),  # four hours from the first, then at 10 or more it ends
        ({"below": 10, "until": 14, "hold_hours": 6}, "0111111111"),
        ({"above": 14, "until": 11}, "0000011000"),  # the mirror image: over at less than 11
        ({"below": 15, "above": 10}, "1001101011"),  # both sides, without a latch
        ({"coldest_hours": 2}, "0100000100"),
        ({"coldest_hours": 3, "above": 10}, "1001000010"),  # the earlier of two equal ones
    ],
)
def test_by_the_hours_own_temperature(when: dict[str, Any], expected: str) -> None:
    assert held(When(**when), [10, 7, 9, 11, 13, 15, 14, 8, 11, 12]) == expected


def test_halves_of_an_hour_have_its_temperature_and_count_as_halves() -> None:
    assert held(When(below=10), [11, 9], halves=True) == "0011"
    assert held(When(coldest_hours=1), [11, 9, 8], halves=True) == "000011"


def test_a_reading_decides_until_the_next() -> None:
    """Read at 6 every day: before the first reading nothing holds, after it that of the day before."""
    temperatures = [5.0] * 6 + [20.0] * 24 + [5.0] * 24
    temperatures[6], temperatures[30] = 8.0, 12.0
    found = held(When(below=10, read_at=6), temperatures)
    assert found == "0" * 6 + "1" * 24 + "0" * 24


def test_the_coldest_days_are_those_of_the_lowest_mean() -> None:
    days = [[30.0] * 24, [0.0] + [31.0] * 23, [10.0] * 24, [29.0] * 24]
    temperatures = [value for day in days for value in day]
    assert held(When(coldest_days=2), temperatures) == "0" * 24 + "0" * 24 + "1" * 24 + "1" * 24
    # Of the days on which it is below 5 at some hour, there is one; of it only those hours are meant.
    assert held(When(coldest_days=3, below=5), temperatures) == "0" * 24 + "1" + "0" * 71


def test_hours_of_a_file_and_of_the_calendar() -> None:
    file = bytes(1 if hour in (3, 4) else 0 for hour in range(8760))
    assert held(When(hours=file), [0] * 6) == "000110"
    slots = bytes(1 if place in (7, 8) else 0 for place in range(365 * 48))  # 3:30 to 4:30 on 1 January
    assert held(When(slots=slots), [0] * 6, halves=True) == "000000011000"
    assert held(When(slots=slots, hours=file, below=1), [0, 0, 0, 2, 0, 0], halves=True) == "000000001000"
    assert held(When(), [0] * 3) == "111"


def test_a_latch_is_what_going_through_the_hours_one_by_one_gives() -> None:
    random = np.random.default_rng(20)
    for _ in range(300):
        temperatures = random.normal(10, 6, 40).round().tolist()
        when = When(below=8, until=float(random.integers(8, 15)), hold_hours=int(random.integers(0, 9)))
        on, since, expected = False, 0, ""
        for hour, at in enumerate(temperatures):
            if on and at >= when.until and hour - since >= when.hold_hours:
                on = False
            if not on and at < when.below:
                on, since = True, hour
            expected += str(int(on))
        assert held(when, temperatures) == expected
