"""What a record says of a house: duty and need by temperature, heat that was not needed, the load it shows.

The records are made here, of houses whose heat loss, balance temperature and faults are known. The reference counts
their rows in plain Python.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from itertools import pairwise
from typing import Any, NamedTuple

import pytest

import xl_dualfuel as df
from commands import dualfuel
from xl_dualfuel import functions
from xl_dualfuel.results import record_words

CASE = {
    "load_slope": 600, "load_balance_temperature": 65, "capacity_47": 36000, "capacity_17": 22000,
    "existing_switchover": -80,
}  # fmt: skip
START = datetime.datetime(2025, 1, 1)


class Row(NamedTuple):
    """A row: hour from the beginning, temperatures [°F], share of the time that compressor and auxiliary heat ran."""

    hour: float
    outdoor: float
    setpoint: float
    indoor: float
    compressor: float
    auxiliary: float


def outdoor(hour: float) -> float:
    """A winter that gets warmer: 4 to 56 °F over 40 days."""
    return round(30 + 0.5 * (hour / 24 - 20) + 10 * math.sin(hour / 61) + 6 * math.sin((hour - 9) * math.pi / 12), 1)


def capacity(temperature: float) -> float:
    """By the ratings of CASE: 22,000 BTU/h at 17 °F, 36,000 at 47 °F."""
    return 22000 + (36000 - 22000) / 30 * (temperature - 17)


def load(temperature: float) -> float:
    return 600 * max(0.0, 65 - temperature)


def record(extra=lambda hour, temperature: 0.0, kw: float = 10.0, days: int = 40) -> list[Row]:
    """Rows of an hour: strips carry what the heat pump lacks, and ``extra`` of the time whatever it is."""
    rows = []
    for hour in range(24 * days):
        temperature = outdoor(hour)
        needed, most = load(temperature), capacity(temperature)
        share = min(1.0, max(0.0, needed - most) / (kw * 3412.142) + extra(hour, temperature))
        rows.append(Row(hour, temperature, 70, 70, min(1.0, needed / most) * (1 - extra(hour, temperature)), share))
    return rows


def written(path, rows, minutes: float = 60, celsius: bool = False, setpoint: bool = True,
            names=("Heat Stage 1 (sec)", "Aux Heat 1 (sec)")) -> str:  # fmt: skip
    unit = "C" if celsius else "F"
    lines = [["Timestamp", f"Outdoor Temp ({unit})", *names]]
    if setpoint:
        lines[0] += [f"Heat Set Temp ({unit})", f"Current Temp ({unit})"]
    for row in rows:
        temperatures = [(one - 32) / 1.8 if celsius else one for one in (row.outdoor, row.setpoint, row.indoor)]
        cells = [f"{START + datetime.timedelta(hours=row.hour)}", f"{temperatures[0]:.10g}"]
        ran = [f"{60 * minutes * share:.10g}" for share in (row.compressor, row.auxiliary)]
        lines.append(cells + ran[: len(names)] + [f"{one:.10g}" for one in temperatures[1:] if setpoint])
    path.write_text("\n".join(map(",".join, lines)), encoding="utf-8")
    return str(path)


def evidence(tmp_path, rows, case: dict[str, Any] | None = None, **how):
    """The result of a case with a record of the rows."""
    return df.solve(df.Case(**CASE | (case or {}), runtime_file=written(tmp_path / "record.csv", rows, **how)))


def always(hour, temperature):
    return 0.15 if temperature < 65 else 0.0


def test_duty_and_need_by_temperature_as_plain_python_counts_them(tmp_path):
    rows = record(always)
    bins = evidence(tmp_path, rows, {"strip_capacity": 10}).record.bins.table()
    for place, low in enumerate(bins["low"]):
        of_bin = [row for row in rows if low <= row.outdoor < low + 5]
        hours = len(of_bin)
        assert bins["hours"][place] == pytest.approx(hours, rel=1e-12)
        for key, shares in (
            ("compressor_duty", [row.compressor for row in of_bin]),
            ("auxiliary_duty", [row.auxiliary for row in of_bin]),
            ("load_btuh", [load(row.outdoor) for row in of_bin]),
            ("heat_pump_need", [min(1.0, load(row.outdoor) / capacity(row.outdoor)) for row in of_bin]),
            ("auxiliary_need", [max(0.0, load(row.outdoor) - capacity(row.outdoor)) / 34121.42 for row in of_bin]),
        ):
            # Runtimes are written with ten digits.
            assert bins[key][place] == pytest.approx(sum(shares) / hours, rel=1e-8, abs=1e-9), (low, key)
    assert sum(bins["hours"]) == len(rows)
    assert bins["low"] == sorted(bins["low"], reverse=True)
    assert set(bins["emergency_duty"]) == set(bins["furnace_duty"]) == set(bins["starts_per_hour"]) == {None}


def test_auxiliary_heat_whatever_the_weather(tmp_path):
    rows = record(always)
    result = evidence(tmp_path, rows, {"electricity_price": 0.2})
    (found,) = result.record.unneeded
    alone = [row for row in rows if load(row.outdoor) <= capacity(row.outdoor)]
    hours = sum(row.auxiliary for row in alone)
    assert (found.hours, found.of_hours) == (pytest.approx(hours), pytest.approx(len(alone)))
    assert found.share == pytest.approx(0.15)
    assert (found.low, found.high) == (min(row.outdoor for row in alone), max(row.outdoor for row in alone))
    # The size of the strips is what makes them run longer the more the heat pump falls short.
    assert result.record.strips.source == "record"
    assert result.record.strips.kw == pytest.approx(10, rel=1e-6)
    assert found.kwh == pytest.approx(10 * hours)
    assert found.cost == pytest.approx(2 * hours)
    # The same heat from the heat pump at the COP of the worked example: 3.4 at 47 °F, 2.2 at 17 °F.
    kwh = sum(10 * row.auxiliary / (2.2 + 1.2 / 30 * (row.outdoor - 17)) for row in alone)
    assert found.heat_pump_cost == pytest.approx(0.2 * kwh)
    sentence = result.doubts[1].message
    assert sentence.startswith(
        "Auxiliary heat ran 15 % of the time at temperatures at which the heat pump alone suffices "
        f"({found.low:.1f} °F to {found.high:.1f} °F, since {found.since}, the first day with such temperatures): "
        f"{hours:,.0f} hours, {round(found.kwh, 6):,.0f} kWh, ${round(found.cost, 6):.2f}. "
        f"From the heat pump the same heat costs ${found.heat_pump_cost:.2f}. "
    )
    assert "strips of about 10.0 kW" in sentence
    assert found.since == f"{START + datetime.timedelta(hours=min(row.hour for row in alone)):%Y-%m-%d}"
    assert result.record.line is None  # without their size the heat of the strips is not known
    assert "give strip_capacity" in result.record.no_line


DAY_12, DAY_25 = 24 * 12, 24 * 25
FAULTS = {
    "a tenth": (lambda h, t: 0.1, 0.1, -99, 99, 0, 40),
    "half": (lambda h, t: 0.5, 0.5, -99, 99, 0, 40),
    "above 40": (lambda h, t: 0.2 * (t >= 40), 0.2, 40, 99, 0, 40),
    "below 35": (lambda h, t: 0.25 * (t < 35), 0.25, -99, 35, 0, 40),
    "from a day on": (lambda h, t: 0.15 * (h >= DAY_12), 0.15, -99, 99, 12, 40),
    "until a day": (lambda h, t: 0.15 * (h < DAY_25), 0.15, -99, 99, 0, 25),
    "between two days": (lambda h, t: 0.15 * (DAY_12 <= h < DAY_25), 0.15, -99, 99, 12, 25),
    "above 38 from a day on": (lambda h, t: 0.3 * (h >= DAY_12 and t >= 38), 0.3, 38, 99, 12, 40),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_reported_at_its_temperatures_and_on_its_days(tmp_path, name):
    extra, share, low, high, first, last = FAULTS[name]
    rows = record(extra)
    (found,) = evidence(tmp_path, rows, {"strip_capacity": 10}).record.unneeded
    shown = [row for row in rows if load(row.outdoor) <= capacity(row.outdoor) and low <= row.outdoor < high
             and 24 * first <= row.hour < 24 * last]  # fmt: skip
    assert found.share == pytest.approx(share)
    assert found.hours == pytest.approx(sum(row.auxiliary for row in shown))
    dates = [f"{START + datetime.timedelta(hours=row.hour):%Y-%m-%d}" for row in shown]
    assert (found.since, found.until) == (dates[0], dates[-1])
    assert found.low == min(row.outdoor for row in shown)
    others = [row for row in rows if load(row.outdoor) <= capacity(row.outdoor) and low <= row.outdoor < high]
    assert found.from_the_first == (others[0] in shown)
    assert found.to_the_last == (f"{START + datetime.timedelta(hours=others[-1].hour):%Y-%m-%d}" == dates[-1])


@pytest.mark.parametrize("how", [
    {"celsius": True}, {"setpoint": False}, {"names": ("Y1 Runtime (sec)", "W2 Runtime (sec)")},
    {"names": ("Compressor Runtime (sec)", "Electric Heat Strip Runtime (sec)")},
])  # fmt: skip
def test_however_the_record_is_written(tmp_path, how):
    plain, other = (evidence(tmp_path, record(always), **one).record for one in ({}, how))
    assert other.unneeded[0].hours == pytest.approx(plain.unneeded[0].hours)
    assert other.unneeded[0].share == pytest.approx(0.15)


def in_defrost(hour, temperature):
    """Ten minutes for every 90 of the compressor below 40 °F."""
    return min(1.0, load(temperature) / capacity(temperature)) / 9 if temperature < 40 else 0.0


def test_an_honest_record_is_not_accused(tmp_path):
    assert evidence(tmp_path, record()).record.unneeded == ()
    assert evidence(tmp_path, record(in_defrost)).record.unneeded == ()


def test_warming_up_is_no_fault(tmp_path):
    """From 6:00 to 9:00 strips warm the rooms up; without a setpoint that is only likely, and said so."""
    rows = []
    for row in record():
        clock = row.hour % 24
        night, warming = clock < 6, 6 <= clock < 9
        rows.append(row._replace(setpoint=64 if night else 70, indoor=64 if night else 68 if warming else 70,
                                 auxiliary=0.9 if warming else row.auxiliary))  # fmt: skip
    assert evidence(tmp_path, rows).record.unneeded == ()
    without = evidence(tmp_path, rows, setpoint=False).record
    assert without.unneeded == ()
    (words,) = without.not_judged
    assert "it may warm the house up after a setback, but the record has no setpoint" in words
    # The fault beside the setback is still seen, in the hours without it.
    faulty = [row._replace(auxiliary=max(row.auxiliary, 0.15)) for row in rows]
    (found,) = evidence(tmp_path, faulty).record.unneeded
    assert found.share == pytest.approx(0.15)


def test_emergency_heat_is_judged_too(tmp_path):
    """The thermostat is left in emergency heat for ten mild days: the compressor stands still."""
    rows = [row._replace(compressor=0.0, auxiliary=load(row.outdoor) / 50000) if 24 * 25 <= row.hour < 24 * 35 else
            row._replace(auxiliary=0.0) for row in record()]  # fmt: skip
    names = ("Heat Stage 1 (sec)", "Emergency Heat (sec)")
    result = evidence(tmp_path, rows, {"strip_capacity": 15}, names=names)
    (found,) = result.record.unneeded
    assert (found.source, found.since, found.until) == ("emergency", "2025-01-26", "2025-02-04")
    alone = [row for row in rows if load(row.outdoor) <= capacity(row.outdoor)]
    assert found.kwh == pytest.approx(15 * sum(row.auxiliary for row in alone))
    assert result.record.not_judged == ("Auxiliary heat: the record has no column of it",)
    assert "Emergency heat ran " in result.doubts[1].message


def dual_fuel(switchover: float, dead_from: float = math.inf, extra=lambda hour, temperature: 0.0) -> list[Row]:
    """A furnace of 60,000 BTU/h heats below the switchover, the heat pump above it until it fails at an hour.

    The temperature moves within the hour, so that both run in the hours around the switchover.
    """
    rows = []
    for row in record():
        next_one = outdoor(row.hour + 1)
        parts = [row.outdoor + (next_one - row.outdoor) * part / 12 for part in range(12)]
        off = [at < switchover or row.hour >= dead_from for at in parts]
        furnace = sum(load(at) / 60000 for at, one in zip(parts, off, strict=True) if one) / 12
        pump = sum(min(1.0, load(at) / capacity(at)) for at, one in zip(parts, off, strict=True) if not one) / 12
        more = extra(row.hour, row.outdoor)
        rows.append(row._replace(outdoor=sum(parts) / 12, compressor=pump * (1 - more), auxiliary=furnace + more))
    return rows


DUAL_FUEL = {"existing_switchover": 30, "furnace_capacity": 60000}
FURNACE = {"names": ("Heat Stage 1 (sec)", "Furnace (sec)"), "setpoint": False}


def test_the_furnace_is_judged_too(tmp_path):
    """A heat pump that fails on 3 February: the furnace heats alone at every temperature."""
    rows = dual_fuel(30, dead_from=24 * 33)
    result = evidence(tmp_path, rows, DUAL_FUEL, **FURNACE)
    (found,) = result.record.unneeded
    shown = [row for row in rows if row.hour >= 24 * 33 and row.outdoor >= 30 + 3]
    assert (found.source, found.since, found.kwh) == ("furnace", "2025-02-03", None)
    assert found.hours == pytest.approx(sum(row.auxiliary for row in shown))
    assert found.fuel_mmbtu == pytest.approx(found.hours * 0.06 / 0.95)  # efficiency of the worked example
    assert found.cost == pytest.approx(13 * found.fuel_mmbtu)  # and its $/MMBtu
    assert "The furnace ran " in result.doubts[1].message
    assert "its settings for the furnace, checked" in result.doubts[1].message
    # A furnace that a thermostat calls auxiliary heat is the same furnace.
    (other,) = evidence(tmp_path, rows, DUAL_FUEL | {"strip_capacity": 0}, setpoint=False).record.unneeded
    assert other == found._replace(source="auxiliary")


def test_a_furnace_that_heats_mild_hours_for_minutes(tmp_path):
    """A fiftieth of the time is a tenth of the little heat that mild weather takes."""
    rows = [row._replace(outdoor=row.outdoor + 10) for row in record()]
    rows = [row._replace(compressor=max(0.0, load(row.outdoor) / capacity(row.outdoor) - 0.03),
                         auxiliary=0.02 * (50 <= row.outdoor < 65)) for row in rows]  # fmt: skip
    (found,) = evidence(tmp_path, rows, DUAL_FUEL, **FURNACE).record.unneeded
    assert 50 <= found.low < found.high < 65
    assert 0.015 < found.share <= 0.02


@pytest.mark.parametrize("switchover", [20, 30, 40])
def test_an_honest_furnace_is_not_accused(tmp_path, switchover):
    case = DUAL_FUEL | {"existing_switchover": switchover}
    result = evidence(tmp_path, dual_fuel(switchover), case, **FURNACE)
    assert result.record.unneeded == result.record.not_judged == ()
    assert not [one for one in result.doubts if one.key == "existing_switchover"]


def test_a_record_beside_the_setting_of_its_case(tmp_path):
    """Today's cost is that of the setting given: another one in the record is said, and is taken when given."""
    high, low = (evidence(tmp_path, dual_fuel(at), DUAL_FUEL, **FURNACE) for at in (40, 15))
    for result, words in (
        (high, r"did not run below (39|40)\.\d °F; this case says that it runs down to 30\.0 °F"),
        (low, r"ran down to 1[45]\.\d °F; this case says that it does not run below 30\.0 °F"),
    ):
        (found,) = (one for one in result.doubts if one.key == "existing_switchover")
        assert re.search(f"^The record shows that the compressor {words}", found.message)
        setting = float(re.search(r"give existing_switchover = ([\d.]+)", found.message)[1])
        again = evidence(tmp_path, dual_fuel(round(setting)), DUAL_FUEL | {"existing_switchover": setting}, **FURNACE)
        assert not [one for one in again.doubts if one.key == "existing_switchover"]
    lockout = {"existing_switchover": 15, "compressor_lockout": 35}
    locked = evidence(tmp_path, dual_fuel(15), DUAL_FUEL | lockout, **FURNACE)
    assert [one.key for one in locked.doubts if "The record shows" in one.message] == ["compressor_lockout"]


