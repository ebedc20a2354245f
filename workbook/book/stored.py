"""How values are written into the parts of a package: the type of the cell, and the text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from xl_dualfuel.errors import DualFuelError

from ..shape import NOT_AVAILABLE, REFUSED
from .cells import escape

LONGEST_TEXT: Final = 32767
"""Characters a cell can hold."""
_ILLEGAL: Final = re.compile(f"{ILLEGAL_CHARACTERS_RE.pattern}|[\ufffe\uffff]")
_FLOATS: Final = frozenset((float, np.float64))
_NUMBERS: Final = frozenset((float, int))


def stored(value: Any) -> tuple[str, str]:
    """The type attribute and the text of a stored value."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise DualFuelError(f"internal error: {value} cannot be stored in a workbook")
        return "", repr(float(value))  # numpy's own floats show their type
    if value is None:
        return ' t="str"', ""
    if isinstance(value, str):
        return (' t="e"', value) if value in (NOT_AVAILABLE, REFUSED) else (' t="str"', text_of(value))
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, list):
        return ' t="str"', text_of(" ".join(value))
    return "", str(int(value))


def all_stored(values: Sequence[Any]) -> tuple[list[str] | None, list[str]]:
    """The same of many values: their types, None where all are numbers without one, and their texts."""
    if texts := numbers(values, _NUMBERS):
        return None, texts
    pairs = [stored(value) for value in values]
    return [kind for kind, _ in pairs], [text for _, text in pairs]


def numbers(values: Sequence[Any], types: frozenset[type] = _FLOATS) -> list[str]:
    """The texts of values that are all finite and of these types, at once; [] of any others."""
    kinds = set(map(type, values))
    if not kinds or not kinds <= types:
        return []
    text = repr([*(map(float, values) if np.float64 in kinds else values)])
    return [] if "n" in text else text[1:-1].split(", ")  # nan, inf


@lru_cache(maxsize=2**12)
def text_of(value: str) -> str:
    """Text as XML takes it: a file name need not be Unicode, and some characters no workbook can hold."""
    plain = value.encode(errors="backslashreplace").decode()
    return escape(_ILLEGAL.sub(" ", plain)[:LONGEST_TEXT])
