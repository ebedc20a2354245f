"""The errors for a workbook that is refused, and for one that programs read differently."""

from __future__ import annotations

from xl_dualfuel.errors import InputError, Issue


class ReadDifferentlyError(InputError):
    """A workbook that two programs read differently, so that no reading of it can be trusted."""


def refused(
    problem: str, part: str = "the file", remedy: str = "Save it again as .xlsx in Excel or Calc."
) -> InputError:
    """An error that names the part and the remedy; ``problem`` must hold nothing that the file says."""
    return InputError([Issue("workbook", part, f"must be an .xlsx workbook; {problem}", remedy)])


def read_differently(problem: str, part: str = "the file") -> ReadDifferentlyError:
    """The error for what another program would read otherwise; ``problem`` must hold nothing that the file says."""
    remedy = "Open it in Excel or Calc, check every cell, and save it under another name as .xlsx."
    what = f"must be an .xlsx workbook that every program reads alike; {problem}, so programs read it differently"
    return ReadDifferentlyError([Issue("workbook", part, what, remedy)])
