"""The type library of the Calc extension: what Calc has to know of each function before it can call it.

Every argument is ``any``: no other type may be left out, and a number, a text and a range all pass. A scalar comes back
as ``any``, everything else as rows. Source: OpenOffice.org API, com.sun.star.sheet.AddIn.
"""

from __future__ import annotations

from typing import Final

from ...functions import FUNCTIONS, Function
from ...functions.arguments import Argument

MODULE: Final = "dualfuel"
INTERFACE: Final = f"{MODULE}.XFunctions"
SERVICE: Final = f"{MODULE}.Functions"
"""Stands in every saved sheet before the function's name, and so must never change."""

ROWS: Final = "sequence< sequence< any > >"


def idl() -> str:
    """The interface of the functions in UNOIDL."""
    methods = "\n".join(f"        {_method(function)}" for function in FUNCTIONS.values())
    interface = f"    interface {INTERFACE.rpartition('.')[2]} {{\n{methods}\n    }};"
    return f"module {MODULE} {{\n{interface}\n}};\n"


def internal(argument: Argument) -> str:
    """The name of an argument in the type library, which takes underscores in upper case only."""
    first, *others = argument.name.split("_")
    return first + "".join(map(str.capitalize, others))


def _method(function: Function) -> str:
    arguments = ", ".join(f"[in] any {internal(one)}" for one in function.arguments)
    return f"{'any' if function.shape == 'scalar' else ROWS} {function.name}({arguments});"
