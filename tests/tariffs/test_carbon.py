"""A carbon price in a tariff: it moves every choice, and no bill. The slow reference is in test_tariff_reference.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import xl_dualfuel as df
from support import one_in
from tests.results.test_hourly import BASE, LIMITED
from tests.tariffs.test_tariff import BLOCKS, HOURS, TOU, made, with_power
from xl_dualfuel.decisions.frontier import MOST
from xl_dualfuel.tariffs.reading import tariff_of
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.tariffs.tariff import Carbon

KINDS: tuple[dict[str, Any], ...] = (
    {},
    {"demand_charge": 5},
    {"blocks": BLOCKS},
    {"demand_charge": 5, "blocks": BLOCKS},
)


def at(price: float, **changes: Any) -> dict[str, Any]:
    return with_power(**changes) | {"carbon": {"price": price}}


@pytest.mark.parametrize("changes", KINDS)
def test_a_price_of_zero_or_none_is_the_same_to_the_last_bit(changes: dict[str, Any]) -> None:
    case = BASE.replace(**LIMITED)
    without, zero = season(case, HOURS, made(with_power(**changes))), season(case, HOURS, made(at(0, **changes)))
    assert zero == without
    assert zero.carbon_price == 0 == zero.best.carbon_cost == sum(zero.curve["carbon_cost"])
    assert zero.ideal.annual_cost == zero.ideal.objective
    assert zero.best.objective == zero.best.annual_cost


@pytest.mark.parametrize("changes", KINDS)
@pytest.mark.parametrize("price", one_in(3, [50, 20, 190]))
def test_each_freedom_makes_the_objective_less(changes: dict[str, Any], price: float) -> None:
    answer = season(BASE.replace(**LIMITED), HOURS, made(at(price, **changes)))
    every = [
        money + carbon for money, carbon in zip(answer.curve["annual_cost"], answer.curve["carbon_cost"], strict=True)
    ]
    # Exactly, but for the tie within 1e-9 that the single setting may take.
    assert answer.ideal.objective <= answer.by_period.total.objective <= answer.best.objective
    assert answer.best.objective <= min(every) * (1 + 1e-9)
    assert answer.ideal.annual_cost <= min(answer.curve["annual_cost"]) + 1e-9
    assert answer.ideal.annual_cost <= answer.ideal.objective
    told = [message for key, message in answer.warnings if key == "carbon"]
    assert told[0].startswith(f"each setting is chosen with ${price} a tonne of CO2")


def test_the_price_is_on_electricity_and_fuel_and_in_no_bill() -> None:
    plain, priced = season(BASE, HOURS, made(TOU)), season(BASE, HOURS, made(at(50)))
    for key in ("switchover", "annual_cost", "energy_cost", "fuel_cost", "emissions_kg", "furnace_hours"):
        assert priced.curve[key] == plain.curve[key], key
    assert priced.curve["carbon_cost"] == pytest.approx([0.05 * kg for kg in plain.curve["emissions_kg"]], rel=1e-12)
    for setting in (priced.best, priced.existing, priced.flat, priced.by_period.total):
        assert setting.carbon_cost == pytest.approx(0.05 * setting.emissions_kg, rel=1e-12)
        bill = setting.energy_cost + setting.demand_cost + setting.fuel_cost
        assert setting.annual_cost == pytest.approx(bill, rel=1e-12)
    assert priced.months["carbon_cost"] == pytest.approx([0.05 * kg for kg in priced.months["emissions_kg"]], rel=1e-12)
    # The bill of the cleaner choice is never lower, its emissions never higher.
    assert priced.best.annual_cost >= plain.best.annual_cost
    assert priced.best.emissions_kg <= plain.best.emissions_kg
    assert priced.best.switchover != plain.best.switchover  # or nothing was tested


def test_a_price_is_a_dearer_kwh_and_a_dearer_mmbtu() -> None:
    """0.05 $/kg on 0.38 kg/kWh and 53 kg/MMBtu are 0.019 $/kWh and 2.65 $/MMBtu."""
    flat = {"electricity": {"price": 0.14}, "fuel": {"price": 13.0}}
    dearer = {"electricity": {"price": 0.14 + 0.019}, "fuel": {"price": 13.0 + 2.65}}
    priced, other = season(BASE, HOURS, made(flat | {"carbon": {"price": 50}})), season(BASE, HOURS, made(dearer))
    assert priced.best.switchover == other.best.switchover
    assert priced.best.objective == pytest.approx(other.best.annual_cost, rel=1e-12)
    assert priced.ideal.objective == pytest.approx(other.ideal.annual_cost, rel=1e-12)
    assert priced.weighed.cost == pytest.approx(other.weighed.cost, rel=1e-12)


def test_hours_with_their_own_carbon_are_priced_by_it() -> None:
    dice = np.random.default_rng(3)
    carbon = Carbon(series=tuple(dice.uniform(0, 1, 8760).tolist()), price=80)
    answer = season(BASE, HOURS, made(TOU)._replace(carbon=carbon))
    assert answer.best.carbon_cost == pytest.approx(0.08 * answer.best.emissions_kg, rel=1e-12)
    flat = season(BASE, HOURS, made(at(80)))
    assert answer.best.emissions_kg != pytest.approx(flat.best.emissions_kg, rel=1e-3)
    # Where the hours differ in carbon, choosing hour by hour gains more than one setting.
    assert answer.ideal.objective < answer.best.objective - 1


def test_json_and_tables_carry_it() -> None:
    answer = season(BASE, HOURS, made(at(50)))
    found = answer.to_json()
    assert found["carbon_price"] == 50
    assert found["recommended"]["carbon_cost"] == answer.best.carbon_cost > 0
    assert found["by_period"]["carbon_cost"] == answer.by_period.total.carbon_cost
    assert found["ideal"]["objective"] == answer.ideal.objective
    for name in ("tariff_settings", "tariff_switchover", "tariff_months"):
        assert "carbon_cost" in answer.tables[name]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"price": -1}, "carbon.price = -1: must be a number from 0 to 10,000 $/t CO2"),
        ({"price": 10001}, "carbon.price = 10001"),
        ({"price": "50"}, "Write it without quotes"),
        ({"price": float("nan")}, "carbon.price = nan"),
        ({}, "carbon.price = (not given): must be given, or monthly, or series"),
        ({"prise": 50}, "carbon.prise"),
        ({"price": 50, "monthly": [0.3] * 12, "series": {"file": "a.csv"}}, "must not be given together with series"),
    ],
)
def test_a_price_that_is_none_is_refused_in_words(table: dict[str, Any], told: str) -> None:
    with pytest.raises(df.InputError) as refused:
        tariff_of({"carbon": table}, Path())
    assert told in str(refused.value)


def test_the_same_limit_everywhere() -> None:
    assert tariff_of({"carbon": {"price": MOST}}, Path()).carbon_price == MOST
    both = tariff_of({"carbon": {"price": 20, "monthly": [0.4] * 12}}, Path())
    assert (both.carbon_price, both.carbon) == (20, Carbon(monthly=(0.4,) * 12, price=20))
