"""The fuel to hold: worst days and hours below design against a plain loop over the Chicago file; the tank by hand.

Source of the Chicago year: tests/cases/README.md.
"""

from __future__ import annotations

import csv
import datetime
import gzip
import json
import math
import random
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import xl_dualfuel as df
from tests.weather.year_files import CHICAGO, EPW_HEADER
from xl_dualfuel.cli.screen import _backup
from xl_dualfuel.model import storage
from xl_dualfuel.results.hourly import Hourly, hourly_of, hourly_table
from xl_dualfuel.results.read import weather_line
from xl_dualfuel.units import FUELS, TANK_RESERVE
from xl_dualfuel.weather.typical import TYPICAL_DAYS

CLOSE = 1e-9
"""Relative: sums of 8,760 doubles in another order differ by less than 1e-12 of their size."""
PROPANE: dict[str, Any] = {"fuel": "propane", "fuel_price": 2.6, "fuel_price_unit": "$/gal"}
HOUSE: dict[str, Any] = {**PROPANE, "design_load": 42000, "load_balance_temperature": 70, "existing_switchover": 28,
                         "capacity_47": 36000, "capacity_17": 22000, "station": "chicago_ohare"}  # fmt: skip
"""42,000 BTU/h from 70 to 5 °F; two-point heat pump; a propane furnace of 95 %"""
WORDS = {1: "1_day", 3: "3_days", 7: "7_days", 10: "10_days"}
UNKNOWN = [f"{when}worst_{word}_units" for when in ("", "existing_") for word in WORDS.values()]


def backup(result: df.Result) -> list[str]:
    """What the screen says of backup heat and its fuel."""
    return list(_backup(result, result.fuel_storage))


def dry_bulbs() -> list[float]:
    """The file's hours in order [°F], read by nothing of the program."""
    text = gzip.decompress(CHICAGO.read_bytes()).decode("ascii")
    return [float(row[6]) * 9 / 5 + 32 for row in csv.reader(text.splitlines()[EPW_HEADER:])]


def gallons(temperature: float, setting: float, operation: str) -> float:
    """Propane of one hour [gal]: 91,452 BTU/gal (EIA) at 95 %; the furnace of 1.4 times the design load takes turns."""
    load = 42000 / 65 * max(0.0, 70 - temperature)
    capacity = max(0.0, 22000 + (temperature - 17) * (36000 - 22000) / 30)
    if temperature < setting:
        furnace = load
    elif load <= capacity:
        furnace = 0.0
    elif operation == "simultaneous":
        furnace = load - capacity
    elif operation == "alternate" or load >= 1.4 * 42000:
        furnace = load
    else:
        furnace = 1.4 * 42000 * (load - capacity) / (1.4 * 42000 - capacity)
    return furnace / (0.95 * 91452)


@pytest.mark.parametrize("operation", ["time_shared", "alternate", "simultaneous"])
@pytest.mark.parametrize("existing", [-10, 5, 28, 40])
def test_the_worst_days_of_chicago_by_a_plain_loop(operation: str, existing: float) -> None:
    result = df.solve(df.Case(**HOUSE | {"existing_switchover": existing}, backup_operation=operation))
    found = result.fuel_storage
    hours = dry_bulbs()
    for prefix, setting in (("", result.setting.switchover), ("existing_", existing)):
        for days, word in WORDS.items():
            burned = [gallons(t, setting, operation) for t in hours + hours[: 24 * days - 1]]
            here = worst = math.fsum(burned[: 24 * days])
            for first in range(1, 8760):
                here += burned[first + 24 * days - 1] - burned[first - 1]
                worst = max(worst, here)
            assert getattr(found, f"{prefix}worst_{word}_units") == pytest.approx(worst, rel=CLOSE)
        cold = sum(gallons(t, setting, operation) for t in hours if t < 5)
        assert getattr(found, f"{prefix}cold_snap_units") == pytest.approx(cold, rel=CLOSE)
    assert found.cold_snap_hours == sum(t < 5 for t in hours)
    assert found.cold_snap_temperature == 5


