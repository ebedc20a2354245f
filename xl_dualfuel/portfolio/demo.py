"""Made-up homes with a seed, for trials and tests: plausible, and alike in what goes together in a real stock of homes.

A colder place has better insulated homes, longer seasons and colder settings; a larger load has larger equipment; each
fuel has its own prices and units. The same seed gives the same homes, however many are asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Issue
from .out import encoded, kind_of, write_parts
from .source import PART_ROWS

if TYPE_CHECKING:
    import pandas as pd

BLOCK: Final = 10_000
"""Homes drawn together"""
FUELS: Final = (("natural_gas", "$/therm", 1.35, 0.30, 0.62), ("propane", "$/gal", 2.75, 0.35, 0.26),
                ("fuel_oil", "$/gal", 3.90, 0.35, 0.12))  # fmt: skip
"""Key, unit of its price, middle price [$], standard deviation [$], share of the homes"""
ALL_OPTIONS: Final = (
    "home", "load_slope", "indoor_setpoint", "design_temperature", "season_hours", "cop_47", "cop_17", "capacity_47",
    "capacity_17", "fuel", "fuel_price", "fuel_price_unit", "furnace_efficiency", "furnace_capacity",
    "strip_capacity", "backup_operation", "electricity_price", "grid_emissions", "existing_switchover",
)  # fmt: skip
SIMPLE: Final = (
    "home", "load_slope", "design_temperature", "season_hours", "cop_47", "cop_17", "fuel_price", "electricity_price",
    "existing_switchover",
)  # fmt: skip
"""Columns of homes without limits of capacity, all with natural gas by the MMBtu"""
_BAD: Final = (("cop_17", "n/k"), ("load_slope", -40.0), ("furnace_efficiency", 950.0), ("fuel", "coal"))
"""Slips as real tables have them: a word for a number, a sign, percent for a fraction, a fuel that is none"""


def demo(count: int, seed: int = 1, *, bad: float = 0.0, simple: bool = False) -> pd.DataFrame:
    """So many homes, a row each: column home is the name of a home, the others are inputs.

    bad: share of homes with a slip in one input. simple: only the inputs of SIMPLE. Raises InputError.
    """
    import pandas as pd

    blocks = list(_blocks(count, seed, bad, simple))
    return pd.concat(blocks, ignore_index=True) if blocks else _block(0, seed, 0, bad, simple)


def write_demo(
    count: int, out: str | os.PathLike[str], seed: int = 1, *, bad: float = 0.0, simple: bool = False,
    force: bool = False,
) -> None:  # fmt: skip
    """Write demo homes to a .csv, .csv.gz, .parquet or .xlsx, in bounded memory. Raises InputError, OutputError."""
    path = Path(out)
    kind = kind_of(path)
    head = _block(0, seed, 0, 0, simple)
    titles = [str(name) for name in head.columns]
    texts = {name for name in titles if str(head[name].dtype) == "object"}
    types: dict[str, Any] = dict.fromkeys(titles)
    if kind == "parquet":
        from .parquet_source import arrow

        texts |= {key for key, _ in _BAD} if bad else set()
        types = {name: None if name in texts else arrow().float64() for name in titles}
    parts = (encoded(_as_text(some, texts), kind, types) for some in _parts(count, seed, bad, simple))
    write_parts(path, kind, types, parts, force)


def _as_text(frame: pd.DataFrame, texts: set[str]) -> pd.DataFrame:
    mixed = [str(name) for name in frame.columns if name in texts]
    return frame.assign(**{name: frame[name].map(lambda cell: None if cell is None else str(cell)) for name in mixed})


def _parts(count: int, seed: int, bad: float, simple: bool) -> Iterator[pd.DataFrame]:
    import pandas as pd

    waiting: list[pd.DataFrame] = []
    for block in _blocks(count, seed, bad, simple):
        waiting.append(block)
        if len(waiting) * BLOCK >= PART_ROWS:
            yield pd.concat(waiting, ignore_index=True)
            waiting = []
    if waiting:
        yield pd.concat(waiting, ignore_index=True)


def _blocks(count: int, seed: int, bad: float, simple: bool) -> Iterator[pd.DataFrame]:
    if count < 0 or seed < 0:
        raise InputError([Issue("demo", count if count < 0 else seed, "must be 0 or more", "Give how many homes")])
    for number in range(-(-count // BLOCK)):
        yield _block(number, seed, min(BLOCK, count - number * BLOCK), bad, simple)


def _block(number: int, seed: int, count: int, bad: float, simple: bool) -> pd.DataFrame:
    """Always drawn completely, so that the first homes are the same however many follow."""
    import pandas as pd

    rng = np.random.default_rng([seed, number])
    columns = _drawn(rng, number * BLOCK, simple)
    slips = (rng.random(BLOCK), rng.integers(len(_BAD), size=BLOCK))
    frame = pd.DataFrame({name: columns[name][:count] for name in (SIMPLE if simple else ALL_OPTIONS)})
    for which, (key, value) in enumerate(_BAD):
        chosen = ((slips[0] < bad) & (slips[1] == which))[:count]
        if key in frame and chosen.any():
            cells = frame[key].astype(object).to_numpy(copy=True)
            cells[chosen] = value
            frame[key] = cells
    return frame


def _drawn(rng: np.random.Generator, first: int, simple: bool) -> dict[str, NDArray[Any]]:
    def normal(middle: Any, spread: float, low: float, high: float) -> NDArray[np.float64]:
        return np.clip(rng.normal(middle, spread, BLOCK), low, high)

    design = normal(4, 11, -25, 28)
    area = np.clip(rng.lognormal(np.log(1900), 0.38, BLOCK), 600, 7000)
    loss = normal(0.30 - 0.0025 * (4 - design), 0.07, 0.12, 0.6)  # BTU/h·°F a square foot; colder places insulate
    slope = area * loss
    load = slope * (70 - design)
    at_47 = np.round(np.clip(load * normal(0.85, 0.2, 0.5, 1.5), 18_000, 60_000) / 6000) * 6000
    cop_47 = normal(3.5, 0.35, 2.6, 4.6)
    cop_17 = cop_47 * normal(0.64, 0.05, 0.5, 0.8)
    columns: Any = zip(*FUELS, strict=True)
    keys, units, middles, deviations, shares = columns
    fuel = rng.choice(len(FUELS), size=BLOCK, p=shares)
    price = np.array(middles)[fuel] + np.array(deviations)[fuel] * normal(0, 1, -2, 3)
    therms = (middles[0] + deviations[0] * normal(0, 1, -2, 3)) * 10
    strips = rng.choice([0.0, 5.0, 10.0, 15.0], size=BLOCK, p=[0.3, 0.2, 0.35, 0.15])
    return {
        "home": np.array([f"home {first + place + 1:07d}" for place in range(BLOCK)], dtype=object),
        "load_slope": np.round(slope, 1),
        "indoor_setpoint": np.round(normal(69.5, 1.6, 62, 76)),
        "design_temperature": np.round(design),
        "season_hours": np.round(normal(2300 - 45 * design, 250, 900, 5500)),
        "cop_47": np.round(cop_47, 2),
        "cop_17": np.round(cop_17, 2),
        "capacity_47": at_47,
        "capacity_17": np.round(at_47 * normal(0.62, 0.07, 0.4, 0.9), -2),
        "fuel": np.array(keys, dtype=object)[fuel],
        "fuel_price": np.round(therms if simple else price, 3),
        "fuel_price_unit": np.array(units, dtype=object)[fuel],
        "furnace_efficiency": rng.choice([0.8, 0.92, 0.95, 0.97], size=BLOCK, p=[0.35, 0.15, 0.35, 0.15]),
        "furnace_capacity": np.ceil(np.maximum(load * 1.3, 30_000) / 10_000) * 10_000,
        "strip_capacity": strips,
        "backup_operation": rng.choice(np.array(["alternate", "simultaneous"], object), BLOCK, p=[0.85, 0.15]),
        "electricity_price": np.round(normal(0.155, 0.045, 0.07, 0.42), 4),
        "grid_emissions": np.round(normal(0.37, 0.14, 0.02, 0.9), 3),
        "existing_switchover": np.round(normal(36, 5, 20, 50)),
    }
