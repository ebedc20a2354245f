"""The hours of all homes of a table added up: each home alone is the other route."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import xl_dualfuel as df
from xl_dualfuel.portfolio.hourly import SUMS
from xl_dualfuel.portfolio.run import run_portfolio
from xl_dualfuel.results.hourly import Hourly, hourly_of
from xl_dualfuel.weather.typical import TYPICAL_DAYS

HOMES: list[dict[str, object]] = [
    {"station": "chicago_ohare", "fuel": "propane", "fuel_price": 2.6, "fuel_price_unit": "$/gal"},
    {"station": "denver", "temperature_unit": "C", "existing_switchover": 2, "fuel_price": 25},
    {"region": "V", "capacity_47": 36000, "capacity_17": 22000},
    {"fuel_price": 25, "season_hours": 2100},
]
TOO_LONG: dict[str, object] = {"region": "VI", "season_hours": 8784}
"""More hours than a year of 365 days has"""


def test_the_hours_of_all_homes_are_added_up(tmp_path: Path) -> None:
    homes = [*HOMES, TOO_LONG, {"cop_47": -1}]
    keys = list(dict.fromkeys(key for home in homes for key in home))
    with (tmp_path / "homes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, keys)
        writer.writeheader()
        writer.writerows(homes)
    notes: list[str] = []
    run_portfolio(
        tmp_path / "homes.csv", tmp_path / "out.csv", hourly_csv=tmp_path / "hours.csv", on_note=notes.append,
        part_rows=2,
    )  # fmt: skip
    with (tmp_path / "hours.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8760
    alone = [hourly_of(df.solve(df.Case(**home))) for home in HOMES]
    for key in SUMS:
        expected = np.sum([hourly.table[key] for hourly in alone if isinstance(hourly, Hourly)], axis=0)
        # Bins of a home by itself are cut at more settings, which moves typical hours within a bin, but not the load.
        assert sum(float(row[key]) for row in rows) == pytest.approx(
            expected.sum(), rel=1e-9 if key == "load_btuh" else 1e-3
        )
    assert [note.removeprefix(f"{tmp_path / 'hours.csv'}: ") for note in notes] == [
        "The hours of 4 homes are added up, in the standard time of each",
        f"Of 2 of these homes: {TYPICAL_DAYS}",
        "Homes with an answer that are not in it, as their climate has no year of hours: 1",
    ]
