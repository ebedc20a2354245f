"""Cells of a table of homes as columns for solve_many, whatever part of the table they are in.

Each cell is read by itself, so that a part in which a column happens to hold numbers only and one in which it holds a
word give the same answers for the same cells.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..files.values import is_blank, number_in
from ..inputs.fields import FIELDS
from ..inputs.heading_names import with_unit
from ..inputs.required import is_refusal


def is_number(key: str) -> bool:
    """Whether the column of an input holds numbers."""
    return key in FIELDS and FIELDS[key].kind == "number"


def column(key: str, cells: Sequence[Any], unit: str = "", has_units: bool = False) -> NDArray[Any]:
    """The cells of an input's column: floats with NaN for blank where all are numbers, else objects, None for blank.

    unit: that of the heading, which goes with each value; has_units: the table says in which units its homes are.
    """
    if unit:
        cells = [cell if is_blank(cell) else with_unit(key, cell, unit, has_units) for cell in cells]
    if not is_number(key):
        return objects([_word(key, cell) for cell in cells])
    quick = _all_numbers(cells)
    if quick is not None:
        return quick
    read = [_number(key, cell) for cell in cells]
    if all(cell is None or type(cell) is float for cell in read):
        return np.array([math.nan if cell is None else cell for cell in read], dtype=float)
    return objects(read)


def _all_numbers(cells: Sequence[Any]) -> NDArray[np.float64] | None:
    """The quick way, for texts that are all plain numbers or empty; None where a cell must be read by itself."""
    try:
        joined = "".join(cells)
        if not joined.isascii() or "_" in joined:  # float() takes 1_0 and the digits of other scripts
            return None
        values = np.array([float(cell) if cell else math.nan for cell in cells])
    except (TypeError, ValueError):
        return None
    strange = np.isinf(values).any() or int(np.isnan(values).sum()) != cells.count("")
    return None if strange else values


def _number(key: str, cell: Any) -> Any:
    """A float, None for blank, else the cell as it is: what is wrong with it is reported by the case."""
    if isinstance(cell, str):
        if is_blank(cell):
            return _word(key, cell)
        value = number_in(cell.strip())
        return cell if value is None or not math.isfinite(value) else value
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell) if abs(cell) < 2**53 else str(cell)
    return cell if cell is None or isinstance(cell, bool) else text_of(cell)


def _word(key: str, cell: Any) -> Any:
    """None for blank, but for a word such as N/A where a house has to have the input."""
    return None if is_blank(cell) and not is_refusal(key, cell) else cell


def objects(cells: Sequence[Any]) -> NDArray[Any]:
    """Cells as an array of objects, whatever they are."""
    array = np.empty(len(cells), dtype=object)
    array[:] = cells
    return array


def text_of(cell: Any) -> str:
    """A note as text: whole numbers without a point, dates as ISO 8601 has them, blank for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return ""
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    return str(cell.isoformat()) if hasattr(cell, "isoformat") else str(cell)
