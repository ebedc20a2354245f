"""The ribbon's buttons: the XML, what the VBA hands to Python, and what Python does, called as the VBA calls it.

Not tested, for want of Excel: that it shows the group.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

import xl_dualfuel as df
from fake_com import Excel
from filling import filled
from xl_dualfuel.files.zipping import packed, unpacked
from xl_dualfuel.hosts.desktop import addin, addin_book, ribbon
from xl_dualfuel.results.note_words import with_labels
from xl_dualfuel.workbook.forms.read import case_of_workbook
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import verify_file
from xl_dualfuel.workbook.verify.report import report

pytest.importorskip("xlwings", reason="xlwings is not installed: bash tests/install.sh")
pyopenvba = pytest.importorskip("pyopenvba", reason="pyOpenVBA is not installed: bash tests/install.sh")

XML = (Path(addin.__file__).parent / "ribbon.xml").read_bytes()
OFFICE = "{http://schemas.microsoft.com/office/2009/07/customui}"


@cache
def book() -> bytes:
    return addin.xlam()


@cache
def form() -> bytes:
    """A filled-in form."""
    return filled(template("case"), {"cop_47": 3.6, "electricity_price": 0.13})


@pytest.fixture(scope="module")
def excel() -> Iterator[Excel]:
    if sys.platform == "win32":
        pytest.skip("stand-ins for pywin32 are for platforms that have none")
    started = Excel()
    yield started
    started.close()


@pytest.fixture
def house(tmp_path) -> Path:
    path = tmp_path / "house.xlsx"
    path.write_bytes(form())
    return path


def source_of(path: Path) -> str:
    """The module of the add-in, which is written there."""
    path.write_bytes(book())
    with pyopenvba.ExcelFile(path) as file:
        return file.vba_modules()["dual_fuel"]


def test_a_group_with_four_buttons_and_a_sub_for_each(tmp_path):
    root = ElementTree.fromstring(XML)
    (group,) = root.iter(f"{OFFICE}group")
    assert group.get("label") == "Dual Fuel"
    buttons = {one.get("label"): one.get("onAction") for one in group}
    assert list(buttons) == ["New case", "Make workbook", "Verify this workbook", "Notes"]
    source = source_of(tmp_path / addin.NAME)
    for action in buttons.values():
        assert source.count(f"Public Sub {action}(Control As Object)\r\n") == 1
    assert set(re.findall(r' Press "(\w+)"', source)) == set(ribbon.BUTTONS)


def test_the_open_xml_sdk_judges_the_ribbon(validator, tmp_path):
    """Its schema of customUI14.xml is the published one, MS-CUSTOMUI2; a wrong attribute shows that it looks."""

    def errors(parts: dict[str, bytes]) -> list[str]:
        path = tmp_path / "ribbon.xlam"
        path.write_bytes(packed(parts))
        done = subprocess.run([validator, str(path)], capture_output=True, text=True, check=False)
        return [one["description"] for one in json.loads(done.stdout)["errors"]]

    parts = unpacked(book())
    assert parts[addin_book.RIBBON] == XML
    assert errors(parts) == []
    wrong = XML.replace(b"screentip=", b"screenTip=", 1)
    assert errors(parts | {addin_book.RIBBON: wrong}) == ["The 'screenTip' attribute is not declared."]


# ----------------------------------------------------------------------------------------------------------------------
# Python's side, by xlwings' own path


def texts(path: str) -> list[str]:
    sheet = load_workbook(path).worksheets[0]
    return [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


def test_new_case(excel, tmp_path):
    path = tmp_path / "new.xlsx"
    path.write_text("what the user agreed to replace")
    assert excel.press("new_case", "", str(path)) == str(path)
    assert path.read_bytes() == template("case")


def test_make_workbook(excel, house, tmp_path):
    target = tmp_path / "answer.xlsx"
    assert excel.press("make_workbook", str(house), str(target)) == str(target)
    expected = unpacked(workbook_bytes(df.solve(case_of_workbook(form()))))
    found = unpacked(target.read_bytes())
    assert set(found) == set(expected)
    # Footers and the log hold the minute at which the workbook was made, these also the second.
    minute = re.compile(rb"20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} UTC")
    different = {name for name in found if minute.sub(b"", found[name]) != minute.sub(b"", expected[name])}
    assert different <= {"docProps/core.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}


def test_verify(excel, house, tmp_path):
    answer = tmp_path / "answer.xlsx"
    answer.write_bytes(workbook_bytes(df.solve(case_of_workbook(form()))))
    path = excel.press("verify", str(answer), "new")
    verdict = verify_file(answer, name="answer.xlsx")
    assert Path(path).read_bytes() == report([verdict])
    assert verdict.words in texts(path)
    assert excel.press("verify", str(answer), "new") != path  # Excel opens no two of one name


def test_notes(excel, house):
    result = df.solve(case_of_workbook(form()))
    shown = texts(excel.press("notes", str(house), "new"))
    assert result.headline in shown
    assert [note.message for note in result.notes if with_labels(note.message) not in shown] == []


@pytest.mark.parametrize(
    ("button", "content", "said"),
    [
        ("make_workbook", b"no workbook", "must be an .xlsx workbook"),
        ("notes", filled(template("case"), {"cop_47": -1}), "cop_47"),
        ("make_workbook", template("portfolio"), "must hold one house or more"),
    ],
)
def test_what_is_refused_is_explained_in_a_workbook(excel, tmp_path, button, content, said):
    house = tmp_path / "house.xlsx"
    house.write_bytes(content)
    shown = texts(excel.press(button, str(house), str(tmp_path / "answer.xlsx")))
    assert shown[0] == "Not done"
    assert said in " ".join(shown)
    assert not (tmp_path / "answer.xlsx").exists()


def test_the_form_is_never_replaced_by_its_answer(excel, house):
    assert texts(excel.press("make_workbook", str(house), str(house)))[0] == "Not done"
    assert house.read_bytes() == form()


# ----------------------------------------------------------------------------------------------------------------------
# The VBA, run by pyOpenVBA's interpreter with Excel replaced

REPLACED = {
    "XLPyDLLActivateAuto(XLPy": "StartPython(XLPy",
    "Application.GetSaveAsFilename(": "ChooseFile(",
    "Application.Workbooks.Open Path": 'Log "open " & Path',
    'MsgBox Text, vbExclamation, "Dual Fuel"': 'Log "say " & Text',
    'MsgBox(Question, Buttons, "Dual Fuel")': "Reply(Question)",
    "Set Book = ActiveWorkbook": "Set Book = TheBook()",
    "Dir$(": "FileThere(",
    'Environ$("XL_DUALFUEL_PYTHON")': '""',
    'Environ$("TEMP")': '"C:\\Temp"',
}
EXCEL = r"""
Public Done As String, Chosen As Variant, Answer As Long, Existing As String, Book As Object, Fails As Boolean
Sub Log(ByVal Text As String)
    Done = Done & Text & vbLf
