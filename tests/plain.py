"""A plain workbook and a plain filled form, for tests of what is done to such files."""

from __future__ import annotations

from functools import cache

import filling
import xl_dualfuel as df
from books import STAMP
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.sheets.build import workbook_bytes

GIVEN = {"design_load": 42000, "design_temperature": 5, "cop_47": 3.4, "cop_17": 2.2, "electricity_price": 0.14}


@cache
def form() -> bytes:
    """The case form, filled in."""
    return filling.filled(template("case"), GIVEN)


@cache
def audit() -> bytes:
    """A workbook as the program writes it."""
    return workbook_bytes(df.solve(df.Case(cop_47=3.4, capacity_47=36000, capacity_17=22000)), STAMP)
