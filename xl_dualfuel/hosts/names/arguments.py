"""The arguments of a call inside a formula's text."""

from __future__ import annotations

from .text import FormulaError


def arguments_of(text: str, start: int) -> tuple[list[str], int]:
    """The arguments from ``start`` to the bracket that closes them, and the place after it."""
    options, depth, begin = [], 0, start
    is_text = False
    for place in range(start, len(text)):
        letter = text[place]
        is_text ^= letter == '"'
        if is_text:
            continue
        if depth == 0 and letter in ",)":
            options.append(text[begin:place])
            begin = place + 1
            if letter == ")":
                return options, place + 1
        depth += {"(": 1, ")": -1}.get(letter, 0)
    raise FormulaError(f"a bracket is not closed: {text[:60]}")
