"""The Constants sheet: constants with source, what follows from the inputs, lookup blocks, status tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from openpyxl.utils import get_column_letter

from xl_dualfuel.backup import STOCK_KW
from xl_dualfuel.case import Case
from xl_dualfuel.equipment import line
from xl_dualfuel.parameters import RATING_TEMPERATURES
from xl_dualfuel.units import FUELS
from xl_dualfuel.validation import FROSTING

from . import backup_scalars, conditions, scalars
from .book import Book

SHEET = "Constants"
_WIDTHS = (20, 44, 28, 24, 16, 24, 36, 20)
_HEADERS = ("Section", "What", "Name", "Value", "Unit", "Allowed range", "Source", "Note")

Block = Sequence[Sequence[Any]]
"""Rows of cells: a value, or a pair (formula, its value)."""


def write(book: Book) -> None:
    """Write the sheet and its names."""
    sheet = book.sheets[SHEET]
    book.heading(SHEET, "Constants and derived quantities", "Nothing here is to be changed; the inputs are on Inputs.")
    for place, (header, width) in enumerate(zip(_HEADERS, _WIDTHS, strict=True), 1):
        book.put(SHEET, 5, place, header, "df header")
        sheet.column_dimensions[get_column_letter(place)].width = width
    row = 6
    for constant in (*scalars.CONSTANTS, *scalars.made(book.solution)):
        _line(book, row, "Constants", constant.label, constant.name, constant.unit, constant.source)
        book.put(SHEET, row, 4, constant.value, "df General" if not isinstance(constant.value, str) else "df text")
        row += 1
    for derived in (*scalars.DERIVED, *backup_scalars.DERIVED):
        _line(book, row, "Derived", derived.label, derived.name, derived.unit, "formula on the inputs")
        value = derived.engine(book.solution)
        style = "df text" if isinstance(value, str) else "df General"
        book.formula(SHEET, row, 4, book.layout.scalar(derived.formula), value, style)
        row += 1
    row = _status(book, row)
    row = _fuels(book, row + 1)
    row = _points(book, row + 1)
    row = _settings(book, row + 1)
    row = _stock(book, row + 1)
    sheet.freeze_panes = "A6"
    sheet.print_title_rows = "1:5"
    sheet.print_area = f"A1:H{row}"


def _line(book: Book, row: int, section: str, label: str, name: str, unit: str, source: str) -> None:
    for place, text in ((1, section), (2, label), (3, f"df_{name}"), (5, unit), (6, ""), (8, "")):
        book.put(SHEET, row, place, text or None, "df text")
    book.put(SHEET, row, 7, source, "df wrapped note")
    book.name(name, SHEET, f"D{row}")


def _status(book: Book, row: int) -> int:
    """One row a test: OK or the problem; the number of the row where there is one; the bounds."""
    first = row
    found = list(conditions.tests(book.layout.room))
    for _number, test in enumerate(found):
        for place, text in ((1, "Status"), (2, test.problem), (5, None), (7, None)):
            book.put(SHEET, row, place, text, "df text")
        book.put(SHEET, row, 3, test.name, "df text")
        bounds = {"[min]": (f"F{row}", test.minimum), "[max]": (f"H{row}", test.maximum)}
        condition = test.condition
        for mark, (address, bound) in bounds.items():
            condition = condition.replace(mark, address)
            book.put(SHEET, row, 6 if mark == "[min]" else 8, bound, "df General")
        problem = test.problem.replace('"', '""')
        book.formula(SHEET, row, 4, f'=IF({condition},"OK","{problem}")', "OK", "df text")
        book.formula(SHEET, row, 9, f'=IF(D{row}="OK","",ROW()-ROW($D${first})+1)', "", "df note")
        row += 1
    book.name("tests", SHEET, f"D{first}", f"D{row - 1}")
    book.name("problems", SHEET, f"I{first}", f"I{row - 1}")
    assert len(found) == row - first
    _line(book, row, "Derived", "Rows of the climate table that are wrong", "climate_problems", "", "formula")
    book.formula(SHEET, row, 4, "=" + conditions.CLIMATE_PROBLEMS, 0, "df General")
    return row + 1


def _block(book: Book, row: int, title: str, headers: Sequence[str], rows: Block) -> int:
    """A titled block of columns; returns the row after it. Its cells start two rows below ``row``."""
    book.put(SHEET, row, 1, title, "df status")
    for place, header in enumerate(headers, 1):
        book.put(SHEET, row + 1, place, header, "df header")
    for offset, cells in enumerate(rows):
        for place, cell in enumerate(cells, 1):
            if isinstance(cell, tuple):
                style = "df text" if isinstance(cell[1], str) else "df General"
                book.formula(SHEET, row + 2 + offset, place, book.layout.scalar(cell[0]), cell[1], style)
            else:
                style = "df text" if isinstance(cell, str) else "df General"
                book.put(SHEET, row + 2 + offset, place, cell, style)
    return row + 2 + len(rows)


def _column_names(book: Book, names: dict[str, str], first: int, last: int) -> None:
    for name, letter in names.items():
        book.name(name, SHEET, f"{letter}{first}", f"{letter}{last}")


def _fuels(book: Book, row: int) -> int:
    heats = [
        (f"{fuel.key} $/{unit}", f"{fuel.label}: heat of one {unit}", heat)
        for fuel in FUELS.values()
        for unit, heat in fuel.units.items()
    ]
    end = _block(book, row, "Heat content of fuels", ("Fuel and price unit", "What", "MMBtu"), heats)
    _column_names(book, {"fuel_unit_key": "A", "fuel_unit_heat": "C"}, row + 2, end - 1)
    own = [(fuel.key, fuel.own_unit) for fuel in FUELS.values()]
    row = end + 1
    end = _block(book, row, "Unit a fuel is counted in where its price is per MMBtu", ("Fuel", "Unit"), own)
    _column_names(book, {"own_unit_fuel": "A", "own_unit": "B"}, row + 2, end - 1)
    return end


def _points(book: Book, row: int) -> int:
    """The heat pump's points and the straight segments between them; the end segments go on."""
    case, p = book.solution.case, book.solution.parameters
    limits = p.capacity_points is not None
    table = case.performance_table
    _line(
        book, row, "Derived", "Capacity limits the heat pump", "capacity_limits", "", "TRUE where capacities are given"
    )
    given = "COUNT(df_performance_capacity)>0" if table else "COUNT(df_capacity_47,df_capacity_17)>0"
    book.formula(SHEET, row, 4, f"={given}", limits, "df General")
    row += 1
    _line(book, row, "Derived", "Frosting test points given", "frosting_points", "", "needed with defrost = ahri")
    frosting = (
        "SUMPRODUCT(--(df_performance_temperature=df_rating_frosting))"
        if table
        else "COUNT(df_cop_35)*IF(df_capacity_limits,COUNT(df_capacity_35),1)"
    )
    book.formula(SHEET, row, 4, f"={frosting}", _frosting_points(case), "df General")
    row += 1
    ends = p.cop_rated
    rated = (
        ("MIN(df_performance_temperature)", "MAX(df_performance_temperature)")
        if table
        else ("IF(ISNUMBER(df_cop_5),df_rating_cold,df_rating_middle)", "df_rating_warm")
    )
    for name, formula, value in zip(("rated_from", "rated_to"), rated, ends, strict=True):
        _line(book, row, "Derived", f"COP points, {name.replace('_', ' ')}", name, "°F", "outside is extrapolated")
        book.formula(SHEET, row, 4, f"={formula}", float(value), "df General")
        row += 1
    if table:
        ends_of = ("df_rated_from", "df_rated_to")
    else:
        ends_of = ("IF(ISNUMBER(df_capacity_5),df_rating_cold,df_rating_middle)", "df_rating_warm")
    for name, formula, value in zip(
        ("capacity_rated_from", "capacity_rated_to"), ends_of, p.capacity_rated, strict=True
    ):
        _line(
            book, row, "Derived", f"Capacity points, {name.rpartition('_')[2]}", name, "°F", "outside is extrapolated"
        )
        book.formula(SHEET, row, 4, f"={formula}", value, "df General")
        row += 1
    temperatures, formulas = _point_formulas(book)
    count = len(temperatures)
    cops = line(temperatures, p.cop_points)
    capacities = line(temperatures, p.capacity_points) if p.capacity_points is not None else np.zeros(count)
    first = row + 2
    book.points = [f"{SHEET}!$A${first + i}" for i in range(count)]
    rows = []
    for i in range(count):
        here, following = first + i, first + i + 1
        cells: list[Any] = [
            (formula, float(value)) for formula, value in
            zip(formulas[i], (temperatures[i], cops[i], capacities[i]), strict=True)
        ]  # fmt: skip
        if i < count - 1:
            start = f"MIN(A{here},MIN([Bins.low]),df_sizing_temperature)" if i == 0 else f"A{here}"
            coldest = min(book.solution.bins.low[-1], book.solution.sizing.temperature)
            value = min(temperatures[0], coldest) if i == 0 else temperatures[i]
            run = temperatures[i + 1] - temperatures[i]
            cells += [
                (start, float(value)),
                (f"(B{following}-B{here})/(A{following}-A{here})", float((cops[i + 1] - cops[i]) / run)),
                (f"(C{following}-C{here})/(A{following}-A{here})", float((capacities[i + 1] - capacities[i]) / run)),
            ]
        rows.append(cells)
    headers = ("Outdoor temperature °F", "COP", "Capacity BTU/h", "Segment from °F", "COP per °F", "BTU/h per °F")
    end = _block(book, row, "Points of the heat pump and the straight segments between them", headers, rows)
    names = {"temperature": "A", "cop": "B", "capacity": "C", "from": "D", "cop_slope": "E", "capacity_slope": "F"}
    _column_names(book, {f"segment_{name}": letter for name, letter in names.items()}, first, end - 2)
    return end


