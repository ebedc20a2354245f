"""The error for a workbook that is refused."""

from __future__ import annotations

from xl_dualfuel.errors import InputError, Issue


def refused(
    problem: str, part: str = "the file", remedy: str = "Save it again as .xlsx in Excel or Calc."
) -> InputError:
    """An error that names the part and the remedy; ``problem`` must hold nothing that the file says."""
    return InputError([Issue("workbook", part, f"must be an .xlsx workbook; {problem}", remedy)])
