"""The report workbook of a batch: a row for each file, and every finding. It holds text and numbers, no formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from openpyxl.utils import get_column_letter

from xl_dualfuel.version import __version__

from ..book.layout import HEADER_ROW
from ..forms.form import Form
from .findings import FAIL, IDS, NEEDS_REVIEW, UNREADABLE, Verdict, clean, counted

SUMMARY, FINDINGS = "Summary", "Findings"
MOST_ROWS: Final = 200_000
"""Most findings shown; the JSON has all of them"""
_FIRST: Final = HEADER_ROW + 1
_WRAPPED: Final = "df wrapped note"
_FILE: Final = 30
"""Width of the column of file names [characters]"""
_SUMMARY: Final = (
    ("File", _FILE), ("Verdict", 18), ("Kind", 13), ("Errors", 9), ("Warnings", 11), ("Infos", 8),
    ("Setting", 10), ("Season cost", 14), ("Units", 10), ("Version", 12), ("Site", 30), ("Customer", 24),
    ("Installer", 24), ("First finding", 90),
    ("SHA-256 of the inputs", 68),
)  # fmt: skip
_FINDINGS: Final = (
    ("File", _FILE), ("Severity", 10), ("Finding", 16), ("Sheet", 12), ("Cell", 8), ("What", 50), ("It is", 30),
    ("Expected", 30), ("What to do", 34), ("Meaning", 80),
)  # fmt: skip
_PRINTED: Final = {SUMMARY: ("A:H", "N:N"), FINDINGS: ("A:F", "G:I")}
"""Columns of the printed pages; the others are for the screen"""


def report(verdicts: Sequence[Verdict]) -> bytes:
    """The report as the bytes of an .xlsx file; the same verdicts give the same bytes."""
    form = Form((SUMMARY, FINDINGS))
    form.scaled.update((SUMMARY, FINDINGS))
    _summary(form, verdicts)
    _findings(form, verdicts)
    return form.finished("Dual-fuel switchover: verification")


def _top(form: Form, sheet: str, title: str, notes: Sequence[str], heads: Sequence[tuple[str, int]]) -> None:
    form.put(sheet, 1, 1, title, "df title")
    for row, note in enumerate(notes, 2):
        form.put(sheet, row, 1, note, "df note")
    form.headers(sheet, HEADER_ROW, [head for head, _ in heads])
    form.widths(sheet, [width for _, width in heads])


def _end(form: Form, sheet: str, columns: int, last: int) -> None:
    letter = get_column_letter(columns)
    page = form.sheets[sheet]
    page.auto_filter.ref = f"A{HEADER_ROW}:{letter}{last}"
    page.freeze_panes = f"B{_FIRST}"
    page.protection.autoFilter = page.protection.sort = False  # may be used
    bottom = max(last, _FIRST)
    parts = (part.split(":") for part in _PRINTED[sheet])
    areas = [f"${left}${_FIRST}:${right}${bottom}" for left, right in parts]
    form.printed(sheet, f",{sheet}!".join(areas), f"1:{HEADER_ROW}")
    page.print_title_cols = "A:A"


def _summary(form: Form, verdicts: Sequence[Verdict]) -> None:
    notes = (
        f"{counted(verdicts)}.",
        "Pass: no warning and no error. Needs review: warnings. Fail: errors. Setting and season cost are calculated "
        "from the inputs in the file.",
        f"Checked with xl_dualfuel {__version__}. Nothing in a file was run, and no link was followed.",
    )
    _top(form, SUMMARY, "Verification: files", notes, _SUMMARY)
    for row, verdict in enumerate(verdicts, _FIRST):
        counts = verdict.counts
        first = str(verdict.findings[0]) if verdict.findings else ""
        values: list[tuple[Any, str]] = [
            (clean(verdict.name, 255), _WRAPPED), (verdict.words, "df label"), (verdict.kind, "df text"),
            (counts["error"], "df 0"), (counts["warning"], "df 0"), (counts["info"], "df 0"),
            (verdict.setting, "df 0.0#"), (verdict.annual_cost, "df #,##0.00"),
            (", ".join(verdict.units.values()), "df text"), (verdict.version, "df text"),
            *((clean(str(verdict.details.get(key, ""))), "df text") for key in ("site", "prepared_for", "installer")),
            (clean(first, 300), _WRAPPED), (verdict.inputs_sha256, "df text"),
        ]  # fmt: skip
        _row(form, SUMMARY, row, values, _SUMMARY)
    last = HEADER_ROW + len(verdicts)
    if verdicts:
        cells, first = f"A{_FIRST}:O{last}", f"$B{_FIRST}"
        form.warn(SUMMARY, cells, f'OR({first}="{FAIL}",{first}="{UNREADABLE}")', "bad")
        form.warn(SUMMARY, cells, f'{first}="{NEEDS_REVIEW}"', "warn")
    _end(form, SUMMARY, len(_SUMMARY), last)


def _findings(form: Form, verdicts: Sequence[Verdict]) -> None:
    count = sum(len(verdict.findings) for verdict in verdicts)
    notes = [f"{count:,} findings. Filter by file, severity or finding."]
    if count > MOST_ROWS:
        notes.append(f"The first {MOST_ROWS:,} are shown; the JSON has all of them.")
    _top(form, FINDINGS, "Verification: findings", notes, _FINDINGS)
    row = HEADER_ROW
    for verdict in verdicts:
        for finding in verdict.findings[: max(0, MOST_ROWS + HEADER_ROW - row)]:
            row += 1
            texts = (
                verdict.name, finding.severity, finding.id, finding.sheet, finding.cell, finding.what, finding.found,
                finding.expected, finding.remedy, IDS.get(finding.id, IDS["rules"]),
            )  # fmt: skip
            _row(form, FINDINGS, row, [(clean(text, 400), _WRAPPED) for text in texts], _FINDINGS)
    if row > HEADER_ROW:
        cells = f"A{_FIRST}:J{row}"
        form.warn(FINDINGS, cells, f'$B{_FIRST}="error"', "bad")
        form.warn(FINDINGS, cells, f'$B{_FIRST}="warning"', "warn")
    _end(form, FINDINGS, len(_FINDINGS), row)


def _row(
    form: Form, sheet: str, row: int, cells: Sequence[tuple[Any, str]], heads: Sequence[tuple[str, int]]
) -> None:  # fmt: skip
    """The cells of a row, which is as high as its longest text needs."""
    widths = [float(width) for _, width in heads]
    form.height(sheet, row, [(str(value), width) for (value, style), width in zip(cells, widths, strict=True)
                             if style == _WRAPPED])  # fmt: skip
    for column, (value, style) in enumerate(cells, 1):
        form.put(sheet, row, column, None if value == "" else value, style)
