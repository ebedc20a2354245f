"""Rebate forms filled in sensibly in several countries, and what somebody may write there that cannot be true."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from answers import TEN
from books import edited
from xl_dualfuel.workbook.forms.template import template

Values = dict[str | tuple[str, str], Any]

PARTIES: Values = {
    "programme_name": "Partial-home heat pump rebate", "utility": "Example Electric", "account_number": "100-200-300",
    "application_number": "A-2024-0001", "site": "12 Elm St, Springfield", "prepared_for": "J. Doe",
    "installer": "Acme Heating", "prepared_date": "2024-10-01", "heated_area": 2200, "year_built": 1962,
    "load_method": "Manual J", "load_report_date": "2024-09-02", "existing_fuel": "natural_gas",
    "existing_afue": 0.8, "existing_age": 22, "existing_kept": "replaced", "outdoor_maker": "Example Air",
    "outdoor_model": "XA-36", "indoor_model": "XC-36", "ahri_number": "201754321",
    "furnace_ahri_number": "AHRI 1234509", "control_make": "Example Controls", "control_model": "T-100",
    "furnace_input": 63000, "furnace_capacity": 58000, "as_left_date": "2024-10-15", "signed_by": "A. Smith",
    "signed_date": "2024-10-16", "hspf2": 8.6,
}  # fmt: skip
"""Of an honest form what is not about the house's season"""
PAPERS: Values = {
    ("Evidence", "B8"): "yes", ("Evidence", "C8"): "invoice.pdf", ("Evidence", "D8"): "2024-10-15",
    ("Evidence", "D9"): "2024-10-10", ("Evidence", "D11"): "2024-10-15", ("Evidence", "A20"): "Quote",
    ("Evidence", "D20"): "2024-08-20", ("Evidence", "A21"): "Inspection", ("Evidence", "D21"): "2024-11-02",
}  # fmt: skip
THERMS = (230, 200, 160, 100, 50, 25, 22, 22, 30, 70, 130, 210)
KWH = (900, 850, 820, 700, 640, 980, 1200, 1150, 800, 650, 720, 880)


