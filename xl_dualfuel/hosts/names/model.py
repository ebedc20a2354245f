"""The audit workbook's formulas as array formulas: one definition of the model serves cells and LAMBDA names.

A column of ``workbook/formulas`` is a formula for one row, in the notation ``[temperature]`` (the same row),
``[Bins.hours]`` (a whole column), ``out_…`` (one value). It becomes ``MAP(a_hours,a_cop,LAMBDA(r_hours,r_cop,…))``: the
same formula, evaluated row by row, so that MIN, MAX, AND, OR and LOOKUP mean what they mean in a cell. ``out_…`` become
names bound once by LET; what they need comes from following the formulas.

What holds for cells only is rewritten (rewriting.py); blocks of cells and running sums are written by hand (blocks.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from xl_dualfuel.workbook.formulas import backup, points, scalars, tables
from xl_dualfuel.workbook.names import CONSTANT

from ...inputs.fields import FIELDS, UNIT_FIELDS
from .blocks import HAND, HAND_COLUMNS
from .literals import number
from .rewriting import rewritten
from .text import FormulaError

KEYS: Final = (*FIELDS, *UNIT_FIELDS)
"""Everything a range of inputs may hold, in the order of the column that DF__CASE returns."""
FIRST_INPUT: Final = 3
"""Its row of the first input: above it are the answer of a case that is refused and its problems."""
PLACES: Final = {key: FIRST_INPUT + place for place, key in enumerate(KEYS)}

_TOKEN = re.compile(r"\[(?:([A-Za-z]+)\.)?([a-z_0-9]+)\]|\b(?:in|out|c)_([a-z0-9_]+)")
_PREFIX = {"Bins": "a", "Switchover": "s", "Scenarios": "z", "Stretch": "t"}
_CONSTANTS = {scalar.name.removeprefix(CONSTANT): number(scalar.value) for scalar in scalars.CONSTANTS}
_FORMULAS = {line.name: line.formula for line in (*points.scalars(0), *scalars.DERIVED, *backup.DERIVED)}
_FORMULAS |= {
    "edge_top": "MAX([Bins.high])",
    "climate_design": 'IF(in_climate="region",out_region_design,MIN([Bins.temperature]))',
}


class Model:
    """One LET in the making: names are bound in the order in which they are needed.

    given: keys of names that are locals around; columns: (table, key) → the formula of the array;
    as_sheet: blocks that have the workbook's formula here.
    """

    def __init__(
        self,
        given: Mapping[str, str] = MappingProxyType({}),
        columns: Mapping[tuple[str, str], str] = MappingProxyType({}),
        stretch: Mapping[str, str] = MappingProxyType({}),
        as_sheet: Collection[str] = (),
    ) -> None:
        self.given = given
        self.columns = columns
        self.tables = {**tables.TABLES, "Stretch": stretch}
        self.as_sheet = as_sheet
        self.lines: dict[str, str] = {}

    def scalar(self, name: str) -> str:
        """The local for the name of a key; a block of cells is one value too."""
        if name in self.given:
            return self.given[name]
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name not in self.lines:
            if name in HAND and name not in self.as_sheet:
                formula = HAND[name](self)
            elif name in PLACES:
                formula = f"INDEX(case,{PLACES[name]})"
            elif name in _FORMULAS:
                formula = self.text(_FORMULAS[name])
            else:
                raise FormulaError(f"{name} is unknown")
            self.lines[name] = formula
        return name

    def array(self, table: str, key: str) -> str:
        """A column of a table."""
        local = f"{_PREFIX[table]}_{key}"
        if local not in self.lines:
            if (table, key) in self.columns:
                formula = self.columns[table, key]
            elif (table, key) in HAND_COLUMNS:
                formula = HAND_COLUMNS[table, key](self)
            else:
                template = self.tables[table].get(key)
                if template is None:
                    raise FormulaError(f"{table} has no column {key}")
                formula = self.mapped(table, template)
            self.lines[local] = formula
        return local

    def mapped(self, table: str, template: str) -> str:
        """A column of a table by the formula of a row."""
        used: list[str] = []
        body = self.text(template, table, used)
        if not used:  # the same in every row
            used = [next(iter(self.tables[table]))]
        arrays = ",".join(self.array(table, column) for column in used)
        return f"MAP({arrays},LAMBDA({','.join(f'r_{column}' for column in used)},{body}))"

    def text(self, template: str, table: str = "", used: list[str] | None = None) -> str:
        """A formula of the workbook with locals in place of cells; the columns of its row are added to ``used``."""

        def local(token: re.Match[str]) -> str:
            table_name, key, name = token.groups()
            if name:
                return self.scalar(name)
            if table_name:
                return self.array(table_name, key)
            if used is None:
                raise FormulaError(f"[{key}] outside a table: {template[:60]}")
            if key not in used:
                used.append(key)
            return f"r_{key}"

        return _TOKEN.sub(local, rewritten(template, _is_block))

    def let(self, result: str) -> str:
        """The LET that binds everything needed so far."""
        bound = ",".join(f"{name},{value}" for name, value in self.lines.items())
        return f"LET({bound},{result})" if bound else result


def _is_block(name: str) -> bool:
    return re.sub("^(?:in|out|c)_", "", name) in HAND
