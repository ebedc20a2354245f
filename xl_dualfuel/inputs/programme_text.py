"""A programme as the text of a TOML file: in a workbook, to be judged where the file is not, and to start from."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any, Final

from ..files.toml_tables import toml_of
from .programme_files import FILE, programme_of
from .programmes import CUSTOM, KINDS, Kind, Programme


def programme_in(text: str) -> Programme:
    """The programme in the text of such a file. Raises InputError listing every problem."""
    return programme_of(toml_of(text, "rules", FILE), CUSTOM)


_HEAD: Final = """\
# Rules of a programme, by which dualfuel judges a house and its equipment:
#     dualfuel verify submissions --programme THIS_FILE
# and in a case with programme = "custom" and programme_file = "THIS_FILE".
# Every kind of rule is below with an example: change the numbers, and take out the rules that you do not have.

name = "Our utility, heat pump rebate"
jurisdiction = "Example State"
# When the rules begin to apply, and when you read them at their source:
effective = 2026-01-01
read = 2026-01-15
title = "Programme manual"
url = "https://example.org/manual"
# true: the limits must be looked up at their source before anybody relies on them; then say why in verify_reason.
verify = false
# What the programme asks for and nobody can judge by the inputs, in your own words:
not_judged = ["The installer is on the programme's list"]

# Keys of a rule: id (small letters, digits, hyphens), kind, threshold, unit, says (the rule in words).
# fuel: the only fuel it is for, such as "natural_gas"; without it the rule is for any.
# strict = true: the threshold itself is not enough.
# assumption = true: it is your reading, not the programme's words; say why in verify_reason. A breach is reported as
# something to look at, and fails nobody.
"""
_EXAMPLES: Final[Mapping[str, tuple[str, float | bool, Mapping[str, Any]]]] = {
    "maximum_switchover": ("The furnace takes over at 30 °F or colder", 30, {"fuel": "natural_gas"}),
    "minimum_share_at_switchover": ("The heat pump meets the whole load at 30 °F", 1.0, {"temperature": 30}),
    "minimum_share_at_design": ("The heat pump meets 80 % of the load at the design temperature", 0.8, {}),
    "maximum_thermal_balance_point": ("The heat pump meets the load down to 30 °F", 30, {}),
    "maximum_auxiliary_lockout": ("Electric auxiliary heat is locked out above 35 °F", 35, {}),
    "minimum_cop_5": ("The COP at 5 °F is 1.75 or more", 1.75, {}),
    "minimum_capacity_ratio_5_47": ("At 5 °F there is 70 % of the capacity at 47 °F", 0.7, {
        "assumption": True, "verify_reason": "the manual says “cold-climate”, and gives no number"}),
    "compressor_lockout_recorded": ("The compressor lockout is recorded, or that there is none", True, {}),
    "dual_fuel_eligible": ("Heat pumps with a gas furnace are eligible", True, {"fuel": "natural_gas"}),
}  # fmt: skip
"""Of each kind what it says, its threshold, and other keys that it may have"""


def rules_to_start_from() -> str:
    """A file of rules with every kind explained; ``programme_in`` reads it."""
    lines = [_HEAD]
    for name, kind in KINDS.items():
        says, threshold, more = _EXAMPLES[name]
        given = {"id": name.replace("_", "-"), "kind": name, "threshold": threshold, "unit": kind.unit, **more}
        lines += [*_explained(kind), "[[rules]]", *_items(given | {"says": says}), ""]
    return "\n".join(lines)


def _explained(kind: Kind) -> list[str]:
    """What a kind of rule is, what its threshold may be, and its temperature."""
    at = "# temperature: the outdoor temperature it is for [°F], instead of the switchover's or the design one"
    return [f"# {kind.label}: the threshold {kind.allowed}", *[at] * kind.at]


def written(programme: Programme) -> list[str]:
    """The lines of a TOML file that ``programme_in`` reads as the same programme."""
    header = {
        "name": programme.name,
        "jurisdiction": programme.jurisdiction,
        "effective": programme.effective,
        "read": programme.read,
        **programme.source._asdict(),
        "verify": programme.verify,
        "verify_reason": programme.verify_reason,
    }
    lines = _items(header)
    if programme.not_judged:
        lines += ["not_judged = [", *(f"{_quoted(line)}," for line in programme.not_judged), "]"]
    for rule in programme.rules:
        given = {**rule._asdict(), **rule.source._asdict()}
        del given["source"]
        lines += ["[[rules]]", *_items(given)]
    return lines


def _items(values: Mapping[str, Any]) -> list[str]:
    """What there is, each on a line."""
    return [f"{key} = {_quoted(value)}" for key, value in values.items() if value not in (None, "")]


def _quoted(value: Any) -> str:
    """As TOML writes it: JSON's texts, numbers and booleans are TOML's too."""
    return value.isoformat() if isinstance(value, datetime.date) else json.dumps(value, ensure_ascii=False)
