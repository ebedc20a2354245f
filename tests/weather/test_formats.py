"""Each format of weather files, written as its publisher does, with the temperatures of the Chicago year.

Headers and first rows are excerpts of published files; each test says whose. The rows of the year follow in the same
manner, and hours, degree hours and bins are counted again from the numbers in it by plain loops.
"""

from __future__ import annotations

import datetime
import gzip
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from xl_dualfuel.errors import InputError
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.model.climate import yearly
from xl_dualfuel.results.engine import solve
from xl_dualfuel.tariffs.reading import tariff_of
from xl_dualfuel.tariffs.season import hours_of
from xl_dualfuel.weather.files import read_weather_file
from xl_dualfuel.weather.year import Reading, WeatherYear

CHICAGO = Path(__file__).parents[1] / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"
START = datetime.datetime(2023, 1, 1)

Row = tuple[datetime.datetime, float, int, float]
"""Beginning of the hour, dry bulb [°C], relative humidity [%], pressure [Pa]"""


def _rows() -> list[Row]:
    lines = gzip.decompress(CHICAGO.read_bytes()).decode("ascii").splitlines()[8:]
    rows = [line.split(",") for line in lines]
    return [
        (START + datetime.timedelta(hours=n), float(row[6]), int(row[8]), float(row[9])) for n, row in enumerate(rows)
    ]


ROWS = _rows()


def tmy2(rows: Sequence[Row]) -> str:
    """The station line and columns of pvlib's 12839.tm2 (NREL TMY2, Miami), with Chicago's numbers."""
    head = " 12839 MIAMI                  FL  -5 N 25 48 W  80 16     2"
    sun = "000000000000?00000?00000?00000?00000?00000?00000?"
    return "\n".join([head, *(
        f" {t:%y%m%d}{t.hour + 1:02d}{sun}007A703A7{round(c * 10):4d}A70156A7{h:3d}A7{round(p / 100):4d}"
        "A7158A7067A70161A777777A70999999999013F8062F8000A788E7" for t, c, h, p in rows
    )])  # fmt: skip


def nsrdb(rows: Sequence[Row]) -> str:
    """The first lines of pvlib's test_read_psm4.csv (NREL NSRDB GOES v4, 40.53, -108.54), fewer columns."""
    head = (
        "Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation,Local Time Zone,"
        "Temperature Units,Pressure Units,Version\nNSRDB,401182,-,-,-,40.53,-108.54,-7,2168,-7,c,mbar,4.0\n"
        "Year,Month,Day,Hour,Minute,Temperature,Fill Flag,Relative Humidity,Pressure,,,,"
    )
    lines = (f"{t:%Y},{t.month},{t.day},{t.hour},30,{c},0,{h},{p / 100:g},,,," for t, c, h, p in rows)
    return "\n".join([head, *lines])


def nsrdb_of_pvlib(rows: Sequence[Row]) -> str:
    """The names of pvlib's test_psm3_tmy-2017.csv: no lines above them, and a column without a name before them."""
    lines = (f"{n},{t:%Y},{t.month},{t.day},{t.hour},30,{c},-6,0,{p / 100:g}" for n, (t, c, _, p) in enumerate(rows))
    return "\n".join([",Year,Month,Day,Hour,Minute,Temperature,Dew Point,DHI,Pressure", *lines])


def sam(rows: Sequence[Row]) -> str:
    """SAM CSV format for solar, as SAM's own converter writes it (ssc, lib_weatherfile.cpp)."""
    head = (
        "Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation\n"
        "TMY3,725300,Chicago Ohare,IL,USA,41.983,-87.917,-6,201\n"
        "Year,Month,Day,Hour,Minute,GHI,DNI,DHI,Tdry,Tdew,RH,Pres,Wspd,Wdir,Albedo"
    )
    lines = (f"{t:%Y},{t.month},{t.day},{t.hour},30,0,0,0,{c},-9,{h},{p / 100:g},3,200,0.2" for t, c, h, p in rows)
    return "\n".join([head, *lines])


