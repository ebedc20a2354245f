"""Eight questions on a terminal: answers are read as everywhere, bad ones asked again, the answer is that of a file."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest

import xl_dualfuel as df
from xl_dualfuel.cli import app, asking
from xl_dualfuel.errors import DualFuelError

CLIENT = ["J. Doe", "12 Elm St"]
HOUSE = ["", "Chicago", "5", "42,000 BTU/h", "36000", "22000", "3.6", "2.4"]
FURNACE = ["LPG", "95%", ""]
PRICES = ["13 ¢/kWh", "$2.10/gal", "35"]
NO_FILE = [""]
ANSWERS = [*CLIENT, *HOUSE, *FURNACE, *PRICES, *NO_FILE]
CASE = df.Case(
    station="chicago_ohare", design_temperature=5, design_load=42000, capacity_47=36000, capacity_17=22000, cop_47=3.6,
    cop_17=2.4, fuel="propane", furnace_efficiency=0.95, electricity_price=0.13, fuel_price=2.10,
    fuel_price_unit="$/gal", existing_switchover=35,
)  # fmt: skip


class Keyboard(io.StringIO):
    """Standard input whose lines are seen on the terminal as they are typed."""

    def readline(self, *size: int) -> str:
        print(line := super().readline(*size), end="", file=sys.stderr)
        return line


@pytest.fixture
def answer(monkeypatch, capsys, tmp_path):
    """The case of these lines, and what was said meanwhile."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(asking, "can_ask", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")

    def case_of(*lines: str, changes: tuple[str, ...] = ()) -> tuple[df.Case, str]:
        monkeypatch.setattr(sys, "stdin", Keyboard("".join(f"{line}\n" for line in lines)))
        case = asking.asked(list(changes)).case
        assert sys.stdin.read() == ""  # each line was asked for
        return case, capsys.readouterr().err

    return case_of


def test_the_answers_are_the_case_of_a_file(answer):
    case, said = answer(*ANSWERS)
    assert case == CASE
    assert case.beside.details == {"prepared_for": "J. Doe", "site": "12 Elm St"}
    assert [f"{number}. " in said for number in range(1, 10)] == [True] * 8 + [False]
    assert max(map(len, said.splitlines())) <= 80
    assert "fuel" in case.readings  # LPG was read, and the result says so


@pytest.mark.parametrize(("place", "bad", "words"), [
    (3, "Atlantis", "! Place = Atlantis: must be one of chicago_ohare"),
    (3, "nowhere.epw", "! Weather file = nowhere.epw: "),
    (5, "", "! Design heating load = (not given): must be given. Give the whole house's load"),
    (5, "42 apples", "! Design heating load = 42 apples: must be a number, alone or in"),
    (7, "", "! Capacity at 17 °F = (not given): must be given"),
    (8, "36", "! COP at 47 °F = 36: must be more than 0 and at most 20"),
    (10, "coal", "! Furnace fuel = coal: must be one of natural_gas"),
    (13, "13", "! Electricity price = 13: must be from 0 to 10. Give dollars, not cents: 0.13"),
    (14, "$2.10/therm", "! Fuel price unit = "),
])  # fmt: skip
def test_a_bad_answer_is_asked_again_with_the_problem(answer, place, bad, words):
    case, said = answer(*ANSWERS[:place], bad, *ANSWERS[place:])
    assert case == CASE
    assert words in " ".join(said.split())


def test_back_changes_the_answer_before(answer):
    case, _ = answer(*ANSWERS[:9], "back", "3.6", *ANSWERS[9:])
    assert case == CASE
    case, _ = answer("back", *CLIENT, "back", "13 Elm St", *ANSWERS[2:])  # before the first there is none
    assert case.beside.details["site"] == "13 Elm St"


def test_a_price_without_its_unit_is_asked_for_it(answer):
    case, said = answer(*ANSWERS[:14], "2.10", "gallon", *ANSWERS[15:])
    assert case == CASE
    assert "Unit of that price: $/MMBtu, $/gal, $/L" in said


