"""A workbook compared with the expected workbook: what differs, gathered by column, and what that means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache
from typing import Final

from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.case_contents import NO_FILES, Files
from xl_dualfuel.inputs.origins import written_note
from xl_dualfuel.inputs.programmes import CUSTOM
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.engine import solve
from xl_dualfuel.results.result import Result
from xl_dualfuel.units import FUELS, OTHER, Fuel

from ..book.layout import PAGES
from ..formulas.backup import NOT_IN_THE_BOOK, OF_A_RECORD
from ..reader import Sheet, Value
from ..reader.addresses import Area, letters, split
from ..rules.locations import DECISIONS, EVIDENCE
from ..shape import Billed, Decided, Recorded, Shape, UnderTariff, judged_by, shape_of
from ..sheets.function_places import ANSWERS
from ..sheets.function_places import SHEET as FUNCTIONS
from ..sheets.record_formulas import SHEET as RECORD
from ..sheets.record_formulas import Places
from ..sheets.tariff import HEADING
from ..sheets.tariff_hours import HEADING as HOURS_HEADING
from ..sheets.tariff_places import SHEET
from . import compare_cells
from .compare_cells import Difference
from .decision_sheets import DecisionSheets
from .expected import Expected, Pattern, pattern
from .findings import Findings, Severity
from .identity import EPOCH
from .insertions import ANYTHING, FORMULA, Texts
from .record_sums import contradictions, lead_contradicted
from .recover_bills import of_the_file
from .recover_decisions import hollow
from .recover_inputs import NOTES
from .recover_record import of_the_record, record_on
from .recover_tariff import TARIFF, unjudged
from .snapshot import Snapshot

_WHAT: Final[Mapping[str, tuple[Severity, str]]] = {
    "formula-changed": ("error", "The formula was changed"),
    "formula-shifted": ("error", "The formula was moved from another cell"),
    "formula-replaced": ("error", "The formula was replaced by a value, or deleted"),
    "result": ("error", "The result does not follow from the inputs"),
    "value": ("error", "The value is not what its formula gives"),
    "label": ("error", "The label was changed"),
    "constant": ("error", "The constant was changed"),
    "added": ("info", "This cell was added"),
}
_FROM_FILES: Final = ("station", "weather_file", "runtime_file")
"""Inputs that Constants holds as they were when the workbook was made, and that no case has without its files"""
_IDENTITY: Final = ("version", "built", "inputs_sha256")
"""Names on the Cover whose cells identity.py judges"""


class Comparison:
    """The comparison of a workbook. ``sheets``: by the title they should have."""

    def __init__(
        self, sheets: Mapping[str, Sheet], renamed: Mapping[str, str], shape: Shape, findings: Findings
    ) -> None:
        self.sheets = sheets
        self.renamed = renamed
        self.findings = findings
        self.pattern: Pattern = pattern(shape)
        self.deciding: DecisionSheets | None = None
        self.tariff: UnderTariff | None = None
        """The season under the tariff of its sheets, of the case that it was made with"""
        self.expected: list[Expected] = []
        """What the workbook should be: of its inputs now, and of those that it was made with"""

    @cached_property
    def basis(self) -> Expected:
        """Any workbook of the shape: for formulas and labels."""
        return _neutral(self.pattern)

    @property
    def due(self) -> Expected:
        """Whose values the formulas give: of the inputs now, else of those it was made with, else of any."""
        return next(iter(self.expected), self.basis)

    def formulas(self) -> set[str]:
        """Add what differs in formulas, labels and constants; the sheets that hold the expected formulas and no other.

        Raises InputError: a sheet has more different formulas than can be read.
        """
        unchanged = set()
        for title, sheet in self.sheets.items():
            wanted = self.basis.cells(title)
            runs = self.pattern.runs(title, wanted)
            changed = list(compare_cells.formulas(sheet, title, wanted, runs, self.renamed))
            self._report(changed)
            statics = list(compare_cells.statics(sheet, title, wanted, _is_version(self.basis, title)))
            self._report(statics)
            strange = any(isinstance(static.actual, str) and static.actual.startswith("=") for static in statics)
            if not changed and not strange:
                unchanged.add(title)
                # The same formulas are in the same runs: they need not be read again.
                sheet.__dict__.setdefault("runs", runs)
        return unchanged

    def values(self, result: Result | None, original: Result | None, snapshot: Snapshot) -> bool:
        """Add what differs in stored values; whether there are any to compare."""
        empty = sum(compare_cells.uncalculated(sheet, self.basis.cells(title)) for title, sheet in self.sheets.items())
        if empty:
            self.findings.add("uncalculated", "info", f"{empty:,} formulas have no result, as the program "
                              "that saved it does not calculate. Open it in Excel or Calc and save it")  # fmt: skip
        if without := self._without_functions():
            self.findings.add("functions", "info", f"{without} worksheet functions have no answer, as the computer "
                              "that saved the workbook lacks the add-in. Nothing else depends on them",
                              FUNCTIONS)  # fmt: skip
        edited = bool(snapshot.edited or snapshot.edited_tables)
        if self.pattern.shape.decided is not None:
            self.deciding = DecisionSheets(self.pattern.shape.decided, self.sheets, self.pattern, snapshot.spans)
            self._report(self.deciding.slots(original if original is not None or edited else result, self.findings))
        now = self._expected(result, edited, original)
        then = now if original is not None and original is result else self._expected(original)
        self._recorded(original or result)
        self.expected = [one for one in (now, then) if one is not None][: 1 + (now is not then)]
        if then is not None:
            self._report(self._slots(then, snapshot))
        status = self._status()
        if edited and status not in ("OK", None):
            self.findings.add("status", "warning", "The workbook was edited and gives no result now", found=status)
            return True
        if now is None:
            if result is not None:
                self.findings.add("status", "warning", "The tables of the workbook are too short for its inputs",
                                  found=status)  # fmt: skip
            return not empty
        differences = list(self._values(now, snapshot, True))
        if differences and edited and then is not None and not any(True for _ in self._values(then, snapshot, False)):
            first = differences[0]
            self.findings.add("stale", "error", "Inputs were changed, but the results are the old ones",
                              first.sheet, first.address, first.actual, first.expected)  # fmt: skip
        else:
            self._report(differences)
        return not empty

    def _recorded(self, made: Result | None) -> None:
        """Add where the sheet of a record contradicts itself, or what the workbook says of its season."""
        if made is None or not made.case.is_recorded:
            return
        sheet, recorded, record = self.sheets.get(RECORD), self.pattern.shape.recorded, None
        if sheet is not None and recorded:
            record = record_on(sheet, recorded, made.solution.parameters)
            for one in contradictions(Places(recorded), record):
                self.findings.add("value", "error", one.what, RECORD, one.cell, one.found, one.expected)
        if why := lead_contradicted(record, made.case):
            said = made.case.record_lead or "a season"
            self.findings.add("label", "error", "What the workbook says of the season of its record is not so",
                              "Constants", "", said, why)  # fmt: skip

    def _without_functions(self) -> int:
        """How many worksheet functions have an error in place of their answer."""
        sheet = self.sheets.get(FUNCTIONS)
        cells = {} if sheet is None else sheet.cells
        return sum(
            compare_cells.is_unanswered(FUNCTIONS, at, cell) for at, cell in cells.items() if at[0] == ANSWERS[0]
        )

    def _status(self) -> object:
        """The status of the workbook above its bin table."""
        sheet = self.sheets.get("Bins")
        return None if sheet is None else sheet.value("B2")

    def _expected(
        self, result: Result | None, edited: bool = False, made: Result | None = None
    ) -> Expected | None:  # fmt: skip
        """The workbook of a result, in the shape at hand; None if it does not fit. edited: after it was made.

        made: the result of the inputs that it was made with.
        """
        shape = self.pattern.shape
        if result is None or len(result.solution.load) > shape.room:
            return None
        if len(result.case.performance_table or ()) != shape.points:
            return None
        judged = judged_by(result.judgement) if result.judgement else None
        if judged != shape.judged and "Programme" in self.sheets:
            # After edits other rules may speak of the house; the rest of the workbook is the same.
            shape = shape._replace(judged=judged)
        decisions = None if self.deciding is None else self.deciding.decisions(result)
        own = self.sheets.get(RECORD)
        record = None
        if shape.recorded and own is not None:
            record = record_on(own, shape.recorded, (made or result).solution.parameters)
        try:
            expected = Expected(pattern(shape), result, EPOCH, decisions, edited, made, record, self.tariff)
            expected.fill()
        except DualFuelError:  # some table has no room
            return None
        except ArithmeticError:  # a stranger's numbers on the sheets of decisions
            if self.deciding is None:
                raise
            self.deciding.give_up(self.findings)
            return Expected(pattern(shape), result, EPOCH, self.deciding.decisions(result), edited, made,
                            record, self.tariff)  # fmt: skip
        return expected

    def _values(self, expected: Expected, snapshot: Snapshot, current: bool) -> Iterable[Difference]:
        overrides = snapshot.overrides(expected, current)
        if self.deciding is not None:
            edited = current and bool(snapshot.edited or snapshot.edited_tables)
            for title, values in self.deciding.overrides(expected, edited).items():
                overrides[title] = overrides.get(title, {}) | values
        for title, sheet in self.sheets.items():
            if title == "Programme" and expected.pattern is not self.pattern:
                continue
            if title in EVIDENCE and expected.edited and expected.made is None:
                continue  # it stays as it was made, and of which inputs is not known
            if title in TARIFF and self.tariff is None:
                continue  # what it is of cannot be calculated; a finding says so
            own: Mapping[str, Value] = overrides.get(title, {})
            skip = self.deciding.unjudged(title) if self.deciding else set()
            if title == "Constants":
                skip = skip | _unknown(expected, snapshot)
            if title in PAGES and self.tariff is None:
                skip = skip | _of_tariff(expected, title)
            yield from compare_cells.values(sheet, title, expected.cells(title), own, skip)

    def _slots(self, original: Expected, snapshot: Snapshot) -> Iterable[Difference]:
        """Cells written when the workbook was made, if they have changed."""
        spans = snapshot.spans
        skip = {("Cover", _address(spans, name)) for name in _IDENTITY}
        skip |= {("Constants", address) for address in _unknown(original, snapshot)}
        skip |= {("Cover", address) for address in _reading(original, spans)}
        if billed := self.pattern.shape.billed:
            skip |= of_the_file(billed)
        if recorded := self.pattern.shape.recorded:
            skip |= of_the_record(recorded)
        tariffed = self.pattern.shape.tariffed
        if self.tariff is not None and tariffed is not None:
            skip |= unjudged(self.tariff, tariffed)
        for key in _FROM_FILES:
            address = _address(spans, f"made_{key}")
            skip.add(("Constants", address))
            if "Constants" in self.sheets:
                made_with = snapshot.original.get(key)
                yield from compare_cells.slot(self.sheets["Constants"], "Constants", address, made_with)
        for title, sheet in self.sheets.items():
            if title in TARIFF and self.tariff is None:
                continue
            if title in ("Inputs", "Log", *DECISIONS) or (title in PAGES and not self._notes_hold(original, snapshot)):
                continue  # the inputs themselves, and what depends on more than their values
            wanted = original.cells(title)
            for address in original.pattern.slots.get(original.pattern.titles.get(title, ""), ()):
                cell = wanted[address]
                if cell.formula is None and not cell.open and (title, address) not in skip:
                    yield from compare_cells.slot(sheet, title, address, cell.value)

    def _notes_hold(self, original: Expected, snapshot: Snapshot) -> bool:
        """Whether the engine's notes can be computed: they depend on what was given, which the notes on Inputs say."""
        wanted = original.cells("Inputs")
        notes = ((entry.note, wanted.get(f"{letters(NOTES)}{entry.row}"))
                 for key, entry in snapshot.submitted.entries.items() if key not in snapshot.edited)  # fmt: skip
        same = all(cell is not None and written_note(note) == (cell.value or "") for note, cell in notes)
        return same and not snapshot.original.get("runtime_file")

    def _report(self, differences: Iterable[Difference]) -> None:
        """Add a finding for each id and column, with its first cell."""
        gathered: dict[tuple[str, str, int], list[Difference]] = {}
        for difference in differences:
            key = (difference.id, difference.sheet, split(difference.address)[1])
            gathered.setdefault(key, []).append(difference)
        for (id_, title, column), (first, *others) in gathered.items():
            severity, what = _WHAT[id_]
            more = f", and in {len(others):,} more cells of column {letters(column)}" if others else ""
            self.findings.add(id_, severity, what + more, self.sheets[title].title, first.address, first.actual,
                              first.expected)  # fmt: skip


