"""What people type: the table of habitual entries, each read or refused alike on every surface."""

from __future__ import annotations

import csv
import io
import json
import pickle
import re
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from support import one_in
from xl_dualfuel.cli.case import given as given_in_file
from xl_dualfuel.inputs.case_files import read_case
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.plausible import NEAR, plausible
from xl_dualfuel.inputs.ranges import case_of
from xl_dualfuel.inputs.written_units import QUANTITIES, folded
from xl_dualfuel.portfolio.run import run_portfolio
from xl_dualfuel.units import FUELS
from xl_dualfuel.workbook.forms.read import read_workbook

KW = 3412.142  # BTU/h in one kW (International Table BTU)
TON = 12000.0  # BTU/h in a ton of refrigeration, by definition
FOOT = 0.3048  # m, exact (NIST SP 811)
LITRES = 3.785411784  # in a US gallon, exact (NIST SP 811)
POUND = 0.45359237  # kg, exact (NIST SP 811)


class Entry(NamedTuple):
    """What is typed for an input, what it is read as, and how that is reported; or words of the refusal."""

    text: object
    key: str
    value: object = None
    note: str = ""
    refused: str = ""


def no(text: object, key: str, words: str) -> Entry:
    """An entry that is refused."""
    return Entry(text, key, refused=words)


def as_(text: object, key: str, value: object, note: str) -> Entry:
    """An entry that is read, and reported as read so."""
    return Entry(text, key, value, f"{text} read as {note}")


BOTH = {"capacity_47": 36000, "capacity_17": 24000}
GALLONS = {"fuel": "propane", "fuel_price": 2.45, "fuel_price_unit": "$/gal"}
BESIDE: dict[str, dict[str, Any]] = {
    **dict.fromkeys((*BOTH, "cycling_degradation"), BOTH),
    "furnace_fan_power": {"furnace_capacity": 60000},
    "tank_capacity": GALLONS,
    "tank_usable_fraction": {**GALLONS, "tank_capacity": 500},
    "billed_fuel": {"billed_degree_days": 5500, "fuel_price": 1.3, "fuel_price_unit": "$/therm"},
    "billed_degree_days": {"billed_fuel": 700, "fuel_price": 1.3, "fuel_price_unit": "$/therm"},
    "fuel_heat_content": GALLONS,
    "fuel_price_unit": {"fuel_price": 1.3},
    "fuel": {"fuel_price": 26, "fuel_price_unit": "$/MMBtu"},
    "hspf2": {"cop_47": None, "cop_17": None, **BOTH},
}
"""What has to be given with an input"""

