"""The rows of results written by columns are the bytes that the csv module writes."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_dualfuel.files.defused import defused
from xl_dualfuel.homes import digits
from xl_dualfuel.homes.said import Own, Said
from xl_dualfuel.portfolio import csv_out, out

NUMBERS = [0.0, -0.0, 31.0, 1e-4, 9.99e-5, -1e-5, 5e-324, 1e16, -123456789012345680.0, 9999999999999998.0, 1e22, 1e300,
           np.nan, 0.1, -2.5e-7, 1 / 3]  # fmt: skip
CHARACTERS = st.text(alphabet=" ,;|\t\r\n\"'=+-@＝－﹢\u00a0\u3000°a7.é", max_size=9)


def both(frame: pd.DataFrame) -> tuple[bytes | None, bytes]:
    types = dict.fromkeys(frame.columns)
    quick = csv_out.quick_csv([frame[name] for name in frame], out._texts)
    assert len(frame) < csv_out.FEW
    return quick, out.encoded(frame, "csv", types)


def test_numbers_and_kinds_of_columns():
    pytest.importorskip("polars")
    import pyarrow as pa

    count = len(NUMBERS)
    frame = pd.DataFrame({
        "number": NUMBERS,
        "status": pd.Categorical.from_codes([0, 1, -1, 1] * (count // 4), ["a, b", "=c"]),
        "whole": np.arange(count),
        "truth": np.arange(count) > 3,
        "mixed": ["text", None, 3, 2.5, True, "-x", "", "'"] * (count // 8),
        "big": pd.Series([2**60 + 1, None] * (count // 2), dtype=pd.ArrowDtype(pa.int64())),
        "half": pd.Series([0.5, None, np.inf, 1e-9] * (count // 4), dtype=pd.ArrowDtype(pa.float64())),
        "single": pd.Series([0.1, None] * (count // 2), dtype=pd.ArrowDtype(pa.float32())),
        "day": pd.Series([datetime(1999, 1, 2), None] * (count // 2), dtype=pd.ArrowDtype(pa.timestamp("ms"))),
        "text": pd.Series(["=1", None, "", "a\rb"] * (count // 4), dtype=pd.ArrowDtype(pa.string())),
        "nullable": pd.Series([1.5, None] * (count // 2), dtype="Float64"),
        "words": pd.Series(["ä", None] * (count // 2), dtype="str"),
    })  # fmt: skip
    quick, slow = both(frame)
    assert quick == slow
    some = frame.iloc[3:11]  # a part of the same arrays
    quick, slow = both(some)
    assert quick == slow


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CHARACTERS, CHARACTERS), min_size=1, max_size=12))
def test_texts_are_quoted_and_defused_alike(rows):
    pytest.importorskip("polars")
    quick, slow = both(pd.DataFrame(rows, columns=["a", "b"], dtype=object))
    assert quick == slow


def test_what_is_no_unicode_is_left_to_the_csv_module():
    pytest.importorskip("polars")
    quick, slow = both(pd.DataFrame({"a": ["\udce9", "b"], "b": [1.0, 2.0]}, dtype=object))
    assert quick is None and slow.startswith(b"\\udce9")


def with_notes(said: Said, problems: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[bytes | None, bytes]:
    """A table of two columns before the notes, of its codes and of its texts."""
    count = len(problems)
    homes, cost = [f'n° {home}, "{"=" * home}' for home in range(count)], np.arange(count) / 7
    frame = pd.DataFrame({"home": homes, "cost": cost, "problem": pd.Series(problems, dtype=object)})
    quick = csv_out.quick_csv_with_notes([frame[name] for name in frame], said, out._texts)
    types = dict.fromkeys(["home", "cost", "notes", "problem"])
    slow = out.encoded(frame, "csv", types, said)
    monkeypatch.setattr(csv_out, "FEW", 0)  # as a large table is written, whichever way that is
    assert bytes(out.encoded(frame, "csv", types, said)) == slow
    return None if quick is None else bytes(quick), slow


HUNDRED, THOUSANDS, PADDED = digits.texts().index("100"), digits.texts().index("12,"), digits.texts().index("000", 5000)
"""Places of texts of digits"""


@pytest.mark.parametrize("problem", ["", 'load = -, must be "more"', "=1"])
def test_lines_of_notes_are_written_from_their_texts(problem, monkeypatch):
    pytest.importorskip("polars")
    own = [Own(text) for text in ("COP: at ", "-5 °F", ", and", ' "so"; ', "ratings: ", " - ")]
    code = {one.text: digits.COUNT + place for place, one in enumerate(own)}
    lines = [
        [code["COP: at "], code["-5 °F"], code[", and"], HUNDRED],
        [code["ratings: "], 0, HUNDRED, code[" - "]],
        [0, 0, 0, 0],
        [code["ratings: "], THOUSANDS, PADDED, code[' "so"; ']],
        [code["COP: at "], 0, 0, code["-5 °F"]],
    ]
    quick, slow = with_notes(Said(np.array(lines, np.uint16), own), ["", problem, problem, "", "a"], monkeypatch)
    assert quick == slow
    assert b',"COP: at -5 \xc2\xb0F, and100",' in slow and b",ratings: 100 - ," in slow


TEXTS = st.sampled_from(["COP: ", "a, b", "; ", '"', "'", "=", "-5 °F", "- ", " ", "@x", "é\n", "\t", "x;=", "＝"])


@settings(max_examples=100, deadline=None)
@given(own=st.lists(TEXTS, min_size=1, max_size=6, unique=True), data=st.data())
def test_lines_that_might_run_are_written_from_the_whole_text(own, data):
    pytest.importorskip("polars")
    codes = st.one_of(st.integers(digits.COUNT, digits.COUNT + len(own) - 1), st.sampled_from([0, HUNDRED, THOUSANDS]))
    lines = data.draw(st.lists(st.lists(codes, min_size=3, max_size=3), min_size=1, max_size=5))
    with pytest.MonkeyPatch.context() as patched:
        said = Said(np.array(lines, np.uint16), [Own(text) for text in own])
        quick, slow = with_notes(said, [""] * len(lines), patched)
    assert quick in (None, slow)
    if any(defused(line) != line for line in said.lines()):
        assert quick is None


def test_a_zero_byte_between_rows_is_left_to_others(monkeypatch):
    pytest.importorskip("polars")
    said = Said(np.array([[digits.COUNT]], np.uint16), [Own("ratings: nothing odd")])
    quick, slow = with_notes(said, ["a\0b"], monkeypatch)
    assert quick == slow
    for home in ("a\0b", "\udce9"):
        frame = pd.DataFrame({"home": [home], "problem": [""]}, dtype=object)
        assert csv_out.quick_csv_with_notes([frame[name] for name in frame], said, out._texts) is None
