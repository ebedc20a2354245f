"""The commands of decisions: options side by side, and how much hangs on the setting. Thin: parse, call, print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from .case import Case
from .output import to_csv
from .writing import write

CaseOf = Callable[[Path, list[str]], Case]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist already.")]
CaseFile = Annotated[Path, typer.Argument(metavar="CASE", help="A case, as for run.", show_default=False)]
Changes = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change an input; may be repeated.")
]
JsonFile = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Write the whole answer as JSON; - is standard output.")
]
CsvDir = Annotated[Path | None, typer.Option("--csv", metavar="DIR", help="Write the tables as CSV into DIR.")]


def register(app: typer.Typer, case_of: CaseOf) -> None:
    """Add the commands to the command line; ``case_of`` reads a case with its changes."""

    @app.command()
    def compare(
        case: CaseFile,
        options: Annotated[
            Path, typer.Argument(metavar="OPTIONS", help="A .toml or .csv of options.", show_default=False)
        ],
        changes: Changes = None,
        json_file: JsonFile = None,
        csv_dir: CsvDir = None,
        force: Force = False,
    ) -> None:
        """Example: dualfuel compare house.toml options.toml

        Heat pumps, furnaces, fuels side by side with the case: balance points, cost, emissions, backup; and where
        options name a premium, their worth over the years.
        """
        from .option_files import read_options
        from .options import compare, money

        given = read_options(options)
        found = compare(case_of(case, changes or []), given)
        worths = money(found, given)
        _answer(
            {"comparison": found.to_json(), "money": worths.to_json()},
            {"options": found.table(), "money": worths.table()},
            json_file, csv_dir, force,
        )  # fmt: skip
        if json_file == "-":
            return
        for row in found.rows:
            at = "one source" if row.switchover is None else f"switchover {row.switchover:g} °F"
            word = "less" if row.saving >= 0 else "more"
            saved = f", ${abs(row.saving):,.2f} {word} than {found.baseline}" if row.option != found.baseline else ""
            print(f"{row.label}: {at}, ${row.annual_cost:,.2f} a season{saved}, {row.emissions_kg / 1000:,.3f} t CO2e")
        for worth in worths.rows:
            years = "never" if worth.simple_payback is None else f"{worth.simple_payback:.1f} years"
            rate = worth.irr_status.replace("_", " ") if worth.irr is None else f"{worth.irr:.1%}"
            print(f"{worth.option}: NPV ${worth.npv:,.2f}, IRR {rate}, pays back: {years}")
            for note in worth.notes:
                print(f"note: {worth.option}: {note}", file=sys.stderr)

    @app.command()
    def decide(
        case: CaseFile,
        changes: Changes = None,
        study: Annotated[
            Path | None, typer.Option("--study", metavar="FILE", help="What to vary; defaults without it.")
        ] = None,
        percent: Annotated[float, typer.Option("--percent", help="Width of the band: % of the season's cost.")] = 1.0,
        carbon_price: Annotated[
            float | None, typer.Option("--carbon-price", metavar="$", help="A price on a tonne of CO2e.")
        ] = None,
        json_file: JsonFile = None,
        csv_dir: CsvDir = None,
        force: Force = False,
    ) -> None:
        """Example: dualfuel decide house.toml --percent 2

        How exact the setting must be, which input moves it most, named risks, cost against emissions, and with a study
        file of uncertain inputs how often the recommendation beats today's setting.
        """
        from .band import band
        from .engine import solve
        from .frontier import frontier, with_carbon_price
        from .risk import risks
        from .sensitivity import tornado
        from .study import read_study, study_of
        from .uncertainty import monte_carlo

        wanted = study_of({}) if study is None else read_study(study)
        house = case_of(case, changes or [])
        result = solve(house)
        around, swings = band(result, percent=percent), tornado(house, wanted.ranges)
        outcomes, front = risks(house, wanted.scenarios), frontier(result)
        carbon = None if carbon_price is None else with_carbon_price(result, carbon_price)
        draws = None if wanted.spec is None else monte_carlo(house, wanted.spec)
        document = {
            "band": around.to_json(), "sensitivity": swings.to_json(), "risks": outcomes.to_json(),
            "frontier": front.to_json(), "carbon": carbon and carbon.to_json(),
            "uncertainty": draws and draws.to_json(),
        }  # fmt: skip
        tables = {"band": around.table(), "sensitivity": swings.table(), "risks": outcomes.table(),
                  "frontier": front.table(), **({"uncertainty": draws.table()} if draws else {})}  # fmt: skip
        _answer(document, tables, json_file, csv_dir, force)
        if json_file == "-":
            return
        print(around.words)
        for bar in swings.by("switchover")[:5]:
            ends = f"switchover {bar.low_switchover:g} to {bar.high_switchover:g} °F"
            print(f"{bar.label} {bar.low:g} to {bar.high:g}: {ends}")
        for one in outcomes.outcomes[1:]:
            print(
                f"{one.label}: best {one.switchover:g} °F; keeping the setting costs ${one.regret:,.2f} a season more"
            )
        print(front.words)
        if carbon is not None:
            more = f"${carbon.extra_cost:,.2f} more a season"
            print(f"At ${carbon.carbon_price:g} a tonne: {carbon.switchover:g} °F, {more}")
        if draws is not None:
            print(
                f"{draws.used:,} draws: beats today's in {draws.beats_today:.1%}, loses in {draws.loses_to_today:.1%}"
            )
            print(f"Saving: P10 ${draws.saving.p10:,.2f}, P50 ${draws.saving.p50:,.2f}, P90 ${draws.saving.p90:,.2f}")
            for note in draws.notes:
                print(f"note: {note}", file=sys.stderr)


def _answer(
    document: Mapping[str, Any], tables: Mapping[str, dict[str, list[Any]]], json_file: str | None,
    csv_dir: Path | None, force: bool,
) -> None:  # fmt: skip
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    files = [] if csv_dir is None else [(csv_dir / f"{name}.csv", to_csv(table)) for name, table in tables.items()]
    if json_file is not None and json_file != "-":
        files.append((Path(json_file), f"{text}\n".encode()))
    write(files, force)
    if json_file == "-":
        print(text)
    for path, _ in files:
        print(f"written: {path}", file=sys.stderr)
