"""The hostile corpus: files that no honest program writes. Each is answered in one line, soon, in little memory."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from html import escape

import tampers

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_of(package: bytes, rows: bytes) -> bytes:
    """The workbook with other rows on its first sheet."""
    parts = tampers.parts_of(package)
    parts["xl/worksheets/sheet1.xml"] = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (
        MAIN.encode(), rows,
    )  # fmt: skip
    return tampers.packed(parts)


def _with(package: bytes, name: str, content: bytes) -> bytes:
    parts = tampers.parts_of(package)
    parts[name] = content
    return tampers.packed(parts)


def bomb(_: bytes, parts: int = 1000) -> bytes:
    """10 GB in a few kB: 10 MB of zeros packed into 10 kB, which 1,000 parts of the directory all mean."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sheet0000.xml", bytes(10 * 2**20))
    content = made.getvalue()
    start = content.find(b"PK\x01\x02")
    end = content.find(b"PK\x05\x06")
    entry = content[start:end]
    directory = b"".join(entry.replace(b"sheet0000", b"sheet%04d" % number) for number in range(parts))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, parts, parts, len(directory), start, 0)
    return content[:start] + directory + tail


def smaller_bomb(package: bytes) -> bytes:
    """As many parts as a workbook may have: 3 GB."""
    return bomb(package, 300)


def nested_bomb(package: bytes) -> bytes:
    """Sheets of zeros that unpack to some thousand times their size."""
    parts = tampers.parts_of(package)
    for number in range(40):
        parts[f"xl/media/image{number}.xml"] = bytes(50 * 2**20) if number == 0 else bytes(2**20)
    return tampers.packed(parts)


def lying_size(package: bytes) -> bytes:
    """A part that is longer than the directory says."""
    content = bytearray(_with(package, "xl/media/big.xml", b"a" * 10**6))
    place = content.rfind(b"PK\x01\x02")
    struct.pack_into("<L", content, place + 24, 10)
    return bytes(content)


def laughs(package: bytes) -> bytes:
    """Entities of entities: 10^9 laughs."""
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{lines}]><workbook xmlns="{MAIN}">&l9;</workbook>'
    return _with(package, "xl/workbook.xml", text.encode())


def external_entity(package: bytes) -> bytes:
    """An entity that names a file of the reader's machine."""
    entity = '<!ENTITY e SYSTEM "file:///etc/passwd">'
    text = f'<?xml version="1.0"?><!DOCTYPE x [{entity}]><workbook xmlns="{MAIN}">&e;</workbook>'
    return _with(package, "xl/workbook.xml", text.encode())


def million_rows(package: bytes) -> bytes:
    """A sheet of a million rows."""
    return sheet_of(package, b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 10**6)))


def million_strings(package: bytes) -> bytes:
    """A million short shared strings."""
    inside = b"<si><t>a</t></si>" * (10**6 + 10)
    return _with(package, "xl/sharedStrings.xml", b'<sst xmlns="%s">%s</sst>' % (MAIN.encode(), inside))


def deep(package: bytes) -> bytes:
    """Elements inside elements, 100,000 deep."""
    inside = b"<a>" * 10**5 + b"</a>" * 10**5
    return _with(package, "xl/workbook.xml", b'<workbook xmlns="%s">%s</workbook>' % (MAIN.encode(), inside))


def escaping_name(package: bytes) -> bytes:
    return _with(package, "../../evil.xml", b"<a/>")


def absolute_name(package: bytes) -> bytes:
    return _with(package, "C:\\evil.xml", b"<a/>")


def twice_the_same(package: bytes) -> bytes:
    """A part that is there twice: readers differ on which counts."""
    parts = list(tampers.parts_of(package).items())
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*parts, ("XL/workbook.xml", b"<a/>")]:
            archive.writestr(name, content)
    return made.getvalue()


def truncated(package: bytes) -> bytes:
    return package[: len(package) // 2]


def shuffled(package: bytes) -> bytes:
    """One byte of every part is another."""
    content = bytearray(package)
    for place in range(2000, len(content) - 5000, 997):
        content[place] ^= 0x5A
    return bytes(content)


def long_sheet_name(package: bytes) -> bytes:
    content = tampers.parts_of(package)["xl/workbook.xml"]
    return _with(package, "xl/workbook.xml", content.replace(b'name="Log"', b'name="%s"' % (b"L" * 300)))


def _valued(package: bytes, value: str) -> bytes:
    parts = tampers.parts_of(package)
    tampers.set_input(parts, "cop_47", value)
    return tampers.packed(parts)


def not_a_number(package: bytes) -> bytes:
    return _valued(package, "NaN")


def infinite(package: bytes) -> bytes:
    return _valued(package, "1e999")


def huge(package: bytes) -> bytes:
    return _valued(package, "1e308")


def tiny(package: bytes) -> bytes:
    return _valued(package, "-5e-324")


def formula_text(package: bytes) -> bytes:
    """Text that a careless report would run."""
    parts = tampers.parts_of(package)
    for name in ("site", "prepared_for", "signed"):
        tampers.set_text(parts, name, "=cmd|'/c calc'!A1")
    return tampers.packed(parts)


def formula_in_a_party(package: bytes) -> bytes:
    """A formula that calls a program where a name belongs."""
    parts = tampers.parts_of(package)
    title, address = tampers._at(parts, "site")
    tampers._cell(parts, title, address, f"<f>{escape('''cmd|'/c calc'!A1''')}</f><v>0</v>")
    return tampers.packed(parts)


def a_table(_: bytes) -> bytes:
    return b"cop_47,cop_17\n3.4,2.2\n"


def a_picture(_: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(2000)


def encrypted(_: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)


def empty(_: bytes) -> bytes:
    return b""


def zip_of_nothing(_: bytes) -> bytes:
    made = io.BytesIO()
    zipfile.ZipFile(made, "w").close()
    return made.getvalue()


def zip_of_something(_: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    return made.getvalue()


def circle(package: bytes) -> bytes:
    """Formulas that go round: every cell of a column refers to the next."""
    row = b'<row r="%d"><c r="A%d"><f>A%d</f><v>1</v></c></row>'
    rows = b"".join(row % (n, n, n % 20000 + 1) for n in range(1, 20001))
    return sheet_of(package, rows)


def different_formulas(package: bytes) -> bytes:
    """Long formulas, each another."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><f>%s</f><v>1</v></c></row>'
        % (n, n, b"+".join(b"%d" % (n * k) for k in range(1, 900)))
        for n in range(1, 2000)
    )
    return sheet_of(package, rows)


def bad_styles(package: bytes) -> bytes:
    return _with(package, "xl/styles.xml", b'<styleSheet xmlns="%s"/>' % MAIN.encode())


UNREADABLE: list[Callable[[bytes], bytes]] = [
    bomb, smaller_bomb, nested_bomb, laughs, external_entity, million_rows, million_strings, deep,
    escaping_name, absolute_name, truncated, a_table, a_picture, encrypted, empty,
    zip_of_nothing, zip_of_something,
]  # fmt: skip
"""Refused, each in one line"""
TOLD: list[Callable[[bytes], bytes]] = [
    lying_size, twice_the_same, not_a_number, infinite, huge, tiny, formula_in_a_party, long_sheet_name,
    circle, different_formulas, shuffled,
]  # fmt: skip
"""Read, or refused; something is found"""
HARMLESS: list[Callable[[bytes], bytes]] = [formula_text, bad_styles]
"""Text is text; looks are looks"""
