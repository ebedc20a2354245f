"""The names workbook: LAMBDA names against the registry's functions, calculated by IronCalc from the file itself."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from random import Random

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl.utils import FORMULAE

import strategies
from functions_page import LINKED
from names import OF_A_CASE, STRIDE, Sheet, differing, written
from support import one_in
from worksheets import FIRST, IN_WORDS
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.hosts.names.book import names_workbook
from xl_dualfuel.hosts.names.functions import FORMULAS, OFFERED, TEXTS
from xl_dualfuel.hosts.names.inputs import OTHER_CHOICES, SUPPORTED
from xl_dualfuel.hosts.names.text import FUTURE, PLAIN, FormulaError, is_cell_address, stored
from xl_dualfuel.hosts.names.values import IDLE
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.performance import capacities_are_loads

ASKED_FOR = {
    "DF_BALANCE_POINT", "DF_ECONOMIC_POINT", "DF_BIN_TABLE", "DF_SCENARIOS", "DF_SCENARIO", "DF_COP", "DF_LOAD",
    "DF_LOAD_SLOPE", "DF_BREAKEVEN_COP", "DF_FUEL_PRICE", "DF_PRICE_MATRIX", "DF_CHECK",
}  # fmt: skip
CASES = 50


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    return Sheet(tmp_path_factory.mktemp("names"))


@pytest.fixture(scope="module")
def package():
    return names_workbook()


def supported(inputs):
    """Whether the names have all of a drawn case; what they lack has its own tests."""
    table = inputs.get("performance_table")
    return (
        "hours_by_temperature" not in inputs
        and all(key in SUPPORTED or value == FIELDS[key].default for key, value in inputs.items())
        and inputs.get("defrost") not in OTHER_CHOICES["defrost"]
        and (table is None or (len(table[0]) == 3 and not capacities_are_loads(sorted(table))))
    )


def as_cell(value):
    """A value as a cell holds it: tables are text."""
    return json.dumps(value) if isinstance(value, list) else value


def cases(count):
    """Valid cases of everything the names support, the same in every run."""
    drawn = []

    @settings(max_examples=count, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(strategies.full_cases().filter(supported))
    def collect(inputs):
        drawn.append({key: as_cell(value) for key, value in inputs.items()})

    collect()
    return drawn[-count:]


# ---------------------------------------------------------------------------------------------------- the text itself


def test_prefixes():
    text = 'LAMBDA(first,[second],LET(all_of, FILTER(first,first>0), SUM(all_of)&" LET(x"&ISOMITTED(second)))'
    assert stored(text) == (
        "_xlfn.LAMBDA(_xlpm.first,_xlop.second,_xlfn.LET(_xlpm.all_of,_xlfn._xlws.FILTER(_xlpm.first,_xlpm.first>0),"
        'SUM(_xlpm.all_of)&" LET(x"&_xlfn.ISOMITTED(_xlpm.second)))'
    )
    assert stored("LAMBDA(f,MAP({1;2},f))(LAMBDA(v,f_(v)))".replace("f_(v)", "v+1")).count("_xlpm.f") == 2
    assert stored("LET(twice,LAMBDA(v,2*v),twice(DF__A()))", {"DF__A"}) == (
        "_xlfn.LET(_xlpm.twice,_xlfn.LAMBDA(_xlpm.v,2*_xlpm.v),_xlpm.twice(DF__A()))"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SUM(x)", "x is not bound"),
        ("LET(x,y,y,1,x)", "y is not bound"),
        ("LET(f,LAMBDA(v,1),v)", "v is not bound"),
        ("LET(c1,1,c1)", "no legal local name"),
        ("LET(r,1,r)", "no legal local name"),
        ("LET(R2C3,1,R2C3)", "no legal local name"),
        ("LAMBDA(abc123,1)", "no legal local name"),
        ("LET(sum,1,sum)", "no legal local name"),
        ("LET(x,1,x,2,x)", "bound twice"),
        ("LET(x,1)", "LET with 2"),
        ("LAMBDA(x,LET(x,x+1,x))", "with x in it"),
        ("LAMBDA([x],y,1)", "before the optional"),
        ("VLOOKUP(1,2,3)", "no function known"),
        ("DF_X()", "no function known"),
        ("SUM(1", "not closed"),
        ("SUM(1))", "too many"),
        ("SUM(1)#", "not part of a formula"),
        (f'"{"x" * 256}"', "255"),
        ("+".join(["1"] * 5000), "8192"),
        ("ABS(" * 70 + "1" + ")" * 70, "levels"),
    ],
)
def test_wrong_formulas_are_refused(text, words):
    with pytest.raises(FormulaError, match=re.escape(words)):
        stored(text)


def test_names_that_look_like_cells():
    assert all(map(is_cell_address, ("A1", "c2", "XFD1", "r", "C", "R1C1", "rc", "abc123")))
    assert not any(map(is_cell_address, ("cop_47", "rate", "abcd1", "case", "r_1")))


@pytest.mark.parametrize("name", FORMULAS)
def test_every_formula_is_what_excel_takes(name):
    formula = FORMULAS[name]
    assert len(formula) <= 8192
    assert not is_cell_address(name)
    bare = re.sub(r'"(?:[^"]|"")*"', '""', formula)
    for word in re.findall(r"[A-Za-z_][A-Za-z0-9_.]*", bare):
        if re.fullmatch(r"E\d*", word) or word in ("TRUE", "FALSE"):
            continue  # 1E-12
        if word.startswith(("_xlpm.", "_xlop.")):
            assert not is_cell_address(word[6:])
        elif word.startswith("_xlfn."):
            assert word.rpartition(".")[2] in FUTURE
        else:
            # openpyxl's own list of the functions that need no prefix
            assert word in FORMULAS or word in FORMULAE, word


def test_prefixes_are_those_of_another_writer():
    xlsxwriter = pytest.importorskip("xlsxwriter", reason="XlsxWriter is not installed")
    writer = xlsxwriter.Workbook(io.BytesIO(), {"use_future_functions": True}).add_worksheet()
    known = 0
    for name, prefix in FUTURE.items():
        theirs = writer._prepare_formula(f"={name}(1)", True)
        if theirs.startswith("_xlfn"):  # it does not know them all
            assert theirs == f"{prefix}{name}(1)"
            known += 1
    assert known > len(FUTURE) / 2
    for name in PLAIN:
        assert writer._prepare_formula(f"={name}(1)", True) == f"{name}(1)"


def test_arguments_are_those_of_the_registry():
    assert set(OFFERED) >= ASKED_FOR
    for name in OFFERED:
        expected = "".join(f"[{a.name}]," if a.optional else f"{a.name}," for a in FUNCTIONS[name].arguments)
        assert TEXTS[name].startswith(f"LAMBDA({expected}")


# ------------------------------------------------------------------------------------------------------- the numbers


def test_random_cases_equal_the_engine(sheet):
    as_the_engine(sheet, 2)


@pytest.mark.slow
def test_50_random_cases_equal_the_engine(sheet):
    as_the_engine(sheet, CASES)


def as_the_engine(sheet, count):
    for place, name in enumerate(OF_A_CASE):
        first = "".join(f"{written(value)}," for value in FIRST.get(name, ()))
        sheet.type(f"{name}({first}Given!A1:B60)", 1 + STRIDE * place)
    drawn = cases(count)
    assert len(drawn) == count
    wrong = []
    for inputs in drawn:
        pairs = [[key, value] for key, value in inputs.items()]
        sheet.give(pairs + [["", ""]] * (60 - len(pairs)))
        sheet.model.evaluate()
        for place, name in enumerate(OF_A_CASE):
            expected = FUNCTIONS[name].python(*FIRST.get(name, ()), pairs)
            if name == "DF_CHECK":  # what is allowed but not plausible the names do not know
                expected = [["OK"]]
            if found := differing(sheet.answer(expected, 1 + STRIDE * place), expected):
                wrong.append(f"{name} {found}: {inputs}")
    for place in range(len(OF_A_CASE)):
        sheet.model.clear_cell_contents(1, 1, 1 + STRIDE * place)
    assert wrong == []


CERTIFICATE = [
    ["capacity_47", 33000], ["capacity_17", 37400], ["cop_47", 4.32], ["cop_17", 2.4],
    ["capacity_min_47", 22300], ["capacity_min_17", 13000], ["capacity_min_5", 10100],
    ["cop_min_47", 5.31], ["cop_min_17", 3.23], ["cop_min_5", 2.52],
    ["capacity_max_47", 57000], ["capacity_max_17", 39000], ["capacity_max_5", 31700],
    ["cop_max_47", 3.08], ["cop_max_17", 2.51], ["cop_max_5", 2.25],
]  # fmt: skip
"""A variable-speed heat pump as certificates list it."""
SLOW = [
    ["capacity_47", 36000], ["capacity_17", 22000], ["capacity_5", 14000], ["cop_5", 1.7],
    ["capacity_min_47", 18000], ["capacity_min_17", 16000], ["capacity_min_5", 15200],
    ["cop_min_47", 4.2], ["cop_min_17", 2.8], ["cop_min_5", 2.3],
    ["load_slope", 230], ["design_temperature", -5],
]  # fmt: skip
EQUIPMENT = {
    "certificate": CERTIFICATE,
    "certificate in the mountains": [*CERTIFICATE, ["altitude", 5280], ["region", "V"], ["furnace_capacity", 60000],
                                     ["furnace_fan_power", 0.4]],
    "without rated capacities": [row for row in CERTIFICATE if row[0] not in ("capacity_47", "capacity_17", "cop_47",
                                                                              "cop_17")],
    "maximum only": [row for row in CERTIFICATE if "_min_" not in row[0]],
    "minimum above the rated speed in the cold": SLOW,
    "the same under frost": [*SLOW, ["defrost", "ahri"]],
    "frosting test, minimum and maximum": [*CERTIFICATE, ["defrost", "ahri"]],
    "frosting test in the mountains": [["capacity_47", 36000], ["capacity_17", 20000], ["defrost", "ahri"],
                                       ["cop_35", 2.4], ["capacity_35", 24000], ["altitude", 7000]],
    "frosting test of a table": [["performance_table", "[[47,3.5,36000],[35,2.6,27000],[17,2.1,20000]]"],
                                 ["defrost", "ahri"], ["altitude", 3000]],
    "assumed frosting test": [["defrost", "ahri"]],
}  # fmt: skip


@pytest.mark.parametrize("name", one_in(5, EQUIPMENT))
def test_equipment_equals_the_engine(sheet, name):
    """What random cases do not draw, or seldom."""
    rows = EQUIPMENT[name]
    range_ = sheet.give([*rows, *[["", ""]] * (25 - len(rows))])
    for function in sorted(set(OF_A_CASE) - {"DF_CHECK"}):
        first = FIRST.get(function, ())
        expected = FUNCTIONS[function].python(*first, rows)
        call = ",".join([*map(written, first), range_])
        assert differing(sheet.calculate(f"{function}({call})", expected), expected) == "", function


GIVEN = [["cop_47", 3.0], ["electricity_price", 0.2], ["fuel", "propane"], ["fuel_price", 2.5],
         ["fuel_price_unit", "$/gal"]]  # fmt: skip
HEADED = [["Section", "Name", "Remark", "Value"], *(["a", key, "b", value] for key, value in GIVEN)]
LAYOUTS = {
    "pairs": GIVEN,
    "labels": [[FIELDS[key].label.upper(), value] for key, value in GIVEN],
    "spaces": [[f" {key} ", f" {value} " if isinstance(value, str) else value] for key, value in GIVEN],
    "headed": HEADED,
    "headed in two": [["key", "VALUE"], *GIVEN],
    "headings and blank rows": [["Heat pump", ""], *GIVEN[:1], ["", ""], ["Prices", ""], *GIVEN[1:]],
    "several pairs a row": [[*GIVEN[0], *GIVEN[1]], [*GIVEN[2], *GIVEN[3]], [*GIVEN[4], "", ""]],
}


@pytest.mark.parametrize("layout", one_in(2, LAYOUTS))
def test_layouts_of_inputs(sheet, layout):
    rows = LAYOUTS[layout]
    expected = FUNCTIONS["DF_SCENARIOS"].python(rows)
    assert differing(expected, FUNCTIONS["DF_SCENARIOS"].python(GIVEN)) == ""
    for range_ in (sheet.give(rows), written(rows)):
        assert differing(sheet.calculate(f"DF_SCENARIOS({range_})", expected), expected) == ""


PRICE = [["fuel_price", 20], ["fuel_price_unit", "$/MMBtu"]]
CHANGES = [
    ([], [["electricity_price", 0.2]]),
    ([["electricity_price", 0.1]], [["electricity_price", 0.2]]),
    ([["electricity_price", 0.1], ["cop_47", 3]], [["electricity_price", 0.2, "cop_47", 3.5]]),
    ([["station", "denver"], ["climate", "station"]], [["region", "V"]]),
    ([["climate", "proportional"], ["region", "V"]], [["region", "V"]]),
    ([["load_slope", 600]], [["design_load", 50000]]),
    ([["design_load", 50000]], [["load_slope", 600]]),
    ([["thermostat_step", 2]], [["thermostat", "honeywell_t6_pro"]]),
    ([["thermostat", "honeywell_t6_pro"]], [["thermostat_step", 2]]),
    ([["fuel_emissions", 53]], [["fuel", "propane", "fuel_price", 2.4, "fuel_price_unit", "$/gal"]]),
    ([["fuel_emissions", 53], ["fuel", "propane"], ["fuel_price", 26], ["fuel_price_unit", "$/MMBtu"]],
     [["fuel", "propane"]]),
    ([["fuel", "electricity"], ["furnace_efficiency", 0.9]], [["electricity_price", 0.2, "grid_emissions", 0.5]]),
    ([["furnace_capacity", 60000]], [["fuel", "electricity", "fuel_price", 0.1]]),
    ([["fuel", "other"], ["fuel_heat_content", 120000], ["fuel_emissions", 40], ["fuel_price", 3]],
     [["fuel_price", 2.5]]),
    ([["fuel", "wood_pellets"], ["fuel_price", 300]], [["fuel_price_unit", "$/ton"]]),
    ([["fuel_price", 11]], [["fuel_price_unit", "$/GJ"]]), ([["fuel_price", 0.4]], [["fuel_price_unit", "$/m³"]]),
    ([["performance_table", "[[47,3,30000],[17,2,20000]]"]], [["cop_47", 3]]),
    ([["region", "V"], ["climate", "region"]], [["bin_table", "[ [40 ,  1e2] ,\n [30, 0.0], [2.05E1, 3000e-2] ]"]]),
    ([["bin_table", "[[40,100]]"]], [["performance_table", "[[47, 3.5, 30000], [17, 2.1, 20000]]"]]),
    ([["bin_table", "[[40,100],[-3.5,0.25]]"], ["bin_width", 0]], [["climate", "proportional", "bin_width", 3]]),
    ([["billed_fuel", 700], ["billed_degree_days", 5000], ["load_slope", 600]], [["billed_degree_days", 6000]]),
    ([["load_slope", 600]], [["billed_efficiency", 0.8]]),
    ([["fuel", "propane"], ["fuel_price", 2], ["fuel_price_unit", "$/gal"], ["fuel_heat_content", 91500]],
     [["fuel_price", 0.5, "fuel_price_unit", "$/L"]]),
    ([["tank_capacity", 500], ["metered_kwh", 9000], ["record_season", "2024-25"]], []),
]  # fmt: skip


@pytest.mark.parametrize(("base", "changes"), one_in(5, CHANGES))
def test_changes_win_as_in_the_registry(sheet, base, changes):
    expected = FUNCTIONS["DF_SCENARIOS"].python(base or None, changes or None)
    assert len(expected) >= 7  # a header and the scenarios: not a refusal
    arguments = f"{written(base) if base else ''},{written(changes) if changes else ''}"
    assert differing(sheet.calculate(f"DF_SCENARIOS({arguments})", expected), expected) == ""


def mixture(random):
    """Up to five inputs, each with a value that is fine by itself or not; together they need not fit."""
    found = []
    for key in random.sample([key for key in SUPPORTED if key != "programme"], random.randint(0, 5)):
        field = FIELDS[key]
        if field.kind == "choice":
            pool = [*field.choices, "bad", ""]
        elif field.kind == "table":
            pool = ["[[47,100],[20,300]]", "[[40,0]]", "[[35,2.5,3e4],[17,2,20000]]", "[[47,3,1],[35,2.7,2],[17,2,9]]"]
        else:
            usual = field.default if isinstance(field.default, float) else 10.0
            pool = [usual, 1.1 * usual, 0.5 * usual, 0.9, 2.0, 30.0, 20000.0, field.maximum, field.maximum + 1, "x"]
        found.append([key, random.choice(pool)])
    return found


@pytest.mark.parametrize("count", one_in(2, [40, 300]))
def test_mixtures_are_answered_or_refused_as_in_the_registry(sheet, count):
    """Never a number where the registry has none, and the same number where it has one."""
    random = Random(1)
    answered = refused = 0
    for _ in range(count):
        inputs, changes = mixture(random), mixture(random) if random.random() < 0.5 else []
        expected = FUNCTIONS["DF_SCENARIOS"].python(inputs or None, changes or None)
        range_ = sheet.give([*inputs, *[["", ""]] * (6 - len(inputs))])
        found = sheet.calculate(f"DF_SCENARIOS({range_}{',' + written(changes) if changes else ''})", expected)
        if len(expected) == 1:
            assert found[0][0] == "#VALUE!" and found[0][1], (inputs, changes)
            refused += 1
        else:
            assert differing(found, expected) == "", (inputs, changes)
            answered += 1
    assert answered > count / 8 < refused


@pytest.mark.parametrize("name", one_in(4, OF_A_CASE))
def test_without_inputs_the_worked_example(sheet, name):
    first = FIRST.get(name, ())
    expected = FUNCTIONS[name].python(*first)
    blank = sheet.give([["", ""], ["", ""]])
    for arguments in ([], ["", ""], [blank], [blank, blank]):
        call = ",".join([*map(written, first), *arguments])
        assert differing(sheet.calculate(f"{name}({call})", expected), expected) == ""


@pytest.mark.parametrize(
    ("name", "arguments"),
    one_in(
        3,
        [
            ("DF_COP", ([[47.0], [36.96], [-30.0]], 3.4, 2.2)),
            ("DF_COP", ([[47.0, 5.0, 0.0]], 3.4, 2.2, 1.2)),
            ("DF_COP", (20.0, 3.4, 2.2)),
            ("DF_COP", ([[47.0], ["warm"], [200.0], [True]], 3.4, 2.2)),
            ("DF_COP", (20.0, -1.0, 2.2)),
            ("DF_COP", (20.0, 3.4, "")),
            ("DF_COP", (20.0, 3.4, 2.2, -1.0)),
            ("DF_LOAD", (5.0, 600.0, 10.0)),
            ("DF_LOAD_SLOPE_FROM_FUEL", (700.0, 5500.0, "propane", 800.0)),
            ("DF_BREAKEVEN_COP", (0.14, 13.0, 950.0)),
            ("DF_FUEL_PRICE", (2.5, "$/gal", "wood chips of spruce")),
            ("DF_FUEL_PRICE", (2.5, "", "propane")),
            ("DF_LOAD", ([[80.0], [70.0], [5.0]], 600.0)),
            ("DF_LOAD", (5.0, 600.0, 60.0)),
            ("DF_LOAD", (5.0, 0.0)),
            ("DF_LOAD_SLOPE", (39000.0, 70.0, 5.0)),
            ("DF_LOAD_SLOPE", (39000.0, 60.0, 65.0)),
            ("DF_LOAD_SLOPE", ("", 60.0, 5.0)),
            ("DF_LOAD_SLOPE_FROM_FUEL", (700.0, 5500.0)),
            ("DF_LOAD_SLOPE_FROM_FUEL", (700.0, 5500.0, "propane", 0.8)),
            ("DF_BREAKEVEN_COP", (0.14, 13.0)),
            ("DF_BREAKEVEN_COP", (0.14, 1.3, 0.8, "natural_gas", "$/therm")),
            ("DF_BREAKEVEN_COP", (0.14, 0.0)),
            ("DF_BREAKEVEN_COP", (0.0, 0.0)),
            ("DF_BREAKEVEN_COP", (0.14, 2.0, 0.9, "propane", "$/therm")),
            ("DF_FUEL_PRICE", (1.3, "$/therm")),
            ("DF_FUEL_PRICE", (2.5, "$/gal", "propane")),
            ("DF_FUEL_PRICE", (2.5, "$/gal")),
            ("DF_FUEL_PRICE", (130.0, "$/therm")),
            ("DF_SCENARIO", ("emergency_heat", "switchover")),
            ("DF_SCENARIO", ("furnace_only", "seasonal_cop")),
            ("DF_SEASON_COST", (33.25,)),
            ("DF_SEASON_COST", ("",)),
            ("DF_SAVINGS", (200.0, 40.0)),
            ("DF_PRICE_MATRIX", ([[0.1], [""], [-1.0], ["x"]], [[10.0, "", 600.0, 14.0]])),
            ("DF_PRICE_MATRIX", (0.14, 13.0)),
            ("DF_PRICE_MATRIX", ([["", ""]], 13.0)),
            ("DF_VERSION", ()),
        ],
    ),
)
def test_functions_of_values(sheet, name, arguments):
    expected = FUNCTIONS[name].python(*arguments)
    found = sheet.calculate(f"{name}({','.join(map(written, arguments))})", expected)
    text = json.dumps(expected).replace("True", "TRUE")  # as each writes it
    assert differing(found, json.loads(text)) == ""


# -------------------------------------------------------------------------------------------------- what is refused

REFUSED = [
    [["cop_17", -1]], [["cop_17", "two"]], [["record_season", 2024.5]],
    [["furnace_efficiency", 950]], [["electricity_price", 14]],
    [["electricity_price", 200]], [["design_temperature", 75]], [["indoor_setpoint", 95]], [["season_hours", 0]],
    [["hours_below_design", -1]], [["load_balance_temperature", 10]], [["bin_width", 0]], [["bin_width", 0.01]],
    [["fuel", "propane"], ["fuel_price_unit", "$/therm"], ["fuel_price", 2]],
    [["fuel", "propane"], ["fuel_price_unit", "$/gal"]], [["fuel_price", 600]], [["fuel", "propane"]],
    [["fuel", "other"]], [["fuel", "other"], ["fuel_price", 2], ["fuel_heat_content", 1e5]],
    [["fuel", "electricity"], ["fuel_price_unit", "$/therm"]], [["fuel_price_unit", "$/kWh"]],
    [["fuel_price", 11], ["fuel_price_unit", "$/GJ"], ["fuel_heat_content", 91500]],
    [["fuel", "electricity"], ["fuel_heat_content", 3412]],
    [["fuel_price", 120], ["fuel_price_unit", "$/therm"]], [["fuel_heat_content", 91500]], [["capacity_47", 36000]],
    [["capacity_5", 16000]], [["cycling_degradation", 0.2]], [["furnace_fan_power", 0.5]],
    [["fuel", "propane"], ["fuel_price", 2.4]], [["cop_47", 3.0], *[row for row in CERTIFICATE if "_max_" in row[0]]],
    [["capacity_min_47", 60000], *[row for row in CERTIFICATE if row[0] != "capacity_min_47"]],
    [row for row in CERTIFICATE if row[0] != "cop_max_5"],
    [["billed_fuel", 700]], [["design_load", 50000], ["load_slope", 600]], [["climate", "region"]],
    [["cop_47", 3], ["cop_47", 2]], [["cop_47", 25], ["cop_17", 0], ["strip_capacity", -1]], [["climate", "moon"]],
    [["backup_operation", "both"]], [["climate", "bins"]], [["region", "V"], ["bin_table", "[[40,100]]"]],
    [["bin_table", "[[40,0],[30,0]]"]], [["performance_table", "[[47,3,30000]]"]],
    [["cop_47"]],
]  # fmt: skip


@pytest.mark.parametrize("inputs", one_in(5, REFUSED), ids=lambda rows: "-".join(str(row[0]) for row in rows))
def test_refused_in_the_registry_s_words(sheet, inputs):
    range_ = sheet.give(inputs)
    for call in ("DF_BALANCE_POINT({})", "DF_CHECK({})", 'DF_STATUS("thermal",{})', "DF_SCENARIOS({})"):
        name = call.partition("(")[0]
        expected = FUNCTIONS[name].python(*(["thermal"] if name == "DF_STATUS" else []), inputs)
        assert "=" in json.dumps(expected)
        assert differing(sheet.calculate(call.format(range_), expected), expected) == "", call


@pytest.mark.parametrize(
    ("key", "value"),
    one_in(
        7,
        [
            *((key, "x") for key in FIELDS if key not in SUPPORTED),
            *((key, 5.0) for key in FIELDS if key not in SUPPORTED),
            ("station", "denver"),
            ("climate", "station"),
            ("climate", "weather"),
            ("programme", "mass_save"),
            ("defrost", "humidity"),
            ("temperature_unit", "C"),
            ("heat_unit", "kW"),
            ("load_slope_unit", "W/K"),
        ],
    ),
)
def test_what_is_not_supported_is_said_by_every_function(sheet, key, value):
    range_ = sheet.give([[key, value]])
    shown = value if isinstance(value, str) else f"{value:g}"
    for name in OF_A_CASE:
        call = ",".join([*map(written, FIRST.get(name, ())), range_])
        answer = sheet.calculate(f"{name}({call})", [["", ""]])
        words = f"{key} = {shown}: is not supported by the names workbook; "
        if name in IN_WORDS:
            assert answer[0][0].startswith(words)
        else:
            assert answer[0][0] == "#VALUE!", name
            assert FUNCTIONS[name].shape != "table" or answer[0][1].startswith(words), name


@pytest.mark.parametrize(
    ("rows", "words"),
    one_in(
        3,
        [
            ([["cop_17", True]], "cop_17 = TRUE: must be a number"),
            ([["xyz", 5]], "xyz = 5: must be the key of an input"),
            ([["fuel", "Propan"]], "fuel = Propan: must be one of natural_gas, propane, fuel_oil"),
            ([["defrost", "none|ahri"]], "defrost = none|ahri: must be one of"),
            ([["region", "VII"]], "region = VII: must be one of I, II"),
            *(
                ([["bin_table", text]], f"bin_table = {text}: must be rows of temperature, hours (numbers)")
                for text in (
                    "40",
                    "[40,100]",
                    "[[40,100],[40,20]]",
                    "[[40,100,1]]",
                    "[[40,100],[30]]",
                    "[[40,1-2]]",
                    "[[130,5]]",
                    "[[40,-1]]",
                    "[[40,9000]]",
                    "[[40,x]]",
                    "[[40,]]",
                    "[[40,1e]]",
                    "[[40,e5]]",
                    "[[40,1e--2]]",
                    "[[4 0,5],[30,2]]",
                    "[[40,5][30,2]]",
                    "[[,]]",
                )
            ),
            ([["performance_table", "[[47,3],[17,2]]"]], "performance_table = [[47,3],[17,2]]: must be rows of"),
            (
                [["performance_table", "[[47,3,1],[17,0,1]]"]],
                "performance_table = [[47,3,1],[17,0,1]]: must be rows of",
            ),
            ([["bin_table", 5]], "bin_table = 5: must be rows of temperature, hours"),
            ([["temperature_unit", "K"]], "temperature_unit = K: must be one of F, C"),
            ([["cop_47", 3, "note"]], "inputs = a range of 3 columns: must be keys beside values"),
            (
                [["cop_47", "", 3, ""], ["cop_17", "", 2, ""]],
                "inputs = a range of 4 columns: must be keys beside values",
            ),
            ([["Label", "cop_47", 3, ""]], "inputs = a range of 4 columns: must be keys beside values"),
        ],
    ),
)
def test_refused_in_words_of_its_own(sheet, rows, words):
    """Where the registry suggests a near word, or takes a layout that the names do not."""
    for range_ in (sheet.give(rows), written(rows)):
        assert sheet.calculate(f"DF_BALANCE_POINT({range_})") == "#VALUE!"
        assert sheet.calculate(f'DF_STATUS("economic",{range_})').startswith(words)
        assert sheet.calculate(f"DF_CHECK({range_})").startswith(words)


def test_part_load_points_are_refused(sheet):
    """Capacities of EN 14825 are the loads of its tests: the program leaves them out, the names say so."""
    table = "[[35.6,3.2,18000],[19.4,2.4,29571.43]]"  # in proportion to the distance below 60.8 °F
    assert capacities_are_loads(((19.4, 2.4, 29571.43), (35.6, 3.2, 18000.0)))
    told = sheet.calculate(f"DF_CHECK({sheet.give([['performance_table', table]])})")
    assert told.startswith("performance_table = part-load points of EN 14825: is not supported")


def test_units_that_are_the_engine_s_own_and_defaults_are_taken(sheet):
    rows = [["temperature_unit", "F"], ["heat_unit", "BTU/h"], ["load_slope_unit", "BTU/h/F"], ["cop_47", 3.0]]
    rows += [[key, FIELDS[key].default] for key in FIELDS if key not in SUPPORTED and FIELDS[key].default is not None]
    assert sheet.calculate(f"DF_BALANCE_POINT({sheet.give(rows)})") == FUNCTIONS["DF_BALANCE_POINT"].python(rows)


def test_an_error_in_is_the_error_out(sheet):
    sheet.give([["cop_47", 3.0], ["cop_17", 2.0]])
    sheet.model.set_user_input(0, 2, 2, "=1/0")
    for name in OF_A_CASE:
        call = ",".join([*map(written, FIRST.get(name, ())), "Given!A1:B2"])
        assert sheet.calculate(f"{name}({call})") == "#DIV/0!"
    assert sheet.calculate("DF_COP(Given!B2,3.4,2.2)") == "#DIV/0!"
    assert sheet.calculate("DF_LOAD_SLOPE(50000,Given!B2,5)") == "#DIV/0!"


@pytest.mark.parametrize("arguments", ['"best","annual_cost"', '"optimized","cost"', '"",""', "5,5"])
def test_scenario_refuses_names_there_are_not(sheet, arguments):
    assert sheet.calculate(f"DF_SCENARIO({arguments})") == "#VALUE!"


def test_texts_are_caseless(sheet):
    rows = [["COP_47", 3.0], ["Fuel", "PROPANE"], ["fuel_price", 2.5], ["FUEL_PRICE_UNIT", "$/GAL"], ["Region", "v"],
            ["Climate", "Region"], ["changed", ""]]  # fmt: skip
    plain = [[key.lower(), value] for key, value in rows[:-1]]
    plain[1][1], plain[3][1], plain[4][1], plain[5][1] = "propane", "$/gal", "V", "region"
    expected = FUNCTIONS["DF_SCENARIOS"].python(plain)
    assert differing(sheet.calculate(f"DF_SCENARIOS({sheet.give(rows)})", expected), expected) == ""
    # The fuel is the same in other letters: its price stays, as in the registry.
    changed = f'DF_SCENARIOS({sheet.give(rows)},{{"fuel","Propane"}})'
    assert differing(sheet.calculate(changed, expected), expected) == ""
    cost = FUNCTIONS["DF_SCENARIO"].python("optimized", "annual_cost")
    assert sheet.calculate('DF_SCENARIO("Optimized "," Annual_Cost")') == pytest.approx(cost, rel=1e-12)
    assert sheet.calculate('DF_SCENARIO("Furnace only","seasonal_cop")') == "#N/A"
    assert sheet.calculate('DF_STATUS("Thermal")') == FUNCTIONS["DF_STATUS"].python("thermal")
    assert sheet.calculate('DF_STATUS("blue")') == FUNCTIONS["DF_STATUS"].python("blue")


def test_a_linked_change_as_the_page_has_it(sheet):
    """Elsewhere the same with other separators: ``\\`` (in Calc ``.``) between columns, ``;`` between rows and between
    arguments, as Application.International of Excel names them. IronCalc has columns and rows the other way round.
    """
    english, _, comma, german, calc = (linked for _, _, linked in LINKED)
    sheet.give([["", ""], ["", 0.2]])
    expected = FUNCTIONS["DF_BALANCE_POINT"].python(None, [["electricity_price", 0.2]])
    found = sheet.calculate(f"DF_BALANCE_POINT(,{english.replace('B2', 'Given!B2')})")
    assert found == expected != FUNCTIONS["DF_BALANCE_POINT"].python()
    assert comma == english.replace("{1,2}", r"{1\2}").replace(",", ";")
    assert german == comma.replace("CHOOSE", "WAHL")
    assert calc == comma.replace("\\", ".")


@pytest.mark.parametrize("section", ["", '"Furnace"', '"heat PUMP"', '"garden"', "NA()"])
def test_the_table_of_inputs(sheet, section):
    argument = {"": [], "NA()": ["#N/A"]}.get(section, [section.strip('"')])
    expected = FUNCTIONS["DF_INPUTS"].python(*argument)
    assert differing(sheet.calculate(f"DF_INPUTS({section})", expected), expected) == ""


def test_refused_cells_behave_as_in_excel_s_own_functions(sheet):
    """A sum, a comparison, IFERROR and the like over a refused cell; text would be greater than any number."""
    refused, missing = 'DF_SEASON_COST("x")', "DF_THERMAL_POINT()"
    for cell, error in ((refused, "#VALUE!"), (missing, "#N/A")):
        assert sheet.calculate(cell) == error
        for formula in (f"SUM({cell},1)", f'IF({cell}>100,"do it","leave it")', f"{cell}+1", f"MAX({cell},1)"):
            assert sheet.calculate(formula) == error, formula
        assert sheet.calculate(f"IFERROR({cell},-1)") == -1
        assert sheet.calculate(f"ISERROR({cell})") is True
        assert sheet.calculate(f"ISNA({cell})") is (error == "#N/A")
    table = 'DF_SCENARIOS({"cop_17",-1})'
    assert sheet.calculate(f"SUM({table})") == "#VALUE!"
    assert sheet.calculate(f"INDEX({table},1,2)").startswith("cop_17 = -1: must be more than 0")


@pytest.mark.parametrize(
    "linked", ['CHOOSE({1,2},"electricity_price",Given!B1)', 'HSTACK("electricity_price",Given!B1)']
)
def test_a_change_may_be_linked_to_a_cell(sheet, linked):
    for price in (0.2, 0.1):
        sheet.give([["price", price]])
        expected = FUNCTIONS["DF_BALANCE_POINT"].python(None, [["electricity_price", price]])
        assert sheet.calculate(f"DF_BALANCE_POINT(,{linked})") == expected
    sheet.model.set_user_input(0, 1, 2, "=1/0")
    assert sheet.calculate(f"DF_BALANCE_POINT(,{linked})") == "#DIV/0!"


# ---------------------------------------------------------------------------------------------------------- the file


def test_the_same_bytes_every_time(package):
    assert names_workbook() == package
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_validator_finds_nothing(package, validator, tmp_path):
    path = tmp_path / "names.xlsx"
    path.write_bytes(package)
    done = subprocess.run([validator, str(path)], capture_output=True, text=True, check=False, timeout=120)
    assert json.loads(done.stdout)["errors"] == []


def test_the_file_holds_the_names_and_the_inputs(package):
    book = openpyxl.load_workbook(io.BytesIO(package))
    assert {name: one.value for name, one in book.defined_names.items() if name != "in_all"} == FORMULAS
    assert not any(one.hidden for one in book.defined_names.values())
    place = book.defined_names["in_all"].value.replace("$", "").removeprefix("Inputs!")
    rows = [[cell.value for cell in row] for row in book["Inputs"][place]]
    assert rows[0] == ["Name", "Value"]
    assert {row[0] for row in rows[1:]} == set(SUPPORTED) - set(IDLE)
    assert FUNCTIONS["DF_SCENARIOS"].python(rows) == FUNCTIONS["DF_SCENARIOS"].python()
    assert all(line.fill.fgColor.rgb == "FFFFF8CC" for line in book["Inputs"][place.replace("C", "D")][-1])
    words = " ".join(str(row[0].value) for row in book["About"].iter_rows())
    assert "Move or Copy" in words and "a name wins over an add-in" in words
    assert all(name in words for name in FUNCTIONS)
    assert all(key in words for key in FIELDS if key not in SUPPORTED)


def test_cells_are_validated(package):
    rules = openpyxl.load_workbook(io.BytesIO(package))["Inputs"].data_validations.dataValidation
    kinds = [FIELDS[key].kind for key in SUPPORTED if key not in IDLE]
    assert [rule.type for rule in rules] == [
        {"number": "decimal", "choice": "list"}[kind] for kind in kinds if kind != "table"
    ]
    for rule in rules:
        assert rule.type == "list" or float(rule.formula1) < float(rule.formula2) < 1e12
    assert '"proportional,bins,region"' in {rule.formula1 for rule in rules}


def test_every_function_stands_once_as_a_spilling_formula(package):
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        xml = parts.read("xl/worksheets/sheet2.xml").decode()
        assert b"XLDAPR" in parts.read("xl/metadata.xml")
        assert b"/xl/metadata.xml" in parts.read("[Content_Types].xml")
    formulas = re.findall(r'<c r="[A-Z]+\d+"[^>]*? cm="1"><f t="array" ref="[A-Z0-9:]+">([^<]+)</f><v>[^<]', xml)
    assert {formula.partition("(")[0] for formula in formulas} == set(OFFERED)
    assert xml.count("<f ") == len(formulas)


def test_an_outside_spreadsheet_gets_the_stored_values(package, tmp_path):
    ironcalc = pytest.importorskip("ironcalc", reason="IronCalc is not installed (pip install ironcalc)")
    path = tmp_path / "names.xlsx"
    path.write_bytes(package)
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    values = openpyxl.load_workbook(path, data_only=True)["Examples"]
    typed = [
        (cell.value.ref, cell.value.text)
        for row in openpyxl.load_workbook(path)["Examples"].iter_rows()
        for cell in row
        if isinstance(cell.value, openpyxl.worksheet.formula.ArrayFormula)
    ]
    assert len(typed) >= len(OFFERED)
    anew = len(model.get_worksheets_properties())
    model.add_sheet("Anew")  # what is stored must not answer
    for number, (_, formula) in enumerate(typed):
        model.set_user_input(anew, 1, 1 + STRIDE * number, f"={formula.removeprefix('=')}")
    model.evaluate()
    for number, (place, formula) in enumerate(typed):
        block = values[place] if ":" in place else ((values[place],),)
        expected = [["" if cell.value is None else cell.value for cell in line] for line in block]
        found = [
            [model.get_cell_value(anew, down, STRIDE * number + across) for across in range(1, len(line) + 1)]
            for down, line in enumerate(expected, 1)
        ]
        assert differing(found, expected) == "", formula
