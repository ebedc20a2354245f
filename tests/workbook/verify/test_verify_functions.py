"""A workbook with worksheet functions, as spreadsheets with and without them save it: reported, not accused."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

import calc_session
import xl_dualfuel as df
from books import STAMP
from support import one_in
from xl_dualfuel.hosts.calc import extension as calc
from xl_dualfuel.workbook.reader.own_functions import bare_calls
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.sheets.functions import LINES
from xl_dualfuel.workbook.verify import verify

CAPACITIES = {"capacity_47": 36000, "capacity_17": 22000}
FILE = r"file:///C:\Users\Ann%20Lee\AppData\Roaming\Microsoft\AddIns\xl_dualfuel.xlam"


@pytest.fixture(scope="module")
def package() -> bytes:
    return workbook_bytes(df.solve(df.Case(**CAPACITIES)), STAMP, with_functions=True)


def accused(content: bytes) -> list[str]:
    """The findings that are more than a remark."""
    return [str(finding) for finding in verify(content, "a.xlsx").findings if finding.severity != "info"]


def remarks(content: bytes) -> list[str]:
    """What is said of worksheet functions."""
    return [finding.what for finding in verify(content, "a.xlsx").findings if finding.id == "functions"]


def test_as_it_was_written(package: bytes) -> None:
    assert accused(package) == remarks(package) == []


@pytest.mark.slow
def test_saved_by_libreoffice_without_the_extension(package: bytes, recalculated) -> None:
    (saved,) = recalculated([package])
    assert accused(saved) == []


def test_errors_in_place_of_answers_are_reported(package: bytes) -> None:
    """As a spreadsheet without the functions calculates them."""
    saved = changed(package, rb"<c ([^>]*)><f>([^<]*\bDF_[^<]*)</f><v>[^<]*</v>", rb"<c \1><f>\2</f><v>#NAME?</v>")
    saved = changed(
        saved, rb'<c ([^>]*?)(?: t="\w+")?><f>([^<]*)</f><v>#NAME\?</v>', rb'<c \1 t="e"><f>\2</f><v>#NAME?</v>'
    )
    values = openpyxl.load_workbook(io.BytesIO(saved), data_only=True)["Functions"]
    assert {values.cell(row, 3).value for row in range(7, 7 + len(LINES))} == {"#NAME?"}
    assert accused(saved) == []
    (remark,) = remarks(saved)
    assert remark.startswith(f"{len(LINES)} worksheet functions have no answer")


def changed(package: bytes, pattern: bytes, instead: bytes) -> bytes:
    """The workbook with the cells of its sheets changed."""
    book = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(book, "w") as copy:
        for name in source.namelist():
            text = source.read(name)
            copy.writestr(name, re.sub(pattern, instead, text) if name.startswith("xl/worksheets/") else text)
    return book.getvalue()


@pytest.mark.slow
def test_saved_by_libreoffice_with_the_extension(package: bytes, tmp_path: Path) -> None:
    if reason := calc_session.missing():
        pytest.skip(f"no LibreOffice to try the extension in: {reason}")
    path = tmp_path / "book.xlsx"
    path.write_bytes(package)
    with calc_session.installed(calc.oxt()) as folder, calc_session.Calc(folder) as office:
        office.do("open", path.as_uri())
        office.do("sheet_of", "Functions")
        first = 6  # below the headers
        # Typed again, as whoever has the extension does: plain names of an .xlsx are #NAME? to Calc.
        book = openpyxl.load_workbook(path)["Functions"]
        typed = [[as_calc_has_it(str(book.cell(first + 1 + place, 3).value))] for place in range(len(LINES))]
        office.do("fill", [2, first], typed)
        office.do("recalculate")
        office.do("reopened", str(tmp_path / "saved.xlsx"))
    saved = (tmp_path / "saved.xlsx").read_bytes()
    values = openpyxl.load_workbook(io.BytesIO(saved), data_only=True)["Functions"]
    assert values["C7"].value == df.solve(df.Case(**CAPACITIES)).recommended.switchover
    assert accused(saved) == []
    assert remarks(saved) == []


def as_calc_has_it(formula: str) -> str:
    """The formula with semicolons between arguments and in rows of an array, bars between its rows."""
    texts = re.split(r'("[^"]*")', formula)
    inside = False
    for place, text in enumerate(texts[::2]):
        pieces = re.split("([{}])", text)
        for number, piece in enumerate(pieces):
            inside = piece == "{" if piece in "{}" and piece else inside
            pieces[number] = piece.replace(";", "|").replace(",", ";") if inside else piece.replace(",", ";")
        texts[2 * place] = "".join(pieces)
    return "".join(texts)


_CALL = rb"\b(?=DF_[A-Z0-9_]+\()"


def linked(package: bytes, target: str = FILE, content: str = "<externalBook/>") -> bytes:
    """The workbook as Excel saves it with the add-in: [1]! before each function, and a link to the add-in's file."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    target = target.replace("&", "&amp;")
    added = {
        "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{main}">{content}</externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package'
        f'/2006/relationships"><Relationship Id="rId1" Type="{office}/externalLinkPath" Target="{target}" '
        'TargetMode="External"/></Relationships>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w") as copy:
        for name in source.namelist():
            text = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = re.sub(rb"<f>[^<]*</f>", lambda formula: re.sub(_CALL, b"[1]!", formula[0]), text)
            elif name == "xl/_rels/workbook.xml.rels":
                link = f'Id="rIdLink" Type="{office}/externalLink" Target="externalLinks/externalLink1.xml"'
                text = text.replace(b"</Relationships>", f"<Relationship {link}/></Relationships>".encode())
            elif name == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
                part = f'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="{kind}"/>'
                text = text.replace(b"</Types>", f"{part}</Types>".encode())
            copy.writestr(name, text)
        for name, text in added.items():
            copy.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "target", one_in(3, [FILE, "xl_dualfuel.xlam", "/Volumes/Data/Add-Ins.localized/XL_dualfuel.xlam"])
)
def test_the_link_that_excel_writes_for_an_add_in_s_functions(package: bytes, target: str) -> None:
    content = linked(package, target)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"[1]!DF_BALANCE_POINT(" in b"".join(parts.read(name) for name in parts.namelist())
    assert accused(content) == []
    (remark,) = remarks(content)
    assert "belong to the add-in of the computer that saved it" in remark


