"""The hours of a season under a tariff, and what goes by the month beside them, whatever elements the tariff has."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.tariffs.test_biller import _case, _date, answered, drawn, made
from xl_dualfuel.model.storage import DAYS, HOURS_PER_DAY
from xl_dualfuel.tariffs.by_hour import by_hour
from xl_dualfuel.tariffs.season import judged


@pytest.mark.parametrize("seed", [1, 4, 7, 11])
def test_hours_and_months_add_up_to_the_season(seed: int) -> None:
    of = drawn(seed)
    times = [f"{_date(hour // 24)} {hour % 24 + 1:02}:00" for hour, _ in of.hours]
    hours, case, tariff, answer = (times, [degrees for _, degrees in of.hours]), _case(of), made(of), answered(of)
    setting = answer.setting
    assert setting.switchover is not None
    found = by_hour(case, hours, judged(case, hours, tariff), setting.switchover)
    if tariff.electricity is not None and not tariff.electricity.ladders and tariff.electricity.solar is None:
        assert found.charges["blocks_cost"] == [0.0] * 12
    near = {"rel": 1e-9, "abs": 1e-9 * max(1.0, abs(answer.household_cost))}
    months = [math.fsum(row) for row in zip(*(found.charges[key] for key in list(found.charges)[1:-1]), strict=True)]
    assert months == pytest.approx(found.charges["cost"], **near)
    assert math.fsum(months) == pytest.approx(setting.annual_cost, **near)
    of_hours = math.fsum([*found.charges["hours_electricity_cost"], *found.charges["hours_fuel_cost"]])
    assert math.fsum(found.hours["cost"]) == pytest.approx(of_hours, **near)
    for key, whole in (("electricity_kwh", setting.electricity_kwh), ("fuel_mmbtu", setting.fuel_mmbtu),
                       ("emissions_kg", setting.emissions_kg)):  # fmt: skip
        assert math.fsum(found.hours[key]) == pytest.approx(whole, rel=1e-9, abs=1e-9), key
    assert math.fsum(found.hours["control"]) == pytest.approx(answer.control_hours, abs=1e-9)
    burned = np.array(found.hours["fuel_units"])
    for days, most in zip(DAYS, found.worst_days, strict=True):
        wide = HOURS_PER_DAY * days
        around = [*burned, *burned[: wide - 1]]
        windows = [math.fsum(around[start : start + wide]) for start in range(0, len(burned), 12)]
        assert most is not None and most >= max(windows) - 1e-9
    # Where own electricity is not in the way, an hour costs its use at its price.
    if tariff.electricity is not None and tariff.electricity.solar is None and not tariff.halves:
        product = np.array(found.hours["electricity_kwh"]) * np.array(found.hours["electricity_price"])
        assert found.hours["electricity_cost"] == pytest.approx(product.tolist(), rel=1e-12, abs=1e-12)
