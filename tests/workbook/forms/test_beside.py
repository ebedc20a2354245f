"""What is typed beside the values of a form is in its workbook, its JSON, and what verify says; labels are true."""

from __future__ import annotations

import datetime
import io
import json
from functools import cache

import openpyxl
import pytest

import xl_dualfuel as df
from books import STAMP
from filling import beside as cell_beside
from filling import cell, changed, fill, filled
from xl_dualfuel.workbook.forms.read import case_of_workbook, read_workbook
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify.findings import verdict_of
from xl_dualfuel.workbook.verify.single_file import verify

HOUSE = {
    "load_slope": 650, "station": "denver", "cop_47": 3.4, "cop_17": 2.3, "fuel": "propane", "fuel_price": 2.2,
    "fuel_price_unit": "$/gal", "furnace_efficiency": 0.95, "electricity_price": 0.13, "existing_switchover": 40,
    "capacity_47": 36000, "capacity_17": 23000,
}  # fmt: skip
"""COP and efficiency as in the worked example: given all the same"""
PARTIES = {"site": "12 Elm St, 90 °F Road", "prepared_for": "J. Doe", "installer": "Acme", "prepared_by": "B. Jones",
           "prepared_date": datetime.date(2026, 2, 1)}  # fmt: skip
DETAILS = {**PARTIES, "prepared_date": "2026-02-01"}
SOURCES = {
    "cop_47": {"source": "data sheet XA-36", "date": "2026-01-31", "note": "seen at 30 °F"},
    "electricity_price": {"source": "=bill"},
    "cop_17": {"date": "2026-01-30"},
    "load_slope": {"source": "Manual J, software 5.1"},
}
KINDS = pytest.mark.parametrize("kind", ["client", "case"])


@cache
def form(kind: str = "client", **more: object) -> bytes:
    def write(book: openpyxl.Workbook) -> None:
        fill(book, {**HOUSE, **PARTIES, **more})
        for key, beside in SOURCES.items():
            for heading, text in beside.items():
                if text:
                    one = cell_beside(book, key, heading.title())
                    one.value = datetime.date.fromisoformat(text) if heading == "date" else text
                    one.data_type = one.data_type if heading == "date" else "s"
        for key in ("load_slope", "furnace_efficiency"):  # what the program writes where nothing is given
            cell_beside(book, key, "Note").value = "default"

    return changed(template(kind), write)


@cache
def workbook(package: bytes) -> bytes:
    return workbook_bytes(df.solve(case_of_workbook(package)), STAMP)


verified = cache(verify)


def row(book: openpyxl.Workbook, key: str) -> tuple[str, str]:
    """Source and note of an input on the sheet Inputs."""
    value = cell(book, key)
    return value.offset(0, 3).value or "", value.offset(0, 4).value or ""


@KINDS
def test_the_json_has_it(kind):
    found = df.solve(case_of_workbook(form(kind))).to_json()
    assert found["sources"] == SOURCES
    assert found["details"] == DETAILS
    json.dumps(found)


@KINDS
def test_the_workbook_has_it(kind):
    book = openpyxl.load_workbook(io.BytesIO(workbook(form(kind))))
    assert row(book, "cop_47") == ("data sheet XA-36, 2026-01-31", "seen at 30 °F")
    assert row(book, "cop_17") == ("2026-01-30", "")
    assert cell(book, "electricity_price").offset(0, 3).data_type == "s"
    assert {key: cell(book, key).value for key in DETAILS} == DETAILS
    assert cell(book, "signed").value is None


def test_it_goes_from_workbook_to_workbook():
    first = workbook(form())
    assert workbook(first) == first
    assert df.solve(case_of_workbook(first)).to_json()["sources"] == SOURCES


@pytest.mark.parametrize("edited", [False, True])
def test_verify_says_it(edited):
    """Of the form, of its workbook as it was made, and of one that was edited by hand."""

    def edit(book):
        cell(book, "cop_5").value = 1.9

    made = workbook(form())
    for package in (form(), changed(made, edit) if edited else made):
        verdict = verified(package)
        assert verdict.words != "Unreadable"
        found = verdict.to_json()
        assert found["sources"] == SOURCES
        assert found["details"] == DETAILS
        assert verdict_of(json.loads(json.dumps(found))) == verdict


