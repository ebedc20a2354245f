"""The forms: the same bytes always, complete, guarded, readable by people; filled in they give the case's numbers."""

from __future__ import annotations

import datetime
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

import xl_dualfuel as df
from books import CASES, by_formualizer, random_cases
from filling import TABLES, cell, changed, fill, filled, place
from support import differences, one_in
from xl_dualfuel.errors import InputError
from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS
from xl_dualfuel.inputs.required import HOURS, KNOWN_OR_NOT
from xl_dualfuel.inputs.validation import check_values
from xl_dualfuel.workbook.book.layout import PAGE_WIDTHS, SCALE
from xl_dualfuel.workbook.forms import (
    answering,
    check_code,
    client,
    form_fields,
    model_fields,
    rebate,
    required,
    row_problems,
)
from xl_dualfuel.workbook.forms.read import case_of_workbook, read_workbook
from xl_dualfuel.workbook.forms.template import _MAKERS, KINDS, template, write_all

TEMPLATES = Path(__file__).parents[3] / "templates"
HOUSE = {
    "load_slope": 650, "station": "denver", "cop_47": 3.5, "cop_17": 2.3, "fuel": "natural_gas", "fuel_price": 1.2,
    "fuel_price_unit": "$/therm", "furnace_efficiency": 0.92, "electricity_price": 0.13, "existing_switchover": 40,
    "capacity_47": 36000, "capacity_17": 23000,
}  # fmt: skip
ALWAYS = [key for key, field in FIELDS.items() if field.required == "always"]
BEHIND_UPRIGHT = ("Constants", "Bins", "Switchover")
"""Sheets of the calculation that are narrow"""
ONE_HOUSE = ("client", "rebate", "case")


def book(kind: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template(kind)))


def answer(case: df.Case) -> dict:
    """All that is worked out; warnings and assumptions say what was given, which a form gives more of."""
    beside = ("inputs", "given", "sources", "details", "warnings", "assumptions")
    found = df.solve(case).to_json()
    return {key: value for key, value in found.items() if key not in beside}


