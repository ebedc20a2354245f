"""The heat pump's points as formulas: rating points or a performance table, and what is known of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from xl_dualfuel.inputs.validation import FROSTING
from xl_dualfuel.model.parameters import RATING_TEMPERATURES
from xl_dualfuel.model.ratings import ASSUMED_FROSTING, MINIMUM_COP, Speed, heat_pump_at, line

from ..shape import Filling
from .lines import Derived
from .parts import frost_name, rated_line


def scalars(table: int) -> tuple[Derived, ...]:
    """Speeds, limits, rated ranges and the frosting test; table: rows of the performance table, 0 for rating points."""
    given = "out_table_limits=1" if table else "OR(COUNT(in_capacity_47,in_capacity_17)>0,out_has_slow+out_has_fast>0)"
    lowest, highest = "MIN(in_performance_temperature)", "MAX(in_performance_temperature)"
    coldest = "IF(COUNT(in_{0}_5,in_{0}_min_5,in_{0}_max_5)>0,c_rating_cold,c_rating_middle)"
    cop = (lowest, highest) if table else (coldest.format("cop"), "c_rating_warm")
    capacity = (lowest, highest) if table else (coldest.format("capacity"), "c_rating_warm")
    return (
        *_speeds(table),
        *(_table_limits() if table else ()),
        Derived("capacity_limits", "TRUE: capacities are given and limit the heat pump", given, "",
                lambda f: f.s.parameters.capacity_points is not None),
        Derived("rated_from", "COP points from", cop[0], "°F", lambda f: float(f.s.parameters.cop_rated[0])),
        Derived("rated_to", "COP points to", cop[1], "°F", lambda f: float(f.s.parameters.cop_rated[1])),
        Derived("capacity_rated_from", "Capacity points from", capacity[0], "°F",
                lambda f: float(f.s.parameters.capacity_rated[0])),
        Derived("capacity_rated_to", "Capacity points to", capacity[1], "°F",
                lambda f: float(f.s.parameters.capacity_rated[1])),
        *(line for speed in SPEEDS for line in _frosting(table, speed)),
    )  # fmt: skip


SPEEDS: Final = ("segment", "slow", "fast")
"""The blocks of points: the rated speed, minimum and maximum; without them the rated one again"""


def speed_of(f: Filling, speed: str) -> Speed:
    """The engine's speed of a block."""
    p = f.s.parameters
    rated = Speed(p.cop_points, p.capacity_points, p.frosting)
    return {"segment": rated, "slow": p.slowest or rated, "fast": p.fastest or rated}[speed]


def _speeds(table: int) -> tuple[Derived, ...]:
    """Which speeds there are. Without a rated capacity beside minimum or maximum the fastest one stands in for it."""
    slow, fast = (f"COUNT(in_cop_{name}_47,in_capacity_{name}_47)>1" for name in ("min", "max"))
    stands_in = f"IF(COUNT(in_capacity_47,in_capacity_17)>0,0,IF({fast},1,2*({slow})))"
    has_slow, has_fast = f"IF(AND({slow},out_stands_in<2),1,0)", f"IF({fast},1,0)"
    if table:
        stands_in = "0"
        has_slow, has_fast = (f"IF(COUNT(in_performance_{name}_cop)>0,1,0)" for name in ("min", "max"))
    return (
        Derived("stands_in", "Rated speed: 0 as rated, 1 the maximum, 2 the minimum instead", stands_in, "",
                _stands_in),
        Derived("has_slow", "1: a minimum speed", has_slow, "",
                lambda f: int(f.s.parameters.slowest is not None)),
        Derived("has_fast", "1: a maximum speed", has_fast, "",
                lambda f: int(f.s.parameters.fastest is not None)),
    )  # fmt: skip


def _stands_in(f: Filling) -> int:
    inputs, p = f.s.case.inputs, f.s.parameters
    if f.s.case.performance_table or inputs["capacity_47"] is not None or p.capacity_points is None:
        return 0
    return 1 if p.fastest is not None else 2


