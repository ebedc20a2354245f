"""Records as the programs that people have write them: each file here is a few rows, its hours counted by hand."""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from xl_dualfuel.errors import InputError
from xl_dualfuel.records.record import Record
from xl_dualfuel.records.thermostat import STILL, read_runtime_file

ROUNDING = 1e-12  # sums of a few doubles


@pytest.fixture
def read(tmp_path: Path):
    def read(*texts: str, encoding: str = "utf-8") -> Record:
        paths = []
        for number, text in enumerate(texts):
            paths.append(tmp_path / f"part{number}.csv")
            paths[-1].write_bytes(text.encode(encoding))
        return read_runtime_file(paths)

    return read


def ran(record: Record) -> dict[str, float]:
    """Hours of each source."""
    return {source: pytest.approx(record.hours_of(source), rel=1e-9, abs=1e-9) for source in record.duty}


def outcome(reading: Callable[[], Record]) -> str:
    """What becomes of a file: "read", with numbers that are possible, or the keys of its refusal."""
    try:
        record = reading()
    except InputError as error:
        return ",".join({issue.key for issue in error.issues})
    possible = np.isfinite(record.length).all() and (record.length >= 0).all()
    possible &= all(not (hours < 0).any() for hours in record.duty.values())
    return "read" if possible else "impossible"


BEESTAT = (
    'Timestamp,"Compressor 1","Compressor 2","Compressor Mode","Auxiliary Heat 1","Auxiliary Heat 2",Fan,Accessory,'
    '"Indoor Temperature","Outdoor Temperature","Setpoint Heat","Setpoint Cool"\n'
    '"2024-01-05 00:00:00",300,0,heat,0,0,300,0,68.1,28.4,68,78\n'
    '"2024-01-05 00:05:00",300,0,heat,0,0,300,0,68.1,28.4,68,78\n'
    '"2024-01-05 00:10:00",120,180,heat,0,0,300,0,68.1,28.4,68,78\n'
    '"2024-01-05 00:15:00",0,0,off,300,0,300,0,68.1,28.4,68,78\n'
)


def test_beestat(read) -> None:
    record = read(BEESTAT)
    # 300 + 300 + 120 s, 180 s, 300 s: 0.333 h of heating in all
    assert ran(record) == {"compressor_1": 0.2, "compressor_2": 0.05, "auxiliary": 300 / 3600}
    assert math.fsum(record.heating) == pytest.approx(1200 / 3600, rel=ROUNDING)
    assert record.outdoor.tolist() == [28.4] * 4 and record.setpoint.tolist() == [68.0] * 4
    units = BEESTAT.replace('Heat 1"', 'Heat 1 (sec)"').replace('r Temperature"', 'r Temperature (F)"')
    assert ran(read(units)) == ran(record)
    cooling = BEESTAT.replace(",heat,", ",cool,")
    assert ran(read(cooling)) == {"compressor_1": 0, "compressor_2": 0, "auxiliary": 300 / 3600}


def test_beestat_of_a_user_of_celsius(read) -> None:
    """The unit is the one in which the house is warm."""
    record = read(BEESTAT.replace(",68.1,28.4,68,78", ",20,-2,20,26"))
    assert record.outdoor.tolist() == pytest.approx([28.4] * 4, rel=ROUNDING)
    with pytest.raises(InputError, match=r"outdoor temperature, has no unit.*Put \(F\) or \(C\)"):
        read(BEESTAT.replace(",68.1,28.4,68,78", ",41,28,,"))


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ("date,time,auxHeat1,auxHeat2,compCool1,compHeat1,compHeat2,outdoorTemp,zoneAveTemp,zoneHeatTemp", "ecobee"),
        ("Date,Time,auxHeat1,auxHeat2,compCool1,compHeat1,compHeat2,T_out,T_ctrl,T_stp_heat", "ecobee"),
        (
            "Date,Time,HeatingEquipmentStage1_RunTime,HeatingEquipmentStage2_RunTime,CoolingEquipmentStage1_RunTime,"
            "HeatPumpsStage1_RunTime,HeatPumpsStage2_RunTime,Outdoor_Temperature,Indoor_AverageTemperature,"
            "Indoor_HeatSetpoint",
            "ecobee",
        ),
        (
            "Date,Time,Aux Heat 1 (sec),Aux Heat 2 (sec),Cool Stage 1 (sec),Heat Stage 1 (sec),Heat Stage 2 (sec),"
            "Outdoor Temp (F),Current Temp (F),Heat Set Temp (F)",
            "thermostat",
        ),
    ],
)
def test_ecobee_by_any_of_its_names(read, names: str, kind: str) -> None:
    rows = "2022-01-07,19:50:00,0,0,0,300,0,26.4,68,67\n2022-01-07,19:55:00,60,30,0,100,200,26.4,68,67\n"
    record = read(f"{names}\n{rows}")
    # The stages of auxiliary heat run together, those of the compressor take turns.
    assert ran(record) == {"compressor_1": 400 / 3600, "compressor_2": 200 / 3600, "auxiliary": 60 / 3600}
    assert (record.outdoor[0], record.indoor[0], record.setpoint[0]) == (26.4, 68, 67)
    assert record.read.kind.startswith(kind)


