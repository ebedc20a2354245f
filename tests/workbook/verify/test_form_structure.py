"""A form is what it says: its kind, sheets and names; what was done to them is found in each form it concerns."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

import evidence
from answers import TEN
from books import edited, parts_of, places_of, zipped
from support import one_in
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.reader import open_package
from xl_dualfuel.workbook.verify import verify
from xl_dualfuel.workbook.verify.structure import named_sheets

BOOK = "xl/workbook.xml"
HOUSE = {key: value for key, value in TEN.items() if key != "station"} | {
    "station": "chicago_ohare", "fuel": "natural_gas",
}  # fmt: skip
FORMS = {
    "rebate": lambda: evidence.honest("gas"),
    "client": lambda: edited(template("client"), TEN),
    "case": lambda: edited(template("case"), HOUSE),
}
Change = Callable[[str], str]


def rewritten(package: bytes, change: Change) -> bytes:
    """The package with its list of sheets and names changed."""
    parts = dict(parts_of(package))
    before = parts[BOOK].decode()
    after = change(before)
    assert after != before
    return zipped(parts | {BOOK: after.encode()})


def name(key: str, target: str, more: str = "") -> Change:
    """A name made to mean other cells."""
    return lambda book: re.sub(rf'(<definedName name="in_{key}")([^>]*>)[^<]*<', rf"\1{more}\2{target}<", book)


def added(key: str, target: str, more: str = "") -> Change:
    text = f'<definedName name="in_{key}"{more}>{target}</definedName>'
    return lambda book: book.replace("<definedNames>", f"<definedNames>{text}", 1)


def without(key: str) -> Change:
    return lambda book: re.sub(rf'<definedName name="{key}"[^>]*>[^<]*</definedName>', "", book)


def without_sheet(title: str) -> Change:
    def change(book: str) -> str:
        book = re.sub(rf"<definedName [^>]*>[^<]*\b{title}\b[^<]*</definedName>", "", book)
        book = re.sub(r'<definedName [^>]*localSheetId="[^>]*>[^<]*</definedName>', "", book)
        return re.sub(rf'<sheet [^>]*name="{title}"[^>]*/>', "", book)

    return change


WAYS: list[tuple[str, str, Change | dict, str]] = [
    *((form, "a name means a cell of the guide", name("cop_47", "Guide!$Z$99"), "name-moved") for form in FORMS),
    *((form, "a name means the cell of a note", name("electricity_price", place), "name-moved")
      for form, place in (("rebate", "Form!$J$40"), ("client", "Form!$G$30"), ("case", "Inputs!$K$89"))),
    ("rebate", "names change places", name("capacity_47", "Form!$C$99"), "name-moved"),
    ("rebate", "the name of a field that the form has elsewhere", name("ahri_number", "Project!$C$20"), "name-moved"),
    *((form, "a name of one sheet over the same name", added("cop_47", "Guide!$Z$99", ' localSheetId="1"'),
       "name-twice") for form in FORMS),
    *((form, "a name twice in other letters", lambda book: added("cop_47", "Guide!$Z$99")(book).replace(
        'name="in_cop_47"', 'name="IN_COP_47"', 1), "name-twice") for form in FORMS),
    *((form, "a hidden name", lambda book: book.replace('name="in_cop_47"', 'name="in_cop_47" hidden="1"'),
       "name-hidden") for form in FORMS),
    *(("rebate", f"the sheet {title} is deleted", without_sheet(title), "sheet-missing")
      for title in ("Project", "Equipment", "Results", "Evidence", "Calibration", "Signatures")),
    ("rebate", "a required field loses its name", without("in_control_model"), "name-missing"),
    ("rebate", "a list loses a column", without("in_calibration_to"), "name-missing"),
    *((form, "an input loses its name", without("in_strip_capacity"), "name-missing")
      for form in FORMS),
    *((form, "the form does not say whether it is complete", without("out_form_status"), "name-missing")
      for form in ("rebate", "client")),
    *(("rebate", f"a rebate form says that it is a {kind} form", {"template": kind}, "form-kind")
      for kind in ("case", "client")),
    ("rebate", "a rebate form says that it is a table of homes", {"template": "portfolio"}, "not-ours"),
    ("rebate", "the name of its kind is gone", without("in_template"), "sheet-missing"),
    ("client", "a client's form says that it is a case", {"template": "case"}, "form-kind"),
    ("client", "a client's form says that it is a rebate form", {"template": "rebate"}, "sheet-missing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "what", "change", "id_"), one_in(9, WAYS), ids=lambda one: one if isinstance(one, str) else ""
)
def test_what_was_done_to_a_form_is_found(form, what, change, id_):
    package = FORMS[form]()
    package = edited(package, change) if isinstance(change, dict) else rewritten(package, change)
    verdict = verify(package)
    hits = [one for one in verdict.findings if one.id == id_ and one.severity != "info"]
    assert hits, [str(one) for one in verdict.findings if one.severity != "info"]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_as_it_is_has_nothing_done_to_it(form):
    assert [str(one) for one in verify(FORMS[form]()).findings if one.severity != "info"] == []


@pytest.mark.parametrize(("form", "heading"), one_in(2, [("case", "Value"), ("rebate", "Value"), ("case", "Name")]))
def test_headings_in_another_language_make_no_name_a_moved_one(form, heading):
    package = FORMS[form]()
    parts = {
        name: part.replace(f"<t>{heading}</t>".encode(), b"<t>Nom</t>") for name, part in parts_of(package).items()
    }
    assert "name-moved" not in {one.id for one in verify(zipped(parts)).findings}
    moved = rewritten(zipped(parts), name("cop_47", "Guide!$Z$99"))
    assert "name-moved" in {one.id for one in verify(moved).findings}


def test_the_moved_name_says_where_the_cell_is_and_where_it_should_be():
    package = FORMS["rebate"]()
    verdict = verify(rewritten(package, name("cop_47", "Guide!$Z$99")))
    one = next(one for one in verdict.findings if one.id == "name-moved")
    assert (one.sheet, one.cell, one.expected) == ("Guide", "Z99", "!".join(places_of(package)["cop_47"]))


def test_a_copied_sheet_with_names_of_its_own_is_nobodys_fault():
    package = rewritten(FORMS["client"](), lambda book: book.replace(
        "</sheets>", '<sheet name="Form (2)" sheetId="99" r:id="rId1"/></sheets>').replace(
        "<definedNames>", f"<definedNames><definedName name=\"in_cop_47\" localSheetId=\"{book.count('<sheet ')}\">"
        "'Form (2)'!$B$22</definedName>"))  # fmt: skip
    assert "name-twice" not in {one.id for one in verify(package).findings}


def test_sheets_are_in_the_order_of_the_names():
    opened = open_package(FORMS["rebate"]())
    assert named_sheets(opened) == [
        "Form", "Project", "Inputs", "Constants", "Bins", "Switchover", "Scenarios", "Stations", "Code", "Results",
    ]  # fmt: skip
