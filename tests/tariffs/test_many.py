"""Many homes under one tariff at once: the numbers and words of each are those of the home by itself."""

from __future__ import annotations

import gzip
import math
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import xl_dualfuel as df
from support import one_in
from xl_dualfuel.homes.engine import COLUMNS
from xl_dualfuel.homes.summary import BILLED
from xl_dualfuel.model.switchovers import as_warm
from xl_dualfuel.tariffs import columns, frames, one_home, places
from xl_dualfuel.tariffs.elements import Block, Control, Demand, Ladder, Solar, Special, When
from xl_dualfuel.tariffs.hours import hours_of
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.tariffs.tariff import Carbon, Electricity, FuelTariff, Tariff

HOMES = 32
CHICAGO = Path(__file__).parents[1] / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"
TEXTS = ("temperature_unit", "status", "setting_words", "notes")
SAME = {"rel": 1e-9, "abs": 1e-8}
INF = math.inf


def draws(seed: int, low: float, high: float) -> tuple[float, ...]:
    rng = random.Random(seed)
    return tuple(rng.uniform(low, high) for _ in range(8760))


def half_hours(seed: int, periods: int) -> bytes:
    """A calendar that changes at any half hour."""
    rng = random.Random(seed)
    day = [rng.randrange(periods) for _ in range(48)]
    return bytes(day[slot] if (date // 7 + slot) % 5 else 0 for date in range(365) for slot in range(48))


HOUSE = draws(1, 0.2, 2.0)
TIMES = Electricity(periods=("off", "peak"), period_prices=(0.09, 0.31), calendar=half_hours(3, 2))
TARIFFS = {
    "times of use by half hours": Tariff(year=2026, clock="US", electricity=TIMES),
    "blocks of months and seasons on top of the house": Tariff(electricity=TIMES._replace(
        ladders=(
            Ladder((Block(500, 0.0), Block(INF, 0.06))),
            Ladder((Block(900, 0.02), Block(INF, -0.02)), "season", ("peak",), (11, 12, 1, 2)),
        ),
        household=HOUSE,
    )),
    "temperature prices and two demand charges": Tariff(temperature_unit="F", electricity=TIMES._replace(
        specials=(Special("cold", When(below=14.0), 0.5), Special("mild", When(above=50.0, until=45.0), -0.03, True)),
        demands=(Demand((9.0,) * 12, ("peak",), 0.6), Demand((3.0,) * 12)), household=HOUSE,
    )),
    "control hours, least bill, tax, riders": Tariff(temperature_unit="F", electricity=TIMES._replace(
        controls=(Control("mornings", When(below=25.0, read_at=6)),), tax=0.08, minimum=(60.0,) * 12,
        riders=(0.01,) * 6 + (-0.02,) * 6,
    )),
    "coldest hours in °C, latched": Tariff(temperature_unit="C", electricity=Electricity(
        price=0.1, specials=(Special("DT", When(below=-4.0, hold_hours=3), 0.4),
                             Special("worst", When(coldest_hours=60), 0.2, True)),
    )),
    "fuel blocks, other use, least bill, carbon": Tariff(
        fuel=FuelTariff((1.1, 1.2, 1.3) * 4, "$/therm", True, (0.0,) * 12, (-0.05,) * 12,
                        (Ladder((Block(30, 0.0), Block(INF, 0.4))),), (10.0,) * 12, (30.0,) * 12, 0.05),
        carbon=Carbon(price=60.0),
    ),
    "own electricity by the month": Tariff(electricity=TIMES._replace(
        household=HOUSE, solar=Solar(tuple(max(0.0, one) for one in draws(5, -3, 4)), "month", 0.03),
        minimum=(12.0,) * 12,
    )),
    "hourly prices and emissions": Tariff(
        electricity=Electricity(series=draws(6, -0.05, 0.4), delivery=0.04),
        carbon=Carbon(series=draws(7, 0.05, 0.9), price=80.0),
    ),
    "the house's own prices": Tariff(),
}  # fmt: skip
ONE_BY_ONE = {
    "blocks of days": Tariff(electricity=Electricity(
        price=0.1, ladders=(Ladder((Block(20, 0.0), Block(INF, 0.05)), "day"),))),
    "own electricity by the hour": Tariff(electricity=Electricity(
        price=0.2, household=HOUSE, solar=Solar(draws(8, 0, 2), "hour", 0.04))),
}  # fmt: skip


def homes(count: int, seed: int = 3) -> pd.DataFrame:
    """Homes of stations, with every option that goes by numbers; alike in what is given, so that arrays carry them."""
    rng = np.random.default_rng(seed)

    def between(low: float, high: float) -> np.ndarray:
        return rng.uniform(low, high, count)

    return pd.DataFrame({
        "station": (["denver", "denver", "chicago", "chicago"] * count)[:count], "load_slope": between(150, 900),
        "indoor_setpoint": between(62, 74), "load_balance_temperature": between(50, 65),
        "cop_47": between(2.8, 4.2), "cop_17": between(1.6, 2.6), "capacity_47": between(18_000, 60_000),
        "capacity_17": between(9_000, 30_000), "cycling_degradation": between(0.05, 0.25),
        "furnace_capacity": between(20_000, 120_000), "furnace_fan_power": between(0.1, 0.6),
        "strip_capacity": rng.choice([0, 5, 10.0], count), "compressor_lockout": between(-5, 20),
        "electricity_price": between(0.07, 0.4), "fuel_price": between(0.8, 2.0), "fuel_price_unit": "$/therm",
        "grid_emissions": between(0.1, 0.9), "existing_switchover": between(10, 50),
        "thermostat_step": rng.choice([1.0, 2.0], count), "initial_balance_point": between(10, 50),
        "backup_operation": ["alternate", "simultaneous"] * (count // 2), "defrost": "resnet",
    })  # fmt: skip


def case_of(row: dict[str, object]) -> df.Case:
    return df.Case(**row)


@pytest.mark.parametrize("name", one_in(3, TARIFFS))
def test_homes_together_equal_each_home_by_itself(name, monkeypatch):
    tariff, table = TARIFFS[name], homes(HOMES)
    assert not places.why_one_by_one(tariff)
    alone = [one_home.answer(case_of(row), tariff) for row in table.to_dict("records")]

    def none_alone(case, tariff):
        raise AssertionError("worked out by itself")

    monkeypatch.setattr(frames, "answer", none_alone)
    found = frames.under(table, tariff)
    assert not found["problem"].any()
    for column in (*COLUMNS, *BILLED):
        expected = [row[column] for row in alone]
        if column in TEXTS:
            assert found[column].astype(str).tolist() == expected
        else:
            numbers = [math.nan if value is None else value for value in expected]
            assert found[column].tolist() == pytest.approx(numbers, nan_ok=True, **SAME), column
    assert found["setting"].nunique() > 3


@pytest.mark.parametrize("name", one_in(4, [*ONE_BY_ONE, *TARIFFS]))
def test_a_home_in_a_table_equals_run_with_its_tariff(name):
    tariff = {**TARIFFS, **ONE_BY_ONE}[name]
    table = homes(16, seed=8)
    found = frames.under(table, tariff)
    for place in (0, 5):
        case = case_of(table.iloc[place].to_dict())
        one = season(case, hours_of(case, tariff), tariff)
        row = found.iloc[place]
        expected = {
            "setting": one.setting.switchover, "setting_cost": one.setting.annual_cost,
            "switchover": one.best.switchover, "annual_cost": one.best.annual_cost,
            "energy_cost": one.setting.energy_cost, "demand_cost": one.setting.demand_cost,
            "fuel_cost": one.setting.fuel_cost, "minimum_cost": one.setting.minimum_cost,
            "tax_cost": one.setting.tax_cost, "carbon_cost": one.setting.carbon_cost,
            "electricity_kwh": one.setting.electricity_kwh, "fuel_mmbtu": one.setting.fuel_mmbtu,
            "emissions_kg": one.setting.emissions_kg, "furnace_hours": one.setting.furnace_hours,
            "existing_cost": one.existing.annual_cost, "existing_emissions_kg": one.existing.emissions_kg,
            "setting_unmet_mmbtu": one.setting.unmet_mmbtu, "furnace_only_cost": one.curve["annual_cost"][0],
        }  # fmt: skip
        assert {key: row[key] for key in expected} == pytest.approx(expected, **SAME)
        assert row["status"] == one.status
        alike = as_warm(one.setting.unmet_mmbtu, one.existing.unmet_mmbtu, one.load_mmbtu)
        saved = one.saving(one.setting) if alike else math.nan
        assert row["saving_vs_existing"] == pytest.approx(saved, nan_ok=True, **SAME)
        parts = sum(row[key] for key in BILLED if key != "carbon_cost")
        assert parts == pytest.approx(row["setting_cost"], **SAME)


def test_what_ties_the_hours_of_a_day_is_worked_out_one_by_one_and_said():
    for name, tariff in ONE_BY_ONE.items():
        assert places.why_one_by_one(tariff), name


def test_control_hours_are_in_the_notes_of_each_home():
    found = frames.under(homes(16), TARIFFS["control hours, least bill, tax, riders"])
    assert found["notes"].str.contains("control: in [0-9,]+ hours the utility keeps the heat pump off").all()


def test_doubts_about_prices_that_the_tariff_has_are_left_out():
    table = homes(16).assign(electricity_price=3.0).drop(columns="fuel_price")
    tariff = Tariff(electricity=Electricity(price=0.14), fuel=FuelTariff((1.2,) * 12, "$/therm"))
    notes = frames.under(table.assign(fuel_price=1.0), tariff)["notes"]
    assert not notes.str.contains("electricity_price").any()
    assert df.solve_many(table.assign(fuel_price=1.0))["notes"].str.contains("electricity_price").all()


def test_a_fuel_that_the_tariff_does_not_fit_is_each_homes_problem():
    table = homes(16).assign(fuel="propane", fuel_price_unit="$/gal")
    found = frames.under(table, TARIFFS["fuel blocks, other use, least bill, carbon"])
    assert found["problem"].str.contains("fuel.unit").all()


def test_solve_many_takes_tariffs_by_name():
    table = homes(20)
    names = ["tou", "", None, "own"] * 5
    tariffs = {"tou": TARIFFS["times of use by half hours"]._replace(name="Times"), "own": Tariff()}
    table.index = table.index + 100
    found = df.solve_many(table.assign(tariff=names), tariffs)
    assert list(found.columns) == list(columns.RESULTS) and found.index.tolist() == table.index.tolist()
    plain = df.solve_many(table)
    under = frames.under(table, tariffs["tou"])
    for place, name in enumerate(names):
        row = found.iloc[place]
        if not name:
            assert row["setting_cost"] == plain["setting_cost"].iloc[place]
            assert row["tariff_name"] == "" and math.isnan(row["energy_cost"])
        elif name == "tou":
            assert row["setting_cost"] == pytest.approx(under["setting_cost"].iloc[place], rel=1e-12)
            assert row["tariff_name"] == "Times"
    with pytest.raises(df.InputError, match="must be one of tou, own"):
        df.solve_many(table.assign(tariff="other"), tariffs)
    with pytest.raises(df.InputError, match="column tariff"):
        df.solve_many(table.assign(tariff="tou"))


PLACE = """name = "Somewhere"
degree_days = 5304
design_temperature = 6
"""


@pytest.mark.parametrize("kind", ["file", "place"])
@pytest.mark.parametrize(
    "name", ["temperature prices and two demand charges", "control hours, least bill, tax, riders"]
)
def test_homes_of_one_weather_file_are_worked_out_together(kind, name, tmp_path):
    file = tmp_path / "chicago.epw"
    file.write_bytes(gzip.decompress(CHICAGO.read_bytes()))
    if kind == "place":
        file = tmp_path / "somewhere.toml"
        file.write_text(PLACE)
    tariff = TARIFFS[name]
    table = homes(24).drop(columns="station").assign(weather_file=str(file), season_hours=5000.0)
    alone = [one_home.answer(case_of(row), tariff) for row in table.to_dict("records")]
    found = frames.under(table, tariff)
    assert found.attrs[columns.ONE_BY_ONE] == 0 and not found["problem"].any()
    for column in (*COLUMNS, *BILLED):
        expected = [row[column] for row in alone]
        if column in TEXTS:
            assert found[column].astype(str).tolist() == expected
        else:
            numbers = [math.nan if value is None else value for value in expected]
            assert found[column].tolist() == pytest.approx(numbers, nan_ok=True, **SAME), column
    assert found["notes"].str.contains("Typical|typical").all() == (kind == "place")


def test_homes_of_several_places_each_have_their_own_hours(tmp_path):
    file = tmp_path / "somewhere.toml"
    file.write_text(PLACE)
    tariff = TARIFFS["times of use by half hours"]
    table = homes(30).drop(columns="station")
    table["weather_file"] = [
        None if n % 3 == 1 else str(file) if n % 3 else str(tmp_path / "gone.epw") for n in range(30)
    ]
    table["station"] = ["denver" if n % 3 == 1 else None for n in range(30)]
    table.loc[2, "cop_17"] = -1.0
    found = frames.under(table, tariff)
    assert found["problem"].iloc[0::3].str.contains("gone.epw").all()
    assert "cop_17 = -1" in found["problem"].iloc[2]
    solved = found[found["problem"] == ""]
    assert solved.index.tolist() == [n for n in range(30) if n % 3 and n != 2]
    for place in (1, 5):
        row = {key: value for key, value in table.iloc[place].to_dict().items() if pd.notna(value)}
        assert found["setting_cost"].iloc[place] == pytest.approx(
            one_home.answer(case_of(row), tariff)["setting_cost"], rel=1e-9
        )
