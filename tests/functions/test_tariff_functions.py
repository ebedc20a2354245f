"""DF_TARIFF_COST, DF_TARIFF_BEST and DF_TARIFF_NOTES: what rows of cells mean, and what a season costs under them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from xl_dualfuel.functions import DF_TARIFF_BEST, DF_TARIFF_COST, DF_TARIFF_NOTES
from xl_dualfuel.functions.tariff_rows import tabled
from xl_dualfuel.inputs.cells import MARK
from xl_dualfuel.tariffs.hours import hours_of
from xl_dualfuel.tariffs.reading import read_tariff
from xl_dualfuel.tariffs.season import judged
from xl_dualfuel.units import BTU_PER_KWH
from xl_dualfuel.weather.stations import station_year

TARIFF: list[list[Any]] = [
    ["period", "peak", 0.3],
    ["period", "other", 0.11],
    ["otherwise", "other"],
    ["window", "peak", "weekday", 16, 21, "months 11-3"],
    ["daylight_saving", "no"],
    ["year", 2026],
]
DENVER = {"station": "denver"}


def season(at: float, fixed_kwh: float = 0.0, block: float = 0.0) -> float:
    """The season in Denver under TARIFF in a plain loop: load and COP on their lines, the furnace below ``at`` [$].

    fixed_kwh: of the house besides heating, in each month, all below the end of a block of 1,000 kWh; block: what each
    kWh above it costs more [$].
    """
    case = df.Case(**DENVER)
    slope, base = case.number("load_slope"), 65.0  # the usual load balance [°F]
    warm, cold = case.number("cop_47"), case.number("cop_17")
    order = station_year("denver").order
    assert order is not None
    total, used = 0.0, [fixed_kwh] * 12
    for place, temperature in enumerate(order.dry_bulb.tolist()):
        load = slope * (base - temperature)
        if load <= 0:
            continue
        if temperature < at:
            total += load / case.number("furnace_efficiency") / 1e6 * case.number("fuel_price")
            continue
        cop = max(1.0, cold + (warm - cold) * (temperature - 17) / 30)
        kwh = load / cop / BTU_PER_KWH
        day = dt.date(2026, 1, 1) + dt.timedelta(days=place // 24)
        is_peak = day.month in (11, 12, 1, 2, 3) and day.weekday() < 5 and 16 <= place % 24 < 21
        total += kwh * (0.3 if is_peak else 0.11)
        used[day.month - 1] += kwh
    return total + block * sum(max(0.0, kwh - 1000) for kwh in used)


def test_the_cost_is_that_of_a_plain_loop_over_the_hours():
    for at in (20.0, 33.0, 41.0):
        assert DF_TARIFF_COST(TARIFF, None, DENVER, at) == pytest.approx(season(at), rel=1e-9)
    best = min(range(0, 66), key=season)
    assert DF_TARIFF_BEST(TARIFF, None, DENVER) == best
    assert DF_TARIFF_COST(TARIFF, None, DENVER) == pytest.approx(season(best), rel=1e-9)


def test_blocks_are_filled_by_the_household_first():
    rows = [*TARIFF, ["household_kwh", 600, "kWh a month"], ["block", 1000, 0], ["block", "above", 0.05]]
    expected = season(30.0, 600.0, 0.05)
    assert expected > season(30.0) + 10  # some months pass the end of the block
    assert DF_TARIFF_COST(rows, None, DENVER, 30) == pytest.approx(expected, rel=1e-9)


def test_settings_are_in_the_degrees_of_the_inputs():
    celsius = {**DENVER, "temperature_unit": "C", "thermostat_step": 1, "thermostat_zero": 0}
    best = DF_TARIFF_BEST(TARIFF, None, celsius)
    assert best == min(range(-10, 19), key=lambda at: season(32 + 1.8 * at))
    assert DF_TARIFF_COST(TARIFF, None, celsius, 5) == pytest.approx(season(41.0), rel=1e-9)


def test_rows_may_be_laid_out_as_people_do():
    plain = DF_TARIFF_COST(TARIFF, None, DENVER)
    titled = [["Our rate"], ["Key", "Value", None, None, None, None, "Note"], *TARIFF, [None], [""]]
    spoken = [
        ["Periods:", "peak", "$0.30", "$/kWh"],
        ["PERIOD", "other", 0.11],
        ["Otherwise", "other"],
        [],
        ["Window", "peak, weekdays 4 pm to 9 pm, months Nov-Mar"],
        ["Daylight saving", False],
        ["year", 2026.0],
    ]
    noon = dt.datetime(1899, 12, 30, 16, 0)
    timed = [*TARIFF[:3], ["window", "peak", "weekday", noon, 21 / 24, "months", "11, 12, 1, 2, 3"], *TARIFF[4:]]
    indented = [[None, *row] for row in TARIFF]
    for rows in (titled, spoken, timed, indented):
        assert DF_TARIFF_COST(rows, None, DENVER) == plain, rows


@pytest.mark.parametrize(
    ("row", "path", "expected"),
    [
        (["special", "below", 10, 0.3], "special_prices", {"below": 10, "price": 0.3}),
        (["special", "above 60 °F", "add -0.05", 16, 21], "special_prices",
         {"above": 60, "add": -0.05, "from": 16, "to": 21}),
        (["special", "name cold snap", "below 10 until 14 hold 6 hours", "price 0.4"], "special_prices",
         {"name": "cold snap", "below": 10, "until": 14, "hold_hours": 6, "price": 0.4}),
        (["special", "dates 01-15, 2-3", 16.5, 21, 0.9], "special_prices",
         {"dates": ["01-15", "02-03"], "from": 16.5, "to": 21, "price": 0.9}),
        (["special", "season 12-01 to 03-31", "weekend", "7:30 am", "10:00", 0.2], "special_prices",
         {"from_date": "12-01", "to_date": "03-31", "days": "weekend", "from": 7.5, "to": 10, "price": 0.2}),
        (["special", "coldest 40 hours", 0.8], "special_prices", {"coldest_hours": 40, "price": 0.8}),
        (["control", 17, 21, "months 11-3", "below 30", "read at 17"], "control",
         {"from": 17, "to": 21, "months": [11, 12, 1, 2, 3], "below": 30, "read_at": 17}),
        (["control hours", "coldest_days 5", "saturday and sunday"], "control",
         {"coldest_days": 5, "days": ["saturday", "sunday"]}),
        (["demand", 12, "peak", "ratchet 80%"], "demand",
         {"charge": 12, "periods": ["peak"], "ratchet_percent": 80}),
        (["demand_charge", *range(1, 13)], "demand", {"charge": [*map(float, range(1, 13))]}),
        (["rider", "fuel cost", -0.0256, "months 10-5"], "riders",
         {"name": "fuel cost", "price": -0.0256, "months": [10, 11, 12, 1, 2, 3, 4, 5]}),
        (["window", "super off", "every day", 0, 6], "windows",
         {"period": "super off", "days": "all", "from": 0, "to": 6}),
    ],
)  # fmt: skip
def test_what_a_row_means(row, path, expected):
    rows = [["period", "peak", 0.3], ["period", "super off", 0.05], row]
    read = tabled(rows)
    assert not read.issues
    assert read.table["electricity"][path] == [expected]
    assert read.rows[f"electricity.{path}[1]"] == (3, read.rows[f"electricity.{path}[1]"][1])


def test_blocks_with_the_same_day_season_and_periods_are_one_ladder():
    rows = [
        ["period", "peak", 0.3],
        ["block", 20, 0, "per day", "peak"],
        ["block", 500, 0.01],
        ["block", "above", 0.05, "peak", "per day"],
        ["block", "the rest", 0.02],
        ["fuel_block", 25, 0],
        ["fuel block", "above", 0.1],
        ["fuel_price", 1.3, "$/therm"],
    ]
    table = tabled(rows).table
    blocks = [{"price": 0.0, "up_to": 20.0}, {"price": 0.05}]
    assert table["electricity"]["ladders"] == [{"per": "day", "periods": ["peak"], "blocks": blocks}]
    assert table["electricity"]["blocks"] == [{"price": 0.01, "up_to": 500.0}, {"price": 0.02}]
    assert table["fuel"] == {"price": 1.3, "unit": "$/therm", "blocks": [{"price": 0.0, "up_to": 25.0}, {"price": 0.1}]}


@pytest.mark.parametrize(
    ("rows", "key", "words"),
    [
        ([["price", 0.1], ["prise", 1]], "tariff row 2, prise", "Did you mean price?"),
        ([["price", "cheap"]], "tariff row 1, price", "must be a number"),
        ([["price", 0.1, "€ a day"]], "tariff row 1, price", "must be a price of a kWh"),
        ([["price", 0.1], ["price", 0.2]], "tariff row 2, price", "must be given only once"),
        ([["price", 14]], "tariff row 1, price", "must be a number from 0 to 10 $/kWh"),
        ([["fixed", 1, 2]], "tariff row 1, fixed", "must be one number, or twelve"),
        ([["price", 0.1], ["tax", 0.0825]], "tariff row 2, tax_percent", "Write 8.25"),
        ([["period", "peak", 0.3], ["window", "paek", 16, 21]], "tariff row 2, window", "one of the periods peak"),
        ([["period", "peak", 0.3], ["window", "peak", 16]], "tariff row 2, window", "must be two hours"),
        ([["period", "peak", 0.3], ["window", "peak", "4-9 pm"]], "tariff row 2, window", "am or pm beside both"),
        ([["period", "peak", 0.3], ["window", "peak", 16, 25]], "tariff row 2, window (to)", "hour or half-hour"),
        ([["price", 0.1], ["special", "wekday", 16, 21, 0.3]], "tariff row 2, special", "cannot be read here"),
        ([["price", 0.1], ["special", "below 10"]], "tariff row 2, special", "must have a price"),
        ([["price", 0.1], ["special", "below 10", 16, 21, 0.3, 4]], "tariff row 2, special", "must have a price"),
        ([["price", 0.1], ["control", "below 5 °C"], ["temperature_unit", "F"]], "tariff row 2, control", "°F"),
        ([["price", 0.1], ["control", "below 1", "price 3"]], "tariff row 2, control", "has no meaning in this row"),
        ([["price", 0.1], ["block", 500, 0.1, 3]], "tariff row 2, block", "must have an upper end and a price"),
        ([["price", 0.1], ["block", 500, 0.1]], "tariff row 2, block (up_to)", "left out in the last block"),
        ([["price", 0.1], ["rider", "fuel cost"]], "tariff row 2, rider", "must have one price"),
        ([["price", 0.1], ["fuel_price", 1.3, "$/barrel"]], "tariff row 2, fuel_price", "must be one of"),
        ([["price"]], "tariff row 1, price", "must have a value beside it"),
        ([["price", 0.1], ["solar", "pv.csv"]], "tariff row 2, solar", "is not a known key"),
    ],
)
def test_a_problem_names_its_row(rows, key, words):
    answer = DF_TARIFF_NOTES(rows, None, DENVER)
    assert any(row[0] == key and words in row[1] for row in answer[1:]), answer
    for function in (DF_TARIFF_COST, DF_TARIFF_BEST):
        assert function(rows, None, DENVER).startswith(MARK)


def test_every_problem_is_said_at_once():
    rows = [["price", 99], ["prise", 1], ["special", "x", 0.3], ["fixed", -1]]
    answer = DF_TARIFF_NOTES(rows, {"cop_17": -1})
    assert [row[0].partition(",")[0] for row in answer[1:]] == [
        "tariff row 1", "tariff row 2", "tariff row 3", "tariff row 4", "cop_17",
    ]  # fmt: skip


def test_notes_say_what_to_program_and_what_was_assumed():
    answer = dict(DF_TARIFF_NOTES(TARIFF[:-2], None, DENVER)[1:])
    assert answer["setting"].startswith(f"Set the switchover to {DF_TARIFF_BEST(TARIFF[:-2], None, DENVER):g} °F")
    words = " ".join(row[1] for row in DF_TARIFF_NOTES(TARIFF[:-2], None)[1:])
    assert "typical days" in words  # the worked example has no hours of its own
    assert "clock is not given" in words


def test_cells_of_another_error_are_that_error():
    assert DF_TARIFF_COST([["price", "#N/A"]], None, DENVER) == "#N/A"


def test_a_tariff_of_every_element_costs_what_its_file_costs(tmp_path):
    rows = [
        ["clock", "US"],
        ["year", 2025],
        ["holiday", "01-01", dt.datetime(2025, 12, 25)],
        ["temperature_unit", "C"],
        ["period", "peak", 0.31],
        ["period", "off", 0.1],
        ["otherwise", "off"],
        ["window", "peak", "weekday, saturday", "16:30", 21, "season 11-15 to 03-15"],
        ["delivery", 0.02],
        ["rider", "fuel cost", -0.01, "months 10-5"],
        ["special", "below -10 until -8 hold 3 hours", 0.6],
        ["special", "add 0.15", "coldest 5 days", 6, 9],
        ["control", 17, 21, "below -1", "read at 17", "months 11-4"],
        ["block", 15, 0, "per day", "peak"],
        ["block", "above", 0.05, "per day", "peak"],
        ["block", 800, 0],
        ["block", "above", 0.03],
        ["demand", 6, "peak"],
        ["demand", 2, "ratchet 60%"],
        ["household_kwh", *range(400, 520, 10)],
        ["minimum", 25],
        ["tax", "8.25%"],
        ["fixed", 12],
        ["fuel_price", 1.3, "$/therm"],
        ["fuel_block", 30, 0],
        ["fuel_block", "above", -0.1],
        ["fuel_fixed", 15],
    ]
    file = tmp_path / "tariff.toml"
    file.write_text(FILE, encoding="utf-8")
    tariff = read_tariff(file)
    case = df.Case(**DENVER)
    solved = judged(case, hours_of(case, tariff), tariff)
    assert DF_TARIFF_BEST(rows, None, DENVER) == solved.options.switchover[solved.setting]
    for at in (10.0, 27.0, 45.0):
        assert DF_TARIFF_COST(rows, None, DENVER, at) == solved.at(at).annual_cost


FILE = """
name = "every element"
clock = "US"
year = 2025
holidays = ["01-01", "12-25"]
temperature_unit = "C"
[electricity]
otherwise = "off"
delivery = 0.02
riders = [{ name = "fuel cost", price = -0.01, months = [10, 11, 12, 1, 2, 3, 4, 5] }]
minimum = 25
tax_percent = 8.25
fixed = 12
household_kwh = [400, 410, 420, 430, 440, 450, 460, 470, 480, 490, 500, 510]
blocks = [{ up_to = 800, price = 0 }, { price = 0.03 }]
[electricity.periods]
peak = 0.31
off = 0.1
[[electricity.windows]]
period = "peak"
days = ["weekday", "saturday"]
from = 16.5
to = 21
from_date = "11-15"
to_date = "03-15"
[[electricity.special_prices]]
below = -10
until = -8
hold_hours = 3
price = 0.6
[[electricity.special_prices]]
coldest_days = 5
from = 6
to = 9
add = 0.15
[[electricity.control]]
from = 17
to = 21
below = -1
read_at = 17
months = [11, 12, 1, 2, 3, 4]
[[electricity.ladders]]
per = "day"
periods = ["peak"]
blocks = [{ up_to = 15, price = 0 }, { price = 0.05 }]
[[electricity.demand]]
charge = 6
periods = ["peak"]
[[electricity.demand]]
charge = 2
ratchet_percent = 60
[fuel]
price = 1.3
unit = "$/therm"
fixed = 15
blocks = [{ up_to = 30, price = 0 }, { price = -0.1 }]
"""


PRICES = st.floats(0.001, 2.0, allow_subnormal=False)
HOURS = st.integers(0, 47).map(lambda slot: slot / 2)
MONTHS = st.tuples(st.integers(1, 12), st.integers(0, 10)).map(
    lambda span: [(span[0] - 1 + step) % 12 + 1 for step in range(span[1] + 1)]
)
WHEN = st.fixed_dictionaries({}, optional={
    "months": MONTHS, "days": st.sampled_from(["weekday", "weekend", "saturday", "sunday", "holiday"]),
    "below": st.floats(-40, 60), "until": st.floats(-40, 60), "hold_hours": st.integers(1, 48),
    "read_at": st.integers(0, 23), "coldest_hours": st.integers(1, 8760), "hours": st.tuples(HOURS, HOURS),
})  # fmt: skip


def cells_of(when: dict[str, Any]) -> list[Any]:
    """The conditions as cells, each in one way of writing it."""
    cells: list[Any] = list(when.get("hours", ()))
    if "months" in when:
        cells.append("months " + ", ".join(map(str, when["months"])))
    cells += [when["days"]] if "days" in when else []
    for key in ("below", "until"):
        cells += [key, when[key]] if key in when else []
    for key in ("hold_hours", "read_at"):
        cells += [f"{key.replace('_', ' ')} {when[key]}"] if key in when else []
    return cells + ([f"coldest {when['coldest_hours']} hours"] if "coldest_hours" in when else [])


@settings(max_examples=200, deadline=None)
@given(WHEN, PRICES, st.booleans())
def test_any_conditions_are_read_as_they_are_written(when, price, adds):
    row = ["special", *cells_of(when), "add" if adds else "price", price]
    read = tabled([row])
    assert not read.issues
    begin, end = when.pop("hours", (None, None))
    expected = {**when, "add" if adds else "price": price}
    if begin is not None:
        hours = [24 * hour if 0 < hour < 1 else hour for hour in (begin, end)]  # a cell that holds a time of day
        expected |= {"from": hours[0], "to": 24 if 0 < begin < 1 and end == 1 else hours[1]}
    assert read.table["electricity"]["special_prices"] == [expected]
