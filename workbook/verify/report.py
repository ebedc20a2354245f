"""The report workbook of a batch: a row for each file, and every finding. It holds text, numbers, links to copies."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from xl_dualfuel.version import __version__

from ..book.layout import HEADER_ROW
from ..forms.form import Form
from .advice import AS_WRITTEN, SAID, advice, file_name, said, to_do
from .findings import FAIL, IDS, NEEDS_REVIEW, UNREADABLE, URGENT, WEIGHTS, Verdict, clean, counted

Heads = Sequence[tuple[str, int]]
"""Headers of columns and their widths [characters]"""
SUMMARY, FINDINGS = "Summary", "Findings"
MOST_ROWS: Final = 200_000
"""Most findings shown; the JSON has all of them"""
_FIRST: Final = HEADER_ROW + 1
_WRAPPED: Final = "df wrapped note"
_SUMMARY: Final = (
    ("Verdict", 12), ("File", 18), ("Applicant", 15), ("Site", 16), ("Application", 12), ("What matters most", 33),
    ("What to do", 20), ("Clean copy", 20), ("Setting", 10), ("Season cost", 14), ("Units", 10),
    ("To mend", 9), ("To look at", 9), ("Installer", 22), ("Kind", 11), ("SHA-256 of the file", 68),
    ("SHA-256 of the inputs", 68),
)  # fmt: skip
_FINDINGS: Final = (
    ("Weight", 12), ("File", 18), ("Applicant", 15), ("Where", 13), ("What", 42), ("What to do", 26),
)  # fmt: skip
_TECHNICAL: Final = (("Finding", 16), ("Meaning", 80))
_PRINTED: Final = {SUMMARY: "A:G", FINDINGS: "A:F"}
"""Columns of the printed pages; the others are for the screen"""
_CLEAN_COLUMN: Final = 8


def in_order(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """What needs somebody first: Fail, Unreadable, Needs review, Pass, those of a verdict in their order."""
    return sorted(verdicts, key=lambda verdict: URGENT.index(verdict.words))


def report(verdicts: Sequence[Verdict], technical: bool = False, folder: Path | None = None) -> bytes:
    """The report as the bytes of an .xlsx file; the same verdicts give the same bytes.

    technical: remarks on how files are built too. folder: where the report will be, from which it links to clean
    copies.
    """
    form = Form((SUMMARY, FINDINGS))
    form.scaled.update((SUMMARY, FINDINGS))
    form.foot = f"&F · xl_dualfuel {__version__}"
    ordered = in_order(verdicts)
    _summary(form, ordered, folder)
    _findings(form, ordered, technical)
    return form.finished("Dual-fuel switchover: verification")


def _top(form: Form, sheet: str, title: str, notes: Sequence[str], heads: Heads) -> None:
    form.put(sheet, 1, 1, title, "df title")
    for row, note in enumerate(notes, 2):
        form.put(sheet, row, 1, note, "df plain" if row == 2 else "df note")
    form.headers(sheet, HEADER_ROW, [head for head, _ in heads])
    form.widths(sheet, [width for _, width in heads])


def _end(form: Form, sheet: str, columns: int, last: int) -> None:
    letter = get_column_letter(columns)
    page = form.sheets[sheet]
    page.auto_filter.ref = f"A{HEADER_ROW}:{letter}{last}"
    page.freeze_panes = f"B{_FIRST}"
    page.protection.autoFilter = page.protection.sort = False  # may be used
    left, _, right = _PRINTED[sheet].partition(":")
    form.printed(sheet, f"${left}${_FIRST}:${right}${max(last, _FIRST)}", f"1:{HEADER_ROW}")


def _summary(form: Form, verdicts: Sequence[Verdict], folder: Path | None) -> None:
    notes = (
        f"{counted(verdicts)}. Those that need somebody come first.",
        "Setting and season cost are calculated from the inputs in the file. Nothing in a file was run, and no link "
        f"was followed. {AS_WRITTEN} Checked with xl_dualfuel {__version__}.",
    )
    _top(form, SUMMARY, "Verification: files", notes, _SUMMARY)
    for row, verdict in enumerate(verdicts, _FIRST):
        counts, main = verdict.counts, verdict.main
        applicant, site, application, installer = (said(verdict, key) for key in SAID)
        first = "" if main is None else f"{main.place}{': ' * bool(main.place)}{main.facts}"
        values: list[tuple[Any, str]] = [
            (verdict.words, "df label"), (file_name(verdict), _WRAPPED), (applicant, _WRAPPED), (site, _WRAPPED),
            (application, _WRAPPED), (clean(first, 300), _WRAPPED), (to_do(verdict), _WRAPPED),
            (clean(verdict.no_clean, 300), _WRAPPED),
            (verdict.setting, "df 0.0#"), (verdict.annual_cost, "df #,##0.00"),
            (", ".join(verdict.units.values()), "df text"),
            (counts["error"], "df 0"), (counts["warning"], "df 0"), (installer, _WRAPPED), (verdict.kind, "df text"),
            (verdict.file_sha256, "df text"), (verdict.inputs_sha256, "df text"),
        ]  # fmt: skip
        _row(form, SUMMARY, row, values, _SUMMARY)
        if verdict.clean:
            _link(form, row, verdict.clean, folder)
    last = HEADER_ROW + len(verdicts)
    if verdicts:
        cells, word = f"A{_FIRST}:A{last}", f"$A{_FIRST}"
        form.warn(SUMMARY, cells, f'OR({word}="{FAIL}",{word}="{UNREADABLE}")', "bad")
        form.warn(SUMMARY, cells, f'{word}="{NEEDS_REVIEW}"', "warn")
    _end(form, SUMMARY, len(_SUMMARY), last)


def _link(form: Form, row: int, path: str, folder: Path | None) -> None:
    """A link to a clean copy, from the folder of the report."""
    try:
        target = os.path.relpath(path, folder or Path())
    except ValueError:  # on another drive
        target = str(Path(path).resolve())
    cell = form.sheets[SUMMARY].cell(row, _CLEAN_COLUMN)
    form.put(SUMMARY, row, _CLEAN_COLUMN, "open", "df link")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, target=quote(target.replace(os.sep, "/")), tooltip="The clean copy")
    cell.style = "df link"


def _findings(form: Form, verdicts: Sequence[Verdict], technical: bool) -> None:
    heads = (*_FINDINGS, *(_TECHNICAL if technical else ()))
    shown = [(verdict, finding) for verdict in verdicts for finding in verdict.shown(technical)
             if technical or not finding.is_note]  # fmt: skip
    notes = [
        f"{len(shown):,} findings. Filter by weight or file. What matters most comes first in each file. {AS_WRITTEN}"
    ]
    if not technical:
        notes.append("What was assumed is on the sheet Cover of each clean copy.")
    if len(shown) > MOST_ROWS:
        notes.append(f"The first {MOST_ROWS:,} are shown; the JSON has all of them.")
    _top(form, FINDINGS, "Verification: findings", notes, heads)
    row = HEADER_ROW
    for row, (verdict, finding) in enumerate(shown[:MOST_ROWS], _FIRST):
        do = finding.remedy or advice(finding).clerk * (finding.severity != "info")
        texts = [
            WEIGHTS[finding.severity], file_name(verdict), said(verdict, "prepared_for"), finding.place, finding.facts,
            do,
        ]  # fmt: skip
        if technical:
            texts += [finding.id, IDS.get(finding.id, IDS["rules"])]
        _row(form, FINDINGS, row, [(clean(text, 500), _WRAPPED) for text in texts], heads)
    if row > HEADER_ROW:
        form.warn(FINDINGS, f"A{_FIRST}:A{row}", f'$A{_FIRST}="{FAIL}"', "bad")
        form.warn(FINDINGS, f"A{_FIRST}:A{row}", f'$A{_FIRST}="{NEEDS_REVIEW}"', "warn")
    _end(form, FINDINGS, len(heads), row)


def _row(form: Form, sheet: str, row: int, cells: Sequence[tuple[Any, str]], heads: Heads) -> None:
    """The cells of a row, which is as high as its longest text needs."""
    widths = [float(width) for _, width in heads]
    form.height(sheet, row, [(str(value), width) for (value, style), width in zip(cells, widths, strict=True)
                             if style == _WRAPPED])  # fmt: skip
    for column, (value, style) in enumerate(cells, 1):
        form.put(sheet, row, column, None if value == "" else value, style)
