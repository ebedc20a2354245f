"""Blocks and demand charges of a tariff file."""

from __future__ import annotations

import math
from typing import Final, get_args

from .calendar import MONTHS
from .elements import Block, Demand, Ladder, Per
from .tables import Table
from .times import whole_numbers

MAX_BLOCKS: Final = 20
MAX_LADDERS: Final = 24
MAX_DEMANDS: Final = 12
MAX_USE: Final = 1e7
MAX_DEMAND_CHARGE: Final = 1000.0


def blocks_of(rows: list[Table], high: float, unit: str, of: str) -> tuple[Block, ...]:
    """Blocks, ascending. high: of a price [``unit``], either way; of: what up_to counts, such as kWh a month."""
    blocks: list[Block] = []
    sold = of.partition(" ")[0]
    for n, row in enumerate(rows, 1):
        row.known(("up_to", "price"))
        if "price" not in row.given:
            row.refuse("price", "must be given", f"Give the price of a {sold.removesuffix('s')} in this block")
        price = row.number("price", -high, high, 0.0, unit) or 0.0
        last = n == len(rows)
        up_to = row.number("up_to", 0.0, MAX_USE, math.inf, of) or 0.0
        if last and "up_to" in row.given:
            row.refuse("up_to", "must be left out in the last block", "Add a block without up_to for what is above")
        elif not last and "up_to" not in row.given:
            row.refuse("up_to", "must be given in all blocks but the last", f"Give the block's upper end in {of}")
        elif not last and up_to <= (blocks[-1].up_to if blocks else 0.0):
            row.refuse("up_to", "must be above the block before", "Give the blocks in ascending order")
        blocks.append(Block(math.inf if last else up_to, price))
    return tuple(blocks)


def ladders_of(items: Table, names: tuple[str, ...] | None, high: float, unit: str, sold: str) -> tuple[Ladder, ...]:
    """``blocks``, which are a month's, and ``ladders``.

    names: of the periods, None where there can be none; sold: kWh, or the fuel's unit.
    """
    keys = ("per", "months", "blocks") if names is None else ("per", "periods", "months", "blocks", "shared")
    blocks = blocks_of(items.tables("blocks", MAX_BLOCKS), high, unit, f"{sold} a month")
    ladders = [Ladder(blocks)] if blocks else []
    for row in items.tables("ladders", MAX_LADDERS):
        row.known(keys)
        per: Per = row.choice("per", get_args(Per), "month")  # type: ignore[assignment]  # one of them
        months = tuple(whole_numbers(row, "months", 1, MONTHS) or ()) if "months" in row.given else ()
        if per == "season" and not months:
            row.refuse("months", "must be given for a season", 'Give its months, or per = "year"')
        if "blocks" not in row.given:
            row.refuse("blocks", "must be given", "Write blocks = [{ up_to = 20, price = 0.0 }, { price = 0.05 }]")
        steps = blocks_of(row.tables("blocks", MAX_BLOCKS), high, unit, f"{sold} a {per}")
        periods, shared = ((), False) if names is None else (row.names("periods", names), row.flag("shared"))
        if shared and not periods:
            row.refuse("shared", "must come with periods", "Give the periods that pay for their share of these blocks")
        if shared and per in ("season", "year"):
            row.refuse("shared", "must be false for a season or a year", 'Give per = "month", or leave shared out')
        if steps:
            ladders.append(Ladder(steps, per, periods, () if len(months) == MONTHS else months, shared))
    return tuple(ladders)


def demands_of(items: Table, names: tuple[str, ...], notes: list[str]) -> tuple[Demand, ...]:
    """demand_charge with demand_periods, and the tables ``demand``."""
    charge = items.year("demand_charge", MAX_DEMAND_CHARGE, "$/kW")
    periods = items.names("demand_periods", names)
    if "demand_periods" in items.given and "demand_charge" not in items.given:
        items.refuse("demand_charge", "must come with demand_periods", "Give $ for each kW of the highest hour")
    demands = [Demand(charge, periods)] if charge is not None and any(charge) else []
    rows = items.tables("demand", MAX_DEMANDS)
    for n, row in enumerate(rows, 1):
        row.known(("name", "charge", "periods", "ratchet_percent"))
        if "charge" not in row.given:
            row.refuse("charge", "must be given", "Give $ for each kW of the highest hour")
        own = row.year("charge", MAX_DEMAND_CHARGE, "$/kW")
        ratchet = row.percent("ratchet_percent", 100.0, notes)
        usual = "demand charge" if len(rows) + len(demands) == 1 else f"demand charge {n}"
        demand = Demand(own or (0.0,) * MONTHS, row.names("periods", names), ratchet, row.text("name") or usual)
        if own is not None and any(own):
            demands.append(demand)
    return tuple(demands)