def _frosting_points(case: Case) -> int:
    table = case.performance_table
    if table:
        return sum(row[0] == FROSTING for row in table)
    return int(case.cop_35 is not None and (case.capacity_47 is None or case.capacity_35 is not None))


def _point_formulas(book: Book) -> tuple[np.ndarray, list[tuple[str, str, str]]]:
    """Temperatures [°F] of the points, and the formulas of temperature, COP and capacity at each.

    Where a point at 5 °F is not given, the line through 47 and 17 °F goes on to it; at 35 °F the frosting test counts
    with defrost = ahri only.
    """
    table = book.solution.case.performance_table
    if table:
        columns = ("temperature", "cop", "capacity")
        formulas = [
            (f"INDEX(df_performance_{columns[0]},{i})", f"INDEX(df_performance_{columns[1]},{i})",
             f"INDEX(df_performance_{columns[2]},{i})")
            for i in range(1, len(table) + 1)
        ]  # fmt: skip
        return np.array([row[0] for row in table]), formulas
    goes_on = "df_{0}_17+(df_rating_cold-df_rating_middle)*(df_{0}_47-df_{0}_17)/(df_rating_warm-df_rating_middle)"
    cold = "IF(ISNUMBER(df_{0}_5),df_{0}_5," + goes_on + ")"
    frosting = 'IF(df_defrost="ahri",df_{0}_35,' + goes_on.replace("rating_cold", "rating_frosting") + ")"
    return np.array(sorted([*RATING_TEMPERATURES, FROSTING])), [
        ("df_rating_cold", cold.format("cop"), f"IF(df_capacity_limits,{cold.format('capacity')},0)"),
        ("df_rating_middle", "df_cop_17", "IF(df_capacity_limits,df_capacity_17,0)"),
        ("df_rating_frosting", frosting.format("cop"), f"IF(df_capacity_limits,{frosting.format('capacity')},0)"),
        ("df_rating_warm", "df_cop_47", "IF(df_capacity_limits,df_capacity_47,0)"),
    ]


