"""What decides the structure of a workbook, and what fills it: workbooks of one shape differ in values only."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.programmes import Programme
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.model.parameters import Array
from xl_dualfuel.model.scenarios import LABELS
from xl_dualfuel.model.solution import Solution
from xl_dualfuel.results.judgement import Judgement
from xl_dualfuel.results.result import Result
from xl_dualfuel.results.tables import Table
from xl_dualfuel.units import ELECTRICITY

from .brand import NO_BRAND, Brand

if TYPE_CHECKING:
    from xl_dualfuel.decisions.deciding import Decisions
    from xl_dualfuel.results.bills import BillEvidence
    from xl_dualfuel.results.record_evidence import RecordEvidence
    from xl_dualfuel.tariffs.result import TariffSeason
    from xl_dualfuel.tariffs.tariff import Tariff

T = TypeVar("T")

MINIMUM_ROOM: Final = 150
"""Least rows of the bin table: room for narrower bins, should a reader edit the bin width."""
MOST_ROOM: Final = 4_000
"""Most rows of the bin table: twice the most bins that a table of bins may have."""
NOT_AVAILABLE: Final = "#N/A"
REFUSED: Final = "#VALUE!"
"""The value of a cell of which there is no number"""
_STEP: Final = 50
"""Room comes in steps, so that like cases share a shape."""


class Written(NamedTuple):
    """A cell of a sheet without a fixed form: a value, a named style, and the cell of the workbook that it links to."""

    value: str | float | None
    style: str
    link: str = ""
    """Such as 'Inputs'!D7"""


class Line(NamedTuple):
    """A row of such a sheet: its height [points] and its cells from the first column on, None for none."""

    height: float
    cells: tuple[Written | None, ...]


class Judged(NamedTuple):
    """What the sheet of a programme depends on: the programme; rule and kind of each line."""

    programme: Programme
    lines: tuple[tuple[str, str], ...]


def judged_by(judgement: Judgement) -> Judged:
    """The structure of a judgement's sheet."""
    return Judged(judgement.programme, tuple((finding.rule, finding.kind) for finding in judgement.findings))


class Decided(NamedTuple):
    """What the sheets of decisions depend on: how many rows or columns each table has."""

    bars: int
    """Inputs on the tornado"""
    risks: int
    """Named scenarios, the case itself among them"""
    uncertain: bool
    """Whether there is a Monte Carlo"""
    options: int
    """Options, the case itself among them; 0: no sheets Options and Money"""
    purchases: int
    """Options whose worth is judged; 0: no sheet Money"""


def decided_by(decisions: Decisions) -> Decided:
    """The structure of the sheets of decisions."""
    return Decided(
        len(decisions.tornado.bars) if decisions.tornado else 0,
        len(decisions.risks.outcomes) if decisions.risks else 0,
        decisions.draws is not None,
        len(decisions.comparison.rows) if decisions.comparison else 0,
        len(decisions.worths.rows) if decisions.worths else 0,
    )


class Billed(NamedTuple):
    """What the sheet of the bills depends on."""

    bills: int
    temperatures: int
    """Columns for the hours at each temperature"""
    energies: tuple[tuple[str, str], ...]
    """Fuel, a key of FUELS, and unit of each energy"""
    burned: int
    """Which of them the case burns; -1 for none"""

    @property
    def electric(self) -> int:
        """Which of them is electricity; -1 for none."""
        return next((place for place, (fuel, _) in enumerate(self.energies) if fuel == ELECTRICITY), -1)


