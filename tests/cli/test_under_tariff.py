"""One answer under a tariff: the tariff's, on the screen, in JSON and in CSV; the plain one is named as that."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

import xl_dualfuel as df
from tests.cli.test_run import TARIFF
from tests.tariffs.test_hours import WINTER, record
from tests.weather.year_files import CHICAGO
from xl_dualfuel.tariffs.reading import read_tariff
from xl_dualfuel.tariffs.season import hours_of, season

__all__ = ("record",)
HOUSE = f'weather_file = {json.dumps(str(CHICAGO))}\nfuel_price = 1.3\nfuel_price_unit = "$/therm"\n'


@pytest.fixture
def billed(tmp_path) -> tuple[Path, Path]:
    """A case with a weather file, and a tariff that leaves out unit, year and daylight saving."""
    case, tariff = tmp_path / "case.toml", tmp_path / "tariff.toml"
    case.write_text(HOUSE, encoding="utf-8")
    tariff.write_text(TARIFF, encoding="utf-8")
    return case, tariff


def solved(case: Path, tariff: Path):
    house, read = df.read_case(case), read_tariff(tariff)
    return season(house, hours_of(house, read), read)


def test_the_tariffs_answer_is_the_only_one_on_the_screen(billed, inside) -> None:
    case, tariff = billed
    done = inside("run", case, "--tariff", tariff)
    assert done.status == 0, done.err
    under, plain = solved(case, tariff), df.solve(df.read_case(case))
    assert done.out.startswith(under.headline + "\n")
    assert plain.headline not in done.out + done.err
    assert "Recommended" not in done.out and "recommended" not in done.out
    row = next(line for line in done.out.splitlines() if "Setting to program" in line)
    assert f" {under.setting.annual_cost:,.2f} " in row and f" {under.setting.electricity_kwh:,.0f} " in row
    lines = done.err.splitlines()
    assert any("no unit is given: its prices are taken in $/therm" in line for line in lines)
    for words in ("Note: Tariff: daylight_saving is not given", "Note: Tariff: year is not given"):
        assert len([line for line in lines if line.startswith(words)]) == 1
    assert any("at the case's plain prices:" in line for line in lines if line.startswith("Assumed, because"))
    assert "Electricity price: the example value" not in done.err  # the tariff has its own


def test_json_has_the_plain_answer_apart(billed, inside) -> None:
    case, tariff = billed
    document = json.loads(inside("run", case, "--tariff", tariff, "--json", "-").out)
    plain = json.loads(inside("run", case, "--json", "-").out)
    assert list(document)[:2] == ["version", "tariff"]
    assert [one["key"] for one in document["tariff"]["warnings"]][:3] == ["fuel", "tariff", "tariff"]
    apart = document["without_tariff"]
    assert "they are not its answer" in apart["message"]
    for key in ("setting", "recommended", "balance_points", "scenarios", "bins", "switchover_curve", "checks"):
        assert apart[key] == plain[key] and key not in document
    for key in ("inputs", "given", "read", "units"):
        assert key in document
    burned = document["tariff"]["setting"]["fuel_mmbtu"]
    assert document["fuel_storage"]["season_mmbtu"] == pytest.approx(burned, rel=1e-12)
    assert document["inputs"] == plain["inputs"]


def test_csv_names_what_knows_nothing_of_the_tariff(billed, inside, tmp_path) -> None:
    case, tariff = billed
    done = inside("run", case, "--tariff", tariff, "--csv", tmp_path / "out")
    assert done.status == 0, done.err
    names = {path.stem for path in (tmp_path / "out").iterdir()}
    assert {"inputs", "notes", "tariff_settings", "tariff_switchover", "tariff_months", "tariff_periods"} <= names
    assert {name for name in names if name.startswith("without_tariff_")} == {
        f"without_tariff_{name}" for name in ("bins", "scenarios", "switchover", "checks")
    }
    with (tmp_path / "out" / "notes.csv").open(encoding="utf-8", newline="") as file:
        notes = list(csv.DictReader(file))
    assert notes[0]["note"] == solved(case, tariff).headline
    with (tmp_path / "out" / "inputs.csv").open(encoding="utf-8", newline="") as file:
        inputs = {row["name"]: row["note"] for row in csv.DictReader(file)}
    assert inputs["electricity_price"] == inputs["fuel_price"] == "not used: the tariff Tariff has its own"
    assert "not used" not in inputs["cop_47"]


@pytest.mark.parametrize(("price", "words"), [(2.0, "furnace"), (0.001, "heat pump")])
def test_one_source_all_season_is_said_in_words(billed, inside, tmp_path, price: float, words: str) -> None:
    case, tariff = billed
    tariff.write_text(f"[electricity]\nprice = {price}\n", encoding="utf-8")
    options = tmp_path / "options.toml"
    options.write_text("[options.better]\ncop_47 = 4.2\n", encoding="utf-8")
    done = inside("run", case, "--tariff", tariff)
    assert done.out.startswith(f"Run the {words} all season. Under the tariff Tariff the season costs about $")
    under = solved(case, tariff)
    at = under.setting.switchover
    for command in (("run", case), ("decide", case), ("compare", case, options)):
        done = inside(*command, "--tariff", tariff)
        assert done.status == 0, done.err
        first = re.sub(r"Any setting .*", "", done.out.split("What moves the setting")[0])  # a range
        assert not re.search(rf"(?<![\d.]){at:g} °F", first), first
        assert f"{words} all season" in first.lower()


def test_the_bound_and_what_it_bounds_are_the_same_money(billed, inside) -> None:
    case, tariff = billed
    tariff.write_text(TARIFF + "[carbon]\nprice = 60\n", encoding="utf-8")
    under = solved(case, tariff)
    done = inside("run", case, "--tariff", tariff)
    setting, bound = under.setting.annual_cost + under.setting.carbon_cost, under.ideal.objective
    assert bound <= setting
    assert f"costs less than ${bound:,.2f} a season, carbon included; the setting comes to ${setting:,.2f}" in done.out
    row = next(line for line in done.out.splitlines() if "Setting to program" in line)
    assert f" {under.setting.annual_cost:,.2f} " in row and f" {setting:,.2f} " in row
    saved = under.existing.objective - under.setting.objective
    assert f" {saved:,.2f} " in row


def test_part_of_a_season_costs_the_recorded_hours_on_every_surface(billed, inside, record, tmp_path) -> None:
    case, tariff = billed
    house = f"runtime_file = {json.dumps(record(WINTER, 212, blank=123))}\nload_slope = 500\nfuel_price = 1.3\n"
    case.write_text(house + 'fuel_price_unit = "$/therm"\n', encoding="utf-8")
    done = inside("run", case, "--tariff", tariff)
    assert done.status == 0, done.err
    assert done.out.startswith("No season: the record covers 41 % of October to April (89 days). ")
    assert "the recorded hours cost about $" in done.out and "a season" not in done.out
    document = json.loads(inside("run", case, "--tariff", tariff, "--json", "-").out)
    assert any("Costs and energy are those of the recorded hours" in one["message"] for one in document["warnings"])
    assert document["tariff"]["setting"]["headline"].startswith("No season: ")
