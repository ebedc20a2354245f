"""The sheet Money: NPV, IRR, paybacks and tonnes by formulas are the engine's, in LibreOffice and formualizer alike."""

from __future__ import annotations

import io
import json
import math
import os
import random
import subprocess
from functools import cache

import numpy_financial
import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

import xl_dualfuel as df
from books import STAMP, Cells, by_formualizer, cells, different, edited, without_values
from tests.workbook.sheets.test_options_sheet import line, made, option, rows_of
from xl_dualfuel.decisions import money
from xl_dualfuel.decisions.deciding import Decisions
from xl_dualfuel.decisions.money import Worth, worths
from xl_dualfuel.decisions.money_flows import Season, npv
from xl_dualfuel.decisions.money_terms import AMOUNTS, MONEY_FIELDS, PATHS, Terms
from xl_dualfuel.decisions.options import BASE, Comparison, row_of
from xl_dualfuel.model import season
from xl_dualfuel.results.checks import TOLERANCE
from xl_dualfuel.workbook.formulas import worth_steps as spec
from xl_dualfuel.workbook.formulas.worth import IRR_WORDS
from xl_dualfuel.workbook.rules import broken_rules
from xl_dualfuel.workbook.sheets.build import workbook_bytes

FIRST = 6
"""Column of the first option"""
SHARE = float(os.environ.get("DUALFUEL_SLOW_SHARE", "1"))
NAMED, ALL = 9, 24
"""Options of special()"""
ANSWERS = {
    "Outlay": "outlay", "First year's saving": "first_year_saving", "Net present value": "npv",
    "CO2 avoided over the life": "avoided_tonnes",
}  # fmt: skip
MAYBE = {
    "Internal rate of return": ("irr", "none"),
    "Simple payback": ("simple_payback", "never"),
    "Discounted payback": ("discounted_payback", "never"),
    "Cost of a tonne avoided": ("cost_per_tonne", "none avoided"),
}
"""With the word where there is no answer"""


def drawn(seed: int, count: int) -> tuple[list, dict]:
    """Seasons and terms at random: some like the baseline's, some that never pay, some at the ends of ranges."""
    pick = random.Random(seed)
    base = row_of(option(BASE), df.solve(df.Case()))
    rows, purchases = [], {}
    for place in range(count):
        kwh, mmbtu = pick.choice([0.0, pick.uniform(0, 9000)]), pick.choice([0.0, pick.uniform(0, 90)])
        power, fuel = kwh * pick.uniform(0.02, 0.5), mmbtu * pick.uniform(2, 40)
        if pick.random() < 0.2:
            kwh, power = base.electricity_kwh, base.electricity_cost
        name = f"option {place}"
        rows.append(base._replace(
            option=name, label=name, electricity_kwh=kwh, fuel_mmbtu=mmbtu, electricity_cost=power, fuel_cost=fuel,
            annual_cost=power + fuel, emissions_kg=pick.choice([base.emissions_kg, pick.uniform(0, 9000)]),
        ))  # fmt: skip
        rise = [0, -0.5, 0.5, pick.uniform(-0.5, 0.5), pick.uniform(-0.05, 0.05)]
        purchases[name] = {
            "premium": pick.choice([0, pick.uniform(-3000, 20000), pick.uniform(0, 3000), 10 ** pick.uniform(-2, 7)]),
            "rebate": pick.choice([0, 0, pick.uniform(0, 9000)]),
            "life": pick.choice([1, 2, 50, 15, pick.randint(1, 50)]),
            "discount_rate": pick.choice([0, 0.05, 0.5, pick.uniform(0, 0.5)]),
            "electricity_escalation": pick.choice(rise),
            "fuel_escalation": pick.choice(rise),
        }
        if pick.random() < 0.5:
            purchases[name] |= {key: pick.uniform(-300, 900) for key in AMOUNTS if pick.random() < 0.5}
            purchases[name] |= {f"{key}_escalation": pick.choice(rise) for key in AMOUNTS}
            lists = {key: [pick.uniform(0.5, 2) for _ in range(pick.choice([1, 3, 15, 50]))] for key in PATHS}
            purchases[name] |= {key: path for key, path in lists.items() if pick.random() < 0.6}
            if "carbon_prices" not in purchases[name]:
                purchases[name] |= {"carbon_price": pick.choice([0, 50, 1e4]), "carbon_escalation": pick.choice(rise)}
    return rows, purchases


def all_drawn(seed: int, count: int) -> Decisions:
    """Nothing but them, against one of them."""
    rows, purchases = drawn(seed, count)
    base = row_of(option(BASE), df.solve(df.Case()))
    return decided([base, *rows], purchases, random.Random(seed).choice(rows).option)