def test_strips_that_heat_because_the_compressor_is_locked_out(tmp_path):
    rows = [row if row.outdoor >= 35 else row._replace(compressor=0.0, auxiliary=min(1.0, load(row.outdoor) / 50000))
            for row in record()]  # fmt: skip
    result = evidence(tmp_path, rows)
    (found,) = result.record.unneeded
    shown = [row for row in rows if row.outdoor < 35 and load(row.outdoor) <= capacity(row.outdoor)]
    # Below the lockout the strips carry all of the load, which tells their size.
    assert result.record.strips.kw == pytest.approx(50000 / 3412.142, rel=1e-6)
    assert found.kwh == pytest.approx(sum(row.auxiliary for row in shown) * 50000 / 3412.142)
    assert (found.low, found.high) == (min(row.outdoor for row in shown), max(row.outdoor for row in shown))
    (words,) = (one.message for one in result.doubts if "though the heat pump alone suffices there" in one.message)
    assert f"{found.kwh:,.0f} kWh" in words
    assert "Have the lockout of the compressor, and the compressor, checked" in words
    assert "give existing_switchover = 35" in result.doubts[2].message
    # As the case says: below its setting, or its lockout, nothing is wanting.
    for key in ("existing_switchover", "compressor_lockout"):
        assert evidence(tmp_path, rows, {key: 35}).record.unneeded == ()


