"""The sheets of what was measured at a house, Bills and Record: whether they are there, and what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from xl_dualfuel.records.bill_weather import BillsRead

from ..reader import Opened, Sheet
from ..shape import Billed, Recorded
from ..sheets.bill_formulas import SHEET as BILLS
from ..sheets.record_formulas import SHEET as RECORD
from .findings import Findings
from .recover_bills import UnreadableError, billed_on, bills_on, has_bills
from .recover_record import UNREAD, has_record, recorded_on


class Held(NamedTuple):
    """What the two sheets depend on, and the bills; None where there are none, or none that can be read."""

    billed: Billed | None = None
    recorded: Recorded | None = None
    bills: BillsRead | None = None


def titles(opened: Opened) -> tuple[str, ...]:
    """Those of the two sheets that this program wrote into a workbook."""
    return (BILLS,) * has_bills(opened) + (RECORD,) * has_record(opened)


def held(opened: Opened, sheets: Mapping[str, Sheet], wanted: tuple[str, ...], findings: Findings) -> Held:
    """What the sheets hold; wanted: those that should be there. Adds a finding on what cannot be worked out again."""
    billed = billed_on(opened, sheets.get(BILLS)) if BILLS in wanted else None
    recorded = recorded_on(opened, sheets.get(RECORD)) if RECORD in wanted else None
    if recorded:
        findings.add("unjudged", "info", UNREAD, RECORD)
    return Held(billed, recorded, _bills(sheets.get(BILLS), billed, findings))


def _bills(sheet: Sheet | None, billed: Billed | None, findings: Findings) -> BillsRead | None:
    if sheet is None or billed is None:
        return None
    try:
        return bills_on(sheet, billed)
    except UnreadableError as wrong:
        what = "No bill and no hour of this program can have this, so what the bills say cannot be calculated again"
        findings.add("value", "error", what, sheet.title, wrong.cell, wrong.value)
        return None
