"""Dask: a real scheduler and real workers, on the loopback interface only, give the same bytes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import xl_dualfuel as df
from support import one_in
from tests.portfolio.test_resuming import killed_half_way
from tests.portfolio.test_run import ENVIRONMENT, PART, ROWS, SHARE, rows_of, write_csv
from xl_dualfuel.portfolio.cluster import Cluster
from xl_dualfuel.portfolio.demo import write_demo
from xl_dualfuel.portfolio.run import run_portfolio

pytest.importorskip("distributed", reason="Dask is not installed (extra portfolio)")
pytest.importorskip("pyarrow", reason="pyarrow is not installed (extra portfolio)")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    path = tmp_path_factory.mktemp("homes") / "homes.csv"
    write_demo(ROWS, path, seed=5, bad=0.03)
    return path


@pytest.fixture(scope="module")
def answers(homes, tmp_path_factory):
    """What every way of working the homes out must come to."""
    path = tmp_path_factory.mktemp("answers") / "whole.csv"
    run_portfolio(homes, path, part_rows=20)
    return path.read_bytes()


class Processes:
    """A scheduler and its workers, each a process of its own; ended when the tests are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"tcp://127.0.0.1:{(port := free_port())}"
        self.running: list[subprocess.Popen] = []
        self._start("dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard",
                    "--no-show", "--dashboard-address", "127.0.0.1:0", "--idle-timeout", "300")  # fmt: skip

    def worker(self) -> subprocess.Popen:
        return self._start(
            "dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1",
            "--death-timeout", "120", "--local-directory", str(self.folder),
        )  # fmt: skip

    def _start(self, module: str, *arguments: str) -> subprocess.Popen:
        log = (self.folder / f"{len(self.running)}.log").open("wb")
        with log:
            command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
            process = subprocess.Popen(command, stdout=log, stderr=log, env=ENVIRONMENT, cwd=self.folder)
        self.running.append(process)
        return process

    def end(self) -> None:
        for process in reversed(self.running):
            process.kill()  # asked to end, each waits for the others, up to ten seconds
        for process in self.running:
            process.wait(10)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    processes = Processes(tmp_path_factory.mktemp("dask"))
    try:
        for _ in range(2):
            processes.worker()
        yield processes
    finally:
        processes.end()


def workers_used(address: str, wanted: int = 2) -> int:
    import distributed

    with distributed.Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(wanted, timeout=60)
        return len(client.scheduler_info(n_workers=-1)["workers"])


@pytest.mark.parametrize("suffix", one_in(2, ["csv", "parquet"]))
def test_a_scheduler_and_two_workers_give_the_same_bytes(cluster, homes, tmp_path, suffix):
    assert workers_used(cluster.address) == 2
    here, there = tmp_path / f"here.{suffix}", tmp_path / f"there.{suffix}"
    one = run_portfolio(homes, here, part_rows=60)
    other = run_portfolio(homes, there, part_rows=60, scheduler=cluster.address)
    assert there.read_bytes() == here.read_bytes()
    assert one.to_json() == other.to_json()


def test_the_work_is_done_by_the_workers_but_where_files_are_named(cluster, tmp_path, monkeypatch):
    """In this process nothing can be solved: whatever is there comes from the workers."""
    source = write_csv(tmp_path / "in.csv", "id,cop_47,weather_file", "a,3.4,", "b,3.5,", "c,3.6,none.epw")
    here = "xl_dualfuel.portfolio.work.results"
    monkeypatch.setattr(here, lambda part, rates, **say: pytest.fail(f"part {part.number} here"))
    with pytest.raises(pytest.fail.Exception, match="part 2 here"):
        run_portfolio(source, tmp_path / "out.csv", part_rows=1, scheduler=cluster.address)
    monkeypatch.undo()
    run_portfolio(source, tmp_path / "out.csv", part_rows=1)
    assert [bool(row["problem"]) for row in rows_of(tmp_path / "out.csv")] == [False, False, True]