End Sub
Function StartPython(ByRef Result As Variant, ByVal Config As String, ByVal mode)
    Set Result = New FakePython
    StartPython = 0
End Function
Function ChooseFile(ByVal Name, ByVal Kinds, ByVal Index, ByVal Title)
    Log "choose " & Name
    ChooseFile = Chosen
End Function
Function Reply(ByVal Question)
    Log "ask " & Question
    Reply = Answer
End Function
Function FileThere(ByVal Path) As String
    If Path = Existing Then FileThere = Path
End Function
Function TheBook() As Object
    Set TheBook = Book
End Function
Sub Begin(Full, IsSaved, Choice, Answered, There, Failing)
    Set Book = Nothing
    If Full <> "none" Then
        Set Book = New FakeBook
        Book.FullName = Full
        Book.Path = Full
        Book.Name = "house.xlsx"
        Book.Saved = IsSaved
    End If
    Chosen = Choice
    Answer = Answered
    Existing = There
    Fails = Failing
End Sub
Sub Click(ByVal Button)
    Dim Control As Object
    Set Control = New FakeBook
    Select Case Button
        Case "DualFuelNewCase": DualFuelNewCase Control
        Case "DualFuelMakeWorkbook": DualFuelMakeWorkbook Control
        Case "DualFuelVerify": DualFuelVerify Control
        Case "DualFuelNotes": DualFuelNotes Control
    End Select
End Sub
Function Seen()
    Seen = Done