@pytest.mark.parametrize(
    "target",
    one_in(6, [
        r"\\server\share\xl_dualfuel.xlam", r"file:///C:\Users\ann\prices.xlsx", "https://example.org/xl_dualfuel.xlam",
        r"file:///\\server\share\xl_dualfuel.xlam", "file://server/share/xl_dualfuel.xlam", "xl_dualfuel.xlam.xlsx",
    ]),
)  # fmt: skip
def test_other_links_are_accused(package: bytes, target: str) -> None:
    assert any("external-link" in finding for finding in accused(linked(package, target)))


@pytest.mark.parametrize(
    "content", one_in(3, ['<ddeLink ddeService="cmd" ddeTopic="x"/>', "<externalBook/><oleLink/>", ""])
)
def test_a_link_to_a_program_is_accused(package: bytes, content: str) -> None:
    assert any("external-link" in finding for finding in accused(linked(package, content=content)))


def test_a_wrong_answer_of_a_function_is_accused(package: bytes) -> None:
    """An error may stand for an answer; another number may not."""
    content = changed(package, rb"(<f>DF_SEASON_COST\([^<]*</f><v>)[^<]*", rb"\g<1>700")
    assert any("value" in finding and "700" in finding for finding in accused(content))


@pytest.mark.parametrize(
    ("formula", "bare"),
    [
        ("[1]!DF_COP(A1,3,2)", "DF_COP(A1,3,2)"),
        ("_xldudf_DF_COP(A1,3,2)+[12]!DF_LOAD(1,2)", "DF_COP(A1,3,2)+DF_LOAD(1,2)"),
        ("dualfuel.functions.df_cop(A1)", "df_cop(A1)"),
        ("[1]!Price*DF_COP(1,2,3)", "[1]!Price*DF_COP(1,2,3)"),
        ("[1]Sheet1!A1", "[1]Sheet1!A1"),
        ("[1]!OTHER(1)+DF_VERSION()", "[1]!OTHER(1)+DF_VERSION()"),
    ],
)
def test_calls_as_they_are_typed(formula: str, bare: str) -> None:
    assert bare_calls(formula) == bare
