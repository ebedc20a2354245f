"""Yearly amounts, prices by year and cash flows: against a loop over the years in plain Python, and by hand."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import xl_dualfuel as df
from support import lines, one_in
from xl_dualfuel.decisions.deciding import Decisions, compare_options
from xl_dualfuel.decisions.money import Worths, worth, worths
from xl_dualfuel.decisions.money_flows import Season, years_of
from xl_dualfuel.decisions.money_terms import AMOUNTS, PATHS, TERMS, Terms, check_terms
from xl_dualfuel.decisions.option_files import options_of, read_options
from xl_dualfuel.decisions.options import Option, Options

BEFORE = Season(500.0, 900.0, 4000.0, electricity_fixed=144.0, fuel_fixed=240.0)
AFTER = Season(820.0, 110.0, 2500.0, electricity_fixed=180.0, fuel_fixed=0.0)


def looped(given: dict, own: dict, baseline: Season, season: Season) -> list[float]:
    """The cash flows as a bookkeeper adds them up, from what a file says; nothing of the program."""

    def price(key: str, rise: str, first: float, year: int) -> float:
        listed = given.get(key) or []
        value = first
        for at in range(1, year + 1):
            if at <= len(listed):
                value = listed[at - 1] / (1 if key == "carbon_prices" else listed[0])
            elif at > 1:
                value *= 1 + given.get(rise, 0)
        return value

    flows = [given.get("rebate", 0) - given.get("premium", 0)]
    for year in range(1, given.get("life", 15) + 1):
        power = price("electricity_prices", "electricity_escalation", 1, year)
        fuel = price("fuel_prices", "fuel_escalation", 1, year)
        carbon = price("carbon_prices", "carbon_escalation", given.get("carbon_price", 0), year)
        flow = (baseline.electricity_cost - season.electricity_cost) * power
        flow += (baseline.electricity_fixed - season.electricity_fixed) * power
        flow += (baseline.fuel_cost - season.fuel_cost + baseline.fuel_fixed - season.fuel_fixed) * fuel
        flow += (baseline.emissions_kg - season.emissions_kg) / 1000 * carbon
        for key in ("maintenance", "tank_rent", "cooling", "service_charges", "other_yearly"):
            more = given.get(key, 0) - own.get(key, 0)
            flow -= more * (1 + given.get(f"{key}_escalation", 0)) ** (year - 1)
        flows.append(flow)
    return flows


def drawn(pick: random.Random) -> tuple[dict, dict]:
    """What a file might say of an option, and of its baseline."""
    given: dict = {"premium": pick.uniform(0, 9000), "rebate": pick.uniform(0, 2000), "life": pick.randint(1, 50),
                   "discount_rate": pick.choice([0.0, 0.05, pick.uniform(0, 0.3)])}  # fmt: skip
    rises = (*(f"{key}_escalation" for key in AMOUNTS), *PATHS.values())
    given |= {key: pick.uniform(-0.1, 0.1) for key in rises if pick.random() < 0.5}
    given |= {key: [pick.uniform(0.1, 3) for _ in range(pick.randint(1, 20))] for key in PATHS if pick.random() < 0.5}
    if "carbon_prices" not in given:
        given["carbon_price"] = pick.choice([0.0, 80.0])
    given |= {key: pick.uniform(-200, 600) for key in AMOUNTS if pick.random() < 0.7}
    return given, {key: pick.uniform(0, 300) for key in AMOUNTS if pick.random() < 0.5}


@pytest.mark.parametrize("seed", one_in(5, range(30)))
def test_cash_flows_and_npv_are_a_bookkeepers(seed):
    given, own = drawn(random.Random(seed))
    (found,) = worths("base", {"base": BEFORE, "a": AFTER}, {"a": given}, {}, own).rows
    expected = looped(given, own, BEFORE, AFTER)
    assert found.flows == pytest.approx(expected, rel=1e-12, abs=1e-9)
    value, running = 0.0, []
    for year, flow in enumerate(expected):
        value += flow / (1 + given["discount_rate"]) ** year
        running.append(value)
    assert found.npv == pytest.approx(value, rel=1e-9, abs=1e-9)
    assert [row.cumulative for row in found.cash_flows] == pytest.approx(running, rel=1e-9, abs=1e-8)
    assert [row.year for row in found.cash_flows] == list(range(given["life"] + 1))
    for row in found.cash_flows:
        parts = row._asdict()
        net = sum(parts[key] for key in ("investment", "electricity", "fuel", "fixed", *AMOUNTS, "carbon"))
        assert row.net == pytest.approx(net, rel=1e-12, abs=1e-9)


def test_the_random_terms_have_all_of_it():
    every = [drawn(random.Random(seed)) for seed in range(30)]
    for key in (*PATHS, *PATHS.values(), *AMOUNTS):
        assert sum(bool(given.get(key)) for given, _ in every) >= 5, key
    assert sum(bool(given.get("carbon_price")) for given, _ in every) >= 3
    assert sum(own.get("cooling", 0) > 0 and "cooling" not in given for given, own in every) >= 1


def test_by_hand():
    """Tank rent of 120 saved, maintenance 50 more rising 10 %, CO2 at 100 then 200 a tonne, gas 1, 2, 2."""
    given = {"premium": 1000.0, "life": 3, "discount_rate": 0.0, "maintenance": 150, "maintenance_escalation": 0.1,
             "carbon_prices": [100, 200], "fuel_prices": [5, 10]}  # fmt: skip
    own = {"maintenance": 100, "tank_rent": 120}
    (found,) = worths("base", {"base": Season(0, 200, 3000), "a": Season(50, 0, 1000)}, {"a": given}, {}, own).rows
    assert found.flows == pytest.approx((
        -1000, -50 + 200 - 50 + 120 + 200, -50 + 400 - 55 + 120 + 400, -50 + 400 - 60.5 + 120 + 400))  # fmt: skip
    assert found.first_year_saving == pytest.approx(420)
    assert [row.carbon for row in found.cash_flows] == pytest.approx([0, 200, 400, 400])
    assert [row.tank_rent for row in found.cash_flows] == pytest.approx([0, 120, 120, 120])
    # The cost of a tonne is what avoiding it costs without being paid for it: 6 t.
    assert found.cost_per_tonne == pytest.approx(-(found.npv - 1000) / 6)
    assert found.terms.maintenance == 50 and found.terms.tank_rent == -120
    notes = "; ".join(found.notes)
    assert "tank_rent is given for base, the baseline, and is 0 here" in notes
    assert "fuel_prices begins with 5: every year is taken relative to that" in notes
    assert "carbon_prices ends with year 2 of 3: from then on the last value stays" in notes
    assert "electricity" not in notes.replace("electricity_escalation", "")


def test_after_the_end_of_a_list_the_rise_applies():
    terms, issues = check_terms({"life": 5, "electricity_prices": [1.0, 1.5], "electricity_escalation": 0.1})
    assert issues == []
    flows = [row.electricity for row in years_of(terms, worth_saving())]
    assert flows == pytest.approx([0, 100, 150, 165, 181.5, 199.65])
    (row,) = worths("base", {"base": BEFORE, "a": AFTER}, {"a": {"premium": 1}},
                    {"life": 5, "electricity_prices": [1.0, 1.5], "electricity_escalation": 0.1}).rows  # fmt: skip
    assert any("from then on it changes by +0.1 a year as electricity_escalation says" in note for note in row.notes)


def worth_saving():
    from xl_dualfuel.decisions.money_flows import Saving

    return Saving(electricity=100.0)


def test_heat_that_is_not_delivered_has_no_cash_flows():
    cold = AFTER._replace(load_mmbtu=50.0, unmet_mmbtu=5.0)
    found = worth("a", BEFORE._replace(load_mmbtu=50.0), cold, Terms(100, 0, 4, 0.05, 0, 0, maintenance=70.0))
    assert found.cash_flows == () and found.flows == (-100, 0, 0, 0, 0) and found.npv is None


def test_json_and_csv_have_them():
    options = Options((Option("a", "a", {"cop_47": 3.9}, "optimized", {"premium": 900.0, "maintenance": 30.0}),
                       Option("b", "b", {"cop_47": 4.1}, "optimized", {"tank_rent": 10.0})), "base", {"life": 7},
                      {"maintenance": 20.0})  # fmt: skip
    found = compare_options(df.Case(), options)
    document = json.loads(json.dumps(found.to_json(), allow_nan=False))
    for row, document_row in zip(found.worths.rows, document["money"]["rows"], strict=True):
        years = document_row["cash_flows"]
        assert [year["year"] for year in years] == list(range(8))
        assert [year["net"] for year in years] == pytest.approx(row.flows)
        assert years[3]["maintenance"] == (-10 if row.option == "a" else 0)  # b has that of the case itself
        assert years[3]["tank_rent"] == (0 if row.option == "a" else -10)
        assert years[-1]["cumulative"] == pytest.approx(row.npv)
    table = found.tables()["cash_flows"]
    assert table["option"] == ["a"] * 8 + ["b"] * 8
    assert set(table) == {"option", "year", "investment", "electricity", "fuel", "fixed", *AMOUNTS, "carbon", "net",
                          "discounted", "cumulative"}  # fmt: skip
    assert table["investment"][0] == -900
    # An option with a yearly amount alone is judged, too.
    assert found.worths.rows[1].outlay == 0


def test_a_file_says_all_of_it(tmp_path: Path):
    (tmp_path / "gas.csv").write_text("year;price\n2027;1,30\n2028;1,50\n2029;1,80\n")
    (tmp_path / "options.toml").write_text(
        """
