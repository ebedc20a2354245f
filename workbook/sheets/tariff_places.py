"""Where everything of a tariff is on the sheets Tariff and Hours: rows, columns, references for formulas."""

from __future__ import annotations

from typing import Final

from openpyxl.utils import get_column_letter

from xl_dualfuel.tariffs.calendar import HOURS, MONTHS

from ..book.layout import FIRST_ROW, HEADER_ROW
from ..shape import Tariffed

SHEET: Final = "Tariff"
HOURS_SHEET: Final = "Hours"
LABELS, FIRST_MONTH = 1, 2
"""Columns of the labels and of January"""
PRINTED: Final = FIRST_MONTH + MONTHS - 1
"""Last column of the page"""
GRID: Final = PRINTED + 2
"""Column of the labels of the grid of hours, whose 24 columns follow"""
GRID_END: Final = GRID + HOURS
HELPERS: Final = GRID_END + 2
"""First column of what is worked out for each month"""
ANSWERS: Final = (
    ("setting", "Setting to program"),
    ("cost", "Season cost there"),
    ("today", "Today's setting"),
    ("today_cost", "Season cost at today's setting"),
    ("saving", "Saved against today's setting"),
)
SINGLES: Final = (
    ("delivery", "Added to every kWh, $/kWh"),
    ("tax", "Tax on electricity"),
    ("fuel_tax", "Tax on fuel"),
    ("carbon_price", "Carbon price, $ a metric ton"),
    ("fuel_heat", "MMBtu in a unit of fuel"),
    ("guess", "Initial balance point, °F"),
)
"""What is one number, with its label"""
SETTINGS: Final = (
    ("setting", "Setting"),
    ("fahrenheit", "Setting"),
    ("allowed", "1: can be used"),
    ("energy", "Electric energy"),
    ("demand", "Demand charge"),
    ("more", "Tax, least bill"),
    ("fuel", "Fuel"),
    ("cost", "Season cost"),
    ("tonnes", "CO2"),
    ("carbon", "Carbon, apart"),
    ("weighed", "Both, if it can be"),
    ("tie", "Best, from guess"),
)
"""Columns of the table of settings"""
EXTRA_ROWS: Final = ("house", "today")
"""Rows above the settings: the house without heating, today's setting"""


def _number(key: str) -> int:
    """The number at the end of a key."""
    return int(key[len(key.rstrip("0123456789")) :])


