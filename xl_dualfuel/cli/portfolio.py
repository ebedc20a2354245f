"""Many homes: the command portfolio, and the command run of a filled portfolio form."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import InputError, Issue
from ..files.reading import read_bounded
from ..inputs.units_given import Units
from ..results.case_units import money
from .options import Force
from .outputs import Files, answer, print_notes, print_written


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
        name = "IN" if source is None else "OUT"
        raise InputError([Issue(name, None, wanted, "dualfuel portfolio homes.csv out.csv")])
    from . import screen

    if demo is not None:
        from ..portfolio.demo import write_demo

        write_demo(demo, source, seed, force=force)
        print(f"written: {source}", file=sys.stderr)
        if out is None:
            return
    assert out is not None  # asked for above
    from ..portfolio.run import run_portfolio

    summaries: dict[str, Path] = {}
    wrong = [path for path in summary or []
             if path.suffix.casefold() not in (".json", ".xlsx")
             or summaries.setdefault(path.suffix.casefold(), path) is not path]  # fmt: skip
    if wrong:
        raise InputError([Issue("--summary", str(path), "must be one .json and one .xlsx at most", "Leave it out")
                          for path in wrong])  # fmt: skip
    with screen.progress("homes") as show_progress:
        totals = run_portfolio(
            source, out, workbooks=workbooks, scheduler=scheduler, force=force, progress=show_progress,
            summary_json=summaries.get(".json"), summary_xlsx=summaries.get(".xlsx"),
        )  # fmt: skip
    for line in totals.sentences():
        print(line)
    for path in (out, *(summary or [])):
        print(f"written: {path}", file=sys.stderr)


def is_portfolio(path: Path) -> bool:
    """Whether a workbook is a filled portfolio form."""
    from xl_dualfuel.workbook.forms.files import XLSX
    from xl_dualfuel.workbook.forms.read import read_workbook

    return read_workbook(read_bounded(path, XLSX)).kind == "portfolio"


def run_homes(
    path: Path, json_file: str | None, csv_dir: Path | None, tariff: Path | None, other: bool, force: bool
) -> None:
    """`dualfuel run` of a filled portfolio form: a row of results for each house; other: options that one house has."""
    issues = []
    if tariff is not None:
        issues.append(Issue("--tariff", str(tariff), "must come with one house, not a portfolio form", "Leave it out"))
    if other:
        issues.append(Issue("case", str(path), "must be one house for --set, --xlsx, --brand and --functions",
                            "For a workbook a house use dualfuel portfolio with --workbooks"))  # fmt: skip
    if issues:
        raise InputError(issues)
    import pandas as pd

    from xl_dualfuel.workbook.forms.files import portfolio_of_xlsx

    from ..homes.frames import RESULTS, solve_many
    from ..results.csv_tables import to_csv

    homes = portfolio_of_xlsx(path)
    print_notes(str(doubt) for doubt in homes.doubts)
    results = solve_many(pd.DataFrame(homes.table[1:], columns=[str(key) for key in homes.table[0]], dtype=object))
    # What is wrong with a cell is reported with its place, before anything is calculated.
    results["problem"] = [
        "; ".join(map(str, house.problems)) or problem
        for house, problem in zip(homes.houses, results["problem"].fillna("").tolist(), strict=True)
    ]
    refused = results["problem"] != ""
    results.loc[refused, [name for name in RESULTS if name not in ("notes", "temperature_unit", "problem")]] = None
    results.loc[refused, ["notes", "temperature_unit"]] = ""
    rows = {"house": [house.name for house in homes.houses]} | {
        name: results[name].astype(object).where(results[name].notna(), None).tolist() for name in RESULTS
    }
    records = [dict(zip(rows, row, strict=True)) for row in zip(*rows.values(), strict=True)]

    def show() -> None:
        keys = homes.table[0]
        for row, cells in zip(records, homes.table[1:], strict=True):
            units = Units(currency=str(dict(zip(keys, cells, strict=False)).get("currency") or Units().currency))
            print(f"{row['house']}: {row['problem'] or _in_words(row, units)}")

    files: Files = [] if csv_dir is None else [(csv_dir / "homes.csv", to_csv(rows))]
    answer(lambda: records, show, json_file, files, force, [path])
    if json_file != "-":
        print_written(files)


def _in_words(row: Mapping[str, Any], units: Units) -> str:
    """What to program in one home, its cost and what that saves."""
    saving = row["saving_vs_existing"]
    against = "its heat cannot be compared with today's" if saving is None else (
        f"{money(abs(saving), units)} {'less' if saving >= 0 else 'more'} than with today's setting")  # fmt: skip
    at = f"{row['setting']:.6g} °{row['temperature_unit']}"
    advice = f"set {at}, {money(row['setting_cost'], units)} a season, {against}"
    return f"{advice}. {row['notes']}".rstrip()
