"""Formulas that several tables and lines share."""

from __future__ import annotations


def rounded(temperature: str) -> str:
    """A temperature as it is compared: engines differ in the last bit, so both sides are rounded."""
    return f"ROUND({temperature},c_digits)"


def at_or_above(temperature: str, setting: str) -> str:
    """Whether a temperature is at or above a setting."""
    return f"{rounded(temperature)}>={rounded(setting)}"


def no_higher(temperature: str, limit: str) -> str:
    """Whether a temperature is no higher than a limit."""
    return f"{rounded(temperature)}<={rounded(limit)}"


def below(temperature: str, setting: str) -> str:
    """Whether a temperature is below a setting."""
    return f"{rounded(temperature)}<{rounded(setting)}"


def bins_at_or_above(setting: str) -> str:
    """1 for each bin at or above a setting, for SUMPRODUCT. Blank rows are text, and count as nothing beside hours."""
    return f"--([Bins.at]>={rounded(setting)})"


def bins_below(setting: str) -> str:
    """1 for each bin below a setting, for SUMPRODUCT."""
    return f"--([Bins.at]<{rounded(setting)})"


def multiple_below(temperature: str) -> str:
    """The warmest setting of the thermostat at or below a temperature."""
    return f"(in_thermostat_zero+INT(({temperature}-in_thermostat_zero)/in_thermostat_step+c_edge)*in_thermostat_step)"


def multiple_above(temperature: str) -> str:
    """The coldest setting of the thermostat at or above a temperature."""
    return f"(in_thermostat_zero-INT((in_thermostat_zero-{temperature})/in_thermostat_step+c_edge)*in_thermostat_step)"


def of_scenario(scenario: str, key: str) -> str:
    """One number of a scenario."""
    return f'INDEX([Scenarios.{key}],MATCH("{scenario}",[Scenarios.scenario],0))'


def rated_line(quantity: str, at: str, speed: str = "segment") -> str:
    """The straight line through the points, "cop" or "capacity", at a temperature: value at its start, and slope.

    speed: the block of points: "segment" (rated), "slow" or "fast".
    """
    value, start, slope = (
        f"LOOKUP({at},out_{speed}_from,out_{speed}_{column})"
        for column in (quantity, "temperature", f"{quantity}_slope")
    )
    return f"({value}+({at}-{start})*{slope})"


def defrost(at: str) -> str:
    """The fraction of the time spent defrosting at a temperature."""
    return (
        f"out_defrost_on*IF({at}<c_defrost_below,"
        f"MIN(c_defrost_maximum,MAX(0,c_defrost_intercept+c_defrost_slope*{at})),0)"
    )


def load(at: str) -> str:
    """The heating load at a temperature."""
    return f"out_used_load_slope*MAX(0,out_used_load_balance-{at})"


def frosts(at: str) -> str:
    """1 where the frosting test of AHRI counts."""
    return f'(in_defrost="ahri")*({rounded(at)}>c_frosts_above)*({rounded(at)}<c_frosts_below)'


def frosted(what: str, at: str, speed: str = "segment") -> str:
    """Heat or power under the frost of AHRI: the line through 17 and 35 °F."""
    name = f"out_{frost_name(speed)}_{what}"
    return f"({name}_cold+({at}-c_rating_middle)*{name}_slope)"


def frost_name(speed: str) -> str:
    """How the names of a speed's frosting test begin."""
    return "frost" if speed == "segment" else f"{speed}_frost"


def dry_capacity(at: str, defrost_fraction: str, speed: str, humidity: str) -> str:
    """Capacity of a speed without the frosting test; humidity: what its frost leaves."""
    left = f"CHOOSE(1+out_humidity,1-c_defrost_capacity_loss*{defrost_fraction},{humidity})"
    return f"MAX(0,{rated_line('capacity', at, speed)})*{left}"


def dry_cop(at: str, defrost_fraction: str, speed: str) -> str:
    """COP of a speed without the frosting test, before its floor."""
    curve = f"(1-c_defrost_capacity_loss*{defrost_fraction})/(1-c_defrost_power_saving*{defrost_fraction})"
    return f"{rated_line('cop', at, speed)}*CHOOSE(1+out_humidity,{curve},[frost_capacity]/[frost_power])"


def capacity(at: str, defrost_fraction: str, is_frosting: str, speed: str, humidity: str = "[frost_capacity]") -> str:
    """The capacity of a speed at a temperature, where capacities are given; is_frosting: 1 or 0."""
    dry = dry_capacity(at, defrost_fraction, speed, humidity)
    return f"({dry}*(1-{is_frosting})+MAX(0,{frosted('heat', at, speed)})*{is_frosting})"


def largest_capacity(at: str, defrost_fraction: str, is_frosting: str, humidity: str) -> str:
    """The most the heat pump gives: that of its maximum speed, without one the larger of rated and minimum speed."""
    fast, slow = (capacity(at, defrost_fraction, is_frosting, speed, humidity) for speed in ("fast", "slow"))
    return f"MAX({fast},(out_has_fast=0)*{slow})"


def frosted_cop(at: str, defrost_fraction: str, is_frosting: str, speed: str) -> str:
    """The COP of a speed with defrost, before its floor."""
    dry = dry_cop(at, defrost_fraction, speed)
    wet = f"MAX(0,{frosted('heat', at, speed)})/{frosted('power', at, speed)}"
    return f"({dry}*(1-{is_frosting})+{wet}*{is_frosting})"
