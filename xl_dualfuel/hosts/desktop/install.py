"""Installing the add-in on this Windows machine: the file into Excel's folder, its path among those that Excel opens.

Excel opens at its start what the values OPEN, OPEN1, OPEN2 … of its key Options name, and writes them again when it
closes. Nothing here needs an administrator.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from ...errors import DualFuelError
from ...files.libraries import install_command
from ...files.writing import write
from . import addin

OFFICE: Final = r"Software\Microsoft\Office"
POLICIES: Final = (r"Software\Policies\Microsoft\Office", r"Software\Policies\Microsoft\Cloud\Office", OFFICE)
BLOCKING: Final = {
    "VBAWarnings": (3, 4),  # signed macros only; none
    "RequireAddinSig": (1,),
    "DisableAllAddins": (1,),
}
"""Settings of Excel's Trust Center, and the values with which it does not load an add-in that nobody signed."""
ELSEWHERE: Final = (
    "The add-in xl_dualfuel.xlam runs in Excel on Windows only. On this system: "
    "dualfuel addin excel_files --only lite --only calc --only names writes dualfuel-lite.xlsx (Excel on Mac and the "
    "web, with the free add-in xlwings Lite), dualfuel-names.xlsx (Excel 365 and 2024, no add-in) and dualfuel.oxt "
    "(LibreOffice: Tools, Extensions, Add)"
)
BROWSE: Final = "in Excel click File, Options, Add-ins, Go, Browse and choose the file"


def install() -> list[str]:
    """Install the add-in for the user of this machine, and return what was done and what is left to do, a line each.

    An add-in installed before is replaced. Raises DualFuelError: no Windows, Excel is running, a library is missing,
    or Python cannot write where Excel looks.
    """
    if platform.system() != "Windows":
        raise DualFuelError(ELSEWHERE)
    if "WindowsApps" in sys.base_prefix:
        raise DualFuelError(
            "This is the Microsoft Store's Python: Windows hides what it writes from Excel. Install Python from "
            "python.org and start again with it; or run: dualfuel addin excel_files --only desktop, then " + BROWSE
        )
    if _excel_runs():
        raise DualFuelError("Excel is running, and would undo this when it closes. Close Excel, then run this again")
    folder, python = _readable(dll_folder()), _readable(interpreter())
    path = Path(os.environ["APPDATA"]) / "Microsoft" / "AddIns" / addin.NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    write({path: addin.xlam(python, dll_folder=folder)}, force=True)
    return [
        f"written: {path}",
        f"it calls {python}, with the DLL in {folder}",
        *registered(str(path)),
        *blocked(),
    ]


def interpreter() -> str:
    """The Python that the add-in calls: the one that runs now, without a window where it has such a one."""
    windowless = addin.this_interpreter()
    return windowless if Path(windowless).is_file() else sys.executable


def dll_folder() -> str:
    """The folder of xlwings' DLLs, wherever they were installed. Raises DualFuelError where there is none."""
    try:
        xlwings = metadata.distribution("xlwings")
    except metadata.PackageNotFoundError:
        raise DualFuelError(f"the Excel add-in needs xlwings. Install it: {install_command('excel')}") from None
    name = f"xlwings64-{xlwings.version}.dll"
    listed = [Path(str(xlwings.locate_file(file))) for file in xlwings.files or () if file.name == name]
    usual = [Path(place) / name for place in (sys.prefix, sys.base_prefix)]
    for path in (*listed, *usual):
        if path.is_file():
            return str(path.resolve().parent)
    tried = ", ".join(dict.fromkeys(str(path.parent) for path in (*listed, *usual)))
    again = install_command("excel", again=True)
    raise DualFuelError(f"{name} of xlwings is not there (looked in {tried}). Install it again: {again}")


def _readable(path: str) -> str:
    """The path. Raises DualFuelError where it has letters that VBA and the DLL cannot read on this machine."""
    try:
        path.encode("mbcs" if sys.platform == "win32" else "cp1252")
    except UnicodeEncodeError:
        raise DualFuelError(
            f"{path}: macros cannot read all of these letters. Install the program in a folder such as C:\\dualfuel, "
            "and run this again there"
        ) from None
    return path