def test_auxiliary_heat_as_large_as_the_furnace_is_the_furnace(tmp_path):
    """In a dual-fuel house a thermostat calls the furnace auxiliary heat: gas, no electricity."""
    rows = record(always, kw=40000 / 3412.142)
    case = {"furnace_capacity": 40000, "fuel": "natural_gas"}
    result = evidence(tmp_path, rows, case)
    (found,) = result.record.unneeded
    assert result.record.strips == (0, "shown_furnace")
    assert (found.kwh, found.fuel_mmbtu) == (None, pytest.approx(found.hours * 0.04 / 0.95))
    assert "taken for the furnace, as it gives as much heat; if it is strips" in result.doubts[1].message
    for other in ({"furnace_capacity": 60000}, {"fuel": "electricity", "furnace_efficiency": 1}):
        strips = evidence(tmp_path, rows, case | other)
        assert strips.record.strips.kw == pytest.approx(40000 / 3412.142)
        assert "give strip_capacity, 0 where auxiliary heat is the furnace" in strips.doubts[1].message


def test_defrost_in_seconds_of_each_row_is_no_fault(tmp_path):
    """Rows of five minutes, in each of which the strips ran for a twentieth of the compressor's time."""
    rows = []
    for row in record(days=25):
        share = 0.05 * row.compressor if 24 < row.outdoor < 40 else row.auxiliary
        rows += [row._replace(hour=row.hour + part / 12, auxiliary=share) for part in range(12)]
    assert evidence(tmp_path, rows, minutes=5).record.unneeded == ()


