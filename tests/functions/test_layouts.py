"""A case laid out in cells as people do it gives the answer of the case, wherever its cells are.

Expected is always the case itself, given as keyword arguments.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
import xl_dualfuel as df
from support import one_in
from worksheets import LABELS, UNITS, column, text_of
from xl_dualfuel import functions
from xl_dualfuel.inputs import cells
from xl_dualfuel.inputs.field import UNIT_FIELDS
from xl_dualfuel.inputs.ranges import case_of

ROUNDING = 1e-12
"""Of a value that was converted: the same number reached by another order of operations."""
SHEET = 1_048_576
"""Rows of a sheet."""

Rows = list[list[Any]]

WORDS: dict[str, tuple[str, ...]] = {
    "BTU/h·°F": ("BTU/h·°F", "BTU/hr-F", "Btu per hour per degree F"),
    "BTU/h": ("BTU/h", "Btuh", "BTU/hr", "btu per hour"),
    "°F": ("°F", "degF", "Fahrenheit", "deg F", "F"),
    "h": ("h", "hours", "hrs"),
    "$/kWh": ("$/kWh", "dollars per kWh", "$ / kWh", "USD/kWh"),
    "kW": ("kW", "kilowatts"),
    "ft": ("ft", "feet"),
    "kg CO2/kWh": ("kg CO2/kWh", "kg/kWh"),
    "kg CO2/MMBtu": ("kg CO2/MMBtu", "kg/MMBtu"),
    "": ("", "–", "fraction"),
}
"""Units of inputs as people write them."""


def in_celsius(value: float) -> tuple[float, float]:
    """A temperature and what it is in °F: whole degrees C, so that both are exact."""
    degrees = float(round((value - 32) / 1.8))
    return degrees, degrees * 9 / 5 + 32


OTHER_UNITS: dict[str, dict[str, Callable[[float], tuple[float, float]]]] = {
    "°F": {"°C": in_celsius, "Celsius": in_celsius, "deg C": in_celsius},
    "BTU/h": {
        "kW": lambda value: (round(value / 3412.142, 2), round(value / 3412.142, 2) * 3412.142),
        "tons": lambda value: (round(value / 12000, 2), round(value / 12000, 2) * 12000),
        "kBtu/h": lambda value: (round(value / 1000, 1), round(value / 1000, 1) * 1000),
    },
    "$/kWh": {"¢/kWh": lambda value: (round(value * 100, 2), round(value * 100, 2) / 100)},
}
"""A value in another unit, and the same in the input's own: by definition of the units (NIST SP 811)."""

TEXTS = ("checked", "as billed", "from the certificate", "see page 3 of the report", "Smith")


@st.composite
def plain_cases(draw: st.DrawFn) -> dict[str, Any]:
    """A few numbers and choices that are valid together, as a worksheet may hold them."""
    case = draw(strategies.exact_proportional())
    case.pop("bin_width", None)
    more = {
        "cop_47": strategies.decimals(2.6, 4.5, 2), "cop_17": strategies.decimals(1.5, 2.6, 2),
        "electricity_price": strategies.decimals(0.08, 0.4, 4), "load_slope": strategies.decimals(200, 1500, 0),
        "season_hours": strategies.decimals(500, 4000, 0), "furnace_efficiency": strategies.decimals(0.7, 0.98, 2),
        "defrost": st.just("none"),
    }  # fmt: skip
    for key, values in more.items():
        if draw(st.booleans()):
            case[key] = draw(values)
    if draw(st.booleans()):
        case |= {"capacity_47": draw(strategies.decimals(24000, 60000, 0)), "capacity_17": 20000.0}
    if draw(st.booleans()):
        fuel = draw(st.sampled_from(list(strategies.FUELS)))
        unit, low, high = draw(st.sampled_from(strategies.FUELS[fuel]))
        case |= {"fuel": fuel, "fuel_price": draw(strategies.decimals(low, high, 2)), "fuel_price_unit": unit}
        if fuel == "other":
            case |= {"fuel_heat_content": 100000.0, "fuel_emissions": 60.0}
    return case or {"cop_47": 3.0}


