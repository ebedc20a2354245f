"""Whether anything has become slow: python tests/bench/check.py [--readme].

Each ratio of bench/ratios.py has a limit, well above what was measured when it was set: what goes beyond is slower by
half, not noise. A ratio beyond its limit is measured again before it is reported; the exit status is 1 if one stays
beyond. --readme puts the table into the page.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final, NamedTuple

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench import measuring, ratios  # noqa: E402


class Bound(NamedTuple):
    """What a ratio should be, and what it must not exceed."""

    goal: float
    limit: float


BOUNDS: Final = {
    "`dualfuel --help`": Bound(1.0, 1.6),
    "`dualfuel run --json`": Bound(2.2, 3.5),
    "`dualfuel run --xlsx`": Bound(5, 10),
    "import of `xl_dualfuel.functions`, without xlwings": Bound(1.5, 2.4),
    "`dualfuel run --tariff`": Bound(3, 5),
    "`decide` under a tariff with times of use": Bound(20, 30),
    "`decide` under a tariff with a price by temperature": Bound(20, 30),
    "first workbook of a shape": Bound(0.5, 0.8),
    "second workbook of a shape": Bound(0.05, 0.12),
    "each further workbook of a shape": Bound(0.05, 0.12),
    "`verify` of a submission as written": Bound(0.1, 0.25),
    "`verify` of a submission saved by another program": Bound(0.6, 1.0),
    f"`solve_many`, {ratios.HOMES:,} homes, default options": Bound(2.5, 10),
    f"`solve_many`, {ratios.HOMES:,} homes, all options": Bound(6, 20),
    f"`dualfuel portfolio`, {ratios.HOMES:,} homes, csv to csv, whole process": Bound(3, 30),
    f"`dualfuel portfolio`, {ratios.HOMES:,} homes, parquet to parquet, whole process": Bound(3, 30),
}
"""By what is measured; the goals of tables are those of a million homes"""
TRIES: Final = 2


def checked() -> list[ratios.Ratio]:
    """Measure and print each ratio; one beyond its limit again, its least counts."""
    found = []
    for group in ratios.ALL:
        least: dict[str, ratios.Ratio] = {}
        for _ in range(TRIES):
            for ratio in group():
                least[ratio.what] = min(ratio, least.get(ratio.what, ratio), key=lambda one: one.times)
            if all(ratio.times <= BOUNDS[ratio.what].limit for ratio in least.values()):
                break
        for ratio in least.values():
            goal, limit = BOUNDS[ratio.what]
            words = "" if ratio.times <= limit else " TOO SLOW"
            print(f"{ratio.times:8.3g} of at most {limit:g} (goal {goal:g}): {ratio.what}{words}", flush=True)
        found += least.values()
    return found


def table(found: list[ratios.Ratio]) -> str:
    """The ratios as a Markdown table with machine and date."""
    lines = ["| what | times | goal | of what |", "|---|--:|--:|---|"]
    lines += [f"| {one.what} | {one.times:.2g} | {BOUNDS[one.what].goal:g} | {one.against} |" for one in found]
    return "\n".join([*lines, "", f"CPU seconds, all threads and processes; {measuring.machine()}."])


def main() -> int:
    """Measure, print, and say what is too slow."""
    found = checked()
    slow = [one for one in found if one.times > BOUNDS[one.what].limit]
    for one in slow:
        print(
            f"Too slow: {one.what} takes {one.times:.3g} times {one.against}, of at most {BOUNDS[one.what].limit:g}. "
            "Find what has become slower, or give the limit in tests/bench/check.py a reason",
            file=sys.stderr,
        )
    if "--readme" in sys.argv[1:]:
        from bench.readme import put

        put("check.py", table(found))
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
