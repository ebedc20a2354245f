"""The command line: parse, call, print.

Results go to standard output, messages to standard error. Exit status: 0 done, 2 unusable input; no tracebacks.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import DualFuelError, InputError, Issue
from ..files.values import json_bytes
from ..files.writing import write
from ..inputs.case import Case
from ..results.csv_tables import csv_files, to_csv
from ..results.engine import solve
from ..results.result import Result
from ..version import __version__
from . import decide as cli_decide
from . import portfolio as cli_batch
from .case import given, is_workbook

if TYPE_CHECKING:
    from ..tariffs.result import TariffSeason

app = typer.Typer(
    name="dualfuel",
    help="When should the furnace take over from the heat pump? The switchover whose season costs least.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Brand = Annotated[
    Path | None,
    typer.Option("--brand", metavar="FILE", help="A TOML file with name, contact, logo and colours for the workbook."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist already.")]


def main() -> None:
    """Entry point: every refusal is one line a problem on standard error, and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks ° or ≥ shows a question mark
    try:
        with _quiet_pipes():
            app()
    except DualFuelError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except Exception as error:
        if os.environ.get("DUALFUEL_TRACEBACK"):
            raise
        message = f"{type(error).__name__}: {error}".splitlines()[0]
        print(f"internal error, please report it: {message} (DUALFUEL_TRACEBACK=1 shows where)", file=sys.stderr)
        sys.exit(2)


@contextlib.contextmanager
def _quiet_pipes() -> Iterator[None]:
    """Where the reader of a pipe goes away, stop quietly, as cat does; afterwards the process is as it was."""
    if not hasattr(signal, "SIGPIPE"):
        yield
        return
    before = signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        yield
    finally:
        sys.stdout.flush()
        signal.signal(signal.SIGPIPE, before)


def _version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")] = False,
) -> None:
    """When should the furnace take over from the heat pump? The switchover whose season costs least."""


@app.command()
def example(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the workbook and CSVs.")] = Path(),
    brand: Brand = None,
    force: Force = False,
) -> None:
    """Example: dualfuel example --out worked_example

    The worked example: its table on the screen, published beside computed figures, a workbook and five CSVs in DIR.
    """
    result = solve(Case())
    files = [(out / "dualfuel_example.xlsx", _workbook(result, brand)), *_csv(out, result)]
    write(files, force)
    from . import screen

    console = screen.console()
    screen.show(console, result)
    screen.show_example(console, result)
    _tell(result, files)


@app.command()
def run(
    case: Annotated[
        Path, typer.Argument(metavar="CASE", help="A case: .toml, .json, .csv, or a filled .xlsx.", show_default=False)
    ],
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change an input; may be repeated.")
    ] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write the whole result as JSON; - is standard output.")
    ] = None,
    csv_dir: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="DIR", help="Write the tables as CSV into DIR; with a weather file also its hours."
        ),
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FILE", help="Write a workbook with live formulas.")
    ] = None,
    tariff: Annotated[
        Path | None,
        typer.Option(
            "--tariff", metavar="FILE", help="Prices by month, hour, block, demand (TOML); needs a weather file."
        ),
    ] = None,
    brand: Brand = None,
    functions_sheet: Annotated[
        bool, typer.Option("--functions", help="With --xlsx: a sheet of DF_ functions beside, for the add-in.")
    ] = False,
    force: Force = False,
) -> None:
    """Example: dualfuel run house.toml --set electricity_price=0.16 --xlsx house.xlsx

    Read one case, answer with the switchover temperature and the season's scenarios. A filled portfolio form gives a
    row for each house.
    """
    portfolio = is_workbook(case) and cli_batch.is_portfolio(case)
    _fits(tariff, xlsx, portfolio, {"--brand": brand, "--functions": functions_sheet})
    if portfolio:
        cli_batch.run_homes(case, json_file, csv_dir, bool(changes or xlsx or brand or functions_sheet), force)
        return
    result = solve(given(case, changes or []).case)
    under = None if tariff is None else _under(tariff, result)
    files: list[tuple[Path, bytes]] = []
    if csv_dir is not None:
        files += _csv(csv_dir, result)
        files += [(csv_dir / f"{name}.csv", to_csv(table)) for name, table in (under.tables if under else {}).items()]
    if json_file is not None and json_file != "-":
        files.append((Path(json_file), _json(result, under)))
    if xlsx is not None:
        files.append((xlsx, _workbook(result, brand, functions_sheet)))
    write(files, force)
    if json_file == "-":
        sys.stdout.buffer.write(_json(result, under))
        sys.stdout.buffer.flush()
    else:
        from . import screen

        if under:
            screen.show_tariff(screen.console(), under)
        screen.show(screen.console(), result)
    for key, message in under.warnings if under else ():
        print(f"note: {key}: {message}", file=sys.stderr)
    _tell(result, files)


