"""All decisions together: each part is the module's own answer, files and words carry the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

import xl_dualfuel as df
from support import lines
from tests.results.test_hourly import BASE
from tests.tariffs.test_tariff import HOURS, TOU, made, with_power
from xl_dualfuel.decisions import money as money_of
from xl_dualfuel.decisions.band import band
from xl_dualfuel.decisions.deciding import NAMES, PRICE_STEPS, Decisions, compare_options, decide
from xl_dualfuel.decisions.frontier import frontier, with_carbon_price
from xl_dualfuel.decisions.options import Option, Options, compare, money
from xl_dualfuel.decisions.program import with_thermostat
from xl_dualfuel.decisions.risk import risks
from xl_dualfuel.decisions.sensitivity import tornado
from xl_dualfuel.decisions.study import study_of
from xl_dualfuel.decisions.tariff_decide import band_under, carbon_under
from xl_dualfuel.decisions.uncertainty import monte_carlo, spec_of
from xl_dualfuel.decisions.words import notes
from xl_dualfuel.results.csv_tables import to_csv
from xl_dualfuel.tariffs.season import season

OPTIONS = Options(
    (
        Option("furnace", "Furnace", {}, "furnace_only", {}),
        Option("better", "Better", {"cop_47": 3.9, "cop_17": 2.7}, "optimized", {"premium": 1200.0}),
    ),
    "base",
    {},
)
STUDY = study_of(
    {
        "ranges": {"fuel_price": [10, 18]},
        "scenarios": {"strike": {"label": "Strike", "fuel_price": 2.0}},
        "draws": 500,
        "uncertain": {"fuel_price": {"distribution": "normal", "mean": 13, "sd": 2}},
    }
)
CALM = study_of({"ranges": {"fuel_price": [10, 18]}})


def assert_written(found: Decisions) -> dict[str, Any]:
    document = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert list(document) == [*NAMES, "notes", "prices", "units"]
    for table in found.tables().values():
        assert len({len(values) for values in table.values()}) == 1
        assert to_csv(table).endswith(b"\r\n")
    for line in (*lines(found), *notes(found)):
        assert line and "\n" not in line and "None" not in line
    return document


def test_each_answer_is_its_modules() -> None:
    case = df.Case()
    result = df.solve(case)
    found = decide(case, percent=2, study=STUDY, carbon_price=50, options=OPTIONS)
    assert STUDY.spec is not None
    assert found.band == band(result, percent=2)
    assert found.tornado == tornado(case, {"fuel_price": (10, 18)})
    assert found.risks == risks(case, STUDY.scenarios)
    assert found.frontier == frontier(result)
    assert found.carbon == with_carbon_price(result, 50)
    assert found.draws == monte_carlo(case, STUDY.spec)
    expected = compare(case, OPTIONS)
    assert found.comparison is not None and found.comparison.rows == expected.rows
    assert found.worths == money(expected, OPTIONS)
    assert found.season is None
    assert found.notes == tuple(f"{one.key}: {one.message}" for one in result.notes) != ()
    document = assert_written(found)
    assert set(found.tables()) == {
        "band",
        "sensitivity",
        "risks",
        "frontier",
        "carbon",
        "uncertainty",
        "options",
        "money",
        "cash_flows",
        "prices",
    }
    assert document["band"] == json.loads(json.dumps(band(result, percent=2).to_json()))
    assert decide(case, dollars=9).band == band(result, dollars=9)


def test_what_was_not_asked_for_is_none() -> None:
    found = decide(df.Case())
    assert (found.carbon, found.draws, found.comparison, found.worths, found.season) == (None,) * 5
    document = assert_written(found)
    assert [key for key in NAMES if document[key] is None] == ["carbon", "uncertainty", "comparison", "money", "tariff"]
    assert set(found.tables()) == {"band", "sensitivity", "risks", "frontier", "prices"}
    alone = compare_options(df.Case(), OPTIONS)
    assert alone.band is None
    assert set(alone.tables()) == {"options", "money", "cash_flows"}
    assert_written(alone)
    assert list(lines(Decisions())) == list(notes(Decisions())) == []


def test_under_a_tariff_all_of_it_is_the_tariffs() -> None:
    tariff = made(with_power(demand_charge=4))
    found = decide(BASE, percent=2, study=CALM, carbon_price=50, options=OPTIONS, tariff=tariff)
    under = season(BASE, HOURS, tariff)
    assert found.season == under
    assert found.band == band_under(under, df.solve(BASE), percent=2)
    assert found.carbon == carbon_under(under, 50)
    assert found.tornado is not None and [bar.key for bar in found.tornado.bars] == ["fuel_price"]
    assert found.comparison is not None and found.comparison.row("base").switchover == under.best.switchover
    assert found.worths is not None and found.worths.rows[0].option == "better"
    document = assert_written(found)
    assert document["tariff"] == json.loads(json.dumps(under.to_json()))
    assert set(under.tables) < set(found.tables())
    assert found.prices is not None and len(found.prices.switchover) == len(PRICE_STEPS)
    assert any(note.startswith("prices: the tariff's prices a kWh go by the factor") for note in found.notes)
    said = lines(found)
    assert said[0] == under.headline
    assert "Under the tariff Time of use the season costs about" in said[0]
    assert tuple(said[1:5]) == found.band.program.reasons
    assert any(note.startswith("demand_charge:") for note in found.notes)
    assert any(note.startswith("Twice the hours below design: left out") for note in found.notes)


def test_the_carbon_price_of_a_tariff_is_told() -> None:
    found = decide(BASE, tariff=made(TOU | {"carbon": {"price": 50}}), options=OPTIONS)
    assert found.carbon is not None and found.season is not None
    assert found.carbon.carbon_price == 50
    assert found.carbon.switchover == found.season.best.switchover == found.band.switchover  # type: ignore[union-attr]
    assert any("count the tariff's $50 a tonne" in note for note in found.notes)
    assert f"${found.season.setting.carbon_cost:,.2f} for carbon" in lines(found)[0]
    assert "count carbon at $50 a tonne" in found.band.words  # type: ignore[union-attr]
    other = decide(BASE, tariff=made(TOU | {"carbon": {"price": 50}}), carbon_price=90)
    assert other.carbon is not None and other.carbon.carbon_price == 90
    assert any("$90 a tonne in place of the tariff's" in note for note in other.notes)
    alone = compare_options(BASE, OPTIONS, made(TOU | {"carbon": {"price": 50}}))
    assert any("counts the tariff's $50 a tonne" in note for note in alone.notes)
    assert_written(found)


LONG = [[10, 5000], [30, 5000]]
"""Hours that no year has"""


def test_what_a_tariff_cannot_decide_is_refused_in_words() -> None:
    spec = spec_of({"uncertain": {key: {"distribution": "uniform", "low": 1, "high": 5} for key in ("season_hours",
                    "load_slope", "design_load")}})  # fmt: skip
    with pytest.raises(df.InputError) as refused:
        decide(BASE, study=STUDY._replace(spec=spec), tariff=made(TOU))
    said = str(refused.value)
    assert said.count("uncertain.season_hours = (not given): makes no difference") == 1
    assert "must not be given with" in said
    with pytest.raises(df.InputError) as refused:
        decide(df.Case(bin_table=LONG), study=STUDY, tariff=made(TOU))
    assert [issue.key for issue in refused.value.issues] == ["tariff"]
    assert "tariff = Time of use: needs the hours of one year" in str(refused.value)


def test_what_to_program_comes_first_with_its_reasons() -> None:
    found = decide(df.Case())
    assert found.band is not None
    said = lines(found)
    # What the command run says: model.md's $747.1061, today's $747.2809.
    assert said[0] == df.solve(df.Case()).headline
    assert said[0] == "Set the switchover to 36 °F. The season costs about $747.11, $0.17 less than with today's 35 °F."
    assert tuple(said[1:5]) == found.band.program.reasons
    assert said[5] == found.band.words
    dear_fuel = next(one for one in found.risks.outcomes if one.name == "fuel_price_up")
    assert f"Fuel price +50 %, 12 °F, costs ${dear_fuel.regret:.2f} more a season" in said
    cheap, dear = (df.solve(df.Case(fuel_price=price)).recommended.switchover for price in (9.75, 16.25))
    assert f"Fuel price, 9.75 to 16.25 $/MMBtu, {cheap:g} to {dear:g} °F" in said
    # The costs meet at 36.96 °F; half degrees C: 2.5 °C.
    assert lines(decide(with_thermostat(df.Case(), "C")))[0].startswith("Set the switchover to 2.5 °C (36.5 °F). The ")
    words = lines(decide(df.Case(electricity_price=0.6)))[0]
    assert words.startswith("Set the switchover to 70 °F: the furnace heats all season. The season costs about $755.44")


def test_what_run_says_of_a_case_is_said_once() -> None:
    case = df.Case(electricity_price=0, capacity_47=12000, capacity_17=8000)
    expected = [f"{one.key}: {one.message}" for one in df.solve(case).notes]
    assert any(text.startswith("electricity_price: is zero") for text in expected)
    assert any(text.startswith("inputs: Not given; example values were used for:") for text in expected)
    compared = compare_options(case, OPTIONS)
    assert compared.comparison is not None
    for found, more in ((decide(case), ()), (decide(case, options=OPTIONS), compared.comparison.notes)):
        assert list(found.notes) == [*expected, *more]
        assert found.to_json()["notes"] == list(found.notes)
    assert list(compared.notes) == [*expected, *compared.comparison.notes]


def test_the_prices_of_the_matrix_are_the_workbooks() -> None:
    case = df.Case()
    found = decide(case)
    assert found.prices is not None
    assert found.prices.down_values == tuple(0.14 * step for step in PRICE_STEPS)
    table = found.tables()["prices"]
    assert list(table) == ["electricity_price", "fuel_price", "switchover", "annual_cost", "emissions_kg", "saving",
                           "unmet_mmbtu"]  # fmt: skip
    for number in (0, 9, 24, 48):
        row = {key: column[number] for key, column in table.items()}
        prices = {key: row.pop(key) for key in ("electricity_price", "fuel_price")}
        result = df.solve(case.replace(**prices))
        assert row["switchover"] == result.recommended.switchover
        assert row["annual_cost"] == pytest.approx(result.recommended.annual_cost)
        assert row["emissions_kg"] == pytest.approx(result.solution.candidates.emissions_kg[result.solution.chosen])
    assert table["switchover"] == [cell for row in found.to_json()["prices"]["switchover"] for cell in row]
    dear = decide(df.Case(electricity_price=9))
    assert dear.prices is not None and len(dear.prices.down_values) == 5
    assert "prices: electricity_price 11.7 is left out: it must be from 0 to 10" in dear.notes


BAD: dict[str, Any] = {
    "dollars": -1,
    "carbon_price": -3,
    "study": study_of(
        {
            "ranges": {"fuel_price": [5, 2]},
            "uncertain": {
                key: {"distribution": "uniform", "low": 500, "high": 600} for key in ("load_slope", "design_load")
            },
        }
    ),
    "options": Options((Option("a", "", {"cop_47": -1}, "optimized", {}),), "base", {}),
}


def test_every_problem_of_every_part_is_told() -> None:
    with pytest.raises(df.InputError) as refused:
        decide(df.Case(), **BAD)
    keys = ["dollars", "ranges.fuel_price", "carbon_price", "options.a.cop_47", "uncertain.design_load"]
    assert [issue.key for issue in refused.value.issues] == keys
    under = ["dollars", "carbon_price", "ranges.fuel_price"]
    with pytest.raises(df.InputError) as refused:
        decide(BASE, tariff=made(TOU), **BAD)
    keys = [issue.key for issue in refused.value.issues]
    assert keys == [*under, "options.a.cop_47", "uncertain.design_load"]
    with pytest.raises(df.InputError) as refused:
        decide(df.Case(bin_table=LONG), tariff=made(TOU), **BAD)
    assert [issue.key for issue in refused.value.issues] == ["tariff", *under]
    with pytest.raises(df.InputError, match=r"dollars, percent = 5, 1: only one may be given"):
        decide(df.Case(), dollars=5, percent=1)


def test_an_option_that_only_costs_has_no_rate_because_no_year_saves():
    year, dearer = money_of.Season(100.0, 0.0, 0.0), money_of.Season(150.0, 0.0, 0.0)
    terms = money_of.check_terms({"premium": 0})[0]
    assert terms is not None
    costs, same = (money_of.worth("it", year, other, terms) for other in (dearer, year))
    assert (costs.irr_status, same.irr_status) == ("no_sign_change", "no_sign_change")
    assert money_of.no_rate(costs.irr_status, costs.flows) == "no year saves"
    assert money_of.no_rate(same.irr_status, same.flows) == "no saving, no cost"
