"""Variable-speed heat pumps: minimum, rated and maximum capacity, against a plain loop over the hours of a year."""

from __future__ import annotations

import gzip
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import xl_dualfuel as df
from xl_dualfuel.homes.arrays import Homes
from xl_dualfuel.model import equipment, parameters

EPW = Path(__file__).parents[1] / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"
SPEEDS = {
    "min": {47: (22300, 5.31), 17: (13000, 3.23), 5: (10100, 2.52)},
    "": {47: (33000, 4.32), 17: (37400, 2.40)},
    "max": {47: (57000, 3.08), 17: (39000, 2.51), 5: (31700, 2.25)},
}
"""A certificate: °F → capacity [BTU/h] and COP"""
HOUSE = {
    "load_slope": 600, "load_balance_temperature": 65, "electricity_price": 0.14, "fuel_price": 13,
    "furnace_efficiency": 0.95, "weather_file": str(EPW), "bin_width": 0,
}  # fmt: skip


def inputs_of(*speeds):
    """The certificate's inputs at some of its speeds."""
    return {
        f"{what}_{speed}_{at}".replace("__", "_"): value
        for speed in speeds
        for at, pair in SPEEDS[speed].items()
        for what, value in zip(("capacity", "cop"), pair, strict=True)
    }


@pytest.fixture(scope="module")
def hours():
    """Dry bulb of every hour [°F]."""
    with gzip.open(EPW, "rt", encoding="utf-8") as file:
        return [float(row.split(",")[6]) * 1.8 + 32 for row in file.read().splitlines()[8:]]


def on_line(points, at):
    """The line through the two points around, or nearest to, a temperature."""
    known = sorted(points)
    upper = next((t for t in known[1:-1] if at < t), known[-1])
    lower = known[known.index(upper) - 1]
    return points[lower] + (points[upper] - points[lower]) * (at - lower) / (upper - lower)


def plain(at, load, speeds=tuple(SPEEDS), cd=0.0):
    """Largest capacity and COP at one temperature, written from the rule."""
    listed = []
    for speed in speeds:
        capacity = on_line({t: pair[0] for t, pair in SPEEDS[speed].items()}, at)
        listed.append((max(0.0, capacity), max(1.0, on_line({t: pair[1] for t, pair in SPEEDS[speed].items()}, at))))
    rated = speeds.index("") if "" in speeds else 0
    if [capacity for capacity, _ in listed] != sorted({capacity for capacity, _ in listed}):
        del listed[rated]  # its line has left those of its neighbours
    heat = min(load, listed[-1][0])
    if heat <= listed[0][0]:
        return listed[-1][0], listed[0][1] * (1 - cd * (1 - heat / listed[0][0]))
    for (low, slow), (high, fast) in pairwise(listed):
        if heat <= high:
            return listed[-1][0], slow + (fast - slow) * (heat - low) / (high - low)
    raise AssertionError


@pytest.mark.parametrize("cd", [0.0, 0.25])
@pytest.mark.parametrize("speeds", [("min", "", "max"), ("", "max"), ("min", ""), ("min", "max"), ("max",), ("min",)])
def test_every_hour_equals_the_plain_loop(hours, speeds, cd):
    p = parameters.from_case(df.Case(**HOUSE, **inputs_of(*speeds), cycling_degradation=cd))
    temperature = np.array(hours)
    load = p.load_slope * np.maximum(0, 65 - temperature)
    found = equipment.performance(temperature, load, p)
    wanted = np.array([plain(t, q, speeds, cd) for t, q in zip(hours, load, strict=True) if q > 0])
    heated = load > 0
    # Both do the same sums of doubles in another order.
    np.testing.assert_allclose(found.capacity[heated], wanted[:, 0], rtol=1e-12)
    np.testing.assert_allclose(found.cop[heated], wanted[:, 1], rtol=1e-12)


def test_the_season_of_the_certificate(hours):
    """20 °F, $989.56: no hour lies between 20 and 21 °F, so both settings cost the same."""
    heated = [(t, 600 * (65 - t), plain(t, 600 * (65 - t))) for t in hours if t < 65]

    def season(setting):
        cost = 0.0
        for t, load, (capacity, cop) in heated:
            furnace = load / 0.95 / 1e6 * 13
            cost += load / 3412.142 / cop * 0.14 if t >= setting - 1e-9 and load <= capacity else furnace
        return cost

    costs = {setting: season(setting) for setting in range(-10, 66)}
    least = min(costs.values())
    assert least == pytest.approx(989.56, abs=0.005)  # as published, in cents
    assert [s for s, cost in costs.items() if cost <= least * (1 + 1e-9)] == [20, 21]
    # Not time-shared: alternate is what the loop does in an hour that is too cold.
    case = df.Case(**HOUSE, **inputs_of(*SPEEDS), backup_operation="alternate")
    found = df.solve(case)
    assert found.setting.annual_cost == pytest.approx(least, rel=1e-9)
    assert found.setting.switchover in (20, 21)


