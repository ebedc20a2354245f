"""Programme rules: the shipped data, files and thresholds of the user, every kind judged, the Programme sheet."""

from __future__ import annotations

import datetime
import io
import json
import pickle
import re
import subprocess
import sys
import tomllib
from fractions import Fraction
from functools import cache
from urllib.parse import urlsplit

import openpyxl
import pytest

import xl_dualfuel as df
from books import STAMP, by_formualizer, cells, different, edited, without_values
from commands import dualfuel
from support import one_in
from xl_dualfuel.files.reading import MAX_TEXT
from xl_dualfuel.inputs.programme_files import PROGRAMMES, _shipped, programme_of, read_programme
from xl_dualfuel.inputs.programme_text import programme_in, written
from xl_dualfuel.inputs.programmes import CHOICES, CUSTOM, KEYS, KINDS, Programme
from xl_dualfuel.results.judgement import AsLeft
from xl_dualfuel.results.judging import _JUDGES, judge
from xl_dualfuel.units import FUELS
from xl_dualfuel.workbook.book import package
from xl_dualfuel.workbook.book.book import Book
from xl_dualfuel.workbook.rules import broken_rules
from xl_dualfuel.workbook.shape import Filling, judged_by, shape_of
from xl_dualfuel.workbook.sheets import (
    balance,
    charts,
    checks,
    constants,
    cover,
    inputs,
    log,
    print_setup,
    programme,
    setting,
    summary,
    tables,
)
from xl_dualfuel.workbook.sheets.build import workbook_bytes

# Load 600·(70 − T); capacity through 36,000 at 47 °F and 22,000 at 17 °F: slope 14,000/30 BTU/h·°F.
CAPACITIES = {"capacity_47": 36000, "capacity_17": 22000}
OIL = {**CAPACITIES, "fuel": "fuel_oil", "fuel_price": 4, "fuel_price_unit": "$/gal"}
PROPANE = {**CAPACITIES, "fuel": "propane", "fuel_price": 3, "fuel_price_unit": "$/gal"}


def capacity(t: int) -> Fraction:
    """By hand, exactly [BTU/h]."""
    return 22000 + Fraction(14000, 30) * (t - 17)


def load(t: int) -> int:
    """By hand [BTU/h]."""
    return 600 * (70 - t)


def custom_programme(thresholds: dict[str, object], name: str = "Thresholds given by the user") -> Programme:
    """A programme of one rule for each kind that is given."""
    given = {kind: value for kind, value in thresholds.items() if value is not None}
    rules = [{"id": f"custom-{kind}".replace("_", "-"), "kind": kind, "threshold": v} for kind, v in given.items()]
    return programme_of({"name": name, "rules": rules}, CUSTOM)


def solved(**given):
    return df.solve(df.Case(**given))


def one(kind: str, threshold, case: dict, as_left: AsLeft = AsLeft(), **more):  # noqa: B008  # immutable
    """The one finding of a programme of one rule."""
    rule = {"id": "it", "kind": kind, "threshold": threshold, **more}
    text = "".join(f"{key} = {json.dumps(value)}\n" for key, value in rule.items())
    findings = judge(solved(**case).solution, parsed(f'name = "Test"\n[[rules]]\n{text}'), as_left).findings
    assert len(findings) == 1
    return findings[0]


def parsed(text: str):
    return programme_of(tomllib.loads(text), CUSTOM)


# --- The shipped data ---


def test_the_shipped_keys_are_those_of_the_data():
    assert tuple(_shipped()) == tuple(PROGRAMMES) == KEYS
    assert (*KEYS, "custom") == CHOICES
    assert len(PROGRAMMES) == len(KEYS) >= 3


@pytest.mark.parametrize("key", KEYS)
def test_every_rule_has_its_source_and_says_whether_to_look_it_up(key):
    p = PROGRAMMES[key]
    assert p.key == key and p.name and p.jurisdiction
    assert isinstance(p.read, datetime.date) and p.read == datetime.date(2026, 11, 22)
    assert p.effective is None or p.effective < p.read
    for source in (p.source, *(rule.source for rule in p.rules)):
        address = urlsplit(source.url)
        assert source.title and address.scheme == "https" and "." in address.hostname
        assert not re.search(r"pypi|npm|crates|conda|debian|docker|github", address.hostname)
    # Only stored copies were read: nothing shipped may claim more.
    assert p.verify and all(rule.verify and rule.verify_reason for rule in p.rules)
    for rule in p.rules:
        kind = KINDS[rule.kind]
        assert rule.says and rule.unit == kind.unit and rule.fuel in (None, *FUELS)
        assert rule.threshold in kind.flags if kind.flags else kind.minimum <= rule.threshold <= kind.maximum


