"""The functions as Calc calls them: a component of the extension, run by LibreOffice's own Python.

Calc hands over None for an omitted argument, rows for a range or an array; "" for a blank cell in a range, but 0 for
one given by itself, so that 0 means omitted where it can be no value. A cell with an error never arrives: Calc answers
with the error itself, with Err:504 where it is in a range. In arrays an error is a NaN that has Calc's number for it in
its lowest bits, and so an error is given back.

What is missing (numpy, a newer Python) is reported by the functions that answer in words or with a table: a component
that fails to load would leave #NAME? only.
"""

# Nothing here may need a newer Python than LibreOffice 7.4 brings along (3.8), or it could not say that it does.
from __future__ import annotations

import importlib
import json
import os
import struct
import sys
from typing import TYPE_CHECKING, Any

import uno  # type: ignore[import-not-found]
import unohelper  # type: ignore[import-not-found]
from com.sun.star.lang import XServiceInfo  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICE = "dualfuel.Functions"
INTERFACE = "dualfuel.XFunctions"
MARK = "#DF! "
REFUSED = "#VALUE!"
ERRORS = {
    "#NUM!": 503, REFUSED: 519, "#NULL!": 521, "#REF!": 524, "#NAME?": 525, "#DIV/0!": 532, "#N/A": 32767,
}  # fmt: skip
"""Calc's numbers of errors, by Excel's names; Calc has no others of these"""
OLDEST = (3, 11)  # as the package requires
FOLDER = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120

with open(os.path.join(FOLDER, "functions.json"), encoding="utf-8") as file:  # noqa: PTH118, PTH123
    FUNCTIONS: dict[str, dict[str, Any]] = json.load(file)

_loaded: str | dict[str, Callable[..., Any]] | None = None


def functions() -> str | dict[str, Callable[..., Any]]:
    """The functions by name, imported when one is first called; where that fails, the reason in words."""
    global _loaded  # noqa: PLW0603
    if _loaded is None:
        _loaded = _load()
    return _loaded


def _load() -> str | dict[str, Callable[..., Any]]:
    if sys.version_info < OLDEST:
        needed, running = (".".join(map(str, version[:2])) for version in (OLDEST, sys.version_info))
        return f"Python {needed} or later is needed, and this LibreOffice runs Python {running}"
    # Not by import statements: UNO has its own, which forgets the name of what is missing.
    try:
        importlib.import_module("numpy")
    except Exception as failure:
        if isinstance(failure, ModuleNotFoundError) and failure.name == "numpy":
            return (
                "numpy is missing: install it for the Python that LibreOffice runs "
                "(Debian, Ubuntu: package python3-numpy) and start LibreOffice again"
            )
        return _failed("numpy cannot be used", failure)
    package = os.path.join(FOLDER, "package")  # noqa: PTH118
    # In front, lest another version be found; only while importing, for the sake of other extensions.
    sys.path.insert(0, package)
    try:
        registry = importlib.import_module("xl_dualfuel.functions").FUNCTIONS
    except Exception as failure:
        return _failed("the extension cannot start", failure)
    finally:
        sys.path.remove(package)
    return {name: function.python for name, function in registry.items()}


def _failed(what: str, failure: Exception) -> str:
    reason = (str(failure).strip().splitlines() or ["no reason given"])[0]
    return f"{what}: {reason}"[:255]


def answer(name: str, cells: tuple[Any, ...]) -> Any:
    """What a function answers to the arguments of a call, as Calc takes it."""
    loaded, described = functions(), FUNCTIONS[name]
    if isinstance(loaded, str):
        value: Any = loaded if described["in_words"] else [[REFUSED, loaded]] if described["table"] else REFUSED
    else:
        given = [_given(cell) for cell in cells]
        for place in described["zero_is_blank"]:
            if given[place] == 0:
                given[place] = None
        value = loaded[name](*given)
    if described["rows"]:
        rows = value if isinstance(value, list) else [[value]]
        return tuple([tuple(map(_cell, row)) for row in rows])
    return _cell(value)


def _given(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_given(cell) for cell in value]
    if isinstance(value, float) and value != value:  # noqa: PLR0124  # NaN is not itself
        (number,) = struct.unpack("<q", struct.pack("<d", value))
        return next((error for error, code in ERRORS.items() if code == number & 0xFFFF), REFUSED)
    return value


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("#"):
        code = ERRORS.get(REFUSED if value.startswith(MARK) else value)
        return value if code is None else struct.unpack("<d", struct.pack("<q", 0x7FF8 << 48 | code))[0]
    # Calc drops integers of more than 32 bits, and takes TRUE inside rows for 0.
    return float(value) if isinstance(value, int) else value


class Functions(unohelper.Base, XServiceInfo, uno.getClass(INTERFACE)):  # type: ignore[misc]
    """The service that Calc calls; its methods are the functions."""

    def __init__(self, context: Any) -> None:
        self.context = context

    def getImplementationName(self) -> str:  # noqa: N802
        """Of XServiceInfo."""
        return SERVICE

    def supportsService(self, name: str) -> bool:  # noqa: N802
        """Of XServiceInfo."""
        return name == SERVICE

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        """Of XServiceInfo."""
        return (SERVICE,)


def _method(name: str) -> Callable[..., Any]:
    def call(_: Functions, *cells: Any) -> Any:
        return answer(name, cells)

    return call


for _name in FUNCTIONS:
    setattr(Functions, _name, _method(_name))

# LibreOffice reads this name.
g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816
g_ImplementationHelper.addImplementation(Functions, SERVICE, (SERVICE,))
