"""What a form must have filled in: a house is not to be judged by the worked example's numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Final

from xl_dualfuel.errors import Issue
from xl_dualfuel.inputs.case import with_defaults
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.validation import SOURCES

from .entries import Place, located

LOAD: Final = ("load_slope", "design_load", "billed_fuel")
"""One of these must be given"""
HOURS: Final = ("design_temperature", "season_hours")
"""Needed by the proportional climate"""
ALWAYS: Final = (
    "cop_47", "cop_17", "fuel", "fuel_price", "fuel_price_unit", "furnace_efficiency", "electricity_price",
    "existing_switchover",
)  # fmt: skip
"""No house has these from anywhere but itself"""
FORMS: Final = ("client", "rebate")
"""Forms of one real house"""
REMEDIES: Final = {"existing_switchover": "Give what the thermostat is set to today, in °F"}


def missing(
    kind: str, given: Mapping[str, object], gone: Iterable[str], cells: Mapping[str, Place], known: Set[str]
) -> list[Issue]:  # fmt: skip
    """The inputs that are blank but must not be.

    gone: blank cells that held a default when the workbook was made. known: keys that have a problem of their own.
    """
    if kind == "audit":
        found = dict.fromkeys(gone, "must be given")
    else:
        found = needed(given.keys() | known, given) if kind in FORMS else {}
    return [
        Issue(key, located(None, cells.get(key)), allowed, REMEDIES.get(key, FIELDS[key].remedy))
        for key, allowed in found.items()
        if key not in known
    ]


def needed(there: Set[str], given: Mapping[str, object]) -> dict[str, str]:
    """What a form still needs, by key, in words; ``there`` are the keys that hold anything, ``given`` usable values."""
    found: dict[str, str] = {}
    if not there & set(LOAD):
        found["load_slope"] = "must be given, or design_load or billed_fuel"
    sources = {key: value for key, value in given.items() if key == "climate" or key in SOURCES}
    if with_defaults(sources).get("climate") == "proportional":  # type: ignore[arg-type]
        found |= {key: "must be given, or a station or region" for key in HOURS if key not in there}
    for key in ALWAYS:
        if key not in there and not (key in ("cop_47", "cop_17") and "performance_table" in there):
            found[key] = "must be given"
    return found


def still(kind: str, problems: list[Issue], inputs: Mapping[str, object]) -> list[Issue]:
    """The problems without those of inputs that need not be given any more, as other inputs are given now."""
    if kind not in FORMS:
        return problems
    given = {key: value for key, value in inputs.items() if value is not None}
    wanted = needed(given.keys(), given)
    blank = located(None, None)
    return [issue for issue in problems if issue.key in wanted or not str(issue.value).startswith(blank)]