def test_the_known_answers_of_chicago() -> None:
    """646.15 BTU/h·°F from 70 °F down, propane at 0.95, the furnace below 28 °F: a sheet's sums over the hours."""
    house = {key: value for key, value in HOUSE.items() if key not in ("design_load", "capacity_47", "capacity_17")}
    found = df.solve(df.Case(**house, load_slope=646.15, design_temperature=5)).fuel_storage
    worst = [getattr(found, f"existing_worst_{word}_units") for word in WORDS.values()]
    assert worst == pytest.approx([12.67, 35.28, 69.28, 79.68], abs=0.005)  # known to the hundredth
    assert found.cold_snap_hours == 147
    assert found.existing_cold_snap_units == pytest.approx(77.25, abs=0.005)


def test_a_file_is_as_good_as_its_station() -> None:
    by_file = df.solve(df.Case(**{**HOUSE, "station": None, "weather_file": str(CHICAGO)})).fuel_storage
    assert by_file == df.solve(df.Case(**HOUSE)).fuel_storage


@given(st.lists(st.floats(0, 100), min_size=12, max_size=40), st.integers(1, 10))
def test_hours_in_a_row_go_round_the_year(rate: list[float], hours: int) -> None:
    rows = [sum(rate[(first + hour) % len(rate)] for hour in range(hours)) for first in range(len(rate))]
    # abs: differences of running sums of at most 4,000
    assert storage.most_in_a_row(rate, hours) == pytest.approx(max(rows), rel=CLOSE, abs=1e-11)


def test_hours_in_a_row_have_no_gap_and_no_way_round_in_a_record() -> None:
    nan = math.nan
    rate = [9.0, 1.0, 2.0, nan, 8.0, 3.0, nan, 7.0]
    assert [storage.most_in_a_row(rate, n, is_circle=False) for n in (1, 2, 3, 4, 9)] == [9, 11, 12, None, None]
    assert storage.most_in_a_row(rate, 2) == 16


def test_a_cold_snap_over_the_new_year_is_one() -> None:
    rate = [0.0] * 8760
    rate[-1], rate[0], rate[100], rate[101] = 5.0, 4.0, 6.0, 0.0
    assert storage.most_in_a_row(rate, 1) == 6
    assert storage.most_in_a_row(rate, 3) == 9


def test_more_days_take_more_fuel_and_a_warmer_setting_too() -> None:
    rng = random.Random(5)
    for _ in range(10):
        warm = rng.uniform(10, 50)
        case = df.Case(**HOUSE | {"existing_switchover": warm})
        found = df.solve(case).fuel_storage
        amounts = [getattr(found, f"existing_worst_{word}_units") for word in WORDS.values()]
        assert amounts == sorted(amounts)
        colder = df.solve(case.replace(existing_switchover=warm - 8)).fuel_storage
        assert colder.existing_worst_10_days_units <= found.existing_worst_10_days_units * (1 + CLOSE)


# ---------------------------------------------------------------------------------------- what is known, what is not


def test_proportional_hours_below_design_are_at_the_design_temperature() -> None:
    """150 h at 5 °F, not at the coldest bin's mean: 65 °F · 600 BTU/h·°F, burned at 0.95."""
    found = df.solve(df.Case()).fuel_storage
    assert found.cold_snap_temperature == 5
    assert found.cold_snap_hours == 150
    assert found.cold_snap_mmbtu == pytest.approx(150 * 39000 / 0.95 / 1e6, rel=CLOSE)
    assert found.cold_snap_units == pytest.approx(found.cold_snap_mmbtu * 10, rel=CLOSE)  # therms
    assert all(getattr(found, name) is None for name in UNKNOWN)


def test_heat_pump_all_winter_burns_none() -> None:
    found = df.solve(df.Case(electricity_price=0.01)).fuel_storage
    assert found.cold_snap_units == found.season_units == 0


@pytest.mark.parametrize("climate", [{"region": "V"}, {"bin_table": [[47, 1000], [17, 500], [0, 50]]}])
def test_unknown_is_none_never_0(climate: dict[str, Any]) -> None:
    found = df.solve(df.Case(**PROPANE, **climate, tank_capacity=500)).fuel_storage
    unknown = ("cold_snap_temperature", "cold_snap_hours", "cold_snap_mmbtu", "cold_snap_units", "tank_needed_units")
    assert all(getattr(found, name) is None for name in (*unknown, "existing_cold_snap_units", *UNKNOWN))
    assert found.usable_units == 300


