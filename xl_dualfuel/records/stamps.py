"""Times of records that are written another way, rewritten as a date and a time of day.

Each function rewrites the texts of a whole column, for what a number means shows in all of them; a text that it does
not know stays as it is.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Final

_WEEKDAY: Final = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*\s+", re.IGNORECASE)
_ZONE: Final = re.compile(r"\s*(?:\[[\w/+-]+\]|\([\w /+-]+\)|(?<=\s)[A-Z][A-Za-z]+/[\w/+-]+)$")
_RANGE: Final = re.compile(
    r"(\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?)\s*(?:-|–|to)\s*\d{1,2}:\d{2}.*$", re.IGNORECASE
)
_POINTS: Final = re.compile(r"(?<=[\sT])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?$")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})[T _:]?(\d{2})(?::?(\d{2}))?(?::?(\d{2}))?(Z?)")
_EPOCH: Final = re.compile(r"(\d{10})(?:\.\d+)?|(\d{13})")
_SERIAL: Final = re.compile(r"(\d{5})(?:\s*[.,](\d+)|\s+0[.,](\d+)|\s+[01])?")
_COLUMNS: Final = re.compile(r"(\d{4})\s+(\d{1,2})\s+(\d{1,2})\s+(\d{1,2})(?:\s+(\d{1,2}))?")
_NUMBER_LAST: Final = re.compile(r"(.*\S)[\sT]+(\d{1,4})")
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
"""2000 to 2099 as spreadsheets number days"""
_DAY_0: Final = datetime.datetime(1899, 12, 30)
_EPOCH_0: Final = datetime.datetime(1970, 1, 1)


def cleaned(texts: Sequence[str]) -> list[str]:
    """Without a day of the week, the name of a time zone or the end of the hour; 13.05 for a time of day as 13:05."""

    def clean(text: str) -> str:
        text = _RANGE.sub(r"\1", _ZONE.sub("", _WEEKDAY.sub("", text)))
        return _POINTS.sub(lambda found: ":".join(part for part in found.groups() if part), text)

    return list(map(clean, texts))


def compact(texts: Sequence[str]) -> list[str]:
    """``202501312355`` and ``20250131T235500Z`` with their marks."""

    def with_marks(text: str) -> str:
        if (match := _COMPACT.fullmatch(text)) is None or match[2] > "12" or match[3] > "31" or match[4] > "24":
            return text
        return f"{match[1]}-{match[2]}-{match[3]} {match[4]}:{match[5] or '00'}:{match[6] or '00'}{match[7]}"

    return list(map(with_marks, texts))


def from_numbers(texts: Sequence[str]) -> list[str]:
    """Seconds or milliseconds since 1970, which are in UTC, and a spreadsheet's days, which are not."""

    def dated(text: str) -> str:
        if match := _EPOCH.fullmatch(text):
            seconds = int(match[1]) if match[1] else int(match[2]) // 1000
            return f"{_EPOCH_0 + datetime.timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S}Z"
        match = _SERIAL.fullmatch(text)
        if match is None or not _FIRST_SERIAL <= int(match[1]) < _LAST_SERIAL:
            return text
        seconds = round(86400 * float(f"0.{match[2] or match[3] or 0}"))
        return f"{_DAY_0 + datetime.timedelta(days=int(match[1]), seconds=seconds):%Y-%m-%d %H:%M:%S}"

    return list(map(dated, texts))


def with_hours(texts: Sequence[str]) -> list[str]:
    """A date and a number: hours 0 to 23, hours 1 to 24 that are named by their ends, or 5 and 2355 as on a clock."""
    texts = [f"{m[1]}-{m[2]}-{m[3]} {m[4]}{':' + m[5].zfill(2) if m[5] else ''}" if (m := _COLUMNS.fullmatch(text))
             else text for text in texts]  # fmt: skip
    numbers = {int(match[2]) for text in texts if (match := _NUMBER_LAST.fullmatch(text))}
    are_hours, are_ends = max(numbers, default=0) <= 24, 24 in numbers and 0 not in numbers

    def with_clock(text: str) -> str:
        if (match := _NUMBER_LAST.fullmatch(text)) is None:
            return text
        hour, minute = (int(match[2]) - are_ends, 0) if are_hours else divmod(int(match[2]), 100)
        return f"{match[1]} {hour:02d}:{minute:02d}"

    return list(map(with_clock, texts))


def at_midnight(texts: Sequence[str]) -> list[str]:
    """Dates without a time of day."""
    return [f"{text} 00:00" if text else "" for text in texts]
