"""The sheet Sensitivity: how exact the setting must be, what moves it, named risks, prices, CO2, the frontier, chances.

What a formula can carry is live. What needs the season worked out again with other inputs is the engine's, written when
the workbook was made, and says so; a line on top shows whether an input was edited since.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break

from xl_dualfuel.decisions.deciding import PRICE_STEPS, Decisions
from xl_dualfuel.decisions.uncertainty import Spread
from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.case_units import convert, prose, shown_in
from xl_dualfuel.results.in_units import shown_table

from ..book import styles
from ..book.book import Book
from ..book.layout import LABEL_ROW
from ..formulas import choices, deciding, edges
from ..formulas.checks import master
from ..formulas.cover import status_shown
from ..formulas.deciding import Line, Rows
from ..formulas.given import shown, shown_formula, titled
from ..shape import Decided, Filling, present
from . import conditional_formats, deciding_charts, tornado
from .tables import head

SHEET: Final = "Sensitivity"
HOLDS: Final = 'IF(out_inputs_changed=0,"matches the inputs","inputs were edited since: make the workbook again")'
"""Whether what the engine wrote still applies."""
_HOLDS_COLUMN: Final = 3
"""Of that line, right of a block's title, which fits in the first two columns"""
_METHOD: Final = "Calculated when the workbook was made."
_WIDTHS: Final = (38, 15, *[12] * 9, 40)
_LEFT: Final = 7
"""Columns of the left pages; the right ones repeat the first"""
_LAST: Final = get_column_letter(len(_WIDTHS))
_HEADER_HEIGHT: Final = 48
_NOTE_HEIGHT: Final = 28
"""Of rows with a note [points]: two lines of small print"""
_SHORT: Final = 2
"""Inputs of a table that leaves room for the charts on its page"""
_RISKS: Final = (
    "Scenario", "Its best switchover °F", "Least season cost $", "Keeping the setting $", "Keeping costs more by $",
    "At today's setting $", "Saving $", "More than the case $", "Emissions kg", "Load not met MMBtu",
    "Warmer or colder than", "Assumed",
)  # fmt: skip
_UNITS: Final = {"switchover": "°F", "unmet_mmbtu": "MMBtu"}
"""Units of answers to a risk, but for money and emissions"""
ITS_BEST: Final = "its best"
TODAYS: Final = "today's setting"
BOTH: Final = "both"
"""The other settings in a risk with which the recommended one is not compared"""
_SPREADS: Final = ("Answer", "Unit", "P10", "P50", "P90", "Mean")
ANSWERS: Final = {
    "switchover": "Best switchover of each draw",
    "annual_cost": "Season cost at the recommended setting",
    "existing_cost": "Season cost at today's setting",
    "saving": "Saving against today's setting",
    "regret": "Season cost above the draw's own least",
    **deciding_charts.CHANCES,
    "exactly_right": "Draws in which it is the best of all",
}


_SHARES: Final = tuple(ANSWERS)[5:]
"""Answers that are shares of the draws"""


def refuse(decisions: Decisions) -> None:
    """Raise InputError for decisions that formulas cannot carry."""
    band = decisions.band
    if decisions.season is not None:
        raise InputError([Issue("decisions", f"under the tariff {decisions.season.tariff}", "must be by plain prices: "
                                "the formulas of a workbook know no tariff", "Leave the tariff out")])  # fmt: skip
    if band is not None and band.allowance > 0 and not band.least_cost:
        allowed = "must be 0 where the season costs nothing: the allowance of a workbook is a share of its cost"
        raise InputError([Issue("dollars", band.allowance, allowed, "Give percent instead")])


