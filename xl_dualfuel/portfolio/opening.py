"""Which kind of table a file holds, by its content."""

from __future__ import annotations

from pathlib import Path

from ..files.reading import OLE, ZIP, first_bytes
from .csv_source import CsvSource
from .source import TABLE, Source, refused


def open_source(path: Path) -> Source:
    """The table in a file, CSV (also gzip or zip), Parquet or Excel by its content. Raises InputError: it is none."""
    start = first_bytes(path, TABLE)
    if start.startswith(b"PAR1"):
        from .parquet_source import ParquetSource  # here: each takes time to import

        return ParquetSource(path)
    if start.startswith(ZIP):
        from .excel_source import ExcelSource

        return ExcelSource(path, path.stat().st_size)
    if start.startswith(OLE):
        raise refused(path, "is an Excel file with a password, or of Excel 2003 or before", "Save it as .xlsx")
    return CsvSource(path)