class Sheet:
    """The cells of a case, as somebody lays them out; ``case`` is what they say."""

    def __init__(self, case: dict[str, Any], by: random.Random) -> None:
        self.by, self.case = by, dict(case)
        keys = list(case)
        by.shuffle(keys)
        # Units stand in a column of their own, in brackets after the name, or nowhere.
        self.units = by.choice(("beside", "between", "bracket", ""))
        self.rows = [self.row(key) for key in keys]

    def row(self, key: str) -> tuple[str, str, Any]:
        """Name, unit and value of one input."""
        own, value = UNITS[key], self.case[key]
        unit = self.by.choice(WORDS.get(own, ("",))) if isinstance(value, float) else ""
        if self.units and isinstance(value, float) and own in OTHER_UNITS and self.by.random() < 0.4:
            unit, convert = self.by.choice(list(OTHER_UNITS[own].items()))
            value, self.case[key] = convert(value)
        if not self.units:
            unit = ""
        name = self.by.choice((key, LABELS[key]))
        name = self.by.choice((str.upper, str.title, str.casefold, str))(name) + self.by.choice(("", ":", " "))
        if self.units == "bracket" and unit not in ("", "–", "fraction"):
            name = f"{name.strip(': ')} {self.by.choice(('({})', '[{}]')).format(unit)}"
        if isinstance(value, str):
            value = self.by.choice((str.upper, str.title, str))(value) if key == "fuel" else value
        elif self.by.random() < 0.2:
            value = Decimal(str(value))
        return name, unit, value

    def columns(self, notes: bool) -> Rows:
        """Names, values and what else stands beside them, column by column."""
        names, units, values = (list(one) for one in zip(*self.rows, strict=True))
        many = len(names)
        columns: Rows = [names]
        if self.by.random() < 0.3:
            columns.append([LABELS.get(name.strip(" :").casefold(), "") for name in names])
        if self.units == "between":
            columns.append(units)
        columns.append(values)
        if self.units == "beside":
            columns.append(units)
        if notes and self.by.random() < 0.5:
            columns.append([self.by.choice((*TEXTS, None)) for _ in range(many)])
        if notes and self.by.random() < 0.3:
            columns.insert(0, [self.by.choice(("House", "Equipment", "My prices", None)) for _ in range(many)])
        return columns

    def down(self) -> Rows:
        """Keys in one column and values in another, under a header or none, among blank rows and columns."""
        columns = self.columns(notes=True)
        if self.by.random() < 0.5:
            heads = self.by.sample(("Item", "Amount", "What it is", "How much", "In", "Remarks"), len(columns))
            columns = [[head, *one] for head, one in zip(heads, columns, strict=True)]
        return self.framed(columns)

    def blocks(self) -> Rows:
        """Two tables of keys and values side by side, as on a form."""
        rows, half = self.rows, (len(self.rows) + 1) // 2
        tables = []
        for part in (rows[:half], [*rows[half:], *[("", "", None)] * (2 * half - len(rows))]):
            names, units, values = (list(one) for one in zip(*part, strict=True))
            tables += {"beside": [names, values, units], "between": [names, units, values]}.get(
                self.units, [names, values]
            )
        return self.framed(tables)

    def headed(self) -> Rows:
        """Columns in any order under a header that says which holds what."""
        names, units, values = (list(one) for one in zip(*self.rows, strict=True))
        words = self.by.choice((("Name", "Value", "Unit"), ("KEY", "value", "units"), ("Input", "VALUE", "unit")))
        columns = [[words[0], *names], [words[1], *values], [words[2], *units],
                   ["Note", *(self.by.choice(TEXTS) for _ in names)]]  # fmt: skip
        self.by.shuffle(columns)
        return self.framed(columns)

    def across(self) -> Rows:
        """Keys in one row and values in a row below them."""
        rows = self.framed(self.columns(notes=False), titles=False)
        return self.titled([list(row) for row in zip(*rows, strict=True)])

    def framed(self, columns: Rows, titles: bool = True) -> Rows:
        """Rows of the columns, with blank ones between, a title above, and None or "" in what is blank."""
        blank = self.by.choice((None, ""))
        for _ in range(self.by.randrange(3)):
            columns.insert(self.by.randrange(len(columns) + 1), [blank] * len(columns[0]))
        rows = [list(row) for row in zip(*columns, strict=True)]
        for _ in range(self.by.randrange(4)):
            rows.insert(self.by.randrange(len(rows) + 1), [blank] * len(columns))
        return self.titled(rows) if titles else rows

    def titled(self, rows: Rows) -> Rows:
        """A title above, at times, and blank rows below."""
        wide = len(rows[0])
        above: Rows = [["Smith house, Elm Street", *[None] * (wide - 1)]] if self.by.random() < 0.4 else []
        return [*above, *rows, *([None] * wide for _ in range(self.by.randrange(4)))]

    def handed_over(self, rows: Rows) -> Any:
        """The rows in one of the forms in which hosts and callers give them."""
        as_tuples = tuple(map(tuple, rows))
        below = [[None] * len(rows[0])] * self.by.randrange(5000)
        return self.by.choice((rows, as_tuples, np.array(rows, dtype=object), [*rows, *below]))


