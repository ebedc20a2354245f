"""Word of homes that are worked out one by one, which takes long: for whoever shows how far a table is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_WATCHING: Final[ContextVar[Callable[[], object] | None]] = ContextVar("watching", default=None)


@contextmanager
def watched(tell: Callable[[], object]) -> Iterator[None]:
    """Within, tell is called whenever a home has been worked out by itself."""
    before = _WATCHING.set(tell)
    try:
        yield
    finally:
        _WATCHING.reset(before)


def one_done() -> None:
    """A home has been worked out by itself."""
    tell = _WATCHING.get()
    if tell is not None:
        tell()
