"""The sheet Options: every number is the engine's or follows from it by a formula that outsiders recalculate."""

from __future__ import annotations

import io
import json
import subprocess
from functools import cache

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

import xl_dualfuel as df
from books import STAMP, Cells, by_formualizer, cells, different, edited
from support import one_in
from xl_dualfuel.decisions.deciding import Decisions, compare_options
from xl_dualfuel.decisions.options import MOST, Option, Options
from xl_dualfuel.workbook.rules import broken_rules
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.sheets.options import MOST_DRAWN

FIRST = 3
"""Column of the first option"""


def option(name, /, scenario="optimized", label="", money=None, **changes):
    return Option(name, label or name, changes, scenario, money or {})


def book(case: df.Case, options: Options) -> tuple[bytes, Decisions]:
    """A workbook with the options, and what is in it."""
    found = compare_options(case, options)
    return workbook_bytes(df.solve(case), STAMP, decisions=found), found


HOSTILE = '=HYPERLINK("http://x","go") <b>&amp;'
CASES = {
    "example": ({}, Options((
        option("furnace", "furnace_only"),
        option("cold_climate", label="Cold-climate heat pump", cop_47=3.9, cop_17=2.7,
               money={"premium": 4200, "rebate": 2000, "life": 12}),
        option("propane", fuel="propane", fuel_price=2.4, fuel_price_unit="$/gal", money={"premium": -500}),
    ), "furnace", {"discount_rate": 0.04, "fuel_escalation": 0.03})),
    # Wildcards, names that look like formulas, the same season twice, load not met, one modelled differently.
    "strange": ({"capacity_47": 36000, "capacity_17": 22000, "furnace_capacity": 60000, "strip_capacity": 0}, Options((
        option("ab", cop_47=3.9, cop_17=2.7), option("a*", cop_47=3.5, cop_17=2.1), option("a", "furnace_only"),
        option("?", "heat_pump_only"), option("ab twin", cop_47=3.9, cop_17=2.7),
        option(HOSTILE, label="@SUM(1)", furnace_efficiency=0.9), option("~*", "emergency_heat", strip_capacity=5),
        option("today", "existing_switchover"),
        option("all", cop_47=3.4123456, cop_17=2.3123456, capacity_47=37000, capacity_17=23000, furnace_capacity=60000,
               furnace_efficiency=0.951234, electricity_price=0.151234, fuel_price=13.51234),
        option("cycles", cop_47=5.2, cycling_degradation=0.15),
    ), "a*", {})),
}  # fmt: skip


@cache
def made(name: str) -> tuple[bytes, Decisions]:
    inputs, options = CASES[name]
    return book(df.Case(**inputs), options)


def rows_of(found: Cells, sheet: str) -> dict[str, int]:
    """The rows of a sheet by their labels, the first of each."""
    labels: dict[str, int] = {}
    for (title, address), value in found.items():
        if title == sheet and address.rstrip("0123456789") == "A" and isinstance(value, str):
            labels.setdefault(value, int(address[1:]))
    return labels


def line(found: Cells, sheet: str, label: str, first: int, count: int) -> list[object]:
    """The cells of a row, one an option."""
    row = rows_of(found, sheet)[label]
    return [found.get((sheet, f"{get_column_letter(first + place)}{row}")) for place in range(count)]


def options_line(found: Cells, label: str, count: int) -> list[object]:
    return line(found, "Options", label, FIRST, count)


@cache
def stored(name: str) -> Cells:
    """The cells of a case's workbook as they are stored."""
    return cells(made(name)[0])


@cache
def judged(name: str) -> Cells:
    """The cells of a case's workbook as formualizer calculates them."""
    return by_formualizer(made(name)[0])


@pytest.mark.parametrize("name", CASES)
def test_formualizer_gets_every_stored_value(name):
    assert different(judged(name), stored(name)) == []