def test_where_the_compressor_stops_backup_is_needed(tmp_path):
    rows = [row if row.outdoor >= 35 else row._replace(compressor=0.0, auxiliary=min(1.0, load(row.outdoor) / 50000))
            for row in record()]  # fmt: skip
    result = evidence(tmp_path, rows, {"existing_switchover": 35})
    compressor, auxiliary = result.record.limits
    assert result.record.unneeded == ()
    warm = [row.outdoor for row in rows if row.outdoor >= 35]
    cold = [row for row in rows if row.outdoor < 35]
    assert compressor.stops_below == min(warm)
    assert auxiliary.stops_above == max(row.outdoor for row in cold)
    assert compressor.hours_colder == pytest.approx(sum(row.auxiliary for row in cold))
    hours = f"{compressor.hours_colder:,.0f} hours"
    assert f"The compressor did not run below {min(warm):.1f} °F, where other heat ran {hours}" in (
        record_words.lines(result.solution, result.record)
    )


def test_below_todays_setting_nothing_is_judged(tmp_path):
    rows = record(lambda hour, temperature: 0.3 * (temperature < 34))
    assert evidence(tmp_path, rows, {"existing_switchover": 34}).record.unneeded == ()
    assert len(evidence(tmp_path, rows, {"existing_switchover": 20}).record.unneeded) == 1


