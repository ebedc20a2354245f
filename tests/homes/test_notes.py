"""The notes of homes in a table are those of each home by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

import xl_dualfuel as df
from xl_dualfuel.homes import notes
from xl_dualfuel.homes.arrays import Homes
from xl_dualfuel.model import parameters

TABLE: dict[str, list[Any]] = {
    # An ordinary home; price by the therm; load in thousands; lockout above today's; no load above the setpoint
    "load_slope": [500, 500, 0.5, 500, 500],
    "design_temperature": [5, 5, 5, 5, 5],
    "fuel_price": [13, 1.3, 13, 13, 13],
    "compressor_lockout": [10, 10, 10, 45, 10],
    "load_balance_temperature": [65, 65, 65, 65, 75],
    "existing_switchover": [35, 35, 35, 35, 35],
}


def alone(place: int) -> df.Result:
    return df.solve(df.Case(**{key: values[place] for key, values in TABLE.items()}))


def test_many_homes_have_the_notes_of_each_alone():
    results = [alone(place) for place in range(5)]
    numbers = {key: np.array(values, dtype=float)[:, np.newaxis] for key, values in TABLE.items()}
    homes = Homes.of_columns({}, numbers, 5)
    p = parameters.from_case(homes).sized(np.nan)
    hours = np.array([[result.solution.bins.hours.sum()] for result in results])
    cost = np.array([[result.solution.setting.annual_cost] for result in results])
    found = notes.of_homes(homes, p, hours, cost)[:, 0].tolist()
    assert found == [notes.of_result(result) for result in results]
    shared = "inputs: Not given; example values were used for: "
    assert found[0].startswith(shared)
    assert found[1].startswith("fuel_price_unit: $1.30/MMBtu of natural gas")
    assert found[2].startswith("load_slope: ")
    assert "compressor_lockout: 45 °F is above existing_switchover 35 °F" in found[3]
    assert "load_balance_temperature: 75 °F is above indoor_setpoint 70" in found[4]


def test_a_table_has_them_in_a_column():
    many = df.solve_many({key: values * 10 for key, values in TABLE.items()})
    assert many["notes"].tolist() == [notes.of_result(alone(place)) for place in range(5)] * 10