def _table_limits() -> tuple[Derived, ...]:
    """Whether a table's capacities are those of the heat pump: part-load tests of EN 14825 have the house's load."""
    cold = "--(in_performance_temperature<c_warmest_tested)"
    share = "in_performance_capacity/(c_no_load-in_performance_temperature+(in_performance_temperature=c_no_load))"
    coldest = f"SUMPRODUCT({cold})"
    span = f"INDEX(in_performance_temperature,MAX(1,{coldest}))-INDEX(in_performance_temperature,1)"
    most = f"SUMPRODUCT(LARGE(({cold})*{share},1))"
    least = f"1/SUMPRODUCT(LARGE(({cold})/({share}+(1-{cold})),1))"
    loads = f"AND(out_has_slow+out_has_fast=0,{coldest}>1,{span}>=c_tested_span,{most}<={least}*(1+c_of_the_load))"
    return (
        Derived("table_limits", "1: the table's capacities limit the heat pump",
                f"IF(COUNT(in_performance_capacity)>0,IF({loads},0,1),0)", "",
                lambda f: int(f.s.parameters.capacity_points is not None)),
    )  # fmt: skip


def _line(quantity: str, at: str, speed: str) -> str:
    line = rated_line(quantity, at, speed)
    return f"IF(out_capacity_limits,{line},1)" if quantity == "capacity" else line


def _frosting(table: int, speed: str) -> tuple[Derived, ...]:
    """The lines through 17 and 35 °F of capacity and power; not tested: shares of the line through 17 and 47 °F."""
    cold_heat, warm_heat = (_line("capacity", f"c_rating_{at}", speed) for at in ("middle", "warm"))
    cold_cop, warm_cop = (f"MAX(c_minimum_cop,{_line('cop', f'c_rating_{at}', speed)})" for at in ("middle", "warm"))
    share = "(c_rating_frosting-c_rating_middle)/(c_rating_warm-c_rating_middle)"
    span, name = "(c_rating_frosting-c_rating_middle)", frost_name(speed)
    words = {"segment": "", "slow": "Minimum: ", "fast": "Maximum: "}[speed]
    n = f"out_{name}"

    def of(what: int, item: int) -> Callable[[Filling], Any]:
        return lambda f: _frost(f, speed)[what][item]

    def per_degree(what: int) -> Callable[[Filling], Any]:
        return lambda f: (_frost(f, speed)[what][2] - _frost(f, speed)[what][0]) / _SPAN

    tested = "tested" if speed == "segment" or not table else f"{speed}_tested"
    is_own = "1=1" if speed == "segment" or table else f"out_has_{speed}=0"
    tests = [] if speed != "segment" and not table else [
        Derived(f"{tested}_cop", f"{words}COP of the frosting test", _tested_formulas(table, speed)[0], "",
                lambda f: _tested(f, speed)[0]),
        Derived(f"{tested}_capacity", f"{words}Capacity of the frosting test", _tested_formulas(table, speed)[1],
                "BTU/h", lambda f: _tested(f, speed)[1]),
    ]  # fmt: skip
    return (
        *tests,
        Derived(f"{name}_heat_cold", f"{words}Capacity at 17 °F (no limit: 1)", cold_heat, "BTU/h", of(0, 0)),
        Derived(f"{name}_heat_warm", f"{words}Capacity at 47 °F", warm_heat, "BTU/h", of(0, 1)),
        Derived(f"{name}_heat", f"{words}Capacity at 35 °F under frost",
                f"IF(AND(ISNUMBER(out_{tested}_capacity),{is_own}),"
                f"SUM(out_{tested}_capacity)*IF(out_capacity_limits,out_heat_pump_altitude,1),"
                f"c_assumed_frost_heat*({n}_heat_cold+({n}_heat_warm-{n}_heat_cold)*{share}))", "BTU/h", of(0, 2)),
        Derived(f"{name}_power_cold", f"{words}Power at 17 °F", f"{n}_heat_cold/{cold_cop}", "BTU/h", of(1, 0)),
        Derived(f"{name}_power_warm", f"{words}Power at 47 °F", f"{n}_heat_warm/{warm_cop}", "BTU/h", of(1, 1)),
        Derived(f"{name}_power", f"{words}Power at 35 °F under frost",
                f"IF(AND(ISNUMBER(out_{tested}_cop),{is_own}),{n}_heat/"
                f"IF(ISNUMBER(out_{tested}_cop),out_{tested}_cop,1),"
                f"c_assumed_frost_power*({n}_power_cold+({n}_power_warm-{n}_power_cold)*{share}))", "BTU/h", of(1, 2)),
        Derived(f"{name}_heat_slope", f"{words}Capacity per °F under frost", f"({n}_heat-{n}_heat_cold)/{span}",
                "BTU/h·°F", per_degree(0)),
        Derived(f"{name}_power_slope", f"{words}Power per °F under frost", f"({n}_power-{n}_power_cold)/{span}",
                "BTU/h·°F", per_degree(1)),
    )  # fmt: skip


