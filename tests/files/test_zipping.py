"""Packages depend on nothing but their parts."""

from __future__ import annotations

import io
import os
import struct
import time
import zipfile
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from xl_dualfuel.files import zipping
from xl_dualfuel.workbook.book.package import saved

PARTS = {"xl/b.xml": b"b" * 1000, "[Content_Types].xml": b"<Types/>", "_rels/.rels": "ä".encode(), "empty": b""}


def test_order_time_and_platform_are_fixed():
    package = zipping.packed(PARTS)
    assert package == zipping.packed(dict(reversed(PARTS.items())))
    entries = zipfile.ZipFile(io.BytesIO(package)).infolist()
    assert [entry.filename for entry in entries] == ["[Content_Types].xml", "_rels/.rels", "empty", "xl/b.xml"]
    assert {(entry.date_time, entry.create_system, entry.compress_type) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), 3, zipfile.ZIP_DEFLATED)
    }


def test_what_is_packed_is_unpacked():
    assert zipping.unpacked(zipping.packed(PARTS)) == PARTS


TEXTS = [b"<row>" * 9000, bytes(range(256)) * 200, b"", b"ab", b"<row>" * 9001, b"c"]


@pytest.mark.parametrize("kept", [(), (0,), (1,), (2,), (0, 1), (1, 2, 3), (0, 4), (5,), range(6)], ids=str)
def test_pieces_are_packed_as_one_part_whichever_are_kept(kept):
    """Kept or not, and beside parts that come whole, also in the second package of a kept piece."""
    pieces = [zipping.Kept(text) if place in kept else text for place, text in enumerate(TEXTS)]
    packages = [zipping.packed({**PARTS, "pieces": iter(pieces), "kept": zipping.Kept(b"k" * 500)}) for _ in range(2)]
    assert packages[0] == packages[1]
    with zipfile.ZipFile(io.BytesIO(packages[0])) as package:
        assert package.testzip() is None
        assert package.namelist() == sorted(package.namelist())
        assert {(one.date_time, one.create_system, one.compress_type, one.external_attr, one.flag_bits)
                for one in package.infolist()} == {(zipping.TIME, 3, zipfile.ZIP_DEFLATED, 0o600 << 16, 0)}  # fmt: skip
    assert zipping.unpacked(packages[0]) == {**PARTS, "pieces": b"".join(TEXTS), "kept": b"k" * 500}


def test_a_package_of_nothing_but_kept_parts_is_whole():
    parts = {name: zipping.Kept(part) for name, part in PARTS.items()}
    assert zipping.unpacked(zipping.packed(parts)) == PARTS


def test_a_package_is_packed_again_with_some_parts_changed():
    given, again = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(given, "w", zipfile.ZIP_STORED) as package:
        for name, part in PARTS.items():
            package.writestr(name, part)  # with the time of now
    zipping.repack(given, again, {"xl/b.xml": bytes.upper})
    assert zipping.unpacked(again.getvalue()) == PARTS | {"xl/b.xml": b"B" * 1000}
    assert again.getvalue() == zipping.packed(PARTS | {"xl/b.xml": b"B" * 1000})


@pytest.mark.parametrize("year", [1970, 2200])
def test_the_clock_changes_nothing(tmp_path, monkeypatch, year):
    """A zip file holds times from 1980 to 2107: a clock that lost its battery is no reason to write nothing."""
    stored = tmp_path / "stored"
    stored.write_bytes(b"b")

    def made() -> list[tuple[str, tuple[int, ...]]]:
        raw = io.BytesIO()
        with zipping.Undated(raw) as package:
            package.writestr("a", b"a")
            package.write(stored, "b")
        with zipfile.ZipFile(raw) as package:
            return [(part.filename, part.date_time) for part in package.infolist()]

    now = datetime(year, 1, 2, tzinfo=UTC)
    os.utime(stored, (now.timestamp(),) * 2)
    monkeypatch.setattr(time, "time", now.timestamp)
    before = time.localtime
    monkeypatch.setattr(time, "localtime", lambda seconds=None: before(now.timestamp() if seconds is None else seconds))
    with pytest.raises((ValueError, struct.error)), zipfile.ZipFile(io.BytesIO(), "w") as package:
        package.writestr("a", b"a")  # what every other zip file makes of such a clock
    assert made()[0] == ("a", zipping.TIME)
    assert saved(Workbook())[:2] == b"PK"
