"""What ran in a record, counted by hand: duty by temperature, limits, starts, rooms warmed up after a setback."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xl_dualfuel.records import running
from xl_dualfuel.records.cells import record_in_cells
from xl_dualfuel.records.heat_line import Day, heat_line, student
from xl_dualfuel.records.record import DAY

HEAD = ["Timestamp", "Outdoor Temp (F)", "Heat Stage 1 (sec)", "Aux Heat 1 (sec)"]


def intervals(rows, head=HEAD, minutes=5):
    """Intervals of rows of outdoor temperature, compressor and auxiliary [s], from midnight on."""
    stamped = [
        [f"2025-01-{6 + n * minutes // 1440:02d} {n * minutes // 60 % 24:02d}:{n * minutes % 60:02d}", *row]
        for n, row in enumerate(rows)
    ]
    return running.intervals_of(record_in_cells([head, *stamped]))


def test_a_source_stops_where_others_go_on():
    warm, cold = [[40.0, 1800, 0]] * 10, [[20.0, 0, 1800]] * 10
    compressor, auxiliary = running.limits(intervals(warm + cold, minutes=60))
    assert (compressor.stops_below, compressor.stops_above) == (40, None)
    assert (auxiliary.stops_below, auxiliary.stops_above) == (None, 20)
    assert (compressor.hours, compressor.hours_colder, auxiliary.hours_warmer) == (5, 5, 5)


def test_a_source_that_runs_a_little_beyond_has_no_limit():
    rows = [[40.0, 1800, 0]] * 10 + [[20.0, 300, 1800]] * 10
    assert [one.stops_below for one in running.limits(intervals(rows, minutes=60))] == [None, None]


STARTS = [
    ([0, 300, 300, 0, 0, 300, 0, 300], 3),
    ([0, 120, 300, 300, 60, 0, 0, 0], 1),  # a row in part at either end
    ([0, 300, 200, 300, 300, 300, 0, 0], 2),  # it stopped and started within a row
    ([300, 300, 300, 0, 0, 300, 300, 300], 1),  # it ran when the record began
]


@pytest.mark.parametrize(("ran", "starts"), STARTS)
def test_starts(ran, starts):
    counted = running.starts_of_compressor(intervals([[30.0, one, 0] for one in ran]), 5)
    assert not isinstance(counted, str)
    assert counted.sum() == starts


def test_starts_that_cannot_be_counted():
    spread = intervals([[30.0, 150, 0]] * 20)
    assert "faster than the rows show" in running.starts_of_compressor(spread, 5)
    assert "give rows of 10 minutes or less" in running.starts_of_compressor(spread, 15)
    assert "no runtime" in running.starts_of_compressor(intervals([[30.0, 0, 300]] * 4), 5)


def test_a_room_is_warmed_up_from_before_a_raised_setpoint_until_it_is_there():
    head = ["Timestamp", "Outdoor Temp (F)", "Heat Stage 1 (min)", "Heat Set Temp (F)", "Current Temp (F)"]
    rows = [[30.0, 30, 64.0 if hour < 6 else 70.0, 64.0 if hour < 6 else min(70.0, 66.0 + 2 * (hour - 6))]
            for hour in range(24)]  # fmt: skip
    marked = running.recovering(intervals(rows, head, 60))
    # Raised at 6:00, there at 8:00: from 3:00 on, while the half hour after 8:00 begins.
    assert np.flatnonzero(marked).tolist() == [3, 4, 5, 6, 7, 8]
    assert running.recovering(intervals([[30.0, 30, 0]] * 4, minutes=60)) is None


def test_cells_of_dates_and_clocks_as_a_spreadsheet_has_them():
    # 2025-01-06 is day 45,663 of a spreadsheet.
    as_numbers = [[45663.0, hour / 24, 30.0, 600] for hour in range(4)]
    in_words = [["2025-01-06", f"{hour:02d}:00:00", "30", "600"] for hour in range(4)]
    head = ["Date", "Time", "Outdoor Temp (F)", "Heat Stage 1 (sec)"]
    lines = [[",".join(map(str, row))] for row in [head, *in_words]]
    records = [record_in_cells(rows) for rows in ([head, *as_numbers], [head, *in_words], lines)]
    assert records[0] == records[1] == records[2]
    assert records[0].start[0] / DAY == 739257  # its ordinal, by datetime.date.toordinal


TABLE = {8: 2.306, 20: 2.086, 57: 2.0025}
"""Student's t, two-sided 95 %, as printed in tables"""


@pytest.mark.parametrize(("free", "expected"), TABLE.items())
def test_student(free, expected):
    assert student(free) == pytest.approx(expected, abs=6e-4)  # half a digit of the tables


def test_the_line_is_ordinary_least_squares():
    rng = np.random.default_rng(18)
    temperature = rng.uniform(0, 40, 60)
    heat = 500 * (62 - temperature) + rng.normal(0, 900, 60)
    date = np.arange(60) * 2  # no day follows another: none is like its neighbour
    line = heat_line(Day(date, temperature, temperature + 5, heat))
    assert not isinstance(line, str)
    slope, level = np.polyfit(temperature, heat, 1)
    rest = heat - slope * temperature - level
    scatter = math.sqrt(rest @ rest / 58)
    spread = ((temperature - temperature.mean()) ** 2).sum()
    assert line.slope == pytest.approx(-slope, rel=1e-9)
    assert line.balance_temperature == pytest.approx(-level / slope, rel=1e-9)
    assert line.slope_error == pytest.approx(scatter / math.sqrt(spread), rel=1e-9)
    assert line.r2 == pytest.approx(np.corrcoef(temperature, heat)[0, 1] ** 2, rel=1e-9)
    at = np.array([temperature.mean(), 0.0])
    band = student(58) * scatter * np.sqrt(1 / 60 + (at - temperature.mean()) ** 2 / spread)
    assert line.band(at) == pytest.approx(band, rel=1e-9)
    assert line.heat(np.array([70.0, 30.0])) == pytest.approx([0, level + 30 * slope])


def test_the_errors_hold_in_as_many_houses_as_they_say():
    rng, held, balances = np.random.default_rng(5), 0, 0
    for _ in range(200):
        temperature = rng.uniform(0, 45, 40)
        heat = 500 * (62 - temperature) + rng.normal(0, 1500, 40)
        line = heat_line(Day(np.arange(40), temperature, temperature + 5, heat))
        assert not isinstance(line, str)
        held += abs(line.slope - 500) <= line.times * line.slope_error
        balances += abs(line.balance_temperature - 62) <= line.times * line.balance_error
    # 95 % of 200 is 190; three standard deviations of that count are 9. Days taken to be alike only widen it.
    assert min(held, balances) >= 181


def test_why_there_is_no_line():
    few = np.arange(8.0)
    assert "are too few" in heat_line(Day(np.arange(8), few, few, 500 * (60 - few)))
    alike = np.linspace(30, 35, 20)
    assert "too much alike" in heat_line(Day(np.arange(20), alike, alike, 500 * (60 - alike)))
    wide = np.linspace(0, 40, 20)
    assert "does not rise with the cold" in heat_line(Day(np.arange(20), wide, wide, 500 * (60 + wide)))