def test_the_figures_are_those_read_at_the_sources():
    """programmes.md, and what the stored copies say."""

    def limits(key, kind):
        return {rule.fuel: rule.threshold for rule in PROGRAMMES[key].rules if rule.kind == kind}

    assert limits("mass_save", "maximum_switchover") == {"fuel_oil": 30, "natural_gas": 30, "propane": 5}
    assert limits("concord_cmlp", "maximum_switchover") == {"fuel_oil": 30, "propane": 15}
    assert limits("bpa_ptcs", "maximum_thermal_balance_point") == {None: 30}
    assert PROGRAMMES["bpa_ptcs"].effective == datetime.date(2019, 10, 1)
    assert limits("energy_trust_oregon", "maximum_auxiliary_lockout") == {None: 35}
    assert limits("efficiency_maine", "minimum_share_at_design") == {None: 0.8}
    assert limits("efficiency_maine", "dual_fuel_eligible") == {None: False}
    assert "legible" in PROGRAMMES["mass_save"].rule("switchover-propane").verify_reason


def test_every_kind_has_its_judge():
    assert set(_JUDGES) == set(KINDS)


def test_programmes_are_read_once_when_asked_for_and_without_pandas():
    code = (
        "import sys, xl_dualfuel.results.judging, xl_dualfuel.inputs.programme_files as p;"
        "assert list(p.PROGRAMMES) == list(p.KEYS);"
        "assert p._shipped.cache_info().currsize == 0; first = p.PROGRAMMES['mass_save'];"
        "assert p.PROGRAMMES['mass_save'] is first; assert p._shipped.cache_info().misses == 1;"
        "assert not {'pandas', 'openpyxl'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# --- Shipped programmes on two houses, by hand ---


def verdicts(key: str, case: dict, as_left: AsLeft = AsLeft()):  # noqa: B008
    found = judge(solved(**case).solution, PROGRAMMES[key], as_left)
    return found.passed, {finding.rule: finding.passed for finding in found.findings}


@pytest.mark.parametrize(
    ("key", "passed", "rules"),
    [
        # 36 °F (model.md, worked example) > 30 °F for natural gas.
        ("mass_save", False, {"switchover-gas": False}),
        ("concord_cmlp", False,
         {"natural-gas": False, "maximum_switchover": None, "minimum_share_at_switchover": None}),
        ("bpa_ptcs", None, {"balance-point": None, "compressor-lockout": None}),  # no capacities, nothing recorded
        ("energy_trust_oregon", False, {"auxiliary-lockout": None, "gas-backup": False}),
        ("efficiency_maine", False, {"dual-fuel": False, "share-of-load": None}),
    ],
)  # fmt: skip
def test_the_worked_example(key, passed, rules):
    assert verdicts(key, {}) == (passed, rules)


@pytest.mark.parametrize(
    ("key", "passed", "rules"),
    [
        # Below the thermal balance point the furnace takes over (alternate): 26.19 °F, so the edge 26 °F ≤ 30 °F.
        ("mass_save", True, {"switchover-oil": True}),
        # At 30 °F: 22,000 + 13·14,000/30 = 28,067 ≥ 600·40 = 24,000 BTU/h.
        ("concord_cmlp", True, {"switchover-oil": True, "load-oil": True}),
        # 22,000 + (T − 17)·14,000/30 = 600·(70 − T) at T = 26.1875 ≤ 30; the lockout is not among what was recorded.
        ("bpa_ptcs", False, {"balance-point": True, "compressor-lockout": False}),
        ("energy_trust_oregon", True, {"auxiliary-lockout": True}),  # 35 ≤ 35
        # At 5 °F: 22,000 − 12·14,000/30 = 16,400 of 600·65 = 39,000 BTU/h: 42 % < 80 %.
        ("efficiency_maine", False, {"dual-fuel": False, "share-of-load": False}),
    ],
)
def test_an_oil_house_with_capacities(key, passed, rules):
    assert capacity(30) > load(30) and capacity(5) / load(5) < Fraction(8, 10)
    assert verdicts(key, OIL, AsLeft(auxiliary_lockout=35)) == (passed, rules)


@pytest.mark.parametrize(
    ("key", "passed", "rules"),
    [
        ("mass_save", False, {"switchover-propane": False}),  # 26 > 5 °F
        # 15 °F is programmed, its limit; there 22,000 − 2·14,000/30 = 21,067 of 600·55 = 33,000 BTU/h
        ("concord_cmlp", False, {"switchover-propane": True, "load-propane": False}),
        ("bpa_ptcs", True, {"balance-point": True, "compressor-lockout": True}),
        ("energy_trust_oregon", None, {"auxiliary-lockout": None}),
    ],
)
def test_a_propane_house_with_a_lockout(key, passed, rules):
    assert capacity(15) < load(15)
    assert verdicts(key, {**PROPANE, "compressor_lockout": 10}) == (passed, rules)


def test_what_the_mass_save_judgement_says():
    found = judge(solved().solution, PROGRAMMES["mass_save"])
    assert found.findings[0].reason == "switchover to program 36 °F is above the maximum 30 °F for natural gas"
    assert found.sentence() == (
        "Mass Save, partial-home heat pump rebate: the rule is not met: switchover to program 36 °F is above the "
        "maximum 30 °F for natural gas (check the limits at their source)"
    )


# --- Every kind: met, not met, cannot be judged ---


@pytest.mark.parametrize(("limit", "passed"), [(36, True), (36.01, True), (35.99, False), (30, False)])
def test_maximum_switchover_recommended(limit, passed):
    found = one("maximum_switchover", limit, {})  # 36 °F: model.md
    assert (found.passed, found.found, found.limit, found.unit) == (passed, 36, limit, "°F")
    assert "switchover to program 36 °F is" in found.reason and f"the maximum {limit:g} °F" in found.reason


def test_maximum_switchover_as_left_counts_before_the_recommended():
    found = one("maximum_switchover", 30, {}, AsLeft(switchover=30))
    assert (found.passed, found.reason) == (True, "as-left switchover 30 °F is at the maximum 30 °F")
    assert one("maximum_switchover", 30, {}, AsLeft(switchover=31)).passed is False


def test_a_compressor_lockout_above_the_switchover_is_what_counts():
    """The furnace has everything below the lockout, whatever the switchover is set to."""
    left = AsLeft(switchover=28, compressor_lockout=40)
    found = one("maximum_switchover", 30, {}, left)
    assert (found.passed, found.found) == (False, 40)
    assert "compressor lockout, above the as-left switchover: lockout 40 °F is above the maximum" in found.reason
    case = {"compressor_lockout": 34}
    assert one("maximum_switchover", 30, case, AsLeft(switchover=28)).found == 34
    assert one("maximum_switchover", 30, case, AsLeft(switchover=28, compressor_lockout="none")).found == 28
    assert one("maximum_switchover", 30, case, AsLeft(switchover=28, compressor_lockout=-5)).passed is True


def test_maximum_switchover_where_the_heat_pump_has_the_whole_season():
    """Free electricity, season down to 35 °F: 35 °F is no setting, only where the season ends."""
    case = {"electricity_price": 0, "design_temperature": 35}
    found = one("maximum_switchover", 30, case)
    assert (found.passed, found.found) == (None, None)
    assert "give the as-left switchover, which must not be above 30 °F" in found.reason
    assert one("maximum_switchover", 35, case).passed is True
    assert one("maximum_switchover", 30, case, AsLeft(switchover=20)).passed is True
    assert one("maximum_switchover", 30, case, AsLeft(compressor_lockout=40)).passed is False


def test_maximum_switchover_where_the_furnace_has_the_whole_season():
    found = one("maximum_switchover", 30, {"electricity_price": 1})
    assert (found.passed, found.found) == (False, 70)  # the setpoint
    assert found.reason.endswith("(the furnace all season)")


@pytest.mark.parametrize(
    ("strict", "limit", "passed", "words"),
    [
        (True, 36, False, "is at and not below the maximum 36 °F"),
        (False, 36, True, "is at the maximum 36 °F"),
        (True, 36.5, True, "is below the maximum 36.5 °F"),
        (False, 35.9999, False, "36 °F is above the maximum 35.9999 °F"),
    ],
)
def test_equality_and_strict_rules(strict, limit, passed, words):
    found = one("maximum_switchover", limit, {}, strict=strict)
    assert found.passed is passed and words in found.reason


def test_rounding_is_no_difference_but_a_ten_thousandth_is():
    left = AsLeft(switchover=0.1 + 0.2)  # 0.30000000000000004
    assert one("maximum_switchover", 0.3, {}, left).passed is True
    assert one("maximum_switchover", 0.3, {}, left, strict=True).passed is False
    assert one("maximum_switchover", 0.3, {}, AsLeft(switchover=0.3001)).passed is False


def test_share_at_the_switchover():
    # The oil house, left at 26 °F: 22,000 + 9·14,000/30 = 26,200 of 600·44 = 26,400 BTU/h: 0.99242…
    share = capacity(26) / load(26)
    found = one("minimum_share_at_switchover", 1.0, OIL, AsLeft(switchover=26))
    assert found.found == pytest.approx(float(share), rel=1e-12) and found.passed is False
    assert "at 26 °F (as-left switchover) is 99.2 %, below the minimum 100 % (26,200 of 26,400 BTU/h)" in found.reason
    assert one("minimum_share_at_switchover", 0.99, OIL, AsLeft(switchover=26)).passed is True
    assert one("minimum_share_at_switchover", 1.0, OIL, AsLeft(switchover=30)).passed is True
    assert one("minimum_share_at_switchover", 1.0, OIL, AsLeft(switchover=30), temperature=15).passed is False
    # Locked out there: nothing is delivered. At the lockout itself the compressor runs.
    locked = one("minimum_share_at_switchover", 0.5, OIL, AsLeft(compressor_lockout=31), temperature=30)
    assert (locked.passed, locked.found) == (False, 0.0) and "locked out below 31 °F" in locked.reason
    assert one("minimum_share_at_switchover", 0.5, OIL, AsLeft(compressor_lockout=30), temperature=30).passed is True
    above = one("minimum_share_at_switchover", 1.0, OIL, AsLeft(compressor_lockout=40))
    assert above.found == pytest.approx(float(capacity(40) / load(40)), rel=1e-12)


def test_share_at_the_switchover_exactly():
    """Equality by numbers that are exact in binary: load 40·600 = 24,000 = the rated capacity at 30 °F."""
    table = [[47, 3.4, 36000], [30, 2.7, 24000], [17, 2.2, 22000]]
    case = {"performance_table": table}
    at = {"temperature": 30}
    assert one("minimum_share_at_switchover", 1.0, case, **at).passed is True
    assert one("minimum_share_at_switchover", 1.0, case, strict=True, **at).passed is False
    assert one("minimum_share_at_switchover", 1.001, case, **at).passed is False


def test_share_without_load_or_capacities():
    missing = one("minimum_share_at_switchover", 1.0, {})
    assert (missing.passed, missing.found) == (None, None) and "capacity_47 and capacity_17" in missing.reason
    warm = one("minimum_share_at_switchover", 1.0, OIL, temperature=75)
    assert warm.passed is True and "no heating load at 75 °F" in warm.reason


def test_share_of_the_design_load():
    found = one("minimum_share_at_design", 0.8, OIL)
    assert found.found == pytest.approx(float(capacity(5) / load(5)), rel=1e-12) and found.passed is False
    assert "(16,400 of 39,000 BTU/h, the design load, an estimate beyond the ratings at 17 to 47 °F)" in found.reason
    assert one("minimum_share_at_design", 0.42, OIL).passed is True  # 0.42051…
    assert one("minimum_share_at_design", 1.0, {**OIL, "design_temperature": 30}).passed is True
    assert one("minimum_share_at_design", 1.0, OIL, temperature=30).passed is True
    assert one("minimum_share_at_design", 0.1, OIL, AsLeft(compressor_lockout=10)).passed is False
    assert one("minimum_share_at_design", 0.8, {}).passed is None
    # A weather year has a coldest hour, no design temperature.
    year = one("minimum_share_at_design", 0.8, {**OIL, "station": "chicago_ohare"})
    assert year.passed is None and "design_temperature is not given" in year.reason


def test_thermal_balance_point():
    # 22,000 + (T − 17)·14,000/30 = 600·(70 − T)  →  T = 26.1875
    assert capacity(17) + Fraction(14000, 30) * (Fraction(261875, 10000) - 17) == 600 * (70 - Fraction(261875, 10000))
    for limit, passed in ((30, True), (26.1875, True), (26.1874, False), (25, False)):
        found = one("maximum_thermal_balance_point", limit, OIL)
        assert (found.passed, found.found) == (passed, pytest.approx(26.1875, rel=1e-12))
    assert one("maximum_thermal_balance_point", 26.1875, OIL, strict=True).passed is False
    assert one("maximum_thermal_balance_point", 30, {}).passed is None
    enough = {"capacity_47": 90000, "capacity_17": 80000}
    reached = one("maximum_thermal_balance_point", 30, enough)
    assert reached.passed is True and "down to 5 °F, where the modelled season ends" in reached.reason
    mild = one("maximum_thermal_balance_point", 30, {**enough, "design_temperature": 40})
    assert mild.passed is None and "model a colder season" in mild.reason
    never = {"capacity_47": 10, "capacity_17": 5, "load_balance_temperature": 72}
    assert one("maximum_thermal_balance_point", 30, never).passed is False


def test_thermal_balance_point_of_several_is_the_warmest():
    # Capacity over load 600·(70 − T): short at 40 °F, enough at 30 °F, short at 5 °F.
    table = [[50, 3, 15000], [40, 3, 17000], [30, 2.5, 30000], [10, 2, 30000]]
    result = solved(performance_table=table)
    warmest = max(result.balance_points.thermal.temperatures)
    assert result.balance_points.thermal.status == "multiple"
    assert one("maximum_thermal_balance_point", 30, {"performance_table": table}).found == warmest > 40


@pytest.mark.parametrize(
    ("left", "passed"),
    [(35, True), (34, True), (35.5, False), ("none", False), (None, None)],
)
def test_auxiliary_lockout(left, passed):
    found = one("maximum_auxiliary_lockout", 35, {}, AsLeft(auxiliary_lockout=left))
    assert found.passed is passed
    assert found.found == left


def test_cop_at_5():
    assert one("minimum_cop_5", 1.75, {"cop_5": 1.75}).passed is True
    assert one("minimum_cop_5", 1.75, {"cop_5": 1.75}, strict=True).passed is False
    assert one("minimum_cop_5", 1.75, {"cop_5": 1.74}).reason == "the COP at 5 °F is 1.74, below the minimum 1.75"
    # 2.2 − 12·1.2/30 = 1.72 on the line: no rating, so no verdict.
    line = one("minimum_cop_5", 1.5, {})
    assert (line.passed, line.found) == (None, None) and "gives 1.72, no rating" in line.reason
    table = [[47, 3.4, 36000], [5, 1.8, 20000]]
    assert one("minimum_cop_5", 1.75, {"performance_table": table, "cop_5": 1.2}).found == 1.8
    assert one("minimum_cop_5", 1.75, {"performance_table": [[47, 3.4, 36000], [6, 1.9, 20000]]}).passed is None


def test_the_share_at_design_and_the_strips_are_of_the_design_load():
    """60,000 BTU/h given; from a balance temperature of 65 °F the season's load there is 60,000/63·58 = 55,238."""
    case = {"load_slope": None, "design_load": 60000, "design_temperature": 7, "load_balance_temperature": 65,
            **CAPACITIES}  # fmt: skip
    found = one("minimum_share_at_design", 0.8, case)
    short = df.solve(df.Case(**{key: value for key, value in case.items() if value is not None})).auxiliary_heat
    assert found.found == pytest.approx(short.capacity_btuh / 60000, rel=1e-12)
    assert short.shortfall_btuh == pytest.approx(60000 - short.capacity_btuh, rel=1e-12)
    assert "of 60,000 BTU/h, the design load" in found.reason


def test_capacity_ratio():
    case = {**CAPACITIES, "capacity_5": 25200}  # 25,200/36,000 = 0.7
    assert one("minimum_capacity_ratio_5_47", 0.7, case).passed is True
    assert one("minimum_capacity_ratio_5_47", 0.7, case, strict=True).passed is False
    low = one("minimum_capacity_ratio_5_47", 0.7, {**CAPACITIES, "capacity_5": 18000})
    assert low.passed is False and "is 50 %, below the minimum 70 % (18,000 of 36,000 BTU/h)" in low.reason
    assert "capacity_5 is not given" in one("minimum_capacity_ratio_5_47", 0.7, CAPACITIES).reason
    none = one("minimum_capacity_ratio_5_47", 0.7, {})
    assert none.passed is None and "capacity_5 and capacity_47 are not given" in none.reason


def test_compressor_lockout_recorded():
    def verdict(case, left):
        return one("compressor_lockout_recorded", True, case, left).passed

    assert verdict({}, AsLeft(compressor_lockout=0)) is True
    assert verdict({}, AsLeft(compressor_lockout="none")) is True
    assert verdict({"compressor_lockout": 0}, AsLeft()) is True
    assert verdict({}, AsLeft(switchover=30)) is False
    assert verdict({}, AsLeft()) is None


def test_dual_fuel_eligible():
    assert one("dual_fuel_eligible", True, {}).passed is True
    found = one("dual_fuel_eligible", False, OIL)
    assert (found.passed, found.found, found.limit) == (False, "heat pump with No. 2 fuel oil furnace", "not eligible")
    # Not eligible with another fuel: nothing is said of this one, and a programme that says nothing passes nobody.
    other = judge(
        solved().solution,
        parsed('name="T"\n[[rules]]\nid="a"\nkind="dual_fuel_eligible"\nfuel="propane"\nthreshold=false'),
    )
    assert (other.passed, other.findings) == (None, ())
    assert other.sentence() == "T: cannot be judged: no rule applies to this house"


def test_a_rule_for_other_fuels_only_is_asked_for_once():
    found = judge(solved().solution, PROGRAMMES["concord_cmlp"]).findings
    silent = [finding for finding in found if finding.limit is None]
    assert [finding.rule for finding in silent] == ["maximum_switchover", "minimum_share_at_switchover"]
    assert silent[0].reason == "the programme has no maximum switchover for natural gas; ask the programme"


def test_all_met_cannot_be_judged_and_not_met_in_this_order():
    p = custom_programme({"maximum_switchover": 40, "minimum_cop_5": 1.5, "dual_fuel_eligible": False})
    assert judge(solved().solution, p).passed is False
    p = custom_programme({"maximum_switchover": 40, "minimum_cop_5": 1.5, "dual_fuel_eligible": None})
    assert judge(solved().solution, p).passed is None
    assert judge(solved(cop_5=1.6).solution, p).passed is True
    assert judge(solved(cop_5=1.6).solution, p).sentence() == "Thresholds given by the user: all 2 rules are met"


@pytest.mark.parametrize("left", [AsLeft(float("nan")), AsLeft(1e9), AsLeft("none"), AsLeft(True), AsLeft(None, "x")])
def test_settings_that_are_none_are_refused(left):
    with pytest.raises(df.InputError, match="as_left_"):
        judge(solved().solution, PROGRAMMES["mass_save"], left)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("case", [{}, OIL, PROPANE], ids=["example", "oil", "propane"])
def test_json_is_plain_whole_and_the_same_each_time(key, case):
    first = json.dumps(judge(solved(**case).solution, PROGRAMMES[key]).to_json(), allow_nan=False)
    again = pickle.loads(pickle.dumps(judge(solved(**case).solution, PROGRAMMES[key])))
    assert first == json.dumps(again.to_json(), allow_nan=False)
    told = json.loads(first)
    assert told["read"] == "2026-11-22" and told["verify"] is True
    assert all(finding["source"]["url"].startswith("https://") for finding in told["findings"])
    assert all(finding["verify_reason"] for finding in told["findings"])


# --- Files and thresholds of the user ---

OWN = """
name = "Our utility"
jurisdiction = "Here"
effective = 2026-01-01
not_judged = ["A form"]
[[rules]]
id = "switchover"
kind = "maximum_switchover"
threshold = 30
unit = "°F"
[[rules]]
id = "ratio"
kind = "minimum_capacity_ratio_5_47"
threshold = 0.7
strict = true
verify = true
verify_reason = "from hearsay"
"""


def test_a_file_of_ones_own(tmp_path):
    (tmp_path / "p.toml").write_text(OWN, encoding="utf-8")
    p = read_programme(tmp_path / "p.toml")
    assert (p.key, p.name, p.effective, p.read) == ("custom", "Our utility", datetime.date(2026, 1, 1), None)
    assert [(rule.id, rule.threshold, rule.strict, rule.verify) for rule in p.rules] == [
        ("switchover", 30.0, False, False),
        ("ratio", 0.7, True, True),
    ]
    assert hash(p) == hash(read_programme(tmp_path / "p.toml"))  # a workbook's shape holds it


def problems(text: str) -> dict[str, str]:
    with pytest.raises(df.InputError) as caught:
        parsed(text)
    return {issue.key: str(issue) for issue in caught.value.issues}


@pytest.mark.parametrize("key", KEYS)
def test_rules_that_are_written_are_read_as_the_same(key):
    assert programme_in("\n".join(written(PROGRAMMES[key]))) == PROGRAMMES[key]._replace(key="custom")


def test_every_problem_at_once():
    found = problems("""
nam = "x"
effective = "2026"
verify = "yes"
url = "ftp://x"
[[rules]]
id = "A b"
kind = "maximum_swichover"
threshold = 30
[[rules]]
id = "two"
kind = "minimum_share_at_design"
threshold = 80
unit = "%"
fuel = "coal"
[[rules]]
id = "two"
kind = "compressor_lockout_recorded"
threshold = false
temperature = 3
strict = true
colour = "red"
[[rules]]
id = "nan"
kind = "maximum_switchover"
threshold = nan
""")
    assert list(found) == [
        "nam", "name", "effective", "url", "verify", "rules[1].id", "rules[1].kind", "rules[2].unit",
        "rules[2].threshold", "rules[2].fuel", "rules[3].colour", "rules[3].threshold", "rules[3].temperature",
        "rules[3].strict", "rules[3].id", "rules[4].threshold",
    ]  # fmt: skip
    assert "Did you mean name?" in found["nam"]
    assert "Did you mean maximum_switchover?" in found["rules[1].kind"]
    assert "Give a fraction: 0.8" in found["rules[2].threshold"]
    assert "must be true" in found["rules[3].threshold"]
    assert all("\n" not in line for line in found.values())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('name = "x"', "rules"),
        ('name = "x"\nrules = 3', "rules"),
        ('name = "x"\nrules = [3]', "rules[1].id"),
        ('name = "a\\nb"\n[[rules]]\nid="a"\nkind="minimum_cop_5"\nthreshold=2', "name"),
        ('name = "x"\nnot_judged = [1]\n[[rules]]\nid="a"\nkind="minimum_cop_5"\nthreshold=2', "not_judged"),
        ('name = "x"\nverify = true\n[[rules]]\nid="a"\nkind="minimum_cop_5"\nthreshold=2', "verify_reason"),
        ('name = "x"\n[[rules]]\nid="a"\nkind="minimum_cop_5"\nthreshold=true', "rules[1].threshold"),
        ('name = "x"\n[[rules]]\nid="a"\nkind="minimum_cop_5"', "rules[1].threshold"),
        ('name = "x"\n[[rules]]\nid="a"\nkind="minimum_cop_5"\nthreshold=0', "rules[1].threshold"),
        ('name = "x"\nread = 2020-01-01\neffective = 2021-01-01\n[[rules]]\nid="a"\nkind="minimum_cop_5"\nthreshold=2',
         "read"),
    ],
)  # fmt: skip
def test_what_is_refused(text, key):
    assert key in problems(text)


