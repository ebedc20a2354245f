"""The season under a tariff in Chicago: a flat tariff is the plain model, a time-of-use tariff the reference's loop.

The weather is Chicago's (tests/cases/README.md); the tariffs are made up, of the size US utilities charge.
"""

from __future__ import annotations

import datetime
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reference
import xl_dualfuel as df
from strategies import full_cases
from tests.results.test_hourly import BASE, CLIMATE, LIMITED, TEMPERATURES, TIMES, optimized
from tests.tariffs.test_tariff_reference import SAME, Hour, at, bill, summer_time, warmest_ways
from tests.weather.year_files import CHICAGO
from xl_dualfuel.model import parameters
from xl_dualfuel.results.csv_tables import to_csv
from xl_dualfuel.results.hourly import hourly_table
from xl_dualfuel.tariffs import result as tariff_result
from xl_dualfuel.tariffs.calendar import clock_of, describe
from xl_dualfuel.tariffs.reading import read_tariff, tariff_of
from xl_dualfuel.tariffs.season import hours_of, judged, season
from xl_dualfuel.tariffs.tariff import Electricity, Tariff, hourly
from xl_dualfuel.tariffs.windows import days_of

HOURS = (TIMES, TEMPERATURES)
TOU: dict[str, Any] = {
    "name": "Time of use",
    "year": 2026,
    "daylight_saving": True,
    "holidays": ["01-01", "12-25"],
    "electricity": {
        "otherwise": "off-peak",
        "periods": {"peak": 0.34, "middle": 0.15, "off-peak": 0.07},
        "windows": [
            {"period": "peak", "months": [11, 12, 1, 2, 3], "days": "weekday", "from": 16, "to": 21},
            {"period": "middle", "days": "weekday", "from": 6, "to": 16},
        ],
        "fixed": 14.5,
    },
    "fuel": {
        "monthly": [1.3, 1.3, 1.2, 1.1, 1.0, 0.9, 0.9, 0.9, 1.0, 1.1, 1.2, 1.3],
        "unit": "$/therm",
        "fixed": [22.0] * 12,
    },
}


BLOCKS = [{"up_to": 200, "price": 0.01}, {"up_to": 500, "price": 0.04}, {"price": 0.1}]


def made(tariff: dict[str, Any]) -> Tariff:
    return tariff_of(tariff, Path())


def with_power(**changes: Any) -> dict[str, Any]:
    return TOU | {"electricity": TOU["electricity"] | changes}


def test_an_electric_furnace_is_refused() -> None:
    """Its flat price would be billed beside hourly ones."""
    case = df.Case(fuel="electricity", station="denver")
    with pytest.raises(df.InputError, match="must be a fuel that is burned, under a tariff"):
        season(case, HOURS, made({"electricity": {"price": 0.2}}))


def assert_plain(case: df.Case, tariff: Tariff) -> tariff_result.TariffSeason:
    """The season under a flat tariff is the plain model's with bin_width 0."""
    result = df.solve(case)
    answer = season(result, HOURS, tariff)
    expected = optimized(result)
    assert answer.best.switchover == result.recommended.switchover
    assert answer.status == result.recommended.status
    for key in ("annual_cost", "electricity_kwh", "fuel_mmbtu", "emissions_kg", "furnace_hours", "unmet_mmbtu"):
        # 1e-9 is the design's tolerance; of nothing, rounding leaves less than a billionth of a unit.
        assert getattr(answer.best, key) == pytest.approx(expected[key], rel=1e-9, abs=1e-9), key
    curve = result.table("switchover")
    for key in ("switchover", "annual_cost", "emissions_kg", "furnace_hours"):
        assert answer.curve[key] == pytest.approx(curve[key], rel=1e-9, abs=1e-9), key
    scenarios = result.table("scenarios")
    existing = scenarios["annual_cost"][scenarios["scenario"].index("existing_switchover")]
    assert answer.existing.annual_cost == pytest.approx(existing, rel=1e-9, abs=1e-9)
    assert answer.flat.annual_cost == answer.best.annual_cost
    return answer


@pytest.mark.parametrize("options", [{}, LIMITED, LIMITED | {"backup_operation": "simultaneous"}])
def test_a_flat_tariff_is_the_plain_model(options: dict[str, Any]) -> None:
    case = BASE.replace(**options)
    flat = {"electricity": {"price": 0.14}, "fuel": {"price": 1.3, "unit": "$/therm"}}
    answers = [assert_plain(case, Tariff()), assert_plain(case, made(flat))]
    for answer in answers:
        assert [period.period for period in answer.by_period.periods] == ["all year"]
        assert answer.by_period.total.annual_cost == answer.best.annual_cost
        assert answer.by_period.exact and answer.ideal.exact
        assert answer.warnings == () or "unmet_mmbtu" in dict(answer.warnings)


