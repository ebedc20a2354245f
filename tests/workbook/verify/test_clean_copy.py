"""Clean copies: the reviewer's own workbook from nothing but the inputs of a file, with a first sheet Review."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import tampers
import xl_dualfuel as df
from books import STAMP
from commands import dualfuel
from filling import filled
from xl_dualfuel.decisions.deciding import decide
from xl_dualfuel.errors import OutputError
from xl_dualfuel.inputs.origins import Beside, Remark
from xl_dualfuel.workbook.forms.read import case_of_workbook
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.rules import broken_rules
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.sheets.review import _PAGES
from xl_dualfuel.workbook.verify import Verdict, verify, verify_batch
from xl_dualfuel.workbook.verify.clean_copy import Copies, clean_copy, file_stem
from xl_dualfuel.workbook.verify.findings import Finding
from xl_dualfuel.workbook.verify.single_file import examine

HOUSE = {
    "design_load": 42000, "design_temperature": 5, "season_hours": 4800, "cop_47": 3.6, "cop_17": 2.4,
    "capacity_47": 36000, "capacity_17": 22000, "fuel": "natural_gas", "fuel_price": 1.6, "fuel_price_unit": "$/therm",
    "furnace_efficiency": 0.95, "electricity_price": 0.13, "existing_switchover": 35,
}  # fmt: skip
PARTIES = {"prepared_for": "J. Doe", "site": "12 Elm St", "installer": "Acme Heating"}
LATER = datetime(2026, 7, 1, tzinfo=UTC)


@cache
def audit(**inputs: Any) -> bytes:
    return workbook_bytes(df.solve(df.Case(**inputs)), STAMP)


@lru_cache(maxsize=8)
def copy_of(content: bytes, name: str = "in/house.xlsx") -> tuple[Verdict, bytes]:
    verdict, basis = examine(content, name)
    assert basis is not None
    return verdict, clean_copy(verdict, basis, LATER)


def review_of(copy: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(copy)).worksheets[0].values)


def links_of(copy: bytes) -> Mapping[str, str]:
    """What each cell of the sheet Review links to, by its text."""
    sheet = openpyxl.load_workbook(io.BytesIO(copy)).worksheets[0]
    return {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}


def slow(value: Any) -> Any:
    return pytest.param(value, marks=pytest.mark.slow)


FILES = {
    "workbook": lambda: audit(cop_47=3.3),
    "celsius": lambda: audit(temperature_unit="C", heat_unit="kW", currency="CAD", design_temperature=-15),
    "programme": lambda: audit(programme="mass_save", fuel="propane", fuel_price=2.5, fuel_price_unit="gal"),
    "client": lambda: filled(template("client"), HOUSE | PARTIES),
    "rebate": lambda: filled(template("rebate"), HOUSE | {"reported_switchover": 12, "application_number": "A-1"}),
    "decisions": lambda: workbook_bytes(df.solve(df.Case()), STAMP, decisions=decide(df.Case(), percent=2)),
}


_OFTEN = ("rebate",)


@pytest.mark.parametrize("kind", [*_OFTEN, *(slow(kind) for kind in FILES if kind not in _OFTEN)])
def test_it_is_an_own_workbook_of_the_inputs(kind):
    verdict, copy = copy_of(FILES[kind]())
    again = verify(copy)
    assert again.inputs_sha256 == verdict.inputs_sha256
    assert (again.setting, again.annual_cost) == (verdict.setting, verdict.annual_cost)
    assert broken_rules(copy) == []
    own = [finding for finding in again.findings if finding.id != "programme"]  # which the house itself does not meet
    # A page Review that somebody sends needs review: anybody can type one.
    assert [(one.id, one.sheet) for one in own if one.severity != "info"] == [("added", "Review")]
    assert review_of(copy)[0][0] == f"Review: {verdict.words}"


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, *map(slow, range(3, len(tampers.TAMPERS), 3))])
def test_a_tampered_workbook_gives_the_copy_of_its_inputs(number):
    """Whatever was done to its cells, the copy answers as the engine does for the inputs that are read."""
    content = tampers.tampered(audit(), tampers.TAMPERS[number])
    verdict, basis = examine(content, "a.xlsx")
    if basis is None:
        return
    copy = clean_copy(verdict, basis, LATER)
    assert basis.result is not None
    assert case_of_workbook(copy) == basis.result.case
    book = openpyxl.load_workbook(io.BytesIO(copy), data_only=True)
    sheet, cell = next(book.defined_names["out_setting_annual_cost"].destinations)
    assert book[sheet][cell.replace("$", "")].value == basis.result.setting.annual_cost
    assert verify(copy).words in ("Pass", "Needs review")  # a doubtful input stays doubtful


def test_the_review_says_who_what_and_where():
    rows = review_of(copy_of(FILES["rebate"]())[1])
    facts = {row[0]: row[1] for row in rows if row[0]}
    assert (facts["File"], facts["Application"], len(facts["SHA-256"])) == ("house.xlsx", "A-1", 64)
    differs = next(row for row in rows if row[0] == "differs")
    assert "the file says 12.0 °F, its inputs give" in differs[2]
    assert differs[3] == "within 0.05 °F"
    assert next(row for row in rows if row[0] == "Fail")[1] == "Results!C8"
    assert any(row[2] and "Whether the inputs are true" in str(row[2]) for row in rows if len(row) > 2)


@pytest.mark.slow
def test_links_lead_to_the_same_cell_of_the_copy():
    copy = copy_of(FILES["rebate"]())[1]
    book = openpyxl.load_workbook(io.BytesIO(copy))

    def named(name: str) -> str:
        sheet, cell = next(book.defined_names[name].destinations)
        return f"'{sheet}'!{cell.replace('$', '')}"

    links = links_of(copy)
    assert links["Results!C8"] == named("out_setting")
    assert links["Project!C15"] == named("in_site")  # which a rebate form must have
    changed = next(one for one in tampers.TAMPERS if one.ids == {"constant"})
    verdict, copy = copy_of(tampers.tampered(audit(), changed))
    place = next(one for one in verdict.findings if one.severity == "error")
    assert links_of(copy)[place.place] == f"'{place.sheet}'!{place.cell}"


@pytest.mark.slow
def test_it_is_sound(validator, tmp_path):
    path = tmp_path / "copy.xlsx"
    path.write_bytes(copy_of(FILES["rebate"]())[1])
    done = subprocess.run([validator, str(path)], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["ok"], done.stdout[:2000]


@pytest.mark.slow
def test_rules_of_the_programme_are_there_met_or_not():
    result = df.solve(df.Case(programme="mass_save", fuel="propane", fuel_price=2.5, fuel_price_unit="gal"))
    assert result.judgement is not None
    rows = review_of(copy_of(FILES["programme"]())[1])
    rules = {row[1]: row[0] for row in rows}
    words = {True: "met", False: "NOT MET", None: "cannot be judged"}
    assert all(rules[finding.rule] == words[finding.passed] for finding in result.judgement.findings)


def test_text_of_a_stranger_is_text_and_bounded():
    evil = '=HYPERLINK("http://x","y")\n' + "x" * 5000
    case = df.Case(cop_47=3.2).with_notes({}, Beside({"cop_47": Remark(evil, "", evil)}, {"site": evil}))
    copy = copy_of(workbook_bytes(df.solve(case), STAMP), f"{evil}.xlsx")[1]
    book = openpyxl.load_workbook(io.BytesIO(copy))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    strange = [cell for cell in cells if "HYPERLINK" in cell.value]
    assert strange
    assert all(cell.data_type == "s" and len(cell.value) <= 700 for cell in strange)
    assert not any(cell.hyperlink and cell.hyperlink.target for cell in cells)


@pytest.mark.slow
def test_the_review_takes_two_pages_at_most():
    findings = tuple(Finding("label", "error", "Bins", f"A{n}", "x" * 400, "y" * 160, "z" * 160) for n in range(200))
    verdict, basis = examine(audit(), "a.xlsx")
    assert basis is not None
    copy = clean_copy(verdict._replace(findings=findings), basis, LATER)
    sheet = openpyxl.load_workbook(io.BytesIO(copy)).worksheets[0]
    assert sum(row.height for row in sheet.row_dimensions.values()) <= _PAGES
    assert sum(sheet.column_dimensions[letter].width for letter in "ABCD") <= 96  # an upright page (book/layout.py)
    assert sheet.page_setup.scale == 80
    assert any(str(row[0]).startswith("… and ") for row in review_of(copy))


@pytest.mark.slow
def test_a_table_of_homes_gives_a_row_a_house():
    fields = ("design_load", "design_temperature", "season_hours", "cop_47", "cop_17", "electricity_price")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["house", *fields, "weather_file"])
    sheet.append(["Oak", *(HOUSE[key] for key in fields)])
    sheet.append(["Elm", *(HOUSE[key] for key in fields), "/etc/passwd"])
    sheet.append(["Ash", -1, *(HOUSE[key] for key in fields[1:])])
    content = io.BytesIO()
    book.save(content)
    copy = copy_of(content.getvalue())[1]
    homes = openpyxl.load_workbook(io.BytesIO(copy))["Homes"]
    rows = {row[0]: row for row in homes.iter_rows(min_row=7, values_only=True)}
    result = df.solve(df.Case(**{key: HOUSE[key] for key in fields}))
    assert rows["Oak"][2] == pytest.approx(result.setting.annual_cost, rel=1e-9)
    assert rows["Elm"][1] == rows["Ash"][1] == "Not calculated: see the sheet Review"


class TestBatch:
    def test_two_files_of_one_name_give_two_copies_that_the_json_and_the_report_name(self, tmp_path):
        for folder, cop in (("a", 3.2), ("b", 3.4)):
            (tmp_path / "in" / folder).mkdir(parents=True)
            (tmp_path / "in" / folder / "house.xlsx").write_bytes(audit(cop_47=cop))
        (tmp_path / "in" / "none.xlsx").write_bytes(b"no workbook")
        clean, report = tmp_path / "clean", tmp_path / "report.xlsx"
        options = ["--clean", clean, "--report", report, "--json", tmp_path / "j.json", "--letters", tmp_path / "l"]
        done = dualfuel("verify", tmp_path / "in", *options)
        assert done.status == 2
        data = json.loads((tmp_path / "j.json").read_text(encoding="utf-8"))
        copies = [Path(one["clean"]) for one in data["results"] if one["clean"]]
        assert sorted(clean.iterdir()) == sorted(copies)
        assert len(copies) == 2
        assert data["results"][2]["no_clean"] == "its inputs cannot be read"
        assert "No clean copy: its inputs cannot be read." in done.out
        assert done.out.splitlines()[-1] == "3 files: 2 pass, 1 unreadable"
        book = openpyxl.load_workbook(report)
        links = [cell.hyperlink.target for cell in book["Summary"]["H"] if cell.hyperlink]
        assert all((tmp_path / link).is_file() for link in links)
        assert len(links) == 2
        assert [path.suffix for path in (tmp_path / "l").iterdir()] == [".txt"]

    def test_nothing_that_is_there_is_replaced_without_force(self, tmp_path):
        (tmp_path / "house.xlsx").write_bytes(audit())
        clean = tmp_path / "clean"
        clean.mkdir()
        (clean / "mine.xlsx").write_text("mine")
        with pytest.raises(OutputError, match="holds files already"):
            verify_batch([tmp_path / "house.xlsx"], 1, clean=clean)
        with pytest.raises(OutputError, match="holds files already"):
            verify_batch([tmp_path / "house.xlsx"], 1, letters=clean)
        verify_batch([tmp_path / "house.xlsx"], 1, clean=clean, force=True)
        assert (clean / "mine.xlsx").read_text() == "mine"
        assert len(list(clean.iterdir())) == 2

    def test_copies_never_go_where_the_submissions_are(self, tmp_path):
        (tmp_path / "house.xlsx").write_bytes(audit())
        before = (tmp_path / "house.xlsx").read_bytes()
        (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
        for folder in (tmp_path, tmp_path / "link"):
            with pytest.raises(OutputError, match="holds files that this command reads"):
                verify_batch([tmp_path / "house.xlsx"], 1, clean=folder, force=True)
        assert (tmp_path / "house.xlsx").read_bytes() == before

    @pytest.mark.slow
    def test_an_interrupted_batch_keeps_its_copies(self, tmp_path):
        for number in range(3):
            (tmp_path / f"{number}.xlsx").write_bytes(audit(cop_47=3 + number / 10))
        clean, resume = tmp_path / "out" / "clean", tmp_path / "resume"

        def stop(done, _count, _verdict):
            if done == 2:
                raise KeyboardInterrupt

        files = [tmp_path / f"{number}.xlsx" for number in range(3)]
        with pytest.raises(KeyboardInterrupt):
            verify_batch(files, 1, clean=clean, resume=resume, progress=stop)
        there = {path: path.stat().st_mtime_ns for path in clean.iterdir()}
        assert len(there) == 2
        verdicts = verify_batch(files, 1, clean=clean, resume=resume)
        assert {Path(verdict.clean) for verdict in verdicts} == set(clean.iterdir())
        assert {path: path.stat().st_mtime_ns for path in there} == there

    @pytest.mark.slow
    def test_what_other_files_of_the_batch_say_is_in_the_copy(self, tmp_path):
        for name in ("a", "b"):
            (tmp_path / f"{name}.xlsx").write_bytes(audit())
        verdicts = verify_batch([tmp_path / "a.xlsx", tmp_path / "b.xlsx"], 1, clean=tmp_path / "clean")
        for verdict, other in zip(verdicts, ("b.xlsx", "a.xlsx"), strict=True):
            rows = review_of(Path(verdict.clean).read_bytes())
            assert any("is the same file as" in str(row[2]) and other in str(row[2]) for row in rows if len(row) > 2)

    def test_a_copy_that_cannot_be_written_ends_the_batch(self, tmp_path):
        (tmp_path / "a.xlsx").write_bytes(audit())
        copies = Copies(tmp_path / "a.xlsx" / "none", LATER)
        with pytest.raises(OutputError):
            copies.verify(audit(), "a.xlsx", lambda _: ())


@pytest.mark.parametrize(
    ("name", "stem"),
    [("in/a b.xlsx", "a-b"), ("C:\\x\\häuser.xlsx", "häuser"), ("..xlsx", "file"), ("=1+1|cmd.xlsx", "1+1-cmd"),
     (f"{'x' * 200}.xlsx", "x" * 32)],
)  # fmt: skip
def test_names_of_copies_are_safe(name, stem):
    assert file_stem(name, "0123456789abcdef") == f"{stem}-0123456789"