def decided(rows: list, purchases: dict, baseline: str = BASE) -> Decisions:
    """Decisions of rows and what is paid for them."""
    result = df.solve(df.Case())
    against = next(row for row in rows if row.option == baseline)
    rows = [row._replace(saving=against.annual_cost - row.annual_cost,
                         emissions_saved_kg=against.emissions_kg - row.emissions_kg) for row in rows]  # fmt: skip
    least = min(rows, key=lambda row: row.annual_cost), min(rows, key=lambda row: row.emissions_kg)
    compared = Comparison(baseline, tuple(rows), least[0].option, least[1].option,
                          {row.option: result for row in rows})  # fmt: skip
    seasons = {row.option: Season(row.electricity_cost, row.fuel_cost, row.emissions_kg) for row in rows}
    judged = {name: purchase for name, purchase in purchases.items() if name != baseline}
    return Decisions(comparison=compared, worths=worths(baseline, seasons, judged, {}))


def special() -> Decisions:
    """What has a name, such as nothing paid, nothing saved, two rates, no rate; then as many at random."""
    base = row_of(option(BASE), df.solve(df.Case()))
    power, fuel = base.electricity_cost, base.fuel_cost

    def row(name: str, electricity: float, fuel_saving: float, kg: float = 500.0):
        return base._replace(
            option=name, label=name, electricity_cost=power - electricity, fuel_cost=fuel - fuel_saving,
            electricity_kwh=(power - electricity) / 0.14, fuel_mmbtu=(fuel - fuel_saving) / 13,
            annual_cost=power + fuel - electricity - fuel_saving, emissions_kg=base.emissions_kg - kg,
        )  # fmt: skip

    rows = [
        base, row("by hand", -100.0, 400.0), row("nothing paid", -100.0, 300.0), row("never pays", -200.0, 100.0),
        row("two rates", -60.0, 300.0), row("no rate", -80.0, 150.0), row("no change", 0.0, 0.0, 0.0),
        row("emits more", -50.0, 250.0, -300.0), row("brings money, costs later", -100.0, 50.0),
        row("nothing paid, saves later", -120.0, 110.0),
    ]  # fmt: skip
    purchases = {
        "by hand": {"premium": 3000, "rebate": 1000, "life": 10},
        "nothing paid": {"premium": 500, "rebate": 500},
        "never pays": {"premium": 900},
        "two rates": {"premium": 600, "life": 40, "electricity_escalation": 0.08},
        "no rate": {"premium": 2000, "life": 40, "electricity_escalation": 0.1},
        "no change": {"premium": 0},
        "emits more": {"premium": 1000, "life": 8},
        "brings money, costs later": {"premium": 100, "rebate": 700, "life": 30},
        "nothing paid, saves later": {"premium": 0, "fuel_escalation": 0.05, "life": 20},
    }
    more, their_purchases = drawn(1, ALL - NAMED)
    return decided([*rows, *more], purchases | their_purchases)


# What somebody types: the column of the option, and the term.
EDITS: dict[str, dict[tuple[int, str], object]] = {
    "as made": {},
    "edited": {
        (0, "life"): 50, (1, "life"): 1, (2, "life"): 50, (3, "life"): 30, (6, "life"): 1, (0, "discount_rate"): 0,
        (0, "premium"): 15000, (1, "premium"): 2500, (2, "premium"): -900, (5, "premium"): 10, (3, "rebate"): 599.5,
        (1, "discount_rate"): 0.5, (2, "fuel_escalation"): 0.25, (6, "electricity_escalation"): -0.5,
        (7, "electricity_escalation"): 0.1, (8, "fuel_escalation"): 0.11,
    },
}  # fmt: skip
# No numbers, and none in its range: in the last columns, one each.
BAD = {"premium": "a lot", "rebate": -1, "life": 12.5, "discount_rate": 5, "electricity_escalation": None,
       "fuel_escalation": True}  # fmt: skip


@cache
def special_book() -> bytes:
    return workbook_bytes(df.solve(df.Case()), STAMP, decisions=special())


@cache
def rows() -> dict[str, int]:
    """Rows of the sheet by their labels; those of the terms by their keys."""
    found = rows_of(cells(special_book()), "Money")
    return found | {key: found[field.label] for key, field in MONEY_FIELDS.items()}


def bad() -> dict[tuple[int, str], object]:
    return {(ALL - len(BAD) + place, key): value for place, (key, value) in enumerate(BAD.items())}


