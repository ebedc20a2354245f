"""The registry of worksheet functions, and the same functions through xlwings' own call path."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import xl_dualfuel as df
from worksheets import LABELS
from xl_dualfuel import functions
from xl_dualfuel.decisions.money_terms import MONEY_FIELDS
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.functions.arguments import IN_PLACE, NUMBERS

# VBA names its arguments in the add-in: none may be one of VBA's keywords (MS-VBAL 3.3.5.2), in any case.
VBA_WORDS = re.findall(
    r"\w+",
    """
    abs access addressof alias and any append array as attribute base begin binary boolean byref byte byval call
    case cbool cbyte ccur cdate cdbl cdec cdecl cint circle clng clnglng clngptr close compare const csng cstr
    currency cvar cverr database date debug decimal declare defbool defbyte defcur defdate defdbl defdec defint
    deflng deflnglng deflngptr defobj defsng defstr defvar dim do doevents double each else elseif empty end endif
    enum eqv erase error event exit explicit false fix for friend function get global go gosub goto if imp
    implements in input inputb instr integer is lbound len lenb let lib like line lock lom long longlong longptr
    loop lset me mid midb mod module name new next not nothing null object on open option optional or output
    paramarray preserve print private property pset public put raiseevent random read redim rem reset resume return
    rset scale seek select sendkeys set sgn shared single spc static step stop string strptr sub tab text then time
    to true type typeof ubound unlock until variant vb_base vb_control vb_creatable vb_customizable vb_description
    vb_exposed vb_ext_key vb_globalnamespace vb_helpid vb_invoke_func vb_memberflags vb_name vb_predeclaredid
    vb_procdata vb_templatederived vb_usermemid wend while width with withevents write xor
    """,
)


def test_the_face_is_every_function_and_no_more() -> None:
    assert sorted(functions.__all__) == sorted(["CATEGORY", "FUNCTIONS", "Function", *FUNCTIONS])
    assert len(FUNCTIONS) >= 25  # none of those there were is lost
    assert all(function.python is getattr(functions, name) for name, function in FUNCTIONS.items())


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_registry_rules(function: functions.Function) -> None:
    assert re.fullmatch(r"DF_[A-Z]+\d*(_[A-Z]+)*", function.name)  # an underscore: DF1 would be a cell
    assert function.shape in ("scalar", "table", "elementwise")
    assert 20 <= len(function.doc) <= 255
    assert function.python.__doc__ == function.doc
    assert len(function.arguments) <= 60
    parameters = inspect.signature(function.python).parameters.values()
    assert [(p.name, p.default is not p.empty) for p in parameters] == [
        (a.name, a.optional) for a in function.arguments
    ]
    assert all(p.kind is p.POSITIONAL_OR_KEYWORD for p in parameters)
    assert all(p.default is None for p in parameters if p.default is not p.empty)  # a blank cell is None as well
    assert sorted(function.arguments, key=lambda argument: argument.optional) == list(function.arguments)
    for argument in function.arguments:
        assert argument.name.casefold() not in VBA_WORDS
        assert not re.fullmatch(r"[a-z]{1,3}\d+", argument.name)  # would be a cell
        assert 10 <= len(argument.help) <= 255
        assert "\n" not in argument.help
        ranges = {"inputs", "changes", "option_changes", "ratings", "record", "tariff"} | IN_PLACE
        assert argument.array == (argument.name in ranges)


def test_help_of_an_argument_that_is_an_input_comes_from_the_input_table() -> None:
    shown = {a.name: a.help for function in FUNCTIONS.values() for a in function.arguments}
    assert shown["cop_47"] == "Coefficient of performance at 47 °F outdoors [–]: more than 0 and at most 20"
    assert shown["furnace_efficiency"].endswith(": more than 0 and at most 1. Omitted: 0.95")
    assert shown["cop_5"].endswith("Omitted: the line through 47 and 17 °F is extended")
    assert shown["switchover"].endswith(" [°F, or as inputs]: from -80 to 120. Omitted: the best")  # of DF_TARIFF_COST
    oils = "propane, fuel oil, kerosene, biodiesel b20"
    units = f"therm of natural gas; gal of {oils}; ton of wood pellets; kWh of electricity"
    assert shown["units_burned"].endswith(f"[{units}]: more than 0 and at most 10,000,000")
    assert shown["degree_days"].endswith("[°F·d]: more than 0 and at most 30,000")
    assert shown["efficiency"].endswith(": more than 0 and at most 1. Omitted: 0.95")
    assert shown["dollars"].endswith(" [$]: from 0 to 1,000,000. Omitted: percent is used")
    assert shown["life"].endswith(" [years]: from 1 to 50. Omitted: 15")
    assert shown["discount_rate"].endswith(" [1/year]: from 0 to 0.5. Omitted: 0.05")
    assert shown["electricity_prices"].endswith("[$/kWh], one or a range: from 0 to 10")
    fields = df.FIELDS | NUMBERS
    assert set(NUMBERS) - MONEY_FIELDS.keys() < shown.keys()
    for name in shown.keys() & fields.keys():
        field = fields[name]
        assert field.help in shown[name]
        assert field.allowed.removeprefix("must be ") in shown[name]
        assert field.unit in shown[name]


def test_labels_are_distinct_and_no_keys() -> None:
    labels = {label.casefold() for label in LABELS.values()}
    assert len(labels) == len(df.FIELDS)
    assert all(LABELS[key].casefold() == key for key in labels & df.FIELDS.keys())  # such as altitude: the same input


# ----------------------------------------------------------------------------------------------------------------------
# With and without xlwings

BLOCKED = """
import sys
sys.modules["xlwings"] = None
from xl_dualfuel import functions
from xl_dualfuel.functions import declared
assert declared.xw is None
print(functions.DF_BALANCE_POINT(), functions.DF_COP([[47], [17]], 3.4, 2.2), len(functions.FUNCTIONS))
"""

# pywin32 does not exist here: mocks stand in for it, and xlwings' own code decorates, converts and calls.
WINDOWS = """
import ctypes, io, json, sys
from unittest.mock import MagicMock
import xlwings
modules = "pythoncom pywintypes win32com win32com.client win32api win32con win32gui win32process win32timezone"
for name in (*modules.split(), "xlwings.com_server"):
    sys.modules[name] = MagicMock(name=name, __file__=name)
