"""The report workbook: those that need somebody first, what matters most, what to do, links to clean copies."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xl_dualfuel as df
from books import STAMP
from xl_dualfuel.inputs.programme_files import PROGRAMMES
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.judgement import NOTHING_RECORDED, Judgement, RuleFinding
from xl_dualfuel.workbook.reader import open_package
from xl_dualfuel.workbook.rules.package import w17
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import IDS, Finding, Verdict
from xl_dualfuel.workbook.verify.findings import Findings, clean, verdict_of
from xl_dualfuel.workbook.verify.programme import findings_of
from xl_dualfuel.workbook.verify.report import report
from xl_dualfuel.workbook.verify.single_file import verify


def verdicts() -> list[Verdict]:
    findings = (
        Finding("label", "error", "Bins", "A1", "=cmd|'/c calc'!A1", "+1", "@SUM(A1)"),
        Finding("hash", "warning", "Cover", "G17", "the SHA-256", "-1", ""),
        Finding("input-doubtful", "info", "", "", "Altitude: not given; sea level was used"),
        Finding("W13", "info", "Bins", "", "its header is not frozen"),
    )
    people = {"site": "1 Elm St", "prepared_for": "=HYPERLINK(2)", "application_number": "A-1"}
    return [
        Verdict("c.xlsx", "audit", ()),
        Verdict("d.xlsx", "rebate", (Finding("version", "warning", "", "", "another version"),)),
        Verdict("b.xlsx", "unreadable", (Finding("unreadable", "error", "", "", "This is no workbook"),),
                no_clean="its inputs cannot be read"),
        Verdict("in/=HYPERLINK(1).xlsx", "audit", findings, "0.1.0", "0" * 64, "1" * 64, 36.0, 746.95, details=people,
                clean="out/clean/a b-1.xlsx"),
    ]  # fmt: skip


def sheets(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows of each sheet by its headers."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    read = {}
    for sheet in book:
        heads = [cell.value for cell in sheet[6]]
        rows = sheet.iter_rows(min_row=7, values_only=True)
        read[sheet.title] = [dict(zip(heads, row, strict=True)) for row in rows]
    return read


def test_those_that_need_somebody_come_first_with_who_why_and_what_to_do():
    summary = sheets(report(verdicts()))["Summary"]
    assert [(row["Verdict"], row["File"]) for row in summary] == [
        ("Fail", "=HYPERLINK(1).xlsx"), ("Unreadable", "b.xlsx"), ("Needs review", "d.xlsx"), ("Pass", "c.xlsx"),
    ]  # fmt: skip
    first = summary[0]
    assert (first["Applicant"], first["Site"], first["Application"]) == ("=HYPERLINK(2)", "1 Elm St", "A-1")
    assert first["What matters most"].startswith("Bins!A1: =cmd")
    assert first["What to do"] == "Use the clean copy. Ask for the workbook as the program writes it"
    assert (first["To mend"], first["To look at"], first["Setting"]) == (1, 1, 36)
    assert [row["Clean copy"] for row in summary] == ["open", "its inputs cannot be read", None, None]
    assert summary[3]["What matters most"] is None


def test_counts_are_on_top():
    book = openpyxl.load_workbook(io.BytesIO(report(verdicts())))
    assert book["Summary"]["A2"].value == (
        "4 files: 1 passes, 1 needs review, 1 fails, 1 unreadable. Those that need somebody come first."
    )
    empty = openpyxl.load_workbook(io.BytesIO(report([])))["Summary"]
    assert empty["A2"].value.startswith("0 files: none.")


def test_remarks_on_how_a_file_is_built_are_there_only_where_asked_for():
    plain = sheets(report(verdicts()))["Findings"]
    assert [row["Where"] for row in plain] == ["Bins!A1", "Cover!G17", None, None]
    assert "Finding" not in plain[0]
    all_ = sheets(report(verdicts(), technical=True))["Findings"]
    assert {row["Finding"] for row in all_} == {"label", "hash", "unreadable", "version", "input-doubtful", "W13"}
    assert all_[0]["Meaning"] == IDS["label"]


def test_the_link_to_a_clean_copy_is_relative_to_the_report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder, target in (("out", "clean/a%20b-1.xlsx"), (".", "out/clean/a%20b-1.xlsx")):
        book = openpyxl.load_workbook(io.BytesIO(report(verdicts(), folder=Path(folder))))
        assert [cell.hyperlink.target for cell in book["Summary"]["H"] if cell.hyperlink] == [target]


def test_answers_are_in_the_units_of_their_case():
    case = df.Case(temperature_unit="C", currency="€", design_temperature=-15)
    verdict = verify(workbook_bytes(df.solve(case), STAMP))
    row = sheets(report([verdict]))["Summary"][0]
    assert (row["Setting"], row["Units"]) == (df.solve(case).to_json()["setting"]["switchover"], "°C, €")
    assert verdict.to_json()["units"] == {"setting": "°C", "annual_cost": "€"}


def test_text_is_never_a_formula_and_the_same_verdicts_give_the_same_bytes():
    without_link = [verdict._replace(clean="") for verdict in verdicts()]
    opened = open_package(report(without_link))
    assert not any(cell.formula for sheet in opened.sheets for cell in sheet.cells.values())
    assert list(w17(opened)) == []
    assert report(verdicts()) == report(verdicts())


@pytest.mark.parametrize("sheet", ["Summary", "Findings"])
def test_the_printed_columns_fit_a_page(sheet):
    """127 characters of a landscape page at 80 % (book/layout.py)."""
    page = openpyxl.load_workbook(io.BytesIO(report(verdicts())))[sheet]
    last = page.print_area.split("$")[-2]
    widths = [page.column_dimensions[chr(letter)].width for letter in range(ord("A"), ord(last) + 1)]
    assert sum(widths) <= 127
    assert page.page_setup.scale == 80


def test_is_sound(validator, tmp_path):
    path = tmp_path / "report.xlsx"
    path.write_bytes(report(verdicts(), technical=True))
    done = subprocess.run([validator, str(path)], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["ok"], done.stdout[:2000]


WORDS = (
    (Finding("label", "error", "Bins", "A1", "The label was changed", "kWh", "kW"),
     "The label was changed. The file says kWh, it should be kW"),
    (Finding("reported", "error", "Results", "C8", "Setting: another one", "12 °F", "14 °F", "Ask."),
     "Setting: another one. The file says 12 °F, its inputs give 14 °F. Ask."),
    (Finding("input-range", "error", "Inputs", "D9", "COP: must be from 1 to 8", "29", "", "Give 3.4"),
     "COP: must be from 1 to 8. The file says 29. Give 3.4"),
    (Finding("sheet-missing", "error", "", "", "The sheet Bins is missing", "nothing", "Bins"),
     "The sheet Bins is missing"),
    (Finding("macro", "error", "", "", "A name runs a macro", "Auto_Open"), "A name runs a macro: Auto_Open"),
    (Finding("value", "error", "Cover", "A4", "The value was changed", "Set 12 °F", "Set 14 °F"),
     "The value was changed. The file says “Set 12 °F”, it should be “Set 14 °F”"),
)  # fmt: skip


@pytest.mark.parametrize(("finding", "words"), WORDS, ids=[finding.id for finding, _ in WORDS])
def test_a_finding_says_what_the_file_says_and_should_say(finding, words):
    assert finding.in_words == words


def test_what_shows_nothing_is_left_out_and_letters_that_join_stay():
    """Marks of format (Unicode category Cf) hide words or turn them; joiners are part of names, as of Persian."""
    assert clean("12 \u200bElm\u00ad St\u061c\U000e0041\ufeff") == "12 Elm St"
    assert clean("\u0645\u06cc\u200c\u0631") == "\u0645\u06cc\u200c\u0631"


def test_shares_are_per_cent():
    """25,300 BTU/h of capacity at 5 °F for a load of 39,000: 65 %; the rule asks for 80 %."""
    finding = RuleFinding("share", "minimum_share_at_design", False, 0.648718, 0.8, "fraction", "", "")
    judgement = Judgement(PROGRAMMES["mass_save"], False, (finding,), NOTHING_RECORDED)
    (found,) = findings_of(judgement, Units())
    assert (found.found, found.expected) == ("64.87 %", "80 %")


def test_the_cell_is_named_once():
    findings = Findings()
    findings.add("input-range", "error", "COP: must be from 1 to 8", "Inputs", "D9", "29 (Inputs!D9)")
    assert findings.all()[0].found == "29"


def test_what_matters_most_comes_first():
    findings = Findings()
    for id_, severity in (("W13", "info"), ("added", "info"), ("hidden-rows", "error"), ("version", "warning"),
                          ("reported", "error"), ("macro", "error")):  # fmt: skip
        findings.add(id_, severity, "")
    verdict = Verdict("a.xlsx", "audit", findings.all())
    order = ["macro", "reported", "hidden-rows", "version", "added"]
    assert [finding.id for finding in verdict.shown()] == order
    assert [finding.id for finding in verdict.shown(technical=True)] == [*order, "W13"]
    assert verdict.main is not None
    assert verdict.main.id == "macro"
    assert verdict_of(json.loads(json.dumps(verdict.to_json()))) == verdict
