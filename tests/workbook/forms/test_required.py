"""The capacities of the heat pump on the forms of one house: numbers, or "not known", which says what is assumed."""

from __future__ import annotations

import io

import openpyxl
import pytest

import xl_dualfuel as df
from filling import cell, changed, filled
from xl_dualfuel.errors import InputError
from xl_dualfuel.inputs.required import KNOWN_OR_NOT
from xl_dualfuel.workbook.forms.read import case_of_reading, read_workbook
from xl_dualfuel.workbook.forms.template import template

HOUSE = {
    "load_slope": 650, "station": "denver", "cop_47": 3.5, "cop_17": 2.3, "fuel": "natural_gas", "fuel_price": 1.2,
    "fuel_price_unit": "$/therm", "furnace_efficiency": 0.92, "electricity_price": 0.13, "existing_switchover": 40,
}  # fmt: skip
HOUSE_FORMS = pytest.mark.parametrize("kind", ["client", "rebate"])
ASSUMED = "the heat pump is assumed to meet any load"


def refusals(package: bytes, changes: dict | None = None) -> dict[str, df.Issue]:
    with pytest.raises(InputError) as refused:
        case_of_reading(read_workbook(package), changes)
    return {issue.key: issue for issue in refused.value.issues}


def test_they_are_the_capacities_of_the_rating_points():
    assert KNOWN_OR_NOT == ("capacity_47", "capacity_17")


@HOUSE_FORMS
@pytest.mark.parametrize("words", [(None, "N/A"), ("n.a.", "?"), ("-", "unknown"), (" ", None)])
def test_blank_and_words_for_nothing_are_refused(kind, words):
    found = refusals(filled(template(kind), HOUSE | dict(zip(KNOWN_OR_NOT, words, strict=True))))
    assert found.keys() == {*KNOWN_OR_NOT}
    for issue in found.values():
        assert ("(Form!B" if kind == "client" else "(Form!C") in issue.value
        assert issue.allowed == f"must be given, or “not known”: {ASSUMED}"
        assert issue.remedy.startswith("Give BTU/h, such as ") and issue.remedy.endswith(", or type not known")


@HOUSE_FORMS
@pytest.mark.parametrize("words", [("not known", "Not known"), (" NOT KNOWN ", "not known")])
def test_not_known_is_an_answer_that_says_what_it_assumes(kind, words):
    typed = HOUSE | dict(zip(KNOWN_OR_NOT, words, strict=True))
    case = case_of_reading(read_workbook(filled(template(kind), typed)))
    assert case.given == df.Case(**HOUSE).given
    (message,) = (note.message for note in df.solve(case).notes if note.key == "capacity_47")
    assert ASSUMED in message


@HOUSE_FORMS
def test_the_remedy_leads_to_an_answer(kind):
    """36,000 and 22,000 BTU/h are what the remedies name."""
    found = refusals(filled(template(kind), HOUSE))
    numbers = {key: float(issue.remedy.split("such as ")[1].partition(",")[0]) for key, issue in found.items()}
    assert numbers == {"capacity_47": 36000, "capacity_17": 22000}
    assert case_of_reading(read_workbook(filled(template(kind), HOUSE | numbers))).given.items() >= numbers.items()
    assert case_of_reading(read_workbook(filled(template(kind), HOUSE)), numbers).given.items() >= numbers.items()


def test_a_remedy_is_in_the_unit_of_the_form():
    """10.6 kW is 36,000 BTU/h / 3412.142, the value of the table of inputs; a number in BTU/h would be taken for kW."""
    house = HOUSE | {"temperature_unit": "°C", "heat_unit": "kW", "existing_switchover": None, "indoor_setpoint": 70}
    found = refusals(filled(template("client"), house))
    assert found["capacity_47"].remedy == "Give kW, such as 10.6, or type not known"
    assert found["existing_switchover"].remedy == "Give what the thermostat is set to today, in °C"
    assert str(found["indoor_setpoint"].value).startswith("70 C (More!")
    assert found["indoor_setpoint"].allowed == "must be from 4.444 to 32.22 (in °C)"  # 40 and 90 °F


