"""Case files of strangers: whatever is no case is refused in one line."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from support import one_in
from tests.inputs.test_case_files import given_in, refusal
from xl_dualfuel.files.reading import MAX_TEXT as MAX_BYTES
from xl_dualfuel.inputs.case_files import read_case


def test_what_is_no_file_is_refused(tmp_path):
    assert "cannot be read: No such file or directory" in refusal(tmp_path / "missing.toml")
    assert "not a regular file" in refusal(tmp_path)
    (tmp_path / "house.toml").touch()
    assert "cannot be read" in refusal(tmp_path / "house.toml" / "house.toml")
    assert "cannot be read" in refusal(tmp_path / ("x" * 300))
    refusal(Path("a\0b.toml"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system")
def test_a_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "house.toml")
    assert "not a regular file" in refusal(tmp_path / "house.toml")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read_is_refused(write):
    path = write("house.toml", "")
    path.chmod(0)
    assert "Permission denied" in refusal(path)


def test_a_large_file_is_refused(write):
    assert read_case(write("house.toml", "#" + " " * (MAX_BYTES - 1))) == df.Case()
    line = refusal(write("house.toml", "#" + " " * MAX_BYTES))
    assert "it is larger than 1 MB" in line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("house.toml", "cop_47 = 3 # at 8 °C"),
        ("house.json", '{"cop_47": 3, "weather_file": "  "}'),
        ("house.csv", "owner,cop_47\nMüller,3\n"),
        ("house", "cop_47 = 3 # °"),
        ("house", "owner;cop_47\nSøn;3\n"),
    ],
)
def test_every_encoding_people_save_in(write, name, text, encoding):
    assert given_in(write(name, text.encode(encoding))) == {"cop_47": 3.0}


@pytest.mark.parametrize("content", [b"\xff\xfec\x00", b"\x80", bytes(100)])
@pytest.mark.parametrize("name", ["house.toml", "house.json", "house.csv", "house"])
def test_what_is_no_text_is_refused(write, name, content):
    assert refusal(write(name, content)).startswith(("case = ", "table = "))


def test_a_workbook_is_refused_and_what_reads_it_is_said(write):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    for name in ("house.xlsx", "house.toml", "house"):
        line = refusal(write(name, packed.getvalue()))
        assert "it is an Excel workbook. Run it with dualfuel run FILE.xlsx" in line


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("house.toml", "cop_47"),
        ("house.toml", "\0"),
        ("house.toml", "cop_47 = " + "9" * 10_000),
        ("house.toml", "x = " + "[" * 100_000),
        ("house.toml", "x = " + "{a=" * 100_000),
        ("house.json", ""),
        ("house.json", "{"),
        ("house.json", '{"cop_47": 3,}'),
        ("house.json", "{'cop_47': 3}"),
        ("house.json", '{"cop_47": 3} {}'),
        ("house.json", '{"cop_47": ' + "9" * 10_000 + "}"),
        ("house.json", "[" * 100_000),
        ("house.json", '{"a":' * 100_000),
        ("house", "[" * 100_000),
        ("house", '{"a":' * 100_000),
    ],
    ids=lambda value: ascii(value[:20]),
)
def test_broken_text_is_refused(write, name, text):
    line = refusal(write(name, text))
    assert line.startswith("case = ")
    assert "is not " in line


DEEP: dict[str, Callable[[int], str]] = {
    "a.json": lambda depth: '{"a":' * depth + "1" + "}" * depth,
    "b.json": lambda depth: '{"cop_47":' + "[" * depth + "]" * depth + "}",
    "a.toml": lambda depth: "a" + ".a" * depth + " = 1",
    "b.toml": lambda depth: "x = " + "[" * depth + "]" * depth,
    "a.csv": lambda depth: 'bin_table\n"' + "[" * depth + "]" * depth + '"',
}


@pytest.mark.parametrize("name", DEEP)
def test_no_depth_of_nesting_escapes(write, name):
    # What can just be read must also be shown: the limits of the readers and of repr() lie close to each other.
    for depth in [*range(1, 1100, 25), *range(940, 1000), 2000]:
        refusal(write(name, DEEP[name](depth)))


MANY = range(75_000)
LARGE: dict[str, Callable[[], str]] = {
    "keys.json": lambda: "{" + ",".join(f'"k{n}":1' for n in MANY) + "}",
    "keys.toml": lambda: "".join(f"k{n}=1\n" for n in MANY),
    "names.csv": lambda: "name,value\n" + "".join(f"k{n},1\n" for n in MANY),
    "twice.csv": lambda: "name,value\n" + "a,1\n" * len(MANY),
    "row.csv": lambda: ",".join(f"k{n}" for n in MANY) + "\n" + ",".join("1" for _ in MANY),
    "dots.toml": lambda: "a" + ".a" * 475_000 + "=1",
    "heading.toml": lambda: "[a" + ".a" * 475_000 + "]",
    "quoted dots.toml": lambda: '"a,"' + '."a,"' * 175_000 + "=1",
    "wide dots.toml": lambda: "a" + (". " + "a" * 60) * 15_000 + "=1",
}


@pytest.mark.parametrize("name", one_in(3, LARGE))
def test_large_files_of_nonsense_are_refused(write, name):
    # Each is within the allowed size; a reader that takes time with the square of it would be busy for hours.
    text = LARGE[name]()
    assert len(text) < MAX_BYTES
    done = subprocess.run(
        [sys.executable, "-m", "xl_dualfuel", "run", str(write(name, text))],
        capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 100_000, "nobody reads on"


@pytest.mark.parametrize("key", ["new\\nline", "\\u0000", "\\u001b[31m", "\\u2028", ""])
def test_strange_keys_stay_on_one_line(write, key):
    line = refusal(write("house.json", f'{{"{key}": 1}}'))
    assert line.isprintable()
    assert refusal(write("house.toml", f'"{key}" = 1\n')) == line
    twice = f'[a]\n"{key}" = 1\n[b]\n"{key}" = 1\n'
    assert "twice" in refusal(write("house.toml", twice))


# ------------------------------------------------------------------------------------------------ anything at all

NAMES = st.sampled_from(["house.toml", "house.json", "house.csv", "house", "house.txt"])
KEYS = st.sampled_from([*df.FIELDS, "inputs", "given", "self", "name", "value", "", "cop 47"]) | st.text(max_size=5)
NUMBERS = st.integers() | st.floats() | st.sampled_from([0, 1, 3.4, 10**400, 1e308])
TEXTS = st.text(max_size=8) | st.sampled_from(["propane", "IV", "denver", "weather", "$/gal", "~x/y", "[[20, 1]]"])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=5)


def check_any(name: str, content: bytes) -> None:
    """A file of any content gives a case, or is refused with lines that can be printed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        issues: Any = None
        try:
            case = read_case(path)
        except df.InputError as refused:
            issues = refused.issues
    if issues is None:
        assert set(case.given) <= set(df.FIELDS)
        return
    assert issues
    for issue in issues:
        line = str(issue)
        assert len(line.splitlines()) == 1
        line.encode("utf-8")


