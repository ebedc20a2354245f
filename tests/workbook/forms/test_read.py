"""Reading filled workbooks: by name wherever cells went, every doubtful cell told with its place, nothing followed."""

from __future__ import annotations

import contextlib
import datetime
import gzip
import io
import math
import os
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.drawing.image import Image

import xl_dualfuel as df
from books import CASES, STAMP, random_cases
from filling import beside, cell, changed, fill, filled, moved, place, rewritten, where, without_names
from support import case_from, differences, one_in
from tests.inputs import test_programmes
from tests.records import test_thermostat as test_runtime
from xl_dualfuel.errors import InputError
from xl_dualfuel.files.values import spreadsheet_value
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.origins import Remark
from xl_dualfuel.workbook.forms import files
from xl_dualfuel.workbook.forms.read import Reading, case_of_reading, case_of_workbook, read_workbook
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.sheets.build import workbook_bytes

HOUSE = {
    "load_slope": 650, "station": "denver", "cop_47": 3.5, "cop_17": 2.3, "fuel": "natural_gas", "fuel_price": 1.2,
    "fuel_price_unit": "$/therm", "furnace_efficiency": 0.92, "electricity_price": 0.13, "existing_switchover": 40,
    "capacity_47": 36000, "capacity_17": 23000,
}  # fmt: skip
SHARE = float(os.environ.get("DUALFUEL_SLOW_SHARE", "1"))
EPW = Path(__file__).parents[2] / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"
_PLACE = re.compile(r" \([^()!]+![A-Z]+[0-9]+(:[A-Z]+[0-9]+)?\)$")


def book_of(case: df.Case) -> bytes:
    return workbook_bytes(df.solve(case), STAMP)


def assert_same(package: bytes, case: df.Case) -> None:
    """The workbook is read without a word, as the case it was made of."""
    reading = read_workbook(package)
    assert (reading.problems, reading.doubts) == ((), ())
    found = case_of_reading(reading)
    assert differences(df.solve(found).to_json(), df.solve(case).to_json()) == []
    # Cells keep the 15 digits that spreadsheets do.
    assert {key: spreadsheet_value(value) for key, value in found.given.items()} == {
        key: spreadsheet_value(value) for key, value in case.given.items()
    }


def dates(package: bytes) -> dict[str, str]:
    """The dates beside inputs, by key."""
    return {key: remark.date for key, remark in read_workbook(package).remarks.items()}


def refusals(package: bytes) -> dict[str, str]:
    """The line of each problem by its key; each has the place of its cell."""
    found = {}
    for issue in read_workbook(package).problems:
        assert _PLACE.search(str(issue.value)), issue
        assert "\n" not in str(issue)
        assert issue.key not in found
        found[issue.key] = str(issue)
    return found


_CAPACITIES = {"capacity_47": 36000, "capacity_17": 22000}
OPTIONS = [
    {"performance_table": [[47, 3.6], [17, 2.3], [5, 1.9]]},
    {"performance_table": [["temperature", "capacity", "power"], [47, 36000, 3.0], [17, 25000, 3.3]]},
    {"performance_table": [["temperature", "cop", "load"], [44.6, 5, 9000], [35.6, 4, 14000], [19.4, 2.9, 23000]]},
    {"capacity_min_47": 22300, "cop_min_47": 5.31, "capacity_min_17": 13000, "cop_min_17": 3.23,
     "capacity_max_47": 57000, "cop_max_47": 3.08, "capacity_max_17": 39000, "cop_max_17": 2.51},
    {**_CAPACITIES, "defrost": "ahri"},
    {**_CAPACITIES, "altitude": 5000, "furnace_capacity": 60000},
    {"thermostat_step": 5, "thermostat_zero": 32},
    {"temperature_unit": "C", "indoor_setpoint": 21, "design_temperature": -15, "existing_switchover": 1.5},
    {"hspf2": 8.5},
    {**_CAPACITIES, "hspf2": 8.5},
    {"hspf2": 8.5, "cop_47": 3.6, "cop_17": 2.4},
    {"fuel": "propane", "fuel_price": 2.4, "fuel_price_unit": "$/gal"},
    {"fuel": "electricity"},
    {"fuel": "other", "fuel_price": 3, "fuel_heat_content": 120000, "fuel_emissions": 70},
    {"fuel": "fuel_oil", "fuel_price": 4, "fuel_price_unit": "$/gal", "tank_capacity": 275},
    {"tank_capacity": 500},
]  # fmt: skip
"""Inputs that are not in CASES"""


