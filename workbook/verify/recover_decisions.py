"""The decisions as the cells of their sheets hold them, with what follows from those cells computed again.

The engine's answers are values on the sheets; what formulas make of them is judged by these. A cell that does not hold
what belongs there is blank, or 0: the formulas' stored values then differ, and that is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from xl_dualfuel.decisions import options as side_by_side
from xl_dualfuel.decisions.band import Band, band
from xl_dualfuel.decisions.compared import Compared
from xl_dualfuel.decisions.deciding import Decisions
from xl_dualfuel.decisions.frontier import CarbonChoice, with_carbon_price
from xl_dualfuel.decisions.money import Worths, worth
from xl_dualfuel.decisions.money_terms import MONEY_FIELDS, PATHS, Terms, check_terms
from xl_dualfuel.decisions.options import Comparison
from xl_dualfuel.decisions.risk import Outcome, Risks
from xl_dualfuel.decisions.sensitivity import Bar, Tornado
from xl_dualfuel.decisions.uncertainty import Spread, Uncertainty
from xl_dualfuel.errors import InputError
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.units_given import Units, fahrenheit_in, in_engine_unit
from xl_dualfuel.model.scenarios import LABELS
from xl_dualfuel.results.case_units import convert, prose
from xl_dualfuel.results.result import Result

from ..book.layout import HEADER_ROW
from ..formulas import choices, deciding
from ..formulas import worth as lines
from ..reader import Sheet, Value
from ..reader.addresses import Area
from ..shape import Decided
from ..sheets import deciding_charts, money, option_columns, options, sensitivity

ENGINE: Final = Units()
LARGEST: Final = 1e12
"""Largest number taken as one; sums and powers of larger numbers would overflow"""
NOWHERE: Final = Area(0, 0, 0, 0)
_POINTS: Final = ("economic", "thermal", "emissions")
_SEASON: Final = (
    "electricity_kwh", "fuel_mmbtu", "emissions_kg", "furnace_hours", "backup_hours", "load_mmbtu", "unmet_mmbtu",
    "fuel_fixed", "household_cost", "electricity_fixed",
)  # fmt: skip


class RecoveredDecisions:
    """The sheets of decisions of a workbook, by the titles they should have; spans: the cells of names by key.

    Without sheets it gives hollow decisions of the right sizes, for which the formulas are the same.
    """

    def __init__(
        self, decided: Decided, sheets: Mapping[str, Sheet], spans: Mapping[str, Area], units: Units = ENGINE
    ) -> None:
        self.decided = decided
        self.units = units
        self.sheets = sheets
        self.spans = spans
        self.rows = deciding.rows_of(decided)
        self.option_rows, _ = option_columns.rows_of(choices.LINES, HEADER_ROW + 1)
        self.money_rows, _ = option_columns.rows_of(lines.LINES, HEADER_ROW + 1)
        _, length = option_columns.rows_of(lines.STEPS, 0)
        years = spans.get("money_years", NOWHERE)
        # The steps end at the tables of years.
        self.step_rows, _ = option_columns.rows_of(lines.STEPS, years.top - 2 - length)

    # -------------------------------------------------------------------------------------------------- the cells

    def _value(self, title: str, row: int, column: int) -> Value:
        sheet = self.sheets.get(title)
        return None if sheet is None else sheet.at(row, column)

    def number(self, title: str, row: int, column: int) -> float | None:
        """The number in a cell; None for anything else."""
        value = self._value(title, row, column)
        return value if isinstance(value, float) and abs(value) <= LARGEST else None

    def temperature(self, title: str, row: int, column: int) -> float | None:
        """The temperature in a cell [°F]."""
        value: float | None = fahrenheit_in(self.number(title, row, column), self.units)
        return value

    def text(self, title: str, row: int, column: int) -> str:
        """The text in a cell; "" for anything else."""
        value = self._value(title, row, column)
        return value if isinstance(value, str) else ""

    def _named(self, title: str, name: str) -> tuple[str, int, int]:
        """Sheet, row and column of a named cell."""
        area = self.spans.get(name, NOWHERE)
        return title, area.top, area.left

    @property
    def share(self) -> float | None:
        """The yellow allowance, a share of the least season cost."""
        return self.number("Sensitivity", self.rows.band + 2, 2)

    @property
    def carbon_price(self) -> float | None:
        """The yellow price on a tonne of CO2."""
        return self.number(*self._named("Sensitivity", "carbon_price"))

    @property
    def tariff(self) -> str:
        """The tariff that bills the options' seasons; "" for none."""
        return self.text(*self._named("Options", "option_tariff"))

    @property
    def lowest_option(self) -> int:
        """The row below the options' lines."""
        return max(self.option_rows.values()) + 1

    @property
    def keys(self) -> dict[str, str]:
        """The key of each input by the label that it has in the units of the case."""
        return {prose(field.label, self.units): key for key, field in FIELDS.items()}

    # -------------------------------------------------------------------------------------------------- the answers

    def decisions(self, result: Result) -> Decisions:
        """All decisions, with the season of a result for formulas that take it from the workbook's own sheets."""
        has = self.decided
        comparison = self._comparison(result) if has.options else None
        decisions = Decisions(
            tornado=self._tornado() if has.bars else None,
            risks=self._risks() if has.bars else None,
            draws=self._draws() if has.uncertain else None,
            comparison=comparison,
            worths=self._worths(comparison) if comparison and has.purchases else None,
        )
        return decisions._replace(band=self.band(result), carbon=self._carbon(result)) if has.bars else decisions

    def band(self, result: Result) -> Band:
        """The band with the allowance on the sheet."""
        candidates = result.solution.candidates
        least = abs(float(candidates.annual_cost[result.solution.chosen]))
        try:
            return band(result, dollars=(self.share or 0.0) * least)
        except InputError:  # no allowance may be so large, or below 0
            return band(result, dollars=0.0)

    def _carbon(self, result: Result) -> CarbonChoice | None:
        price = self.carbon_price
        try:
            return with_carbon_price(result, price) if price else None
        except InputError:
            return None

    def _tornado(self) -> Tornado:
        def at(row: int, column: int) -> float | None:
            return self.number("Sensitivity", row, column)

        def degrees(row: int, column: int) -> float | None:
            return self.temperature("Sensitivity", row, column)

        first = self.rows.tornado + 2
        base = degrees(first, 6) or 0.0, at(first, 9)
        keys = self.keys
        bars = []
        for number, row in enumerate(range(first + 1, first + 1 + self.decided.bars)):
            label, unit = self.text("Sensitivity", row, 1), self.text("Sensitivity", row, 2)
            ends = [at(row, column) or 0.0 for column in (3, 4, 5)]
            key = str(number)
            if self.units != ENGINE and label in keys:
                key, unit = keys[label], FIELDS[keys[label]].unit
                ends = [in_engine_unit(end, FIELDS[key], self.units) for end in ends]
            low, own, high = ends
            switchovers, savings = (degrees(row, 6), degrees(row, 7)), (at(row, 9), at(row, 10))
            bars.append(
                Bar(
                    key, label, unit, low, own, high,
                    *switchovers, None, None, *savings, _swing(base[0], *switchovers), 0.0, _swing(base[1], *savings),
                    False, self.text("Sensitivity", row, 12),
                )
            )  # fmt: skip
        return Tornado(base[0], 0.0, base[1], tuple(bars))

    def _draws(self) -> Uncertainty:
        """The shares of the draws, which a title says; no other formula depends on the chances."""
        row, column = self.rows.uncertain + 2, deciding_charts.MEAN
        rows = {key: row + place for place, key in enumerate(sensitivity.ANSWERS)}
        less, same, more = (self.number("Sensitivity", rows[key], column) or 0.0 for key in deciding_charts.CHANCES)
        return _NO_DRAWS._replace(beats_today=less, equals_today=same, loses_to_today=more)

    def _risks(self) -> Risks:
        first, heat = self.rows.risks + 2, float(convert(1.0, "MMBtu", self.units))
        outcomes: list[Outcome] = []
        for row in range(first, first + self.decided.risks):
            best = self.temperature("Sensitivity", row, 2) or 0.0
            least, here, today, kg = (self.number("Sensitivity", row, place) or 0.0 for place in (3, 4, 6, 9))
            expected = outcomes[0].recommended_cost if outcomes else here
            unlike = self.text("Sensitivity", row, 11)
            outcomes.append(
                Outcome(
                    str(row), self.text("Sensitivity", row, 1), best, least, here,
                    None if unlike in (sensitivity.ITS_BEST, sensitivity.BOTH) else max(0.0, here - least), today,
                    None if unlike in (sensitivity.TODAYS, sensitivity.BOTH) else today - here, here - expected, kg,
                    self.text("Sensitivity", row, 12), (self.number("Sensitivity", row, 10) or 0.0) / heat,
                )
            )  # fmt: skip
        return Risks(0.0, tuple(outcomes), "", "", "")

    def _comparison(self, result: Result) -> Comparison:
        rows = [self._compared(options.FIRST_COLUMN + place) for place in range(self.decided.options)]
        place = self.number(*self._named("Options", "option_baseline")) or 1.0
        against = rows[int(place) - 1 if 1 <= place <= len(rows) else 0]
        rows = [side_by_side.against(row, against, row.alike) for row in rows]
        results = {row.option: result for row in rows}
        return Comparison(against.option, tuple(rows), "", "", results, self.tariff or None)

    def _compared(self, column: int) -> Compared:
        def number(key: str) -> float | None:
            return self.number("Options", self.option_rows[key], column)

        def degrees(key: str) -> float | None:
            return self.temperature("Options", self.option_rows[key], column)

        def text(key: str) -> str:
            return self.text("Options", self.option_rows[key], column)

        how = {label: key for key, label in LABELS.items()}
        points: dict[str, Any] = {f"{name}_point": degrees(name) for name in _POINTS}
        points |= {f"{name}_status": text(name) for name in _POINTS}
        season: dict[str, Any] = {key: number(key) or 0.0 for key in _SEASON}
        power_cost = season["electricity_kwh"] * (number("electricity_price") or 0.0)
        fuel_cost = season["fuel_mmbtu"] * (number("fuel_price") or 0.0)
        return Compared(
            **points, **season, option=self.text("Options", HEADER_ROW, column), label=text("label"),
            scenario=how.get(text("scenario"), "optimized"), switchover=degrees("switchover"), status=text("status"),
            annual_cost=power_cost + fuel_cost, electricity_cost=power_cost, fuel_cost=fuel_cost, saving=0.0,
            emissions_saved_kg=0.0, changes=text("changes"), alike=text("alike") == "yes",
            ranked=text("ranked") == "yes", tariff=text("tariff"),
        )  # fmt: skip

    def _worths(self, comparison: Comparison) -> Worths:
        units = Units()
        against = side_by_side.season_of(comparison.row(comparison.baseline), units)
        worths = []
        for place in range(self.decided.purchases):
            row = comparison.rows[self.place(place)]
            season = side_by_side.season_of(row, units)
            worths.append(worth(row.option, against, season, self.terms(place) or _terms({})))
        return Worths(comparison.baseline, tuple(worths))

    def place(self, column: int) -> int:
        """Which option, 0 for the case itself, a column of Money judges."""
        place = self.number("Money", self.step_rows["place"], money.FIRST_COLUMN + column) or 1.0
        return int(place) - 1 if 1 <= place <= self.decided.options else 0

    def terms(self, column: int) -> Terms | None:
        """The yellow terms of a column of Money; None if any is wrong or blank."""
        at = money.FIRST_COLUMN + column
        given = {key: self.number("Money", self.money_rows[key], at) for key in MONEY_FIELDS}
        terms = None if None in given.values() else check_terms(given)[0]
        return terms and Terms(**{**terms._asdict(), **{key: self._path(key, at) for key in PATHS}})

    def _path(self, key: str, column: int) -> tuple[float | None, ...]:
        """The prices by year in a column, without blanks at the end; what is no number is None."""
        area = self.spans.get(f"money_{key}", NOWHERE)
        path = [self.number("Money", row, column) for row in range(area.top, area.bottom + 1)] if area.top else []
        while path and path[-1] is None:
            del path[-1]
        return tuple(path)


def hollow(decided: Decided, result: Result) -> Decisions:
    """Empty decisions of these sizes."""
    return RecoveredDecisions(decided, {}, {}).decisions(result)


def _swing(*answers: float | None) -> float:
    known = [answer for answer in answers if answer is not None]
    return max(known) - min(known) if known else 0.0


def _terms(given: Mapping[str, object]) -> Terms:
    terms, _ = check_terms(given)
    assert terms is not None  # the defaults are right
    return terms


_NO_SPREAD: Final = Spread(0.0, 0.0, 0.0, 0.0)
_NO_DRAWS: Final = Uncertainty(
    draws=0, used=0, seed=0, setting=0.0, existing_switchover=0.0, switchover=_NO_SPREAD, annual_cost=_NO_SPREAD,
    existing_cost=_NO_SPREAD, saving=_NO_SPREAD, regret=_NO_SPREAD, beats_today=0.0, equals_today=0.0,
    loses_to_today=0.0, exactly_right=0.0, inputs={}, notes=(),
)  # fmt: skip
