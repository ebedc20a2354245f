"""The charts of a workbook: what they read, and the numbers they store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .chart_look import look, words_on
from .formula import MAX_FORMULA
from .records import Chart, Reference, Relationship
from .xmlread import MAX_DEPTH, integer, local, malformed, parse, tree

MAX_POINTS: Final = 400_000
"""Most stored points of all charts; those of 2,000 bins, the most a case may have, are 60,000."""
MAX_REFERENCES: Final = 1_000
"""Most references of all charts."""


@dataclass
class ChartRoom:
    """What all charts of a workbook may hold together."""

    points: int = MAX_POINTS
    references: int = MAX_REFERENCES


def charts(files: Mapping[str, bytes], links: Sequence[Relationship], titles: Mapping[str, str]) -> tuple[Chart, ...]:
    """The charts in the order of the package, each with the sheet whose drawing shows it; titles: by the sheet's part.

    Raises InputError: malformed, or too many points.
    """
    shown = sheets_of(links, titles)
    over: dict[str, list[str]] = {}
    said: dict[str, str] = {}
    for link in links:
        if link.kind == "chartUserShapes" and link.part in files:
            if link.part not in said:  # many charts may have one drawing
                said[link.part] = words_on(tree(link.part, files[link.part]))
            over.setdefault(link.source, []).append(said[link.part])
    room = ChartRoom()
    return tuple(
        chart(part, files[part], sheet, room, over.get(part, ())) for part, sheet in shown.items() if part in files
    )


def sheets_of(links: Sequence[Relationship], titles: Mapping[str, str]) -> dict[str, str]:
    """The sheet whose drawing shows a chart, "" for none, by the chart's part; titles: by the sheet's part."""
    drawings = {link.part: titles[link.source] for link in links if link.kind == "drawing" and link.source in titles}
    return {link.part: drawings.get(link.source, "") for link in links if link.kind == "chart"}


def chart(part: str, data: bytes, sheet: str, room: ChartRoom, shapes: Iterable[str] = ()) -> Chart:
    """A chart: its kinds, what it looks like, and every reference with its cache.

    shapes: what each drawing on it says. Raises InputError: malformed, or too many points.
    """
    reader = _ChartReader(part, room)
    parse(part, data, reader.start, reader.end, reader.text.append)
    shown = look(tree(part, data, "numCache"))
    return Chart(part, sheet, tuple(reader.kinds), reader.series, tuple(reader.references), shown, tuple(shapes))


class _ChartReader:
    """The handlers of one chart: a path of names, and the reference that is open."""

    def __init__(self, part: str, room: ChartRoom) -> None:
        self.part = part
        self.room = room
        self.path: list[str] = []
        self.text: list[str] = []
        self.kinds: list[str] = []
        self.series = 0
        self.references: list[Reference] = []
        self.formula = ""
        self.cached = False
        self.stated = 0
        self.point = 0
        self.points: dict[int, str] = {}

    def start(self, full: str, attributes: dict[str, str]) -> None:
        name = local(full)
        if name == "pt":
            self.point = integer(self.part, attributes.get("idx", ""), 0, 2**31)
        elif name.endswith("Cache"):
            self.cached = True
        elif name == "ptCount" and self.path and self.path[-1].endswith("Cache"):
            self.stated = integer(self.part, attributes.get("val", ""), 0, 2**31)
        elif name.endswith("Ref"):
            self.formula, self.cached, self.stated, self.points = "", False, 0, {}
        elif name.endswith("Chart") and self.path and self.path[-1] == "plotArea":
            self.kinds.append(name)
        elif name == "ser":
            self.series += 1
        self.path.append(name)
        if len(self.path) > MAX_DEPTH or len(self.kinds) > MAX_DEPTH:
            malformed(self.part, "a part of it has too many elements")
        self.text.clear()

    def end(self, _: str) -> None:
        name = self.path.pop()
        if name == "v" and self.path[-1:] == ["pt"]:
            self.room.points -= 1
            if self.room.points < 0:
                malformed(self.part, "its charts have too many points")
            self.points[self.point] = "".join(self.text)
        elif name == "f" and self.path and self.path[-1].endswith("Ref"):
            self.formula = "".join(self.text)
        elif name.endswith("Ref") and self.formula:
            self.room.references -= 1
            if self.room.references < 0 or len(self.formula) > MAX_FORMULA:
                malformed(self.part, "its charts have too many series")
            role = self.path[-1] if self.path else ""
            self.references.append(Reference(role, self.formula, self.cached, self.stated, self.points))
            self.formula = ""
        self.text.clear()