EPA = (
    "datetime,cool_runtime_stg1,cool_runtime_stg2,cool_runtime_equiv,heat_runtime_stg1,heat_runtime_stg2,"
    "heat_runtime_equiv,emergency_heat_runtime,auxiliary_heat_runtime,temp_in"
)


def test_epa_asks_for_the_outdoor_temperature(read) -> None:
    """Its software takes the weather from elsewhere; runtimes are minutes in an hour."""
    rows = ["2021-01-01 00:00:00,0.0,,,38.0,,,0.0,23.0,64.5", "2021-01-01 01:00:00,,,,,,,,,,",
            "2021-01-01 02:00:00,0.0,,,39.0,,,6.0,4.0,65.5"]  # fmt: skip
    with pytest.raises(InputError, match=r"no column of outdoor .*Add a column such as Outdoor Temp \(F\)"):
        read("\n".join([EPA, *rows]))
    record = read("\n".join([f"{EPA},Outdoor Temp (F)", rows[0] + ",20", rows[1][:-1] + ",21", rows[2] + ",22"]))
    assert ran(record) == {"compressor_1": 77 / 60, "auxiliary": 27 / 60, "emergency": 6 / 60}
    assert record.read.hours == 3


STEP = datetime.timedelta(hours=1)


def _serial(time: datetime.datetime) -> str:
    return f"{(time - datetime.datetime(1899, 12, 30)) / datetime.timedelta(days=1):.9f}"


@pytest.mark.parametrize(
    ("names", "written"),
    [
        ("Time", lambda t: f"{t:%a} {t:%m/%d/%Y %H:%M}"),
        ("Time", lambda t: f'"{t:%A, %b %d, %Y} {t:%I:%M %p}"'),
        ("Time", lambda t: f"{t:%Y-%m-%d %H:%M:%S} America/New_York"),
        ("Time", lambda t: f"{t:%Y-%m-%dT%H:%M:%S}-05:00[America/New_York]"),
        ("Time", lambda t: f"{t:%Y-%m-%d %H:%M:%S}-05"),
        ("Time", lambda t: f"{t:%Y-%m-%d %H:%M:%S} UTC-05:00"),
        ("Time", lambda t: f"{t:%Y%m%d%H%M}"),
        ("Time", lambda t: f"{t:%Y%m%dT%H%M%S}"),
        ("Time", _serial),
        ("Date,Time", lambda t: f"{_serial(t)[:5]},0{_serial(t)[5:]}"),
        ("Date,Time", lambda t: f"{t:%d.%m.%Y},{t:%H.%M}"),
        ("Date,Time", lambda t: f"{t:%Y-%m-%d},{t.hour * 100 + t.minute}"),
        ("Date,Time", lambda t: f"{t:%Y-%m-%d},{t:%H:%M}-{t + STEP:%H:%M}"),
        ("Date,Time", lambda t: f"{t:%Y-%m-%d},{t:%I:%M %p} - {t + STEP:%I:%M %p}"),
        ("Date,Hour", lambda t: f"{t:%m/%d/%Y},{t.hour}"),
        ("Date,Hour Ending", lambda t: f"{t:%m/%d/%Y},{t.hour + 1}"),
        ("Year,Month,Day,Hour", lambda t: f"{t.year},{t.month},{t.day},{t.hour}"),
        ("Year,Month,Day,Hour,Minute", lambda t: f"{t.year},{t.month},{t.day},{t.hour},{t.minute}"),
    ],
)  # fmt: skip
def test_times_as_programs_write_them(read, names: str, written: Callable[[datetime.datetime], str]) -> None:
    times = [datetime.datetime(2025, 1, 30) + hour * STEP for hour in range(60)]
    rows = [f"{written(time)},{number / 2},30,0" for number, time in enumerate(times)]
    record = read("\n".join([f"{names},Outdoor Temp (F),Heat Stage 1 (min),Aux Heat 1 (min)", *rows]))
    assert (record.read.first, record.read.last) == ("2025-01-30 00:00", "2025-02-01 12:00")
    assert record.outdoor.tolist() == [number / 2 for number in range(60)]
    assert record.length.tolist() == [1.0] * 60 and ran(record) == {"compressor_1": 30, "auxiliary": 0}
    assert not record.read.left_out and not record.read.notes


