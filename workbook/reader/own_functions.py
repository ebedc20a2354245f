"""The worksheet functions of this program in a workbook that spreadsheets saved: how their calls and links are written.

Excel puts the number of the add-in's file before a function of it, ``[1]!DF_COP(…)``, and keeps a link to that file
(xlwings, issue 2082); Calc writes the name of its extension, Lite its own prefix.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from .records import Opened

ADDIN: Final = "xl_dualfuel.xlam"
"""The file of the desktop add-in."""
_PREFIX: Final = re.compile(
    r"(?:\[[0-9]{1,3}\]!|_xldudf_|dualfuel\.functions\.)(?=DF_[A-Z0-9_]{1,40}\()", re.IGNORECASE
)
_REMOTE: Final = re.compile(r"//|[a-z][a-z0-9+.-]+:", re.IGNORECASE)
"""How a target begins that is no file of this machine; a drive has one letter."""


def bare_calls(formula: str) -> str:
    """The formula with the functions' own names alone, as they are typed."""
    return _PREFIX.sub("", formula) if "DF_" in formula.upper() else formula


def addin_links(opened: Opened) -> Mapping[str, str]:
    """The parts that link to the add-in's file on the machine that saved the workbook, and to nothing else."""
    links: dict[str, str] = {}
    for part in opened.book_links:
        targets = [link.target for link in opened.relationships if link.source == part]
        if targets and all(map(_is_addin, targets)):
            folder, name = posixpath.split(part)
            links |= dict.fromkeys((part, f"{folder}/_rels/{name}.rels"), targets[0])
    return links


def _is_addin(target: str) -> bool:
    path = unquote(target).replace("\\", "/").removeprefix("file:///")
    return _REMOTE.match(path) is None and posixpath.basename(path).casefold() == ADDIN
