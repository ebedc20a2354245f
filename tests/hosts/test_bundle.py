"""The single-file engine: what is taken out of the modules, what stays, and how they are imported from the text."""

from __future__ import annotations

import ast
import inspect
import io
import re
import zipfile
from importlib import resources
from pathlib import Path

import pytest

import alone
from support import one_in
from xl_dualfuel.files.zipping import packed
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.hosts.carried import modules
from xl_dualfuel.hosts.lite import bundle as bundled
from xl_dualfuel.hosts.lite.bundle import LICENCE, bare, bundle, engine
from xl_dualfuel.results import engine as results_engine
from xl_dualfuel.version import __version__

PACKAGE = resources.files("xl_dualfuel")
CARRIED = modules("functions")
SOURCES = sorted(CARRIED)
LARGEST = 700_000
"""Bytes, of which a reader of the workbook sees the first 30,000; the stations' hours are a quarter of the rest."""


@pytest.fixture(scope="module")
def main():
    return bundle()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return alone.site(tmp_path_factory.mktemp("site"))


class NoDocs(ast.NodeTransformer):
    """Takes out strings that are statements, but for a module's first, and the only one."""

    def generic_visit(self, node):
        super().generic_visit(node)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            only = all(map(is_text, node.body))
            first = 1 if isinstance(node, ast.Module) or only else 0
            node.body = [*node.body[:first], *(one for one in node.body[first:] if not is_text(one))]
        return node


def is_text(statement):
    return isinstance(statement, ast.Expr) and isinstance(getattr(statement.value, "value", None), str)


def places(tree):
    """The program, and the line and column of each of its parts."""
    return ast.dump(tree), [(node.lineno, node.col_offset) for node in ast.walk(tree) if hasattr(node, "lineno")]


@pytest.mark.parametrize("name", one_in(4, SOURCES))
def test_a_bare_module_is_the_same_program_on_the_same_lines(name):
    source = PACKAGE.joinpath(name).read_text(encoding="utf-8")
    assert places(ast.parse(bare(source))) == places(NoDocs().visit(ast.parse(source)))


def test_comments_and_docstrings_are_out(main):
    source = PACKAGE.joinpath("functions", "declared.py").read_text(encoding="utf-8")
    text = bare(source)
    assert "# a core installation has none" in source
    assert "# a core installation has none" not in text
    assert "Register a function for the hosts" not in text
    help_text = "Recommended switchover [°F]: the heat pump heats"
    assert help_text not in bare(PACKAGE.joinpath("functions", "registry.py").read_text(encoding="utf-8"))
    assert main.count(help_text) == 1  # where the function is written out for Lite
    assert len(text) < 0.95 * len(source)


def test_main_is_small_enough_and_always_the_same(main, record_testsuite_property):
    record_testsuite_property("bytes of main.py", len(main.encode()))
    assert len(main.encode()) <= LARGEST
    assert bundle() == main


def test_modules_come_after_what_they_import():
    names = list(CARRIED)
    assert {"units.py", "model/__init__.py", "results/engine.py", "functions/grids.py"} <= set(names)
    assert names[-1] == "functions/__init__.py"
    assert not any(name.startswith(("cli/", "hosts/", "portfolio/")) for name in names)  # Lite has not what they need
    for name, text in CARRIED.items():
        folder, before = Path(name).parent.parts, set(names[: names.index(name)])
        for one in ast.parse(text).body:
            if isinstance(one, ast.ImportFrom) and one.level:
                room = "/".join([*folder[: len(folder) - one.level + 1], *(one.module or "").split(".")]).strip("/")
                for path in [room] if one.module else [f"{room}/{alias.name}".strip("/") for alias in one.names]:
                    assert {f"{path}.py", f"{path}/__init__.py"} & before, (name, path)


def test_main_carries_the_licence(main):
    assert (Path(__file__).parents[2] / "LICENSE").read_text(encoding="utf-8") == LICENCE
    assert LICENCE in re.sub("^# ?", "", main, flags=re.M)


def test_every_function_is_written_out_at_the_top_level(main):
    """Lite reads names, arguments, defaults and help from what is defined in main.py itself."""
    written = [node for node in ast.parse(main).body if isinstance(node, ast.FunctionDef) and node.name[:3] == "DF_"]
    assert [node.name for node in written] == list(FUNCTIONS)
    for node in written:
        function = FUNCTIONS[node.name]
        names = [argument.arg for argument in node.args.args]
        assert names == [one.name for one in function.arguments]
        assert names[len(names) - len(node.args.defaults) :] == [o.name for o in function.arguments if o.optional]
        assert ast.get_docstring(node) == function.doc


def test_nothing_but_the_standard_library_xlwings_and_numpy_is_imported(main, site):
    """Lite's other packages would have to be asked for in requirements.txt."""
    imported = "sorted({name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names))"
    found = set(alone.evaluate(site, [main], imported))
    assert {"xl_dualfuel", "numpy", "xlwings"} <= found
    assert found <= {"__main__", "xl_dualfuel", *(name.removesuffix(".py") for name in alone.THERE)} | own(site)


def own(site):
    """What xlwings and numpy import of themselves without our doing."""
    imported = "sorted({name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names))"
    return set(alone.evaluate(site, ["import numpy, xlwings"], imported))


def test_tracebacks_show_lines_of_the_package(main, site):
    name = 'sys.modules["xl_dualfuel.results.engine"]'
    place = f"{name}.solve.__code__.co_filename, {name}.solve.__code__.co_firstlineno"
    line = f'__import__("linecache").getline({place}, vars({name}))'
    found = alone.evaluate(site, [main], f"[{place}, {line}]")
    lines, first = inspect.getsourcelines(results_engine.solve)
    assert found[0].endswith("/xl_dualfuel/results/engine.py")
    assert found[1:] == [first, lines[0]]


