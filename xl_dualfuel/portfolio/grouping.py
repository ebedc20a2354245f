"""The columns of a table by whose values a summary groups the homes: any that is no input."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ..errors import InputError, Issue
from ..homes.groups import Coded, alike
from .cells import text_of
from .source import Part, Source, refused

MOST_GROUPS: Final = 1000
"""Most values of a column: of more nobody reads the groups, and they would fill the memory."""
_LONGEST: Final = 100
"""Most characters of a value"""
BLANK: Final = "(blank)"


def columns_of(table: Source, by: Sequence[str]) -> tuple[str, ...]:
    """The columns with these headings, capitals alike. Raises InputError: there is none, or it is an input."""
    known = {title.casefold(): title for title in table.headings.notes}
    wanted = [heading.strip().casefold() for heading in by]
    remedy = f"Give one of: {', '.join(known.values())}" if known else "Leave it out: all columns are inputs"
    issues = [
        Issue("--by", heading, "must be the heading of a column that is no input", remedy)
        for heading, folded in zip(by, wanted, strict=True)
        if folded not in known
    ]
    if issues:
        raise InputError(issues)
    return tuple(dict.fromkeys(known[folded] for folded in wanted))


def groups(part: Part, columns: Sequence[str]) -> dict[str, Coded]:
    """By column the groups of the homes of a part."""
    coded = {}
    for title in columns:
        rows, places = alike(part.notes, [title])
        coded[title] = Coded([BLANK if cell is None else text_of(cell).strip() or BLANK for (cell,) in rows], places)
    return coded


class FewGroups:
    """A check, part by part, that the columns have few enough values to be groups."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._path = path
        self._values: dict[str, set[str]] = {title: set() for title in columns}

    def check(self, part: Part) -> None:
        """Raise InputError where a column has more than MOST_GROUPS values so far, or longer texts than groups have."""
        for title, coded in groups(part, list(self._values)).items():
            self._values[title].update(coded.names)
            if len(self._values[title]) > MOST_GROUPS or max(map(len, self._values[title])) > _LONGEST:
                raise refused(self._path, f"has more than {MOST_GROUPS:,} values or longer texts than {_LONGEST} "
                              f"characters in column {title}, which are no groups",
                              "Give --by a column with fewer values")  # fmt: skip
