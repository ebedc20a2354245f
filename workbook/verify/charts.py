"""The charts of our sheets compared with those that this version draws: equal in effect, whoever saved them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from ..reader import Chart, Opened, Sheet, Value
from ..reader.addresses import letters
from ..reader.chart_look import Axis, Series
from ..reader.charts import ChartRoom, sheets_of
from ..reader.charts import chart as read_chart
from ..reader.drawings import Canvas, Drawn, DrawnRoom, drawn
from ..reader.formula import spans_of
from ..reader.parts import relationships
from ..reader.ruler import PIXEL, Box, Ruler, height, width
from ..reader.surroundings import canvas
from ..reader.xmlread import number_of
from .compare_cells import agree
from .expected import PATTERNS, Expected, Pattern
from .findings import Findings, Severity
from .formulas import same

_NEAR: Final = 1e-6
"""Relative difference of a stored point from its cell: programs round what they store for a chart"""
_MOST_POINTS: Final = 100_000
"""Stored points compared with their cells"""
_LEAST: Final = 40 * PIXEL
"""Least width and height of a chart that can be read [EMU]"""
_OVER: Final = 16 * PIXEL
"""Least width and height by which something lies over a chart: charts lie close to what is beside them"""
_PLAIN_FORMAT = re.compile(r"(?:General|[#0?,]*[#0?](?:\.[#0?]+)?)?", re.IGNORECASE)
_MARKS = re.compile(r"['$\s]")
_NUMBERS = re.compile(rb"<c:numCache>.*?</c:numCache>", re.DOTALL)
"""What this version stores of the numbers that a chart draws"""


class Difference(NamedTuple):
    """What is otherwise with a chart: the id of the finding, what it is, what is there, what was expected."""

    id: str
    what: str
    actual: object = ""
    expected: object = ""


class Shown(NamedTuple):
    """A chart, and where it lies; None for one that is hidden."""

    chart: Chart
    box: Box | None


def wanted(expected: Expected) -> dict[str, list[Shown]]:
    """The charts that this version draws, by the title of their sheet; the numbers that they store are left out."""
    found: dict[str, list[Shown]] = {}
    for part, (sheet, box) in _places(expected.pattern).items():
        content = _NUMBERS.sub(b"", expected.around[part])
        found.setdefault(sheet, []).append(Shown(_chart(part, sheet, content), box))
    return found


@lru_cache(maxsize=PATTERNS)
def _places(pattern: Pattern) -> dict[str, tuple[str, Box | None]]:
    """The sheet and the place of each chart, by its part: they are the same in every workbook of a shape."""
    files = {name: part if isinstance(part, bytes) else b"" for name, part in pattern.skeleton.parts.items()}
    links = relationships({name: part if name.endswith(".rels") else b"" for name, part in files.items()})
    titles = {part: title for title, part in pattern.titles.items()}
    surface = Canvas("", Ruler((), width(None)), Ruler((), height(None)))
    boxes: dict[str, Box] = {}
    for link in links:
        if link.kind == "drawing" and link.part in files:
            own = {one.id: one.part for one in links if one.source == link.part}
            boxes |= {one.chart: one.box for one in drawn(link.part, files[link.part], surface, own, DrawnRoom())}
    shown = sheets_of(links, titles)
    return {part: (sheet, boxes.get(part)) for part, sheet in shown.items() if part in files}


@lru_cache(maxsize=10 * PATTERNS)
def _chart(part: str, sheet: str, content: bytes) -> Chart:
    """A chart of this version; most are the same in every workbook of a shape."""
    return read_chart(part, content, sheet, ChartRoom())


class Charts:
    """The charts on the sheets of ours in a workbook."""

    def __init__(self, opened: Opened, findings: Findings) -> None:
        self.opened = opened
        self.findings = findings
        self.drawn: dict[str, list[Drawn]] = {}
        for one in opened.surroundings.drawn:
            self.drawn.setdefault(one.sheet, []).append(one)
        self._points = _MOST_POINTS
        self._headings: list[str] = []

    def stored(self, titles: Iterable[str]) -> None:
        """Add stored points that are not what their cells hold, and what is written on charts by hand."""
        ours = set(titles)
        for chart in self.opened.charts:
            if chart.sheet in ours:
                typed = [text for series in chart.look.series for text in series.labels]
                if typed:
                    self._add(chart, Difference("shown-otherwise", "Labels of the chart are typed over", typed[0]))
                for words in chart.shapes:
                    id_ = "shown-otherwise" if words else "not-visible"
                    self._add(chart, Difference(id_, "Something is drawn on the chart", words))
                for difference in self._caches(chart):
                    self._add(chart, difference)

    def _caches(self, chart: Chart) -> Iterator[Difference]:
        """The first stored point of each reference that its cell does not hold."""
        for reference in chart.references:
            spans = spans_of(reference.formula)
            sheet = self.opened.by_title.get(spans[0].sheet) if len(spans) == 1 else None
            if sheet is None:
                continue
            area, self._points = spans[0].area, self._points - len(reference.points)
            if self._points < 0:
                return
            wide = area.right - area.left + 1
            for place, stored in reference.points.items():
                row, column = area.top + place // wide, area.left + place % wide
                cell = sheet.grid.get(column, {}).get(row)
                if cell is None or cell.is_uncalculated or _is_stored(stored, cell.value):
                    continue
                where = f"{sheet.title}!{letters(column)}{row}"
                yield Difference("shown-otherwise", f"The chart shows another number or word than {where}", stored,
                                 cell.value)  # fmt: skip
                break

    def compare(self, sheets: Mapping[str, Sheet], renamed: Mapping[str, str], like: Sequence[Expected]) -> None:
        """Add what is otherwise than with the charts of one of the expected workbooks.

        sheets: by the title they should have; renamed: their titles as they are, and as they should be.
        """
        every = [wanted(expected) for expected in like]
        self._headings = [text for sheet in sheets.values() if isinstance(text := sheet.value("A1"), str) and text]
        for title in every[0] if every else ():
            if title in sheets:
                self._sheet(sheets[title], renamed, [one.get(title, []) for one in every])

    def _sheet(self, sheet: Sheet, renamed: Mapping[str, str], like: Sequence[Sequence[Shown]]) -> None:
        boxes = {one.chart: None if one.hidden else one.box for one in self.drawn.get(sheet.title, ())}
        actual = [Shown(chart, boxes[chart.part]) for chart in self.opened.charts if chart.part in boxes]
        pairs, others = _paired(actual, like[0], renamed)
        for number, one in pairs.items():
            candidates = [own[number].chart for own in like if number < len(own)]
            differences = [list(_differences(one.chart, chart, renamed, self._headings)) for chart in candidates]
            for difference in min(differences, key=len):
                self._add(one.chart, difference)
            self._place(sheet, one)
        for number, own in enumerate(like[0]):
            if number not in pairs and own.box is not None:
                self._replaced(sheet, own.box, others)
        for one in others:
            if one.box and any(pair.box and _overlap(one.box, pair.box) for pair in pairs.values()):
                self._add(
                    one.chart, Difference("shown-otherwise", "Another chart lies over ours", one.chart.look.title)
                )

    def _place(self, sheet: Sheet, one: Shown) -> None:
        """Whether a chart of ours can be seen: its size, and what lies over it."""
        if one.box is None:
            self._add(one.chart, Difference("not-visible", "The chart is hidden"))
            return
        for other in self.drawn.get(sheet.title, ()):
            is_judged = any(chart.part == other.chart for chart in self.opened.charts)
            nothing = other.hidden or (other.clear and not other.words) or is_judged
            if not nothing and _overlap(one.box, other.box):
                id_ = "shown-otherwise" if other.kind == "text" else "not-visible"
                self._add(one.chart, Difference(id_, "Something lies over the chart", other.words))
        if min(canvas(sheet).size(one.box)) < _LEAST:
            self._add(one.chart, Difference("not-visible", "The chart is too small to see"))

    def _replaced(self, sheet: Sheet, box: Box, others: Iterable[Shown]) -> None:
        """Whether something else is in the place of a chart that is missing; programs leave charts out."""
        for one in others:
            if one.box and _overlap(one.box, box):
                self._add(one.chart, Difference("shown-otherwise", "Another chart is in the place of ours",
                                                one.chart.look.title))  # fmt: skip
                return
        for other in self.drawn.get(sheet.title, ()):
            if other.kind != "chart" and not other.hidden and _overlap(other.box, box):
                self.findings.add("not-visible", "warning", "Something else is in the place of a chart", sheet.title,
                                  f"{letters(int(box.left) + 1)}{int(box.top) + 1}", other.words)  # fmt: skip
                return

    def _add(self, chart: Chart, difference: Difference) -> None:
        box = next((one.box for one in self.drawn.get(chart.sheet, ()) if one.chart == chart.part), None)
        cell = "" if box is None else f"{letters(int(box.left) + 1)}{int(box.top) + 1}"
        severity: Severity = "error" if difference.id == "shown-otherwise" else "warning"
        self.findings.add(difference.id, severity, difference.what, chart.sheet, cell, difference.actual,
                          difference.expected)  # fmt: skip


def _is_stored(text: str, value: Value) -> bool:
    """Whether a stored point is what its cell holds; a number in place of a text is none that a chart draws."""
    number = number_of(text)
    if isinstance(value, bool) or value in (None, ""):
        return True
    if isinstance(value, float):
        return number is None or abs(number - value) <= _NEAR * max(abs(value), 1e-6)
    return number is not None or agree(text, value)


def _paired(
    actual: Iterable[Shown], like: Sequence[Shown], renamed: Mapping[str, str]
) -> tuple[dict[int, Shown], list[Shown]]:
    """The chart that stands for each of the expected ones, by its number, and all others."""
    pairs: dict[int, Shown] = {}
    others = []
    values = [_values(one.chart, {}) for one in like]
    for one in actual:
        own = _values(one.chart, renamed)
        scores = [(len(own & theirs), -number) for number, theirs in enumerate(values) if number not in pairs]
        score, number = max(scores, default=(0, 0))
        if score:
            pairs[-number] = one
        else:
            others.append(one)
    return pairs, others


def _values(chart: Chart, renamed: Mapping[str, str]) -> set[str]:
    formulas = (_MARKS.sub("", series.values).lower() for series in chart.look.series)
    return {f"{renamed.get(sheet, sheet)}!{cells}" for sheet, _, cells in (text.partition("!") for text in formulas)}


def _overlap(one: Box, other: Box) -> bool:
    """Whether one lies over another by more than their edges, in columns and rows of the usual size."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across * width(None) > _OVER and down * height(None) > _OVER