@settings(deadline=None)
@given(plain_cases(), st.integers(0, 2**32), st.sampled_from(("down", "headed", "blocks", "across")))
def test_a_case_in_any_layout_gives_the_answer_of_the_case(case: dict[str, Any], seed: int, how: str) -> None:
    sheet = Sheet(case, random.Random(seed))
    rows = getattr(sheet, how)()
    expected = df.solve(df.Case(**sheet.case))
    found = functions.DF_SETTING(sheet.handed_over(rows))
    assert len(found) > 1, (found, rows)
    wanted = dict(zip(("switchover", "annual_cost"), (expected.setting.switchover, expected.setting.annual_cost),
                      strict=True))  # fmt: skip
    for name, number in wanted.items():
        assert column(found, name)[0] == pytest.approx(number, rel=ROUNDING, abs=1e-9), rows  # abs: a cost of 0
    assert functions.DF_SETTING(None, sheet.handed_over(rows)) == found


@settings(deadline=None, max_examples=30)
@given(plain_cases(), st.integers(0, 2**32))
def test_homes_in_any_table_give_the_answers_of_their_cases(case: dict[str, Any], seed: int) -> None:
    """A title, blank rows and a row of units are answered with blank rows, so that each answer is beside its home."""
    by = random.Random(seed)
    sheets = [Sheet(case, random.Random(seed)) for _ in range(2)]  # twice the same
    names, units, values = (list(one) for one in zip(*sheets[0].rows, strict=True))
    header = [["Home", *names]]
    table = [["Homes of Elm Street", *[None] * len(names)]] * by.randrange(2) + [[None] * (len(names) + 1)] + header
    first = len(table)
    if sheets[0].units in ("beside", "between"):
        table.append([None, *units])
    table += [["one", *values], [None] * (len(names) + 1), ["two", *values]]
    filled = len(table)
    answer = functions.DF_PORTFOLIO([*table, *[[None] * (len(names) + 1)] * by.randrange(4000)])
    assert len(answer) == filled
    assert answer[first - 1][0] == "setting"
    assert answer[-1] == answer[-3]
    assert not any(any(row) for n, row in enumerate(answer) if n not in (first - 1, filled - 1, filled - 3))
    expected = df.solve(df.Case(**sheets[0].case)).setting
    assert answer[-1][-1] == ""
    assert answer[-1][:2] == pytest.approx([expected.switchover, expected.annual_cost], rel=ROUNDING, abs=1e-9)


# ----------------------------------------------------------------------------------------------------------------------
# What a unit in a cell does


def cost(inputs: Any, changes: Any = None) -> Any:
    return functions.DF_SCENARIO("optimized", "annual_cost", inputs, changes)


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        (["design_temperature", -15, "°C"], {"design_temperature": 5}),  # −15 · 9/5 + 32
        (["capacity_47", 3.5, "tons"], {"capacity_47": 42000}),  # 12,000 BTU/h each
        (["electricity_price", 14, "¢/kWh"], {"electricity_price": 0.14}),
        (["furnace_efficiency", 95, "%"], {"furnace_efficiency": 0.95}),
        (["fuel_price", 1.3, "dollars per therm"], {"fuel_price": 1.3, "fuel_price_unit": "$/therm"}),
        (["season_hours", 80, "days"], {"season_hours": 1920}),
    ],
    ids=lambda value: str(value[0]) if isinstance(value, list) else "",
)
def test_a_value_is_read_in_the_unit_beside_it(row: list[Any], meant: dict[str, Any]) -> None:
    other = {"capacity_47": 42000, "capacity_17": 22000}
    key, value, unit = row
    base = [[name, given] for name, given in other.items() if name != key]
    expected = cost({**other, **meant})
    assert cost([*base, row]) == pytest.approx(expected, rel=ROUNDING)
    assert cost([*([name, None, given] for name, given in base), [key, unit, value]]) == pytest.approx(expected)
    assert cost([["name", "unit", "value"], *([n, "", v] for n, v in base), [key, unit, value]]) == pytest.approx(
        expected
    )
    assert cost(base, [[key, value, unit]]) == pytest.approx(expected, rel=ROUNDING)
    assert cost(base, [[f"{LABELS[key]} ({unit})", value]]) == pytest.approx(expected, rel=ROUNDING)


