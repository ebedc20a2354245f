"""The words of one row of a tariff in cells, after its first: hours, days, months, temperatures, prices.

``weekday | 16 | 21 | months 11-3`` and ``weekday 16:00 to 21:00, months Nov-Mar`` are the same: cells are read as one
line, whose numbers without a word stay in order.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from ..files.values import as_number, is_blank
from ..inputs.cells import Cell


class Number(NamedTuple):
    """A number that no word stands before."""

    value: float
    is_time: bool = False
    """Whether it can only be a time of day: 16:30, 4 pm, a cell that holds a time"""
    has_half: bool = False
    """Whether am or pm was written with it"""


class Said(NamedTuple):
    """What a row says, by the keys of a tariff file, its numbers and names, and what cannot be read in it."""

    keys: dict[str, Any]
    numbers: list[Number]
    names: list[str]
    """Periods"""
    units: list[str]
    """Degrees written beside temperatures"""
    problems: list[tuple[str, str, str]]
    """What was read, what is allowed, what to do"""


_CELL: Final = "\x01"
"""Between two cells"""
_GAP: Final = r"[\s,;:\x01]"
_NUMBER: Final = r"[-+\u2212]?\s?[$\u20ac\u00a3]?\s?(?:\d+(?:\.\d+)?|\.\d+)(?:e-?\d+)?"
_ENDS: Final = r"(?![\d.]|,\d)"
_DAY: Final = r"\d{1,2}-\d{1,2}"
_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = rf"(?:1[0-2]|0?[1-9]|(?:{'|'.join(_MONTH_NAMES)})[a-z]*)(?![\d.])"
_SPAN: Final = rf"{_MONTH}(?:\s*(?:-|\u2013|to)\s*{_MONTH})?"
_DAYS: Final = {
    "weekday": "weekday", "weekend": "weekend", "saturday": "saturday", "sunday": "sunday", "holiday": "holiday",
    "every day": "all", "all day": "all", "daily": "all", "all": "all",
}  # fmt: skip
_NUMBERED: Final = {
    "below": "below", "under": "below", "above": "above", "until": "until", "hold hours": "hold_hours",
    "hold": "hold_hours", "read at": "read_at", "add": "add", "price": "price", "ratchet": "ratchet_percent",
}  # fmt: skip
_PER: Final = ("day", "month", "season", "year")
_TIME: Final = r"(\d{1,2}):(\d{2})(?::00)?\s*([ap]\.?m\.?)?(?![\w.])|(\d{1,2})\s*([ap]\.?m\.?)(?!\w)"
_UNIT: Final = r"\s*(?:[$\u20ac\u00a3]?\s?(?:/|per )\s?kwh?|kwh|h|hours?|percent)(?![\w/])"


class _Reader:
    """Reads a line from the left."""

    def __init__(self, text: str, names: Sequence[str]) -> None:
        self.text, self.at = text, 0
        self.names = sorted(names, key=len, reverse=True)
        self.said = Said({}, [], [], [], [])

    def take(self, pattern: str) -> re.Match[str] | None:
        """The pattern at this place, which is passed over."""
        found = re.compile(pattern, re.I).match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def keep(self, key: str, value: object) -> None:
        """What a word says; what is said twice is a problem."""
        if key in self.said.keys:
            self.wrong(key, "must be said only once in a row", "Write a row for each")
        self.said.keys[key] = value

    def wrong(self, read: str, allowed: str, remedy: str) -> None:
        """Note what cannot be read."""
        self.said.problems.append((read.replace(_CELL, " ").strip(), allowed, remedy))

    def read(self) -> Said:
        """What the line says."""
        while True:
            self.take(rf"(?:{_GAP}|and(?!\w))+")
            if self.at >= len(self.text):
                return self.said
            if not any(one(self) for one in _KINDS):
                word = self.take(r"[^\s\x01]+")
                assert word is not None
                self.wrong(
                    word[0], "cannot be read here", "Write hours, days, months 11-3, below 10, a period or a number"
                )


def _name(r: _Reader) -> bool:
    for name in r.names:
        folded = re.escape(name).replace(r"\ ", r"\s+")
        if r.take(rf"(?:periods?{_GAP}+)?{folded}(?![^\s,;\x01])"):
            r.said.names.append(name)
            return True
    return False


def _months(r: _Reader) -> bool:
    found = r.take(rf"months?{_GAP}+({_SPAN}(?:\s*(?:,|;|and|\s)\s*{_SPAN})*)(?!\w)")
    if found is None:
        return False
    months: list[int] = []
    for span in re.findall(_SPAN, found[1], re.I):
        first, *last = [_month(one) for one in re.findall(_MONTH, span, re.I)]
        count = (last[-1] - first) % 12 + 1 if last else 1
        months += [(first - 1 + place) % 12 + 1 for place in range(count)]
    r.keep("months", list(dict.fromkeys(months)))
    return True


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTH_NAMES.index(text[:3].casefold()) + 1


def _dates(r: _Reader) -> bool:
    if season := r.take(rf"(?:season|from){_GAP}+({_DAY})\s*(?:to|\u2013|{_CELL})\s*({_DAY})(?![\d.])"):
        r.keep("from_date", _day(season[1]))
        r.keep("to_date", _day(season[2]))
        return True
    found = r.take(rf"(?:dates?|days?){_GAP}+({_DAY}(?:\s*(?:,|;|and|\s|{_CELL})\s*{_DAY})*)(?![\d.])")
    if found:
        r.keep("dates", [_day(one) for one in re.findall(_DAY, found[1])])
    return found is not None


def _day(text: str) -> str:
    month, day = text.split("-")
    return f"{int(month):02d}-{int(day):02d}"


def _weekdays(r: _Reader) -> bool:
    for word, key in _DAYS.items():
        if r.take(rf"{word.replace(' ', chr(92) + 's+')}s?(?![\w-])"):
            r.said.keys.setdefault("days", []).append(key)
            return True
    return False


def _numbered(r: _Reader) -> bool:
    """A word and its number: below 10, hold 6 hours, read at 6, price 0.30, add -0.05, ratchet 80 %."""
    for word, key in _NUMBERED.items():
        if r.take(rf"{word.replace(' ', '[ _]')}(?!\w)"):
            r.take(rf"{_GAP}*")
            number = _number(r)
            if number is None:
                r.wrong(word, "must have a number after it", f"Write {word} and the number")
                return True
            if key in ("below", "above", "until") and (unit := r.take(r"\s*\u00b0?\s?([fc])(?!\w)")):
                r.said.units.append(unit[1].upper())
            r.take(_UNIT)
            value = number.value
            r.keep(key, int(value) if key in ("hold_hours", "read_at") and value == int(value) else value)
            return True
    return False


def _coldest(r: _Reader) -> bool:
    found = r.take(rf"coldest{_GAP}+(\d+){_GAP}*(hours?|days?)(?!\w)") or r.take(
        rf"coldest[ _](hours?|days?){_GAP}+(\d+)(?!\w)"
    )
    if found:
        count, unit = (found[1], found[2]) if found[1].isdigit() else (found[2], found[1])
        r.keep("coldest_days" if unit.casefold().startswith("day") else "coldest_hours", int(count))
    return found is not None


def _per(r: _Reader) -> bool:
    found = r.take(rf"(?:per|each|by|a){_GAP}+({'|'.join(_PER)})(?!\w)")
    if found:
        r.keep("per", found[1].casefold())
    return found is not None


def _titled(r: _Reader) -> bool:
    """The name of a special price: name cold hours."""
    found = r.take(rf"name{_GAP}+([^\x01]+)")
    if found:
        r.keep("name", found[1].strip())
    return found is not None


def _bare(r: _Reader) -> bool:
    """A number or a time by itself; "to" and a dash between two of them."""
    r.take(rf"from{_GAP}+(?=\d)")
    number = _number(r)
    if number is None:
        return False
    r.take(_UNIT)
    between = r.take(rf"(?:-|\s+-\s+|\s*\u2013\s*|{_GAP}*to{_GAP}+)(?=\d)")
    r.said.numbers.append(number)
    if between:
        other = _number(r)
        if other is None or number.has_half != other.has_half:
            r.wrong(f"{number.value:g} to …", "must have am or pm beside both hours", "Write 16 to 21")
        else:
            r.said.numbers.append(other)
    return True


def _number(r: _Reader) -> Number | None:
    if time := r.take(_TIME):
        hour, minute = int(time[1] or time[4]), int(time[2] or 0)
        half = (time[3] or time[5] or "").casefold().replace(".", "")
        if minute >= 60 or hour > (12 if half else 24):
            r.wrong(time[0], "must be a time of day", "Write 16:30, or 4:30 pm")
        if half:
            hour = hour % 12 + 12 * (half == "pm")
        return Number(hour + minute / 60, True, bool(half))
    if text := r.take(rf"({_NUMBER}){_ENDS}(%?)"):
        return Number(float(re.sub(r"[\s$\u20ac\u00a3+]", "", text[1]).replace("\u2212", "-")))
    return None


_KINDS: Final[tuple[Callable[[_Reader], bool], ...]] = (
    _titled, _name, _months, _dates, _weekdays, _coldest, _numbered, _per, _bare,
)  # fmt: skip
_MOST: Final = 2000
"""Most characters of a row"""


def said_in(cells: Sequence[Cell], names: Sequence[str] = ()) -> Said:
    """What the cells of a row say, whose periods may be ``names``."""
    line = _CELL.join(filter(None, map(text_of, cells)))
    reader = _Reader(line[:_MOST], names)
    if len(line) > _MOST:
        reader.wrong(f"{len(line):,} characters", f"must be at most {_MOST:,}", "Write more rows")
    return reader.read()


def text_of(cell: Cell) -> str:
    """A cell as text; "" for a blank one. Cells of dates are MM-DD, of times HH:MM, also where they are numbers."""
    if is_blank(cell):
        return ""
    if isinstance(cell, dt.datetime):
        return f"{cell:%H:%M}" if cell.year < 1901 else f"{cell:%m-%d}"
    if isinstance(cell, dt.date):
        return f"{cell:%m-%d}"
    if isinstance(cell, dt.time):
        return f"{cell:%H:%M}"
    number = as_number(cell)
    if number is not None:
        return repr(int(number) if number == int(number) and abs(number) < 1e15 else number)
    return str(cell).strip().replace(_CELL, " ")