def write(book: Book, decided: Decided) -> None:
    """Write the sheet and its names."""
    sheet, rows = book.sheets[SHEET], deciding.rows_of(decided)
    book.heading(SHEET, "Sensitivity", "How exact the setting must be, and what moves it.")
    more = "Formulas follow the inputs; what the program worked out is marked so."
    book.put(SHEET, 4, 2, more, "df note")
    # The pages at the right repeat the first column alone.
    book.formula(SHEET, 2, _LEFT + 1, "=out_status_shown", status_shown, "df status")
    book.formula(SHEET, 3, _LEFT + 1, "=out_checks", master, "df status")
    book.widths(SHEET, _WIDTHS)
    _band(book, rows)
    _title(book, rows.tornado, "What moves the setting", "One input at a time between the ends of its range.")
    headers = [titled(text, book.shape.units) for text in tornado.HEADERS]
    book.headers(SHEET, rows.tornado + 1, headers, height=_HEADER_HEIGHT)
    tornado.table(book, rows.tornado + 2, decided.bars)
    _risks(book, rows, decided.risks)
    _matrix(book, rows)
    _carbon(book, rows)
    _frontier(book, rows)
    _uncertain(book, rows, decided.uncertain)
    drawn = tornado.drawn(book, rows.drawn, decided.bars)
    _edges(book)
    shares = rows.uncertain + 2 + list(ANSWERS).index(next(iter(deciding_charts.CHANCES)))
    deciding_charts.write(book, rows, drawn, decided, shares)
    # Each page begins with a block: the charts share one with a table of two lines, risks with prices.
    charts = [rows.charts] if decided.bars > _SHORT else []
    for row in (rows.tornado, *charts, rows.risks, rows.carbon, *[rows.uncertain] * decided.uncertain):
        sheet.row_breaks.append(Break(id=row - 1))
    left, right = (get_column_letter(column) for column in (_LEFT, _LEFT + 1))
    end = rows.drawn - 2
    reasons = rows.band + 2 + len(deciding.BAND)  # sentences, which the pages at the right would cut
    areas = (f"$A$5:${left}${end}", f"${right}$5:${_LAST}${reasons - 1}", f"${right}${rows.tornado}:${_LAST}${end}")
    book.printed(SHEET, f",{SHEET}!".join(areas), "1:4", f"B{LABEL_ROW + 1}")
    sheet.print_title_cols = "A:A"


def _title(book: Book, row: int, text: str, by_engine: str = "", note: str = "") -> None:
    """The title of a block; by_engine: words on what the program worked out, and whether it still applies."""
    book.put(SHEET, row, 1, text, "df section")
    if note:
        book.put(SHEET, row, 2, note, "df note")
    if by_engine:
        book.put(SHEET, row, _LEFT + 1, f"{by_engine} {_METHOD}", "df note")
        _holds(book, row, _HOLDS_COLUMN)


def _holds(book: Book, row: int, column: int) -> None:
    """Whether what the program wrote still applies."""
    book.formula(SHEET, row, column, f"={HOLDS}", lambda _: "matches the inputs", "df status")
    cell = f"{get_column_letter(column)}{row}"
    conditional_formats.add(book.sheets[SHEET], cell, f'{cell}<>"matches the inputs"', "bad")


def _lines(book: Book, row: int, lines: Sequence[Line], live: bool = True) -> None:
    """Label, value, unit and how, a line each; live: with formulas where there are some."""
    book.headers(SHEET, row, ("", "Value", "Unit", "How"), height=18)
    units = book.shape.units
    for at, line in enumerate(lines, row + 1):
        book.put(SHEET, at, 1, line.label, "df label")
        if line.input:
            book.slot(SHEET, at, 2, line.value, styles.input_style(line.unit))
        elif line.formula and live:
            formula = line.formula  # what is of the table of switchovers is as the case has it already
            if "[Edges." not in formula:
                formula = shown_formula(formula, line.unit, units, known=True)
            book.formula(SHEET, at, 2, book.layout.scalar(formula), partial(_shown, line), f"df {line.format}")
        else:
            book.slot(SHEET, at, 2, partial(_shown, line), f"df {line.format}")
        book.name(line.name, SHEET, f"B{at}")
        if line.how == deciding.OWN:
            book.slot(SHEET, at, 3, deciding.degree, "df text")
        else:
            book.put(SHEET, at, 3, shown_in(line.unit, units) or None, "df text")
        book.put(SHEET, at, 4, line.how or None, "df note")


