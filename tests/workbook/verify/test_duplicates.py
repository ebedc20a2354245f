"""Files of a batch for the same house, equipment or application name each other, in whatever order they come."""

from __future__ import annotations

import random

import pytest

from xl_dualfuel.workbook.verify import duplicates
from xl_dualfuel.workbook.verify.findings import NEEDS_REVIEW, PASS, Finding, Verdict
from xl_dualfuel.workbook.verify.streets import street


def verdict(name: str, kind: str = "rebate", file: str = "", inputs: str = "", **details: str) -> Verdict:
    return Verdict(name, kind, (), "0.3.0", inputs or f"inputs of {name}", file or f"file of {name}", details=details)


def told(*verdicts: Verdict) -> dict[str, list[str]]:
    return {one.name: [f"{finding.severity}: {finding.what}" for finding in one.findings]
            for one in duplicates.marked(verdicts)}  # fmt: skip


SAME = {
    "is the same file as": ({"file": "1"}, {"file": "1"}),
    "has the same inputs as": ({"inputs": "2"}, {"inputs": "2"}),
    "has an outdoor unit of the same serial number as": (
        {"outdoor_serial": "24A-00123"},
        {"outdoor_serial": "24a 00123"},
    ),
    "has the same application number as": ({"application_number": "A-2024-0007"}, {"application_number": "a2024 0007"}),
    "has the same utility account number as": ({"account_number": "100-200-300"}, {"account_number": "1OO 2OO 3OO"}),
    "has a customer of the same name and house number as": (
        {"prepared_for": "J. Doe", "site": "12 Elm St, Springfield"},
        {"prepared_for": "DOE, J", "site": "12 Elmwood"},
    ),
    "is for the same address as": ({"site": "12 Elm Street, Springfield"}, {"site": "12  ELM ST. Springfield"}),
}


@pytest.mark.parametrize("what", SAME)
def test_two_files_for_the_same_name_each_other(what):
    first, second = (verdict(name, **values) for name, values in zip(("b.xlsx", "a.xlsx"), SAME[what], strict=True))
    assert told(first, second, verdict("c.xlsx")) == {
        "b.xlsx": [f"warning: It {what} a.xlsx"], "a.xlsx": [f"warning: It {what} b.xlsx"], "c.xlsx": [],
    }  # fmt: skip
    assert [one.words for one in duplicates.marked([first, second, verdict("c.xlsx")])] == [NEEDS_REVIEW] * 2 + [PASS]


@pytest.mark.parametrize(("one", "other"), [
    ("5 North Main Street Apt. 3", "5 N. Main St #3"), ("18 Rue Saint-André", "18 rue St Andre"),
    ("1200 Mountain Avenue, Suite 4B", "1200 MOUNTAIN AVE STE 4B"), ("12 Elm St Apt #3", "12 Elm St, Unit 3"),
    ("12 Elm St, Springfield", "12 Еlm St, Springfield"), ("12 Elm St", "12 El\u200bm St"), ("12 Elm", "l2 Elm St"),
    ("12 Elm St, Springfield", "12 Elm St"), ("12 Elm St, Springfield, IL 62704", "Springfield, 12 Elm Street"),
    ("12 Elm St Springfield 62704", "12 Elm St, 62704"), ("12345 Main St", "12345 Main Street, Concord MA"),
    ("Elmstraße 12, 10115 Berlin", "Elmstrasse 12"), ("1O St Andrews Rd", "10 Saint Andrews Road"),
])  # fmt: skip
def test_an_address_is_the_same_however_it_is_written(one, other):
    first, second = street(one), street(other)
    assert first is not None
    assert second is not None
    assert first.may_be(second)


@pytest.mark.parametrize(("one", "other"), [
    ("12 Elm St", "21 Elm St"), ("12 Elm St Unit 1", "12 Elm St Unit 2"), ("12 Elm St", "12 Elm Ave"),
    ("12 Elm St, Springfield", "12 Elm St, Shelbyville"), ("12 Elm St, 62704", "12 Elm St, Springfield 62705"),
    ("Elmstraße 12, 10115 Berlin", "Elmstraße 14, 10115 Berlin"), ("12 Elm St", "12 Elm St Unit 2"),
])  # fmt: skip
def test_neighbours_are_not_the_same(one, other):
    first, second = street(one), street(other)
    assert first is not None
    assert second is not None
    assert not first.may_be(second)


def test_what_says_nothing_makes_no_two_files_the_same():
    blank = {"site": "Springfield", "application_number": "n/a", "outdoor_serial": "1"}
    assert told(verdict("a", **blank), verdict("b", **blank)) == {"a": [], "b": []}
    bad = Verdict("x", "unreadable", (), file_sha256="1")
    assert told(bad, bad._replace(name="y")) == {"x": [], "y": []}


def test_a_workbook_beside_its_form_is_only_remarked():
    form, book = verdict("form", "rebate", inputs="7"), verdict("book", "audit", inputs="7")
    assert told(form, book) == {"form": ["info: It has the same inputs as book"],
                                "book": ["info: It has the same inputs as form"]}  # fmt: skip


def test_the_order_of_the_files_does_not_matter_and_the_strongest_reason_is_told():
    many = [
        verdict(f"{number:02}", file="1" if number < 9 else "", site="12 Elm St", inputs="3") for number in range(12)
    ]
    shuffled = random.Random(1).sample(many, len(many))
    expected = told(*many)
    assert told(*shuffled) == expected
    assert expected["00"] == [
        "warning: It is the same file as 01, 02, 03, 04, 05 and 3 more",
        "warning: It is for the same address as 09, 10, 11",
    ]


def test_an_error_stays_before_the_duplicate():
    failing = verdict("a", file="1")._replace(findings=(Finding("reported", "error", "", "", "x"),))
    first = duplicates.marked([failing, verdict("b", file="1")])[0]
    assert [one.id for one in first.findings] == ["reported", "duplicate"]