@pytest.mark.parametrize("scale", [1, 1000])
def test_seconds_since_1970_are_in_utc(read, scale: int) -> None:
    first = 1_738_195_200  # 30 January 2025, 0:00 UTC: date -u -d @1738195200
    rows = [f"{scale * (first + 300 * row)},20,60" for row in range(3)]
    record = read("\n".join(["timestamp,Outdoor Temp (F),Heat Stage 1 (sec)", *rows]))
    assert (record.read.first, record.read.last) == ("2025-01-30 00:00", "2025-01-30 00:15")
    assert record.read.notes and "UTC" in record.read.notes[0]


SIX = [(20 + row, 300 - 50 * row, 10 * row) for row in range(6)]
"""Outdoor °F, seconds of compressor and auxiliary in five minutes: 1050 and 150 in all"""


def _rows(written: str, before: str = "") -> str:
    """Rows of SIX; places of numbers as in str.format: degrees, seconds, seconds, and shares of the row."""
    return "\n".join([
        before,
        *(f"2025-01-30 00:{5 * row:02d}," + written.format(o, h, a, h / 300, a / 300, 100 * h / 300, 100 * a / 300)
          for row, (o, h, a) in enumerate(SIX)),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("text"),
    [
        _rows("{0},{1},{2}", "Time,Outdoor Temp °F,Heat Stage 1 sec,Aux Heat sec"),
        _rows("{0},{1},{2}", "time,outdoor_temp_f,heat_stage_1_sec,aux_heat_s"),
        _rows("{0},{1},{2}", "Time,Outdoor Temp - F,Heat Stage 1 - seconds,Aux Heat - seconds"),
        _rows("{0},{1},{2}", "Time,Outdoor Temp,Heat Stage 1,Aux Heat\n,°F,sec,sec"),
        _rows("{0},{1},{2}", ",(degF),(s),(s)\nTime,Outdoor Temp,Heat Stage 1,Aux Heat"),
        _rows("{0} °F,{1} sec,{2} sec", "Time,Outdoor Temp,Heat Stage 1,Aux Heat"),
        _rows("{0}F,{1}s,{2}s", "Time,Outdoor Temp (F),Heat Stage 1 (sec),Aux Heat (s)"),
        _rows("{0},{5},{6}", "Time,Outdoor Temp (F),Heat Stage 1 (%),Aux Heat 1 (%)"),
        _rows("{0},{5}%,{6}%", "Time,Outdoor Temp (F),Heat Stage 1,Aux Heat 1"),
        _rows("{0},{5} %,{6} %", "Time,Outdoor Temp (F),Heat Pump Duty Cycle,Aux Heat Duty Cycle"),
        _rows("{0},{3},{4}", "Time,Outdoor Temp (F),Heat Pump Duty (0-1),Aux Heat Duty (0-1)"),
        _rows("{0},{3},{4}", "Time,Outdoor Temp (F),Heat Stage 1 (fraction),Aux Heat 1 (fraction)"),
    ],
)
def test_units_wherever_they_are(read, text: str) -> None:
    record = read(text.lstrip("\n"))
    assert record.outdoor.tolist() == [degrees for degrees, *_ in SIX]
    assert ran(record) == {"compressor_1": 1050 / 3600, "auxiliary": 150 / 3600}


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("(h:mm:ss)", ["0:05:00", "0:02:30"]), ("", ["0:05:00", "0:02:30"]), ("(mm:ss)", ["5:00", "2:30"]),
        ("(min)", ["5:00", "2:30"]), ("(sec)", ["0:05:00", "0:02:30"]),
    ],
)  # fmt: skip
def test_runtimes_as_clocks_show_them(read, name: str, cells: list[str]) -> None:
    rows = [f"2025-01-30 00:{5 * row:02d},20,{cell}" for row, cell in enumerate(cells)]
    assert ran(read("\n".join([f"Time,OAT (F),Heat Stage 1 {name}", *rows]))) == {"compressor_1": 450 / 3600}


