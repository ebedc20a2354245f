"""Text as a reader sees it: letters of other alphabets that look like ours are ours; what shows nothing is dropped."""

from __future__ import annotations

import unicodedata
from typing import Final

_LOOK_ALIKES: Final = str.maketrans({
    # Cyrillic
    **dict(zip("АВЕЅІЈКМНОРСТУХҮԚԜЬаеѕіјкморстухүһԁԛԝѵьвн",
               "ABESIJKMHOPCTYXYQWbaesijkmopctyxyhdqwvbbh", strict=True)),
    # Greek
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹαβεηικνορτυχωϲϳ", "ABEZHIKMNOPTYXCabenikvoptuxwcj", strict=True)),
    # Armenian, and rare Latin letters
    **dict(zip("օսոհցզıɑɡʟɪЗӏ", "ounhgqiagli3l", strict=True)),
    # dashes, quotation marks and other signs
    **dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("‘’ʼ", "'"),
})  # fmt: skip
"""Letters that look the same in most fonts (Unicode Technical Standard 39, confusables)"""
_UNSEEN: Final = ("Cf", "Cc", "Cs", "Mn", "Me")
"""Categories of what shows nothing, or only an accent"""
_BLANK: Final = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and signs that show nothing, besides those of these categories"""


def as_read(text: str) -> str:
    """Look-alikes, accents, full-width forms, digits of any script made one; nothing unseen; a space between words."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    seen = (
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in unicodedata.normalize("NFKD", text.replace("\N{NUMERO SIGN}", "No"))
        if letter.isspace() or (unicodedata.category(letter) not in _UNSEEN and letter not in _BLANK)
    )
    return " ".join("".join(seen).translate(_LOOK_ALIKES).split())


def folded(text: str) -> str:
    """A text as it is read, in small letters."""
    return as_read(text).casefold()