class TestMaking:
    def test_the_files_in_templates_are_these(self):
        assert {path.name for path in TEMPLATES.glob("*.xlsx")} == {f"{kind}.xlsx" for kind in KINDS}
        for kind in KINDS:
            assert (TEMPLATES / f"{kind}.xlsx").read_bytes() == template(kind), (
                "python -m xl_dualfuel.workbook.forms.template templates"
            )

    def test_the_same_bytes_every_time(self, tmp_path):
        for kind, make in _MAKERS.items():
            parts, filling = make()
            assert parts.fill(filling) == template(kind)
        done = subprocess.run([sys.executable, "-m", "xl_dualfuel.workbook.forms.template", str(tmp_path)],
                              cwd=TEMPLATES.parent, capture_output=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert {path.stem: path.read_bytes() for path in tmp_path.iterdir()} == {kind: template(kind) for kind in KINDS}

    def test_write_all_replaces(self, tmp_path):
        (tmp_path / "case.xlsx").write_bytes(b"old")
        write_all(tmp_path)
        assert (tmp_path / "case.xlsx").read_bytes() == template("case")

    def test_another_kind_is_refused(self):
        with pytest.raises(InputError, match="must be one of client, portfolio, rebate, case"):
            template("house")

    def test_no_errors_from_the_open_xml_sdk(self, validator, tmp_path):
        for kind in KINDS:
            file = tmp_path / f"{kind}.xlsx"
            file.write_bytes(template(kind))
            done = subprocess.run([validator, str(file)], capture_output=True, text=True, timeout=120, check=False)
            assert json.loads(done.stdout)["ok"], done.stdout


@pytest.mark.parametrize("kind", KINDS)
class TestLooks:
    def test_sheets_are_guarded_without_a_password_and_nothing_is_hidden(self, kind):
        for sheet in book(kind):
            assert sheet.protection.sheet
            assert not sheet.protection.password
            assert not sheet.protection.insertColumns  # false: may be inserted
            assert sheet.sheet_state == "visible"
            assert not sheet.merged_cells.ranges
            assert not any(one.hidden for one in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))

    def test_unlocked_cells_are_the_blank_ones_and_every_one_has_a_validation(self, kind):
        unlocked = 0
        for sheet in book(kind):
            guarded = set()
            for rule in sheet.data_validations.dataValidation:
                assert rule.prompt and rule.error and rule.showInputMessage and rule.showErrorMessage, rule.sqref
                assert len(rule.prompt) <= 255 and len(rule.error) <= 225 and len(rule.promptTitle) <= 32
                assert len(rule.formula1) <= 257
                for area in rule.sqref.ranges:
                    guarded |= {f"{get_column_letter(column)}{row}" for row, column in area.cells}
            for row in sheet.iter_rows():
                for one in row:
                    if not one.protection.locked:
                        unlocked += 1
                        assert one.coordinate in guarded, (sheet.title, one.coordinate)
                        assert one.value is None or one.column == 1, one  # papers and bills are named
        assert unlocked > 100

    def test_styles_are_the_named_ones(self, kind):
        for sheet in book(kind):
            for row in sheet.iter_rows():
                assert all(one.style.startswith("df ") for one in row if one.has_style and one.value is not None)

    def test_it_prints_one_page_wide_with_titles_and_footer(self, kind):
        for sheet in book(kind):
            is_page = kind == "client" and sheet.title == client.PAGE  # the questions and the answer are one page
            upright = is_page or (kind in ("client", "rebate") and sheet.title in BEHIND_UPRIGHT)
            assert sheet.page_setup.orientation == ("portrait" if upright else "landscape")
            if sheet.page_setup.scale == SCALE:  # wide tables over several pages, with their first column on each
                assert sheet.print_area and "&N" in sheet.oddFooter.right.text
                last = range_boundaries(re.sub(".*!", "", sheet.print_area).replace("$", ""))[2]
                wide = sum(sheet.column_dimensions[get_column_letter(one)].width for one in range(1, last + 1))
                fits = wide <= PAGE_WIDTHS[upright]
                assert fits or not sheet.print_title_rows or sheet.print_title_cols == "$A:$A"
                continue
            assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, int(upright))
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert "&N" in sheet.oddFooter.right.text
            assert sheet.title == "Guide" or (sheet.print_title_rows and sheet.freeze_panes)
            assert sheet.print_area

    def test_names_are_no_addresses_and_mean_cells_that_are_unlocked(self, kind):
        made = book(kind)
        for name in made.defined_names:
            if not name.startswith("in_"):
                assert name.startswith(("calc_", "out_", "c_"))
                continue
            assert name.startswith("in_")
            sheet, (column, row, _, _) = place(made, name[3:])
            is_ours = name == "in_template" or name.startswith("in_reported_")  # the form itself fills it
            assert sheet.cell(row, column).protection.locked == is_ours, name

    def test_no_texts_that_a_spreadsheet_would_run(self, kind):
        formulas = [(sheet.title, one.value) for sheet in book(kind) for row in sheet.iter_rows() for one in row
                    if one.data_type == "f"]  # fmt: skip
        if kind == "client":  # which calculates
            formulas = [one for one in formulas if one[0] not in (client.PAGE, *answering.BEHIND)]
        if kind == "rebate":
            own = (rebate.RESULTS, check_code.SHEET, *answering.BEHIND)
            formulas = [one for one in formulas if one[0] not in own]
        if kind == "portfolio":  # which says what to mend
            formulas = [one for one in formulas if one[0] not in ("Homes", row_problems.CHECKS)]
        if kind == "case":  # which says what is wrong
            top = ("=SUMPRODUCT(1*(E", "=IF(B2=0,")
            formulas = [one for one in formulas if one[0] == "Inputs" and not one[1].startswith(("=TRIM(IF(", *top))]
        # The units beside values follow the cells under Units.
        known = r"=IF\(in_\w+_unit=|=Inputs!\$H\$\d+(&Inputs!\$I\$\d+)?$"
        beside = [one for one in formulas if re.match(known, one[1])]
        # The answer on top of the inputs, and whether they are still those that were signed for.
        assert len(formulas) - len(beside) == (6 if kind == "rebate" else 0)


