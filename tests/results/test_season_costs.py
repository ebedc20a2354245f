"""Seasons worked out together cost what each of them costs by itself, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import xl_dualfuel as df
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.model import climate
from xl_dualfuel.results.season_costs import season_costs

TABLE = ((5, 1.8, 20000), (17, 2.2, 26000), (35, 2.6, 28000), (47, 3.5, 36000))
RATED = {"capacity_47": 36000, "capacity_17": 22000}
BASES: dict[str, dict[str, Any]] = {
    "example": {},
    "region": {"region": "IV", "compressor_lockout": 10},
    "station": {"station": "chicago_ohare", "defrost": "ahri", **RATED},
    "by the hour": {"station": "chicago_ohare", "bin_width": 0, "furnace_capacity": 30000},
    "humidity": {"station": "chicago_ohare", "defrost": "humidity", **RATED},
    "bins": {"bin_table": [(0, 300), (10, 500), (20, 800), (40, 900)], "backup_operation": "simultaneous"},
    "points": {"cop_5": 1.7, "capacity_5": 18000, "strip_capacity": 5, **RATED},
    "speeds": {"capacity_min_47": 12000, "cop_min_47": 4.5, "capacity_min_17": 9000, "cop_min_17": 3, **RATED},
    "table": {"performance_table": TABLE, "cycling_degradation": 0.2},
    "programme": {"station": "denver", "programme": "mass_save", "bin_width": 4},
}
SETTING = 31.0


def others(case: df.Case) -> Iterator[df.Case]:
    """The case with every number, and what defrost and backup are, changed by itself."""
    for key, field in FIELDS.items():
        value = case.inputs[key]
        for part in (0.9, 1.07):
            if field.kind == "number":
                changed = field.nearest(part * (field.maximum / 20 if value is None else value))
                try:
                    yield case.replace(**{key: changed})
                except df.InputError:
                    continue
    for key in ("defrost", "backup_operation"):
        for choice in set(FIELDS[key].choices) - {"humidity"}:
            yield case.replace(**{key: choice})


@pytest.mark.parametrize("given", BASES.values(), ids=BASES)
def test_together_they_cost_what_each_costs_by_itself(given):
    base = df.Case(**given)
    cases = [base, *others(base)]
    assert len(cases) > 60
    assert season_costs(cases, SETTING) == [season_costs([case], SETTING)[0] for case in cases]


@pytest.mark.parametrize("given", BASES.values(), ids=BASES)
def test_a_season_costs_what_the_scenario_of_its_setting_says(given):
    scenarios = df.solve(df.Case(**given, existing_switchover=SETTING)).table("scenarios")
    cost = scenarios["annual_cost"][scenarios["scenario"].index("existing_switchover")]
    # Bins are cut at the settings: sums of the same hours in another order.
    assert season_costs([df.Case(**given, existing_switchover=SETTING)], SETTING) == pytest.approx([cost], rel=1e-12)


@pytest.mark.parametrize("given", BASES.values(), ids=BASES)
def test_bins_depend_on_nothing_else(given):
    """An input that moves a bin and is not in BINS_FROM would share the bins of another value."""
    base = df.Case(**given)
    bins = climate.bins_of(base)
    for case in others(base):
        if all(case.inputs[key] == base.inputs[key] for key in climate.BINS_FROM):
            assert all((own == its).all() for own, its in zip(climate.bins_of(case)[:4], bins[:4], strict=True))
