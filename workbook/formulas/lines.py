"""Quantities side by side: a row each, a column an option; what a line is, and its formula turned into addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..shape import Filling

_TOKEN = re.compile(r"\[(\w+)\]")


class Origin(NamedTuple):
    """What the workbook was made for: name, label, unit, the value."""

    name: str
    label: str
    unit: str
    value: Callable[[Filling], Any]


class Derived(NamedTuple):
    """A named formula on the inputs, and the way to get the same from the engine."""

    name: str
    label: str
    formula: str
    unit: str
    value: Callable[[Filling], Any]
    """The same from the engine; blank for None"""


class Line(NamedTuple):
    """One quantity of every option."""

    key: str
    label: str
    unit: str
    style: str
    """Name of the cells' style"""
    value: Callable[[Filling, int], Any]
    """Of the option in that column, 0 for the first; a formula's value when the workbook is made"""
    formula: str = ""
    """[key] is the same column's cell in the row of that key, or its cells where the key is that of a table; "" for a
    value"""
    how: str = ""
    """What the number is or how it comes about"""


class Section(NamedTuple):
    """A title above the lines that follow it."""

    title: str


def addressed(template: str, letter: str, rows: Mapping[str, int], tables: Mapping[str, tuple[int, int]]) -> str:
    """The formula of a column: rows by the keys of lines, first and last rows by those of tables."""

    def address(token: re.Match[str]) -> str:
        if token[1] in rows:
            return f"{letter}${rows[token[1]]}"
        first, last = tables[token[1]]
        return f"{letter}${first}:{letter}${last}"

    return "=" + _TOKEN.sub(address, template)
