"""What stands in the names workbook beside the names: its inputs and its words."""

from __future__ import annotations

from typing import Final, NamedTuple

from ...functions import FUNCTIONS
from ...inputs.cells import MARK
from ...inputs.fields import FIELDS, Field
from .functions import OFFERED
from .inputs import OTHER_CHOICES, SUPPORTED, choices

IDLE: Final = tuple(
    key
    for key, field in FIELDS.items()
    if key in SUPPORTED and (field.role == "report" or field.needs[0] not in ("", *SUPPORTED))
)
"""Inputs that are checked where they are given, and change no answer of these functions."""


class InputRow(NamedTuple):
    """One line of the Inputs sheet."""

    field: Field
    value: float | str | None
    allowed: str
    choices: tuple[str, ...]
    note: str


def inputs() -> list[InputRow]:
    """The lines of the sheet Inputs: everything that changes an answer, at the worked example."""
    return [_input(FIELDS[key]) for key in SUPPORTED if key not in IDLE]


def _input(field: Field) -> InputRow:
    if field.key == "climate":
        taken = choices("climate")
        allowed = "must be one of " + ", ".join(taken)
        return InputRow(field, None, allowed, taken, "blank: told by region or bin_table, else proportional")
    if field.kind == "table":
        note = f"blank: {field.when_omitted}. Type the rows into this one cell: {field.example}"
        return InputRow(field, None, field.allowed, (), note)
    value = None if field.follows else field.default  # a default on the sheet would stand in the way of what it follows
    note = f"blank: {field.when_omitted}" if field.when_omitted else f"blank: {_shown(field.default)}"
    return InputRow(field, value, field.allowed, field.choices, note)


def _shown(default: float | str | None) -> str:
    return f"{default:g}" if isinstance(default, float) else str(default)


def about() -> list[tuple[str, list[str]]]:
    """The lines of the sheet About, under headings."""
    missing = [name for name in FUNCTIONS if name not in OFFERED]
    refused = "; ".join(f"{key} = {', '.join(words)}" for key, words in OTHER_CHOICES.items())
    unsupported = [key for key in FIELDS if key not in SUPPORTED]
    return [
        ("What this is", [
            "Functions of dual-fuel heating as defined names holding LAMBDA: they work in Excel 365, Excel 2024 and "
            "Excel for the web, without add-in or macro. Older Excel and other spreadsheets show the stored values.",
            "They give the numbers of the program's engine; the formulas are made from those of its audit workbook.",
        ]),
        ("Use them in a workbook of your own", [
            "Open both workbooks, right-click the tab Examples, choose Move or Copy, tick Create a copy, choose your "
            "workbook: the names come along. Copy Inputs together with it if you want its cells as df_inputs.",
            'Type =DF_BALANCE_POINT(df_inputs) or =DF_BALANCE_POINT(A1:B9,{"electricity_price",0.2}): a range holds '
            "input keys or labels beside their values, in two columns or under the headings name and value.",
            "Without inputs a function answers for the worked example. A blank cell counts as not given, 0 as 0.",
            "In a workbook that has these names, a name wins over an add-in's function of the same spelling. Delete "
            "the names (Formulas > Name Manager) to have the add-in's function again.",
            "Names beginning with DF__ (two underscores) are parts of the others: neither call nor delete them.",
        ]),
        ("What they refuse, in words", [
            f"A value that cannot be used is answered with a text that begins with {MARK.strip()} and names the input. "
            "DF_CHECK lists every problem, a row each.",
            f"Not supported here, refused wherever a value is given: {', '.join(unsupported)}; {refused}; "
            "the unit inputs with anything but °F, BTU/h, BTU/h/F.",
            f"Functions that only the add-ins have: {', '.join(missing)}.",
            f"Checked but of no effect on these functions: {', '.join(IDLE)}.",
        ]),
        ("The functions", [_function(name) for name in OFFERED]),
    ]  # fmt: skip


def _function(name: str) -> str:
    arguments = ", ".join(f"[{a.name}]" if a.optional else a.name for a in FUNCTIONS[name].arguments)
    return f"{name}({arguments}): {FUNCTIONS[name].doc}"