def test_a_year_without_its_order_has_the_hours_below_design_only() -> None:
    year = df.Case(**HOUSE).year
    assert year is not None
    given = {**HOUSE, "station": None, "weather_file": "year.epw"}
    found = df.solve(df.Case.with_year(year._replace(order=None), **given)).fuel_storage
    full = df.solve(df.Case(**HOUSE)).fuel_storage
    assert all(getattr(found, name) is None for name in UNKNOWN)
    assert found.cold_snap_units == pytest.approx(full.cold_snap_units, rel=CLOSE)
    assert found.tank_needed_units is None  # the worst days may take more


def _record(tmp_path: Path, first: int, hours: int, without: frozenset[int] = frozenset()) -> dict[str, Any]:
    """The house by a thermostat's record of Chicago's year from July on, a row an hour."""
    begin, temperatures = datetime.datetime(2023, 7, 1), dry_bulbs()
    rows = [(begin + datetime.timedelta(hours=n), temperatures[(181 * 24 + n) % 8760])
            for n in range(first, first + hours) if n not in without]  # fmt: skip
    lines = [f"{when:%Y-%m-%d,%H:%M},{degrees:.2f},{1800 * (degrees < 60):d}" for when, degrees in rows]
    path = tmp_path / "record.csv"
    path.write_text("\n".join(["Date,Time,Outdoor Temp (F),Heat Stage 1 (sec)", *lines]), encoding="utf-8")
    return {**HOUSE, "station": None, "runtime_file": str(path), "design_temperature": 5}


def test_a_record_of_a_year_has_the_spells_of_its_hours(tmp_path: Path) -> None:
    recorded = df.solve(df.Case(**_record(tmp_path, 0, 8760))).fuel_storage
    hourly = df.solve(df.Case(**HOUSE, design_temperature=5)).fuel_storage
    for word in WORDS.values():
        name = f"existing_worst_{word}_units"
        assert getattr(recorded, name) == pytest.approx(getattr(hourly, name), rel=CLOSE)
    assert recorded.cold_snap_hours == 147
    assert recorded.existing_cold_snap_units == pytest.approx(hourly.existing_cold_snap_units, rel=CLOSE)
    assert recorded.tank_needed_units is not None


def test_a_record_that_is_no_season_has_spells_but_no_tank(tmp_path: Path) -> None:
    """28 December to February, in which the worst days of the year are."""
    given = _record(tmp_path, 4320, 1500)
    result = df.solve(df.Case(**given))
    whole = df.solve(df.Case(**HOUSE)).fuel_storage
    assert result.case.is_partial
    assert result.fuel_storage.existing_worst_7_days_units == pytest.approx(
        whole.existing_worst_7_days_units, rel=CLOSE
    )
    assert result.fuel_storage.tank_needed_units is None
    assert any(line.startswith("Fuel in the recorded hours: ") for line in backup(result))
    few = df.solve(df.Case(**_record(tmp_path, 4320, 200))).fuel_storage
    assert few.worst_7_days_units is not None and few.worst_10_days_units is None


def test_hours_missing_in_a_record_are_left_out_and_said(tmp_path: Path) -> None:
    """Five hours are on a straight line between their neighbours; of a day nothing is known."""
    gone = frozenset({*range(4400, 4405), *range(4500, 4524)})
    result = df.solve(df.Case(**_record(tmp_path, 4320, 1500, gone)))
    hourly = hourly_of(result)
    assert isinstance(hourly, Hourly)
    assert hourly.note == "24 hours of the record have no outdoor temperature and are left out"
    times, temperatures = hourly.table["time"], hourly.table["temperature"]
    assert (len(times), times[0], times[-1]) == (1476, "2023-12-28 01:00", "2024-02-28 12:00")
    known = dry_bulbs()
    before, after = known[(181 * 24 + 4399) % 8760], known[(181 * 24 + 4405) % 8760]
    assert temperatures[81] == pytest.approx(before + (after - before) / 3, abs=0.01)  # the file has two decimals


PLACE: Final = "degree_days = 6325\ndesign_temperature = 1\n"
"""Chicago's typical year counted in days, and the temperature that 1 % of its hours are below"""