@settings(max_examples=120, deadline=None)
@given(NAMES, st.binary(max_size=60))
@example("house", b"")
@example("house.toml", b"\xef\xbb\xbf")
def test_any_bytes_are_a_case_or_refused(name, content):
    check_any(name, content)


@settings(max_examples=120, deadline=None)
@given(NAMES, st.text(max_size=60))
@example("house.csv", "a\0b\n1")
@example("house.csv", '"a\n1')
@example("house.csv", "\r\r\n,\n\x0b")
@example("house.toml", '"a\\nb" = 1')
def test_any_text_is_a_case_or_refused(name, text):
    check_any(name, text.encode("utf-8", "surrogatepass"))


@settings(max_examples=120, deadline=None)
@given(DOCUMENTS)
@example({"self": 1})
@example({"inputs": {}, "given": [["a"]]})
@example({"inputs": {"cop_47": 3}, "given": ["self"]})
@example({"weather_file": "~no-such-user/x"})
@example({"weather_file": "\ud800"})
@example({"\ud800": 1})
@example({"\r": 1})
def test_any_json_is_a_case_or_refused(document):
    check_any("house.json", json.dumps(document).encode())


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(KEYS, VALUES), max_size=5), st.booleans())
@example([("a\n", 1)], False)
def test_any_toml_is_a_case_or_refused(pairs, heading):
    lines = [f"{json.dumps(key)} = {json.dumps(value)}" for key, value in pairs]
    check_any("house.toml", "\n".join(["[house]"] * heading + lines).encode())


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(KEYS | TEXTS | NUMBERS.map(str), max_size=4), max_size=4), st.sampled_from(",;\t"))
@example([["a\nb"], ["1"]], ",")
@example([["name", "value"], ["weather_file", "~no-such-user/x"]], ",")
def test_any_csv_is_a_case_or_refused(rows, delimiter):
    out = io.StringIO()
    with contextlib.suppress(csv.Error):
        csv.writer(out, delimiter=delimiter).writerows(rows)
    check_any("house.csv", out.getvalue().encode("utf-8", "replace"))


@pytest.mark.parametrize(
    "text",
    [
        "a." * 20_000 + "a = 1",
        'm = {k = """x"y""", ' + "a." * 20_000 + 'a = "z"}',
        '# """\n' + "a." * 20_000 + 'a = 1\n# """',
        "x = '''it's\n'''\n" + "a." * 20_000 + "a = 1",
    ],
    ids=["plain", "after quotes in quotes", "between comments", "after a text of lines"],
)
def test_a_long_dotted_key_is_refused_at_once(text, tmp_path):
    """The library's time grows with the square of its length: the longest file would take most of an hour."""
    file = tmp_path / "case.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(df.InputError, match="dotted keys"):
        df.read_case(file)


def test_dots_in_numbers_and_texts_are_no_dotted_keys(tmp_path):
    file = tmp_path / "case.toml"
    rows = ", ".join(f"[{place / 10}, 1.5]" for place in range(300))
    file.write_text(f"# {'a.' * 300}\nbin_table = [{rows}]\n", encoding="utf-8")
    assert len(df.read_case(file).bin_table) == 300
