"""What the engine wrote on the sheets of decisions, computed again, as far as the workbook holds what it depends on.

That is the tornado (its ranges are on the sheet), the default scenarios, what to program, and the case itself among
options. Scenarios of a study file, draws and options of a file are elsewhere.
"""

from __future__ import annotations

from typing import Final

from xl_dualfuel.decisions import options as side_by_side
from xl_dualfuel.decisions.deciding import Decisions
from xl_dualfuel.decisions.risk import SCENARIOS, Risks, risks
from xl_dualfuel.decisions.sensitivity import FACTORS, Bar, Tornado, tornado
from xl_dualfuel.errors import InputError
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.units_given import Units, allowed_in
from xl_dualfuel.results.result import Result

from ..sheets import options
from .recover_decisions import RecoveredDecisions

GIVEN: Final = "as given"
"""How the note of a bar ends whose range is a study's"""


class RecomputedDecisions:
    """The engine's answers for the case a workbook was made from, with what its sheets hold."""

    def __init__(self, recovered: RecoveredDecisions, result: Result) -> None:
        self.recovered = recovered
        self.result = result
        self.default_risks = _default_risks(recovered)

    def decisions(self) -> Decisions:
        """The answers; what cannot be computed again is as the sheets hold it."""
        recovered, case = self.recovered.decisions(self.result), self.result.case
        if recovered.tornado is not None and recovered.risks is not None:
            recovered = recovered._replace(
                tornado=self._tornado(case, recovered.tornado),
                risks=self._risks(case, recovered.risks),
            )
        comparison = recovered.comparison
        if comparison is not None and comparison.tariff is None:
            base = side_by_side.Option(side_by_side.BASE, "The case as it is", {}, "optimized", {})
            held = comparison.rows[0]
            # Whether it is modelled like the others hangs on them.
            own = side_by_side.row_of(base, self.result)._replace(alike=held.alike, ranked=held.ranked)
            rows = (own, *comparison.rows[1:])
            results = {**comparison.results, base.name: self.result}
            recovered = recovered._replace(comparison=comparison._replace(rows=rows, results=results))
        return recovered

    def judges(self, title: str, row: int, column: int) -> bool:
        """Whether a value written by the engine is computed again, so that it can be judged."""
        rows, decided = self.recovered.rows, self.recovered.decided
        if title == "Sensitivity":
            first = rows.risks + 2
            other_risks = first < row < first + decided.risks and not self.default_risks
            return not other_risks and not rows.uncertain < row < rows.drawn - 1
        tariff = self.recovered.tariff
        return (
            title == "Options" and column == options.FIRST_COLUMN and row < self.recovered.lowest_option and not tariff
        )

    def _tornado(self, case: Case, recovered: Tornado) -> Tornado:
        """By the ranges on the sheet if they are a study's, else by the default ranges."""
        if recovered.bars and all(bar.note.endswith(GIVEN) for bar in recovered.bars):
            keys = {**self.recovered.keys, **{FACTORS[key]: key for key in FACTORS}}
            ranges = {keys.get(bar.label, ""): (bar.low, bar.high) for bar in recovered.bars}
            try:
                computed = tornado(case, ranges)
                if len(computed.bars) == len(recovered.bars):
                    pairs = zip(computed.bars, recovered.bars, strict=True)
                    units = self.recovered.units
                    return computed._replace(bars=tuple(_noted(bar, own, units) for bar, own in pairs))
            except InputError:  # a range that no study gave: compared with the default ranges it shows
                pass
        computed = tornado(case)
        missing = self.recovered.decided.bars - len(computed.bars)
        more = (_nothing(number) for number in range(missing))
        return computed._replace(bars=(*computed.bars, *more)[: self.recovered.decided.bars])

    def _risks(self, case: Case, recovered: Risks) -> Risks:
        if self.default_risks:
            computed = risks(case)
        else:
            computed = recovered._replace(outcomes=(*risks(case, ()).outcomes, *recovered.outcomes[1:]))
        return computed._replace(outcomes=computed.outcomes[: self.recovered.decided.risks])


def _nothing(number: int) -> Bar:
    """A bar that should not be there."""
    return Bar(
        key=f"none {number}", label="", unit="", low=0.0, base=0.0, high=0.0, low_switchover=None, high_switchover=None,
        low_cost=None, high_cost=None, low_saving=None, high_saving=None, switchover_swing=0.0, cost_swing=0.0,
        saving_swing=0.0, clipped=False, note="",
    )  # fmt: skip


def _noted(bar: Bar, recovered: Bar, units: Units) -> Bar:
    """An end that was moved into the allowed range when the workbook was made lies in it now."""
    limits = f"the allowed range: {allowed_in(FIELDS[bar.key], units)}" if bar.key in FIELDS else ""
    moved = limits or "0.01: a COP is above 0"
    return bar._replace(note=recovered.note) if recovered.note == f"moved to {moved}; {bar.note}" else bar


def _default_risks(recovered: RecoveredDecisions) -> bool:
    """Whether the scenarios are the default ones: as many, and most have their labels."""
    if recovered.decided.risks != len(SCENARIOS) + 1:
        return False
    first = recovered.rows.risks + 3
    labels = (recovered.text("Sensitivity", first + place, 1) for place in range(len(SCENARIOS)))
    same = sum(text == scenario.label for text, scenario in zip(labels, SCENARIOS, strict=True))
    return 2 * same >= len(SCENARIOS)
