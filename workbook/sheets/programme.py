"""The Programme sheet: a programme's rules, the number judged by each, met or not, why, and the rule's source.

The judgement is the program's at the time the workbook was made. Where a rule depends on a single number of the
workbook, live formulas in its row follow the inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

from xl_dualfuel.inputs.programme_text import written
from xl_dualfuel.inputs.programmes import CUSTOM, KINDS, Programme
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.results.judgement import AsLeft, Judgement, RuleFinding, rule_text

from ..book.book import Book
from ..book.layout import HEADER_ROW
from ..formulas.checks import master
from ..formulas.cover import status_shown
from ..formulas.given import shown, shown_formula, titled
from ..shape import Filling, Judged
from . import conditional_formats

SHEET: Final = "Programme"
WORDS: Final = {True: "met", False: "NOT MET", None: "cannot be judged"}
"""The verdicts as the sheet has them."""
STALE: Final = "Inputs were edited since: make the workbook again for a judgement that applies"
"""Above the judgement, once an input was edited"""
NOT_LIVE: Final = "–"
"""The text of a rule without a live formula"""
RULES_GIVEN: Final = "The rules of programme_file; verify judges by these lines"
"""Above the lines of a programme of the user's own"""
_HEADERS: Final = (
    "Rule", "What it asks", "Limit", "Found", "Unit", "Judged", "Value now", "Judged now", "Reason", "Source",
    "At the source",
)  # fmt: skip
_WIDTHS: Final = (24, 34, 11, 12, 8, 14, 11, 13, 38, 38, 26)
_RIGHT: Final = 9
"""First column of the page at the right"""
_RULE_HEIGHT: Final = 80
"""[points]: six lines of small print"""
_HEADER_HEIGHT: Final = 32
_SETTINGS_ROW: Final = HEADER_ROW + 10
_RULES_ROW: Final = _SETTINGS_ROW + 6
_LOW = "INDEX([Bins.low],out_bins)"

Judge = Callable[[Filling], Judgement]


def write(book: Book, structure: Judged, judge: Judge) -> None:
    """Write the sheet; ``judge`` gives the judgement of a workbook."""
    if SHEET not in book.sheets:
        book.sheets[SHEET] = book.book.create_sheet(SHEET)
    book.heading(SHEET, "Programme", "Judged by the program")
    more = "when the workbook was made; “now” follows the inputs where it can."
    book.put(SHEET, 4, 2, more, "df note")  # not on the second page, which repeats the first column
    book.formula(SHEET, 2, _RIGHT, "=out_status_shown", status_shown, "df status")
    book.formula(SHEET, 3, _RIGHT, "=out_checks", master, "df status")
    stale = f'=IF(out_inputs_changed=0,"","{STALE}")'
    book.formula(SHEET, HEADER_ROW - 1, 1, stale, lambda f: STALE if f.edited else "", "df status")
    conditional_formats.add(book.sheets[SHEET], f"A{HEADER_ROW - 1}:A{HEADER_ROW}", "out_inputs_changed>0", "bad")
    book.widths(SHEET, _WIDTHS)
    _programme(book, structure.programme, judge)
    _settings(book, judge)
    last = _rules(book, structure, judge)
    for line in structure.programme.not_judged:
        book.put(SHEET, last, 1, line, "df plain")
        last += 1
    if structure.programme.key == CUSTOM:
        lines = written(structure.programme)
        book.put(SHEET, last + 1, 1, RULES_GIVEN, "df section")
        for row, line in enumerate(lines, last + 2):
            book.put(SHEET, row, 1, line, "df plain")
        last += 2 + len(lines)
    end = max(last - 1, HEADER_ROW)
    area = f"$A${HEADER_ROW}:$H${end},{SHEET}!$I${_RULES_ROW}:$K${_RULES_ROW + len(structure.lines)}"
    book.printed(SHEET, area, f"1:{HEADER_ROW - 1}", f"A{HEADER_ROW + 1}")
    book.sheets[SHEET].print_title_cols = "A:A"


def _programme(book: Book, programme: Programme, judge: Judge) -> None:
    book.slot(SHEET, HEADER_ROW, 1, lambda f: judge(f).headline, "df sentence")
    book.sheets[SHEET].row_dimensions[HEADER_ROW].height = 24
    book.name("programme_judgement", SHEET, f"A{HEADER_ROW}")
    facts = (
        ("Programme", programme.name),
        ("Place", programme.jurisdiction or "not given"),
        ("In effect since", _day(programme.effective, "not stated at the source")),
        ("Read on", _day(programme.read, "not given")),
        ("Source", programme.source.title or "not given"),
        ("Address", programme.source.url or "not given"),
        ("Look up at the source", f"yes: {programme.verify_reason}" if programme.verify else "no"),
    )
    for row, (label, text) in enumerate(facts, HEADER_ROW + 1):
        book.put(SHEET, row, 1, label, "df label")
        book.put(SHEET, row, 2, text, "df plain")  # runs over into the blank cells at its right