def test_a_flat_tariff_in_other_clothes_is_the_plain_model() -> None:
    halves = {"price": 0.1, "delivery": 0.04}
    equal_periods = with_power(periods={"peak": 0.14, "middle": 0.14, "off-peak": 0.14})
    series = Tariff(electricity=Electricity(series=(0.14,) * 8760))
    for tariff in (halves, equal_periods["electricity"], {"blocks": [{"price": 0.14}]}):
        assert_plain(BASE, made({"electricity": tariff}))
    assert_plain(BASE, series)


@given(inputs=full_cases().filter(lambda inputs: inputs.get("fuel") != "electricity"))  # refused under a tariff
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_with_any_equipment(inputs: dict[str, Any]) -> None:
    options = {key: value for key, value in inputs.items() if key not in CLIMATE}
    answer = assert_plain(BASE.replace(**options), Tariff())
    assert answer.ideal.annual_cost <= min(answer.best.annual_cost, answer.by_period.total.annual_cost)


@pytest.mark.parametrize("options", [{}, LIMITED])
def test_twelve_equal_months_are_the_year(options: dict[str, Any]) -> None:
    tariff = {"electricity": {"monthly": [0.14] * 12}, "fuel": {"monthly": [13.0] * 12}}
    answer = assert_plain(BASE.replace(**options), made(tariff))
    assert [period.period for period in answer.by_period.periods][::11] == ["January", "December"]
    assert answer.by_period.exact
    if not options:  # the colder the hour, the less the heat pump gains: one setting suits all months
        assert answer.by_period.total.annual_cost == pytest.approx(answer.best.annual_cost, rel=1e-9)
        assert answer.ideal.annual_cost == pytest.approx(answer.best.annual_cost, rel=1e-9)


@pytest.mark.parametrize("options", [{}, LIMITED])
def test_a_demand_charge_of_zero_changes_nothing(options: dict[str, Any]) -> None:
    case = BASE.replace(**options)
    without = season(case, HOURS, made(TOU))
    assert season(case, HOURS, made(with_power(demand_charge=0))) == without
    assert season(case, HOURS, made(with_power(demand_charge=[0] * 12))) == without
    dearer = season(case, HOURS, made(with_power(demand_charge=4)))
    assert dearer.best.annual_cost > without.best.annual_cost
    assert dearer.by_period.total.annual_cost > without.by_period.total.annual_cost
    assert dearer.ideal.annual_cost > without.ideal.annual_cost


def test_a_result_and_its_case_give_the_same() -> None:
    assert season(df.solve(BASE), HOURS, made(TOU)) == season(BASE, HOURS, made(TOU))
    # The width of the bins plays no part: every setting of the thermostat is a candidate.
    wide = BASE.replace(bin_width=5)
    assert season(wide, HOURS, made(TOU)).curve == season(BASE, HOURS, made(TOU)).curve


@pytest.mark.parametrize("changes", [{}, {"demand_charge": 5, "blocks": [{"up_to": 400, "price": 0}, {"price": 0.05}]}])
@pytest.mark.parametrize("options", [{}, LIMITED | {"backup_operation": "simultaneous"}])
def test_a_year_of_chicago_against_the_loop(options: dict[str, Any], changes: dict[str, Any]) -> None:
    tariff = with_power(**changes)
    answer = season(BASE.replace(**options), HOURS, made(tariff))
    case = reference.with_defaults(options | {"climate": "weather"})
    every = [Hour(t, f, case, tariff, {}, min(TEMPERATURES)) for t, f in zip(TIMES, TEMPERATURES, strict=True)]
    hours = [hour for hour in every if hour.heating]
    for setting in (answer.best, answer.existing, answer.flat):
        expected = bill(hours, at(hours, setting.switchover), tariff)
        for key, value in expected.items():
            assert getattr(setting, key) == pytest.approx(value, **SAME), key
    own = {period.period: period.switchover for period in answer.by_period.periods}
    ways = [at([hour], own[hour.period])[0] for hour in hours]
    assert answer.by_period.total.annual_cost == pytest.approx(bill(hours, ways, tariff)["annual_cost"], **SAME)
    assert answer.by_period.exact == (not changes)
    # What a tariff is for: its prices are followed, and nothing beats the ideal.
    assert own["peak"] > own["off-peak"]
    costs = [answer.ideal.annual_cost, answer.by_period.total.annual_cost, answer.best.annual_cost,
             answer.flat.annual_cost]  # fmt: skip
    assert costs == sorted(costs)
    assert answer.best.annual_cost <= answer.existing.annual_cost
    if not changes:
        ideal = sum(
            min(hour.ways[way]["energy_cost"] + hour.ways[way]["fuel_cost"] for way in warmest_ways(hour))
            for hour in hours
        )
        assert ideal == pytest.approx(answer.ideal.annual_cost, **SAME)


