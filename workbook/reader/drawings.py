"""What is drawn over the cells of a worksheet: text boxes, shapes, pictures, charts, each with where it lies."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from .ruler import POINT, Box, Ruler
from .xmlread import Node, malformed, number_of, tree

MAX_DRAWN: Final = 2_000
"""Most things drawn in a workbook."""
MAX_TAGS: Final = 400_000
"""Most tags of all drawings, notes and tables of a workbook, counted again for every sheet that has them."""
MAX_WORDS: Final = 2_000
"""Most characters kept of what one of them says."""
_ANCHORS: Final = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_PLACE: Final = ("from", "to", "pos", "ext", "clientData")
_FILLS: Final = ("solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
_CLEAR: Final = 20_000
"""Most opacity [1/1000 %] of what one can read through."""
_THICK: Final = 4 * POINT
"""Least width [EMU] of a line that hides what is under it."""
_LETTERS: Final = 1_100
"""Size of letters [1/100 point] that no text says"""
_SLACK: Final = 1.4
"""How much longer than reckoned a text may be before it counts as outside of its shape: fonts differ"""
_UNITS: Final = {"": 1.0, "in": 914_400.0, "cm": 360_000.0, "mm": 36_000.0, "pt": 12_700.0, "pc": 152_400.0,
                 "pi": 152_400.0}  # fmt: skip
_LENGTH = re.compile(r"(-?[0-9.]{1,20})(in|cm|mm|pt|pc|pi|)")


class Drawn(NamedTuple):
    """Something that lies over the cells of a sheet. ``kind``: text, shape, picture, chart, control, note or frame."""

    sheet: str
    kind: str
    box: Box
    words: str = ""
    linked: str = ""
    """the cells that it shows"""
    clear: bool = False
    """whether what is under it can be read"""
    hidden: bool = False
    chart: str = ""
    """the part of a chart"""
    described: str = ""
    """what is said of it to those who do not see it"""


@dataclass
class DrawnRoom:
    """How many things may still be drawn in a workbook."""

    left: int = MAX_DRAWN
    tags: int = MAX_TAGS

    def read(self, part: str, content: bytes) -> bytes:
        """The content of a part, if there is room to read it. Raises InputError: there is none."""
        self.tags -= content.count(b"<")
        if self.tags < 0:
            malformed(part, "too much is drawn or noted in it")
        return content

    def take(self, part: str) -> None:
        """One more. Raises InputError: there are too many."""
        self.left -= 1
        if self.left < 0:
            malformed(part, f"more than {MAX_DRAWN:,} things are drawn in it")


class Canvas(NamedTuple):
    """A sheet to draw on: its title, columns and rows."""

    sheet: str
    columns: Ruler
    rows: Ruler

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The box between distances from the edges of the sheet [EMU]."""
        columns, rows = self.columns.place, self.rows.place
        across, down = sorted((max(left, 0.0), max(right, 0.0))), sorted((max(top, 0.0), max(bottom, 0.0)))
        return Box(columns(across[0]), rows(down[0]), columns(across[1]), rows(down[1]))

    def grown(self, box: Box, across: float, down: float) -> Box:
        """A box with so much more on every side [EMU]."""
        left, right = map(self.columns.position, (box.left, box.right))
        top, bottom = map(self.rows.position, (box.top, box.bottom))
        return self.box(left - across, top - down, right + across, bottom + down)

    def size(self, box: Box) -> tuple[float, float]:
        """Width and height of a box [EMU]."""
        return (self.columns.position(box.right) - self.columns.position(box.left),
                self.rows.position(box.bottom) - self.rows.position(box.top))  # fmt: skip


def drawn(part: str, content: bytes, canvas: Canvas, charts: Mapping[str, str], room: DrawnRoom) -> Iterator[Drawn]:
    """What a drawing shows; charts: the part of each chart by the id of its link.

    Raises InputError: malformed, or more things than the room allows.
    """
    for anchor in (node for node in _within(tree(part, content)) if node.name in _ANCHORS):
        room.take(part)
        box = _box(anchor, canvas)
        for node in anchor.children:
            if node.name not in _PLACE:
                yield _drawn(node, box, canvas, charts)


