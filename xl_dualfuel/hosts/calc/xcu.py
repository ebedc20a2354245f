"""What Calc shows of the functions: names, descriptions and arguments, as configuration (CalcAddIns.xcu)."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape, quoteattr

from ...functions import CATEGORY, FUNCTIONS, Function
from ...functions.arguments import Argument, field_of

SERVICE: Final = "dualfuel.Functions"
"""Comes before the function's name in every saved sheet, and so must never change."""
ZERO_HELP: Final = " (or 0, or a blank cell)"
BLANK_HELP: Final = " (a blank cell is 0)"

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 oor:name="CalcAddIns" oor:package="org.openoffice.Office">
<node oor:name="AddInInfo">
"""
_SET = '<node oor:name="{}">\n'
_TAIL = """</node>
</node>
</node>
</oor:component-data>
"""


def internal(argument: Argument) -> str:
    """The name of an argument in the type library, which takes underscores in upper case only."""
    first, *others = argument.name.split("_")
    return first + "".join(map(str.capitalize, others))


def zero_is_blank(argument: Argument) -> bool:
    """Whether Calc's 0 means that the argument was left out: Calc hands a blank cell over as 0.

    So where 0 can be a value, a blank cell is 0, as in Calc's own functions; where it never can, it is left out.
    """
    if not argument.optional:
        return False
    field = field_of(argument)
    if field is None:
        return True  # a range of inputs is no number
    return field.kind != "number" or not field.holds(0)


def described(argument: Argument) -> str:
    """The help of an argument, and what is special about it in Calc."""
    return argument.help.replace(". Omitted: ", f". Omitted{ZERO_HELP if zero_is_blank(argument) else BLANK_HELP}: ")


def xcu() -> str:
    """CalcAddIns.xcu: every function with its arguments in their order."""
    return "".join([_HEAD, _member(SERVICE), _SET.format("AddInFunctions"), *map(_function, FUNCTIONS.values()), _TAIL])


def _function(function: Function) -> str:
    # Calc has no categories but its own; it may read the display name one day.
    return "".join([
        _member(function.name), _text("DisplayName", function.name), _text("Description", function.doc),
        '<prop oor:name="Category"><value>Add-In</value></prop>\n', _text("CategoryDisplayName", CATEGORY),
        _text("CompatibilityName", function.name), _SET.format("Parameters"), *map(_parameter, function.arguments),
        "</node>\n</node>\n",
    ])  # fmt: skip


def _parameter(argument: Argument) -> str:
    name = f"[{argument.name}]" if argument.optional else argument.name
    words = _text("DisplayName", name) + _text("Description", described(argument))
    return f"{_member(internal(argument))}{words}</node>\n"


def _member(name: str) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">\n'


def _text(name: str, value: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="en">{escape(value)}</value></prop>\n'
