"""Makes the built-in stations from their TMY3 years in EPW format: the table OUT.csv, and the hours in order OUT.npz.

    python -m xl_dualfuel.weather.make_stations OUT.csv KEY=FILE.epw.gz ...

The same files give the same numbers on every run and every system: there is no date and no folder in either. The dry
bulb stays in °C as the files have it: a station must give the same temperatures as its file.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..errors import DualFuelError, InputError, Issue
from ..files.reading import read_bounded, read_text
from ..files.writing import write
from .epw import EPW, location
from .files import recorded_year
from .rows import WEATHER, head_of
from .stations import PASCALS, TENTHS
from .year import Array, Hours

LABELS: Final = {
    "chicago_ohare": "Chicago O'Hare, IL",
    "denver": "Denver International Airport, CO",
    "golden": "Golden (NREL), CO",
    "dulles": "Washington Dulles, VA",
    "san_francisco": "San Francisco International Airport, CA",
    "tampa": "Tampa International Airport, FL",
}
"""Labels people recognise; other keys take the file's own name for the place."""

HEAD: Final = """\
# Hours of a typical year at each dry-bulb temperature, by station; 8,760 hours each.
# Source: NREL Typical Meteorological Year 3 (TMY3) in EnergyPlus (EPW) format. S. Wilcox and W. Marion, "Users Manual
# for TMY3 Data Sets", NREL/TP-581-43156, National Renewable Energy Laboratory, 2008.
# Credit: National Renewable Energy Laboratory (NREL) and U.S. Department of Energy; published free of charge.
# dry_bulb_c: dry bulb [°C] as the file has it, ascending; hours: hours of the year at it [h].
# The lines with # and no blank describe the stations; sha256 is of the decompressed file.
# Made by:
"""


def made(files: Mapping[str, Path]) -> tuple[str, bytes]:
    """The table and the hours in order for station keys and their EPW files (plain or gzip), in the order given.

    Raises InputError for a file that is not a usable EPW year, or with numbers finer than stations.npz holds.
    """
    about, rows = io.StringIO(), io.StringIO()
    order: dict[str, Any] = {}
    about_out = csv.writer(about, lineterminator="\n")
    rows_out = csv.writer(rows, lineterminator="\n")
    about_out.writerow(("#station", "label", "wmo", "latitude", "longitude", "elevation_m", "file", "sha256"))
    rows_out.writerow(("station", "dry_bulb_c", "hours"))
    for key, path in files.items():
        body, year = recorded_year(path)
        cells = location(head_of(path, read_text(path, WEATHER)))
        if body.format is not EPW or len(cells) < 10:
            raise _refused(path, "must be an EPW file with a complete LOCATION line")
        _, _, _, _, _, wmo, latitude, longitude, _, elevation = cells[:10]
        label = LABELS.get(key, body.name)
        digest = hashlib.sha256(read_bounded(path, WEATHER)).hexdigest()
        about_out.writerow(
            (f"#{key}", label, wmo, latitude, longitude, elevation, path.name.removesuffix(".gz"), digest)
        )
        rows_out.writerows((key, f"{reading:.1f}", round(count)) for reading, count in year.table.items())
        order[key] = _packed(path, year.means, year.hours)
    packed = io.BytesIO()
    np.savez_compressed(packed, **order)
    return HEAD + _command(files) + about.getvalue() + rows.getvalue(), packed.getvalue()


def _packed(path: Path, celsius: Sequence[float], hours: Hours) -> NDArray[np.int16]:
    """The hours of one station as stations.npz has them. Raises InputError where that would lose anything."""
    if hours.humidity is None or hours.pressure is None:
        raise _refused(path, "must have the humidity and pressure of its hours")
    dry_bulb = np.round(np.array(celsius) * TENTHS)
    if not np.array_equal(dry_bulb / TENTHS, celsius):
        raise _refused(path, "must have dry bulbs with one decimal [°C]")
    columns: Array = np.stack((dry_bulb, hours.humidity, hours.pressure / PASCALS))
    packed = columns.astype(np.int16)
    if not np.array_equal(packed, columns):
        raise _refused(path, "must have humidity in whole % and pressure in whole hPa")
    return packed


def _command(files: Mapping[str, Path]) -> str:
    """The command that makes the table, as comment lines; without folders, which differ from machine to machine."""
    parts = ["python -m xl_dualfuel.weather.make_stations stations.csv"]
    parts += [f"  {key}={path.name}" for key, path in files.items()]
    return "".join(f"#   {part}\n" for part in " \\\n".join(parts).split("\n"))


def _refused(path: Path, allowed: str) -> InputError:
    return InputError([Issue("weather_file", str(path), allowed, "Use the NREL TMY3 year in EPW format.")])


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: OUT.csv KEY=FILE ...; exit status 0, or 2 with one line on standard error."""
    parser = argparse.ArgumentParser(prog="make_stations", description="Make the built-in stations.")
    parser.add_argument("out", metavar="OUT.csv", type=Path)
    parser.add_argument("files", metavar="KEY=FILE.epw.gz", nargs="+")
    options = parser.parse_args(arguments)
    files: dict[str, Path] = {}
    for pair in options.files:
        key, equals, path = pair.partition("=")
        if not equals or not re.fullmatch("[a-z][a-z0-9_]*", key) or key in files:
            parser.error(f"not KEY=FILE with a new key of small letters, digits and _: {pair}")
        files[key] = Path(path)
    try:
        table, order = made(files)
        write({options.out: table.encode("utf-8"), options.out.with_suffix(".npz"): order}, force=True)
    except DualFuelError as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
