"""The inputs as they were when the workbook was made, and whether they still are."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from xl_dualfuel.inputs.fields import FIELDS

from ..shape import Filling
from . import climate


class SnapshotLine(NamedTuple):
    """One line of the snapshot: name, label, its formula now, and its value when the workbook was made."""

    name: str
    label: str
    now: str
    value: Callable[[Filling], Any]
    is_sum: bool = False
    """A sum over a table: equal within rounding"""


def _input(key: str) -> SnapshotLine:
    def value(f: Filling) -> Any:
        return f.result.case.inputs[key]

    return SnapshotLine(key, FIELDS[key].label, f"df_{key}", value)


def _climate(products: Callable[[list[float], list[float]], list[float]]) -> Callable[[Filling], float]:
    return lambda f: math.fsum(products(*climate.table(f)))


_T, _H = "df_climate_temperature", "df_climate_hours"
_TABLES: Final = (
    SnapshotLine("climate_count", "Climate table: rows", f"COUNT({_T})+COUNT({_H})",
         lambda f: 2 * len(climate.table(f)[0]), True),
    SnapshotLine("climate_sum", "Climate table: sum of temperatures", f"SUM({_T})", _climate(lambda t, _: t), True),
    SnapshotLine("climate_hours", "Climate table: hours", f"SUM({_H})", _climate(lambda _, h: h), True),
    SnapshotLine("climate_heat", "Climate table: hours times temperature", f"SUMPRODUCT({_T},{_H})",
         _climate(lambda t, h: [a * b for a, b in zip(t, h, strict=True)]), True),
    SnapshotLine("climate_spread", "Climate table: hours times temperature squared", f"SUMPRODUCT({_T},{_T},{_H})",
         _climate(lambda t, h: [a * a * b for a, b in zip(t, h, strict=True)]), True),
)  # fmt: skip


def _points(*columns: int) -> Callable[[Filling], float]:
    def total(f: Filling) -> float:
        rows = f.result.case.performance_table
        return math.fsum(math.prod(row[column] if column < len(row) else 0.0 for column in columns) for row in rows)

    return total


_POINTS: Final = tuple(
    SnapshotLine(f"performance_{name}", f"Performance table: {label}",
         f"SUMPRODUCT({','.join('df_performance_' + part for part in parts)})", _points(*columns), True)
    for name, label, parts, columns in (
        ("temperatures", "temperatures", ("temperature",), (0,)),
        ("cops", "COP", ("cop",), (1,)),
        ("capacities", "capacities", ("capacity",), (2,)),
        ("products", "temperature times COP", ("temperature", "cop"), (0, 1)),
        ("outputs", "temperature times capacity", ("temperature", "capacity"), (0, 2)),
    )
)  # fmt: skip


def snapshot_lines(points: int) -> tuple[SnapshotLine, ...]:
    """Every line; points: rows of the performance table."""
    inputs = tuple(_input(key) for key, field in FIELDS.items() if field.kind != "table")
    return inputs + _TABLES + (_POINTS if points else ())
