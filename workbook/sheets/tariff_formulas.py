"""The formulas of the sheets Tariff and Hours.

Hours has the hours of the year by month, in each from warm to cold. With a setting, the first so many hours of a month
are at or above it and the heat pump may run; the others are the furnace's. Columns that sum down a month therefore give
what any setting costs, and columns of maxima its peaks: no formula goes through the hours again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from openpyxl.utils import get_column_letter

from .tariff_places import SHEET, Places

RUNNING: Final = {"pump_cost": "heat_pump_kwh", "furnace_cost": "furnace_kwh", "house_cost": "house"}
"""Running sums of cost, by the use they are of"""
_USES: Final = {"pump": "heat_pump_kwh", "furnace": "furnace_kwh", "house": "house"}


def hour_columns(p: Places) -> dict[str, Callable[[int], str]]:
    """The formula of each column of Hours as a function of its row."""

    def on_sheet(reference: str) -> str:
        return f"{SHEET}!{reference}"

    def written(template: Callable[[Callable[[str, int], str]], str]) -> Callable[[int], str]:
        def formula(row: int) -> str:
            return "=" + template(lambda key, step: f"{p.hour_letter(key)}{row + step}")

        return formula

    def monthly(key: str, at: Callable[[str, int], str]) -> str:
        return f"INDEX({on_sheet(p.month(key))},1,{at('month', 0)})"

    def price(at: Callable[[str, int], str]) -> str:
        own = at("series", 0) if p.of.series else f"INDEX({on_sheet(p.period(2))},{at('period', 0)})"
        added = ""
        for number, adds in enumerate(p.of.specials):
            special, here = on_sheet(p.special(number)), at(f"special{number}", 0)
            if adds:
                added += f"+{special}*{here}"
            else:
                own = f"({own})*(1-{here})+{special}*{here}"
        return f"{own}+{monthly('added', at)}{added}"

    def summed(own: str, part: Callable[[Callable[[str, int], str]], str]) -> Callable[[int], str]:
        return written(lambda at: f"IF({at('month', 0)}={at('month', -1)},{at(own, -1)},0)+{part(at)}")

    def highest(own: str, step: int, part: Callable[[Callable[[str, int], str]], str]) -> Callable[[int], str]:
        return written(lambda at: f"MAX(IF({at('month', 0)}={at('month', step)},{at(own, step)},0),{part(at)})")

    grid = on_sheet(p.grid_range)
    columns = {
        "period": written(lambda at: f"INDEX({grid},{at('row', 0)},{at('hour', 0)}+1)"),
        "price": written(price),
        "house": written(lambda at: f"{monthly('household', at)}*{at('share', 0)}"),
    }
    for key, use in RUNNING.items():
        columns[key] = summed(key, lambda at, use=use: f"{at(use, 0)}*{at('price', 0)}")  # type: ignore[misc]
    for kind, count in (("ladder", len(p.of.ladders)), ("demand", p.of.demands)):
        for number in range(count):
            name = f"{kind}{number}"
            flags = on_sheet(p.period(p.counted(name)))
            columns[f"in_{name}"] = written(lambda at, flags=flags: f"INDEX({flags},{at('period', 0)})")
            for way, use in _USES.items():
                if kind == "ladder":
                    own = f"{way}_kwh{number}"
                    columns[own] = summed(own, lambda at, use=use, name=name: f"{at(f'in_{name}', 0)}*{at(use, 0)}")
                else:
                    own = f"{way}_peak{number}"
                    step = 1 if way == "furnace" else -1
                    both = "" if way == "house" else use
                    columns[own] = highest(
                        own, step,
                        lambda at, both=both, name=name: f"{at(f'in_{name}', 0)}*"
                        + (f"({at('house', 0)}+{at(both, 0)})" if both else at("house", 0)),
                    )  # fmt: skip
    return {key: columns[key] for key in p.formulas}


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
