"""Records of results as plain values, ready for json.dumps. Numbers that leave are finite; no answer is None."""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeGuard


def plain(value: Any) -> Any:
    """Named tuples as dictionaries, tuples and arrays as lists, numpy numbers as Python's.

    Raises ArithmeticError for a number that is not finite: a missing answer is None, never NaN.
    """
    if hasattr(value, "_asdict"):
        return {key: plain(item) for key, item in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise ArithmeticError("a number that is not finite")
    return value


def is_blank(value: object) -> bool:
    """Blank counts as not given: None, or text with nothing in it."""
    return value is None or (isinstance(value, str) and not value.strip())


def number_in(value: object) -> float | None:
    """The finite number that a value is; None for text, booleans, and whole numbers beyond any float."""
    if isinstance(value, bool) or not isinstance(value, (numbers.Real, Decimal)):
        return None
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return None
    return number if math.isfinite(number) else None


def number_in_text(text: str) -> float | None:
    """The number that a text spells in plain digits, which may be inf or nan; None where it spells none."""
    # float() also takes 1_0 and the digits of other scripts, which nobody means.
    try:
        return float(text) if text.isascii() and "_" not in text else None
    except ValueError:
        return None


def is_number(value: object) -> TypeGuard[float]:
    """Whether it is a finite number as a file or a cell may hold one."""
    return isinstance(value, (int, float)) and number_in(value) is not None


def listed(records: Any, columns: tuple[str, ...]) -> dict[str, list[Any]]:
    """Records with these attributes as a table: column → values."""
    return {column: [plain(getattr(record, column)) for record in records] for column in columns}
