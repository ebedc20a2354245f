"""Values of a case: what is accepted, and every problem of a case told at once."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from tests.inputs.test_case import NUMBERS, PROPANE, issues_of, keys_of
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.units import FUELS


@pytest.mark.parametrize(
    "number",
    [3, 3.0, np.float32(3), np.float64(3), np.int8(3), np.uint64(3), Decimal(3), Decimal("3.0"), Fraction(3)],
    ids=lambda number: f"{type(number).__name__} {number}",
)
def test_every_kind_of_number_is_taken(number):
    case = df.Case(cop_47=number, bin_table=[[number, number]])
    assert case.cop_47 == 3
    assert type(case.cop_47) is float
    assert case.bin_table == ((3.0, 3.0),)
    assert {type(cell) for row in case.bin_table for cell in row} == {float}


HUGE = 10**5000
REFUSED: dict[str, object] = {
    "True": True,
    "False": False,
    "numpy bool": np.bool_(True),
    "NaN": float("nan"),
    "inf": float("inf"),
    "-inf": float("-inf"),
    "numpy NaN": np.float64("nan"),
    "Decimal NaN": Decimal("NaN"),
    "signalling NaN": Decimal("sNaN"),
    "Decimal inf": Decimal("Infinity"),
    "text": "three",
    "two numbers": "3.4 or 3.6",
    "another unit": "3.4 furlong",
    "lines": "3\n4",
    "1e308": 1e308,
    "-1e308": -1e308,
    "beyond a double": 10**400,
    "beyond repr": HUGE,
    "complex": 3 + 0j,
    "list": [3.4],
    "tuple": (3.4,),
    "dict": {"a": 1},
    "set": {3.4},
    "bytes": b"3.4",
    "array": np.array([3.4]),
    "zero-dimensional array": np.array(3.4),
    "date": date(2024, 1, 1),
    "object": object(),
    "type": float,
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
def test_what_is_no_number_is_refused(value):
    (issue,) = issues_of(cop_47=value)
    assert issue.key == "cop_47"
    assert issue.allowed.startswith("must be ")
    assert "3.4" in issue.remedy
    assert len(str(issue)) < 250


@pytest.mark.parametrize("key", NUMBERS)
def test_every_number_input_is_checked(key):
    for value in REFUSED.values():
        if value is not HUGE:
            assert keys_of(**{key: value}) == [key]
    field = FIELDS[key]
    for outside in (field.minimum - 1, field.maximum * 1.001 + 1):
        (issue,) = issues_of(**{key: outside})
        assert issue.key == key
        assert issue.allowed.endswith(f" {field.maximum:,.15g}")
        assert issue.remedy
    if field.above_minimum:
        assert keys_of(**{key: field.minimum}) == [key]


@pytest.mark.parametrize("key", [key for key, field in FIELDS.items() if field.kind == "choice"])
@pytest.mark.parametrize("value", ["", *REFUSED.values()], ids=["blank", *REFUSED])
def test_every_choice_is_checked(key, value):
    if value == "":
        assert df.Case(**{key: value}) == df.Case()
        return
    (issue,) = issues_of(**{key: value})
    assert issue.key == key
    # Of the units those of the fuel are named.
    choices = FUELS["natural_gas"].price_units if key == "fuel_price_unit" else FIELDS[key].choices
    assert ", ".join(choices) in issue.allowed


def test_choices_are_suggested():
    (issue,) = issues_of(fuel="propan")
    assert issue.remedy == "Did you mean propane?"
    assert df.Case(**{**PROPANE, "fuel": " propane "}).fuel == "propane"


@pytest.mark.parametrize("make", [list, tuple, np.array, iter], ids=lambda make: make.__name__)
def test_tables_are_taken_and_sorted(make):
    assert df.Case(bin_table=make([[40, 200], [20, 100]])).bin_table == ((20.0, 100.0), (40.0, 200.0))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "0 rows"),
        ([20, 100], "row 1"),
        ([[20, 100, 3]], "row 1"),
        ([[20, 100], [30]], "row 2"),
        ([[20, 100], [20, 50]], "20 °F twice"),
        ([[20, 0], [30, 0]], "hours > 0"),
        ([[20, -1]], "row 1, hours -1"),
        ([[20, float("nan")]], "row 1, hours nan"),
        ([[20, float("inf")]], "row 1, hours inf"),
        ([[20, "many"]], "row 1, hours 'many'"),
        ([[20, True]], "row 1, hours True"),
        ([[20, None]], "row 1, hours"),
        ([["cold", 100]], "row 1, temperature 'cold'"),
        ([[-500, 100]], "row 1, temperature -500"),
        ([[n / 100, 1] for n in range(2001)], "2001 rows"),
        ("20, 100", "20, 100"),
        (20, "20"),
        (b"ab", "b'ab'"),
        ({"temperature": 20, "hours": 100}, "temperature"),
        (object(), "object"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_bad_tables_are_refused(rows, words):
    (issue,) = issues_of(bin_table=rows)
    assert issue.key == "bin_table"
    assert words in str(issue)


def test_a_table_tells_its_upper_limit():
    # A value that is refused for being too large must be told what is allowed, not the lower limit it keeps.
    (issue,) = issues_of(bin_table=[[20, 1e300]])
    assert "from 0 to 8,784" in issue.allowed


def test_a_performance_table_needs_two_points():
    table = [[47, 3.4, 36000], [17, 2.2, 22000]]
    assert df.Case(performance_table=table).performance_table == ((17.0, 2.2, 22000.0), (47.0, 3.4, 36000.0))
    (issue,) = issues_of(performance_table=table[:1])
    assert "two temperatures" in issue.allowed


# COP 0 < x ≤ 20 and capacity 0 < x ≤ 1e8 BTU/h: the allowed ranges of cop_47 and capacity_47 in the input table.
@pytest.mark.parametrize(
    "row", [[5, 0, 18000], [5, -1, 18000], [5, 21, 18000], [5, 1.8, 0], [5, 1.8, -1], [5, 1.8, 2e8]], ids=str
)
def test_a_performance_table_keeps_the_limits_of_the_rating_points(row):
    assert keys_of(performance_table=[[47, 3.4, 36000], row]) == ["performance_table"]


# ---------------------------------------------------------------------------------------------------- all at once


def test_all_problems_come_together_in_the_order_of_the_table():
    bad = {
        "existing_switchover": "warm",
        "electricity_price": -0.14,
        "furnace_efficiency": 950,
        "fuel": "wood",
        "cop_17": 0,
        "cop_47": float("nan"),
        "station": "atlantis",
        "bin_width": -2,
        "season_hours": -1,
        "design_temperature": 75,
        "load_slope": 0,
        "elektricity_price": 0.14,
    }
    assert keys_of(**bad) == list(reversed(bad))


def test_each_problem_is_one_line():
    issues = issues_of(cop_47="3\n4\r5", fuel="wood\x1b[31m\x85", **{"new\nline": 1, "cop_48": "x" * 10_000})
    assert len(issues) == 4
    for issue in issues:
        assert len(str(issue).splitlines()) == 1
        assert len(str(issue)) < 300
        assert str(issue).isprintable()


@pytest.mark.parametrize(
    ("inputs", "keys"),
    [
        ({"region": "VII"}, ["region"]),
        ({"climate": "region", "region": "VII"}, ["region"]),
        ({"station": "atlantis"}, ["station"]),
        ({"station": 5}, ["station"]),
        ({"weather_file": 5}, ["weather_file"]),
        ({"bin_table": "cold"}, ["bin_table"]),
        ({"capacity_47": 0, "capacity_17": 22000}, ["capacity_47"]),
        ({"capacity_47": 36000, "capacity_17": -1}, ["capacity_17"]),
        ({"capacity_47": 0, "capacity_17": 0, "cycling_degradation": 0.2}, ["capacity_47", "capacity_17"]),
        ({"performance_table": "good", "cycling_degradation": 0.2}, ["performance_table"]),
        ({"performance_table": "good", "capacity_47": 36000}, ["performance_table"]),
        ({"furnace_capacity": -1, "furnace_fan_power": 0.4}, ["furnace_capacity"]),
        ({"fuel_price": -1, "fuel_price_unit": "$/therm"}, ["fuel_price"]),
        ({"design_load": -1, "load_slope": 700}, ["design_load"]),
        ({"indoor_setpoint": 700, "design_temperature": 75}, ["indoor_setpoint"]),
        ({"compressor_lockout": 500, "existing_switchover": 35}, ["compressor_lockout"]),
    ],
    ids="+".join,
)
def test_a_bad_value_causes_no_second_message(inputs, keys):
    assert keys_of(**inputs) == keys


def test_a_bad_value_hides_no_other_problem():
    assert keys_of(region="IV", station="atlantis") == ["climate", "station"]
    assert keys_of(cop_47=-1, capacity_47=36000) == ["cop_47", "capacity_17"]
    assert keys_of(cop_47=-1, weather_file="nowhere.epw") == ["weather_file", "cop_47"]


@pytest.mark.parametrize(
    ("inputs", "key"),
    [
        ({"capacity_47": 36000}, "capacity_17"),
        ({"capacity_17": 22000}, "capacity_47"),
        ({"furnace_fan_power": 0.4}, "furnace_fan_power"),
        ({"cycling_degradation": 0.2}, "cycling_degradation"),
        ({"defrost": "humidity", "station": "denver"}, "defrost"),
        ({"defrost": "humidity", "capacity_47": 36000, "capacity_17": 22000}, "defrost"),
        ({"cycling_degradation": 0.2, "performance_table": [[17, 2.2], [47, 3.4]]}, "cycling_degradation"),
        ({"billed_fuel": 500}, "billed_degree_days"),
        ({"fuel_price_unit": "$/therm"}, "fuel_price"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else value,
)
def test_inputs_that_need_another_are_refused_without_it(inputs, key):
    assert keys_of(**inputs) == [key]


@pytest.mark.parametrize("key", ["self", "inputs", "_check", "given", "replace", "", " ", "café", "\ud800", "a" * 5000])
def test_any_unknown_key_is_an_input_error(key):
    (issue,) = issues_of(**{key: 1})
    assert "key of an input" in issue.allowed
    assert issue.remedy


@pytest.mark.parametrize("name", ["~no-such-user/year.epw", "a\0b", "\ud800", ".", "/", "x" * 5000, "year.epw"])
def test_any_unreadable_weather_file_is_an_input_error(name):
    assert keys_of(weather_file=name) == ["weather_file"]


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.fractions()
    | st.complex_numbers()
    | st.text(max_size=8)
    | st.binary(max_size=8)
    | st.sampled_from([10**400, "none", "propane", "IV", "$/gal", "station", "denver", 0, 1, 20.0, 35, 0.5]),
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


@settings(max_examples=250, deadline=None)
@given(st.dictionaries(st.sampled_from(list(FIELDS)), ANYTHING, max_size=6))
def test_whatever_is_passed_is_a_case_or_an_input_error(inputs):
    issues: Sequence[df.Issue] = ()
    try:
        case = df.Case(**inputs)
        assert set(case.given) <= set(inputs)
        assert pickle.loads(pickle.dumps(case)) == case
    except df.InputError as refused:
        issues = refused.issues
        if not issues:
            raise
    for issue in issues:
        assert len(str(issue).splitlines()) == 1
        assert issue.allowed
        assert issue.remedy