def test_a_house_in_celsius_with_only_hspf2(answer):
    # No place: hours of heating are asked. Capacities not known: the second is not asked for.
    lines = ["", "", "°C", "", "-15", "5000", "12", "", "", "9", "gas", "95", "", "0.11", "42 ¢/m³", "", "2", ""]
    case, said = answer(*lines)
    assert case == df.Case(
        temperature_unit="C", heat_unit="kW", design_temperature=-15, season_hours=5000, design_load=12, hspf2=9,
        fuel="natural_gas", furnace_efficiency=0.95, electricity_price=0.11, fuel_price=0.42, fuel_price_unit="$/m³",
        existing_switchover=2,
    )  # fmt: skip
    assert "Design heating load [kW]:" in said
    assert "Design temperature [°C]:" in said
    assert "must be given. Give what the thermostat is set to today, in °C" in " ".join(said.split())


@pytest.mark.parametrize("word", ["not known", "N/A", "?"])
def test_words_for_nothing_are_no_answer(answer, word):
    case, said = answer(*ANSWERS[:5], word, *ANSWERS[5:12], word, *ANSWERS[13:])
    assert case == CASE
    assert "! Design heating load = (not given): must be given" in said


def test_an_answer_that_is_not_asked_for_any_more_has_no_effect():
    # As after a COP that was asked again at the end: its label has a COP after all, and no HSPF2.
    keys = ["prepared_for", "site", "temperature_unit", "place", "design_temperature", "design_load", "capacity_47",
            "capacity_17", "cop_47", "cop_17", "fuel", "furnace_efficiency", "furnace_capacity", "electricity_price",
            "fuel_price", "existing_switchover"]  # fmt: skip
    answers = dict(zip(keys, ANSWERS, strict=False)) | {"hspf2": "9"}
    asking._ask_all(answers)
    assert list(answers) == keys


def test_a_heat_pump_rated_by_hspf2_alone(answer):
    case, _ = answer(*ANSWERS[:8], "", "9", *ANSWERS[10:])
    assert case == CASE.replace(cop_47=None, cop_17=None, hspf2=9)


def test_electric_elements_have_no_price_of_fuel(answer):
    case, _ = answer(*CLIENT, *HOUSE, "electricity", "0.13", "35", *NO_FILE)
    assert case.fuel == "electricity"
    assert case.furnace_efficiency == 1


def test_what_two_answers_make_together_is_asked_again(answer, monkeypatch):
    # The design temperature alone may be 80 °F; a setpoint of 60 °F from --set refuses it at the end.
    case, said = answer(*ANSWERS[:4], "65", *ANSWERS[5:-1], "5", *NO_FILE, changes=("indoor_setpoint=60",))
    assert case == CASE.replace(indoor_setpoint=60)
    assert "Design temperature = 65" in said
    with pytest.raises(df.InputError, match="indoor_setpoint = 200"):
        answer(*ANSWERS, changes=("indoor_setpoint=200",))
    with pytest.raises(df.InputError, match="must be KEY=VALUE"):
        answer(changes=("indoor_setpoint",))


def test_the_answers_can_be_kept(answer, tmp_path):
    (tmp_path / "taken.toml").touch()
    case, said = answer(*ANSWERS[:-1], "taken.toml", "kept")
    assert "taken.toml: exists already and is not replaced; give another name" in " ".join(said.split())
    assert "To answer it again: dualfuel run kept.toml" in said
    assert df.read_case(tmp_path / "kept.toml") == case == CASE
    assert "# Client: J. Doe\n# Site: 12 Elm St\n" in (tmp_path / "kept.toml").read_text(encoding="utf-8")


def test_an_end_of_the_input_is_said_plainly(answer):
    with pytest.raises(DualFuelError, match=r"^Stopped: the questions were not all answered\.$"):
        answer(*ANSWERS[:5])


@pytest.mark.parametrize("command", ["run", "open"])
def test_nobody_is_asked_where_there_is_no_terminal(command, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["dualfuel", command])
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n" * 20))
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 2
    assert capsys.readouterr() == ("", f"Error: {asking.no_case()}\n")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="a matter of Unix")
def test_on_a_terminal_it_answers():
    keyboard, terminal = os.openpty()
    os.write(keyboard, "".join(f"{line}\n" for line in ANSWERS).encode())
    command = [sys.executable, "-m", "xl_dualfuel", "run", "--json", "-"]
    done = subprocess.run(command, stdin=terminal, stdout=subprocess.PIPE, stderr=terminal, check=False, timeout=120,
                          env={**os.environ, "PYTHONIOENCODING": "utf-8"})  # fmt: skip
    assert done.returncode == 0
    assert df.solve(CASE).to_json()["setting"] == json.loads(done.stdout)["setting"]