def bills(fuel: tuple[float | None, ...] = THERMS, kwh: tuple[float, ...] = KWH) -> Values:
    """Twelve months of 2023, each bill ending on the day the next begins."""
    starts = [datetime.date(2023 + month // 12, month % 12 + 1, 3) for month in range(13)]
    values: Values = {}
    for number in range(12):
        row = 8 + number
        values |= {("Calibration", f"B{row}"): starts[number].isoformat(),
                   ("Calibration", f"C{row}"): starts[number + 1].isoformat(),
                   ("Calibration", f"D{row}"): kwh[number]}  # fmt: skip
        if fuel[number] is not None:
            values["Calibration", f"E{row}"] = fuel[number]
    return values


GAS: Values = {**TEN, "station": "chicago_ohare", "fuel": "natural_gas", "as_left_switchover": 30, **PARTIES, **PAPERS,
               **bills()}  # fmt: skip
TWO_MONTHS = (
    ("2023-01-03", "2023-03-03", 1750, 430), ("2023-03-03", "2023-05-03", 1520, 260),
    ("2023-05-04", "2023-07-03", 1620, 75), ("2023-07-03", "2023-09-03", 2350, 44),
    ("2023-09-03", "2023-11-03", 1450, 100), ("2023-11-03", "2024-01-03", 1600, 340),
)  # fmt: skip
HONEST: dict[str, Values] = {
    "gas": GAS,
    "Canada": GAS | bills(tuple(2.83 * therms for therms in THERMS)) | {
        "temperature_unit": "C", "heat_unit": "kW", "load_slope_unit": "W/K", "load_slope": 343, "capacity_47": 10.5,
        "capacity_17": 6.7, "existing_switchover": 4, "as_left_switchover": -1, "furnace_input": 18.5,
        "furnace_capacity": 17, "fuel_price": 0.45, "fuel_price_unit": "$/m³", "load_method": "CSA F280",
    },
    "oil": GAS | bills((160, None, 150, None, 120, None, None, None, None, 140, None, 170)) | {
        "fuel": "fuel_oil", "fuel_price": 3.9, "fuel_price_unit": "$/gal", "existing_fuel": "fuel_oil",
    },
    "propane, no bills": {key: value for key, value in GAS.items() if "Calibration" not in key} | {
        "fuel": "propane", "fuel_price": 2.4, "fuel_price_unit": "$/gal", "existing_fuel": "propane",
        "ahri_number": "8512345", "load_report_date": None, "prepared_date": None, "seer2": "N/A",
    },
    "bills every two months": GAS | {("Calibration", f"{column}{row}"): None for row in range(14, 20)
                                     for column in "BCDE"} | {
        ("Calibration", f"{column}{row}"): value for row, line in enumerate(TWO_MONTHS, 8)
        for column, value in zip("BCDE", line, strict=True)
    },
}  # fmt: skip
"""Forms that nobody is to be accused for"""


class Way(NamedTuple):
    """What somebody writes into the honest form of gas, and where and as what it must be found."""

    name: str
    values: Values
    key: str | tuple[str, str]
    id: str = "evidence"
    severity: str = "warning"


def _bill(row: int, **amounts: Any) -> Values:
    columns = {"start": "B", "end": "C", "kwh": "D", "fuel": "E"}
    return {("Calibration", f"{columns[key]}{row}"): value for key, value in amounts.items()}


WAYS = (
    Way("AHRI number in words", {"ahri_number": "see invoice"}, "ahri_number"),
    Way("AHRI number of one digit", {"ahri_number": "7"}, "ahri_number"),
    Way("AHRI number of zeros", {"ahri_number": "000000000"}, "ahri_number"),
    Way("AHRI number that counts up", {"ahri_number": "123456789"}, "ahri_number"),
    Way("furnace's AHRI number is its model", {"furnace_ahri_number": "GF-60"}, "furnace_ahri_number"),
    Way("HSPF2 of another machine", {"hspf2": 15.5}, "hspf2"),
    Way("area that no load fits", {"heated_area": 200000}, "heated_area"),
    Way("area in square metres", {"heated_area": 205}, "heated_area"),
    Way("a house of the next century", {"year_built": 2095}, "year_built"),
    Way("a furnace older than its house", {"year_built": 2015}, "existing_age"),
    Way("a furnace that makes heat of nothing", {"furnace_input": 40000}, "furnace_input"),
    Way("signed before the controls were set", {"signed_date": "2024-10-02"}, "signed_date"),
    Way("controls set before the load was known", {"as_left_date": "2024-08-02"}, "as_left_date"),
    Way("reviewed before it was signed", {"review_date": "2024-10-03"}, "review_date"),
    Way("signed before it was prepared", {"prepared_date": "2024-10-20"}, "signed_date"),
    Way("signed in the future", {"signed_date": "2199-10-16"}, "signed_date"),
    Way("signed before there were rebates", {"load_report_date": None, "as_left_date": None, "prepared_date": None,
                                             "signed_date": "1904-01-02"}, "signed_date"),
    Way("an invoice after the signature", {("Evidence", "D8"): "2024-12-01"}, ("Evidence", "D8")),
    Way("a photo after the signature", {("Evidence", "D11"): "2024-12-01"}, ("Evidence", "D11")),
    Way("a quote after the work", {("Evidence", "D20"): "2024-11-20"}, ("Evidence", "D20")),
    Way("an inspection before the work", {("Evidence", "D21"): "2024-09-20"}, ("Evidence", "D21")),
    Way("a paper of the future", {("Evidence", "D9"): "2150-01-01"}, ("Evidence", "D9")),
    Way("another hash was signed", {"signed_inputs_sha256": "0" * 64}, "signed_inputs_sha256", "signoff", "error"),
    Way("no hash was signed", {"signed_inputs_sha256": "yes"}, "signed_inputs_sha256"),
    Way("a lockout above the switchover", {"as_left_compressor_lockout": 38}, "as_left_compressor_lockout"),
    Way("a lockout that the results leave out", {"compressor_lockout": 0, "as_left_compressor_lockout": 20},
        "as_left_compressor_lockout"),
    Way("far from the recommended setting", {"as_left_switchover": 45}, "as_left_switchover"),
    Way("the applicant judges the rules", {"rule_result": "pass"}, "rule_result", "reported"),
    Way("the rules are not met", {"programme": "mass_save", "as_left_switchover": 40, "rule_result": "pass"},
        "rule_result", "reported", "error"),
    Way("another limit of the programme", {"programme": "mass_save", "programme_maximum": 45}, "programme_maximum",
        "reported", "error"),
    Way("a bill that ends before it begins", _bill(10, start="2023-04-03", end="2023-03-03"), ("Calibration", "C10"),
        severity="error"),
    Way("a bill of two years", _bill(19, end="2025-12-03"), ("Calibration", "C19")),
    Way("bills that overlap", _bill(10, start="2023-02-10"), ("Calibration", "B10")),
    Way("a bill of the future", _bill(19, start="2123-12-03", end="2124-01-03"), ("Calibration", "B19")),
    Way("bills of five years", _bill(8, start="2019-01-03", end="2019-02-03"), ("Calibration", "C19")),
    Way("a bill of a factory", _bill(12, kwh=90000), ("Calibration", "D12")),
    Way("more fuel than the coldest month needs", _bill(13, fuel=2300), ("Calibration", "E13")),
    Way("a year of fuel for a quarter of the house", bills(tuple(therms / 12 for therms in THERMS)),
        ("Calibration", "E8")),
    Way("the same bill twelve times", bills(kwh=(900,) * 12), ("Calibration", "D8")),
    *(Way(f"{word!r} is no answer", {"ahri_number": word}, "ahri_number", "input-missing", "error")
      for word in ("N/A", "-", "none", "TBD")),
    Way("an installer of what nobody sees", {"installer": "\u200b\u2060"}, "installer", "input-missing", "error"),
    Way("an account number of dots", {"account_number": ". . ."}, "account_number", "input-missing", "error"),
    Way("the applicant reviews", {"review_status": "approved", "reviewer": "R. Roe"}, "review_status", "reported"),
    Way("a known programme, whose rules are not chosen", {"programme_name": "MASS S\u0430ve"}, "programme_name",
        "programme"),
    Way("'…' is no address", {"site": "…"}, "site", "input-missing", "error"),
    Way("'n/a' is no area", {"heated_area": "n/a"}, "heated_area", "input-missing", "error"),
)  # fmt: skip


def _together() -> list[tuple[Way, ...]]:
    """The ways in as few forms as they fit into without writing one cell twice, dates apart."""
    groups: list[list[Way]] = []
    for way in WAYS:
        touched = {*way.values, way.key}
        group = next((group for group in groups if not any(touched & {*one.values, one.key} or _dated(one) & _dated(way)
                                                            for one in group)), None)  # fmt: skip
        if group is None:
            groups.append(group := [])
        group.append(way)
    return [tuple(group) for group in groups]


def _dated(way: Way) -> set[str]:
    """Which of the things that hang together a way changes."""
    keys = [str(key) for key in way.values]
    words = {"date": "date", "Calibration": "bill", "programme": "rule", "rule": "rule", "lockout": "left",
             "as_left_s": "left", "year": "size", "area": "size"}  # fmt: skip
    return {family for word, family in words.items() if any(word in key for key in keys)}


TOGETHER = _together()


@lru_cache(maxsize=1)
def _form() -> bytes:
    return edited(template("rebate"), {key: value for key, value in GAS.items() if value is not None})


def honest(name: str) -> bytes:
    """An honest form, filled in."""
    return _form() if name == "gas" else edited(template("rebate"), HONEST[name])


def falsified(*ways: Way) -> bytes:
    """The honest form of gas after somebody wrote into it."""
    return edited(_form(), {key: value for way in ways for key, value in way.values.items()})
