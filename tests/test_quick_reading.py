"""What the tests keep of parts that were read before is what reading them again gives."""

from __future__ import annotations

import pytest

import quick_reading
from books import parts_of, sheet_parts
from plain import audit, form
from xl_dualfuel.errors import InputError
from xl_dualfuel.workbook.reader import opening, worksheet


@pytest.mark.parametrize("make", [audit, form])
def test_a_sheet_read_again_is_the_same_whatever_was_done_to_the_first(make):
    package = make()
    for part in sheet_parts(package).values():
        wanted, settings = worksheet.read_worksheet(part, parts_of(package)[part], [], worksheet.Budget())
        for _ in range(2):
            budget = worksheet.Budget()
            found, own = opening.read_worksheet(part, parts_of(package)[part], [], budget)
            assert (found, own.merged, own.validations) == (wanted, settings.merged, settings.validations)
            assert budget.cells == worksheet.MAX_CELLS - len(wanted.cells)
            found.cells.clear()


def test_the_room_of_a_workbook_counts_for_what_is_kept_too():
    part = next(iter(sheet_parts(audit()).values()))
    content = parts_of(audit())[part]
    opening.read_worksheet(part, content, [], worksheet.Budget())
    with pytest.raises(InputError):
        opening.read_worksheet(part, content, [], worksheet.Budget(3))


def test_no_more_is_kept_than_was_meant(monkeypatch):
    monkeypatch.setattr(quick_reading, "MOST", 2)
    kept, made = quick_reading.Kept(), iter(range(9))
    assert [kept.of(key, lambda: next(made)) for key in "ababcb"] == [0, 1, 0, 1, 2, 1]
    assert kept.of("a", lambda: next(made)) == 3