@pytest.mark.parametrize(("speed", "wanted"), [("", 27), ("max", 43)])
def test_one_column_alone_misleads(speed, wanted):
    """The published settings of one column alone; whole degrees, where no hour lies between two either will do."""
    found = df.solve(df.Case(**HOUSE, **inputs_of(speed), backup_operation="alternate"))
    assert abs(found.setting.switchover - wanted) <= 1


def test_a_single_speed_cycles_below_its_capacity():
    """12,000 of 33,000 BTU/h with Cd 0.25; with a minimum of 22,300 it cycles below that only."""
    single = {"capacity_47": 33000, "capacity_17": 20000, "cop_47": 4.0, "cop_17": 2.4, "cycling_degradation": 0.25}
    at, load = np.array([47.0]), np.array([12000.0])
    found = equipment.performance(at, load, parameters.from_case(df.Case(**single)))
    assert found.cop[0] == pytest.approx(4.0 * (1 - 0.25 * (1 - 12000 / 33000)))
    variable = {**single, **inputs_of("min")}
    found = equipment.performance(at, load, parameters.from_case(df.Case(**variable)))
    assert found.cop[0] == pytest.approx(5.31 * (1 - 0.25 * (1 - 12000 / 22300)))
    found = equipment.performance(at, np.array([25000.0]), parameters.from_case(df.Case(**variable)))
    assert found.cop[0] == pytest.approx(5.31 + (4.0 - 5.31) * (25000 - 22300) / (33000 - 22300))


def test_lines_that_cross_where_they_are_extended():
    """Minimum 1,600 + 800·(T + 10), maximum 2,000·(T + 10): below −8.7 °F the unit runs at its maximum alone."""
    crossing = {"capacity_min_47": 47200, "capacity_min_17": 23200, "cop_min_47": 5, "cop_min_17": 3,
                "capacity_max_47": 114000, "capacity_max_17": 54000, "cop_max_47": 3, "cop_max_17": 2.4}  # fmt: skip
    p = parameters.from_case(df.Case(**crossing, cycling_degradation=0.2))
    found = equipment.performance(np.array([-9.0, -9.0]), np.array([4000.0, 1000.0]), p)
    np.testing.assert_allclose(found.capacity, 2000)
    np.testing.assert_allclose(found.cop, [2.4 - 26 * 0.02, (2.4 - 26 * 0.02) * (1 - 0.2 * 0.5)])


def test_many_homes_at_once():
    """Speeds that differ from home to home: rows of one calculation, each like its own."""
    homes = [
        inputs_of(*SPEEDS) | {"capacity_max_47": most, "cop_min_17": cop} for most, cop in ((57000, 3.2), (50000, 3))
    ]
    table = {key: [home[key] for home in homes] for key in homes[0]}
    found = df.solve_many(table | {"load_slope": [600, 700]})
    each = [df.solve(df.Case(**home, load_slope=slope)) for home, slope in zip(homes, (600, 700), strict=True)]
    for column in ("annual_cost", "switchover"):
        wanted = [row.to_json()["recommended"][column] for row in each]
        np.testing.assert_allclose(np.asarray(found[column], dtype=float), wanted, rtol=1e-12)


@pytest.mark.parametrize("defrost", ["none", "ahri", "resnet"])
def test_rows_of_factors_and_altitudes_are_each_by_itself(defrost):
    """Many rows of one house, as uncertain inputs draw them: each as a case of its own."""
    case = df.Case(**inputs_of(*SPEEDS), defrost=defrost, cycling_degradation=0.1)
    factors, altitudes = np.array([[1.1], [0.8]]), np.array([[0.0], [5280.0]])
    rows = Homes({**case.inputs, "altitude": altitudes}, {*case.given, "altitude"}, 2)
    grid = np.linspace(-15, 60, 76)
    load = np.broadcast_to(600 * (65 - grid), (2, 76))
    found = equipment.performance(np.broadcast_to(grid, (2, 76)), load, parameters.from_case(rows).with_cops(factors))
    for row, (factor, altitude) in enumerate(zip(factors[:, 0], altitudes[:, 0], strict=True)):
        scaled = {key: value * factor for key, value in case.given.items() if key.startswith("cop_")}
        p = parameters.from_case(case.replace(**scaled, altitude=altitude))
        alone = equipment.performance(grid, load[row], p)
        np.testing.assert_allclose(found.cop[row], alone.cop, rtol=1e-12)
        np.testing.assert_allclose(found.capacity[row], alone.capacity, rtol=1e-12)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"capacity_min_47": None}, "capacity_min_47"),
        ({"cop_max_17": None}, "cop_max_17"),
        ({"cop_min_5": None}, "cop_min_5"),
        ({"capacity_min_47": 60000}, "capacity_min_47"),
        ({"capacity_47": None, "capacity_17": None, "cop_17": None}, "capacity_47"),
    ],
)
def test_half_a_certificate_is_refused(change, key):
    with pytest.raises(df.InputError) as caught:
        df.Case(**{**inputs_of(*SPEEDS), **change})
    assert caught.value.issues[0].key == key
