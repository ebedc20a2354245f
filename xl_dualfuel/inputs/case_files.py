"""Case files: .toml, .json (a case, or a result of ``run``), and .csv with one row or with name and value columns.

The kind is told by content where the name does not say. Files are from strangers: sizes come first, nothing in them
is run, and what they hold is checked like any other input.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ..errors import InputError, Issue, shown
from .case import Case, with_defaults
from .fields import DEFAULT_NOTE, FIELDS

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
    except (ValueError, RecursionError, csv.Error) as error:  # tomllib and json raise subclasses of ValueError
        raise _unreadable(path, f"is not {kind.upper()}: {_first_line(error)}") from None
    for key in ("weather_file", "runtime_file", "programme_file"):
        named = inputs.get(key)
        if isinstance(named, str) and named and not _absolute(named):
            beside = path.parent / named
            # A result names its files as the command that made it did: from where that ran.
            from_there = kind != "toml" and not _exists(beside) and _exists(Path(named))
            inputs[key] = named if from_there else str(beside)
    return inputs


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _absolute(path: str) -> bool:
    return path.startswith("~") or Path(path).is_absolute()


def parse_text(key: str, text: str) -> object:
    """A value that came as text (``--set``, CSV) as the kind its input has; unreadable text stays text."""
    field = FIELDS.get(key)
    if field is None or field.kind not in ("number", "table") or not text.strip():
        return text
    try:
        if field.kind == "number":
            # float() also takes 1_0 and the digits of other scripts, which nobody means.
            return float(text) if text.isascii() and "_" not in text else text
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


class _NotACaseError(Exception):
    """The file can be read, but is no case; the message says why."""


def _unreadable(path: Path, allowed: str, remedy: str = "Give a .toml, .json or .csv case") -> InputError:
    return InputError([Issue("case", str(path), allowed, remedy)])


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


def _text(path: Path) -> str:
    content = _content(path)
    if content[:2] == b"PK":
        raise _unreadable(path, "is an Excel or zip file, which this version does not read")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(path, "must be UTF-8 text") from None


def _content(path: Path) -> bytes:
    """The bytes of a file that is one, and not too large."""
    try:
        found = path.stat()
        if stat.S_ISREG(found.st_mode) and found.st_size <= MAX_BYTES:
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _unreadable(path, f"cannot be read: {error.strerror or error}", "Check the path") from None
    except ValueError:  # a path with a null character
        raise _unreadable(path, "cannot be read: no such path", "Check the path") from None
    if not stat.S_ISREG(found.st_mode):
        raise _unreadable(path, "must be a file")
    raise _unreadable(path, f"must be at most {MAX_BYTES:,} bytes (it has {found.st_size:,})")


def _told_by_content(text: str) -> str:
    start = text.lstrip()
    if start.startswith("{"):
        return "json"
    lines = [line for line in start.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return "toml" if not lines or "=" in lines[0] or lines[0].startswith("[") else "csv"


_QUOTED = re.compile(
    r'"""(?:[^\\]|\\.)*?"""'
    r"|'''.*?'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*",
    re.DOTALL,
)
"""Strings and comments, read from the left as TOML reads them."""
_LONG_DOTTED_KEY = re.compile(r"(?:\.[^.,#=\[\]\n]*){100}")


def _toml(text: str) -> dict[str, Any]:
    """Keys at the top; tables are allowed as headings only, so ``[house]`` may group keys."""
    if _LONG_DOTTED_KEY.search(_QUOTED.sub("q", text)):  # tomllib takes time with the square of its length
        raise _NotACaseError("must not have dotted keys that long")
    inputs: dict[str, Any] = {}
    for key, value in tomllib.loads(text).items():
        if isinstance(value, dict):
            twice = sorted(inputs.keys() & value.keys())
            if twice:
                raise _NotACaseError(f"gives {shown(', '.join(twice))} twice")
            inputs |= value
        elif key in inputs:
            raise _NotACaseError(f"gives {key} twice")
        else:
            inputs[key] = value
    return inputs


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; a key given twice would hide one of its values."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _NotACaseError(f"gives {_twice(key for key, _ in pairs)} twice")
    return made


def _twice(keys: Iterable[str]) -> str:
    return shown(", ".join(sorted(key for key, times in Counter(keys).items() if times > 1)))


def _json(text: str) -> dict[str, Any]:
    found = json.loads(text, object_pairs_hook=_once)
    if not isinstance(found, dict):
        raise _NotACaseError("must be a JSON object of input keys")
    if not isinstance(found.get("inputs"), dict):
        return found
    # A result of `run`: what was given counts, so that defaults which hang on other inputs follow a change.
    inputs: dict[str, Any] = found["inputs"]
    given = found.get("given")
    if given is None:
        return inputs
    if not isinstance(given, list) or not all(isinstance(key, str) for key in given):
        raise _NotACaseError("must have a list of input keys as given")
    return {key: inputs.get(key) for key in given}


def _csv(text: str) -> dict[str, Any]:
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    header = lines.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    table = [row for row in csv.reader(io.StringIO(lines), delimiter=delimiter) if any(cell.strip() for cell in row)]
    if len(table) < 2:
        raise _NotACaseError("must have a row of keys and a row of values")
    keys = [key.strip() for key in table[0]]
    if {"name", "value"} <= set(keys):
        pairs = _named_rows(keys, table[1:])
    elif len(table) == 2:
        if len(table[1]) > len(keys):
            raise _NotACaseError(f"has {len(table[1])} values for {len(keys)} keys")
        # Spreadsheets leave blank columns behind: without key and value they say nothing.
        pairs = [pair for pair in zip(keys, table[1], strict=False) if pair[0] or pair[1].strip()]
    else:
        raise _NotACaseError(f"must hold one case (it has {len(table) - 1} rows)")
    if twice := _twice(key for key, _ in pairs):
        raise _NotACaseError(f"gives {twice} twice")
    return {key: parse_text(key, _undefused(cell.strip())) for key, cell in pairs}


def _named_rows(keys: list[str], rows: list[list[str]]) -> list[tuple[str, str]]:
    """Name and value of each row. What stands there as noted, as the default it would have anyway, was not given."""
    name, value = keys.index("name"), keys.index("value")
    note = keys.index("note") if "note" in keys else len(keys)
    pairs: list[tuple[str, str]] = []
    noted: list[tuple[str, str]] = []
    for row in rows:
        if not any(row[place].strip() for place in (name, value) if place < len(row)):
            continue  # a heading or a remark
        if len(row) <= max(name, value):
            raise _NotACaseError(f"has a row without name or value: {shown(' '.join(row))}")
        default = len(row) > note and row[note].strip() == DEFAULT_NOTE
        (noted if default else pairs).append((row[name].strip(), row[value]))
    filled = with_defaults({key: _undefused(cell.strip()) for key, cell in pairs if cell.strip()})
    return pairs + [(key, cell) for key, cell in noted if filled.get(key) != parse_text(key, cell.strip())]


def _undefused(cell: str) -> str:
    """Text as it was before output.py put an apostrophe before it."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@" else cell


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {"toml": _toml, "json": _json, "csv": _csv}
