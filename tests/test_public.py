"""What is public: no more and no less than ``__all__`` says, and all of it documented."""

from __future__ import annotations

import inspect
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
