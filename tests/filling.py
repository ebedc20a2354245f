"""Forms and workbooks as people leave them: filled in, with a logo, columns and rows of their own, without names."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from books import edited, places_of
from xl_dualfuel.inputs.performance import COLUMNS

TABLES = {
    "bin_table": ("climate_temperature", "climate_hours"),
    "performance_table": tuple(f"performance_{column}" for column in COLUMNS),
}


def changed(package: bytes, change: Callable[[openpyxl.Workbook], Any]) -> bytes:
    """The workbook after a change by openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(package))
    change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def place(book: openpyxl.Workbook, name: str) -> tuple[Worksheet, tuple[int, int, int, int]]:
    """The sheet of a name by its key, and first column, first row, last column, last row."""
    defined = next(one for key, one in book.defined_names.items() if re.sub("^(in|out|df)_", "", key) == name)
    sheet, address = next(iter(defined.destinations))
    return book[sheet], range_boundaries(address.replace("$", ""))


def cell(book: openpyxl.Workbook, name: str) -> Any:
    """The first cell of a name by its key."""
    sheet, (column, row, _, _) = place(book, name)
    return sheet.cell(row, column)


def where(package: bytes, name: str) -> str:
    """Sheet!Cell of a name by its key."""
    return "!".join(places_of(package)[name])


def fill(book: openpyxl.Workbook, values: dict[str, Any]) -> None:
    """Type values into the cells of their names; of tables all rows."""
    for key, value in values.items():
        if key in TABLES:
            for number, name in enumerate(TABLES[key][: len(value[0])]):
                sheet, (column, row, _, _) = place(book, name)
                for offset, line in enumerate(value):
                    sheet.cell(row + offset, column, line[number])
        else:
            cell(book, key).value = value


def beside(book: openpyxl.Workbook, key: str, heading: str) -> Any:
    """The cell in the row of an input below a heading, such as Source."""
    value = cell(book, key)
    for row in range(value.row, 0, -1):
        for one in value.parent[row]:
            if one.value == heading:
                return value.parent.cell(value.row, one.column)
    raise AssertionError(heading)


def _is_plain(key: str, value: Any) -> bool:
    if isinstance(value, str):
        return key not in TABLES and value.isprintable() and not value.startswith(("=", "#"))
    return key not in TABLES and (value is None or (isinstance(value, (int, float)) and math.isfinite(value)))


def filled(package: bytes, values: dict[str, Any]) -> bytes:
    """A form with these values typed in; plain ones without a library, which takes seconds for the client form."""
    known = places_of(package)  # not those of an earlier version
    if all(key in known and _is_plain(key, value) for key, value in values.items()):
        return edited(package, values)
    return changed(package, lambda book: fill(book, values))


def moved(book: openpyxl.Workbook, sheet: str, rows: int, columns: int) -> None:
    """Insert rows above and columns before everything on a sheet; names follow, as in Excel."""
    page = book[sheet]
    if rows:
        page.insert_rows(1, rows)
    if columns:
        page.insert_cols(1, columns)
    for name in book.defined_names.values():
        if f"{sheet}!" not in name.attr_text.replace("'", ""):
            continue
        title, address = next(iter(name.destinations))
        if title != sheet:
            continue
        left, top, right, bottom = range_boundaries(address.replace("$", ""))
        corners = [(left, top), (right, bottom)] if (left, top) != (right, bottom) else [(left, top)]
        ends = ":".join(f"${get_column_letter(c + columns)}${r + rows}" for c, r in corners)
        name.attr_text = f"{sheet}!{ends}"


def without_names(book: openpyxl.Workbook) -> None:
    """Names are gone, as after copying sheets into another workbook."""
    for name in list(book.defined_names):
        del book.defined_names[name]


def rewritten(package: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The package with the text of one part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                after = change(content.decode())
                assert after != content.decode()
                content = after.encode()
            target.writestr(name, content)
    return made.getvalue()