def pvgis(rows: Sequence[Row]) -> str:
    """First and last lines of pvlib's tmy_45.000_8.000_2005_2023.csv (PVGIS 5.3)."""
    head = (
        "Latitude (decimal degrees): 45.000\r\nLongitude (decimal degrees): 8.000\r\nElevation (m): 250.0\r\n"
        "Irradiance Time Offset (h): 0.1761\r\nmonth,year\r\n1,2018\r\n2,2007\r\n12,2016\r\n"
        "time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP"
    )
    lines = [f"{t:%Y%m%d:%H%M},{c},{h},0.0,-0.0,0.0,283.58,0.75,257.0,{p}" for t, c, h, p in rows]
    tail = "\r\nT2m: 2-m air temperature (degree Celsius)\r\nRH: relative humidity (%)\r\n\r\nPVGIS (c) European Union"
    return "\r\n".join([head, *lines, tail])


def isd_lite(rows: Sequence[Row]) -> str:
    """Columns of NOAA's "ISD-Lite Format" document; the fourth row of an hour's record is in UTC."""
    return "\n".join(
        f"{t:%Y %m %d %H} {round(c * 10):5d}   -94 10226   260    46     0     0 -9999" for t, c, _, _ in rows
    )


LCD_NAMES = (
    "STATION,DATE,LATITUDE,LONGITUDE,NAME,REPORT_TYPE,HourlyDryBulbTemperature,HourlyRelativeHumidity,"
    "HourlySeaLevelPressure,HourlyStationPressure,REM"
)


def lcd(rows: Sequence[Row], celsius: bool = False) -> str:
    """Names of NOAA's LCD; reports at 51 minutes, specials between, a summary each day."""
    station = ('"72530094846"', "41.96019", "-87.93162", '"CHICAGO OHARE, IL US"')
    lines = [LCD_NAMES]
    for n, (t, c, h, p) in enumerate(rows):
        at = t + datetime.timedelta(minutes=51)
        degrees, pressure = (f"{c}", f"{p / 100:.1f}") if celsius else (f"{32 + 1.8 * c:.0f}", f"{p / 3386.389:.2f}")
        where = f"{station[1]},{station[2]},{station[3]}"
        if n % 7 == 3:
            special = at - datetime.timedelta(minutes=12)
            lines.append(f'{station[0]},{special:%Y-%m-%dT%H:%M:%S},{where},FM-16,99s,50,,{pressure},"MET, SPECI"')
        quality = "s" if n % 11 == 5 else ""
        lines.append(
            f'{station[0]},{at:%Y-%m-%dT%H:%M:%S},{where},FM-15,{degrees}{quality},{h},,{pressure},"MET, routine"'
        )
        if t.hour == 23:
            lines.append(f"{station[0]},{t:%Y-%m-%dT}23:59:00,{where},SOD,,,,,")
    return "\n".join(lines)


def canada(rows: Sequence[Row]) -> str:
    """Names of Environment Canada's hourly download; its twelve files of a year put one below the other."""
    names = (
        '"Longitude (x)","Latitude (y)","Station Name","Climate ID","Date/Time (LST)","Year","Month","Day",'
        '"Time (LST)","Flag","Temp (°C)","Temp Flag","Dew Point Temp (°C)",'
        '"Dew Point Temp Flag","Rel Hum (%)","Stn Press (kPa)"'
    )
    lines = []
    for t, c, h, p in rows:
        if (t.day, t.hour) == (1, 0):
            lines.append(names)
        lines.append(
            f'"-75.67","45.32","OTTAWA INTL A","6106001","{t:%Y-%m-%d %H:%M}","{t:%Y","%m","%d","%H:%M}","","{c}","",'
            f'"-9.4","","{h}","{p / 1000:g}"'
        )
    return "\n".join(lines)


