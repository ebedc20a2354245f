"""XML of strangers by expat: no document types, hence no entities; every fault is an InputError in plain words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NoReturn
from xml.parsers import expat

from .refusal import refused

MAX_DEPTH: Final = 100
"""Deepest nesting read; a chart's has about 15."""
MAX_NODES: Final = 400_000
"""Most elements of a part that is read as a tree."""
MAX_TREE: Final = 16 * 2**20
"""Largest part that is read as a tree [bytes]."""
_ENCODINGS = ("", "utf-8", "utf-16", "us-ascii", "ascii")
_INTEGER = re.compile(r"-?[0-9]{1,10}")

Start = Callable[[str, dict[str, str]], None]


class Node:
    """An element of a small part: local name, attributes by local name, elements inside, pieces of text."""

    __slots__ = ("attributes", "children", "name", "pieces")

    def __init__(self, name: str, attributes: Mapping[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node] = []
        self.pieces: list[str] = []

    @property
    def text(self) -> str:
        """The text directly inside."""
        return "".join(self.pieces)

    def all(self, *path: str) -> Iterator[Node]:
        """Every element at the end of a path of names."""
        for child in self.children:
            if child.name == path[0]:
                if len(path) == 1:
                    yield child
                else:
                    yield from child.all(*path[1:])

    def first(self, *path: str) -> Node | None:
        """The first element at the end of a path of names."""
        return next(self.all(*path), None)


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition("}")[2]


def malformed(part: str, problem: str = "the file is not as Excel workbooks are") -> NoReturn:
    """Raise the refusal of a part."""
    raise refused(problem, part)


def parse(part: str, content: bytes, start: Start, end: Callable[[str], None], text: Callable[[str], Any]) -> None:
    """Run the handlers over a part; element names are ``namespace}name``.

    Raises InputError: not well formed, a document type, an encoding other than Unicode.
    """
    for _ in parse_pieces(part, [content], start, end, text):
        pass


def parse_pieces(
    part: str, pieces: Iterable[bytes], start: Start, end: Callable[[str], None], text: Callable[[str], Any]
) -> Iterator[None]:
    """As parse, of a part that comes in pieces; yields after each. An element of more than MAX_TREE is refused."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    def doctype(*_: object) -> NoReturn:
        malformed(part, "it declares a document type, which no workbook does")

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "").lower() not in _ENCODINGS:
            malformed(part, "a part of it is not in Unicode")

    parser.StartDoctypeDeclHandler = doctype
    parser.XmlDeclHandler = declaration
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    fed = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > max(len(piece), MAX_TREE):
                malformed(part, "an element of it is too long")
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, UnicodeError):
        raise refused("the file is damaged", part) from None


def tree(part: str, content: bytes, without: str = "") -> Node:
    """A small part as a tree; without: the name of elements whose content is left out.

    Raises InputError: as parse, or larger than MAX_TREE, more than MAX_NODES elements, or deeper than MAX_DEPTH.
    """
    if len(content) > MAX_TREE:
        malformed(part, f"a part of it is larger than {MAX_TREE >> 20} MB")
    root = Node("", {})
    stack = [root]
    count = deep = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count, deep
        if deep:
            deep += 1
            return
        deep = int(local(name) == without)
        count += 1
        if count > MAX_NODES or len(stack) > MAX_DEPTH:
            malformed(part, "a part of it has too many elements")
        node = Node(local(name), {local(key): value for key, value in attributes.items()})
        stack[-1].children.append(node)
        stack.append(node)

    def end(_name: str) -> None:
        nonlocal deep
        deep = max(deep - 1, 0)
        if not deep:
            stack.pop()

    def text(data: str) -> None:
        if not deep:
            stack[-1].pieces.append(data)

    parse(part, content, start, end, text)
    return root.children[0]


def integer(part: str, text: str, least: int, most: int) -> int:
    """An integer as the format writes it. Raises InputError: other text, or outside the bounds."""
    if not (_INTEGER.fullmatch(text) and least <= int(text) <= most):
        malformed(part)
    return int(text)


def number_of(text: str) -> float | None:
    """A finite number as the format writes it, where Python would take more; None of other text."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in text and text.isascii() else None


def real(part: str, text: str) -> float:
    """A finite number as the format writes it. Raises InputError: other text."""
    number = number_of(text)
    if number is None:
        malformed(part)
    return number


def true(attributes: Mapping[str, str], key: str, default: bool = False) -> bool:
    """A yes-or-no attribute."""
    text = attributes.get(key)
    return default if text is None else text.strip() in ("1", "true", "on")