@pytest.mark.parametrize(
    "changes", [{"demand_charge": 5, "blocks": BLOCKS}, {"demand_charge": 9, "demand_periods": ["peak"]}]
)
def test_the_settings_of_periods_are_the_best_of_all_in_chicago(changes: dict[str, Any]) -> None:
    """Three periods, every triple of settings tried: what is promised as approximate is the best here."""
    tariff = made(with_power(**changes))
    of = judged(BASE, HOURS, tariff)
    sums, power = of.options.sums, tariff.electricity
    assert power is not None
    money = sums.energy_cost.sum(axis=1) + sums.fuel_cost.sum(axis=1)
    (one, two, three), (a, b, c), (x, y, z) = money, sums.kwh, sums.peak_kw
    counts = [not power.demands[0].periods or name in power.demands[0].periods for name in power.periods]
    x, y, z = (peak if count else 0 * peak for peak, count in zip((x, y, z), counts, strict=True))
    charge, blocks = np.array(power.demands[0].charge)[:, None, None], changes.get("blocks", [])
    least = math.inf
    for at_one in range(len(one)):
        kwh = a[:, at_one, None, None] + b[:, :, None] + c[:, None, :]
        cost = one[at_one] + two[:, None] + three
        cost = cost + (charge * np.maximum(np.maximum(x[:, at_one, None, None], y[:, :, None]), z[:, None, :])).sum(0)
        start = 0.0
        for block in blocks:
            end = block.get("up_to", math.inf)
            cost = cost + (block["price"] * np.clip(kwh - start, 0, end - start)).sum(0)
            start = end
        least = min(least, float(cost.min()))
    answer = season(BASE, HOURS, tariff)
    assert answer.by_period.exact == ("blocks" not in changes)  # one period's demand ties no two of them
    assert answer.by_period.total.annual_cost == pytest.approx(least, rel=1e-9)


def test_other_settings_are_billed_by_the_tariff() -> None:
    answer = season(BASE, HOURS, made(TOU))
    assert answer.flat.switchover == df.solve(BASE).recommended.switchover != answer.best.switchover
    place = answer.curve["switchover"].index(answer.flat.switchover)
    assert answer.flat.annual_cost == pytest.approx(answer.curve["annual_cost"][place], rel=1e-12)
    today = season(BASE.replace(existing_switchover=answer.flat.switchover), HOURS, made(TOU)).existing
    assert today == answer.flat
    # Today's setting need not be one that the thermostat can hold: it is billed as it is, between its neighbours.
    between = season(BASE.replace(existing_switchover=answer.flat.switchover + 0.5), HOURS, made(TOU)).existing
    assert between.switchover == answer.flat.switchover + 0.5
    assert today.electricity_kwh > between.electricity_kwh > answer.curve["electricity_kwh"][place - 1]


def test_fixed_charges_stand_apart() -> None:
    with_fixed, without = season(BASE, HOURS, made(TOU)), season(BASE, HOURS, made(with_power(fixed=0)))
    assert with_fixed.fixed == (12 * 14.5, 12 * 22.0)
    assert with_fixed.best == without.best
    assert with_fixed.months["electricity_fixed"] == [14.5] * 12
    assert with_fixed.months["cost"] == without.months["cost"]


def test_carbon_by_the_hour_changes_emissions_and_no_cost() -> None:
    monthly = made(TOU | {"carbon": {"monthly": [0.38] * 6 + [0.76] * 6}})
    plain, changed = season(BASE, HOURS, made(TOU)), season(BASE, HOURS, monthly)
    assert changed.best._replace(emissions_kg=0) == plain.best._replace(emissions_kg=0)
    more = sum(changed.months["electricity_kwh"][6:]) * 0.38
    assert changed.best.emissions_kg == pytest.approx(plain.best.emissions_kg + more, rel=1e-12)


