"""What the tests of the worksheet functions share: calls by name, inputs as a range, the text of a refusal."""

from __future__ import annotations

from typing import Any

import xl_dualfuel as df
from xl_dualfuel.functions import FUNCTIONS

OF_A_CASE = [name for name, function in FUNCTIONS.items() if any(a.name == "inputs" for a in function.arguments)]

FIRST: dict[str, tuple[Any, ...]] = {
    "DF_SCENARIO": ("optimized", "annual_cost"),
    "DF_SEASON_COST": (33,),
    "DF_SAVINGS": (33, 40),
    "DF_SENSITIVITY": ("season_hours", [[1700], [1900]]),
    "DF_PRICE_MATRIX": ([[0.12], [0.16]], [[12, 14, 16]]),
    "DF_BAND": (5, None, "C"),
    "DF_COMPARE": ([["option", "furnace_efficiency", "scenario"], ["a", 0.8, "optimized"], ["b", 1, "furnace_only"]],),
    "DF_NPV_OPTION": ([["furnace_efficiency", 0.98], ["grid_emissions", 0.3]], 900, 600, 12, 0.04, 0.02, 0.03),
}
"""What these functions take before inputs and changes."""

# The same number reached by another order of operations differs in the last binary digits only.
ROUNDING = 1e-12

GIVEN: dict[str, Any] = {
    "cop_47": 3.0,
    "electricity_price": 0.2,
    "fuel": "propane",
    "fuel_price": 2.5,
    "fuel_price_unit": "$/gal",
}
PAIRS: list[list[Any]] = [[key, value] for key, value in GIVEN.items()]
LABELS = {key: field.label for key, field in df.FIELDS.items()}
UNITS = {key: field.unit for key, field in df.FIELDS.items()}


def call(name: str, *args: Any) -> Any:
    """A function of a case by its name, with inputs and changes."""
    return FUNCTIONS[name].python(*FIRST.get(name, ()), *args)


def text_of(answer: Any) -> str:
    """The text of a refusal, whether it stands alone or in a table of one cell."""
    if isinstance(answer, list):
        assert [len(row) for row in answer] == [1]
        answer = answer[0][0]
    assert isinstance(answer, str)
    return answer


def column(table: list[list[Any]], key: str) -> list[Any]:
    """A column of an answer, without its heading."""
    place = table[0].index(key)
    return [row[place] for row in table[1:]]
