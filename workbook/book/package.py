"""The finished package: values beside the formulas, tables filled down, chart caches, the same bytes every time.

openpyxl writes a formula or a value, never both, and takes 30 µs a cell. So it writes a skeleton once for each shape of
workbook; what a workbook holds is put into the skeleton's parts here. Previewers, phones and data readers need the
stored values.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from xl_dualfuel.errors import DualFuelError

from ..shape import Filling
from .book import Book, FillTable, Get

ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""Of every part: the time a workbook was made stands in its core properties."""
STAMP: Final = "@STAMP@"
"""In a footer: the time the workbook is made."""
LONGEST_TEXT: Final = 32767
"""Characters a cell can hold."""
NOT_AVAILABLE: Final = "#N/A"

_CELL = re.compile(
    r'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?(?: t="[a-zA-Z]+")?(?: ?/>|><f>(.*?)</f><v ?/?>(?:</v>)?</c>)', re.DOTALL
)
_ILLEGAL = re.compile(f"{ILLEGAL_CHARACTERS_RE.pattern}|[\ufffe\uffff]")
_FONT = re.compile(r"<font>(.*?)</font>", re.DOTALL)
_CHILD = re.compile(r"<(\w+)[^>]*?(?:/>|>.*?</\1>)", re.DOTALL)
_FONT_ORDER = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip
_REFERENCE = re.compile(r"<(num|str)Ref><f>(.*?)</f>(?:<\1Cache>.*?</\1Cache>)?</\1Ref>", re.DOTALL)
_PRINT_AREA = re.compile(r'(<definedName name="_xlnm.Print_Area" localSheetId="([0-9]+)"[^>]*>)[^<]*')

Item = str | Callable[[Filling], str]


class Skeleton(NamedTuple):
    """The parts of every workbook of one shape: bytes that never change, or items to be joined for a filling."""

    parts: tuple[tuple[str, bytes | list[Item]], ...]

    def fill(self, filling: Filling) -> bytes:
        """The finished package of one workbook."""
        done = io.BytesIO()
        with zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as target:
            for name, part in self.parts:
                if isinstance(part, bytes):
                    content = part
                else:
                    content = "".join([item if isinstance(item, str) else item(filling) for item in part]).encode()
                info = zipfile.ZipInfo(name, ZIP_TIME)
                info.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(info, content)
        return done.getvalue()


def skeleton(book: Book) -> Skeleton:
    """The parts of a book as openpyxl writes them, cut where values go."""
    raw = io.BytesIO()
    book.book.save(raw)
    sheets = {f"xl/worksheets/sheet{number}.xml": title for number, title in enumerate(book.book.sheetnames, 1)}
    parts: list[tuple[str, bytes | list[Item]]] = []
    with zipfile.ZipFile(raw) as source:
        for name in source.namelist():
            content: bytes | list[Item] = source.read(name)
            assert isinstance(content, bytes)
            if name in sheets:
                content = [part for item in _sheet(content.decode(), book, sheets[name]) for part in _footer(item)]
            elif name.startswith("xl/charts/chart"):
                content = list(_chart(content.decode(), book))
            elif name == "xl/workbook.xml":
                content = list(_print_areas(content.decode(), book))
            elif name == "xl/styles.xml":
                content = _FONT.sub(_ordered_font, content.decode()).encode()
            elif name == "docProps/core.xml":
                content = list(_stamped(content.decode()))
            parts.append((name, content))
    return Skeleton(tuple(parts))


def _footer(item: Item) -> Iterator[Item]:
    """The time in a sheet's footer."""
    if not isinstance(item, str) or STAMP not in item:
        yield item
        return
    before, after = item.split(STAMP)
    yield before
    yield lambda filling: f"{filling.stamp:%Y-%m-%d %H:%M} UTC"
    yield after


def _sheet(xml: str, book: Book, title: str) -> Iterator[Item]:
    fill = book.fills.get(title)
    gets = book.gets[title]
    if fill is None:
        yield from _cells(xml, gets, title)
        return
    row = re.search(rf'<row r="{fill.first_row}".*?</row>', xml, re.DOTALL)
    assert row is not None, title
    # openpyxl saw the first row only.
    last = fill.first_row + fill.room - 1
    head = re.sub(r'(<dimension ref="[A-Z]+[0-9]+:[A-Z]+)[0-9]+', rf"\g<1>{last}", xml[: row.start()])
    yield from _cells(head, gets, title)
    yield _table(fill, dict(re.findall(r'<c r="([A-Z]+)[0-9]+"( s="[0-9]+")', row[0])))
    yield from _cells(xml[row.end() :], gets, title)


def _cells(xml: str, gets: dict[str, Get], title: str) -> Iterator[Item]:
    """The text between the cells to be filled, and the cells."""
    end = 0
    for found in _CELL.finditer(xml):
        address, style, formula = found[1], found[2] or "", found[3]
        get = gets.get(address)
        if get is None:
            if formula is not None:
                raise DualFuelError(f"internal error: no stored value for {title}!{address}")
            continue
        yield xml[end : found.start()] + f'<c r="{address}"{style}'
        yield _value(get) if formula is None else _formula(get, formula)
        end = found.end()
    yield xml[end:]


