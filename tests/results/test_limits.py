"""What the calculation leaves out is said once, and read on the Cover and in the README."""

from __future__ import annotations

from pathlib import Path

from xl_dualfuel.results.limits import LIMITS

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_has_what_no_table_shows():
    text = " ".join(README.read_text(encoding="utf-8").split())
    for words in ("differential", "crankcase heat", "standby power", "setback", "quarter of an hour", "CO2e"):
        (line,) = (line for line in LIMITS if words in line)
        assert line in text
