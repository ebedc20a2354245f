"""One answer under a tariff: the tariff's, on the screen, in JSON and in CSV; the plain one is named as that."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console

import xl_dualfuel as df
from tests.cli.test_run import TARIFF
from tests.tariffs.test_hours import WINTER, record
from tests.weather.year_files import CHICAGO
from xl_dualfuel.cli.under_tariff import UnderTariff
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
    for words in ("Note: Tariff: clock is not given", "Note: Tariff: year is not given"):
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


def test_the_tariff_is_in_the_answer_and_in_its_hash(billed, inside) -> None:
    case, tariff = billed

    def answer(text: str):
        tariff.write_text(text, encoding="utf-8")
        return json.loads(inside("run", case, "--tariff", tariff, "--json", "-").out)

    first, same, other = answer(TARIFF), answer("# a remark\n" + TARIFF), answer(TARIFF.replace("0.32", "0.33"))
    plain = json.loads(inside("run", case, "--json", "-").out)
    assert first["tariff_given"]["electricity"]["periods"] == {"off": 0.10, "peak": 0.32}
    assert first["inputs_sha256"] == same["inputs_sha256"]
    assert len({one["inputs_sha256"] for one in (first, other, plain)}) == 3
    assert first["tariff_sha256"] != other["tariff_sha256"]


CHARGED = """year = 2026
daylight_saving = true
[electricity]
otherwise = "off"
delivery = 0.02
household_kwh = 300
tax_percent = 8
minimum = 40
fixed = 10
[electricity.periods]
off = 0.04
peak = 0.22
[[electricity.windows]]
period = "peak"
days = "weekday"
from = 16.5
to = 21
[[electricity.blocks]]
up_to = 500
price = 0.0
[[electricity.blocks]]
price = 0.04
[[electricity.demand]]
charge = 6.0
periods = ["peak"]
[[electricity.control]]
below = 8
from = 6
to = 9
[fuel]
monthly = [1.4, 1.4, 1.3, 1.2, 1.1, 1.1, 1.1, 1.1, 1.1, 1.2, 1.3, 1.4]
unit = "$/therm"
"""


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_hours_and_what_goes_by_the_month_add_up_to_the_season(billed, inside, tmp_path) -> None:
    """Each hour's cost by its price, the months' blocks by their kWh, and the sum of all of it, in plain sums."""
    case, tariff = billed
    tariff.write_text(CHARGED, encoding="utf-8")
    done = inside("run", case, "--tariff", tariff, "--csv", tmp_path / "out")
    assert done.status == 0, done.err
    assert "tariff_charges.csv adds all of it up to the season's cost" in done.err
    hours, charges = table(tmp_path / "out" / "hourly.csv"), table(tmp_path / "out" / "tariff_charges.csv")
    under = solved(case, tariff)
    assert len(hours) == 8760 and len(charges) == 12
    kwh, fuel = dict.fromkeys(range(1, 13), 0.0), dict.fromkeys(range(1, 13), 0.0)
    power = dict(kwh)
    for hour in hours:
        month, used, burned = int(hour["month"]), float(hour["electricity_kwh"]), float(hour["fuel_units"])
        assert float(hour["electricity_cost"]) == pytest.approx(used * float(hour["electricity_price"]), abs=1e-12)
        assert float(hour["fuel_cost"]) == pytest.approx(burned * float(hour["fuel_price"]), abs=1e-12)
        prices = {"off": 0.06, "peak": 0.24, "off/peak": 0.15, "peak/off": 0.15}
        assert float(hour["electricity_price"]) == pytest.approx(prices[hour["period"]], abs=1e-12)
        kwh[month] += used
        fuel[month] += float(hour["fuel_cost"])
        power[month] += float(hour["electricity_cost"])
        if float(hour["control"]):
            assert "heat_pump" not in hour["source"] and used == 0
    assert any(float(hour["control"]) for hour in hours) and any(hour["period"] == "off/peak" for hour in hours)
    total = 0.0
    for month, row in enumerate(charges, 1):
        assert float(row["hours_electricity_cost"]) == pytest.approx(power[month], rel=1e-9, abs=1e-9)
        assert float(row["hours_fuel_cost"]) == pytest.approx(fuel[month], rel=1e-9, abs=1e-9)
        above = max(0.0, kwh[month] + 300 - 500)  # 300 kWh of the household are below 500
        assert float(row["blocks_cost"]) == pytest.approx(0.04 * above, rel=1e-9, abs=1e-9)
        parts = [float(value) for key, value in row.items() if key not in ("month", "cost")]
        assert float(row["cost"]) == pytest.approx(math.fsum(parts), abs=1e-9)
        total += math.fsum(parts)
    assert total == pytest.approx(under.setting.annual_cost, rel=1e-9)
    assert math.fsum(float(hour["cost"]) for hour in hours) == pytest.approx(
        math.fsum([*power.values(), *fuel.values()]), rel=1e-9
    )
    emitted = math.fsum(float(hour["emissions_kg"]) for hour in hours)
    assert emitted == pytest.approx(under.setting.emissions_kg, rel=1e-9)
    for name in ("tax_cost", "demand_cost", "blocks_cost"):
        assert any(float(row[name]) > 0 for row in charges), name


def test_control_hours_count_for_the_fuel_of_the_worst_days(billed, inside) -> None:
    """A tank must last through the hours in which the heat pump may not run."""
    case, tariff = billed
    case.write_text(HOUSE.replace("fuel_price = 1.3", "fuel = 'propane'\nfuel_price = 2").replace("therm", "gal"),
                    encoding="utf-8")  # fmt: skip
    # No heat is cheaper than free electricity: without control the furnace never runs.
    free = "[electricity]\nprice = 0\n"
    amounts = []
    for more in ("", "[[electricity.control]]\nbelow = 20\n"):
        tariff.write_text(free + more, encoding="utf-8")
        storage = json.loads(inside("run", case, "--tariff", tariff, "--json", "-").out)["fuel_storage"]
        amounts.append((storage["worst_10_days_units"], storage["season_units"]))
    assert amounts[0] == (0, 0)
    assert amounts[1][1] >= amounts[1][0] > 50


def test_the_workbook_has_the_tariffs_headline_and_no_other(billed, inside, tmp_path) -> None:
    case, tariff = billed
    done = inside("run", case, "--tariff", tariff, "--xlsx", tmp_path / "house.xlsx")
    assert done.status == 0, done.err
    book = openpyxl.load_workbook(tmp_path / "house.xlsx", data_only=True)
    shown = {cell.value for name in ("Cover", "Summary") for row in book[name] for cell in row}
    assert solved(case, tariff).headline in shown
    assert df.solve(df.read_case(case)).headline not in shown


def test_csv_names_what_knows_nothing_of_the_tariff(billed, inside, tmp_path) -> None:
    case, tariff = billed
    done = inside("run", case, "--tariff", tariff, "--csv", tmp_path / "out")
    assert done.status == 0, done.err
    names = {path.stem for path in (tmp_path / "out").iterdir()}
    tables = {"hourly", *(f"tariff_{name}" for name in ("charges", "settings", "switchover", "months", "periods"))}
    assert {*tables, "inputs", "notes"} <= names
    assert {name for name in names if name.startswith("without_tariff_")} == {
        f"without_tariff_{name}" for name in ("bins", "scenarios", "switchover", "checks")
    }
    with (tmp_path / "out" / "notes.csv").open(encoding="utf-8", newline="") as file:
        notes = list(csv.DictReader(file))
    assert notes[0]["note"] == solved(case, tariff).headline
    with (tmp_path / "out" / "inputs.csv").open(encoding="utf-8", newline="") as file:
        inputs = {row["name"]: row["note"] for row in csv.DictReader(file)}
    assert inputs["electricity_price"] == inputs["fuel_price"] == f"not used: the tariff {tariff.stem} has its own"
    assert "not used" not in inputs["cop_47"]


@pytest.mark.parametrize(("price", "words"), [(2.0, "furnace"), (0.001, "heat pump")])
def test_one_source_all_season_is_said_in_words(billed, inside, tmp_path, price: float, words: str) -> None:
    case, tariff = billed
    tariff.write_text(f"[electricity]\nprice = {price}\n", encoding="utf-8")
    options = tmp_path / "options.toml"
    options.write_text("[options.better]\ncop_47 = 4.2\n", encoding="utf-8")
    done = inside("run", case, "--tariff", tariff)
    assert done.out.startswith(f"Run the {words} all season. Under the tariff {tariff.stem} the season costs about $")
    under = solved(case, tariff)
    at = under.setting.switchover
    for command in (("run", case), ("decide", case), ("compare", case, options)):
        done = inside(*command, "--tariff", tariff)
        assert done.status == 0, done.err
        first = re.sub(r"Any setting .*", "", done.out.split("What moves the setting")[0])  # a range
        assert not re.search(rf"(?<![\d.]){at:g} °F", first), first
        assert f"{words} all season" in first.lower()
    document = json.loads(inside("run", case, "--tariff", tariff, "--json", "-").out)
    assert document["tariff"]["setting"]["all_season"] == f"the {words} all season"
    assert document["tariff"]["existing_switchover"]["all_season"] is None
    assert not [key for key in document["tariff"] if "recommendation" in key]
    assert inside("run", case, "--tariff", tariff, "--csv", tmp_path / "out").status == 0
    settings = {row["setting"]: row["all_season"] for row in table(tmp_path / "out" / "tariff_settings.csv")}
    assert settings["setting"] == f"the {words} all season" and settings["existing_switchover"] == ""


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


@pytest.mark.parametrize("width", [80, 120])
def test_no_label_is_wrapped_on_a_terminal(billed, width: int) -> None:
    case, tariff = billed
    tariff.write_text(TARIFF + "[carbon]\nprice = 60\n", encoding="utf-8")
    out = Console(file=io.StringIO(), width=width, force_terminal=True, no_color=True, highlight=False)
    UnderTariff.of(df.solve(df.read_case(case)), read_tariff(tariff)).show(out)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", out.file.getvalue()).splitlines()
    assert max(map(len, lines)) <= width
    for label in ("Setting to program", "A setting a period", "Today's setting", "Best at plain prices"):
        assert any(line.startswith(f" {label} ") for line in lines), label


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
