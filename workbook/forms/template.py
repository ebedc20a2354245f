"""The forms a contractor fills in: client (one house), portfolio (one row a house), case (every input), rebate.

``python -m xl_dualfuel.workbook.forms.template DIR`` writes all of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.files.writing import write

from ..book.package import Skeleton
from ..shape import Filling
from . import check_code, client, guide, rebate, row_problems, sheets
from .answering import AnsweringForm
from .form import Form

_RUN: Final = (
    "dualfuel run FILLED.xlsx shows the switchover temperature and the season's costs.",
    "dualfuel run FILLED.xlsx --xlsx RESULT.xlsx writes a workbook in which every number can be traced.",
    "Everything that is missing or doubtful is reported at once, with its sheet and cell.",
)
_BEHIND: Final = "what the calculation takes for each cell; the sheets after it are the calculation"
_INPUTS_SHEET: Final = "the house, its climate, the heat pump, the furnace, prices"


_Made = tuple[Skeleton, Filling]
"""The parts of a form, and what fills a blank one"""


def _client() -> _Made:
    title = "Dual-fuel switchover: one house"
    form = AnsweringForm((client.PAGE, client.MORE, guide.SHEET))
    about = {client.PAGE: "the questions, and the answer beside them", client.MORE: "what fewer people know",
             "Inputs": _BEHIND}  # fmt: skip
    guide.write(form, title, "What a contractor knows of a house and its equipment. The form itself answers when the "
                "furnace should take over.", guide.BY_RUN, about, guide.ANSWERING)  # fmt: skip
    client.write(form)
    return form.skeleton(title), form.filling()


def _case() -> _Made:
    title = "Dual-fuel switchover: every input"
    form = Form((guide.SHEET, "Inputs", "Tables", row_problems.LISTS))
    about = {
        "Inputs": _INPUTS_SHEET,
        "Tables": "measured bins, performance points",
        row_problems.LISTS: "what “Please check” on Inputs compares with",
    }
    guide.write(form, title, "Every input of the model, and its tables. Leave unknown cells blank; “If left "
                "blank” shows what is used instead.", _RUN, about)  # fmt: skip
    sheets.inputs(form, "case")
    sheets.tables(form)
    return form.skeleton(title), form.filling()


def _rebate() -> _Made:
    title = "Dual-fuel switchover: rebate submission"
    form = AnsweringForm((guide.SHEET, *rebate.ABOUT, check_code.SHEET), rebate.KIND)
    run = (*_RUN, "dualfuel verify FILLED.xlsx reports what a reviewer would ask.")
    behind = {check_code.SHEET: "how the check code of the inputs is made", "Inputs": _BEHIND}
    guide.write(form, title, "One installation, with what a programme's reviewer needs to check it. The form "
                "calculates its results itself.", run, {**rebate.ABOUT, **behind})  # fmt: skip
    rebate.write(form)
    return form.skeleton(title), form.filling()


def _portfolio() -> _Made:
    title = "Dual-fuel switchover: many houses"
    form = Form((guide.SHEET, "Homes", row_problems.CHECKS, row_problems.LISTS))
    steps = ("The top of Homes says how many houses have something to mend; the last column says what.",
             "dualfuel portfolio FILLED.xlsx RESULTS.csv gives one row of results a house.",
             "--workbooks DIR writes a workbook for each house as well.",
             "What is wrong with a house is reported in its row; the other houses are calculated.")  # fmt: skip
    guide.write(form, title, "One row a house; the program answers for each when the furnace should take over.", steps,
                {"Homes": f"a row a house, room for {sheets.HOUSES}; further rows may follow",
                 row_problems.CHECKS: "what is wrong with each cell; nothing to fill in",
                 row_problems.LISTS: "what the checks compare with"})  # fmt: skip
    form.put(guide.SHEET, 4, 1, "portfolio", "df note")
    form.name("template", guide.SHEET, "A4")
    sheets.portfolio(form)
    return form.skeleton(title), form.filling()


_MAKERS: Final[dict[str, Callable[[], _Made]]] = {
    "client": _client, "portfolio": _portfolio, "rebate": _rebate, "case": _case,
}  # fmt: skip
KINDS: Final = tuple(_MAKERS)


@cache
def template(kind: str) -> bytes:
    """A form as the bytes of an .xlsx file, always the same: client, portfolio, rebate or case.

    Raises InputError for another kind.
    """
    parts, filling = made(kind)
    return parts.fill(filling)


@cache
def made(kind: str) -> _Made:
    """The parts of a form, cut where values go, and what fills a blank one. Raises InputError for another kind."""
    if kind not in _MAKERS:
        allowed = f"must be one of {', '.join(KINDS)}, rules"
        raise InputError([Issue("template", kind, allowed, "Give one of these words")])
    return _MAKERS[kind]()


def write_all(folder: Path) -> None:
    """Write every form into a folder, replacing what is there."""
    write({folder / f"{kind}.xlsx": template(kind) for kind in KINDS}, force=True)


if __name__ == "__main__":
    write_all(Path(sys.argv[1] if len(sys.argv) > 1 else "templates"))
