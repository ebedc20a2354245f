"""# Dual-fuel switchover

At which outdoor temperature should the furnace take over from the heat pump? Type your house on the sheet **Inputs**;
the functions `=DF_…` in any cell follow. The buttons only ever add sheets:

* **New case**: a sheet for another house
* **Notes**: problems, doubts and assumptions of the case on the active sheet
* **Make report sheet**: what to set, what it costs and why
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import io
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import xlwings as xw

PACKAGE = "xl_dualfuel"
NAME, VALUE = "Name", "Value"
"""Headings of the two columns that make a case."""
WIDTHS = (34, 26, 16, 14, 26, 40)
"""Of the columns of a new case, in characters."""
YELLOW, GREY = "#FFF2CC", "#D9D9D9"
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""A text that begins so would become a formula."""
WAYS = (
    "scenario", "switchover", "annual_cost", "saving_vs_existing", "electricity_kwh", "fuel_units", "fuel_unit",
    "emissions_kg", "unmet_mmbtu",
)  # fmt: skip
"""What a report shows of each way to heat the season."""
UNITS = ("°F", "$", "kWh", "kg", "MMBtu")


class Refused(xw.XlwingsError, ValueError):  # noqa: N818  # no error of the program
    """Input that a function does not take: the cell shows #VALUE!, and this text to whoever points at its mark."""


def unpack(engine: str) -> None:
    """Put the files that this text holds into the browser's memory, and import the package from there.

    Modules that came from another version of main.py are forgotten; the same text again keeps its own.
    """
    folder = f"{PACKAGE}-{hashlib.sha256(engine.encode()).hexdigest()[:16]}"
    if not any(path.endswith(folder) for path in sys.path):
        sys.path[:] = [path for path in sys.path if not Path(path).name.startswith(f"{PACKAGE}-")]
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]
        files = Path(tempfile.mkdtemp(), folder)
        zipfile.ZipFile(io.BytesIO(zlib.decompress(base64.b64decode(engine)))).extractall(files)
        sys.path.insert(0, str(files))
    # The functions without decorators of their own: each is declared to Lite below, once.
    xlwings = sys.modules["xlwings"]
    sys.modules["xlwings"] = None  # type: ignore[assignment]  # as if it were not there
    try:
        functions = importlib.import_module(f"{PACKAGE}.functions")
    finally:
        sys.modules["xlwings"] = xlwings
    functions.filled_rows.declare(xlwings)


def answer(name: str, *cells: Any) -> Any:
    """What a worksheet function returns, errors as Excel's own. Raises Refused where that is nothing but a refusal."""
    from xl_dualfuel.functions import FUNCTIONS
    from xl_dualfuel.inputs.cells import MARK, in_cells, problem_of

    given = alone = FUNCTIONS[name].python(*cells)
    while isinstance(alone, list) and len(alone) == 1:
        alone = alone[0]
    if isinstance(alone, str) and alone.startswith(MARK):
        raise Refused(problem_of(alone))
    return in_cells(given)


# ------------------------------------------------------------------------------------------------------------ buttons


@xw.script(name="New case", button="[out_new_case]Inputs!C2", show_taskpane=True)
def new_case(book: xw.Book) -> None:
    """Adds a sheet for another house: every input with an empty cell, and the answer beside them."""
    from xl_dualfuel.inputs.case import Case
    from xl_dualfuel.inputs.fields import FIELDS
    from xl_dualfuel.results.engine import solve

    shown = solve(Case()).table("inputs")
    usual = [field.when_omitted if field.default is None else field.default for field in FIELDS.values()]
    columns = (shown["label"], shown["name"], [None] * len(usual), shown["unit"], shown["allowed_range"], usual)
    sheet = added(book, "Case")
    sheet["A1"].value = "A house"
    sheet["A2"].value = "Type into the yellow cells. A blank cell means not given; column F says what is used instead."
    write(
        sheet, 4, [["Input", NAME, VALUE, "Unit", "Allowed range", "Used if left blank"], *zip(*columns, strict=True)]
    )
    last = 4 + len(usual)
    sheet["A4:F4"].color = GREY
    sheet[f"C5:C{last}"].color = YELLOW
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet[f"{letter}1"].column_width = width
    sheet["H3"].value, sheet["R3"].value = "What to set, and why", "Notes"
    sheet["H4"].formula2 = f"=DF_SETTING(B4:C{last})"
    sheet["R4"].formula2 = f"=DF_NOTES(B4:C{last})"


@xw.script(name="Notes", button="[out_notes]Inputs!D2", show_taskpane=True)
def notes(book: xw.Book) -> None:
    """Adds a sheet with the problems, doubts and assumptions of the case on the active sheet, or on Inputs."""
    place, cells = case_in(book)
    checked, about = answer("DF_CHECK", cells), answer("DF_NOTES", cells)[1:]
    rows = [[f"Notes on the case of the sheet {place}"], [], ["Check"], *checked]
    if checked != [[words] for _, words in about]:  # else problems, which the check has said
        rows += [[], ["About", "Note"], *about]
    sheet = added(book, "Notes")
    write(sheet, 1, rows)
    sheet["A1"].column_width = WIDTHS[0]


