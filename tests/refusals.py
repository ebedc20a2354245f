"""What holds for every refusal of a file: a line a problem, of the right key, what to do, none of its content."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable

import pytest

from xl_dualfuel.errors import InputError

SECRET = "Zebra-Quokka"  # stands for content that no message may repeat


def refusal_by(reader: Callable[[str | os.PathLike[str]], object], path: str | os.PathLike[str], key: str) -> str:
    """The message with which a reader of files refuses one."""
    with pytest.raises(InputError) as caught:
        reader(path)
    for issue in caught.value.issues:
        assert issue.key == key
        assert issue.value == str(path)
        assert issue.allowed.startswith("must be ")
        assert issue.remedy
    message = str(caught.value)
    assert len(message.splitlines()) == len(caught.value.issues)
    assert SECRET not in message
    assert str(pickle.loads(pickle.dumps(caught.value))) == message
    return message
