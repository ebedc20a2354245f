"""The inputs of the model as fields of a form: which of them a form asks for, and what a blank cell means."""

from __future__ import annotations

from xl_dualfuel.inputs.field import NOT_KNOWN
from xl_dualfuel.inputs.fields import FIELDS, LOADS, Field
from xl_dualfuel.inputs.required import KNOWN_OR_NOT, or_unknown
from xl_dualfuel.weather.stations import stations

from .form_fields import FormField, Kind
from .required import HOUSE_FORMS, REQUIRED


def asked_by(form: str) -> tuple[str, ...]:
    """The inputs that a form asks for: the form "case" for all but tables; "sample": the example of a home."""
    return tuple(
        key
        for key, field in FIELDS.items()
        if form in (field.forms or ()) or (form == "case" and field.kind != "table")
    )


def example(field: Field) -> float | str:
    """A likely value of an input."""
    value = field.default if field.example is None else field.example
    return "" if value is None else value


def form_field(field: Field, form: str = "") -> FormField:
    """An input of the model as a field of a form."""
    kind: Kind = field.kind if field.kind in ("number", "choice") else "text"
    choices = field.choices
    if field.key == "station":
        kind, choices = "choice", tuple(stations())
    instead = NOT_KNOWN if field.key in KNOWN_OR_NOT and form in HOUSE_FORMS else ""
    return FormField(field.key, field.label, kind, field.unit, field.help, choices, field.minimum, field.maximum,
                     words="" if field.key == "station" else field.allowed, instead=instead)  # fmt: skip


def instead_of(key: str, form: str) -> tuple[str, ...]:
    """The inputs of a form any of which makes one that it always needs unnecessary."""
    if FIELDS[key].required != "always":
        return ()
    return tuple(other for other in asked_by(form) if key in FIELDS[other].displaces)


def if_blank(field: Field, form: str) -> str:
    """What a blank cell means."""
    if form in HOUSE_FORMS and field.required:
        if others := instead_of(field.key, form):
            return f"required, unless {' or '.join(others)} is given"
        if field.key == "design_temperature":
            return "required, unless a station or region is given and no design_load"
        return {
            "always": REQUIRED,
            "load": f"one of {', '.join(LOADS)} is required",
            "hours": "required, unless a station or region is given",
            "or_unknown": f"required, {or_unknown(field.key)}",
        }[field.required]
    if field.key == "climate":
        return field.when_omitted
    if field.default is not None:
        value = f"{field.default:g}" if isinstance(field.default, float) else field.default
        other = f"; {field.when_omitted}" if field.when_omitted else ""
        return f"{value} {field.unit}".strip() + other
    return field.when_omitted or "not used"
