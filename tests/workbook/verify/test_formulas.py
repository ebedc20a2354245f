"""Formulas that mean the same however programs write them, and those that do not; by Excel's order of operations."""

from __future__ import annotations

import pytest

from xl_dualfuel.workbook.verify.formulas import same

ALIKE = [
    ("--(A1>=ROUND(B1,2))", "-(-((A1)>=ROUND((B1),2)))"),  # as Gnumeric writes it
    ("Constants!$F$26:$F$26", "Constants!$F$26"),  # as ExcelJS writes a name
    ("'Bins'!A1+ 1.50", "bins!$A$1+1.5"),
    ("(A1+B1)+C1", "A1+B1+C1"),
    ("IF(TRUE(),A1,)", "_xlfn.IF(TRUE,A1,)"),
    ("-2^2", "(-2)^2"),  # a sign binds more strongly than a power
    ("A1:INDEX(B:B,3)", "A1:(INDEX(B:B,3))"),
    ("5%*2", "(5%)*2"),
    ("{1,2}", "{1, 2}"),
]
UNLIKE = [
    ("A1+(B1+C1)", "A1+B1+C1"),  # the last digit may differ
    ("(A1+B1)*C1", "A1+B1*C1"),
    ("-2^2", "-(2^2)"),
    ("A1-(B1-C1)", "A1-B1-C1"),
    ("2^(3^2)", "2^3^2"),
    ("(A1&B1)=C1", "A1&(B1=C1)"),
    ("IF(A1,B1)", "IF(A1,B1,)"),
    ("ROW()", "ROW(A1)"),
    ("F(A1,B1)", "F((A1,B1))"),  # two arguments, one of two ranges
    ("A1 B1+", "A1+B1"),
    ("A1:B2", "A1"),
    ('"A1"', "A1"),
    ('"a"', '"A"'),
    ("-A1", "A1"),
    ("A1,B1", "A1B1"),
    ("{1,2}", "{2,1}"),
    ("A1)", "A1"),
    ("(A1", "A1"),
    ("", "A1"),
]


@pytest.mark.parametrize("pair", ALIKE, ids=" = ".join)
def test_alike(pair):
    assert same(*pair)
    assert same(*reversed(pair))


@pytest.mark.parametrize("pair", UNLIKE, ids=" ≠ ".join)
def test_unlike(pair):
    assert not same(*pair)
    assert not same(*reversed(pair))


def test_however_deep():
    assert same(f"{'(' * 40}A1{')' * 40}", "A1")
    assert not same("(" * 100_000 + "A1" + ")" * 100_000, "A1")


def test_a_sheet_that_was_renamed():
    assert same("Bins2!A1", "Bins!A1", {"bins2": "bins"})
