"""Tables of homes, how quick: python tests/bench/portfolio.py [--quick] [--readme]. Prints a Markdown table.

With --tariffs it prints only seconds and MB of 100,000 homes under three tariffs, three times.

Beside solve_many stands what a user would do otherwise, measured in the same run: a loop over the rows of a DataFrame
with the same arithmetic, our own solve in a loop, and LibreOffice recalculating a workbook a house. Each size runs in
a fresh process; seconds are of the CPU, but for LibreOffice, and peaks are of the whole process with its table.
"""

from __future__ import annotations

import datetime
import itertools
import json
import math
import os
import platform
import resource
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
from xl_dualfuel.portfolio.demo import demo, write_demo  # noqa: E402

SIZES = (1_000, 10_000, 100_000, 1_000_000)
LOOPED = 200
"""Homes of the loops, whose time a home does not depend on how many there are"""
BOOKS = 20
COMMAND = 100_000
LEAST = 0.4
"""A measurement is repeated until it has taken so long [s]"""
LOOP = "pandas row loop (`iterrows`, a DataFrame of bins a home), default options"
OPTIONS = {"simple": "default options", "full": "all options"}


class Row(NamedTuple):
    """A line of the table."""

    what: str
    homes: int
    seconds: float
    peak: float | None = None
    """[MB]"""


def homes_of(options: str, count: int) -> pd.DataFrame:
    """Demo homes; default options: 2 °F bins, no limits of capacity, one fuel."""
    return demo(count, simple=options == "simple")


def seconds(call: Callable[[], object]) -> float:
    """Median CPU seconds of one call, all threads counted."""
    times: list[float] = []
    while sum(times) < LEAST or not times:
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return float(np.median(times))


def child(job: str, *arguments: str) -> Any:
    """What a fresh process measures."""
    done = subprocess.run(
        [sys.executable, __file__, "--job", job, *arguments], check=True, capture_output=True, cwd=ROOT
    )
    return json.loads(done.stdout)


def job_many(options: str, count: str) -> list[float]:
    """Seconds and peak [MB] of solve_many; a small table first, so that imports do not count."""
    homes = homes_of(options, int(count))
    df.solve_many(homes.iloc[:100])
    start = time.process_time()
    df.solve_many(homes)
    took = time.process_time() - start
    if took < LEAST:
        took = seconds(lambda: df.solve_many(homes))
    return [took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]


def job_command(source: str, out: str) -> list[float]:
    """Seconds and peak of a whole portfolio from file to file, start of Python and imports too."""
    from xl_dualfuel.portfolio.run import run_portfolio

    run_portfolio(source, out)
    return [time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]


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


def by_hand(row: pd.Series[Any]) -> tuple[float, float]:
    """Switchover and season cost of a home with default options, as one would write them for one row."""
    setpoint, width, efficiency, hours_below_design = 70.0, 2.0, 0.95, 150.0
    design, slope = row["design_temperature"], row["load_slope"]
    edges = {setpoint - number * width for number in range(math.ceil((setpoint - design) / width))} | {design}
    edges |= {setting for setting in (row["existing_switchover"], 35.0) if design < setting < setpoint}
    bins = []
    for high, low in itertools.pairwise(sorted(edges, reverse=True)):
        near, far = setpoint - high, setpoint - low
        bins.append((low, setpoint - 2 / 3 * (far**3 - near**3) / (far**2 - near**2), far**2 - near**2))
    count = len(bins)
    whole = sum(weight for _, _, weight in bins)
    pumps, furnaces = [], []
    for number, (_, temperature, weight) in enumerate(bins):
        hours = row["season_hours"] * weight / whole + (hours_below_design if number == count - 1 else 0)
        heat = slope * (setpoint - temperature) * hours
        cop = row["cop_17"] + (row["cop_47"] - row["cop_17"]) / 30 * (temperature - 17)
        pumps.append(heat / (max(cop, 1.0) * 3412.142) * row["electricity_price"])
        furnaces.append(heat / (efficiency * 1e6) * row["fuel_price"])
    costs = [sum(pumps[:number]) + sum(furnaces[number:]) for number in range(count + 1)]
    best = min(range(count + 1), key=costs.__getitem__)
    return (setpoint if best == 0 else bins[best - 1][0]), costs[best]


