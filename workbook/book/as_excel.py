"""Parts of a package in the spelling of Excel, which some readers look for in place of reading XML as such.

ExcelJS knows drawings by the prefix xdr: and by targets relative to the sheet, others charts by c:; print titles are
split at the comma, columns first. openpyxl writes the same with a default namespace and absolute targets.
"""

from __future__ import annotations

import posixpath
import re
from typing import Final

_PREFIXES: Final = {"xl/drawings": "xdr", "xl/charts": "c"}
"""The prefix of the parts of a folder for their own namespace"""
_BARE: Final = re.compile(r"<(/?)(?=[A-Za-z]\w*[ />])")
_TARGET: Final = re.compile(r'(?<=\bTarget=")/([^"]*)')
_QUOTED: Final = re.compile(r"'([A-Za-z]+)'!")
_TITLES: Final = re.compile(r'(<definedName name="_xlnm\.Print_Titles"[^>]*>)([^<]*?),([^<]*)')


def as_excel_writes(name: str, xml: str) -> str:
    """A part of a package as openpyxl writes it, in Excel's spelling; most parts are the same in both."""
    folder, file = posixpath.split(name)
    if file.endswith(".rels"):
        home = f"/{posixpath.dirname(folder)}"
        return _TARGET.sub(lambda target: posixpath.relpath(f"/{target[1]}", home), xml)
    if name == "xl/workbook.xml":
        return _TITLES.sub(r"\1\3,\2", _QUOTED.sub(r"\1!", xml))
    prefix = _PREFIXES.get(folder)
    if prefix is None:
        return xml
    return _BARE.sub(rf"<\1{prefix}:", _QUOTED.sub(r"\1!", xml)).replace(' xmlns="', f' xmlns:{prefix}="', 1)
