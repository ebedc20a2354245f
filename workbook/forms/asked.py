"""Which inputs of the model each form asks for, with an example of each and what a blank cell means."""

from __future__ import annotations

from typing import Final

from xl_dualfuel.inputs.fields import FIELDS, Field
from xl_dualfuel.weather.stations import stations

from .details import Detail, Kind
from .needed import ALWAYS, FORMS, HOURS, LOAD

CLIENT: Final = (
    "load_slope", "design_load", "billed_fuel", "billed_degree_days", "billed_efficiency", "indoor_setpoint",
    "load_balance_temperature", "design_temperature", "climate", "season_hours", "hours_below_design", "region",
    "station", "cop_47", "cop_17", "cop_5", "capacity_47", "capacity_17", "capacity_5", "compressor_lockout", "fuel",
    "fuel_price", "fuel_price_unit", "fuel_heat_content", "furnace_efficiency", "furnace_capacity",
    "furnace_fan_power", "strip_capacity", "backup_operation", "tank_capacity", "metered_kwh", "electricity_price",
    "grid_emissions", "fuel_emissions", "existing_switchover",
)  # fmt: skip
REBATE: Final = (*CLIENT, "cop_35", "capacity_35", "defrost", "cycling_degradation", "programme", "as_left_switchover",
          "as_left_compressor_lockout", "as_left_auxiliary_lockout")  # fmt: skip
CASE: Final = tuple(key for key, field in FIELDS.items() if field.kind != "table")
PORTFOLIO: Final = (
    "load_slope", "design_load", "indoor_setpoint", "load_balance_temperature", "design_temperature", "season_hours",
    "hours_below_design", "station", "region", "cop_47", "cop_17", "cop_5", "capacity_47", "capacity_17", "capacity_5",
    "fuel", "fuel_price", "fuel_price_unit", "furnace_efficiency", "strip_capacity", "electricity_price",
    "existing_switchover",
)  # fmt: skip
INPUTS: Final = {"client": CLIENT, "rebate": REBATE, "case": CASE}

REQUIRED: Final = "required"
_EXAMPLES: Final[dict[str, float | str]] = {
    "design_load": 39000, "billed_fuel": 700, "billed_degree_days": 5500, "billed_efficiency": 0.8,
    "load_balance_temperature": 65, "region": "V", "station": "chicago_ohare", "weather_file": "my_city.epw",
    "runtime_file": "runtime.csv", "cop_35": 2.7, "cop_5": 1.8, "capacity_47": 36000, "capacity_17": 24000,
    "capacity_35": 29000, "capacity_5": 18000, "compressor_lockout": 5, "fuel_heat_content": 91500,
    "furnace_capacity": 60000, "strip_capacity": 10, "tank_capacity": 500, "metered_kwh": 6000,
    "programme": "mass_save", "programme_file": "rules.toml", "as_left_switchover": 35,
    "as_left_compressor_lockout": 5, "as_left_auxiliary_lockout": 40,
}  # fmt: skip


def example(field: Field) -> float | str:
    """A likely value of an input."""
    return _EXAMPLES.get(field.key, field.default if field.default is not None else "")


def detail(field: Field) -> Detail:
    """An input of the model as a field of a form."""
    if field.key == "station":
        return Detail(field.key, field.label, "choice", field.unit, field.help, tuple(stations()))
    kind: Kind = "text" if field.kind == "table" else field.kind
    return Detail(field.key, field.label, kind, field.unit, field.help, field.choices, field.minimum, field.maximum,
                  words=field.allowed)  # fmt: skip


def if_blank(field: Field, form: str) -> str:
    """What a blank cell means."""
    if form in FORMS:
        if field.key in ALWAYS:
            return REQUIRED
        if field.key in LOAD:
            return f"one of {', '.join(LOAD)} is required"
        if field.key in HOURS:
            return "required, unless a station or region is given"
    if field.key == "climate":
        return field.when_omitted
    if field.default is not None:
        value = f"{field.default:g}" if isinstance(field.default, float) else field.default
        other = f"; {field.when_omitted}" if field.when_omitted else ""
        return f"{value} {field.unit}".strip() + other
    return field.when_omitted or "not used"
