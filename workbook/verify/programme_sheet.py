"""The sheet Programme of a workbook whose cells are not compared one by one: its words against the judgement now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from xl_dualfuel.inputs.programmes import KINDS
from xl_dualfuel.results.judgement import Judgement, RuleFinding
from xl_dualfuel.results.result import Result

from ..book.layout import HEADER_ROW
from ..formulas.given import shown
from ..reader import Opened, Sheet
from ..reader.addresses import letters
from ..rules.locations import place_of, value_of
from ..sheets.programme import NOT_LIVE, SHEET, WORDS
from .compare_cells import agree
from .findings import Findings, Severity

_HEADINGS: Final = ("Rule", "Limit", "Judged")
_NOW: Final = ("Judged now", "Now")
"""The column that follows the inputs, in this version and before"""
_WORST_FIRST: Final = tuple(WORDS[passed] for passed in (False, None, True))
_SENTENCES: Final = {True: ("rule is met", "rules are met"), False: (" not met",), None: ("cannot be judged",)}
"""How the sentence on top says a judgement"""


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
    _sentence(opened, judgement, findings)
    lines = list(_lines(sheet))
    if len(lines) != len(judgement.findings):
        findings.add("programme", "error", "The sheet Programme has not the rules of the programme", SHEET, "",
                     f"{len(lines)} rules", f"{len(judgement.findings)} rules")  # fmt: skip
        return
    for line, rule in zip(lines, judgement.findings, strict=True):
        _rule(sheet, line, rule, result, findings)


def _sentence(opened: Opened, judgement: Judgement, findings: Findings) -> None:
    """The sentence on top, which everybody reads."""
    place = place_of(opened, "programme_judgement")
    sheet, cell = (place[0], place[1].address) if place else (SHEET, f"A{HEADER_ROW}")
    said = opened.by_title[sheet].value(cell)
    if not isinstance(said, str) or not any(words in said.casefold() for words in _SENTENCES[judgement.passed]):
        severity: Severity = "error" if judgement.passed is not True else "warning"
        findings.add("programme", severity, "The sheet Programme says another judgement than the inputs give", sheet,
                     cell, said, judgement.headline)  # fmt: skip


def _lines(sheet: Sheet) -> Iterator[_Line]:
    """The rows of rules, by the headings above them."""
    heads = ((row, {sheet.at(row, column): column for column in range(1, 12)}) for row in sheet.grid.get(1, {})
             if sheet.at(row, 1) == _HEADINGS[0])  # fmt: skip
    for row, found in heads:
        columns: dict[str, int] = {heading: found[heading] for heading in (*_HEADINGS, *_NOW) if heading in found}
        while isinstance(name := sheet.at(row := row + 1, 1), str) and name and columns.keys() >= {*_HEADINGS}:
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
    for column in sorted(line.columns.keys() & {"Judged", *_NOW}):
        word = sheet.at(line.row, line.columns[column])
        if word != wanted and not (column in _NOW and word == NOT_LIVE):
            worse = word in _WORST_FIRST and _WORST_FIRST.index(word) < _WORST_FIRST.index(wanted)
            add("warning" if worse else "error", f"{line.name}: the sheet says that it is {word}", column, wanted)
