"""Years estimated from degree days, design temperature and monthly means, against the hourly years of the stations."""

from __future__ import annotations

from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import pytest

import xl_dualfuel as df
from xl_dualfuel.errors import InputError
from xl_dualfuel.weather.estimate import Months, by_degree_days, by_months
from xl_dualfuel.weather.files import read_weather_file
from xl_dualfuel.weather.rows import DAYS
from xl_dualfuel.weather.stations import station_year, stations

BASE = 65.0


class Place:
    """What a weather service publishes of a station, counted in its hourly year by plain means of 24 hours."""

    def __init__(self, key: str) -> None:
        order = station_year(key).order
        assert order is not None
        self.hours = order.dry_bulb
        days = self.hours.reshape(365, 24)
        months = [days[start:end] for start, end in pairwise((0, *accumulate(DAYS)))]
        self.means = np.array([month.mean() for month in months])
        self.ranges = np.array([(month.max(axis=1) - month.min(axis=1)).mean() for month in months])
        self.degree_days = float(np.maximum(BASE - days.mean(axis=1), 0).sum())
        self.design = float(np.quantile(self.hours, 0.01))

    def errors(self, months: Months) -> tuple[float, float]:
        """How far the load is off, as a share, and the share of furnace hours at the worst setting of 20 to 45 °F."""
        load = np.maximum(BASE - self.hours, 0).sum() / 24
        below = (self.hours < BASE).sum()
        shares = [
            abs(months.colder(at) / months.colder(BASE) - (self.hours < at).sum() / below) for at in range(20, 46)
        ]
        return abs(months.degree_days(BASE) / load - 1), max(shares)


@pytest.mark.parametrize("key", stations())
def test_the_six_stations(key: str) -> None:
    """The accuracy that is told with the answer: place.py."""
    place = Place(key)
    alone = by_degree_days(place.degree_days, BASE, place.design)
    assert alone is not None
    for months, load, share in (
        (alone, 0.04, 0.09),
        (by_months(place.means, None, place.design), 0.06, 0.05),
        (by_months(place.means, place.ranges, place.design), 0.025, 0.05),
    ):
        assert months is not None
        off = place.errors(months)
        assert off[0] <= load and off[1] <= share, off


def test_degree_days_and_design_temperature_are_met() -> None:
    """Degree days of daily means, without the daily range: Schoenau and Kehrig's equation, summed by the hundredth."""
    months = by_degree_days(6000, 65, 3)
    assert months is not None
    assert months.colder(3) == pytest.approx(0.01, abs=1e-9)
    daily = Months(months.mean, np.sqrt(months.spread**2 - months.daily**2 / 8), months.daily)
    assert daily.degree_days(65) == pytest.approx(6000, abs=1e-6)
    total = 0.0
    for mean, spread, days in zip(daily.mean, daily.spread, DAYS, strict=True):
        t = np.arange(mean - 10 * spread, 65, 0.01) + 0.005
        density = np.exp(-(((t - mean) / spread) ** 2) / 2) / (spread * np.sqrt(2 * np.pi))
        total += days * float((np.maximum(65 - t, 0) * density * 0.01).sum())
    assert total == pytest.approx(6000, rel=1e-5)  # steps of 0.01 °F


def test_the_table_has_the_hours_and_the_load_of_the_distribution() -> None:
    months = by_months(np.linspace(20, 75, 12), None, None)
    assert months is not None
    table = months.table()
    assert sum(table.values()) == pytest.approx(8760, abs=1e-6)
    assert list(table) == sorted(table)
    assert table[min(table)] == pytest.approx(1, abs=0.1)  # the coldest hour or so
    load = sum(hours * max(0, 65 - t) for t, hours in table.items()) / 24
    assert load == pytest.approx(months.degree_days(65), rel=1e-6)  # hours under 1e-6 are left out
    for at in (0, 31.5, 50):
        assert sum(h for t, h in table.items() if t < at) / 8760 == pytest.approx(months.colder(at), abs=1e-6)


# ---------------------------------------------------------------------------------------------------- files of places


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "springfield.toml"
    path.write_text(text, encoding="utf-8")
    return path