def _day(date: Any, otherwise: str) -> str:
    return date.isoformat() if date else otherwise


def _settings(book: Book, judge: Judge) -> None:
    """The controls as left, what applies without a record, and what applies."""
    row = _SETTINGS_ROW
    units = book.shape.units
    book.put(SHEET, row - 1, 1, titled("Settings of the controls, °F", units), "df section")
    book.headers(SHEET, row, ("Setting", "As left", "Without a record", "Counts"), height=_HEADER_HEIGHT)
    used = "=IF(ISBLANK(B{0}),C{0},B{0})"
    lockout = 'IF(ISNUMBER(in_compressor_lockout),in_compressor_lockout,"none")'
    for name, label, formula, get in (
        ("switchover", "Switchover", shown_formula("out_setting", "°F", units), lambda f: f.s.setting.switchover),
        ("compressor_lockout", "Compressor off below", shown_formula(lockout, "°F", units), _case_lockout),
        ("auxiliary_lockout", "Auxiliary heat off above", "", None),
    ):
        row += 1
        book.put(SHEET, row, 1, label, "df label")
        book.slot(SHEET, row, 2, partial(_left, judge, name), "df 0.0#")
        if get is None:
            book.put(SHEET, row, 3, "not given", "df 0.0#")
        else:
            book.formula(SHEET, row, 3, f"={formula}", partial(_degrees, get), "df 0.0#")
        book.formula(SHEET, row, 4, used.format(row), partial(_applied, judge, name, get), "df 0.0#")


def _case_lockout(f: Filling) -> Any:
    lockout = f.result.case.inputs["compressor_lockout"]
    return "none" if lockout is None else lockout


def _left(judge: Judge, name: str, f: Filling) -> Any:
    return shown(getattr(judge(f).as_left, name), "°F", f.shape.units)


def _applied(judge: Judge, name: str, get: Callable[[Filling], Any] | None, f: Filling) -> Any:
    recorded = _left(judge, name, f)
    if recorded is not None:
        return recorded
    return "not given" if get is None else _degrees(get, f)


def _degrees(get: Callable[[Filling], Any], f: Filling) -> Any:
    return shown(get(f), "°F", f.shape.units)


def _rules(book: Book, structure: Judged, judge: Judge) -> int:
    """One line a rule; the row below the heading of what is not judged."""
    row = _RULES_ROW
    book.put(SHEET, row - 1, 1, "Rules", "df section")
    book.headers(SHEET, row, _HEADERS, height=_HEADER_HEIGHT)
    first = row + 1
    for number, (rule, kind) in enumerate(structure.lines):
        row += 1
        _rule(book, structure.programme, row, number, rule, kind, judge)
    for column in "FH":
        cells = f"{column}{first}:{column}{row}"
        for verdict, mark in ((True, "good"), (False, "bad"), (None, "warn")):
            condition = f'${column}{first}="{WORDS[verdict]}"'
            conditional_formats.add(book.sheets[SHEET], cells, condition, mark)
    book.put(SHEET, row + 2, 1, "Asked for by the programme and not judged here", "df section")
    return row + 3


def _rule(book: Book, programme: Programme, row: int, number: int, name: str, kind: str, judge: Judge) -> None:
    def finding(f: Filling) -> RuleFinding:
        return judge(f).findings[number]

    rule = programme.rule(name)
    says, source, why = rule_text(programme, RuleFinding(name, kind, None, None, None, "", "", programme.verify))
    fuel = "" if rule is None or rule.fuel is None else f", {rule.fuel.replace('_', ' ')}"
    unit = KINDS[kind].unit
    number_style = "df 0.000" if KINDS[kind].unit in ("fraction", "COP") else "df 0.0#"
    book.put(SHEET, row, 1, f"{KINDS[kind].label}{fuel}", "df wrapped note")
    book.put(SHEET, row, 2, says or None, "df wrapped note")
    book.slot(SHEET, row, 3, lambda f: shown(finding(f).limit, unit, f.shape.units), number_style)
    found_style = "df wrapped note" if kind == "dual_fuel_eligible" else number_style  # which is in words
    book.slot(SHEET, row, 4, lambda f: shown(finding(f).found, unit, f.shape.units), found_style)
    book.put(SHEET, row, 5, shown_in(unit, book.shape.units) or None, "df text")
    book.slot(SHEET, row, 6, lambda f: WORDS[finding(f).passed], "df check")
    live = None if rule is None else _LIVE.get(kind)
    if rule is None or live is None or (live.of_rating and book.shape.points) or rule.temperature is not None:
        book.put(SHEET, row, 7, NOT_LIVE, number_style)
        book.put(SHEET, row, 8, NOT_LIVE, "df check")
    else:
        own = live.formula if live.of_settings else shown_formula(live.formula, unit, book.shape.units)
        book.formula(SHEET, row, 7, book.layout.scalar(own),
                     lambda f: shown(live.value(f, judge(f).as_left), unit, f.shape.units), number_style)  # fmt: skip
        verdict = book.layout.scalar(_verdict(row, kind, rule.strict, book.shape.units))
        book.formula(
            SHEET, row, 8, verdict, lambda f: _now(live.value(f, judge(f).as_left), finding(f)), "df check"
        )  # fmt: skip
    book.slot(SHEET, row, 9, lambda f: finding(f).reason, "df wrapped note")
    address = f"{source.title} {source.url}".strip()
    book.put(SHEET, row, 10, address or None, "df wrapped note")
    book.put(SHEET, row, 11, f"look it up: {why}" if why else None, "df wrapped note")
    book.sheets[SHEET].row_dimensions[row].height = _RULE_HEIGHT


