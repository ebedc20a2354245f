"""How many times longer than what a user would do otherwise, in CPU seconds of one run.

Absolute times differ between machines by a factor of 2 to 4, and from minute to minute on a busy one. Of what is done
in turn again and again, the least times are compared: they differ by much less.
"""

from __future__ import annotations

import gzip
import io
import itertools
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import openpyxl

import xl_dualfuel as df
from bench import measuring, otherwise, portfolio, verify, writers
from tests.weather.year_files import CHICAGO
from xl_dualfuel.decisions.deciding import decide
from xl_dualfuel.tariffs.hours import hours_of
from xl_dualfuel.tariffs.reading import read_tariff
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.workbook.sheets.build import skeleton, workbook_bytes
from xl_dualfuel.workbook.verify import verify as judged

HOMES = 100_000
LOOPS = 10
"""Times the compiled loop goes over the homes, too quick to measure once"""
SUBMISSIONS = 2
STAMP = datetime(2026, 1, 1, tzinfo=UTC)
COMMAND = "import sys; sys.argv[0] = 'dualfuel'; from xl_dualfuel.cli import main; main()"
NO_XLWINGS = "import sys; sys.modules['xlwings'] = None; import xl_dualfuel.functions"
TARIFF = 'otherwise = "off"\nperiods = { off = 0.10, peak = 0.28 }\n' + (
    'windows = [{ period = "peak", days = "weekday", from = 16, to = 21 }]\n'
)
COLD = '[[electricity.special_prices]]\nname = "cold"\nbelow = 10\nuntil = 14\nprice = 0.4\n'


class Ratio(NamedTuple):
    """Something measured, in times of what it is measured against."""

    what: str
    against: str
    times: float


def _against(name: str, calls: Mapping[str, Callable[[], object]], repeats: int, each: float = 1.0) -> Iterator[Ratio]:
    """The least of each call in times of the least of the one called ``name``, which is ``each`` of them."""
    times = measuring.alternating(calls, repeats)
    for what in calls:
        if what != name:
            yield Ratio(what, name, min(times[what]) * each / min(times[name]))


def many(repeats: int = 3) -> Iterator[Ratio]:
    """Tables of homes in memory, the loop compiled before."""
    portfolio.compile_loop()
    simple, full = portfolio.homes_of("simple", HOMES), portfolio.homes_of("full", HOMES)
    loop, name = otherwise.compiled_loop(simple), "a compiled loop over the bins"
    calls: dict[str, Callable[[], object]] = {
        name: lambda: [loop() for _ in range(LOOPS)],
        f"`solve_many`, {HOMES:,} homes, default options": lambda: df.solve_many(simple),
        f"`solve_many`, {HOMES:,} homes, all options": lambda: df.solve_many(full),
    }
    for homes in (simple, full):  # what is imported and compiled once
        df.solve_many(homes.iloc[:20_000])
    yield from _against(name, calls, repeats, LOOPS)


def files(repeats: int = 2) -> Iterator[Ratio]:
    """The command from file to file, default options, the loop compiled before."""
    portfolio.compile_loop()
    loop = otherwise.compiled_loop(portfolio.homes_of("simple", HOMES))
    bare = min(measuring.alternating({"": lambda: [loop() for _ in range(LOOPS)]}, 3)[""]) / LOOPS
    with tempfile.TemporaryDirectory() as folder:
        for suffix in portfolio.SUFFIXES:
            source, out, copy = (Path(folder) / f"{name}.{suffix}" for name in ("in", "out", "copy"))
            portfolio.write_demo(HOMES, source, simple=True)
            took = min(portfolio.command(source, out).seconds for _ in range(repeats))
            beside = otherwise.reader_and_writer(source, out, copy)
            times = took / (bare + min(measuring.seconds(beside) for _ in range(repeats + 1)))
            yield Ratio(f"`dualfuel portfolio`, {HOMES:,} homes, {suffix} to {suffix}, whole process",
                        "polars reading and writing the same files, and that loop", times)  # fmt: skip


