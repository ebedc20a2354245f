"""Arguments and options that several commands have, each declared once, and those that every command has."""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from ..errors import InputError, Issue
from ..version import __version__
from . import messages

_A_CASE: Final = "The house: a .toml, .json or .csv file, or a filled .xlsx form."
CaseFile = Annotated[Path, typer.Argument(metavar="CASE", help=_A_CASE, show_default=False)]
MaybeCaseFile = Annotated[
    Path | None,
    typer.Argument(metavar="CASE", help=f"{_A_CASE} Without it you are asked.", show_default=False),
]


def _keys(incomplete: str) -> list[str]:
    """Beginnings of --set, for a shell that completes what is typed."""
    from ..inputs.fields import FIELDS  # with numpy, of which help has no use

    return [f"{key}=" for key in FIELDS if key.startswith(incomplete)]


Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change an input; may be repeated.", autocompletion=_keys),
]
JsonFile = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Write the whole answer as JSON; - is standard output.")
]
CsvFolder = Annotated[Path | None, typer.Option("--csv", metavar="DIR", help="Write the tables as CSV into a folder.")]
Brand = Annotated[
    Path | None,
    typer.Option("--brand", metavar="FILE", help="A TOML file with name, contact, logo and colours for the workbook."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist already.")]


def misfits(
    tariff: Path | None, xlsx: Path | None, for_xlsx: Mapping[str, object], has_sheet: bool = False
) -> Iterator[Issue]:
    """What options say against each other; for_xlsx: those that only a workbook has a use for.

    has_sheet: whether the workbook of the command has a sheet for a tariff.
    """
    if tariff is not None and xlsx is not None and not has_sheet:
        allowed = "cannot be written with --tariff: the formulas of a workbook know plain prices"
        yield Issue("--xlsx", str(xlsx), allowed, "Leave one of the two out; --csv and --json take both")
    for name, value in for_xlsx.items():
        if value and xlsx is None:
            yield Issue(name, str(value), "must come with --xlsx", "Give --xlsx FILE too, or leave it out")


def print_version(wanted: bool) -> None:
    """Print the version and end, where that is wanted."""
    if wanted:
        print(__version__)
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=print_version, is_eager=True, help="Show the version and exit.")
]
_COMMON: Final[Mapping[str, Any]] = {
    "quiet": Annotated[bool, typer.Option("--quiet", "-q", help="Show the answer and what looks wrong, no more.")],
    "verbose": Annotated[bool, typer.Option("--verbose", "-v", help="Show every input, check and time taken too.")],
    "version": Version,
}


def with_common(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options that every one has."""

    @functools.wraps(command)
    def run(*, quiet: bool, verbose: bool, version: bool, **given: Any) -> None:  # version: see print_version
        if quiet and verbose:
            raise InputError([Issue("--quiet", "--verbose", "only one may be given", "Leave one of the two out")])
        messages.listen(quiet=quiet, verbose=verbose)
        start = time.perf_counter()
        try:
            command(**given)
        finally:
            messages.LOG.debug("time: %.2f s", time.perf_counter() - start)

    signature = inspect.signature(command, eval_str=True)
    common = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=annotation)
        for name, annotation in _COMMON.items()
    ]
    signature = signature.replace(parameters=[*signature.parameters.values(), *common])
    run.__signature__ = signature  # type: ignore[attr-defined]  # read by typer
    run.__annotations__ = {name: parameter.annotation for name, parameter in signature.parameters.items()}
    return run
