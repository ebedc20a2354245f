"""Decisions on the command line, compare, decide, --tariff: the engine's own answers, in words, JSON and CSV."""

from __future__ import annotations

import csv
import json
import sys

import pytest

import xl_dualfuel as df
from books import cells as stored_in
from books import sheet_parts
from commands import ERROR
from tests.weather.year_files import CHICAGO
from xl_dualfuel.cli import app as cli
from xl_dualfuel.decisions.band import band
from xl_dualfuel.decisions.deciding import compare_options, decide
from xl_dualfuel.decisions.frontier import frontier
from xl_dualfuel.decisions.option_files import read_options
from xl_dualfuel.decisions.options import compare
from xl_dualfuel.tariffs.reading import read_tariff
from xl_dualfuel.tariffs.season import hours_of, season
from xl_dualfuel.weather.typical import TYPICAL_DAYS

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
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err.replace(ERROR, "")

    return called


def test_compare_says_and_writes_the_comparison(house, call, tmp_path):
    case, options = house
    status, out, err = call("compare", case, options, "--csv", tmp_path / "tables")
    expected = compare(df.read_case(case), read_options(options))
    assert status == 0, err
    assert f"${expected.row('better').annual_cost:,.2f}" in out
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


TARIFF = """
[electricity]
otherwise = "off"
demand_charge = 4.0
[electricity.periods]
off = 0.10
peak = 0.32
[[electricity.windows]]
period = "peak"
days = "weekday"
from = 16
to = 21
[fuel]
monthly = [1.4, 1.4, 1.3, 1.2, 1.1, 1.1, 1.1, 1.1, 1.1, 1.2, 1.3, 1.4]
unit = "$/therm"
"""


def test_run_bills_a_year_by_a_tariff(tmp_path, call):
    case, tariff = tmp_path / "case.toml", tmp_path / "tariff.toml"
    case.write_text(f"weather_file = {json.dumps(str(CHICAGO))}\nload_balance_temperature = 60\n", encoding="utf-8")
    tariff.write_text(TARIFF, encoding="utf-8")
    status, out, err = call("run", case, "--tariff", tariff, "--csv", tmp_path / "out")
    assert status == 0, err
    result = df.solve(df.read_case(case))
    read = read_tariff(tariff)
    expected = season(result, hours_of(result.case, read), read)
    assert f" {expected.best.annual_cost:,.2f} " in out
    assert f"No choice hour by hour costs less than ${expected.ideal.annual_cost:,.2f} a season" in out
    assert {f"{name}.csv" for name in expected.tables} <= {path.name for path in (tmp_path / "out").iterdir()}
    document = json.loads(call("run", case, "--tariff", tariff, "--json", "-")[1])
    assert document["tariff"] == json.loads(json.dumps(expected.to_json()))


def test_a_house_without_weather_file_is_billed_as_typical_days_and_says_so(house, call, tmp_path):
    case, options = house
    tariff = tmp_path / "tariff.toml"
    tariff.write_text(TARIFF, encoding="utf-8")
    for command in (("run", case), ("decide", case), ("compare", case, options)):
        status, out, err = call(*command, "--tariff", tariff)
        assert status == 0, err
        assert f"Note: Climate method: {TYPICAL_DAYS}" in err
        status, out, err = call(*command, "--tariff", tariff, "--json", "-")
        assert TYPICAL_DAYS in out


@pytest.fixture
def in_chicago(tmp_path):
    """A case with a weather file, a tariff of every kind of charge and of carbon, options."""
    case, tariff, options = (tmp_path / name for name in ("case.toml", "tariff.toml", "options.toml"))
    case.write_text(f"weather_file = {json.dumps(str(CHICAGO))}\nload_balance_temperature = 60\n", encoding="utf-8")
    tariff.write_text(TARIFF + "\n[carbon]\nprice = 40\n", encoding="utf-8")
    options.write_text(OPTIONS, encoding="utf-8")
    return case, tariff, options


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_decide_under_a_tariff(in_chicago, call, tmp_path):
    case, tariff, _ = in_chicago
    status, out, err = call("decide", case, "--tariff", tariff, "--percent", "2", "--csv", tmp_path / "out")
    assert status == 0, err
    expected = decide(df.read_case(case), percent=2, tariff=read_tariff(tariff))
    assert expected.band.words in out
    assert out.splitlines()[0] == expected.season.headline
    assert "At $40 a tonne" in out
    assert "Note: Twice the hours below design: left out" in err
    assert {path.stem for path in (tmp_path / "out").iterdir()} == set(expected.tables())
    swings = rows_of(tmp_path / "out" / "sensitivity.csv")
    assert [float(row["cost_swing"]) for row in swings] == [bar.cost_swing for bar in expected.tornado.bars]
    status, out, err = call("decide", case, "--tariff", tariff, "--percent", "2", "--json", "-")
    assert status == 0, err
    assert json.loads(out) == json.loads(json.dumps(expected.to_json()))


