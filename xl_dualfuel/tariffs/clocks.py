"""Daylight saving by law: the hours of a year in which clocks are an hour ahead of standard time.

The statutes in force since 2007 or later apply to every year asked for, so a tariff never depends on a data base of
time zones. Sources:

* US: second Sunday of March 2:00 to first Sunday of November 2:00 daylight time, 15 U.S.C. 260a(a) as amended in 2005;
  Canadian provinces that change their clocks keep the same days (Ontario, Time Act, R.R.O. 1990, Reg. 111/07).
* EU: last Sunday of March to last Sunday of October, 1:00 UTC both, Directive 2000/84/EC, articles 2 and 3. UK: the
  Summer Time Act 1972 as amended in 2002 (S.I. 2002/262), with the same moments.
* AU: first Sunday of October 2:00 to first Sunday of April 2:00, standard time both: Standard Time Act 1987 (NSW)
  section 3 with its proclamation of 2007; Victoria, South Australia, Tasmania and the ACT alike.
* NZ: last Sunday of September 2:00 to first Sunday of April 2:00, standard time both: Daylight Time Order 2007
  (SR 2007/185), clause 3.
* CL: Saturday before the Sunday of 2 to 8 September, 24:00, to the Saturday before the Sunday of 2 to 8 April, 24:00
  daylight time: Decreto Supremo 224 of 2022 (Interior).
"""

from __future__ import annotations

import datetime
from typing import Final, NamedTuple

HOURS: Final = 24
YEAR: Final = 8760
Span = tuple[int, int]
"""First hour of the year with daylight saving, and the first without [h, standard time]"""


class _Change(NamedTuple):
    """A change of the clocks: the first Sunday on or after a day of a month."""

    month: int
    first: int
    """Day of the month from which the Sunday is looked for"""
    hour: int
    """Hour of that Sunday in standard time; below 0 on the day before"""

    def of(self, year: int) -> int:
        """Hour of a year of 365 days at which it happens."""
        day = datetime.date(year, self.month, self.first)
        sunday = self.first + (6 - day.weekday()) % 7
        return (datetime.date(_COMMON, self.month, sunday).timetuple().tm_yday - 1) * HOURS + self.hour


_COMMON: Final = 2023
"""A year of 365 days: every change is after February"""
_EU: Final = (3, 25), (10, 25)
"""The last Sundays of March and October"""


def _european(hour: int) -> tuple[_Change, _Change]:
    return _Change(*_EU[0], hour), _Change(*_EU[1], hour)


_RULES: Final[dict[str, tuple[_Change, _Change] | None]] = {
    "none": None,
    "US": (_Change(3, 8, 2), _Change(11, 1, 1)),
    "EU": _european(2),
    "UK": _european(1),
    "EU east": _european(3),
    "AU": (_Change(10, 1, 2), _Change(4, 1, 2)),
    "NZ": (_Change(9, 24, 2), _Change(4, 1, 2)),
    "CL": (_Change(9, 2, 0), _Change(4, 2, -1)),
}
RULES: Final = tuple(_RULES)
"""Names of the rules: US is Canada's too; EU is central Europe, UK western Europe's (Ireland, Portugal) and EU east
Finland's to Greece's, each at its own hour; none is standard time all year"""
_ALSO: Final = {
    "": "none", "no": "none", "standard": "none", "standard time": "none", "usa": "US", "ca": "US", "canada": "US",
    "europe": "EU", "cet": "EU", "eu central": "EU", "de": "EU", "germany": "EU", "gb": "UK", "great britain": "UK",
    "united kingdom": "UK", "wet": "UK", "eu west": "UK", "ie": "UK", "ireland": "UK", "pt": "UK", "portugal": "UK",
    "eet": "EU east", "fi": "EU east", "finland": "EU east", "australia": "AU", "new zealand": "NZ", "chile": "CL",
}  # fmt: skip


def rule_named(text: str) -> str | None:
    """The rule that a text names, one of RULES, in any letter case; None where it names none of them."""
    name = " ".join(text.replace("-", " ").replace("_", " ").casefold().split())
    return {rule.casefold(): rule for rule in RULES}.get(name) or _ALSO.get(name)


def summer(rule: str, year: int) -> tuple[Span, ...]:
    """The spans of hours with daylight saving in a year [h of the year in standard time, 29 February left out].

    ``rule`` is one of RULES; "" is "none". One span in the north, () without daylight saving; in the south two, up to
    autumn and from spring on. Clock time is standard time and an hour where start <= hour < end. Raises ValueError
    for an unknown rule.
    """
    if (rule or "none") not in _RULES:
        raise ValueError(f"no daylight-saving rule {rule!r}")
    changes = _RULES[rule or "none"]
    if changes is None:
        return ()
    start, end = (change.of(year) for change in changes)
    return ((start, end),) if start < end else ((0, end), (start, YEAR))