def test_a_workbook_with_remarks_holds():
    assert verified(workbook(form())).words == verified(form()).words == "Pass"


def test_the_sheets_of_a_rebate_form_are_in_its_json():
    made = filled(template("rebate"), HOUSE | PARTIES | {"ahri_number": 200000001, "heated_area": 2200})
    details = df.solve(case_of_workbook(made)).to_json()["details"]
    assert details.items() >= (DETAILS | {"ahri_number": "200000001", "heated_area": 2200.0}).items()


def test_the_fields_of_a_rebate_form_are_read_as_people_write_them():
    """150 m² are 1,614.6 ft², by 0.3048 m in a foot (NIST SP 811)."""
    typed = {"heated_area": "2,200 sq ft", "existing_afue": "80 %", "existing_fuel": "Oil", "existing_age": "22 yrs"}
    reading = read_workbook(filled(template("rebate"), HOUSE | PARTIES | typed))
    read = {"heated_area": 2200.0, "existing_afue": 0.8, "existing_fuel": "fuel_oil", "existing_age": 22.0}
    assert reading.details.items() >= read.items()
    assert {doubt.key for doubt in reading.doubts} >= typed.keys() - {"existing_fuel"}
    metric = read_workbook(filled(template("rebate"), HOUSE | PARTIES | {"heated_area": "150 m²"}))
    assert metric.details["heated_area"] == pytest.approx(1614.6, abs=0.05)  # as rounded above


def test_a_changed_value_has_another_origin():
    case = case_of_workbook(form(), {"cop_47": 3.6})
    assert df.solve(case).to_json()["sources"].keys() == SOURCES.keys() - {"cop_47"}
    assert case.replace(cop_17=2.4).beside.remarks.keys() == SOURCES.keys() - {"cop_47", "cop_17"}
    assert case.beside.details == DETAILS


@KINDS
def test_what_was_given_is_no_default_and_what_was_not_is_nobodys(kind):
    """The note "default" on a form says nothing: whoever types 0.95 gives it."""
    case = case_of_workbook(form(kind) if kind == "client" else filled(template(kind), HOUSE))
    assert case.given == df.Case(**HOUSE).given
    table = df.solve(case).table("inputs")
    for key, value, source, note in zip(table["name"], table["value"], table["source"], table["note"], strict=True):
        if key in HOUSE:
            assert "worked example" not in source and "default" not in note, key
        else:
            assert note == "default" or note.startswith(("not given: ", "follows from ")), key
            assert source or value is None, key


def test_an_edit_by_hand_takes_the_label_with_it():
    """Someone changes a value, or says where the example's own is from, and leaves the note that it is a default."""

    def edit(book):
        cell(book, "grid_emissions").value = 0.3
        cell(book, "indoor_setpoint").offset(0, 3).value = "thermostat"

    made = changed(workbook(filled(template("client"), HOUSE)), edit)
    case = case_of_workbook(made)
    assert case.given.keys() == {*HOUSE, "grid_emissions", "indoor_setpoint"}
    again = openpyxl.load_workbook(io.BytesIO(workbook(made)))
    assert row(again, "grid_emissions") == ("", "")
    assert row(again, "indoor_setpoint") == ("thermostat", "")
    assert row(again, "altitude")[1] == "default"


def test_what_stood_beside_a_blank_says_nothing_of_a_value():
    def edit(book):
        cell(book, "cop_5").value = 1.9

    made = changed(workbook(form()), edit)
    assert row(openpyxl.load_workbook(io.BytesIO(made)), "cop_5")[1].startswith("not given: ")
    assert row(openpyxl.load_workbook(io.BytesIO(workbook(made))), "cop_5") == ("", "")


def test_text_beside_values_is_read_whole():
    long = "A report of many pages. " * 15

    def write(book):
        cell_beside(book, "cop_47", "Source").value = long.strip()

    assert read_workbook(changed(filled(template("client"), HOUSE), write)).remarks["cop_47"].source == long.strip()
