"""Strips, fuel storage and the meter as formulas, each with the engine's record of the same value."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from xl_dualfuel.model.climate import design_temperature
from xl_dualfuel.model.equipment import defrost_fraction

from ..shape import Filling
from .lines import Derived
from .parts import at_or_above, below, capacity, defrost, of_scenario

_AT = "df_sizing_temperature"
_CAPACITY = capacity(_AT, "df_sizing_defrost")
_COLDEST = "INDEX([Bins.{}],df_bins)"
_METERED = of_scenario("existing_switchover", "electricity_kwh")


def _blank(value: Any, text: str = "") -> Any:
    return text if value is None else value


def _meter(f: Filling, name: str) -> Any:
    check = f.result.metered_check
    return "" if check is None else _blank(getattr(check, name))


DERIVED: Final = (
    Derived("climate_design", "Design temperature of the climate itself",
            'IF(df_climate="region",df_region_design,'
            f"IF(df_year_climate=1,MIN(df_climate_temperature),{_COLDEST.format('temperature')}))", "°F",
            lambda f: design_temperature(f.s.case)),
    Derived(
        "sizing_temperature",
        "Temperature strips and tank are sized for",
        "IF(ISNUMBER(df_bins),IF(ISNUMBER(df_design_temperature),df_design_temperature,df_climate_design),NA())",
        "°F",
        lambda f: f.s.sizing.temperature,
    ),
    Derived("sizing_load", "Load there",
            f"IF(ISNUMBER(df_design_load),df_design_load,df_used_load_slope*(df_indoor_setpoint-{_AT}))", "BTU/h",
            lambda f: f.s.sizing.load),
    Derived("sizing_defrost", "Defrost fraction there", defrost(_AT), "",
            lambda f: float(defrost_fraction(np.array([f.s.sizing.temperature]), f.s.parameters.defrost)[0])),
    Derived("sizing_capacity", "Heat pump capacity there",
            f"IF(AND(ISNUMBER(df_compressor_lockout),{below(_AT, 'df_compressor_lockout')}),0,"
            f'IF(df_capacity_limits,{_CAPACITY},"no limit"))', "BTU/h",
            lambda f: _blank(f.result.auxiliary_heat.capacity_btuh, "no limit")),
    Derived("sizing_shortfall", "Shortfall there",
            'IF(df_sizing_capacity="no limit",0,MAX(0,df_sizing_load-df_sizing_capacity))', "BTU/h",
            lambda f: f.s.sizing.shortfall),
    Derived("strip_kw_needed", "Strips needed", "df_sizing_shortfall/df_btu_per_kwh", "kW",
            lambda f: f.result.auxiliary_heat.strip_kw_needed),
    Derived("strip_kw_stock", "Next stock size",
            'IF(ROUND(df_strip_kw_needed,df_digits)>MAX(df_stock_kw),"more than one",'
            "INDEX(df_stock_kw,SUMPRODUCT(--(df_stock_kw<ROUND(df_strip_kw_needed,df_digits)))+1))", "kW",
            lambda f: _blank(f.result.auxiliary_heat.strip_kw_stock, "more than one")),
    Derived("cold_snap_mmbtu", "Fuel of the hours below design",
            "IF(df_climate=\"proportional\",df_hours_below_design,0)"
            f"*IF({at_or_above(_COLDEST.format('temperature'), 'df_recommended_switchover')},"
            f"{_COLDEST.format('dual_furnace_btuh')},{_COLDEST.format('furnace_btuh')})"
            "/(df_furnace_efficiency*df_btu_per_mmbtu)", "MMBtu",
            lambda f: _blank(f.result.fuel_storage.cold_snap_mmbtu)),
    Derived("cold_snap_units", "… in the fuel's unit", "df_cold_snap_mmbtu/df_fuel_unit_mmbtu", "fuel unit",
            lambda f: _blank(f.result.fuel_storage.cold_snap_units)),
    Derived("season_units", "Fuel of the season, recommended setting", of_scenario("optimized", "fuel_units"),
            "fuel unit", lambda f: f.result.fuel_storage.season_units),
    Derived("tank_needed_units", "Tank that holds the cold snap's fuel", "df_cold_snap_units/df_tank_usable_fraction",
            "fuel unit", lambda f: _blank(f.result.fuel_storage.tank_needed_units)),
    Derived("design_units_per_day", "Fuel of a day at that load",
            "df_hours_per_day*df_sizing_load/(df_furnace_efficiency*df_btu_per_mmbtu*df_fuel_unit_mmbtu)",
            "fuel unit", lambda f: f.result.fuel_storage.design_units_per_day),
    Derived("usable_units", "Usable fuel of the tank",
            'IF(ISNUMBER(df_tank_capacity),df_tank_capacity*df_tank_usable_fraction,"")', "fuel unit",
            lambda f: _blank(f.result.fuel_storage.usable_units)),
    Derived("autonomy_days", "Days it lasts at that load",
            'IF(AND(ISNUMBER(df_usable_units),df_design_units_per_day>0),df_usable_units/df_design_units_per_day,"")',
            "d", lambda f: _blank(f.result.fuel_storage.autonomy_days)),
    Derived("deliveries", "Deliveries a season",
            'IF(ISNUMBER(df_usable_units),ROUNDUP(ROUND(df_season_units/df_usable_units,df_digits),0),"")', "",
            lambda f: _blank(f.result.fuel_storage.deliveries)),
    Derived("metered_ratio", "Metered electricity to the model's at today's setting",
            f"IF(AND(ISNUMBER(df_metered_kwh),{_METERED}>0),"
            f"df_metered_kwh/{_METERED},\"\")", "",
            lambda f: _meter(f, "ratio")),
)  # fmt: skip
