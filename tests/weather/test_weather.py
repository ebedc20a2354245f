"""Weather: the built-in stations, EPW and TMY3 CSV files, and every refusal.

Source of the Chicago year: tests/cases/README.md. Numbers are counted again here by plain loops over the file.
"""

from __future__ import annotations

import csv
import datetime
import gzip
import hashlib
import itertools
import os
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from xl_dualfuel.errors import InputError
from xl_dualfuel.weather import files as weather
from xl_dualfuel.weather import make_stations
from xl_dualfuel.weather import stations as station_files
from xl_dualfuel.weather.complete import MOST_GAPS
from xl_dualfuel.weather.files import read_weather_file
from xl_dualfuel.weather.rows import OTHER_KIND, Format, Layout, When
from xl_dualfuel.weather.stations import station_year, stations
from xl_dualfuel.weather.year import Hours, WeatherYear

CASES = Path(__file__).parents[1] / "cases"
CHICAGO = CASES / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"
TABLE = Path(weather.__file__).with_name("stations.csv")
KEYS = ["chicago_ohare", "denver", "golden", "dulles", "san_francisco", "tampa"]
EPW_HEADER = 8  # lines before the first hour
SECRET = "Zebra-Quokka"  # stands for content that no message may repeat


def tmy3(cells: list[str]) -> bytes:
    """A TMY3 CSV of these dry bulbs, in NREL's layout (users manual, tables 1-1 and 1-2) with fewer columns."""
    lines = [
        '725300,"CHICAGO OHARE INTL AP",IL,-6.0,41.983,-87.917,201',
        "Date (MM/DD/YYYY),Time (HH:MM),ETR (W/m^2),Dry-bulb (C),Dry-bulb source,Dew-point (C)",
    ]
    days = [datetime.date(1986, 1, 1) + datetime.timedelta(days=n) for n in range(len(cells) // 24 + 1)]
    lines += [f"{days[n // 24]:%m/%d/%Y},{n % 24 + 1:02d}:00,0,{cell},A,-40.0" for n, cell in enumerate(cells)]
    return ("\n".join(lines) + "\n").encode("ascii")


def with_cells(epw: bytes, changes: dict[int, str], column: int = 6) -> bytes:
    """The EPW file with the dry bulb, or another column, of some lines (counted from 1) replaced."""
    lines = epw.decode("ascii").splitlines()
    for number, cell in changes.items():
        cells = lines[number - 1].split(",")
        cells[column] = cell
        lines[number - 1] = ",".join(cells)
    return ("\n".join(lines) + "\n").encode("latin-1")


def order_of(path: Path) -> Hours:
    """The hours of a file in order."""
    order = read_weather_file(path).order
    assert order is not None
    return order


def refusal(path: str | os.PathLike[str]) -> str:
    """The message of the refusal, after the checks that hold for each of them."""
    with pytest.raises(InputError) as caught:
        read_weather_file(path)
    (issue,) = caught.value.issues
    assert issue.key == "weather_file"
    assert issue.value == str(path)
    assert issue.allowed.startswith("must be ")
    assert issue.remedy
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert SECRET not in message
    assert str(pickle.loads(pickle.dumps(caught.value))) == message
    return message


def refusal_of(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "year.epw"
    path.write_bytes(content)
    return refusal(path)


# ------------------------------------------------------------------------------------------------------ stations


def test_the_stations_are_the_six_of_the_table() -> None:
    assert list(stations()) == KEYS
    assert stations()["chicago_ohare"] == "Chicago O'Hare, IL"
    stations().clear()  # a caller's copy
    assert list(stations()) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_station_is_one_year_of_distinct_ascending_temperatures(key: str) -> None:
    year = station_year(key)
    assert year.name == stations()[key]
    assert "TMY3" in year.source and "\n" not in year.source
    assert sum(year.hours) == 8760
    assert len(year.temperature) == len(year.hours)
    assert list(year.temperature) == sorted(set(year.temperature))
    assert all(hours > 0 for hours in year.hours)
    assert station_year(key) is year  # read once
    assert year.order is not None
    assert Counter(year.order.dry_bulb.tolist()) == dict(zip(year.temperature, year.hours, strict=True))
    for column, low, high in [(year.order.humidity, 0, 100), (year.order.pressure, 80_000, 103_600)]:
        assert column is not None and len(column) == 8760
        assert low <= column.min() < column.max() <= high


def test_a_host_without_room_for_the_hours_in_order_has_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(station_files, "ORDER", "none.npz")
    alone = station_year.__wrapped__("denver")
    assert alone.order is None
    assert alone[:4] == station_year("denver")[:4]


def test_a_year_can_be_part_of_a_case() -> None:
    year = station_year("tampa")
    assert isinstance(hash(year), int)
    assert pickle.loads(pickle.dumps(year)) == year
    with pytest.raises(AttributeError):
        year.name = "elsewhere"  # type: ignore[misc]


def test_an_unknown_station_names_the_known_ones() -> None:
    with pytest.raises(InputError) as caught:
        station_year("atlantis")
    (issue,) = caught.value.issues
    assert issue.key == "station" and issue.value == "atlantis"
    assert all(key in issue.allowed for key in KEYS)


def test_stations_need_no_pandas() -> None:
    """A first calculation must not wait for it."""
    code = "import sys, xl_dualfuel.weather.stations as s; s.station_year('denver'); print(sorted(sys.modules))"
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert "'pandas'" not in run.stdout


@pytest.mark.parametrize(("switchover", "hours"), [(30.5, 1396), (35.5, 2144), (40.5, 2887)])
def test_denver_has_the_hours_energyplus_counted(switchover: float, hours: int) -> None:
    """tests/cases/energyplus_denver.csv: at these switchovers every hour below is an hour of backup, none above."""
    rows = csv.DictReader(
        line for line in (CASES / "energyplus_denver.csv").read_text("ascii").splitlines() if line[0] != "#"
    )
    counted = {row["S_F"]: int(row["backup_hours"]) for row in rows if row["backup"] == "gas"}
    assert counted[str(switchover)] == hours
    year = station_year("denver")
    assert sum(h for t, h in zip(year.temperature, year.hours, strict=True) if t < switchover) == hours


# --------------------------------------------------------------------------------------------------------- files


def test_the_chicago_station_is_the_chicago_file() -> None:
    year = read_weather_file(CHICAGO)
    assert year[2:5] == station_year("chicago_ohare")[2:5]  # the hours in order too
    assert year.name == "Chicago Ohare Intl Ap, IL"
    assert year.source == f"EPW file {CHICAGO.name}"


def test_every_hour_of_the_file_is_counted_once(celsius: list[str]) -> None:
    year = read_weather_file(CHICAGO)
    counts = Counter(float(cell) for cell in celsius)
    assert len(celsius) == 8760
    assert year.hours == tuple(float(counts[t]) for t in sorted(counts))
    # Another order of operations than units.fahrenheit, so the last bits may differ: 1e-12 °F at most below 100 °F.
    assert year.temperature == pytest.approx([32 + 1.8 * t for t in sorted(counts)], abs=1e-12)
    below_freezing = sum(1 for cell in celsius if float(cell) < 0)
    assert sum(h for t, h in zip(year.temperature, year.hours, strict=True) if t < 32) == below_freezing
    degree_hours = sum(max(0.0, 65 - (32 + 1.8 * float(cell))) for cell in celsius)
    ours = sum(h * max(0.0, 65 - t) for t, h in zip(year.temperature, year.hours, strict=True))
    assert ours == pytest.approx(degree_hours, rel=1e-12)  # a sum of 8,760 roundings, each 1e-16


def test_the_precision_of_the_file_is_kept(tmp_path: Path, celsius: list[str]) -> None:
    path = tmp_path / "fine.csv"
    path.write_bytes(tmy3(["-3.37", "-3.38", *celsius[2:]]))
    assert {25.934, 25.916} <= set(read_weather_file(path).temperature)


def test_a_tmy3_csv_gives_the_same_year(tmp_path: Path, celsius: list[str]) -> None:
    path = tmp_path / "725300TYA.CSV"
    path.write_bytes(tmy3(celsius))
    year = read_weather_file(str(path))  # text and Path alike
    assert year[2:4] == read_weather_file(CHICAGO)[2:4]
    assert year[:2] == ("CHICAGO OHARE INTL AP, IL", "TMY3 CSV file 725300TYA.CSV")


@pytest.mark.parametrize("name", ["year.epw", "year.csv", "year.gz", "year"])
@pytest.mark.parametrize("packed", [True, False])
def test_the_name_of_a_file_says_nothing(tmp_path: Path, epw: bytes, name: str, packed: bool) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(epw) if packed else epw)
    assert read_weather_file(path)[2:5] == station_year("chicago_ohare")[2:5]


@pytest.mark.parametrize(
    "change",
    [
        lambda epw: epw.replace(b"\n", b"\r\n"),
        lambda epw: epw.replace(b"\n", b"\r"),
        lambda epw: b"\xef\xbb\xbf" + epw,
        lambda epw: epw + b"\r\n\r\n\x1a",
        lambda epw: epw.rstrip(b"\n"),
        lambda epw: epw.replace(b"COMMENTS 1,", b'COMMENTS 1,"caf\xe9 \x81 '),
        lambda epw: epw.replace(b"?9?9?9?9E0", b'"?9?9?9?9E0'),
        lambda epw: epw.replace(b",0.0,1.0\n", b",0.0,1.0,\n"),
        lambda epw: epw.replace(b",-12.2,", b", -12.20 ,"),
        lambda epw: epw.replace(b",0.0,-", b",-0.0,-"),
    ],
    ids=["crlf", "cr", "bom", "tail", "no-last-newline", "latin-1", "quote", "extra-cell", "blanks", "minus-zero"],
)
def test_how_it_is_written_makes_no_difference(tmp_path: Path, epw: bytes, change: Callable[[bytes], bytes]) -> None:
    changed = change(epw)
    assert changed != epw
    path = tmp_path / "year.epw"
    path.write_bytes(changed)
    assert read_weather_file(path)[2:5] == station_year("chicago_ohare")[2:5]


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("Montréal Intl,PQ,CAN", "Montréal Intl, PQ"),
        ("AMSTERDAM,-,NLD", "AMSTERDAM, NLD"),
        (",,", "year.epw"),
        ("A\tB\x1b[31m,IL,USA", "A B [31m, IL"),
        ("x" * 3000 + ",IL,USA", "x" * 80),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_the_name_is_a_clean_label(tmp_path: Path, epw: bytes, place: str, name: str, encoding: str) -> None:
    path = tmp_path / "year.epw"
    path.write_bytes(epw.replace(b"Chicago Ohare Intl Ap,IL,USA", place.encode(encoding), 1))
    assert read_weather_file(path).name == name


def test_a_link_to_a_file_is_that_file(tmp_path: Path) -> None:
    link = tmp_path / "link.epw"
    try:
        link.symlink_to(CHICAGO)
    except OSError:
        pytest.skip("no links here")
    assert read_weather_file(link)[2:5] == read_weather_file(CHICAGO)[2:5]


# --------------------------------------------------------------------------------------------------- hour by hour


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


# ------------------------------------------------------------------------------------------- making the table


def rows_of(text: str, key: str) -> list[str]:
    return [line for line in text.splitlines() if line.lstrip("#").startswith(f"{key},")]


def test_the_table_comes_from_the_file(tmp_path: Path, epw: bytes) -> None:
    out = tmp_path / "stations.csv"
    assert make_stations.main([str(out), f"chicago_ohare={CHICAGO}"]) == 0
    made, shipped = out.read_text("utf-8"), TABLE.read_text("utf-8")
    assert len(rows_of(made, "chicago_ohare")) > 100
    assert rows_of(made, "chicago_ohare") == rows_of(shipped, "chicago_ohare")
    assert hashlib.sha256(epw).hexdigest() in made
    assert make_stations.HEAD in shipped
    assert str(tmp_path) not in made and str(CASES) not in made
    packed = out.with_suffix(".npz")
    first = out.read_bytes(), packed.read_bytes()
    assert make_stations.main([str(out), f"chicago_ohare={CHICAGO}"]) == 0
    assert (out.read_bytes(), packed.read_bytes()) == first
    # Not its bytes: another zlib may pack the same numbers otherwise.
    with np.load(packed) as ours, np.load(TABLE.with_suffix(".npz")) as theirs:
        assert list(ours) == ["chicago_ohare"] and list(theirs) == KEYS
        assert np.array_equal(ours["chicago_ohare"], theirs["chicago_ohare"])


def test_other_stations_take_the_name_in_the_file() -> None:
    assert '#elsewhere,"Chicago Ohare Intl Ap, IL",725300,' in make_stations.made({"elsewhere": CHICAGO})[0]


def test_the_table_refuses_what_it_cannot_hold(
    tmp_path: Path, epw: bytes, celsius: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out, path = tmp_path / "stations.csv", tmp_path / "year"
    for content, expected in [
        (with_cells(epw, {9: "-12.25"}), "one decimal"),
        (with_cells(epw, {9: "73.5"}, 8), "whole %"),
        (with_cells(epw, {9: "99550"}, 9), "whole hPa"),
        (with_cells(epw, dict.fromkeys(range(9, 200), "999"), 8), "must have the humidity"),
        (tmy3(celsius), "EPW file"),
        (epw.replace(b",725300,41.98,-87.92,-6.0,201.0", b"", 1), "LOCATION"),
        (b"", "empty"),
    ]:
        path.write_bytes(content)
        assert make_stations.main([str(out), f"key={path}"]) == 2
        assert expected in capsys.readouterr().err
        assert not out.exists()
    assert make_stations.main([str(tmp_path), f"key={CHICAGO}"]) == 2
    assert "is a folder" in capsys.readouterr().err
    for arguments in (["key"], ["Key=x"], ["key=x", "key=y"]):
        with pytest.raises(SystemExit, match="2"):
            make_stations.main([str(out), *arguments])


def test_the_type_is_what_the_rest_of_the_program_takes() -> None:
    assert WeatherYear._fields == ("name", "source", "temperature", "hours", "order", "read")


# ----------------------------------------------------------------------------------------------------- other writings


def test_a_spreadsheet_of_another_language_saved_it(tmp_path: Path, epw: bytes) -> None:
    path = tmp_path / "year.epw"
    path.write_bytes(epw.replace(b".", b"#").replace(b",", b";").replace(b"#", b","))
    assert read_weather_file(path)[2:5] == station_year("chicago_ohare")[2:5]
    path.write_bytes(epw.decode().encode("utf-16"))
    assert read_weather_file(path)[2:5] == station_year("chicago_ohare")[2:5]


def test_decimal_commas_between_commas_are_refused_and_never_cut(
    tmp_path: Path, epw: bytes, celsius: list[str]
) -> None:  # fmt: skip
    """-12,2 read as -12 would be a colder or milder year without a word; each remedy gives the year."""
    short = b"\n".join(line if n < 8 else b",".join(line.split(b",")[:8]) for n, line in enumerate(epw.splitlines()))
    for content in (epw, short, tmy3(celsius)):
        message = refusal_of(tmp_path, content.replace(b".", b","))
        assert "its decimals have commas too" in message
        assert message.endswith("Save it with decimal points, or with semicolons between the values.")
    path = tmp_path / "year.epw"
    for mended in (epw, epw.replace(b",", b";").replace(b".", b",")):
        path.write_bytes(mended)
        assert read_weather_file(path)[2:5] == station_year("chicago_ohare")[2:5]
    # Whole degrees are no decimals cut off, nor are values of one's own at the end of a row.
    path.write_bytes(tmy3([str(round(float(cell))) for cell in celsius]))
    assert sum(read_weather_file(path).hours) == 8760
    path.write_bytes(epw.replace(b"\n", b",1\n"))
    assert read_weather_file(path)[2:5] == station_year("chicago_ohare")[2:5]


def test_a_format_is_one_entry_of_the_list(
    tmp_path: Path, celsius: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    def time(cells: Sequence[str]) -> When:
        return When(int(cells[0]), int(cells[1]), int(cells[2]))

    plain = Format("plain", lambda head: Layout(1, 3, time) if head.lines[0] == "degrees" else None)
    monkeypatch.setattr(weather, "FORMATS", (*weather.FORMATS, plain))
    path = tmp_path / "year.txt"
    days = [datetime.date(2023, 1, 1) + datetime.timedelta(days=n) for n in range(365)]
    rows = [f"{days[n // 24].month};{days[n // 24].day};{n % 24};{cell}" for n, cell in enumerate(celsius)]
    path.write_text("\n".join(["degrees", *rows]), encoding="utf-8")
    year = read_weather_file(path)
    assert year.source == "plain file year.txt"
    assert year[2:4] == station_year("chicago_ohare")[2:4]


def test_every_format_is_named_to_users() -> None:
    """In what to do about a file of another kind."""
    assert [one.kind for one in weather.FORMATS if one.kind.removesuffix(" CSV") not in OTHER_KIND] == []
