"""A programme as the text of a TOML file: a workbook holds it, so that it can be judged where the file is not."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from ..files.toml_tables import toml_of
from .programme_files import FILE, programme_of
from .programmes import CUSTOM, Programme


def programme_in(text: str) -> Programme:
    """The programme in the text of such a file. Raises InputError listing every problem."""
    return programme_of(toml_of(text, "rules", FILE), CUSTOM)


def written(programme: Programme) -> list[str]:
    """The lines of a TOML file that ``programme_in`` reads as the same programme."""
    header = {
        "name": programme.name,
        "jurisdiction": programme.jurisdiction,
        "effective": programme.effective,
        "read": programme.read,
        **programme.source._asdict(),
        "verify": programme.verify,
        "verify_reason": programme.verify_reason,
    }
    lines = _items(header)
    if programme.not_judged:
        lines += ["not_judged = [", *(f"{_quoted(line)}," for line in programme.not_judged), "]"]
    for rule in programme.rules:
        given = {**rule._asdict(), **rule.source._asdict()}
        del given["source"]
        lines += ["[[rules]]", *_items(given)]
    return lines


def _items(values: Mapping[str, Any]) -> list[str]:
    """What there is, each on a line."""
    return [f"{key} = {_quoted(value)}" for key, value in values.items() if value not in (None, "")]


def _quoted(value: Any) -> str:
    """As TOML writes it: JSON's texts, numbers and booleans are TOML's too."""
    return value.isoformat() if isinstance(value, datetime.date) else json.dumps(value, ensure_ascii=False)