class TestFields:
    def test_the_client_form_asks_for_every_input_once(self):
        made = book("client")
        for key in (*UNIT_FIELDS, *model_fields.asked_by("client")):
            value = cell(made, key)
            assert value.parent.title in (client.PAGE, client.MORE)
            assert value.parent.cell(value.row, 1).value
        asked = sum(1 for key in model_fields.asked_by("client") if cell(made, key).parent.title == client.PAGE)
        assert asked == 14  # with two units, client and address: about twelve questions

    @pytest.mark.parametrize("kind", ["rebate", "case"])
    def test_every_input_asked_for_has_its_row(self, kind):
        made = book(kind)
        for key in model_fields.asked_by(kind):
            value, field = cell(made, key), FIELDS[key]
            row = [value.offset(0, step).value for step in (-2, -1, 0, 1, 3, 4)]
            assert row[0] == field.label
            assert row[1] == key
            unit = str(row[3] or "")
            assert (unit.split('"')[-2] if unit.startswith("=") else unit) == field.unit
            assert field.help in row[4]
            assert field.allowed.removeprefix("must be ") in row[4] or key == "station"
            assert row[5], "what a blank means"

    def test_the_case_form_has_every_input(self):
        names = {name[3:] for name in book("case").defined_names}
        assert {key for key, field in FIELDS.items() if field.kind != "table"} <= names
        assert {name for columns in TABLES.values() for name in columns} <= names

    def test_examples_are_valid(self):
        for key in model_fields.asked_by("case"):
            if example := model_fields.example(FIELDS[key]):
                assert check_values({key: example})[1] == [], key
        for field in (
            *form_fields.FORM_FIELDS.values(),
            *(one for table in form_fields.TABLES for one in table.columns),
        ):
            if field.kind == "choice":
                assert field.example in ("", *field.choices)
            if field.kind == "number" and field.example != "":
                assert field.minimum <= field.example <= field.maximum
            if field.kind == "date" and field.example:
                datetime.date.fromisoformat(field.example)

    def test_other_fields_have_names_of_their_own(self):
        columns = [f"{table.key}_{column.key}" for table in form_fields.TABLES for column in table.columns]
        names = [*form_fields.FORM_FIELDS, *columns]
        assert len(set(names)) == len(names)
        assert not set(names) & FIELDS.keys()
        assert all(re.fullmatch("[a-z][a-z0-9_]+", name) for name in names)
        made = {name[3:] for name in book("rebate").defined_names}
        assert set(names) <= made

    def test_what_is_marked_required_is_what_reading_asks_for(self):
        kind = "rebate"
        sheet = book(kind)[rebate.PAGE]
        marked = {sheet.cell(row, 2).value for row in range(8, 80)
                  if str(sheet.cell(row, 7).value).startswith("required")}  # fmt: skip
        assert marked == {*ALWAYS, *HOURS, *KNOWN_OR_NOT}
        told = {issue.key for issue in read_workbook(template(kind)).problems}
        assert marked | {"load_slope"} == told - form_fields.FORM_FIELDS.keys()


def typed(kind: str, case: df.Case) -> dict:
    """What somebody types who fills in every input of the case that the form has."""
    known = (*model_fields.asked_by(kind), *(TABLES if kind == "case" else ()))
    values = {key: value for key, value in case.given.items() if key in known}
    if kind in required.HOUSE_FORMS:
        values = dict.fromkeys(KNOWN_OR_NOT, "not known") | values
        wanted = {*ALWAYS, *HOURS, "load_slope"}
        values |= {key: case.inputs[key] for key in wanted - values.keys() if case.inputs[key] is not None}
    return values


FITTING = [
    (kind, name)
    for kind in ONE_HOUSE
    for name, case in ((name, df.Case(**inputs)) for name, inputs in CASES.items())
    if case.given.keys() <= typed(kind, case).keys()
]
"""Forms and cases of which they ask for every input"""


PART = st.dictionaries(st.sampled_from(sorted(model_fields.asked_by("client"))), st.none(), max_size=40)


