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
    **dict(zip("օսոհցզıɑɡʟɪ", "ounhgqiagli", strict=True)),
    # dashes, quotation marks and other signs
    **dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("‘’ʼ", "'"),
})  # fmt: skip
"""Letters that look the same in most fonts (Unicode Technical Standard 39, confusables)"""
_UNSEEN: Final = ("Cf", "Cc", "Mn", "Me")
"""Categories of what shows nothing, or only an accent"""
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164")
"""Letters and signs that show nothing, besides those of these categories"""


def folded(text: str) -> str:
    """Small letters without accents, look-alikes, full-width forms and what shows nothing; one space between words."""
    seen = (
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if letter.isspace() or (unicodedata.category(letter) not in _UNSEEN and letter not in _BLANK)
    )
    return " ".join("".join(seen).translate(_LOOK_ALIKES).casefold().split())
