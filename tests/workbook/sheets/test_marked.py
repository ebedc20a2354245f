"""What the program wrote when the workbook was made is marked on every sheet once an input was edited (W19)."""

from __future__ import annotations

import pytest

import xl_dualfuel as df
from books import CASES, STAMP, by_formualizer, cells, edited
from support import case_from, one_in
from tests.workbook.sheets.test_bills_sheet import made as of_bills
from tests.workbook.sheets.test_record_sheet import made as of_a_record
from tests.workbook.verify.test_verify_decisions import studied
from xl_dualfuel.results.limits import LIMITS
from xl_dualfuel.workbook.formulas.summary import STALE as OF_SUMMARY
from xl_dualfuel.workbook.sheets import bills, cover, programme, record, sensitivity
from xl_dualfuel.workbook.sheets.build import workbook_bytes

MARKS = {
    "Summary": (OF_SUMMARY, 1),
    "Cover": (cover.STALE, 1),
    "Sensitivity": (sensitivity.HOLDS.split('"')[3], 4),  # what to program, the tornado, the risks, the chances
    "Options": (sensitivity.HOLDS.split('"')[3], 1),
    "Money": (sensitivity.HOLDS.split('"')[3], 1),
    "Programme": (programme.STALE, 1),
    "Bills": (bills.STALE, 1),
    "Record": (record.STALE, 1),
}
"""Of each sheet its mark, and how many blocks the program wrote"""


def judged() -> bytes:
    return workbook_bytes(df.solve(case_from(CASES["programme"])), STAMP)


def billed() -> bytes:
    return of_bills("furnace")


def recorded() -> bytes:
    return of_a_record("line")


@pytest.mark.parametrize("make", one_in(3, [studied, judged, billed, recorded]))
def test_each_block_of_the_program_is_marked_after_an_edit(make):
    package = make()
    before = cells(package)
    after = by_formualizer(edited(package, {"electricity_price": 0.21}))
    titles = {sheet for sheet, _ in before}
    seen = {title: mark for title, mark in MARKS.items() if title in titles}
    assert len(titles & {"Programme", "Sensitivity", "Bills", "Record"}) == 1
    for title, (words, count) in seen.items():
        found = [place for place, value in after.items() if place[0] == title and value == words]
        assert len(found) == count, title
        assert not any(value == words for place, value in before.items() if place[0] == title), title


def test_the_cover_leaves_prices_of_equipment_out_only_where_no_sheet_has_them():
    left_out = LIMITS[0]
    assert any(value == left_out for (sheet, _), value in cells(judged()).items() if sheet == "Cover")
    assert not any(value == left_out for (sheet, _), value in cells(studied()).items() if sheet == "Cover")
