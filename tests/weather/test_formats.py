"""Each format of weather files, written as its publisher does, with the temperatures of the Chicago year.

Headers and first rows are excerpts of published files; each test says whose. The rows of the year follow in the same
manner, and hours, degree hours and bins are counted again in each file by pandas.
"""

from __future__ import annotations

import datetime
import gzip
import json
import zipfile
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.weather.formats import (
    CHICAGO,
    LCD_NAMES,
    ROWS,
    WRITERS,
    Row,
    canada,
    isd_lite,
    lcd,
    meteostat,
    meteostat_unnamed,
    nsrdb,
    nsrdb_of_pvlib,
    open_meteo,
    sam,
)
from xl_dualfuel.errors import InputError
from xl_dualfuel.inputs.case import Case
from xl_dualfuel.model.climate import yearly
from xl_dualfuel.results.engine import solve
from xl_dualfuel.tariffs.reading import tariff_of
from xl_dualfuel.tariffs.season import hours_of
from xl_dualfuel.weather.files import read_weather_file
from xl_dualfuel.weather.year import Reading, WeatherYear


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


def rows_in(text: str, column: str | int, skip: int = 0, **how: Any) -> pd.Series[float]:
    """A column of the first 8,760 rows below ``skip`` lines."""
    head: dict[str, Any] = {"header": None} if isinstance(column, int) else {}
    return pd.read_csv(StringIO(text), skiprows=skip, nrows=8760, low_memory=False, **head, **how)[column].astype(float)


def fahrenheit_in(kind: str, text: str) -> pd.Series[float]:
    """The dry bulbs of a file [°F], read by pandas alone."""
    if kind == "LCD":
        reports = pd.read_csv(StringIO(text), dtype=str)
        routine = reports[reports["REPORT_TYPE"] == "FM-15"]
        return routine["HourlyDryBulbTemperature"].str.rstrip("s").astype(float)
    if kind == "Environment Canada CSV":
        months = pd.read_csv(StringIO(text), dtype=str)["Temp (°C)"]
        return 32 + 1.8 * months[months != "Temp (°C)"].astype(float)
    celsius = {
        "EPW": lambda: rows_in(text, 6, 8),
        "TMY3 CSV": lambda: rows_in(text, "Dry-bulb (C)", 1),
        "TMY2": lambda: pd.read_fwf(StringIO(text), skiprows=1, header=None, colspecs=[(67, 71)])[0] / 10,
        "NSRDB CSV": lambda: rows_in(text, "Temperature", 2),
        "SAM CSV": lambda: rows_in(text, "Tdry", 2),
        "PVGIS CSV": lambda: rows_in(text, "T2m", 8),
        "ISD-lite": lambda: rows_in(text, 4, sep=r"\s+") / 10,
        "Open-Meteo": lambda: rows_in(text, "temperature_2m (°C)", 3),
        "Meteostat CSV": lambda: rows_in(text, "temp"),
        "DWD TRY": lambda: rows_in(text, 5, text[: text.index("***")].count("\n") + 1, sep=r"\s+"),
        "DWD hourly": lambda: rows_in(text, "TT_TU", sep=";"),
    }[kind]()
    return 32 + 1.8 * celsius


@pytest.mark.parametrize("kind", WRITERS)
def test_a_year_in_each_format(tmp_path: Path, kind: str) -> None:
    """Hours, load and every bin are those that a few lines of pandas count in the same file."""
    writer, place, _ = WRITERS[kind]
    text = writer(ROWS)
    year, reading = read(tmp_path, text)
    assert (reading.kind, reading.place, reading.step_minutes, reading.hours) == (kind, place, 60, 8760)
    fahrenheit = fahrenheit_in(kind, text)
    table = list(zip(year.temperature, year.hours, strict=True))
    assert sum(hours for degrees, hours in table if degrees < 65) == (fahrenheit < 65).sum()
    # Sums of 8,760 numbers, each rounded once to 1e-16 of its size.
    load = sum(hours * max(0.0, 65 - degrees) for degrees, hours in table)
    assert load == pytest.approx((65 - fahrenheit).clip(lower=0).sum(), rel=1e-12)
    assert reading.coldest == pytest.approx(fahrenheit.min(), abs=1e-12)
    cold = fahrenheit[fahrenheit < 65]
    of_bin = cold.groupby(np.floor(cold.round(9) / 5) * 5)  # 32 + 1.8 · 5 is a hair off 41
    bins = yearly(year, 65.0, 5.0, np.array([]))
    some = bins.hours > 0
    assert dict(zip(bins.low[some], bins.hours[some], strict=True)) == of_bin.count().to_dict()
    # abs: a mean near 0 °F of numbers up to 100
    assert bins.temperature[some][::-1] == pytest.approx(of_bin.mean().to_numpy(), rel=1e-12, abs=1e-11)


