"""The sheet Sensitivity: every formula recalculated by outsiders, edits inside the workbook, rules, words."""

from __future__ import annotations

import io
import json
import subprocess
import textwrap

import openpyxl
import pytest

import books as books_of_tests
import xl_dualfuel as df
from books import (
    CASES,
    STAMP,
    by_formualizer,
    cells,
    different,
    random_cases,
    recalculated_by_formualizer,
    without_values,
)
from support import case_from, one_in
from xl_dualfuel.decisions.band import band
from xl_dualfuel.decisions.deciding import Decisions, decide
from xl_dualfuel.decisions.frontier import frontier, with_carbon_price
from xl_dualfuel.decisions.sensitivity import two_way
from xl_dualfuel.decisions.study import study_of
from xl_dualfuel.files.values import spreadsheet_value
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.tariffs.tariff import Tariff
from xl_dualfuel.workbook.rules import broken_rules
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.sheets.sensitivity import ANSWERS, SHEET

STUDY = {
    "uncertain": {
        "fuel_price": {"distribution": "normal", "mean": 13, "sd": 2},
        "cop": {"distribution": "triangular", "low": 0.8, "mode": 0.95, "high": 1.05},
    },
    "draws": 500,
}


def made(inputs: dict, **asked) -> bytes:
    case = case_from(inputs)
    return workbook_bytes(df.solve(case), STAMP, decisions=decide(case, **asked))


FEW = ("example", "limits", "region")


@pytest.fixture(scope="module")
def books() -> dict[str, bytes]:
    """Workbooks with decisions of a few kinds of case."""
    return of_kinds({name: CASES[name] for name in FEW})


def of_kinds(kinds: dict[str, dict]) -> dict[str, bytes]:
    """A workbook with decisions of each."""
    asked = {"example": {"study": study_of(STUDY), "carbon_price": 50.0}, "limits": {"carbon_price": 400.0}}
    return {name: made(inputs, **asked.get(name, {})) for name, inputs in kinds.items()}


EDITS: dict[str, dict[str, object]] = {
    "allowance and carbon": {"band_share": 0.03, "carbon_price": 300.0},
    "input": {"fuel_price": 16.0},
    "text": {"electricity_price": "dear"},
}


@pytest.fixture(scope="module")
def by_libreoffice(books, recalculated) -> dict[str, bytes]:
    """Some of the workbooks, recalculated at one start."""
    bare = {name: without_values(books[name]) for name in FEW[2:]}
    return dict(zip(bare, recalculated(list(bare.values())), strict=True))


@pytest.mark.parametrize("name", one_in(2, FEW[:2]))
def test_formualizer_gets_every_stored_value(books, name):
    assert different(by_formualizer(books[name]), cells(books[name])) == []


def test_libreoffice_gets_every_stored_value(books, by_libreoffice):
    """Of the kinds that formualizer leaves; the slow run has all of both."""
    for name in FEW[2:]:
        assert different(cells(by_libreoffice[name]), cells(books[name])) == [], name


@pytest.mark.slow
def test_both_judges_on_every_kind(recalculated):
    kinds = CASES | {f"random {number}": inputs for number, inputs in enumerate(random_cases(12))}
    books = of_kinds(kinds)
    done = recalculated([without_values(package) for package in books.values()])
    for (name, package), calculated in zip(books.items(), done, strict=True):
        assert different(cells(calculated), cells(package)) == [], name
        assert different(by_formualizer(package), cells(package)) == [], name
    assert_frontiers(books, kinds)


def test_the_frontier_is_that_of_the_engine(books):
    assert_frontiers(books, CASES)


def assert_frontiers(books, kinds):
    for name, package in books.items():
        wanted = frontier(df.solve(case_from(kinds[name])))
        found = named(package, "frontier_points", "cheapest_switchover", "cleanest_switchover", "knee_switchover")
        assert found == [len(wanted.points), wanted.cheapest, wanted.cleanest, wanted.knee or "none"], name


def test_no_rule_is_broken(books):
    assert broken_rules(books["example"]) == []


@pytest.mark.slow
def test_no_errors_from_the_open_xml_sdk(books, validator, tmp_path):
    file = tmp_path / "book.xlsx"
    file.write_bytes(books["example"])
    done = subprocess.run([validator, str(file)], capture_output=True, text=True, timeout=120, check=False)
    assert json.loads(done.stdout)["ok"], done.stdout


def named(package: bytes, *names: str) -> list[object]:
    """Values of defined names."""
    return [books_of_tests.named(package, name) for name in names]


