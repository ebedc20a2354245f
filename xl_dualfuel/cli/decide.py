"""The commands of decisions: options side by side, and how much hangs on the setting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..errors import Issue
from ..files.reading import named_files
from ..inputs.fields import FILES
from ..results.engine import solve
from .case import Given, given, rate_of
from .messages import print_details, print_written
from .notes import print_notes_of
from .options import Brand, CaseFile, Changes, CsvFolder, Force, JsonFile, misfits
from .outputs import Files, answer, files_of, refuse_misnamed, with_files_named, workbook_of

if TYPE_CHECKING:
    from ..decisions.deciding import Decisions
    from ..decisions.options import Options
    from ..tariffs.tariff import Tariff

TariffFile = Annotated[
    Path | None,
    typer.Option(
        "--tariff",
        metavar="FILE",
        help="Prices by month, hour, block, demand and temperature, as TOML; or a rate database entry, as JSON.",
    ),
]
XlsxFile = Annotated[
    Path | None,
    typer.Option("--xlsx", metavar="FILE", help="Write the workbook, with sheets of these results."),
]


class Places(NamedTuple):
    """Where the answers go."""

    json: str | None
    csv: Path | None
    xlsx: Path | None
    brand: Path | None
    force: bool


def compare(
    case: CaseFile,
    options: Annotated[
        Path, typer.Argument(metavar="OPTIONS", help="The options, a .toml or .csv file.", show_default=False)
    ],
    changes: Changes = None,
    tariff: TariffFile = None,
    json_file: JsonFile = None,
    csv_dir: CsvFolder = None,
    xlsx: XlsxFile = None,
    brand: Brand = None,
    force: Force = False,
) -> None:
    """Compare heat pumps, furnaces and fuels for one house.

    Example: dualfuel compare house.toml options.toml

    Shows balance points, cost, emissions and backup of each option beside the house as it is. Where options name a
    premium or rebate, also net present value, rate of return and payback. Where an option names a tariff, each is
    billed hour by hour by its own, and the best rate is named.
    """
    from ..decisions import deciding
    from ..decisions.option_files import read_options
    from ..decisions.options import in_units

    refuse_misnamed(json_file, csv_dir, xlsx)
    attempt = deciding.Gathered()
    attempt.add(misfits(None, xlsx, {"--brand": brand}))
    listed, bill = attempt(lambda: read_options(options)), attempt(lambda: _tariff(tariff))
    house = attempt(lambda: given(case, changes or []))
    compared = None
    if house is not None:
        bill = attempt(lambda: rate_of(house.case, tariff, xlsx)) or bill
    if house is not None and listed is not None:
        converted = in_units(listed, house.units)
        compared = attempt(lambda: deciding.compare_options(house.case, converted, bill))
    attempt.raise_all()
    assert house is not None and compared is not None
    # Under tariffs the sheets of other decisions, which are at plain prices, stay out.
    under = compared.comparison is not None and compared.comparison.tariff is not None
    shown = None if xlsx is None else compared if under else deciding.decide(house.case, options=converted)
    _answer(
        house,
        compared,
        shown,
        Places(json_file, csv_dir, xlsx, brand, force),
        [case, options, tariff, *_files_of(converted)],
        bill,
    )


def _files_of(options: Options) -> list[Path | None]:
    """The files that options name."""
    named = [option.changes.get(key) for option in options.options for key in FILES]
    named += [option.tariff_file for option in options.options if option.tariff_file]
    return [Path(one).expanduser() for name in named if isinstance(name, str) for one in named_files(name)]


def decide(
    case: CaseFile,
    changes: Changes = None,
    study: Annotated[
        Path | None, typer.Option("--study", metavar="FILE", help="What to vary, as TOML; usual ranges without it.")
    ] = None,
    percent: Annotated[
        float | None,
        typer.Option("--percent", metavar="%", help="Accept settings that cost up to this many % more; 1 without it."),
    ] = None,
    dollars: Annotated[float | None, typer.Option("--dollars", metavar="$", help="The same in $ a season.")] = None,
    carbon_price: Annotated[
        float | None, typer.Option("--carbon-price", metavar="$", help="Count this price for each tonne of CO2.")
    ] = None,
    thermostat: Annotated[
        str | None,
        typer.Option("--thermostat", metavar="F|C", help="Set in whole °F or half °C; without it as the case says."),
    ] = None,
    tariff: TariffFile = None,
    json_file: JsonFile = None,
    csv_dir: CsvFolder = None,
    xlsx: XlsxFile = None,
    brand: Brand = None,
    force: Force = False,
) -> None:
    """Say how exact the setting must be, and what moves it most.

    Example: dualfuel decide house.toml --percent 2

    Also shows what named risks do to it, and cost against emissions. With a study file of uncertain inputs: how often
    the recommended setting costs less than today's.
    """
    from ..decisions import deciding
    from ..decisions.band import check_allowance
    from ..decisions.frontier import check_price
    from ..decisions.program import THERMOSTATS, with_thermostat
    from ..decisions.study import in_units, read_study

    refuse_misnamed(json_file, csv_dir, xlsx)
    attempt = deciding.Gathered()
    attempt.add(misfits(tariff, xlsx, {"--brand": brand}))
    if thermostat is not None and thermostat.strip().upper() not in THERMOSTATS:
        attempt.add([Issue("--thermostat", thermostat, "must be one of F, C", "Give the thermostat's degrees")])
        thermostat = None
    varied = None if study is None else attempt(lambda: read_study(study))
    bill = attempt(lambda: _tariff(tariff))
    house = attempt(lambda: given(case, changes or []))
    decisions = None
    if house is None:
        attempt.add(check_allowance(dollars, percent))
        attempt.add(() if carbon_price is None else check_price(carbon_price))
    else:
        units, decided = house.units, house.case
        converted = None if varied is None else attempt(lambda: in_units(varied, units))
        if thermostat is not None:
            decided = with_thermostat(decided, thermostat.strip().upper())
            house = house._replace(case=decided)
        bill = attempt(lambda: rate_of(decided, tariff, xlsx)) or bill
        decisions = attempt(lambda: deciding.decide(
            decided, percent=percent, dollars=dollars, study=converted, carbon_price=carbon_price, tariff=bill
        ))  # fmt: skip
    attempt.raise_all()
    assert house is not None and decisions is not None
    _answer(house, decisions, decisions, Places(json_file, csv_dir, xlsx, brand, force), [case, study, tariff], bill)


def _tariff(path: Path | None) -> Tariff | None:
    from ..tariffs.reading import read_tariff

    return None if path is None else read_tariff(path)


def _answer(
    house: Given,
    decisions: Decisions,
    shown: Decisions | None,
    places: Places,
    read: list[Path | None],
    tariff: Tariff | None,
) -> None:
    """Files first, then the words or, where it is asked for, the JSON; shown: what the workbook shows."""
    from ..decisions.words import notes, parts

    result = solve(house.case)
    files: Files = []
    if places.csv is not None:
        from ..results.csv_tables import to_csv

        files += [(places.csv / f"{name}.csv", to_csv(table)) for name, table in decisions.tables().items()]
    if places.xlsx is not None:
        from .under_tariff import UnderTariff

        under = None if tariff is None else UnderTariff.of(result, tariff, "--tariff").of_workbook()
        files.append((places.xlsx, workbook_of(result, places.brand, read[0], decisions=shown, under=under)))
    sources = [file for path in (*read, places.brand) for file in with_files_named(path)]

    def show() -> None:
        from . import screen

        screen.show_decisions(screen.console(), parts(decisions))

    answer(decisions.to_json, show, places.json, files, places.force, [*sources, *files_of(house.case)])
    print_notes_of(result, notes(decisions), tariff or _of_options(decisions))
    print_details(result)
    print_written(path for path, _ in files)


def _of_options(decisions: Decisions) -> Tariff | None:
    """The prices of the case, where options are billed hour by hour and the case has no tariff of its own."""
    from ..decisions.tariff_options import PLAIN

    compared = decisions.comparison
    return PLAIN if compared is not None and compared.tariff is not None else None
