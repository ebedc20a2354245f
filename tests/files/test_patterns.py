"""The time of a pattern grows with its text and not with its square, whatever a stranger writes.

Every pattern of the package is tried, with each method that it is used with, on long texts of one kind: a text four
times as long takes about four times as long, and where the work grows with the square sixteen times.
"""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import xl_dualfuel as df

ROOT = Path(__file__).parents[2]
METHODS = ("search", "match", "fullmatch", "sub", "findall", "finditer", "split")
PIECES = ["0", " ", ",", "(", "a", "A", "'", '"', "1,", "0.", "a ", "\n", ";", "&a", "<", "=", "1e", 'x="" ', "A1:",
          "!", "-", "$", "a.", "_"]  # fmt: skip
"""What texts are made of; each ends with a character that nearly no pattern takes, so that all is tried in vain"""
LENGTH = 500
GROWTH = 8.0
"""Between 4 and 16; a clock that stands still or jumps is asked again"""
NOTICED = 0.003
"""Processor time below which nobody minds how it grows [s]; 16 times more text would take 0.8 s"""
OWN = {"hosts"}
"""Rooms that read texts of this program only"""


BOUNDED = {
    "xl_dualfuel.files.toml_slips._ITEM": "lines of at most _LONGEST characters",
    "xl_dualfuel.files.toml_slips._ALMOST": "lines of at most _LONGEST characters",
    "xl_dualfuel.files.toml_slips._NUMBER": "lines of at most _LONGEST characters",
    "xl_dualfuel.inputs.written_numbers._NUMBER": "what one types into a cell, whose length is checked before",
    "xl_dualfuel.inputs.heading_names._TEMPERATURE": "a heading, whose blanks are one each",
    "xl_dualfuel.results.case_units": "sentences of this program",
}
"""Patterns that meet no long text, and why"""


class Pattern(NamedTuple):
    """A compiled pattern, where it is, and what it is used with."""

    where: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the package by its name."""
    for folder, package in (("xl_dualfuel", "xl_dualfuel"), ("workbook", "xl_dualfuel.workbook")):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT / folder).with_suffix("").parts
            if parts[0] not in OWN and parts[-1] not in ("__main__", "__init__", "make_stations"):
                yield ".".join((package, *parts)), ast.parse(path.read_text(encoding="utf-8"))


def patterns() -> Iterator[Pattern]:
    """Those that a module holds in a name, by the methods it calls on the name; and those in calls of re."""
    used: dict[tuple[str, str], set[str]] = {}
    holders = []
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS and isinstance(node.value, ast.Name):
                used.setdefault((name, node.value.id), set()).add(node.attr)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
                module, first = node.func.value, node.args[0] if node.args else None
                if isinstance(module, ast.Name) and module.id == "re" and isinstance(first, ast.Constant):
                    yield Pattern(f"{name}:{node.lineno}", re.compile(first.value), frozenset({node.func.attr}))
        if any(isinstance(node, ast.Attribute) and ast.unparse(node) == "re.compile" for node in ast.walk(tree)):
            holders.append(name)
    for holder in holders:
        for name, value in vars(importlib.import_module(holder)).items():
            inside = value if isinstance(value, (tuple, list)) else [value]
            for pattern in inside:
                if isinstance(pattern, re.Pattern):
                    methods = frozenset(used.get((holder, name), ())) or frozenset({"fullmatch"})
                    yield Pattern(f"{holder}.{name}", pattern, methods)


def work(pattern: re.Pattern[Any], method: str, text: str) -> float:
    """Processor time that a call takes [s]."""
    given: Any = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    start = time.process_time()
    if method == "sub":
        pattern.sub(given[:0], given)
    elif method == "finditer":
        list(pattern.finditer(given))
    else:
        getattr(pattern, method)(given)
    return time.process_time() - start


def growths(pattern: re.Pattern[Any], method: str) -> Iterator[tuple[str, float]]:
    """The texts that take long, by their beginning, and how much longer four times as much takes."""
    for before in ("", "1", "a"):
        for piece in PIECES:
            short, long = (before + piece * (length // len(piece)) + "\0" for length in (LENGTH, 4 * LENGTH))
            if work(pattern, method, long) > NOTICED:
                least = [min(work(pattern, method, text) for _ in range(3)) for text in (short, long)]
                if least[1] > NOTICED:
                    yield long[:9], least[1] / max(least[0], 1e-6)


@pytest.mark.slow
def test_no_pattern_takes_time_by_the_square():
    tried = {(one.pattern.pattern, one.pattern.flags, one.methods): one for one in patterns()}
    assert len(tried) > 100
    slow = [f"{one.where}.{method} on {text!r}: {growth:.0f} times: {one.pattern.pattern!r}"
            for one in tried.values() if not one.where.startswith(tuple(BOUNDED)) for method in one.methods
            for text, growth in growths(one.pattern, method) if growth > GROWTH]  # fmt: skip
    assert slow == []


def test_a_pattern_that_does_is_recognized():
    growing = list(growths(re.compile("(0+)(0+)(0?)x"), "fullmatch"))
    assert growing and max(growth for _, growth in growing) > GROWTH
    assert [text for text, growth in growths(re.compile("0+x"), "fullmatch") if growth > GROWTH] == []


@pytest.mark.parametrize("piece", ["0", " ", "a ", "1,", "'"])
def test_long_texts_of_a_stranger_are_answered(tmp_path, piece):
    """Where a pattern's time may grow with the square, something bounds its text before: 200 kB would take minutes."""
    text, path = piece * (200_000 // len(piece)), tmp_path / "case.toml"
    for content in (f"cop_47 = {text}x\n", f"{text}x\n", f'cop_47 = "{text}x"\n'):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(df.InputError):
            df.read_case(path)
    with pytest.raises(df.InputError):
        df.Case(electricity_price=f"x{text}x")
