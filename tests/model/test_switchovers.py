"""The curve: what the plain model and homes.draws say of a case, and the place of a setting on it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from strategies import full_cases
from support import case_from
from xl_dualfuel.homes import draws as varied


@settings(deadline=None, max_examples=60)
@given(full_cases(), st.floats(-40, 90))
def test_both_give_the_engines_season(inputs, setting):
    case = case_from(inputs)
    result = df.solve(case)
    for curve in (result.solution.curve, varied.curve(case)):
        assert curve.best == result.recommended.switchover
        assert curve.least == pytest.approx(result.recommended.annual_cost, rel=1e-9, abs=1e-9)
        assert curve.status == result.recommended.status
        assert len(curve.switchover) == len(curve.cost) == len(curve.emissions_kg) == len(curve.temperature) + 1
        # A setting is what the engine makes of today's one, which a lockout keeps from going below it.
        lockout = case.inputs["compressor_lockout"]
        if lockout is None or setting >= lockout:
            totals = df.solve(case.replace(existing_switchover=setting)).solution.totals
            assert curve.cost_at(setting) == pytest.approx(float(totals.annual_cost[3]), rel=1e-9, abs=1e-7)
            assert curve.emissions_at(setting) == pytest.approx(float(totals.emissions_kg[3]), rel=1e-9, abs=1e-7)


def test_the_ends():
    curve = df.solve(df.Case()).solution.curve
    assert curve.place(1000) == 0
    assert curve.place(-1000) == len(curve.temperature)
    # 36 °F is an edge: the bin of 37 °F is above it, that of 35 °F is not.
    assert curve.switchover[curve.place(36)] == 36
    assert curve.place(35) == curve.place(36) + 1
