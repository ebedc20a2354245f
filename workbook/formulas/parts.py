"""Formulas that several tables and lines share."""

from __future__ import annotations


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
