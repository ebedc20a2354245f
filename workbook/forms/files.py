"""Workbook files as cases and tables of homes: read within bounds, their own relative files looked for beside them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.files.reading import MAX_BYTES, OLE, ZIP, Wanted, first_bytes, read_bounded
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.case_files import with_paths_from

from .read import case_of_reading, case_of_workbook, read_workbook, with_cell

XLSX: Final = Wanted(
    "workbook", f"must be an .xlsx workbook of at most {MAX_BYTES // 2**20} MB", "Give a smaller file.", MAX_BYTES, None
)


def is_xlsx(path: str | os.PathLike[str]) -> bool:
    """Whether a file begins like a workbook: zip, or the container of an encrypted one."""
    try:
        return first_bytes(path, XLSX._replace(most=sys.maxsize)).startswith((ZIP, OLE))
    except InputError:
        return False


def case_of_xlsx(path: str | os.PathLike[str], changes: Mapping[str, object] | None = None) -> Case:
    """The case in a workbook file, with changes; a relative weather or runtime file is looked for beside it."""
    return case_of_workbook(read_bounded(path, XLSX), changes, Path(path).parent)


def inputs_of_xlsx(path: str | os.PathLike[str]) -> dict[str, object]:
    """The inputs a workbook file gives, unchecked but for their cells. Raises InputError, also for a year of weather,
    which no dictionary of inputs holds: case_of_xlsx reads it.
    """
    reading = read_workbook(read_bounded(path, XLSX))
    case_of_reading(reading, folder=Path(path).parent)  # the problems
    if reading.year is not None:
        raise InputError([Issue("weather_file", with_cell(reading, "weather_file", reading.inputs.get("weather_file")),
                                "must be read with the year in the workbook", "Use case_of_xlsx")])  # fmt: skip
    return with_paths_from(reading.inputs, Path(path).parent)
