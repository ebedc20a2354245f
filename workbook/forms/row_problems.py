"""What is wrong with each house of the portfolio form, in words by formulas, while the rows are filled in.

The sheet Checks has a cell for each cell of the sheet Homes, at the same address: words, or "" where nothing is wrong.
The rules are those of validation.py and prices.py; a test fills rows at random and compares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from openpyxl.utils import get_column_letter

from xl_dualfuel.inputs.case import with_defaults
from xl_dualfuel.inputs.fields import CAPACITIES, FIELDS, UNIT_FIELDS
from xl_dualfuel.inputs.plausible import NEAR_SHARE, SHARES
from xl_dualfuel.inputs.prices import MAX_FUEL_PRICE
from xl_dualfuel.inputs.validation import USUAL_BALANCE
from xl_dualfuel.units import BTU_PER_KWH, BTU_PER_MMBTU, ELECTRICITY, FUELS, OTHER
from xl_dualfuel.weather.stations import station_year, stations

from . import units
from .form import Form, fixed
from .form_fields import FormField

CHECKS, LISTS = "Checks", "Lists"
TITLE: Final = "What to mend"
_TOP: Final = 4
"""First row of the lists"""
_NUMBERS: Final = {
    "most_fuel_price": ("Highest fuel price, $/MMBtu", MAX_FUEL_PRICE),
    "loads_agree": ("Two loads agree within, relative", 1e-3),
    "usual_balance": ("Usual load balance temperature, °F", USUAL_BALANCE),
    "per_celsius": ("°F in a °C", 1.8),
    "freezing": ("0 °C in °F", 32.0),
    "per_kw": ("BTU/h in a kW", BTU_PER_KWH),
    "per_cent": ("Percent in 1", 100.0),
    "mmbtu": ("BTU in an MMBtu", BTU_PER_MMBTU),
}  # fmt: skip
_PRICED: Final = "fuel_price", "fuel_price_unit"


class RowProblems:
    """The checks of the houses of a form; columns: the fields of the sheet with homes, the first is the house's."""

    def __init__(self, form: Form, homes: str, columns: Sequence[FormField], first: int, last: int) -> None:
        self.form, self.homes, self.first, self.last = form, homes, first, last
        self.fields = {field.key: field for field in columns}
        self.letters = {field.key: get_column_letter(place) for place, field in enumerate(columns, 1)}
        self.lists: dict[str, str] = {}

    def write(self) -> None:
        """Write the sheets Checks and Lists, the words beside each house, and how many houses have a problem."""
        self._write_lists()
        form, house = self.form, next(iter(self.letters))
        form.put(CHECKS, 1, 1, "Checks of the houses", "df title")
        form.put(CHECKS, 2, 1, "Nothing here is to be filled in: each cell says what to mend in the same cell of "
                 f"{self.homes}.", "df note")  # fmt: skip
        keys = [key for key in self.letters if key in FIELDS or key in UNIT_FIELDS]
        form.widths(CHECKS, [22.0, *[18.0] * (len(self.letters) - 1)])
        form.headers(CHECKS, self.first - 1, [self.fields[key].label for key in self.letters], height=48)
        words = get_column_letter(len(self.letters) + 1)
        for row in range(self.first, self.last + 1):
            formulas = {house: self._nothing_given(row, house), **{key: self._problem(key, row) for key in keys}}
            for place, key in enumerate(self.letters, 1):
                if key in formulas:
                    form.own_formula(CHECKS, row, place, f"={formulas[key]}", fixed(""), "df wrapped note")
            cells = "&".join(f"{CHECKS}!{self.letters[key]}{row}" for key in (house, *keys))
            form.own_formula(self.homes, row, len(self.letters) + 1, f"=TRIM({cells})", fixed(""), "df text")
        form.put(self.homes, self.first - 3, len(self.letters) + 1, TITLE, "df header")
        form.widths(self.homes, [70.0], len(self.letters) + 1)
        span = f"{words}{self.first}:{words}{self.last}"
        form.define_result("rows_with_problems", CHECKS, "C3")
        form.put(CHECKS, 3, 1, "Houses with problems", "df label")
        form.own_formula(CHECKS, 3, 3, f'=SUMPRODUCT(1*({self.homes}!{span}<>""))', fixed(0), "df 0")
        # Column A is repeated on every page, so what stands in it must be short.
        count = '=IF(out_rows_with_problems=0,"Nothing to mend","Houses to mend: "&out_rows_with_problems)'
        form.own_formula(self.homes, 2, 1, count, fixed("Nothing to mend"), "df status")
        form.put(self.homes, 2, 2, f"Column {words} says what to mend.", "df note")
        form.warn(self.homes, "A2", "out_rows_with_problems>0")
        form.warn(self.homes, f"A{self.first}:A{self.last}", f'${words}{self.first}<>""')
        for key in keys:
            letter = self.letters[key]
            form.warn(self.homes, f"{letter}{self.first}:{letter}{self.last}", f'{CHECKS}!{letter}{self.first}<>""')
        form.scaled.add(CHECKS)
        form.printed(CHECKS, f"$A${self.first}:${self.letters[keys[-1]]}${self.first + 24}",
                     f"1:{self.first - 1}", f"B{self.first}")  # fmt: skip
        form.sheets[CHECKS].print_title_cols = "A:A"

    # ------------------------------------------------------------------------------------------------------------------
    # Lists

    def _write_lists(self) -> None:
        """Write the sheet Lists."""
        form = self.form
        form.put(LISTS, 1, 1, "What the checks compare with", "df title")
        form.widths(LISTS, (24, 12, 24, 14, 22, 12, 26, 36, 12, 34, 14))
        pairs = [(f"{fuel.key} $/{unit}", heat) for fuel in FUELS.values() for unit, heat in fuel.units.items()]
        # What is used where price and unit are blank; "" for nothing.
        usual = [(key, with_defaults({"fuel": key})) for key in FUELS]
        coldest = [(key, label, station_year(key).temperature[0]) for key, label in stations().items()]
        slopes = [(name, scale) for name, (scale, _) in UNIT_FIELDS["load_slope_unit"].choices.items()]
        tables: tuple[tuple[tuple[str, ...], Sequence[tuple[Any, ...]]], ...] = (
            (("fuel_and_unit", "heat_of_unit"), pairs),
            (("fuel_keys", "usual_units"), [(key, full["fuel_price_unit"] or "") for key, full in usual]),
            (("slope_units", "slope_factors"), slopes),
            (("station_keys", "station_names", "coldest"), coldest),
        )
        heads = ("Fuel and unit", "MMBtu", "Fuel", "Usual unit", "Unit of heat loss", "BTU/h·°F", "Station", "Its name",
                 "Coldest, °F", "Number", "")  # fmt: skip
        form.headers(LISTS, _TOP - 1, heads)
        column = 1
        for names, rows in tables:
            for place, name in enumerate(names):
                letter = get_column_letter(column + place)
                for row, values in enumerate(rows, _TOP):
                    value = values[place]
                    style = (
                        "df text"
                        if isinstance(value, str)
                        else "df 0.000E+00"
                        if name == "heat_of_unit"
                        else "df 0.000"
                    )
                    form.put(LISTS, row, column + place, value, style)
                self.lists[name] = f"{LISTS}!${letter}${_TOP}:${letter}${_TOP + len(rows) - 1}"
            column += len(names)
        for row, (name, (label, number)) in enumerate(_NUMBERS.items(), _TOP):
            form.put(LISTS, row, column, label, "df text")
            form.put(LISTS, row, column + 1, number, "df 0.000")
            self.lists[name] = f"{LISTS}!${get_column_letter(column + 1)}${row}"
        last = _TOP + max(len(rows) for _, rows in tables) - 1
        form.printed(LISTS, f"$A$1:${get_column_letter(column + 1)}${last}")
        form.scaled.add(LISTS)

    # ------------------------------------------------------------------------------------------------------------------
    # Cells as they are used

    def _cell(self, key: str, row: int) -> str:
        return f"{self.homes}!${self.letters[key]}{row}"

    def _limits(self, field: FormField, row: int) -> tuple[str, str]:
        cells = {key: self._cell(key, row) for key in UNIT_FIELDS if key in self.letters}
        return units.limits(field, cells)

    def _value(self, key: str, row: int) -> str:
        """A number in the engine's unit, a percentage as a share."""
        cell, unit = self._cell(key, row), FIELDS[key].unit
        lists = self.lists
        if unit == "°F":
            celsius = f'{self._cell("temperature_unit", row)}="C"'
            return f"IF({celsius},{cell}*{lists['per_celsius']}+{lists['freezing']},{cell})"
        if unit == "BTU/h":
            return f'{cell}*IF({self._cell("heat_unit", row)}="kW",{lists["per_kw"]},1)'
        if key == "load_slope":
            chosen = self._cell("load_slope_unit", row)
            named = f'IF({chosen}="","{UNIT_FIELDS["load_slope_unit"].default}",{chosen})'
            return f"{cell}*INDEX({lists['slope_factors']},MATCH({named},{lists['slope_units']},0))"
        if key in SHARES:
            least = 100 * max(float(FIELDS[key].default or 1.0) / NEAR_SHARE, FIELDS[key].minimum)
            cents = lists["per_cent"]
            return f"{cell}/IF(AND({cell}>=2,{cell}>={least:.15g},{cell}<={cents}),{cents},1)"
        return cell

    def _used(self, key: str, row: int) -> str:
        """A number in the engine's unit, the usual one where the cell is blank."""
        return f'IF({self._cell(key, row)}="",{FIELDS[key].default:.15g},{self._value(key, row)})'

    def _inside(self, key: str, row: int) -> str:
        """The condition that a number is in its range."""
        field, cell = FIELDS[key], self._cell(key, row)
        least = ">" if field.above_minimum else ">="
        if key in SHARES:
            value = self._value(key, row)
            return f"AND({value}{least}{field.minimum:.15g},{value}<={field.maximum:.15g})"
        low, high = self._limits(self.fields[key], row)
        return f"AND({cell}{least}{low},{cell}<={high})"

    def _fits(self, key: str, row: int) -> str:
        cell = self._cell(key, row)
        return f"IF(ISNUMBER({cell}),{self._inside(key, row)},1=0)"

    def _fits_or_blank(self, key: str, row: int) -> str:
        cell = self._cell(key, row)
        return f'IF({cell}="",1=1,{self._fits(key, row)})'

    # ------------------------------------------------------------------------------------------------------------------
    # Rules

    def _problem(self, key: str, row: int) -> str:
        """A formula of the words on one cell."""
        field = self.fields[key]
        rules = [self._own(field, row), *self._between(key, row)]
        return "&".join(f'IF({condition},"{field.label}: {words}. ","")' for condition, words in rules)

    def _own(self, field: FormField, row: int) -> tuple[str, str]:
        """What can be wrong with a cell by itself."""
        cell = self._cell(field.key, row)
        if field.kind == "number":
            wrong = f'IF(ISNUMBER({cell}),NOT({self._inside(field.key, row)}),{cell}<>"")'
            allowed = field.allowed.replace(" and at most 1,000,000,000", "").replace(" and at most 100,000,000", "")
            unit = f" {field.unit}" if field.unit and not field.unit.startswith("as ") else ""
            return wrong, f"the number alone {allowed}{unit}"
        if field.key == "station":
            known = "+".join(f"COUNTIF({self.lists[name]},{cell})" for name in ("station_keys", "station_names"))
            return f'IF({cell}="",1=0,{known}=0)', "choose from the list, or add a column weather_file"
        choices = ",".join(f'{cell}="{choice}"' for choice in field.choices)
        return f'AND({cell}<>"",NOT(OR({choices})))', "choose from the list"

    def _nothing_given(self, row: int, house: str) -> str:
        first, last = (self.letters[key] for key in (list(self.letters)[1], list(self.letters)[-1]))
        none = f"COUNTA({self.homes}!{first}{row}:{last}{row})-COUNTA({self._cell(list(self.letters)[-1], row)})=0"
        return f'IF(AND({self._cell(house, row)}<>"",{none}),"House: Fill in the row, or clear it. ","")'

    def _between(self, key: str, row: int) -> list[tuple[str, str]]:
        """What can be wrong between cells, said at the one to mend."""
        if key in CAPACITIES[:2]:
            given = ",".join(self._fits(one, row) for one in CAPACITIES if one in self.letters)
            return [(f'AND({self._cell(key, row)}="",OR({given}))',
                     "needed too, as a capacity at another temperature is given")]  # fmt: skip
        rules: Mapping[str, Any] = {
            "design_temperature": self._design, "load_slope": self._loads, "region": self._places,
            "load_balance_temperature": self._coldest, "fuel": self._own_fuel, "fuel_price": self._price,
            "fuel_price_unit": self._unit,
        }  # fmt: skip
        return rules[key](row) if key in rules else []

    def _design(self, row: int) -> list[tuple[str, str]]:
        fits = f"{self._fits('design_temperature', row)},{self._fits_or_blank('indoor_setpoint', row)}"
        return [(f"IF(AND({fits}),{self._value('design_temperature', row)}>={self._used('indoor_setpoint', row)},1=0)",
                 "must be below the indoor setpoint")]  # fmt: skip

    def _loads(self, row: int) -> list[tuple[str, str]]:
        fits = [self._fits("load_slope", row), self._fits("design_load", row)]
        fits += [self._fits_or_blank(key, row) for key in ("design_temperature", "indoor_setpoint")]
        inside, outside = (self._used(key, row) for key in ("indoor_setpoint", "design_temperature"))
        load = self._value("design_load", row)
        apart = f"ABS({self._value('load_slope', row)}*({inside}-{outside})-{load})>{self.lists['loads_agree']}*{load}"
        return [(f"IF(AND({','.join(fits)}),AND({outside}<{inside},{apart}),1=0)",
                 "does not agree with the design heating load, give only one of the two")]  # fmt: skip

    def _places(self, row: int) -> list[tuple[str, str]]:
        given = ",".join(f'{self._cell(key, row)}<>""' for key in ("station", "region"))
        return [(f"AND({given})", "give a region or a station, not both")]

    def _is_at_station(self, row: int) -> str:
        """Whether the hours of a station are used where one is given."""
        return f'{self._cell("region", row)}=""'

    def _coldest(self, row: int) -> list[tuple[str, str]]:
        station = self._cell("station", row)
        known = "+".join(f"COUNTIF({self.lists[name]},{station})" for name in ("station_keys", "station_names"))
        at = "+".join(f"SUMIF({self.lists[name]},{station},{self.lists['coldest']})"
                      for name in ("station_keys", "station_names"))  # fmt: skip
        blank = f'{self._cell("load_balance_temperature", row)}=""'
        base = (f"IF({blank},MIN({self._used('indoor_setpoint', row)},{self.lists['usual_balance']}),"
                f"{self._value('load_balance_temperature', row)})")  # fmt: skip
        fits = ",".join(self._fits_or_blank(key, row) for key in ("load_balance_temperature", "indoor_setpoint"))
        return [(f'IF({station}="",1=0,IF(AND({known}>0,{self._is_at_station(row)},{fits}),{base}<={at},1=0))',
                 "no hour of the station is colder, give a higher temperature")]  # fmt: skip

    def _fuel(self, row: int) -> str:
        cell = self._cell("fuel", row)
        return f'IF({cell}="","{FIELDS["fuel"].default}",{cell})'

    def _known_fuel(self, row: int) -> str:
        return f"COUNTIF({self.lists['fuel_keys']},{self._fuel(row)})>0"

    def _unit_used(self, row: int) -> str:
        cell = self._cell("fuel_price_unit", row)
        usual = f"INDEX({self.lists['usual_units']},MATCH({self._fuel(row)},{self.lists['fuel_keys']},0))"
        return f'IF({cell}="",{usual},{cell})'

    def _own_fuel(self, row: int) -> list[tuple[str, str]]:
        return [(f'{self._cell("fuel", row)}="{OTHER}"', "add columns with its heat content and its emissions")]

    def _price(self, row: int) -> list[tuple[str, str]]:
        cell, fuel = self._cell("fuel_price", row), self._fuel(row)
        usual, electric = f'{fuel}="{FIELDS["fuel"].default}"', f'{fuel}="{ELECTRICITY}"'
        pair = f'MATCH({fuel}&" "&{self._unit_used(row)},{self.lists["fuel_and_unit"]},0)'
        plain = f'{self._unit_used(row)}="{FIELDS["fuel_price_unit"].default}"'
        needed = f"NOT(OR({electric},AND({usual},OR({plain},NOT(ISNUMBER({pair}))))))"
        heat = self._heat(row, pair)
        return [
            (f'IF({cell}<>"",1=0,IF({self._known_fuel(row)},{needed},1=0))', "please fill in, with its unit"),
            (f"IF(AND({self._known_fuel(row)},{self._fits('fuel_price', row)}),IF(ISNUMBER({pair}),"
             f"AND({heat}>0,{cell}>{self.lists['most_fuel_price']}*{heat}),1=0),1=0)",
             "too high, give dollars and check the unit"),
        ]  # fmt: skip

    def _is_priced(self, row: int) -> str:
        """Whether the fuel has a price: its own, or one that is used where the cell is blank."""
        price, fuel = self._cell("fuel_price", row), self._fuel(row)
        return f'OR({price}<>"",{fuel}="{ELECTRICITY}",{fuel}="{FIELDS["fuel"].default}")'

    def _heat(self, row: int, pair: str) -> str:
        """The heat in a unit of the fuel [MMBtu]."""
        return f"INDEX({self.lists['heat_of_unit']},{pair})"

    def _unit(self, row: int) -> list[tuple[str, str]]:
        cell, fuel = (self._cell(key, row) for key in ("fuel_price_unit", "fuel"))
        choices = ",".join(f'{cell}="{choice}"' for choice in FIELDS["fuel_price_unit"].choices)
        pair = f'COUNTIF({self.lists["fuel_and_unit"]},{self._fuel(row)}&" "&{cell})'
        return [
            (f'IF(AND({cell}="",{self._fits("fuel_price", row)},{fuel}<>""),IF({self._known_fuel(row)},'
             f'{self._unit_used(row)}="",1=0),1=0)', "please choose the unit of the fuel price"),
            (f"AND({cell}<>\"\",OR({choices}),{self._known_fuel(row)},{self._is_priced(row)},{pair}=0)",
             "this fuel is not sold so, choose its price unit or another fuel"),
        ]  # fmt: skip
