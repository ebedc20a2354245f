"""The folder of finished parts: one file that grows, and a record of each part."""

from __future__ import annotations

import json
import random

import pytest

from xl_dualfuel.files.parts import Parts, digest_of

CONTENTS = {number: random.Random(number).randbytes(5_000 + number) for number in range(4)}


def kept(tmp_path, begin=b"head\r\n"):
    return Parts(tmp_path / "out.parts", "test", {}, begin=begin)


def put(tmp_path, *numbers):
    with kept(tmp_path) as parts:
        for number in numbers:
            parts.put(number, CONTENTS[number], {"homes": number})


def test_parts_that_come_in_order_are_the_result(tmp_path):
    with kept(tmp_path) as parts:
        for number, content in CONTENTS.items():
            parts.put(number, memoryview(content), {})
        assert list(parts.contents([2, 0])) == [CONTENTS[2], CONTENTS[0]]
        assert parts.whole([0, 1, 2, 3]).read_bytes() == b"head\r\n" + b"".join(CONTENTS.values())
        parts.remove()
    assert not (tmp_path / "out.parts").exists()


@pytest.mark.parametrize("order", [(1, 0), (0, 2, 1), (0, 1, 3)])
def test_parts_in_another_order_are_not(tmp_path, order):
    put(tmp_path, *order)
    with kept(tmp_path) as parts:
        numbers = sorted(parts.done())
        assert numbers == sorted(order)
        assert list(parts.contents(numbers)) == [CONTENTS[number] for number in numbers]
        assert parts.whole([0, 3] if 3 in order else numbers) is None
        assert parts.whole([*order]).read_bytes() == b"head\r\n" + b"".join(CONTENTS[number] for number in order)


def test_a_part_too_many_at_the_end_is_left_out(tmp_path):
    put(tmp_path, 0, 1, 2)
    with kept(tmp_path) as parts:
        parts.done()
        assert parts.whole([0, 1]).read_bytes() == b"head\r\n" + CONTENTS[0] + CONTENTS[1]


@pytest.mark.parametrize("place", [0, 4_999, 5_000, 5_007, 10_004, 10_008])
def test_a_part_with_one_byte_changed_is_made_again(tmp_path, place):
    put(tmp_path, 0, 1, 2)
    path = tmp_path / "out.parts" / "parts.data"
    with path.open("r+b") as file:
        file.seek(6 + place)
        byte = file.read(1)
        file.seek(6 + place)
        file.write(bytes([byte[0] ^ 1]))
    with kept(tmp_path) as parts:
        lost = {0, 1, 2} - parts.done().keys()
        assert lost == {0 if place < 5_000 else 1 if place < 10_001 else 2}
        (number,) = lost
        parts.put(number, CONTENTS[number], {})
        assert (parts.whole([0, 1, 2]) is None) == (number < 2)
    with kept(tmp_path) as parts:
        assert list(parts.contents(sorted(parts.done()))) == [CONTENTS[number] for number in range(3)]


def test_what_was_cut_short_leaves_nothing_behind(tmp_path):
    """Killed while a part was written, and while the first bytes were."""
    put(tmp_path, 0)
    path = tmp_path / "out.parts" / "parts.data"
    with path.open("ab") as file:
        file.write(b"half a part")
    with kept(tmp_path) as parts:
        assert list(parts.done()) == [0]
        parts.put(1, CONTENTS[1], {})
        assert parts.whole([0, 1]).read_bytes() == b"head\r\n" + CONTENTS[0] + CONTENTS[1]
    path.write_bytes(b"hea")
    with kept(tmp_path) as parts:
        assert not parts.done()
        parts.put(0, CONTENTS[0], {})
        assert parts.whole([0]) is None, "what it begins with is not whole"
        assert list(parts.contents([0])) == [CONTENTS[0]]


def test_a_record_says_what_is_kept_with_it(tmp_path):
    put(tmp_path, 3)
    record = json.loads((tmp_path / "out.parts" / "part-000003.json").read_bytes())
    assert record == {"number": 3, "begin": 6, "end": 5_009, "digest": digest_of(CONTENTS[3]), "homes": 3}


def test_digests_tell_blocks_that_are_lost_or_elsewhere():
    content = b"".join(CONTENTS.values())
    others = [content[:-1], content[4096:] + content[:4096], content[:4096] + bytes(4096) + content[8192:], b"", b"\0"]
    assert len({digest_of(one) for one in (content, *others)}) == len(others) + 1
    assert digest_of(memoryview(content)) == digest_of(content)