def _differences(
    actual: Chart, expected: Chart, renamed: Mapping[str, str], headings: Sequence[str] = ()
) -> Iterator[Difference]:
    """What one chart shows otherwise than another. What a program left out is not otherwise."""
    look, like = actual.look, expected.look
    if look.title_from and like.title_from:
        if not same(look.title_from, like.title_from, renamed):
            yield Difference("shown-otherwise", "The title of the chart is from another cell", look.title_from,
                             like.title_from)  # fmt: skip
    elif look.title and not agree(look.title, like.title) and not _is_name(look.title, expected):
        yield Difference("shown-otherwise", "The title of the chart was changed", look.title, like.title)
    if like.is_legible and not look.is_legible:
        yield Difference("not-visible", "Letters of the chart are too small or too light to read")
    for added in look.added:
        if added not in like.added:
            yield Difference("shown-otherwise", f"The chart shows {added} too")
    left = list(look.series)
    for series in like.series:
        own = next((one for one in left if same(one.values, series.values, renamed)), None)
        if own is None:
            name = next(iter(series.names), "")
            yield Difference("shown-otherwise", "A line or bars of the chart are missing", "", name or series.values)
            continue
        left.remove(own)
        yield from _series(own, series, renamed, headings)
    for own in left:
        yield Difference("shown-otherwise", "Lines or bars were added to the chart", next(iter(own.names), own.values))


