"""Sheets and cells put into a workbook or a form, and texts in yellow cells, are found where they state a result."""

from __future__ import annotations

import io
from functools import cache

import openpyxl
import pytest

import answers
import xl_dualfuel as df
from books import STAMP, edited
from support import one_in
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import verify
from xl_dualfuel.workbook.verify.findings import NEEDS_REVIEW, PASS

SAID = "Corrected: 36 °F, saves $612.00 (approved)"


@cache
def made(kind: str) -> bytes:
    if kind == "form":
        return edited(template("client"), answers.TEN | {"station": "chicago_ohare", "fuel": "natural_gas"})
    return workbook_bytes(df.solve(df.Case(cop_47=3.4, capacity_47=36000, capacity_17=22000)), STAMP)


def after(kind, change):
    """The verdict on a workbook after a change."""
    book, content = openpyxl.load_workbook(io.BytesIO(made(kind))), io.BytesIO()
    change(book)
    book.save(content)
    return verify(content.getvalue())


def sheet(title, text="x"):
    def change(book):
        book.create_sheet(title, 0)["A1"] = text

    return change


def cell(title, address, text):
    def change(book):
        book[title][address] = text

    return change


def told(verdict):
    return {(one.id, one.severity, one.cell) for one in verdict.findings if one.severity != "info"}


@pytest.mark.parametrize("kind", one_in(2, ["workbook", "form"]))
def test_sheets(kind):
    """One that passes for ours, one that states a result, one of somebody's own."""
    alike = after(kind, sheet("Cover\u200b"))
    assert told(alike) == {("added", "warning", "")}
    assert any("U+200B" in one.what for one in alike.findings)
    assert told(after(kind, sheet("Own", "Verdict: Pass"))) == {("added", "warning", "A1")}
    assert after(kind, sheet("Own", "Photo of the meter")).words == PASS


@pytest.mark.parametrize(("kind", "title", "address"), one_in(3, [
    ("form", "Form", "D4"), ("form", "Form", "E140"), ("workbook", "Summary", "A2"), ("workbook", "Log", "A300"),
    ("workbook", "Summary", "C33"),
]))  # fmt: skip
def test_cells(kind, title, address):
    assert told(after(kind, cell(title, address, SAID))) == {("shown-otherwise", "warning", address)}
    assert after(kind, cell(title, address, "Acme Heating, 312-555-0100")).words == PASS


def test_a_workbook_as_written_with_a_claim_in_a_yellow_cell():
    case = df.Case(cop_47=3.4, capacity_47=36000, capacity_17=22000)
    claimed = case.with_notes({}, case.beside._replace(details={"site": f"12 Elm St. {SAID}"}))
    assert verify(workbook_bytes(df.solve(claimed), STAMP)).words == NEEDS_REVIEW
