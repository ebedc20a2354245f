"""What is no weather file of a year is refused in one line that repeats none of its content."""

from __future__ import annotations

import gzip
import os
import random
from pathlib import Path

import pytest

from tests.refusals import SECRET
from tests.weather.year_files import CHICAGO, refusal, refusal_of, tmy3, with_cells
from xl_dualfuel.errors import InputError
from xl_dualfuel.weather import files as weather
from xl_dualfuel.weather.files import read_weather_file
from xl_dualfuel.weather.rows import WEATHER
from xl_dualfuel.weather.stations import station_year


def test_a_missing_file(tmp_path: Path) -> None:
    assert "cannot be read: " in refusal(tmp_path / "none.epw")


def test_no_path_at_all() -> None:
    assert "cannot be read: " in refusal("a\0b")


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_one_may_not_read(tmp_path: Path) -> None:
    path = tmp_path / "locked.epw"
    path.write_bytes(b"LOCATION")
    path.chmod(0)
    assert "cannot be read: " in refusal(path)


def test_a_failing_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "open", fail)
    assert "cannot be read: Input/output error" in refusal(CHICAGO)


def test_a_directory(tmp_path: Path) -> None:
    assert "not a regular file" in refusal(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.epw")
    assert "not a regular file" in refusal(tmp_path / "pipe.epw")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_put_in_place_of_the_file_at_the_last_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.epw")
    regular = CHICAGO.stat()
    monkeypatch.setattr(Path, "stat", lambda _: regular)
    assert "not a regular file" in refusal(str(tmp_path / "pipe.epw"))


def test_a_file_that_is_too_large(tmp_path: Path, epw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "year.epw"
    path.write_bytes(epw)
    monkeypatch.setattr(weather, "WEATHER", WEATHER._replace(most=len(epw)))
    assert sum(read_weather_file(path).hours) == 8760
    monkeypatch.setattr(weather, "WEATHER", WEATHER._replace(most=len(epw) - 1))
    assert "larger than" in refusal(path)


def test_a_gzip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weather, "WEATHER", WEATHER._replace(most=100_000))
    bomb = gzip.compress(b"LOCATION," + b"0" * 50_000_000)
    assert len(bomb) < 100_000
    assert "unpacks to more than" in refusal_of(tmp_path, bomb)


def test_a_bomb_of_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weather, "WEATHER", WEATHER._replace(most=100_000))
    assert "unpacks to more than" in refusal_of(tmp_path, gzip.compress(b"0" * 50_000) * 3)


@pytest.mark.parametrize("cut", [2, 10, 1000, -8, -1])
def test_a_cut_gzip_file(tmp_path: Path, cut: int) -> None:
    assert "damaged or cut gzip" in refusal_of(tmp_path, CHICAGO.read_bytes()[:cut])


def test_a_gzip_file_with_a_wrong_checksum(tmp_path: Path) -> None:
    content = bytearray(CHICAGO.read_bytes())
    content[-8] ^= 0xFF
    assert "damaged or cut gzip" in refusal_of(tmp_path, bytes(content))


def test_an_hour_too_few(tmp_path: Path, epw: bytes) -> None:
    message = refusal_of(tmp_path, epw.rstrip(b"\n").rpartition(b"\n")[0])
    assert "8,759 rows" in message and "8,759 of them readable" in message
    assert "1 of the 8,760 hours of a year are missing, the first 12-31 24:00" in message


def test_a_leap_year(tmp_path: Path, epw: bytes) -> None:
    """29 February is left out, and reported: a season has 365 days, in files and stations alike."""
    lines = epw.decode("ascii").splitlines()
    end = next(n for n, line in enumerate(lines) if ",2,28,24," in line[:20]) + 1
    leap_day = [line.replace(",2,28,", ",2,29,", 1) for line in lines[end - 24 : end]]
    path = tmp_path / "year.epw"
    path.write_text("\n".join([*lines[:end], *leap_day, *lines[end:]]), encoding="ascii")
    year = read_weather_file(path)
    assert year[2:5] == station_year("chicago_ohare")[2:5]
    assert year.read is not None
    assert [(one.number, one.first) for one in year.read.left_out] == [(24, f"line {end + 1:,}")]


@pytest.mark.parametrize("content", ["epw", "tmy3", "two"])
def test_an_hour_that_comes_twice(tmp_path: Path, epw: bytes, celsius: list[str], content: str) -> None:
    year = tmy3(celsius)
    files = {"epw": epw + b"".join(epw.splitlines(keepends=True)[-24:]), "tmy3": tmy3(celsius + celsius[:24]),
             "two": year + b"".join(year.splitlines(keepends=True)[2:])}  # fmt: skip
    message = refusal_of(tmp_path, files[content])
    rows, line, first, hour = {
        "epw": ("8,784", "8,769", "8,745", "12-31 01:00"), "tmy3": ("8,784", "8,763", "3", "01-01 01:00"),
        "two": ("17,520", "8,763", "3", "01-01 01:00"),
    }[content]  # fmt: skip
    assert f"{rows} rows" in message
    assert f"line {line} has the same hour as line {first}, {hour}" in message


def test_a_day_too_many_does_not_fill_a_day_missing(tmp_path: Path, celsius: list[str]) -> None:
    lines = tmy3(celsius).decode("ascii").splitlines()
    lines[2 + 24 : 2 + 48] = lines[2:26]
    assert "has the same hour as line 3" in refusal_of(tmp_path, "\n".join(lines).encode())


