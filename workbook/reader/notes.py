"""Notes on cells, and the old kind of shapes (VML), which frames of notes, controls and pictures of page heads are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xl_dualfuel.errors import InputError

from .drawings import MAX_WORDS, Canvas, Drawn, DrawnRoom, emu
from .ruler import PIXEL, Box
from .xmlread import Node, malformed, number_of, tree

MAX_NOTES: Final = 50_000
"""Most notes of a workbook"""
_SHAPES: Final = ("shape", "rect", "roundrect", "oval", "line", "polyline", "arc", "curve", "image")
_WORDED: Final = ("", "Rect", "Label", "Button")
"""Kinds of shapes that are nothing but what they say"""
_BREAK = re.compile(rb"<(br|BR)([^<>/]{0,100})>")
_LENGTH = re.compile(r"(-?[0-9.]{1,20})(in|cm|mm|pt|pc|px|)")


class Note(NamedTuple):
    """A note on a cell: what it says."""

    sheet: str
    cell: str
    words: str


class HeadPicture(NamedTuple):
    """A picture at the head or foot of printed pages, and its size [EMU]."""

    sheet: str
    width: float
    height: float


def notes(part: str, content: bytes, sheet: str) -> Iterator[Note]:
    """The notes of a sheet, or its threads. Raises InputError: malformed, or too many."""
    root = tree(part, content)
    listed = [*root.all("commentList", "comment"), *root.all("threadedComment")]
    if len(listed) > MAX_NOTES:
        malformed(part, f"it has more than {MAX_NOTES:,} notes")
    for node in listed:
        yield Note(sheet, node.attributes.get("ref", ""), _text(node)[:MAX_WORDS])


def _text(node: Node) -> str:
    """All text inside, but for phonetic readings."""
    pieces: list[str] = []
    stack = [node]
    while stack:
        inner = stack.pop()
        if inner.name != "rPh":
            pieces += inner.pieces
            stack.extend(reversed(inner.children))
    return " ".join("".join(pieces).split())


def old_shapes(part: str, content: bytes, canvas: Canvas, room: DrawnRoom) -> Iterator[Drawn]:
    """The old shapes over a sheet: notes that are shown, controls, pictures.

    Raises InputError: more things than the room allows.
    """
    for shape in _shapes(part, content):
        data = shape.first("ClientData")
        style = _style(shape)
        kind = "" if data is None else data.attributes.get("ObjectType", "")
        if kind == "Note":
            shown = data is not None and data.first("Visible") is not None
            if not shown and style.get("visibility", "hidden") == "hidden":
                continue
        elif style.get("visibility") == "hidden" or style.get("display") == "none":
            continue
        room.take(part)
        anchor = None if data is None else data.first("Anchor")
        box = _by_anchor(anchor.text, canvas) if anchor is not None else None
        words = " ".join(filter(None, (_text(box_) for box_ in shape.all("textbox"))))[:MAX_WORDS]
        linked = "" if data is None else _linked(data)
        path = shape.first("textpath")
        words = words or ("" if path is None else path.attributes.get("string", ""))
        is_picture = shape.first("imagedata") is not None
        if kind == "Note":
            named = "note"
        elif linked or (words and kind in _WORDED):
            named = "text"
        else:
            named = "picture" if is_picture else "control" if kind not in ("", "Rect", "Pict") else "shape"
        clear = named in ("shape", "text") and shape.attributes.get("filled", "t") in ("f", "false")
        yield Drawn(canvas.sheet, named, box or _by_style(style, canvas), words, linked, clear)


def _linked(data: Node) -> str:
    """The cells that a shape shows."""
    formulas = (data.first(name) for name in ("FmlaPict", "FmlaTxbx"))
    return next((node.text for node in formulas if node is not None and node.text), "")


def head_pictures(part: str, content: bytes, sheet: str) -> Iterator[HeadPicture]:
    """The pictures at the head or foot of the printed pages of a sheet."""
    for shape in _shapes(part, content):
        style = _style(shape)
        yield HeadPicture(sheet, _length(style.get("width", "")), _length(style.get("height", "")))


def _shapes(part: str, content: bytes) -> Iterator[Node]:
    """Every shape; one in loose writing, as pages of the web are, is read as far as can be."""
    try:
        root = tree(part, _BREAK.sub(rb"<\1/>", content))
    except InputError:
        root = _loose(content)
    stack = [root]
    while stack:
        node = stack.pop()
        if node.name in _SHAPES:
            yield node
        else:
            stack.extend(reversed(node.children))


def _loose(content: bytes) -> Node:
    """A shape for every anchor, of what no reader of XML takes; each is shown."""
    root = Node("xml", {})
    for anchor in re.findall(rb"<x:Anchor>([^<]{0,200})<", content)[:MAX_NOTES]:
        shape, data, place = Node("shape", {}), Node("ClientData", {"ObjectType": "Pict"}), Node("Anchor", {})
        place.pieces.append(anchor.decode("ascii", "replace"))
        data.children.append(place)
        shape.children.append(data)
        root.children.append(shape)
    return root


def _style(shape: Node) -> dict[str, str]:
    pairs = (item.partition(":") for item in shape.attributes.get("style", "").lower().split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _by_anchor(text: str, canvas: Canvas) -> Box | None:
    """The box of an anchor: left, top, right, bottom, each as column or row and pixels into it."""
    numbers = [number_of(item.strip()) for item in text.split(",")]
    if len(numbers) != 8 or None in numbers:
        return None
    left, x, top, y, right, x2, bottom, y2 = (number or 0.0 for number in numbers)
    columns, rows = canvas.columns.position, canvas.rows.position
    return canvas.box(columns(_within(left)) + x * PIXEL, rows(_within(top)) + y * PIXEL,
                      columns(_within(right)) + x2 * PIXEL, rows(_within(bottom)) + y2 * PIXEL)  # fmt: skip


def _within(place: float) -> float:
    return min(max(place, 0.0), 2.0**20)


def _by_style(style: dict[str, str], canvas: Canvas) -> Box:
    left, top = (_length(style.get(f"margin-{side}", style.get(side, ""))) for side in ("left", "top"))
    return canvas.box(left, top, left + _length(style.get("width", "")), top + _length(style.get("height", "")))


def _length(text: str) -> float:
    """A length of a style [EMU]; without a unit they are pixels."""
    match = _LENGTH.fullmatch(text)
    if match is None:
        return 0.0
    return emu(match[1]) * PIXEL if match[2] in ("", "px") else emu(text)
