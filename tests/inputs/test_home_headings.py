"""Headings of a table of homes: what names another feature is no note that nobody reads."""

from __future__ import annotations

import re

import pytest

import xl_dualfuel as df
from worksheets import text_of
from xl_dualfuel.functions import DF_PORTFOLIO
from xl_dualfuel.inputs.heading_names import _names
from xl_dualfuel.inputs.home_headings import NAME, are_headings, home_keys


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
    assert "is not read in a table of homes" in text_of(DF_PORTFOLIO([["cop_47", heading], [3.4, "x"]]))
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


def test_every_name_of_an_input_looks_like_one():
    """A row that repeats the headings is looked for among cells with three letters in a row."""
    assert [name for name in _names() if not re.search(NAME, name)] == []


def test_headings_that_are_repeated_are_no_home():
    rows = [["house", "cop_47", "Design load (kW)"], ["a", 3.4, 9], ["house", "COP 47", "design_load"], ["b", 3.5, 9]]
    keys = ("", "cop_47", "design_load")
    assert [are_headings(keys, row) for row in rows] == [True, False, True, False]
    assert not are_headings(keys, ["house", None, " "]) and not are_headings(keys, ["house", "cop_17", "design_load"])
    answered = DF_PORTFOLIO(rows)
    assert answered[2] == [""] * len(answered[0])
    assert answered[1][0] != "" and answered[3][0] != ""
    solved = df.solve_many({"cop_47": ["3.4", "cop_47"], "fuel": ["natural gas", "Fuel"]})
    assert solved["problem"].tolist() == ["", "row = the headings again: must hold a home. Take the row out"]