def test_the_worked_example(books):
    """28 to 58 °F cost at most 1 % more than 36 °F's $746.95; the figures of `dualfuel decide`."""
    found = named(books["example"], "band_low", "band_high", "band_recommended", "band_setting", "knee_switchover")
    assert found == [28, 58, 36, 36, frontier(df.solve(df.Case())).knee]


def test_it_is_there_on_demand_only(books):
    plain = workbook_bytes(df.solve(df.Case()), STAMP)
    assert SHEET not in openpyxl.load_workbook(io.BytesIO(plain)).sheetnames
    titles = openpyxl.load_workbook(io.BytesIO(books["example"])).sheetnames
    assert titles[10:] == [SHEET]


def test_edits_inside_the_workbook_are_followed(books):
    """Allowance, price on CO2, an input: the same as from the engine; what the engine wrote tells that it is old."""
    done = [recalculated_by_formualizer(books_of_tests.edited(books["example"], values)) for values in EDITS.values()]
    names = ("band_low", "band_high", "band_today_more", "band_others")
    wanted = band(df.solve(df.Case()), percent=3)
    assert named(done[0], *names) == pytest.approx(
        [wanted.band.low, wanted.band.high, wanted.existing_over_least, len(wanted.others)]
    )
    priced = with_carbon_price(df.solve(df.Case()), 300.0)
    names_of_carbon = ("carbon_switchover", "carbon_cost", "carbon_kg", "carbon_extra", "carbon_avoided")
    assert named(done[0], *names_of_carbon) == pytest.approx(
        [priced.switchover, priced.annual_cost, priced.emissions_kg, priced.extra_cost, priced.avoided_kg]
    )
    dear = df.Case(fuel_price=16)
    wanted, front = band(df.solve(dear), percent=1), frontier(df.solve(dear))
    assert named(done[1], *names) == pytest.approx(
        [wanted.band.low, wanted.band.high, wanted.existing_over_least, len(wanted.others)]
    )
    assert named(done[1], "frontier_points", "cheapest_switchover", "cleanest_switchover", "knee_switchover") == [
        len(front.points), front.cheapest, front.cleanest, front.knee,
    ]  # fmt: skip
    told = [{value for (sheet, _), value in cells(one).items() if sheet == SHEET} for one in done]
    old = "inputs were edited since: make the workbook again"
    assert old not in told[0]
    assert old in told[1]
    assert named(done[2], "band_low", "carbon_switchover", "knee_switchover") == ["#N/A"] * 3


def test_the_price_matrix_is_that_of_the_engine(books):
    for name in ("limits", "region"):
        case = df.Case(**CASES[name])
        steps = [0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3]
        down, across = ([step * case.number(key) for step in steps] for key in ("electricity_price", "fuel_price"))
        wanted = two_way(case, "electricity_price", down, "fuel_price", across)
        sheet = openpyxl.load_workbook(io.BytesIO(books[name]), data_only=True)[SHEET]
        title = next(row[0].row for row in sheet.iter_rows(max_col=1) if str(row[0].value).startswith("Prices:"))
        shown = [[sheet.cell(title + 3 + d, 4 + a).value for a in range(7)] for d in range(7)]
        assert shown == [list(row) for row in wanted.switchover], name
        costs = [[sheet.cell(title + 3 + d, 14 + a).value for a in range(7)] for d in range(7)]
        assert costs == [pytest.approx(row) for row in wanted.annual_cost], name


def test_what_the_engine_wrote_is_what_it_says(books):
    decided = decide(df.Case(), study=study_of(STUDY), carbon_price=50.0)
    found = {spreadsheet_value(value) for (sheet, _), value in cells(books["example"]).items() if sheet == SHEET}
    for table, columns in ((decided.tornado.table(), ("low_switchover", "high_saving", "note")),
                           (decided.risks.table(), ("regret", "existing_cost", "label")),
                           (decided.draws.table(), ("p10", "p90"))):  # fmt: skip
        for column in columns:
            stored = {spreadsheet_value(one) for one in table[column] if one not in (None, "")}  # 15 digits
            assert stored <= found, column
    assert "matches the inputs" in found
    # Each reason in lines that a page holds.
    lines = {line for reason in decided.band.program.reasons for line in textwrap.wrap(reason, 115)}
    assert lines <= found


