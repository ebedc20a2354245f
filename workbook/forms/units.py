"""The cells of a form that say what it is filled in with; units beside values and allowed ranges follow them."""

from __future__ import annotations

from typing import Final

from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS, Field, UnitField
from xl_dualfuel.inputs.units_given import NAMES, Units, limits_in

from .form_fields import FormField

SECTION: Final = "Units"
_OTHERS: Final = {"temperature_unit": "°C", "heat_unit": "kW", "load_slope_unit": "W/K, kW/K"}
_HELP: Final = {
    "temperature_unit": "C where you give temperatures and degree days in °C",
    "heat_unit": "kW where you give loads and capacities in kW",
    "load_slope_unit": "What you give the heat loss per degree in",
}


def fields() -> tuple[FormField, ...]:
    """A field for each kind of unit."""
    return tuple(
        FormField(key, unit.label, "choice", "", _HELP[key], tuple(unit.choices)) for key, unit in UNIT_FIELDS.items()
    )


def example(key: str) -> str:
    """The metric choice of a unit."""
    return tuple(UNIT_FIELDS[key].choices)[-1]


def _kind(unit: str) -> UnitField | None:
    return next((field for field in UNIT_FIELDS.values() if unit in field.units), None)


def beside(unit: str) -> str:
    """The unit of a value as a formula on the cells of the units; "" where there is one unit only."""
    kind = _kind(unit)
    if kind is None:
        return ""
    formula = f'"{unit}"'
    for choice in [choice for choice in kind.choices if choice != kind.default]:
        own = unit.replace("°F", "°C") if choice == "C" else NAMES[choice]
        formula = f'IF(in_{kind.key}="{choice}","{own}",{formula})'
    return formula


def either(unit: str) -> str:
    """The units that a column of homes may be in, in words."""
    kind = _kind(unit)
    return f"{unit} or {_OTHERS[kind.key]}" if kind else unit


def limits(field: FormField, cells: dict[str, str]) -> tuple[str, str]:
    """The allowed range of a number as formulas; cells: where a kind of unit is said, by its key."""
    kind = _kind(field.unit)
    model = FIELDS.get(field.key) or Field(field.key, "", field.label, field.unit, "", minimum=field.minimum,
                                           maximum=field.maximum, difference=field.difference)  # fmt: skip
    ends = (f"{field.minimum:.15g}", f"{field.maximum:.15g}")
    if kind is None or kind.key not in cells:
        return ends
    for choice in [choice for choice in kind.choices if choice != kind.default]:
        units = Units(**{kind.key.removesuffix("_unit"): choice})
        test = f'{cells[kind.key]}="{choice}"'
        low, high = (f"{limit:.15g}" for limit in limits_in(model, units))
        ends = _either(test, low, ends[0]), _either(test, high, ends[1])
    return ends


def _either(test: str, here: str, otherwise: str) -> str:
    return otherwise if here == otherwise else f"IF({test},{here},{otherwise})"


NAMED: Final = {key: f"in_{key}" for key in UNIT_FIELDS}
"""Where a form of one house says its units"""


def ranges(field: FormField) -> str:
    """The allowed range of a temperature in °C too; "" for anything else."""
    model = FIELDS.get(field.key)
    if model is None or model.kind != "number" or model.unit != "°F":
        return ""
    low, high = limits_in(model, Units("C"))
    return f" °F; {low:g} to {high:g} °C"