@pytest.mark.parametrize("name", CASES)
def test_every_number_is_the_engines(name):
    _, decided = made(name)
    found, rows = judged(name), decided.comparison.rows
    for label, key in (
        ("Electricity", "electricity_kwh"), ("Fuel", "fuel_mmbtu"), ("Emissions", "emissions_kg"),
        ("Furnace hours", "furnace_hours"), ("Backup hours", "backup_hours"), ("Load not met", "unmet_mmbtu"),
        ("Electricity cost", "electricity_cost"), ("Fuel cost", "fuel_cost"), ("Season cost", "annual_cost"),
        ("Saving against the baseline", "saving"), ("Emissions saved against it", "emissions_saved_kg"),
    ):  # fmt: skip
        for row, cell in zip(rows, options_line(found, label, len(rows)), strict=True):
            value = getattr(row, key)
            # Rounding of the same sums and products in another order.
            wanted = "not compared" if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)
            assert cell == wanted, (label, row.option)
    for label, key in (("Economic", "economic"), ("Thermal", "thermal"), ("Emissions", "emissions")):
        points = [getattr(row, f"{key}_point") for row in rows]
        words = [getattr(row, f"{key}_status").replace("_", " ") for row in rows]
        shown = [word if point is None else point for point, word in zip(points, words, strict=True)]
        stored = [word if isinstance(word, str) else pytest.approx(word, rel=1e-14) for word in shown]  # 15 digits
        assert options_line(found, f"{label} balance point", len(rows)) == stored
    verdicts = options_line(found, "Verdict", len(rows))
    names = [row.option for row in rows]
    assert "cheapest" in verdicts[names.index(decided.comparison.cheapest)]
    assert "cleanest" in verdicts[names.index(decided.comparison.cleanest)]
    unmet = [row.unmet_mmbtu > 0 for row in rows]
    assert options_line(found, "Load", len(rows)) == ["NOT MET" if more else "met" for more in unmet]
    assert found["Options", "B5"] == "matches the inputs"


def test_the_cases_have_what_they_are_for():
    strange = made("strange")[1].comparison
    assert strange.row("~*").unmet_mmbtu > 0.001 * strange.row("~*").load_mmbtu
    assert strange.row("~*").alike and strange.row("~*").saving is None
    assert [row.option for row in strange.rows if not row.alike] == ["cycles"]
    assert [row.option for row in strange.rows if not row.ranked] == ["cycles"]
    example = made("example")[1]
    assert example.worths is not None and len(example.worths.rows) == 2
    assert {row.economic_status for row in example.comparison.rows} > {"crosses"}


def test_prices_and_amounts_make_the_costs():
    """By hand on the stored numbers: 631.5429 kWh at $0.14 and so on (the method's worked example: $747.1061)."""
    found = stored("example")
    kwh, mmbtu, price, fuel, cost = (
        options_line(found, label, 4)
        for label in ("Electricity", "Fuel", "Electricity price", "Fuel price", "Season cost")
    )
    assert price[0] == 0.14 and fuel[0] == 13 and round(cost[0], 4) == 747.1061
    assert round(kwh[0], 4) == 631.5429 and round(mmbtu[0], 4) == 50.6685
    for place in range(4):
        assert kwh[place] * price[place] + mmbtu[place] * fuel[place] == pytest.approx(cost[place])
    # $2.40 a gallon of 91,452 BTU.
    assert fuel[3] == pytest.approx(2.4 / 0.091452)


def test_what_is_edited_is_followed():
    """Somebody changes an input, unprotects the sheet and tries another price for one option."""
    package, decided = made("example")
    price = "Options", f"{get_column_letter(FIRST + 2)}{rows_of(stored('example'), 'Options')['Electricity price']}"
    found = by_formualizer(edited(package, {"electricity_price": 0.2, price: 0.01}))
    base, furnace, option, _ = decided.comparison.rows
    cost = option.electricity_kwh * 0.01 + option.fuel_cost
    assert options_line(found, "Season cost", 3)[2] == pytest.approx(cost)
    assert options_line(found, "Saving against the baseline", 3)[2] == pytest.approx(furnace.annual_cost - cost)
    assert line(found, "Money", "First year's saving", 6, 1) == [pytest.approx(furnace.annual_cost - cost)]
    # The engine's answers do not follow an input, and say so.
    for sheet in ("Options", "Money"):
        assert found[sheet, "B5"] == "inputs were edited since: make the workbook again"
    first = rows_of(found, "Options")["Check: base against this workbook"] + 1
    assert [found["Options", f"F{row}"] for row in range(first, first + 4)] == ["N/A"] * 4
    assert options_line(found, "Season cost", 1) == [pytest.approx(base.annual_cost)]


@pytest.mark.slow
def test_a_comparison_of_another_case_is_found():
    _, decided = made("example")
    package = workbook_bytes(df.solve(df.Case(electricity_price=0.2)), STAMP, decisions=decided)
    assert different(by_formualizer(package), cells(package)) == []
    found = cells(package)
    assert found["Options", "B5"] == "base differs from Scenarios: see the checks below"
    first = rows_of(found, "Options")["Check: base against this workbook"] + 1
    assert found["Options", f"F{first}"] == "differs"


