"""The sheet of worksheet functions beside the live formulas: every function once, and both say the same."""

from __future__ import annotations

import io
import re
from itertools import zip_longest

import openpyxl
import pytest

import xl_dualfuel as df
from books import CASES, STAMP, cells
from support import case_from, one_in
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.sheets.functions import LINES, arguments_of, formula_of

CARRIED = [name for name, inputs in CASES.items() if not {"bin_table", "performance_table"} & set(inputs)]


def sheet_of(inputs: dict):
    package = workbook_bytes(df.solve(df.Case(**inputs)), STAMP, with_functions=True)
    values = openpyxl.load_workbook(io.BytesIO(package), data_only=True)["Functions"]
    formulas = openpyxl.load_workbook(io.BytesIO(package))["Functions"]
    return values, formulas


def test_every_function_stands_there_once():
    assert sorted(line.name for line in LINES) == sorted(FUNCTIONS)
    for line in LINES:
        once_or_twice = 1 + formula_of(line).startswith("IF(ISNA(")  # which a number alone may follow
        assert len(re.findall(rf"\b{line.name}\(", formula_of(line))) == once_or_twice
        names = [argument.name for argument in FUNCTIONS[line.name].arguments]
        assert set(line.instead) <= set(names), line.name
        example = dict(zip_longest(names, FUNCTIONS[line.name].example))
        assert arguments_of(line) == list((example | dict(line.instead)).values()), line.name


@pytest.mark.parametrize("name", one_in(6, CARRIED))
def test_the_answers_are_those_of_the_live_formulas(name):
    """The stored answer is the function's own; the live number comes from the names it stands beside."""
    values, formulas = sheet_of(CASES[name])
    stored = cells(workbook_bytes(df.solve(df.Case(**CASES[name])), STAMP))
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(df.solve(df.Case(**CASES[name])), STAMP)))
    for row, line in enumerate(LINES, 7):
        assert formulas.cell(row, 3).value == f"={formula_of(line)}"
        if re.fullmatch(r"(in|out)_\w+", line.live):
            sheet, address = next(iter(book.defined_names[line.live].destinations))
            live = stored.get((sheet, address.replace("$", "")))
            found = values.cell(row, 3).value
            assert found == (pytest.approx(live, rel=1e-9) if isinstance(live, float) else live), line.name
        assert values.cell(row, 5).value in ("OK", None), line.name


def test_an_audit_copy_has_none():
    package = workbook_bytes(df.solve(df.Case()), STAMP)
    assert "Functions" not in openpyxl.load_workbook(io.BytesIO(package)).sheetnames
    assert not [value for value in cells(package, formulas=True).values() if "DF_" in str(value)]


def test_tables_and_files_are_refused_in_words():
    with pytest.raises(df.InputError, match="--functions = bin_table"):
        workbook_bytes(df.solve(case_from(CASES["measured bins"])), STAMP, with_functions=True)
