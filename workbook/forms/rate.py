"""The electricity rate by time of day on a form: its few cells, read into a tariff.

Two or three prices, an hour range for the peak and one for the mid-peak, on weekdays or every day, in some months. A
form cannot calculate them, since it has no hours in order: it says so, and gives no answer that leaves them out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.results.result import Result
from xl_dualfuel.tariffs.fingerprint import fingerprint
from xl_dualfuel.tariffs.hours import hours_of
from xl_dualfuel.tariffs.reading import tariff_of
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.tariffs.tariff import Tariff

from ..shape import UnderTariff
from .form_fields import EVERY_DAY, RATE, WEEKDAYS

KEYS: Final = tuple(field.key for field in RATE.fields)
NAME: Final = "time of use on the form"
PRICED: Final = ("peak_price", "mid_peak_price", "off_peak_price")
GIVEN: Final = "&".join(f"in_{key}" for key in PRICED) + '<>""'
"""Whether a form has a rate, as a formula"""
LEFT_OUT: Final = "Prices by time of day are not calculated in this form: use dualfuel run"
"""What the form says then in place of an answer"""
_PEAK, _MID, _OFF = "peak", "mid-peak", "off-peak"
_SLOTS: Final = 48
"""Half-hours of a day"""
_LABELS: Final = {field.key: field.label for field in RATE.fields}
_MONTHS: Final = 12

Placed = Callable[[str], str]
"""A key's value as a message shows it, with its cell where that is known"""


def given_in(details: Mapping[str, Any]) -> bool:
    """Whether a form has any cell of a rate."""
    return any(details.get(key) not in (None, "") for key in KEYS)


def problems(details: Mapping[str, Any], placed: Placed | None = None) -> tuple[Issue, ...]:
    """What is wrong with the rate of a form, by itself."""
    return _read(details, 0.0, placed)[1]


def tariff_in(case: Case) -> Tariff | None:
    """The tariff on the form of a case; None where it has none.

    What is left blank is the case's: the off-peak price its electricity_price. Raises InputError with every problem.
    """
    details = case.beside.details
    if not given_in(details):
        return None
    tariff, issues = _read(details, case.number("electricity_price"), None)
    if tariff is None:
        raise InputError(issues)
    return tariff._replace(notes=(*tariff.notes, *_assumed(details)))


def digest(case: Case) -> str:
    """The SHA-256 of the rate on the form of a case; "" where it has none."""
    tariff = tariff_in(case)
    return "" if tariff is None else fingerprint(tariff)


def billed(result: Result) -> UnderTariff | None:
    """The season of a form's case under its rate; None where it has none. Raises InputError as season does."""
    tariff = tariff_in(result.case)
    if tariff is None:
        return None
    hours = hours_of(result.case, tariff, "peak_price")
    return UnderTariff(tariff, season(result, hours, tariff), result.case, hours)


def _assumed(details: Mapping[str, Any]) -> Iterator[str]:
    """What the form leaves out of the rate, and what is strange in it."""
    if details.get("peak_days") is None:
        yield f"{_LABELS['peak_days']}: not given, taken as {WEEKDAYS}; no holiday is left out"
    if details.get("peak_first_month") is None:
        yield "The peak prices are taken for all twelve months: the form names none"
    peak, off = details.get("peak_price"), details.get("off_peak_price")
    if isinstance(peak, float) and isinstance(off, float) and peak < off:
        yield f"The peak price ${peak:g}/kWh is below the off-peak price ${off:g}/kWh"


def _read(
    details: Mapping[str, Any], usual: float, placed: Placed | None
) -> tuple[Tariff | None, tuple[Issue, ...]]:  # fmt: skip
    """The tariff, and why there is none; usual: the off-peak price where the form has none [$/kWh]."""
    if not given_in(details):
        return None, ()
    place = placed or (lambda key: "(not given)" if details.get(key) is None else f"{details[key]:g}"
                       if isinstance(details.get(key), float) else str(details[key]))  # fmt: skip
    issues = [Issue(key, place(key), allowed, remedy) for key, allowed, remedy in _wrong(details)]
    if issues:
        return None, tuple(issues)
    try:
        return tariff_of(_table(details, usual), Path()), ()
    except InputError as error:
        return None, tuple(issue._replace(key=_key(issue), value=place(_key(issue))) for issue in error.issues)


def _key(issue: Issue) -> str:
    """The cell that a problem of the tariff is about."""
    return {_MID: "mid_peak_price", _OFF: "off_peak_price"}.get(issue.key.rpartition(".")[2], "peak_price")


