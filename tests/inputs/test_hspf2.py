"""HSPF2 against slow loops of the standard's own equations, and the COPs that are estimated from it."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from xl_dualfuel.homes.frames import solve_many
from xl_dualfuel.inputs import hspf2 as rating
from xl_dualfuel.inputs.case_files import read_case
from xl_dualfuel.inputs.hspf2 import cops_of, hspf2, ratings_of
from xl_dualfuel.results.csv_tables import csv_files

# 10 CFR 430 Subpart B Appendix M1, Table 20: T_zl [°F], C, C_VS, fractions of the bins 62, 57, 52 … °F; the table has 0
# for the bins above T_zl, which need no heat.
TABLE_20 = {
    "I": (58, 1.10, 1.03, (0, 0.239, 0.194, 0.129, 0.081, 0.041, 0.019, 0.005, 0.001)),
    "II": (57, 1.06, 0.99, (0, 0, 0.163, 0.143, 0.112, 0.088, 0.056, 0.024, 0.008, 0.002)),
    "III": (56, 1.30, 1.21, (0, 0, 0.138, 0.137, 0.135, 0.118, 0.092, 0.047, 0.021, 0.009, 0.005, 0.002, 0.001)),
    "IV": (55, 1.15, 1.07, (0, 0, 0.103, 0.093, 0.100, 0.109, 0.126, 0.087, 0.055, 0.036, 0.026, 0.013, 0.006, 0.002,
                            0.001)),
    "V": (55, 1.16, 1.08, (0, 0, 0.086, 0.076, 0.078, 0.087, 0.102, 0.094, 0.074, 0.055, 0.047, 0.038, 0.029, 0.018,
                           0.010, 0.005, 0.002, 0.001)),
    "VI": (57, 1.11, 1.03, (0, 0, 0.215, 0.204, 0.141, 0.076, 0.034, 0.008, 0.003)),
}  # fmt: skip
ROUNDING = 1e-12
"""Relative: the same sums of twenty terms in another order."""
SINGLE = {
    "capacity_47": 34600,
    "cop_47": 3.62,
    "capacity_35": 29800,
    "cop_35": 2.98,
    "capacity_17": 21400,
    "cop_17": 2.46,
}
"""A single-speed unit of three tons with its frosting test."""
CERTIFICATE = {
    "capacity_47": 33000, "cop_47": 4.32, "capacity_17": 37400, "cop_17": 2.40,
    "capacity_min_47": 22300, "cop_min_47": 5.31, "capacity_min_17": 13000, "cop_min_17": 3.23,
    "capacity_min_5": 10100, "cop_min_5": 2.52, "capacity_max_47": 57000, "cop_max_47": 3.08,
    "capacity_max_17": 39000, "cop_max_17": 2.51, "capacity_max_5": 31700, "cop_max_5": 2.25,
}  # fmt: skip
"""Variable speed, as certificates list it."""
TWO_STAGE = {**SINGLE, "capacity_min_47": 25200, "cop_min_47": 4.05, "capacity_min_17": 15100, "cop_min_17": 2.6}

Operation = Callable[[float, float], tuple[float, float, float]]
"""Temperature [°F] and building load [BTU/h] → electricity [W], δ, heat of the compressor where δ is 1 [BTU/h]"""


def season(region: str, variable: bool, sizing: float, operation: Operation) -> float:
    """Equations 4.2-1 and 4.2-2, bin by bin."""
    zero, slope, variable_slope, fractions = TABLE_20[region]
    heat = electricity = 0.0
    for bin_number, fraction in enumerate(fractions):
        temperature = 62 - 5 * bin_number
        if not fraction:
            continue
        load = (zero - temperature) / (zero - 5) * (variable_slope if variable else slope) * sizing
        power, delta, delivered = operation(temperature, load)
        heat += fraction * load
        electricity += fraction * (power * delta + (load - delivered * delta) / 3.413)
    return heat / electricity


def power_of(values: dict, kind: str, temperature: int) -> float:
    return values[f"capacity_{kind}{temperature}"] / (3.413 * values[f"cop_{kind}{temperature}"])


def straight(t: float, t0: float, y0: float, t1: float, y1: float) -> float:
    return y0 + (y1 - y0) * (t - t0) / (t1 - t0)


def full_speed(values: dict, kind: str, t: float) -> tuple[float, float]:
    """Capacity [BTU/h] and power [W]: equations 4.2.1-4 and -5, with H4 where it is there."""
    answers = []
    for test in (lambda at: values[f"capacity_{kind}{at}"], lambda at: power_of(values, kind, at)):
        share = 0.90 if not answers else 0.985
        h2 = test(35) if f"cop_{kind}35" in values else share * (test(17) + 0.6 * (test(47) - test(17)))
        if 17 < t < 45:
            answers.append(straight(t, 17, test(17), 35, h2))
        elif t < 17 and f"cop_{kind}5" in values:
            slope = (test(47) - test(17)) / 30
            answers.append(straight(t, 5, test(5), 17, test(17)) if t >= 5 else test(5) + slope * (t - 5))
        else:
            answers.append(straight(t, 17, test(17), 47, test(47)))
    return answers[0], answers[1]


def single_speed(values: dict, cd: float = 0.25, off: float = -math.inf, on: float = -math.inf) -> Operation:
    def operation(t, load):
        capacity, power = full_speed(values, "", t)
        delta = 0.0 if t <= off or capacity / (3.413 * power) < 1 else 0.5 if t <= on else 1.0
        x = load / capacity if load < capacity else 1.0
        return x * power / (1 - cd * (1 - x)), delta, x * capacity

    return operation


def two_stage(values: dict, cd: float = 0.25) -> Operation:
    def low_stage(t):
        answers = []
        for test in (lambda at: values[f"capacity_min_{at}"], lambda at: power_of(values, "min_", at)):
            share = 0.90 if not answers else 0.985
            h2 = share * (test(17) + 0.6 * (test(47) - test(17)))
            answers.append(
                straight(t, 17, test(17), 35, h2) if 17 < t < 40 else straight(t, 17, test(17), 47, test(47))
            )
        return answers

    def operation(t, load):
        q1, e1 = low_stage(t)
        q2, e2 = full_speed(values, "", t)
        if load <= q1:
            x = load / q1
            return x * e1 / (1 - cd * (1 - x)), 1.0, load
        if load < q2:
            x = (q2 - load) / (q2 - q1)
            return x * e1 + (1 - x) * e2, 1.0, load
        return e2, 1.0 if q2 / (3.413 * e2) >= 1 else 0.0, q2

    return operation


def variable_speed(values: dict, cd: float = 0.25) -> Operation:
    def low(t):
        return [straight(t, 17, test(17), 47, test(47)) for test in
                (lambda at: values[f"capacity_min_{at}"], lambda at: power_of(values, "min_", at))]  # fmt: skip

    q1, e1 = low(35)
    q2, e2 = full_speed(values, "max_", 35)
    qr, er = full_speed(values, "", 35)
    qv = q1 + (q2 - q1) / 3
    cop1, copr, cop2 = q1 / e1 / 3.413, qr / er / 3.413, q2 / e2 / 3.413
    if not q1 < qr < q2:
        copv = straight(qv, q1, cop1, q2, cop2)
    elif qv <= qr:
        copv = straight(qv, q1, cop1, qr, copr)
    else:
        copv = straight(qv, qr, copr, q2, cop2)
    ev = qv / (3.413 * copv)
    low_slopes = [(b - a) for a, b in zip(low(35), low(36), strict=True)]
    cold = full_speed(values, "max_", 17)
    nq, ne = (qv - q1) / (q2 - q1), (ev - e1) / (e2 - e1)
    mq = low_slopes[0] * (1 - nq) + nq * (q2 - cold[0]) / 18
    me = low_slopes[1] * (1 - ne) + ne * (e2 - cold[1]) / 18

    def operation(t, load):
        low_q, low_e = low(t)
        full_q, full_e = full_speed(values, "max_", t)
        mid_q, mid_e = qv + mq * (t - 35), ev + me * (t - 35)
        if load <= low_q:
            x = load / low_q
            return x * low_e / (1 - cd * (1 - x)), 1.0, load
        if load >= full_q:
            return full_e, 1.0 if full_q / (3.413 * full_e) >= 1 else 0.0, full_q
        one, middle, two = low_q / low_e / 3.413, mid_q / mid_e / 3.413, full_q / full_e / 3.413
        if not low_q < mid_q < full_q:
            cop = straight(load, low_q, one, full_q, two)
        elif load <= mid_q:
            cop = straight(load, low_q, one, mid_q, middle)
        else:
            cop = straight(load, mid_q, middle, full_q, two)
        return load / (3.413 * cop), 1.0, load

    return operation


def test_one_bin_by_hand():
    """Region IV at 32 °F of the unit SINGLE, each equation written out in numbers."""
    load = (55 - 32) / (55 - 5) * 1.15 * 34600  # 18,303.4 BTU/h
    q17, q35 = 21400, 29800
    e17, e35 = 21400 / (3.413 * 2.46), 29800 / (3.413 * 2.98)
    capacity, power = q17 + (q35 - q17) * 15 / 18, e17 + (e35 - e17) * 15 / 18
    x = load / capacity
    ratings = ratings_of(SINGLE)
    delivered, used = rating._operation(ratings, 32.0, load)
    assert capacity == 28400
    assert delivered == pytest.approx(load, rel=ROUNDING)
    assert used == pytest.approx(x * power / (1 - 0.25 * (1 - x)), rel=ROUNDING)


@pytest.mark.parametrize("region", TABLE_20)
def test_single_speed(region):
    cases = (
        SINGLE, {**SINGLE, "cop_35": None}, {**SINGLE, "capacity_5": 16000, "cop_5": 2.0},
        {**SINGLE, "capacity_17": 9000, "cop_17": 1.2},
    )  # fmt: skip
    for case in cases:
        values = {key: value for key, value in case.items() if value is not None}
        expected = season(region, False, values["capacity_47"], single_speed(values))
        assert hspf2(ratings_of(values), region) == pytest.approx(expected, rel=ROUNDING)


def test_the_unit_s_own_numbers_count():
    """Cooling capacity, tested Cd, cut-out and cut-in, demand defrost."""
    values = {**SINGLE, "cooling_capacity": 33000, "cycling_degradation": 0.1, "cut_out": 10, "cut_in": 15}
    expected = season("IV", False, 33000, single_speed(values, 0.1, 10, 15))
    assert hspf2(ratings_of(values)) == pytest.approx(expected, rel=ROUNDING)
    only_off = season("IV", False, 33000, single_speed(values, 0.1, 10, 10))
    assert hspf2(ratings_of({**values, "cut_in": None})) == pytest.approx(only_off, rel=ROUNDING)
    # Appendix M1, 3.9.2: 1.03 for a defrost every hour and a half or more often, less the longer the interval
    for interval, longest, credit in ((1.0, 6.0, 1.03), (1.5, 6.0, 1.03), (6.0, 6.0, 1.0), (6.75, 20.0, 1.015)):
        defrost = {"defrost_interval": interval, "defrost_longest": longest}
        assert hspf2(ratings_of(values | defrost)) == pytest.approx(expected * credit, rel=ROUNDING)


@pytest.mark.parametrize("region", TABLE_20)
def test_two_stages(region):
    expected = season(region, False, TWO_STAGE["capacity_47"], two_stage(TWO_STAGE))
    assert hspf2(ratings_of(TWO_STAGE), region) == pytest.approx(expected, rel=ROUNDING)


@pytest.mark.parametrize("region", TABLE_20)
def test_variable_speed(region):
    expected = season(region, True, CERTIFICATE["capacity_47"], variable_speed(CERTIFICATE))
    assert hspf2(ratings_of(CERTIFICATE), region) == pytest.approx(expected, rel=ROUNDING)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(TABLE_20)), st.sampled_from(("single", "two", "variable")), st.floats(0.6, 1.0),
    st.floats(2.2, 5.0), st.floats(0.5, 0.9), st.floats(0.25, 0.8), st.floats(1.0, 1.5), st.floats(1.1, 1.8),
)  # fmt: skip
def test_any_unit(region, kind, cold, cop, cold_cop, low, better, high):
    values = {"capacity_47": 30000, "cop_47": cop, "capacity_17": 30000 * cold, "cop_17": cop * cold_cop}
    if kind != "single":
        values |= {f"capacity_min_{t}": low * values[f"capacity_{t}"] for t in (47, 17)}
        values |= {f"cop_min_{t}": better * values[f"cop_{t}"] for t in (47, 17)}
    if kind == "variable":
        values |= {f"capacity_max_{t}": high * values[f"capacity_{t}"] for t in (47, 17)}
        values |= {f"cop_max_{t}": values[f"cop_{t}"] / better for t in (47, 17)}
    operation = {"single": single_speed, "two": two_stage, "variable": variable_speed}[kind](values)
    expected = season(region, kind == "variable", 30000, operation)
    # The lines of two speeds may all but meet: then the COP between them magnifies rounding.
    assert hspf2(ratings_of(values), region) == pytest.approx(expected, rel=1e-9)


LISTED = {
    "MUZ-GL15NAH2": (11.0, 0.178, 14000, {
        47: (4800, 0.2, 18000, 1.6, 20900, 2.01), 17: (2150, 0.2, 12100, 1.6, 16400, 2.01),
        5: (2080, 0.24, None, None, 14100, 1.57),
    }),
    "MUZ-FH18NAH2": (10.3, -0.187, 17200, {
        47: (7540, 0.85, 20300, 1.77, 30400, 3.4), 17: (4300, 0.6, 12480, 1.25, 24300, 3.39),
        5: (3700, 0.53, None, None, 20900, 2.98),
    }),
    "PUZ-HA36NHA5": (10.0, 0.060, 36000, {
        47: (19000, 1.2, 38000, 3.13, 40000, 3.75), 17: (13000, 1.14, 28000, 3.59, 38000, 5.3),
        5: (8000, 0.83, None, None, 38000, 5.79),
    }),
    "PUZ-A24NHA7": (9.3, 0.112, 24000, {
        47: (9000, 0.45, 29000, 2.07, 29000, 2.07), 17: (5100, 0.42, 14900, 1.6, 16600, 1.9),
        5: (4500, 0.4, None, None, 13000, 1.4),
    }),
}  # fmt: skip
"""HSPF2, by what share the calculated one is above it, cooling capacity; and of the lowest, the rated and the highest
speed capacity [BTU/h] and power [kW]. Units of NEEP's list of cold-climate heat pumps, from the examples of resdx."""


