"""The sheet Bills: what the utility bills say of the house, and the model beside each bill."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from xl_dualfuel.results.bill_lines import BASE
from xl_dualfuel.results.bill_words import lines
from xl_dualfuel.results.bills import BillEvidence
from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.units import FUELS

from ..book.book import Book, Get
from ..book.layout import HEADER_ROW
from ..formulas.given import shown, shown_formula
from ..shape import NOT_AVAILABLE, Billed, Filling, present
from . import bill_regression, conditional_formats, drawing
from .bill_formulas import ABOVE, READ, SENTENCES, SHEET, Figures, Places, Regression, at, by_model, degree_days, of

HEADING: Final = "Utility bills"
STALE: Final = "Inputs were edited since: make the workbook again for the bills beside this model"
"""Above what the program wrote, once an input was edited"""
_WIDTHS: Final = (9, 11, 11, 7, 7, 10, 9)
_WIDTH, _AMOUNT, _MODEL = 11.0, 11.0, 10.0
_LINE: Final = 125
"""Characters of small print across the page"""
_AGREES: Final = "this model has what the bills have"
_CHART_ROWS: Final = 22
_CHART: Final = (22.5, 10.6)
"""Width and height of the chart [cm]"""
_DAILY: Final = ("electricity_kwh", "strip_kwh", "fuel_units")
"""What a day takes by the model, a row of each above the temperatures"""
_NUMBER: Final = "df #,##0.0"
_ANY: Final = "df #,##0.0###"


def write(book: Book, billed: Billed) -> None:
    """Write the sheet and its names."""
    places = Places(billed)
    book.heading(SHEET, HEADING, "Degree days and regressions follow the bills by formulas; "
                 "balance temperatures and this model's energy are the program's.")  # fmt: skip
    stale = f'=IF(out_inputs_changed=0,"","{STALE}")'
    book.formula(SHEET, HEADER_ROW - 1, 1, stale, lambda f: STALE if f.edited else "", "df status")
    conditional_formats.add(book.sheets[SHEET], f"A{HEADER_ROW - 1}", "out_inputs_changed>0", "bad")
    amounts = [_AMOUNT] * places.count
    book.widths(SHEET, (*_WIDTHS, *amounts, *[_MODEL] * 4))
    book.widths(SHEET, [_WIDTH] * (places.hours - 1 - places.printed), places.printed + 1)
    _words(book, places)
    _house(book, places)
    regressions = [Regression(places, number) for number in range(places.count)]
    _bills(book, places, billed)
    _facts(book, places)
    _hours(book, places)
    for one in regressions:
        bill_regression.write(book, places, one)
    end = _chart(book, places, regressions)
    last = get_column_letter(places.printed)
    book.sheets[SHEET].row_breaks.append(Break(id=places.top - 2))
    book.printed(SHEET, f"$A${HEADER_ROW}:${last}${end}", f"1:{HEADER_ROW - 1}", f"A{HEADER_ROW + 1}")


def _evidence(get: Callable[[BillEvidence], Any]) -> Get:
    return of(lambda figures: get(figures.found))


def _words(book: Book, places: Places) -> None:
    """What the bills say, as the screen has it, and what was read."""
    book.put(SHEET, HEADER_ROW, 1, "What the bills say, when the workbook was made", "df section")
    for number in range(SENTENCES):
        book.slot(SHEET, HEADER_ROW + 1 + number, 1, partial(_line, said, SENTENCES, number), "df line")
    book.put(SHEET, places.read, 1, "What was read", "df section")
    for number in range(READ):
        book.slot(SHEET, places.read + 1 + number, 1, partial(_line, _read, READ, number), "df line")


def _line(make: Callable[[Filling], list[str]], most: int, number: int, f: Filling) -> str | None:
    if f.bills is None:
        return None
    texts = f.once(make, lambda: make(f))
    return texts[number] if number < min(len(texts), most) else None


def said(f: Filling, width: int = _LINE, most: int = SENTENCES) -> list[str]:
    """The sentences of the screen in lines of so many characters; the last says where more are left out."""
    texts = [textwrap.wrap(text, width) for text in lines(f.made.solution, present(f.bills))]
    every = [line for text in texts for line in text]
    return every if len(every) <= most else [*every[: most - 1], "… dualfuel run prints all of it"]


def _read(f: Filling) -> list[str]:
    """Two lines that the cells below hold too, then those of the file alone."""
    found = present(f.bills)
    bills, weather = [row.bill for row in found.rows], found.weather
    typical = "the same days of a typical year: " if weather.is_typical else "the bills' own days: "
    lines_of = [
        f"{len(bills)} bills in {found.source}, from {bills[0].first} to {max(bill.last for bill in bills)}",
        f"Weather of {typical}{weather.source}",
    ]
    columns = ", ".join(f"{use} = {heading}" for use, heading in found.columns)
    more = "; ".join((f"columns: {columns}", *found.notes))
    return [text[:_LINE] for text in lines_of] + textwrap.wrap(more, _LINE, max_lines=READ - 2, placeholder=" …")


def _house(book: Book, places: Places) -> None:
    """The load that the bills suggest, beside that of the case."""
    row, units = places.house, book.shape.units
    book.put(SHEET, row, 1, "The house", "df section")
    book.headers(SHEET, row + 1, ("By the bills", "This case", "Unit"), places.amounts)
    offers = (
        ("Heat loss per degree", "load_slope", 1, "BTU/h·°F", "out_used_load_slope", "df #,##0.0"),
        ("… twice its standard error", "load_slope_error", 2, "BTU/h·°F", "", "df #,##0.0"),
        ("Load balance temperature", "load_balance_temperature", 1, "°F", "out_used_load_balance", "df 0.0#"),
    )
    for number, (label, key, times, unit, formula, style) in enumerate(offers, row + 2):
        book.put(SHEET, number, 1, label, "df plain")
        book.slot(SHEET, number, places.amounts, partial(_offered, key, times, unit), style)
        if formula:
            own = partial(_own_load, key, unit)
            book.formula(SHEET, number, places.amounts + 1, f"={shown_formula(formula, unit, units, known=True)}", own,
                         style)  # fmt: skip
        book.put(SHEET, number, places.amounts + 2, shown_in(unit, units), "df text")


def _offered(key: str, times: int, unit: str, f: Filling) -> Any:
    offered = f.bills.offered if f.bills else None
    value = None if offered is None else getattr(offered, key)
    return None if value is None else shown(times * value, unit, f.shape.units, difference=times == 2)


def _own_load(key: str, unit: str, f: Filling) -> Any:
    return shown(getattr(f.s.parameters, key), unit, f.shape.units)


def _bills(book: Book, places: Places, billed: Billed) -> None:
    """A row a bill: dates, weather, amounts, the model."""
    top, units = places.top, book.shape.units
    names = [FUELS[fuel].name for fuel, _ in billed.energies]
    burned = names[billed.burned] if billed.burned >= 0 else "fuel"
    labels = ("Line in the file", "First day", "Reading at its end", "Days", "Esti-mated", "Degree days",
              "Outdoor mean", *(name.capitalize() for name in names), "Model: electricity", "Model: strips",
              "Unusual electricity", f"Model: {burned}")  # fmt: skip
    own = billed.energies[billed.burned][1] if billed.burned >= 0 else ""
    degree = shown_in("°F", units)
    shown_units = ("", "", "", "d", "", "°F·d, 65 °F", degree, *(unit for _, unit in billed.energies),
                   "kWh", "kWh", "kWh", own)  # fmt: skip
    book.put(SHEET, top - 1, 1, "The bills beside this model", "df section")
    book.headers(SHEET, top, labels, height=48)
    for column, unit in enumerate(shown_units, 1):
        book.put(SHEET, top + 1, column, unit or None, "df unit")
    base = at(places.facts + 1, top - ABOVE)
    model, amounts = places.model, places.amounts
    book.name("bills_first", SHEET, f"B{places.first}", f"B{places.last}")
    for number, row in enumerate(range(places.first, places.last + 1)):
        book.slot(SHEET, row, 1, _bill(number, lambda bill: bill.line), "df 0")
        book.slot(SHEET, row, 2, _bill(number, lambda bill: bill.first.isoformat()), "df text")
        book.slot(SHEET, row, 3, _bill(number, lambda bill: bill.last.isoformat()), "df text")
        book.slot(SHEET, row, 4, _bill(number, lambda bill: bill.days), "df 0")
        book.slot(SHEET, row, 5, _bill(number, lambda bill: "yes" if bill.is_estimated else None), "df text")
        book.formula(SHEET, row, 6, f"={degree_days(places, row, base)}", _row(number, "degree_days"), _NUMBER)
        hours = places.across(row, fixed=False)
        mean = f"SUMPRODUCT({hours},{places.across(top)})/SUM({hours})"
        book.formula(SHEET, row, 7, f"={shown_formula(mean, '°F', units, known=True)}", partial(_mean, number),
                     "df 0.0#")  # fmt: skip
        for place in range(places.count):
            book.slot(SHEET, row, amounts + place, _amount(number, place), _NUMBER)
        if billed.electric >= 0:
            cell = f"${get_column_letter(amounts + billed.electric)}{row}"
            used = f"{by_model(places, row, top - 3)}+$D{row}*{at(places.facts + 1, top - ABOVE + 1)}"
            book.formula(SHEET, row, model, f'=IF(ISNUMBER({cell}),{used},"")',
                         _row(number, "model_electricity_kwh"), _NUMBER)  # fmt: skip
            book.formula(SHEET, row, model + 1, f"={by_model(places, row, top - 2)}", _row(number, "strip_kwh"),
                         _NUMBER)  # fmt: skip
            book.slot(SHEET, row, model + 2, _evidence(partial(_standing_out, number)), _NUMBER)
        if billed.burned >= 0:
            cell = f"${get_column_letter(amounts + billed.burned)}{row}"
            used = f"{by_model(places, row, top - 1)}+$D{row}*{at(places.facts + 1, top - ABOVE + 2)}"
            book.formula(SHEET, row, model + 3, f'=IF(ISNUMBER({cell}),{used},"")',
                         _row(number, "model_fuel_units"), _NUMBER)  # fmt: skip
    cells = f"{at(model + 2, places.first)}:{at(model + 2, places.last)}".replace("$", "")
    first = at(model + 2, places.first).replace("$", "")
    conditional_formats.add(book.sheets[SHEET], cells, f"SUM({first})>0", "warn")


def _bill(number: int, get: Callable[[Any], Any]) -> Get:
    return _evidence(lambda found: get(found.rows[number].bill))


def _amount(number: int, place: int) -> Get:
    return _evidence(lambda found: found.rows[number].bill.amounts[place])


def _row(number: int, key: str) -> Get:
    def get(found: BillEvidence) -> Any:
        value = getattr(found.rows[number], key)
        return "" if value is None else value

    return _evidence(get)


def _standing_out(number: int, found: BillEvidence) -> float | None:
    return found.rows[number].standing_out_kwh or None


def _mean(number: int, f: Filling) -> Any:
    return None if f.bills is None else shown(f.bills.rows[number].mean, "°F", f.shape.units)


def _facts(book: Book, places: Places) -> None:
    """At the right of the page: what the model has besides, and how the bills' house was heated."""
    facts: tuple[tuple[str, float | Get, str], ...] = (
        ("Degree days are below, °F", BASE, "df 0.0#"),
        ("Electricity of a day by the heating line, kWh", _evidence(lambda found: found.baseload["electricity"]), _ANY),
        ("Fuel of a day by the heating line", _evidence(lambda found: found.baseload["fuel"]), _ANY),
        ("1: weather of a typical year", _evidence(lambda found: int(found.weather.is_typical)), "df 0"),
        ("Which energy the furnace burns, 0: none", _evidence(_burned), "df 0"),
        ("Heated by", _evidence(lambda found: found.compared_with), "df text"),
        ("Bills", _evidence(lambda found: found.source), "df text"),
        ("Weather", _evidence(lambda found: found.weather.source), "df text"),
        ("Efficiency of the furnace on the bills, if it was said", _as_read("efficiency"), _ANY),
        ("How the house was heated, if it was said", _as_read("way"), "df text"),
        ("Why no load follows, if known before", _as_read("unlike"), "df text"),
    )
    for row, (label, value, style) in enumerate(facts, places.top - ABOVE):
        book.put(SHEET, row, places.facts, label, "df plain")
        if callable(value):
            book.slot(SHEET, row, places.facts + 1, value, style)
        else:
            book.put(SHEET, row, places.facts + 1, value, style)


