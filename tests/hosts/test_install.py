"""Installing the add-in: on a pretended Windows with a registry that is a dictionary. Not tested: a real registry."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from hosts.test_xlam import rows
from xl_dualfuel import hosts
from xl_dualfuel.cli.app import app
from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.hosts.desktop import addin, install, vba

pytest.importorskip("xlwings", reason="xlwings is not installed: bash tests/install.sh")
pytest.importorskip("pyopenvba", reason="pyOpenVBA is not installed: bash tests/install.sh")

EXCEL = r"Software\Microsoft\Office\16.0\Excel"
OTHER = {"OPEN": r'/R "C:\Tools\ANALYS32.XLL"', "OPEN2": '"solver.xlam"', "Font": "Calibri,11"}


class Registry:
    """winreg with the keys of a dictionary; as much of it as is used."""

    HKEY_CURRENT_USER, REG_SZ, KEY_ALL_ACCESS = "", 1, 2

    def __init__(self, keys: dict[str, dict[str, Any]]) -> None:
        self.keys = keys

    @contextmanager
    def OpenKey(self, root: str, path: str, *_: Any) -> Iterator[str]:
        path = f"{root}\\{path}" if root else path
        if not any(f"{key}\\".startswith(f"{path}\\") for key in self.keys):
            raise FileNotFoundError(path)
        yield path

    @contextmanager
    def CreateKey(self, _: str, path: str) -> Iterator[str]:
        self.keys.setdefault(path, {})
        yield path

    def EnumKey(self, path: str, place: int) -> str:
        below = [key.removeprefix(f"{path}\\").split("\\")[0] for key in self.keys if key.startswith(f"{path}\\")]
        return self._at(list(dict.fromkeys(below)), place)

    def EnumValue(self, path: str, place: int) -> tuple[str, Any, int]:
        return (*self._at(list(self.keys.get(path, {}).items()), place), 1)

    @staticmethod
    def _at(items: list[Any], place: int) -> Any:
        if place >= len(items):
            raise OSError("No more data is available")
        return items[place]

    def SetValueEx(self, path: str, name: str, _: int, kind: int, value: str) -> None:
        assert kind == self.REG_SZ
        self.keys[path][name] = value

    def DeleteValue(self, path: str, name: str) -> None:
        del self.keys[path][name]


@pytest.fixture
def windows(monkeypatch, tmp_path) -> Any:
    """Python and xlwings in a folder, no Excel running, an Excel that was started before."""
    site, user = tmp_path / "venv" / "Lib" / "site-packages", tmp_path / "Roaming"
    scripts = tmp_path / "venv" / "Scripts"
    for folder in (site, user, scripts):
        folder.mkdir(parents=True)
    (scripts / "pythonw.exe").write_bytes(b"")
    version = metadata.version("xlwings")
    xlwings = SimpleNamespace(
        version=version, locate_file=lambda file: site / str(file),
        files=[Path("xlwings/__init__.py"), Path(f"../../xlwings64-{version}.dll")],
    )  # fmt: skip
    (tmp_path / "venv" / f"xlwings64-{version}.dll").write_bytes(b"")
    registry = Registry({EXCEL: {}, rf"{EXCEL}\Options": dict(OTHER)})
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setenv("APPDATA", str(user))
    monkeypatch.setattr("platform.system", lambda: "Windows")
    monkeypatch.setattr(addin, "this_interpreter", lambda: str(scripts / "pythonw.exe"))
    found = metadata.distribution
    monkeypatch.setattr(metadata, "distribution", lambda name: xlwings if name == "xlwings" else found(name))
    monkeypatch.setattr(vba, "wrappers", lambda _: "")  # made by a Python that is not pretended; test_xlam has them
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(stdout="INFO: No tasks are running"))
    return SimpleNamespace(
        registry=registry, options=registry.keys[rf"{EXCEL}\Options"], xlwings=xlwings, folder=tmp_path,
        path=user / "Microsoft" / "AddIns" / "xl_dualfuel.xlam", scripts=scripts,
    )  # fmt: skip


def test_the_file_knows_python_and_the_dll(windows):
    lines = install.install()
    settings = {row[0]: row[1:] for row in rows(windows.path.read_bytes(), "xl_dualfuel.conf") if row}
    assert settings["Interpreter_Win"] == [str(windows.scripts / "pythonw.exe")]
    assert settings["Xlwings_DLL"] == [str(windows.folder / "venv")]
    assert lines[0] == f"written: {windows.path}"
    assert lines[2:] == ["registered with Excel 16.0: start Excel; the Home tab has a group Dual Fuel"]


def test_excel_opens_it_beside_what_it_opened_before(windows):
    ours = {"OPEN1": f'/R "{windows.path}"'}
    for _ in range(2):  # again after an update
        install.install()
        assert windows.options == OTHER | ours


def test_an_older_place_of_it_is_replaced_and_a_cleared_tick_set_again(windows):
    windows.options |= {"OPEN1": r'"D:\excel files\XL_DUALFUEL.xlam"', "OPEN3": '"xl_dualfuel.xlam"'}
    manager = windows.registry.keys[rf"{EXCEL}\Add-in Manager"] = {str(windows.path): "", r"C:\else.xlam": ""}
    install.install()
    assert windows.options == OTHER | {"OPEN1": f'/R "{windows.path}"'}
    assert set(manager) == {r"C:\else.xlam"}


def test_an_excel_never_started_is_told_what_to_click(windows):
    windows.registry.keys.clear()
    assert install.install()[2:] == [
        "Excel has no settings for you yet. Start it once, then in Excel click File, Options, Add-ins, Go, Browse and "
        f"choose the file: {windows.path}"
    ]


@pytest.mark.parametrize(("name", "value"), [("VBAWarnings", 4), ("RequireAddinSig", 1), ("DisableAllAddins", 1)])
def test_where_unsigned_macros_are_blocked_the_way_out_is_said(windows, name, value):
    policy = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
    windows.registry.keys[policy] = {name: value, "Other": 1}
    (line,) = install.blocked()
    assert line.startswith(f"Excel may refuse the add-in, because nobody signed it ({policy} {name} = {value}). Ask ")
    windows.registry.keys[policy] = {"VBAWarnings": 2}  # with notification: Excel's default
    assert install.blocked() == []


@pytest.mark.parametrize("listed", ["../../../Python/{}", "../../../../Packages/Local/{}"])
def test_the_dll_is_found_where_pip_put_it(windows, listed):
    """For one user, or for the Microsoft Store's Python: pip's own record says where."""
    name = f"xlwings64-{windows.xlwings.version}.dll"
    windows.xlwings.files[1] = Path(listed.format(name))
    there = windows.xlwings.locate_file(windows.xlwings.files[1])
    there.parent.mkdir(parents=True)
    there.write_bytes(b"")
    assert install.dll_folder() == str(there.resolve().parent)


def test_a_dll_that_is_gone_is_installed_again(windows):
    windows.xlwings.files.clear()
    with pytest.raises(DualFuelError, match=r"dll of xlwings is not there \(looked in .*pip install .*--force-reinst"):
        install.dll_folder()


def test_files_built_on_windows_know_python_and_the_dll_too(windows):
    settings = dict(rows(hosts.files(["desktop"])[addin.NAME], "xl_dualfuel.conf")[:4:3])
    assert settings == {
        "Interpreter_Win": str(windows.scripts / "pythonw.exe"), "Xlwings_DLL": str(windows.folder / "venv"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.setattr("platform.system", lambda: "Linux"), "runs in Excel on Windows only. On this system: "),
        (
            lambda m: m.setattr(install, "interpreter", lambda: r"C:\Łukasz\pythonw.exe"),
            r"in a folder such as C:\\dualfuel",
        ),
        (lambda m: m.setattr(sys, "base_prefix", r"C:\Program Files\WindowsApps\Python.3.12"), "Microsoft Store's"),
        (lambda m: m.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(stdout="EXCEL.EXE 4 Console")),
         "Excel is running, and would undo this when it closes. Close Excel, then run this again"),
    ],
)  # fmt: skip
def test_where_it_cannot_be_installed_nothing_is_written(windows, monkeypatch, change, said):
    change(monkeypatch)
    with pytest.raises(DualFuelError, match=said):
        install.install()
    assert not windows.path.exists()
    assert windows.options == OTHER


def test_without_the_extra_the_rest_is_built_and_the_add_in_named(monkeypatch, tmp_path):
    find = hosts.importlib.util.find_spec
    monkeypatch.setattr(hosts.importlib.util, "find_spec", lambda name: None if name == "pyopenvba" else find(name))
    monkeypatch.setattr(
        hosts, "files", lambda wanted: {f"{name}.bin": b"" for name in wanted}
    )  # what each holds: its test
    done = CliRunner().invoke(app("addin"), ["addin", str(tmp_path / "files")])
    assert done.exit_code == 0, done.output
    assert {path.stem for path in (tmp_path / "files").iterdir()} == {"lite", "calc", "names"}
    assert "left out: xl_dualfuel.xlam, the add-in for desktop Excel, for it needs pyopenvba. Install" in done.stderr
    asked = CliRunner().invoke(app("addin"), ["addin", str(tmp_path / "more"), "--only", "desktop"])
    assert {path.stem for path in (tmp_path / "more").iterdir()} == {"desktop"} and asked.exit_code == 0
