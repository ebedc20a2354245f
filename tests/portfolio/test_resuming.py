"""Runs that were interrupted, killed or mixed up with another: nothing is lost or doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import xl_dualfuel as df
from support import one_in
from tests.portfolio.test_run import ENVIRONMENT, PART, ROWS, read, rows_of, write_csv
from xl_dualfuel.cli import portfolio as command
from xl_dualfuel.portfolio import run as batches
from xl_dualfuel.portfolio.demo import demo, write_demo
from xl_dualfuel.portfolio.run import run_portfolio


class Stop(Exception):  # noqa: N818
    """The run is interrupted."""


def stop_after(rows: int):
    def told(done: int, total: int | None) -> None:
        if done >= rows:
            raise Stop

    return told


@pytest.mark.parametrize("suffix", one_in(2, ["csv", "parquet", "xlsx"]))
def test_an_interrupted_run_goes_on_and_gives_the_same_bytes(tables, tmp_path, suffix, monkeypatch):
    whole, out = tmp_path / f"whole.{suffix}", tmp_path / f"out.{suffix}"
    run_portfolio(tables["csv"], whole, part_rows=PART, summary_json=tmp_path / "whole.json")
    with pytest.raises(Stop):
        run_portfolio(tables["csv"], out, part_rows=PART, progress=stop_after(2 * PART))
    parts = tmp_path / f"out.{suffix}.parts"
    assert not out.exists() and len(list(parts.glob("part-*.json"))) == 2
    with (parts / "parts.data").open("r+b") as file:  # a part that a failing disk lost is made again
        file.seek(-1, os.SEEK_END)
        file.write(b"~")
    numbers = []
    monkeypatch.setattr(batches, "work", lambda task, work=batches.work: numbers.append(task.part.number) or work(task))
    told = []
    run_portfolio(tables["csv"], out, part_rows=PART, progress=lambda *now: told.append(now),
                  summary_json=tmp_path / "out.json")  # fmt: skip
    assert numbers == [1, 2]
    assert told[0][0] == PART and told[-1] == (ROWS, ROWS)
    assert out.read_bytes() == whole.read_bytes()
    assert (tmp_path / "out.json").read_bytes() == (tmp_path / "whole.json").read_bytes()
    assert not parts.exists()


def test_parts_of_another_table_or_run_are_not_used(tables, tmp_path):
    source = tmp_path / "in.csv"
    source.write_bytes(tables["csv"].read_bytes())
    with pytest.raises(Stop):
        run_portfolio(source, tmp_path / "out.csv", part_rows=PART, progress=stop_after(PART))
    changed = source.read_text().replace("propane", "fuel_oil")
    source.write_text(changed)
    told = []
    run_portfolio(source, tmp_path / "out.csv", part_rows=PART, progress=lambda *now: told.append(now[0]))
    assert told[0] == 0
    run_portfolio(source, tmp_path / "again.csv", part_rows=PART)
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "again.csv").read_bytes()


def test_a_folder_of_somebody_else_is_left_alone(tables, tmp_path):
    folder = tmp_path / "out.csv.parts"
    folder.mkdir()
    mine = write_csv(folder / "mine.txt", "x")
    with pytest.raises(df.DualFuelError, match="move it away"):
        run_portfolio(tables["csv"], tmp_path / "out.csv")
    assert mine.exists()


def test_two_runs_at_one_result_do_not_meet(tables, tmp_path):
    def meet(done, total):
        with pytest.raises(df.DualFuelError, match="another run"):
            run_portfolio(tables["csv"], tmp_path / "out.csv")

    run_portfolio(tables["csv"], tmp_path / "out.csv", progress=meet)
    assert len(rows_of(tmp_path / "out.csv")) == ROWS


def test_a_table_changed_meanwhile_is_refused(tables, tmp_path):
    source = tmp_path / "in.csv"
    source.write_bytes(tables["csv"].read_bytes())
    with pytest.raises(df.InputError, match="changed while it was read"):
        run_portfolio(source, tmp_path / "out.csv", progress=lambda *_: os.utime(source, (1, 1)))
    assert not (tmp_path / "out.csv").exists()


WHOLE = """
import sys
from xl_dualfuel.portfolio.run import run_portfolio
if __name__ == "__main__":
    run_portfolio({source!r}, {out!r}, part_rows={part}, scheduler={scheduler!r}, summary_json=sys.argv[1], force=True)
