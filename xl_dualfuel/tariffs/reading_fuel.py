"""The tables ``fuel`` and ``carbon`` of a tariff file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..inputs.fields import FIELDS
from ..inputs.price_units import PriceUnit, money_in, price_unit
from .calendar import MONTHS
from .elements import ZERO, Block, Ladder, Year
from .hours_files import CARBON_UNITS, series_of
from .ladders import ladders_of
from .series import Asked
from .tables import FUEL, Table
from .tariff import MAX_CARBON_PRICE, Carbon, FuelTariff

GRID: Final = FIELDS["grid_emissions"]
_KEYS: Final = ("price", "monthly", "unit", "fixed", "riders", "blocks", "ladders", "other_use", "minimum",
                "tax_percent")  # fmt: skip


def fuel_of(items: Table | None, notes: list[str]) -> FuelTariff | None:
    """What fuel costs; None where the file leaves it out."""
    if items is None:
        return None
    items.known(_KEYS)
    given = [key for key in ("price", "monthly") if key in items.given]
    if len(given) > 1 or not (given or items.given.keys() & {"blocks", "ladders"}):
        items.refuse("price", "must be given, or monthly, and not both", "Give one price, or twelve")
    unit = str(items.given.get("unit", ""))
    read = price_unit(unit) if unit else None
    if "unit" in items.given and read is None:
        items.refuse("unit", FIELDS["fuel_price_unit"].allowed, "Give the unit of the prices you have")
        unit = ""
    sold = unit.rpartition("/")[2].strip() or "units"
    price = items.number("price", 0.0, FUEL.maximum, 0.0, unit) or 0.0
    monthly = items.year("monthly", FUEL.maximum, unit, alone=False)
    ladders = ladders_of(items, None, FUEL.maximum, unit, sold)
    fuel = FuelTariff(
        monthly=monthly or (price,) * MONTHS,
        by_month=monthly is not None,
        fixed=items.year("fixed", 1e5, "$ a month") or ZERO,
        riders=items.riders(FUEL.maximum, unit, notes),
        ladders=ladders,
        other_use=items.year("other_use", 1e6, f"{sold} a month") or ZERO,
        minimum=items.year("minimum", 1e5, "$ a month") or ZERO,
        tax=items.tax(notes),
    )
    if fuel.other_use != ZERO and not ladders and fuel.minimum == ZERO:
        notes.append("fuel.other_use: it changes no setting, for without blocks and minimum every unit costs the same")
    return fuel if read is None else _in_dollars(fuel, read, unit)


def _in_dollars(fuel: FuelTariff, unit: PriceUnit, written: str) -> FuelTariff:
    """The same in dollars a choice of fuel_price_unit."""
    many = unit.divisor / money_in(written)
    """Of the choice's units in one that is written: 1,000 kWh in a MWh"""

    def prices(of: Year) -> Year:
        return tuple(map(unit.price, of))

    def blocks(of: Ladder) -> tuple[Block, ...]:
        return tuple(Block(block.up_to * many, unit.price(block.price)) for block in of.blocks)

    return fuel._replace(
        unit=unit.choice,
        monthly=prices(fuel.monthly),
        riders=prices(fuel.riders),
        ladders=tuple(ladder._replace(blocks=blocks(ladder)) for ladder in fuel.ladders),
        other_use=tuple(use * many for use in fuel.other_use),
    )


def carbon_of(items: Table | None, folder: Path, notes: list[str]) -> Carbon | None:
    """What electricity emits, and the price of carbon; None where the file leaves both out."""
    if items is None:
        return None
    items.known(("monthly", "series", "price"))
    if "monthly" in items.given and "series" in items.given:
        items.refuse("monthly", "must not be given together with series", "Give twelve factors, or an hourly file")
    elif not items.given.keys() & {"monthly", "series", "price"}:
        items.refuse("price", "must be given, or monthly, or series",
                     "Give a price of a tonne, or what a kWh emits; or leave out [carbon]")  # fmt: skip
    asked = Asked("", "", 1, 0.0, GRID.maximum, "kg/kWh", kind="carbon")
    return Carbon(
        monthly=items.year("monthly", GRID.maximum, "kg/kWh", alone=False),
        series=series_of(items, folder, CARBON_UNITS, asked, notes),
        price=items.number("price", 0.0, MAX_CARBON_PRICE, 0.0, "$/t CO2") or 0.0,
    )
