"""Circular formulas: first over runs of like formulas, then over cells where runs form a circle.

A run of copies is one node, and a range one edge for each run it touches, so an ordinary workbook has some two thousand
nodes. Running sums refer to their own run: those, and longer circles of runs, are followed cell by cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ..reader import Opened
from ..reader.addresses import MAX_ROW, Area, letters
from ..reader.formula import Formula, Group, Span

MOST_STEPS: Final = 2_000_000
"""Edges followed before giving up; a workbook of this program has some 20,000."""

DEEPEST_NAME: Final = 30
"""Most names followed from one to the next."""


_Cell = tuple[int, int]
"""Number of a run, and a row in it"""


class _Run(NamedTuple):
    sheet: str
    group: Group


class _TooManyError(Exception):
    """More edges than MOST_STEPS."""


def circular(opened: Opened) -> Iterator[tuple[str, str, str]]:
    """Sheet, cell and message of a cell on every circle; a message without a cell if there is too much to follow."""
    graph = _Graph(opened)
    try:
        for circle in _circles(graph):
            cell = graph.circular_cell(circle)
            if cell is not None:
                yield (*cell, "refers to itself, in a circle of formulas")
    except _TooManyError:
        yield "", "", "the formulas are too intricate to tell whether they go round in a circle"


class _Graph:
    """The runs of a workbook and what they refer to."""

    def __init__(self, opened: Opened) -> None:
        self.runs = [_Run(sheet.title, group) for sheet in opened.sheets for group in sheet.groups]
        self.steps = 0
        self._titles = {sheet.title.lower(): sheet.title for sheet in opened.sheets}
        self._names = {name.name.lower(): Formula(name.formula) for name in opened.names}
        self._name_spans: dict[str, tuple[Span, ...]] = {}
        self._columns: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for number, run in enumerate(self.runs):
            self._columns[run.sheet][run.group.column].append(number)
        self._firsts = {
            (sheet, column): [self.runs[number].group.first for number in numbers]
            for sheet, columns in self._columns.items()
            for column, numbers in columns.items()
        }

    def spans(self, run: _Run) -> Iterator[Span]:
        """All cells a run's first formula refers to, with the sheet filled in; names are absolute."""
        for span in run.group.formula.spans:
            yield span._replace(sheet=self._titles.get(span.sheet.lower(), "") if span.sheet else run.sheet)
        for name in run.group.formula.names:
            yield from self._named(name.lower(), 0)

    def _named(self, name: str, depth: int) -> tuple[Span, ...]:
        """The cells that a name means, through other names too; a name that means itself is followed once."""
        spans = self._name_spans.get(name)
        if spans is None:
            self._name_spans[name] = spans = ()
            formula = self._names.get(name)
            if formula is not None and depth < DEEPEST_NAME:
                own = [span._replace(sheet=self._titles.get(span.sheet.lower(), ""), top_stays=True, bottom_stays=True)
                       for span in formula.spans]  # fmt: skip
                inner = [span for used in formula.names for span in self._named(used.lower(), depth + 1)]
                self._name_spans[name] = spans = tuple(dict.fromkeys(own + inner))
            self.step(len(spans))
        return spans

    def touched(self, sheet: str, area: Area) -> Iterator[int]:
        """The runs that have a cell in an area."""
        columns = self._columns.get(sheet, {})
        wide = area.right - area.left >= len(columns)
        for column in columns if wide else range(area.left, area.right + 1):
            self.step()
            if column not in columns or not area.left <= column <= area.right:
                continue
            numbers = columns[column]
            place = bisect_right(self._firsts[sheet, column], area.bottom)
            while place > 0 and self.runs[numbers[place - 1]].group.last >= area.top:
                place -= 1
                self.step()
                yield numbers[place]

    def step(self, count: int = 1) -> None:
        """Add to the number of edges followed. Raises _TooManyError."""
        self.steps += count
        if self.steps > MOST_STEPS:
            raise _TooManyError

    def edges(self, number: int) -> set[int]:
        """The runs that a run refers to."""
        run = self.runs[number]
        copies = run.group.last - run.group.first + 1
        return {other for span in self.spans(run) for other in self.touched(span.sheet, span.over(copies))}

    def circular_cell(self, circle: Sequence[int]) -> tuple[str, str] | None:
        """A cell that refers to itself within some runs; None if there is none."""
        inside = set(circle)
        spans = {number: tuple(self.spans(self.runs[number])) for number in circle}
        done: set[_Cell] = set()
        for number in circle:
            group = self.runs[number].group
            for row in range(group.first, group.last + 1):
                cell = None if (number, row) in done else self._follow((number, row), inside, spans, done)
                if cell is not None:
                    run = self.runs[cell[0]]
                    return run.sheet, f"{letters(run.group.column)}{cell[1]}"
        return None

    def _follow(
        self, start: _Cell, inside: set[int], spans: Mapping[int, tuple[Span, ...]], done: set[_Cell]
    ) -> _Cell | None:
        """Depth first from a cell; a cell met again while it is open is on a circle."""
        on_path = {start}
        path = [(start, self._cells(start, inside, spans[start[0]]))]
        while path:
            cell, following = path[-1]
            further = next(following, None)
            if further is None:
                path.pop()
                on_path.discard(cell)
                done.add(cell)
            elif further in on_path:
                return further
            elif further not in done:
                on_path.add(further)
                path.append((further, self._cells(further, inside, spans[further[0]])))
        return None

    def _cells(self, cell: _Cell, inside: set[int], spans: Sequence[Span]) -> Iterator[_Cell]:
        """The cells within some runs that a cell refers to."""
        number, row = cell
        down = row - self.runs[number].group.first
        for span in spans:
            area = _moved(span, down)
            for other in self.touched(span.sheet, area):
                if other in inside:
                    group = self.runs[other].group
                    for at in range(max(group.first, area.top), min(group.last, area.bottom) + 1):
                        self.step()
                        yield other, at


def _moved(span: Span, down: int) -> Area:
    top = span.area.top + (0 if span.top_stays else down)
    bottom = span.area.bottom + (0 if span.bottom_stays else down)
    return span.area._replace(top=min(top, bottom, MAX_ROW), bottom=min(max(top, bottom), MAX_ROW))


def _circles(graph: _Graph) -> Iterator[list[int]]:
    """Strongly connected sets of runs that may hold a circle, by Tarjan's algorithm without recursion."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    for root in range(len(graph.runs)):
        if root in index:
            continue
        work: list[tuple[int, Iterator[int], bool]] = [_opened_node(graph, root, index, low, stack, on_stack)]
        while work:
            node, edges, to_itself = work[-1]
            other = next(edges, None)
            if other is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    circle = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        circle.append(member)
                        if member == node:
                            break
                    if len(circle) > 1 or to_itself:
                        yield circle
            elif other not in index:
                work.append(_opened_node(graph, other, index, low, stack, on_stack))
            elif other in on_stack:
                low[node] = min(low[node], index[other])


def _opened_node(
    graph: _Graph, node: int, index: dict[int, int], low: dict[int, int], stack: list[int], on_stack: set[int]
) -> tuple[int, Iterator[int], bool]:
    index[node] = low[node] = len(index)
    stack.append(node)
    on_stack.add(node)
    edges = graph.edges(node)
    return node, iter(edges), node in edges
