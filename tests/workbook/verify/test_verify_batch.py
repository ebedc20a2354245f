"""Batches of files of strangers: hostile ones, interruptions, the report, the same bytes every time."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import pytest

import hostile
import tampers
import xl_dualfuel as df
from books import STAMP
from commands import dualfuel
from support import one_in
from xl_dualfuel.errors import InputError, OutputError
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import (
    Verdict,
    batch,
    exit_status,
    files_of,
    verify,
    verify_batch,
    verify_file,
)
from xl_dualfuel.workbook.verify.report import report
from xl_dualfuel.workbook.verify.time_limit import MOST_MEMORY, TookTooLongError

ROOT = Path(__file__).parents[3]
MEGABYTES = 300
PATIENCE = 120
"""Seconds after which a file counts as one that is never answered; tests/bench/verify.py measures how long they take"""
CORPUS = [*hostile.UNREADABLE, *hostile.TOLD, *hostile.HARMLESS]


@cache
def honest(cop: float = 3.4) -> bytes:
    return workbook_bytes(df.solve(df.Case(cop_47=cop)), STAMP)


@cache
def made(number: int) -> bytes:
    return CORPUS[number](honest())


@pytest.fixture
def folder(tmp_path):
    """Five honest workbooks, a tampered one, a picture with the wrong name, a file that is none."""
    place = tmp_path / "submissions"
    (place / "more").mkdir(parents=True)
    for number in range(5):
        (place / f"house {number}.xlsx").write_bytes(honest(3.0 + number / 10))
    (place / "more" / "tampered.xlsx").write_bytes(tampers.tampered(honest(3.6), tampers.TAMPERS[0]))
    (place / "more" / "picture.xlsx").write_bytes(hostile.a_picture(b""))
    (place / "more" / "notes.txt").write_text("no submission")
    (place / "~$house 1.xlsx").write_bytes(b"a lock")
    return place


MEASURED = """
import json, os, re, signal, sys
from pathlib import Path
from xl_dualfuel.workbook.verify import verify_file
verify_file(sys.argv[1])  # as in a batch: what every workbook needs is there
for name in sys.argv[3:]:
    child = os.fork()
    if child == 0:  # a process a file, whose peak of memory is its own
        signal.alarm(int(sys.argv[2]))
        verdict = verify_file(name)
        # ru_maxrss would count the process that started this one too
        peak = int(re.search(r"VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())[1]) / 1024
        above = len([one for one in verdict.findings if one.severity != "info"])
        print(json.dumps([name, peak, verdict.kind, above, [str(one) for one in verdict.findings]]), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


ALIKE = (hostile.infinite, hostile.tiny)
"""Read as not_a_number and huge are, each after a closer look: for the slow tests"""


def measured() -> list[object]:
    """The numbers of the hostile files."""
    slow = pytest.mark.slow
    return one_in(7, [pytest.param(n, marks=slow) if one in ALIKE else n for n, one in enumerate(CORPUS)])


@pytest.fixture(scope="module")
def answers(request, tmp_path_factory):
    """Peak of memory, kind, number of findings above info and findings for each hostile file, by its number."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "honest.xlsx").write_bytes(honest())
    ours = (one for one in request.session.items if one.path == request.path and "answers" in one.fixturenames)
    asked = {one.callspec.params["number"] for one in ours}
    names = [str(folder / f"{number}.xlsx") for number in sorted(asked)]
    for name in names:
        Path(name).write_bytes(made(int(Path(name).stem)))
    command = [sys.executable, "-c", MEASURED, str(folder / "honest.xlsx"), str(PATIENCE), *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {int(Path(name).stem): answer for name, *answer in map(json.loads, done.stdout.splitlines())}


@pytest.fixture
def quick_verdicts(monkeypatch):
    """The verdict on a content is worked out once: what is tested is what a batch does with it."""
    monkeypatch.setattr(batch, "verify", lambda content, name, judge: once(content, judge)._replace(name=name))


@lru_cache(maxsize=16)
def once(content: bytes, judge: object) -> Verdict:
    return verify(content, "", judge)


def stop_after(files: int) -> Callable[[int, int, Verdict], None]:
    """The batch is interrupted after so many files."""

    def stop(done: int, _count: int, _verdict: Verdict) -> None:
        if done == files:
            raise KeyboardInterrupt

    return stop


def judged_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are judged from here on."""
    real, names = batch.verify, []
    monkeypatch.setattr(batch, "verify", lambda content, name, judge: names.append(name) or real(content, name, judge))
    return names


class TestHostile:
    @pytest.mark.parametrize("number", measured(), ids=lambda number: CORPUS[number].__name__)
    @pytest.mark.skipif(
        not Path("/proc/self/status").exists(), reason="the system does not say how much memory is used"
    )
    def test_is_answered_in_little_memory(self, answers, number):
        megabytes, kind, count, lines = answers[number]
        assert megabytes <= MEGABYTES
        expected = CORPUS[number]
        if expected in hostile.UNREADABLE:
            assert kind == "unreadable"
            assert len(lines) == 1
            assert re.match(r"error unreadable: (?!must be)[A-Z].{10,}\.$", lines[0])
        elif expected in hostile.TOLD:
            assert count > 0
        else:
            assert count == 0
        assert not any("/etc" in line or "root:" in line for line in lines)

    @pytest.mark.parametrize("every", one_in(2, [13, 1]))
    def test_none_stops_a_batch(self, tmp_path, every):
        chosen = range(0, len(CORPUS), every)
        for number in chosen:
            (tmp_path / f"{number:02} {CORPUS[number].__name__}.xlsx").write_bytes(made(number))
        (tmp_path / "99 honest.xlsx").write_bytes(honest(3.9))
        verdicts = verify_batch([tmp_path], jobs=2)
        assert len(verdicts) == len(chosen) + 1
        assert verdicts[-1].words == "Pass"
        assert exit_status(verdicts) == 2
        assert not any(finding.id == "internal" for verdict in verdicts for finding in verdict.findings)
        report(verdicts)

    def test_folders_missing_and_unreadable_files_are_told(self, tmp_path):
        (tmp_path / "a.xlsx").mkdir()
        assert "It is not a regular file" in str(verify_file(tmp_path / "a.xlsx").findings[0])
        assert "It cannot be read" in str(verify_file(tmp_path / "none.xlsx").findings[0])
        assert verify_file("a\0b").kind == "unreadable"
        os.mkfifo(tmp_path / "pipe.xlsx")
        assert "not a regular file" in str(verify_file(tmp_path / "pipe.xlsx").findings[0])

    def test_a_file_that_may_not_be_read(self, tmp_path, monkeypatch):
        def refuse(*_, **__):
            raise PermissionError(13, "Permission denied")

        path = tmp_path / "secret.xlsx"
        path.write_bytes(honest())
        # Whoever runs the tests may be allowed to read every file.
        monkeypatch.setattr("xl_dualfuel.files.reading.open", refuse, raising=False)
        assert "It cannot be read: Permission denied" in str(verify_file(path).findings[0])

    def test_a_fault_of_this_program_is_one_line(self, tmp_path, monkeypatch):
        def fail(*_):
            raise RuntimeError("boom\nsecond line")

        monkeypatch.setattr(batch, "verify", fail)
        (tmp_path / "a.xlsx").write_bytes(b"")
        verdict = verify_file(tmp_path / "a.xlsx")
        assert [finding.id for finding in verdict.findings] == ["internal"]
        assert "\n" not in str(verdict.findings[0])


@pytest.mark.usefixtures("quick_verdicts")
class TestBatch:
    def test_a_folder_stands_for_the_workbooks_in_it(self, folder):
        names = [path.relative_to(folder).as_posix() for path in files_of([folder])]
        assert names == [*(f"house {n}.xlsx" for n in range(5)), "more/picture.xlsx", "more/tampered.xlsx"]
        (folder / "none").mkdir()
        with pytest.raises(InputError, match="must contain workbooks"):
            files_of([folder / "none"])

    def test_one_process_or_two_give_the_same(self, folder, tmp_path):
        for jobs in (1, 2):
            verify_batch([folder], jobs, tmp_path / f"{jobs}.json", tmp_path / f"{jobs}.xlsx")
        assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()
        assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()
        data = json.loads((tmp_path / "1.json").read_text(encoding="utf-8"))
        assert data["verdicts"] == {"Pass": 5, "Needs review": 0, "Fail": 1, "Unreadable": 1}
        assert (data["files"], data["exit_status"]) == (7, 2)

    def test_progress_is_told_file_by_file(self, folder):
        told = []
        verify_batch([folder], 2, progress=lambda done, count, verdict: told.append((done, count, verdict.words)))
        assert [done for done, _, _ in told] == list(range(1, 8))
        assert {count for _, count, _ in told} == {7}

    def test_the_order_in_which_files_are_given_changes_nothing(self, folder, tmp_path, monkeypatch):
        monkeypatch.chdir(folder)
        names = ["house 1.xlsx", "house 0.xlsx", str(folder / "house 1.xlsx"), "./more/../house 0.xlsx", "more"]
        for number, given in enumerate((names, names[::-1])):
            verdicts = verify_batch(given, 1, tmp_path / f"{number}.json")
            assert [one.name for one in verdicts][:2] == ["house 0.xlsx", "house 1.xlsx"]
            assert len(verdicts) == 4, "each file once, however often and under whatever name it was given"
        assert (tmp_path / "0.json").read_bytes() == (tmp_path / "1.json").read_bytes()

    @pytest.mark.parametrize("given", [True, False], ids=["--resume", "beside the result"])
    def test_an_interrupted_batch_continues_where_it_stopped(self, folder, tmp_path, monkeypatch, given):
        whole, result = tmp_path / "whole.json", tmp_path / "again.json"
        place = tmp_path / "kept" if given else tmp_path / "again.json.parts"
        resume = place if given else None
        verify_batch([folder], 1, whole)
        assert not whole.with_name("whole.json.parts").exists()
        with pytest.raises(KeyboardInterrupt):
            verify_batch([folder], 1, result, resume=resume, progress=stop_after(4))
        assert not result.exists()
        (place / "part-000007.json").write_text('{"number": 7, "sha')  # cut short, as when the machine stopped
        again = judged_by(monkeypatch)
        verify_batch([folder], 1, result, resume=resume)
        assert len(again) == 3
        assert result.read_bytes() == whole.read_bytes()
        assert not place.exists()

    def test_failures_of_this_program_are_never_kept(self, folder, tmp_path, monkeypatch):
        """Memory, time and faults are of one run; the next run tries the file again."""
        failures = iter([MemoryError(), TookTooLongError(), RuntimeError("boom"), OSError(28, "No space left")])

        def fail(*_):
            raise next(failures)

        with monkeypatch.context() as patched:
            patched.setattr(batch, "verify", fail)
            with pytest.raises(KeyboardInterrupt):
                verify_batch([folder], 1, resume=tmp_path / "kept", progress=stop_after(4))
        verdicts = verify_batch([folder], 1, resume=tmp_path / "kept")
        assert [verdict.words for verdict in verdicts[:5]] == ["Pass"] * 5

    def test_a_changed_file_is_verified_anew(self, folder, tmp_path):
        with pytest.raises(KeyboardInterrupt):
            verify_batch([folder], 1, resume=tmp_path / "kept", progress=stop_after(7))
        (folder / "house 0.xlsx").write_bytes(tampers.tampered(honest(), tampers.TAMPERS[9]))
        verdicts = verify_batch([folder], 1, resume=tmp_path / "kept")
        assert [verdict.words for verdict in verdicts[:2]] == ["Fail", "Pass"]

    @pytest.mark.parametrize(
        "there",
        [
            {"notes.txt": "mine"},
            {"manifest.json": '{"name": "an extension"}'},
            {"manifest.json": '{"made_by": "xl_dualfuel portfolio"}', "part-000001.data": "a table"},
            {"part-000001.json": "mine"},
            {"lock": "mine"},
        ],
    )
    def test_a_folder_of_somebody_else_is_left_alone(self, folder, tmp_path, there):
        resume = tmp_path / "kept"
        resume.mkdir()
        for name, text in there.items():
            (resume / name).write_text(text, encoding="utf-8")
        with pytest.raises(OutputError, match="move it away"):
            verify_batch([folder], 1, tmp_path / "a.json", resume=resume)
        assert {path.name: path.read_text(encoding="utf-8") for path in resume.iterdir()} == there
        for name in there:
            with pytest.raises(OutputError, match="is a file and stays as it is"):
                verify_batch([folder], 1, resume=resume / name)
        assert {path.name: path.read_text(encoding="utf-8") for path in resume.iterdir()} == there

    @pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system limits no memory")
    def test_a_file_takes_no_more_than_its_memory(self, folder, monkeypatch):
        """A gigabyte and a bit, which no test may take; the limit itself is refused by the system."""
        monkeypatch.setattr(batch, "verify", lambda *_: bytearray(MOST_MEMORY + 2**28))
        assert "needs more than 1 GB of memory" in str(verify_file(folder / "house 0.xlsx").findings[0])
        monkeypatch.undo()
        assert verify_file(folder / "house 0.xlsx").words == "Pass", "the limit ends with the file"

    def test_a_process_that_dies_takes_one_file_with_it(self, folder):
        """In a process of its own, as the command is: a test runner has threads that a fork does not take along."""
        if multiprocessing.get_start_method() != "fork":
            pytest.skip("processes do not inherit what the test changes")
        script = (
            "import json, os, sys\n"
            "from xl_dualfuel.workbook.verify import batch\n"
            "real = batch.verify\n"
            "def die(content, name, judge):\n"
            "    if name.endswith('house 2.xlsx'):\n"
            "        os._exit(9)\n"
            "    return real(content, name, judge)\n"
            "batch.verify = die\n"
            "verdicts = batch.verify_batch([sys.argv[1]], 2)\n"
            "print(json.dumps([[os.path.basename(one.name), one.words] for one in verdicts]))\n"
        )
        done = subprocess.run([sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=False,
                              timeout=120, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])})  # fmt: skip
        assert done.returncode == 0, done.stderr
        words = dict(json.loads(done.stdout))
        assert len(words) == 7
        assert words.pop("house 2.xlsx") == "Unreadable"
        assert list(words.values()).count("Pass") == 4

    @pytest.mark.skipif(not hasattr(os, "killpg"), reason="signals are a matter of Unix")
    @pytest.mark.parametrize(
        "number",
        [signal.SIGKILL, *(pytest.param(one, marks=pytest.mark.slow) for one in (signal.SIGTERM, signal.SIGINT))],
    )
    def test_killed_it_leaves_no_process_behind(self, folder, tmp_path, number):
        """The pipe of its output closes only when the last of its processes has ended; what was done is used."""
        script = (
            "import sys, time\n"
            "from xl_dualfuel.workbook.verify import batch, saved_verdicts\n"
            "real, saved_verdicts._OFTEN = batch.verify, 0.0\n"
            "def slow(content, name, judge):\n"
            "    time.sleep(100 if 'house 4' in name or 'tampered' in name else 0)\n"
            "    return real(content, name, judge)\n"
            "batch.verify = slow\n"
            "from xl_dualfuel.cli.app import main\n"
            "main()\n"
        )
        command = [sys.executable, "-c", script, "verify", str(folder), "--jobs", "2", "--json", "all.json"]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
                                   env=environment)  # fmt: skip
        parts, deadline = tmp_path / "all.json.parts", time.monotonic() + PATIENCE
        while len(list(parts.glob("part-*.json"))) < 4 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE / 4)  # of the 100 s that the workers would sleep
        assert process.returncode not in (0, 1, 2), "they would be verdicts"
        assert "Traceback" not in said
        assert not (tmp_path / "all.json").exists()
        done = dualfuel("verify", folder, "--jobs", "2", "--json", "all.json", cwd=tmp_path)
        assert done.status == 2
        assert json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))["files"] == 7
        assert not parts.exists()

    def test_places_are_looked_at_before_the_work(self, folder, tmp_path, monkeypatch):
        path, report_path = tmp_path / "a.json", tmp_path / "a.xlsx"
        path.write_text("mine")
        (tmp_path / "link.xlsx").symlink_to(folder / "house 0.xlsx")
        (tmp_path / "hard.xlsx").hardlink_to(folder / "house 0.xlsx")
        monkeypatch.setattr(batch, "_run", lambda *_: pytest.fail("work was done"))
        long = tmp_path / ("x" * 300 + ".json")
        for json_path, report_to, resume, force, words in (
            (path, None, None, False, "exists already"),
            (tmp_path / "new.json", tmp_path / "new.JSON", None, True, "is asked for twice"),
            (tmp_path / "new.json", None, tmp_path / "new.json", True, "is asked for twice"),
            (None, folder / "house 0.xlsx", None, True, "is read by this command"),
            (None, folder / "more" / ".." / "house 0.xlsx", None, True, "is read by this command"),
            (None, tmp_path / "link.xlsx", None, True, "is read by this command"),
            (None, tmp_path / "hard.xlsx", None, True, "is read by this command"),
            (None, report_path, folder / "house 0.xlsx", True, "is read by this command"),
            (path / "below.json", None, None, True, "cannot be made a folder"),
            (long, None, None, True, "cannot be written: File name too long"),
        ):
            with pytest.raises(OutputError, match=words):
                verify_batch([folder], 1, json_path, report_to, resume=resume, force=force)
        assert path.read_text() == "mine"
        assert sorted(one.name for one in tmp_path.iterdir()) == ["a.json", "hard.xlsx", "link.xlsx", "submissions"]

    @pytest.mark.slow
    def test_memory_stays_flat(self, tmp_path):
        """After 30 files a process takes no more than after 10, but for what the allocator keeps."""
        for number in range(40):
            (tmp_path / f"{number:02}.xlsx").write_bytes(tampers.tampered(honest(), tampers.TAMPERS[number % 20]))
        code = (
            "import re, sys\nfrom xl_dualfuel.workbook.verify import verify_file, files_of\n"
            "sizes = []\nfor path in files_of([sys.argv[1]]):\n    verify_file(path)\n"
            # VmHWM is of this process alone; ru_maxrss would count the one that started it too
            "    sizes.append(int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) / 1024)\n"
            "print(sizes[19], sizes[39])\n"
        )
        done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True,
                              check=True)  # fmt: skip
        before, after = map(float, done.stdout.split())
        assert after <= before + 10
