"""Options side by side under a tariff: a flat one is the plain comparison, another one bills each option's own year."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import reference
import xl_dualfuel as df
from strategies import full_cases
from support import differences, one_in
from tests.results.test_hourly import BASE, CLIMATE, LIMITED, TEMPERATURES, TIMES
from tests.tariffs.test_tariff import BLOCKS, HOURS, TOU, made, with_power
from tests.tariffs.test_tariff_reference import SAME, Hour, at, bill
from xl_dualfuel.decisions.options import SCENARIOS, Option, Options, compare, money
from xl_dualfuel.decisions.tariff_options import NO_POINT, compare_under
from xl_dualfuel.tariffs.season import hours_of, season
from xl_dualfuel.tariffs.tariff import Tariff

QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
POINTS = {"economic_point", "economic_status", "emissions_point", "emissions_status", "tariff", "tariff_sha256"}
COUPLED = with_power(demand_charge=5, blocks=BLOCKS)


def option(
    name: str, /, scenario: str = "optimized", money: dict[str, object] | None = None, **changes: object
) -> Option:
    return Option(name, name, changes, scenario, money or {})


EVERY = [
    *(option(scenario, scenario) for scenario in SCENARIOS),
    option("better", cop_47=3.9, cop_17=2.7),
    option("smaller", "heat_pump_only", capacity_47=20000, capacity_17=13000),
    option("tighter", load_slope=400, existing_switchover=30),
]


def assert_alike(case: df.Case, tariff: Tariff) -> None:
    found, expected = compare_under(case, EVERY, tariff), compare(case, EVERY)
    assert found.tariff == tariff.name and expected.tariff is None
    assert (found.cheapest, found.cleanest) == (expected.cheapest, expected.cleanest)
    for row, plain in zip(found.rows, expected.rows, strict=True):
        assert (row.economic_point, row.emissions_point) == (None, None)
        assert {row.economic_status, row.emissions_status} == {NO_POINT}
        pair = ({key: value for key, value in one._asdict().items() if key not in POINTS} for one in (row, plain))
        assert differences(*pair) == [], row.option


@pytest.mark.parametrize("options", one_in(3, [LIMITED | {"backup_operation": "simultaneous"}, {}, LIMITED]))
def test_a_flat_tariff_compares_as_none(options: dict[str, Any]) -> None:
    assert_alike(BASE.replace(**options), Tariff())
    assert_alike(BASE.replace(**options), made({"electricity": {"price": 0.14}, "fuel": {"price": 13.0}}))
    assert_alike(BASE.replace(**options), made({"carbon": {"price": 0}}))


@given(inputs=full_cases().filter(lambda inputs: inputs.get("fuel") != "electricity"))  # refused under a tariff
@settings(max_examples=12, **QUIET)
def test_with_any_equipment(inputs: dict[str, Any]) -> None:
    options = {key: value for key, value in inputs.items() if key not in CLIMATE}
    case = BASE.replace(**options)
    without_strips = case.inputs["strip_capacity"] == 0
    every = [option(one, one) for one in SCENARIOS if not (without_strips and one == "emergency_heat")]
    pairs = zip(compare_under(case, every, Tariff()).rows, compare(case, every).rows, strict=True)
    for row, plain in pairs:
        both = ({key: value for key, value in one._asdict().items() if key not in POINTS} for one in (row, plain))
        assert differences(*both) == []


@pytest.mark.parametrize("tariff", one_in(3, [COUPLED | {"carbon": {"price": 70}}, TOU, COUPLED]))
def test_each_option_is_its_own_season(tariff: dict[str, Any]) -> None:
    case, billed = BASE.replace(**LIMITED), made(tariff)
    found = compare_under(case, EVERY, billed)
    base = season(case, HOURS, billed)
    for name, setting in (("base", base.best), ("optimized", base.best), ("existing_switchover", base.existing),
                          ("better", season(case.replace(cop_47=3.9, cop_17=2.7), HOURS, billed).best)):  # fmt: skip
        row = found.row(name)
        assert row.switchover == setting.switchover
        assert row.annual_cost == pytest.approx(setting.annual_cost, rel=1e-12)
        # The demand charge is electricity's.
        assert row.electricity_cost == pytest.approx(setting.energy_cost + setting.demand_cost, rel=1e-12)
        assert row.fuel_cost == pytest.approx(setting.fuel_cost, rel=1e-12)
        cold = abs(row.unmet_mmbtu - base.best.unmet_mmbtu) > 0.001 * base.load_mmbtu
        saving = None if cold else pytest.approx(found.row("base").annual_cost - row.annual_cost, abs=1e-9)
        assert row.saving == saving
    assert found.row("furnace_only").annual_cost == pytest.approx(base.curve["annual_cost"][0], rel=1e-12)
    assert found.row("furnace_only").switchover is None
    # What the plain model knows without prices stays.
    assert found.row("smaller").thermal_point == compare(case, EVERY).row("smaller").thermal_point is not None


@pytest.mark.parametrize("tariff", one_in(2, [COUPLED, TOU]))
@pytest.mark.parametrize("scenario", one_in(2, ["heat_pump_only", "emergency_heat"]))
def test_one_source_against_the_loop(tariff: dict[str, Any], scenario: str) -> None:
    """The slow reference runs each hour with the strips in place of the furnace, or of the compressor too."""
    row = compare_under(BASE.replace(**LIMITED), EVERY, made(tariff)).row(scenario)
    case = reference.with_defaults(LIMITED | {"climate": "weather"})
    hours, backup = [], 0
    for when, temperature in zip(TIMES, TEMPERATURES, strict=True):
        hour = Hour(when, temperature, case, tariff, {}, min(TEMPERATURES))
        if not hour.heating:
            continue
        run = reference.run_bin(case, reference.Bin(temperature, temperature, temperature, 1.0), min(TEMPERATURES))
        flows = run.heat_pump_only if scenario == "heat_pump_only" else run.emergency
        kwh = reference.compressor_kw(run, flows) + reference.strip_kw(flows)
        way = dict.fromkeys(hour.ways["dual"], 0.0)
        way |= {"electricity_kwh": kwh, "energy_cost": kwh * hour.price, "emissions_kg": kwh * case["grid_emissions"],
                "unmet_mmbtu": flows.unmet / 1e6}  # fmt: skip
        hour.ways = {"dual": way}
        hours.append(hour)
        backup += flows.strips > 0
    expected = bill(hours, at(hours, -999.0), tariff)
    assert row.annual_cost == pytest.approx(expected["annual_cost"], **SAME)
    assert row.electricity_cost == pytest.approx(expected["energy_cost"] + expected["demand_cost"], **SAME)
    for key in ("electricity_kwh", "emissions_kg", "unmet_mmbtu", "fuel_cost"):
        assert getattr(row, key) == pytest.approx(expected[key], **SAME), key
    assert row.backup_hours == backup > 0


def test_money_is_the_tariffs() -> None:
    given_ = Options(
        (option("furnace", "furnace_only"), option("better", money={"premium": 900.0}, cop_47=3.9, cop_17=2.7)),
        "furnace", {"electricity_escalation": 0.02, "discount_rate": 0.04},
    )  # fmt: skip
    found = compare_under(BASE, given_, made(COUPLED))
    (worth,) = money(found, given_).rows
    base, better = found.row("furnace"), found.row("better")
    assert found.baseline == "furnace" and base.saving == 0
    assert worth.first_year_saving == pytest.approx(base.annual_cost - better.annual_cost, rel=1e-12)
    rising = -(better.electricity_cost - base.electricity_cost) * 1.02 + base.fuel_cost - better.fuel_cost
    assert worth.flows[2] == pytest.approx(rising, rel=1e-12)
    assert worth.flows[0] == -900


def test_each_option_has_its_own_weather() -> None:
    options = [option(place, weather_file=None, station=place) for place in ("chicago_ohare", "denver", "tampa")]
    found = compare_under(BASE, options, made(TOU))
    assert found.row("chicago_ohare").annual_cost == found.row("base").annual_cost  # the base has its file
    for one in options:
        case = BASE.replace(**one.changes)
        alone = season(case, hours_of(case, made(TOU)), made(TOU)).best
        assert found.row(one.name).annual_cost == alone.annual_cost
    assert len({found.row(one.name).annual_cost for one in options}) == 3


LONG = [[10, 5000], [30, 5000]]
"""Hours that no year has"""


def test_every_problem_is_told_in_words() -> None:
    options = [option("city", weather_file=None, bin_table=LONG), option("bad", "sideways"), option("none", cop_47=-1)]
    with pytest.raises(df.InputError) as refused:
        compare_under(BASE, options, made(TOU))
    told = str(refused.value)
    assert "options.city.tariff = Time of use: needs the hours of one year" in told
    assert "options.bad.scenario" in told and "options.none.cop_47" in told
    with pytest.raises(df.InputError, match="needs the hours of one year"):
        compare_under(df.Case(bin_table=LONG), [option("a", cop_47=3.6)], made(TOU))


PROPANE: dict[str, object] = {"fuel": "propane", "fuel_price": 2.9, "fuel_price_unit": "$/gal"}


@pytest.mark.parametrize("unit", ["$/therm", "$/MMBtu", None])
def test_another_fuel_has_its_own_price(unit: str | None) -> None:
    """As if the tariff had no fuel; gas is billed by the tariff. A tariff that names no unit means the base case's."""
    therms = [value * (1 if unit == "$/therm" else 10) for value in TOU["fuel"]["monthly"]]
    fuel = {"monthly": therms, "fixed": 22.0} | ({} if unit is None else {"unit": unit})
    tariff = made(TOU | {"fuel": fuel})
    found = compare_under(BASE, [option("propane", **PROPANE), option("better", cop_47=3.9, cop_17=2.7)], tariff)
    alone = season(BASE.replace(**PROPANE), HOURS, tariff._replace(fuel=None)).best
    row = found.row("propane")
    assert (row.switchover, row.annual_cost) == (alone.switchover, alone.annual_cost)
    assert row.fuel_cost == pytest.approx(alone.fuel_cost, rel=1e-9)  # what the bills are together less electricity's
    by_gas = season(BASE.replace(**PROPANE), HOURS, made(TOU | {"fuel": {"price": 0.1, "unit": "$/gal"}})).best
    assert row.annual_cost != by_gas.annual_cost
    assert found.row("better").annual_cost == season(
        BASE.replace(cop_47=3.9, cop_17=2.7), HOURS, tariff).best.annual_cost  # fmt: skip
    told = [note for note in found.notes if note.startswith("propane: the tariff's fuel prices are those of natural")]
    assert len(told) == 1 and "propane is billed at its own fuel_price, 2.9 $/gal, in every month" in told[0]
    assert any("no unit is given" in note for note in found.notes) == (unit is None)
    # Without fuel prices in the tariff there is nothing to be told.
    assert compare_under(BASE, [option("propane", **PROPANE)], made({"electricity": {"price": 0.1}})).notes == ()


