"""The case a command is given: a file of any kind with --set changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import InputError, Issue
from ..files.reading import read_bounded
from ..files.values import is_blank
from ..inputs.case import Case
from ..inputs.case_files import case_of_file, read_file
from ..inputs.fields import UNIT_FIELDS
from ..inputs.typed import typed_inputs
from .messages import print_note

if TYPE_CHECKING:
    from ..tariffs.tariff import Tariff


class Given(NamedTuple):
    """A case and the units it was given in."""

    case: Case
    units: Mapping[str, object]
    """By the keys of UNIT_FIELDS; only those that were given"""


def given(path: Path, changes: Sequence[str]) -> Given:
    """The case of a file with the --set changes. Raises InputError with the problems of both together."""
    changed, issues = changes_of(changes)
    try:
        house = _of_workbook(path, changed) if is_workbook(path) else _of_file(path, changed)
    except InputError as error:
        raise InputError([*issues, *error.issues]) from None
    if issues:
        raise InputError(issues)
    if not house.case.given:
        print_note("no input is given, so this is the worked example", is_doubt=True)
    return house


def changes_of(changes: Sequence[str]) -> tuple[dict[str, object], list[Issue]]:
    """The inputs that --set changes, and what is wrong with the others."""
    parts = [change.partition("=") for change in changes]
    allowed, remedy = "must be KEY=VALUE", "Write it like --set electricity_price=0.16"
    issues = [Issue("--set", key + equals + value, allowed, remedy) for key, equals, value in parts
              if not equals or not key.strip()]  # fmt: skip
    return {key.strip(): value for key, equals, value in parts if equals and key.strip()}, issues


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
    from xl_dualfuel.workbook.forms.read import bills_of_form, case_of_reading, read_workbook

    reading = read_workbook(read_bounded(path, XLSX))
    for doubt in reading.doubts:
        print_note(str(doubt), is_doubt=True)
    case = case_of_reading(reading, changes, path.parent)
    for problem in bills_of_form(case, reading).problems:
        print_note(f"the bills of the form are not used: {problem}", is_doubt=True)
    return Given(case, _units({**reading.inputs, **changes}))


def rate_of(case: Case, file: Path | None, xlsx: Path | None = None) -> Tariff | None:
    """The rate by time of day on the form of a case, where there is one and no tariff file goes before it.

    xlsx: the workbook of a command that writes none under a tariff. Raises InputError where one is asked for.
    """
    if not case.beside.details:
        return None  # before the import, which takes time at every start
    from xl_dualfuel.workbook.forms.rate import given_in, tariff_in

    if not given_in(case.beside.details):
        return None
    if file is not None:
        print_note("the rate by time of day on the form is left out: --tariff goes before it")
        return None
    if xlsx is not None:
        allowed = "cannot be written for a form with a rate by time of day: the formulas know plain prices"
        raise InputError([Issue("--xlsx", str(xlsx), allowed, "Leave it out; --csv and --json take the rate")])
    return tariff_in(case)


def _units(inputs: Mapping[str, object]) -> dict[str, object]:
    units = typed_inputs({key: inputs[key] for key in UNIT_FIELDS if key in inputs}).inputs
    return {key: unit for key, unit in units.items() if not is_blank(unit)}
