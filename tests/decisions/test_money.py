"""Money: against numpy-financial, against a spreadsheet's own NPV and IRR in LibreOffice and formualizer, by hand."""

from __future__ import annotations

import builtins
import importlib
import io
import json
import math

import formualizer
import numpy_financial
import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import xl_dualfuel as df
from support import lines
from xl_dualfuel.decisions import money
from xl_dualfuel.decisions.deciding import Decisions
from xl_dualfuel.decisions.money import Worths, irr, worth, worths
from xl_dualfuel.decisions.money_flows import Season, cash_flows, npv
from xl_dualfuel.decisions.money_terms import MONEY_FIELDS, Terms, check_terms
from xl_dualfuel.errors import DualFuelError

TERMS = Terms(premium=3000, rebate=1000, life=10, discount_rate=0.05, electricity_escalation=0, fuel_escalation=0)
BEFORE, AFTER = Season(500, 900, 4000), Season(600, 500, 3000)  # 300 $ and 1 t a year less


def test_by_hand():
    found = worth("a", BEFORE, AFTER, TERMS)
    assert found.flows == (-2000, *[300] * 10)
    assert (found.outlay, found.first_year_saving) == (2000, 300)
    # Annuity of 10 years at 5 %: (1 − 1.05^−10)/0.05 = 7.72173493; 300 of it less 2,000.
    assert found.npv == pytest.approx(300 * 7.7217349292 - 2000, abs=1e-6)
    # The rate at which the annuity factor is 2000/300 = 6.6667: 8.144 % (annuity tables: 8 % 6.7101, 9 % 6.4177).
    assert found.irr == pytest.approx(0.08144, abs=5e-6)
    assert found.simple_payback == pytest.approx(2000 / 300)
    # Annuity factor 6.6667 at 5 %: 8 years give 6.4632, 9 give 7.1078; a straight line between.
    assert found.discounted_payback == pytest.approx(8 + (6.6666667 - 6.4632128) / (7.1078217 - 6.4632128), abs=1e-6)
    assert found.avoided_tonnes == pytest.approx(10)
    assert found.cost_per_tonne == pytest.approx(-found.npv / 10)
    assert (found.irr_status, found.simple_payback_status) == ("found", "paid_back")
    assert found.notes == ()


def test_escalation_by_hand():
    terms = TERMS._replace(life=3, electricity_escalation=0.1, fuel_escalation=-0.5)
    # Electricity −100, −110, −121; fuel 400, 200, 100.
    assert cash_flows(terms, -100, 400) == pytest.approx((-2000, 300, 90, -21))


@settings(deadline=None, max_examples=150)
@given(
    st.floats(-5000, 20000), st.floats(0, 9000), st.integers(1, 50), st.floats(0, 0.5), st.floats(-0.1, 0.1),
    st.floats(-0.1, 0.1), st.floats(-2000, 3000), st.floats(-2000, 3000),
)  # fmt: skip
def test_npv_and_irr_are_those_of_numpy_financial(premium, rebate, life, rate, up, up_fuel, electricity, fuel):
    terms = Terms(premium, rebate, life, rate, up, up_fuel)
    found = worth("a", Season(electricity, fuel, 0), Season(0, 0, 0), terms)
    json.dumps(found.to_json(), allow_nan=False)
    assert found.npv == float(numpy_financial.npv(rate, list(found.flows)))  # the same sum in the same order
    # The definition itself, added up one by one.
    plain = math.fsum(flow / (1 + rate) ** year for year, flow in enumerate(found.flows))
    assert found.npv == pytest.approx(plain, rel=1e-9, abs=1e-6)
    if found.irr is None:
        assert found.irr_status in ("no_outlay", "never_pays", "no_sign_change", "borrowing", "no_rate")
        assert any(note.startswith("no IRR") for note in found.notes)
    else:
        assert found.irr == float(numpy_financial.irr(list(found.flows)))
    if found.discounted_payback is not None and found.discounted_payback > 0:
        assert found.discounted_payback <= life
        assert found.npv >= -1e-6
    if found.irr_status == "found" and found.irr > -0.5 and abs(found.outlay) > 1:
        at_irr = npv(found.irr, found.flows)
        assert abs(at_irr) < 1e-4 * sum(abs(flow) for flow in found.flows)


FLOWS = [
    (0.05, [-2000, *[300] * 10]),
    (0.04, list(cash_flows(TERMS._replace(premium=9000, life=20, fuel_escalation=0.03), -120.5, 900.25))),
    (0.08, list(cash_flows(TERMS._replace(life=15, electricity_escalation=0.02), 410.2, -33.3))),
    (0.0, [-1000, 100, 100, 1200]),
    (0.3, [-1000, 900, 10, 1]),  # its IRR is below 0
]


