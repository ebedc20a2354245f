"""Tables of homes, how quick: python tests/bench/portfolio.py [--quick] [--readme]. Prints a Markdown table.

With --tariffs it prints only seconds and MB of 100,000 homes under three tariffs, three times.

Beside solve_many stands a compiled loop over the bins, beside the command another reader and writer of the same files,
measured in the same run; then loops over rows, our own solve in a loop, and LibreOffice recalculating a workbook a
house. Seconds are of the CPU, all threads and processes counted, but for LibreOffice.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

import xl_dualfuel as df  # noqa: E402
from bench import measuring, otherwise  # noqa: E402
from xl_dualfuel.homes.compiled import TO_COMPILE  # noqa: E402
from xl_dualfuel.portfolio.demo import demo, write_demo  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000)
QUICK = (1_000, 10_000)
LOOPED = 200
"""Homes of the loops over rows, whose time a home does not depend on how many there are"""
BOOKS = 20
TARIFF_HOMES = 100_000
LEAST = 0.4
"""What takes less is measured many times [s]"""
OPTIONS = {"simple": "default options", "full": "all options"}
SUFFIXES = ("csv", "parquet")
BARE, FILES = "the loop", "loop and polars"
GOALS = {("many", "simple"): 2.5, ("many", "full"): 6.0, ("command", "simple"): 3.0, ("command", "full"): 5.0}
"""Most times the loop, or the loop and polars, of the largest table"""


class Row(NamedTuple):
    """A line of the table."""

    what: str
    homes: int
    seconds: float
    peak: float | None = None
    """[MB]"""
    times: float | None = None
    """What it takes in times of ``of``"""
    of: str = ""
    goal: float | None = None
    """Most times"""


def homes_of(options: str, count: int) -> pd.DataFrame:
    """Demo homes; default options: 2 °F bins, no limits of capacity, one fuel."""
    return demo(count, simple=options == "simple")


def seconds(call: Callable[[], object]) -> float:
    """CPU seconds of one call, all threads counted: of a quick one the median of three times many."""
    took = measuring.seconds(call)
    if took >= LEAST:
        return took
    number = max(1, int(LEAST / max(took, LEAST / 3000)))

    def calls() -> None:
        for _ in range(number):
            call()

    return measuring.median([measuring.seconds(calls) / number for _ in range(3)])


def child(job: str, *arguments: str | Path) -> Any:
    """What a fresh process measures."""
    command = [sys.executable, __file__, "--job", job, *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout)


def job_many(options: str, count: str) -> list[float]:
    """Seconds and peak [MB] of solve_many, seconds of the compiled loop over as many homes and of reading all notes.

    A table large enough that everything is imported and compiled goes first.
    """
    import resource

    homes, number = homes_of(options, int(count)), int(count)
    df.solve_many(homes if number < 200_000 else homes.iloc[:50_000])
    loop = otherwise.compiled_loop(homes_of("simple", number))
    took, bare = (seconds(call) for call in (lambda: df.solve_many(homes), loop))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    notes = df.solve_many(homes)["notes"]
    return [took, peak, bare, measuring.seconds(lambda: notes.str.len().sum())]


def compile_loop() -> None:
    """What an installation does once, with its first large table."""
    df.solve_many(homes_of("simple", TO_COMPILE))


def job_files(source: str, result: str, copy: str) -> float:
    """Seconds of another reader and writer of the files of a portfolio."""
    return seconds(otherwise.reader_and_writer(Path(source), Path(result), Path(copy)))


def command(source: Path, out: Path) -> measuring.Used:
    """A whole portfolio from file to file, start of Python, imports and compilation too."""
    return measuring.process("-m", "xl_dualfuel", "portfolio", source, out, "--force")


TARIFFS: dict[str, str] = {
    "times.toml": """year = 2026
daylight_saving = true
[electricity]
otherwise = "off"
periods = { off = 0.10, peak = 0.28 }
windows = [{ period = "peak", days = "weekday", from = 16, to = 21 }]
""",
    "blocks.toml": """[electricity]
price = 0.11
household_kwh = 650
blocks = [{ up_to = 800, price = 0.0 }, { price = 0.05 }]
""",
    "cold.toml": """temperature_unit = "F"
