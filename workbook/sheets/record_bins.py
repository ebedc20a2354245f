"""Duty by outdoor temperature on the sheet Record, beside what the model needs, with the chart of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from openpyxl.utils import get_column_letter

from xl_dualfuel.results.case_units import shown_in
from xl_dualfuel.results.record_evidence import RecordEvidence

from ..book.book import Book, Get
from ..formulas.given import shown, shown_formula, titled
from ..shape import NOT_AVAILABLE, Filling
from . import drawing
from .record_formulas import COLUMNS, SHEET, Places

_CHART_ROWS: Final = 22
_CHART: Final = (22.5, 10.6)
"""Width and height of the chart [cm]"""
_DUTIES: Final = ("compressor", "heat_pump_need", "auxiliary", "auxiliary_need", "emergency", "furnace")
_DUTY_LABELS: Final = ("Com-pressor", "Model needs", "Auxiliary", "Model needs", "Emer-gency", "Furnace")
_PERCENT, _NUMBER, _ANY, _DEGREE = "df 0.0%", "df #,##0.0", "df #,##0.0###", "df 0.0#"


def of(get: Callable[[RecordEvidence], Any]) -> Get:
    """A number of the record, None without one."""
    return lambda f: None if f.record is None else get(f.record)


def degrees(book: Book, row: int, column: int, cell: str, get: Callable[[RecordEvidence], Any]) -> None:
    """A temperature of the case's unit, by a formula on the one in °F."""

    def value(f: Filling) -> Any:
        return None if f.record is None else shown(get(f.record), "°F", f.shape.units)

    own = shown_formula(cell, "°F", book.shape.units, known=True)
    book.formula(SHEET, row, column, f"={own}", value, _DEGREE)


def write(book: Book, places: Places) -> int:
    """Duty by outdoor temperature beside the model's need, and its chart; the last row. The sums are at the right."""
    top, units = places.top, book.shape.units
    book.put(SHEET, top - 1, 1, "Duty by outdoor temperature: share of the recorded hours that each source ran",
             "df section")  # fmt: skip
    load = shown_in("BTU/h", units)
    labels = ("From °F", "To °F", "Hours", *_DUTY_LABELS, f"Model load, {load}", "Starts an hour")
    book.headers(SHEET, top, [titled(label, units) for label in labels], height=32)
    sums = ("From °F", "To °F", "Hours", "Com-pressor h", "Auxiliary h", "Emer-gency h", "Furnace h", "Load BTU",
            "Compressor needed h", "Auxiliary needed h", "Starts")  # fmt: skip
    book.headers(SHEET, top, sums, places.sums)
    book.name("record_bins", SHEET, f"A{places.first}", f"A{places.last}")
    for number, row in enumerate(range(places.first, places.last + 1)):
        for column, key in enumerate(COLUMNS, places.sums):
            book.slot(SHEET, row, column, of(partial(_sum, number, key)), _ANY)
        degrees(book, row, 1, places.sum("low", row), partial(_edge, "low", number))
        degrees(book, row, 2, places.sum("high", row), partial(_edge, "high", number))
        hours = places.sum("hours", row)
        book.formula(SHEET, row, 3, f"={hours}", of(partial(_sum, number, "hours")), _NUMBER)
        for column, (key, unit, style) in enumerate(
            (*((key, "", _PERCENT) for key in _DUTIES), ("load", "BTU/h", "df #,##0"), ("starts", "", "df 0.000")), 4
        ):
            cell = places.sum(key, row)
            part = shown_formula(f"{cell}/{hours}", unit, units, known=True) if unit else f"{cell}/{hours}"
            formula = f'=IF(ISNUMBER({cell}),{part},"")'
            book.formula(SHEET, row, column, formula, partial(_share, number, key, unit), style)
    return _chart(book, places)


def _edge(key: str, number: int, found: RecordEvidence) -> float:
    return float(getattr(found.bins, key)[number])


def _sum(number: int, key: str, found: RecordEvidence) -> float | None:
    value, hours = float(getattr(found.bins, key)[number]), float(found.bins.hours[number])
    if math.isnan(value):
        return None
    return value if key in ("low", "high", "hours") else value * hours


