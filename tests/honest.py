"""Honest submissions: workbooks of every shape and forms as people fill them in, the same in every run."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Final

import answers
import xl_dualfuel as df
from books import CASES, STAMP, edited, random_cases
from support import case_from
from tests.workbook.forms import test_rebate, test_row_problems
from tests.workbook.verify.test_verify_decisions import ANYWHERE, STUDY
from tests.workbook.verify.test_verify_saved_by_calc import metric_cases
from xl_dualfuel.decisions.deciding import decide
from xl_dualfuel.decisions.study import study_of
from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.sheets.build import workbook_bytes

Maker = Callable[[], bytes]
"""Makes a submission when it is needed"""
ASKED: Final = (
    {"percent": 2.0}, {"carbon_price": 60.0}, {"options": ANYWHERE}, {"study": study_of(STUDY), "options": ANYWHERE},
)  # fmt: skip
"""What is asked of decide"""


def workbooks(count: int) -> list[tuple[str, Maker]]:
    """Workbooks of every shape by name: a third with decisions, a seventh with worksheet functions."""
    metric = ((f"in °C {number}", case) for number, case in enumerate(metric_cases(count // 3)))
    drawn = ((f"random {number}", case) for number, case in enumerate(random_cases(count)))
    mixed = (one for pair in itertools.zip_longest(CASES.items(), metric, drawn) for one in pair if one)
    return [
        (name, partial(_workbook, number, case)) for number, (name, case) in enumerate(itertools.islice(mixed, count))
    ]


def _workbook(number: int, inputs: dict) -> bytes:
    case = case_from(inputs)
    decisions = None
    if number % 3 == 2:
        with suppress(DualFuelError):  # of a case without prices
            decisions = decide(case, **ASKED[number // 3 % len(ASKED)])
    tables = {"bin_table", "performance_table", "weather_file", "runtime_file"} & inputs.keys()
    functions = number % 7 == 6 and not tables and "weather_file" not in case.inputs
    return workbook_bytes(df.solve(case), STAMP, with_functions=functions, decisions=decisions)


def forms(count: int) -> list[tuple[str, Maker]]:
    """Forms of each kind by name, some in °C and kW: one after the other client, rebate, case, portfolio."""
    kinds: Iterable[Callable[[int], bytes]] = (_typed("client"), _rebate, _typed("case"), _portfolio)
    made = itertools.islice(itertools.cycle(kinds), count)
    return [(f"form {number}", partial(make, number)) for number, make in enumerate(made)]


def _typed(kind: str) -> Callable[[int], bytes]:
    form = partial(template, kind)
    return lambda seed: edited(
        form(), {key: value for key, value in answers.filling(seed).items() if value is not None}
    )


def _rebate(seed: int) -> bytes:
    return test_rebate.random_forms(seed + 1)[-1]


def _portfolio(seed: int) -> bytes:
    return test_row_problems.filled([test_row_problems.home(random.Random(seed + row)) for row in range(6)])
