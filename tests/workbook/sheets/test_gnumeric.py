"""Gnumeric, an engine of its own, calculates every kind of workbook without stored values and gets what is stored."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import xl_dualfuel as df
from books import STAMP, cells, different, random_cases, without_values
from support import case_from, one_in
from tests.workbook.sheets.test_workbook import of_the_field
from tests.workbook.verify.test_verify_decisions import compared, studied
from xl_dualfuel.workbook.forms.template import KINDS, template
from xl_dualfuel.workbook.sheets.build import workbook_bytes


def agrees(ssconvert: str, package: bytes, folder: Path) -> None:
    """Every cell to 1e-9 (see ``different``)."""
    bare, done = folder / "bare.xlsx", folder / "done.xlsx"
    bare.write_bytes(without_values(package))
    subprocess.run([ssconvert, "--recalc", str(bare), str(done)], check=True, capture_output=True, timeout=300)
    assert different(cells(done.read_bytes()), cells(package)) == []


@pytest.mark.parametrize("make", one_in(2, [compared, lambda: of_the_field("rich2")]), ids=["compared", "rich2"])
def test_it_gets_every_stored_value(ssconvert, make, tmp_path):
    agrees(ssconvert, make(), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("make", [lambda: of_the_field("lock_c"), lambda: of_the_field("rich1"), studied],
                         ids=["lock_c", "rich1", "studied"])  # fmt: skip
def test_it_gets_every_stored_value_of_the_rest(ssconvert, make, tmp_path):
    agrees(ssconvert, make(), tmp_path)


@pytest.mark.slow
def test_it_gets_every_stored_value_of_every_kind(ssconvert, packages, tmp_path):
    for package in packages.values():
        agrees(ssconvert, package, tmp_path)


@pytest.mark.slow
def test_it_gets_every_stored_value_of_random_cases(ssconvert, tmp_path):
    for inputs in random_cases(20):
        agrees(ssconvert, workbook_bytes(df.solve(case_from(inputs)), STAMP), tmp_path)


@pytest.mark.parametrize("kind", one_in(3, KINDS))
def test_it_gets_what_a_blank_form_says(ssconvert, kind, tmp_path):
    agrees(ssconvert, template(kind), tmp_path)
