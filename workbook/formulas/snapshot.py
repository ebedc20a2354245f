"""The inputs as they were when the workbook was made, and whether they still are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from xl_dualfuel.inputs import performance
from xl_dualfuel.inputs.fields import FIELDS

from ..shape import Filling
from . import climate, given


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
        return given.values(f)[key]

    return SnapshotLine(key, FIELDS[key].label, f"in_{key}", value)


def _climate(products: Callable[[list[float], list[float]], list[float]]) -> Callable[[Filling], float]:
    return lambda f: math.fsum(products(*climate.given(f)))


_T, _H = "in_climate_temperature", "in_climate_hours"
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
        rows = given.values(f)["performance_table"]
        return math.fsum(math.prod(row[column] for column in columns) for row in rows if max(columns) < len(row))

    return total


def _factors() -> Iterator[tuple[str, tuple[int, ...]]]:
    """The sums of the performance table: its temperatures, each other column, and that times the temperature."""
    yield "performance_temperatures", (0,)
    for column, name in enumerate(performance.COLUMNS[1:], 1):
        yield f"performance_{name}s", (column,)
        yield f"performance_{name}_products", (0, column)


FACTORS: Final = MappingProxyType({
    "climate_sum": (0,), "climate_hours": (1,), "climate_heat": (0, 1), "climate_spread": (0, 0, 1), **dict(_factors()),
})  # fmt: skip
"""Columns of a table that a sum multiplies, by the sum's name"""


def _point_lines() -> Iterator[SnapshotLine]:
    for name, columns in _factors():
        parts = [performance.COLUMNS[column] for column in columns]
        label = "Performance table: " + " times ".join(part.replace("_", " ") for part in parts)
        formula = f"SUMPRODUCT({','.join('in_performance_' + part for part in parts)})"
        yield SnapshotLine(name, label, formula, _points(*columns), True)


_POINTS: Final = tuple(_point_lines())


def snapshot_lines(points: int) -> tuple[SnapshotLine, ...]:
    """Every line; points: rows of the performance table."""
    inputs = tuple(_input(key) for key, field in FIELDS.items() if field.kind != "table")
    return inputs + _TABLES + (_POINTS if points else ())
