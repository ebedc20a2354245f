"""Numbers in sentences: the formula writes what the engine's words say."""

from __future__ import annotations

import formualizer
import pytest

import xl_dualfuel as df
from xl_dualfuel.workbook.formulas import words


@pytest.mark.parametrize("at", [31.999999999999993, 32.0, 7.699999999999999, -40.0])
@pytest.mark.parametrize("zero", [32.0, 0.0])
def test_a_setting_in_degrees(at, zero):
    """A hair below 32 °F is 0 °C: a spreadsheet may keep the sign of a zero that it rounded."""
    p = df.solve(df.Case(thermostat_step=0.9, thermostat_zero=zero)).solution.parameters
    book = formualizer.Workbook()
    book.add_sheet("S")
    formula = words.degrees_formula("A1")
    for name, value in {
        "c_freezing": words.FREEZING,
        "c_fahrenheit_per_celsius": words.PER_CELSIUS,
        "in_thermostat_zero": zero,
        "c_setting_decimals": words.DECIMALS,
        "out_case_celsius": 0,
        "out_celsius_decimals": 1,
    }.items():
        formula = formula.replace(name, repr(value))
    book.set_value("S", 1, 1, at)
    book.set_formula("S", 1, 2, f"={formula}")
    book.evaluate_all()
    assert book.get_value("S", 1, 2) == words.degrees(at, p)
    assert not words.degrees(at, p).startswith("-0")
