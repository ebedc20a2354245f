"""A limit to the time that one file may take, so that none holds up a batch."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

MOST_SECONDS: Final = 60
"""Most time of the processor for a file [s]; a case of 2,000 bins, the most it may have, takes a quarter."""


class TookTooLongError(Exception):
    """A file takes longer than it may."""


@contextmanager
def limited(seconds: float = MOST_SECONDS) -> Iterator[None]:
    """Raise TookTooLongError once what is inside has used so much time of the processor.

    Without effect outside the main thread and on systems without such signals (Windows); other programs at work do not
    count.
    """
    if not hasattr(signal, "SIGPROF") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        raise TookTooLongError

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