def test_shipped_data_must_say_where_it_comes_from():
    with pytest.raises(df.InputError) as caught:
        programme_of({"name": "x", "rules": [{"id": "a", "kind": "minimum_cop_5", "threshold": 2}]}, "x", shipped=True)
    keys = {issue.key for issue in caught.value.issues}
    assert keys == {"x.jurisdiction", "x.read", "x.title", "x.url", "x.verify", "x.rules[1].says"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name = ", "line 1 must be a value"),
        (b"\0", "it is not TOML"),
        (b"a = " + b"[" * 5000, "it"),
        (b"a" + b".a" * 30000 + b" = 1", "dotted keys"),
        (b"#" * (MAX_TEXT + 1), "larger than 1 MB"),
        (b"a = " + b"9" * 5000, "it is not TOML"),
    ],
)
def test_hostile_files_get_one_line(tmp_path, content, words):
    (tmp_path / "p.toml").write_bytes(content)
    with pytest.raises(df.InputError) as caught:
        read_programme(tmp_path / "p.toml")
    assert len(caught.value.issues) == 1 and words in str(caught.value) and "\n" not in str(caught.value)


def test_no_such_file(tmp_path):
    with pytest.raises(df.InputError, match="programme_file"):
        read_programme(tmp_path / "none.toml")