def test_the_same_text_again_keeps_its_modules_and_another_version_replaces_them(main, site, monkeypatch):
    """Lite runs main.py more than once; and its user may paste a newer one into a running Excel."""
    module = 'sys.modules["xl_dualfuel.results.engine"]'
    with zipfile.ZipFile(io.BytesIO(engine())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl_dualfuel/version.py"] = parts["xl_dualfuel/version.py"].replace(__version__.encode(), b"9.9.9")
    monkeypatch.setattr(bundled, "engine", lambda: packed(parts))
    other = bundle()
    mark = f"{main}\n\n{module}.mark = True\n"
    assert alone.evaluate(site, [mark, main], f'[main.DF_VERSION(), hasattr({module}, "mark")]') == [__version__, True]
    assert alone.evaluate(site, [mark, other], f'[main.DF_VERSION(), hasattr({module}, "mark")]') == ["9.9.9", False]


RECORDER = """
class XlwingsError(Exception):
    pass

class Book:
    pass

def script(**options):
    def decorate(f):
        scripts.append([f.__name__, f.__annotations__["book"], options])
        return f
    return decorate

scripts = []

told = []

def func(f=None, **kwargs):
    assert f is not None and not kwargs
    told.append([f.__name__, f.options])
    return f

def arg(name, **options):
    def decorate(f):
        f.__dict__.setdefault("options", {})[name] = options
        return f
    return decorate

def ret(**options):
    def decorate(f):
        f.__dict__.setdefault("options", {})
        assert not options
        return f
    return decorate
"""


def recorded(folder, main, expression):
    alone.site(folder)
    (folder / "xlwings").unlink()
    (folder / "xlwings.py").write_text(RECORDER)
    return alone.evaluate(folder, [main], expression)


def test_buttons_are_declared_as_lite_asks(main, site, tmp_path):
    """A script has one parameter with the type hint Book, which Lite takes from the module's own names."""
    assert recorded(tmp_path, main, "main.xw.scripts") == [
        [function, "xw.Book", {"name": label, "button": f"[{shape}]Inputs!{cell}", "show_taskpane": True}]
        for function, label, shape, cell in (
            ("new_case", "New case", "out_new_case", "C2"),
            ("notes", "Notes", "out_notes", "D2"),
            ("make_report_sheet", "Make report sheet", "out_report", "F2"),
        )
    ]
    assert alone.evaluate(site, [main], '__import__("typing").get_type_hints(main.notes)["book"] is main.xw.Book')


def test_xlwings_is_told_of_each_function_once_with_its_arguments(main, tmp_path):
    """With a stand-in that records what it is told; the real xlwings tells nobody outside Windows and its server."""
    told = recorded(tmp_path, main, "main.xw.told")
    assert [name for name, _ in told] == list(FUNCTIONS)
    for name, options in told:
        expected = {
            one.name: {"doc": one.help, "err_to_str": True}
            | ({"ndim": 2, "convert": "filled rows"} if one.array else {})
            for one in FUNCTIONS[name].arguments
        }
        assert options == expected


WHOLE = """
from types import SimpleNamespace
rows = [["cop_47", 3.6], ["fuel_price", 14.0]] + [["", ""] for _ in range(1_048_574)]
converted = []
def clean(values, *_):  # of each cell: what takes seconds for a million
    converted.append(len(values))
    return [[None if cell == "" else cell for cell in row] for row in values]
engine = SimpleNamespace(impl=SimpleNamespace(clean_value_data=clean))
context = SimpleNamespace(range=None, value=rows, meta={}, engine=engine)
xw = main.xw.conversion
xw.accessors["filled rows"].reader({"ndim": 2, "err_to_str": True})(context)
"""


def test_of_whole_columns_the_filled_rows_are_converted(main, site):
    """By xlwings' own steps, as it takes them for the arguments of a function in Lite."""
    script = f"(exec({WHOLE!r}, globals()), [converted, context.value, main.DF_SETTING(context.value)])[1]"
    converted, value, answer = alone.evaluate(site, [main], script)
    assert converted == [2]
    assert value == [["cop_47", 3.6], ["fuel_price", 14.0]]
    assert answer == FUNCTIONS["DF_SETTING"].python(value)
    assert main.count('ndim=2, convert="filled rows", ') == sum(
        one.array for f in FUNCTIONS.values() for one in f.arguments
    )


def test_a_programme_s_limit_holds_here_too(main, site):
    """Its rules come along: they decide what to program, and cut the bins."""
    given = [["programme", "mass_save"], ["thermostat_step", 5]]
    for name in ("DF_SETTING", "DF_BALANCE_POINT", "DF_SCENARIOS"):
        assert alone.evaluate(site, [main], f"main.{name}({given})") == FUNCTIONS[name].python(given)
    assert [row[1] for row in FUNCTIONS["DF_SETTING"].python(given)][1] == 30  # Mass Save's largest for gas


def test_a_station_s_hours_in_order_come_along(main, site):
    """Without them the worst days of a year would be unknown."""
    given = [["station", "chicago_ohare"], ["design_load", 42000], ["fuel", "propane"], ["fuel_price", 2.6],
             ["fuel_price_unit", "$/gal"]]  # fmt: skip
    answer = FUNCTIONS["DF_FUEL_STORAGE"].python(given)
    assert alone.evaluate(site, [main], f"main.DF_FUEL_STORAGE({given})") == answer
    assert [type(number) for name, number, _ in answer if "worst_" in name].count(float) >= 4