def open_meteo(rows: Sequence[Row]) -> str:
    """First lines of an Open-Meteo CSV, as in its own tests; the daily table that may follow the hourly one."""
    head = (
        "latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation\n"
        "41.0,2.0,34.0,3600,Europe/Madrid,GMT+1\n\n"
        "time,temperature_2m (°C),relative_humidity_2m (%),surface_pressure (hPa)"
    )
    lines = (f"{t:%Y-%m-%dT%H:%M},{c},{h},{p / 100:g}" for t, c, h, p in rows)
    return "\n".join([head, *lines, "", "time,temperature_2m_max (°C),temperature_2m_min (°C)", "2023-01-01,3.1,-2"])


def meteostat(rows: Sequence[Row]) -> str:
    """Names of Meteostat's files of a station and year."""
    names = "year,month,day,hour,temp,temp_source,rhum,rhum_source,pres,pres_source"
    return "\n".join([names, *(f"{t:%Y},{t.month},{t.day},{t.hour},{c},isd_lite,{h},metar,1012,metar"
                               for t, c, h, _ in rows)])  # fmt: skip


def meteostat_unnamed(rows: Sequence[Row]) -> str:
    """Meteostat's bulk files as they were before 2025, without names of columns."""
    return "\n".join(f"{t:%Y-%m-%d},{t.hour},{c},-9.4,{h},,,260,16.7,,1022.6,,8" for t, c, h, _ in rows)


def dwd_try(rows: Sequence[Row]) -> str:
    """Header of a test reference year of 2017 (DWD and BBSR), shortened; columns as they are."""
    head = (
        "Koordinatensystem : Lambert konform konisch\nRechtswert        : 4201500 Meter\n"
        "Hoehenlage        : 36 Meter über NN\n\nArt des TRY       : mittleres Jahr\nBezugszeitraum    : 1995-2012\n"
        "Format: Formatierte Datei, Trennzeichen Leerzeichen\n\nt  Lufttemperatur in 2m Höhe [GradC]\n"
        "    RW      HW MM DD HH     t    p  WR   WG N    x  RF    B    D   A    E IL\n***"
    )
    lines = (
        f"4201500 2848500 {t.month:2d} {t.day:2d} {t.hour + 1:2d} {c:5.1f} {p / 100:4.0f} 210  2.6 8  4.1 {h:3d}"
        "    0    0 322 -333  1" for t, c, h, p in rows
    )  # fmt: skip
    return "\n".join([head, *lines])


WRITERS: dict[str, tuple[Callable[[Sequence[Row]], str], str, bool]] = {
    "TMY2": (tmy2, "MIAMI, FL", True), "NSRDB CSV": (nsrdb, "40.53, -108.54", True),
    "SAM CSV": (sam, "Chicago Ohare, IL", True), "PVGIS CSV": (pvgis, "45.000, 8.000", True),
    "ISD-lite": (isd_lite, "station 725300-94846", False), "LCD": (lcd, "CHICAGO OHARE, IL US", True),
    "Environment Canada CSV": (canada, "OTTAWA INTL A", True), "Open-Meteo CSV": (open_meteo, "41.0, 2.0", True),
    "Meteostat CSV": (meteostat, "725300-94846-2023.gz", False), "DWD TRY": (dwd_try, "mittleres Jahr", True),
}  # fmt: skip
"""Writer of each format, the place it names, and whether it has the pressure"""


def read(tmp_path: Path, text: str, name: str = "725300-94846-2023.gz") -> tuple[WeatherYear, Reading]:
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode(), mtime=0) if name.endswith(".gz") else text.encode())
    year = read_weather_file(path)
    assert year.read is not None and year.order is not None
    return year, year.read


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    return str(caught.value)


