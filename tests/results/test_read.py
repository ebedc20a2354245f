"""What was read for the weather, in JSON and in one line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import xl_dualfuel as df
from xl_dualfuel.results.read import weather_line

CHICAGO = Path(__file__).parents[1] / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"


def test_a_station_is_told() -> None:
    result = df.solve(df.Case(station="denver"))
    weather = result.to_json()["read"]["weather"]
    # tests/cases: counted in the TMY3 file of Denver; its coldest hour is -19.4 °C, 31 December 24:00.
    assert (weather["kind"], weather["hours"], weather["coldest"]) == ("built-in station", 8760, -2.92)
    assert weather_line(result.case).startswith("Denver International Airport, CO (built-in station); a typical year")


def test_a_file_is_told_with_what_was_left_out(tmp_path: Path) -> None:
    lines = gzip.decompress(CHICAGO.read_bytes()).decode("ascii").splitlines()
    end = next(n for n, line in enumerate(lines) if ",2,28,24," in line[:20]) + 1
    leap_day = [line.replace(",2,28,", ",2,29,", 1) for line in lines[end - 24 : end]]
    path = tmp_path / "leap.epw"
    path.write_text("\n".join([*lines[:end], *leap_day, *lines[end:]]), encoding="ascii")
    result = df.solve(df.Case(weather_file=str(path)))
    weather = json.loads(json.dumps(result.to_json()))["read"]["weather"]
    assert weather["rows_left_out"] == {
        "29 February: a season has 365 days": {"number": 24, "first": f"line {end + 1:,}"}
    }
    assert weather["columns"]["dry bulb"] == "N6 dry bulb [°C]"
    line = weather_line(result.case)
    assert "Chicago Ohare Intl Ap, IL (EPW, leap.epw)" in line and "24 left out (29 February" in line


def test_the_coldest_hour_is_in_the_units_of_the_case() -> None:
    case = df.Case(station="denver", temperature_unit="C", indoor_setpoint=21)
    document = df.solve(case).to_json()
    assert document["read"]["weather"]["coldest"] == -19.4
    assert document["units"]["coldest"] == "°C"
    assert "coldest -19.4 °C" in weather_line(case)


def test_nothing_is_told_where_nothing_was_read() -> None:
    assert df.solve(df.Case()).to_json()["read"] == {"weather": None, "record": None}
    assert weather_line(df.Case()) == ""
