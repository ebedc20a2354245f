"""What a portfolio has of workbooks: one a house, the summary's, and the table of results itself."""

from __future__ import annotations

import os
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..errors import DualFuelError, OutputError
from ..files.values import is_blank
from ..homes.watching import one_done
from ..inputs.case import Case
from ..inputs.fingerprint import fingerprint
from ..inputs.required import is_refusal
from ..results.engine import solve
from ..tariffs.fingerprint import fingerprint as of_tariff
from ..tariffs.hours import hours_of
from ..tariffs.season import season
from ..tariffs.tariff import Tariff
from ..version import __version__
from .cells import text_of
from .source import Part

if TYPE_CHECKING:
    from xl_dualfuel.workbook.shape import UnderTariff

TOGETHER: Final = 20
"""Houses whose workbooks are written in one go"""
_DIGITS: Final = 12
"""Characters of a cost that a cell surely has"""
_LONGEST: Final = 80
"""Most characters of a file name before its number and suffix"""
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


class House(NamedTuple):
    """A house whose workbook is wanted."""

    name: str
    inputs: dict[str, Any]
    place: int = 0
    """In its part"""
    tariff: Tariff | None = None


class BookTask(NamedTuple):
    """Some houses, and the date written into their workbooks."""

    houses: tuple[House, ...]
    stamp: datetime | None


class BookFile(NamedTuple):
    """A finished workbook."""

    name: str
    content: bytes


def safe_name(text: str) -> str:
    """The text as the stem of a file: letters, digits, blanks, . _ -; it leads nowhere and no system reserves it."""
    stem = "".join(c if c.isalnum() or c in " ._-" else "_" for c in unicodedata.normalize("NFKC", text))
    stem = " ".join(stem.split())[:_LONGEST].strip(" .")
    while len(stem.encode()) > 2 * _LONGEST:
        stem = stem[:-1]
    if stem.startswith("-"):
        stem = f"_{stem}"
    return f"_{stem}" if _RESERVED.fullmatch(stem) else stem


class Names:
    """A file name for each home, none given twice."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def of(self, note: str, row: int) -> str:
        """The name of a home; row from 1."""
        stem = safe_name(note) or f"row {row}"
        name, again = stem, 0
        while (mark := hash_of(name)) in self._taken:
            name = f"{stem} (row {row})" if not again else f"{stem} (row {row}-{again})"
            again += 1
        self._taken.add(mark)
        return f"{name}.xlsx"


def hash_of(name: str) -> int:
    """A number for a name, capitals alike, as some file systems have it; 64 bits of a home instead of its name."""
    import hashlib

    return int.from_bytes(hashlib.blake2b(name.casefold().encode(), digest_size=8).digest(), "big")


def houses(part: Part, names: Names, by: str | None) -> Iterator[House]:
    """The homes of a part that are worth a try, with the names of their files."""
    labels = [text_of(cell) for cell in part.notes[by].tolist()] if by is not None else [""] * len(part.inputs)
    for offset, row in enumerate(part.inputs.to_dict("records")):
        name = names.of(labels[offset], part.first + offset + 1)
        if offset not in part.spoiled:
            given = {str(key): cell for key, cell in row.items() if not is_blank(cell) or is_refusal(str(key), cell)}
            kept = {key: cell for key, cell in given.items() if cell == cell}  # noqa: PLR0124  # no NaN
            yield House(name, kept, offset)


def case_of(house: House) -> Case | None:
    """The case of a house; None where the results say what is wrong with it."""
    try:
        return Case(**house.inputs) if house.inputs else None
    except DualFuelError:
        return None


def make(task: BookTask) -> list[BookFile]:
    """The workbooks of some houses."""
    from xl_dualfuel.workbook.sheets.build import workbook_bytes

    books = []
    for house in task.houses:
        one_done()
        case = case_of(house)
        if case is not None:
            under = None
            if house.tariff is not None:
                try:
                    under = _under(case, house.tariff)
                except DualFuelError:  # its row says why
                    continue
            books.append(BookFile(house.name, workbook_bytes(solve(case), task.stamp, under=under)))
    return books


def _under(case: Case, tariff: Tariff) -> UnderTariff:
    from xl_dualfuel.workbook.shape import UnderTariff

    hours = hours_of(case, tariff)
    return UnderTariff(tariff, season(case, hours, tariff), case, hours)


def _marks(case: Case, tariff: Tariff) -> list[bytes]:
    """What the sheet Tariff holds of just this home and tariff: the digest of its numbers, the cost of the season."""
    from xl_dualfuel.workbook.sheets.tariff_layout import digest, held_by
    from xl_dualfuel.workbook.sheets.tariff_numbers import Numbers

    try:
        under = _under(case, tariff)
    except DualFuelError:
        return []
    return [digest(held_by(Numbers(under))).encode(), repr(under.season.setting.annual_cost)[:_DIGITS].encode()]


def is_there(folder: Path, house: House, force: bool) -> bool | None:
    """Whether the house's workbook is there, complete, of these inputs and this version; None: the house is unusable.

    Raises OutputError: another file has the name, and is not to be replaced.
    """
    case = case_of(house)
    if case is None:
        return None
    path = folder / house.name
    if not os.path.lexists(path):
        return False
    if _is_of(path, case, house.tariff):
        return True
    if force:
        return False
    raise OutputError(f"{path}: exists already and is not the workbook of this home; give --force to replace it")


def _is_of(path: Path, case: Case, tariff: Tariff | None) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            cover = archive.read("xl/worksheets/sheet2.xml")
            core = archive.read("docProps/core.xml")
            is_under = b'name="Tariff"' in archive.read("xl/workbook.xml")
            if is_under and tariff is not None:
                sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
                is_under = any(all(mark in sheet for mark in _marks(case, tariff)) for sheet in sheets)
            alike = (
                is_under == (tariff is not None)
                and fingerprint(case, of_tariff(tariff) if tariff is not None else "").encode() in cover
            )
            return alike and f"xl_dualfuel {__version__}".encode() in core
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError):
        return False