def test_thresholds_as_inputs():
    p = custom_programme({"maximum_switchover": 30, "minimum_share_at_design": None})
    assert [(rule.id, rule.threshold) for rule in p.rules] == [("custom-maximum-switchover", 30.0)]
    with pytest.raises(df.InputError, match=r"rules\[1\]\.threshold"):
        custom_programme({"minimum_share_at_design": 90})
    with pytest.raises(df.InputError, match="rules"):
        custom_programme({"maximum_switchover": None})


# --- The sheet ---

ALL_LIVE = custom_programme(
    {
        "maximum_switchover": 30,
        "minimum_share_at_design": 0.4,
        "maximum_thermal_balance_point": 26,
        "minimum_cop_5": 1.75,
        "minimum_capacity_ratio_5_47": 0.5,
        "compressor_lockout_recorded": True,
    },
    "=cmd|'/c calc'!A1",
)
RATED = {**OIL, "cop_5": 1.8, "capacity_5": 17000}
SHEETS = {
    "example": ({}, PROGRAMMES["mass_save"], AsLeft()),
    "oil": (OIL, PROGRAMMES["concord_cmlp"], AsLeft(30, "none", 35)),
    "propane": ({**PROPANE, "compressor_lockout": 10}, PROGRAMMES["bpa_ptcs"], AsLeft()),
    "maine": (OIL, PROGRAMMES["efficiency_maine"], AsLeft(28, 40)),
    "all live": (RATED, ALL_LIVE, AsLeft()),
    "nothing known": ({}, ALL_LIVE, AsLeft()),
    "heat pump always": ({"electricity_price": 0, "design_temperature": 35}, ALL_LIVE, AsLeft()),
    "table": ({"performance_table": [[47, 3.4, 36000], [5, 1.8, 20000]]}, ALL_LIVE, AsLeft(compressor_lockout=0)),
    "station": ({**OIL, "station": "denver"}, ALL_LIVE, AsLeft()),
}


