"""The Calc extension: what is in it, and every function in a real LibreOffice beside the same function called here."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy
import openpyxl
import pytest

import calc_session
import update_rdb
import xl_dualfuel as df
from worksheets import FIRST, IN_WORDS, OF_A_CASE
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.functions.arguments import NUMBERS
from xl_dualfuel.hosts.calc import extension as calc
from xl_dualfuel.hosts.calc import xcu as calc_xcu
from xl_dualfuel.inputs.cells import error_value

ROOT = Path(__file__).parents[2]
DATA = ROOT / "xl_dualfuel" / "hosts" / "calc"
OOR = "{http://openoffice.org/2001/registry}"
NOT_AVAILABLE = 32767  # Calc's error number of #N/A
DIVIDED_BY_ZERO = 532  # Calc's error number of #DIV/0!
IN_A_RANGE = 504  # "error in parameter list"
REFUSED = {"error": 519}  # that of #VALUE!
NUMBERS_OF = {"#NUM!": 503, "#VALUE!": 519, "#NULL!": 521, "#REF!": 524, "#NAME?": 525, "#DIV/0!": DIVIDED_BY_ZERO,
              "#N/A": NOT_AVAILABLE}  # fmt: skip
"""Calc's error numbers: formula/source/core/… errorcodes.hxx, as its help on error codes lists them."""


@pytest.fixture(scope="module")
def package() -> bytes:
    return calc.oxt()


@pytest.fixture(scope="module")
def oxt(package: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(package))


