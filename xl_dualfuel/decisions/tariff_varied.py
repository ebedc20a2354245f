"""The season under a tariff with something changed: inputs of the case, or the tariff's own prices by a factor.

Each change is solved hour by hour like the season itself; nothing is approximated.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ..inputs.case import Case
from ..model.switchovers import Curve
from ..tariffs.elements import Block, Ladder, Solar, Special
from ..tariffs.hours import Hours
from ..tariffs.season import judged
from ..tariffs.tariff import Tariff
from .risk import COLD

LABELS: Final = MappingProxyType(
    {
        "electricity_price": "Electricity prices of the tariff (factor)",
        "fuel_price": "Fuel prices of the tariff (factor)",
        "grid_emissions": "Grid factors of the tariff (factor)",
    }
)
"""What a tariff can replace, and what varies in its place."""
SCALED: Final = MappingProxyType(
    {
        "electricity_price": "the tariff's prices a kWh go by the factor (energy, delivery, riders, special prices, "
        "blocks, credit for own electricity); its demand charges, least bills and fixed charges stay",
        "fuel_price": "the tariff's fuel prices go by the factor; its least bills and fixed charges stay",
        "grid_emissions": "the tariff's grid factors go by the factor",
    }
)
"""How, in words."""
HOURLY: Final = MappingProxyType(
    dict.fromkeys(
        (COLD, "season_hours", "bin_width"),
        "makes no difference: the hours are those of the climate, one by one",
    )
)
"""Inputs that an hour-by-hour season has no use for."""


class Under(NamedTuple):
    """A case with its hours under a tariff."""

    case: Case
    hours: Hours
    tariff: Tariff

    def curve(self, changed: Case, factors: Mapping[str, float]) -> Curve:
        """Every single switchover of a changed case; factors: by key of LABELS. Raises InputError."""
        return judged(changed, self.hours, scaled(self.tariff, factors)).curve

    @property
    def setting(self) -> float:
        """The setting to program [°F]."""
        own = judged(self.case, self.hours, self.tariff)
        return float(own.curve.switchover[own.setting])

    @property
    def replaced(self) -> dict[str, str]:
        """What the tariff says in place of the case: key and label."""
        return replaced(self.tariff)


def replaced(tariff: Tariff) -> dict[str, str]:
    """What a tariff says in place of the case: key and label."""
    carbon = tariff.carbon
    there = {
        "electricity_price": tariff.electricity is not None,
        "fuel_price": tariff.fuel is not None,
        "grid_emissions": carbon is not None and carbon.replaces_grid,
    }
    return {key: label for key, label in LABELS.items() if there[key]}


_PRICED: Final = {
    "electricity_price": (
        "electricity",
        ("price", "monthly", "period_prices", "series", "delivery", "riders", "specials", "ladders", "solar"),
    ),
    "fuel_price": ("fuel", ("monthly", "riders", "ladders")),
    "grid_emissions": ("carbon", ("monthly", "series")),
}
"""What goes by each factor: the part of the tariff, and its items."""


def scaled(tariff: Tariff, factors: Mapping[str, float]) -> Tariff:
    """The tariff with its prices a kWh, its fuel prices and its grid factors multiplied, by key of LABELS."""
    for key, (name, items) in _PRICED.items():
        part, by = getattr(tariff, name), factors.get(key, 1.0)
        if part is not None and by != 1:
            changed = part._replace(**{item: _times(getattr(part, item), by) for item in items})
            tariff = tariff._replace(**{name: changed})
    return tariff


def _times(prices: Any, by: float) -> Any:
    """A price, a list of them, or of elements that have one, by a factor; None stays."""
    if prices is None:
        return None
    if isinstance(prices, (Block, Special)):
        return prices._replace(price=prices.price * by)
    if isinstance(prices, Ladder):
        return prices._replace(blocks=_times(prices.blocks, by))
    if isinstance(prices, Solar):
        return prices._replace(credit=_times(prices.credit, by))
    return tuple(_times(price, by) for price in prices) if isinstance(prices, tuple) else prices * by
