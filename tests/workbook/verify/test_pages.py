"""What views, printed pages and properties hide or say otherwise is found; what people usually change is not."""

from __future__ import annotations

import pytest

import page_changes
import tampers
from overlays import Place
from plain import audit, form
from support import one_in
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.verify import verify
from xl_dualfuel.workbook.verify.findings import FAIL, NEEDS_REVIEW, PASS

PLACE = Place("Inputs", 0, 0)


def after(package, *ways):
    """A workbook after changes."""
    parts = tampers.parts_of(package)
    for way in ways:
        way.put(parts, PLACE)
    return verify(tampers.packed(parts))


def above_info(verdict):
    return [str(one) for one in verdict.findings if one.severity != "info"]


@pytest.mark.parametrize("way", page_changes.WAYS, ids=lambda way: way.name)
def test_each_way_on_a_form(way):
    verdict = after(form(), way)
    assert (way.id, way.severity) in {(one.id, one.severity) for one in verdict.findings}, above_info(verdict)
    assert verdict.words == (FAIL if way.severity == "error" else NEEDS_REVIEW)


@pytest.mark.slow
@pytest.mark.parametrize("way", one_in(3, page_changes.WAYS), ids=lambda way: way.name)
def test_each_way_on_a_workbook(way):
    verdict = after(audit(), way)
    assert (way.id, way.severity) in {(one.id, one.severity) for one in verdict.findings}, above_info(verdict)


@pytest.mark.parametrize("way", page_changes.HONEST, ids=lambda way: way.name)
def test_what_people_change(way):
    assert above_info(after(form(), way)) == []


def test_what_people_change_in_a_workbook():
    ways = [
        way for way in page_changes.HONEST if way.name not in ("head of a first page that is not used", "letterhead")
    ]
    assert above_info(after(audit(), *ways)) == []


def test_every_form_and_workbook_as_written():
    for kind in ("client", "rebate", "portfolio", "case"):
        found = [one for one in verify(template(kind)).findings if one.id in ("shown-otherwise", "not-visible")]
        assert found == []


class TestOfAWorkbook:
    """What only the workbook of an answer has."""

    def told(self, part, old, new):
        parts = tampers.parts_of(audit())
        page_changes.swapped(part, old, new)(parts, PLACE)
        found = verify(tampers.packed(parts)).findings
        return {(one.id, one.severity, one.sheet, one.cell) for one in found if one.severity != "info"}

    def test_a_cell_that_is_not_printed(self):
        """The last row of the table of scenarios is left out."""
        found = self.told(tampers.BOOK, r"Scenarios!\$A\$6:\$G\$[0-9]+", "Scenarios!$A$6:$G$12")
        assert ("not-visible", "warning", "Scenarios", "A13") in found, found

    def test_the_time_at_the_foot(self):
        assert ("shown-otherwise", "error", "Inputs", "") in self.told("SHEET", "made 2026-01-02", "made 2025-01-02")

    def test_zeros(self):
        part = "xl/worksheets/sheet9.xml"  # Checks, where what should be nothing is 0
        found = self.told(part, "<sheetView ", '<sheetView showZeros="0" ')
        assert {one[:3] for one in found} == {("not-visible", "warning", "Checks")}


def test_a_form_that_prints_its_first_rows_alone():
    """The findings name the first cell that is left out."""
    found = after(form(), page_changes.WAYS[0]).findings
    cell = next(one for one in found if one.id == "not-visible").cell
    assert cell[0] == "C" and int(cell[1:]) > 9  # where the area ends


def test_a_workbook_as_written_passes():
    assert verify(audit()).words == PASS
