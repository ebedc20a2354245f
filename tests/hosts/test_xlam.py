"""The desktop add-in, part two: the file, read back by others than who wrote it, and its VBA run by an interpreter.

Not tested, for want of Excel: that Excel compiles the module and that xlwings' DLL starts Python.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.files.zipping import packed
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.hosts.desktop import addin as desktop
from xl_dualfuel.hosts.desktop import addin_book, vba
from xl_dualfuel.inputs.cells import ERROR_TEXTS, MARK
from xl_dualfuel.version import __version__

HINT = "is not installed: bash tests/install.sh"
pytest.importorskip("xlwings", reason=f"xlwings {HINT}")
pyopenvba = pytest.importorskip("pyopenvba", reason=f"pyOpenVBA {HINT}")

VBA_WORDS = """
and as boolean byref byte byval call case const currency date debug declare dim do double each else elseif empty
end enum eqv erase error event exit false for friend function get global gosub goto if imp implements in integer
is let like long longlong loop lset me mod new next not nothing null object on open option optional or paramarray
preserve print private property public put raiseevent redim rem resume return rset seek select set single static
step stop string sub then to true type until variant wend while with write xor
"""
"""What cannot be the name of an argument."""
PYTHON = r"C:\Users\Ann & Bob\venv\Scripts\pythonw.exe"


@pytest.fixture(scope="module")
def package() -> bytes:
    return desktop.xlam()


@pytest.fixture(scope="module")
def path(package, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("addin") / desktop.NAME
    file.write_bytes(package)
    return file


@pytest.fixture(scope="module")
def modules(path) -> dict[str, str]:
    with pyopenvba.ExcelFile(path) as book:
        assert book.validate() == []
        return book.vba_modules()


def parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return {name: source.read(name) for name in source.namelist()}


def book_of(package: bytes) -> Any:
    """The add-in as openpyxl reads it: it knows workbooks with macros, not add-ins, and is told that this is one."""
    kinds = "[Content_Types].xml"
    found = parts(package)
    found[kinds] = found[kinds].replace(addin_book.ADDIN.encode(), addin_book.MACRO_WORKBOOK.encode())
    return load_workbook(io.BytesIO(packed(found)))


def rows(package: bytes, title: str) -> list[list[Any]]:
    values = book_of(package)[title].iter_rows(values_only=True)
    return [[cell for cell in row if cell is not None] for row in values]


# ----------------------------------------------------------------------------------------------------------------------
# The package


class Again(NamedTuple):
    """The add-in made once more, in a folder that has another xlwings, and what the process was before."""

    package: bytes
    modules: set[str]
    library: object
    platform: str


@pytest.fixture(scope="module")
def again(package, tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "xlwings.py").write_text("raise SystemExit('the wrong one')\n")
    before = set(sys.modules), ctypes.PyDLL, sys.platform
    with contextlib.chdir(folder):
        return Again(desktop.xlam(), *before)


def test_same_bytes_every_time_and_in_any_folder(package, again):
    assert again.package == package
    assert desktop.xlam(PYTHON) != package
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        assert [info.filename for info in source.infolist()] == sorted(source.namelist())
        assert {info.date_time for info in source.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_addin_and_nothing_else(package):
    found = parts(package)
    assert sorted(found) == [
        "[Content_Types].xml", "_rels/.rels", "customUI/customUI14.xml", "docProps/app.xml", "docProps/core.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml", "xl/theme/theme1.xml", "xl/vbaProject.bin", "xl/workbook.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
    ]  # fmt: skip
    types = {
        one.get("PartName"): one.get("ContentType") for one in ElementTree.fromstring(found["[Content_Types].xml"])
    }
    assert types["/xl/workbook.xml"] == "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    for name, content in found.items():
        if name.endswith((".xml", ".rels")):
            text = content.decode()
            assert "External" not in text
            assert ("customUI" in text) == (name in ("_rels/.rels", "customUI/customUI14.xml"))


def test_no_trace_of_the_place_where_it_was_made(package):
    for name, content in parts(package).items():
        for place in (str(Path(__file__).parents[2]), sys.prefix, str(Path.home())):
            if len(place) > 4:
                assert place.encode() not in content, name
                assert place.encode("utf-16-le") not in content, name


def test_settings(package, monkeypatch):
    monkeypatch.setattr(vba, "wrappers", lambda _: "")
    assert rows(package, "xl_dualfuel.conf")[:4] == [
        ["Interpreter_Win"], ["PYTHONPATH"], ["UDF Modules", "xl_dualfuel.functions"], ["Xlwings_DLL"],
    ]  # fmt: skip
    given = rows(desktop.xlam(PYTHON, r"D:\new;E:\<own>", r"C:\dll"), "xl_dualfuel.conf")
    assert given[:2] == [["Interpreter_Win", PYTHON], ["PYTHONPATH", r"D:\new;E:\<own>"]]
    assert given[3] == ["Xlwings_DLL", r"C:\dll"]


@pytest.mark.parametrize("wrong", ['C:\\"x".exe', "a\nb", "\x00"])
@pytest.mark.parametrize("name", ["interpreter", "pythonpath", "dll_folder"])
def test_paths_that_cannot_be(name, wrong):
    with pytest.raises(DualFuelError, match=f"{name}: a path of Windows has no quotes"):
        desktop.xlam(**{name: wrong})


def test_help_of_every_function_once(package):
    found = rows(package, "_IntelliSense_")
    assert found[0] == ["FunctionInfo", "1.0", "Dual Fuel"]
    assert [row[0] for row in found[1:]] == list(FUNCTIONS)
    for row, function in zip(found[1:], FUNCTIONS.values(), strict=True):
        texts = [text for one in function.arguments for text in (one.name, one.help)]
        assert row == [function.name, function.doc, *texts]
        assert max(map(len, row)) <= 255  # more than that MacroOptions refuses


def test_places_of_the_help(package):
    """Excel-DNA IntelliSense and our VBA read it by column: D, F, … names, E, G, … help; C is a topic, blank."""
    sheet = book_of(package)["_IntelliSense_"]
    assert sheet.sheet_state == "hidden"
    for row, function in enumerate(FUNCTIONS.values(), 2):
        assert sheet.cell(row, 3).value is None
        for place, one in enumerate(function.arguments):
            assert sheet.cell(row, 4 + 2 * place).value == one.name
            assert sheet.cell(row, 5 + 2 * place).value == one.help
        assert sheet.cell(row, 4 + 2 * len(function.arguments)).value is None


def test_valid_for_the_open_xml_sdk(validator, path):
    done = subprocess.run([validator, str(path)], capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    assert told["errors"] == []
    assert told["ok"]


def test_libreoffice_opens_it(soffice, path, tmp_path):
    subprocess.run(
        [
            soffice, "--headless", "--norestore", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            # It knows workbooks with macros, not add-ins, and must be told.
            "--infilter=Calc MS Excel 2007 VBA XML", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(path),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    book = load_workbook(tmp_path / "xl_dualfuel.xlsx")
    assert book["xl_dualfuel.conf"]["B3"].value == "xl_dualfuel.functions"
    assert [row[0] for row in book["_IntelliSense_"].iter_rows(min_row=2, values_only=True)] == list(FUNCTIONS)


# ----------------------------------------------------------------------------------------------------------------------
# The VBA


def test_olevba_reads_the_same(path, modules):
    olevba = pytest.importorskip("oletools.olevba", reason="oletools is not installed: pip install oletools")
    parser = olevba.VBA_Parser(str(path))
    try:
        found = {file: code for _, _, file, code in parser.extract_macros()}
    finally:
        parser.close()
    lines = [line for line in found["dual_fuel.bas"].splitlines() if line.strip()]
    assert lines == [line for line in modules["dual_fuel"].splitlines() if line.strip()]
    assert "DualFuelHelp" in found["ThisWorkbook.cls"]
    for name in FUNCTIONS:
        assert sum(line.startswith(f"Function {name}(") for line in lines) == 1


def test_modules(modules):
    assert set(modules) == {"ThisWorkbook", "Sheet1", "Sheet2", "dual_fuel"}
    source = modules["dual_fuel"]
    assert source.isascii()  # what else there is depends on the language of Windows
    assert max(map(len, source.splitlines())) <= 1023
    assert f"xl_dualfuel {__version__}." in source
    assert "Copyright (C) 2014-present, Zoomer Analytics LLC." in source
    assert "@" not in source
    dll = f"-{metadata.version('xlwings')}.dll"
    assert set(re.findall(r'"(xlwings\d+)(-[^"]*)"', source)) == {("xlwings64", dll), ("xlwings32", dll)}
    assert "DualFuelHelp" in modules["ThisWorkbook"]


def test_the_projects_version_word(package):
    """MS-OVBA 2.3.4.1: Version must be 0xFFFF on write, and no cache must follow its seven bytes."""
    olefile = pytest.importorskip("olefile", reason="oletools is not installed: bash tests/install.sh")
    project = olefile.OleFileIO(io.BytesIO(parts(package)["xl/vbaProject.bin"]))
    stream = project.openstream("VBA/_VBA_PROJECT").read()
    assert (stream[:2], stream[2:4], stream[4], len(stream)) == (b"\xcc\x61", b"\xff\xff", 0, 7)


def test_a_vba_function_for_each(modules):
    source = modules["dual_fuel"]
    found = re.findall(r"^(\w* ?)Function (\w+)\((.*)\)", source, re.MULTILINE)
    public = {name: arguments for scope, name, arguments in found if scope.strip() != "Private"}
    assert list(public) == sorted(FUNCTIONS)
    assert len(public) == sum(scope.strip() != "Private" for scope, _, _ in found)  # each once
    for name, function in FUNCTIONS.items():
        told = [argument.split() for argument in public[name].split(", ")] if public[name] else []
        assert [(words[-1], words[0] == "Optional") for words in told] == [
            (one.name, one.optional) for one in function.arguments
        ]
        assert len(told) <= 60
        assert not {words[-1].casefold() for words in told} & set(VBA_WORDS.split())
        call = f'XLPy.CallUDF("xl_dualfuel.functions", "{name}", Array({", ".join(w[-1] for w in told)}), '
        assert source.count(call + "ActiveWorkbook, Application.Caller)") == 1


def test_cells_reach_the_functions_only(modules):
    """xlwings' module has public functions that run any Python and write any file; =RunPython(…) must not be one."""
    source = modules["dual_fuel"]
    public = re.findall(r"^(?:Public )?(?:Function|Declare|Const) +(\w+)", source, re.MULTILINE)
    assert set(public) == set(FUNCTIONS)
    assert re.findall(r"^ *Public (.*)\r", source, re.MULTILINE) == [
        "Sub DualFuelWarmUp()", "Sub DualFuelHelp()", "Sub DualFuelNewCase(Control As Object)",
        "Sub DualFuelMakeWorkbook(Control As Object)", "Sub DualFuelVerify(Control As Object)",
        "Sub DualFuelNotes(Control As Object)",
    ]  # fmt: skip
    for name in ("RunPython", "ExecuteWindows", "SaveConfigToFile", "ImportPythonUDFs"):
        assert name not in source
    # Settings of somebody's workbook would choose the program that is run.
    outside = [line for line in source.splitlines() if "ActiveWorkbook" in line and "CallUDF" not in line]
    assert outside == ["    Set Book = ActiveWorkbook"]  # the one a button of the ribbon is pressed for


