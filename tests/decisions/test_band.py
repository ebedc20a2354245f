"""How exact the setting must be: the band against the engine's own seasons."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from strategies import full_cases
from support import case_from
from xl_dualfuel.decisions.band import band
from xl_dualfuel.model.switchovers import heats
from xl_dualfuel.results.case_units import CENT
from xl_dualfuel.results.engine import season_of


def season(case, setting):
    """Cost of a season at a setting, by the engine."""
    return float(df.solve(case.replace(existing_switchover=setting)).solution.totals.annual_cost[3])


def test_the_worked_example():
    # model.md: 36 °F costs $747.1061, today's 35 °F $747.2809; within $1 of the least lie the edges 34 to 40 °F.
    result = df.solve(df.Case())
    curve = dict(zip(result.switchover_curve["switchover"], result.switchover_curve["annual_cost"], strict=True))
    found = band(result, dollars=1)
    assert (found.band.low, found.band.high) == (34.0, 40.0)
    assert curve[34.0] <= found.limit < curve[32.0]
    assert curve[40.0] <= found.limit < curve[42.0]
    assert (found.band.open_low, found.band.open_high, found.others, found.cold) == (False, False, (), ())
    assert found.existing_over_least == pytest.approx(747.2809 - 747.1061, abs=2e-4)  # printed to 1e-4
    assert found.existing_in_band
    assert found.headline == result.headline
    assert found.words == (
        "Any setting from 34 °F to 40 °F costs at most $1.00 more a season. "
        "Today's 35 °F costs $0.17 more a season than the setting to program."
    )


def test_percent_of_the_least_cost_is_the_default():
    result = df.solve(df.Case())
    assert band(result).allowance == pytest.approx(0.01 * 747.1061, abs=1e-6)  # model.md, printed to 1e-4
    assert band(result, percent=2).allowance == pytest.approx(2 * band(result).allowance)
    assert band(result, percent=0).band == band(result, dollars=0).band
    assert band(result, dollars=0).band[:2] == (36.0, 36.0)


@settings(deadline=None, max_examples=60)
@given(full_cases(), st.sampled_from([0, 0.5, 5, 60]))
def test_the_band_is_what_heats_and_costs_little_more(inputs, dollars):
    result = df.solve(case_from(inputs))
    found = band(result, dollars=dollars)
    json.dumps(found.to_json(), allow_nan=False)
    curve = result.solution.candidates
    load = float(result.solution.totals.load_mmbtu[0])
    limit = found.limit + 1e-9 * abs(found.least_cost)
    warm = heats(curve.unmet_mmbtu, load)
    told = [found.band, *found.others]
    for edge, cost, good in zip(curve.switchover.tolist(), curve.annual_cost.tolist(), warm.tolist(), strict=True):
        inside = any(stretch.low <= edge <= stretch.high for stretch in told)
        assert inside == (cost <= limit and good)
        cold = any(stretch.low <= edge <= stretch.high for stretch in found.cold)
        assert cold == (cost <= limit and not good)
    edges = curve.switchover.tolist()
    assert found.band.low <= result.recommended.switchover <= found.band.high
    assert found.band.open_high == (found.band.high == edges[0])
    assert found.band.open_low == (found.band.low == edges[-1])
    assert "undelivered" in found.words or (found.existing_over_least is not None and not found.cold)


@settings(deadline=None, max_examples=80)
@given(full_cases(), st.sampled_from([1, 20]))
@example({"bin_width": 150.0, "load_slope": 80.0, "capacity_47": 12000.0, "capacity_17": 3600.0, "fuel": "fuel_oil",
          "backup_operation": "alternate", "fuel_price_unit": "$/gal", "fuel_price": 1.8}, 1)  # fmt: skip
def test_every_setting_in_the_band_costs_what_the_words_say(inputs, dollars):
    # Also one between two edges: bins cut at every setting that the thermostat holds there, each hour on its side.
    result = df.solve(case_from(inputs))
    found, p = band(result, dollars=dollars), result.solution.parameters
    held = []
    for stretch in (found.band, *found.others):
        steps = range(math.ceil((stretch.low - p.thermostat_zero) / p.thermostat_step - 1e-9),
                      math.floor((stretch.high - p.thermostat_zero) / p.thermostat_step + 1e-9) + 1)  # fmt: skip
        held += [p.thermostat_zero + step * p.thermostat_step for step in steps]
    whole = season_of(result.case, p, tuple(held))
    dearest = 0.0
    for setting in held:
        cost = 0.0
        for at, dual, furnace in zip(whole.bins.temperature, whole.dual.cost, whole.furnace.cost, strict=True):
            cost += dual if at >= setting - 1e-9 else furnace
        dearest = max(dearest, cost)
    # The words are in cents.
    assert ("between two of their edges a setting may cost more" in found.words) == (dearest > found.limit + CENT) or (
        abs(dearest - found.limit - CENT) < 1e-9 * abs(found.limit)
    )


def test_a_cold_setting_is_told_and_not_in_the_band():
    # The furnace and no strips leave part of the heat undelivered wherever they heat alone.
    found = band(df.solve(df.Case(capacity_47=60000, capacity_17=50000, furnace_capacity=20000, strip_capacity=0)))
    assert (found.band.low, found.band.high) == (5.0, 5.0)
    assert found.band.open_low
    assert found.cold
    assert found.existing_over_least is None
    assert found.words.startswith("Any setting up to 5 °F costs at most ")
    assert "would cost no more, but leave part of the heat undelivered." in found.words
    assert f"Today's 35 °F leaves {found.existing_unmet_mmbtu:,.1f} MMBtu of the heat undelivered." in found.words
    values = dict(zip(*list(found.full_table().values())[:2], strict=True))
    assert values["existing_over_least"] is None
    assert values["cold_band_1_high"] == found.cold[0].high


def test_heat_pump_throughout():
    found = band(df.solve(df.Case(electricity_price=0.05)))
    assert found.band.open_low
    assert found.words.startswith("Any setting up to 5 °F costs at most ")


def test_the_furnace_throughout():
    found = band(df.solve(df.Case(electricity_price=0.6)))
    assert found.band.open_high
    assert found.words.startswith(f"Any setting from {found.band.low:g} °F up costs at most ")


DIP = df.Case(
    performance_table=[
        [-10, 3.3, 60000], [5, 3.3, 60000], [15, 2.2, 60000], [35, 2.2, 60000], [42, 3.6, 60000], [60, 3.6, 60000]
    ],
    design_temperature=-20, season_hours=4000,
)  # fmt: skip
"""A COP that dips in the middle: cheap above 40 °F and below 10 °F, dear in between."""


def test_a_second_band_is_told():
    found = band(df.solve(DIP), dollars=60)
    assert found.others
    assert "but not the settings between" in found.words
    low, high = found.others[0].low, found.band.low
    middle = [season(DIP, t + 0.0) for t in range(int(low) + 1, int(high))]
    assert max(middle) > found.limit


def test_a_setting_outside_the_band_is_told():
    # The programme accepts 5 °F with propane at most: hundreds of dollars dearer here than the 40 °F of least cost.
    case = df.Case(fuel="propane", fuel_price=1.2, fuel_price_unit="$/gal", programme="mass_save")
    result = df.solve(case)
    found = band(result, dollars=1)
    assert result.setting.switchover < found.band.low
    assert "The setting to program is outside that range." in found.words


def test_the_full_table_has_every_stretch_and_the_reasons():
    found = band(df.solve(DIP), dollars=60)
    rows = found.full_table()
    values = dict(zip(rows["name"], rows["value"], strict=True))
    assert values["other_bands"] == len(found.others)
    assert (values["other_band_1_low"], values["other_band_1_high"]) == (found.others[0].low, found.others[0].high)
    assert [values[f"reason_{number}"] for number in (1, 2, 3, 4)] == list(found.program.reasons)
    assert (values["setting_unmet"], values["existing_unmet"]) == (0, 0)
    short = found.table()
    assert {key: cells[: len(short[key])] for key, cells in rows.items()} == short


def test_bad_arguments_are_told_together():
    with pytest.raises(df.InputError) as refused:
        band(df.solve(df.Case()), dollars=-1, percent=math.nan, differential=99)
    assert [issue.key for issue in refused.value.issues] == ["dollars, percent", "dollars", "percent", "differential"]
