"""The result in words: which limit decided, one sentence, and what the user should know."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings

import strategies
import xl_dualfuel as df
from support import case_from
from xl_dualfuel.model import season
from xl_dualfuel.model.balance import read_from_bins

LIMITED = {"capacity_47": 36000, "capacity_17": 22000}
CHEAP = {"electricity_price": 0.05}


@pytest.mark.parametrize(
    ("inputs", "limit", "status", "switchover"),
    [
        ({}, "At 37.0 °F (COP 2.998) heat costs the same", "crosses", 36),
        # Cheap electricity, but below the thermal point (26.19 °F) the furnace has the bins whole.
        (
            LIMITED | CHEAP | {"backup_operation": "alternate"},
            "Below it the heat pump alone cannot heat the house",
            "crosses",
            26,
        ),
        (CHEAP | {"compressor_lockout": 30}, "The compressor is off below 30 °F.", "crosses", 30),
        ({"electricity_price": 0.02}, "The heat pump is cheaper at every temperature.", "heat_pump_always", 5),
        (
            LIMITED | CHEAP | {"backup_operation": "simultaneous"},
            "The heat pump is cheaper at every temperature.",
            "heat_pump_always",
            5,
        ),
        ({"fuel_price": 1}, "The furnace is cheaper at every temperature.", "fuel_always", 70),
        ({"electricity_price": 0, "fuel_price": 0}, "Every setting costs the same", "crosses", 35),
    ],
)
def test_the_limit_that_decided_is_named(inputs, limit, status, switchover):
    recommended = df.solve(df.Case(**inputs)).recommended
    assert recommended.reason.startswith(limit)
    assert (recommended.status, recommended.switchover) == (status, switchover)


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({}, "Set the switchover to 36 °F. The season costs about $747.11, $0.17 less than with today's 35 °F."),
        (
            {"fuel_price": 1},
            "Set the switchover to 70 °F: the furnace heats all season. The season costs about $58.11, ",
        ),
        (
            {"existing_switchover": 36},
            "Set the switchover to 36 °F. The season costs about $747.11, no saving over today's",
        ),
        (
            {"temperature_unit": "C", "indoor_setpoint": 20, "design_temperature": -10, "compressor_lockout": -5}
            | {"bin_width": 2, "electricity_price": 0.05},
            "Set the switchover to -5 °C. The season costs about $422.90, ",
        ),
        (
            {"furnace_capacity": 15000, "strip_capacity": 0, "capacity_47": 60000, "capacity_17": 45000},
            "Set the switchover to 5 °F: the heat pump heats all season. The season costs about $1,027, which cannot "
            "be compared with today's 35 °F: that leaves 25.0 MMBtu of the heat undelivered in 1,499 hours.",
        ),
        (
            {"furnace_capacity": 20000, "strip_capacity": 1, "capacity_47": 20000, "capacity_17": 10000},
            "No setting heats the house. With ",
        ),
    ],
)
def test_one_sentence(inputs, sentence):
    assert df.solve(df.Case(**inputs)).headline.startswith(sentence)


@pytest.mark.parametrize(
    ("inputs", "key", "words"),
    [
        ({}, "emissions_point", "11.9 °F is colder than the rating point at 17 °F; treat it as an estimate"),
        ({}, "cop", "hours outside its ratings (17 °F to 47 °F)"),
        ({"cop_17": 1.1, "electricity_price": 0.01}, "cop", "would be below 1, so 1 was used"),
        ({"cop_17": 1.1, "electricity_price": 0.01}, "cop", "COP below 1.1"),
        ({"initial_balance_point": -20}, "initial_balance_point", "outside the modelled range, so 5 °F was used"),
        ({"furnace_capacity": 20000, "strip_capacity": 1}, "unmet_mmbtu", "Furnace only: 12.5"),
        (LIMITED | {"strip_capacity": 2}, "unmet_mmbtu", "Heat pump only: "),
        ({"furnace_capacity": 15000, "strip_capacity": 0}, "heats_the_house", "but leaves 25."),
        ({"compressor_lockout": 40, "existing_switchover": 35}, "compressor_lockout", "the higher of the two"),
    ],
)
def test_what_rests_on_something_is_told(inputs, key, words):
    told = [warning.message for warning in df.solve(df.Case(**inputs)).warnings if warning.key == key]
    assert any(words in message for message in told), told


EQUAL = re.compile(r"At (-?[\d.]+) °([FC]) \(COP [\d.]+\) heat costs the same from")
CYCLING = {"capacity_47": 48000, "capacity_17": 30000, "cycling_degradation": 0.25}
VARIABLE = {
    "capacity_min_47": 22300, "capacity_min_17": 13000, "cop_min_47": 5.31, "cop_min_17": 3.23,
    "capacity_47": 33000, "capacity_17": 37400, "cop_47": 4.32, "cop_17": 2.40,
    "capacity_max_47": 57000, "capacity_max_17": 39000, "cop_max_47": 3.08, "cop_max_17": 2.51,
}  # fmt: skip


def paid_for_a_btu(s, temperature, run, cop):
    """Cost of a delivered BTU with the heat pump and with the furnace [$] at temperatures [°F], as the bins have it."""
    hours = np.ones_like(temperature)
    ways = (run.dual, run.furnace)
    return [season.cost(season.energy(heat, hours, cop, s.parameters), s.parameters) / sum(heat) for heat in ways]


@given(strategies.full_cases())
@example({})
@example(CYCLING)
@example({"furnace_capacity": 60000, "furnace_fan_power": 0.5})
@example({"furnace_capacity": 15000})
@example(VARIABLE)
@example({"defrost": "ahri", "capacity_47": 60000, "capacity_17": 42000, "cop_35": 2.6, "electricity_price": 0.12})
@example({"defrost": "resnet", "electricity_price": 0.1444})
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_where_costs_are_called_equal_they_are(inputs):
    """Exact where the COP is made of straight lines; else joined from the bins on both sides, as the point is."""
    result = df.solve(case_from(inputs))
    s = result.solution
    claim = EQUAL.search(result.recommended.reason)
    if claim is None:
        return
    point = s.economic.temperature
    assert claim[1] == f"{round(point if claim[2] == 'F' else (point - 32) / 1.8, 1) + 0.0:.1f}"
    if read_from_bins(s.parameters):
        at = s.bins.temperature
        sides = np.array([np.flatnonzero(at <= point)[0], np.flatnonzero(at >= point)[-1]])
        at, ways, cop = (
            at[sides],
            season.Ways(*(season.Heat(*(x[sides] for x in way)) for way in s.ways)),
            s.performance.cop[sides],
        )
        heat_pump, furnace = (np.interp(point, at, paid) for paid in paid_for_a_btu(s, at, ways, cop))
    else:
        at = np.array([point])
        run = season.operate(at, s.parameters)
        heat_pump, furnace = paid_for_a_btu(s, at, run.ways, run.performance.cop)
    # Both are a handful of products; the root is exact but for rounding.
    assert heat_pump == pytest.approx(furnace, rel=1e-9)


@given(strategies.full_cases())
@example({"electricity_price": 0.02})
@example({"fuel_price": 1})
@example({"furnace_capacity": 15000, "strip_capacity": 0})
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_source_called_cheaper_in_every_bin_is(inputs):
    result = df.solve(case_from(inputs))
    bins, words = result.bins, result.recommended.reason
    saved = bins["furnace_cost"] - bins["dual_cost"]
    rounding = 1e-9 * bins["furnace_cost"].max()  # sums of a few products
    if words == "The heat pump is cheaper at every temperature.":
        assert saved.min() >= -rounding
    if words == "The furnace is cheaper at every temperature.":
        assert saved.max() <= rounding


def test_a_house_that_only_the_heat_pump_heats_is_no_matter_of_price():
    """Today's furnace leaves heat undelivered, and a BTU from it costs less: the reason is not the price."""
    limited = {"furnace_capacity": 15000, "strip_capacity": 0, "capacity_47": 60000, "capacity_17": 45000}
    assert df.solve(df.Case(**limited)).recommended.reason == "Cheaper settings would leave the house cold."


@pytest.mark.parametrize(
    "inputs",
    [
        {"furnace_capacity": 15000},  # strips help the furnace where the prices break even
        {"load_balance_temperature": 52, "electricity_price": 0.17},  # COP* is 3.64, at 53 °F: no heat is needed there
        {"defrost": "resnet", "electricity_price": 0.1444},  # frost begins at 40 °F: dearer below it, cheaper above
    ],
    ids=["strips", "no load", "frost"],
)
def test_costs_are_not_called_equal_where_they_are_not(inputs):
    result = df.solve(df.Case(**inputs))
    assert result.balance_points.economic.status == "crosses"
    assert "same" not in result.recommended.reason
