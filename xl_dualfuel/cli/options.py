"""Arguments and options that several commands have, each declared once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from ..errors import Issue

CaseFile = Annotated[
    Path, typer.Argument(metavar="CASE", help="A case: .toml, .json, .csv, or a filled .xlsx.", show_default=False)
]
Changes = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change an input; may be repeated.")
]
JsonFile = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Write the whole answer as JSON; - is standard output.")
]
CsvFolder = Annotated[Path | None, typer.Option("--csv", metavar="DIR", help="Write the tables as CSV into DIR.")]
Brand = Annotated[
    Path | None,
    typer.Option("--brand", metavar="FILE", help="A TOML file with name, contact, logo and colours for the workbook."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist already.")]


def misfits(tariff: Path | None, xlsx: Path | None, for_xlsx: Mapping[str, object]) -> Iterator[Issue]:
    """What options say against each other; for_xlsx: those that only a workbook has a use for."""
    if tariff is not None and xlsx is not None:
        allowed = "cannot be written with --tariff: the formulas of a workbook know plain prices"
        yield Issue("--xlsx", str(xlsx), allowed, "Leave one of the two out; --csv and --json take both")
    for name, value in for_xlsx.items():
        if value and xlsx is None:
            yield Issue(name, str(value), "must come with --xlsx", "Give --xlsx FILE too, or leave it out")