class TestRoundTrip:
    @pytest.mark.parametrize("name", one_in(12, CASES))
    def test_every_kind_of_case(self, name):
        case = df.Case(**CASES[name])
        assert_same(book_of(case), case)

    @pytest.mark.parametrize("inputs", one_in(8, OPTIONS), ids=" ".join)
    def test_newer_inputs(self, inputs):
        case = df.Case(**inputs)
        assert_same(book_of(case), case)

    @pytest.mark.slow
    def test_many_random_cases(self):
        for inputs in random_cases(max(3, int(300 * SHARE))):
            case = case_from(inputs)
            assert_same(book_of(case), case)

    def test_a_weather_files_year_needs_no_file(self, tmp_path):
        file = tmp_path / "chicago.epw"
        file.write_bytes(gzip.decompress(EPW.read_bytes()))
        case = df.Case(weather_file=str(file), capacity_47=36000, capacity_17=22000, bin_width=0)
        package, hourly = book_of(case), df.solve(case)
        assert differences(df.solve(case_of_workbook(package, folder=tmp_path)).to_json(), hourly.to_json()) == []
        file.unlink()
        found = case_of_workbook(package, folder=tmp_path)
        ordered = {key for key in hourly.to_json()["fuel_storage"] if "worst" in key} | {"tank_needed_units"}
        wanted, without = hourly.to_json(), df.solve(found).to_json()
        assert all(without["fuel_storage"][key] is None for key in ordered)  # a workbook has no order of the hours
        assert without["read"]["weather"] is None  # nor what was read from the file
        for one in (wanted, without):
            del one["read"]
            one["units"].pop("coldest", None)
            one["fuel_storage"] = {key: value for key, value in one["fuel_storage"].items() if key not in ordered}
            one["units"] = {key: unit for key, unit in one["units"].items() if key not in ordered}
        assert differences(without, wanted) == []
        assert found.year.temperature == case.year.temperature
        assert found.replace(cop_47=3.6).year == found.year  # still not read again
        with pytest.raises(InputError, match="weather_file"):
            case_of_workbook(package, {"weather_file": str(file)})

    def test_a_runtime_files_bins_need_no_file(self, tmp_path):
        file = tmp_path / "report.csv"
        rows = [line for n in range(40) for line in test_runtime.steady(
            12, test_runtime.START + n * 12 * test_runtime.FIVE, outdoor=20 + n)]  # fmt: skip
        file.write_bytes(test_runtime.file(rows))
        case = df.Case(runtime_file=str(file), bin_width=5)
        assert df.solve(case).headline.startswith("No season: the record covers ")
        package = book_of(case)
        file.unlink()
        assert read_workbook(package).problems == ()
        found = df.solve(case_of_workbook(package)).to_json()
        expected = df.solve(case).to_json()
        assert found["setting"]["headline"] == expected["setting"]["headline"]  # what the record lacks leads here too
        for key in ("bins", "scenarios", "recommended", "balance_points"):
            assert differences(found[key], expected[key]) == []
        changed_width = refusals(filled(package, {"bin_width": 4}))
        assert changed_width.keys() == {"bin_width"}

    def test_rules_of_a_file_count_where_the_file_is(self, tmp_path):
        rules = tmp_path / "rules.toml"
        rules.write_text(test_programmes.OWN, encoding="utf-8")
        case = df.Case(programme="custom", programme_file=str(rules))
        package = book_of(case)
        assert df.solve(case_of_workbook(package, folder=tmp_path)).judgement is not None
        rules.unlink()
        for folder in (None, tmp_path):
            found = case_of_workbook(package, folder=folder)
            unjudged, judged = (df.solve(one).to_json()["scenarios"] for one in (found, case))
            assert unjudged == [row for row in judged if row["scenario"] != "setting"]  # which pleases the rules
            assert found.given == {}
        assert [issue.key for issue in read_workbook(package).doubts] == ["programme_file"]

    def test_a_typed_value_counts_and_nothing_else_changes(self):
        package = filled(book_of(df.Case(cop_47=3.3)), {"fuel_price": 11})
        assert {**case_of_workbook(package).given} == {"cop_47": 3.3, "fuel_price": 11}

    def test_what_stands_there_counts_even_where_a_default_would_follow(self):
        """The workbook's formulas use the 53 kg/MMBtu of gas that stand in the cell; so does the reading."""
        package = filled(book_of(df.Case()), {"fuel": "propane", "fuel_price": 25})
        assert case_of_workbook(package).inputs["fuel_emissions"] == 53
        assert df.Case(fuel="propane", fuel_price=25, fuel_price_unit="$/MMBtu").inputs["fuel_emissions"] == 62.87

    def test_changes_win_and_files_follow_them(self):
        package = book_of(df.Case(cop_47=3.3))
        assert case_of_workbook(package, {"cop_47": 3.0}).inputs["cop_47"] == 3
        assert case_of_workbook(package, {"cop_47": None}).given == {}


