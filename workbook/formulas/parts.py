"""Formulas that several tables and lines share."""

from __future__ import annotations


def rounded(temperature: str) -> str:
    """A temperature as it is compared: engines differ in the last bit, so both sides are rounded."""
    return f"ROUND({temperature},df_digits)"


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
    return f"(df_thermostat_zero+INT(({temperature}-df_thermostat_zero)/df_thermostat_step+df_edge)*df_thermostat_step)"


def multiple_above(temperature: str) -> str:
    """The coldest setting of the thermostat at or above a temperature."""
    return f"(df_thermostat_zero-INT((df_thermostat_zero-{temperature})/df_thermostat_step+df_edge)*df_thermostat_step)"


def of_scenario(scenario: str, key: str) -> str:
    """One number of a scenario."""
    return f'INDEX([Scenarios.{key}],MATCH("{scenario}",[Scenarios.scenario],0))'


def rated_line(quantity: str, at: str) -> str:
    """The straight line through the points, "cop" or "capacity", at a temperature: value at its start, and slope."""
    value, start, slope = (
        f"LOOKUP({at},df_segment_from,df_segment_{column})" for column in (quantity, "temperature", f"{quantity}_slope")
    )
    return f"({value}+({at}-{start})*{slope})"


def defrost(at: str) -> str:
    """The fraction of the time spent defrosting at a temperature."""
    return (
        f"df_defrost_on*IF({at}<df_defrost_below,"
        f"MIN(df_defrost_maximum,MAX(0,df_defrost_intercept+df_defrost_slope*{at})),0)"
    )


def load(at: str) -> str:
    """The heating load at a temperature."""
    return f"df_used_load_slope*MAX(0,df_used_load_balance-{at})"


def frosts(at: str) -> str:
    """1 where the frosting test of AHRI counts."""
    return f'(df_defrost="ahri")*({rounded(at)}>df_frosts_above)*({rounded(at)}<df_frosts_below)'


def frosted(what: str, at: str) -> str:
    """Heat or power under the frost of AHRI: the line through 17 and 35 °F."""
    return f"(df_frost_{what}_cold+({at}-df_rating_middle)*df_frost_{what}_slope)"


def capacity(at: str, defrost_fraction: str, is_frosting: str) -> str:
    """The heat pump's capacity at a temperature, where capacities are given; is_frosting: 1 or 0."""
    dry = f"MAX(0,{rated_line('capacity', at)})*(1-df_defrost_capacity_loss*{defrost_fraction})"
    return f"({dry}*(1-{is_frosting})+MAX(0,{frosted('heat', at)})*{is_frosting})"
