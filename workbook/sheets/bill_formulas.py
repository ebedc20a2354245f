"""The sheet of the bills: where its cells are, and what its formulas give.

The regression is the weighted least squares of the average days of each period, by days (records/change_point.py), as
sums; the balance temperatures are the program's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
from openpyxl.utils import get_column_letter

from xl_dualfuel.records.change_point import Array, Fit, Period
from xl_dualfuel.results.bill_lines import periods_in
from xl_dualfuel.results.bills import BillEvidence

from ..book.layout import HEADER_ROW
from ..shape import Billed, Filling, present

SHEET: Final = "Bills"
SENTENCES: Final = 8
"""Lines for what the bills say"""
READ: Final = 4
"""Lines for what was read; the last two have what no other cell has, the columns of the file and its notes"""
BLOCK: Final = 13
"""Columns for the regression of one energy, a blank one among them"""
ABOVE: Final = 6
"""Rows of numbers above the bills, at their right"""
REGRESSION: Final = 14
"""Rows of the regression below its header"""


class Places:
    """Rows and columns of the sheet of some bills."""

    def __init__(self, billed: Billed) -> None:
        self.billed, self.count = billed, len(billed.energies)
        self.read = HEADER_ROW + 2 + SENTENCES
        self.house = self.read + READ + 2
        self.regression = self.house + 7
        """The header of the regressions"""
        self.enough = self.regression + REGRESSION + 1
        self.top = self.enough + self.count + 2
        """The header of the bills; the row of units follows"""
        self.first, self.last = self.top + 2, self.top + 1 + billed.bills
        self.amounts = 8
        self.model = self.amounts + self.count
        """Electricity by the model, its strips, what stands out, fuel by the model"""
        self.printed = self.model + 3
        self.facts = self.printed + 2
        self.drawn = self.facts + 3
        self.blocks = self.drawn + 6
        self.hours = self.blocks + BLOCK * self.count + 1
        """The first column of hours; labels are in the one before"""

    def block(self, energy: int) -> int:
        """The first column of the regression of an energy."""
        return self.blocks + BLOCK * energy

    def down(self, column: int) -> str:
        """The cells of a column beside the bills."""
        letter = get_column_letter(column)
        return f"${letter}${self.first}:${letter}${self.last}"

    def across(self, row: int, fixed: bool = True) -> str:
        """The cells of a row over all temperatures."""
        left, right = (get_column_letter(self.hours + place) for place in (0, self.billed.temperatures - 1))
        sign = "$" if fixed else ""
        return f"${left}{sign}{row}:${right}{sign}{row}"


def at(column: int, row: int) -> str:
    """An absolute address."""
    return f"${get_column_letter(column)}${row}"


class OfEnergy(NamedTuple):
    """The regression of one energy: an item for each bill, then for each period; 0 past the last one."""

    period: list[int | None]
    degree_days: list[Any]
    warm_days: list[float]
    days: list[float]
    energy: list[float]
    heating: list[float]
    cooling: list[float]
    x: list[float]
    y: list[float]
    gross: list[float]
    error: list[float]
    fit: Fit | None

    def sums(self) -> dict[str, float]:
        """The sums of the regression."""
        w, x, y, gross, error = (np.array(one) for one in (self.days, self.x, self.y, self.gross, self.error))
        mean = sum(self.energy) / w.sum() if w.sum() else 0.0
        return {
            "w": w.sum(), "wx": (w * x).sum(), "wy": (w * y).sum(), "wxx": (w * x * x).sum(), "wxy": (w * x * y).sum(),
            "spread": (w * (gross - mean) ** 2).sum(), "left": (w * error**2).sum(),
            "misses": (w**2 * error**2).sum(),
        }  # fmt: skip


class Figures:
    """The numbers of the sheet that follow from bills and their hours."""

    def __init__(self, found: BillEvidence) -> None:
        self.found = found
        self.temperatures = [np.array(one) for one in found.weather.temperatures]
        self.energies = [self._of(place) for place in range(len(found.energies))]
        rows = found.rows
        self.difference = {
            "electricity": [_less(row.model_electricity_kwh, row.electricity_kwh) for row in rows],
            "fuel": [_less(row.model_fuel_units, row.fuel_units) for row in rows],
        }
        self.hours = [self._hours(one) for one in self.temperatures]

    def _of(self, place: int) -> OfEnergy:
        found, bills = self.found, [row.bill for row in self.found.rows]
        fit = found.energies[place].fit
        groups = periods_in(place, bills)
        period: list[int | None] = [None] * len(bills)
        for number, group in enumerate(groups, 1):
            for bill in group:
                period[bill] = number
        each = [Period(bill.days, 0.0, hours) for bill, hours in zip(bills, self.temperatures, strict=True)]
        cold = [one.degree_days(fit.balance_temperature) if fit else 0.0 for one in each]
        warm = [_warm_days(one, fit) for one in each]
        blank = [0.0] * (len(bills) - len(groups))
        days = [float(sum(bills[bill].days for bill in group)) for group in groups] + blank
        energy = [float(sum(bills[bill].amounts[place] or 0.0 for bill in group)) for group in groups] + blank
        heating = [float(sum(cold[bill] for bill in group)) for group in groups] + blank
        cooling = [float(sum(warm[bill] for bill in group)) for group in groups] + blank
        slope = fit.cooling_slope if fit else 0.0
        x, y, gross, error = [], [], [], []
        for d, e, h, c in zip(days, energy, heating, cooling, strict=True):
            x.append(h / d if d else 0.0)
            gross.append(e / d if d else 0.0)
            y.append((e - slope * c) / d if d else 0.0)
            error.append(y[-1] - fit.baseload - fit.slope * x[-1] if fit and d else 0.0)
        shown: list[Any] = [*cold] if fit else [""] * len(cold)
        return OfEnergy(period, shown, warm, days, energy, heating, cooling, x, y, gross, error, fit)

    def _hours(self, temperatures: Array) -> list[float | None]:
        each, count = np.unique(temperatures, return_counts=True)
        known = dict(zip(each.tolist(), count.tolist(), strict=True))
        return [known.get(one) for one in self.found.daily.temperature]


def _less(model: float | None, billed: float | None) -> float:
    return 0.0 if model is None or billed is None else model - billed


def _warm_days(period: Period, fit: Fit | None) -> float:
    if fit is None or fit.cooling_balance is None:
        return 0.0
    return period.days * float(np.maximum(0.0, period.temperature - fit.cooling_balance).mean())


def figures(f: Filling) -> Figures | None:
    """The numbers of a workbook's bills; None where it has none."""
    return None if f.bills is None else f.once("bills", lambda: Figures(present(f.bills)))


