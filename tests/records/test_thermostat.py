"""Thermostat runtime files: what is read, what is left out and counted, what is refused.

The layout is ecobee's runtime report as its website exports it. The hours expected are counted by hand from the rows
the tests write; no numbers of this program are in them.
"""

from __future__ import annotations

import dataclasses
import datetime
import gzip
import math
import os
import pickle
import random
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from support import one_in
from tests.refusals import SECRET, refusal_by
from xl_dualfuel.errors import InputError
from xl_dualfuel.records import thermostat as runtime
from xl_dualfuel.records.layouts import RUNTIME
from xl_dualfuel.records.record import Record
from xl_dualfuel.records.thermostat import (
    DUPLICATES,
    NO_RUNTIME,
    NO_TEMPERATURE,
    NO_TIME,
    read_runtime_file,
)

HEAD = "\n".join(["#,Thermostat identifier:,,411912345678", "#,Report for a house,,", "#", "#", "#"])
NAMES = (
    "Date,Time,System Setting,System Mode,Calendar Event,Program Mode,Cool Set Temp (F),Heat Set Temp (F),"
    "Current Temp (F),Current Humidity (%RH),Outdoor Temp (F),Wind Speed (km/h),Cool Stage 1 (sec),"
    "Heat Stage 1 (sec),Heat Stage 2 (sec),Aux Heat 1 (sec),Aux Heat 2 (sec),Fan (sec)"
)
START = datetime.datetime(2024, 1, 15)  # a Monday
FIVE = datetime.timedelta(minutes=5)

# Sums of a few thousand doubles.
ROUNDING = 1e-12

Row = tuple[datetime.datetime, Any, Any, Any, Any, Any]


def line(when: datetime.datetime, outdoor: Any, stage1: Any = 0, stage2: Any = 0, aux1: Any = 0, aux2: Any = 0) -> str:
    """One row of ecobee's report; its rows have a cell more than there are names."""
    return (
        f"{when:%Y-%m-%d,%H:%M:%S},auto,heatStage1On,hold,Home,78,68,68.1,41,"
        f"{outdoor},8,0,{stage1},{stage2},{aux1},{aux2},300,"
    )


def file(rows: Iterable[str], names: str = NAMES, head: str = HEAD) -> bytes:
    return "\n".join([*([head] if head else []), names, *rows, ""]).encode()


def steady(count: int, start: datetime.datetime = START, step: datetime.timedelta = FIVE, **cells: Any) -> list[str]:
    """Rows one step after the other, at 30 °F unless told otherwise."""
    return [line(start + n * step, **({"outdoor": 30} | cells)) for n in range(count)]


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], Record]:
    def read(content: bytes) -> Record:
        path = tmp_path / "report.csv"
        path.write_bytes(content)
        return read_runtime_file(path)

    return read


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[[bytes], str]:
    def refusal(content: bytes) -> str:
        path = tmp_path / "report.csv"
        path.write_bytes(content)
        return refusal_of(path)

    return refusal


def refusal_of(path: str | os.PathLike[str]) -> str:
    """The message with which a record is refused."""
    message = refusal_by(read_runtime_file, path, "runtime_file")
    assert "must be a thermostat's runtime CSV" in message
    return message


def counts(record: Record) -> dict[str, int]:
    """The counts that are not 0."""
    names = {DUPLICATES: "duplicates", NO_TIME: "without_time", NO_TEMPERATURE: "without_temperature",
             NO_RUNTIME: "without_runtime"}  # fmt: skip
    counted = {"gaps": record.read.gaps, "clock_changes": record.read.clock_changes}
    counted |= {names[one.why]: one.number for one in record.read.left_out}
    return {name: number for name, number in counted.items() if number}


def recorded(record: Record) -> float:
    """Hours with an outdoor temperature."""
    return math.fsum(record.length[~np.isnan(record.outdoor)])


def heated(record: Record) -> float:
    """Hours in which any source ran, where there is an outdoor temperature."""
    return math.fsum(np.nan_to_num(record.heating)[~np.isnan(record.outdoor)])


