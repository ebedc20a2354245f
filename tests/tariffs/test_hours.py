"""The hours that a tariff bills, of every kind of climate, and what is said of them.

A price that never changes must give the plain model's cost of the same climate, whichever way the hours were had.
"""

from __future__ import annotations

import datetime
import gzip
import math
from pathlib import Path

import pytest

import xl_dualfuel as df
from tests.tariffs.test_tariff import TOU, made
from tests.weather.test_formats import ROWS, isd_lite
from tests.weather.year_files import CHICAGO
from xl_dualfuel.tariffs.hours import RECORDED, WARM, hour_notes, hours_of
from xl_dualfuel.tariffs.result import TariffSeason
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.tariffs.tariff import Tariff
from xl_dualfuel.weather.typical import TYPICAL_DAYS
from xl_dualfuel.weather.year import times_of_year

FLAT = made({"electricity": {"price": 0.14}, "fuel": {"price": 1.3, "unit": "$/therm"}})
PRICES = {"electricity_price": 0.14, "fuel_price": 1.3, "fuel_price_unit": "$/therm"}


def under(case: df.Case, tariff: Tariff = FLAT) -> TariffSeason:
    return season(case, hours_of(case, tariff), tariff)


def furnace_cost(case: df.Case) -> float:
    """The plain model's season with the furnace alone, which is load and prices and nothing else [$]."""
    table = df.solve(case).table("scenarios")
    return float(table["annual_cost"][table["scenario"].index("furnace_only")])


@pytest.fixture
def place(tmp_path: Path) -> dict[str, object]:
    path = tmp_path / "place.toml"
    path.write_text("degree_days = 6325\ndesign_temperature = 1\n", encoding="utf-8")
    return {"weather_file": str(path)}


CLIMATES: dict[str, dict[str, object]] = {
    "proportional": {},
    "region": {"region": "V"},
    "bins": {"bin_table": [[10, 100], [30, 900], [45, 1500]]},
}


@pytest.mark.parametrize("climate", CLIMATES)
def test_a_climate_without_hours_is_billed_as_typical_days(climate: str) -> None:
    """1e-6: the last hour of the year may be a part of one, and is taken whole."""
    case = df.Case(**CLIMATES[climate], **PRICES)
    times, temperatures = hours_of(case, FLAT)
    assert len(times) == len(temperatures) == 8760 and all(map(math.isfinite, temperatures))
    answer = under(case)
    assert answer.curve["annual_cost"][0] == pytest.approx(furnace_cost(case), rel=1e-6)
    (note,) = hour_notes(case)
    assert note in answer.warnings and note[0] == "climate" and note[1].startswith(TYPICAL_DAYS)


def test_a_place_of_degree_days_has_its_typical_year(place: dict[str, object]) -> None:
    case = df.Case(**place, **PRICES, bin_width=0)
    answer = under(case)
    assert answer.curve["annual_cost"][0] == pytest.approx(furnace_cost(case), rel=1e-6)
    assert any(message.startswith(TYPICAL_DAYS) for _, message in answer.warnings)


def test_hours_that_nobody_knows_need_no_heat_however_warm_the_house_is_kept() -> None:
    """A change of the load balance temperature, as decide makes it, must not heat the summer."""
    base = df.Case(bin_table=[[30, 1000]], load_slope=500, **PRICES)
    hours = hours_of(base, FLAT)
    assert sorted(set(hours[1])) == [30.0, WARM]
    for warmest in (60, 75, 90):
        answer = season(base.replace(load_balance_temperature=warmest), hours, FLAT)
        assert answer.load_mmbtu == pytest.approx(500 * (warmest - 30) * 1000 / 1e6, rel=1e-12)


def test_frost_is_that_of_each_hours_own_humidity() -> None:
    pump = {"capacity_47": 36000, "capacity_17": 22000, "furnace_capacity": 60000}
    case = df.Case(weather_file=str(CHICAGO), bin_width=0, defrost="humidity", **pump, **PRICES)
    result, answer = df.solve(case), under(case)
    assert answer.best.annual_cost == pytest.approx(result.recommended.annual_cost, rel=1e-9)
    dry = under(case.replace(defrost="none"))
    assert answer.best.annual_cost > dry.best.annual_cost + 1
    assert not list(hour_notes(case))


# ------------------------------------------------------------------------------------------------------------ records


@pytest.fixture
def record(tmp_path: Path):
    """A file of hours from a day on, 20 to 49 °F, without a temperature before a day."""

    def write(first: datetime.datetime, days: int, blank: int = 0, zone: str = "") -> str:
        rows = ["Date Time,Outdoor Temp (F),Heat Stage 1 (min),Aux Heat 1 (min)"]
        for hour in range(24 * days):
            when = first + datetime.timedelta(hours=hour)
            outdoor = "" if hour < 24 * blank else 20 + hour % 30
            rows.append(f"{when:%Y-%m-%d %H:%M}{zone},{outdoor},30,0")
        path = tmp_path / "record.csv"
        path.write_text("\n".join(rows), encoding="utf-8")
        return str(path)

    return write


