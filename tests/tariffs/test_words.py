"""The headline under a tariff: a house that stays cold is named with its remedy, a cheaper heat pump alone with why."""

from __future__ import annotations

import re

import xl_dualfuel as df
from tests.results.test_setting_words import GAS, HOUSE
from tests.tariffs.test_tariff import TOU, made
from xl_dualfuel.decisions.deciding import decide
from xl_dualfuel.decisions.options import Option
from xl_dualfuel.decisions.tariff_options import compare_under
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.case_units import money
from xl_dualfuel.tariffs.season import hours_of, season

TARIFF = made({key: value for key, value in TOU.items() if key != "fuel"})


def under(base, **changes):
    case = df.Case(**{**base, **changes})
    return season(case, hours_of(case, TARIFF), TARIFF)


def test_a_house_that_stays_cold_is_named_and_the_remedy_mends_it():
    cold = under(GAS, strip_capacity=0)
    assert cold.headline.startswith("No setting heats the house. With ")
    assert "of the settings that heat the house" not in cold.why
    least, load = float(cold.weighed.unmet_mmbtu.min()), cold.load_mmbtu
    assert least > 0.001 * load
    assert f"each leaves {least:,.1f} MMBtu or more" in cold.why
    kw, furnace = re.search(r"add ([\d.]+) kW more .* furnace of ([\d,]+) BTU/h", cold.headline).groups()
    larger = {"strip_capacity": 0, "furnace_capacity": float(furnace.replace(",", ""))}
    for mended in ({"strip_capacity": float(kw)}, larger):
        warm = under(GAS, **mended)
        assert warm.setting.unmet_mmbtu == 0
        assert warm.headline.startswith("Set the switchover to ")
    decided = decide(df.Case(**GAS, strip_capacity=0), tariff=TARIFF).band
    assert decided.headline == cold.headline
    assert decided.program.reasons[0] == cold.why


def test_heat_pump_and_strips_alone_are_named_where_they_cost_less():
    dear = under(HOUSE, fuel_price=5.0)
    case = df.Case(**{**HOUSE, "fuel_price": 5.0})
    alone = compare_under(case, [Option("alone", "alone", {}, "heat_pump_only", {})], TARIFF).row("alone")
    less = dear.setting.annual_cost - alone.annual_cost
    assert less > 0
    assert (
        f"no furnace would cost {money(less, Units())} less a season. This thermostat cannot do that" in dear.headline
    )
    assert "and the furnace fills in where it falls short" in dear.headline
    assert "no furnace" not in under(HOUSE, fuel_price=1.0).headline