def _within(node: Node) -> Iterator[Node]:
    """An element and all elements inside, in their order."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def _box(anchor: Node, canvas: Canvas) -> Box:
    """Where an anchor puts something."""
    start, end, size = anchor.first("from"), anchor.first("to"), anchor.first("ext")
    if start is not None and end is not None:
        across = [edge for node in (start, end) for edge in _edge(node, "col", canvas.columns)]
        down = [edge for node in (start, end) for edge in _edge(node, "row", canvas.rows)]
        return canvas.box(min(across), min(down), max(across), max(down))
    if start is not None:
        left, top = min(_edge(start, "col", canvas.columns)), min(_edge(start, "row", canvas.rows))
    else:
        corner = anchor.first("pos")
        left, top = (emu(corner.attributes.get(key, "")) if corner else 0.0 for key in ("x", "y"))
    wide, high = (emu(size.attributes.get(key, "")) if size else 0.0 for key in ("cx", "cy"))
    return canvas.box(left, top, left + wide, top + high)


def _edge(corner: Node, name: str, ruler: Ruler) -> tuple[float, float]:
    """The place of an edge with the offset cut at the end of its cell, as Excel does, and as it is if it is far off."""
    texts = (corner.first(name), corner.first(f"{name}Off"))
    place, offset = (0.0 if node is None else emu(node.text.strip()) for node in texts)
    place = min(max(place, 0.0), 2.0**20)
    start, size = ruler.position(place), ruler.size(int(place))
    far = offset < 0 or offset > 2 * size + 50 * POINT  # columns are wider in some programs, not twice as wide
    return start + min(max(offset, 0.0), size), start + (offset if far else min(offset, size))


def emu(text: str) -> float:
    """A length of a drawing [EMU]; 0 for what is none."""
    match = _LENGTH.fullmatch(text)
    number = number_of(match[1]) if match else None
    return 0.0 if match is None or number is None else number * _UNITS[match[2]]


def _drawn(node: Node, box: Box, canvas: Canvas, charts: Mapping[str, str]) -> Drawn:
    """What an element of a drawing shows: itself and all that is grouped in it."""
    words: list[str] = []
    linked, chart, names, clear = "", "", set(), True
    for inner in _within(node):
        names.add(inner.name)
        given = inner.attributes
        if inner.name == "txBody":
            text = _words(inner)
            words += [text] if text else []
            box = _with_text(inner, box, canvas)
        elif inner.name == "chart" and "id" in given:
            chart = charts.get(given["id"], "")
        linked = linked or given.get("textlink", "") or given.get("cellRange", "")
        clear = clear and not _hides(inner)
    turned = next((one for one in _within(node) if one.name == "xfrm"), None)
    if turned is not None:
        box = _turned(box, emu(turned.attributes.get("rot", "")), canvas)
    properties = next((one for one in _within(node) if one.name == "cNvPr"), None)
    given = {} if properties is None else properties.attributes
    described = " ".join(filter(None, (given.get("title", ""), given.get("descr", ""))))[:MAX_WORDS]
    unseen = properties is not None and properties.attributes.get("hidden", "0") in ("1", "true", "on")
    said = " ".join(words)[:MAX_WORDS]
    kind = "text" if said or linked else "chart" if chart else "picture" if "pic" in names else "frame"
    if kind == "frame" and not {"graphicFrame", "contentPart"} & names:
        kind = "shape"
    return Drawn(canvas.sheet, kind, box, said, linked, clear and kind in ("shape", "text"), unseen, chart,
                 described)  # fmt: skip


def _words(body: Node) -> str:
    """The text of a shape, its paragraphs one after the other."""
    paragraphs = ("".join(run.text for run in _within(one) if run.name == "t") for one in body.all("p"))
    return " ".join(filter(None, map(str.strip, paragraphs)))


def _hides(node: Node) -> bool:
    """Whether an element hides what is under it: a picture, a table or chart, a shape with a fill or a thick line."""
    if node.name in ("pic", "graphicFrame", "contentPart"):
        return True
    if node.name not in ("sp", "cxnSp"):
        return False
    properties, style = node.first("spPr"), node.first("style", "fillRef")
    line = None if properties is None else properties.first("ln")
    if line is not None and line.first("noFill") is None and emu(line.attributes.get("w", "")) >= _THICK:
        return True
    own = [] if properties is None else [child for child in properties.children if child.name in (*_FILLS, "noFill")]
    if node.name == "cxnSp" or (not own and style is None):
        return False
    if own:
        return own[0].name != "noFill" and not _is_clear(own[0])
    return style is not None and style.attributes.get("idx", "0") != "0"


def _is_clear(fill: Node) -> bool:
    alphas = [node.attributes.get("val", "") for node in _within(fill) if node.name == "alpha"]
    return bool(alphas) and all(emu(text.rstrip("%")) * (1000 if "%" in text else 1) <= _CLEAR for text in alphas)


def _with_text(body: Node, box: Box, canvas: Canvas) -> Box:
    """The box with the text that runs over its edges, reckoned by the number of letters."""
    frame = body.first("bodyPr")
    given = {} if frame is None else frame.attributes
    sizes = [emu(node.attributes.get("sz", "")) for node in _within(body) if node.name in ("rPr", "defRPr")]
    letters = max((size for size in sizes if size), default=_LETTERS) / 100 * POINT
    lines = ["".join(run.text for run in _within(one) if run.name == "t") for one in body.all("p")]
    wide, high = canvas.size(box)
    longest, across, down = max(map(len, lines), default=0) * letters / 2, 0.0, 0.0
    if not longest:
        return box
    if given.get("wrap") == "none":
        across = longest if given.get("horzOverflow", "overflow") == "overflow" else 0.0
        down = len(lines) * letters * 1.2
    elif wide > 0:
        down = sum(max(1, math.ceil(len(line) * letters / 2 / wide)) for line in lines) * letters * 1.2
    if given.get("vertOverflow", "overflow") != "overflow":
        down = 0.0
    over = [(need - has) / 2 if need > has * _SLACK else 0.0 for need, has in ((across, wide), (down, high))]
    inset = max((-emu(given.get(side, "")) for side in ("lIns", "tIns", "rIns", "bIns")), default=0.0)
    over = [2 * one + max(inset, 0.0) for one in over]
    return canvas.grown(box, *over) if any(over) else box


def _turned(box: Box, angle: float, canvas: Canvas) -> Box:
    """A box with the corners that it has when it is turned [1/60,000 degree]."""
    turn = math.radians(angle / 60_000)
    sine, cosine = abs(math.sin(turn)), abs(math.cos(turn))
    if sine < 0.01:
        return box
    wide, high = canvas.size(box)
    return canvas.grown(box, max(0.0, wide * cosine + high * sine - wide) / 2,
                        max(0.0, wide * sine + high * cosine - high) / 2)  # fmt: skip
