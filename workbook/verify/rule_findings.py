"""The rules W01 to W18 as findings, as far as the comparison with what this version writes does not report them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Final

from ..reader import Opened
from ..rules import MOST_FINDINGS, RULES
from ..rules import Finding as Broken
from .findings import Findings, Severity

SEVERITY: Final[Mapping[str, Severity]] = {
    "W03": "info", "W04": "info", "W06": "warning", "W07": "info", "W08": "info", "W10": "info", "W11": "info",
    "W12": "info", "W13": "info", "W14": "info", "W15": "info", "W16": "info", "W18": "info",
}  # fmt: skip
"""The severity of each rule; info for rules that a mere save by Excel, Calc or openpyxl breaks. W01, W02, W05, W09 and
W17 are absent: the comparison reports them cell by cell and name by name."""
OF_FORMULAS: Final = ("W03", "W04", "W07")
"""Rules that hold where every formula is the expected one"""
OF_VALUES: Final = ("W06", "W08", "W09", "W14")
"""Rules that mean nothing where no values are stored"""
IN_WORDS: Final = {
    "W15": "The workbook was saved by another program after it was made",
    "W16": "The file is not built as this program builds it: another program saved it, or it is damaged",
}
"""Rules about the file rather than what a reader sees in it, in words that need no knowledge of files"""
REPORTED: Final = ("a hidden row", "a hidden column", "is missing", "is hidden")
"""Ends of messages that structure.py reports too"""


def rules(opened: Opened, formulas_hold: bool, calculated: bool, findings: Findings) -> None:
    """Add a finding for each rule and sheet that breaks it, with how often."""
    for name, rule in RULES.items():
        if name not in SEVERITY or (formulas_hold and name in OF_FORMULAS) or (not calculated and name in OF_VALUES):
            continue
        by_sheet: dict[str, list[Broken]] = {}
        for broken in islice(rule(opened), MOST_FINDINGS):
            if not broken.message.endswith(REPORTED):
                by_sheet.setdefault(broken.sheet, []).append(broken)
        for first, *others in by_sheet.values():
            more = f", and {len(others)} more" if others and name not in IN_WORDS else ""
            message = IN_WORDS.get(name, first.message[:1].upper() + first.message[1:])
            findings.add(name, SEVERITY[name], message + more, first.sheet, first.cell)
