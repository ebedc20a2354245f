"""The rules of a workbook, W01 to W18, over its bytes; each is a function of the opened workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Final

from ..reader import Opened, open_package
from .appearance import w10, w12, w13, w18
from .formulas import w03, w04, w07
from .inputs import w01, w02, w05, w11
from .locations import Finding
from .package import w14, w15, w16, w17
from .stored import w06, w08, w09

MOST_FINDINGS: Final = 100
"""Most findings of one rule; a file of a stranger may break a rule in every cell."""

RULES: Final[Mapping[str, Callable[[Opened], Iterator[Finding]]]] = MappingProxyType(
    {
        rule.__name__.upper(): rule
        for rule in (
            w01, w02, w03, w04, w05, w06, w07, w08, w09, w10, w11, w12, w13, w14, w15, w16, w17, w18,
        )
    }
)  # fmt: skip
"""Every rule by its name; the first line of its docstring says it."""


def broken_rules(content: bytes) -> list[Finding]:
    """What a workbook breaks, rule after rule, at most MOST_FINDINGS of each.

    Raises InputError: it cannot be opened (see open_package), or has too many different formulas (see Sheet.runs).
    """
    opened = open_package(content)
    return [finding for rule in RULES.values() for finding in islice(rule(opened), MOST_FINDINGS)]


__all__ = ["MOST_FINDINGS", "RULES", "Finding", "broken_rules"]