def by_frame(row: pd.Series[Any]) -> tuple[float, float]:
    """The same with a DataFrame of bins for each home, as one would write it with pandas at hand."""
    design = row["design_temperature"]
    settings = [setting for setting in (row["existing_switchover"], 35.0) if design < setting < 70.0]
    edges = np.unique([*np.arange(70.0, design, -2.0), design, *settings])[::-1]
    bins = pd.DataFrame({"high": edges[:-1], "low": edges[1:]})
    near, far = 70.0 - bins["high"], 70.0 - bins["low"]
    weight = far**2 - near**2
    bins["temperature"] = 70.0 - 2 / 3 * (far**3 - near**3) / weight
    bins["hours"] = row["season_hours"] * weight / weight.sum()
    bins.loc[bins.index[-1], "hours"] += 150.0
    bins["heat"] = row["load_slope"] * (70.0 - bins["temperature"]) * bins["hours"]
    bins["cop"] = row["cop_17"] + (row["cop_47"] - row["cop_17"]) / 30 * (bins["temperature"] - 17)
    bins["pump"] = bins["heat"] / (bins["cop"].clip(lower=1.0) * 3412.142) * row["electricity_price"]
    bins["furnace"] = bins["heat"] / (0.95 * 1e6) * row["fuel_price"]
    bins["cost"] = bins["pump"].cumsum() + bins["furnace"].sum() - bins["furnace"].cumsum()
    best = bins["cost"].idxmin()
    alone = bins["furnace"].sum()
    return (70.0, alone) if alone < bins["cost"][best] else (bins["low"][best], bins["cost"][best])


def loop_of_frames(homes: pd.DataFrame) -> pd.DataFrame:
    """A row loop that makes a small DataFrame a home."""
    return pd.DataFrame([by_frame(row) for _, row in homes.iterrows()], columns=["switchover", "annual_cost"])


def loop_by_hand(homes: pd.DataFrame) -> pd.DataFrame:
    """The loop over rows that a user writes."""
    return pd.DataFrame([by_hand(row) for _, row in homes.iterrows()], columns=["switchover", "annual_cost"])


def loop_of_solve(homes: pd.DataFrame) -> list[float]:
    """Our own answer for one home, one after the other."""
    columns = homes.columns.drop("home")
    return [df.solve(df.Case(**row)).recommended.annual_cost for row in homes[columns].to_dict("records")]


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


def measure(sizes: tuple[int, ...]) -> Iterator[Row]:
    """The lines of the table."""
    for options, words in OPTIONS.items():
        for size in sizes:
            took, peak = child("many", options, str(size))
            yield Row(f"`solve_many`, {words}", size, took, peak)
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("csv", "parquet"):
            source = Path(folder) / f"in.{suffix}"
            write_demo(COMMAND, source)
            took, peak = child("command", str(source), str(Path(folder) / f"out.{suffix}"))
            yield Row(f"`dualfuel portfolio`, {suffix} to {suffix}, all options, whole process", COMMAND, took, peak)
    with tempfile.TemporaryDirectory() as folder:
        source = with_tariffs(COMMAND, Path(folder))
        runs = [child("command", str(source), str(Path(folder) / f"out{run}.csv")) for run in range(3)]
        took, peak = (float(np.median(column)) for column in zip(*runs, strict=True))
        yield Row("`dualfuel portfolio`, csv to csv, all options, under three tariffs, whole process", COMMAND, took,
                  peak)  # fmt: skip
    simple, full = homes_of("simple", LOOPED), homes_of("full", LOOPED)
    yield Row(LOOP, LOOPED, seconds(lambda: loop_of_frames(simple)))
    yield Row("row loop in plain Python (`iterrows`, no pandas within), default options", LOOPED,
              seconds(lambda: loop_by_hand(simple)))  # fmt: skip
    yield Row("`Case` and `solve` in a loop, default options", LOOPED, seconds(lambda: loop_of_solve(simple)))
    yield Row("`Case` and `solve` in a loop, all options", LOOPED, seconds(lambda: loop_of_solve(full)))
    each = libreoffice()
    if each is not None:
        yield Row("LibreOffice recalculating a workbook a house (wall clock)", BOOKS, each * BOOKS)


def three(figure: float) -> str:
    """Three digits, or all before the point."""
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def table(rows: list[Row]) -> str:
    """The figures as a Markdown table with machine and date."""
    loop = next((row.seconds / row.homes for row in rows if row.what == LOOP), None)
    lines = ["| what | homes | CPU s | µs a home | peak MB | times the pandas row loop |", "|---|--:|--:|--:|--:|--:|"]
    for row in rows:
        each = row.seconds / row.homes
        peak = "" if row.peak is None else f"{row.peak:,.0f}"
        times = "" if loop is None else three(loop / each)
        lines.append(f"| {row.what} | {row.homes:,} | {three(row.seconds)} | {three(each * 1e6)} | {peak} | {times} |")
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    date = datetime.datetime.now(datetime.UTC).date().isoformat()
    return "\n".join([*lines, "", f"Peaks with Python, libraries and the table; {machine}, {date}."])


def main() -> None:
    """Print the table, or do a child's job."""
    if "--tariffs" in sys.argv[1:]:
        for _ in range(3):
            with tempfile.TemporaryDirectory() as folder:
                print(child("command", str(with_tariffs(COMMAND, Path(folder))), str(Path(folder) / "out.csv")))
        return
    if sys.argv[1:2] == ["--job"]:
        print(json.dumps({"many": job_many, "command": job_command}[sys.argv[2]](*sys.argv[3:])))
        return
    made = table(list(measure(SIZES[:2] if "--quick" in sys.argv[1:] else SIZES)))
    print(made)
    if "--readme" in sys.argv[1:]:
        from readme import put

        put("portfolio.py", made)


if __name__ == "__main__":
    main()
