"""Writers of each format of weather files, as its publisher has it, with the hours of the Chicago year.

Headers and first rows are excerpts of published files; each writer says whose.
"""

from __future__ import annotations

import datetime
import gzip
from collections.abc import Callable, Sequence
from pathlib import Path

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


def dwd_hourly(rows: Sequence[Row]) -> str:
    """Names and columns of produkt_tu_stunde of the climate data center; the hour's number is its end, in UTC."""
    lines = (
        f"         44;{t + datetime.timedelta(hours=1):%Y%m%d%H};    3;{c:6.1f};{h:6.1f};eor" for t, c, h, _ in rows
    )
    return "\n".join(["STATIONS_ID;MESS_DATUM;QN_9;TT_TU;RF_TU;eor", *lines])


def epw(rows: Sequence[Row]) -> str:
    """The file that the rows are from (tests/cases/README.md)."""
    return gzip.decompress(CHICAGO.read_bytes()).decode("ascii")


def tmy3(rows: Sequence[Row]) -> str:
    """NREL's layout (TMY3 users manual, tables 1-1 and 1-2), fewer columns."""
    head = (
        '725300,"CHICAGO OHARE INTL AP",IL,-6.0,41.983,-87.917,201\n'
        "Date (MM/DD/YYYY),Time (HH:MM),ETR (W/m^2),Dry-bulb (C),Dry-bulb source,RHum (%),Pressure (mbar)"
    )
    return "\n".join([head, *(f"{t:%m/%d/%Y},{t.hour + 1:02d}:00,0,{c},A,{h},{p / 100:g}" for t, c, h, p in rows)])


WRITERS: dict[str, tuple[Callable[[Sequence[Row]], str], str, bool]] = {
    "TMY2": (tmy2, "MIAMI, FL", True), "NSRDB CSV": (nsrdb, "40.53, -108.54", True),
    "SAM CSV": (sam, "Chicago Ohare, IL", True), "PVGIS CSV": (pvgis, "45.000, 8.000", True),
    "ISD-lite": (isd_lite, "station 725300-94846", False), "LCD": (lcd, "CHICAGO OHARE, IL US", True),
    "Environment Canada CSV": (canada, "OTTAWA INTL A", True), "Open-Meteo": (open_meteo, "41.0, 2.0", True),
    "Meteostat CSV": (meteostat, "725300-94846-2023.gz", False), "DWD TRY": (dwd_try, "mittleres Jahr", True),
    "DWD hourly": (dwd_hourly, "station 44", False), "EPW": (epw, "Chicago Ohare Intl Ap, IL", True),
    "TMY3 CSV": (tmy3, "CHICAGO OHARE INTL AP, IL", True),
}  # fmt: skip
"""Writer of each format, the place it names, and whether it has the pressure"""