@pytest.mark.slow
def test_under_a_tariff_prices_are_means_and_scenarios_do_not_apply():
    """A tariff's bill is no product of the case's price; the sheet says what was paid for each kWh."""
    _, decided = made("example")
    rows = [
        row._replace(
            electricity_cost=1.5 * row.electricity_cost, annual_cost=row.annual_cost + row.electricity_cost / 2,
            economic_point=None, economic_status="under_tariff",
        )
        for row in decided.comparison.rows
    ]  # fmt: skip
    against = rows[1]
    rows = [row._replace(saving=against.annual_cost - row.annual_cost) for row in rows]
    billed = decided.comparison._replace(rows=tuple(rows), tariff="=TOU", cheapest=min(rows, key=_cost).option)
    package = workbook_bytes(df.solve(df.Case()), STAMP, decisions=Decisions(comparison=billed))
    assert different(by_formualizer(package), cells(package)) == []
    assert broken_rules(package) == []
    found = cells(package)
    price = options_line(found, "Electricity price", 4)
    assert price[0] == pytest.approx(0.21) and price[1] == 0.14  # the furnace alone takes no electricity
    assert options_line(found, "Economic balance point", 4)[0] == "under tariff"
    assert options_line(found, "Tariff of all, blank for none", 1) == ["=TOU"]
    first = rows_of(found, "Options")["Check: base against this workbook"] + 1
    assert [found["Options", f"F{row}"] for row in range(first, first + 4)] == ["N/A"] * 4


def _cost(row) -> float:
    return row.annual_cost


def test_names_of_strangers():
    package, decided = made("strange")
    book = openpyxl.load_workbook(io.BytesIO(package))
    names = [option.name for option in CASES["strange"][1].options]
    assert [book["Options"].cell(6, FIRST + place).value for place in range(11)] == ["base", *names]
    assert book["Options"].cell(6, FIRST + 6).value == HOSTILE
    assert book["Options"].cell(6, FIRST + 6).data_type == "s"
    # "a*" is compared with, not "ab", which a look-up by name would take first.
    baseline = decided.comparison.row("a*").annual_cost
    assert options_line(judged("strange"), "Saving against the baseline", 2)[1] == pytest.approx(
        baseline - decided.comparison.row("ab").annual_cost
    )


def test_equal_seasons_are_both_marked():
    rows = made("strange")[1].comparison.rows
    assert rows[1].annual_cost == rows[5].annual_cost
    verdicts = options_line(judged("strange"), "Verdict", len(rows))
    least = min(row.annual_cost for row in rows if row.unmet_mmbtu <= 0 and row.ranked)
    marked = [verdict for row, verdict in zip(rows, verdicts, strict=True) if row.annual_cost == least]
    assert len(marked) == 2
    assert verdicts[1] == verdicts[5]
    assert all("cheapest" in verdict for verdict in marked)
    assert sum("cheapest" in (verdict or "") for verdict in verdicts) == len(marked)


def test_an_option_modelled_differently_is_not_ranked():
    """It costs least, as what it lacks of the others' losses costs nothing; the sheet says that it is not compared."""
    decided, found = made("strange")[1], judged("strange")
    place = [row.option for row in decided.comparison.rows].index("cycles")
    costs = [row.annual_cost for row in decided.comparison.rows if row.unmet_mmbtu <= 0]
    assert decided.comparison.rows[place].annual_cost == min(costs)

    def cell(label: str) -> object:
        return options_line(found, label, place + 1)[place]

    assert cell("Verdict") == "modelled differently"
    assert cell("Modelled like the baseline") == cell("Ranked: modelled like the most") == "no"
    assert cell("Saving against the baseline") == cell("Emissions saved against it") == "not compared"


@pytest.mark.slow
def test_the_most_that_are_modelled_alike_are_ranked():
    """The case itself knows no capacity; the two options with one are compared with each other, and one is cheapest."""
    sizes = {"capacity_47": 36000, "capacity_17": 22000}
    options = (option("one", money={"premium": 100}, **sizes), option("two", cop_47=3.9, cop_17=2.7, **sizes))
    package, decided = book(df.Case(), Options(options, "base", {}))
    found = by_formualizer(package)
    assert different(found, cells(package)) == []
    assert decided.comparison.cheapest == decided.comparison.cleanest == "two" and decided.worths is None
    assert options_line(found, "Verdict", 3) == ["modelled differently", None, "cheapest, cleanest"]
    assert options_line(found, "Saving against the baseline", 3) == [0, "not compared", "not compared"]
    assert broken_rules(package) == []