LOADS = "must be a number, alone or in BTU/h, MBH (thousands of BTU/h), tons, W or kW"
ENTRIES = (
    # ------------------------------------------------------------------------------ loads and capacities, BTU/h
    Entry("42000", "design_load", 42000),
    Entry(" 42000 ", "design_load", 42000),
    Entry("42000.0", "design_load", 42000),
    Entry("4.2e4", "design_load", 42000),
    as_("42,000", "design_load", 42000, "42,000 BTU/h"),
    as_("42 000", "design_load", 42000, "42,000 BTU/h"),
    Entry("42\u00a0000", "design_load", 42000, "read as 42,000 BTU/h"),
    Entry("42\u202f000", "design_load", 42000, "read as 42,000 BTU/h"),
    Entry("42\u2009000", "design_load", 42000, "read as 42,000 BTU/h"),
    as_("42’000", "design_load", 42000, "42,000 BTU/h"),
    as_("42'000", "design_load", 42000, "42,000 BTU/h"),
    as_("42 kBtu/h", "design_load", 42000, "42,000 BTU/h"),
    as_("42 kBTU", "design_load", 42000, "42,000 BTU/h"),
    as_("42k", "design_load", 42000, "42,000 BTU/h"),
    as_("42 MBH", "design_load", 42000, "42,000 BTU/h"),
    as_("42 mbh", "design_load", 42000, "42,000 BTU/h"),
    as_("42 MBTU/h", "design_load", 42000, "42,000 BTU/h"),
    as_("0.042 MMBtu/h", "design_load", 42000, "42,000 BTU/h"),
    as_("42,000 Btuh", "design_load", 42000, "42,000 BTU/h"),
    Entry("42000 BTU/hr", "design_load", 42000),
    Entry("42000 B.T.U. per hour", "design_load", 42000),
    as_("3.5 tons", "design_load", 3.5 * TON, "42,000 BTU/h"),
    as_("12.3 kW", "design_load", 12.3 * KW, "41,969.3 BTU/h"),
    as_("12300 W", "design_load", 12.3 * KW, "41,969.3 BTU/h"),
    as_("12,3 kW", "design_load", 12.3 * KW, "41,969.3 BTU/h"),
    as_("+42000 BTU/h", "design_load", 42000, "42,000 BTU/h"),
    as_("~42000", "design_load", 42000, "42,000 BTU/h"),
    as_("42.000,5", "design_load", 42000.5, "42,000.5 BTU/h"),
    as_("1,042,000", "design_load", 1042000, "1,042,000 BTU/h"),
    as_("3 ton", "capacity_47", 3 * TON, "36,000 BTU/h"),
    as_("3-ton", "capacity_47", 3 * TON, "36,000 BTU/h"),
    as_("3½ tons", "capacity_47", 3.5 * TON, "42,000 BTU/h"),
    as_("3 1/2 tons", "capacity_47", 3.5 * TON, "42,000 BTU/h"),
    as_("3.5T", "capacity_47", 3.5 * TON, "42,000 BTU/h"),
    as_("36,000", "capacity_47", 36000, "36,000 BTU/h"),
    as_("24 MBH", "capacity_17", 24000, "24,000 BTU/h"),
    as_("60 kBtu/h", "furnace_capacity", 60000, "60,000 BTU/h"),
    no("1,200", "design_load", "may mean 1.2 or 1200. Give 1.2 or 1200 BTU/h, without a comma between thousands"),
    no("42 °F", "design_load", LOADS),
    no("42 gal", "design_load", LOADS),
    no("42 kWh", "design_load", LOADS),
    no("36/24", "design_load", "must be one number"),
    no("30000-42000", "design_load", "must be one number"),
    no("1,2,3", "design_load", "must be one number"),
    no("large", "design_load", "must be a number, not text"),
    no("=B2*1000", "design_load", "must be "),
    # ------------------------------------------------------------------------------------------- heat loss, BTU/h·°F
    Entry("600 BTU/h/F", "load_slope", 600),
    Entry("600 BTU/h·°F", "load_slope", 600),
    Entry("600 Btuh per deg F", "load_slope", 600),
    as_("0.3 kW/K", "load_slope", 0.3 * KW * 5 / 9, "568.69 BTU/h·°F"),
    as_("300 W/K", "load_slope", 0.3 * KW * 5 / 9, "568.69 BTU/h·°F"),
    as_("300 W/°C", "load_slope", 0.3 * KW * 5 / 9, "568.69 BTU/h·°F"),
    as_("1,200", "load_slope", 1200, "1,200 BTU/h·°F"),
    no("600 kWh", "load_slope", "alone or in BTU/h per °F, W/K or kW/K"),
    # --------------------------------------------------------------------------------------------- temperatures, °F
    Entry("-5", "design_temperature", -5),
    as_("-5 °C", "design_temperature", 23, "23 °F"),
    as_("-5C", "design_temperature", 23, "23 °F"),
    as_("−5", "design_temperature", -5, "-5 °F"),
    as_("–5", "design_temperature", -5, "-5 °F"),
    as_("- 5", "design_temperature", -5, "-5 °F"),
    as_("minus 5", "design_temperature", -5, "-5 °F"),
    as_("(5)", "design_temperature", -5, "-5 °F"),
    as_("(5) °F", "design_temperature", -5, "-5 °F"),
    Entry("+5", "design_temperature", 5),
    as_("5°", "design_temperature", 5, "5 °F"),
    Entry("70F", "indoor_setpoint", 70),
    Entry("70 deg F", "indoor_setpoint", 70),
    Entry("70 °F", "indoor_setpoint", 70),
    Entry("70 º F", "indoor_setpoint", 70),
    as_("20 degrees Celsius", "indoor_setpoint", 68, "68 °F"),
    as_("21,5 °C", "indoor_setpoint", 70.7, "70.7 °F"),
    as_("1 K", "bin_width", 1.8, "1.8 °F"),
    no("70 kW", "indoor_setpoint", "alone or in °F or °C"),
    no("700 F", "indoor_setpoint", "must be from 40 to 90"),
    # ---------------------------------------------------------------------------------------------------------- prices
    Entry("0.14", "electricity_price", 0.14),
    Entry(".14", "electricity_price", 0.14),
    as_("$0.14", "electricity_price", 0.14, "0.14 $/kWh"),
    as_("~$0.14", "electricity_price", 0.14, "0.14 $/kWh"),
    as_("$ .14", "electricity_price", 0.14, "0.14 $/kWh"),
    as_("€0.14", "electricity_price", 0.14, "0.14 €/kWh"),
    as_("0,14", "electricity_price", 0.14, "0.14 $/kWh"),
    as_("0,140", "electricity_price", 0.14, "0.14 $/kWh"),
    as_("14 ¢/kWh", "electricity_price", 0.14, "0.14 $/kWh"),
    as_("14¢", "electricity_price", 0.14, "0.14 $/kWh"),
    as_("14 cents", "electricity_price", 0.14, "0.14 $/kWh"),
    as_("14 cents per kWh", "electricity_price", 0.14, "0.14 $/kWh"),
    as_("24.5 p/kWh", "electricity_price", 0.245, "0.245 £/kWh"),
    Entry("0.14 $/kWh", "electricity_price", 0.14),
    as_("$0.14/kWh", "electricity_price", 0.14, "0.14 $/kWh"),
    as_("$140/MWh", "electricity_price", 0.14, "0.14 $/kWh"),
    no("14", "electricity_price", "Give dollars, not cents: 0.14 instead of 14"),
    no("5 gal", "electricity_price", "alone or in $/kWh or ¢/kWh"),
    no("$0.14/gal", "electricity_price", "alone or in $/kWh or ¢/kWh"),
    as_("$1.30/therm", "fuel_price", 1.3, "1.3 $/therm"),
    Entry("1.30 $/therm", "fuel_price", 1.3),
    as_("$1.30 per therm", "fuel_price", 1.3, "1.3 $/therm"),
    as_("130 ¢/therm", "fuel_price", 1.3, "1.3 $/therm"),
    as_("$1.35/ccf", "fuel_price", 1.35, "1.35 $/ccf"),
    as_("$12.50", "fuel_price", 12.5, "12.5"),
    as_("$12.50/MMBTU", "fuel_price", 12.5, "12.5 $/MMBtu"),
    as_("$13 per 1000 cubic feet", "fuel_price", 13, "13 $/Mcf"),
    no("$13/Mbtu", "fuel_price", "Give the price alone, and its fuel_price_unit: $/MMBtu, $/therm"),
    no("1.30 therm", "fuel_price", "must be a price: a number, or one with its unit, such as $1.30/therm"),
    no("$1.30/bushel", "fuel_price", "must be a price"),
    as_("$1,200", "fuel_price", 1.2, "1.2"),
    # ---------------------------------------------------------------------------------------------------------- shares
    Entry("0.95", "furnace_efficiency", 0.95),
    Entry(".95", "furnace_efficiency", 0.95),
    as_("95%", "furnace_efficiency", 0.95, "0.95"),
    as_("95 %", "furnace_efficiency", 0.95, "0.95"),
    as_("95 percent", "furnace_efficiency", 0.95, "0.95"),
    as_("95", "furnace_efficiency", 0.95, "0.95, as a percentage"),
    as_(95, "furnace_efficiency", 0.95, "0.95, as a percentage"),
    as_(95.5, "furnace_efficiency", 0.955, "0.955, as a percentage"),
    as_("95 AFUE", "furnace_efficiency", 0.95, "0.95"),
    as_("95% AFUE", "furnace_efficiency", 0.95, "0.95"),
    as_("AFUE 0.95", "furnace_efficiency", 0.95, "0.95"),
    as_("0,95", "furnace_efficiency", 0.95, "0.95"),
    as_("25%", "cycling_degradation", 0.25, "0.25"),
    as_("60%", "tank_usable_fraction", 0.6, "0.6"),
    as_(60, "tank_usable_fraction", 0.6, "0.6, as a percentage"),
    no("9.5", "furnace_efficiency", "must be more than 0 and at most 1"),
    no(950, "furnace_efficiency", "must be more than 0 and at most 1"),
    no("0.2%", "cycling_degradation", "may mean 0.002 or 0.2"),
    no("95 gal", "furnace_efficiency", "must be a number, as a fraction or with %"),
    # ---------------------------------------------------------------------------------------- COP, power, other numbers
    Entry("3.4", "cop_47", 3.4),
    as_("3,4", "cop_47", 3.4, "3.4"),
    as_("3.4 COP", "cop_47", 3.4, "3.4"),
    as_("COP 3.4", "cop_47", 3.4, "3.4"),
    no("3.4 kW", "cop_47", "must be a number"),
    as_("8.5 HSPF2", "hspf2", 8.5, "8.5 BTU/Wh"),
    no("9.5 HSPF", "hspf2", "alone or in BTU/Wh"),
    Entry("10 kW", "strip_capacity", 10),
    as_("10,000 W", "strip_capacity", 10, "10 kW"),
    no("none", "strip_capacity", "may mean 0 or not given. Give 0 for none; leave it blank if it is not known"),
    as_("400 W", "furnace_fan_power", 0.4, "0.4 kW"),
    Entry("6,000 kWh", "metered_kwh", 6000),
    as_("6 MWh", "metered_kwh", 6000, "6,000 kWh"),
    as_("1,900", "season_hours", 1900, "1,900 h"),
    Entry("1900 hours", "season_hours", 1900),
    Entry("5 ft", "altitude", 5),
    as_("5,280", "altitude", 5280, "5,280 ft"),
    as_("1000 m", "altitude", 1000 / FOOT, "3,280.84 ft"),
    no("1000 kW", "altitude", "alone or in ft or m"),
    Entry("100 gallons", "tank_capacity", 100),
    as_("1,000", "tank_capacity", 1000, "1,000 gal"),
    as_("378.5411784 L", "tank_capacity", 100, "100 gal"),
    no("100 ccf", "tank_capacity", "alone or in gal. Give it in gal"),
    Entry("700 therms", "billed_fuel", 700),
    as_("5500 HDD", "billed_degree_days", 5500, "5,500 °F·d"),
    as_("3000 °C·d", "billed_degree_days", 5400, "5,400 °F·d"),
    as_("91,500 BTU/gal", "fuel_heat_content", 91500, "91,500 BTU"),
    as_("840 lb/MWh", "grid_emissions", 0.84 * POUND, "0.381018 kg CO2/kWh"),
    as_("380 g CO2/kWh", "grid_emissions", 0.38, "0.38 kg CO2/kWh"),
    # --------------------------------------------------------------------------------------------------------- choices
    Entry("Propane", "fuel", "propane"),
    Entry("PROPANE", "fuel", "propane"),
    Entry("natural gas", "fuel", "natural_gas"),
    Entry("Natural-Gas", "fuel", "natural_gas"),
    *(as_(word, "fuel", "propane", "propane") for word in ("LPG", "LP", "LP gas")),
    *(as_(word, "fuel", "natural_gas", "natural_gas") for word in ("Nat. gas", "NG", "gas", "methane")),
    *(as_(word, "fuel", "fuel_oil", "fuel_oil") for word in ("Oil", "No. 2", "#2 oil", "heating oil", "Fuel oil #2")),
    no("propan", "fuel", "Did you mean propane?"),
    as_("Region V", "region", "V", "V"),
    as_("zone V", "region", "V", "V"),
    as_("5", "region", "V", "V"),
    as_(5, "region", "V", "V"),
    Entry("5.0", "region", "V", "read as V"),
    Entry("v", "region", "V"),
    no("VII", "region", "must be one of I, II, III, IV, V, VI. Most"),
    as_("Chicago", "station", "chicago_ohare", "chicago_ohare"),
    as_("Tampa, FL", "station", "tampa", "tampa"),
    no("CO", "station", "may mean denver or golden. Give denver or golden"),
    no("Boston", "station", "must be one of chicago_ohare"),
    Entry("Mass Save", "programme", "mass_save"),
    as_("Energy Trust of Oregon", "programme", "energy_trust_oregon", "energy_trust_oregon"),
    no("$/gallon", "fuel_price_unit", f"must be one of {', '.join(FUELS['natural_gas'].price_units)} for natural_gas"),
    *(as_(word, "fuel_price_unit", "$/therm", "$/therm") for word in ("$/thm", "per therm", "dollars per therm")),
    Entry("$/Therm", "fuel_price_unit", "$/therm"),
    Entry("$/CCF", "fuel_price_unit", "$/ccf"),
    as_("$/1,000 cubic feet", "fuel_price_unit", "$/Mcf", "$/Mcf"),
    as_("$ per thousand cubic feet", "fuel_price_unit", "$/Mcf", "$/Mcf"),
    no("$/bushel", "fuel_price_unit", "must be one of $/MMBtu"),
    no("$/gal", "fuel_price_unit", "Give the unit of the price you have, or the fuel it belongs to"),
    no("$/Mbtu", "fuel_price_unit", "Give $/MMBtu where M is a million; where it is a thousand, $/MMBtu and 1,000"),
    Entry("Time shared", "backup_operation", "time_shared"),
    Entry("None", "defrost", "none"),
    # ------------------------------------------------------------------------------------------------------- not given
    *(Entry(word, "cop_5") for word in ("N/A", "n.a.", "na", "not given", "Unknown", "?", "TBD", "-", "—", "none")),
)  # fmt: skip
READ = [entry for entry in ENTRIES if not entry.refused]
IDS = [f"{entry.key} {entry.text!r}" for entry in ENTRIES]


