"""Verifying workbooks with a record: what follows from the cells is worked out again, the rest is named."""

from __future__ import annotations

import pytest

from books import cells, edited, recalculated_by_formualizer
from tests.workbook.sheets.test_record_sheet import SHEET, made, places
from xl_dualfuel.workbook.verify import verify
from xl_dualfuel.workbook.verify.recover_record import UNREAD


def errors(package: bytes) -> dict[str, str]:
    return {one.cell: one.id for one in verify(package, "a.xlsx").findings if one.severity == "error"}


@pytest.mark.parametrize("kind", ["line", "each temperature, in °C"])
def test_an_honest_workbook_passes_and_says_what_was_not_counted_again(kind):
    found = verify(recalculated_by_formualizer(made(kind)), "a.xlsx").findings
    assert [one.id for one in found if one.severity == "error"] == []
    assert [one.sheet for one in found if one.what == UNREAD] == [SHEET]


def test_numbers_and_words_of_the_program_that_were_falsified_fail():
    where = places("line")
    changes = {"A7": "No auxiliary heat ran.", where.fact("times").replace("$", ""): 0.5}
    typed = {(SHEET, at): value for at, value in changes.items()}
    assert changes.keys() <= errors(recalculated_by_formualizer(edited(made("line"), typed))).keys()


def test_hours_that_were_falsified_contradict_the_words():
    """Less of the heat that was not needed: the sentence above says another number."""
    at = f"F{places('line').unneeded + 1}"
    package = recalculated_by_formualizer(edited(made("line"), {(SHEET, at): 3.0}))
    assert cells(package)[SHEET, at] == 3
    assert "label" in errors(package).values()


def test_a_share_typed_over_its_formula_fails():
    at = f"F{places('line').first}"
    typed = recalculated_by_formualizer(edited(made("line"), {(SHEET, at): 0.01}))
    assert errors(typed)[at] == "formula-replaced"


def test_an_edited_input_blames_no_record():
    found = errors(recalculated_by_formualizer(edited(made("line"), {"electricity_price": 0.3})))
    assert found == {}


def test_hours_that_do_not_add_up_fail():
    """A source's hours beside those by temperature, as many hours as days have, more bins than hours."""
    where = places("line")
    ran, duty = f"D{where.limits + 1}", where.sum("compressor", where.first + 1).replace("$", "")
    for at, value in ((ran, 999.0), (duty, 1.0), (where.fact("hours").replace("$", ""), 24.0 * 400)):
        typed = recalculated_by_formualizer(edited(made("line"), {(SHEET, at): value}))
        assert set(errors(typed)) & {ran, where.fact("hours").replace("$", "")}, at


def test_a_record_that_is_no_season_cannot_be_called_one():
    """24 days are no season of 212, whatever was done to the cell that says so."""
    found = verify(edited(made("line"), {"made_record_lead": None}), "a.xlsx").findings
    assert "24 recorded days are no season of 212 days" in " ".join(one.expected for one in found)
