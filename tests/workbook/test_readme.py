"""workbook/README.md names every sheet, rule and finding, and its example of a programme is read."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from xl_dualfuel.inputs.programme_files import programme_of
from xl_dualfuel.workbook.rules import RULES
from xl_dualfuel.workbook.rules.locations import DECISIONS, SHEETS
from xl_dualfuel.workbook.verify import IDS

FOLDER = Path(__file__).parents[2] / "workbook"
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_every_rule_and_finding_has_its_line_in_the_words_of_the_report():
    assert re.findall(r"^\| (W\d\d) \|", PAGE, re.MULTILINE) == list(RULES)
    assert dict(re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", PAGE, re.MULTILINE)) == dict(IDS)


def test_every_sheet_is_named():
    rows = re.findall(r"^\| ([A-Z][a-z]+) \|", PAGE, re.MULTILINE)
    assert rows == list(SHEETS)
    assert all(title in PAGE for title in DECISIONS)


def test_links_lead_to_files():
    links = re.findall(r"\]\(([^)]+)\)", PAGE)
    assert links
    assert [link for link in links if not (FOLDER / link).exists()] == []


def test_the_example_programme_is_one():
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    assert programme_of(tomllib.loads(example[1]), "custom").rules[0].threshold == 30
