"""How quick it is: python tests/bench/run.py [--readme]. Medians; --readme puts the table into tests/bench/README.md.

Not a test: machines are noisy, and a timed test fails for no reason.
"""

from __future__ import annotations

import datetime
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import calc_session  # noqa: E402
import fake_com  # noqa: E402
import xl_dualfuel as df  # noqa: E402
from bench import readme, writers  # noqa: E402
from tests.records.test_thermostat import FIVE, START, file, steady  # noqa: E402
from tests.results.test_hourly import BASE, LIMITED, TIMES  # noqa: E402
from tests.tariffs.test_tariff import BLOCKS, HOURS, made, with_power  # noqa: E402
from xl_dualfuel import functions  # noqa: E402
from xl_dualfuel.decisions.deciding import decide  # noqa: E402
from xl_dualfuel.decisions.sensitivity import two_way  # noqa: E402
from xl_dualfuel.decisions.tariff_decide import band_under, frontier_under, risks_under, tornado_under  # noqa: E402
from xl_dualfuel.decisions.tariff_varied import Under  # noqa: E402
from xl_dualfuel.decisions.uncertainty import monte_carlo, spec_of  # noqa: E402
from xl_dualfuel.records.thermostat import read_runtime_file  # noqa: E402
from xl_dualfuel.results.hourly import hourly_table  # noqa: E402
from xl_dualfuel.tariffs.season import season  # noqa: E402
from xl_dualfuel.workbook.book import package  # noqa: E402
from xl_dualfuel.workbook.shape import Filling, shape_of  # noqa: E402
from xl_dualfuel.workbook.sheets.build import skeleton, workbook_bytes  # noqa: E402

REPEATS = 15
HOMES = 10_000
DRAWS = 100_000


class Time(NamedTuple):
    """Median and least of several runs [ms]."""

    median: float
    least: float


def in_process(call: Callable[[], object], number: int) -> Time:
    """Milliseconds of one call."""
    call()
    times = timeit.repeat(call, number=number, repeat=REPEATS)
    return Time(statistics.median(times) / number * 1e3, min(times) / number * 1e3)


