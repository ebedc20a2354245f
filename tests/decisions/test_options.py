"""Options side by side: each is the engine's answer to the changed case; files of strangers are told what is wrong."""

from __future__ import annotations

import json

import pytest

import xl_dualfuel as df
from support import lines
from xl_dualfuel.decisions.deciding import Decisions
from xl_dualfuel.decisions.option_files import options_of, options_of_rows, read_options
from xl_dualfuel.decisions.options import MOST, Option, Options, compare, money
from xl_dualfuel.files.reading import MAX_TEXT

TOML = """\
baseline = "furnace"
[money]
discount_rate = 0.04
[options.furnace]
scenario = "furnace_only"
[options.cold_climate]
label = "Cold-climate heat pump"
cop_47 = 3.9
cop_17 = 2.7
premium = 4200
rebate = 2000
life = 12
[options.propane]
fuel = "propane"
fuel_price = 2.4
fuel_price_unit = "$/gal"
"""


def option(name, /, scenario="optimized", **changes):
    return Option(name, name, changes, scenario, {})


@pytest.fixture
def written(tmp_path):
    def write(text, name="options.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


# ----------------------------------------------------------------------------------------------------------------------
# Comparison


def test_each_option_is_the_engine(written):
    found = compare(df.Case(), read_options(written(TOML)))
    assert [row.option for row in found.rows] == ["base", "furnace", "cold_climate", "propane"]
    cases = {
        "base": df.Case(),
        "furnace": df.Case(),
        "cold_climate": df.Case(cop_47=3.9, cop_17=2.7),
        "propane": df.Case(fuel="propane", fuel_price=2.4, fuel_price_unit="$/gal"),
    }
    for name, case in cases.items():
        row, result = found.row(name), df.solve(case)
        scenario = result.scenarios.set_index("scenario").loc["furnace_only" if name == "furnace" else "optimized"]
        for column in ("annual_cost", "electricity_kwh", "fuel_mmbtu", "emissions_kg", "furnace_hours", "backup_hours"):
            assert getattr(row, column) == scenario[column], (name, column)
        assert row.unmet_mmbtu == scenario["unmet_mmbtu"]
        assert row.economic_point == result.balance_points.economic.temperature
        assert row.thermal_status == "not_modelled"
        assert row.electricity_cost + row.fuel_cost == pytest.approx(row.annual_cost)
        assert row.saving == pytest.approx(found.row("furnace").annual_cost - row.annual_cost)
    # model.md: furnace only $755.4384 and 3.080 t, recommended $747.1061; printed to 1e-4.
    assert found.row("furnace").annual_cost == pytest.approx(755.4384, abs=5e-5)
    assert found.row("base").saving == pytest.approx(755.28 - 746.95, abs=0.01)
    assert found.row("base").emissions_saved_kg == pytest.approx(3079 - 2925, abs=1)
    assert found.row("furnace").saving == 0
    assert (found.cheapest, found.baseline) == ("cold_climate", "furnace")
    assert found.row("cold_climate").changes == "cop_47 3.9, cop_17 2.7"
    json.dumps(found.to_json(), allow_nan=False)
    assert "results" not in found.to_json()
    assert list(found.table()) == [*found.rows[0]._fields, "total_cost"]


def test_changes_displace_what_they_contradict():
    case = df.Case(load_slope=900, performance_table=[[5, 1.8, 20000], [47, 3.6, 40000]])
    found = compare(case, [option("a", design_load=39000), option("b", cop_47=3.4), option("c", station="denver")])
    assert found.results["a"].solution.parameters.load_slope == pytest.approx(600)
    assert found.results["b"].case.performance_table is None
    assert found.results["c"].case.climate == "station"


def test_options_may_be_in_units_of_their_own():
    found = compare(df.Case(), [option("c", temperature_unit="C", indoor_setpoint=20)])
    assert found.results["c"].case.indoor_setpoint == 68.0


def test_money_is_judged_for_options_with_a_premium(written):
    options = read_options(written(TOML))
    found = compare(df.Case(), options)
    worths = money(found, options)
    assert [row.option for row in worths.rows] == ["cold_climate"]
    row = worths.rows[0]
    assert (row.outlay, row.terms.life, row.terms.discount_rate) == (2200, 12, 0.04)
    assert row.first_year_saving == pytest.approx(found.row("cold_climate").saving)
    json.dumps(worths.to_json(), allow_nan=False)
    assert worths.table()["premium"] == [4200]


def test_every_problem_of_every_option_at_once():
    options = Options(
        (
            option("one", cop_17=-1, furnace_efficiency=950),
            option("two", fuel="propane"),
            option("three", scenario="best"),
            Option("four", "", {"cpo_17": 2}, "optimized", {"premium": "dear", "life": -3}),
            option("base"),
            option("one"),
        ),
        "five",
        {"discount_rate": 5},
    )
    with pytest.raises(df.InputError) as refused:
        compare(df.Case(), options)
    keys = [issue.key for issue in refused.value.issues]
    for key in (
        "options.one.cop_17", "options.one.furnace_efficiency", "options.two.fuel_price", "options.three.scenario",
        "options.four.cpo_17", "options.four.premium", "options.four.life", "baseline", "options",
        "money.discount_rate",
    ):  # fmt: skip
        assert key in keys, key
    text = str(refused.value)
    assert "Did you mean cop_17?" in text
    assert "Give a fraction, such as 0.95" in text
    assert "options.two.fuel_price = (not given): must be given with fuel = propane" in text
    assert "Give a fraction: 0.05 instead of 5" in text


def test_another_fuel_does_not_take_the_price_over():
    # $13/MMBtu of gas is no price of propane.
    with pytest.raises(df.InputError, match="must be given with fuel = propane"):
        compare(df.Case(), [option("p", fuel="propane")])
    compare(df.Case(), [option("same", fuel="natural_gas")])
    compare(df.Case(), [option("p", fuel="propane", fuel_price=26, fuel_price_unit="$/MMBtu")])


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_none_or_too_many(count):
    with pytest.raises(df.InputError, match=r"must hold one option|must be at most 200"):
        compare(df.Case(), [option(f"o{number}") for number in range(count)])


TINY = {"capacity_47": 3000, "capacity_17": 2000, "strip_capacity": 0}


def test_heat_that_is_not_delivered_wins_nothing():
    """A heat pump of 3,000 BTU/h alone: it leaves 50.6 of 55 MMBtu and so "saves" most of the bill."""
    tiny = Option("tiny", "tiny", TINY, "heat_pump_only", {"premium": 100, "life": 10})
    options = Options((tiny, option("better", cop_47=3.9, cop_17=2.7)), "base", {})
    found = compare(df.Case(capacity_47=60000, capacity_17=40000), options)
    row = found.row("tiny")
    assert row.alike
    assert row.saving is None  # one that leaves the house cold saves nothing
    assert row.unmet_mmbtu > 45
    assert row.annual_cost < 0.2 * found.row("base").annual_cost
    assert (found.cheapest, found.cleanest) == ("better", "better")
    words = f"{row.unmet_mmbtu:.1f} MMBtu"
    words_of_it = f"{words} of the heat is not delivered, which costs nothing"
    assert found.notes[0] == f"tiny: {words_of_it}; no saving is given against base"
    assert found.to_json()["notes"] == list(found.notes)
    (worth,) = money(found, options).rows
    assert worth.unmet_mmbtu == row.unmet_mmbtu
    assert (worth.npv, worth.irr, worth.simple_payback, worth.first_year_saving) == (None,) * 4
    reason = f"not judged: the option leaves {words} of the heat undelivered, the baseline none"
    assert worth.notes[0].startswith(reason)
    assert lines(Decisions(worths=money(found, options)))[1].startswith(f"tiny: {reason}")
    against_cold = options._replace(
        options=(
            options.options[0]._replace(money={}),
            Option("better", "", {"cop_47": 3.9}, "optimized", {"premium": 1}),
        ),
        baseline="tiny",
    )
    (worth,) = money(compare(df.Case(capacity_47=60000, capacity_17=40000), against_cold), against_cold).rows
    assert (worth.npv, worth.first_year_saving, worth.cost_per_tonne) == (None, None, None)
    assert worth.notes[0].startswith(
        f"not judged: the baseline leaves {words} of the heat undelivered, the option none"
    )
    assert any(f"LOAD NOT MET by {words}" in line for line in lines(Decisions(comparison=found)))
    # Where nobody meets it there is no other to take.
    short = compare(df.Case(**TINY), [option("alone", "heat_pump_only"), option("more", "heat_pump_only", cop_47=4)])
    assert short.cheapest == "base" and short.cleanest == "base"  # its furnace meets the load
    alone = df.Case(**TINY, furnace_capacity=1000)
    short = compare(alone, [option("none", "heat_pump_only")])
    assert all(row.unmet_mmbtu > 0 for row in short.rows)
    assert short.cheapest == min(short.rows, key=lambda row: row.unmet_mmbtu).option  # first what heats the most
    with pytest.raises(df.InputError, match=r"options\.none\.scenario = emergency_heat: is not available"):
        compare(alone, [option("none", "emergency_heat")])
    against = Options((Option("big", "big", {"furnace_capacity": 60000}, "optimized", {"premium": 1}),), "base", {})
    (worth,) = money(compare(alone, against), against).rows
    assert worth.notes[0].startswith("not judged: the baseline leaves ")


@pytest.mark.parametrize(
    ("given", "key", "words"),
    [
        ({"premium": 500}, "premium", "is what an option costs more than the baseline, which this is"),
        ({"rebate": 50}, "rebate", "is of an option against the baseline, which this is"),
        ({"life": 5}, "life", "is of an option against the baseline, which this is"),
    ],
)
def test_a_baseline_has_no_money(given, key, words):
    options = Options((Option("a", "a", {}, "furnace_only", given), option("b")), "a", {})
    with pytest.raises(df.InputError) as refused:
        compare(df.Case(), options)
    assert [(issue.key, issue.allowed) for issue in refused.value.issues] == [(f"options.a.{key}", words)]
    assert "Give none for the baseline" in str(refused.value)
    nothing = Option("a", "a", {}, "furnace_only", {"premium": 0, "rebate": ""})
    assert money(compare(df.Case(), options._replace(options=(nothing,))), options) is None


def test_terms_that_nothing_comes_of_are_told():
    options = Options((Option("a", "a", {"cop_47": 3.9}, "optimized", {"life": 12, "premium": " "}),), "base", {})
    found = compare(df.Case(), options)
    assert found.notes == ("a: life without a premium, rebate or yearly amount: its worth is not calculated",)
    assert money(found, options) is None
    found = compare(df.Case(), Options((option("a"),), "base", {"life": 9}))
    assert found.notes == ("money: no option has a premium, rebate or yearly amount: their worth is not calculated",)


@pytest.mark.parametrize("name", ["Base", "BASE", "  base ", "two\nlines", "\u202ex", "", "  ", "x" * 61])
def test_names_that_mislead_are_refused(name):
    with pytest.raises(df.InputError) as refused:
        compare(df.Case(), [option(name)])
    assert "options" in [issue.key for issue in refused.value.issues]
    assert all(line.isprintable() for line in str(refused.value).splitlines())
    assert len(refused.value.issues) == 1


def test_each_wrong_name_is_told():
    names = ["Base", "BASE", "a", "A", "A", "b"]
    with pytest.raises(df.InputError) as refused:
        compare(df.Case(), [option(name) for name in names])
    assert [(issue.key, issue.value) for issue in refused.value.issues] == [
        ("options", "Base"), ("options", "BASE"), ("options", "A"),
    ]  # fmt: skip


def test_names_and_labels_of_toml_are_as_those_of_csv(written):
    found = read_options(written('baseline = " a"\n[options."  a "]\ncop_47 = 3.9\n'))
    assert found.baseline == "a"
    assert (found.options[0].name, found.options[0].label) == ("a", "a")
    twins = read_options(written('[options.a]\ncop_47 = 3.9\n[options." A "]\ncop_47 = 3.5\n'))
    with pytest.raises(df.InputError, match="must be the name of one option only, in any case"):
        compare(df.Case(), twins)
    broken = compare(df.Case(), read_options(written('[options.a]\nlabel = "x\\ny\\u202e z"\ncop_47 = 3.9\n')))
    assert broken.row("a").label == "x y z"


# ----------------------------------------------------------------------------------------------------------------------
# Files


def test_toml_is_read(written):
    found = read_options(written(TOML))
    assert (found.baseline, found.terms) == ("furnace", {"discount_rate": 0.04})
    assert found.options[0] == Option("furnace", "furnace", {}, "furnace_only", {})
    assert found.options[1].label == "Cold-climate heat pump"
    assert found.options[1].money == {"premium": 4200, "rebate": 2000, "life": 12}
    assert found.options[2].changes == {"fuel": "propane", "fuel_price": 2.4, "fuel_price_unit": "$/gal"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_the_same(written, separator):
    rows = [
        ["option", "Label", "COP at 47 °F", "cop_17", "fuel", "fuel_price", "fuel_price_unit", "premium", "Rebate",
         "life", "remark"],
        ["cold_climate", "Cold-climate heat pump", "3.9", "2.7", "", "", "", "4200", "2000", "12", "as quoted"],
        ["propane", "", "", "", "propane", "2.4", "$/gal", "", "", "", ""],
    ]  # fmt: skip
    text = "\n".join(separator.join(row) for row in rows)
    found = read_options(written("# made by hand\n" + text, "options.csv"))
    expected = read_options(written(TOML))
    assert found.options == expected.options[1:]
    assert read_options(written(text, "options.txt")).options == found.options


def test_a_table_of_values_is_the_same():
    rows = [["name", "cop_47", "life"], ["a", 3.9, 10], [None, "3.9", None]]
    first, second = options_of_rows(rows).options
    assert first == Option("a", "a", {"cop_47": 3.9}, "optimized", {"life": 10})
    assert (second.name, second.changes) == ("option 2", {"cop_47": "3.9"})  # text stays text, which a case refuses


def test_headings_that_might_be_meant_for_an_input_are_refused():
    with pytest.raises(df.InputError, match="Did you mean cop_47"):
        options_of_rows([["option", "cop_4"], ["a", 3]])
    with pytest.raises(df.InputError, match="must head one column only"):
        options_of_rows([["option", "premium", "Premium"], ["a", 1, 2]])
    with pytest.raises(df.InputError, match="at most 2 cells"):
        options_of_rows([["option", "cop_47"], ["a", 3, 4]])
    with pytest.raises(df.InputError, match="a header row"):
        options_of_rows([["option", "cop_47"]])


def test_what_people_call_a_term_of_money_is_asked_after(written):
    """Taken out, as the remedy of other keys says, it would be the default."""
    with pytest.raises(df.InputError) as refused:
        read_options(written("[money]\nyears = 15\n[options.a]\nincentive = 500\n"))
    assert [issue.remedy for issue in refused.value.issues] == ["Did you mean life?", "Did you mean rebate?"]


def test_a_term_of_all_options_is_sent_to_money(written):
    with pytest.raises(df.InputError) as refused:
        read_options(written("[options.a]\ndiscount_rate = 0.04\nfuel_escalation = 0.02\n"))
    assert str(refused.value).splitlines() == [
        "options.a.discount_rate = 0.04: is a term of all options alike. Put it under [money]",
        "options.a.fuel_escalation = 0.02: is a term of all options alike. Put it under [money]",
    ]


def test_csv_has_columns_for_the_terms(written):
    text = "option,cop_47,premium,life,Discount rate,fuel_escalation\na,3.9,900,12,0.03,0.01\nb,3.5,90,,,\n"
    options = read_options(written(text, "options.csv"))
    first, second = money(compare(df.Case(), options), options).rows
    assert (first.terms.discount_rate, first.terms.fuel_escalation, first.terms.life) == (0.03, 0.01, 12)
    assert first.defaults == ("rebate", "electricity_escalation")
    assert (second.terms.discount_rate, second.terms.life) == (0.05, 15)
    wrong = read_options(written("option,premium,discount_rate\na,9,5\n", "options.csv"))
    with pytest.raises(df.InputError, match=r"options.a.discount_rate = 5: must be .* 0.05 instead of 5"):
        compare(df.Case(), wrong)


def test_money_and_inputs_as_people_write_them(written):
    text = "option;cop_47;premium;rebate;discount_rate\na;3,9;$1,200;1,200.50;5 %\n"
    options = read_options(written(text, "options.csv"))
    found = compare(df.Case(), options)
    (worth,) = money(found, options).rows
    assert worth.terms[:2] == (1200.0, 1200.5)
    assert worth.terms.discount_rate == 0.05
    plain = compare(df.Case(), [option("a", cop_47=3.9)])
    assert found.rows[1].annual_cost == plain.rows[1].annual_cost
    unclear = read_options(written("option;premium\na;160,500\n", "options.csv"))
    with pytest.raises(df.InputError, match=r"options.a.premium = 160,500: may mean 160.5 or 160500"):
        money(compare(df.Case(), unclear), unclear)


def test_files_beside_the_options_file(written, tmp_path):
    found = read_options(written('[options.a]\nweather_file = "year.epw"\n[options.b]\nweather_file = "~/x.epw"'))
    assert found.options[0].changes["weather_file"] == str(tmp_path / "year.epw")
    assert found.options[1].changes["weather_file"] == "~/x.epw"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[options.a\n", "Write \\[options.a\\]"),
        ("a" + ".a" * 200 + " = 1", "dotted keys of more than"),
        (b"\0", "not TOML|Give both"),
        (b"PK\x03\x04", "damaged or cut gzip or zip"),
        ("x = " + "[" * 5000, "nests too deeply|not TOML"),
        ("cop_47 = 3\n", "must be under the option that it changes"),
        ("options = 3\n", r"must be tables \[options.name\]"),
        ("[options]\na = 3\n", "must be a table of inputs"),
        ("money = 3\n[options.a]\n", "must be a table"),
        ("[money]\nlifetime = 3\n[options.a]\n", "must be one of discount_rate"),
        ("[money]\npremium = 3\n[options.a]\n", r"money.premium = 3: must be .* Put it under \[options.name\]"),
        ("baseline = 3\n[options.a]\n", "must be the name of an option"),
        ("[options.a]\nlabel = 3\n", "must be text"),
        ("x = '" + "y" * MAX_TEXT + "'", "larger than 1 MB"),
    ],
)
def test_files_that_are_none_are_told(written, content, words):
    with pytest.raises(df.InputError, match=words):
        read_options(written(content))


def test_no_file(tmp_path):
    with pytest.raises(df.InputError, match="cannot be read"):
        read_options(tmp_path / "none.toml")


def test_several_problems_of_a_file_together():
    with pytest.raises(df.InputError) as refused:
        options_of({"options": {"a": 3, "b": {"label": 4}}, "colour": 1, "money": {"x": 1}})
    assert [issue.key for issue in refused.value.issues] == ["colour", "money.x", "options.a", "options.b.label"]


def test_an_empty_file_has_no_options(written):
    for name in ("o.toml", "o.csv", "o"):
        with pytest.raises(df.InputError):
            compare(df.Case(), read_options(written("", name)))


WITH = {"capacity_47": 36000, "capacity_17": 22000}


def test_what_is_modelled_differently_is_not_ranked_beside_it():
    # A base that counts as unlimited beats the same heat pump with its capacity.
    better = option("better", **(WITH | {"cop_47": 3.9, "cop_17": 2.7}))._replace(money={"premium": 900})
    options = Options(
        (option("same", **WITH), better),
        "base", {},
    )  # fmt: skip
    found = compare(df.Case(fuel="propane", fuel_price=2.4, fuel_price_unit="$/gal"), options)
    assert found.row("base").annual_cost < found.row("same").annual_cost
    assert [row.alike for row in found.rows] == [True, False, False]
    assert [row.saving for row in found.rows] == [0, None, None]
    assert (found.cheapest, found.cleanest) == ("better", "better")  # of the two that are alike
    assert found.notes[0].startswith("same, better: are modelled differently from base (capacity here, none there")
    assert money(found, options) is None
    shown = [line for line in lines(Decisions(comparison=found)) if ", not comparable, " in line]
    assert len(shown) == 2
    # Beside one of themselves they are compared.
    own = compare(df.Case(**WITH), Options((option("better", cop_47=3.9, cop_17=2.7),), "base", {}))
    assert own.row("better").saving == pytest.approx(own.row("base").annual_cost - own.row("better").annual_cost)


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("defrost resnet here, none there", {"defrost": "resnet"}),
        ("cycling losses here, none there", {"cycling_degradation": 0.2}),
        ("variable speed here, none there", {"capacity_min_47": 15000, "cop_min_47": 4.5, "capacity_min_17": 9000,
                                             "cop_min_17": 2.6}),
    ],
)  # fmt: skip
def test_each_part_that_differs_is_named(part, changes):
    found = compare(df.Case(**WITH), [option("other", **changes)])
    assert found.row("other").saving is None
    assert part in found.notes[0]


def test_the_programme_judges_each_option():
    case = df.Case(programme="mass_save", fuel="fuel_oil", fuel_price=3.9, fuel_price_unit="$/gal")
    found = compare(case, [option("dear", electricity_price=0.3), option("none", programme=None)])
    for row in found.rows[:2]:
        judgement = df.solve(found.results[row.option].case).judgement
        assert row.programme == judgement.sentence() != ""
    assert found.row("none").programme == ""
    # Today's setting is judged as it is, and one source has no switchover to judge.
    options = [option("today", "existing_switchover", existing_switchover=40), option("alone", "furnace_only")]
    today = compare(case, options)
    assert "NOT MET" in today.row("today").programme.upper()
    assert today.row("alone").programme == ""
    # The season is that of the setting to program.
    assert found.row("dear").switchover == found.results["dear"].solution.setting.switchover <= 30
    cost = found.results["dear"].solution.setting.annual_cost
    assert found.row("dear").annual_cost == pytest.approx(cost, rel=1e-12)  # sums in another order