@pytest.mark.parametrize("name", LISTED)
def test_units_of_a_published_list(name):
    """Up to a fifth off, to both sides: the list has neither the test at 62 °F nor that of the intermediate speed, and
    its speeds are not always those of the tests.
    """
    published, difference, cooling, tests = LISTED[name]
    values = {"cooling_capacity": cooling}
    for temperature, row in tests.items():
        for kind, capacity, power in zip(("min_", "", "max_"), row[::2], row[1::2], strict=True):
            if capacity:
                values[f"capacity_{kind}{temperature}"] = capacity
                values[f"cop_{kind}{temperature}"] = capacity / (3413 * power)
    # As printed above, to a tenth of a percent.
    assert hspf2(ratings_of(values)) / published - 1 == pytest.approx(difference, abs=1e-3)


def test_no_ratings_without_capacity_or_cop():
    for key in SINGLE:
        rest = {other: value for other, value in SINGLE.items() if other != key}
        assert (ratings_of(rest) is None) == (not key.endswith("_35"))
    assert df.solve(df.Case()).to_json()["derived"]["hspf2"] is None
    table = df.Case(performance_table=[[47, 3.6, 36000], [17, 2.3, 25000]])
    assert df.solve(table).to_json()["derived"]["hspf2"] is None


def test_the_result_has_it_of_variable_speed():
    expected = season("IV", True, CERTIFICATE["capacity_47"], variable_speed(CERTIFICATE))
    assert df.solve(df.Case(**CERTIFICATE)).hspf2 == pytest.approx(expected, rel=ROUNDING)
    # Lowest and highest speed alone: the highest is the rated one too, as in the model.
    ends = {key: value for key, value in CERTIFICATE.items() if "min" in key or "max" in key}
    as_rated = ends | {key.replace("max_", ""): value for key, value in ends.items() if "max" in key}
    expected = season("IV", True, CERTIFICATE["capacity_max_47"], variable_speed(as_rated))
    assert df.solve(df.Case(**ends)).hspf2 == pytest.approx(expected, rel=ROUNDING)
    assert "estimated" not in dict(df.Case(**ends, hspf2=9).warnings).get("hspf2", "")


