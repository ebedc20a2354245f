"""The balance points as formulas: solved exactly on each stretch between bends of the curves.

Between two cuts the COP or capacity line and the defrost fraction are straight: the heat pump's advantage
``A2·T² + A1·T + A0`` is a quadratic. Its roots in the stretch split it in up to three parts; the heat pump wins or
loses on each as a whole, and a balance point is where that changes. Every column has its formula beside the way to get
the same value in Python, row by row.

Notation: [key] is the cell of that column in the same row, [prev.key] the one above, [row] the stretch's number.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from xl_dualfuel.inputs.validation import FROSTING
from xl_dualfuel.model import equipment
from xl_dualfuel.model.balance import EQUAL
from xl_dualfuel.model.parameters import RATING_TEMPERATURES, Array, Parameters
from xl_dualfuel.model.solution import Solution

from ..shape import Filling

Row = dict[str, Any]


class Numbers(NamedTuple):
    """What the engine knows of a balance point before it is solved."""

    p: Parameters
    points: tuple[Array, Array] | None
    """Temperatures [°F] and COP or capacity at each; None where it is not modelled"""
    target: float
    """The break-even COP; 0 where there is none"""
    switchover: float
    """The recommended one [°F]"""


class Cell(NamedTuple):
    """One column: key, header, formula, and its value from the row so far and the row above."""

    key: str
    header: str
    formula: str
    value: Callable[[Row, Row, Numbers], Any]


class Kind(NamedTuple):
    """One balance point: its name, the quantity of the points it uses, A1 and A0 beyond the line, when it wins."""

    name: str
    label: str
    quantity: str
    target: str
    """Defined name of the break-even COP; "" for the thermal point"""


KINDS = (
    Kind("economic", "Economic", "cop", "df_economic_break_even_cop"),
    Kind("thermal", "Thermal", "capacity", ""),
    Kind("emissions", "Emissions", "cop", "df_emissions_break_even_cop"),
)

_LOSS, _SAVING = equipment.DEFROST_CAPACITY, equipment.DEFROST_POWER


def _at(t: str) -> str:
    """The advantage at a temperature."""
    return f"(([a2]*{t}+[a1])*{t}+[a0])"


def numbers(kind: Kind, s: Solution) -> Numbers:
    """What the engine knows of it."""
    p, point = s.parameters, getattr(s, kind.name)
    points = p.cop_points if kind.quantity == "cop" else p.capacity_points
    return Numbers(p, points, point.break_even_cop if point.break_even_cop is not None else 0.0, s.switchover)


def stretch_cells() -> list[Cell]:
    """Columns shared by the three: the sorted cuts, the middle of each stretch, the defrost line on it."""
    intercept, slope = equipment.DEFROST_FRACTION
    most = equipment.DEFROST_MAXIMUM

    def capped(row: Row) -> bool:
        return bool(intercept + slope * row["middle"] >= most)

    def frosts(row: Row, n: Numbers) -> bool:
        return n.p.defrost == "resnet" and row["middle"] < equipment.DEFROST_BELOW

    test = "df_defrost_on*([middle]<df_defrost_below)*IF(df_defrost_intercept+df_defrost_slope*[middle]>="
    test += "df_defrost_maximum,"
    return [
        Cell("start", "From °F", "SMALL(df_balance_cuts,[row])", lambda r, _, n: r["start"]),
        Cell("stop", "To °F", "SMALL(df_balance_cuts,[row]+1)", lambda r, _, n: r["stop"]),
        Cell("middle", "Middle °F", "AVERAGE([start],[stop])", lambda r, _, n: (r["start"] + r["stop"]) / 2),
        Cell("f0", "Defrost at 0 °F", test + "df_defrost_maximum,df_defrost_intercept)",
             lambda r, _, n: (most if capped(r) else intercept) if frosts(r, n) else 0.0),
        Cell("f1", "Defrost per °F", test + "0,df_defrost_slope)",
             lambda r, _, n: (0.0 if capped(r) else slope) if frosts(r, n) else 0.0),
    ]  # fmt: skip


def kind_cells(kind: Kind) -> list[Cell]:
    """The columns of one balance point, after the shared ones."""
    found = "LOOKUP([middle],df_segment_from,df_segment_{})"
    line_slope = found.format(f"{kind.quantity}_slope")
    line_start = f"{found.format(kind.quantity)}-[l1]*{found.format('temperature')}"

    def line(row: Row, n: Numbers) -> tuple[float, float]:
        if n.points is None:
            return 0.0, 0.0
        # Two temperatures of the same segment give its line.
        near = np.array([row["middle"], row["middle"] + 1e-3])
        at, value = n.points
        left = int(np.clip(np.searchsorted(at, near[0], side="right") - 1, 0, len(at) - 2))
        slope = (value[left + 1] - value[left]) / (at[left + 1] - at[left])
        return float(value[left] - slope * at[left]), float(slope)

    loss = "df_defrost_capacity_loss"
    a1 = f"[l1]*(1-{loss}*[f0])-{loss}*[f1]*[l0]"
    a0 = f"[l0]*(1-{loss}*[f0])"
    if kind.target:
        a1 += f"+SUM({kind.target})*df_defrost_power_saving*[f1]"
        a0 += f"-SUM({kind.target})*(1-df_defrost_power_saving*[f0])"
    else:
        a1 += "+df_used_load_slope"
        a0 += "-df_used_load_slope*df_used_load_balance"

    def a1_value(row: Row, n: Numbers) -> float:
        plain = row["l1"] * (1 - _LOSS * row["f0"]) - _LOSS * row["f1"] * row["l0"]
        return float(plain + (n.target * _SAVING * row["f1"] if kind.target else n.p.load_slope))

    def a0_value(row: Row, n: Numbers) -> float:
        plain = row["l0"] * (1 - _LOSS * row["f0"])
        if kind.target:
            return float(plain - n.target * (1 - _SAVING * row["f0"]))
        return float(plain - n.p.load_slope * n.p.load_balance_temperature)

    def wins(t: str) -> str:
        if kind.target:
            return f"OR(SUM({kind.target})<=df_minimum_cop,{_at(t)}>=-df_rounding*SUM({kind.target}))"
        load = f"df_used_load_slope*(df_used_load_balance-{t})"
        return f"OR({t}>=df_used_load_balance,{_at(t)}>=-df_rounding*{load})"

    def winning(row: Row, t: float, n: Numbers) -> int:
        advantage = (row["a2"] * t + row["a1"]) * t + row["a0"]
        if kind.target:
            return int(n.target <= equipment.MINIMUM_COP or advantage >= -EQUAL * n.target)
        load = n.p.load_slope * (n.p.load_balance_temperature - t)
        return int(t >= n.p.load_balance_temperature or advantage >= -EQUAL * load)

    def inside(row: Row, t: Any) -> Any:
        return t if t != "" and row["start"] < t < row["stop"] else ""

    def part(first: str, last: str, before: str) -> tuple[str, Callable[[Row, Row, Numbers], Any]]:
        """Who wins between two temperatures; a part without width changes nothing."""
        formula = f"IF([{last}]>[{first}],IF({wins(f'AVERAGE([{first}],[{last}])')},1,0),[{before}])"

        def value(row: Row, above: Row, n: Numbers) -> Any:
            if row[last] > row[first]:
                return winning(row, (row[first] + row[last]) / 2, n)
            return above["w3"] if before == "prev.w3" else row[before]

        return formula, value

    w1, w2, w3 = part("start", "t1", "w0"), part("t1", "t2", "w1"), part("t2", "stop", "w2")
    cells = [
        Cell("l1", f"{kind.label}: line per °F", line_slope, lambda r, _, n: line(r, n)[1]),
        Cell("l0", "line at 0 °F", line_start, lambda r, _, n: line(r, n)[0]),
        Cell("a2", "A2", f"-{loss}*[f1]*[l1]", lambda r, _, n: -_LOSS * r["f1"] * r["l1"]),
        Cell("a1", "A1", a1, lambda r, _, n: a1_value(r, n)),
        Cell("a0", "A0", a0, lambda r, _, n: a0_value(r, n)),
        Cell("h", "A1 halved", "AVERAGE([a1],0)", lambda r, _, n: r["a1"] / 2),
        Cell("d", "Discriminant", "[h]*[h]-[a2]*[a0]", lambda r, _, n: r["h"] * r["h"] - r["a2"] * r["a0"]),
        Cell("q", "q", 'IF([d]<0,"",-([h]+IF([h]<0,-1,1)*SQRT([d])))',
             lambda r, _, n: "" if r["d"] < 0 else -(r["h"] + (-1 if r["h"] < 0 else 1) * math.sqrt(r["d"]))),
        Cell("r1", "Root", 'IF(OR([a2]=0,[d]<0),"",[q]/[a2])',
             lambda r, _, n: "" if r["a2"] == 0 or r["d"] < 0 else r["q"] / r["a2"]),
        Cell("r2", "Root", 'IF(SUM([q])=0,"",[a0]/[q])', lambda r, _, n: "" if r["q"] in ("", 0) else r["a0"] / r["q"]),
        Cell("s1", "inside", 'IF(AND(ISNUMBER([r1]),[r1]>[start],[r1]<[stop]),[r1],"")',
             lambda r, _, n: inside(r, r["r1"])),
        Cell("s2", "inside", 'IF(AND(ISNUMBER([r2]),[r2]>[start],[r2]<[stop]),[r2],"")',
             lambda r, _, n: inside(r, r["r2"])),
        Cell("t1", "First cut °F", "IF(COUNT([s1],[s2])>0,MIN([s1],[s2]),[stop])",
             lambda r, _, n: min([t for t in (r["s1"], r["s2"]) if t != ""], default=r["stop"])),
        Cell("t2", "Second cut °F", "IF(COUNT([s1],[s2])>1,MAX([s1],[s2]),[stop])",
             lambda r, _, n: max(r["s1"], r["s2"]) if "" not in (r["s1"], r["s2"]) else r["stop"]),
        # Both ends of the range belong to it: the first row looks at the coldest temperature itself.
        Cell("w0", "wins before", f"IF([row]=1,IF({wins('[start]')},1,0),SUM([prev.w3]))",
             lambda r, above, n: above["w3"] if above else winning(r, r["start"], n)),
        Cell("w1", "wins", w1[0], w1[1]),
        Cell("w2", "wins", w2[0], w2[1]),
        Cell("w3", "wins", w3[0], w3[1]),
        Cell("wend", "wins at the end", f"IF([row]=df_balance_stretches,IF({wins('[stop]')},1,0),[w3])",
             lambda r, _, n: winning(r, r["stop"], n) if r["last"] else r["w3"]),
    ]  # fmt: skip
    changes = (("x1", "w1", "w0", "start"), ("x2", "w2", "w1", "t1"), ("x3", "w3", "w2", "t2"),
               ("x4", "wend", "w3", "stop"))  # fmt: skip
    for key, now, before, t in changes:
        cells.append(
            Cell(key, "Balance °F", f'IF([{now}]<>[{before}],[{t}],"")',
                 lambda r, _, __, now=now, before=before, t=t: r[t] if r[now] != r[before] else "")  # type: ignore[misc]
        )  # fmt: skip
    for place in "1234":
        y = f'IF(ISNUMBER([x{place}]),ABS([x{place}]-df_recommended_switchover),"")'
        cells.append(Cell(f"y{place}", "from setting", y, _distance(f"x{place}")))
    for place in "1234":
        z = f'IF([y{place}]=df_{kind.name}_nearest,[x{place}],"")'
        cells.append(Cell(f"z{place}", "nearest °F", z, lambda _, __, ___: ""))  # known when every row is
    return cells


def _distance(key: str) -> Callable[[Row, Row, Numbers], Any]:
    return lambda row, _, n: "" if row[key] == "" else abs(row[key] - n.switchover)


def solved(kind: Kind, f: Filling) -> list[Row]:
    """The block's values: a row for each stretch between the cuts."""
    key = ("balance", kind.name)
    if key not in f.memo:
        cells = [*stretch_cells(), *kind_cells(kind)]
        f.memo[key] = _rows(cells, sorted(cut_values(f.s)), numbers(kind, f.s))
    found: list[Row] = f.memo[key]
    return found