[base]
maintenance = 120
yearly = [{ name = "tank rent", amount = 90 }, { name = "Filters", amount = 20 }, { name = "salt", amount = 5 }]
[money]
life = 4
fuel_prices = "gas.csv"
carbon_price = 50
carbon_escalation = 0.1
maintenance_escalation = 0.02
[options.better]
cop_47 = 3.9
premium = 900
cooling = 210
yearly = [{ name = "maintenance", amount = 150 }]
"""
    )
    options = read_options(tmp_path / "options.toml")
    assert options.base == {"maintenance": 120, "tank_rent": 90, "other_yearly": 25}
    assert options.terms["fuel_prices"] == [1.3, 1.5, 1.8]
    assert options.options[0].money == {"premium": 900, "cooling": 210, "maintenance": 150}
    found = compare_options(df.Case(), options).worths.rows[0]
    given = {**options.base, **options.terms, **options.options[0].money}
    base, better = (df.solve(case) for case in (df.Case(), df.Case(cop_47=3.9)))
    seasons = [Season(one.setting_electricity, one.setting_fuel, one.kg) for one in map(Taken, (base, better))]
    assert found.flows == pytest.approx(looped(given, dict(options.base), *seasons), rel=1e-9)
    assert lines(Decisions(worths=Worths("base", (found,))))[2] == (
        "Reckoned over 4 years, discount rate 5% a year (default), electricity price as today (default), "
        "fuel price by year as listed, CO2 at 50 a tonne +10% a year"
    )


class Taken:
    """What the recommended season of a result takes, from its table of scenarios."""

    def __init__(self, result: df.Result) -> None:
        row = result.scenarios.set_index("scenario").loc["optimized"]
        self.setting_electricity = row["electricity_kwh"] * 0.14
        self.setting_fuel = row["fuel_mmbtu"] * 13
        self.kg = row["emissions_kg"]


@pytest.mark.parametrize(("text", "key", "words"), [
    ("year,price\n2027,1.3\n2029,1.5\n", "money.fuel_prices", "must have one line for each year, in order"),
    ("year,price\n2027,1.3\n2028,dear\n", "money.fuel_prices, line 2", "must be a number"),
    ("year\n2027\n2028\n", "money.fuel_prices", "must have prices, not only years"),
    ("year,price\n2027,1.3\n,1.5\n", "money.fuel_prices", "must have a year before each price"),
    ("a,b,c\n1,2,3\n", "money.fuel_prices", "of one price, or of a year and a price"),
    ("", "money.fuel_prices", "of one price, or of a year and a price"),
])  # fmt: skip
def test_bad_files_of_prices(tmp_path: Path, text: str, key: str, words: str):
    (tmp_path / "p.csv").write_text(text)
    (tmp_path / "o.toml").write_text('[money]\nfuel_prices = "p.csv"\n[options.a]\npremium = 1\n')
    with pytest.raises(df.InputError) as refused:
        read_options(tmp_path / "o.toml")
    assert refused.value.issues[0].key == key
    assert words in refused.value.issues[0].allowed
    assert refused.value.issues[0].remedy


def test_bad_lists_are_reported_together():
    terms = {"electricity_prices": [1.0, -2, "x"], "fuel_prices": 1.04, "carbon_prices": [20], "carbon_price": 30,
             "tank_rent_escalation": 3}  # fmt: skip
    found, issues = check_terms(terms, "money.")
    assert found is None
    words = {issue.key: str(issue) for issue in issues}
    assert set(words) == {"money.electricity_prices, year 2", "money.electricity_prices, year 3", "money.fuel_prices",
                          "money.carbon_price", "money.tank_rent_escalation"}  # fmt: skip
    assert "must be from 0.001 to 10,000" in words["money.electricity_prices, year 2"]
    assert "must be a list of 1 to 50 numbers" in words["money.fuel_prices"]
    assert "Give a fraction: 0.03 instead of 3" in words["money.tank_rent_escalation"]


def test_a_misplaced_amount_is_refused_with_its_place():
    with pytest.raises(df.InputError) as refused:
        options_of({"money": {"maintenance": 3}, "base": {"cop_47": 3}, "options": {"a": {"yearly": [{"name": "x"}]}}})
    words = [str(issue) for issue in refused.value.issues]
    assert any(word.startswith("money.maintenance = 3") and "[options.name]" in word for word in words)
    assert any(word.startswith("base.cop_47 = 3: must be one of maintenance, tank_rent") for word in words)
    assert any(word.startswith("options.a.yearly 1") for word in words)
    assert len(TERMS) == len(set(TERMS)) and not set(TERMS) & set(PATHS)


def test_the_baselines_amounts_need_no_premium():
    """A baseline that is an option has its own; every other option is then judged."""
    options = Options((Option("old", "old", {}, "furnace_only", {"tank_rent": 100.0}),
                       Option("new", "new", {"cop_47": 3.9}, "optimized", {})), "old", {},
                      {"cooling": 5.0})  # fmt: skip
    found = compare_options(df.Case(), options)
    (row,) = found.worths.rows
    assert row.option == "new" and row.cash_flows[1].tank_rent == 100
    # What neither names is that of the case itself, and no difference.
    assert row.cash_flows[1].cooling == 0
    assert "cooling is not given: that of the case itself is taken, 5.0 a year" in row.notes
    alone = Options((Option("new", "new", {"cop_47": 3.9}, "optimized", {}),), "base", {}, {"cooling": 5.0})
    found = compare_options(df.Case(), alone)
    assert found.worths is None and any(note.startswith("base: its yearly amounts have no") for note in found.notes)
