"""The columns of the results of homes of which some have a tariff, and the names of tariffs in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..files.values import is_blank
from ..homes import frames
from ..homes.engine import COLUMNS
from ..homes.summary import BILLED

if TYPE_CHECKING:
    import pandas as pd

NAMES: Final = (*COLUMNS, *BILLED)
"""Columns of the results of a home under a tariff: those of engine.COLUMNS, all under the tariff, and summary.BILLED"""
TARIFF_NAME: Final = "tariff_name"
RESULTS: Final = (*NAMES, TARIFF_NAME, "problem")
"""Columns of the results of a table with tariffs; BILLED and the name are blank for a home at its plain prices"""
TEXTS: Final = (*frames.TEXTS, TARIFF_NAME)
"""Those that hold words"""
ONE_BY_ONE: Final = "one_by_one"
"""Attribute of the results: how many homes with an answer were worked out by themselves"""


def names_of(column: pd.Series[Any]) -> list[str]:
    """The names of tariffs in the cells of a column, "" for blank."""
    known: dict[Any, str] = {}
    names = []
    for cell, missing in zip(column.tolist(), column.isna().tolist(), strict=True):
        if missing:
            names.append("")
            continue
        if cell not in known:
            known[cell] = name_of(cell)
        names.append(known[cell])
    return names


def name_of(cell: Any) -> str:
    """The name of a tariff in a cell, "" for blank."""
    return "" if is_blank(cell) else str(cell).strip()
