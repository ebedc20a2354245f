"""The answer on a form that calculates: setting, saving, what is wrong, as formulas on the calculation behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from openpyxl.utils.cell import coordinate_to_tuple

from . import rate
from .answering import INCOMPLETE, AnsweringForm
from .form import fixed

NO_ANSWER: Final = "–"
LEFT_OUT: Final = {
    'AND(in_hspf2<>"",COUNT(in_cop_47,in_cop_17,in_cop_5)=0)':
    "COPs from HSPF2 are not calculated in this form: use dualfuel run",
    'calc_defrost="humidity"': "Frost by humidity is not calculated in this form: use dualfuel run",
    rate.GIVEN: rate.LEFT_OUT,
}  # fmt: skip
"""What is left to the program, and what the form says then"""
UNUSUAL: Final = "Unusual numbers: look at “Please check” before you use the answer"
DONE: Final = 'out_form_status="complete"'


def _status() -> str:
    status = 'IF(out_status="OK","complete",out_status)'
    for condition, words in LEFT_OUT.items():
        status = f'CHOOSE(1+({condition}),{status},"{words}")'
    return f'IF(out_form_problems>0,"{INCOMPLETE}"&out_form_problems,{status})'


_FORMULAS: Final = {
    "problems": 'SUMPRODUCT(--(calc_problems<>""))',
    "status": _status(),
    "unusual": f'IF(SUMPRODUCT(--(calc_unusual<>""))>0,"{UNUSUAL}","")',
    "setting": f'IF({DONE},out_headline_at,"{NO_ANSWER}")',
    "saving": f'IF({DONE},out_headline_less,"{NO_ANSWER}")',
    "outcome": f'IF({DONE},out_outcome&".",out_form_status&".")',
    "cost": f'IF({DONE},"The season costs about "&out_headline_cost&", "&out_headline_compared&".","")',
}  # fmt: skip
_STYLES: Final = {"problems": "df 0", "setting": "df sentence", "saving": "df label"}


def write(form: AnsweringForm, sheet: str, cells: Mapping[str, str]) -> None:
    """Write the answer into these cells by name: problems, status, unusual, setting, saving, outcome, cost."""
    blank = {"problems": form.blank, "status": form.incomplete, "outcome": f"{form.incomplete}."}
    for name, cell in cells.items():
        row, column = coordinate_to_tuple(cell)
        value = NO_ANSWER if name in ("setting", "saving") else blank.get(name, "")
        style = _STYLES.get(name, "df plain" if name == "status" else "df status")
        form.own_formula(sheet, row, column, f"={_FORMULAS[name]}", fixed(value), style)
        form.define(f"out_form_{name}", sheet, cell)
    if "problems" in cells:
        form.warn(sheet, cells["problems"], "out_form_problems>0")
