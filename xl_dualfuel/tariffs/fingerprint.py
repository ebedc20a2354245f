"""What identifies a tariff: a hash of everything that changes an answer under it."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

from ..files.values import spreadsheet_number
from .tariff import Tariff


def fingerprint(tariff: Tariff) -> str:
    """SHA-256 in hexadecimal of a tariff as it was resolved: its name, and all that is billed by.

    Notes and the way in which the file was written have no part in it: 0.10 is 0.1, and a season given by its months
    is the same by its dates. Numbers count to 15 digits, as a spreadsheet saves them.
    """
    plain = _plain(tariff._replace(notes=(), source=""))
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def to_json(tariff: Tariff) -> dict[str, Any]:
    """What identifies a tariff, as plain values: its name, the file it was read from and its fingerprint."""
    return {"name": tariff.name, "file": tariff.given, "fingerprint": fingerprint(tariff)}


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return {key: _plain(item) for key, item in value._asdict().items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return spreadsheet_number(value) + 0.0 if math.isfinite(value) else str(value)  # 0.0 makes 0 of -0
    return value