End Function
"""
BOOK = """
Public FullName As String, Path As String, Name As String, Saved As Boolean
Sub Save()
    Log "save"
End Sub
Sub SaveCopyAs(ByVal Where)
    Log "copy " & Where
End Sub
"""
PYTHON = """
Function Module(ByVal Name)
    If Fails Then Err.Raise 1000, Description:="why it failed"
    Log "module " & Name
    Set Module = Me
End Function
Function Tuple(ByVal Button, ByVal Source, ByVal Target)
    Log "press " & Button & ", " & Source & ", " & Target
    Set Tuple = Me
End Function
Function Call(ByVal One, ByVal Method, ByVal Arguments)
    Set Call = Me
End Function
Function Str(ByVal One)
    Str = "a.xlsx|b.xlsx"
End Function
"""
YES, NO, CANCEL = 6, 7, 2  # as VBA numbers them
CHANGED = "ask The file is read as it was saved last. Save the changes made since?"
LOCAL, CLOUD = "C:\\Ann\\house.xlsx", "https://d.docs.live.net/1/house.xlsx"
STARTED, OPENED = "module xl_dualfuel.hosts.desktop.ribbon", ["open a.xlsx", "open b.xlsx"]


def clicked(tmp_path: Path, sub: str, *, full=LOCAL, saved=True, chosen: Any = "C:\\x.xlsx", answer=NO, there="",
            fails=False) -> list[str]:  # fmt: skip
    """What a click on a button does, in order."""
    from pyopenvba.apps.excel import ExcelApplication

    path = tmp_path / addin.NAME
    source = re.sub(r"(?m)^ *Private Declare .*\r\n", "", source_of(path))
    for name, stand_in in REPLACED.items():
        assert name in source
        source = source.replace(name, stand_in)
    app = ExcelApplication.open(path, with_vba=False)
    app.add_module(EXCEL, name="pretended")
    for name, text in (("FakePython", PYTHON), ("FakeBook", BOOK)):
        app.add_module(text, name=name, kind="class")
    app.add_module(source, name="dual_fuel")
    app.run("Begin", full, saved, chosen, answer, there, fails)
    app.run("Click", sub)
    return app.run("Seen").splitlines()


def test_the_vba_hands_each_button_to_python(tmp_path):
    assert clicked(tmp_path, "DualFuelNewCase", full="none") == [
        "choose house.xlsx", STARTED, "press new_case, , C:\\x.xlsx", *OPENED,
    ]  # fmt: skip
    assert clicked(tmp_path, "DualFuelMakeWorkbook") == [
        "choose answer.xlsx", STARTED, f"press make_workbook, {LOCAL}, C:\\x.xlsx", *OPENED,
    ]  # fmt: skip
    assert clicked(tmp_path, "DualFuelVerify") == [STARTED, f"press verify, {LOCAL}, new", *OPENED]
    assert clicked(tmp_path, "DualFuelNotes") == [STARTED, f"press notes, {LOCAL}, new", *OPENED]


def test_the_vba_reads_a_saved_file_and_replaces_none_unasked(tmp_path):
    def run(sub="DualFuelVerify", **given):
        return clicked(tmp_path, sub, **given)

    assert run(full="none") == ["say Open a filled-in form or a workbook of this program first."]
    assert run(full="") == ["say This workbook is not saved yet. Save it, then press the button again."]
    assert run(saved=False, answer=CANCEL) == [CHANGED]
    assert run(saved=False, answer=YES)[:2] == [CHANGED, "save"]
    assert run(saved=False, answer=NO)[:2] == [CHANGED, STARTED]
    assert run(full=CLOUD)[:3] == [
        "copy C:\\Temp\\house.xlsx", STARTED, "press verify, C:\\Temp\\house.xlsx, new",
    ]  # fmt: skip
    assert run("DualFuelNewCase", chosen=False) == ["choose house.xlsx"]
    asked = ["choose house.xlsx", "ask C:\\x.xlsx exists already. Replace it?"]
    assert run("DualFuelNewCase", there="C:\\x.xlsx", answer=NO) == asked
    assert run("DualFuelNewCase", there="C:\\x.xlsx", answer=YES)[:3] == [*asked, STARTED]
    assert run(fails=True)[-1] == "say why it failed"
