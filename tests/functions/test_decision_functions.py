"""DF_BAND, DF_COMPARE, DF_NPV_OPTION as worksheets call them.

Expected is the engine's own (band, solve, money: other tests hold them against outside numbers), or arithmetic.
"""

from __future__ import annotations

import json
import math
import sys
from decimal import Decimal

import pandas as pd
import pytest

import xl_dualfuel as df
from worksheets import ROUNDING, column, text_of
from xl_dualfuel.decisions import options
from xl_dualfuel.decisions.band import PERCENT, band
from xl_dualfuel.decisions.money import worth
from xl_dualfuel.decisions.money_flows import Season
from xl_dualfuel.decisions.money_terms import Terms
from xl_dualfuel.decisions.program import with_thermostat
from xl_dualfuel.functions import DF_BAND, DF_CHECK, DF_COMPARE, DF_NPV_OPTION, DF_SCENARIO, DF_SEASON_COST, FUNCTIONS
from xl_dualfuel.functions import decisions as decision_functions
from xl_dualfuel.functions.arguments import NUMBERS
from xl_dualfuel.functions.decisions import COMPARED

CASES = [
    {},
    {"electricity_price": 0.05},
    {"electricity_price": 0.6},
    {"capacity_47": 36000, "capacity_17": 22000, "backup_operation": "simultaneous", "compressor_lockout": 15},
    {"station": "denver", "fuel": "propane", "fuel_price": 2.4, "fuel_price_unit": "$/gal"},
]
BETTER = {"cop_47": 3.9, "cop_17": 2.7}


# ----------------------------------------------------------------------------------------------------------------------
# DF_BAND


def test_band_of_the_worked_example():
    rows = DF_BAND(1)
    assert rows[0] == ["name", "value", "unit"]
    values = {name: value for name, value, _ in rows[1:]}
    assert (values["switchover"], values["band_low"], values["band_high"], values["setting"]) == (36.0, 34.0, 40.0, 36)
    # The ends of the band cost at most a dollar more, the edges beyond them more than that; by another function.
    least = values["least_cost"]
    edges = column(FUNCTIONS["DF_SWITCHOVER_CURVE"].python(), "switchover")
    place = {edge: number for number, edge in enumerate(edges)}
    for inside, beyond in ((34.0, edges[place[34.0] + 1]), (40.0, edges[place[40.0] - 1])):
        assert DF_SEASON_COST(inside) <= least + 1 < DF_SEASON_COST(beyond)


@pytest.mark.parametrize("given", CASES, ids=str)
@pytest.mark.parametrize("wide", [(None, None, None), (5, None, "F"), (None, 2, "C"), (0, "", ""), ("", 0, None)])
def test_band_is_the_record(given, wide):
    dollars, percent, unit = (None if one == "" else one for one in wide)
    case = df.Case(**given)
    case = with_thermostat(case, unit) if unit else case
    expected = band(df.solve(case), dollars=dollars, percent=percent).table()
    rows = DF_BAND(*wide, given)
    assert rows[0] == list(expected)
    shown = [["" if cell is None else cell for cell in row] for row in zip(*expected.values(), strict=True)]
    assert rows[1:] == shown
    assert {type(cell) for row in rows for cell in row} <= {str, float, int}


def test_band_with_the_furnace_all_season_has_no_backup_lockout():
    values = {row[0]: row[1] for row in DF_BAND(inputs={"electricity_price": 0.6})[1:]}
    assert (values["setting"], values["compressor_lockout"], values["backup_lockout"]) == (70, 70, "")


def test_band_refuses_in_words():
    assert text_of(DF_BAND(-1)).startswith("#DF! dollars = -1: must be a number from 0 to 1,000,000")
    assert text_of(DF_BAND(None, "wide")).startswith("#DF! percent = wide: must be a number from 0 to 1,000")
    assert text_of(DF_BAND(1, 1)).startswith("#DF! dollars, percent = 1, 1: only one may be given")
    assert text_of(DF_BAND(1, None, "K")).startswith("#DF! thermostat_unit = K: must be one of F, C")
    assert text_of(DF_BAND(True)).startswith("#DF! dollars = True: must be")
    both = text_of(DF_BAND(-1, None, "K"))
    assert "dollars = -1" in both and "thermostat_unit = K" in both
    assert text_of(DF_BAND("#N/A")) == "#N/A"
    assert text_of(DF_BAND(inputs={"cop_17": -1})).startswith("#DF! cop_17 = -1")