class TestFilled:
    @pytest.mark.parametrize(("kind", "name"), one_in(9, FITTING))
    def test_every_kind_of_case(self, kind, name):
        case = df.Case(**CASES[name])
        values = typed(kind, case)
        package = filled(template(kind), values)
        reading = read_workbook(package)
        assert reading.kind == kind
        assert [issue for issue in reading.problems if issue.key not in form_fields.FORM_FIELDS] == []
        assert reading.doubts == ()
        assert differences(answer(case_of_workbook(package)), answer(case)) == []

    def test_most_cases_fit_each_form(self):
        fits = [kind for kind, _ in FITTING]
        assert fits.count("case") == len(CASES)
        assert fits.count("rebate") > fits.count("client") >= 4

    @pytest.mark.parametrize("count", one_in(2, [1, 12]))
    def test_random_cases(self, count):
        for inputs in random_cases(count):
            if "hours_by_temperature" in inputs:
                continue
            case = df.Case(**inputs)
            assert (
                differences(answer(case_of_workbook(filled(template("case"), typed("case", case)))), answer(case)) == []
            )

    def test_the_status_counts_what_is_blank(self):
        half = {key: HOUSE[key] for key in ("load_slope", "station", "cop_47", "fuel")}
        found = []
        for values in ({}, half, HOUSE):
            shown = by_formualizer(filled(template("rebate"), values))
            found.append((shown[rebate.PAGE, "B2"], shown[rebate.PAGE, "C2"]))
        stored = openpyxl.load_workbook(io.BytesIO(template("rebate")), data_only=True)[rebate.PAGE]
        assert found[0] == (stored["B2"].value, stored["C2"].value)
        assert found == [(count, f"{answering.INCOMPLETE}{count}") for count in (len(ALWAYS) + 5, 8)] + [
            (0, "complete")]  # fmt: skip

    @pytest.mark.slow
    def test_saved_by_libreoffice_they_read_the_same(self, recalculated):
        packages = [filled(template("client"), HOUSE), filled(template("rebate"), HOUSE | REBATE),
                    filled(template("case"), {**CASES["performance table, oil"]}), homes()]  # fmt: skip
        for package, saved in zip(packages, recalculated(packages), strict=True):
            before, after = read_workbook(package), read_workbook(saved)
            assert before.kind == after.kind
            assert before.problems == after.problems
            assert before.inputs == after.inputs
            typed_in = {key: value for key, value in after.details.items() if not key.startswith("reported_")}
            assert before.details == typed_in  # the results are calculated by then
            assert before.homes == after.homes
            assert before.cells == after.cells

    @settings(max_examples=6, deadline=None)
    @given(PART)
    def test_any_part_of_the_form_filled_is_read_as_typed(self, keys):
        self.read_as_typed(keys)

    @pytest.mark.slow
    @settings(max_examples=50, deadline=None)
    @given(PART)
    def test_many_parts_of_the_form_filled_are_read_as_typed(self, keys):
        self.read_as_typed(keys)

    def read_as_typed(self, keys):
        values = {key: example for key in keys if (example := model_fields.example(FIELDS[key])) != ""}
        reading = read_workbook(filled(template("client"), values))
        assert reading.inputs == values
        assert reading.doubts == ()
        assert all(re.match(r"\(not given\) \((Form|More)![BC]", str(issue.value)) for issue in reading.problems)


REBATE = {
    "programme_name": "Heat pumps 2026", "utility": "Example Electric", "account_number": 1002003, "site": "12 Elm St",
    "prepared_for": "J. Doe", "installer": "Acme", "heated_area": 2200, "load_method": "Manual J",
    "load_report_date": datetime.date(2026, 1, 31), "existing_fuel": "propane", "existing_kept": "replaced",
    "outdoor_maker": "Example Air", "outdoor_model": "XA-36", "indoor_model": "XC-36", "ahri_number": "200000001",
    "control_make": "Example Controls", "control_model": "T-100", "as_left_switchover": 35, "programme": "mass_save",
    "signed_date": "2026-02-16", "as_left_auxiliary_lockout": 40,
}  # fmt: skip


def homes() -> bytes:
    def write(made):
        for number, (key, value) in enumerate({"house": "north", "load_slope": 600, "cop_47": 3.2}.items()):
            sheet, (column, row, _, _) = place(made, f"homes_{key}")
            sheet.cell(row, column, value)
            assert column == 1 or number

    return changed(template("portfolio"), write)


