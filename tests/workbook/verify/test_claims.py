"""A text that states a result or an approval is found, however it is spelled; what people write otherwise is not."""

from __future__ import annotations

import pytest

from xl_dualfuel.workbook.verify.claims import claims, folded_title, states
from xl_dualfuel.workbook.verify.folded import as_read

ZERO_WIDTH = "\u200b"


@pytest.mark.parametrize(
    "text",
    [
        "saves $2,185", "Set 36 °F, saves $612.00", "Saves USD 612", "Saves ＄６１２", f"Saves $ {ZERO_WIDTH}612",
        "Saves six hundred twelve dollars", "Ѕaves 612 dоllars", "S a v e s $ 6 1 2", "You save $612.00",
        "Final: 36 °F, saves $612.00", "Switchover at ٣٦ °F", "$612.00 less a season", "Setting: thirty degrees",
    ],
)  # fmt: skip
def test_results_in_money_or_degrees(text):
    assert states(text) == "error"


@pytest.mark.parametrize(
    "text",
    [
        "Switchover 36, saving 612 a year", "Аpproved by utility", "Certified by Mass Save", "Verdict: Pass", "12°",
        "Pre-authorised for rebate No. 7", "OFFICIAL RESULT: thirty-six", "Utility pre-check: pass", "$612.00",
        "36 degrees Fahrenheit", "Dual-fuel switchover: saves 612", "Approved by the programme", "USD 612",
        "Season cost 612", "Confirmed", "A\u0336pproved", "App\u00adroved", "Balance point 31",
    ],
)  # fmt: skip
def test_results_and_approvals_in_other_words(text):
    assert states(text) == "warning"


@pytest.mark.parametrize(
    "text",
    [
        "Acme Heating – 10% off service plans · We save you money", "Job 4711, 3 ton, $4,200 quote", "Photo 12 March",
        "Smith Heating, 312-555-0100", "Mass Save 2026, page 3 of 12", "Photo of the meter", "Quote: $12,000",
        "NATE-certified technicians since 1987", "Authorized dealer", "Not yet approved", "For official use only",
        "Energy savings programme 2026", "Unit 2B, 12 Elm St", "Saved 2026-01-02 12:30", "",
    ],
)  # fmt: skip
def test_what_people_write(text):
    assert states(text) is None
    assert not claims(text)


def test_what_applicants_write_beside_their_inputs():
    said = ["Thermostat set to 35 °F before the visit", "Balance point 33 °F by data logger", "AHRI 210/240 certified",
            "Utility bill 2026-01, $0.31 per kWh", "Verified by photo of the nameplate",
            "Manual J, approved method"]  # fmt: skip
    assert [text for text in said if claims(text)] == []
    said = ["Approved by utility: saves $612.00", "Saves $612", "Mass Save (pre-approved)", "Verdict: Pass",
            "Аpproved", "Certified by Mass Save"]  # fmt: skip
    assert [text for text in said if not claims(text)] == []


def test_titles_and_texts_as_they_read():
    titles = ("Summary ", "Summary\u00a0", f"Sum{ZERO_WIDTH}mary", "Summаry", "Summary (2)", "SUMMARY", "Summary.")
    assert {folded_title(title) for title in titles} == {"summary"}
    assert folded_title("Summary of bills") != "summary"
    assert as_read("gnitrats\u202e 2") == "gnitrats 2"