@xw.script(name="Make report sheet", button="[out_report]Inputs!F2", show_taskpane=True)
def make_report_sheet(book: xw.Book) -> None:
    """Adds a sheet with what to set, what it costs and why, for the case on the active sheet, or on Inputs."""
    place, cells = case_in(book)
    rows = report(place, cells)  # first: a case with problems gets no sheet
    sheet = added(book, "Report")
    write(sheet, 1, rows)
    sheet["A1"].column_width = WIDTHS[0]
    for letter in "BCDEFGHI":
        sheet[f"{letter}1"].column_width = WIDTHS[2]


def report(place: str, cells: list[list[Any]]) -> list[list[Any]]:
    """The rows of a report. Raises Refused where the case has problems."""
    from xl_dualfuel.inputs.cells import REFUSED, plain
    from xl_dualfuel.inputs.ranges import case_of
    from xl_dualfuel.results.case_units import shown_in
    from xl_dualfuel.results.columns import SCENARIOS
    from xl_dualfuel.results.engine import solve
    from xl_dualfuel.version import __version__

    (first, *words), *found = answer("DF_SETTING", cells)
    if first == REFUSED:
        raise Refused(words[0])
    (*_, headline), *reasons = found
    result = solve(case_of(plain(cells), None))
    units, ways, inputs = result.case.units, result.shown_table("scenarios"), result.shown_table("inputs")
    columns = [column for column in SCENARIOS if column.key in WAYS]
    heads = [f"{c.label} [{shown_in(c.unit, units)}]" if c.unit in UNITS else c.label for c in columns]
    at = f"balance point [{shown_in('°F', units)}]"
    points = []
    for name in ("ECONOMIC", "THERMAL", "EMISSIONS"):
        point = answer(f"DF_{name}_POINT", cells)
        shown = answer("DF_STATUS", name.lower(), cells) if isinstance(point, str) else rounded(point)
        points.append([f"{name.capitalize()} {at}", shown])
    table = [[rounded(cell) for cell in ways[column.key]] for column in columns]
    names = ("label", "value", "unit", "source", "note")
    return [
        ["Dual-fuel switchover"], [f"Case of the sheet {place}. Calculated by {PACKAGE} {__version__}."], [],
        [headline], *([message] for *_, message in reasons), [], *points, [],
        ["Ways to heat the season"], heads, *zip(*table, strict=True), [],
        ["About", "Note"], *answer("DF_NOTES", cells)[1:], [],
        ["Input", "Value", "Unit", "Source", "Note"], *zip(*(inputs[name] for name in names), strict=True),
    ]  # fmt: skip


def rounded(value: Any) -> Any:
    """A number with two decimals; a word of ours without underscores."""
    return round(value, 2) if isinstance(value, float) else value.replace("_", " ") if isinstance(value, str) else value


# ------------------------------------------------------------------------------------------------------------- sheets


def case_in(book: xw.Book) -> tuple[str, list[list[Any]]]:
    """The active sheet if it has a case, else Inputs: its name, and names beside values from the headings down."""
    for sheet in (book.sheets.active, *(sheet for sheet in book.sheets if sheet.name == "Inputs")):
        rows = sheet.used_range.options(ndim=2, err_to_str=True).value
        for number, row in enumerate(rows):
            for place, pair in enumerate(pairwise(row)):
                if pair == (NAME, VALUE):
                    return sheet.name, [one[place : place + 2] for one in rows[number:]]
    raise Refused(
        f"There is no case here. Open a sheet with the columns {NAME} and {VALUE} side by side, such as Inputs."
    )


def added(book: xw.Book, title: str) -> xw.Sheet:
    """A new sheet at the end, under a name that is free."""
    taken = {sheet.name.casefold() for sheet in book.sheets}
    names = (title, *(f"{title} {number}" for number in range(2, len(taken) + 3)))
    sheet = book.sheets.add(next(name for name in names if name.casefold() not in taken), after=list(book.sheets)[-1])
    sheet["A1"].font.bold = True
    return sheet


def write(sheet: xw.Sheet, first: int, rows: Iterable[Iterable[Any]]) -> None:
    """Rows of values from column A down; text stays text."""
    table = [["'" + cell if str(cell).startswith(RUN_BY_SPREADSHEETS) and isinstance(cell, str) else cell
              for cell in row] for row in rows]  # fmt: skip
    width = max(map(len, table))
    sheet[f"A{first}"].value = [[*row, *[None] * (width - len(row))] for row in table]


# ------------------------------------------------------------------------------------------------ worksheet functions
