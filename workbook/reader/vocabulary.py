"""The list of what workbooks hold: relationships, content types, elements and attributes of each namespace.

``vocabulary.txt`` is made by ``tests/update_vocabulary.py`` from this program's workbooks, from what spreadsheet
programs made of them, and from the names that ECMA-376 and MS-XLSX define; what can act or fetch is not on it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
COMPATIBILITY: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_SAME: Final = {
    "spreadsheetml/main": MAIN,
    "drawingml/main": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "drawingml/chart": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "drawingml/spreadsheetDrawing": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    "officeDocument/relationships": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "officeDocument/extendedProperties": "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    "officeDocument/docPropsVTypes": "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    "officeDocument/customProperties": "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
}
"""Namespaces of workbooks saved as Strict, and what they mean (ECMA-376 Part 1)"""


class Vocabulary(NamedTuple):
    """What is allowed."""

    elements: dict[str, frozenset[str]]
    """Attributes without a namespace of each element; names as expat gives them: ``namespace}name``"""
    attributes: frozenset[str]
    """Attributes with a namespace, which any element may have"""
    links: frozenset[str]
    """Types of relationships, without what stands before the last slash"""
    types: frozenset[str]
    """Content types"""
    spaces: frozenset[str]
    """Namespaces, as names begin"""


@cache
def vocabulary() -> Vocabulary:
    """The list, read once."""
    sections: dict[str, list[str]] = {}
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            lines = sections.setdefault(line[2:], [])
        elif line:
            lines.append(line)
    special = {name: frozenset(sections.pop(name)) for name in ("attributes", "links", "types")}
    elements = {
        f"{space}}}{name}": frozenset(attributes)
        for space, lines in sections.items()
        for name, *attributes in map(str.split, lines)
    }
    return Vocabulary(elements, spaces=frozenset(f"{space}}}" for space in sections), **special)


def usual(name: str) -> str:
    """The name of an element or attribute with the usual namespace in place of Strict's."""
    if not name.startswith(_STRICT):
        return name
    space, _, local = name.removeprefix(_STRICT).rpartition("}")
    return f"{_SAME[space]}}}{local}" if space in _SAME else name
