"""What a calculated form shows is what its inputs give: a stored value that was changed is found, formula or none."""

from __future__ import annotations

import re

import pytest

import evidence
from books import edited, parts_of, recalculated_by_formualizer, sheet_parts, zipped
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.verify import verify

FALSE = "$612.00 less than with today's 40 °F"
Errors = set[tuple[str, str]]


@pytest.fixture(scope="module")
def calculated() -> bytes:
    """A rebate form filled in honestly, with its values as a spreadsheet stores them."""
    return recalculated_by_formualizer(evidence.honest("gas"))


def restored(package: bytes, title: str, address: str, value: str, keeps_formula: bool = True) -> bytes:
    """The form with another stored value in a cell, beside its formula or in place of it."""
    parts, part = dict(parts_of(package)), sheet_parts(package)[title]
    kind = "" if re.fullmatch(r"[0-9.]+", value) else ' t="str"'
    cell = re.compile(rf'<c r="{address}"( s="[0-9]+")?[^>]*>(<f\b[^>]*>[^<]*</f>)(?:<v>[^<]*</v>|<v ?/>)?</c>')

    def new(old: re.Match[str]) -> str:
        return f'<c r="{address}"{old[1] or ""}{kind}>{old[2] * keeps_formula}<v>{value}</v></c>'

    content, count = cell.subn(new, parts[part].decode())
    assert count == 1
    return zipped(parts | {part: content.encode()})


def errors(package: bytes) -> Errors:
    return {(one.id, one.place) for one in verify(package).findings if one.severity == "error"}


def test_the_calculated_form_passes(calculated):
    verdict = verify(calculated)
    assert (verdict.words, [one.id for one in verdict.findings if one.id == "uncalculated"]) == ("Pass", [])


OTHERS = [
    ("Form", "B4", "20 °F"), ("Form", "B5", FALSE), ("Form", "C2", "complete, approved"),
    ("Form", "E1", "Approved: saves $612.00"), ("Inputs", "D28", "7"), ("Code", "B3", "Approved"),
    ("Form", "D13", "kW/K"), ("Inputs", "F10", "900"), ("Inputs", "G10", "0"), ("Inputs", "D11", "42000"),
    ("Code", "E12", "7"), ("Scenarios", "C9", "1.5"), ("Results", "B24", f"The season costs about $900, {FALSE}."),
    ("Results", "B25", "Approved"),
]  # fmt: skip
"""Stored values that formulas do not give: sheet, cell, value"""


def test_stored_values_that_their_formulas_do_not_give(calculated):
    package, others = calculated, [one for one in OTHERS if one[1] != "D28"]  # one finding a column: D11 is in it
    for one in others:
        package = restored(package, *one)
    assert errors(package) >= {("value", f"{title}!{address}") for title, address, _ in others}


@pytest.mark.slow
@pytest.mark.parametrize(("title", "address", "value"), OTHERS)
def test_a_stored_value_that_its_formula_does_not_give(calculated, title, address, value):
    assert ("value", f"{title}!{address}") in errors(restored(calculated, title, address, value))


@pytest.mark.slow
def test_units_of_a_metric_form_are_its_own():
    form = recalculated_by_formualizer(evidence.honest("Canada"))
    assert errors(form) == set()
    assert errors(restored(form, "Form", "D13", "BTU/h·°F")) == {("value", "Form!D13")}


@pytest.mark.slow
def test_half_an_answer_is_judged_alone(calculated):
    """With the other half blank, and with the name of the cell deleted."""
    half = restored(restored(calculated, "Results", "B23", ""), "Results", "B24", f"The season costs $900, {FALSE}.")
    assert errors(half) == {("value", "Results!B24")}
    parts = dict(parts_of(half))
    book = re.sub(
        rb'<definedName name="out_form_(?:outcome|cost)"[^>]*>[^<]*</definedName>', b"", parts["xl/workbook.xml"]
    )
    assert ("value", "Results!B24") in errors(zipped(parts | {"xl/workbook.xml": book}))


def test_a_false_answer_where_no_program_left_a_formula(calculated):
    parts = {
        name: re.sub(rb"<f\b[^>]*>[^<]*</f>", b"", content) if name.startswith("xl/worksheets/") else content
        for name, content in parts_of(restored(calculated, "Form", "B5", FALSE)).items()
    }
    assert errors(zipped(parts)) == {("value", "Form!B5")}


def test_the_answer_of_a_form_that_states_an_earlier_version_is_judged(calculated):
    parts = {name: content.replace(b"form 6", b"form 5") if name.startswith("xl/worksheets/") else content
             for name, content in parts_of(calculated).items()}  # fmt: skip
    other = zipped(parts)
    verdict = verify(other)
    assert verdict.words == "Pass"
    assert [one.severity for one in verdict.findings if one.id == "version"] == ["info"]
    assert ("value", "Form!B4") in errors(restored(other, "Form", "B4", "20 °F", keeps_formula=False))


@pytest.mark.slow
def test_one_footer_of_another_version_hides_nothing(calculated):
    parts, part = dict(parts_of(calculated)), sheet_parts(calculated)["Guide"]
    other = zipped(parts | {part: parts[part].replace(b"form 6", b"form 7")})
    found = verify(restored(other, "Form", "B5", FALSE, keeps_formula=False)).findings
    assert {"version", "formula-replaced", "value"} <= {one.id for one in found}


def test_a_form_without_values_is_said_to_be_uncalculated():
    found = verify(evidence.honest("gas")).findings
    assert [one.severity for one in found if one.id == "uncalculated"] == ["info"]


HOUSE = {"A": "12 Elm St", "F": 48100, "I": 2, "M": "chicago_ohare", "N": 3.5, "O": 2.3, "R": 36000, "S": 22000,
         "U": "natural_gas", "V": 1.3, "W": "$/therm", "X": 0.95, "Z": 0.14, "AA": 40}  # fmt: skip
"""A house by the columns of the portfolio form"""


def house(row: int, **more: object) -> dict[str | tuple[str, str], object]:
    return {("Homes", f"{column}{row}"): value for column, value in (HOUSE | more).items()}


def test_the_row_of_the_example_may_hold_a_house():
    """Its numbers are the form's own only as long as the row says that it is an example."""
    verdict = verify(edited(template("portfolio"), house(9, E=None, G=None, H=None)))
    assert verdict.words == "Pass"
    kept = edited(template("portfolio"), house(10) | {("Homes", "E9"): 900})
    assert {(one.id, one.place) for one in verify(kept).findings if one.severity == "error"} == {
        ("constant", "Homes!E9")
    }
