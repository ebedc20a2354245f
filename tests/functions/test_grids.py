"""The functions that answer many cases at once: an input varied, prices crossed, a table of homes.

Each answer is the one the engine gives to the single case; what differs here is what stands where.
"""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from worksheets import GIVEN, LABELS, PAIRS, column, text_of
from xl_dualfuel import functions
from xl_dualfuel.functions import grids, registry

HOME = [
    "setting", "setting_cost", "setting_unmet_mmbtu", "switchover", "status", "annual_cost", "unmet_mmbtu",
    "electricity_kwh", "fuel_mmbtu", "emissions_kg", "saving_vs_existing", "saving_vs_single_fuel",
    "temperature_unit", "problem",
]  # fmt: skip
NOTHING = [""] * len(HOME)
REFUSED = ["#VALUE!"] * (len(HOME) - 1)
"""What a home shows beside the words of its problem."""


def summary(case: df.Case) -> list[Any]:
    """What HOME must show of a case, from its result's own records and tables."""
    result = df.solve(case)
    rows = result.scenarios.set_index("scenario")
    setting, single = result.setting, rows.loc[["heat_pump_only", "furnace_only"]]

    def saving(other: Any) -> Any:
        """Against a scenario; none where one of the two leaves over 0.1 % more of the load unmet (model.md)."""
        if abs(other["unmet_mmbtu"] - setting.unmet_mmbtu) > 1e-3 * other["load_mmbtu"]:
            return "#N/A"
        return other["annual_cost"] - setting.annual_cost

    def own(fahrenheit: float) -> Any:
        """In the unit of the case; the conversion is two operations in double precision."""
        in_celsius = case.units.temperature == "C"
        return pytest.approx((fahrenheit - 32) / 1.8, rel=1e-12) if in_celsius else fahrenheit

    return [
        own(setting.switchover), setting.annual_cost, setting.unmet_mmbtu, own(result.recommended.switchover),
        result.recommended.status, *(rows.loc["optimized", key] for key in HOME[5:7]),
        *(rows.loc["setting" if "setting" in rows.index else "optimized", key] for key in HOME[7:10]),
        saving(rows.loc["existing_switchover"]), saving(single.loc[single["annual_cost"].idxmax()]),
        case.units.temperature, "",
    ]  # fmt: skip


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[df.Case]:
    """The cases that are solved while the test runs; nothing is known before."""
    cases: list[df.Case] = []

    def counting(case: df.Case) -> df.Result:
        cases.append(case)
        return df.solve(case)

    grids._home_cached.cache_clear()
    grids._summary_cached.cache_clear()
    monkeypatch.setattr(grids, "solve", counting)
    return cases


# ----------------------------------------------------------------------------------------------------------------------
# DF_SENSITIVITY


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("cop_47", [2.8, 3.4, 4.1]),
        ("fuel_price", [0, 8, 13.0, Decimal("25.5")]),
        ("design_temperature", [-20, 5, 30]),
        ("backup_operation", ["alternate", "simultaneous"]),
        ("region", ["I", "IV", "VI"]),
        ("load_slope", [300, 600, 900]),
    ],
)
def test_sensitivity_is_the_engine_at_each_value(key: str, values: list[Any]) -> None:
    given = {"capacity_47": 36000, "capacity_17": 22000, "electricity_price": 0.13}
    answer = functions.DF_SENSITIVITY(key, values, given)
    assert answer[0] == [key, "switchover", "annual_cost", "emissions_kg", "problem"]
    for value, row in zip(values, answer[1:], strict=True):
        expected = summary(df.Case(**{**given, key: value}))
        assert row == [value, *(expected[HOME.index(name)] for name in ("setting", "setting_cost", "emissions_kg")), ""]
        assert [type(cell) for cell in row[1:4]] == [float] * 3
    assert functions.DF_SENSITIVITY(LABELS[key].upper(), [[value] for value in values], given) == answer


def test_sensitivity_of_the_worked_example() -> None:
    # The model's recommendation at 0.14 $/kWh; free electricity leaves the furnace nothing.
    answer = functions.DF_SENSITIVITY("electricity_price", [0, 0.14])
    assert answer[1][:3] == [0, 5.0, 0.0]
    assert answer[2][:2] == [0.14, 36.0]
    # The digits the design prints.
    assert answer[2][2] == pytest.approx(747.1061, abs=0.00005)
    assert answer[2][3] == pytest.approx(2925.4153, abs=0.00005)