def test_half_a_year_is_no_year(tmp_path: Path, epw: bytes) -> None:
    message = refusal_of(tmp_path, b"".join(epw.splitlines(keepends=True)[: 8 + 4344]))
    assert "4,416 of the 8,760 hours of a year are missing, the first 07-01 01:00" in message
    assert "Part of a year is no year" in message


def test_a_file_of_very_many_rows(tmp_path: Path) -> None:
    content = b"LOCATION\n" + b"\n" * 2_000_000 + b"0"
    assert "1,999,994 rows" in refusal_of(tmp_path, content)


def test_a_very_long_row(tmp_path: Path, epw: bytes) -> None:
    assert "line 8,768 is longer" in refusal_of(tmp_path, epw.rstrip(b"\n") + b"," * 5000)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (SECRET, "not a number"),
        ("", "empty"),
        ("1_0", "not a number"),
        ("0x10", "not a number"),
        ("1" * 40, "not a number"),
        ("é", "not a number"),
        ("99.9", "marked as missing"),
        ("999", "marked as missing"),
        ("inf", "marked as missing"),
        ("nan", "outside -70 to 70 °C"),
        ("70.1", "outside -70 to 70 °C"),
        ("-70.1", "outside -70 to 70 °C"),
        ("-9900", "outside -70 to 70 °C"),
        ("1e400", "marked as missing"),
    ],
)
def test_a_bad_cell_in_an_epw_file(tmp_path: Path, epw: bytes, cell: str, why: str) -> None:
    message = refusal_of(tmp_path, with_cells(epw, {5000: cell, 6000: "99.9"}))
    assert "8,760 rows" in message and "8,758 of them readable" in message
    assert f"line 5,000, {why}" in message
    assert "Fill the gaps" in message


@pytest.mark.parametrize(("cell", "why"), [("-9900", "missing"), ("-9900.0", "missing"), ("99.9", "outside")])
def test_a_bad_cell_in_a_tmy3_file(tmp_path: Path, celsius: list[str], cell: str, why: str) -> None:
    message = refusal_of(tmp_path, tmy3([*celsius[:99], cell, *celsius[100:]]))
    assert "8,759 of them readable" in message and "line 102" in message and why in message


def test_a_row_with_a_field_too_few_or_too_many(tmp_path: Path, epw: bytes) -> None:
    """A field that is missing before the dry bulb would make the dew point the temperature."""
    lines = epw.split(b"\n")
    short, long = b",".join(lines[99].split(b",")[1:]), b"0," + lines[99]
    for line, count in ((b"1986,1,1", 3), (b'"', 0), (short, 34), (long, 36)):
        content = b"\n".join([*lines[:99], line, *lines[100:]])
        message = refusal_of(tmp_path, content)
        assert f"line 100 has {count} fields, not 35" in message if count else "01-04 20:00" in message


def test_blank_lines_and_comments_above_the_first_line(tmp_path: Path, epw: bytes) -> None:
    path = tmp_path / "year.epw"
    path.write_bytes(b"\n# from a friend, who wrote, commas\n! and this\n" + epw.replace(b"\n", b"\n\n", 20))
    assert read_weather_file(path)[2:5] == station_year("chicago_ohare")[2:5]


def test_the_limits_themselves_are_read(tmp_path: Path, epw: bytes) -> None:
    path = tmp_path / "year.epw"
    path.write_bytes(with_cells(epw, {5000: "70.0", 6000: "-70"}))
    year = read_weather_file(path)
    assert (year.temperature[0], year.temperature[-1]) == (-94.0, 158.0)


@pytest.mark.parametrize("content", [b"", b"\n\r\n", gzip.compress(b"")], ids=["nothing", "blank", "packed"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    assert "it is empty" in refusal_of(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        random.Random(1).randbytes(100_000),
        bytes(100_000),
        f"{SECRET},1,2\n{SECRET}\n".encode(),
        f"LOCATION {SECRET}".encode("utf-16"),
        f'"{SECRET}'.encode(),
        b"Source,Location ID,City\nNSRDB,1,-\nYear,Month,Temperature\n",
        gzip.compress(gzip.compress(b"LOCATION")),
        b"," * 1_000_000,
    ],
    ids=["noise", "zeros", "text", "utf-16", "open-quote", "other-layout", "packed-twice", "commas"],
)
def test_another_kind_of_file(tmp_path: Path, content: bytes) -> None:
    assert "it is another kind of file" in refusal_of(tmp_path, content)


@pytest.mark.parametrize("content", [b"LOCATION", b"LOCATION,Nowhere\nDATA PERIODS,1,1", b'1,"A",B\nDry-bulb (C)\n'])
def test_a_header_without_hours(tmp_path: Path, content: bytes) -> None:
    message = refusal_of(tmp_path, content)
    assert " 0 rows" in message and "0 of them readable" in message


def test_damaged_files_never_raise_anything_else(tmp_path: Path, epw: bytes) -> None:
    """Bytes changed at random: either a year or the one refusal."""
    chance = random.Random(2)
    path = tmp_path / "year.epw"
    for _ in range(8):
        content = bytearray(epw)
        for _ in range(chance.choice([1, 30, 3000])):
            content[chance.randrange(len(content))] = chance.choice(b'\0\r\n\t ",\x1a\x85\xff0')
        path.write_bytes(content)
        try:
            assert sum(read_weather_file(path).hours) == 8760
        except InputError:
            refusal(path)