def _share(number: int, key: str, unit: str, f: Filling) -> Any:
    if f.record is None:
        return None
    value = float(getattr(f.record.bins, key)[number])
    return "" if math.isnan(value) else shown(value, unit, f.shape.units) if unit else value


def _chart(book: Book, places: Places) -> int:
    """Duty of compressor and auxiliary heat beside the model's need; the last row of the chart."""
    first, top, row = places.drawn, places.top, places.last + 2
    heads = ("Middle of the bin", "Compressor", "Model needs", "Auxiliary", "Model needs")
    book.headers(SHEET, top, heads, first)
    for number, at in enumerate(range(places.first, places.last + 1)):
        _drawn(book, at, first, f"=($A{at}+$B{at})/2", partial(_middle, number), _DEGREE)
        for column, key in enumerate(_DUTIES[:4], 1):
            letter = get_column_letter(4 + _DUTIES.index(key))
            formula = f"=IF(ISNUMBER(${letter}{at}),${letter}{at},NA())"
            _drawn(book, at, first + column, formula, partial(_duty, number, key), _PERCENT)
    bins = range(places.recorded.bins)
    one = places.recorded.bins == 1
    drawn: list[Callable[[int, Filling], Any]] = [_middle, *(partial(_duty_of, key) for key in _DUTIES[:4])]
    for column, get in enumerate(drawn):
        letter = get_column_letter(first + column)
        cells = f"{SHEET}!${letter}${places.first}" + f":${letter}${places.last}" * (not one)
        book.ranges[cells] = partial(_column, get, bins)
    hours = f"SUM($F${places.unneeded + 1}:$F${places.unneeded + max(1, places.recorded.unneeded)})"
    title = (
        f'IF({hours}>0,"Heat that was not needed ran "&FIXED({hours},0)&" hours",'
        '"No heat is seen that was not needed")&": share of the time by outdoor temperature"'
    )
    degree = shown_in("°F", book.shape.units)
    chart: Any = drawing.scatter("", f"Outdoor temperature, {degree}", "Share of the time")
    drawing.title_by(book, chart, SHEET, top - 2, first, title, _title)
    colours = (drawing.BLUE, drawing.BLUE, book.shape.brand.accent, book.shape.brand.accent)
    for column, (name, colour) in enumerate(zip(("Compressor", "… needed", "Auxiliary", "… needed"), colours,
                                                strict=True), 1):  # fmt: skip
        x, y = (drawing.rows(book, SHEET, place, places.first, places.last) for place in (first, first + column))
        needed = column in (2, 4)
        chart.series.append(drawing.line(x, y, name, colour) if needed else
                            drawing.points(x, y, name, colour, "diamond" if column == 1 else "circle", 8))  # fmt: skip
    chart.y_axis.number_format = "0%"
    chart.width, chart.height = _CHART
    book.sheets[SHEET].add_chart(chart, f"A{row}")
    return row + _CHART_ROWS


def _drawn(book: Book, row: int, column: int, formula: str, get: Get, style: str) -> None:
    book.formula(SHEET, row, column, formula, get, style)


def _middle(number: int, f: Filling) -> Any:
    if f.record is None:
        return None
    middle = (float(f.record.bins.low[number]) + float(f.record.bins.high[number])) / 2
    return shown(middle, "°F", f.shape.units)


def _duty(number: int, key: str, f: Filling) -> Any:
    value = _share(number, key, "", f)
    return NOT_AVAILABLE if value == "" else value


def _duty_of(key: str, number: int, f: Filling) -> Any:
    return _duty(number, key, f)


def _column(get: Callable[[int, Filling], Any], bins: range, f: Filling) -> list[Any]:
    return [get(number, f) for number in bins]


def _title(f: Filling) -> str | None:
    if f.record is None:
        return None
    hours = sum(one.hours for one in f.record.unneeded)
    words = (
        f"Heat that was not needed ran {int(hours + 0.5):,} hours" if hours else "No heat is seen that was not needed"
    )
    return f"{words}: share of the time by outdoor temperature"