def test_units_that_contradict_each_other(read) -> None:
    names = "Time,Outdoor Temp (F),Heat Stage 1 (sec)"
    for cells in ("{0} °C,{1}", "{0},{1} min"):
        with pytest.raises(InputError, match=r"column [23] have other units than its name.*Keep one unit in each"):
            read(_rows(cells, names).lstrip("\n"))
    text = _rows("{0} °F,{1}", "Time,Outdoor Temp,Heat Stage 1 (sec)").lstrip("\n").replace("22 °F", "-5 °C")
    with pytest.raises(InputError, match="column 2 have other units"):
        read(text)


@pytest.mark.parametrize("unit", ["(sec)", "(%)"])
def test_runtimes_too_short_for_their_unit(read, unit: str) -> None:
    """Minutes called seconds, 0 to 1 called per cent: no source runs so short all winter."""
    rows = [f"2025-01-30 {row // 12:02d}:{row % 12 * 5:02d},20,{5 * (row % 3) / (2 if unit == '(sec)' else 10)}"
            for row in range(60)]  # fmt: skip
    with pytest.raises(InputError, match=r"no heating runtime is over .*Correct the unit in the names"):
        read("\n".join([f"Time,OAT (F),Heat Stage 1 {unit}", *rows]))
    right = read("\n".join([f"Time,OAT (F),Heat Stage 1 {'(min)' if unit == '(sec)' else '(0-1)'}", *rows]))
    assert right.hours_of("compressor_1") == pytest.approx(2.5, rel=1e-9)


def test_slips_that_the_numbers_show(read) -> None:
    """Each reads well as it is named; the remedy, followed, gives the right record."""
    times = [f"2025-01-{1 + row // 24:02d} {row % 24:02d}:00" for row in range(72)]
    cold = [-5 + row % 9 for row in range(72)]
    inside = [f"{time},{degrees},20.5,30" for time, degrees in zip(times, cold, strict=True)]
    names = "Time,Outdoor Temp (F),Current Temp (F),Heat Stage 1 (min)"
    with pytest.raises(InputError, match=r"inside are about 2[01], as in °C.*Correct the unit in the names of all"):
        read("\n".join([names, *inside]))
    record = read("\n".join([names.replace("(F)", "(C)"), *inside]))
    assert record.outdoor[0] == 23 and ran(record) == {"compressor_1": 36}
    totals = [f"{time},{degrees},{1000 + row / 2}" for row, (time, degrees) in enumerate(zip(times, cold, strict=True))]
    with pytest.raises(InputError, match=r"they are totals\. Give how long .*: subtract the row before"):
        read("\n".join(["Time,OAT (F),Heat Pump Runtime (h)", *totals]))
    two = [
        f"{time},{degrees + floor},{10 + floor}" for time, degrees in zip(times, cold, strict=True) for floor in (0, 5)
    ]
    with pytest.raises(InputError, match=r"72 rows have the time of another row and other numbers.*each time once"):
        read("\n".join(["Time,OAT (F),Heat Stage 1 (min)", *two]))
    assert ran(read("\n".join(["Time,OAT (F),Heat Stage 1 (min)", *two[::2]]))) == {"compressor_1": 12}
    grows = [f"2025-01-{1 + row // 24:02d} {row % 24:02d}:00,{row % 9},{row / 2}" for row in range(120)]
    with pytest.raises(InputError, match=r"they are totals\. Give how long .*: subtract the row before"):
        read("\n".join(["Time,OAT (F),Heat Pump Runtime (sec)", *grows]))


