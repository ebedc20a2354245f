"""The branding of a workbook: a contractor's name, colours and logo, from a small TOML file. No number depends on it.

    name = "Acme Heating"
    contact = "1 Main St, Springfield, 555-0100, acme.example"
    prepared_for = "J. Doe"
    site = "12 Elm St"
    prepared_by = "A. Smith"
    logo = "logo.png"       # beside this file
    colour = "#1F3864"      # titles and headers
    accent = "#C55A11"      # charts and highlights

All keys are optional; blank text means not given.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.files.reading import FilePath, Wanted, path_from, read_bounded
from xl_dualfuel.files.toml_tables import read_toml
from xl_dualfuel.inputs.validation import UNKNOWN_SHOWN

from .picture import KINDS, MAX_SIDE, Picture, PictureError, checked_picture

MAX_LOGO: Final = 2**20
"""Largest logo [bytes]."""
MIN_CONTRAST: Final = 4.5
"""Least contrast of text with its background: WCAG 2.1, success criterion 1.4.3, level AA."""

BRAND: Final = Wanted("brand", "must be a TOML file", "Give a smaller file.")
LOGO: Final = Wanted(
    "logo",
    f"must be a picture ({', '.join(KINDS)}) of at most {MAX_LOGO // 2**20} MB and 1 to {MAX_SIDE:,} pixels each way",
    "Give a smaller picture.",
    MAX_LOGO,
)

_TEXTS: Final = {"name": 80, "contact": 200, "prepared_for": 120, "site": 120, "prepared_by": 120, "logo": 1000}
"""Most characters of each text."""
_COLOURS: Final = ("colour", "accent")
_KEYS: Final = (*_TEXTS, *_COLOURS)

# Controls, ends of lines and paragraphs, marks that turn the direction of writing; the last two are no XML characters.
_NOT_IN_A_LINE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_HEX_COLOUR: Final = re.compile("#([0-9A-Fa-f]{6})")


class Brand(NamedTuple):
    """What a workbook shows of who made it. Colours are RRGGBB; a logo is a PNG without metadata, its size in pixels.

    Text may begin with = + - or @: it is to be written as text, never as a formula.
    """

    name: str = ""
    contact: str = ""
    prepared_for: str = ""
    site: str = ""
    prepared_by: str = ""
    colour: str = "1F3864"
    accent: str = "C55A11"
    logo: bytes = b""
    logo_width: int = 0
    logo_height: int = 0


NO_BRAND: Final = Brand()


def read_brand(path: FilePath) -> Brand:
    """The brand in a TOML file; a relative logo is looked for beside it. Either file may be packed with gzip.

    Raises InputError listing every problem, one line each: of the file itself with the key "brand", else of its
    key; a file that is not TOML has only the first.
    """
    given = read_toml(path, BRAND, 'Write lines such as name = "Acme Heating".')
    issues = list(_unknown(given))
    values: dict[str, Any] = {}
    for key in _KEYS:
        if key not in given:
            continue
        try:
            text = _line(key, given[key])
            if not text:
                continue
            if key == "logo":
                picture = _logo(Path(path_from(Path(path).parent, text)).expanduser())
                values |= {"logo": picture.content, "logo_width": picture.width, "logo_height": picture.height}
            else:
                values[key] = _colour(key, text) if key in _COLOURS else text
        except InputError as refused:
            issues += refused.issues
    if issues:
        raise InputError(issues)
    return Brand(**values)


def contrast_with_white(colour: str) -> float:
    """Contrast ratio of a colour RRGGBB with white, 1 to 21: WCAG 2.1, "contrast ratio" and "relative luminance"."""
    luminance = 0.0
    for place, weight in enumerate((0.2126, 0.7152, 0.0722)):
        value = int(colour[2 * place : 2 * place + 2], 16) / 255
        luminance += weight * (value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4)
    return (1 + 0.05) / (luminance + 0.05)


def _refused(key: str, value: object, allowed: str, remedy: str) -> InputError:
    return InputError([Issue(key, value, allowed, remedy)])


def _unknown(given: Mapping[str, object]) -> Iterator[Issue]:
    strange = [key for key in given if key not in _KEYS]
    for key in strange[:UNKNOWN_SHOWN]:
        near = difflib.get_close_matches(key.lower(), _KEYS, n=1)
        remedy = f"Did you mean {near[0]}?" if near else f"Leave it out; the keys are {', '.join(_KEYS)}"
        if isinstance(given[key], (dict, list)) and not near:
            remedy = "Write the keys at the top of the file, under no [heading]"
        yield Issue(key, given[key], "must be a key of a brand", remedy)
    if len(strange) > UNKNOWN_SHOWN:
        rest = f"{len(strange) - UNKNOWN_SHOWN:,} more keys"
        yield Issue(rest, "…", "must be the keys of a brand", "This is hardly a brand: check the file")


def one_line(key: str, text: str) -> str:
    """Text of a form's cell on one line: breaks and invisible marks as blanks, cut where the key has no more room."""
    return " ".join(_NOT_IN_A_LINE.sub(" ", text).split())[: _TEXTS[key]]


def _line(key: str, value: object) -> str:
    """Text on one line, without blanks around it."""
    if not isinstance(value, str):
        raise _refused(key, value, "must be text", "Give it in quotes")
    text, most = value.strip(), _TEXTS.get(key)
    if _NOT_IN_A_LINE.search(text):
        remedy = "Leave out line breaks, tabs and invisible marks"
        if key == "logo":
            remedy += "; write \\ in a path as /, or the path in single quotes"
        raise _refused(key, value, "must be one line without control characters", remedy)
    if most and len(text) > most:
        raise _refused(key, value, f"must have at most {most:,} characters (it has {len(text):,})", "Shorten it")
    return text


def _colour(key: str, text: str) -> str:
    """RRGGBB in capitals; the main colour dark enough for the white text of headers."""
    written = _HEX_COLOUR.fullmatch(text)
    if not written:
        raise _refused(key, text, "must be a colour as #RRGGBB", f"Give it such as #{getattr(NO_BRAND, key)}")
    colour = written[1].upper()
    if key == "colour" and (ratio := contrast_with_white(colour)) < MIN_CONTRAST:
        # Rounded down, so that a refused ratio never reads as the least allowed one.
        least = f"(WCAG 2.1, 1.4.3; this is {math.floor(ratio * 100) / 100:.2f})"
        allowed = f"must have a contrast of at least {MIN_CONTRAST:g} with the white text of headers {least}"
        raise _refused(key, text, allowed, "Give a darker colour")
    return colour


def _logo(path: Path) -> Picture:
    content = read_bounded(path, LOGO)
    try:
        return checked_picture(content)
    except PictureError as problem:
        raise LOGO.refused(path, str(problem), "Save it again as PNG, or give another picture.") from None
