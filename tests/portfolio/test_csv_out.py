"""The rows of results written by columns are the bytes that the csv module writes."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_dualfuel.portfolio import csv_out, out

NUMBERS = [0.0, -0.0, 31.0, 1e-4, 9.99e-5, -1e-5, 5e-324, 1e16, -123456789012345680.0, 9999999999999998.0, 1e22, 1e300,
           np.nan, 0.1, -2.5e-7, 1 / 3]  # fmt: skip
CHARACTERS = st.text(alphabet=" ,;|\t\r\n\"'=+-@＝－﹢\u00a0\u3000°a7.é", max_size=9)


def both(frame: pd.DataFrame) -> tuple[bytes | None, bytes]:
    types = dict.fromkeys(frame.columns)
    quick = csv_out.quick_csv(frame, out._texts)
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
