"""The heat pump's points as formulas: rating points or a performance table, and what is known of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from xl_dualfuel.inputs.validation import FROSTING
from xl_dualfuel.model.parameters import RATING_TEMPERATURES
from xl_dualfuel.model.ratings import ASSUMED_FROSTING, heat_pump_at, line

from ..shape import Filling
from .lines import Derived
from .parts import rated_line


def scalars(table: int) -> tuple[Derived, ...]:
    """Whether capacity limits, the rated ranges and the frosting test; table: rows of the performance table, 0: none."""
    given = "df_table_limits=1" if table else "COUNT(df_capacity_47,df_capacity_17)>0"
    lowest, highest = "MIN(df_performance_temperature)", "MAX(df_performance_temperature)"
    coldest = "IF(ISNUMBER(df_{}_5),df_rating_cold,df_rating_middle)"
    cop = (lowest, highest) if table else (coldest.format("cop"), "df_rating_warm")
    capacity = (lowest, highest) if table else (coldest.format("capacity"), "df_rating_warm")
    return (
        *(_table_limits() if table else ()),
        Derived("capacity_limits", "TRUE: capacities are given and limit the heat pump", given, "",
                lambda f: f.s.parameters.capacity_points is not None),
        Derived("rated_from", "COP points from", cop[0], "°F", lambda f: float(f.s.parameters.cop_rated[0])),
        Derived("rated_to", "COP points to", cop[1], "°F", lambda f: float(f.s.parameters.cop_rated[1])),
        Derived("capacity_rated_from", "Capacity points from", capacity[0], "°F",
                lambda f: float(f.s.parameters.capacity_rated[0])),
        Derived("capacity_rated_to", "Capacity points to", capacity[1], "°F",
                lambda f: float(f.s.parameters.capacity_rated[1])),
        *_frosting(table),
    )  # fmt: skip


def _table_limits() -> tuple[Derived, ...]:
    """Whether a table's capacities are those of the heat pump: part-load tests of EN 14825 have the house's load."""
    cold = "--(df_performance_temperature<df_warmest_tested)"
    share = "df_performance_capacity/(df_no_load-df_performance_temperature+(df_performance_temperature=df_no_load))"
    coldest = f"SUMPRODUCT({cold})"
    span = f"INDEX(df_performance_temperature,MAX(1,{coldest}))-INDEX(df_performance_temperature,1)"
    most = f"SUMPRODUCT(MAX(({cold})*{share}))"
    least = f"1/SUMPRODUCT(MAX(({cold})/({share}+(1-{cold}))))"
    loads = f"AND({coldest}>1,{span}>=df_tested_span,{most}<={least}*(1+df_of_the_load))"
    return (
        Derived("table_limits", "1: the table's capacities limit the heat pump",
                f"IF(COUNT(df_performance_capacity)>0,IF({loads},0,1),0)", "",
                lambda f: int(f.s.parameters.capacity_points is not None)),
    )  # fmt: skip


def _line(quantity: str, at: str) -> str:
    line = rated_line(quantity, at)
    return f"IF(df_capacity_limits,{line},1)" if quantity == "capacity" else line


def _frosting(table: int) -> tuple[Derived, ...]:
    """The lines through 17 and 35 °F of capacity and power; not tested: shares of the line through 17 and 47 °F."""
    cold_heat, warm_heat = (_line("capacity", f"df_rating_{at}") for at in ("middle", "warm"))
    cold_cop, warm_cop = (_line("cop", f"df_rating_{at}") for at in ("middle", "warm"))
    share = "(df_rating_frosting-df_rating_middle)/(df_rating_warm-df_rating_middle)"
    if table:
        row = "MATCH(df_rating_frosting,df_performance_temperature,0)"
        tested = f"AND(ISNUMBER({row}),ROWS(df_performance_temperature)>2)".replace(
            "ROWS(df_performance_temperature)", "COUNT(df_performance_temperature)"
        )
        cop_35 = f'IF({tested},INDEX(df_performance_cop,{row}),"")'
        capacity_35 = f'IF(AND({tested},df_capacity_limits),INDEX(df_performance_capacity,{row}),"")'
    else:
        cop_35, capacity_35 = 'IF(ISNUMBER(df_cop_35),df_cop_35,"")', 'IF(ISNUMBER(df_capacity_35),df_capacity_35,"")'
    span = "(df_rating_frosting-df_rating_middle)"

    def of(what: int, item: int) -> Callable[[Filling], Any]:
        return lambda f: _frost(f)[what][item]

    return (
        Derived("tested_cop", "COP of the frosting test", cop_35, "", lambda f: _tested(f)[0]),
        Derived("tested_capacity", "Capacity of the frosting test", capacity_35, "BTU/h", lambda f: _tested(f)[1]),
        Derived("frost_heat_cold", "Capacity at 17 °F (no limit: 1)", cold_heat, "BTU/h", of(0, 0)),
        Derived("frost_heat_warm", "Capacity at 47 °F", warm_heat, "BTU/h", of(0, 1)),
        Derived("frost_heat", "Capacity at 35 °F under frost",
                "IF(ISNUMBER(df_tested_capacity),SUM(df_tested_capacity)*IF(df_capacity_limits,df_heat_pump_altitude,1),"
                f"df_assumed_frost_heat*(df_frost_heat_cold+(df_frost_heat_warm-df_frost_heat_cold)*{share}))", "BTU/h",
                of(0, 2)),
        Derived("frost_power_cold", "Power at 17 °F", f"df_frost_heat_cold/{cold_cop}", "BTU/h", of(1, 0)),
        Derived("frost_power_warm", "Power at 47 °F", f"df_frost_heat_warm/{warm_cop}", "BTU/h", of(1, 1)),
        Derived("frost_power", "Power at 35 °F under frost",
                "IF(ISNUMBER(df_tested_cop),df_frost_heat/IF(ISNUMBER(df_tested_cop),df_tested_cop,1),"
                f"df_assumed_frost_power*(df_frost_power_cold+(df_frost_power_warm-df_frost_power_cold)*{share}))", "BTU/h",
                of(1, 2)),
        Derived("frost_heat_slope", "Capacity per °F under frost", f"(df_frost_heat-df_frost_heat_cold)/{span}",
                "BTU/h·°F", lambda f: (_frost(f)[0][2] - _frost(f)[0][0]) / _SPAN),
        Derived("frost_power_slope", "Power per °F under frost", f"(df_frost_power-df_frost_power_cold)/{span}",
                "BTU/h·°F", lambda f: (_frost(f)[1][2] - _frost(f)[1][0]) / _SPAN),
    )  # fmt: skip


_SPAN = FROSTING - RATING_TEMPERATURES[1]


def _tested(f: Filling) -> tuple[Any, Any]:
    """COP and capacity [BTU/h] of the frosting test as given, "" where they are not."""
    case, limited = f.s.case, f.s.parameters.capacity_points is not None
    table = case.performance_table
    if table:
        row = next((row for row in table if row[0] == FROSTING), ()) if len(table) > 2 else ()
        return (row[1], row[2] if limited else "") if row else ("", "")
    return tuple("" if (value := case.inputs[key]) is None else value for key in ("cop_35", "capacity_35"))  # type: ignore[return-value]


def _frost(f: Filling) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Capacity and power [BTU/h] at 17, 47 and, under frost, at 35 °F."""
    return f.once("frosting", lambda: _frosting_values(f))


