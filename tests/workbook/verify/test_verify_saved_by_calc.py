"""A workbook that LibreOffice Calc opened and saved holds the same inputs: Calc keeps 15 digits of a number."""

from __future__ import annotations

import random

import pytest

import xl_dualfuel as df
from books import STAMP
from support import one_in
from tests.weather.year_files import CHICAGO
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import verify

CASES = {
    "°C and kW": {
        "temperature_unit": "C", "heat_unit": "kW", "design_load": 11.5, "design_temperature": -18,
        "indoor_setpoint": 21, "load_balance_temperature": 17, "capacity_47": 10, "capacity_17": 6.2,
        "fuel": "fuel_oil", "fuel_price": 0.95, "fuel_price_unit": "$/L", "electricity_price": 0.21,
        "station": "denver", "existing_switchover": 2,
    },
    "weather in °C": {"weather_file": str(CHICAGO)},
    "more digits than Calc keeps, COPs from the HSPF2": {
        "hspf2": 9.1, "design_load": 1e5 / 3, "electricity_price": 1 / 7, "indoor_setpoint": 70 - 1 / 3,
    },
}  # fmt: skip


def metric_cases(count: int) -> list[dict]:
    """Random houses in °C and kW: bins of each kind, slope or design load, rating points or a performance table."""
    draw = random.Random(13)

    def number(low, high, digits=1):
        return round(draw.uniform(low, high), digits)

    cases = []
    for place in range(count):
        case = {
            "temperature_unit": "C", "heat_unit": "kW", "load_slope_unit": draw.choice(["kW/K", "W/K"]),
            "indoor_setpoint": number(18, 23), "load_balance_temperature": number(13, 17.5),
            "design_temperature": number(-25, -5), "furnace_capacity": number(8, 25, 2),
            "electricity_price": number(0.1, 0.4, 3), "fuel_price": number(8, 30, 2),
            "existing_switchover": number(-8, 5), "compressor_lockout": number(-30, -5),
            "cop_47": number(3, 4.5, 2), "cop_17": number(2, 2.9, 2),
            "capacity_47": number(8, 14, 2), "capacity_17": number(5, 7.9, 2),
        }  # fmt: skip
        if place % 2:
            case["design_load"] = number(6, 15, 2)
        else:
            case["load_slope"] = number(0.2, 0.5, 3) * (1000 if case["load_slope_unit"] == "W/K" else 1)
        if place % 3 == 0:
            case["station"] = "denver"
        elif place % 3 == 1:
            case["bin_table"] = [[number(*ends), number(1, 900)] for ends in ((8, 12), (2, 6), (-4, 0), (-15, -9))]
        else:
            case["bin_width"] = number(0.8, 3)
        if place % 4 == 3:
            case = {key: value for key, value in case.items() if not key.startswith(("cop", "capacity"))}
            case["performance_table"] = [[at, number(2, 4, 2), number(6, 11, 2)] for at in (8.3, 1.7, -8.3, -15.1)]
        cases.append(case)
    return cases


def hold(cases: list[dict], recalculated) -> None:
    packages = [workbook_bytes(df.solve(df.Case(**case)), STAMP) for case in cases]
    for case, package, saved in zip(cases, packages, recalculated(packages), strict=True):
        for content in (package, saved):
            verdict = verify(content, "a.xlsx")
            # What is hardly plausible is of the house, not of the workbook.
            found = [str(f) for f in verdict.findings if f.severity != "info" and f.id != "input-doubtful"]
            assert not found, (case, found)


@pytest.mark.parametrize("every", one_in(2, [2, 1]))
def test_holds(recalculated, every):
    hold(list(CASES.values())[::every], recalculated)


@pytest.mark.slow
def test_random_metric_cases_hold(recalculated):
    hold(metric_cases(48), recalculated)