def test_load_that_is_not_met_wins_no_verdict():
    """A tiny heat pump alone costs least and saves most, as it heats next to nothing: on both sheets, live."""
    tiny = {"capacity_47": 3000, "capacity_17": 2000, "strip_capacity": 0}
    options = Options((
        option("tiny", "heat_pump_only", money={"premium": 100}, **tiny),
        option("better", cop_47=3.9, cop_17=2.7, money={"premium": 100}),
    ), "base", {})  # fmt: skip
    package, decided = book(df.Case(capacity_47=36000, capacity_17=22000), options)
    assert decided.worths.rows[0].npv is None and decided.comparison.row("tiny").saving is None
    found = by_formualizer(package)
    assert different(found, cells(package)) == []
    assert options_line(found, "Verdict", 3) == [None, "load not met", "cheapest, cleanest"]
    assert options_line(found, "Saving against the baseline", 2) == [0, "not compared"]
    assert line(found, "Money", "Verdict at the discount rate", 6, 2) == ["load not met", "pays"]
    nothing = ("First year's saving", "Net present value", "Internal rate of return", "Simple payback",
               "Discounted payback", "Cost of a tonne avoided")  # fmt: skip
    assert {line(found, "Money", label, 6, 1)[0] for label in nothing} == {"not compared"}
    assert all(isinstance(line(found, "Money", label, 7, 1)[0], float) for label in nothing)
    assert broken_rules(package) == []
    # Somebody types what it leaves unmet: the verdicts follow.
    row = rows_of(cells(package), "Options")["Load not met"]
    left, right = (
        ("Options", f"{get_column_letter(FIRST + 1)}{row}"),
        ("Options", f"{get_column_letter(FIRST + 2)}{row}"),
    )
    edited_cells = by_formualizer(edited(package, {left: 0, right: 2}))
    assert options_line(edited_cells, "Verdict", 3) == [None, "cheapest, cleanest", "load not met"]
    assert options_line(edited_cells, "Saving against the baseline", 3)[2] == "not compared"
    assert line(edited_cells, "Money", "Verdict at the discount rate", 6, 2) == ["pays", "load not met"]
    # The baseline's: what it does not heat is no loss of the option that does.
    cold = by_formualizer(edited(package, {("Options", f"{get_column_letter(FIRST)}{row}"): 5}))
    assert line(cold, "Money", "Verdict at the discount rate", 6, 2) == ["load not met", "baseline: load not met"]


@pytest.mark.slow
def test_nobody_meets_the_load():
    alone = df.Case(capacity_47=3000, capacity_17=2000, strip_capacity=0, furnace_capacity=1000)
    options = (option("none", "emergency_heat", money={"premium": -1}, strip_capacity=0.1),)
    package, _ = book(alone, Options(options, "base", {}))
    found = by_formualizer(package)
    assert different(found, cells(package)) == []
    assert options_line(found, "Verdict", 2) == ["load not met"] * 2


@pytest.mark.parametrize("name", one_in(2, CASES))
def test_no_rule_is_broken(name):
    assert broken_rules(made(name)[0]) == []


@pytest.mark.slow
def test_no_errors_from_the_open_xml_sdk(validator, tmp_path):
    file = tmp_path / "options.xlsx"
    file.write_bytes(made("strange")[0])
    done = subprocess.run([validator, str(file)], capture_output=True, text=True, timeout=120, check=False)
    assert json.loads(done.stdout)["errors"] == []


def test_sheets_are_there_only_with_what_they_show():
    def titles(found: Cells) -> set[str]:
        return {sheet for sheet, _ in found} & {"Options", "Money"}

    assert titles(cells(workbook_bytes(df.solve(df.Case()), STAMP))) == set()
    assert titles(stored("example")) == {"Options", "Money"}
    assert made("strange")[1].worths is None  # nobody named a premium or rebate
    assert titles(stored("strange")) == {"Options"}


def test_the_same_again_is_the_same_to_the_byte():
    package, decided = made("example")
    again = workbook_bytes(df.solve(df.Case()), STAMP, decisions=decided)
    assert again == package


def test_long_lists_of_changes_are_cut_and_say_so():
    shown = options_line(stored("strange"), "What differs from the case", 10)
    assert shown[0] == "nothing"
    assert shown[1] == "cop_47 3.9, cop_17 2.7"
    whole = made("strange")[1].comparison.rows[9].changes
    assert len(whole) > 150
    assert shown[9].startswith(whole[:100]) and shown[9].endswith("options.csv)")


@pytest.mark.slow
def test_as_many_options_as_may_be():
    options = tuple(option(f"option {place}", cop_47=3 + place / 200, money={"premium": 10.0 * place})
                    for place in range(MOST))  # fmt: skip
    package, decided = book(df.Case(), Options(options, "base", {}))
    sheets = openpyxl.load_workbook(io.BytesIO(package), data_only=True)
    cost = next(row for row in sheets["Options"].iter_rows(values_only=True) if row[0] == "Season cost")
    assert list(cost[2 : 3 + MOST]) == pytest.approx([row.annual_cost for row in decided.comparison.rows])
    for title, first in (("Options", FIRST), ("Money", 6)):
        area = sheets[title].print_area
        assert area.split("$")[-2] == get_column_letter(first + MOST - (title == "Money"))
        # Excel refuses the formula of a name that is longer than 8,192 characters.
        assert len(area) < 8000
    assert MOST_DRAWN < MOST
