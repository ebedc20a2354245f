"""The answer for one case: balance points, recommendation, tables, JSON and CSV."""

from __future__ import annotations

import math
import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ..inputs.case import Case
from ..inputs.fingerprint import fingerprint
from ..inputs.hspf2 import hspf2, ratings_of
from ..inputs.units_given import as_given
from ..model import backup
from ..model.backup import AuxiliaryHeat, MeteredCheck, Sizing
from ..model.balance import BalancePoint
from ..model.climate import at_or_above
from ..model.scenarios import EMERGENCY, EXISTING, HEAT_PUMP_ONLY, OPTIMIZED
from ..model.setting import Setting
from ..model.solution import Solution
from ..model.storage import FuelStorage, fuel_storage
from ..model.switchovers import Status
from ..units import BTU_PER_KWH, KWH_PER_MMBTU
from ..version import __version__
from . import advice, doubts, in_units, read, setting_words, tables
from .assumptions import Assumption, SeasonCosts, assumptions, noted
from .checks import Check, check
from .columns import TABLES
from .facts import Facts

if TYPE_CHECKING:
    import pandas as pd

    from .bills import BillEvidence
    from .judgement import Judgement
    from .record_evidence import RecordEvidence


class BalancePoints(NamedTuple):
    """The three balance points."""

    economic: BalancePoint
    thermal: BalancePoint
    emissions: BalancePoint


class Recommended(NamedTuple):
    """The bin edge whose season costs least."""

    switchover: float
    """[°F]"""
    status: Status
    reason: str
    annual_cost: float
    """[$]"""


class Warning(NamedTuple):  # noqa: A001  # the contract's word
    """Something assumed, approximated or doubtful."""

    key: str
    message: str