def test_a_place_known_by_its_degree_days_has_worst_days_by_typical_days(tmp_path: Path) -> None:
    """Tried on Chicago's own hours; how far off they may be is said with the answer."""
    (tmp_path / "place.toml").write_text(PLACE)
    given = {**HOUSE, "station": None, "weather_file": str(tmp_path / "place.toml")}
    estimated, hourly = (df.solve(df.Case(**inputs)).fuel_storage for inputs in (given, HOUSE))
    for word in WORDS.values():
        name = f"existing_worst_{word}_units"
        assert 0.75 < getattr(estimated, name) / getattr(hourly, name) < 1.45
    assert estimated.tank_needed_units is not None
    result = df.solve(df.Case(**given))
    one_of_many = df.solve_many({key: [value] for key, value in given.items()}).notes[0]
    for words in (weather_line(result.case), " ".join(result.to_json()["read"]["weather"]["notes"]), one_of_many):
        assert "within about 4 %" in words and TYPICAL_DAYS in words


def test_a_station_without_a_design_temperature_has_worst_days_only() -> None:
    found = df.solve(df.Case(**PROPANE, station="denver")).fuel_storage
    assert (found.cold_snap_temperature, found.cold_snap_hours, found.cold_snap_units) == (None, None, None)
    assert found.worst_10_days_units is not None
    assert found.tank_needed_units == pytest.approx(found.worst_10_days_units / 0.6, rel=CLOSE)


# -------------------------------------------------------------------------------------------------------------- tank


def test_an_oil_tank_by_hand() -> None:
    """275 gal filled to 0.9, 0.2 kept: 192.5 gal; 39,000 BTU/h at 95 % of 138,500 BTU/gal is 7.114 gal a day."""
    oil = {"fuel": "fuel_oil", "fuel_price": 4, "fuel_price_unit": "$/gal", "tank_capacity": 275}
    found = df.solve(df.Case(**oil)).fuel_storage
    assert found.fuel_unit == "gal"
    assert found.usable_units == pytest.approx(192.5, rel=CLOSE)
    a_day = 24 * 39000 / (0.95 * 138500)
    assert found.design_units_per_day == pytest.approx(a_day, rel=CLOSE)
    assert found.autonomy_days == pytest.approx(192.5 / a_day, rel=CLOSE)
    assert found.deliveries == math.ceil(found.season_units / 192.5)
    assert found.cold_snap_units is not None
    assert found.tank_needed_units == pytest.approx(found.cold_snap_units / 0.7, rel=CLOSE)


def test_the_usable_fraction_follows_the_fuel() -> None:
    assert df.Case(**PROPANE).tank_usable_fraction == 0.6
    assert df.Case(fuel="fuel_oil", fuel_price=25, fuel_price_unit="$/MMBtu").tank_usable_fraction == 0.7
    assert df.Case().tank_usable_fraction is None
    assert df.Case(**PROPANE).replace(fuel="fuel_oil").tank_usable_fraction == 0.7
    assert df.solve(df.Case(**PROPANE, tank_capacity=500, tank_usable_fraction=0.8)).fuel_storage.usable_units == 400
    assert {key: fuel.usable for key, fuel in FUELS.items() if not fuel.piped} == pytest.approx(
        {key: fuel.fill - TANK_RESERVE for key, fuel in FUELS.items() if not fuel.piped}, rel=CLOSE
    )


def test_piped_gas_has_no_tank() -> None:
    found = df.solve(df.Case(station="chicago_ohare", tank_capacity=500)).fuel_storage
    assert (found.tank_needed_units, found.usable_units, found.autonomy_days, found.deliveries) == (None,) * 4
    assert found.worst_10_days_units is not None


def test_without_a_tank() -> None:
    found = df.solve(df.Case(**PROPANE)).fuel_storage
    assert (found.usable_units, found.autonomy_days, found.deliveries) == (None, None, None)
    assert found.tank_needed_units is not None


def test_an_exact_number_of_tanks_is_that_many_deliveries() -> None:
    cheap = PROPANE | {"fuel_price": 1}
    season = df.solve(df.Case(**cheap)).fuel_storage.season_units
    assert df.solve(df.Case(**cheap, tank_capacity=season / 0.6 / 3)).fuel_storage.deliveries == 3


