"""A workbook that another version made: its inputs are read and the answer is calculated again.

Its sheets, names and formulas are rightly others: each cell is judged by whether it shows what it holds. It never
passes by itself: somebody has to look at it.
What it says of itself has to agree in any version: names, notes, a sheet of a programme that its inputs do not name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from xl_dualfuel.results.engine import solve
from xl_dualfuel.results.note_words import is_key
from xl_dualfuel.results.result import Result

from ..names import EARLIER
from ..reader import Opened
from ..rules.locations import place_of, value_of
from . import displayed, identity, inputs, programme_sheet, structure
from .displayed_numbers import parted, readings
from .findings import Findings
from .recover_inputs import Submitted

_EARLY: Final = re.compile(r"0\.[0-2]\.")
_HEADLINE: Final = "A4"
_NOTES_TITLE: Final = re.compile("Notes .*when the workbook was made")
_NOTE: Final = re.compile(r"([a-z][a-z0-9_]*): .")


def answer(
    opened: Opened, submitted: Submitted, titles: Mapping[str, str], findings: Findings
) -> Result | None:  # fmt: skip
    """The result of its inputs, beside what it reports; None if they are no case.

    titles: of its sheets, by those they should have. An input that the other version did not have has its default.
    """
    structure.unsafe_names(opened, findings)
    structure.outside(opened, (), findings)
    displayed.of_other(opened, titles.values(), findings)
    case = inputs.judged(submitted, titles["Inputs"], findings, whole=False)
    inputs.sources(submitted, titles["Inputs"], findings)
    _edited(opened, findings)
    _of_its_age(opened, findings)
    if case is None:
        return None
    result = solve(case)
    inputs.notes(result, findings)
    programme_sheet.check(opened, result, findings)
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


def _of_its_age(opened: Opened, findings: Findings) -> None:
    """What versions up to 0.2 wrote in a way of their own: names that begin otherwise, notes that begin with a key."""
    if not _EARLY.match(identity.version_of(opened)):
        return
    if any(name.startswith(EARLIER) for name in opened.by_name):
        _notes(opened, findings)
        _headline(opened, findings)
        return
    place = place_of(opened, "version")
    findings.add("version", "error", "The workbook has the names of a later version than the one it states",
                 "Cover", place[1].address if place else "", identity.version_of(opened))  # fmt: skip


def _notes(opened: Opened, findings: Findings) -> None:
    """Notes on the Cover that the program does not write, as one of each begins with a key."""
    cover = opened.by_title.get("Cover")
    column = {} if cover is None else cover.grid.get(1, {})
    titles = [row for row, cell in column.items() if isinstance(cell.value, str) and _NOTES_TITLE.fullmatch(cell.value)]
    for row, cell in sorted(column.items()):
        text = cell.value
        if not titles or row <= titles[0] or cell.formula is not None or not isinstance(text, str) or not text:
            continue
        key = _NOTE.match(text)
        if not text.startswith("… and ") and (key is None or not ("_" in key[1] or is_key(key[1]))):
            findings.add("label", "error", "A note was typed over", "Cover", f"A{row}", text,
                         "a note of the program, or nothing")  # fmt: skip


def _headline(opened: Opened, findings: Findings) -> None:
    """The sentence on the Cover begins with the setting, and its other numbers are in cells too, all in one manner."""
    sheets = [opened.by_title[title] for title in ("Cover", "Scenarios", "Inputs") if title in opened.by_title]
    amounts = [abs(cell.value) for sheet in sheets for cell in sheet.cells.values() if isinstance(cell.value, float)]
    cell = sheets[0].cells.get(_HEADLINE) if sheets else None
    if cell is None or cell.formula is None or not isinstance(cell.value, str):
        return
    figures = sheets[0].grid.get(2, {})  # the setting is the first
    values = (figures[row].value for row in sorted(figures))
    setting = [abs(value) for value in values if isinstance(value, float)][:1]
    for first, *others in zip(*map(readings, parted(cell.value).numbers), strict=True):
        if _is_one_of(first, setting) and all(_is_one_of(number, amounts) for number in others):
            return
    if parted(cell.value).numbers:
        findings.add("value", "error", "The sentence holds numbers that no cell of the workbook gives", "Cover",
                     _HEADLINE, cell.value)  # fmt: skip


def _is_one_of(number: float | None, amounts: Sequence[float]) -> bool:
    """Whether it is one of these, rounded to as many decimals as it has."""
    if number is None:
        return False
    decimals = len(f"{number:.9f}".rstrip("0").partition(".")[2])
    return any(abs(amount - number) <= 0.5000001 * 10.0**-decimals for amount in amounts)


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
