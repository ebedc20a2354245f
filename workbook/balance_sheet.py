"""The Balance sheet: the three balance points with their status, and the stretches they are solved on."""

from __future__ import annotations

import re
from typing import Any

from openpyxl.utils import get_column_letter

from xl_dualfuel.balance import BalancePoint

from .balance_block import KINDS, Cell, Kind, Row, cuts, kind_cells, rows_of, stretch_cells
from .book import Book

SHEET = "Balance"
HEADER_ROW = 5
FIRST_BLOCK = 12
_TOKEN = re.compile(r"\[([^\]]+)\]")
_STYLES = {
    "temperature": "df #,##0.00",
    "break_even": "df 0.000",
    "count": "df 0",
    "nearest": "df #,##0.00",
}
_HEADERS = (
    "Balance point",
    "Temperature °F",
    "Status",
    "Extrapolated",
    "Break-even COP",
    "Crossings",
    "Nearest: °F from the setting",
    "Found",
)


def write(book: Book) -> None:
    """Write the sheet and its names; the heat pump's points must stand already."""
    sheet = book.sheets[SHEET]
    book.heading(SHEET, "Balance points", "Economic: equal cost. Thermal: capacity meets load. Emissions: equal CO2e. "
                 "Below, each is solved on every stretch between bends of the curves.")  # fmt: skip
    for place, header in enumerate(_HEADERS, 1):
        book.put(SHEET, HEADER_ROW, place, header, "df header")
    s = book.solution
    lowest = float(s.bins.low[-1])
    _named(book, 9, "Coldest edge", "balance_from", book.layout.scalar("MIN([Bins.low])"), lowest)
    _named(book, 10, "Setpoint, or the coldest edge where that is higher", "balance_to",
           "=MAX(df_indoor_setpoint,df_balance_from)", max(s.parameters.indoor_setpoint, lowest))  # fmt: skip
    row = _cuts(book, FIRST_BLOCK)
    for number, kind in enumerate(KINDS):
        row, solved = _stretches(book, row + 1, kind)
        _answer(book, HEADER_ROW + 1 + number, kind, solved)
    sheet.row_dimensions[HEADER_ROW].height = 34
    for place in range(1, 40):
        sheet.column_dimensions[get_column_letter(place)].width = 16
    sheet.freeze_panes = f"B{HEADER_ROW + 1}"
    sheet.print_area = f"A1:H{HEADER_ROW + len(KINDS)}"


def _named(book: Book, row: int, label: str, name: str, formula: str, value: Any) -> None:
    book.put(SHEET, row, 1, label, "df text")
    book.formula(SHEET, row, 2, formula, value, "df General")
    book.name(name, SHEET, f"B{row}")


def _cuts(book: Book, row: int) -> int:
    """The temperatures at which a curve may bend, unsorted."""
    book.put(SHEET, row, 1, "Bends, moved into the range °F", "df status")
    found = cuts(book.solution, book.points)
    for offset, (formula, value) in enumerate(found, 1):
        book.formula(SHEET, row + offset, 1, f"={formula}", value, "df General")
    end = row + len(found)
    book.name("balance_cuts", SHEET, f"A{row + 1}", f"A{end}")
    _named(book, 11, "Stretches", "balance_stretches", "=COUNT(df_balance_cuts)-1", len(found) - 1)
    return end + 1


def _stretches(book: Book, row: int, kind: Kind) -> tuple[int, list[Row]]:
    """The block of one balance point, a row for each stretch; the row after it, and its values."""
    s = book.solution
    cells = [*stretch_cells(s), *kind_cells(kind, s)]
    letters = {cell.key: get_column_letter(place) for place, cell in enumerate(cells, 1)}
    book.put(SHEET, row, 1, kind.label, "df status")
    for place, cell in enumerate(cells, 1):
        book.put(SHEET, row + 1, place, cell.header, "df header")
    solved = rows_of(cells, sorted(value for _, value in cuts(s, book.points)))
    first = row + 2
    for number, line in enumerate(solved):
        for place, cell in enumerate(cells, 1):
            style = "df text" if line[cell.key] == "" else "df General"
            formula = _filled(cell, letters, first + number, first)
            book.formula(SHEET, first + number, place, formula, line[cell.key], style)
    end = first + len(solved) - 1
    for name, left, right in (("crossings", "x1", "x4"), ("distances", "y1", "y4"), ("nearest_ones", "z1", "z4")):
        book.name(f"{kind.name}_{name}", SHEET, f"{letters[left]}{first}", f"{letters[right]}{end}")
    book.name(f"{kind.name}_coldest_wins", SHEET, f"{letters['w0']}{first}")
    return end + 1, solved


def _filled(cell: Cell, letters: dict[str, str], row: int, first: int) -> str:
    def address(found: re.Match[str]) -> str:
        token = found[1]
        if token == "row":
            return f"(ROW()-ROW($A${first - 1}))"
        step, _, key = token.rpartition(".")
        return f"{letters[key]}{row - 1 if step else row}"

    return "=" + _TOKEN.sub(address, cell.formula)


def _answer(book: Book, row: int, kind: Kind, solved: list[Row]) -> None:
    """Temperature, status, extrapolated, break-even COP, crossings, and what they are taken from."""
    point: BalancePoint = getattr(book.solution, kind.name)
    name = f"df_{kind.name}"
    rated = "df_rated" if kind.target else "df_capacity_rated"
    price = "df_grid_emissions" if kind.name == "emissions" else "df_electricity_price"
    known = f"ISNUMBER({kind.target})" if kind.target else "df_capacity_limits"
    unknown = f'IF({price}>0,"fuel_always","not_modelled")' if kind.target else '"not_modelled"'
    count = sum(line["x" + n] != "" for line in solved for n in "1234")
    always = "heat_pump_always" if solved[0]["w0"] else "fuel_always"
    distances = [line["y" + n] for line in solved for n in "1234" if line["y" + n] != ""]
    break_even = point.break_even_cop if point.break_even_cop is not None else "fuel is free"
    columns: tuple[tuple[str, str, Any], ...] = (
        ("temperature", f'IF(AND({known},{name}_count>0),MAX({name}_nearest_ones),"")', point.temperature),
        ("status", f"IF({known},{name}_found,{unknown})", point.status),
        (
            "extrapolated",
            f"IF(ISNUMBER({name}_temperature),IF(OR({name}_temperature<{rated}_from,{name}_temperature>{rated}_to),"
            '"yes","no"),"")',
            "" if point.temperature is None else "yes" if point.extrapolated else "no",
        ),
        ("break_even", kind.target or '""', break_even if kind.target else ""),
        ("count", f"COUNT({name}_crossings)", count),
        ("nearest", f'IF({name}_count>0,MIN({name}_distances),"")', min(distances, default="")),
        (
            "found",
            f'IF({name}_count=0,IF({name}_coldest_wins=1,"heat_pump_always","fuel_always"),'
            f'IF({name}_count=1,"crosses","multiple"))',
            {0: always, 1: "crosses"}.get(count, "multiple"),
        ),
    )
    book.put(SHEET, row, 1, kind.label, "df text")
    for place, (key, formula, value) in enumerate(columns, 2):
        style = "df text" if value is None or isinstance(value, str) else _STYLES[key]
        book.formula(SHEET, row, place, f"={formula}", value, style)
        book.name(f"{kind.name}_{key}", SHEET, f"{get_column_letter(place)}{row}")
