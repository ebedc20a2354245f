"""The commands for one house: its answer, and the worked example's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from ..inputs.case import Case
from ..results.csv_tables import csv_files, notes_table, to_csv
from ..results.engine import solve
from ..results.in_units import shown_table
from ..results.result import Result
from .case import given, is_workbook, rate_of
from .messages import LOG, print_details, print_note, print_written
from .notes import print_notes_of
from .options import Brand, Changes, Force, JsonFile, MaybeCaseFile, misfits
from .outputs import (
    Files,
    answer,
    files_of,
    refuse_misnamed,
    with_files_named,
    workbook_of,
    write_files,
)

if TYPE_CHECKING:
    from ..tariffs.tariff import Tariff
    from .under_tariff import UnderTariff


def example(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the workbook and CSVs.")] = Path(),
    brand: Brand = None,
    force: Force = False,
) -> None:
    """Answer the worked example, and write its workbook and tables.

    Example: dualfuel example --out worked_example

    Shows its table, and published figures beside the computed ones. DIR gets the workbook and CSV files.
    """
    refuse_misnamed(None, out, None)
    result = solve(Case())
    files = [(out / "dualfuel_example.xlsx", workbook_of(result, brand)), *_csv(out, result)]
    write_files(files, force, with_files_named(brand))
    from . import screen

    console = screen.console()
    screen.show(console, result)
    screen.show_example(console, result)
    _print_notes(result)
    print_written(path for path, _ in files)


def run(
    case: MaybeCaseFile = None,
    changes: Changes = None,
    json_file: JsonFile = None,
    csv_dir: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            metavar="DIR",
            help="Write the tables as CSV into a folder, and the year hour by hour.",
        ),
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FILE", help="Write a workbook with live formulas.")
    ] = None,
    tariff: Annotated[
        Path | None,
        typer.Option(
            "--tariff",
            metavar="FILE",
            help="Prices by month, hour, block, demand and temperature, as TOML; or a rate database entry, as JSON.",
        ),
    ] = None,
    brand: Brand = None,
    functions_sheet: Annotated[
        bool, typer.Option("--functions", help="With --xlsx: add a sheet of DF_ functions, for the add-in.")
    ] = False,
    force: Force = False,
) -> None:
    """Say at which temperature the furnace of a house takes over.

    Example: dualfuel run house.toml --xlsx house.xlsx

    Shows the setting, what the season costs, and what that saves over today's setting. A filled portfolio form gives a
    row for each house. Without a file, eight questions are asked on a terminal.
    """
    refuse_misnamed(json_file, csv_dir, xlsx)
    if case is not None and is_workbook(case):
        from .portfolio import is_portfolio, run_homes

        if is_portfolio(case):
            run_homes(case, json_file, csv_dir, tariff, bool(changes or xlsx or brand or functions_sheet), force)
            return
    if issues := [*misfits(tariff, xlsx, {"--brand": brand, "--functions": functions_sheet}, has_sheet=True)]:
        raise InputError(issues)
    if case is None:
        from .asking import asked

        house = asked(changes or [])
    else:
        house = given(case, changes or [])
    result = solve(house.case)
    rate = rate_of(house.case, tariff)
    under = None if tariff is None and rate is None else _under(tariff, result, rate)
    files: Files = []
    if csv_dir is not None:
        files += _csv(csv_dir, result) if under is None else under.csv(csv_dir)
        if under is not None:
            print_note(f"hourly.csv: {under.hourly_note}")
    if xlsx is not None:
        files.append((xlsx, workbook_of(
            result, brand, case, with_functions=functions_sheet, under=None if under is None else under.of_workbook(),
        )))  # fmt: skip

    def show() -> None:
        from . import screen

        if under is not None:
            under.show(screen.console())
        else:
            screen.show(screen.console(), result)

    answer(result.to_json if under is None else under.to_json, show, json_file, files, force,
           [case, *with_files_named(tariff), *with_files_named(brand), *files_of(result.case)])  # fmt: skip
    _print_notes(result, under)
    print_written(path for path, _ in files)


def _csv(folder: Path, result: Result) -> Files:
    """The five tables, the notes, the hours of the year, and what bills and record say."""
    units = result.case.units
    files = [(folder / name, content) for name, content in csv_files(result).items()]
    files.append((folder / "notes.csv", to_csv(notes_table(result))))
    from ..results.hourly import hourly_of

    hourly = hourly_of(result)
    if isinstance(hourly, str):
        print_note(f"{hourly}, so no hourly.csv is written")
    else:
        files.append((folder / "hourly.csv", to_csv(shown_table(hourly.table, units))))
        if hourly.note:
            print_note(f"hourly.csv: {hourly.note}")
    if result.bills:
        files.append((folder / "bills.csv", to_csv(shown_table(result.bills.table(), units))))
    if result.record:
        files.append((folder / "record.csv", to_csv(shown_table(result.record.bins.table(), units))))
    return files


def _under(file: Path | None, result: Result, rate: Tariff | None) -> UnderTariff:
    """The season under the tariff of a file, or the rate on the case's form, by the hours of the case."""
    from ..tariffs.reading import read_tariff
    from .under_tariff import UnderTariff

    if file is None:
        assert rate is not None
        return UnderTariff.of(result, rate, "peak_price")
    return UnderTariff.of(result, read_tariff(file), "--tariff")


def _print_notes(result: Result, under: UnderTariff | None = None) -> None:
    """Doubts, warnings, assumptions and failed checks."""
    if under is None:
        print_notes_of(result)
    else:
        print_notes_of(result, map(": ".join, under.season.warnings), under.tariff)
    for check in result.checks:
        if not check.ok:
            LOG.error("CHECK FAILED: %s: %s: %s against %s", check.id, check.what, check.left, check.right)
    print_details(result)