def test_help_of_the_band_has_the_limits_of_the_band():
    result = df.solve(df.Case())
    for key in ("dollars", "percent"):
        field = NUMBERS[key]
        band(result, **{key: field.minimum}), band(result, **{key: field.maximum})
        for beyond in (field.minimum - 0.01, field.maximum + 0.01):
            with pytest.raises(df.InputError):
                band(result, **{key: beyond})
    assert NUMBERS["percent"].default == PERCENT
    assert not NUMBERS.keys() & df.FIELDS.keys()


# ----------------------------------------------------------------------------------------------------------------------
# DF_COMPARE

CHOICES = [
    ["option", "COP at 47 °F", "cop_17", "scenario", "furnace_efficiency", "remark"],
    ["better", 3.9, 2.7, None, None, "a note"],
    ["furnace", None, None, "furnace_only", "", None],
    ["wrong", -3, None, None, 950, None],
    ["error", "#REF!", None, None, None, None],
    [None, 3, None, None, None, None],
    [None, None, "", None, None, "only a note"],
    [2024.0, 3, None, None, None, "#N/A"],
]


def rows_of(answer):
    return [dict(zip(answer[0], row, strict=True)) for row in answer[1:]]


def test_compare_is_the_engine_for_each_option():
    answer = DF_COMPARE(CHOICES, {"fuel_price": 14})
    assert answer[0] == [*COMPARED, "notes", "problem"]
    table = rows_of(answer)
    assert [row["option"] for row in table] == ["base", "better", "furnace", "wrong", "error", "option 5", "", "2024"]
    base, better = (df.solve(df.Case(fuel_price=14, **changes)) for changes in ({}, BETTER))
    scenarios = base.table("scenarios")
    for row, result in zip(table[:2], (base, better), strict=True):
        assert row["annual_cost"] == result.table("scenarios")["annual_cost"][2]
        assert row["emissions_kg"] == result.table("scenarios")["emissions_kg"][2]
        assert row["switchover"] == result.recommended.switchover
        assert row["economic_point"] == result.balance_points.economic.temperature
        assert row["saving"] == base.table("scenarios")["annual_cost"][2] - row["annual_cost"]
        assert row["emissions_saved_kg"] == scenarios["emissions_kg"][2] - row["emissions_kg"]
        assert row["thermal_point"] == "#N/A"  # no capacities
        assert row["problem"] == ""
    assert table[2]["switchover"] == "#N/A"
    assert (table[2]["electricity_kwh"], table[2]["annual_cost"]) == (0, scenarios["annual_cost"][1])
    assert table[3]["problem"].startswith("cop_47 = -3: must be more than 0 and at most 20.")
    assert (
        "furnace_efficiency = 950: must be more than 0 and at most 1. Give a fraction, such as 0.95"
        in table[3]["problem"]
    )
    assert table[4]["problem"] == "cop_47 = #REF!: an error in the table. Mend the cell it comes from"
    assert (table[5]["problem"], table[7]["problem"]) == ("", "")
    assert table[5]["annual_cost"] == table[7]["annual_cost"]
    assert set(table[6].values()) == {""}  # a blank row stays one
    for row, error in zip(table[3:5], ("#VALUE!", "#REF!"), strict=True):
        assert {cell for key, cell in row.items() if key not in ("option", "notes", "problem")} == {error}
        assert row["notes"] == ""
    assert len({len(row) for row in answer}) == 1
    assert {type(cell) for row in answer for cell in row} <= {str, float, int}


@pytest.mark.parametrize("given", CASES, ids=str)
def test_an_option_is_what_changes_would_give(given):
    changes = {"furnace_efficiency": 0.8, "grid_emissions": 0.5}
    table = rows_of(DF_COMPARE([["option", *changes], ["a", *changes.values()]], given))
    for row, made in zip(table, ({}, changes), strict=True):
        assert row["annual_cost"] == DF_SCENARIO("optimized", "annual_cost", given, made)
        assert row["emissions_kg"] == DF_SCENARIO("optimized", "emissions_kg", given, made)
        for point in ("economic", "thermal", "emissions"):
            assert row[f"{point}_point"] == FUNCTIONS[f"DF_{point.upper()}_POINT"].python(given, made)
        assert row["switchover"] == FUNCTIONS["DF_BALANCE_POINT"].python(given, made)


def test_an_option_says_how_it_was_read():
    table = rows_of(DF_COMPARE([["option", "electricity_price"], ["a", "14 ¢"], ["b", 0.14]], {"fuel_price": "14.0"}))
    assert [row["notes"] for row in table] == ["", "electricity_price: 14 ¢ read as 0.14 $/kWh", ""]


