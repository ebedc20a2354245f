"""Whether the text of a cell can be seen and read: letters, colours, size, direction, the pieces of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from ..reader.looks import BLACK, RGB, USUAL_SIZE, WHITE, Font, Look, Looks
from ..reader.records import Run
from .displayed_numbers import alike
from .displayed_values import Problem, otherwise, unseen

LEAST_CONTRAST: Final = 2.0
"""Of letters with what lies under them, by WCAG 2.2 (4.5 is asked of text that is easy to read)"""
LEAST_SIZE: Final = 6.0
"""Smaller letters [points] are not read"""
UPRIGHT: Final = 15
"""A text may be turned by so much [degrees]"""
MOST_INDENT: Final = 15
"""Steps of three spaces"""
SYMBOLS: Final = re.compile(
    r"dings?\b|dingbat|marlett|mt extra|bookshelf|monotype sorts|bar ?code|3 of ?9|redacted|invisible|"
    r"awesome|(?:mdl2|fluent) assets|material icons"
)
"""Parts of the names of fonts whose letters are signs, bars or nothing"""
DOUBTFUL: Final = re.compile("symbol|code|39|93|128|ean ?13|upc|icon|assets|glyph|blank|emoji|braille|specialty")
"""… and parts of names that are of such fonts, if they are of none of LETTERS"""
LETTERS: Final = re.compile(
    "aptos|arial|calibri|cambria|candara|carlito|consolas|constantia|corbel|courier|dejavu|franklin|frutiger|garamond|"
    "georgia|helvetica|liberation|lucida|malgun|meiryo|microsoft|ms (?:ui |p)?(?:gothic|mincho)|noto|open ?sans|"
    "palatino|roboto|segoe ui|simsun|tahoma|times|trebuchet|ubuntu|univers|verdana|yu (?:gothic|mincho)|"
    "(?:source|fira|cascadia|m plus 1|plex) ?code|code new roman"
)
"""How the names of fonts begin that show letters and digits, whatever else is in their names"""
_SIGNS: Final = "The font shows signs in place of letters and digits"


def contrast(one: RGB, two: RGB) -> float:
    """Of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: RGB) -> float:
    shares = (part / 255 for part in colour)
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def of_symbols(font: Font) -> bool:
    """Whether a font has no letters."""
    names = [(name or "")[:80].casefold() for name in (font.name, font.of_theme)]
    return bool(font.symbols) or any(
        SYMBOLS.search(name) is not None or (DOUBTFUL.search(name) is not None and LETTERS.match(name) is None)
        for name in names
    )


def ink_problem(ink: RGB | None, ground: Sequence[RGB]) -> Problem | None:
    """Whether letters of a colour cannot be seen on what lies under them."""
    worst = min((contrast(ink or BLACK, under) for under in ground or (WHITE,)), default=21.0)
    if worst >= LEAST_CONTRAST:
        return None
    return unseen("The text has the colour of what lies under it, or nearly")


@lru_cache(maxsize=4096)
def problems_of(look: Look, usual: Look | None = None) -> tuple[Problem, ...]:
    """What keeps the text of cells with a look from being read as with the usual one."""
    return tuple(_problems(look, usual))


def _problems(look: Look, usual: Look | None) -> Iterator[Problem]:
    font = look.font
    if of_symbols(font) and not (usual and of_symbols(usual.font)):
        yield otherwise(_SIGNS, ", ".join(filter(None, (font.name, font.of_theme))), "letters")
    if (problem := ink_problem(font.colour, look.ground)) is not None:
        yield problem
    if (USUAL_SIZE if font.size is None else font.size) < LEAST_SIZE:
        yield unseen("The letters are too small to read", f"{font.size or 0:g} points")
    if font.struck:
        yield unseen("The text is struck out")
    if look.crossed and not (usual and usual.crossed):
        yield unseen("A line is drawn across the text")
    if font.raised:
        yield unseen("The text is above or below the line, as a power or an index is")
    if look.horizontal == "fill":
        yield otherwise("The text is repeated until the cell is full: 12 may show as 121212", "several times")
    usual_rotation = 0 if usual is None else usual.rotation
    if look.rotation != usual_rotation and _turned(look.rotation) > UPRIGHT:
        yield unseen("The text is turned")
    if look.indent > MOST_INDENT:
        yield unseen("The text is moved aside, out of its cell", f"{look.indent} steps")
    if look.right_to_left:
        yield unseen("The text is written from right to left")


def _turned(rotation: int) -> int:
    """By how many degrees; 255 writes letters below each other."""
    return rotation if rotation <= 90 else 90 if rotation == 255 else rotation - 90


def of_pieces(text: str, runs: Sequence[Run], look: Look, looks: Looks) -> Problem | None:
    """What is wrong with a text some of whose pieces have a font of their own."""
    left = []
    for run in runs:
        font = look.font if run.font is None else over(look.font, looks.font(run.font))
        if of_symbols(font) and run.text.strip():
            return otherwise(_SIGNS, run.text, text)
        if font.raised and not look.font.raised and any(map(str.isalnum, run.text)):
            return otherwise("A piece of the text is above or below the line", run.text, text)
        small = (USUAL_SIZE if font.size is None else font.size) < LEAST_SIZE
        hidden = small or ink_problem(font.colour, look.ground) is not None
        left.append("" if hidden else run.text)
        if font.struck and not look.font.struck and run.text.strip():
            return unseen("A piece of the text is struck out", run.text)
    seen = "".join(left)
    if alike(seen, text) or alike("".join(seen.split()), "".join(text.split())):
        return None
    if not seen.strip():
        return unseen("The text has the colour of what lies under it, or is too small to read")
    return otherwise("A piece of the text cannot be seen", seen, text)


def over(font: Font, change: Font) -> Font:
    """A font with what another one changes."""
    return font._replace(**{key: value for key, value in change._asdict().items() if value is not None})
