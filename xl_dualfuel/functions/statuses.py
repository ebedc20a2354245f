"""What is known of a balance point, in words: why there is none, or which of several a function answers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ..model.switchovers import Status

_ONE: Final = "There is one balance point"
_SEVERAL: Final = "There are several balance points; the one nearest the recommended switchover is given"
WORDS: Final[Mapping[str, Mapping[Status, str]]] = MappingProxyType(
    {
        "economic": {
            "crosses": _ONE,
            "multiple": _SEVERAL,
            "heat_pump_always": "The heat pump is cheaper at every temperature",
            "fuel_always": "The furnace is cheaper at every temperature",
            "not_modelled": "Heat costs nothing from either source",
        },
        "thermal": {
            "crosses": _ONE,
            "multiple": _SEVERAL,
            "heat_pump_always": "The heat pump heats the house alone at every temperature",
            "fuel_always": "The heat pump cannot heat the house alone at any temperature",
            "not_modelled": "Not known without the heat pump's capacities: give capacity_47 and capacity_17",
        },
        "emissions": {
            "crosses": _ONE,
            "multiple": _SEVERAL,
            "heat_pump_always": "The heat pump emits less at every temperature",
            "fuel_always": "The furnace emits less at every temperature",
            "not_modelled": "Both sources emit nothing",
        },
    }
)
"""By balance point and status."""
