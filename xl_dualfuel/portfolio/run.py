"""A table of homes on disk → a table of results on disk, part by part, in bounded memory, resumable."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from ..errors import OutputError
from ..files.parts import Parts, parts_beside, sha256_of
from ..files.values import json_bytes
from ..files.writing import check_places, refuse_clashes, write
from ..homes.summary import Summary, combined, moneys
from ..inputs.fields import FILES
from ..tariffs.frames import ONE_BY_ONE
from ..version import __version__
from .excel_out import EXCEL_ROWS
from .grouping import FewGroups, columns_of
from .opening import open_source
from .out import kind_of, write_parts
from .source import PART_ROWS, Source, refused
from .summary_book import summary_bytes
from .tariff_files import Rates, read_rates
from .work import Done, Task, files_named, names_files, results, types_of, with_folder, work
from .workbooks import TOGETHER, BookTask, House, Names, houses, is_there, make

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[int, int | None], None]
"""Called with the homes done, and with all homes as far as known"""
FORMAT: Final = 5
"""Of the folder of parts"""


class Runner(Protocol):
    """Where work is done."""

    def map(self, call: Callable[[T], R], items: Iterable[T], here: Callable[[T], bool]) -> Iterator[R]:
        """The results, in any order."""


class Here:
    """Work done in this process, one item after the other."""

    def map(self, call: Callable[[T], R], items: Iterable[T], here: Callable[[T], bool]) -> Iterator[R]:
        """The results in order."""
        return (call(item) for item in items)


def _runner(scheduler: str | None) -> AbstractContextManager[Runner]:
    if scheduler is None:
        return nullcontext(Here())
    from .cluster import Cluster

    return Cluster(scheduler)


def run_portfolio(
    source: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    workbooks: str | os.PathLike[str] | None = None,
    scheduler: str | None = None,
    summary_json: str | os.PathLike[str] | None = None,
    summary_xlsx: str | os.PathLike[str] | None = None,
    by: Sequence[str] = (),
    hourly_csv: str | os.PathLike[str] | None = None,
    on_note: Callable[[str], None] | None = None,
    resume: bool = True,
    force: bool = False,
    progress: Progress | None = None,
    stamp: datetime | None = None,
    part_rows: int = PART_ROWS,
) -> Summary:
    """Work out every home of a table (CSV, also gzip, Parquet, Excel, by its content), a row of results each.

    out: .csv, .csv.gz, .parquet or .xlsx: the table's notes, then frames.RESULTS, or with a column tariff
    frames.RESULTS; it appears complete or not at all.
    Until then its parts are in the folder OUT.parts; with ``resume`` an interrupted run continues from there.
    workbooks: a folder for one workbook a house. scheduler: None for this process, "local" for a Dask cluster on this
    machine, else a Dask scheduler's address; the results are the same bytes. summary_json, summary_xlsx: files of the
    summary; by: headings of columns whose values group its homes, besides fuel and region. force: replace files that
    exist. stamp: the date written into workbooks, None for now. hourly_csv: a file of the hours of all homes added up;
    on_note: called with what a reader has to know of it. Raises InputError and OutputError, a line a problem; a
    home that cannot be used raises none: its row says what is wrong.
    """
    source, out = Path(source), Path(out)
    kind = kind_of(out)
    results_to_write = [out, *(Path(path) for path in (summary_json, summary_xlsx, hourly_csv) if path is not None)]
    folder = None if workbooks is None else Path(workbooks)
    check_places(results_to_write, [source], force, [] if folder is None else [folder])
    table = open_source(source)
    columns = columns_of(table, by)
    report, tell = progress or (lambda done, total: None), on_note or (lambda note: None)
    rates = read_rates(table)
    refuse_clashes(results_to_write, rates.files)
    types = types_of(_note_types(table, kind), kind == "parquet", table.headings.results)
    before = source.stat()
    manifest = {
        "format": FORMAT, "version": __version__, "kind": kind, "part_rows": part_rows, "columns": list(types),
        "types": list(map(str, types.values())), "by": list(columns),
        "source": {"size": before.st_size, "sha256": sha256_of(source)}, "tariffs": rates.digests(),
    }  # fmt: skip
    for note in rates.notes():
        tell(note)
    with _runner(scheduler) as runner, Parts(parts_beside(out), "portfolio", manifest, resume) as parts:
        records = parts.done()
        _solve(table, parts, records, runner, kind, types, columns, part_rows, report, results_to_write, rates)
        if folder is not None:
            _books(table, runner, folder, part_rows, force, stamp, results_to_write, rates)
        hours = None if hourly_csv is None else _hours(table, runner, part_rows, rates)
        after = source.stat()
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise refused(source, "was changed while it was read", "Run the command again")
        ordered = [records[number] for number in sorted(records)]
        summary = combined(record["tally"] for record in ordered)
        if alone := sum(record["tally"][ONE_BY_ONE] for record in ordered):
            tell(f"{alone:,} homes under a tariff were worked out one by one, which takes longer; together are those "
                 "of a built-in station or of the same weather file")  # fmt: skip
        write_parts(out, kind, types, parts.contents(sorted(records)), force, parts.folder, summary)
        _write_summary(summary, summary_json, summary_xlsx, force)
        if hours is not None and hourly_csv is not None:
            write({Path(hourly_csv): hours[0]}, force)
            for note in hours[1]:
                tell(f"{hourly_csv}: {note}")
        parts.remove()
    return summary


def files_named_in(source: str | os.PathLike[str]) -> Iterator[Path]:
    """The files that homes of a table name. Raises InputError."""
    table = open_source(Path(source))
    yield from read_rates(table).files
    for part in table.parts(PART_ROWS):
        yield from files_named(with_folder(part, table.path.parent))


def solved_rows(source: str | os.PathLike[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """Name, notes and results of each home of a table, as run_portfolio writes them; and its currency.

    The first column is the name of the home; None for blank. Raises InputError.
    """
    table = open_source(Path(source))
    rates = read_rates(table)
    empty = True
    for part in table.parts(PART_ROWS):
        solved = results(with_folder(part, table.path.parent), rates)
        frame = part.notes.assign(**{name: solved[name] for name in table.headings.results})
        if not table.headings.named:
            rows = range(part.first, part.first + len(frame)) if part.places is None else part.places.rows
            frame.insert(0, "row", [f"row {row}" for row in rows])
        found = frame.astype(object).where(frame.notna(), None).to_dict("records")
        for row, currency in zip(found, moneys(part.inputs), strict=True):
            empty = False
            yield {str(name): cell for name, cell in row.items()}, currency
    if empty:
        raise refused(table.path, "must hold a home or more below its headings", "Fill in a row a home")


def _solve(
    table: Source, parts: Parts, records: dict[int, dict[str, Any]], runner: Runner, kind: str, types: dict[str, Any],
    by: tuple[str, ...], part_rows: int, report: Progress, results: Sequence[Path], rates: Rates,
) -> None:  # fmt: skip
    """Work out the parts that are not there yet."""
    seen = 0
    few = FewGroups(table.path, by)

    def tasks() -> Iterator[Task]:
        nonlocal seen
        for part in table.parts(part_rows):
            seen = part.number + 1
            placed = with_folder(part, table.path.parent)
            refuse_clashes(results, files_named(placed))
            few.check(part)
            if part.number not in records:
                yield Task(placed, kind, types, by, rates)

    homes = sum(int(record["tally"]["homes"]) for record in records.values())
    total = None if table.total is None else max(table.total, homes)
    report(homes, total)
    done: Done
    for done in runner.map(work, tasks(), lambda task: names_files(task.part)):
        records[done.number] = parts.put(done.number, done.content, {"tally": done.tally})
        homes += done.rows
        if kind == "xlsx" and homes > EXCEL_ROWS:
            raise OutputError(f"A sheet holds {EXCEL_ROWS:,} homes, and there are more; write .csv or .parquet")
        report(homes, None if total is None else max(total, homes))
    for number in [number for number in records if number >= seen]:  # a folder somebody put parts into
        del records[number]
    if not records:
        raise refused(table.path, "must hold a home or more below its headings", "Fill in a row a home")
    report(homes, homes)


def _books(
    table: Source, runner: Runner, folder: Path, part_rows: int, force: bool, stamp: datetime | None,
    others: Sequence[Path], rates: Rates,
) -> None:  # fmt: skip
    """One workbook a house, but for those that are there; others: results that none may have the name of.

    A home under a tariff has the sheets Tariff and Hours; one whose tariff cannot be used has none.
    """
    names = Names()
    by = next(iter(table.headings.notes)) if table.headings.named else None

    def wanted() -> Iterator[House]:
        for part in table.parts(part_rows):
            under = rates.of(part)
            for plain in houses(with_folder(part, table.path.parent), names, by):
                rate = under[plain.place]
                if rate in rates.problems:
                    continue
                house = plain._replace(tariff=rates.tariffs.get(rate))
                named = [Path(name) for key, name in house.inputs.items() if key in FILES and isinstance(name, str)]
                refuse_clashes([folder / house.name, *others], [table.path, *named])
                if is_there(folder, house, force) is False:
                    yield house

    def tasks() -> Iterator[BookTask]:
        missing = wanted()
        while some := tuple(islice(missing, TOGETHER)):
            yield BookTask(some, stamp)

    for books in runner.map(make, tasks(), lambda task: any(house.inputs.keys() & {*FILES} for house in task.houses)):
        write({folder / book.name: book.content for book in books}, force)


def _hours(table: Source, runner: Runner, part_rows: int, rates: Rates) -> tuple[bytes, tuple[str, ...]]:
    """The hours of all homes added up."""
    from . import hourly

    placed = (hourly.Hours(with_folder(part, table.path.parent), rates) for part in table.parts(part_rows))
    return hourly.hourly_csv(runner.map(hourly.sum_hours, placed, lambda one: names_files(one.part)))


def _note_types(table: Source, kind: str) -> dict[str, Any]:
    known = table.note_types() if kind == "parquet" else {}
    return {title: known.get(title) for title in table.headings.notes}


def _write_summary(summary: Summary, as_json: Any, as_xlsx: Any, force: bool) -> None:
    files: list[tuple[Path, bytes]] = []
    if as_json is not None:
        files.append((Path(as_json), json_bytes(summary.to_json())))
    if as_xlsx is not None:
        files.append((Path(as_xlsx), summary_bytes(summary)))
    write(files, force)
