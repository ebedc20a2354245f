"""The parts of a workbook beside its cells, read sheet after sheet: drawings, notes, tables, properties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from .around import Attributes, Ranged, Surroundings
from .drawings import MAX_WORDS, Canvas, Drawn, DrawnRoom, drawn
from .notes import HeadPicture, Note, head_pictures, notes, old_shapes
from .records import Relationship, Sheet
from .ruler import Ruler, height, width
from .xmlread import Node, tree

_NOTES: Final = ("comments", "threadedComment")
_RANGED: Final = {"table": "table", "pivotTable": "pivot table"}
_SAID: Final = ("title", "subject", "keywords", "description", "category", "contentStatus", "Company", "Manager")
"""Properties that programs show"""


def surroundings(
    files: Mapping[str, bytes], links: Sequence[Relationship], sheets: Sequence[Sheet], book: Node
) -> Surroundings:
    """What a workbook holds beside its cells. Raises InputError: malformed, or too much is drawn."""
    by_source: dict[str, list[Relationship]] = defaultdict(list)
    for link in links:
        if not link.external and link.part in files:
            by_source[link.source].append(link)
    room = DrawnRoom()
    shown: list[Drawn] = []
    noted: list[Note] = []
    ranged: list[Ranged] = []
    heads: list[HeadPicture] = []
    for sheet in sheets:
        own, head = by_source[sheet.part], sheet.around.link("legacyDrawingHF")
        over = [link for link in own if link.id != head or head == sheet.around.link("legacyDrawing")]
        shown += _drawn(files, over, by_source, sheet, room)
        for link in own:
            if link.kind in _NOTES:
                noted += notes(link.part, room.read(link.part, files[link.part]), sheet.title)
            elif link.kind in _RANGED:
                ranged.append(_range(link, room.read(link.part, files[link.part]), sheet.title))
            elif link.kind == "vmlDrawing" and link.id == head:
                heads += head_pictures(link.part, room.read(link.part, files[link.part]), sheet.title)
    calculation = book.first("calcPr")
    windows = tuple(node.attributes for node in book.all("bookViews", "workbookView"))
    return Surroundings(tuple(shown), tuple(noted), tuple(ranged), tuple(heads), windows,
                        {} if calculation is None else calculation.attributes,
                        _properties(files, by_source[""]))  # fmt: skip


def _drawn(
    files: Mapping[str, bytes],
    own: Sequence[Relationship],
    by_source: Mapping[str, Sequence[Relationship]],
    sheet: Sheet,
    room: DrawnRoom,
) -> Iterator[Drawn]:
    surface, named = canvas(sheet), sheet.around.link("drawing")
    for link in own:
        if link.kind == "drawing" or link.id == named:
            charts = {one.id: one.part for one in by_source.get(link.part, ())}
            yield from drawn(link.part, room.read(link.part, files[link.part]), surface, charts, room)
        elif link.kind == "vmlDrawing":
            yield from old_shapes(link.part, room.read(link.part, files[link.part]), surface, room)


def canvas(sheet: Sheet) -> Canvas:
    """A sheet as something to draw on."""
    columns = Ruler(
        ((one.first - 1, one.last - 1, 0.0 if one.hidden else width(one.width)) for one in sheet.columns),
        width(sheet.usual_width),
    )
    heights = dict.fromkeys(sheet.hidden_rows, 0.0) | {
        row: points for row, points in (sheet.row_heights or {}).items() if row not in sheet.hidden_rows
    }
    rows = Ruler(((row - 1, row - 1, height(points)) for row, points in heights.items()),
                 height(sheet.usual_height))  # fmt: skip
    return Canvas(sheet.title, columns, rows)


def _range(link: Relationship, content: bytes, sheet: str) -> Ranged:
    root = tree(link.part, content)
    place, style = root.first("location"), root.first("tableStyleInfo") or root.first("pivotTableStyleInfo")
    given: Attributes = root.attributes if place is None else place.attributes
    name = "" if style is None else style.attributes.get("name", "")
    return Ranged(sheet, _RANGED[link.kind], given.get("ref", ""), name)


def _properties(files: Mapping[str, bytes], own: Sequence[Relationship]) -> dict[str, str]:
    said = {}
    for link in own:
        if link.kind in ("core-properties", "extended-properties"):
            for node in tree(link.part, files[link.part]).children:
                if node.name in _SAID and node.text.strip():
                    said[node.name] = node.text.strip()[:MAX_WORDS]
    return said