def billed_by(found: BillEvidence) -> Billed:
    """The structure of the sheet of some bills."""
    energies = tuple((one.fuel, one.unit) for one in found.energies)
    burned = -1 if found.burned is None else found.burned
    return Billed(len(found.rows), _STEP * -(-len(found.daily.temperature) // _STEP), energies, burned)


class Recorded(NamedTuple):
    """What the sheet of a record depends on: how many rows each table has."""

    bins: int
    days: int
    """Of the line of heat; 0: no line"""
    unneeded: int
    limits: int
    sentences: int
    """Lines of what the record says"""


SENTENCES: Final = 12
"""Most lines of them"""
_LINE: Final = 118
"""Characters of small print across the page"""


def said(s: Solution, found: RecordEvidence, width: int = _LINE, most: int = SENTENCES) -> list[str]:
    """The sentences of the screen in lines of so many characters; the last says where more are left out."""
    from xl_dualfuel.results.record_words import lines  # only where there is a record

    every = [line for text in lines(s, found) for line in textwrap.wrap(text, width)]
    return every if len(every) <= most else [*every[: most - 1], "… dualfuel run prints all of it"]


def recorded_by(found: RecordEvidence, s: Solution) -> Recorded:
    """The structure of the sheet of a record."""
    days = 0 if found.line is None else len(found.line.days.date)
    return Recorded(len(found.bins.low), days, len(found.unneeded), len(found.limits), len(said(s, found)))


class UnderTariff(NamedTuple):
    """A season under a tariff, and what it was worked out from."""

    tariff: Tariff
    season: TariffSeason
    case: Case
    """The house that it was worked out for"""
    hours: tuple[Sequence[str], Sequence[float] | Array]
    """Time stamps and temperatures [°F], as tariffs.season.Hours has them"""
    made: tuple[str, float, str] | None = None
    """Headline, cost of the setting [$] and SHA-256 of the tariff as made, where it was edited since"""
    grid: tuple[tuple[str, ...], NDArray[np.int_], NDArray[np.int_]] | None = None
    """Rows of the grid where they are known, as sheets.tariff_grid.Grid has them"""
    cells: str = ""
    """SHA-256 of the cells that the tariff was read from; "" where it was read from none"""
    stated: str = ""
    """SHA-256 of the tariff as the cells state it, which they do not all give again; "" for the tariff's own"""

    @property
    def sha256(self) -> str:
        """What identifies the tariff that the workbook was made with, as JSON has it."""
        from xl_dualfuel.tariffs.fingerprint import fingerprint  # here, as below: few workbooks have a tariff

        return self.stated or fingerprint(self.tariff)


class Tariffed(NamedTuple):
    """What the sheets of a tariff depend on: how many rows and columns each table has."""

    hours: int
    """Of the year"""
    settings: int
    """Of the thermostat"""
    periods: int
    grid: tuple[str, ...]
    """Labels of the rows of the grid of hours"""
    ladders: tuple[tuple[int, str], ...]
    """Blocks of electricity: how many, and of a month, a season … """
    demands: int
    fuel_ladders: tuple[tuple[int, str], ...]
    specials: tuple[bool, ...]
    """Of each whether it adds to the price"""
    controls: int
    series: bool
    """Whether each hour has a price of its own"""
    emissions: bool
    """Whether each hour has emissions of electricity of its own"""
    fuel_unit: str
    """Of its prices, such as $/therm"""
    words: int
    """Lines of what the program says of it"""
    not_live: tuple[str, ...] = ()
    """What formulas cannot follow, in words; () where the season's cost is formulas"""


class Shape(NamedTuple):
    """Everything but values that two workbooks may differ in."""

    room: int
    """Rows of the bin table: twice the case's bins, or settings, at least MINIMUM_ROOM"""
    climate_rows: int
    """Rows of the climate table on Inputs"""
    points: int
    """Rows of the performance table; 0: the rating points apply"""
    frost: int
    """Rows of the usual frost by whole degrees; 0: no frost by humidity"""
    example: bool
    """Whether it is the worked example, which shows the published figures too"""
    brand: Brand
    functions: bool = False
    """Whether it has the sheet of worksheet functions"""
    judged: Judged | None = None
    """What the sheet of a programme depends on"""
    decided: Decided | None = None
    """What the sheets of decisions depend on"""
    units: Units = Units()
    """What the case is given and answered in"""
    reviewed: bool = False
    """Whether it begins with the sheet Review"""
    billed: Billed | None = None
    """What the sheet of the bills depends on"""
    recorded: Recorded | None = None
    """What the sheet of a record depends on"""
    tariffed: Tariffed | None = None
    """What the sheets of a tariff depend on"""


def shape_of(
    result: Result, brand: Brand = NO_BRAND, functions: bool = False, decisions: Decisions | None = None
) -> Shape:
    """The shape of a result's workbook. Raises InputError: more bins than a workbook has room for."""
    case = result.case
    rows = max(len(result.solution.load), len(result.solution.candidates.switchover) - 1)
    room = _room(2 * rows)
    if room > MOST_ROOM:
        allowed = f"must leave at most {MOST_ROOM // 2:,} bins in a workbook; it leaves {rows:,}"
        remedy = "Give bin_width 1, or take the result as JSON or CSV"
        raise InputError([Issue("bin_width", case.inputs["bin_width"], allowed, remedy)])
    year = len(case.year.temperature) if case.year else 0
    judged = judged_by(result.judgement) if result.judgement else None
    decided = decided_by(decisions) if decisions else None
    record = result.record
    billed = billed_by(result.bills) if case.bills is not None and result.bills is not None else None
    return Shape(
        room, max(room, _room(year)), len(case.performance_table or ()), _frost_rows(result.solution),
        not case.given and case.units == Units(), brand, functions, judged, decided, case.units, billed=billed,
        recorded=recorded_by(record, result.solution) if record is not None and len(record.bins.low) else None,
    )  # fmt: skip


def _frost_rows(s: Solution) -> int:
    if s.parameters.defrost != "humidity":
        return 0
    usual = s.parameters.usual_frost
    return _STEP * max(1, -(-len(usual.temperature) // _STEP)) if usual else _STEP


def _room(rows: int) -> int:
    return max(MINIMUM_ROOM, -(-rows // _STEP) * _STEP)


def present(value: T | None) -> T:
    """A part of the result that the shape says is there."""
    assert value is not None
    return value


class Filling:
    """What fills the cells of one workbook: the result, the time stamp, and what is worked out only once.

    edited: as after an edit of its inputs, when what the program alone can work out is blank. lines: of its sheet
    Review. made: the result when it was made, if that is another: the sheets Bills and Record stay as they were.
    record: what the record says, where that is not in the result. tariff: the season under a tariff, if there is one.
    """

    def __init__(
        self, result: Result, stamp: datetime, shape: Shape, decisions: Decisions | None = None, edited: bool = False,
        lines: Sequence[Line] = (), made: Result | None = None, record: RecordEvidence | None = None,
        tariff: UnderTariff | None = None,
    ) -> None:  # fmt: skip
        self.result = result
        self.stamp = stamp
        self.shape = shape
        self._decisions = decisions
        self.edited = edited
        self.lines = lines
        self.made = made or result
        self._record = record
        self.tariff = tariff
        self._values: dict[object, Any] = {}

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What ``make`` returns, worked out on the first call with this key and remembered."""
        try:
            value: T = self._values[key]
        except KeyError:
            value = self._values[key] = make()
        return value

    @cached_property
    def decisions(self) -> Decisions:
        """What the sheets of decisions show; empty where there are none."""
        from xl_dualfuel.decisions.deciding import Decisions

        return self._decisions or Decisions()

    @property
    def bills(self) -> BillEvidence | None:
        """What the bills say; None where there are none, as in a workbook that only shows a shape."""
        return self.made.bills

    @property
    def record(self) -> RecordEvidence | None:
        """What the record says; None where there is none."""
        return self._record or self.made.record

    @property
    def s(self) -> Solution:
        """The arrays of the result."""
        return self.result.solution

    @property
    def room(self) -> int:
        """Rows of the tables of bins and switchovers."""
        return self.shape.room + 1

    @cached_property
    def scenarios(self) -> Table:
        """The scenarios' table, with a row for each; None where there is none, as for a setting that is no other."""
        table = self.result.table("scenarios")
        return {key: values + [None] * (len(LABELS) - len(values)) for key, values in table.items()}
