"""What is public: no more and no less than ``__all__`` says, and all of it documented."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import types

import pytest

import xl_dualfuel as df


def test_all_is_exactly_what_is_public():
    names = {name for name in dir(df) if not isinstance(getattr(df, name), types.ModuleType)}
    assert sorted({name for name in names if not name.startswith("_")} | {"__version__"}) == sorted(df.__all__)


@pytest.mark.parametrize("name", df.__all__)
def test_what_is_public_says_what_it_is(name):
    member = getattr(df, name)
    assert not (inspect.isclass(member) or inspect.isfunction(member)) or inspect.getdoc(member)


@pytest.mark.parametrize("kind", [df.Case, df.Result])
def test_each_public_method_says_what_it_does(kind):
    methods = {name: one for name, one in vars(kind).items() if not name.startswith("_") and callable(one)}
    assert [name for name, method in methods.items() if not method.__doc__] == []


WITHOUT_PANDAS = """
import json, sys
sys.modules["pandas"] = None  # as if it were not installed
import xl_dualfuel as df
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.functions.examples import values
result = df.solve(df.Case(station="chicago_ohare", capacity_47=36000, capacity_17=22000, programme="mass_save"))
answers = {name: function.python(*values(function.example)) for name, function in FUNCTIONS.items()}
result.to_workbook("book.xlsx")
print(json.dumps([result.headline, result.to_json(), answers]))
"""


def test_solving_functions_and_workbooks_need_no_pandas(tmp_path):
    answers = []
    for script in (WITHOUT_PANDAS, WITHOUT_PANDAS.replace('sys.modules["pandas"] = None', "import pandas")):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, cwd=tmp_path, check=True, encoding="utf-8"
        )
        answers.append(json.loads(done.stdout))
        (tmp_path / "book.xlsx").unlink()
    assert answers[0] == answers[1]
    assert not any(str(answer).startswith("#DF!") for answer in answers[0][2].values())