[electricity]
price = 0.09
demand_charge = 6.0
special_prices = [{ price = 0.30, below = 12 }]
""",
}
"""Times of use; monthly blocks on top of the house; a price by temperature and a demand charge"""


def with_tariffs(count: int, folder: Path) -> Path:
    """A table of demo homes at the built-in stations, each under one of TARIFFS, beside these."""
    from xl_dualfuel.weather.stations import stations

    for name, text in TARIFFS.items():
        (folder / name).write_text(text)
    homes, rng = demo(count).drop(columns="season_hours"), np.random.default_rng(1)
    homes = homes.assign(station=rng.choice(list(stations()), count), tariff=rng.choice(list(TARIFFS), count))
    homes.to_csv(folder / "tariffs.csv", index=False)
    return folder / "tariffs.csv"


def tariffs(count: int) -> measuring.Used:
    """Seconds and peak of a portfolio under tariffs."""
    with tempfile.TemporaryDirectory() as folder:
        return command(with_tariffs(count, Path(folder)), Path(folder) / "out.csv")


def libreoffice() -> float | None:
    """Seconds a house [wall clock] of LibreOffice recalculating workbooks; None where it is not installed."""
    from xl_dualfuel.workbook.sheets.build import workbook_bytes

    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        homes = demo(BOOKS)
        for number, row in enumerate(homes.drop(columns="home").to_dict("records")):
            (folder / f"{number}.xlsx").write_bytes(workbook_bytes(df.solve(df.Case(**row))))
        command = [soffice, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                   "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")]  # fmt: skip
        books = [str(folder / f"{number}.xlsx") for number in range(BOOKS)]
        subprocess.run([*command, books[0]], check=True, capture_output=True, timeout=300)  # its first start
        start = time.perf_counter()
        subprocess.run([*command, *books], check=True, capture_output=True, timeout=600)
        return (time.perf_counter() - start) / BOOKS


def of_tables(sizes: tuple[int, ...]) -> Iterator[Row]:
    """solve_many and the command, each beside what else there is."""
    loops: dict[int, float] = {}
    for options, words in OPTIONS.items():
        for size in sizes:
            took, peak, bare, notes = child("many", options, str(size))
            if size not in loops:
                loops[size] = bare
                yield Row("compiled loop over the bins, columns as arrays, default options", size, bare)
            goal = GOALS["many", options] if size == SIZES[-1] else None
            yield Row(f"`solve_many`, {words}", size, took, peak, took / bare, BARE, goal)
            yield Row(f"making every note when it is read, {words}", size, notes)
    for options, words in OPTIONS.items():
        for suffix in SUFFIXES:
            for size in sizes:
                goal = GOALS["command", options] if size == SIZES[-1] else None
                yield from of_files(suffix, options, size, f"{suffix} to {suffix}, {words}", loops[size], goal)


def of_files(suffix: str, options: str, size: int, words: str, loop: float, goal: float | None) -> Iterator[Row]:
    """The command from file to file, and another reader and writer of these."""
    with tempfile.TemporaryDirectory() as folder:
        source, out, copy = (Path(folder) / f"{name}.{suffix}" for name in ("in", "out", "copy"))
        write_demo(size, source, simple=options == "simple")
        used = command(source, out)
        beside = child("files", source, out, copy)
        yield Row(f"polars reading and writing, {words}", size, beside)
        yield Row(f"`dualfuel portfolio`, {words}", size, *used, used.seconds / (beside + loop), FILES, goal)


def measure(sizes: tuple[int, ...]) -> Iterator[Row]:
    """The lines of the table."""
    quick = sizes == QUICK
    measuring.process("-c", "import xl_dualfuel.portfolio.run")  # compiles its modules
    if not quick:
        compile_loop()
    yield from of_tables(sizes)
    count = TARIFF_HOMES // 100 if quick else TARIFF_HOMES
    runs = [tariffs(count) for _ in range(1 if quick else 3)]
    used = [measuring.median(column) for column in zip(*runs, strict=True)]
    yield Row("`dualfuel portfolio`, csv to csv, all options, under three tariffs", count, *used)
    simple, full = homes_of("simple", LOOPED), homes_of("full", LOOPED)
    bare = seconds(otherwise.compiled_loop(homes_of("simple", 100_000))) / 100_000 * LOOPED
    for what, call in {
        "pandas row loop (`iterrows`, a DataFrame of bins a home), default options":
            lambda: otherwise.loop_of_frames(simple),
        "row loop in plain Python (`iterrows`, no pandas within), default options":
            lambda: otherwise.loop_by_hand(simple),
        "`Case` and `solve` in a loop, default options": lambda: otherwise.loop_of_solve(simple),
        "`Case` and `solve` in a loop, all options": lambda: otherwise.loop_of_solve(full),
    }.items():  # fmt: skip
        took = seconds(call)
        yield Row(what, LOOPED, took, None, took / bare, BARE)
    each = None if quick else libreoffice()
    if each is not None:
        yield Row("LibreOffice recalculating a workbook a house (wall clock)", BOOKS, each * BOOKS)


def three(figure: float) -> str:
    """Three digits, or all before the point."""
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def table(rows: list[Row]) -> str:
    """The figures as a Markdown table with machine and date."""
    lines = ["| what | homes | CPU s | µs a home | peak MB | times | of | goal |", "|---|--:|--:|--:|--:|--:|---|--:|"]
    for row in rows:
        each = three(row.seconds / row.homes * 1e6)
        peak = "" if row.peak is None else f"{row.peak:,.0f}"
        times = "" if row.times is None else three(row.times)
        goal = "" if row.goal is None else f"{row.goal:g}"
        lines.append(f"| {row.what} | {row.homes:,} | {three(row.seconds)} | {each} | {peak} | {times} | {row.of} "
                     f"| {goal} |")  # fmt: skip
    return "\n".join([*lines, "", f"Peaks with Python, libraries and the table; {measuring.machine()}."])


def main() -> None:
    """Print the table, or do a child's job."""
    if "--tariffs" in sys.argv[1:]:
        for _ in range(3):
            print(tariffs(TARIFF_HOMES))
        return
    if sys.argv[1:2] == ["--job"]:
        print(json.dumps({"many": job_many, "files": job_files}[sys.argv[2]](*sys.argv[3:])))
        return
    rows = []
    for row in measure(QUICK if "--quick" in sys.argv[1:] else SIZES):
        rows.append(row)
        print(f"{row.homes:9,} {three(row.seconds):>8} s {three(row.times or 0):>6} {row.what}", file=sys.stderr)
    print(made := table(rows))
    if "--readme" in sys.argv[1:]:
        from bench.readme import put

        put("portfolio.py", made)


if __name__ == "__main__":
    main()
