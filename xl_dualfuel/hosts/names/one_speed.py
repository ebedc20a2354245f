"""What the LAMBDA names take in place of the workbook's speeds: they know one speed, and no frosting test."""

from __future__ import annotations

import re
from typing import Final

from xl_dualfuel.workbook.formulas import parts

_AT = ("[temperature]", "[defrost_fraction]", "segment")
ONE_SPEED: Final = {
    "capacity_btuh": f'IF(df_capacity_limits,{parts.dry_capacity(*_AT)},"")',
    "slow_capacity": "[capacity_btuh]",
    "frosted_cop": parts.dry_cop(*_AT),
    "steady_cop": f"MAX(df_minimum_cop,{parts.dry_cop(*_AT)})",
}
"""Columns of the bins that are simpler with one speed"""
SPEED = re.compile(r"^(?:slow|fast)_(?=from$|temperature$|cop$|capacity$|cop_slope$|capacity_slope$)")
"""Names of another speed's points, which are the rated ones"""
