"""Headings of a table of homes: what names another feature is no note that nobody reads."""

from __future__ import annotations

import pytest

import xl_dualfuel as df
from xl_dualfuel.functions import DF_PORTFOLIO
from xl_dualfuel.inputs.home_headings import home_keys, is_no_home


@pytest.mark.parametrize(
    ("heading", "words"),
    [("tariff", "--tariff"), ("Rate schedule", "--tariff"), ("option", "dualfuel compare"),
     ("Weather", "Head the column station or weather_file"), ("program", "programme_file"),
     ("thermostat record", "Head the column runtime_file"), ("brand file", "dualfuel run"),
     ("HDD", "Give a station or season_hours")],
)  # fmt: skip
def test_what_names_a_feature_is_refused_with_what_to_do(heading, words):
    with pytest.raises(df.InputError) as refused:
        home_keys(["house", "cop_47", heading])
    (issue,) = refused.value.issues
    assert (issue.key, issue.value) == ("table", heading)
    assert words in issue.remedy
    assert issue.remedy.endswith("If it is only a note, head it remark")
    assert "is not read in a table of homes" in str(DF_PORTFOLIO([["cop_47", heading], [3.4, "x"]])[0])
    with pytest.raises(df.InputError, match="is not read in a table of homes"):
        df.solve_many({"cop_47": [3.4], heading: ["x"]})


def test_the_remedies_lead_to_a_table_that_is_read():
    for heading, key in (
        ("station", "station"),
        ("weather_file", "weather_file"),
        ("programme", "programme"),
        ("programme_file", "programme_file"),
        ("runtime_file", "runtime_file"),
        ("remark", ""),
    ):
        assert home_keys(["house", "cop_47", heading]) == ("", "cop_47", key)  # fmt: skip


@pytest.mark.parametrize(
    "name", ["Total", "Totals (12 homes)", "TOTAL 12 homes", "Grand total:", "Sum of loads", "Median"]
)
def test_a_row_of_sums_is_no_home(name):
    assert is_no_home([name, 39000])


@pytest.mark.parametrize("name", ["Total Comfort", "Max", "Countryside 3", "Summer", "Meaney", ""])
def test_a_home_with_such_a_name_is_one(name):
    assert not is_no_home([name, 39000])
