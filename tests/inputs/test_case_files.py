"""Case files: what is read, what comes back to the same result, and that strangers' files are refused in one line."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import xl_dualfuel as df
from xl_dualfuel.inputs.case_files import read_case, read_inputs
from xl_dualfuel.inputs.origins import BESIDE_KEYS
from xl_dualfuel.results.csv_tables import csv_files, to_csv
from xl_dualfuel.workbook.forms.form_fields import ON_COVER

CHICAGO = Path(__file__).parents[1] / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"
ROWS = [[20.0, 100.0], [40.0, 200.0]]


def given_in(path: Path) -> dict[str, Any]:
    """What the case of a file was given."""
    return dict(read_case(path).given)


def refusal(path: Path) -> str:
    """The one line with which a file is refused."""
    with pytest.raises(df.InputError) as refused:
        read_case(path)
    (issue,) = refused.value.issues
    line = str(refused.value)
    assert len(line.splitlines()) == 1
    assert len(line) < 400
    assert issue.allowed
    assert issue.remedy
    return line


PROPANE: dict[str, Any] = {"fuel": "propane", "fuel_price": 20.5, "fuel_price_unit": "$/MMBtu"}


# -------------------------------------------------------------------------------------------------------------- TOML


def test_toml_flat(write):
    text = '# a house\ncop_47 = 3\nfuel = "propane"\nfuel_price = 2_0.5\nfuel_price_unit = "$/MMBtu"\n'
    text += "bin_table = [[20, 100], [40, 200]]\n"
    expected = {"bin_table": ((20.0, 100.0), (40.0, 200.0)), "cop_47": 3.0, **PROPANE}
    assert given_in(write("house.toml", text)) == expected


def test_toml_grouped_under_headings(write):
    text = "load_slope = 500\n[heat_pump]\ncop_47 = 3\ncop_17 = 2\n['Prices and emissions']\nelectricity_price = 0.2\n"
    expected = {"load_slope": 500.0, "cop_47": 3.0, "cop_17": 2.0, "electricity_price": 0.2}
    assert given_in(write("house.toml", text)) == expected


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "[house]\n", "\ufeff"], ids=ascii)
def test_an_empty_file_is_the_worked_example(write, text):
    assert read_case(write("house.toml", text)) == df.Case()
    assert read_case(write("house", text.replace("[house]\n", ""))) == df.Case()


def test_line_ends_and_byte_order_mark(write):
    for text in ("cop_47 = 3\r\ncop_17 = 2\r\n", "\ufeffcop_47 = 3\ncop_17 = 2"):
        assert given_in(write("house.toml", text)) == {"cop_47": 3.0, "cop_17": 2.0}


@pytest.mark.parametrize(
    "text",
    [
        "cop_47 = 3\ncop_47 = 4\n",
        "cop_47 = 3\n[heat_pump]\ncop_47 = 4\n",
        "[a]\ncop_47 = 3\n[b]\ncop_47 = 3\n",
        "[a]\ncop_47 = 3\n[a]\ncop_17 = 2\n",
    ],
)
def test_toml_that_gives_a_key_twice_is_refused(write, text):
    line = refusal(write("house.toml", text))
    assert "house.toml" in line
    assert "twice" in line or "is not TOML" in line


def test_headings_do_not_nest(write):
    options = write("options.toml", '[options.furnace]\nscenario = "furnace_only"\n')
    assert "[options.furnace] is an option; dualfuel compare HOUSE OPTIONS reads those" in refusal(options)
    nested = refusal(write("house.toml", "[house]\n[house.heat_pump]\ncop_47 = 3\n"))
    assert "[house.heat_pump] must be a heading of one name: write [heat_pump]." in nested
    assert refusal(write("house.toml", "[[house]]\ncop_47 = 3\n")).startswith("house = ")


# -------------------------------------------------------------------------------------------------------------- JSON


def test_json_case(write):
    case = {"cop_47": 3, **PROPANE, "bin_table": ROWS, "cop_5": None, "region": ""}
    expected = {"bin_table": ((20.0, 100.0), (40.0, 200.0)), "cop_47": 3.0, **PROPANE}
    assert given_in(write("house.json", json.dumps(case))) == expected
    assert given_in(write("house.json", "\ufeff" + json.dumps(case))) == expected
    assert read_case(write("house.json", "{}")) == df.Case()


@pytest.mark.parametrize(
    "text",
    [
        '{"cop_47": 3, "cop_47": 4}',
        '{"cop_47": 3, "cop_47": 3}',
        '{"inputs": {"cop_47": 3, "cop_47": 4}}',
        '{"inputs": {}, "inputs": {"cop_47": 3}}',
    ],
)
def test_json_that_gives_a_key_twice_is_refused(write, text):
    line = refusal(write("house.json", text))
    assert "house.json" in line
    assert "twice" in line


@pytest.mark.parametrize("text", ["[]", '[{"cop_47": 3}]', "3", "null", '"cop_47 = 3"', "true"])
def test_json_that_is_no_object_is_refused(write, text):
    assert "must be a JSON object" in refusal(write("house.json", text))


@pytest.mark.parametrize("inputs", ["[1]", "3", "null", '"x"'])
def test_a_result_without_inputs_is_refused(write, inputs):
    assert refusal(write("house.json", f'{{"inputs": {inputs}}}')).startswith("inputs = ")


def test_given_tells_defaults_from_inputs(write):
    result = {"inputs": {**PROPANE, "fuel_emissions": 62.87, "cop_47": 3.4}}
    result["given"] = list(PROPANE)  # type: ignore[assignment]
    path = write("house.json", json.dumps(result))
    assert given_in(path) == PROPANE
    assert read_case(path, {"fuel": "fuel_oil"}).fuel_emissions == 73.96, "a default follows a change"
    del result["given"]
    assert given_in(write("house.json", json.dumps(result))) == result["inputs"]


@pytest.mark.parametrize("listed", ['[["cop_47"]]', '[{"a": 1}]', "[null, 3]", '"cop_47"', "{}", "3"])
def test_a_broken_list_of_given_keys_is_no_crash(write, listed):
    path = write("house.json", f'{{"inputs": {{"cop_47": 3}}, "given": {listed}}}')
    with contextlib.suppress(df.InputError):
        read_case(path)


# --------------------------------------------------------------------------------------------------------------- CSV

ONE_ROW = {"cop_47": 3.0, "cop_17": 2.0, **PROPANE}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_csv_of_one_row(write, delimiter, mark, end):
    text = mark + delimiter.join(ONE_ROW) + end + delimiter.join(map(str, ONE_ROW.values())) + end
    assert given_in(write("house.csv", text)) == ONE_ROW


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("order", [("name", "value"), ("value", "name")], ids="-".join)
def test_csv_of_names_and_values(write, delimiter, order):
    rows = [order, *({"name": key, "value": str(value)} for key, value in ONE_ROW.items())]
    lines = [delimiter.join(row if isinstance(row, tuple) else (row[order[0]], row[order[1]])) for row in rows]
    assert given_in(write("house.csv", "\n".join(lines))) == ONE_ROW


def test_csv_tables_blanks_comments_and_quotes(write):
    text = '# measured last winter\n\n"cop_47" , bin_table,region,cop_17\n 3 ,"[[20, 100], [40, 200]]",, \n\n,,,\n'
    assert given_in(write("house.csv", text)) == {"bin_table": ((20.0, 100.0), (40.0, 200.0)), "cop_47": 3.0}


def test_blank_columns_as_spreadsheets_leave_them(write):
    assert given_in(write("house.csv", "cop_47,cop_17,,\n3,2,,\n")) == {"cop_47": 3.0, "cop_17": 2.0}
    assert given_in(write("house.csv", "name,value,,\ncop_47,3,,\n,,,\n,,,\n")) == {"cop_47": 3.0}
    # A row with neither name nor value says nothing either: a heading, a remark.
    assert given_in(write("house.csv", "name,value,note\n,,Heat pump\ncop_47,3,\n,,Furnace\n")) == {"cop_47": 3.0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "row of keys and a row of values"),
        ("\n\n", "row of keys and a row of values"),
        ("cop_47,cop_17\n", "row of keys and a row of values"),
        ("cop_47,cop_17\n3,2\n3.1,2.1\n", "must be one row of values below its keys. Give one of them; dualfuel p"),
        ("cop_47,cop_17\n3,2,1\n", "3 values for 2 keys"),
        ("cop_47,cop_47\n3,2\n", "cop_47: must have each input only once"),
        ("cop_47,cop_47\n3,3\n", "cop_47: must have each input only once"),
        ("name,value\ncop_47,3\ncop_17,2\ncop_47,3\n", "gives cop_47 twice"),
        ("key,value\nseason_hours,1,900\n", "1,900 must have no comma between thousands: write 1900"),
        ("design_load,42,000\ncop_47,3\n", "42,000 must have no comma between thousands: write 42000"),
        ("x" * 200_000 + "\n1\n", "is not CSV"),
    ],
    ids=["empty", "blank", "no row", "two rows", "long row", "twice", "twice alike", "twice by name", "cut",
         "cut alone", "long cell"],
)  # fmt: skip
def test_csv_that_is_no_case_is_refused(write, text, words):
    assert words in refusal(write("house.csv", text))


@pytest.mark.parametrize(
    "text",
    [
        "design_load,42000\ncop_47,3.6\nfuel,propane\nfuel_price,2.1\nfuel_price_unit,$/gal\n",
        "Parameter;Setting\ndesign_load;42 kBtu/h\ncop_47;3,6\nfuel;propane\nfuel_price;2,1\nfuel_price_unit;$/gal\n",
        "Homes 2026\n\nCustomer,Design heating load,COP 47,Fuel,Fuel price\n,kBtu/h,,,$/gal\nA,42,3.6,propane,2.1\n",
        # The sheet Inputs of a form, as spreadsheets save it
        "Inputs,,,\nRequired values still blank,3,NO,\n,,,\nField,Name,Value,Unit\nKind of form,template,client,\n"
        'House,,,\nSite address,site,12 Elm St,\nDesign heating load,design_load,"42,000",BTU/h\nCOP,cop_47,3.6,\n'
        "Capacity,capacity_5,,BTU/h\nFuel,fuel,propane,\nFuel price,fuel_price,2.1,\nUnit,fuel_price_unit,$/gal,\n",
    ],
    ids=["no headings", "other headings", "title and units", "form"],
)
def test_one_house_as_people_lay_it_out(write, text):
    expected = {"design_load": 42000.0, "cop_47": 3.6, "fuel": "propane", "fuel_price": 2.1, "fuel_price_unit": "$/gal"}
    assert given_in(write("house.csv", text)) == expected


def test_what_a_form_names_besides_inputs_is_known():
    assert {"template", *ON_COVER} == BESIDE_KEYS


def test_points_between_thousands_beside_decimal_commas_are_not_taken_for_decimal_ones(write):
    """1.900 beside 3,4 is no season of 1.9 hours: it is read as 1,900, and the case says so."""
    case = read_case(write("house.csv", "cop_47;season_hours\n3,4;1.900\n"))
    assert case.inputs["season_hours"] == 1900
    assert case.readings["season_hours"] == "1.900 read as 1,900 h"


def test_decimal_commas(write):
    """Where a file shows that its commas are decimal ones they are; anything else is refused in words."""
    assert given_in(write("house.csv", "cop_47;defrost\n3,4;resnet\n")) == {"cop_47": 3.4, "defrost": "resnet"}
    assert given_in(write("house.csv", "name\tvalue\ncop_47\t3,4\ncop_17\t2\n")) == {"cop_47": 3.4, "cop_17": 2.0}
    both = "cop_47;season_hours\n3,4;4,200\n"  # 4,200 hours is 4.2 where commas are decimal ones: below the range
    assert read_inputs(write("house.csv", both)) == {"cop_47": "3.4", "season_hours": "4.200"}
    mixed = "cop_47;capacity_5;fuel_price\n3,4;n.a.;2.45 $/therm\n"  # this point stands between no thousands
    assert given_in(write("house.csv", mixed)) == {"cop_47": 3.4, "fuel_price": 2.45, "fuel_price_unit": "$/therm"}
    for text, start in (
        ("design_load;cop_47\n1,200;3\n", "design_load = 1,200: may mean 1.2 or 1200"),
        ("cop_47;cop_17\n3,4,5;2.1\n", "cop_47 = 3,4,5: must be one number"),
    ):
        assert refusal(write("house.csv", text)).startswith(start)
    # Where only one reading is possible, or plausible, it is taken and reported.
    for text, expected in (
        ("season_hours;cop_47\n4,200;3\n", {"season_hours": 4200.0, "cop_47": 3.0}),
        ("cop_47;cop_17\n3,4;2.1\n", {"cop_47": 3.4, "cop_17": 2.1}),
        ('cop_47,cop_17\n"3,4",2\n', {"cop_47": 3.4, "cop_17": 2.0}),
    ):
        case = read_case(write("house.csv", text))
        assert dict(case.given) == expected
        assert len(case.readings) == 1


def test_points_beside_decimal_commas(write):
    """A point that can only stand between thousands is read so; what may be either is refused with both readings."""
    case = read_case(write("house.csv", "cop_47;capacity_47;capacity_17;fuel\n3,4;41.857 MBH;1.200.000;gas\n"))
    assert (case.capacity_47, case.capacity_17) == (41857, 1_200_000)
    assert case.readings["capacity_47"] == "41.857 MBH read as 41,857 BTU/h"
    words = refusal(write("house.csv", "cop_47;design_load\n3,4;1.200\n"))
    assert words == "design_load = 1.200: may mean 1.2 or 1200. Give 1.2 or 1200 BTU/h"
    for text, load in (("1.2", 1.2), ("1200 BTU/h", 1200)):
        assert read_case(write("house.csv", f"cop_47;design_load\n3,4;{text}\n")).design_load == load


def test_a_row_that_begins_with_a_number_sign(write):
    """No. 2 oil is written #2 oil; a remark has no number after its sign."""
    text = "fuel,fuel_price,fuel_price_unit\n# a remark\n#2 oil,3.1,$/gal\n#gas,1\n"
    case = read_case(write("house.csv", text))
    assert (case.fuel, case.fuel_price) == ("fuel_oil", 3.1)