def same(one: Record, other: Record) -> bool:
    """Whether two records have the same intervals; what their columns are called may differ."""
    return dataclasses.replace(one, read=other.read) == other


def temperatures(record: Record) -> list[float]:
    """The outdoor temperatures that occur, ascending."""
    return sorted(set(record.outdoor[~np.isnan(record.outdoor)].tolist()))


def at_each(record: Record, hours: np.ndarray) -> list[float]:
    """Hours at each outdoor temperature, ascending."""
    found: dict[float, float] = {}
    for temperature, number in zip(record.outdoor.tolist(), np.nan_to_num(hours).tolist(), strict=True):
        if not math.isnan(temperature):
            found[temperature] = found.get(temperature, 0.0) + number
    return [found[temperature] for temperature in sorted(found)]


# ------------------------------------------------------------------------------------------------------------ reading


def test_hours_by_temperature(read: Any) -> None:
    rows = [
        line(START, 30.5, 150),  # 150 s of 300
        line(START + FIVE, 30.5, 300, 120),  # together longer than the row: the first stage runs on with the second
        line(START + 2 * FIVE, -4.0, 300, 0, 200, 100),  # the larger of the auxiliary heats
        line(START + 3 * FIVE, -4.0, 100, 0, 0, 250),  # auxiliary heat is heat
        line(START + 4 * FIVE, 12.3),
    ]
    record = read(file(rows))
    assert temperatures(record) == [-4.0, 12.3, 30.5]
    assert at_each(record, record.length) == pytest.approx([600 / 3600, 300 / 3600, 600 / 3600], rel=ROUNDING)
    # Sources take turns, but no longer than the row: 300 s in each of the rows at -4 °F.
    heating = [(300 + 300) / 3600, 0, (150 + 300) / 3600]
    assert at_each(record, record.heating) == pytest.approx(heating, rel=ROUNDING)
    assert at_each(record, record.duty["auxiliary"]) == pytest.approx([(200 + 250) / 3600, 0, 0], rel=ROUNDING)
    assert record.read.step_minutes / 60 == pytest.approx(300 / 3600, rel=ROUNDING)
    assert recorded(record) == pytest.approx(1500 / 3600, rel=ROUNDING)
    assert heated(record) == pytest.approx(1050 / 3600, rel=ROUNDING)
    assert record.hours_of("auxiliary") == pytest.approx(450 / 3600, rel=ROUNDING)
    assert record.read.source == "thermostat runtime file report.csv"
    assert counts(record) == {}


def test_a_record_can_be_part_of_a_case(read: Any) -> None:
    record = read(file(steady(12)))
    assert isinstance(hash(record), int)
    assert pickle.loads(pickle.dumps(record)) == record
    with pytest.raises(AttributeError):
        record.length = 1


def test_a_whole_year(read: Any) -> None:
    """105,120 rows; the hours at each temperature counted again by a plain loop."""
    chance = random.Random(3)
    hours: dict[float, list[int]] = {}
    rows = []
    for n in range(365 * 288):
        outdoor = round(45 - 25 * math.cos(n / 288 / 365 * math.tau) + chance.uniform(-8, 8), 1)
        ran, auxiliary = chance.choice([0, 0, 120, 300]), chance.choice([0, 0, 0, 60])
        rows.append(line(START + n * FIVE, outdoor, ran, 0, auxiliary))
        here = hours.setdefault(outdoor, [0, 0, 0])
        here[0], here[1], here[2] = here[0] + 300, here[1] + min(ran + auxiliary, 300), here[2] + auxiliary
    content = file(rows)
    record = read(content)
    assert temperatures(record) == sorted(hours)
    for place, column in enumerate(
        (
            at_each(record, record.length),
            at_each(record, record.heating),
            at_each(record, record.duty["auxiliary"]),
        )
    ):
        assert column == pytest.approx([hours[t][place] / 3600 for t in sorted(hours)], rel=1e-9)
    assert recorded(record) == pytest.approx(8760, rel=ROUNDING)
    # No clock changes: the rows run on evenly through both nights.
    assert counts(record) == {}


