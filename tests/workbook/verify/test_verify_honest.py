"""Honest files are never accused: as written, saved again by other programs, and after what people do to them."""

from __future__ import annotations

from functools import cache

import pytest

import answers
import edits
import honest
import honest_edits
import packages
import resaves
import xl_dualfuel as df
from books import STAMP, edited
from support import one_in
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import verify
from xl_dualfuel.workbook.verify.findings import NEEDS_REVIEW, PASS

OF_THE_HOUSE = frozenset(("input-doubtful", "input-range", "input-text", "input-missing", "programme", "reported"))
"""Ids of findings about what was typed, whoever saved the file; random houses are odd ones"""


@cache
def audit() -> bytes:
    return workbook_bytes(df.solve(df.Case(cop_47=3.4, capacity_47=36000, capacity_17=22000)), STAMP)


@cache
def form() -> bytes:
    return edited(template("client"), answers.TEN | {"station": "chicago_ohare", "fuel": "natural_gas"})


@cache
def answer() -> float | None:
    """What to set by the form."""
    return verify(form()).setting


def accusations(package: bytes) -> list[str]:
    return [str(finding) for finding in verify(package).findings if finding.severity != "info"]


def ids(package: bytes) -> set[tuple[str, str, str]]:
    """What is said of the file above a remark."""
    return {(one.id, one.sheet, one.what) for one in verify(package).findings if one.severity != "info"}


def hold(made: list[tuple[str, honest.Maker]], program: str, folder) -> None:
    """Saved again, nothing is said of any that was not said before."""
    given = [make() for _, make in made]
    for (name, _), package, again in zip(made, given, resaves.saved_again(program, given, folder), strict=True):
        before = ids(package)
        assert {one[0] for one in before} <= OF_THE_HOUSE, (name, before)
        assert again is not None, name
        more = {one[0] for one in ids(again)} - {one[0] for one in before}
        assert not more, (name, program, accusations(again))


class TestSavedAgain:
    @pytest.mark.parametrize("program", one_in(5, resaves.PROGRAMS))
    def test_a_workbook_and_a_form(self, program, tmp_path):
        for package in resaves.saved_again(program, [audit(), form()], tmp_path):
            assert package is not None
            assert accusations(package) == []

    @pytest.mark.slow
    @pytest.mark.parametrize("program", resaves.PROGRAMS)
    def test_two_hundred_workbooks_and_sixty_forms(self, program, tmp_path):
        hold(honest.workbooks(200) + honest.forms(60), program, tmp_path)


class TestEdited:
    @pytest.mark.parametrize("name", one_in(12, honest_edits.EDITS))
    def test_a_form(self, name):
        verdict = verify(edits.after(form(), honest_edits.EDITS[name]("Form")))
        assert [str(finding) for finding in verdict.findings if finding.severity != "info"] == []
        assert verdict.setting == answer()

    @pytest.mark.parametrize("name", one_in(12, honest_edits.EDITS))
    def test_a_workbook(self, name):
        assert accusations(edits.after(audit(), honest_edits.EDITS[name]("Summary"))) == []

    def test_all_of_them_in_one_workbook(self):
        """Those that do not add the same part twice; rows inserted last, so that the rest has moved with them."""
        together = [name for name in honest_edits.EDITS if name not in ("comment", "rows below the heading", "renamed")]
        changed = edits.after(audit(), edits.all_of(*(honest_edits.EDITS[name]("Summary") for name in together)))
        assert accusations(changed) == []

    @pytest.mark.slow
    @pytest.mark.parametrize("place", [(1, 1, 0), (3, 2, 0), (7, 1, 0), (1, 3, 2)])
    @pytest.mark.parametrize("title", ["Cover", "Inputs", "Constants", "Bins", "Scenarios", "Checks", "Log"])
    def test_rows_and_columns_on_any_sheet(self, title, place):
        row, rows, columns = place
        changed = edits.after(audit(), edits.inserted(title, row, rows, columns))
        assert accusations(changed) == []
        said = [one for one in verify(changed).findings if one.id == "added" and one.sheet == title]
        assert len(said) == (rows > 0) + (columns > 0)

    @pytest.mark.slow
    def test_a_number_changed_under_a_letterhead_is_found_where_it_is(self):
        """A result typed over on a sheet with a row inserted above: the error is that of the cell in the file."""

        def typed(parts):
            edits.inserted("Scenarios", 1, 1)(parts)
            packages.swap(edits.part_of(parts, "Scenarios"), r'(<c r="C12"[^>]*?)(?: t="[a-z]+")?>.*?</c>',
                          r"\1><v>100</v></c>")(parts)  # fmt: skip

        found = [one for one in verify(edits.after(audit(), typed)).findings if one.severity == "error"]
        assert {(one.id, one.sheet, one.cell) for one in found} == {("formula-replaced", "Scenarios", "C12")}

    def test_a_document_in_it_needs_review(self):
        document = packages.part("xl/embeddings/a.docx", packages.zipped("word/document.xml"), "package")
        assert verify(edits.after(form(), document)).words == NEEDS_REVIEW

    @pytest.mark.slow
    def test_rows_of_houses_in_another_order(self):
        def package(order: list[int]) -> bytes:
            homes = honest.test_row_problems.random_homes(6)
            return honest.test_row_problems.filled([homes[place] for place in order])

        one, other = verify(package([0, 1, 2, 3, 4, 5])), verify(package([3, 1, 5, 0, 4, 2]))
        assert one.words == other.words
        assert len(one.findings) == len(other.findings)


def test_as_written():
    assert verify(audit()).words == verify(form()).words == PASS
