"""Many homes: the command portfolio, and the command run of a filled portfolio form."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import InputError, Issue
from ..files.reading import read_bounded
from ..files.writing import check_places
from ..homes.summary_words import in_one_line, notes_in_words, problem_in_words
from ..inputs.units_given import Units
from ..results.case_units import money
from .messages import fitted, print_note, print_written, progress, say
from .options import Force
from .outputs import Files, answer


def portfolio(
    source: Annotated[
        Path | None,
        typer.Argument(metavar="IN", help="A table of homes: CSV, Parquet or Excel.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Argument(metavar="OUT", help="The results: .csv, .csv.gz, .parquet or .xlsx.", show_default=False),
    ] = None,
    summary: Annotated[
        list[Path] | None,
        typer.Option("--summary", metavar="FILE", help="Write the summary: .json or .xlsx; may be repeated."),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by", metavar="COLUMN", help="Group the homes of the summary by a column of yours; may be repeated."
        ),
    ] = None,
    hourly: Annotated[
        Path | None,
        typer.Option("--hourly", metavar="FILE", help="Write the hours of all homes added up, 8,760 rows: .csv."),
    ] = None,
    workbooks: Annotated[
        Path | None, typer.Option("--workbooks", metavar="DIR", help="Write a workbook for each house into a folder.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="ADDRESS", help="A Dask scheduler, or local for a cluster on this machine."
        ),
    ] = None,
    demo: Annotated[
        int | None, typer.Option("--demo", min=1, metavar="N", help="Write N invented homes to IN first.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Another number gives other invented homes.")] = 1,
    force: Force = False,
) -> None:
    """Answer a table of homes, with a row of results for each.

    Example: dualfuel portfolio homes.csv results.csv --summary summary.json

    The headings of the table are keys or labels of inputs; a column tariff names the tariff file of each home. After an
    interruption, give the same command again: it continues where it stopped. Exit status 0: every home has its answer.
    1: some homes have problems, which their rows say. 2: no home has an answer, or the table cannot be read.
    """
    if source is None or (out is None and demo is None):
        wanted = "must be given" if source is None else "must be given, or --demo"
        name = "IN" if source is None else "OUT"
        raise InputError([Issue(name, None, wanted, "dualfuel portfolio homes.csv out.csv")])
    if demo is not None:
        from ..portfolio.demo import write_demo

        check_places([source, *([] if out is None else [out]), *(summary or [])], force=force)
        write_demo(demo, source, seed, force=force)
        print_written([source])
        if out is None:
            return
    assert out is not None  # asked for above
    from ..files.parts import parts_beside
    from ..portfolio.run import run_portfolio

    summaries: dict[str, Path] = {}
    wrong = [path for path in summary or []
             if path.suffix.casefold() not in (".json", ".xlsx")
             or summaries.setdefault(path.suffix.casefold(), path) is not path]  # fmt: skip
    if wrong:
        raise InputError([Issue("--summary", str(path), "must be one .json and one .xlsx at most", "Leave it out")
                          for path in wrong])  # fmt: skip
    if hourly is not None and hourly.suffix.casefold() != ".csv":
        raise InputError([Issue("--hourly", str(hourly), "must end in .csv", "For example --hourly hours.csv")])
    notes: list[str] = []
    try:
        with progress("homes") as show_progress:
            totals = run_portfolio(
                source, out, workbooks=workbooks, scheduler=scheduler, force=force, progress=show_progress,
                summary_json=summaries.get(".json"), summary_xlsx=summaries.get(".xlsx"), by=by or (),
                hourly_csv=hourly, on_note=notes.append,
            )  # fmt: skip
    except KeyboardInterrupt:
        kept = parts_beside(out)
        words = f"What is done is kept in {kept}; the same command continues there" if kept.is_dir() else ""
        say(f"Stopped. {words or 'Nothing is written yet'}")
        raise
    print_written([out, *(summary or []), *([] if hourly is None else [hourly])])
    for note in notes:
        print_note(note)
    for line in totals.sentences():
        print(fitted(line, sys.stdout))
    end(totals.data["homes"]["total"], totals.data["homes"]["solved"])


def is_portfolio(path: Path) -> bool:
    """Whether a workbook is a table of homes."""
    from xl_dualfuel.workbook.forms import read
    from xl_dualfuel.workbook.forms.files import XLSX

    return read.is_portfolio(read_bounded(path, XLSX))


def run_homes(
    path: Path, json_file: str | None, csv_dir: Path | None, tariff: Path | None, other: bool, force: bool
) -> None:
    """`dualfuel run` of a table of homes: a row of results for each house; other: options that one house has."""
    issues = []
    if tariff is not None:
        issues.append(Issue("--tariff", str(tariff), "must come with one house, not a portfolio form",
                            "Give the table a column tariff with the names of tariff files"))  # fmt: skip
    if other:
        issues.append(Issue("case", str(path), "must be one house for --set, --xlsx, --brand and --functions",
                            "For a workbook a house use dualfuel portfolio with --workbooks"))  # fmt: skip
    if issues:
        raise InputError(issues)
    from ..portfolio.run import files_named_in, solved_rows
    from ..results.csv_tables import to_csv

    left_out: list[str] = []
    solved = list(solved_rows(path, left_out.append))
    records = [record for record, _ in solved]
    rows = {name: [record[name] for record in records] for name in records[0]}
    name = next(iter(rows))
    answered = sum(not record["problem"] for record in records)
    counts = {"total": len(records), "solved": answered, "with_problems": len(records) - answered}

    def show() -> None:
        for record, currency in solved:
            problem = problem_in_words(record["problem"])
            words = problem or _in_words(record, Units(currency=currency))
            print(fitted(f"{record[name]}: {words}", sys.stdout))
        if len(solved) > 1:
            print(in_one_line(counts))

    files: Files = [] if csv_dir is None else [(csv_dir / "homes.csv", to_csv(rows))]
    answer(lambda: records, show, json_file, files, force, [path, *files_named_in(path)])
    if json_file != "-":
        print_written(path for path, _ in files)
    for note in left_out:
        print_note(note)
    end(len(records), answered)


def end(homes: int, solved: int) -> None:
    """Exit with status 1 where some homes have problems, 2 where all have."""
    if solved < homes:
        raise typer.Exit(1 if solved else 2)


def _in_words(row: Mapping[str, Any], units: Units) -> str:
    """What to program in one home, its cost and what that saves."""
    saving = row["saving_vs_existing"]
    against = "its heat cannot be compared with today's" if saving is None else (
        f"{money(abs(saving), units)} {'less' if saving >= 0 else 'more'} than with today's setting")  # fmt: skip
    setting = str(row["setting_words"])
    words = setting if "all season" in setting else f"set {setting}"
    advice = f"{words}, {money(row['setting_cost'], units)} a season, {against}"
    return f"{advice}. {notes_in_words(str(row['notes'] or ''))}".rstrip()
