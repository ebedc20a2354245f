"""The words about the setting: each amount is of the settings it names, each remedy mends what it says it does."""

from __future__ import annotations

import re

import pytest

import xl_dualfuel as df
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.model.switchovers import difference, is_met
from xl_dualfuel.results import advice, setting_words
from xl_dualfuel.results.case_units import money

HOUSE = {
    "design_load": 42000, "design_temperature": 5, "capacity_47": 36000, "capacity_17": 22000, "cop_47": 3.6,
    "cop_17": 2.4, "fuel": "propane", "fuel_price": 2.10, "fuel_price_unit": "$/gal", "electricity_price": 0.13,
    "station": "chicago_ohare",
}  # fmt: skip
GAS = {
    "design_load": 60000, "design_temperature": 7, "capacity_47": 36000, "capacity_17": 22000, "capacity_5": 17000,
    "cop_47": 3.7, "cop_17": 2.5, "cop_5": 2.0, "fuel": "natural_gas", "fuel_price": 1.55, "fuel_price_unit": "$/therm",
    "electricity_price": 0.15, "station": "chicago_ohare", "thermostat": "honeywell_t6_pro", "furnace_capacity": 50000,
    "existing_switchover": 40,
}  # fmt: skip
COLD = {"strip_capacity": 0, "furnace_capacity": 30000, "backup_operation": "simultaneous", "fuel_price": 1.0}
"""Makes HOUSE one that no setting heats"""


def solve(base, **changes):
    return df.solve(df.Case(**{**base, **changes}))


def said(result, name):
    return next(setting_words.message(c, result.solution) for c in result.setting.constraints if c.id == name)


def cost_at(result, setting):
    curve = result.switchover_curve
    return float(curve.annual_cost[curve.switchover == setting].iloc[0])


@pytest.mark.parametrize("altitude", [0, 6000])
def test_each_remedy_followed_heats_the_house(altitude):
    """To the letter: the strips or the furnace that the headline names leave nothing undelivered."""
    for base, changes in ((GAS, {"strip_capacity": 0.0}), (HOUSE, COLD), (GAS, {"strip_capacity": 2.0})):
        cold = solve(base, **changes, altitude=altitude)
        assert not cold.setting.heats
        match = re.search(r"add ([\d.]+) kW more .* or a furnace of ([\d,]+) BTU/h", cold.headline)
        assert match
        kw, furnace = float(match[1]), float(match[2].replace(",", ""))
        strips = {**changes, "strip_capacity": changes["strip_capacity"] + kw}
        for mended in (solve(base, **strips, altitude=altitude),
                       solve(base, **{**changes, "furnace_capacity": furnace}, altitude=altitude)):  # fmt: skip
            assert "No setting heats" not in mended.headline
            assert mended.setting.unmet_mmbtu == 0
            assert not [
                warning
                for warning in mended.warnings
                if warning.key == "unmet_mmbtu" and "Recommended" in warning.message
            ]


def test_the_rule_of_the_least_cold_is_said_as_it_is():
    """Chosen by cost among those within 0.1 % of the load of the least unmet, not by the least unmet."""
    result = solve(HOUSE, **COLD)
    curve, load = result.switchover_curve, float(result.solution.totals.load_mmbtu[0])
    least = float(curve.unmet_mmbtu.min())
    assert result.setting.unmet_mmbtu > least + 0.05  # the case of this test: colder than need be, and cheaper
    words = setting_words.least_cold_of(result.solution)
    assert f"{least:.3f} MMBtu or more" in words
    assert f"at most {least + 0.001 * load:.3f} MMBtu (0.1% of the season's heat more)" in words
    taken = curve[curve.unmet_mmbtu <= least + 0.001 * load]
    assert result.recommended.annual_cost == pytest.approx(float(taken.annual_cost.min()), rel=1e-12)


def test_what_a_cheaper_setting_leaves_undelivered_is_said_of_every_constraint():
    result = solve(HOUSE, **COLD, thermostat="honeywell_t6_pro")
    assert result.setting.switchover == -10
    step = next(c for c in result.setting.constraints if c.id == "thermostat_step")
    assert step.unmet_mmbtu > result.setting.unmet_mmbtu
    assert f"leaves {step.unmet_mmbtu:.3f} MMBtu of the heat undelivered in" in said(result, "thermostat_step")
    assert f"instead of {result.setting.unmet_mmbtu:.3f} MMBtu" in said(result, "thermostat_step")