def test_compare_under_a_tariff(in_chicago, call, tmp_path):
    case, tariff, options = in_chicago
    status, out, err = call("compare", case, options, "--tariff", tariff, "--csv", tmp_path / "out")
    assert status == 0, err
    expected = compare_options(df.read_case(case), read_options(options), read_tariff(tariff))
    assert f"${expected.comparison.row('better').annual_cost:,.2f}" in out
    assert f"${abs(expected.worths.rows[0].npv):,.2f}" in out
    rows = rows_of(tmp_path / "out" / "options.csv")
    assert [row["economic_status"] for row in rows] == ["under_tariff"] * 3
    assert [float(row["annual_cost"]) for row in rows] == [row.annual_cost for row in expected.comparison.rows]
    document = json.loads(call("compare", case, options, "--tariff", tariff, "--json", "-")[1])
    assert document == json.loads(json.dumps(expected.to_json()))


def test_what_cannot_be_decided_under_a_tariff_is_one_line_a_problem(in_chicago, call, tmp_path):
    case, tariff, options = in_chicago
    study = tmp_path / "study.toml"
    study.write_text('[uncertain.season_hours]\ndistribution = "normal"\nmean = 13\nsd = 2\n', encoding="utf-8")
    plain = tmp_path / "long.toml"
    plain.write_text("bin_table = [[10, 5000], [30, 5000]]\n", encoding="utf-8")
    for arguments, told in (
        (("decide", case, "--study", study), ["uncertain.season_hours = (not given): makes no difference"]),
        (("decide", plain, "--study", study), ["needs the hours of one year"]),
        (("compare", plain, options), ["needs the hours of one year"]),
        (("decide", case, "--carbon-price", "-1"), ["carbon_price = -1"]),
    ):
        status, out, err = call(*arguments, "--tariff", tariff, "--csv", tmp_path / "none")
        assert (status, out) == (2, "")
        assert len(err.splitlines()) == len(told)
        for line, words in zip(err.splitlines(), told, strict=True):
            assert words in line
        assert not (tmp_path / "none").exists()


def test_the_workbook_has_the_sheets_of_the_decisions(house, call, tmp_path):
    case, options = house
    book = tmp_path / "decided.xlsx"
    status, _, err = call("decide", case, "--xlsx", book, "--carbon-price", "50")
    assert status == 0, err
    assert list(sheet_parts(book.read_bytes()))[10:] == ["Sensitivity"]
    status, out, err = call("compare", case, options, "--xlsx", book)
    assert (status, out) == (2, "")
    assert "exists" in err
    status, out, err = call("compare", case, options, "--xlsx", book, "--force")
    assert status == 0, err
    assert list(sheet_parts(book.read_bytes()))[10:] == ["Sensitivity", "Options", "Money"]
    assert "No option with a premium or rebate pays: the best is better, net present value -$" in out


def test_a_workbook_of_decisions_knows_no_tariff(house, call, tmp_path):
    case, _ = house
    status, out, err = call("decide", case, "--xlsx", tmp_path / "new.xlsx", "--tariff", tmp_path / "tariff.toml")
    assert (status, out) == (2, "")
    refused, missing = err.splitlines()
    assert refused.startswith("--xlsx = ")
    assert "tariff.toml" in missing
    assert not (tmp_path / "new.xlsx").exists()


