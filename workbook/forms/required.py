"""What a form must have filled in: a house is not to be judged by the worked example's numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Final

from xl_dualfuel.errors import Issue
from xl_dualfuel.inputs.case import with_defaults
from xl_dualfuel.inputs.fields import FIELDS, LOADS, SOURCES

from .entries import Place, located

HOUSE_FORMS: Final = ("client", "rebate")
"""Forms of a single real house"""
HOURS: Final = tuple(key for key, field in FIELDS.items() if field.required == "hours")
"""Needed by the proportional climate"""


def missing(
    kind: str, given: Mapping[str, object], cleared: Iterable[str], cells: Mapping[str, Place], known: Set[str]
) -> list[Issue]:  # fmt: skip
    """The inputs that are blank but must not be.

    cleared: blank cells that held a default when the workbook was made. known: keys that have a problem of their own.
    """
    if kind == "audit":
        wanted = dict.fromkeys(cleared, "must be given")
    else:
        wanted = needed(given.keys() | known, given) if kind in HOUSE_FORMS else {}
    return [
        Issue(key, located(None, cells.get(key)), allowed, FIELDS[key].remedy)
        for key, allowed in wanted.items()
        if key not in known
    ]


def needed(filled: Set[str], given: Mapping[str, object]) -> dict[str, str]:
    """What a form still needs, by key, in words; ``filled`` are the keys of cells that hold anything, ``given`` usable
    values.
    """
    wanted: dict[str, str] = {}
    if not filled & set(LOADS):
        wanted[LOADS[0]] = f"must be given, or {' or '.join(LOADS[1:])}"
    sources = {key: value for key, value in given.items() if key == "climate" or key in SOURCES}
    if with_defaults(sources).get("climate") == "proportional":  # type: ignore[arg-type]
        wanted |= {key: "must be given, or a station or region" for key in HOURS if key not in filled}
    replaced = {other for key in filled & FIELDS.keys() for other in FIELDS[key].displaces}
    for key, field in FIELDS.items():
        if field.required == "always" and key not in filled | replaced and not filled & set(field.displaces):
            wanted[key] = "must be given"
    return wanted


def still_missing(kind: str, problems: list[Issue], inputs: Mapping[str, object]) -> list[Issue]:
    """The problems without those of inputs that need not be given any more, as other inputs are given now."""
    if kind not in HOUSE_FORMS:
        return problems
    given = {key: value for key, value in inputs.items() if value is not None}
    wanted = needed(given.keys(), given)
    blank = located(None, None)
    return [issue for issue in problems if issue.key in wanted or not str(issue.value).startswith(blank)]
