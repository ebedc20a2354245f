"""Whether a record shows the compressor off, or on, at temperatures at which its case says that it is not.

Today's cost, and with it what another setting saves, follows from the switchover that the case gives.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ..model.parameters import Array
from .case_units import convert, tenths
from .unneeded import stops_below

if TYPE_CHECKING:
    from ..model.solution import Solution
    from .record_evidence import RecordEvidence

_APART: Final = 3.0
"""Least difference of the temperatures [°F]"""
_HOURS: Final = 10.0
"""Least hours that the wrong source ran, in whole bins between the temperatures"""
_MOSTLY: Final = 0.5
"""Share of the hours below the setting in which the compressor ran all the same"""


def contradicted(s: Solution, found: RecordEvidence) -> Iterator[tuple[str, str]]:
    """As (input, message): switchover or lockout of the case, beside where the compressor stopped in the record."""
    given = {
        key: float(getattr(s.parameters, key))
        for key in ("existing_switchover", "compressor_lockout")
        if key in s.case.given
    }
    compressor = next((one for one in found.limits if one.source == "compressor"), None)
    if "existing_switchover" not in given or compressor is None:
        return
    key, bins, stops = max(given, key=given.__getitem__), found.bins, stops_below(found.limits)
    setting = given[key]
    between, below = (bins.low >= setting) & (bins.high <= stops), bins.high <= setting
    others = sum((_hours(bins.hours, duty) for duty in (bins.auxiliary, bins.emergency, bins.furnace)), 0 * bins.hours)
    runs = _hours(bins.hours, bins.compressor)
    least = max(_HOURS, _MOSTLY * float((runs + others)[below].sum()))
    if stops > setting + _APART and others[between].sum() >= _HOURS:
        key, at, shown, said = "existing_switchover", stops, "did not run below", "runs down to"
    elif compressor.coldest < setting - _APART and runs[below].sum() >= least:
        at, shown, said = compressor.coldest, "ran down to", "does not run below"
    else:
        return
    units = s.case.units
    words = (
        f"The record shows that the compressor {shown} {tenths(at, units)}; this case says that it {said} "
        f"{tenths(setting, units)}. If the thermostat is set so, give {key} = {convert(at, '°F', units):.1f}"
    )
    yield key, words


def _hours(hours: Array, duty: Array) -> Array:
    ran: Array = hours * [0.0 if math.isnan(one) else one for one in duty.tolist()]
    return ran
