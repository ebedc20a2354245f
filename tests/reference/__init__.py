"""The judge: the model of a dual-fuel heating season in plain Python, one bin after another.

Nothing here is quick and nothing is shared with the package under test: no arrays, no running sums, no imported
constant. Every candidate switchover is costed by a fresh loop over all bins, every crossing is found by bisection.
Units: °F, BTU/h, h, kWh, kW, MMBtu (1e6 BTU), $, kg CO2. COP, efficiencies and fractions are dimensionless.
"""

from __future__ import annotations

from typing import Any

from .balance import balance_points
from .climate import Bin, design_of_climate, moved_into
from .frost import frosted
from .given import design_temperature, mmbtu_per_unit, price_per_mmbtu, reported_fuel_unit, unit_heat, with_defaults
from .season import at_switchover, compressor_kw, fan_kw, fuel_rate, run_bin, strip_kw
from .settings import recommend, runs_of, season_at, season_load, setting_to_program, switchover_curve
from .tables import auxiliary_heat, bin_row, scenarios_of

__all__ = [
    "Bin",
    "at_switchover",
    "compressor_kw",
    "fan_kw",
    "fuel_rate",
    "mmbtu_per_unit",
    "price_per_mmbtu",
    "recommend",
    "reported_fuel_unit",
    "run_bin",
    "runs_of",
    "season_at",
    "season_load",
    "solve",
    "strip_kw",
    "unit_heat",
    "with_defaults",
]


CURVE = ("switchover", "annual_cost", "emissions_kg", "furnace_hours", "unmet_mmbtu")


def solve(inputs: dict[str, Any]) -> dict[str, Any]:
    """The whole answer for one case.

    inputs: the input keys of the model, only the given ones (None counts as not given), in the units of the model,
    plus the test-only keys of ``given``.

    Returns balance_points, recommended, setting, scenarios, bins (warm to cold) and switchover_curve (warm to cold),
    with the keys of the JSON of `run`. Raises ValueError for what the model has no rule for.
    """
    case = with_defaults(inputs)
    if case["hours_in_order"] is not None:
        case["hours_by_temperature"] = frosted(case["hours_in_order"], case["defrost_control"])
    runs = runs_of(case)
    curve = switchover_curve(case, runs)
    guess = moved_into(case["initial_balance_point"], curve[-1]["switchover"], curve[0]["switchover"])
    recommended = recommend(curve, guess, season_load(runs))
    switchover = recommended["switchover"]
    setting = setting_to_program(case, runs, curve, switchover, guess)
    scenarios = scenarios_of(case, runs, switchover, guess)
    if abs(setting["switchover"] - switchover) > 1e-7:
        # At a setting that is no edge the bins are cut there: its own season, not that of a whole bin on one side.
        finer = runs_of(case, (setting["switchover"],))
        scenarios = scenarios_of(case, runs, switchover, guess, (setting["switchover"], finer))
    keys = ("switchover", "annual_cost", "unmet_mmbtu", "accepted")
    setting = {key: setting[key] for key in keys}
    setting["saving_vs_existing"] = scenarios[-1 if len(scenarios) > 6 else 2]["saving_vs_existing"]
    return {
        "auxiliary_heat": auxiliary_heat(case, design_temperature(case, design_of_climate(case))),
        "balance_points": balance_points(case, runs, switchover),
        "recommended": recommended,
        "setting": setting,
        "scenarios": scenarios,
        "bins": [bin_row(case, i + 1, run, switchover) for i, run in enumerate(runs)],
        "switchover_curve": [{key: row[key] for key in CURVE} for row in curve],
    }
