"""What is wrong with the cells that only the rebate form has of a heat pump, as problems.py has it of the others.

The rules are those of validation.py; a test fills the form at random and compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from xl_dualfuel.inputs.field import NOT_KNOWN
from xl_dualfuel.inputs.fields import CAPACITIES, COPS
from xl_dualfuel.inputs.programmes import CUSTOM
from xl_dualfuel.inputs.ratings import SPEEDS
from xl_dualfuel.inputs.required import KNOWN_OR_NOT


class Rule(NamedTuple):
    """A condition under which something is wrong with a cell, and the words that say what to do."""

    condition: str
    words: str
    """A formula"""


_SPEEDS: Final = {speed: [key for key in (*CAPACITIES, *COPS) if f"_{speed}_" in key] for speed in SPEEDS}
_OF_SPEEDS: Final = [key for keys in _SPEEDS.values() for key in keys]
_TAKEN: Final = list(CAPACITIES[:3])
"""Capacities for which problems.py has the rule"""
_TOO: Final = '"Needed too, as {} is given"'
_CAPACITIES: Final = '"Give the capacities at 47 and 17 °F too, or leave this blank"'


def rules(fits: Mapping[str, str]) -> Mapping[str, tuple[Rule, ...]]:
    """Rules between inputs, by the key of the cell that they are about; fits: 1 where an input can be."""

    def any_of(keys: list[str]) -> str:
        return "+".join(fits[key] for key in keys) + ">0"

    ratings = [key for key in COPS if key not in _OF_SPEEDS]
    other = [key for key in CAPACITIES if key not in (*_OF_SPEEDS, *_TAKEN)]
    certificate = f"OR({any_of(other)},AND({any_of(_OF_SPEEDS)},{any_of(ratings)}))"
    known = f"{any_of(_TAKEN)}"
    found: dict[str, tuple[Rule, ...]] = {
        key: (
            Rule(f'AND(in_{key}="{NOT_KNOWN}",NOT({known}),{certificate})', _TOO.format("another capacity or speed")),
        )
        for key in KNOWN_OR_NOT
    }
    for speed, keys in _SPEEDS.items():
        for key in keys:
            if key.endswith("_5"):
                pair = key.replace("capacity", "cop") if key.startswith("cap") else key.replace("cop", "capacity")
                needed, what = f"{fits[pair]}=1", "the other one at 5 °F"
            else:
                needed, what = any_of(keys), f"another number of the {SPEEDS[speed]} speed"
            found[key] = (Rule(f'AND(in_{key}="",{needed})', _TOO.format(what)),)
    for at in (47, 17, 5):
        least, most = f"capacity_min_{at}", f"capacity_max_{at}"
        both = f"AND({fits[least]}=1,{fits[most]}=1)"
        found[least] += (Rule(f"IF({both},calc_{least}>calc_{most},1=0)",
                              '"Must not be above the maximum capacity: swap the two"'),)  # fmt: skip
    blank = ",".join(f'OR(in_{key}="",in_{key}="{NOT_KNOWN}")' if key in KNOWN_OR_NOT else f'in_{key}=""'
                     for key in CAPACITIES)  # fmt: skip
    found["cycling_degradation"] = (
        Rule(f"IF(AND({fits['cycling_degradation']}=1,{blank}),calc_cycling_degradation>0,1=0)", _CAPACITIES),
    )
    humid = 'calc_defrost="humidity"'
    found["defrost"] = (
        Rule(f"AND({humid},{blank})", _CAPACITIES),
        Rule(f'AND({humid},OR(calc_climate="proportional",calc_climate="region"))',
             '"Choose a station, which has the humidity, or another defrost model"'),
    )  # fmt: skip
    found["programme"] = (
        Rule(f'in_programme="{CUSTOM}"', '"This form has no cell for its rules: leave it blank, or use case.xlsx"'),
    )
    return found