def inputs_of(entry: Entry) -> dict[str, Any]:
    """The inputs of a case with the entry, what it needs first."""
    beside = {key: value for key, value in BESIDE.get(entry.key, {}).items() if value is not None}
    return beside | {entry.key: entry.text}


def toml(inputs: dict[str, Any]) -> str:
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in inputs.items())


def table(rows: list[list[Any]]) -> str:
    made = io.StringIO()
    csv.writer(made).writerows(rows)
    return made.getvalue()


def test_the_table_is_long_enough_and_has_each_entry_once():
    assert len(ENTRIES) >= 120
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("entry", ENTRIES, ids=IDS)
def test_an_entry_of_a_case(entry):
    inputs = inputs_of(entry)
    if entry.refused:
        with pytest.raises(df.InputError) as refused:
            df.Case(**inputs)
        assert entry.refused in str(refused.value)
        assert [issue.key for issue in refused.value.issues] == [entry.key]
        assert refused.value.issues[0].remedy
        return
    case = df.Case(**inputs)
    found = case.given.get(entry.key)
    # Conversions are rounded to 14 significant digits.
    assert found == (pytest.approx(entry.value, rel=5e-14) if isinstance(entry.value, float) else entry.value)
    note = case.readings.get(entry.key, "")
    assert entry.note in note if entry.note else note == ""
    if note:
        result = df.solve(case)
        assert result.warnings.count((entry.key, note)) == 1
        assert ((entry.key, note) in result.doubts) == ("as a percentage" in note)