def test_a_name_and_a_value_by_any_heading(write):
    for text in ("key,value\ncop_47,3.4\n", "Input;Value\nCOP at 47 °F;3.4\n", "sep=|\nname|value\ncop_47|3.4\n"):
        assert given_in(write("house.csv", text)) == {"cop_47": 3.4}


def test_notes_and_blank_words_as_in_a_table_of_homes(write):
    text = "sep=;\nhouse;COP at 47 °F;cop_5;programme;capacity_47\nSmith;3.6;N/A;-;NaN\n"
    assert given_in(write("house.csv", text)) == {"cop_47": 3.6}


# ------------------------------------------------------------------------------------------------ told by content


@pytest.mark.parametrize("name", ["house", "house.txt", "house.case", "house.TOML.bak", ".house"])
@pytest.mark.parametrize(
    "text",
    [
        "cop_47 = 3\n",
        "# a house\n\n[heat_pump]\ncop_47 = 3\n",
        "\ufeff[heat_pump]\ncop_47=3",
        '{"cop_47": 3}',
        '\n  {"inputs": {"cop_47": 3, "cop_17": 2.2}, "given": ["cop_47"]}',
        '\ufeff{"cop_47": 3}',
        "cop_47\n3\n",
        "cop_47;region\n3;\n",
        "name,value\ncop_47,3\n",
        'label,name,value\n"a = b",cop_47,3\n',
    ],
    ids=ascii,
)
def test_the_content_tells_what_the_name_does_not(write, name, text):
    assert given_in(write(name, text)) == {"cop_47": 3.0}