def _shown(line: Line, f: Filling) -> Any:
    return shown(line.value(f), line.unit, f.shape.units)


def _band(book: Book, rows: Rows) -> None:
    _title(book, rows.band, "How exact the setting must be", note="Switchovers that cost little more than the best.")
    _lines(book, rows.band + 1, deciding.BAND)
    share = rows.band + 2
    _validated(book, f"B{share}", "Allowance", "0", "10", "A share of the least season cost, such as 0.01 for 1 %")
    inside = f"B{share + next(n for n, line in enumerate(deciding.BAND) if line.name == 'band_today_in')}"
    for words, mark in (("inside the band", "good"), ("outside the band", "warn")):
        conditional_formats.add(book.sheets[SHEET], inside, f'{inside}="{words}"', mark)
    row = rows.band + 2 + len(deciding.BAND)
    book.put(SHEET, row, 1, "What to program, and why", "df label")
    _holds(book, row, _HOLDS_COLUMN)
    for number in range(deciding.REASONS):
        book.slot(SHEET, row + 1 + number, 1, deciding.reason(number), "df note")


def _validated(book: Book, address: str, title: str, low: str, high: str, text: str) -> None:
    rule = DataValidation(type="decimal", operator="between", formula1=low, formula2=high, allow_blank=False)
    words = f"{text}. From {low} to {high}."
    book.validated(SHEET, address, rule, title, words, words)


# ------------------------------------------------------------------------------------------------------ named risks


def _risks(book: Book, rows: Rows, count: int) -> None:
    _title(book, rows.risks, "Named risks", "What they do to the recommendation, which is set before the winter.")
    units = book.shape.units
    headers = [titled(text, units).replace("MMBtu", shown_in("MMBtu", units)) for text in _RISKS]
    book.headers(SHEET, rows.risks + 1, headers, height=_HEADER_HEIGHT)
    first = rows.risks + 2
    book.put(SHEET, rows.risks, deciding_charts.REGRET, "Keeping costs more by: what the chart draws", "df note")
    for number in range(count):
        row = first + number
        values = {1: ("label", "label"), 2: ("switchover", "0.0#"), 3: ("least_cost", "money"),
                  4: ("recommended_cost", "money"), 6: ("existing_cost", "money"),
                  9: ("emissions_kg", "#,##0.0"), 10: ("unmet_mmbtu", "#,##0.000"),
                  12: ("note", "wrapped note")}  # fmt: skip
        for place, (key, code) in values.items():
            book.slot(SHEET, row, place, _outcome(number, key), f"df {code}")
        book.sheets[SHEET].row_dimensions[row].height = _NOTE_HEIGHT
        book.slot(SHEET, row, 11, partial(_unlike, number), "df text")
        unlike = [f'IF(OR(K{row}="{one}",K{row}="{BOTH}"),"{choices.NOT_COMPARED}",' for one in (ITS_BEST, TODAYS)]
        formulas = {5: ("regret", f"{unlike[0]}MAX(0,D{row}-C{row}))"), 7: ("saving", f"{unlike[1]}F{row}-D{row})"),
                    8: ("cost_change", f"D{row}-D${first}")}  # fmt: skip
        for place, (key, formula) in formulas.items():
            book.formula(SHEET, row, place, f"={formula}", _outcome(number, key), "df money")
        book.formula(SHEET, row, deciding_charts.RISK, f"=A{row}", partial(deciding_charts.risk, number), "df text")
        drawn = f"=IF(ISNUMBER(E{row}),E{row},NA())"
        book.formula(SHEET, row, deciding_charts.REGRET, drawn, partial(deciding_charts.regret, number), "df money")