def test_a_price_that_the_tariff_has_is_refused() -> None:
    options = [
        option("dearer", electricity_price=0.4, fuel_price=50, grid_emissions=0.1),
        option("propane", **PROPANE, electricity_price=0.3), option("blank", fuel_price="", cop_47=3.9),
        option("bad", cop_47=-1, electricity_price=0.2),
    ]  # fmt: skip
    grid = {"monthly": [0.3] * 12}

    def told(tariff: dict[str, Any]) -> list[str]:
        with pytest.raises(df.InputError) as caught:
            compare_under(BASE, options, made(tariff))
        assert all(str(one).count("\n") == 0 for one in caught.value.issues)
        return [one.key for one in caught.value.issues if "cannot be set under the tariff" in one.allowed]

    power, fuel = TOU["electricity"], TOU["fuel"]
    prices = [f"options.{name}.electricity_price" for name in ("dearer", "propane", "bad")]
    assert told({"electricity": power}) == prices
    every = told({"electricity": power, "fuel": fuel, "carbon": grid})
    assert every == [prices[0], "options.dearer.fuel_price", "options.dearer.grid_emissions", *prices[1:]]
    with pytest.raises(df.InputError, match=r"options\.bad\.cop_47"):  # with the others', at once
        compare_under(BASE, options, made({"electricity": power}))
    # What the tariff leaves to the case is the option's to change.
    found = compare_under(BASE, [option("green", grid_emissions=0.1, fuel_price=20)], made({"electricity": power}))
    assert found.row("green").emissions_kg != found.row("base").emissions_kg
    assert compare_under(BASE, [option("green", grid_emissions=0.1)], made(TOU | {"carbon": {"price": 20}})).rows


