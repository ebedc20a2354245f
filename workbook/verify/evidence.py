"""What a form says beside its inputs, held against them: certificate, dates, settings as left, size, signature.

What cannot be is an error; what hardly is, or contradicts another cell, is a warning: somebody has to look at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from xl_dualfuel.inputs.fingerprint import fingerprint
from xl_dualfuel.inputs.programmes import Programme
from xl_dualfuel.results.case_units import convert, degrees, money, shown_in
from xl_dualfuel.results.result import Result
from xl_dualfuel.tariffs.result import TariffSeason

from ..forms import rate
from ..forms.entries import Place
from ..forms.form_fields import EVIDENCE, FORM_FIELDS
from ..forms.read import Reading
from ..forms.required import is_no_answer
from . import bills, papers
from .findings import Findings

_IN_ORDER: Final = ("load_report_date", "as_left_date", "signed_date", "review_date")
"""The load is known before the controls are set, they are set before somebody signs, and that is reviewed"""
_OF_REVIEWER: Final = ("review_status", "reviewer", "review_date", "review_note")
"""What is left for the reviewer; a form that was returned may hold it"""
_BEFORE_SIGNING: Final = re.compile(r"photo|commission|invoice|certificate", re.IGNORECASE)
"""Papers that show the finished work, which the installer signs for"""
_QUOTE: Final = re.compile(r"quot|proposal|estimate|offer", re.IGNORECASE)
_INSPECTION: Final = re.compile(r"inspect", re.IGNORECASE)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_AHRI: Final = re.compile(r"(?:ahri)?[\s#:.no]*([0-9][0-9\s-]*)", re.IGNORECASE)
_AHRI_DIGITS: Final = range(5, 12)
"""Reference numbers of the AHRI directory have 7 to 10 digits; a digit or two more or less is not ours to judge"""
_PLACEHOLDERS: Final = ("0123456789", "9876543210")
HSPF2_RATIO: Final = (0.6, 1.7)
"""HSPF2 of the certificate over the one of the ratings by Appendix M1: wide, as a unit of variable speed, of which the
form may have the rated speed only, does better than one speed with the same ratings. An HSPF typed for an HSPF2 passes:
8.8 became 7.5 (10 CFR 430.32(c), before and since 2023)."""
SLOPE_OF_AREA: Final = (0.04, 2.0)
"""Heat loss per degree and heated area [BTU/h·°F·ft²]: a passive house has 0.06 (10 W/m² at 30 K), one without any
insulation (1.7 W/m²K over walls, roof and floor of twice its area, an air change an hour) 0.75; beyond both by half"""
FEET2_PER_METRE2: Final = 1 / 0.3048**2
_FURTHER: Final = 3.0
"""Degrees by which the setting as left is further from the recommended one than before, so that somebody should ask
why [°F]; installers keep to a programme's limit, or on the warm side"""
_STEP: Final = 1.0
"""Less than this is one setting [°F]"""
SHARE: Final = 0.05
"""By which a furnace's output may be above its input: plates are rounded"""


def check(
    reading: Reading, places: Mapping[str, Place], result: Result | None, findings: Findings,
    season: TariffSeason | None = None,
) -> None:  # fmt: skip
    """Add what the papers and settings of a form contradict; without a result what needs none.

    season: of a form with a rate by time of day, billed hour by hour.
    """
    if reading.kind == "rebate":
        _certificates(reading, findings)
        _dates(reading, places, findings)
        _building(reading, result, findings)
        _names(reading, findings)
        bills.check(reading, places, result, findings)
    if result is not None:
        _furnace(reading, result, findings)
        _reviewed(reading, result, findings)
        _signed(reading, result, findings)
        _as_left(reading, result, findings, season)
        _hspf2(reading, result, findings)


def _warn(
    reading: Reading, key: str, what: str, findings: Findings, expected: object = "", remedy: str = ""
) -> None:  # fmt: skip
    found = reading.details.get(key, reading.inputs.get(key))
    findings.add(papers.ID, "warning", what, *reading.cells.get(key, ("", "")), found, expected, remedy)


def _certificates(reading: Reading, findings: Findings) -> None:
    """Reference numbers that have not the form of one."""
    for key in ("ahri_number", "furnace_ahri_number"):
        text = reading.details.get(key)
        if not isinstance(text, str):
            continue
        match = _AHRI.fullmatch(text.strip())
        digits = re.sub(r"\D", "", match[1]) if match else ""
        is_filler = len(set(digits)) == 1 or any(digits in filler for filler in _PLACEHOLDERS)
        if len(digits) not in _AHRI_DIGITS or is_filler:
            _warn(reading, key, f"{FORM_FIELDS[key].label}: no reference number of the AHRI directory looks like this",
                  findings, "7 to 10 digits", "Take it from the certificate")  # fmt: skip


