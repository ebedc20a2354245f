"""What the sheet Programme says is compared, as words, with the judgement of the inputs, in any version's workbook."""

from __future__ import annotations

from functools import lru_cache

import pytest

import xl_dualfuel as df
from books import STAMP, parts_of, sheet_parts, zipped
from support import one_in
from xl_dualfuel.version import __version__
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import verify
from xl_dualfuel.workbook.verify.findings import FAIL

HOUSE = {"fuel": "propane", "fuel_price": 2.5, "fuel_price_unit": "$/gal", "capacity_47": 36000, "capacity_17": 22000}
NOT_MET = {"programme": "mass_save", "as_left_switchover": 35}
MET = {"programme": "mass_save", "as_left_switchover": 5}
OPEN = {"programme": "energy_trust_oregon"}  # the lockout of auxiliary heat is not recorded


@lru_cache(maxsize=8)
def book(version: str = "", **more: object) -> bytes:
    """A workbook of propane; with another version's number on Cover and Log."""
    package = workbook_bytes(df.solve(df.Case(**HOUSE, **more)), STAMP)
    return changed(package, None, f"xl_dualfuel {__version__}", f"xl_dualfuel {version}") if version else package


def changed(package: bytes, sheet: str | None, old: str, new: str) -> bytes:
    """The package with a text of a sheet, or of all, changed."""
    parts = dict(parts_of(package))
    names = [sheet_parts(package)[sheet]] if sheet else [*sheet_parts(package).values()]
    before = {name: parts[name] for name in names}
    after = {name: part.replace(old.encode(), new.encode()) for name, part in before.items()}
    assert before != after, old
    return zipped(parts | after)


def judged(package: bytes) -> list[tuple[str, str]]:
    """What is said of the programme: severity and sheet."""
    return [(one.severity, one.sheet) for one in verify(package).findings if one.id in ("programme", "label", "value")]


WAYS = {
    "a rule is said to be met": ("NOT MET", "met"),
    "a rule is said to be open": ("NOT MET", "cannot be judged"),
    "the sentence": ("The rule is not met", "The rule is met"),
    "the limit": ("<v>5.0</v>", "<v>45.0</v>"),
    "another rule": ("Maximum switchover, propane", "Compressor lockout recorded"),
}


@pytest.mark.parametrize("version", ["", "9.9.9"])
@pytest.mark.parametrize("way", one_in(2, WAYS))
def test_what_was_typed_over_the_judgement_is_found(way, version):
    package = book(version, **NOT_MET)
    honest = set(verify(package).findings)
    found = verify(changed(package, "Programme", *WAYS[way]))
    assert found.words == FAIL
    assert {one.sheet for one in found.findings if one not in honest and one.severity == "error"} == {"Programme"}


@pytest.mark.parametrize("version", ["", "9.9.9"])
@pytest.mark.parametrize("case", one_in(3, [NOT_MET, MET, OPEN]))
def test_the_sheet_as_written_is_the_judgement(case, version):
    assert {sheet for _, sheet in judged(book(version, **case))} <= {""}  # the rules of the inputs alone


def test_met_is_not_the_word_for_a_rule_that_cannot_be_judged():
    package = changed(book("9.9.9", **OPEN), "Programme", ">cannot be judged</t>", ">met</t>")
    hits = [one for one in verify(package).findings if one.sheet == "Programme" and one.severity == "error"]
    assert hits[0].found == "met"
    assert hits[0].expected == "cannot be judged"


@pytest.mark.parametrize("version", ["", "9.9.9"])
def test_a_judgement_without_a_programme_in_the_inputs_is_typed_by_hand(version):
    package = book(version, **NOT_MET)
    parts = dict(parts_of(package))
    for name, part in parts.items():  # as if the workbook was made without one
        if name in sheet_parts(package).values():
            parts[name] = part.replace(b">mass_save</t>", b"></t>")
    found = verify(zipped(parts))
    assert found.words == FAIL


def test_a_workbook_that_was_judged_keeps_its_sheet():
    package = book(**NOT_MET)
    parts = dict(parts_of(package))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="Programme"', b'name="Notes"')
    assert "sheet-missing" in {one.id for one in verify(zipped(parts)).findings if one.severity == "error"}
