"""The xlwings Lite workbook: its code run as Lite runs it, its stored values, its parts.

Expected numbers are the functions' own, which other tests hold against outside numbers; here the routes must agree.
"""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from importlib import resources
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

import alone
from books import CASES
from worksheets import FIRST, IN_WORDS, OF_A_CASE
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.functions.arguments import SECTIONS
from xl_dualfuel.hosts.examples_book import GROWING
from xl_dualfuel.hosts.lite.bundle import bundle
from xl_dualfuel.hosts.lite.workbook import NAME, lite_workbook
from xl_dualfuel.inputs.cells import ERROR_TEXTS, MARK, in_cells, problem_of
from xl_dualfuel.inputs.fields import FIELDS

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WE = "http://schemas.microsoft.com/office/webextensions/webextension/2010/11"
PANES = "http://schemas.microsoft.com/office/webextensions/taskpanes/2010/11"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@pytest.fixture(scope="module")
def package():
    return lite_workbook()


@pytest.fixture(scope="module")
def parts(package):
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        assert source.testzip() is None
        return {name: source.read(name) for name in source.namelist()}


@pytest.fixture(scope="module")
def extension(parts):
    return ET.fromstring(parts["xl/webextensions/webextension1.xml"])


@pytest.fixture(scope="module")
def code(extension):
    """The texts that Lite keeps in the workbook, by the names of its tabs."""
    found = extension.iterfind(f"{{{WE}}}properties/{{{WE}}}property")
    return {one.get("name"): json.loads(one.get("value")) for one in found}


# ----------------------------------------------------------------------------------------------------------------------
# The code, in a fresh interpreter without this project


def as_range(inputs: dict[str, Any]) -> list[list[Any]]:
    """Inputs as the cells of in_all: tables as text."""
    cells = {key: json.dumps(value) if isinstance(value, list) else value for key, value in inputs.items()}
    return [["Name", "Value"], *map(list, cells.items())]


OF_CASES: list[tuple[Any, Any]] = [
    *((as_range(inputs), None) for inputs in CASES.values()),
    (None, None),
    (as_range({"station": "tampa"}), [["electricity_price", 0.3]]),
    (as_range({"station": "golden", "fuel": "propane"}), [["fuel_price", 2.9, "fuel_price_unit", "$/gal"]]),
    (as_range({"cop_47": -1}), None),  # from here on refused
    (as_range({"load_slpoe": 500}), None),
    (as_range({"station": "atlantis"}), None),
    (as_range({"electricity_price": "cheap", "furnace_efficiency": 95}), None),
    (as_range({"weather_file": "year.epw"}), None),
    (as_range({"fuel_price": "#N/A"}), None),  # an error cell: it is answered as it is
]
TEMPERATURES = [[[47.0 - step], [5.0], ["warm" if step % 5 == 4 else 17]] for step in range(20)]
HOMES = [
    [["home", "load_slope", "station"], ["A", 400 + 10 * step, "denver"], ["B", -step, None], ["C", 500, "nowhere"]]
    for step in range(20)
]
OTHERS: dict[str, list[tuple[Any, ...]]] = {
    "DF_COP": [(t, 3.4, 2.2, None if step % 2 else 1.5) for step, t in enumerate(TEMPERATURES[:18])]
    + [([[30]], -1, 2.2, None), ([[30]], 3.4, "#REF!", None)],
    "DF_LOAD": [(t, 600, 65 if step % 2 else None) for step, t in enumerate(TEMPERATURES[:18])]
    + [([[30]], 0, None), ([["cold"]], 600, None)],
    "DF_LOAD_SLOPE": [(36000 + step, 70, step) for step in range(19)] + [(36000, 5, 70)],
    "DF_LOAD_SLOPE_FROM_FUEL": [(700 + step, 5500, "propane", 0.8) for step in range(19)] + [(700, 5500, "coal", None)],
    "DF_BREAKEVEN_COP": [(0.01 * step, 13, 0.95, None, None) for step in range(19)] + [(0.14, None, None, None, None)],
    "DF_FUEL_PRICE": [(1 + step / 10, "$/therm", "natural_gas") for step in range(19)] + [(1, "$/gal", "natural_gas")],
    "DF_PORTFOLIO": [(table,) for table in HOMES[:19]] + [([["home"], ["A"]],)],
    "DF_HSPF2": [
        ([["capacity_47", 36000], ["cop_47", 3 + step / 20], ["capacity_17", 22000], ["cop_17", 2.4]], "V")
        for step in range(19)
    ]
    + [([["cop_47", 3.4], ["cop_17", 2.4]], None)],
    "DF_VERSION": [()] * 20,
    "DF_INPUTS": [(section,) for section in (None, *SECTIONS, *map(str.upper, SECTIONS[:8]), "garden")],
}
CALLS = [[name, *FIRST.get(name, ()), *case] for name in OF_A_CASE for case in OF_CASES] + [
    [name, *arguments] for name, many in OTHERS.items() for arguments in many
]


