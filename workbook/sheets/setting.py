"""On Scenarios, below the scenarios: the setting to program, what moved it, and the pieces of the bins that it cuts."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Final

from openpyxl.utils import get_column_letter

from ..book.book import Book
from ..book.layout import SETTING_ROW
from ..formulas import why
from ..formulas.chosen import CONSTRAINT_COLUMNS, CONSTRAINTS
from ..shape import Filling
from .tables import head, write_rows

SHEET: Final = "Scenarios"
_TOKEN = re.compile(r"\[(\w+)\]")


def write(book: Book) -> None:
    """Write the constraints, the two multiples beside the recommended switchover, and the pieces of cut bins."""
    book.put(SHEET, SETTING_ROW, 1, "The setting to program: what moved it away from the season of least cost",
             "df section")  # fmt: skip
    headers = (
        "What the setting must do",
        *(column.header.replace("$", book.shape.units.currency) for column in CONSTRAINT_COLUMNS),
        "Set aside, in words",
        "Moved on from, in words",
        "In words",
    )
    book.headers(SHEET, SETTING_ROW + 1, headers, height=48)
    letters = {column.key: get_column_letter(place) for place, column in enumerate(CONSTRAINT_COLUMNS, 2)}
    for row, (name, (label, before, after)) in enumerate(CONSTRAINTS.items(), SETTING_ROW + 2):
        book.put(SHEET, row, 1, label, "df text")

        def here(template: str, row: int = row) -> str:
            return _TOKEN.sub(lambda key: f"{letters[key[1]]}{row}" if key[1] in letters else key[0], template)

        for place, column in enumerate(CONSTRAINT_COLUMNS, 2):
            formula = book.layout.scalar(here(column.formula(before, after)))
            book.formula(SHEET, row, place, formula, partial(_value, column.value, name), column.style)
            book.name(f"{name}_{column.key}", SHEET, f"{letters[column.key]}{row}")
        last = len(CONSTRAINT_COLUMNS) + 2
        aside = f"={why.aside_formula(name)}"
        book.formula(SHEET, row, last, aside, partial(_aside, name), "df text")
        book.name(f"{name}_aside_words", SHEET, f"{get_column_letter(last)}{row}")
        instead = f"={why.INSTEAD[name]}"
        book.formula(SHEET, row, last + 1, instead, partial(_moved_on, name), "df text")
        book.name(f"{name}_instead_words", SHEET, f"{get_column_letter(last + 1)}{row}")
        words = why.CONSTRAINT_WORDS[name]
        book.formula(SHEET, row, last + 2, f"={words.formula}", words.value, "df plain")
        book.name(f"{name}_words", SHEET, f"{get_column_letter(last + 2)}{row}")
    titles = {
        "Near": "The thermostat's settings on either side of the recommended switchover, and the programme's limit",
        "Pieces": "The bin that each of these cuts, in two pieces, by the bins' formulas; last, the design",
    }
    for table, title in titles.items():
        place_of_table = book.layout.tables[table]
        book.put(SHEET, place_of_table.label_row - 1, 1, title, "df section")
        for line in place_of_table.columns:
            head(book, place_of_table, line)
            write_rows(book, table, line)
        book.sheets[SHEET].row_dimensions[place_of_table.label_row].height = 62


def _aside(name: str, f: Filling) -> str:
    return why.aside(f, name)


def _moved_on(name: str, f: Filling) -> str:
    return why.moved_on(f, name)


def _value(value: Any, name: str, f: Filling) -> Any:
    return value(f, name)
