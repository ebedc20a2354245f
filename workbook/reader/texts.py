"""Texts of a workbook: what stands for characters that XML does not take, and pieces that have fonts of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from .records import Run
from .xmlread import Node

MOST_OF_A_FONT: Final = 20
"""Most elements of a font inside a text that are kept; there are 15 kinds."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Text with _x000D_ and its like as the characters they encode; surrogates stay as they are."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: match[0] if match[1][0] in "dD" else chr(int(match[1], 16)), text)


class Runs:
    """The pieces of a text while it is read; a font is kept as the elements that describe it."""

    def __init__(self) -> None:
        self._pieces: list[tuple[list[str], Node | None]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins inside a text."""
        if name == "r":
            self._pieces.append(([], None))
        elif name == "rPr" and self._pieces:
            self._pieces[-1] = (self._pieces[-1][0], Node(name, {}))
        elif self._pieces and (font := self._pieces[-1][1]) is not None and len(font.children) < MOST_OF_A_FONT:
            font.children.append(Node(name, attributes))

    def text(self, text: str) -> None:
        """A piece of the text has been read."""
        if self._pieces:
            self._pieces[-1][0].append(text)

    def pieces(self) -> tuple[Run, ...]:
        """The pieces, if one of them has a font of its own."""
        if all(font is None for _, font in self._pieces):
            return ()
        return tuple(Run(unescaped("".join(texts)), font) for texts, font in self._pieces)


class Strings(list[str]):
    """The shared strings of a workbook, and by number which have several fonts or something written above them."""

    def __init__(self) -> None:
        super().__init__()
        self.rich: dict[int, tuple[Run, ...]] = {}
        self.phonetic: set[int] = set()
