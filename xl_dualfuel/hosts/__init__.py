"""Where the worksheet functions run: each host's files are built here, on any platform, from the one registry."""

from __future__ import annotations

import importlib.util
import platform
from collections.abc import Sequence
from importlib import resources
from typing import Final

from ..errors import InputError, Issue
from ..files.libraries import install_command
from .carried import PACKAGE

HOSTS: Final = ("desktop", "lite", "calc", "names")
FUNCTIONS_PAGE: Final = "FUNCTIONS.md"


def missing() -> str:
    """What keeps desktop Excel's add-in from being built here, and what to do; empty: nothing."""
    names = [name for name in ("xlwings", "pyopenvba") if importlib.util.find_spec(name) is None]
    if not names:
        return ""
    words = f"xl_dualfuel.xlam, the add-in for desktop Excel, for it needs {' and '.join(names)}"
    return f"{words}. Install what it needs, then run this again: {install_command('excel')}"


def buildable() -> Sequence[str]:
    """The hosts whose files can be built with what is installed."""
    return HOSTS[1:] if missing() else HOSTS


def files(wanted: Sequence[str] = HOSTS) -> dict[str, bytes]:
    """The files of the hosts by name, and FUNCTIONS.md. Raises InputError for an unknown host.

    Raises DualFuelError where desktop is asked for and the extra it takes is not installed.
    """
    unknown = [name for name in wanted if name not in HOSTS]
    if unknown:
        allowed = f"must be one of {', '.join(HOSTS)}"
        raise InputError([Issue("--only", name, allowed, "Leave it out for all of them") for name in unknown])
    contents: dict[str, bytes] = {}
    # Each imported only if wanted: a host must not need what only another host needs.
    if "desktop" in wanted:
        from .desktop import addin as desktop

        if platform.system() == "Windows":
            from .desktop import install

            contents[desktop.NAME] = desktop.xlam(install.interpreter(), dll_folder=install.dll_folder())
        else:
            contents[desktop.NAME] = desktop.xlam()
    if "lite" in wanted:
        from .lite import workbook as lite

        contents[lite.NAME] = lite.lite_workbook()
    if "calc" in wanted:
        from .calc import extension as calc

        contents[calc.NAME] = calc.oxt()
    if "names" in wanted:
        from .names import book as names_book

        contents[names_book.NAME] = names_book.names_workbook()
    # The functions themselves are not imported here: desktop/win_stubs.py must come before them.
    page = resources.files(PACKAGE).joinpath("functions", FUNCTIONS_PAGE).read_bytes()
    return contents | {FUNCTIONS_PAGE: page}