def with_logo(book):
    """As a contractor leaves it: a logo, a sheet of notes, rows and columns inserted, formulas beside."""
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738"
        "550000000049454e44ae426082"
    )
    notes = book.create_sheet("Our notes", 0)
    notes["A1"], notes["A2"], notes["B2"] = "Acme Heating", "cop_47", "=1+1"
    title = cell(book, "cop_47").parent.title
    moved(book, title, rows=4, columns=2)
    book[title].add_image(Image(io.BytesIO(pixel)), "A1")
    book[title]["A20"] = "=SUM(E12:E13)"
    book[title]["B20"] = "checked by A.S."


class TestAdditions:
    @pytest.mark.parametrize("name", one_in(4, ["measured bins", "performance table, oil", "station", "limits"]))
    def test_our_own_workbook_with_additions(self, name):
        case = df.Case(**CASES[name])
        assert_same(changed(book_of(case), with_logo), case)

    def test_a_form_with_additions(self):
        package = changed(filled(template("client"), HOUSE), with_logo)
        assert_same(package, df.Case(**HOUSE))
        assert read_workbook(package).cells["cop_47"][1].startswith("D")  # B, two columns on

    @pytest.mark.parametrize("name", one_in(4, ["performance table, oil", "measured bins", "limits", "example"]))
    def test_names_gone_the_column_of_names_serves(self, name):
        case = df.Case(**CASES[name])
        package = changed(book_of(case), without_names)
        assert read_workbook(package).kind == "audit"
        assert_same(package, case)

    @pytest.mark.parametrize("kind", one_in(2, ["rebate", "case"]))
    def test_names_gone_from_a_form(self, kind):
        package = changed(filled(template(kind), HOUSE), without_names)
        reading = read_workbook(package)
        assert reading.kind == kind
        assert {**case_of_workbook(package).given} == {**df.Case(**HOUSE).given}

    def test_a_sheet_of_names_and_values_is_enough(self):
        def write(book):
            for row in (["Value", "key"], [3.1, "cop_47"], [0.15, "electricity_price"], ["none of ours", "colour"]):
                book.active.append(row)

        empty = io.BytesIO()
        openpyxl.Workbook().save(empty)
        package = changed(empty.getvalue(), write)
        assert read_workbook(package).kind == "case"
        assert_same(package, df.Case(cop_47=3.1, electricity_price=0.15))

    def test_one_name_lost_its_row_is_found_by_the_column(self):
        def lose(book):
            book.defined_names["in_cop_47"].attr_text = "Inputs!#REF!"

        assert_same(changed(filled(template("case"), HOUSE), lose), df.Case(**HOUSE))

    def test_a_lost_name_of_a_form_that_has_no_such_column_is_a_problem(self):
        def lose(book):
            for key in ("cop_47", "strip_capacity"):
                del book.defined_names[f"in_{key}"]

        problems = read_workbook(changed(filled(template("client"), HOUSE), lose)).problems
        assert [(issue.key, issue.allowed) for issue in problems] == [
            (key, f"must have the name in_{key} on its cell") for key in ("cop_47", "strip_capacity")]  # fmt: skip

    def test_sources_and_dates_are_read(self):
        def write(book):
            beside(book, "cop_47", "Source").value = "data sheet XA-36"
            beside(book, "cop_47", "Date").value = datetime.date(2026, 1, 31)
            beside(book, "cop_17", "Date").value = "spring 2026"

        reading = read_workbook(changed(filled(template("client"), HOUSE), write))
        assert reading.remarks == {
            "cop_47": Remark("data sheet XA-36", "2026-01-31"),
            "cop_17": Remark("", "spring 2026"),
        }

    def test_a_workbook_of_something_else_is_refused(self):
        other = io.BytesIO()
        book = openpyxl.Workbook()
        book.active["A1"] = "Budget"
        book.save(other)
        with pytest.raises(InputError, match="must have inputs of this program"):
            read_workbook(other.getvalue())


