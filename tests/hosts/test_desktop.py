"""The desktop add-in, part one: the functions called as Excel calls them through xlwings.

xlwings' own code takes COM arguments apart, calls and hands back (fake_com.py). Expected is what the same function
gives for plain values; what those should be is told in test_functions.py.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

import xl_dualfuel as df
from fake_com import OMITTED, Area, Excel
from support import one_in
from worksheets import IN_WORDS
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.inputs.cells import ERROR_BASE, ERROR_TEXTS, MARK

if sys.platform == "win32":
    pytest.skip("stand-ins for pywin32 are for platforms that have none", allow_module_level=True)
pytest.importorskip("xlwings", reason="xlwings is not installed: bash tests/install.sh")

HOME: list[list[Any]] = [["cop_47", 3.6], ["fuel_price", 14.0], ["station", "denver"], ["electricity_price", 0.13]]
CHANGE: list[list[Any]] = [["electricity_price", 0.2]]
TARIFF: list[list[Any]] = [
    ["period", "peak", 0.3, None, None],
    ["period", "other", 0.1, None, None],
    ["otherwise", "other", None, None, None],
    ["window", "peak", "weekday", 16.0, 21.0],
]
VALID: dict[str, tuple[Any, ...]] = {
    "DF_STATUS": ("thermal", HOME, CHANGE),
    "DF_PROGRAMME": ("mass_save", HOME, CHANGE),
    "DF_RECORD": (
        [
            ["Timestamp", "Outdoor Temp (F)", "Heat Stage 1 (min)"],
            ["2025-01-06 06:00", 31.0, 40.0],
            ["2025-01-06 07:00", 36.0, 30.0],
        ],
        HOME,
        CHANGE,
    ),
    "DF_INPUTS": ("House",),
    "DF_SCENARIO": ("optimized", "annual_cost", HOME, CHANGE),
    "DF_SEASON_COST": (33.0, HOME, CHANGE),
    "DF_SAVINGS": (33.0, 40.0, HOME, CHANGE),
    "DF_SENSITIVITY": ("fuel_price", [[12.0], [15.0]], HOME, CHANGE),
    "DF_PRICE_MATRIX": ([[0.12], [0.16]], [[12.0, 14.0, 16.0]], HOME, CHANGE),
    "DF_BAND": (5.0, None, "C", HOME, CHANGE),
    "DF_COMPARE": ([["option", "cop_17"], ["a", 2.6], ["b", 2.0]], HOME, CHANGE),
    "DF_NPV_OPTION": ([["cop_17", 2.6], ["cop_5", 2.0]], 900.0, 200.0, 12.0, 0.04, 0.02, 0.03, HOME, CHANGE),
    "DF_TARIFF_COST": (TARIFF, HOME, CHANGE, 30.0),
    "DF_TARIFF_BEST": (TARIFF, HOME, CHANGE),
    "DF_TARIFF_NOTES": (TARIFF, HOME, CHANGE),
    "DF_PORTFOLIO": ([["home", "cop_47"], ["a", 3.6], ["b", 3.0]],),
    "DF_COP": ([[47.0], [17.0], [35.0]], 3.4, 2.2, 2.0),
    "DF_LOAD": ([[5.0, 40.0, 70.0]], 600.0, 65.0),
    "DF_LOAD_SLOPE": (42000.0, 70.0, 5.0),
    "DF_LOAD_SLOPE_FROM_FUEL": (800.0, 5200.0, "propane", 0.9),
    "DF_BREAKEVEN_COP": (0.14, 1.3, 0.95, "natural_gas", "$/therm"),
    "DF_FUEL_PRICE": (1.3, "$/therm", "natural_gas"),
    "DF_HSPF2": ([["capacity_47", 36000.0], ["cop_47", 3.6], ["capacity_17", 22000.0], ["cop_17", 2.4]], "V"),
    "DF_VERSION": (),
}
"""A value for every argument, but for percent beside dollars; the others take inputs and changes."""


def valid(name: str) -> list[Any]:
    given = list(VALID.get(name, (HOME, CHANGE)))
    assert len(given) == len(FUNCTIONS[name].arguments)
    return given


@pytest.fixture(scope="module")
def excel() -> Iterator[Excel]:
    started = Excel()
    yield started
    started.close()


def shown(answer: Any) -> Any:
    """What CallUDF makes of an answer: one cell by itself, one row flat."""
    if isinstance(answer, list) and answer and not isinstance(answer[0], list):
        answer = [answer]
    while isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    return answer


def area(value: Any) -> Area:
    return value if isinstance(value, Area) else Area(value)


def plain(value: Any, array: bool) -> Any:
    """The plain value of a COM argument, as xlwings hands it over: errors as text, one row or column flat."""
    if isinstance(value, Area):
        value = value.value
    if isinstance(value, list):
        rows = [[plain(cell, True) for cell in row] for row in value]
        if not array:
            rows = [cell for row in rows for cell in row] if 1 in (len(rows), len(rows[0])) else rows
        return rows
    if type(value) is int:
        return ERROR_TEXTS.get(value - ERROR_BASE, None if value == OMITTED else float(value))
    return value


def expected(name: str, args: list[Any]) -> Any:
    function = FUNCTIONS[name]
    given = [plain(value, one.array) for value, one in zip(args, function.arguments, strict=False)]
    return shown(function.python(*given))


def compare(excel: Excel, name: str, args: list[Any]) -> Any:
    found = excel.call(name, *args)
    assert found == expected(name, args), args
    assert "internal error" not in str(found), args
    return found


NAMES = list(FUNCTIONS)


@pytest.mark.parametrize("name", NAMES)
def test_values_and_ranges(excel, name):
    args = valid(name)
    answer = compare(excel, name, args)  # array constants and numbers typed into the formula
    assert MARK not in str(answer)
    assert compare(excel, name, [area(value) for value in args]) == answer  # cells and ranges
    if name != "DF_VERSION":
        assert answer not in ("", None)


@pytest.mark.parametrize("name", NAMES)
def test_omitted_arguments(excel, name):
    args = valid(name)
    needed = sum(not one.optional for one in FUNCTIONS[name].arguments)
    answer = compare(excel, name, args[:needed] + [OMITTED] * (len(args) - needed))
    assert MARK not in str(answer)
    assert answer == shown(FUNCTIONS[name].python(*args[:needed]))
    # A blank cell, or a range of them, counts as omitted.
    assert compare(excel, name, args[:needed] + [Area(None)] * (len(args) - needed)) == answer
    assert compare(excel, name, args[:needed] + [None] * (len(args) - needed)) == answer


SHAPES = {
    "one cell": lambda rows: rows[0][0],
    "one row": lambda rows: [[cell for row in rows for cell in row]],
    "one column": lambda rows: [[cell] for row in rows for cell in row],
    "blank cells around": lambda rows: [[None] * (len(rows[0]) + 1), *([*row, None] for row in rows)],
}


@pytest.mark.parametrize(
    "name", one_in(4, [name for name in NAMES if any(one.array for one in FUNCTIONS[name].arguments)])
)
@pytest.mark.parametrize("shape", SHAPES)
def test_ranges_of_every_shape(excel, name, shape):
    for place, one in enumerate(FUNCTIONS[name].arguments):
        if one.array:
            args = valid(name)
            args[place] = SHAPES[shape](args[place])
            answer = compare(excel, name, args)
            args[place] = Area(args[place])
            assert compare(excel, name, args) == answer


def test_inputs_in_one_row_count(excel):
    row = [[cell for pair in HOME for cell in pair]]
    seasons = df.solve(df.Case(**dict(HOME), existing_switchover=33.0)).scenarios.set_index("scenario")
    # The same sums in another order.
    expected = pytest.approx(seasons.annual_cost["existing_switchover"], rel=1e-12)
    assert excel.call("DF_SEASON_COST", 33.0, Area(row), OMITTED) == expected


def test_answers_keep_the_shape_of_the_range(excel):
    """A column comes back as a column, a row as a row; CallUDF hands one row over flat, as Excel wants it."""
    assert excel.call("DF_COP", Area([[47.0], [17.0]]), 3.4, 2.2, OMITTED) == [[3.4], [2.2]]
    assert excel.call("DF_COP", Area([[47.0, 17.0]]), 3.4, 2.2, OMITTED) == [3.4, 2.2]
    assert excel.call("DF_COP", Area([[47.0, 17.0], [17.0, 47.0]]), 3.4, 2.2, OMITTED) == [[3.4, 2.2], [2.2, 3.4]]
    assert excel.call("DF_COP", Area(47.0), 3.4, 2.2, OMITTED) == 3.4


WHOLE = 1_048_576
"""Rows of a sheet."""


@pytest.mark.parametrize("name", [name for name in NAMES if any(one.array for one in FUNCTIONS[name].arguments)])
def test_of_whole_columns_the_filled_rows_are_read(excel, name):
    args = valid(name)
    answer = excel.call(name, *args)
    for place, one in enumerate(FUNCTIONS[name].arguments):
        if one.array and isinstance(args[place], list):
            columns = Area([*args[place], [""] * len(args[place][0])], down_to=WHOLE)  # formulas below that give ""
            assert excel.call(name, *args[:place], columns, *args[place + 1 :]) == answer, one.name


ERRORS = {number + ERROR_BASE: text for number, text in ERROR_TEXTS.items()}


@pytest.mark.parametrize("name", [name for name in NAMES if FUNCTIONS[name].arguments])
def test_error_cells_come_through(excel, name):
    for number, text in ERRORS.items():
        for place, one in enumerate(FUNCTIONS[name].arguments):
            for error in (number, Area(number), *([Area([[number, number]])] if one.array else [])):
                args = valid(name)
                args[place] = error
                found = compare(excel, name, args)
                assert text in str(found), (one.name, error)
                assert MARK not in str(found) or one.name == "table"  # whose header row it makes unusable


@pytest.mark.parametrize("name", [name for name in NAMES if FUNCTIONS[name].arguments])
def test_an_error_within_a_range(excel, name):
    for place, one in enumerate(FUNCTIONS[name].arguments):
        if one.array:
            args = valid(name)
            args[place] = Area([*args[place][:-1], [*args[place][-1][:-1], ERROR_BASE + 2042]])
            assert "#N/A" in str(compare(excel, name, args)), one.name


def decimals(value: Any) -> Any:
    """Numbers as a currency format hands them over: four decimals."""
    if isinstance(value, list):
        return [decimals(item) for item in value]
    return Decimal(f"{value:.4f}") if isinstance(value, float) else value


@pytest.mark.parametrize("name", NAMES)
def test_cells_with_a_currency_format(excel, name):
    args = valid(name)
    answer = excel.call(name, *args)
    assert compare(excel, name, [area(decimals(value)) for value in args]) == answer
    assert compare(excel, name, [decimals(value) for value in args]) == answer


ODD: dict[str, Any] = {
    "date": dt.datetime(2024, 1, 15, 12, 30),
    "text": "cold",
    "number as text": "3.4",
    "true": True,
    "negative": -1.0,
    "huge": 1e300,
    "spaces": "   ",
    "long text": "x" * 32767,
    "several cells": [[1.0, 2.0], [3.0, 4.0]],
    "texts": [["a", "b"], ["c", "d"]],
    "dates": [[dt.datetime(2024, 1, 15)], [dt.datetime(1900, 1, 1)]],
    "blanks": [[None, None], [None, None]],
    "everything": [["cop_47", True], [dt.datetime(2024, 1, 15), Decimal("1.5")], [None, ERROR_BASE + 2007], ["", -0.0]],
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", one_in(4, [name for name in NAMES if FUNCTIONS[name].arguments]))
def test_odd_arguments_raise_nothing(excel, name, odd):
    """Each argument in turn; what comes back is what plain Python gets, whole, and Excel can take it."""
    for place in range(len(FUNCTIONS[name].arguments)):
        args = valid(name)
        args[place] = ODD[odd]
        compare(excel, name, args)
        args[place] = Area(ODD[odd])
        compare(excel, name, args)


BAD: dict[str, tuple[tuple[Any, ...], str]] = {
    name: (
        (Area([["cop_17", -1.0]]), OMITTED),
        "cop_17 = -1: must be more than 0 and at most 20. Give the COP at 17 °F, such as 2.2",
    )
    for name in NAMES
    if [one.name for one in FUNCTIONS[name].arguments] == ["inputs", "changes"]
} | {
    "DF_SCENARIO": (("best", "annual_cost", OMITTED, OMITTED), "scenario = best: must be one of heat_pump_only, "),
    "DF_STATUS": (("blue", OMITTED, OMITTED), "point = blue: must be one of economic, thermal, emissions"),
    "DF_RECORD": (
        (Area([["a", 1.0]]), OMITTED, OMITTED),
        "record = the pasted range: must be a thermostat's runtime CSV",
    ),
    "DF_PROGRAMME": (("ours", OMITTED, OMITTED), "programme = ours: must be one of mass_save, "),
    "DF_INPUTS": (("garden",), "section = garden: must be one of House, "),
    "DF_SEASON_COST": ((200.0, OMITTED, OMITTED), "switchover = 200: must be from -80 to 120"),
    "DF_SAVINGS": ((36.0, "warm", OMITTED, OMITTED), "to_switchover = warm: must be a number"),
    "DF_SENSITIVITY": (("price", Area([[1.0]]), OMITTED, OMITTED), "key = price: "),
    "DF_PRICE_MATRIX": ((Area([[-1.0]]), 12.0, OMITTED, OMITTED), "electricity_price = -1: must be from 0 to 10"),
    "DF_BAND": ((-5.0, OMITTED, "F", OMITTED, OMITTED), "dollars = -5: must be a number from 0 to 1,000,000"),
    "DF_COMPARE": (
        (Area([["option", "cop_47"], ["a", -1.0]]), OMITTED, OMITTED),
        "cop_47 = -1: must be more than 0 and at most 20",
    ),
    "DF_NPV_OPTION": (
        (Area([["cop_47", -1.0]]), 900.0, *[OMITTED] * 7),
        "cop_47 = -1: must be more than 0 and at most 20. Give the COP at 47 °F",
    ),
    "DF_TARIFF_COST": (
        (Area([["price", 0.1], ["prise", 1.0]]), OMITTED, OMITTED, OMITTED),
        "tariff row 2, prise = (not given): is not a known key. Did you mean price?",
    ),
    "DF_TARIFF_BEST": (
        (Area([["rate", None], ["price", 99.0]]), Area(HOME), OMITTED),
        "tariff row 2, price = 99: must be a number from 0 to 10 $/kWh",
    ),
    "DF_TARIFF_NOTES": (
        (Area([["price", "cheap"]]), Area(HOME), OMITTED),
        "tariff row 1, price = cheap: must be a number",
    ),
    "DF_PORTFOLIO": ((Area([["cop_47"], [-1.0]]),), "cop_47 = -1: must be more than 0 and at most 20"),
    "DF_COP": ((Area([[47.0]]), -1.0, 2.2, OMITTED), "cop_47 = -1: must be more than 0 and at most 20"),
    "DF_LOAD": ((Area([[200.0]]), 600.0, OMITTED), "temperature = 200: must be from -80 to 120"),
    "DF_LOAD_SLOPE": ((-5.0, 70.0, 5.0), "design_load = -5: must be more than 0 and at most 1,000,000,000"),
    "DF_LOAD_SLOPE_FROM_FUEL": ((800.0, None, OMITTED, OMITTED), "degree_days = (not given): must be more than 0"),
    "DF_BREAKEVEN_COP": (
        (0.14, 13.0, -9.5, OMITTED, OMITTED),
        "furnace_efficiency = -9.5: must be more than 0 and at most 1",
    ),
    "DF_HSPF2": (
        (Area([["cop_47", -1.0], ["cop_17", 2.4]]), OMITTED),
        "cop_47 = -1: must be more than 0 and at most 20",
    ),
    "DF_FUEL_PRICE": ((1.3, "$/barrel", OMITTED), "unit = $/barrel: must be one of "),
}


@pytest.mark.parametrize("name", [name for name in NAMES if FUNCTIONS[name].arguments])
def test_bad_input_is_told(excel, name):
    args, text = BAD[name]
    found = str(excel.call(name, *args))
    assert text in found
    # The VBA shows a marked text as #VALUE! (test_xlam.py); tables have the error, and the words beside it.
    assert MARK in found or "#VALUE!" in found or name in IN_WORDS
