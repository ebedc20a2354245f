"""Bills of houses whose heat loss is known, heated in each way; the model beside them; what strips leave behind."""

from __future__ import annotations

import datetime
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import xl_dualfuel as df
from support import one_in
from xl_dualfuel.results import bill_words
from xl_dualfuel.results.hourly import hourly_table

HOUSE = {
    "station": "chicago_ohare", "load_slope": 600, "load_balance_temperature": 62, "cop_47": 3.6, "cop_17": 2.3,
    "capacity_47": 60000, "capacity_17": 42000, "strip_capacity": 15,
}  # fmt: skip
BASE_KWH, BASE_THERMS = 12.0, 0.5
"""Of a day"""
MONTH = datetime.timedelta(days=30)
STARTS = [datetime.date(2023, 1, 4) + n * MONTH for n in range(12)]


def used(case):
    """Hourly kWh and therms at the setting to program of a case, by its hourly table."""
    return _used(tuple(case.items()))


@cache
def _used(case):
    result = df.solve(df.Case(**dict(case)))
    table = hourly_table(result, result.case.year.order.times, result.case.year.order.dry_bulb)
    return np.array(table["electricity_kwh"]), 10 * np.array(table["fuel_mmbtu"])


def written(tmp_path, kwh, therms, extra=None, fuels=("kWh", "Gas (therms)")):
    rows = [",".join(("From", "To", *fuels))]
    for start in STARTS:
        first = 24 * (start.timetuple().tm_yday - 1)
        month = slice(first, first + 24 * MONTH.days)
        amounts = {
            "kWh": kwh[month].sum() + BASE_KWH * MONTH.days + (extra or {}).get(start, 0.0),
            "Gas (therms)": therms[month].sum() + BASE_THERMS * MONTH.days,
        }
        rows.append(",".join([f"{start},{start + MONTH}", *(f"{amounts[fuel]:.6f}" for fuel in fuels)]))
    path = tmp_path / "bills.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return str(path)


def furnace():
    _, therms = used({**HOUSE, "compressor_lockout": 100})
    return np.zeros_like(therms), therms


def dual():
    at = df.solve(df.Case(**HOUSE)).setting.switchover
    return *used(HOUSE), at


@pytest.mark.parametrize("believed", one_in(2, [450, 800]))
def test_the_furnace_heated(tmp_path, believed):
    path = written(tmp_path, *furnace())
    found = df.solve(df.Case(**{**HOUSE, "load_slope": believed, "bills_file": path})).bills
    assert found.compared_with == "furnace_only"
    # temperatures are taken to half degrees; within 1 % is asked for
    assert found.offered.load_slope == pytest.approx(600, rel=5e-4)
    assert found.offered.load_balance_temperature == pytest.approx(62, abs=0.01)
    billed = sum(row.fuel_units for row in found.rows)
    too_much = (billed - 360 * BASE_THERMS) * (believed / 600 - 1)
    assert found.bias["fuel"] == pytest.approx(too_much / billed, abs=1e-3)


@pytest.mark.parametrize("believed", one_in(2, [450, 800]))
def test_both_heated_at_todays_setting(tmp_path, believed):
    """Also where the heat pump falls short: what a BTU takes then depends on the load itself."""
    kwh, therms, at = dual()
    path = written(tmp_path, kwh, therms)
    given = {**HOUSE, "load_slope": believed, "existing_switchover": at, "bills_file": path}
    found = df.solve(df.Case(**given)).bills
    assert found.compared_with == "existing"
    assert found.offered.load_slope == pytest.approx(600, rel=1e-3)
    assert found.offered.load_balance_temperature == pytest.approx(62, abs=0.05)


def test_the_models_energy_beside_each_bill(tmp_path):
    kwh, therms, at = dual()
    result = df.solve(df.Case(**HOUSE, existing_switchover=at, bills_file=written(tmp_path, kwh, therms)))
    for row in result.bills.rows:
        assert row.model_electricity_kwh == pytest.approx(row.electricity_kwh, rel=1e-3)
        assert row.model_fuel_units == pytest.approx(row.fuel_units, rel=1e-3)
        assert row.standing_out_kwh == 0
    document = json.loads(json.dumps(result.to_json()["bills"]))
    assert len(document["periods"]) == 12
    assert (
        document["weather"] == {"source": "Chicago O'Hare, IL", "is_typical": True} or document["weather"]["is_typical"]
    )