def test_what_is_taken_from_xlwings_is_as_this_xlwings_has_it(modules):
    """Its DLL and its Python side go with its own module; another version of it may change these lines."""
    theirs = resources.files("xlwings").joinpath("xlwings_custom_addin.bas").read_text(encoding="utf-8")
    ours = modules["dual_fuel"].replace("\r\n", "\n")
    for platform in ("64", "32"):
        line = f'Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings{platform}-'
        taken = {text.strip().removeprefix("Private ") for text in ours.splitlines() if line in text}
        assert len(taken) == 1
        assert taken <= {text.strip() for text in theirs.splitlines()}
    assert "If 0 <> XLPyDLLActivateAuto(XLPy, XLPyCommand, 1) Then Err.Raise 1000, Description:=XLPy" in theirs
    assert "If 0 = XLPyDLLActivateAuto(XLPy, StartCommand, 1) Then Exit Function" in ours
    # The parts of the command, and the separators before the folders of PYTHONPATH.
    for part in (
        'PYTHON_WIN = "cmd.exe " & ConsoleSwitch & " /K " & Chr(34) & Chr(34) & PYTHON_WIN & Chr(34)',
        'import xlwings.utils;xlwings.utils.prepare_sys_path(\\""" & PYTHONPATH & "\\"");',
        'import xlwings; xlwings.serve(\'$(CLSID)\')"""',
        "XLPyCommand = PYTHON_WIN & tail & Chr(34)",
    ):
        assert part in theirs, part
    notice = theirs[theirs.index("'xlwings is distributed") : theirs.index("\n\n'Attribute VB_Name")]
    assert notice in ours