def sheet() -> bytes:
    """Each row of FLOWS with a spreadsheet's NPV and IRR beside it."""
    book = openpyxl.Workbook()
    page = book.active
    for row, (rate, flows) in enumerate(FLOWS, 1):
        page.cell(row, 1, rate)
        for place, flow in enumerate(flows):
            page.cell(row, 4 + place, flow)
        first, last = page.cell(row, 5).coordinate, page.cell(row, 3 + len(flows)).coordinate
        page.cell(row, 2, f"=D{row}+NPV(A{row},{first}:{last})")
        page.cell(row, 3, f"=IRR(D{row}:{last})")
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def check(package: bytes) -> None:
    page = openpyxl.load_workbook(io.BytesIO(package), data_only=True).active
    for row, (rate, flows) in enumerate(FLOWS, 1):
        assert page.cell(row, 2).value == pytest.approx(npv(rate, flows), rel=1e-12, abs=1e-9)
        # IRR of a spreadsheet is iterated: Excel stops at 0.00001 %, LibreOffice and formualizer later.
        assert page.cell(row, 3).value == pytest.approx(irr(flows)[0], abs=1e-7)


def test_npv_and_irr_are_those_of_libreoffice(recalculated):
    check(recalculated([sheet()])[0])


def test_npv_and_irr_are_those_of_formualizer():
    check(formualizer.recalculate_xlsx_bytes(sheet())["bytes"])


# ----------------------------------------------------------------------------------------------------------------------
# No answer is a status


def test_heat_that_is_not_delivered_is_worth_nothing():
    """Over 0.1 % of the load: from there on no saving is claimed, of whichever of the two is the colder."""
    warm, cold = BEFORE._replace(load_mmbtu=50), AFTER._replace(load_mmbtu=50, unmet_mmbtu=0.0501)
    for baseline, season in ((warm, cold), (cold, warm)):
        found = worth("a", baseline, season, TERMS)
        answers = (found.first_year_saving, found.npv, found.irr, found.simple_payback, found.discounted_payback,
                   found.avoided_tonnes, found.cost_per_tonne)  # fmt: skip
        assert answers == (None,) * 7
        assert found.irr_status == found.simple_payback_status == found.cost_per_tonne_status == "not_compared"
        assert found.outlay == 2000
        assert found.flows == (-2000, *[0] * 10)
        json.dumps(found.to_json(), allow_nan=False)
    assert "the baseline leaves 0.050 MMBtu of the heat undelivered, the option none" in found.notes[0]
    assert worth("a", warm, cold._replace(unmet_mmbtu=0.0499), TERMS).npv == worth("a", BEFORE, AFTER, TERMS).npv


def test_a_rebate_larger_than_the_premium():
    found = worth("a", BEFORE, AFTER, TERMS._replace(premium=500))
    assert (found.irr, found.irr_status) == (None, "no_outlay")
    assert (found.simple_payback, found.simple_payback_status) == (0.0, "at_once")
    assert (found.discounted_payback, found.discounted_payback_status) == (0.0, "at_once")
    assert found.notes[0] == "rebate = 1000 is larger than the premium (500): the option brings money"
    assert "no IRR: nothing is paid that a saving could be a return on" in found.notes


def test_an_option_that_never_pays():
    found = worth("a", AFTER, BEFORE, TERMS)
    assert (found.irr, found.irr_status) == (None, "never_pays")
    assert found.simple_payback is None
    assert found.discounted_payback_status == found.simple_payback_status == "never"
    assert (found.cost_per_tonne, found.cost_per_tonne_status) == (None, "none_avoided")
    assert found.avoided_tonnes == pytest.approx(-10)
    assert found.notes == ("no IRR: no year of 10 brings a saving", "no cost a tonne: the option avoids no CO2")


def test_savings_that_do_not_reach_the_outlay():
    found = worth("a", BEFORE, AFTER, TERMS._replace(life=5))
    assert found.irr == pytest.approx(float(numpy_financial.irr([-2000, *[300] * 5])))
    assert found.irr < 0
    assert found.discounted_payback is None
    assert found.simple_payback == pytest.approx(2000 / 300)  # whatever the life
    assert "the savings of 5 years are less than the outlay, even undiscounted" in found.notes


def test_several_sign_changes_are_told():
    # −1000, 2300, −1320: the rates 10 % and 20 % both make it 0.
    rate, status = irr([-1000, 2300, -1320])
    assert status == "several"
    assert rate == pytest.approx(0.1)
    assert irr([0, 0, 0]) == (None, "no_sign_change")
    # Two changes and no real rate: 1 − x + x² has no root.
    assert irr([100, -100, 100]) == (None, "no_rate")


