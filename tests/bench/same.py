"""Whether two versions give the same results: python tests/bench/same.py --against DIR [--rows 10000] [--seed 1].

DIR is a checkout of the other version. Random homes of every option are saved in every layout; each version solves the
same files, in a process of its own, from file to file and in memory. Numbers may differ by 1e-9, words, types and order
not at all. It prints how much was compared, the greatest difference, and what differs by column; the exit status is 1
if anything does. Tables of 2,500 homes alike are solved by arrays or a compiled loop, wherever a version has one.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import math
import os
import pickle
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
TOLERANCE = 1e-9
"""Greatest difference of two numbers, as a share of the larger or, below 1, by itself"""
TABLE = 125
"""Homes of a table of every kind"""
ALIKE = 2500
"""Homes of a table whose homes were all given the same inputs"""
OUTS = ("csv", "parquet", "xlsx")
CASES = 4
"""Homes of a table that are solved as cases too, one of them with a workbook"""
FAILED = ".failed"
"""End of the name of a file with an error's words"""
STAMP = datetime(2026, 1, 1, tzinfo=UTC)
KEYS_ROW = 2
"""Row of the keys in a workbook of results, from 0"""


class Compared(NamedTuple):
    """What differs, and how much was compared."""

    differences: Counter[str]
    """By place"""
    examples: dict[str, str]
    total: Counter[str]
    """Numbers and words compared"""


def made(folder: Path, rows: int, seed: int) -> int:
    """Write the tables that both versions read; how many homes they have."""
    from bench import random_homes

    draw = random_homes.Draw(seed)
    layouts, frames = list(random_homes.LAYOUTS), list(random_homes.FRAMES)
    number = homes = 0
    while homes < rows:
        table = random_homes.table(draw, TABLE)
        layout, frame = layouts[number % len(layouts)], frames[number % len(frames)]
        suffix, write = random_homes.LAYOUTS[layout]
        write(folder / f"{number:04}-{layout}.{suffix}", table)
        pickle_to(folder / f"{number:04}-{frame}.frame", random_homes.FRAMES[frame](table))
        number, homes = number + 1, homes + len(table)
    for layout in ("commas", "parquet", "semicolons", "parquet"):
        table = random_homes.table(draw, ALIKE, clean=True)
        suffix, write = random_homes.LAYOUTS[layout]
        write(folder / f"{number:04}-{layout}-alike.{suffix}", table)
        pickle_to(folder / f"{number:04}-alike.frame", random_homes.FRAMES["typed"](table))
        number, homes = number + 1, homes + len(table)
    return homes


def pickle_to(path: Path, what: object) -> None:
    """Keep something for another process."""
    path.write_bytes(pickle.dumps(what))


def work(folder: Path, out: Path) -> None:
    """Solve every table with the version that is imported here; what fails leaves its words."""
    import pandas as pd

    import xl_dualfuel as df
    from xl_dualfuel.portfolio.run import run_portfolio

    with contextlib.suppress(ImportError):  # a version that compiles its loop for many homes uses it for all of these
        from xl_dualfuel.homes import compiled

        compiled._seen[0] = compiled.TO_COMPILE
    for path in sorted(folder.iterdir()):
        place = out / path.name
        with _failing(place):
            if path.suffix == ".frame":
                frame: pd.DataFrame = pickle.loads(path.read_bytes())
                solved = df.solve_many(frame)
                pickle_to(place, {name: solved[name].astype(object).tolist() for name in solved} | {
                    "(index)": solved.index.tolist()})  # fmt: skip
                if len(frame) == TABLE:
                    pickle_to(place.with_suffix(".cases"), [_case(row) for row in _rows(frame)[:CASES]])
            else:
                kind = OUTS[int(path.name[:4]) % len(OUTS)] if path.stat().st_size < 300_000 else path.suffix[1:]
                run_portfolio(path, f"{place}.{kind}", summary_json=f"{place}.json")


@contextlib.contextmanager
def _failing(place: Path) -> Iterator[None]:
    try:
        yield
    except Exception as problem:
        Path(f"{place}{FAILED}").write_text(f"{type(problem).__name__}: {problem}", encoding="utf-8")


def _rows(frame: Any) -> list[dict[str, Any]]:
    """What was given of each home, without notes."""
    from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS

    known = [name for name in frame if name in FIELDS or name in UNIT_FIELDS]
    objects = frame[known].astype(object)
    rows: list[dict[str, Any]] = objects.where(objects.notna(), None).to_dict("records")
    return rows


def _case(row: Mapping[str, Any]) -> Any:
    """JSON of a home by itself, its notes, and its workbook's parts; or its problems."""
    import io
    import zipfile

    import xl_dualfuel as df
    from xl_dualfuel.workbook.sheets.build import workbook_bytes

    try:
        result = df.solve(df.Case(**row))
    except df.DualFuelError as problem:
        return str(problem)
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(result, STAMP))) as book:
        parts = {name: book.read(name) for name in sorted(book.namelist())}
    return {"json": result.to_json(), "parts": {name: part.decode("utf-8", "replace") for name, part in parts.items()}}


