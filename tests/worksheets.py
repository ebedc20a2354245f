"""What the tests of the worksheet functions share: calls by name, inputs as a range, the text of a refusal."""

from __future__ import annotations

from typing import Any

import xl_dualfuel as df
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.functions.examples import values
from xl_dualfuel.inputs.cells import MARK, REFUSED

IN_WORDS = ("DF_CHECK", "DF_NOTES", "DF_STATUS", "DF_TARIFF_NOTES")
"""Functions that answer with words, the words of a refusal too."""
OF_A_CASE = [name for name, function in FUNCTIONS.items() if any(a.name == "inputs" for a in function.arguments)]

FIRST: dict[str, tuple[Any, ...]] = {
    name: tuple(values(FUNCTIONS[name].example[: [a.name for a in FUNCTIONS[name].arguments].index("inputs")]))
    for name in OF_A_CASE
}
"""What these functions take before inputs and changes, in their examples."""

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
    """The text of a refusal or an error: by itself, or beside the error in the one row of a table."""
    if isinstance(answer, list):
        assert len(answer) == 1
        first, *words = answer[0]
        assert not words or first == REFUSED
        answer = f"{MARK}{words[0]}" if words else first
    assert isinstance(answer, str)
    return answer


def words_of(answer: Any) -> str:
    """The same of a function whose answers are words: DF_CHECK, DF_NOTES and DF_STATUS."""
    if isinstance(answer, str):
        return answer
    return "; ".join(row[-1] for row in answer if row != ["key", "message"])


def column(table: list[list[Any]], key: str) -> list[Any]:
    """A column of an answer, without its heading."""
    place = table[0].index(key)
    return [row[place] for row in table[1:]]