def heading(title: str) -> object:
    """The heading of a sheet, the same in every workbook."""
    shape = shape_of(solve(Case()), functions=True)
    if title in TARIFF:
        return HEADING if title == SHEET else HOURS_HEADING
    if title in EVIDENCE:
        recorded = Recorded(1, 0, 0, 0, 1)
        shape = shape._replace(billed=Billed(1, 50, (("electricity", "kWh"),), -1), recorded=recorded)
    if title in DECISIONS:
        shape = shape._replace(decided=Decided(2, 1, False, 2, 1))
    return _neutral(pattern(shape)).cells(title)["A1"].value


@cache
def texts() -> Texts:
    """What each sheet of every workbook has near its top, by title and address."""
    basis = _neutral(pattern(shape_of(solve(Case()), functions=True)))
    return {title: {address: FORMULA if cell.formula is not None else ANYTHING if cell.slot else str(cell.value)
                    for address, cell in basis.cells(title).items()
                    if cell.formula is not None or (isinstance(cell.value, str) and cell.value and not cell.open)}
            for title in basis.pattern.titles}  # fmt: skip


def _is_version(expected: Expected, title: str) -> Callable[[str], bool]:
    wanted = expected.cells(title)
    return lambda address: str(wanted[address].value).startswith("xl_dualfuel ")


