"""What is allowed but hardly plausible: each rule on both sides of its limit, the slip by its name, and the cure."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import xl_dualfuel as df
from support import SHARE
from tests.strategies import plausible_cases
from xl_dualfuel.functions import DF_CHECK, DF_NOTES
from xl_dualfuel.results import doubts
from xl_dualfuel.results.facts import Facts

CERTAIN: dict[str, Any] = {"load_slope": 500, "season_hours": 2500}
"""A house of which nothing is odd; each case below changes what it is about."""


def raised(**inputs: Any) -> dict[str, str]:
    """The doubts about a case, by input."""
    found: dict[str, str] = {}
    for doubt in df.solve(df.Case(**{**CERTAIN, **inputs})).doubts:
        found[doubt.key] = " ".join((found.get(doubt.key, ""), doubt.message)).strip()
    return found


def test_the_worked_example_raises_none():
    assert df.solve(df.Case()).doubts == ()


@settings(max_examples=200)
@given(plausible_cases())
def test_ordinary_houses_raise_none(case):
    assert df.solve(df.Case(**case)).doubts == ()


@pytest.mark.slow
@settings(max_examples=int(4000 * SHARE))
@given(plausible_cases())
def test_thousands_of_ordinary_houses_raise_none(case):
    assert df.solve(df.Case(**case)).doubts == ()


def test_a_setting_in_celsius_that_is_warmer_than_the_house():
    """35 °F, 1.67 °C, is the usual setting; typed in a case in °C it would be 95 °F."""
    celsius = {"temperature_unit": "C", "design_temperature": -15, "indoor_setpoint": 20}
    words = "35 °C is warmer than the 20 °C inside. 35 looks like °F: 1.67 °C?"
    assert raised(**celsius, existing_switchover=35) == {"existing_switchover": words}
    assert raised(**celsius, existing_switchover=2, compressor_lockout=30).keys() == {"compressor_lockout"}
    assert not raised(**celsius, existing_switchover=21)  # the furnace all season
    assert not raised(existing_switchover=80)


CERTIFICATE = {
    # One certificate of a variable-speed unit, in the words of model.md: its rated capacity rises from 47 to 17 °F.
    "capacity_47": 33000, "capacity_17": 37400, "cop_47": 4.32, "cop_17": 2.40,
    "capacity_min_47": 22300, "capacity_min_17": 13000, "capacity_min_5": 10100,
    "cop_min_47": 5.31, "cop_min_17": 3.23, "cop_min_5": 2.52,
    "capacity_max_47": 57000, "capacity_max_17": 39000, "capacity_max_5": 31700,
    "cop_max_47": 3.08, "cop_max_17": 2.51, "cop_max_5": 2.25,
}  # fmt: skip
SWAP = [[17, 3.78, 29000], [47, 2.55, 18200]]
MBH = [[47, 3.78, 29.0], [35, 3.29, 24.1], [17, 2.55, 18.2]]


@pytest.mark.parametrize(
    ("inputs", "key", "words"),
    [
        # Inputs of contractors, as they were typed.
        ({"performance_table": MBH, "fuel_price": 1.3, "fuel_price_unit": "$/therm"}, "performance_table",
         "29 looks like MBH: 29,000 BTU/h?"),
        ({"performance_table": SWAP}, "performance_table", "Are the values at 17 and 47 °F swapped?"),
        ({"load_slope": None, "design_load": 42.0, "station": "chicago_ohare", "season_hours": None}, "design_load",
         "42 looks like thousands of BTU/h (MBH): 42,000 BTU/h?"),
        ({"load_slope": None, "design_load": 42000, "capacity_47": 3, "capacity_17": 2}, "capacity_47",
         "3 looks like tons: 36,000 BTU/h?"),
        ({"fuel_price": 1.3}, "fuel_price_unit", "Is it $1.30/therm or $1.30/ccf? Give fuel_price_unit."),
        # 10.5 kW · 3412.142 = 35,827 BTU/h
        ({"load_slope": 600, "capacity_47": 10.5, "capacity_17": 6.6}, "capacity_47",
         "10.5 looks like kW: 35,827 BTU/h?"),
        ({"load_slope": 0.6}, "load_slope", "0.6 looks like thousands of BTU/h: 600 BTU/h·°F"),
        # In a case in kW: 39,000 BTU/h given as kW is 133,073,538 BTU/h; 11,500 W given as kW is 39,239,633.
        ({"load_slope": None, "design_load": 39000 * 3412.142}, "design_load",
         "133,073,538 looks like BTU/h given as kW: 39,000 BTU/h?"),
        ({"load_slope": None, "design_load": 11500 * 3412.142}, "design_load", "1,000 times too much: 39,240 BTU/h?"),
        ({"load_slope": 600000}, "load_slope", "600,000 looks like 1,000 times too much: 600 BTU/h·°F?"),
        ({"capacity_47": 36e6, "capacity_17": 22e6}, "capacity_47", "1,000 times too much: 36,000 BTU/h?"),
        ({"furnace_capacity": 60}, "furnace_capacity", "60 looks like MBH: 60,000 BTU/h?"),
        ({"furnace_capacity": 60e6}, "furnace_capacity", "1,000 times too much: 60,000 BTU/h?"),
        ({"strip_capacity": 10000}, "strip_capacity", "10,000 looks like watts: 10 kW"),
        ({"hspf2": 12}, "hspf2", "estimated from hspf2 = 12"),
        ({**CERTIFICATE, "capacity_min_47": 40000}, "capacity_min_47",
         "At 47 °F the minimum speed gives 40,000 BTU/h, more than the rated speed (33,000 BTU/h)."),
        ({**CERTIFICATE, "capacity_max_17": 30000, "capacity_max_47": 34000}, "capacity_17", "more than the maximum"),
        ({"load_slope": 39000}, "load_slope", "39,000 looks like the load of the whole house: give it as design_load?"),
        ({"load_slope": None, "billed_fuel": 7, "billed_degree_days": 5500}, "billed_fuel", "billed_degree_days"),
        ({"cop_47": 9.5}, "cop_47", "9.5 looks like an HSPF2 or EER [BTU/Wh]: 2.78?"),  # 9.5/3.412142
        ({"cop_47": 2.2, "cop_17": 3.4}, "cop_47", "Are the values at 17 and 47 °F swapped?"),
        ({"cop_5": 3.0}, "cop_5", "Check cop_5."),
        # (70 + 459.67)/(70 − 17) = 9.99
        ({"cop_47": 12, "cop_17": 11}, "cop_47", "A COP of 11 at 17 °F is above 9.99"),
        # The line has 22,000 + 0.6·14,000 = 30,400 BTU/h at 35 °F.
        ({"defrost": "ahri", "capacity_47": 36000, "capacity_17": 22000, "capacity_35": 2900, "cop_35": 2.8},
         "capacity_35", "has 10% of the capacity"),
        ({"capacity_47": 33000, "capacity_17": 37400}, "capacity_47", "The capacity rises as it gets colder"),
        # A certificate's maximum speed, with two figures swapped: 31,700 and 57,000 BTU/h, COP 3.08 and 2.51.
        ({**CERTIFICATE, "capacity_max_47": 31700, "capacity_max_5": 57000}, "capacity_max_47",
         "rises as it gets colder"),
        ({**CERTIFICATE, "cop_max_47": 2.51, "cop_max_17": 3.08}, "cop_max_47",
         "Are the values at 5 and 47 °F swapped?"),
        ({"electricity_price": 10}, "electricity_price", "10 looks like cents per kWh: $0.10/kWh?"),
        ({"electricity_price": 0}, "electricity_price", "is zero"),
        ({"fuel_price": 0}, "fuel_price", "is zero"),
        ({"fuel_price": 130}, "fuel_price", "130 looks like cents per therm: $1.30/therm?"),
        ({"fuel": "propane", "fuel_price": 2.4, "fuel_price_unit": "$/MMBtu"}, "fuel_price_unit", "Is it $2.40/gal?"),
        ({"furnace_efficiency": 0.095}, "furnace_efficiency", "0.095 looks like a slipped decimal point: 0.95?"),
        ({"bin_table": [[20, 4500], [40, 5000]], "season_hours": None}, "season_hours", "9,500 hours"),
        ({"season_hours": 4, "hours_below_design": 0}, "annual_cost", "The season costs $1."),
        ({"season_hours": "1.900"}, "season_hours", "1.9 hours. 1.9 looks like thousands of hours: 1,900 h?"),
        ({"load_slope": 9000, "season_hours": 8000}, "annual_cost", "The season costs $43,"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_cure(inputs, key, words):
    assert words in raised(**inputs)[key]


CURES = [
    ({"performance_table": MBH}, {"performance_table": [[t, cop, 1000 * c] for t, cop, c in MBH]}),
    ({"performance_table": SWAP}, {"performance_table": [[47, 3.78, 29000], [17, 2.55, 18200]]}),
    ({"capacity_47": 3, "capacity_17": 2}, {"capacity_47": 36000, "capacity_17": 24000}),
    ({"load_slope": 0.6}, {"load_slope": 600}),
    ({"load_slope": 600000}, {"load_slope": 600}),
    ({"furnace_capacity": 60}, {"furnace_capacity": 60000}),
    ({"strip_capacity": 10000}, {"strip_capacity": 10}),
    ({"load_slope": 39000}, {"load_slope": None, "design_load": 39000}),
    ({"cop_47": 9.5}, {"cop_47": 2.78}),
    ({"cop_47": 2.2, "cop_17": 3.4}, {"cop_47": 3.4, "cop_17": 2.2}),
    ({"electricity_price": 10}, {"electricity_price": 0.1}),
    ({"fuel_price": 1.3}, {"fuel_price_unit": "$/therm"}),
    ({"fuel_price": 130}, {"fuel_price": 1.3, "fuel_price_unit": "$/therm"}),
    ({"furnace_efficiency": 0.095}, {"furnace_efficiency": 0.95}),
    ({"season_hours": 1.9}, {"season_hours": 1900}),
]


@pytest.mark.parametrize(("slip", "cure"), CURES)
def test_the_cure_followed_to_the_letter_raises_no_doubt(slip, cure):
    assert raised(**slip)
    assert raised(**{**slip, **cure}) == {}


@pytest.mark.parametrize(
    ("inputs", "key"),
    [
        # The limits of the rules, each just inside; just outside below.
        ({"load_slope": 50}, "load_slope"),
        ({"capacity_47": 0.08 * 500 * 65, "capacity_17": 0.08 * 500 * 65}, "capacity_47"),
        ({"cop_47": 6.0}, "cop_47"),
        ({"furnace_efficiency": 0.5}, "furnace_efficiency"),
        ({"season_hours": 8784, "hours_below_design": 0}, "season_hours"),
        ({"electricity_price": round(0.1798 * 4, 4)}, "electricity_price"),
    ],
)
def test_a_limit_itself_is_plausible(inputs, key):
    assert key not in raised(**inputs)
    worse = {"load_slope": 49, "capacity_47": 0.079 * 500 * 65, "cop_47": 6.1, "furnace_efficiency": 0.49,
             "hours_below_design": 1, "electricity_price": 0.72}  # fmt: skip
    assert key in raised(**{name: worse.get(name, value) for name, value in inputs.items()})


def test_the_rated_capacity_of_a_variable_speed_unit_may_rise():
    assert raised(**CERTIFICATE) == {}


def test_frost_may_lower_the_values_between_17_and_45_degrees():
    """10 CFR 430 App. M1: there the frosting test bends the curve, so 17 °F may have the higher value."""
    frosted = {"capacity_47": 36000, "capacity_17": 30000, "capacity_35": 29000, "cop_35": 2.1, "defrost": "ahri"}
    assert raised(**frosted) == {}


def test_frost_may_lower_the_warm_values_of_a_european_table():
    """−7, 2, 7 °C are inside the frost: there a unit of 4.4 kW may have 4.0, a tenth less, but not 3.9."""
    table = [[-7, 2.45, 4.4], [2, 3.98, 4.1], [7, 5.29, 4.0], [12, 6.0, 4.0]]
    units = {"temperature_unit": "C", "heat_unit": "kW"}
    assert raised(performance_table=table, **units) == {}
    table[2][2] = 3.9
    assert "rises as it gets colder" in raised(performance_table=table, **units)["performance_table"]


def test_a_slip_of_the_load_alone_raises_no_doubt_about_the_capacity():
    sizes = {"capacity_47": 36000, "capacity_17": 22000}
    assert "capacity_47" not in raised(load_slope=None, design_load=42, **sizes)
    assert "capacity_47" in raised(load_slope=None, design_load=42000, capacity_47=36, capacity_17=22)


def test_every_doubt_is_on_every_surface(capsys, tmp_path):
    case = {**CERTAIN, "fuel_price": 1.3}
    result = df.solve(df.Case(**case))
    (first, *_) = doubtful = [(doubt.key, doubt.message) for doubt in result.doubts]
    assert doubtful
    assert json.loads(json.dumps(result.to_json()["warnings"]))[: len(doubtful)] == [
        {"key": key, "message": message} for key, message in doubtful
    ]
    assert DF_CHECK(case) == [[f"{key}: {message}"] for key, message in doubtful]
    assert DF_NOTES(case)[: 1 + len(doubtful)] == [["key", "message"], *map(list, doubtful)]
    assert first[0] == "fuel_price_unit"


def test_many_homes_at_once_have_the_same_doubts_as_each_alone():
    """Numbers of many homes are arrays (homes, 1); the rules and the words are the same."""
    from xl_dualfuel.homes.arrays import Homes
    from xl_dualfuel.model import parameters

    columns = {
        "load_slope": [500, 0.6, 500, 500, 500, 500],
        "design_temperature": [5, 5, 5, 0, 5, 5],
        "capacity_47": [36000, 36000, 3, 36000, 36000, 36000],
        "capacity_17": [22000, 22000, 2, 40000, 22000, 22000],
        "cop_47": [3.4, 3.4, 3.4, 3.4, 9.5, 3.4],
        "cop_17": [2.2, 2.2, 2.2, 2.2, 2.2, 2.2],
        "electricity_price": [0.14, 0.14, 0.14, 0.14, 0.14, 0],
        "fuel_price": [1.3, 1.3, 1.3, 13, 1.3, 1.3],
        "furnace_efficiency": [0.95, 0.95, 0.95, 0.095, 0.95, 0.95],
    }
    alone = [df.solve(df.Case(**dict(zip(columns, row, strict=True)), fuel_price_unit="$/therm"))
             for row in zip(*columns.values(), strict=True)]  # fmt: skip
    numbers = {key: np.array(values, dtype=float)[:, np.newaxis] for key, values in columns.items()}
    homes = Homes.of_columns({"fuel_price_unit": "$/therm"}, numbers, len(alone))
    p = parameters.from_case(homes).sized(np.nan)
    cost = np.array([[one.solution.setting.annual_cost] for one in alone])
    hours = np.array([[one.solution.bins.hours.sum()] for one in alone])
    found = dict(doubts.doubts_of_homes(Facts(homes.inputs, homes.given, p, hours, cost), len(alone)))
    expected = {place: tuple(map(tuple, one.doubts)) for place, one in enumerate(alone) if one.doubts}
    assert found == expected
    assert set(expected) == {1, 2, 3, 4, 5}
