"""Typical days: only the order of the hours is made up; worst days tried against the hours of cold stations."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np
import pytest

from tests.weather.test_estimate import BASE, Place
from xl_dualfuel.weather.estimate import by_degree_days, by_months
from xl_dualfuel.weather.rows import DAYS
from xl_dualfuel.weather.typical import in_typical_order, usual_months

COLD = ("chicago_ohare", "denver", "golden", "dulles")


def worst(hours: np.ndarray, days: int) -> float:
    """Most degree hours in so many days in a row with a furnace below 28 °F, of a house that is warm at 70 °F."""
    needed = np.where(hours < 28, 70 - hours, 0.0)
    around = np.concatenate((needed, needed))
    return max(float(around[first : first + 24 * days].sum()) for first in range(8760))


@pytest.mark.parametrize("key", COLD)
def test_worst_days_are_as_near_as_is_said(key: str) -> None:
    """place.SPELLS: from 25 % less to 45 % more."""
    place = Place(key)
    alone = by_degree_days(place.degree_days, BASE, place.design)
    assert alone is not None
    for months in (
        alone,
        by_months(place.means, None, place.design),
        by_months(place.means, place.ranges, place.design),
    ):
        table = months.table()
        hours = in_typical_order(tuple(table), tuple(table.values()), months)
        for days in (1, 3, 7, 10):
            assert 0.75 < worst(hours, days) / worst(place.hours, days) < 1.45


def test_hours_and_load_are_those_of_the_table() -> None:
    """Hours that are parts of the table's rows have the mean of theirs: the load is the same to rounding."""
    temperature, count = [-10.0, 12.5, 30.0, 64.0], [0.5, 149.75, 900.0, 1000.25]
    hours = in_typical_order(temperature, count, usual_months())
    some = np.sort(hours[~np.isnan(hours)])
    assert len(some) == 2051  # 2,050.5 hours: the last one is half an hour
    assert some[0] == pytest.approx((-10 + 12.5) / 2)
    assert some[:2050].sum() == pytest.approx(np.dot(temperature, count) - 0.5 * 64, rel=1e-12)


def test_the_coldest_days_are_in_the_middle_of_january_and_the_coldest_hours_before_dawn() -> None:
    days = in_typical_order(np.arange(8760.0), np.ones(8760), usual_months()).reshape(365, 24)
    assert days.mean(axis=1).argmin() == 15
    assert {int(day.argmin()) for day in days} <= {4, 5}
    months = [days[start:end].mean() for start, end in pairwise((0, *accumulate(DAYS)))]
    assert np.argmin(months) == 0 and np.argmax(months) == 6


def test_more_hours_than_a_year_has() -> None:
    with pytest.raises(ValueError, match="8,784 hours are more than a year has"):
        in_typical_order([20.0], [8784.0], usual_months())