def test_reading_needs_no_pandas() -> None:
    code = "import sys; from xl_dualfuel.records import thermostat; print('pandas' in sys.modules)"
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert run.stdout.strip() == "False"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: text + "\r\n\r\n\x1a",
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace(HEAD + "\n", ""),
        lambda text: text.replace("#,Report for a house", f"#,{SECRET} café \x81"),
        lambda text: text.replace(",hold,", ',"hold, ""until"" 9:00",'),
        lambda text: text.replace(",hold,", ',"hold,'),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", ";").replace("30.5", "30,5").replace("68.1", "68,1"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace("Outdoor Temp (F)", "Outdoor Temp (°F)"),
        lambda text: text.replace("Outdoor Temp (F)", "outdoor_temperature [deg F]"),
        lambda text: text.replace("Outdoor Temp (F)", "OutdoorTemp (Fahrenheit)"),
        lambda text: text.replace("(sec)", "(s)"),
        lambda text: text.replace("(sec)", "[Seconds]"),
        lambda text: text.replace("Date,Time", "#Date,Time"),
        lambda text: text.replace("Date,Time", "Date (YYYY-MM-DD),Time (local)"),
        lambda text: text.replace("Date,Time", "DateTime").replace("2024-01-15,", "2024-01-15 "),
        lambda text: text.replace("Date,Time", "Timestamp").replace("2024-01-15,", "2024-01-15T"),
        lambda text: text.replace("Date,Time", "timestamp").replace("2024-01-15,", "2024-01-15T").replace(
            ":00,auto", ":00.000-06:00,auto"
        ),
        lambda text: text.replace("2024-01-15", "1/15/2024"),
        lambda text: text.replace("2024-01-15", "15/01/2024"),
        lambda text: text.replace("2024-01-15", "15.1.24"),
        lambda text: text.replace("2024-01-15,00:", "2024-01-15,12:").replace(":00,auto", ":00 AM,auto"),
        lambda text: text.replace(":00,auto", " EST,auto"),
        lambda text: text.replace(",0,300,0,0,0,300,", ", 0 , 300 ,,,,300,"),
        lambda text: text.replace("Heat Stage 1", "Heat Pump").replace("Aux Heat 1", "Strip Heat"),
        lambda text: text.replace("Heat Stage 1", "compHeat1").replace("Aux Heat 1", "auxHeat1"),
        lambda text: text.replace("Heat Stage 1", "heating_runtime").replace("Aux Heat 1", "Alternate Heating"),
        lambda text: text.replace("\n2024", f"\n{NAMES}\n2024", 3),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", one_in(2, ["utf-8", "latin-1"]))
def test_how_it_is_written_makes_no_difference(read: Any, change: Callable[[str], str], encoding: str) -> None:
    rows = [*steady(30, stage1=300, outdoor=30.5), *steady(6, START + 30 * FIVE, outdoor=12, aux1=60)]
    text = file(rows).decode()
    changed = change(text)
    assert changed != text
    # A byte order mark is UTF-8's: it has no other encoding to be read in.
    record = read(changed.encode("utf-8" if "\ufeff" in changed else encoding))
    assert same(record, read(text.encode()))
    assert at_each(record, record.duty["auxiliary"]) == pytest.approx([0.1, 0], rel=ROUNDING)
    assert at_each(record, record.length) == pytest.approx([0.5, 2.5], rel=ROUNDING)
    assert at_each(record, record.heating) == pytest.approx([0.1, 2.5], rel=ROUNDING)


def test_packed_or_not(read: Any) -> None:
    content = file(steady(12))
    assert read(gzip.compress(content)) == read(content)


