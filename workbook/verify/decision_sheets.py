"""The sheets of decisions compared with what the engine and their own yellow cells give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Final

from xl_dualfuel.decisions.deciding import PRICE_STEPS, Decisions
from xl_dualfuel.decisions.money_flows import npv
from xl_dualfuel.errors import InputError
from xl_dualfuel.results.case_units import convert
from xl_dualfuel.results.result import Result

from ..formulas import choices, deciding, worth_steps
from ..reader import Sheet, Value
from ..reader.addresses import Area, letters, split
from ..rules.locations import DECISIONS, address
from ..shape import Decided
from ..sheets import deciding_charts, money
from ..sheets.sensitivity import HOLDS
from .compare_cells import Difference, slot
from .expected import Expected, Pattern
from .findings import Findings
from .identity import EPOCH
from .recompute_decisions import RecomputedDecisions
from .recover_decisions import NOWHERE, RecoveredDecisions

Values = dict[str, dict[str, Value]]
EDITED: Final = "inputs were edited since: make the workbook again"
SEE_TERMS: Final = "see the terms"
"""The verdict on a purchase with wrong terms"""
NEAR: Final = 1e-6
"""Largest net present value at an internal rate of return, as a share of the flows: programs search that far"""


class DecisionSheets:
    """The sheets of decisions of a workbook; ``sheets``: all of its sheets by the titles they should have."""

    def __init__(
        self, decided: Decided, sheets: Mapping[str, Sheet], pattern: Pattern, spans: Mapping[str, Area]
    ) -> None:
        self.decided = decided
        self.sheets = {title: sheets[title] for title in DECISIONS if title in sheets}
        self.pattern = pattern
        self.spans = spans
        self.recovered = RecoveredDecisions(decided, self.sheets, spans, pattern.shape.units)
        self.lost = False

    def decisions(self, result: Result) -> Decisions:
        """The decisions on the sheets, of a result."""
        return self.recovered.decisions(result)

    @cached_property
    def wrong_terms(self) -> frozenset[int]:
        """The columns of Money whose terms are wrong, which makes their answers #N/A."""
        columns = range(self.decided.purchases) if "Money" in self.sheets else ()
        return frozenset(money.FIRST_COLUMN + column for column in columns if self.recovered.terms(column) is None)

    def give_up(self, findings: Findings) -> None:
        """Add that the numbers on the sheets are of no use, and judge no stored values there."""
        what = "some numbers of the decisions are too large or too small"
        findings.add("value", "error", what, found=", ".join(self.sheets))
        self.recovered, self.lost = RecoveredDecisions(self.decided, {}, self.spans, self.pattern.shape.units), True

    def unjudged(self, title: str) -> set[str]:
        """Cells of a sheet whose stored values follow from nothing."""
        if self.lost and title in self.sheets:
            return set(self.sheets[title].cells)
        if title != "Money" or not self.wrong_terms:
            return set()
        verdict = self.recovered.money_rows["verdict"]
        cells = ((at, *split(at)) for at in self.sheets[title].cells)
        return {at for at, row, column in cells if column in self.wrong_terms and row != verdict}

    def overrides(self, expected: Expected, edited: bool) -> Values:
        """Values that depend on cells of these sheets; edited: an input was edited since the workbook was made."""
        changed: Values = {title: {} for title in self.sheets}
        if "Sensitivity" in changed:
            changed["Sensitivity"] |= dict(self._drawn()) | dict(self._matrix(expected))
        if "Money" in changed:
            changed["Money"] |= dict(self._rates(expected))
            verdict = self.recovered.money_rows["verdict"]
            changed["Money"] |= {address(verdict, column): SEE_TERMS for column in self.wrong_terms}
        if edited:
            for title, values in changed.items():
                held = (HOLDS, choices.HOLD, "out_options_hold")
                wanted = expected.cells(title)
                values |= {at: EDITED for at, cell in wanted.items() if cell.formula in held}
            if "Options" in changed:
                changed["Options"] |= dict(self._unchecked())
        return changed

    def _drawn(self) -> Iterator[tuple[str, Value]]:
        """What the charts of the tornado draw: a bar by its place in the table above."""
        recovered, row, count = self.recovered, self.recovered.rows.drawn, min(self.decided.bars, deciding.MOST_DRAWN)
        base, title = self.recovered.rows.tornado + 2, "Sensitivity"
        for column in (6, 9):
            own = recovered.number(title, base, column)
            for at in range(row + 1, row + 1 + count):
                rank = int(recovered.number(title, at, 4) or 0)
                if not 1 <= rank <= self.decided.bars:
                    continue
                yield f"A{at}", recovered.text(title, base + rank, 1)
                for letter, place in (("B", column), ("C", column + 1)):
                    moved = recovered.number(title, base + rank, place)
                    yield f"{letter}{at}", 0.0 if moved is None or own is None else moved - own
            row += count + 2

    def _matrix(self, expected: Expected) -> Iterator[tuple[str, Value]]:
        """The price matrix, if its yellow shares were changed."""
        top, count = self.recovered.rows.matrix + 1, len(PRICE_STEPS)
        steps = [self.recovered.number("Sensitivity", top, 4 + place) or 0.0 for place in range(count)]
        down = [self.recovered.number("Sensitivity", top + 2 + place, 2) or 0.0 for place in range(count)]
        if tuple(steps) == tuple(down) == PRICE_STEPS:
            return
        f = expected.filling
        p, answers = f.s.parameters, deciding.matrix_at(f, down, steps)
        units = f.shape.units
        answers["switchover"] = convert(answers["switchover"], "°F", units)
        for across, step in enumerate(steps):
            yield address(top + 1, 4 + across), step * p.fuel_price
        for place, share in enumerate(down):
            row = top + 2 + place
            yield f"C{row}", share * p.electricity_price
            for key, column in (("switchover", 4), ("cost", 14), ("closeness", 22)):
                yield from ((address(row, column + at), value) for at, value in enumerate(answers[key][place]))
        for row, across in enumerate(deciding_charts.FUELS, top + 2):
            yield address(row, deciding_charts.LEGEND), deciding_charts.fuel_at(steps[across] * p.fuel_price, units)
        prices = [share * p.electricity_price for share in down]
        settings = [row[deciding_charts.MIDDLE] for row in answers["switchover"]]
        yield address(top - 1, deciding_charts.TITLES), deciding_charts.price_title(prices, settings, units)

    def _rates(self, expected: Expected) -> Iterator[tuple[str, Value]]:
        """The start of the search for a rate of return, and the rate that the search gives."""
        for column in range(self.decided.purchases):
            steps = worth_steps.steps_of(expected.filling, column)
            at = money.FIRST_COLUMN + column
            if steps.changes != 1:
                start = self.recovered.number("Money", self.recovered.step_rows["start"], at) or 0.0
                yield address(self.recovered.step_rows["guess"], at), start
            rate = self.recovered.number("Money", self.recovered.money_rows["irr"], at)
            if steps.changes and rate is not None and -1 < rate <= 1e3:
                left = npv(rate, steps.flows)
                if abs(left) <= NEAR * sum(map(abs, steps.flows)):
                    yield address(self.recovered.money_rows["irr"], at), rate

    def _unchecked(self) -> Iterator[tuple[str, Value]]:
        """After edits the case among the options is not compared with the workbook's own scenarios."""
        row = self.spans.get("options_differ", NOWHERE).top
        for above in range(row - len(choices.CHECKED), row):
            yield from ((f"D{above}", ""), (f"E{above}", ""), (f"F{above}", "N/A"))
        yield f"C{row}", 0.0

    def slots(self, original: Result | None, findings: Findings) -> Iterator[Difference]:
        """Values of the engine that it would not write for the inputs the workbook was made with.

        Adds a finding on what cannot be computed again.
        """
        recomputed, decisions = None, None
        if original is not None:
            with suppress(InputError, ArithmeticError):  # the engine would have written no such workbook
                candidate = RecomputedDecisions(self.recovered, original)
                recomputed, decisions = candidate, candidate.decisions()
        self._report(recomputed, findings)
        if original is None or recomputed is None:
            return
        expected = Expected(self.pattern, original, EPOCH, decisions)
        for title, sheet in self.sheets.items():
            wanted = expected.cells(title)
            for place in self.pattern.slots[self.pattern.titles[title]]:
                cell = wanted[place]
                if cell.formula is None and not cell.open and recomputed.judges(title, *split(place)):
                    yield from slot(sheet, title, place, cell.value)

    def _report(self, recomputed: RecomputedDecisions | None, findings: Findings) -> None:
        parts = []
        if "Sensitivity" in self.sheets:
            words = [
                "all of it, as the inputs give no decisions" if recomputed is None else "",
                "named risks" if recomputed is not None and not recomputed.default_risks else "",
                "chances" if self.decided.uncertain else "",
            ]
            if any(words):
                parts.append(f"Sensitivity ({', '.join(filter(None, words))})")
        if "Options" in self.sheets:
            tariff = self.recovered.tariff
            parts.append("Options (billed by a tariff)" if tariff else "Options (all but the case itself)")
        if "Money" in self.sheets:
            wrong = ", ".join(letters(column) for column in sorted(self.wrong_terms))
            parts.append(f"Money (terms are wrong in column {wrong})" if wrong else "Money")
        if parts:
            what = (
                "Some values depend on a study, options or tariff that is not in the workbook. They were not "
                "calculated again; formulas were checked with these values"
            )
            findings.add("unjudged", "info", what, found="; ".join(parts))
