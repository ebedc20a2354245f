"""What a rebate programme and its rules are. programme_files.py reads them; judging.py judges by them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

KEYS: Final = ("mass_save", "concord_cmlp", "bpa_ptcs", "energy_trust_oregon", "efficiency_maine")
"""The programmes of programmes.toml, in its order: known without reading it, which takes as long as a start."""
CUSTOM: Final = "custom"
"""The key of a programme whose rules the user gives."""
CHOICES: Final = (*KEYS, CUSTOM)


class Kind(NamedTuple):
    """A kind of rule: what it is called, the unit and the allowed range of its threshold; a flag has neither."""

    label: str
    unit: str = ""
    minimum: float = -math.inf
    maximum: float = math.inf
    flags: tuple[bool, ...] = ()
    """What the threshold of a flag may be; () for a number"""
    at: bool = False
    """Whether a rule may name the outdoor temperature it is for"""

    @property
    def allowed(self) -> str:
        """The allowed thresholds in words."""
        if self.flags:
            return "must be " + " or ".join(str(flag).lower() for flag in self.flags)
        return f"must be a number from {self.minimum:g} to {self.maximum:g} ({self.unit})"


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "maximum_switchover": Kind("Maximum switchover", "°F", -80.0, 120.0),
        "minimum_share_at_switchover": Kind("Share of the load met at the switchover", "fraction", 0.01, 2.0, at=True),
        "minimum_share_at_design": Kind("Share of the design load met", "fraction", 0.01, 2.0, at=True),
        "maximum_thermal_balance_point": Kind("Maximum thermal balance point", "°F", -80.0, 120.0),
        "maximum_auxiliary_lockout": Kind("Auxiliary heat locked out above", "°F", -80.0, 120.0),
        "minimum_cop_5": Kind("Minimum COP at 5 °F", "COP", 1.0, 20.0),
        "minimum_capacity_ratio_5_47": Kind("Minimum capacity at 5 °F over that at 47 °F", "fraction", 0.01, 2.0),
        "compressor_lockout_recorded": Kind("Compressor lockout recorded", flags=(True,)),
        "dual_fuel_eligible": Kind("Dual fuel eligible", flags=(True, False)),
    }
)
"""Every kind of rule. A maximum and a minimum include their threshold unless the rule is strict."""


class Source(NamedTuple):
    """Where something was read."""

    title: str
    url: str


class Rule(NamedTuple):
    """One rule of a programme."""

    id: str
    kind: str
    threshold: float | bool
    unit: str
    fuel: str | None
    """The only fuel it is for; None: any"""
    temperature: float | None
    """Outdoor temperature [°F] it is for; None: the switchover's, or the design temperature"""
    strict: bool
    """Whether the threshold itself is not enough"""
    says: str
    """The rule in words"""
    source: Source
    verify: bool
    """Whether the value must be checked at its source before anybody relies on it"""
    verify_reason: str
    assumption: bool = False
    """Whether it is somebody's reading of the programme, not its words: verify warns of a breach and fails nobody"""


class Programme(NamedTuple):
    """A programme and its rules."""

    key: str
    name: str
    jurisdiction: str
    effective: datetime.date | None
    """When the rules begin to apply; None where the source does not state it"""
    read: datetime.date | None
    """When the source was read"""
    source: Source
    verify: bool
    verify_reason: str
    not_judged: tuple[str, ...]
    """What the programme asks for and this program does not check"""
    rules: tuple[Rule, ...]

    def largest_switchover(self, fuel: str) -> float | None:
        """The largest switchover [°F] that the programme accepts with a fuel; None where it names none."""
        rules = (rule for rule in self.rules if rule.kind == "maximum_switchover" and rule.fuel in (None, fuel))
        return min((float(rule.threshold) for rule in rules), default=None)

    def rule(self, name: str) -> Rule | None:
        """The rule of that id."""
        return next((rule for rule in self.rules if rule.id == name), None)
