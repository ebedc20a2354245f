"""What the checks of papers share: days, lines of a list, their cells."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..forms.entries import Place
from ..forms.form_fields import Table
from ..forms.read import Reading
from ..reader.addresses import letters, split
from .findings import clean

ID: Final = "evidence"
OLDEST: Final = datetime.date(1990, 1, 1)
"""No paper of a rebate is older: heat pumps in dual-fuel systems are paid for since later"""
CLOCK: Final = 2020
"""A computer whose clock shows an earlier year does not know what is in the future"""


def today() -> datetime.date:
    """The day of verifying."""
    return datetime.datetime.now(datetime.UTC).date()


def date_of(value: object) -> datetime.date | None:
    """The day that a cell of a date holds; None for none."""
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def unlikely(day: datetime.date) -> str:
    """Why a date cannot be one of these papers; "" where it can."""
    now = today()
    if day > now + datetime.timedelta(days=1) and now.year >= CLOCK:  # a day later it is already in the east
        return "the date is in the future"
    return "the date is before 1990" if day < OLDEST else ""


def lines_of(reading: Reading, key: str) -> Sequence[Mapping[str, Any]]:
    """The lines of a list of a form."""
    lines = reading.details.get(key)
    return lines if isinstance(lines, list) else ()


def line_name(line: Mapping[str, object], table: Table, otherwise: str) -> str:
    """What a line of a list is called: by the form, or in quotation marks by the applicant."""
    name = line.get(table.columns[0].key)
    return otherwise if name is None else str(name) if name in table.first_cells else f"“{clean(str(name))}”"


def line_cell(line: Mapping[str, object], places: Mapping[str, Place], key: str) -> tuple[str, str]:
    """Sheet and cell of a column, by its key, in a line of a list."""
    sheet, _, first = str(line["cell"]).rpartition("!")
    return sheet, f"{letters(places[key].area.left)}{split(first)[0]}" if key in places else first