def test_a_compressor_that_cannot_give_more_needs_help(tmp_path):
    """The house loses more than the case says: strips run beside a compressor that runs all the time."""
    rows = [row._replace(compressor=1.0, auxiliary=0.2) if row.outdoor < 40 else row for row in record()]
    assert evidence(tmp_path, rows).record.unneeded == ()


def test_a_house_that_loses_more_than_the_case_says_needs_its_strips(tmp_path):
    """600 BTU/h·°F in a case of 400: strips that make up for a heat pump that pauses now and then are no fault."""
    rows = [row._replace(compressor=0.9 * row.compressor, auxiliary=row.auxiliary + 0.1 * row.compressor * (
        capacity(row.outdoor) / 34121.42)) if row.outdoor < 24 else row for row in record()]  # fmt: skip
    result = evidence(tmp_path, rows, {"load_slope": 400, "strip_capacity": 10})
    assert result.record.line.slope == pytest.approx(600, rel=0.001)
    assert result.record.unneeded == ()
    (words,) = result.record.not_judged
    assert "that this case's heat loss does not need, but the heat loss that the record shows does" in words


def test_what_cannot_be_judged_is_said(tmp_path):
    rows = record(always)
    unknown = evidence(tmp_path, rows, {"capacity_47": None, "capacity_17": None}).record
    assert unknown.unneeded == ()
    assert unknown.not_judged == (
        "Whether auxiliary heat was needed: give capacity_47 and capacity_17 of the heat pump",
    )
    assert "give capacity_47 and capacity_17" in unknown.no_line
    without = evidence(tmp_path, rows, names=("Heat Stage 1 (sec)",)).record
    assert without.not_judged == ("Auxiliary heat: the record has no column of it",)
    strips_alone = evidence(tmp_path, rows, names=("Aux Heat 1 (sec)",)).record
    assert strips_alone.not_judged == (
        "Whether auxiliary heat was needed: the record has no runtime of the compressor",
    )


