"""What a form that answers shows, what the program says to it, and forms filled in at random."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable, Sequence

import xl_dualfuel as df
from books import STAMP, by_formualizer, cells, named
from xl_dualfuel.errors import InputError
from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS
from xl_dualfuel.inputs.required import KNOWN_OR_NOT
from xl_dualfuel.units import FUELS
from xl_dualfuel.weather.stations import stations
from xl_dualfuel.workbook.forms import answering, calculation, model_fields
from xl_dualfuel.workbook.forms.read import case_of_workbook, read_workbook
from xl_dualfuel.workbook.formulas import cover, words
from xl_dualfuel.workbook.shape import Filling, shape_of

TEN = {
    "station": "Chicago O'Hare, IL", "load_slope": 650, "cop_47": 3.5, "cop_17": 2.3, "capacity_47": 36000,
    "capacity_17": 23000, "fuel": "natural gas", "fuel_price": 1.2, "fuel_price_unit": "$/therm",
    "furnace_efficiency": 0.92, "electricity_price": 0.13, "existing_switchover": 40,
}  # fmt: skip
"""A house as a contractor knows it: ten answers, two of them with their other half"""

ANSWER = ("form_setting", "form_saving", "form_outcome", "form_cost")


def expected(package: bytes) -> dict[str, str] | set[str]:
    """What the program answers to the form, as the form words it; else the keys of what is wrong."""
    reading = read_workbook(package)
    try:
        result = df.solve(case_of_workbook(package))
    except InputError as error:
        return {issue.key for issue in (*reading.problems, *error.issues)}
    f = Filling(result, STAMP, shape_of(result))
    at, less = cover._at(f), cover._less(f)
    cost = words.money(result.solution.setting.annual_cost, result.case.units)
    return {"form_setting": at, "form_saving": less, "form_outcome": f"{cover.outcome(f)}.",
            "form_cost": f"The season costs about {cost}, {less or cover._colder(f)}."}  # fmt: skip


def shown(package: bytes, values: dict) -> dict[str, str] | set[str]:
    """What the recalculated form shows: the answer, else the keys of the cells that it wants checked."""
    wrong = {key for key, row in calculation.ROWS.items() if values.get((answering.INPUTS, f"H{row}"), "") != ""}
    assert named(package, "form_problems", values) == len(wrong) or (not wrong)
    if wrong:
        return wrong
    assert named(package, "form_status", values) == "complete", named(package, "form_status", values)
    return {name: named(package, name, values) or "" for name in ANSWER}


def unusual(values: dict) -> set[str]:
    """The keys of the cells that the form finds hardly plausible."""
    return {key for key, row in calculation.ROWS.items() if values.get((answering.INPUTS, f"I{row}"), "") != ""}


NUMBERS = {
    "design_load": (20000, 39000, 60000, 120000, -5, 0, 2e9), "load_slope": (300, 650, 1200, 0),
    "indoor_setpoint": (68, 70, 72, 30, 41), "load_balance_temperature": (55, 60, 65, 25, 10),
    "altitude": (0, 1000, 5280, 13000), "design_temperature": (-10, 5, 17, 71, 90),
    "season_hours": (1900, 3000, 0, 9000),
    "hours_below_design": (0, 80, -1), "cop_47": (3.1, 3.9, 0, 25), "cop_17": (1.9, 2.6, -1), "cop_5": (1.5, 2.0, 30),
    "hspf2": (7.5, 8.5, 20), "capacity_47": (24000, 36000, 48000, 0), "capacity_17": (14000, 23000, 30000, 2e8),
    "capacity_5": (10000, 18000, 0), "compressor_lockout": (-5, 5, 20, 150),
    "fuel_price": (0.9, 1.4, 2.5, 13, 130, 5000),
    "fuel_heat_content": (91000, 103700, 0), "furnace_efficiency": (0.8, 0.95, 95, 1.2, 0, 120),
    "furnace_capacity": (40000, 60000, 0), "furnace_fan_power": (0, 0.4, 60), "strip_capacity": (0, 5, 10, -1),
    "tank_capacity": (250, 500, 0), "metered_kwh": (6000, 0), "electricity_price": (0.11, 0.19, 0.32, 14, -1),
    "grid_emissions": (0.1, 0.4, 6), "fuel_emissions": (50, 63, -1), "existing_switchover": (25, 35, 40, 130),
    "thermostat_step": (1, 2, 5, 0), "billed_fuel": (500, 900, 0), "billed_degree_days": (4000, 5500, 0),
    "billed_efficiency": (0.78, 78, 3),
}  # fmt: skip
"""Numbers that people type [the usual unit], wrong ones last"""

USUAL = (*TEN, "design_temperature", "season_hours", "region")


def filling(seed: int) -> dict[str, object]:
    """The cells of a form as somebody may fill it in: most right, a few wrong, a few blank."""
    draw = random.Random(seed)
    is_careful = draw.random() < 0.7
    typed: dict[str, object] = TEN | {"fuel": "natural_gas"} if is_careful else {}
    rarely = 0.05 if is_careful else 0.12
    for key in model_fields.asked_by("client"):
        if draw.random() > (0.9 if key in TEN else 0.5 if key in USUAL and not is_careful else rarely):
            continue
        field = FIELDS[key]
        if key in NUMBERS:
            wrong = 2 if draw.random() < (0.01 if is_careful else 0.08) else 0
            usual = NUMBERS[key]
            typed[key] = draw.choice(usual[-wrong:] if wrong else usual[:2])
            if key in KNOWN_OR_NOT and draw.random() < 0.05:
                typed[key] = "not known"
        elif key == "station":
            typed[key] = draw.choice((*stations(), *stations().values()))
        else:
            typed[key] = draw.choice(field.choices)
    if draw.random() < 0.9 and "fuel" in typed:
        typed["fuel_price_unit"] = draw.choice(FUELS[typed["fuel"]].price_units)
    for key in ("climate", "region", "station"):
        if key in typed and draw.random() < (0.8 if key == "climate" else 0.4):
            del typed[key]
    if is_careful:
        both = {"fuel_heat_content": 91000, "fuel_emissions": 60} if typed.get("fuel") == "other" else {}
        both |= {"design_temperature": 5} if "design_load" in typed else {}
        both |= {"billed_degree_days": 4000} if "billed_fuel" in typed else {}
        both |= {"design_temperature": 5, "season_hours": 1900} if not {"station", "region"} & typed.keys() else {}
        typed = {**both, **typed}
    if draw.random() < 0.2:
        typed["temperature_unit"] = "C"
        typed |= {key: round((value - 32) / 1.8, 1) for key, value in typed.items()
                  if key in FIELDS and FIELDS[key].unit == "°F" and not FIELDS[key].difference}  # fmt: skip
    if draw.random() < 0.2:
        typed["heat_unit"] = draw.choice(tuple(UNIT_FIELDS["heat_unit"].choices))
        if typed["heat_unit"] == "kW":
            typed |= {key: round(value / 3412, 2) for key, value in typed.items()
                      if key in FIELDS and FIELDS[key].unit == "BTU/h" and isinstance(value, (int, float))}  # fmt: skip
    if draw.random() < 0.1:
        typed["load_slope_unit"] = "W/K"
    return typed


def by_gnumeric(ssconvert: str, package: bytes, folder) -> dict:
    """The cells as Gnumeric calculates them."""
    bare, done = folder / "bare.xlsx", folder / "done.xlsx"
    bare.write_bytes(package)
    subprocess.run([ssconvert, "--recalc", str(bare), str(done)], check=True, capture_output=True, timeout=300)
    return cells(done.read_bytes())


Disagreement = Callable[[bytes, dict], str]
"""How a form with these cells and the program differ; "" where they agree"""


def agree(packages: Sequence[bytes], disagreement: Disagreement) -> None:
    """Each form, recalculated, says what the program says."""
    for package in packages:
        assert disagreement(package, by_formualizer(package)) == ""


def agree_elsewhere(packages: Sequence[bytes], disagreement: Disagreement, recalculated, ssconvert, folder) -> None:
    """The same of LibreOffice and Gnumeric."""
    for package, done in zip(packages, recalculated(packages), strict=True):
        assert disagreement(package, cells(done)) == ""
        assert disagreement(package, by_gnumeric(ssconvert, package, folder)) == ""