@pytest.mark.parametrize("kind", WRITERS)
def test_a_year_in_each_format(tmp_path: Path, kind: str) -> None:
    writer, place, has_pressure = WRITERS[kind]
    year, reading = read(tmp_path, writer(ROWS))
    assert (reading.kind, reading.place, reading.step_minutes, reading.hours) == (kind, place, 60, 8760)
    whole_degrees = kind == "LCD"  # whole °F, as airports report
    fahrenheit = [round(32 + 1.8 * c) if whole_degrees else 32 + 1.8 * c for _, c, _, _ in ROWS]
    # Sums of 8,760 numbers, each rounded once to 1e-16 of its size.
    assert sum(h for t, h in zip(year.temperature, year.hours, strict=True) if t < 65) == sum(
        t < 65 for t in fahrenheit
    )
    ours = sum(h * max(0.0, 65 - t) for t, h in zip(year.temperature, year.hours, strict=True))
    assert ours == pytest.approx(sum(max(0.0, 65 - t) for t in fahrenheit), rel=1e-12)
    assert reading.coldest == pytest.approx(min(fahrenheit), abs=1e-12)
    assert year.order is not None
    assert sorted(year.order.dry_bulb) == pytest.approx(sorted(fahrenheit), abs=1e-12)
    shift = 1 if kind == "PVGIS CSV" else 0  # 8° east: one hour after UTC
    assert year.order.dry_bulb[100 + shift] == pytest.approx(fahrenheit[100], abs=1e-12)
    if kind != "ISD-lite":
        assert year.order.humidity is not None
        assert year.order.humidity[100 + shift] == ROWS[100][2]
    assert (year.order.pressure is not None) == has_pressure
    if year.order.pressure is not None:
        # LCD: 0.01 inch of mercury is 34 Pa.
        assert year.order.pressure[100 + shift] == pytest.approx(ROWS[100][3], abs=17 if whole_degrees else 1e-6)
    bins = yearly(year, 65.0, 5.0, np.array([]))
    fahrenheit = [round(t, 6) for t in fahrenheit]
    for low, high, mean, hours in zip(bins.low, bins.high, bins.temperature, bins.hours, strict=True):
        inside = [t for t in fahrenheit if low <= t < high]
        assert hours == len(inside)
        assert mean == pytest.approx(sum(inside) / len(inside) if inside else (low + high) / 2, rel=1e-9)  # 6 decimals


def test_years_without_the_lines_above_or_the_names(tmp_path: Path) -> None:
    expected = read(tmp_path, isd_lite(ROWS))[0][2:4]
    for text, kind in ((nsrdb_of_pvlib(ROWS), "NSRDB CSV"), (meteostat_unnamed(ROWS), "Meteostat CSV")):
        year, reading = read(tmp_path, text, "year.csv")
        assert (reading.kind, reading.place) == (kind, "year.csv")
        assert year[2:4] == expected


def test_a_zip_with_one_file_inside(tmp_path: Path) -> None:
    path = tmp_path / "year.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/year.csv", sam(ROWS))
    assert read_weather_file(path)[2:4] == read(tmp_path, sam(ROWS))[0][2:4]


def test_units_in_names_and_headers(tmp_path: Path) -> None:
    warm = [(t, round(32 + 1.8 * c, 2), h, p) for t, c, h, p in ROWS]
    expected = sorted({fahrenheit for _, fahrenheit, _, _ in warm})
    for text in (
        open_meteo(warm).replace("temperature_2m (°C)", "temperature_2m (°F)", 1),
        nsrdb(warm).replace("-7,c,mbar", "-7,f,mbar"),
    ):
        assert list(read(tmp_path, text)[0].temperature) == expected  # °F as written, to the last bit


def test_the_units_of_airport_reports_are_told_by_their_pressures(tmp_path: Path) -> None:
    celsius, _ = read(tmp_path, lcd(ROWS, celsius=True).replace(",99s,", ",40s,"))
    assert celsius[2:4] == read(tmp_path, isd_lite(ROWS))[0][2:4]
    without = "\n".join(",".join([*line.split(",")[:8], "", "", ""]) for line in lcd(ROWS[:48]).splitlines()[1:])
    assert "may be in °F or °C" in refusal(tmp_path, f"{LCD_NAMES}\n{without}")