def test_the_range_of_values_may_have_any_shape() -> None:
    rows = functions.DF_SENSITIVITY("fuel_price", [10, 12, 14, 16])
    for shape in ([[10], [12], [14], [16]], [[10, 12], [14, 16]], (10, 12, 14, 16), np.array([10, 12, 14, 16])):
        assert functions.DF_SENSITIVITY("fuel_price", shape) == rows
    assert functions.DF_SENSITIVITY("fuel_price", 10) == rows[:2]
    assert functions.DF_SENSITIVITY([["fuel_price"]], pd.Series([10, 12])) == rows[:3]


def test_a_value_that_is_more_than_a_number_says_how_it_was_read() -> None:
    rows = functions.DF_SENSITIVITY("electricity_price", [["14 ¢"], [0.14], ["0.14"]])
    assert [row[0] for row in rows[1:]] == ["14 ¢ read as 0.14 $/kWh", 0.14, "0.14"]
    assert rows[1][1:] == rows[2][1:] == rows[3][1:]
    (_, fuel, _), row = functions.DF_PRICE_MATRIX([["14 ¢"]], [["130 ¢/therm", 13]])
    assert (fuel, row[0]) == ("130 ¢/therm read as 1.3 $/therm", "14 ¢ read as 0.14 $/kWh")
    assert row[1] == row[2]  # 1.30 $/therm is 13 $/MMBtu
    assert functions.DF_SENSITIVITY("design_load", [["40 MBH"]], {"heat_unit": "kW"})[1][0] == (
        "40 MBH read as 11.7228 kW"  # 40,000 / 3412.142
    )


def test_a_bad_value_is_told_in_its_row() -> None:
    values = [3.0, -1, None, "#N/A", "x", True, math.nan, math.inf, 10**400, "", 3.0]
    answer = functions.DF_SENSITIVITY("cop_47", values)
    good = answer[1]
    assert answer[-1] == good
    shown = [row[1:4] for row in answer]
    assert [shown[place] for place in (2, 5, 6, 7, 8, 9)] == [["#VALUE!"] * 3] * 6
    problems = [row[4] for row in answer]
    assert answer[2][0] == -1
    assert problems[2] == "cop_47 = -1: must be more than 0 and at most 20. Give the COP at 47 °F, such as 3.4"
    assert answer[3] == answer[10] == [""] * 5
    assert answer[4] == ["#N/A", *["#N/A"] * 3, ""]
    assert answer[5][0] == "x"
    assert problems[5].startswith("cop_47 = x: must be a number, not text")
    assert (answer[6][0], problems[6]) == (True, "cop_47 = True: must be a number. Give the COP at 47 °F, such as 3.4")
    assert [row[0] for row in answer[7:10]] == ["nan", "inf", df.errors.shown(10**400)]
    assert all(words.startswith("cop_47 = ") for words in problems[7:10])


def test_a_single_bad_value_is_told_in_its_row() -> None:
    answer = functions.DF_SENSITIVITY("indoor_setpoint", [[200]])
    assert answer[1][:2] == [200, "#VALUE!"]
    assert answer[1][4].startswith("indoor_setpoint = 200: must be from 40 to 90")


def test_values_that_contradict_the_rest_are_told_in_their_rows() -> None:
    answer = functions.DF_SENSITIVITY("indoor_setpoint", [60, 65, 80], {"design_temperature": 70})
    assert answer[1][4].startswith("design_temperature = 70: must be below indoor_setpoint (60)")
    assert answer[2][4].startswith("design_temperature = 70: must be below indoor_setpoint (65)")
    assert answer[3][1] == functions.DF_BALANCE_POINT({"design_temperature": 70, "indoor_setpoint": 80})


def test_what_is_wrong_with_every_row_is_told_once() -> None:
    cop = "cop_17 = -1: must be more than 0 and at most 20. Give the COP at 17 °F, such as 2.2"
    for values in ([3, 3.5], [3], [None, 3], [-1, 3], [-1]):
        assert text_of(functions.DF_SENSITIVITY("cop_47", values, {"cop_17": -1})) == f"#DF! {cop}"
    # The varied input of the inputs is not used, so it may be wrong, or missing.
    given = {"capacity_47": 36000}
    assert functions.DF_SENSITIVITY("capacity_17", [22000], given)[1][1] == functions.DF_BALANCE_POINT(
        {**given, "capacity_17": 22000}
    )
    assert functions.DF_SENSITIVITY("cop_17", [2.2], {"cop_17": -1}) == functions.DF_SENSITIVITY("cop_17", [2.2])


