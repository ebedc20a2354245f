"""Case files: .toml, .json (a case, or a result of ``run``), and .csv with one row or with name and value columns.

Where the name does not show the kind, the content does. Files are from strangers: sizes come first, nothing in them
is run, and what they hold is checked like any other input.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from ..errors import InputError, Issue, shown
from ..files.reading import FilePath, Wanted, named_files, path_from, read_text
from ..files.toml_tables import toml_of
from ..files.values import is_blank
from .case import Case, defaults_as_given
from .cells import header
from .fields import FIELDS, FILES, SEVERAL_FILES, UNIT_FIELDS
from .heading_names import is_unit, name_and_unit, named, spelled, with_unit
from .origins import BESIDE_KEYS, NOTHING_BESIDE, Beside, Remark, beside_of, is_not_given, typed_remark
from .record_inputs import with_joined_files
from .required import is_refusal
from .trade_names import is_trade_note
from .typed import typed_inputs

CASE: Final = Wanted(
    "case", "must be one house as .toml, .json or .csv", "Give one house.",
    excel="Run it with dualfuel run FILE.xlsx, which reads workbooks, or save the sheet as CSV.",
)  # fmt: skip

FORM_HEADING: Final = "Fill in the yellow cells"
"""Above the questions of the form that answers, whose pages hold one house together"""


def read_case(path: FilePath, changes: Mapping[str, object] | None = None) -> Case:
    """The case in a file, with ``changes`` (None takes an input out) applied before it is checked.

    A relative weather_file starts from the folder of the case file. Raises InputError listing every problem.
    """
    inputs, beside = read_file(path)
    return case_of_file(inputs, beside, changes or {})


def case_of_file(inputs: Mapping[str, object], beside: Beside, changes: Mapping[str, object]) -> Case:
    """The case of what a file gives, with changes. Raises InputError listing every problem."""
    case = Case(**{**inputs, **changes})
    return case.with_notes(case.readings, beside.without(changes.keys())) if any(beside) else case


def read_inputs(path: FilePath) -> dict[str, object]:
    """The inputs a file gives, unchecked. Raises InputError if the file cannot be read as a case."""
    return read_file(path)[0]


def read_file(path: FilePath) -> tuple[dict[str, object], Beside]:
    """The inputs a file gives, unchecked, and what was typed beside them. Raises InputError as read_inputs."""
    path = Path(path)
    text = read_text(path, CASE)
    kind = path.suffix.lower().lstrip(".")
    if kind in ("xlsx", "xlsm", "xls"):  # a workbook is refused before its text is
        raise CASE.refused(path, "it is not an Excel workbook, as its name says", "Save or download it again.")
    if kind not in _READERS:
        kind = "json" if text.lstrip().startswith("{") else "toml" if is_toml(text) else "csv"
    try:
        given: Any = toml_of(text, path, CASE) if kind == "toml" else text
        holds_bills = kind == "toml" and isinstance(given.get("bills"), list) and "bills_file" not in given
        if holds_bills:
            del given["bills"]
        inputs, beside = _READERS[kind](given)
        if holds_bills:
            inputs = {**inputs, "bills_file": path.name}
    except InputError:
        raise
    except (ValueError, RecursionError, csv.Error) as error:
        problem = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise CASE.refused(path, f"it is not {kind.upper()} of one house: {problem}", "Correct the file.") from None
    inputs = with_joined_files(inputs)
    named = {key: name for key in FILES if isinstance(name := inputs.get(key), str)}
    if kind != "toml":  # a result names its files as its command did: from the folder where that ran
        named = {key: name for key, name in named.items() if _exists(path.parent / name) or not _exists(Path(name))}
    return inputs | with_paths_from(named, path.parent), beside


def with_paths_from(inputs: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The inputs, with relative names of files starting from ``folder``."""
    return {
        key: _path_from(folder, key, value)
        if key in FILES and isinstance(value, str) and not is_blank(value)
        else value
        for key, value in inputs.items()
    }


