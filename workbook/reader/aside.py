"""What stands aside in a part: alternatives, extensions, elements of others, which some programs skip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, NoReturn

from .names_judged import STRUCTURE
from .refusal import read_differently
from .vocabulary import COMPATIBILITY, MAIN, usual
from .xmlread import local

_CHART: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_LISTS: Final = "http://schemas.microsoft.com/office/spreadsheetml/2011/1/ac"
_ALTERNATIVES: Final = f"{COMPATIBILITY}}}AlternateContent"
_BRANCHES: Final = (f"{COMPATIBILITY}}}Choice", f"{COMPATIBILITY}}}Fallback")
_IN_CHARTS: Final = ("style", "chart")
"""What charts have as an alternative: the style of an earlier version, and the chart itself in a drawing"""
_WITH_PICTURES: Final = ("controlPr", "objectPr")
"""Elements that name a picture for programs that show no controls or objects"""
_RELATED: Final = ("embed", "link", "id")
"""Attributes that say which part is shown"""


class _Branch(NamedTuple):
    """What an alternative shows."""

    texts: list[str]
    parts: list[str]


class Aside:
    """Takes over a parser from the start of such an element to its end.

    Raises ReadDifferentlyError: it holds pieces of a sheet, or alternatives that show different things.
    """

    def __init__(self, part: str, parser: Any, start: Callable[[str, dict[str, str]], None], name: str) -> None:
        self._part = part
        self._parser = parser
        self._start = start
        self._depth = 1
        self._since = 1 if name == _ALTERNATIVES else 0  # depth of the alternatives that are open
        self._branches: list[_Branch] = []
        parser.StartElementHandler, parser.EndElementHandler = self._inside, self._end
        parser.CharacterDataHandler = self._text

    def _inside(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        plain = usual(name)
        space, _, small = plain.rpartition("}")
        if space == MAIN and small in STRUCTURE:
            raise read_differently("a piece of a sheet is where some programs do not look", self._part)
        if self._since:
            if space == _CHART and small not in _IN_CHARTS:
                raise read_differently("a chart has two versions", self._part)
            if plain in _BRANCHES and self._depth == self._since + 1:
                self._branches.append(_Branch([], []))
            elif space == _LISTS:  # its alternative is the same list in one text
                self._branches.clear()
            elif self._branches and small not in _WITH_PICTURES:
                related = (value for key, value in attributes.items() if "}" in key and local(key) in _RELATED)
                self._branches[-1].parts.extend(related)
        elif plain == _ALTERNATIVES:
            self._since = self._depth
        self._start(name, attributes)

    def _text(self, text: str) -> None:
        if self._branches and text.strip():
            self._branches[-1].texts.append(text.strip())

    def _end(self, _: str) -> None:
        if self._depth == self._since:
            for shown in zip(*self._branches, strict=True):
                filled = [one for one in shown if one]
                if any(one != filled[0] for one in filled):
                    self._differ()
            self._since, self._branches = 0, []
        self._depth -= 1
        if not self._depth:
            self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, None
            self._parser.CharacterDataHandler = None

    def _differ(self) -> NoReturn:
        raise read_differently("it shows one thing in some programs and another in others", self._part)