def _outcome(number: int, key: str) -> Callable[[Filling], Any]:
    def value(f: Filling) -> Any:
        answer = getattr(present(f.decisions.risks).outcomes[number], key)
        return choices.NOT_COMPARED if answer is None else shown(answer, _UNITS.get(key, ""), f.shape.units)

    return value


def _unlike(number: int, f: Filling) -> str | None:
    """Which other setting leaves another amount of the load unmet, so that the costs cannot be compared."""
    outcome = present(f.decisions.risks).outcomes[number]
    if outcome.regret is None:
        return BOTH if outcome.saving is None else ITS_BEST
    return TODAYS if outcome.saving is None else None


# ------------------------------------------------------------------------------------------------- the price matrix


def _matrix(book: Book, rows: Rows) -> None:
    """Switchover for pairs of prices on the left, their least season cost on the right, both live."""
    units = book.shape.units
    _title(book, rows.matrix, titled("Prices: best setting °F", units), note="Electricity down, fuel across.")
    count = len(PRICE_STEPS)
    book.put(SHEET, rows.matrix, 8, "The yellow shares of the case's prices are yours to change.", "df note")
    share, price, first = rows.matrix + 1, rows.matrix + 2, rows.matrix + 3
    book.put(SHEET, share, 1, "Share of the case's fuel price", "df label")
    book.put(SHEET, price, 1, titled("Electricity, $/kWh; fuel, $/MMBtu", units), "df label")
    for number, step in enumerate(PRICE_STEPS):
        letter = get_column_letter(4 + number)
        book.put(SHEET, share, 4 + number, step, styles.input_style(""))
        book.formula(SHEET, price, 4 + number, f"={letter}{share}*out_fuel_price_per_mmbtu",
                     lambda f, step=step: step * f.s.parameters.fuel_price, "df money")  # type: ignore[misc]  # fmt: skip
        row = first + number
        book.put(SHEET, row, 2, step, styles.input_style(""))
        book.formula(SHEET, row, 3, f"=B{row}*in_electricity_price",
                     lambda f, step=step: step * f.s.parameters.electricity_price, "df 0.0000")  # type: ignore[misc]  # fmt: skip
    _validated(book, f"D{share}:{get_column_letter(3 + count)}{share}", "Share", "0", "10", "Of the case's fuel price")
    _validated(book, f"B{first}:B{first + count - 1}", "Share", "0", "10", "Of the case's electricity price")
    for down in range(count):
        row = first + down
        for across in range(count):
            place = 4 + across
            letter, helper, near = (get_column_letter(place + far) for far in (0, 10, 18))
            costs = f"([Edges.kwh]*$C{row}+[Edges.mmbtu]*{letter}${price}+{deciding.COLD})"
            # Of an array worked out on the way some programs know no MIN and MAX, all know SMALL and LARGE.
            cheap = f"({costs}<={helper}{row}+c_tie*ABS({helper}{row}))"
            formulas = {
                10: ("cost", f"SUMPRODUCT(SMALL({costs},1))", "money"),
                18: ("closeness", f"SUMPRODUCT(LARGE({cheap}*[Edges.closeness],1))", "0.000"),
                0: ("switchover", f"INDEX([Edges.drawn_at],out_candidates+1-SUMPRODUCT(LARGE({cheap}"
                    f"*([Edges.closeness]={near}{row})*[Edges.from_end],1)))", "0.0#"),
            }  # fmt: skip
            for far, (key, formula, code) in formulas.items():
                book.formula(SHEET, row, place + far, book.layout.scalar(deciding.ok(formula)),
                             partial(_priced, key, down, across), f"df {code}")  # fmt: skip
    ends = "The warmest edge: the furnace all season. The coldest: the heat pump all season."
    book.put(SHEET, first + count, 2, ends, "df note")
    book.put(SHEET, price, 14, titled("Least season cost $", units), "df note")
    book.put(SHEET, price, 22, "Closeness of the cheapest to the guess", "df note")


