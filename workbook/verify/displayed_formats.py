"""What a number format makes of a value, as spreadsheets show it (ECMA-376 Part 1, 18.8.30 and 18.8.31).

Dates are not written out: that a number is shown as one is enough to know.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from ..reader import Value

MOST: Final = 400
"""Characters of a format that are read; Excel takes 255"""
MOST_DIGITS: Final = 40
"""Decimals that are worked out; Excel shows 30"""
_EXACT: Final = Context(prec=2_000)
_PIECES = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>general|standard)|(?P<meridiem>am/pm|a/p)|(?P<exponent>e[+-])"
    r"|(?P<date>[ymdhsbeg]+(?![+-]))|(?P<digit>[0#?])|(?P<end>;)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)")
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)
_COLOUR = re.compile("black|white|red|green|blue|yellow|magenta|cyan|color ?([0-9]{1,2})", re.IGNORECASE)
_NAMED: Final = ("black", "white", "red", "green", "blue", "yellow", "magenta", "cyan")


class Shown(NamedTuple):
    """What is shown: the text, the number of its colour in the palette, whether it is a date, or other numerals."""

    text: str
    colour: int | None = None
    date: bool = False
    numerals: bool = False
    """whether its digits are those of another script"""


class _Section(NamedTuple):
    tokens: tuple[tuple[str, str], ...]
    """kind (text, digit, point, comma, percent, exponent, slash, general, at, date) and characters"""
    condition: tuple[str, float] | None = None
    colour: int | None = None
    numerals: bool = False

    def has(self, kind: str) -> bool:
        """Whether it holds a token of a kind."""
        return any(one == kind for one, _ in self.tokens)


def shown(value: Value, code: str) -> Shown:
    """What a cell with a value and a number format shows."""
    if value is None or isinstance(value, bool):
        return Shown("" if value is None else str(value).upper())
    sections = _sections(code or "General")
    if isinstance(value, str):
        section = _of_text(sections)
        if section is None:
            return Shown(value)
        text = "".join(value if kind == "at" else part for kind, part in section.tokens)
        return Shown(text, section.colour, numerals=section.numerals)
    section, signed = _of_number(sections, value)
    if section is None:
        return Shown("#" * 8)
    if section.has("date"):
        return Shown(general(value), section.colour, date=True)
    return Shown(_number(section, value if signed else abs(value)), section.colour, numerals=section.numerals)


def general(value: float) -> str:
    """A number without a format."""
    return format(value + 0.0, ".11G")


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    """The sections of a format."""
    sections: list[_Section] = []
    tokens: list[tuple[str, str]] = []
    current = _Section(())
    for piece in _PIECES.finditer(code[:MOST]):
        kind, text = str(piece.lastgroup), piece[str(piece.lastgroup)]
        if kind == "end":
            sections.append(current._replace(tokens=tuple(tokens)))
            tokens, current = [], _Section(())
        elif kind == "bracket":
            current = _bracket(current, text, tokens)
        elif kind == "space":
            tokens.append(("text", " "))
        elif kind in ("quoted", "escaped", "fill"):
            tokens.append(("text", text))
        elif kind == "other":
            names = {".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "at"}
            tokens.append((names.get(text, "text"), text))
        else:
            tokens.append(("date" if kind == "meridiem" else kind, text))
    sections.append(current._replace(tokens=tuple(tokens)))
    return tuple(sections[:4])


def _bracket(section: _Section, text: str, tokens: list[tuple[str, str]]) -> _Section:
    """What stands in brackets: a condition, a colour, a currency with its country, hours beyond a day."""
    condition, colour = _CONDITION.fullmatch(text), _COLOUR.fullmatch(text)
    if condition is not None:
        return section._replace(condition=(condition[1], float(condition[2])))
    if colour is not None:
        number = int(colour[1]) + 7 if colour[1] else _NAMED.index(text.lower())
        return section._replace(colour=number)
    if text.startswith("$"):
        sign, _, country = text[1:].partition("-")
        if sign:
            tokens.append(("text", sign))
        return section._replace(
            numerals=section.numerals or (len(country) > 4 and country[:-4].strip("0") not in ("", "1"))
        )
    if text.lower().startswith("dbnum"):
        return section._replace(numerals=True)
    if _ELAPSED.fullmatch(text):
        tokens.append(("date", text))
    return section


def _of_text(sections: tuple[_Section, ...]) -> _Section | None:
    """The section for texts; None: as they are."""
    if len(sections) > 3:
        return sections[3]
    return sections[-1] if sections[-1].has("at") else None


def _of_number(sections: tuple[_Section, ...], value: float) -> tuple[_Section | None, bool]:
    """The section for a number, and whether it shows the sign; None: there is none."""
    of_numbers = [section for section in sections[:3] if not section.has("at")] or list(sections[:1])
    if any(section.condition for section in of_numbers):
        for section in of_numbers[:2]:
            if section.condition is None or _holds(section.condition, value):
                sign, limit = section.condition or (">", 0.0)
                return section, not (sign in ("<", "<=") and limit <= 0)
        rest = of_numbers[2:] or ([] if len(of_numbers) > 1 else [_sections("General")[0]])
        return (rest[0] if rest else None), True
    if len(of_numbers) == 1 or value > 0:
        return of_numbers[0], True
    if value < 0:
        return of_numbers[1], False
    return of_numbers[2 if len(of_numbers) > 2 else 0], True


def _holds(condition: tuple[str, float], value: float) -> bool:
    sign, limit = condition
    return {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit, "=": value == limit,
            "<>": value != limit}[sign]  # fmt: skip


def _number(section: _Section, value: float) -> str:
    """A number in a section: its digits in their places, and the texts between them."""
    kinds = [kind for kind, _ in section.tokens]
    if not {"digit", "general", "at"} & set(kinds):
        sign = "-" if value < 0 and section.tokens else ""
        return sign + "".join(text for _, text in section.tokens)
    if "digit" not in kinds:
        return "".join(general(value) if kind in ("general", "at") else text for kind, text in section.tokens)
    if "exponent" in kinds:
        return _scientific(section, value)
    if "slash" in kinds:
        return _fraction(section, value)
    last = max(place for place, kind in enumerate(kinds) if kind == "digit")
    first = kinds.index("digit")
    point = kinds.index("point") if "point" in kinds else len(kinds)
    decimals = sum(kind == "digit" for kind in kinds[point:])
    end = max((place for place, kind in enumerate(kinds[:point]) if kind == "digit"), default=-1)
    thousands = kinds[end + 1 : point].count("comma") + (kinds[last + 1 :].count("comma") if point < last else 0)
    grouped = "comma" in kinds[first:end]
    scaled = Decimal(repr(value)) * 100 ** kinds.count("percent") / Decimal(1000) ** thousands
    whole, _, rest = _digits(scaled, min(decimals, MOST_DIGITS)).partition(".")
    places = sum(kind == "digit" for kind in kinds[:point])
    least = sum(text == "0" for kind, text in section.tokens[:point] if kind == "digit")
    whole = whole.lstrip("0").rjust(least, "0")
    body = _filled(section, whole, rest, places, point, grouped)
    return f"-{body}" if value < 0 and re.search("[1-9]", body) else body


def _digits(value: Decimal, decimals: int) -> str:
    """The digits of a number without its sign, halves away from zero."""
    return format(abs(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT), "f")


def _filled(section: _Section, whole: str, rest: str, places: int, point: int, grouped: bool) -> str:
    """The digits put in the places of a section; the first takes all that have no place of their own."""
    out: list[str] = []
    seen = after = 0
    kept = len(rest)
    optional = [text for kind, text in section.tokens[point:] if kind == "digit"]
    while kept and optional[kept - 1] in "#?" and rest[kept - 1] == "0":
        kept -= 1
    for place, (kind, text) in enumerate(section.tokens):
        if kind == "digit" and place < point:
            left = places - seen  # places from here to the point
            taken = (
                whole[: max(0, len(whole) - left + 1)]
                if seen == 0
                else whole[len(whole) - left : len(whole) - left + 1]
            )
            taken = "" if seen and len(whole) < left else taken
            start = len(whole) if seen == 0 else left
            out.append(_grouped(taken, start) if grouped else taken)
            seen += 1
        elif kind == "digit":
            out.append(rest[after] if after < kept else "")
            after += 1
        elif kind == "point":
            out.append("." if place == point else text)
        elif kind != "comma":
            out.append(text)
    return "".join(out)


def _grouped(digits: str, left: int) -> str:
    """Digits with commas, where ``left`` digits are to come from the first on."""
    return "".join(digit + ("," if left - place > 1 and (left - place - 1) % 3 == 0 else "")
                   for place, digit in enumerate(digits))  # fmt: skip


def _scientific(section: _Section, value: float) -> str:
    """A number as a power of ten, with the texts round it."""
    kinds = [kind for kind, _ in section.tokens]
    start, first = kinds.index("exponent"), kinds.index("digit")
    decimals = sum(kind == "digit" for kind in kinds[kinds.index("point") : start]) if "point" in kinds[:start] else 0
    last = max(place for place, kind in enumerate(kinds) if kind in ("digit", "exponent"))
    before = "".join(text for _, text in section.tokens[:first])
    return (
        before
        + format(value, f".{min(decimals, MOST_DIGITS)}E")
        + "".join(text for _, text in section.tokens[last + 1 :])
    )


def _fraction(section: _Section, value: float) -> str:
    """A number with a fraction, as the number that it means, and the texts round it."""
    kinds = [kind for kind, _ in section.tokens]
    slash, first = kinds.index("slash"), kinds.index("digit")
    below = sum(kind == "digit" for kind in kinds[slash:])
    fixed = "".join(text for kind, text in section.tokens[slash + 1 :] if kind == "text" and text.isdecimal())[:6]
    number = Fraction(value)
    number = round(number * int(fixed)) / Fraction(fixed) if fixed.strip("0") else number.limit_denominator(
        max(1, 10 ** min(below, 4) - 1)
    )  # fmt: skip
    last = max(place for place, kind in enumerate(kinds) if kind == "digit")
    texts = [text for kind, text in section.tokens[:first] if kind == "text"]
    after = [text for kind, text in section.tokens[last + 1 :] if kind == "text" and not text.isdecimal()]
    return "".join([*texts, general(float(number)), *after])
