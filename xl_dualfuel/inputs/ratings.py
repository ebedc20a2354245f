"""Inputs of the heat pump's ratings: rows of the table of inputs (fields.py)."""

from __future__ import annotations

from typing import Any, Final

from .field import Field, Spread

EQUIPMENT: Final = Spread(0.10, 0.10, True, "a tenth: what installed equipment commonly differs from its rating")
RATED: dict[str, Any] = {"above_minimum": True, "minimum": 0.0, "displaces": ("performance_table",)}
COP: Final[dict[str, Any]] = {**RATED, "maximum": 20.0}
CAPACITY: Final[dict[str, Any]] = {**RATED, "maximum": 1e8}
_NEEP = "manufacturer's data sheet; NEEP cold-climate list; AHRI directory"
REBATE: Final = ("rebate",)
ALL: Final = ("client", "rebate", "portfolio")
SAMPLE: Final = (*ALL, "sample")

SPEEDS: Final = {"min": "minimum", "max": "maximum"}
"""Speeds of a variable-speed heat pump beside the rated one, as keys and in words."""
_EXAMPLES = {
    ("min", 47): (5.3, 22000), ("min", 17): (3.2, 13000), ("min", 5): (2.5, 10000),
    ("max", 47): (3.1, 57000), ("max", 17): (2.5, 39000), ("max", 5): (2.2, 32000),
}  # fmt: skip


_COPS = (
    *(f"cop_{at}" for at in (47, 17, 35, 5)),
    *(f"cop_{speed}_{at}" for speed in SPEEDS for at in (47, 17, 5)),
)


def _at_speed(speed: str, at: int) -> tuple[Field, Field]:
    """Capacity and COP of a variable-speed heat pump at one speed and outdoor temperature [°F]."""
    cop, capacity = _EXAMPLES[speed, at]
    word = SPEEDS[speed]
    omitted = "the line through 47 and 17 °F is extended" if at == 5 else "one speed, the rated one"
    other = ", as certificates list it; for other temperatures give performance_table"
    return (
        Field(
            f"capacity_{speed}_{at}", "Heat pump", f"{word.capitalize()} capacity at {at} °F", "BTU/h",
            f"Variable speed: {word} heating capacity at {at} °F outdoors{other}",
            when_omitted=omitted, source=_NEEP, remedy=f"Give BTU/h, such as {capacity}", **CAPACITY,
            example=capacity, forms=REBATE, spread=EQUIPMENT,
        ),
        Field(
            f"cop_{speed}_{at}", "Heat pump", f"COP at {word} capacity and {at} °F", "",
            f"Variable speed: coefficient of performance at the {word} capacity and {at} °F outdoors",
            when_omitted=omitted, source=_NEEP, remedy=f"Give the COP, such as {cop:g}", **COP,
            example=cop, forms=REBATE, needs=(f"capacity_{speed}_{at}", ""),
        ),
    )  # fmt: skip


RATINGS: Final = (
    Field(
        "cop_47", "Heat pump", "COP at 47 °F", "", "Coefficient of performance at 47 °F outdoors",
        default=3.4, remedy="Give the COP at 47 °F, such as 3.4", **COP,
        house_specific=True, forms=SAMPLE, required="always",
    ),
    Field(
        "cop_17", "Heat pump", "COP at 17 °F", "", "Coefficient of performance at 17 °F outdoors",
        default=2.2, remedy="Give the COP at 17 °F, such as 2.2", **COP,
        house_specific=True, forms=SAMPLE, required="always",
    ),
    Field(
        "cop_35", "Heat pump", "COP at 35 °F, frosting", "",
        "Coefficient of performance in the frosting test at 35 °F (H2); used with defrost = ahri",
        when_omitted="0.90 of the capacity and 0.985 of the power on the line through 17 and 47 °F",
        source="AHRI 210/240 test H2", remedy="Give the COP of test H2, such as 2.7", **COP,
        example=2.7, forms=REBATE, needs=("defrost", "ahri"),
    ),
    Field(
        "cop_5", "Heat pump", "COP at 5 °F", "", "Coefficient of performance at 5 °F outdoors",
        when_omitted="the line through 47 and 17 °F is extended", source=_NEEP,
        remedy="Give the COP at 5 °F or leave it out", **COP, example=1.8, forms=ALL,
    ),
    Field(
        "hspf2", "Heat pump", "HSPF2 of the certificate", "BTU/Wh",
        "Seasonal rating after AHRI 210/240, region IV. Where no COP is given, COPs are estimated from it; else it is "
        "compared with what COPs and capacities give",
        minimum=3.5, maximum=16.0, when_omitted="not used", source="AHRI certificate",
        remedy="Give the HSPF2 of the certificate, such as 8.5",
        example=8.5, displaces=(*_COPS, "performance_table"), forms=ALL,
    ),
    Field(
        "capacity_47", "Heat pump", "Capacity at 47 °F", "BTU/h", "Heating capacity at 47 °F outdoors",
        when_omitted="the heat pump is assumed to meet any load", source=_NEEP, remedy="Give BTU/h, such as 36000",
        **CAPACITY, example=36000, forms=SAMPLE, required="or_unknown", spread=EQUIPMENT,
    ),
    Field(
        "capacity_17", "Heat pump", "Capacity at 17 °F", "BTU/h", "Heating capacity at 17 °F outdoors",
        when_omitted="the heat pump is assumed to meet any load", source=_NEEP, remedy="Give BTU/h, such as 22000",
        **CAPACITY, example=24000, forms=SAMPLE, required="or_unknown", spread=EQUIPMENT,
    ),
    Field(
        "capacity_35", "Heat pump", "Capacity at 35 °F, frosting", "BTU/h",
        "Heating capacity in the frosting test at 35 °F (H2); used with defrost = ahri",
        when_omitted="0.90 of the line through 17 and 47 °F", source="AHRI 210/240 test H2",
        remedy="Give BTU/h, such as 27000", **CAPACITY,
        example=29000, forms=REBATE, needs=("defrost", "ahri"),
    ),
    Field(
        "capacity_5", "Heat pump", "Capacity at 5 °F", "BTU/h", "Heating capacity at 5 °F outdoors",
        when_omitted="the line through 47 and 17 °F is extended", source=_NEEP, remedy="Give BTU/h, such as 18000",
        **CAPACITY, example=18000, forms=ALL, spread=EQUIPMENT,
    ),
    *(field for speed in SPEEDS for at in (47, 17, 5) for field in _at_speed(speed, at)),
    Field(
        "performance_table", "Heat pump", "Performance table", "°F, –, BTU/h",
        "COP and capacity at each test temperature; overrides the rating points. Rows of temperature and COP; of "
        "temperature, COP and capacity; or, for variable speed, of temperature, COP and capacity rated, at minimum and "
        "at maximum. Other orders begin with a row of names: temperature, cop or power (kW), capacity, min_cop, "
        "min_capacity, max_cop, max_capacity, min_power, max_power; load in place of capacity for part-load points "
        "(EN 14825)",
        kind="table", columns=("temperature", "cop", "capacity"), when_omitted="the rating points are used",
        source=_NEEP, remedy="Give [[temperature, COP, capacity], …]",
        example="[[47, 3.6, 36000], [17, 2.3, 25000]]", forms=(),
    ),
)  # fmt: skip
