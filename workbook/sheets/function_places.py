"""Where the sheet of worksheet functions has its answers; the sheet itself loads xlwings where that is installed."""

from __future__ import annotations

from typing import Final

SHEET: Final = "Functions"
ANSWERS: Final = "CE"
"""Columns of the functions' answers, and of what is said of them."""
