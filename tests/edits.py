"""What honest people do to a workbook or a form in Excel: the parts of the package edited as Excel would."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from openpyxl.utils import column_index_from_string, get_column_letter

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

    def change(parts: Parts) -> None:
        target = part_of(parts, title)
        titles = re.findall(r'<sheet [^>]*?name="([^"]*)"', parts[BOOK].decode())
        for own in titles:
            part = part_of(parts, own)
            text = re.sub(r"(<(?:f|formula|formula1|formula2|xm:f)(?: [^>]*)?>)([^<]*)(?=</)",
                          lambda found, own=own: found[1] + escape(formula(unescape(found[2]), own), quote=False),
                          parts[part].decode())  # fmt: skip
            if part == target:
                text = re.sub(r'(<row r=")([0-9]+)', lambda found: found[1] + str(down(found[2])), text)
                text = re.sub(
                    r'(<c r=")([A-Z]+)([0-9]+)', lambda found: f"{found[1]}{right(found[2])}{down(found[3])}", text
                )
                text = re.sub(r'((?:sqref|ref)=")([^"]*)', lambda found: found[1] + formula(found[2], title), text)
                text = re.sub(r"(<xm:sqref>)([^<]*)", lambda found: found[1] + formula(found[2], title), text)
                text = re.sub(r'(<col )([^>]*)', lambda found: found[1] + re.sub(
                    r'((?:min|max)=")([0-9]+)', lambda one: one[1] + str(int(one[2]) + columns), found[2]), text)  # fmt: skip
            parts[part] = text.encode()
        parts[BOOK] = re.sub(r"(<definedName [^>]*>)([^<]*)", lambda found: found[1] + escape(
            formula(unescape(found[2]), ""), quote=False), parts[BOOK].decode()).encode()  # fmt: skip
        for part in parts:
            if part.startswith("xl/charts/chart"):
                parts[part] = re.sub(r"(<(?:c:)?f>)([^<]*)", lambda found: found[1] + escape(
                    formula(unescape(found[2]), ""), quote=False), parts[part].decode()).encode()  # fmt: skip
        links = f"xl/worksheets/_rels/{target.rpartition('/')[2]}.rels"
        for drawing in re.findall(r'Target="[^"]*?(drawing[0-9]+\.xml)"', parts.get(links, b"").decode()):
            part, column, line = f"xl/drawings/{drawing}", r"(<xdr:col>)([0-9]+)", r"(<xdr:row>)([0-9]+)"  # from 0
            text = re.sub(column, lambda found: found[1] + str(int(found[2]) + columns), parts[part].decode())
            text = re.sub(line, lambda found: found[1] + str(down(str(int(found[2]) + 1)) - 1), text)
            parts[part] = text.encode()

    return change


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