def test_a_choice_that_is_the_name_of_an_input_is_a_value_below_its_key() -> None:
    across = [["Climate method", "design_temperature", "AHRI climate region"], ["region", 5, "V"]]
    assert cost(across) == cost({"climate": "region", "design_temperature": 5, "region": "V"})
    assert isinstance(cost(across), float)


def test_the_unit_of_a_cell_comes_before_that_of_the_case() -> None:
    in_celsius = [["temperature_unit", "C"], ["design_temperature", 5, "°F"], ["indoor_setpoint", 20]]
    expected = cost({"temperature_unit": "C", "design_temperature": -15, "indoor_setpoint": 20})
    assert cost(in_celsius) == pytest.approx(expected, rel=ROUNDING)
    assert cost(in_celsius, [["design_temperature", 5, "Fahrenheit"]]) == pytest.approx(expected, rel=ROUNDING)


@pytest.mark.parametrize(
    "row", [["design_temperature", 5, "kW"], ["cop_47", 3.4, "tons"], ["season_hours", 9, "$/kWh"]]
)
def test_a_unit_that_cannot_be_the_input_s_is_refused(row: list[Any]) -> None:
    assert str(cost([row])).startswith(f"#DF! {row[0]} = {row[1]:g} {row[2]}: must be a number")


def test_ratings_are_read_in_the_unit_beside_them() -> None:
    plain = [["capacity_47", 36000], ["cop_47", 3.6], ["capacity_17", 24000], ["cop_17", 2.4], ["capacity_62", 30000]]
    tons = [["Capacity at 47 °F", 3, "tons"], ["cop_47", 3.6, None], ["capacity_17", 2, "tons"], ["cop_17", 2.4, ""],
            ["capacity_62", 2.5, "tons"], ["cop_62", None, None]]  # fmt: skip
    assert functions.DF_HSPF2(tons) == functions.DF_HSPF2(plain)
    assert functions.DF_HSPF2([[key, "BTU/h" if "cap" in key else "", value] for key, value in plain]) == (
        functions.DF_HSPF2(plain)
    )


def test_the_usual_unit_is_nothing_to_report() -> None:
    usual = [["design_temperature", "degF", 5], ["capacity_47", "Btuh", 36000], ["capacity_17", "BTU/h", 22000]]
    assert not case_of(usual, None).readings
    assert case_of([["design_temperature", "deg C", -15], *usual[1:]], None).readings.keys() == {"design_temperature"}


def test_a_table_in_another_unit_is_refused() -> None:
    bins = "[[35, 100], [10, 60]]"
    assert cost([["bin_table", bins, "°F, h"]]) == cost({"bin_table": [[35, 100], [10, 60]]})
    assert cost([["bin_table", bins, "°C"]]).startswith("#DF! bin_table = °C: must be in °F, h")


# ----------------------------------------------------------------------------------------------------------------------
# What is refused because it may be read in two ways


def test_several_rows_of_values_are_refused() -> None:
    table = [["cop_47", "cop_17"], [3.4, 2.2], [3.6, 2.4]]
    assert functions.DF_BALANCE_POINT(table).startswith("#DF! inputs = 2 rows of values: must be one row of values")
    assert "DF_PORTFOLIO takes many" in functions.DF_BALANCE_POINT(table)
    assert len(functions.DF_PORTFOLIO(table)) == 3


def test_several_columns_of_values_are_refused() -> None:
    table = [["cop_47", 3.4, 3.6], ["cop_17", 2.2, 2.4]]
    assert functions.DF_BALANCE_POINT(None, table).startswith("#DF! changes = several columns of values: must be one ")
    assert (
        functions.DF_BALANCE_POINT([["cop_47", 3.4, 2024], ["cop_17", 2.2, "quoted"]]) == functions.DF_BALANCE_POINT()
    )


