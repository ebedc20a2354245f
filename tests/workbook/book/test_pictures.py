"""The pages' pictures are there, small, and linked."""

from __future__ import annotations

import shutil

import pytest

import pictures

PAGES = "".join(page.read_text(encoding="utf-8") for page in pictures.ROOT.glob("*/*.md")) + "".join(
    page.read_text(encoding="utf-8") for page in pictures.ROOT.glob("xl_dualfuel/*/*.md")
)
README = (pictures.ROOT / "README.md").read_text(encoding="utf-8")
LARGEST = 120_000
"""[bytes]"""


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_picture_is_small_and_linked(name):
    content = (pictures.FOLDER / f"{name}.png").read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(content[16:20], "big") == pictures.WIDTH
    assert len(content) <= LARGEST
    assert f"tests/pictures/{name}.png" in README + PAGES


def test_missing_programs_are_named(monkeypatch, capsys):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit) as done:
        pictures.main()
    assert done.value.code == 2
    assert "soffice, pdftoppm, pdftotext" in capsys.readouterr().err
