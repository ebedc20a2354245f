"""The one shape in which a workbook is refused."""

from __future__ import annotations

from xl_dualfuel.errors import InputError, Issue


def refused(found: str, where: str = "the file", remedy: str = "Save it anew as .xlsx in Excel or Calc.") -> InputError:
    """The one shape of refusal; ``found`` must hold nothing of what the file says."""
    return InputError([Issue("workbook", where, f"must be an .xlsx workbook; {found}", remedy)])
