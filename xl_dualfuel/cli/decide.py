"""The commands of decisions: options side by side, and how much hangs on the setting. Thin: parse, call, print."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..errors import Issue
from ..files.values import json_bytes
from ..files.writing import write
from ..inputs.case import Case
from ..results.csv_tables import to_csv
from ..results.engine import solve
from .case import Given, given

if TYPE_CHECKING:
    from ..decisions.band import Unit
    from ..decisions.deciding import Decisions
    from ..tariffs.tariff import Tariff

Force = Annotated[bool, typer.Option("--force", help="Replace files that exist already.")]
CaseFile = Annotated[Path, typer.Argument(metavar="CASE", help="A case, as for run.", show_default=False)]
Changes = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change an input; may be repeated.")
]
JsonFile = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Write the whole answer as JSON; - is standard output.")
]
CsvDir = Annotated[Path | None, typer.Option("--csv", metavar="DIR", help="Write the tables as CSV into DIR.")]
TariffFile = Annotated[
    Path | None,
    typer.Option("--tariff", metavar="FILE", help="Bill every season by a tariff (TOML); needs a weather file."),
]


XlsxFile = Annotated[
    Path | None,
    typer.Option("--xlsx", metavar="FILE", help="Write the workbook with sheets of these decisions besides."),
]
BrandFile = Annotated[
    Path | None,
    typer.Option("--brand", metavar="FILE", help="A TOML file with name, contact, logo and colours for the workbook."),
]


class Files(NamedTuple):
    """Where the answers go."""

    json: str | None
    csv: Path | None
    xlsx: Path | None
    brand: Path | None
    force: bool


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""

    @app.command()
    def compare(
        case: CaseFile,
        options: Annotated[
            Path, typer.Argument(metavar="OPTIONS", help="A .toml or .csv of options.", show_default=False)
        ],
        changes: Changes = None,
        tariff: TariffFile = None,
        json_file: JsonFile = None,
        csv_dir: CsvDir = None,
        xlsx: XlsxFile = None,
        brand: BrandFile = None,
        force: Force = False,
    ) -> None:
        """Example: dualfuel compare house.toml options.toml

        Heat pumps, furnaces, fuels side by side with the case: balance points, cost, emissions, backup; and where
        options name a premium, their worth over the years.
        """
        from ..decisions.deciding import Gathered, beside, decide
        from ..decisions.option_files import read_options
        from ..decisions.options import in_units

        files, made = Files(json_file, csv_dir, xlsx, brand, force), Gathered()
        made.add(_refused(files, tariff))
        wanted, billed = made(lambda: read_options(options)), made(lambda: _tariff(tariff))
        house = made(lambda: given(case, changes or []))
        found = None
        if house is not None and wanted is not None:
            meant = in_units(wanted, house.units)
            found = made(lambda: beside(house.case, meant, billed))
        made.raise_all()
        assert house is not None and found is not None
        book = None if xlsx is None else decide(house.case, options=meant, unit=_degrees(None, house))
        _answer(house.case, found, book, files)

    @app.command()
    def decide(
        case: CaseFile,
        changes: Changes = None,
        study: Annotated[
            Path | None, typer.Option("--study", metavar="FILE", help="What to vary; defaults without it.")
        ] = None,
        percent: Annotated[
            float | None,
            typer.Option("--percent", metavar="%", help="Width of the band: % of the season's cost; 1 without it."),
        ] = None,
        dollars: Annotated[
            float | None, typer.Option("--dollars", metavar="$", help="Or its width in $ a season.")
        ] = None,
        carbon_price: Annotated[
            float | None, typer.Option("--carbon-price", metavar="$", help="A price on a tonne of CO2e.")
        ] = None,
        thermostat: Annotated[
            str | None, typer.Option("--thermostat", metavar="F|C", help="Its degrees; else those of the case.")
        ] = None,
        tariff: TariffFile = None,
        json_file: JsonFile = None,
        csv_dir: CsvDir = None,
        xlsx: XlsxFile = None,
        brand: BrandFile = None,
        force: Force = False,
    ) -> None:
        """Example: dualfuel decide house.toml --percent 2

        How exact the setting must be, which input moves it most, named risks, cost against emissions, and with a study
        file of uncertain inputs how often the recommendation beats today's setting.
        """
        from ..decisions.band import check_allowance
        from ..decisions.deciding import Gathered, decide
        from ..decisions.frontier import check_price
        from ..decisions.study import in_units, read_study

        files, made = Files(json_file, csv_dir, xlsx, brand, force), Gathered()
        made.add(_refused(files, tariff, thermostat))
        wanted = None if study is None else made(lambda: read_study(study))
        billed = made(lambda: _tariff(tariff))
        house = made(lambda: given(case, changes or []))
        found = None
        if house is None:
            made.add(check_allowance(dollars, percent))
            made.add(() if carbon_price is None else check_price(carbon_price))
        else:
            meant = None if wanted is None else made(lambda: in_units(wanted, house.units))
            found = made(lambda: decide(
                house.case, percent=percent, dollars=dollars, study=meant, carbon_price=carbon_price, tariff=billed,
                unit=_degrees(thermostat, house),
            ))  # fmt: skip
        made.raise_all()
        assert house is not None and found is not None
        _answer(house.case, found, found, files)


def _refused(files: Files, tariff: Path | None, thermostat: str | None = None) -> Iterator[Issue]:
    """What the options of a command say against each other or cannot be."""
    if files.xlsx is not None and tariff is not None:
        allowed = "cannot be written with --tariff: the formulas of a workbook know plain prices"
        yield Issue("--xlsx", str(files.xlsx), allowed, "Leave one of the two out; --csv and --json take both")
    if files.brand is not None and files.xlsx is None:
        yield Issue("--brand", str(files.brand), "must come with --xlsx", "Give --xlsx FILE too, or leave it out")
    if thermostat is not None and thermostat.strip().upper() not in ("F", "C"):
        yield Issue("--thermostat", thermostat, "must be one of F, C", "Give the thermostat's degrees")


def _degrees(thermostat: str | None, house: Given) -> Unit:
    """The thermostat's degrees; a word that is none, which is told anyway, as F."""
    found = str(house.units.get("temperature_unit", "F") if thermostat is None else thermostat).strip().upper()
    return "C" if found == "C" else "F"