def house(hours: int, name: str, degrees: Callable[[float], float], start: str = "2024-11-01") -> str:
    """A house that loses heat below 63 °F, in a winter from 20 below to 45 °F; the file has other degrees."""
    rows = [f"Time,OAT ({name}),Heat Stage 1 (min)"]
    first = datetime.datetime.fromisoformat(start)
    for hour in range(hours):
        outdoor = 12 - 22 * math.sin(hour / 300) + 11 * math.sin(hour / 3.82)
        rows.append(f"{first + datetime.timedelta(hours=hour)},{degrees(outdoor):.1f},{(63 - outdoor) / 2:.1f}")
    return "\n".join(rows)


def test_degrees_at_which_no_house_heats(read) -> None:
    """Numbers of the other unit under a name; the remedy gives the right record."""

    def celsius(t: float) -> float:
        return (t - 32) / 1.8

    right = read(house(2400, "F", lambda t: t))
    with pytest.raises(InputError, match=r"heat ran \d\d % of the time .* above 86 °F, as of numbers in °F\. Correct"):
        read(house(2400, "C", lambda t: t))
    assert read(house(2400, "C", celsius)).hours_of("compressor_1") == right.hours_of("compressor_1")
    with pytest.raises(InputError, match=r"never above 7 °F, as of numbers in °C\. Correct the unit"):
        read(house(5088, "F", celsius))
    assert read(house(5088, "C", celsius)).read.rows == 5088
    mild = house(2400, "F", lambda t: celsius(t + 35)).splitlines()
    mild = [row if at == 0 or float(row.split(",")[1]) < 17 else f"{row.rpartition(',')[0]},0"
            for at, row in enumerate(mild)]  # fmt: skip
    with pytest.raises(
        InputError, match=r"and above 20 °F hardly any heat ran, as of numbers in °C\. Correct the unit"
    ):
        read("\n".join(mild))


def test_a_sensor_that_stands_still(read) -> None:
    times = [f"2025-01-{1 + row // 24:02d} {row % 24:02d}:00" for row in range(240)]
    names = "Time,OAT (F),Heat Stage 1 (min)"
    still = [f"{time},{32 if 48 <= row < 148 else row % 9},{row % 7}" for row, time in enumerate(times)]
    record = read("\n".join([names, *still]))
    assert record.read.rows == 140 and [(one.why, one.number) for one in record.read.left_out] == [(STILL, 100)]
    log = [f"{time},OAT,{row.split(',')[1]}" for time, row in zip(times, still, strict=True)]
    logged = read("\n".join(["Time,Point,Value", *log]).replace("OAT", "OAT (F)"))
    assert logged.read.rows == 140 and logged.read.left_out[0][1:] == (100, "2025-01-03 00:00")
    with pytest.raises(InputError, match=r"temperature is 32 °F in every row: the sensor was off\. Give"):
        read("\n".join([names, *(f"{time},32,{row % 7}" for row, time in enumerate(times))]))


@pytest.mark.parametrize(
    "names",
    [
        "Date,Outdoor Temp Avg (F),Heat Stage 1 (h)", "date,average outdoor temperature,heat runtime (min)",
        "datetime,heat_runtime_stg1,auxiliary_heat_runtime",
    ],
)  # fmt: skip
def test_rows_of_days_are_refused_with_what_to_do(read, names: str) -> None:
    """The outdoor temperature of a day is no measure of its coldest hours; EPA's daily file has none at all."""
    rows = [f"2025-01-{day:02d}{' 00:00:00' if 'time' in names else ''},20,11" for day in range(1, 32)]
    with pytest.raises(InputError, match=r"one row a day.* each hour or shorter.*degree_days and design_temperature"):
        read("\n".join([names, *rows]))


def test_a_weather_file_is_told_from_a_record(read) -> None:
    text = "STATIONS_ID;MESS_DATUM;QN_9;TT_TU;RF_TU;eor\n         44;2023010101;    3;   1.2;  80.0;eor\n"
    with pytest.raises(InputError, match=r"it is a weather file \(DWD hourly\)\. Give it as weather_file, without"):
        read(text)