def test_options_are_meant_in_the_units_of_the_inputs():
    celsius = {"temperature_unit": "C", "design_temperature": -15, "indoor_setpoint": 21}
    for inputs, changes in ((celsius, None), (celsius, {"electricity_price": 0.12})):
        row = rows_of(DF_COMPARE([["option", "design_temperature"], ["colder", -20]], inputs, changes))[1]
        expected = DF_SCENARIO("setting", "annual_cost", inputs, {**(changes or {}), "design_temperature": -20})
        assert row["annual_cost"] == expected
        npv = DF_NPV_OPTION({"design_temperature": -20}, 0, None, 1, 0, None, None, inputs, changes)
        assert npv == pytest.approx(row["saving"], rel=ROUNDING)
    # An option may have a unit of its own.
    rows = [["option", "design_temperature", "temperature_unit"], ["colder", -4, "F"]]
    expected = DF_SCENARIO("setting", "annual_cost", celsius, {"design_temperature": -20})
    assert rows_of(DF_COMPARE(rows, celsius))[1]["annual_cost"] == pytest.approx(expected, rel=ROUNDING)
    assert DF_NPV_OPTION({"design_temperature": -4, "temperature_unit": "F"}, 0, inputs=celsius) == pytest.approx(
        DF_NPV_OPTION({"design_temperature": -20}, 0, inputs=celsius), rel=ROUNDING
    )


def test_every_form_of_table_gives_the_same():
    choices = [["option", "cop_47", "fuel", "fuel_price", "fuel_price_unit"], ["a", 3.9, None, None, None],
               ["b", None, "propane", 25.0, "$/MMBtu"]]  # fmt: skip
    expected = DF_COMPARE(choices)
    assert [row[-1] for row in expected] == ["problem", "", "", ""]
    assert DF_COMPARE(tuple(map(tuple, choices))) == expected
    assert DF_COMPARE(pd.DataFrame(choices[1:], columns=choices[0])) == expected
    assert DF_COMPARE([["Option", "COP at 47 °F", "Fuel", "FUEL_PRICE", "Fuel price unit"], *choices[1:]]) == expected
    assert DF_COMPARE([["cop_47", "fuel_price", "Name", "fuel", "fuel_price_unit"],
                       [Decimal("3.9"), "", " a ", " ", ""],
                       ["", Decimal(25), "b", "propane", "$/MMBtu"]]) == expected  # fmt: skip
    bins = [[20, 500], [40, 900]]
    for cell in (bins, json.dumps(bins)):
        row = rows_of(DF_COMPARE([["option", "bin_table"], ["measured", cell]]))[1]
        assert row["annual_cost"] == DF_SCENARIO("optimized", "annual_cost", {"bin_table": bins})


def test_compare_refuses_in_words():
    told = text_of(DF_COMPARE([["option", "cop_4"], ["a", 3]]))
    assert told.startswith("#DF! choices = cop_4: is no input's name. Did you mean cop_47?")
    for nothing in ([["option", "cop_47"]], [["option", "cop_47"], [None, ""]]):
        assert text_of(DF_COMPARE(nothing)) == (
            "#DF! choices = (not given): must have one option a row below its first row. Give one or more"
        )
    assert text_of(DF_COMPARE([["option", "option"], ["a", "b"]])).startswith("#DF! choices = option: must head one")
    assert text_of(DF_COMPARE(None)).startswith("#DF! choices = (not given): ")
    assert text_of(DF_COMPARE("heat pump")).startswith("#DF! choices = heat pump: ")
    many = [["option", "cop_47"], *([f"o{number}", 3] for number in range(options.MOST + 1))]
    assert text_of(DF_COMPARE(many)).startswith("#DF! choices = 201 options: must be at most 200")
    assert text_of(DF_COMPARE([["option", "#NAME?"], ["a", 3]])) == "#NAME?"
    assert text_of(DF_COMPARE("#REF!")) == "#REF!"
    assert text_of(DF_COMPARE(CHOICES, {"cop_17": "#N/A"})) == "#N/A"
    assert text_of(DF_COMPARE(CHOICES, {"cop_17": -1})).startswith("#DF! cop_17 = -1")


