"""The sheet Groups of the summary: homes, costs, savings and emissions by fuel, region and columns of the user's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from openpyxl.utils import get_column_letter

from ..homes.groups import COSTS, FUEL, REGION
from ..inputs.home_headings import TARIFF
from ..units import FUELS
from .portfolio_book import COUNT, TENTHS, WHOLE_MONEY, Columns, PortfolioBook

GROUPS: Final = "Groups"
NOT_ADDED: Final = "not added up"
"""In place of costs in several kinds of money"""
_FIRST: Final = 3
_TITLES: Final = {FUEL: "Fuel", REGION: "Region", TARIFF: "Tariff"}
_HEADS: Final = {
    "group": "", "homes": "Homes", "solved": "Solved", "compared": "Saving known", "setting_cost": "Season cost",
    "existing_cost": "Cost today", "saving_vs_existing": "Saved", "saving_per_home": "Saved a home",
    "electricity_mwh": "Electricity, MWh", "fuel_mmbtu": "Fuel, MMBtu", "emissions_t": "Emissions, t of CO2",
    "saved_emissions_t": "Emissions saved, t", "with_strips": "With strips", "design_kw": "Power at design, kW",
}  # fmt: skip
"""Heading by key"""
_KEYS: Final = tuple(_HEADS)
_COUNTS: Final = ("homes", "solved", "compared", "with_strips")

Value = float | str | None


class GroupTables(NamedTuple):
    """Where the table of fuels is, and the values of its rows and of its totals."""

    first: int
    last: int
    rows: Sequence[Mapping[str, Any]]
    sums: Mapping[str, Value]

    def totals(self, key: str) -> tuple[Any, str]:
        """The sum of a column, or the mean saving, with its formula; None for what is not added up."""
        value = self.sums[key]
        number = None if isinstance(value, str) and value == NOT_ADDED else value
        return number, f"={GROUPS}!{_letter(key)}{self.last + 1}"

    def column(self, key: str) -> Columns | None:
        """The rows of a column; None where they hold no numbers to draw."""
        cells = [row[key] for row in self.rows]
        if not cells or NOT_ADDED in cells:
            return None
        letter = _letter(key)
        return Columns(f"${letter}${self.first}:${letter}${self.last}", cells)


def write(book: PortfolioBook, groupings: Sequence[Mapping[str, Any]]) -> GroupTables:
    """Write a table for each grouping, one below the other, each with its totals."""
    book.put(GROUPS, 1, 1, "Groups", "df title")  # short: column A is repeated on every page
    book.put(GROUPS, 1, 2, "One heating season. Homes with problems are only in the column Homes. Every table has all "
             "homes.", "df note")  # fmt: skip
    amounts = [row["setting_cost"] or 0.0 for row in groupings[0]["groups"]]
    money = max(11.0, len(f"{sum(amounts):,.0f}") + 3.0 + len(book.units.currency))
    book.widths(GROUPS, [24.0, *(money if key in COSTS else 8.5 if key in _COUNTS else 10.5 for key in _KEYS[1:])])
    row, tables = _FIRST, []
    for grouping in groupings:
        tables.append(_table(book, row, grouping))
        row = tables[-1].last + 4
    book.scaled.add(GROUPS)
    book.printed(GROUPS, f"$A${_FIRST}:${_letter(_KEYS[-1])}${row - 3}", f"1:{_FIRST - 1}", f"B{_FIRST}")
    book.sheets[GROUPS].print_title_cols = "A:A"
    return tables[0]


def _table(book: PortfolioBook, row: int, grouping: Mapping[str, Any]) -> GroupTables:
    title = _TITLES.get(grouping["by"], grouping["by"])
    book.cell(GROUPS, row, 1, f"By {title.lower() if title in _TITLES.values() else title}", "df section")
    for place, head in enumerate(_HEADS.values(), 1):
        book.cell(GROUPS, row + 1, place, head or title, "df header")
    book.sheets[GROUPS].row_dimensions[row + 1].height = 32
    rows = [_shown(group) for group in grouping["groups"]]
    first, last = row + 2, row + 1 + len(rows)
    for number, values in enumerate(rows, first):
        for place, key in enumerate(_KEYS, 1):
            value = values[key]
            style = "df text" if isinstance(value, str) and key != "saving_per_home" else _style(key)
            book.cell(GROUPS, number, place, (value, _per_home(number)) if key == "saving_per_home" else value, style)
    sums: dict[str, Value] = {"group": "Total"}
    for key in _KEYS[1:]:
        cells = [values[key] for values in rows]
        sums[key] = NOT_ADDED if NOT_ADDED in cells else sum(cell for cell in cells if not isinstance(cell, str))
    sums["saving_per_home"] = _mean(sums)
    book.put(GROUPS, last + 1, 1, "Total", "df label")
    for place, key in enumerate(_KEYS[1:], 2):
        letter = _letter(key)
        formula = _per_home(last + 1) if key == "saving_per_home" else f"=SUM({letter}{first}:{letter}{last})"
        plain = sums[key] == NOT_ADDED
        book.cell(GROUPS, last + 1, place, NOT_ADDED if plain else (sums[key], formula), "df text" if plain else
                  _style(key))  # fmt: skip
    return GroupTables(first, last, rows, sums)


def _shown(group: Mapping[str, Any]) -> dict[str, Any]:
    """A group as it is shown: fuels by name, MWh and tonnes."""
    name = str(group["group"])
    row: dict[str, Any] = {
        **group,
        "group": FUELS[name].short if name in FUELS else name,
        "electricity_mwh": group["electricity_kwh"] / 1000,
        "emissions_t": group["emissions_kg"] / 1000,
        "saved_emissions_t": (group["existing_emissions_kg"] - group["emissions_kg"]) / 1000,
    }
    row |= {key: NOT_ADDED for key in COSTS if row[key] is None}
    return {**row, "saving_per_home": _mean(row)}


def _mean(row: Mapping[str, Any]) -> Value:
    if row["saving_vs_existing"] == NOT_ADDED:
        return NOT_ADDED
    return row["saving_vs_existing"] / row["compared"] if row["compared"] else "–"


def _per_home(row: int) -> str:
    saved, compared = (f"{_letter(key)}{row}" for key in ("saving_vs_existing", "compared"))
    return f'=IF(ISTEXT({saved}),{saved},IF({compared}>0,{saved}/MAX({compared},1),"–"))'


def _style(key: str) -> str:
    if key == "group":
        return "df text"
    if key in COSTS:
        return WHOLE_MONEY
    return COUNT if key in _COUNTS else "df money" if key == "saving_per_home" else TENTHS


def _letter(key: str) -> str:
    return get_column_letter(1 + _KEYS.index(key))
