"""What is wrong with each input of the form with every input, in words by formulas beside its cell.

The rules are those of validation.py and prices.py; a test fills the form at random and compares. Whether a file is
there, and what a currency is worth, only the program knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xl_dualfuel.inputs.fields import CAPACITIES, CLIMATE_SOURCES, COPS, FIELDS, TABLE_LIMIT, UNIT_FIELDS
from xl_dualfuel.inputs.programmes import CUSTOM
from xl_dualfuel.inputs.ratings import SPEEDS
from xl_dualfuel.units import ENERGY, OTHER

from . import units
from .form import Form, fixed
from .form_fields import FormField
from .problems import NUMBER_ALONE, range_words
from .row_problems import LISTS, RowProblems

CLIMATE: Final = "case_climate"
"""The name of the cell with the climate method that the inputs lead to"""
_BINS: Final = "COUNT(in_climate_temperature)>0"
_POINTS: Final = "COUNT(in_performance_temperature)>0"
_SOURCES: Final = {
    "region": 'in_region<>""', "station": 'in_station<>""', "weather": 'in_weather_file<>""',
    "bins": f'OR(in_runtime_file<>"",{_BINS})',
}  # fmt: skip
_SPEED_KEYS: Final = {speed: [key for key in (*CAPACITIES, *COPS) if f"_{speed}_" in key] for speed in SPEEDS}
_ONE_SPEED: Final = tuple(
    tuple(key for key in keys if key not in (*_SPEED_KEYS["min"], *_SPEED_KEYS["max"])) for keys in (CAPACITIES, COPS)
)
_PER_HEAT: Final = ",".join(f'in_fuel_price_unit="$/{unit}"' for unit in ENERGY)
_KNOWN_MONEY: Final = 'OR(in_currency="",in_currency="$",in_currency="£",in_currency="€")'
_NEEDED: Final = "please fill in too"
_NONE: Final = 0
"""There is one case only, so rules have no row"""


class CaseProblems(RowProblems):
    """The checks of the inputs of one case, each of which has a named cell."""

    def __init__(self, form: Form, fields: Sequence[FormField]) -> None:
        super().__init__(form, "", fields, _NONE, _NONE)

    def write_lists(self) -> None:
        """Write what the checks compare with, and the climate method that the inputs lead to."""
        self._write_lists()
        count = "+".join(f"1*({given})" for given in _SOURCES.values())
        place = "+".join(f"{number}*({given})" for number, given in enumerate(_SOURCES.values(), 1))
        choices = ",".join(f'"{climate}"' for climate in ("proportional", *_SOURCES))
        formula = f'=IF(in_climate<>"",in_climate,IF({count}>1,"",CHOOSE(1+MIN({place},{len(_SOURCES)}),{choices})))'
        # Between the title and the lists.
        self.form.put(LISTS, 2, 1, "Climate method", "df text")
        self.form.own_formula(LISTS, 2, 2, formula, fixed("proportional"), "df text")
        self.form.define_result(CLIMATE, LISTS, "B2")

    def words(self, key: str) -> str:
        """A formula that says what is wrong with the cell of a key; "" for one that only the program can check."""
        if key not in FIELDS and key not in UNIT_FIELDS:
            return ""
        rules = [(condition, f'"{words[0].upper()}{words[1:]}. "') for condition, words in self._between(key, _NONE)]
        parts = [*self._of_itself(key), *rules]
        return "=TRIM(" + "&".join(f'IF({condition},{words},"")' for condition, words in parts) + ")" if parts else ""

    def _of_itself(self, key: str) -> list[tuple[str, str]]:
        field, cell = self.fields[key], self._cell(key, _NONE)
        if field.kind == "number":
            inside = self._inside(key, _NONE)
            if key == "electricity_price":
                inside = f"OR({inside},AND({cell}>=0,NOT({_KNOWN_MONEY})))"
            return [(f"ISTEXT({cell})", f'"{NUMBER_ALONE}. "'),
                    (f"IF(ISNUMBER({cell}),NOT({inside}),1=0)", f'{range_words(FIELDS[key])}&". "')]  # fmt: skip
        if field.kind != "choice":
            return []
        return [(self._own(field, _NONE)[0], '"Choose from the list. "')]

    def _cell(self, key: str, row: int) -> str:
        return f"in_{key}"

    def _limits(self, field: FormField, row: int) -> tuple[str, str]:
        return units.limits(field, units.NAMED)

    def _heat(self, row: int, pair: str) -> str:
        own = f"{self._fits('fuel_heat_content', row)},in_fuel_heat_content/{self.lists['mmbtu']}"
        return f"IF({own},{super()._heat(row, pair)})"

    def _is_at_station(self, row: int) -> str:
        return f'out_{CLIMATE}="station"'

    def _between(self, key: str, row: int) -> list[tuple[str, str]]:
        rules = {
            "fuel": [], "billed_degree_days": self._bills(), "climate": self._climate(),
            "bin_width": self._bins(), "cycling_degradation": self._cycling(), "defrost": self._defrost(),
            "furnace_fan_power": self._fan(), "fuel_heat_content": self._heat_content(),
            "fuel_emissions": [(f'AND(in_fuel="{OTHER}",in_fuel_emissions="")', _NEEDED)],
            "programme": self._programme(),
        }  # fmt: skip
        if key in rules:
            return rules[key]
        if key in (*CAPACITIES, *COPS):
            return self._ratings(key)
        found = [] if key == "region" else super()._between(key, row)
        if key == "fuel_price":
            (_, by_heat), (high, words) = self._heat_content(), found[1]
            found = [found[0], (f"IF({by_heat[0]},1=0,AND({_KNOWN_MONEY},{high}))", words)]
        if key in CLIMATE_SOURCES.values():
            climate = next(climate for climate, source in CLIMATE_SOURCES.items() if source == key)
            found = [
                *found,
                (f'AND(in_climate="{climate}",in_{key}="")', f"please fill in, as the climate is {climate}"),
            ]
        return found

    def _bills(self) -> list[tuple[str, str]]:
        return [(f'AND({self._fits("billed_fuel", _NONE)},in_billed_degree_days="")', _NEEDED)]

    def _climate(self) -> list[tuple[str, str]]:
        count = "+".join(f"1*({given})" for given in _SOURCES.values())
        return [
            (f'AND(in_climate="",{count}>1)', "choose one, as more than one climate is given"),
            (f'AND(in_climate="bins",NOT({_SOURCES["bins"]}))', "fill in the bins on Tables, or a runtime file"),
        ]

    def _bins(self) -> list[tuple[str, str]]:
        width, proportional = self._value("bin_width", _NONE), f'out_{CLIMATE}="proportional"'
        spread = f"{self._used('indoor_setpoint', _NONE)}-{self._used('design_temperature', _NONE)}"
        fits = ",".join(self._fits_or_blank(key, _NONE) for key in ("indoor_setpoint", "design_temperature"))
        too_many = f"IF(AND({fits},{self._fits('bin_width', _NONE)}),{spread}>{TABLE_LIMIT}*{width},1=0)"
        return [(f'AND({proportional},IF(in_bin_width="",1=0,{too_many}))', "give a larger bin width")]

    def _cycling(self) -> list[tuple[str, str]]:
        return [
            (
                f"IF({self._fits('cycling_degradation', _NONE)},AND(in_cycling_degradation>0,{self._unlimited()}),1=0)",
                "give the capacities too, or leave it blank",
            )
        ]

    def _unlimited(self) -> str:
        blank = ",".join(f'in_{key}=""' for key in CAPACITIES)
        return f"AND({blank},COUNT(in_performance_capacity)=0)"

    def _defrost(self) -> list[tuple[str, str]]:
        other = f'AND(out_{CLIMATE}<>"",out_{CLIMATE}<>"station",out_{CLIMATE}<>"weather")'
        return [(f'AND(in_defrost="humidity",OR({self._unlimited()},{other}))',
                 "needs the capacities, and a station or weather file: give them, or choose ahri")]  # fmt: skip

    def _fan(self) -> list[tuple[str, str]]:
        return [
            (
                f'IF({self._fits("furnace_fan_power", _NONE)},AND(in_furnace_fan_power>0,in_furnace_capacity=""),1=0)',
                "give the furnace output too, or leave this blank",
            )
        ]

    def _heat_content(self) -> list[tuple[str, str]]:
        sold = f'COUNTIF({self.lists["fuel_and_unit"]},{self._fuel(_NONE)}&" "&{self._unit_used(_NONE)})>0'
        by_heat = _PER_HEAT.replace("in_fuel_price_unit", self._unit_used(_NONE))
        known = f"AND({self._fits('fuel_heat_content', _NONE)},{self._known_fuel(_NONE)},{self._is_priced(_NONE)})"
        return [
            (f'AND(in_fuel="{OTHER}",in_fuel_heat_content="")', _NEEDED),
            (f"IF({known},IF({sold},OR({by_heat}),1=0),1=0)", "leave blank, as the price is for an amount of heat"),
        ]

    def _programme(self) -> list[tuple[str, str]]:
        return [
            (f'AND(in_programme_file<>"",in_programme<>"{CUSTOM}")', f"must be {CUSTOM}, as a file of rules is given"),
            (f'AND(in_programme_file="",in_programme="{CUSTOM}")', "give the file of rules below"),
        ]

    def _ratings(self, key: str) -> list[tuple[str, str]]:
        """What a rating needs beside it, where no table of performance takes the place of all."""

        def any_of(keys: Sequence[str]) -> str:
            return f"OR({','.join(self._fits(one, _NONE) for one in keys)})"

        is_blank = f'in_{key}="",NOT({_POINTS})'
        speed = next((speed for speed, keys in _SPEED_KEYS.items() if key in keys), "")
        if not speed:
            capacities, cops = _ONE_SPEED
            faster = [*_SPEED_KEYS["min"], *_SPEED_KEYS["max"]]
            needing = f"OR({any_of(capacities)},AND({any_of(faster)},{any_of(cops)}))"
            return [(f"AND({is_blank},{needing})", _NEEDED)] if key in CAPACITIES[:2] else []
        quantity, at = key.partition("_")[0], key.rpartition("_")[2]
        keys = [f"{'cop' if quantity == 'capacity' else 'capacity'}_{speed}_5"] if at == "5" else _SPEED_KEYS[speed]
        rules = [(f"AND({is_blank},{any_of(keys)})", _NEEDED)]
        if speed == "min" and quantity == "capacity":
            both = ",".join(self._fits(f"capacity_{one}_{at}", _NONE) for one in SPEEDS)
            rules.append((f"IF(AND({both},NOT({_POINTS})),in_{key}>in_capacity_max_{at},1=0)",
                          "must not be above the maximum capacity"))  # fmt: skip
        return rules
