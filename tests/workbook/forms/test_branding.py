"""The brand in a filled form: company and contact from cells, a picture near the top as the logo, and no other."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
import zlib

import pytest
from openpyxl import Workbook
from openpyxl.drawing.image import Image as Drawn
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image

from books import cells, edited
from tests.workbook.forms.test_answering import TEN
from xl_dualfuel.cli.app import main
from xl_dualfuel.workbook.brand import Brand
from xl_dualfuel.workbook.forms.branding import TOP_ROWS, brand_of_form
from xl_dualfuel.workbook.forms.form import LOGO
from xl_dualfuel.workbook.forms.template import template

PICTURE = "xl/media/image1.png"


def pixels(kind: str, side: int = 8) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side, side), (10, 20, 30)).save(file, kind, comment=b"Quokka")
    return file.getvalue()


def form(picture: bytes | None = None, row: int = 1, **cells: object) -> bytes:
    """A workbook with named cells and a picture; hostile pictures take the place of a sound one in the package."""
    book, file = Workbook(), io.BytesIO()
    for number, (key, value) in enumerate(cells.items(), 1):
        cell = book.active.cell(number, 3)
        cell.value = value
        cell.data_type = "s" if isinstance(value, str) else cell.data_type
        name = f"in_{key}"
        book.defined_names[name] = DefinedName(name, attr_text=f"Sheet!$C${number}")
    if picture is not None:
        book.active.add_image(Drawn(io.BytesIO(pixels("PNG"))), f"B{row}")
    book.save(file)
    if picture is None:
        return file.getvalue()
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, picture if part == PICTURE else old.read(part))
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_near_the_top_is_the_logo_written_again(kind):
    brand, doubts = brand_of_form(form(pixels(kind), TOP_ROWS))
    assert doubts == ()
    assert (brand.logo_width, brand.logo_height) == (8, 8)
    assert brand.logo.startswith(b"\x89PNG")
    assert b"Quokka" not in brand.logo, "a comment would travel"


def test_company_and_contact_are_text_on_one_line():
    brand, _ = brand_of_form(form(company="=1+1\nAcme \u202eHeating", contact="x" * 300))
    assert (brand.name, len(brand.contact)) == ("=1+1 Acme Heating", 200)
    assert brand_of_form(form(company="", installer="Acme"))[0].name == "Acme"
    assert brand_of_form(form(company=12))[0] == Brand()


def test_a_brand_file_goes_before_the_form():
    given = Brand(name="Own", logo=b"own", logo_width=1, logo_height=1)
    brand, _ = brand_of_form(form(pixels("PNG"), company="Acme", contact="555-0100"), given)
    assert (brand.name, brand.contact, brand.logo) == ("Own", "555-0100", b"own")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


HUGE = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
BOMB = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", HUGE) + chunk(b"IDAT", zlib.compress(bytes(999))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("picture", "why"), [
    (BOMB, "4,000 pixels"), (b"<svg onload='go()'/>", "damaged"), (pixels("PNG")[:40], "damaged"),
    (pixels("GIF"), "none"), (pixels("PNG") + bytes(2**20), "1 MB"),
], ids=["bomb", "markup", "cut", "another kind", "large"])  # fmt: skip
def test_hostile_pictures_are_left_out_and_named(picture, why):
    brand, (doubt,) = brand_of_form(form(picture))
    assert brand.logo == b""
    assert why in doubt
    assert "row 1 of the sheet Sheet" in doubt


def test_a_picture_further_down_is_no_logo():
    assert brand_of_form(form(pixels("PNG"), TOP_ROWS + 1)) == (Brand(), ())


@pytest.mark.parametrize("kind", ["client", "case"])
def test_company_and_contact_of_a_form_are_on_the_page_of_its_answer(kind, tmp_path, monkeypatch):
    letterhead = {"company": "Acme Heating", "contact": "1 Main St, 555-0100"}
    filled, answer = tmp_path / "form.xlsx", tmp_path / "answer.xlsx"
    filled.write_bytes(edited(template(kind), (TEN if kind == "client" else {}) | letterhead))
    monkeypatch.setattr(sys, "argv", ["dualfuel", "run", str(filled), "--xlsx", str(answer)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    top = [str(value) for (sheet, cell), value in cells(answer.read_bytes()).items() if sheet == "Summary"
           and cell in ("A1", "A2", "A3")]  # fmt: skip
    for text in letterhead.values():
        assert any(text in one for one in top), top


@pytest.mark.parametrize("kind", ["client", "case"])
def test_a_form_has_a_place_for_the_logo_among_the_top_rows(kind):
    found = cells(template(kind))
    assert any(value == LOGO and int(cell[1:]) <= TOP_ROWS for (_, cell), value in found.items())