@pytest.mark.parametrize("kind", WRITERS)
def test_the_hours_of_each_format_in_order(tmp_path: Path, kind: str) -> None:
    writer, _, has_pressure = WRITERS[kind]
    order = read(tmp_path, writer(ROWS))[0].order
    assert order is not None
    whole_degrees = kind == "LCD"  # whole °F, as airports report
    shift = 1 if kind in ("PVGIS CSV", "DWD hourly") else 0  # 8° east, Germany: one hour after UTC
    fahrenheit = [round(32 + 1.8 * c) if whole_degrees else 32 + 1.8 * c for _, c, _, _ in ROWS]
    assert np.roll(order.dry_bulb, -shift) == pytest.approx(fahrenheit, abs=1e-12)
    if kind != "ISD-lite":
        assert order.humidity is not None
        assert order.humidity[100 + shift] == ROWS[100][2]
    assert (order.pressure is not None) == has_pressure
    if order.pressure is not None:
        # LCD: 0.01 inch of mercury is 34 Pa.
        assert order.pressure[100 + shift] == pytest.approx(ROWS[100][3], abs=17 if whole_degrees else 1e-6)


@pytest.mark.parametrize("kind", ["TMY2", "NSRDB CSV", "PVGIS CSV", "LCD"])
def test_what_people_write_around_the_rows_is_no_row(tmp_path: Path, kind: str) -> None:
    """Comments above, a note below: the year is the same, and the note is reported. A row cut short is no note."""
    text = WRITERS[kind][0](ROWS)
    year, reading = read(tmp_path, f"# saved by me\n\n{text}\nEnd of the record\n")
    plain, _ = read(tmp_path, text)
    assert year[2:5] == plain[2:5]
    if kind != "PVGIS CSV":  # its rows end at a blank line, others may follow
        assert [(one.number, one.first[:5]) for one in reading.left_out if "notes below" in one.why] == [(1, "line ")]
        with pytest.raises(InputError, match=r"line [\d,]+ has \d+ fields, not \d+ as the others"):
            read(tmp_path, text.rstrip()[: -len(text.splitlines()[-1]) // 2])


def test_blank_cells_at_the_end_of_a_file_with_tabs(tmp_path: Path) -> None:
    tabs, commas = (read(tmp_path, nsrdb(ROWS).replace(",", mark))[0] for mark in "\t,")
    assert tabs[2:5] == commas[2:5]


def test_decimal_commas_in_airport_reports(tmp_path: Path) -> None:
    """The pressure that shows the unit has them too."""
    text = lcd(ROWS).replace(",", ";").replace(".", ",")
    assert read(tmp_path, text)[0][2:4] == read(tmp_path, lcd(ROWS))[0][2:4]


@pytest.mark.parametrize("time", ["iso8601", "unixtime"])
def test_the_json_of_open_meteo_is_its_csv(tmp_path: Path, time: str) -> None:
    """As its service answers: seconds are since 1970 in UTC, whatever the distance of the place from it."""
    epoch = datetime.datetime(1970, 1, 1)
    since = [t - datetime.timedelta(hours=1) - epoch for t, *_ in ROWS]
    document = {
        "latitude": 41.0, "longitude": 2.0, "generationtime_ms": 0.1, "utc_offset_seconds": 3600,
        "hourly_units": {"time": time, "temperature_2m": "°C", "relative_humidity_2m": "%", "surface_pressure": "hPa"},
        "hourly": {
            "temperature_2m": [c for _, c, *_ in ROWS],
            "time": [f"{t:%Y-%m-%dT%H:%M}" if time == "iso8601" else s // datetime.timedelta(seconds=1)
                     for (t, *_), s in zip(ROWS, since, strict=True)],
            "relative_humidity_2m": [h for _, _, h, _ in ROWS], "surface_pressure": [p / 100 for *_, p in ROWS],
        },
    }  # fmt: skip
    year, reading = read(tmp_path, json.dumps(document), "year.json")
    expected, _ = read(tmp_path, open_meteo(ROWS), "year.csv")
    assert year[2:5] == expected[2:5]
    assert (reading.kind, reading.place) == ("Open-Meteo", "41.0, 2.0")
    document["hourly"]["temperature_2m"][5] = None  # type: ignore[index]
    year, reading = read(tmp_path, json.dumps(document), "gap.json")
    assert sum(one.number for one in reading.left_out if "filled" in one.why) == 1


@pytest.mark.parametrize(
    "text", ["{", '{"hourly": {}}', '{"hourly_units": {"time": "x"}, "hourly": {"time": [1]}}', "{}"]
)
def test_other_json_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        read(tmp_path, text, "year.json")


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


@pytest.mark.parametrize("kind", ["ISD-lite", "Environment Canada CSV", "Meteostat CSV", "Open-Meteo", "LCD"])
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
    with pytest.raises(InputError, match="those of this file are in UTC"):
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
