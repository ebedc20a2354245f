"""The season in a record: what covers one, what is chosen, scaled, and put into bins.

The days and hours expected are counted by hand from the calendar; degree days from constant temperatures.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from xl_dualfuel.decisions.deciding import compare_options
from xl_dualfuel.decisions.options import Option, Options
from xl_dualfuel.decisions.words import parts
from xl_dualfuel.errors import InputError
from xl_dualfuel.homes.draws import evaluate
from xl_dualfuel.homes.summary import combined, tally
from xl_dualfuel.homes.summary_words import sentences
from xl_dualfuel.inputs.case_files import read_case
from xl_dualfuel.model.climate import yearly
from xl_dualfuel.records.record import DAY, Record, RecordReading
from xl_dualfuel.records.season import Season, bins, season_of
from xl_dualfuel.results.csv_tables import notes_table
from xl_dualfuel.weather.year import WeatherYear
from xl_dualfuel.workbook.forms.read import case_of_workbook


def hourly(first: datetime.date, days: int, outdoor: Iterable[float] | float = 30.0) -> Record:
    """A record of hours from a date on, at one temperature or these."""
    start = first.toordinal() * DAY + 3600.0 * np.arange(24 * days)
    temperature = np.broadcast_to(np.asarray(outdoor, float), len(start)).copy()
    read = RecordReading("a record", "", "", "", len(start), 24.0 * days, 24.0 * days, 60, 0, 0)
    nothing = np.full(len(start), math.nan)
    return Record(start, np.ones(len(start)), temperature, nothing, nothing, {}, read)


WINTER = datetime.date(2024, 10, 1)


def test_a_winter_is_a_season() -> None:
    season = season_of(hourly(WINTER, 212))  # 1 October 2024 to 30 April 2025
    assert season.is_season and season.lead == season.note == ""
    assert (season.first, season.last, season.days, season.hours) == ("2024-10-01", "2025-04-30", 212, 212 * 24)
    assert season.share == 1 and season.months == "October to April"
    assert season.degree_days == pytest.approx(212 * 35, rel=1e-12)  # 65 - 30 °F each day


@pytest.mark.parametrize(("days", "is_season"), [(191, True), (190, False), (59, False), (7, False)])
def test_nine_tenths_of_the_heating_months_are_a_season(days: int, is_season: bool) -> None:
    season = season_of(hourly(WINTER, days))  # 0.9 · 212 = 190.8 days
    assert season.is_season is is_season
    assert season.share == pytest.approx(days / 212, rel=1e-12)
    assert season.lead.startswith("No season: ") is not is_season


def test_days_of_summer_make_no_season() -> None:
    assert not season_of(hourly(datetime.date(2024, 5, 1), 153, 75.0)).is_season  # May to September
    assert season_of(hourly(datetime.date(2024, 7, 1), 365, 50.0)).is_season


def test_hours_without_temperature_are_missing() -> None:
    temperature = np.full(212 * 24, 30.0)
    temperature[: 123 * 24] = math.nan  # the outdoor column is blank until February
    season = season_of(hourly(WINTER, 212, temperature))
    assert season.days == 89 and not season.is_season
    assert season.first == "2025-02-01"
    assert season.lead == "No season: the record covers 41 % of October to April (89 days). "


def test_the_southern_winter_is_from_april_to_october() -> None:
    day = np.repeat(np.arange(214), 24)
    season = season_of(hourly(datetime.date(2024, 4, 1), 214, 50 - 10 * np.sin(np.pi * day / 214)))
    assert season.is_season and season.months == "April to October"


def test_of_two_years_one_is_used() -> None:
    """Two summers' nights are not two seasons': 365 days are used, of two complete years the later."""
    record = hourly(datetime.date(2023, 7, 1), 731, 60.0)  # until 30 June 2025, with 29 February 2024
    season = season_of(record)
    assert season.hours == 365 * 24 and season.last == "2025-06-30"
    assert sum(hours for _, hours in bins(record, season, 2, 65)) == pytest.approx(8760, rel=1e-12)
    temperature = np.full(731 * 24, 60.0)
    temperature[500 * 24 :] = math.nan
    assert season_of(hourly(datetime.date(2023, 7, 1), 731, temperature)).last <= "2024-11-11"


@pytest.mark.parametrize(
    ("choice", "first", "last"),
    [
        ("2023-24", "2023-07-01", "2024-06-30"), ("2023-2024", "2023-07-01", "2024-06-30"),
        ("2024/25", "2024-07-01", "2025-06-30"), ("2024", "2024-01-01", "2024-12-31"),
        ("2023-10-15 to 2024-04-14", "2023-10-15", "2024-04-14"),
    ],
)  # fmt: skip
def test_a_season_is_chosen(choice: str, first: str, last: str) -> None:
    season = season_of(hourly(datetime.date(2023, 7, 1), 731), choice)
    assert (season.first, season.last) == (first, last) and season.is_season


@pytest.mark.parametrize(
    "choice", ["last", "2023-25", "2024-10", "2024-04-30 to 2023-10-01", "2020-01-01 to 2024-01-01"]
)
def test_what_is_no_season_to_choose(choice: str) -> None:
    with pytest.raises(InputError, match=r"record_season = .*Give a winter, such as 2024-25"):
        season_of(hourly(WINTER, 212), choice)


def test_a_season_outside_the_record_is_refused() -> None:
    with pytest.raises(InputError, match="record_season = 2019-20: must be in the record"):
        season_of(hourly(WINTER, 212), "2019-20")


def test_a_short_choice_is_no_season() -> None:
    assert season_of(hourly(WINTER, 212), "2024-12-01 to 2025-02-28").lead == (
        "No season: the record covers 100 % of 2024-12-01 to 2025-02-28 (90 days). "
    )


def test_scaling_is_by_degree_days() -> None:
    record = hourly(WINTER, 100, 25.0)  # 4,000 °F·d
    season = season_of(record, None, 6000.0)
    assert season.times == pytest.approx(1.5, rel=1e-12) and not season.is_partial
    assert season.lead == "Scaled from 100 recorded days to a season by degree days. "
    assert bins(record, season, 2, 65) == ((25.0, pytest.approx(3600, rel=1e-12)),)
    with pytest.raises(InputError, match=r"season_degree_days = 17000: must be at most 14,640 .*Give a longer record"):
        season_of(record, None, 17000.0)  # 8,784 h · 40 °F / 24 h
    with pytest.raises(InputError, match=r"at most 5,000"):
        season_of(hourly(WINTER, 25, 25.0), None, 6000.0)  # more than five times 1,000 °F·d


# --------------------------------------------------------------------------------------------------------------- bins


def record_of(temperature: Iterable[float], hours: Iterable[float]) -> tuple[Record, Season]:
    """A record with so many hours at each temperature, all of it used."""
    columns = [np.array(list(column), float) for column in (temperature, hours)]
    read = RecordReading("a record", "", "", "", 1, 1, 1, 60, 0, 0)
    start, nothing = 740_000 * DAY + np.arange(len(columns[0])), np.full(len(columns[0]), math.nan)
    record = Record(start, columns[1], columns[0], nothing, nothing, {}, read)
    return record, season_of(record)


THREE = record_of([9.5, 10.0, 11.0, 31.0, 70.0], [1, 2, 6, 5, 9])


def test_bins_have_the_mean_of_their_own_hours() -> None:
    assert bins(*THREE, 5, 65) == ((9.5, 1.0), (10.75, 8.0), (31.0, 5.0))
    assert bins(*THREE, 0, 65) == ((9.5, 1.0), (10.0, 2.0), (11.0, 6.0), (31.0, 5.0))
    assert bins(*THREE, 100, 100)[0][1] == 23
    assert bins(*THREE, 5, 31) == ((9.5, 1.0), (10.75, 8.0))  # at the load balance there is no load


def test_bins_of_nothing_are_refused() -> None:
    for below in (9.5, -100):
        with pytest.raises(InputError, match=f"hours below {below:g} °F"):
            bins(*THREE, 5, below)
    for width in (-1, math.inf, math.nan):
        with pytest.raises(InputError, match="bin_width"):
            bins(*THREE, width, 65)


tenths = st.integers(-600, 900).map(lambda n: n / 10)


def test_a_setting_is_an_edge() -> None:
    assert bins(*THREE, 5, 65, [10.5, 12.0]) == ((9.5, 1.0), (10.0, 2.0), (11.0, 6.0), (31.0, 5.0))
    assert bins(*THREE, 5, 65, [31.0, 10.0]) == bins(*THREE, 5, 65)  # hours at a setting are above it


@given(
    hours=st.dictionaries(tenths, st.integers(1, 500), min_size=1, max_size=60),
    width=st.sampled_from([0, 0.1, 0.3, 0.7, 1, 1.8, 2, 5, 10, 33.3]),
    below=st.integers(40, 80),
    cuts=st.lists(tenths, max_size=3),
)
@settings(max_examples=100, deadline=None)
def test_bins_are_those_of_a_year(hours: dict[float, int], width: float, below: int, cuts: list[float]) -> None:
    """The same hours as a weather year fall into the same bins; those without hours are left out."""
    temperature = sorted(hours)
    if temperature[0] >= below:
        return
    counted = [float(hours[t]) for t in temperature]
    made = bins(*record_of(temperature, counted), width, below, cuts)
    year = yearly(WeatherYear("", "", tuple(temperature), tuple(counted)), below, width, np.array(cuts))
    expected = [(t, h) for t, h in zip(year.temperature[::-1], year.hours[::-1], strict=True) if h > 0]
    assert [h for _, h in made] == [h for _, h in expected]
    # Means of the same numbers, added up in the same order.
    assert [t for t, _ in made] == pytest.approx([t for t, _ in expected], rel=1e-12, abs=1e-12)
    assert all(left[0] < right[0] for left, right in pairwise(made))
    assert math.fsum(h * t for t, h in made) == pytest.approx(
        math.fsum(h * t for t, h in hours.items() if t < below), rel=1e-9, abs=1e-6
    )


# ------------------------------------------------------------------------------------------------------------- answers


@pytest.fixture
def winter(tmp_path):
    """A file of hours from 1 October on, at 20 to 49 °F, its outdoor column blank before a day."""

    def write(days: int, blank: int = 0, name: str = "record.csv") -> str:
        rows = ["Date,Time,Outdoor Temp (F),Heat Stage 1 (min),Aux Heat 1 (min)"]
        for hour in range(24 * days):
            when = datetime.datetime(2024, 10, 1) + datetime.timedelta(hours=hour)
            rows.append(f"{when:%Y-%m-%d,%H:%M},{'' if hour < 24 * blank else 20 + hour % 30},30,0")
        path = tmp_path / name
        path.write_text("\n".join(rows), encoding="utf-8")
        return str(path)

    return write


def test_what_is_missing_leads_the_answer(winter) -> None:
    """A record whose outdoor column is blank until February is not OK on any surface."""
    result = df.solve(df.Case(runtime_file=winter(212, 123)))
    assert result.headline.startswith("No season: the record covers 41 % of October to April (89 days). Set the ")
    assert "The recorded hours cost about " in result.headline and "season costs" not in result.headline
    assert result.doubts[0].key == "runtime_file" and result.doubts[0].message.startswith("No season")
    read = result.to_json()["read"]["record"]
    assert read["season"]["is_season"] is False
    assert read["rows_left_out"] == {"without an outdoor temperature": {"number": 123 * 24, "first": "line 2"}}
    whole = df.solve(df.Case(runtime_file=winter(212)))
    assert whole.headline.startswith("Set the switchover") and not whole.doubts


def test_part_of_a_season_is_worth_nothing_over_years_and_leads_comparisons_and_sums(winter) -> None:
    case = df.Case(runtime_file=winter(212, 123))
    pump = Option("cold_climate", "Cold-climate heat pump", {"cop_47": 4.2}, "optimized", {"premium": 800})
    found = compare_options(case, Options((pump,), "base", {}))
    assert found.worths is None
    assert any("no net present value, return or payback is given" in note for note in found.notes)
    first = next(iter(parts(found)))
    assert isinstance(first, str) and first.startswith("No season: the record covers 41 % ")
    assert "lowest cost of the recorded hours" in first
    whole = compare_options(df.Case(runtime_file=winter(212)), Options((pump,), "base", {}))
    assert whole.worths is not None and "lowest season cost" in str(next(iter(parts(whole))))
    homes = pd.DataFrame({"runtime_file": [winter(212, 123, "part.csv"), winter(212, 0, "whole.csv")]})
    summary = combined([tally(homes, df.solve_many(homes))])
    assert sentences(summary.to_json())[0].startswith("No season for 1 home: ")
    assert next(iter(notes_table(df.solve(case))["note"])).startswith("No season: ")


def test_the_remedy_leads_to_a_season(winter) -> None:
    file = winter(212, 123)
    short = df.solve(df.Case(runtime_file=file))
    longer = df.solve(df.Case(runtime_file=file, season_degree_days=6000))
    times = 6000 / short.case.season.degree_days
    assert longer.setting.annual_cost == pytest.approx(times * short.setting.annual_cost, rel=1e-9)
    assert longer.headline.startswith("Scaled from 89 recorded days to a season by degree days. Set the")
    assert not longer.doubts
    assert any(
        note.message.startswith("Scaled to a season by degree days: the hours of 2025-02-01 to 2025-04-30")
        for note in longer.notes
    )


@pytest.mark.parametrize("width", [2, 5])
def test_settings_act_on_exactly_the_hours_above_them(winter, width: float) -> None:
    """As if every temperature stood by itself; a programme's limit too: the furnace runs below it."""
    given = {"existing_switchover": 33.0, "as_left_switchover": 37.0, "initial_balance_point": 28.5,
             "compressor_lockout": 23.5, "programme": "mass_save", "fuel": "propane", "fuel_price": 3.0,
             "fuel_price_unit": "$/gal", "runtime_file": winter(212)}  # fmt: skip
    case = df.Case(bin_width=width, **given)
    table, result = df.Case(bin_width=0, **given).bin_table, df.solve(case)
    limit = case.rules.largest_switchover("propane")
    for setting in (33.0, 37.0, 28.5, 23.5, limit):
        above = [math.fsum(hours for degrees, hours in rows if degrees >= setting) for rows in (case.bin_table, table)]
        assert above[0] == pytest.approx(above[1], rel=1e-12)  # sums of whole hours
    exact = math.fsum(hours for degrees, hours in table if degrees < 33.0)
    today = result.scenarios.set_index("scenario").loc["existing_switchover"]
    assert today.furnace_hours == pytest.approx(exact, rel=1e-12)
    assert not any("is inside a row of measured bins" in note.message for note in result.notes)
    assert case.replace(existing_switchover=30.5).bin_table != case.bin_table


