"""The tariff files that a table of homes names in its column tariff: each is read once, before the homes are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..errors import InputError, Issue, shown
from ..files.reading import path_from
from ..files.toml_tables import read_toml
from ..homes.groups import Coded, alike
from ..inputs.home_headings import TARIFF
from ..tariffs.columns import name_of, names_of
from .source import Part, Source, refused

if TYPE_CHECKING:
    from ..tariffs.tariff import Tariff

MOST: Final = 200
"""Most tariffs of a table: each is held in memory, with its hours"""
NO_TARIFF: Final = "plain prices"
"""The group of the homes without a tariff"""
_REMEDY: Final = "Put a tariff file (.toml) beside the table and give its name, or leave the cell blank"


class Rates(NamedTuple):
    """The tariffs of a table."""

    column: str
    """The heading of the column with their names; "" for a table without"""
    tariffs: Mapping[str, Tariff]
    """By the name in the column"""
    problems: Mapping[str, tuple[Issue, ...]]
    """What is wrong with the others, by the name"""
    files: tuple[Path, ...]
    """Those that were looked at, with the series that they name"""

    def of(self, part: Part) -> list[str]:
        """The name of the tariff of each home of a part, "" for none."""
        return names_of(part.notes[self.column]) if self.column else [""] * len(part.inputs)

    def groups(self, part: Part) -> dict[str, Coded]:
        """By the column, the groups of the homes of a part; empty for a table without tariffs."""
        if not self.column:
            return {}
        rows, places = alike(part.notes, [self.column])
        return {TARIFF: Coded([name_of(cell) or NO_TARIFF for (cell,) in rows], places)}

    def digests(self) -> dict[str, str]:
        """Of each name a digest of what it stands for: everything the tariff says, its series too."""
        texts = {name: repr(tariff) for name, tariff in self.tariffs.items()}
        texts |= {name: repr(issues) for name, issues in self.problems.items()}
        return {name: hashlib.sha256(texts[name].encode(errors="replace")).hexdigest() for name in sorted(texts)}

    def notes(self) -> Iterator[str]:
        """What a reader has to know of the tariffs."""
        if not self.tariffs:
            return
        from ..tariffs.places import why_one_by_one

        for name, tariff in self.tariffs.items():
            yield from (f"{name}: {note}" for note in tariff.notes)
            if tariff.carbon_price:
                yield f"{name}: settings are chosen with its price of carbon; the costs are the money paid, without it"
            reason = why_one_by_one(tariff)
            if reason:
                yield f"{name}: its homes are worked out one by one, which takes longer: {reason}"

    def words(self, name: str, where: str) -> str:
        """What is wrong with a name that is no tariff; where: its cell or row."""
        at = f"{shown(name)} ({where})" if where else shown(name)
        own = [issue for issue in self.problems[name] if issue.key == TARIFF]
        inside = [issue for issue in self.problems[name] if issue.key != TARIFF]
        lines = [f"{TARIFF} = {at}: {issue.allowed}. {issue.remedy}" for issue in own]
        if inside:
            lines.append(f"{TARIFF} = {at}: must be a tariff without problems. {'; '.join(map(str, inside))}")
        return "; ".join(lines)


NO_RATES: Final = Rates("", {}, {}, ())
"""Of a table without tariffs"""


def read_rates(table: Source) -> Rates:
    """The tariffs that a table names. Raises InputError: they are too many; other problems are in what it returns."""
    column = table.headings.tariff
    if not column:
        return NO_RATES
    from ..tariffs.reading import FILE, read_tariff, tariff_of  # here: it takes time, and few tables have tariffs

    names: dict[str, None] = {}
    for cell in dict.fromkeys(table.cells(column)):
        names[name_of(cell)] = None
        if len(names) > MOST + 1:
            raise refused(table.path, f"names more than {MOST} tariffs in column {column}",
                          "Give the homes of fewer tariffs at a time")  # fmt: skip
    names.pop("", None)
    tariffs: dict[str, Tariff] = {}
    problems: dict[str, tuple[Issue, ...]] = {}
    files: list[Path] = []
    for name in names:
        try:
            path = _inside(table.path.parent, name)
            files.append(path)
            if path.suffix.casefold() == ".json":  # of the utility rate database, which names no further files
                tariffs[name] = read_tariff(path)
                continue
            given = read_toml(path, FILE, "Write [electricity] and price = 0.14 below it.")
            files += [_inside(path.parent, named, table.path.parent) for named in _files_in(given)]
            tariffs[name] = tariff_of(given, path.parent, path.stem)
        except InputError as error:
            problems[name] = error.issues
    return Rates(column, tariffs, problems, tuple(files))


def _inside(folder: Path, name: str, top: Path | None = None) -> Path:
    """The file of a name in a folder. Raises InputError: it or what it links to is not within the top folder."""
    try:
        path = Path(path_from(folder, name))
        resolved = path.resolve()
        is_within, is_there = resolved.is_relative_to((top or folder).resolve()), resolved.is_file()
    except (OSError, ValueError, RuntimeError):  # no name of a file, or links in a circle
        is_within = is_there = False
    if not is_within:
        allowed = "must be a file in the folder of the table, or in one inside it"
        raise InputError([Issue(TARIFF, name, allowed, _REMEDY)])
    if top is None and not is_there:
        raise InputError([Issue(TARIFF, name, "must be there", _REMEDY)])
    return path


def _files_in(given: Any) -> Iterator[str]:
    """The names of files in a parsed tariff: what is under a key file."""
    items = given.items() if isinstance(given, dict) else enumerate(given) if isinstance(given, list) else ()
    for key, value in items:
        if key == "file" and isinstance(value, str) and value:
            yield value
        else:
            yield from _files_in(value)
