"""One reader for every file: kinds of packing, bounds, encodings, and files that files name."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

import xl_dualfuel as df
from xl_dualfuel.files.reading import ZIP, Wanted, encoding_of, first_bytes, opened, path_from, read_bounded

WANTED = Wanted("thing", "must be a thing", "Give a smaller one.", most=1000)


def zipped(*names: str, content: bytes = b"inside", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name in names:
            archive.writestr(name, content)
    return made.getvalue()


def in_file(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(content)
    return path


def refusal(path: object, wanted: Wanted = WANTED) -> str:
    with pytest.raises(df.InputError) as refused:
        read_bounded(path, wanted)  # type: ignore[arg-type]
    (issue,) = refused.value.issues
    assert (issue.key, issue.value) == ("thing", str(path))
    assert issue.allowed.startswith("must be a thing; ")
    return str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        b"inside",
        gzip.compress(b"inside"),
        gzip.compress(b"in") + gzip.compress(b"side"),
        zipped("a.csv"),
        zipped("folder/", "folder/a.csv", "__MACOSX/folder/._a.csv"),
        zipped("a.csv", method=zipfile.ZIP_STORED),
    ],
    ids=["plain", "gzip", "gzips", "zip", "zip with folders", "stored"],
)
def test_packed_or_not_the_content_is_the_same(tmp_path, content):
    path = in_file(tmp_path, content)
    assert read_bounded(path, WANTED) == b"inside"
    with opened(path, WANTED) as file:
        assert (file.read(2), file.read()) == (b"in", b"side")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped("a.csv", "b.csv"), "it is a zip of 2 files"),
        (zipped(), "damaged or cut"),
        (zipped("folder/"), "it is a zip of no files"),
        (zipped("a.csv")[:-30], "damaged or cut"),
        (zipped("a.csv", method=zipfile.ZIP_LZMA), "unusual way"),
        (gzip.compress(b"inside")[:-6], "damaged or cut"),
        (bytes(1001), "it is larger than 0.976562 kB. Give a smaller one."),
        (gzip.compress(bytes(1001)), "it unpacks to more than"),
        (zipped("a.csv", content=bytes(50_000_000)), "larger than"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "it is an Excel workbook. Save the sheet as CSV"),
    ],
    ids=["two", "no end", "a folder", "zip cut", "lzma", "gzip cut", "large", "gzip bomb", "zip bomb", "a workbook"],
)
def test_what_cannot_be_read_is_said(tmp_path, content, words):
    content = content if content != zipped() else zipped("a.csv")[:20]
    assert words in refusal(in_file(tmp_path, content))


def test_a_bomb_is_read_no_further_than_the_bound(tmp_path):
    large = WANTED._replace(most=100_000)
    for bomb in (gzip.compress(bytes(50_000_000)), zipped("a", content=bytes(50_000_000))):
        assert len(bomb) < large.most
        assert "it unpacks to more than" in refusal(in_file(tmp_path, bomb), large)


def test_a_wrong_checksum_of_a_zip(tmp_path):
    content = zipped("a", content=b"inside", method=zipfile.ZIP_STORED).replace(b"inside", b"INSIDE")
    assert "damaged or cut" in refusal(in_file(tmp_path, content))


def test_only_regular_files(tmp_path):
    assert "it is not a regular file" in refusal(tmp_path)
    assert "it cannot be read: No such file" in refusal(tmp_path / "none")
    assert "not a path" in refusal("a\0b")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert "it is not a regular file" in refusal(tmp_path / "pipe")


def test_where_a_workbook_is_wanted_a_zip_is_its_content(tmp_path):
    book = zipped("[Content_Types].xml")
    path = in_file(tmp_path, book)
    assert read_bounded(path, WANTED._replace(excel=None)) == book
    assert first_bytes(path, WANTED).startswith(ZIP)
    assert first_bytes(in_file(tmp_path, zipped("a.csv")), WANTED) == b"inside"
    assert first_bytes(in_file(tmp_path, book[:50]), WANTED).startswith(ZIP), "a damaged one is still told as one"
    assert first_bytes(in_file(tmp_path, b"cop_47"), WANTED) == b"cop_47"


def test_a_zip_of_one_workbook(tmp_path):
    """Read where a workbook is wanted; elsewhere the refusal says what it is, packed with gzip or not."""
    book = zipped("[Content_Types].xml")
    path = in_file(tmp_path, zipped("house.xlsx", content=book))
    assert read_bounded(path, WANTED._replace(excel=None)) == book
    assert first_bytes(path, WANTED).startswith(ZIP)
    assert "it is a zip of an Excel workbook. Unpack it." in refusal(path)
    bomb = in_file(tmp_path, zipped("house.xlsx", content=ZIP + bytes(WANTED.most + 1)))
    assert "it unpacks to more than" in refusal(bomb, WANTED._replace(excel=None))


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"", "utf-8-sig"),
        ("8 °C".encode(), "utf-8-sig"),
        ("\ufeff8 °C".encode(), "utf-8-sig"),
        ("8 °C".encode("latin-1"), "cp1252"),
        ("“8”".encode("cp1252"), "cp1252"),
        (b"caf\xe9 \x81", "latin-1"),
        ("8 °".encode()[:-1], "cp1252"),
        ("8 °C".encode("utf-16"), "utf-16"),
        ("8 °C".encode("utf-16-le"), "utf-16-le"),
        ("8 °C".encode("utf-16-be"), "utf-16-be"),
        ("\ufeff8 °C".encode("utf-16-be"), "utf-16"),
    ],
)
def test_encodings(content, encoding, size):
    chunks = [content[place : place + size] for place in range(0, len(content), size)]
    if encoding.startswith("utf-16"):  # the start comes whole: chunks are of a megabyte
        chunks = [content[:2], *chunks[1:]] if size > 1 else [content]
    assert encoding_of(chunks) == encoding


def test_files_that_files_name():
    folder = Path("houses")
    assert path_from(folder, "year.epw") == str(folder / "year.epw")
    assert path_from(folder, "~/year.epw") == "~/year.epw"
    assert path_from(folder, str(Path("year.epw").resolve())) == str(Path("year.epw").resolve())