MEANS = "monthly_temperature = [27, 31, 42, 53, 64, 73, 76, 74, 67, 55, 42, 31]\n"
COLD = "monthly_temperature = [-4.4, -2.2, 3.3, 9.4, 15.6, 21.1, 23.3, 22.2, 18.3, 11.7, 4.4, -1.7]\n"
RANGES = "monthly_range = [15, 16, 19, 21, 21, 20, 19, 19, 21, 20, 16, 14]\n"


def test_a_place_answers_like_a_station(tmp_path: Path) -> None:
    place = Place("chicago_ohare")
    path = write(tmp_path, f"degree_days = {place.degree_days}\ndesign_temperature = {place.design}\n")
    estimated = df.solve(df.Case(weather_file=str(path)))
    measured = df.solve(df.Case(station="chicago_ohare"))
    # 4 % of the load is what the estimate promises.
    assert estimated.setting.annual_cost == pytest.approx(measured.setting.annual_cost, rel=0.04)
    read = estimated.to_json()["read"]["weather"]
    assert (read["kind"], read["period"]) == ("estimate", "a normal year, estimated from degree days")
    assert "within about 4 %" in read["notes"][0]
    assert all(check.ok for check in estimated.checks)


@pytest.mark.parametrize(("more", "kind"), [("", "monthly means"), (RANGES, "monthly means and daily ranges")])
def test_monthly_means_and_ranges(tmp_path: Path, more: str, kind: str) -> None:
    year = read_weather_file(write(tmp_path, f'name = "Springfield"\n{MEANS}{more}design_temperature = 6\n'))
    assert (year.name, year.order) == ("Springfield", None)
    assert year.read is not None and year.read.period.endswith(f"from {kind}")


def test_a_place_in_celsius_is_the_same_place(tmp_path: Path) -> None:
    fahrenheit = read_weather_file(
        write(tmp_path, "degree_days = 5400\ndesign_temperature = 5\ndegree_day_base = 68\n")
    )
    celsius = read_weather_file(write(
        tmp_path, 'temperature_unit = "C"\ndegree_days = 3000\ndesign_temperature = -15\ndegree_day_base = 20\n'
    ))  # fmt: skip
    assert celsius.temperature == pytest.approx(fahrenheit.temperature, abs=1e-6)
    assert celsius.hours == pytest.approx(fahrenheit.hours, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("degree_days = 6000\n", "design_temperature", "must be given where monthly_temperature is not"),
        ("degree_days = -5\ndesign_temperature = 5\n", "degree_days", "must be a number from 0 to 30000"),
        ('degree_days = "6000"\ndesign_temperature = 5\n', "degree_days", "must be a number"),
        ("monthly_temperature = [1, 2, 3]\n", "monthly_temperature", "must be twelve numbers from -80 to 120"),
        (f"{MEANS}monthly_range = [0,1,1,1,1,1,1,1,1,1,1,1]\n", "monthly_range", "must be twelve numbers from 1 to 60"),
        (
            f"{RANGES}degree_days = 6000\ndesign_temperature = 5\n",
            "monthly_range",
            "must come with monthly_temperature",
        ),
        (f"{MEANS}degree_days = 1000\n", "degree_days", "must agree with monthly_temperature, which gives about 5,"),
        (
            f"{MEANS}design_temperature = 40\n",
            "design_temperature",
            "must suit monthly_temperature, whose coldest is 27",
        ),
        (f"{MEANS}design_temperature = -60\n", "design_temperature", "must suit monthly_temperature"),
        (MEANS.replace("73", "23"), "monthly_temperature", "23 in June is between 64 and 76"),
        (COLD, "monthly_temperature", "must be 36 or more in the warmest month, which has 23.3"),
        ("degree_days = 500\ndesign_temperature = -30\n", "weather_file", "no place has degree_days 500"),
        ("degree_days = 6000\ndesign_temp = 5\n", "design_temp", "is not a known key"),
        ('degree_days = 6000\ndesign_temperature = 5\ntemperature_unit = "K"\n', "temperature_unit", "must be F or C"),
    ],
)
def test_a_place_that_is_not_known_well_enough(tmp_path: Path, text: str, key: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_weather_file(write(tmp_path, text))
    issue = caught.value.issues[0]
    assert issue.key == key
    assert words in issue.allowed


def test_the_cold_means_are_those_of_a_place_in_celsius(tmp_path: Path) -> None:
    assert read_weather_file(write(tmp_path, f'{COLD}temperature_unit = "C"\n')).temperature[0] > -40