def test_the_hours_of_a_price_series_are_the_files() -> None:
    # 1 $/kWh in the hour that ends at 3 January 05:00, nothing in the others: 2 days and 4 hours begin before it.
    prices = [0.0] * 8760
    prices[2 * 24 + 4] = 1.0
    answer = season(BASE, HOURS, Tariff(electricity=Electricity(series=tuple(prices))))
    hour = list(TIMES).index("01-03 05:00")
    table = hourly_table(df.solve(BASE.replace(electricity_price=0)), TIMES, TEMPERATURES)
    coldest = answer.curve["annual_cost"][-1]
    assert coldest == pytest.approx(table["electricity_kwh"][hour], rel=1e-12)
    assert table["electricity_kwh"][hour] > 0


def test_the_fuel_keeps_the_heat_content_of_the_case() -> None:
    case = BASE.replace(fuel="propane", fuel_price=2.5, fuel_price_unit="$/gal", fuel_heat_content=90000)
    gallons = season(case, HOURS, made({"fuel": {"price": 2.5, "unit": "$/gal"}}))
    assert gallons.best.annual_cost == pytest.approx(season(case, HOURS, Tariff()).best.annual_cost, rel=1e-12)
    assert gallons.best.fuel_cost == pytest.approx(gallons.best.fuel_mmbtu / 0.09 * 2.5, rel=1e-12)
    assert gallons.months["fuel_units"][0] == pytest.approx(gallons.months["fuel_mmbtu"][0] / 0.09, rel=1e-12)


def test_tables_json_and_csv() -> None:
    answer = season(BASE, HOURS, made(with_power(demand_charge=3)))
    shapes = {"tariff_settings": 5, "tariff_periods": 3, "tariff_switchover": len(answer.curve["switchover"]),
              "tariff_months": 12}  # fmt: skip
    columns = {"tariff_settings": tariff_result.SETTINGS, "tariff_periods": tariff_result.PERIODS,
               "tariff_switchover": tariff_result.CURVE, "tariff_months": tariff_result.MONTHS}  # fmt: skip
    assert list(answer.tables) == list(shapes)
    for name, table in answer.tables.items():
        always = [column.key for column in columns[name] if column.key not in ("minimum_cost", "tax_cost")]
        assert list(table) == always
        assert {len(values) for values in table.values()} == {shapes[name]}
        assert to_csv(table).count(b"\r\n") == shapes[name] + 1
    text = json.dumps(answer.to_json(), allow_nan=False)
    assert json.loads(text) == answer.to_json()
    found = json.loads(text)
    assert found["recommended"]["annual_cost"] == answer.best.annual_cost
    assert found["saving_vs_existing"] == answer.existing.annual_cost - answer.best.annual_cost >= 0
    assert found["by_period"]["saving_vs_recommended"] >= 0
    assert found["by_period"]["periods"][0]["period"] == "peak"
    assert found["months"][0]["month"] == "January"
    assert "demand_charge" in {warning["key"] for warning in found["warnings"]}
    parts = answer.best.energy_cost + answer.best.demand_cost + answer.best.fuel_cost
    assert parts == pytest.approx(answer.best.annual_cost, rel=1e-12)
    assert all(math.isfinite(value) for row in found["switchover_curve"] for value in row.values())


def test_a_year_of_distinct_temperatures() -> None:
    spread = np.random.default_rng(1).uniform(-10, 69, 8760).tolist()
    tariff = made(with_power(demand_charge=5, blocks=[{"up_to": 300, "price": 0.0}, {"price": 0.05}]))
    answer = season(BASE, (TIMES, spread), tariff)
    assert len(answer.curve["switchover"]) == 65 + 10 + 1  # whole degrees from the balance temperature to -10 °F
    assert answer.ideal.annual_cost <= answer.by_period.total.annual_cost <= answer.best.annual_cost


