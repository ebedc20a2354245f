"""What to program: lockouts and differential follow from the setting, and each reason is held to the bins."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings

import xl_dualfuel as df
from strategies import full_cases
from support import case_from
from xl_dualfuel.decisions.band import band
from xl_dualfuel.decisions.program import with_thermostat
from xl_dualfuel.model.climate import at_or_above
from xl_dualfuel.results.engine import season_of


def of(**inputs):
    result = df.solve(df.Case(**inputs))
    return result, band(result).program


def test_the_worked_example():
    # Trane 824 installation guide 18-HD72D1, 5.4.7: 10 °F between the lockouts.
    _, program = of()
    assert program[:5] == ("F", 36, 2, 36, 46)
    assert program.reasons == (
        "Setting 36 °F: the cheapest setting that heats the house.",
        "Compressor lockout 36 °F, the same as the setting: just below it the season costs less with the furnace.",
        "Furnace (auxiliary heat) lockout 46 °F: 10 °F or more above the compressor lockout, so that the furnace can "
        "warm the air while the heat pump defrosts (makers such as Trane keep the two that far apart).",
        "Differential 2 °F: the heat pump comes back on at 38 °F, so that a passing cloud does not change the source.",
    )


def test_celsius():
    result = df.solve(with_thermostat(df.Case(), "C"))
    program = band(result).program
    # The costs meet at 36.96 °F (model.md). Half degrees: 2.5 °C is 36.5 °F. 10 °F above it is 8.06 °C, so 8.5 °C.
    assert program[:5] == ("C", 2.5, 1, 2.5, 8.5)
    assert result.setting.switchover == pytest.approx(36.5)
    assert program.season_cost == pytest.approx(result.setting.annual_cost, rel=1e-12)
    assert "2.5 °C (36.5 °F)" in program.reasons[1]
    assert "comes back on at 3.5 °C (38.3 °F)" in program.reasons[3]


def test_a_thermostat_of_the_same_degrees_keeps_its_steps():
    case = df.Case(thermostat_step=5)
    assert with_thermostat(case, "F") is case
    assert with_thermostat(case, "C").number("thermostat_step") == 0.9
    assert band(df.solve(case)).program.setting == 35


def test_the_furnace_stays_free_where_the_heat_pump_falls_short():
    # 600·(70 − T) = 11,000 + 7,000/30·(T − 17): thermal balance point at 41.96 °F, and the differential more.
    result, program = of(capacity_47=18000, capacity_17=11000, backup_operation="simultaneous", electricity_price=0.08)
    point = result.balance_points.thermal.temperature
    assert point == pytest.approx((42000 - 11000 + 17 * 7000 / 30) / (600 + 7000 / 30))
    assert program.backup_lockout == math.ceil(point + 2)
    assert program.compressor_lockout < point
    assert "does not meet the load up to 42 °F" in program.reasons[2]


def test_the_heat_pumps_own_lockout_is_never_undercut():
    _, program = of(compressor_lockout=30.4, electricity_price=0.05)
    assert program.compressor_lockout == 31
    assert program.backup_lockout == 41


def test_heat_pump_and_furnace_throughout():
    _, program = of(electricity_price=0.05)
    assert program.setting == 5
    assert program.reasons[1] == (
        "Compressor lockout 5 °F, or none: the heat pump runs at every temperature of the season."
    )
    result, program = of(electricity_price=0.6)
    assert result.recommended.status == "fuel_always"
    assert (program.setting, program.compressor_lockout, program.backup_lockout) == (70, 70, None)
    assert program.reasons[1] == (
        "Compressor lockout 70 °F, above every temperature of the season: the heat pump stays off."
    )
    assert program.reasons[2].endswith("none. The furnace must be free at every temperature.")
    assert program.reasons[3] == "Differential 2 °F: no effect, as the heat pump stays off all season."


def test_the_programmes_auxiliary_lockout():
    # Energy Trust of Oregon: auxiliary heat is off above 35 °F.
    _, program = of(programme="energy_trust_oregon", electricity_price=0.13)
    assert 25 < program.setting <= 35
    assert program.backup_lockout == 35
    assert program.reasons[2].endswith("lockout 35 °F: the programme accepts at most 35 °F.")
    # At 36 °F, or where the heat pump falls short above 35 °F, some hours would have no heat.
    _, program = of(programme="energy_trust_oregon")
    assert program.backup_lockout == 46
    assert "asks for 35 °F or lower, but then the house would be too cold" in program.reasons[2]


def test_a_differential_of_ones_own():
    program = band(df.solve(df.Case()), differential=4).program
    assert program.differential == 4
    assert "at 40 °F" in program.reasons[3]


def test_the_programme_moves_the_setting_as_run_says():
    # Mass Save: with oil at most 30 °F. Every number is the engine's `setting` record.
    result, program = of(
        programme="mass_save", fuel="fuel_oil", fuel_price=3.9, fuel_price_unit="$/gal", electricity_price=0.30,
        design_load=42000, capacity_47=36000, capacity_17=22000, cop_47=3.6, cop_17=2.4,
    )  # fmt: skip
    assert program.setting == 30
    assert (
        program.reasons[0]
        == "Set 30 °F, as the programme asks of the switchover; 32 °F would cost $0.12 less a season."
    )
    assert program.season_cost == pytest.approx(result.setting.annual_cost, rel=1e-12)


SMALL = {
    "design_load": 42000, "design_temperature": 5, "capacity_47": 36000, "capacity_17": 22000, "cop_47": 3.6,
    "cop_17": 2.4, "fuel": "propane", "fuel_price": 2.10, "fuel_price_unit": "$/gal", "electricity_price": 0.13,
    "backup_operation": "alternate",
}  # fmt: skip
"""A heat pump too small for the house, cheaper than its propane at every temperature of the season."""


def test_why_the_compressor_is_locked_out_there():
    result, program = of(**SMALL)
    # Below the thermal point the furnace takes the whole hour, whatever the setting.
    assert result.setting.switchover < result.balance_points.thermal.temperature
    _, program = of(electricity_price=0, fuel_price=0)
    assert program.reasons[1].endswith(
        "the same as the setting: below it the season costs the same with either source."
    )
    _, program = of(compressor_lockout=30, electricity_price=0.05)
    assert program.compressor_lockout == 30
    assert program.reasons[1].endswith("the same as the setting: below it the heat pump's own lockout keeps it off.")


@settings(deadline=None, max_examples=100)
@given(full_cases())
@example(  # at COP 1 either source costs the same, and the furnace only helps
    {"performance_table": [[0.0, 0.9, 3750.0], [40.0, 1.1, 3750.0]], "furnace_capacity": 8000.0,
     "backup_operation": "simultaneous"}
)  # fmt: skip
def test_every_reason_is_true_of_the_bins_own_costs(inputs):
    case = case_from(inputs)
    result = df.solve(case)
    found, s = band(result), result.solution
    program, p = found.program, s.parameters
    assert found.headline == result.headline
    setting, lockout_f = s.setting.switchover, p.compressor_lockout
    assert program.season_cost == pytest.approx(s.setting.annual_cost, rel=1e-9, abs=1e-7)
    assert program.unmet_mmbtu == pytest.approx(s.setting.unmet_mmbtu, rel=1e-9, abs=1e-7)
    own = max(setting, lockout_f)
    assert fahrenheit(program.compressor_lockout, program.unit) >= own - 1e-6
    assert fahrenheit(program.compressor_lockout, program.unit) < own + p.thermostat_step + 1e-6

    # The bins cut at the setting, each with its own cost either way, colder than the setting.
    whole = season_of(case, p, (setting,))
    at, dual, furnace = whole.bins.temperature, whole.dual, whole.furnace
    below = ~at_or_above(at, setting)
    scale = 1e-9 * (abs(s.setting.annual_cost) + 1e-300)
    saved = (furnace.cost - dual.cost)[below]  # by the heat pump, warm to cold
    apart = np.flatnonzero(abs(saved) > scale)
    why = program.reasons[1]
    here = at_or_above(at, lockout_f)[below]
    if "above the setting" in why:
        assert lockout_f > setting
    elif "runs at every temperature" in why:
        assert not below.any()
        assert (whole.operation.ways.dual.heat_pump > 0)[whole.operation.load > 0].all()
    elif "stays off" in why:
        assert below.all()
    elif "takes the whole hour at any setting" in why:
        assert not below.any()
        assert (whole.operation.ways.dual.heat_pump == 0)[whole.operation.short].any()
    elif "costs less with the furnace" in why:
        assert saved[apart[0]] < 0
    elif "lockout keeps it off" in why:
        assert not here.all()
        assert not len(apart) or not here[apart[0]]
    elif "either source" in why:
        assert not len(apart) or not here[apart[0]]
    elif "takes the whole hour" in why:
        short = (whole.operation.load > whole.operation.ways.heat_pump_only.heat_pump)[below]
        assert short.any()
        assert (whole.operation.ways.dual.heat_pump[below][short & here] == 0).all()
    elif "leave part of the heat undelivered" in why:
        lower = np.cumsum(saved)
        cold = np.cumsum((dual.unmet_mmbtu - furnace.unmet_mmbtu)[below]) + s.setting.unmet_mmbtu
        load = float(s.totals.load_mmbtu[0])
        least = s.candidates.unmet_mmbtu.min()
        # Every lower setting that would save leaves more than the least and 0.1 % of the load.
        assert (cold[lower > 2 * scale] > least + 0.0009 * load).all()
        assert (lower > 0).any()
    else:
        assert "the thermostat's steps or the programme do not allow one" in why
        assert (np.cumsum(saved) > 0).any()
        assert any(c.binding and c.id in ("thermostat_step", "programme") for c in s.setting.constraints) or (
            case.inputs["climate"] == "bins" or s.setting.accepted is not None
        )

    if program.backup_lockout is None:
        assert not at_or_above(at, setting).any()
        return
    free = fahrenheit(program.backup_lockout, program.unit)
    needed = whole.operation.short & at_or_above(at, fahrenheit(program.compressor_lockout, program.unit))
    assert (at[needed] <= free + 1e-6).all()
    assert free >= fahrenheit(program.compressor_lockout, program.unit) + (0 if case.rules else 10) - 1e-6


def fahrenheit(value, unit):
    return value if unit == "F" else value * 1.8 + 32
