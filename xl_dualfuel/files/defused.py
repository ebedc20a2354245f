"""Text in CSV files that spreadsheets would run as a formula: made harmless, and as it was again.

Source: OWASP, "CSV Injection": cells that begin with = + - @, a tab or an end of line, also in full width, and those
that would where a program cuts cells at another separator. An apostrophe before them makes them text; one more where
there are some already, so that no two texts are written alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

RUN: Final = "=+\\-@＝＋－＠﹦﹢﹣﹫"
"""Characters that begin a formula, also in full width, as of a class of a pattern"""
BLANKS: Final = " \u00a0\u3000\"'"
CUTS: Final = ";,|\t\r\n"
"""What may stand between a formula and the begin of its cell, and what other programs cut cells at"""
RUN_BYTES: Final = tuple({character.encode()[:1]: None for character in RUN.replace("\\", "")})
"""First bytes in UTF-8 of the characters that begin a formula"""
_CUT: Final = r";,|\t\r\n"
_NUMBER: Final = rf"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{{1,3}})?(?=[{_CUT}]|\Z)"
_HARMLESS: Final = rf"-(?:{_NUMBER}|[0-9]+(?:\.[0-9]+)? °[FC])\Z"
_FIRST: Final = rf"(?!{_HARMLESS})(?:[{RUN}\t\r\n]|[ \u00a0\u3000\"]+[{RUN}])"
_LATER: Final = rf"(?:[ \u00a0\u3000\"]*[=@＝＠﹦﹫]|\"*(?![+-]{_NUMBER})[+\-＋－﹢﹣])"
_PLACES: Final = rf"(?:\A(?='*{_FIRST})|(?<=[{_CUT}])(?='*{_LATER}))"
_DANGER: Final = re.compile(_PLACES)
_DEFUSED: Final = re.compile(_PLACES + "'")
NEAR: Final = re.compile(rf"[{_CUT}][ \u00a0\u3000\"']*[{RUN}]")
BEGINS: Final = re.compile(rf"[ \u00a0\u3000\"']*[{RUN}\t\r\n]")
"""Quick looks: text without either is in no danger"""


def defused(text: str) -> str:
    """Text that no spreadsheet runs, whichever separator it cuts cells at; not a negative number or temperature."""
    if BEGINS.match(text) is None and NEAR.search(text) is None:
        return text
    return _DANGER.sub("'", text)


def as_it_was(cell: str) -> str:
    """The text that ``defused`` made a cell of; cells of others lose an apostrophe only before such text."""
    return _DEFUSED.sub("", cell) if "'" in cell else cell


def all_as_they_were(cells: Sequence[str]) -> Sequence[str]:
    """``as_it_was`` of each cell."""
    return [as_it_was(cell) for cell in cells] if any("'" in cell for cell in cells) else cells