def expected(name: str, *arguments: Any) -> tuple[str, Any]:
    """What the function itself returns; where that is only a refusal, that it is raised."""
    answer = alone_in = FUNCTIONS[name].python(*arguments)
    while isinstance(alone_in, list) and len(alone_in) == 1:
        alone_in = alone_in[0]
    refused = isinstance(alone_in, str) and alone_in.startswith(MARK)
    return ("raised", problem_of(alone_in)) if refused else ("answer", json.loads(json.dumps(in_cells(answer))))


def test_the_code_in_the_workbook_gives_every_function_s_numbers(code, tmp_path_factory):
    site = alone.site(tmp_path_factory.mktemp("site"))
    found = alone.evaluate(site, [code["main.py"]] * 2, "[called(*call) for call in given['calls']]", CALLS)
    kinds = Counter()
    for call, one in zip(CALLS, found, strict=True):
        kind, value = expected(*call)
        assert one.get(kind) == value, (call, one)
        assert kind == "answer" or {"XlwingsError", "ValueError"} <= set(one["kinds"])
        kinds[call[0], "refused" if kind == "raised" or str(value).startswith("[['#VALUE!'") else "answer"] += 1
    for name in FUNCTIONS:
        assert sum(kinds[name, kind] for kind in ("answer", "refused")) >= 20, name
        assert kinds[name, "answer"] >= 12, name
        # What some refuse is their answer; the version cannot be refused.
        assert kinds[name, "refused"] or name in (*IN_WORDS, "DF_VERSION"), name


def test_the_calls_are_those_they_seem_to_be():
    """Stations count; one bad cell among others is told in its place; an error cell comes back as it is."""
    by_case = [expected("DF_BALANCE_POINT", *case) for case in OF_CASES]
    assert [kind for kind, _ in by_case] == ["answer"] * (len(OF_CASES) - 6) + ["raised"] * 5 + ["answer"]
    assert by_case[-1] == ("answer", "#N/A")
    assert by_case[-6][1].startswith("cop_47 = -1: must be")
    assert expected("DF_BIN_TABLE", *OF_CASES[-6])[1] == [["#VALUE!", by_case[-6][1]]]
    tables = {json.dumps(expected("DF_BIN_TABLE", *case)[1]) for case in OF_CASES[:-6]}
    assert len(tables) == len(OF_CASES) - 7  # the worked example is there twice
    kind, rows = expected("DF_COP", *OTHERS["DF_COP"][4])
    assert kind == "answer"
    assert rows[2] == ["#VALUE!"]