@cache
def book_of(name: str) -> bytes:
    """A workbook with the Programme sheet behind the others, as the build would write it."""
    case, rules, left = SHEETS[name]
    result = solved(**case)
    judgement = judge(result.solution, rules, left)
    shape = shape_of(result)
    book = Book(shape)
    for part in (summary, cover, inputs, constants, tables, setting, balance, charts, checks, log):
        part.write(book)
    programme.write(book, judged_by(judgement), lambda f: judge(f.result.solution, rules, left))
    for sheet in book.sheets.values():
        print_setup.set_up_own(sheet)
    return package.skeleton(book).fill(Filling(result, STAMP, shape))


@pytest.mark.parametrize("name", one_in(4, SHEETS))
def test_the_sheet_recalculated_is_the_stored_one(name):
    made = book_of(name)
    stored = {place: value for place, value in cells(made).items() if place[0] == "Programme"}
    found = {place: value for place, value in by_formualizer(made).items() if place[0] == "Programme"}
    assert len(stored) > 40
    assert different(found, stored) == []


def test_the_sheet_recalculated_by_libreoffice(recalculated):
    as_libreoffice_has_it(list(SHEETS)[::5], recalculated)


@pytest.mark.slow
def test_every_sheet_recalculated_by_libreoffice(recalculated):
    as_libreoffice_has_it(list(SHEETS), recalculated)