"""


RUN = """
import sys, time
from xl_dualfuel.portfolio.run import run_portfolio
def told(done, total):
    print(done, flush=True)
    if done >= {stop}:
        time.sleep(60)
if __name__ == "__main__":
    run_portfolio({source!r}, {out!r}, part_rows={part}, scheduler={scheduler!r}, progress=told)
"""


def killed_half_way(source: Path, out: Path, rows: int, part: int, scheduler: str | None = None) -> None:
    """Run in a process of its own, killed without warning after so many homes."""
    code = RUN.format(source=str(source), out=str(out), part=part, stop=rows, scheduler=scheduler)
    script = out.with_name("killed.py")
    script.write_text(code)
    process = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, env=ENVIRONMENT, text=True,
                               start_new_session=True)  # fmt: skip
    try:
        for line in process.stdout:
            if int(line) >= rows:
                break
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # with the workers of a local cluster
        process.wait(30)
        process.stdout.close()


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are a matter of Unix")
def test_killed_half_way_nothing_is_lost_or_doubled(tables, tmp_path):
    out, whole = tmp_path / "out.parquet", tmp_path / "whole.parquet"
    killed_half_way(tables["csv"], out, 2 * PART, PART)
    assert not out.exists()
    told = []
    run_portfolio(tables["csv"], out, part_rows=PART, progress=lambda *now: told.append(now[0]))
    assert told[0] == 2 * PART
    run_portfolio(tables["csv"], whole, part_rows=PART)
    assert out.read_bytes() == whole.read_bytes()
    assert read(out)["home"].tolist() == demo(ROWS, seed=3)["home"].tolist()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are a matter of Unix")
@pytest.mark.parametrize(("suffix", "scheduler"), [("csv", None), ("parquet", None), ("parquet", "local")])
def test_killed_at_ten_random_moments_the_bytes_are_the_same(tmp_path, suffix, scheduler):
    """Whatever is under way: reading, solving, writing a part, joining the parts; the command, as users call it."""
    count, part = 6_000, 300
    source, out, whole = (tmp_path / f"{name}.{suffix}" for name in ("in", "out", "whole"))
    write_demo(count, source, bad=0.01)
    run_portfolio(source, whole, part_rows=part, summary_json=tmp_path / "whole.json")
    script = tmp_path / "run.py"
    script.write_text(WHOLE.format(source=str(source), out=str(out), part=part, scheduler=scheduler))
    start = time.monotonic()
    subprocess.run([sys.executable, script, tmp_path / "first.json"], env=ENVIRONMENT, check=True)
    took = time.monotonic() - start
    assert out.read_bytes() == whole.read_bytes()
    out.unlink()
    moments, killed = random.Random(1), 0
    for _ in range(10):
        process = subprocess.Popen([sys.executable, script, tmp_path / "out.json"], env=ENVIRONMENT,
                                   start_new_session=True)  # fmt: skip
        try:
            process.wait(moments.uniform(0.2, 1) * took)
        except subprocess.TimeoutExpired:
            killed += 1
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)
        if out.exists():  # it was as quick as that
            assert out.read_bytes() == whole.read_bytes()
            out.unlink()
    assert killed
    subprocess.run([sys.executable, script, tmp_path / "out.json"], env=ENVIRONMENT, check=True)
    assert out.read_bytes() == whole.read_bytes()
    assert (tmp_path / "out.json").read_bytes() == (tmp_path / "whole.json").read_bytes()
    assert not out.with_name(f"{out.name}.parts").exists()


@pytest.mark.parametrize("some_are_done", [True, False])
def test_a_command_that_is_stopped_says_how_to_go_on(tmp_path, monkeypatch, capsys, some_are_done):
    def stopped(*_: object, **__: object) -> None:
        if some_are_done:
            (tmp_path / "out.csv.parts").mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(batches, "run_portfolio", stopped)
    with pytest.raises(KeyboardInterrupt):
        command.portfolio(tmp_path / "in.csv", tmp_path / "out.csv")
    words = capsys.readouterr().err
    assert words.startswith("Stopped. ")
    assert ("the same command continues there" in words) == some_are_done
