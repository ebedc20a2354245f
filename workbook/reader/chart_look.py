"""What a chart shows a reader: title, axes, series with their names, labels, colours; and what is drawn on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from .drawings import MAX_WORDS, emu
from .xmlread import Node

_LIGHT: Final = 0xF0
"""From this value of red, green and blue on a colour cannot be told from paper."""
_SMALL: Final = 500
"""Smaller letters [1/100 point] cannot be read."""
_LIGHT_NAMES: Final = ("bg1", "lt1", "window", "white")
_ADDED: Final = {
    "trendline": "a trend line", "errBars": "error bars", "upDownBars": "bars between lines", "dTable": "a table",
    "hiLowLines": "lines between series", "dropLines": "lines to the axis",
}  # fmt: skip
"""What may be drawn beside the series"""


class Axis(NamedTuple):
    """An axis; the numbers it runs between as the file writes them, "" for automatic ones."""

    title: str
    least: str
    most: str
    logarithm: str
    is_reversed: bool
    format: str
    """of its numbers; "" for that of the cells"""
    is_shown: bool
    divided: str
    """by what its numbers are shown divided; "" for nothing"""


class Series(NamedTuple):
    """A line or the bars of a chart: the cells of its values and places, its names, what it looks like."""

    kind: str
    """of chart, direction and grouping"""
    values: str
    places: str
    names: tuple[str, ...]
    """as typed, and as stored of a cell"""
    axes: tuple[Axis, ...]
    labels: tuple[str, ...]
    """typed on points, or the cells they come from"""
    label_formats: tuple[str, ...]
    is_seen: bool
    name_from: str = ""
    """the cell that the name is from"""


class Look(NamedTuple):
    """What a chart shows."""

    title: str
    title_from: str
    """the cell that it is from"""
    series: tuple[Series, ...]
    added: tuple[str, ...]
    is_legible: bool
    """whether the letters of its titles and axes can be read"""


def look(root: Node) -> Look:
    """What a chart of a worksheet shows, from its part as a tree."""
    chart = root.first("chart") or Node("chart", {})
    plot = chart.first("plotArea") or Node("plotArea", {})
    axes = {_value(node, "axId"): _axis(node) for node in plot.children if node.name.endswith("Ax")}
    title = chart.first("title")
    series = [one for group in plot.children if group.name.endswith("Chart") for one in _group(group, axes)]
    added = sorted({_ADDED[node.name] for node in _within(plot) if node.name in _ADDED})
    letters = [node for node in chart.children if node.name in ("title", "legend")] + list(plot.children)
    is_legible = all(map(_is_legible, letters))
    return Look(*_title(title), tuple(series), tuple(added), is_legible)


def _is_legible(node: Node) -> bool:
    """Whether all letters of a title, a legend or an axis have a size and a colour that can be read."""
    letters = [inner for inner in _within(node) if inner.name in ("rPr", "defRPr")]
    return all(_is_ink(one) and emu(one.attributes.get("sz", "1000")) >= _SMALL for one in letters)


def words_on(root: Node) -> str:
    """The text of what is drawn on a chart."""
    return " ".join("".join(node.pieces) for node in _within(root) if node.name == "t")[:MAX_WORDS].strip()


def _within(node: Node) -> Iterator[Node]:
    """All elements inside, but for stored points."""
    stack = [node]
    while stack:
        inner = stack.pop()
        yield inner
        if not inner.name.endswith("Cache"):
            stack.extend(reversed(inner.children))


def _value(node: Node, *path: str) -> str:
    inner = node.first(*path)
    return "" if inner is None else inner.attributes.get("val", "")


def _title(node: Node | None) -> tuple[str, str]:
    """A title, and the cell it is from."""
    if node is None:
        return "", ""
    source = node.first("tx", "strRef")
    if source is not None:
        formula = source.first("f")
        return _cached(source), "" if formula is None else formula.text
    rich = node.first("tx", "rich")
    paragraphs = () if rich is None else ("".join(_texts(one)) for one in rich.all("p"))
    return " ".join(filter(None, map(str.strip, paragraphs)))[:MAX_WORDS], ""


def _texts(node: Node) -> Iterator[str]:
    return (run.text for run in _within(node) if run.name == "t")


def _cached(source: Node) -> str:
    return " ".join(node.text for node in source.all("strCache", "pt", "v"))[:MAX_WORDS]


def _axis(node: Node) -> Axis:
    scale, form = node.first("scaling") or Node("scaling", {}), node.first("numFmt")
    given = {} if form is None else form.attributes
    code = "" if given.get("sourceLinked", "0") in ("1", "true") else given.get("formatCode", "")
    return Axis(
        _title(node.first("title"))[0], _value(scale, "min"), _value(scale, "max"), _value(scale, "logBase"),
        _value(scale, "orientation") == "maxMin", code,
        _value(node, "delete") not in ("1", "true") and _value(node, "tickLblPos") != "none",
        _value(node, "dispUnits", "builtInUnit") or _value(node, "dispUnits", "custUnit"),
    )  # fmt: skip


def _group(group: Node, axes: dict[str, Axis]) -> Iterator[Series]:
    """The series of one kind of chart."""
    grouping = _value(group, "grouping")
    form = [group.name, _value(group, "barDir"), grouping if "tacked" in grouping else ""]
    own = tuple(axes[key] for node in group.all("axId") if (key := node.attributes.get("val", "")) in axes)
    common = group.first("dLbls")
    for node in group.all("ser"):
        labels = node.first("dLbls") or common or Node("dLbls", {})
        typed = [" ".join(_texts(one)) for one in labels.all("dLbl", "tx", "rich")]
        cells = [one.text for inner in _within(node) if inner.name == "datalabelsRange" for one in inner.all("f")]
        codes = [*labels.all("numFmt"), *labels.all("dLbl", "numFmt")]
        shown = _value(labels, "showVal") in ("1", "true") or labels.first("dLbl") is not None
        yield Series(
            " ".join(filter(None, form)), _formula(node, ("val", "yVal")), _formula(node, ("cat", "xVal")),
            tuple(_names(node)), own, tuple(filter(None, (*typed, *cells))),
            tuple(code.attributes.get("formatCode", "") for code in codes) if shown else (), _is_seen(node, group.name),
            _formula(node, ("tx",)),
        )  # fmt: skip


def _formula(node: Node, roles: tuple[str, ...]) -> str:
    for role in roles:
        for kind in ("numRef", "strRef", "multiLvlStrRef"):
            formula = node.first(role, kind, "f")
            if formula is not None:
                return formula.text
    return ""


def _names(node: Node) -> Iterator[str]:
    """A name as it is typed, and as it is stored of a cell; some programs write a typed one as a formula."""
    typed, formula, source = node.first("tx", "v"), node.first("tx", "strRef", "f"), node.first("tx", "strRef")
    if typed is not None:
        yield typed.text
    if formula is not None and formula.text.startswith('"'):
        yield formula.text.strip('"').replace('""', '"')
    if source is not None and (stored := _cached(source)):
        yield stored


def _is_seen(node: Node, kind: str) -> bool:
    """Whether a series has a line and markers, or bars, that can be told from paper."""
    own, marker = node.first("spPr"), node.first("marker")
    line = None if own is None else own.first("ln")
    if not kind.startswith(("scatter", "line")):
        return own is None or _is_ink(own) or (line is not None and bool(line.children) and _is_ink(line))
    dot = None if marker is None else marker.first("spPr")
    has_dots = marker is not None and _value(marker, "symbol") != "none" and (dot is None or _is_ink(dot))
    return line is None or _is_ink(line) or has_dots


def _is_ink(node: Node) -> bool:
    """Whether a fill can be told from paper; one that is not said is."""
    if node.first("noFill") is not None:
        return False
    fill = node.first("solidFill")
    if fill is None or not fill.children:
        return True
    colour = fill.children[0]
    alpha, text = _value(colour, "alpha"), colour.attributes.get("val", "")
    if alpha and emu(alpha) < 20_000:
        return False
    if colour.name == "srgbClr" and len(text) == 6:
        try:
            return min(bytes.fromhex(text)) < _LIGHT
        except ValueError:
            return True
    return text not in _LIGHT_NAMES