def test_the_varied_input_wins_over_changes_and_displaces_like_one() -> None:
    points = [[5, 1.8, 20000], [47, 3.6, 40000]]
    expected = functions.DF_SENSITIVITY("cop_47", [3.4, 3.6])
    assert functions.DF_SENSITIVITY("cop_47", [3.4, 3.6], None, {"cop_47": 2}) == expected
    assert functions.DF_SENSITIVITY("cop_47", [3.4, 3.6], {"cop_47": 3.4, "performance_table": points}) == expected
    sheet = df.solve(df.Case()).frame("inputs")
    for key, values in (("design_load", [30000, 45000]), ("region", ["IV", "V"]), ("station", ["denver"])):
        found = functions.DF_SENSITIVITY(key, values, sheet)
        assert found == functions.DF_SENSITIVITY(key, values)
        assert column(found, "annual_cost") != [functions.DF_SCENARIO("optimized", "annual_cost")] * len(values)


def test_a_table_input_varies_as_text() -> None:
    tables = [[[20, 500], [40, 900]], [[10, 500], [40, 900]]]
    answer = functions.DF_SENSITIVITY("bin_table", [[json.dumps(table)] for table in tables])
    assert column(answer, "switchover") == [functions.DF_BALANCE_POINT({"bin_table": table}) for table in tables]


@pytest.mark.parametrize("key", ["cop", None, 47, "", "temperature_unit", "colour"])
def test_a_key_that_is_none_is_refused(key: Any) -> None:
    text = text_of(functions.DF_SENSITIVITY(key, [1, 2]))
    assert text.startswith(f"#DF! key = {key or ('(not given)' if key is None else '')}: must be the key of an input")
    assert text.endswith("Did you mean cop_47, cop_17 or cop_35?") == (key == "cop")


@pytest.mark.parametrize("nothing", [None, "", [], [[None], [""]]])
def test_no_values_are_refused(nothing: Any) -> None:
    text = "must be one value or more. Give a range with values"
    assert text_of(functions.DF_SENSITIVITY("cop_47", nothing)) == f"#DF! values = (not given): {text}"
    found = functions.DF_PRICE_MATRIX(nothing, 13)
    assert text_of(found) == f"#DF! electricity_prices = (not given): {text}"
    assert text_of(functions.DF_PRICE_MATRIX(0.14, nothing)) == f"#DF! fuel_prices = (not given): {text}"


def test_errors_elsewhere_are_the_whole_answer() -> None:
    assert functions.DF_SENSITIVITY("#REF!", [3, "#N/A"]) == [["#REF!"]]
    assert functions.DF_SENSITIVITY("cop_47", [3, "#N/A"], {"cop_17": "#NUM!"}) == [["#NUM!"]]
    assert functions.DF_PRICE_MATRIX("#N/A", 13, None, [["cop_17", "#NUM!"]]) == [["#NUM!"]]
    assert functions.DF_PORTFOLIO([["cop_47", "#NAME?"], [3, 2]]) == [["#NAME?"]]
    assert functions.DF_PORTFOLIO("#REF!") == [["#REF!"]]


def test_a_file_is_refused_as_a_value() -> None:
    answer = functions.DF_SENSITIVITY("climate", ["region", "weather"], {"region": "IV"})
    assert answer[1][1] == functions.DF_BALANCE_POINT({"region": "IV"})
    assert answer[2][1] == "#VALUE!"
    assert answer[2][4] == "climate = weather: worksheet functions read no files. Give bin_table or station"


def test_a_repeated_value_is_solved_once(solved: list[df.Case]) -> None:
    functions.DF_SENSITIVITY("cop_47", [3, 3.5, 3], PAIRS)
    functions.DF_SENSITIVITY("cop_47", [3.5, 4], GIVEN)
    assert [case.cop_47 for case in solved] == [3, 3.5, 4]


