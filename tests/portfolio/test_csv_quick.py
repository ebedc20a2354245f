"""Tables read by columns have the cells that the csv module reads, whatever is in them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xl_dualfuel.errors import InputError
from xl_dualfuel.files import delimited
from xl_dualfuel.portfolio import csv_source
from xl_dualfuel.portfolio.csv_source import CsvSource
from xl_dualfuel.portfolio.demo import write_demo
from xl_dualfuel.portfolio.source import Part

pytest.importorskip("pyarrow")

NUMBERS = ["3.4", "2", "+3.4", "-1e-3", " 3.5", "3.5 ", "", " ", "NA", "n/k", "nan", "inf", "1e999", "1_0", "３.4",
           "0x10", "1" * 401, "3,4", "1.5 kW", "-", "1e5", ".5", "5.", "true", "12.000", "\u00a03.4",
           "4·200", "2·5", "1·234.5"]  # fmt: skip
TEXTS = ["propane", "natural gas", "", " ", "coal", "NA", "O'Brien", "'=1", "''=1", "=1+1", "Total",
         "total: 12 homes", " Sum of loads", "ſum", "Totals (3)", "Total Comfort", "EXAMPLE (not read)",
         "Müller", "#Smith", "\u3000", "x" * 30, "a\tb", "grand total", "sub-total"]  # fmt: skip
RAW = ['"a"b', 'a"b', '"open', '""', '"a""b"', '"a\nb"', '"a\rb"', "a\rb", '"a,b"', '" 3.4"', '"3.4"', '"Total"',
       "\x00", '"a" ', "'"]  # fmt: skip
HEADINGS = ["home,cop_47,fuel,Design load", '"HOME","COP at 47 °F","fuel","design_load"', ",cop_47,,"]


def written(cell: str, style: int) -> str:
    """The cell as people's programs write it: quoted where needed, or always."""
    return f'"{cell}"' if style == 1 or any(mark in cell for mark in ",\n") else cell


def parts_of(source: CsvSource, rows: int) -> list[Part]:
    """None of a table that is refused, as one with homes inside a cell."""
    try:
        return list(source.parts(rows))
    except InputError:
        return []


def assert_same(quick: list[Part], slow: list[Part]) -> None:
    assert len(quick) == len(slow)
    for one, other in zip(quick, slow, strict=True):
        assert one[:2] == other[:2] and one.spoiled == other.spoiled
        pd.testing.assert_frame_equal(one.notes.astype(object), other.notes)
        for key in other.inputs:
            cells, wanted = (part.inputs[key].astype(object).where(part.inputs[key].notna(), None).tolist()
                             for part in (one, other))  # fmt: skip
            assert [repr(cell) for cell in cells] == [repr(cell) for cell in wanted], key


CELL = st.one_of(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS[:2]), st.floats(0, 9).map(repr))
LINE = st.tuples(st.sampled_from(["home 1", "home 2", *TEXTS]), CELL, st.sampled_from(["propane", *TEXTS]), CELL,
                 st.sampled_from([0, 0, 0, 1]))  # fmt: skip
ODD = st.lists(st.sampled_from([*RAW, "x", "", "3.4"]), min_size=1, max_size=6).map(",".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(LINE, LINE, LINE, ODD, st.sampled_from(HEADINGS)), min_size=1, max_size=30),
       st.sampled_from(["\n", "\r\n"]),
       st.sampled_from([("COP at 47 °F", "Design load"), ("cop_47", "Design load (kW)")]),
       st.booleans(), st.sampled_from([1, 4, 100]), st.sampled_from(["utf-8", "utf-8", "utf-16", "cp1252"]),
       st.booleans())  # fmt: skip
def test_nasty_tables_are_read_alike(tmp_path, monkeypatch, lines, end, heads, closed, rows, encoding, comma):
    monkeypatch.setattr(csv_source, "_FIRST_BLOCK", 60)
    monkeypatch.setattr(csv_source, "_BLOCK", 150)
    monkeypatch.setattr(delimited, "_HEAD_LINES", 2)
    texts = [
        line if isinstance(line, str) else ",".join(written(cell, line[-1]) for cell in line[:-1]) for line in lines
    ]
    whole = end.join([f"home,{heads[0]},fuel,{heads[1]}", *texts]) + (end if closed else "")
    path = tmp_path / "in.csv"
    if comma:  # between cells semicolons, in numbers a comma for the point
        whole = whole.translate(str.maketrans(",.·", ";,."))
    path.write_bytes(whole.encode(encoding, "replace"))
    source = CsvSource(path)
    quick, left_out = parts_of(source, rows), (list(source.left_out), source.headings_again)
    source._quick = None
    assert_same(quick, parts_of(source, rows))
    assert left_out == (source.left_out, source.headings_again)


def test_most_of_a_plain_table_is_read_by_columns(tmp_path, monkeypatch):
    write_demo(6000, tmp_path / "in.csv", bad=0.01)
    source = CsvSource(tmp_path / "in.csv")
    slow: list[int] = []
    by_rows = CsvSource._stretch
    monkeypatch.setattr(CsvSource, "_stretch", lambda self, rows: slow.append(len(rows)) or by_rows(self, rows))
    quick = parts_of(source, 2500)
    assert sum(slow) < 1600
    source._quick = None
    assert_same(quick, parts_of(source, 2500))


def assert_mostly_by_columns(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows of the file are read by the csv module, and all are read as it does."""
    source, slow = CsvSource(path), []
    by_rows = CsvSource._stretch
    monkeypatch.setattr(CsvSource, "_stretch", lambda self, rows: slow.append(len(rows)) or by_rows(self, rows))
    quick = parts_of(source, 20_000)
    assert sum(slow) < 2500
    source._quick = None
    assert_same(quick, parts_of(source, 20_000))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_decimal_commas_and_other_encodings_are_too(tmp_path, monkeypatch, encoding):
    rows = [f"Müller {n};{2 + n / 9000:.4f};{n} kW".replace(".", ",") for n in range(3000)]
    path: Path = tmp_path / "in.csv"
    path.write_bytes("\r\n".join(["home;cop_47;design_load", *rows]).encode(encoding))
    assert_mostly_by_columns(path, monkeypatch)


def test_quoted_tables_and_those_with_marks_and_semicolons_are_too(tmp_path, monkeypatch):
    rows = [f'"home {n}, No. ""{n}""";{n / 7};"O\'Brien";' for n in range(3000)]
    path: Path = tmp_path / "in.csv"
    path.write_bytes("\r\n".join(["home;cop_47;owner;fuel", *rows]).encode("utf-8-sig"))
    assert_mostly_by_columns(path, monkeypatch)