def _tariff(path: Path | None) -> Tariff | None:
    from ..tariffs.reading import read_tariff

    return None if path is None else read_tariff(path)


def _answer(case: Case, found: Decisions, book: Decisions | None, files: Files) -> None:
    """Files first, then the words or, where it is asked for, the JSON. book: what the workbook shows."""
    from ..decisions.words import lines, notes

    content = json_bytes(found.to_json())
    tables = {} if files.csv is None else found.tables()
    written = [((files.csv or Path()) / f"{name}.csv", to_csv(table)) for name, table in tables.items()]
    if files.json is not None and files.json != "-":
        written.append((Path(files.json), content))
    if files.xlsx is not None:
        written.append((files.xlsx, _workbook(case, book, files.brand)))
    write(written, files.force)
    for line in [content.decode().rstrip()] if files.json == "-" else lines(found):
        print(line)
    for note in notes(found):
        print(f"note: {note}", file=sys.stderr)
    for path, _ in written:
        print(f"written: {path}", file=sys.stderr)


def _workbook(case: Case, decisions: Decisions | None, brand: Path | None) -> bytes:
    from xl_dualfuel.workbook.brand import NO_BRAND, read_brand
    from xl_dualfuel.workbook.sheets.build import workbook_bytes

    chosen = NO_BRAND if brand is None else read_brand(brand)
    return workbook_bytes(solve(case), brand=chosen, decisions=decisions)
