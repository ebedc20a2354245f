"""Strips, fuel storage and the meter as formulas, each with the engine's record of the same value."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from xl_dualfuel.inputs.case_contents import NO_SEASON
from xl_dualfuel.model.climate import design_temperature

from ..shape import Filling
from .lines import Derived, Origin
from .parts import at_or_above, below, of_scenario

_AT = "out_sizing_temperature"
_DESIGN = "INDEX([Pieces.{}],MATCH(MAX([Pieces.near]),[Pieces.near],0))"
"""A number at that temperature: the last of the pieces"""
_CAPACITY = _DESIGN.format("capacity_btuh")
_DAYS: Final = {
    "worst_1_day_units": "Fuel of the worst day",
    "worst_3_days_units": "Fuel of the worst 3 days in a row",
    "worst_7_days_units": "Fuel of the worst 7 days in a row",
    "worst_10_days_units": "Fuel of the worst 10 days in a row",
}
_TODAY = "existing_"
"""Before the key of an amount at today's setting"""
_SNAPS: Final = {"cold_snap_mmbtu": "out_setting", "existing_cold_snap_mmbtu": "in_existing_switchover"}
"""Fuel of the hours below design, and the setting that burns it"""
_AS_MADE = ", as of when the workbook was made"
WORST: Final = {
    **{key: f"{label}{_AS_MADE}" for key, label in _DAYS.items()},
    **{_TODAY + key: f"{label} at today's setting{_AS_MADE}" for key, label in _DAYS.items()},
}
"""Amounts that need the hours in their order: the program's, blank once an input is edited"""
NOT_IN_THE_BOOK: Final = (*(f"made_{name}" for name in WORST), *WORST, "tank_needed_units")
"""Names of the cells that need the hours in their order"""
OF_A_RECORD: Final = (*(f"made_{name}" for name in _SNAPS), *_SNAPS, "cold_snap_units", "existing_cold_snap_units")
"""Names of the further cells that need a record by the row"""
_COLDEST = "INDEX([Bins.{}],out_bins)"
_METERED = of_scenario("existing_switchover", "electricity_kwh")


def _blank(value: Any, text: str = "") -> Any:
    return text if value is None else value


def _made(name: str) -> str:
    """The program's number while no input was edited."""
    return f'IF(AND(out_inputs_changed=0,ISNUMBER(out_made_{name})),out_made_{name},"")'


def _stored(f: Filling, name: str) -> Any:
    """The program's number, blank where the formulas have none after an edit."""
    live = name not in WORST and f.result.case.climate == "proportional"
    return "" if f.edited and not live else _of_engine(f, name)


def _of_engine(f: Filling, name: str) -> Any:
    storage = f.result.fuel_storage
    if name == "existing_cold_snap_mmbtu":
        units = storage.existing_cold_snap_units
        return "" if units is None else units * f.s.parameters.fuel_unit_mmbtu
    return _blank(getattr(storage, name))


ORIGINS: Final = tuple(
    Origin(f"made_{name}", f"As made: {name}", unit, partial(_of_engine, name=name))
    for unit, names in (("MMBtu", _SNAPS), ("fuel unit", WORST))
    for name in names
)


def _snap(name: str, label: str) -> Derived:
    """Fuel of the hours below design: live in the proportional climate, else the program's number."""
    furnace = (
        f"IF({at_or_above('out_sizing_temperature', _SNAPS[name])},{_DESIGN.format('dual_furnace_btuh')},"
        f"{_DESIGN.format('furnace_btuh')})"
    )
    formula = (
        f'IF(in_climate="proportional",in_hours_below_design*{furnace}/(in_furnace_efficiency*c_btu_per_mmbtu),'
        f"{_made(name)})"
    )
    return Derived(name, label, formula, "MMBtu", partial(_stored, name=name))


def _snap_units(name: str) -> Derived:
    mmbtu = name.replace("units", "mmbtu")
    formula = f'IF(ISNUMBER(out_{mmbtu}),out_{mmbtu}/out_fuel_unit_mmbtu,"")'
    return Derived(name, "… in the fuel's unit", formula, "fuel unit", partial(_stored, name=name))


def _meter(f: Filling, name: str) -> Any:
    check = f.result.metered_check
    return "" if check is None else _blank(getattr(check, name))


