"""Tables in which some cells have a decimal comma and others a point: each cell is read by itself."""

from __future__ import annotations

import pytest

from tests.portfolio.test_run import rows_of, write_csv
from xl_dualfuel.inputs.case_files import read_case
from xl_dualfuel.portfolio.run import run_portfolio

HEAD = "home;design_load;cop_47;cop_17;fuel_price;fuel_price_unit;electricity_price"
FAR = 1500
"""Rows beyond those that a table's manner is looked for in at first"""


def home(number: int, load: str = "{}.000", cop: str = "3,6") -> str:
    return f"h{number};{load.format(28 + number % 9)};{cop};2,1;1,8;$/therm;0,18"


def costs(folder, *rows: str) -> list[float]:
    source, out = write_csv(folder / "in.csv", HEAD, *rows), folder / "out.csv"
    run_portfolio(source, out, force=True)
    assert not any(row["problem"] for row in rows_of(out))
    return [float(row["annual_cost"]) for row in rows_of(out)]


def test_a_table_without_doubt_is_that_of_plain_numbers(tmp_path):
    plain = [home(n).replace(".000", "000").replace(",", ".") for n in range(20)]
    assert costs(tmp_path, *map(home, range(20))) == pytest.approx(costs(tmp_path, *plain), rel=1e-12)


@pytest.mark.parametrize("place", [0, 12, FAR + 20])
def test_one_cell_with_a_point_changes_no_other_home(tmp_path, place):
    rows = [home(n) for n in range(place + 20)]
    expected = costs(tmp_path, *rows)
    rows[place] = home(place, cop="3.6")
    assert costs(tmp_path, *rows) == pytest.approx(expected, rel=1e-12)


def test_decimal_commas_far_below_tell_of_all_homes(tmp_path):
    """Above them there are whole numbers alone, and 28.000."""
    without = [f"h{n};{28 + n % 9}.000;3;2;2;$/therm;1" for n in range(FAR)]
    with_commas = [home(n) for n in range(20)]
    found = costs(tmp_path, *without, *with_commas)
    plain = costs(tmp_path, *(row.replace(".000", "000").replace(",", ".") for row in (*without, *with_commas)))
    assert found == pytest.approx(plain, rel=1e-12)


def test_thousands_of_both_kinds_are_thousands(tmp_path):
    rows = [home(n, load="{},000" if n % 2 else "{}.000", cop="3.6" if n % 3 else "3,6") for n in range(20)]
    plain = [home(n).replace(".000", "000").replace(",", ".") for n in range(20)]
    found, expected = costs(tmp_path, *rows), costs(tmp_path, *plain)
    assert found == pytest.approx(expected, rel=1e-12)


def test_a_file_of_one_case_is_read_so_too(tmp_path):
    path = write_csv(tmp_path / "case.csv", HEAD.partition(";")[2], home(0, cop="3.6").partition(";")[2])
    case = read_case(path)
    assert (case.design_load, case.cop_47, case.cop_17, case.electricity_price) == (28_000, 3.6, 2.1, 0.18)