class TestRebate:
    def package(self):
        def write(made):
            fill(made, HOUSE | REBATE)
            cell(made, "installer").value = "=Acme"
            cell(made, "installer").data_type = "s"
            sheet, (column, row, _, _) = place(made, "evidence_enclosed")
            for offset, value in enumerate(("yes", "no")):
                sheet.cell(row + offset, column, value)
            sheet, (column, row, _, _) = place(made, "calibration_electricity_kwh")
            sheet.cell(row, column, 900)
            sheet.cell(row + 1, column, "900 or so")
            sheet, (column, row, _, _) = place(made, "calibration_from")
            sheet.cell(row, column, datetime.date(2025, 1, 1))

        return changed(template("rebate"), write)

    def test_all_fields_are_read(self):
        reading = read_workbook(self.package())
        found = reading.details
        assert found["account_number"] == "1002003"
        assert found["installer"] == "=Acme"
        assert found["heated_area"] == 2200
        assert found["load_report_date"] == "2026-01-31"
        assert found["signed_date"] == "2026-02-16"
        assert [(one["document"], one["enclosed"]) for one in found["evidence"]] == [
            ("Invoice", "yes"), ("AHRI certificate", "no")]  # fmt: skip
        assert found["calibration"][0] == {
            "month": "Bill 1", "from": "2025-01-01", "electricity_kwh": 900, "cell": "Calibration!A8"}  # fmt: skip
        assert [str(issue) for issue in reading.problems] == [
            "calibration_electricity_kwh = 900 or so (Calibration!D9): must be a number, alone or in kWh or MWh. "
            "Check the number and its unit"
        ]

    def test_other_fields_do_not_keep_the_house_from_being_worked_out(self):
        case = case_of_workbook(self.package())
        assert case.inputs["programme"] == "mass_save"
        assert df.solve(case).judgement.programme.key == "mass_save"
        left_out = filled(template("rebate"), HOUSE)
        assert {issue.key for issue in read_workbook(left_out).problems} == {
            key for key, field in form_fields.FORM_FIELDS.items() if field.required}  # fmt: skip
        assert differences(answer(case_of_workbook(left_out)), answer(df.Case(**HOUSE))) == []

    def test_choices_and_ranges_of_other_fields(self):
        issues = read_workbook(filled(template("rebate"), {
            **HOUSE, **REBATE, "load_method": "guess", "heated_area": 3, "signed_date": "soon", "seer2": "sixteen",
        })).problems  # fmt: skip
        assert {issue.key for issue in issues} == {"load_method", "heated_area", "signed_date", "seer2"}
        assert all(re.search(r"\((Project|Equipment|Signatures)!C[0-9]+\)", str(issue.value)) for issue in issues)


METRIC = {
    "temperature_unit": "C", "heat_unit": "kW", "load_slope_unit": "W/K", "load_slope": 345, "indoor_setpoint": 20.5,
    "design_temperature": -14, "capacity_47": 10.5, "capacity_17": 6.4, "cop_47": 3.5, "cop_17": 2.3,
    "electricity_price": 0.13, "existing_switchover": 2, "fuel_price": 1.2, "fuel_price_unit": "$/therm",
    "furnace_efficiency": 0.92, "season_hours": 2000, "hours_below_design": 100,
}  # fmt: skip


class TestUnits:
    @pytest.mark.parametrize("kind", ONE_HOUSE)
    def test_a_form_in_celsius_and_kilowatts_is_the_case_given_so(self, kind):
        asked = {key: value for key, value in METRIC.items() if key in (*UNIT_FIELDS, *model_fields.asked_by(kind))}
        found = case_of_workbook(filled(template(kind), asked | ({"fuel": "natural_gas"} if kind != "case" else {})))
        wanted = df.Case(**asked)
        assert found.inputs == wanted.inputs
        assert found.units == wanted.units == df.Case(**METRIC).units

    def test_the_ranges_of_cells_follow_the_units(self):
        sheet = book("client")[client.MORE]
        at = cell(book("client"), "indoor_setpoint").coordinate
        rule = next(rule for rule in sheet.data_validations.dataValidation if at in rule.sqref)
        # 40 and 90 °F are 40/9 and 290/9 °C.
        assert rule.formula1 == 'IF(in_temperature_unit="C",4.444,40)'
        assert rule.formula2 == 'IF(in_temperature_unit="C",32.22,90)'

    def test_each_house_of_a_portfolio_has_its_own_units(self):
        def type_in(made):
            columns = {name: place(made, f"homes_{name}") for name in ("house", *METRIC) if f"in_homes_{name}" in
                       made.defined_names}  # fmt: skip
            for key, (sheet, area) in columns.items():
                first = sheet.cell(area[1], area[0])
                first.value = "metric" if key == "house" else METRIC[key]
                other = {"house": "other", "load_slope": 600, "indoor_setpoint": 70, "design_temperature": 5}.get(key)
                sheet.cell(area[1] + 1, area[0]).value = other

        reading = read_workbook(changed(template("portfolio"), type_in))
        metric, other = (df.Case(**home) for home in reading.homes)
        assert (metric.units.temperature, other.units.temperature) == ("C", "F")
        assert metric.inputs["load_slope"] == df.Case(load_slope=345, load_slope_unit="W/K").inputs["load_slope"]
        assert metric.inputs["indoor_setpoint"] == pytest.approx(20.5 * 1.8 + 32, rel=1e-15)
        assert other.inputs["indoor_setpoint"] == 70
