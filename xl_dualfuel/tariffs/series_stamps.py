"""Time stamps of a series as programs and markets write them: dates, times of day, offsets from UTC, intervals."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

LONGEST: Final = 64
"""Longest text of a time stamp [characters]"""
HOUR: Final = 60
DAY: Final = 24 * HOUR
"""[min]"""
_MONTHS: Final = {
    name: month
    for month, names in enumerate(
        ("jan", "feb", "mar mrz mär", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez"), 1
    )
    for name in names.split()
}
_WEEKDAY: Final = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*\s+", re.IGNORECASE)
_BRACKET: Final = re.compile(r"\[[^\]]*\]$")
_DATE: Final = (
    r"(?:(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?:[-/.](?P<y2>\d{4}|\d{2}(?!\d))|\.)?"
    r"|(?P<y3>(?:19|20)\d{2})(?P<m3>\d{2})(?P<d3>\d{2})"
    r"|(?P<d4>\d{1,2})[-/ .]{1,2}(?P<n4>[a-zä]{3,9})\.?(?:[-/ ,.]+(?P<y4>\d{4}|\d{2}(?![:\d])))?"
    r"|(?P<n5>[a-zä]{3,9})\.?[- ](?P<d5>\d{1,2})(?:st|nd|rd|th)?(?:,? +(?P<y5>\d{4})(?!:))?)"
)
_TIME: Final = (
    r"(?:(?P<h>\d{1,2})(?:[:.h](?P<mi>\d{2})(?:[:.]\d{2}(?:[.,]\d+)?)?)?\s*(?P<ap>[ap]\.?m\.?)?"
    r"|(?P<hh>\d{2})(?P<mm>\d{2})(?:\d{2})?)"
)
_ZONE: Final = r"\s*\(?(?P<zone>Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{1,5})?\)?"
_ENDS: Final = r"(?:\s*(?:-|–|—|/|\bto\b|\bbis\b)\s*\S.*)?"
_STAMP: Final = re.compile(rf"{_DATE}(?:\s*[T_,:]\s*|\s+|(?<=\d{{8}})){_TIME}{_ZONE}{_ENDS}", re.IGNORECASE)
_DAY: Final = re.compile(rf"{_DATE}(?:[ T]0?0:00(?::00)?(?:\.0+)?)?", re.IGNORECASE)
_CLOCK: Final = re.compile(rf"{_TIME}{_ZONE}{_ENDS}", re.IGNORECASE)
_EPOCH: Final = re.compile(r"(\d{10})(?:\.\d+)?|(\d{13})")
_EPOCH_0: Final = datetime.datetime(1970, 1, 1)
_SERIAL: Final = re.compile(r"[3-6]\d{4}(?:[.,]\d+)?")
_SERIAL_0: Final = datetime.datetime(1899, 12, 30)
"""Spreadsheets number days from it; 30,000 to 69,999 are 1982 to 2091"""
_RANGE: Final = re.compile(r"(?<=\d)\s?[-–]\s?\d{1,2}(?::?\d{2})?(?::\d{2})?$")
_STANDARD: Final = frozenset({
    "est", "cst", "mst", "pst", "akst", "ast", "nst", "cet", "eet", "wet", "mez", "aest", "acst", "nzst",
})  # fmt: skip
_SUMMER: Final = frozenset({
    "edt", "cdt", "mdt", "pdt", "akdt", "adt", "ndt", "cest", "eest", "west", "mesz", "bst", "aedt", "acdt", "nzdt",
})  # fmt: skip
_MOST_OFFSETS: Final = 2
"""Offsets from UTC that one place has in a year"""


class When(NamedTuple):
    """A time stamp. Hours go to 24, as some programs end a day."""

    year: int
    """0 where it names none"""
    month: int
    day: int
    minute: int
    """Of the day [min], 0 to 1440"""
    offset: int | None = None
    """Local time less UTC [min]; None: by the clock of the place"""
    summer: bool | None = None
    """Whether the name of its zone is one with daylight saving; None: it has none"""


class Whens(NamedTuple):
    """The stamps of a column."""

    each: list[When | None]
    """None where a text is no stamp"""
    day_first: bool | None
    """Of dates such as 31/1/2025; None where no date is written so"""
    order_known: bool
    """Whether the column, or who asked, showed which comes first"""


def stamps_of(texts: Sequence[str], day_first: bool | None = None) -> Whens:
    """The stamps in texts, each with a date and a time of day; seconds since 1970 are in UTC.

    Whether 3/4 is March or April is decided by the whole column: a day over 12 shows it.
    """
    texts = [_of_serial(_cleaned(text)) for text in texts]
    matches = [_STAMP.fullmatch(text) or _DAY.fullmatch(text) for text in texts]  # some programs leave out midnight
    zones = {match.groupdict().get("zone") or "" for match in matches if match}
    if len({zone for zone in zones if zone[-1:].isdigit()}) > _MOST_OFFSETS:  # 13:00-14:00 is an hour
        matches = [_STAMP.fullmatch(_RANGE.sub("", text)) for text in texts]
    return _dated(texts, matches, day_first)


def days_of(texts: Sequence[str], day_first: bool | None = None) -> Whens:
    """The dates in texts, each as its first minute."""
    texts = [_cleaned(text) for text in texts]
    return _dated(texts, [_DAY.fullmatch(text) for text in texts], day_first)


def minute_of(text: str) -> int | None:
    """The minute of the day at which a time of day begins: 16:30, 4:30 PM, 00:00 - 01:00; None where it is none."""
    match = _CLOCK.fullmatch(_RANGE.sub("", text.strip())) if len(text) <= LONGEST else None
    return _minute(match) if match else None


def is_stamp(text: str) -> bool:
    """Whether a text has a date and a time of day."""
    text = _cleaned(text)
    return bool((match := _STAMP.fullmatch(text)) and _could_be(match)) or _epoch(text) is not None


def is_day(text: str) -> bool:
    """Whether a text is a date with its year, without a time of day."""
    match = _DAY.fullmatch(_cleaned(text))
    return bool(match and _could_be(match) and any(match[year] for year in ("y1", "y2", "y3", "y4", "y5")))


def are_serial(texts: Sequence[str]) -> bool:
    """Whether texts are a spreadsheet's days with their times, one after the other: 46023.0417 is 1:00."""
    days = [float(text.replace(",", ".")) for text in texts if _SERIAL.fullmatch(text)]
    steps = {round((after - before) * DAY) for before, after in pairwise(days)}
    return len(days) == len(texts) > 1 and len(steps) == 1 and 0 < min(steps) <= HOUR


