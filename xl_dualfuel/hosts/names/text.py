"""LAMBDA formulas as people write them, turned into what an .xlsx file stores; everything wrong is refused here.

Written: ``LAMBDA([inputs],LET(case,DF__CASE(inputs),INDEX(case,1)))``. Stored: functions younger than the file format
begin with ``_xlfn.`` (two of them with ``_xlfn._xlws.``), local names with ``_xlpm.``, an optional parameter in the
list with ``_xlop.``. A file with one prefix missing opens with #NAME? cells, so that every name must be known: bound by
a LET or LAMBDA around it, a function of Excel in the list below, or a defined name.
"""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import pairwise
from typing import Final, NamedTuple

LONGEST: Final = 8192
"""Characters of a formula in Excel; the stored text, with its prefixes, stays below it."""
LONGEST_STRING: Final = 255
DEEPEST: Final = 64
"""Levels of nested functions."""
MOST_NAMES: Final = 126
"""Pairs of name and value in one LET."""
MOST_PARAMETERS: Final = 253

PLAIN: Final = frozenset((
    "ABS", "AND", "AVERAGE", "CHAR", "CHOOSE", "COLUMNS", "COUNT", "EXACT", "FIND", "IF", "IFERROR", "INDEX", "INT",
    "ISERROR", "ISEVEN", "ISNUMBER", "ISTEXT", "LEFT", "LEN", "LOOKUP", "MATCH", "MAX", "MID", "MIN", "N", "NA", "NOT",
    "OR", "RIGHT", "ROUND", "ROUNDUP", "ROWS", "SMALL", "SQRT", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TRIM",
))  # fmt: skip
"""Functions that every .xlsx knows by their own name."""
_YOUNGER = (
    "CHOOSECOLS", "DROP", "HSTACK", "ISOMITTED", "LAMBDA", "LET", "MAKEARRAY", "MAP", "NUMBERVALUE", "REDUCE", "SCAN",
    "SEQUENCE", "TAKE", "TEXTSPLIT", "TOCOL", "TOROW", "UNIQUE", "VSTACK", "WRAPROWS", "XMATCH",
)  # fmt: skip
FUTURE: Final = {**dict.fromkeys(_YOUNGER, "_xlfn."), **dict.fromkeys(("FILTER", "SORT"), "_xlfn._xlws.")}
"""Younger functions by the prefix they are stored with."""
CONSTANTS: Final = frozenset({"TRUE", "FALSE"})

_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<text>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?(?:E[+-]?\d+)?)|(?P<error>\#VALUE!)|(?P<name>[A-Za-z_][A-Za-z0-9_.]*)"""
    r"""|(?P<open>[({\[])|(?P<close>[)}\]])|(?P<comma>,)|(?P<other><=|>=|<>|[-+*/^&=<>;])"""
)
_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*(?:[Cc][0-9]*)?|[Cc][0-9]*")
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class FormulaError(ValueError):
    """A formula that Excel would not take, or would take for another one; the message says what is wrong."""


class _Token(NamedTuple):
    kind: str
    text: str


def is_cell_address(name: str) -> bool:
    """Whether Excel reads the name as an address, A1 or R1C1, and so refuses it as a name."""
    return _CELL.fullmatch(name) is not None


def stored(text: str, names: Set[str] = frozenset()) -> str:
    """The formula as it is stored; ``names`` are the defined names it may call.

    Raises FormulaError for a name that is not bound or not legal, an unknown function, a formula or text too long.
    """
    tokens = _tokens(text)
    formula = _Writer(names).expression(tokens, frozenset(), 0)
    if len(formula) > LONGEST:
        raise FormulaError(f"{len(formula)} characters, Excel takes {LONGEST}: {text[:60]}")
    return formula


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    depth, end = 0, 0
    for match in _TOKEN.finditer(text):
        if match.start() != end:
            break
        end = match.end()
        kind = str(match.lastgroup)
        if kind == "space":
            continue
        depth += {"open": 1, "close": -1}.get(kind, 0)
        if depth < 0:
            raise FormulaError(f"a bracket too many at {text[end - 20 : end]!r}")
        if kind == "text" and len(match[0]) - 2 > LONGEST_STRING:
            raise FormulaError(f"a text of more than {LONGEST_STRING} characters: {match[0][:60]}")
        tokens.append(_Token(kind, match[0]))
    if end != len(text):
        raise FormulaError(f"not part of a formula: {text[end : end + 20]!r}")
    if depth:
        raise FormulaError(f"{depth} brackets are not closed: {text[:60]!r}")
    return tokens


