"""The notes of homes in a table are those of each home by itself."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

import xl_dualfuel as df
from xl_dualfuel.homes import notes

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


def test_many_homes_have_the_notes_of_each_alone(monkeypatch):
    monkeypatch.setattr("xl_dualfuel.homes.frames.solve", lambda case: pytest.fail("worked out alone"))
    found = df.solve_many({key: values * 2 for key, values in TABLE.items()})["notes"].tolist()[:5]
    assert found == [notes.of_result(alone(place)) for place in range(5)]
    shared = "inputs: Not given; example values were used for: "
    assert found[0].startswith(shared)
    assert found[1].startswith("fuel_price_unit: $1.30/MMBtu of natural gas")
    assert found[2].startswith("load_slope: ")
    assert "compressor_lockout: 45 °F is above existing_switchover 35 °F" in found[3]
    assert "load_balance_temperature: 75 °F is above indoor_setpoint 70" in found[4]


def test_what_the_season_rests_on_is_what_a_case_says():
    """Hours outside the ratings, a low COP, strips that run much, bills that differ, heat that is not delivered."""
    cold = {"design_temperature": -20.0, "cop_47": 2.5, "cop_17": 1.2, "existing_switchover": 0.0,
            "billed_fuel": 300.0, "billed_degree_days": 5000.0, "design_load": 60_000.0,
            "electricity_price": 0.05, "capacity_47": 20_000.0, "capacity_17": 9_000.0}  # fmt: skip
    homes = [cold, {**cold, "strip_capacity": 3.0, "furnace_capacity": 15_000.0}, {**cold, "cop_47": 4.0}]
    found = df.solve_many(pd.DataFrame(homes * 8))["notes"].tolist()[:3]
    results = [df.solve(df.Case(**inputs)) for inputs in homes]
    assert found == [notes.of_result(result) for result in results]
    for line, result in zip(found, results, strict=True):
        rests = [f"{note.key}: {note.message}" for note in result.warnings if note.key in
                 ("cop", "strip_hours", "billed_fuel", "unmet_mmbtu", "furnace_capacity")]  # fmt: skip
        assert len(rests) >= 3
        assert all(words in line for words in rests)


def test_numbers_that_have_no_effect_are_told_of_many_homes():
    home = {"cop_47": 3.4, "cop_17": 2.2, "capacity_47": 36_000.0, "capacity_17": 22_000.0, "cop_35": 2.6,
            "capacity_35": 27_000.0, "billed_degree_days": 5000.0}  # fmt: skip
    found = df.solve_many(pd.DataFrame([{**home, "fuel_price": 10.0 + place} for place in range(9)]))
    assert found["notes"].tolist() == [
        notes.of_result(df.solve(df.Case(**home, fuel_price=10.0 + place))) for place in range(9)
    ]
    for words in ("capacity_35: Has no effect without defrost = ahri", "billed_degree_days: Has no effect without"):
        assert found["notes"].str.contains(words, regex=False).all()


def test_what_the_advice_gives_up_comes_first():
    """Homes that a furnace too small, a step too wide and cheap strips make special."""
    home = {"capacity_47": 40_000.0, "capacity_17": 26_000.0, "furnace_capacity": 28_000.0, "strip_capacity": 1.0,
            "backup_operation": "simultaneous", "thermostat_step": 1.0, "electricity_price": 0.14}  # fmt: skip
    homes = [home, {**home, "thermostat_step": 7.0, "furnace_capacity": 90_000.0}, {**home, "strip_capacity": 0.0},
             {**home, "backup_operation": "alternate", "electricity_price": 0.02, "strip_capacity": 20.0}]  # fmt: skip
    homes[2] |= {"backup_operation": "alternate"}  # nothing can help the furnace in the coldest hours
    found = df.solve_many(pd.DataFrame(homes * 8))["notes"].tolist()[:4]
    assert found == [notes.of_result(df.solve(df.Case(**inputs))) for inputs in homes]
    for words, begins, holds in zip(
        found,
        ("heats_the_house: 36 °F would cost $", "thermostat_step: The thermostat's settings are 7 °F apart; ",
         "heats_the_house: No setting heats the house. With ", "heat_pump_only: The heat pump with electric strips"),
        (" less a season, but leaves ", " a season", " MMBtu of heat is not delivered in ", " less a season. "),
        strict=True,
    ):  # fmt: skip
        assert words.startswith(begins), words
        assert holds in words, words


def test_a_table_has_them_in_a_column():
    many = df.solve_many({key: values * 10 for key, values in TABLE.items()})
    assert many["notes"].tolist() == [notes.of_result(alone(place)) for place in range(5)] * 10


def test_what_was_assumed_is_said_as_by_run_without_the_dollars(monkeypatch):
    homes = [{"load_slope": 500.0 + home, "cop_47": 3.4, "fuel": "propane", "fuel_price": 25.0,
              "fuel_price_unit": "$/MMBtu", "indoor_setpoint": 68.0 + home % 3} for home in range(12)]  # fmt: skip
    expected = [df.solve(df.Case(**home)).assumptions for home in homes]
    monkeypatch.setattr("xl_dualfuel.homes.frames.solve", lambda case: pytest.fail("worked out alone"))
    wanted = {"load_balance_temperature", "climate", "furnace_capacity", "fuel_emissions"}
    for line, assumptions in zip(df.solve_many(pd.DataFrame(homes))["notes"], expected, strict=True):
        usual = [one for one in assumptions if "the example value" not in one.message]
        assert wanted <= {one.key for one in usual}
        for one in usual:
            assert f"{one.key}: {one.message}" in line
        example = [one.key for one in assumptions if "the example value" in one.message]
        (listed,) = (part for part in re.split("; (?=[a-z0-9_]+: )", line) if part.startswith("inputs: "))
        assert all(key in listed for key in example)


@pytest.mark.parametrize(("price", "words"), [(13, "36 °F"), (1, "furnace all season: 70 °F"),
                                               (60, "heat pump all season: 5 °F")])  # fmt: skip
def test_the_setting_in_words(price, words):
    """Gas for nearly nothing is always cheaper, gas at $60/MMBtu never; 36 °F is the worked example's."""
    for count in (1, 20):
        found = df.solve_many({"fuel_price": [price] * count})
        assert found["setting_words"].tolist() == [words] * count