DOUBTFUL = {
    "load_slope": ("650 gal", "must be a number, alone or in BTU/h per °F, W/K or kW/K. Give BTU/h per °F"),
    "cop_47": ("13,00,5", "must be one number. Give the COP at 47 °F"),
    "cop_17": ("two", "must be a number, not text. Give the COP at 17 °F"),
    "fuel_price": ("0.14 $/mile", "must be a price"),
    "furnace_efficiency": (950, "must be more than 0 and at most 1"),
    "electricity_price": (datetime.datetime(2026, 1, 14), "must be a number, not a date"),
    "existing_switchover": (True, "must be a number"),
    "fuel": ("Natural gass", "Did you mean natural_gas?"),
    "fuel_price_unit": (7, "must be one of $/MMBtu"),
    "station": ("Boston", "must be one of chicago_ohare"),
    "strip_capacity": ("=1/0", "is a formula without a stored result"),
    "capacity_47": ("36000 or so", "must be a number, alone or in BTU/h"),
    "capacity_17": (-5, "must be more than 0"),
    "hours_below_design": ("none", "may mean 0 or not given"),
}


NUMBERS = ("load_slope", "cop_47", "cop_17", "fuel_price", "electricity_price", "existing_switchover")


def formatted(codes: list[str]) -> bytes:
    """A filled form whose numbers have these formats, one each."""

    def write(book):
        fill(book, HOUSE)
        for key, code in zip(NUMBERS, codes, strict=False):
            cell(book, key).number_format = code

    return changed(template("client"), write)