@pytest.mark.parametrize(
    "first", [["feul", "propane"], ["fule", "LPG"], ["load_slpoe", 500], ["Electricty price", "about 14"]]
)
def test_a_misspelt_key_above_the_others_is_no_header(first: list[Any]) -> None:
    assert functions.DF_BALANCE_POINT([first, ["cop_47", 3.6]]).startswith(f"#DF! {first[0]} = {first[1]}: must be")


@pytest.mark.parametrize(
    "first", [["Heat pump", "Value"], ["Fuel costs", "How much"], ["Client", "Smith"], ["Capacity", "AMOUNT"]]
)
def test_a_header_may_speak_of_inputs(first: list[Any]) -> None:
    assert functions.DF_BALANCE_POINT([first, ["cop_47", 3.6]]) == functions.DF_BALANCE_POINT([["cop_47", 3.6]])


def test_text_that_is_no_value_stays_beside_its_key() -> None:
    """What cannot be read is no reason to read the keys in another direction."""
    for rows in ([["cop_47", "x"], ["colour", "red"]], [["cop_47", "x"], ["remark", None]]):
        assert functions.DF_BALANCE_POINT(rows).startswith(("#DF! cop_47 = x: must", "#DF! colour = red: must"))
    # "region" is an input, and a choice of another.
    for more in (["", "a remark"], [None, None]):
        rows = [["climate", "region"], more, ["region", "V"]]
        assert functions.DF_BALANCE_POINT(rows) == functions.DF_BALANCE_POINT({"climate": "region", "region": "V"})
    assert functions.DF_BALANCE_POINT([["climate", "region"], ["region", "V"]]) == functions.DF_BALANCE_POINT(
        [["climate", "region", "season_hours"], ["region", "V", 1900]]
    )


def test_row_headings_beside_keys_in_a_row() -> None:
    rows = [["Name", "cop_47", "design_temperature"], ["Unit", None, "°C"], ["Value", 3.6, -15], ["Source", None, None]]
    assert functions.DF_BALANCE_POINT(rows) == functions.DF_BALANCE_POINT({"cop_47": 3.6, "design_temperature": 5})


def test_a_key_in_two_letter_cases_is_one_key() -> None:
    assert cost([["COP_47", 3.6], ["cop_47", 3.1]]).startswith("#DF! cop_47 = 3.1: must be given only once in inputs")
    assert cost([["COP 47", 3.6]]) == cost({"cop_47": 3.6})


def test_a_value_linked_to_a_cell() -> None:
    """CHOOSE({1,2},"electricity_price",B2) and HSTACK are a row of two cells; CHOOSE({1;2},…) is a column of two."""
    expected = cost(None, {"electricity_price": 0.2})
    for linked in ([["electricity_price", 0.2]], ["electricity_price", 0.2], [["electricity_price"], [0.2]]):
        assert cost(None, linked) == expected
    two = [["Electricity price", 0.2, "fuel_price", 15]]  # HSTACK of two pairs
    assert cost(None, two) == cost({"electricity_price": 0.2, "fuel_price": 15})


@pytest.mark.parametrize("text", ["#N/A", "#DIV/0!", "#REF!"])
@pytest.mark.parametrize("place", range(4))
def test_an_error_in_a_cell_is_the_answer(text: str, place: int) -> None:
    cells_ = ["cop_47", 3.4, "cop_17", 2.2]
    cells_[place] = text
    for rows in ([cells_[:2], cells_[2:]], [cells_[::2], cells_[1::2]], [*[[None, None]] * 50, cells_[:2], cells_[2:]]):
        assert functions.DF_BALANCE_POINT(rows) == text
        assert functions.DF_CHECK(rows) == [[text]]


def test_text_arguments_are_caseless() -> None:
    assert functions.DF_SCENARIO("Optimized", "ANNUAL_COST") == functions.DF_SCENARIO("optimized", "annual_cost")
    assert functions.DF_SCENARIO("Heat pump only", "annual cost") == functions.DF_SCENARIO(
        "heat_pump_only", "annual_cost"
    )
    assert functions.DF_FUEL_PRICE(2.1, "$/GAL", "Propane") == functions.DF_FUEL_PRICE(2.1, "$/gal", "propane")
    assert functions.DF_BREAKEVEN_COP(0.14, 2.1, 0.95, "PROPANE", "$/Gal") == functions.DF_BREAKEVEN_COP(
        0.14, 2.1, 0.95, "propane", "$/gal"
    )
    assert functions.DF_SENSITIVITY("Electricity_Price", [0.1, 0.2]) == functions.DF_SENSITIVITY(
        "electricity_price", [0.1, 0.2]
    )
    ratings = [["CAPACITY_47", 36000], ["Cop_47", 3.6], ["capacity_17", 22000], ["COP_17", 2.4]]
    assert functions.DF_HSPF2(ratings, "v") == functions.DF_HSPF2([[key.lower(), v] for key, v in ratings], "V")
    assert functions.DF_BAND(5, None, "f") == functions.DF_BAND(5, None, "F")
    options = [["Option", "COP_47", "Scenario"], ["a", 3.9, "Furnace Only"]]
    assert functions.DF_COMPARE(options)[-1][-1] == ""
    assert functions.DF_COMPARE([["My options", None, None], *options]) == functions.DF_COMPARE(options)
    assert text_of(functions.DF_SENSITIVITY("price", [1])).startswith("#DF! key = price: ")


