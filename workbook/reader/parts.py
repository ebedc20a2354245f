"""The small parts of a workbook: relationships, content types, styles, shared strings, properties."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import unquote

from .looks import number_formats
from .records import Relationship, Style
from .refusal import read_differently, refused
from .settings import SPREADSHEET
from .texts import Runs, Strings, unescaped
from .xmlread import MAX_DEPTH, Node, integer, local, malformed, parse_pieces, tree, true

MAX_STRINGS: Final = 1_000_000
"""Most shared strings."""
MAX_LINKS: Final = 20_000
"""Most relationships of a workbook."""
SINGLE: Final = ("officeDocument", "sharedStrings", "styles", "theme")
"""Kinds of parts of which a workbook has one each; Excel writes two of properties where it saves as Strict"""
_PLAIN = re.compile(r"%(?:2[DEF]|3[0-9]|4[1-9A-F]|5[0-9ACF]|6[1-9A-F]|7[0-9AE])", re.IGNORECASE)
"""Letters, digits and -._~/\\ written with a percent sign, which none of them needs (RFC 3986, 2.3)"""


def relationships(content: Mapping[str, bytes]) -> tuple[Relationship, ...]:
    """Every relationship of the package, those of the package itself with source "".

    Raises InputError: a relationship part is malformed, or there are more than MAX_LINKS; ReadDifferentlyError: two
    have one id, or a target that programs read differently.
    """
    links: list[Relationship] = []
    actual = {unquote(part).casefold(): part for part in content}
    for part in content:
        folder, name = posixpath.split(part)
        if not name.endswith(".rels") or posixpath.basename(folder) != "_rels":
            continue
        source = posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
        for node in tree(part, content[part]).all("Relationship"):
            given = node.attributes
            target, external = given.get("Target", ""), given.get("TargetMode", "Internal") != "Internal"
            if not external and _needless(target):
                raise read_differently("a link inside it is written with signs that not every program reads", part)
            inside = "" if external else resolved(source, target)
            inside = actual.get(unquote(inside).casefold(), inside)
            namespace, _, kind = given.get("Type", "").rpartition("/")
            links.append(Relationship(source, given.get("Id", ""), kind, target, external, inside, namespace))
            if len(links) > MAX_LINKS:
                malformed(part, "a part of it has too many elements")
    _check_unique(links)
    return tuple(links)


def _needless(target: str) -> bool:
    """Whether a target is written otherwise than need be: backslashes, or signs in percent that need none."""
    path = target.partition("#")[0]
    return "\\" in path or _PLAIN.search(path) is not None


def _check_unique(links: Iterable[Relationship]) -> None:
    """Raise ReadDifferentlyError: two links have one id, or a part that is there once is linked twice."""
    ids: set[tuple[str, str]] = set()
    single: dict[tuple[str, str], str] = {}
    for link in links:
        where = f"{link.source or 'the package'}"
        if (link.source, link.id) in ids:
            raise read_differently("two links have one id", where)
        ids.add((link.source, link.id))
        if link.kind in SINGLE and single.setdefault((link.source, link.kind), link.part) != link.part:
            raise read_differently(f"it has two parts of the kind {link.kind}", where)


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
    by_extension = _types(part, ((given.get("Extension", "").lower(), given) for given in defaults))
    by_part = _types(part, ((given.get("PartName", "").removeprefix("/"), given) for given in overrides))
    return by_extension, by_part


def _types(part: str, pairs: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    types: dict[str, str] = {}
    for name, given in pairs:
        kind = given.get("ContentType", "")
        if types.setdefault(name, kind) != kind:
            raise read_differently("a part has two content types", part)
    return types


def shared_strings(part: str, data: Iterable[bytes], most: int = MAX_STRINGS) -> Strings:
    """The shared strings of a part in pieces; with the fonts inside them; phonetic readings are only noted.

    Raises InputError: malformed, or more than ``most``.
    """
    strings, runs = Strings(), Runs()
    pieces: list[str] = []
    text: list[str] = []
    open_names: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        open_names.append(local(name) if name.startswith(SPREADSHEET) else "")
        if len(open_names) > MAX_DEPTH or len(strings) > most:
            malformed(part, "a part of it has too many elements")
        if open_names[-1] not in ("si", "t"):
            runs.start(open_names[-1], attributes)
        text.clear()

    def end(_name: str) -> None:
        nonlocal runs
        name = open_names.pop()
        if name == "t" and "rPh" not in open_names:
            pieces.append("".join(text))
            runs.text(pieces[-1])
        elif name == "rPh":
            strings.phonetic.add(len(strings))
        elif name == "si":
            if fonts := runs.pieces():
                strings.rich[len(strings)] = fonts
            runs = Runs()
            strings.append(unescaped("".join(pieces)))
            pieces.clear()
        text.clear()

    for _ in parse_pieces(part, data, start, end, text.append):
        pass
    return strings


def styles(part: str, root: Node) -> tuple[tuple[Style, ...], tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The style of each index, the names of all named styles, and the element names of each font.

    Raises InputError: malformed.
    """
    codes = number_formats(part, root)
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
        place = node.first("alignment")
        wraps = place is not None and true(place.attributes, "wrapText")
        styles_by_index.append(Style(names.get(base, ""), locked, code, wraps))
    fonts = tuple(tuple(child.name for child in font.children) for font in root.all("fonts", "font"))
    listed = tuple(node.attributes.get("name", "") for node in root.all("cellStyles", "cellStyle"))
    return tuple(styles_by_index), listed, fonts


def stamps(part: str, data: bytes) -> tuple[str, str]:
    """When the workbook was created and modified, as core properties say it. Raises InputError: malformed."""
    root = tree(part, data)
    nodes = [root.first(name) for name in ("created", "modified")]
    created, modified = ("" if node is None else node.text.strip() for node in nodes)
    return created, modified
