"""Limits to the time and memory that one file may take, so that none holds up a batch or takes the computer."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

MOST_SECONDS: Final = 60
"""Most time of the processor for a file [s]; a case of 2,000 bins, the most it may have, takes a quarter."""
MOST_MEMORY: Final = 2**30
"""Most memory for a file [bytes]"""


class TookTooLongError(BaseException):
    """A file takes longer than it may; no error of the file's own, so nobody who expects one of those takes it."""


@contextmanager
def limited(seconds: float = MOST_SECONDS, memory: int = MOST_MEMORY) -> Iterator[None]:
    """Raise TookTooLongError or MemoryError once what is inside has used so much of processor or memory.

    Without effect outside the main thread, and each where the system has no such limit (Windows neither, macOS no
    memory). Other programs at work do not count; signal, timer and limits are as they were afterwards.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with ExitStack() as limits:
        limits.enter_context(_time(seconds))
        limits.enter_context(_memory(memory))
        yield


@contextmanager
def _time(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "SIGPROF"):
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        raise TookTooLongError

    before = signal.signal(signal.SIGPROF, end)
    timer = signal.setitimer(signal.ITIMER_PROF, seconds, 1)  # and again, should Python drop the first in a clean-up
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, *timer)
        signal.signal(signal.SIGPROF, signal.SIG_DFL if before is None else before)  # None: set by no Python


@contextmanager
def _memory(most: int) -> Iterator[None]:
    taken = Path("/proc/self/statm")
    if not taken.exists():
        yield
        return
    import resource

    before, highest = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(taken.read_text(encoding="ascii").split()[0])
    limit = pages * os.sysconf("SC_PAGE_SIZE") + most
    if before != resource.RLIM_INFINITY:
        limit = min(limit, before)
    resource.setrlimit(resource.RLIMIT_AS, (limit, highest))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, highest))
