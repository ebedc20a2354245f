"""The finished package: values with the formulas, tables filled down, chart caches, the same bytes every time.

openpyxl writes a formula or a value, never both, and takes 30 µs a cell. So it writes a skeleton once for each shape of
workbook; this module puts what a workbook holds into the skeleton's parts. Previewers, phones and data readers need the
stored values.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC
from functools import partial
from types import MappingProxyType
from typing import IO, Any, Final, NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.files import zipping
from xl_dualfuel.files.values import spreadsheet_value
from xl_dualfuel.files.zipping import Kept

from ..shape import NOT_AVAILABLE, Filling
from . import cells, listing
from .as_excel import as_excel_writes
from .book import Book, FillTable, Get
from .cells import escape
from .part import Formula, Item, Part, Table
from .stored import numbers, stored, text_of

STAMP: Final = "@STAMP@"
"""In a footer: the time the workbook is made."""

_CELL: Final = re.compile(
    r'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?(?: t="[a-zA-Z]+")?(?: ?/>|><f>(.*?)</f><v ?/?>(?:</v>)?</c>)', re.DOTALL
)
_FONT = re.compile(r"<font>(.*?)</font>", re.DOTALL)
_CHILD = re.compile(r"<(\w+)[^>]*?(?:/>|>.*?</\1>)", re.DOTALL)
FONT_ORDER: Final = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip
"""Order of a font's elements in the schema; openpyxl has another one"""
_REFERENCE = re.compile(r"<c:(num|str)Ref><c:f>(.*?)</c:f>(?:<c:\1Cache>.*?</c:\1Cache>)?</c:\1Ref>", re.DOTALL)
_PRINT_AREA = re.compile(r'(<definedName name="_xlnm.Print_Area" localSheetId="([0-9]+)"[^>]*>)[^<]*')
_TIMES = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_STAMP = re.compile(STAMP)
_UNDATED: Final = "1980-01-01T00:00:00Z"
_FIRST_SHEET: Final = "xl/worksheets/sheet1.xml"
_BOOK, _STYLES, _PROPERTIES = "xl/workbook.xml", "xl/styles.xml", "docProps/core.xml"
_SMALL: Final = (_BOOK, _STYLES, _PROPERTIES, "xl/drawings/", "xl/charts/")
"""Parts that are changed after openpyxl has written a book without a skeleton"""
_IN_MEMORY: Final = 2**24
"""Largest package as openpyxl writes it that is held in memory [bytes]"""


class Skeleton(NamedTuple):
    """The parts of every workbook of one shape: bytes that never change, or items to be joined for a filling."""

    parts: Mapping[str, Kept | Part]
    values: Mapping[str, frozenset[str]] = MappingProxyType({})
    """Of each part the cells of tables that are filled down with values"""

    def fill(self, filling: Filling) -> bytes:
        """The finished package of one workbook."""
        return zipping.packed(
            {name: part if isinstance(part, Kept) else part.pieces(filling) for name, part in self.parts.items()}
        )

    def filled(self, filling: Filling) -> dict[str, bytes]:
        """The finished parts of one workbook by name."""
        return {name: joined(part, filling) for name, part in self.parts.items()}


def joined(part: Kept | Part, filling: Filling) -> bytes:
    """A part of a skeleton, finished."""
    return part if isinstance(part, Kept) else b"".join(part.pieces(filling))


