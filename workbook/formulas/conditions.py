"""The status tests: conditions on the inputs that must be TRUE, and what is wrong if a condition is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xl_dualfuel.inputs import performance
from xl_dualfuel.inputs.fields import FIELDS, Field
from xl_dualfuel.inputs.units_given import Units, allowed_in
from xl_dualfuel.results.note_words import in_words
from xl_dualfuel.units import ELECTRICITY, ENERGY, OTHER

from .frost import CONDITIONS


class Condition(NamedTuple):
    """A condition on the inputs that must be TRUE, what is wrong if it is not, and the bounds it has."""

    name: str
    condition: str
    problem: str
    minimum: float | None = None
    maximum: float | None = None


_BY_ENERGY = ",".join(f'in_fuel_price_unit="$/{unit}"' for unit in ENERGY)
_CONDITIONS = (
    ("house", "COUNT(in_load_slope,in_design_load,in_billed_fuel)>0",
     "Give the heat loss per degree, the design heating load, or the fuel on the bills"),
    ("design", 'OR(in_climate<>"proportional",COUNT(in_design_temperature)=1)',
     "Give the design temperature: the climate method proportional needs it"),
    ("setpoint", "SUM(in_design_temperature)<in_indoor_setpoint",
     "The design temperature must be below the indoor setpoint"),
    ("slope", "OR(COUNT(in_load_slope)=1,COUNT(in_design_load)=0,COUNT(in_design_temperature)=1)",
     "Give the design temperature with the design heating load"),
    ("bills", "OR(COUNT(in_billed_fuel)=0,COUNT(in_billed_degree_days)=1)",
     "Give the degree days of the bills with the fuel burned"),
    ("width", 'OR(in_climate<>"proportional",in_bin_width>0)', "The bin width must be more than 0"),
    ("fuel_unit", 'ISNUMBER(MATCH(in_fuel&" "&in_fuel_price_unit,c_fuel_unit_key,0))',
     "The fuel price unit does not fit the fuel"),
    ("fuel price", f'OR(COUNT(in_fuel_price)=1,in_fuel="{ELECTRICITY}")', "Give the fuel price"),
    ("own fuel", f'OR(in_fuel<>"{OTHER}",COUNT(in_fuel_heat_content)+COUNT(in_fuel_emissions)=2)',
     f"Give the heat content and the emissions of the fuel where the fuel is {OTHER}"),
    ("fuel emissions", f'OR(COUNT(in_fuel_emissions)=1,in_fuel="{ELECTRICITY}")', "Give the fuel emissions"),
    ("heat content", f"OR(COUNT(in_fuel_heat_content)=0,NOT(OR({_BY_ENERGY})))",
     "Leave out the heat content of the fuel, or give the price for an amount of fuel"),
    ("capacities", "COUNT(in_capacity_47)=COUNT(in_capacity_17)",
     "Give the capacity at 47 °F and at 17 °F, or leave both blank"),
    ("capacity_5", "OR(COUNT(in_capacity_5)=0,COUNT(in_capacity_17)=1)",
     "The capacity at 5 °F needs the capacity at 17 °F"),
    ("fan", "OR(in_furnace_fan_power=0,COUNT(in_furnace_capacity)=1)",
     "The furnace fan power needs the furnace output"),
    ("cycling", "OR(in_cycling_degradation=0,out_capacity_limits)",
     "The cycling degradation needs the capacities"),
    ("region", 'OR(in_climate<>"region",out_climate_rows>0)',
     "Give the AHRI climate region, or choose another climate method"),
    ("table", 'OR(in_climate="proportional",in_climate="region",AND(out_climate_rows>0,out_climate_problems=0))',
     "The climate table must run from warm to cold without gaps, an hours value of 0 or more beside each temperature"),
    ("programme", 'OR(in_programme<>"custom",in_programme_file=out_made_programme_file)',
     "The rules are of another file: make the workbook again"),
    ("hspf2", "IF(AND(ISNUMBER(out_made_hspf2),ISNUMBER(in_hspf2)),in_hspf2=out_made_hspf2,1=1)",
     "The COPs were estimated from another HSPF2: make the workbook again, or give COPs and clear the HSPF2"),
    # A file cannot be read again by formulas.
    ("place", "OR(out_year_climate=0,AND(in_climate=out_made_climate,in_station=out_made_station,"
     "in_weather_file=out_made_weather_file))",
     "The climate table is of another place: make the workbook again"),
    ("runtime", 'OR(in_climate<>"bins",ISBLANK(in_runtime_file),AND(in_runtime_file=out_made_runtime_file,'
     "in_record_season=out_made_record_season,in_season_degree_days=out_made_season_degree_days,"
     "out_used_load_balance=out_made_load_balance,in_bin_width=out_made_bin_width))",
     "The measured bins are of another runtime file or season of it, bin width or load balance temperature: make the "
     "workbook again"),
)  # fmt: skip


_RATED, *_SPEEDS = (f"COUNT(in_performance_{column})" for column in performance.COLUMNS[2:])
_TOGETHER = ",".join(f"{_SPEEDS[0]}={count}" for count in _SPEEDS[1:])
_POINTS = (
    f"AND(COUNT(in_performance_temperature)=[max],COUNT(in_performance_cop)=[max],OR({_RATED}=0,{_RATED}=[max]),"
    f"OR({_SPEEDS[0]}=0,AND({_SPEEDS[0]}=[max],{_RATED}=[max])),{_TOGETHER})"
)


def tests(room: int, points: int, units: Units) -> Iterator[Condition]:
    """The status tests; points: rows of the performance table; units: what ranges are in, in words.

    [min] and [max] are the cells of the row's own bounds, so that no formula holds a number.
    """
    for field in FIELDS.values():
        if field.kind == "number":
            yield _range_test(field, units)
        elif field.kind == "choice" and field.default is not None:
            allowed = ",".join(f'in_{field.key}="{choice}"' for choice in field.choices)
            yield Condition(field.key, f"OR({allowed})", in_words(field.key, field.allowed, units))
    yield from (Condition(*condition) for condition in (*_CONDITIONS, *CONDITIONS))
    capacities = "COUNT(in_performance_capacity)>0" if points else "out_capacity_limits"
    yield Condition("frost and capacity", f'OR(in_defrost<>"humidity",{capacities})',
                    "Defrost by humidity needs the capacities")  # fmt: skip
    if points:
        yield Condition("performance table", _POINTS, "The performance table must have no gap: a number in every row "
                        "of a column, or in none of it; minimum and maximum come together", None, points)  # fmt: skip
    yield Condition(
        "room",
        "IF(ISNUMBER(out_bins_needed),AND(out_bins_needed<=[max],out_bins_needed>0,out_candidates_needed<=[max]+1),1=0)",
        f"The tables have room for {room} bins, and more are needed: change the bin width or the thermostat's step, or "
        "make the workbook again",
        None,
        room,
    )


def _range_test(field: Field, units: Units) -> Condition:
    name = f"in_{field.key}"
    inside = f"AND(COUNT({name})=1,{name}{'>' if field.above_minimum else '>='}[min],{name}<=[max])"
    condition = inside if field.needed else f"OR(ISBLANK({name}),{inside})"
    return Condition(
        field.key, condition, in_words(field.key, allowed_in(field, units), units), field.minimum, field.maximum
    )