def test_dollars_are_of_the_settings_that_are_named(tmp_path):
    """The step moved 22 °F to 20 °F, the programme that to 15 °F: each sentence says against which."""
    rules = tmp_path / "rules.toml"
    rules.write_text(
        'name = "Our utility"\ntitle = "Rebate"\nurl = "https://example.org"\n[[rules]]\nid = "gas"\n'
        'kind = "maximum_switchover"\nfuel = "natural_gas"\nthreshold = 18\nunit = "°F"\nsays = "18 °F or colder"\n'
    )
    result = solve(GAS, programme="custom", programme_file=str(rules))
    at_20 = df.solve(df.Case(**GAS, as_left_switchover=20))
    assert result.setting.switchover == 15
    less = cost_at(at_20, 20.0) - cost_at(result, 22.0)
    assert said(result, "thermostat_step").endswith(f"; 22 °F would cost ${less:.2f} less a season than 20 °F.")
    less = result.setting.annual_cost - cost_at(at_20, 20.0)
    assert said(result, "programme") == (
        f"Set 15 °F, as the programme asks of the switchover; 20 °F would cost ${less:.2f} less a season."
    )
    # Where the step alone moves it, the setting to program is what it is compared with.
    alone = solve(GAS)
    assert re.fullmatch(r"The thermostat's .* apart; 22 °F would cost \$0\.\d\d less a season\.",
                        said(alone, "thermostat_step"))  # fmt: skip


def test_a_furnace_that_fills_in_is_not_left_out():
    """Oil at $5/L: the heat pump runs at every temperature, the furnace in some hours; no furnace would cost less."""
    result = solve(HOUSE, fuel_price=20.0)
    rows = result.scenarios.set_index("scenario")
    assert result.recommended.status == "heat_pump_always"
    assert rows.furnace_hours["optimized"] > 0
    assert ": the heat pump runs all season, and the furnace fills in where it falls short. " in result.headline
    less = result.setting.annual_cost - rows.annual_cost["heat_pump_only"]
    assert less > 0
    assert f"no furnace would cost {money(less, Units())} less a season" in dict(result.warnings)["heat_pump_only"]
    alone = solve(HOUSE, fuel_price=20.0, capacity_47=90000, capacity_17=70000)
    assert alone.scenarios.set_index("scenario").furnace_hours["optimized"] == 0
    assert ": the heat pump heats all season. " in alone.headline


def test_a_lockout_that_no_programme_accepts_is_named_and_lowering_it_helps():
    result = solve(HOUSE, programme="mass_save", fuel_price=1.0, compressor_lockout=20)
    assert result.setting.accepted is False
    match = re.search(
        r"below compressor_lockout = 20 °F .* With compressor_lockout at (\S+) °F or colder", result.headline
    )
    assert match
    lower = solve(HOUSE, programme="mass_save", fuel_price=1.0, compressor_lockout=float(match[1]))
    assert lower.setting.accepted
    assert "No setting" not in lower.headline
    # One step warmer does not.
    warmer = solve(HOUSE, programme="mass_save", fuel_price=1.0, compressor_lockout=float(match[1]) + 1)
    assert warmer.setting.accepted is False


def test_what_rounding_leaves_unmet_is_no_cold_house():
    """As 43 BTU of a season: the headline is silent, and so is every note."""
    result = solve(GAS, strip_capacity=0, furnace_capacity=70514)
    unmet = result.setting.unmet_mmbtu
    assert 0 < unmet < 1e-6
    assert is_met(unmet, result.solution.totals.load_mmbtu[0])
    assert not [w for w in result.warnings if w.key == "unmet_mmbtu" and "Heat pump only" not in w.message]


def test_least_is_not_said_of_an_edge_that_the_setting_undercuts():
    """°C steps fall between the bins' edges: the setting may cost less than every edge."""
    oil = {
        "temperature_unit": "C", "heat_unit": "kW", "design_load": 11.5, "design_temperature": -18,
        "indoor_setpoint": 21, "load_balance_temperature": 17, "capacity_47": 10, "capacity_17": 6.2, "cop_47": 3.6,
        "cop_17": 2.4, "fuel": "fuel_oil", "fuel_price": 0.95, "fuel_price_unit": "$/L", "electricity_price": 0.21,
        "station": "denver", "existing_switchover": 2, "initial_balance_point": 2, "furnace_capacity": 20,
        "furnace_efficiency": 0.85,
    }  # fmt: skip
    result = df.solve(df.Case(**oil))
    assert result.setting.annual_cost < result.recommended.annual_cost
    assert result.recommended.reason == "Of the settings compared, the season costs least with this one."


def test_a_compressor_that_is_off_all_season_is_said_to_be():
    """Locked out below 80 °F there is no temperature of the season at which it runs."""
    result = df.solve(df.Case(compressor_lockout=80))
    off = "the compressor is off below 80 °F"
    assert f": the furnace heats all season, whatever the setting, as {off}." in result.to_json()["setting"]["headline"]
    assert advice.reason(result.solution).startswith(
        "The compressor is off below 80 °F, so the furnace heats all season"
    )
    assert "whatever the setting" not in df.solve(df.Case(compressor_lockout=60)).to_json()["setting"]["headline"]


def test_a_saving_that_is_rounding_is_none():
    assert difference(1000.0, 1000.0 + 2.3e-13) == 0
    assert difference(1000.0, 999.99) == 1000.0 - 999.99
