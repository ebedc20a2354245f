"""The workbook of examples that Lite and the names come in; each host's file has tests of its own."""

from __future__ import annotations

import pytest

from worksheets import OF_A_CASE, call
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.hosts.examples_book import GROWING

CASES = [
    [["bin_width", 2]],
    [["bin_width", 20]],
    [["station", "denver"]],
    [["thermostat_step", 5]],
    [["programme", "mass_save"]],
]
REFUSED = [["cop_47", -1], ["cop_17", -1]]


@pytest.mark.parametrize("name", [name for name in OF_A_CASE if FUNCTIONS[name].shape == "table"])
def test_answers_that_grow_have_nothing_below_them(name):
    """A function is in GROWING if its answer has more rows for some inputs: Excel would show #SPILL! otherwise."""
    is_growing = len({len(call(name, inputs)) for inputs in CASES}) > 1 or len(call(name, REFUSED)) > 1
    assert is_growing == (name in GROWING)
