"""Small TOML files of settings: sizes first, one refusal in words, nothing in them is run."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..errors import InputError, Issue
from .reading import FilePath, Wanted, read_text

_MAX_UNKNOWN: Final = 10
_QUOTED: Final = re.compile(
    r'"""(?:[^\\]|\\.)*?"""'
    r"|'''.*?'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*",
    re.DOTALL,
)
"""Strings and comments, read from the left as TOML reads them."""
_LONG_DOTTED_KEY: Final = re.compile(r"(?:\.[^.,#=\[\]\n]*){8}")


def read_toml(path: FilePath, wanted: Wanted, remedy: str = "Mend the line that is named.") -> dict[str, Any]:
    """What a TOML file says, unchecked. Raises InputError in the words of ``wanted``: it cannot be read, or is none."""
    return toml_of(read_text(path, wanted), path, wanted, remedy)


def toml_of(text: str, path: Any, wanted: Wanted, remedy: str = "Mend the line that is named.") -> dict[str, Any]:
    """What a TOML text says, unchecked. Raises InputError in the words of ``wanted``."""
    import tomllib  # here: a case by itself needs none of this

    if _LONG_DOTTED_KEY.search(_QUOTED.sub("q", text)):  # tomllib takes time with the square of a key's parts
        raise wanted.refused(path, "it has dotted keys of more than 8 parts", "Shorten that key.")
    try:
        return tomllib.loads(text)
    except RecursionError:
        found = "it is not TOML that can be read: it nests too deeply"
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