def test_building_automation_names_its_units_or_is_asked(read) -> None:
    rows = "1/1/2024 0:00,23.4,10,5\n1/1/2024 0:15,23.2,10,5\n"
    record = read("Date/Time,OAT (deg F),Heat Pump Runtime (min),Furnace Runtime (min)\n" + rows)
    assert ran(record) == {"compressor_1": 20 / 60, "furnace": 10 / 60}
    with pytest.raises(InputError, match=r"column 2, the outdoor temperature, has no unit\. Put \(F\) or \(C\)"):
        read("Date/Time,OAT,Heat Pump Runtime (min),Furnace Runtime (min)\n" + rows)
    with pytest.raises(InputError, match=r"no unit of time .*: column 3, 4\. Put \(sec\), \(min\) or \(h\).*\(%\)"):
        read("Date/Time,OAT (F),Heat Pump Runtime,Furnace Runtime\n" + rows)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("Gas Furnace Runtime (min),W2 (min)", {"furnace": 15 / 60}),
        ("Y1 (min),W1 (min)", {"compressor_1": 15 / 60, "auxiliary": 6 / 60}),
        ("W1 (min),W2 (min)", {"furnace": 15 / 60}),
        ("HP Stage 1 (min),HP Stage 2 (min)", {"compressor_1": 15 / 60, "compressor_2": 6 / 60}),
        ("Boiler Run Time (min),Em Heat (min)", {"furnace": 15 / 60, "emergency": 6 / 60}),
        ("Compressor Status,Aux Heat Command", {"compressor_1": 0.25, "auxiliary": 0.25}),
    ],
)
def test_names_of_sources(read, names: str, expected: dict[str, float]) -> None:
    cells = ["on,off", "0,1"] if "Status" in names else ["10,4", "5,2"]
    record = read(f"Time,OAT (F),{names}\n2024-01-01 00:00,23.4,{cells[0]}\n2024-01-01 00:15,23.2,{cells[1]}\n")
    assert ran(record) == expected


HOME = """entity_id,state,last_changed
sensor.outdoor_temperature,28.0,2024-01-05T00:00:00.000Z
binary_sensor.aux_heat,off,2024-01-05T00:00:00.000Z
binary_sensor.heat_pump_compressor,on,2024-01-05T00:00:00.000Z
sensor.indoor_temperature,68.5,2024-01-05T00:10:00.000Z
sensor.outdoor_temperature,27.0,2024-01-05T00:30:00.000Z
binary_sensor.aux_heat,on,2024-01-05T00:40:00.000Z
sensor.outdoor_temperature,unavailable,2024-01-05T00:50:00.000Z
sensor.outdoor_temperature,26.5,2024-01-05T01:10:00.000Z
binary_sensor.aux_heat,off,2024-01-05T01:20:00.000Z
sensor.furnace_energy,3.5,2024-01-05T01:20:00.000Z
sensor.outdoor_temperature,26.0,2024-01-05T02:00:00.000Z
"""


def test_home_assistant(read) -> None:
    record = read(HOME)
    assert record.read.kind == "Home Assistant history"
    assert record.hours_of("auxiliary") == pytest.approx(40 / 60, rel=ROUNDING)
    at = {t: math.fsum(record.length[record.outdoor == t]) for t in (28.0, 27.0, 26.5)}
    assert at == {28.0: pytest.approx(0.5), 27.0: pytest.approx(20 / 60), 26.5: pytest.approx(50 / 60)}
    assert math.fsum(record.length[np.isnan(record.outdoor)]) == pytest.approx(20 / 60, rel=ROUNDING)
    lines = HOME.splitlines(keepends=True)
    halves = read("".join(lines[:6]), lines[0] + "".join(lines[6:]))
    assert halves.length.tolist() == record.length.tolist() and ran(halves) == ran(record)


def test_home_assistant_asks_for_the_unit_and_the_remedy_works(read) -> None:
    bare = "".join(line for line in HOME.splitlines(keepends=True) if "indoor" not in line)
    with pytest.raises(InputError, match=r"sensor.outdoor_temperature, has no unit\. Put \(F\) or \(C\) at the end"):
        read(bare)
    mended = read(bare.replace("outdoor_temperature,", "outdoor_temperature (C),"))
    assert np.nanmax(mended.outdoor) == pytest.approx(28 * 1.8 + 32, rel=ROUNDING)


