"""Work on all processors of a machine: the same bytes with any number of workers, and nothing waits for the dead."""

from __future__ import annotations

import os
import threading
import time

import pytest

import xl_dualfuel as df
from tests.portfolio.errands import die, pid_of, refuse, slow
from tests.portfolio.test_run import PART, ROWS
from xl_dualfuel.homes.watching import one_done
from xl_dualfuel.portfolio import workers
from xl_dualfuel.portfolio.run import run_portfolio
from xl_dualfuel.portfolio.source import PART_ROWS, rows_of_a_part
from xl_dualfuel.portfolio.workers import Counted, Machine, Process


@pytest.fixture
def apart(monkeypatch):
    """Work goes to processes at once."""
    monkeypatch.setattr(workers, "LONG", 0.0)


def nobody(item):
    return False


def results(source, out, number):
    told = []
    run_portfolio(source, out, part_rows=PART, workers=number, summary_json=out.with_suffix(".json"),
                  progress=lambda *now: told.append(now))  # fmt: skip
    assert (
        told[0] == (0, ROWS)
        and told[-1] == (ROWS, ROWS)
        and [done for done, _ in told] == sorted(done for done, _ in told)
    )
    return out.read_bytes(), out.with_suffix(".json").read_bytes()


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_threads_and_processes_give_the_same_bytes(tables, tmp_path, suffix, monkeypatch):
    one = results(tables["csv"], tmp_path / f"1.{suffix}", 1)
    assert results(tables["csv"], tmp_path / f"3.{suffix}", 3) == one
    monkeypatch.setattr(workers, "LONG", 0.0)
    assert results(tables["csv"], tmp_path / f"2.{suffix}", 2) == one


def test_workbooks_of_processes_are_the_same(tmp_path, apart):
    from datetime import UTC, datetime

    lines = ["home,cop_47", *(f"{number},{3 + number / 100}" for number in range(9))]
    (tmp_path / "in.csv").write_text("\n".join(lines))
    stamp = datetime(2026, 1, 2, tzinfo=UTC)
    made = []
    for number in (1, 2):
        told = []
        run_portfolio(tmp_path / "in.csv", tmp_path / f"{number}.csv", workbooks=tmp_path / f"{number}", stamp=stamp,
                      workers=number, progress=lambda done, total, told=told: told.append(done))  # fmt: skip
        made.append({path.name: path.read_bytes() for path in (tmp_path / f"{number}").iterdir()})
        assert told.count(0) == 2 and len(set(told[-3:])) > 1  # for the answers and for the workbooks
    assert len(made[0]) == 9 and made[0] == made[1]


def test_processes_are_others_and_end_with_the_work(apart):
    with Machine(2) as machine:
        ids = list(machine.map(pid_of, range(6), nobody, lambda done: None))
        processes = list(machine._processes)
    assert ids[0] == os.getpid() and os.getpid() not in ids[1:] and 1 <= len(processes) <= 2
    assert all(process._process.poll() is not None for process in processes)


def test_a_process_without_anybody_to_answer_ends():
    process = Process()
    assert process.run(pid_of, 1, Counted()) == process._process.pid
    process._process.stdin.close()
    assert process._process.wait(30) == 0
    process.close()


@pytest.mark.parametrize(("call", "words"), [(die, "has ended.*run the same command again"), (refuse, "as it is")])
def test_a_process_that_dies_or_refuses_says_so(apart, call, words):
    with Machine(2) as machine, pytest.raises(df.OutputError, match=words):
        list(machine.map(call, range(5), nobody, lambda done: None))


def test_homes_are_counted_while_a_part_is_worked_out(apart):
    seen = []
    with Machine(2) as machine:
        assert list(machine.map(slow, range(3), nobody, seen.append)) == [0, 1, 2]
    assert {1, 2} <= set(seen) and max(seen) <= 8


def test_an_interrupted_run_leaves_no_process_behind(apart):
    machine = Machine(2)

    def interrupted() -> None:
        with machine:
            for number in machine.map(slow, range(9), nobody, lambda done: None):
                if number:
                    raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert all(process._process.poll() is not None for process in machine._processes)
    assert not [one for one in threading.enumerate() if one.name.startswith("ThreadPool")]


def slow_here(item):
    for _ in range(200):
        time.sleep(0.05)
        one_done()
    return item


def test_threads_stop_at_the_next_home_of_an_interrupted_run(monkeypatch):
    monkeypatch.setattr(workers, "LONG", 1e9)
    machine, done = Machine(2), []

    def interrupted() -> None:
        with machine:
            work = machine._begin(slow_here, 1, apart=False)
            time.sleep(0.2)
            done.append(work)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    future, counted = done[0]
    assert future.done() and 0 < counted.homes < 100


def test_homes_of_the_first_item_count_for_starting_processes(monkeypatch):
    monkeypatch.setattr(workers, "LONG", 0.5)
    with Machine(2) as machine:
        assert list(machine.map(slow, range(3), nobody, lambda done: None)) == [0, 1, 2]
        assert machine._processes


def test_parts_are_small_enough_for_the_bar_and_for_every_worker():
    assert [rows_of_a_part(total) for total in (None, 10, 30_000, 100_000, 10**6)] == [
        PART_ROWS, 2000, 2000, 5000, PART_ROWS,
    ]  # fmt: skip
