"""Tables of results on disk: CSV (also gzip), Parquet or Excel, the same rows the same bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from ..errors import OutputError
from ..files.defused import defused
from ..files.writing import write_by
from ..homes.engine import NOTES
from ..results.csv_tables import to_csv
from . import csv_out
from .cells import text_of

if TYPE_CHECKING:
    import pandas as pd

    from ..homes.said import Said
    from ..homes.summary import Summary

KINDS: Final = {".csv": "csv", ".csv.gz": "csv.gz", ".parquet": "parquet", ".xlsx": "xlsx"}


def kind_of(path: Path) -> str:
    """What a file of results is to be. Raises OutputError: none of the kinds."""
    name = path.name.casefold()
    for suffix in sorted(KINDS, key=len, reverse=True):
        if name.endswith(suffix):
            return KINDS[suffix]
    raise OutputError(f"{path}: must end in .csv, .csv.gz, .parquet or .xlsx, which says what is written")


def encoded(
    table: pd.DataFrame | Mapping[str, pd.Series[Any]], kind: str, types: Mapping[str, Any], said: Said | None = None
) -> bytes:  # fmt: skip
    """A part of a table, bytes or a buffer of them; types: the Parquet type of each column, None for text.

    said: the column NOTES, where the table has none.
    """
    names = [name for name in types if said is None or name != NOTES]
    columns = [table[name] for name in names]
    quick = kind in ("csv", "csv.gz") and len(columns[0]) >= csv_out.FEW
    if said is not None:
        if quick and [*types][-2:] == [NOTES, names[-1]]:
            content: bytes | None = csv_out.quick_csv_with_notes(columns, said, _texts)
            if content is not None:
                return content
        import pandas as pd

        columns.insert([*types].index(NOTES), pd.Series(said.column()))
    if kind == "parquet":
        from . import parquet_source

        return parquet_source.encoded(columns, parquet_source.schema_of(types))
    if quick and (written := csv_out.quick_csv(columns, _texts)) is not None:
        return written
    cells = [_cells(column) for column in columns]
    if kind == "xlsx":
        rows = (json.dumps(row, ensure_ascii=True) for row in zip(*cells, strict=True))
        return "".join(f"{row}\n" for row in rows).encode()
    text = io.StringIO()
    shown = [[defused(text_of(cell)) if isinstance(cell, (str, bool)) else cell for cell in column] for column in cells]
    csv.writer(text, lineterminator="\r\n").writerows(zip(*shown, strict=True))
    return text.getvalue().encode(errors="backslashreplace")


def _texts(column: pd.Series[Any]) -> list[str | None]:
    """The cells as text, not yet defused; None for blank."""
    return [None if cell is None else text_of(cell) if isinstance(cell, bool) else str(cell) for cell in _cells(column)]


def _cells(column: pd.Series[Any]) -> list[Any]:
    """The cells as Python has them, None for blank."""
    cells = column.tolist()
    if str(column.dtype) == "float64":
        return [None if cell != cell else cell for cell in cells] if column.isna().any() else cells  # noqa: PLR0124
    missing = column.isna().tolist()
    return [None if gone else _known(cell) for cell, gone in zip(cells, missing, strict=True)]


def _known(cell: Any) -> Any:
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    return cell if isinstance(cell, (str, int)) else text_of(cell)


def head(kind: str, types: Mapping[str, Any]) -> bytes:
    """What stands before the parts of a table that is nothing but these, one after the other."""
    return to_csv({title: [] for title in types}) if kind == "csv" else b""


def write_parts(
    path: Path, kind: str, types: Mapping[str, Any], parts: Iterator[bytes], force: bool, folder: Path | None = None,
    summary: Summary | None = None,
) -> None:  # fmt: skip
    """One file of the parts, complete or not at all; it grows in ``folder``. Raises OutputError.

    summary: of results, which a workbook shows the totals of.
    """

    def fill(file: IO[bytes]) -> None:
        if kind == "parquet":
            from . import parquet_source

            parquet_source.assemble(parts, parquet_source.schema_of(types), file)
        elif kind == "xlsx":
            from .excel_out import write_table

            write_table(list(types), _rows(parts), file, None if summary is None else summary.to_json())
        elif kind == "csv":
            file.writelines(chain([head("csv", types)], parts))
        else:
            with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
                packed.writelines(chain([head("csv", types)], parts))

    write_by(path, fill, force, folder)


def _rows(parts: Iterator[bytes]) -> Iterator[list[Any]]:
    for part in parts:
        for line in part.splitlines():
            yield json.loads(line)