def test_a_value_is_not_used_for_ever(read) -> None:
    rows = [f"sensor.oat (F),30,2024-01-{day:02d}T00:00:00-06:00" for day in (1, 2)]
    record = read("\n".join(["entity_id,state,last_changed", *rows]))
    assert record.read.hours == pytest.approx(12, rel=ROUNDING)  # six of each day
    assert record.read.first == "2024-01-01 00:00" and record.read.gaps == 1


def test_niagara_names_the_point_above(read) -> None:
    text = (
        "history:/JACE/OAT\nTimestamp,Trend Flags,Status,Value (°F)\n01-Jan-24 12:00:00 AM EST,{ },{ok},23.4\n"
        "01-Jan-24 12:15:00 AM EST,{ },{ok},23.2\n01-Jan-24 12:30:00 AM EST,{ },{down},23.0\n"
    )
    record = read(text)
    assert record.outdoor[:2].tolist() == [23.4, 23.2] and math.isnan(record.outdoor[2])
    assert record.read.hours == 0.5 and record.read.first == "2024-01-01 00:00" and not record.duty
    both = read(text, "history:/JACE/BoilerStatus\nTimestamp,Trend Flags,Status,Value\n"
                      "01-Jan-24 12:05:00 AM EST,{ },{ok},true\n")  # fmt: skip
    assert both.hours_of("furnace") == pytest.approx(40 / 60, rel=ROUNDING)


def test_metasys_has_a_row_a_point(read) -> None:
    record = read(
        "Object Name,Date / Time,Object Value,Units,Reliability\n"
        "NAE-01/FC-1.OA-T,1/1/2024 12:00:00 AM,23.4,deg F,Reliable\n"
        "NAE-01/FC-1.HP-2 Compressor Status,1/1/2024 12:00:00 AM,On,,Reliable\n"
        "NAE-01/FC-1.HP-2 Compressor Status,1/1/2024 12:10:00 AM,Off,,Reliable\n"
        "NAE-01/FC-1.OA-T,1/1/2024 12:15:00 AM,23.2,deg F,Reliable\n"
    )
    assert ran(record) == {"compressor_1": 10 / 60} and record.read.hours == 0.5


def test_a_table_of_changes(read) -> None:
    """Rows when something changes: each lasts until the next, for six hours at most."""
    minutes = [0, 7, 9, 31, 52, 95, 101, 160, 161, 1000]
    rows = [f"2024-01-01 {m // 60:02d}:{m % 60:02d}:{m % 7:02d},{20 + n},{'on' if n % 2 else 'off'}"
            for n, m in enumerate(minutes)]  # fmt: skip
    record = read("Time,Outdoor Temp (F),Heat Pump\n" + "\n".join(rows))
    assert record.length[3] == pytest.approx((52 * 60 + 52 % 7 - 31 * 60 - 31 % 7) / 3600, rel=ROUNDING)
    assert record.length[8] == 6 and record.read.gaps == 1
    assert record.hours_of("compressor_1") == pytest.approx(math.fsum(record.length[1::2]), rel=ROUNDING)


def test_mixed_steps_have_their_own_length(read) -> None:
    """Six hours of five-minute rows, then a day of hours, in one record: each row lasts until the next."""
    rows = [f"2024-01-01 {m // 60:02d}:{m % 60:02d},{20 + m / 1000},1" for m in range(0, 360, 5)]
    rows += [f"2024-01-0{1 + h // 24} {h % 24:02d}:00,40,12" for h in range(6, 30)]
    record = read("Time,Outdoor Temp (F),Heat Pump (min)\n" + "\n".join(rows))
    assert record.read.hours == pytest.approx(30, rel=1e-9)
    assert math.fsum(record.length[record.outdoor == 40]) == pytest.approx(24, rel=1e-9)


def test_sources_that_take_turns_are_added(read) -> None:
    rows = [f"2024-01-01 {hour:02d}:00,28,30,30" for hour in range(4)]
    record = read("DateTime,Outdoor Temp (F),Heat Stage 1 (min),Aux Heat 1 (min)\n" + "\n".join(rows))
    assert math.fsum(record.heating) == pytest.approx(4.0, rel=ROUNDING)


