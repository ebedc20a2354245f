"""The clean copy of a file: the reviewer's own workbook from its inputs, which begins with the sheet Review."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, Final, NamedTuple

from xl_dualfuel.errors import DualFuelError, InputError, OutputError
from xl_dualfuel.files.writing import write
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.origins import Beside, Remark
from xl_dualfuel.results.engine import solve

from ..forms import rate
from ..forms.form_fields import ON_COVER
from ..names import name_of
from ..shape import shape_of
from ..sheets.build import workbook_bytes
from ..sheets.tariff import structure
from . import review
from .expected import pattern
from .findings import Verdict, clean
from .programme import by_its_own, judgements
from .reported import REPORTED
from .single_file import Basis, Judge, examine

_LONGEST: Final = 300
"""Characters of what a stranger typed beside a value"""
_STEM: Final = 32
"""Characters of the file's own name in that of its clean copy"""
_DIGITS: Final = 10
"""Of the SHA-256 there: no two files of one name have the same"""
_NAMES: Final = {key: answer.name for key, answer in REPORTED.items()} | {"form_outcome": "sentence"}
"""What a file reports, by the name of the result's cell"""
_UNSAFE = re.compile(r"[^\w.+-]+")


def file_stem(name: str, digest: str) -> str:
    """How the names of the files about a submission begin: its own name, and what no other of that name has."""
    stem = PurePath(name.replace("\\", "/")).name.rpartition(".")[0]
    safe = _UNSAFE.sub("-", stem).strip("-.")[:_STEM] or "file"
    return f"{safe}-{digest[:_DIGITS]}"


class Copies(NamedTuple):
    """Where the clean copies of a batch go; it can be sent to other processes."""

    folder: Path
    stamp: datetime
    force: bool = False
    """Whether a file that is there already is replaced; else it is this batch's own, from before an interruption"""

    def verify(self, content: bytes, name: str, judge: Judge) -> Verdict:
        """The verdict on a file whose clean copy is written. Raises OutputError: it cannot be written."""
        verdict, basis = examine(content, name, judge)
        if basis is None:
            return verdict._replace(no_clean=_why_not(verdict))
        path = self.path(name, verdict.file_sha256)
        try:
            if self.force or not path.exists():
                write({path: clean_copy(verdict, basis, self.stamp, judge)}, force=True)
        except OutputError:
            raise
        except DualFuelError as error:
            return verdict._replace(no_clean=clean(f"No workbook holds the case: {error}", 400))
        return verdict._replace(clean=str(path))

    def complete(self, content: bytes, verdict: Verdict, judge: Judge) -> None:
        """Write a clean copy of this batch again, with what was found since. Raises OutputError."""
        first, basis = examine(content, verdict.name, judge)
        if basis is not None and first.file_sha256 == verdict.file_sha256:
            write({Path(verdict.clean): clean_copy(verdict, basis, self.stamp, judge)}, force=True)

    def path(self, name: str, digest: str) -> Path:
        """The clean copy of a file."""
        return self.folder / f"{file_stem(name, digest)}.xlsx"

    def of_saved(self, verdict: Verdict) -> Verdict:
        """A verdict that was saved under another name of the same file."""
        return verdict._replace(clean=str(self.path(verdict.name, verdict.file_sha256))) if verdict.clean else verdict


def _why_not(verdict: Verdict) -> str:
    if verdict.usable and verdict.kind != "other":
        return "its inputs give no answer"
    return "its inputs cannot be read"


def clean_copy(verdict: Verdict, basis: Basis, stamp: datetime, judge: Judge = by_its_own) -> bytes:
    """The workbook with the sheet Review, from nothing but the inputs of a file and what was typed beside them.

    judge: whose judgements of the programme's rules it shows. Raises InputError: no workbook holds the case, such as
    one of more bins than there is room for.
    """
    if basis.result is None:
        from .clean_homes import clean_homes  # here: few submissions are tables of homes

        return clean_homes(verdict, basis, stamp)
    under = basis.under
    beside = _short(basis.beside)
    result, decisions = solve(basis.result.case.with_notes(basis.result.case.readings, beside)), None
    if basis.decide is not None:
        with suppress(InputError):  # an allowance that no sheet takes
            decisions = basis.decide()
    shape = shape_of(result, decisions=decisions)._replace(reviewed=True)
    if under is not None:
        shape = shape._replace(tariffed=structure(under))
    written = pattern(shape)
    places = {name.name: name.formula.replace("$", "") for name in written.names}
    keys = {place: key for key, place in basis.cells.items()}
    keys |= {(one.sheet, one.cell): _NAMES[one.key] for one in verdict.reported if one.key in _NAMES}

    def link(sheet: str, cell: str) -> str:
        """An input or a result of the file is where this version has it; other cells are where they were."""
        key = keys.get((sheet, cell))
        if key is not None:
            return _quoted(places.get(name_of(key), ""))
        return _quoted(f"{sheet}!{cell or 'A1'}") if basis.kind == "audit" and sheet in written.titles else ""

    lines = review.lines(verdict, result, beside, link, judgements(judge, rate.to_judge(basis.result)))
    return workbook_bytes(result, stamp, decisions=decisions, review=lines, under=under)


def _quoted(place: str) -> str:
    """A cell as a link has it."""
    sheet, _, cell = place.rpartition("!")
    return f"'{sheet}'!{cell}" if sheet else ""


def _short(beside: Beside) -> Beside:
    """What a stranger typed beside the values: one line each, of limited length."""
    remarks = {key: Remark(*(clean(text, _LONGEST) for text in one)) for key, one in beside.remarks.items()
               if key in FIELDS}  # fmt: skip
    return Beside(remarks, _texts(beside.details))


def _texts(details: Mapping[str, Any]) -> dict[str, str]:
    return {key: clean(str(details[key]), _LONGEST) for key in ON_COVER if details.get(key) not in (None, "")}