# What Windows and Excel give, for the interpreter of VBA: names to be replaced, and the code that takes their place.
OUTSIDE = {
    "Application.MacroOptions": "TakeHelp",
    "Application.Caller": "CallingCell",
    "Environ$(": "Variable(",
    'CreateObject("WScript.Shell")': "Shell()",
    "ThisWorkbook.IsAddin": "IsAddin",
    "Err.LastDllError": "LoadError",
    "Dir$(": "FileThere(",
}
WINDOWS = r"""
Public Command As String, Tried As String, DllFolder As String, Fails As Boolean, IsAddin As Boolean, Helped As String
Public VariableGiven As String, Starts As Long, Files As String
Public LoadError As Long, ExitStatus As Long, Checked As String
Function XLPyDLLActivateAuto(ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode = 1)
    Command = Config
    Starts = Starts + 1
    If Fails Then
        Result = "Python does not start"
        XLPyDLLActivateAuto = 1
    Else
        Set Result = New FakePython
    End If
End Function
Function LoadLibrary(ByVal Name As String)
    Tried = Tried & Name & "|"
    If DllFolder <> "" And InStr(Name, DllFolder & "\xlwings") = 1 Then LoadLibrary = 1
End Function
Function CallingCell() As Range
    Set CallingCell = ThisWorkbook.Worksheets(1).Range("D4")
End Function
Function Variable(ByVal Name As String) As String
    If Name = "XL_DUALFUEL_PYTHON" Then Variable = VariableGiven
End Function
Function Shell() As Object
    Set Shell = New FakeShell
End Function
Sub TakeHelp(Macro, Description, Category, Optional ArgumentDescriptions)
    Dim One
    If IsAddin Then Err.Raise 1004, Description:="Cannot edit a macro on a hidden workbook."
    Helped = Helped & Macro & vbTab & Description & vbTab & Category
    If Not IsMissing(ArgumentDescriptions) Then
        For Each One In ArgumentDescriptions
            Helped = Helped & vbTab & One
        Next One
    End If
    Helped = Helped & vbLf
End Sub
Function FileThere(ByVal Path As String) As String
    If InStr("|" & Files & "|", "|" & Path & "|") > 0 Then FileThere = Path
End Function
Sub Computer(There, Code, Status)
    Files = There
    LoadError = Code
    ExitStatus = Status
End Sub
Sub Begin(Folder, Given, Failing, Addin)
    DllFolder = Folder
    VariableGiven = Given
    Fails = Failing
    IsAddin = Addin
End Sub
Function Seen(ByVal What As String)
    Select Case What
        Case "command": Seen = Command
        Case "tried": Seen = Tried
        Case "helped": Seen = Helped
        Case "addin": Seen = IsAddin
        Case "starts": Seen = Starts
        Case "checked": Seen = Checked
    End Select
End Function
"""
FAKE_PYTHON = """
Function CallUDF(ByVal Module, ByVal Name, Args, Book, Caller)
    Dim One, Table(2, 1)
    If Name = "DF_COP" Then
        If Args(0) = "table" Then
            Table(0, 0) = "problem": Table(0, 1) = 3.5: Table(1, 0) = "#N/A": Table(1, 1) = "#DF! cop_17 = -1: must be"
            Table(2, 0) = "#1 choice": Table(2, 1) = "#DIV/0!"
            CallUDF = Table
        ElseIf Args(0) = "row" Then
            CallUDF = Array("#VALUE!", "cop_17 = -1: must be", 2)
        Else
            CallUDF = Args(0)
        End If
        Exit Function
    End If
    CallUDF = Module & "." & Name
    For Each One In Args
        If IsMissing(One) Then One = "omitted"
        CallUDF = CallUDF & "|" & One
    Next One
    CallUDF = CallUDF & "|" & Book.Name & "|" & Caller.Address
End Function
Function Module(ByVal Name)
    Set Module = Me
End Function
Function Call(ByVal One, ByVal Method)
    Set Call = Me
End Function
"""
FAKE_SHELL = r"""
Function Run(ByVal Line, ByVal Style, ByVal Waits)
    Checked = Line
    If ExitStatus < 0 Then Err.Raise 70, Description:="Permission denied"
    Run = ExitStatus
End Function
Function ExpandEnvironmentStrings(ByVal Text)
    ExpandEnvironmentStrings = Replace(Text, "%APPS%", "C:\Apps")
End Function
"""


