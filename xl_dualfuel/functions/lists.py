"""What DF_INPUTS and DF_PROGRAMME answer: the table of inputs, and a programme's rules judged, as rows."""

from __future__ import annotations

from typing import Final

from ..errors import InputError, Issue
from ..files.values import is_blank
from ..inputs.cells import NO_ANSWER, Cell, Rows
from ..inputs.fields import FIELDS, UNIT_FIELDS
from ..inputs.programmes import KEYS, KINDS
from ..results.case_units import convert, shown_in
from ..results.result import Result
from .arguments import SECTIONS, UNITS_SECTION, one_of

INPUTS_HEADS: Final = ("section", "key", "label", "unit", "default", "range", "meaning")
RULES_HEADS: Final = ("rule", "limit", "value", "unit", "met", "reason", "source")
_MET: Final = {True: "yes", False: "no", None: "not known"}


def inputs_rows(section: Cell) -> Rows:
    """INPUTS_HEADS and a row for each input of a section, of all where it is blank. Raises InputError for another."""
    wanted = "" if is_blank(section) else one_of("section", section, SECTIONS)
    rows: Rows = [
        [f.section, f.key, f.label, f.unit, _default(f.default, f.when_omitted), _range(f.allowed), f.help]
        for f in FIELDS.values()
    ]
    units: Rows = [
        [UNITS_SECTION, f.key, f.label, "", f.default, _range(f.allowed), "What the values of a case are given in"]
        for f in UNIT_FIELDS.values()
    ]
    return [list(INPUTS_HEADS), *(row for row in (*rows, *units) if wanted in ("", row[0]))]


def _default(value: float | str | None, when_omitted: str) -> float | str:
    return f"({when_omitted})" if value is None else value


def _range(allowed: str) -> str:
    return allowed.removeprefix("must be ")


def programme_rows(programme: Cell, result: Result) -> Rows:
    """RULES_HEADS and a row for each rule of a programme that is shipped, judged by the setting to program.

    Temperatures are in the unit of the case. Raises InputError for another programme.
    """
    from ..inputs.programme_files import PROGRAMMES  # here: most calls judge by no programme
    from ..results.judging import judge

    name = one_of("programme", programme, KEYS)
    rules, units = PROGRAMMES[name], result.case.units
    rows = []
    for finding in judge(result.solution, rules).findings:
        rule = rules.rule(finding.rule)
        source = (rule or rules).source
        limit, value = (
            convert(cell, finding.unit, units) if isinstance(cell, float) and finding.unit == "°F" else cell
            for cell in (finding.limit, finding.found)
        )
        unit = shown_in(finding.unit, units) if finding.unit == "°F" else finding.unit
        told = f"{source.title}, {source.url}" + " (check the limit there)" * finding.verify
        label = f"{finding.rule}: {KINDS[finding.kind].label}"
        limit, value = (NO_ANSWER if cell is None else cell for cell in (limit, value))
        rows.append([label, limit, value, unit, _MET[finding.passed], finding.reason, told])
    if not rows:
        raise InputError([Issue("programme", name, "has no rule for this fuel", "Ask the programme")])
    return [list(RULES_HEADS), *rows]