@pytest.mark.parametrize("entry", one_in(6, map(pytest.param, ENTRIES)), ids=IDS)
def test_the_same_from_files_set_and_cells(entry, tmp_path):
    inputs = inputs_of(entry)
    files = {"house.toml": toml(inputs), "house.csv": table([list(inputs), list(inputs.values())]),
             "column.csv": table([["key", "value"], *map(list, inputs.items())])}  # fmt: skip
    paths = []
    for name, text in files.items():
        paths.append(tmp_path / name)
        paths[-1].write_text(text, encoding="utf-8")
    (tmp_path / "empty.toml").touch()
    ways = [
        *(lambda path=path: read_case(path) for path in paths),
        lambda: given_in_file(tmp_path / "empty.toml", [f"{key}={value}" for key, value in inputs.items()]).case,
        lambda: case_of([[key, value] for key, value in inputs.items()], None),
        lambda: case_of(None, list(map(list, inputs.items()))),
        lambda: df.Case().replace(**inputs),
    ]  # fmt: skip
    if entry.refused:
        with pytest.raises(df.InputError) as expected:
            df.Case(**inputs)
        for way in ways:
            with pytest.raises(df.InputError) as refused:
                way()
            assert str(refused.value) == str(expected.value)
        return
    expected = df.Case(**inputs)
    for number, way in enumerate(ways):
        case = way()
        assert case == expected, number
        assert dict(case.readings) == dict(expected.readings), number