def _of_serial(text: str) -> str:
    """A spreadsheet's day with its time as a date and a time of day; another text as it is."""
    if not _SERIAL.fullmatch(text):
        return text
    moment = _SERIAL_0 + datetime.timedelta(minutes=round(float(text.replace(",", ".")) * DAY))
    return f"{moment:%Y-%m-%d %H:%M}"


def _cleaned(text: str) -> str:
    text = text.strip()
    return _BRACKET.sub("", _WEEKDAY.sub("", text, count=1)) if len(text) <= LONGEST else ""


def _dated(texts: Sequence[str], matches: Sequence[re.Match[str] | None], day_first: bool | None) -> Whens:
    pairs = [(int(match["a"]), int(match["b"])) for match in matches if match and match["a"]]
    seen = (any(first > 12 for first, _ in pairs), any(second > 12 for _, second in pairs))
    known = day_first is not None or seen[0] != seen[1] or not pairs
    if pairs and day_first is None:
        points = any(match and match["mark"] == "." for match in matches)
        day_first = seen[0] if seen[0] != seen[1] else points
    each = [
        _when(match, bool(day_first)) if match and _could_be(match) else _epoch(text)
        for text, match in zip(texts, matches, strict=True)
    ]
    return Whens(each, bool(day_first) if pairs else None, known)


def _could_be(match: re.Match[str]) -> bool:
    """Whether month and day can be such in one order or the other."""
    if match["a"]:
        low, high = sorted((int(match["a"]), int(match["b"])))
        return 1 <= low <= 12 and high <= 31
    if name := match["n4"] or match["n5"]:
        return name[:3].casefold() in _MONTHS
    month, day = int(match["m1"] or match["m3"]), int(match["d1"] or match["d3"])
    return 1 <= month <= 12 and 1 <= day <= 31


def _when(match: re.Match[str], day_first: bool) -> When | None:
    if match["a"]:
        first, second = int(match["a"]), int(match["b"])
        month, day = (second, first) if day_first else (first, second)
        year = match["y2"]
    elif name := match["n4"] or match["n5"]:
        month, day, year = _MONTHS[name[:3].casefold()], int(match["d4"] or match["d5"]), match["y4"] or match["y5"]
    else:
        month, day = int(match["m1"] or match["m3"]), int(match["d1"] or match["d3"])
        year = match["y1"] or match["y3"]
    number = int(year or 0)
    number += 2000 * (year is not None and len(year) == 2)
    try:
        datetime.date(number or 2024, month, day)  # 29 February where no year is named
    except ValueError:
        return None
    minute = _minute(match) if "h" in match.re.groupindex else 0
    if minute is None:
        return None
    return When(number, month, day, minute, *_zone(match.groupdict().get("zone")))


def _minute(match: re.Match[str]) -> int | None:
    hour, minute = int(match["h"] or match["hh"]), int(match["mi"] or match["mm"] or 0)
    if match["ap"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (match["ap"][0] in "pP")
    total = hour * HOUR + minute
    return total if minute < HOUR and total <= DAY else None


def _zone(text: str | None) -> tuple[int | None, bool | None]:
    if not text:
        return None, None
    name = text.casefold()
    if name in ("z", "utc", "gmt"):
        return 0, None
    digits = name.removeprefix("utc").removeprefix("gmt")
    if digits[:1] in ("+", "-"):
        hours, _, minutes = digits[1:].partition(":")
        minutes, hours = (minutes, hours) if minutes else (hours[2:], hours[:2])
        return int(f"{digits[0]}1") * (int(hours) * HOUR + int(minutes or 0)), None
    return None, True if name in _SUMMER else False if name in _STANDARD else None


def _epoch(text: str) -> When | None:
    """Seconds or milliseconds since 1970, of 2000 to 2099."""
    match = _EPOCH.fullmatch(text)
    seconds = (int(match[1]) if match[1] else int(match[2]) // 1000) if match else 0
    if not 946_684_800 <= seconds < 4_102_444_800:
        return None
    moment = _EPOCH_0 + datetime.timedelta(seconds=seconds)
    return When(moment.year, moment.month, moment.day, moment.hour * HOUR + moment.minute, 0)
