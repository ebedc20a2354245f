"""What is no thermostat's runtime file is refused in lines that repeat none of its content."""

from __future__ import annotations

import datetime
import gzip
import os
import random
from pathlib import Path
from typing import Any

import pytest

from tests.records.test_thermostat import BACK, FIVE, NAMES, SECRET, START, file, night, refusal_of, steady
from xl_dualfuel.errors import InputError
from xl_dualfuel.records.layouts import RUNTIME
from xl_dualfuel.records.thermostat import read_runtime_file


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Outdoor Temp (F)", "Outdoor Temp", ["column 11", "outdoor temperature, has no unit", "(F) or (C)"]),
        ("Outdoor Temp (F)", "Outdoor Temp (K)", ["column 11", "has no unit"]),
        ("Outdoor Temp (F)", "Wind Chill (F)", ["no column of outdoor temperatures"]),
        ("Wind Speed (km/h)", "Outside Temperature (C)", ["columns 11 and 12 are outdoor temperatures"]),
        ("Heat Stage 1 (sec)", "Heat Stage 1", ["no unit of time in their names: column 14", "(sec), (min) or (h)"]),
        ("Aux Heat 1 (sec)", "auxHeat1", ["column 16"]),
        ("Aux Heat 1 (sec)", "Aux Heat 1 (ms)", ["column 16"]),
        ("Aux Heat 1 (sec)", "Aux Heat 1 (m)", ["column 16"]),
        ("Heat Stage 2 (sec)", "Heat Stage 2 (%)", ["column 15"]),
        ("Heat Stage 2 (sec)", f"Heat Stage 2 ({SECRET})", ["column 15"]),
        ("(sec)", "", ["column 14, 15, 16, 17"]),
        ("Heat Stage", "Stage", []),
        ("Date,Time", "Day,Hour", ["no row of column names"]),
    ],
)
def test_names_are_not_guessed_at(refusal: Any, read: Any, old: str, new: str, words: list[str]) -> None:
    content = file(steady(12), NAMES.replace(old, new))
    if words:
        message = refusal(content)
        assert all(word in message for word in words)
    else:
        assert read(content).total_heating_hours == 0  # auxiliary heat is there


def test_all_that_is_wrong_with_the_names_is_told(refusal: Any) -> None:
    names = NAMES.replace("Outdoor Temp (F)", "Outdoor Temp").replace("(sec)", "")
    assert len(refusal(file(steady(12), names)).splitlines()) == 2
    only_cooling = "Date,Time,Outdoor Temp (F),Cool Stage 1 (sec)"
    assert "no column of heating runtimes" in refusal(file(["2024-01-15,00:00,30,0"], only_cooling))


def test_a_unit_that_the_numbers_contradict(refusal: Any) -> None:
    message = refusal(file(steady(12, stage1=280), NAMES.replace("(sec)", "(min)")))
    assert "longer than the 5 minutes" in message and "unit" in message


def test_another_layout_in_the_middle(refusal: Any) -> None:
    other = NAMES.replace("Heat Stage 1 (sec)", "Heat Stage 1 (min)")
    message = refusal(file(steady(12)) + file(steady(12, START + 12 * FIVE), other))
    assert "line 24 is a second, different row of column names" in message


def test_rows_too_far_apart(refusal: Any) -> None:
    assert "120 minutes apart" in refusal(file(steady(48, step=datetime.timedelta(hours=2))))
    assert "1,440 minutes apart" in refusal(file(steady(48, step=datetime.timedelta(days=1))))


@pytest.mark.parametrize("rows", [[], steady(1), steady(1) * 5, ["x,y,z"] * 5])
def test_fewer_than_two_times(refusal: Any, rows: list[str]) -> None:
    message = refusal(file(rows))
    assert f"{len(rows)} rows" in message and "fewer than two readable times" in message


def test_no_usable_row(refusal: Any) -> None:
    assert "none of its 12 rows" in refusal(file(steady(12, outdoor="")))
    assert "none of its 12 rows" in refusal(file(steady(12, stage1="", stage2="", aux1="", aux2="")))


@pytest.mark.parametrize("content", [b"", b"\n\r\n", gzip.compress(b"")], ids=["nothing", "blank", "packed"])
def test_an_empty_file(refusal: Any, content: bytes) -> None:
    assert "it is empty" in refusal(content)


@pytest.mark.parametrize(
    "content",
    [
        random.Random(1).randbytes(3000),
        bytes(3000),
        f"{SECRET},1,2\n{SECRET}\n".encode(),
        f'"{SECRET}'.encode(),
        gzip.compress(gzip.compress(file(steady(12)))),
        b"," * 4000,
        file(steady(12), head="\n".join(["#"] * 40)),
    ],
    ids=["noise", "zeros", "text", "open-quote", "packed-twice", "commas", "far-down"],
)
def test_another_kind_of_file(refusal: Any, content: bytes) -> None:
    message = refusal(content)
    assert "no row of column names" in message and "Heat Stage 1 (sec)" in message


def test_a_very_long_line(refusal: Any) -> None:
    assert "line 7 is longer than 4,096" in refusal(file(["," * 5000]))


def test_very_many_lines(refusal: Any) -> None:
    assert "more than 600,000 lines" in refusal(b"Date,Time\n" + b"\n" * 600_000 + b"x")


@pytest.mark.parametrize(
    "cell",
    [" " * 4000, "(" * 2000 + ")" * 2000, "outdoor " * 500, "a" + " " * 4000 + "(f", "(" + " " * 4000],
    ids=["blanks", "brackets", "words", "far-unit", "open"],
)
def test_names_made_to_take_long(refusal: Any, cell: str) -> None:
    """Anything that grows with the cube of a cell would take hours."""
    refusal(file([], "Date,Time," + cell, "\n".join([cell] * 30)))


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading is weather's, whose tests are more; here, that it speaks of this input."""
    assert "cannot be read: " in refusal_of(tmp_path / "none.csv")
    assert "cannot be read: " in refusal_of("a\0b")
    assert "not a regular file" in refusal_of(tmp_path)
    path = tmp_path / "report.csv.gz"
    path.write_bytes(gzip.compress(file(steady(12)))[:-8])
    assert "damaged or cut gzip" in refusal_of(path)
    monkeypatch.setattr("xl_dualfuel.records.thermostat.RUNTIME", RUNTIME._replace(most=1000))
    path.write_bytes(gzip.compress(b"0" * 100_000))
    message = refusal_of(path)
    assert "unpacks to more than" in message and "one heating season" in message
    path.write_bytes(b"0" * 2000)
    assert "larger than" in refusal_of(path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert "not a regular file" in refusal_of(tmp_path / "pipe")


def test_damaged_files_never_raise_anything_else(tmp_path: Path) -> None:
    """Bytes changed at random: either a record with numbers that are possible, or the one refusal."""
    chance = random.Random(5)
    content = file(night(BACK, [0, 1, 1, 2, 3], 5, stage1=100))
    path = tmp_path / "report.csv"
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(chance.choice([1, 10, 100])):
            damaged[chance.randrange(len(damaged))] = chance.choice(b'\0\r\n\t ",;:#()-/T\x1a\x85\xff0123456789')
        path.write_bytes(damaged)
        try:
            record = read_runtime_file(path)
        except InputError:
            refusal_of(path)
        else:
            hours = zip(record.recorded_hours, record.heating_hours, record.auxiliary_hours, strict=True)
            assert all(0 <= auxiliary <= heating <= recorded + 1e-9 < 24 for recorded, heating, auxiliary in hours)