KEYS = list(dict.fromkeys(key for entry in ENTRIES for key in inputs_of(entry)))


def test_the_same_from_a_table_of_homes(tmp_path):
    homes = [inputs_of(entry) for entry in ENTRIES]
    rows = [[number, *(home.get(key, "") for key in KEYS)] for number, home in enumerate(homes)]
    (tmp_path / "homes.csv").write_text(table([["home", *KEYS], *rows]), encoding="utf-8")
    run_portfolio(tmp_path / "homes.csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    frame = pd.DataFrame([{key: home.get(key) for key in KEYS} for home in homes])
    solved = df.solve_many(frame)
    for number, (entry, home) in enumerate(zip(ENTRIES, homes, strict=True)):
        problem, notes = solved["problem"][number], solved["notes"][number]
        if all(value == "" for value in home.values()) or (not entry.refused and not df.Case(**home).given):
            continue  # no inputs at all
        assert found[number]["problem"] == problem, entry
        if entry.refused:
            assert entry.refused in problem, entry
            continue
        assert problem == "", entry
        expected = df.solve(df.Case(**home))
        # The same equations on arrays of homes; sums in another order differ by a few roundings.
        assert solved["setting_cost"][number] == pytest.approx(expected.setting.annual_cost, rel=1e-12)
        assert float(found[number]["setting_cost"]) == pytest.approx(expected.setting.annual_cost, rel=1e-12)
        assert entry.note in notes
        assert entry.note in found[number]["notes"]


def test_the_same_from_a_form_of_homes():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["house", *KEYS])
    for number, entry in enumerate(ENTRIES):
        sheet.append([f"house {number}", *(inputs_of(entry).get(key) for key in KEYS)])
        for cell in sheet[number + 2]:  # a text that begins with = is one here, no formula
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    made = io.BytesIO()
    book.save(made)
    reading = read_workbook(made.getvalue())
    by_name = dict(zip((house.name for house in reading.houses), zip(reading.houses, reading.homes, strict=True),
                       strict=True))  # fmt: skip
    for number, entry in enumerate(ENTRIES):
        if f"house {number}" not in by_name:
            assert entry.value is None, entry
            continue
        house, inputs = by_name[f"house {number}"]
        if [issue.key for issue in house.problems] == ["inputs"]:  # nothing else is given either
            assert entry.value is None, entry
            continue
        if entry.refused:
            problems = [str(issue) for issue in house.problems]
            if not problems:  # each value is fine by itself
                with pytest.raises(df.InputError, match=re.escape(entry.refused)):
                    df.Case(**inputs)
                continue
            assert any(entry.refused in problem and "(Sheet!" in problem for problem in problems), problems
            continue
        assert house.problems == (), entry
        assert df.Case(**inputs) == df.Case(**inputs_of(entry))