@pytest.mark.parametrize("name", ["house.TOML", "house.Toml"])
def test_case_of_the_extension_does_not_count(write, name):
    assert given_in(write(name, "cop_47 = 3\n")) == {"cop_47": 3.0}


@pytest.mark.parametrize("text", ['{"cop_47": 3', "{}}", "= 3\n", "<html>", "%PDF-1.7\n", "\x7fELF\x02"])
def test_what_is_no_case_at_all_is_refused(write, text):
    assert refusal(write("house", text)).startswith("case = ")


# ---------------------------------------------------------------------------------- results read back as cases

ROUND_TRIPS: dict[str, dict[str, Any]] = {
    "worked example": {},
    "a few": {"cop_47": 3.1, "electricity_price": 0.123456789012345, "existing_switchover": -3.25},
    "propane": {"fuel": "propane", "fuel_price": 2.5, "fuel_price_unit": "$/gal"},
    "design load": {"design_load": 41000, "load_balance_temperature": 63},
    "region": {"region": "V", "season_hours": 2200},
    "station": {"station": "denver", "bin_width": 0},
    "bins": {"bin_table": ROWS, "strip_capacity": 0, "capacity_47": 36000, "capacity_17": 20000},
    "performance": {
        "performance_table": [[47, 3.4, 36000], [17, 2.2, 20000], [5, 1.9, 15000]],
        "cycling_degradation": 0.1,
        "defrost": "resnet",
        "compressor_lockout": 10,
        "furnace_capacity": 40000,
        "furnace_fan_power": 0.4,
        "backup_operation": "simultaneous",
    },
    "weather file": {"weather_file": str(CHICAGO)},
}
every_round_trip = pytest.mark.parametrize("inputs", ROUND_TRIPS.values(), ids=ROUND_TRIPS)