def test_chances_stand_beside_their_own_labels(books):
    """The draws' table has rows that the sheet leaves out."""
    draws = decide(df.Case(), study=study_of(STUDY)).draws
    sheet = openpyxl.load_workbook(io.BytesIO(books["example"]), data_only=True)[SHEET]
    rows = {row[0]: row[1:6] for row in sheet.iter_rows(max_col=6, values_only=True)}
    for key, unit in (("switchover", "°F"), ("annual_cost", "$"), ("existing_cost", "$"), ("saving", "$")):
        assert rows[ANSWERS[key]][0] == unit, key
        spread = getattr(draws, key)
        assert rows[ANSWERS[key]][1:] == pytest.approx(tuple(spread), rel=1e-14), key  # 15 digits are stored
    for key in ("beats_today", "equals_today", "loses_to_today", "exactly_right"):
        assert rows[ANSWERS[key]][4] == pytest.approx(getattr(draws, key)), key


def test_text_in_a_study_is_no_formula():
    study = study_of({"scenarios": {"bad": {"label": "=1+1", "fuel_price": 2.0}}})
    package = made({}, study=study)
    found = cells(package, formulas=True)
    assert "=1+1" in {value for (sheet, _), value in found.items() if sheet == SHEET}
    book = openpyxl.load_workbook(io.BytesIO(package))
    cell = next(cell for row in book[SHEET].iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type != "f" or b"<f>1+1</f>" not in package


def test_decisions_that_formulas_cannot_carry_are_refused():
    """Under a tariff; an allowance in dollars where the season costs nothing, which no share of it is."""
    hours = ([f"01-{day:02} {hour:02}:00" for day in range(1, 5) for hour in range(24)], [20.0] * 96)
    under = season(df.Case(), hours, Tariff(name="flat"))
    free = df.Case(electricity_price=0, fuel_price=0)
    for case, decisions, words in ((df.Case(), Decisions(season=under), "decisions = under the tariff flat: must be"),
                                   (free, decide(free, dollars=5), "dollars = 5: must be 0")):  # fmt: skip
        with pytest.raises(df.InputError) as refused:
            workbook_bytes(df.solve(case), STAMP, decisions=decisions)
        assert str(refused.value).startswith(words)
    assert workbook_bytes(df.solve(free), STAMP, decisions=decide(free))


@pytest.mark.slow
def test_a_risk_in_which_the_setting_leaves_the_house_colder_is_not_compared():
    # With a load of 1.6 the small furnace no longer heats the house, and its best setting would leave less unmet.
    case = df.Case(furnace_capacity=40000, strip_capacity=0, load_slope=600)
    study = study_of({"scenarios": {"grown": {"load_slope": 1.6}, "dear": {"fuel_price": 1.5}}})
    decisions = decide(case, study=study)
    package = workbook_bytes(df.solve(case), STAMP, decisions=decisions)
    found = by_formualizer(package)
    assert different(found, cells(package)) == []
    row = next(int(place[1:]) for (_, place), value in found.items() if value == "grown")
    grown, dear = decisions.risks.outcomes[1:]
    assert grown.regret is None and dear.regret is not None
    assert found["Sensitivity", f"E{row}"] == "not compared"
    assert found["Sensitivity", f"J{row}"] == pytest.approx(grown.unmet_mmbtu)
    # The same subtraction; rounding alone differs.
    assert found["Sensitivity", f"E{row + 1}"] == pytest.approx(dear.regret, rel=1e-9, abs=1e-9)
    assert found["Sensitivity", f"G{row + 1}"] == pytest.approx(dear.saving, rel=1e-9, abs=1e-9)
    assert broken_rules(package) == []


@pytest.mark.slow
def test_settings_that_do_not_heat_the_house_are_in_no_band_frontier_or_price():
    # The furnace meets half the load: only the heat pump down to the coldest edge leaves nothing unmet.
    case = df.Case(strip_capacity=0, furnace_capacity=15000, existing_switchover=50)
    decisions = decide(case, carbon_price=100.0)
    assert decisions.tornado.saving is None
    assert [point.switchover for point in decisions.frontier.points] == [df.solve(case).recommended.switchover]
    package = workbook_bytes(df.solve(case), STAMP, decisions=decisions)
    found = by_formualizer(package)
    assert different(found, cells(package)) == []
    prices = two_way(case, "electricity_price", (0.14,), "fuel_price", (13.0,))
    row = next(int(place[1:]) for (_, place), value in found.items() if value == "Share of the case's fuel price") + 5
    # Shares of 1 are the fourth row and the fourth column; the same sums in another order.
    assert found["Sensitivity", f"G{row}"] == prices.switchover[0][0] == df.solve(case).recommended.switchover
    assert found["Sensitivity", f"Q{row}"] == pytest.approx(prices.annual_cost[0][0], rel=1e-9)
    assert broken_rules(package) == []