@pytest.mark.parametrize(
    ("heading", "cell", "problem"),
    [
        ("fuel", "propane", "fuel_price = (not given): must be given with fuel = propane"),
        ("backup_operation", "sometimes", "backup_operation = sometimes: must be one of"),
        ("weather_file", "x.epw", "weather_file = x.epw: worksheet functions read no files. Give bin_table or station"),
        ("climate", "weather", "climate = weather: worksheet functions read no files"),
        ("scenario", "best", "scenario = best: must be one of heat_pump_only, "),
        ("scenario", 3.0, "scenario = 3: must be text"),
        ("rebate", -1, "rebate = -1: must be from 0 to"),
        ("station", "atlantis", "station = atlantis: "),
        ("cop_47", True, "cop_47 = True: must be a number"),
        ("cop_47", math.inf, "cop_47 = inf: must be a finite number"),
        ("bin_table", "[[", "bin_table = "),
    ],
)
def test_what_is_wrong_with_an_option_is_told_in_its_row(heading, cell, problem):
    answer = DF_COMPARE([["option", heading], ["a", cell], ["b", None]])
    assert answer[2][-1].startswith(problem)
    assert answer[2][:2] == ["a", "#VALUE!"]
    assert answer[3][-1] == ""


def test_names_of_options():
    table = [["option", "cop_47"], ["base", 3], ["x" * 61, 3], ["#N/A", 3], ["same", 3], ["Same ", 4]]
    answer = DF_COMPARE(table)
    assert answer[2][-1] == "option = base: base is the case itself. Give the option another name"
    assert "must be named with 1 to 60 characters" in answer[3][-1]
    assert answer[4][-1].startswith("option = #N/A: an error in the table.")
    assert [row[0] for row in answer[5:]] == ["same", "Same"]
    assert answer[5][-1] == ""
    told = "option = Same: must be the name of one option only, in any case of its letters. Give each its own name"
    assert answer[6] == ["Same", *["#VALUE!"] * (len(answer[0]) - 3), "", told]


def test_no_file_is_touched(monkeypatch):
    monkeypatch.setattr("builtins.open", lambda *_, **__: pytest.fail("a file is read"))
    for key in ("weather_file", "runtime_file", "programme_file"):
        assert "worksheet functions read no files" in DF_COMPARE([["option", key], ["a", "/etc/passwd"]])[2][-1]
        assert "worksheet functions read no files" in DF_NPV_OPTION({key: "/etc/passwd"}, 0)


def test_an_edited_table_is_worked_out_anew_only_where_it_was_edited(monkeypatch):
    seen = []
    real = options.compare
    monkeypatch.setattr(decision_functions.options, "compare", lambda *given: seen.append(given) or real(*given))
    decision_functions._row.cache_clear()
    choices = [["option", "furnace_efficiency"], *([f"o{number}", 0.8 + number / 100] for number in range(4))]
    first = DF_COMPARE(choices)
    assert DF_COMPARE(choices) == first
    assert len(seen) == 4
    changed = [*choices[:2], ["o1", 1], *choices[3:]]
    assert DF_COMPARE(changed)[3][7] != first[3][7]
    assert len(seen) == 5
    # TRUE equals 1, and is none.
    changed[2] = ["o1", True]
    assert DF_COMPARE(changed)[3][-1].startswith("furnace_efficiency = True: must be a number")


# ----------------------------------------------------------------------------------------------------------------------
# DF_NPV_OPTION


def test_npv_is_the_engine_and_the_money():
    found = DF_NPV_OPTION(BETTER, 900, 200, 12, 0.04, 0.02, 0.03)
    base, better = (df.solve(df.Case(**given)).table("scenarios") for given in ({}, BETTER))
    # $ 0.14/kWh, $ 13/MMBtu of the worked example.
    seasons = [Season(t["electricity_kwh"][2] * 0.14, t["fuel_mmbtu"][2] * 13.0, 0) for t in (base, better)]
    assert found == pytest.approx(worth("a", *seasons, Terms(900, 200, 12, 0.04, 0.02, 0.03)).npv, rel=ROUNDING)
    assert type(found) is float


def test_npv_by_hand():
    saving = rows_of(DF_COMPARE([["option", *BETTER], ["a", *BETTER.values()]]))[1]["saving"]
    # Defaults: 15 years at 5 %, no rise: the annuity factor (1 − 1.05^−15)/0.05 is 10.37966.
    assert DF_NPV_OPTION([["cop_47", 3.9], ["cop_17", 2.7]], 900) == pytest.approx(10.3796580 * saving - 900, abs=1e-4)
    assert DF_NPV_OPTION(["cop_47", 3.9, "cop_17", 2.7], 0, None, 1, 0) == pytest.approx(saving, rel=ROUNDING)
    assert DF_NPV_OPTION(BETTER, [[0]], 50, 1.0, 0) == pytest.approx(saving + 50, rel=ROUNDING)
    assert DF_NPV_OPTION(BETTER, -100, "", Decimal(10), Decimal("0")) == pytest.approx(10 * saving + 100, rel=ROUNDING)
    # An option that changes nothing of the season costs its premium.
    assert DF_NPV_OPTION({"cop_47": 3.4}, 900) == -900


