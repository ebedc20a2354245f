"""Letters to applicants: what to mend, where, what is there, what is allowed and how; nothing to whoever passes."""

from __future__ import annotations

import re
from functools import cache

import pytest

import tampers
import xl_dualfuel as df
from books import STAMP
from filling import filled
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import IDS, Verdict, verify
from xl_dualfuel.workbook.verify.advice import advice
from xl_dualfuel.workbook.verify.findings import Finding
from xl_dualfuel.workbook.verify.letters import letter, letters_of

HOUSE = {
    "design_load": 42000, "design_temperature": 5, "season_hours": 4800, "cop_47": 3.6, "cop_17": 2.4,
    "capacity_47": 36000, "capacity_17": 22000, "fuel": "natural_gas", "fuel_price": 1.6, "fuel_price_unit": "$/therm",
    "furnace_efficiency": 0.95, "electricity_price": 0.13, "existing_switchover": 35,
}  # fmt: skip
PARTIES = {"prepared_for": "J. Doe", "site": "12 Elm St", "installer": "Acme Heating"}


@cache
def honest() -> bytes:
    return workbook_bytes(df.solve(df.Case()), STAMP)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_who_passes_gets_no_letter():
    assert letter(verify(honest(), "a.xlsx")) == ""
    assert list(letters_of([verify(honest(), "a.xlsx")])) == []


def test_a_letter_says_where_what_and_how():
    values = HOUSE | PARTIES | {"cop_47": 29, "electricity_price": None}
    verdict = verify(filled(template("client"), values), "in/house.xlsx")
    text = flat(letter(verdict))
    assert text.startswith("File: house.xlsx Applicant: J. Doe Site: 12 Elm St")
    cells = {finding.id: finding.cell for finding in verdict.findings if finding.severity == "error"}
    assert f"Sheet Form, cell {cells['input-range']}: COP at 47 °F" in text
    assert "The file says 29" in text
    assert "words in “quotation marks” are as written by the applicant." in text
    assert f"Sheet Form, cell {cells['input-missing']}: Electricity price" in text
    assert letters_named([verdict, verdict]) == [f"house-{verdict.file_sha256[:10]}.txt"]


def letters_named(verdicts: list[Verdict]) -> list[str]:
    return [name for name, _ in letters_of(verdicts)]


def test_the_remedy_of_a_letter_followed_to_the_letter_passes():
    values = HOUSE | {"cop_47": 29}
    assert "such as 3.4" in letter(verify(filled(template("client"), values), "a.xlsx"))
    assert letter(verify(filled(template("client"), values | {"cop_47": 3.4}), "a.xlsx")) == ""


@pytest.mark.parametrize("number", [5])
def test_a_letter_has_no_words_of_our_own(number):
    """Neither ids of findings nor parts of the file nor what a reviewer may suspect; changed cells are one request."""
    text = letter(verify(tampers.tampered(honest(), tampers.TAMPERS[number]), "a.xlsx"))
    assert text
    assert not re.search(r"\bxl/|SHA|schema|tamper|falsif|suspic|W[01][0-9]\b", text)
    assert not any(re.search(rf"\b{id_}\b", text) for id_ in IDS if "-" in id_)
    assert all(len(line) <= 78 for line in text.splitlines())


def test_a_file_that_cannot_be_read_is_asked_for_again():
    text = flat(letter(verify(b"no workbook", "a.xlsx")))
    assert "This is not an Excel workbook. Save it again as .xlsx" in text


def test_what_only_a_reviewer_can_settle_asks_for_nothing():
    for id_ in ("version", "unjudged", "internal"):
        verdict = Verdict("a.xlsx", "audit", (Finding(id_, "warning", "", "", "something"),))
        assert letter(verdict) == ""
        assert advice(verdict.findings[0]).clerk


def test_a_letter_is_bounded():
    findings = tuple(Finding("input-range", "error", "Form", f"B{n}", "x" * 400, "y" * 160) for n in range(100))
    text = letter(Verdict("a.xlsx", "client", findings))
    assert "70 more points like these" in flat(text)
    assert len(text) < 30_000  # 30 points of at most 700 characters with their indents