def test_how_large_the_strips_are(tmp_path):
    rows = record(always)
    given = evidence(tmp_path, rows, {"strip_capacity": 5}).record
    assert (given.strips.kw, given.strips.source) == (pytest.approx(5), "given")
    assert given.unneeded[0].kwh == pytest.approx(5 * given.unneeded[0].hours)
    furnace = evidence(tmp_path, rows, {"strip_capacity": 0, "furnace_capacity": 40000}).record
    (found,) = furnace.unneeded
    assert found.kwh is None
    assert found.fuel_mmbtu == pytest.approx(found.hours * 0.04 / 0.95)  # efficiency of the worked example
    assert found.cost == pytest.approx(13 * found.fuel_mmbtu)  # and its $/MMBtu
    # Nothing tells their size where they run no longer in the cold: they are taken as sold for the design load.
    flat = evidence(tmp_path, [row._replace(auxiliary=0.15) for row in rows])
    assert flat.record.strips.source == "stock"
    assert f"Strips of {flat.record.strips.kw:g} kW are assumed" in flat.doubts[1].message
    needed = flat.auxiliary_heat.strip_kw_needed
    assert needed <= flat.record.strips.kw == flat.auxiliary_heat.strip_kw_stock


def simulated(days: int = 40, gains: float = 3000, mass: float = 8000, setback: float = 0) -> list[Row]:
    """Five-minute rows of a house that stores heat, with a thermostat: losses 600 BTU/h·°F, balance at 70 − 5 °F."""
    rows, room, on = [], 70.0, False
    for number in range(288 * days):
        hour = number / 12
        at = outdoor(hour) + 12  # mild enough for the heat pump alone on most days
        wanted = 70.0 - setback * (hour % 24 < 6)
        ran, before = 0, room
        for _ in range(5):
            on = room < wanted + (0.4 if on else -0.4)
            ran += on
            room += (on * capacity(at) + gains - 600 * (room - at)) / 60 / mass
        rows.append(Row(hour, at, wanted, before, ran / 5, 0.0))
    return rows


