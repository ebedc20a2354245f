"""Inputs of a record as people give them: a list of files, a year as a number, an input of earlier versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..files.reading import named_files
from ..files.values import as_number
from .fields import SEVERAL_FILES

_BASIS: Final = "runtime_basis"
_NO_BASIS: Final = (
    "runtime_basis = running no longer exists: the load at a temperature lasts all hours at it, so every recorded hour "
    "is used"
)


def record_inputs(given: Mapping[str, object]) -> tuple[Mapping[str, object], dict[str, str]]:
    """The inputs with one text for several files and without what earlier versions had; notes by key."""
    wanted = given.keys() & {*SEVERAL_FILES, "record_season", _BASIS}
    if not wanted:
        return given, {}
    inputs, notes = with_joined_files(given), {}
    if (basis := inputs.pop(_BASIS, None)) == "running" and "runtime_file" in inputs:
        notes["runtime_file"] = _NO_BASIS
    season = as_number(inputs.get("record_season"))
    if season is not None and season.is_integer():
        inputs["record_season"] = f"{season:.0f}"
    elif isinstance(text := inputs.get("record_season"), str):
        inputs["record_season"] = text.strip()
    if basis not in (None, "", "running", "recorded"):
        inputs[_BASIS] = basis  # refused as any unknown key
    return inputs, notes


def with_joined_files(inputs: Mapping[str, object]) -> dict[str, object]:
    """The inputs with the names of several files in one text, semicolons between."""
    joined = dict(inputs)
    for key in SEVERAL_FILES & inputs.keys():
        value = inputs[key]
        if isinstance(value, (list, tuple)) and value and all(isinstance(name, str) for name in value):
            joined[key] = "; ".join(value)
        elif isinstance(value, str) and ";" in value:
            joined[key] = "; ".join(named_files(value))
    return joined
