"""The quick way: a workbook that is byte for byte what this version writes for its inputs needs no closer look.

Only the sheet of inputs is read; the rest is compared part by part with what the inputs give.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Final, NamedTuple

from xl_dualfuel.decisions.deciding import Decisions, decide
from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.files import zipping
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.results.engine import solve
from xl_dualfuel.results.result import Result

from ..forms.form_fields import ON_COVER
from ..formulas.deciding import rows_of
from ..reader import Sheet
from ..reader.addresses import letters, split
from ..reader.content import MAX_CELLS, Budget
from ..reader.package import Package, read_package
from ..reader.plain_rows import parted
from ..reader.refusal import refused
from ..reader.worksheet import read_worksheet
from ..rules.locations import DECISIONS
from ..shape import Decided, shape_of
from ..sheets.summary import PARTIES, PARTIES_COLUMN
from . import identity
from .claims import claims
from .expected import Expected, Pattern, pattern
from .recover_inputs import Submitted

SUMMARY: Final = "xl/worksheets/sheet1.xml"
INPUTS: Final = "xl/worksheets/sheet3.xml"
BOOK: Final = "xl/workbook.xml"
SENSITIVITY: Final = "xl/worksheets/sheet11.xml"
"""In workbooks with decisions"""
PROPERTIES: Final = "docProps/core.xml"
_PRICE = re.compile(rb'name="in_carbon_price"[^<>]{0,200}>[^<]{0,200}\$B\$([0-9]+)<')
_SHARE_ROW: Final = rows_of(Decided(1, 0, False, 0, 0)).band + 2
_CREATED = re.compile(rb"<dcterms:created[^<>]*>([^<]{10,40})<")
_LARGEST: Final = 4 * 2**20
"""Largest sheet of inputs read this way [bytes]; one with a year of 8,760 temperatures has 1.5 MB"""
_TEXT = re.compile(rb"<t(?: [^<>]*)?>([^<]*)<")
# A cell with a style and without a formula: address and style, the index of the style
_CELL = re.compile(
    rb'(<c r="[A-Z]{1,3}[0-9]{1,7}" s="([0-9]+)")(?: t="[a-zA-Z]+")? ?(?:/>|>(?!<f)(?:<[vist/][^<>]*>|[^<])*?</c>)'
)


class Identical(NamedTuple):
    """What a workbook holds that is as this version made it: result, inputs, site and parties, decisions."""

    result: Result
    submitted: Submitted
    parties: dict[str, str]
    decisions: Decisions | None
    book: bytes
    """The part of the package with the defined names"""


def identical(file: bytes | Package) -> Identical | None:
    """Result, inputs, site and parties of a workbook not changed since this version made it; None of any other.

    file: its content, or its package if that is read already. Raises InputError: no zip, or a zip that cannot be read
    (see open_package).
    """
    package = read_package(file) if isinstance(file, bytes) else file
    files = package.content
    _few_cells(files)
    inputs, properties = files.get(INPUTS), files.get(PROPERTIES)
    created = _CREATED.search(properties) if properties is not None else None
    if inputs is None or created is None or len(inputs) > _LARGEST or "xl/sharedStrings.xml" in files:
        return None
    stamp = identity.stamp_of(created[1].decode("ascii", "replace"))
    if stamp is None or any(part.time != zipping.TIME for part in package.parts.values()):
        return None
    try:
        rows, _ = read_worksheet(INPUTS, inputs, (), Budget(), parted(inputs))
        submitted = Submitted(Sheet("Inputs", "visible", "worksheet", INPUTS, rows.cells))
        if submitted.missing:
            return None
        case, book = submitted.case(), files.get(BOOK, b"")
        result, decisions = solve(case), None
        if b'name="Sensitivity"' in book:
            decisions = _decided(case, book, files.get(SENSITIVITY, b""))
            if decisions is None:
                return None
        shape = shape_of(result, functions=b'name="Functions"' in book, decisions=decisions)
        expected = Expected(pattern(shape), result, stamp, decisions)
        if expected.parts.keys() == files.keys() and all(
            part == files[name] or _only_filled_in(name, part, files[name], expected.pattern)
            for name, part in expected.parts.items()
        ):
            return Identical(result, submitted, _parties(files[SUMMARY]), decisions, files[BOOK])
    except DualFuelError:  # the closer look says what is wrong
        pass
    return None


def _only_filled_in(name: str, expected: bytes, actual: bytes, pattern_: Pattern) -> bool:
    """Whether a sheet differs in nothing but what a reader may fill in: parties, sources, notes, lines of the log."""
    if name not in pattern_.titles.values() or any(pattern_.titles.get(title) == name for title in DECISIONS):
        return False  # formulas depend on the yellow cells of decisions
    styles = pattern_.open_styles
    filled = (cell[0] for cell in _CELL.finditer(actual) if cell[2].decode() in styles and b"<t" in cell[0])
    if any(claims(unescape(b"".join(_TEXT.findall(cell)).decode("utf-8", "replace"))) for cell in filled):
        return False  # the closer look says which

    def emptied(cell: re.Match[bytes]) -> bytes:
        return cell[1] if cell[2].decode() in styles else cell[0]

    return _CELL.sub(emptied, expected) == _CELL.sub(emptied, actual)


def _parties(content: bytes) -> dict[str, str]:
    """The site and parties on the Summary, by the key of their fields."""
    rows, _ = read_worksheet(SUMMARY, content, (), Budget(), parted(content))
    page = Sheet("Summary", "visible", "worksheet", SUMMARY, rows.cells)
    keys = {label: key for key, label in PARTIES.items() if key in ON_COVER}
    column, last = letters(PARTIES_COLUMN), max((split(address)[0] for address in rows.cells), default=0)
    found = {}
    for row in range(1, last + 1):
        key = keys.pop(str(page.value(f"{column}{row}")), None)
        value = page.value(f"{letters(PARTIES_COLUMN + 1)}{row}")
        if key is not None and value not in (None, ""):
            found[key] = str(value)
    return found


def _decided(case: Case, book: bytes, sheet: bytes) -> Decisions | None:
    """The decisions with the defaults, the allowance and the price on CO2 as in the file; None for others.

    Raises InputError: the allowance or the price is none.
    """
    price_row = _PRICE.search(book)
    if price_row is None or b'name="Options"' in book:
        return None
    share, price = (re.search(rb'<c r="B%b"[^<>]*><v>([0-9.e+-]{1,30})</v>' % row, sheet) for row in
                    (b"%d" % _SHARE_ROW, price_row[1]))  # fmt: skip
    try:
        percent = round(100 * float(share[1]), 9) if share else 0.0
        carbon = (float(price[1]) if price else 0.0) or None
        return decide(case, percent=percent, carbon_price=carbon)
    except ValueError:  # no number
        return None


def _few_cells(files: Mapping[str, bytes]) -> None:
    """Refuse a million rows before they are read, which takes seconds; the reader checks again."""
    large = [part for part in files.values() if len(part) > _LARGEST]
    if sum(part.count(b"<c ") + part.count(b"<c>") for part in large) > MAX_CELLS:
        raise refused(f"it has more than {MAX_CELLS:,} cells", remedy="Give one workbook of one case.")
