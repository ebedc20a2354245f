"""Case files: .toml, .json (a case, or a result of ``run``), and .csv with one row or with name and value columns.

The kind is told by content where the name does not say. Files are from strangers: sizes come first, nothing in them
is run, and what they hold is checked like any other input.
"""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .case import Case
from .errors import InputError, Issue
from .fields import FIELDS

MAX_BYTES = 4_000_000
"""Largest case file read; 2,000 measured bins take about 40 kB."""


def read_case(path: str | os.PathLike[str], changes: Mapping[str, object] | None = None) -> Case:
    """The case in a file, with ``changes`` (None takes an input out) made to it before it is checked.

    A relative weather_file is looked for beside the case file. Raises InputError listing every problem.
    """
    return Case(**{**read_inputs(path), **(changes or {})})


def read_inputs(path: str | os.PathLike[str]) -> dict[str, object]:
    """The inputs a file gives, unchecked. Raises InputError if the file cannot be read as a case."""
    path = Path(path)
    text = _text(path)
    kind = path.suffix.lower().lstrip(".")
    kind = kind if kind in _READERS else _told_by_content(text)
    try:
        inputs = _READERS[kind](text)
    except _NotACaseError as error:
        raise _unreadable(path, str(error)) from None
    except (ValueError, RecursionError) as error:  # tomllib and json raise subclasses of ValueError
        raise _unreadable(path, f"is not {kind.upper()}: {_first_line(error)}") from None
    weather = inputs.get("weather_file")
    if isinstance(weather, str) and weather and not _absolute(weather):
        inputs["weather_file"] = str(path.parent / weather)
    return inputs


def _absolute(path: str) -> bool:
    return path.startswith("~") or Path(path).is_absolute()


def parse_text(key: str, text: str) -> object:
    """A value that came as text (``--set``, CSV) as the kind its input has; unreadable text stays text."""
    field = FIELDS.get(key)
    if field is None or field.kind in ("choice", "text") or not text.strip():
        return text
    try:
        return float(text) if field.kind == "number" else json.loads(text)
    except (ValueError, RecursionError):
        return text


class _NotACaseError(Exception):
    """The file can be read, but is no case; the message says why."""


def _unreadable(path: Path, allowed: str, remedy: str = "Give a .toml, .json or .csv case") -> InputError:
    return InputError([Issue("case", str(path), allowed, remedy)])


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


def _text(path: Path) -> str:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise _unreadable(path, "must be a file")
        if found.st_size > MAX_BYTES:
            raise _unreadable(path, f"must be at most {MAX_BYTES:,} bytes (it has {found.st_size:,})")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _unreadable(path, f"cannot be read: {error.strerror or error}", "Check the path") from None
    if content[:2] == b"PK":
        raise _unreadable(path, "is an Excel or zip file, which this version does not read")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(path, "must be UTF-8 text") from None


def _told_by_content(text: str) -> str:
    start = text.lstrip()
    if start.startswith("{"):
        return "json"
    lines = [line for line in start.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return "toml" if not lines or "=" in lines[0] or lines[0].startswith("[") else "csv"


def _toml(text: str) -> dict[str, Any]:
    """Keys at the top; tables are allowed as headings only, so ``[house]`` may group keys."""
    inputs: dict[str, Any] = {}
    for key, value in tomllib.loads(text).items():
        if isinstance(value, dict):
            twice = sorted(inputs.keys() & value.keys())
            if twice:
                raise _NotACaseError(f"gives {', '.join(twice)} twice")
            inputs |= value
        elif key in inputs:
            raise _NotACaseError(f"gives {key} twice")
        else:
            inputs[key] = value
    return inputs


def _json(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise _NotACaseError("must be a JSON object of input keys")
    if not isinstance(found.get("inputs"), dict):
        return found
    # A result of `run`: what was given counts, so that defaults which hang on other inputs follow a change.
    inputs, given = found["inputs"], found.get("given", list(found["inputs"]))
    return {str(key): inputs.get(key) for key in given} if isinstance(given, list) else inputs


def _csv(text: str) -> dict[str, Any]:
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    header = lines.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    table = [row for row in csv.reader(io.StringIO(lines), delimiter=delimiter) if any(cell.strip() for cell in row)]
    if len(table) < 2:
        raise _NotACaseError("must have a row of keys and a row of values")
    keys = [key.strip() for key in table[0]]
    if {"name", "value"} <= set(keys):
        name, value = keys.index("name"), keys.index("value")
        pairs = [(row[name].strip(), row[value]) for row in table[1:] if len(row) > max(name, value)]
    elif len(table) == 2:
        if len(table[1]) > len(keys):
            raise _NotACaseError(f"has {len(table[1])} values for {len(keys)} keys")
        pairs = list(zip(keys, table[1], strict=False))
    else:
        raise _NotACaseError(f"must hold one case (it has {len(table) - 1} rows)")
    twice = sorted({key for key, _ in pairs if [k for k, _ in pairs].count(key) > 1})
    if twice:
        raise _NotACaseError(f"gives {', '.join(twice)} twice")
    return {key: parse_text(key, cell.strip()) for key, cell in pairs}


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {"toml": _toml, "json": _json, "csv": _csv}
