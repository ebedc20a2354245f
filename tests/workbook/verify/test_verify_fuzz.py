"""Fuzzing: whatever the bytes, there is a verdict or a refusal in words, never a traceback."""

from __future__ import annotations

import io
import os
import re
import zipfile
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tampers
import xl_dualfuel as df
from books import STAMP
from xl_dualfuel.errors import InputError
from xl_dualfuel.inputs.case_files import read_case
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import verify
from xl_dualfuel.workbook.verify.findings import IDS, verdict_of

SHARE = float(os.environ.get("DUALFUEL_SLOW_SHARE", "1"))
PLACES = st.floats(0, 1, exclude_max=True)
"""Where in the text, as a share of its length"""
QUICK = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def slow(examples: int):
    return settings(max_examples=max(5, round(examples * SHARE)), deadline=None, database=None,
                    suppress_health_check=list(HealthCheck))  # fmt: skip


@cache
def package() -> bytes:
    return workbook_bytes(df.solve(df.Case(cop_47=3.4, bin_table=[[40, 300], [20, 100]])), STAMP)


@cache
def parts() -> dict[str, bytes]:
    return tampers.parts_of(package())


SHEETS = [f"xl/worksheets/sheet{number}.xml" for number in range(1, 10)]


@cache
def small() -> dict[str, bytes]:
    """The workbook with its large sheets cut to a few rows: most mistakes of a reader show in little text."""
    made = dict(parts())
    for name in SHEETS:
        if len(made[name]) > 50_000:
            rows = re.findall(rb"<row .*?</row>", made[name], re.DOTALL)
            head, tail = made[name].split(b"<sheetData>")[0], made[name].split(b"</sheetData>")[1]
            made[name] = head + b"<sheetData>" + b"".join(rows[:12]) + b"</sheetData>" + tail
    return made


def sound(content: bytes) -> None:
    """A verdict that can be written as JSON and read back; an unreadable file has one line."""
    verdict = verify(content, "fuzz.xlsx")
    assert verdict_of(verdict.to_json()) == verdict
    for finding in verdict.findings:
        assert finding.id in IDS or re.fullmatch("W(0[1-9]|1[0-8])", finding.id)
        assert "\n" not in str(finding)
    if verdict.kind == "unreadable":
        assert len(verdict.findings) == 1


WORDS = [
    b"<", b">", b"&", b'"', b"'", b"&#0;", b"&lt;", b"\0", b"\xff\xfe", b"-1", b"0", b"1e308", b"NaN", b"99999999999",
    b"A1", b"XFD1048576", b"ZZZZ9", b"#REF!", b"=", b"'[", b"!", b"$", b":", b"t=\"e\"", b't="s"', b's="999"',
    b'hidden="1"', b'r="A0"', b"<f>", b"</f>", b"<v>", b"</v>", b'<f t="shared" si="0"/>', b'<f t="array" ref="A1:B9">',
    b"<c/>", b"<row/>", b"in_cop_47", b"df_", b"_xlnm.", b"IF(", b"(((((", b")", b'"', b"''", b"\xf0\x9f\x98\x80",
    b"<!DOCTYPE x>", b"<!--", b"]]>", b"<?xml?>", b'state="veryHidden"', b'TargetMode="External"', b"../",
]  # fmt: skip
edits = st.lists(
    st.tuples(PLACES, st.integers(0, 40), st.one_of(st.sampled_from(WORDS), st.binary(max_size=6))),
    min_size=1,
    max_size=6,
)


def changed(content: bytes, changes) -> bytes:
    for place, cut, new in changes:
        at = int(place * len(content))
        content = content[:at] + new + content[at + cut :]
    return content


def in_tags(content: bytes, changes) -> bytes:
    """Changes where a value or a name stands, so that the XML stays well formed more often."""
    places = [found.span(1) for found in re.finditer(rb'(?:="([^"]*)"|>([^<>]+)<)', content) if found[1] is not None]
    places += [found.span(1) for found in re.finditer(rb">([^<>]+)<", content)]
    for place, _, new in changes:
        if places:
            start, end = places.pop(int(place * len(places)))
            content = content[:start] + re.sub(rb'[<>&"]', b"", new) + content[end:]
            places = [(a, b) for a, b in places if b <= start]
    return content


def check_bytes(place) -> None:
    sound(changed(package(), place))


def check_xml(name: str, changes, tags: bool) -> None:
    made = dict(small())
    made[name] = in_tags(made[name], changes) if tags else changed(made[name], changes)
    sound(tampers.packed(made))


