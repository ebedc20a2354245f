"""Tariff files: what is read, and what is refused in words, every problem at once."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from xl_dualfuel.files.reading import MAX_TEXT
from xl_dualfuel.model import parameters
from xl_dualfuel.tariffs import reading as tariff_file
from xl_dualfuel.tariffs.calendar import clock_of
from xl_dualfuel.tariffs.elements import Block, Demand, Ladder
from xl_dualfuel.tariffs.reading import read_tariff, tariff_of
from xl_dualfuel.tariffs.tariff import Electricity, Tariff, hourly

PAGE = (Path(tariff_file.__file__).parent / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)


P = parameters.from_case(df.Case())


def made(tariff: dict[str, Any]) -> Tariff:
    return tariff_of(tariff, Path())


def problems(tariff: dict[str, Any]) -> dict[str, str]:
    """Key → the whole line of each problem."""
    with pytest.raises(df.InputError) as caught:
        made(tariff)
    lines = [str(issue) for issue in caught.value.issues]
    assert all(line.isprintable() and len(line) < 700 for line in lines)
    return {issue.key: line for issue, line in zip(caught.value.issues, lines, strict=True)}


def refused(tariff: dict[str, Any]) -> tuple[df.Issue, ...]:
    with pytest.raises(df.InputError) as caught:
        made(tariff)
    return caught.value.issues


def power(**keys: Any) -> dict[str, Any]:
    return {"electricity": keys}


def grid(places: bytes) -> np.ndarray[Any, Any]:
    """365 days of 48 half-hours."""
    return np.frombuffer(places, dtype=np.uint8).reshape(365, 48)


def window(**keys: Any) -> dict[str, Any]:
    return power(periods={"a": 1}, windows=[{"period": "a"} | keys])


def bought_by(tariff: dict[str, Any], folder: Path = Path()) -> Electricity:
    bought = tariff_of(tariff, folder).electricity
    assert bought is not None
    return bought


def test_the_file_of_the_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "tariff.toml"
    path.write_text(EXAMPLES[0], encoding="utf-8")
    tariff = read_tariff(path)
    assert tariff.name == "Time of use, winter"
    assert tariff.holidays == ((1, 1), (12, 25))
    assert (tariff.clock, tariff.daylight_saving) == ("US", True)
    bought = tariff.electricity
    assert bought is not None
    assert bought.periods == ("off", "peak")
    assert bought.period_prices == (0.10, 0.32)
    assert (bought.delivery, bought.fixed[0]) == (0.045, 12)
    calendar = grid(bought.calendar)
    # 1 and 3 January 2026 are a holiday and a Saturday, 2 January is a Friday (ISO calendar).
    assert np.flatnonzero(calendar[1] == 1).tolist() == list(range(32, 42))
    assert (calendar[[0, 2, 3, 358]] == 0).all()
    assert (calendar[90:304] == 0).all()
    assert bought.ladders == (Ladder((Block(500.0, 0.0), Block(math.inf, 0.03))),)
    assert bought.demands == (Demand((4.0,) * 12, ("peak",)),)
    assert sum(bought.household) == pytest.approx(12 * 350)
    # In summer time March begins an hour later by the clock: January and February are the clock's all the same.
    assert sum(bought.household[: 59 * 24]) == pytest.approx(2 * 350)
    assert tariff.fuel is not None and tariff.fuel.unit == "$/gal" and tariff.fuel.by_month
    assert tariff.carbon_price == 50


def test_what_is_left_out_is_the_cases() -> None:
    assert made({})._replace(source="", notes=()) == Tariff(name="Tariff")
    assert made({}).notes == ("it has no prices: all are the house's own; give [electricity] or [fuel]",)
    assert made({"fuel": {"price": 13}}).electricity is None


def test_windows_over_midnight_and_hours_of_their_own() -> None:
    tariff = made(power(otherwise="day", periods={"night": 0.1, "day": 0.2},
                        windows=[{"period": "night", "from": 22, "to": 6}]))  # fmt: skip
    assert tariff.electricity is not None
    calendar = grid(tariff.electricity.calendar)
    assert (calendar == calendar[0]).all()
    assert np.flatnonzero(calendar[0] == 0).tolist() == [*range(12), 44, 45, 46, 47]
    same = made(power(periods={"night": 0.1, "day": 0.2}, windows=[
        {"period": "night", "hours": [0, 1, 2, 3, 4, 5, 22, 23]},
        {"period": "day", "from": 6, "to": 20}, {"period": "day", "from": 18, "to": 22}]))  # fmt: skip
    assert same.electricity == tariff.electricity
    assert same.given != tariff.given
    one = made(power(periods={"always": 0.1})).electricity
    assert one is not None and set(one.calendar) == {0}


def test_missing_hours_are_named() -> None:
    windows = [
        {"period": "peak", "months": [6, 7, 8], "days": "weekday", "hours": list(range(14, 20))},
        {"period": "rest", "months": [1, 2, 3, 4, 5, 9, 10, 11, 12]},
        {"period": "rest", "months": [6, 7, 8], "days": "weekend"},
        {"period": "rest", "months": [6, 7, 8], "days": "weekday", "hours": [*range(13), *range(20, 24)]},
    ]
    line = problems(power(periods={"peak": 0.3, "rest": 0.1}, windows=windows))["electricity.windows"]
    assert "without a period: Jun–Aug weekday hour 13." in line
    line = problems(power(periods={"peak": 0.3, "rest": 0.1}))["electricity.windows"]
    assert "without a period: every month every day all hours" in line


def over_midnight(windows: Sequence[dict[str, Any]] = (), **rest: Any) -> dict[str, Any]:
    late = {"period": "late", "days": "weekday", "from": 21, "to": 3}
    return power(periods={"late": 0.3, "day": 0.2, "free": 0.1}, windows=[late, *windows], **rest)


# Monday 2 March 2026 follows a Sunday, Saturday 7 March a Friday; Sunday 1 March follows a Saturday of February.
SMALL_HOURS = [
    ("03-07 03:00", "late"), ("03-07 04:00", "free"), ("03-07 22:00", "free"), ("03-06 22:00", "late"),
    ("03-02 03:00", "free"), ("03-03 01:00", "late"), ("03-01 02:00", "free"),
    ("12-26 02:00", "free"),  # Christmas counts as weekend: so does its night
    ("12-25 02:00", "late"),  # Christmas Eve is a Thursday
    ("05-01 02:00", "late"),  # of 30 April
    ("11-02 02:00", "free"),  # of a Sunday, 1 November
    ("01-01 03:00", "late"),  # of Wednesday, 31 December 2025: the year before has its own days
]  # fmt: skip


@pytest.mark.parametrize(("hour", "period"), SMALL_HOURS)
def test_after_midnight_it_is_still_the_evening_before(hour: str, period: str) -> None:
    tariff = made(over_midnight(otherwise="free") | {"holidays": ["12-25"]})
    prices = hourly(tariff, clock_of([hour], 2026), P, "natural_gas")
    assert prices.names[prices.period[0]] == period


def test_a_window_of_some_months_ends_after_their_last_midnight() -> None:
    windows = [{"period": "late", "months": [1, 2, 3], "from": 22, "to": 6},
               {"period": "day", "months": [1, 2, 3], "from": 6, "to": 22},
               {"period": "free", "months": [4, 5, 6, 7, 8, 9, 10, 11, 12]}]  # fmt: skip
    tariff = made(power(periods={"late": 0.3, "day": 0.2, "free": 0.1}, windows=windows))
    told = {"04-01 06:00": "late", "04-01 07:00": "free", "04-02 06:00": "free", "12-31 24:00": "free",
            "01-01 01:00": "late",  # nothing of December goes on: the month's own evening counts
            "02-01 06:00": "late", "03-31 24:00": "late"}  # fmt: skip
    prices = hourly(tariff, clock_of(list(told), 2026), P, "natural_gas")
    assert [prices.names[place] for place in prices.period] == list(told.values())


def test_overlaps_and_gaps_after_midnight_are_named() -> None:
    weekend = {"period": "free", "days": "weekend"}
    day = {"period": "day", "days": "weekday", "from": 3, "to": 21}
    lines = [str(one) for one in refused(over_midnight(windows=[weekend, day]))]
    assert len(lines) == 2
    assert "= 3 windows: must not overlap: late and free both have every month Saturday hours 0–2" in lines[0]
    assert "without a period: every month Monday hours 0–2" in lines[1]
    assert all("a window over midnight belongs to the day it begins on" in line for line in lines)
    # What the remedy says does it: the weekend's small hours are its own days' evenings, too.
    mended = [{"period": "free", "days": "weekend", "from": 12, "to": 3},
              {"period": "free", "days": "weekend", "from": 3, "to": 12}, day]  # fmt: skip
    tariff = made(over_midnight(windows=mended))
    prices = hourly(tariff, clock_of([hour for hour, _ in SMALL_HOURS[:2]], 2026), P, "natural_gas")
    assert [prices.names[place] for place in prices.period] == ["late", "free"]


def test_windows_are_counted_not_printed() -> None:
    windows = [{"period": "a", "hours": [1, 2]}, {"period": "b", "hours": [2, 3]}]
    line = problems(power(periods={"a": 0.3, "b": 0.2, "c": 0.1}, windows=windows, otherwise="c"))
    assert line["electricity.windows"].startswith("electricity.windows = 2 windows: must not overlap: a and b both")
    only = problems(power(periods={"a": 0.3}, windows=[{"period": "a", "hours": [1]}]))
    assert only["electricity.windows"].startswith("electricity.windows = 1 window: must cover every hour")


WEEKDAYS = [{"period": "peak", "days": "weekday", "from": 16, "to": 21}]


@pytest.mark.parametrize(
    ("tariff", "told"),
    [
        (power(windows=WEEKDAYS), ["clock", "year"]),
        (power(windows=WEEKDAYS) | {"year": 2026}, ["clock"]),
        (power(windows=WEEKDAYS) | {"daylight_saving": False}, ["year"]),
        (power(windows=WEEKDAYS) | {"daylight_saving": True, "year": 2027}, []),
        (power(windows=[{"period": "peak", "from": 16, "to": 21}]), ["clock"]),
        (power(windows=[{"period": "peak", "days": "weekend"}]), ["year"]),
        (power(windows=[{"period": "peak", "days": "weekday", "from": 21, "to": 3}]), ["clock", "year"]),
        (power(windows=[{"period": "peak", "months": [1, 2]}]), []),
        (power(windows=[]), ["electricity.periods.peak:"]),
    ],
)
def test_the_clock_taken_for_granted_is_told(tariff: dict[str, Any], told: list[str]) -> None:
    tariff = tariff | power(periods={"peak": 0.3, "rest": 0.1}, otherwise="rest", **tariff["electricity"])
    notes = made(tariff).notes
    assert [note.partition(" ")[0] for note in notes] == told
    assert "year" not in told or "2026" in notes[-1]
    assert made(power(price=0.1)).notes == made(power(monthly=[0.1] * 12)).notes == ()


@pytest.mark.parametrize(
    ("electricity", "told"),
    [
        ({"price": 9}, "electricity.price: $9/kWh is above $2: if cents are meant, give 0.09"),
        ({"monthly": [0.1] * 11 + [8.5]}, "electricity.monthly: $8.5/kWh is above $2: if cents are meant, give 0.085"),
        ({"periods": {"a": 3}}, "electricity.periods.a: $3/kWh is above $2: if cents are meant, give 0.03"),
        ({"price": 0.1, "delivery": 4}, "electricity.delivery: $4/kWh is above $2: if cents are meant, give 0.04"),
        ({"blocks": [{"price": 2.5}]}, "electricity.blocks[1].price: $2.5/kWh is above $2: if cents are meant, give"),
        ({"series": {"file": "s.csv"}}, "electricity.series: 8,760 hours are above $2/kWh, up to $9: if the file has"),
    ],
)
def test_prices_that_look_like_cents_are_told(electricity: dict[str, Any], told: str, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("\n".join(["9"] * 8760), encoding="utf-8")
    (note,) = tariff_of(power(**electricity), tmp_path).notes
    assert note.startswith(told)
    (tmp_path / "s.csv").write_text("\n".join(["14"] * 8760), encoding="utf-8")
    with pytest.raises(df.InputError, match="give dollars, not cents"):
        tariff_of(power(series={"file": "s.csv"}), tmp_path)
    (tmp_path / "s.csv").write_text("\n".join(["2"] * 8760), encoding="utf-8")
    assert tariff_of(power(series={"file": "s.csv"}), tmp_path).notes == made(power(price=2)).notes == ()


def test_overlapping_hours_are_named() -> None:
    windows = [{"period": "peak", "months": [12, 1, 2], "from": 6, "to": 10},
               {"period": "middle", "days": "weekend", "from": 8, "to": 14}]  # fmt: skip
    tariff = power(periods={"peak": 0.3, "middle": 0.2, "rest": 0.1}, windows=windows, otherwise="rest")
    line = problems(tariff)["electricity.windows"]
    assert "peak and middle both have Jan–Feb, Dec weekend hours 8–9" in line
    # What is covered twice by one period is no contradiction.
    windows[1]["period"] = "peak"
    assert made(tariff).electricity is not None


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"electricty": {}}, "electricty", "Did you mean electricity?"),
    ({"electricity": 0.14}, "electricity", "must be a table"),
    ({"year": 2026.5}, "year", "a whole number from 1,900 to 2,200"),
    ({"year": True}, "year", "a whole number"),
    ({"daylight_saving": "yes"}, "daylight_saving", "true or false"),
    ({"name": "x" * 90}, "name", "at most 80"),
    ({"holidays": "12-25"}, "holidays", "a list of days"),
    ({"holidays": ["12-25", "02-30"]}, "holidays[2]", "written MM-DD"),
    ({"holidays": ["12-25", 7]}, "holidays[2]", "written MM-DD"),
    (power(), "electricity.price", "must be given, or one of monthly, periods, series, or blocks"),
    (power(price=14), "electricity.price", "not cents, such as 0.14"),
    (power(price=-0.1), "electricity.price", "from 0 to 10 $/kWh"),
    (power(price=math.nan), "electricity.price", "a number"),
    (power(price="0.14"), "electricity.price", "without quotes"),
    (power(price="14 ¢/kWh"), "electricity.price", "Give the number alone, in that unit"),  # bare, it is no TOML
    (power(price=0.14, demand_charge="$4"), "electricity.demand_charge", "Give the number alone, in that unit"),
    (power(price=0.14, monthly=[0.1] * 12), "electricity.monthly", "must not be given together with price"),
    (power(monthly=[0.1] * 11), "electricity.monthly", "twelve numbers from 0 to 10 $/kWh (these are 11)"),
    (power(monthly=0.1), "electricity.monthly", "twelve numbers"),
    (power(monthly=[0.1] * 11 + ["x"]), "electricity.monthly[12]", "a number"),
    (power(price=0.1, windows=[]), "electricity.windows", "must come with periods"),
    (power(price=0.1, demand_periods=["peak"]), "electricity.demand_periods", "must come with periods"),
    (power(price=0.1, demand_charge=-1), "electricity.demand_charge", "twelve numbers from 0 to 1,000 $/kW"),
    (power(price=0.1, demand_charge=[1] * 13), "electricity.demand_charge", "(these are 13)"),
    (power(price=0.1, fixed=[1]), "electricity.fixed", "twelve numbers"),
    (power(price=0.1, delivery="x"), "electricity.delivery", "a number"),
    (power(periods={}), "electricity.periods", "1 to 36 names"),
    (power(periods={"a": "x"}), "electricity.periods.a", "a number"),
    (power(periods={"a": 1, "b": 1}, otherwise="c"), "electricity.otherwise", "one of the periods a, b"),
    (power(periods={"a": 1}, demand_periods=["c"]), "electricity.demand_periods", "a list of periods: a"),
    (power(periods={"a": 1}, windows=[{"period": "b"}]), "electricity.windows[1].period", "one of a"),
    (power(periods={"a": 1}, windows=[{}]), "electricity.windows[1].period", "one of a"),
    (window(days="someday"), "electricity.windows[1].days", "must be weekday, weekend, saturday"),
    (window(days="Weekdays"), "electricity.windows[1].days", "Give one of them"),  # left out, it would be every day
    (window(months=["Nov"]), "electricity.windows[1].months", "Give numbers"),
    (window(months=[0]), "electricity.windows[1].months", "from 1 to 12"),
    (window(hours=[24]), "electricity.windows[1].hours", "from 0 to 23"),
    (window(hours=[]), "electricity.windows[1].hours", "from 0 to 23"),
    (window(to=4), "electricity.windows[1].from", "given with to"),
    (window(**{"from": 4}), "electricity.windows[1].to", "given with from"),
    (window(**{"from": 4, "to": 4}), "electricity.windows[1].to", "differ"),
    (window(**{"from": 4, "to": 25}), "electricity.windows[1].to", "0.5 to 24"),
    (window(**{"from": 1, "to": 2, "hours": [1]}), "electricity.windows[1].hours", "together with from and to"),
    (window(day="all"), "electricity.windows[1].day", "Did you mean days?"),
    (power(periods={"a": 1}, windows=[3]), "electricity.windows", "tables"),
    (power(blocks=[{"price": 0.1}, {"price": 0.2}]), "electricity.blocks[1].up_to", "in all blocks but the last"),
    (power(blocks=[{"up_to": 5, "price": 0.1}]), "electricity.blocks[1].up_to", "left out in the last"),
    (power(blocks=[{"up_to": 5, "price": 0.1}, {"up_to": 5, "price": 1}, {"price": 1}]),
     "electricity.blocks[2].up_to", "above the block before"),
    (power(blocks=[{"up_to": 5}, {"price": 1}]), "electricity.blocks[1].price", "must be given"),
    (power(blocks=[{"price": 20}]), "electricity.blocks[1].price", "not cents"),
    ({"fuel": {}}, "fuel.price", "must be given, or monthly"),
    ({"fuel": {"price": 1, "monthly": [1] * 12}}, "fuel.price", "not both"),
    ({"fuel": {"price": 1, "unit": "$/bbl"}}, "fuel.unit", "must be one of"),
    ({"fuel": {"price": 1, "unit": ["$/gal"]}}, "fuel.unit", "must be one of"),
    ({"carbon": {}}, "carbon.price", "must be given, or monthly, or series"),
    ({"carbon": {"monthly": [0.4] * 12, "series": {}}}, "carbon.monthly", "must not be given together with series"),
    ({"carbon": {"monthly": [9] * 12}}, "carbon.monthly[1]", "from 0 to 5 kg/kWh"),
    (power(series={}), "electricity.series.file", "must be given"),
    (power(series={"file": "a.csv", "unit": "$/gal"}), "electricity.series.unit", "$/kWh, $/MWh"),
    (power(series={"file": "no such file.csv"}), "electricity.series", "cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("tariff", "key", "words"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_problem_is_named(tariff: dict[str, Any], key: str, words: str) -> None:
    assert words in problems(tariff)[key]


def test_all_problems_come_together() -> None:
    tariff = {
        "yeer": 2026,
        "electricity": {"price": -1, "blocks": [{"up_to": -5, "price": 0}, {}]},
        "fuel": {"price": "x"},
        "carbon": {"monthly": [1]},
    }
    assert list(problems(tariff)) == [
        "yeer", "electricity.blocks[1].up_to", "electricity.blocks[2].price", "electricity.price", "fuel.price",
        "carbon.monthly",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"price = ", "must be a value"),
        (b"\0", "not TOML"),
        (b"#" * (MAX_TEXT + 1), "it is larger than 1 MB"),
        (b"a" + b".a" * 200 + b" = 1", "dotted keys"),
        (b"a = " + b"[" * 5000, "nests too deeply|not TOML"),
        (b"year = " + b"9" * 6000, "not TOML"),
        (b"[electricity]\nprice = 99999999999999999999999999999999", "from 0 to 10"),
    ],
)
def test_a_file_that_is_no_tariff(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "tariff.toml"
    path.write_bytes(content)
    with pytest.raises(df.InputError) as caught:
        read_tariff(path)
    assert len(caught.value.issues) == 1
    assert re.search(words, str(caught.value))


def test_a_path_that_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "none.toml", tmp_path / "pipe", "a\0b"):
        with pytest.raises(df.InputError, match="tariff = "):
            read_tariff(path)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 40) | st.floats() | st.text(max_size=5) | st.sampled_from(["a", "all"]),
    lambda inner: st.lists(inner, max_size=13) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=15,
)
KEYS = ["price", "monthly", "periods", "windows", "series", "otherwise", "delivery", "blocks", "household_kwh", "unit",
        "demand_charge", "demand_periods", "fixed", "riders", "special_prices", "control", "ladders", "household",
        "solar", "demand", "minimum", "tax_percent", "other_use"]  # fmt: skip
ROW = ["period", "months", "days", "hours", "from", "to", "dates", "from_date", "to_date", "below", "above", "until",
       "hold_hours", "read_at", "coldest_hours", "coldest_days", "file", "column", "utc_offset", "day_first", "price",
       "add", "name", "up_to", "per", "periods", "blocks", "charge", "ratchet_percent", "kwh", "shape", "netting",
       "credit", "unit"]  # fmt: skip
WINDOW = st.dictionaries(st.sampled_from(ROW), ANYTHING)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "name",
                "year",
                "daylight_saving",
                "holidays",
                "electricity",
                "fuel",
                "carbon",
                "clock",
                "temperature_unit",
            ]
        ),
        ANYTHING | st.dictionaries(st.sampled_from(KEYS), ANYTHING | WINDOW | st.lists(WINDOW, max_size=3)),
    )
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_it_holds_it_is_a_tariff_or_refused(tariff: dict[str, Any]) -> None:
    issues: tuple[df.Issue, ...] = ()
    read = None
    try:
        read = made(tariff)
    except df.InputError as error:
        issues = error.issues
    assert bool(issues) != isinstance(read, Tariff)
    assert all(str(issue).isprintable() for issue in issues)
