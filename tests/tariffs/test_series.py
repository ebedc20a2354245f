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
    assert read_series(write("\n".join(rows)), ASKED) == Series(kept, True, (note,))
    tariff = tariff_of({"electricity": {"series": {"file": str(write("\n".join(rows)))}}}, Path())
    assert tariff.notes[0] == note
    assert tariff.electricity is not None and tariff.electricity.series == kept


def test_the_path_of_a_series_may_be_long(tmp_path: Path) -> None:
    folder = tmp_path / ("folder " * 12).strip()
    folder.mkdir()
    (folder / "prices.csv").write_text("\n".join(map(str, VALUES)), encoding="utf-8")
    tariff = tariff_of({"electricity": {"series": {"file": str(folder / "prices.csv")}}}, Path())
    assert tariff.electricity is not None and tariff.electricity.series == tuple(VALUES)


def test_column_and_unit(write: Write) -> None:
    rows = [f"{hour:%m-%d %H:00},{n},{value}" for n, (hour, value) in enumerate(zip(hours(2025), VALUES, strict=True))]
    path = write("time,node,LMP\n" + "\n".join(rows))
    assert read_series(path, ASKED._replace(column="lmp")).values == tuple(VALUES)
    nameless = write("\n".join(rows))
    assert "must be left out: the file has no line of names" in refusal(nameless, ASKED._replace(column="LMP"))
    path = write("time,node,LMP\n" + "\n".join(rows))
    assert "must be named, since the file has 2 columns" in refusal(path)
    assert "must be one of the 3 names on the file's first line" in refusal(path, ASKED._replace(column="price"))
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
    [("x", "line 3: no number: must hold numbers from -10 to 10 $/kWh"), ("nan", "line 3: no number"),
     ("1e400", "line 3: no number"), ("14", "line 3: outside: must hold numbers from -10 to 10"),
     ("1_0", "line 3: no number"), ("", "8,759 values")],
)  # fmt: skip
def test_bad_values_are_named(write: Write, bad: str, words: str) -> None:
    assert words in refusal(write("price\n0.1\n" + bad + "\n" + in_order(VALUES[2:])))


def test_every_problem_at_once(write: Write) -> None:
    text = refusal(write("price\nx\ny\n" + in_order(VALUES[:90])))
    assert "92 values" in text
    assert "(2 lines are not)" in text
    rows = [f"{hour:%m-%d %H:00}," for hour in hours(2025)]
    assert "line 2: empty" in refusal(write("time,price\n" + "\n".join(rows)))


def test_daylight_saving_in_the_stamps_is_named(write: Write) -> None:
    # By the clock of 2026, 8 March has no 2:00 and 1 November has 1:00 twice.
    stamps = [hour for hour in hours(2026) if (hour.month, hour.day, hour.hour) != (3, 8, 2)]
    stamps.insert(stamps.index(datetime.datetime(2026, 11, 1, 1)), datetime.datetime(2026, 11, 1, 1))
    rows = [f"{hour:%Y-%m-%d %H:%M},{value}" for hour, value in zip(stamps, VALUES, strict=True)]
    text = refusal(write("\n".join(rows)))
    assert "1 Nov 1:00 twice, 8 Mar 2:00 missing" in text
    assert "Write local standard time" in text


NO_HOURS = ["2025-01-01 00:30", "2025-01-01 00:00Z", "2025-01-01 00:00-06:00", "2025-13-01 00:00", "02-29 00:00",
            "01-01 25:00", "01-01 1:00 PM", "yesterday"]  # fmt: skip


@pytest.mark.parametrize("stamp", NO_HOURS)
def test_stamps_that_are_no_hours(write: Write, stamp: str) -> None:
    rows = [f"{hour:%Y-%m-%d %H:%M},{value}" for hour, value in zip(hours(2025), VALUES, strict=True)]
    rows[5] = f"{stamp},0.1"
    text = refusal(write("time,price\n" + "\n".join(rows)))
    assert "time stamp of line 7: must be a whole hour of the year" in text
    assert stamp not in text


@pytest.mark.parametrize(("content", "words"), [("", "it is empty"), ("price", "it has no values"),
                                                ("1\n" * 9000, "it has 9,000 lines"), ("x" * 5000, "longer than"),
                                                (",".join(["1"] * 200), "more than 100 columns")])  # fmt: skip
def test_files_that_are_no_series(write: Write, content: str, words: str) -> None:
    assert words in refusal(write(content))