@every_round_trip
@pytest.mark.parametrize("name", ["result.json", "result"])
def test_a_json_result_gives_the_same_result(write, inputs, name):
    case = df.Case(**inputs)
    first = df.solve(case).to_json()
    path = write(name, json.dumps(first))
    assert read_case(path) == case
    assert df.solve(read_case(path)).to_json() == first


@every_round_trip
def test_inputs_csv_gives_the_same_numbers(write, inputs):
    result = df.solve(df.Case(**inputs))
    again = df.solve(read_case(write("inputs.csv", csv_files(result)["inputs.csv"])))
    assert again.case.inputs == result.case.inputs
    for name in ("bins", "switchover", "scenarios", "checks"):
        assert to_csv(again.table(name)) == to_csv(result.table(name))
    assert again.balance_points == result.balance_points
    assert again.recommended == result.recommended


@every_round_trip
def test_inputs_csv_keeps_defaults_apart(write, inputs):
    # Its note says which values are defaults: read back, they must not turn into given ones, nor be warned about.
    case = df.Case(**inputs)
    again = read_case(write("inputs.csv", csv_files(df.solve(case))["inputs.csv"]))
    assert again.warnings == case.warnings
    assert again == case


def test_a_default_edited_in_inputs_csv_counts(write):
    # Whoever edits a value need not edit the note beside it.
    content = csv_files(df.solve(df.Case(region="V")))["inputs.csv"].decode("utf-8")
    assert ",electricity_price,0.14," in content
    for old, new in ((",electricity_price,0.14,", ",electricity_price,0.2,"), (",cop_47,3.4,", ",cop_47,3.1,")):
        content = content.replace(old, new)
    case = read_case(write("inputs.csv", content))
    assert (case.electricity_price, case.cop_47, case.climate) == (0.2, 3.1, "region")
    assert {"region", "electricity_price", "cop_47"} <= set(case.given)


