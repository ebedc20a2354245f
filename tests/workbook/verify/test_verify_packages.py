"""Packages of strangers: active content under any name, double readings, what is not on the list, honest habits."""

from __future__ import annotations

import io
import zipfile

import pytest

import packages
import resaves
from books import parts_of
from plain import audit, form
from support import one_in
from xl_dualfuel.errors import InputError
from xl_dualfuel.workbook.forms.read import case_of_workbook
from xl_dualfuel.workbook.reader import active, open_package
from xl_dualfuel.workbook.reader.dates import codes
from xl_dualfuel.workbook.reader.own_functions import bare_calls
from xl_dualfuel.workbook.reader.refusal import ReadDifferentlyError
from xl_dualfuel.workbook.verify import batch, identical, verify
from xl_dualfuel.workbook.verify.findings import FAIL, NEEDS_REVIEW, PASS, UNREADABLE
from xl_dualfuel.workbook.verify.time_limit import limited


@pytest.mark.parametrize("kind", one_in(5, packages.CORPUS), ids=lambda kind: kind.name)
def test_each_kind_is_told_on_a_form(kind):
    verdict = verify(kind.made(form()))
    told = {(finding.id, finding.severity) for finding in verdict.findings}
    assert (kind.id, kind.severity) in told, told
    assert verdict.words == (FAIL if kind.severity == "error" else NEEDS_REVIEW)


def test_a_form_as_it_is_passes():
    assert verify(form()).words == PASS


@pytest.mark.parametrize("kind", packages.CORPUS, ids=lambda kind: kind.name)
def test_each_kind_is_told_as_a_form_is_read(kind):
    told_as_it_is_read(kind, form())


@pytest.mark.parametrize("kind", one_in(len(packages.CORPUS), packages.CORPUS), ids=lambda kind: kind.name)
def test_each_kind_is_told_in_a_workbook(kind):
    told_as_it_is_read(kind, audit())


def told_as_it_is_read(kind, package):
    """The closer look at the sheets that follows takes longer, and has tests of its own."""
    changed = kind.made(package)
    if kind.id == "two-readings":
        with pytest.raises(ReadDifferentlyError):
            open_package(changed)
    else:
        opened = open_package(changed)
        told = {(remark.id, remark.severity) for remark in opened.remarks}
        outside = {("external-link", "error") for link in opened.relationships if link.external}
        assert ((kind.id, kind.severity) in told | outside) or any(remark.linked for remark in opened.remarks)


def test_what_is_read_twice_is_not_run_either():
    """A case from such a file would be that of some programs only."""
    with pytest.raises(InputError, match="programs read it differently"):
        case_of_workbook(packages.TWICE[-1].made(form()))


class TestHonest:
    """Habits of other programs, of which nothing above a remark is said."""

    def told(self, parts):
        return [str(one) for one in verify(packages.tampers.packed(parts)).findings if one.severity != "info"]

    def test_a_control_that_fills_no_cell_and_a_picture(self):
        parts = packages.tampers.parts_of(form())
        packages.control("")(parts)
        packages.image(b"\x89PNG\r\n\x1a\n" + bytes(50))(parts)
        assert self.told(parts) == []

    def test_unused_content_types_are_not_active(self):
        parts = packages.tampers.parts_of(form())
        packages.swap(
            packages.TYPES, "<Override", '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.'
            'macroEnabled.main"/><Override',
        )(parts)  # fmt: skip
        assert self.told(parts) == []

    def test_backslashes_and_streams(self):
        """Names with backslashes; sizes after the parts, as programs write that cannot go back."""

        class Stream(io.RawIOBase):
            def __init__(self) -> None:
                self.content = b""

            def writable(self) -> bool:
                return True

            def write(self, data) -> int:
                self.content += bytes(data)
                return len(data)

        stream = Stream()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts_of(form()).items():
                archive.writestr(zipfile.ZipInfo(name), content)
        assert verify(stream.content).words == PASS
        changed = form()
        for name in parts_of(form()):
            changed = changed.replace(name.encode(), name.replace("/", "\\").encode())
        assert open_package(changed).sheets[0].cells == open_package(form()).sheets[0].cells

    def test_large_sizes(self):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, content in parts_of(form()).items():
                with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as file:
                    file.write(content)
        assert verify(made.getvalue()).words == PASS

    def test_wrong_dimensions_and_cells_that_nobody_needs(self):
        parts = packages.tampers.parts_of(form())
        name = packages.sheet(parts)
        packages.swap(name, '<dimension ref="[^"]*"', '<dimension ref="ZZ9"')(parts)
        packages.swap(name, "</sheetData>", '<row r="9999"><c r="A9999"><v>NaN</v></c><c r="B9999" t="s"><v/></c></row>'
                      "</sheetData>")(parts)  # fmt: skip
        assert self.told(parts) == []


def test_bytes_that_are_no_part_of_a_workbook():
    assert active.by_bytes(b"plain text") is None
    assert active.by_bytes(b"PK\x03\x04 cut") is active.MACRO
    assert active.by_bytes(packages.OLE + "WordDocument".encode("utf-16-le")) == active.DOCUMENT


class TestSavedAgain:
    """The parts of honest workbooks that other programs saved: no remark, no second reading, the same inputs."""

    @pytest.mark.parametrize("program", one_in(len(resaves.PROGRAMS), resaves.PROGRAMS))
    def test_no_remark(self, program, tmp_path):
        both = (audit(), form())
        for package, again in zip(both, resaves.saved_again(program, both, tmp_path), strict=True):
            assert again is not None
            before, after = open_package(package), open_package(again)
            assert after.remarks == ()
            assert [sheet.title for sheet in after.sheets] == [sheet.title for sheet in before.sheets]


class TestTime:
    def test_no_file_takes_longer_than_it_may(self, monkeypatch, tmp_path):
        """A tenth of a second stands in for the minute."""

        def endless(*_):
            while True:
                pass

        monkeypatch.setattr(batch, "verify", endless)
        monkeypatch.setattr(batch, "limited", lambda: limited(0.1))
        (tmp_path / "a.xlsx").write_bytes(b"x")
        verdict = batch.verify_file(tmp_path / "a.xlsx")
        assert verdict.words == UNREADABLE
        assert "seconds to check" in verdict.findings[0].what

    def test_patterns_take_time_in_proportion(self):
        """With the square of it they would take minutes, and the limit ends them."""
        opened = b'<c r="A1" s="8"><t ' * 200_000
        with limited(5):
            assert identical._CELL.search(opened) is None
            assert codes("[" * 200_000) == "[" * 200_000
            assert bare_calls("_xldudf_DF_" * 20_000) == "_xldudf_DF_" * 20_000
