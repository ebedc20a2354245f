"""Below the scenarios: the three balance points with their status, and the stretches they are solved on."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from openpyxl.utils import get_column_letter

from xl_dualfuel.model.balance import BalancePoint, search_range

from ..book import styles
from ..book.book import Book
from ..book.layout import SETTING_ROW
from ..formulas import bends, crossings
from ..formulas.balance import KINDS, Cell, Kind, kind_cells, solved, stretch_cells
from ..names import key_of
from ..shape import Filling

SHEET = "Scenarios"
TITLE_ROW = SETTING_ROW + 27
HEADER_ROW = TITLE_ROW + 1
ANSWERS_END = HEADER_ROW + len(KINDS)
FIRST_BLOCK = ANSWERS_END + 3
_TOKEN = re.compile(r"\[([^\]]+)\]")
_STYLES = {
    "temperature": "df #,##0.00",
    "status": "df text",
    "extrapolated": "df text",
    "break_even": "df 0.000",
    "count": "df 0",
    "nearest": "df #,##0.00",
    "found": "df text",
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
    """Write the blocks and their names; the heat pump's points must have been written."""
    book.put(SHEET, TITLE_ROW, 1, "Balance points: economic (equal cost), thermal (capacity meets load), emissions "
             "(equal CO2)", "df section")  # fmt: skip
    book.headers(SHEET, HEADER_ROW, _HEADERS, height=48)
    row = FIRST_BLOCK
    book.put(SHEET, row, 1, "How they are solved: on every stretch between bends of the curves the heat pump's "
             "advantage is A2·T² + A1·T + A0", "df section")  # fmt: skip
    _named(book, row + 1, "Coldest edge °F", "balance_from", book.layout.scalar("MIN([Bins.low])"),
           lambda f: search_range(f.s.bins, f.s.parameters)[0])  # fmt: skip
    _named(book, row + 2, "Setpoint °F, or the edge", "balance_to", "=MAX(in_indoor_setpoint,out_balance_from)",
           lambda f: search_range(f.s.bins, f.s.parameters)[1])  # fmt: skip
    cuts = {"balance": bends.formulas(book.points)}
    cuts["capacity"] = [*cuts["balance"], *bends.crossing_formulas(len(book.points))]
    for place, (name, label) in enumerate((("balance", "Stretches"), ("capacity", "Stretches of the capacities")), 3):
        count = partial(_count, len(cuts[name]) - 1)
        _named(book, row + place, label, f"{name}_stretches", f"=COUNT(out_{name}_cuts)-1", count)
    row = _cuts(book, row + 6, cuts)
    for number, kind in enumerate(KINDS):
        row = _stretches(book, row + 1, kind, len(cuts[key_of(kind.cuts)]) - 1)
        _answer(book, HEADER_ROW + 1 + number, kind)


def _named(book: Book, row: int, label: str, name: str, formula: str, get: Callable[[Filling], Any]) -> None:
    book.put(SHEET, row, 1, label, "df text")
    book.formula(SHEET, row, 2, formula, get, f"df {styles.ANY}")
    book.name(name, SHEET, f"B{row}")


def _count(count: int, _: Filling) -> int:
    return count


def _cuts(book: Book, row: int, cuts: dict[str, list[str]]) -> int:
    """The temperatures at which a curve may bend, then those at which capacities cross, unsorted.

    In a row, as the table of scenarios is wide.
    """
    book.put(SHEET, row, 1, "Bends °F", "df header")
    for offset, formula in enumerate(cuts["capacity"]):
        book.formula(SHEET, row, offset + 2, f"={formula}", partial(_cut, offset), f"df {styles.ANY}")
    for name, formulas in cuts.items():
        book.name(f"{name}_cuts", SHEET, f"B{row}", f"{get_column_letter(len(formulas) + 1)}{row}")
    return row + 1


def _stretches(book: Book, row: int, kind: Kind, count: int) -> int:
    """The block of one balance point, a row for each stretch; the row after it."""
    cells = [*stretch_cells(kind), *kind_cells(kind)]
    letters = {cell.key: get_column_letter(place) for place, cell in enumerate(cells, 1)}
    book.put(SHEET, row, 1, f"{kind.label} balance point, stretch by stretch", "df section")
    book.headers(SHEET, row + 1, [cell.header for cell in cells], height=32)
    first = row + 2
    for number in range(count):
        for place, cell in enumerate(cells, 1):
            formula, get = _addressed(cell, letters, first + number, first), partial(_solved, kind, number, cell.key)
            book.formula(SHEET, first + number, place, formula, get, _style(cell))
    end = first + count - 1
    for name, left, right in (("crossings", "x1", "x4"), ("distances", "y1", "y4"), ("nearest_ones", "z1", "z4")):
        book.name(f"{kind.name}_{name}", SHEET, f"{letters[left]}{first}", f"{letters[right]}{end}")
    book.name(f"{kind.name}_coldest_wins", SHEET, f"{letters['w0']}{first}")
    return end + 1


