"""Words that no sentence for people has: on the screen, in help, in workbooks, forms and pages.

Readers are contractors, accountants and householders, many of whom read English as a second language. A sentence is a
string of two words or more that is no docstring, a command's help, or a line of a page.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from xl_dualfuel.cli.app import MODULES

ROOT: Final = Path(__file__).parents[1]
WORDS: Final = (
    "told", "stands?", "stood", "anew", "goes? on", "made of", "found", "heeded", "thrown away", "neither", "nor",
    "counts as", "extrapolated", "no other", "save that", "but for", "that is none", "whole of", "the least of",
    "to be looked at", "does not hold", "do not hold", "docProps", "schema", "very hidden",
    "left at the worked example's values", "decided by", "the said", "thereof", "hence", "wherein", "hangs? on",
    "told apart", "is of the kind", "for want of",
)  # fmt: skip
"""Words, as patterns; everyday ones take their place: says, is, again, from, reported, applies, an estimate"""
_FORBIDDEN: Final = re.compile(rf"(?:^|(?<=[\s\"“(–-]))({'|'.join(WORDS)})(?=[\s.;:!?\"”)]|, |$)", re.IGNORECASE)
_FORMULA: Final = re.compile(r"\b(IF|IFERROR|LET|LAMBDA|MAP|INDEX|CELL|OR|AND)\(")
"""Of a formula the quoted parts are for people"""
PAGES: Final = sorted(
    path.relative_to(ROOT)
    for pattern in ("README.md", "templates/**/*.md", "xl_dualfuel/**/*.md", "workbook/*.md", "tests/README.md")
    for path in ROOT.glob(pattern)
)


def modules() -> list[Path]:
    return [path for folder in ("xl_dualfuel", "workbook") for path in sorted((ROOT / folder).rglob("*.py"))]


def _docstrings(tree: ast.AST) -> dict[int, ast.AST]:
    """The strings that are a statement: docstrings, and what a constant is; with what they belong to."""
    bodies = ((node, getattr(node, "body", None)) for node in ast.walk(tree))
    return {
        id(line.value): node
        for node, body in bodies
        if isinstance(body, list)
        for line in body
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)
    }


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """The sentences for people in a module, with their lines; what an f-string fills in is a dash."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings, parts = _docstrings(tree), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "–" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            owner, text = docstrings.get(id(node)), node.value
            is_help = isinstance(owner, ast.FunctionDef) and path.parent.name == "cli" and owner.name in MODULES
            if id(node) in docstrings and not is_help:
                continue
        else:
            continue
        if _FORMULA.search(text):
            text = " ".join(re.findall(r'"([^"]*)"', text))
        if " " in text.strip():
            yield node.lineno, text


def forbidden(text: str) -> list[str]:
    return [found[1] for found in _FORBIDDEN.finditer(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Save it anew.", ["anew"]),
        ("neither – nor the other", ["neither", "nor"]),
        ("The thermostat holds whole degrees", []),
        ("LET(found,MAP(cells,1),found)", []),
        ("The foundation", []),
        ("11.9 °F lies outside the rating points: extrapolated", ["extrapolated"]),
    ],
)
def test_words_are_words(text, words):
    assert forbidden(text) == words


def test_sentences_are_read_from_code(tmp_path):
    path = tmp_path / "cli" / "verify.py"
    path.parent.mkdir()
    path.write_text('def verify():\n    """Help of it."""\n    x = f"a {1} b"\n\ndef other():\n    """No help."""\n')
    assert [text for _, text in sentences(path)] == ["Help of it.", "a – b"]


def test_no_sentence_has_a_word_that_nobody_says():
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {', '.join(words)}: {text.strip()[:90]}"
        for path in modules()
        for line, text in sentences(path)
        if (words := forbidden(text))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_no_page_has_a_word_that_nobody_says(page):
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    wrong = [f"{page}:{at}: {words}: {line[:90]}" for at, line in enumerate(lines, 1) if (words := forbidden(line))]
    assert not wrong, "\n".join(wrong)
