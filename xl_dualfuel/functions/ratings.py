"""The ratings of a heat pump in a range, checked."""

from __future__ import annotations

from typing import Any, Final

from ..errors import InputError, Issue
from ..files.values import as_number
from ..inputs.cells import Cell
from ..inputs.entry_units import Refused
from ..inputs.field import Field
from ..inputs.fields import COLUMNS, FIELDS
from ..inputs.hspf2 import RATED_REGION, Ratings, ratings_of
from ..inputs.ranges import read
from ..inputs.regions import LOAD_LINES
from ..inputs.typed import read_typed

_OTHERS: Final = {
    "cooling_capacity": COLUMNS["capacity"],
    "cut_out": COLUMNS["temperature"],
    "cut_in": COLUMNS["temperature"],
    "cycling_degradation": FIELDS["cycling_degradation"],
    "defrost_interval": Field("defrost_interval", "", "Time between defrosts", "h", "", minimum=0.0, maximum=12.0),
    "defrost_longest": Field("defrost_longest", "", "Longest time between defrosts", "h", "", minimum=2.0, maximum=1e3),
}
"""What a rating depends on besides its tests."""
_KNOWN: Final = _OTHERS | {
    f"{quantity}_{speed}{temperature}": COLUMNS[quantity]
    for quantity in ("capacity", "cop") for speed in ("", "min_", "max_") for temperature in (62, 47, 35, 17, 5)
}  # fmt: skip
"""The same and its tests."""


def ratings_in(cells: Cell) -> Ratings:
    """The ratings in a range of keys beside values; inputs of other meaning are passed over.

    Raises InputError listing every problem.
    """
    values: dict[str, Any] = {}
    issues: list[Issue] = []
    for name, cell in read("ratings", cells, others=_KNOWN).items():
        key = "_".join(name.casefold().split())
        limits = _KNOWN.get(key)
        if limits is None:
            if key not in FIELDS:
                known = f"must be a test such as capacity_min_47 or cop_17, or one of {', '.join(_OTHERS)}"
                issues.append(Issue(key, cell, known, "Correct the key or take the row out"))
            continue
        try:
            number = as_number(read_typed(limits, cell, limits.unit).value)
        except Refused as refused:
            issues.append(refused.issue._replace(key=key))
            continue
        if number is None or not limits.holds(number):
            issues.append(Issue(key, cell, limits.allowed, "Give the number on the certificate"))
        else:
            values[key] = number
    ratings = None if issues else ratings_of(values)
    if ratings is None:
        least = "must have COP and capacity at 47 and 17 °F"
        raise InputError(issues or [Issue("ratings", None, least, "Give cop_47, capacity_47 and so on")])
    return ratings


def region_in(cell: Cell) -> str:
    """The region a cell names, that of certificates where it is blank. Raises InputError for another one."""
    region = str(cell).strip().upper() if cell is not None else RATED_REGION
    if region not in LOAD_LINES:
        raise InputError([Issue("region", cell, f"must be one of {', '.join(LOAD_LINES)}", f"{RATED_REGION} is usual")])
    return region