def test_airport_reports_that_are_not_used_are_counted(tmp_path: Path) -> None:
    _, reading = read(tmp_path, lcd(ROWS))
    specials = sum(n % 7 == 3 for n in range(len(ROWS)))
    assert {one.why: one.number for one in reading.left_out} == {
        "daily and monthly summaries": 365, "further reports within the hour": specials,
    }  # fmt: skip
    assert "°F" in reading.notes[0]


def test_times_in_utc_are_moved_where_the_place_is_known(tmp_path: Path) -> None:
    utc = open_meteo(ROWS).replace("3600,Europe/Madrid,GMT+1", "0,GMT,GMT").replace("41.0,2.0", "41.98,-87.9")
    year, reading = read(tmp_path, utc)
    assert year.order is not None
    assert reading.notes == ("Times moved by -6 h from UTC to local standard time, by the longitude",)
    assert year.order.dry_bulb[94] == pytest.approx(32 + 1.8 * ROWS[100][1])
    zone = nsrdb(ROWS).replace(",-7,2168,-7,", ",0,2168,-7,")
    year, reading = read(tmp_path, zone)
    assert year.order is not None
    assert year.order.dry_bulb[93] == pytest.approx(32 + 1.8 * ROWS[100][1])
    assert "UTC" in read(tmp_path, isd_lite(ROWS))[1].notes[0]


@pytest.mark.parametrize("kind", ["ISD-lite", "Environment Canada CSV", "Meteostat CSV", "Open-Meteo CSV", "LCD"])
def test_short_gaps_of_a_record_are_filled_and_counted(tmp_path: Path, kind: str) -> None:
    """Up to 5 hours by a straight line; a day by the same hours of the days before and after."""
    gone = {10, 11, 12, *range(1000, 1024)}
    rows = [row for n, row in enumerate(ROWS) if n not in gone]
    year, reading = read(tmp_path, WRITERS[kind][0](rows))
    one = next(one for one in reading.left_out if "filled" in one.why)
    assert (one.number, one.first) == (27, "01-01 11:00")
    assert year.order is not None
    degrees = [round(32 + 1.8 * c) if kind == "LCD" else 32 + 1.8 * c for _, c, _, _ in ROWS]
    line = [degrees[9] + (degrees[13] - degrees[9]) * part / 4 for part in (1, 2, 3)]
    assert year.order.dry_bulb[10:13] == pytest.approx(line, abs=1e-9)
    days = [(before + after) / 2 for before, after in zip(degrees[976:1000], degrees[1024:1048], strict=True)]
    assert year.order.dry_bulb[1000:1024] == pytest.approx(days, abs=1e-9)


def test_rows_marked_as_missing_are_counted_with_their_line(tmp_path: Path) -> None:
    lines = isd_lite(ROWS).splitlines()
    for n in (4999, 5000):
        lines[n] = lines[n][:13] + " -9999" + lines[n][19:]
    _, reading = read(tmp_path, "\n".join(lines))
    assert reading.left_out[0] == ("dry bulb marked as missing", 2, "line 5,000")
    assert reading.left_out[1].number == 2


@pytest.mark.parametrize(
    ("keep", "words"),
    [
        (lambda n: n < 4344, "4,416 of the 8,760 hours of a year are missing, the first 07-01 01:00. Part of a year"),
        (lambda n: n % 3 == 0, "5,840 of the 8,760 hours of a year are missing, the first 01-01 02:00. Too many"),
        (lambda n: not 1000 <= n < 1048, "48 hours in a row have no readable dry bulb, from 02-11 17:00 on"),
    ],
)
def test_a_record_with_long_gaps_is_no_year(tmp_path: Path, keep: Callable[[int], bool], words: str) -> None:
    rows = [row for n, row in enumerate(ROWS) if keep(n)]
    for kind in ("ISD-lite", "Meteostat CSV"):
        assert words in refusal(tmp_path, WRITERS[kind][0](rows))