def _as_read(key: str) -> Get:
    """What came with the bills."""
    return lambda f: None if f.bills is None else getattr(f.made.case.bills, key) or None


def _burned(found: BillEvidence) -> int:
    return 0 if found.burned is None else found.burned + 1


def _hours(book: Book, places: Places) -> None:
    """The hours of each bill at each temperature, and what a day at it takes, with cooling by the bills."""
    top, labels = places.top, places.hours - 1
    book.widths(SHEET, [30.0], labels)
    texts = ("kWh a day, and for cooling", "… by strips", "Fuel a day by the model", "Outdoor temperature, °F",
             "Hours of each bill, in its row")  # fmt: skip
    for row, text in enumerate(texts, top - 3):
        book.put(SHEET, row, labels, text, "df header")
    letters = [get_column_letter(places.hours + place) for place in (0, places.billed.temperatures - 1)]
    book.name("bills_temperature", SHEET, *(f"{letter}{top}" for letter in letters))
    for place in range(places.billed.temperatures):
        column = places.hours + place
        for row, key in enumerate((*_DAILY, "temperature"), top - 3):
            style = "df 0.0#" if key == "temperature" else _ANY
            book.slot(SHEET, row, column, _evidence(partial(_daily, key, place)), style)
        for number, row in enumerate(range(places.first, places.last + 1)):
            book.slot(SHEET, row, column, of(partial(_hours_at, number, place)), "df 0")