def _value(get: Get) -> Callable[[Filling], str]:
    def cell(filling: Filling) -> str:
        value = get(filling)
        if value is None:
            return "/>"
        if isinstance(value, str):
            return f' t="inlineStr"><is><t xml:space="preserve">{text_of(value)}</t></is></c>'
        kind, text = stored(value)
        return f"{kind}><v>{text}</v></c>"

    return cell


def _formula(get: Get, formula: str) -> Callable[[Filling], str]:
    def cell(filling: Filling) -> str:
        kind, text = stored(get(filling))
        return f"{kind}><f>{formula}</f><v>{text}</v></c>"

    return cell


def _table(fill: FillTable, styles: dict[str, str]) -> Callable[[Filling], str]:
    """The rows of a table: formulas made once, values joined in."""
    columns = sorted(fill.columns, key=lambda column: column.number)
    letters = [get_column_letter(column.number) for column in columns]
    rows = range(fill.first_row, fill.first_row + fill.room)
    before = [[f'<c r="{letter}{row}"{styles[letter]}' for letter in letters] for row in rows]
    after = [[f"><f>{escape(column.formula(row)[1:])}</f><v>" for column in columns] for row in rows]
    blank = [
        f'<row r="{row}">' + "".join(f'{a} t="str"{b}</v></c>' for a, b in zip(*pair, strict=True)) + "</row>"
        for row, *pair in zip(rows, before, after, strict=True)
    ]

    def joined(filling: Filling) -> str:
        values = [_all_stored(column.values(filling), fill.room) for column in columns]
        live = max(len(column) for column in values)
        lines = []
        for offset in range(live):
            cells = []
            for head, tail, column in zip(before[offset], after[offset], values, strict=True):
                kind, text = column[offset] if offset < len(column) else (' t="str"', "")
                cells.append(f"{head}{kind}{tail}{text}</v></c>")
            lines.append(f'<row r="{rows[offset]}">{"".join(cells)}</row>')
        return "".join(lines) + "".join(blank[live:])

    return joined


def _all_stored(values: Sequence[Any], room: int) -> list[tuple[str, str]]:
    if len(values) > room:
        raise DualFuelError(f"internal error: {len(values)} rows in a table with room for {room}")
    return [stored(value) for value in values]


def stored(value: Any) -> tuple[str, str]:
    """The type attribute and the text of a stored value."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise DualFuelError(f"internal error: {value} cannot be stored in a workbook")
        return "", repr(value)
    if value is None:
        return ' t="str"', ""
    if isinstance(value, str):
        return (' t="e"', value) if value == NOT_AVAILABLE else (' t="str"', text_of(value))
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, list):
        return ' t="str"', text_of(" ".join(value))
    return "", str(int(value))


def text_of(value: str) -> str:
    """Text as XML takes it: a file name need not be Unicode, and some characters no workbook can hold."""
    plain = value.encode(errors="backslashreplace").decode()
    return escape(_ILLEGAL.sub(" ", plain)[:LONGEST_TEXT])


def _chart(xml: str, book: Book) -> Iterator[Item]:
    """A chart with the numbers it draws, so that a viewer need not calculate."""
    # openpyxl leaves out that a label has a number format of its own.
    xml = re.sub(r'(<numFmt formatCode="[^"]*") ?/>', r'\1 sourceLinked="0"/>', xml)
    end = 0
    for found in _REFERENCE.finditer(xml):
        get = book.ranges.get(found[2].replace("'", ""))
        if get is None:
            raise DualFuelError(f"internal error: a chart draws {found[2]}, which is no column")
        yield xml[end : found.start()]
        yield _cache(found[1], found[2], get)
        end = found.end()
    yield xml[end:]


def _cache(kind: str, reference: str, get: Get) -> Callable[[Filling], str]:
    def cache(filling: Filling) -> str:
        values = get(filling)
        points = "".join(
            f'<pt idx="{place}"><v>{text_of(value) if isinstance(value, str) else repr(float(value))}</v></pt>'
            for place, value in enumerate(values)
            if value not in (None, NOT_AVAILABLE)
        )
        code = "<formatCode>General</formatCode>" if kind == "num" else ""
        inside = f'{code}<ptCount val="{len(values)}"/>{points}'
        return f"<{kind}Ref><f>{reference}</f><{kind}Cache>{inside}</{kind}Cache></{kind}Ref>"

    return cache


def _print_areas(xml: str, book: Book) -> Iterator[Item]:
    """How much of a table there is to print depends on the case."""
    end = 0
    for found in _PRINT_AREA.finditer(xml):
        title = book.book.sheetnames[int(found[2])]
        yield xml[end : found.start()] + found[1]
        yield book.print_areas[title]
        end = found.end()
    yield xml[end:]


def _ordered_font(found: re.Match[str]) -> str:
    children = [(child[1], child[0]) for child in _CHILD.finditer(found[1])]
    return "<font>" + "".join(text for _, text in sorted(children, key=lambda c: _FONT_ORDER.index(c[0]))) + "</font>"


def _stamped(xml: str) -> Iterator[Item]:
    end = 0
    for found in re.finditer(r"(<dcterms:(created|modified)[^>]*>)[^<]*", xml):
        yield xml[end : found.start()] + found[1]
        yield lambda filling: filling.stamp.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        end = found.end()
    yield xml[end:]
