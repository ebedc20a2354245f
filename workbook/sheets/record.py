"""The sheet Record: what it says, the load it shows, heat that was not needed, lockouts as found."""

from __future__ import annotations

import math
import textwrap
from functools import partial
from typing import Any, Final

import numpy as np
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from xl_dualfuel.records.heat_line import HeatLine
from xl_dualfuel.records.record import DAY
from xl_dualfuel.records.running import date
from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.results.read import record_line
from xl_dualfuel.results.record_evidence import RecordEvidence

from ..book.book import Book
from ..book.layout import HEADER_ROW
from ..formulas.given import shown, shown_formula, titled
from ..shape import Filling, Recorded, present, said
from . import conditional_formats, record_bins
from .record_bins import degrees, of
from .record_formulas import FACTS, LINE, NOT_JUDGED, PRINTED, READ, READ_HEADING, SHEET, Places, line_formulas

HEADING: Final = "Thermostat record"
STALE: Final = "Inputs were edited since: make the workbook again for the record beside this model"
"""Above what the program wrote, once an input was edited"""
_WIDTHS: Final = (12.5, *[10.0] * 2, *[10.5] * (PRINTED - 3))
_LINE: Final = 118
"""Characters of small print across the page"""
_FACT_LABELS: Final = {
    "first": "First day", "last": "Last day", "hours": "Hours with temperature and runtimes", "kw": "Strips, kW",
    "strips": "… known from", "starts": "Starts in a running hour", "no_starts": "… why there are none",
    "no_line": "Why there is no heat loss", "no_offer": "Why it is not to be used",
    "rooms": "Usual indoor temperature, °F", "times": "Student's t of 95 %",
    "inflation": "Errors are larger, as days are alike, by",
}  # fmt: skip
_PERCENT, _NUMBER, _ANY, _DEGREE = "df 0.0%", "df #,##0.0", "df #,##0.0###", "df 0.0#"


def write(book: Book, recorded: Recorded) -> None:
    """Write the sheet and its names."""
    places = Places(recorded)
    book.heading(SHEET, HEADING, "Hours, days and limits are those of the record when the workbook was made; shares, "
                 "sums and the heat loss follow from them by formulas.")  # fmt: skip
    stale = f'=IF(out_inputs_changed=0,"","{STALE}")'
    book.formula(SHEET, HEADER_ROW - 1, 1, stale, lambda f: STALE if f.edited else "", "df status")
    conditional_formats.add(book.sheets[SHEET], f"A{HEADER_ROW - 1}", "out_inputs_changed>0", "bad")
    book.widths(SHEET, _WIDTHS)
    book.widths(SHEET, (34.0, 16.0), places.facts)
    book.widths(SHEET, [11.0] * (places.drawn + 6 - places.sums), places.sums)
    book.put(SHEET, HEADER_ROW, 1, "What the record says, when the workbook was made", "df section")
    for number in range(recorded.sentences):
        book.slot(SHEET, HEADER_ROW + 1 + number, 1, partial(_said, number), "df line")
    book.put(SHEET, places.read, 1, READ_HEADING, "df section")
    for number in range(READ):
        book.slot(SHEET, places.read + 1 + number, 1, partial(_read, number), "df line")
    _facts(book, places)
    _days(book, places)
    _house(book, places)
    _unneeded(book, places)
    _limits(book, places)
    end = record_bins.write(book, places)
    last = get_column_letter(PRINTED)
    book.sheets[SHEET].row_breaks.append(Break(id=places.top - 2))
    book.printed(SHEET, f"$A${HEADER_ROW}:${last}${end}", f"1:{HEADER_ROW - 1}", f"A{HEADER_ROW + 1}")


def _said(number: int, f: Filling) -> str | None:
    texts = [] if f.record is None else f.once("record said", lambda: said(f.made.solution, present(f.record)))
    return texts[number] if number < len(texts) else None


