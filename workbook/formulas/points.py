"""The heat pump's points as formulas: rating points or a performance table, and what is known of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.validation import FROSTING
from xl_dualfuel.model.parameters import RATING_TEMPERATURES
from xl_dualfuel.model.ratings import line

from ..shape import Filling
from .lines import Derived


def scalars(table: int) -> tuple[Derived, ...]:
    """Whether capacity limits, and the rated ranges; table: rows of the performance table, 0 for rating points."""
    given = "COUNT(df_performance_capacity)>0" if table else "COUNT(df_capacity_47,df_capacity_17)>0"
    frosting = (
        "SUMPRODUCT(--(df_performance_temperature=df_rating_frosting))"
        if table
        else "COUNT(df_cop_35)*IF(df_capacity_limits,COUNT(df_capacity_35),1)"
    )
    lowest, highest = "MIN(df_performance_temperature)", "MAX(df_performance_temperature)"
    coldest = "IF(ISNUMBER(df_{}_5),df_rating_cold,df_rating_middle)"
    cop = (lowest, highest) if table else (coldest.format("cop"), "df_rating_warm")
    capacity = (lowest, highest) if table else (coldest.format("capacity"), "df_rating_warm")
    return (
        Derived("capacity_limits", "TRUE: capacities are given and limit the heat pump", given, "",
                lambda f: f.s.parameters.capacity_points is not None),
        Derived("frosting_points", "Frosting test points given (defrost = ahri)", frosting, "",
                lambda f: _frosting_points(f.s.case)),
        Derived("rated_from", "COP points from", cop[0], "°F", lambda f: float(f.s.parameters.cop_rated[0])),
        Derived("rated_to", "COP points to", cop[1], "°F", lambda f: float(f.s.parameters.cop_rated[1])),
        Derived("capacity_rated_from", "Capacity points from", capacity[0], "°F",
                lambda f: float(f.s.parameters.capacity_rated[0])),
        Derived("capacity_rated_to", "Capacity points to", capacity[1], "°F",
                lambda f: float(f.s.parameters.capacity_rated[1])),
    )  # fmt: skip


def _frosting_points(case: Case) -> int:
    table = case.performance_table
    if table:
        return sum(row[0] == FROSTING for row in table)
    return int(case.cop_35 is not None and (case.capacity_47 is None or case.capacity_35 is not None))


def formulas(table: int, position: str) -> list[tuple[str, str, str]]:
    """The formulas of temperature, COP and capacity at each point; position: the formula of a row's number.

    Where a point at 5 °F is not given, the line through 47 and 17 °F is extended to it; the frosting test at 35 °F
    applies with defrost = ahri only.
    """
    if table:
        columns = ("temperature", "cop", "capacity")
        temperature, cop, capacity = (f"INDEX(df_performance_{name},{position})" for name in columns)
        return [(temperature, cop, capacity)] * table
    extended = "df_{0}_17+(df_rating_cold-df_rating_middle)*(df_{0}_47-df_{0}_17)/(df_rating_warm-df_rating_middle)"
    cold = "IF(ISNUMBER(df_{0}_5),df_{0}_5," + extended + ")"
    frosting = 'IF(df_defrost="ahri",df_{0}_35,' + extended.replace("rating_cold", "rating_frosting") + ")"
    return [
        ("df_rating_cold", cold.format("cop"), f"IF(df_capacity_limits,{cold.format('capacity')},0)"),
        ("df_rating_middle", "df_cop_17", "IF(df_capacity_limits,df_capacity_17,0)"),
        ("df_rating_frosting", frosting.format("cop"), f"IF(df_capacity_limits,{frosting.format('capacity')},0)"),
        ("df_rating_warm", "df_cop_47", "IF(df_capacity_limits,df_capacity_47,0)"),
    ]


def values(f: Filling) -> list[list[float]]:
    """The same from the engine: temperature, COP, capacity, and the segment's start and slopes but for the last."""
    return f.once("points", lambda: _values(f))


def _values(f: Filling) -> list[list[float]]:
    s, p = f.s, f.s.parameters
    table = s.case.performance_table
    temperatures = np.array([row[0] for row in table] if table else sorted([*RATING_TEMPERATURES, FROSTING]))
    cops = line(temperatures, p.cop_points)
    capacities = line(temperatures, p.capacity_points) if p.capacity_points is not None else np.zeros(len(cops))
    rows: list[Any] = np.stack((temperatures, cops, capacities)).T.tolist()
    starts = temperatures.copy()
    starts[0] = min(temperatures[0], s.bins.low[-1] - p.thermostat_step, s.sizing.temperature)
    runs = np.diff(temperatures)
    for row, *segment in zip(rows, starts.tolist(), (np.diff(cops) / runs).tolist(),
                             (np.diff(capacities) / runs).tolist(), strict=False):  # fmt: skip
        row.extend(segment)
    return rows