def test_the_result_has_it():
    case = df.Case(**SINGLE, defrost="ahri")
    expected = season("IV", False, SINGLE["capacity_47"], single_speed(SINGLE))
    assert df.solve(case).to_json()["derived"]["hspf2"] == pytest.approx(expected, rel=ROUNDING)


# ----------------------------------------------------------------------------------------------------------------------
# COPs from an HSPF2


@pytest.mark.parametrize("target", [5.0, 7.5, 8.1, 9.6, 11.0])
@pytest.mark.parametrize(
    "known",
    [{}, {"capacity_47": 36000, "capacity_17": 22000}, {"capacity_47": 36000, "capacity_17": 33000},
     {"capacity_47": 36000, "capacity_17": 22000, "cycling_degradation": 0.1}],
)  # fmt: skip
def test_estimated_cops_give_the_hspf2_again(target, known):
    case = df.Case(hspf2=target, **known)
    assert case.cop_17 / case.cop_47 == pytest.approx(1 / 1.351, rel=ROUNDING)  # resdx, mean of NEEP's list
    values = {"capacity_47": 1.0, "capacity_17": 0.689, **known, "cop_47": case.cop_47, "cop_17": case.cop_17}
    cd = known.get("cycling_degradation", 0.25)
    assert season("IV", False, values["capacity_47"], single_speed(values, cd)) == pytest.approx(target, rel=1e-9)
    if known:
        assert df.solve(case).hspf2 == pytest.approx(target, rel=1e-9)