def test_files_are_named_as_a_list(winter, tmp_path) -> None:
    first, second = winter(212), winter(100, name="autumn.csv")
    listed = df.Case(runtime_file=[first, second])
    assert listed.runtime.read.source == "thermostat runtime file record.csv, autumn.csv"
    assert listed.runtime.hours_of("compressor_1") == pytest.approx(212 * 12, rel=1e-12)  # the days they share once
    case = tmp_path / "case.toml"
    case.write_text('runtime_file = ["record.csv", "autumn.csv"]\n', encoding="utf-8")
    assert read_case(case).runtime == listed.runtime


def test_an_input_of_earlier_versions_is_read_with_a_note(winter) -> None:
    file = winter(212)
    case = df.Case(runtime_file=file, runtime_basis="running")
    assert case == df.Case(runtime_file=file) == df.Case(runtime_file=file, runtime_basis="recorded")
    assert any("every recorded hour is used" in message for _, message in case.warnings)
    with pytest.raises(InputError, match="runtime_basis"):
        df.Case(runtime_file=file, runtime_basis="all")


def test_degree_days_of_a_season_may_be_uncertain(winter) -> None:
    """Where they are drawn, the bins follow them: cost in proportion."""
    case = df.Case(runtime_file=winter(212), season_degree_days=5000)
    columns = {"season_degree_days": np.array([5000.0, 7500.0])}
    reduced, good = evaluate(case, columns, lambda seasons, _: {"kwh": seasons.electricity_kwh[:, -1]})
    assert good.all() and reduced["kwh"][1] == pytest.approx(1.5 * reduced["kwh"][0], rel=1e-9)


def test_a_workbook_holds_the_bins_as_its_settings_cut_them(winter, tmp_path) -> None:
    """Read again, a setting is inside a row only where somebody changed it since."""
    result = df.solve(df.Case(runtime_file=winter(212), existing_switchover=33, compressor_lockout=22.5))
    result.to_workbook(tmp_path / "house.xlsx")
    held = case_of_workbook((tmp_path / "house.xlsx").read_bytes())
    today = [solved.scenarios.set_index("scenario").loc["existing_switchover"].annual_cost
             for solved in (result, df.solve(held))]  # fmt: skip
    assert today[1] == pytest.approx(today[0], rel=1e-12)

    def inside(case: df.Case) -> list[str]:
        return [note.key for note in df.solve(case).notes if "inside a row of measured bins" in note.message]

    assert inside(held) == []
    assert inside(held.replace(existing_switchover=30.5)) == ["existing_switchover"]
