"""The commands for one house: its answer, and the worked example's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InputError
from ..inputs.case import Case
from ..results.engine import solve
from ..results.in_units import shown, shown_table
from ..results.result import Result
from .case import given, is_workbook
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
    from xl_dualfuel.workbook.shape import UnderTariff

    from ..tariffs.result import TariffSeason


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
            help="Prices by month, hour, block and demand, as TOML; needs hourly weather.",
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
    under = None if tariff is None else _under(tariff, result)
    season = None if under is None else under.season
    files: Files = [] if csv_dir is None else _csv(csv_dir, result, season)
    if xlsx is not None:
        files.append((xlsx, workbook_of(result, brand, case, with_functions=functions_sheet, under=under)))

    def show() -> None:
        from . import screen

        if season:
            screen.show_tariff(screen.console(), season, result.case.units)
        screen.show(screen.console(), result)

    answer(lambda: _document(result, season), show, json_file, files, force,
           [case, *with_files_named(tariff), *with_files_named(brand), *files_of(result.case)])  # fmt: skip
    _print_notes(result, season)
    print_written(path for path, _ in files)


def _document(result: Result, season: TariffSeason | None) -> dict[str, Any]:
    """The JSON of a result; beside a tariff it says which of its parts know nothing of the tariff."""
    document = result.to_json()
    if season is None:
        return document
    parts = [key for key in document if key not in ("version", "inputs")]
    words = "These parts are at the case's plain prices, without the tariff"
    tariff = shown(season.to_json(), result.case.units)
    return document | {"tariff": tariff, "without_tariff": {"message": words, "parts": parts}}


def _csv(folder: Path, result: Result, season: TariffSeason | None = None) -> Files:
    """The five tables, the hours of the year, and the tables of a season under a tariff.

    Beside a tariff the first are named as what they are: of the case's own prices, without the tariff.
    """
    from ..results.csv_tables import csv_files, notes_table, to_csv

    plain, units = "without_tariff_" if season else "", result.case.units
    files = [(folder / f"{plain}{name}", content) for name, content in csv_files(result).items()]
    files.append((folder / f"{plain}notes.csv", to_csv(notes_table(result))))
    from ..results.hourly import hourly_of

    hourly = hourly_of(result)
    if isinstance(hourly, str):
        print_note(f"{hourly}, so no hourly.csv is written")
    else:
        files.append((folder / f"{plain}hourly.csv", to_csv(shown_table(hourly.table, units))))
        if hourly.note:
            print_note(f"hourly.csv: {hourly.note}")
    if result.bills:
        files.append((folder / f"{plain}bills.csv", to_csv(shown_table(result.bills.table(), units))))
    if result.record:
        files.append((folder / f"{plain}record.csv", to_csv(shown_table(result.record.bins.table(), units))))
    tables = season.tables if season else {}
    return files + [(folder / f"{name}.csv", to_csv(shown_table(table, units))) for name, table in tables.items()]


def _under(tariff: Path, result: Result) -> UnderTariff:
    """The season under a tariff, by the hours of the case's weather file or station."""
    from xl_dualfuel.workbook.shape import UnderTariff

    from ..tariffs.reading import read_tariff
    from ..tariffs.season import hours_of, season

    read = read_tariff(tariff)
    hours = hours_of(result.case, read, "--tariff")
    return UnderTariff(read, season(result, hours, read), result.case, hours)


def _print_notes(result: Result, season: TariffSeason | None = None) -> None:
    """Doubts, warnings, assumptions and failed checks."""
    others = () if season is None else map(": ".join, season.warnings)
    print_notes_of(result, others, under_tariff=season is not None)
    for check in result.checks:
        if not check.ok:
            LOG.error("CHECK FAILED: %s: %s: %s against %s", check.id, check.what, check.left, check.right)
    print_details(result)
