"""The loop over homes and bins gives what the arrays give, to the last digit, compiled or not."""

from __future__ import annotations

import importlib.util
import os
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from tests.homes.test_frames import CASES, frame_of
from xl_dualfuel.homes import compiled, kernel
from xl_dualfuel.portfolio.demo import demo
from xl_dualfuel.weather.stations import stations

SHARE = float(os.environ.get("DUALFUEL_SLOW_SHARE", "1"))


def homes_of_many_kinds(count: int, seed: int) -> pd.DataFrame:
    """Homes with and without limits, frost, lockouts, rating points at 5 °F, odd steps and climates."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, 27720, count)  # of which every number up to 12 is a divisor

    def some(by: int, values) -> np.ndarray:
        return np.where(kind % by == 1, values, np.nan)

    homes = demo(count, seed=seed).drop(columns="home")
    homes["indoor_setpoint"] += rng.choice([0, 0.5, 0.25], count)
    homes["strip_capacity"] *= rng.choice([1, 0.3, np.nan], count)
    homes["furnace_capacity"] *= rng.choice([1, 0.4, np.nan], count)
    rated = kind % 4 > 0
    homes.loc[~rated, ["capacity_47", "capacity_17"]] = np.nan
    homes["capacity_5"] = np.where(rated, some(5, homes["capacity_17"] * 0.8), np.nan)
    homes["cop_5"] = np.where(np.isnan(homes["capacity_5"]), some(10, homes["cop_17"] * 0.9), homes["cop_17"] * 0.8)
    homes["backup_operation"] = np.array(["alternate", "simultaneous", "time_shared"], object)[kind % 3]
    homes["defrost"] = np.where(rated, np.array(["none", "resnet", "ahri"], object)[kind // 12 % 3], "none")
    homes["cycling_degradation"] = np.where(rated, some(5, rng.uniform(0, 0.25, count)), np.nan)
    homes["furnace_fan_power"] = np.where(homes["furnace_capacity"] > 0, some(9, rng.uniform(0, 1, count)), np.nan)
    homes["compressor_lockout"] = some(7, rng.uniform(-10, 40, count))
    homes["thermostat_step"] = some(8, rng.choice([1.0, 2.0, 3.0, 0.9], count))
    homes["load_balance_temperature"] = some(11, 62.5)
    homes["bin_width"] = some(12, rng.choice([1.0, 3.0, 5.0, 0.7], count))
    homes["altitude"] = some(6, rng.uniform(0, 9000, count))
    climate = rng.choice(["", "station", "region"], count, p=[0.7, 0.2, 0.1])
    homes["station"] = np.where(climate == "station", rng.choice(list(stations())[:2], count), None)
    homes["region"] = np.where(climate == "region", rng.choice(["IV", "V"], count), None)
    homes.loc[climate == "station", "season_hours"] = np.nan
    return homes


@contextmanager
def by_the_loop(loop):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "MANY", 0)
        patch.setattr(compiled, "TO_COMPILE", 0)
        patch.setattr(compiled, "compiled_loop", lambda: loop)
        patch.setattr("xl_dualfuel.homes.columns.FEW", 1)
        yield patch


def same_both_ways(frame: pd.DataFrame, loop) -> None:
    with by_the_loop(None):
        expected = read(df.solve_many(frame))
    with by_the_loop(loop):
        pd.testing.assert_frame_equal(read(df.solve_many(frame)), expected, check_exact=True)


def read(solved: pd.DataFrame) -> pd.DataFrame:
    """The notes are made when they are read."""
    assert all(solved["notes"].tolist())
    return solved


def test_homes_of_many_kinds_are_the_same_by_the_loop():
    used = []

    def loop(*arguments):
        used.append(arguments[-2])
        kernel.solve_homes(*arguments)

    same_both_ways(homes_of_many_kinds(40, 1), loop)
    assert sum(used) == 2 * 40, "for the numbers, and for the notes"


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CASES, min_size=1, max_size=5))
def test_cases_of_every_option_are_the_same_by_the_loop(cases):
    same_both_ways(frame_of(cases), kernel.solve_homes)


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")
def test_ten_thousand_homes_are_the_same_compiled():
    loop = compiled.compiled_loop()
    for frame in (homes_of_many_kinds(int(10_000 * SHARE), 2), demo(5000, simple=True), demo(5000)):
        same_both_ways(frame, loop)


def test_the_loop_is_taken_where_homes_are_many(monkeypatch):
    taken = []

    def loop(*arguments):
        taken.append(arguments[-2])
        kernel.solve_homes(*arguments)

    homes = demo(12, simple=True)
    with by_the_loop(loop) as patch:
        patch.setattr(compiled, "_seen", [0])
        patch.setattr(compiled, "MANY", 20)
        patch.setattr(compiled, "_was_compiled", lambda: True)
        df.solve_many(homes)
        assert taken == []
        df.solve_many(homes)
        assert taken == [12]
        patch.setattr(compiled, "_seen", [0])
        patch.setattr(compiled, "TO_COMPILE", 40)
        patch.setattr(compiled, "_was_compiled", lambda: False)
        for _ in range(3):
            df.solve_many(homes)
        assert taken == [12]
        df.solve_many(homes)
        assert taken == [12, 12]


@pytest.mark.parametrize("named", [True, False])
def test_a_loop_compiled_before_is_found_wherever_numba_keeps_it(named, tmp_path, monkeypatch):
    """A folder that was named, and the user's own of a read-only installation, by numba's own word for both."""
    pytest.importorskip("numba")
    from numba.core.caching import UserProvidedCacheLocator as Keeper
    from numba.misc.appdirs import AppDirs

    file = tmp_path / "homes" / "compiled.py"
    monkeypatch.setattr(compiled, "__file__", str(file))
    for name in ("HOME", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    if not named:
        monkeypatch.delenv("NUMBA_CACHE_DIR")
    keeps = tmp_path / "NUMBA_CACHE_DIR" if named else Path(AppDirs("numba", appauthor=False).user_cache_dir)
    folder = keeps / Keeper.get_suitable_cache_subpath(str(file))
    folder.mkdir(parents=True)
    (folder / "other.loop-1.py311.nbi").touch()
    assert not compiled._was_compiled.__wrapped__()
    (folder / "compiled.loop-1.py311.nbi").touch()
    assert compiled._was_compiled.__wrapped__()


def test_without_numba_there_is_no_loop(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert compiled.compiled_loop.__wrapped__() is None


def test_what_is_kept_on_disk_goes_by_the_sources(monkeypatch, tmp_path):
    before = compiled._version()
    assert before == compiled._version() != 0
    package = compiled.Path(compiled.__file__).parents[1]
    for room in compiled._ROOMS:
        (tmp_path / room).mkdir()
        for path in (package / room).glob("*.py"):
            (tmp_path / room / path.name).write_bytes(path.read_bytes())
    (tmp_path / "units.py").write_bytes((package / "units.py").read_bytes())
    monkeypatch.setattr(compiled, "__file__", str(tmp_path / "homes" / "compiled.py"))
    assert compiled._version() == before
    (tmp_path / "model" / "season.py").write_text("changed")
    assert compiled._version() != before
