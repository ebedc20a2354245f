"""The headings of a table of homes: which input each column holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any

from ..errors import InputError, Issue, shown
from ..files.values import is_blank
from .cells import Cell
from .fields import FIELDS, UNIT_FIELDS
from .heading_names import name_and_unit, named, spelled, with_unit
from .trade_names import is_old_rating, is_trade_note
from .validation import CALLED, meant


def keys_of(header: Sequence[Cell]) -> tuple[str, ...]:
    """The input that each column of a table holds; "" for columns of notes."""
    keys = [named(cell) or "" for cell in header]
    issues = [
        Issue("table", cell, "is no input's name", _other_heading(cell))
        for cell, key in zip(header, keys, strict=True)
        if not key and not is_blank(cell) and _resembles_an_input(cell) and not _is_of_a_list(cell, keys)
    ]
    for key in dict.fromkeys(key for key in keys if key and keys.count(key) > 1):
        names = dict.fromkeys(shown(cell) for cell, one in zip(header, keys, strict=True) if one == key)
        which = f"; these are {key}" if len(names) > 1 else ""
        issues.append(Issue("table", " and ".join(names), f"must have each input only once{which}",
                            "Take all but one of the columns out"))  # fmt: skip
    if not any(keys) and not issues:
        issues.append(Issue("table", header[0] if header else None, "must have keys of inputs in its first row",
                            "Give a table with a header row"))  # fmt: skip
    if issues:
        raise InputError(issues)
    return tuple(keys)


def units_of(header: Sequence[Cell]) -> tuple[str, ...]:
    """The unit that each heading has after its input, as ``Design load (kW)``; "" for none."""
    return tuple(name_and_unit(cell)[1] for cell in header)


def in_heading_units(header: Sequence[Cell], rows: Iterable[Sequence[Cell]], has_units: bool = False) -> list[Any]:
    """The rows with the unit of each heading beside the values below it, where that is not the usual one.

    has_units: the case, or one of the columns, says in which units it is given; there the usual one is another.
    """
    named_units = list(map(name_and_unit, header))
    if not any(unit for _, unit in named_units):
        return list(rows)
    has_units = has_units or any(key in UNIT_FIELDS for key, _ in named_units)
    return [
        [
            with_unit(key, cell, unit, has_units)
            for (key, unit), cell in zip_longest(named_units[: len(row)], row, fillvalue=("", ""))
        ]
        for row in rows
    ]


def _is_of_a_list(cell: Cell, keys: Sequence[str]) -> bool:
    """Whether a heading is a column of a list of certified equipment that no input has."""
    name = spelled(cell) if isinstance(cell, str) else ""
    return is_trade_note(name) or (is_old_rating(name) and ("hspf2" in keys or "cop_47" in keys))


_INPUT_WORDS = sorted(
    {word for field in FIELDS.values() for word in re.findall("[a-z]{3,}", f"{field.key} {field.label}".casefold())}
)
_LIKENESS = 0.85  # "electricty" is electricity, "house" is not hours


def _resembles_an_input(cell: Cell) -> bool:
    """Whether a heading that names no input may be a misspelt one: a slip must not leave an input at its default."""
    words = re.findall("[a-z]{3,}", cell.casefold()) if isinstance(cell, str) else None
    if words and words[0] in ("remark", "remarks", "note", "notes"):
        return False
    if isinstance(cell, str) and (spelled(cell) in CALLED or spelled(cell.partition("(")[0]) in CALLED):
        return True
    return words is None or any(_is_near(word, _INPUT_WORDS, _LIKENESS) for word in words)


_NAMES = [
    name.replace("_", " ").casefold()
    for fields in (FIELDS.values(), UNIT_FIELDS.values())
    for field in fields
    for name in (field.key, field.label)
]
_NEAR = 0.75  # "feul" is fuel


def near_name(text: str) -> bool:
    """Whether a text may be the key or label of an input, misspelt."""
    return _is_near(" ".join(text.replace("_", " ").casefold().split()), _NAMES, _NEAR)


def _is_near(text: str, names: Sequence[str], likeness: float) -> bool:
    import difflib  # late: most headings are named

    return bool(difflib.get_close_matches(text, names, 1, likeness))


def _other_heading(cell: Cell) -> str:
    if isinstance(cell, str) and is_old_rating(spelled(cell)):
        return "HSPF is another rating than HSPF2: give HSPF2 or the COPs; if it is only a note, head it remark"
    hint = meant(shown(cell)) or (meant(cell.partition("(")[0]) if isinstance(cell, str) else "")
    return f"{hint} If it is only a note, head it remark" if hint else _NAME_OR_REMARK


_NAME_OR_REMARK = "Head it with the key of its input (INPUTS.md lists them); if it is only a note, head it remark"
