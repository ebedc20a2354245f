"""The result in words: which limit decided, one sentence, and what the user should know."""

from __future__ import annotations

import pytest

import xl_dualfuel as df

LIMITED = {"capacity_47": 36000, "capacity_17": 22000}
CHEAP = {"electricity_price": 0.05}


@pytest.mark.parametrize(
    ("inputs", "limit", "status", "switchover"),
    [
        ({}, "price: at 36.96 °F (COP 2.998)", "crosses", 36),
        # Cheap electricity, but below the thermal point (26.19 °F) the furnace has the bins whole.
        (
            LIMITED | CHEAP | {"backup_operation": "alternate"},
            "capacity: below it the heat pump alone does not meet the load",
            "crosses",
            26,
        ),
        (CHEAP | {"compressor_lockout": 30}, "lockout: the compressor is off below 30 °F", "crosses", 30),
        ({"electricity_price": 0.02}, "range end: the heat pump is the cheaper source", "heat_pump_always", 5),
        (LIMITED | CHEAP | {"backup_operation": "simultaneous"}, "range end: the heat pump", "heat_pump_always", 5),
        ({"fuel_price": 1}, "range end: the furnace is the cheaper source", "fuel_always", 70),
        ({"electricity_price": 0, "fuel_price": 0}, "every setting costs the same", "crosses", 35),
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
            "Set the switchover to -5 °C (23 °F). The season costs about $422.90, ",
        ),
        (
            {"furnace_capacity": 15000, "strip_capacity": 0, "capacity_47": 60000, "capacity_17": 45000},
            "Set the switchover to 5 °F: the heat pump heats all season. The season costs about $1,027, which cannot be "
            "compared with today's 35 °F: that leaves 25.0 MMBtu of the heat undelivered in 1,499 hours.",
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
        ({}, "emissions_point", "extrapolated"),
        ({}, "cop", "heat pump hours lie outside the rating points 17 to 47 °F"),
        ({"cop_17": 1.1, "electricity_price": 0.01}, "cop", "counts as 1"),
        ({"cop_17": 1.1, "electricity_price": 0.01}, "cop", "COP below 1.1"),
        ({"initial_balance_point": -20}, "initial_balance_point", "outside the modelled range; 5 °F was used"),
        ({"furnace_capacity": 20000, "strip_capacity": 1}, "unmet_mmbtu", "Furnace only: 12.5"),
        (LIMITED | {"strip_capacity": 2}, "unmet_mmbtu", "Heat pump only: "),
        ({"furnace_capacity": 15000, "strip_capacity": 0}, "heats_the_house", "but leaves 25."),
        ({"compressor_lockout": 40, "existing_switchover": 35}, "compressor_lockout", "the higher of the two"),
    ],
)
def test_what_rests_on_something_is_told(inputs, key, words):
    told = [warning.message for warning in df.solve(df.Case(**inputs)).warnings if warning.key == key]
    assert any(words in message for message in told), told