def typed(changes: dict[tuple[int, str], object]) -> bytes:
    """The workbook of special() after somebody typed into its terms."""
    letters = map(get_column_letter, (FIRST + place for place, _ in changes))
    addresses = (f"{letter}{rows()[key]}" for letter, (_, key) in zip(letters, changes, strict=True))
    return edited(
        special_book(), {("Money", place): changes[key] for place, key in zip(addresses, changes, strict=True)}
    )


def worths_after(changes: dict[tuple[int, str], object]) -> list[Worth]:
    """What the engine says to the same terms."""
    made = special()
    found = list(made.worths.rows)
    by_name = {row.option: Season(row.electricity_cost, row.fuel_cost, row.emissions_kg) for row in
               made.comparison.rows}  # fmt: skip
    for (place, key), value in changes.items():
        terms = found[place].terms._replace(**{key: value})
        found[place] = money.worth(found[place].option, by_name[BASE], by_name[found[place].option], terms)
    return found


def judge(found: Cells, wanted: list[Worth]) -> None:
    """The cells of a recalculated sheet against the engine's answers."""
    count = len(wanted)
    for label, key in ANSWERS.items():
        values = [getattr(worth, key) for worth in wanted]
        assert line(found, "Money", label, FIRST, count) == pytest.approx(values, rel=1e-9, abs=1e-9), label
    for label, (key, word) in MAYBE.items():
        for place, (cell, worth) in enumerate(zip(line(found, "Money", label, FIRST, count), wanted, strict=True)):
            value = getattr(worth, key)
            if key == "irr" and worth.irr_status == "several":
                # Any of the rates; the program's own is where the search starts as long as nothing is edited.
                scale = sum(abs(flow) / (1 + cell) ** year for year, flow in enumerate(worth.flows))
                assert abs(npv(cell, worth.flows)) < 1e-7 * scale
                continue
            # An IRR is searched for: a spreadsheet stops at 1e-7, numpy-financial takes roots of a polynomial.
            near = {"rel": 1e-6, "abs": 1e-9} if key == "irr" else {"rel": 1e-9, "abs": 1e-9}
            wanted_cell = word if value is None else pytest.approx(value, **near)
            assert cell == wanted_cell, (label, place, worth.option)
    for cell, worth in zip(line(found, "Money", "Its status", FIRST, count), wanted, strict=True):
        assert cell == IRR_WORDS[worth.irr_status], worth.option
    verdicts = ["pays" if worth.npv > 0 else "does not pay" for worth in wanted]
    assert line(found, "Money", "Verdict at the discount rate", FIRST, count) == verdicts
    assert line(found, "Money", "Terms", FIRST, count) == ["OK"] * count
    first = rows()["Cash flow by year"] + 2
    for place, worth in enumerate(wanted):
        letter = get_column_letter(FIRST + place)
        flows = [found["Money", f"{letter}{first + year}"] for year in range(51)]
        padded = [*worth.flows, *[0.0] * (51 - len(worth.flows))]
        assert flows == pytest.approx(padded, rel=1e-9, abs=1e-9)


@pytest.fixture(scope="module")
def by_libreoffice(recalculated) -> dict[str, Cells]:
    """Everything that LibreOffice calculates here, in one start."""
    books = {
        "edited": typed(EDITS["edited"] | bad()),
        "as made": without_values(special_book()),
        "strange": without_values(made("strange")[0]),
    }
    return {name: cells(done) for name, done in zip(books, recalculated(list(books.values())), strict=True)}


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
def test_edited_terms_by_libreoffice(name, by_libreoffice):
    wanted = worths_after(EDITS[name])
    judge(by_libreoffice[name], wanted[: -len(BAD)] if name == "edited" else wanted)


def test_edited_terms_by_formualizer():
    found = by_formualizer(typed(EDITS["edited"] | bad()))
    judge(found, worths_after(EDITS["edited"])[: -len(BAD)])
    wrong_terms(found)


def test_what_the_edits_are_for():
    """Every status that there is, in one of them."""
    every = [worth for changes in EDITS.values() for worth in worths_after(changes)]
    assert {worth.irr_status for worth in every} == set(IRR_WORDS) - {"not_compared"}
    assert {worth.simple_payback_status for worth in every} == {"paid_back", "at_once", "never"}
    assert {worth.discounted_payback_status for worth in every} == {"paid_back", "at_once", "never"}
    assert {worth.cost_per_tonne_status for worth in every} == {"found", "none_avoided"}


@pytest.mark.slow
def test_stored_values_are_those_of_libreoffice(by_libreoffice):
    assert different(by_libreoffice["as made"], cells(special_book())) == []
    assert different(by_libreoffice["strange"], cells(made("strange")[0])) == []