class Result:
    """The answer for one case.

    ``recommended``, ``balance_points``, ``fuel_storage``, ``auxiliary_heat``, ``metered_check``, ``bills``, ``record``,
    ``judgement``, ``doubts``, ``warnings``, ``assumptions``, ``notes`` and ``checks`` are small records; ``bins``,
    ``switchover_curve``, ``scenarios`` and ``frame("inputs")`` are pandas DataFrames with the columns of the contract;
    ``to_json()`` is a dictionary ready for json.dumps.

    Records and frames are in °F, BTU/h and the money of the case, whatever it was given in; words, ``to_json()``, CSV
    and worksheet functions are in the units of the case.
    """

    def __init__(self, solution: Solution, season_costs: SeasonCosts) -> None:
        self.solution = solution
        self._season_costs = season_costs

    def at_setting(self, setting: float) -> Result:
        """The same with another setting to program [°F], such as the best under a tariff, for a programme to judge."""
        own = self.solution.setting
        place = int(at_or_above(own.bins.temperature, setting).sum())
        moved = own._replace(switchover=setting, place=place)
        return Result(self.solution._replace(setting=moved), self._season_costs)

    @property
    def case(self) -> Case:
        """The inputs."""
        return self.solution.case

    @property
    def balance_points(self) -> BalancePoints:
        """Economic, thermal and emissions balance point."""
        s = self.solution
        return BalancePoints(s.economic, s.thermal, s.emissions)

    @cached_property
    def recommended(self) -> Recommended:
        """The recommended switchover, with the reason in words."""
        s = self.solution
        return Recommended(s.switchover, s.curve.status, advice.reason(s), s.curve.least)

    @property
    def setting(self) -> Setting:
        """What to program, with its constraints and what each costs."""
        return self.solution.setting

    @cached_property
    def headline(self) -> str:
        """What to program and what it is worth, in words."""
        return setting_words.headline(self.solution)

    @cached_property
    def fuel_storage(self) -> FuelStorage:
        """Fuel of the worst days, the cold hours and the season at the setting to program and at today's; the tank."""
        s, burned = self.solution, self.solution.totals.fuel_mmbtu.tolist()
        own = s.scenarios.index("setting") if "setting" in s.scenarios else OPTIMIZED
        settings = s.setting.switchover, s.parameters.existing_switchover
        return fuel_storage(self.case, s.parameters, settings, (burned[own], burned[EXISTING]), self.sizing.load)

    @cached_property
    def sizing(self) -> Sizing:
        """The heat pump at the temperature that strips, furnace and tank are sized for."""
        return self.solution.sizing

    @cached_property
    def auxiliary_heat(self) -> AuxiliaryHeat:
        """Strips at the design temperature and over the season, auxiliary and emergency."""
        t = self.solution.totals
        needed = self.sizing.shortfall / BTU_PER_KWH
        load, ratio = float(t.load_mmbtu[HEAT_PUMP_ONLY]), self.table("scenarios")["strip_cost_ratio"]
        return AuxiliaryHeat(
            design_temperature=self.sizing.temperature,
            design_load_btuh=self.sizing.load,
            capacity_btuh=self.sizing.capacity if math.isfinite(self.sizing.capacity) else None,
            shortfall_btuh=self.sizing.shortfall,
            strip_kw_needed=needed,
            strip_kw_stock=backup.stock_size(needed),
            auxiliary_hours=float(t.strip_hours[HEAT_PUMP_ONLY]),
            auxiliary_load_fraction=float(t.strip_mmbtu[HEAT_PUMP_ONLY]) / load if load else 0.0,
            recommended_strip_hours=float(t.strip_hours[OPTIMIZED]),
            emergency_hours=float(t.strip_hours[EMERGENCY]) if math.isfinite(t.strip_hours[EMERGENCY]) else None,
            strip_cost_ratio=ratio[HEAT_PUMP_ONLY],
        )

    @cached_property
    def metered_check(self) -> MeteredCheck | None:
        """Metered electricity compared with the model's at today's setting; None without metered_kwh."""
        metered, t = self.case.number("metered_kwh"), self.solution.totals
        if not metered:
            return None
        modelled, pump = float(t.electricity_kwh[EXISTING]), float(t.heat_pump_kwh[EXISTING])
        as_strips = float(t.heat_pump_mmbtu[EXISTING]) * KWH_PER_MMBTU
        return backup.metered_check(metered, modelled, pump, as_strips)

    @cached_property
    def bills(self) -> BillEvidence | None:
        """What the utility bills say of the house, and the model beside each; None without bills."""
        if self.case.bills is None:
            return None
        from .bills import evidence  # here, as below: few houses come with bills

        return evidence(self.solution)

    @cached_property
    def record(self) -> RecordEvidence | None:
        """What a thermostat's record says of the house, beside the model; None without runtimes."""
        if self.case.runtime is None:
            return None
        from .record_evidence import evidence  # as above

        return evidence(self.solution)

    @property
    def hspf2(self) -> float | None:
        """HSPF2 of the heat pump's ratings in region IV [BTU/Wh]; None where COP or capacity are missing."""
        inputs = self.case.inputs
        ratings = None if inputs["performance_table"] is not None else ratings_of(inputs)
        return None if ratings is None else hspf2(ratings)

    @cached_property
    def judgement(self) -> Judgement | None:
        """The result judged by the case's programme; None without one."""
        rules, inputs = self.case.rules, self.case.inputs
        if rules is None:
            return None
        from .judgement import AsLeft  # here: most cases name no programme
        from .judging import judge

        left = AsLeft(*(inputs[f"as_left_{name}"] for name in AsLeft._fields))  # type: ignore[arg-type]  # checked by Case
        return judge(self.solution, rules, left)

    @cached_property
    def warnings(self) -> tuple[Warning, ...]:
        """What was assumed, approximated, extrapolated or is doubtful."""
        pairs = [*self.doubts, *self.case.warnings, *advice.warnings(self.solution)]
        if self.metered_check and self.metered_check.verdict != "as_modelled":
            pairs.append(("metered_kwh", self.metered_check.message))
        return tuple(Warning(*pair) for pair in pairs)

    @cached_property
    def doubts(self) -> tuple[Warning, ...]:
        """What is allowed but hardly plausible, with the likely slip; the first of the warnings."""
        s = self.solution
        facts = Facts(
            self.case.inputs, frozenset(self.case.given), s.parameters, s.bins.hours.sum(), s.setting.annual_cost
        )
        return tuple(Warning(*pair) for pair in (*self.case.doubts, *self._doubts_of_record(), *doubts.doubts(facts)))

    def _doubts_of_record(self) -> list[tuple[str, str]]:
        if self.record is None:
            return []
        from .record_words import doubts_of  # as above

        return doubts_of(self.solution, self.record)

    @cached_property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What was not given, the one first that moves the season's cost most."""
        return assumptions(self.solution, self._season_costs)

    @property
    def notes(self) -> tuple[Warning, ...]:
        """All that a reader has to know: doubts, warnings, and assumptions with what they move."""
        return (*self.warnings, *(Warning(one.key, noted(one, self.case.units)) for one in self.assumptions))

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The same facts calculated a second way; every ``ok`` is True unless a number is wrong."""
        return check(self.solution)

    def table(self, name: str) -> tables.Table:
        """A result table as plain columns in °F and BTU/h: inputs, bins, switchover, scenarios or checks."""
        if name not in self._tables:
            self._tables[name] = tables.make(name, self.solution)
        return self._tables[name]

    def shown_table(self, name: str) -> tables.Table:
        """The same in the units of the case, as CSV files and worksheet functions have it."""
        units = self.case.units
        if name == "inputs":
            return in_units.inputs_given(self.table(name), self.case)
        return in_units.shown_table(self.table(name), units)

    @cached_property
    def _tables(self) -> dict[str, tables.Table]:
        return {}

    def frame(self, name: str) -> pd.DataFrame:
        """A result table as a DataFrame."""
        import pandas as pd  # here, not above: a cold start of the command line does without it

        return pd.DataFrame(self.table(name), columns=[column.key for column in TABLES[name]])

    @property
    def bins(self) -> pd.DataFrame:
        """One row a bin, warm to cold."""
        return self.frame("bins")

    @property
    def switchover_curve(self) -> pd.DataFrame:
        """One row a candidate: what the season costs with that switchover."""
        return self.frame("switchover")

    @property
    def scenarios(self) -> pd.DataFrame:
        """One row a scenario."""
        return self.frame("scenarios")

    def to_workbook(self, path: str | os.PathLike[str], *, brand: str | os.PathLike[str] | None = None,
                    force: bool = False, decisions: Any = None) -> None:  # fmt: skip
        """Write the workbook with live formulas to ``path``; ``brand``: a TOML file with name, contact, logo, colours.

        decisions: what decide or compare gave of the same case, for the sheets Sensitivity, Options and Money.

        Raises OutputError where the file does not end in .xlsx, exists, unless ``force``, or cannot be written;
        InputError for a brand that cannot be used.
        """
        # Here, not above: the engine runs without openpyxl, and most answers are no files.
        from pathlib import Path

        from xl_dualfuel.workbook.brand import NO_BRAND, read_brand
        from xl_dualfuel.workbook.sheets.build import workbook_bytes

        from ..files.writing import refuse_endings, write

        refuse_endings((Path(path), ".xlsx", "a workbook"))
        chosen = NO_BRAND if brand is None else read_brand(brand)
        content = workbook_bytes(self, brand=chosen, decisions=decisions)
        write({Path(path): content}, force)

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON as a dictionary of plain values; every number finite, no answer is None.

        Numbers whose key names no unit are in the units of the case, and ``units`` names these; inputs are as given.
        """
        units = self.case.units
        inputs = as_given(self.case.inputs, units)
        document = self._document()
        return {
            "version": __version__,
            "inputs": {key: _plain(value) for key, value in inputs.items()},
            "inputs_sha256": fingerprint(self.case),
            "given": [*units.given, *self.case.given],
            **self.case.beside.to_json(self.case.given.keys()),
            "units": in_units.units_of(document, units),
            **in_units.shown(document, units),
        }

    def _document(self) -> dict[str, Any]:
        """The answers of the JSON, in °F and BTU/h."""
        s = self.solution
        return {
            "derived": {
                "load_slope": s.parameters.load_slope,
                "load_balance_temperature": s.parameters.load_balance_temperature,
                "fuel_price_per_mmbtu": s.parameters.fuel_price,
                "hspf2": self.hspf2,
            },
            "balance_points": {name: _point(point) for name, point in self.balance_points._asdict().items()},
            "recommended": self.recommended._asdict(),
            "setting": setting_words.to_json(s),
            "read": read.to_json(self.case),
            "assumptions": [assumption._asdict() for assumption in self.assumptions],
            "scenarios": tables.rows(self.table("scenarios")),
            "bins": tables.rows(self.table("bins")),
            "switchover_curve": tables.rows(self.table("switchover")),
            "fuel_storage": self.fuel_storage._asdict(),
            "auxiliary_heat": self.auxiliary_heat._asdict(),
            "metered_check": self.metered_check._asdict() if self.metered_check else None,
            "bills": self.bills.to_json() if self.bills else None,
            "record": self.record.to_json() if self.record else None,
            "programme": self.judgement.to_json() if self.judgement else None,
            "warnings": [warning._asdict() for warning in self.warnings],
            "checks": tables.rows(self.table("checks")),
        }

    def plot(self, axes: Any = None) -> Any:
        """Draw what a season costs with each setting, on ``axes`` or a new figure; the matplotlib Axes drawn on.

        Raises DualFuelError where matplotlib is not installed.
        """
        from .notebook import plot_season  # here, as below: few results are shown in a notebook

        return plot_season(self.solution, axes)

    def _repr_html_(self) -> str:
        from .notebook import result_html

        return result_html(self.solution, self.headline, self.recommended.reason, self.doubts, self.notes)

    def __repr__(self) -> str:
        return f"<Result: setting {self.setting.switchover:g} °F, {self.setting.annual_cost:.2f} $ a season>"


def _plain(value: Any) -> Any:
    return [list(row) for row in value] if isinstance(value, tuple) else value


def _point(point: BalancePoint) -> dict[str, Any]:
    fields: dict[str, Any] = {"temperature": point.temperature, "status": point.status}
    if point.temperature is not None:
        fields["extrapolated"] = point.extrapolated
    if point.break_even_cop is not None:
        fields["break_even_cop"] = point.break_even_cop
    if point.price_only_cop is not None:
        fields["price_only_cop"] = point.price_only_cop
    if point.status == "multiple":
        fields["temperatures"] = list(point.temperatures)
    return fields