wrappers = cache(vba.wrappers)


class Vba:
    """The module as it is in the add-in, run by pyOpenVBA's interpreter with Windows replaced."""

    def __init__(
        self, folder: Path, *, interpreter="", pythonpath="", dll="", dll_folder="", variable="", fails=False,
        files=(), error=0, status=0,
    ):  # fmt: skip
        from pyopenvba.apps.excel import ExcelApplication

        path = folder / desktop.NAME
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(vba, "wrappers", wrappers)  # always the same, and made by a process of their own
            path.write_bytes(desktop.xlam(interpreter, pythonpath, dll))
        with pyopenvba.ExcelFile(path) as book:
            source = book.vba_modules()["dual_fuel"]
        source, count = re.subn(r"(?m)^ *Private Declare .*\r\n", "", source)
        assert count == 3
        for name, stand_in in OUTSIDE.items():
            assert name in source
            source = source.replace(name, stand_in)
        self.app = ExcelApplication.open(path, with_vba=False)
        self.app.add_module(WINDOWS, name="windows")
        self.app.add_module(FAKE_PYTHON, name="FakePython", kind="class")
        self.app.add_module(FAKE_SHELL, name="FakeShell", kind="class")
        self.app.add_module(source, name="dual_fuel")
        self.app.run("Begin", dll_folder, variable, fails, True)
        self.app.run("Computer", "|".join(files or (interpreter, variable, r"C:\Apps\py\pythonw.exe")), error, status)

    def run(self, name: str, *args: Any) -> Any:
        return self.app.run(name, *args)

    def seen(self, what: str) -> Any:
        return self.app.run("Seen", what)


