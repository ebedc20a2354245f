"""The heating line of bills: another program's numbers on one data set, and houses whose line is known."""

from __future__ import annotations

import csv
import datetime
import gzip
from itertools import pairwise

import numpy as np
import pytest

from tests.weather.year_files import CHICAGO, EPW_HEADER
from xl_dualfuel.records.change_point import Part, Period, fit, fit_shared

READINGS = ("01-03", "02-02", "03-06", "04-04", "05-03", "06-02", "07-05", "08-03", "09-01", "10-03", "11-02", "12-04",
            "12-31")  # fmt: skip
THERMS = (171, 164, 127, 74, 38, 21, 17, 16, 19, 43, 91, 139)
"""A house's gas in the periods between the readings"""
EEMETER = {
    58: (0.622645643321554, 0.1467565714763568, 0.954704013819627),
    61: (0.5020218902348605, 0.13652950929823124, 0.9571951078563178),
    64: (0.37283929050, 0.12797029489465206, 0.9556319491480303),
}
"""Baseload, slope and R² by opendsm's eemeter 2.10.11 at whole balance temperatures: get_hdd_only_candidate_models with
n_hours_kept as weights, degree days of compute_temperature_features(degree_day_method="hourly"); 61 °F is its best"""


@pytest.fixture(scope="module")
def temperature():
    rows = csv.reader(gzip.decompress(CHICAGO.read_bytes()).decode("ascii").splitlines()[EPW_HEADER:])
    return np.array([float(row[6]) * 1.8 + 32 for row in rows])


def periods(temperature, energies):
    days = [datetime.date.fromisoformat(f"2023-{day}").timetuple().tm_yday - 1 for day in READINGS]
    return [
        Period(end - start, energy, temperature[24 * start : 24 * end])
        for (start, end), energy in zip(pairwise(days), energies, strict=True)
    ]


def test_it_agrees_with_eemeter(temperature):
    gas = periods(temperature, THERMS)
    found = fit(gas)
    assert abs(found.balance_temperature - 61) <= 0.5  # eemeter tries whole degrees
    best = max(r2 for _, _, r2 in EEMETER.values())
    assert best <= found.r2 < best + 1e-4
    degrees = np.array([period.degree_days(61.0) / period.days for period in gas])
    days = np.array([period.days for period in gas])
    slope, baseload = np.polyfit(degrees, np.array(THERMS) / days, 1, w=np.sqrt(days))
    assert (baseload, slope) == pytest.approx(EEMETER[61][:2], rel=1e-12)  # the degree days are eemeter's
    assert found.slope == pytest.approx(slope, rel=2e-3)  # 0.09 °F away
    assert found.cv_rmse == pytest.approx(0.1805, abs=1e-4)  # numpy, n − 3 in the denominator
    assert found.bias == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("balance", [52.3, 60.0, 66.7])
def test_a_known_line_comes_back(temperature, balance):
    daily = [2 + 0.15 * np.maximum(0, balance - period.temperature).mean() for period in periods(temperature, THERMS)]
    known = [energy * period.days for energy, period in zip(daily, periods(temperature, THERMS), strict=True)]
    found = fit(periods(temperature, known))
    # exact data: what is left is the search for the balance temperature, to 1e-4 °F
    assert (found.baseload, found.slope) == pytest.approx((2, 0.15), rel=1e-4)
    assert found.balance_temperature == pytest.approx(balance, abs=1e-3)
    assert found.r2 == pytest.approx(1)


def test_summer_cooling_does_not_bend_it(temperature):
    shape = periods(temperature, THERMS)
    used = [
        period.days * (12 + 0.8 * np.maximum(0, 60 - period.temperature).mean()
                       + 1.5 * np.maximum(0, period.temperature - 71).mean())
        for period in shape
    ]  # fmt: skip
    found = fit(periods(temperature, used), may_cool=True)
    assert (found.baseload, found.slope) == pytest.approx((12, 0.8), rel=1e-3)
    assert (found.cooling_balance, found.cooling_slope) == (71.0, pytest.approx(1.5, rel=1e-3))


@pytest.mark.parametrize("energies", [[30.0] * 12, [float(n % 2) for n in range(12)], list(range(12))])
def test_no_line_without_heat_in_the_cold(temperature, energies):
    warm_last = [energy * period.days for energy, period in zip(energies, periods(temperature, THERMS), strict=True)]
    found = fit(periods(temperature, warm_last))
    assert found is None or found.r2 < 0.5


def test_two_energies_share_one_line(temperature):
    """Gas below 35 °F, a heat pump of COP 3 above, 24·500 BTU a degree day below 61 °F."""
    shape = periods(temperature, THERMS)
    below = [np.maximum(0, 61.0 - period.temperature) * 24 * 500 for period in shape]
    gas_use = [(period.temperature < 35) / 1e5 / 0.9 for period in shape]
    kwh_use = [(period.temperature >= 35) / 3412.142 / 3 for period in shape]
    gas, kwh = (
        [p.days * (base + (heat * use).mean()) for p, heat, use in zip(shape, below, uses, strict=True)]
        for base, uses in ((0.4, gas_use), (14.0, kwh_use))
    )
    found = fit_shared(
        [Part(periods(temperature, gas), gas_use, 1e5), Part(periods(temperature, kwh), kwh_use, 3 * 3412.142)]
    )
    assert found.slope == pytest.approx(24 * 500, rel=1e-4)
    assert found.balance_temperature == pytest.approx(61, abs=1e-3)
    assert found.baseloads == pytest.approx((0.4, 14.0), rel=1e-3)
    alone = fit(periods(temperature, gas))
    assert alone.slope * 0.9e5 > 1.2 * 24 * 500  # what the gas bills alone would say is wrong


@pytest.mark.parametrize("base", [66.0, 70.0, 73.3])
def test_cooling_is_found_with_a_heating_line_that_no_straight_one_is(temperature, base):
    """A heat pump whose COP falls with the cold: a fit of kWh alone takes the bend for a lower balance temperature."""
    shape = periods(temperature, THERMS)
    use = [1 / (2.0 + 0.04 * (period.temperature - 17).clip(-20)) / 3412.142 for period in shape]
    kwh = [
        p.days * (20 + (np.maximum(0, 63.0 - p.temperature) * 24 * 700 * one).mean()
                  + 4 * np.maximum(0, p.temperature - base).mean())
        for p, one in zip(shape, use, strict=True)
    ]  # fmt: skip
    found = fit_shared([Part(periods(temperature, kwh), use, 3 * 3412.142, may_cool=True)])
    # exact data: what is left is the search for two temperatures, to 0.01 °F
    assert found.slope == pytest.approx(24 * 700, rel=2e-3)
    assert found.balance_temperature == pytest.approx(63, abs=0.1)
    assert (found.cooling_balance, found.cooling_slope) == pytest.approx((base, 4), rel=5e-3)
    assert found.baseloads == pytest.approx((20,), rel=5e-3)
    assert 2 * found.slope_error < 0.01 * found.slope
    without = fit_shared([Part(periods(temperature, kwh), use, 3 * 3412.142)])
    assert abs(without.slope / 24 / 700 - 1) > 0.02  # cooling that is left out bends it
