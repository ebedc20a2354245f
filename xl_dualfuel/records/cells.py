"""A record in the cells of a worksheet: what was pasted there, as a table or as the lines of its CSV."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Final

from ..errors import InputError, Issue
from .columns import CLOCK, DATE, TIME, name_of, use_of
from .record import DAY, Record
from .thermostat import read_runtime_text

_NAME: Final = "the pasted range"
_FIRST_DAY: Final = datetime.datetime(1899, 12, 30)
"""Day 0 of a spreadsheet"""
_FORMS: Final = {TIME: "%Y-%m-%d %H:%M:%S", DATE: "%Y-%m-%d", CLOCK: "%H:%M:%S"}
_MOST_DAYS: Final = 2e6
_HEAD_ROWS: Final = 20


def record_in_cells(rows: Sequence[Sequence[Any]]) -> Record:
    """The record in rows of cells, among whose first is one of column names. Raises InputError (key ``record``)."""
    times: dict[int, str] = {}
    for row in rows[:_HEAD_ROWS]:
        uses = {place: use_of(name_of(cell).words) for place, cell in enumerate(row) if isinstance(cell, str)}
        times = {place: _FORMS[use] for place, use in uses.items() if use in _FORMS}
        if times:
            break
    lines = ("\t".join(_text(cell, times.get(place)) for place, cell in enumerate(row)).rstrip("\t") for row in rows)
    try:
        return read_runtime_text("\n".join(lines), _NAME)
    except InputError as refused:
        raise InputError([issue._replace(key="record") for issue in refused.issues]) from None


def _text(cell: Any, form: str | None) -> str:
    """A cell as a record in a file has it; a number in a column of times is a spreadsheet's, in days."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell)
    if isinstance(cell, (datetime.datetime, datetime.date, datetime.time)):
        return f"{cell:{form or _FORMS[TIME]}}"
    if isinstance(cell, (int, float)):
        if form is None:
            return f"{cell:.15g}"
        moment = _FIRST_DAY + datetime.timedelta(seconds=round(cell * DAY)) if 0 <= cell < _MOST_DAYS else None
        return "" if moment is None else f"{moment:{form}}"
    return " ".join(str(cell).split())


def no_runtimes() -> InputError:
    """The refusal of a record that says nothing of heat."""
    allowed = "must have a column of runtimes, such as Heat Stage 1 (sec)"
    return InputError([Issue("record", _NAME, allowed, "Paste the thermostat's rows with their column names")])
