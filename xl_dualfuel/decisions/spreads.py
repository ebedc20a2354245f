"""How far each input goes down and up where nobody says how far, and why that far."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from ..homes.draws import COP


class Spread(NamedTuple):
    """How far an input goes down and up, as a share of its value (relative) or in its unit, and why that far."""

    down: float
    up: float
    relative: bool
    reason: str


def _share(amount: float, reason: str) -> Spread:
    return Spread(amount, amount, True, reason)


def _step(amount: float, reason: str) -> Spread:
    return Spread(amount, amount, False, reason)


_EQUIPMENT = "a tenth: what installed equipment commonly differs from its rating"
_PRICE = "a quarter: what a price may move from one winter to the next"
SPREADS: Final[Mapping[str, Spread]] = MappingProxyType(
    {
        "electricity_price": _share(0.25, _PRICE),
        "fuel_price": _share(0.25, _PRICE),
        COP: _share(0.10, _EQUIPMENT + "; all rating points together"),
        "capacity_47": _share(0.10, _EQUIPMENT),
        "capacity_17": _share(0.10, _EQUIPMENT),
        "capacity_5": _share(0.10, _EQUIPMENT),
        "furnace_efficiency": _share(0.10, _EQUIPMENT),
        "furnace_capacity": _share(0.10, _EQUIPMENT),
        "furnace_fan_power": _share(0.25, "a quarter: duct systems differ more than furnaces"),
        "strip_capacity": _share(0.10, _EQUIPMENT),
        "cycling_degradation": _share(0.25, "a quarter: it is a default more often than a test"),
        "load_slope": _share(0.25, "a quarter: load calculations and bills of one house differ by as much"),
        "design_load": _share(0.25, "a quarter: load calculations and bills of one house differ by as much"),
        "billed_fuel": _share(0.10, "a tenth: hot water and cooking in the bills"),
        "load_balance_temperature": _step(5.0, "5 °F: sun, people and appliances heat the house by that much"),
        "indoor_setpoint": _step(2.0, "2 °F: what one household differs from the next"),
        "design_temperature": _step(5.0, "5 °F: a neighbouring station, or the 99.6 % value instead of the 99 % one"),
        "season_hours": _share(0.10, "a tenth: a mild and a long heating season"),
        "hours_below_design": Spread(1.0, 1.0, True, "none to twice: a mild winter and a hard one"),
        "compressor_lockout": _step(5.0, "5 °F: the next settings of a control board"),
    }
)
"""The default ranges. Prices and the house by a quarter, equipment by a tenth; a share of a temperature means nothing,
so temperatures go by degrees."""
