"""Packages depend on nothing but their parts."""

from __future__ import annotations

import io
import zipfile

from xl_dualfuel.files import zipping

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


def test_a_package_is_packed_again_with_some_parts_changed():
    given, again = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(given, "w", zipfile.ZIP_STORED) as package:
        for name, part in PARTS.items():
            package.writestr(name, part)  # with the time of now
    zipping.repack(given, again, {"xl/b.xml": bytes.upper})
    assert zipping.unpacked(again.getvalue()) == PARTS | {"xl/b.xml": b"B" * 1000}
    assert again.getvalue() == zipping.packed(PARTS | {"xl/b.xml": b"B" * 1000})
