"""The rules W01 to W17 as findings, as far as the comparison with what this version writes does not say it already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Final

from ..reader import Opened
from ..rules import MOST_FINDINGS, RULES
from ..rules import Finding as Broken
from .findings import Findings, Severity

SEVERITY: Final[Mapping[str, Severity]] = {
    "W03": "info", "W04": "info", "W06": "warning", "W07": "info", "W08": "info", "W10": "info", "W11": "info",
    "W12": "info", "W13": "info", "W14": "info", "W15": "info", "W16": "info",
}  # fmt: skip
"""What is said of each rule. What a mere save by Excel, Calc or openpyxl breaks is worth an info. The other rules are
the comparison's: W01, W02, W05, W09 and W17 are told cell by cell and name by name."""
OF_FORMULAS: Final = ("W03", "W04", "W07")
"""Rules that hold where every formula is the expected one"""
OF_VALUES: Final = ("W06", "W08", "W09", "W14")
"""Rules that mean nothing where no values are stored"""
SAID: Final = ("a hidden row", "a hidden column", "is missing", "is hidden")
"""Ends of messages that structure.py has words for"""


def rules(opened: Opened, formulas_hold: bool, calculated: bool, findings: Findings) -> None:
    """Add one finding for each rule and sheet that breaks it, with how often."""
    for name, rule in RULES.items():
        if name not in SEVERITY or (formulas_hold and name in OF_FORMULAS) or (not calculated and name in OF_VALUES):
            continue
        for broken, count in _gathered(rule, opened):
            more = f", and {count - 1} more" if count > 1 else ""
            findings.add(name, SEVERITY[name], broken.message + more, broken.sheet, broken.cell)


def _gathered(rule: Callable[[Opened], Iterator[Broken]], opened: Opened) -> list[tuple[Broken, int]]:
    """The first finding of a rule on each sheet, and how many there are."""
    by_sheet: dict[str, list[Broken]] = {}
    for broken in islice(rule(opened), MOST_FINDINGS):
        if not broken.message.endswith(SAID):
            by_sheet.setdefault(broken.sheet, []).append(broken)
    return [(many[0], len(many)) for many in by_sheet.values()]