def test_a_workbook_of_options_holds_what_their_tariffs_billed(in_chicago, call, tmp_path):
    """Values of the program on Options, formulas on Money; verify finds nothing wrong with it."""
    case, tariff, _ = in_chicago
    options, book = tmp_path / "rates.toml", tmp_path / "rates.xlsx"
    (tmp_path / "flat.toml").write_text('name = "Flat"\n[electricity]\nprice = 0.15\nfixed = 9\n', encoding="utf-8")
    options.write_text('[options.flat]\ntariff = "flat.toml"\n[options.better]\ncop_47 = 3.9\npremium = 900\n'
                       "maintenance = 40\n", encoding="utf-8")  # fmt: skip
    status, out, err = call("compare", case, options, "--tariff", tariff, "--xlsx", book)
    assert status == 0, err
    assert "Best rate for this house: " in out
    assert "No option with a premium or rebate pays: the best is better, net present value -$" in out
    sheets = sheet_parts(book.read_bytes())
    assert {"Tariff", "Options", "Money"} < sheets.keys()
    expected = compare_options(df.read_case(case), read_options(options), read_tariff(tariff))
    cells = [value for (sheet, _), value in stored_in(book.read_bytes()).items() if sheet == "Options"]
    for row in expected.comparison.rows:
        assert any(isinstance(cell, float) and cell == pytest.approx(row.total_cost, rel=1e-9) for cell in cells)
        assert row.tariff in cells
    status, out, err = call("verify", book)
    assert status == 0, out + err


CELSIUS = 'temperature_unit = "C"\ndesign_temperature = -15\nelectricity_price = 0.15\n'


def test_options_are_in_the_units_of_the_case(call, tmp_path):
    """-20 beside a case in °C is -4 °F; and says so where it differs."""
    case, options = tmp_path / "house.toml", tmp_path / "options.toml"
    case.write_text(CELSIUS, encoding="utf-8")
    options.write_text('[options.colder]\ndesign_temperature = -20\n[options.said]\ntemperature_unit = "F"\n'
                       "design_temperature = -4\n[options.pump]\ncop_47 = 4\n", encoding="utf-8")  # fmt: skip
    status, out, err = call("compare", case, options, "--json", "-")
    assert status == 0, err
    rows = {row["option"]: row for row in json.loads(out)["comparison"]["rows"]}
    colder = df.solve(df.read_case(case, {"design_temperature": -20}))
    assert rows["colder"]["annual_cost"] == rows["said"]["annual_cost"]
    assert rows["colder"]["annual_cost"] == pytest.approx(colder.setting.annual_cost, rel=1e-12)  # another order
    assert rows["colder"]["changes"] == "temperature_unit C, design_temperature -20"
    assert rows["pump"]["changes"] == "cop_47 4"


def test_a_study_is_in_the_units_of_the_case(call, tmp_path):
    case, study = tmp_path / "house.toml", tmp_path / "study.toml"
    case.write_text(CELSIUS, encoding="utf-8")
    study.write_text("[ranges]\ndesign_temperature = [-20, -10]\n", encoding="utf-8")
    status, out, err = call("decide", case, "--study", study, "--json", "-")
    assert status == 0, err
    (bar,) = json.loads(out)["sensitivity"]["bars"]
    assert (bar["low"], bar["base"], bar["high"]) == (-20, -15, -10)
    study.write_text('[uncertain.design_temperature]\ndistribution = "uniform"\nlow = -20\nhigh = -10\n',
                     encoding="utf-8")  # fmt: skip
    status, out, err = call("decide", case, "--study", study)
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith("uncertain.design_temperature = of a case in C: must be of a case in °F. ")


def test_what_to_program_is_in_the_thermostats_degrees(house, call, tmp_path):
    case, celsius = house[0], tmp_path / "celsius.toml"
    celsius.write_text('temperature_unit = "C"\nelectricity_price = 0.15\n', encoding="utf-8")
    for arguments, unit in (([case], "F"), ([case, "--thermostat", "c"], "C"), ([celsius], "C"),
                            ([celsius, "--thermostat", "F"], "F")):  # fmt: skip
        status, out, err = call("decide", *arguments, "--json", "-")
        assert status == 0, err
        assert json.loads(out)["band"]["program"]["unit"] == unit
    status, out, err = call("decide", case, "--thermostat", "K")
    assert (status, out) == (2, "")
    assert err == "--thermostat = K: must be one of F, C. Give the thermostat's degrees\n"


