"""Labels of where values come from."""

from __future__ import annotations

import json
import pickle

import pytest

import xl_dualfuel as df
from xl_dualfuel.inputs.case_files import read_case
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.origins import Beside, Remark, is_not_given, typed_remark
from xl_dualfuel.results.csv_tables import csv_files

CASES = {
    "worked example": {},
    "a station": {"station": "denver"},
    "electric furnace": {"fuel": "electricity"},
    "fuel oil": {"fuel": "fuel_oil", "fuel_price": 3.5, "fuel_price_unit": "$/gal"},
    "estimated COPs": {"hspf2": 8.5},
    "steps of a thermostat": {"thermostat": "honeywell_t6_pro"},
    "in °C": {"temperature_unit": "C", "existing_switchover": 2, "station": "denver"},
}


def labels(case: df.Case) -> dict[str, tuple[str, str]]:
    table = df.solve(case).table("inputs")
    return {key: pair for key, *pair in zip(table["name"], table["source"], table["note"], strict=True)}


@pytest.mark.parametrize("name", CASES)
def test_only_the_values_of_the_worked_example_are_called_so(name):
    case = df.Case(**CASES[name])
    for key, (source, note) in labels(case).items():
        if key in case.given:
            assert (source, note) == ("", ""), key
        elif source.startswith("worked example"):
            assert case.inputs[key] == FIELDS[key].default, key
            assert note == "default"


@pytest.mark.parametrize(("name", "key", "origin"), [
    ("a station", "climate", "station"), ("electric furnace", "furnace_efficiency", "fuel"),
    ("steps of a thermostat", "thermostat_step", "thermostat"),
])  # fmt: skip
def test_what_follows_says_from_what(name, key, origin):
    assert labels(df.Case(**CASES[name]))[key] == [f"follows from {origin}"] * 2


def test_estimates_and_emissions_have_their_own_source():
    assert labels(df.Case(hspf2=8.5))["cop_47"] == ["estimated from hspf2", "follows from hspf2"]
    assert labels(df.Case(**CASES["fuel oil"]))["fuel_emissions"][0].startswith("40 CFR 98")


@pytest.mark.parametrize("name", CASES)
def test_a_table_of_inputs_is_read_as_what_was_given(name, tmp_path):
    case = df.Case(**CASES[name])
    file = tmp_path / "inputs.csv"
    file.write_bytes(csv_files(df.solve(case))["inputs.csv"])
    assert read_case(file) == case


def test_a_table_of_inputs_with_the_bins_of_a_record_is_a_case(tmp_path):
    hours = "\n".join(f"2024-01-{1 + hour // 24:02d} {hour % 24:02d}:00,{20 + hour % 7},30" for hour in range(240))
    (tmp_path / "record.csv").write_text("Time,OAT (F),Heat Stage 1 (min)\n" + hours)
    case = df.Case(runtime_file=str(tmp_path / "record.csv"))
    file = tmp_path / "inputs.csv"
    file.write_bytes(csv_files(df.solve(case))["inputs.csv"])
    assert read_case(file) == case


def test_a_date_ends_a_source():
    assert typed_remark("cop_47", "data sheet, 2026-01-31", "", "") == Remark("data sheet", "2026-01-31")
    assert typed_remark("cop_47", "2026-01-31", "", "mine") == Remark("", "2026-01-31", "mine")
    assert typed_remark("cop_47", "sheet 2026-01-31", "", "") == Remark("sheet 2026-01-31")
    assert Remark("data sheet", "2026-01-31").dated_source == "data sheet, 2026-01-31"


def test_notes_of_the_program_are_nobodys():
    assert typed_remark("cop_47", "worked example", "", "default") == Remark()
    assert typed_remark("climate", "follows from station", "", "follows from station") == Remark()
    assert not is_not_given("follows from a call") and not is_not_given(None) and is_not_given(" default ")


def test_a_case_keeps_what_was_typed_beside_it():
    case = df.Case(cop_47=3.6)
    noted = case.with_notes({}, Beside({"cop_47": Remark("sheet", "", "30 °F")}, {"site": "x"}))
    assert noted == case and hash(noted) == hash(case)
    assert pickle.loads(pickle.dumps(noted)).beside == noted.beside
    assert noted.replace(cop_17=2).beside == noted.beside
    assert labels(noted)["cop_47"] == ["sheet", "30 °F"]


@pytest.mark.parametrize("file", ["result.json", "inputs.csv"])
def test_what_was_typed_beside_the_values_is_read_from_results(file, tmp_path):
    remarks = {"cop_47": Remark("data sheet", "2026-01-31", "=not a formula"), "fuel_price": Remark(note="the bill")}
    details = {"site": "1 Main St", "installer": "Jo"} if file == "result.json" else {}
    case = df.Case(cop_47=3.6, fuel_price=14, cop_17=2).with_notes({}, Beside(remarks, details))
    result = df.solve(case)
    content = csv_files(result).get(file) or json.dumps(result.to_json()).encode()
    (tmp_path / file).write_bytes(content)
    assert read_case(tmp_path / file).beside == case.beside
    assert read_case(tmp_path / file, {"cop_47": 3.5}).beside.remarks.keys() == {"fuel_price"}


def test_what_is_no_text_beside_values_is_left_out(tmp_path):
    document = {"inputs": {"cop_47": 3.6}, "sources": {"cop_47": {"source": 5}, "cop_17": 3}, "details": [1]}
    (tmp_path / "result.json").write_text(json.dumps(document))
    assert read_case(tmp_path / "result.json").beside == Beside()


def test_a_note_keeps_its_degrees_in_a_case_in_celsius():
    case = df.Case(temperature_unit="C", existing_switchover=2).with_notes(
        {}, Beside({"existing_switchover": Remark(note="was 30 °F")})
    )
    shown = df.solve(case).shown_table("inputs")
    assert shown["note"][shown["name"].index("existing_switchover")] == "was 30 °F"
