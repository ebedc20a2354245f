"""What a number of a sheet is as a date, in either date system."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Final

_CODE = re.compile(r"[dyhs]|m(?!m?\\)", re.IGNORECASE)
_NO_CODE = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\[\]]*\]')
_EPOCHS: Final = {False: datetime.datetime(1899, 12, 30), True: datetime.datetime(1904, 1, 1)}
"""Day 0, by whether the workbook counts from 1904 (ECMA-376 Part 1, 18.2.28 and 18.17.4.1)"""
_LAST: Final = datetime.datetime(9999, 12, 31)


def codes(number_format: str) -> str:
    """The first section of a number format without its quoted and escaped text."""
    return _NO_CODE.sub("", number_format.split(";", maxsplit=1)[0])


@lru_cache(maxsize=512)
def shows_date(number_format: str) -> bool:
    """Whether a number format shows a date or a time."""
    first = number_format.split(";", maxsplit=1)[0]
    return "general" not in first.casefold() and bool(_CODE.search(codes(first)))


def day(serial: float, from_1904: bool) -> str | None:
    """The day of a serial number as ISO 8601 has it; None where it is none."""
    moment = _moment(serial, from_1904)
    return None if moment is None else moment.date().isoformat()


def date_shown(
    serial: float, number_format: str, from_1904: bool
) -> float | datetime.date | datetime.time | datetime.timedelta:
    """The date, time or duration that a number is shown as; the number itself where it is none."""
    moment = _moment(serial, from_1904) if shows_date(number_format) else None
    if moment is None:
        return serial
    since = moment - _EPOCHS[from_1904]
    if "[" in number_format and "h]" in number_format.casefold():
        return since
    if serial < 1 and (not from_1904 or set("hs") & set(codes(number_format).casefold())):
        return moment.time()
    return moment.date() if serial.is_integer() else moment


def _moment(serial: float, from_1904: bool) -> datetime.datetime | None:
    epoch = _EPOCHS[from_1904]
    if not 0 <= serial <= (_LAST - epoch).days:
        return None
    return epoch + datetime.timedelta(milliseconds=round(serial * 86_400_000))
