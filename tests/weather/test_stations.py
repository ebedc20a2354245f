"""The built-in stations, and the program that makes their table."""

from __future__ import annotations

import csv
import hashlib
import pickle
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.weather.year_files import (
    CASES,
    CHICAGO,
    KEYS,
    TABLE,
    tmy3,
    with_cells,
)
from xl_dualfuel.errors import InputError
from xl_dualfuel.weather import make_stations
from xl_dualfuel.weather import stations as station_files
from xl_dualfuel.weather.stations import station_year, stations


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
