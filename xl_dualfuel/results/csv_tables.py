"""Results as CSV: the five tables, text safe from spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import Any

from ..files.defused import defused
from .columns import TABLES
from .result import Result
from .tables import Table


def csv_files(result: Result) -> dict[str, bytes]:
    """The five CSV files of a result by file name."""
    return {f"{name}.csv": to_csv(result.shown_table(name)) for name in TABLES}


def notes_table(result: Result) -> Table:
    """What the result says of itself: the headline, then doubts, and what to know, by what each is about."""
    doubts = set(result.doubts)
    rows = [("result", "", result.headline)]
    rows += [("check" if note in doubts else "note", note.key, note.message) for note in result.notes]
    return {key: [row[place] for row in rows] for place, key in enumerate(("kind", "about", "note"))}


def to_csv(table: Table) -> bytes:
    """A table as UTF-8 CSV; text that a spreadsheet would run is defused (files/defused.py)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180; text with either character is then quoted
    writer.writerow(map(defused, table))
    writer.writerows([_cell(value) for value in row] for row in zip(*table.values(), strict=True))
    return text.getvalue().encode(errors="backslashreplace")


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, list):
        value = " ".join(value)
    return defused(value) if isinstance(value, str) else value
