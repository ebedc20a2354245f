"""Numbers, texts and tables as a formula has them."""

from __future__ import annotations

from collections.abc import Iterable


def number(value: float) -> str:
    """A number as a formula has it."""
    text = repr(float(value)).upper().removesuffix(".0")
    return f"({text})" if value < 0 else text


def quoted(text: str) -> str:
    """A text as a formula has it."""
    return '"' + text.replace('"', '""') + '"'


def constant(rows: Iterable[Iterable[str | float]]) -> str:
    """An array constant of rows of texts and numbers."""
    cells = ((quoted(c) if isinstance(c, str) else number(c).strip("()") for c in row) for row in rows)
    return "{" + ";".join(",".join(row) for row in cells) + "}"


def column_of(values: Iterable[str | float]) -> str:
    """An array constant of one column."""
    return constant([value] for value in values)
