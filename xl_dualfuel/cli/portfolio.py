"""The commands beyond one house: files of the hosts, templates, submissions, portfolios. Thin: parse, call, print."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError, Issue
from ..files.reading import read_bounded
from ..files.values import json_bytes
from ..files.writing import write

Force = Annotated[bool, typer.Option("--force", help="Replace files that exist already.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (addin, template, verify, portfolio):
        app.command()(command)


def addin(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the files.", show_default=False)],
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="HOST", help="desktop, lite, calc or names; may be repeated. All without it."),
    ] = None,
    force: Force = False,
) -> None:
    """Example: dualfuel addin excel_files

    The worksheet functions for each host: xl_dualfuel.xlam (desktop Excel with xlwings), dualfuel-lite.xlsx (xlwings
    Lite), dualfuel.oxt (LibreOffice Calc), dualfuel-names.xlsx (LAMBDA names, no add-in), and FUNCTIONS.md.
    """
    from .. import hosts

    files = [(folder / name, content) for name, content in hosts.files(only or hosts.HOSTS).items()]
    write(files, force)
    for path, _ in files:
        print(f"written: {path}", file=sys.stderr)


def template(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="client, portfolio, rebate or case.", show_default=False)],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The .xlsx to write.", show_default=False)],
    force: Force = False,
) -> None:
    """Example: dualfuel template client house.xlsx

    A form to fill in: client (one house), portfolio (a row a house), rebate (a submission), case (every input). Filled
    in, `dualfuel run` and `dualfuel portfolio` read it, `dualfuel verify` checks it.
    """
    from xl_dualfuel.workbook.forms.template import template as made

    write({file: made(kind)}, force)
    print(f"written: {file}", file=sys.stderr)


def verify(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Workbooks, or folders of them.", show_default=False)
    ],
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write every finding as JSON; - is standard output.")
    ] = None,
    report: Annotated[Path | None, typer.Option("--report", metavar="FILE", help="Write a report workbook.")] = None,
    resume: Annotated[
        Path | None,
        typer.Option("--resume", metavar="FILE", help="Keep verdicts here meanwhile, and go on from them."),
    ] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="Processes; one a processor without it.")] = None,
    force: Force = False,
) -> None:
    """Example: dualfuel verify submissions --report report.xlsx

    Read workbooks of others, compute them anew, say what does not hold. Nothing of a file is run. Exit status 0:
    nothing found, 1: something found, 2: a file could not be read.
    """
    from xl_dualfuel.workbook.verify import exit_status, to_json, verify_batch

    from . import screen

    with screen.progress("verifying") as told:
        verdicts = verify_batch(
            files, jobs, None if json_file in (None, "-") else Path(str(json_file)), report, resume=resume, force=force,
            progress=lambda done, total, _: told(done, total),
        )  # fmt: skip
    if json_file == "-":
        sys.stdout.buffer.write(to_json(verdicts))
        sys.stdout.buffer.flush()
    else:
        for verdict in verdicts:
            print(f"{verdict.name}: {verdict.words}")
            for finding in verdict.findings:
                print(f"    {finding}")
    raise typer.Exit(exit_status(verdicts))


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
    workbooks: Annotated[
        Path | None, typer.Option("--workbooks", metavar="DIR", help="Write one workbook a house into a folder.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="ADDRESS", help="A Dask scheduler, or local for a cluster on this machine."
        ),
    ] = None,
    demo: Annotated[
        int | None, typer.Option("--demo", min=1, metavar="N", help="Write N synthetic homes to IN instead.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the synthetic homes.")] = 1,
    force: Force = False,
) -> None:
    """Example: dualfuel portfolio homes.csv results.csv --summary summary.json

    One row of results for each row of a table whose headings are inputs' keys or labels. Interrupted, it goes on where
    it stopped when it is called again.
    """
    if source is None or (out is None and demo is None):
        wanted = "must be given" if source is None else "must be given, or --demo"
        raise InputError(
            [Issue("IN" if source is None else "OUT", None, wanted, "dualfuel portfolio homes.csv out.csv")]
        )
    from . import screen

    if demo is not None:
        from ..portfolio.demo import write_demo

        write_demo(demo, source, seed, force=force)
        print(f"written: {source}", file=sys.stderr)
        if out is None:
            return
    assert out is not None  # asked for above
    from ..portfolio.run import run_portfolio

    places = {
        suffix: [path for path in summary or [] if path.suffix.casefold() == suffix] for suffix in (".json", ".xlsx")
    }
    wrong = [path for path in summary or [] if path.suffix.casefold() not in places]
    twice = [paths[1] for paths in places.values() if len(paths) > 1]
    if wrong or twice:
        raise InputError(
            [Issue("--summary", str(path), "must be one .json and one .xlsx at most", "") for path in (*wrong, *twice)]
        )
    with screen.progress("homes") as told:
        found = run_portfolio(
            source, out, workbooks=workbooks, scheduler=scheduler, force=force, progress=told,
            summary_json=next(iter(places[".json"]), None), summary_xlsx=next(iter(places[".xlsx"]), None),
        )  # fmt: skip
    for line in found.sentences():
        print(line)
    for path in (out, *(summary or [])):
        print(f"written: {path}", file=sys.stderr)


def is_portfolio(path: Path) -> bool:
    """Whether a workbook is a filled portfolio form."""
    from xl_dualfuel.workbook.forms.files import XLSX
    from xl_dualfuel.workbook.forms.read import read_workbook

    return read_workbook(read_bounded(path, XLSX)).kind == "portfolio"


def run_homes(path: Path, json_file: str | None, csv_dir: Path | None, other: bool, force: bool) -> None:
    """`dualfuel run` of a filled portfolio form: a row of results for each house."""
    if other:
        raise InputError([Issue("case", str(path), "must be one house for --set, --xlsx, --brand and --functions",
                                "For a workbook a house use dualfuel portfolio with --workbooks")])  # fmt: skip
    import pandas as pd

    from xl_dualfuel.workbook.forms.files import portfolio_of_xlsx

    from ..homes.frames import RESULTS, solve_many
    from ..results.csv_tables import to_csv

    homes = portfolio_of_xlsx(path)
    for doubt in homes.doubts:
        print(f"note: {doubt}", file=sys.stderr)
    frame = pd.DataFrame(homes.table[1:], columns=[str(key) for key in homes.table[0]], dtype=object)
    found = solve_many(frame)
    names = [house.name for house in homes.houses]
    # What is wrong with a cell is said with its place, before anything is calculated.
    told = ["; ".join(map(str, house.problems)) for house in homes.houses]
    rows = {
        "house": names,
        **{name: found[name].astype(object).where(found[name].notna(), None).tolist() for name in RESULTS},
    }
    rows["problem"] = [place or problem for place, problem in zip(told, rows["problem"], strict=True)]
    rows |= {
        name: [None if problem else value for value, problem in zip(rows[name], rows["problem"], strict=True)]
        for name in RESULTS[:-1]
    }
    content = json_bytes([dict(zip(rows, row, strict=True)) for row in zip(*rows.values(), strict=True)])
    files = [] if csv_dir is None else [(csv_dir / "homes.csv", to_csv(rows))]
    if json_file is not None and json_file != "-":
        files.append((Path(json_file), content))
    write(files, force)
    if json_file == "-":
        print(content.decode(), end="")
        return
    for name, at, cost, saving, problem in zip(
        names, rows["switchover"], rows["annual_cost"], rows["saving_vs_existing"], rows["problem"], strict=True
    ):
        said = problem or f"switchover {at:g} °F, ${cost:,.2f} a season, ${saving:,.2f} less than today's setting"
        print(f"{name}: {said}")
    for place, _ in files:
        print(f"written: {place}", file=sys.stderr)