def _address(spans: Mapping[str, Area], name: str) -> str:
    area = spans.get(name)
    return "" if area is None else area.address


def _unknown(expected: Expected, snapshot: Snapshot) -> set[str]:
    """Cells of Constants that need the hours of a weather file or record, which a workbook does not hold."""
    year, spans, record = expected.result.case.year, snapshot.spans, snapshot.submitted.entries.get("runtime_file")
    if expected.result.case.climate == "bins" and record is not None and record.value is not None:
        return {_address(spans, name) for name in (*NOT_IN_THE_BOOK, *OF_A_RECORD)}
    if year is None or year.order is not None:
        return set()
    return {_address(spans, name) for name in NOT_IN_THE_BOOK}


def _of_tariff(expected: Expected, title: str) -> set[str]:
    """Cells of a page that say what follows from a tariff."""
    cells = expected.cells(title).items()
    return {address for address, cell in cells if cell.formula and "out_tariff_" in cell.formula}


def _reading(original: Expected, spans: Mapping[str, Area]) -> set[str]:
    """Cells of the Cover that say what was read from a weather file, which is not in the workbook."""
    year, area = original.result.case.year, spans.get("weather_read")
    if area is None or year is None or year.read is not None:
        return set()
    return {f"{letters(area.left)}{row}" for row in range(area.top, area.bottom + 1)}