sys.modules["pywintypes"].TimeType = type("TimeType", (), {})
for module, names in {"pywintypes": ["com_error"], "pythoncom": ["com_error"],
                      "win32com.client": ["CDispatch", "DispatchBaseClass"]}.items():
    for name in names:
        setattr(sys.modules[module], name, type(name, (Exception,), {}))
ctypes.PyDLL = ctypes.windll = ctypes.oledll = MagicMock()
from xlwings import _xlwindows, udfs
xlwings._xlwindows = _xlwindows
xlwings.engines.add(xlwings.Engine(impl=_xlwindows.engine))
xlwings.func, xlwings.arg, xlwings.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
from xl_dualfuel import functions
from xl_dualfuel.inputs import cells

M = cells.OMITTED
def call(name, *args):
    return udfs.call_udf("xl_dualfuel.functions", name, args, None, MagicMock())

from decimal import Decimal
calls = [
    call("DF_BALANCE_POINT", M, M),
    call("DF_BALANCE_POINT", None, (("cop_47", None),)),
    call("DF_BALANCE_POINT", (("electricity_price", Decimal("0.1300")), ("cop_47", 3.6)), ("fuel_price", 14.0)),
    call("DF_BALANCE_POINT", (("cop_47", -2146826246),), M),
    call("DF_COP", ((47.0,), (17.0,), (-2146826246,), (-2146826243,)), 3.4, Decimal("2.2"), M),
    call("DF_COP", ((47.0, 17.0),), 3.4, 2.2, None),
    call("DF_CHECK", (("cop_17", -1.0),), M),
    call("DF_VERSION"),
    call("DF_SCENARIOS", M, M),
    call("DF_SEASON_COST", 36.0, M, M),
    call("DF_SENSITIVITY", "fuel_price", ((12.0,), (-2146826246,), (None,), (Decimal("14.5000"),)), M, M),
    call("DF_PRICE_MATRIX", ((0.12,), (0.16,)), ((12.0, 14.0, 16.0),), M, M),
    call("DF_PRICE_MATRIX", 0.12, 12.0, M, M),
    call("DF_PORTFOLIO", (("home", "cop_47"), ("a", 3.6), (None, None), ("b", -1.0))),
    call("DF_FUEL_STORAGE", M, M),
    call("DF_BAND", 5.0, M, None, M, M),
    call("DF_COMPARE", (("option", "cop_47"), ("a", 3.9), (None, None), ("b", -2146826246)), M, M),
    call("DF_NPV_OPTION", ("cop_47", 3.9), Decimal("900.0000"), M, None, M, M, M, M, ("fuel_price", 14.0)),
]
told = {}
for name, function in functions.FUNCTIONS.items():
    f = function.python.__xlfunc__
    arguments = [[a["name"], a["doc"], "optional" in a, a["options"]] for a in f["args"]]
    told[name] = [f["category"], f["ret"]["doc"], f["ret"]["options"], f["volatile"], arguments]