def _closing(tokens: list[_Token], opening: int) -> int:
    """The place of the bracket that closes the one at ``opening``."""
    depth = 0
    for place in range(opening, len(tokens)):
        depth += {"open": 1, "close": -1}.get(tokens[place].kind, 0)
        if depth == 0:
            return place
    raise FormulaError("a bracket is not closed")


def _arguments(tokens: list[_Token]) -> list[list[_Token]]:
    """The arguments between two brackets, cut at their commas."""
    cuts, depth = [-1], 0
    for place, token in enumerate(tokens):
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if depth == 0 and token.kind == "comma":
            cuts.append(place)
    return [tokens[start + 1 : stop] for start, stop in pairwise([*cuts, len(tokens)])] if tokens else []


class _Writer:
    def __init__(self, names: Set[str]) -> None:
        self.names = names

    def expression(self, tokens: list[_Token], bound: frozenset[str], depth: int) -> str:
        """The tokens with their prefixes, where the names in ``bound`` are values."""
        if depth > DEEPEST:
            raise FormulaError(f"more than {DEEPEST} levels of functions")
        written: list[str] = []
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.kind != "name":
                written.append(token.text)
            elif place + 1 < len(tokens) and tokens[place + 1].text == "(":
                last = _closing(tokens, place + 1)
                written.append(self._call(token.text, _arguments(tokens[place + 2 : last]), bound, depth + 1))
                place = last
            else:
                written.append(self._value(token.text, bound))
            place += 1
        return "".join(written)

    def _value(self, name: str, bound: frozenset[str]) -> str:
        if name in bound:
            return f"_xlpm.{name}"
        if name in CONSTANTS or name in self.names:
            return name
        raise FormulaError(f"{name} is not bound")

    def _call(self, name: str, arguments: list[list[_Token]], bound: frozenset[str], depth: int) -> str:
        if name == "LET":
            inside = self._let(arguments, bound, depth)
        elif name == "LAMBDA":
            inside = self._lambda(arguments, bound, depth)
        else:
            inside = [self.expression(argument, bound, depth) for argument in arguments]
        return f"{self._function(name, bound)}({','.join(inside)})"

    def _function(self, name: str, bound: frozenset[str]) -> str:
        if name in bound:
            return f"_xlpm.{name}"
        if name in PLAIN or name in self.names:
            return name
        if name in FUTURE:
            return FUTURE[name] + name
        raise FormulaError(f"{name} is no function known here")

    def _let(self, arguments: list[list[_Token]], bound: frozenset[str], depth: int) -> list[str]:
        if len(arguments) % 2 == 0 or len(arguments) > 2 * MOST_NAMES + 1:
            raise FormulaError(f"LET with {len(arguments)} arguments")
        written: list[str] = []
        new: set[str] = set()
        for name, value in zip(arguments[:-1:2], arguments[1:-1:2], strict=True):
            local = _legal(name)
            if local in new:
                raise FormulaError(f"{local} is bound twice in one LET")
            if any(token.text == local for token in value):
                raise FormulaError(f"{local} is bound to something with {local} in it")
            written += [f"_xlpm.{local}", self.expression(value, bound, depth)]
            new.add(local)
            bound |= {local}
        return [*written, self.expression(arguments[-1], bound, depth)]

    def _lambda(self, arguments: list[list[_Token]], bound: frozenset[str], depth: int) -> list[str]:
        *parameters, body = arguments
        if len(parameters) > MOST_PARAMETERS:
            raise FormulaError(f"LAMBDA with {len(parameters)} parameters")
        written: list[str] = []
        is_optional = False
        for parameter in parameters:
            if parameter and parameter[0].text == "[" and parameter[-1].text == "]":
                is_optional = True
                local = _legal(parameter[1:-1])
                written.append(f"_xlop.{local}")
            else:
                local = _legal(parameter)
                if is_optional:
                    raise FormulaError(f"{local} must come before the optional parameters")
                written.append(f"_xlpm.{local}")
            bound |= {local}
        return [*written, self.expression(body, bound, depth)]


def _legal(tokens: list[_Token]) -> str:
    """The local name, if Excel takes it for one."""
    text = "".join(token.text for token in tokens)
    is_name = len(tokens) == 1 and _LOCAL.fullmatch(text) is not None
    is_taken = text.upper() in PLAIN or text.upper() in FUTURE or text.upper() in CONSTANTS or text.startswith("DF_")
    if not is_name or is_taken or is_cell_address(text):
        raise FormulaError(f"{text!r} is no legal local name")
    return text
