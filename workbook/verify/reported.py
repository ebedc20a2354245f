"""The results that a file reports, beside those of its inputs: of a rebate form, and of a workbook with results."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType
from typing import Final, NamedTuple

from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.model.solution import Solution
from xl_dualfuel.results.case_units import convert, shown_in
from xl_dualfuel.results.result import Result
from xl_dualfuel.results.setting_words import saving
from xl_dualfuel.tariffs.result import TariffSeason

from ..forms import check_code
from ..forms.entries import cell_at, named_places
from ..forms.form_fields import FORM_FIELDS
from ..forms.read import Reading
from ..formulas import words
from ..names import name_of
from ..reader import Opened, Value
from ..rules.locations import place_of, value_of
from .compare_cells import TOLERANCE, agree
from .findings import Findings, Reported, clean

_EXACT: Final = 0.05
"""Of a setting, which is a step of the thermostat, shown with one decimal"""
_WHOLE: Final = 0.5
"""Of a number that people round: to whole degrees, to whole money"""
_ROOM: Final = 1e-6
"""A number rounded half up is off by just that half"""
_SAME: Final = "the same"
_AS_CALCULATED: Final = "the same to nine digits"
"""What a workbook with results is held to: its cells are calculated, not typed"""
assert TOLERANCE == 1e-9

_CODES: Final = {
    "reported_check_code": ("hash", "The check code is not that of the inputs: they were changed by hand after it was "
                                    "calculated"),
    "signed_check_code": ("signoff", "The form is signed for other inputs than it has now"),
}  # fmt: skip
"""Id and words of a check code that is not that of the inputs, by the key of its cell"""


class Answer(NamedTuple):
    """A result that a file reports: what it is by the program, how far apart the two may be, and its name [°F or $]."""

    value: Callable[[Solution], float | None]
    tolerance: float
    name: str
    """of its cell in a workbook with results"""
    earlier: str = ""
    """the name there in versions before 0.3"""


REPORTED: Final = MappingProxyType({
    "reported_switchover": Answer(lambda s: s.setting.switchover, _EXACT, "setting", "recommended_switchover"),
    "reported_economic": Answer(lambda s: s.economic.temperature, _WHOLE, "economic_temperature"),
    "reported_thermal": Answer(lambda s: s.thermal.temperature, _WHOLE, "thermal_temperature"),
    "reported_emissions": Answer(lambda s: s.emissions.temperature, _WHOLE, "emissions_temperature"),
    "reported_annual_cost": Answer(lambda s: s.setting.annual_cost, _WHOLE, "setting_annual_cost",
                                     "recommended_annual_cost"),
    "reported_saving": Answer(saving, _WHOLE, "saving"),
})  # fmt: skip
"""By the key of the form's cell"""


_UNDER: Final = MappingProxyType[str, Callable[[TariffSeason], float | None]]({
    "reported_switchover": lambda season: season.setting.switchover,
    "reported_annual_cost": lambda season: season.setting.annual_cost,
    "reported_saving": lambda season: season.saving(season.setting),
    "reported_economic": lambda season: None,  # the cheaper source changes with the hour
})  # fmt: skip
"""The same under a rate by time of day, where it is another"""


def compare(reading: Reading, result: Result, findings: Findings, season: TariffSeason | None = None) -> None:
    """Report each result on a form that is not that of its inputs; a blank one reports nothing.

    season: of a form with a rate by time of day, billed hour by hour.
    """
    units = result.case.units
    for key, answer in REPORTED.items():
        if key not in reading.cells:
            continue
        field, told = FORM_FIELDS[key], _number(reading, key)
        under = _UNDER.get(key) if season is not None else None
        value = answer.value(result.solution) if under is None or season is None else under(season)
        value, agrees = convert(value, field.unit, units), None
        if told is not None:
            agrees = value is not None and abs(told - value) <= answer.tolerance + _ROOM
        place, within = reading.cells[key], f"within {_shown(answer.tolerance, field.unit, units, 2)}"
        findings.reported.append(
            Reported(key, field.label, *place, told, value, shown_in(field.unit, units), within, agrees)
        )
        if agrees is False:
            found, expected = ("none" if one is None else _shown(one, field.unit, units) for one in (told, value))
            findings.add("reported", "error", f"{field.label}: the form reports another result than its inputs give",
                         *place, found, expected)  # fmt: skip


