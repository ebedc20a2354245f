"""Names and numbers of units as the surfaces show them."""

from __future__ import annotations

import numpy as np
import pytest

from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.case_units import convert, money, shown_in, significant

METRIC = Units("C", "kW", "W/K", "CAD")
OURS = Units()


@pytest.mark.parametrize(
    ("unit", "name", "value", "shown"),
    [
        ("°F", "°C", 5.0, -15.0),
        ("°F·d", "°C·d", 5400.0, 3000.0),
        ("BTU/h", "kW", 34121.42, 10.0),
        ("BTU/h·°F", "W/K", 600.0, 600 * 1.8 / 3.412142),  # W/K = 3.412142 BTU/h a 1.8 °F
        ("MMBtu", "kWh", 1.0, 1e6 / 3412.142),
        ("$/MMBtu", "CAD/MMBtu", 13.0, 13.0),  # prices stay per what they are given per
        ("$/kWh", "CAD/kWh", 0.14, 0.14),
        ("kWh", "kWh", 7.0, 7.0),
        ("h", "h", 7.0, 7.0),
    ],
)
def test_units_of_a_metric_case(unit, name, value, shown):
    assert shown_in(unit, METRIC) == name
    assert convert(value, unit, METRIC) == pytest.approx(shown, rel=1e-12)  # rounding of one division
    assert convert(np.array([value]), unit, METRIC)[0] == pytest.approx(shown, rel=1e-12)
    assert convert([value, None], unit, METRIC)[1] is None
    assert shown_in(unit, OURS) == unit
    assert convert(value, unit, OURS) == value


def test_a_difference_has_no_zero_to_move():
    assert convert(9.0, "°F", METRIC, difference=True) == 5.0
    assert convert(None, "°F", METRIC) is None


@pytest.mark.parametrize(
    ("amount", "sign", "text"),
    [
        (1963.7, "$", "$1,964"), (747.114, "$", "$747.11"), (-0.12, "$", "-$0.12"), (-0.001, "$", "$0.00"),
        (1963.7, "CAD", "CAD 1,964"), (1963.7, "C$", "C$1,964"), (12.0, "€", "€12.00"), (12.0, "Fr.", "Fr. 12.00"),
        (999.996, "$", "$1,000"),
    ],
)  # fmt: skip
def test_money_has_its_sign_before_it(amount, sign, text):
    assert money(amount, OURS._replace(currency=sign)) == text


@pytest.mark.parametrize(("value", "digits", "words"), [
    (304.6, 2, "300"), (99.6, 2, "100"), (17.2, 2, "17"), (0.614, 2, "0.61"), (0.0058, 2, "0.0058"), (1e-9, 2, "0"),
    (12345.6, 4, "12350"), (678.04, 4, "678"), (0.0, 2, "0"),
])  # fmt: skip
def test_numbers_in_sentences_are_no_powers_of_ten(value, digits, words):
    assert significant(value, digits) == words
