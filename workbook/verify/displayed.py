"""What the paper shows: each cell that this version writes, judged as it is displayed, beside how it is written.

A number or a word that is another one than the cell holds is an error (``shown-otherwise``); what is hidden, covered or
hardly readable is a warning (``not-visible``). What programs change when they save a workbook is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from html import unescape
from typing import Final, NamedTuple

from ..reader import Opened, Sheet, Value
from ..reader.addresses import letters, split
from . import displayed_room, displayed_rules
from .compare_cells import Difference
from .displayed_cells import Mark, Ours, Steps, TooManyError, Usual
from .displayed_rules import prompt_of
from .expected import PATTERNS, Expected
from .findings import Findings
from .sheet_cells import Wanted

REMEDY: Final = {
    "shown-otherwise": "Go by the value of the cell, not by what it shows",
    "not-visible": "Go by the value of the cell, and ask the sender why it cannot be read",
}
_ATTRIBUTE = re.compile(r'(?<![A-Za-z])([A-Za-z]+)="([^"]*)"')
_ELEMENT = re.compile(r"<(col|row|dataValidation) ([^>]*)>")


class Frame(NamedTuple):
    """What is round the cells of a sheet as this version writes it: widths, heights, messages of validations."""

    widths: Mapping[int, float]
    heights: Mapping[int, float]
    prompts: frozenset[str]


def frame(xml: str) -> Frame:
    """Of a sheet's part as this version writes it."""
    widths: dict[int, float] = {}
    heights: dict[int, float] = {}
    prompts = set()
    for name, text in _ELEMENT.findall(xml):
        given = {key: unescape(value) for key, value in _ATTRIBUTE.findall(text)}
        if name == "dataValidation":
            prompts.add(prompt_of(given.get("promptTitle", ""), given.get("prompt", "")))
        elif name == "row" and "ht" in given:
            heights[int(given["r"])] = float(given["ht"])
        elif name == "col" and "width" in given:
            columns = range(int(given["min"]), int(given["max"]) + 1)
            widths.update(dict.fromkeys(columns, float(given["width"])))
    return Frame(widths, heights, frozenset(prompts))


def audit(opened: Opened, sheets: Mapping[str, Sheet], basis: Expected, due: Expected, findings: Findings) -> None:
    """Add what the cells of an audit workbook show otherwise, or hide; sheets: by the titles they should have.

    due: the workbook whose values the formulas give that have no stored result.
    """
    for ours, written in of_audit(opened, sheets, basis, due):
        add(ours, written, findings)


def of_audit(
    opened: Opened, sheets: Mapping[str, Sheet], basis: Expected, due: Expected
) -> Iterator[tuple[Ours, Frame]]:  # fmt: skip
    """Our cells of each sheet of an audit workbook, and what is round them as this version writes it."""
    steps = Steps()
    for title, sheet in sheets.items():
        cells, written = _written(basis, title)
        wanted = (due if title in due.pattern.titles else basis).cells(title)
        yield Ours(sheet, opened.looks, cells, steps, due=partial(_given, wanted)), written


def _given(wanted: Mapping[str, Wanted], address: str) -> Value:
    """What the formula of a cell gives."""
    cell = wanted.get(address)
    return None if cell is None else cell.value


@lru_cache(maxsize=16 * PATTERNS)
def _written(basis: Expected, title: str) -> tuple[Mapping[str, Usual], Frame]:
    """How this version writes the cells of a sheet, and what is round them."""
    looks = basis.pattern.looks
    usual = {(style, is_open): Usual(looks.cell(style), is_open)
             for style in range(looks.count) for is_open in (True, False)}  # fmt: skip
    items = basis.pattern.skeleton.parts[basis.pattern.titles[title]]
    return (
        {at: usual[cell.style, cell.open] for at, cell in basis.cells(title).items()},
        frame("".join(item for item in items if isinstance(item, str))),
    )


def of_other(opened: Opened, titles: Iterable[str], findings: Findings) -> None:
    """Add what the sheets of a workbook that another version made show otherwise than their own cells hold."""
    steps = Steps()
    for title in titles:
        sheet = opened.by_title.get(title)
        if sheet is not None:
            add(Ours(sheet, opened.looks, dict.fromkeys(sheet.cells), steps), None, findings)


def marks(ours: Ours, written: Frame | None) -> Iterator[Mark]:
    """What is wrong with what the cells of a sheet show; written: None where that is unknown. Raises TooManyError."""
    yield from ours.marks()
    yield from displayed_rules.merged(ours)
    yield from displayed_rules.conditions(ours)
    if written is not None:  # else nobody knows which cells are for programs only, and narrow for that
        yield from displayed_room.narrow(ours, written.widths)
        yield from displayed_room.low(ours, written.heights)
        yield from displayed_rules.prompts(ours, written.prompts)


def add(ours: Ours, written: Frame | None, findings: Findings) -> None:
    """Add the problems of a sheet, gathered by what they are and by column."""
    gathered: dict[tuple[str, str, str, int], list[Mark]] = {}
    try:
        for mark in marks(ours, written):
            key = (mark.problem.id, mark.problem.severity, mark.problem.what, split(mark.address)[1])
            gathered.setdefault(key, []).append(mark)
    except TooManyError:
        findings.add("not-visible", "warning", "The sheet has more formats than can be looked at", ours.sheet.title)
    for (id_, _, what, column), (first, *others) in gathered.items():
        more = f", and in {len(others):,} more cells of column {letters(column)}" if others else ""
        findings.add(id_, first.problem.severity, what + more, ours.sheet.title, first.address, first.problem.shown,
                     first.problem.expected, REMEDY[id_])  # fmt: skip


def report(differences: Iterable[Difference], what: Mapping[str, str], findings: Findings) -> None:
    """Add cells of a form that are not as they should be, gathered by what they are and by column; all are errors."""
    gathered: dict[tuple[str, str, int], list[Difference]] = {}
    for one in differences:
        gathered.setdefault((one.id, one.sheet, split(one.address)[1]), []).append(one)
    for (id_, title, column), (first, *others) in gathered.items():
        more = f", and in {len(others):,} more cells of column {letters(column)}" if others else ""
        findings.add(id_, "error", what[id_] + more, title, first.address, first.actual, first.expected)