def _read(number: int, f: Filling) -> str | None:
    texts = f.once("record read", lambda: textwrap.wrap(record_line(f.made.case), _LINE, max_lines=READ,
                                                        placeholder=" … (all of it: read, in the JSON)"))  # fmt: skip
    return texts[number] if number < len(texts) else None


def _facts(book: Book, places: Places) -> None:
    """At the right of the page: what no formula gives."""
    for row, key in enumerate(FACTS, HEADER_ROW + 2):
        book.put(SHEET, row, places.facts, _FACT_LABELS[key], "df plain")
        is_text = key in ("first", "last", "strips", "no_starts", "no_line", "no_offer")
        book.slot(SHEET, row, places.facts + 1, of(partial(_fact, key)), "df text" if is_text else _ANY)
    row = HEADER_ROW + 2 + len(FACTS)
    book.put(SHEET, row, places.facts, "What cannot be judged", "df plain")
    for number in range(NOT_JUDGED):
        book.slot(SHEET, row + number, places.facts + 1, of(partial(_not_judged, number)), "df text")


def _fact(key: str, found: RecordEvidence) -> Any:
    line = found.line
    if key in ("times", "inflation", "rooms"):
        value = None if line is None else getattr(line, key)
        return None if value is None or math.isnan(value) else value
    if key == "kw":
        return found.strips.kw
    return (found.strips.source if key == "strips" else getattr(found, key)) or None


def _not_judged(number: int, found: RecordEvidence) -> str | None:
    return found.not_judged[number] if number < len(found.not_judged) else None


def _days(book: Book, places: Places) -> None:
    """The days of the line, what it leaves of each, and its numbers."""
    book.headers(SHEET, HEADER_ROW + 1, ("Day", "Outdoor °F", "Heat, BTU/h", "Rest, BTU/h"), places.days)
    letters = [get_column_letter(places.days + number) for number in range(4)]
    book.name("record_days", SHEET, f"{letters[0]}{places.first_day}", f"{letters[0]}{places.last_day}")
    if not places.recorded.days:
        return
    slope, balance = places.answer("slope"), places.answer("balance")
    for number, row in enumerate(range(places.first_day, places.last_day + 1)):
        book.slot(SHEET, row, places.days, of(partial(_day, "date", number)), "df text")
        book.slot(SHEET, row, places.days + 1, of(partial(_day, "temperature", number)), _ANY)
        book.slot(SHEET, row, places.days + 2, of(partial(_day, "heat", number)), _NUMBER)
        rest = f"=${letters[2]}{row}-{slope}*({balance}-${letters[1]}{row})"
        book.formula(SHEET, row, places.days + 3, rest, of(partial(_rest, number)), _NUMBER)
    formulas = line_formulas(places)
    for row, (key, label) in enumerate(LINE.items(), HEADER_ROW + 2):
        book.put(SHEET, row, places.answers, label, "df plain")
        book.formula(SHEET, row, places.answers + 1, f"={formulas[key]}", of(partial(_of_line, key)), _ANY)


def _day(key: str, number: int, found: RecordEvidence) -> Any:
    value = getattr(present(found.line).days, key)[number]
    return date(int(value) * DAY) if key == "date" else float(value)


def _rests(line: HeatLine) -> np.ndarray[Any, Any]:
    return line.days.heat - line.slope * (line.balance_temperature - line.days.temperature)


def _rest(number: int, found: RecordEvidence) -> float:
    return float(_rests(present(found.line))[number])


def _of_line(key: str, found: RecordEvidence) -> float:
    line = present(found.line)
    x, y, rest = line.days.temperature, line.days.heat, _rests(line)
    made = {
        "count": len(x), "mean": x.mean(), "heat": y.mean(), "spread": ((x - x.mean()) ** 2).sum(),
        "balance": line.balance_temperature, "rest": (rest**2).sum(), "total": ((y - y.mean()) ** 2).sum(),
    }  # fmt: skip
    return float(made[key] if key in made else getattr(line, key))