def process(*arguments: str) -> Time:
    """Milliseconds of a whole process, standard output read and thrown away."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "xl_dualfuel", *arguments], check=True, capture_output=True, cwd=ROOT)
        times.append(time.perf_counter() - start)
    return Time(statistics.median(times) * 1e3, min(times) * 1e3)


def measure() -> list[tuple[str, Time]]:
    """What is measured, and how long it takes."""
    return [*engine(), *decisions(), *years(), *hosts(), *workbooks(), *processes()]


def engine() -> list[tuple[str, Time]]:
    """Answers without a workbook."""
    example = df.Case()
    limits = df.Case(capacity_47=36000, capacity_17=22000, backup_operation="simultaneous", furnace_capacity=40000)
    hourly = df.Case(station="denver", bin_width=0)
    sheet = [[key, value] for key, value in example.inputs.items()]
    homes = table_of_homes(HOMES)
    return [
        ("`solve`, worked example (33 bins), without tables", in_process(lambda: df.solve(example), 300)),
        ("`solve`, capacity limits and simultaneous backup", in_process(lambda: df.solve(limits), 300)),
        ("`solve`, Denver hour by hour (every distinct temperature)", in_process(lambda: df.solve(hourly), 100)),
        ("`Case(...)` checked, then `solve`", in_process(lambda: df.solve(df.Case(fuel_price=12)), 300)),
        ("all tables, checks and JSON of a solved case", in_process(lambda: df.solve(example).to_json(), 20)),
        ("`=DF_BALANCE_POINT(in_all)`, warm, through the conversion of a range",
         in_process(lambda: functions.DF_BALANCE_POINT(sheet), 300)),
        ("`=DF_BIN_TABLE(in_all)`, warm", in_process(lambda: functions.DF_BIN_TABLE(sheet), 100)),
        (f"`=DF_PORTFOLIO(table)` of {HOMES:,} homes, seven inputs each",
         in_process(lambda: functions.DF_PORTFOLIO(homes), 1)),
    ]  # fmt: skip


def decisions() -> list[tuple[str, Time]]:
    """What is decided about the worked example."""
    example = df.Case()
    prices = [number / 100 for number in range(5, 205)], [number / 10 for number in range(50, 250)]
    uncertain = {
        "fuel_price": {"distribution": "normal", "mean": 13, "sd": 2},
        "cop": {"distribution": "triangular", "low": 0.8, "mode": 0.95, "high": 1.05},
    }
    spec = spec_of({"uncertain": uncertain, "draws": DRAWS})
    solved, decided = df.solve(example), decide(example)
    return [
        ("two-way table of 200 × 200 prices",
         in_process(lambda: two_way(example, "electricity_price", prices[0], "fuel_price", prices[1]), 1)),
        (f"Monte Carlo of {DRAWS:,} draws of two inputs", in_process(lambda: monte_carlo(example, spec), 1)),
        ("`decide`: band, tornado, risks, frontier", in_process(lambda: decide(example), 1)),
        ("workbook with the sheet Sensitivity, each further one",
         in_process(lambda: workbook_bytes(solved, decisions=decided), 3)),
        ("`=DF_BAND(1)`, warm", in_process(lambda: functions.DF_BAND(1), 100)),
    ]  # fmt: skip


def years() -> list[tuple[str, Time]]:
    """A year of hours or of a thermostat's rows: Chicago's weather, a time-of-use tariff with demand and blocks."""
    case, tariff = BASE.replace(**LIMITED), made(with_power(demand_charge=5, blocks=BLOCKS))
    result, under = df.solve(case), Under(case, HOURS, tariff)
    answer = season(case, HOURS, tariff)
    draw = random.Random(1).uniform
    spread = [draw(-10, 69) for _ in range(8760)]
    rows = [line for n in range(365) for line in steady(288, START + n * 288 * FIVE, outdoor=n % 90, stage1=120)]

    def decide_under() -> None:
        band_under(answer, result)
        frontier_under(answer)
        tornado_under(under)
        risks_under(under)

    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "report.csv"
        record.write_bytes(file(rows))
        return [
            ("hourly table of a year", in_process(lambda: hourly_table(result, *HOURS), 1)),
            (
                "season under a tariff with a demand charge and blocks",
                in_process(lambda: season(result, HOURS, tariff), 1),
            ),
            (
                "the same with 8,760 different temperatures",
                in_process(lambda: season(case, (TIMES, spread), tariff), 1),
            ),
            ("band, frontier, tornado and risks under it", in_process(decide_under, 1)),
            ("thermostat file of 105,120 rows", in_process(lambda: read_runtime_file(record), 1)),
        ]


def table_of_homes(count: int) -> list[list[object]]:
    """A table of homes that differ in seven inputs."""
    draw = random.Random(1).uniform
    keys: list[object] = ["load_slope", "design_temperature", "cop_47", "cop_17", "electricity_price", "fuel_price",
                          "existing_switchover"]  # fmt: skip
    limits = ((300, 900), (-15, 20), (2.8, 4.2), (1.8, 2.6), (0.08, 0.3), (6, 30), (20, 45))
    return [keys, *([draw(*limit) for limit in limits] for _ in range(count))]


def hosts() -> list[tuple[str, Time]]:
    """Warm calls through the hosts' own conversions."""
    rows = whole_columns()
    for name, seconds in fake_com.measure().items():
        rows.append((f"{name} by xlwings' call path, all inputs as a range", of(seconds, 1e3)))
    if calc_session.missing():
        return rows
    for name, microseconds in calc_session.measure():
        rows.append((f"{name}, a cell in LibreOffice Calc", of(microseconds, 1e-3)))
    return rows


def whole_columns() -> list[tuple[str, Time]]:
    """`=DF_CHECK(A:B)`: as many rows as a sheet has, three of them filled."""
    filled = [["cop_47", 3.4], ["fuel_price", 13.5], ["season_hours", 1900.0]]
    below = 1_048_576 - len(filled)
    array = np.full((len(filled) + below, 2), None, dtype=object)
    array[: len(filled)] = filled
    kinds: dict[str, Any] = {
        "a list, blank rows the same object": filled + [[None, None]] * below,
        "a list of lists": filled + [[None, None] for _ in range(below)],
        'tuples, blank cells as ""': tuple(map(tuple, filled)) + tuple(("", "") for _ in range(below)),
        "numpy": array,
    }
    rows = []
    for kind, columns in kinds.items():
        starts = iter(range(REPEATS + 1))

        def first(columns: Any = columns, starts: Iterator[int] = starts) -> object:
            columns[2][1] = 1900.0 + next(starts)  # a case that was not solved before
            return functions.DF_CHECK(columns)

        if not isinstance(columns, tuple):
            rows.append((f"`DF_CHECK` on whole columns, {kind}: first call", in_process(first, 1)))
        rows.append(
            (f"`DF_CHECK` on whole columns, {kind}: again", in_process(partial(functions.DF_CHECK, columns), 1))
        )
    return rows


