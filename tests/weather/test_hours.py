"""The hours of a year in order, with humidity and pressure."""

from __future__ import annotations

import csv
import datetime
import itertools
from collections import Counter
from pathlib import Path

import pytest

from tests.refusals import SECRET
from tests.weather.year_files import (
    CHICAGO,
    EPW_HEADER,
    order_of,
    refusal,
    tmy3,
)
from xl_dualfuel.weather.complete import MOST_GAPS
from xl_dualfuel.weather.files import read_weather_file


def test_the_hours_come_in_the_order_of_the_file(celsius: list[str]) -> None:
    order = order_of(CHICAGO)
    assert len(order.times) == len(order.dry_bulb) == len(celsius) == 8760
    # Another order of operations than units.fahrenheit, so the last bits may differ: 1e-12 °F at most below 100 °F.
    assert order.dry_bulb == pytest.approx([32 + 1.8 * float(cell) for cell in celsius], abs=1e-12)
    days = [datetime.date(2023, 1, 1) + datetime.timedelta(days=n) for n in range(365)]  # any year of 365 days
    assert order.times == tuple(f"{day:%m-%d} {hour:02d}:00" for day in days for hour in range(1, 25))


def test_the_hours_are_those_of_the_year() -> None:
    year = read_weather_file(CHICAGO)
    assert year.order is not None
    counts = Counter(year.order.dry_bulb.tolist())
    assert tuple(sorted(counts)) == year.temperature  # to the last bit: sums over either must agree
    assert tuple(float(counts[t]) for t in year.temperature) == year.hours


def test_humidity_and_pressure_are_those_of_the_file(epw: bytes) -> None:
    """EPW fields N8 and N9, by a plain reader of the file."""
    rows = list(csv.reader(epw.decode("ascii").splitlines()[EPW_HEADER:]))
    order = order_of(CHICAGO)
    assert order.humidity is not None and order.pressure is not None
    assert order.humidity.tolist() == [float(row[8]) for row in rows]
    assert order.pressure.tolist() == [float(row[9]) for row in rows]


@pytest.mark.parametrize(("column", "name"), [(8, "humidity"), (9, "pressure")])
@pytest.mark.parametrize("gap", ["999", "999999", "", "-1", "x" * 100])
def test_a_short_gap_takes_the_hour_before(tmp_path: Path, epw: bytes, column: int, name: str, gap: str) -> None:
    rows = list(csv.reader(epw.decode("ascii").splitlines()))
    expected = [float(row[column]) for row in rows[EPW_HEADER:]]
    for hour in (0, 4999, 5000):
        rows[EPW_HEADER + hour][column] = gap
    expected[0] = expected[-1]  # before the first hour of a year is its last
    expected[4999] = expected[5000] = expected[4998]
    path = tmp_path / "year.epw"
    path.write_text("\n".join(map(",".join, rows)), encoding="ascii")
    assert getattr(order_of(path), name).tolist() == expected


def test_a_column_with_many_gaps_is_not_used(tmp_path: Path, epw: bytes) -> None:
    path = tmp_path / "year.epw"
    for gaps, is_there in [(MOST_GAPS, True), (MOST_GAPS + 1, False)]:
        rows = list(csv.reader(epw.decode("ascii").splitlines()))
        for row in rows[EPW_HEADER : EPW_HEADER + gaps]:
            row[8] = "999"
        path.write_text("\n".join(map(",".join, rows)), encoding="ascii")
        order = order_of(path)
        assert (order.humidity is not None) == is_there
        assert order.pressure is not None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("01/01/1981,01:00", "01/01/1986,02:00"),
        ("1/1/1986,1:00", '"1/1/1986","02:00"'),
        ("01/01/86,01:00", "01/01/86, 02:00"),
    ],
)
def test_the_hours_of_a_tmy3_csv(tmp_path: Path, celsius: list[str], first: str, second: str) -> None:
    lines = tmy3(celsius).decode("ascii").splitlines()
    path = tmp_path / "725300TYA.CSV"
    changed = [f"{at},{line.split(',', 2)[2]}" for at, line in zip([first, second], lines[2:4], strict=True)]
    path.write_text("\n".join([*lines[:2], *changed, *lines[4:]]), encoding="ascii")
    order = order_of(path)
    assert order.times == order_of(CHICAGO).times
    assert order.dry_bulb.tolist() == order_of(CHICAGO).dry_bulb.tolist()
    assert order.humidity is None and order.pressure is None  # this file has no such columns


