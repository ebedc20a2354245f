"""A workbook that was kept is the one that openpyxl reads, and each call has its own."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl

import quick_loading
from xl_dualfuel.workbook.forms.template import template


def saved(book: openpyxl.Workbook) -> dict[str, bytes]:
    """Parts by name. openpyxl may append styles that it has already, whose hash changed since; cells are compared."""
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as parts:
        content = {name: parts.read(name) for name in parts.namelist() if name != "xl/styles.xml"}
    content["docProps/core.xml"] = re.sub(rb"(<dcterms:modified.*?>)[^<]*", rb"\1", content["docProps/core.xml"])
    cells = re.compile(rb'(<c r="[A-Z0-9]+") s="[0-9]+"')
    return {name: cells.sub(rb"\1", part) for name, part in content.items()}


def looks(book: openpyxl.Workbook) -> list[object]:
    """What styles of cells there are, and which each cell has."""
    lists = (book._fonts, book._fills, book._borders, book._alignments, book._protections, book._number_formats)
    cells = [(cell.coordinate, list(cell._style or ())) for sheet in book for row in sheet.iter_rows() for cell in row]
    return [*(repr(list(one)) for one in lists), book.named_styles, cells]


def test_the_same_book_is_saved():
    package = template("case")
    usual = quick_loading.usual(io.BytesIO(package))
    for _ in range(3):
        book = openpyxl.load_workbook(io.BytesIO(package))
    assert quick_loading.load_workbook is openpyxl.load_workbook
    assert saved(book) == saved(usual)
    assert looks(book) == looks(usual)


def test_each_call_has_a_book_of_its_own():
    package = template("case")
    for _ in range(4):
        book = openpyxl.load_workbook(io.BytesIO(package))
        assert book.worksheets[0]["A1"].value != "changed"
        book.worksheets[0]["A1"].value = "changed"
        book.create_sheet("Mine")
        assert "Mine" in book.sheetnames
    shown = openpyxl.load_workbook(io.BytesIO(package), data_only=True)
    assert "Mine" not in shown.sheetnames
