"""Work spread over the processors of this machine: in threads, and in processes where threads wait for each other.

Arrays, compiled loops and the libraries that read and write tables let other threads run; homes that are worked out one
by one and workbooks do not. Processes are started only when those have taken some seconds, as a start takes one or two.
"""

from __future__ import annotations

import os
import pickle
import signal
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
"""Homes one by one that took so long, with all before, are worth processes [s]"""
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
        self._stopped = threading.Event()
        self._processes: list[Process] = []

    def __enter__(self) -> Machine:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.kill()
        if self._threads is not None:
            self._threads.shutdown()
        for process in self._processes:
            process.close()

    def map(self, call: Callable[[T], R], items: Iterable[T], here: Callable[[T], bool], watch: Watch) -> Iterator[R]:
        """The results in order. The first one is worked out here: many a table has no more."""
        items = iter(items)
        counted: list[Counted] = []
        for item in items if self._workers == 1 else _first(items):
            counted.append(Counted(watch))
            with watched(counted[-1].one_more):
                result = call(item)
            yield result
        if self._workers == 1:
            return
        can = _goes_elsewhere(call)
        under_way: deque[tuple[Future[R], Counted]] = deque()
        for item in items:
            apart = can and sum(one.seconds for one in counted) >= LONG
            under_way.append(self._begin(call, item, apart))
            counted.append(under_way[-1][1])
            if len(under_way) > self._workers:
                yield _next(under_way, watch)
        while under_way:
            yield _next(under_way, watch)

    def _begin(self, call: Callable[[T], R], item: T, apart: bool) -> tuple[Future[R], Counted]:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._workers, initializer=_survive_pipes)
        done = Counted(stopped=self._stopped)

        def run() -> R:
            if apart:
                return self._process().run(call, item, done)
            with watched(done.one_more):
                return call(item)

        return self._threads.submit(run), done

    def _process(self) -> Process:
        """The process of this thread."""
        own: Process | None = getattr(self._own, "process", None)
        if own is None:
            own = self._own.process = Process()
            self._processes.append(own)
        return own


def _survive_pipes() -> None:
    """Let no process that has ended end this one: a command ends where the reader of its output goes away."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPIPE})


class Counted:
    """The homes of an item that were worked out one by one."""

    def __init__(self, watch: Watch | None = None, stopped: threading.Event | None = None) -> None:
        """stopped: set where the next home is not to be worked out."""
        self._watch, self._last, self._told = watch, 0.0, time.perf_counter()
        self._stopped = stopped
        self.homes = 0
        self.seconds = 0.0
        """What they took, without the first one, whose begin is not known"""

    def one_more(self) -> None:
        """A home is done."""
        if self._stopped is not None and self._stopped.is_set():
            raise SystemExit  # of this thread: nobody waits for its answer
        now = time.perf_counter()
        self.seconds += now - self._last if self.homes else 0.0
        self.homes, self._last = self.homes + 1, now
        if self._watch is not None and now - self._told > _LOOK:
            self._told = now
            self._watch(self.homes)


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

    def run(self, call: Callable[[T], R], item: T, done: Counted) -> R:
        """The result of an item; done: homes of it that are done. Raises OutputError: the process has ended."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            pickle.dump((call, item), self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            while True:
                kind, answer = pickle.load(self._process.stdout)
                if kind == "homes":
                    done.homes = answer
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
            with watched(Counted(partial(_send, answers, "homes")).one_more):
                result = call(item)
        except Exception as error:
            _send(answers, "error", error)
        else:
            _send(answers, "result", result)


def _send(answers: Any, kind: str, answer: object) -> None:
    """End the process where nobody waits for the answer."""
    try:
        pickle.dump((kind, answer), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
    except BrokenPipeError:
        os._exit(0)


def _next(under_way: deque[tuple[Future[R], Counted]], watch: Watch) -> R:
    """The result of the first item under way."""
    future, _ = under_way[0]
    while not wait([future], _LOOK).done:
        watch(sum(done.homes for _, done in under_way))
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
