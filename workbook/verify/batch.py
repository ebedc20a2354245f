"""Many files: over processes, one bad file never stops the rest, an interrupted batch resumes where it stopped.

Verdicts are appended to a file of JSON lines as they come, keyed by the SHA-256 of the content, so that they can be
read again; the JSON of the batch is in the order of the names, the same bytes however often it was interrupted.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.files.reading import Wanted, read_bounded
from xl_dualfuel.files.values import json_bytes
from xl_dualfuel.files.writing import refuse_inputs, refuse_taken, write
from xl_dualfuel.version import __version__

from ..reader.package import MAX_TOTAL
from .findings import WORDS, Finding, Verdict, clean, exit_status
from .programme import by_its_own
from .saved_verdicts import SavedVerdicts
from .single_file import Judge, unreadable, verify
from .time_limit import MOST_SECONDS, TookTooLongError, limited

SUFFIXES: Final = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls")
"""Files of a folder that are verified; the others are no submissions"""
SUBMISSION: Final = Wanted("workbook", "must be an .xlsx workbook", "Give one workbook of one case.", MAX_TOTAL, None)
Progress = Callable[[int, int, Verdict], None]
"""Called after each file: the number of files done, of how many, the verdict"""
_COLLECT: Final = 50
"""Files between two collections of garbage in a worker: collecting after every million objects takes a fifth of it."""


def files_of(paths: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """The files at some paths: of a folder all workbooks in it and below, in the order of their names.

    Raises InputError: a folder that cannot be read, or that holds no workbook; no path at all.
    """
    files: list[Path] = []
    for given in paths:
        path = Path(given)
        if not path.is_dir():
            files.append(path)
            continue
        inside = sorted(_below(path), key=lambda file: file.as_posix())
        if not inside:
            raise InputError(
                [Issue("FILE", str(path), "must contain workbooks (.xlsx)", "Give another folder or a file")]
            )
        files += inside
    if not files:
        raise InputError([Issue("FILE", None, "must be a workbook or a folder of them", "Give one or more")])
    return list(dict.fromkeys(files))


def _below(folder: Path) -> Iterator[Path]:
    """Workbooks in a folder and below; links to folders are not followed, so that there is no circle."""

    def refuse(error: OSError) -> None:
        raise InputError([Issue("FILE", str(error.filename), f"cannot be read: {error.strerror}", "Check the folder")])

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders.sort()
        for name in names:
            # Excel writes a lock file into the folder of an open workbook.
            if name.lower().endswith(SUFFIXES) and not name.startswith(("~$", ".")):
                yield Path(parent) / name


def verify_file(path: str | os.PathLike[str], judge: Judge = by_its_own, name: str = "") -> Verdict:
    """The verdict on a file; a file that cannot be opened is unreadable too."""
    shown = name or str(path)
    try:
        content = read_bounded(path, SUBMISSION)
    except InputError as error:
        return unreadable(shown, error)
    return _verdict(content, shown, judge)


def _verdict(content: bytes, name: str, judge: Judge) -> Verdict:
    try:
        with limited():
            return verify(content, name, judge)
    except TookTooLongError:
        what = f"The file takes more than {MOST_SECONDS} seconds to check, which no workbook of one case does"
    except MemoryError:
        what = "The file needs more memory than this computer has"
    except Exception as error:
        if os.environ.get("DUALFUEL_TRACEBACK"):
            raise
        what = f"Internal error, please report it: {type(error).__name__}: {error}"
    return Verdict(clean(name, 255), "unreadable", (Finding("internal", "error", "", "", clean(what, 400)),))


def verify_batch(
    paths: Iterable[str | os.PathLike[str]],
    jobs: int | None = None,
    json_path: Path | None = None,
    report_path: Path | None = None,
    *,
    resume: Path | None = None,
    force: bool = False,
    progress: Progress | None = None,
    judge: Judge = by_its_own,
) -> list[Verdict]:
    """The verdicts on files and folders, in their order; results of an interrupted run are taken from ``resume``.

    jobs: processes, as many as there are processors if not given. json_path, report_path: files to write at the end.
    resume: the file of JSON lines that holds verdicts meanwhile; it is removed when the batch is done. Raises
    InputError: no such folder; OutputError: a file exists, or cannot be written.
    """
    # Before an hour of work, not after.
    refuse_taken([path for path in (json_path, report_path) if path is not None], force)
    files = files_of(paths)
    refuse_inputs([path for path in (json_path, report_path, resume) if path is not None], files)
    saved = SavedVerdicts(resume, judge)
    verdicts: list[Verdict | None] = [None] * len(files)
    try:
        for done, (place, verdict) in enumerate(_run(files, jobs, saved, judge), 1):
            verdicts[place] = verdict
            if progress is not None:
                progress(done, len(files), verdict)
    finally:
        saved.close()
    finished = [verdict for verdict in verdicts if verdict is not None]
    outputs: dict[Path, bytes] = {}
    if json_path is not None:
        outputs[json_path] = to_json(finished)
    if report_path is not None:
        from .report import report  # here, not above: openpyxl is slow to load

        outputs[report_path] = report(finished)
    write(outputs, force)
    saved.remove()
    return finished


def to_json(verdicts: Sequence[Verdict]) -> bytes:
    """The batch as JSON: the number of each verdict, and every verdict."""
    words = [verdict.words for verdict in verdicts]
    data = {
        "version": __version__,
        "files": len(verdicts),
        "verdicts": {word: words.count(word) for word in WORDS},
        "exit_status": exit_status(verdicts),
        "results": [verdict.to_json() for verdict in verdicts],
    }
    return json_bytes(data)


@dataclass
class _Worker:
    """The state of a process that verifies, set when it starts."""

    known: Set[str] = frozenset()
    judge: Judge = by_its_own
    done: int = 0


_worker = _Worker()


def _start(known: Set[str], judge: Judge, alone: bool = True) -> None:
    """alone: garbage is collected now and then only; little of it is in circles."""
    _worker.known, _worker.judge = known, judge
    if alone:
        gc.disable()


def _work(path: str) -> tuple[str, Verdict | None]:
    """The digest of a file, and its verdict unless that is known."""
    try:
        content = read_bounded(path, SUBMISSION)
    except InputError as error:
        return "", unreadable(path, error)
    digest = hashlib.sha256(content).hexdigest()
    if digest in _worker.known:
        return digest, None
    verdict = _verdict(content, path, _worker.judge)
    _worker.done += 1
    if _worker.done % _COLLECT == 0:
        gc.collect()
    return digest, verdict


def _run(files: Sequence[Path], jobs: int | None, saved: SavedVerdicts, judge: Judge) -> Iterator[tuple[int, Verdict]]:
    """Place and verdict of each file as they come."""
    count = min(len(files), max(1, jobs or os.cpu_count() or 1))
    known = frozenset(saved.known)

    def settled(place: int, digest: str, verdict: Verdict | None) -> tuple[int, Verdict]:
        name = str(files[place])
        if verdict is None:
            verdict = saved.of(digest, name)
            assert verdict is not None
        else:
            saved.append(digest, verdict)
        return place, verdict

    if count == 1:
        _start(known, judge, alone=False)
        for place, path in enumerate(files):
            yield settled(place, *_work(str(path)))
        return
    yield from _parallel(files, count, known, judge, settled)


def _parallel(
    files: Sequence[Path],
    count: int,
    known: frozenset[str],
    judge: Judge,
    settled: Callable[[int, str, Verdict | None], tuple[int, Verdict]],
) -> Iterator[tuple[int, Verdict]]:
    """Over processes, a few files ahead; a file at which a process dies is tried once more, alone."""
    todo = iter(enumerate(files))
    lost: list[int] = []
    while True:
        running: dict[Future[tuple[str, Verdict | None]], int] = {}
        with ProcessPoolExecutor(count, initializer=_start, initargs=(known, judge)) as pool:
            try:
                for place, path in islice(todo, 4 * count):
                    running[pool.submit(_work, str(path))] = place
                while running:
                    finished, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in finished:
                        digest, verdict = future.result()
                        place = running.pop(future)
                        yield settled(place, digest, verdict)
                        for following, path in islice(todo, 1):
                            running[pool.submit(_work, str(path))] = following
                break
            except BrokenProcessPool:
                lost += running.values()
    for place in lost:
        yield settled(place, *_alone(files[place], known, judge))


def _alone(path: Path, known: frozenset[str], judge: Judge) -> tuple[str, Verdict | None]:
    with ProcessPoolExecutor(1, initializer=_start, initargs=(known, judge)) as pool:
        try:
            return pool.submit(_work, str(path)).result()
        except BrokenProcessPool:
            what = "The system stopped the program at this file, probably because memory ran out"
            return "", Verdict(clean(str(path), 255), "unreadable", (Finding("internal", "error", "", "", what),))
