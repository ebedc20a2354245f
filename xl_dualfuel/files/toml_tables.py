"""Small TOML files of settings: sizes first, one refusal in words, nothing in them is run."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from ..errors import InputError, Issue
from .reading import FilePath, Wanted, read_text

if TYPE_CHECKING:
    from .toml_slips import Slip

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
    """The content of a TOML file, unchecked. Raises InputError in the words of ``wanted``: it cannot be read."""
    return toml_of(read_text(path, wanted), path, wanted, remedy)


def toml_of(text: str, path: Any, wanted: Wanted, remedy: str = "Mend the line that is named.") -> dict[str, Any]:
    """The content of a TOML text, unchecked. Raises InputError in the words of ``wanted``."""
    import tomllib  # here: a case by itself needs none of this

    if _LONG_DOTTED_KEY.search(_QUOTED.sub("q", text)):  # tomllib takes time with the square of a key's parts
        raise wanted.refused(path, "it has dotted keys of more than 8 parts", "Shorten that key.")
    text, slips = _mended(text)
    issues = [_issue(slip, path, wanted) for slip in slips]
    try:
        given = tomllib.loads(text)
    except RecursionError:
        problem, remedy = "it is not TOML that can be read: it nests too deeply", "Write it without that many brackets."
    except tomllib.TOMLDecodeError as error:
        problem = f"it is not TOML: {' '.join(str(error).split())[:120]}"
    except ValueError:
        problem, remedy = (
            "it is not TOML that can be read: it has a number of thousands of digits",
            "Shorten that number.",
        )
    else:
        raise_all(issues)
        return given
    raise InputError([*issues, *wanted.refused(path, problem, remedy).issues])


def _mended(text: str) -> tuple[str, list[Slip]]:
    """The text as it should read and its slips; most files have none, and are not looked at."""
    import tomllib

    if "\\" not in text:  # which TOML may take for another character
        try:
            tomllib.loads(text)
            return text, []
        except (ValueError, RecursionError):
            pass
    from .toml_slips import mended  # here: few files need it

    return mended(text)


def _issue(slip: Slip, path: Any, wanted: Wanted) -> Issue:
    """A slip in words; of a file that another one names nothing is shown."""
    if wanted.named:
        return wanted.refused(path, f"line {slip.line} {slip.problem}", "Mend that line.").issues[0]
    place = f"line {slip.line} of {Path(str(path)).name}"
    if not slip.key:
        return Issue(place, slip.written, slip.problem, slip.remedy)
    return Issue(slip.key, slip.written, f"{slip.problem} ({place})", slip.remedy)


class Items:
    """Reads the items of one table, noting every problem; ``prefix`` names the table in messages: ``rules[1].``."""

    def __init__(self, given: Mapping[str, Any], prefix: str, issues: list[Issue]) -> None:
        self.given, self.prefix, self.issues = given, prefix, issues

    def refuse(self, key: str, allowed: str, remedy: str) -> None:
        """Note a problem with an item."""
        self.issues.append(Issue(self.prefix + key, self.given.get(key), allowed, remedy))

    def known(self, keys: Sequence[str]) -> None:
        """Refuse every other key."""
        strange = [key for key in self.given if key not in keys]
        for key in strange[:_MAX_UNKNOWN]:
            near = difflib.get_close_matches(key.lower(), keys, n=1)
            remedy = f"Did you mean {near[0]}?" if near else f"Leave it out; the keys are {', '.join(keys)}"
            self.refuse(key, "is not a known key", remedy)
        if len(strange) > _MAX_UNKNOWN:
            self.refuse(f"{len(strange) - _MAX_UNKNOWN} more keys", "are not known keys", "Leave them out")

    def text(self, key: str, most: int = 80, required: bool = False) -> str:
        """A line of text; "" where there is none."""
        value = self.given.get(key, None if required else "")
        fits = isinstance(value, str) and value.isprintable() and len(value) <= most
        if not fits or (required and not value.strip()):
            self.refuse(key, f"must be one line of text of at most {most} characters", "Give it in quotes")
            return ""
        return str(value).strip()

    def flag(self, key: str, default: bool = False, required: bool = False) -> bool:
        """True or false; the default where there is none."""
        value = self.given.get(key, None if required else default)
        if not isinstance(value, bool):
            self.refuse(key, "must be true or false", "Write it without quotes")
            return default
        return value

    def table(self, key: str) -> Self | None:
        """A table; None where there is none, or none that can be read."""
        value = self.given.get(key)
        if value is not None and not isinstance(value, Mapping):
            self.refuse(key, "must be a table", f"Write [{self.prefix}{key}] and its keys below")
        return type(self)(value, f"{self.prefix}{key}.", self.issues) if isinstance(value, Mapping) else None

    def tables(self, key: str, most: int) -> list[Self]:
        """A list of tables."""
        value = self.given.get(key, [])
        if not isinstance(value, list) or len(value) > most or not all(isinstance(row, Mapping) for row in value):
            self.refuse(key, f"must be at most {most} tables", f"Write [[{self.prefix}{key}]] above the keys of each")
            return []
        return [type(self)(row, f"{self.prefix}{key}[{n}].", self.issues) for n, row in enumerate(value, 1)]


def raise_all(issues: list[Issue]) -> None:
    """Raise InputError with every problem; nothing where there is none."""
    if issues:
        raise InputError(issues)
