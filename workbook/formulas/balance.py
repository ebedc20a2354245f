"""The balance points as formulas: solved exactly on each stretch between bends of the curves.

Between two cuts the COP or capacity line and the defrost fraction are straight: the heat pump's advantage
``A2·T² + A1·T + A0`` is a quadratic. Its roots in the stretch split it in up to three parts; the heat pump wins or
loses on each from end to end, and a balance point is where that changes. Without a maximum speed the larger capacity
of rated and minimum speed counts: where their lines cross is a cut too, so that on each stretch one of them is larger.
Every column has its formula and the way to get the same value in Python, row by row.

Notation: [key] is the cell of that column in the same row, [prev.key] the cell above, [row] the stretch's number.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

from xl_dualfuel.inputs.validation import FROSTING
from xl_dualfuel.model.balance import Comparison, Piece
from xl_dualfuel.model.equipment import (
    DEFROST_CAPACITY,
    DEFROST_POWER,
    FROSTS_ABOVE,
)
from xl_dualfuel.model.parameters import DIGITS
from xl_dualfuel.model.solution import Solution
from xl_dualfuel.results.checks import TOLERANCE

from ..shape import Filling
from . import bends, crossings
from .parts import frost_name, frosted, frosts, rated_line, rounded

Row = dict[str, Any]


class Numbers(NamedTuple):
    """What the engine has for a balance point before it is solved."""

    comparison: Comparison
    switchover: float
    """The recommended switchover [°F]"""


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
    cuts: str
    """How the names of the cells begin that say where its stretches are cut, and how many there are"""


KINDS = (
    Kind("economic", "Economic", "cop", "out_economic_break_even_cop", "out_balance"),
    Kind("thermal", "Thermal", "capacity", "", "out_capacity"),
    Kind("emissions", "Emissions", "cop", "out_emissions_break_even_cop", "out_balance"),
)


def _at(t: str) -> str:
    """The advantage at a temperature."""
    return f"(([a2]*{t}+[a1])*{t}+[a0])"


def numbers(kind: Kind, s: Solution) -> Numbers:
    """What the engine has for it."""
    target = getattr(s, kind.name).break_even_cop
    return Numbers(Comparison(s.parameters, (target or 0.0) if kind.target else None), s.switchover)


def piece_of(comparison: Comparison, middle: float) -> tuple[int, Piece]:
    """The larger of the curves on the stretch with a middle [°F], and its place among them; level at 0 without any.

    Curves that are equal but for rounding are the first one: engines differ there.
    """
    p = comparison.p
    pieces = comparison.pieces(middle)
    pieces = pieces or [Piece(middle, [0.0, 1.0], [0.0, 0.0], p.defrost == "resnet", p.frosting)]
    rated = pieces[0].line(middle) * (1 + TOLERANCE)
    place = 1 if len(pieces) > 1 and pieces[1].line(middle) > rated else 0
    return place, pieces[place]


def stretch_cells(kind: Kind) -> list[Cell]:
    """The first columns: the sorted cuts, the middle of each stretch, the defrost line on it."""
    test = "out_defrost_on*([middle]<c_defrost_below)*IF(c_defrost_intercept+c_defrost_slope*[middle]>="
    test += "c_defrost_maximum,"
    return [
        Cell("start", "From °F", f"SMALL({kind.cuts}_cuts,[row])", lambda r, _, n: r["start"]),
        Cell("stop", "To °F", f"SMALL({kind.cuts}_cuts,[row]+1)", lambda r, _, n: r["stop"]),
        Cell("middle", "Middle °F", "AVERAGE([start],[stop])", lambda r, _, n: (r["start"] + r["stop"]) / 2),
        Cell("frosts", "1: frost by the test", frosts("[middle]"),
             lambda r, _, n: int(r["piece"].powers != (1.0, 1.0))),
        Cell("f0", "Defrost at 0 °F", test + "c_defrost_maximum,c_defrost_intercept)",
             lambda r, _, n: r["piece"].fraction[0]),
        Cell("f1", "Defrost per °F", test + "0,c_defrost_slope)",
             lambda r, _, n: r["piece"].fraction[1]),
        *([] if kind.target else [_slowest()]),
    ]  # fmt: skip


def _slowest() -> Cell:
    """Which of two capacities counts."""
    slow, rated = (
        f"IF([frosts]=1,{frosted('heat', '[middle]', speed)},{rated_line('capacity', '[middle]', speed)})"
        for speed in ("slow", "fast")
    )
    return Cell("slowest", "1: minimum speed, which gives more",
                f"(out_has_slow=1)*(out_has_fast=0)*({slow}>{rated}*(1+c_tolerance))",
                lambda r, _, n: r["place"])  # fmt: skip


def kind_cells(kind: Kind) -> list[Cell]:
    """The columns of a balance point, after the shared columns."""
    line_slope, line_start = _line(kind.quantity, "segment" if kind.target else "fast")
    if not kind.target:
        line_slope, line_start = (
            f"IF([slowest]=1,{slow},{fast})"
            for slow, fast in zip(_line(kind.quantity, "slow"), (line_slope, line_start), strict=True)
        )

    loss = "c_defrost_capacity_loss"
    a1 = f"[l1]*(1-{loss}*[f0])-{loss}*[f1]*[l0]"
    a0 = f"[l0]*(1-{loss}*[f0])"
    if kind.target:
        a1 += f"+SUM({kind.target})*(c_defrost_power_saving*[f1]-[p1])"
        a0 += f"-SUM({kind.target})*([p0]-c_defrost_power_saving*[f0])"
    else:
        a1 += "+out_used_load_slope"
        a0 += "-out_used_load_slope*out_used_load_balance"

    def coefficients(row: Row, n: Numbers) -> tuple[float, float]:
        """A1 and A0."""
        loss, saving, p, target = DEFROST_CAPACITY, DEFROST_POWER, n.comparison.p, n.comparison.target
        a1 = row["l1"] * (1 - loss * row["f0"]) - loss * row["f1"] * row["l0"]
        a0 = row["l0"] * (1 - loss * row["f0"])
        if target is None:
            return a1 + p.load_slope, a0 - p.load_slope * p.load_balance_temperature
        return a1 + target * (saving * row["f1"] - row["p1"]), a0 - target * (row["p0"] - saving * row["f0"])

    def wins(t: str) -> str:
        if kind.target:
            tie = f"c_rounding*SUM({kind.target})*([p1]*{t}+[p0])"
            return f"OR(SUM({kind.target})<=c_minimum_cop*(1+c_rounding),{_at(t)}>=-{tie})"
        load = f"out_used_load_slope*(out_used_load_balance-{t})"
        return f"OR({t}>=out_used_load_balance,{_at(t)}>=-c_rounding*{load})"

    def winning(row: Row, t: float, n: Numbers) -> int:
        return int(n.comparison.wins(row["piece"], t))

    def inside(row: Row, t: Any) -> Any:
        between = t != "" and round(row["start"], DIGITS) < round(t, DIGITS) < round(row["stop"], DIGITS)
        return t if between else ""

    def is_inside(root: str) -> str:
        # A root at an end, but for its last bit, is none: engines differ there.
        between = f"{rounded(f'SUM({root})')}>{rounded('[start]')},{rounded(f'SUM({root})')}<{rounded('[stop]')}"
        return f"AND(ISNUMBER({root}),{between})"

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
        Cell("l1", f"{kind.label}: line per °F", line_slope, lambda r, _, n: r["piece"].slope),
        Cell("l0", "line at 0 °F", line_start,
             lambda r, _, n: r["piece"].value - r["piece"].slope * r["piece"].at),
        *(_power_cells() if kind.target else []),
        Cell("a2", "A2", f"-{loss}*[f1]*[l1]", lambda r, _, n: -DEFROST_CAPACITY * r["f1"] * r["l1"]),
        Cell("a1", "A1", a1, lambda r, _, n: coefficients(r, n)[0]),
        Cell("a0", "A0", a0, lambda r, _, n: coefficients(r, n)[1]),
        Cell("h", "A1 halved", "[a1]/2", lambda r, _, n: r["a1"] / 2),
        Cell("d", "Discriminant", "[h]*[h]-[a2]*[a0]", lambda r, _, n: r["h"] * r["h"] - r["a2"] * r["a0"]),
        Cell("q", "q", 'IF([d]<0,"",-([h]+IF([h]<0,-1,1)*SQRT([d])))',
             lambda r, _, n: "" if r["d"] < 0 else -(r["h"] + (-1 if r["h"] < 0 else 1) * math.sqrt(r["d"]))),
        Cell("r1", "Root", 'IF(OR([a2]=0,[d]<0),"",[q]/[a2])',
             lambda r, _, n: "" if r["a2"] == 0 or r["d"] < 0 else r["q"] / r["a2"]),
        Cell("r2", "Root", 'IF(SUM([q])=0,"",[a0]/[q])', lambda r, _, n: "" if r["q"] in ("", 0) else r["a0"] / r["q"]),
        Cell("s1", "inside", f'IF({is_inside("[r1]")},[r1],"")',
             lambda r, _, n: inside(r, r["r1"])),
        Cell("s2", "inside", f'IF({is_inside("[r2]")},[r2],"")',
             lambda r, _, n: inside(r, r["r2"])),
        Cell("t1", "First cut °F", "IF(COUNT([s1],[s2])>0,MIN([s1],[s2]),[stop])",
             lambda r, _, n: min([t for t in (r["s1"], r["s2"]) if t != ""], default=r["stop"])),
        Cell("t2", "Second cut °F", "IF(COUNT([s1],[s2])>1,MAX([s1],[s2]),[stop])",
             lambda r, _, n: max(r["s1"], r["s2"]) if "" not in (r["s1"], r["s2"]) else r["stop"]),
        # Both ends of the range belong to it: the first row tests the coldest temperature itself.
        Cell("w0", "wins before", f"IF([row]=1,IF({wins('[start]')},1,0),SUM([prev.w3]))",
             lambda r, above, n: above["w3"] if above else winning(r, r["start"], n)),
        Cell("w1", "wins", w1[0], w1[1]),
        Cell("w2", "wins", w2[0], w2[1]),
        Cell("w3", "wins", w3[0], w3[1]),
        Cell("wend", "wins at the end", f"IF([row]={kind.cuts}_stretches,IF({wins('[stop]')},1,0),[w3])",
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
        y = f'IF(ISNUMBER([x{place}]),ABS([x{place}]-out_recommended_switchover),"")'
        cells.append(Cell(f"y{place}", "from setting", y, _distance(f"x{place}")))
    for place in "1234":
        z = f'IF([y{place}]=out_{kind.name}_nearest,[x{place}],"")'
        cells.append(Cell(f"z{place}", "nearest °F", z, lambda _, __, ___: ""))  # known when every row is
    return cells


def _line(quantity: str, speed: str) -> tuple[str, str]:
    """Slope, and value at 0 °F, of the line of a speed on a stretch."""
    segment, frost = f"LOOKUP([middle],out_{speed}_from,out_{speed}_{{}})", f"out_{frost_name(speed)}"
    return (
        f"IF([frosts]=1,{frost}_heat_slope,{segment.format(f'{quantity}_slope')})",
        f"IF([frosts]=1,{frost}_heat_cold-[l1]*c_rating_middle,"
        f"{segment.format(quantity)}-[l1]*{segment.format('temperature')})",
    )


def _power_cells() -> list[Cell]:
    """What the rated line is divided by to give the COP: 1, or the power under frost."""
    frost = f"out_{frost_name('segment')}"
    return [
        Cell("p1", "Power per °F", f"[frosts]*{frost}_power_slope", lambda r, _, n: _power(r["piece"])[0]),
        Cell("p0", "Power at 0 °F", f"IF([frosts]=1,{frost}_power_cold-[p1]*c_rating_middle,1)",
             lambda r, _, n: _power(r["piece"])[1]),
    ]  # fmt: skip


def _power(piece: Piece) -> tuple[float, float]:
    """What the line is divided by to give the COP: its slope and its value at 0 °F."""
    cold, frosted = piece.powers
    slope = (frosted - cold) / (FROSTING - FROSTS_ABOVE)
    return slope, cold - slope * FROSTS_ABOVE


def _distance(key: str) -> Callable[[Row, Row, Numbers], Any]:
    return lambda row, _, n: "" if row[key] == "" else abs(row[key] - n.switchover)


def solved(kind: Kind, f: Filling) -> list[Row]:
    """The block's values: a row for each stretch between the cuts."""
    return f.once(("balance", kind.name), lambda: _rows(kind, f))


def _rows(kind: Kind, f: Filling) -> list[Row]:
    cells, known = [*stretch_cells(kind), *kind_cells(kind)], numbers(kind, f.s)
    edges = sorted(bends.values(f) if kind.target else bends.with_crossings(f))
    rows: list[Row] = []
    for start, stop in pairwise(edges):
        row: Row = {"start": start, "stop": stop, "last": len(rows) == len(edges) - 2}
        row["place"], row["piece"] = piece_of(known.comparison, (start + stop) / 2)
        for cell in cells:
            row[cell.key] = cell.value(row, rows[-1] if rows else {}, known)
        rows.append(row)
    distances = [row["y" + n] for row in rows for n in "1234" if row["y" + n] != ""]
    if crossings.is_read(kind.name, f.s.parameters):
        distances = crossings.distances(kind.name, f)
    nearest = min(distances, default="")
    for row in rows:
        for n in "1234":
            row["z" + n] = row["x" + n] if row["y" + n] not in ("", None) and row["y" + n] == nearest else ""
    return rows
