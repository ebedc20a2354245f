"""Text that no spreadsheet runs, whichever separator it cuts the cells of a CSV file at, and that comes back."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xl_dualfuel.files.defused import as_it_was, defused
from xl_dualfuel.results.csv_tables import to_csv

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
NUMBER = re.compile(r"[+-]([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
TEXTS = st.text(st.sampled_from([*SIGNS, *"'\";,|\t\r\n a1.5e\u00a0"]), max_size=12)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", "a;", "a,", "a\t", "a|", "a\n", 'a;"', "'", "a;'", '"'])
def test_an_apostrophe_is_put_before_every_formula(sign, before):
    """OWASP, "CSV Injection": = + - @ at the start of a cell, full-width forms too, and after another separator."""
    text = f"{before}{sign}cmd|' /C calc'!A0"
    assert defused(text) != text
    assert as_it_was(defused(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "-5", "-1.5e-3", "-.5", "-1 °F", "-17.5 °C",
     "12 Main St", "O'Neill's; a, b", "Set 28 °F; -3 °F is colder", "[[30, 100], [-5, 20]]",
     "30,100;-5,20", "a=b", "x@y.org", "1+1", "no. 5 - old", "'quoted'", "it's; 'so'"],
)  # fmt: skip
def test_what_no_spreadsheet_runs_stays_as_it_is(text):
    assert defused(text) == as_it_was(text) == text


@given(TEXTS)
@example("'=1")
@example("\t=1")
@example('a;"=1+1&"')
@example("-5;=1")
@example("a;-2+3+cmd|' /C calc'!D2")
def test_any_text_comes_back_and_is_not_run(text):
    cell = defused(text)
    assert as_it_was(cell) == text
    line = to_csv({"text": [text], "more": ["b"]}).decode().split("\r\n", 1)[1]
    for separator in ",;|\t":
        for row in csv.reader(io.StringIO(line, newline=""), delimiter=separator):
            for one in row:
                # Prose has "; -3 °F": a sign after a blank is text in every spreadsheet, = and @ are not in all
                blank, quoted = one.lstrip(' "\u00a0'), one.lstrip('"')
                first = re.split(r'[",;|\s]', quoted)[0]
                assert blank[:1] not in set("=@＝＠﹦﹫"), (line, separator)
                assert quoted[:1] not in set(SIGNS) or NUMBER.fullmatch(first), (line, separator)
