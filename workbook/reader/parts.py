"""The small parts of a workbook: relationships, content types, styles, shared strings, properties."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import Final

from .records import Relationship, Style
from .refusal import refused
from .worksheet import SPREADSHEET, unescaped
from .xmlread import MAX_DEPTH, integer, local, malformed, parse_pieces, tree, true

MAX_STRINGS: Final = 1_000_000
"""Most shared strings."""
MAX_LINKS: Final = 20_000
"""Most relationships of a workbook."""
_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""Number formats that have an id but no text in the file."""


def relationships(content: Mapping[str, bytes]) -> tuple[Relationship, ...]:
    """Every relationship of the package, those of the package itself with source "".

    Raises InputError: a relationship part is malformed, or there are more than MAX_LINKS.
    """
    links: list[Relationship] = []
    for part in content:
        folder, name = posixpath.split(part)
        if not name.endswith(".rels") or posixpath.basename(folder) != "_rels":
            continue
        source = posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
        for node in tree(part, content[part]).all("Relationship"):
            given = node.attributes
            target, external = given.get("Target", ""), given.get("TargetMode", "Internal") != "Internal"
            inside = "" if external else resolved(source, target)
            kind = given.get("Type", "").rpartition("/")[2]
            links.append(Relationship(source, given.get("Id", ""), kind, target, external, inside))
            if len(links) > MAX_LINKS:
                malformed(part, "a part of it has too many elements")
    return tuple(links)


def resolved(source: str, target: str) -> str:
    """The part a target means; "" where it leaves the package."""
    if "\\" in target or ":" in target.partition("/")[0]:
        return ""
    base = "" if target.startswith("/") else posixpath.dirname(source)
    path = posixpath.normpath(posixpath.join(base, target.lstrip("/").partition("#")[0]))
    return "" if path == "." or path.startswith("..") else path


def content_types(content: Mapping[str, bytes]) -> tuple[dict[str, str], dict[str, str]]:
    """Content type by extension and by part. Raises InputError: there are none, or they are malformed."""
    part = "[Content_Types].xml"
    if part not in content:
        raise refused("this is not an Excel workbook")
    root = tree(part, content[part])
    defaults = [node.attributes for node in root.all("Default")]
    overrides = [node.attributes for node in root.all("Override")]
    by_extension = {given.get("Extension", "").lower(): given.get("ContentType", "") for given in defaults}
    by_part = {given.get("PartName", "").removeprefix("/"): given.get("ContentType", "") for given in overrides}
    return by_extension, by_part


def shared_strings(part: str, data: Iterable[bytes], most: int = MAX_STRINGS) -> list[str]:
    """The shared strings of a part in pieces; formats inside them and phonetic readings are left out.

    Raises InputError: malformed, or more than ``most``.
    """
    strings: list[str] = []
    pieces: list[str] = []
    text: list[str] = []
    open_names: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        open_names.append(local(name) if name.startswith(SPREADSHEET) else "")
        if len(open_names) > MAX_DEPTH or len(strings) > most:
            malformed(part, "a part of it has too many elements")
        text.clear()

    def end(_name: str) -> None:
        name = open_names.pop()
        if name == "t" and "rPh" not in open_names:
            pieces.append("".join(text))
        elif name == "si":
            strings.append(unescaped("".join(pieces)))
            pieces.clear()
        text.clear()

    for _ in parse_pieces(part, data, start, end, text.append):
        pass
    return strings


def styles(part: str, data: bytes) -> tuple[tuple[Style, ...], tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The style of each index, the names of all named styles, and the element names of each font.

    Raises InputError: malformed.
    """
    root = tree(part, data)
    codes = dict(_BUILT_IN)
    for node in root.all("numFmts", "numFmt"):
        number = integer(part, node.attributes.get("numFmtId", ""), 0, 10**6)
        codes[number] = node.attributes.get("formatCode", "")
    bases = list(root.all("cellStyleXfs", "xf"))
    names: dict[int, str] = {}
    for node in root.all("cellStyles", "cellStyle"):
        names.setdefault(integer(part, node.attributes.get("xfId", ""), 0, 10**6), node.attributes.get("name", ""))
    styles_by_index = []
    for node in root.all("cellXfs", "xf"):
        base = integer(part, node.attributes.get("xfId", "0"), 0, 10**6)
        own = node.first("protection") or (bases[base].first("protection") if base < len(bases) else None)
        locked = own is None or true(own.attributes, "locked", True)
        code = codes.get(integer(part, node.attributes.get("numFmtId", "0"), 0, 10**6), "General")
        styles_by_index.append(Style(names.get(base, ""), locked, code))
    fonts = tuple(tuple(child.name for child in font.children) for font in root.all("fonts", "font"))
    listed = tuple(node.attributes.get("name", "") for node in root.all("cellStyles", "cellStyle"))
    return tuple(styles_by_index), listed, fonts


def stamps(part: str, data: bytes) -> tuple[str, str]:
    """When the workbook was created and modified, as core properties say it. Raises InputError: malformed."""
    root = tree(part, data)
    nodes = [root.first(name) for name in ("created", "modified")]
    created, modified = ("" if node is None else node.text.strip() for node in nodes)
    return created, modified