def test_celsius_is_told_by_the_name(read: Any) -> None:
    rows = [line(START, -17.5), line(START + FIVE, "-0.0"), line(START + 2 * FIVE, 20)]
    record = read(file(rows, NAMES.replace("Outdoor Temp (F)", "Outdoor Temp (C)")))
    # 9/5 · t + 32; whole multiples of 5 °C and halves are exact.
    assert temperatures(record) == [0.5, 32.0, 68.0]
    assert read(file(rows)).outdoor.tolist() == [-17.5, 0.0, 20.0]
    assert math.copysign(1, read(file(rows)).outdoor[1]) == 1


@pytest.mark.parametrize(
    ("unit", "number"), [("sec", 180), ("min", 3), ("minutes", 3), ("mins.", 3), ("h", 0.05), ("hrs", 0.05)]
)
def test_the_unit_of_a_runtime_is_told_by_its_name(read: Any, unit: str, number: float) -> None:
    record = read(file(steady(12, stage1=number), NAMES.replace("(sec)", f"({unit})")))
    assert at_each(record, record.heating) == pytest.approx([12 * 180 / 3600], rel=ROUNDING)


def test_each_runtime_has_its_own_unit(read: Any) -> None:
    names = NAMES.replace("Heat Stage 1 (sec)", "Heat Stage 1 (min)")
    record = read(file(steady(12, stage1=2, aux1=150), names))
    assert record.hours_of("compressor_1") == pytest.approx(12 * 120 / 3600, rel=ROUNDING)
    assert record.hours_of("auxiliary") == pytest.approx(12 * 150 / 3600, rel=ROUNDING)


def test_columns_that_are_no_runtimes(read: Any) -> None:
    """Set points, modes, cooling, fans, counts: numbers that are not heat."""
    others = (
        "Heat Set Temp (F)", "Heat/Cool Mode", "Heating Setpoint", "Cool Stage 1 (sec)", "Heat Index (F)", "Reheat (s)",
        "Aux Heat Max Outdoor Temperature (F)", "Heat Stage 1 Cycles", "Fan (sec)", "Heat Pump Energy (kWh)",
        "Heat Demand (%)", "Outdoor Humidity (%)",
    )  # fmt: skip
    names = ",".join(["Time", "Outdoor Temp (F)", *others[:6], "Heating (sec)", *others[7:]])
    rows = [f"{START + n * FIVE:%Y-%m-%d %H:%M},30,{'999,' * 6}100,{'999,' * 5}" for n in range(12)]
    record = read(file(rows, names))
    assert at_each(record, record.heating) == pytest.approx([12 * 100 / 3600], rel=ROUNDING)
    assert "auxiliary" not in record.duty


@pytest.mark.parametrize(("minutes", "hours"), [(1, 1 / 60), (5, 1 / 12), (15, 0.25), (60, 1)])
def test_any_interval_up_to_an_hour(read: Any, minutes: int, hours: float) -> None:
    record = read(file(steady(20, step=datetime.timedelta(minutes=minutes), stage1=60)))
    assert record.read.step_minutes / 60 == pytest.approx(hours, rel=ROUNDING)
    assert recorded(record) == pytest.approx(20 * hours, rel=ROUNDING)
    assert heated(record) == pytest.approx(20 / 60, rel=ROUNDING)
    assert counts(record) == {}


# -------------------------------------------------------------------------------------------- gaps, clocks, duplicates


def test_a_gap_counts_for_nothing(read: Any) -> None:
    rows = [*steady(24, stage1=300), *steady(24, START + datetime.timedelta(days=3), stage1=300)]
    record = read(file(rows))
    assert recorded(record) == pytest.approx(48 / 12, rel=ROUNDING)
    assert heated(record) == pytest.approx(48 / 12, rel=ROUNDING)
    assert counts(record) == {"gaps": 1}


def test_a_row_counts_to_the_next_one(read: Any) -> None:
    """A row cut short by the next: 2 minutes, and no more heat than that."""
    rows = [*steady(12, stage1=300), line(START + 11 * FIVE + datetime.timedelta(minutes=2), 30, 300)]
    record = read(file(rows))
    assert recorded(record) == pytest.approx((11 * 5 + 2 + 5) / 60, rel=ROUNDING)
    assert heated(record) == recorded(record)