def test_lite_makes_an_error_of_each_text_that_is_one():
    """xlwings hands these texts to Excel as errors. Its code runs with a licence only, and so is read here."""
    pytest.importorskip("xlwings", reason="xlwings is not installed")
    source = resources.files("xlwings").joinpath("pro", "_xlofficejs.py").read_text(encoding="utf-8")
    (function,) = [one for one in ast.parse(source).body if getattr(one, "name", "") == "errorstr_to_errortype"]
    (known,) = [ast.literal_eval(one.value) for one in function.body if isinstance(one, ast.Assign)
                and isinstance(one.value, ast.Dict)]  # fmt: skip
    assert {in_cells(text) for text in (*ERROR_TEXTS.values(), f"{MARK}cop_17 = -1: must be")} == set(known)
    assert in_cells(FUNCTIONS["DF_COP"].python([[47], [-200], ["#N/A"], ["#SPILL!"]], 3.4, 2.2)) == [
        [3.4], ["#VALUE!"], ["#N/A"], ["#VALUE!"],
    ]  # fmt: skip


# ----------------------------------------------------------------------------------------------------------------------
# The stored values


def cell_elements(parts) -> dict[str, ET.Element]:
    return {one.get("r"): one for one in ET.fromstring(parts["xl/worksheets/sheet2.xml"]).iter(f"{{{MAIN}}}c")}


def stored(cell: ET.Element) -> Any:
    text = cell.findtext(f"{{{MAIN}}}v") or ""
    if cell.get("t") in ("str", "e"):
        return text
    if cell.get("t") == "b":
        return text == "1"
    assert cell.get("t") is None, cell.attrib
    return float(text)


def spills(parts) -> dict[str, tuple[str, str]]:
    """(range, formula) of every formula by its cell."""
    found = {}
    for address, cell in cell_elements(parts).items():
        formula = cell.find(f"{{{MAIN}}}f")
        if formula is not None:
            assert (formula.get("t"), cell.get("cm")) == ("array", "1")
            found[address] = (formula.get("ref"), formula.text)
    return found


def addresses(reference: str) -> list[list[str]]:
    left, top, right, bottom = range_boundaries(reference)
    letter = openpyxl.utils.get_column_letter
    return [[f"{letter(column)}{row}" for column in range(left, right + 1)] for row in range(top, bottom + 1)]


ARGUMENT = re.compile(r'((?:"[^"]*"|\{[^}]*\}|[^",{}])*)(?:,|$)')


def arguments(text: str, book) -> list[Any]:
    """The arguments of a formula, names read from the cells of the workbook; None where one is left out."""
    parts = [found[1] for found in ARGUMENT.finditer(text)]
    assert parts.pop() == ""  # the end
    assert ",".join(parts) == text
    return [argument(part, book) for part in parts]


def argument(text: str, book) -> Any:
    if text.startswith("in_"):
        sheet, place = next(iter(book.defined_names[text].destinations))
        cells = book[sheet][place.replace("$", "")]
        return [[one.value for one in row] for row in cells] if isinstance(cells, tuple) else cells.value
    if text.startswith("{"):
        return [[argument(one, book) for one in row.split(",")] for row in text[1:-1].split(";")]
    if text.startswith('"'):
        return text[1:-1].replace('""', '"')
    return float(text) if text else None


def test_every_function_stands_there_once_as_a_spilling_formula(parts):
    names = [formula.partition("(")[0] for _, formula in spills(parts).values()]
    assert sorted(names) == sorted(f"_xldudf_{name}" for name in FUNCTIONS)


def test_every_stored_value_is_what_the_function_returns(package, parts):
    book = openpyxl.load_workbook(io.BytesIO(package))
    elements = cell_elements(parts)
    for address, (reference, formula) in spills(parts).items():
        name, _, text = formula.removeprefix("_xldudf_").removesuffix(")").partition("(")
        answer = FUNCTIONS[name].python(*arguments(text, book))
        rows = answer if isinstance(answer, list) else [[answer]]
        assert not str(rows[0][0]).startswith("#"), (name, rows[0][0])  # each example shows an answer
        assert addresses(reference)[0][0] == address
        assert [[stored(elements[one]) for one in row] for row in addresses(reference)] == rows, name


