"""What the benchmarks measure with: CPU of all threads and processes, memory of a process and its children."""

from __future__ import annotations

import datetime
import gc
import os
import platform
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
EVERY = 0.2
"""How often memory is looked at [s]"""


class Used(NamedTuple):
    """What a process used, its own processes counted."""

    seconds: float
    """of the CPU"""
    peak: float
    """[MB]; memory that processes share is counted once, where the system tells that"""


def cpu() -> float:
    """CPU seconds of this process, all threads, and of the processes it waited for."""
    return _of(resource.RUSAGE_SELF) + _of(resource.RUSAGE_CHILDREN)


def _of(which: int) -> float:
    used = resource.getrusage(which)
    return used.ru_utime + used.ru_stime


def seconds(call: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    gc.collect()
    start = cpu()
    call()
    return cpu() - start


def alternating(calls: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, list[float]]:
    """CPU seconds of each call, one after the other again and again, so that a busy moment meets all alike."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(repeats):
        for name, call in calls.items():
            times[name].append(seconds(call))
    return times


def median(times: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(times)


def process(*arguments: str | Path, cwd: Path = ROOT) -> Used:
    """What Python with these arguments uses from start to exit. Raises CalledProcessError.

    Compiled modules are kept, as where the program is installed.
    """
    before, peaks = _of(resource.RUSAGE_CHILDREN), [0.0]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen([sys.executable, *map(str, arguments)], cwd=cwd, env={**kept, "PYTHONPATH": str(ROOT)},
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:  # fmt: skip
        watch = threading.Thread(target=_watch, args=(running, peaks), daemon=True)
        watch.start()
        problem = running.stderr.read() if running.stderr else b""
    watch.join()
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, running.args, stderr=problem)
    return Used(_of(resource.RUSAGE_CHILDREN) - before, max(peaks))


def _watch(running: subprocess.Popen[bytes], peaks: list[float]) -> None:
    while running.poll() is None:
        peaks.append(_memory(running.pid))
        time.sleep(EVERY)


def _memory(pid: int) -> float:
    """MB of a process and those it started; 0 where /proc does not tell."""
    whole = 0.0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                whole = int(line.split()[1]) / 1024
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has ended, or this is no Linux
        return whole
    return whole + sum(_memory(int(child)) for child in children)


def machine() -> str:
    """The machine and the day."""
    date = datetime.datetime.now(datetime.UTC).date().isoformat()
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {date}"