def test_estimates_are_flagged_and_used():
    case = df.Case(hspf2=8.5, capacity_47=36000, capacity_17=22000)
    same = df.Case(cop_47=case.cop_47, cop_17=case.cop_17, capacity_47=36000, capacity_17=22000)
    assert df.solve(case).recommended.annual_cost == df.solve(same).recommended.annual_cost
    words = dict(case.warnings)
    assert f"{case.cop_47:.2f} at 47 °F" in words["hspf2"]
    assert "estimated" in words["hspf2"]
    assert "cop_47" not in words["inputs"]
    inputs = df.solve(case).table("inputs")
    place = inputs["name"].index("cop_47")
    assert (inputs["source"][place], inputs["note"][place]) == ("estimated from hspf2", "follows from hspf2")
    assert case.given.keys() == {"hspf2", "capacity_47", "capacity_17"}
    assert case.replace(cop_47=3.4).cop_17 == df.Case().cop_17  # a COP is known: nothing is estimated
    assert case.replace(hspf2=None) == df.Case(capacity_47=36000, capacity_17=22000)


def test_a_table_of_inputs_is_read_back_as_it_was_given(tmp_path):
    case = df.Case(hspf2=8.5, capacity_47=36000, capacity_17=22000)
    file = tmp_path / "inputs.csv"
    file.write_bytes(csv_files(df.solve(case))["inputs.csv"])
    assert read_case(file) == case