def test_the_inputs_are_the_worked_example_s(package):
    """All of them stand in in_all, in the audit workbook's layout, each with a name of its own."""
    book = openpyxl.load_workbook(io.BytesIO(package))
    sheet = book["Inputs"]
    assert next(iter(book.defined_names["in_all"].destinations))[1] == f"$C$6:$D${6 + len(FIELDS)}"
    titles = ["Section", "Input", "Name", "Value", "Unit", "Allowed range", "Source", "Note"]
    assert [cell.value for cell in sheet[6]][:8] == titles
    for row, (key, field) in enumerate(FIELDS.items(), 7):
        assert (sheet.cell(row, 3).value, sheet.cell(row, 4).value) == (key, field.default)
        assert next(iter(book.defined_names[f"in_{key}"].destinations)) == ("Inputs", f"$D${row}")
        assert sheet.cell(row, 4).protection.locked == (key == "currency")  # whose sign is in the other cells
    assert book.sheetnames == ["Inputs", "Examples"]


def test_no_two_spills_overlap_and_nothing_stands_in_their_way(parts):
    formulas = spills(parts)
    ranges = [{one for row in addresses(reference) for one in row} for reference, _ in formulas.values()]
    assert all(one.isdisjoint(other) for one, other in combinations(ranges, 2))
    inside = set().union(*ranges)
    for address, cell in cell_elements(parts).items():
        if address in inside:
            assert cell.get("t") in (None, "str", "b", "e")  # text of its own would be an inline string
            assert address in formulas or cell.get("cm") is None
        else:
            assert cell.find(f"{{{MAIN}}}f") is None


def test_tables_that_grow_have_room_below(parts):
    """With narrower bins these are longer: Excel would show #SPILL! if anything stood below them."""
    filled = [one for one, cell in cell_elements(parts).items() if len(cell)]
    for reference, formula in spills(parts).values():
        if any(f"{name}(" in formula for name in GROWING):
            left, _, right, bottom = range_boundaries(reference)
            for address in filled:
                column, row, *_ = range_boundaries(address)
                assert not (left <= column <= right and row > bottom), (formula, address)


def test_other_readers_find_the_stored_values(package):
    rows = pd.read_excel(io.BytesIO(package), sheet_name="Examples", header=None)
    found = {row[0]: row[1] for row in rows.itertuples(index=False) if str(row[0]).startswith("DF_")}
    assert found["DF_BALANCE_POINT"] == 36  # as the model prints it
    assert found["DF_SEASON_COST"] == pytest.approx(747.2809, abs=0.00005)  # as the model prints it
    assert found["DF_THERMAL_POINT"] == FUNCTIONS["DF_THERMAL_POINT"].python(
        None, FUNCTIONS["DF_THERMAL_POINT"].example[1]
    )


def test_libreoffice_opens_and_converts_it(package, recalculated):
    """It keeps inputs, names and words. Array formulas it calculates itself: without the functions they are #NAME?."""
    mine, theirs = (
        openpyxl.load_workbook(io.BytesIO(one), data_only=True) for one in (package, *recalculated([package]))
    )
    assert theirs.sheetnames == mine.sheetnames
    for row in mine["Inputs"].iter_rows(min_row=6, max_row=6 + len(FIELDS), max_col=8):
        for cell in row:
            assert theirs["Inputs"][cell.coordinate].value == (None if cell.value == "" else cell.value)
    assert {f"in_{key}" for key in FIELDS} | {"in_all", "in_homes", "in_choices"} <= set(theirs.defined_names)
    assert theirs["Examples"]["A5"].value == "DF_BALANCE_POINT"
    assert theirs["Examples"]["B5"].value == "#NAME?"


# ----------------------------------------------------------------------------------------------------------------------
# The parts


def test_no_errors_from_the_open_xml_sdk(package, validator, tmp_path):
    file = tmp_path / NAME
    file.write_bytes(package)
    done = subprocess.run([validator, str(file)], capture_output=True, text=True, timeout=120, check=False)
    report = json.loads(done.stdout)
    assert report["ok"], report["errors"][:3]