def test_gas_alone_does_not_say_who_heated(tmp_path):
    """The gas of a house with a heat pump above its setting looks like that of a house that loses twice as much."""
    kwh, therms, at = dual()
    path = written(tmp_path, kwh, therms, fuels=("Gas (therms)",))
    offered = df.solve(df.Case(**HOUSE, existing_switchover=at, bills_file=path)).bills.offered
    assert offered is None or offered.load_slope == pytest.approx(600, rel=0.01)


def test_strips_in_two_months_stand_out(tmp_path):
    kwh, _ = used({**HOUSE, "existing_switchover": -30, "fuel_price": 90})
    path = written(tmp_path, kwh, kwh, {STARTS[0]: 900.0, STARTS[2]: 700.0}, fuels=("kWh",))
    given = {**HOUSE, "existing_switchover": -30, "load_slope": 650, "bills_file": path}
    result = df.solve(df.Case(**given))
    months = [row.bill.first for row in result.bills.rows if row.standing_out_kwh]
    assert months == [STARTS[0], STARTS[2]]
    assert "Jan 2023, Mar 2023" in " ".join(bill_words.lines(result.solution, result.bills))


def test_an_electric_furnace_is_on_the_electricity_bill(tmp_path):
    _, therms = furnace()
    electric = {"fuel": "electricity", "furnace_efficiency": 1, "load_slope": 500}
    # a therm burned at 95 % is 0.95 · 29.307 kWh of heat
    path = written(tmp_path, therms * 0.95 * 29.30711, therms, fuels=("kWh",))
    offered = df.solve(df.Case(**{**HOUSE, **electric, "bills_file": path})).bills.offered
    assert offered.load_slope == pytest.approx(600, rel=0.01)


def test_an_estimated_reading_is_joined_to_the_next(tmp_path):
    """A guess too low in one month and the rest of it in the next say the same as two readings."""
    path = written(tmp_path, *furnace(), fuels=("Gas (therms)",))
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    parts = [line.split(",") for line in lines]
    parts[2][2], parts[3][2] = str(float(parts[2][2]) - 40), str(float(parts[3][2]) + 40)
    flagged = [",".join([*row, "Estimated" if n == 2 else "Actual"]) for n, row in enumerate(parts)]
    flagged[0] = flagged[0].replace(",Actual", ",Read type")
    (tmp_path / "flagged.csv").write_text("\n".join(flagged), encoding="utf-8")
    found = df.solve(df.Case(**{**HOUSE, "bills_file": str(tmp_path / "flagged.csv")})).bills
    assert found.energies[0].periods == 11
    assert found.energies[0].fit.slope * 0.95e5 / 24 == pytest.approx(600, rel=1e-3)


def test_too_few_bills_give_no_slope(tmp_path):
    path = tmp_path / "bills.csv"
    path.write_text("From,To,Therms\n2023-01-04,2023-02-03,170\n2023-02-03,2023-03-05,150\n", encoding="utf-8")
    found = df.solve(df.Case(**HOUSE, bills_file=str(path))).bills
    assert found.offered is None
    assert not found.energies[0].is_sufficient


def test_bills_need_weather(tmp_path):
    with pytest.raises(df.InputError, match="bills_weather_file"):
        df.Case(bills_file=written(tmp_path, np.zeros(8760), np.zeros(8760)))


def test_in_the_units_of_the_case(tmp_path):
    path = written(tmp_path, *furnace())
    units = {"temperature_unit": "C", "load_slope_unit": "W/K", "load_slope": 300, "load_balance_temperature": 16}
    given = {**HOUSE, **units, "bills_file": path}
    result = df.solve(df.Case(**given))
    # 600 BTU/h·°F · 1.8 / 3.412142 = 316.5 W/K, less what half degrees do to it; 62 °F = 16.7 °C
    assert (
        "load_slope = 316.6 and load_balance_temperature = 16.7" in bill_words.lines(result.solution, result.bills)[0]
    )
    assert result.to_json()["bills"]["offered"]["load_slope"] == pytest.approx(316.5, rel=5e-4)


def test_a_row_a_bill_as_a_table(tmp_path):
    found = df.solve(df.Case(**HOUSE, bills_file=written(tmp_path, *furnace()))).bills
    table = found.table()
    assert table["first"][0] == "2023-01-04"
    assert len(table["first"]) == len(table["model_fuel_units"]) == 12


