"""Where each table stands, and the notation of the formulas turned into cell addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from openpyxl.utils import get_column_letter

from xl_dualfuel.columns import BINS, SCENARIOS, SWITCHOVER, Column

from . import formulas

LABEL_ROW: Final = 5
"""Row of a table's labels; its keys and units follow, then its rows."""
HEAD_ROWS: Final = 3
FIRST_ROW: Final = LABEL_ROW + HEAD_ROWS
MINIMUM_ROOM: Final = 150
"""Least rows of the bin table: an edited bin width must find room."""

_TOKEN = re.compile(r"\[([^\]]+)\]")


@dataclass(frozen=True)
class TablePlace:
    """A result table on a sheet of its own: the sheet's name, the columns, and how many rows there is room for."""

    sheet: str
    columns: tuple[Column, ...]
    room: int

    def letter(self, key: str) -> str:
        """The column's letter."""
        return get_column_letter(1 + next(i for i, column in enumerate(self.columns) if column.key == key))

    def range(self, key: str, with_header: bool = False) -> str:
        """The whole column, absolute, with its sheet; with_header: from the row above the first."""
        letter = self.letter(key)
        return f"{self.sheet}!${letter}${FIRST_ROW - with_header}:${letter}${FIRST_ROW + self.room - 1}"


class Layout:
    """The tables of one workbook, sized for a case of ``bins`` bins."""

    def __init__(self, bins: int) -> None:
        self.room = max(MINIMUM_ROOM, 2 * bins)
        self.tables: Mapping[str, TablePlace] = {
            "Bins": TablePlace("Bins", BINS, self.room + 1),
            "Switchover": TablePlace("Switchover", SWITCHOVER, self.room + 1),
            "Scenarios": TablePlace("Scenarios", SCENARIOS, 6),
        }

    def scalar(self, template: str) -> str:
        """A formula outside the tables: only [Table.column] is filled in."""
        return "=" + _TOKEN.sub(lambda found: self._range(found[1]), template)

    def column(self, table: str, key: str) -> Callable[[int], str]:
        """The formula of a table's column as a function of the sheet row."""
        place = self.tables[table]
        head = f"ROW()-ROW($A${FIRST_ROW - 1})"
        template = self._wrapped(table, key)
        pieces: list[str] = []
        offsets: list[tuple[str, int]] = []  # after each piece: a column letter and how many rows away
        end = 0
        for found in _TOKEN.finditer(template):
            text, token = template[end : found.start()], found[1]
            end = found.end()
            if token == "row" or ("." in token and token.split(".")[0] in self.tables):
                text += head if token == "row" else self._range(token)
                pieces.append(text)
                offsets.append(("", 0))
                continue
            step, _, name = token.rpartition(".")
            pieces.append(text)
            offsets.append((place.letter(name), {"": 0, "prev": -1, "next": 1}[step]))
        tail = template[end:]

        def at(row: int) -> str:
            cells = (letter + str(row + step) if letter else "" for letter, step in offsets)
            return "=" + "".join(piece + cell for piece, cell in zip(pieces, cells, strict=True)) + tail

        return at

    def _range(self, token: str) -> str:
        table, _, key = token.partition(".")
        return self.tables[table].range(key.lstrip("+"), with_header=key.startswith("+"))

    def _wrapped(self, table: str, key: str) -> str:
        """The column's formula, blank past the last row of the table."""
        template = formulas.TABLES[table][key]
        if table == "Switchover":
            return f'IF([row]<=df_bins+1,{template},"")'
        if table == "Bins":
            return f'IF([row]<=df_bins,{template},"")' if key == "bin" else f'IF([bin]="","",{template})'
        return template
