"""The weather file of Chicago."""

from __future__ import annotations

import csv
import gzip

import pytest

from tests.weather.year_files import CHICAGO, EPW_HEADER


@pytest.fixture(scope="module")
def epw() -> bytes:
    return gzip.decompress(CHICAGO.read_bytes())


@pytest.fixture(scope="module")
def celsius(epw: bytes) -> list[str]:
    """The dry-bulb cells as written, in the order of the hours; no code of the program in between."""
    return [row[6] for row in csv.reader(epw.decode("ascii").splitlines()[EPW_HEADER:])]