def _verdict(row: int, kind: str, strict: bool, units: Units) -> str:
    """The live verdict of the number in G by the limit in C, with the engine's allowance for rounding."""
    slack = f"c_tolerance*MAX(1,ABS(C{row}))"
    # A strict rule is not met within the allowance, any other is.
    if kind.startswith("maximum"):
        met = f"G{row}<C{row}-{slack}" if strict else f"G{row}<=C{row}+{slack}"
    else:
        met = f"G{row}>C{row}+{slack}" if strict else f"G{row}>=C{row}-{slack}"
    otherwise = f'"{WORDS[False]}"'
    if kind == "maximum_switchover":
        # The heat pump all season, and nothing recorded: how cold the setting may be is open.
        lowest = shown_formula(_LOW, "°F", units, known=True)
        open_ended = f"AND(ISBLANK(B{_SETTINGS_ROW + 1}),G{row}={lowest})"
        otherwise = f'IF({open_ended},"{WORDS[None]}",{otherwise})'
        return f'IF({met},"{WORDS[True]}",{otherwise})'
    return f'IF(ISNUMBER(G{row}),IF({met},"{WORDS[True]}",{otherwise}),"{NOT_LIVE}")'


def _now(value: float | str, finding: RuleFinding) -> str:
    """The live verdict when the workbook is made: the program's own, if the formula has a number."""
    return NOT_LIVE if value == NOT_LIVE else WORDS[finding.passed]


class _Live(NamedTuple):
    """The live number of a kind of rule: its formula, its value, and whether it reads the rating points."""

    formula: str
    value: Callable[[Filling, AsLeft], float | str]
    of_rating: bool = False
    of_settings: bool = False
    """of the settings above, which are in the unit of the case"""


def _switchover(f: Filling, left: AsLeft) -> float | str:
    setting = f.s.setting.switchover if left.switchover is None else left.switchover
    lockout = left.compressor_lockout
    if lockout is None:
        lockout = f.s.parameters.compressor_lockout
    return setting if lockout == "none" else max(setting, lockout)


def _design_share(f: Filling, left: AsLeft) -> float | str:
    sizing, design = f.s.sizing, f.result.case.inputs["design_temperature"]
    known = f.result.auxiliary_heat.capacity_btuh is not None and left.compressor_lockout is None
    return sizing.capacity / sizing.load if known and design is not None and sizing.load > 0 else NOT_LIVE


def _thermal(f: Filling, _: AsLeft) -> float | str:
    point = f.s.thermal
    return point.temperature if point.status == "crosses" and point.temperature is not None else NOT_LIVE


def _cop_5(f: Filling, _: AsLeft) -> float | str:
    given = f.result.case.inputs["cop_5"]
    return given if isinstance(given, float) else NOT_LIVE


def _ratio(f: Filling, _: AsLeft) -> float | str:
    cold, warm = (f.result.case.inputs[key] for key in ("capacity_5", "capacity_47"))
    return cold / warm if isinstance(cold, float) and isinstance(warm, float) else NOT_LIVE


_LIVE: Final = {
    # MAX takes no notice of the text "none" in a cell it refers to.
    "maximum_switchover": _Live(f"MAX(D{_SETTINGS_ROW + 1},D{_SETTINGS_ROW + 2})", _switchover, of_settings=True),
    "minimum_share_at_design": _Live(
        f"IF(AND(ISNUMBER(out_sizing_capacity),ISNUMBER(in_design_temperature),ISBLANK(B{_SETTINGS_ROW + 2}),"
        f'out_sizing_load>0),out_sizing_capacity/out_sizing_load,"{NOT_LIVE}")',
        _design_share,
    ),
    "maximum_thermal_balance_point": _Live(
        f'IF(out_thermal_status="crosses",out_thermal_temperature,"{NOT_LIVE}")', _thermal
    ),
    "minimum_cop_5": _Live(f'IF(ISNUMBER(in_cop_5),in_cop_5,"{NOT_LIVE}")', _cop_5, of_rating=True),
    "minimum_capacity_ratio_5_47": _Live(
        f'IF(AND(ISNUMBER(in_capacity_5),ISNUMBER(in_capacity_47)),in_capacity_5/in_capacity_47,"{NOT_LIVE}")',
        _ratio,
        of_rating=True,
    ),
}
