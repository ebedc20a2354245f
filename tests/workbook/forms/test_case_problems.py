"""The case form says beside each input what the program says of it: fillings at random, wrong ones included."""

from __future__ import annotations

import random

import pytest

from books import by_formualizer, edited, named, places_of
from tests.answers import NUMBERS
from xl_dualfuel.errors import InputError
from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS
from xl_dualfuel.units import FUELS
from xl_dualfuel.weather.stations import stations
from xl_dualfuel.workbook.forms.read import case_of_workbook
from xl_dualfuel.workbook.forms.template import template

FORM = template("case")
PLACES = places_of(FORM)
MORE = {
    "bin_width": (2, 5, 0, 300), "cop_35": (2.6, 3.0, 0), "capacity_35": (27000, 30000, 0),
    "cycling_degradation": (0, 0.2, 0.9), "tank_usable_fraction": (0.8, 80, 3),
    "thermostat_zero": (0, 32, 500), "initial_balance_point": (30, 35, 400), "season_degree_days": (5500, 3000, 0),
    **{f"as_left_{key}": (25, 30, 900) for key in ("switchover", "compressor_lockout", "auxiliary_lockout")},
    **{f"{key}_{speed}_{at}": values for speed in ("min", "max") for at in (47, 17, 5) for key, values in
       {"capacity": (12000, 30000, 0), "cop": (2.2, 4.0, 25)}.items()},
}  # fmt: skip
"""Numbers of the inputs that only this form has, wrong ones last"""
LEFT_OUT = {"hspf2", "weather_file", "runtime_file", "programme_file", "currency", "thermostat"}
"""What the program alone can check, or works out"""
SAME = {"bin_table": "climate", "programme_file": "programme"}
"""Where the form has no cell of the key that a problem is about, or asks in another one"""


def filling(seed: int) -> dict[str, object]:
    """The cells of a form as somebody may fill it in."""
    draw, typed = random.Random(seed), {}
    often = draw.choice((0.05, 0.2, 0.5))
    for key, field in FIELDS.items():
        if key not in PLACES or key in LEFT_OUT or draw.random() > often:
            continue
        if field.kind == "number":
            usual = (NUMBERS | MORE)[key]
            typed[key] = draw.choice(usual[-2:] if draw.random() < 0.1 else usual[:2])
        elif field.kind == "choice":
            typed[key] = draw.choice((*field.choices, "Atlantis") if draw.random() < 0.1 else field.choices)
        elif key == "station":
            typed[key] = draw.choice(tuple(stations()))
    if draw.random() < 0.6 and typed.get("fuel") in FUELS:
        typed["fuel_price_unit"] = draw.choice(FUELS[str(typed["fuel"])].price_units)
    for key, field in UNIT_FIELDS.items():
        if draw.random() < 0.15:
            typed[key] = draw.choice(tuple(field.choices))
    return typed


def expected(package: bytes) -> set[str]:
    try:
        case_of_workbook(package)
    except InputError as error:
        return {SAME.get(issue.key, issue.key) for issue in error.issues}
    return set()


def marked(package: bytes) -> dict[str, str]:
    """What the form says of each input that it wants checked."""
    values = by_formualizer(package)
    words = {key: values.get((sheet, f"E{cell[1:]}"), "") for key, (sheet, cell) in PLACES.items() if cell[0] == "C"
             and sheet == "Inputs"}  # fmt: skip
    wrong = {key: str(text) for key, text in words.items() if text}
    assert named(package, "cells_to_check", values) == len(wrong)
    return wrong


def agree(seeds: range) -> None:
    kinds = set()
    for seed in seeds:
        package = edited(FORM, filling(seed))
        found, wanted = marked(package), expected(package)
        assert found.keys() == wanted, (seed, found, filling(seed))
        kinds.add(bool(wanted))
    assert kinds == {True, False}


def test_fillings_at_random_agree():
    agree(range(12))


@pytest.mark.slow
def test_two_hundred_fillings_at_random_agree():
    agree(range(200))


def test_what_is_wrong_is_said_in_words():
    typed = {"cop_47": "3.4 W/W", "cop_17": -1, "capacity_47": 36000, "electricity_price": 14, "fuel": "propane"}
    assert marked(edited(FORM, typed)) == {
        "cop_47": "Type the number alone, without its unit.", "cop_17": "Must be more than 0 and at most 20.",
        "capacity_17": "Please fill in too.", "fuel_price": "Please fill in, with its unit.",
        "electricity_price": "Give dollars for a kWh, not cents: 0.14, not 14."}  # fmt: skip
    assert marked(FORM) == {}