def night(date: datetime.date, hours: Iterable[int], step: int, **cells: Any) -> list[str]:
    """Rows of the hours of a night as a clock on the wall shows them."""
    midnight = datetime.datetime.combine(date, datetime.time())
    return [
        line(midnight + datetime.timedelta(hours=hour, minutes=minute), **({"outdoor": 30} | cells))
        for hour in hours
        for minute in range(0, 60, step)
    ]


BACK = datetime.date(2024, 11, 3)  # United States: 2:00 becomes 1:00
ON = datetime.date(2024, 3, 10)  # United States: 2:00 becomes 3:00
EUROPE_BACK = datetime.date(2024, 10, 27)  # central Europe: 3:00 becomes 2:00


@pytest.mark.parametrize("step", [1, 5, 15, 30, 60])
@pytest.mark.parametrize("newest_first", [False, True])
def test_the_hour_that_comes_twice_counts_twice(read: Any, step: int, newest_first: bool) -> None:
    rows = night(BACK, [0, 1, 1, 2, 3, 4, 5], step, stage1=60)
    record = read(file(rows[::-1] if newest_first else rows))
    assert recorded(record) == pytest.approx(7, rel=ROUNDING)
    assert heated(record) == pytest.approx(7 / step, rel=ROUNDING)
    assert counts(record) == {"clock_changes": 1}


@pytest.mark.parametrize("step", [5, 15, 60])
def test_the_hour_that_is_missing_is_no_gap(read: Any, step: int) -> None:
    record = read(file(night(ON, [0, 1, 3, 4, 5, 6], step)))
    assert recorded(record) == pytest.approx(6, rel=ROUNDING)
    assert counts(record) == {"clock_changes": 1}


def test_europe_changes_an_hour_later(read: Any) -> None:
    record = read(file(night(EUROPE_BACK, [0, 1, 2, 2, 3, 4], 5)))
    assert recorded(record) == pytest.approx(6, rel=ROUNDING)
    assert counts(record) == {"clock_changes": 1}


def test_both_changes_of_a_winter(read: Any) -> None:
    start = datetime.datetime(2023, 11, 1)
    rows = []
    for n in range(150 * 24):
        clock = start + datetime.timedelta(hours=n)
        clock -= datetime.timedelta(
            hours=datetime.datetime(2023, 11, 5, 2) <= clock < datetime.datetime(2024, 3, 10, 3)
        )
        rows.append(line(clock, 30 + n % 2, 600))
    record = read(file(rows))
    assert recorded(record) == pytest.approx(150 * 24, rel=ROUNDING)
    assert counts(record) == {"clock_changes": 2}


def test_with_an_offset_from_utc_no_clock_changes(read: Any) -> None:
    names = NAMES.replace("Date,Time", "Timestamp")

    def at(hour: int, minute: int, offset: str) -> str:
        row = line(datetime.datetime(2024, 11, 3, hour, minute), 30, 60)
        return row.replace(",", "T", 1).replace(":00,", f":00{offset},", 1)

    before = [at(hour, minute, "-05:00") for hour in (0, 1) for minute in range(0, 60, 5)]
    after = [at(hour, minute, "-06:00") for hour in (1, 2) for minute in range(0, 60, 5)]
    record = read(file([*before, *after], names))
    assert recorded(record) == pytest.approx(4, rel=ROUNDING)
    assert counts(record) == {}
    assert same(read(file([*after, *before], names)), record)


@pytest.mark.parametrize("date", [datetime.date(2024, 11, 4), datetime.date(2024, 11, 2)])
def test_an_hour_twice_on_another_day_is_a_duplicate(read: Any, date: datetime.date) -> None:
    record = read(file(night(date, [0, 1, 1, 2, 3], 5)))
    assert recorded(record) == pytest.approx(4, rel=ROUNDING)
    assert counts(record) == {"duplicates": 12}


