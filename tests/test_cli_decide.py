"""Decisions on the command line, compare, decide, --tariff: the engine's own answers, in words, JSON and CSV."""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path

import pytest
from test_weather import CHICAGO

import xl_dualfuel as df
from xl_dualfuel import cli
from xl_dualfuel.band import band
from xl_dualfuel.frontier import frontier
from xl_dualfuel.option_files import read_options
from xl_dualfuel.options import compare
from xl_dualfuel.tariff_file import read_tariff
from xl_dualfuel.tariff_season import season
from xl_dualfuel.weather import read_hours

OPTIONS = """
[money]
discount_rate = 0.05
[options.furnace]
scenario = "furnace_only"
[options.better]
label = "Better heat pump"
cop_47 = 3.9
cop_17 = 2.7
premium = 1200
rebate = 500
"""


@pytest.fixture
def house(tmp_path):
    case, options = tmp_path / "house.toml", tmp_path / "options.toml"
    case.write_text("electricity_price = 0.15\n", encoding="utf-8")
    options.write_text(OPTIONS, encoding="utf-8")
    return case, options


@pytest.fixture
def call(monkeypatch, capsys):
    def called(*arguments):
        monkeypatch.setattr(sys, "argv", ["dualfuel", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, *capsys.readouterr()

    return called


def test_compare_says_and_writes_the_comparison(house, call, tmp_path):
    case, options = house
    status, out, err = call("compare", case, options, "--csv", tmp_path / "tables")
    expected = compare(df.read_case(case), read_options(options))
    assert status == 0, err
    assert len(out.splitlines()) == 4
    assert f"${expected.row('better').annual_cost:,.2f} a season" in out
    with (tmp_path / "tables" / "options.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["annual_cost"]) for row in rows] == [row.annual_cost for row in expected.rows]
    status, out, err = call("compare", case, options, "--json", "-", "--set", "fuel_price=20")
    assert status == 0, err
    dear = compare(df.read_case(case, {"fuel_price": 20}), read_options(options))
    assert json.loads(out)["comparison"] == json.loads(json.dumps(dear.to_json()))


def test_every_problem_of_case_and_options_is_told(house, call, tmp_path):
    case, options = house
    options.write_text(OPTIONS + "[options.bad]\ncop_47 = -1\nlife = -3\n", encoding="utf-8")
    status, _, err = call("compare", case, options, "--csv", tmp_path / "tables")
    assert status == 2
    assert "cop_47" in err or "life" in err
    assert "Traceback" not in err
    assert not (tmp_path / "tables").exists()


def test_decide_says_the_band_the_risks_and_the_frontier(house, call):
    case, _ = house
    result = df.solve(df.read_case(case))
    status, out, err = call("decide", case, "--percent", "2", "--carbon-price", "50")
    assert status == 0, err
    assert band(result, percent=2).words in out
    assert frontier(result).words in out
    assert "At $50 a tonne" in out
    document = json.loads(call("decide", case, "--json", "-")[1])
    assert document["band"] == json.loads(json.dumps(band(result, percent=1.0).to_json()))
    assert document["uncertainty"] is None


def test_decide_draws_what_a_study_says(house, call, tmp_path):
    case, _ = house
    study = tmp_path / "study.toml"
    study.write_text(
        'draws = 2000\nseed = 3\n[uncertain.fuel_price]\ndistribution = "normal"\nmean = 13\nsd = 2\n', encoding="utf-8"
    )
    first, second = (call("decide", case, "--study", study, "--json", "-") for _ in range(2))
    assert first[0] == 0, first[2]
    assert first[1] == second[1]
    assert json.loads(first[1])["uncertainty"]["used"] == 2000
    assert "2,000 draws" in call("decide", case, "--study", study)[1]


def tariff_of_the_readme() -> str:
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    return re.search(r"```\n(\[electricity\].*?)```", text, re.DOTALL)[1]


def test_run_bills_a_year_by_the_tariff_of_the_readme(tmp_path, call):
    case, tariff = tmp_path / "case.toml", tmp_path / "tariff.toml"
    case.write_text(f"weather_file = {json.dumps(str(CHICAGO))}\nload_balance_temperature = 60\n", encoding="utf-8")
    tariff.write_text(tariff_of_the_readme(), encoding="utf-8")
    status, out, err = call("run", case, "--tariff", tariff, "--csv", tmp_path / "out")
    assert status == 0, err
    expected = season(df.solve(df.read_case(case)), read_hours(CHICAGO), read_tariff(tariff))
    assert f"${expected.best.annual_cost:,.2f} a season" in out
    assert f"no less than ${expected.ideal.annual_cost:,.2f}" in out
    assert {f"{name}.csv" for name in expected.tables} <= {path.name for path in (tmp_path / "out").iterdir()}
    document = json.loads(call("run", case, "--tariff", tariff, "--json", "-")[1])
    assert document["tariff"] == json.loads(json.dumps(expected.to_json()))


def test_a_tariff_needs_the_hours_of_a_weather_file(house, call, tmp_path):
    case, _ = house
    tariff = tmp_path / "tariff.toml"
    tariff.write_text(tariff_of_the_readme(), encoding="utf-8")
    status, _, err = call("run", case, "--tariff", tariff, "--json", tmp_path / "a.json")
    assert status == 2
    assert "weather_file" in err
    assert not (tmp_path / "a.json").exists()
