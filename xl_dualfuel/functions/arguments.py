"""The arguments of the worksheet functions: their help, from the table of inputs, and their checks, as of inputs."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from ..decisions.money import MONEY_FIELDS
from ..errors import InputError, Issue
from ..files.values import is_blank
from ..inputs.cells import Cell
from ..inputs.fields import FIELDS, Field
from ..inputs.validation import check_values
from ..model.scenarios import SCENARIOS


class Argument(NamedTuple):
    """One argument of a worksheet function; array: it takes a range; key: the input it is checked as, if it is one."""

    name: str
    help: str
    optional: bool
    array: bool
    key: str


OUTDOOR: Final = Argument("temperature", "", False, False, "compressor_lockout")
"""One outdoor temperature: it has the limits of any other."""

IN_PLACE: Final = frozenset({"temperature", "values", "electricity_prices", "fuel_prices", "table", "choices"})
"""Ranges each cell of which is answered by itself: what is wrong with one is told in its own place."""

NUMBERS: Final = MappingProxyType(
    {
        "dollars": Field(
            "dollars", "Band", "Allowance", "$", "Most that a season may cost more than at the best setting",
            minimum=0.0, maximum=1e6, when_omitted="percent counts",
        ),
        "percent": Field(
            "percent", "Band", "Allowance in percent", "%", "The same in percent of the least season cost",
            default=1.0, minimum=0.0, maximum=1e3, when_omitted="1, or dollars",
        ),
    }
    | MONEY_FIELDS
)  # fmt: skip
"""Arguments that are numbers and no inputs of a case, by their names; band.py and money.py check them."""

_KEYS = {
    "price": "fuel_price",
    "unit": "fuel_price_unit",
    "units_burned": "billed_fuel",
    "degree_days": "billed_degree_days",
    "efficiency": "furnace_efficiency",
    "switchover": "existing_switchover",
    "from_switchover": "existing_switchover",
    "to_switchover": "existing_switchover",
}
"""Arguments that are inputs under another name."""

_WORDS = {
    "units_burned": "Fuel burned for heating over the degree days [therm of natural gas, gal of propane or oil]",
    "degree_days": "Heating degree days of the same time, base the load balance temperature [°F·d]",
    "efficiency": "Efficiency of the furnace that burned it, as a fraction [–]",
    "switchover": "Outdoor temperature at or above which the heat pump heats, the furnace below it [°F]",
    "from_switchover": "Switchover to begin with, such as today's [°F]",
    "to_switchover": "Switchover to compare with it; a positive answer means that this one costs less [°F]",
}
"""What the table of inputs says of these would mislead here."""


def _limits(key: str) -> str:
    return FIELDS[key].allowed.removeprefix("must be ")


_RANGES = {
    "inputs": "Input keys or labels beside values, as df_inputs, or headed name and value. Omitted: worked example",
    "changes": 'The same kind of range, or an array like {"electricity_price",0.20}; wins over inputs. Omitted: none',
    "temperature": f"Outdoor temperature [°F], one or a range: {_limits(OUTDOOR.key)}",
    "values": "Values of the input in its unit, one or a range; blank ones give blank rows",
    "electricity_prices": f"Prices of electricity [$/kWh], one or a range: {_limits('electricity_price')}",
    "fuel_prices": f"Prices of the fuel in the case's fuel_price_unit, one or a range: {_limits('fuel_price')}",
    "table": "Input keys or labels in the first row, one home a row below; blank cells count as omitted, and columns "
    "headed by none of an input's words (home, address) as notes",
    "choices": "A row of headings: option, keys or labels of inputs, scenario if wanted; below it each option with "
    "what it changes. Blank cells leave the case as it is; other columns are notes",
    "option_changes": 'What the option changes: keys or labels beside values, or an array like {"cop_47",3.9}',
}
_OTHERS = {
    "scenario": "One of " + ", ".join(SCENARIOS),
    "measure": "A header of DF_SCENARIOS: annual_cost [$], electricity_kwh, fuel_mmbtu, emissions_kg, furnace_hours …",
    "key": "Key or label of the input that varies, such as electricity_price",
    "thermostat_unit": "Degrees that the thermostat is set in: F or C. Omitted: F",
}


def argument(parameter: inspect.Parameter) -> Argument:
    """The argument that a parameter of a function is."""
    name, optional = parameter.name, parameter.default is not inspect.Parameter.empty
    if name in _RANGES:
        return Argument(name, _RANGES[name], optional, True, "")
    if name in _OTHERS:
        return Argument(name, _OTHERS[name], optional, False, "")
    field = NUMBERS.get(name) or FIELDS[_KEYS.get(name, name)]
    words = _WORDS.get(name) or field.help + (f" [{field.unit or '–'}]" if field.kind == "number" else "")
    limits, omitted = field.allowed.removeprefix("must be "), f". Omitted: {_omitted(field)}" if optional else ""
    return Argument(name, f"{words}: {limits}{omitted}", optional, False, field.key if field.key in FIELDS else "")


def _omitted(field: Field) -> str:
    if field.when_omitted or field.default is None:
        return field.when_omitted
    return str(field.default) if isinstance(field.default, str) else f"{field.default:g}"


def field_of(argument: Argument) -> Field | None:
    """What tells the limits of an argument that is one value; None for ranges, keys and choices of its own."""
    return NUMBERS.get(argument.name) or FIELDS.get(argument.key)


def checked(arguments: Sequence[Argument], cells: dict[str, Cell]) -> dict[str, Cell]:
    """The arguments, those that are inputs checked like inputs. Raises InputError listing every problem."""
    found = dict(cells)
    issues: list[Issue] = []
    for one in arguments:
        cell = cells[one.name]
        while isinstance(cell, list) and len(cell) == 1 and not one.array:
            cell = cell[0]
        if one.key:
            values, wrong = check_values({one.key: cell})
            if not one.optional and is_blank(cell):
                wrong = [Issue(one.key, None, FIELDS[one.key].allowed, FIELDS[one.key].remedy)]
            issues += [issue._replace(key=one.name) for issue in wrong]
            cell = values.get(one.key)
        found[one.name] = cell
    if issues:
        raise InputError(issues)
    return found
