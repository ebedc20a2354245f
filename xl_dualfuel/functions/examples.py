"""The example call of each worksheet function: as it is typed into a cell, and what it answers."""

from __future__ import annotations

import functools
from collections.abc import Container, Iterable, Mapping
from typing import Any, Final

from ..inputs.case import Case
from .arguments import INPUTS, Named

_ALONE: Final = frozenset({INPUTS.name})
HOMES: Final = Named("in_homes", [
    ["home", "load_slope", "design_temperature", "cop_47", "cop_17", "fuel_price"],
    ["12 Elm Street", 500, 5, 3.4, 2.2, 13],
    ["7 Oak Lane", 750, -5, 3.8, 2.6, 15],
    ["3 Mill Road", 420, 10, 3.1, 2, 11],
])  # fmt: skip
"""Homes for the functions that take many"""
CHOICES: Final = Named("in_choices", [
    ["option", "cop_47", "cop_17", "furnace_efficiency", "scenario"],
    ["Better heat pump", 3.9, 2.7, None, None],
    ["Old furnace stays", None, None, 0.8, None],
    ["Furnace alone", None, None, None, "furnace_only"],
])  # fmt: skip
"""Options for those that compare"""
TARIFF: Final = Named("in_tariff", [
    ["period", "peak", 0.28, None, None, None],
    ["period", "other", 0.11, None, None, None],
    ["otherwise", "other", None, None, None, None],
    ["window", "peak", "weekday", 16, 21, "months 11-3"],
])  # fmt: skip
"""A tariff for those that bill by the hour"""
IN_DENVER: Final = [["station", "denver"]]
"""A place whose hours are known"""


@functools.cache
def worked_example() -> Mapping[str, Any]:
    """What a workbook of the worked example has under its names."""
    inputs = Case().inputs
    return {INPUTS.name: [[key, value] for key, value in inputs.items()]} | {
        f"in_{key}": value for key, value in inputs.items()
    }


def values(arguments: Iterable[Any], known: Mapping[str, Any] | None = None) -> list[Any]:
    """The arguments with values in place of names; known: those of a workbook, else the worked example's."""
    known = worked_example() if known is None else known
    return [(a.rows or known[a.name]) if isinstance(a, Named) else a for a in arguments]


def call(function: str, arguments: Iterable[Any], names: Container[str] = _ALONE) -> str:
    """A call as it is typed into a cell, without the equals sign: ``DF_COP({47;17},3.4,2.2)``.

    names: those that the workbook has; in place of others come the worked example's values.
    """
    typed = [a.name if isinstance(a, Named) and a.name in names else typed_constant(values([a])[0]) for a in arguments]
    return f"{function}({','.join(typed).rstrip(',')})"


def typed_constant(value: Any) -> str:
    """A value or an array as it is typed into a formula; nothing for None."""
    if isinstance(value, list):
        rows = (",".join(typed_constant("" if cell is None else cell) for cell in row) for row in value)
        return "{" + ";".join(rows) + "}"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return "" if value is None else f"{value:.15g}"
