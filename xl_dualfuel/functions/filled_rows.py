"""Ranges through xlwings, read down to the last filled row: it would convert each of a million cells of a column."""

from __future__ import annotations

from typing import Any, Final

from ..inputs.cells import filled

NAME: Final = "filled rows"
"""Under which xlwings knows this way to read a range."""
FEW: Final = 4096
"""Rows and columns of a range that are read as they are: to ask a sheet for its filled part takes calls of its own."""


class FilledRows:
    """A way to read a range, as xlwings calls it: its own, with the rows cut before each cell is converted."""

    def __init__(self, conversion: Any) -> None:
        self.conversion = conversion  # xlwings.conversion

    def reader(self, options: Any) -> Any:
        """The steps from a range to its values; cells arrive as values already where xlwings Lite calls."""
        reading = self.conversion.ReadValueFromRangeStage
        steps = self.conversion.ValueAccessor.reader(options).insert_stage(_within_filled_part, before=reading)
        return steps.insert_stage(_filled, after=reading)


def declare(xlwings: Any) -> dict[str, str]:
    """Make the way to read a range known to xlwings; returns what to say of an argument that is read so."""
    conversion = getattr(xlwings, "conversion", None)
    if conversion is None:
        return {}
    conversion.accessors[NAME] = FilledRows(conversion)
    return {"convert": NAME}


def _within_filled_part(context: Any) -> None:
    """A range of a sheet in desktop Excel, without the rows and columns after the last that the sheet uses."""
    if context.range is None:
        return
    cells = context.range.impl
    sheet, row, column, rows, columns = cells.coords
    if max(rows, columns) > FEW:
        used = sheet.UsedRange
        height = max(1, min(rows, used.Row + used.Rows.Count - row))
        width = max(1, min(columns, used.Column + used.Columns.Count - column))
        context.range = type(context.range)(impl=type(cells)(xl=(sheet, row, column, height, width)))


def _filled(context: Any) -> None:
    if isinstance(context.value, (list, tuple)):
        context.value = filled(context.value)
