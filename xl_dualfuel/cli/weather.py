"""The command for the user's own weather files: keep them under names, and list the places there are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError, Issue, OutputError
from ..files.writing import write
from ..weather.library import folder, new_key, own_stations
from ..weather.stations import stations
from .messages import print_written
from .options import Force

_ACTIONS = ("add", "list")


def _actions(incomplete: str) -> list[str]:
    """What can be done, for a shell that completes what is typed."""
    return [action for action in _ACTIONS if action.startswith(incomplete)]


def weather(
    action: Annotated[
        str, typer.Argument(metavar="add|list", help="add or list.", show_default=False, autocompletion=_actions)
    ],
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="Weather files to keep.", show_default=False)
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Name for one file; without it the file's own.")
    ] = "",
    force: Force = False,
) -> None:
    """Keep weather files under names, or list the places there are.

    Example: dualfuel weather add my_town.epw

    Then `station = "my_town"` in a case, or --set station=my_town, uses that file like a built-in station. A file may
    be EPW, TMY3, TMY2, NSRDB, SAM, PVGIS, ISD-lite, LCD, Environment Canada, Open-Meteo, Meteostat, DWD TRY or
    hourly, or a .toml with degree_days and design_temperature. It is checked, and copied into your folder of settings.
    """
    if action not in _ACTIONS:
        raise InputError([Issue("weather", action, f"must be {' or '.join(_ACTIONS)}", "Give one of these words")])
    if action == "list":
        _list()
        return
    if not files:
        raise InputError([Issue("weather add", None, "must come with a file", "Give the weather file, such as my.epw")])
    if name and len(files) > 1:
        raise InputError([Issue("--name", name, "must come with one file", "Add the files one by one")])
    _add(files, name, force)


def _add(files: list[Path], name: str, force: bool) -> None:
    from ..weather.files import read_weather_file

    place = folder()
    if place is None:
        raise OutputError("You have no folder of settings to keep weather files in; name the file in the case instead")
    known, added = own_stations(), {}
    for file in files:
        key, year = new_key(file, name), read_weather_file(file)  # reads it: it is a file, and not too large
        if key in known and not force:
            allowed = f"is taken by {known[key].name}"
            raise InputError([Issue("name", key, allowed, "Give --name with another name, or --force to replace it")])
        added[key] = (place / key / file.name, file.read_bytes(), year)
    write({path: content for path, content, _ in added.values()}, force)
    for key, (path, _, year) in added.items():
        if key in known and known[key] != path:
            known[key].unlink(missing_ok=True)
        period = year.read.period if year.read else ""
        print(f'station = "{key}": {year.name}, {period}, {sum(year.hours):,.0f} hours')
    print_written(path for path, _, _ in added.values())


def _list() -> None:
    for key, label in stations().items():
        print(f"{key}: {label}, built in")
    for key, path in own_stations().items():
        print(f"{key}: your own file {path}")