class TestDoubtfulCells:
    def test_all_of_them_together_each_with_sheet_and_cell(self):
        package = filled(template("client"), HOUSE | {key: value for key, (value, _) in DOUBTFUL.items()})
        found = refusals(package)
        assert found.keys() == DOUBTFUL.keys()
        for key, (_, words) in DOUBTFUL.items():
            assert words in found[key], found[key]
            assert f"({where(package, key)})" in found[key]
        with pytest.raises(InputError) as refused:
            case_of_workbook(package)
        assert {issue.key for issue in refused.value.issues} == DOUBTFUL.keys()
        assert [issue.key for issue in refused.value.issues] == [key for key in FIELDS if key in DOUBTFUL]

    @pytest.mark.parametrize("typed", ["42 kBtu/h", "42,000", "3.5 tons"])
    def test_a_number_typed_as_text_is_read_and_reported_with_its_cell(self, typed):
        package = filled(template("client"), {**HOUSE, "design_load": typed, "design_temperature": 5,
                                              "load_slope": None, "fuel": "Natural gas",
                                              "cop_17": "2,4", "furnace_efficiency": "92 %"})  # fmt: skip
        case = case_of_workbook(package)
        assert (case.design_load, case.fuel, case.cop_17, case.furnace_efficiency) == (42000, "natural_gas", 2.4, 0.92)
        note = f"{typed} read as 42,000 BTU/h ({where(package, 'design_load')})"
        assert case.readings["design_load"] == note
        result = df.solve(case)
        assert ("design_load", note) in result.notes
        assert result.doubts == ()

    @pytest.mark.parametrize(
        ("slip", "key", "cure"),
        [
            (
                {"design_load": 42, "design_temperature": 5, "load_slope": None},
                "design_load",
                "thousands of BTU/h (MBH): 42,000 BTU/h?",
            ),
            ({"capacity_47": 3.5, "capacity_17": 2.2}, "capacity_47", "looks like tons: 42,000 BTU/h?"),
        ],
    )
    def test_a_number_in_another_unit_is_doubted_with_its_cure(self, slip, key, cure):
        result = df.solve(case_of_workbook(filled(template("client"), {**HOUSE, **slip})))
        assert cure in dict(result.doubts)[key]

    @pytest.mark.parametrize("error", one_in(2, ["#N/A", "#DIV/0!", "#REF!", "#VALUE!"]))
    def test_error_values(self, error):
        found = refusals(filled(template("client"), {**HOUSE, "cop_17": error}))
        assert found.keys() == {"cop_17"}
        assert f"{error} (Form!" in found["cop_17"]

    def test_a_percentage_is_the_fraction_it_shows(self):
        def write(book):
            fill(book, {**HOUSE, "furnace_efficiency": 0.92})
            cell(book, "furnace_efficiency").number_format = "0%"

        assert_same(changed(template("client"), write), df.Case(**HOUSE))

    def test_a_percentage_where_none_belongs_is_doubted(self):
        def write(book):
            fill(book, HOUSE)
            cell(book, "electricity_price").number_format = "0.0%"

        reading = read_workbook(changed(template("client"), write))
        assert [issue.key for issue in reading.doubts] == ["electricity_price"]
        assert reading.problems == ()

    def test_every_format_of_a_date(self):
        codes = ["yyyy-mm-dd", "d/m/yy", "h:mm", "[$-409]mmm d, yyyy;@", "[h]:mm:ss"]
        found = refusals(formatted(codes))
        assert list(found) == list(NUMBERS[: len(codes)])
        assert all("not a date" in line for line in found.values())

    def test_formats_of_numbers_are_none(self):
        codes = ["0.00", '0.00 "days"', "#,##0.0_);[Red](0.0)", "0.0E+00", '"COP" 0.0', "General"]
        assert_same(formatted(codes), df.Case(**HOUSE))

    def test_a_formulas_stored_value_counts_and_is_doubted(self):
        package = filled(template("client"), {**HOUSE, "cop_47": "=7/2"})
        sheet = "xl/worksheets/sheet1.xml"
        stored = rewritten(package, sheet, lambda xml: re.sub("<f>7/2</f><v ?/>", "<f>7/2</f><v>3.5</v>", xml))
        reading = read_workbook(stored)
        assert [issue.key for issue in reading.doubts] == ["cop_47"]
        assert where(package, "cop_47") in str(reading.doubts[0])
        assert {**case_of_workbook(stored).given} == {**df.Case(**HOUSE).given}

    def test_two_names_on_one_cell(self):
        def share(book):
            book.defined_names["in_cop_17"].attr_text = book.defined_names["in_cop_47"].attr_text

        found = refusals(changed(filled(template("client"), HOUSE), share))
        assert "cop_47 has the same one" in found["cop_17"]

    def test_a_key_that_stands_twice_where_names_are_gone(self):
        def twice(book):
            without_names(book)
            sheet = book["Inputs"]
            row = next(
                row for row in range(7, 60) if sheet.cell(row, 2).value == "note" or not sheet.cell(row, 2).value
            )
            assert row
            sheet.cell(90, 2, "cop_47")
            sheet.cell(90, 3, 9)

        found = refusals(changed(filled(template("case"), HOUSE), twice))
        assert "9 (Inputs!C90)" in found["cop_47"]
        assert "must be given only once" in found["cop_47"]

    def test_names_that_leave_the_workbook_are_not_followed(self):
        def leave(book):
            for name, target in (("cop_47", "[1]Inputs!$C$20"), ("cop_17", "'C:\\x\\[a.xlsx]Inputs'!$C$21")):
                book.defined_names[f"in_{name}"].attr_text = target
            sheet = book["Inputs"]
            for row in range(7, 60):  # nor found by their names in the column
                if sheet.cell(row, 2).value in ("cop_47", "cop_17"):
                    sheet.cell(row, 2).value = "mine"

        package = changed(filled(template("client"), HOUSE), leave)
        assert not {"cop_47", "cop_17"} & read_workbook(package).inputs.keys()
        missing = {issue.key for issue in read_workbook(package).problems}
        assert missing == {"cop_47", "cop_17"}

    def test_blank_required_cells(self):
        found = refusals(template("client"))
        assert found.keys() == (HOUSE.keys() - {"station"}) | {"design_temperature", "season_hours"}
        with pytest.raises(InputError, match=r"cop_47 = \(not given\) \(Form!B"):
            case_of_workbook(template("client"))

    def test_changes_fill_what_is_blank(self):
        given_ = {**HOUSE, "design_load": 40000, "design_temperature": 0}
        del given_["load_slope"]
        assert {**case_of_workbook(template("client"), given_).given} == {**df.Case(**given_).given}

    def test_a_default_cleared_in_our_own_workbook(self):
        found = refusals(filled(book_of(df.Case()), {"cop_47": None, "grid_emissions": " ", "capacity_5": None}))
        assert found.keys() == {"cop_47", "grid_emissions"}

    def test_problems_between_inputs_have_their_cells_too(self):
        package = filled(template("client"), {**HOUSE, "capacity_17": "not known"})
        assert read_workbook(package).problems == ()
        with pytest.raises(InputError) as refused:
            case_of_workbook(package)
        assert [issue.key for issue in refused.value.issues] == ["capacity_17"]
        assert f"({where(package, 'capacity_17')})" in str(refused.value)

    def test_half_filled_rows_of_tables(self):
        def write(book):
            fill(book, {"bin_table": [[40, 100], [30, 200]], "performance_table": [[47, 3.5, 36000], [17, 2.2, None]]})
            sheet, (column, row, _, _) = place(book, "climate_hours")
            sheet.cell(row + 1, column).value = "200 kW"

        issues = read_workbook(changed(template("case"), write)).problems
        assert [(issue.key, str(issue.value)) for issue in issues] == [
            ("bin_table", "200 kW (Tables!B9)"), ("performance_table", "(not given) (Tables!F9)"),
        ]  # fmt: skip

    def test_blank_rows_end_no_table_and_formulas_without_a_result_are_no_blanks(self):
        def write(book):
            fill(book, {**HOUSE, "station": None})
            sheet, (column, row, _, last) = place(book, "climate_hours")
            for at, temperature, hours in ((row, 50, 900), (row + 5, 40, "=6*100"), (last + 9, 30, 200),
                                           (last + 10, '=""', '=""')):  # fmt: skip
                sheet.cell(at, column - 1).value, sheet.cell(at, column).value = temperature, hours
            sheet.cell(last + 12, column - 1).value = "from the utility"

        package = changed(template("case"), write)
        sheet = "xl/worksheets/sheet3.xml"
        (problem,) = read_workbook(
            rewritten(package, sheet, lambda xml: re.sub(r'<f>""</f><v ?/>', "<f>\"\"</f><v></v>", xml).replace(
                '><f>""', ' t="str"><f>""'))
        ).problems  # fmt: skip
        assert (problem.key, problem.value) == ("bin_table", "=6*100 (Tables!B13)")
        assert problem.allowed == "is a formula without a stored result"
        typed = changed(package, lambda book: setattr(book["Tables"]["B13"], "value", 600))
        blank = changed(typed, lambda book: book["Tables"].delete_rows(317))
        assert case_of_workbook(blank).inputs["bin_table"] == ((30, 200), (40, 600), (50, 900))

    def test_a_formula_that_gives_nothing_is_blank(self):
        package = filled(template("case"), {**HOUSE, "cop_5": '=IF(Z1="","",Z1)', "indoor_setpoint": '=""'})
        read = rewritten(package, "xl/worksheets/sheet2.xml", lambda xml: re.sub(
            r'<c ([^>]*)><f>(IF\(Z1.*?|"")</f><v ?/>', r'<c \1 t="str"><f>\2</f><v></v>', xml))  # fmt: skip
        assert refusals(package).keys() == {"cop_5", "indoor_setpoint"}
        assert {**case_of_workbook(read).given} == {**df.Case(**HOUSE).given}

    def test_days_are_counted_from_1904_where_the_workbook_says_so(self):
        """31 January 2026 is day 46053 from 1900, and day 44591 from 1904 (ECMA-376 Part 1, 18.17.4.1)."""

        def write(book):
            for key, serial in (("cop_47", 46053), ("cop_17", 44591)):
                one = beside(book, key, "Date")
                one.value, one.number_format = serial, "yyyy-mm-dd"

        package = changed(filled(template("client"), HOUSE), write)
        later = rewritten(package, "xl/workbook.xml", lambda xml: re.sub(
            r"<workbookPr\b", '<workbookPr date1904="1"', xml))  # fmt: skip
        assert dates(package) == {"cop_47": "2026-01-31", "cop_17": "2022-01-30"}
        assert dates(later) == {"cop_47": "2030-02-01", "cop_17": "2026-01-31"}

    def test_rows_typed_on_below_the_room_of_a_table_count(self):
        rows = [[60 - n / 10, 5 + n] for n in range(330)]
        package = filled(template("case"), {**HOUSE, "station": None, "bin_table": rows})
        assert len(case_of_workbook(package).inputs["bin_table"]) == 330

    def test_another_station_than_the_tables(self):
        station = book_of(df.Case(station="denver"))
        assert refusals(filled(station, {"station": "tampa"})).keys() == {"station"}

        def warmer(book):
            sheet, (column, row, _, _) = place(book, "climate_hours")
            sheet.cell(row + 3, column).value += 100

        assert "must be the station whose hours are at Inputs!" in refusals(changed(station, warmer))["station"]

    def test_files_named_in_a_submission_are_not_followed(self, tmp_path):
        shutil.copy(EPW, tmp_path / "year.epw.gz")
        package = filled(template("case"), {**HOUSE, "station": None, "weather_file": "year.epw.gz"})
        with pytest.raises(InputError, match=r"weather_file = year.epw.gz \(Inputs!C"):
            case_of_workbook(package)
        assert case_of_workbook(package, folder=tmp_path).year.name.startswith("Chicago")