DERIVED: Final = (
    Derived("climate_design", "Design temperature of the climate itself",
            'IF(in_climate="region",out_region_design,'
            f"IF(out_year_climate=1,MIN(in_climate_temperature),{_COLDEST.format('temperature')}))", "°F",
            lambda f: design_temperature(f.s.case)),
    Derived(
        "sizing_temperature",
        "Temperature strips and tank are sized for",
        "IF(ISNUMBER(out_bins),IF(ISNUMBER(in_design_temperature),in_design_temperature,out_climate_design),NA())",
        "°F",
        lambda f: f.s.sizing_temperature,
    ),
    Derived("sizing_load", "Load there",
            f"IF(ISNUMBER(in_design_load),in_design_load,out_used_load_slope*(in_indoor_setpoint-{_AT}))", "BTU/h",
            lambda f: f.result.sizing.load),
    Derived("sizing_capacity", "Heat pump capacity there",
            f"IF(AND(ISNUMBER(in_compressor_lockout),{below(_AT, 'SUM(in_compressor_lockout)')}),0,"
            f'IF(out_capacity_limits,{_CAPACITY},"no limit"))', "BTU/h",
            lambda f: _blank(f.result.auxiliary_heat.capacity_btuh, "no limit")),
    Derived("sizing_shortfall", "Shortfall there",
            'IF(out_sizing_capacity="no limit",0,MAX(0,out_sizing_load-out_sizing_capacity))', "BTU/h",
            lambda f: f.result.sizing.shortfall),
    Derived("strip_kw_needed", "Strips needed", "out_sizing_shortfall/c_btu_per_kwh", "kW",
            lambda f: f.result.auxiliary_heat.strip_kw_needed),
    Derived("strip_kw_stock", "Next stock size",
            'IF(ROUND(out_strip_kw_needed,c_digits)>MAX(c_stock_kw),"more than one",'
            "INDEX(c_stock_kw,SUMPRODUCT(--(c_stock_kw<ROUND(out_strip_kw_needed,c_digits)))+1))", "kW",
            lambda f: _blank(f.result.auxiliary_heat.strip_kw_stock, "more than one")),
    _snap("cold_snap_mmbtu", "Fuel of the hours below design"),
    _snap_units("cold_snap_units"),
    _snap("existing_cold_snap_mmbtu", "Fuel of the hours below design, today's setting"),
    _snap_units("existing_cold_snap_units"),
    *(Derived(name, label, _made(name), "fuel unit", partial(_stored, name=name)) for name, label in WORST.items()),
    Derived("season_units", "Fuel of the season, setting to program",
            'INDEX([Scenarios.fuel_units],MATCH(IF(out_setting_differs=1,"setting","optimized"),[Scenarios.scenario],0))',
            "fuel unit", lambda f: f.result.fuel_storage.season_units),
    Derived("existing_season_units", "Fuel of the season, today's setting",
            of_scenario("existing_switchover", "fuel_units"), "fuel unit",
            lambda f: f.result.fuel_storage.existing_season_units),
    Derived("used_fraction", "Usable fraction of the tank used",
            "IF(ISNUMBER(in_tank_usable_fraction),in_tank_usable_fraction,"
            "IF(SUM(INDEX(c_stored_usable,MATCH(in_fuel,c_stored_fuel,0)))>0,"
            'INDEX(c_stored_usable,MATCH(in_fuel,c_stored_fuel,0)),""))', "",
            lambda f: _blank(f.s.case.inputs["tank_usable_fraction"])),
    Derived("tank_needed_units", "Tank that holds the worst 10 days' fuel, or the cold snap's",
            "IF(AND(ISNUMBER(out_used_fraction),COUNT(out_cold_snap_units,out_worst_10_days_units)>0,"
            "OR(out_year_climate=0,ISNUMBER(out_worst_10_days_units)),"
            f'SUBSTITUTE(out_made_record_lead&"","{NO_SEASON}","")=out_made_record_lead&""),'
            'MAX(out_cold_snap_units,out_worst_10_days_units)/SUM(out_used_fraction),"")', "fuel unit",
            lambda f: _stored(f, "tank_needed_units")),
    Derived("design_units_per_day", "Fuel of a day at that load",
            "c_hours_per_day*out_sizing_load/(in_furnace_efficiency*c_btu_per_mmbtu*out_fuel_unit_mmbtu)",
            "fuel unit", lambda f: f.result.fuel_storage.design_units_per_day),
    Derived("usable_units", "Usable fuel of the tank",
            'IF(AND(ISNUMBER(in_tank_capacity),ISNUMBER(out_used_fraction)),'
            'SUM(in_tank_capacity)*SUM(out_used_fraction),"")', "fuel unit",
            lambda f: _blank(f.result.fuel_storage.usable_units)),
    Derived("autonomy_days", "Days it lasts at that load",
            'IF(AND(ISNUMBER(out_usable_units),out_design_units_per_day>0),out_usable_units/out_design_units_per_day,"")',
            "d", lambda f: _blank(f.result.fuel_storage.autonomy_days)),
    Derived("deliveries", "Deliveries a season",
            'IF(ISNUMBER(out_usable_units),ROUNDUP(ROUND(out_season_units/out_usable_units,c_digits),0),"")', "",
            lambda f: _blank(f.result.fuel_storage.deliveries)),
    Derived("metered_ratio", "Metered electricity to the model's at today's setting",
            f"IF(AND(ISNUMBER(in_metered_kwh),{_METERED}>0),"
            f"in_metered_kwh/{_METERED},\"\")", "",
            lambda f: _meter(f, "ratio")),
)  # fmt: skip