def _daily(key: str, place: int, found: BillEvidence) -> float | None:
    values = getattr(found.daily, key)
    return values[place] if place < len(values) else None


def _hours_at(number: int, place: int, figures: Figures) -> float | None:
    hours = figures.hours[number]
    return hours[place] if place < len(hours) else None


def _drawn_energy(billed: Billed) -> int:
    """The energy of the chart: the fuel, else electricity, else the first."""
    return next((place for place in (billed.burned, billed.electric) if place >= 0), 0)


def _chart(book: Book, places: Places, regressions: Sequence[Regression]) -> int:
    """Energy a day by outdoor temperature, billed and by the model; the last row of the chart."""
    billed, row = places.billed, places.last + 2
    energy, first = _drawn_energy(billed), places.drawn
    model = {billed.burned: places.model + 3, billed.electric: places.model}.get(energy)
    fuel, unit = billed.energies[energy]
    top = places.top
    heads = ("Outdoor mean", "Billed a day", "Model a day", "Model less billed, kWh", "Model less billed, fuel")
    book.headers(SHEET, top, heads, first)
    letters = [get_column_letter(column) for column in range(first, first + 5)]
    for number, at_row in enumerate(range(places.first, places.last + 1)):
        book.formula(SHEET, at_row, first, f"=$G{at_row}", partial(_mean, number), "df 0.0#")
        for offset, column in enumerate((places.amounts + energy, model), 1):
            cell = "" if column is None else f"${get_column_letter(column)}{at_row}"
            each = f"=IF(ISNUMBER({cell}),{cell}/$D{at_row},NA())" if cell else "=NA()"
            get = of(partial(_a_day, number, energy, offset == 2, column is None))
            book.formula(SHEET, at_row, first + offset, each, get, _NUMBER)
        for offset, (key, own, of_model) in enumerate((
            ("electricity", billed.electric, places.model), ("fuel", billed.burned, places.model + 3),
        ), 3):  # fmt: skip
            by, was = (f"${get_column_letter(column)}{at_row}" for column in (of_model, places.amounts + own))
            less = f"=IF(ISNUMBER({by}),{by}-{was},0)" if own >= 0 else "=0"
            get = of(partial(_difference, key, number))
            book.formula(SHEET, at_row, first + offset, less, get, _NUMBER)
    for letter, key in zip(letters[:3], ("mean", "billed", "model"), strict=True):
        cells = f"{SHEET}!${letter}${places.first}" + f":${letter}${places.last}" * (billed.bills > 1)
        book.ranges[cells] = partial(_column, key, energy, model is None, billed.bills)
    name = FUELS[fuel].name
    title, value = _title(f"{name.capitalize()}, {unit} a day", regressions[energy], energy, model is not None)
    degree = shown_in("°F", book.shape.units)
    chart: Any = drawing.scatter("", f"Mean outdoor temperature of the bill, {degree}", f"{unit} a day")
    drawing.title_by(book, chart, SHEET, top - 5, first, title, value)
    for offset, label, colour in ((1, "Billed", drawing.BLUE), (2, "This model", drawing.GREEN)):
        if offset == 2 and model is None:
            continue
        x, y = (drawing.rows(book, SHEET, column, places.first, places.last) for column in (first, first + offset))
        chart.series.append(drawing.points(x, y, label, colour, "diamond" if offset == 1 else "circle", 8))
    chart.y_axis.number_format = "#,##0.0"
    chart.width, chart.height = _CHART
    book.sheets[SHEET].add_chart(chart, f"A{row}")
    return row + _CHART_ROWS