def test_many_homes_have_the_same_estimates():
    homes = {"hspf2": [7.5 + n / 10 for n in range(12)], "capacity_47": [36000.0] * 12, "capacity_17": [24000.0] * 12}
    answers = solve_many(homes)
    for place, target in enumerate(homes["hspf2"]):
        alone = df.solve(df.Case(hspf2=target, capacity_47=36000, capacity_17=24000))
        assert answers["annual_cost"][place] == pytest.approx(alone.recommended.annual_cost, rel=1e-12)


def test_known_cops_are_compared():
    calculated = hspf2(ratings_of(SINGLE))
    for factor, doubted in ((1.0, False), (1.16, False), (0.88, False), (1.2, True), (0.8, True)):
        case = df.Case(**SINGLE, defrost="ahri", hspf2=calculated * factor)
        words = dict(case.warnings).get("hspf2", "")
        assert bool(words) == doubted
        assert not doubted or f"give {calculated:.1f}" in words
    assert "Has no effect" in dict(df.Case(cop_47=3.4, hspf2=8).warnings)["hspf2"]
    assert df.Case(cop_47=3.4, hspf2=8).cop_47 == 3.4


def test_what_no_cop_gives_is_refused():
    assert cops_of(15.9, 16000 / 36000) is None
    with pytest.raises(df.InputError, match=r"hspf2 = 15\.9: must be within reach"):
        df.Case(hspf2=15.9, capacity_47=36000, capacity_17=16000)
    with pytest.raises(df.InputError, match="hspf2 = 29: must be"):
        df.Case(hspf2=29)
