"""Processes that work on one thing after the other, and of which none outlives the program that started them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Final, NamedTuple

PATIENCE: Final = 300.0
"""Longest wait for one thing [s]: a process that stands still, such as at a network drive, is ended then"""


class Lost(NamedTuple):
    """What comes of a thing at which a process ended, or was ended."""

    why: str


class _Worker(NamedTuple):
    process: BaseProcess
    line: Connection[Any, Any]


class Workers:
    """So many processes, each prepared by ``start``. Used as a context; they end with it, whatever they are at."""

    def __init__(self, count: int, start: Callable[..., None], arguments: Sequence[object]) -> None:
        self._count = count
        self._prepare = (start, tuple(arguments))
        self._workers: list[_Worker] = []
        self._pipes: Any = None

    def __enter__(self) -> Workers:
        # A command ends by this signal where nobody reads its answer; a worker that has ended must not end it.
        if hasattr(signal, "SIGPIPE") and threading.current_thread() is threading.main_thread():
            self._pipes = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            _end(worker)
        if self._pipes is not None:
            signal.signal(signal.SIGPIPE, self._pipes)

    def map(self, call: Callable[[str], Any], items: Iterable[str]) -> Iterator[tuple[int, Any]]:
        """The place and the result of each item as they come; a Lost where its process ended."""
        waiting = iter(enumerate(items))
        busy: dict[_Worker, tuple[int, float]] = {}

        def employ(worker: _Worker) -> bool:
            """Give the next item to a worker; whether there was one."""
            for place, item in waiting:
                with suppress(OSError):  # one that has just ended: what its line says then is that it is lost
                    worker.line.send((call, item))
                busy[worker] = (place, time.monotonic() + PATIENCE)
                return True
            return False

        more = True
        while True:
            while more and len(self._workers) < self._count:
                self._workers.append(self._hired())
                more = employ(self._workers[-1])
            if not busy:
                return
            left = min(deadline for _, deadline in busy.values()) - time.monotonic()
            ready = wait([worker.line for worker in busy], max(left, 0))
            for worker, (place, deadline) in list(busy.items()):
                result: Any = None
                if worker.line in ready:
                    try:
                        result = worker.line.recv()
                    except (EOFError, OSError):
                        result = Lost("The system stopped the program at this file, probably because memory ran out")
                elif time.monotonic() > deadline:
                    result = Lost(f"The program did nothing at this file for {PATIENCE:g} seconds, and was stopped")
                else:
                    continue
                del busy[worker]
                if isinstance(result, Lost):
                    self._workers.remove(worker)
                    _end(worker)
                else:
                    more = employ(worker)
                yield place, result

    def _hired(self) -> _Worker:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=_serve, args=(theirs, *self._prepare), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)


def _end(worker: _Worker) -> None:
    worker.line.close()
    worker.process.kill()
    worker.process.join()


def _serve(line: Connection[Any, Any], start: Callable[..., None], arguments: Sequence[object]) -> None:
    """In a process: results of what comes, until nothing comes any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all processes of a terminal; the first decides
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    start(*arguments)
    with suppress(EOFError, OSError):  # nobody waits for results any more
        while True:
            call, item = line.recv()
            line.send(call(item))


def _end_with_parent(number: int) -> None:
    """End this process with the one that started it, however that ends: no one would wait for the result."""
    parent = multiprocessing.parent_process()
    while parent is not None and parent.is_alive() and os.getppid() == number:
        parent.join(1)
    os._exit(1)