def test_the_fixed_charge_of_a_fuel_given_up_is_told() -> None:
    options = [option("strips", "heat_pump_only"), option("propane", **PROPANE), option("better", cop_47=3.9)]
    fixed = [note for note in compare_under(BASE, options, made(TOU)).notes if "fixed charge" in note]
    assert len(fixed) == 1
    assert fixed[0].startswith("strips, propane: burn no natural gas; the tariff's fixed charge of $264.00 a year")
    (one,) = compare_under(BASE, options[:1], made(TOU)).notes
    assert one.startswith("strips: burns no natural gas")
    assert "is saved in the cost in all and in the net present value" in one
    # 12 times $22 a year that is no longer paid is in what is saved, and in no season's cost.
    given_ = Options((option("strips", "heat_pump_only", {"premium": 1.0}),), "base", {})
    found = compare_under(BASE, given_, made(TOU))
    (worth,) = money(found, given_).rows
    row = found.row("strips")
    assert row.saving == pytest.approx(found.row("base").annual_cost - row.annual_cost + 264, rel=1e-12)
    assert worth.first_year_saving == pytest.approx(row.saving, rel=1e-12)
    assert (found.row("base").fuel_fixed, row.fuel_fixed) == (264, 0)
    assert compare_under(BASE, options[2:], made(TOU)).notes == ()
    free = TOU | {"fuel": {key: value for key, value in TOU["fuel"].items() if key != "fixed"}}
    assert compare_under(BASE, options[:1], made(free)).notes == ()


@pytest.mark.parametrize("price", [0, 40, 150])
def test_carbon_decides_and_is_not_paid(price: float) -> None:
    row = compare_under(BASE, EVERY, made(TOU | {"carbon": {"price": price}})).row("better")
    assert row.annual_cost == pytest.approx(row.electricity_cost + row.fuel_cost, rel=1e-12)
    better = season(BASE.replace(cop_47=3.9, cop_17=2.7), HOURS, made(TOU | {"carbon": {"price": price}}))
    assert row.switchover == better.best.switchover
