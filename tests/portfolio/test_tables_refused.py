"""Tables of homes that are none, or hostile: refused in one line, before anything is made of them."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

import xl_dualfuel as df
from xl_dualfuel.portfolio import csv_source
from xl_dualfuel.portfolio.run import run_portfolio


def excel_with(tmp_path: Path, sheet: bytes) -> Path:
    """A workbook whose sheet is this XML."""
    book = openpyxl.Workbook()
    book.active.append(["cop_47"])
    raw = io.BytesIO()
    book.save(raw)
    path = tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, sheet if name.endswith("sheet1.xml") else source.read(name))
    return path


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
DIGITS = "".join(map(str, range(500_000)))
"""Does not pack well, so that it is met unpacked"""
CELL = '<row r="{0}"><c r="{1}{0}" t="inlineStr"><is><t>cop_47</t></is></c></row>'


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (SHEET.format(CELL.format(1, "A") + CELL.format(1048576, "XFD")), "cells between the first and the last"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + SHEET.format(""), "document type"),
        (SHEET.format('<row r="1"><c r="A1:B9"/></row>'), "belongs to another row"),
        (SHEET.format(CELL.format(1, "A") * 2), "row 1 is there twice"),
        (SHEET.format(CELL.format(1, "A") + CELL.format(2, "A").replace("cop_47", DIGITS)), "characters"),
        (SHEET.format(CELL.format(1, "A") + f'<row r="2" note="{"x" * 40_000_000}"/>'), "times its size"),
        (SHEET.format(CELL.format(1, "A") + f'<row r="2" note="{DIGITS * 7}"/>'), "too long"),
        (SHEET.format("<row>"), "the file is damaged"),
        (SHEET.format(""), "headings"),
    ],
)
def test_hostile_sheets_are_refused_in_one_line(tmp_path, sheet, words):
    with pytest.raises(df.InputError, match=words) as refused:
        run_portfolio(excel_with(tmp_path, sheet.encode()), tmp_path / "out.csv")
    assert len(str(refused.value).splitlines()) == 1
    assert not (tmp_path / "out.csv.parts").exists()


def packed(tmp_path: Path, change) -> Path:
    """The example table as a workbook, its parts changed."""
    path = excel_with(tmp_path, SHEET.format(CELL.format(1, "A") + CELL.format(2, "A")).encode())
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in change(parts).items():
            target.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda parts: parts | {"xl/bomb.bin": b"0" * 2**26}, "times its size"),
        (lambda parts: parts | {f"xl/{number}.xml": b"" for number in range(400)}, "more than 400 parts"),
        (lambda parts: parts | {"../xl/a.xml": b""}, "leads out"),
        (lambda parts: parts | {"XL/workbook.xml": b""}, "a part is there twice"),
        (lambda parts: {name: parts[name] for name in parts if "sheet1" not in name}, "sheet 1 of it is missing"),
        (lambda parts: {name: parts[name] for name in parts if "workbook" not in name}, "not an Excel workbook"),
        (lambda parts: {name: parts[name].replace(b".xml", b".bin") for name in parts}, "not an Excel workbook"),
    ],
)
def test_packages_are_judged_as_every_other_workbook_is(tmp_path, change, words):
    with pytest.raises(df.InputError, match=words) as refused:
        run_portfolio(packed(tmp_path, change), tmp_path / "out.csv")
    assert len(str(refused.value).splitlines()) == 1
    assert str(refused.value).startswith(f"table = {tmp_path}"[:20])
    assert [path.name for path in tmp_path.iterdir()] == ["hostile.xlsx"]


def test_a_damaged_sheet_is_refused_before_anything_is_made_of_it(tables, tmp_path):
    content = bytearray(tables["xlsx"].read_bytes())
    content[len(content) // 3] ^= 255
    (tmp_path / "in.xlsx").write_bytes(content)
    with pytest.raises(df.InputError, match="damaged"):
        run_portfolio(tmp_path / "in.xlsx", tmp_path / "out.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["in.xlsx"]


LONG = b"x" * 140_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "row of headings"),
        (b"\n \n", "row of headings"),
        (b"\x1f\x8b\x08\x00cut", "gzip"),
        (gzip.compress(b"cop_47\n" + b"3.4\n" * 9000, mtime=0)[:-40], "gzip"),
        (b"PAR1 not really", "Parquet"),
        (b"PK\x03\x04 not really", "xlsx"),
        (b"\xd0\xcf\x11\xe0", "password"),
        (b"cop_47\n", "a home or more"),
        (b"electricty_price\n0.1\n", "Did you mean electricity_price"),
        (b"cop_47,cop_47\n3,3\n", "only once"),
        (b'cop_47\n"' + b"x" * 200_000, "quotation mark"),
        (b"cop_47,remark\n3,x\n3," + LONG + b"\n3,x\n", r"131,072 characters; one in line 3 is longer\. Shorten it$"),
        (b'cop_47,remark\n3,x\n3,"' + b"x\n" * 70_000, r"line 3 is longer\. Shorten it, or close the quotation mark"),
        (b"cop_47\tremark\n3\t" + LONG + b"\n", r"in line 2 is longer\. Shorten it$"),
        (b"cop_47\n" + b"x" * 17_000_000, "line of more than"),
        (b"note\n1\n", "keys of inputs"),
        (b",".join([b"cop_47"] + [b"n"] * 2001) + b"\n1\n", "at most 2,000 columns"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(tmp_path, content, words):
    source = tmp_path / "in.csv"
    source.write_bytes(content)
    with pytest.raises(df.InputError, match=words) as refused:
        run_portfolio(source, tmp_path / "out.csv")
    assert len(str(refused.value).splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_what_is_refused_late_leaves_no_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_source, "_TOGETHER", 10)
    source = tmp_path / "in.csv"
    source.write_bytes(b"home,cop_47,remark\n" + b"a,3.4,\n" * 60 + b"b,3.4," + LONG + b"\n")
    done: list[int] = []
    with pytest.raises(df.InputError, match="one in line 62 is longer"):
        run_portfolio(source, tmp_path / "out.csv", part_rows=20,
                      progress=lambda now, total: done.append(now))  # fmt: skip
    assert max(done) >= 1
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
