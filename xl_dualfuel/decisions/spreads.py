"""How far each input goes down and up where nobody says how far: the spread of its row in the table of inputs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ..homes.draws import COP
from ..inputs.field import Spread
from ..inputs.fields import FIELDS

_EQUIPMENT = FIELDS["furnace_efficiency"].spread
assert _EQUIPMENT is not None
SPREADS: Final[Mapping[str, Spread]] = MappingProxyType(
    {COP: _EQUIPMENT._replace(reason=f"{_EQUIPMENT.reason}; all rating points together")}
    | {key: field.spread for key, field in FIELDS.items() if field.spread is not None}
)
"""The default ranges. Prices and the house by a quarter, equipment by a tenth; a share of a temperature means nothing,
so temperatures go by degrees."""