# ----------------------------------------------------------------------------------------------------------------------
# DF_PRICE_MATRIX


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"fuel": "propane", "fuel_price_unit": "$/gal"},
        {"capacity_47": 36000, "capacity_17": 22000, "cycling_degradation": 0.2, "initial_balance_point": 20},
        {"station": "denver", "bin_width": 0, "furnace_capacity": 40000, "furnace_fan_power": 0.5},
        {"capacity_47": 24000, "capacity_17": 15000, "backup_operation": "simultaneous", "compressor_lockout": 15},
    ],
    ids=str,
)
def test_price_matrix_is_the_engine_at_each_pair(given: dict[str, Any]) -> None:
    electricity, fuel = [0, 0.08, 0.14, 0.3], [0, 0.9, 1.5, 2.5, 13, 25]
    answer = functions.DF_PRICE_MATRIX([[price] for price in electricity], [fuel], given)
    unit = given.get("fuel_price_unit", "$/MMBtu")
    assert answer[0] == [f"switchover °F: $/kWh down, {unit} across", *fuel]
    assert [row[0] for row in answer[1:]] == electricity
    for each_kwh, row in zip(electricity, answer[1:], strict=True):
        for each_unit, found in zip(fuel, row[1:], strict=True):
            prices = {"electricity_price": each_kwh, "fuel_price": each_unit}
            assert found == df.solve(df.Case(**{**given, **prices})).recommended.switchover
            assert type(found) is float


@settings(deadline=None, max_examples=40)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "load_slope": st.integers(200, 1500),
            "design_temperature": st.integers(-20, 30),
            "bin_width": st.sampled_from([1, 2.5, 5]),
            "cop_47": st.floats(2.0, 5.0),
            "cop_17": st.floats(1.2, 3.5),
            "compressor_lockout": st.integers(-10, 40),
            "initial_balance_point": st.integers(-10, 70),
            "region": st.sampled_from(["II", "V"]),
        },
    ),
    st.lists(st.just(0.0) | st.floats(1e-9, 0.5), min_size=1, max_size=3),
    st.lists(st.just(0.0) | st.floats(1e-9, 50), min_size=1, max_size=3),
)
def test_price_matrix_is_the_balance_point(given: dict[str, Any], electricity: list[float], fuel: list[float]) -> None:
    answer = functions.DF_PRICE_MATRIX(electricity, fuel, given)
    for each_kwh, row in zip(electricity, answer[1:], strict=True):
        changes = [{"electricity_price": each_kwh, "fuel_price": each_unit} for each_unit in fuel]
        assert row == [each_kwh, *(functions.DF_BALANCE_POINT(given, change) for change in changes)]


def test_price_matrix_of_the_worked_example() -> None:
    # 36 °F at the example's prices; free electricity: heat pump only; free fuel: furnace only.
    answer = functions.DF_PRICE_MATRIX([0.14, 0], [13, 0])
    assert answer[1] == [0.14, 36.0, 70.0]
    assert answer[2][:2] == [0, 5.0]
    assert functions.DF_PRICE_MATRIX(0.14, 13)[1] == [0.14, 36.0]


def test_prices_may_have_any_shape() -> None:
    answer = functions.DF_PRICE_MATRIX([0.1, 0.2], [10, 15])
    for down, across in (
        ([[0.1], [0.2]], [[10], [15]]),
        ([[0.1, 0.2]], (10, Decimal(15))),
        (pd.Series([0.1, 0.2]), np.array([10, 15])),
    ):
        assert functions.DF_PRICE_MATRIX(down, across) == answer


def test_a_bad_price_is_told_in_its_row_or_column() -> None:
    answer = functions.DF_PRICE_MATRIX([0.1, 14, None, "#N/A", "free"], [10, 900, "", "#REF!", math.inf])
    assert answer[0][1:] == [10, 900, "", "#REF!", "inf"]
    assert [row[0] for row in answer[1:6]] == [0.1, 14, "", "#N/A", "free"]
    assert answer[1][1] == functions.DF_BALANCE_POINT({"electricity_price": 0.1, "fuel_price": 10})
    assert answer[1][2:] == ["#VALUE!", "", "#REF!", "#VALUE!"]
    assert [row[1:] for row in answer[2:6]] == [[error] * 5 for error in ("#VALUE!", "", "#N/A", "#VALUE!")]
    words = [row[0] for row in answer[6:]]  # a row for each problem, below the grid
    assert all(row[1:] == [""] * 5 for row in answer[6:])
    assert words[0].endswith("Give dollars, not cents: 0.14 instead of 14")
    assert words[1].startswith("electricity_price = free: must be a number, not text")
    assert words[2].startswith("fuel_price = 900: must be at most 500 $/MMBtu (this is 900)")
    assert words[3].startswith("fuel_price = inf: must be a finite number")
    assert len(words) == 4