def test_downloads_that_overlap(read: Any) -> None:
    """Two reports put together, in either order, each with its comments and names."""
    first, second = steady(288, stage1=150), steady(288, START + 144 * FIVE, stage1=150)
    for pair in ((first, second), (second, first)):
        record = read(file(pair[0]) + file(pair[1]))
        assert recorded(record) == pytest.approx(36, rel=ROUNDING)
        assert heated(record) == pytest.approx(18, rel=ROUNDING)
        assert counts(record) == {"duplicates": 144}


def test_the_complete_one_of_two_rows_of_a_time_counts(read: Any) -> None:
    rows = steady(12, stage1=300)
    empty = [line(START + n * FIVE, "", "", "", "", "") for n in range(12)]
    for lines in (empty + rows, rows + empty):
        record = read(file(lines))
        assert heated(record) == pytest.approx(1, rel=ROUNDING)
        assert counts(record) == {"duplicates": 12}


def test_the_order_of_rows_makes_no_difference(read: Any) -> None:
    rows = [line(START + n * FIVE, 20 + n % 7, 300 * (n % 3 == 0)) for n in range(600)]
    expected = read(file(rows))
    shuffled = rows[:]
    random.Random(4).shuffle(shuffled)
    for lines in (rows[::-1], shuffled, rows[300:] + rows[:300]):
        record = read(file(lines))
        assert same(record, expected)
        assert counts(record) == {}


# ------------------------------------------------------------------------------------------------------ rows left out


@pytest.mark.parametrize("cell", ["", " ", "--", "N/A", "nan", "inf", "-5002", "999", "1_0", "1e400", SECRET, "9" * 80])
def test_a_row_without_temperature_is_left_out(read: Any, cell: str) -> None:
    rows = steady(12, stage1=300)
    rows[5] = line(START + 5 * FIVE, cell, 300)
    record = read(file(rows))
    assert recorded(record) == pytest.approx(11 / 12, rel=ROUNDING)
    assert heated(record) == pytest.approx(11 / 12, rel=ROUNDING)
    assert counts(record) == {"without_temperature": 1}  # its time is known, so there is no gap


@pytest.mark.parametrize("cells", [("", "", "", ""), (300, "--", "", ""), (300, 0, -1, 0), ("nan", 0, 0, 0), ("1_0",)])
def test_a_row_without_runtime_is_used_for_its_temperature(read: Any, cells: tuple[Any, ...]) -> None:
    """ecobee leaves the runtimes blank while the thermostat is off; the weather it still knows."""
    rows = steady(12, stage1=300)
    rows[5] = line(START + 5 * FIVE, 30, *cells)
    record = read(file(rows))
    assert recorded(record) == pytest.approx(1, rel=ROUNDING)
    assert heated(record) == pytest.approx(11 / 12, rel=ROUNDING)
    assert counts(record) == {"without_runtime": 1}


def test_a_stage_the_house_does_not_have_is_blank(read: Any) -> None:
    record = read(file(steady(12, stage1=150, stage2="", aux1="", aux2="")))
    assert heated(record) == pytest.approx(0.5, rel=ROUNDING)
    assert counts(record) == {}


@pytest.mark.parametrize(
    "stamp",
    ["", ",", "2024-02-30,00:00", "2024-13-01,00:00", "2024-01-15,25:00", "2024-01-15,00:60", "2024-01-15,13:00 PM",
     "2024-01-15", "Total,", f"{SECRET},{SECRET}", "2024-01/15,00:00", f"{'1' * 5000},0", "٢٠٢٤-٠١-١٥,00:00",
     "0000-00-00,00:00:00", "2024-01-15," + "0:00" + " " * 90 + "x"],
)  # fmt: skip
def test_a_row_without_time_is_left_out(read: Any, stamp: str) -> None:
    odd = (stamp if "," in stamp else f"{stamp},") + ",auto,x,,Home,78,68,68,41,30,8,0,300,0,0,0,300,"
    record = read(file([*steady(12), odd[:4000], *steady(12, START + 12 * FIVE)]))
    assert recorded(record) == pytest.approx(2, rel=ROUNDING)
    assert counts(record) == {"without_time": 1}