def _burning(fuel: Fuel) -> dict[str, object]:
    """A case's inputs with this fuel, at any price."""
    own: dict[str, object] = {"fuel_heat_content": 1e5, "fuel_emissions": 0.0} if fuel.key == OTHER else {}
    return {"fuel": fuel.key, "fuel_price": 1.0, "fuel_price_unit": fuel.price_units[0]} | own


def _in_units(case: Case, units: Units) -> Case:
    """The case as if it had been given in these units."""
    return case.replace(**units.given, currency=units.currency) if units != Units() else case


@lru_cache(maxsize=12)
def _neutral(pattern_: Pattern) -> Expected:
    """A workbook of the pattern with any inputs."""
    shape = pattern_.shape
    inputs: dict[str, object] = {}
    if shape.points:
        steps = [place / shape.points for place in range(shape.points)]
        inputs["performance_table"] = [[60 * step, 2 + step, 30000] for step in steps]
    if shape.judged is None:
        result = solve(_in_units(Case(**inputs), shape.units))
    else:  # the lines of a programme's sheet depend on the fuel alone
        programme, files = shape.judged.programme, NO_FILES
        inputs["programme"] = programme.key
        if programme.key == CUSTOM:
            inputs["programme_file"], files = "the workbook", Files(None, None, programme)
        cases = (_in_units(Case.with_files(files, **inputs, **_burning(fuel)), shape.units) for fuel in FUELS.values())
        result = next(result for result in map(solve, cases)
                      if result.judgement is not None and judged_by(result.judgement) == shape.judged)  # fmt: skip
    return Expected(pattern_, result, EPOCH, shape.decided and hollow(shape.decided, result))