def test_two_thermostats_are_refused_with_their_names(read) -> None:
    rows = "2024-01-01 00:00,Upstairs,28,5\n2024-01-01 00:00,Downstairs,28,6\n2024-01-01 00:15,Upstairs,28,5\n"
    with pytest.raises(InputError, match="more than one thermostat: Upstairs, Downstairs"):
        read("Time,Thermostat Name,Outdoor Temp (F),Heat Stage 1 (min)\n" + rows)
    names = "Time,Outdoor Temp (F),Upstairs Heat Stage 1 (min),Downstairs Heat Stage 1 (min)"
    with pytest.raises(InputError, match=r"more than one thermostat: Upstairs Heat Stage 1 \(min\), Downstairs"):
        read(names + "\n2024-01-01 00:00,28,5,6\n2024-01-01 00:15,28,5,6\n")
    one, other = (f"#,Thermostat identifier:,,{number}\nTime,Outdoor Temp (F),Heat Stage 1 (min)\n"
                  f"2024-01-0{number} 00:00,28,5\n2024-01-0{number} 00:15,28,5\n" for number in (1, 2))  # fmt: skip
    with pytest.raises(InputError, match="more than one thermostat: 1, 2"):
        read(one, other)
    assert read(one, one.replace("01-01", "01-03")).read.hours == 1.0


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252"])
def test_encodings(read, encoding: str) -> None:
    text = "Time,Outdoor Temp (°C),Heat Stage 1 (min)\n2024-01-01 00:00,-2,5\n2024-01-01 00:15,-2,5\n"
    assert read(text, encoding=encoding).outdoor.tolist() == pytest.approx([28.4, 28.4], rel=ROUNDING)


def test_a_workbook(tmp_path: Path) -> None:
    """The record saved in Excel: dates and times are numbers there, and a sheet before it is a title."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Thermostat report"
    sheet = book.create_sheet("Data")
    sheet.append(["Time", "Outdoor Temp (F)", "Heat Stage 1 (sec)", "Note"])
    for number in range(12):
        sheet.append([datetime.datetime(2024, 1, 1, 23, 30) + number * datetime.timedelta(minutes=5), 28.5, 150, None])
    path = tmp_path / "record.xlsx"
    book.save(path)
    record = read_runtime_file(path)
    assert (record.read.first, record.read.last) == ("2024-01-01 23:30", "2024-01-02 00:30")
    assert ran(record) == {"compressor_1": 0.5} and record.outdoor.tolist() == [28.5] * 12
    content = path.read_bytes()
    for place in range(60, len(content), len(content) // 40):  # damaged anywhere: read or refused, nothing else
        path.write_bytes(content[:place] + b"x" + content[place + 1 :])
        assert outcome(lambda: read_runtime_file(path)) in ("read", "runtime_file")


def test_a_workbook_with_date_and_time_apart(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Date", "Time", "OAT (C)", "Furnace (min)"])
    for minute in (0, 15):
        book.active.append([datetime.date(2024, 1, 1), datetime.time(0, minute), -2, 3])
    path = tmp_path / "record.xlsx"
    book.save(path)
    record = read_runtime_file(path)
    assert ran(record) == {"furnace": 0.1} and record.read.first == "2024-01-01 00:00"


@pytest.mark.parametrize("seed", range(8))
def test_noise_is_read_or_refused(read, seed: int) -> None:
    """Cells of any kind under any names: a record of possible numbers, or a refusal of this input."""
    chance = random.Random(seed)
    words = ["Time", "Date", "OAT (F)", "Outdoor Temp (C)", "state", "entity_id", "last_changed", "W1", "T_out",
             "Heat Stage 1 (sec)", "Compressor Mode", "auxHeat1", "Value (F)", "history:/JACE/OAT",
             "Setpoint Heat"]  # fmt: skip
    cells = ["", "1", "0", "on", "28", "-9999", "1e999", "2024-01-01 00:00", "1/13/24 1:00 PM", "00:05", "unavailable",
             "sensor.oat_f", "28,5", "nan", '"', "#", "2024-02-30T25:00", "٣", "01-Jan-24 12:00:00 AM EST"]  # fmt: skip
    for _ in range(60):
        names = chance.sample(words, chance.randint(2, 6))
        rows = [chance.choices(cells, k=len(names) + chance.randint(-1, 1)) for _ in range(chance.randint(0, 8))]
        text = "\n".join(chance.choice(",;\t").join(row) for row in [names, *rows])
        assert outcome(lambda text=text: read(text)) in ("read", "runtime_file")
