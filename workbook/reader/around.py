"""Records of what surrounds the cells of a worksheet: views, pages, what is drawn over them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from .drawings import Drawn
from .notes import HeadPicture, Note

Attributes = Mapping[str, str]
KEPT: Final = frozenset((
    "sheetView", "pane", "customSheetView", "pageSetup", "pageMargins", "printOptions", "headerFooter", "brk",
    "drawing", "legacyDrawing", "legacyDrawingHF",
))  # fmt: skip
"""Elements of a worksheet whose attributes are kept as they are"""
MAX_KEPT: Final = 2_000
"""Most of each that are kept."""
HEADINGS: Final = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


class Around(NamedTuple):
    """What a worksheet says of its views and pages, and the cells with a small chart inside."""

    elements: Mapping[str, tuple[Attributes, ...]] = MappingProxyType({})
    """The attributes of each element of KEPT; those inside views of somebody's own are left out"""
    headings: Mapping[str, str] = MappingProxyType({})
    """Head and foot of the printed pages: text with its codes, by the name of its element"""
    sparklines: tuple[str, ...] = ()

    def first(self, name: str) -> Attributes:
        """The attributes of the first element of a name; none if there is none."""
        return next(iter(self.elements.get(name, ())), {})

    def link(self, name: str) -> str:
        """The id of the link of the first element of a name; "" for none."""
        return next((value for key, value in self.first(name).items() if key.endswith("}id")), "")


NO_AROUND: Final = Around()


class Ranged(NamedTuple):
    """A table or a pivot table (kind) over a range of a sheet, and the name of its style."""

    sheet: str
    kind: str
    range: str
    style: str


class Surroundings(NamedTuple):
    """What a workbook holds beside its cells."""

    drawn: tuple[Drawn, ...] = ()
    notes: tuple[Note, ...] = ()
    ranged: tuple[Ranged, ...] = ()
    head_pictures: tuple[HeadPicture, ...] = ()
    windows: tuple[Attributes, ...] = ()
    """Attributes of each window of the workbook"""
    calculation: Attributes = MappingProxyType({})
    """How the workbook calculates"""
    properties: Mapping[str, str] = MappingProxyType({})
    """Title, subject, status and the like, by the name of the element"""


NO_SURROUNDINGS: Final = Surroundings()
