"""The headings of a table of homes: inputs and notes, and names of what a home in a table cannot have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from ..errors import InputError, Issue
from ..files.values import is_blank
from .cells import Cell
from .heading_names import named
from .headings import keys_of

EXAMPLE: Final = "EXAMPLE (not read)"
"""The name of the house on the form whose row is left out"""
TARIFF: Final = "tariff"
"""The heading of a column with the names of tariff files, where a table may have one"""
_TARIFF: Final = "Use dualfuel portfolio, which takes a column tariff, or dualfuel run with --tariff for one home"
_TARIFF_COLUMN: Final = "Head the column tariff, and give in it the name of a tariff file (.toml) beside the table"
_OPTIONS: Final = "Compare options of one home with dualfuel compare, or give each option a row with its inputs"
_WEATHER: Final = "Head the column station or weather_file"
_PROGRAMME: Final = "Head the column programme or programme_file"
_DEGREE_DAYS: Final = "Give a station or season_hours, from which the climate follows"
_RECORD: Final = "Head the column runtime_file"
_WORKBOOK: Final = "Give it to dualfuel run, for one home at a time"

_TARIFFS: Final = (TARIFF, "tariffs", "tariff_file", "tariff_files", "rate", "rates", "rate_file", "rate_schedule")
_FEATURES: Final = {
    **dict.fromkeys(_TARIFFS, _TARIFF),
    **dict.fromkeys(("option", "options", "option_file", "options_file", "study", "scenario", "scenarios"), _OPTIONS),
    **dict.fromkeys(("weather", "weather_data", "weather_station", "weather_year", "epw", "epw_file", "tmy"), _WEATHER),
    **dict.fromkeys(("program", "program_file", "rules", "rules_file", "programme_rules"), _PROGRAMME),
    **dict.fromkeys(("runtime", "record", "record_file", "thermostat_file", "thermostat_record"), _RECORD),
    "brand_file": _WORKBOOK,
    **dict.fromkeys(("hdd", "hdd65", "hdd_65", "heating_degree_days"), _DEGREE_DAYS),
}
"""Headings that name something this program reads elsewhere, and what to do: as notes they would change nothing"""
_SUMS: Final = re.compile(
    r"(?:(?:grand |sub[- ]?)?totals?|sum|averages?|mean|median|minimum|maximum|count)"
    r"(?: ?[:(\d].*| (?:of|for|homes)\b.*)?"
)
"""What heads a row of sums: Total, Totals (12 homes), Sum of loads; not a home called Total Comfort or Max"""
NAME: Final = "[A-Za-z]{3}"
"""What every name of an input has, and no number"""
_NAME: Final = re.compile(NAME)
_BETWEEN = re.compile(r"[^a-z0-9]+")


def is_no_home(cells: Sequence[Cell]) -> bool:
    """Whether a row is the example of the form, or by one of its first cells sums up the homes above it.

    A row of sums would count its homes twice.
    """
    first = (cell.strip(" :").casefold() for cell in cells[:3] if isinstance(cell, str))
    return EXAMPLE in cells or any(_SUMS.fullmatch(text) for text in first)


def are_headings(keys: Iterable[str], cells: Iterable[Cell]) -> bool:
    """Whether a row has the headings again, as where tables were put one below the other.

    keys: the input of each column, "" for notes. Every filled cell of an input names it.
    """
    found = False
    for key, cell in zip(keys, cells, strict=False):
        if key and not is_blank(cell):
            if not isinstance(cell, str) or not _NAME.search(cell) or named(cell) != key:
                return False
            found = True
    return found


def tariff_column(header: Sequence[Cell]) -> int | None:
    """The place of the column with the names of tariff files; None for none."""
    return next((place for place, cell in enumerate(header) if _folded(cell) == TARIFF), None)


def home_keys(header: Sequence[Cell], with_tariff: bool = False) -> tuple[str, ...]:
    """The input that each column of a table of homes holds; "" for columns of notes.

    with_tariff: a column of tariff files may be among those without an input. Raises InputError: a heading may be a
    misspelt input, is there twice, or names what is no column of such a table.
    """
    issues = []
    try:
        keys = keys_of(header)
    except InputError as error:
        keys, issues = ("",) * len(header), list(error.issues)
    for cell, key in zip(header, keys, strict=True):
        name = _folded(cell)
        remedy = _FEATURES.get(name)
        if with_tariff and name in _TARIFFS:
            remedy = None if name == TARIFF else _TARIFF_COLUMN
        if remedy and not key:
            words = "is not read in a table of homes"
            issues = [issue for issue in issues if issue.value != cell]
            issues.append(Issue("table", cell, words, f"{remedy}. If it is only a note, head it remark"))
    if with_tariff and sum(_folded(cell) == TARIFF for cell in header) > 1:
        issues.append(Issue("table", TARIFF, "must head only one column", "Take all but one of them out"))
    if issues:
        raise InputError(issues)
    return keys


def _folded(cell: Cell) -> str:
    return _BETWEEN.sub("_", cell.casefold()).strip("_") if isinstance(cell, str) else ""
