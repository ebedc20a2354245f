"""The arguments of the worksheet functions: their help, from the table of inputs, and their checks, as of inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ..decisions.money_terms import MONEY_FIELDS
from ..errors import InputError, Issue
from ..files.values import is_blank, number_in
from ..inputs.cells import REFUSED, Cell, Rows, answered, error, error_value, problem_of
from ..inputs.fields import FIELDS, Field
from ..inputs.hspf2 import RATED_REGION
from ..inputs.price_units import price_unit
from ..inputs.validation import check_values
from ..model.scenarios import SCENARIOS
from ..units import FUELS, OTHER
from .statuses import WORDS as STATUS_WORDS


class Argument(NamedTuple):
    """One argument of a worksheet function; array: it takes a range; key: the input it is checked as, if it is one."""

    name: str
    help: str
    optional: bool
    array: bool
    key: str


class Named(NamedTuple):
    """An argument that a workbook has under a defined name; rows: those of the table that comes with the examples."""

    name: str
    rows: Rows | None = None


INPUTS: Final = Named("in_all")
"""All inputs of a workbook, keys in one column and values in the next."""


def input_cell(key: str) -> Named:
    """The cell of one input in a workbook."""
    return Named(f"in_{key}")


UNITS_SECTION: Final = "Units"
"""The group of the units in which inputs are given."""
SECTIONS: Final = (*dict.fromkeys(field.section for field in FIELDS.values()), UNITS_SECTION)
"""Groups of inputs, as on the Inputs sheet."""
POINTS: Final = tuple(STATUS_WORDS)
"""The balance points."""
OUTDOOR: Final = Argument("temperature", "", False, False, "compressor_lockout")
"""One outdoor temperature: it has the limits of any other."""

IN_PLACE: Final = frozenset({"temperature", "values", "electricity_prices", "fuel_prices", "table", "choices"})
"""Ranges each cell of which is answered by itself: what is wrong with one is the answer in its place."""

NUMBERS: Final = MappingProxyType(
    {
        "dollars": Field(
            "dollars", "Band", "Allowance", "$", "Most that a season may cost more than at the best setting",
            minimum=0.0, maximum=1e6, when_omitted="percent is used",
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

_BY_UNIT = {
    unit: [fuel.name for fuel in FUELS.values() if fuel.own_unit == unit and fuel.key != OTHER]
    for unit in dict.fromkeys(fuel.own_unit for fuel in FUELS.values() if fuel.key != OTHER)
}
_OWN_UNITS = "; ".join(f"{unit} of {', '.join(names)}" for unit, names in _BY_UNIT.items())
_WORDS = {
    "units_burned": f"Fuel burned for heating over the degree days [{_OWN_UNITS}]",
    "degree_days": "Heating degree days of the same time, base the load balance temperature [°F·d]",
    "efficiency": "Efficiency of the furnace that burned it, as a fraction [–]",
    "switchover": "Outdoor temperature at or above which the heat pump heats, the furnace below it [°F, or as inputs]",
    "from_switchover": "Switchover to begin with, such as today's [°F, or as inputs]",
    "to_switchover": "Switchover to compare with it; a positive answer: this one costs less [°F, or as inputs]",
}
"""Arguments whose words in the table of inputs would mislead here."""


def _limits(key: str) -> str:
    return FIELDS[key].allowed.removeprefix("must be ")


_RANGES = {
    "inputs": "Input keys or labels beside or above values, as in_all; whole columns too. Omitted: worked example",
    "changes": 'The same, or {"electricity_price",0.20}; of a cell CHOOSE({1,2},"electricity_price",B2) or HSTACK. It '
    "wins over inputs. Omitted: none",
    "temperature": f"Outdoor temperature [°F], one or a range: {_limits(OUTDOOR.key)}",
    "values": "Values of the input in its unit, one or a range; blank ones give blank rows",
    "electricity_prices": f"Prices of electricity [$/kWh], one or a range: {_limits('electricity_price')}",
    "fuel_prices": f"Prices of the fuel in the case's fuel_price_unit, one or a range: {_limits('fuel_price')}",
    "table": "Input keys or labels in the first row or below a title, one home a row below; blank cells are taken as "
    "omitted, columns headed by none of an input's words (home, address) as notes. Whole columns too",
    "choices": "A row of headings: option, keys or labels of inputs, scenario if wanted; below it each option with "
    "what it changes. Blank cells leave the case as it is; other columns are notes",
    "tariff": "Keys beside what they say: period, name, price; window, period, days, hours, months; special, "
    "control, block, demand, rider, fixed, household_kwh, fuel_price … (FUNCTIONS.md). Whole columns too",
    "record": "A thermostat's rows as downloaded, one of column names first: time, outdoor temperature (F) or (C), "
    "runtimes (sec), (min) or (h). Whole columns too",
    "ratings": "Keys beside values: capacity_47, cop_47, capacity_17, cop_17; if known …_35, …_5, other speeds as "
    "capacity_min_47, capacity_max_47, cooling_capacity, cut_out, cut_in, defrost_interval, defrost_longest [h]",
    "option_changes": 'What the option changes: keys or labels beside values, or an array like {"cop_47",3.9}',
}
_OTHERS = {
    "scenario": "One of " + ", ".join(SCENARIOS),
    "point": "Which balance point: " + ", ".join(POINTS),
    "section": "One of " + ", ".join(SECTIONS) + ". Omitted: all",
    "measure": "A header of DF_SCENARIOS: annual_cost [$], electricity_kwh, fuel_mmbtu, emissions_kg, furnace_hours …",
    "key": "Key or label of the input that varies, such as electricity_price",
    "region": f"{FIELDS['region'].help}: {_limits('region')}. Omitted: {RATED_REGION}, as on certificates",
    "thermostat_unit": "The thermostat holds whole degrees F or half degrees C: F or C. Omitted: as the inputs say",
}


def argument(name: str, optional: bool) -> Argument:
    """The argument that a parameter of a function is."""
    if name in _RANGES:
        return Argument(name, _RANGES[name], optional, True, "")
    if name in _OTHERS:
        return Argument(name, _OTHERS[name], optional, False, "")
    field = NUMBERS.get(name) or FIELDS[_KEYS.get(name, name)]
    words = _WORDS.get(name) or field.help + (f" [{field.unit or '–'}]" if field.kind == "number" else "")
    default = "the best" if name == "switchover" else _omitted(field)
    limits, omitted = field.allowed.removeprefix("must be "), f". Omitted: {default}" if optional else ""
    return Argument(name, f"{words}: {limits}{omitted}", optional, False, field.key if field.key in FIELDS else "")


def _omitted(field: Field) -> str:
    if field.key == "load_balance_temperature":  # beside a load slope alone there is no climate to tell it by
        return f"{FIELDS['indoor_setpoint'].default:g}"
    if field.when_omitted or field.default is None:
        return field.when_omitted
    return str(field.default) if isinstance(field.default, str) else f"{field.default:g}"


def field_of(argument: Argument) -> Field | None:
    """The field with the limits of an argument that is one value; None for ranges, keys and choices of its own."""
    return NUMBERS.get(argument.name) or FIELDS.get(argument.key)


def checked(arguments: Sequence[Argument], cells: dict[str, Cell]) -> dict[str, Cell]:
    """The arguments, those that are inputs checked like inputs. Raises InputError listing every problem."""
    values = dict(cells)
    issues: list[Issue] = []
    for argument in arguments:
        cell = cells[argument.name]
        while isinstance(cell, list) and len(cell) == 1 and not argument.array:
            cell = cell[0]
        if argument.key:
            if argument.key == "fuel_price_unit" and isinstance(cell, str) and price_unit(cell):
                continue  # a spelling of a unit, which the case brings to its own together with the price
            if argument.key in ("fuel_price", "billed_fuel") and isinstance(cell, str) and _has_unit(cell):
                values[argument.name] = cell
                continue  # the case reads it with its unit, which goes with the fuel
            cell = caseless(cell, FIELDS[argument.key].choices)
            checked_values, wrong = check_values({"fuel": cells.get("fuel"), argument.key: cell})
            wrong = [issue for issue in wrong if issue.key == argument.key]
            if not argument.optional and is_blank(cell):
                wrong = [Issue(argument.key, None, FIELDS[argument.key].allowed, FIELDS[argument.key].remedy)]
            issues += [issue._replace(key=argument.name) for issue in wrong]
            cell = checked_values.get(argument.key)
        values[argument.name] = cell
    if issues:
        raise InputError(issues)
    return values


def _has_unit(text: str) -> bool:
    """Whether a text has a number and more."""
    return number_in(text) is None and any(map(str.isdigit, text))


def caseless(cell: Cell, known: Iterable[str]) -> Cell:
    """The known word that a cell holds, in any letter case and with spaces or underscores; else the cell itself."""
    if not isinstance(cell, str):
        return cell
    return next((one for one in known if _folded(one) == _folded(cell)), cell)


def _folded(word: str) -> str:
    return "_".join(word.casefold().split())


def one_of(name: str, cell: Cell, known: Sequence[str]) -> str:
    """The known word that an argument holds, in any letter case. Raises InputError for another one."""
    while isinstance(cell, list) and len(cell) == 1:
        cell = cell[0]
    word = caseless(cell, known)
    if word not in known:
        raise InputError([Issue(name, cell, f"must be one of {', '.join(known)}", "Give one of them")])
    return str(word)


def answer_of_row(cells: Mapping[str, Cell], count: int, cached: Any, *before: Any) -> list[Cell]:
    """What one row of a table answers, ``count`` cells, and its problem: errors and words where it cannot be used.

    cached: a function with a cache that takes ``before``, the keys and the cells.
    """
    if wrong := next(((key, cell) for key, cell in cells.items() if error(cell)), None):
        shown = error_value(wrong[1])
        return [*[shown] * count, f"{wrong[0]} = {shown}: an error in the table. Mend the cell it comes from"]
    # Lists, as Python callers may have for a table input, are no keys of a cache.
    function = cached.__wrapped__ if any(isinstance(cell, list) for cell in cells.values()) else cached
    answer = answered(lambda: function(*before, tuple(cells), *cells.values()))
    return [*[REFUSED] * count, problem_of(answer)] if isinstance(answer, str) else [*answer, ""]