def test_every_function_hands_its_arguments_on_in_order(tmp_path):
    workbook = Vba(tmp_path)
    for name, function in FUNCTIONS.items():
        if name == "DF_COP":  # of which the stand-in makes other answers
            continue
        count = len(function.arguments)
        needed = sum(not one.optional for one in function.arguments)
        for given in range(needed, count + 1):
            values = [f"value {number}" for number in range(given)] + ["omitted"] * (count - given)
            answer = workbook.run(name, *values[:given])
            assert answer == "|".join([f"xl_dualfuel.functions.{name}", *values, "xl_dualfuel.xlam", "$D$4"])


def test_how_python_is_started(tmp_path):
    workbook = Vba(tmp_path)
    workbook.run("DF_VERSION")
    assert workbook.seen("tried") == ""  # Windows looks on the PATH
    assert workbook.seen("command") == command("pythonw")


def command(interpreter: str, path: str = "") -> str:
    return f'cmd.exe  /K ""{interpreter}" -B -P -c "{path}import xlwings; xlwings.serve(\'$(CLSID)\')""'


def test_interpreter_of_the_sheet(tmp_path):
    folder = PYTHON.rpartition("\\")[0]
    workbook = Vba(tmp_path, interpreter=PYTHON, dll_folder=folder, variable=r"D:\other\pythonw.exe")
    for _ in range(3):
        workbook.run("DF_VERSION")
    dll = f"xlwings64-{metadata.version('xlwings')}.dll"
    assert workbook.seen("tried") == f"{folder}\\{dll}|"  # once
    assert workbook.seen("command") == command(PYTHON)
    above = folder.rpartition("\\")[0]
    workbook = Vba(tmp_path, interpreter=PYTHON, dll_folder=above)
    workbook.run("DF_VERSION")
    assert workbook.seen("tried") == f"{folder}\\{dll}|{above}\\{dll}|"  # a virtual environment
    workbook = Vba(tmp_path, interpreter=PYTHON, dll=r"%APPS%\Python", dll_folder=r"C:\Apps\Python")
    workbook.run("DF_VERSION")
    assert workbook.seen("tried") == f"C:\\Apps\\Python\\{dll}|"  # where pip put it for one user


