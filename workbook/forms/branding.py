"""The brand that a filled form carries: company and contact from its cells, the logo from a picture near its top.

A picture is a stranger's: only PNG and JPEG are taken, their size is checked before they are decoded, and they are
written again, so that nothing but pixels travels. Nothing of the file is followed or run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ..brand import MAX_LOGO, NO_BRAND, Brand, one_line
from ..picture import PictureError, checked_picture
from ..reader import Opened, open_package
from ..reader.package import read_package
from ..reader.parts import relationships
from ..reader.xmlread import tree
from .entries import named_places

_CELLS: Final = {"name": ("company", "installer"), "contact": ("contact",)}
"""Of each text of a brand the names of the cells that may hold it, the first that is filled in"""
TOP_ROWS: Final = 12
"""Rows of a sheet in which a picture is a logo"""
MOST_PICTURES: Final = 20
"""Pictures looked at"""
_KINDS: Final = ("PNG", "JPEG")


class FormBrand(NamedTuple):
    """A brand, and a sentence on each picture that cannot be its logo."""

    brand: Brand
    doubts: tuple[str, ...] = ()


def brand_of_form(content: bytes, brand: Brand = NO_BRAND) -> FormBrand:
    """A brand, with what it leaves out taken from a workbook. Raises InputError: the workbook cannot be read."""
    opened = open_package(content)
    brand = brand._replace(name=brand.name or _text(opened, "name"), contact=brand.contact or _text(opened, "contact"))
    if brand.logo:
        return FormBrand(brand)
    doubts = []
    for sheet, row, picture in _pictures(opened, content):
        try:
            if len(picture) > MAX_LOGO:
                raise PictureError(f"it is larger than {MAX_LOGO >> 20} MB")
            logo = checked_picture(picture, _KINDS)
        except PictureError as problem:
            doubts.append(f"The picture in row {row} of the sheet {sheet} cannot be the logo: {problem}. "
                          "Insert another PNG or JPEG picture.")  # fmt: skip
            continue
        brand = brand._replace(logo=logo.content, logo_width=logo.width, logo_height=logo.height)
        break
    return FormBrand(brand, tuple(doubts))


def _text(opened: Opened, key: str) -> str:
    """What the cells of a text of a brand hold, "" for nothing."""
    places = named_places(opened)
    for name in _CELLS[key]:
        if name in places:
            place = places[name]
            cell = opened.by_title[place.sheet].cells.get(place.address)
            if cell is not None and isinstance(cell.value, str) and (text := one_line(key, cell.value)):
                return text
    return ""


def _pictures(opened: Opened, content: bytes) -> Iterator[tuple[str, int, bytes]]:
    """Sheet, row and content of the pictures in the top rows, sheet after sheet."""
    files = read_package(content).content
    links = relationships(files)
    left = MOST_PICTURES
    for sheet in opened.sheets:
        drawings = [link.part for link in links if link.source == sheet.part and link.kind == "drawing"]
        for drawing in (part for part in drawings if part in files):
            images = {link.id: link.part for link in links
                      if link.source == drawing and link.kind == "image" and not link.external}  # fmt: skip
            for row, part in _anchored(drawing, files[drawing], images):
                if left and part in files:
                    left -= 1
                    yield sheet.title, row, files[part]


def _anchored(drawing: str, content: bytes, images: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Row and part of each picture of a drawing that begins in the top rows."""
    for anchor in tree(drawing, content).children:
        start, blip = anchor.first("from", "row"), anchor.first("pic", "blipFill", "blip")
        if start is None or blip is None or not start.text.isascii() or not start.text.isdigit():
            continue
        part = images.get(blip.attributes.get("embed", ""), "")
        if part and len(start.text) < 8 and int(start.text) < TOP_ROWS:
            yield int(start.text) + 1, part
