"""Case and result → workbook: ten sheets, every number live, the engine's value stored with each formula."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from openpyxl.workbook.properties import CalcProperties

from xl_dualfuel.errors import Issue
from xl_dualfuel.files.toml_tables import raise_all
from xl_dualfuel.results.result import Result
from xl_dualfuel.version import __version__

from ..book import package
from ..book.book import Book
from ..brand import NO_BRAND, Brand
from ..shape import Filling, Line, Shape, UnderTariff, present, shape_of
from . import (
    balance,
    charts,
    checks,
    constants,
    cover,
    inputs,
    log,
    print_setup,
    setting,
    summary,
    tables,
)

if TYPE_CHECKING:
    from xl_dualfuel.decisions.deciding import Decisions


def workbook_bytes(
    result: Result, stamp: datetime | None = None, brand: Brand = NO_BRAND, with_functions: bool = False,
    decisions: Decisions | None = None, review: Sequence[Line] = (), under: UnderTariff | None = None,
) -> bytes:  # fmt: skip
    """The workbook of a result as the bytes of an .xlsx file; the same case, stamp and brand give the same bytes.

    with_functions: with a sheet of worksheet functions too, for people who have the add-in; not for an auditor.
    decisions: with the sheets Sensitivity and, where options were compared, Options and Money. review: the lines of its
    first sheet Review. under: the season under a tariff, for the sheets Tariff and Hours.
    """
    _refuse(result)
    if with_functions:
        from . import functions  # here: it loads xlwings where that is installed

        functions.refuse(result)
    if decisions is not None:
        from . import sensitivity

        sensitivity.refuse(decisions)
    stamp = (stamp or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    shape = shape_of(result, brand, with_functions, decisions)._replace(reviewed=bool(review))
    if under is not None:
        from . import tariff

        shape = shape._replace(tariffed=tariff.structure(under))
    return skeleton(shape).fill(Filling(result, stamp, shape, decisions, lines=review, tariff=under))


def _refuse(result: Result) -> None:
    """Raise InputError for what no formula of the workbook follows: a wrong number would stand beside the right one."""
    inputs, issues = result.case.inputs, []
    if inputs["defrost"] == "humidity" and not inputs["bin_width"]:
        issues.append(Issue("bin_width", 0, "must be more than 0 in a workbook with defrost = humidity, whose every "
                            "hour would have a row", "Give 1, or take the result as JSON or CSV"))  # fmt: skip
    raise_all(issues)


@lru_cache(maxsize=8)
def skeleton(shape: Shape) -> package.Skeleton:
    """The workbook of a shape without values; each further workbook of the shape only has them filled in."""
    book = Book(shape)
    # Sheets that few workbooks have are imported where one has them: each is some of the wait for the others.
    if shape.reviewed:
        from . import review

        review.write(book)
    for sheet in (summary, cover, inputs, constants, tables, setting, balance, charts, checks, log):
        sheet.write(book)
    if shape.decided:
        from . import money, options, sensitivity

        if shape.decided.bars:
            sensitivity.write(book, shape.decided)
        if shape.decided.options:
            options.write(book, shape.decided)
        if shape.decided.purchases:
            money.write(book, shape.decided)
    if shape.billed:
        from . import bills

        bills.write(book, shape.billed)
    if shape.recorded:
        from . import record

        record.write(book, shape.recorded)
    if shape.tariffed:
        from . import tariff
        from .tariff_places import Places

        tariff.write(book, Places(shape.tariffed))
    if shape.functions:
        from . import functions

        functions.write(book)
    if shape.judged:
        from . import programme

        programme.write(book, shape.judged, lambda f: present(f.result.judgement))
    for worksheet in book.sheets.values():
        print_setup.set_up_own(worksheet)
    properties = book.book.properties
    properties.title = "Dual-fuel switchover"
    properties.creator = f"xl_dualfuel {__version__}"
    book.book.calculation = CalcProperties(fullCalcOnLoad=True)
    return package.skeleton(book)
