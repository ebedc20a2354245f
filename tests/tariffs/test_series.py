"""Hourly series: 8,760 or 8,784 values, in order or by time stamp, and what is refused in words."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import xl_dualfuel as df
from xl_dualfuel.tariffs.reading import tariff_of
from xl_dualfuel.tariffs.series import Asked, Series, read_series

ASKED = Asked("electricity.series", "", 1.0, -10.0, 10.0, "$/kWh")
VALUES = [round(random.Random(7).uniform(-0.1, 0.5), 4) + n / 1e6 for n in range(8760)]
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "prices.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def hours(year: int) -> Iterator[datetime.datetime]:
    moment = datetime.datetime(year, 1, 1)
    while moment.year == year:
        yield moment
        moment += datetime.timedelta(hours=1)


def refusal(path: Path, asked: Asked = ASKED) -> str:
    with pytest.raises(df.InputError) as caught:
        read_series(path, asked)
    text = str(caught.value)
    assert text.replace("\n", "").isprintable()
    return text


def in_order(values: list[float] = VALUES) -> str:
    return "\n".join(map(str, values))


@pytest.mark.parametrize("start", ["", "price\n", "# a remark\nprice\n", "\ufeff"])
def test_values_in_order(write: Write, start: str) -> None:
    assert read_series(write(start + in_order()), ASKED) == Series(tuple(VALUES), False)


@pytest.mark.parametrize(
    "pattern", ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y %H:%M", "%m-%d %H:00", "%Y/%m/%d %H"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_time_stamps_name_the_beginning(write: Write, pattern: str, delimiter: str) -> None:
    rows = [f"{hour:{pattern}}{delimiter}{value}" for hour, value in zip(hours(2025), VALUES, strict=True)]
    random.Random(1).shuffle(rows)
    # The first row of the shuffled ones may not look like the end of an hour: 1:00 first and 0:00 last.
    assert read_series(write(f"time{delimiter}price\n" + "\n".join(rows)), ASKED).values == tuple(VALUES)


def test_time_stamps_that_name_the_end(write: Write) -> None:
    ends = [hour + datetime.timedelta(hours=1) for hour in hours(2025)]
    rows = [f"{hour:%Y-%m-%d %H:%M},{value}" for hour, value in zip(ends, VALUES, strict=True)]
    assert rows[-1].startswith("2026-01-01 00:00")
    assert read_series(write("\n".join(rows)), ASKED).values == tuple(VALUES)
    twenty_four = [f"{hour:%m-%d} {hour.hour + 1:02}:00,{v}" for hour, v in zip(hours(2025), VALUES, strict=True)]
    assert read_series(write("\n".join(reversed(twenty_four))), ASKED).values == tuple(VALUES)


@pytest.mark.parametrize("stamped", [False, True])
def test_a_leap_year_loses_its_29_february(write: Write, stamped: bool) -> None:
    every = list(hours(2024))
    values = [float(n % 9) + n / 1e5 for n in range(8784)]
    kept = tuple(value for hour, value in zip(every, values, strict=True) if (hour.month, hour.day) != (2, 29))
    rows = [f"{hour:%Y-%m-%d %H:%M},{v}" if stamped else str(v) for hour, v in zip(every, values, strict=True)]
    note = "electricity.series: 29 February is left out; the weather has 365 days"
    begins = ("electricity.series: the time stamps name the beginning of each hour",) if stamped else ()
    assert read_series(write("\n".join(rows)), ASKED) == Series(kept, True, (*begins, note))
    tariff = tariff_of({"electricity": {"series": {"file": str(write("\n".join(rows)))}}}, Path())
    assert tariff.notes[: len(begins) + 1] == (*begins, note)
    assert tariff.electricity is not None and tariff.electricity.series == kept


def test_the_path_of_a_series_may_be_long(tmp_path: Path) -> None:
    folder = tmp_path / ("folder " * 12).strip()
    folder.mkdir()
    (folder / "prices.csv").write_text("\n".join(map(str, VALUES)), encoding="utf-8")
    tariff = tariff_of({"electricity": {"series": {"file": str(folder / "prices.csv")}}}, Path())
    assert tariff.electricity is not None and tariff.electricity.series == tuple(VALUES)


def test_column_and_unit(write: Write) -> None:
    rows = [f"{hour:%m-%d %H:00},{n % 7},{v}" for n, (hour, v) in enumerate(zip(hours(2025), VALUES, strict=True))]
    path = write("time,node,LMP\n" + "\n".join(rows))
    assert read_series(path, ASKED._replace(column="lmp")).values == tuple(VALUES)
    nameless = write("\n".join(rows))
    assert "must be left out: the file has no line of names" in refusal(nameless, ASKED._replace(column="LMP"))
    path = write("time,node,LMP\n" + "\n".join(rows))
    assert "must be named, since the file has 2 columns of numbers beside the time stamps" in refusal(path)
    assert "must be one of the 3 names above the values of the file" in refusal(path, ASKED._replace(column="price"))
    megawatts = tariff_of({"electricity": {"series": {"file": str(path), "column": "LMP", "unit": "$/MWh"}}}, Path())
    assert megawatts.electricity is not None and megawatts.electricity.series is not None
    assert megawatts.electricity.series[0] == pytest.approx(VALUES[0] / 1000)
    path = write("\n".join(["1000"] * 8760))
    pounds = tariff_of({"carbon": {"series": {"file": str(path), "unit": "lb/MWh"}}}, Path()).carbon
    assert pounds is not None and pounds.series is not None
    # A pound is 0.45359237 kg.
    assert pounds.series[0] == pytest.approx(0.45359237, rel=1e-12)


@pytest.mark.parametrize("count", [1, 8759, 8761, 8783])
def test_a_wrong_length_is_named(write: Write, count: int) -> None:
    text = refusal(write("price\n" + in_order((VALUES + VALUES)[:count])))
    assert f"{count:,} values: must have 8,760 values, or 8,784 in a leap year" in text
    if count < 8760:
        assert ("1 hour is missing" if count == 8759 else f"{8760 - count:,} hours are missing") in text


@pytest.mark.parametrize(
    ("bad", "words"),
    [("x", "line 3: no number: must hold numbers from -10 to 10 $/kWh"), ("nan", "line 3: empty"),
     ("inf", "line 3: no number"),
     ("1e400", "line 3: no number"), ("14", "line 3: outside: must hold numbers from -10 to 10"),
     ("1_0", "line 3: no number"), ("", "8,759 values")],
)  # fmt: skip
def test_bad_values_are_named(write: Write, bad: str, words: str) -> None:
    assert words in refusal(write("price\n0.1\n" + bad + "\n" + in_order(VALUES[2:])))


def test_every_problem_at_once(write: Write) -> None:
    text = refusal(write("price\n0.1\nx\ny\n" + in_order(VALUES[:90])))
    assert "93 values" in text
    assert "(2 lines are not)" in text
    rows = [f"{hour:%m-%d %H:00}," for hour in hours(2025)]
    assert "line 2: empty" in refusal(write("time,price\n" + "\n".join(rows)))


def stamped(values: list[float] = VALUES, year: int = 2025) -> list[str]:
    return [f"{hour:%Y-%m-%d %H:%M},{value}" for hour, value in zip(hours(year), values, strict=True)]


def test_hours_that_are_missing_or_there_twice_are_named_with_their_lines(write: Write) -> None:
    rows = stamped()
    # Line 2 is 1 January 0:00, so 11 January 4:00, hour 244 of the year, is on line 246; 17 May 9:00 is hour 3,273.
    del rows[3273], rows[244]
    text = refusal(write("time,price\n" + "\n".join([*rows, rows[7]])))
    assert "1 time twice: must hold each hour of the year once; twice: 1 Jan 7:00 (line 8,760)" in text
    assert "missing: 11 Jan 4:00 (after line 245), 17 May 9:00 (after line 3,273)" in text
    many = refusal(write("time,price\n" + "\n".join(stamped()[:100])))
    assert "missing: 5 Jan 4:00 (after line 101), 5 Jan 5:00, 5 Jan 6:00 and 8,657 more" in many


def test_a_spring_hour_that_is_skipped_needs_the_autumn_hour_twice(write: Write) -> None:
    rows = [row for row in stamped(year=2026) if not row.startswith("2026-03-08 02:")]
    text = refusal(write("time,price\n" + "\n".join(rows)))
    assert "missing: 8 Mar 2:00 (after line 1,587)" in text
    assert "clock time as it is: with daylight saving it skips an hour in spring and repeats one in autumn" in text
    # Twice on a summer afternoon is no clock.
    rows.insert(4000, rows[4000])
    assert "twice" in refusal(write("time,price\n" + "\n".join(rows)))


def test_rows_of_several_places(write: Write) -> None:
    rows = [text for row in stamped() for text in (row, row)]
    assert "Keep the rows of one place, market or node" in refusal(write("time,price\n" + "\n".join(rows)))


@pytest.mark.parametrize(
    "stamp", ["2025-13-01 00:00", "2025-02-29 00:00", "2025-01-01 25:00", "01-01 13:00 PM", "12", ""]
)
def test_stamps_that_are_no_times(write: Write, stamp: str) -> None:
    rows = stamped()
    rows[5] = f"{stamp},0.1"
    text = refusal(write("time,price\n" + "\n".join(rows)))
    assert "time stamp of line 7: must be a date and time such as 2026-01-31 17:00" in text
    assert not stamp or f"{stamp}," not in text


@pytest.mark.parametrize("stamp", ["2025-01-01 05:00Z", "2025-01-01 05:00-06:00"])
def test_some_stamps_with_an_offset(write: Write, stamp: str) -> None:
    rows = stamped()
    rows[5] = f"{stamp},0.1"
    assert "time stamp of line 7: must be" in refusal(write("time,price\n" + "\n".join(rows)))


def test_utc_needs_its_distance_from_local_time(write: Write) -> None:
    path = write("time,price\n" + "\n".join(row.replace(",", "Z,") for row in stamped()))
    text = refusal(path)
    assert "electricity.series.utc_offset = (not given): must be given, since the time stamps are in UTC" in text
    assert "-6 Central" in text
    moved = read_series(path, ASKED._replace(utc_offset=-6.0))
    # 6:00 in UTC is midnight of UTC-6.
    assert moved.values == (*VALUES[6:], *VALUES[:6])


def test_values_of_every_third_hour(write: Write) -> None:
    text = refusal(write("time,price\n" + "\n".join(stamped()[::3])))
    assert "a value every 3 hours: must have a value for each hour" in text


def test_days_and_months_that_nothing_tells_apart(write: Write) -> None:
    """Of a whole year the days over 12 show it; what is asked for goes before."""
    rows = [f"{hour:%d/%m/%Y %H:%M},{value}" for hour, value in zip(hours(2025), VALUES, strict=True)]
    path = write("time,price\n" + "\n".join(rows))
    assert read_series(path, ASKED).values == read_series(path, ASKED._replace(day_first=True)).values == tuple(VALUES)
    assert "time stamp of line 290" in refusal(path, ASKED._replace(day_first=False))  # 13 January, line 2 + 12 · 24


def test_the_unit_of_the_heading(write: Write) -> None:
    path = write("Price [EUR/MWh]\n" + "\n".join(f"{value * 1000:.4f}" for value in VALUES))
    read = read_series(path, ASKED)
    assert read.currency == "€"
    assert read.notes == ("electricity.series: values are in EUR/MWh, as the heading says",)
    assert read.values == pytest.approx(VALUES, abs=1e-9)
    given = read_series(path, ASKED._replace(given_unit="$/kWh", high=1e4, low=-1e4))
    assert given.values[0] == pytest.approx(VALUES[0] * 1000)
    assert given.notes == (
        "electricity.series: the heading names EUR/MWh, the tariff $/kWh; the values are taken in $/kWh",
    )
    agreed = read_series(path, ASKED._replace(given_unit="$/MWh", factor=1e-3))
    assert not agreed.notes
    assert agreed.currency == "€"


def test_prices_in_another_unit_than_thought_are_refused_with_what_to_do(write: Write) -> None:
    text = refusal(write("LMP\n" + "\n".join(f"{value * 1000:.4f}" for value in VALUES)))
    assert 'give unit = "$/MWh"' in text


def test_use_without_a_unit_is_said(write: Write) -> None:
    asked = Asked("household", "", 1.0, 0.0, 100.0, "kWh", "energy")
    read = read_series(write("house\n" + "\n".join(["0.5"] * 17520)), asked)
    assert set(read.values) == {1.0}
    assert read.notes == (
        "household: no unit is given: the values are taken in kWh",
        "household: 17,520 half-hours are made hours: added up",
    )


def test_thousands_that_nothing_tells_from_decimals(write: Write) -> None:
    asked = ASKED._replace(factor=1e-3, given_unit="$/MWh")
    rows = [f"{hour:%Y-%m-%d %H:%M};{n % 90 + 10},{n % 899 + 100}" for n, hour in enumerate(hours(2025))]
    read = read_series(write("time;price\n" + "\n".join(rows)), asked)
    assert read.values[0] == pytest.approx(0.0101)  # 10,100 is 10.1 $/MWh
    assert "1,234 is read as 1.234" in read.notes[0]


def test_a_table_of_days_has_no_column_to_name(write: Write) -> None:
    head = "date," + ",".join(map(str, range(1, 25))) + "\n"
    days = [f"{hour:%Y-%m-%d}," + ",".join(["0.1"] * 24) for hour in hours(2025) if hour.hour == 0]
    path = write(head + "\n".join(days))
    assert set(read_series(path, ASKED).values) == {0.1}
    assert "must be left out: the file has a column for each hour of a day" in refusal(path, ASKED._replace(column="7"))
    short = refusal(write(head + "\n".join(days[:-1])))
    assert "missing: 31 Dec 0:00 (after line 365), 31 Dec 1:00, 31 Dec 2:00 and 21 more" in short


def test_flags_are_0_or_1(write: Write) -> None:
    asked = Asked("hours", "", 1.0, 0.0, 1.0, "", "flag")
    assert "line 3: no number: must hold 0 or 1" in refusal(write("control\n0\n0.5\n" + "1\n" * 8758), asked)


@pytest.mark.parametrize(("content", "words"), [("", "it is empty"), ("price", "it has no values"),
                                                ("1\n" * 9000, "9,000 values"),
                                                ("1\n" * 105_600, "it has 105,600 lines"), ("x" * 5000, "longer than"),
                                                (",".join(["1"] * 200), "more than 100 columns")])  # fmt: skip
def test_files_that_are_no_series(write: Write, content: str, words: str) -> None:
    assert words in refusal(write(content))