def _house(book: Book, places: Places) -> None:
    """The load that the record shows, beside that of the case."""
    row, units = places.house, book.shape.units
    book.put(SHEET, row, 1, "The house", "df section")
    book.headers(SHEET, row + 1, ("By the record", "± 95 %", "This case", "Unit"), 6, height=32)
    rows = (
        ("Heat loss per degree", "slope", "load_slope", "BTU/h·°F", "out_used_load_slope", _NUMBER),
        ("Balance temperature", "balance", "load_balance_temperature", "°F", "out_used_load_balance", _DEGREE),
    )
    for number, (label, key, own, unit, formula, style) in enumerate(rows, row + 2):
        book.put(SHEET, number, 1, label, "df plain")
        if places.recorded.days:
            value, band = places.answer(key), f"{places.fact('times')}*{places.answer(f'{key}_error')}"
            book.formula(SHEET, number, 6, f"={shown_formula(value, unit, units, known=True)}",
                         partial(_answer, key, unit, False), style)  # fmt: skip
            band = shown_formula(band, unit, units, known=True, difference=key != "slope")
            book.formula(SHEET, number, 7, f"={band}", partial(_answer, key, unit, True), style)
        book.formula(SHEET, number, 8, f"={shown_formula(formula, unit, units, known=True)}", partial(_own, own, unit),
                     style)  # fmt: skip
        book.put(SHEET, number, 9, shown_in(unit, units), "df text")
    for number, (label, key, style) in enumerate((("R²", "r2", "df 0.000"), ("Days", "count", "df 0")), row + 4):
        book.put(SHEET, number, 1, label, "df plain")
        if places.recorded.days:
            book.formula(SHEET, number, 6, f"={places.answer(key)}", of(partial(_of_line, key)), style)


def _answer(key: str, unit: str, is_band: bool, f: Filling) -> Any:
    if f.record is None:
        return None
    line = present(f.record.line)
    if is_band:
        error = line.slope_error if key == "slope" else line.balance_error
        return shown(line.times * error, unit, f.shape.units, difference=key != "slope")
    return shown(line.slope if key == "slope" else line.balance_temperature, unit, f.shape.units)


def _own(key: str, unit: str, f: Filling) -> Any:
    return shown(getattr(f.s.parameters, key), unit, f.shape.units)


def _unneeded(book: Book, places: Places) -> None:
    """Heat that ran where the heat pump alone suffices: hours, energy, money."""
    header, units = places.unneeded, book.shape.units
    book.put(SHEET, header - 1, 1, "Heat that was not needed", "df section")
    labels = ("Source", "From °F", "To °F", "Since", "Until", "Hours", "Of hours", "Share", "kWh", "Fuel, MMBtu",
              "Cost $", "By heat pump $")  # fmt: skip
    book.headers(SHEET, header, [titled(label, units) for label in labels], height=32)
    right = ("From °F", "To °F", "1: no earlier day", "1: no later day", "kWh of a heat pump")
    book.headers(SHEET, header, right, places.sums)
    count = places.recorded.unneeded
    if not count:
        book.put(SHEET, header + 1, 1, "None is seen.", "df plain")
    for number, row in enumerate(range(header + 1, header + 1 + count)):
        low, high, _, _, pump = (f"${get_column_letter(places.sums + place)}{row}" for place in range(5))
        book.slot(SHEET, row, 1, of(partial(_one, number, "source")), "df text")
        degrees(book, row, 2, low, partial(_one, number, "low"))
        degrees(book, row, 3, high, partial(_one, number, "high"))
        for column, key, style in (
            (4, "since", "df text"), (5, "until", "df text"), (6, "hours", _NUMBER), (7, "of_hours", _NUMBER),
            (9, "kwh", _NUMBER), (10, "fuel_mmbtu", "df #,##0.000"), (places.sums, "low", _ANY),
            (places.sums + 1, "high", _ANY), (places.sums + 2, "from_the_first", "df 0"),
            (places.sums + 3, "to_the_last", "df 0"),
        ):  # fmt: skip
            book.slot(SHEET, row, column, of(partial(_one, number, key)), style)
        book.slot(SHEET, row, places.sums + 4, partial(_pump_kwh, number), _ANY)
        book.formula(SHEET, row, 8, f"=$F{row}/$G{row}", of(partial(_one, number, "share")), _PERCENT)
        cost = f"=SUM($I{row})*in_electricity_price+SUM($J{row})*out_fuel_price_per_mmbtu"
        book.formula(SHEET, row, 11, cost, partial(_cost, number), "df money")
        by_pump = f'=IF(ISNUMBER({pump}),{pump}*in_electricity_price,"")'
        book.formula(SHEET, row, 12, by_pump, partial(_pump_cost, number), "df money")


