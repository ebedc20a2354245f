"""Small TOML files of settings: sizes first, one refusal in words, nothing in them is run."""

from __future__ import annotations

from typing import Any, Final

from .errors import InputError, Issue
from .safefile import Wanted, read_bounded

MAX_SMALL: Final = 256 * 2**10
"""Largest of these files [bytes]; a hundred options take about 40 kB."""
_MAX_DOTS: Final = 100
"""Most full stops in a line: tomllib takes time with the square of the parts of a dotted key."""


def read_text(path: Any, wanted: Wanted) -> str:
    """The text of a small UTF-8 file. Raises InputError in the words of ``wanted``."""
    content = read_bounded(path, wanted)
    if len(content) > MAX_SMALL:
        raise wanted.refused(path, f"it has {len(content):,} bytes, more than {MAX_SMALL:,}", wanted.smaller)
    if content[:2] == b"PK":
        raise wanted.refused(path, "it is an Excel or zip file", "Save it as CSV or TOML.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise wanted.refused(path, "it is not UTF-8 text", "Save it as UTF-8.") from None


def toml_of(text: str, path: Any, wanted: Wanted) -> dict[str, Any]:
    """What a TOML text says, unchecked. Raises InputError in the words of ``wanted``."""
    import tomllib  # here: a case by itself needs none of this

    if any(line.count(".") > _MAX_DOTS for line in text.split("\n")):
        raise wanted.refused(path, f"it has a line with more than {_MAX_DOTS} full stops", "Shorten that line.")
    try:
        return tomllib.loads(text)
    except RecursionError:
        found = "it nests too deeply"
    except ValueError as error:  # TOMLDecodeError, or an integer of thousands of digits
        found = f"it is not TOML: {' '.join(str(error).split())[:120]}"
    raise wanted.refused(path, found, "Mend the line that is named.")


def raise_all(issues: list[Issue]) -> None:
    """Raise InputError with every problem; nothing where there is none."""
    if issues:
        raise InputError(issues)
