"""The summary: what numpy says of all homes at once, part by part in bounded memory; its JSON and its sheet."""

from __future__ import annotations

import io
import itertools
import json
import math
import re
import shutil
import subprocess
from collections import Counter

import numpy as np
import openpyxl
import pandas as pd
import pytest

import xl_dualfuel as df
from books import by_formualizer, cells, different
from tests.workbook.sheets.test_printed import is_legible, printed
from xl_dualfuel.homes import frames, groups, summary
from xl_dualfuel.homes.said import SAID
from xl_dualfuel.homes.summary import combined, moneys, tally
from xl_dualfuel.homes.summary_words import OF_HOMES, note_in_words
from xl_dualfuel.inputs.settings import multiple_below
from xl_dualfuel.model.switchovers import thermostat_settings
from xl_dualfuel.portfolio.demo import demo
from xl_dualfuel.portfolio.summary_book import summary_bytes

SHEETS = ["Summary", "Groups", "Problems"]


def in_parts(homes: pd.DataFrame, size: int):
    """The tallies of parts of so many homes, as they come back from a file."""
    for start in range(0, len(homes), size):
        part = homes.iloc[start : start + size].reset_index(drop=True)
        yield json.loads(json.dumps(tally(part, frames.solve_rows(part))))


@pytest.fixture(scope="module")
def homes():
    return demo(12_000, seed=6, bad=0.02)


@pytest.fixture(scope="module")
def found(homes):
    return df.solve_many(homes)


@pytest.fixture(scope="module")
def made(homes):
    return combined(in_parts(homes, 5000)).to_json()


def test_totals_are_the_sums(found, made):
    good = found[found["problem"] == ""]
    assert made["homes"] == {"total": 12_000, "solved": len(good), "with_problems": 12_000 - len(good),
                             "with_unmet_heat": int((good["setting_unmet_mmbtu"] > 0).sum()),
                             "without_saving": int(good["saving_vs_existing"].isna().sum()),
                             "without_season": 0}  # fmt: skip
    for name, total in made["totals"].items():
        assert total == pytest.approx(good[name].sum(), rel=1e-9), name
    assert made["emissions"]["saved_kg"] == pytest.approx(
        (good["existing_emissions_kg"] - good["emissions_kg"]).sum(), rel=1e-6
    )
    assert made["status"] == good["status"].astype(str).value_counts().to_dict()


def test_bands_of_settings_count_every_home(found, made):
    good = found.loc[found["problem"] == "", "setting"]
    edges = [one["low"] for one in made["setting"]] + [made["setting"][-1]["high"]]
    assert np.diff(edges).tolist() == [5.0] * (len(edges) - 1)
    assert [one["homes"] for one in made["setting"]] == [
        int(((good >= low) & (good < low + 5)).sum()) for low in edges[:-1]
    ]
    assert sum(one["homes"] for one in made["setting"]) == len(good)


def test_quantiles_are_of_homes_for_few_and_within_half_a_percent_for_many(homes, found, made):
    def lower(values, share):
        return float(np.sort(values)[min(len(values) - 1, math.floor(share * len(values)))])

    good = found.loc[found["problem"] == "", "saving_vs_existing"].dropna().to_numpy()
    saving = made["saving_vs_existing"]
    assert "0.5 %" in saving["method"]
    for name, value in saving["quantiles"].items():
        assert value == pytest.approx(lower(good, int(name[1:]) / 100), rel=0.0051, abs=0.01)
    few = combined(in_parts(homes.iloc[:3000], 1000)).to_json()["saving_vs_existing"]
    first = found.iloc[:3000]
    values = first.loc[first["problem"] == "", "saving_vs_existing"].dropna().to_numpy()
    assert few["method"] == OF_HOMES
    for name, value in few["quantiles"].items():
        assert value == pytest.approx(lower(values, int(name[1:]) / 100), rel=1e-9, abs=1e-9)


