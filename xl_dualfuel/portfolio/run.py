"""A table of homes on disk → a table of results on disk, part by part, in bounded memory, resumable."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..errors import InputError
from ..files.parts import Parts, parts_beside, sha256_of
from ..files.values import json_bytes
from ..files.writing import check_places, move, refuse_clashes, write
from ..homes.summary import Summary, combined, moneys
from ..inputs.fields import FILES
from ..tariffs.columns import ONE_BY_ONE
from ..version import __version__
from .grouping import FewGroups, columns_of
from .opening import open_source
from .out import head, kind_of, write_parts
from .source import PART_ROWS, Source, left_out_in_words, refused, rows_of_a_part
from .tariff_files import Rates, read_rates
from .work import Done, Task, files_named, names_files, results, types_of, with_folder, work
from .workers import Machine, Runner

if TYPE_CHECKING:
    from .workbooks import BookTask, House

Progress = Callable[[int, int | None], None]
"""Called with the homes done, and with all homes as far as known"""
FORMAT: Final = 7
"""Of the folder of parts"""


def _runner(scheduler: str | None, workers: int | None) -> AbstractContextManager[Runner]:
    if scheduler is None:
        return Machine(workers)
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
    part_rows: int | None = None,
    workers: int | None = None,
) -> Summary:
    """Work out every home of a table (CSV, also gzip, Parquet, Excel, by its content), a row of results each.

    out: .csv, .csv.gz, .parquet or .xlsx: the table's notes, then homes.frames.RESULTS, or with a column tariff
    tariffs.columns.RESULTS; it appears complete or not at all.
    Until then its parts are in the folder OUT.parts; with ``resume`` an interrupted run continues from there.
    workbooks: a folder for one workbook a house. scheduler: None for the processors of this machine, "local" for a Dask
    cluster on it, else a Dask scheduler's address; workers: how many parts are worked out at a time without a
    scheduler, None for one a processor. The results are the same bytes. progress: called again from 0 for the workbooks
    and for the hours. summary_json, summary_xlsx: files of the
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
    part_rows = rows_of_a_part(table.total) if part_rows is None else part_rows
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
    kept = Parts(parts_beside(out), "portfolio", manifest, resume, head(kind, types))
    with _runner(scheduler, workers) as runner, kept as parts:
        records = parts.done()
        try:
            _solve(table, parts, records, runner, kind, types, columns, part_rows, report, results_to_write, rates)
        except InputError:  # the table has to be another one, of which these are no parts
            parts.remove()
            raise
        for note in left_out_in_words(table):
            tell(note)
        if folder is not None:
            _books(table, runner, folder, part_rows, report, force, stamp, results_to_write, rates)
        hours = None if hourly_csv is None else _hours(table, runner, part_rows, report, rates)
        after = source.stat()
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise refused(source, "was changed while it was read", "Run the command again")
        ordered = [records[number] for number in sorted(records)]
        summary = combined(record["tally"] for record in ordered)
        if alone := sum(record["tally"][ONE_BY_ONE] for record in ordered):
            tell(f"{alone:,} homes under a tariff were worked out one by one, which takes longer; together are those "
                 "of a built-in station or of the same weather file")  # fmt: skip
        numbers = sorted(records)
        if kind == "csv" and (whole := parts.whole(numbers)) is not None:
            move(whole, out, force)
        else:
            write_parts(out, kind, types, parts.contents(numbers), force, parts.folder, summary)
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


def solved_rows(
    source: str | os.PathLike[str], on_note: Callable[[str], None] | None = None
) -> Iterator[tuple[dict[str, Any], str]]:
    """Name, notes and results of each home of a table, as run_portfolio writes them; and its currency.

    The first column is the name of the home; None for blank. on_note: called last with what a reader has to know of
    rows that were left out. Raises InputError.
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
    if on_note is not None:
        for note in left_out_in_words(table):
            on_note(note)


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

    def watch(under_way: int) -> None:
        report(homes + under_way, None if total is None else max(total, homes + under_way))

    done: Done
    for done in runner.map(work, tasks(), lambda task: names_files(task.part), watch):
        records[done.number] = parts.put(done.number, done.content, {"tally": done.tally})
        homes += done.rows
        if kind == "xlsx":
            from .excel_out import refuse_too_many  # here, as below: it takes time to import, and few tables are Excel

            refuse_too_many(homes)
        report(homes, None if total is None else max(total, homes))
    for number in [number for number in records if number >= seen]:  # a folder somebody put parts into
        del records[number]
    if not records:
        raise refused(table.path, "must hold a home or more below its headings", "Fill in a row a home")
    report(homes, homes)


def _books(
    table: Source, runner: Runner, folder: Path, part_rows: int, report: Progress, force: bool, stamp: datetime | None,
    others: Sequence[Path], rates: Rates,
) -> None:  # fmt: skip
    """One workbook a house, but for those that are there; others: results that none may have the name of.

    A home under a tariff has the sheets Tariff and Hours; one whose tariff cannot be used has none.
    """
    from .workbooks import TOGETHER, BookTask, Names, houses, is_there, make

    names = Names()
    by = next(iter(table.headings.notes)) if table.headings.named else None
    seen = 0

    def wanted() -> Iterator[House]:
        nonlocal seen
        for part in table.parts(part_rows):
            seen = part.first
            under = rates.of(part)
            for plain in houses(with_folder(part, table.path.parent), names, by):
                rate = under[plain.place]
                if rate in rates.problems:
                    continue
                seen = part.first + plain.place
                house = plain._replace(tariff=rates.tariffs.get(rate))
                named = [Path(name) for key, name in house.inputs.items() if key in FILES and isinstance(name, str)]
                refuse_clashes([folder / house.name, *others], [table.path, *named])
                if is_there(folder, house, force) is False:
                    yield house

    def tasks() -> Iterator[BookTask]:
        missing = wanted()
        while some := tuple(islice(missing, TOGETHER)):
            yield BookTask(some, stamp)

    def has_files(task: BookTask) -> bool:
        return any(house.inputs.keys() & {*FILES} for house in task.houses)

    report(0, table.total)
    for books in runner.map(make, tasks(), has_files, lambda under_way: None):
        write({folder / book.name: book.content for book in books}, force)
        report(seen, table.total)


def _hours(
    table: Source, runner: Runner, part_rows: int, report: Progress, rates: Rates
) -> tuple[bytes, tuple[str, ...]]:  # fmt: skip
    """The hours of all homes added up."""
    from . import hourly

    placed = (hourly.Hours(with_folder(part, table.path.parent), rates) for part in table.parts(part_rows))
    homes = 0

    def watch(under_way: int) -> None:
        report(homes + under_way, table.total)

    def told() -> Iterator[hourly.HourlySum]:
        nonlocal homes
        report(0, table.total)
        for one in runner.map(hourly.sum_hours, placed, lambda one: names_files(one.part), watch):
            homes += one.rows
            report(homes, table.total)
            yield one

    return hourly.hourly_csv(told())


def _note_types(table: Source, kind: str) -> dict[str, Any]:
    known = table.note_types() if kind == "parquet" else {}
    return {title: known.get(title) for title in table.headings.notes}


def _write_summary(summary: Summary, as_json: Any, as_xlsx: Any, force: bool) -> None:
    files: list[tuple[Path, bytes]] = []
    if as_json is not None:
        files.append((Path(as_json), json_bytes(summary.to_json())))
    if as_xlsx is not None:
        from .summary_book import summary_bytes

        files.append((Path(as_xlsx), summary_bytes(summary)))
    write(files, force)
