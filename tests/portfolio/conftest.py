"""Tables of homes."""

from __future__ import annotations

import pytest

from tests.portfolio.test_run import ROWS
from xl_dualfuel.portfolio.demo import write_demo


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """The same homes, some with slips, as each kind of file."""
    folder = tmp_path_factory.mktemp("tables")
    made = {}
    for suffix in ("csv", "csv.gz", "parquet", "xlsx"):
        made[suffix] = folder / f"homes.{suffix}"
        write_demo(ROWS, made[suffix], seed=3, bad=0.05)
    return made
