"""solve_many: DataFrames of homes give what solve gives, row by row; bad rows say what is wrong."""

from __future__ import annotations

import math
import os

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import strategies
import xl_dualfuel as df
from support import case_from
from tests.weather.year_files import CHICAGO
from xl_dualfuel.homes.engine import COLUMNS
from xl_dualfuel.homes.frames import RESULTS, of_result

SHARE = float(os.environ.get("DUALFUEL_SLOW_SHARE", "1"))


CASES = strategies.full_cases().filter(lambda case: "hours_by_temperature" not in case)
"""Years of weather that no file holds have no place in a table."""


def frame_of(cases: list[dict]) -> pd.DataFrame:
    """A table of the cases; a table input stands in a cell as a list."""
    keys = sorted({key for case in cases for key in case})
    return pd.DataFrame({key: pd.Series([case.get(key) for case in cases], dtype=object) for key in keys})


def narrowed(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with numbers as floats and texts as categories, as a CSV or Parquet file gives them."""
    made = {}
    for key, column in frame.items():
        if df.FIELDS.get(key) is not None and df.FIELDS[key].kind == "number":
            made[key] = pd.to_numeric(column)
        elif column.map(lambda cell: isinstance(cell, list)).any():
            made[key] = column
        else:
            made[key] = column.astype("category")
    return pd.DataFrame(made)


def same_as_solve(found: pd.DataFrame, cases: list[dict]) -> None:
    for place, inputs in enumerate(cases):
        row = found.iloc[place]
        expected = of_result(df.solve(case_from(inputs)))
        assert row["problem"] == ""
        # Sums of the same terms in another order, and differences of such sums: 1e-12 of the largest of their kind.
        money = 1e-12 * max(1.0, *(expected[name] for name in COLUMNS if name.endswith("_cost")))
        for name in COLUMNS:
            if expected[name] is None:  # a saving nobody can claim
                assert math.isnan(row[name]), (place, name, inputs)
            elif isinstance(expected[name], float):
                within = money if "cost" in name or "saving" in name else 1e-12 * max(1.0, abs(expected[name]))
                assert abs(row[name] - expected[name]) <= within, (place, name, inputs)
            else:
                assert row[name] == expected[name], (place, name, inputs)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CASES, min_size=1, max_size=25), st.booleans())
def test_rows_of_every_option_equal_solve(cases, narrow):
    frame = frame_of(cases)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xl_dualfuel.homes.columns.FEW", 1)
        same_as_solve(df.solve_many(narrowed(frame) if narrow else frame), cases)


@pytest.mark.slow
def test_ten_thousand_rows_of_every_option_equal_solve():
    drawn: list[dict] = []

    @settings(max_examples=int(10_000 * SHARE), database=None, derandomize=True, deadline=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(CASES)
    def collect(inputs):
        drawn.append(inputs)

    collect()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xl_dualfuel.homes.columns.FEW", 1)
        same_as_solve(df.solve_many(frame_of(drawn)), drawn)


def test_many_alike_are_worked_out_together_and_equal_solve(monkeypatch):
    rng = np.random.default_rng(7)
    count = 300
    frame = pd.DataFrame(
        {
            "home": [f"home {n}" for n in range(count)],
            "load_slope": rng.uniform(300, 900, count),
            "design_temperature": rng.uniform(-20, 25, count),
            "capacity_47": rng.uniform(20_000, 50_000, count),
            "capacity_17": rng.uniform(10_000, 25_000, count),
            "furnace_capacity": rng.integers(20_000, 90_000, count),
            "strip_capacity": rng.uniform(0, 12, count),
            "backup_operation": rng.choice(["alternate", "simultaneous", "time_shared"], count),
            "indoor_setpoint": rng.choice([68.0, 69.5, 70.2], count),
            "thermostat_step": rng.choice([1.0, 2.0, 5.0], count),
            "existing_switchover": rng.uniform(0, 50, count),
            "compressor_lockout": rng.choice([-5.0, 12.3, 40.0], count),
            "defrost": rng.choice(["none", "resnet"], count),
            "cycling_degradation": rng.uniform(0, 0.25, count),
            "electricity_price": rng.uniform(0.05, 0.3, count),
        }
    )
    monkeypatch.setattr("xl_dualfuel.homes.frames.solve", lambda case: pytest.fail("worked out alone"))
    found = df.solve_many(frame)
    same_as_solve(found, [{k: v for k, v in row.items() if k != "home"} for row in frame.to_dict("records")])


def test_the_index_and_the_columns():
    frame = pd.DataFrame({"COP at 47 °F": [3.0, 3.2], "note": ["a", "b"]}, index=["x", "y"])
    found = df.solve_many(frame)
    assert list(found.index) == ["x", "y"]
    assert tuple(found.columns) == RESULTS
    assert found["annual_cost"]["x"] == pytest.approx(df.solve(df.Case(cop_47=3.0)).recommended.annual_cost)
    assert len(df.solve_many(pd.DataFrame({"cop_47": []}))) == 0


@pytest.mark.parametrize("backend", ["numpy_nullable", "pyarrow"])
def test_columns_of_pandas_own_types_with_blanks(backend):
    pytest.importorskip("pyarrow")
    homes = pd.DataFrame({"cop_47": [3.4, None, 3.1] * 9, "fuel": [None, "propane", "coal"] * 9,
                          "fuel_price": [13, 2.5, 9] * 9, "fuel_price_unit": [None, "$/gal", None] * 9,
                          "region": [None] * 27})  # fmt: skip
    found = df.solve_many(homes.convert_dtypes(dtype_backend=backend))
    pd.testing.assert_frame_equal(found, df.solve_many(homes))
    assert found["problem"].astype(bool).tolist() == [False, False, True] * 9


def test_bad_homes_become_rows_with_words_and_stop_no_other():
    frame = pd.DataFrame({
        "cop_47": [3.4, -1.0, np.nan, "3,4,5", True, 3.4, math.inf, None],
        "fuel": ["propane", None, "coal", "propane", None, None, None, None],
        "fuel_price": [20.0] * 7 + [None],
        "fuel_price_unit": ["$/MMBtu"] * 7 + [None],
    })  # fmt: skip
    found = df.solve_many(frame)
    said = found["problem"].tolist()
    assert said[0] == said[5] == ""
    for place, words in ((1, "cop_47 = -1"), (2, "fuel = coal"), (3, "cop_47 = 3,4,5"), (4, "cop_47 = True"),
                         (6, "cop_47"), (7, "no inputs")):  # fmt: skip
        assert words in said[place], place
        assert math.isnan(found["annual_cost"][place])
        assert pd.isna(found["status"][place])


def test_slips_in_headings_are_refused():
    with pytest.raises(df.InputError, match=r"electricty_price.*Did you mean electricity_price"):
        df.solve_many(pd.DataFrame({"electricty_price": [0.1]}))


def test_weather_files_and_units_of_their_own():
    frame = pd.DataFrame({
        "weather_file": [str(CHICAGO), None],
        "temperature_unit": ["C", "C"],
        "load_balance_temperature": [18.0, None],
        "design_temperature": [None, -10.0],
    })  # fmt: skip
    found = df.solve_many(frame)
    alone = df.solve(df.Case(weather_file=str(CHICAGO), temperature_unit="C", load_balance_temperature=18.0))
    assert found["annual_cost"][0] == pytest.approx(alone.recommended.annual_cost, rel=1e-12)
    fahrenheit = df.solve(df.Case(temperature_unit="C", design_temperature=-10)).solution.switchover
    assert found["switchover"][1] * 1.8 + 32 == pytest.approx(fahrenheit, rel=1e-12)  # in the home's own unit
    assert found["temperature_unit"].tolist() == ["C", "C"]