vba = io.StringIO()
book = MagicMock()
book.Name = "xl_dualfuel.xlam"
udfs.generate_vba_wrapper("xl_dualfuel.functions", functions, vba, book)
print(json.dumps({"calls": calls, "told": told, "vba": vba.getvalue()}))
"""


def run(program: str) -> str:
    """What the program prints in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        cwd=Path(__file__).parents[2],  # the tests may run without the package installed
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_same_without_xlwings() -> None:
    assert run(BLOCKED).split("\n")[0] == f"36.0 [[3.4], [2.2]] {len(FUNCTIONS)}"


def test_decorated_by_xlwings() -> None:
    pytest.importorskip("xlwings")
    found = json.loads(run(WINDOWS))
    expected = df.solve(df.Case(electricity_price=0.13, cop_47=3.6, fuel_price=14)).recommended.switchover
    scenarios = functions.DF_SCENARIOS()
    assert found["calls"] == [
        [[36.0]],
        [[36.0]],
        [[expected]],
        [["#N/A"]],
        [[3.4], [2.2], ["#N/A"], ["#SPILL!"]],
        [[3.4, 2.2]],
        [["cop_17 = -1: must be more than 0 and at most 20. Give the COP at 17 °F, such as 2.2"]],
        [[df.__version__]],
        scenarios,
        [[functions.DF_SEASON_COST(36)]],
        functions.DF_SENSITIVITY("fuel_price", [12, "#N/A", None, 14.5]),
        functions.DF_PRICE_MATRIX([0.12, 0.16], [12, 14, 16]),
        functions.DF_PRICE_MATRIX([0.12], [12]),
        functions.DF_PORTFOLIO([["home", "cop_47"], ["a", 3.6], [None, None], ["b", -1]]),
        functions.DF_FUEL_STORAGE(),
        functions.DF_BAND(5),
        functions.DF_COMPARE([["option", "cop_47"], ["a", 3.9], [None, None], ["b", "#N/A"]]),
        [[functions.DF_NPV_OPTION({"cop_47": 3.9}, 900, changes={"fuel_price": 14})]],
    ]
    for name, function in FUNCTIONS.items():
        arguments = [
            [
                a.name,
                a.help,
                a.optional,
                {"err_to_str": True, "ndim": None} | ({"ndim": 2, "convert": "filled rows"} if a.array else {}),
            ]
            for a in function.arguments
        ]
        assert found["told"][name] == ["Dual Fuel", function.doc, {}, False, arguments]
        assert f"Function {name}(" in found["vba"]
    # The limit of a line in VBA.
    assert max(map(len, found["vba"].splitlines())) <= 1023
