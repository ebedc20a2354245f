"""Fuels and the units of their prices: heat contents, spellings, prices in cents, remedies that lead to an answer."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import xl_dualfuel as df
from reference.given import mmbtu_per_unit
from xl_dualfuel import functions
from xl_dualfuel.decisions.deciding import PRICE_STEPS, price_matrix
from xl_dualfuel.decisions.risk import risks
from xl_dualfuel.homes.frames import solve_many
from xl_dualfuel.inputs.case_files import read_inputs
from xl_dualfuel.inputs.price_units import price_unit
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.portfolio.run import run_portfolio
from xl_dualfuel.results.case_units import sign
from xl_dualfuel.tariffs.reading import tariff_of
from xl_dualfuel.units import FUELS

EXACT = 1e-12
"""The same factors, multiplied in another order"""
FIELD = Path(__file__).parents[1] / "cases" / "field"
"""Cases from the field: what its users typed, and what should have come of it"""


def issues_of(**inputs: Any) -> list[Any]:
    with pytest.raises(df.InputError) as refused:
        df.Case(**inputs)
    return list(refused.value.issues)


def scenario(result: df.Result, name: str) -> dict[str, Any]:
    return next(row for row in result.to_json()["scenarios"] if row["scenario"] == name)


def per_mmbtu(**inputs: Any) -> float:
    return df.solve(df.Case(**inputs)).solution.parameters.fuel_price


@pytest.mark.parametrize(
    ("fuel", "unit"), [(fuel, unit) for fuel in FUELS for unit in FUELS[fuel].units if fuel != "other"], ids=str
)
def test_every_unit_of_every_fuel_holds_its_heat(fuel, unit):
    """Heat contents as the slow reference has them, from its own sources."""
    found = per_mmbtu(fuel=fuel, fuel_price=0.3, fuel_price_unit=f"$/{unit}")
    assert found == pytest.approx(0.3 / mmbtu_per_unit(fuel, unit), rel=EXACT)


@pytest.mark.parametrize(
    ("fuel", "unit", "megajoules", "tolerance"),
    [
        # Canadian Gas Association, Demystifying energy measurement units: 25.8661 m³ to the GJ.
        ("natural_gas", "m³", 1000 / 25.8661, 0.01),
        # Statistics Canada, Report on Energy Supply and Demand, conversion factors: MJ/L. The blends of the two
        # countries differ by less than a percent.
        ("propane", "L", 25.31, 0.01),
        ("fuel_oil", "L", 38.80, 0.01),
        ("kerosene", "L", 37.68, 0.01),
    ],
)
def test_metric_units_agree_with_metric_sources(fuel, unit, megajoules, tolerance):
    assert FUELS[fuel].units[unit] * 1055.056 == pytest.approx(megajoules, rel=tolerance)


@pytest.mark.parametrize(
    ("text", "choice", "divisor", "currency"),
    [
        ("$/therm", "$/therm", 1, ""),
        ("$ / Therm", "$/therm", 1, ""),
        ("therm", "$/therm", 1, ""),
        ("/therm", "$/therm", 1, ""),
        ("dollars per gallon", "$/gal", 1, ""),
        ("$/US gal", "$/gal", 1, ""),
        ("$/imperial gallon", "$/imp gal", 1, ""),
        ("CAD/m3", "$/m³", 1, "CAD"),
        ("$/M³", "$/m³", 1, ""),
        ("$/mcf", "$/Mcf", 1, ""),
        ("$/DTH", "$/Dth", 1, ""),
        ("$/dekatherm", "$/Dth", 1, ""),
        ("¢/therm", "$/therm", 100, ""),
        ("cents per kWh", "$/kWh", 100, ""),
        ("c/L", "$/L", 100, ""),
        ("p/kWh", "$/kWh", 100, "£"),
        ("pence per kWh", "$/kWh", 100, "£"),
        ("£/litre", "$/L", 1, "£"),
        ("€/MWh", "$/kWh", 1000, "€"),
        ("ct/kWh", "$/kWh", 100, ""),
        ("$/bags", "$/bag", 1, ""),
        ("$/metric ton", "$/tonne", 1, ""),
    ],
)
def test_spellings_are_read(text, choice, divisor, currency):
    assert price_unit(text) == (choice, divisor, currency)


@pytest.mark.parametrize("text", ["$/Mbtu", "$/cord", "$", "", "x/therm", "therm/$", "$/$/therm", "$/"])
def test_what_could_be_two_units_or_is_none_is_not(text):
    assert price_unit(text) is None


@pytest.mark.parametrize("unit", ["¢/therm", "p/kWh", "c/L", "€/MWh", "$/m3", "$/gallon"])
def test_a_spelled_unit_is_the_plain_one_on_every_way_in(unit):
    """The price goes with the unit: 120 ¢/therm is 1.2 $/therm."""
    read = price_unit(unit)
    assert read is not None
    fuel = "propane" if read.choice in ("$/L", "$/gal") else "natural_gas"
    price = 0.6 * read.divisor
    plain = {"fuel": fuel, "fuel_price": 0.6, "fuel_price_unit": read.choice}
    plain |= {"currency": read.currency} if read.currency else {}
    typed = {"fuel": fuel, "fuel_price": price, "fuel_price_unit": unit}
    expected = df.Case(**plain)
    assert df.Case(**typed) == expected
    assert df.Case(cop_47=3).replace(**typed) == df.Case(cop_47=3).replace(**plain)
    many = solve_many({key: [value] for key, value in typed.items()})
    assert many["annual_cost"][0] == pytest.approx(df.solve(expected).recommended.annual_cost, rel=EXACT)
    assert functions.DF_FUEL_PRICE(price, unit, fuel) == functions.DF_FUEL_PRICE(0.6, read.choice, fuel)
    rows = [[key, value] for key, value in typed.items()]
    assert functions.DF_SCENARIOS(rows) == functions.DF_SCENARIOS([[key, value] for key, value in plain.items()])
    assert functions.DF_SCENARIOS(None, rows) == functions.DF_SCENARIOS(rows)
    tariff = {"fuel": {"price": price, "unit": unit}}, {"fuel": {"price": 0.6, "unit": read.choice}}
    assert tariff_of(tariff[0], Path()).fuel == tariff_of(tariff[1], Path()).fuel


def test_a_price_in_cents_is_shown_as_it_was_typed():
    (issue,) = issues_of(fuel_price=12000, fuel_price_unit="¢/therm")
    assert str(issue).startswith("fuel_price = 12000 ¢/therm: must be at most 500 $/MMBtu (this is 1200).")
    (issue,) = issues_of(fuel_price_unit="¢/therm")
    assert issue.key == "fuel_price" and "¢/therm" in issue.allowed
    with pytest.raises(df.InputError, match="must be given with fuel_price_unit = ¢/therm"):
        df.Case(fuel_price=1.2, fuel_price_unit="$/therm").replace(fuel_price_unit="¢/therm")


@pytest.mark.parametrize("fuel", FUELS)
def test_a_refused_unit_is_told_those_of_the_fuel(fuel):
    others = {"fuel_heat_content": 1e5, "fuel_emissions": 60} if fuel == "other" else {}
    for unit in ("$/cord", "$/Mbtu", "$/bag" if fuel != "wood_pellets" else "$/gal"):
        (issue,) = issues_of(fuel=fuel, fuel_price=1, fuel_price_unit=unit, **others)
        assert issue.allowed == f"must be one of {', '.join(FUELS[fuel].price_units)} for {fuel}"
        for remedy in issue.allowed.removeprefix("must be one of ").removesuffix(f" for {fuel}").split(", "):
            assert df.Case(fuel=fuel, fuel_price=0.1, fuel_price_unit=remedy, **others)


@pytest.mark.parametrize("fuel", ["natural_gas", "propane", "fuel_oil", "kerosene", "biodiesel_b20"])
@pytest.mark.parametrize("given", [1.03, 103, 1.065])
def test_an_efficiency_above_one_names_the_number_to_give(fuel, given):
    """The lower over the higher heating value (SAP 2012, Table E4): gas 0.901, LPG 0.921, oil 0.937."""
    ratio = {"natural_gas": 0.901, "propane": 0.921}.get(fuel, 0.937)
    price = {"fuel": fuel, "fuel_price": 20, "fuel_price_unit": "$/MMBtu"}
    fraction = given / 100 if given > 2 else given
    (issue,) = issues_of(furnace_efficiency=given, **price)
    assert "lower heating value" in issue.remedy
    number = re.search(r"give (\S+),", issue.remedy)
    assert number is not None, issue.remedy
    # Three digits are shown.
    assert float(number[1]) == pytest.approx(fraction * ratio, abs=0.0006)
    assert df.Case(furnace_efficiency=float(number[1]), **price)
    (issue,) = issues_of(billed_efficiency=given, billed_fuel=700, billed_degree_days=5000, **price)
    assert number[0] in issue.remedy


def test_an_efficiency_that_no_fuel_has_is_only_to_be_checked():
    (issue,) = issues_of(furnace_efficiency=1.12)
    assert issue.remedy == "Check it: condensing furnaces reach 1.11 of the lower heating value at most"
    (issue,) = issues_of(furnace_efficiency=300)
    assert "heating value" not in issue.remedy


# ------------------------------------------------------------------------------------------------ the fuels themselves


def test_b20_is_a_mixture():
    """A fifth of its volume is biodiesel: 0.128 MMBtu/gal and 73.84 kg/MMBtu (40 CFR 98 Table C-1)."""
    b20, oil = FUELS["biodiesel_b20"], FUELS["fuel_oil"]
    heat = 0.2 * 0.128 + 0.8 * oil.units["gal"]
    assert b20.units["gal"] == pytest.approx(heat, rel=EXACT)
    emissions = (0.2 * 0.128 * 73.84 + 0.8 * oil.units["gal"] * 73.96) / heat
    assert b20.emissions == pytest.approx(emissions, abs=0.005)  # written with two decimals


def test_an_electric_furnace_pays_and_emits_what_the_house_does():
    result = df.solve(df.Case(fuel="electricity", electricity_price=0.2, grid_emissions=0.5))
    furnace, strips = scenario(result, "furnace_only"), scenario(result, "emergency_heat")
    # All heat at COP 1: what strips would cost and emit, kWh by kWh.
    for key in ("annual_cost", "emissions_kg"):
        assert furnace[key] == pytest.approx(strips[key], rel=EXACT)
    assert (furnace["fuel_unit"], furnace["electricity_kwh"]) == ("kWh", 0)
    assert furnace["fuel_units"] == pytest.approx(strips["electricity_kwh"], rel=EXACT)
    said = {note.key: note.message for note in result.notes}
    assert said["fuel_price"] == "Not given; the electric furnace pays electricity_price, 0.2 $/kWh"
    assert "furnace_efficiency" not in said["inputs"]


def test_an_electric_furnace_follows_the_price_of_electricity_in_draws_and_changes():
    case = df.Case(fuel="electricity", electricity_price=0.2)
    dearer = case.replace(electricity_price=0.4)
    assert df.solve(dearer).solution.parameters.fuel_price == 2 * df.solve(case).solution.parameters.fuel_price
    many = solve_many({"fuel": ["electricity"] * 2, "electricity_price": [0.2, 0.4], "compressor_lockout": [60, 60]})
    assert many["annual_cost"][1] == pytest.approx(2 * many["annual_cost"][0], rel=EXACT)


def test_named_risks_leave_the_price_of_an_electric_furnace_to_electricity():
    """A rise of the fuel alone would be one of the same electricity; free fuel was never meant."""
    case = df.Case(fuel="electricity", electricity_price=0.2)
    cost = {one.name: one.recommended_cost for one in risks(case).outcomes}
    assert cost["fuel_price_up"] == cost["case"]
    assert cost["electricity_up"] == pytest.approx(1.3 * cost["case"], rel=EXACT)
    matrix, _ = price_matrix(case)
    assert matrix.across_values == tuple(0.2 * step for step in PRICE_STEPS)


def test_an_electric_furnace_of_its_own_rate():
    found = per_mmbtu(fuel="electricity", fuel_price=0.08, electricity_price=0.2)
    assert found == pytest.approx(0.08 * 1e6 / 3412.142, rel=EXACT)


def test_an_electric_furnace_that_loses_much_is_doubted():
    notes = df.solve(df.Case(fuel="electricity", furnace_efficiency=0.9)).notes
    assert any("0.9 is little for an electric furnace" in note.message for note in notes)
    notes = df.solve(df.Case(fuel="electricity", furnace_efficiency=0.97)).notes
    assert not any("electric furnace, which" in note.message for note in notes)


def test_a_fuel_of_ones_own_is_the_fuel_it_describes():
    """No. 2 oil, described: every number is that of the fuel of the table, the units by another name."""
    oil = df.solve(df.Case(fuel="fuel_oil", fuel_price=4, fuel_price_unit="$/gal"))
    own = df.solve(df.Case(fuel="other", fuel_price=4, fuel_heat_content=138500, fuel_emissions=73.96))
    for key in ("annual_cost", "emissions_kg", "fuel_mmbtu", "fuel_units"):
        assert scenario(own, "furnace_only")[key] == pytest.approx(scenario(oil, "furnace_only")[key], rel=EXACT)
    assert own.fuel_storage.fuel_unit == "unit"
    assert {issue.key for issue in issues_of(fuel="other", fuel_price=4)} == {"fuel_heat_content", "fuel_emissions"}


def test_a_tank_is_counted_as_it_is_delivered():
    """A quotation by energy changes nothing of what the tank holds."""
    for fuel, unit, heat in (("propane", "gal", 0.091452), ("wood_pellets", "ton", 16.5), ("fuel_oil", "gal", 0.1385)):
        by_kwh = df.solve(df.Case(fuel=fuel, fuel_price=0.1, fuel_price_unit="$/kWh", tank_capacity=500))
        per = df.solve(df.Case(fuel=fuel, fuel_price=0.1 / 0.003412142 * heat, fuel_price_unit=f"$/{unit}",
                               tank_capacity=500))  # fmt: skip
        assert by_kwh.fuel_storage.fuel_unit == unit
        assert by_kwh.fuel_storage.autonomy_days == pytest.approx(per.fuel_storage.autonomy_days, rel=EXACT)
    assert df.solve(df.Case(fuel_price=0.06, fuel_price_unit="$/kWh")).fuel_storage.fuel_unit == "kWh", "as UK bills"


def test_a_heat_content_of_another_unit_is_doubted():
    given = {"fuel": "wood_pellets", "fuel_price": 0.3, "fuel_price_unit": "$/ton", "fuel_heat_content": 8250}
    notes = {note.key: note.message for note in df.solve(df.Case(**given)).notes}
    assert notes["fuel_heat_content"] == (
        "8,250 BTU is 1/2,000 of the 16,500,000 of a ton of wood pellets. Give BTU for one ton, or leave it out."
    )
    near = {"fuel": "propane", "fuel_price": 2.4, "fuel_price_unit": "$/gal", "fuel_heat_content": 91500}
    assert "fuel_heat_content" not in {note.key for note in df.solve(df.Case(**near)).notes}


# ------------------------------------------------------------------------------------------------------------ currency


@pytest.mark.parametrize("text", ["$", "US$", "£", "€", "CAD", "kr", "kr.", "Fr.", "zł"])
def test_a_currency_is_a_sign_or_a_code(text):
    plain, other = df.solve(df.Case()).to_json(), df.solve(df.Case(currency=text)).to_json()
    assert other["inputs"]["currency"] == text
    for key in ("bins", "scenarios", "setting"):  # of which words have its sign
        words = json.dumps(other[key], ensure_ascii=False).replace(sign(Units(currency=text)), "$")
        assert json.loads(words) == plain[key]


@pytest.mark.parametrize("text", ["£5", "=1", "dollars US", "a/b", "{0}", '"', 3])
def test_what_is_no_currency_is_refused(text):
    (issue,) = issues_of(currency=text)
    assert (issue.key == "currency" and "Give a sign or a code" in issue.remedy) or issue.remedy == "Give it in quotes"


def test_means_in_dollars_judge_no_other_money():
    priced = {"fuel_price": 100, "fuel_price_unit": "$/MMBtu", "electricity_price": 1.8}  # Danish crowns
    assert {"fuel_price", "electricity_price"} & {note.key for note in df.solve(df.Case(**priced)).notes}
    assert not any("US mean" in note.message for note in df.solve(df.Case(**priced, currency="DKK")).notes)


# ---------------------------------------------------------------------------------------------------- from the field


def field(name: str) -> dict[str, Any]:
    return dict(read_inputs(FIELD / name))


def test_canada_has_a_price_per_cubic_metre():
    """$0.42/GJ is a thirtieth of what gas costs anywhere; the doubt leads to $0.42/m³, as Enbridge bills it."""
    given = field("canada.toml")
    result = df.solve(df.Case(**given))
    (doubt,) = (note for note in result.notes if note.key == "fuel_price_unit")
    assert "Is it $0.42/m³? Give fuel_price_unit." in doubt.message
    result = df.solve(df.Case(**{**given, "fuel_price_unit": "$/m³"}))
    # 38.6 MJ/m³, and 1055.056 J in a BTU
    assert result.solution.parameters.fuel_price == pytest.approx(0.42 / 38.6e-3 * 1.055056, rel=1e-3)
    assert not any("US mean" in note.message for note in result.notes)


def test_the_uk_has_pence():
    given = field("uk.toml")
    (issue,) = issues_of(**given)
    assert str(issue).startswith("electricity_price = 24.5")
    assert "0.245 instead of 24.5" in issue.remedy
    case = df.Case(**{**given, "electricity_price": 0.245})
    assert (case.fuel_price, case.fuel_price_unit, case.currency) == (0.063, "$/kWh", "£")
    # 1 MMBtu is 293.07 kWh.
    assert df.solve(case).solution.parameters.fuel_price == pytest.approx(0.063 * 293.0711, rel=1e-6)


def test_a_price_without_its_unit():
    (issue,) = issues_of(**field("nounit.toml"))
    assert (issue.key, issue.value) == ("fuel_price_unit", None)
    assert issue.remedy.startswith("Give $/gal")
    assert df.Case(**field("nounit.toml"), fuel_price_unit="$/gal")
    doubts = [note.message for note in df.solve(df.Case(**field("nounit_gas.toml"))).notes]
    assert any("Is it $1.30/therm or $1.30/ccf? Give fuel_price_unit." in doubt for doubt in doubts)


def test_propane_by_the_gallon():
    assert per_mmbtu(**field("propane.toml")) == pytest.approx(2.10 / 0.091452, rel=EXACT)


def test_a_home_with_propane_and_no_price_is_refused_everywhere(tmp_path):
    given = {"fuel": "propane", "cop_47": 3.4}
    (issue,) = issues_of(**given)
    assert "must be given with fuel = propane" in issue.allowed and "$/gal" in issue.remedy
    (problem,) = solve_many({key: [value] for key, value in given.items()})["problem"]
    assert problem == str(issue)
    assert functions.DF_BALANCE_POINT([[key, value] for key, value in given.items()]) == f"#DF! {issue}"
    run_portfolio(FIELD / "homes_propane_no_price.csv", tmp_path / "out.csv")
    assert str(issue) in (tmp_path / "out.csv").read_text(encoding="utf-8").replace('""', '"')


# ------------------------------------------------------------------------------------------------------- currencies


@pytest.mark.parametrize(("text", "price", "currency"), [
    ("€0.14", 0.14, "€"), ("0,14 €/kWh", 0.14, "€"), ("14 p/kWh", 0.14, "£"), ("£0.27 per kWh", 0.27, "£"),
    ("CAD 0.14", 0.14, "CAD"), ("0.3 CHF/kWh", 0.3, "CHF"), ("¥27", 27, "¥"), ("27 JPY/kWh", 27, "¥"),
    ("14 ¢", 0.14, "$"), ("$0.14", 0.14, "$"),
])  # fmt: skip
def test_the_money_of_a_price_of_electricity_is_the_case_s(text, price, currency):
    case = df.Case(electricity_price=text)
    assert (case.electricity_price, case.units.currency) == (price, currency)
    if currency != "$":
        assert case.readings["currency"] == f"{currency} is the money of electricity_price = {text}"
        assert case.replace(electricity_price=text) == case


def test_prices_in_two_currencies_are_refused():
    for given in ({"currency": "£"}, {"fuel_price": "7 p/kWh"}):
        with pytest.raises(df.InputError, match="must be in the currency of the case, £"):
            df.Case(electricity_price="€0.14", **given)
    assert df.Case(electricity_price="£0.14", currency="GBP").electricity_price == 0.14  # another name of it


@pytest.mark.parametrize(("given", "remedy"), [
    ({"electricity_price": 24.5, "currency": "£"}, "Give pounds, not pence: 0.245 instead of 24.5"),
    ({"electricity_price": 24.5, "fuel_price": 6.3, "fuel_price_unit": "p/kWh"}, "Give pounds, not pence: 0.245"),
    ({"fuel_price": 600, "fuel_price_unit": "$/MMBtu", "currency": "€"}, "500 €/MMBtu (this is 600). Give euros, not"),
])  # fmt: skip
def test_remedies_are_in_the_money_of_the_case(given, remedy):
    with pytest.raises(df.InputError) as refused:
        df.Case(**given)
    assert remedy in str(refused.value)


def test_prices_in_small_money():
    """A kWh costs some 27 yen in Japan, a cubic metre of gas 150, a season 200,000: above all limits in dollars."""
    case = df.Case(electricity_price=27, fuel_price=150, fuel_price_unit="$/m³", currency="¥")
    assert df.solve(case).doubts == ()
    with pytest.raises(df.InputError, match=r"to 10,000\. Check the price"):
        df.Case(electricity_price=27_000, currency="JPY")
