"""Workbooks as LibreOffice prints them: letters that can be read, pages counted, no page without words.

Letters are the machine's: without Calibri or its double Carlito they are wider than in Excel, never smaller.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import xl_dualfuel as df
from books import CASES, STAMP
from support import case_from
from tests.workbook.sheets.test_bills_sheet import made as of_bills
from tests.workbook.sheets.test_record_sheet import made as of_a_record
from tests.workbook.verify.test_verify_decisions import compared, studied
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import verify
from xl_dualfuel.workbook.verify.report import report

LEAST = 8.0
"""Smallest letters of a printed page [points]: the design's W20"""
ROUNDING = 0.2
"""pdftohtml gives thirds of a point, rounded"""
ZOOM = 3
MOST_PAGES = 10
"""Of a run: one for each sheet"""
MORE_PAGES = {"rich1": 2, "rich2": 2}
"""Of cases with a programme, whose rules take two landscape pages"""
FIELD = Path(__file__).parents[2] / "cases" / "field"


def printed(soffice: str, package: bytes, folder: Path) -> list[dict[str, float]]:
    """Of each page the words, and the size of their letters [points]."""
    book = folder / "book.xlsx"
    book.write_bytes(package)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, "--headless", "--norestore", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(book)], check=True, capture_output=True, timeout=300)
    pdf = str(book.with_suffix(".pdf"))
    done = subprocess.run(["pdftohtml", "-xml", "-stdout", "-i", "-zoom", str(ZOOM), pdf], check=True,
                          capture_output=True, text=True)  # fmt: skip
    return list(_pages(done.stdout))


def _pages(xml: str) -> Iterator[dict[str, float]]:
    sizes: dict[str, float] = {}
    for page in xml.split("<page ")[1:]:
        fonts = re.findall(r'<fontspec id="([0-9]+)" size="([0-9]+)"', page)
        sizes |= {number: int(size) / ZOOM for number, size in fonts}
        texts = re.findall(r'<text [^>]*font="([0-9]+)">(.*?)</text>', page, re.DOTALL)
        yield {re.sub("<[^>]*>", "", text): sizes[font] for font, text in texts}


def is_legible(pages: list[dict[str, float]]) -> None:
    for number, page in enumerate(pages, 1):
        small = {text: size for text, size in page.items() if size < LEAST - ROUNDING}
        assert small == {}, f"page {number}"
        assert len(page) > 3, f"page {number} has nothing but its foot"
        assert not [text for text in page if text.startswith("###")], f"page {number}: a number wider than its column"


@pytest.fixture(scope="module")
def tools(soffice):
    if shutil.which("pdftohtml") is None:
        pytest.skip("pdftohtml is not installed (Debian: poppler-utils)")
    return soffice


def test_a_run_prints_legibly_and_its_first_page_is_the_client_s(tools, tmp_path):
    pages = printed(tools, workbook_bytes(df.solve(df.Case()), STAMP), tmp_path)
    is_legible(pages)
    assert len(pages) <= MOST_PAGES
    for words in ("Switchover", "Differential", "Season cost by setting: ", "Site and parties"):
        assert any(words in text for text in pages[0]), words
    assert sum("Season cost by setting: " in text for page in pages for text in page) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rich1", "rich2", "lock_c", "canada", "unmet"])
def test_cases_of_the_field_print_legibly(tools, name, tmp_path):
    pages = printed(tools, workbook_bytes(df.solve(df.read_case(FIELD / f"{name}.toml")), STAMP), tmp_path)
    is_legible(pages)
    assert len(pages) <= MOST_PAGES + MORE_PAGES.get(name, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["limits", "wide station", "measured bins", "performance table of three speeds"])
def test_every_shape_prints_legibly(tools, name, tmp_path):
    """Tables of many rows have more pages."""
    is_legible(printed(tools, workbook_bytes(df.solve(case_from(CASES[name])), STAMP), tmp_path))


def judged() -> bytes:
    return workbook_bytes(df.solve(case_from(CASES["programme"])), STAMP)


def verified() -> bytes:
    package = compared()
    return report([verify(package, "a house with a long name, 12 Elm Street.xlsx"), verify(b"", "b.xlsx")])


def billed() -> bytes:
    return of_bills("cooled")


def recorded() -> bytes:
    return of_a_record("line")


@pytest.mark.slow
@pytest.mark.parametrize("make", [compared, studied, judged, verified, billed, recorded])
def test_decisions_and_programmes_print_legibly(tools, make, tmp_path):
    is_legible(printed(tools, make(), tmp_path))
