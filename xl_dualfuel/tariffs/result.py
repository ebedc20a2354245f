"""What a season under a tariff comes to: small records, tables as columns of plain values, a dictionary for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..files.values import listed
from ..model.switchovers import Curve, as_warm, status
from ..results.columns import Column
from ..results.setting_words import one_source
from ..results.tables import Table, rows
from .bound import Ideal

_MONEY: Final = (
    Column("annual_cost", "Season cost", "$", help="electricity and fuel; fixed charges are apart"),
    Column("energy_cost", "of which electricity", "$", help="energy price, delivery, riders and blocks, less credits"),
    Column("demand_cost", "of which demand charge", "$"),
    Column("fuel_cost", "of which fuel", "$", help="price, riders and blocks"),
    Column("minimum_cost", "of which least bill", "$", help="what it adds; below 0 where heating fills it up"),
    Column("tax_cost", "of which tax", "$"),
    Column("electricity_cost", "Electricity bill", "$", help="energy, demand, least bill and tax of electricity"),
    Column("fuel_bill", "Fuel bill", "$", help="fuel with its least bill and tax"),
    Column("carbon_cost", "Carbon, apart", "$", help="carbon price times emissions: counted in choices, in no bill"),
)
_USED: Final = (
    Column("electricity_kwh", "Electricity", "kWh", help="compressor, strips and fan"),
    Column("fuel_mmbtu", "Fuel", "MMBtu"),
    Column("emissions_kg", "Emissions", "kg"),
    Column("furnace_hours", "Furnace hours", "h"),
    Column("peak_kw", "Highest hour", "kW", help="hourly mean, of the hours that count for the demand charge"),
    Column("unmet_mmbtu", "Unmet load", "MMBtu"),
)
_SOMETIMES: Final = frozenset({"minimum_cost", "tax_cost"})
"""Columns that are left out where all of them is 0."""
CURVE: Final = (Column("switchover", "Switchover", "°F", help="the heat pump runs at or above it"), *_MONEY, *_USED)
"""Every candidate switchover, warm to cold."""
SETTINGS: Final = (
    Column("setting", "Setting", "", "text"),
    *CURVE,
    Column("saving", "Saving against today", "$"),
    Column("all_season", "All season", "", "text", "which source heats at every temperature; blank: both do"),
)
"""The settings compared; that of the periods together has no single switchover."""
PERIODS: Final = (
    Column("period", "Period", "", "text"),
    Column("switchover", "Switchover", "°F", help="blank: no heating hours"),
    Column("hours", "Heating hours", "h"),
    Column("furnace_hours", "Furnace hours", "h"),
    Column("electricity_kwh", "Electricity", "kWh"),
    Column("fuel_mmbtu", "Fuel", "MMBtu"),
    Column("all_season", "All season", "", "text", "which source heats at every temperature; blank: both do"),
)
MONTHS: Final = (
    Column("month", "Month", "", "text"),
    Column("cost", "Cost", "$", help="electricity and fuel; fixed charges are apart"),
    *_MONEY[1:],
    Column("electricity_kwh", "Electricity", "kWh"),
    Column("peak_kw", "Highest hour", "kW"),
    Column("fuel_mmbtu", "Fuel", "MMBtu"),
    Column("fuel_units", "Fuel in its unit", "fuel_unit"),
    Column("emissions_kg", "Emissions", "kg"),
    Column("furnace_hours", "Furnace hours", "h"),
    Column("unmet_mmbtu", "Unmet load", "MMBtu"),
    Column("electricity_fixed", "Fixed charge, electricity", "$", help="kept apart"),
    Column("fuel_fixed", "Fixed charge, fuel", "$", help="kept apart"),
)
"""The months at the best single switchover."""


def columns_of(columns: Sequence[Column], table: Mapping[str, list[Any]]) -> Table:
    """The table with these columns, without those of _SOMETIMES that are all 0."""
    return {one.key: table[one.key] for one in columns if one.key not in _SOMETIMES or any(table[one.key])}


class Setting(NamedTuple):
    """A season at one setting."""

    switchover: float | None
    """[°F]; None where it differs by period"""
    annual_cost: float
    """[$], fixed charges apart"""
    energy_cost: float
    """Electricity with delivery, riders and blocks, less credits, before tax [$]"""
    demand_cost: float
    """[$]"""
    fuel_cost: float
    """With riders and blocks, before tax [$]"""
    carbon_cost: float
    """Carbon price times emissions [$], in none of the costs above; 0 without a carbon price"""
    electricity_kwh: float
    fuel_mmbtu: float
    emissions_kg: float
    """[kg CO2]"""
    furnace_hours: float
    """Hours in which the furnace delivers heat [h]"""
    peak_kw: float
    """Highest hourly mean power of the year [kW] among the hours to which the demand charge applies"""
    unmet_mmbtu: float
    minimum_cost: float
    """What least bills add [$]; below zero where heating fills up what was added for the house alone"""
    tax_cost: float
    """On all of these [$]"""
    electricity_cost: float
    """The electricity bill: energy, demand, least bill and tax of electricity [$]"""
    fuel_bill: float
    """The rest: fuel with its least bill and tax [$]"""

    @property
    def objective(self) -> float:
        """annual_cost + carbon_cost [$]: what is minimised."""
        return self.annual_cost + self.carbon_cost


class PeriodSetting(NamedTuple):
    """One period of a tariff at its own switchover."""

    period: str
    switchover: float | None
    """[°F]; None: the period has no heating hours"""
    hours: float
    """Heating hours [h]"""
    furnace_hours: float
    electricity_kwh: float
    fuel_mmbtu: float


class PeriodSettings(NamedTuple):
    """The best setting for each period; their objective together is never above the best single one's."""

    periods: tuple[PeriodSetting, ...]
    total: Setting
    exact: bool
    """Whether no other settings of the periods are cheaper; False: the best of those tried"""
    method: str
    """How they were searched for, in words"""


