"""Monte Carlo and the matrix of prices under a tariff: a flat one is the plain model, another one bills each year."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

import xl_dualfuel as df
from support import differences
from tests.results.test_hourly import BASE, LIMITED
from tests.tariffs.test_tariff import HOURS, TOU, made
from xl_dualfuel.decisions import tariff_draws
from xl_dualfuel.decisions.deciding import PRICE_STEPS, decide, price_matrix
from xl_dualfuel.decisions.distributions import draw
from xl_dualfuel.decisions.study import study_of
from xl_dualfuel.decisions.tariff_draws import monte_carlo_under, price_matrix_under
from xl_dualfuel.decisions.tariff_varied import Under
from xl_dualfuel.decisions.uncertainty import monte_carlo, spec_of
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.tariffs.tariff import Tariff

DRAWN = {
    "draws": 40,
    "seed": 3,
    "correlations": [["electricity_price", "fuel_price", 0.5]],
    "uncertain": {
        "electricity_price": {"distribution": "triangular", "low": 0.10, "mode": 0.14, "high": 0.22},
        "fuel_price": {"distribution": "lognormal", "median": 13, "gsd": 1.3},
        "cop": {"distribution": "uniform", "low": 0.8, "high": 1.05},
        "load_slope": {"distribution": "normal", "mean": 600, "sd": 40},
    },
}
CASE = BASE.replace(**LIMITED)
OWN = {"electricity": {"price": CASE.number("electricity_price")},
       "fuel": {"price": CASE.number("fuel_price"), "unit": "$/MMBtu"}}  # fmt: skip


def without_notes(found: Any) -> dict[str, Any]:
    return {key: value for key, value in found.to_json().items() if key != "notes"}


@pytest.mark.parametrize("tariff", [Tariff(), made(OWN)], ids=["none", "flat"])
def test_a_flat_tariff_draws_as_none(tariff: Tariff) -> None:
    spec = spec_of(DRAWN)
    found, expected = monte_carlo_under(Under(CASE, HOURS, tariff), spec), monte_carlo(CASE, spec)
    assert differences(without_notes(found), without_notes(expected)) == []
    assert 0 < found.beats_today < 1 or found.beats_today in (0.0, 1.0)


def scaled(tariff: dict[str, Any], power: float, fuel: float) -> dict[str, Any]:
    """The tariff as somebody would type it with other prices: what a kWh and a unit of fuel cost, and nothing else."""
    electricity, gas = dict(tariff["electricity"]), dict(tariff["fuel"])
    electricity["periods"] = {name: price * power for name, price in electricity["periods"].items()}
    if "delivery" in electricity:
        electricity["delivery"] *= power
    gas["monthly"] = [price * fuel for price in gas["monthly"]]
    return {**tariff, "electricity": electricity, "fuel": gas}


def test_each_draw_is_a_year_billed_by_the_tariff() -> None:
    """Cost in the middle, at the ends and the mean: of seasons with the drawn prices typed into the tariff."""
    prices = {key: DRAWN["uncertain"][key] for key in ("electricity_price", "fuel_price")}
    spec = spec_of({"draws": 7, "seed": 3, "uncertain": prices})
    found = monte_carlo_under(Under(CASE, HOURS, made(TOU)), spec)
    setting = season(CASE, HOURS, made(TOU)).setting.switchover
    drawn = draw(spec.distributions, 7, 3, None)
    own = {key: CASE.number(key) for key in drawn}
    costs, today, least = [], [], []
    for place in range(7):
        power, fuel = (drawn[key][place] / own[key] for key in ("electricity_price", "fuel_price"))
        year = season(CASE, HOURS, made(scaled(TOU, power, fuel)))
        curve = dict(zip(year.curve["switchover"], year.curve["annual_cost"], strict=True))
        costs.append(curve[setting])
        today.append(year.existing.annual_cost)
        least.append(year.best.annual_cost)
    assert found.setting == setting and found.used == 7
    assert found.annual_cost.mean == pytest.approx(sum(costs) / 7, rel=1e-9)
    assert found.existing_cost.mean == pytest.approx(sum(today) / 7, rel=1e-9)
    assert found.annual_cost.p50 == pytest.approx(sorted(costs)[math.ceil(0.5 * 7) - 1], rel=1e-9)
    assert found.regret.mean == pytest.approx(sum(np.maximum(0, np.subtract(costs, least))) / 7, abs=1e-7)
    assert max(costs) - min(costs) > 50
    assert any("electricity_price: the tariff's prices a kWh go by the factor" in note for note in found.notes)


def test_the_matrix_of_a_flat_tariff_is_that_of_none() -> None:
    plain, _ = price_matrix(CASE)
    found, said = price_matrix_under(Under(CASE, HOURS, Tariff()), PRICE_STEPS)
    assert differences(found.to_json(), plain.to_json()) == [] and said == ()
    flat, said = price_matrix_under(Under(CASE, HOURS, made(OWN)), PRICE_STEPS)
    assert flat.down == "electricity_price_factor" and flat.down_values == PRICE_STEPS
    assert differences(flat.to_json()["annual_cost"], plain.to_json()["annual_cost"]) == []
    assert len(said) == 2


def test_each_pair_of_prices_is_a_year_billed_by_the_tariff() -> None:
    found, _ = price_matrix_under(Under(CASE, HOURS, made(TOU)), (0.8, 1.3))
    for down, power in enumerate((0.8, 1.3)):
        for across, fuel in enumerate((0.8, 1.3)):
            year = season(CASE, HOURS, made(scaled(TOU, power, fuel)))
            assert found.switchover[down][across] == year.best.switchover
            assert found.annual_cost[down][across] == pytest.approx(year.best.annual_cost, rel=1e-9)
            assert found.emissions_kg[down][across] == pytest.approx(year.best.emissions_kg, rel=1e-9)


def test_more_draws_than_are_billed_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tariff_draws, "MOST_DRAWS", 5)
    found = monte_carlo_under(Under(CASE, HOURS, made(TOU)), spec_of(DRAWN))
    assert (found.draws, found.used) == (5, 5)
    assert found.notes[-1] == "5 of 40 draws were made, as each is billed hour by hour under the tariff"


def test_decisions_have_both() -> None:
    drawn = {"fuel_price": DRAWN["uncertain"]["fuel_price"]}
    study = study_of({"draws": 6, "uncertain": drawn, "ranges": {"fuel_price": [10, 15]}})
    found = decide(CASE, study=study, tariff=made(TOU))
    document = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert document["uncertainty"]["used"] == 6
    assert document["prices"]["down"] == "electricity_price_factor"
    tables = found.tables()
    assert tables["prices"]["electricity_price_factor"][:2] == [0.7, 0.7]
    assert {"uncertainty", "prices"} < set(tables)


def test_a_price_of_nothing_has_no_share() -> None:
    with pytest.raises(
        df.InputError, match=r"uncertain\.fuel_price.*must be a share of the case's own value, which is 0"
    ):
        monte_carlo_under(Under(BASE.replace(fuel_price=0.0), HOURS, made(TOU)), spec_of(DRAWN))