def read(path: Path) -> Any:
    """What a file of results holds."""
    if path.suffix in (".frame", ".cases"):
        return pickle.loads(path.read_bytes())
    if path.suffix == ".json":
        return json.loads(path.read_bytes())
    if path.suffix == FAILED:
        return path.read_text(encoding="utf-8")
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        table = pq.read_table(path)
        return {"(types)": list(map(str, table.schema.types)), **table.to_pydict()}
    if path.suffix == ".xlsx":
        import openpyxl

        rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
        return {
            "(head)": rows[:KEYS_ROW],
            **dict(zip(rows[KEYS_ROW], zip(*rows[KEYS_ROW + 1 :], strict=True), strict=True)),
        }
    with path.open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return {
        "(names)": names,
        **{name: [_number(cell) for cell in column] for name, column in zip(names, columns, strict=True)},
    }


def _number(cell: str) -> Any:
    """A cell of CSV results: a number where it is one that does not begin with 0."""
    try:
        number = float(cell)
    except ValueError:
        return cell
    return cell if not math.isfinite(number) or (cell[:1] == "0" and cell[1:2] not in ("", ".")) else number


def compare(one: Any, other: Any, place: str, found: Compared) -> float:
    """Count what differs, by place without numbers of rows; the greatest difference of numbers."""
    if isinstance(one, dict) and isinstance(other, dict) and list(one) == list(other):
        return max((compare(one[key], other[key], f"{place} {key}", found) for key in one), default=0.0)
    if isinstance(one, list | tuple) and type(one) is type(other) and len(one) == len(other):
        return max((compare(a, b, place, found) for a, b in zip(one, other, strict=True)), default=0.0)
    if isinstance(one, float | int) and isinstance(other, float | int) and type(one) is type(other):
        found.total["numbers"] += 1
        if one == other or (one != one and other != other):  # noqa: PLR0124  # NaN is not itself
            return 0.0
        apart = abs(one - other) / max(1.0, abs(one), abs(other))
        if apart <= TOLERANCE:
            return apart
    else:
        found.total["words"] += 1
        if type(one) is type(other) and not isinstance(one, dict) and one == other:
            return 0.0
    found.differences[place] += 1
    found.examples.setdefault(place, f"{_short(one, other)}\n      {_short(other, one)}")
    return 0.0


def _short(one: Any, other: Any) -> str:
    """The text around the first difference."""
    text, beside = repr(one), repr(other)
    start = next((n for n, (a, b) in enumerate(zip(text, beside, strict=False)) if a != b), min(len(text), len(beside)))
    return text[max(0, start - 60) : start + 120]


def report(here: Path, there: Path) -> bool:
    """Compare two folders of results; whether they are the same."""
    names = sorted({path.name for folder in (here, there) for path in folder.iterdir()})
    found, greatest, same_bytes = Compared(Counter(), {}, Counter()), 0.0, 0
    files = Counter[str]()
    for name in names:
        one, other = here / name, there / name
        if not (one.exists() and other.exists()):
            only = one if one.exists() else other
            words = only.read_text(encoding="utf-8") if name.endswith(FAILED) else ""
            if only == other and words:
                print(f"failed there, not here: {name}: {words}")
            elif only == other or not any(there.glob(f"{name.partition('.')[0]}.*{FAILED}")):
                found.differences[name] += 1
                found.examples[name] = f"only {'here' if only == one else 'there'} {words}"
            continue
        files[one.suffix] += 1
        same_bytes += one.read_bytes() == other.read_bytes()
        layout = name.partition("-")[2]
        greatest = max(greatest, compare(read(one), read(other), layout, found))
    print(f"{sum(files.values())} files {dict(files)}, {same_bytes} of them the same bytes")
    print(f"{found.total['numbers']:,} numbers, greatest difference {greatest:.2g} (allowed: {TOLERANCE:g}); "
          f"{found.total['words']:,} words and types")  # fmt: skip
    for place, count in found.differences.most_common(60):
        print(f"DIFFERENT {count:,} times: {place}\n      {found.examples.get(place, '')}")
    return not found.differences


def main() -> int:
    """Solve with both versions and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="checkout of the other version")
    parser.add_argument("--rows", type=int, default=10_000, help="homes of tables of every kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(*given.work)
        return 0
    if given.against is None:
        parser.error("give --against DIR, a checkout of the other version")
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("in", "here", "there"):
            (folder / part).mkdir()
        homes = made(folder / "in", given.rows, given.seed)
        for checkout, part in ((ROOT, "here"), (given.against.resolve(), "there")):
            command = [sys.executable, __file__, "--work", str(folder / "in"), str(folder / part)]
            environment = {**os.environ, "PYTHONPATH": str(checkout)}
            subprocess.run(command, check=True, cwd=checkout, env=environment)
        print(f"{homes:,} homes, seed {given.seed}; here {ROOT}, there {given.against}")
        return 0 if report(folder / "here", folder / "there") else 1


if __name__ == "__main__":
    sys.exit(main())