def test_a_form_that_says_it_can_do_without_is_answered():
    """Forms of 0.2.0 have these words in the column "If left blank"."""

    def says(words: dict[str, str]) -> bytes:
        def write(book: openpyxl.Workbook) -> None:
            for key, text in words.items():
                cell(book, key).offset(0, 4).value = text

        return changed(filled(template("rebate"), HOUSE | {"capacity_17": "N/A"}), write)

    older = dict.fromkeys(KNOWN_OR_NOT, "the heat pump always meets the load")
    case = case_of_reading(read_workbook(says(older)))
    assert case.given == df.Case(**HOUSE).given
    assert any(note.key == "capacity_47" and ASSUMED in note.message for note in df.solve(case).notes)
    assert refusals(says(older | {"capacity_17": "required, or “not known”"})).keys() == {"capacity_17"}


@HOUSE_FORMS
def test_a_price_with_its_unit_in_its_cell_needs_no_other(kind):
    house = HOUSE | dict.fromkeys(KNOWN_OR_NOT, "not known")
    case = case_of_reading(read_workbook(filled(template(kind), house | {
        "fuel_price": "$1.20/therm", "fuel_price_unit": None})))  # fmt: skip
    assert case.given == df.Case(**HOUSE).given
    assert refusals(filled(template(kind), house | {"fuel_price_unit": None})).keys() == {"fuel_price_unit"}


@HOUSE_FORMS
def test_a_design_load_needs_the_temperature_it_is_for(kind):
    """With a station the worked example's 5 °F was used, whatever the place."""
    house = {key: value for key, value in HOUSE.items() if key != "load_slope"} | dict.fromkeys(
        KNOWN_OR_NOT, "not known"
    )
    package = filled(template(kind), house | {"design_load": 42000})
    assert refusals(package).keys() == {"design_temperature"}
    case = case_of_reading(read_workbook(package), {"design_temperature": -2})
    assert df.solve(case).solution.parameters.load_slope == pytest.approx(42000 / 72, rel=1e-15)  # 70 to -2 °F


def test_one_that_is_not_known_does_not_go_with_a_number():
    found = refusals(filled(template("client"), HOUSE | {"capacity_47": 36000, "capacity_17": "not known"}))
    assert found.keys() == {"capacity_17"}


def test_a_table_of_performance_has_them_and_the_hspf2_has_not():
    house = {key: value for key, value in HOUSE.items() if not key.startswith("cop")}
    reading = read_workbook(filled(template("client"), HOUSE))
    table = {"performance_table": [[47, 3.5, 36000], [17, 2.3, 22000]], "cop_47": None, "cop_17": None}
    assert case_of_reading(reading, table).performance_table
    assert refusals(filled(template("client"), house | {"hspf2": 8.5})).keys() == {*KNOWN_OR_NOT}


@HOUSE_FORMS
def test_the_cell_takes_a_number_or_the_words(kind):
    book = openpyxl.load_workbook(io.BytesIO(template(kind)))
    for key in KNOWN_OR_NOT:
        place = cell(book, key)
        (rule,) = (one for one in place.parent.data_validations.dataValidation if place.coordinate in one.sqref)
        assert rule.type == "custom"
        assert rule.formula1.startswith(f'OR({place.coordinate}="not known",AND(ISNUMBER({place.coordinate}),')
        assert "not known" in rule.error
        if kind == "rebate":
            assert place.offset(0, 4).value == f"required, or “not known”: {ASSUMED}"


@pytest.mark.parametrize("kind", ["case", "portfolio"])
def test_other_forms_do_not_ask_for_them(kind):
    book = openpyxl.load_workbook(io.BytesIO(template(kind)))
    assert all(rule.type != "custom" for sheet in book for rule in sheet.data_validations.dataValidation)
    assert df.Case(**HOUSE, capacity_47="N/A", capacity_17="not known").given == df.Case(**HOUSE).given