# ----------------------------------------------------------------------------------------------- units of the case


@pytest.mark.parametrize(
    ("inputs", "key", "value"),
    [
        ({"heat_unit": "kw", "design_load": "12.3"}, "design_load", 12.3 * KW),
        ({"heat_unit": "kW", "design_load": "12,300"}, "design_load", 12.3 * KW),
        ({"heat_unit": "kW", "design_load": "42,000 BTU/h"}, "design_load", 42000),
        ({"temperature_unit": "Celsius", "design_temperature": "-15"}, "design_temperature", 5),
        ({"temperature_unit": "deg C", "design_temperature": "5 °F"}, "design_temperature", 5),
        ({"temperature_unit": "°F", "design_temperature": "5"}, "design_temperature", 5),
        ({"load_slope_unit": "W/°C", "load_slope": "300"}, "load_slope", 0.3 * KW * 5 / 9),
        ({"load_slope_unit": "btu/hr·°F", "load_slope": "600"}, "load_slope", 600),
        ({"heat_unit": "BTU/hr", "design_load": "42000"}, "design_load", 42000),
    ],
    ids=str,
)
def test_a_number_is_in_the_unit_of_its_case_unless_it_says_another(inputs, key, value):
    # Two conversions, there and back: some roundings of 2^-53.
    assert df.Case(**inputs).given[key] == pytest.approx(value, rel=1e-14)