def with_cooling(tmp_path, share, kwh, therms, fuels=("kWh",)):
    """Bills with kWh for each hour and degree above 70 °F."""
    warmer = np.maximum(0.0, np.array(df.Case(**HOUSE).year.order.dry_bulb) - 70)
    return written(tmp_path, kwh + share * warmer, therms, fuels=fuels)


def heat_pump(at=-20):
    """Hourly kWh of an electric house, heated by the heat pump and by strips where it falls short."""
    electric = {**HOUSE, "fuel": "electricity", "furnace_efficiency": 1, "existing_switchover": at}
    kwh, tenths = used(electric)
    return electric, kwh + tenths / 10 / 3412.142e-6


@pytest.mark.parametrize("share", one_in(3, [0.12, 0.06, 0.35]))
def test_cooling_in_summer_does_not_bend_the_heat_loss(tmp_path, share):
    electric, kwh = heat_pump()
    path = with_cooling(tmp_path, share, kwh, kwh)
    found = df.solve(df.Case(**{**electric, "load_slope": 700, "bills_file": path})).bills
    assert found.offered.load_slope == pytest.approx(600, rel=5e-3)
    assert found.offered.load_balance_temperature == pytest.approx(62, abs=0.3)
    assert found.cooling == pytest.approx((70, 24 * share), rel=0.05)  # twelve bills leave its base open a little
    assert not any(row.standing_out_kwh for row in found.rows)


def test_cooling_stands_beside_the_model(tmp_path):
    """A furnace house whose electricity is cooling and baseload alone."""
    zero, therms = furnace()
    path = with_cooling(tmp_path, 0.35, zero, therms, ("kWh", "Gas (therms)"))
    result = df.solve(df.Case(**HOUSE, bills_file=path))
    for row in result.bills.rows:
        assert row.model_electricity_kwh == pytest.approx(row.electricity_kwh, rel=0.01)
    assert "with their cooling above 70.0 °F: 0 %" in " ".join(bill_words.lines(result.solution, result.bills))


def test_the_fuel_of_the_furnace_has_no_bills(tmp_path):
    kwh, therms, at = dual()
    path = written(tmp_path, kwh, therms, fuels=("kWh",))
    found = df.solve(df.Case(**HOUSE, existing_switchover=at, bills_file=path)).bills
    assert found.offered is None
    assert "natural gas bills are missing" in found.why_not
    electric, kwh = heat_pump()
    path = written(tmp_path, kwh, kwh, fuels=("kWh",))
    cure = {**electric, "load_slope": 500, "bills_file": path}
    assert df.solve(df.Case(**cure)).bills.offered.load_slope == pytest.approx(600, rel=1e-3)


@pytest.mark.parametrize(("times", "words"), [(100, "100 times as much"), (0.01, "100 times less")])
def test_a_unit_that_cannot_be(tmp_path, times, words):
    zero, therms = furnace()
    path = written(tmp_path, zero, times * (therms + BASE_THERMS / 24) - BASE_THERMS / 24, fuels=("Gas (therms)",))
    found = df.solve(df.Case(**HOUSE, bills_file=path)).bills
    assert found.offered is None
    assert words in found.why_not


def test_no_house_needs_heat_above_its_setpoint(tmp_path):
    path = written(tmp_path, *furnace())
    cold = {**HOUSE, "indoor_setpoint": 61, "load_balance_temperature": 60}
    found = df.solve(df.Case(**cold, bills_file=path)).bills
    assert found.offered is None
    assert "61 °F inside (indoor_setpoint)" in found.why_not


def test_a_slope_that_is_left_open_is_not_offered(tmp_path):
    """Seven bills that are right on average, each 12 % too high or too low."""
    zero, therms = furnace()
    month = 24 * MONTH.days
    wrong = np.array([1 + 0.12 * (-1) ** (hour // month) for hour in range(8760)])
    path = Path(written(tmp_path, zero, therms * wrong, fuels=("Gas (therms)",)))
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:8]), encoding="utf-8")
    found = df.solve(df.Case(**HOUSE, bills_file=str(path))).bills
    assert found.offered is None
    assert "leave the slope open" in found.why_not


def test_the_error_has_half_a_degree_of_the_setting(tmp_path):
    """Temperatures are taken to half degrees, and a thermostat is not exacter."""
    kwh, therms, at = dual()
    path = written(tmp_path, kwh, therms)
    given = {**HOUSE, "existing_switchover": at + 0.5, "bills_file": path}
    offered = df.solve(df.Case(**given)).bills.offered
    assert abs(offered.load_slope - 600) < 2 * offered.load_slope_error