def as_libreoffice_has_it(names: list[str], recalculated) -> None:
    made = [book_of(name) for name in names]
    done = recalculated([without_values(one) for one in made])
    for name, before, after in zip(names, made, done, strict=True):
        stored, found = (
            {place: value for place, value in cells(one).items() if place[0] == "Programme"} for one in (before, after)
        )
        assert different(found, stored) == [], name


def test_the_sheet_says_what_the_judgement_says():
    case, rules, left = SHEETS["all live"]
    judgement = judge(solved(**case).solution, rules, left)
    sheet = openpyxl.load_workbook(io.BytesIO(book_of("all live")), data_only=True)["Programme"]
    assert sheet["A6"].value == judgement.headline == "2 of 6 rules not met"
    rows = [row for row in sheet.iter_rows(values_only=True) if row[5] in programme.WORDS.values()]
    assert [row[5] for row in rows] == [programme.WORDS[finding.passed] for finding in judgement.findings]
    assert [row[8] for row in rows] == [finding.reason for finding in judgement.findings]
    # 26 ≤ 30; 17,000/39,000 = 0.436 ≥ 0.4; 26.1875 > 26; 1.8 ≥ 1.75; 17,000/36,000 = 0.472 < 0.5; nothing recorded
    assert [row[7] for row in rows] == ["met", "met", "NOT MET", "met", "NOT MET", "–"]
    assert [row[6] for row in rows[1:2]] == [pytest.approx(17000 / 39000, rel=1e-12)]