def skeleton(book: Book) -> Skeleton:
    """The parts of a book as openpyxl writes them, cut where values go."""
    raw = io.BytesIO()
    cells.RowlessWriter(book.book, zipping.Undated(raw, zipfile.ZIP_STORED)).save()
    sheets = {f"xl/worksheets/sheet{number}.xml": title for number, title in enumerate(book.book.sheetnames, 1)}
    parts: dict[str, Kept | Part] = {}
    for name, content in zipping.unpacked(raw.getvalue()).items():
        if not name.endswith((".xml", ".rels")):
            parts[name] = Kept(content)
            continue
        xml = as_excel_writes(name, content.decode())
        if name in sheets:
            parts[name] = Part(_sheet(xml, book, sheets[name]))
        elif name.startswith("xl/charts/chart"):
            parts[name] = Part(_chart(xml, book))
        elif name == _BOOK:
            parts[name] = Part(_print_areas(xml, book))
        elif name == _PROPERTIES:
            parts[name] = Part(_stamped(xml))
        else:
            parts[name] = Kept((_ordered_fonts(xml) if name == _STYLES else xml).encode())
    return Skeleton(parts, {name: _filled_values(book.fills[title]) for name, title in sheets.items()
                            if title in book.fills})  # fmt: skip


def _filled_values(fill: FillTable) -> frozenset[str]:
    letters = [get_column_letter(column.number) for column in fill.columns if column.formula is None]
    rows = range(fill.first_row, fill.first_row + fill.room)
    return frozenset(f"{letter}{row}" for row in rows for letter in letters)


def save(book: Workbook, file: IO[bytes], values: Mapping[str, float] = MappingProxyType({})) -> None:
    """Save a book that has no skeleton: undated, so the same content gives the same bytes; in bounded memory.

    values: what the formulas near the top of its first sheet have, by their cells.
    """
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as raw:
        ExcelWriter(book, zipping.Undated(raw)).save()
        with zipfile.ZipFile(raw) as written:
            small = [name for name in written.namelist() if name.startswith(_SMALL) or name.endswith(".rels")]
        start = {_FIRST_SHEET: partial(_valued, values)} if values else {}
        zipping.repack(raw, file, {name: partial(_mended, name) for name in small}, start)


def _valued(values: Mapping[str, float], start: bytes) -> bytes:
    """The start of a sheet with the values of its formulas."""

    def cell(match: re.Match[str]) -> str:
        if match[3] is None or match[1] not in values:
            return match[0]
        kind, text = stored(values[match[1]])
        return f'<c r="{match[1]}"{match[2] or ""}{kind}><f>{match[3]}</f><v>{text}</v></c>'

    head, end, rest = start.partition(b"</row>")  # the rest may end within a letter
    return _CELL.sub(cell, head.decode()).encode() + end + rest


def _mended(name: str, content: bytes) -> bytes:
    xml = as_excel_writes(name, content.decode())
    if name == _STYLES:
        xml = _ordered_fonts(xml)
    return (_TIMES.sub(rf"\g<1>{_UNDATED}", xml) if name == _PROPERTIES else xml).encode()


def saved(book: Workbook) -> bytes:
    """A book as ``save`` writes it."""
    package = io.BytesIO()
    save(book, package)
    return package.getvalue()


def _replaced(pattern: re.Pattern[str], xml: str, items: Callable[[re.Match[str]], Iterable[Item]]) -> Iterator[Item]:
    """The text, with items in the place of each match."""
    end = 0
    for match in pattern.finditer(xml):
        yield xml[end : match.start()]
        yield from items(match)
        end = match.end()
    yield xml[end:]


def _footer(xml: str) -> Iterator[Item]:
    """What follows the rows of a sheet, with the time in its footer."""
    return _replaced(_STAMP, xml, lambda _: [lambda filling: f"{filling.stamp:%Y-%m-%d %H:%M} UTC"])


def _sheet(xml: str, book: Book, title: str) -> Iterator[Item]:
    sheet, fill = book.sheets[title], book.fills.get(title)
    if title in book.listed:
        styles = {style: str(sheet.cell(1, column).style_id) for column, style in enumerate(book.listed[title], 1)}
        for item in listing.items(xml, styles, text_of):
            yield from _footer(item) if isinstance(item, str) else (item,)
        return
    if fill is not None:  # openpyxl knows the first row only
        last = fill.first_row + fill.room - 1
        xml = re.sub(r'(<dimension ref="[A-Z]+[0-9]+:[A-Z]+)[0-9]+', rf"\g<1>{last}", xml)
    head, mark, tail = xml.partition(cells.MARK)
    assert mark, title
    yield f"{head}<sheetData>"
    for number, row in cells.rows(sheet):
        if fill is not None and number == fill.first_row:
            yield Table(fill, {cell.column_letter: f' s="{cell.style_id}"' for cell in row})
        else:
            yield cells.opened(sheet, number)
            yield from _cells(row, book.gets[title], title)
            yield "</row>"
    yield from _footer(f"</sheetData>{tail}")