class Places:
    """Rows and columns of both sheets."""

    def __init__(self, of: Tariffed) -> None:
        self.of = of
        row = HEADER_ROW + 1
        self.answers = {key: row + place for place, (key, _) in enumerate(ANSWERS)}
        row += len(ANSWERS) + 1
        self.words = row + 1
        row = self.words + of.words + 1
        self.monthly = row  # the header of the months
        keys = [
            "rider", "added", "household", "minimum", "fixed",
            *(f"demand{n}" for n in range(of.demands)), *(f"ladder{n}" for n in range(len(of.ladders))),
            "fuel_price", "fuel_rider", "fuel_other", "fuel_minimum", "fuel_fixed",
            *(f"fuel_ladder{n}" for n in range(len(of.fuel_ladders))), "hours", "before",
        ]  # fmt: skip
        self.months = {key: row + 1 + place for place, key in enumerate(keys)}
        row += len(keys) + 2
        self.singles = {key: row + 1 + place for place, (key, _) in enumerate(SINGLES)}
        self.single_title = row
        self.ratchets = {n: row + 1 + n for n in range(of.demands)}
        row += 1 + max(len(SINGLES), of.demands) + 1
        self.periods = row + 1  # the header
        row = self.periods + of.periods + 2
        self.blocks: dict[str, int] = {}  # the header of each ladder
        for name, ladders in (("ladder", of.ladders), ("fuel_ladder", of.fuel_ladders)):
            for n, (count, _) in enumerate(ladders):
                self.blocks[f"{name}{n}"] = row + 1
                row += count + 3
        self.specials = row + 1
        row = self.specials + len(of.specials) + 2 if of.specials else row
        self.controls = row + 1
        row = self.controls + of.controls + 2 if of.controls else row
        self.settings = row + 1
        self.extra = {key: self.settings + 2 + place for place, key in enumerate(EXTRA_ROWS)}
        self.first = self.settings + 2 + len(EXTRA_ROWS)
        self.last = self.first + of.settings - 1
        self.grid = HEADER_ROW + 2
        """First row of the grid"""
        self.blocks_by_month = [
            "above", "fuel_use", "energy",
            *(f"{part}{n}" for n in range(len(of.ladders)) for part in ("kwh", "stepped")),
            *(f"{part}{n}" for n in range(of.demands) for part in ("peak", "charge")),
            "bill",
            *(f"fuel_stepped{n}" for n in range(len(of.fuel_ladders))),
            "fuel_bill",
        ]  # fmt: skip
        values = ["month", "row", "hour", "of_year", "temperature", "heat_pump_kwh", "furnace_kwh", "share",
                  *["series"] * of.series, *["control"] * bool(of.controls), *["grid"] * of.emissions,
                  *(f"special{n}" for n in range(len(of.specials)))]  # fmt: skip
        formulas = ["period", "price", "house", "pump_cost", "furnace_cost", "house_cost"]
        for n in range(len(of.ladders)):
            formulas += [f"in_ladder{n}", f"pump_kwh{n}", f"furnace_kwh{n}", f"house_kwh{n}"]
        for n in range(of.demands):
            formulas += [f"in_demand{n}", f"pump_peak{n}", f"furnace_peak{n}", f"house_peak{n}"]
        self.values, self.formulas = tuple(values), tuple(formulas)
        self.hours = {key: 1 + place for place, key in enumerate((*values, *formulas))}

    # ------------------------------------------------------------------------------------------------ references

    def month(self, key: str, month: int | None = None) -> str:
        """The cells of a row of months, absolute; month 0 to 11: one of them."""
        row = self.months[key]
        if month is not None:
            return f"${get_column_letter(FIRST_MONTH + month)}${row}"
        return f"${get_column_letter(FIRST_MONTH)}${row}:${get_column_letter(PRINTED)}${row}"

    def single(self, key: str) -> str:
        """The cell of one number, absolute."""
        return f"${get_column_letter(FIRST_MONTH + 1)}${self.singles[key]}"

    def ratchet(self, demand: int) -> str:
        """The cell of the share of the year's highest peak, absolute."""
        return f"${get_column_letter(FIRST_MONTH + 8)}${self.ratchets[demand]}"

    @property
    def period_rows(self) -> tuple[int, int]:
        """First and last row of the periods."""
        return self.periods + 1, self.periods + self.of.periods

    def period(self, column: int) -> str:
        """A column of the periods: 0 names, 1 numbers, 2 prices, then which ladders and demands count."""
        letter, (first, last) = get_column_letter(1 + column), self.period_rows
        return f"${letter}${first}:${letter}${last}"

    def counted(self, key: str) -> int:
        """The column of the periods that says which of them count for a ladder or a demand."""
        number = _number(key)
        return 3 + number + (len(self.of.ladders) if key.startswith("demand") else 0)

    def block(self, key: str, column: int) -> str:
        """A column of a ladder's blocks, absolute: 1 from, 2 up to, 3 price, 4 step to the price before."""
        ladders = self.of.fuel_ladders if key.startswith("fuel") else self.of.ladders
        count = ladders[_number(key)][0]
        letter, top = get_column_letter(column), self.blocks[key]
        return f"${letter}${top + 1}:${letter}${top + count}"

    def special(self, number: int) -> str:
        """The cell of a special price, absolute."""
        return f"${get_column_letter(FIRST_MONTH + 3)}${self.specials + 1 + number}"

    def column(self, key: str) -> str:
        """The letter of a column of the settings."""
        return get_column_letter(1 + [name for name, _ in SETTINGS].index(key))

    def down(self, key: str) -> str:
        """A column of the settings, absolute."""
        letter = self.column(key)
        return f"${letter}${self.first}:${letter}${self.last}"

    def helper(self, block: str, month: int) -> int:
        """The column of a block of months."""
        return HELPERS + self.blocks_by_month.index(block) * (MONTHS + 1) + month

    def by_month(self, block: str, row: int) -> str:
        """The twelve months of a block in a row; columns fixed."""
        first, last = (get_column_letter(self.helper(block, month)) for month in (0, MONTHS - 1))
        return f"${first}{row}:${last}{row}"

    @property
    def hour_rows(self) -> tuple[int, int]:
        """First and last row of Hours."""
        return FIRST_ROW, FIRST_ROW + self.of.hours - 1

    def hour_letter(self, key: str) -> str:
        """The letter of a column of Hours."""
        return get_column_letter(self.hours[key])

    def hours_of(self, key: str) -> str:
        """A column of Hours, absolute, with its sheet."""
        letter, (first, last) = self.hour_letter(key), self.hour_rows
        return f"{HOURS_SHEET}!${letter}${first}:${letter}${last}"

    @property
    def grid_range(self) -> str:
        """The periods of the grid, absolute."""
        first, last = get_column_letter(GRID + 1), get_column_letter(GRID_END)
        return f"${first}${self.grid}:${last}${self.grid + len(self.of.grid) - 1}"
