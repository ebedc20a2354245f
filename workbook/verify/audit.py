"""An audit workbook compared with the one that this version would write for the inputs in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, NamedTuple

from xl_dualfuel.decisions.deciding import Decisions, decide
from xl_dualfuel.errors import DualFuelError, InputError
from xl_dualfuel.inputs.programmes import CUSTOM, Programme
from xl_dualfuel.records.bill_weather import BillsRead
from xl_dualfuel.results.engine import solve
from xl_dualfuel.results.result import Result
from xl_dualfuel.version import __version__

from ..book.layout import FIRST_ROW, PAGES
from ..brand import NO_BRAND
from ..names import EARLIER, key_of, name_of
from ..reader import Opened, Sheet
from ..reader.addresses import letters
from ..reader.formula import spans_of
from ..reader.refusal import refused
from ..rules.locations import SHEETS
from ..shape import MINIMUM_ROOM, MOST_ROOM, Judged, Shape, UnderTariff, judged_by, shape_of
from . import (
    added,
    beside,
    displayed,
    evidence_sheets,
    identity,
    inputs,
    insertions,
    other_version,
    programme_sheet,
    rule_findings,
    structure,
    table_sizes,
    tariff_sheets,
)
from .compare_workbook import Comparison, heading, texts
from .expected import pattern
from .findings import Findings
from .recover_inputs import MOST_ROWS, Submitted, rules_on
from .snapshot import Snapshot

MOST_POINTS = 2_000
"""Most rows of the performance table"""
MOVED: Final = frozenset(
    ("formula-changed", "formula-shifted", "formula-replaced", "label", "name-moved", "sheet-missing")
)
"""Ids of errors that an inserted row gives too"""
EXTRA = ("Functions", "Programme")
"""Sheets that only some workbooks have"""
EXAMPLE = "The worked example: published and computed"
"""Heading on the Cover of the worked example alone"""


class Audited(NamedTuple):
    """The answer to the inputs as they are now."""

    result: Result | None = None
    """None: they are no case"""
    decide: Callable[[], Decisions] | None = None
    """Makes the decisions with the allowance and the price on CO2 of its sheet Sensitivity; None: it has none"""
    under: UnderTariff | None = None
    """The season of these inputs under the tariff of its sheets; None: it has none that can be calculated"""
    tariff: str = ""
    """SHA-256 of that tariff; "" without one"""


class Verified(NamedTuple):
    """What an audit workbook gives."""

    audited: Audited
    findings: Findings
    opened: Opened
    """the workbook as it was compared: without inserted rows"""


def verify_audit(opened: Opened) -> Verified:
    """Compare an audit workbook; one in which much is in other places also without the rows that were inserted.

    Raises InputError: it has more different formulas than can be read.
    """
    findings, problem = Findings(), None
    audited = Audited()
    try:
        audited = _compared(opened, findings)
    except InputError as error:
        problem = error
    if problem or findings.errors.keys() & MOVED:
        titles = {title: title for title in SHEETS if title in opened.by_title}
        moved, inserted = insertions.undone(opened, texts(), titles)
        if inserted:
            again = Findings()
            insertions.report(inserted, again)
            other = _compared(moved, again)
            if problem or again.errors.total() < findings.errors.total():
                return Verified(other, again, moved)
    if problem:
        raise problem
    return Verified(audited, findings, opened)


def _compared(opened: Opened, findings: Findings) -> Audited:
    """Add the findings of an audit workbook; the answer to its inputs."""
    decisions = tuple(table_sizes.wanted(opened, heading))
    other = identity.version_of(opened) not in ("", __version__)
    own = tuple(title for title in SHEETS if not other or title != PAGES[0])  # earlier versions had no client's page
    evidence = evidence_sheets.titles(opened)
    tariffs = () if other else tariff_sheets.titles(opened)
    wanted = (*own, *decisions, *evidence, *tariffs, *(title for title in EXTRA if title in opened.by_title))
    titles = structure.titles(opened, wanted, heading, findings)
    sheets = {title: opened.by_title[actual] for title, actual in titles.items()}
    renamed = {actual.lower(): title.lower() for title, actual in titles.items() if actual != title}
    structure.parts(opened, findings)
    structure.hidden(opened, titles.values(), findings)
    beside.judge(opened, titles.values(), findings)
    identity.version(opened, findings)
    identity.stamps(opened, findings)
    if "Inputs" not in sheets:
        structure.outside(opened, (), findings)
        return Audited()
    held = evidence_sheets.held(opened, sheets, () if other else evidence, findings)
    submitted = _submitted(opened, sheets["Inputs"], rules_on(sheets.get("Programme")), held.bills)
    if other:
        return Audited(other_version.answer(opened, submitted, titles, findings))
    case = inputs.judged(submitted, sheets["Inputs"].title, findings)
    inputs.sources(submitted, sheets["Inputs"].title, findings)
    result = None if case is None else solve(case)
    if result is not None:
        inputs.notes(result, findings)
        if result.case.programme == CUSTOM:
            findings.add("programme", "info", "Judged by the rules in the workbook. Compare them with "
                         "the programme's", "Programme")  # fmt: skip
    shape = _shape(sheets, submitted, result, table_sizes.frost_rows(opened, sheets))
    decided = table_sizes.decided(opened, sheets, decisions, shape.room)
    layout = tariff_sheets.layout(opened, sheets, tariffs, findings)
    shape = shape._replace(billed=held.billed, recorded=held.recorded, decided=decided,
                           tariffed=layout and layout.tariffed)  # fmt: skip
    try:
        snapshot = Snapshot(sheets, pattern(shape), submitted)
    except DualFuelError as error:
        raise refused("its tables do not have the sizes that this program writes", remedy="Make it again.") from error
    original = snapshot.case()
    first = result if result is not None and original == result.case else None if original is None else solve(original)
    shape = shape._replace(judged=_programme(opened, sheets, first, result, findings))
    comparison = Comparison(sheets, renamed, shape, findings)
    comparison.tariff = tariff_sheets.under(sheets, layout, first or result, findings)
    structure.names(opened, comparison.pattern.names, renamed, findings)
    identity.edits(opened, snapshot, original, findings, layout.sha256 if layout else "")
    unchanged = comparison.formulas()
    structure.outside(opened, [sheets[title].title for title in unchanged], findings)
    calculated = comparison.values(result, first, snapshot)
    beside.compare(opened, titles, comparison.expected, findings)
    for title, sheet in comparison.sheets.items():
        added.cells(sheet, comparison.basis.cells(title), findings)
    displayed.audit(opened, comparison.sheets, comparison.basis, comparison.due, findings)
    rule_findings.rules(opened, unchanged == sheets.keys(), calculated, findings)
    return Audited(result, _decide(result, comparison), *tariff_sheets.of_now(comparison.tariff, layout, result))


def _decide(result: Result | None, comparison: Comparison) -> Callable[[], Decisions] | None:
    """Makes the decisions with the allowance and the price on CO2 of the sheet Sensitivity."""
    deciding, decided = comparison.deciding, comparison.pattern.shape.decided
    if result is None or deciding is None or decided is None or not decided.bars:
        return None
    share, price = deciding.recovered.share, deciding.recovered.carbon_price
    return partial(decide, result.case, percent=100 * (share or 0.0), carbon_price=price or None)


def _programme(
    opened: Opened, sheets: dict[str, Sheet], first: Result | None, result: Result | None, findings: Findings
) -> Judged | None:  # fmt: skip
    """What its sheet of a programme depends on; a sheet that no rules of the workbook are for is taken out."""
    judged = _judged(first or result)
    if "Programme" not in sheets:
        if _judged(first) is not None:
            findings.add("sheet-missing", "error", "The sheet Programme is missing", found="nothing",
                         expected="Programme")  # fmt: skip
        return None
    if judged is None:  # rules of a file, which are elsewhere; or none
        del sheets["Programme"]
        if first is not None and (result is None or result.judgement is None):
            programme_sheet.check(opened, first, findings)
    return judged


def _judged(result: Result | None) -> Judged | None:
    """The facts of a result that the sheet of a programme depends on."""
    return judged_by(result.judgement) if result is not None and result.judgement is not None else None


def _submitted(opened: Opened, sheet: Sheet, rules: Programme | None, bills: BillsRead | None) -> Submitted:
    """The inputs, by the names that mean cells of the sheet."""
    spans = {}
    for name in sorted(opened.names, key=lambda name: not name.name.startswith(EARLIER)):  # this version's last
        key = key_of(name.name)
        if key and not name.sheet and len(name.formula) < 200:
            areas = spans_of(name.formula)
            if len(areas) == 1 and areas[0].sheet.lower() == sheet.title.lower():
                spans[key] = areas[0].area
    return Submitted(sheet, spans, rules, _lead(opened), bills)


def _lead(opened: Opened) -> object:
    """What the workbook says its record lacks for a season."""
    for name in opened.names:
        if name.name == name_of("made_record_lead") and not name.sheet and len(name.formula) < 200:
            areas = spans_of(name.formula)
            sheet = opened.by_title.get(areas[0].sheet) if len(areas) == 1 else None
            return None if sheet is None else sheet.value(f"{letters(areas[0].area.left)}{areas[0].area.top}")
    return None


def _shape(sheets: Mapping[str, Sheet], submitted: Submitted, result: Result | None, frost: int) -> Shape:
    """The shape of the workbook; after edits the shape of its case may be another."""
    try:
        own = None if result is None else shape_of(result)
    except InputError:  # after an edit it has more bins than a workbook has room for
        own = None
    bins, cover = sheets.get("Bins"), sheets.get("Cover")
    rows = [] if bins is None else [row for row, cell in bins.grid.get(1, {}).items() if cell.formula is not None]
    room = max(rows, default=0) - FIRST_ROW  # the table has a row more than its room
    if not (MINIMUM_ROOM <= room <= MOST_ROOM and room % 50 == 0):
        room = own.room if own else MINIMUM_ROOM
    climate, points = submitted.spans.get("climate_temperature"), submitted.spans.get("performance_cop")
    climate_rows = climate.bottom - climate.top + 1 if climate else own.climate_rows if own else MINIMUM_ROOM
    example = cover is not None and any(cell.value == EXAMPLE for cell in cover.grid.get(6, {}).values())
    return Shape(
        room=room,
        climate_rows=min(MOST_ROWS, climate_rows),
        points=min(MOST_POINTS, points.bottom - points.top + 1) if points else 0,
        frost=frost,
        example=example,
        brand=NO_BRAND,
        functions="Functions" in sheets,
        units=submitted.units,
    )