GARBAGE = st.one_of(
    # As large as a workbook can hold; a longer one rounds to no number when it is written.
    st.floats(-9.99e307, 9.99e307), st.just(math.nan), st.integers(-(10**20), 10**20), st.booleans(),
    st.text(max_size=12),
    st.sampled_from(["#N/A", "=1+1", "1e400", "nan", "13,00", "0.14 $/kWh", "none", datetime.datetime(2020, 1, 1)]),
).filter(lambda value: not isinstance(value, str) or value.isprintable())  # fmt: skip


TYPED = st.dictionaries(
    st.sampled_from([key for key, one in FIELDS.items() if one.kind != "table"]), GARBAGE, max_size=8
)


@settings(max_examples=6, deadline=None)
@given(TYPED)
def test_whatever_is_typed_is_read_or_told_with_its_cell(values):
    check_typed(values)


@pytest.mark.slow
@settings(max_examples=max(5, int(300 * SHARE)), deadline=None)
@given(TYPED)
def test_whatever_is_typed_many_times(values):
    check_typed(values)


def check_typed(values: dict) -> None:
    package = filled(template("case"), {**HOUSE, **values})
    reading = read_workbook(package)
    told = [*reading.problems, *reading.doubts]
    assert {issue.key for issue in told} <= values.keys()
    with contextlib.suppress(InputError):
        case_of_reading(reading)
        assert reading.problems == ()
        return
    told += refused_by(reading)
    for issue in told:
        assert _PLACE.search(str(issue.value)), issue
        assert len(str(issue).splitlines()) == 1