def test_stored_values_are_those_of_formualizer():
    found = by_formualizer(special_book())
    assert different(found, cells(special_book())) == []
    judge(found, worths_after({}))


@pytest.mark.slow
def test_many_random_options_by_both(recalculated):
    drawings = [all_drawn(seed, 60) for seed in range(2, 2 + max(1, int(8 * SHARE)))]
    packages = [workbook_bytes(df.solve(df.Case()), STAMP, decisions=one) for one in drawings]
    every = zip(drawings, packages, recalculated([without_values(one) for one in packages]), strict=True)
    for drawing, package, done in every:
        for found in (cells(done), by_formualizer(package)):
            assert different(found, cells(package)) == []
            judge(found, list(drawing.worths.rows))


def test_npv_and_irr_of_the_cells_are_numpy_financials():
    """From the cash flows that formualizer calculated, by a library that knows nothing of this program."""
    found = by_formualizer(special_book())
    first, rates = rows()["Cash flow by year"] + 2, line(found, "Money", "Discount rate", FIRST, NAMED)
    npvs, irrs = (
        line(found, "Money", label, FIRST, NAMED) for label in ("Net present value", "Internal rate of return")
    )
    for place, letter in enumerate(map(get_column_letter, range(FIRST, FIRST + NAMED))):
        flows = [found["Money", f"{letter}{first + year}"] for year in range(51)]
        assert npvs[place] == pytest.approx(numpy_financial.npv(rates[place], flows), rel=1e-9, abs=1e-9)
        loan = next(filter(None, flows), 0) > 0  # money first, paid back later: its IRR is no return
        irr = float(numpy_financial.irr(flows)) if min(flows) < 0 < max(flows) and not loan else math.nan
        assert irrs[place] == ("none" if math.isnan(irr) else pytest.approx(irr, rel=1e-6))


def test_by_hand():
    """As in test_money.py: 300 $ a year for 2,000 $; annuity tables."""
    found = by_formualizer(special_book())
    first = {label: line(found, "Money", label, FIRST, 1)[0] for label in (*ANSWERS, *MAYBE)}
    assert first["Net present value"] == pytest.approx(300 * 7.7217349292 - 2000, abs=1e-6)
    assert first["Internal rate of return"] == pytest.approx(0.08144, abs=5e-6)
    assert first["Simple payback"] == pytest.approx(2000 / 300)
    assert first["Discounted payback"] == pytest.approx(8 + (6.6666667 - 6.4632128) / (7.1078217 - 6.4632128), abs=1e-6)
    assert first["CO2 avoided over the life"] == pytest.approx(5)


def wrong_terms(found: Cells) -> None:
    statuses = line(found, "Money", "Terms", FIRST, ALL)[-len(BAD) :]
    answers = range(rows()["Outlay"], rows()["Cost of a tonne avoided"] + 1)
    for (place, key), status in zip(bad(), statuses, strict=True):
        field, letter = MONEY_FIELDS[key], get_column_letter(FIRST + place)
        assert status.startswith(f"{field.label}: from {field.minimum:.15g} to {field.maximum:.15g}")
        assert status.endswith(", whole years") == (key == "life")
        assert [found["Money", f"{letter}{row}"] for row in answers] == ["#N/A"] * len(answers)
        assert found["Money", f"{letter}{rows()['Cash flow by year'] + 5}"] == "#N/A"
        assert found["Money", f"{letter}{rows()['Verdict at the discount rate']}"] == "see the terms"


@pytest.mark.slow
def test_wrong_terms_are_named_and_give_no_number(by_libreoffice):
    wrong_terms(by_libreoffice["edited"])


def sheet() -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(special_book()))["Money"]


def test_terms_are_yellow_unlocked_and_validated():
    page = sheet()
    for key, field in MONEY_FIELDS.items():
        row = rows()[key]
        for place in range(NAMED):
            cell = page.cell(row, FIRST + place)
            assert (cell.style.startswith("df input "), cell.protection.locked) == (True, False)
        rule = next(one for one in page.data_validations.dataValidation if f"F{row}" in one.sqref)
        assert (float(rule.formula1), float(rule.formula2)) == (field.minimum, field.maximum)
        assert rule.type == ("whole" if key == "life" else "decimal")
        assert rule.showErrorMessage and rule.showInputMessage
        assert field.help in rule.prompt and field.remedy in rule.error
        assert (page.cell(row, 2).value, page.cell(row, 3).value, page.cell(row, 4).value) == (
            field.unit, field.minimum, field.maximum)  # fmt: skip
        assert page.cell(row, 5).value == field.source
        assert not page.cell(row, 5).protection.locked
    assert page.protection.sheet