def test_a_price_gives_its_unit():
    assert df.Case(fuel="LP", fuel_price="2.45 $/gal").given["fuel_price_unit"] == "$/gal"
    assert df.Case(fuel_price="$1.30/therm", fuel_price_unit="$ per therm").fuel_price == 1.3
    changed = df.Case(fuel_price=13).replace(fuel_price="$1.30/therm")
    assert (changed.fuel_price, changed.fuel_price_unit) == (1.3, "$/therm")
    # An amount of fuel is in the unit of the price, wherever that comes from.
    litres = df.Case(tank_capacity="500 gal", fuel="propane", fuel_price="$0.65/L")
    assert litres.tank_capacity == pytest.approx(500 * LITRES, rel=1e-15)
    assert df.Case(tank_capacity="500 gal", **GALLONS).tank_capacity == 500
    with pytest.raises(df.InputError) as refused:
        df.Case(fuel="propane", fuel_price="2.45 $/gal", fuel_price_unit="$/L")
    assert str(refused.value) == (
        "fuel_price = 2.45 $/gal: must agree with fuel_price_unit, which is $/L. "
        "Give the price in $/L, or fuel_price_unit = $/gal"
    )


@pytest.mark.parametrize(("key", "text"), [
    ("indoor_setpoint", "70 °F"), ("indoor_setpoint", "70F"), ("fuel_price", "2.10 $/therm"),
    ("design_load", "42000.0 BTU/h"), ("electricity_price", "0.140 $/kWh"),
])  # fmt: skip
def test_the_same_number_in_the_same_unit_needs_no_note(key, text):
    assert df.Case(**{key: text}).readings == {}
    assert df.Case(heat_unit="kW", design_load="11 kW", indoor_setpoint="21 °C").readings == {
        "indoor_setpoint": "21 °C read as 69.8 °F"
    }


def test_cells_of_tables_are_read_too():
    rows = [["8 °C", "1,200"], ["(5)", "40 h"], [17, 90]]
    case = df.Case(bin_table=rows)
    assert case.bin_table == ((-5.0, 40.0), (17.0, 90.0), (pytest.approx(46.4, rel=1e-15), 1200.0))
    assert "row 1, temperature: 8 °C read as 46.4 °F" in case.readings["bin_table"]
    table = [["Temperature", "COP", "Capacity"], ["47F", "3,4", "3 tons"], ["17F", "2.2", "24 MBH"]]
    assert df.Case(performance_table=table).performance_table == ((17.0, 2.2, 24000.0), (47.0, 3.4, 36000.0))
    words = [["minus 13F", "1.5", "18 MBH"], *table[1:]]  # a row, not the names of the columns
    assert df.Case(performance_table=words).performance_table[0] == (-13.0, 1.5, 18000.0)
    metric = df.Case(heat_unit="kW", temperature_unit="C", performance_table=[["8", "3,4", "10.5"], ["-8", 2.2, "7"]])
    assert metric.performance_table[1] == pytest.approx((46.4, 3.4, 10.5 * KW), rel=1e-14)
    with pytest.raises(df.InputError, match=r"bin_table = row 1, hours '40 kW': must be a number, alone or in hours"):
        df.Case(bin_table=[[47, "40 kW"]])