_SPAN = FROSTING - RATING_TEMPERATURES[1]


def _tested_formulas(table: int, speed: str) -> tuple[str, str]:
    """COP and capacity of the frosting test as given."""
    if not table:
        return tuple(f'IF(AND(out_stands_in=0,ISNUMBER(in_{key}_35)),in_{key}_35,"")' for key in ("cop", "capacity"))  # type: ignore[return-value]
    row = "MATCH(c_rating_frosting,in_performance_temperature,0)"
    tested = f"AND(ISNUMBER({row}),COUNT(in_performance_temperature)>2)"
    return (
        f'IF({tested},{_in_table("cop", speed).format(row)},"")',
        f'IF(AND({tested},out_capacity_limits),{_in_table("capacity", speed).format(row)},"")',
    )


def _in_table(quantity: str, speed: str) -> str:
    """COP or capacity of a speed in row {0} of the performance table; without that speed the rated one's."""
    rated = f"INDEX(in_performance_{quantity},{{0}})"
    own = {"slow": "min_", "fast": "max_"}.get(speed)
    return rated if own is None else f"CHOOSE(1+out_has_{speed},{rated},INDEX(in_performance_{own}{quantity},{{0}}))"


def _tested(f: Filling, speed: str = "segment") -> tuple[Any, Any]:
    """COP and capacity [BTU/h] of a speed's frosting test as given, "" where they are not."""
    case, limited = f.s.case, f.s.parameters.capacity_points is not None
    table = case.performance_table
    if table:
        row = next((row for row in table if row[0] == FROSTING), ()) if len(table) > 2 else ()
        first = {"segment": 1, "slow": 3, "fast": 5}[speed]
        first = first if first < len(row) else 1
        return (row[first], row[first + 1] if limited else "") if row else ("", "")
    given = (None if _stands_in(f) else case.inputs[key] for key in ("cop_35", "capacity_35"))
    cop, capacity = ("" if value is None else value for value in given)
    return cop, capacity


_Frost = tuple[tuple[float, float, float], tuple[float, float, float]]
"""Capacity and power [BTU/h] at 17, 47 and, under frost, at 35 °F"""


def _frost(f: Filling, speed: str) -> _Frost:
    return f.once(("frosting", speed), lambda: _frosting_values(f, speed))


def _frosting_values(f: Filling, speed: str) -> _Frost:
    own = speed_of(f, speed)
    _, middle, warm = RATING_TEMPERATURES
    cold_heat, warm_heat = (1.0 if own.capacity is None else float(line(t, own.capacity)) for t in (middle, warm))
    cold_power = cold_heat / max(MINIMUM_COP, float(line(middle, own.cop)))
    warm_power = warm_heat / max(MINIMUM_COP, float(line(warm, own.cop)))
    share = _SPAN / (warm - middle)
    p = f.s.parameters
    is_own = speed == "segment" or (p.slowest if speed == "slow" else p.fastest) is None
    cop: Any
    capacity: Any
    cop, capacity = _tested(f, speed) if is_own or f.s.case.performance_table else ("", "")
    factor = 1.0 if own.capacity is None else float(heat_pump_at(f.s.case.number("altitude")))
    heat = ASSUMED_FROSTING[0] * (cold_heat + (warm_heat - cold_heat) * share) if capacity == "" else capacity * factor
    power = ASSUMED_FROSTING[1] * (cold_power + (warm_power - cold_power) * share) if cop == "" else heat / cop
    return (cold_heat, warm_heat, heat), (cold_power, warm_power, power)


def frost_line(f: Filling, speed: str) -> tuple[float, float]:
    """Capacity under the frost of AHRI at 17 °F, and per °F."""
    cold, _, tested = _frost(f, speed)[0]
    return cold, (tested - cold) / _SPAN


