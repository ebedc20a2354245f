"""What was not given: named, with the value that was used, and ranked by what another value moves."""

from __future__ import annotations

from typing import Any

import pytest

import xl_dualfuel as df
from xl_dualfuel.functions import DF_NOTES
from xl_dualfuel.results.assumptions import Assumption

GIVEN: dict[str, Any] = {
    # Every input that has a default the answer hangs on.
    "altitude": 100,
    "load_slope": 500, "indoor_setpoint": 68, "load_balance_temperature": 62, "station": "chicago_ohare",
    "design_temperature": 0, "cop_47": 3.6, "cop_17": 2.4, "capacity_47": 36000, "capacity_17": 22000,
    "defrost": "resnet", "cycling_degradation": 0.1, "fuel_price": 12, "furnace_efficiency": 0.9,
    "furnace_capacity": 60000, "furnace_fan_power": 0.4, "strip_capacity": 10, "electricity_price": 0.15,
    "grid_emissions": 0.4, "fuel_emissions": 53.06, "existing_switchover": 40,
}  # fmt: skip


def by_key(**inputs: Any) -> dict[str, Assumption]:
    return {one.key: one for one in df.solve(df.Case(**inputs)).assumptions}


def cost(switchover: float, **inputs: Any) -> float:
    """The season's cost [$] with that setting, as the scenario of today's setting has it."""
    scenarios = df.solve(df.Case(**{**inputs, "existing_switchover": switchover})).table("scenarios")
    return float(scenarios["annual_cost"][scenarios["scenario"].index("existing_switchover")])


def test_the_worked_example_says_what_it_rests_on():
    found = by_key()
    # model.md's season load: 55.2051 MMBtu / 600 BTU/h·°F / 24 h = 3,833.7 degree days
    assert found["climate"].message == "No place given; proportional hours were used: 3,834 degree days, base 70 °F"
    assert found["load_balance_temperature"].value == 70
    assert "meet any load" in found["capacity_47"].message
    assert "54,600 BTU/h" in found["furnace_capacity"].message  # 1.4 · 600 · 65
    assert {"furnace_fan_power", "defrost", "cycling_degradation", "strip_capacity"} <= set(found)


def test_they_are_ranked_by_what_they_move():
    moves = [one.moves for one in df.solve(df.Case(cop_47=3, electricity_price=0.2)).assumptions]
    assert moves == sorted(moves, reverse=True)
    assert moves[0] > 100


def test_what_the_balance_temperature_moves_is_the_larger_of_5_degrees_up_and_down():
    setting = df.solve(df.Case()).solution.setting.switchover
    moved = max(abs(cost(setting, load_balance_temperature=t) - cost(setting)) for t in (65, 75))
    # Bins may be cut at other settings: sums of the same hours in another order, 1e-9 relative.
    assert by_key()["load_balance_temperature"].moves == pytest.approx(moved, rel=1e-9)


@pytest.mark.parametrize(
    ("key", "others", "beside"),
    [
        ("capacity_47", [{"capacity_47": 39000, "capacity_17": 23400}], {}),  # 600 · 65, and 0.6 of it
        ("furnace_fan_power", [{"furnace_fan_power": 0.4, "furnace_capacity": 54600}], {}),
        ("defrost", [{"defrost": "resnet"}], {}),
        ("cycling_degradation", [{"cycling_degradation": 0.25}], {"capacity_47": 39000, "capacity_17": 23400}),
        ("climate", [{"season_hours": 1710}, {"season_hours": 2090}], {}),  # a tenth of 1,900
        ("electricity_price", [{"electricity_price": 0.105}, {"electricity_price": 0.175}], {}),  # a quarter
        ("fuel_price", [{"fuel_price": 9.75}, {"fuel_price": 16.25}], {}),
    ],
)
def test_what_another_value_moves_is_solved_again(key, others, beside):
    base: dict[str, Any] = {"cop_47": 4.0}
    setting = df.solve(df.Case(**base)).solution.setting.switchover
    start = cost(setting, **base, **beside)
    moved = max(abs(cost(setting, **{**base, **beside, **other}) - start) for other in others)
    assert by_key(**base)[key].moves == pytest.approx(moved, rel=1e-9, abs=1e-9)  # as above; of 0 absolutely


def test_a_house_that_gives_all_of_it_rests_on_no_assumption():
    assert df.solve(df.Case(**GIVEN)).assumptions == ()


@pytest.mark.parametrize("key", ["load_balance_temperature", "defrost", "cycling_degradation", "furnace_fan_power",
                                 "strip_capacity", "grid_emissions", "fuel_price"])  # fmt: skip
def test_each_input_left_out_is_told(key):
    assert set(by_key(**{**GIVEN, key: None})) == {key}


def test_cops_estimated_from_hspf2_are_no_example_values():
    found = df.solve(df.Case(hspf2=8.5, load_slope=500))
    assert not {"cop_47", "cop_17"} & {one.key for one in found.assumptions}
    assert any(note.key == "hspf2" and "estimated" in note.message for note in found.notes)


def test_a_station_has_a_place_and_65_degrees():
    found = by_key(station="chicago_ohare", load_slope=500)
    assert "climate" not in found
    assert found["load_balance_temperature"].value == 65


def test_notes_are_the_same_words_everywhere():
    case = {"cop_47": 3, "electricity_price": 0.2}
    result = df.solve(df.Case(**case))
    assert [[note.key, note.message] for note in result.notes] == DF_NOTES(case)[1:]
    assert len(result.notes) == len(result.warnings) + len(result.assumptions)
    listed = result.to_json()["assumptions"]
    assert [tuple(one) for one in listed] == [("key", "value", "moves", "message")] * len(result.assumptions)
    assert "Not given; the example value 0.95 was used (another value may change the season's cost by $" in (
        next(note.message for note in result.notes if note.key == "furnace_efficiency")
    )


def test_values_of_the_worked_example_in_a_sheet_of_every_input():
    """Two columns do not say which values somebody gave: the note says what to check, not that it was not given."""
    sheet = [[key, value] for key, value in df.Case().inputs.items() if not isinstance(value, tuple)]
    assert "inputs" not in dict(DF_NOTES(sheet))  # the worked example itself
    own = {"load_slope": 500, "electricity_price": 0.2}
    key, words = DF_NOTES([[key, own.get(key, value)] for key, value in sheet])[1]
    assert (key, words[:50]) == ("inputs", "Check that these values of the worked example are ")
    assert "cop_47" in words and "load_slope" not in words
