"""One row of the table of inputs: name, range, meaning, and how the rest of the program may treat it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from ..units import BTU_PER_KWH

Kind = Literal["number", "choice", "text", "table", "file"]
Role = Literal["house", "price", "climate", "method", "setting", "report"]

EXAMPLE: Final = "worked example"
"""The source of a default that nobody else publishes."""
DEFAULT_NOTE: Final = "default"
"""How a table of inputs notes a value that was not given."""
NOT_KNOWN: Final = "not known"
"""What is typed on a form for a required value that nobody has; elsewhere a blank word like others."""
TABLE_LIMIT: Final = 2000
"""Most rows of a table input, and most bins of a case that is not hourly."""


class Spread(NamedTuple):
    """How far an input goes down and up, as a share of its value (relative) or in its unit, and why that far."""

    down: float
    up: float
    relative: bool
    reason: str


class Field(NamedTuple):
    """One input: what it is called, what it may be, what it means and where its default comes from.

    ``minimum`` and ``maximum`` are physical sanity limits, inclusive unless ``above_minimum``. ``default`` None means
    that the input may be left out; ``when_omitted`` says what then happens. ``columns`` names a table's columns.
    """

    key: str
    section: str
    label: str
    unit: str
    help: str
    kind: Kind = "number"
    """A file is given by its path, which starts from the folder of the file that names it"""
    default: float | str | None = None
    minimum: float = float("-inf")
    maximum: float = float("inf")
    above_minimum: bool = False
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    when_omitted: str = ""
    remedy: str = ""
    source: str = EXAMPLE
    example: float | str | None = None
    """A likely value, where there is no default"""
    role: Role = "house"
    """What it changes. house: heat, electricity and fuel; price: only what they cost or emit; climate: only the bins;
    method: how it is worked out; setting: only where bins are cut and what is compared; report: neither cost nor
    switchover"""
    climates: tuple[str, ...] = ()
    """Climate methods whose bins depend on this number"""
    gives_climate: str = ""
    """The climate method that takes all its bins from this input"""
    default_yields: bool = False
    """The default applies only while no other input gives the same quantity"""
    displaces: tuple[str, ...] = ()
    """Inputs that a change of this one takes out: they would contradict it, or make it idle"""
    follows: tuple[str, ...] = ()
    """Inputs a new value of which takes this one out: it belonged to the old one"""
    needs: tuple[str, str] = ("", "")
    """Another input, and its value ("" for any), without which this one has no effect"""
    house_specific: bool = False
    """No house has the default from anywhere but the worked example"""
    difference: bool = False
    """A temperature difference: it has no zero point to convert"""
    spread: Spread | None = None
    """How far it is varied where nobody says how far"""
    in_scenarios: bool = False
    """A scenario may multiply it"""
    forms: tuple[str, ...] | None = None
    """Forms that ask for it, but for the one that asks for everything; "sample": filled in on the table of homes.
    Each row of the table of inputs says so, if only ()"""
    required: Literal["", "always", "load", "hours", "or_unknown"] = ""
    """Whether a form must have it: always, or one of the loads, or all of the hours unless the climate is another; or
    it must say NOT_KNOWN, which takes what ``when_omitted`` says"""

    @property
    def allowed(self) -> str:
        """The allowed range in words, as messages, help and the Inputs sheet show it."""
        if self.kind == "choice":
            return "must be one of " + ", ".join(self.choices)
        if self.kind in ("text", "file"):
            return "must be text"
        if self.kind == "table":
            return f"must be rows of {', '.join(self.columns)} (numbers), 1 to {TABLE_LIMIT} of them"
        return f"must be {in_range(self.minimum, self.maximum, self.above_minimum)}"

    @property
    def drawn(self) -> bool:
        """Whether it is a number that may be uncertain: no setting, and not without an effect."""
        return self.kind == "number" and self.role in ("house", "price", "climate")

    @property
    def needed(self) -> bool:
        """Whether it has a value in every case."""
        return self.default is not None and not self.default_yields

    def holds(self, number: Any) -> Any:
        """Whether a number, or each of an array, is inside the allowed range; NaN is not, nor what is nearly 0.

        Of a quantity that starts at 0, a number below LEAST is no measurement, and its quotients are beyond any float.
        """
        inside = (number > self.minimum) if self.above_minimum else (number >= self.minimum)
        inside = inside & (number <= self.maximum)
        return inside & ((number >= LEAST) | (number == 0)) if self.minimum == 0 else inside

    def allowed_beside(self, number: float) -> str:
        """The allowed range, in the words for a number that is not inside."""
        if self.minimum == 0 < number < LEAST:
            return f"must be {'' if self.above_minimum else '0 or '}at least {LEAST:.9f}"
        return self.allowed

    def idle_with(self, climate: object) -> bool:
        """Whether it changes nothing at all with a climate method."""
        methods = self.climates or ((self.gives_climate,) if self.gives_climate else ())
        return self.role in ("climate", "method") and bool(methods) and climate not in methods

    def nearest(self, number: float) -> float:
        """The number, moved into the allowed range."""
        if self.above_minimum and number <= self.minimum:
            return self.minimum + 1e-6 * max(1.0, abs(self.minimum))
        if self.minimum == 0 < number < LEAST:
            return LEAST
        return min(max(number, self.minimum), self.maximum)


LEAST: Final = 1e-9
"""Smallest number above 0 of a quantity that starts there"""


def in_range(least: float, most: float, above: bool = False) -> str:
    """An allowed range in words; above: the least itself is not in it."""
    return f"more than {least:,.15g} and at most {most:,.15g}" if above else f"from {least:,.15g} to {most:,.15g}"


class UnitField(NamedTuple):
    """What some inputs of a case are given in. It is converted when the case is created; results stay in °F and BTU/h.

    ``units``: it is for every input in one of these; choices map to scale and offset of the engine's unit.
    """

    key: str
    label: str
    choices: Mapping[str, tuple[float, float]]
    units: tuple[str, ...]

    @property
    def default(self) -> str:
        """The engine's own unit."""
        return next(iter(self.choices))

    @property
    def allowed(self) -> str:
        """The units in words."""
        return "must be one of " + ", ".join(self.choices)


_UNIT_FIELDS = (
    UnitField("temperature_unit", "Temperatures of this case are in", {"F": (1.0, 0.0), "C": (9 / 5, 32.0)},
              ("°F", "°F·d")),
    UnitField("heat_unit", "Loads and capacities of this case are in",
              {"BTU/h": (1.0, 0.0), "kW": (BTU_PER_KWH, 0.0)}, ("BTU/h",)),
    UnitField("load_slope_unit", "Heat loss per degree of this case is in",
              {"BTU/h/F": (1.0, 0.0), "kW/K": (BTU_PER_KWH * 5 / 9, 0.0), "W/K": (BTU_PER_KWH * 5 / 9000, 0.0)},
              ("BTU/h·°F",)),
)  # fmt: skip

UNIT_FIELDS: Final = MappingProxyType({field.key: field for field in _UNIT_FIELDS})
"""The unit inputs by their key; they are no inputs of the model and do not appear among the inputs of a result."""
