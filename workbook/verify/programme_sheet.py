"""The sheet Programme of a workbook whose cells are not compared one by one: its words against the judgement now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from xl_dualfuel.inputs.programmes import KINDS
from xl_dualfuel.results.judgement import Judgement, RuleFinding
from xl_dualfuel.results.result import Result

from ..formulas.given import shown
from ..reader import Opened, Sheet
from ..reader.addresses import letters
from ..rules.locations import value_of
from ..sheets.programme import NOT_LIVE, SHEET, WORDS
from .compare_cells import agree
from .findings import Findings, Severity

_HEADINGS: Final = ("Rule", "Limit", "Judged", "Judged now")
_EARLIER: Final = {"Now": "Judged now"}
"""Headings of versions up to 0.2"""
_WORST_FIRST: Final = tuple(WORDS[passed] for passed in (False, None, True))
_SENTENCES: Final = {True: (" rule is met", " rules are met"), False: (" not met",), None: ("cannot be judged",)}
"""How the sentence on top says a judgement"""
_BEGINNINGS: Final = ("the rule is ", "all ", "cannot be judged", *map(str, range(1, 10)))


class _Line(NamedTuple):
    """A rule on the sheet: its row, what it is called, and the columns of its words by heading."""

    row: int
    name: str
    columns: Mapping[str, int]


def check(opened: Opened, result: Result, findings: Findings) -> None:
    """Add what the sheet says that is not the judgement of the inputs."""
    sheet = opened.by_title.get(SHEET)
    if sheet is None:
        return
    judgement = result.judgement
    if judgement is None:
        edited = value_of(opened, "inputs_changed") not in (None, "", 0.0)
        what = "A sheet judges the rules of a programme, and the inputs name none"
        findings.add("programme", "warning" if edited else "error", what, SHEET, "", sheet.value("A6"),
                     remedy="Ask which programme it is for")  # fmt: skip
        return
    _sentence(sheet, judgement, findings)
    lines = list(_lines(sheet))
    if len(lines) != len(judgement.findings):
        findings.add("programme", "error", "The sheet Programme has not the rules of the programme", SHEET, "",
                     f"{len(lines)} rules", f"{len(judgement.findings)} rules")  # fmt: skip
        return
    for line, rule in zip(lines, judgement.findings, strict=True):
        _rule(sheet, line, rule, result, findings)


def _sentence(sheet: Sheet, judgement: Judgement, findings: Findings) -> None:
    """The sentence on top, which everybody reads."""
    column = sorted(sheet.grid.get(1, {}).items())
    # Versions up to 0.2 began it with the programme's name.
    texts = ((f"A{row}", text.removeprefix(f"{judgement.programme.name}: ")) for row, cell in column
             if isinstance(text := cell.value, str))  # fmt: skip
    place, said = next((one for one in texts if one[1].casefold().startswith(_BEGINNINGS)), ("", ""))
    if not any(words in f" {said.casefold()}" for words in _SENTENCES[judgement.passed]):
        findings.add("programme", "error" if judgement.passed is not True else "warning", "The sheet Programme says "
                     "another judgement than the inputs give", SHEET, place, said or None,
                     judgement.headline)  # fmt: skip


def _heading(value: object) -> object:
    return _EARLIER.get(value, value) if isinstance(value, str) else value


def _lines(sheet: Sheet) -> Iterator[_Line]:
    """The rows of rules, by the headings above them."""
    heads = ((row, {_heading(sheet.at(row, column)): column for column in range(1, 12)}) for row in sheet.grid.get(1, {})
             if sheet.at(row, 1) == _HEADINGS[0])  # fmt: skip
    for row, found in heads:
        columns: dict[str, int] = {heading: found[heading] for heading in _HEADINGS if heading in found}
        while isinstance(name := sheet.at(row := row + 1, 1), str) and name and len(columns) == len(_HEADINGS):
            yield _Line(row, name, columns)
        return


def _rule(sheet: Sheet, line: _Line, rule: RuleFinding, result: Result, findings: Findings) -> None:
    """The words of a rule, and its limit."""

    def add(severity: Severity, what: str, column: str, expected: object) -> None:
        at = line.columns[column]
        findings.add("programme", severity, what, SHEET, f"{letters(at)}{line.row}", sheet.at(line.row, at), expected)

    if not line.name.startswith(KINDS[rule.kind].label):
        add("error", "The rule was changed", "Rule", KINDS[rule.kind].label)
    limit = shown(rule.limit, KINDS[rule.kind].unit, result.case.units)
    if not agree(sheet.at(line.row, line.columns["Limit"]), limit):
        add("error", f"{line.name}: the limit is not the programme's", "Limit", limit)
    wanted = WORDS[rule.passed]
    for column in ("Judged", "Judged now"):
        word = sheet.at(line.row, line.columns[column])
        if word != wanted and not (column == "Judged now" and word == NOT_LIVE):
            worse = word in _WORST_FIRST and _WORST_FIRST.index(word) < _WORST_FIRST.index(wanted)
            add("warning" if worse else "error", f"{line.name}: the sheet says that it is {word}", column, wanted)
