"""What the names workbook has besides the names: its inputs and its words."""

from __future__ import annotations

from typing import Final

from ...functions import FUNCTIONS
from ...inputs.fields import FIELDS, Field
from ...inputs.settings import SETTINGS
from .functions import DOCS, OFFERED
from .inputs import OTHER_CHOICES, SUPPORTED, choices

IDLE: Final = tuple(
    key
    for key, field in FIELDS.items()
    if key in SUPPORTED and key not in SETTINGS
    if field.role == "report" or field.needs[0] not in ("", *SUPPORTED)
)
"""Inputs that are checked where they are given, and change no answer of these functions."""
_CLIMATE_BLANK = "region or bin_table decides, else proportional"


def fields() -> list[Field]:
    """The lines of the sheet Inputs: everything that changes an answer, with the choices that the names have."""
    every = [FIELDS[key]._replace(choices=choices(key)) for key in SUPPORTED if key not in IDLE]
    # A default on the sheet would hide what these follow while they are blank.
    return [
        field._replace(default=None, when_omitted=_CLIMATE_BLANK if field.key == "climate" else field.when_omitted)
        if field.follows or field.key == "climate"
        else field
        for field in every
    ]


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
            "workbook: the names come along. Copy Inputs together with it if you want its cells as in_all; a "
            "workbook of this program has an in_all of its own: keep that one when Excel asks.",
            'Type =DF_BALANCE_POINT(in_all) or =DF_BALANCE_POINT(A1:B9,{"electricity_price",0.2}): a range holds '
            "input keys or labels beside their values, in two columns or under the headings name and value.",
            "Without inputs a function answers for the worked example. A blank cell means not given; 0 means 0.",
            "In a workbook that has these names, a name wins over an add-in's function of the same spelling. Delete "
            "the names (Formulas > Name Manager) to have the add-in's function again.",
            "Names beginning with DF__ (two underscores) are parts of the others: do not call or delete them.",
        ]),
        ("What they refuse", [
            "A value that cannot be used gives #VALUE!, #N/A says that there is no answer. DF_CHECK lists every "
            "problem in words, a row each; DF_STATUS says why there is no balance point; a table shows the words "
            "beside the error.",
            f"Not supported here, refused wherever a value is given: {', '.join(unsupported)}; {refused}; "
            "the unit inputs with anything but °F, BTU/h, BTU/h/F.",
            f"Functions that only the add-ins have: {', '.join(missing)}.",
            f"Checked but of no effect on these functions: {', '.join(IDLE)}.",
        ]),
        ("The functions", [_function(name) for name in OFFERED]),
    ]  # fmt: skip


def _function(name: str) -> str:
    arguments = ", ".join(f"[{a.name}]" if a.optional else a.name for a in FUNCTIONS[name].arguments)
    return f"{name}({arguments}): {DOCS[name]}"