def test_the_chart_ends_with_the_life_and_shows_where_it_crosses_zero():
    made = special()
    page = openpyxl.load_workbook(io.BytesIO(special_book()))["Money"]
    chart = page._charts[0]
    assert len(chart.series) == 8 < ALL
    assert chart.x_axis.crosses in (None, "autoZero")  # the line at 0 is the axis
    found = cells(special_book())
    for place, series in enumerate(chart.series):
        years, sums = (
            [found["Money", cell.coordinate] for (cell,) in page[area.partition("!")[2].replace("$", "")]]
            for area in (series.xVal.numRef.f, series.yVal.numRef.f)
        )
        worth = made.worths.rows[place]
        assert years == [min(year, worth.terms.life) for year in range(51)]
        assert sums[-1] == pytest.approx(worth.npv, rel=1e-9, abs=1e-9)
        assert sums[0] == -worth.outlay
        assert found["Money", series.tx.strRef.f.partition("!")[2].replace("$", "")] == worth.option


def test_it_prints_down_to_the_longest_life():
    areas = sheet().print_area.replace("'Money'!", "").replace("Money!", "").split(",")
    first = rows()["Cash flow by year"] + 2
    longest = max(worth.terms.life for worth in special().worths.rows)
    assert areas[3].split("$")[-1] == str(first + longest)
    # 24 options: one on the first pages, with the chart, four on each of the six others; terms, answers, flows.
    assert len(areas) == 3 * 7 + 1


def test_defaults_stand_in_the_notes():
    """Terms that nobody gave are named beside what is doubtful."""
    notes = line(cells(special_book()), "Money", "Notes, when the workbook was made", FIRST, 1)[0]
    assert notes == ("not given, so defaults: discount rate 0.05, electricity price rise 0, fuel price rise 0")


@pytest.mark.slow
def test_a_sum_that_is_rounding_is_paid_back():
    base = row_of(option(BASE), df.solve(df.Case()))
    cheaper = base._replace(option="a", label="a", annual_cost=base.annual_cost - 0.1,
                            fuel_cost=base.fuel_cost - 0.1, fuel_mmbtu=base.fuel_mmbtu - 0.1 / 13)  # fmt: skip
    made = decided([base, cheaper], {"a": {"premium": 1.0, "life": 10, "discount_rate": 0}})
    package = workbook_bytes(df.solve(df.Case()), STAMP, decisions=made)
    found = by_formualizer(package)
    assert different(found, cells(package)) == []
    # The difference of two bills has their rounding, 1e-13 $.
    assert line(found, "Money", "Discounted payback", FIRST, 1) == [pytest.approx(10, abs=1e-9)]
    assert line(found, "Money", "Verdict at the discount rate", FIRST, 1) == ["does not pay"]


def test_no_rule_is_broken():
    assert broken_rules(special_book()) == []


@pytest.mark.slow
def test_no_errors_from_the_open_xml_sdk(validator, tmp_path):
    file = tmp_path / "money.xlsx"
    file.write_bytes(special_book())
    done = subprocess.run([validator, str(file)], capture_output=True, text=True, timeout=120, check=False)
    assert json.loads(done.stdout)["errors"] == []


def test_the_names_of_constants_are_those_of_the_engine():
    """The sheet uses c_rounding and c_tolerance for limits that money.py has itself."""
    assert money.ROUNDING == season.ROUNDING
    base, less = Season(500, 900, 4000), Season(500, 900, 4000 - 2 * TOLERANCE * 4000 * 1000)
    terms = Terms(100, 0, 1, 0.05, 0, 0)
    assert money.worth("a", base, less, terms).cost_per_tonne_status == "found"
    assert (
        money.worth("a", base, less._replace(emissions_kg=4000 - TOLERANCE * 4000 * 500), terms).cost_per_tonne is None
    )
    assert MONEY_FIELDS["life"].maximum == spec.YEARS


def test_the_search_begins_where_any_spreadsheet_ends_it():
    """Excel's IRR gives up after 20 steps from a bad start; from the sheet's, Newton's method needs few."""
    found = [worth for seed in range(20, 22) for worth in all_drawn(seed, 60).worths.rows]
    single = [(worth, spec._steps(worth)) for worth in found]
    single = [(worth, steps) for worth, steps in single if steps.changes == 1]
    assert len(single) > 25
    for worth, steps in single:
        irr = numpy_financial.irr(list(worth.flows))  # of a loan too, whose rate is not told
        assert steps.guess == pytest.approx(irr, rel=1e-5, abs=1e-5), worth.flows
