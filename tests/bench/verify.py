"""How quick verifying is: python tests/bench/verify.py [COUNT]. Wall time, CPU and memory of a batch of submissions.

Three kinds, each in a folder of its own, made outside the timing: as this program wrote them; with a contractor's site
and names; saved again by another program (openpyxl), every part written anew. Not a test: machines are noisy.
"""

from __future__ import annotations

import io
import os
import platform
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import openpyxl  # noqa: E402

import hostile  # noqa: E402
import tampers  # noqa: E402
import xl_dualfuel as df  # noqa: E402
from xl_dualfuel.workbook.sheets.build import workbook_bytes  # noqa: E402
from xl_dualfuel.workbook.verify import by_its_own, verify, verify_batch, verify_file  # noqa: E402
from xl_dualfuel.workbook.verify.clean_copy import Copies  # noqa: E402

LIMIT = 40.0
"""Seconds for 1,000 submissions on two cores: the target"""
RATIOS = 9
"""Repeats that a ratio is the median of"""
STAMP = datetime(2026, 1, 2, tzinfo=UTC)


def submissions(count: int) -> Iterator[bytes]:
    """Distinct workbooks of ordinary houses."""
    draw = random.Random(1)
    for number in range(count):
        inputs: dict[str, object] = {
            "cop_47": round(draw.uniform(2.8, 4.2), 3), "cop_17": round(draw.uniform(1.8, 2.6), 3),
            "load_slope": round(draw.uniform(300, 900), 1), "electricity_price": round(draw.uniform(0.08, 0.3), 4),
        }  # fmt: skip
        if number % 2:
            inputs |= {"capacity_47": 36000, "capacity_17": 22000, "strip_capacity": 10}
        if number % 10 == 0:
            inputs |= {"station": "chicago_ohare"}
        yield workbook_bytes(df.solve(df.Case(**inputs)), STAMP + timedelta(seconds=number))


def with_names(package: bytes) -> bytes:
    """Site and parties filled in."""
    parts = tampers.parts_of(package)
    for name, text in (("site", "12 Elm St"), ("prepared_for", "J. Doe"), ("signed", "A. Smith, 2026-02-01")):
        tampers.set_text(parts, name, text)
    return tampers.packed(parts)


def saved_again(package: bytes) -> bytes:
    """As another program writes it."""
    done = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(package)).save(done)
    return done.getvalue()


def measured(name: str, count: int, folder: Path, change: Callable[[bytes], bytes]) -> str:
    """Make a folder, verify it, print what it took; a line of the table."""
    folder.mkdir()
    made = 0
    for number, package in enumerate(submissions(count)):
        (folder / f"{number:05}.xlsx").write_bytes(change(package))
        made += 1
    before = _cpu()
    start = time.perf_counter()
    verdicts = verify_batch([folder], jobs=os.cpu_count(), json_path=folder.with_suffix(".json"))
    wall = time.perf_counter() - start
    used = _cpu() - before
    above = sum(verdict.words != "Pass" for verdict in verdicts)
    print(f"{name:28} {made:6,} files  {wall:7.1f} s wall  {used:7.1f} s CPU  {used / made * 1e3:6.1f} ms CPU a file  "
          f"{wall / made * 1e3:6.1f} ms a file  {above} above info")  # fmt: skip
    if made >= 1000 and wall > LIMIT:
        print(f"{'':28} above the target of {LIMIT:g} s")
    return f"| {made:,} submissions, {name} | {wall:.1f} s | {used / made * 1e3:.1f} ms |"


def _read_twice(path: Path) -> None:
    """What somebody without this program begins with: openpyxl reads values, then formulas."""
    for values in (True, False):
        openpyxl.load_workbook(path, data_only=values)


def _used(work: Callable[[], object]) -> float:
    """CPU that something takes [s]."""
    before = _cpu()
    work()
    return _cpu() - before


def ratios(folder: Path, change: Callable[[bytes], bytes]) -> str:
    """CPU of verifying as a share of openpyxl reading the same file twice: median of alternating repeats, in words."""
    folder.mkdir()
    shares = []
    for number, package in enumerate(submissions(RATIOS + 2)):
        path = folder / f"{number}.xlsx"
        path.write_bytes(change(package))
        shares.append(_used(partial(verify_file, path)) / _used(partial(_read_twice, path)))
    return f"ratio to openpyxl reading twice {statistics.median(shares[2:]):.3f}"


def clean_copies(folder: Path) -> str:
    """CPU of a clean copy beyond the verdict, as a share of a further workbook of its shape: a median, in words."""
    folder.mkdir()
    copies, result = Copies(folder, STAMP), df.solve(df.Case())
    shares = []
    for package in submissions(RATIOS + 2):
        copied = _used(partial(copies.verify, package, "a.xlsx", by_its_own))
        judged, written = _used(partial(verify, package)), _used(partial(workbook_bytes, result, STAMP))
        shares.append((copied - judged) / written)
    return f"a clean copy takes {statistics.median(shares[2:]):.2f} of a further workbook beyond the verdict"


def hostile_file(folder: Path) -> str:
    """The slowest of the files made to break a reader; a line of the table."""
    times = {}
    path, honest = folder / "hostile.xlsx", next(submissions(1))
    for make in [*hostile.UNREADABLE, *hostile.TOLD, *hostile.HARMLESS]:
        path.write_bytes(make(honest))
        before = _cpu()
        verify_file(path)
        times[make.__name__] = _cpu() - before
    name = max(times, key=times.__getitem__)
    print(f"slowest of {len(times)} hostile files: {name}, {times[name]:.2f} s CPU")
    return f"| the slowest of {len(times)} files made to break a reader | | {times[name] * 1e3:.0f} ms |"


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime + own.ru_utime + own.ru_stime


def main() -> None:
    """Measure and print."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    count = numbers[0] if numbers else 1000
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        lines = [
            measured("as written", count, folder / "written", lambda package: package),
            measured("site and names filled in", max(1, count // 5), folder / "named", with_names),
            measured("saved by another program", max(1, count // 10), folder / "saved", saved_again),
        ]
        kinds = {"as written": lambda package: package, "site and names": with_names, "saved again": saved_again}
        for name, change in kinds.items():
            print(f"{name:28} {ratios(folder / name, change)}")
        print(clean_copies(folder / "clean"))
        lines.append(hostile_file(folder))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process: {peak:.0f} MB")
    if "--readme" in sys.argv[1:]:
        from readme import put

        head = ["| `dualfuel verify` of | all | CPU a file |", "|---|--:|--:|"]
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        date = datetime.now(UTC).date().isoformat()
        put("verify.py", "\n".join([*head, *lines, "", f"Largest process {peak:.0f} MB; {machine}, {date}."]))


if __name__ == "__main__":
    main()