def refused_by(reading: Reading) -> list[df.Issue]:
    with pytest.raises(InputError) as refused:
        case_of_reading(reading)
    return list(refused.value.issues)


class TestPortfolio:
    ROWS = (
        {"load_slope": 600, "station": "denver", "electricity_price": 0.12},
        {
            "design_load": 50000,
            "design_temperature": -3,
            "fuel": "propane",
            "fuel_price": 2.4,
            "fuel_price_unit": "$/gal",
        },
        {"cop_47": 3.9, "cop_17": 2.6, "capacity_47": 40000, "capacity_17": 27000, "load_slope": 800},
    )

    def package(self, rows=ROWS):
        def write(book):
            sheet, (_, row, _, _) = place(book, "homes_house")
            for offset, inputs in enumerate(rows):
                sheet.cell(row + offset, 1, f"house {offset + 1}")
                for key, value in inputs.items():
                    _, (column, _, _, _) = place(book, f"homes_{key}")
                    sheet.cell(row + offset, column, value)

        return changed(template("portfolio"), write)

    def test_the_homes_as_they_were_typed(self):
        reading = read_workbook(self.package())
        assert reading.kind == "portfolio"
        assert (reading.problems, reading.doubts) == ((), ())
        assert reading.homes == [dict(row) for row in self.ROWS]
        assert [house.name for house in reading.houses] == ["house 1", "house 2", "house 3"]

    def test_a_bad_house_does_not_stop_the_others(self):
        rows = (*self.ROWS, {"load_slope": "600 kWh", "cop_47": -1})
        reading = read_workbook(self.package(rows))
        assert len(reading.homes) == 4
        assert {issue.key for issue in reading.problems} == {"load_slope", "cop_47"}
        assert [len(house.problems) for house in reading.houses] == [0, 0, 0, 2]
        assert all(_PLACE.search(str(issue.value)) for issue in reading.problems)

    def test_columns_of_ones_own_and_names_gone(self):
        def add(book):
            sheet = book["Homes"]
            without_names(book)
            sheet.insert_cols(2, 2)
            sheet.cell(8, 2, "altitude")
            sheet.cell(10, 2, 5280)
            sheet.cell(8, 3, "client ref")
            sheet.cell(10, 3, "=A1")

        reading = read_workbook(changed(self.package(), add))
        assert reading.kind == "portfolio"
        assert reading.homes == [{"altitude": 5280, **self.ROWS[0]}, *map(dict, self.ROWS[1:])]

    def test_a_house_called_like_the_example_is_read(self):
        def rename(book):
            sheet, (_, row, _, _) = place(book, "homes_house")
            sheet.cell(row, 1).value = "Example Street 5"

        assert len(read_workbook(changed(self.package(), rename)).homes) == 3

    def test_more_houses_than_can_be_read_at_once_are_refused(self):
        rows = "".join(f'<row r="{row}"><c r="B{row}"><v>600</v></c></row>' for row in range(300, 5400))
        with pytest.raises(InputError, match="must hold at most 5,000 houses"):
            read_workbook(rewritten(self.package(), "xl/worksheets/sheet2.xml", lambda xml: xml.replace(
                "</sheetData>", f"{rows}</sheetData>")))  # fmt: skip

    def test_problems_of_many_houses_are_cut(self):
        reading = read_workbook(self.package([{"cop_47": -1, "cop_17": "two", "fuel_price": 1e9}] * 400))
        assert len(reading.problems) == 1001
        assert "200 more problems" in str(reading.problems[-1])
        assert all(len(house.problems) == 3 for house in reading.houses)

    def test_without_homes_it_is_refused(self):
        with pytest.raises(InputError, match="must hold one house or more"):
            read_workbook(template("portfolio"))
        with pytest.raises(InputError, match="use dualfuel portfolio"):
            case_of_workbook(self.package())