def test_the_sheet_follows_the_inputs():
    """Cheaper electricity: the switchover found now moves below 30 °F, the judgement made for 36 °F stays."""
    changed = edited(book_of("example"), {"electricity_price": 0.10})
    after = by_formualizer(changed)
    row = next(place[1:] for (sheet, place), value in after.items() if (sheet, value) == ("Programme", "NOT MET"))
    now = solved(electricity_price=0.10).recommended.switchover
    assert now <= 30 and [after["Programme", letter + row] for letter in "DGH"] == [36, now, "met"]


def test_text_of_a_user_stays_text():
    sheet = openpyxl.load_workbook(io.BytesIO(book_of("all live")))["Programme"]
    assert sheet["B7"].value.startswith("=cmd") and sheet["B7"].data_type == "s"


@pytest.mark.parametrize("name", one_in(5, SHEETS))
def test_the_workbook_keeps_the_rules_of_the_page(name):
    case, _, _ = SHEETS[name]
    without = {str(finding) for finding in broken_rules(workbook_bytes(solved(**case), STAMP))}
    assert [str(finding) for finding in broken_rules(book_of(name)) if str(finding) not in without] == []


def test_the_same_bytes_each_time():
    assert book_of("oil") == book_of.__wrapped__("oil")


# --- In a case ---