def _path_from(folder: Path, key: str, value: str) -> str:
    names = named_files(value) if key in SEVERAL_FILES else [value]
    return "; ".join(path_from(folder, name) for name in names)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_toml(text: str) -> bool:
    """Whether a text of settings is TOML rather than CSV: its first line, comments aside, has a key or a table."""
    from ..files.delimited import separator_line  # late, as below: most cases are TOML and named so

    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    first = next(lines, "[")
    return ("=" in first and separator_line(first) is None) or first.lstrip().startswith("[")


def _toml(given: Mapping[str, Any]) -> tuple[dict[str, Any], Beside]:
    """Keys at the top; tables are allowed as headings only, so ``[house]`` may group keys."""
    inputs: dict[str, Any] = {}
    for key, value in given.items():
        table = value if isinstance(value, dict) else {key: value}
        if nested := next((name for name, one in table.items() if isinstance(one, dict)), None):
            if key in ("option", "options"):
                raise ValueError(f"[{key}.{nested}] is an option; dualfuel compare HOUSE OPTIONS reads those")
            raise ValueError(f"[{key}.{nested}] must be a heading of one name: write [{nested}]")
        if twice := sorted(inputs.keys() & table.keys()):
            raise ValueError(f"it gives {shown(', '.join(twice))} twice")
        inputs |= table
    return inputs, NOTHING_BESIDE


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; a key given twice would hide one of its values."""
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError(f"it gives {_twice(key for key, _ in pairs)} twice")
    return table


def _twice(keys: Iterable[str]) -> str:
    return shown(", ".join(sorted(key for key, times in Counter(keys).items() if times > 1)))


def _json(text: str) -> tuple[dict[str, Any], Beside]:
    document = json.loads(text, object_pairs_hook=_once)
    if not isinstance(document, dict):
        raise ValueError("it must be a JSON object of input keys")
    if not isinstance(document.get("inputs"), dict):
        return document, NOTHING_BESIDE
    beside = beside_of(document.get("sources"), document.get("details"))
    # A result of `run`: only what was given, so that defaults that depend on other inputs follow a change.
    inputs: dict[str, Any] = document["inputs"]
    given = document.get("given")
    if given is None:
        return inputs, beside
    if not isinstance(given, list) or not all(isinstance(key, str) for key in given):
        raise ValueError("it must have a list of input keys as given")
    return {key: inputs.get(key) for key in given}, beside


def _csv(text: str) -> tuple[dict[str, Any], Beside]:
    """Keys or labels above or beside their values, below a title or not, as in a range of a worksheet."""
    from ..files.defused import as_it_was
    from ..files.delimited import of_all_cells, read_delimited
    from .ranges import MOST_TITLES, heading_row, read

    written = read_delimited(io.StringIO(text, newline=""))
    manner, table = of_all_cells(written.manner, [text]), [written.names, *written.rows]
    if any(row[:1] == [FORM_HEADING] for row in table):
        remedy = "Open the form, save it as an Excel workbook (.xlsx), and give that file"
        raise InputError([Issue(CASE.key, "one page of the form, as CSV", "must be the whole form", remedy)])
    headed = next((place for place, row in enumerate(table[:MOST_TITLES]) if header(row)), None)
    place = heading_row(table) if headed is None else headed
    names, rows = table[place], table[place + 1 :]
    if len(names) == 1 and len(rows) == 1:  # one input, above its value
        names, rows, table, place = [*names, *rows[0]], [], [[*names, *rows[0]]], 0
    is_across = headed is None and any(map(named, names[1:]))
    if not rows and (is_across or len(names) < 2):
        raise ValueError("it must have a row of keys and a row of values")
    remarks: dict[str, Remark] = {}
    for row in table[place:]:
        if is_across and any(map(str.strip, row[len(names) :])):
            raise ValueError(f"it has {len(row)} values for {len(names)} keys")
        if not is_across and manner.separator == ",":
            _uncut(row)
    pairs = list(read(CASE.key, table).items()) if headed is None else _named_rows(names, rows, remarks)
    if twice := _twice(key for key, _ in pairs if key):
        raise ValueError(f"it gives {twice} twice")
    numbers = {key for key, field in FIELDS.items() if field.kind == "number"}
    cells = {key: "" if is_blank(cell) and not is_refusal(key, cell) else as_it_was(cell.strip())
             for key, cell in pairs if key}  # fmt: skip
    details = {key: cells.pop(key) for key in BESIDE_KEYS & cells.keys()}
    details = {key: text for key, text in details.items() if text and key != "template"}
    inputs = {key: manner.number(cell) if key in numbers else cell for key, cell in cells.items()}
    return inputs, Beside({key: one for key, one in remarks.items() if key in inputs}, details)


def _uncut(row: Sequence[str]) -> None:
    """Raise ValueError where a number beside its name was cut at its comma: 42,000 without quotation marks."""
    from ..files.delimited import THOUSANDS

    for cell, other in pairwise(row):
        if THOUSANDS.fullmatch(number := f"{cell.strip()},{other.strip()}"):
            plain = number.replace(",", "")
            raise ValueError(f"{number} must have no comma between thousands: write {plain}")


def _named_rows(names: Sequence[str], rows: Sequence[list[str]], remarks: dict[str, Remark]) -> list[tuple[str, str]]:
    """Name and value of each row; the remarks grow by what stands beside them.

    A row noted as default, with the value it would have anyway, was not given; nor bins noted as those of a record.
    """
    from ..files.defused import as_it_was

    name, value = header(names) or (0, 1)
    titles = [title.strip().casefold() for title in names]
    note = titles.index("note") if "note" in titles else len(names)
    beside = [titles.index(title) if title in titles else len(names) for title in Remark._fields]
    unit_place = next((titles.index(title) for title in ("unit", "units") if title in titles), len(names))
    has_units = any(len(row) > name and named(row[name]) in UNIT_FIELDS for row in rows)
    pairs: list[tuple[str, str]] = []
    noted: list[tuple[str, str]] = []
    for row in rows:
        if not any(row[place].strip() for place in (name, value) if place < len(row)):
            continue  # a heading or a remark
        if len(row) <= max(name, value):
            raise ValueError(f"it has a row without name or value: {shown(' '.join(row))}")
        key, unit = name_and_unit(row[name])
        if not key and (is_blank(row[value]) or is_trade_note(spelled(row[name]))):
            continue
        if unit_place < len(row) and not is_blank(row[unit_place]):
            unit = row[unit_place].strip()
        cell = with_unit(key, row[value], unit, has_units) if is_unit(unit) else row[value]
        default = len(row) > note and is_not_given(row[note])
        texts = (as_it_was(row[place].strip()) if place < len(row) else "" for place in beside)
        remark = typed_remark(key, *texts)
        if any(remark):
            remarks[key] = remark
        (noted if default else pairs).append((key or row[name].strip(), cell))
    given: dict[str, Any] = {key: as_it_was(cell.strip()) for key, cell in pairs if not is_blank(cell)}
    read = typed_inputs(given).inputs
    noted = [pair for pair in noted if pair[0] != "bin_table" or "runtime_file" not in read]
    filled = defaults_as_given(read)
    units = {key: read[key] for key in UNIT_FIELDS if key in read}
    usual = typed_inputs({**units, **{key: cell.strip() for key, cell in noted}}).inputs
    return pairs + [(key, cell) for key, cell in noted if filled.get(key) != usual.get(key)]


_READERS: Final[dict[str, Callable[[Any], tuple[dict[str, Any], Beside]]]] = {"toml": _toml, "json": _json, "csv": _csv}