def _cells(row: Iterable[Any], gets: Mapping[tuple[int, int], Get], title: str) -> Iterator[Item]:
    """A row's cells, those to be filled among them."""
    for cell in row:
        get, is_formula = gets.get((cell.row, cell.column)), cell.data_type == "f"
        if get is not None:
            yield cells.start(cell)
            yield Formula(get, escape(cell.value[1:])) if is_formula else _value(get)
        elif is_formula:
            raise DualFuelError(f"internal error: no stored value for {title}!{cell.coordinate}")
        else:
            yield cells.whole(cell)


def _value(get: Get) -> Callable[[Filling], str]:
    """A cell without a formula; its number has the digits that it still has when a spreadsheet has saved the file."""

    def cell(filling: Filling) -> str:
        value = get(filling)
        if value is None:
            return "/>"
        if isinstance(value, str):
            return f' t="inlineStr"><is><t xml:space="preserve">{text_of(value)}</t></is></c>'
        kind, text = stored(spreadsheet_value(value))
        return f"{kind}><v>{text}</v></c>"

    return cell


def _chart(xml: str, book: Book) -> Iterator[Item]:
    """A chart with the numbers it draws, so that a viewer need not calculate."""
    # openpyxl leaves out that a label has a number format of its own.
    xml = re.sub(r'(<c:numFmt formatCode="[^"]*") ?/>', r'\1 sourceLinked="0"/>', xml)

    def items(reference: re.Match[str]) -> Iterator[Item]:
        get = book.ranges.get(reference[2].replace("'", ""))
        if get is None:
            raise DualFuelError(f"internal error: a chart draws {reference[2]}, which is no column")
        yield _cache(reference[1], reference[2], get)

    return _replaced(_REFERENCE, xml, items)


def _cache(kind: str, reference: str, get: Get) -> Callable[[Filling], str]:
    def cache(filling: Filling) -> str:
        values = get(filling)
        texts = numbers(values) or [_point(value) for value in values]
        points = "".join([f'<c:pt idx="{place}"><c:v>{text}</c:v></c:pt>' for place, text in enumerate(texts) if text])
        code = "<c:formatCode>General</c:formatCode>" if kind == "num" else ""
        inside = f'{code}<c:ptCount val="{len(values)}"/>{points}'
        return f"<c:{kind}Ref><c:f>{reference}</c:f><c:{kind}Cache>{inside}</c:{kind}Cache></c:{kind}Ref>"

    return cache


def _point(value: Any) -> str:
    """The text of what a chart draws; "" of nothing."""
    if value in (None, "", NOT_AVAILABLE):
        return ""
    return text_of(value) if isinstance(value, str) else repr(float(value))


def _print_areas(xml: str, book: Book) -> Iterator[Item]:
    """How much of a table there is to print depends on the case."""
    titles = book.book.sheetnames
    return _replaced(_PRINT_AREA, xml, lambda name: (name[1], book.print_areas[titles[int(name[2])]]))


def _ordered_fonts(styles: str) -> str:
    return _FONT.sub(_ordered_font, styles)


def _ordered_font(font: re.Match[str]) -> str:
    children = sorted(_CHILD.finditer(font[1]), key=lambda child: FONT_ORDER.index(child[1]))
    return f"<font>{''.join(child[0] for child in children)}</font>"


def _stamped(xml: str) -> Iterator[Item]:
    def time(filling: Filling) -> str:
        return filling.stamp.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    return _replaced(_TIMES, xml, lambda element: (element[1], time))