def test_inputs_csv_edited_by_a_spreadsheet(write):
    content = csv_files(df.solve(df.Case(fuel="propane", fuel_price=30, fuel_price_unit="$/MMBtu")))[
        "inputs.csv"
    ].decode("utf-8")
    out = io.StringIO()
    rows = list(csv.reader(io.StringIO(content)))
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    case = read_case(write("inputs.csv", "\ufeff" + out.getvalue()))
    assert (case.fuel, case.fuel_price, case.fuel_emissions) == ("propane", 30.0, 62.87)


@pytest.mark.parametrize("name", ["=1+1.epw.gz", "+year.epw.gz", "-year.epw.gz", "@year.epw.gz", "'year.epw.gz"])
def test_names_that_spreadsheets_would_run_come_back(write, tmp_path, monkeypatch, name):
    # Such text gets an apostrophe before it when it is written; reading takes it off again.
    monkeypatch.chdir(tmp_path)
    shutil.copy(CHICAGO, name)
    case = df.Case(weather_file=name)
    path = write("inputs.csv", csv_files(df.solve(case))["inputs.csv"])
    assert Path(read_case(path).weather_file).name == name


# ---------------------------------------------------------------------------------------------------- weather file


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("house.toml", 'weather_file = "weather/year.epw.gz"\n'),
        ("house.json", '{"weather_file": "weather/year.epw.gz"}'),
        ("house.csv", "weather_file\nweather/year.epw.gz\n"),
        ("house", "name,value\nweather_file,./weather/../weather/year.epw.gz\n"),
    ],
)
def test_a_weather_file_is_looked_for_beside_the_case(write, tmp_path, monkeypatch, name, text):
    write("houses/weather/year.epw.gz", CHICAGO.read_bytes())
    path = write(f"houses/{name}", text)
    (tmp_path / "elsewhere").mkdir()
    expected = df.Case(weather_file=str(CHICAGO)).year
    assert expected is not None
    for folder, asked in ((tmp_path / "elsewhere", path), (tmp_path, Path("houses") / name), (path.parent, Path(name))):
        monkeypatch.chdir(folder)
        year = read_case(asked).year
        assert year is not None
        assert (year.temperature, year.hours) == (expected.temperature, expected.hours)