def test_bands_of_savings_hold_losses_and_nothings_too():
    values = np.array([-1e6, -12.5, -0.011, -0.009, 0.0, 0.009, 0.011, 3.0, 1e6])
    places = [int(place) for place, count in summary._saving_bands(values).items() for _ in range(count)]
    shown = sorted(summary._middle(place) for place in places)
    np.testing.assert_allclose(shown, values, rtol=0.0051, atol=0.01)


def test_a_home_whose_settings_cannot_be_compared_claims_no_saving():
    """The rule: no saving between two seasons of which one leaves over 0.1 % more of the load unmet."""
    # The furnace alone is too small for the coldest hours, with the heat pump beside it it is not: at today's 40 °F
    # the house stays cold there, at today's 5 °F it does not.
    homes = pd.DataFrame({"existing_switchover": [5.0, 40.0], "capacity_47": 40_000.0, "capacity_17": 26_000.0,
                          "strip_capacity": 1.0, "furnace_capacity": 28_000.0,
                          "backup_operation": "simultaneous"})  # fmt: skip
    made = combined(in_parts(homes, 1)).to_json()
    found = df.solve_many(homes)
    assert found["saving_vs_existing"].isna().tolist() == [False, True]
    assert found["existing_unmet_mmbtu"].gt(0).tolist() == [False, True]
    assert made["homes"]["without_saving"] == 1
    assert made["totals"]["saving_vs_existing"] == pytest.approx(found["saving_vs_existing"].sum(), rel=1e-12)


def test_power_by_fuel_and_strips(homes, found, made):
    good = found["problem"] == ""
    rows = {(one["fuel"], one["strips"]): one for one in made["design_kw"]}
    assert sum(one["homes"] for one in rows.values()) == int(good.sum())
    chosen = good & (homes["fuel"] == "propane") & (homes["strip_capacity"] == 0)
    assert rows["propane", "none"]["homes"] == int(chosen.sum())
    assert rows["propane", "none"]["kw"] == pytest.approx(found.loc[chosen, "design_kw"].sum(), rel=1e-9)
    few = combined(in_parts(pd.DataFrame({"cop_47": [3.4, 3.5], "fuel": ["Propane", None]}), 2)).to_json()
    assert {(one["fuel"], one["strips"]) for one in few["design_kw"]} <= {
        ("propane", "as needed"), ("natural_gas", "as needed")}  # fmt: skip


def test_problems_by_kind(found, made):
    said = found.loc[found["problem"] != "", "problem"]
    counts = said.str.split(" = ").str[0].value_counts().to_dict()
    assert {one["problem"]: one["homes"] for one in made["problems"]} == counts
    assert [one["homes"] for one in made["problems"]] == sorted(counts.values(), reverse=True)
    assert all(one["example"] in set(said.str[:200]) for one in made["problems"])


def test_no_home_at_all_is_no_error(homes):
    bad = pd.DataFrame({"cop_47": [-1.0, -2.0]})
    made = combined(in_parts(bad, 1))
    json.dumps(made.to_json(), allow_nan=False)
    assert made.to_json()["saving_vs_existing"]["quantiles"] is None
    assert made.sentences()[-1] == "2 homes: 0 solved, 2 with problems (column problem)"
    assert openpyxl.load_workbook(io.BytesIO(summary_bytes(made))).sheetnames == SHEETS


def test_hostile_words_stay_text():
    homes = pd.DataFrame({"cop_47": [3.4, '=cmd|" /C calc"!A0', "\x01"]})
    by = {"=1+1": groups.Coded.of(["=A1", "\x02", "+3"])}
    made = combined([json.loads(json.dumps(tally(homes, df.solve_many(homes), by)))])
    package = summary_bytes(made)
    for sheet in openpyxl.load_workbook(io.BytesIO(package)):
        formulas = [cell.value for row in sheet for cell in row if cell.data_type == "f"]
        assert all(re.match(r"=(SUM|IF|Groups!)", formula) for formula in formulas), formulas
    assert "=1+1" in cells(package).values() and "=A1" in cells(package).values()


