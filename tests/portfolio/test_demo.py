"""Made-up homes: the same for the same seed, plausible, usable but for the slips that are asked for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import xl_dualfuel as df
from xl_dualfuel.portfolio.demo import ALL_OPTIONS, BLOCK, FUELS, SIMPLE, demo, write_demo


def test_the_same_seed_gives_the_same_homes_however_many():
    pd.testing.assert_frame_equal(demo(700, seed=4), demo(1500, seed=4).iloc[:700])
    pd.testing.assert_frame_equal(demo(BLOCK + 5, seed=4).iloc[:BLOCK], demo(BLOCK, seed=4))
    assert not demo(700, seed=4)["load_slope"].equals(demo(700, seed=5)["load_slope"])
    assert not demo(2 * BLOCK, seed=4)["load_slope"][:BLOCK].equals(demo(2 * BLOCK, seed=4)["load_slope"][BLOCK:])


def test_every_home_is_usable_and_has_a_name_of_its_own():
    for simple, columns in ((False, ALL_OPTIONS), (True, SIMPLE)):
        homes = demo(3000, seed=2, simple=simple)
        assert tuple(homes.columns) == columns
        assert homes["home"].is_unique
        assert set(df.solve_many(homes)["problem"]) == {""}


def test_homes_are_alike_in_what_goes_together():
    homes = demo(5000, seed=1)
    load = homes["load_slope"] * (homes["indoor_setpoint"] - homes["design_temperature"])
    assert np.corrcoef(load, homes["capacity_47"])[0, 1] > 0.6
    assert np.corrcoef(homes["design_temperature"], homes["season_hours"])[0, 1] < -0.6
    assert (homes["furnace_capacity"] >= load).mean() > 0.95
    assert (homes["cop_17"] < homes["cop_47"]).all()
    shares = homes["fuel"].value_counts(normalize=True)
    for fuel, unit, *_, share in FUELS:
        assert shares[fuel] == pytest.approx(share, abs=0.03)  # 4 standard deviations of 5,000 draws
        assert set(homes.loc[homes["fuel"] == fuel, "fuel_price_unit"]) == {unit}


def test_slips_are_as_many_as_asked_for():
    homes = demo(4000, seed=1, bad=0.1)
    said = df.solve_many(homes)["problem"]
    assert (said != "").mean() == pytest.approx(0.1, abs=0.02)
    assert {words.split(" = ")[0] for words in said if words} == {"cop_17", "load_slope", "furnace_efficiency", "fuel"}
    untouched = said == ""
    pd.testing.assert_frame_equal(
        homes[untouched].astype(str), demo(4000, seed=1)[untouched].astype(str), check_dtype=False
    )


def test_written_homes_are_the_homes(tmp_path):
    write_demo(BLOCK + 3, tmp_path / "a.csv", seed=9)
    pd.testing.assert_frame_equal(
        pd.read_csv(tmp_path / "a.csv"), demo(BLOCK + 3, seed=9), check_dtype=False, check_exact=True
    )
    with pytest.raises(df.DualFuelError, match="--force"):
        write_demo(1, tmp_path / "a.csv")
    write_demo(0, tmp_path / "a.csv", force=True)
    assert (tmp_path / "a.csv").read_text().strip() == ",".join(ALL_OPTIONS)
    with pytest.raises(df.DualFuelError, match="0 or more"):
        write_demo(-1, tmp_path / "b.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