def test_absolute_and_home_paths_stay(write, tmp_path, monkeypatch):
    home = write("home/year.epw.gz", CHICAGO.read_bytes()).parent
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for text in ("~/year.epw.gz", str(home / "year.epw.gz")):
        path = write("house.json", json.dumps({"weather_file": text}))
        assert read_inputs(path)["weather_file"] == text
        assert read_case(path).year is not None


def test_a_result_finds_its_weather_file_again(write, tmp_path, monkeypatch):
    # The case lies in one folder, its results in another, the command runs in a third.
    write("houses/year.epw.gz", CHICAGO.read_bytes())
    write("houses/house.toml", 'weather_file = "year.epw.gz"\n')
    monkeypatch.chdir(tmp_path)
    result = df.solve(read_case("houses/house.toml"))
    for path in (
        write("results/house.json", json.dumps(result.to_json())),
        write("results/inputs.csv", csv_files(result)["inputs.csv"]),
    ):
        again = df.solve(read_case(path.relative_to(tmp_path)))
        assert again.recommended == result.recommended


def test_changes_come_before_the_checks(write):
    path = write("house.toml", 'cop_47 = -1\nregion = "IV"\nweather_file = "nowhere.epw"\n')
    case = read_case(path, {"cop_47": 3, "weather_file": None})
    assert dict(case.given) == {"region": "IV", "cop_47": 3.0}
    with pytest.raises(df.InputError, match="cop_47 = -1"):
        read_case(path)
