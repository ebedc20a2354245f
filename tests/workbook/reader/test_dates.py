"""Numbers of sheets as dates. Expected days: ECMA-376 Part 1, 18.17.4.1; day 0 is 1899-12-30 or 1904-01-01."""

from __future__ import annotations

import datetime

import pytest

from xl_dualfuel.workbook.reader.dates import date_shown, day, shows_date

DAY = "yyyy-mm-dd"


@pytest.mark.parametrize(
    ("serial", "from_1904", "date"),
    [(46053, False, "2026-01-31"), (44591, True, "2026-01-31"), (1, True, "1904-01-02"), (61, False, "1900-03-01"),
     (44591.75, True, "2026-01-31"), (-1, False, None), (3e6, True, None)],
)  # fmt: skip
def test_days_in_both_date_systems(serial, from_1904, date):
    assert day(serial, from_1904) == date


def test_what_a_number_is_shown_as():
    assert date_shown(44591.0, DAY, True) == datetime.date(2026, 1, 31)
    assert date_shown(44591.5, f"{DAY} hh:mm", True) == datetime.datetime(2026, 1, 31, 12)
    assert date_shown(0.5, "hh:mm", False) == datetime.time(12)
    assert date_shown(26 / 24, "[h]:mm", False) == datetime.timedelta(hours=26)
    assert date_shown(44591.0, "0.00", True) == 44591.0
    assert date_shown(-3.0, DAY, True) == -3.0


@pytest.mark.parametrize(("code", "is_date"), [
    ("General", False), ("0.00", False), ('0.0 "days"', False), ("0%", False), (DAY, True), ("[h]:mm", True),
    ("#,##0.00\\ [$$-409]", False), ("mmm\\-yy", True),
])  # fmt: skip
def test_formats_that_show_dates(code, is_date):
    assert shows_date(code) is is_date