def test_npv_of_what_leaves_the_house_cold_is_refused():
    """The small furnace leaves some of the heat undelivered, whose fuel is no saving."""
    inputs = {"load_slope": 600, "capacity_47": 36000, "capacity_17": 22000, "furnace_capacity": 60000}
    small = {"furnace_capacity": 15000, "strip_capacity": 0}
    assert "must leave as much of the heat undelivered as the case" in DF_NPV_OPTION(small, 500, inputs=inputs)
    assert "must leave as much" in DF_NPV_OPTION({"furnace_capacity": 60000}, 500, inputs={**inputs, **small})
    assert DF_NPV_OPTION({"furnace_capacity": 70000}, 500, inputs=inputs) == pytest.approx(-500, abs=1)


def test_npv_speaks_of_inputs_and_changes():
    inputs, changes = {"electricity_price": 0.2, "cop_47": 3.0}, {"electricity_price": 0.1}
    row = rows_of(DF_COMPARE([["option", "cop_47"], ["a", 3.5]], inputs, changes))[1]
    found = DF_NPV_OPTION({"cop_47": 3.5}, 0, 0, 1, 0, 0, 0, inputs, changes)
    assert found == pytest.approx(row["saving"], rel=ROUNDING)
    assert found != 0


def test_npv_refuses_everything_at_once():
    text = DF_NPV_OPTION({"cop_17": -1}, None, 0, -3, 5)
    assert text.startswith("#DF! premium = (not given): must be ")
    assert "life = -3: must be from 1 to 50" in text
    assert text.endswith("(+1 more)")
    assert DF_NPV_OPTION({"cop_17": -1}, 5).startswith("#DF! cop_17 = -1: must be more than 0 and at most 20")
    assert DF_NPV_OPTION(BETTER, 5, discount_rate=5).startswith(
        "#DF! discount_rate = 5: must be from 0 to 0.5. Give a fraction: 0.05 instead of 5"
    )
    assert DF_NPV_OPTION(BETTER, 5, life=2.5).startswith("#DF! life = 2.5: must be whole years")
    assert DF_NPV_OPTION(BETTER, "dear").startswith("#DF! premium = dear: must be a number")
    assert DF_NPV_OPTION(BETTER, 5, inputs={"cop_17": -1}).startswith("#DF! cop_17 = -1")
    for nothing in (None, "", {}, [["cop_47", None]]):
        assert DF_NPV_OPTION(nothing, 5).startswith("#DF! option_changes = (not given): must be keys beside values")
    assert DF_NPV_OPTION("cop_47", 5).startswith("#DF! option_changes = cop_47: must be keys beside values")
    assert DF_NPV_OPTION({"colour": "red"}, 5).startswith("#DF! colour = red: must be the key of an input")
    assert DF_NPV_OPTION({"fuel": "propane"}, 5).startswith(
        "#DF! fuel_price = (not given): must be given with fuel = propane"
    )
    assert DF_NPV_OPTION({"cop_17": "#N/A"}, 5) == "#N/A"
    assert DF_NPV_OPTION({"cop_17": 2}, "#DIV/0!") == "#DIV/0!"
    assert DF_NPV_OPTION(DF_CHECK({"cop_17": -1}), 5).startswith("#DF! option_changes = ")


def test_npv_needs_no_numpy_financial(monkeypatch):
    """LibreOffice's Python and the browser's have none."""
    expected = DF_NPV_OPTION({"cop_47": 3.9}, 900)
    monkeypatch.setitem(sys.modules, "numpy_financial", None)
    assert DF_NPV_OPTION({"cop_47": 3.9}, 900) == expected


def test_extremes_stay_finite():
    for terms in ((-1e7, 1e7, 50, 0, 0.5, 0.5), (1e7, 0, 50, 0.5, -0.5, -0.5), (0, 0, 50, 0, 0.5, -0.5)):
        assert math.isfinite(DF_NPV_OPTION({"electricity_price": 10, "fuel_price": 0.1}, *terms))


def test_an_option_that_is_modelled_differently_saves_nothing_and_says_why():
    rows = rows_of(DF_COMPARE([["option", "capacity_47", "capacity_17"], ["same pump", 36000, 22000]]))
    assert (rows[0]["problem"], rows[1]["saving"]) == ("", "#N/A")
    assert rows[1]["problem"].startswith("same pump: is modelled differently from base (capacity here, none there")
    refused = text_of(DF_NPV_OPTION({"capacity_47": 36000, "capacity_17": 22000}, 100))
    assert "must be modelled like the case" in refused