def test_the_extension_has_what_lite_s_own_workbooks_have(extension):
    """Six public workbooks saved with xlwings Lite have these elements and attributes, in this order.

    extLst is in the four of them that have custom functions.
    """
    assert extension.tag == f"{{{WE}}}webextension"
    assert re.fullmatch(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", extension.get("id"))
    children = ["reference", "alternateReferences", "properties", "bindings", "snapshot", "extLst"]
    assert [child.tag for child in extension] == [f"{{{WE}}}{name}" for name in children]
    reference, alternate = extension[0], extension[1][0]
    assert reference.attrib == {"id": "wa200008175", "version": "1.0.0.0", "store": "en-US", "storeType": "OMEX"}
    assert alternate.attrib == {**reference.attrib, "store": "WA200008175"}
    for one in extension[2]:
        assert (one.tag, sorted(one.attrib)) == (f"{{{WE}}}property", ["name", "value"])
    functions, ids = extension[5]
    assert (functions.tag, functions.get("uri")) == (f"{{{DRAWING}}}ext", "{D87F86FE-615C-45B5-9D79-34F1136793EB}")
    assert [child.tag for child in functions] == [f"{{{WE}}}containsCustomFunctions"]
    # The list is empty in those six; a workbook of the same maker's other add-in has it filled in like this.
    assert (ids.tag, ids.get("uri")) == (f"{{{DRAWING}}}ext", "{7C84B067-C214-45C3-A712-C9D94CD141B2}")
    listed = [one.text for one in ids.iterfind(f"{{{WE}}}customFunctionIdList/{{{WE}}}customFunctionIds")]
    assert sorted(listed) == sorted(f"_xldudf_{name}" for name in FUNCTIONS)


def test_the_properties_are_those_of_a_workbook_that_lite_made(code):
    """A workbook of Lite 1.0.0.0-35 that its maker has published has these six, the last an object."""
    assert list(code) == [
        "main.py", "requirements.txt", "xlwingsWorkbookId", "pyodideVersion", "addinVersion", "xlwingsSettingsWorkbook",
    ]  # fmt: skip
    assert code["main.py"] == bundle()
    assert code["requirements.txt"].split() == ["xlwings", "numpy"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", code["xlwingsWorkbookId"])
    assert re.fullmatch(r"314\.\d+\.\d+", code["pyodideVersion"])
    assert code["addinVersion"].startswith("1.0.0.")
    assert code["xlwingsSettingsWorkbook"] == {"startupBehavior": "taskpane"}


def test_the_pane_is_on_the_right_and_shows(parts):
    panes = ET.fromstring(parts["xl/webextensions/taskpanes.xml"])
    assert panes.tag == f"{{{PANES}}}taskpanes"
    [pane] = panes
    assert pane.attrib == {"dockstate": "right", "visibility": "1", "width": "438", "row": "2"}
    assert [(one.tag, one.attrib) for one in pane] == [
        (f"{{{PANES}}}webextensionref", {f"{{{RELATIONS}}}id": "rId1"}),
    ]


def test_parts_are_declared_and_found_from_the_root(parts):
    types = {
        one.get("PartName"): one.get("ContentType")
        for one in ET.fromstring(parts["[Content_Types].xml"]).iterfind(f"{{{PACKAGE}/content-types}}Override")
    }
    assert types["/xl/webextensions/webextension1.xml"] == "application/vnd.ms-office.webextension+xml"
    assert types["/xl/webextensions/taskpanes.xml"] == "application/vnd.ms-office.webextensiontaskpanes+xml"
    sheet_metadata = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
    assert types["/xl/metadata.xml"] == sheet_metadata
    office = "http://schemas.microsoft.com/office/2011/relationships"
    assert targets(parts["_rels/.rels"])[f"{office}/webextensiontaskpanes"] == "xl/webextensions/taskpanes.xml"
    assert targets(parts["xl/webextensions/_rels/taskpanes.xml.rels"]) == {
        f"{office}/webextension": "webextension1.xml"
    }
    assert types["/xl/drawings/drawing1.xml"] == "application/vnd.openxmlformats-officedocument.drawing+xml"
    assert targets(parts["xl/worksheets/_rels/sheet1.xml.rels"]) == {f"{RELATIONS}/drawing": "../drawings/drawing1.xml"}
    assert targets(parts["xl/_rels/workbook.xml.rels"])[f"{RELATIONS}/sheetMetadata"] == "metadata.xml"


def test_buttons_are_shapes_linked_to_blank_cells_under_them(package, parts, code):
    """As Lite's page on scripts asks: the decorator names a shape and the cell it links to."""
    wanted = re.findall(r'@xw\.script\(name="([^"]+)", button="\[(\w+)\]Inputs!(\w+)"', code["main.py"])
    assert len(wanted) == 3
    spaces = {"xdr": DRAWING.replace("main", "spreadsheetDrawing"), "a": DRAWING}
    drawing = ET.fromstring(parts["xl/drawings/drawing1.xml"])
    links = ET.fromstring(parts["xl/drawings/_rels/drawing1.xml.rels"])
    by_id = {one.get("Id"): one.get("Target") for one in links}
    found = []
    for shape in drawing.iterfind(".//xdr:sp", spaces):
        about = shape.find("xdr:nvSpPr/xdr:cNvPr", spaces)
        link = about.find("a:hlinkClick", spaces).get(f"{{{RELATIONS}}}id")
        found.append((shape.findtext(".//a:t", "", spaces), about.get("name"), by_id[link].removeprefix("#Inputs!")))
    assert found == wanted
    for anchor, (_, _, cell) in zip(drawing, found, strict=True):
        column, row = range_boundaries(cell)[:2]
        at = [int(anchor.findtext(f"xdr:{corner}/xdr:{way}", "", spaces))
              for corner in ("from", "to") for way in ("col", "row")]  # fmt: skip
        assert at == [column - 1, 0, column, row]
    inputs = openpyxl.load_workbook(io.BytesIO(package))["Inputs"]
    assert {inputs[cell].value for _, _, cell in found} == {None}
    assert inputs.freeze_panes == "A7"  # they stay in sight
    assert inputs.sheet_view.selection[0].activeCell not in {
        cell for _, _, cell in found
    }  # else a click selects nothing


def targets(rels: bytes) -> dict[str, str]:
    return {one.get("Type"): one.get("Target") for one in ET.fromstring(rels)}


def test_a_cell_s_metadata_says_that_it_spills(parts):
    metadata = ET.fromstring(parts["xl/metadata.xml"])
    kind = metadata.find(f"{{{MAIN}}}metadataTypes/{{{MAIN}}}metadataType")
    assert (kind.get("name"), kind.get("cellMeta")) == ("XLDAPR", "1")
    array = "http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray"
    assert metadata.find(f".//{{{array}}}dynamicArrayProperties").attrib == {"fDynamic": "1", "fCollapsed": "0"}
    assert metadata.find(f"{{{MAIN}}}cellMetadata/{{{MAIN}}}bk/{{{MAIN}}}rc").attrib == {"t": "1", "v": "0"}


def test_excel_does_not_calculate_before_the_add_in_is_there(parts):
    calculation = ET.fromstring(parts["xl/workbook.xml"]).find(f"{{{MAIN}}}calcPr")
    assert calculation.get("fullCalcOnLoad") is None
    assert int(calculation.get("calcId")) >= 191029  # what today's Excel writes: with less it calculates on opening


def test_the_same_bytes_every_time_and_in_every_process(package):
    script = (
        "import hashlib; from xl_dualfuel.hosts.lite.workbook import lite_workbook as w;"
        "print(hashlib.sha256(w()).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": "1"},
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout.strip() == hashlib.sha256(package).hexdigest()  # that of this process has another seed


def test_parts_are_sorted_and_without_a_clock(package):
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        names = [info.filename for info in source.infolist()]
        assert names == sorted(names)
        assert {info.date_time for info in source.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b">1980-01-01T00:00:00Z<" in source.read("docProps/core.xml")
