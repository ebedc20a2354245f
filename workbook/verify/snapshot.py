"""The inputs on Log compared with those of now: what was edited since the workbook was made, and its effect."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from xl_dualfuel.errors import InputError
from xl_dualfuel.inputs import performance
from xl_dualfuel.inputs.case import Case

from ..book.layout import Layout
from ..formulas.checks import MASTER
from ..formulas.snapshot import FACTORS, SnapshotLine, snapshot_lines
from ..names import key_of
from ..reader import Sheet, Value
from ..reader.addresses import Area, letters
from ..reader.formula import spans_of
from ..sheets.cover import INPUTS_CHANGED
from .compare_cells import agree
from .expected import Expected, Pattern
from .recover_inputs import Submitted
from .sheet_cells import Wanted

_ORIGINAL_COLUMN, _NOW_COLUMN, _CHANGED_COLUMN, _FLAG_COLUMN = "B", "C", "E", "F"


class Snapshot:
    """The lines of Log: each input when the workbook was made, and whether it was edited."""

    def __init__(self, sheets: Mapping[str, Sheet], pattern: Pattern, submitted: Submitted) -> None:
        self.log = sheets.get("Log")
        self.checks = sheets.get("Checks")
        self.pattern = pattern
        self.submitted = submitted
        self.spans = {key_of(name.name): spans[0].area for name in pattern.names
                      if (spans := spans_of(name.formula))}  # fmt: skip

    @cached_property
    def lines(self) -> Mapping[int, SnapshotLine]:
        """Each input on Log by its row."""
        area = self.spans.get("changes", Area(0, 0, 0, 0))
        lines = snapshot_lines(self.pattern.shape.points)
        return dict(zip(range(area.top, area.bottom + 1), lines, strict=False))

    def _logged(self, row: int) -> Any:
        value = None if self.log is None else self.log.value(f"{_ORIGINAL_COLUMN}{row}")
        return None if value == "" else value

    @cached_property
    def original(self) -> Mapping[str, Any]:
        """The inputs of a single cell when the workbook was made, as Log holds them."""
        return {line.name: self._logged(row) for row, line in self.lines.items() if not line.is_sum}

    def _now(self, key: str) -> Any:
        entry = self.submitted.entries.get(key)
        return None if entry is None else entry.value

    @cached_property
    def edited(self) -> tuple[str, ...]:
        """The inputs of a single cell that were edited."""
        if self.log is None:
            return ()
        return tuple(key for key, value in self.original.items() if self._now(key) != value)

    @cached_property
    def edited_tables(self) -> tuple[str, ...]:
        """Which of the tables climate and performance were edited."""
        tables = {"climate": self.submitted.climate, "performance": self.submitted.performance}
        return tuple(name for name, rows in tables.items() if self._is_edited(name, rows))

    def _is_edited(self, name: str, rows: list[tuple[Any, ...]]) -> bool:
        sums = {row: line.name for row, line in self.lines.items() if line.is_sum and line.name.startswith(name)}
        now = ((row, _sums(line, rows)) for row, line in sums.items() if self.log is not None)
        return any(total is None or not agree(total, self._logged(row) or 0.0) for row, total in now)

    def case(self) -> Case | None:
        """The case the workbook was made from; None if unknown: a table was edited, or the inputs are no case."""
        if self.log is None or self.edited_tables or self.submitted.incomplete:
            return None
        try:
            return self.submitted.case({key: self.original[key] for key in self.edited})
        except InputError:
            return None

    def overrides(self, expected: Expected, current: bool) -> dict[str, dict[str, Value]]:
        """Values that depend on what was edited, by sheet and cell.

        current: of a workbook that was calculated since; else as if nothing had been edited yet.
        """
        log: dict[str, Value] = {}
        cells = expected.cells("Log")
        changed = 0
        for row, line in self.lines.items():
            if line.is_sum:
                differs = current and not agree(_value(cells.get(f"{_NOW_COLUMN}{row}")), self._logged(row) or 0.0)
            else:
                now, then = self._now(line.name), self._logged(row)
                differs = current and now != then
                value = now if current else then
                log[f"{_NOW_COLUMN}{row}"] = "" if value is None else value
            log[f"{_CHANGED_COLUMN}{row}"] = "changed" if differs else ""
            log[f"{_FLAG_COLUMN}{row}"] = float(differs)
            changed += differs
        total = self.spans.get("inputs_changed")
        if total is not None:
            log[f"{letters(total.left)}{total.top}"] = float(changed)
        values: dict[str, dict[str, Value]] = {"Log": log}
        if changed:
            values |= self._after_edits(expected, changed)
            values["Log"] |= log
        return values

    def _after_edits(self, expected: Expected, changed: int) -> dict[str, dict[str, Value]]:
        """The engine's numbers do not apply any more: their checks are N/A."""
        place = Layout(self.pattern.shape).tables["Checks"]
        cells = expected.cells("Checks")
        checks: dict[str, Value] = {}
        verdicts = {"OK": 0, "FAIL": 0, "N/A": 0}
        for row in range(place.first_row, place.last_row + 1):
            at = {key: f"{place.letter(key)}{row}" for key in place.numbers}
            name = str(_value(cells.get(at["id"])))
            if name.startswith("engine_"):
                blank = self.checks is None or self.checks.value(at["right"]) in (None, "")
                checks |= {at["ok"]: "N/A", at["left"]: "", at["difference"]: "", at["tolerance"]: ""}
                checks |= {at["applies"]: 0.0, at["agrees"]: float(blank)}
            verdicts[str(checks.get(at["ok"], _value(cells.get(at["ok"]))))] += 1
        master = ", ".join(f"{number} {word}" for word, number in verdicts.items())
        values: dict[str, dict[str, Value]] = {"Checks": checks}
        for title in expected.pattern.titles:
            for address, cell in expected.cells(title).items():
                if cell.formula in ("out_checks", MASTER):
                    values.setdefault(title, {})[address] = master
                elif title == "Cover" and cell.formula == INPUTS_CHANGED:
                    values.setdefault(title, {})[address] = f"{changed}: see Log"
        return values


def _value(cell: Wanted | None) -> Value:
    return None if cell is None else cell.value


def _sums(name: str, rows: list[tuple[Any, ...]]) -> float | None:
    """What a line of the snapshot adds up, of a table of the file; None if it holds text."""
    columns = list(zip(*rows, strict=True)) if rows else []
    if any(not isinstance(cell, float) and cell is not None for column in columns for cell in column):
        return None
    filled = [[cell or 0.0 for cell in column] for column in columns] or [[]] * len(performance.COLUMNS)
    if name == "climate_count":
        return float(sum(cell is not None for column in columns for cell in column))
    return float(sum(math.prod(cells) for cells in zip(*(filled[factor] for factor in FACTORS[name]), strict=True)))
