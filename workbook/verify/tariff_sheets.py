"""The sheets of a tariff, Tariff and Hours: whether they are there, and the season that their cells give."""

from __future__ import annotations

from collections import Counter

import numpy as np

from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.model.parameters import Array
from xl_dualfuel.results.result import Result
from xl_dualfuel.tariffs.doubts import high_prices
from xl_dualfuel.tariffs.season import season

from ..reader import Opened, Sheet
from ..shape import UnderTariff
from ..sheets.tariff_places import HOURS_SHEET, SHEET, Places
from .compare_cells import TOLERANCE
from .findings import Findings
from .recover_tariff import TARIFF, Layout, Recovered, UnreadableError, has_tariff, layout_of, recovered, under_of
from .tariff_given import given_again

_WRONG = "A tariff of this program cannot have this, so the season under it cannot be calculated again"
_HOURS = "The hours of the tariff are not those of the weather that the workbook was made with"
_EDITED = "The tariff was edited since the workbook was made. Compare it with the utility's"
_TAKEN = (
    "Which hours have a special price, or keep the heat pump off, is taken from sheet Hours. Compare their number with "
    "the utility's rate"
)
_STATED = (
    "The SHA-256 on the Cover covers the tariff as the workbook states it: the sheet has what is billed, not all that "
    "the tariff's file says"
)
_NOT_LIVE = "The costs under this tariff are values, which are not judged. Run the program with the tariff's file"


def titles(opened: Opened) -> tuple[str, ...]:
    """The sheets of a tariff that this program wrote into a workbook."""
    return TARIFF if has_tariff(opened) else ()


def layout(opened: Opened, sheets: dict[str, Sheet], wanted: tuple[str, ...], findings: Findings) -> Layout | None:
    """How they are laid out; where that cannot be read they are taken out of the comparison."""
    if not wanted:
        return None
    try:
        return layout_of(opened)
    except UnreadableError as wrong:
        findings.add("value", "error", _WRONG, wrong.sheet, wrong.cell, str(wrong.value)[:80])
        for title in TARIFF:
            sheets.pop(title, None)
        return None


def under(
    sheets: dict[str, Sheet], found: Layout | None, result: Result | None, findings: Findings
) -> UnderTariff | None:
    """The season under the tariff of the cells, for the case the workbook was made with; None where there is none."""
    sheet, hours = sheets.get(SHEET), sheets.get(HOURS_SHEET)
    if found is None or sheet is None or hours is None or result is None:
        return None
    if found.tariffed.not_live:
        findings.add("unjudged", "warning", _NOT_LIVE, SHEET)
        return None
    try:
        read = recovered(sheet, hours, found)
    except UnreadableError as wrong:
        findings.add("value", "error", _WRONG, wrong.sheet, wrong.cell, wrong.value)
        return None
    if not _same_weather(np.array(read.hours[1]), result):
        column = Places(found.tariffed).hour_letter("temperature")
        findings.add("value", "error", _HOURS, HOURS_SHEET, f"{column}{Places(found.tariffed).hour_rows[0]}")
    if read.edited:
        findings.add("inputs-edited", "info", _EDITED, SHEET)
        assert read.tariff.electricity is not None
        for words in high_prices(read.tariff.electricity, blocks=False):
            findings.add("input-doubtful", "warning", words.removeprefix("electricity."), SHEET)
    if found.tariffed.specials or found.tariffed.controls:
        findings.add("unjudged", "info", _TAKEN, HOURS_SHEET)
    _stated(read, found, findings)
    solved = under_of(read, result.case)
    if solved is None:
        findings.add("value", "error", _WRONG, SHEET)
    return solved


def of_now(
    made_with: UnderTariff | None, found: Layout | None, result: Result | None
) -> tuple[UnderTariff | None, str]:
    """The season of the inputs as they are now, as if the workbook were made again, and the tariff's SHA-256.

    None where there is none that can be calculated; then the SHA-256 is the one stated, "" without a tariff.
    """
    stated = "" if found is None else found.sha256
    if made_with is None or result is None:
        return None, stated
    solved = made_with.season
    if made_with.case != result.case:
        if not _same_weather(np.array(made_with.hours[1]), result):
            return None, stated
        try:
            solved = season(result.case, made_with.hours, made_with.tariff)
        except DualFuelError:
            return None, stated
    own = "" if made_with.made else made_with.stated
    now = UnderTariff(made_with.tariff, solved, result.case, made_with.hours, grid=made_with.grid, stated=own)
    return now, now.sha256


def _stated(read: Recovered, found: Layout, findings: Findings) -> None:
    """Check the SHA-256 of the tariff that the workbook states by its cells, where they have all of it."""
    again = "" if read.edited else given_again(read.tariff, found)
    if not again:
        findings.add("unjudged", "info", _STATED, SHEET)
    elif again != found.sha256:
        findings.add("hash", "error", "The SHA-256 does not match the tariff on the sheet", SHEET, "", found.sha256,
                     again)  # fmt: skip


def _same_weather(temperatures: Array, result: Result) -> bool:
    """Whether hours are those of the case: of a station in their order, else as many at each temperature."""
    year = result.case.year
    if year is None:
        return False
    if year.order is not None:
        own = np.asarray(year.order.dry_bulb, dtype=float)
        return own.shape == temperatures.shape and bool(np.allclose(own, temperatures, rtol=TOLERANCE, atol=TOLERANCE))
    counts = Counter(np.round(temperatures, 6).tolist())
    known = {round(at, 6): hours for at, hours in zip(year.temperature, year.hours, strict=True)}
    return counts == known
