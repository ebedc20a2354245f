"""Decisions under a tariff: a flat tariff decides as the plain model does, another one as its own season does.

The weather is Chicago's (tests/cases/README.md); bin_width 0 makes the plain model's bins the hours' temperatures.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from strategies import full_cases
from support import differences, one_in
from tests.results.test_hourly import BASE, CLIMATE, LIMITED
from tests.tariffs.test_tariff import BLOCKS, HOURS, TOU, made, with_power
from xl_dualfuel.decisions.band import Band, band
from xl_dualfuel.decisions.frontier import frontier, with_carbon_price
from xl_dualfuel.decisions.risk import COLD, SCENARIOS, Scenario, risks
from xl_dualfuel.decisions.sensitivity import tornado
from xl_dualfuel.decisions.tariff_decide import band_under, carbon_under, frontier_under, risks_under, tornado_under
from xl_dualfuel.decisions.tariff_varied import Under, scaled
from xl_dualfuel.tariffs.elements import Solar
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.tariffs.tariff import Carbon, Tariff

FLAT = {"electricity": {"price": 0.14}, "fuel": {"price": 1.3, "unit": "$/therm"}}
QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
WORDS = {"low", "base", "high", "label", "unit", "note", "clipped"}
"""Of a bar: a tariff's prices go by a factor, the case's own by dollars. The answers are the same."""
COUPLED = with_power(demand_charge=5, blocks=BLOCKS)


def numbers_of(band: Band) -> dict[str, Any]:
    """The band but for the words that name the tariff, or say in words that one source heats all season."""
    found = band.to_json()
    _, lockout, furnace, differential = found["program"]["reasons"]
    one_source = "every temperature of the season" in lockout
    found["program"]["reasons"] = [furnace] if one_source else [lockout, furnace, differential]
    return without(found, "headline")


def without(found: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key not in keys}


def assert_decided_alike(case: df.Case, tariff: Tariff, same_words: bool) -> None:
    result, under = df.solve(case), season(case, HOURS, tariff)
    for allowance in ({}, {"dollars": 5}):
        bands = band_under(under, result, **allowance), band(result, **allowance)
        assert differences(*map(numbers_of, bands)) == []
    pairs = [
        (frontier_under(under), frontier(result)),
        *((carbon_under(under, price), with_carbon_price(result, price)) for price in (0, 50, 300)),
    ]
    for found, expected in pairs:
        assert differences(found.to_json(), expected.to_json()) == []
    whole = Under(case, HOURS, tariff)
    swings, plain = tornado_under(whole).to_json(), tornado(case).to_json()
    hidden = set() if same_words else WORDS
    bars = {bar["key"]: without(bar, *hidden) for bar in swings.pop("bars")}
    assert differences(bars, {bar["key"]: without(bar, *hidden) for bar in plain.pop("bars")}) == []
    assert differences(swings, plain) == []
    kept = [one for one in SCENARIOS if COLD not in one.factors]
    found, expected = risks_under(whole, kept).to_json(), risks(case, kept).to_json()
    if not same_words:
        for one in (*found["outcomes"], *expected["outcomes"]):
            del one["note"]
    assert differences(found, expected) == []


@pytest.mark.parametrize("options", one_in(3, [LIMITED | {"backup_operation": "simultaneous"}, {}, LIMITED]))
def test_a_flat_tariff_decides_as_none(options: dict[str, Any]) -> None:
    case = BASE.replace(**options)
    assert_decided_alike(case, Tariff(), True)
    assert_decided_alike(case, made(FLAT), False)
    # A carbon price of 0, and one that another carbon price replaces, change nothing either.
    assert_decided_alike(case, Tariff(carbon=Carbon(price=0)), True)


def test_backup_stays_free_where_the_heat_pump_falls_short() -> None:
    # As in test_program.py: 600·(70 − T) = 11,000 + 7,000/30·(T − 17) at 41.96 °F; the setting lies below it.
    case = BASE.replace(
        capacity_47=18000, capacity_17=11000, backup_operation="simultaneous", electricity_price=0.08,
        load_balance_temperature=70,
    )  # fmt: skip
    found = band_under(season(case, HOURS, Tariff()), df.solve(case)).program
    assert found.backup_lockout == 44
    assert found.compressor_lockout is not None and found.compressor_lockout < 41
    assert "does not meet the load" in found.reasons[2]


@given(inputs=full_cases().filter(lambda inputs: inputs.get("fuel") != "electricity"))  # refused under a tariff
@settings(max_examples=10, **QUIET)
def test_with_any_equipment(inputs: dict[str, Any]) -> None:
    options = {key: value for key, value in inputs.items() if key not in CLIMATE}
    case = BASE.replace(**options)
    result, under = df.solve(case), season(case, HOURS, Tariff())
    assert differences(numbers_of(band_under(under, result)), numbers_of(band(result))) == []
    # The cost a tonne is a quotient of differences, whose rounding is no measure of anything.
    found, expected = (
        without(one.to_json(), "cost_per_tonne") for one in (carbon_under(under, 80), with_carbon_price(result, 80))
    )
    assert differences(found, expected) == []
    ends = [(one.points[0][:4], one.points[-1][:4]) for one in (frontier_under(under), frontier(result))]
    assert differences(*ends) == []
    # Bars of equal swing may change places by rounding.
    bars, plain = ({bar.key: bar._asdict() for bar in one.bars}
                   for one in (tornado_under(Under(case, HOURS, Tariff())), tornado(case)))  # fmt: skip
    assert differences(bars, plain) == []


@given(price=st.floats(0, 2000), own=st.sampled_from([0, 30, 200]), kind=st.sampled_from([TOU, COUPLED]))
@settings(max_examples=25, **QUIET)
def test_no_candidate_undercuts_the_choice_under_carbon(price: float, own: float, kind: dict[str, Any]) -> None:
    under = season(BASE.replace(**LIMITED), HOURS, made(kind | {"carbon": {"price": own}}))
    found = carbon_under(under, price)
    pairs = list(zip(under.curve["annual_cost"], under.curve["emissions_kg"], strict=True))
    least = min(cost + price / 1000 * kg for cost, kg in pairs)
    assert found.objective == pytest.approx(found.annual_cost + price / 1000 * found.emissions_kg, rel=1e-12)
    assert found.objective <= least * (1 + 1e-9)
    # Beside the choice of money alone, whatever price the tariff itself has.
    cheapest = min(cost for cost, _ in pairs)
    assert found.annual_cost - found.extra_cost == pytest.approx(cheapest, rel=1e-9)
    if price == own:
        assert found.switchover == under.best.switchover


def test_the_choice_at_the_tariffs_own_price_is_its_recommendation() -> None:
    under = season(BASE, HOURS, made(TOU | {"carbon": {"price": 50}}))
    found = carbon_under(under, 50)
    assert found.switchover == under.best.switchover
    assert found.annual_cost == pytest.approx(under.best.annual_cost, rel=1e-12)
    assert found.carbon_cost == pytest.approx(under.best.carbon_cost, rel=1e-12)
    plain = season(BASE, HOURS, made(TOU))
    assert found.switchover_without == plain.best.switchover
    assert frontier_under(under) == frontier_under(plain)


@pytest.mark.parametrize("tariff", [TOU, COUPLED, COUPLED | {"carbon": {"price": 60}}])
def test_the_band_is_of_the_tariffs_own_curve(tariff: dict[str, Any]) -> None:
    case = BASE.replace(**LIMITED)
    under = season(case, HOURS, made(tariff))
    found = band_under(under, df.solve(case), dollars=8)
    curve = under.curve
    cost = dict(
        zip(curve["switchover"], map(sum, zip(curve["annual_cost"], curve["carbon_cost"], strict=True)), strict=True)
    )
    assert found.least_cost == pytest.approx(under.best.objective, rel=1e-12)
    inside = {t for t in cost if any(one.low <= t <= one.high for one in (found.band, *found.others))}
    assert inside == {t for t, dollars in cost.items() if dollars <= found.least_cost + 8 + 1e-9}
    assert found.existing_over_least == pytest.approx(under.existing.objective - under.best.objective, abs=1e-9)
    # What to program costs what is said: the tariff bills that setting so.
    setting = found.program.setting
    assert setting is not None
    billed = season(case.replace(existing_switchover=setting), HOURS, made(tariff)).existing
    assert found.program.season_cost == pytest.approx(billed.objective, rel=1e-12)
    assert ("count carbon at $60 a tonne" in found.words) == (under.carbon_price > 0)


@pytest.mark.parametrize(
    "tariff", one_in(3, [COUPLED | {"carbon": {"price": 60, "monthly": [0.5] * 12}}, TOU, COUPLED])
)
def test_each_end_is_a_season_of_its_own(tariff: dict[str, Any]) -> None:
    case, billed = BASE.replace(**LIMITED), made(tariff)
    found = tornado_under(Under(case, HOURS, billed))
    base = season(case, HOURS, billed)
    assert found.annual_cost == pytest.approx(base.best.objective, rel=1e-12)
    assert found.saving == pytest.approx(base.existing.objective - base.best.objective, abs=1e-9)
    bars = {bar.key: bar for bar in found.bars}
    for key in ("load_slope", "capacity_17", "furnace_efficiency", "furnace_fan_power"):
        bar = bars[key]
        for end, switchover, cost in ((bar.low, bar.low_switchover, bar.low_cost),
                                      (bar.high, bar.high_switchover, bar.high_cost)):  # fmt: skip
            own = season(case.replace(**{key: end}), HOURS, billed).best
            assert (switchover, cost) == (own.switchover, pytest.approx(own.objective, rel=1e-12)), key
    # Prices: what the file would say with every price a kWh a quarter dearer.
    power = tariff["electricity"]
    dear = power | {"periods": {name: 1.25 * price for name, price in power["periods"].items()}}
    if "blocks" in power:
        dear["blocks"] = [block | {"price": 1.25 * block["price"]} for block in power["blocks"]]
    own = season(case, HOURS, made(tariff | {"electricity": dear})).best
    bar = bars["electricity_price"]
    assert (bar.low, bar.base, bar.high) == (0.75, 1.0, 1.25)
    assert (bar.high_switchover, bar.high_cost) == (own.switchover, pytest.approx(own.objective, rel=1e-12))
    assert "demand charges, least bills and fixed charges stay" in bar.note
    fuel = tariff["fuel"] | {"monthly": [0.75 * price for price in tariff["fuel"]["monthly"]]}
    own = season(case, HOURS, made(tariff | {"fuel": fuel})).best
    assert bars["fuel_price"].low_cost == pytest.approx(own.objective, rel=1e-12)


def test_every_price_of_a_tariff_is_scaled_and_no_charge() -> None:
    power = {
        "monthly": [0.1] * 12, "delivery": 0.02, "demand_charge": 4, "fixed": 9,
        "blocks": [{"up_to": 100, "price": 0.01}, {"price": 0.03}], "riders": -0.02, "minimum": 6, "tax_percent": 5,
        "special_prices": [{"name": "cold", "below": 10, "price": 0.3},
                           {"name": "night", "from": 0, "to": 5, "add": -0.01}],
        "ladders": [{"per": "day", "blocks": [{"up_to": 5, "price": 0.02}, {"price": 0.04}]}],
    }  # fmt: skip
    fuel = {"price": 12, "fixed": 3, "riders": 0.5, "minimum": 2, "blocks": [{"up_to": 9, "price": 1}, {"price": 2}]}
    tariff = made({"electricity": power, "fuel": fuel, "carbon": {"monthly": [0.4] * 12, "price": 7}})
    assert scaled(tariff, {}) is tariff
    twice = scaled(tariff, {"electricity_price": 2.0, "fuel_price": 3.0, "grid_emissions": 0.5})
    expected = made(
        {
            "electricity": power | {"monthly": [0.2] * 12, "delivery": 0.04,
                                    "blocks": [{"up_to": 100, "price": 0.02}, {"price": 0.06}], "riders": -0.04,
                                    "special_prices": [{"name": "cold", "below": 10, "price": 0.6},
                                                       {"name": "night", "from": 0, "to": 5, "add": -0.02}],
                                    "ladders": [{"per": "day", "blocks": [{"up_to": 5, "price": 0.04},
                                                                          {"price": 0.08}]}]},
            "fuel": fuel | {"price": 36, "riders": 1.5, "blocks": [{"up_to": 9, "price": 3}, {"price": 6}]},
            "carbon": {"monthly": [0.2] * 12, "price": 7},
        }
    )  # fmt: skip
    same = {"source": "", "notes": ()}
    assert twice._replace(**same) == expected._replace(**same)
    assert twice.electricity is not None
    own = twice.electricity._replace(solar=Solar((1.0,) * 8760, credit=0.04))
    sunny = scaled(twice._replace(electricity=own), {"electricity_price": 2.0}).electricity
    assert sunny is not None and sunny.solar == Solar((1.0,) * 8760, credit=0.08)
    assert Under(BASE, HOURS, tariff).replaced.keys() == {"electricity_price", "fuel_price", "grid_emissions"}
    assert Under(BASE, HOURS, Tariff(carbon=Carbon(price=5))).replaced == {}


def test_a_range_in_dollars_is_a_share_of_the_cases_own_price() -> None:
    under = Under(BASE, HOURS, made(TOU))
    found = tornado_under(under, {"electricity_price": (0.07, 0.21), "season_hours": (1000, 2000)})
    bars = {bar.key: bar for bar in found.bars}
    assert (bars["electricity_price"].low, bars["electricity_price"].high) == (pytest.approx(0.5), pytest.approx(1.5))
    assert "0.07 to 0.21 $/kWh against the case's own 0.14" in bars["electricity_price"].note
    assert bars["season_hours"].cost_swing == 0
    assert "those of the climate" in bars["season_hours"].note
    free = Under(BASE.replace(electricity_price=0), HOURS, made(TOU))
    with pytest.raises(df.InputError, match="share of the case's own value, which is 0"):
        tornado_under(free, {"electricity_price": (0.07, 0.21)})
    assert "electricity_price" in {bar.key for bar in tornado_under(free).bars}


def test_hours_cannot_be_added_and_that_is_said() -> None:
    found = risks_under(Under(BASE, HOURS, made(TOU)))
    outcomes = {one.name: one for one in found.outcomes}
    assert outcomes.keys() == {"case", "fuel_price_up", "electricity_up", "weak_heat_pump", "worst", "best"}
    assert outcomes["worst"].label == "All of these together, without the hours below design"
    assert [note.partition(":")[0] for note in found.notes] == [
        "Twice the hours below design", "All of these together", "Their opposites together"
    ]  # fmt: skip
    assert "left out" in found.notes[0] and "those of the climate" in found.notes[0]
    assert json.loads(json.dumps(found.to_json()))["notes"] == list(found.notes)
    expected = season(BASE.replace(cop_47=3.4 * 0.9, cop_17=2.2 * 0.9), HOURS, made(TOU))
    assert outcomes["weak_heat_pump"].switchover == expected.best.switchover
    assert outcomes["weak_heat_pump"].least_cost == pytest.approx(expected.best.annual_cost, rel=1e-12)
    assert all(one.regret is not None and one.regret >= 0 for one in found.outcomes)
    assert risks(df.Case()).notes == ()


def test_a_scenario_without_a_case_is_left_out_in_words() -> None:
    dear = made({"fuel": {"price": 400}})
    up = [Scenario("up", "Fuel at twice", {"fuel_price": 2.0}), Scenario("down", "Fuel at half", {"fuel_price": 0.5})]
    found = risks_under(Under(BASE, HOURS, dear), up)
    assert [one.name for one in found.outcomes] == ["case", "down"]
    assert found.notes[0].startswith("Fuel at twice: left out; fuel.monthly = 800: must be at most 500")
    with pytest.raises(df.InputError, match="must be a factor"):
        risks_under(Under(BASE, HOURS, dear), [Scenario("x", "x", {"fuel_price": -1.0})])
