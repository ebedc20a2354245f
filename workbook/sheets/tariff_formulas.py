"""The formulas of the sheets Tariff and Hours.

Hours has the hours of the year by month, in each from warm to cold. With a setting, the first so many hours of a month
are at or above it and the heat pump may run; the others are the furnace's. Columns that sum down a month therefore give
what any setting costs, and columns of maxima its peaks: no formula goes through the hours again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from openpyxl.utils import get_column_letter

from .tariff_places import SHEET, Places

RUNNING: Final = {"pump_cost": "heat_pump_kwh", "furnace_cost": "furnace_kwh", "house_cost": "house"}
"""Running sums of cost, by the use they are of"""
_USES: Final = {"pump": "heat_pump_kwh", "furnace": "furnace_kwh", "house": "house"}


At = Callable[[str, int], str]
"""The cell of a column of Hours, so many rows below"""


def hour_columns(p: Places) -> dict[str, Callable[[int], str]]:
    """The formula of each column of Hours as a function of its row."""
    columns = {"period": partial(_period, p), "price": partial(_price, p), "house": partial(_house, p)}
    for key, use in RUNNING.items():
        columns[key] = partial(_summed, key, use, "price")
    for kind, count in (("ladder", len(p.of.ladders)), ("demand", p.of.demands)):
        for number in range(count):
            name = f"{kind}{number}"
            columns[f"in_{name}"] = partial(_counts, p, name)
            for way, use in _USES.items():
                if kind == "ladder":
                    own = f"{way}_kwh{number}"
                    columns[own] = partial(_summed, own, use, f"in_{name}")
                else:
                    own = f"{way}_peak{number}"
                    columns[own] = partial(_highest, own, use, f"in_{name}", 1 if way == "furnace" else -1)
    return {key: partial(_written, p, columns[key]) for key in p.formulas}


def _written(p: Places, template: Callable[[At], str], row: int) -> str:
    return f"={template(lambda key, step: f'{p.hour_letter(key)}{row + step}')}"


def _period(p: Places, at: At) -> str:
    return f"INDEX({SHEET}!{p.grid_range},{at('row', 0)},{at('hour', 0)}+1)"


def _counts(p: Places, name: str, at: At) -> str:
    return f"INDEX({SHEET}!{p.period(p.counted(name))},{at('period', 0)})"


def _of_month(p: Places, key: str, at: At) -> str:
    return f"INDEX({SHEET}!{p.month(key)},1,{at('month', 0)})"


def _house(p: Places, at: At) -> str:
    return f"{_of_month(p, 'household', at)}*{at('share', 0)}"


def _price(p: Places, at: At) -> str:
    own = at("series", 0) if p.of.series else f"INDEX({SHEET}!{p.period(2)},{at('period', 0)})"
    added = ""
    for number, adds in enumerate(p.of.specials):
        special, here = f"{SHEET}!{p.special(number)}", at(f"special{number}", 0)
        if adds:
            added += f"+{special}*{here}"
        else:
            own = f"({own})*(1-{here})+{special}*{here}"
    return f"{own}+{_of_month(p, 'added', at)}{added}"


def _summed(own: str, use: str, by: str, at: At) -> str:
    """The sum so far of a month, of a use by a price or a share."""
    return f"IF({at('month', 0)}={at('month', -1)},{at(own, -1)},0)+{at(by, 0)}*{at(use, 0)}"


def _highest(own: str, use: str, inside: str, step: int, at: At) -> str:
    """The highest power so far of a month, from its warm end or, with step 1, its cold one."""
    power = at("house", 0) if use == "house" else f"({at('house', 0)}+{at(use, 0)})"
    return f"MAX(IF({at('month', 0)}={at('month', step)},{at(own, step)},0),{at(inside, 0)}*{power})"


class SettingFormulas:
    """The formulas of a row of the table of settings; row ``house`` is the house without heating."""

    def __init__(self, p: Places) -> None:
        self.p = p
        self.house = p.extra["house"]

    def by_month(self, block: str, month: int, row: int) -> str:
        """A block's formula in a month's column of a row; "" where the block holds values."""
        p, of = self.p, self.p.of
        before, hours = p.month("before", month), p.month("hours", month)
        alone = row == self.house
        above = self._at("above", month, row)
        end = f"{before}+{hours}"
        digits = block[len(block.rstrip("0123456789")) :]
        number = int(digits or 0)

        def summed(pump: str, furnace: str, house: str) -> str:
            last = f"INDEX({p.hours_of(house)},{end})"
            if alone:
                return last
            at = f"{before}+{above}"
            furnace_at = p.hours_of(furnace)
            return (
                f"IF({above}=0,0,INDEX({p.hours_of(pump)},{at})-INDEX({furnace_at},{at}))"
                f"+INDEX({furnace_at},{end})+{last}"
            )

        if block in ("above", "fuel_use"):
            return ""
        if block == "energy":
            return summed("pump_cost", "furnace_cost", "house_cost")
        if block.startswith("kwh"):
            own = f"({summed(f'pump_kwh{number}', f'furnace_kwh{number}', f'house_kwh{number}')})"
            own += f"*{p.month(f'ladder{number}', month)}"
            is_longer = of.ladders[number][1] in ("season", "year")
            return own if not is_longer or month == 0 else f"{self._at(block, month - 1, row)}+{own}"
        if block.startswith("stepped"):
            if of.ladders[number][1] == "day":
                return ""  # a day's hours are not together on Hours
            return self._stepped(f"ladder{number}", f"kwh{number}", of.ladders[number][1], month, row)
        if block.startswith("peak"):
            if alone:
                return f"INDEX({p.hours_of(f'house_peak{number}')},{end})"
            at = f"{before}+{above}"
            return (
                f"MAX(IF({above}=0,0,INDEX({p.hours_of(f'pump_peak{number}')},{at})),"
                f"IF({above}={hours},0,INDEX({p.hours_of(f'furnace_peak{number}')},{at}+1)))"
            )
        if block.startswith("charge"):
            peaks, own = p.by_month(f"peak{number}", row), self._at(f"peak{number}", month, row)
            return f"{p.month(f'demand{number}', month)}*MAX({own},{p.ratchet(number)}*MAX({peaks}))"
        if block == "bill":
            parts = [f"stepped{n}" for n in range(len(of.ladders))] + [f"charge{n}" for n in range(of.demands)]
            parts = ["energy", *parts]
            total = "+".join(self._at(part, month, row) for part in parts)
            return self._least("minimum", month, total, "tax")
        units = f"({self._at('fuel_use', month, row)}/{p.single('fuel_heat')}+{p.month('fuel_other', month)})"
        if block.startswith("fuel_stepped"):
            blocks = f"fuel_ladder{number}"
            own = self._step_cost(blocks, units)
            return f"{p.month(blocks, month)}*{own}"
        parts = [self._at(f"fuel_stepped{n}", month, row) for n in range(len(of.fuel_ladders))]
        price = f"({p.month('fuel_price', month)}+{p.month('fuel_rider', month)})"
        total = "+".join([f"{units}*{price}", *parts])
        return self._least("fuel_minimum", month, total, "fuel_tax")

    def _least(self, minimum: str, month: int, total: str, tax: str) -> str:
        """At least the minimum, where there is one, and the tax."""
        floor = self.p.month(minimum, month)
        return f"({total}+({floor}>0)*MAX(0,{floor}-({total})))*(1+{self.p.single(tax)})"

    def _at(self, block: str, month: int, row: int) -> str:
        return f"${get_column_letter(self.p.helper(block, month))}{row}"

    def _step_cost(self, blocks: str, use: str) -> str:
        """What blocks cost: each step to another price, from where it begins."""
        begin, step = (self.p.block(blocks, column) for column in (1, 4))
        return f"SUMPRODUCT(({use}>{begin})*({use}-{begin}),{step})"

    def _stepped(self, blocks: str, block: str, per: str, month: int, row: int) -> str:
        own = self._step_cost(blocks, self._at(block, month, row))
        if per not in ("season", "year") or month == 0:
            return own
        return f"{own}-{self._step_cost(blocks, self._at(block, month - 1, row))}"

    def year(self, key: str, row: int) -> str:
        """The formula of a column of the table in a row; "" where it holds values."""
        p, of = self.p, self.p.of

        def total(*blocks: str) -> str:
            return "+".join(f"SUM({p.by_month(block, row)})-SUM({p.by_month(block, self.house)})" for block in blocks)

        def cell(name: str) -> str:
            return f"${p.column(name)}{row}"

        stepped = [f"stepped{n}" for n in range(len(of.ladders))]
        demands = [f"charge{n}" for n in range(of.demands)]
        formulas = {
            "energy": total("energy", *stepped),
            "demand": total(*demands) if demands else "0",
            "more": f"{total('bill')}-{cell('energy')}-{cell('demand')}",
            "fuel": total("fuel_bill"),
            "carbon": f"{cell('tonnes')}*{p.single('carbon_price')}",
            "cost": f"{cell('energy')}+{cell('demand')}+{cell('more')}+{cell('fuel')}",
        }
        if row not in (p.extra["house"], p.extra["today"]):
            formulas["weighed"] = f'IF({cell("allowed")}=1,{cell("cost")}+{cell("carbon")},"")'
            least = f"MIN({p.down('weighed')})"
            formulas["tie"] = (
                f'IF({cell("weighed")}="","",IF({cell("weighed")}<={least}+c_tie*ABS({least}),'
                f'ROUND(ABS({cell("fahrenheit")}-{p.single("guess")}),c_digits),""))'
            )
        return formulas.get(key, "")

    def answer(self, key: str) -> str:
        """The formula of an answer on top of the sheet."""
        p = self.p
        row = f"MATCH(MIN({p.down('tie')}),{p.down('tie')},0)"
        today = p.extra["today"]
        cells = {name: f"$C${place}" for name, place in p.answers.items()}
        return {
            "setting": f"INDEX({p.down('setting')},{row})",
            "cost": f"INDEX({p.down('cost')},{row})",
            "today": f"${p.column('setting')}${today}",
            "today_cost": f"${p.column('cost')}${today}",
            "saving": f"{cells['today_cost']}-{cells['cost']}",
        }[key]