def _one(number: int, key: str, found: RecordEvidence) -> Any:
    value = getattr(found.unneeded[number], key)
    return int(value) if isinstance(value, bool) else value


def _pump_kwh(number: int, f: Filling) -> float | None:
    price = f.made.solution.parameters.electricity_price
    return f.record.unneeded[number].heat_pump_cost / price if f.record and price else None


def _cost(number: int, f: Filling) -> Any:
    if f.record is None:
        return None
    one, p = f.record.unneeded[number], f.s.parameters
    return (one.kwh or 0.0) * p.electricity_price + (one.fuel_mmbtu or 0.0) * p.fuel_price


def _pump_cost(number: int, f: Filling) -> Any:
    kwh = _pump_kwh(number, f)
    return "" if kwh is None else kwh * f.s.parameters.electricity_price


def _limits(book: Book, places: Places) -> None:
    """Where each source ran, and where it stopped though others heated."""
    header, units = places.limits, book.shape.units
    book.put(SHEET, header - 1, 1, "Lockouts seen in the record", "df section")
    labels = ("Source", "Ran from °F", "To °F", "Hours", "Other heat, colder, h", "Other heat, warmer, h",
              "Stops below °F", "Stops above °F")  # fmt: skip
    book.headers(SHEET, header, [titled(label, units) for label in labels], height=48)
    book.headers(SHEET, header, ("From °F", "To °F", "1: stops below", "1: stops above"), places.sums)
    for number, row in enumerate(range(header + 1, header + 1 + places.recorded.limits)):
        cells = [f"${get_column_letter(places.sums + place)}{row}" for place in range(4)]
        book.slot(SHEET, row, 1, of(partial(_limit, number, "source")), "df text")
        for place, key in enumerate(("coldest", "warmest")):
            book.slot(SHEET, row, places.sums + place, of(partial(_limit, number, key)), _ANY)
            degrees(book, row, 2 + place, cells[place], partial(_limit, number, key))
        for column, key in ((4, "hours"), (5, "hours_colder"), (6, "hours_warmer")):
            book.slot(SHEET, row, column, of(partial(_limit, number, key)), _NUMBER)
        for place, key in ((2, "stops_below"), (3, "stops_above")):
            book.slot(SHEET, row, places.sums + place, of(partial(_stops, number, key)), "df 0")
            formula = f'=IF({cells[place]}=1,${"AABC"[place]}{row},"")'
            book.formula(SHEET, row, 5 + place, formula, partial(_stop, number, key), _DEGREE)


def _limit(number: int, key: str, found: RecordEvidence) -> Any:
    return getattr(found.limits[number], key)


def _stops(number: int, key: str, found: RecordEvidence) -> int:
    return int(_limit(number, key, found) is not None)


def _stop(number: int, key: str, f: Filling) -> Any:
    value = None if f.record is None else _limit(number, key, f.record)
    return "" if value is None else shown(value, "°F", f.shape.units)
