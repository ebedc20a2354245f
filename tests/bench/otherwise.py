"""What a user would do otherwise with a table of homes: a compiled loop, another reader and writer, loops over rows.

All take homes with default options: 2 °F bins from 70 °F down, no limits of capacity, natural gas by the MMBtu.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray

import xl_dualfuel as df

SETPOINT, WIDTH, EFFICIENCY, HOURS_BELOW_DESIGN, GUESS = 70.0, 2.0, 0.95, 150.0, 35.0
"""°F, °F, a fraction, h, °F: the defaults"""
INPUTS = ("load_slope", "design_temperature", "season_hours", "cop_47", "cop_17", "electricity_price", "fuel_price",
          "existing_switchover")  # fmt: skip
BTU_PER_KWH, BTU_PER_MMBTU = 3412.142, 1e6


@numba.njit(nogil=True)
def _compiled(
    slopes: NDArray[Any], designs: NDArray[Any], seasons: NDArray[Any], at_47: NDArray[Any], at_17: NDArray[Any],
    prices: NDArray[Any], fuel_prices: NDArray[Any], today: NDArray[Any], switchover: NDArray[Any], cost: NDArray[Any],
) -> None:  # fmt: skip
    for home in range(len(slopes)):
        design, slope = designs[home], slopes[home]
        per_kwh, per_btu = prices[home] / BTU_PER_KWH, fuel_prices[home] / (EFFICIENCY * BTU_PER_MMBTU)
        rise = (at_47[home] - at_17[home]) / 30
        whole = (SETPOINT - design) ** 2
        high, step = SETPOINT, 1
        pumps = furnaces = least = 0.0
        best = SETPOINT
        while high > design:
            low = max(SETPOINT - step * WIDTH, design)
            if low < today[home] < high:
                low = today[home]
            if low < GUESS < high:
                low = GUESS
            if low == SETPOINT - step * WIDTH:
                step += 1
            near, far = SETPOINT - high, SETPOINT - low
            weight = far * far - near * near
            below = 2 / 3 * (far**3 - near**3) / weight
            hours = seasons[home] * weight / whole + (HOURS_BELOW_DESIGN if low == design else 0.0)
            heat = slope * below * hours
            pumps += heat / max(at_17[home] + rise * (SETPOINT - below - 17), 1.0) * per_kwh
            furnaces += heat * per_btu
            if pumps - furnaces < least:
                least, best = pumps - furnaces, low
            high = low
        switchover[home], cost[home] = best, furnaces + least


def compiled_loop(homes: pd.DataFrame) -> Callable[[], tuple[NDArray[Any], NDArray[Any]]]:
    """The loop over homes and bins, compiled and ready, its columns as arrays: switchover [°F], season cost [$]."""
    columns = [homes[key].to_numpy(float) for key in INPUTS]

    def call() -> tuple[NDArray[Any], NDArray[Any]]:
        answers = np.empty(len(homes)), np.empty(len(homes))
        _compiled(*columns, *answers)
        return answers

    _compiled(*(column[:1] for column in columns), np.empty(1), np.empty(1))
    return call


def reader_and_writer(source: Path, result: Path, copy: Path) -> Callable[[], None]:
    """polars reading a table of homes and writing a table of results as ``result`` is, which lies in memory before."""
    read: dict[str, Callable[[Path], pl.DataFrame]] = {".csv": pl.read_csv, ".parquet": pl.read_parquet}
    results = pl.read_csv(result, infer_schema_length=100_000) if result.suffix == ".csv" else pl.read_parquet(result)

    def call() -> None:
        read[source.suffix](source)
        if copy.suffix == ".csv":
            results.write_csv(copy, line_terminator="\r\n")
        else:
            results.write_parquet(copy)

    return call


def by_hand(row: pd.Series[Any]) -> tuple[float, float]:
    """Switchover and season cost of a home with default options, as one would write them for one row."""
    setpoint, width, efficiency, hours_below_design = SETPOINT, WIDTH, EFFICIENCY, HOURS_BELOW_DESIGN
    design, slope = row["design_temperature"], row["load_slope"]
    edges = {setpoint - number * width for number in range(math.ceil((setpoint - design) / width))} | {design}
    edges |= {setting for setting in (row["existing_switchover"], 35.0) if design < setting < setpoint}
    bins = []
    for high, low in itertools.pairwise(sorted(edges, reverse=True)):
        near, far = setpoint - high, setpoint - low
        bins.append((low, setpoint - 2 / 3 * (far**3 - near**3) / (far**2 - near**2), far**2 - near**2))
    count = len(bins)
    whole = sum(weight for _, _, weight in bins)
    pumps, furnaces = [], []
    for number, (_, temperature, weight) in enumerate(bins):
        hours = row["season_hours"] * weight / whole + (hours_below_design if number == count - 1 else 0)
        heat = slope * (setpoint - temperature) * hours
        cop = row["cop_17"] + (row["cop_47"] - row["cop_17"]) / 30 * (temperature - 17)
        pumps.append(heat / (max(cop, 1.0) * 3412.142) * row["electricity_price"])
        furnaces.append(heat / (efficiency * 1e6) * row["fuel_price"])
    costs = [sum(pumps[:number]) + sum(furnaces[number:]) for number in range(count + 1)]
    best = min(range(count + 1), key=costs.__getitem__)
    return (setpoint if best == 0 else bins[best - 1][0]), costs[best]


def by_frame(row: pd.Series[Any]) -> tuple[float, float]:
    """The same with a DataFrame of bins for each home, as one would write it with pandas at hand."""
    design = row["design_temperature"]
    settings = [setting for setting in (row["existing_switchover"], 35.0) if design < setting < 70.0]
    edges = np.unique([*np.arange(70.0, design, -2.0), design, *settings])[::-1]
    bins = pd.DataFrame({"high": edges[:-1], "low": edges[1:]})
    near, far = 70.0 - bins["high"], 70.0 - bins["low"]
    weight = far**2 - near**2
    bins["temperature"] = 70.0 - 2 / 3 * (far**3 - near**3) / weight
    bins["hours"] = row["season_hours"] * weight / weight.sum()
    bins.loc[bins.index[-1], "hours"] += 150.0
    bins["heat"] = row["load_slope"] * (70.0 - bins["temperature"]) * bins["hours"]
    bins["cop"] = row["cop_17"] + (row["cop_47"] - row["cop_17"]) / 30 * (bins["temperature"] - 17)
    bins["pump"] = bins["heat"] / (bins["cop"].clip(lower=1.0) * 3412.142) * row["electricity_price"]
    bins["furnace"] = bins["heat"] / (0.95 * 1e6) * row["fuel_price"]
    bins["cost"] = bins["pump"].cumsum() + bins["furnace"].sum() - bins["furnace"].cumsum()
    best = bins["cost"].idxmin()
    alone = bins["furnace"].sum()
    return (70.0, alone) if alone < bins["cost"][best] else (bins["low"][best], bins["cost"][best])


def loop_of_frames(homes: pd.DataFrame) -> pd.DataFrame:
    """A row loop that makes a small DataFrame a home."""
    return pd.DataFrame([by_frame(row) for _, row in homes.iterrows()], columns=["switchover", "annual_cost"])


def loop_by_hand(homes: pd.DataFrame) -> pd.DataFrame:
    """The loop over rows that a user writes."""
    return pd.DataFrame([by_hand(row) for _, row in homes.iterrows()], columns=["switchover", "annual_cost"])


def loop_of_solve(homes: pd.DataFrame) -> list[float]:
    """Our own answer for one home, one after the other."""
    columns = homes.columns.drop("home")
    return [df.solve(df.Case(**row)).recommended.annual_cost for row in homes[columns].to_dict("records")]