def _priced(key: str, down: int, across: int, f: Filling) -> float:
    return shown(deciding.matrix(f)[key][down][across], _UNITS.get(key, ""), f.shape.units)  # type: ignore[no-any-return]


# --------------------------------------------------------------------------------------------- carbon and chances


def _carbon(book: Book, rows: Rows) -> None:
    _title(book, rows.carbon, "A price on CO2 in the choice")
    _lines(book, rows.carbon + 1, deciding.CARBON)
    _validated(book, f"B{rows.carbon + 2}", "Price on CO2", "0", "10000",
               titled("$ a metric tonne of CO2, such as 50", book.shape.units))  # fmt: skip


def _frontier(book: Book, rows: Rows) -> None:
    live = book.shape.room <= edges.MOST_FRONTIER
    _title(book, rows.frontier, "Season cost against emissions", "" if live else "Over all switchovers.")
    _lines(book, rows.frontier + 1, deciding.FRONTIER, live)


def _uncertain(book: Book, rows: Rows, given: bool) -> None:
    """The Monte Carlo, or how to get it."""
    _title(book, rows.uncertain, "Chances", "Uncertain inputs drawn many times." if given else "")
    row = rows.uncertain + 1
    if not given:
        book.put(SHEET, row, 1, "Not calculated: name uncertain inputs in a study file.", "df note")
        return
    book.headers(SHEET, row, _SPREADS, height=18)
    for key, label in ANSWERS.items():
        row += 1
        book.put(SHEET, row, 1, label, "df label")
        book.slot(SHEET, row, 2, partial(_drawn_cell, "unit", key), "df text")
        code = "0.0%" if key in _SHARES else "0.0#" if key == "switchover" else "money"
        for place, name in enumerate(("p10", "p50", "p90", "mean"), 3):
            book.slot(SHEET, row, place, partial(_drawn_cell, name, key), f"df {code}")
    for number in range(deciding.NOTES):
        book.slot(SHEET, row + 1 + number, 2, partial(_draws, number), "df note")


def _drawn_cell(name: str, answer: str, f: Filling) -> Any:
    table = f.once("draws", lambda: shown_table(present(f.decisions.draws).table(), f.shape.units))
    return table[name][table["name"].index(answer)]


def _draws(number: int, f: Filling) -> str | None:
    """A line of what was drawn, and what is doubtful about it."""
    draws = present(f.decisions.draws)
    inputs = "; ".join(_drawn_input(key, spread, f.shape.units) for key, spread in draws.inputs.items())
    notes = "".join(f" {note[0].upper()}{note[1:]}." for note in draws.notes)
    said = f"{draws.used:,} draws, seed {draws.seed}, each a season of the whole model. {inputs}.{notes}"
    lines = textwrap.wrap(said, deciding.NOTE_LINE, max_lines=deciding.NOTES, placeholder=" …")
    return lines[number] if number < len(lines) else None


def _drawn_input(key: str, spread: Spread, units: Units) -> str:
    field = FIELDS.get(key)
    name = key if field is None else prose(field.label, units)
    unit, apart = ("", False) if field is None else (field.unit, field.difference)
    low, high = convert((spread.p10, spread.p90), unit, units, apart)
    return f"{name}: 8 of 10 draws lie between {low:,.4g} and {high:,.4g}"


def _edges(book: Book) -> None:
    """The table of switchovers, filled down."""
    place = book.layout.tables["Edges"]
    book.put(SHEET, place.label_row - 1, 1, "Every switchover", "df section")
    for column in place.columns:
        head(book, place, column, drawn=column.key in edges.SHOWN)
        book.column("Edges", column.key, partial(edges.values_of, column.key), styles.style_of(column))
    book.sheets[SHEET].row_dimensions[place.label_row].height = 62
