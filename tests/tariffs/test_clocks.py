"""Daylight-saving rules against the transitions of the time zone database."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from xl_dualfuel.tariffs.clocks import RULES, rule_named, summer

ZONES = [
    ("US", "America/Chicago", 2007), ("US", "America/New_York", 2007), ("US", "America/Toronto", 2007),
    ("US", "America/Los_Angeles", 2007), ("EU", "Europe/Berlin", 2007), ("EU", "Europe/Oslo", 2007),
    ("UK", "Europe/London", 2007), ("UK", "Europe/Lisbon", 2007), ("EU east", "Europe/Helsinki", 2007),
    ("EU east", "Europe/Bucharest", 2007), ("AU", "Australia/Sydney", 2009), ("AU", "Australia/Adelaide", 2009),
    ("AU", "Australia/Hobart", 2009), ("NZ", "Pacific/Auckland", 2008), ("CL", "America/Santiago", 2023),
    ("none", "America/Phoenix", 2007), ("none", "Australia/Brisbane", 2007),
]  # fmt: skip
"""Rule, a zone that has it, and the first whole year in which it did"""
HOUR = datetime.timedelta(hours=1)


def ahead(zone: str, year: int) -> list[bool]:
    """Whether clocks are ahead at the beginning of each hour of standard time, 29 February left out."""
    here = ZoneInfo(zone)
    offsets = [datetime.datetime(year, month, 1, tzinfo=here).utcoffset() for month in (1, 7)]
    standard = datetime.timezone(min(offset for offset in offsets if offset is not None))
    moment, hours = datetime.datetime(year, 1, 1, tzinfo=standard), []
    while moment.year == year:
        if (moment.month, moment.day) != (2, 29):
            hours.append(moment.astimezone(here).utcoffset() != standard.utcoffset(None))
        moment += HOUR
    return hours


@pytest.mark.parametrize(("rule", "zone", "first"), ZONES)
def test_the_hours_are_those_of_the_time_zone_database(rule: str, zone: str, first: int) -> None:
    for year in range(first, 2031):
        expected = ahead(zone, year)
        assert len(expected) == 8760
        spans = summer(rule, year)
        assert [any(start <= hour < end for start, end in spans) for hour in range(8760)] == expected, year


def test_every_rule_is_tried() -> None:
    assert {rule for rule, _, _ in ZONES} == set(RULES)


def test_some_days_by_hand() -> None:
    # 2026: 8 March and 1 November; 29 March and 25 October; 5 April and 4 October.
    assert summer("US", 2026) == (((31 + 28 + 7) * 24 + 2, 304 * 24 + 1),)
    assert summer("EU", 2026) == (((31 + 28 + 28) * 24 + 2, (273 + 24) * 24 + 2),)
    assert summer("AU", 2026) == ((0, (90 + 4) * 24 + 2), ((273 + 3) * 24 + 2, 8760))
    assert summer("none", 2026) == summer("", 2026) == ()


@pytest.mark.parametrize(
    ("text", "rule"),
    [*((rule.lower(), rule) for rule in RULES), ("EU-East", "EU east"), (" usa ", "US"), ("Canada", "US"), ("", "none"),
     ("Australia", "AU"), ("CET", "EU"), ("GB", "UK")],
)  # fmt: skip
def test_names_people_write(text: str, rule: str) -> None:
    assert rule_named(text) == rule


def test_unknown_rules() -> None:
    assert rule_named("Mars") is None
    with pytest.raises(ValueError, match="Mars"):
        summer("Mars", 2026)