def test_prices_of_the_inputs_do_not_matter() -> None:
    expected = functions.DF_PRICE_MATRIX(0.14, [1, 2], {"fuel": "propane", "fuel_price_unit": "$/gal"})
    given = {"fuel": "propane", "fuel_price_unit": "$/gal", "fuel_price": -3, "electricity_price": "dear"}
    assert functions.DF_PRICE_MATRIX(0.14, [1, 2], given) == expected
    assert text_of(functions.DF_PRICE_MATRIX(0.14, [1, 2], {"fuel_price_unit": "$/gal"})).startswith(
        "#DF! fuel_price_unit = $/gal: must be one of $/MMBtu, $/therm, $/ccf, $/Mcf"
    )


# ----------------------------------------------------------------------------------------------------------------------
# DF_PORTFOLIO

HOMES: list[list[Any]] = [
    ["home", "load_slope", "COP at 47 °F", "fuel", "fuel_price", "fuel_price_unit", "Station", None],
    ["one", 600, 3.4, None, None, None, None, "as the example"],
    ["two", 450, 3.9, "propane", 2.4, "$/gal", "", None],
    [None] * 8,
    ["three", 900, -3, None, None, None, None, None],
    ["four", 700, 3.1, "natural_gas", 1.2, "$/therm", "denver", None],
]


def test_portfolio_is_the_engine_for_each_home() -> None:
    answer = functions.DF_PORTFOLIO(HOMES)
    assert answer[0] == HOME
    assert len(answer) == len(HOMES)
    gas = {"fuel": "natural_gas", "fuel_price": 1.2, "fuel_price_unit": "$/therm", "station": "denver"}
    propane = {"fuel": "propane", "fuel_price": 2.4, "fuel_price_unit": "$/gal"}
    assert answer[1] == summary(df.Case())
    assert answer[2] == summary(df.Case(load_slope=450, cop_47=3.9, **propane))
    assert answer[3] == NOTHING
    assert answer[4] == [
        *REFUSED,
        "cop_47 = -3: must be more than 0 and at most 20. Give the COP at 47 °F, such as 3.4",
    ]
    assert answer[5] == summary(df.Case(load_slope=700, cop_47=3.1, **gas))
    assert {type(cell) for row in answer for cell in row} == {float, str}


def test_portfolio_of_the_worked_example() -> None:
    # The digits the design prints; the dearer single fuel is the heat pump alone.
    found = dict(zip(*functions.DF_PORTFOLIO([["season_hours"], [1900]]), strict=True))
    assert (found["setting"], found["switchover"], found["status"], found["problem"]) == (36.0, 36.0, "crosses", "")
    assert found["setting_cost"] == pytest.approx(747.1061, abs=0.00005)
    assert found["annual_cost"] == pytest.approx(747.1061, abs=0.00005)
    assert found["setting_unmet_mmbtu"] == found["unmet_mmbtu"] == 0
    assert found["electricity_kwh"] == pytest.approx(631.5429, abs=0.00005)
    assert found["fuel_mmbtu"] == pytest.approx(50.6685, abs=0.00005)
    assert found["emissions_kg"] == pytest.approx(2925.4153, abs=0.00005)
    assert found["saving_vs_existing"] == pytest.approx(747.2809 - 747.1061, abs=0.0001)
    assert found["saving_vs_single_fuel"] == pytest.approx(1027.4741 - 747.1061, abs=0.0001)


def test_a_home_that_is_cold_today_claims_no_saving() -> None:
    # The furnace alone is too small for the coldest hours, which today's 40 °F leaves to it.
    home = {"existing_switchover": 40, "capacity_47": 40_000, "capacity_17": 26_000, "strip_capacity": 1,
            "furnace_capacity": 28_000, "backup_operation": "simultaneous"}  # fmt: skip
    answer = functions.DF_PORTFOLIO([list(home), list(home.values())])
    found = dict(zip(*answer, strict=True))
    assert found["saving_vs_existing"] == "#N/A" and found["setting_unmet_mmbtu"] == 0
    assert answer[1] == summary(df.Case(**home))


