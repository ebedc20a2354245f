"""Bills of NREL's SAM (PySAM's Utilityrate5), stored in sam_bills.json, against ours.

They were made by ``Utilityrate5`` with ``gen`` of zeros, ``load`` as LOADS below (kWh of 8,760 hours), analysis_period
1, no inflation, escalation, degradation, fixed, minimum or annual charges, ur_metering_option 0, TOU_demand_single_peak
0, the schedules WEEKDAY and WEEKEND for energy and demand, and these matrices; numbers above 1e37 are "no limit":

* time of use: ur_ec_tou_mat [[1,1,-,0,0.08,0],[2,1,-,0,0.15,0],[3,1,-,0,0.31,0]];
* demand: the same with ur_dc_enable 1, ur_dc_flat_mat 4.5 $/kW in every month, ur_dc_tou_mat 0, 1.25 and 7.75 $/kW;
* tiers: one period, to 300 kWh a month 0.10, to 700 kWh 0.14, above 0.22;
* tiers by period: to 250 kWh a month 0.08, 0.15, 0.31, above 0.12, 0.24, 0.45. SAM fills tiers with the use of all
  periods, each of which pays for its share: blocks that are ``shared`` here.

SAM's year begins on a Monday, as 2018 did. The stored numbers are year1_monthly_utility_bill_w_sys.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import xl_dualfuel as df
from xl_dualfuel.model import parameters
from xl_dualfuel.tariffs.billing import bill_of
from xl_dualfuel.tariffs.calendar import clock_at
from xl_dualfuel.tariffs.reading import tariff_of
from xl_dualfuel.tariffs.tariff import hourly
from xl_dualfuel.tariffs.year import Way, sums_at, year_of

STORED: dict[str, Any] = json.loads((Path(__file__).parent / "sam_bills.json").read_text(encoding="utf-8"))["cases"]
WINTER = (1, 2, 3, 11, 12)


def load(hour_of_year: int) -> tuple[float, float]:
    """What the house uses, and its heating [kWh]."""
    day, hour = divmod(hour_of_year, 24)
    house = 0.4 + 0.3 * math.sin(2 * math.pi * (hour - 9) / 24) ** 2 + 0.05 * ((hour_of_year * 7) % 5)
    cold = 1.2 + 1.6 * math.cos(2 * math.pi * (day - 15) / 365) + 0.7 * math.cos(2 * math.pi * (hour - 4) / 24)
    return house, max(0.0, cold + 0.3 * (((hour_of_year * 13) % 11) - 5) / 5)


LOADS = [load(hour) for hour in range(8760)]
WINDOWS = [
    {"period": "two", "days": "weekday", "from": 6, "to": 16, "months": list(WINTER)},
    {"period": "three", "days": "weekday", "from": 16, "to": 21, "months": list(WINTER)},
    {"period": "two", "days": "weekday", "from": 6, "to": 21, "months": [4, 5, 6, 7, 8, 9, 10]},
]
TIMES: dict[str, Any] = {"otherwise": "one", "windows": WINDOWS, "periods": {"one": 0.08, "two": 0.15, "three": 0.31}}
TARIFFS: dict[str, dict[str, Any]] = {
    "time of use": TIMES,
    "demand": TIMES
    | {
        "demand": [
            {"charge": 4.5},
            {"charge": 1.25, "periods": ["two"]},
            {"charge": 7.75, "periods": ["three"]},
        ]
    },
    "tiers": {"blocks": [{"up_to": 300, "price": 0.10}, {"up_to": 700, "price": 0.14}, {"price": 0.22}]},
    "tiers by period": TIMES
    | {
        "periods": {"one": 0.0, "two": 0.0, "three": 0.0},
        "ladders": [
            {"periods": [name], "shared": True, "blocks": [{"up_to": 250, "price": low}, {"price": high}]}
            for name, low, high in (("one", 0.08, 0.12), ("two", 0.15, 0.24), ("three", 0.31, 0.45))
        ],
    },
}


@pytest.mark.parametrize("name", TARIFFS)
def test_bills_are_sams(name: str) -> None:
    """The bill of the house, and what heating adds to it, which is SAM's difference of two bills."""
    tariff = tariff_of({"year": 2018, "daylight_saving": False, "electricity": TARIFFS[name]}, Path())
    power = tariff.electricity
    assert power is not None
    tariff = tariff._replace(electricity=power._replace(household=tuple(house for house, _ in LOADS)))
    p = parameters.from_case(df.Case(station="denver"))
    prices = hourly(tariff, clock_at(np.arange(8760), 2018), p, "natural_gas")
    heating, zero = np.array([cold for _, cold in LOADS]), np.zeros(8760)
    own = np.array([house for house, _ in LOADS])
    year = year_of(np.full(8760, 30.0), prices, p)
    ways = [
        Way(kwh, zero, kwh * prices.energy_price, zero, zero, zero, zero, zero, zero, kwh, zero, own + kwh)
        for kwh in (heating, zero)
    ]
    year = year._replace(dual=ways[0], furnace=ways[1])
    bill = bill_of(tariff, prices, year.house, p, "natural_gas")
    stored = STORED[name]
    assert bill.household_cost == pytest.approx(sum(stored["house"]), rel=1e-6)
    found = bill.charged(sums_at(year, len(prices.names), 0.0, bill.by_day)).electricity
    added = [both - house for both, house in zip(stored["both"], stored["house"], strict=True)]
    assert found.tolist() == pytest.approx(added, rel=1e-6, abs=1e-6)
    assert bill.charged(sums_at(year, len(prices.names), 99.0, bill.by_day)).electricity.sum() == 0
    assert bill.charges.tolist() == pytest.approx(stored["house"], rel=1e-6)


def test_what_is_stored_differs_from_rate_to_rate() -> None:
    totals = {round(sum(stored["both"]), 2) for stored in STORED.values()}
    assert len(totals) == len(STORED) == 4
    assert all(both > house for one in STORED.values() for both, house in zip(one["both"], one["house"], strict=True))
