"""The names of an element and its attributes compared with the vocabulary; each set of names is judged once."""

from __future__ import annotations

from typing import Final

from . import active
from .vocabulary import COMPATIBILITY, MAIN, Vocabulary, usual, vocabulary
from .xmlread import local

UNKNOWN, ACTIVE, CLASH, ASIDE, VALUED, SINGLE = 1, 2, 4, 8, 16, 32
"""Not on the list; can act or fetch; two readings; holds what some programs skip; its values matter; there once"""
MAX_KEPT: Final = 20_000
"""Most sets of names remembered; a workbook has some 300."""
STRUCTURE: Final = frozenset((
    "sheetData", "row", "c", "v", "is", "si", "sheet", "sheets", "definedName", "definedNames", "mergeCell",
    "mergeCells", "cols", "hyperlink", "cellXfs", "xf", "cellStyle", "sheetView", "pane", "sheetProtection",
    "pageSetup", "dataValidation", "conditionalFormatting", "workbookPr", "calcPr", "sheetFormatPr",
))  # fmt: skip
"""Elements of which a workbook consists"""
_SINGLE: Final = frozenset((
    "sheetData", "sheets", "definedNames", "cols", "mergeCells", "cellXfs", "cellStyleXfs", "fonts", "numFmts",
    "dataValidations", "workbookPr", "hyperlinks", "sheetProtection", "calcPr",
))  # fmt: skip
_VALUED: Final = frozenset(("FmlaMacro", "cacheSource", "formControlPr"))
_kept: dict[tuple[str, ...], int] = {}


def judged(names: tuple[str, ...]) -> int:
    """What to do about an element, given its name and those of its attributes; 0 for nothing."""
    flags = _kept.get(names)
    if flags is None:
        flags = _judged(*map(usual, names))
        if len(_kept) < MAX_KEPT:
            _kept[names] = flags
    return flags


def _judged(element: str, *attributes: str) -> int:
    listed, name = vocabulary(), local(element)
    own = listed.elements.get(element)
    compatible = element.startswith(COMPATIBILITY)
    flags = 0
    if own is None and not compatible:
        flags |= UNKNOWN
        if "}" in element and name in STRUCTURE and not _known_space(element, listed):
            flags |= CLASH
    if compatible or name == "ext" or (own is None and "}" in element and not _known_space(element, listed)):
        flags |= ASIDE
    if active.by_element(name) is not None:
        flags |= ACTIVE
    if name in _VALUED or {"macro", "action"} & {*attributes}:
        flags |= VALUED
    if element in {f"{MAIN}}}{single}" for single in _SINGLE}:
        flags |= SINGLE
    return flags | _of_attributes(own, attributes, listed, compatible)


def _of_attributes(own: frozenset[str] | None, attributes: tuple[str, ...], listed: Vocabulary, free: bool) -> int:
    """Attributes that are not on the list, or that are there under two names."""
    flags = 0
    seen: dict[str, bool] = {}
    for attribute in attributes:
        name = local(attribute)
        known = attribute in listed.attributes if "}" in attribute else free or own is None or attribute in own
        flags |= 0 if known else UNKNOWN
        # A reader that leaves namespaces out takes it for the element's own.
        if "}" in attribute and not known and own is not None and (name in own or name in _RELATED):
            flags |= CLASH
        if name in seen and not (known and seen[name]):
            flags |= CLASH
        seen[name] = known
        if attribute in _PROCESSING:
            flags |= CLASH
    return flags


_RELATED: Final = ("id", "embed", "link", "pict")
"""Attributes that name a part"""
_PROCESSING: Final = (f"{COMPATIBILITY}}}ProcessContent", f"{COMPATIBILITY}}}MustUnderstand")
"""Attributes by which a program reads what another skips"""


def _known_space(name: str, listed: Vocabulary) -> bool:
    return f"{name.rpartition('}')[0]}}}" in listed.spaces