@app.command()
def functions() -> None:
    """Example: dualfuel functions

    The worksheet functions with their arguments and units.
    """
    from ..functions import FUNCTIONS

    for function in FUNCTIONS.values():
        arguments = ", ".join(f"[{a.name}]" if a.optional else a.name for a in function.arguments)
        print(f"={function.name}({arguments})\n    {function.doc}")
        for argument in function.arguments:
            print(f"      {argument.name}: {argument.help}")


def _csv(folder: Path, result: Result) -> list[tuple[Path, bytes]]:
    """The five tables, and for a weather file its hours."""
    files = [(folder / name, content) for name, content in csv_files(result).items()]
    if result.case.inputs["climate"] == "weather" and _has_hours(result):
        from ..results.hourly import hourly_table
        from ..weather.files import read_hours

        hours = read_hours(Path(str(result.case.inputs["weather_file"])).expanduser())
        files.append((folder / "hourly.csv", to_csv(hourly_table(result, *hours))))
    return files


def _has_hours(result: Result) -> bool:
    """Whether the weather file is there: a workbook carries its year without the order of the hours."""
    found = Path(str(result.case.inputs["weather_file"])).expanduser().is_file()
    if not found:
        print("note: weather_file: is not there, so no hourly.csv is written", file=sys.stderr)
    return found


def _fits(tariff: Path | None, xlsx: Path | None, portfolio: bool, for_xlsx: Mapping[str, object]) -> None:
    """Refuse options that do not go together; for_xlsx: those that only a workbook has a use for."""
    issues = [
        Issue(name, str(value), "must come with --xlsx", "Give --xlsx FILE too, or leave it out")
        for name, value in for_xlsx.items()
        if value and xlsx is None and not portfolio
    ]
    if tariff is not None and xlsx is not None:
        allowed = "cannot be written with --tariff: the formulas of a workbook know plain prices"
        issues.append(Issue("--xlsx", str(xlsx), allowed, "Leave one of the two out; --csv and --json take both"))
    if tariff is not None and portfolio:
        issues.append(Issue("--tariff", str(tariff), "must come with one house, not a portfolio form", "Leave it out"))
    if issues:
        raise InputError(issues)


def _under(path: Path, result: Result) -> TariffSeason:
    """The season under a tariff, by the hours of the case's weather file."""
    from ..tariffs.reading import read_tariff
    from ..tariffs.season import season
    from ..weather.files import read_hours

    if result.case.inputs["climate"] != "weather":
        raise InputError([Issue("--tariff", str(path), "must come with a weather_file: it needs the order of the hours",
                                "Give weather_file, an EPW or TMY3 file")])  # fmt: skip
    return season(result, read_hours(Path(str(result.case.inputs["weather_file"])).expanduser()), read_tariff(path))


def _json(result: Result, under: TariffSeason | None = None) -> bytes:
    return json_bytes(result.to_json() | ({"tariff": under.to_json()} if under else {}))


def _workbook(result: Result, brand: Path | None, with_functions: bool = False) -> bytes:
    from xl_dualfuel.workbook.brand import NO_BRAND, read_brand
    from xl_dualfuel.workbook.sheets.build import workbook_bytes

    chosen = NO_BRAND if brand is None else read_brand(brand)
    return workbook_bytes(result, brand=chosen, with_functions=with_functions)


def _tell(result: Result, files: list[tuple[Path, bytes]]) -> None:
    """Warnings and what was written, on standard error."""
    for warning in result.warnings:
        print(f"note: {warning.key}: {warning.message}", file=sys.stderr)
    for failed in (one for one in result.checks if not one.ok):
        print(f"CHECK FAILED: {failed.id}: {failed.what}: {failed.left} against {failed.right}", file=sys.stderr)
    for path, _ in files:
        print(f"written: {path}", file=sys.stderr)


cli_batch.register(app)
cli_decide.register(app)
