"""Work spread over the processors of this machine: in threads, and in processes where threads wait for each other.

Arrays, compiled loops and the libraries that read and write tables let other threads run; homes that are worked out one
by one and workbooks do not. A process is started only for work that has taken some seconds, as its start takes one.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from ..errors import OutputError
from ..homes.watching import watched

T = TypeVar("T")
R = TypeVar("R")
Watch = Callable[[int], object]
"""Called now and then with how many homes of the items under way are done"""
LONG: Final = 5.0
"""What takes longer may be worth processes [s]"""
_BUSY: Final = 1.4
"""Processors that threads keep busy where they hardly wait for each other"""
_LOOK: Final = 0.2
"""How often to look at the homes under way [s]"""
_SERVE: Final = "from xl_dualfuel.portfolio.workers import serve; serve()"


class Runner(Protocol):
    """Where work is done."""

    def map(self, call: Callable[[T], R], items: Iterable[T], here: Callable[[T], bool], watch: Watch) -> Iterator[R]:
        """The results, in any order; ``here``: whether an item has to be worked out on this machine."""


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Machine:
    """The processors of this machine. Used as a context."""

    def __init__(self, workers: int | None = None) -> None:
        """workers: how many items are worked out at a time; None: one a processor."""
        self._workers = processors() if workers is None else max(1, workers)
        self._threads: ThreadPoolExecutor | None = None
        self._own = threading.local()
        self._processes: list[Process] = []

    def __enter__(self) -> Machine:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.close()

    def map(self, call: Callable[[T], R], items: Iterable[T], here: Callable[[T], bool], watch: Watch) -> Iterator[R]:
        """The results in order. The first one is worked out here: many a table has no more."""
        items = iter(items)
        for item in items if self._workers == 1 else _first(items):
            with watched(_counting([0], watch)):
                result = call(item)
            yield result
        if self._workers == 1:
            return
        start, used, apart, can = time.perf_counter(), time.process_time(), False, _goes_elsewhere(call)
        under_way: deque[tuple[Future[R], list[int]]] = deque()
        for item in items:
            taken = time.perf_counter() - start
            apart = apart or (taken > LONG and time.process_time() - used < _BUSY * taken and can)
            under_way.append(self._begin(call, item, apart))
            if len(under_way) > self._workers:
                yield _next(under_way, watch)
        while under_way:
            yield _next(under_way, watch)

    def _begin(self, call: Callable[[T], R], item: T, apart: bool) -> tuple[Future[R], list[int]]:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._workers)
        done = [0]

        def run() -> R:
            if apart:
                return self._process().run(call, item, done)
            with watched(_counting(done)):
                return call(item)

        return self._threads.submit(run), done

    def _process(self) -> Process:
        """The process of this thread."""
        own: Process | None = getattr(self._own, "process", None)
        if own is None:
            own = self._own.process = Process()
            self._processes.append(own)
        return own


class Process:
    """A process that works out one item after the other; it ends with this one, however that ends."""

    def __init__(self) -> None:
        paths = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109  # as in sys.path
        apart: dict[str, Any] = (
            {"start_new_session": True}
            if os.name == "posix"
            else {"creationflags": 0x200}  # a group of its own: Ctrl-C
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths}, **apart,
        )  # fmt: skip

    def run(self, call: Callable[[T], R], item: T, done: list[int]) -> R:
        """The result of an item; done: homes of it that are done. Raises OutputError: the process has ended."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            pickle.dump((call, item), self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            while True:
                kind, answer = pickle.load(self._process.stdout)
                if kind == "homes":
                    done[0] = answer
                else:
                    break
        except (EOFError, OSError, pickle.UnpicklingError):
            raise OutputError("A process that worked out homes has ended, perhaps for lack of memory; what is done is "
                              "kept, run the same command again") from None  # fmt: skip
        if kind == "error":
            raise answer
        result: R = answer
        return result

    def kill(self) -> None:
        """End it, whatever it is at."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Let go of it when it has ended and nobody waits for an answer."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # half an item is in it
                    pipe.close()


def serve() -> None:
    """In such a process: work out what comes until nothing comes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    while True:
        try:
            call, item = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            with watched(_counting([0], partial(_send, answers, "homes"))):
                result = call(item)
        except Exception as error:
            _send(answers, "error", error)
        else:
            _send(answers, "result", result)


def _send(answers: Any, kind: str, answer: object) -> None:
    pickle.dump((kind, answer), answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()


def _next(under_way: deque[tuple[Future[R], list[int]]], watch: Watch) -> R:
    """The result of the first item under way."""
    future, _ = under_way[0]
    while not wait([future], _LOOK).done:
        watch(sum(done[0] for _, done in under_way))
    under_way.popleft()
    return future.result()


def _goes_elsewhere(call: Callable[..., object]) -> bool:
    """Whether another process can be started and knows the call."""
    try:
        pickle.dumps(call)
    except (pickle.PicklingError, AttributeError, TypeError):
        return False
    return bool(sys.executable)


def _first(items: Iterator[T]) -> Iterator[T]:
    for item in items:
        yield item
        return


def _counting(done: list[int], watch: Watch | None = None) -> Callable[[], None]:
    """What counts homes, and now and then says how many."""
    told = time.perf_counter()

    def one_more() -> None:
        nonlocal told
        done[0] += 1
        if watch is not None and time.perf_counter() - told > _LOOK:
            told = time.perf_counter()
            watch(done[0])

    return one_more
