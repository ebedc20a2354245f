"""The user's own weather files: kept under names by ``dualfuel weather add``, read as ``station = "name"``."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import xl_dualfuel as df
from xl_dualfuel.cli import app as cli
from xl_dualfuel.errors import InputError
from xl_dualfuel.weather import library
from xl_dualfuel.weather.library import new_key, own_stations

CHICAGO = Path(__file__).parents[1] / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"
Dualfuel = Callable[..., tuple[int, str, str]]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of settings, empty."""
    monkeypatch.setenv("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME", str(tmp_path / "settings"))
    return tmp_path / "settings" / "xl_dualfuel" / "weather"


@pytest.fixture
def dualfuel(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Dualfuel:
    """The command in this process: exit status, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["dualfuel", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


def place(folder: Path, name: str = "my town.toml") -> Path:
    path = folder / name
    path.write_text('name = "My Town"\ndegree_days = 5784\ndesign_temperature = 12\n', encoding="utf-8")
    return path


def test_a_file_that_is_kept_is_a_station(settings: Path, dualfuel: Dualfuel, tmp_path: Path) -> None:
    own = shutil.copy(CHICAGO, tmp_path / "Chicago-O'Hare.epw.gz")
    status, out, _ = dualfuel("weather", "add", own, place(tmp_path))
    assert status == 0
    assert 'station = "chicago_o_hare": Chicago Ohare Intl Ap, IL' in out and 'station = "my_town": My Town' in out
    assert {key: path.parent for key, path in own_stations().items()} == {
        "chicago_o_hare": settings / "chicago_o_hare", "my_town": settings / "my_town",
    }  # fmt: skip
    case = df.Case(station="chicago_o_hare")
    assert case.year is not None and case.year[2:5] == df.Case(station="chicago_ohare").year[2:5]  # type: ignore[index]
    assert (case.climate, case.station) == ("weather", None)
    assert case.readings["weather_file"] == "station chicago_o_hare is your own weather file Chicago-O'Hare.epw.gz"
    own_file = str(settings / "my_town" / "my town.toml")
    assert df.Case(climate="station", station="my_town") == df.Case(climate="weather", weather_file=own_file)
    _, listed, _ = dualfuel("weather", "list")
    assert "denver: Denver International Airport, CO, built in" in listed and "my_town: your own file" in listed


def test_a_station_of_ones_own_replaces_another_one(settings: Path, dualfuel: Dualfuel, tmp_path: Path) -> None:
    dualfuel("weather", "add", place(tmp_path))
    built_in = df.Case(station="denver")
    own = built_in.replace(station="my_town")
    assert own.year is not None and own.year.name == "My Town"
    assert own.replace(weather_file=None, station="denver", climate="station").year == built_in.year


def test_names_that_are_taken(settings: Path, dualfuel: Dualfuel, tmp_path: Path) -> None:
    first, second = place(tmp_path), place(tmp_path, "other.toml")
    assert dualfuel("weather", "add", first)[0] == 0
    status, _, said = dualfuel("weather", "add", second, "--name", "My Town")
    assert status == 2 and "is taken by my town.toml" in said
    assert dualfuel("weather", "add", second, "--name", "My Town", "--force")[0] == 0
    assert own_stations() == {"my_town": settings / "my_town" / "other.toml"}
    status, _, said = dualfuel("weather", "add", second, "--name", "Denver")
    assert status == 2 and "must not be a built-in station's" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["remove"], "must be add or list"),
        (["add"], "must come with a file"),
        (["add", "a.epw", "b.epw", "--name", "x"], "must come with one file"),
        (["add", "nowhere.epw"], "cannot be read"),
        (["add", "x.epw", "--name", "…"], "must have letters or digits"),
    ],
)
def test_what_cannot_be_done(settings: Path, dualfuel: Dualfuel, arguments: list[str], words: str) -> None:
    status, _, said = dualfuel("weather", *arguments)
    assert status == 2 and words in said
    assert not settings.exists()


def test_an_unknown_station_says_how_to_add_it(settings: Path, dualfuel: Dualfuel, tmp_path: Path) -> None:
    dualfuel("weather", "add", place(tmp_path))
    with pytest.raises(InputError, match=r"tampa, my_town\. .*dualfuel weather add FILE"):
        df.Case(station="atlantis")


@pytest.mark.parametrize("name", ["../escape", "A", "two", ".hidden", "denver"])
def test_folders_that_are_none_of_ours_are_not_read(settings: Path, name: str) -> None:
    if name == "two":
        for file in ("a", "b"):
            (settings / name).mkdir(parents=True, exist_ok=True)
            (settings / name / file).write_text("x")
    else:
        (settings / name).mkdir(parents=True)
        (settings / name / "a.epw").write_text("x")
    assert own_stations() == {}


def test_keys_are_made_of_names() -> None:
    made = [
        new_key(Path(name)) for name in ("My Town.epw", "USA_CO_Denver.Intl.AP.725650_TMY3.epw.gz", "725300-2019.gz")
    ]
    assert made == ["my_town", "usa_co_denver_intl_ap_725650_tmy3", "725300_2019"]


@pytest.mark.skipif(os.name == "nt", reason="XDG is of other systems")
def test_where_the_files_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """XDG Base Directory Specification: a relative path is not used."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for value in ("", "relative/path"):
        monkeypatch.setenv("XDG_CONFIG_HOME", value)
        assert library.folder() == tmp_path / ".config" / "xl_dualfuel" / "weather"
