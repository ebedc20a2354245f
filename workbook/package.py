"""After openpyxl: stored values beside the formulas, fonts in the order the schema wants, the same bytes every time.

openpyxl writes a formula or a value, never both; previewers, phones and data readers need the value.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook

from xl_dualfuel.errors import DualFuelError

Stored = Mapping[str, Mapping[str, Any]]
"""Sheet title → cell address → the value its formula has."""

_FORMULA_CELL = re.compile(
    r'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?(?: t="[a-z]+")?><f>(.*?)</f><v ?/?>(?:</v>)?</c>', re.DOTALL
)
_FONT = re.compile(r"<font>(.*?)</font>", re.DOTALL)
_CHILD = re.compile(r"<(\w+)[^>]*?(?:/>|>.*?</\1>)", re.DOTALL)
_FONT_ORDER = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def finish(book: Workbook, stored: Stored, stamp: datetime) -> bytes:
    """The finished package of a workbook; ``stamp`` is its creation and modification time."""
    raw = io.BytesIO()
    book.save(raw)
    sheets = {f"xl/worksheets/sheet{number}.xml": title for number, title in enumerate(book.sheetnames, 1)}
    done = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name in sheets:
                content = _with_values(content.decode(), stored.get(sheets[name], {}), sheets[name]).encode()
            elif name == "xl/styles.xml":
                content = _FONT.sub(_ordered_font, content.decode()).encode()
            elif name == "docProps/core.xml":
                content = _stamped(content.decode(), stamp).encode()
            target.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return done.getvalue()


def _with_values(xml: str, values: Mapping[str, Any], title: str) -> str:
    missing: list[str] = []

    def fill(found: re.Match[str]) -> str:
        address, style, formula = found[1], found[2] or "", found[3]
        if address not in values:
            missing.append(address)
            return found[0]
        kind, text = _stored(values[address])
        return f'<c r="{address}"{style}{kind}><f>{formula}</f><v>{text}</v></c>'

    filled = _FORMULA_CELL.sub(fill, xml)
    if missing or filled.count("<f>") != filled.count("</f><v>"):
        raise DualFuelError(f"internal error: no stored value for {title}!{', '.join(missing[:5]) or 'a cell'}")
    return filled


def _stored(value: Any) -> tuple[str, str]:
    """The type attribute and the text of a stored value."""
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, (int, float)):
        if not math.isfinite(value):
            raise DualFuelError(f"internal error: {value} cannot be stored in a workbook")
        return "", repr(value)
    return ' t="str"', escape(str(value))


def _ordered_font(found: re.Match[str]) -> str:
    children = [(child[1], child[0]) for child in _CHILD.finditer(found[1])]
    return "<font>" + "".join(text for _, text in sorted(children, key=lambda c: _FONT_ORDER.index(c[0]))) + "</font>"


def _stamped(xml: str, stamp: datetime) -> str:
    time = stamp.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return re.sub(r"(<dcterms:(created|modified)[^>]*>)[^<]*", rf"\g<1>{time}", xml)