def _settings(book: Book, row: int) -> int:
    s = book.solution
    shown: dict[str, Any] = {
        "optimized": s.switchover,
        "existing_switchover": s.parameters.existing_switchover,
        "initial_guess": s.guess,
    }
    used = {**shown, "heat_pump_only": 0, "furnace_only": float(s.bins.high[0]), "emergency_heat": 0}
    rows = [
        (
            setting.scenario,
            (setting.switchover, shown.get(setting.scenario, "")),
            (setting.used_switchover, used[setting.scenario]),
            setting.dual,
            setting.heat_pump,
            setting.emergency,
        )
        for setting in scalars.SETTINGS
    ]
    headers = ("Scenario", "Switchover °F", "Bins at or above °F", "1: dual fuel", "1: heat pump only", "1: emergency")
    end = _block(book, row, "How each scenario is run", headers, rows)
    keys = ("scenario", "switchover", "used_switchover", "dual", "heat_pump", "emergency")
    _column_names(book, {f"setting_{key}": get_column_letter(i) for i, key in enumerate(keys, 1)}, row + 2, end - 1)
    return end


def _stock(book: Book, row: int) -> int:
    end = _block(book, row, "Strip heaters as they are sold", ("kW",), [(size,) for size in (0.0, *STOCK_KW)])
    _column_names(book, {"stock_kw": "A"}, row + 2, end - 1)
    return end
