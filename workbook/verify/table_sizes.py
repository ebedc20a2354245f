"""Which sheets of decisions a workbook has, and how many rows and columns their tables: what its shape depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from xl_dualfuel.decisions.options import MOST
from xl_dualfuel.inputs.fields import FIELDS

from ..book.layout import HEAD_ROWS, HEADER_ROW
from ..formulas import deciding
from ..reader import Opened, Sheet
from ..reader.addresses import Area
from ..reader.formula import Formula
from ..rules.locations import DECISIONS
from ..shape import Decided
from ..sheets import money, options

_NAMES: Final[Mapping[str, str]] = {
    "Sensitivity": "tornado_input", "Options": "option_name", "Money": "money_premium",
}  # fmt: skip
"""The key of a name that each sheet has, over as many cells as its table has rows or columns"""
_FEW: Final = 10
"""Most columns of a sheet that is not there"""
MOST_DEGREES: Final = 200
"""Most whole degrees at which it may frost [°F]"""
MOST_RISKS: Final = 1000
"""Most scenarios; a study has a few"""


def wanted(opened: Opened, heading: Callable[[str], object]) -> Iterator[str]:
    """The sheets of decisions that this program wrote: by a name of theirs, else by title and heading.

    heading: the heading of the sheet of a title. A contractor's own sheet Options is none.
    """
    for title in DECISIONS:
        sheet = opened.by_title.get(title)
        if opened.named(_NAMES[title]) or (sheet is not None and sheet.value("A1") == heading(title)):
            yield title


def decided(opened: Opened, sheets: Mapping[str, Sheet], titles: tuple[str, ...], room: int) -> Decided | None:
    """How many rows and columns there are; ``titles``: the sheets of decisions that should be there."""
    if not titles:
        return None
    bars, risks, uncertain = _sensitivity(opened, sheets, room) if "Sensitivity" in titles else (0, 0, False)
    count = _across(opened, sheets, "Options", options.FIRST_COLUMN, MOST + 1) if "Options" in titles else 0
    purchases = _across(opened, sheets, "Money", money.FIRST_COLUMN, MOST) if "Money" in titles else 0
    return Decided(bars, risks, uncertain, max(count, 2 * bool(purchases)), purchases)


def _named(opened: Opened, sheets: Mapping[str, Sheet], title: str, name: str) -> Area | None:
    """The cells that a name means, if they are on the sheet, or were before it was deleted."""
    defined = opened.named(name)
    spans = () if defined is None else Formula(defined.formula).spans
    own = sheets[title].title if title in sheets else title
    return spans[0].area if len(spans) == 1 and spans[0].sheet == own else None


def frost_rows(opened: Opened, sheets: Mapping[str, Sheet]) -> int:
    """Rows of the usual frost; without it the name is that of a single blank cell."""
    area = _named(opened, sheets, "Constants", "usual_temperature")
    rows = 0 if area is None else min(MOST_DEGREES, area.bottom - area.top + 1)
    return rows if rows > 1 else 0


def _down(sheet: Sheet | None, row: int, most: int) -> int:
    """Filled cells of column A from a row on."""
    column = {} if sheet is None else sheet.grid.get(1, {})
    count = 0
    while count < most and (cell := column.get(row + count)) is not None and cell.value not in (None, ""):
        count += 1
    return count


def _across(opened: Opened, sheets: Mapping[str, Sheet], title: str, first: int, most: int) -> int:
    """Columns of options: as many as the name spans, no more than the sheet has; else those with a header."""
    least = 2 if title == "Options" else 1  # the case itself, and an option
    sheet, area = sheets.get(title), _named(opened, sheets, title, _NAMES[title])
    grid = {} if sheet is None else sheet.grid
    used = [column for column, cells in grid.items() if column >= first and HEADER_ROW in cells]
    count = len(used) if area is None else area.right - area.left + 1
    if sheet is not None:
        count = min(count, max(grid, default=1) - first + 1)
    return max(least, min(count, most if sheet is not None else _FEW))


def _sensitivity(opened: Opened, sheets: Mapping[str, Sheet], room: int) -> tuple[int, int, bool]:
    """Inputs of the tornado, named risks, and whether there are chances."""
    sheet, most = sheets.get("Sensitivity"), len(FIELDS) + 1
    area = _named(opened, sheets, "Sensitivity", _NAMES["Sensitivity"])
    first = deciding.rows_of(Decided(1, 0, False, 0, 0)).tornado + 3
    bars = max(1, min(area.bottom - area.top + 1 if area else _down(sheet, first, most) or 2, most))
    without = deciding.rows_of(Decided(bars, 0, False, 0, 0))
    # The price on CO2 is below the risks, so its row gives their number.
    price = _named(opened, sheets, "Sensitivity", "carbon_price")
    risks = price.top - without.carbon - 2 if price else _down(sheet, without.risks + 2, MOST_RISKS)
    risks = max(0, min(risks, MOST_RISKS))
    edge_rows = [deciding.rows_of(Decided(bars, risks, chances, 0, 0)).edges for chances in (False, True)]
    column = {} if sheet is None else sheet.grid.get(1, {})
    last = max((row for row, cell in column.items() if cell.formula is not None), default=0)
    edges = last - room - HEAD_ROWS  # the table of switchovers is the last, with a row more than its room
    return bars, risks, abs(edges - edge_rows[1]) < abs(edges - edge_rows[0])