def test_what_is_wrong_anywhere_is_told_at_once(house, call, tmp_path):
    bad, study, tariff = (tmp_path / f"bad_{name}.toml" for name in ("case", "study", "tariff"))
    bad.write_text("cop_47 = -1\nelectricity_price = -3\n", encoding="utf-8")
    study.write_text("foo = 1\n[ranges]\nfuel_price = [3]\n", encoding="utf-8")
    tariff.write_text("[electricity]\nprice = -1\n", encoding="utf-8")
    wrong = ["--study", study, "--percent", "-5", "--carbon-price", "-3", "--thermostat", "K", "--tariff", tariff,
             "--brand", "brand.toml"]  # fmt: skip
    common = ["--brand", "--thermostat", "foo", "ranges.fuel_price", "electricity.price"]
    for case, own in ((bad, ["cop_47", "electricity_price"]), (house[0], [])):
        status, out, err = call("decide", case, *wrong)
        assert (status, out) == (2, "")
        keys = [line.partition(" = ")[0] for line in err.splitlines()]
        assert keys == [*common, *own, "percent", "carbon_price"]
    options = tmp_path / "bad_options.toml"
    options.write_text("basline = 'base'\n[options.a]\ncop_47 = 3\n", encoding="utf-8")
    status, out, err = call("compare", bad, options, "--tariff", tariff, "--brand", "brand.toml")
    assert (status, out) == (2, "")
    keys = [line.partition(" = ")[0] for line in err.splitlines()]
    assert keys == ["--brand", "basline", "electricity.price", "cop_47", "electricity_price"]


def test_a_brand_is_of_a_workbook(house, call):
    case, options = house
    for command in (["decide", case], ["compare", case, options]):
        status, out, err = call(*command, "--brand", "brand.toml")
        assert (status, out) == (2, "")
        assert err == "--brand = brand.toml: must come with --xlsx. Give --xlsx FILE too, or leave it out\n"


def test_the_band_may_be_given_in_dollars(house, call):
    case, _ = house
    result = df.solve(df.read_case(case))
    status, out, err = call("decide", case, "--dollars", "7")
    assert status == 0, err
    assert band(result, dollars=7).words in out
    status, out, err = call("decide", case, "--dollars", "7", "--percent", "1")
    assert (status, out) == (2, "")
    assert err == "dollars, percent = 7, 1: only one may be given. Give one of them\n"


def test_decide_and_compare_say_what_run_says(house, call):
    case, options = house
    run = [
        line
        for line in call("run", case, "--set", "electricity_price=0")[2].splitlines()
        if line.startswith(("Note: ", "Check: ", "  "))
    ]
    assert any("Check: Electricity price: is zero" in line for line in run)
    for command in (["decide", case], ["compare", case, options]):
        status, _, err = call(*command, "--set", "electricity_price=0")
        assert status == 0, err
        assert [err.splitlines().count(line) for line in run] == [1] * len(run)
        notes = json.loads(call(*command, "--set", "electricity_price=0", "--json", "-")[1])["notes"]
        assert any(note.startswith("electricity_price: is zero") for note in notes)  # JSON keeps the keys


def test_the_csv_has_prices_reasons_and_draws(house, call, tmp_path):
    case, study = house[0], tmp_path / "study.toml"
    study.write_text('draws = 50\nseed = 9\n[uncertain.fuel_price]\ndistribution = "uniform"\nlow = 10\nhigh = 14\n',
                     encoding="utf-8")  # fmt: skip
    status, _, err = call("decide", case, "--study", study, "--csv", tmp_path / "out")
    assert status == 0, err
    assert len(rows_of(tmp_path / "out" / "prices.csv")) == 49
    told = {row["name"]: row["value"] for row in rows_of(tmp_path / "out" / "band.csv")}
    assert told["reason_1"].startswith("Setting ")
    drawn = {row["name"]: row for row in rows_of(tmp_path / "out" / "uncertainty.csv")}
    assert (drawn["draws"]["value"], drawn["used"]["value"], drawn["seed"]["value"]) == ("50", "50", "9")
    assert 10 <= float(drawn["input.fuel_price"]["p50"]) <= 14
