"""The bar of a long command, with how many are done in a second."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class _Speed(ProgressColumn):
    """How many are done in a second, once some are."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what

    def render(self, task: Task) -> Text:
        """Such as 1,200 homes/s."""
        return Text(f"{task.speed:,.0f} {self._what}/s" if task.speed else "")


def bar(what: str) -> Progress:
    """A bar on standard error, for a number of what is named; it leaves no line behind."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Speed(what), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