def test_units_of_a_case_are_caseless_too() -> None:
    for key, field in UNIT_FIELDS.items():
        for unit in field.choices:
            assert functions.DF_CHECK([[key.upper(), unit], ["cop_47", 3.4]]) == [["OK"]]


# ----------------------------------------------------------------------------------------------------------------------
# Whole columns


class Counted(list[Any]):
    """A row that counts how often it is looked at."""

    looks = 0

    def __eq__(self, other: object) -> bool:
        self.looks += 1
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        self.looks += 1
        return super().__ne__(other)

    def __iter__(self) -> Iterator[Any]:
        self.looks += 1
        return super().__iter__()

    __hash__ = None  # type: ignore[assignment]


PAIRS = [["cop_47", 3.6], [None, None], ["fuel_price", 14.0]]


def test_no_row_below_the_last_filled_one_is_looked_at_twice() -> None:
    rows = list(map(Counted, [*PAIRS, *[[None, None]] * (SHEET - len(PAIRS))]))
    assert functions.DF_CHECK(rows) == [["OK"]]
    assert max(row.looks for row in rows[len(PAIRS) :]) == 1


@pytest.mark.parametrize("blank", one_in(2, [None, ""]))
def test_whole_columns_give_the_answer_of_their_filled_part(blank: str | None) -> None:
    rows = [*PAIRS, *[[blank, blank]] * (SHEET - len(PAIRS))]
    for columns in (rows, tuple(map(tuple, rows)), np.array(rows, dtype=object)):
        assert cost(columns) == cost(PAIRS)
        assert functions.DF_BALANCE_POINT(None, columns) == functions.DF_BALANCE_POINT(PAIRS)
        assert cells.plain(columns) == PAIRS


def test_below_the_values_may_be_formulas_that_give_nothing() -> None:
    rows = [*PAIRS, *[["", ""]] * 5000, *[["", None], [None, ""]] * 50, *[[None, None]] * 10_000]
    assert cells.plain(rows) == PAIRS
    assert cells.plain(rows[::-1]) == rows[::-1]  # what is filled is at the end
    assert cells.plain([[None, None]] * 9) == [[None, None]]
    assert cells.plain(np.full((9, 2), None)) == [[None, None]]


def test_0_and_false_are_filled() -> None:
    for value in (0, 0.0, False):
        assert cells.plain([["a", 1], [value, None], [None, None]]) == [["a", 1], [value, None]]


def test_a_portfolio_of_whole_columns_has_as_many_rows_as_are_filled() -> None:
    table = [["home", "cop_47", "fuel_price"], *([f"home {n}", 3 + n / 50, 12] for n in range(40))]
    columns = [*table, *[[None, None, None]] * (SHEET - len(table))]
    assert functions.DF_PORTFOLIO(columns) == functions.DF_PORTFOLIO(table)
    assert len(functions.DF_PORTFOLIO(columns)) == 41


def test_values_of_a_whole_column_are_answered_down_to_the_last_one() -> None:
    column_ = [[47.0], [None], [17.0]]
    assert functions.DF_COP([*column_, *[[None]] * 2000], 3.4, 2.2) == functions.DF_COP(column_, 3.4, 2.2)
    prices = [[0.1], [0.2]]
    blanks = [[None]] * 2000
    assert functions.DF_PRICE_MATRIX([*prices, *blanks], 13) == functions.DF_PRICE_MATRIX(prices, 13)
    assert len(functions.DF_SENSITIVITY("fuel_price", [[12.0], [15.0], *blanks])) == 3