def test_a_row_cut_short(read: Any) -> None:
    record = read(file([*steady(12), f"{START + 12 * FIVE:%Y-%m-%d,%H:%M:%S},auto", "2024"]))
    assert counts(record) == {"without_time": 1, "without_temperature": 1}


# ----------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Outdoor Temp (F)", "Outdoor Temp", ["column 11", "outdoor temperature, has no unit", "(F) or (C)"]),
        ("Outdoor Temp (F)", "Outdoor Temp (K)", ["column 11", "has no unit"]),
        ("Outdoor Temp (F)", "Wind Chill (F)", ["no column of outdoor temperatures"]),
        ("Wind Speed (km/h)", "Outside Temperature (C)", ["columns 11 and 12 are outdoor temperatures"]),
        ("Heat Stage 1 (sec)", "Heat Stage 1", ["no unit of time in their names: column 14", "(sec), (min) or (h)"]),
        ("Aux Heat 1 (sec)", "Aux Heat 1 (ms)", ["column 16"]),
        ("Aux Heat 1 (sec)", "Aux Heat 1 (m)", ["column 16"]),
        ("Heat Stage 2 (sec)", "Heat Stage 2 (rpm)", ["column 15"]),
        ("Heat Stage 2 (sec)", f"Heat Stage 2 ({SECRET})", ["column 15"]),
        ("(sec)", "", ["column 14, 16"]),
        ("Heat Stage", "Stage", []),
        ("Date,Time", "Day,Hour", ["no row of column names"]),
    ],
)
def test_names_are_not_guessed_at(refusal: Any, read: Any, old: str, new: str, words: list[str]) -> None:
    content = file(steady(12, stage1=250, aux1=20), NAMES.replace(old, new))
    if words:
        message = refusal(content)
        assert all(word in message for word in words)
    else:
        assert heated(read(content)) == pytest.approx(12 * 20 / 3600, rel=ROUNDING)  # auxiliary heat is there


def test_all_that_is_wrong_with_the_names_is_told(refusal: Any) -> None:
    names = NAMES.replace("Outdoor Temp (F)", "Outdoor Temp").replace("(sec)", "")
    assert len(refusal(file(steady(12, stage1=250), names)).splitlines()) == 2


def test_a_unit_that_the_numbers_contradict(refusal: Any) -> None:
    message = refusal(file(steady(12, stage1=280), NAMES.replace("(sec)", "(min)")))
    assert "longer than the 5 minutes" in message and "unit" in message


def test_a_download_with_other_columns_behind_another(read: Any) -> None:
    """A sensor was added, and a unit changed: each line of names holds for the rows below it."""
    other = NAMES.replace("Heat Stage 1 (sec)", "Heat Stage 1 (min)").replace("Wind Speed", "Attic (F),Wind Speed")
    rows = [row.replace(",8,0,", ",55,8,0,") for row in steady(12, START + 12 * FIVE, stage1=5)]
    record = read(file(steady(12, stage1=150)) + file(rows, other))
    assert record.hours_of("compressor_1") == pytest.approx(0.5 + 1, rel=ROUNDING)
    assert recorded(record) == pytest.approx(2, rel=ROUNDING)


def test_rows_too_far_apart(refusal: Any) -> None:
    assert "120 minutes apart" in refusal(file(steady(48, step=datetime.timedelta(hours=2))))
    assert "it has one row a day" in refusal(file(steady(48, step=datetime.timedelta(days=1))))


@pytest.mark.parametrize("rows", [[], steady(1), steady(1) * 5, ["x,y,z"] * 5])
def test_fewer_than_two_times(refusal: Any, rows: list[str]) -> None:
    message = refusal(file(rows))
    assert f"{len(rows)} rows" in message and "fewer than two readable times" in message


