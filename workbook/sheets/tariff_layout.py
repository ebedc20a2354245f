"""What the sheet Tariff says of itself in one cell: what its shape depends on, and what of the tariff no cell holds."""

from __future__ import annotations

import json
from typing import Any

from ..shape import Tariffed, UnderTariff


def layout_text(under: UnderTariff, tariffed: Tariffed | None) -> str:
    """The text of the cell, JSON."""
    tariff = under.tariff
    power = tariff.electricity
    document: dict[str, Any] = {
        "shape": {} if tariffed is None else tariffed._asdict(),
        "name": tariff.name,
        "year": tariff.year,
        "clock": tariff.clock,
        "holidays": tariff.holidays,
        "demands": [one.name for one in power.demands] if power else [],
        "own": {"electricity": power is None, "fuel": tariff.fuel is None},
    }
    return json.dumps(document, ensure_ascii=True, separators=(",", ":"))
