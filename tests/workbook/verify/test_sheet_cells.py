"""The cells that verify expects are those a reader finds in the parts of the workbook as it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import xl_dualfuel as df
from books import STAMP
from xl_dualfuel.decisions.deciding import decide
from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.workbook.reader.addresses import split
from xl_dualfuel.workbook.reader.content import Budget
from xl_dualfuel.workbook.reader.worksheet import read_worksheet
from xl_dualfuel.workbook.shape import shape_of
from xl_dualfuel.workbook.verify.expected import Expected, pattern

LIMITS = {"capacity_47": 36000, "capacity_17": 22000, "strip_capacity": 10}
PROPANE = {"fuel": "propane", "fuel_price": 2.5, "fuel_price_unit": "$/gal"}


def expected(case: df.Case, functions: bool = False, decides: bool = False) -> Expected:
    result = df.solve(case)
    decisions = decide(case) if decides else None
    return Expected(pattern(shape_of(result, functions=functions, decisions=decisions)), result, STAMP, decisions)


def of_one_shape() -> Iterator[Expected]:
    """Tables of many rows, then of few: those below are blank again."""
    yield expected(df.Case(bin_width=2, cop_47=3.4))
    yield expected(df.Case(bin_width=5, cop_47=2.9))


CASES: dict[str, Callable[[], Iterator[Expected]]] = {
    "one shape": of_one_shape,
    "capacities in °C, with functions": lambda: iter((expected(df.Case(temperature_unit="C", **LIMITS), True),)),
    "a programme's rules": lambda: iter((expected(df.Case(**PROPANE, programme="mass_save")),)),
    "decisions": lambda: iter((expected(df.Case(), decides=True),)),
}


@pytest.mark.parametrize("name", CASES)
def test_cells_are_those_of_the_finished_parts(name):
    for one in CASES[name]():
        one.fill()
        for title, part in one.pattern.titles.items():
            found, _ = read_worksheet(part, one.parts[part], (), Budget())
            wanted = one.cells(title)
            assert list(wanted) == list(found.cells)
            for address, cell in found.cells.items():
                own = wanted[address]
                read = (cell.formula, cell.value, type(cell.value), cell.style)
                assert read == (own.formula, own.value, type(own.value), own.style), (title, address)
            by_place = {split(address): cell for address, cell in found.cells.items()}
            assert by_place == {
                (row, column): cell for column, rows in found.grid.items() for row, cell in rows.items()
            }


def test_what_is_no_sheet_is_finished_as_in_the_whole_package():
    one = expected(df.Case(cop_47=3.4))
    sheets = set(one.pattern.titles.values())
    assert one.around == {name: b"" if name in sheets else part for name, part in one.parts.items()}


def test_a_table_without_room_is_refused():
    one = expected(df.Case())
    with pytest.raises(DualFuelError, match="room"):
        Expected(one.pattern, df.solve(df.Case(bin_width=0.25)), STAMP).fill()
