"""Records that write a value where it changes: blanks in tables, and temperatures that stay the same."""

from __future__ import annotations

import datetime
import math

import pytest

from xl_dualfuel.records.record import Record
from xl_dualfuel.records.thermostat import read_runtime_text

START = datetime.datetime(2024, 1, 15)
NAMES = "Time,OAT (F),Compressor,Aux Heat"


def read(lines: list[str], names: str = NAMES) -> Record:
    return read_runtime_text("\n".join([names, *lines]), "record.csv")


def cycles(days: int, blanks: bool) -> list[str]:
    """Each hour the compressor runs 20 minutes from 7 past; auxiliary heat for the last 5 of every fourth hour's."""
    rows = []
    for hour in range(24 * days):
        at = START + datetime.timedelta(hours=hour)
        degrees, same = f"{20 + 10 * math.sin(hour / 4):.1f}", "" if blanks else f"{20 + 10 * math.sin(hour / 4):.1f}"
        off = "" if blanks else "off"
        last = off if hour else "off"
        rows.append(f"{at:%Y-%m-%d %H:%M:%S},{degrees},{last},{last}")
        rows.append(f"{at + datetime.timedelta(minutes=7):%Y-%m-%d %H:%M:%S},{same},on,{off}")
        if hour % 4 == 0:
            on = "" if blanks else "on"
            rows.append(f"{at + datetime.timedelta(minutes=22):%Y-%m-%d %H:%M:%S},{same},{on},on")
        rows.append(
            f"{at + datetime.timedelta(minutes=27):%Y-%m-%d %H:%M:%S},{same},off,{'off' if hour % 4 == 0 else off}"
        )
    return rows


@pytest.mark.parametrize("backwards", [False, True])
def test_a_blank_in_a_column_of_changes_is_the_state_before(backwards: bool) -> None:
    rows = cycles(4, blanks=True)
    record = read(rows[::-1] if backwards else rows)
    # 96 hours of 20 minutes, and 24 of 5.
    assert record.hours_of("compressor_1") == pytest.approx(32)
    assert record.hours_of("auxiliary") == pytest.approx(2)
    assert record.read.hours == pytest.approx(read(cycles(4, blanks=False)).read.hours)
    assert "blank cell was taken as unchanged" in record.read.notes[0] and not record.read.left_out


def test_changes_in_rows_of_their_own() -> None:
    own = []
    for row in cycles(4, blanks=True):
        at, *cells = row.split(",")
        own += [",".join([at, *("" if other != place else cell for other in range(3))])
                for place, cell in enumerate(cells) if cell]  # fmt: skip
    record = read(own)
    assert (record.hours_of("compressor_1"), record.hours_of("auxiliary")) == pytest.approx((32, 2))
    assert record.read.hours == pytest.approx(read(cycles(4, blanks=False)).read.hours)


def test_a_blank_in_a_column_of_samples_is_not_known() -> None:
    """On for 20 minutes of an hour, in rows of 5 minutes; nothing is known of the last day."""
    rows = []
    for step in range(288 * 4):
        at = START + datetime.timedelta(minutes=5 * step)
        state = "" if step >= 288 * 3 else "on" if step % 12 >= 8 else "off"
        rows.append(f"{at:%Y-%m-%d %H:%M},{20 + step % 7},{state},{state and 'off'}")
    record = read(rows)
    assert record.hours_of("compressor_1") == pytest.approx(3 * 24 / 3)
    assert [one.number for one in record.read.left_out] == [288]


@pytest.mark.parametrize(("after", "hours"), [("30.5", 12), ("44.0", 6), ("30.5 silent", 6)])
def test_a_temperature_lasts_while_it_stays_the_same_and_the_record_goes_on(after: str, hours: int) -> None:
    rows = [f"sensor.outdoor_temperature (F),{30 + step % 2},2024-01-15T{step:02d}:00:00" for step in range(12)]
    rows.append(f"sensor.outdoor_temperature (F),{after.split(maxsplit=1)[0]},2024-01-15T23:00:00")
    for step in range(0, 24, 1 if "silent" not in after else 12):
        rows.append(f"binary_sensor.compressor,{'on' if step % 2 else 'off'},2024-01-15T{step:02d}:30:00")
    record = read(rows, "entity_id,state,last_changed")
    assert record.read.hours == pytest.approx(11 + hours + 1)
    assert record.read.gaps == (hours == 6)