def _frosting_values(f: Filling) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    p = f.s.parameters
    _, middle, warm = RATING_TEMPERATURES
    cold_heat, warm_heat = (
        1.0 if p.capacity_points is None else float(line(t, p.capacity_points)) for t in (middle, warm)
    )
    cold_power = cold_heat / float(line(middle, p.cop_points))
    warm_power = warm_heat / float(line(warm, p.cop_points))
    share = _SPAN / (warm - middle)
    cop, capacity = _tested(f)
    factor = 1.0 if p.capacity_points is None else float(heat_pump_at(f.s.case.number("altitude")))
    heat = ASSUMED_FROSTING[0] * (cold_heat + (warm_heat - cold_heat) * share) if capacity == "" else capacity * factor
    power = ASSUMED_FROSTING[1] * (cold_power + (warm_power - cold_power) * share) if cop == "" else heat / cop
    return (cold_heat, warm_heat, heat), (cold_power, warm_power, power)


def formulas(table: int, position: str) -> list[tuple[str, str, str]]:
    """The formulas of temperature, COP and capacity at each point; position: the formula of a row's number.

    Where a point at 5 °F is not given, the line through 47 and 17 °F is extended to it. The row of a table that is the
    frosting test is no point of the dry lines with defrost = ahri: its neighbours' line stands in.
    """
    if table:
        return [_of_row(place, table, position) for place in range(1, table + 1)]
    extended = "df_{0}_17+(df_rating_cold-df_rating_middle)*(df_{0}_47-df_{0}_17)/(df_rating_warm-df_rating_middle)"
    cold = "IF(ISNUMBER(df_{0}_5),df_{0}_5," + extended + ")"
    limited = "IF(df_capacity_limits,{}*df_heat_pump_altitude,0)"
    return [
        ("df_rating_cold", cold.format("cop"), limited.format(cold.format("capacity"))),
        ("df_rating_middle", "df_cop_17", limited.format("df_capacity_17")),
        ("df_rating_warm", "df_cop_47", limited.format("df_capacity_47")),
    ]


def _of_row(place: int, table: int, position: str) -> tuple[str, str, str]:
    """A row of the performance table."""
    temperature, cop, capacity = (f"INDEX(df_performance_{name},{{}})" for name in ("temperature", "cop", "capacity"))
    here = temperature.format(position)
    if table < 3:
        return here, cop.format(position), f"IF(df_capacity_limits,{capacity.format(position)}*df_heat_pump_altitude,0)"
    # The two rows beside it; at an end the next two.
    steps = ("+1", "+1+1") if place == 1 else ("-1-1", "-1") if place == table else ("-1", "+1")
    first, last = (f"({position}){step}" for step in steps)

    def dry(column: str) -> str:
        start, stop, t0, t1 = (c.format(at) for c in (column, temperature) for at in (first, last))
        joined = f"({start}+({here}-{t0})*({stop}-{start})/({t1}-{t0}))"
        return f'IF(AND(df_defrost="ahri",{here}=df_rating_frosting),{joined},{column.format(position)})'

    return here, dry(cop), f"IF(df_capacity_limits,{dry(capacity)}*df_heat_pump_altitude,0)"


def values(f: Filling) -> list[list[float]]:
    """The same from the engine: temperature, COP, capacity, and the segment's start and slopes but for the last."""
    return f.once("points", lambda: _values(f))


def temperatures_of(f: Filling) -> list[float]:
    """The temperatures of the points [°F], coldest first."""
    table = f.s.case.performance_table
    return [row[0] for row in table] if table else list(RATING_TEMPERATURES)


def _values(f: Filling) -> list[list[float]]:
    s, p = f.s, f.s.parameters
    temperatures = np.array(temperatures_of(f))
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
