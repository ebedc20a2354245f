"""Defined names: a prefix that no worksheet function has in any case, then the key of JSON and CSV.

``in_cop_47`` is what somebody types, ``c_tie`` a constant, ``out_setting`` what formulas or the program work out. To
Excel a name and a function of one spelling are the same, and earlier versions' names began with df_, as functions do.
"""

from __future__ import annotations

import re
from typing import Final

from xl_dualfuel.decisions.money_terms import MONEY_FIELDS, PATHS
from xl_dualfuel.inputs import performance
from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS

TYPED: Final = "in_"
CONSTANT: Final = "c_"
"""Constants have it in their keys too"""
WORKED_OUT: Final = "out_"
CALCULATED: Final = "calc_"
"""Of a form that calculates: an input as its formulas take it; ``in_`` is the cell that is filled in"""
EARLIER: Final = "df_"
"""Of all names in workbooks of versions before 0.3"""
TARIFF: Final = "tariff_"
"""Of the cells of a tariff, most of which may be edited"""
_OF_TARIFF: Final = frozenset((
    "setting", "cost", "saving", "layout", "period", "made_headline", "made_cost", "fahrenheit", "words", "sha256",
    "fuel_heat", "guess", "source",
))  # fmt: skip
_KEYS: Final = frozenset((
    *FIELDS, *UNIT_FIELDS, *(f"performance_{column}" for column in performance.COLUMNS),
    *(f"climate_{column}" for column in ("temperature", "hours", "warmer", "colder")),
    "all", "homes", "choices", "template", "site", "prepared_for", "installer", "prepared_by", "prepared_date",
    "company", "contact",
    "signed", "band_share", "carbon_price",
    *(f"money_{key}" for key in (*MONEY_FIELDS, *PATHS)),
))  # fmt: skip
"""What is typed, but for the fields that only forms have"""


def name_of(key: str) -> str:
    """The defined name of an input, a constant or a result."""
    if key.startswith(CONSTANT):
        return key
    typed = key in _KEYS or (key.startswith(TARIFF) and key.removeprefix(TARIFF) not in _OF_TARIFF)
    return f"{TYPED if typed else WORKED_OUT}{key}"


def key_of(name: str) -> str:
    """What a name of this version or an earlier one names; "" for any other name."""
    if name.startswith(EARLIER):
        return name.removeprefix(EARLIER)
    key = re.sub(f"^(?:{TYPED}|{WORKED_OUT})", "", name)
    return key if key and name_of(key) == name else ""
