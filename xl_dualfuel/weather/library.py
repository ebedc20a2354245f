"""The user's own weather files, kept under names: ``station = "my_town"`` reads one as if it were built in.

They lie in ``xl_dualfuel/weather`` of the user's folder of settings: %APPDATA% on Windows, elsewhere $XDG_CONFIG_HOME
or ~/.config (XDG Base Directory Specification), each in a folder of its name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ..errors import InputError, Issue
from .stations import stations

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,63}")
_ENDINGS: Final = re.compile(r"(\.(gz|zip|epw|csv|dat|txt|toml|tm2|tmy2|tmy3))+$", re.IGNORECASE)


def folder() -> Path | None:
    """Where the files are kept; None where the user has no such folder, as in a browser."""
    variable = "APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME"
    base = os.environ.get(variable, "")
    if not Path(base).is_absolute():  # as the specification has it: a relative one is not used
        try:
            base = str(Path.home() / ".config")
        except RuntimeError:
            return None
    return Path(base) / "xl_dualfuel" / "weather"


def own_stations() -> dict[str, Path]:
    """The file of each name, in the order of the names."""
    place = folder()
    try:
        inside = sorted(place.iterdir()) if place is not None else []
        found = {one.name: sorted(one.iterdir()) for one in inside if _KEY.fullmatch(one.name) and one.is_dir()}
    except OSError:
        return {}
    return {key: files[0] for key, files in found.items() if len(files) == 1 and key not in stations()}


def own_station(key: str) -> Path | None:
    """The file kept under a name; None where there is none."""
    return own_stations().get(key) if _KEY.fullmatch(key) else None


def with_own_station(inputs: Mapping[str, object]) -> tuple[dict[str, object], str]:
    """Inputs whose station is one of the user's own, with its file as the weather file; and that in words, else "".

    A built-in station, and a name that is not known, stay.
    """
    station = inputs.get("station")
    if not isinstance(station, str) or station.strip() in stations():
        return dict(inputs), ""
    path = own_station(station.strip())
    if path is None:
        return dict(inputs), ""
    changed = dict(inputs) | {"station": None, "weather_file": str(path)}
    if changed.get("climate") == "station":
        changed["climate"] = "weather"
    return changed, f"station {station.strip()} is your own weather file {path.name}"


def new_key(path: Path, name: str = "") -> str:
    """The name that a file is kept under: the one given, or made from the file's. Raises InputError."""
    text = name or _ENDINGS.sub("", path.name)
    key = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")[:64]
    if _KEY.fullmatch(key) is None:
        raise InputError([Issue("name", text, "must have letters or digits", "Give --name, such as --name my_town")])
    if key in stations():
        raise InputError([Issue("name", key, "must not be a built-in station's", "Give --name with another name")])
    return key
