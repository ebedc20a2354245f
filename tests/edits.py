"""What honest people do to a workbook or a form in Excel: the parts of the package edited as Excel would."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from openpyxl.utils import column_index_from_string, get_column_letter

import packages
import tampers
from tampers import BOOK, Parts

_REF = re.compile(r"(?<![A-Za-z0-9_.$])(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})(?![A-Za-z0-9_.(!])")
_SHEET = re.compile(r"('[^']+'|[A-Za-z][A-Za-z0-9_]*)!$")


def part_of(parts: Parts, title: str) -> str:
    """The part of a sheet."""
    titles = re.findall(r'<sheet [^>]*?name="([^"]*)"', parts[BOOK].decode())
    return f"xl/worksheets/sheet{titles.index(title) + 1}.xml"


def inserted(title: str, row: int = 0, rows: int = 0, columns: int = 0) -> Callable[[Parts], None]:
    """Insert rows before a row, and columns before a sheet; what refers to its cells follows."""

    def down(number: str) -> int:
        return int(number) + (rows if int(number) >= row else 0)

    def right(column: str) -> str:
        return get_column_letter(column_index_from_string(column) + columns)

    def formula(text: str, own: str) -> str:
        """A formula of the sheet ``own``; texts in quotes are left as they are."""
        pieces = re.split(r'("[^"]*")', text)
        for place, piece in enumerate(pieces):
            if not piece.startswith('"'):
                pieces[place] = _REF.sub(lambda found, piece=piece: moved(found, piece, own), piece)
        return "".join(pieces)

    def moved(found: re.Match[str], piece: str, own: str) -> str:
        before = piece[: found.start()]
        if before.endswith(":"):  # the end of a range is on the sheet of its beginning
            before = re.sub(r"\$?[A-Z]+\$?[0-9]+:$", "", before)
        sheet = _SHEET.search(before)
        if (sheet[1].strip("'") if sheet else own) != title:
            return found[0]
        return f"{found[1]}{right(found[2])}{found[3]}{down(found[4])}"

    def rows_and_columns(text: str) -> str:
        """The rows, cells, ranges and widths of the sheet itself."""
        text = _each(r'(<row r=")([0-9]+)', lambda number: str(down(number)), text)
        text = _each(r'(<c r=")([A-Z]+[0-9]+)', lambda cell: formula(cell, title), text)
        text = _each(r'((?:sqref|ref)="|<xm:sqref>)([^"<]*)', lambda area: formula(area, title), text)
        number = re.compile(r'((?:min|max)=")([0-9]+)')
        return _each(r"(<col )([^>]*)", lambda col: _each(number, lambda one: str(int(one) + columns), col), text)

    def change(parts: Parts) -> None:
        target = part_of(parts, title)
        own = {part_of(parts, one): one for one in re.findall(r'<sheet [^>]*?name="([^"]*)"', parts[BOOK].decode())}
        links = parts.get(f"xl/worksheets/_rels/{target.rpartition('/')[2]}.rels", b"").decode()
        drawings = {f"xl/drawings/{name}" for name in re.findall(r'Target="[^"]*?(drawing[0-9]+\.xml)"', links)}
        for part, content in parts.items():
            text = content
            if part in own or part == BOOK or part.startswith("xl/charts/chart"):
                inside = r"(<(?:\w+:)?(?:f|formula|formula1|formula2|definedName)(?: [^>]*)?>)([^<]*)"
                home = own.get(part, "")
                text = _each(inside, lambda one, home=home: escape(formula(unescape(one), home), quote=False),
                             content.decode()).encode()  # fmt: skip
            if part == target:
                text = rows_and_columns(text.decode()).encode()
            if part in drawings:  # which count from 0
                text = _each(
                    r"(<xdr:row>)([0-9]+)", lambda number: str(down(str(int(number) + 1)) - 1), content.decode()
                )
                text = _each(r"(<xdr:col>)([0-9]+)", lambda number: str(int(number) + columns), text).encode()
            parts[part] = text

    return change


def _each(pattern: str | re.Pattern[str], change: Callable[[str], str], text: str) -> str:
    """Change the second group of each place that a pattern finds."""
    return re.sub(pattern, lambda found: found[1] + change(found[2]), text)


def written(title: str, address: str, text: str) -> Callable[[Parts], None]:
    """Write a text into a cell of a row that has no cell there, after all cells of the row."""

    def change(parts: Parts) -> None:
        part, row = part_of(parts, title), re.sub("[A-Z]", "", address)
        cell = f'<c r="{address}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        content = parts[part].decode()
        if f'<row r="{row}"' in content:
            made = re.sub(
                rf'(<row r="{row}"[^>]*?)(?:/>|>(.*?)</row>)', rf"\1>\2{cell}</row>", content, count=1, flags=re.S
            )
        else:
            after = [found for found in re.finditer(r'<row r="([0-9]+)"', content) if int(found[1]) > int(row)]
            place = after[0].start() if after else content.index("</sheetData>")
            made = content[:place] + f'<row r="{row}">{cell}</row>' + content[place:]
        assert made != content
        parts[part] = made.encode()

    return change


def linked(source: str, name: str, content: bytes | str, kind: str, content_type: str) -> Callable[[Parts], None]:
    """Add a part that another leads to; the id of its link is that of its name, without what no id may hold."""

    def change(parts: Parts) -> None:
        folder, _, file = source.rpartition("/")
        links = f"{folder}/_rels/{file}.rels".lstrip("/")
        parts.setdefault(links, b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                         b"</Relationships>")  # fmt: skip
        link = kind if "/" in kind else f"{tampers.PREFIX}/{kind}"
        end = f'<Relationship Id="{link_id(name)}" Type="{link}" Target="/{name}"/>'
        packages.end_of(links, end)(parts)
        parts[name] = content if isinstance(content, bytes) else content.encode()
        packages.end_of(tampers.TYPES, f'<Override PartName="/{name}" ContentType="{content_type}"/>')(parts)

    return change


def link_id(name: str) -> str:
    """The id of the link to a part."""
    return re.sub("[^A-Za-z0-9]", "_", name)


def on(title: str, element: str, before: tuple[str, ...] = ()) -> Callable[[Parts], None]:
    """Add an element to a sheet, where the order of elements has it: before the first of these, else at the end."""

    def change(parts: Parts) -> None:
        part = part_of(parts, title)
        text = parts[part].decode()
        place = min((found.start() for one in before if (found := re.search(rf"<{one}[ />]", text))),
                    default=text.rindex("</"))  # fmt: skip
        parts[part] = (text[:place] + element + text[place:]).encode()

    return change


def all_of(*changes: Callable[[Parts], None]) -> Callable[[Parts], None]:
    """One change after the other."""

    def change(parts: Parts) -> None:
        for one in changes:
            one(parts)

    return change


def after(package: bytes, change: Callable[[Parts], None]) -> bytes:
    """The package after a change."""
    parts = tampers.parts_of(package)
    change(parts)
    made = tampers.packed(parts)
    assert made != package
    return made