def formulas(table: int, position: str, speed: str = "segment") -> list[tuple[str, str, str]]:
    """The formulas of temperature, COP and capacity at each point; position: the formula of a row's number.

    Where a point at 5 °F is not given, the line through 47 and 17 °F is extended to it. The row of a table that is the
    frosting test is no point of the dry lines with defrost = ahri: its neighbours' line stands in.
    """
    if table:
        return [_of_row(place, table, position, speed) for place in range(1, table + 1)]
    rows = []
    for name, at in (("cold", 5), ("middle", 17), ("warm", 47)):
        cop, capacity = (_rating_point(quantity, at, speed) for quantity in ("cop", "capacity"))
        rows.append((f"c_rating_{name}", cop, f"IF(out_capacity_limits,{capacity}*out_heat_pump_altitude,0)"))
    return rows


def _rating_point(quantity: str, at: int, speed: str) -> str:
    """COP or capacity of a speed at a rating temperature [°F]; what is not rated at 5 °F is the line's value."""

    def own(prefix: str) -> str:
        key = f"in_{quantity}_{prefix}"
        if at != 5:
            return f"SUM({key}{at})"
        step = "(c_rating_cold-c_rating_middle)/(c_rating_warm-c_rating_middle)"
        return f"IF(ISNUMBER({key}5),{key}5,SUM({key}17)+{step}*(SUM({key}47)-SUM({key}17)))"

    rated = f"CHOOSE(1+out_stands_in,{own('')},{own('max_')},{own('min_')})"
    if speed == "segment":
        return rated
    return f"CHOOSE(1+out_has_{speed},{rated},{own({'slow': 'min_', 'fast': 'max_'}[speed])})"


def _of_row(place: int, table: int, position: str, speed: str) -> tuple[str, str, str]:
    """A row of the performance table, for a speed."""
    temperature = "INDEX(in_performance_temperature,{})"
    cop, capacity = (_in_table(quantity, speed) for quantity in ("cop", "capacity"))
    here = temperature.format(position)
    if table < 3:
        return (
            here,
            cop.format(position),
            f"IF(out_capacity_limits,{capacity.format(position)}*out_heat_pump_altitude,0)",
        )
    # The two rows beside it; at an end the next two.
    steps = ("+1", "+2") if place == 1 else ("-2", "-1") if place == table else ("-1", "+1")
    first, last = (f"({position}){step}" for step in steps)

    def dry(column: str) -> str:
        start, stop, t0, t1 = (c.format(at) for c in (column, temperature) for at in (first, last))
        joined = f"({start}+({here}-{t0})*({stop}-{start})/({t1}-{t0}))"
        return f'IF(AND(in_defrost="ahri",{here}=c_rating_frosting),{joined},{column.format(position)})'

    return here, dry(cop), f"IF(out_capacity_limits,{dry(capacity)}*out_heat_pump_altitude,0)"


def values(f: Filling, speed: str) -> list[list[float]]:
    """The same from the engine: temperature, COP, capacity, and the segment's start and slopes but for the last."""
    return f.once(("points", speed), lambda: _values(f, speed_of(f, speed)))


def temperatures_of(f: Filling) -> list[float]:
    """The temperatures of the points [°F], coldest first."""
    table = f.s.case.performance_table
    return [row[0] for row in table] if table else list(RATING_TEMPERATURES)


def _values(f: Filling, speed: Speed) -> list[list[float]]:
    s, p = f.s, f.s.parameters
    temperatures = np.array(temperatures_of(f))
    cops = line(temperatures, speed.cop)
    capacities = line(temperatures, speed.capacity) if speed.capacity is not None else np.zeros(len(cops))
    rows: list[Any] = np.stack((temperatures, cops, capacities)).T.tolist()
    starts = temperatures.copy()
    starts[0] = min(temperatures[0], s.bins.low[-1] - p.thermostat_step, s.sizing_temperature)
    runs = np.diff(temperatures)
    for row, *segment in zip(rows, starts.tolist(), (np.diff(cops) / runs).tolist(),
                             (np.diff(capacities) / runs).tolist(), strict=False):  # fmt: skip
        row.extend(segment)
    return rows