class Fixed(NamedTuple):
    """Fixed charges of a year with their tax [$]: no setting changes them, so no cost above has them."""

    electricity: float
    fuel: float


class TariffSeason(NamedTuple):
    """The season under a tariff."""

    tariff: str
    """Its name"""
    year: int
    """Whose days of the week apply"""
    carbon_price: float
    """[$/t CO2]; where above 0, settings are chosen by annual_cost + carbon_cost"""
    load_mmbtu: float
    """Load of the season [MMBtu]"""
    guess: float
    """The initial balance point, moved into the range of the candidates [°F]"""
    status: str
    """crosses, fuel_always or heat_pump_always, of ``best``"""
    best: Setting
    """The single switchover of least objective that heats the house; ties as in the plain model"""
    setting: Setting
    """The setting to program: the best that the programme accepts too"""
    accepted: bool | None
    """Whether the programme accepts it; None without a programme that has rules of the switchover"""
    headline: str
    """What to program and what it is worth, in words"""
    why: str
    """Why that setting"""
    flat: Setting
    """The switchover that the case's own prices recommend for these hours, billed by the tariff"""
    existing: Setting
    """Today's switchover, billed by the tariff"""
    by_period: PeriodSettings
    ideal: Ideal
    """Each hour by itself: what no setting that heats every hour undercuts"""
    fixed: Fixed
    curve: Table
    """Every candidate switchover, columns CURVE"""
    months: Table
    """The months at ``setting``, columns MONTHS"""
    weighed: Curve
    """Every candidate by what is minimised: money and, where it has a price, carbon"""
    paid: Curve
    """The same by money alone, its best candidate the one that costs least whatever it emits"""
    household_cost: float
    """What the house pays without heating [$ a year], fixed charges apart; season costs are what heating adds to it"""
    control_hours: float
    """In which the utility keeps the heat pump off [h]"""
    control_heating_hours: float
    """Those of them with a heating load [h]"""
    warnings: tuple[tuple[str, str], ...]
    """(key, message)"""

    def saving(self, setting: Setting) -> float | None:
        """What a setting saves against today's [$]; None where one of the two leaves more of the load unmet."""
        if not as_warm(setting.unmet_mmbtu, self.existing.unmet_mmbtu, self.load_mmbtu):
            return None
        return self.existing.annual_cost - setting.annual_cost

    @property
    def settings(self) -> Table:
        """The settings side by side, columns SETTINGS."""
        named = {
            "recommended": self.best,
            "setting": self.setting,
            "by_period": self.by_period.total,
            "best_at_plain_prices": self.flat,
            "existing_switchover": self.existing,
        }
        columns: Table = {"setting": list(named), **listed(tuple(named.values()), Setting._fields)}
        columns["saving"] = [self.saving(setting) for setting in named.values()]
        columns["all_season"] = [self.all_season(setting.switchover) for setting in named.values()]
        return columns_of(SETTINGS, columns)

    def all_season(self, setting: float | None) -> str:
        """Which source heats at every temperature with a setting [°F], in words; "" where both do, or for None."""
        if setting is None:
            return ""
        return one_source(status(self.weighed.at(setting), len(self.weighed.temperature)))

    def _with_source(self, setting: Setting) -> dict[str, Any]:
        return {**setting._asdict(), "all_season": self.all_season(setting.switchover) or None}

    @property
    def tables(self) -> dict[str, Table]:
        """The tables by the name of their CSV file."""
        return {
            "tariff_settings": self.settings,
            "tariff_periods": columns_of(
                PERIODS,
                {
                    **listed(self.by_period.periods, PeriodSetting._fields),
                    "all_season": [self.all_season(one.switchover) for one in self.by_period.periods],
                },
            ),
            "tariff_switchover": self.curve,
            "tariff_months": self.months,
        }

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for json.dumps."""
        tables = self.tables
        return {
            "name": self.tariff,
            "year": self.year,
            "carbon_price": self.carbon_price,
            "recommended": {"status": self.status, **self._with_source(self.best)},
            "setting": {"accepted": self.accepted, "headline": self.headline, **self._with_source(self.setting)},
            "best_at_plain_prices": self._with_source(self.flat),
            "existing_switchover": self._with_source(self.existing),
            "saving_vs_existing": self.saving(self.setting),
            "saving_vs_best_at_plain_prices": self.flat.annual_cost - self.best.annual_cost,
            "by_period": {
                **self.by_period.total._asdict(),
                "exact": self.by_period.exact,
                "method": self.by_period.method,
                "saving_vs_recommended": self.best.annual_cost - self.by_period.total.annual_cost,
                "saving_vs_setting": self.setting.annual_cost - self.by_period.total.annual_cost,
                "periods": rows(tables["tariff_periods"]),
            },
            "ideal": self.ideal._asdict(),
            "fixed_charges": self.fixed._asdict(),
            "household_cost": self.household_cost,
            "control_hours": self.control_hours,
            "control_heating_hours": self.control_heating_hours,
            "months": rows(self.months),
            "switchover_curve": rows(self.curve),
            "warnings": [{"key": key, "message": message} for key, message in self.warnings],
        }