def workbooks(repeats: int = 5) -> Iterator[Ratio]:
    """The first workbook of a shape and each further one."""
    prices = itertools.count(1)

    def further() -> bytes:  # never the worked example, which has a shape of its own
        return workbook_bytes(df.solve(df.Case(electricity_price=0.1 + next(prices) / 1000)), STAMP)

    def first() -> None:
        skeleton.cache_clear()
        further()

    cells, name = writers.read(further()), "openpyxl writing the same cells"

    calls = {
        name: lambda: writers.with_openpyxl(cells),
        "first workbook of a shape": first,
        "second workbook of a shape": further,
        "each further workbook of a shape": further,
    }
    yield from _against(name, calls, repeats)


def verifying(repeats: int = 2) -> Iterator[Ratio]:
    """Submissions as written, and saved by another program."""
    written = list(verify.submissions(SUBMISSIONS))
    for kind, books in {
        "as written": written, "saved by another program": [verify.saved_again(book) for book in written],
    }.items():  # fmt: skip
        judged(books[0])
        name = "openpyxl reading it twice"
        calls: dict[str, Callable[[], object]] = {
            name: lambda books=books: [  # type: ignore[misc]
                openpyxl.load_workbook(io.BytesIO(book), data_only=stored) for book in books for stored in (True, False)
            ],
            f"`verify` of a submission {kind}": lambda books=books: list(map(judged, books)),  # type: ignore[misc]
        }
        yield from _against(name, calls, repeats)


def starts(repeats: int = 4) -> Iterator[Ratio]:
    """Whole processes, from start to exit."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "case.toml").write_text("load_slope = 600\ncop_47 = 3.4\n")
        (folder / "year.epw").write_bytes(gzip.decompress(CHICAGO.read_bytes()))
        (folder / "year.toml").write_text('load_slope = 600\ncop_47 = 3.4\nweather_file = "year.epw"\n')
        (folder / "tariff.toml").write_text(f"year = 2026\n[electricity]\n{TARIFF}")

        def started(*arguments: str) -> Callable[[], object]:
            return lambda: measuring.process(*arguments, cwd=folder)

        def command(*arguments: str) -> Callable[[], object]:
            return started("-c", COMMAND, *arguments)

        plain = "`dualfuel run`, the same weather file"
        under = {
            plain: command("run", "year.toml", "--json", "-"),
            "`dualfuel run --tariff`": command("run", "year.toml", "--tariff", "tariff.toml", "--json", "-"),
        }
        numpy = '`python -c "import numpy"`'
        calls = {
            numpy: started("-c", "import numpy"),
            "`dualfuel --help`": command("--help"),
            "`dualfuel run --json`": command("run", "case.toml", "--json", "-"),
            "`dualfuel run --xlsx`": command("run", "case.toml", "--xlsx", "case.xlsx", "--force"),
            "import of `xl_dualfuel.functions`, without xlwings": started("-c", NO_XLWINGS),
        }
        yield from _against(numpy, calls, repeats)
        yield from _against(plain, under, repeats // 2)


def deciding(repeats: int = 4) -> Iterator[Ratio]:
    """Decisions under tariffs: about seventy changed seasons, each billed hour by hour."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "year.epw").write_bytes(gzip.decompress(CHICAGO.read_bytes()))
        case = df.Case(load_slope=600, cop_47=3.4, weather_file=str(folder / "year.epw"))
        for kind, more in {"times of use": "", "a price by temperature": COLD}.items():
            (folder / "tariff.toml").write_text(f'year = 2026\ntemperature_unit = "F"\n[electricity]\n{TARIFF}{more}')
            tariff = read_tariff(folder / "tariff.toml")
            hours, name = hours_of(case, tariff), "one season under it"
            calls: dict[str, Callable[[], object]] = {
                name: lambda hours=hours, tariff=tariff: season(case, hours, tariff),  # type: ignore[misc]
                f"`decide` under a tariff with {kind}": lambda tariff=tariff: decide(case, tariff=tariff),  # type: ignore[misc]
            }
            yield from _against(name, calls, repeats)


ALL: tuple[Callable[[], Iterator[Ratio]], ...] = (starts, deciding, workbooks, verifying, many, files)
