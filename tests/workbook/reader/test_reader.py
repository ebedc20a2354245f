"""The reading of workbooks of strangers: what is found, and what is refused."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from datetime import UTC, datetime
from functools import cache

import openpyxl
import pytest
from openpyxl.chart import LineChart
from openpyxl.chart import Reference as ChartData

import xl_dualfuel as df
from xl_dualfuel.errors import InputError
from xl_dualfuel.workbook.reader import (
    Opened,
    charts,
    formula,
    open_package,
    settings,
    worksheet,
    xmlread,
)
from xl_dualfuel.workbook.reader import package as container
from xl_dualfuel.workbook.reader import parts as relations
from xl_dualfuel.workbook.reader.addresses import Area, area, letters, number, split
from xl_dualfuel.workbook.reader.formula import Formula
from xl_dualfuel.workbook.reader.package import MAX_PART, MAX_PARTS
from xl_dualfuel.workbook.reader.records import Columns, Pane
from xl_dualfuel.workbook.reader.refusal import ReadDifferentlyError
from xl_dualfuel.workbook.rules import RULES
from xl_dualfuel.workbook.sheets.build import workbook_bytes

STAMP = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


@cache
def worked_example() -> bytes:
    """The workbook of the worked example."""
    return workbook_bytes(df.solve(df.Case()), STAMP)


def parts_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], time: tuple[int, ...] = (1980, 1, 1, 0, 0, 0), method: int = 8) -> bytes:
    """A package of parts, as the program writes one."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, time), content, method)
    return made.getvalue()


@cache
def small() -> bytes:
    """A workbook of one empty sheet."""
    saved = io.BytesIO()
    openpyxl.Workbook().save(saved)
    return saved.getvalue()


def with_sheet(inside: str, **more: str) -> bytes:
    """A workbook whose sheet holds this; more: other parts, by the end of their name."""
    parts = parts_of(small())
    parts[SHEET] = f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'.encode()
    for end, text in more.items():
        parts[next(name for name in parts if name.endswith(f"{end}.xml"))] = text.encode()
    return packed(parts, method=0)


def with_rows(rows: str) -> bytes:
    return with_sheet(f"<sheetData>{rows}</sheetData>")


def refusal(package: bytes) -> str:
    """The message of the one issue with which a file is refused."""
    with pytest.raises(InputError) as caught:
        open_package(package)
    assert [issue.key for issue in caught.value.issues] == ["workbook"]
    message = str(caught.value)
    assert "\n" not in message
    assert "must be an .xlsx workbook" in message
    return message


@cache
def example() -> Opened:
    return open_package(worked_example())


