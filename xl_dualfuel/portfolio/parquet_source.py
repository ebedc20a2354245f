"""Parquet tables of homes, read and written: the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from ..errors import InputError, Issue
from ..tariffs import columns as under_tariffs
from . import cells
from .source import Headings, Part, headings_of, refused

if TYPE_CHECKING:
    import pandas as pd


def arrow() -> Any:
    """The module pyarrow. Raises InputError saying what to install."""
    try:
        import pyarrow
    except ImportError:
        from ..files.libraries import install_command

        remedy = f"Use CSV, or install it: {install_command('portfolio')}"
        raise InputError([Issue("table", "Parquet", "needs pyarrow", remedy)]) from None
    return pyarrow


class ParquetSource:
    """A Parquet file; columns of notes keep their types."""

    def __init__(self, path: Path) -> None:
        pa = arrow()
        self.path = path
        self.left_out: list[str] = []  # such a table is made by programs, which add up no homes
        self.headings_again = 0
        try:
            with self._open() as file:
                self._schema = file.schema_arrow
                self.total: int | None = file.metadata.num_rows
        except (pa.ArrowException, OSError) as problem:
            raise self._damaged(problem) from None
        self.headings: Headings = headings_of(path, self._schema.names)

    def note_types(self) -> dict[str, Any]:
        """Types of the notes as they will be written."""
        return {title: _written_type(self._schema.field(place).type) for title, place in self.headings.notes.items()}

    def cells(self, note: str) -> Iterator[Any]:
        """The cells of a column of notes."""
        pa, name = arrow(), self._schema.names[self.headings.notes[note]]
        try:
            with self._open() as file:
                for batch in file.iter_batches(columns=[name]):
                    yield from batch.column(0).to_pylist()
        except (pa.ArrowException, OSError) as problem:
            raise self._damaged(problem) from None

    def parts(self, rows: int) -> Iterator[Part]:
        """The parts in order, cut without regard to the file's row groups."""
        pa = arrow()
        try:
            with self._open() as file:
                waiting: list[Any] = []
                number = count = 0
                for batch in file.iter_batches(batch_size=rows):
                    waiting.append(batch)
                    count += batch.num_rows
                    while count >= rows:
                        table = pa.Table.from_batches(waiting, self._schema)
                        yield self._part(number, number * rows, table.slice(0, rows))
                        number, count = number + 1, count - rows
                        waiting = table.slice(rows).to_batches()
                if count:
                    yield self._part(number, number * rows, pa.Table.from_batches(waiting, self._schema))
        except (pa.ArrowException, OSError) as problem:
            raise self._damaged(problem) from None

    def _open(self) -> Any:
        arrow()
        import pyarrow.parquet

        return pyarrow.parquet.ParquetFile(self.path, memory_map=False, pre_buffer=False, buffer_size=2**20)

    def _part(self, number: int, first: int, table: Any) -> Part:
        import pandas as pd

        index = pd.RangeIndex(table.num_rows)
        inputs = {
            key: _input(key, table.column(place), self.headings.unit_of(key))
            for key, place in self.headings.keys.items()
        }
        notes = {}
        for title, place in self.headings.notes.items():
            column = table.column(place)
            kind = _written_type(column.type)
            if column.type != kind:
                column = _as_text(column) if kind == arrow().string() else column.cast(kind)
            notes[title] = pd.Series(column.combine_chunks(), dtype=pd.ArrowDtype(kind), index=index)
        return Part(number, first, pd.DataFrame(notes, index=index), pd.DataFrame(inputs, index=index), {})

    def _damaged(self, problem: Exception) -> InputError:
        reason = " ".join(str(problem).split())[:100]
        return refused(self.path, f"is no Parquet file that can be read: {reason}", "Write it again")


def _written_type(kind: Any) -> Any:
    """The type a column of notes is written in: numbers, truth and times as they are, all else as text."""
    types = arrow().types
    if types.is_dictionary(kind):
        return _written_type(kind.value_type)
    plain = (types.is_integer, types.is_floating, types.is_boolean, types.is_date, types.is_timestamp, types.is_decimal)
    return kind if any(is_plain(kind) for is_plain in plain) else arrow().string()


def _as_text(column: Any) -> Any:
    pa = arrow()
    try:
        return column.cast(pa.string())
    except (pa.ArrowException, UnicodeDecodeError):
        texts = [None if cell is None else cells.text_of(cell) for cell in column.to_pylist()]
        return pa.chunked_array([pa.array(texts, pa.string())])


def _input(key: str, column: Any, unit: tuple[str, bool]) -> Any:
    """The cells of an input, read like those of any other kind of table."""
    pa = arrow()
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    if numeric and cells.is_number(key) and not unit[0]:
        return column.cast(pa.float64(), safe=False).to_numpy()
    return cells.column(key, column.to_pylist(), *unit)


def schema_of(titles: Mapping[str, Any]) -> Any:
    """The schema of the results: type of each column, None for text."""
    pa = arrow()
    return pa.schema([(title, pa.string() if kind is None else kind) for title, kind in titles.items()])


def encoded(columns: Sequence[pd.Series[Any]], schema: Any) -> bytes:
    """A part as a stream of Arrow; NaN becomes null."""
    pa = arrow()
    arrays = [pa.array(column, kind, from_pandas=True) for column, kind in zip(columns, schema.types, strict=True)]
    target = pa.BufferOutputStream()
    with pa.ipc.new_stream(target, schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    made: bytes = target.getvalue().to_pybytes()
    return made


def assemble(parts: Iterator[bytes], schema: Any, target: IO[bytes]) -> None:
    """One file of the parts, a row group each."""
    pa = arrow()
    import pyarrow.parquet

    repeated = [name for name in schema.names if name not in _SPREAD]
    with pyarrow.parquet.ParquetWriter(target, schema, compression="zstd", use_dictionary=repeated) as writer:
        for part in parts:
            table = pa.ipc.open_stream(pa.py_buffer(part)).read_all()
            writer.write_table(table, row_group_size=max(table.num_rows, 1))


_SPREAD: Final = frozenset(under_tariffs.RESULTS) - {"setting", "switchover", *under_tariffs.TEXTS} | {"notes"}
"""Columns of results with about as many values as homes: a dictionary would not make them smaller"""
