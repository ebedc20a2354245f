"""Headings in the words of lists of certified equipment and of people, with and without units.

NEEP: the headers of the export of its cold-climate air-source heat pump list (ashp.neep.org, 2025). AHRI: those of a
search of its directory (ahridirectory.org, 2024, air-source heat pumps and furnaces). The ratings are made up.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

import xl_dualfuel as df
from xl_dualfuel.decisions.option_files import read_options
from xl_dualfuel.errors import InputError
from xl_dualfuel.inputs.case_files import read_case
from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS
from xl_dualfuel.inputs.heading_names import name_and_unit
from xl_dualfuel.inputs.headings import keys_of
from xl_dualfuel.inputs.home_headings import home_keys
from xl_dualfuel.inputs.ranges import read
from xl_dualfuel.portfolio.run import run_portfolio
from xl_dualfuel.units import BTU_PER_KWH

NEEP = {
    "Date Added to List": "1/1/2024", "Status": "Active", "Brand Owner": "X", "Brand Name": "Y", "Series Name": "Z",
    "Ducting Configuration": "Singlezone Ducted", "AHRI Certified Reference Number⁺": "123",
    "Old AHRI Certified Reference Number⁺": "", "AHRI Type⁺": "HRCU-A-CB", "Outdoor Unit Model Number⁺": "AB12",
    "Indoor Type": "Ducted", "Indoor Model Number(s)⁺": "C", "Furnace Model Number (if applicable)⁺": "", "EER⁺": "",
    "SEER⁺": "", "HSPF (Region IV)⁺": "", "EER2⁺": "12", "SEER2⁺": "18", "HSPF2 (Region IV)⁺": "9.5",
    "HSPF2 (Region V)": "8", "ENERGY STAR Certified": "Yes", "ENERGY STAR Cold Climate Certified": "Yes",
    "Eligible for Federal Tax Credit - North": "Yes", "CEE Tier 1 Path A (2025)": "Yes",
    "Capacity Maintenance (Rated 17°F/Rated 47°F)": "67%", "Capacity Maintenance (Max 5°F/Rated 47°F)": "72%",
    "Variable Capacity?": "Yes", "Pan Heater: Integrated or Accessory (provide model #)": "No", "Input Power (W)": "",
    "What determines when heater operates?": "", "Refrigerant": "R-410A", "Sold In?": "USA",
    "Min Capacity 95°F": "5,000", "COP Min 95°F": "6", "Rated Capacity 95°F⁺": "34,000", "Max Capacity 82°F": "36,000",
    "Min Capacity 47°F": "12,000", "Input Power Min 47°F": "0.8", "COP Min 47°F": "4.4",
    "Rated Capacity 47°F⁺": "36,000", "Input Power Rated 47°F": "2.8", "COP Rated 47°F": "3.8",
    "Max Capacity 47°F": "40,000", "COP Max 47°F": "3.4", "Min Capacity 17°F": "9,000", "COP Min 17°F": "3",
    "Rated Capacity 17°F⁺": "24,000", "COP Rated 17°F": "2.6", "Max Capacity 17°F": "30,000", "COP Max 17°F": "2.4",
    "Min Capacity 5°F": "8,000", "COP Min 5°F": "2.5", "Rated Capacity 5°F - Optional⁺": "",
    "COP Rated 5°F - Optional": "", "Max Capacity 5°F": "26,000", "COP Max 5°F": "2.1",
    "Lowest Cataloged Temperature (Outdoor Dry Bulb °F)": "-13", "Min Capacity LCT°F": "7,000", "COP Max LCT°F": "1.6",
}  # fmt: skip
OF_NEEP = {
    "hspf2": 9.5, "capacity_47": 36000, "capacity_17": 24000, "cop_47": 3.8, "cop_17": 2.6,
    "capacity_min_47": 12000, "cop_min_47": 4.4, "capacity_max_47": 40000, "cop_max_47": 3.4,
    "capacity_min_17": 9000, "cop_min_17": 3, "capacity_max_17": 30000, "cop_max_17": 2.4,
    "capacity_min_5": 8000, "cop_min_5": 2.5, "capacity_max_5": 26000, "cop_max_5": 2.1,
}  # fmt: skip
AHRI = {
    "AHRI Ref. #": "1", "Outdoor Unit Brand Name": "A", "Outdoor Unit Model Number": "B", "Furnace Model Number": "C",
    "AHRI Type": "HRCU-A-CB", "Sold in?": "USA", "Phase": "1", "Cooling Capacity (95F), btuh (Appendix M1) *": "34000",
    "EER2 (95F) (Appendix M1) *": "12", "SEER2 (Appendix M1) *": "18",
    "Heating Capacity (47F), btuh (Appendix M1) *": "34600", "HSPF2 (Region IV) (Appendix M1) *": "9.0",
    "Heating Capacity (17F), btuh (Appendix M1)": "22000", "Heating Capacity (5F), btuh (Appendix M1)": "17000",
    "Heating COP (5F), btuh (Appendix M1)": "1.9", "Output Heating Capacity, MBTUH *": "78", "AFUE, % *": "96.1",
    "Fuel Type": "Natural Gas", "Furnace Type": "Non-Weatherized", "Fan Energy Rating (FER), Watts/1000 cfm *": "300",
    "Full-Load Cooling Air Volume Rate, scfm (Appendix M1)": "1000", "Designated Tested Combination?": "No",
}  # fmt: skip
OF_AHRI = {
    "capacity_47": 34600, "hspf2": 9.0, "capacity_17": 22000, "capacity_5": 17000, "cop_5": 1.9,
    "furnace_capacity": 78000, "furnace_efficiency": 0.961, "fuel": "natural_gas",
}  # fmt: skip
LISTS = {"NEEP": (NEEP, OF_NEEP), "AHRI": (AHRI, OF_AHRI)}
HOUSE = {"design_load": 42000, "design_temperature": 5, "fuel_price": 1.3, "fuel_price_unit": "$/therm"}


def table(rows: list[list[object]], separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize(("row", "expected"), LISTS.values(), ids=LISTS)
def test_a_row_of_a_list_is_the_equipment_of_a_case(tmp_path: Path, row: dict, expected: dict) -> None:
    """As CSV, as cells, as a portfolio row and a frame; beside the columns of the house."""
    case = df.Case(**HOUSE, **expected)
    rows = [[*HOUSE, *row], [*HOUSE.values(), *row.values()]]
    file = tmp_path / "house.csv"
    for encoding, separator in (("utf-8-sig", ","), ("utf-16", "\t")):
        file.write_text(table(rows, separator), encoding=encoding)
        assert dict(read_case(file).inputs) == dict(case.inputs)
    assert df.Case(**read("inputs", rows)).inputs == case.inputs
    beside = [list(pair) for pair in zip(*rows, strict=True)]
    assert df.Case(**read("inputs", beside)).inputs == case.inputs
    beside_file = tmp_path / "beside.csv"
    beside_file.write_text(table([["name", "value"], *beside]), encoding="utf-8")
    assert dict(read_case(beside_file).inputs) == dict(case.inputs)
    cost = df.solve(case).recommended.annual_cost
    (solved,) = df.solve_many(pd.DataFrame(rows[1:], columns=rows[0]))["annual_cost"]
    run_portfolio(file, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as results:
        (result,) = csv.DictReader(results)
    # Vectors and single homes add up in another order: a few last digits.
    assert (solved, float(result["annual_cost"])) == pytest.approx((cost, cost), rel=1e-12)


def test_a_row_of_a_list_is_an_option(tmp_path: Path) -> None:
    file = tmp_path / "options.csv"
    file.write_text(table([["option", *NEEP], ["cold", *NEEP.values()]]), encoding="utf-8")
    (option,) = read_options(file).options
    assert df.Case(**option.changes).inputs == df.Case(**OF_NEEP).inputs


NAMES = {
    "COP @ 47F": ("cop_47", ""), "COP @47°F (Rated)": ("cop_47", ""), "Rated COP @ 17 °F": ("cop_17", ""),
    "cop 47": ("cop_47", ""), "COP_47": ("cop_47", ""), "Rated Capacity @47°F (Btu/h)": ("capacity_47", "Btu/h"),
    "Maximum Capacity @5°F": ("capacity_max_5", ""), "Capacity @5°F (Max)": ("capacity_max_5", ""),
    "AHRI CERTIFIED RATINGS - HSPF2 (Region IV) (Appendix M1)": ("hspf2", ""),
    "AHRI Certified Ratings - AHRI 210/240 - 2023 - HSPF2 (Region IV)": ("hspf2", ""),
    "Heating Capacity (H1Full) - Single or High Stage (47F), btuh": ("capacity_47", "btuh"),
    "Heating Capacity at 17°F as calculated by M1": ("capacity_17", ""), "AFUE": ("furnace_efficiency", ""),
    "Design load (BTU/h)": ("design_load", "BTU/h"), "design_load_kw": ("design_load", "kw"),
    "DESIGN HEATING LOAD [kW]": ("design_load", "kW"), "Outdoor design temp, °C": ("design_temperature", "°C"),
    "design_temperature_c": ("design_temperature", "c"), "Fuel price $/gal": ("fuel_price", "$/gal"),
    "Electricity price (cents per kWh)": ("electricity_price", "cents per kWh"), "HSPF2 (Region V)": ("", ""),
    "HSPF (Region IV)": ("", ""), "Heating Capacity (47F), btuh (Appendix M)": ("", ""),
    "Rated Capacity 95°F": ("", ""),
    "Design load (Smith)": ("", ""), "Furnace Type": ("", ""), "capacity": ("", ""),
}  # fmt: skip


@pytest.mark.parametrize(("heading", "meaning"), NAMES.items(), ids=NAMES)
def test_a_heading_and_its_unit(heading: str, meaning: tuple[str, str]) -> None:
    assert name_and_unit(heading) == meaning
    assert name_and_unit(f" {heading.upper()}*")[0] == meaning[0]


def test_every_key_and_label_is_its_own_input() -> None:
    fields = {**FIELDS, **UNIT_FIELDS}
    for key, field in fields.items():
        for name in (key, key.upper(), key.replace("_", " "), field.label, field.label.casefold(), f"{field.label}:"):
            assert name_and_unit(name) == (key, "")


UNITS = """\
Design load (kW);COP 47;Design temperature (°C);Electricity price (¢/kWh);Fuel price ($/gal);Fuel;AFUE (%)
12,3;3,4;-15;14;2,10;Propane;95
"""
IN_UNITS = {  # 12.3 kW by the BTU/kWh of units.py, −15 °C is 5 °F
    "design_load": 12.3 * BTU_PER_KWH,
    "cop_47": 3.4, "design_temperature": 5, "electricity_price": 0.14, "fuel_price": 2.1, "fuel_price_unit": "$/gal",
    "fuel": "propane", "furnace_efficiency": 0.95,
}  # fmt: skip
BESIDE = {
    "Input;Value;Unit": "{};{};{}", "key,value,units": "{},{},{}", "Name\tValue\tUnit": "{}\t{}\t{}",
}  # fmt: skip
PAIRS = [
    ("Design load", "12.3", "kW"), ("cop_47", "3.4", ""), ("Design Temperature", "-15", "°C"),
    ("electricity price", "14", "¢/kWh"), ("Fuel price", "2.10", "$/gal"), ("Fuel", "propane", "–"),
    ("AFUE", "95", "%"),
]  # fmt: skip


def test_units_in_headings_go_with_the_values(tmp_path: Path) -> None:
    file = tmp_path / "house.csv"
    file.write_text(UNITS, encoding="utf-8")
    case = read_case(file)
    assert {key: case.inputs[key] for key in IN_UNITS} == pytest.approx(IN_UNITS)
    assert "12.3 kW" in case.readings["design_load"]
    run_portfolio(file, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as results:
        (row,) = csv.DictReader(results)
    assert row["problem"] == ""
    assert float(row["annual_cost"]) == pytest.approx(df.solve(case).recommended.annual_cost, rel=1e-12)


@pytest.mark.parametrize(("head", "row"), BESIDE.items(), ids=BESIDE)
def test_units_in_a_column_go_with_the_values(tmp_path: Path, head: str, row: str) -> None:
    file = tmp_path / "house.csv"
    file.write_text("\n".join([head, *(row.format(*pair) for pair in PAIRS)]), encoding="utf-8")
    assert {key: read_case(file).inputs[key] for key in IN_UNITS} == pytest.approx(IN_UNITS)


def test_the_usual_unit_in_a_heading_counts_where_the_case_has_others(tmp_path: Path) -> None:
    """36,000 BTU/h stay so beside a load in kW, also as an option of such a case."""
    file = tmp_path / "house.csv"
    file.write_text(
        "heat_unit,design_load,Capacity at 47 °F (BTU/h),Capacity at 17 °F\nkW,12,36000,6\n", encoding="utf-8"
    )
    inputs = read_case(file).inputs
    assert inputs["capacity_47"] == pytest.approx(36000)
    assert inputs["capacity_17"] == pytest.approx(6 * inputs["design_load"] / 12)
    file.write_text("option,Capacity at 47 °F (BTU/h)\nlarge,36000\n", encoding="utf-8")
    assert read_options(file).options[0].changes["capacity_47"] == "36000 BTU/h"


@pytest.mark.parametrize(("cell", "celsius"), [("(4.5)", -4.5), ("5°", 5), ("5 º", 5), ("8.", 8), ("minus 5", -5)])
def test_signs_around_a_number_do_not_cost_it_the_unit_of_its_heading(
    tmp_path: Path, cell: str, celsius: float
) -> None:
    file = tmp_path / "house.csv"
    for text in (f"Compressor lockout (°C),cop_47\n{cell},3.4\n", f"name,value,unit\ncompressor_lockout,{cell},°C\n"):
        file.write_text(text, encoding="utf-8")
        assert read_case(file).inputs["compressor_lockout"] == celsius * 1.8 + 32


def test_the_old_rating_alone_is_refused() -> None:
    """HSPF is no HSPF2: where nothing else rates the heat pump it must not be a note that nobody reads."""
    with pytest.raises(InputError):
        keys_of(["design_load", "HSPF (Region IV)"])
    assert keys_of(["HSPF2", "HSPF (Region IV)"]) == ("hspf2", "")


def test_one_house_given_as_a_portfolio_is_sent_to_run(tmp_path: Path) -> None:
    file = tmp_path / "house.csv"
    file.write_text("name,value\ncop_47,3.4\n", encoding="utf-8")
    with pytest.raises(InputError, match="Run it with dualfuel run"):
        run_portfolio(file, tmp_path / "out.csv")
    assert read_case(file).inputs["cop_47"] == 3.4


@pytest.mark.parametrize(("heading", "key"), [
    ("Cap 47", "capacity_47"), ("Htg cap. @ 17°F", "capacity_17"), ("Max Cap 5F", "capacity_max_5"),
    ("COP47", "cop_47"), ("47F capacity", "capacity_47"), ("99% temp (°F)", "design_temperature"),
    ("Set point", "indoor_setpoint"), ("Strip kW", "strip_capacity"), ("Manual J (BTU/h)", "design_load"),
])  # fmt: skip
def test_short_forms_are_no_notes(heading, key):
    """As a note each would leave its input at the example's value."""
    assert home_keys(["house", heading]) == ("", key)


@pytest.mark.parametrize("heading", ["AHRI Certificate No.", "AHRI #", "Model", "Heat pump make", "Brand", "Latitude"])
def test_columns_of_equipment_lists_are_notes(heading):
    assert home_keys([heading, "cop_47"]) == ("", "cop_47")