def test_interpreter_of_the_environment(tmp_path):
    workbook = Vba(tmp_path, variable=r"D:\py\pythonw.exe", dll_folder=r"D:\py")
    workbook.run("DF_VERSION")
    assert workbook.seen("command") == command(r"D:\py\pythonw.exe")
    workbook = Vba(tmp_path, interpreter=r"%APPS%\py\pythonw.exe", dll_folder=r"C:\Apps\py")
    workbook.run("DF_VERSION")
    assert workbook.seen("command") == command(r"C:\Apps\py\pythonw.exe")


def test_pythonpath_reaches_python(tmp_path):
    """The code of the command, as Windows hands it to Python, run by Python with xlwings' own serve replaced."""
    workbook = Vba(tmp_path, pythonpath=r"D:\Ann's\code;%APPS%\more")
    workbook.run("DF_VERSION")
    started = workbook.seen("command")
    code = started.split(' -c "', 1)[1].removesuffix('""').replace('\\"', '"')
    assert command("pythonw", code.removesuffix("import xlwings; xlwings.serve('$(CLSID)')").replace('"', '\\"')) == (
        started
    )
    program = (
        "import sys, xlwings; before = list(sys.path); xlwings.serve = lambda clsid: None\n"
        f"{code}\nprint([place for place in sys.path if place not in before])"
    )
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True)
    assert sorted(eval(done.stdout)) == [r"C:\Apps\more", r"D:\Ann's\code"]


CAUSES = {
    0: "pythonw runs, but Excel gets no connection to it: Excel from the Microsoft Store cannot have one",
    1: "pythonw cannot load xl_dualfuel (status 1). Reported: Python does not start. In a terminal run: dualfuel addin",
    2: "pythonw is older than Python 3.11. In a terminal run: dualfuel addin install",
    3: "xlwings is not installed for pythonw. In a terminal run: dualfuel addin install",
    4: f"xlwings of pythonw is another version than {metadata.version('xlwings')}. In a terminal run: dualfuel addin",
    5: "xl_dualfuel is not installed for pythonw. In a terminal run: dualfuel addin install",
    -1: "Windows does not start pythonw (Permission denied). If there is no such file, run in a terminal: dualfuel",
}


@pytest.mark.parametrize("status", CAUSES)
def test_why_python_does_not_answer_is_said(tmp_path, status):
    workbook = Vba(tmp_path, fails=True, status=status)
    told = workbook.run("DF_VERSION")
    assert told.startswith(CAUSES[status])
    assert workbook.run("DF_VERSION") == told
    assert workbook.seen("starts") == 1  # Excel waits a minute for each start, and a sheet has many cells