def test_a_table_may_come_in_any_form() -> None:
    answer = functions.DF_PORTFOLIO(HOMES)
    frame = pd.DataFrame(HOMES[1:], columns=HOMES[0])
    for form in (tuple(map(tuple, HOMES)), np.array(HOMES, dtype=object), frame):
        assert functions.DF_PORTFOLIO(form) == answer
    # Rows of Python lists need not be equally long.
    assert functions.DF_PORTFOLIO(
        [HOMES[0], ["one", 600], [], ["two", 600, None, None, None, None, None, "x", "y"]]
    ) == [
        HOME,
        summary(df.Case()),
        NOTHING,
        summary(df.Case()),
    ]
    assert functions.DF_PORTFOLIO(["cop_47", "cop_17"]) == [HOME]


def test_headings_are_keys_or_labels_in_any_case() -> None:
    for heading in ("cop_47", "COP_47", " Cop_47 ", LABELS["cop_47"], LABELS["cop_47"].upper()):
        assert functions.DF_PORTFOLIO([[heading], [3.6]]) == [HOME, summary(df.Case(cop_47=3.6))]


def test_a_home_of_a_table_input() -> None:
    bins = [[20, 500], [40, 900]]
    expected = [HOME, summary(df.Case(bin_table=bins))]
    assert functions.DF_PORTFOLIO([["bin_table"], [json.dumps(bins)]]) == expected
    assert functions.DF_PORTFOLIO([["bin_table"], [bins]]) == expected


def test_a_home_in_other_units() -> None:
    table = [["temperature_unit", "design_temperature"], ["C", -15], ["F", 5], [None, 5], ["K", 5]]
    answer = functions.DF_PORTFOLIO(table)
    assert answer[1] == summary(df.Case(temperature_unit="C"))
    assert answer[1][0] == pytest.approx(2.5)  # a thermostat in °C holds half degrees
    assert [row[-2] for row in answer[1:]] == ["C", "F", "F", "#VALUE!"]
    assert answer[2:4] == [summary(df.Case())] * 2
    assert answer[4][-1].startswith("temperature_unit = K: must be one of F, C")


PROBLEMS = {
    "several": (
        {"cop_47": 0, "cop_17": 0},
        "cop_47 = 0: must be more than 0 and at most 20. Give the COP at 47 °F, such as 3.4; c",
    ),
    "contradiction": ({"design_temperature": 75}, "design_temperature = 75: must be below indoor_setpoint (70)"),
    "choice": ({"fuel": "coal"}, "fuel = coal: must be one of natural_gas, propane, fuel_oil"),
    "missing": ({"capacity_47": 36000}, "capacity_17 = (not given): must be given with capacity_47"),
    "true": ({"furnace_efficiency": True}, "furnace_efficiency = True: must be a number"),
    "error": ({"cop_17": "#DIV/0!"}, "cop_17 = #DIV/0!: an error in the table. Mend the cell it comes from"),
    "refusal": ({"cop_17": "#DF! a = 1: …"}, "cop_17 = #VALUE!: an error in the table"),
    "file": ({"weather_file": "a.epw"}, "weather_file = a.epw: worksheet functions read no files"),
    "weather": ({"climate": "weather"}, "climate = weather: worksheet functions read no files"),
    "nan": ({"cop_17": math.inf}, "cop_17 = inf: must be a finite number"),
}  # fmt: skip


@pytest.mark.parametrize("case", PROBLEMS)
def test_a_problem_does_not_stop_the_others(case: str) -> None:
    given, problem = PROBLEMS[case]
    keys = ["season_hours", *given]
    good = [1900, *[None] * len(given)]
    answer = functions.DF_PORTFOLIO([keys, good, [1900, *given.values()], good])
    assert answer[1] == answer[3] == summary(df.Case())
    assert answer[2][:-1] == (["#DIV/0!"] * len(REFUSED) if case == "error" else REFUSED)
    assert answer[2][-1].startswith(problem)
    assert len(answer[2][-1]) <= 255


def test_a_failure_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(case: df.Case) -> df.Result:
        if case.cop_47 == 3.21:
            raise ZeroDivisionError("secret")
        return df.solve(case)

    monkeypatch.setattr(grids, "solve", broken)
    answer = functions.DF_PORTFOLIO([["cop_47"], [3.2], [3.21], [3.22]])
    assert column(answer, "problem") == ["", "internal error ZeroDivisionError: please report it with the inputs", ""]