@pytest.mark.slow
def test_workbooks_are_made_by_workers_too(cluster, tmp_path):
    from datetime import UTC, datetime

    stamp = datetime(2026, 1, 2, tzinfo=UTC)
    source = write_csv(tmp_path / "in.csv", "id,cop_47,cop_17", "a,3.4,2.2", "b,3.5,2.2")
    run_portfolio(source, tmp_path / "1.csv", workbooks=tmp_path / "here", stamp=stamp)
    run_portfolio(source, tmp_path / "2.csv", workbooks=tmp_path / "there", stamp=stamp, scheduler=cluster.address)
    for name in ("a.xlsx", "b.xlsx"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes()


def test_a_worker_that_dies_loses_nothing(cluster, homes, answers, tmp_path):
    third = cluster.worker()
    assert workers_used(cluster.address, 3) == 3
    killer = threading.Event()

    def told(done, total):
        if done >= 100 and not killer.is_set():
            killer.set()
            third.kill()

    out = tmp_path / "out.csv"
    run_portfolio(homes, out, part_rows=20, scheduler=cluster.address, progress=told)
    assert killer.is_set()
    assert out.read_bytes() == answers


@pytest.mark.slow
def test_a_scheduler_that_dies_is_told_in_one_line_and_the_work_goes_on(homes, answers, tmp_path):
    processes = Processes(tmp_path)
    out = tmp_path / "out.csv"
    try:
        for _ in range(2):
            processes.worker()
        assert workers_used(processes.address) == 2

        def told(done, total):
            if done >= 100:
                processes.running[0].kill()

        with pytest.raises(df.OutputError, match="what is done is kept") as refused:
            run_portfolio(homes, out, part_rows=20, scheduler=processes.address, progress=told)
    finally:
        processes.end()
    assert len(str(refused.value).splitlines()) == 1
    assert not out.exists()
    starts = []
    run_portfolio(homes, out, part_rows=20, progress=lambda *now: starts.append(now[0]))
    assert starts[0] >= 100
    assert out.read_bytes() == answers


def test_a_scheduler_that_is_none_is_refused_in_one_line(homes, tmp_path, monkeypatch):
    monkeypatch.setattr("xl_dualfuel.portfolio.cluster._CONNECT", 1)
    with pytest.raises(df.InputError, match="Check the address") as refused:
        run_portfolio(homes, tmp_path / "out.csv", scheduler=f"tcp://127.0.0.1:{free_port()}")
    assert len(str(refused.value).splitlines()) == 1
    assert not (tmp_path / "out.csv.parts").exists()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals are a matter of Unix")
def test_ctrl_c_reaches_no_worker_of_a_local_cluster():
    """It is for the command, which lets them end: each would print an error of its own."""
    with Cluster("local") as cluster:
        held = cluster._client.run(signal.pthread_sigmask, signal.SIG_BLOCK, ())
        assert len(held) and all(signal.SIGINT in signals for signals in held.values())
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are a matter of Unix")
def test_a_local_cluster_killed_half_way_goes_on(homes, tmp_path):
    out, whole = tmp_path / "out.parquet", tmp_path / "whole.parquet"
    killed_half_way(homes, out, 2 * PART, PART, scheduler="local")
    assert not out.exists()
    told = []
    run_portfolio(homes, out, part_rows=PART, scheduler="local", progress=lambda *now: told.append(now[0]))
    assert told[0] >= 2 * PART
    run_portfolio(homes, whole, part_rows=PART)
    assert out.read_bytes() == whole.read_bytes()


PEAK = """
import json, resource, sys, threading, time
from pathlib import Path
from xl_dualfuel.portfolio.run import run_portfolio
def resident():
    tree, pages = {}, {}
    for one in Path("/proc").glob("[0-9]*"):
        try:
            fields = (one / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        tree[int(one.name)], pages[int(one.name)] = int(fields[1]), int(fields[21])
    mine, grown = {__import__("os").getpid()}, True
    while grown:
        more = {pid for pid, parent in tree.items() if parent in mine} - mine
        grown = bool(more)
        mine |= more
    return sum(pages.get(pid, 0) for pid in mine) * 4096 / 2**20
peak = 0
def watch():
    global peak
    while True:
        peak = max(peak, resident())
        time.sleep(0.2)
if __name__ == "__main__":
    threading.Thread(target=watch, daemon=True).start()
    start = time.perf_counter()
    s = run_portfolio(sys.argv[1], sys.argv[2], scheduler="local")
    print(json.dumps([s.data["homes"]["total"], time.perf_counter() - start, peak]))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="memory is read from /proc")
def test_five_million_homes_killed_and_resumed_in_bounded_memory(tmp_path):
    import json

    import pyarrow.parquet as pq

    count = int(5_000_000 * SHARE)
    source, out, whole = (tmp_path / f"{name}.parquet" for name in ("in", "out", "whole"))
    write_demo(count, source)
    killed_half_way(source, out, count // 2, 100_000, scheduler="local")
    assert not out.exists()
    script = tmp_path / "peak.py"
    script.write_text(PEAK)
    for target in (out, whole):
        done = subprocess.run([sys.executable, script, source, target], capture_output=True, text=True,
                              env=ENVIRONMENT, check=True)  # fmt: skip
        homes, seconds, peak = json.loads(done.stdout)
        print(f"{homes:,} homes: {seconds:.0f} s, {peak:,.0f} MB in all processes")
        assert homes == count
        assert peak < 4096
    assert out.read_bytes() == whole.read_bytes()
    names = pq.read_table(out, columns=["home"])["home"]
    assert len(names) == count == len(names.unique())
