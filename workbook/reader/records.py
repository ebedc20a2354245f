"""The records of an opened workbook. They hold what the file says, complete and unchecked."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, NamedTuple

from ..names import EARLIER, name_of
from .addresses import places_of
from .around import NO_AROUND, NO_SURROUNDINGS, Around, Surroundings
from .chart_look import Look
from .formula import Allowance, Group, groups_of
from .looks import NO_LOOKS, Looks
from .xmlread import Node

Kind = Literal["n", "str", "s", "b", "e", "inlineStr"]
Value = float | str | bool | None
"""What a cell stores: None for nothing, text for errors"""


_NOTHING: Final = (None, "")


class Cell(NamedTuple):
    """A cell. ``formula`` has no "="; ``value`` is the stored one: None if none is stored, text for errors."""

    formula: str | None
    value: Value
    kind: Kind
    style: int

    @property
    def is_blank(self) -> bool:
        """Whether it has no formula, and nothing or an empty text."""
        return self.formula is None and self.value in _NOTHING

    @property
    def is_uncalculated(self) -> bool:
        """Whether it has a formula whose result is not stored; a text that is not stored is an empty one."""
        return self.formula is not None and self.value is None and self.kind != "str"

    @property
    def holds(self) -> bool:
        """Whether it shows anything, or would if its formula were calculated."""
        return self.value not in _NOTHING or self.is_uncalculated


class Columns(NamedTuple):
    """Width [characters] of the columns from first to last, and whether they are hidden."""

    first: int
    last: int
    width: float | None
    hidden: bool


class Pane(NamedTuple):
    """Rows and columns above and left of the split; only a frozen one stays in view."""

    rows: int
    columns: int
    frozen: bool


class Validation(NamedTuple):
    """A data validation; ``kind`` is its type (list, decimal, …), messages appear only where they are shown."""

    ranges: tuple[str, ...]
    kind: str
    operator: str
    formula1: str
    formula2: str
    allow_blank: bool
    prompt: str
    shows_prompt: bool
    error: str
    shows_error: bool
    title: str = ""
    """of the prompt"""


class Condition(NamedTuple):
    """A rule of a conditional format; ``look`` is the number of its format among those of the workbook."""

    ranges: tuple[str, ...]
    kind: str
    formulas: tuple[str, ...]
    look: int | None = None
    content: Node | None = None
    """the rule with what is inside it: bars, icons, colours, a format of its own (x14)"""


class Run(NamedTuple):
    """A piece of a text with a font of its own, as elements of the file; None: the font of the cell."""

    text: str
    font: Node | None


class Hyperlink(NamedTuple):
    """A link: ``location`` inside the workbook, ``relationship`` the id of a target outside."""

    cell: str
    location: str
    relationship: str
    tip: str = ""
    """what is shown when the mouse is over it"""


class Print(NamedTuple):
    """Print set-up as the sheet states it; areas and title rows come from the defined names."""

    orientation: str = "default"
    fit_to_page: bool = False
    fit_to_width: int = 1
    fit_to_height: int = 1
    scale: int = 100
    footer: str = ""
    titles: str = ""
    area: str = ""


NO_PRINT: Final = Print()


class Reference(NamedTuple):
    """What a chart reads: ``role`` is its place (val, cat, xVal, tx, …); the cache as point → text."""

    role: str
    formula: str
    cached: bool
    stated: int
    points: Mapping[int, str]


class Chart(NamedTuple):
    """A chart: its part, its sheet ("" for none), its kinds (lineChart, …), series, references."""

    part: str
    sheet: str
    kinds: tuple[str, ...]
    series: int
    references: tuple[Reference, ...]
    look: Look
    shapes: tuple[str, ...] = ()
    """What each drawing on it says"""


class Name(NamedTuple):
    """A defined name; ``sheet`` is the title of the sheet it is local to; ``runs`` marks names of macros."""

    name: str
    formula: str
    sheet: str
    hidden: bool
    runs: bool


class Style(NamedTuple):
    """A cell's style by its index: the named style, whether its cells are locked, the number format, wrapped lines."""

    name: str
    locked: bool
    number_format: str
    wraps: bool = False


class Part(NamedTuple):
    """A part of the package: unpacked size [bytes] and the time the zip gives."""

    size: int
    time: tuple[int, int, int, int, int, int]


class Relationship(NamedTuple):
    """A link between parts; ``part`` is the part it leads to, "" where the target leaves the package."""

    source: str
    id: str
    kind: str
    target: str
    external: bool
    part: str
    namespace: str = ""
    """what stands before the kind in the type"""


