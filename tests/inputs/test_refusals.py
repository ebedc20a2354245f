"""What the worksheet functions refuse, and how: in words, never with an exception; errors in, errors out."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from support import one_in
from worksheets import IN_WORDS, LABELS, OF_A_CASE, UNITS, call, text_of, words_of
from xl_dualfuel import functions
from xl_dualfuel.decisions import options
from xl_dualfuel.functions import FUNCTIONS, grids, registry, tariffs
from xl_dualfuel.functions.arguments import IN_PLACE
from xl_dualfuel.inputs.cells import refused_table
from xl_dualfuel.units import FUELS


def test_text_for_a_number_is_refused() -> None:
    assert functions.DF_BALANCE_POINT([["cop_47", "good"]]) == (
        "#DF! cop_47 = good: must be a number, not text. Give the COP at 47 °F, such as 3.4"
    )
    assert functions.DF_BALANCE_POINT([["cop_47", True]]).startswith("#DF! cop_47 = True: must be a number")
    assert functions.DF_BALANCE_POINT({"cop_47": Decimal("-1.50")}).startswith(
        "#DF! cop_47 = -1.5: must be more than 0"
    )
    # TRUE equals 1 in Python, and is refused all the same after 1 has been solved.
    assert functions.DF_BALANCE_POINT({"furnace_efficiency": 1.0}) == functions.DF_BALANCE_POINT(
        {"furnace_efficiency": 1}
    )
    assert functions.DF_BALANCE_POINT({"furnace_efficiency": True}).startswith("#DF! furnace_efficiency = True")


@pytest.mark.parametrize("name", OF_A_CASE)
def test_every_function_refuses_in_words(name: str) -> None:
    answer = call(name, {"cop_17": -1})
    assert isinstance(answer, list) == (FUNCTIONS[name].shape == "table")
    expected = "cop_17 = -1: must be more than 0 and at most 20. Give the COP at 17 °F, such as 2.2"
    if name in IN_WORDS:
        assert words_of(answer) == expected
    else:
        assert text_of(answer) == f"#DF! {expected}"


def test_words_of_several_problems() -> None:
    given = {"cop_17": -1, "cop_47": "x"}
    problems = [row[0] for row in functions.DF_CHECK(given)]
    assert [problem.split(" = ")[0] for problem in problems] == ["cop_47", "cop_17"]
    assert functions.DF_NOTES(given) == [["key", "message"], ["cop_47", problems[0]], ["cop_17", problems[1]]]
    assert functions.DF_STATUS("thermal", given) == "; ".join(problems)
    assert functions.DF_STATUS("Thermal ", None, given) == "; ".join(problems)
    assert functions.DF_STATUS("blue").startswith("point = blue: must be one of economic, thermal, emissions")


def test_several_problems_in_one_text() -> None:
    assert functions.DF_BALANCE_POINT({"cop_17": 0}, {"cop_47": 99}) == (
        "#DF! cop_47 = 99: must be more than 0 and at most 20. Give the COP at 47 °F, such as 3.4; "
        "cop_17 = 0: must be more than 0 and at most 20. Give the COP at 17 °F, such as 2.2"
    )
    numbers = [key for key, field in df.FIELDS.items() if field.kind == "number"]
    for first in range(len(numbers) - 3):
        given = dict.fromkeys(numbers[first:], -1e12)
        told = re.fullmatch(r"#DF! (.*) \(\+(\d+) more\)", text := functions.DF_BALANCE_POINT(given))
        assert told
        assert len(text) <= 255
        assert told[1].count(" = -1000000000000: ") + int(told[2]) == len(given)


def test_one_long_problem_is_cut() -> None:
    text = functions.DF_BALANCE_POINT({"station": "nowhere" * 40, "cop_47": -1, "cop_17": -1})
    assert len(text) <= 255
    assert text.endswith(" more)")
    text = functions.DF_SCENARIO("optimized", "annual_cots")
    assert len(text) == 255
    assert text.startswith("#DF! measure = annual_cots: must be one of scenario, switchover, annual_cost, ")
    assert text.endswith("…")


def test_unknown_keys_are_refused() -> None:
    expected = "#DF! electricty_price = 0.2: must be the key of an input. Did you mean electricity_price?"
    for form in ([["electricty_price", 0.2]], ["electricty_price", 0.2], {"electricty_price": 0.2}):
        assert functions.DF_BALANCE_POINT(form) == expected
    assert functions.DF_BALANCE_POINT([["electricty_price", "$/kWh", 0.2], ["load_slope", "BTU/h·°F", 600]]) == expected
    assert functions.DF_BALANCE_POINT([["name", "value"], ["electricty_price", 0.2]]) == expected
    # A wrong key is not taken for a heading because its value is the name of an input.
    assert functions.DF_BALANCE_POINT({"climat": "region"}).startswith("#DF! climat = region: must be the key")
    assert functions.DF_BALANCE_POINT([[47, 3.4], [17, 2.2]]).startswith("#DF! 47 = 3.4: must be the key")


@pytest.mark.parametrize("wrong", ["cop_47", 36.0, [["cop_47"], ["cop_17"]], [[3.4], [2.2]], [3.4], True])
def test_what_is_no_range_of_pairs_is_refused(wrong: Any) -> None:
    for name, args in (("inputs", (wrong,)), ("changes", (None, wrong))):
        text = functions.DF_BALANCE_POINT(*args)
        assert text.startswith(f"#DF! {name} = ")
        assert "must be keys beside values" in text


def test_labels_without_values_are_refused() -> None:
    # The range ends one column too early: keys beside labels or units are not an empty case.
    for beside in (LABELS, UNITS):
        rows = [[key, beside[key]] for key in ("load_slope", "indoor_setpoint")]
        assert functions.DF_BALANCE_POINT(rows).startswith("#DF! load_slope = ")


def test_a_key_given_twice_is_refused() -> None:
    rows = [["cop_47", 3.4], [LABELS["cop_47"], 3.6]]
    assert functions.DF_BALANCE_POINT(rows) == (
        "#DF! cop_47 = 3.6: must be given only once in inputs. Take one of the rows out"
    )
    assert functions.DF_BALANCE_POINT([*rows[:1], ["cop_47", None]]) == 36.0


@pytest.mark.parametrize(
    "given",
    [
        {"weather_file": "a.epw"},
        {"climate": "weather"},
        {"climate": "weather", "weather_file": "a"},
        {"runtime_file": "a.csv"},
    ],
)
@pytest.mark.parametrize("name", one_in(3, OF_A_CASE))
def test_no_files(name: str, given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        pytest.fail("a worksheet function has read a file")

    monkeypatch.setattr("xl_dualfuel.weather.files.read_weather_file", read)
    monkeypatch.setattr("xl_dualfuel.records.thermostat.read_runtime_file", read)
    for args in ((given,), (None, given)):
        answer = call(name, *args)
        text = words_of(answer) if name in IN_WORDS else text_of(answer)
        assert "worksheet functions read no files. Give bin_table or station" in text


def test_a_station_instead_of_the_weather_file() -> None:
    sheet = {"climate": "weather", "weather_file": "a.epw"}
    assert functions.DF_BALANCE_POINT(sheet, {"station": "denver"}) == functions.DF_BALANCE_POINT({"station": "denver"})


def test_scenario_and_measure() -> None:
    assert functions.DF_SCENARIO("furnace_only", "seasonal_cop") == "#N/A"
    assert functions.DF_SCENARIO("optimized", "switchover") == 36.0
    assert functions.DF_SCENARIO("optimized", "fuel_unit") == "therm"
    assert functions.DF_SCENARIO([["optimized"]], ["switchover"]) == 36.0
    for scenario in ("best", None, 3, [["optimized", "x"]]):
        assert functions.DF_SCENARIO(scenario, "annual_cost").startswith("#DF! scenario = ")
    assert functions.DF_SCENARIO("optimized", None).startswith("#DF! measure = (not given): must be one of ")


def test_arguments_that_are_inputs_are_checked_like_inputs() -> None:
    assert functions.DF_LOAD_SLOPE(39000, 70, 75) == (
        "#DF! design_temperature = 75: must be below indoor_setpoint (70). "
        "Give the 99 % heating design temperature of the place, in °F"
    )
    assert functions.DF_LOAD_SLOPE(39000, None, 5).startswith("#DF! indoor_setpoint = (not given): ")
    assert functions.DF_BREAKEVEN_COP(14, 13).endswith("Give dollars, not cents: 0.14 instead of 14")
    assert functions.DF_BREAKEVEN_COP(0.14, 13, 95) == functions.DF_BREAKEVEN_COP(0.14, 13, 0.95)
    assert functions.DF_FUEL_PRICE(1.3, "Therms") == functions.DF_FUEL_PRICE(1.3, "$/therm")
    assert functions.DF_FUEL_PRICE(1.3, "cord").startswith("#DF! unit = cord: must be one of $/MMBtu, $/therm")
    assert functions.DF_FUEL_PRICE(1.3, "cord", "propane").startswith("#DF! unit = cord: must be one of $/MMBtu, $/gal")
    assert functions.DF_FUEL_PRICE(1.3, "$/gal").endswith(
        "for natural_gas. Give the unit of the price you have, or the fuel it belongs to"
    )
    assert functions.DF_FUEL_PRICE("", "$/gal").startswith("#DF! price = (not given): ")
    assert functions.DF_LOAD_SLOPE_FROM_FUEL(0, 698.5, "straw", 800) == (
        "#DF! units_burned = 0: must be more than 0 and at most 10,000,000. Give the units on the bills, "
        "hot water and cooking taken out (+2 more)"
    )
    assert functions.DF_LOAD_SLOPE_FROM_FUEL(700, 698.5, "straw", 80).startswith(
        f"#DF! fuel = straw: must be one of {', '.join(FUELS)}. Give the fuel's key"
    )
    percent, share = (functions.DF_LOAD_SLOPE_FROM_FUEL(100, 5000, None, value) for value in (80, 0.8))
    assert percent == share
    assert functions.DF_LOAD_SLOPE_FROM_FUEL(100, None).startswith(
        "#DF! degree_days = (not given): must be more than 0"
    )
    assert functions.DF_SEASON_COST(None).startswith("#DF! switchover = (not given): must be from -80 to 120")
    assert functions.DF_SEASON_COST([[33, 34]]).startswith("#DF! switchover = [33, 34]: must be a number")
    assert functions.DF_SAVINGS(200, "x").startswith("#DF! from_switchover = 200: must be from -80 to 120")
    assert "; to_switchover = x: must be a number" in functions.DF_SAVINGS(200, "x")


# ----------------------------------------------------------------------------------------------------------------------
# Errors in, errors out; nothing unexpected becomes a number


@pytest.mark.parametrize(
    "error",
    ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#DF! cop_47 = …"],
)
def test_an_error_cell_comes_back(error: str) -> None:
    for name, function in FUNCTIONS.items():
        for place, argument in enumerate(function.arguments):
            if argument.name in IN_PLACE - {"temperature"}:
                continue  # tested where their cells are answered one by one
            forms = [error, [[error]], [["cop_47", 3.4], ["cop_17", error]]] if argument.array else [error, [[error]]]
            for form in [*forms, {"cop_47": error}] if argument.name in ("inputs", "changes") else forms[:2]:
                args: list[Any] = [None] * len(function.arguments)
                args[place] = form
                in_a_table = function.shape == "table" or (argument.name == "temperature" and form == [[error]])
                if name == "DF_COP" and place == 0:
                    args[1:3] = 3.4, 2.2
                if name == "DF_LOAD" and place == 0:
                    args[1] = 600
                answer = function.python(*args)
                in_cells = refused_table(error) if function.shape == "table" else [[error]]
                assert answer == (in_cells if in_a_table else error)


def test_error_numbers_that_a_host_hands_over() -> None:
    # xlCVError numbers of the Excel object model; over COM they arrive as 0x800A0000 plus the number.
    for number, text in {2007: "#DIV/0!", 2042: "#N/A", 2045: "#SPILL!", 2050: "#CALC!"}.items():
        assert functions.DF_BALANCE_POINT([["cop_47", number - 0x7FF60000]]) == text
    assert functions.DF_COP([[47], [-2146826246]], 3.4, 2.2) == [[3.4], ["#N/A"]]


def test_text_that_only_looks_like_an_error_is_none() -> None:
    assert functions.DF_BALANCE_POINT([["cop_47", 3.4, "#1 choice"]]) == 36.0


@pytest.mark.parametrize("name", OF_A_CASE)
def test_unexpected_failures_are_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(registry, "_solved", broken)
    monkeypatch.setattr(registry, "_season_at", broken)
    monkeypatch.setattr(grids, "_summary_cached", broken)
    monkeypatch.setattr(options, "solve", broken)
    tariffs._judged.cache_clear()
    for place in ("judged", "season"):
        monkeypatch.setattr(tariffs, place, broken)
    answer = call(name)
    assert text_of(answer) == "#DF! internal error ZeroDivisionError: please report it with the inputs"
    assert isinstance(answer, list) == (FUNCTIONS[name].shape == "table")


def test_a_number_that_is_not_finite_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    result = df.solve(df.Case())
    result.table("bins")["cop"][3] = math.nan
    result.table("scenarios")["annual_cost"][2] = math.inf
    result.solution = result.solution._replace(setting=result.setting._replace(annual_cost=math.inf))
    monkeypatch.setattr(registry, "_solved", lambda _: result)
    monkeypatch.setattr(grids, "solve", lambda _: result)
    for answer in (
        functions.DF_BIN_TABLE(),
        functions.DF_SCENARIOS(),
        functions.DF_SCENARIO("optimized", "annual_cost"),
        functions.DF_SENSITIVITY("cop_47", 3.123),
    ):
        assert text_of(answer).startswith("#DF! internal error ArithmeticError")

    assert functions.DF_PORTFOLIO([["cop_47"], [3.123]])[1][-1].startswith("internal error ArithmeticError")


def test_wrong_python_calls_are_python_errors() -> None:
    with pytest.raises(TypeError):
        functions.DF_BALANCE_POINT(1, 2, 3)


anything = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(),
    st.decimals(allow_nan=False),
    st.text(max_size=12),
    st.sampled_from([*df.FIELDS, *LABELS.values(), "#N/A", "–", "name", "key", "value", "V", "propane", "weather"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(anything, max_size=5), max_size=5), st.lists(anything, max_size=4))
def test_whatever_the_cells_hold_the_answer_is_a_number_or_words(inputs: Any, changes: Any) -> None:
    answers = [call(name, inputs, changes) for name in ("DF_BALANCE_POINT", "DF_SCENARIO", "DF_CHECK")]
    for answer in answers:
        for cell in (c for row in answer for c in row) if isinstance(answer, list) else [answer]:
            assert type(cell) in (float, str)
            assert isinstance(cell, str) or math.isfinite(cell)
            assert isinstance(cell, float) or (len(cell) <= 255 and "internal error" not in cell)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(anything, max_size=4), max_size=4), st.sampled_from([*df.FIELDS, "colour"]), st.data())
def test_grids_of_whatever_the_cells_hold_are_rectangles_of_numbers_and_words(
    range_: list[list[Any]], key: str, data: st.DataObject
) -> None:
    keys = data.draw(st.lists(st.sampled_from([*df.FIELDS, "home", None]), min_size=1, max_size=4))
    answers = [
        functions.DF_SENSITIVITY(key, range_),
        functions.DF_PRICE_MATRIX(range_, range_[::-1], {"fuel": "propane"}),
        functions.DF_PORTFOLIO(range_),
        portfolio := functions.DF_PORTFOLIO([keys, *range_]),
    ]
    if len(portfolio) > 1 or portfolio[0][-1] == "problem":
        filled = [place for place, row in enumerate(range_, 1) if any(cell is not None and cell != "" for cell in row)]
        assert len(portfolio) == 1 + max(filled, default=0)
    for answer in answers:
        assert len({len(row) for row in answer}) == 1
        for cell in (cell for row in answer for cell in row):
            assert type(cell) in (float, int, bool, str)
            assert isinstance(cell, str) or math.isfinite(cell)
            assert not isinstance(cell, str) or (len(cell) <= 255 and "internal error" not in cell)