def registered(path: str) -> list[str]:
    """Make every Excel of this user open a file at its start, and say so; where there is none, what to click."""
    winreg: Any = importlib.import_module("winreg")
    lines = []
    for version in _versions(winreg):
        excel = rf"{OFFICE}\{version}\Excel"
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, rf"{excel}\Options") as key:
            opened = {name.upper(): str(value) for name, value in _values(winreg, key)
                      if re.fullmatch("OPEN[0-9]*", name.upper())}  # fmt: skip
            ours = [name for name, value in opened.items() if _names(value, addin.NAME)]
            for name in ours[1:]:  # Excel opens no two files of one name
                winreg.DeleteValue(key, name)
            free = (f"OPEN{number or ''}" for number in range(len(opened) + 1))
            name = ours[0] if ours else next(name for name in free if name not in opened)
            winreg.SetValueEx(key, name, 0, winreg.REG_SZ, f'/R "{path}"')
        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(  # where Excel keeps those that were unticked
                winreg.HKEY_CURRENT_USER, rf"{excel}\Add-in Manager", 0, winreg.KEY_ALL_ACCESS
            ) as key,
        ):
            for value, _ in list(_values(winreg, key)):
                if _names(value, addin.NAME):
                    winreg.DeleteValue(key, value)
        lines.append(f"registered with Excel {version}: start Excel; the Home tab has a group Dual Fuel")
    return lines or [f"Excel has no settings for you yet. Start it once, then {BROWSE}: {path}"]


def blocked() -> list[str]:
    """The settings with which an Excel of this user refuses the add-in because nobody signed it, and what to do."""
    winreg: Any = importlib.import_module("winreg")
    found = []
    for root in POLICIES:
        for version in _versions(winreg):
            with (
                contextlib.suppress(OSError),
                winreg.OpenKey(winreg.HKEY_CURRENT_USER, rf"{root}\{version}\Excel\Security") as key,
            ):
                settings = dict(_values(winreg, key))
                found += [f"{root}\\{version}\\Excel\\Security {name} = {settings[name]}"
                          for name, values in BLOCKING.items() if settings.get(name) in values]  # fmt: skip
    remedy = (
        "Ask who looks after this computer to sign xl_dualfuel.xlam, or to make its folder a trusted location; or use "
        "the functions without macros: dualfuel addin excel_files --only names"
    )
    return [f"Excel may refuse the add-in, because nobody signed it ({one}). {remedy}" for one in found]


def _versions(winreg: Any) -> list[str]:
    """The versions of Excel that this user has started, such as 16.0 (2016 and later)."""
    found = []
    with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, OFFICE) as office:
        for version in _keys(winreg, office):
            with contextlib.suppress(OSError), winreg.OpenKey(office, rf"{version}\Excel"):
                if re.fullmatch(r"\d+\.\d", version):
                    found.append(version)
    return sorted(found)


def _keys(winreg: Any, key: Any) -> Iterator[str]:
    with contextlib.suppress(OSError):  # how winreg says that there are no more
        for place in range(10_000):
            yield winreg.EnumKey(key, place)


def _values(winreg: Any, key: Any) -> Iterator[tuple[str, Any]]:
    with contextlib.suppress(OSError):
        for place in range(10_000):
            name, value, _ = winreg.EnumValue(key, place)
            yield name, value


def _names(value: str, file: str) -> bool:
    """Whether a value names a file of that name, in whatever folder."""
    return re.split(r'[\\/"]', value.rstrip('" '))[-1].casefold() == file


def _excel_runs() -> bool:
    try:
        done = subprocess.run(
            ["tasklist", "/FI", "IMAGENAME eq EXCEL.EXE", "/NH"],
            capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
    except OSError:  # not allowed here: that Excel must be closed is in the last line then
        return False
    return "excel.exe" in done.stdout.casefold()
