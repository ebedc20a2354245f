"""Records of results as plain values, ready for json.dumps. Numbers that leave are finite; no answer is None."""

from __future__ import annotations

import json
import math
import numbers
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeGuard


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


def json_bytes(document: Any) -> bytes:
    """A document as the bytes of a JSON file; a file name that is no Unicode is written with JSON's own escapes."""
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode(errors="backslashreplace")


def as_number(value: object) -> float | None:
    """The finite number that a value is; None for text, booleans, and integers beyond any float."""
    if isinstance(value, bool) or not isinstance(value, (numbers.Real, Decimal)):
        return None
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return None
    return number if math.isfinite(number) else None


def is_number(value: object) -> TypeGuard[float]:
    """Whether it is a finite number as a file or a cell may hold one: no boolean, no integer beyond any float."""
    return isinstance(value, (int, float)) and as_number(value) is not None


def spreadsheet_number(number: float) -> float:
    """The number to 15 significant digits: what LibreOffice Calc keeps of it in a file."""
    return float(f"{number:.15g}")


def rounded_sum(product: float, offset: float = 0.0, digits: int = 14) -> float:
    """What a unit converts to, without the last digits, which differ once a spreadsheet has saved the number.

    10.5505573918084 kW are 36,000 BTU/h, -17.7777777777778 °C are 0 °F.
    """
    size = max(abs(product), abs(offset))
    if not 0 < size < math.inf:
        return product + offset
    return round(product + offset, digits - 1 - math.floor(math.log10(size))) + 0.0


def spreadsheet_value(value: object) -> object:
    """A value of an input, also a table, with its numbers to 15 significant digits."""
    if isinstance(value, tuple):
        return tuple(map(spreadsheet_value, value))
    return spreadsheet_number(value) if isinstance(value, float) else value


BLANK_WORDS: Final = frozenset({
    "", "na", "n/a", "n.a.", "n.a", "n. a.", "nan", "null", "-", "--", "---", "–", "—", "?", "??", "tbd", "t.b.d.",
    "not given", "unknown", "not available", "not applicable", "blank", "(blank)",
})  # fmt: skip
"""What people and programs write, in any letter case, for a value that is not there; ``none`` may be a choice, #N/A is
an error."""


BESIDE_COMMAS: Final = " beside decimal commas"
"""After a number in a file whose decimals have commas, where its point may stand between thousands: 41.857 MBH"""


def is_blank(value: object) -> bool:
    """Whether it is read as not given: None, or text that is empty or one of BLANK_WORDS."""
    return value is None or (isinstance(value, str) and value.strip().casefold() in BLANK_WORDS)


def number_in(text: str) -> float | None:
    """The number that a text holds, finite or not; None for none, or for one that only Python would write."""
    if len(text) > _LONGEST_NUMBER or "_" in text or not text.isascii():  # float() takes 1_0, digits of other scripts
        return None
    try:
        return float(text)
    except ValueError:
        return None


_LONGEST_NUMBER: Final = 400
"""Characters of a number: the digits of the smallest one written out, with room."""


def listed(records: Any, columns: tuple[str, ...]) -> dict[str, list[Any]]:
    """Records with these attributes as a table: column → values."""
    return {column: [plain(getattr(record, column)) for record in records] for column in columns}