def of(times: list[float], scale: float) -> Time:
    """Median and least of some times."""
    return Time(statistics.median(times) * scale, min(times) * scale)


def batch_prices(count: int) -> list[float]:
    """A price of its own for each workbook of a batch, so that nothing is kept from the one before but the skeleton."""
    return [0.1 + number / 1000 for number in range(count)]


def workbooks() -> list[tuple[str, Time]]:
    """Workbooks in process, and what other libraries take for the same cells."""
    example = df.Case()
    cells = writers.read(workbook_bytes(df.solve(example)))
    count = f"{cells.count:,} cells, {cells.formulas:,} of them formulas"

    def first() -> bytes:
        skeleton.cache_clear()
        return workbook_bytes(df.solve(example))

    prices = iter(batch_prices(REPEATS + 1))
    batch = in_process(lambda: workbook_bytes(df.solve(df.Case(electricity_price=next(prices)))), 1)
    return [
        (f"`solve` and workbook of the worked example ({count}), first of its shape", in_process(first, 1)),
        ("`Case(...)`, `solve` and workbook, each further one of a batch", batch),
        (f"XlsxWriter writing the same {cells.count:,} cells, without charts, names, validations; five sixths of it is "
         "its search of every formula for newer functions",
         in_process(lambda: writers.with_xlsxwriter(cells), 1)),
        ("openpyxl writing the same cells; charts, names, validations and the formulas' stored values left out",
         in_process(lambda: writers.with_openpyxl(cells), 1)),
        *tried(),
    ]  # fmt: skip


def tried() -> list[tuple[str, Time]]:
    """The sheets Inputs and Bins whole, by the program's own way and by XlsxWriter."""
    result = df.solve(df.Case())
    shape = shape_of(result)
    book, prices = writers.book_of(shape), iter(batch_prices(3 * REPEATS + 3))
    ready = package.skeleton(book)

    def filling() -> Filling:
        return Filling(df.solve(df.Case(electricity_price=next(prices))), datetime.datetime.now(datetime.UTC), shape)

    def first() -> bytes:
        return package.skeleton(writers.book_of(shape)).fill(filling())

    return [
        ("Inputs and Bins alone, first of their shape", in_process(first, 1)),
        ("Inputs and Bins alone, each further one", in_process(lambda: ready.fill(filling()), 1)),
        (
            "Inputs and Bins by XlsxWriter, each one",
            in_process(lambda: writers.tried_with_xlsxwriter(book, filling()), 1),
        ),
    ]


def processes() -> list[tuple[str, Time]]:
    """The command line from start to exit."""
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case.toml"
        case.write_text("electricity_price = 0.15\n", encoding="utf-8")
        book = Path(folder) / "case.xlsx"
        return [
            ("`dualfuel run case.toml --json -`, whole process", process("run", str(case), "--json", "-")),
            ("`dualfuel run case.toml --xlsx …`, whole process",
             process("run", str(case), "--xlsx", str(book), "--force")),
        ]  # fmt: skip


def shown(milliseconds: float) -> str:
    """Three digits, in milliseconds."""
    return f"{milliseconds:.0f} ms" if milliseconds >= 100 else f"{milliseconds:.3g} ms"


def table(rows: list[tuple[str, Time]]) -> str:
    """The figures as a Markdown table with machine and date."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    lines = ["| what | median | least |", "|---|---|---|"]
    lines += [f"| {what} | {shown(time.median)} | {shown(time.least)} |" for what, time in rows]
    date = datetime.datetime.now(datetime.UTC).date().isoformat()
    return "\n".join([*lines, "", f"{REPEATS} runs each on {machine}, {date}."])


def main() -> None:
    """Print the table; put it into the page where asked."""
    page = table(measure())
    print(page)
    if "--readme" in sys.argv[1:]:
        readme.put("run.py", page)


if __name__ == "__main__":
    main()
