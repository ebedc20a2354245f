"""What is read of a part that is the same in many workbooks of the tests, read once a process: the same records.

A tampered workbook differs from the honest one in a cell or a name; its other parts need no second reading.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from xl_dualfuel.workbook.reader import opening, scan, worksheet

MOST = 160
"""Most answers of each kind that are kept; the sheets of a workbook take some 10 MB."""


class Kept(OrderedDict[Hashable, Any]):
    """The answers asked for last."""

    def of(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The answer that is kept, or made now; a refusal is raised each time."""
        if key in self:
            self.move_to_end(key)
        else:
            self[key] = make()
            if len(self) > MOST:
                self.popitem(last=False)
        return self[key]


def install() -> None:
    """Have every workbook of this process read so."""
    opening.read_worksheet = _of_sheets(worksheet.read_worksheet)
    scan._part = _of_scans(scan._part)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def _of_sheets(read: Callable[..., Any]) -> Callable[..., Any]:
    kept = Kept()

    @wraps(read)
    def quick(part: str, content: bytes, strings: Sequence[str], budget: worksheet.Budget, rows: Any = None) -> Any:
        if strings:
            return read(part, content, strings, budget, rows)
        room, expanded = budget.cells, budget.expanded
        found, settings = kept.of((part, _digest(content)), lambda: read(part, content, strings, budget, rows))
        if (budget.cells, budget.expanded) == (room, expanded):  # it was kept
            if len(found.cells) > room or b't="shared"' in content:
                return read(part, content, strings, budget)
            budget.cells -= len(found.cells)
        return replace(found, cells=dict(found.cells), row_heights=dict(found.row_heights)), settings

    return quick


def _of_scans(look: Callable[..., Any]) -> Callable[..., Any]:
    kept = Kept()

    @wraps(look)
    def quick(part: str, content: bytes, links: Sequence[Any], content_type: str) -> Any:
        key = (part, _digest(content), tuple(links), content_type)
        return kept.of(key, lambda: tuple(look(part, content, links, content_type)))

    return quick