def _dates(reading: Reading, places: Mapping[str, Place], findings: Findings) -> None:
    """Dates in the future, before there were such papers, or not in order."""
    days = {key: day for key in ("prepared_date", *_IN_ORDER) if (day := papers.date_of(reading.details.get(key)))}
    for key, day in days.items():
        if why := papers.unlikely(day):
            _warn(reading, key, f"{FORM_FIELDS[key].label}: {why}", findings)
    for first, later in pairwise(key for key in _IN_ORDER if key in days):
        if days[later] < days[first]:
            _warn(reading, later, f"{_dated(later)} is before {_dated(first).lower()}", findings,
                  f"{days[first]} or later")  # fmt: skip
    signed, left = days.get("signed_date"), days.get("as_left_date")
    if "prepared_date" in days and signed is not None and signed < days["prepared_date"]:
        _warn(reading, "signed_date", "The form is signed before it was prepared", findings,
              f"{days['prepared_date']} or later")  # fmt: skip
    for line in papers.lines_of(reading, "evidence"):
        at = papers.line_cell(line, places, "evidence_date")
        day, name = papers.date_of(line.get("date")), papers.line_name(line, EVIDENCE, "A paper")
        if day is None:
            continue
        if why := papers.unlikely(day):
            findings.add(papers.ID, "warning", f"{name}: {why}", *at, day.isoformat())
        elif signed is not None and day > signed and _BEFORE_SIGNING.search(name):
            findings.add(papers.ID, "warning", f"{name}: its date is after the signature", *at, day.isoformat(),
                         f"{signed} or earlier")  # fmt: skip
        elif left is not None and day > left and _QUOTE.search(name):
            findings.add(papers.ID, "warning", f"{name}: its date is after the controls were set", *at, day.isoformat(),
                         f"{left} or earlier")  # fmt: skip
        elif left is not None and day < left and _INSPECTION.search(name):
            findings.add(papers.ID, "warning", f"{name}: its date is before the controls were set", *at,
                         day.isoformat(), f"{left} or later")  # fmt: skip


def _names(reading: Reading, findings: Findings) -> None:
    """Who signed, where that is nobody, and what only a reviewer fills in."""
    signed = reading.details.get("signed_by")
    if isinstance(signed, str) and (is_no_answer(signed) or set(signed.casefold()) == {"x"}):
        findings.add(papers.ID, "info", "Nobody signed: the cell of the name holds no name",
                     *reading.cells["signed_by"], signed)  # fmt: skip
    said = {key: reading.details[key] for key in _OF_REVIEWER if key in reading.details}
    if said:
        key = next(iter(said))
        severe = said.get("review_status", "approved") == "approved"
        listed = ", ".join(f"{FORM_FIELDS[one].label.lower()} {value}" for one, value in said.items())
        findings.add("reported", "warning" if severe else "info", "The form says that it was reviewed, which the "
                     "sender's form cannot say", *reading.cells[key], listed,
                     remedy="Go by your own records" * severe)  # fmt: skip


def _dated(key: str) -> str:
    return {"load_report_date": "The date of the load report", "as_left_date": "The date of the setting",
            "signed_date": "The date of the signature", "review_date": "The date of the review"}[key]  # fmt: skip


def _building(reading: Reading, result: Result | None, findings: Findings) -> None:
    """Area, age and year of the house against the load and each other."""
    area, year, age = (reading.details.get(key) for key in ("heated_area", "year_built", "existing_age"))
    now = papers.today().year
    if isinstance(year, float) and year > now + 1 and now >= papers.CLOCK:
        _warn(reading, "year_built", "Year built: it is in the future", findings)
    if isinstance(year, float) and isinstance(age, float) and now >= papers.CLOCK and age > now - year + 2:
        _warn(reading, "existing_age", "The system before is older than the house", findings,
              f"at most {max(0.0, now - year):.0f} years")  # fmt: skip
    if result is None or not isinstance(area, float):
        return
    slope, (low, high) = float(result.solution.parameters.load_slope), SLOPE_OF_AREA
    if not low <= slope / area <= high:
        metres = "" if not low <= slope / (area * FEET2_PER_METRE2) <= high else (
            f" {area:,.0f} looks like m²: {area * FEET2_PER_METRE2:,.0f} ft²?")  # fmt: skip
        what = f"Heated floor area: the house would lose {slope / area:.2g} BTU/h for each degree and ft².{metres}"
        _warn(reading, "heated_area", what, findings, f"{slope / high:,.0f} to {slope / low:,.0f} ft² with that load",
              "Check the area and the load")  # fmt: skip


def _furnace(reading: Reading, result: Result, findings: Findings) -> None:
    """Input against output: no more comes out than goes in."""
    units = result.case.units
    given, output = (
        reading.details.get("furnace_input"),
        convert(result.case.inputs["furnace_capacity"], "BTU/h", units),
    )
    if isinstance(given, float) and isinstance(output, float) and output > given * (1 + SHARE):
        _warn(reading, "furnace_input", "Furnace: its input is less than its output on Form", findings,
              f"{output:,.6g} {shown_in('BTU/h', units)} or more")  # fmt: skip


