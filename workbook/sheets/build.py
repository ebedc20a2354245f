"""Case and result → workbook: nine sheets, every number live, the engine's value stored beside each formula."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from openpyxl.workbook.properties import CalcProperties

from xl_dualfuel.decisions.deciding import Decisions
from xl_dualfuel.results.judgement import Judgement
from xl_dualfuel.results.result import Result
from xl_dualfuel.version import __version__

from ..book import package
from ..book.book import Book
from ..brand import NO_BRAND, Brand
from ..shape import Filling, Shape, shape_of
from . import (
    balance,
    charts,
    checks,
    constants,
    cover,
    inputs,
    log,
    money,
    options,
    page,
    programme,
    sensitivity,
    tables,
)


def workbook_bytes(
    result: Result, stamp: datetime | None = None, brand: Brand = NO_BRAND, with_functions: bool = False,
    decisions: Decisions | None = None,
) -> bytes:  # fmt: skip
    """The workbook of a result as the bytes of an .xlsx file; the same case, stamp and brand give the same bytes.

    with_functions: with a sheet of worksheet functions beside, for people who have the add-in; not for an auditor.
    decisions: with the sheets Sensitivity and, where options were compared, Options and Money.
    """
    if with_functions:
        from . import functions  # here: it loads xlwings where that is installed

        functions.refuse(result)
    if decisions is not None:
        sensitivity.refuse(decisions)
    made = (stamp or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    shape = shape_of(result, brand, with_functions, decisions)
    return skeleton(shape).fill(Filling(result, made, shape, decisions))


@lru_cache(maxsize=8)
def skeleton(shape: Shape) -> package.Skeleton:
    """The workbook of a shape without values; each further workbook of the shape only has them filled in."""
    book = Book(shape)
    cover.write(book)
    inputs.write(book)
    constants.write(book)
    tables.write(book)
    balance.write(book)
    charts.write(book)
    checks.write(book)
    log.write(book)
    if shape.decided:
        if shape.decided.bars:
            sensitivity.write(book, shape.decided)
        if shape.decided.options:
            options.write(book, shape.decided)
        if shape.decided.purchases:
            money.write(book, shape.decided)
    if shape.functions:
        from . import functions

        functions.write(book)
    if shape.judged:
        programme.write(book, shape.judged, _judgement)
    for sheet in book.sheets.values():
        page.set_up(sheet)
    properties = book.book.properties
    properties.title = "Dual-fuel switchover"
    properties.creator = f"xl_dualfuel {__version__}"
    book.book.calculation = CalcProperties(fullCalcOnLoad=True)
    return package.skeleton(book)


def _judgement(f: Filling) -> Judgement:
    judgement = f.result.judgement
    assert judgement is not None  # the shape says so
    return judgement
