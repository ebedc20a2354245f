"""A form that calculates, while it is written: its formulas take each input from the cell that is filled in.

``in_<key>`` is a cell of the form, ``calc_<key>`` the same input as the formulas take it, in the engine's units and
with its default.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.engine import solve
from xl_dualfuel.weather.stations import station_year, stations

from ..book.layout import Layout
from ..brand import NO_BRAND
from ..names import CALCULATED, TYPED, name_of
from ..shape import Filling, Shape
from .form import STAMP, Form
from .form_fields import TYPED_KEYS
from .problems import FORM

INPUTS: Final = "Inputs"
STATIONS: Final = "Stations"
BEHIND: Final = (INPUTS, "Constants", "Bins", "Switchover", "Scenarios", STATIONS)
"""Sheets of the calculation, in order"""
_ROOM: Final = 100
"""Bins there is room for: from 90 °F to −80 °F in steps of 2 °F, and those that are cut"""
_INPUT = re.compile(r"ISBLANK\(in_(\w+)\)|\bin_(\w+)")
INCOMPLETE: Final = "NOT COMPLETE. Cells to check: "
"""Before the number of cells that are blank or wrong"""
EXAMPLE: Final = "; here blank cells have example values"
_KW, _CELSIUS = 'in_heat_unit="kW"', 'in_temperature_unit="C"'
_LIVE: Final = {
    "made_climate": "in_climate", "made_station": "in_station", "made_weather_file": "in_weather_file",
    "case_celsius": f"IF({_CELSIUS},1,0)",
    "heat_unit_in_words": f'IF({_KW},"kWh","MMBtu")',
    "heat_in_words": f"IF({_KW},c_btu_per_mmbtu/c_btu_per_kwh,1)",
    "heat_decimals": f"IF({_KW},0,1)",
    "power_unit_in_words": f'IF({_KW},"kW","BTU/h")',
    "power_in_words": f"IF({_KW},1/c_btu_per_kwh,1)",
    "power_decimals": f"IF({_KW},1,0)",
    "furnace_step": f"IF({_KW},c_strip_step*c_btu_per_kwh,out_usual_furnace_step)",
}  # fmt: skip


def longest_station() -> int:
    """Temperatures of the station that has most."""
    return max(len(station_year(key).temperature) for key in stations())


@cache
def _shape() -> Shape:
    return Shape(_ROOM, longest_station(), 0, 0, False, NO_BRAND)


class AnsweringForm(Form):
    """A form with the sheets of the calculation behind it, whose formulas follow the cells that are filled in."""

    def __init__(self, titles: Sequence[str], kind: str = FORM) -> None:
        super().__init__((*titles, *BEHIND))
        self.kind = kind  # which decides what is asked for
        self.shape, self.units = _shape(), Units()
        self.layout = Layout(self.shape)
        self.points: list[str] = []
        self.climate_column = None
        self.blank = 0  # how many cells of the blank form must be filled in

    def adapted(self, formula: str) -> str:
        """The formula on the inputs as the calculation takes them; those are never blank cells."""
        return _INPUT.sub(lambda at: f'{CALCULATED}{at[1]}=""' if at[1] else f"{CALCULATED}{at[2]}", formula)

    def live(self, name: str) -> str:
        """What other workbooks hold as of when they were made follows the cells of the units here."""
        return _LIVE.get(name, "")

    def heading(self, sheet: str, title: str, note: str) -> None:
        """Title, whether the form is complete, the answer, and a note."""
        self.put(sheet, 1, 1, title, "df title")
        self.put(sheet, 2, 1, "Form", "df plain")
        status = f'=out_form_status&IF(out_form_problems>0,"{EXAMPLE}","")'
        self.own_formula(sheet, 2, 2, status, lambda _: self.incomplete + EXAMPLE, "df status")
        self.put(sheet, 3, 1, "Status", "df plain")
        self.own_formula(sheet, 3, 2, "=out_status", lambda _: "OK", "df status")
        self.put(sheet, 4, 1, note, "df note")

    @property
    def incomplete(self) -> str:
        """What the blank form says of itself."""
        return f"{INCOMPLETE}{self.blank}"

    def name(self, key: str, sheet: str, first: str, last: str = "") -> None:
        """Name a cell that is filled in, or one of the calculation, by its key."""
        self._define(f"{TYPED}{key}" if key in TYPED_KEYS else name_of(key), sheet, first, last)

    def define(self, name: str, sheet: str, first: str, last: str = "") -> None:
        """Give a cell or a range its whole name."""
        self._define(name, sheet, first, last)

    def calculated(self, key: str, sheet: str, first: str, last: str = "") -> None:
        """Name what the formulas take as an input."""
        self._define(f"{CALCULATED}{key}", sheet, first, last)

    def filling(self) -> Filling:
        """The worked example, whose numbers the calculation has where all cells are blank."""
        return worked_example()


@cache
def worked_example() -> Filling:
    """What fills a blank form."""
    return Filling(solve(Case()), STAMP, _shape(), edited=True)
