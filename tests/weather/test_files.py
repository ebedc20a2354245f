"""EPW and TMY3 files: every hour counted once, whatever a file is called and however it was saved.

Numbers are counted again here by plain loops over the file.
"""

from __future__ import annotations

import datetime
import gzip
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.weather.year_files import (
    CHICAGO,
    refusal_of,
    tmy3,
)
from xl_dualfuel.weather import files as weather
from xl_dualfuel.weather.files import read_weather_file
from xl_dualfuel.weather.rows import OTHER_KIND, Format, Layout, When
from xl_dualfuel.weather.stations import station_year


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