def check_code(workbook: Vba) -> str:
    """The code by which Python is asked what is missing, as Windows hands it over."""
    workbook.run("DF_VERSION")
    line = workbook.seen("checked")
    assert line.startswith('"pythonw" -B -P -c "')
    return line.split(' -c "', 1)[1].removesuffix('"').replace('\\"', '"')


FORKED = """
import json, os, sys
import xlwings, xl_dualfuel.functions  # which takes longest, once
for program in json.load(sys.stdin):
    if os.fork() == 0:
        status = 0
        try:
            exec(program, {"__name__": "__main__"})
        except SystemExit as ended:
            status = ended.code or 0
        except BaseException:
            status = 1
        os._exit(status)
    print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""
MISSING = {
    "import importlib.util as u; find = u.find_spec; u.find_spec = lambda n: n != 'xlwings' and find(n)": 3,
    "import xlwings; xlwings.__version__ = '0.1'": 4,
    "import importlib.util as u; find = u.find_spec; u.find_spec = lambda n: n != 'xl_dualfuel' and find(n)": 5,
    "import sys; sys.modules['xl_dualfuel.functions'] = None": 1,
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_python_says_by_its_exit_what_is_missing(tmp_path):
    code = check_code(Vba(tmp_path, fails=True, pythonpath=r"D:\Ann's & Bob\code"))
    assert r"D:\\Ann\'s & Bob\\code" in code  # no ^ as for cmd.exe, which is not asked here
    alone = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert alone.returncode == 0, alone.stderr
    asked = json.dumps([f"{before}\n{code}" for before in MISSING])
    done = subprocess.run([sys.executable, "-c", FORKED], input=asked, capture_output=True, text=True, check=True)
    assert list(map(int, done.stdout.split())) == list(MISSING.values()), done.stderr


def test_the_dll_that_is_not_there_or_not_allowed_is_named(tmp_path):
    folder, dll = PYTHON.rpartition("\\")[0], f"xlwings64-{metadata.version('xlwings')}.dll"
    assert Vba(tmp_path, interpreter=PYTHON).run("DF_VERSION") == (
        f"{dll} of xlwings is not beside {PYTHON}. In a terminal run: dualfuel addin install"
    )
    told = Vba(tmp_path, interpreter=PYTHON, files=(PYTHON, f"{folder}\\{dll}"), error=1260).run("DF_VERSION")
    assert told.startswith(f"Windows does not load {folder}\\{dll} (error 1260): a virus scanner or a policy")
    told = Vba(tmp_path, interpreter=PYTHON, files=("other",)).run("DF_VERSION")
    assert told == f"There is no {PYTHON}. In a terminal run: dualfuel addin install"


def test_python_is_warm_before_a_cell_asks(tmp_path, modules):
    assert re.search(r"OnTime Now \+ .*!DualFuelWarmUp", modules["ThisWorkbook"])
    workbook = Vba(tmp_path)
    workbook.run("DualFuelWarmUp")
    assert workbook.seen("starts") == 1
    Vba(tmp_path, fails=True).run("DualFuelWarmUp")  # quiet


KINDS = """
Function KindsOf(Answer)
    Dim One
    If Not IsArray(Answer) Then
        KindsOf = KindOf(Answer)
    Else
        For Each One In Answer
            KindsOf = KindsOf & KindOf(One) & "|"
        Next One
    End If
End Function
Function KindOf(One)
    If IsError(One) Then KindOf = CStr(One) Else KindOf = One & ""
End Function
Function Asked(Given)
    Asked = KindsOf(DF_COP(Given, 3.4, 2.2))
End Function
Function Failed(Name)
    If Name = "DF_BALANCE_POINT" Then Failed = KindsOf(DF_BALANCE_POINT())
    If Name = "DF_CHECK" Then Failed = KindsOf(DF_CHECK())
    If Name = "DF_VERSION" Then Failed = KindsOf(DF_VERSION())
    If Name = "DF_STATUS" Then Failed = KindsOf(DF_STATUS("thermal"))
    If Name = "DF_COP" Then Failed = KindsOf(DF_COP(17, 3.4, 2.2))
