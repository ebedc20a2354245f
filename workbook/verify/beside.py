"""What surrounds the cells of our sheets, all of it: drawings and charts, views, printed pages, properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..reader import Opened
from . import pages
from .charts import Charts
from .covered import Covered
from .expected import Expected
from .findings import Findings


def judge(opened: Opened, titles: Iterable[str], findings: Findings) -> None:
    """Add what lies over the cells of our sheets, hides them or says something else; titles: as they are."""
    ours = [*titles]
    Covered(opened, ours, findings).judge()
    pages.judge(opened, ours, findings)
    Charts(opened, findings).stored(ours)


def compare(opened: Opened, titles: Mapping[str, str], like: Sequence[Expected], findings: Findings) -> None:
    """Add what is otherwise than in one of the workbooks that it may be.

    titles: those our sheets have, by those they should have.
    """
    sheets = {title: opened.by_title[actual] for title, actual in titles.items()}
    renamed = {actual.lower(): title.lower() for title, actual in titles.items() if actual != title}
    Charts(opened, findings).compare(sheets, renamed, like)
    pages.areas(opened, titles, [one.around[pages.BOOK] for one in like], findings)
