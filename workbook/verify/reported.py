"""The results that a rebate form reports, beside those of its inputs."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final, NamedTuple

from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.model.solution import Solution
from xl_dualfuel.results.case_units import convert, shown_in
from xl_dualfuel.results.result import Result
from xl_dualfuel.results.setting_words import saving

from ..forms import check_code
from ..forms.entries import cell_at, named_places
from ..forms.form_fields import FORM_FIELDS
from ..forms.read import Reading
from ..formulas import words
from ..reader import Opened
from .findings import Findings

_EXACT: Final = 0.05
"""Of a setting, which is a step of the thermostat, shown with one decimal"""
_WHOLE: Final = 0.5
"""Of a number that people round: to whole degrees, to whole money"""
_ROOM: Final = 1e-6
"""A number rounded half up is off by just that half"""

_CODES: Final = {
    "reported_check_code": ("hash", "The check code is not that of the inputs: they were changed by hand after it was "
                                    "calculated"),
    "signed_check_code": ("signoff", "The form is signed for other inputs than it has now"),
}  # fmt: skip
"""Id and words of a check code that is not that of the inputs, by the key of its cell"""


class Reported(NamedTuple):
    """A result that a form reports: what it is by the program, and how far apart the two may be."""

    value: Callable[[Solution], float | None]
    tolerance: float


REPORTED: Final = MappingProxyType({
    "reported_switchover": Reported(lambda s: s.setting.switchover, _EXACT),
    "reported_economic": Reported(lambda s: s.economic.temperature, _WHOLE),
    "reported_thermal": Reported(lambda s: s.thermal.temperature, _WHOLE),
    "reported_emissions": Reported(lambda s: s.emissions.temperature, _WHOLE),
    "reported_annual_cost": Reported(lambda s: s.setting.annual_cost, _WHOLE),
    "reported_saving": Reported(saving, _WHOLE),
})  # fmt: skip
"""By the key of the form's cell"""


def compare(reading: Reading, result: Result, findings: Findings) -> None:
    """Report each result on a form that is not that of its inputs; a blank one reports nothing."""
    units = result.case.units
    for key, reported in REPORTED.items():
        told = reading.details.get(key)
        if not isinstance(told, float):
            continue
        field, value = FORM_FIELDS[key], reported.value(result.solution)
        value = convert(value, field.unit, units)
        if value is None or abs(told - value) > reported.tolerance + _ROOM:
            found, expected = ("none" if one is None else _shown(one, field.unit, units) for one in (told, value))
            findings.add("reported", "error", f"{field.label}: the form reports another result than its inputs give",
                         *reading.cells[key], found, expected)  # fmt: skip


def check_codes(opened: Opened, reading: Reading, findings: Findings) -> None:
    """Report a check code on a form that is not that of its inputs: they were changed since, after signing perhaps."""
    told = {key: reading.details[key] for key in _CODES if isinstance(reading.details.get(key), float)}
    if not told:
        return
    places = named_places(opened)
    cells = {key: cell_at(opened, places[key]) for key in check_code.KEYS if key in places}
    typed = {key: cell.value for key, cell in cells.items() if cell is not None and isinstance(cell.value, str | float)}
    code = check_code.code_of(typed)
    for key, (id_, what) in _CODES.items():
        if key in told and told[key] != code:
            findings.add(id_, "error", what, *reading.cells[key], f"{told[key]:.0f}", str(code))


def _shown(value: float, unit: str, units: Units) -> str:
    return words.money(value, units) if unit == "$" else f"{value:.1f} {shown_in(unit, units)}"