def test_the_sheets_show_the_figures_and_draw_charts_from_them(homes, found):
    by = {"City": groups.Coded.of([f"city {place % 3}" for place in range(len(homes))])}
    made = combined([tally(homes, found, by)])
    first, again = summary_bytes(made), summary_bytes(made)
    assert first == again
    data = made.to_json()
    shown = {f"{value:.12g}" for value in cells(first).values() if isinstance(value, (int, float))}
    figures = [data["totals"]["setting_cost"], data["homes"]["with_problems"], *data["status"].values()]
    figures += [one["homes"] for one in data["setting"]] + [one["kw"] for one in data["design_kw"]]
    figures += [group[key] for one in data["groups"] for group in one["groups"] for key in ("homes", "setting_cost")]
    assert {f"{figure:.12g}" for figure in figures} <= shown  # the file keeps 16 digits
    book = openpyxl.load_workbook(io.BytesIO(first))
    charts = book["Summary"]._charts
    assert len(charts) == 2
    for chart in charts:
        for series in chart.series:
            sheet, area = series.val.numRef.f.replace("'", "").replace("$", "").split("!")
            values = [cells(first)[sheet, cell.coordinate] for (cell,) in book[sheet][area]]
            drawn = [float(point.v) for point in series.val.numRef.numCache.pt]
            assert drawn == pytest.approx(values, rel=1e-15)  # the cells keep 16 digits
            assert series.cat is not None


def test_totals_are_formulas_over_the_groups(homes, found):
    """Recalculated by another program they are the stored values."""
    package = summary_bytes(
        combined([tally(homes, found, {"City": groups.Coded(["a", "b"], np.arange(len(homes)) % 2)})])
    )
    assert different(by_formualizer(package), cells(package)) == []
    formulas = [text for text in cells(package, formulas=True).values() if str(text).startswith("=")]
    assert sum(text.startswith("=SUM(") for text in formulas) == 3 * 12  # tables, and columns that are added up
    mixed = pd.DataFrame({"currency": ["CAD", "$"], "cop_47": [3.4, 3.5]})
    package = summary_bytes(combined([tally(mixed, df.solve_many(mixed))]))
    assert different(by_formualizer(package), cells(package)) == []
    assert "not added up" in cells(package).values()


def test_the_summary_prints_legibly(homes, found, soffice, tmp_path):
    if shutil.which("pdftohtml") is None:
        pytest.skip("pdftohtml is not installed (Debian: poppler-utils)")
    is_legible(printed(soffice, summary_bytes(combined([tally(homes, found)])), tmp_path))


@pytest.mark.parametrize(("money", "code"), [("€", '"€"#,##0.00'), ("CAD", '"CAD "#,##0.00')])
def test_amounts_have_the_sign_of_the_homes_money(money, code):
    rows = pd.DataFrame({"currency": [money] * 2, "electricity_price": 0.2})
    sheet = openpyxl.load_workbook(io.BytesIO(summary_bytes(combined(in_parts(rows, 10))))).active
    amounts = [
        right.number_format
        for row in sheet.iter_rows()
        for cell, right in itertools.pairwise(row)
        if str(cell.value).startswith("half save") and right.value is not None
    ]
    assert amounts == [code]
    codes = {cell.number_format for row in sheet.iter_rows() for cell in row if isinstance(cell.value, (int, float))}
    assert "General" not in codes