def test_a_loan_has_no_rate_of_return():
    """500 $ now and 100 $ dearer every year: 15.1 % is what the money costs, not what it brings."""
    terms = TERMS._replace(premium=-500, rebate=0)
    found = worth("a", Season(500, 900, 0), Season(500, 1000, 0), terms)
    assert float(numpy_financial.irr(list(found.flows))) == pytest.approx(0.151, abs=5e-4)
    assert (found.irr, found.irr_status) == (None, "borrowing")
    assert found.npv == pytest.approx(500 - 100 * 7.7217349292, abs=1e-6)
    assert (found.discounted_payback, found.discounted_payback_status) == (None, "never")
    assert "no IRR: money comes first and is paid back later; judge by the NPV" in found.notes
    _, row, _, why = shown_of(found)
    assert row == "a, -$272.17, none, none, none"
    assert why == (
        "a: no rate of return: money first, paid back later; no payback: it brings money first, less than it costs "
        "later, discounted"
    )
    cheap = worth("a", Season(500, 900, 0), Season(500, 910, 0), terms)
    assert "first, no less than it costs later" in shown_of(cheap)[-1]
    # Nothing is paid, a saving comes first and turns: the same.
    assert irr([0, 100, -50, -80]) == (None, "borrowing")
    assert irr([0, -100, 50, 80])[1] == "found"


def test_paid_back_to_the_last_bit():
    """1 $ for 0.10 $ a year over 10 years: the sum of ten tenths is 1, whatever the last bit says."""
    found = worth("a", Season(0.1, 0, 0), Season(0, 0, 0), Terms(1, 0, 10, 0, 0, 0))
    assert found.simple_payback == pytest.approx(10)
    assert (found.discounted_payback, found.discounted_payback_status) == (pytest.approx(10), "paid_back")
    assert worth("a", Season(1e-308, 0, 0), Season(0, 0, 0), TERMS).simple_payback is None


def shown_of(*rows):
    return lines(Decisions(worths=Worths("base", rows)))


def test_both_paybacks_are_on_the_screen():
    """The first year costs 10 $ more, the price of fuel doubles the saving later: the NPV is above 0."""
    terms = Terms(0, 0, 15, 0.05, 0, 0.1)
    found = worth("a", Season(0, 100, 0), Season(110, 0, 0), terms)
    assert found.npv > 0 and found.simple_payback is None
    best, row, _, why = shown_of(found)
    assert best.startswith("a pays best: net present value $")
    assert row.endswith(f", none, {found.discounted_payback:.1f} years")
    assert "no simple payback: the first year costs more" in why
    dear = shown_of(worth("a", AFTER, BEFORE, TERMS._replace(life=3)))
    assert dear[-1].endswith("the first year costs more; no discounted payback within 3 years")
    never = shown_of(worth("a", BEFORE, BEFORE, TERMS))
    assert never[0] == "No option pays: the best is a, net present value -$2,000.00"
    assert never[1] == "a, -$2,000.00, none, none, none"
    assert never[-1] == (
        "a: no rate of return: it never pays; no simple payback: the first year saves nothing; "
        "no discounted payback within 10 years"
    )
    assert shown_of(worth("a", BEFORE, AFTER, TERMS._replace(premium=500)))[1].endswith("at once, at once")


def test_terms_nobody_gave_are_on_the_screen():
    seasons = {"base": BEFORE, "a": AFTER, "b": AFTER}

    def first(terms, **purchase):
        return lines(Decisions(worths=worths("base", seasons, {"a": purchase}, terms)))[2]

    assert first({}, premium=300) == (
        "Reckoned over 15 years (default), discount rate 5% a year (default), prices as today (default)"
    )
    assert first({"discount_rate": 0.05, "fuel_escalation": 0.02}, premium=300, life=9) == (
        "Reckoned over 9 years, discount rate 5% a year, electricity price as today (default), fuel price +2% a year"
    )
    assert first({"life": 15, "fuel_escalation": 0, "electricity_escalation": ""}, premium=300) == (
        "Reckoned over 15 years, discount rate 5% a year (default), electricity price as today (default), "
        "fuel price as today"
    )
    found = worths("base", seasons, {"a": {"premium": 9}, "b": {"rebate": 1, "life": 3}}, {})
    said = lines(Decisions(worths=found))
    assert any(line.startswith("Reckoned for a over 15 years (default)") for line in said)
    assert any(line.startswith("Reckoned for b over 3 years, ") for line in said)
    assert found.table()["defaults"][1] == "premium discount_rate electricity_escalation fuel_escalation"
    assert found.to_json()["rows"][0]["defaults"][:2] == ["rebate", "life"]
    assert "no premium is given: the option is assumed to cost as much as the baseline" in found.rows[1].notes
    # A blank of one option leaves what is given for all.
    assert worths("base", seasons, {"a": {"life": " "}}, {"life": 7}).rows[0].terms.life == 7


