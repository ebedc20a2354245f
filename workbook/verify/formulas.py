"""Whether two formulas mean the same, however a program wrote them: spaces, $, capitals, quotes, needless brackets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from ..reader.formula import Formula, Token
from ..reader.own_functions import bare_calls

_PREFIXES = ("_xlfn.", "_xlws.")
_STRENGTH: Final = {
    ":": 8, "-x": 7, "+x": 7, "%": 6, "^": 5, "*": 4, "/": 4, "+": 3, "-": 3, "&": 2,
    "=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1,
}  # fmt: skip
"""How strongly operators bind, as Excel documents it; those of one strength from the left"""


class _UnusualError(Exception):
    """A formula of a kind that this program does not write."""


@lru_cache(maxsize=4096)
def normal(text: str) -> tuple[str, ...]:
    """What decides the value of a formula: operands, then what is done to them. A $ says only how it is copied."""
    tokens = [token for token in Formula(bare_calls(text.strip().removeprefix("="))).tokens if token.kind != "space"]
    try:
        return _Order(tokens).done
    except _UnusualError:
        return ("as written", *map(_plain, tokens))


def _plain(token: Token) -> str:
    """A piece of a formula without what does not matter."""
    kind, piece = token
    if kind == "text":
        return piece
    if kind == "sheet":
        bare = piece.removesuffix("!")
        if len(bare) > 1 and bare[0] == bare[-1] == "'":
            bare = bare[1:-1].replace("''", "'")
        return f"{bare.lower()}!"
    if kind == "number":
        return repr(float(piece))
    plain = piece.lower().replace("$", "")
    for prefix in _PREFIXES:
        plain = plain.removeprefix(prefix)
    if kind == "ref":
        first, _, last = plain.partition(":")
        return first if first == last else plain
    return plain


class _Order:
    """The pieces of a formula with each operation after its operands, so that needless brackets are gone."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        """Raises _UnusualError: a list of constants, a table, a union, an intersection, or no formula at all."""
        self.done: tuple[str, ...] = ()
        self._out: list[str] = []
        self._waiting: list[tuple[str, int]] = []  # operators with their strength, open brackets with 0
        self._counts: list[int] = []  # of each open bracket: arguments so far, -1 for one of no function
        self._wants_operand = True
        for token in tokens:
            self._take(token)
        self._settle(0)
        if self._waiting or self._wants_operand:
            raise _UnusualError
        self.done = tuple(self._out)

    def _take(self, token: Token) -> None:
        kind, plain = token.kind, _plain(token)
        if kind == "sheet":
            self._expect(True)
            self._out.append(plain)
        elif kind == "function" or plain == "(":
            self._expect(True)
            self._waiting += [(plain, 0)]
            self._counts.append(-1 if plain == "(" else 0)
        elif kind in ("text", "number", "ref", "columns", "rows", "name", "error"):
            self._expect(True)
            self._out.append(plain)
            self._wants_operand = False
        elif plain in (",", ")"):
            self._argument_ends(plain == ")")
        else:
            self._operator(plain)

    def _expect(self, operand: bool) -> None:
        if self._wants_operand is not operand:
            raise _UnusualError

    def _operator(self, sign: str) -> None:
        if self._wants_operand:
            sign += "x"
        if sign not in _STRENGTH:
            raise _UnusualError
        if not sign.endswith("x"):
            self._settle(_STRENGTH[sign])
        if sign == "%":
            self._out.append(sign)
            return
        self._waiting.append((sign, _STRENGTH[sign]))
        self._wants_operand = True

    def _settle(self, strength: int) -> None:
        """Hand out the waiting operators that bind at least so strongly."""
        while self._waiting and self._waiting[-1][1] >= max(1, strength):
            self._out.append(self._waiting.pop()[0])

    def _argument_ends(self, last: bool) -> None:
        self._settle(0)
        if not self._waiting or (self._counts[-1] < 0 and not last):
            raise _UnusualError
        if self._wants_operand:
            if self._counts[-1] < 0:
                raise _UnusualError
            if not last or self._counts[-1]:
                self._out.append("")  # an argument left out
                self._counts[-1] += 1
        else:
            self._counts[-1] += 1
        self._wants_operand = not last
        if last:
            name, count = self._waiting.pop()[0], self._counts.pop()
            if name != "(":
                self._out.append(f"{name}{count})" if count or name not in ("true(", "false(") else name[:-1])


def same(actual: str, expected: str, renamed: Mapping[str, str] | None = None) -> bool:
    """Whether two formulas of a cell are the same; renamed: actual titles → expected titles, in small letters."""
    if actual == expected and not renamed:
        return True
    if len(actual) > 4 * len(expected) + 100:  # however it is written, it says more
        return False
    pieces = normal(actual)
    if renamed:
        gone = {*renamed.values()} - renamed.keys()  # a formula with the old title has lost its cells
        titles = {f"{one}!": "#REF!" for one in gone} | {f"{one}!": f"{new}!" for one, new in renamed.items()}
        pieces = tuple(titles.get(piece, piece) for piece in pieces)
    return pieces == normal(expected)