class Remark(NamedTuple):
    """What the parts of a package hold beside a workbook; ``id`` and ``severity`` are those of its finding."""

    id: str
    severity: Literal["error", "warning", "info"]
    what: str
    part: str
    found: str = ""
    linked: str = ""
    """the cells that a form control fills"""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet. ``kind`` is worksheet, chartsheet, …; only worksheets have cells."""

    title: str
    state: str
    kind: str
    part: str
    cells: Mapping[str, Cell]
    arrays: tuple[str, ...] = ()
    """Cells whose formula is an array, a data table, or dynamic"""
    merged: tuple[str, ...] = ()
    columns: tuple[Columns, ...] = ()
    row_heights: Mapping[int, float] | None = None
    hidden_rows: frozenset[int] = frozenset()
    rows_hidden_by_default: bool = False
    pane: Pane | None = None
    protection: Mapping[str, str] | None = None
    validations: tuple[Validation, ...] = ()
    conditions: tuple[Condition, ...] = ()
    hyperlinks: tuple[Hyperlink, ...] = ()
    print: Print = NO_PRINT
    elements: frozenset[str] = frozenset()
    """Names of all elements outside the cells: a rule may look for oleObjects, controls, …"""
    around: Around = NO_AROUND
    allowance: Allowance = field(default_factory=Allowance, repr=False)
    """Shared by the sheets of a workbook: what its formulas may take when they are read"""
    usual_height: float | None = None
    """of rows that do not say theirs [points]"""
    usual_width: float | None = None
    """of columns that do not say theirs [characters]"""
    rich: Mapping[str, tuple[Run, ...]] = field(default_factory=dict)
    """The pieces of texts that have several fonts, by cell"""
    phonetic: frozenset[str] = frozenset()
    """Cells with small text above their text, as in Japanese"""
    typed: frozenset[str] = frozenset()
    """Cells that show a data type or a picture in place of the value they store"""

    @cached_property
    def grid(self) -> Mapping[int, Mapping[int, Cell]]:
        """The cells by column number, then row number, in ascending order where the file has it."""
        columns: dict[int, dict[int, Cell]] = defaultdict(dict)
        for (row, column), cell in zip(places_of(self.cells), self.cells.values(), strict=True):
            columns[column][row] = cell
        return dict(columns)

    @cached_property
    def filled(self) -> Mapping[str, Cell]:
        """The cells that hold something."""
        return {at: cell for at, cell in self.cells.items() if cell[1] not in _NOTHING or cell.is_uncalculated}

    @cached_property
    def runs(self) -> Mapping[int, tuple[Group, ...]]:
        """The formulas by column: runs of cells below each other with the same formula in R1C1, each read once.

        Raises InputError: there are more different formulas than MAX_DIFFERENT.
        """
        runs = {}
        for column, cells in sorted(self.grid.items()):
            formulas = {row: cell.formula for row, cell in cells.items() if cell.formula is not None}
            if formulas:
                runs[column] = tuple(groups_of(column, formulas, self.allowance))
        return runs

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """All runs, column after column."""
        return tuple(group for groups in self.runs.values() for group in groups)

    def value(self, address: str) -> Value:
        """The stored value of a cell by its address; None for a cell without one."""
        cell = self.cells.get(address)
        return None if cell is None else cell.value

    def at(self, row: int, column: int) -> Value:
        """The stored value of a cell by its row and column; None for a cell without one."""
        cell = self.grid.get(column, {}).get(row)
        return None if cell is None else cell.value

    @cached_property
    def rule_formulas(self) -> tuple[str, ...]:
        """The formulas of conditional formats and validations, which are calculated too, each once."""
        texts = [text for rule in self.conditions for text in rule.formulas]
        texts += [text for rule in self.validations for text in (rule.formula1, rule.formula2)]
        return tuple(dict.fromkeys(texts))

    def run_at(self, row: int, column: int) -> Group | None:
        """The run that a cell belongs to; None for a cell without a formula."""
        groups = self.runs.get(column, ())
        place = bisect_right(groups, row, key=lambda group: group.first)
        return groups[place - 1] if place and groups[place - 1].last >= row else None


@dataclass(frozen=True, eq=False)
class Opened:
    """A workbook as plain records."""

    sheets: tuple[Sheet, ...]
    names: tuple[Name, ...]
    calculates_on_load: bool
    styles: tuple[Style, ...]
    style_names: tuple[str, ...]
    fonts: tuple[tuple[str, ...], ...]
    """Of each font the names of its elements, in the order of the file"""
    charts: tuple[Chart, ...]
    parts: Mapping[str, Part]
    relationships: tuple[Relationship, ...]
    default_types: Mapping[str, str]
    """Content type by extension, in small letters"""
    part_types: Mapping[str, str]
    """Content type by part name"""
    created: str
    modified: str
    from_1904: bool = False
    """Whether its dates are days since 1904, not 1900"""
    remarks: tuple[Remark, ...] = ()
    """Parts that act, fetch, or are not on the list of what workbooks hold"""
    surroundings: Surroundings = NO_SURROUNDINGS
    """What is drawn, noted and printed beside the cells"""
    book_links: frozenset[str] = frozenset()
    """Parts that link to another workbook, and to no program"""
    looks: Looks = NO_LOOKS
    """How cells look, by the numbers of their styles"""

    @cached_property
    def by_title(self) -> Mapping[str, Sheet]:
        """The sheets by title."""
        return {sheet.title: sheet for sheet in self.sheets}

    @cached_property
    def by_name(self) -> Mapping[str, Name]:
        """The names of the whole workbook; those of one sheet alone are left out."""
        return {name.name: name for name in self.names if not name.sheet}

    def named(self, key: str) -> Name | None:
        """The name of an input, a constant or a result, in this version's spelling or an earlier one's."""
        return self.by_name.get(name_of(key), self.by_name.get(f"{EARLIER}{key}"))

    def style(self, cell: Cell) -> Style:
        """The style of a cell; an index the file does not have has its plain style."""
        return style_of(self.styles, cell)


def style_of(styles: Sequence[Style], cell: Cell) -> Style:
    """The style of a cell among those of its workbook; an index that is not there has the plain style."""
    return styles[cell.style] if cell.style < len(styles) else Style("", True, "General")