def _wrong(of: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Key, what is allowed and what to do of each problem."""
    if of.get("peak_price") is None:
        yield "peak_price", "must be given with the rest of the rate", "Give it, or clear the cells of the rate"
    for name in ("peak", "mid_peak"):
        ends = [f"{name}_from", f"{name}_to"]
        is_given = [of.get(key) is not None for key in (f"{name}_price", *ends)]
        for key, there in zip((f"{name}_price", *ends), is_given, strict=True):
            if any(is_given) and not there and key != "peak_price":
                yield key, f"must be given with the {name.replace('_', '-')} price and its hours", "Give all three"
        if all(is_given[1:]):
            yield from _wrong_hours(of, *ends)
    if of.get("mid_peak_price") is not None and of.get("peak_price") is None:
        yield "mid_peak_price", "must come with a peak price", "Give two prices as peak and off-peak"
    first, last = (of.get(key) for key in ("peak_first_month", "peak_last_month"))
    for key, value, other in (("peak_first_month", first, last), ("peak_last_month", last, first)):
        if value is None and other is not None:
            yield key, "must be given with the other month", "Give both, or leave both blank for all months"
        elif value is not None and not (isinstance(value, (int, float)) and value == int(value)):
            yield key, f"must be a whole number from 1 to {_MONTHS}", "1 is January"
    if of.get("peak_days") not in (None, WEEKDAYS, EVERY_DAY):
        yield "peak_days", f"must be one of {WEEKDAYS}, {EVERY_DAY}", "Choose from the list of the cell"
    if all(of.get(key) is not None for key in _HOURS) and not [*_wrong_hours(of, *_HOURS[2:])]:
        try:
            _segments(of)
        except ValueError:
            yield "mid_peak_from", "must not be cut by the peak after midnight", _FILE


_HOURS: Final = ("peak_from", "peak_to", "mid_peak_from", "mid_peak_to")
_FILE: Final = "Write the rate as a tariff file: dualfuel run FORM.xlsx --tariff FILE"


def _wrong_hours(of: Mapping[str, Any], begin: str, end: str) -> Iterator[tuple[str, str, str]]:
    slots = [_slot(of, begin), _slot(of, end)]
    for key, slot in zip((begin, end), slots, strict=True):
        if slot is None:
            yield key, "must be an hour from 0 to 24, or half past one", "Write 16 for 4 pm, 16.5 for 4:30 pm"
    if None not in slots and (slots[0] or 0) % _SLOTS == (slots[1] or 0) % _SLOTS:
        yield end, "must be another hour than the one it begins at", "Give the hour it ends, such as 21 for 9 pm"


def _slot(of: Mapping[str, Any], key: str) -> int | None:
    """The half-hour of the day of a cell; a cell that holds a time of day is a part of 1. None for anything else."""
    hour = of.get(key)
    if not isinstance(hour, (int, float)) or not 0 <= hour <= 24:
        return None
    begin = of.get(key.removesuffix("to") + "from")
    is_time = 0 < hour < 1 or (hour == 1 and key.endswith("_to") and isinstance(begin, float) and 0 < begin < 1)
    slot = 2 * (24 * hour if is_time else hour)
    return round(slot) if abs(slot - round(slot)) < 1e-6 else None


def _segments(of: Mapping[str, Any]) -> list[tuple[int, int]]:
    """The half-hours of the mid-peak outside the peak, as begin and end of each piece.

    Raises ValueError where a piece would begin after midnight on the day after.
    """
    peak, mid = _range(of, "peak"), _range(of, "mid_peak")
    by_clock = {slot % _SLOTS for slot in peak}
    pieces: list[tuple[int, int]] = []
    for slot in mid:
        if slot % _SLOTS in by_clock:
            continue
        if pieces and pieces[-1][1] == slot:
            pieces[-1] = pieces[-1][0], slot + 1
        else:
            pieces.append((slot, slot + 1))
    late_peak, late_mid = ({slot - _SLOTS for slot in slots if slot >= _SLOTS} for slots in (peak, mid))
    is_cut = any(begin >= _SLOTS for begin, _ in pieces) or late_mid & by_clock or late_peak & {s % _SLOTS for s in mid}
    if is_cut and of.get("peak_days") != EVERY_DAY:  # the morning after may be that of another kind of day
        raise ValueError("a piece after midnight")
    return pieces


def _range(of: Mapping[str, Any], name: str) -> list[int]:
    """The half-hours from begin to end, those after midnight from 48 on."""
    begin, end = _slot(of, f"{name}_from"), _slot(of, f"{name}_to")
    assert begin is not None
    assert end is not None
    return list(range(begin, end + (_SLOTS if end <= begin else 0)))


def _table(of: Mapping[str, Any], usual: float) -> dict[str, Any]:
    """The table that a tariff file holds."""
    days = "all" if of.get("peak_days") == EVERY_DAY else "weekday"
    when: dict[str, Any] = {"days": days}
    if (first := of.get("peak_first_month")) is not None:
        count = (int(of["peak_last_month"]) - int(first)) % _MONTHS + 1
        when["months"] = [(int(first) - 1 + place) % _MONTHS + 1 for place in range(count)]
    off = of.get("off_peak_price")
    periods = {_PEAK: of["peak_price"], _OFF: usual if off is None else off}
    pieces = [(_PEAK, _range(of, "peak")[0], _range(of, "peak")[-1] + 1)]
    if of.get("mid_peak_price") is not None:
        periods[_MID] = of["mid_peak_price"]
        pieces += [(_MID, *piece) for piece in _segments(of)]
    windows = [{"period": name, "from": _hour(begin % _SLOTS), "to": _hour(end - _SLOTS if end > _SLOTS else end),
                **when} for name, begin, end in pieces]  # fmt: skip
    power = {"otherwise": _OFF, "periods": periods, "windows": windows}
    return {"name": NAME, "daylight_saving": True, "electricity": power}


def _hour(slot: int) -> float:
    return slot / 2 if slot % 2 else slot // 2
