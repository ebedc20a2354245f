"""The SHA-256 of a case's inputs: equal for equal inputs, different for any difference, names of files left out."""

from __future__ import annotations

import hashlib
import json
import shutil

import pytest
from hypothesis import given, settings

import strategies
import xl_dualfuel as df
from support import case_from
from tests.weather.year_files import CHICAGO
from xl_dualfuel.inputs.fingerprint import fingerprint


def test_it_is_the_sha256_of_the_inputs_as_sorted_json():
    inputs = {key: value for key, value in df.Case().inputs.items() if not key.endswith("_file")}
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"))
    assert fingerprint(df.Case()) == hashlib.sha256(text.encode()).hexdigest()
    assert df.solve(df.Case()).to_json()["inputs_sha256"] == fingerprint(df.Case())


def test_a_default_that_is_given_changes_nothing():
    assert fingerprint(df.Case(electricity_price=0.14)) == fingerprint(df.Case())


@pytest.mark.parametrize(
    "change", [{"fuel_price": 13.000001}, {"station": "denver"}, {"bin_table": [[40, 1]]}], ids=str
)
def test_any_change_changes_it(change):
    assert fingerprint(df.Case(**change)) != fingerprint(df.Case())


def test_a_weather_file_counts_by_its_hours(tmp_path):
    copy = tmp_path / "other name.epw.gz"
    shutil.copy(CHICAGO, copy)
    first, second = (fingerprint(df.Case(weather_file=str(file))) for file in (CHICAGO, copy))
    assert first == second
    assert first != fingerprint(df.Case(station="denver"))


@settings(max_examples=50, deadline=None)
@given(strategies.full_cases())
def test_cases_of_every_option_have_one(inputs):
    case = case_from(inputs)
    assert fingerprint(case) == fingerprint(case.replace())
    assert len(fingerprint(case)) == 64
