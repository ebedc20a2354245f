"""The tornado on the sheet Sensitivity: its table, and the tables that its two charts draw."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from openpyxl.chart import Reference
from openpyxl.utils import get_column_letter

from xl_dualfuel.decisions.sensitivity import Bar
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.results import in_units
from xl_dualfuel.results.case_units import shown_in

from ..book.book import Book
from ..book.styles import ANY
from ..formulas.deciding import MOST_DRAWN
from ..formulas.given import shown
from ..shape import Filling, present
from . import drawing

SHEET: Final = "Sensitivity"
HEADERS: Final = (
    "Input", "Unit", "Low", "As it is", "High", "Switchover at low °F", "at high °F", "Swing °F",
    "Saving at low $", "at high $", "Swing $", "How far, and why",
)  # fmt: skip


_ANSWERS: Final = {"switchover": "°F", "saving": "$"}
"""The answers that a bar moves, and their units"""


def _bar(number: int, key: str) -> Callable[[Filling], Any]:
    """A part of a bar, in the units of the case."""

    def get(f: Filling) -> Any:
        bars = f.once("bars", lambda: [in_units.shown(bar._asdict(), f.shape.units) for bar in _all_bars(f)])
        value = bars[number][key]
        is_end = key in ("low", "high") and _all_bars(f)[number].unit == "°F"
        return round(value, 1) if is_end and f.shape.units.temperature == "C" else value

    return get


def _all_bars(f: Filling) -> tuple[Bar, ...]:
    return present(f.decisions.tornado).bars


def _unit(number: int, f: Filling) -> str:
    unit = _all_bars(f)[number].unit
    own = str(f.result.case.inputs["fuel_price_unit"]) if unit == FIELDS["fuel_price"].unit else unit
    return shown_in(own, f.shape.units)


def _base(key: str) -> Callable[[Filling], Any]:
    return lambda f: shown(getattr(f.decisions.tornado, key), _ANSWERS[key], f.shape.units)


def _swing(number: int, what: str) -> Callable[[Filling], float]:
    """The largest less the smallest of low, high and the case itself, as the formula has it."""

    def get(f: Filling) -> float:
        ends = (_bar(number, f"{end}_{what}")(f) for end in ("low", "high"))
        answers = [answer for answer in (_base(what)(f), *ends) if answer is not None]
        return float(max(answers) - min(answers)) if answers else 0.0

    return get


def table(book: Book, row: int, bars: int) -> None:
    """The case as it is in ``row``, then a line for each input, and the names of the ranges that the charts use."""
    first = row + 1
    book.put(SHEET, row, 1, "The case as it is", "df label")
    for number, key, code in ((6, "switchover", "0.0#"), (9, "saving", "money")):
        book.slot(SHEET, row, number, _base(key), f"df {code}")
    book.name("tornado_switchover", SHEET, f"F{row}")
    book.name("tornado_saving", SHEET, f"I{row}")
    for number in range(bars):
        row += 1
        book.slot(SHEET, row, 1, _bar(number, "label"), "df label")
        book.slot(SHEET, row, 2, partial(_unit, number), "df text")
        for place, key in ((3, "low"), (4, "base"), (5, "high")):
            book.slot(SHEET, row, place, _bar(number, key), f"df {ANY}")
        for place, what, code in ((6, "switchover", "0.0#"), (9, "saving", "money")):
            low, high = get_column_letter(place), get_column_letter(place + 1)
            book.slot(SHEET, row, place, _bar(number, f"low_{what}"), f"df {code}")
            book.slot(SHEET, row, place + 1, _bar(number, f"high_{what}"), f"df {code}")
            both = f"{low}{row}:{high}{row},out_tornado_{what}"
            book.formula(SHEET, row, place + 2, f"=MAX({both})-MIN({both})", _swing(number, what), f"df {code}")
        book.slot(SHEET, row, 12, _bar(number, "note"), "df wrapped note")
        book.sheets[SHEET].row_dimensions[row].height = 36
    for name, letter in (("input", "A"), ("low_switchover", "F"), ("high_switchover", "G"),
                         ("low_saving", "I"), ("high_saving", "J")):  # fmt: skip
        book.name(f"tornado_{name}", SHEET, f"{letter}{first}", f"{letter}{row}")


def drawn(book: Book, row: int, bars: int) -> dict[str, dict[str, Reference]]:
    """The tables of the two tornado charts: an input, and how far either end moves the answer."""
    references: dict[str, dict[str, Reference]] = {}
    count = min(bars, MOST_DRAWN)
    book.put(SHEET, row - 1, 1, "What the charts draw", "df section")
    for what, own in _ANSWERS.items():
        unit = shown_in(own, book.shape.units)
        changes = (f"Input: change of the {what}", f"at its low end {unit}", f"at its high end {unit}", "Row above")
        book.headers(SHEET, row, changes, height=48)
        first, style = row + 1, "df money" if own == "$" else "df #,##0.00"
        for number in range(count):
            row += 1
            book.formula(SHEET, row, 1, f"=INDEX(out_tornado_input,$D{row})", partial(ranked, what, number), "df text")
            book.slot(SHEET, row, 4, partial(_rank, what, number), "df 0")
            for place, end in ((2, "low"), (3, "high")):
                answer = f"INDEX(out_tornado_{end}_{what},$D{row})"
                formula = f"IF(COUNT({answer},out_tornado_{what})<2,0,{answer}-out_tornado_{what})"
                book.formula(SHEET, row, place, f"={formula}", partial(moved, what, end, number), style)
        references[what] = {}
        for place, end in enumerate(("label", "low", "high"), 1):
            reference = references[what][end] = drawing.rows(book, SHEET, place, first, row)
            book.ranges[str(reference).replace("'", "")] = partial(_column, what, end, count)
        row += 2
    return references


def _by(what: str, number: int, f: Filling) -> Bar:
    return present(f.decisions.tornado).by(what)[number]  # type: ignore[arg-type]  # switchover or saving


def _rank(what: str, number: int, f: Filling) -> int:
    """The bar's row in the table above, which is in another order."""
    return present(f.decisions.tornado).bars.index(_by(what, number, f)) + 1


def ranked(what: str, number: int, f: Filling) -> str:
    """The input that moves an answer most, by its rank from 0."""
    return str(_bar(_rank(what, number, f) - 1, "label")(f))


def moved(what: str, end: str, number: int, f: Filling) -> float:
    """How far one end of its range moves the answer, in the unit of the case."""
    answer = _bar(_rank(what, number, f) - 1, f"{end}_{what}")(f)
    own = _base(what)(f)
    return 0.0 if answer is None or own is None else float(answer - own)


def _column(what: str, end: str, count: int, f: Filling) -> list[Any]:
    return [ranked(what, number, f) if end == "label" else moved(what, end, number, f) for number in range(count)]