def test_midnight_written_as_hour_0_is_the_end_of_the_day_before(tmp_path: Path, celsius: list[str]) -> None:
    text = tmy3(celsius).decode("ascii")
    path = tmp_path / "year.csv"
    days = [datetime.date(1986, 1, 1) + datetime.timedelta(days=n) for n in range(366)]
    for day, after in itertools.pairwise(days):
        text = text.replace(f"{day:%m/%d/%Y},24:00", f"{after:%m/%d/%Y},00:00")
    path.write_text(text, encoding="ascii")
    assert order_of(path).dry_bulb.tolist() == order_of(CHICAGO).dry_bulb.tolist()


def test_humidity_and_pressure_of_a_tmy3_csv(tmp_path: Path, epw: bytes, celsius: list[str]) -> None:
    """Users manual, table 1-2: RHum (%) and Pressure (mbar); 1 mbar = 100 Pa; -9900 = missing."""
    rows = list(csv.reader(epw.decode("ascii").splitlines()[EPW_HEADER:]))
    head, names, *lines = tmy3(celsius).decode("ascii").splitlines()
    lines = [f"{line},{row[8]},{float(row[9]) / 100:g}" for line, row in zip(lines, rows, strict=True)]
    lines[7] = lines[7].rsplit(",", 2)[0] + ",-9900,-9900"
    path = tmp_path / "725300TYA.CSV"
    path.write_text("\n".join([head, f"{names},RHum (%),Pressure (mbar)", *lines]), encoding="ascii")
    rows[7][8:10] = rows[6][8:10]
    order = order_of(path)
    assert order.humidity is not None and order.pressure is not None
    assert order.humidity.tolist() == [float(row[8]) for row in rows]
    assert order.pressure.tolist() == [float(row[9]) for row in rows]  # whole hPa: exact


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (",2,28,7,", ",2,28,x,"),
        (",2,28,7,", ",,28,7,"),
        (",2,28,7,", ",0,28,7,"),
        (",2,28,7,", ",13,28,7,"),
        (",2,28,7,", ",2,32,7,"),
        (",2,28,7,", ",2,28,25,"),
        (",2,28,7,", ",2,28,-7,"),
        (",2,28,7,", f",2,28,{SECRET},"),
        (",2,28,7,", ",2,28,²,"),
    ],
)
def test_an_hour_without_its_time_is_refused_by_its_line(tmp_path: Path, epw: bytes, old: str, new: str) -> None:
    path = tmp_path / "year.epw"
    lines = epw.decode("ascii").splitlines()
    number = next(n for n, line in enumerate(lines) if old in line[:20])
    lines[number] = lines[number].replace(old, new, 1)
    path.write_text("\n".join(lines), encoding="latin-1")
    assert f"1 rows have no readable month, day and hour (the first: line {number + 1:,})" in refusal(path)


def test_rows_of_half_an_hour_count_half(tmp_path: Path, epw: bytes, celsius: list[str]) -> None:
    """Each row is half an hour at its temperature; the hours in order are the means of two."""
    lines = epw.decode("ascii").splitlines()
    rows = []
    for line, warmer in zip(lines[EPW_HEADER:], celsius, strict=True):
        cells = line.split(",")
        rows += [",".join(cells), ",".join([*cells[:6], f"{float(warmer) + 1:.1f}", *cells[7:]])]
    header = [line.replace("DATA PERIODS,1,1,", "DATA PERIODS,1,2,") for line in lines[:EPW_HEADER]]
    path = tmp_path / "year.epw"
    path.write_text("\n".join([*header, *rows]), encoding="ascii")
    year = read_weather_file(path)
    counts = Counter(float(cell) for cell in celsius) + Counter(round(float(cell) + 1, 1) for cell in celsius)
    assert year.hours == tuple(counts[t] / 2 for t in sorted(counts))  # halves are exact
    assert year.order is not None and year.read is not None and year.read.step_minutes == 30
    assert year.order.dry_bulb == pytest.approx([32 + 1.8 * (float(cell) + 0.5) for cell in celsius], abs=1e-12)
