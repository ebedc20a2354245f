"""Rules of a programme that no setting meets: the headline says which, and what would; JSON does not say accepted."""

from __future__ import annotations

import pytest

import xl_dualfuel as df
from xl_dualfuel.decisions.band import band

HOUSE = {
    "capacity_47": 36000, "capacity_17": 22000, "cop_47": 3.6, "cop_17": 2.4, "fuel": "fuel_oil", "fuel_price": 3.9,
    "fuel_price_unit": "$/gal", "electricity_price": 0.30, "design_load": 60000,
}  # fmt: skip
"""At 30 °F it loses 60,000/65·40 = 36,923 BTU/h, of which the heat pump has 22,000 + 13/30·14,000 = 28,067: 76 %."""


@pytest.mark.parametrize(
    ("programme", "words"),
    [
        ("concord_cmlp", "is 76 %, below the minimum 100 % for No. 2 fuel oil (28,067 of 36,923 BTU/h) (a larger heat"),
        ("efficiency_maine", "dual-fuel systems are not eligible (only another system would meet it)"),
        ("bpa_ptcs", "above the maximum 30 °F (a larger heat pump"),  # thermal balance point
    ],
)
def test_a_rule_that_no_setting_meets_is_in_the_headline(programme, words):
    result = df.solve(df.Case(**HOUSE, programme=programme))
    setting = result.to_json()["setting"]
    assert setting["accepted"] is False
    assert setting["headline"].startswith("No setting meets the rules of ")
    assert words in setting["headline"] and "Until then: set the switchover to" in setting["headline"]
    assert any(note.key == "programme" and words in note.message for note in result.notes)
    assert any(words in reason for reason in band(result).program.reasons)


def test_a_larger_heat_pump_meets_them():
    large = {**HOUSE, "capacity_47": 72000, "capacity_17": 44000}
    for programme in ("concord_cmlp", "bpa_ptcs"):
        setting = df.solve(df.Case(**large, programme=programme)).to_json()["setting"]
        assert setting["headline"].startswith("Set the switchover to")
        assert setting["accepted"] is not False
