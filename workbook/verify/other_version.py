"""A workbook that another version made: its inputs are read and the answer is calculated again.

Its sheets, names and formulas are rightly others: each cell is judged only by whether it shows what it holds. It never
passes by itself: somebody has to look at it.
"""

from __future__ import annotations

from xl_dualfuel.results.engine import solve
from xl_dualfuel.results.result import Result

from ..reader import Opened
from ..rules.locations import SHEETS, place_of, value_of
from . import displayed, inputs, structure
from .findings import Findings
from .recover_inputs import Submitted


def answer(opened: Opened, submitted: Submitted, sheet: str, findings: Findings) -> Result | None:
    """The result of its inputs, beside what it reports; None if they are no case.

    sheet: the title of the sheet of inputs. An input that the other version did not have has its default.
    """
    structure.unsafe_names(opened, findings)
    structure.outside(opened, (), findings)
    displayed.of_other(opened, SHEETS, findings)
    case = inputs.judged(submitted, sheet, findings, whole=False)
    inputs.sources(submitted, sheet, findings)
    _edited(opened, findings)
    if case is None:
        return None
    result = solve(case)
    inputs.notes(result, findings)
    name = "setting" if place_of(opened, "setting") else "recommended_switchover"
    cost = "setting_annual_cost" if name == "setting" else "recommended_annual_cost"
    setting = result.setting
    # Every version has it in °F by this name, whatever the case is given in.
    _reported(opened, name, "Setting to program, °F", setting.switchover, findings)
    _reported(opened, cost, f"Season cost, {case.units.currency}", setting.annual_cost, findings)
    return result


def _reported(opened: Opened, key: str, label: str, amount: float, findings: Findings) -> None:
    """A number as the workbook reports it, beside that of this version."""
    place, found = place_of(opened, key), value_of(opened, key)
    title, cell = (place[0], place[1].address) if place else ("", "")
    findings.add("reported", "info", f"{label}: in the workbook, and by this version", title,
                 cell, f"{found:,.2f}" if isinstance(found, float) else found, f"{amount:,.2f}")  # fmt: skip


def _edited(opened: Opened, findings: Findings) -> None:
    """Whether its own log says that inputs were edited since, and whether it is signed all the same."""
    changed, signed = value_of(opened, "inputs_changed"), value_of(opened, "signed")
    if changed in (None, "", 0.0):
        return
    if signed not in (None, ""):
        findings.add("signoff", "error", "The workbook is signed, and its inputs were changed after it was made",
                     "Log", "", f"{changed} changed; signed: {signed}", "the inputs on Log")  # fmt: skip
    else:
        findings.add("inputs-edited", "warning", "Inputs were changed after the workbook was made", "Log", "", changed)