def _is_name(title: str, chart: Chart) -> bool:
    """Whether a title is the name of a series, which programs take that know no title from a cell."""
    return any(agree(title, name) for series in chart.look.series for name in series.names)


def _series(own: Series, series: Series, renamed: Mapping[str, str], headings: Sequence[str]) -> Iterator[Difference]:
    if own.kind != series.kind:
        yield Difference("shown-otherwise", "The chart is of another kind", own.kind, series.kind)
    if own.places and series.places and not same(own.places, series.places, renamed):
        yield Difference("shown-otherwise", "The chart reads other cells", own.places, series.places)
    for name in own.names:
        # LibreOffice keeps of a name that is a text, saved by way of .ods, what is before the comma, behind a quote.
        names = (*series.names, *(f'"{like.partition(",")[0]}' for like in series.names if "," in like))
        # Calc takes a typed name for the first cell of the workbook as soon as a row is inserted above that.
        names += tuple(headings if own.name_from and not series.name_from else ())
        if name and series.names and not any(agree(name, like) for like in names):
            yield Difference("shown-otherwise", "A line or bars of the chart have another name", name, series.names[0])
    usual = (*series.label_formats, "")
    code = next((one for one in own.label_formats if not any(_is_alike(one, like) for like in usual)), None)
    if code is not None:
        yield Difference("shown-otherwise", "The labels of the chart have another number format", code,
                         next(iter(series.label_formats), ""))  # fmt: skip
    if series.is_seen and not own.is_seen:
        yield Difference("not-visible", "A line or bars of the chart cannot be seen", "", next(iter(series.names), ""))
    for axis, like in zip(own.axes, series.axes, strict=False):
        yield from _axis(axis, like)


def _axis(axis: Axis, like: Axis) -> Iterator[Difference]:
    if axis.title and like.title and not agree(axis.title, like.title):
        yield Difference("shown-otherwise", "The title of an axis was changed", axis.title, like.title)
    if axis.is_reversed != like.is_reversed:
        yield Difference("shown-otherwise", "An axis of the chart runs backwards")
    if axis.logarithm != like.logarithm:
        yield Difference("shown-otherwise", "An axis of the chart is logarithmic", axis.logarithm)
    if axis.divided != like.divided:
        yield Difference("shown-otherwise", "The numbers of an axis are divided", axis.divided)
    for end, usual in ((axis.least, like.least), (axis.most, like.most)):
        if end and number_of(end) != number_of(usual):
            yield Difference(
                "shown-otherwise", "An axis of the chart begins or ends elsewhere", end, usual or "automatic"
            )
    if not _is_alike(axis.format, like.format):
        yield Difference("shown-otherwise", "The numbers of an axis have another format", axis.format, like.format)
    if like.is_shown and not axis.is_shown:
        yield Difference("not-visible", "An axis of the chart is not shown", "", like.title)


def _is_alike(code: str, like: str) -> bool:
    """Whether a number format shows the same number: digits may be more or fewer, nothing may stand beside them."""
    return code.replace("\\", "") == like.replace("\\", "") or _PLAIN_FORMAT.fullmatch(code) is not None
