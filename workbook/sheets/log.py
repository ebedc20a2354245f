"""The Log sheet: who did what, and the inputs as the workbook was made and as they are now."""

from __future__ import annotations

from typing import Final

from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.case_units import prose
from xl_dualfuel.results.in_units import unit_in
from xl_dualfuel.version import __version__

from ..book import styles
from ..book.book import Book
from ..book.layout import HEADER_ROW
from ..formulas.snapshot import SnapshotLine, snapshot_lines
from . import conditional_formats

SHEET = "Log"
_HEADERS: Final = ("Version", "Date", "Who", "What", "Effect")
_WIDTHS: Final = (34, 21, 20, 31, 20)
_FREE_ROWS: Final = 10
_FIRST_ROW: Final = HEADER_ROW + 1
_SNAPSHOT_ROW: Final = _FIRST_ROW + _FREE_ROWS + 3


def write(book: Book) -> None:
    """Write the sheet and its names."""
    book.heading(
        SHEET,
        "Log",
        "One line a change, by whoever makes it. Below: the inputs as the workbook was made, beside those of now.",
    )
    book.headers(SHEET, HEADER_ROW, _HEADERS)
    book.widths(SHEET, _WIDTHS)
    book.put(SHEET, _FIRST_ROW, 1, f"xl_dualfuel {__version__}", "df text")
    book.slot(SHEET, _FIRST_ROW, 2, lambda f: f"{f.stamp:%Y-%m-%d %H:%M} UTC", "df text")
    book.slot(SHEET, _FIRST_ROW, 3, lambda f: f.shape.brand.prepared_by or "xl_dualfuel", "df text")
    book.put(SHEET, _FIRST_ROW, 4, "Workbook made from the inputs", "df text")
    book.put(SHEET, _FIRST_ROW, 5, "All sheets", "df text")
    for row in range(_FIRST_ROW + 1, _FIRST_ROW + 1 + _FREE_ROWS):
        for place in range(1, len(_HEADERS) + 1):
            book.put(SHEET, row, place, None, "df input text")
    _snapshot(book, _SNAPSHOT_ROW)
    # The second table has a header of its own.
    book.printed(SHEET, f"$A${HEADER_ROW}:$E${_FIRST_ROW + _FREE_ROWS}", f"1:{HEADER_ROW - 2}", f"A{_FIRST_ROW}")


def _snapshot(book: Book, row: int) -> int:
    """One line an input: when made, now, whether it changed; the last row."""
    book.put(SHEET, row, 1, "Inputs as the workbook was made", "df section")
    book.headers(SHEET, row + 1, ("Input", "When made", "Now", "What", "Changed"))
    lines = snapshot_lines(book.shape.points)
    first = row + 2
    for number, line in enumerate(lines):
        _line(book, first + number, line)
    sums = [first + number for number, line in enumerate(lines) if line.is_sum and line.name.startswith("climate_")]
    book.name("climate_changes", SHEET, f"F{sums[0]}", f"F{sums[-1]}")
    last = first + len(lines) - 1
    book.name("changes", SHEET, f"F{first}", f"F{last}")
    book.put(SHEET, last + 1, 1, "Inputs changed since", "df label")
    book.formula(SHEET, last + 1, 2, "=SUM(out_changes)", lambda _: 0, "df 0")
    book.name("inputs_changed", SHEET, f"B{last + 1}")
    cells = f"A{first}:E{last}"
    conditional_formats.add(book.sheets[SHEET], cells, f'$E{first}="changed"', "warn")
    return last + 1


def _line(book: Book, row: int, line: SnapshotLine) -> None:
    book.put(SHEET, row, 1, prose(line.label, book.shape.units), "df text")
    style = _style(line, book.shape.units)
    book.slot(SHEET, row, 2, line.value, style)
    book.put(SHEET, row, 4, line.name, "df text")
    if line.is_sum:
        book.own_formula(SHEET, row, 3, f"={line.now}", line.value, style)
        same = f"ABS(C{row}-B{row})<=c_tolerance*MAX(1,ABS(B{row}))"
    else:
        book.own_formula(SHEET, row, 3, f'=IF(ISBLANK({line.now}),"",{line.now})', line.value, style)
        # A blank equals 0, and "" equals a blank: what is blank is asked for itself.
        same = f"AND({line.now}=B{row},ISBLANK({line.now})=ISBLANK(B{row}))"
    book.formula(SHEET, row, 5, f'=IF(F{row}=1,"changed","")', lambda _: "", "df text")
    book.own_formula(SHEET, row, 6, f"=IF({same},0,1)", lambda _: 0, "df 0")


def _style(line: SnapshotLine, units: Units) -> str:
    """As the input is shown on Inputs."""
    field = FIELDS.get(line.name)
    if field is None:
        return f"df {styles.ANY}"
    if field.kind != "number":
        return "df text"
    return "df " + styles.input_style(unit_in(field, units)).removeprefix("df input ")
