"""STUDY files: what to vary, in one small TOML file. Every part may be left out.

[ranges]                        # of the tornado; else its defaults
fuel_price = [10, 18]
cop = [0.85, 1.05]              # a factor on every COP
[scenarios.strike]              # factors, in place of the default scenarios
label = "Strike"
fuel_price = 2.0
hours_below_design = 1.5
[uncertain.fuel_price]          # of the Monte Carlo: see uncertainty.py, with draws, seed, correlations
distribution = "normal"
mean = 13
sd = 2
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ..errors import InputError, Issue
from ..files.reading import FilePath, Wanted
from ..files.toml_tables import raise_all, read_toml
from ..inputs.fields import FIELDS, UNIT_FIELDS
from ..inputs.units_given import keys_in, to_engine_units
from .risk import SCENARIOS, Scenario, check_scenarios
from .sensitivity import is_pair
from .uncertainty import KEYS, Spec, spec_of

FILE: Final = Wanted("study", "must be a TOML file of ranges, scenarios and uncertain inputs", "Give fewer of them.")
_NAME_LIMIT: Final = 60


class Study(NamedTuple):
    """What to vary."""

    ranges: Mapping[str, tuple[float, float]] | None
    """Of the tornado, in the inputs' units; None: its defaults. tornado() checks them with the case"""
    scenarios: tuple[Scenario, ...]
    """The default ones where the file names none"""
    spec: Spec | None
    """Of the Monte Carlo; None where nothing is uncertain"""


def read_study(path: FilePath) -> Study:
    """The study in a TOML file. Raises InputError listing every problem."""
    return study_of(read_toml(path, FILE))


def study_of(given: Mapping[str, Any]) -> Study:
    """The study in a table as tomllib reads it. Raises InputError listing every problem."""
    known = ("ranges", "scenarios", *KEYS)
    issues = [
        Issue(key, value, f"must be one of {', '.join(known)}", "Put it under one of these")
        for key, value in given.items()
        if key not in known
    ]
    ranges = _ranges(given["ranges"], issues) or None if "ranges" in given else None
    scenarios = _scenarios(given["scenarios"], issues) if "scenarios" in given else SCENARIOS
    spec = None
    if any(key in given for key in KEYS):
        try:
            spec = spec_of({key: given[key] for key in KEYS if key in given})
        except InputError as refused:
            issues += refused.issues
    raise_all(issues)
    return Study(ranges, scenarios, spec)


def in_units(study: Study, units: Mapping[str, object]) -> Study:
    """The study with its ranges converted from ``units`` (keys of UNIT_FIELDS), those of the case.

    Distributions are not converted: raises InputError where an uncertain input is one that such a unit speaks of.
    """
    wrong = [
        Issue(f"uncertain.{drawn.key}", f"of a case in {units[unit.key]}",
              f"must be of a case in {FIELDS[drawn.key].unit}", "Give the case in it, or leave this out")
        for drawn in (study.spec.distributions if study.spec else ())
        for unit in UNIT_FIELDS.values()
        if drawn.key in keys_in(unit) and units.get(unit.key, unit.default) != unit.default
    ]  # fmt: skip
    raise_all(wrong)

    def in_engine_units(key: str, end: float) -> float:
        value = to_engine_units({key: end, **units}).inputs[key]
        return float(value)  # type: ignore[arg-type]  # a number stays one

    ranges = (study.ranges or {}).items()
    converted = {key: (in_engine_units(key, low), in_engine_units(key, high)) for key, (low, high) in ranges}
    return study._replace(ranges=converted or study.ranges)


def _ranges(table: object, issues: list[Issue]) -> dict[str, tuple[float, float]]:
    if not isinstance(table, Mapping):
        issues.append(Issue("ranges", table, "must be a table of input = [low, high]", "Write [ranges] above them"))
        return {}
    ranges = {}
    for key, pair in table.items():
        if is_pair(pair):
            ranges[key] = (float(pair[0]), float(pair[1]))
        else:
            issues.append(Issue(f"ranges.{key}", pair, "must be two numbers, low and high", "Such as [0.10, 0.20]"))
    return ranges


def _scenarios(tables: object, issues: list[Issue]) -> tuple[Scenario, ...]:
    if not isinstance(tables, Mapping) or not tables:
        allowed = "must have a table [scenarios.name] for each"
        issues.append(Issue("scenarios", tables or None, allowed, "Take it out for the default scenarios"))
        return ()
    scenarios = []
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            allowed = "must be a table of factors"
            issues.append(Issue(f"scenarios.{name}", table, allowed, f"Write [scenarios.{name}] above them"))
            continue
        label = table.get("label", name)
        if not isinstance(label, str):
            issues.append(Issue(f"scenarios.{name}.label", label, "must be text", "Give it in quotes"))
            label = name
        factors = {key: value for key, value in table.items() if key != "label"}
        scenarios.append(Scenario(name, label[:_NAME_LIMIT], factors))
    issues += check_scenarios(scenarios)
    return tuple(scenarios)