@pytest.mark.parametrize(
    ("unit", "price", "fuel"), [("$/therm", 1.3, "natural_gas"), ("$/gal", 3.1, "propane"), ("$/L", 0.9, "fuel_oil")]
)
def test_fuel_prices_without_a_unit_are_in_the_cases(unit: str, price: float, fuel: str) -> None:
    case = BASE.replace(fuel=fuel, fuel_price=price, fuel_price_unit=unit)
    without, with_unit = made({"fuel": {"price": price}}), made({"fuel": {"price": price, "unit": unit}})
    answer = assert_plain(case, without)
    assert answer._replace(warnings=()) == season(case, HOURS, with_unit)._replace(warnings=())
    told = dict(answer.warnings)["fuel"]
    assert told == f"no unit is given: its prices are taken in {unit}, the case's fuel_price_unit"
    assert "fuel" not in dict(season(case, HOURS, with_unit).warnings)
    with pytest.raises(ValueError, match="without a unit"):
        hourly(without, clock_of(TIMES[:1], 2026), parameters.from_case(case), fuel)


def test_what_a_tariff_takes_for_granted_is_in_its_season() -> None:
    tariff = {key: value for key, value in TOU.items() if key not in ("year", "daylight_saving")}
    told = [message for key, message in season(BASE, HOURS, made(tariff)).warnings if key == "tariff"]
    assert [message.partition(" ")[0] for message in told] == ["clock", "year"]
    assert "tariff" not in dict(season(BASE, HOURS, made(TOU)).warnings)


def test_what_does_not_fit_is_refused_in_words() -> None:
    with pytest.raises(df.InputError, match=r"fuel.unit = \$/gal: must be one of .*therm.* natural gas"):
        season(BASE, HOURS, made({"fuel": {"price": 2.0, "unit": "$/gal"}}))
    with pytest.raises(df.InputError, match="at most 500"):
        season(BASE, HOURS, made({"fuel": {"price": 600, "unit": "$/therm"}}))
    with pytest.raises(ValueError, match="1 times, but 2 temperatures"):
        season(BASE, (["01-01 01:00"], [1.0, 2.0]), Tariff())
    with pytest.raises(df.InputError, match="no heat"):
        season(BASE, (["01-01 01:00"], [80.0]), Tariff())
    for stamp in ("02-29 01:00", "13-01 01:00", "01-01 25:00", "1-1 1:00", ""):
        with pytest.raises(df.InputError, match="MM-DD HH:00"):
            season(BASE, ([stamp], [10.0]), Tariff())
    with pytest.raises(df.InputError, match="either from 0 to 23"):
        season(BASE, (["01-01 00:00", "01-01 24:00"], [10.0, 10.0]), Tariff())


def test_part_of_a_year_is_told() -> None:
    answer = season(BASE, (TIMES[:100], TEMPERATURES[:100]), Tariff())
    assert dict(answer.warnings)["weather_file"].startswith("100 hours")
    # A file that counts from 0 names the beginning of the hour.
    zero = [f"{time[:6]}{int(time[6:8]) - 1:02}:00" for time in TIMES[:100]]
    prices = Tariff(electricity=Electricity(series=tuple(np.linspace(0, 1, 8760).tolist())))
    both = [season(BASE, (times, TEMPERATURES[:100]), prices).best for times in (TIMES[:100], zero)]
    assert both[0] == both[1]


# -------------------------------------------------------------------------------------------------------- calendar

# When daylight saving began and ended in the United States (NIST, "Daylight Saving Time", 2024 to 2027).
SUMMER = {2024: ("03-10", "11-03"), 2025: ("03-09", "11-02"), 2026: ("03-08", "11-01"), 2027: ("03-14", "11-07")}


@pytest.mark.parametrize("year", SUMMER)
def test_daylight_saving(year: int) -> None:
    start, end = SUMMER[year]
    stamps = [f"{start} 02:00", f"{start} 03:00", f"{end} 01:00", f"{end} 02:00"]
    clock = clock_of(stamps, year, "US")
    # Hours that begin at 1, 2, 0, 1 standard time: 1, 3, 1, 1 by the clock.
    assert clock.slot.tolist() == [2, 6, 2, 2]
    assert clock_of(stamps, year).slot.tolist() == [2, 4, 0, 2]
    late = clock_of(["06-30 24:00"], year, "US")
    assert (late.month[0], late.day[0], late.slot[0], late.of_year[0]) == (6, 181, 0, 181 * 24 - 1)
    # In the south it is summer at new year: the hour that begins at 23:00 on 31 December is 1 January by the clock.
    south = clock_of(["12-31 24:00", "07-01 01:00"], year, "AU")
    assert (south.day.tolist(), south.slot.tolist()) == ([0, 181], [0, 0])


