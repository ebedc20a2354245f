"""Many files: over processes, one bad file never stops the rest, an interrupted batch continues where it stopped.

Verdicts are saved as they come, keyed by the SHA-256 of the content. The results are in the order of the names: the
same bytes whatever the order of the files, the number of processes and of interruptions.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from xl_dualfuel.errors import InputError, Issue, OutputError
from xl_dualfuel.files.parts import parts_beside
from xl_dualfuel.files.reading import Wanted, read_bounded
from xl_dualfuel.files.values import json_bytes
from xl_dualfuel.files.writing import check_places, refuse_among, refuse_clashes, refuse_filled, write
from xl_dualfuel.version import __version__

from ..reader.package import MAX_TOTAL
from . import duplicates
from .clean_copy import Copies
from .findings import WORDS, Finding, Verdict, exit_status
from .findings import clean as one_line
from .letters import letters_of
from .programme import by_its_own
from .saved_verdicts import SavedVerdicts
from .single_file import Judge, no_garbage, unreadable, verify
from .time_limit import MOST_MEMORY, MOST_SECONDS, TookTooLongError, limited
from .workers import Lost, Workers

SUFFIXES: Final = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls")
"""Files of a folder that are verified; the others are no submissions"""
SUBMISSION: Final = Wanted("workbook", "must be an .xlsx workbook", "Give one workbook of one case.", MAX_TOTAL, None)
Progress = Callable[[int, int, Verdict], None]
"""Called after each file: the number of files done, of how many, the verdict"""
_COLLECT: Final = 50
"""Files between two collections of garbage in a worker: collecting after every million objects takes a fifth of it."""


def files_of(paths: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """The files at some paths, of a folder all workbooks in it and below: each once, in the order of their names.

    Raises InputError: a folder that cannot be read, or that holds no workbook; no path at all.
    """
    files: list[Path] = []
    for given in paths:
        path = Path(given)
        if not path.is_dir():
            files.append(path)
            continue
        inside = list(_below(path))
        if not inside:
            raise InputError(
                [Issue("FILE", str(path), "must contain workbooks (.xlsx)", "Give another folder or a file")]
            )
        files += inside
    if not files:
        raise InputError([Issue("FILE", None, "must be a workbook or a folder of them", "Give one or more")])
    each: dict[str, Path] = {}
    for file in sorted(files, key=lambda file: (file.as_posix().count("/"), file.as_posix())):
        each.setdefault(os.path.realpath(file), file)
    return sorted(each.values(), key=lambda file: file.as_posix())


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
    verdict = _judged(path, name or str(path), judge, frozenset())[1]
    assert verdict is not None  # none is known
    return verdict


def _judged(
    path: str | os.PathLike[str], name: str, judge: Judge, known: Set[str], copies: Copies | None = None
) -> tuple[str, Verdict | None]:
    """The digest of a file, "" where it could not be read, and its verdict unless that is ``known``.

    Raises OutputError: a clean copy cannot be written.
    """
    digest = ""
    try:
        with limited(), no_garbage():
            try:
                content = read_bounded(path, SUBMISSION)
            except InputError as error:
                return "", unreadable(name, error)
            digest = hashlib.sha256(content).hexdigest()
            if digest in known and (copies is None or copies.path(name, digest).exists()):
                return digest, None
            return digest, verify(content, name, judge) if copies is None else copies.verify(content, name, judge)
    except OutputError:
        raise
    except TookTooLongError:
        what = f"The file takes more than {MOST_SECONDS} seconds to check, which no workbook of one case does"
    except MemoryError:
        what = (
            f"The file needs more than {MOST_MEMORY / 2**30:g} GB of memory to check, or this computer has too little"
        )
    except Exception as error:
        if os.environ.get("DUALFUEL_TRACEBACK"):
            raise
        what = f"Internal error, please report it: {type(error).__name__}: {error}"
    return digest, _failed(name, what)


def _failed(name: str, what: str) -> Verdict:
    """The verdict where this program, or this computer, failed on a file."""
    return Verdict(one_line(name, 255), "unreadable", (Finding("internal", "error", "", "", one_line(what, 400)),))


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
    clean: Path | None = None,
    letters: Path | None = None,
    technical: bool = False,
) -> list[Verdict]:
    """The verdicts on files and folders, in the order of their names.

    jobs: processes, as many as there are processors if not given. json_path, report_path: files to write at the end.
    resume: the folder that holds verdicts meanwhile, beside the first of these files if not given; an interrupted batch
    continues from there, and it is removed when the results are written. clean, letters: folders for the clean copies,
    and for what each applicant has to mend. technical: the report has remarks on how files are built too. Raises
    InputError: no such folder; OutputError: a file exists, is one that is read, or cannot be written, all said before
    the work begins.
    """
    files = files_of(paths)
    results = [path for path in (json_path, report_path) if path is not None]
    folders = [path for path in (clean, letters) if path is not None]
    refuse_clashes([*results, *folders, *([] if resume is None else [resume])], files)
    refuse_among(folders, files)
    check_places(results, files, force, folders)
    beside = [*results, *folders]
    folder = resume if resume is not None or not beside else parts_beside(beside[0])
    copies = None if clean is None else Copies(clean, datetime.now(UTC), force)
    verdicts: list[Verdict | None] = [None] * len(files)
    with SavedVerdicts(folder, judge) as saved:
        if not force:
            refuse_filled([one for one in folders if one == letters or not saved.known])
        for done, (place, verdict) in enumerate(_run(files, jobs, saved, judge, copies), 1):
            verdicts[place] = verdict
            if progress is not None:
                progress(done, len(files), verdict)
        judged = [verdict for verdict in verdicts if verdict is not None]
        finished = duplicates.marked(judged)
        if copies is not None:
            _complete(copies, zip(files, judged, finished, strict=True), judge)
        outputs: dict[Path, bytes] = {}
        if json_path is not None:
            outputs[json_path] = to_json(finished)
        if report_path is not None:
            from .report import report  # here, not above: openpyxl is slow to load

            outputs[report_path] = report(finished, technical, report_path.parent)
        if letters is not None:
            outputs |= {letters / name: text.encode() for name, text in letters_of(finished)}
        write(outputs, force, files)
        saved.remove()
    return finished


def _complete(copies: Copies, verdicts: Iterable[tuple[Path, Verdict, Verdict]], judge: Judge) -> None:
    """Write the clean copies again of files about which other files of the batch say more: before, and after."""
    for path, before, after in verdicts:
        if before != after and after.clean:
            with suppress(TookTooLongError, MemoryError, InputError), limited():  # changed since: it has its first copy
                copies.complete(read_bounded(path, SUBMISSION), after, judge)


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
    copies: Copies | None = None
    done: int = 0


_worker = _Worker()


def _start(known: Set[str], judge: Judge, copies: Copies | None, alone: bool = True) -> None:
    """alone: garbage is collected now and then only; little of it is in circles."""
    _worker.known, _worker.judge, _worker.copies = known, judge, copies
    if alone:
        gc.disable()


def _work(path: str) -> tuple[str, Verdict | None] | OutputError:
    """The digest of a file, and its verdict unless that is known; the error where its copy cannot be written."""
    try:
        judged = _judged(path, path, _worker.judge, _worker.known, _worker.copies)
    except OutputError as error:
        return error
    _worker.done += 1
    if _worker.done % _COLLECT == 0:
        gc.collect()
    return judged


def _run(
    files: Sequence[Path], jobs: int | None, saved: SavedVerdicts, judge: Judge, copies: Copies | None = None
) -> Iterator[tuple[int, Verdict]]:
    """Place and verdict of each file as they come."""
    count = min(len(files), max(1, jobs or os.cpu_count() or 1))
    known = frozenset(digest for digest, one in saved.known.items() if copies is None or one["clean"])
    names = [str(path) for path in files]
    for place, result in _in_processes(names, count, (known, judge, copies)):
        if isinstance(result, OutputError):
            raise result
        digest, judged = result
        verdict = judged or saved.of(digest, names[place])
        assert verdict is not None
        if copies is not None and judged is None:
            verdict = copies.of_saved(verdict)
        if judged is not None:
            saved.append(digest, judged)
        yield place, verdict


def _in_processes(
    names: Sequence[str], count: int, state: tuple[Set[str], Judge, Copies | None]
) -> Iterator[tuple[int, tuple[str, Verdict | None] | OutputError]]:
    """The work of each file as it comes; a file at which a process ends is tried once more, alone."""
    if count == 1:
        _start(*state, alone=False)
        yield from enumerate(map(_work, names))
        return
    lost: list[int] = []
    with Workers(count, _start, state) as workers:
        for place, judged in workers.map(_work, names):
            if isinstance(judged, Lost):
                lost.append(place)
            else:
                yield place, judged
    with Workers(1, _start, state) as workers:
        for number, judged in workers.map(_work, [names[place] for place in lost]):
            place = lost[number]
            yield place, ("", _failed(names[place], judged.why)) if isinstance(judged, Lost) else judged