def check_left_out(whole: dict[str, bytes], every: int = 1) -> None:
    for name in list(whole)[::every]:
        sound(tampers.packed({key: value for key, value in whole.items() if key != name}))
    for one, other in list(pairwise(SHEETS))[::every]:
        sound(tampers.packed({**whole, one: whole[other], other: whole[one]}))


RELATIONS = [f"xl/worksheets/_rels/sheet{number}.xml.rels" for number in range(1, 10)]
names = st.deferred(lambda: st.sampled_from([
    "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels",
    "docProps/core.xml", "xl/charts/chart1.xml", "xl/drawings/drawing1.xml", *SHEETS,
    *[name for name in RELATIONS if name in parts()],
]))  # fmt: skip


class TestWorkbooks:
    @QUICK
    @given(edits)
    def test_bytes(self, changes):
        check_bytes(changes)

    @QUICK
    @given(names, edits, st.booleans())
    def test_xml(self, name, changes, tags):
        check_xml(name, changes, tags)

    @QUICK
    @given(st.binary(max_size=300))
    def test_anything(self, content):
        sound(content)

    def test_parts_left_out_or_swapped(self):
        check_left_out(small(), 4)

    @pytest.mark.slow
    def test_parts_left_out_or_swapped_of_the_whole(self):
        check_left_out(parts())
        check_left_out(small())

    @pytest.mark.slow
    @slow(4_000)
    @given(edits)
    def test_bytes_long(self, changes):
        check_bytes(changes)

    @pytest.mark.slow
    @slow(5_000)
    @given(names, edits, st.booleans())
    def test_xml_long(self, name, changes, tags):
        check_xml(name, changes, tags)

    @pytest.mark.slow
    @slow(3_000)
    @given(st.binary(max_size=2_000), st.booleans())
    def test_anything_long(self, content, as_zip):
        if as_zip:
            made = io.BytesIO()
            with zipfile.ZipFile(made, "w") as archive:
                archive.writestr("[Content_Types].xml", content)
            content = made.getvalue()
        sound(content)


TOML = """fuel = "propane"
fuel_price = 2.5
fuel_price_unit = "$/gal"
[heat_pump]
cop_47 = 3.4
bin_table = [[40, 300], [20, 100]]
"""
CSV = 'name,value,note\ncop_47,3.4,\nfuel,natural_gas,default\nbin_table,"[[40, 300], [20, 100]]",\n'
JSON = '{"cop_47": 3.4, "bin_table": [[40, 300], [20, 100]], "fuel": "natural_gas"}'
PIECES = [
    "=", "[", "]", '"', "'", "\n", ",", "{", "}", "#", "nan", "inf", "1e999", "-1", "true", "null", "\\u0000", "\\x",
    ".",
    "[[", '"""', "cop_47", "fuel", "station", "climate = ", "\t", ";", "é", "\U0001f600", "1_000", "0x10", "1979-05-27",
    "weather_file", "programme", "custom", "design_load", "99999999999999999999",
]  # fmt: skip
texts = st.lists(
    st.tuples(PLACES, st.integers(0, 8), st.one_of(st.sampled_from(PIECES), st.text(max_size=4))),
    min_size=1,
    max_size=6,
)


def check_case(folder, kind: str, text: str, changes) -> None:
    for place, cut, new in changes:
        at = int(place * len(text))
        text = text[:at] + new + text[at + cut :]
    path = folder / f"case.{kind}"
    path.write_bytes(text.encode(errors="surrogatepass"))
    issues = ()
    try:
        df.solve(read_case(path))
    except InputError as error:
        issues = error.issues or ("no issue",)
    assert all("\n" not in str(issue) and issue != "no issue" for issue in issues)


cases = st.sampled_from([("toml", TOML), ("csv", CSV), ("json", JSON), ("txt", TOML), ("txt", CSV), ("txt", JSON)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cases")


class TestCases:
    @QUICK
    @given(case=cases, changes=texts)
    def test_text(self, folder, case, changes):
        check_case(folder, *case, changes)

    @pytest.mark.slow
    @slow(8_000)
    @given(case=cases, changes=texts)
    def test_text_long(self, folder, case, changes):
        check_case(folder, *case, changes)


def test_the_tries_of_the_slow_run_are_enough():
    """20,000 in all, by the numbers above."""
    long = (TestWorkbooks.test_bytes_long, TestWorkbooks.test_xml_long, TestWorkbooks.test_anything_long,
            TestCases.test_text_long)  # fmt: skip
    tries = sum(test._hypothesis_internal_use_settings.max_examples for test in long)
    assert tries >= round(20_000 * SHARE)
