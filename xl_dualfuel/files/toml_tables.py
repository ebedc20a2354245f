"""Small TOML files of settings: sizes first, one refusal in words, nothing in them is run."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..errors import InputError, Issue
from .reading import Wanted, read_bounded

MAX_SMALL: Final = 256 * 2**10
"""Largest of these files [bytes]; a hundred options take about 40 kB."""
_MAX_DOTS: Final = 100
"""Most full stops in a line: tomllib takes time with the square of the parts of a dotted key."""
_MAX_UNKNOWN: Final = 10


def read_text(path: Any, wanted: Wanted) -> str:
    """The text of a small UTF-8 file. Raises InputError in the words of ``wanted``."""
    content = read_bounded(path, wanted)
    if content[:2] == b"PK":
        raise wanted.refused(path, "it is an Excel or zip file", "Save it as CSV or TOML.")
    return text_of(content, path, wanted)


def text_of(content: bytes, path: Any, wanted: Wanted, most: int = MAX_SMALL) -> str:
    """The content as text. Raises InputError in the words of ``wanted``: too large, or not UTF-8."""
    if len(content) > most:
        raise wanted.refused(path, f"it has {len(content):,} bytes", wanted.smaller)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise wanted.refused(path, f"it is not UTF-8 text (at line {line})", "Save it as UTF-8.") from None


def toml_of(text: str, path: Any, wanted: Wanted, remedy: str = "Mend the line that is named.") -> dict[str, Any]:
    """What a TOML text says, unchecked. Raises InputError in the words of ``wanted``."""
    import tomllib  # here: a case by itself needs none of this

    for number, line in enumerate(text.split("\n"), 1):  # where TOML ends its lines
        if line.count(".") > _MAX_DOTS:
            found = f"it has a line with more than {_MAX_DOTS} full stops (at line {number})"
            raise wanted.refused(path, found, "Shorten that line.")
    try:
        return tomllib.loads(text)
    except RecursionError:
        found = "it nests too deeply"
    except ValueError as error:  # TOMLDecodeError, or an integer of thousands of digits
        found = f"it is not TOML: {' '.join(str(error).split())[:120]}"
    raise wanted.refused(path, found, remedy)


class Items:
    """Takes the items of one table, noting every problem; ``where`` names the table in messages."""

    def __init__(self, given: Mapping[str, Any], where: str, issues: list[Issue]) -> None:
        self.given, self.where, self.issues = given, where, issues

    def refuse(self, key: str, allowed: str, remedy: str) -> None:
        """Note a problem with an item."""
        self.issues.append(Issue(self.where + key, self.given.get(key), allowed, remedy))

    def known(self, keys: Sequence[str]) -> None:
        """Refuse every other key."""
        strange = [key for key in self.given if key not in keys]
        for key in strange[:_MAX_UNKNOWN]:
            near = difflib.get_close_matches(key.lower(), keys, n=1)
            remedy = f"Did you mean {near[0]}?" if near else f"Leave it out; the keys are {', '.join(keys)}"
            self.refuse(key, "is not a known key", remedy)
        if len(strange) > _MAX_UNKNOWN:
            self.refuse(f"{len(strange) - _MAX_UNKNOWN} more keys", "are not known keys", "Leave them out")


def raise_all(issues: list[Issue]) -> None:
    """Raise InputError with every problem; nothing where there is none."""
    if issues:
        raise InputError(issues)
