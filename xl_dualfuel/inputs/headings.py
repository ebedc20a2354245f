"""The headings of a table of homes: which input each column holds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from ..errors import InputError, Issue, shown
from ..files.values import is_blank
from .cells import Cell, named
from .fields import FIELDS, UNIT_FIELDS


def keys_of(header: Sequence[Cell]) -> tuple[str, ...]:
    """The input that each column of a table holds; "" for columns of notes."""
    keys = [named(cell) or "" for cell in header]
    issues = [
        Issue("table", cell, "must have keys of inputs in its first row", _other_heading(cell))
        for cell, key in zip(header, keys, strict=True)
        if not key and not is_blank(cell) and _resembles_an_input(cell)
    ]
    issues += [
        Issue("table", key, "must have each input only once", "Take one of the columns out")
        for key in dict.fromkeys(keys)
        if key and keys.count(key) > 1
    ]
    if not any(keys) and not issues:
        issues.append(Issue("table", header[0] if header else None, "must have keys of inputs in its first row",
                            "Give a table with a header row"))  # fmt: skip
    if issues:
        raise InputError(issues)
    return tuple(keys)


_INPUT_WORDS = sorted(
    {word for field in FIELDS.values() for word in re.findall("[a-z]{3,}", f"{field.key} {field.label}".casefold())}
)
_LIKENESS = 0.85  # "electricty" is electricity, "house" is not hours


def _resembles_an_input(cell: Cell) -> bool:
    """Whether a heading that names no input may be a misspelt one: a slip must not leave an input at its default."""
    words = re.findall("[a-z]{3,}", cell.casefold()) if isinstance(cell, str) else None
    return words is None or any(difflib.get_close_matches(word, _INPUT_WORDS, 1, _LIKENESS) for word in words)


_NAMES = [
    name.replace("_", " ").casefold()
    for fields in (FIELDS.values(), UNIT_FIELDS.values())
    for field in fields
    for name in (field.key, field.label)
]
_NEAR = 0.75  # "feul" is fuel


def near_name(text: str) -> bool:
    """Whether a text may be the key or label of an input, misspelt."""
    return bool(difflib.get_close_matches(" ".join(text.replace("_", " ").casefold().split()), _NAMES, 1, _NEAR))


def near(cell: Cell) -> str:
    """A question after the input that a heading comes nearest to; "" where there is none."""
    nearest = difflib.get_close_matches(shown(cell).casefold().replace(" ", "_"), FIELDS, n=1)
    return f"Did you mean {nearest[0]}?" if nearest else ""


def _other_heading(cell: Cell) -> str:
    hint = near(cell)
    return f"{hint} Or give the column another heading" if hint else "Give the column another heading"
