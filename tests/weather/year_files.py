"""EPW and TMY3 files of the Chicago year (tests/cases/README.md), changed for a test, and their refusals."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

from tests.refusals import refusal_by
from xl_dualfuel.weather import files as weather
from xl_dualfuel.weather.files import read_weather_file
from xl_dualfuel.weather.year import Hours

CASES = Path(__file__).parents[1] / "cases"
CHICAGO = CASES / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"
TABLE = Path(weather.__file__).with_name("stations.csv")
KEYS = ["chicago_ohare", "denver", "golden", "dulles", "san_francisco", "tampa"]
EPW_HEADER = 8  # lines before the first hour


def tmy3(cells: list[str]) -> bytes:
    """A TMY3 CSV of these dry bulbs, in NREL's layout (users manual, tables 1-1 and 1-2) with fewer columns."""
    lines = [
        '725300,"CHICAGO OHARE INTL AP",IL,-6.0,41.983,-87.917,201',
        "Date (MM/DD/YYYY),Time (HH:MM),ETR (W/m^2),Dry-bulb (C),Dry-bulb source,Dew-point (C)",
    ]
    days = [datetime.date(1986, 1, 1) + datetime.timedelta(days=n) for n in range(len(cells) // 24 + 1)]
    lines += [f"{days[n // 24]:%m/%d/%Y},{n % 24 + 1:02d}:00,0,{cell},A,-40.0" for n, cell in enumerate(cells)]
    return ("\n".join(lines) + "\n").encode("ascii")


def with_cells(epw: bytes, changes: dict[int, str], column: int = 6) -> bytes:
    """The EPW file with the dry bulb, or another column, of some lines (counted from 1) replaced."""
    lines = epw.decode("ascii").splitlines()
    for number, cell in changes.items():
        cells = lines[number - 1].split(",")
        cells[column] = cell
        lines[number - 1] = ",".join(cells)
    return ("\n".join(lines) + "\n").encode("latin-1")


def order_of(path: Path) -> Hours:
    """The hours of a file in order."""
    order = read_weather_file(path).order
    assert order is not None
    return order


def refusal(path: str | os.PathLike[str]) -> str:
    """The one line with which a weather file is refused."""
    message = refusal_by(read_weather_file, path, "weather_file")
    assert len(message.splitlines()) == 1
    return message


def refusal_of(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "year.epw"
    path.write_bytes(content)
    return refusal(path)