def _style(cell: Cell) -> str:
    """Temperatures, hours and counts with few decimals; coefficients of curves, of any size, as powers of ten."""
    return f"df {styles.ANY}" if "°F" in cell.header and "per °F" not in cell.header else "df 0.000E+00"


def _cut(place: int, f: Filling) -> float:
    return bends.with_crossings(f)[place]


def _solved(kind: Kind, number: int, key: str, f: Filling) -> Any:
    return solved(kind, f)[number][key]


def _addressed(cell: Cell, letters: dict[str, str], row: int, first: int) -> str:
    def address(token: re.Match[str]) -> str:
        if token[1] == "row":
            return f"(ROW()-ROW($A${first - 1}))"
        step, _, key = token[1].rpartition(".")
        return f"{letters[key]}{row - 1 if step else row}"

    return "=" + _TOKEN.sub(address, cell.formula)


def _answer(book: Book, row: int, kind: Kind) -> None:
    """Temperature, status, extrapolated, break-even COP, crossings, and the numbers behind them."""
    name = f"out_{kind.name}"
    rated = "out_rated" if kind.target else "out_capacity_rated"
    price = "in_grid_emissions" if kind.name == "emissions" else "in_electricity_price"
    known = f"ISNUMBER({kind.target})" if kind.target else "out_capacity_limits"
    unknown = f'IF({price}>0,"fuel_always","not_modelled")' if kind.target else '"not_modelled"'

    read = crossings.READ[kind.name]

    def either(of_bins: str, of_stretches: str) -> str:
        """From the bins where the point is read there, else from the stretches."""
        return f"IF({read}=1,{of_bins.replace('[Bins.', f'[Bins.{kind.name}_')},{of_stretches})"

    of_bins = f"INDEX([Bins.{kind.name}_last],out_bins)<={crossings.tie(kind.name, 'INDEX([Bins.last_at],out_bins)')}"
    wins = f"OR(AND({read}=1,{of_bins}),AND({read}=0,{name}_coldest_wins=1))"
    nearest = either("MAX([Bins.nearest])", f"MAX({name}_nearest_ones)")
    formulas = {
        "temperature": f'IF(AND({known},{name}_count>0),{nearest},"")',
        "status": f"IF({known},{name}_found,{unknown})",
        "extrapolated": f"IF(ISNUMBER({name}_temperature),"
        f'IF(OR({name}_temperature<{rated}_from,{name}_temperature>{rated}_to),"yes","no"),"")',
        "break_even": kind.target or '""',
        "count": either("COUNT([Bins.distance])", f"COUNT({name}_crossings)"),
        "nearest": f'IF({name}_count>0,{either("MIN([Bins.distance])", f"MIN({name}_distances)")},"")',
        "found": f'IF({name}_count=0,IF({wins},"heat_pump_always","fuel_always"),'
        f'IF({name}_count=1,"crosses","multiple"))',
    }
    book.put(SHEET, row, 1, kind.label, "df text")
    for place, (key, formula) in enumerate(formulas.items(), 2):
        book.formula(SHEET, row, place, book.layout.scalar(formula), partial(_value, kind, key), _STYLES[key])
        book.name(f"{kind.name}_{key}", SHEET, f"{get_column_letter(place)}{row}")


def _value(kind: Kind, key: str, f: Filling) -> Any:
    """An answer from the engine; the numbers behind them from the rows."""
    point: BalancePoint = getattr(f.s, kind.name)
    if crossings.is_read(kind.name, f.s.parameters):
        distances, wins = crossings.distances(kind.name, f), crossings.wins(kind.name, f)
    else:
        lines = solved(kind, f)
        distances, wins = [line["y" + n] for line in lines for n in "1234" if line["y" + n] != ""], lines[0]["w0"]
    count, always = len(distances), "heat_pump_always" if wins else "fuel_always"
    break_even = point.break_even_cop if point.break_even_cop is not None else "fuel is free"
    return {
        "temperature": point.temperature,
        "status": point.status,
        "extrapolated": "" if point.temperature is None else "yes" if point.extrapolated else "no",
        "break_even": break_even if kind.target else "",
        "count": count,
        "nearest": min(distances, default=""),
        "found": {0: always, 1: "crosses"}.get(count, "multiple"),
    }[key]
