"""A case file to fill in: what it says, followed to the letter, leads to an answer."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import xl_dualfuel as df
from xl_dualfuel.cli import new
from xl_dualfuel.errors import OutputError


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "my house.toml"
    new.write_case(path, {})
    return path


def entries(path: Path) -> dict[str, str]:
    """The comment above each key."""
    found = re.findall(r"((?:^#.*\n)+)^(\w+) = ", path.read_text(encoding="utf-8"), flags=re.M)
    return {key: comment.replace("\n#  ", "") for comment, key in found}


def test_an_unfilled_file_is_the_worked_example(file):
    assert df.read_case(file) == df.Case()


def test_it_has_what_the_client_form_asks_for_each_once(file):
    keys = [key for key, field in df.FIELDS.items() if "client" in (field.forms or ())]
    assert set(keys) <= tomllib.loads(file.read_text(encoding="utf-8")).keys()  # TOML refuses a key given twice
    assert set(keys) <= entries(file).keys()  # each says what it is


def test_every_example_in_it_is_accepted(file):
    house = {"design_load": 39000, "capacity_47": 36000, "capacity_17": 22000, "cop_47": 3.6, "cop_17": 2.4,
             "fuel": "propane", "fuel_price": 2.1, "fuel_price_unit": "$/gal"}  # fmt: skip
    billed = {"billed_fuel": 700, "billed_degree_days": 5500}
    examples = [(key, one) for key, comment in entries(file).items() for one in re.findall(r'"([^"]+)"', comment)]
    assert len(examples) > 25
    for key, example in examples:
        if key == "weather_file":  # any name is one
            continue
        beside = billed if key.startswith("billed") else {}
        beside |= {one: value for one, value in house.items() if one not in df.FIELDS[key].displaces}
        if key == "fuel_price":
            beside = {"fuel": "propane" if "gal" in example else "natural_gas"}
        assert df.Case(**{**beside, key: example}).inputs[key] is not None


def test_filled_in_it_runs(file):
    # The house of README, with what was typed as people type it.
    filled = {
        "station": "Chicago", "design_load": "42,000 BTU/h", "design_temperature": "5", "capacity_47": "36000",
        "capacity_17": "22 kBtu/h", "cop_47": "3.6", "cop_17": "2.4", "fuel": "LPG", "fuel_price": "$2.10/gal",
        "electricity_price": "13 ¢/kWh",
    }  # fmt: skip
    text = file.read_text(encoding="utf-8")
    for key, value in filled.items():
        assert f'\n{key} = ""\n' in text
        text = text.replace(f'\n{key} = ""\n', f'\n{key} = "{value}"\n')
    file.write_text(text, encoding="utf-8")
    plain = df.Case(
        station="chicago_ohare", design_load=42000, design_temperature=5, capacity_47=36000, capacity_17=22000,
        cop_47=3.6, cop_17=2.4, fuel="propane", fuel_price=2.10, fuel_price_unit="$/gal", electricity_price=0.13,
    )  # fmt: skip
    assert df.read_case(file) == plain


def test_values_survive_whatever_they_hold(tmp_path):
    path = tmp_path / "house.toml"
    values = {"station": 'a "quoted" \\ station\x7f', "thermostat": "honeywell_t6_pro"}
    new.write_case(path, values, {"prepared_for": "J. Doe\ncop_47 = 9", "site": "12 Elm St"})
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    assert {key: read[key] for key in values} == values
    assert read["cop_47"] == ""  # a name is a comment, however many lines it has
    assert "# Client: J. Doe cop_47 = 9\n# Site: 12 Elm St\n" in path.read_text(encoding="utf-8")


def test_a_file_that_exists_is_never_replaced(file):
    before = file.read_bytes()
    with pytest.raises(OutputError, match=r"exists already and is not replaced; give another name"):
        new.write_case(file, {})
    assert file.read_bytes() == before
    with pytest.raises(OutputError, match=r"must end in \.toml"):
        new.write_case(file.with_suffix(".xlsx"), {})


def test_it_names_the_commands_with_its_own_name(file):
    assert '#        dualfuel run "my house.toml" ' in file.read_text(encoding="utf-8")
