"""The example call of each worksheet function: usable, and typed as a spreadsheet takes it."""

from __future__ import annotations

import pytest

from xl_dualfuel import functions
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.functions.arguments import INPUTS, Named, input_cell
from xl_dualfuel.functions.examples import call, values, worked_example


@pytest.mark.parametrize("name", FUNCTIONS)
def test_examples_are_usable(name):
    """Enough arguments, not too many, and an answer."""
    function = FUNCTIONS[name]
    needed = sum(not one.optional for one in function.arguments)
    assert needed <= len(function.example) <= len(function.arguments)
    answer = function.python(*values(function.example))
    assert "must be" not in str(answer)
    assert "#DF!" not in str(answer)


def test_names_have_the_worked_example_s_values():
    assert functions.DF_ECONOMIC_POINT(worked_example()["in_all"]) == functions.DF_ECONOMIC_POINT()
    assert values([input_cell("cop_47"), None, Named("out_x", [[1]])]) == [3.4, None, [[1]]]
    assert values([INPUTS, 5], {"in_all": [["cop_47", 3]]}) == [[["cop_47", 3]], 5]


def test_calls_as_typed():
    assert call("DF_X", (INPUTS, [["a", 1], ['"', 0.5]], "b")) == 'DF_X(in_all,{"a",1;"""",0.5},"b")'
    assert call("DF_X", (5, None, [["a", None]])) == 'DF_X(5,,{"a",""})'
    assert call("DF_VERSION", ()) == "DF_VERSION()"


def test_names_a_workbook_lacks_are_typed_as_values():
    arguments = (input_cell("cop_47"), Named("out_x", [[1, 2]]), input_cell("cop_5"))
    assert call("DF_X", arguments) == "DF_X(3.4,{1,2})"
    assert call("DF_X", arguments, {"in_cop_47", "out_x", "in_cop_5"}) == "DF_X(in_cop_47,out_x,in_cop_5)"