def of(get: Callable[[Figures], Any]) -> Callable[[Filling], Any]:
    """A number of the bills, None without them."""

    def value(f: Filling) -> Any:
        known = figures(f)
        return None if known is None else get(known)

    return value


def degree_days(places: Places, row: int, base: str, warmer: bool = False) -> str:
    """The degree days of the bill in a row, below a temperature or above it."""
    t, hours = places.across(places.top), places.across(row, fixed=False)
    part = f"({t}>{base})*({t}-{base})" if warmer else f"({t}<{base})*({base}-{t})"
    return f"$D{row}*SUMPRODUCT({hours},{part})/SUM({hours})"


def by_model(places: Places, row: int, line: int) -> str:
    """What a bill's days take by the model, by a row of what each temperature takes in a day."""
    hours = places.across(row, fixed=False)
    return f"$D{row}*SUMPRODUCT({hours},{places.across(line)})/SUM({hours})"


class Regression:
    """The formulas of the regression of one energy."""

    def __init__(self, places: Places, energy: int) -> None:
        self.places, self.energy = places, energy
        self.column = places.block(energy)
        top = places.top
        self.key, self.unit = at(self.column, top - 5), at(self.column + 1, top - 5)
        self.balance, self.warm, self.cooling = (at(self.column + 1, top - up) for up in (4, 3, 2))
        names = ("w", "wx", "wy", "wxx", "wxy", "spread", "left", "misses")
        self.sum_places = {
            name: (self.column + 4 + 3 * (number // 4), top - 5 + number % 4) for number, name in enumerate(names)
        }
        self.sum = {name: at(*place) for name, place in self.sum_places.items()}
        own = places.amounts + energy
        self.rows = {
            key: places.regression + 2 + number
            for number, key in enumerate(
                ("balance", "warm", "baseload", "slope", "error", "r2", "cv", "bias", "periods", "days", "model_bias",
                 "model_cv")
            )
        }  # fmt: skip
        self.cell = {key: at(own, row) for key, row in self.rows.items()}

    def columns(self, row: int) -> dict[int, str]:
        """The formulas of a row beside the bills, by column."""
        p, c = self.places, self.column
        letter = [get_column_letter(c + number) for number in range(BLOCK)]
        k, days, energy, heat, cool, x, y = (f"${letter[number]}{row}" for number in range(3, 10))
        is_period = f"({p.down(c)}={k})*1"
        fitted = f"ISNUMBER({self.balance})"
        return {
            c + 1: f'IF({fitted},{degree_days(p, row, self.balance)},"")',
            c + 2: f"IF(ISNUMBER({self.warm}),{degree_days(p, row, self.warm, warmer=True)},0)",
            c + 4: f"SUMPRODUCT({is_period},{p.down(4)})",
            c + 5: f"SUMPRODUCT({is_period},{p.down(p.amounts + self.energy)})",
            c + 6: f"SUMPRODUCT({is_period},{p.down(c + 1)})",
            c + 7: f"SUMPRODUCT({is_period},{p.down(c + 2)})",
            c + 8: f"IF({days}>0,{heat}/{days},0)",
            c + 9: f"IF({days}>0,({energy}-{self.cooling}*{cool})/{days},0)",
            c + 10: f"IF({days}>0,{energy}/{days},0)",
            c + 11: f"IF(AND({days}>0,{fitted}),{y}-{self.cell['baseload']}-{self.cell['slope']}*{x},0)",
        }

    def sums(self) -> dict[str, str]:
        """The formulas of the sums, by key."""
        down = self.places.down
        w, x, y, gross, error = (down(self.column + number) for number in (4, 8, 9, 10, 11))
        mean = f"SUM({down(self.column + 5)})/MAX(1,SUM({w}))"
        return {
            "w": f"SUM({w})", "wx": f"SUMPRODUCT({w},{x})", "wy": f"SUMPRODUCT({w},{y})",
            "wxx": f"SUMPRODUCT({w},{x},{x})", "wxy": f"SUMPRODUCT({w},{x},{y})",
            "spread": f"SUMPRODUCT({w},({gross}-{mean})*({gross}-{mean}))",
            "left": f"SUMPRODUCT({w},{error},{error})", "misses": f"SUMPRODUCT({w},{w},{error},{error})",
        }  # fmt: skip

    def answers(self) -> dict[str, str]:
        """The formulas of the answers, by key."""
        s, c, down = self.sum, self.cell, self.places.down
        fitted = f"ISNUMBER({self.balance})"
        free = f"({c['periods']}-3-IF(ISNUMBER({self.warm}),2,0))"
        energy = f"SUM({down(self.column + 5)})"
        free_slope = f"({s['w']}*{s['wxy']}-{s['wx']}*{s['wy']})/({s['w']}*{s['wxx']}-{s['wx']}*{s['wx']})"
        below = f"{s['wy']}*{s['wxx']}<{s['wx']}*{s['wxy']}"
        answers = {
            "slope": f"IF({below},{s['wxy']}/{s['wxx']},{free_slope})",
            "baseload": f"MAX(0,({s['wy']}-{c['slope']}*{s['wx']})/{s['w']})",
            "r2": f"1-{s['left']}/{s['spread']}",
            "bias": f"-SUMPRODUCT({down(self.column + 4)},{down(self.column + 11)})/{energy}",
        }
        answers = {key: f'IF({fitted},{formula},"")' for key, formula in answers.items()}
        answers["cv"] = f'IF(AND({fitted},{free}>0),SQRT({s["misses"]}/{free})*{c["periods"]}/{energy},"")'
        answers["periods"] = f'COUNTIF({down(self.column + 4)},">0")'
        answers["days"] = f"SUM({down(self.column + 4)})"
        return answers

    def beside_model(self, model: int, difference: int) -> dict[str, str]:
        """Bias and scatter of the model beside the bills; model, difference: their columns."""
        down = self.places.down
        billed = down(self.places.amounts + self.energy)
        some = f"SUM({billed})>0"
        squares = f"SUMPRODUCT({down(difference)},{down(difference)})"
        return {
            "model_bias": f'IF({some},SUM({down(model)})/SUM({billed})-1,"")',
            "model_cv": f'IF(AND({some},COUNT({billed})>1),SQRT({squares}/(COUNT({billed})-1))*COUNT({billed})/'
                        f'SUM({billed}),"")',
        }  # fmt: skip

    def value(self, key: str, found: Figures) -> Any:
        """An answer of the program."""
        one, energy = found.energies[self.energy], found.found.energies[self.energy]
        if key in ("periods", "days"):
            return getattr(energy, key)
        if key in ("model_bias", "model_cv"):
            which = "electricity" if self.energy == self.places.billed.electric else "fuel"
            values: Any = found.found.bias if key == "model_bias" else found.found.cv_rmse
            value = values.get(which)
            return "" if value is None else value
        names = {"cv": "cv_rmse"}
        value = None if one.fit is None else getattr(one.fit, names.get(key, key))
        return "" if value is None else value
