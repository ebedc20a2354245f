"""Work spread over processes or machines by Dask: few parts under way at a time, nothing but the given address used."""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import shutil
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

from ..errors import DualFuelError, InputError, Issue, OutputError
from ..files.libraries import install_command
from ..version import __version__

T = TypeVar("T")
R = TypeVar("R")

LOCAL: Final = "local"
_CONNECT: Final = 10
"""Longest wait for a scheduler [s]"""
_WAIT: Final = 30
"""Longest wait for its first worker [s]"""
_EACH: Final = 2
"""Items under way for each worker"""


class Cluster:
    """A scheduler with its workers. Used as a context; a local one ends with it."""

    def __init__(self, scheduler: str) -> None:
        self._scheduler = scheduler
        self._client: Any = None
        self._local: Any = None
        self._folder: str | None = None

    def __enter__(self) -> Cluster:
        try:
            import dask

            distributed = _distributed()
        except ImportError:
            remedy = f"Install it: {install_command('portfolio')}"
            raise InputError([Issue("scheduler", self._scheduler, "needs Dask", remedy)]) from None
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        # Parts are sent inside the tasks, so that a task whose worker dies can be given to another.
        dask.config.set({
            "distributed.admin.large-graph-warning-threshold": "1GB",
            "distributed.comm.timeouts.connect": f"{_CONNECT}s",
            "distributed.scheduler.allowed-failures": 3,
        })  # fmt: skip
        try:
            if self._scheduler == LOCAL:
                self._folder = tempfile.mkdtemp(prefix="dualfuel-")
                with _without_interrupts():
                    self._local = distributed.LocalCluster(
                        n_workers=os.cpu_count() or 1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
                        silence_logs=logging.CRITICAL, local_directory=self._folder,
                    )  # fmt: skip
            address = self._local or self._scheduler
            self._client = distributed.Client(address, timeout=_CONNECT, set_as_default=False)
            self._client.wait_for_workers(1, timeout=_WAIT)
        except Exception as problem:
            self.close()
            reason = " ".join(str(problem).split())[:120] or type(problem).__name__
            raise InputError([Issue("scheduler", self._scheduler, f"cannot be worked with: {reason}",
                                    "Check the address, and that it has workers")]) from None  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the scheduler; end it if it is a local one."""
        with warnings.catch_warnings(), contextlib.suppress(Exception):
            warnings.simplefilter("ignore")
            for connection in (self._client, self._local):
                if connection is not None:
                    connection.close()
        self._client = self._local = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def map(
        self, call: Callable[[T], R], items: Iterable[T], here: Callable[[T], bool], watch: Callable[[int], object]
    ) -> Iterator[R]:  # fmt: skip
        """The results in the order in which they are done; items that are ``here`` are worked out in this process."""
        distributed = _distributed()
        done = distributed.as_completed(loop=self._client.loop, with_results=True)
        under_way = 0
        try:
            for item in items:
                if here(item):
                    yield call(item)
                    continue
                room = _EACH * max(1, len(self._client.ncores()))
                while under_way >= room:
                    future, result = next(done)
                    future.release()
                    under_way -= 1
                    yield result
                packed = pickle.dumps((call, item), protocol=pickle.HIGHEST_PROTOCOL)
                done.add(self._client.submit(_run, __version__, packed, pure=False))
                under_way += 1
            while under_way:
                future, result = next(done)
                future.release()
                under_way -= 1
                yield result
        except distributed.KilledWorker:
            raise OutputError("scheduler: workers died, perhaps for lack of memory; what is done is kept, "
                              "run the same command again") from None  # fmt: skip
        except DualFuelError:
            raise
        except (OSError, distributed.client.FutureCancelledError, distributed.comm.CommClosedError) as problem:
            reason = " ".join(str(problem).split())[:120]
            raise OutputError(f"scheduler: the connection was lost ({reason}); what is done is kept, run the same "
                              "command again") from None  # fmt: skip


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Processes started here, also later by threads begun here, get no Ctrl-C: the command ends them itself."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # its start, in a thread of the cluster, would let signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _distributed() -> Any:
    """The module, which has no types of its own worth the name."""
    import distributed

    return distributed


def _run(version: str, packed: bytes) -> Any:
    """In a worker: do it, if the worker has the same version of this program."""
    if version != __version__:
        raise OutputError(
            f"scheduler: a worker has version {__version__} of this program, not {version}; install it there"
        )
    call, item = pickle.loads(packed)
    return call(item)