def test_no_usable_row(refusal: Any) -> None:
    assert "none of its 12 rows" in refusal(file(steady(12, outdoor="")))


@pytest.mark.parametrize("content", [b"", b"\n\r\n", gzip.compress(b"")], ids=["nothing", "blank", "packed"])
def test_an_empty_file(refusal: Any, content: bytes) -> None:
    assert "it is empty" in refusal(content)


@pytest.mark.parametrize(
    "content",
    [
        random.Random(1).randbytes(3000),
        bytes(3000),
        f"{SECRET},1,2\n{SECRET}\n".encode(),
        f'"{SECRET}'.encode(),
        gzip.compress(gzip.compress(file(steady(12)))),
        b"," * 4000,
        file(steady(12), head="\n".join(["#"] * 440)),
    ],
    ids=["noise", "zeros", "text", "open-quote", "packed-twice", "commas", "far-down"],
)
def test_another_kind_of_file(refusal: Any, content: bytes) -> None:
    message = refusal(content)
    assert "no row of column names" in message and "Heat Stage 1 (sec)" in message


def test_a_very_long_line(refusal: Any) -> None:
    assert "line 7 is longer than 4,096" in refusal(file(["," * 5000]))


def test_very_many_lines(refusal: Any) -> None:
    assert "more than 600,000 lines" in refusal(b"Date,Time\n" + b"\n" * 600_000 + b"x")


@pytest.mark.parametrize(
    "cell",
    [" " * 4000, "(" * 2000 + ")" * 2000, "outdoor " * 500, "a" + " " * 4000 + "(f", "(" + " " * 4000],
    ids=["blanks", "brackets", "words", "far-unit", "open"],
)
def test_names_made_to_take_long(refusal: Any, cell: str) -> None:
    """Anything that grows with the cube of a cell would take hours."""
    refusal(file([], "Date,Time," + cell, "\n".join([cell] * 30)))


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading is weather's, whose tests are more; here, that it speaks of this input."""
    assert "cannot be read: " in refusal_of(tmp_path / "none.csv")
    assert "cannot be read: " in refusal_of("a\0b")
    assert "not a regular file" in refusal_of(tmp_path)
    path = tmp_path / "report.csv.gz"
    path.write_bytes(gzip.compress(file(steady(12)))[:-8])
    assert "damaged or cut gzip" in refusal_of(path)
    monkeypatch.setattr("xl_dualfuel.records.thermostat.RUNTIME", RUNTIME._replace(most=1000))
    path.write_bytes(gzip.compress(b"0" * 100_000))
    message = refusal_of(path)
    assert "unpacks to more than" in message and "one heating season" in message
    path.write_bytes(b"0" * 2000)
    assert "larger than" in refusal_of(path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert "not a regular file" in refusal_of(tmp_path / "pipe")


def test_damaged_files_never_raise_anything_else(tmp_path: Path) -> None:
    """Bytes changed at random: either a record with numbers that are possible, or the one refusal."""
    chance = random.Random(5)
    content = file(night(BACK, [0, 1, 1, 2, 3], 5, stage1=100))
    path = tmp_path / "report.csv"
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(chance.choice([1, 10, 100])):
            damaged[chance.randrange(len(damaged))] = chance.choice(b'\0\r\n\t ",;:#()-/T\x1a\x85\xff0123456789')
        path.write_bytes(damaged)
        try:
            record = read_runtime_file(path)
        except InputError:
            refusal_of(path)
        else:
            assert all((hours[~np.isnan(hours)] >= 0).all() for hours in record.duty.values())
            assert not (np.nan_to_num(record.heating) > record.length + 1e-9).any()
            assert recorded(record) < 24


def test_the_record_of_the_last_row_is_a_usual_interval(read: Any) -> None:
    assert recorded(read(file(steady(2)))) == pytest.approx(2 / 12, rel=ROUNDING)


def test_the_limits_are_those_of_the_design() -> None:
    assert runtime.LONGEST_INTERVAL == 3600
    assert runtime.MAX_ROWS > 366 * 24 * 60