def test_true_is_not_one_after_one_was_solved() -> None:
    answer = functions.DF_PORTFOLIO([["furnace_efficiency"], [1], [1.0], [True]])
    assert answer[1] == answer[2] == summary(df.Case(furnace_efficiency=1))
    assert answer[3][-1].startswith("furnace_efficiency = True: must be a number")


@pytest.mark.parametrize("title", ["id", "Home", "House", "Name", "Address", "City", "State", "Zip", "Client", "", "№"])
def test_columns_of_notes_are_left_alone(title: str) -> None:
    assert functions.DF_PORTFOLIO([[title, "cop_47"], ["Elm Street 5", 3.4], ["", 3.4]]) == [
        HOME,
        summary(df.Case()),
        summary(df.Case()),
    ]
    # Notes by themselves are no home.
    assert functions.DF_PORTFOLIO([[title, "cop_47"], ["Elm Street 5", None]]) == [HOME, NOTHING]


@pytest.mark.parametrize(
    ("title", "hint"),
    [
        ("electricty_price", "Did you mean electricity_price?"),
        ("gas price", "Did you mean fuel_price, fuel_price_unit or electricity_price?"),
        ("COP", "Did you mean cop_47, cop_17 or cop_35?"),
        ("Load", "Did you mean load_slope, design_load or load_balance_temperature?"),
        ("HSPF", "HSPF is another rating than HSPF2: give HSPF2 or the COPs;"),
        ("Elevation (ft)", "Did you mean altitude?"),
        ("UA", "Did you mean load_slope?"),
        ("Hours at home", "Did you mean season_hours or hours_below_design?"),
        (47, "Head it with the key of its input (INPUTS.md lists them);"),
        (True, "Head it with the key of its input (INPUTS.md lists them);"),
    ],
)
def test_a_heading_that_may_be_meant_for_an_input_is_refused(title: Any, hint: str) -> None:
    text = text_of(functions.DF_PORTFOLIO([["home", title, "cop_17"], ["a", 3.4, 2.2]]))
    assert text.startswith(f"#DF! table = {title}: is no input's name. {hint}")
    assert text.endswith("f it is only a note, head it remark")
    assert functions.DF_PORTFOLIO([["home", f"remark {title}", "cop_17"], ["a", 3.4, 2.2]])[1][-1] == ""


def test_headings_that_are_wrong_are_told_together() -> None:
    text = text_of(functions.DF_PORTFOLIO([["copp_47", "cop_17", LABELS["cop_17"], "setpont"], [1, 2, 3, 4]]))
    assert text.startswith("#DF! table = copp_47: is no input's name")
    assert "; table = setpont: is no input's name" in text
    assert text.endswith(" (+1 more)")
    assert text_of(functions.DF_PORTFOLIO([["cop_17", LABELS["cop_17"]], [1, 2]])) == (
        "#DF! table = cop_17: must have each input only once. Take all but one of the columns out"
    )


@pytest.mark.parametrize("table", [None, "", [], [[]], [[None, None], [3.4, 2.2]], [["home"], ["a"]], {"a": 1}, 3.4])
def test_a_table_without_keys_is_refused(table: Any) -> None:
    assert text_of(functions.DF_PORTFOLIO(table)).startswith("#DF! table = ")


def test_only_edited_homes_are_solved_again(solved: list[df.Case], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of homes that are worked out one by one; many alike take no cache."""
    monkeypatch.setattr("xl_dualfuel.homes.columns.FEW", 1000)
    table = [["home", "load_slope"], *([f"number {i}", 400 + i] for i in range(20))]
    first = functions.DF_PORTFOLIO(table)
    assert len(solved) == 20
    table[5][1], table[6][0] = 333, "renamed"
    again = functions.DF_PORTFOLIO(table)
    assert [case.load_slope for case in solved[20:]] == [333]
    assert [row for place, row in enumerate(again) if place != 5] == first[:5] + first[6:]


def test_a_portfolio_leaves_the_other_answers_in_their_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    functions.DF_BALANCE_POINT()
    before = registry._solved.cache_info()
    functions.DF_PORTFOLIO([["load_slope"], *([400 + i / 2] for i in range(300))])
    functions.DF_SENSITIVITY("load_slope", [400 + i / 2 for i in range(300)])
    assert registry._solved.cache_info() == before
