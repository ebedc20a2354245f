"""What a rebate form says beside its inputs is held against them; honest forms are not accused."""

from __future__ import annotations

import datetime

import pytest

import evidence
from books import edited, places_of
from evidence import HONEST, TOGETHER, WAYS
from support import one_in
from xl_dualfuel.inputs.fingerprint import fingerprint
from xl_dualfuel.inputs.programme_files import PROGRAMMES
from xl_dualfuel.workbook.forms.read import case_of_workbook
from xl_dualfuel.workbook.forms.required import is_no_answer
from xl_dualfuel.workbook.verify import papers, verify
from xl_dualfuel.workbook.verify.findings import FAIL, NEEDS_REVIEW, PASS, Verdict
from xl_dualfuel.workbook.verify.programme import ByProgramme


@pytest.mark.parametrize("name", one_in(len(HONEST), HONEST))
def test_an_honest_form_is_not_accused(name):
    verdict = verify(evidence.honest(name))
    assert [str(one) for one in verdict.findings if one.severity != "info"] == []


def is_found(way: evidence.Way, package: bytes, verdict: Verdict) -> bool:
    place = way.key if isinstance(way.key, tuple) else places_of(package)[way.key]
    return any(
        (one.id, one.severity, one.sheet, one.cell) == (way.id, way.severity, *place) for one in verdict.findings
    )


@pytest.mark.parametrize(
    "ways", one_in(3, map(pytest.param, TOGETHER)), ids=lambda ways: f"{len(ways)} ways, first {ways[0].name}"
)
def test_what_cannot_be_true_is_found_with_its_cell(ways):
    package = evidence.falsified(*ways)
    verdict = verify(package)
    assert [way.name for way in ways if not is_found(way, package, verdict)] == []


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_each_way_alone_decides_the_verdict(way):
    package = evidence.falsified(way)
    verdict = verify(package)
    assert is_found(way, package, verdict)
    assert verdict.words == (FAIL if way.severity == "error" else NEEDS_REVIEW)


def test_the_hash_of_the_inputs_may_be_signed_as_people_copy_it():
    package = evidence.honest("gas")
    digits = fingerprint(case_of_workbook(package)).upper()
    signed = edited(package, {"signed_inputs_sha256": f" {digits[:32]} {digits[32:]}"})
    assert "signoff" not in {one.id for one in verify(signed).findings}


def test_a_computer_with_a_wrong_clock_accuses_nobody(monkeypatch):
    monkeypatch.setattr(papers, "today", lambda: datetime.date(1980, 1, 1))
    assert papers.unlikely(datetime.date(2024, 10, 1)) == ""
    monkeypatch.setattr(papers, "today", lambda: datetime.date(2024, 10, 1))
    assert papers.unlikely(datetime.date(2024, 10, 2)) == ""
    assert papers.unlikely(datetime.date(2024, 10, 4)) != ""


@pytest.mark.parametrize("text", ["\u200b", "\u2060 \u200d", ". . .", "N. A.", "pending", "\u3164", "–"])
def test_what_says_nothing_is_no_name(text):
    assert is_no_answer(text)


@pytest.mark.parametrize("text", ["X", "X. Roe", "Li", "3M", "山田", "Nan Li", "Laterza"])
def test_a_short_name_is_one(text):
    assert not is_no_answer(text)


def test_a_form_that_was_returned_and_has_no_name_signed_is_only_remarked():
    returned = {"review_status": "returned", "reviewer": "R. Roe", "signed_by": "x"}
    verdict = verify(edited(evidence.honest("gas"), returned))
    assert verdict.words == PASS
    assert {"Nobody signed: the cell of the name holds no name", "The form says that it was reviewed, which the "
            "sender's form cannot say"} <= {one.what for one in verdict.findings}  # fmt: skip


@pytest.mark.slow
def test_a_reviewer_who_chooses_the_rules_needs_no_choice_on_the_form():
    package = edited(evidence.honest("gas"), {"programme_name": "Mass Save"})
    mine = verify(package, judge=ByProgramme(PROGRAMMES["mass_save"]))
    assert not any("were not chosen" in one.what for one in mine.findings)