def test_the_same_bytes_every_time(package: bytes) -> None:
    """In another process, with another seed and in another time zone."""
    program = (
        "import hashlib; from xl_dualfuel.hosts.calc.extension import oxt; print(hashlib.sha256(oxt()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == hashlib.sha256(package).hexdigest()


def test_parts_are_sorted_and_undated(oxt: zipfile.ZipFile) -> None:
    assert oxt.namelist() == sorted(oxt.namelist())
    assert {info.date_time for info in oxt.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.create_system for info in oxt.infolist()} == {3}


def test_manifest_and_description(oxt: zipfile.ZipFile) -> None:
    space = "{http://openoffice.org/2001/manifest}"
    entries = ET.fromstring(oxt.read("META-INF/manifest.xml")).iter(f"{space}file-entry")
    listed = {entry.attrib[f"{space}full-path"]: entry.attrib[f"{space}media-type"] for entry in entries}
    assert list(listed) == ["calc.rdb", "calc_component.py", "CalcAddIns.xcu"]  # types before what implements them
    assert set(listed) < set(oxt.namelist())
    space = "{http://openoffice.org/extensions/description/2006}"
    description = ET.fromstring(oxt.read("description.xml"))
    values = {one.tag.removeprefix(space): one.attrib.get("value") for one in description}
    assert values["identifier"] == "xl_dualfuel.calc"
    assert values["version"] == df.__version__


def members(node: ET.Element) -> dict[str, ET.Element]:
    return {one.attrib[f"{OOR}name"]: one for one in node.findall("node")}


def texts(node: ET.Element) -> dict[str, str | None]:
    return {one.attrib[f"{OOR}name"]: one.findtext("value") for one in node.findall("prop")}


def test_configuration_has_every_function_and_argument(oxt: zipfile.ZipFile) -> None:
    root = ET.fromstring(oxt.read("CalcAddIns.xcu"))
    found = members(members(members(members(root)["AddInInfo"])[calc_xcu.SERVICE])["AddInFunctions"])
    assert list(found) == list(FUNCTIONS)
    for name, function in FUNCTIONS.items():
        told = texts(found[name])
        assert told["DisplayName"] == told["CompatibilityName"] == name
        assert told["Description"] == function.doc
        assert (told["Category"], told["CategoryDisplayName"]) == ("Add-In", "Dual Fuel")
        parameters = members(members(found[name])["Parameters"])
        assert list(parameters) == [calc_xcu.internal(one) for one in function.arguments]
        for one, node in zip(function.arguments, parameters.values(), strict=True):
            shown = texts(node)
            assert shown["DisplayName"] == (f"[{one.name}]" if one.optional else one.name)
            help_of = shown["Description"] or ""
            assert help_of.replace(calc_xcu.ZERO_HELP, "").replace(calc_xcu.BLANK_HELP, "") == one.help
            assert (calc_xcu.ZERO_HELP in help_of) == calc_xcu.zero_is_blank(one)
            assert (calc_xcu.BLANK_HELP in help_of) == (one.optional and not calc_xcu.zero_is_blank(one))
            assert len(help_of) <= 255


def test_interface_has_every_function_and_argument() -> None:
    methods = re.findall(r"^ +(any|sequence< sequence< any > >) (\w+)\((.*)\);$", update_rdb.idl(), re.MULTILINE)
    assert [(name, arguments) for _, name, arguments in methods] == [
        (name, ", ".join(f"[in] any {calc_xcu.internal(one)}" for one in function.arguments))
        for name, function in FUNCTIONS.items()
    ]
    assert {name for kind, name, _ in methods if kind == "any"} == {
        name for name, function in FUNCTIONS.items() if function.shape == "scalar"
    }


def test_shipped_type_library_names_every_function_and_argument() -> None:
    rdb = (DATA / "calc.rdb").read_bytes()
    assert set(re.findall(rb"DF_[A-Z_]+2?", rdb)) == {name.encode() for name in FUNCTIONS}
    for function in FUNCTIONS.values():
        for one in function.arguments:
            assert calc_xcu.internal(one).encode() in rdb


def test_shipped_type_library_is_what_unoidl_write_makes(tmp_path: Path) -> None:
    tools = update_rdb.tools()
    if tools is None:
        pytest.skip("unoidl-write is not installed (Debian: libreoffice-dev)")
    shipped, made = (DATA / "calc.rdb").read_bytes(), update_rdb.type_library(*tools)
    versions = [re.findall(rb"\*\* Created by LibreOffice ([0-9.]+) ", rdb) for rdb in (shipped, made)]
    if versions[0] == versions[1]:
        assert made == shipped
    else:  # made by another version, which may lay it out otherwise
        read = tools[0].with_name("unoidl-read")
        texts = []
        for rdb in (shipped, made):
            (tmp_path / "calc.rdb").write_bytes(rdb)
            command = [read, tools[1], tmp_path / "calc.rdb"]
            texts.append(subprocess.run(command, capture_output=True, check=True).stdout)
        assert texts[0] == texts[1]


def test_what_runs_in_calc_needs_numpy_only(oxt: zipfile.ZipFile, tmp_path: Path) -> None:
    oxt.extractall(tmp_path)
    (tmp_path / "libraries").mkdir()
    place = Path(numpy.__file__).parent
    for path in (place, place.with_name("numpy.libs")):
        if path.exists():
            (tmp_path / "libraries" / path.name).symlink_to(path)
    program = (
        f"import sys; sys.path[:0] = [{str(tmp_path / 'package')!r}, {str(tmp_path / 'libraries')!r}]\n"
        "import xl_dualfuel, json; from xl_dualfuel.functions import FUNCTIONS\n"
        f"assert xl_dualfuel.__file__.startswith({str(tmp_path)!r})\n"
        "print(json.dumps([sorted(FUNCTIONS), FUNCTIONS['DF_BALANCE_POINT'].python({'station': 'denver'}),"
        "FUNCTIONS['DF_FUEL_STORAGE'].python({'station': 'denver'}),"
        "FUNCTIONS['DF_NPV_OPTION'].python({'cop_47': 3.9}, 900)]))"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        sorted(FUNCTIONS),
        direct("DF_BALANCE_POINT", {"station": "denver"}),
        direct("DF_FUEL_STORAGE", {"station": "denver"}),
        direct("DF_NPV_OPTION", {"cop_47": 3.9}, 900),
    ]


def test_sources_are_those_of_the_package_and_no_more(oxt: zipfile.ZipFile) -> None:
    prefix = f"{calc.FOLDER}/"
    sources = {name.removeprefix(prefix): oxt.read(name) for name in oxt.namelist() if name.startswith(prefix)}
    for name, content in sources.items():
        assert content == (ROOT / "xl_dualfuel" / name).read_bytes()
    assert "weather/stations.npz" in sources
    assert not {"cli.py", "screen.py", "__main__.py"} & set(sources)
    assert not any(name.startswith("hosts") for name in sources)


def test_names_and_oldest_python_stand_in_two_places() -> None:
    component = (DATA / "component.py").read_text(encoding="utf-8")
    assert f'SERVICE = "{calc_xcu.SERVICE}"\nINTERFACE = "{update_rdb.INTERFACE}"\n' in component
    required = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert "OLDEST = ({}, {})".format(*required.removeprefix(">=").split(".")) in component


def test_0_is_taken_for_a_blank_cell_only_where_it_can_be_no_value() -> None:
    blank = {
        (function.name, one)
        for function in FUNCTIONS.values()
        for one in function.arguments
        if calc_xcu.zero_is_blank(one)
    }
    assert all(one.optional for _, one in blank)
    assert {one.key for _, one in blank} == {"", "cop_5", "load_balance_temperature", "fuel", "fuel_price_unit",
                                            "furnace_efficiency"}  # fmt: skip
    others = {"inputs", "changes", "section", "region", "thermostat_unit", "life"}
    assert {one.name for _, one in blank if not one.key} == others
    fields = df.FIELDS | NUMBERS
    for _, one in blank:
        field = fields.get(one.key or one.name)
        assert field is None or field.kind == "choice" or not field.holds(0)
    for one in (one for function in FUNCTIONS.values() for one in function.arguments if one.name in NUMBERS):
        assert (one.optional and not NUMBERS[one.name].holds(0)) == calc_xcu.zero_is_blank(one)


STUBBED = """
import importlib.util, sys, types
from unittest.mock import MagicMock
uno, unohelper, lang = types.ModuleType("uno"), types.ModuleType("unohelper"), types.ModuleType("com.sun.star.lang")
uno.getClass = lambda name: type("Interface", (), {{}})
unohelper.Base, unohelper.ImplementationHelper = type("Base", (), {{}}), MagicMock
lang.XServiceInfo = type("XServiceInfo", (), {{}})
packages = {{name: types.ModuleType(name) for name in ("com", "com.sun", "com.sun.star")}}
sys.modules |= packages | {{"uno": uno, "unohelper": unohelper, "com.sun.star.lang": lang}}
spec = importlib.util.spec_from_file_location("calc_component", {path!r})
component = importlib.util.module_from_spec(spec)
spec.loader.exec_module(component)
{first}
print(component.Functions(None).DF_VERSION())
print(component.Functions(None).DF_SCENARIOS(None, None))
print(component.Functions(None).DF_BALANCE_POINT(None, None), component.Functions(None).DF_COP(17, 3, 2, None))
"""


@pytest.mark.parametrize(
    ("first", "message"),
    [
        ("component.OLDEST = (3, 99)", "Python 3.99 or later is needed, and this LibreOffice runs Python 3."),
        ("sys.modules['numpy'] = None", "numpy is missing: install it for the Python that LibreOffice runs"),
        ("sys.meta_path = []", "numpy is missing: "),
        ("sys.modules['numpy'] = 1; sys.modules['xl_dualfuel'] = None", "the extension cannot start: "),
        ("component.importlib.import_module = MagicMock(side_effect=ImportError('DLL load failed'))",
         "numpy cannot be used: DLL load failed"),
    ],
)  # fmt: skip
def test_what_keeps_it_from_running_is_told_where_an_answer_has_words(
    oxt: zipfile.ZipFile, tmp_path: Path, first: str, message: str
) -> None:
    oxt.extractall(tmp_path)
    program = STUBBED.format(path=str(tmp_path / "calc_component.py"), first=first)
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", program]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    scalar, table, errors = done.stdout.splitlines()
    assert scalar.startswith(message)
    assert len(scalar) <= 255
    assert table == f"((nan, {scalar!r}),)"
    assert errors == "nan ((nan,),)"


def test_the_component_can_be_read_by_the_oldest_python_of_libreoffice_7_4() -> None:
    ast.parse((DATA / "component.py").read_text(encoding="utf-8"), feature_version=(3, 8))


# In LibreOffice


@pytest.fixture(scope="module")
def folder(package):
    if reason := calc_session.missing():
        pytest.skip(f"no LibreOffice to try the extension in: {reason}")
    with calc_session.installed(package) as place:
        yield place


@pytest.fixture(scope="module")
def office(folder):
    with calc_session.Calc(folder) as started:
        yield started
    assert not started.alive()


@pytest.fixture
def sheet(office):
    office.do("clear")
    return office


@dataclass(frozen=True)
class Cells:
    """An argument that stands in cells of the sheet; None is a blank one."""

    rows: list[list[Any]]


@dataclass(frozen=True)
class Ask:
    """Writes a formula for a call, the cells it refers to beside each other from A1 on."""

    sheet: calc_session.Calc

    def __call__(self, name: str, *arguments: Any) -> Any:
        """What Calc shows: rows for rows, else a value."""
        expected = direct(name, *arguments)
        formula = f"={name}({';'.join(self.written(arguments))})"
        if not isinstance(expected, list):
            self.sheet.do("fill", AT, [[formula]])
            return self.sheet.do("read", AT, 1, 1)[0][0]
        rows, columns = len(expected), len(expected[0])
        # One row more than the answer has, where Calc shows #N/A; but it repeats a single one.
        more = rows > 1
        self.sheet.do("array", AT, rows + more, columns, formula)
        *found, last = self.sheet.do("read", AT, rows + more, columns)
        if not more:
            return [last]
        assert [cell["error"] for cell in last] == [NOT_AVAILABLE] * columns
        return found

    def written(self, arguments: tuple[Any, ...]) -> list[str]:
        column, texts = 0, []
        for one in arguments:
            if isinstance(one, Cells):
                self.sheet.do("fill", [column, 0], one.rows)
                last = column + len(one.rows[0]) - 1
                first, end = f"{letters(column)}1", f"{letters(last)}{len(one.rows)}"
                texts.append(first if first == end else f"{first}:{end}")
                column = last + 2
            else:
                texts.append(constant(one))
        return texts


AT = [60, 0]


def letters(column: int) -> str:
    assert column < 26
    return chr(ord("A") + column)


def constant(value: Any) -> str:
    """A value in a formula; None leaves the argument out."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "{" + "|".join(";".join(map(constant, row)) for row in value) + "}"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def direct(name: str, *arguments: Any) -> Any:
    """What the function returns here."""

    def plain(one: Any) -> Any:
        if not isinstance(one, Cells):
            return one
        return one.rows[0][0] if len(one.rows) == len(one.rows[0]) == 1 else one.rows

    return as_shown(FUNCTIONS[name].python(*map(plain, arguments)))


def as_shown(answer: Any) -> Any:
    """An answer as Calc's cells show it: errors by their numbers."""
    if isinstance(answer, list):
        return [as_shown(item) for item in answer]
    wrong = error_value(answer)
    return answer if wrong is None else {"error": NUMBERS_OF[wrong]}


# As the Inputs sheet's in_all: every key, most of them blank.
SHEET = Cells(
    [["key", "value"]]
    + [
        [key, {"electricity_price": 0.21, "fuel_price": 1.9, "fuel_price_unit": "$/therm", "cop_47": 3.1}.get(key)]
        for key in df.FIELDS
    ]
)
PAIRS = Cells([["Fuel", "propane"], ["Fuel price", 2.6], ["fuel_price_unit", "$/gal"], ["cop_5", None]])
FREE = [["electricity_price", 0]]
CHANGES = [["electricity_price", 0.2], ["cop_47", 3.2]]
A_CASE: list[tuple[Any, ...]] = [(), (SHEET,), (PAIRS, CHANGES), (None, CHANGES), (SHEET, FREE), (CHANGES, PAIRS)]
COLUMN, ROW = Cells([[47], [17], [None], [-5.5]]), Cells([[60, 32.1, 5]])
CALLS: dict[str, list[tuple[Any, ...]]] = {
    name: [(*FIRST.get(name, ()), *arguments) for arguments in A_CASE] for name in OF_A_CASE
} | {
    "DF_PORTFOLIO": [
        (Cells([["home", "cop_47", "fuel_price"], ["a", 3.2, None], [None, None, None], ["b", -1, 12], ["c", 3, 0]]),),
        ([["cop_47", "station"], [3.2, "denver"], [3.5, "chicago_ohare"]],),
    ],
    "DF_COP": [
        (17, 3.4, 2.2), (COLUMN, 3.4, 2.2), (ROW, Cells([[3.4]]), Cells([[2.2]]), Cells([[1.6]])),
        ([[47, 17], [5, -10]], 3.3, 2.1, 1.7), (Cells([[0]]), 3.4, 2.2),
    ],
    "DF_LOAD": [(17, 600), (COLUMN, 600, 65), (ROW, Cells([[550.5]])), ([[47], [17]], 600, 62.5)],
    "DF_LOAD_SLOPE": [(40000, 70, 5), (Cells([[40000]]), Cells([[70]]), Cells([[0]]))],
    "DF_LOAD_SLOPE_FROM_FUEL": [(700, 5500), (600, Cells([[5000]]), "propane", 0.9), (700, 5500, None, 0.8)],
    "DF_BREAKEVEN_COP": [(0.16, 14), (0.2, 2.5, 0.9, "propane", "$/gal"), (Cells([[0]]), 14), (0.1, 0)],
    "DF_FUEL_PRICE": [(1.4, "$/therm"), (Cells([[2.5]]), Cells([["$/gal"]]), Cells([["propane"]])), (0, "$/therm")],
    "DF_HSPF2": [
        (Cells([["capacity_47", 36000], ["cop_47", 3.6], ["capacity_17", 22000], ["cop_17", 2.4]]),),
        ([["capacity_47", 36000], ["cop_47", 3.6], ["capacity_17", 22000], ["cop_17", 2.4]], "I"),
    ],
    "DF_VERSION": [()],
    "DF_INPUTS": [(), ("Furnace",), (Cells([["HOUSE"]]),), ("garden",), (Cells([[None]]),)],
}  # fmt: skip
CALLS["DF_SENSITIVITY"] += [("fuel_price", Cells([[10], [None], [14], [-1]]), SHEET)]
CALLS["DF_PRICE_MATRIX"] += [(Cells([[0.1], [0.2]]), Cells([[0, 12.5, None]]), PAIRS), (0.16, 14)]
CALLS["DF_BAND"] += [(Cells([[0]]), None, None, SHEET), (None, Cells([[2.5]]), Cells([["F"]]), PAIRS)]
CALLS["DF_COMPARE"] += [
    (Cells([["Option", "COP at 47 °F", "fuel", "fuel_price", "note"], ["better", 3.9, None, None, "quoted"],
            [None, None, None, None, "nothing"], ["wrong", -1, None, None, None], [2024, None, "propane", 25, None],
            [None, None, "propane", None, 7]]), SHEET),
]  # fmt: skip
CALLS["DF_NPV_OPTION"] += [
    (Cells([["cop_47", 3.9], ["cop_17", None]]), Cells([[900]])),
    ([["cop_47", 3.9]], 900, None, Cells([[20]]), Cells([[0]]), None, 0.02, SHEET),
]
CALLS["DF_SCENARIO"] += [(Cells([["emergency_heat"]]), Cells([["electricity_kwh"]]), SHEET)]


def test_every_function_is_tried() -> None:
    assert set(CALLS) == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_answers_as_here(sheet, name: str) -> None:
    """In the default run its first call and its last."""
    answers_as_here(sheet, name, CALLS[name][:: max(1, len(CALLS[name]) - 1)])


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_call_is_answered_as_here(sheet, name: str) -> None:
    answers_as_here(sheet, name, CALLS[name])


def answers_as_here(sheet, name: str, calls: list[tuple[Any, ...]]) -> None:
    for arguments in calls:
        sheet.do("clear")
        # To the last bit: the same code and the same numpy run in both.
        assert Ask(sheet)(name, *arguments) == direct(name, *arguments), arguments
        assert direct(name, *arguments) not in ("", [[""]], None)


def test_unusable_input_is_an_error_and_words(sheet) -> None:
    bad = [["cop_17", -1]]
    message = "cop_17 = -1: must be more than 0 and at most 20"
    for name in OF_A_CASE:
        sheet.do("clear")
        found = Ask(sheet)(name, *FIRST.get(name, ()), Cells(bad))
        if name in IN_WORDS:
            assert (found if isinstance(found, str) else found[-1][-1]).startswith(message), name
        elif FUNCTIONS[name].shape == "table":
            assert found[0][0] == REFUSED and found[0][1].startswith(message), name
        else:
            assert found == REFUSED, name
    assert Ask(sheet)("DF_BAND", 5.0, 5.0)[0][1] == "dollars, percent = 5, 5: only one may be given. Give one of them"
    assert Ask(sheet)("DF_COMPARE", Cells([["option", "cop_4"], ["a", 3]]))[0][1].startswith("choices = cop_4: ")
    for name, arguments in {
        "DF_NPV_OPTION": (Cells(bad), 900), "DF_SEASON_COST": (None,), "DF_FUEL_PRICE": (14, "furlong"),
    }.items():  # fmt: skip
        assert Ask(sheet)(name, *arguments) == REFUSED
    assert Ask(sheet)("DF_COP", Cells([[17, 5]]), 3.4, -1) == REFUSED
    assert Ask(sheet)("DF_COP", Cells([[17, 500]]), 3.4, 2.2) == [[2.2, REFUSED]]


def test_refused_cells_behave_as_in_calc_s_own_functions(sheet) -> None:
    """A sum, a comparison, IFERROR and the like; text would be greater than any number, and no part of a sum."""
    sheet.do("fill", [0, 0], [["cop_17", -1]])
    for cell, error in (("DF_SEASON_COST(40;A1:B1)", REFUSED["error"]), ("DF_THERMAL_POINT()", NOT_AVAILABLE)):
        sheet.do("fill", [3, 0], [[f"={cell}"]])
        for formula, expected in {
            "=SUM(D1;1)": {"error": error}, "=D1>100": {"error": error}, "=D1+1": {"error": error},
            '=IF(D1>100;"do it";"leave it")': {"error": error}, "=MAX(D1;1)": {"error": error},
            "=IFERROR(D1;-1)": -1, "=ISERROR(D1)": 1, "=ISNA(D1)": float(error == NOT_AVAILABLE),
            "=ISTEXT(D1)": 0, "=COUNT(D1)": 0, "=IFERROR(DF_SEASON_COST(D1);-1)": -1,
            "=DF_SEASON_COST(D1)": {"error": error},
        }.items():  # fmt: skip
            sheet.do("fill", AT, [[formula]])
            assert sheet.do("read", AT, 1, 1) == [[expected]], formula
    homes = '{"cop_47"|3.4|-1|3.6}'
    for formula, expected in {
        f"=SUM(INDEX(DF_PORTFOLIO({homes});;2))": {"error": REFUSED["error"]},
        f"=ISERROR(INDEX(DF_PORTFOLIO({homes});3;2))": 1,
        f"=ISNUMBER(INDEX(DF_PORTFOLIO({homes});4;2))": 1,
        "=SUM(DF_BIN_TABLE(A1:B1))": {"error": REFUSED["error"]},
    }.items():
        sheet.do("fill", AT, [[formula]])
        assert sheet.do("read", AT, 1, 1) == [[expected]], formula


def test_a_change_may_be_linked_to_a_cell(sheet) -> None:
    sheet.do("fill", [0, 0], [[0.2]])
    sheet.do("fill", AT, [['=DF_BALANCE_POINT(;CHOOSE({1;2};"electricity_price";A1))']])
    for price in (0.2, 0.1):
        sheet.do("fill", [0, 0], [[price]])
        assert sheet.do("read", AT, 1, 1) == [[direct("DF_BALANCE_POINT", None, [["electricity_price", price]])]]
    # An array, unlike a range, brings its errors along.
    sheet.do("fill", [0, 0], [["=1/0"]])
    assert sheet.do("read", AT, 1, 1) == [[{"error": DIVIDED_BY_ZERO}]]


def test_an_edited_cell_changes_the_answer(sheet) -> None:
    sheet.do("fill", [0, 0], [["electricity_price", 0.12], ["fuel_price", 14]])
    sheet.do("fill", AT, [["=DF_BALANCE_POINT(A1:B2)"]])
    before = sheet.do("read", AT, 1, 1)[0][0]
    sheet.do("fill", [1, 0], [[0.24]])
    after = sheet.do("read", AT, 1, 1)[0][0]
    assert before == direct("DF_BALANCE_POINT", [["electricity_price", 0.12], ["fuel_price", 14]])
    assert after == direct("DF_BALANCE_POINT", [["electricity_price", 0.24], ["fuel_price", 14]])
    assert before < after
    sheet.do("fill", [1, 0], [[None]])
    assert sheet.do("read", AT, 1, 1) == [[direct("DF_BALANCE_POINT", [["fuel_price", 14]])]]


@pytest.mark.slow
def test_whole_columns_end_at_the_last_filled_row(sheet) -> None:
    """As people lay cells out: a title, any header, keys in any case, a blank row, units in their own words."""
    rows = [["Smith house", None, None], ["Item", None, "Amount"], ["COP_47", None, 3.1], [None, None, None],
            ["Design temperature", "deg C", -15], ["Electricity price", "dollars per kWh", 0.2]]  # fmt: skip
    sheet.do("fill", [0, 0], rows)
    sheet.do("fill", AT, [["=DF_BALANCE_POINT(A:C)"]])
    meant = [["cop_47", 3.1], ["design_temperature", 5], ["electricity_price", 0.2]]
    assert sheet.do("read", AT, 1, 1) == [[direct("DF_BALANCE_POINT", meant)]]
    sheet.do("clear")
    homes = [["home", "cop_47", "fuel_price"], ["a", 3.2, None], ["b", 3, 12]]
    sheet.do("fill", [0, 0], homes)
    sheet.do("fill", AT, [["=ROWS(DF_PORTFOLIO(A:C))"], ["=DF_CHECK(A:C)"]])
    (count,), (several,) = sheet.do("read", AT, 2, 1)
    assert count == len(homes)
    assert "DF_PORTFOLIO takes many" in several


BLANK = Cells([[None]])


@pytest.mark.parametrize(
    ("name", "given", "count"),
    [
        ("DF_COP", (5, 3.4, 2.2), 1),
        ("DF_LOAD", (5, 600), 1),
        ("DF_LOAD_SLOPE_FROM_FUEL", (700, 5500), 2),
        ("DF_BREAKEVEN_COP", (0.16, 14), 3),
        ("DF_FUEL_PRICE", (1.4, "$/therm"), 1),
        ("DF_BALANCE_POINT", (), 2),
        ("DF_SCENARIOS", (), 2),
        ("DF_SEASON_COST", (33,), 2),
        ("DF_COMPARE", ([["option", "cop_47"], ["a", 3.9]],), 2),
    ],
)
def test_blank_optional_cells_count_as_omitted(sheet, name: str, given: tuple[Any, ...], count: int) -> None:
    assert sum(one.optional for one in FUNCTIONS[name].arguments) == count
    assert Ask(sheet)(name, *given, *[BLANK] * count) == direct(name, *given)


def test_0_stays_0_where_it_can_be_one(sheet) -> None:
    assert Ask(sheet)("DF_STATUS", "economic", Cells([["cop_5", 0]])).startswith("cop_5 = 0: must be")
    assert Ask(sheet)("DF_BREAKEVEN_COP", 0.16, Cells([[0]])) == direct("DF_BREAKEVEN_COP", 0.16, 0)
    assert Ask(sheet)("DF_SEASON_COST", Cells([[0]])) == direct("DF_SEASON_COST", 0)
    # Calc hands a single blank cell over as 0: it counts as it does in Calc's own functions.
    option = [["cop_47", 3.9]]
    for rate in (BLANK, Cells([[0]])):
        assert Ask(sheet)("DF_NPV_OPTION", option, 900, None, BLANK, rate) == direct(
            "DF_NPV_OPTION", option, 900, None, 15, 0
        )
    assert direct("DF_NPV_OPTION", option, 900, None, 15, 0) != direct("DF_NPV_OPTION", option, 900)
    assert Ask(sheet)("DF_NPV_OPTION", option, BLANK) == direct("DF_NPV_OPTION", option, 0)
    assert Ask(sheet)("DF_BAND", BLANK) == direct("DF_BAND", 0)
    assert Ask(sheet)("DF_COP", BLANK, 3.4, 2.2) == direct("DF_COP", 0, 3.4, 2.2)
    assert Ask(sheet)("DF_SEASON_COST", BLANK) == direct("DF_SEASON_COST", 0)


@pytest.mark.parametrize(("error", "number"), [("=1/0", DIVIDED_BY_ZERO), ("=NA()", NOT_AVAILABLE)])
def test_an_error_cell_gives_an_error(sheet, error: str, number: int) -> None:
    sheet.do("fill", [0, 0], [["cop_47", error], ["cop_17", 2.2]])
    for formula, expected in (
        ("=DF_COP(17;B1;2.2)", number),
        ("=DF_COP(B1;3.4;2.2)", number),
        ("=DF_SEASON_COST(B1)", number),
        ('=DF_NPV_OPTION({"cop_47";3.9};B1)', number),
        ("=DF_BAND(B1)", number),
        ("=SUM(DF_COP(17/B1;3.4;2.2))", number),
        # With an error in a range Calc does not call the function; an array brings it along (README of the hosts).
        ("=DF_BALANCE_POINT(A1:B2)", IN_A_RANGE),
        ("=DF_BIN_TABLE(A1:B2)", IN_A_RANGE),
        ("=DF_COMPARE(A1:B2)", IN_A_RANGE),
        ("=DF_COP(B1:B2;3.4;2.2)", IN_A_RANGE),
        ("=DF_BALANCE_POINT(IF({1};A1:B2))", number),
    ):
        sheet.do("fill", AT, [[formula]])
        found = sheet.do("read", AT, 1, 1)[0][0]
        assert found["error"] == expected, formula


def test_the_function_wizard_shows_the_help(office) -> None:
    for name, function in FUNCTIONS.items():
        found = office.do("described", name)
        assert found["description"] == function.doc
        assert [shown[:2] for shown in found["arguments"]] == [
            [f"[{one.name}]" if one.optional else one.name, calc_xcu.described(one)] for one in function.arguments
        ]


@pytest.mark.parametrize("suffix", [".ods", ".xlsx"])
def test_saved_and_opened_again(sheet, tmp_path: Path, suffix: str) -> None:
    sheet.do("fill", [0, 0], [["electricity_price", 0.2], ["fuel_price", None]])
    sheet.do("fill", AT, [["=DF_BALANCE_POINT(A1:B2)"], ["=DF_COP(17;3.4;2.2)"]])
    sheet.do("reopened", str(tmp_path / f"book{suffix}"))
    assert sheet.do("formula", AT) == "=DF_BALANCE_POINT(A1:B2)"  # as people see it
    sheet.do("fill", [1, 0], [[0.1]])
    sheet.do("recalculate")
    assert sheet.do("read", AT, 2, 1) == [[direct("DF_BALANCE_POINT", [["electricity_price", 0.1]])], [2.2]]


def test_an_xlsx_made_elsewhere_calls_them_by_their_full_names(sheet, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([f"={calc_xcu.SERVICE.upper()}.DF_COP(17,3.4,2.2)", "=DF_COP(17,3.4,2.2)"])
    book.save(tmp_path / "made.xlsx")
    sheet.do("open", (tmp_path / "made.xlsx").as_uri())
    full, short = sheet.do("read", [0, 0], 1, 2)[0]
    assert full == 2.2
    assert short == {"error": 525}  # #NAME?: what the README says of plain names in an .xlsx


def test_it_can_be_timed(office, capsys: pytest.CaptureFixture[str]) -> None:
    measured = calc_session.measure(office, repeats=2, calls=50)
    assert len(measured) == 3
    assert all(len(times) == 2 and min(times) > 0 for _, times in measured)
    with capsys.disabled():
        print("", *(f"{label}: {min(times):.0f} µs a call" for label, times in measured), sep="\n  ")


def test_without_numpy_the_cell_says_so(folder, office) -> None:
    office.do("quit")  # one LibreOffice a profile
    office.office.wait(30)
    with calc_session.Calc(folder, with_numpy=False) as other:
        other.do("fill", AT, [["=DF_VERSION()"], ["=DF_BALANCE_POINT()"]])
        other.do("array", [62, 0], 1, 2, "=DF_SCENARIOS()")
        (text,), (number,) = other.do("read", AT, 2, 1)
        assert text.startswith("numpy is missing: install it")
        assert len(text) <= 255
        assert number == REFUSED
        assert other.do("read", [62, 0], 1, 2) == [[REFUSED, text]]
    assert not other.alive()