def test_the_package_is_valid(homes, validator, tmp_path):
    path = tmp_path / "summary.xlsx"
    path.write_bytes(summary_bytes(combined(in_parts(homes.iloc[:500], 500))))
    done = subprocess.run([validator, str(path)], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["ok"], done.stdout


def test_money_energy_and_emissions_are_of_one_setting():
    """What the setting costs is its electricity and fuel at their prices; emissions and furnace hours are its own too.

    A thermostat in steps of 5 °F (calculated together) or a programme (one by one) moves it off the recommended one.
    """
    house = {
        "design_load": 60000, "design_temperature": 7, "capacity_47": 36000, "capacity_17": 22000, "capacity_5": 17000,
        "furnace_capacity": 70000, "electricity_price": 0.15, "fuel_price": 11.0, "grid_emissions": 0.3,
        "fuel_emissions": 53.0, "bin_width": 1.0,
    }  # fmt: skip
    others = [
        {},
        {"thermostat": "honeywell_t6_pro"},
        {"thermostat_step": 7.0},
        {"programme": "mass_save"},
        {"thermostat_step": 0.9, "thermostat_zero": 32.0},
    ]
    homes = pd.DataFrame([{**house, **other} for other in others])
    found = df.solve_many(homes)
    assert (found["problem"] == "").all()
    assert (found["setting"] != found["switchover"]).tolist() == [False, True, True, True, True]
    for row, other in zip(found.itertuples(), others, strict=True):
        case = df.Case(**{**house, **other})
        season = df.solve(case).table("scenarios")
        # Sums of the same bins in another order.
        at = pytest.approx
        assert row.setting_cost == at(row.electricity_kwh * 0.15 + row.fuel_mmbtu * 11.0, rel=1e-9)
        assert row.emissions_kg == at(row.electricity_kwh * 0.3 + row.fuel_mmbtu * 53.0, rel=1e-9)
        assert row.furnace_hours == at(season["furnace_hours"][-1 if row.setting != row.switchover else 2], rel=1e-9)
        assert row.setting == float(f"{row.setting:.12g}")
    made = combined([tally(homes, found)]).to_json()
    assert made["emissions"]["setting_kg"] == pytest.approx(found["emissions_kg"].sum(), rel=1e-9)
    assert made["emissions"]["saved_kg"] == pytest.approx(
        (found["existing_emissions_kg"] - found["emissions_kg"]).sum(), rel=1e-9
    )


def test_a_setting_in_celsius_has_no_rounding_left():
    """−13.5 °C is 7.7 °F; 32 − 27 · 0.9 is 7.699999999999999 in floating point."""
    assert float(multiple_below(7.7, 0.9, 32.0)) == 7.7
    assert 7.7 in thermostat_settings(50.0, 0.0, 0.9, 32.0)


def test_notes_are_counted_by_what_they_say_whatever_the_numbers():
    homes = pd.DataFrame({"load_slope": [500.0, 0.5, 0.6, 500.0], "cop_47": [3.4, 3.4, 3.4, None]})
    made = combined(in_parts(homes, 3))
    counted = {note["note"].partition(":")[0]: note for note in made.to_json()["notes"]}
    assert counted["load_slope"]["homes"] == 2
    assert not counted["load_slope"]["assumed"]
    assert (counted["cop_47"]["homes"], counted["cop_47"]["assumed"]) == (1, True)
    assert counted["electricity_price"]["homes"] == counted["defrost"]["homes"] == 4
    lines = made.sentences()
    assert any(line.startswith("2 homes, for example: Heat loss per degree: ") for line in lines)
    assert lines[-2].startswith("Assumed, because not given (number of homes): ")
    assert "COP at 47 °F (1)" in lines[-2] and "Defrost model (4)" in lines[-2]
    assert lines[-1] == "4 homes: 4 solved, 0 with problems"
    shown = set(cells(summary_bytes(made)).values())
    assert "Doubts, warnings and assumptions" in shown
    assert note_in_words(counted["load_slope"]["example"]) in shown


def test_homes_in_celsius_and_in_one_money_are_summed_up_in_them():
    frame = pd.DataFrame({"temperature_unit": ["C", "C"], "design_temperature": [-15.0, -10.0], "currency": "CAD"})
    made = combined([tally(frame, df.solve_many(frame))])
    assert made.data["units"] == {"setting": "°C", "money": "CAD"}
    settings = df.solve_many(frame)["setting"]  # °C
    low = min(band["low"] for band in made.data["setting"])
    assert low <= settings.min() < low + 2.5
    assert made.sentences()[0].startswith("The season costs CAD ")
    mixed = pd.DataFrame({"currency": ["CAD", "$"], "cop_47": [3.4, 3.5]})
    sums = combined([tally(mixed, df.solve_many(mixed))])
    assert "Costs are in $ and CAD: they are not added up" in sums.sentences()
    assert sums.data["totals"]["setting_cost"] is None and sums.data["saving_vs_existing"]["quantiles"] is None
    assert {group["setting_cost"] for one in sums.data["groups"] for group in one["groups"]} == {None}
    prices = pd.DataFrame({"electricity_price": ["0,28 €/kWh", "0.14"], "fuel_price_unit": ["£/kWh", "€/m³"]})
    assert moneys(prices[["electricity_price"]]) == ["€", "$"]
    assert moneys(prices[["fuel_price_unit"]]) == ["£", "€"]


def test_groups_add_up_and_follow_the_cells(homes, found):
    """Expected: pandas' own grouping of the same rows."""
    cities = [f"city {place % 3}" for place in range(len(homes))]
    parts = (
        tally(homes.iloc[start : start + 5000].reset_index(drop=True), found.iloc[start : start + 5000], by)
        for start in range(0, len(homes), 5000)
        for by in [{"City": groups.Coded.of(cities[start : start + 5000])}]
    )
    fuel, region, city = combined(parts).to_json()["groups"]
    assert [one["by"] for one in (fuel, region, city)] == ["fuel", "region", "City"]
    good = found["problem"] == ""
    for one, keys in ((fuel, homes["fuel"].replace("coal", "not readable")), (city, pd.Series(cities))):
        assert sum(group["homes"] for group in one["groups"]) == len(homes)
        for group in one["groups"]:
            rows = found[(keys == group["group"]) & good]
            assert (group["solved"], group["compared"]) == (len(rows), rows["saving_vs_existing"].notna().sum())
            for name in ("setting_cost", "saving_vs_existing", "emissions_kg", "design_kw"):
                assert group[name] == pytest.approx(rows[name].sum(), rel=1e-9), name
            if group["compared"]:
                assert group["saving_per_home"] == pytest.approx(rows["saving_vs_existing"].mean(), rel=1e-9)
    assert [group["group"] for group in region["groups"]] == ["no place given"]


def test_regions_are_where_the_climate_is_from():
    homes = pd.DataFrame({
        "climate": [None, None, None, "region", None, None, "weather"],
        "station": [None, "Denver", None, "Denver", "Atlantis", "n/a", None],
        "region": [None, None, "V", "IV", None, None, None],
    })  # fmt: skip
    denver = "Denver International Airport, CO"
    assert groups.regions(homes).texts() == ["no place given", denver, "region V", "region IV", "not readable",
                                             "no place given", "weather file"]  # fmt: skip
    assert groups.fuels(pd.DataFrame({"fuel": ["LP gas", None, "coal"]})).texts() == [
        "propane",
        "natural_gas",
        "not readable",
    ]


def test_notes_are_counted_alike_from_columns_and_from_texts():
    """As solve_rows leaves them, and in results that were read from a file, which do not say what is doubtful."""
    homes = demo(300, bad=0.05)
    results = frames.solve_rows(homes)
    assert len(results.attrs[SAID]) == 300
    plain = results.copy()
    plain.attrs.clear()
    found, expected = (
        Counter({(one["note"], one["example"]): one["homes"] for one in combined([tally(homes, table)]).data["notes"]})
        for table in (results, plain)
    )
    assert found == expected
    assert len(found) > 8
    assert not df.solve_many(homes).attrs  # which would go into files that pandas writes
