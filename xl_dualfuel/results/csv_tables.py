"""Results as CSV: the five tables, text safe from spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import Any

from .columns import TABLES
from .result import Result
from .tables import Table

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_files(result: Result) -> dict[str, bytes]:
    """The five CSV files of a result by file name."""
    return {f"{name}.csv": to_csv(result.shown_table(name)) for name in TABLES}


def to_csv(table: Table) -> bytes:
    """A table as UTF-8 CSV; text that a spreadsheet would run as a formula gets an apostrophe before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180; text with either character is then quoted
    writer.writerow(table)
    writer.writerows([_cell(value) for value in row] for row in zip(*table.values(), strict=True))
    return text.getvalue().encode(errors="backslashreplace")


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, list):
        value = " ".join(value)
    if isinstance(value, str) and value.startswith(_RUN_BY_SPREADSHEETS):
        return "'" + value
    return value
