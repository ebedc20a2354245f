"""Formulas of the workbook without what holds for cells only, and without what the names do not have.

Values are no cells: where the sheet relies on functions skipping text in cells, the text is rewritten (SUM and COUNT of
one value, MIN or MAX of a value and a blank capacity). Of the climates those with a year of hours are left out, so is
frost by their humidity, and so are the pieces of bins that a setting cuts: it has a season of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from xl_dualfuel.workbook.formulas import tables

from .text import FormulaError

_ONE = r"\[[a-z0-9_]+\]|(?:in|out|c)_[a-z0-9_]+"
_SUM_OF_ONE = re.compile(rf"SUM\(({_ONE})\)")
_COUNT = re.compile(rf"COUNT\(((?:{_ONE})(?:,(?:{_ONE}))*)\)")
_BY_CLIMATE: Final = "CHOOSE(out_climate_way,"
_BY_HUMIDITY: Final = "CHOOSE(1+out_humidity,"
_PIECES = "+SUMPRODUCT("
_BLANK_CAPACITY = (
    "MIN([load_btuh],[capacity_btuh])",
    "IF(ISNUMBER([capacity_btuh]),MIN([load_btuh],[capacity_btuh]),[load_btuh])",
)
_BLANK_RATED = ("MAX([rated_capacity],", "MAX(N([rated_capacity]),")
"""In a cell MIN and MAX skip the blank of a capacity that never limits."""


def of_measured_bins(template: str) -> str:
    """The part of a formula that is for measured bins."""
    return _options(template, template.index(_BY_CLIMATE) + len(_BY_CLIMATE))[0][1]


def rewritten(template: str, is_block: Callable[[str], bool]) -> str:
    """The formula without what holds for cells only, and without the climates the names do not have."""
    while (start := template.find(_BY_CLIMATE)) >= 0:
        options, end = _options(template, start + len(_BY_CLIMATE))
        pruned = f"IF(out_climate_way=1,{options[0]},IF(out_climate_way=2,{options[1]},{options[2]}))"
        template = template[:start] + pruned + template[end:]
    while (start := template.find(_BY_HUMIDITY)) >= 0:
        options, end = _options(template, start + len(_BY_HUMIDITY))
        template = f"{template[:start]}({options[0]}){template[end:]}"
    while (start := template.find(_PIECES + tables.OWN)) >= 0:
        _, end = _options(template, start + len(_PIECES))
        template = template[:start] + template[end:]
    template = template.replace(f",{tables.KEPT}", "").replace(f"{tables.KEPT},", "").replace(*_BLANK_CAPACITY)
    template = template.replace(*_BLANK_RATED)
    template = _SUM_OF_ONE.sub(lambda call: call[0] if is_block(call[1]) else f"N({call[1]})", template)
    return _COUNT.sub(lambda call: _counted(call, is_block), template)


def _counted(call: re.Match[str], is_block: Callable[[str], bool]) -> str:
    cells = call[1].split(",")
    if any(map(is_block, cells)):
        return call[0]
    return f"({'+'.join(f'ISNUMBER({cell})' for cell in cells)}+0)"


def _options(text: str, start: int) -> tuple[list[str], int]:
    """The arguments from ``start`` to the bracket that closes them, and the place after it."""
    options, depth, begin = [], 0, start
    is_text = False
    for place in range(start, len(text)):
        letter = text[place]
        is_text ^= letter == '"'
        if is_text:
            continue
        if depth == 0 and letter in ",)":
            options.append(text[begin:place])
            begin = place + 1
            if letter == ")":
                return options, place + 1
        depth += {"(": 1, ")": -1}.get(letter, 0)
    raise FormulaError(f"a bracket is not closed: {text[:60]}")
