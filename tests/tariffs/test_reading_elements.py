"""The elements of rates for dual fuel in a tariff file: each is read into its type, doubted or refused in words."""

from __future__ import annotations

import copy
import datetime
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from tests.tariffs.test_reading import EXAMPLES, bought_by, grid, made, power, problems
from xl_dualfuel.tariffs.elements import Block, Control, Demand, Ladder, Solar, Special, When
from xl_dualfuel.tariffs.fingerprint import fingerprint, to_json
from xl_dualfuel.tariffs.reading import read_tariff, tariff_of
from xl_dualfuel.tariffs.tariff import Tariff

HOURS = [0.1 + hour % 24 / 100 for hour in range(8760)]
FLAGS = [int(hour % 24 in (6, 7) and hour < 90 * 24) for hour in range(8760)]
FULL: dict[str, Any] = {
    "name": "Everything",
    "year": 2026,
    "clock": "EU",
    "temperature_unit": "C",
    "holidays": ["01-01", "12-25"],
    "electricity": {
        "periods": {"off": 0.1, "peak": 0.3, "critical": 0.9},
        "otherwise": "off",
        "windows": [
            {"period": "peak", "days": ["weekday", "saturday"], "months": [11, 12, 1, 2], "from": "16:30", "to": 21},
            {"period": "critical", "dates": ["01-15", "02-03"], "from": 6, "to": 10},
        ],
        "delivery": 0.02,
        "riders": [{"name": "fuel cost", "price": -0.0256, "months": [10, 11, 12]}, {"price": 0.01}],
        "special_prices": [
            {"name": "cold", "price": 0.3, "below": -12.0, "until": -10, "hold_hours": 3},
            {"add": -0.05, "above": 10, "months": [4, 5], "read_at": 6},
            {"price": 0.5, "coldest_hours": 80, "from_date": "12-01", "to_date": "03-31"},
            {"price": 0.4, "coldest_days": 5},
        ],
        "control": [
            {"name": "evening", "from": 17, "to": 21, "months": [11, 12, 1], "below": 4, "read_at": 17},
            {"file": "flags.csv"},
        ],
        "ladders": [
            {"per": "day", "periods": ["peak"], "months": [1, 2], "blocks": [{"up_to": 20, "price": 0.0},
                                                                            {"price": 0.05}]},
            {"per": "season", "months": [11, 12, 1], "blocks": [{"up_to": 4000, "price": -0.01}, {"price": 0.02}]},
        ],
        "demand": [
            {"name": "grid", "charge": 5, "ratchet_percent": 80},
            {"charge": [4] * 6 + [8] * 6, "periods": ["peak", "critical"]},
        ],
        "household": {"kwh": [300] * 6 + [360] * 6, "shape": [1] * 12 + [3] * 12},
        "solar": {"file": "pv.csv", "unit": "kWh", "netting": "month", "credit": 0.04},
        "fixed": 12,
        "minimum": [9] * 12,
        "tax_percent": 8.25,
    },
    "fuel": {
        "price": 70,
        "unit": "cents/therm",
        "riders": -5,
        "fixed": 20,
        "minimum": 4,
        "other_use": 14,
        "tax_percent": 5,
        "blocks": [{"up_to": 20, "price": 40}, {"price": 30}],
    },
    "carbon": {"price": 50, "series": {"file": "pv.csv", "unit": "kg/kWh"}},
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tariff")
    (folder / "pv.csv").write_text("\n".join(map(str, HOURS)), encoding="utf-8")
    (folder / "flags.csv").write_text("\n".join(map(str, FLAGS)), encoding="utf-8")
    return folder


def toml(value: Any) -> str:
    """A value as TOML has it in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def written(tariff: dict[str, Any]) -> str:
    return "".join(f"{key} = {toml(value)}\n" for key, value in tariff.items())


# ----------------------------------------------------------------------------------------------------------- fields


def test_every_element_is_read(folder: Path) -> None:
    path = folder / "tariff.toml"
    path.write_text(written(FULL), encoding="utf-8")
    tariff = read_tariff(path)
    assert (tariff.clock, tariff.daylight_saving, tariff.temperature_unit) == ("EU", False, "C")
    bought = tariff.electricity
    assert bought is not None
    assert bought.riders == pytest.approx((0.01,) * 9 + (0.01 - 0.0256,) * 3)
    slots = grid(bought.calendar)
    # 2 January 2026 is a Friday, 3 January a Saturday, 4 January a Sunday; 15 January an event day.
    assert np.flatnonzero(slots[1] == 1).tolist() == np.flatnonzero(slots[2] == 1).tolist() == list(range(33, 42))
    assert not slots[0].any() and not slots[3].any()
    assert np.flatnonzero(slots[14] == 2).tolist() == list(range(12, 20))
    assert tariff.halves
    cold, warm, winter, days = bought.specials
    assert cold == Special("cold", When(below=-12.0, until=-10.0, hold_hours=3), 0.3)
    assert warm._replace(when=When()) == Special("special price 2", When(), -0.05, adds=True)
    assert (warm.when.above, warm.when.read_at) == (10, 6)
    assert warm.when.slots is not None
    assert grid(warm.when.slots).any(axis=1).nonzero()[0].tolist() == list(range(90, 151))
    assert winter.when.coldest_hours == 80 and days.when == When(coldest_days=5)
    assert winter.when.slots is not None
    assert grid(winter.when.slots).all(axis=1).nonzero()[0].tolist() == [*range(90), *range(334, 365)]
    evening, listed = bought.controls
    assert (evening.name, evening.when.below, evening.when.read_at) == ("evening", 4, 17)
    assert listed == Control("control 2", When(hours=bytes(FLAGS)))
    assert bought.ladders == (
        Ladder((Block(20, 0), Block(math.inf, 0.05)), "day", ("peak",), (1, 2)),
        Ladder((Block(4000, -0.01), Block(math.inf, 0.02)), "season", (), (1, 11, 12)),
    )
    assert bought.demands == (
        Demand((5,) * 12, (), 0.8, "grid"),
        Demand((4,) * 6 + (8,) * 6, ("peak", "critical"), 0, "demand charge 2"),
    )
    assert bought.solar == Solar(tuple(HOURS), "month", 0.04)
    assert (bought.minimum, bought.tax, bought.fixed) == ((9,) * 12, 0.0825, (12,) * 12)
    fuel = tariff.fuel
    assert fuel is not None
    assert fuel.unit == "$/therm" and not fuel.by_month
    assert fuel.monthly == pytest.approx((0.7,) * 12) and fuel.riders == pytest.approx((-0.05,) * 12)
    assert fuel.ladders == (Ladder((Block(20, 0.4), Block(math.inf, 0.3))),)
    assert (fuel.other_use, fuel.minimum, fuel.tax) == ((14,) * 12, (4,) * 12, 0.05)
    assert tariff.carbon is not None and tariff.carbon.series == tuple(HOURS)


def test_the_use_of_the_house_by_its_hours(folder: Path) -> None:
    tariff = tariff_of(FULL, folder)
    assert tariff.electricity is not None
    use = np.array(tariff.electricity.household).reshape(365, 24)
    assert use[:31].sum() == pytest.approx(300)
    assert use.sum() == pytest.approx(6 * 300 + 6 * 360)
    # In winter the clock is standard time: afternoon hours are three times those before noon.
    assert use[3] == pytest.approx([use[3, 0]] * 12 + [3 * use[3, 0]] * 12)
    # European summer time began on 29 March 2026: noon by the clock is 11:00 standard time.
    assert use[179] == pytest.approx([use[179, 0]] * 11 + [3 * use[179, 0]] * 12 + [use[179, 0]])
    # A month is the clock's: June begins at 23:00 standard time on 31 May and ends at 23:00 on 30 June.
    assert use[150, 23] + use[151:181].sum() - use[180, 23] == pytest.approx(300)


@pytest.mark.parametrize(("unit", "factor"), [("kWh", 1), ("Wh", 1e-3), ("kW", 1), ("W", 1e-3)])
def test_the_use_of_the_house_from_a_file(folder: Path, unit: str, factor: float) -> None:
    bought = bought_by(power(price=0.1, household={"file": "pv.csv", "unit": unit}), folder)
    assert bought.household == pytest.approx([value * factor for value in HOURS], rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "factor", "money"), [("€/MWh", 1e-3, "€"), ("ct/kWh", 1e-2, ""), ("p/kWh", 1e-2, "£")]
)
def test_prices_of_a_file_in_other_money_are_said(folder: Path, unit: str, factor: float, money: str) -> None:
    tariff = tariff_of(power(series={"file": "pv.csv", "unit": unit}), folder)
    assert tariff.electricity is not None
    assert tariff.electricity.series == pytest.approx([value * factor for value in HOURS], rel=1e-12)
    named = [note for note in tariff.notes if "taken as the money of the house" in note]
    assert named == ([f"electricity.series: prices in {money} are taken as the money of the house; give its currency "
                      "there"] if money else [])  # fmt: skip


def test_numbers_and_twelve_riders() -> None:
    assert bought_by(power(price=0.1, riders=0.01)).riders == (0.01,) * 12
    assert bought_by(power(price=0.1, riders=[0.01] * 6 + [-0.01] * 6)).riders == (0.01,) * 6 + (-0.01,) * 6
    assert bought_by(power(price=0.1, riders={"price": 0.02, "months": [3]})).riders == (0, 0, 0.02, *(0,) * 9)


def test_a_flat_house_and_blocks_with_ladders() -> None:
    flat = bought_by(power(price=0.1, household={"kwh": 730, "shape": "flat"}))
    assert flat.household == bought_by(power(price=0.1, household_kwh=730)).household
    assert flat.household[0] == pytest.approx(730 / 744)
    both = bought_by(power(blocks=[{"price": 0.1}], ladders=[{"per": "year", "blocks": [{"price": 0.2}]}]))
    assert both.ladders == (Ladder((Block(math.inf, 0.1),)), Ladder((Block(math.inf, 0.2),), "year"))
    assert bought_by(power(price=0.1, demand=[{"charge": 0}])).demands == ()


def test_fuel_in_large_units() -> None:
    """7 p/kWh, of MWh: 70 €/MWh are 0.07 €/kWh, 2 MWh are 2,000 kWh."""
    fuel = made({"fuel": {"price": 70, "unit": "€/MWh", "other_use": 1, "riders": 10,
                          "blocks": [{"up_to": 2, "price": 20}, {"price": 5}]}}).fuel  # fmt: skip
    assert fuel is not None and fuel.unit == "$/kWh"
    assert fuel.monthly[0] == pytest.approx(0.07) and fuel.riders[0] == pytest.approx(0.01)
    assert fuel.ladders[0].blocks == (Block(2000, 0.02), Block(math.inf, 0.005))
    assert fuel.other_use == (1000,) * 12
    seasonal = made({"fuel": {"ladders": [{"per": "season", "months": [1, 2], "blocks": [{"price": 1}]}]}}).fuel
    assert seasonal is not None and seasonal.ladders == (Ladder((Block(math.inf, 1),), "season", (), (1, 2)),)


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.splitlines()[0])
def test_the_examples_of_the_page_are_read(folder: Path, text: str) -> None:
    path = folder / "example.toml"
    path.write_text(text, encoding="utf-8")
    tariff = read_tariff(path)
    assert not any("looks wrong" in note or "cents" in note for note in tariff.notes), tariff.notes


# ------------------------------------------------------------------------------------------ hours, against a loop


def weekday_kind(day: datetime.date, holidays: list[str]) -> str:
    return "holiday" if f"{day:%m-%d}" in holidays else f"{day:%A}".lower()


DAY_WORDS = {
    "weekday": {"monday", "tuesday", "wednesday", "thursday", "friday"},
    "weekend": {"saturday", "sunday", "holiday"},
    "all": {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "holiday"},
}  # fmt: skip


def begins_on(window: dict[str, Any], day: datetime.date, holidays: list[str]) -> bool:
    """Whether the window has this day."""
    words = window.get("days", "all")
    kinds = set().union(*(DAY_WORDS.get(word, {word}) for word in (words if isinstance(words, list) else [words])))
    good = weekday_kind(day, holidays) in kinds and day.month in window.get("months", range(1, 13))
    if "dates" in window:
        good = good and f"{day:%m-%d}" in window["dates"]
    if "from_date" in window:
        first, last, today = window["from_date"], window["to_date"], f"{day:%m-%d}"
        inside = first <= today <= last if first <= last else today >= first or today <= last
        good = good and inside
    return good


def within(window: dict[str, Any], moment: datetime.datetime, holidays: list[str]) -> bool:
    """Whether a half-hour that begins at ``moment`` lies in a window."""
    at = moment.hour + moment.minute / 60
    if "hours" in window:
        return moment.hour in window["hours"] and begins_on(window, moment.date(), holidays)
    start, end = window.get("from", 0), window.get("to", 24)
    if start < end:
        return start <= at < end and begins_on(window, moment.date(), holidays)
    if at >= start:
        return begins_on(window, moment.date(), holidays)
    return at < end and begins_on(window, moment.date() - datetime.timedelta(days=1), holidays)


MONTH_DAYS = [f"{month:02}-{day:02}" for month in range(1, 13) for day in (1, 9, 15, 28)]
KINDS = ["weekday", "weekend", "saturday", "sunday", "holiday", "monday", "friday", "all"]


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    keys: dict[str, Any] = {}
    if draw(st.booleans()):
        keys["months"] = sorted(draw(st.sets(st.integers(1, 12), min_size=1)))
    if draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True))
        keys["days"] = chosen[0] if len(chosen) == 1 else chosen
    if draw(st.booleans()):
        keys["from_date"], keys["to_date"] = draw(st.sampled_from(MONTH_DAYS)), draw(st.sampled_from(MONTH_DAYS))
    if draw(st.integers(0, 3)) == 0:
        keys["dates"] = sorted(draw(st.sets(st.sampled_from(MONTH_DAYS), min_size=1, max_size=6)))
    hours = draw(st.sampled_from(["none", "hours", "ends"]))
    if hours == "hours":
        keys["hours"] = sorted(draw(st.sets(st.integers(0, 23), min_size=1)))
    elif hours == "ends":
        start, end = draw(st.lists(st.integers(0, 47), min_size=2, max_size=2, unique=True))
        keys["from"], keys["to"] = start / 2, end / 2 or 24
    return keys


def half_hours(year: int) -> Iterator[datetime.datetime]:
    moment = datetime.datetime(year, 1, 1)
    while moment.year == year:
        if (moment.month, moment.day) != (2, 29):
            yield moment
        moment += datetime.timedelta(minutes=30)


@given(conditions().filter(bool), st.sampled_from([2025, 2026, 2028]), st.sets(st.sampled_from(MONTH_DAYS), max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_condition_has_the_hours_of_a_loop(keys: dict[str, Any], year: int, off: set[str]) -> None:
    holidays = sorted(off)
    tariff = power(price=0.1, control=[{"below": 10, **keys}]) | {"year": year, "holidays": holidays}
    (control,) = bought_by(tariff).controls
    expected = bytes(within(keys, moment, holidays) for moment in half_hours(year))
    assert (control.when.slots or b"\1" * 17520) == expected


@given(conditions(), conditions(), st.sampled_from([2026, 2028]))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_event_days_go_before_other_windows(usual: dict[str, Any], event: dict[str, Any], year: int) -> None:
    usual.pop("dates", None)
    event["dates"] = event.get("dates", ["01-15", "12-31"])
    windows = [{"period": "peak", **usual}, {"period": "event", **event}]
    tariff = power(periods={"off": 1, "peak": 2, "event": 3}, otherwise="off", windows=windows)
    calendar = bought_by(tariff | {"year": year, "holidays": ["12-25"]}).calendar
    expected = bytes(
        2 if within(event, moment, ["12-25"]) else int(within(usual, moment, ["12-25"])) for moment in half_hours(year)
    )
    assert calendar == expected


def test_saturdays_sundays_and_holidays_apart() -> None:
    periods = {"work": 0.3, "saturday": 0.2, "sunday": 0.1}
    windows: list[dict[str, Any]] = [
        {"period": "work", "days": "weekday"},
        {"period": "saturday", "days": "saturday"},
        {"period": "sunday", "days": "sunday"},
    ]
    line = problems(power(periods=periods, windows=windows) | {"holidays": ["12-24", "12-25"]})["electricity.windows"]
    # 24 and 25 December 2026 are a Thursday and a Friday.
    assert "without a period: Dec holiday all hours." in line
    windows[2]["days"] = ["sunday", "holiday"]
    calendar = grid(bought_by(power(periods=periods, windows=windows) | {"holidays": ["12-24", "12-25"]}).calendar)
    assert calendar[[356, 357, 358, 359, 360], 0].tolist() == [0, 2, 2, 1, 2]


def test_seasons_from_any_date_and_half_hours_are_said() -> None:
    windows = [{"period": "winter", "from_date": "11-15", "to_date": "03-31", "from": 16.5, "to": "21:00"}]
    line = problems(power(periods={"winter": 0.3, "rest": 0.1}, windows=windows))["electricity.windows"]
    assert "Jan–Mar, Dec every day 0:00 to 16:30, 21:00 to 24:00" in line
    assert "15 Nov–30 Nov 0:00 to 16:30, 21:00 to 24:00" in line
    assert "Apr–Oct every day all hours" in line


def test_event_days_that_overlap_are_named() -> None:
    windows = [{"period": "a", "dates": ["01-15"], "from": 6, "to": 9}, {"period": "b", "dates": ["01-15", "01-16"]}]
    line = problems(power(periods={"a": 1, "b": 2, "c": 3}, otherwise="c", windows=windows))["electricity.windows"]
    assert "a and b both have 15 Jan hours 6–8" in line


# ------------------------------------------------------------------------------------------------------------ notes

QUIET = {"daylight_saving": True, "year": 2026, "temperature_unit": "F"}
NOTES: list[tuple[dict[str, Any], str]] = [
    (power(price=0), "electricity.price: a price of 0 looks wrong"),
    (power(monthly=[0.1] * 6 + [0, 0] + [0.1] * 4), "electricity.monthly: a price of 0 in Jul–Aug looks wrong"),
    (power(periods={"free": 0}), "electricity.periods.free: a price of 0 looks wrong"),
    ({"fuel": {"monthly": [1] * 11 + [0]}}, "fuel.monthly: a price of 0 in Dec looks wrong"),
    ({"fuel": {"price": 0}}, "fuel.price: a price of 0 looks wrong"),
    (power(price=0.1, special_prices=[{"price": 30, "below": 1}]), ""),
    (power(price=0.1, special_prices=[{"price": 3, "below": 1}]),
     "electricity.special_prices[1].price: $3/kWh is above $2: if cents are meant, give 0.03"),
    (power(price=0.1, special_prices=[{"price": -0.1, "below": 1}]),
     "electricity.special_prices[1].price: special price 1 is a credit of $0.1/kWh"),
    (power(price=0.1, ladders=[{"blocks": [{"price": 5}]}]),
     "electricity.ladders[1].blocks[1].price: $5/kWh is above $2: if cents are meant, give 0.05"),
    (power(price=0.1, riders=-0.01), "electricity.riders: a credit of $0.01/kWh in Jan–Dec"),
    (power(price=0.1, riders=[{"name": "fuel", "price": -0.01, "months": [1, 3]}]),
     "electricity.riders[1].price: fuel is a credit of $0.01/kWh in Jan, Mar"),
    (power(price=0.1, riders=[0.01] * 11 + [-0.2]),
     "electricity.price: with riders the price is below $0/kWh in Dec, down to -$0.1/kWh"),
    (power(price=0.1, tax_percent=0.0825), "electricity.tax_percent: 0.0825 % is very little: if 8.25 % is meant"),
    (power(price=0.1, demand=[{"charge": 1, "ratchet_percent": 0.8}]),
     "electricity.demand[1].ratchet_percent: 0.8 % is very little: if 80 % is meant, give 80"),
    (power(periods={"a": 1, "b": 2}, otherwise="b", windows=[{"period": "a", "hours": [16, 21]}]),
     "electricity.windows[1].hours: these are 2 hours, 16:00 to 17:00 and 21:00 to 22:00; for 16:00 to 21:00 give "
     "from = 16 and to = 21"),
    (power(periods={"a": 1, "b": 2}, otherwise="b", windows=[{"period": "a", "days": "holiday"}]),
     "electricity.windows[1]: no hour of 2026 is in it"),
    (power(periods={"a": 2, "b": 1}, otherwise="b", windows=[{"period": "a", "from": 4, "to": 9}]),
     "electricity.windows[1]: the hours of the dearest price are 4 to 9 in the morning; if those of the evening are"
     " meant, write 16 and 21"),
    (power(periods={"a": 1, "b": 2}, otherwise="b"), "electricity.periods.a: no hour of 2026 has this period"),
    # 17 January 2026 is a Saturday.
    (power(periods={"a": 1, "b": 2}, otherwise="b",
           windows=[{"period": "a", "dates": ["01-15", "01-17"], "days": "weekday"}]),
     "electricity.windows[1].dates: no hours are taken of 01-17, outside its months and days"),
    (power(price=0.1, control=[{"from": 6, "to": 10, "below": 5, "read_at": 8}]),
     "electricity.control[1].read_at: the window begins at 6:00, before the temperature is read at 8:00; until then "
     "the reading of the day before applies"),
    (power(price=0.1, control=[{"from": 22, "to": 6, "below": 5, "read_at": 5}]),
     "electricity.control[1].read_at: the window begins at 22:00, before"),
    ({"fuel": {"price": 1, "other_use": 5}}, "fuel.other_use: it changes no setting"),
]  # fmt: skip


@pytest.mark.parametrize(("tariff", "note"), NOTES, ids=[note.partition(":")[0] for _, note in NOTES])
def test_what_is_doubted_is_a_note(tariff: dict[str, Any], note: str) -> None:
    if not note:  # 30 dollars is refused
        assert "not cents, such as 0.3" in str(problems(tariff))
        return
    notes = made(tariff | QUIET).notes
    assert any(one.startswith(note) for one in notes), notes
    assert all(one.isprintable() for one in notes)


@pytest.mark.parametrize(("begin", "end", "dear"), [(6, 9, "a"), ("4:00 am", 9, "a"), (1, 5, "b"), (16, 21, "a")])
def test_hours_that_cannot_mean_the_evening_are_not_doubted(begin: Any, end: int, dear: str) -> None:
    periods = {"a": 1.0, "b": 1.0, dear: 2.0}
    windows = [{"period": "a", "from": begin, "to": end}]
    notes = made(power(periods=periods, otherwise="b", windows=windows) | QUIET).notes
    assert not any("in the morning" in note for note in notes)


@pytest.mark.parametrize(
    "tariff",
    [
        power(price=0, delivery=0.1),
        power(price=0, ladders=[{"blocks": [{"price": 0.1}]}]),
        power(blocks=[{"price": 0.1}]),
        power(price=0, riders=0.1),
        power(price=0.1, control=[{"from": 17, "to": 21, "below": 5, "read_at": 17}]),
        power(price=0.1, control=[{"from": 22, "to": 6, "below": 5, "read_at": 12}]),
        power(price=0.1, tax_percent=8.25, household_kwh=300),
        {"fuel": {"blocks": [{"price": 0.7}], "other_use": 5}},
    ],
)
def test_what_is_usual_is_not_doubted(tariff: dict[str, Any]) -> None:
    assert made(tariff | QUIET).notes == ()


def test_assumptions_are_notes(folder: Path) -> None:
    cold = power(price=0.1, special_prices=[{"price": 0.3, "below": 10}])
    (note,) = made(cold).notes
    assert note.startswith("temperature_unit is not given: the temperatures are taken in the unit of the house")
    evening = power(price=0.1, control=[{"from": 17, "to": 21, "days": "weekday"}])
    assert [note.partition(" ")[0] for note in made(evening).notes] == ["clock", "year"]
    read = power(price=0.1, control=[{"below": 10, "read_at": 6}]) | {"temperature_unit": "F"}
    assert [note.partition(" ")[0] for note in made(read).notes] == ["clock"]
    zeros = folder / "zeros.csv"
    zeros.write_text("\n".join(["0"] * 8760), encoding="utf-8")
    for keys in ({"solar": {"file": "zeros.csv"}}, {"household": {"file": "zeros.csv"}},
                 {"control": [{"file": "zeros.csv"}]}, {"series": {"file": "zeros.csv"}}):  # fmt: skip
        notes = tariff_of(power(**({} if "series" in keys else {"price": 0.1}), **keys), folder).notes
        assert any("0" in note or "no hour" in note for note in notes), keys
    below = folder / "below.csv"
    below.write_text("\n".join(["-0.01", "-0.05", *["0.1"] * 8758]), encoding="utf-8")
    notes = tariff_of(power(series={"file": "below.csv"}), folder).notes
    assert "electricity.series: 2 of 8,760 hours are below $0/kWh, down to -$0.05/kWh" in notes


# --------------------------------------------------------------------------------------------------------- refusals

REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"clock": "Mars"}, "clock", "must be one of none, US, EU"),
    ({"clock": "EU", "daylight_saving": True}, "daylight_saving", "Leave it out: clock says it"),
    ({"temperature_unit": "K"}, "temperature_unit", "must be F or C"),
    ({"temprature_unit": "F"}, "temprature_unit", "Did you mean temperature_unit?"),
    (power(price=0.1, special_prices=[{"price": 0.3}]), "electricity.special_prices[1]", "must say when"),
    (power(price=0.1, control=[{"name": "x"}]), "electricity.control[1]", "the heat pump could never run"),
    (power(price=0.1, special_prices=[{"below": 3}]), "electricity.special_prices[1].price", "must be given, or add"),
    (power(price=0.1, special_prices=[{"below": 3, "price": 1, "add": 1}]), "electricity.special_prices[1].price",
     "not both"),
    (power(price=0.1, special_prices=[{"bellow": 3, "price": 1}]), "electricity.special_prices[1].bellow",
     "Did you mean below?"),
    (power(price=0.1, special_prices=[{"below": "10 F", "price": 1}]), "electricity.special_prices[1].below",
     "Give the number alone"),
    (power(price=0.1, control=[{"below": 10, "until": 5}]), "electricity.control[1].until", "must be 10 or more"),
    (power(price=0.1, control=[{"above": 40, "until": 45}]), "electricity.control[1].until", "must be at most 40"),
    (power(price=0.1, control=[{"from": 1, "to": 2, "until": 45}]), "electricity.control[1].until",
     "must come with below or above"),
    (power(price=0.1, control=[{"months": [1], "hold_hours": 4}]), "electricity.control[1].hold_hours",
     "must come with below or above"),
    (power(price=0.1, control=[{"months": [1], "read_at": 6}]), "electricity.control[1].read_at",
     "must come with below or above"),
    (power(price=0.1, control=[{"below": 10, "above": 20}]), "electricity.control[1].above", "must be less than below"),
    (power(price=0.1, control=[{"below": 20, "above": 10, "until": 30}]), "electricity.control[1].until",
     "not with both"),
    (power(price=0.1, control=[{"below": 10, "read_at": 24}]), "electricity.control[1].read_at", "from 0 to 23"),
    (power(price=0.1, control=[{"below": 70}]) | {"temperature_unit": "C"}, "electricity.control[1].below",
     "from -60 to 60 °C"),
    (power(price=0.1, control=[{"coldest_hours": 8761}]), "electricity.control[1].coldest_hours", "from 1 to 8,760"),
    (power(price=0.1, control=[{"coldest_days": 0.5}]), "electricity.control[1].coldest_days", "whole number"),
    (power(price=0.1, control=[{"dates": ["02-29"]}]), "electricity.control[1].dates[1]", "365 days"),
    (power(price=0.1, control=[{"dates": ["2025-01-15"]}]), "electricity.control[1].dates[1]", "Give days of 2026"),
    (power(price=0.1, control=[{"dates": []}]), "electricity.control[1].dates", "a list of days"),
    (power(price=0.1, control=[{"from_date": "11-01"}]), "electricity.control[1].to_date", "given with from_date"),
    (power(price=0.1, control=[{"from_date": "11-01", "to_date": "02-30"}]), "electricity.control[1].to_date",
     "written MM-DD"),
    (power(price=0.1, control=[{"from": "25:00", "to": 3}]), "electricity.control[1].from", "0 to 23.5"),
    (power(price=0.1, control=[{"from": 16.25, "to": 21}]), "electricity.control[1].from", "half past"),
    (power(price=0.1, control=[{"from": 4, "to": 0}]), "electricity.control[1].to", "0.5 to 24"),
    (power(price=0.1, control=[{"file": "none.csv"}]), "electricity.control[1].file", "cannot be read"),
    (power(price=0.1, control=[{"file": "pv.csv"}]), "electricity.control[1].file", "must hold 0 or 1"),
    (power(price=0.1, riders=[{"name": "x"}]), "electricity.riders[1].price", "must be given"),
    (power(price=0.1, riders=[{"prise": 0.1}]), "electricity.riders[1].prise", "Did you mean price?"),
    (power(price=0.1, riders="1 cent"), "electricity.riders", "a number or twelve numbers"),
    (power(price=0.1, riders=-25), "electricity.riders", "not cents, such as -0.25"),
    (power(price=-0.1), "electricity.price", "a credit is a rider"),
    (power(price=0.1, tax_percent=825), "electricity.tax_percent", "Give the percent, such as 8.25"),
    (power(price=0.1, tax_percent=-1), "electricity.tax_percent", "from 0 to 50 %"),
    (power(price=0.1, tax_percent="8 %"), "electricity.tax_percent", "Give the number alone"),
    (power(price=0.1, minimum=-1), "electricity.minimum", "0 to 100,000"),
    (power(price=0.1, household_kwh=300, household={"kwh": 300}), "electricity.household_kwh",
     "together with household"),
    (power(price=0.1, household={}), "electricity.household.kwh", "must be given, or file"),
    (power(price=0.1, household={"kwh": 1, "shape": [1] * 23}), "electricity.household.shape", "these are 23"),
    (power(price=0.1, household={"kwh": 1, "shape": [0] * 24}), "electricity.household.shape", "24 numbers"),
    (power(price=0.1, household={"kwh": 1, "unit": "Wh"}), "electricity.household.unit", "must come with file"),
    (power(price=0.1, household={"kwh": 1, "file": "pv.csv"}), "electricity.household.kwh", "together with file"),
    (power(price=0.1, household={"file": "pv.csv", "unit": "kVA"}), "electricity.household.unit", "kWh, Wh, kW, W"),
    (power(price=0.1, household={"file": "minus.csv"}), "electricity.household.file", "from 0 to"),
    (power(price=0.1, solar={"file": "minus.csv"}), "electricity.solar.file", "from 0 to"),
    (power(price=0.1, solar={}), "electricity.solar.file", "must be given"),
    (power(price=0.1, solar={"file": "pv.csv", "netting": "year"}), "electricity.solar.netting", "hour or month"),
    (power(price=0.1, solar={"file": "pv.csv", "credit": -1}), "electricity.solar.credit", "from 0 to 10"),
    (power(price=0.1, ladders=[{"per": "week", "blocks": [{"price": 1}]}]), "electricity.ladders[1].per",
     "day, month, season or year"),
    (power(price=0.1, ladders=[{"per": "season", "blocks": [{"price": 1}]}]), "electricity.ladders[1].months",
     "must be given for a season"),
    (power(price=0.1, ladders=[{"per": "day"}]), "electricity.ladders[1].blocks", "must be given"),
    (power(price=0.1, ladders=[{"periods": ["peak"], "blocks": [{"price": 1}]}]), "electricity.ladders[1].periods",
     "must come with periods"),
    (power(periods={"a": 1}, ladders=[{"periods": ["peak"], "blocks": [{"price": 1}]}]),
     "electricity.ladders[1].periods", "a list of periods: a"),
    (power(price=0.1, ladders=[{"blocks": [{"up_to": 5, "price": 1}, {"up_to": 9, "price": 1}]}]),
     "electricity.ladders[1].blocks[2].up_to", "left out in the last"),
    (power(price=0.1, demand=[{}]), "electricity.demand[1].charge", "must be given"),
    (power(price=0.1, demand=[{"charge": 1, "ratchet_percent": 800}]), "electricity.demand[1].ratchet_percent",
     "such as 80"),
    (power(price=0.1, demand=[{"charge": 1, "periods": ["x"]}]), "electricity.demand[1].periods", "must come with"),
    (power(price=0.1, demand={"charge": 1}), "electricity.demand", "Write [[electricity.demand]]"),
    (power(periods={"a": 1}, demand_periods=["a"]), "electricity.demand_charge", "must come with demand_periods"),
    (power(periods={"a": 1, "b": 1}, windows=[{"period": "a", "days": ["weekday", "funday"]}]),
     "electricity.windows[1].days", "a list of them"),
    ({"fuel": {"price": 1, "ladders": [{"periods": ["a"], "blocks": [{"price": 1}]}]}}, "fuel.ladders[1].periods",
     "is not a known key"),
    ({"fuel": {"price": 1, "other_use": -1}}, "fuel.other_use", "0 to 1,000,000"),
    ({"fuel": {"price": 1, "tax_percent": 60}}, "fuel.tax_percent", "such as 6"),
    ({"fuel": {"price": 1, "blocks": [{"up_to": 1}]}}, "fuel.blocks[1].price", "must be given"),
]  # fmt: skip


@pytest.mark.parametrize(("tariff", "key", "words"), REFUSED, ids=[key for _, key, _ in REFUSED])
def test_a_problem_is_named(folder: Path, tariff: dict[str, Any], key: str, words: str) -> None:
    (folder / "minus.csv").write_text("\n".join(["-1", *["1"] * 8759]), encoding="utf-8")
    with pytest.raises(df.InputError) as caught:
        tariff_of(tariff, folder)
    lines = {issue.key: str(issue) for issue in caught.value.issues}
    assert words in lines[key], lines
    assert all(line.isprintable() and len(line) < 700 for line in lines.values())


# What was written, words of the remedy, and what somebody who follows it writes instead.
REMEDIES: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    (power(price=0.1, riders=-2.56 * 10), "not cents, such as -0.256", power(price=0.1, riders=-0.256)),
    (power(price=-0.02), "a credit is a rider, such as riders = -0.01", power(price=0, riders=-0.01)),
    (power(price=0.1, tax_percent=825), "Give the percent, such as 8.25", power(price=0.1, tax_percent=8.25)),
    (power(price=0.1, control=[{"below": 10, "until": 5}]), "Give 10 or more, or leave it out",
     power(price=0.1, control=[{"below": 10, "until": 10}])),
    (power(price=0.1, control=[{"above": 10, "until": 15}]), "Give 10 or less, or leave it out",
     power(price=0.1, control=[{"above": 10, "until": 10}])),
    (power(price=0.1, control=[{"above": 20, "below": 10}]), "Give one of them, or two tables",
     power(price=0.1, control=[{"above": 20}, {"below": 10}])),
    (power(price=0.1, control=[{}]), "Give below, above, from and to", power(price=0.1, control=[{"below": 10}])),
    (power(price=0.1, special_prices=[{"price": 0.2}]), "for every hour give it as price or riders", power(price=0.2)),
    (power(price=0.1, control=[{"from_date": "11-15"}]), 'from_date = "11-15" and to_date = "03-31"',
     power(price=0.1, control=[{"from_date": "11-15", "to_date": "03-31"}])),
    (power(price=0.1, control=[{"to_date": "02-29", "from_date": "11-15"}]), 'for the end of February give "02-28"',
     power(price=0.1, control=[{"to_date": "02-28", "from_date": "11-15"}])),
    (power(price=0.1, control=[{"dates": ["2025-01-15"]}]), "Give days of 2026, the tariff's year, without the year",
     power(price=0.1, control=[{"dates": ["01-15"]}])),
    (power(price=0.1, ladders=[{"per": "season", "blocks": [{"price": 1}]}]), 'Give its months, or per = "year"',
     power(price=0.1, ladders=[{"per": "year", "blocks": [{"price": 1}]}])),
    (power(price=0.1, ladders=[{}]), "blocks = [{ up_to = 20, price = 0.0 }, { price = 0.05 }]",
     power(price=0.1, ladders=[{"blocks": [{"up_to": 20, "price": 0.0}, {"price": 0.05}]}])),
    (power(price=0.1, household={"kwh": 300, "unit": "kWh"}), "Give the name of a CSV file",
     power(price=0.1, household={"file": "pv.csv", "unit": "kWh"})),
    ({"clock": "UK", "daylight_saving": True}, "Leave it out: clock says it", {"clock": "UK"}),
    (power(price=0.1, control=[{"from": 16.2, "to": 21}]), '16.5 or "16:30" for half past',
     power(price=0.1, control=[{"from": "16:30", "to": 21}])),
]  # fmt: skip


@pytest.mark.parametrize(("written", "remedy", "mended"), REMEDIES, ids=[remedy for _, remedy, _ in REMEDIES])
def test_a_remedy_leads_on(folder: Path, written: dict[str, Any], remedy: str, mended: dict[str, Any]) -> None:
    with pytest.raises(df.InputError) as caught:
        tariff_of(written, folder)
    (issue,) = caught.value.issues
    assert remedy in issue.remedy
    assert isinstance(tariff_of(mended, folder), Tariff)


def test_times_and_dates_without_quotes(folder: Path) -> None:
    """TOML has a type for both."""
    path = folder / "dates.toml"
    path.write_text(
        "holidays = [2026-12-25]\n[electricity]\nprice = 0.1\n[[electricity.control]]\n"
        'from = 16:30:00\nto = "9 pm"\ndates = [2026-01-15, "02-03"]\n',
        encoding="utf-8",
    )
    tariff = read_tariff(path)
    assert tariff.holidays == ((12, 25),)
    assert tariff.electricity is not None
    slots = grid(tariff.electricity.controls[0].when.slots or b"")
    assert np.flatnonzero(slots.any(axis=1)).tolist() == [14, 33]
    assert np.flatnonzero(slots[14]).tolist() == list(range(33, 42))
    assert tariff.given["holidays"] == ["2026-12-25"]


Path_ = tuple[str | int, ...]


def leaves(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves(item, (*path, place))
    else:
        yield path


def replaced(value: Any, path: Path_, new: Any) -> Any:
    if not path:
        return new
    copied = copy.copy(value)
    copied[path[0]] = replaced(value[path[0]], path[1:], new)
    return copied


def named(path: Path_) -> str:
    """A path as problems name it: electricity.demand[2].charge"""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


LEAVES = [path for path in leaves(FULL) if path != ("name",)]


@given(st.sampled_from(LEAVES), st.sampled_from([{"a": 1}, math.nan, -1e300, [[]], "\0", datetime.time(3, 1), True]))
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_broken_value_is_named(folder: Path, path: Path_, bad: Any) -> None:
    with pytest.raises(df.InputError) as caught:
        tariff_of(replaced(FULL, path, bad), folder)
    keys = [issue.key for issue in caught.value.issues]
    own = named(path)
    outer = own.rpartition("[")[0] if isinstance(path[-1], int) else own
    assert any(key in (own, outer) or key.startswith(f"{own}[") for key in keys), (own, keys)


TABLES = sorted({path[:-1] for path in LEAVES if isinstance(path[-1], str)} - {("electricity", "periods")}, key=str)


@pytest.mark.parametrize("path", TABLES, ids=named)
def test_a_key_that_is_none_is_named_in_every_table(folder: Path, path: Path_) -> None:
    table: Any = FULL
    for part in path:
        table = table[part]
    changed = replaced(FULL, path, table | {"zzz": 1})
    with pytest.raises(df.InputError) as caught:
        tariff_of(changed, folder)
    own = f"{named(path)}.zzz".lstrip(".")
    assert own in [issue.key for issue in caught.value.issues]


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    """Parts of the full file, each given or left out, with other numbers."""
    tariff = copy.deepcopy(FULL)
    for table in (tariff, tariff["electricity"], tariff["fuel"]):
        for key in list(table):
            if key not in ("electricity", "periods", "otherwise", "windows", "price") and draw(st.booleans()):
                del table[key]
    number = st.floats(0.001, 1.9).map(lambda value: round(value, 4))
    tariff["electricity"]["periods"] = {name: draw(number) for name in tariff["electricity"]["periods"]}
    for row in tariff["electricity"].get("demand", ()):
        row["charge"] = draw(st.one_of(number, st.lists(number, min_size=12, max_size=12)))
    for row in tariff["electricity"].get("special_prices", ()):
        row.update(draw(conditions()))
    return tariff


@given(files())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_well_formed_file_is_read_and_known_again(folder: Path, tariff: dict[str, Any]) -> None:
    path = folder / "random.toml"
    path.write_text(written(tariff), encoding="utf-8")
    read, again = read_tariff(path), tariff_of(tariff, folder, "random")
    assert read == again
    assert fingerprint(read) == fingerprint(again)
    bought = read.electricity
    assert bought is not None
    assert len(bought.controls) == len(tariff["electricity"].get("control", ()))
    assert bought.period_prices == tuple(tariff["electricity"]["periods"].values())


# ------------------------------------------------------------------------------------------------ what identifies it


def test_the_file_goes_along_with_digests_in_place_of_hours(folder: Path) -> None:
    tariff = tariff_of(FULL, folder)
    source = tariff.given
    assert source["electricity"]["windows"] == FULL["electricity"]["windows"]
    digest = source["electricity"]["solar"].pop("sha256")
    assert len(digest) == 64 and digest == source["carbon"]["series"].pop("sha256")
    assert len(source["electricity"]["control"][1].pop("sha256")) == 64
    assert source == FULL
    assert Tariff().given == {}
    assert len(tariff.source) < 4000


def test_a_fingerprint_is_of_what_is_billed(folder: Path) -> None:
    tariff = tariff_of(FULL, folder)
    mine = fingerprint(tariff)
    assert to_json(tariff) == {"name": "Everything", "file": tariff.given, "fingerprint": mine}
    assert len(mine) == 64 and fingerprint(tariff_of(json.loads(json.dumps(FULL)), folder)) == mine
    # Written in another way it is the same tariff.
    other = copy.deepcopy(FULL)
    other["electricity"]["windows"][0] |= {"from": 16.5, "days": ["saturday", "weekday"]}
    other["electricity"]["minimum"] = 9
    assert fingerprint(tariff_of(other, folder)) == mine
    assert fingerprint(tariff._replace(notes=("another note",))) == mine


def test_a_fingerprint_changes_with_every_number(folder: Path) -> None:
    own = {key: value for key, value in FULL["electricity"].items() if key not in ("control", "solar")}
    full = FULL | {"electricity": own, "carbon": {"price": 50}}  # without files, which take time to read
    mine, tried = fingerprint(tariff_of(full, folder)), 0
    for path in leaves(full):
        value: Any = full
        for part in path:
            value = value[part]
        if isinstance(value, str) or {"months", "shape"} & {*path}:
            continue  # names, and lists whose order or proportion alone matters
        changed = replaced(full, path, value + (1 if isinstance(value, int) else 0.001))
        assert fingerprint(tariff_of(changed, folder)) != mine, path
        tried += 1
    assert tried > 50