def _rows(cells: list[Cell], edges: list[float], known: Numbers) -> list[Row]:
    made: list[Row] = []
    for start, stop in pairwise(edges):
        row: Row = {"start": start, "stop": stop, "last": len(made) == len(edges) - 2}
        for cell in cells:
            row[cell.key] = cell.value(row, made[-1] if made else {}, known)
        made.append(row)
    nearest = min((row["y" + n] for row in made for n in "1234" if row["y" + n] != ""), default="")
    for row in made:
        for n in "1234":
            row["z" + n] = row["x" + n] if row["y" + n] not in ("", None) and row["y" + n] == nearest else ""
    return made


def cut_formulas(points: list[str]) -> list[str]:
    """Formulas of the temperatures at which a curve may bend, moved into the range [°F].

    points: the cells that hold the temperatures of the heat pump's points.
    """
    bends = ("df_defrost_below", "(df_defrost_maximum-df_defrost_intercept)/df_defrost_slope", "df_used_load_balance")
    moved = [f"MAX(df_balance_from,MIN(df_balance_to,{formula}))" for formula in (*bends, *points)]
    return ["df_balance_from", "df_balance_to", *moved]


def cut_values(s: Solution) -> list[float]:
    """The same from the engine."""
    p = s.parameters
    lowest, highest = ends(s)
    cap = (equipment.DEFROST_MAXIMUM - equipment.DEFROST_FRACTION[0]) / equipment.DEFROST_FRACTION[1]
    table = s.case.performance_table
    temperatures = [row[0] for row in table] if table else sorted([*RATING_TEMPERATURES, FROSTING])
    bends = (equipment.DEFROST_BELOW, cap, p.load_balance_temperature, *temperatures)
    return [lowest, highest, *(min(max(t, lowest), highest) for t in bends)]


def ends(s: Solution) -> tuple[float, float]:
    """The range the balance points are looked for in [°F]."""
    lowest = float(s.bins.low[-1])
    return lowest, max(s.parameters.indoor_setpoint, lowest)