def in_words(found: str, expected: str, agrees: bool, sheet: str, cell: str, findings: Findings) -> None:
    """Keep the answer in words of a form beside that of its inputs."""
    findings.reported.append(
        Reported("form_outcome", "Answer in words", clean(sheet), cell, clean(found, 400), expected, "", _SAME, agrees)
    )


def of_workbook(opened: Opened, result: Result, findings: Findings) -> None:
    """Keep the results of a workbook with results beside those of its inputs; its cells are judged elsewhere."""
    for key, answer in REPORTED.items():
        name = next((name for name in answer[2:] if name and place_of(opened, name)), "")
        place = place_of(opened, name) if name else None
        if place is not None:
            one = opened.by_title[place[0]].cells.get(place[1].address)
            at = clean(place[0]), place[1].address
            _keep(key, answer, at, value_of(opened, name), result, findings, one is not None and one.is_uncalculated)


def of_identical(book: bytes, result: Result, findings: Findings) -> None:
    """As of_workbook, of one that is as this version wrote it: what it reports is the result.

    book: the part of the package with the defined names.
    """
    places = dict(re.findall(rb'<definedName name="(out_[a-z_]+)"[^<>]*>([^<]{1,60})</', book))
    for key, answer in REPORTED.items():
        sheet, _, cell = places.get(name_of(answer.name).encode(), b"").decode().rpartition("!")
        if sheet:
            value = answer.value(result.solution)
            _keep(key, answer, (sheet.strip("'"), cell.replace("$", "")), value, result, findings)


def _keep(
    key: str, answer: Answer, place: tuple[str, str], found: Value, result: Result, findings: Findings,
    uncalculated: bool = False,
) -> None:  # fmt: skip
    """A result in a cell in the engine's unit, which is shown in that of the case; uncalculated: it reports nothing."""
    field, units = FORM_FIELDS[key], result.case.units
    value = answer.value(result.solution)
    told = convert(found, field.unit, units) if isinstance(found, float) else None
    text = clean(found) if isinstance(found, str) else ""
    agrees = None if uncalculated else agree(found, value) if value is not None else told is None
    findings.reported.append(
        Reported(key, field.label, *place, text or told, convert(value, field.unit, units),
                 shown_in(field.unit, units), _AS_CALCULATED, agrees)
    )  # fmt: skip


def check_codes(opened: Opened, reading: Reading, findings: Findings) -> None:
    """Report a check code on a form that is not that of its inputs: they were changed since, after signing perhaps."""
    places = named_places(opened)
    cells = {key: cell_at(opened, places[key]) for key in check_code.KEYS if key in places}
    typed = {key: cell.value for key, cell in cells.items() if cell is not None and isinstance(cell.value, str | float)}
    code = float(check_code.code_of(typed))
    for key, (id_, what) in _CODES.items():
        if key not in reading.cells:
            continue
        told, place = _number(reading, key), reading.cells[key]
        agrees = None if told is None else told == code
        findings.reported.append(Reported(key, FORM_FIELDS[key].label, *place, told, code, "", _SAME, agrees))
        if agrees is False:
            findings.add(id_, "error", what, *place, f"{told:.0f}", f"{code:.0f}")


def _number(reading: Reading, key: str) -> float | None:
    """What a field of a form holds; None for no number."""
    value = reading.details.get(key)
    return value if isinstance(value, float) else None


def _shown(value: float, unit: str, units: Units, digits: int = 1) -> str:
    return words.money(value, units) if unit == "$" else f"{value:z.{digits}f} {shown_in(unit, units)}"