def test_heat_loss_and_balance_temperature_of_a_known_house(tmp_path):
    result = evidence(tmp_path, simulated(), {"load_slope": 450, "load_balance_temperature": 60}, minutes=5)
    line, words = result.record.line, record_words.lines(result.solution, result.record)
    assert line.slope == pytest.approx(600, rel=0.02)
    assert line.balance_temperature == pytest.approx(65, abs=1)
    assert line.rooms == pytest.approx(70, abs=0.5)
    assert line.r2 > 0.99
    assert abs(line.slope - 600) < 2 * line.times * line.slope_error
    # The lines to paste are the numbers of the line, and the case takes them.
    offered = re.search(r"To use it, give load_slope = ([\d.]+) and load_balance_temperature = ([\d.]+)", words[0])
    assert float(offered[1]) == pytest.approx(line.slope, rel=1e-3)
    assert float(offered[2]) == pytest.approx(line.balance_temperature, abs=0.05)
    assert "this case has 450 BTU/h·°F below 60.0 °F" in words[0]
    again = df.Case(**CASE | {"load_slope": float(offered[1]), "load_balance_temperature": float(offered[2])})
    assert df.solve(again).solution.parameters.load_slope == float(offered[1])
    # It cycles within its band of 0.8 °F: counted from the rows of the simulation.
    assert result.record.starts == pytest.approx(starts_per_hour(simulated()), rel=0.1)


def starts_per_hour(rows: list[Row]) -> float:
    starts = sum(now.compressor > 0 and before.compressor == 0 for before, now in pairwise(rows))
    return starts / (sum(row.compressor for row in rows) / 12)


def test_a_setback_lowers_the_balance_temperature_by_what_the_rooms_are_colder(tmp_path):
    line = evidence(tmp_path, simulated(setback=6), minutes=5).record.line
    assert line.slope == pytest.approx(600, rel=0.02)
    assert line.rooms < 69.5
    assert line.balance_temperature == pytest.approx(line.rooms - 5, abs=0.5)


def test_strips_of_a_known_size_belong_to_the_heat(tmp_path):
    rows = record()
    days = evidence(tmp_path, rows, {"strip_capacity": 10}).record.line.days
    for number, temperature, heat in zip(days.date, days.temperature, days.heat, strict=True):
        of_day = rows[24 * (number - START.toordinal()) :][:24]
        mean = sum(row.compressor * capacity(row.outdoor) + row.auxiliary * 34121.42 for row in of_day) / 24
        assert heat == pytest.approx(mean)
        assert temperature == pytest.approx(sum(row.outdoor for row in of_day) / 24)


