"""How the form that answers asks for each input: a short label, help with a likely value, no key and no idle range."""

from __future__ import annotations

import re
from typing import Final

from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS, Field

from . import units
from .form_fields import LETTERHEAD, PARTIES, RATE, FormField
from .model_fields import example, form_field, if_blank
from .problems import FORM, ON_FORM, WIDE, with_spaces

PARTY_FIELDS: Final = {field.key: field for section in (PARTIES, LETTERHEAD, RATE) for field in section.fields}
UNIT_QUESTIONS: Final = {field.key: field for field in units.fields()}
_LABELS: Final = {
    "prepared_for": "Client", "site": "Address", "station": "Nearest weather station",
    "region": "or climate region (AHRI)", "design_temperature": "Outdoor design temperature",
    "temperature_unit": "Temperatures in", "heat_unit": "Loads and capacities in",
    "design_load": "Heating load at design temperature", "cop_47": "COP at 47 °F (8.3 °C)",
    "cop_17": "COP at 17 °F (−8.3 °C)", "capacity_47": "Capacity at 47 °F (8.3 °C)",
    "capacity_17": "Capacity at 17 °F (−8.3 °C)", "furnace_efficiency": "Efficiency (AFUE)",
    "fuel_price": "Price of the fuel, per unit at right", "electricity_price": "Price of electricity",
    "existing_switchover": "Furnace takes over below", "load_slope_unit": "Heat loss per degree in",
    "billed_fuel": "Fuel burned for heating", "billed_efficiency": "Efficiency on those bills",
    "metered_kwh": "Metered electricity of heating", "thermostat_step": "Step of the thermostat",
    "season_hours": "Heating hours of a season", "strip_capacity": "Electric strips",
}  # fmt: skip
_HELPS: Final = {
    "temperature_unit": "C where your temperatures are in °C. Blank: °F",
    "heat_unit": "Choose kW where your loads and capacities are in kW. Blank: BTU/h",
    "load_slope_unit": "The unit of the heat loss per degree. Blank: BTU/h/F",
    "station": "The station whose winters are most like yours. Leave blank where none is near",
    "region": "Where no station is near. Most of the northern US is IV or V",
    "design_temperature": "Such as 5 °F. The 99 % outdoor temperature of the load calculation",
    "design_load": "Such as 39,000 BTU/h. From the load calculation (Manual J, CSA F280), at the design temperature",
    "furnace_efficiency": "Such as 0.95: the AFUE of its label, as a fraction",
    "fuel_price": "The price of one unit more, without fixed charges. Choose its unit at the right",
    "fuel_price_unit": "What the price of the fuel is for. Dth: dekatherm",
    "electricity_price": "Such as 0.14. The price of one kWh more, in dollars, without fixed charges",
    "existing_switchover": "Such as 35 °F. The outdoor temperature that the thermostat has now",
    "climate": "Only where both a station and a region are filled in: which of them to use",
    "season_hours": "Such as 1,900. Needed where no station and no region is chosen",
    "billed_fuel": "Such as 700. Units of fuel on the bills of a winter, hot water and cooking taken out",
}  # fmt: skip
"""Help that says it shorter than the table of inputs"""
_IDLE: Final = "not used"
_CHOICES: Final = {choice for field in FIELDS.values() for choice in field.choices if "_" in choice}
_KEY = re.compile(r"\b(" + "|".join(sorted({*FIELDS, *UNIT_FIELDS, *_CHOICES}, key=len, reverse=True)) + r")\b")


def question(key: str) -> FormField:
    """A field of the form by its key."""
    if key in PARTY_FIELDS:
        field = PARTY_FIELDS[key]
        return field._replace(label=_LABELS.get(key, field.label))
    if key in UNIT_QUESTIONS:
        asked = UNIT_QUESTIONS[key]
    else:
        asked = form_field(FIELDS[key], FORM)._replace(help=in_words(_HELPS.get(key) or _help(FIELDS[key])))
        if key == "climate":
            asked = asked._replace(choices=("proportional", *ON_FORM))
        if with_spaces(FIELDS[key]):
            asked = asked._replace(choices=tuple(choice.replace("_", " ") for choice in asked.choices))
        asked = asked._replace(words=_allowed(FIELDS[key]))
    return asked._replace(label=_LABELS.get(key, asked.label), help=_HELPS.get(key, asked.help))


def in_words(text: str) -> str:
    """A text with the labels of inputs in the place of their keys; a word that is no key alone stays."""

    def label(at: re.Match[str]) -> str:
        key = at[1]
        if "_" not in key:
            return key
        if key in _CHOICES:
            return key.replace("_", " ")
        name = _LABELS.get(key) or (FIELDS[key].label if key in FIELDS else UNIT_FIELDS[key].label)
        return f"“{name}”"

    return _KEY.sub(label, text)


def _help(field: Field) -> str:
    """A likely value, what a blank cell means, what it is."""
    likely, blank = example(field), if_blank(field, FORM)
    unit = "" if "unit" in field.unit else f" {field.unit}"
    is_asked = field.default is None or bool(field.required)  # else the blank's value is the likely one
    such = f"Such as {likely:,g}{unit}" if is_asked and isinstance(likely, float | int) else ""
    left = "" if field.required or blank == _IDLE else f"Blank: {blank}"
    return ". ".join(part for part in (such, left, field.help) if part)


def _allowed(field: Field) -> str:
    """What it may hold, in words; a range that no house comes near is left out."""
    if field.kind != "number":
        return "must be one of the list"
    if field.maximum > WIDE:
        return f"must be {'more than' if field.above_minimum else 'at least'} {field.minimum:,g}"
    return f"{field.allowed}{units.ranges(form_field(field, FORM))}"
