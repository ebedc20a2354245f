"""Text as a reader sees it."""

from __future__ import annotations

import pytest

from workbook.verify.folded import folded


@pytest.mark.parametrize(("text", "seen"), [
    ("А-2024", "a-2024"), ("12 Еlm", "12 elm"), ("El\u200bm", "elm"), ("Аpproved", "approved"), ("Ѕaves", "saves"),
    ("＄６１２", "$612"), ("$\u200b612", "$612"), ("Summary\u00a0", "summary"), ("Café", "cafe"),
    ("Dr\u00fcck", "druck"), ("\u2060", ""), ("\u3164", ""), ("\u202esite", "site"), ("ΑΒΕ", "abe"), ("a\n b", "a b"),
    ("Straße 5–7", "strasse 5-7"),
])  # fmt: skip
def test_letters_that_look_the_same_are_the_same(text: str, seen: str) -> None:
    assert folded(text) == seen