WINTER = datetime.datetime(2024, 10, 1)
HOUSE = {"load_slope": 500, "load_balance_temperature": 60, "furnace_efficiency": 0.9, "furnace_fan_power": 0, **PRICES}


def by_hand(first: datetime.datetime, hours: range, price) -> float:
    """The furnace alone in these hours of the record [$]; ``price(month)`` a therm."""
    cost = 0.0
    for hour in hours:
        when = first + datetime.timedelta(hours=hour)
        cost += 500 * (60 - 20 - hour % 30) / 0.9 / 1e5 * price(when.month)
    return cost


def test_a_record_is_billed_hour_by_hour_on_its_dates(record) -> None:
    """Every hour at the price of its own month."""
    case = df.Case(runtime_file=record(WINTER, 212), **HOUSE)
    monthly = [1.0 + month / 10 for month in range(12)]
    tariff = made({"fuel": {"monthly": monthly, "unit": "$/therm"}})
    answer = under(case, tariff)
    expected = by_hand(WINTER, range(24 * 212), lambda month: monthly[month - 1])
    assert answer.curve["annual_cost"][0] == pytest.approx(expected, rel=1e-9)
    assert ("runtime_file", RECORDED) in answer.warnings
    assert "the season costs about" in answer.headline
    assert not any(TYPICAL_DAYS in message for _, message in answer.warnings)


def test_part_of_a_season_is_the_cost_of_the_recorded_hours_and_says_so(record) -> None:
    case = df.Case(runtime_file=record(WINTER, 212, blank=123), **HOUSE)
    answer = under(case)
    expected = by_hand(WINTER, range(24 * 123, 24 * 212), lambda _: 1.3)
    assert answer.curve["annual_cost"][0] == pytest.approx(expected, rel=1e-9)
    assert answer.headline.startswith("No season: the record covers 41 % of October to April (89 days). ")
    assert "the recorded hours cost about" in answer.headline
    assert "season cost" not in answer.headline and "a year" not in answer.headline
    notes = [message for key, message in answer.warnings if key == "runtime_file"]
    assert any("Costs and energy are those of the recorded hours" in note for note in notes)


def test_a_record_that_stands_for_a_season_is_billed_as_typical_days(record) -> None:
    """1e-4: the last hour is a part of one, and is taken whole."""
    case = df.Case(runtime_file=record(WINTER, 212, blank=123), season_degree_days=6000, **HOUSE)
    answer = under(case)
    assert answer.curve["annual_cost"][0] == pytest.approx(furnace_cost(case), rel=1e-4)
    assert answer.headline.startswith("Scaled from 89 recorded days to a season by degree days. ")
    assert any(message.startswith(TYPICAL_DAYS) for _, message in answer.warnings)


def test_the_29th_of_february_is_left_out_and_said(record) -> None:
    first = datetime.datetime(2023, 10, 1)
    case = df.Case(runtime_file=record(first, 213), **HOUSE)
    leap = [hour for hour in range(24 * 213) if (first + datetime.timedelta(hours=hour)).strftime("%m-%d") == "02-29"]
    assert len(leap) == 24
    parts = range(leap[0]), range(leap[-1] + 1, 24 * 213)
    others = math.fsum(by_hand(first, part, lambda _: 1.3) for part in parts)
    assert under(case).curve["annual_cost"][0] == pytest.approx(others, rel=1e-9)
    assert any(message.startswith("24 hours of the record are on 29 February") for _, message in hour_notes(case))


# ------------------------------------------------------------------------------------------------------------ refused


def test_hours_that_are_not_of_the_place_are_refused(tmp_path: Path, record) -> None:
    path = tmp_path / "725300-94846-2023.gz"
    path.write_bytes(gzip.compress(isd_lite(ROWS).encode(), mtime=0))
    for case in (df.Case(weather_file=str(path)), df.Case(runtime_file=record(WINTER, 212, zone="Z"), **HOUSE)):
        with pytest.raises(df.InputError, match=r"must come with hours in local standard time: .* are in UTC"):
            hours_of(case, FLAT)


def test_hours_that_cannot_be_had_are_refused_with_a_way_out() -> None:
    year = df.Case(station="denver").year
    assert year is not None
    book = df.Case.with_year(year._replace(order=None), weather_file="year.epw")
    with pytest.raises(df.InputError, match=r"this workbook does not have\. Give the case file, with its station"):
        hours_of(book, made(TOU), "--tariff")
    with pytest.raises(df.InputError, match=r"climate has more than 8,760\. Give at most 8,760 hours"):
        hours_of(df.Case(bin_table=[[10, 5000], [30, 3761]]), made(TOU))
    assert len(hours_of(df.Case(bin_table=[[10, 5000], [30, 3760]]), made(TOU))[0]) == len(times_of_year())
