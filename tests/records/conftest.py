"""Runtime files written, read or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.records.test_thermostat import refusal_of
from xl_dualfuel.records.thermostat import RuntimeRecord, read_runtime_file


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], RuntimeRecord]:
    def read(content: bytes) -> RuntimeRecord:
        path = tmp_path / "report.csv"
        path.write_bytes(content)
        return read_runtime_file(path)

    return read


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[[bytes], str]:
    def refusal(content: bytes) -> str:
        path = tmp_path / "report.csv"
        path.write_bytes(content)
        return refusal_of(path)

    return refusal