def test_litres_are_the_unit_where_the_price_is_by_the_litre() -> None:
    """Heat contents: EIA's gallon, 3.785411784 L (NIST SP 811)."""
    by_gallon = df.solve(df.Case(**HOUSE)).fuel_storage
    by_litre = df.solve(df.Case(**HOUSE | {"fuel_price": 2.6 / 3.785411784, "fuel_price_unit": "$/L"})).fuel_storage
    by_heat = df.solve(df.Case(**HOUSE | {"fuel_price": 28.43, "fuel_price_unit": "$/MMBtu"})).fuel_storage
    assert (by_gallon.fuel_unit, by_litre.fuel_unit, by_heat.fuel_unit) == ("gal", "L", "gal")
    assert by_litre.existing_worst_3_days_units == pytest.approx(
        3.785411784 * (by_gallon.existing_worst_3_days_units or 0), rel=CLOSE
    )


# ------------------------------------------------------------------------------------------------------------- shown


def test_the_setting_to_program_is_what_the_season_is_of() -> None:
    """With a thermostat of 5 °F steps the setting is another one than the bin edge of least cost."""
    result = df.solve(df.Case(**PROPANE | {"fuel_price": 1.19}, thermostat_step=5))
    rows = result.scenarios.set_index("scenario")
    assert result.setting.switchover != result.recommended.switchover
    assert result.fuel_storage.season_mmbtu == pytest.approx(rows.fuel_mmbtu["setting"], rel=CLOSE)
    assert result.fuel_storage.existing_season_units == pytest.approx(rows.fuel_units["existing_switchover"], rel=CLOSE)


def test_json_has_every_item_and_no_nan() -> None:
    for case in (df.Case(), df.Case(**HOUSE, tank_capacity=500), df.Case(region="V")):
        result = df.solve(case)
        document = result.to_json()["fuel_storage"]
        assert list(document) == list(storage.FuelStorage._fields)
        json.dumps(document, allow_nan=False)
        assert document == result.fuel_storage._asdict()


def test_the_screen_shows_what_is_known() -> None:
    season, days, colder, tank = [
        line for line in backup(df.solve(df.Case(**HOUSE, tank_capacity=500))) if "gal" in line
    ]
    assert season.startswith("Fuel a season: ") and days.startswith("Fuel in the worst 10 days in a row: ")
    assert "hours colder than 5 °F: " in colder and "with today's setting 77." in colder
    assert "1 delivery a season" in tank
    fuel, *rest = [line for line in backup(df.solve(df.Case(**PROPANE, region="V"))) if "gal" in line]
    assert fuel.startswith("Fuel a season: ") and not any("worst" in line or "None" in line for line in rest)
    assert not any("Fuel" in line or "Tank" in line for line in backup(df.solve(df.Case())))


def test_days_begin_at_any_hour() -> None:
    """24 hours in a row: one very cold hour at the end of a day and one after it are one spell."""
    temperature = np.full(8760, 80.0)
    temperature[23], temperature[24] = 0.0, -10.0
    p = df.solve(df.Case()).solution.parameters
    one, *_, ten = storage.worst_days(temperature, 90, p)
    assert one == ten == pytest.approx(600 * (70 + 80) / 0.95 / 1e5, rel=CLOSE)


@pytest.mark.parametrize("defrost", ["none", "humidity"])
def test_the_worst_days_are_those_of_the_hourly_table(defrost: str) -> None:
    """Each hour with its own humidity: the table hour by hour is the other route."""
    result = df.solve(df.Case(**HOUSE, defrost=defrost))
    year = result.case.year
    assert year is not None and year.order is not None
    table = hourly_table(result, year.order.times, year.order.dry_bulb)
    burned = table["fuel_units"]
    worst = max(math.fsum((burned + burned)[first : first + 168]) for first in range(8760))
    assert result.fuel_storage.worst_7_days_units == pytest.approx(worst, rel=CLOSE)
    cold = math.fsum(fuel for fuel, t in zip(burned, table["temperature"], strict=True) if t < 5)
    assert result.fuel_storage.cold_snap_units == pytest.approx(cold, rel=CLOSE)