def test_days_of_strips_of_unknown_size_are_left_out_and_said(tmp_path):
    """They run in the days that take more heat than others as cold: without these a line comes out too flat."""
    words = "days more the heat is not known: give strip_capacity, 0 where auxiliary heat is the furnace"
    rows = record(lambda hour, temperature: 0.05 * (hour < DAY_12))
    days = {int(row.hour // 24) for row in rows}
    shares = {day: sum(row.auxiliary for row in rows[24 * day :][:24]) / 24 for day in days}
    left = [day for day in days if shares[day] >= 0.01]
    many = evidence(tmp_path, rows)
    assert many.record.no_offer == f"on {len(left)} {words}"
    assert f"Not to be used: on {len(left)} {words}" in record_words.lines(many.solution, many.record)[0]
    assert many.to_json()["record"]["regression"]["offered"] is False
    # A few do not bend the line: it is offered, and they are said.
    few = [row._replace(outdoor=row.outdoor + 10) for row in rows]
    few = [row._replace(compressor=load(row.outdoor) / capacity(row.outdoor), auxiliary=0.05 * (row.hour < 48))
           for row in few]  # fmt: skip
    some = evidence(tmp_path, few).record
    assert (some.no_offer, some.not_judged) == ("", (f"Heat loss: on 2 {words}",))
    known = evidence(tmp_path, rows, {"strip_capacity": 10}).record
    assert (known.no_offer, known.not_judged) == ("", ())
    # Days in which a furnace of unknown size ran are the cold ones, not those that take more than others as cold.
    furnace = evidence(tmp_path, dual_fuel(30), {"existing_switchover": 30}, **FURNACE).record
    assert furnace.no_offer == ""
    assert re.fullmatch(
        r"Heat loss: on \d+ days more the heat is not known: give furnace_capacity", *furnace.not_judged
    )


@pytest.mark.parametrize(("case", "names", "words"), [
    ({"capacity_min_47": 12000, "capacity_min_17": 8000, "cop_min_47": 4, "cop_min_17": 3}, None, "variable speed"),
    ({}, ("Heat Stage 1 (sec)", "Heat Stage 2 (sec)"), "give capacity_min_47 and capacity_min_17 of the first"),
    ({}, ("Aux Heat 1 (sec)",), "no runtime of a compressor"),
])  # fmt: skip
def test_why_no_heat_follows(tmp_path, case, names, words):
    how = {} if names is None else {"names": names}
    rows = [row._replace(auxiliary=0.1, compressor=0.4) for row in record()]
    assert words in evidence(tmp_path, rows, case, **how).record.no_line


def test_a_balance_temperature_above_the_setpoint_is_not_offered(tmp_path):
    """The heat of a house that needs heat up to 80 °F: such a record has capacities that are not its own."""
    rows = [
        row._replace(compressor=200 * (80 - row.outdoor) / capacity(row.outdoor), auxiliary=0.0) for row in record()
    ]
    result = evidence(tmp_path, rows)
    assert result.record.line.balance_temperature == pytest.approx(80, abs=0.1)
    assert "does not need heat above its setpoint" in result.record.no_offer
    assert "Not to be used" in record_words.lines(result.solution, result.record)[0]


def test_no_record_and_no_runtimes(tmp_path):
    assert df.solve(df.Case()).record is None
    assert evidence(tmp_path, record(), names=()).record is None


def test_in_the_units_of_the_case(tmp_path):
    units = {"temperature_unit": "C", "currency": "CAD", "load_balance_temperature": 18.333333333,
             "existing_switchover": -62, "strip_capacity": 10}  # fmt: skip
    plain, celsius = (evidence(tmp_path, record(always), one) for one in ({"strip_capacity": 10}, units))
    (one,), document = plain.record.unneeded, celsius.to_json()
    (other,) = document["record"]["unneeded"]
    assert other["low"] == pytest.approx((one.low - 32) / 1.8)
    assert document["units"]["low"] == document["units"]["room_temperature"] == "°C"
    assert document["record"]["bins"][0]["low"] == pytest.approx((plain.record.bins.low[0] - 32) / 1.8)
    error = plain.record.line.balance_error / 1.8
    assert document["record"]["regression"]["load_balance_temperature_error"] == pytest.approx(error, rel=1e-6)
    assert f"({(one.low - 32) / 1.8:.1f} °C to {(one.high - 32) / 1.8:.1f} °C, " in celsius.doubts[1].message
    assert f"CAD {one.cost:.2f}" in celsius.doubts[1].message


def test_on_the_screen_in_json_and_as_csv(tmp_path):
    rows = record(always)
    path = written(tmp_path / "record.csv", rows)
    case = tmp_path / "case.toml"
    case.write_text(
        "\n".join(f"{key} = {value}" for key, value in CASE.items()) + f'\nruntime_file = "{path}"', "utf-8"
    )
    done = dualfuel("run", case, "--json", tmp_path / "out.json", "--csv", tmp_path / "tables")
    document = json.loads((tmp_path / "out.json").read_text("utf-8"))["record"]
    assert done.status == 0
    claim = "Auxiliary heat ran 15 % of the time at temperatures at which the heat pump alone suffices"
    assert f"    {claim}" in done.out
    assert f"Check: Thermostat runtime file: {claim}" in done.err
    assert document["unneeded"][0]["share"] == pytest.approx(0.15)
    head, *lines = (tmp_path / "tables" / "record.csv").read_text("utf-8").splitlines()
    assert head.split(",") == list(document["bins"][0])
    for line, row in zip(lines, document["bins"], strict=True):
        assert [float(cell) if cell else None for cell in line.split(",")] == pytest.approx(list(row.values()))


def test_the_worksheet_function_gives_the_same_table(tmp_path):
    rows = record(always, days=4)
    text = (path := tmp_path / "record.csv") and written(path, rows) and path.read_text("utf-8")
    cells = [[cell if place == 0 or not number else float(cell) for place, cell in enumerate(line.split(","))]
             for number, line in enumerate(text.splitlines())]  # fmt: skip
    inputs = [[key, value] for key, value in CASE.items()]
    answer = functions.DF_RECORD(cells, inputs)
    table = evidence(tmp_path, rows).record.bins.table()
    assert answer[0] == list(table)
    assert [row[:5] for row in answer[1:]] == [list(row[:5]) for row in zip(*table.values(), strict=True)]
    assert functions.DF_RECORD([row[:2] for row in cells])[0][1].startswith(
        "record = the pasted range: must have a column of runtimes"
    )
