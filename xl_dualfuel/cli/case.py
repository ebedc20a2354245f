"""The case a command is given: a file of any kind with --set changes."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..errors import InputError, Issue
from ..files.reading import read_bounded
from ..files.values import is_blank
from ..inputs.case import Case
from ..inputs.case_files import case_of_file, read_file
from ..inputs.fields import UNIT_FIELDS
from ..inputs.typed import typed_inputs


class Given(NamedTuple):
    """A case and the units it was given in."""

    case: Case
    units: Mapping[str, object]
    """By the keys of UNIT_FIELDS; only those that were given"""


def given(path: Path, changes: Sequence[str]) -> Given:
    """The case of a file with the --set changes. Raises InputError with the problems of both together."""
    changed: dict[str, object] = {}
    issues = []
    for change in changes:
        key, equals, value = change.partition("=")
        if equals and key.strip():
            changed[key.strip()] = value
        else:
            issues.append(Issue("--set", change, "must be KEY=VALUE", "Write it like --set electricity_price=0.16"))
    try:
        house = _of_workbook(path, changed) if is_workbook(path) else _of_file(path, changed)
    except InputError as error:
        raise InputError([*issues, *error.issues]) from None
    if issues:
        raise InputError(issues)
    if not house.case.given:
        print("note: inputs: none is given, so this is the worked example", file=sys.stderr)
    return house


def is_workbook(path: Path) -> bool:
    """Whether the file is an .xlsx, whatever its name says."""
    if path.suffix.casefold() in (".toml", ".json", ".csv"):  # the usual kinds need not be opened
        return False
    from xl_dualfuel.workbook.forms.files import is_xlsx

    return is_xlsx(path)


def _of_file(path: Path, changes: Mapping[str, object]) -> Given:
    inputs, beside = read_file(path)
    return Given(case_of_file(inputs, beside, changes), _units({**inputs, **changes}))


def _of_workbook(path: Path, changes: Mapping[str, object]) -> Given:
    """The case of a filled form or a workbook of this program; what is doubtful in it is reported."""
    from xl_dualfuel.workbook.forms.files import XLSX
    from xl_dualfuel.workbook.forms.read import case_of_reading, read_workbook

    reading = read_workbook(read_bounded(path, XLSX))
    for doubt in reading.doubts:
        print(f"note: {doubt}", file=sys.stderr)
    return Given(case_of_reading(reading, changes, path.parent), _units({**reading.inputs, **changes}))


def _units(inputs: Mapping[str, object]) -> dict[str, object]:
    units = typed_inputs({key: inputs[key] for key in UNIT_FIELDS if key in inputs}).inputs
    return {key: unit for key, unit in units.items() if not is_blank(unit)}
