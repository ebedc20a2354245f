"""Defined names: none is spelled as a worksheet function or a cell; those of earlier versions are read too."""

from __future__ import annotations

import io
import lzma
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.utils import FORMULAE

import tampers
import xl_dualfuel as df
from books import CASES, MAIN, STAMP, parts_of
from filling import filled
from support import case_from, one_in
from tests.workbook.verify.test_verify_decisions import studied
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.hosts.lite.workbook import lite_workbook
from xl_dualfuel.hosts.names.book import names_workbook
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.workbook.forms.read import read_workbook
from xl_dualfuel.workbook.forms.template import KINDS, template
from xl_dualfuel.workbook.names import key_of, name_of
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import verify

EARLIER = Path(__file__).parents[1] / "cases" / "earlier"
METRIC = {
    "temperature_unit": "C",
    "heat_unit": "kW",
    "load_slope_unit": "W/K",
    "performance_table": [[8, 3.6], [-8, 2]],
}
HOUSE = {"cop_47": 3.5, "cop_17": 2.5, "design_load": 48000, "electricity_price": 0.15, "fuel_price": 14.5}


def names_of(package: bytes) -> set[str]:
    book = ElementTree.fromstring(parts_of(package)["xl/workbook.xml"])
    return {one.get("name", "") for one in book.iter(f"{MAIN}definedName") if one.get("localSheetId") is None}


@cache
def ours() -> set[str]:
    """The names of the workbooks of this program that hold cells: all it has."""
    cases = [case_from(CASES[name]) for name in ("programme", "performance table of three speeds", "frost by humidity")]
    packages = [workbook_bytes(df.solve(case), STAMP) for case in (*cases, case_from(METRIC))]
    packages += [studied(), lite_workbook(), *map(template, KINDS)]
    return {name for package in packages for name in names_of(package)}


def test_none_is_a_function_in_any_case():
    functions = {name.casefold() for name in (*FUNCTIONS, *FORMULAE)}
    assert len(ours()) > 500
    assert [name for name in ours() if name.casefold() in functions or name.casefold().startswith("df_")] == []


def test_excel_takes_none_for_a_cell():
    """The rules of names in Excel's help, "Names in formulas"; an address of rows and columns is none either."""
    assert [name for name in ours() if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{1,254}", name)] == []
    likely = re.compile(r"[A-Z]{1,3}[0-9]+|R[0-9]*C?[0-9]*|C[0-9]*|TRUE|FALSE", re.IGNORECASE)
    assert [name for name in ours() if likely.fullmatch(name)] == []
    assert likely.fullmatch("cop47")
    assert likely.fullmatch("r1c1")


def test_the_names_of_functions_can_be_copied_into_our_workbooks():
    """A workbook has its own range of all inputs, which the copied functions then take."""
    folded = {name.casefold() for name in ours()}
    assert {name for name in names_of(names_workbook()) if name.casefold() in folded} == {"in_all"}


def test_a_name_has_its_key():
    assert [name_of(key) for key in ("cop_47", "c_tie", "setting")] == ["in_cop_47", "c_tie", "out_setting"]
    assert [key for key in (*FIELDS, "c_tie", "setting", "all") if key_of(name_of(key)) != key] == []
    assert [key_of(name) for name in ("df_cop_47", "out_cop_47", "in_setting", "margin")] == ["cop_47", "", "", ""]


class TestEarlier:
    """Files that version 0.2.0 made, whose names began with df_."""

    def test_a_form(self):
        package = filled((EARLIER / "client_0.2.0.xlsx").read_bytes(), HOUSE)
        assert {name[:3] for name in names_of(package)} == {"df_"}
        assert read_workbook(package).inputs == HOUSE

    def test_a_table_of_homes(self):
        typed = {"homes_house": "Jones", "homes_cop_47": 3.3, "homes_design_load": 40000}
        reading = read_workbook(filled((EARLIER / "portfolio_0.2.0.xlsx").read_bytes(), typed))
        assert (reading.homes, reading.houses[0].name) == ([{"cop_47": 3.3, "design_load": 40000}], "Jones")

    def test_a_workbook(self):
        """Its case, and the answer that 0.2.0 gave, are those of the script that made it: see cases/README.md."""
        package = lzma.decompress((EARLIER / "audit_0.2.0.xlsx.xz").read_bytes())
        asked = {**HOUSE, "capacity_47": 36000, "capacity_17": 22000, "existing_switchover": 30, "fuel_emissions": 53.0}
        assert read_workbook(package).inputs == asked
        found = {one.id: one for one in verify(package, "a.xlsx").findings}
        assert {id_: one.severity for id_, one in found.items() if one.severity != "info"} == {"version": "warning"}
        assert found["reported"].found == "1,012.39"  # the season's cost, reported after the setting

    @pytest.mark.parametrize(("part", "old", "new", "id_"), one_in(2, [
        ("xl/worksheets/sheet1.xml", r">cop: [^<]*<", ">verified: every rule is met<", "label"),
        ("xl/worksheets/sheet1.xml", r">(Set the switchover to )([0-9]+)([0-9] °F[^<]*<)", r">\1\2.\3", "value"),
        ("xl/styles.xml", r'formatCode="[^"]*0.00"', 'formatCode="&quot;12.50&quot;"', "shown-otherwise"),
        ("xl/workbook.xml", r'"df_(?=[a-z])', '"in_', "version"),
    ]))  # fmt: skip
    def test_a_workbook_that_it_did_not_write_so(self, part, old, new, id_):
        parts = tampers.parts_of(lzma.decompress((EARLIER / "audit_0.2.0.xlsx.xz").read_bytes()))
        made, count = re.subn(old, new, parts[part].decode())
        assert count
        parts[part] = made.encode()
        found = {one.id: one.severity for one in verify(tampers.packed(parts), "a.xlsx").findings}
        assert found[id_] == "error"


@pytest.mark.parametrize("prefix", ["df_", "in_"])
def test_a_name_of_this_version_goes_before_one_of_an_earlier(prefix):
    """Whichever comes first in the file."""
    package = filled(template("client"), HOUSE)
    book = openpyxl.load_workbook(io.BytesIO(package))
    kept = dict(book.defined_names)
    book.defined_names.clear()
    other = openpyxl.workbook.defined_name.DefinedName("df_cop_47", attr_text=kept["in_cop_17"].attr_text)
    for name in [other, *kept.values()] if prefix == "df_" else [*kept.values(), other]:
        book.defined_names[name.name] = name
    saved = io.BytesIO()
    book.save(saved)
    assert read_workbook(saved.getvalue()).inputs["cop_47"] == HOUSE["cop_47"]
