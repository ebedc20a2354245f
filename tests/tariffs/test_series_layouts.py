"""Layouts of hourly files as programs, meters and markets write them, each hour placed by datetime and zoneinfo."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from support import one_in
from xl_dualfuel.tariffs.series import Asked, read_series

HOUR = datetime.timedelta(hours=1)
_RANDOM = random.Random(19)
VALUES = [round(_RANDOM.uniform(-0.1, 0.9), 4) for _ in range(8760)]
"""Of each hour of a year in local standard time"""
PRICE = Asked("electricity.series", "", 1.0, -10.0, 10.0, "$/kWh")
USE = Asked("household", "", 1.0, 0.0, 100.0, "kWh", "energy")
PLUS = [round(value + 0.2, 4) for value in VALUES]
"""The same above 0"""


class Layout(NamedTuple):
    """A file, what is asked of it, the values it must give, and words that its notes must have."""

    text: str
    asked: Asked = PRICE
    values: list[float] = VALUES
    notes: tuple[str, ...] = ()
    encoding: str = "utf-8"


LAYOUTS: dict[str, Callable[[], Layout]] = {}


def layout(make: Callable[[], Layout]) -> Callable[[], Layout]:
    LAYOUTS[make.__name__] = make
    return make


def starts(year: int = 2025, minutes: int = 60, month: int = 1) -> Iterator[tuple[datetime.datetime, int]]:
    """Beginnings of a year in standard time, and the hour of the year that each is in; without 29 February."""
    moment, end = datetime.datetime(year, month, 1), datetime.datetime(year + 1, month, 1)
    while moment < end:
        if (moment.month, moment.day) != (2, 29):
            yield moment, (moment.replace(year=2025) - datetime.datetime(2025, 1, 1)) // HOUR
        moment += datetime.timedelta(minutes=minutes)


def by_clock(zone: str, year: int = 2025, minutes: int = 60) -> Iterator[tuple[datetime.datetime, int]]:
    """Aware beginnings by the clock of a zone, in the order of time, and the hour of the year in standard time."""
    here = ZoneInfo(zone)
    offsets = [datetime.datetime(year, month, 1, tzinfo=here).utcoffset() for month in (1, 7)]
    standard = datetime.timezone(min(offset for offset in offsets if offset is not None))
    for moment, hour in starts(year, minutes):
        yield moment.replace(tzinfo=standard).astimezone(here), hour


def table(head: str, rows: Iterator[str] | list[str], foot: str = "") -> str:
    return head + "\n".join(rows) + "\n" + foot


def comma(value: float, thousands: bool = False) -> str:
    """With a decimal comma, and points between thousands."""
    text = f"{value:,.6f}" if thousands else f"{value:.6f}"
    return text.replace(",", "_").replace(".", ",").replace("_", ".")


# ------------------------------------------------------------------------------------------------------- in order


@layout
def in_order() -> Layout:
    return Layout(table("price\n", [str(value) for value in VALUES]))


@layout
def decimal_comma_alone_in_its_line() -> Layout:
    return Layout(table("Preis\n", [comma(value) for value in VALUES]))


@layout
def half_hours_in_order() -> Layout:
    rows = [f"{value + change:.6f}" for value in VALUES for change in (0.05, -0.05)]
    return Layout(table("price\n", rows), notes=("17,520 half-hours are made hours: averaged",))


@layout
def numbers_of_hours_beside() -> Layout:
    return Layout(table("hour,price\n", [f"{n},{value}" for n, value in enumerate(VALUES, 1)]))


@layout
def days_of_a_spreadsheet() -> Layout:
    rows = [f"{46023 + hour / 24:.8f},{VALUES[hour]}" for _, hour in starts(2026)]  # 46023 is 1 January 2026
    return Layout(table("Date,price\n", rows), notes=("the beginning of each hour",))


@layout
def days_of_a_spreadsheet_with_decimal_commas() -> Layout:
    rows = [f"{comma(46023 + hour / 24)};{comma(VALUES[hour])}" for _, hour in starts(2026)]
    return Layout(table("Datum;Preis\n", rows))


@layout
def units_below_the_names() -> Layout:
    return Layout(table("price\n$/MWh\n", [f"{value * 1000:.4f}" for value in VALUES]), notes=("values are in $/MWh",))


@layout
def control_hours() -> Layout:
    flags = [float(value > 0.5) for value in VALUES]
    rows = ["TRUE" if flag else "FALSE" for flag in flags]
    return Layout(table("control\n", rows), Asked("hours", "", 1.0, 0.0, 1.0, "", "flag"), flags)


@layout
def control_half_hours() -> Layout:
    flags = [float(value > 0.5) for value in VALUES]
    rows = [text for flag in flags for text in (("0", "1") if flag else ("0", "0"))]
    asked = Asked("hours", "", 1.0, 0.0, 1.0, "", "flag")
    return Layout(table("control\n", rows), asked, flags, ("the higher one is taken",))


# -------------------------------------------------------------------------------------------------- stamps, one column


def stamped(pattern: str, separator: str = ",", head: str = "time{0}price\n") -> Layout:
    rows = [f"{moment:{pattern}}{separator}{VALUES[hour]}" for moment, hour in starts()]
    return Layout(table(head.format(separator), rows), notes=("the time stamps name the beginning of each hour",))


for pattern, name in {
    "%Y-%m-%dT%H:%M:%S": "iso_with_seconds", "%m/%d/%Y %I:%M %p": "am_and_pm", "%m/%d/%y %H:%M": "two_digit_years",
    "%m/%d/%Y %I:%M:%S %p": "am_and_pm_with_seconds", "%Y%m%d %H%M": "compact", "%Y%m%d%H%M": "compact_in_one",
    "%d-%b-%Y %H:%M": "names_of_months", "%a %Y-%m-%d %H:%M": "days_of_the_week", "%b %d, %I:%M %p": "as_sam_writes",
    "%Y-%m-%d %Hh%M": "as_in_french",
}.items():  # fmt: skip
    LAYOUTS[name] = lambda pattern=pattern: stamped(pattern, "\t" if "," in pattern else ",")  # type: ignore[misc]


@layout
def day_first() -> Layout:
    rows = [f"{moment:%d/%m/%Y %H:%M},{VALUES[hour]}" for moment, hour in starts()]
    return Layout(table("time,price\n", rows), notes=("dates are read day first",))


@layout
def german() -> Layout:
    rows = [f"{moment:%d.%m.%Y %H:%M};{comma(VALUES[hour])}" for moment, hour in starts()]
    return Layout(table("Zeit;Preis\n", rows), notes=("dates are read day first",))


@layout
def tabs_in_utf_16() -> Layout:
    rows = [f"{moment:%d.%m.%Y %H:%M}\t{comma(VALUES[hour])}" for moment, hour in starts()]
    return Layout(table("Zeit\tPreis\n", rows), encoding="utf-16")


@layout
def blanks_between_columns() -> Layout:
    return Layout(table("", [f"{moment:%Y-%m-%d %H:%M}   {VALUES[hour]}" for moment, hour in starts()]))


@layout
def midnight_without_its_time() -> Layout:
    rows = [f"{moment:%m/%d/%Y %H:%M:%S},{VALUES[hour]}".replace(" 00:00:00", "") for moment, hour in starts()]
    return Layout(table("time,price\n", rows))


@layout
def newest_first_by_the_clock() -> Layout:
    rows = [f"{moment:%Y-%m-%d %H:%M},{VALUES[hour]}" for moment, hour in by_clock("America/Chicago")]
    return Layout(table("time,price\n", rows[::-1]), notes=("a clock that changes on 9 Mar and 2 Nov",))


@layout
def clock_of_the_south_in_half_hours() -> Layout:
    rows = [
        f"{moment:%Y-%m-%d %H:%M},{VALUES[hour] + (0.1 if moment.minute else -0.1):.6f}"
        for moment, hour in by_clock("Australia/Sydney", minutes=30)
    ]
    return Layout(table("time,price\n", rows), notes=("a clock that changes on 5 Oct and 6 Apr", "17,520 half-hours"))


@layout
def clock_with_stamps_at_ends() -> Layout:
    rows = []
    for moment, hour in by_clock("America/New_York"):
        end = (moment.astimezone(datetime.UTC) + HOUR).astimezone(moment.tzinfo)
        rows.append(f"{end:%m/%d/%Y %H:%M},{VALUES[hour]}")
    return Layout(table("Hour ending,price\n", rows), notes=("name the end of each hour", "9 Mar and 2 Nov"))


@layout
def names_of_zones() -> Layout:
    rows = [f"{moment:%Y-%m-%d %H:%M %Z},{VALUES[hour]}" for moment, hour in by_clock("America/New_York")]
    random.Random(3).shuffle(rows)
    return Layout(table("time,price\n", rows), notes=("the time stamps name daylight saving; moved to standard time",))


@layout
def year_from_july() -> Layout:
    rows = [f"{moment:%Y-%m-%d %H:%M},{VALUES[hour]}" for moment, hour in starts(2024, month=7)]
    return Layout(table("time,price\n", rows), notes=("of several calendar years; placed by month and day",))


@layout
def year_from_july_with_ends() -> Layout:
    rows = [f"{moment + HOUR:%Y-%m-%d %H:%M},{VALUES[hour]}" for moment, hour in starts(2024, month=7)]
    return Layout(table("time,price\n", rows), notes=("name the end of each hour",))


@layout
def months_of_several_years() -> Layout:
    rows = [
        f"{moment.replace(year=2001 + 7 * moment.month % 17):%Y-%m-%d %H:%M},{VALUES[hour]}"
        for moment, hour in starts()
    ]
    return Layout(table("time,price\n", rows), notes=("of several calendar years",))


@layout
def half_past() -> Layout:
    rows = [f"{moment:%Y-%m-%d %H}:30,{VALUES[hour]}" for moment, hour in starts()]
    return Layout(table("time,price\n", rows), notes=("30 minutes past; taken for the hour in which they are",))


@layout
def leap_year_with_quoted_thousands() -> Layout:
    rows = [f'{moment:%Y-%m-%d %H:%M},"{VALUES[hour] * 1e4 + 2000:,.1f}"' for moment, hour in starts(2024)]
    moment = datetime.datetime(2024, 2, 29)
    rows[59 * 24 : 59 * 24] = [f'{moment + n * HOUR:%Y-%m-%d %H:%M},"9,999.9"' for n in range(24)]
    values = [(value * 1e4 + 2000) / 1000 for value in VALUES]
    asked = PRICE._replace(high=12.0)
    return Layout(table("time,Price ($/MWh)\n", rows), asked, values, ("29 February is left out",))


# --------------------------------------------------------------------------------------------------------------- UTC


@layout
def utc_of_its_own_year() -> Layout:
    six = 6 * HOUR
    rows = [f"{moment:%Y-%m-%dT%H:%MZ},{VALUES[(hour - 6) % 8760]}" for moment, hour in starts()]
    assert (datetime.datetime(2025, 1, 1, 6) - six).hour == 0
    return Layout(
        table("time,price\n", rows),
        PRICE._replace(utc_offset=-6.0),
        notes=("in UTC; moved to local standard time, UTC-06:00",),
    )


@layout
def utc_of_the_local_year() -> Layout:
    rows = [f"{moment - HOUR:%Y-%m-%d %H:%M:%S}+00:00,{VALUES[hour]}" for moment, hour in starts()]
    return Layout(
        table("time,price\n", rows), PRICE._replace(utc_offset=1.0), notes=("UTC+01:00", "the beginning of each hour")
    )


@layout
def utc_in_the_name() -> Layout:
    rows = [f"{moment + 5 * HOUR:%Y-%m-%d %H:%M},{VALUES[hour]}" for moment, hour in starts()]
    return Layout(table("Datetime (UTC),price\n", rows), PRICE._replace(utc_offset=-5.0), notes=("UTC-05:00",))


@layout
def offsets_of_each_row() -> Layout:
    rows = [
        f"{moment:%Y-%m-%dT%H:%M%:z},{VALUES[hour]}".replace("%:z", "") for moment, hour in by_clock("America/Chicago")
    ]
    rows = [f"{moment.isoformat()},{VALUES[hour]}" for moment, hour in by_clock("America/Chicago")]
    return Layout(
        table("time,price\n", rows), notes=("UTC-06:00 and UTC-05:00; moved to local standard time, UTC-06:00",)
    )


@layout
def energy_charts() -> Layout:
    rows = [f"{moment:%Y-%m-%dT%H:%M%z},{VALUES[hour] * 1000:.3f}" for moment, hour in by_clock("Europe/Berlin")]
    head = '"Datum (MEZ)","Day Ahead Auktion (DE-LU)"\n,"Preis (EUR/MWh, EUR/tCO2)"\n'
    return Layout(
        table(head, rows), PRICE._replace(factor=1e-3, given_unit="$/MWh"), notes=("UTC+01:00 and UTC+02:00",)
    )


@layout
def seconds_since_1970() -> Layout:
    rows = [
        f"{int(moment.replace(tzinfo=datetime.UTC).timestamp()) + 7 * 3600},{VALUES[hour]}" for moment, hour in starts()
    ]
    return Layout(table("ts,price\n", rows), PRICE._replace(utc_offset=-7.0), notes=("UTC-07:00",))


@layout
def electricity_maps() -> Layout:
    rows = [f"{moment - HOUR:%Y-%m-%d %H:%M:%S},Germany,DE,{PLUS[hour] * 1000:.3f},{PLUS[hour] * 1200:.3f},45.1"
            for moment, hour in starts()]  # fmt: skip
    head = ("Datetime (UTC),Country,Zone id,Carbon intensity gCO₂eq/kWh (direct),"
            "Carbon intensity gCO₂eq/kWh (Life cycle),Share\n")  # fmt: skip
    asked = Asked(
        "carbon.series", "carbon intensity gCO₂eq/kWh (direct)", 1.0, 0.0, 5.0, "kg/kWh", "carbon", utc_offset=1
    )
    return Layout(table(head, rows), asked, PLUS, ("values are in g/kWh", "UTC+01:00"))


@layout
def agile_of_octopus() -> Layout:
    rows = []
    for moment, hour in starts(minutes=30):
        price = VALUES[hour] * 100 + (1 if moment.minute else -1)
        end = moment + datetime.timedelta(minutes=30)
        rows.append(f"{moment:%Y-%m-%dT%H:%M:%SZ},{end:%Y-%m-%dT%H:%M:%SZ},{price:.6f}")
    asked = PRICE._replace(utc_offset=0.0)
    return Layout(table("valid_from,valid_to,Unit rate (p/kWh)\n", rows), asked, notes=("values are in p/kWh"))


# --------------------------------------------------------------------------------------------------- markets, by name


@layout
def caiso() -> Layout:
    rows, before, number = [], None, 0
    for moment, hour in by_clock("America/Los_Angeles"):
        number = number + 1 if moment.date() == before else 1
        before = moment.date()
        utc = moment.astimezone(datetime.UTC)
        rows.append(f"{utc:%Y-%m-%dT%H:%M:%S}-00:00,{utc + HOUR:%Y-%m-%dT%H:%M:%S}-00:00,{moment:%Y-%m-%d},{number},"
                    f"TH_NP15,LMP,DAM,{VALUES[hour] * 1000:.3f}")  # fmt: skip
    head = "INTERVALSTARTTIME_GMT,INTERVALENDTIME_GMT,OPR_DT,OPR_HR,NODE,LMP_TYPE,MARKET_RUN_ID,MW\n"
    asked = PRICE._replace(column="MW", factor=1e-3, given_unit="$/MWh")
    return Layout(table(head, rows), asked, notes=("a clock that changes on 9 Mar and 2 Nov",))


@layout
def caiso_by_utc() -> Layout:
    first = caiso()
    return first._replace(
        asked=first.asked._replace(utc_offset=-8.0), notes=("in UTC; moved to local standard time, UTC-08:00",)
    )


@layout
def ercot_day_ahead() -> Layout:
    rows = [
        f"{moment:%m/%d/%Y},{moment.hour + 1:02}:00,HB_NORTH,{VALUES[hour] * 1000:.2f},{'Y' if moment.fold else 'N'}"
        for moment, hour in by_clock("America/Chicago")
    ]
    head = "DeliveryDate,HourEnding,SettlementPoint,SettlementPointPrice,DSTFlag\n"
    values = [round(value * 1000, 2) / 1000 for value in VALUES]
    asked = PRICE._replace(factor=1e-3, given_unit="$/MWh")
    return Layout(table(head, rows), asked, values, ("hours have numbers", "9 Mar and 2 Nov"))


@layout
def ercot_real_time() -> Layout:
    rows = [
        f"{moment:%m/%d/%Y},{moment.hour + 1},{moment.minute // 15 + 1},{'Y' if moment.fold else 'N'},HB_NORTH,HU,"
        f"{VALUES[hour] * 1000 + moment.minute - 22.5:.3f}"
        for moment, hour in by_clock("America/Chicago", minutes=15)
    ]
    head = ("Delivery Date,Delivery Hour,Delivery Interval,Repeated Hour Flag,Settlement Point Name,"
            "Settlement Point Type,Settlement Point Price\n")  # fmt: skip
    asked = PRICE._replace(factor=1e-3, given_unit="$/MWh")
    return Layout(table(head, rows), asked, notes=("35,040 quarters of an hour are made hours: averaged",))


@layout
def pjm() -> Layout:
    rows = [
        f"{moment.astimezone(datetime.UTC):%m/%d/%Y %I:%M:%S %p},{moment:%m/%d/%Y %I:%M:%S %p},51217,PJM-RTO,"
        f"{VALUES[hour] * 1000:.3f}"
        for moment, hour in by_clock("America/New_York")
    ]
    head = "datetime_beginning_utc,datetime_beginning_ept,pnode_id,pnode_name,total_lmp_da\n"
    asked = PRICE._replace(factor=1e-3, given_unit="$/MWh")
    return Layout(table(head, rows), asked, notes=("the beginning of each hour", "9 Mar and 2 Nov"))


@layout
def nyiso() -> Layout:
    rows = [
        f'"{moment:%m/%d/%Y %H:%M}","N.Y.C.",61761,{VALUES[hour] * 1000:.2f},1.25'
        for moment, hour in by_clock("America/New_York")
    ]
    head = '"Time Stamp","Name","PTID","LBMP ($/MWHr)","Losses"\n'
    values = [round(value * 1000, 2) / 1000 for value in VALUES]
    return Layout(table(head, rows), PRICE, values, ("values are in $/MWh",))


@layout
def miso() -> Layout:
    rows = []
    for day in range(365):
        date = datetime.date(2025, 1, 1) + datetime.timedelta(days=day)
        rows.append(
            f"{date:%m/%d/%Y},MICHIGAN.HUB,Hub,LMP,"
            + ",".join(f"{v * 1000:.2f}" for v in VALUES[24 * day : 24 * day + 24])
        )
    head = "Day Ahead Market,,,,\nAll Hours-Ending are Eastern Standard Time (EST),,,,\nMARKET_DAY,NODE,TYPE,VALUE,"
    head += ",".join(f"HE {n}" for n in range(1, 25)) + "\n"
    values = [round(value * 1000, 2) / 1000 for value in VALUES]
    asked = PRICE._replace(factor=1e-3, given_unit="$/MWh")
    return Layout(table(head, rows), asked, values, ("each line is a day", "2 lines above the names"))


@layout
def a_day_a_line_by_the_clock() -> Layout:
    days: dict[datetime.date, dict[str, str]] = {}
    for moment, hour in by_clock("Europe/Oslo"):
        name = "3B" if moment.fold else str(moment.hour + 1)
        days.setdefault(moment.date(), {})[name] = comma(VALUES[hour])
    names = ["1", "2", "3", "3B", *(str(n) for n in range(4, 25))]
    rows = [f"{day:%d.%m.%Y};" + ";".join(cells.get(name, "") for name in names) for day, cells in days.items()]
    return Layout(table("Dato;" + ";".join(names) + "\n", rows), notes=("30 Mar and 26 Oct",))


@layout
def nord_pool() -> Layout:
    rows = [
        f"{moment:%d-%m-%Y};{moment.hour:02} - {(moment.hour + 1) % 24:02};{comma(VALUES[hour] * 1000)}"
        for moment, hour in by_clock("Europe/Oslo")
    ]
    head = "Elspot Prices in NOK/MWh;;\nData was last updated 01-01-2026;;\nDate;Hours;NO1 (NOK/MWh)\n"
    return Layout(table(head, rows), notes=("values are in NOK/MWh", "30 Mar and 26 Oct"))


@layout
def entso_e() -> Layout:
    """The hour that the clock skips has a row without a value."""
    rows = []
    for moment, hour in by_clock("Europe/Berlin"):
        if (moment.month, moment.day, moment.hour) == (3, 30, 3):
            rows.append('"30.03.2025 02:00 - 30.03.2025 03:00","",""')
        end = moment.replace(tzinfo=None) + HOUR
        rows.append(f'"{moment:%d.%m.%Y %H:%M} - {end:%d.%m.%Y %H:%M}","{VALUES[hour] * 1000:.2f}","EUR"')
    values = [round(value * 1000, 2) / 1000 for value in VALUES]
    head = '"MTU (CET/CEST)","Day-ahead Price [EUR/MWh]","Currency"\n'
    return Layout(table(head, rows), PRICE, values, ("values are in EUR/MWh", "30 Mar and 26 Oct"))


@layout
def smard() -> Layout:
    rows = [
        f"{moment:%d.%m.%Y %H:%M};{moment.replace(tzinfo=None) + HOUR:%d.%m.%Y %H:%M};"
        f"{comma(VALUES[hour] * 1e4, thousands=True)}"
        for moment, hour in by_clock("Europe/Berlin")
    ]
    values = [value * 10 for value in VALUES]
    return Layout(table("Datum von;Datum bis;Deutschland/Luxemburg [€/MWh] Originalauflösungen\n", rows), PRICE, values,
                  ("values are in €/MWh"))  # fmt: skip


@layout
def aemo() -> Layout:
    half = datetime.timedelta(minutes=30)
    rows = [
        f"VIC1,{moment + half:%Y/%m/%d %H:%M:%S},4500.5,{VALUES[hour] * 1000 + (3 if moment.minute else -3):.4f},TRADE"
        for moment, hour in starts(minutes=30)
    ]
    asked = PRICE._replace(column="RRP", factor=1e-3, given_unit="$/MWh")
    return Layout(
        table("REGION,SETTLEMENTDATE,TOTALDEMAND,RRP,PERIODTYPE\n", rows), asked, notes=("the end of each 30 minutes",)
    )


@layout
def ieso() -> Layout:
    rows = [f"{moment:%Y-%m-%d},{moment.hour + 1},{VALUES[hour] * 1000:.2f},44.1,45.2" for moment, hour in starts()]
    head = ("\\\\Yearly HOEP OR Predispatch Report,,,,\nCREATED AT 2026/01/01 05:00:00 FOR 2025,,,,\n"
            "Date,Hour,HOEP,Hour 1 Predispatch,Hour 2 Predispatch\n")  # fmt: skip
    values = [round(value * 1000, 2) / 1000 for value in VALUES]
    asked = PRICE._replace(column="HOEP", factor=1e-3, given_unit="$/MWh")
    return Layout(table(head, rows), asked, values, ("2 lines above the names", "hours have numbers"))


@layout
def british_settlement_periods() -> Layout:
    rows, before, number = [], None, 0
    for moment, hour in by_clock("Europe/London", minutes=30):
        number = number + 1 if moment.date() == before else 1
        before = moment.date()
        rows.append(f"{moment:%d/%m/%Y},{number},{VALUES[hour] * 1000 + (5 if number % 2 else -5):.2f}")
    values = [round(value * 1000, 2) / 1000 for value in VALUES]
    return Layout(table("Settlement Date,Settlement Period,Price (£/MWh)\n", rows), PRICE, values,
                  ("parts of a day have numbers", "30 Mar and 26 Oct"))  # fmt: skip


# ------------------------------------------------------------------------------------------------- meters and solar


@layout
def pvwatts() -> Layout:
    rows = [
        f'"{moment.month}","{moment.day}","{moment.hour}","0","2.1","{PLUS[hour] * 1000:.3f}"'
        for moment, hour in starts()
    ]
    head = ('"PVWatts: Hourly PV Performance Data","","","","",""\n"Latitude (deg N):","41.97"\n'
            '"Elevation (m):","205"\n\n'
            '"Month","Day","Hour","Beam Irradiance (W/m2)","Temperature (C)","AC System Output (W)"\n')  # fmt: skip
    foot = '"Totals","","","12","","5021"\n'
    return Layout(
        table(head, rows, foot), USE, PLUS, ("values are in W", "1 line below the last value", "3 lines above")
    )


@layout
def pvgis() -> Layout:
    """Stamps in UTC, ten minutes past; explanations below."""
    rows = [
        f"{moment - HOUR:%Y%m%d:%H}10,{PLUS[hour] * 1000:.3f},0.0,12.1,5.04,1.66,0.0" for moment, hour in starts(2023)
    ]
    head = ("Latitude (decimal degrees):\t48.1\nLongitude (decimal degrees):\t11.6\nElevation (m):\t520\n"
            "Radiation database:\tPVGIS-SARAH3\n\n\nSlope: 35 deg.\n\ntime,P,G(i),H_sun,T2m,WS10m,Int\n")  # fmt: skip
    foot = (
        "\nP: PV system power (W)\nG(i): Global irradiance on the inclined plane (W/m2)\n\nPVGIS (c) European Union\n"
    )
    asked = USE._replace(column="P", factor=1e-3, given_unit="W", utc_offset=1.0)
    return Layout(table(head, rows, foot), asked, PLUS, ("10 minutes past", "in UTC; moved to local standard time"))


@layout
def nsrdb() -> Layout:
    rows = [f"2021,{moment.month},{moment.day},{moment.hour},30,{PLUS[hour]}" for moment, hour in starts()]
    head = ("Source,Location ID,City,State,Country,Latitude\nNSRDB,149190,-,-,-,39.73\n"
            "Year,Month,Day,Hour,Minute,Load (kW)\n")  # fmt: skip
    return Layout(table(head, rows), USE, PLUS, ("values are in kW",))


@layout
def pge_green_button() -> Layout:
    rows = [
        f"Electric usage,{moment:%Y-%m-%d},{moment:%H:%M},{moment:%H}:59,{PLUS[hour]},${PLUS[hour] * 0.3:.2f},"
        for moment, hour in by_clock("America/Los_Angeles")
    ]
    head = ("Name,A. HOUSEHOLDER\nAddress,1 MAIN ST\nService,Service 1\n\n"
            "TYPE,DATE,START TIME,END TIME,USAGE (kWh),COST,NOTES\n")  # fmt: skip
    return Layout(table(head, rows), USE, PLUS, ("values are in kWh", "3 lines above the names", "9 Mar and 2 Nov"))


@layout
def quarters_of_kwh() -> Layout:
    rows = [
        f"{moment:%Y-%m-%d %H:%M},{PLUS[hour] / 4 + (moment.minute - 22.5) / 1000}"
        for moment, hour in starts(minutes=15)
    ]
    return Layout(table("Interval start,Usage kWh\n", rows), USE, PLUS, ("made hours: added up",))


@layout
def quarters_of_kw() -> Layout:
    rows = [f"{moment:%Y-%m-%d %H:%M};{comma(PLUS[hour])}" for moment, hour in starts(minutes=15)]
    return Layout(table("Zeit;Leistung [kW]\n", rows), USE, PLUS, ("values are in kW", "made hours: averaged"))


@layout
def five_minutes_of_watts() -> Layout:
    rows = [f"{moment:%Y-%m-%d %H:%M},{PLUS[hour] * 1000:.1f}" for moment, hour in starts(minutes=5)]
    asked = USE._replace(factor=1e-3, given_unit="W")
    return Layout(table("time,house\n", rows), asked, PLUS, ("values of 5 minutes are made hours: averaged",))


@layout
def dates_alone() -> Layout:
    rows = [f"{moment:%Y-%m-%d},{VALUES[hour]}" for moment, hour in starts()]
    return Layout(table("date,price\n", rows))


@pytest.mark.parametrize("name", one_in(4, LAYOUTS))
def test_every_hour_is_in_its_place(name: str, tmp_path: Path) -> None:
    made = LAYOUTS[name]()
    path = tmp_path / "hours.csv"
    path.write_text(made.text, encoding=made.encoding)
    series = read_series(path, made.asked)
    assert len(series.values) == len(made.values) == 8760
    # 1e-9: decimals that a layout writes, and sums of the parts of an hour
    assert max(abs(read - value) for read, value in zip(series.values, made.values, strict=True)) < 1e-9
    notes = "\n".join(series.notes)
    assert all(words in notes for words in made.notes), notes
    assert all(note.startswith(f"{made.asked.key}: ") for note in series.notes)


def test_there_are_many() -> None:
    assert len(LAYOUTS) >= 50
