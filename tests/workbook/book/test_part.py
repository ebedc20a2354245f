"""A part is the same text whichever way its items are filled, and a table has a row for each value and blank ones."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

import xl_dualfuel as df
from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.files.zipping import Kept
from xl_dualfuel.workbook.book.book import FillColumn, FillTable
from xl_dualfuel.workbook.book.part import Formula, Part, Table
from xl_dualfuel.workbook.book.stored import all_stored, numbers, stored
from xl_dualfuel.workbook.shape import Filling, shape_of

VALUES: list[Any] = [
    1.5, 0.1 + 0.2, 5e-324, -1e300, 3, True, None, "", "a<b & c", "#N/A", ["of", "words"], np.float64(2.5), np.int64(7),
]  # fmt: skip


def filling() -> Filling:
    result = df.solve(df.Case())
    return Filling(result, datetime(2026, 1, 1, tzinfo=UTC), shape_of(result))


def rows(text: str) -> list[list[str]]:
    """The values of each row, "" of a blank one."""
    return [re.findall("<v>(.*?)</v>", row) for row in re.findall("<row.*?</row>", text)]


@pytest.mark.parametrize("values", [VALUES, VALUES[:4], [2.0], np.array([1.0, 2.5]), np.array([1, 2]), ["x"], [None]])
def test_many_values_are_stored_as_each_is(values):
    kinds, texts = all_stored(values)
    each = [stored(value) for value in values]
    assert texts == [text for _, text in each]
    assert (kinds or [""] * len(texts)) == [kind for kind, _ in each]


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, np.float64(math.nan)])
def test_no_cell_holds_what_is_no_number(value):
    assert numbers([1.0, value]) == []
    for item in (Formula(lambda f: value, "A1"), Table(FillTable(9, 3, [FillColumn(1, None, lambda f: [1.0, value])]),
                                                      {"A": ""})):  # fmt: skip
        with pytest.raises(DualFuelError, match="cannot be stored"):
            list(Part([item]).pieces(filling()))


def test_items_filled_together_are_what_each_is_by_itself():
    """Formulas of every kind of value, other items between them, and texts long enough to be kept."""
    items: list[Any] = ["<start>"]
    for number in range(300):
        value = VALUES[number % len(VALUES)]
        items += ["-" * (5000 if number in {7, 120} else number % 3), Formula(lambda f, v=value: v, f"A{number}&B1")]
        if number % 5 == 0:
            items += [lambda f, n=number: f"[{n} {f.stamp.year}]"]
    part, f = Part([*items, "<end>"]), filling()
    text = b"".join(part.pieces(f)).decode()
    assert text == "".join(item if isinstance(item, str) else item(f) for item in items) + "<end>"
    assert text == "".join(item if isinstance(item, str) else item(f) for item in part)
    assert [piece for piece in part.pieces(f) if isinstance(piece, Kept)] == [b"-" * 5000] * 2


@pytest.mark.parametrize("live", [0, 1, 2, 59, 60])
def test_a_table_has_its_values_and_blank_rows_below(live, monkeypatch):
    monkeypatch.setattr("xl_dualfuel.workbook.book.part._BLOCK", 2000)  # some rows in a block
    columns = [
        FillColumn(3, lambda row: f"=A{row}<1", lambda f: list(range(live))),
        FillColumn(1, None, lambda f: [place / 4 for place in range(live)]),
        FillColumn(2, lambda row: f"=A{row}", lambda f: ["x", None][: max(0, live - 1)]),
    ]
    table = Table(FillTable(9, 60, columns), {"A": ' s="1"', "B": "", "C": ' s="2"'})
    text = table(filling())
    assert b"".join(table.pieces(filling())).decode() == text
    assert re.findall('<row r="([0-9]+)">', text) == [str(row) for row in range(9, 69)]
    expected = [[repr(place / 4), "x" if place == 0 and live > 1 else "", str(place)] for place in range(live)]
    assert rows(text) == expected + [["", "", ""]] * (60 - live)
    assert text.count(' t="str"') == 3 * (60 - live) + live  # blank cells, and the texts of the second column
    assert f'<c r="C68" s="2"{"" if live == 60 else " t=" + chr(34) + "str" + chr(34)}><f>A68&lt;1</f><v>' in text


def test_a_table_with_more_values_than_rows_is_refused():
    table = Table(FillTable(9, 2, [FillColumn(1, None, lambda f: [1.0, 2.0, 3.0])]), {"A": ""})
    with pytest.raises(DualFuelError, match="3 rows in a table with room for 2"):
        table(filling())