End Function
"""


def test_an_error_is_an_error_value(tmp_path):
    workbook = Vba(tmp_path)
    workbook.app.add_module(KINDS, name="kinds")
    for number, text in ERROR_TEXTS.items():
        assert workbook.run("Asked", text) == f"Error {number}"
    assert workbook.run("Asked", f"{MARK}cop_17 = -1: must be more than 0") == "Error 2015"  # #VALUE!
    for text in ("OK", "", "#1 choice", "#DF", "2.2"):
        assert workbook.run("Asked", text) == text
    assert workbook.run("Asked", "row") == "Error 2015|cop_17 = -1: must be|2|"
    table = ["problem", "3.5", "Error 2042", "Error 2015", "#1 choice", "Error 2007"]
    assert sorted(workbook.run("Asked", "table").removesuffix("|").split("|")) == sorted(table)


def test_what_goes_wrong_is_told_where_an_answer_has_words(tmp_path):
    workbook = Vba(tmp_path, fails=True, status=3)
    workbook.app.add_module(KINDS, name="kinds")
    answers = {name: workbook.run("Failed", name) for name in ("DF_BALANCE_POINT", "DF_COP", "DF_CHECK", "DF_STATUS")}
    assert answers == {
        "DF_BALANCE_POINT": "Error 2015",
        "DF_COP": "Error 2015",
        "DF_CHECK": f"Error 2015|{CAUSES[3]}|",
        "DF_STATUS": CAUSES[3],
    }


def test_help_is_given_while_the_addin_is_visible(tmp_path):
    workbook = Vba(tmp_path)
    workbook.run("DualFuelHelp")
    assert workbook.seen("addin") is True  # again
    told = [line.split("\t") for line in workbook.seen("helped").splitlines()]
    assert told == [
        [f"'xl_dualfuel.xlam'!{name}", function.doc, "Dual Fuel", *(one.help for one in function.arguments)]
        for name, function in FUNCTIONS.items()
    ]


# ----------------------------------------------------------------------------------------------------------------------
# Around it


def test_the_stand_ins_stay_in_their_process(again):
    assert not {name for name in set(sys.modules) - again.modules if name.startswith(("pythoncom", "pywin", "win32"))}
    assert ctypes.PyDLL is again.library
    assert sys.platform == again.platform
    xlwings = importlib.import_module("xlwings")
    if sys.platform != "win32":
        assert not hasattr(xlwings.func(lambda: 0), "__xlfunc__")  # does nothing here, as before
        assert "xlwings._xlwindows" not in sys.modules


def test_without_pyopenvba(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    with pytest.raises(DualFuelError, match=r"needs pyOpenVBA\. Install it: .*pip install .*pyopenvba"):
        desktop.xlam()


def test_without_xlwings(monkeypatch):
    def missing(_):
        raise metadata.PackageNotFoundError("xlwings")

    monkeypatch.setattr(vba.metadata, "version", missing)
    with pytest.raises(DualFuelError, match=r"needs xlwings\. Install it: .*pip install "):
        desktop.xlam()


def test_a_generator_that_fails_is_told(monkeypatch, tmp_path):
    (tmp_path / "xlwings.py").write_text("raise RuntimeError('broken')\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(DualFuelError, match=r"xlwings [\d.]+ could not generate .* VBA: RuntimeError: broken$"):
        desktop.xlam()


def test_the_interpreter_of_this_place(monkeypatch):
    monkeypatch.setattr("platform.system", lambda: "Windows")
    monkeypatch.setattr(sys, "executable", r"C:\My venv\Scripts\python.exe")
    assert desktop.this_interpreter() == r"C:\My venv\Scripts\pythonw.exe"
    monkeypatch.setattr(sys, "executable", r"C:\Py\PythonW.EXE")
    assert desktop.this_interpreter() == r"C:\Py\pythonw.exe"
    monkeypatch.setattr("platform.system", lambda: "Linux")
    assert desktop.this_interpreter() == ""