def test_a_case_names_its_programme_and_the_result_carries_the_judgement():
    result = df.solve(df.Case(programme="mass_save", as_left_switchover=28))
    document = result.to_json()["programme"]
    assert document == judge(result.solution, PROGRAMMES["mass_save"], AsLeft(switchover=28.0)).to_json()
    assert df.solve(df.Case()).to_json()["programme"] is None
    assert df.solve(df.Case()).judgement is None


def test_rules_of_its_own_come_from_a_file(tmp_path):
    file = tmp_path / "rules.toml"
    file.write_text(
        'name = "Ours"\n[[rules]]\nid = "a"\nkind = "maximum_switchover"\nthreshold = 30\nunit = "°F"\n',
        encoding="utf-8",
    )
    case = df.Case(programme="custom", programme_file=str(file))
    assert df.solve(df.Case()).recommended.switchover == 36
    assert df.solve(case).setting.switchover == 30  # the most it accepts
    assert df.solve(case.replace(as_left_switchover=36)).judgement.passed is False
    file.unlink()
    assert df.solve(case.replace(fuel_price=30)).judgement.programme.name == "Ours"  # read once
    assert pickle.loads(pickle.dumps(case)).rules == case.rules


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"programme": "custom"}, "programme_file"),
        ({"programme_file": "rules.toml"}, "must be custom"),
        ({"programme": "mass_sav"}, "Did you mean mass_save"),
        ({"programme": "custom", "programme_file": "nowhere.toml"}, "cannot be read"),
        ({"programme": "mass_save", "as_left_switchover": 400}, "as_left_switchover = 400"),
    ],
)
def test_what_does_not_go_together_is_told(inputs, words):
    with pytest.raises(df.InputError, match=words):
        df.Case(**inputs)


def test_the_command_says_and_writes_it(tmp_path):
    case = tmp_path / "case.toml"
    case.write_text('programme = "bpa_ptcs"\ncapacity_47 = 36000\ncapacity_17 = 22000\n', encoding="utf-8")
    done = dualfuel("run", case, "--xlsx", tmp_path / "a.xlsx")
    assert "Programme: " in done.out
    assert "Programme" in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
