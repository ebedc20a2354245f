"""The twelve bills of a rebate form as the bills of its case: periods, electricity, and the fuel that heated before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.files.delimited import Manner
from xl_dualfuel.files.reading import expanded
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.model.in_order import own_order
from xl_dualfuel.records.bill_columns import Columns, Energy
from xl_dualfuel.records.bill_tables import Row, Table
from xl_dualfuel.records.bill_weather import UNLIKE, BillsRead, own_weather
from xl_dualfuel.records.bills import bills_of
from xl_dualfuel.units import ELECTRICITY, FUELS

from ..reader.addresses import split

KEY: Final = "calibration"
"""The list of bills, and what the names of its columns begin with"""
_COLUMNS: Final = ("from", "to", "electricity_kwh", "fuel_units")
_HEADINGS: Final = ("From", "To", "Electricity", "Fuel")
_WITHOUT: Final = "bills"
"""What messages about all bills begin with"""


class FormBills(NamedTuple):
    """The bills of a form: None where it has none that can be used, and why they cannot."""

    read: BillsRead | None = None
    problems: tuple[Issue, ...] = ()


def bills_in(
    case: Case, details: Mapping[str, Any], letters: Mapping[str, str], problems: Sequence[Issue]
) -> FormBills:  # fmt: skip
    """The bills of a form whose inputs are a case.

    details: the other fields of the form; letters: of the columns of its lists, by key; problems: of its cells.
    """
    lines = [line for line in details.get(KEY, ()) if not line.keys().isdisjoint(_COLUMNS)]
    if not lines or case.bills is not None:
        return FormBills()
    bad = tuple(issue for issue in problems if issue.key.startswith(f"{KEY}_"))
    if bad:
        return FormBills(None, bad)
    sheet = str(lines[0]["cell"]).rpartition("!")[0]
    own_weather_file = case.inputs["bills_weather_file"]
    if own_weather_file is None and (own_order(case) is None or case.runtime is not None):
        allowed = "must have the weather of a year, which this climate does not have"
        remedy = "Give the station of the house, or bills_weather_file"
        return FormBills(None, (Issue(sheet, f"{len(lines)} bills", allowed, remedy),))
    before, unlike = _heated_by(case, details, lines)
    if not unlike and _are_later(details, lines):
        unlike = "after"
    if not before:  # the fuel is left out, and bills of it alone with it
        lines = [line for line in lines if "electricity_kwh" in line or "fuel_units" not in line]
    if not lines:
        return FormBills(None, (Issue(sheet, None, f"cannot be compared. {UNLIKE[unlike]}", "Correct it on the form"),))
    columns = Columns(0, 1, None, None, None, (Energy(2, ELECTRICITY, "kWh"), *before), ())
    rows = []
    for line in lines:
        row = split(str(line["cell"]).rpartition("!")[2])[0]
        rows.append(Row(row, ["" if line.get(key) is None else str(line[key]) for key in _COLUMNS]))
    table = Table(_HEADINGS, rows, Manner(","), sheet, [letters.get(f"{KEY}_{key}", "?") for key in _COLUMNS], _WITHOUT)
    try:
        bills = bills_of(table, columns, sheet)
        weather = own_weather(expanded(str(own_weather_file)), bills.bills) if own_weather_file is not None else None
    except InputError as error:
        return FormBills(None, error.issues)
    afue = details.get("existing_afue")
    efficiency = afue if isinstance(afue, float) and afue > 0 else None
    return FormBills(BillsRead(bills, weather, efficiency, "" if unlike else "furnace_only", unlike))


def _are_later(details: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a bill ends after the day when the controls of the new system were set."""
    day = details.get("as_left_date")
    return isinstance(day, str) and any(str(line.get("to", "")) > day for line in lines)


def _heated_by(
    case: Case, details: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]
) -> tuple[tuple[Energy, ...], str]:  # fmt: skip
    """The column of fuel, where its amounts are of a known unit and time; why no load follows, a key of UNLIKE."""
    own, before = str(case.inputs["fuel"]), details.get("existing_fuel")
    amounts = sum(isinstance(line.get("fuel_units"), float) for line in lines)
    if before is None:
        return (), "not_said"
    if before in ("none", ELECTRICITY):
        return (), "electricity"
    unit = FUELS[own].counted_in(str(case.inputs["fuel_price_unit"]).partition("/")[2])
    if not amounts:
        return (), "no_fuel"
    if before != own and unit not in FUELS[before].units:
        return (), "no_unit"
    if not FUELS[before].piped and amounts < len(lines):
        return (), "deliveries"
    why = "other_fuel" if before != own else "" if isinstance(details.get("existing_afue"), float) else "no_efficiency"
    return (Energy(3, before, unit),), why
