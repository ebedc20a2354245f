"""What DF_STATUS, DF_INPUTS and DF_PROGRAMME answer: the engine's own words, inputs and judgements, as cells."""

from __future__ import annotations

from typing import get_args

import pytest

import xl_dualfuel as df
from worksheets import text_of
from xl_dualfuel import functions
from xl_dualfuel.functions.statuses import WORDS
from xl_dualfuel.inputs.field import UNIT_FIELDS
from xl_dualfuel.inputs.programme_files import PROGRAMMES
from xl_dualfuel.inputs.programmes import KEYS
from xl_dualfuel.model.switchovers import Status
from xl_dualfuel.results.judging import judge


def test_a_status_says_how_many_there_are_and_what_is_missing() -> None:
    frost = {"defrost": "resnet", "cop_17": 3.0, "cop_5": 2.9, "electricity_price": 0.14}
    for given in ({}, {"capacity_47": 36000, "capacity_17": 22000}, {"grid_emissions": 0.1}, frost):
        points = df.solve(df.Case(**given)).balance_points._asdict()
        for name, point in points.items():
            assert functions.DF_STATUS(name.upper(), given) == WORDS[name][point.status]
    assert functions.DF_STATUS("thermal").endswith("give capacity_47 and capacity_17")
    free = {"electricity_price": 0, "fuel_price": 0}
    assert functions.DF_STATUS("economic", free).startswith("Heat costs nothing")
    assert all(words.keys() == set(get_args(Status)) for words in WORDS.values())


def test_inputs_can_be_found_from_a_cell() -> None:
    rows = functions.DF_INPUTS()
    assert rows[0] == ["section", "key", "label", "unit", "default", "range", "meaning"]
    fields = [*df.FIELDS.values(), *UNIT_FIELDS.values()]
    assert [row[1:3] for row in rows[1:]] == [[field.key, field.label] for field in fields]
    assert ["House", "load_slope", "Heat loss per degree", "BTU/h·°F", 600.0, "more than 0 and at most 10,000,000"] in [
        row[:6] for row in rows
    ]
    house = functions.DF_INPUTS("HOUSE")
    assert house[1:] == [row for row in rows if row[0] == "House"]
    assert functions.DF_INPUTS("heat pump") == functions.DF_INPUTS("Heat_Pump ") != [rows[0]]
    assert functions.DF_INPUTS([["units"]])[1:] == rows[-len(UNIT_FIELDS) :]
    assert text_of(functions.DF_INPUTS("garden")).startswith("#DF! section = garden: must be one of House, Climate")
    # What the table gives as a default is what is used where nothing is given.
    defaults = [[key, value] for _, key, _, _, value, *_ in rows[1:] if not str(value).startswith("(")]
    assert functions.DF_SCENARIOS(defaults) == functions.DF_SCENARIOS()


def test_notes_leave_out_what_a_sheet_with_every_input_shows_unasked() -> None:
    """Only what somebody changed can be a mistake; of the rest nobody knows that it is there."""
    sheet = [[key, field.default] for key, field in df.FIELDS.items()]
    idle = [row for row in functions.DF_NOTES(sheet) if "Has no effect" in row[1]]
    assert idle == []
    changed = functions.DF_NOTES(sheet, {"defrost_control": "timed"})
    assert ["defrost_control", "Has no effect without defrost = humidity"] in changed


def test_a_programme_s_rules_are_judged_a_row_each() -> None:
    given = {"capacity_47": 36000, "capacity_17": 22000, "compressor_lockout": 10}
    solution = df.solve(df.Case(**given)).solution
    for key in KEYS:
        judgement = judge(solution, PROGRAMMES[key])
        rows = functions.DF_PROGRAMME(key.replace("_", " ").upper(), given)
        if not judgement.findings:
            assert text_of(rows).startswith(f"#DF! programme = {key}: has no rule for this fuel")
            continue
        for row, finding in zip(rows[1:], judgement.findings, strict=True):
            found = dict(zip(rows[0], row, strict=True))
            assert found["rule"].startswith(finding.rule)
            assert found["met"] == {True: "yes", False: "no", None: "not known"}[finding.passed]
            assert found["value"] == ("#N/A" if finding.found is None else finding.found)
            assert found["reason"] == finding.reason
            assert "https://" in found["source"]
    # 30 °F, the most that Mass Save takes (programmes.toml has the page), in the units of the case.
    celsius = functions.DF_PROGRAMME("mass_save", None, {"temperature_unit": "C"})
    assert celsius[1][1] == pytest.approx((30 - 32) / 1.8)
    assert celsius[1][3:5] == ["°C", "no"]
    assert text_of(functions.DF_PROGRAMME("custom")).startswith("#DF! programme = custom: must be one of mass_save")