# -------------------------------------------------------------------------------------------- notes travel with it


def test_readings_stay_with_a_case_and_change_nothing_else():
    case = df.Case(design_load="42 kBtu/h", furnace_efficiency=95)
    plain = df.Case(design_load=42000, furnace_efficiency=0.95)
    assert case == plain
    assert hash(case) == hash(plain)
    assert list(case.readings) == ["design_load", "furnace_efficiency"]
    assert pickle.loads(pickle.dumps(case)).readings == case.readings
    assert list(case.replace(design_load=40000).readings) == ["furnace_efficiency"]
    assert list(case.replace(cop_47="3,5").readings) == ["design_load", "cop_47", "furnace_efficiency"]
    assert {"key": "design_load", "message": "42 kBtu/h read as 42,000 BTU/h"} in df.solve(case).to_json()["warnings"]


def test_one_reading_of_a_thousand_is_plausible_at_most():
    assert NEAR**2 < 1000
    assert not plausible(FIELDS["design_load"], 42)
    assert plausible(FIELDS["design_load"], 42000)


# ------------------------------------------------------------------------------------------------------- any number

UNITS = {
    "design_load": {"BTU/h": 1.0, "Btuh": 1.0, "kBtu/h": 1e3, "MBH": 1e3, "tons": TON, "kW": KW, "W": KW / 1000},
    "electricity_price": {"$/kWh": 1.0, "¢/kWh": 0.01, "cents": 0.01, "$": 1.0},
    "altitude": {"ft": 1.0, "m": 1 / FOOT},
    "design_temperature": {"F": 1.0, "°F": 1.0, "deg F": 1.0},
    "grid_emissions": {"kg/kWh": 1.0, "g/kWh": 1e-3, "lb/MWh": POUND / 1000},
}
SPACES = st.sampled_from(["", " ", "\u00a0", "\u202f"])
SIGNS = {False: ("", "+"), True: ("-", "−", "–", "- ", "(")}


@settings(max_examples=400)
@given(st.data())
def test_a_number_in_any_unit_and_sign_reads_back(data):
    key = data.draw(st.sampled_from(list(UNITS)))
    unit = data.draw(st.sampled_from(list(UNITS[key])))
    field, factor = FIELDS[key], UNITS[key][unit]
    low, high = max(field.minimum, -1e6), min(field.maximum, 1e6)
    value = data.draw(st.floats(low + 1e-3, high / 1.001))
    if key == "design_temperature":
        value = min(value, 69.0)
    number = abs(value / factor)
    text = data.draw(st.sampled_from([f"{number!r}", f"{number:,.12f}" if number >= 1 else f"{number!r}"]))
    sign = data.draw(st.sampled_from(SIGNS[value < 0]))
    whole = f"{sign}{text}{data.draw(SPACES)}{unit}{')' if sign == '(' else ''}"
    found = df.Case(**{key: whole}).given[key]
    assert found == pytest.approx(value, rel=1e-12)


@given(st.text(max_size=60))
@example("1" * 60)
@example("(((((((((")
@example("1 000 000 000 000 000 000 000")
def test_no_text_ends_in_anything_but_a_value_or_a_refusal(text):
    for key in ("design_load", "fuel_price", "fuel", "station", "furnace_efficiency", "bin_table", "heat_unit"):
        try:
            df.Case(**{key: text})
        except df.InputError as refused:
            assert all(issue.remedy for issue in refused.issues)  # noqa: PT017


def test_every_number_has_units_to_be_written_in():
    units = {field.unit for field in FIELDS.values() if field.kind == "number"}
    assert units - QUANTITIES.keys() == {"fuel unit", "as in fuel_price_unit"}


def test_every_unit_is_spelled_as_it_is_looked_up():
    for quantity in QUANTITIES.values():
        assert quantity.own in quantity.units or not quantity.own
        for name in quantity.units:
            assert folded(name) == name, name