def _difference(key: str, number: int, figures: Figures) -> float:
    return figures.difference[key][number]


def _a_day(number: int, energy: int, is_model: bool, without: bool, figures: Figures) -> Any:
    row, found = figures.found.rows[number], figures.found
    if not is_model:
        value = row.bill.amounts[energy]
    else:
        value = None if without else row.model_fuel_units if energy == found.burned else row.model_electricity_kwh
    return NOT_AVAILABLE if value is None else value / row.bill.days


def _column(key: str, energy: int, without: bool, count: int, f: Filling) -> list[Any]:
    if key == "mean":
        return [_mean(number, f) for number in range(count)]
    return [of(partial(_a_day, number, energy, key == "model", without))(f) for number in range(count)]


def _title(what: str, one: Regression, energy: int, has_model: bool) -> tuple[str, Get]:
    """The chart's title, which says how far the model is from the bills: a formula, and its value."""
    if not has_model:
        return f'"{what}, by outdoor temperature"', lambda _: f"{what}, by outdoor temperature"
    bias = one.cell["model_bias"]
    more = f'"this model has "&TEXT(ABS({bias}),"0%")&IF({bias}>0," more"," less")&" than the bills"'
    words = f'": "&CHOOSE(1+(ROUND({bias},2)=0),{more},"{_AGREES}")'

    def value(f: Filling) -> str:
        known = of(partial(one.value, "model_bias"))(f)
        if not isinstance(known, float):
            return what
        percent = int(abs(known) * 100 + 0.5)
        which = f"this model has {percent}% {'more' if known > 0 else 'less'} than the bills" if percent else _AGREES
        return f"{what}: {which}"

    return f'"{what}"&IF(ISNUMBER({bias}),{words},"")', value