def test_a_bill_that_turns_is_not_paid_back_at_once():
    # Paid back in year 2, and lost again: the running sum must stay above 0.
    terms = TERMS._replace(premium=0, rebate=0, life=4, discount_rate=0)
    flows = (-100.0, 80.0, 40.0, -50.0, 60.0)
    assert money._discounted(terms.discount_rate, flows) == (pytest.approx(3 + 30 / 60), "paid_back")


# ----------------------------------------------------------------------------------------------------------------------
# Input


def test_defaults():
    terms, issues = check_terms({})
    assert issues == []
    assert terms == Terms(0.0, 0.0, 15, 0.05, 0.0, 0.0)
    assert isinstance(terms.life, int)


def test_bad_terms_are_told_together():
    bad = {"life": -3, "discount_rate": 5, "premium": "dear", "rebate": -1, "fuel_escalation": float("nan"),
           "electricity_escalation": 2, "colour": 1}  # fmt: skip
    terms, issues = check_terms(bad)
    assert terms is None
    words = {issue.key: str(issue) for issue in issues}
    assert set(words) == set(bad)
    assert words["life"] == "life = -3: must be from 1 to 50. Give whole years, such as 15"
    assert words["discount_rate"] == "discount_rate = 5: must be from 0 to 0.5. Give a fraction: 0.05 instead of 5"
    assert words["electricity_escalation"].endswith("Give a fraction: 0.02 instead of 2")
    assert words["rebate"].startswith("rebate = -1: must be from 0 to")
    assert check_terms({"life": 2.5})[1][0].allowed == "must be whole years"
    assert check_terms({"life": True})[1][0].allowed == "must be a number"
    assert check_terms({"life": "", "premium": None}) == check_terms({})


def test_a_high_rate_is_doubted():
    assert worth("a", BEFORE, AFTER, TERMS._replace(discount_rate=0.25)).notes == (
        "discount_rate = 0.25 is 25% a year: unusually high",
    )


def test_rises_out_of_the_ordinary_are_doubted():
    def notes(**terms):
        return worth("a", BEFORE, AFTER, TERMS._replace(premium=1000, rebate=0, life=2, **terms)).notes

    assert "fuel_escalation = 0.2 is 20% a year: unusually high" in notes(fuel_escalation=0.2)
    assert "electricity_escalation = -0.3 is -30% a year: unusually low" in notes(electricity_escalation=-0.3)
    words = "electricity_escalation = 0.06 is above the discount rate (0.05): later years count more than earlier"
    assert words in notes(electricity_escalation=0.06)
    assert not any("escalation" in note for note in notes(electricity_escalation=0.05, fuel_escalation=-0.1))


def test_several_options_and_all_their_problems():
    seasons = {"base": BEFORE, "a": AFTER, "b": AFTER}
    found = worths(
        "base", seasons, {"a": {"premium": 3000, "rebate": 1000}, "b": {"premium": 10, "life": 2}}, {"life": 10}
    )
    assert [row.terms.life for row in found.rows] == [10, 2]
    assert found.rows[0].npv == pytest.approx(worth("a", BEFORE, AFTER, TERMS).npv)
    assert found.table()["npv"] == [row.npv for row in found.rows]
    with pytest.raises(df.InputError) as refused:
        worths("base", seasons, {"a": {"life": -1}, "b": {"rebate": "x"}}, {"discount_rate": 9})
    assert [issue.key for issue in refused.value.issues] == [
        "money.discount_rate", "options.a.life", "options.b.rebate"
    ]  # fmt: skip


def test_every_field_of_the_money_is_told():
    for field in MONEY_FIELDS.values():
        assert field.help
        assert field.holds(field.default)
        assert len(field.remedy) > 10


def test_without_numpy_financial_it_says_so(monkeypatch):
    def missing(name, *args):
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(DualFuelError, match="an IRR needs numpy-financial: pip install"):
        irr([-1, 2])
    assert npv(0.25, [-1, 2]) == pytest.approx(0.6)  # needs none: 2/1.25 − 1


def test_numpy_financial_is_not_imported_before_it_is_needed(monkeypatch):
    real = builtins.__import__

    def guarded(name, *args, **kwargs):
        assert name != "numpy_financial"
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", guarded)
    importlib.reload(money)


@settings(deadline=None, max_examples=60)
@given(st.floats(100, 20000), st.floats(10, 2000), st.integers(2, 40), st.floats(0.001, 0.3))
def test_npv_is_positive_just_where_the_irr_is_above_the_rate(outlay, saving, life, rate):
    found = worth("a", Season(saving, 0, 0), Season(0, 0, 0), Terms(outlay, 0, life, rate, 0, 0))
    assume(found.irr is not None and abs(found.irr - rate) > 1e-6)
    assert (found.npv > 0) == (found.irr > rate)
    assert (found.discounted_payback is not None) == (found.npv >= 0)