class TestWhatIsFound:
    def test_every_cell_as_openpyxl_has_it(self):
        """Formulas and stored values of two readers agree, cell by cell."""
        for values in (False, True):
            book = openpyxl.load_workbook(io.BytesIO(worked_example()), data_only=values)
            assert [sheet.title for sheet in example().sheets] == book.sheetnames
            for sheet in book:
                found = example().by_title[sheet.title].cells
                for row in sheet.iter_rows():
                    for cell in row:
                        ours = found.get(cell.coordinate)
                        if ours is None:
                            assert cell.value is None
                        elif values:
                            # Text that is "" is no value to the other reader.
                            assert (ours.value or None) == (cell.value or None), (sheet.title, cell.coordinate)
                        elif ours.formula is not None:
                            assert cell.value == f"={ours.formula}"

    def test_kinds_of_cells(self):
        rich = "<r><t>ri</t></r><r><t>ch</t></r><rPh><t>x</t></rPh>"
        strings = f'<sst xmlns="{MAIN}"><si><t>plain</t></si><si>{rich}</si></sst>'
        rows = (
            '<row r="2"><c r="A2"><v>1.5</v></c><c r="B2" t="b"><v>1</v></c><c r="C2" t="e"><v>#N/A</v></c>'
            '<c r="D2" t="inlineStr"><is><t>a_x000D_b</t></is></c><c r="E2" t="str"><f>""</f><v></v></c>'
            '<c r="F2"><f>1+1</f></c><c r="G2"/><c r="H2" t="inlineStr"><is><r><t>x</t></r><r><t>y</t></r>'
            '<rPh sb="0" eb="1"><t>no</t></rPh></is></c><c t="d"><v>2026-01-02</v></c></row>'
        )
        found = open_package(with_rows(rows)).sheets[0].cells
        assert {where: cell[:3] for where, cell in found.items()} == {
            "A2": (None, 1.5, "n"),
            "B2": (None, True, "b"),
            "C2": (None, "#N/A", "e"),
            "D2": (None, "a\rb", "inlineStr"),
            "E2": ('""', "", "str"),
            "F2": ("1+1", None, "n"),
            "G2": (None, None, "n"),
            "H2": (None, "xy", "inlineStr"),
            "I2": (None, "2026-01-02", "str"),
        }
        parts = parts_of(with_rows('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'))
        parts["xl/sharedStrings.xml"] = strings.encode()
        links = parts["xl/_rels/workbook.xml.rels"]
        if b"sharedStrings" not in links:
            link = b'<Relationship Type="x/sharedStrings" Target="sharedStrings.xml" Id="rId77"/></Relationships>'
            parts["xl/_rels/workbook.xml.rels"] = links.replace(b"</Relationships>", link)
        assert [cell.value for cell in open_package(packed(parts)).sheets[0].cells.values()] == ["plain", "rich"]

    def test_prefixed_names_and_the_strict_namespace(self):
        for space in (MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"):
            parts = parts_of(small())
            parts[SHEET] = (
                f'<x:worksheet xmlns:x="{space}"><x:sheetData><x:row r="1"><x:c r="A1"><x:f>1+0</x:f><x:v>1</x:v></x:c>'
                f'<other xmlns="other" r="B1"/></x:row></x:sheetData></x:worksheet>'
            ).encode()
            assert open_package(packed(parts)).sheets[0].cells == {"A1": ("1+0", 1.0, "n", 0)}

    def test_settings_of_a_sheet(self):
        package = with_sheet(
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView><pane xSplit="1" ySplit="8" '
            'state="frozen"/></sheetView></sheetViews><sheetFormatPr zeroHeight="1"/><cols><col min="2" max="3" '
            'width="9" hidden="1"/></cols><sheetData><row r="4" ht="30" hidden="1"/></sheetData><sheetProtection '
            'sheet="1" password="CAFE"/><mergeCells><mergeCell ref="A1:B2"/></mergeCells><conditionalFormatting '
            'sqref="A1:A9 C1">'
            '<cfRule type="expression"><formula>A1&gt;0</formula></cfRule></conditionalFormatting><dataValidations>'
            '<dataValidation sqref="D7" type="decimal" prompt="p" showInputMessage="1" error="e" showErrorMessage="1">'
            "<formula1>0</formula1><formula2>1</formula2></dataValidation></dataValidations><hyperlinks><hyperlink "
            'ref="A1" location="\'B\'!A1"/></hyperlinks><pageSetup orientation="landscape" fitToWidth="1" '
            'fitToHeight="0"/><headerFooter><oddFooter>&amp;A</oddFooter></headerFooter><oleObjects/>'
        )
        sheet = open_package(package).sheets[0]
        assert sheet.pane == Pane(8, 1, True)
        assert sheet.columns == (Columns(2, 3, 9.0, True),)
        assert (sheet.row_heights, sheet.hidden_rows, sheet.rows_hidden_by_default) == ({4: 30.0}, {4}, True)
        assert sheet.protection == {"sheet": "1", "password": "CAFE"}
        assert sheet.merged == ("A1:B2",)
        (condition,) = sheet.conditions
        assert condition[:4] == (("A1:A9", "C1"), "expression", ("A1>0",), None)
        (rule,) = sheet.validations
        assert (rule.ranges, rule.kind, rule.operator, rule.formula1, rule.formula2) == (
            ("D7",), "decimal", "between", "0", "1",
        )  # fmt: skip
        assert (rule.prompt, rule.shows_prompt, rule.error, rule.shows_error) == ("p", True, "e", True)
        assert sheet.hyperlinks == (("A1", "'B'!A1", "", ""),)
        assert sheet.print[:5] == ("landscape", True, 1, 0, 100)
        assert "oleObjects" in sheet.elements

    def test_rules_of_the_newer_kind(self):
        """Excel 2010 keeps validations and conditions that read other sheets in an extension."""
        package = with_sheet(
            '<sheetData/><extLst xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
            'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list" '
            'prompt="p"><x14:formula1><xm:f>B!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>D1 D2</xm:sqref>'
            '</x14:dataValidation><x14:conditionalFormatting><x14:cfRule type="expression"><xm:f>B!A1=1</xm:f>'
            "</x14:cfRule><xm:sqref>E1:E9</xm:sqref></x14:conditionalFormatting></extLst>"
        )
        sheet = open_package(package).sheets[0]
        assert [(rule.ranges, rule.formula1) for rule in sheet.validations] == [(("D1", "D2"), "B!$A$1:$A$3")]
        assert [rule[:3] for rule in sheet.conditions] == [(("E1:E9",), "expression", ("B!A1=1",))]

    def test_names_styles_charts_and_properties(self):
        book = openpyxl.Workbook()
        sheet = book.active
        for row in range(1, 4):
            sheet.cell(row, 1, row)
        chart = LineChart()
        chart.add_data(ChartData(sheet, min_col=1, min_row=1, max_row=3))
        sheet.add_chart(chart, "C3")
        sheet.print_title_rows = "1:2"
        sheet["A1"].number_format = "0.000"
        sheet["A2"].protection = openpyxl.styles.Protection(locked=False)
        book.properties.created = book.properties.modified = STAMP.replace(tzinfo=None)
        hidden = book.create_sheet("B's")
        hidden.sheet_state = "veryHidden"
        saved = io.BytesIO()
        book.save(saved)
        found = open_package(saved.getvalue())
        assert [(one.title, one.state) for one in found.sheets] == [("Sheet", "visible"), ("B's", "veryHidden")]
        assert found.sheets[0].print.titles == "'Sheet'!$1:$2"
        assert found.style(found.sheets[0].cells["A1"]).number_format == "0.000"
        assert found.style(found.sheets[0].cells["A2"]).locked is False
        (drawn,) = found.charts
        assert (drawn.sheet, drawn.kinds, drawn.series) == ("Sheet", ("lineChart",), 1)
        assert [(one.role, one.formula, one.cached) for one in drawn.references] == [
            ("val", "'Sheet'!$A$1:$A$3", False)
        ]
        assert found.created == "2026-01-02T03:04:05Z"
        assert found.calculates_on_load
        parts = parts_of(saved.getvalue())
        parts["xl/workbook.xml"] = re.sub(rb"<calcPr.*?/>", b"", parts["xl/workbook.xml"])
        assert not open_package(packed(parts)).calculates_on_load

    def test_the_worked_example(self):
        found = example()
        assert found.calculates_on_load
        assert found.by_name["in_cop_47"].formula.startswith("Inputs!$D$")
        assert found.parts["xl/workbook.xml"].time == (1980, 1, 1, 0, 0, 0)
        assert all(link.part in found.parts for link in found.relationships)
        for chart in found.charts:
            assert chart.sheet in ("Summary", "Charts")
            for reference in chart.references:
                assert reference.cached
                assert max(reference.points, default=0) < reference.stated

    def test_libreoffice_saves_what_we_read(self, recalculated):
        """Another program's way to write the same workbook: shared strings, other order of parts."""
        (saved,) = recalculated([worked_example()])
        for sheet in example().sheets:
            found = open_package(saved).by_title[sheet.title].cells
            for where, cell in sheet.cells.items():
                if cell.formula is not None:
                    assert found[where].formula == cell.formula, (sheet.title, where)
                if isinstance(cell.value, float):
                    assert found[where].value == pytest.approx(cell.value, rel=1e-9, abs=1e-12), (sheet.title, where)
                elif cell.value:
                    assert found[where].value == cell.value, (sheet.title, where)


class TestSharedFormulas:
    def test_they_are_written_out(self):
        rows = (
            '<row r="1"><c r="B1"><f t="shared" ref="B1:C3" si="0">A1*$A$1+SUM(A$1:$A1)</f></c>'
            '<c r="C1"><f t="shared" si="0"/></c></row>'
            '<row r="3"><c r="B3"><f t="shared" si="0"/></c><c r="C3"><f t="shared" si="0"/></c></row>'
        )
        found = open_package(with_rows(rows)).sheets[0].cells
        assert {where: cell.formula for where, cell in found.items()} == {
            "B1": "A1*$A$1+SUM(A$1:$A1)",
            "C1": "B1*$A$1+SUM(B$1:$A1)",
            "B3": "A3*$A$1+SUM(A$1:$A3)",
            "C3": "B3*$A$1+SUM(B$1:$A3)",
        }

    @pytest.mark.parametrize(
        ("text", "rows", "columns", "moved"),
        [
            ("A1", 2, 1, "B3"),
            ("$A1", 2, 1, "$A3"),
            ("A$1", 2, 1, "B$1"),
            ('"A1 ""B2"""&A1', 1, 1, '"A1 ""B2"""&B2'),
            ("Bins!A1+'A1 it''s'!B2", 1, 0, "Bins!A2+'A1 it''s'!B3"),
            ("LOG10(A1)+in_cop_47+COP_A1", 1, 0, "LOG10(A2)+in_cop_47+COP_A1"),
            ("A1:B$2", 1, 1, "B2:C$2"),
            ("SUM(A:B,1:2)", 1, 1, "SUM(B:C,2:3)"),
            ("SUM($A:B,$1:2)", 1, 1, "SUM($A:C,$1:3)"),
            ("A1", -1, 0, "#REF!"),
            ("A1+B2", 0, -1, "#REF!+A2"),
            ("XFD1", 0, 1, "#REF!"),
            ("A1048576", 1, 0, "#REF!"),
            ("1E5+A1+1.5", 1, 0, "1E5+A2+1.5"),
            ("INDEX(A1:A9,2)", 1, 0, "INDEX(A2:A10,2)"),
            ("Z1", 0, 1, "AA1"),
            ("[1]Bins!A1", 1, 0, "[1]Bins!A2"),
            ("out_a1", 1, 1, "out_a1"),
            ("A1#", 1, 0, "A2#"),
            ("#N/A+A1", 1, 0, "#N/A+A2"),
        ],
    )
    def test_copies(self, text, rows, columns, moved):
        assert Formula(text).moved(rows, columns) == moved

    def test_a_cell_that_shares_nothing_is_refused(self):
        assert "shares a formula" in refusal(with_rows('<row r="1"><c r="A1"><f t="shared" si="3"/></c></row>'))

    def test_they_cannot_grow_without_bound(self, monkeypatch):
        monkeypatch.setattr(worksheet.Budget, "__init__", lambda self: self.__dict__.update(cells=99, expanded=10_000))
        first = f'<row r="1"><c r="A1"><f t="shared" si="0">{"B1+" * 2000}B1</f></c></row>'
        more = "".join(f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/></c></row>' for row in range(2, 5))
        assert "shared formulas" in refusal(with_rows(first + more))


class TestFormulas:
    def test_tokens_are_the_text(self):
        for sheet in example().sheets:
            for group in sheet.groups:
                assert "".join(text for _, text in group.formula.tokens) == group.formula.text

    @pytest.mark.parametrize("text", ['"', "'", "[", "'a'!", "((", "$A$", "a.b.", "A1:", "1e", "#", "\\", "é1", ""])
    def test_any_text_is_taken(self, text):
        found = Formula(text)
        assert "".join(piece for _, piece in found.tokens) == text
        assert len(found.names | found.functions) + len(found.spans) + found.depth_of_if <= 2

    def test_facts(self):
        found = Formula("IF(out_a>1,IF(Bins!A$1=0,'It''s'!B2:C3,0),LOOKUP(TRUE,$D:$E))")
        assert found.depth_of_if == 2
        assert found.functions == {"IF", "LOOKUP"}
        assert found.names == {"out_a"}
        assert [(span.sheet, span.area) for span in found.spans] == [
            ("Bins", Area(1, 1, 1, 1)),
            ("It's", Area(2, 2, 3, 3)),
            ("", Area(1, 4, 1048576, 5)),
        ]

    def test_runs_of_copies(self):
        cells = "".join(
            f'<row r="{row}"><c r="A{row}"><f>B{row}+$C$1+{0 if row == 4 else 1}</f></c></row>' for row in range(1, 8)
        )
        sheet = open_package(with_rows(cells)).sheets[0]
        assert [(group.first, group.last) for group in sheet.groups] == [(1, 3), (4, 4), (5, 7)]
        assert sheet.run_at(6, 1) is sheet.groups[2]
        assert sheet.run_at(8, 1) is None
        assert sheet.run_at(1, 2) is None

    def test_too_many_that_differ_are_refused(self, monkeypatch):
        monkeypatch.setattr(formula, "MAX_DIFFERENT", 10)
        copies = "".join(f'<row r="{row}"><c r="A{row}"><f>B{row}+1</f></c></row>' for row in range(1, 100))
        assert len(open_package(with_rows(copies)).sheets[0].groups) == 1
        others = "".join(f'<row r="{row}"><c r="A{row}"><f>1+{row}</f></c></row>' for row in range(1, 9))
        with pytest.raises(InputError, match="too many formulas"):
            _ = open_package(with_rows(others)).sheets[0].groups

    def test_addresses(self):
        assert [number(text) for text in ("A", "Z", "AA", "XFD", "XFE", "ZZZZ", "a", "")] == [
            1,
            26,
            27,
            16384,
            0,
            0,
            0,
            0,
        ]
        assert [letters(column) for column in (1, 26, 27, 702, 703, 16384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
        assert [split(text) for text in ("C5", "A0", "A1048577", "5C")] == [(5, 3), (0, 0), (0, 0), (0, 0)]
        assert area("$C$5:A2") == Area(2, 1, 5, 3)
        assert area("A1:") is None


class TestRefusals:
    def test_no_workbook(self):
        assert "not an Excel workbook" in refusal(b"")
        assert "not an Excel workbook" in refusal(b"col1,col2\n")
        assert "not an Excel workbook" in refusal(packed({"a.txt": b"text"}))
        assert "not an Excel workbook" in refusal(packed({"[Content_Types].xml": b"<Types/>"}))
        assert "encrypted" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))

    def test_a_binary_workbook(self):
        parts = parts_of(small())
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/workbook.bin")
        parts["xl/workbook.bin"] = b""
        assert "xlsb" in refusal(packed(parts))

    @pytest.mark.parametrize("length", [30, 100, 1000, -1, -21, -22, -23, -400])
    def test_a_cut_file(self, length):
        assert "damaged or incomplete" in refusal(worked_example()[:length])

    def test_a_damaged_part(self):
        package = bytearray(packed(parts_of(small()), method=0))
        place = bytes(package).index(b"<worksheet")
        package[place + 20] ^= 1
        assert "damaged" in refusal(bytes(package))

    def test_a_part_that_unpacks_to_more_than_it_states(self):
        """The size in the directory is 10; what is there is longer."""
        package = bytearray(packed({"a.xml": b" " * 5000}))
        directory = package.rindex(b"PK\x01\x02")
        struct.pack_into("<L", package, directory + 24, 10)
        assert "another name or size" in refusal(bytes(package))

    def test_bombs(self):
        assert "times its size" in refusal(packed({**parts_of(small()), "xl/big.xml": bytes(8 * 2**20)}))
        stated = bytearray(packed({"a.xml": b"x"}))
        directory = stated.rindex(b"PK\x01\x02")
        struct.pack_into("<L", stated, directory + 24, MAX_PART + 1)
        struct.pack_into("<L", stated, directory + 20, MAX_PART)
        assert "more than 64 MB" in refusal(bytes(stated))
        many = bytearray(packed({f"{name}.xml": b"x" for name in "abc"}))
        for found in re.finditer(b"PK\x01\x02", bytes(many)):
            struct.pack_into("<L", many, found.start() + 24, 60 * 2**20)
        assert "more than 128 MB" in refusal(bytes(many))

    def test_too_many_parts(self):
        parts = parts_of(small()) | {f"xl/{number}.xml": b"" for number in range(MAX_PARTS)}
        assert "more than 400 parts" in refusal(packed(parts))

    @pytest.mark.parametrize(
        "name", ["../evil.xml", "/etc/passwd", "xl/../../x", "xl\\..\\..\\x.xml", "C:/x.xml", "a//b", "x\0y"]
    )
    def test_names_that_lead_out(self, name):
        package = packed({**parts_of(small()), name.replace("\0", "~"): b""})
        assert "leads out" in refusal(package.replace(b"x~y", b"x\0y"))

    def test_names_that_are_there_twice(self):
        for twin in ("xl/Workbook.xml", "xl/workbook.xml"):
            package = packed({**parts_of(small()), twin.replace("k.", "~."): b""})
            assert "twice" in refusal(package.replace(twin.replace("k.", "~.").encode(), twin.encode()))

    def test_encrypted_parts_and_strange_methods(self):
        package = bytearray(small())
        for found in re.finditer(b"PK\x01\x02", bytes(package)):
            package[found.start() + 8] |= 1
        assert "encrypted" in refusal(bytes(package))
        assert "packed in a way" in refusal(packed(parts_of(small()), method=zipfile.ZIP_LZMA))

    def test_document_types_and_entities(self):
        for doctype in ('<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "http://example.com/x.dtd">'):
            parts = parts_of(small())
            for part in (SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "docProps/core.xml"):
                changed = parts | {part: doctype.encode() + re.sub(rb"^<\?xml.*?\?>", b"", parts[part])}
                assert "document type" in refusal(packed(changed))

    def test_malformed_xml(self):
        parts = parts_of(small())
        for part in (SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"):
            for content in (b"", b"<a>", b"<a></b>", b"\xff\xfe", b"<a>&b;</a>", parts[part] + b"<more/>"):
                assert "the file is damaged" in refusal(packed(parts | {part: content}))
        assert "Unicode" in refusal(packed(parts | {SHEET: b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>'}))

    def test_utf_16_is_read(self):
        parts = parts_of(with_rows('<row r="1"><c r="A1" t="inlineStr"><is><t>°F</t></is></c></row>'))
        parts[SHEET] = parts[SHEET].decode().encode("utf-16")
        assert open_package(packed(parts)).sheets[0].cells["A1"].value == "°F"

    def test_sheets_that_are_missing(self):
        parts = parts_of(small())
        del parts[SHEET]
        assert "missing" in refusal(packed(parts))

    @pytest.mark.parametrize(
        "rows",
        [
            '<row r="0"/>',
            '<row r="1048577"/>',
            '<row r="x"/>',
            '<row r="-1"/>',
            '<row r="1"><row r="2"/></row>',
            '<c r="A1"/>',
            '<row r="1"><c r="A1"><c r="B1"/></c></row>',
            '<row r="1"><c r="A1" t="z"/></row>',
            '<row r="1"><c r="A1" s="-1"/></row>',
            '<row r="1"><c r="A1" s="x"/></row>',
            '<row r="1"><c r="A1"><f>1<v>2</v></f></c></row>',
            '<row r="1"><c r="A1"><f>1<x/></f></c></row>',
            '<row r="1"><f>1</f></row>',
        ],
    )
    def test_rows_and_cells_that_are_none(self, rows):
        assert SHEET in refusal(with_rows(rows))

    @pytest.mark.parametrize(
        ("rows", "what"),
        [
            ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>', "cell A1 is there twice"),
            ('<row r="1"/><row r="1"/>', "row 1 is there twice"),
            ('<row r="2"><c r="B2"/><c r="A2"/></row>', "cell A2 comes after B2"),
            ('<row r="2"/><row r="1"/>', "row 1 comes after row 2"),
            ('<row r="1"><c r="A2"/></row>', "a cell of row 1 belongs to another row"),
            ('<row r="1"><c r="XFE1"/></row>', "a cell of row 1 belongs to another row"),
            ('<row r="1"><c r="a1"/></row>', "a cell of row 1 belongs to another row"),
            ('<row r="1"><c r="A1"><f>1</f><f>2</f></c></row>', "cell A1 has two formulas"),
            ('<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>', "cell A1 has two values"),
            ('<row r="1"><c r="A1"><v>1</v><is><t>2</t></is></c></row>', "cell A1 has a value and another text"),
        ],
    )
    def test_cells_with_two_readings(self, rows, what):
        assert what in refusal(with_rows(rows))
        with pytest.raises(ReadDifferentlyError):
            open_package(with_rows(rows))

    @pytest.mark.parametrize("stored", ["1_0", "nan", "1e999", "１", "one"])
    def test_a_number_that_is_none_is_an_error_in_its_cell(self, stored):
        rows = f'<row r="1"><c r="A1"><v>{stored}</v></c><c r="B1"><v>2</v></c></row>'
        assert open_package(with_rows(rows)).sheets[0].cells == {"A1": (None, stored, "e", 0), "B1": (None, 2, "n", 0)}

    def test_cells_as_other_programs_write_them(self):
        rows = (
            '<row r="1" ht="tall"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v/></c><c r="C1" t="b"><v></v></c>'
            '<c r="D1" t="inlineStr"><v>x</v></c><c r="E1" t="s"><v>-1</v></c>'
            '<c r="F1" t="inlineStr"><is><t>x</t></is><v>x</v></c></row>'
        )
        cells = open_package(with_rows(rows)).sheets[0].cells
        assert [cell.value for cell in cells.values()] == ["0", None, None, "x", "-1", "x"]
        assert [cell.kind for cell in cells.values()] == ["e", "s", "b", "inlineStr", "e", "inlineStr"]

    def test_sheets_of_one_name(self):
        parts = parts_of(small())
        sheet = re.search(rb"<sheet .*?/>", parts["xl/workbook.xml"])[0]
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(sheet, sheet + sheet)
        assert "one name" in refusal(packed(parts))

    def test_names_without_end(self):
        names = "".join(f'<definedName name="n{number}">Sheet!$A$1</definedName>' for number in range(5001))
        parts = parts_of(small())
        for inside in (names, f'<definedName name="a">{"1+" * 5000}1</definedName>'):
            book = re.sub(rb"<definedNames ?/>", b"", parts["xl/workbook.xml"])
            made = f"<definedNames>{inside}</definedNames></workbook>".encode()
            assert "defined names" in refusal(packed(parts | {"xl/workbook.xml": book.replace(b"</workbook>", made)}))


class TestBounds:
    """Files that are large in one way or another end soon, and with a refusal."""

    def test_a_million_rows(self):
        rows = "".join(f'<row r="{row}"><c r="A{row}"/></row>' for row in range(1, 520_000))
        assert "500,000 cells" in refusal(with_rows(rows))

    def test_cells_of_all_sheets_count(self, monkeypatch):
        monkeypatch.setattr(worksheet.Budget, "__init__", lambda self: self.__dict__.update(cells=3, expanded=9))
        assert "cells" in refusal(with_rows('<row r="1"><c/><c/><c/><c/></row>'))

    def test_nesting(self):
        deep = "<a>" * 100_000
        assert "too many elements" in refusal(with_sheet(deep))
        assert "too many elements" in refusal(with_rows(f'<row r="1"><c r="A1" t="inlineStr">{"<is>" * 100_000}'))
        parts = parts_of(small())
        for part in ("xl/workbook.xml", "xl/styles.xml", "docProps/core.xml"):
            assert "too many elements" in refusal(packed(parts | {part: deep.encode()}))

    def test_settings(self, monkeypatch):
        monkeypatch.setattr(settings, "MAX_ITEMS", 100)
        for one in ('<mergeCell ref="A1:B2"/>', '<col min="1" max="1"/>', '<hyperlink ref="A1"/>', "<cfRule/>"):
            assert "too many elements" in refusal(with_sheet(one * 101))
        ranges = "A1 " * 100_000
        assert "too many elements" in refusal(with_sheet(f'<dataValidation sqref="{ranges}"/>'))

    def test_trees(self, monkeypatch):
        monkeypatch.setattr(xmlread, "MAX_NODES", 5)
        assert "too many elements" in refusal(small())
        monkeypatch.setattr(xmlread, "MAX_TREE", 100)
        assert "larger than" in refusal(small())

    def test_charts(self, monkeypatch):
        monkeypatch.setattr(charts.ChartRoom, "__init__", lambda self: self.__dict__.update(points=5, references=99))
        assert "too many points" in refusal(worked_example())
        monkeypatch.setattr(charts.ChartRoom, "__init__", lambda self: self.__dict__.update(points=9999, references=1))
        assert "too many series" in refusal(worked_example())
        parts = parts_of(worked_example())
        assert "too many elements" in refusal(packed(parts | {"xl/charts/chart1.xml": b"<c>" * 1000}))

    def test_links_strings_and_sizes(self, monkeypatch):
        link = f'<hyperlink ref="A1" location="{"A" * 9000}"/>'
        assert "link of it is too long" in refusal(with_sheet(link))
        monkeypatch.setattr(relations, "MAX_LINKS", 2)
        assert "too many elements" in refusal(small())
        monkeypatch.setattr(container, "MAX_TOTAL", 1000)
        assert "larger than" in refusal(small())

    def test_the_way_of_packing_for_huge_files(self):
        """APPNOTE.TXT 4.3.14 to 4.3.16: the end, and a record before it that holds larger numbers."""
        package = small()
        end = package.rindex(b"PK\x05\x06")
        _, _, _, _, count, length, start, _ = struct.unpack("<4s4H2LH", package[end:])
        record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, start)
        locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
        full = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        assert open_package(package[:end] + record + locator + full).parts == open_package(package).parts
        other = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, length - 1, start, 0)
        assert "two ends" in refusal(package[:end] + record + locator + other)

    def test_long_formulas(self):
        assert "8,192 characters" in refusal(with_rows(f'<row r="1"><c r="A1"><f>{"1" * 8193}</f></c></row>'))

    @pytest.mark.slow
    def test_the_largest_case_is_read(self):
        """2,000 bins, the most a case may have (TABLE_LIMIT), stay within every bound."""
        made = workbook_bytes(df.solve(df.Case(bin_width=65 / 1999.5)), STAMP)
        assert sum(len(sheet.cells) for sheet in open_package(made).sheets) < worksheet.MAX_CELLS

    @pytest.mark.parametrize("seed", range(12))
    def test_a_changed_part_is_read_or_refused(self, seed):
        """Whatever is wrong, the answer is an InputError; and what is read, the rules can judge."""
        draw = random.Random(seed)
        parts = parts_of(worked_example())
        name = draw.choice(list(parts))
        content = bytearray(parts[name])
        for _ in range(draw.choice((1, 3, 10))):
            begin = draw.randrange(len(content))
            end = min(len(content), begin + draw.randrange(1, 40))
            content[begin:end] = draw.choice(
                (b"", b"-1", b"&amp;", b'"', b"<x/>", b"$A$1:XFD9", bytes(content[begin:end]) * 2)
            )
        try:
            found = open_package(packed(parts | {name: bytes(content)}))
        except InputError:
            return
        for rule in RULES.values():
            list(rule(found))