class TestFiles:
    def test_inputs_and_case_of_a_file(self, tmp_path):
        file = tmp_path / "house.xlsx"
        file.write_bytes(filled(template("client"), HOUSE))
        assert files.is_xlsx(file)
        assert df.Case(**files.inputs_of_xlsx(file)) == files.case_of_xlsx(file) == df.Case(**HOUSE)

    def test_a_weather_file_is_looked_for_beside_it(self, tmp_path):
        shutil.copy(EPW, tmp_path / "year.epw.gz")
        file = tmp_path / "house.xlsx"
        file.write_bytes(filled(template("case"), {**HOUSE, "station": None, "weather_file": "year.epw.gz"}))
        assert files.case_of_xlsx(file).year.name.startswith("Chicago")
        assert files.inputs_of_xlsx(file)["weather_file"] == str(tmp_path / "year.epw.gz")

    def test_a_year_is_no_dictionary_of_inputs(self, tmp_path):
        file = tmp_path / "house.xlsx"
        case = df.Case(weather_file=str(EPW))
        file.write_bytes(book_of(case))
        with pytest.raises(InputError, match="must be read with the year"):
            files.inputs_of_xlsx(file)
        assert files.case_of_xlsx(file).year.hours == case.year.hours

    def test_what_is_no_workbook(self, tmp_path):
        text, damaged = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
        text.write_text("cop_47 = 3")
        damaged.write_bytes(b"PK\x03\x04 and nothing more")
        assert [files.is_xlsx(path) for path in (text, damaged, tmp_path, tmp_path / "none")] == [
            False,
            True,
            False,
            False,
        ]
        with pytest.raises(InputError, match=r"must be an \.xlsx workbook"):
            files.case_of_xlsx(damaged)


def plain_list(*rows: list) -> bytes:
    """Somebody's own list of names and values, without a form's names."""
    made = openpyxl.Workbook()
    for row in (["Name", "Value", "Unit"], *rows):
        made.active.append(row)
    raw = io.BytesIO()
    made.save(raw)
    return raw.getvalue()


def test_a_list_with_units_and_labels_is_read_as_in_csv(tmp_path):
    rows = [["Design heating load", 39, "MBH"], ["design_temperature", -15, "°C"], ["AFUE", 92, "%"]]
    as_csv = tmp_path / "house.csv"
    as_csv.write_text(
        "\n".join(",".join(map(str, row)) for row in (["Name", "Value", "Unit"], *rows)), encoding="utf-8"
    )
    case = case_of_workbook(plain_list(*rows))
    assert case == df.read_case(as_csv)
    assert case == df.Case(design_load=39000, design_temperature=5, furnace_efficiency=0.92)
    celsius = [["temperature_unit", "C"], ["design_temperature", 5, "°F"], ["indoor_setpoint", 20, "°C"]]
    assert case_of_workbook(plain_list(*celsius)) == df.Case(
        temperature_unit="C", design_temperature="5 °F", indoor_setpoint=20)  # fmt: skip


def test_a_misspelt_name_of_a_list_is_refused():
    with pytest.raises(df.InputError) as refused:
        case_of_workbook(plain_list(["cop_47", 3.4], ["desgn_load", 39000], ["remark", "x"], ["Latitude", 42]))
    (issue,) = refused.value.issues
    assert (issue.value, issue.remedy) == ("39000 (Sheet!B3)", "Did you mean design_load?")
