"""Titles of charts that say the point: cells of the sheet Charts, which the charts refer to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from ..shape import Filling
from . import words


class Title(NamedTuple):
    """A title: its key, what it names, a formula and its value."""

    key: str
    label: str
    formula: str
    value: Callable[[Filling], str]


def _if_ok(text: str, more: str) -> str:
    """The text alone where there is no answer."""
    return f'"{text}"&IF(out_status="OK",{more},"")'


def _setting(f: Filling) -> str:
    cost = words.money(f.s.setting.annual_cost, f.shape.units)
    return f"{_COST}: {cost} at {words.degrees(f.s.setting.switchover, f.s.parameters)}"


def _least(f: Filling) -> str:
    return f"{_EXTRA}: least at {words.degrees(f.s.switchover, f.s.parameters)}"


_COST: Final = "Season cost by setting"
_EXTRA: Final = "Extra season cost by setting"
TITLES: Final = (
    Title("season", "Title of the season's cost",
          _if_ok(_COST, '": "&out_headline_cost&" at "&out_headline_at'), _setting),
    Title("extra", "Title of the extra cost",
          _if_ok(_EXTRA, f'": least at "&{words.degrees_formula("out_recommended_switchover")}'), _least),
)  # fmt: skip
"""In the order of their rows"""
