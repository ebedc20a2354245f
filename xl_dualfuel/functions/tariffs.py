"""What DF_TARIFF_COST, DF_TARIFF_BEST and DF_TARIFF_NOTES answer: a tariff in a range, and a case billed by it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..errors import InputError, Issue
from ..files.toml_tables import raise_all
from ..inputs.case import Case
from ..inputs.cells import Cell, Rows
from ..inputs.ranges import case_of
from ..tariffs.reading import tariff_of
from ..tariffs.season import Judged, hours_of, judged, season
from ..tariffs.tariff import Tariff
from .tariff_rows import tabled

_MOST: Final = 128
_TARIFFS: dict[str, Tariff] = {}


def tariff_in(cells: Cell) -> Tariff:
    """The tariff in a range of keys beside values; the same cells are read once.

    Raises InputError with every problem, each with its row of the range.
    """
    text = repr(cells)
    tariff = _TARIFFS.get(text)
    if tariff is None:
        read = tabled(cells)
        try:
            tariff = tariff_of(read.table, Path())  # no row of a range names a file
        except InputError as refused:
            raise InputError(read.with_problems(refused.issues)) from None
        raise_all(read.with_problems(()))
        if len(_TARIFFS) >= _MOST:
            _TARIFFS.clear()
        _TARIFFS[text] = tariff
    return tariff


class _Asked:
    """A case under the tariff in cells; equal to another of the same cells and case, so that each is billed once."""

    def __init__(self, cells: Cell, case: Case) -> None:
        self.text, self.case = repr(cells), case
        self.tariff = tariff_in(cells)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and (self.text, self.case) == (other.text, other.case)

    def __hash__(self) -> int:
        return hash((self.text, self.case))


@functools.lru_cache(maxsize=32)
def _judged(asked: _Asked) -> Judged:
    return judged(asked.case, hours_of(asked.case, asked.tariff), asked.tariff)


def _asked(tariff: Cell, inputs: Cell, changes: Cell) -> _Asked:
    """What a call asks for. Raises InputError with the problems of all its ranges."""
    issues: list[Issue] = []
    case = None
    try:
        case = case_of(inputs, changes)
    except InputError as refused:
        issues += refused.issues
    try:
        tariff_in(tariff)
    except InputError as refused:
        issues = [*refused.issues, *issues]
    if issues or case is None:
        raise InputError(issues)
    return _Asked(tariff, case)


def best(tariff: Cell, inputs: Cell, changes: Cell) -> tuple[float, Case]:
    """The setting to program under a tariff [°F], and the case. Raises InputError."""
    asked = _asked(tariff, inputs, changes)
    billed = _judged(asked)
    return float(billed.curve.switchover[billed.setting]), asked.case


def cost(tariff: Cell, inputs: Cell, changes: Cell, at: float | None) -> float:
    """What heating costs in a season under a tariff [$], fixed charges apart; at: the setting [°F], None for the best.

    Raises InputError.
    """
    asked = _asked(tariff, inputs, changes)
    billed = _judged(asked)
    return billed.at(float(billed.curve.switchover[billed.setting]) if at is None else at).annual_cost


def note_rows(tariff: Cell, inputs: Cell, changes: Cell) -> Rows:
    """Columns key and message: what to program and why, then what was assumed or left out. Raises InputError."""
    asked = _asked(tariff, inputs, changes)
    solved = season(asked.case, hours_of(asked.case, asked.tariff), asked.tariff)
    rows: list[tuple[str, str]] = [("setting", solved.headline), ("why", solved.why)]
    return [["key", "message"], *map(list, _once([*rows, *(("tariff", note) for note in asked.tariff.notes),
                                                  *solved.warnings]))]  # fmt: skip


def _once(rows: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The rows without repetitions of a message."""
    yield from {message: (key, message) for key, message in reversed(rows)}.values().__reversed__()