def _signed(reading: Reading, result: Result, findings: Findings) -> None:
    """The SHA-256 that was signed for against that of the inputs."""
    text, key = reading.details.get("signed_inputs_sha256"), "signed_inputs_sha256"
    if not isinstance(text, str):
        return
    digits, now = re.sub(r"\s", "", text).lower(), fingerprint(result.case)
    with_rate = fingerprint(result.case, rate.digest(result.case))  # as JSON has it
    if not _SHA256.fullmatch(digits):
        _warn(reading, key, "The SHA-256 signed for is none: it has 64 digits and letters from a to f", findings,
              remedy="Take it from the Cover of the workbook")  # fmt: skip
    elif digits not in (now, with_rate):
        findings.add("signoff", "error", "The form is signed for other inputs than it has now", *reading.cells[key],
                     digits, now, "Sign again, or enter the inputs that were signed for")  # fmt: skip


def _as_left(reading: Reading, result: Result, findings: Findings, season: TariffSeason | None) -> None:
    """The controls as the installer left them against each other, the model and the recommended setting; all in °F."""
    inputs, s, units = result.case.inputs, result.solution, result.case.units
    left, lockout, of_case = (inputs[key] for key in ("as_left_switchover", "as_left_compressor_lockout",
                                                      "compressor_lockout"))  # fmt: skip
    if isinstance(lockout, float) and isinstance(of_case, float) and abs(lockout - of_case) > _STEP:
        _warn(reading, "as_left_compressor_lockout", "The compressor lockout as left is not the one that the results "
              "are worked out with", findings, degrees(of_case, s.parameters),
              "Give compressor_lockout as it was left")  # fmt: skip
    if not isinstance(left, float):
        return
    if isinstance(lockout, float) and lockout > left + _STEP:
        _warn(reading, "as_left_compressor_lockout", "The compressor lockout as left is above the switchover as left, "
              "so the furnace takes over at the lockout", findings, f"{degrees(left, s.parameters)} or colder",
              "Check both settings on the thermostat")  # fmt: skip
    best = s.setting if season is None else season.setting
    assert best.switchover is not None
    recommended, before = best.switchover, float(s.parameters.existing_switchover)
    apart = abs(left - recommended)
    if apart > s.parameters.thermostat_step / 2:
        further = apart > abs(before - recommended) + _FURTHER
        cost = money(best.annual_cost, units)
        what = f"The switchover as left is not the recommended one, with which the season costs {cost}"
        if further:
            what += f"; it is further from it than the {degrees(before, s.parameters)} of before"
        place = reading.cells.get("as_left_switchover", ("", ""))
        findings.add(papers.ID, "warning" if further else "info", what, *place,
                     degrees(left, s.parameters), degrees(recommended, s.parameters))  # fmt: skip


def _rules(result: Result) -> Iterator[Any]:
    """The rules of the case's programme that are for its fuel."""
    programme: Programme | None = result.judgement.programme if result.judgement is not None else None
    fuel = result.case.inputs["fuel"]
    yield from (rule for rule in (programme.rules if programme else ()) if rule.fuel in (None, fuel))


def _hspf2(reading: Reading, result: Result, findings: Findings) -> None:
    """The HSPF2 of the certificate against the one that its ratings give by the standard."""
    given, own = result.case.inputs["hspf2"], result.hspf2
    if isinstance(given, float) and own and not HSPF2_RATIO[0] <= given / own <= HSPF2_RATIO[1]:
        _warn(reading, "hspf2", "HSPF2: the COPs and capacities on the form give quite another one", findings,
              f"about {own:.1f}", "Check it and the ratings on the certificate")  # fmt: skip


def _reviewed(reading: Reading, result: Result, findings: Findings) -> None:
    """What is left for the reviewer, and the programme's limit, against the rules of the programme."""
    judgement, units = result.judgement, result.case.units
    said = reading.details.get("rule_result")
    if said == "pass" and (judgement is None or not judgement.passed):
        words = "cannot be judged: the form names no programme" if judgement is None else "are not all met"
        severe = judgement is not None and any(one.passed is False for one in judgement.findings)
        findings.add("reported", "error" if severe else "warning", f"The form says that the programme's rules are met; "
                     f"they {words}", *reading.cells["rule_result"], said, "fail" if severe else "")  # fmt: skip
    most = reading.details.get("programme_maximum")
    limits = [convert(float(rule.threshold), "°F", units) for rule in _rules(result)
              if rule.kind == "maximum_switchover"]  # fmt: skip
    if isinstance(most, float) and limits and abs(most - min(limits)) > 0.5:
        findings.add("reported", "error", "The programme's highest switchover is another one",
                     *reading.cells["programme_maximum"], f"{most:zg} {shown_in('°F', units)}",
                     f"{min(limits):zg} {shown_in('°F', units)}")  # fmt: skip
