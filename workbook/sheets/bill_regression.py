"""The regressions on the sheet Bills: answers on the page, the periods and sums they follow from at its right."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from xl_dualfuel.results.bill_lines import Energy
from xl_dualfuel.units import FUELS

from ..book.book import Book
from ..formulas.given import shown, shown_formula
from ..shape import Filling
from .bill_formulas import SHEET, Figures, Places, Regression, at, of

BY_PROGRAM: Final = "by the program"
_ANSWERS: Final = (
    ("balance", "Load balance temperature", BY_PROGRAM, "df 0.0#"),
    ("warm", "Cooling above", BY_PROGRAM, "df 0.0#"),
    ("baseload", "Baseload of a day", "formula", "df #,##0.0###"),
    ("slope", "Energy of a degree day, °F·d", "formula", "df #,##0.0#####"),
    ("error", "… its standard error", BY_PROGRAM, "df #,##0.0#####"),
    ("r2", "R²", "formula", "df 0.000"),
    ("cv", "CV(RMSE) of a period", "formula", "df 0.0%"),
    ("bias", "Bias of the regression", "formula", "df 0.0%"),
    ("periods", "Periods between actual readings", "formula", "df 0"),
    ("days", "Days", "formula", "df #,##0"),
    ("model_bias", "This model beside the bills: bias", "formula", "df 0.0%"),
    ("model_cv", "… CV(RMSE) of a bill", "formula", "df 0.0%"),
)  # fmt: skip
_OF_PERIODS: Final = (
    "Period", "Degree days", "Cooling degree days", "Number", "Days", "Energy", "Degree days", "Cooling degree days",
    "Degree days a day", "Energy a day less cooling", "Energy a day", "Regression error a day",
)  # fmt: skip
_SUMS: Final = {
    "w": "Σ days", "wx": "Σ days·x", "wy": "Σ days·y", "wxx": "Σ days·x²", "wxy": "Σ days·x·y",
    "spread": "Σ days·(energy a day − mean)²", "left": "Σ days·error²", "misses": "Σ days²·error²",
}  # fmt: skip
_ANY: Final = "df #,##0.0###"


def write(book: Book, places: Places, one: Regression) -> None:
    """The regression of one energy: answers on the page, periods and sums at its right."""
    fuel, unit = places.billed.energies[one.energy]
    column, header, own = places.block(one.energy), places.regression, places.amounts + one.energy
    if one.energy == 0:
        book.put(SHEET, header - 1, 1, "Regression of each energy on its degree days", "df section")
        book.name(
            "bills_energy", SHEET, *(at(column, header).replace("$", "") for column in (own, own + places.count - 1))
        )
    book.put(SHEET, header, own, FUELS[fuel].name.capitalize(), "df header")
    book.put(SHEET, header + 1, own, unit, "df unit")
    answers = dict(one.answers())
    if own - places.amounts == places.billed.electric:
        answers |= one.beside_model(places.model, places.drawn + 3)
    if own - places.amounts == places.billed.burned:
        answers |= one.beside_model(places.model + 3, places.drawn + 4)
    units = book.shape.units
    for key, label, how, style in _ANSWERS:
        row = one.rows[key]
        if one.energy == 0:
            book.put(SHEET, row, 1, label, "df plain")
            book.put(SHEET, row, 5, how, "df note")
        if key in ("balance", "warm"):
            cell = one.balance if key == "balance" else one.warm
            shown_there = shown_formula(cell, "°F", units, known=True)
            book.formula(SHEET, row, own, f'=IF(ISNUMBER({cell}),{shown_there},"")', partial(_found, one, key), style)
        elif key in answers:
            book.formula(SHEET, row, own, f"={answers[key]}", of(partial(one.value, key)), style)
        elif key == "error":
            book.slot(SHEET, row, own, of(partial(_fitted, one, "slope_error")), style)
    energies = of(lambda figures: _enough(figures.found.energies[one.energy]))
    book.slot(SHEET, places.enough + one.energy, 1, energies, "df line")
    top = places.top
    book.put(SHEET, top - 5, column, fuel, "df text")
    book.put(SHEET, top - 5, column + 1, unit, "df text")
    found = (("Load balance temperature, °F", "balance_temperature"), ("Cooling above, °F", "cooling_balance"),
             ("Energy of a cooling degree day", "cooling_slope"))  # fmt: skip
    for row, (label, key) in enumerate(found, top - 4):
        book.put(SHEET, row, column, label, "df plain")
        book.slot(SHEET, row, column + 1, of(partial(_fitted, one, key)), _ANY)
    sums = one.sums()
    for key, (at_column, row) in one.sum_places.items():
        book.put(SHEET, row, at_column - 1, _SUMS[key], "df plain")
        get = of(partial(_sum, one.energy, key))
        book.formula(SHEET, row, at_column, f"={sums[key]}", get, "df #,##0.0###")
    book.headers(SHEET, top, _OF_PERIODS, column)
    for number, row in enumerate(range(places.first, places.last + 1)):
        book.slot(SHEET, row, column, of(partial(_item, one.energy, "period", number)), "df 0")
        book.put(SHEET, row, column + 3, number + 1, "df 0")
        for (place, formula), key in zip(one.columns(row).items(), _KEYS, strict=True):
            book.formula(SHEET, row, place, f"={formula}", of(partial(_item, one.energy, key, number)), _ANY)


_KEYS: Final = (
    "degree_days", "warm_days", "days", "energy", "heating", "cooling", "x", "y", "gross", "error",
)  # fmt: skip


def _item(energy: int, key: str, number: int, figures: Figures) -> Any:
    return getattr(figures.energies[energy], key)[number]


def _sum(energy: int, key: str, figures: Figures) -> float:
    return float(figures.energies[energy].sums()[key])


def _fitted(one: Regression, key: str, figures: Figures) -> Any:
    fit = figures.energies[one.energy].fit
    return None if fit is None else getattr(fit, key)


def _found(one: Regression, key: str, f: Filling) -> Any:
    value = of(partial(_fitted, one, "balance_temperature" if key == "balance" else "cooling_balance"))(f)
    return "" if value is None else shown(value, "°F", f.shape.units)


def _enough(energy: Energy) -> str:
    """Whether the bills of an energy are enough for a regression."""
    name = FUELS[energy.fuel].name.capitalize()
    return f"{name}: enough bills" if energy.is_sufficient else f"{name}: {'; '.join(energy.reasons)}"