def _two_years() -> Iterator[Row]:
    yield from ROWS
    for t, *others in ROWS:
        yield (t.replace(year=2022), *others)  # type: ignore[misc]


def test_two_years_of_a_record_are_not_one(tmp_path: Path) -> None:
    message = refusal(tmp_path, meteostat(list(_two_years())))
    assert "17,520 rows" in message and "of the years 2022 to 2023. Keep one of the years." in message


def test_twelve_months_of_two_calendar_years_are_a_year(tmp_path: Path) -> None:
    rows = [(t.replace(year=2022), *others) if t.month > 6 else (t, *others) for t, *others in ROWS]
    _, reading = read(tmp_path, canada(rows))  # type: ignore[arg-type]
    assert reading.period == "2022-07-01 to 2023-06-30"


def test_downloads_that_overlap_are_told_from_clocks_put_back(tmp_path: Path) -> None:
    lines = canada(ROWS).splitlines()
    _, reading = read(tmp_path, "\n".join([*lines, *lines[1:25]]))
    assert ("repeated rows", 24) in {one[:2] for one in reading.left_out}
    other = (
        lines[5].replace('"-12.2"', '"-3.0"')
        if '"-12.2"' in lines[5]
        else lines[5].replace('","","-9.4"', '9","","-9.4"')
    )
    assert "without daylight saving" in refusal(tmp_path, "\n".join([*lines, other]))


def test_more_temperatures_than_a_workbook_has_rows_for(tmp_path: Path) -> None:
    """Rows within the hour that all differ: the hourly means are the year, and that is told."""
    rows = [f"{t:%Y-%m-%dT%H}:{part * 20:02d},{c + (n * 3 + part) / 1e5:.5f}"
            for n, (t, c, _, _) in enumerate(ROWS) for part in range(3)]  # fmt: skip
    year, reading = read(tmp_path, "\n".join(["time,temperature_2m (°C)", *rows]))
    assert year.order is not None and reading.step_minutes == 20
    assert sorted(year.order.dry_bulb) == list(np.repeat(year.temperature, np.array(year.hours, dtype=int)))
    assert "hourly means are used" in reading.left_out[0].why


def test_a_row_with_a_field_too_few_is_named(tmp_path: Path) -> None:
    lines = sam(ROWS).splitlines()
    lines[99] = lines[99].replace(",0,", ",", 1)
    assert "line 100 has 14 fields, not 15 as the others" in refusal(tmp_path, "\n".join(lines))


def test_a_tariff_takes_no_hours_in_utc(tmp_path: Path) -> None:
    """Its prices are by the hour of the place, and the file does not say where that is."""
    path = tmp_path / "725300-94846-2023.gz"
    path.write_bytes(gzip.compress(isd_lite(ROWS).encode(), mtime=0))
    with pytest.raises(InputError, match="the hours of this weather file are in UTC"):
        hours_of(Case(weather_file=str(path)), tariff_of({"electricity": {"price": 0.14}}, tmp_path))


def test_an_answer_from_a_record(tmp_path: Path) -> None:
    """The season of a case is that of the same temperatures in any format."""
    answers = set()
    for kind in ("SAM CSV", "Meteostat CSV", "DWD TRY"):
        path = tmp_path / "year.txt"
        path.write_text(WRITERS[kind][0](ROWS), encoding="latin-1" if kind == "DWD TRY" else "utf-8")
        answers.add(solve(Case(weather_file=str(path))).setting.annual_cost)
    assert answers == {solve(Case(weather_file=str(CHICAGO))).setting.annual_cost}


def test_the_columns_used_are_named(tmp_path: Path) -> None:
    _, reading = read(tmp_path, sam(ROWS))
    assert reading.columns == (("dry bulb", "Tdry"), ("humidity", "RH"), ("pressure", "Pres"))
    assert reading.period == "2023-01-01 to 2023-12-31"