def test_hours_in_halves() -> None:
    whole, halves = (clock_of(["03-07 24:00", "03-08 04:00"], 2026, "US", split) for split in (False, True))
    assert (whole.day.tolist(), whole.slot.tolist(), whole.weight.tolist()) == ([65, 66], [46, 8], [1, 1])
    assert halves.slot.tolist() == [46, 47, 8, 9]
    assert halves.weight.tolist() == [0.5] * 4
    assert halves.of_year.tolist() == [66 * 24 - 1] * 2 + [66 * 24 + 3] * 2
    assert halves.place.tolist() == [65 * 48 + 46, 65 * 48 + 47, 66 * 48 + 8, 66 * 48 + 9]


def test_days_of_the_week_and_holidays() -> None:
    # 1 January 2026 is a Thursday (ISO calendar).
    assert days_of(2026, ()).kinds[:5].tolist() == [3, 4, 5, 6, 0]
    assert days_of(2026, ((1, 1), (1, 3), (1, 5))).kinds[:5].tolist() == [7, 4, 7, 6, 7]
    # A leap year's days after February keep their weekday: 4 March 2028 is a Saturday.
    assert days_of(2028, ()).kinds[62] == 5


def test_the_evening_before() -> None:
    # 31 December 2026 is a Thursday, 31 December 2022 a Saturday (ISO calendar).
    assert (days_of(2027, ()).evening_kinds[0], days_of(2023, ()).evening_kinds[0]) == (3, 5)
    assert days_of(2027, ((12, 31),)).evening_kinds[0] == 7
    assert days_of(2025, ((12, 25),)).evening_kinds[359] == 7
    # Before 1 March 2028 is Tuesday 29 February, which is no hour of the weather; 28 February is a holiday in vain.
    assert days_of(2028, ((2, 28),)).evening_kinds[59] == 1


@pytest.mark.parametrize(("year", "daylight_saving"), [(2026, False), (2026, True), (2028, True)])
@pytest.mark.parametrize("days", ["weekday", "weekend", "all"])
def test_a_window_over_midnight_hour_by_hour(year: int, daylight_saving: bool, days: str) -> None:
    """Every hour of a year against a loop that asks in which evening it lies."""
    window = {"period": "late", "months": [1, 2, 10, 11], "days": days, "from": 21, "to": 3}
    tariff = made({"year": year, "daylight_saving": daylight_saving, "holidays": ["11-26", "12-31"], "electricity": {
        "periods": {"late": 0.3, "rest": 0.1}, "otherwise": "rest", "windows": [window]}})  # fmt: skip
    clock = clock_of(TIMES, year, "US" if daylight_saving else "")
    found = hourly(tariff, clock, parameters.from_case(BASE), "natural_gas").energy_price
    for time_, price in zip(TIMES, found, strict=True):
        month, day, hour = int(time_[:2]), int(time_[3:5]), int(time_[6:8]) - 1
        local = datetime.datetime(year, month, day, hour)
        if daylight_saving and summer_time(local):
            local += datetime.timedelta(hours=1)
        begun = local - datetime.timedelta(days=1) if local.hour < 3 else local
        off = begun.weekday() >= 5 or (begun.month, begun.day) in tariff.holidays
        late = (local.hour >= 21 or local.hour < 3) and begun.month in window["months"]
        late = late and days in ("all", "weekend" if off else "weekday")
        assert price == (0.3 if late else 0.1), time_


@given(st.lists(st.tuples(st.integers(0, 364), st.integers(0, 47)), min_size=1, max_size=30))
def test_any_set_of_hours_can_be_said(places: list[tuple[int, int]]) -> None:
    kinds = days_of(2026, ((12, 25),)).kinds
    mask = np.zeros((365, 48), dtype=bool)
    mask[tuple(np.array(places).T)] = True
    text = describe(mask, kinds)
    assert text and text.isprintable() and len(text) < 900
    assert describe(np.ones((365, 48), dtype=bool), kinds) == "every month every day all hours"


def test_a_tariff_file_from_end_to_end(tmp_path: Path) -> None:
    path = tmp_path / "tariff.toml"
    path.write_text('name = "flat"\n[electricity]\nprice = 0.14\n', encoding="utf-8")
    answer = assert_plain(BASE, read_tariff(path))
    assert answer.tariff == "flat"


def test_a_station_is_billed_like_its_file() -> None:
    file = df.Case(weather_file=str(CHICAGO))
    station, tariff = df.Case(station="chicago_ohare"), tariff_of(TOU, Path())
    by_file = season(file, hours_of(file, tariff), tariff)
    assert season(station, hours_of(station, tariff), tariff).to_json() == by_file.to_json()
