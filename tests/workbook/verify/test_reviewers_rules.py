"""The reviewer's own rules over all files, beside those that the files name; assumptions warn and fail nobody."""

from __future__ import annotations

import pytest

import xl_dualfuel as df
from books import STAMP, cells, edited
from commands import dualfuel
from xl_dualfuel.errors import InputError
from xl_dualfuel.inputs.programme_files import programme_named, read_programme
from xl_dualfuel.inputs.programme_text import programme_in, rules_to_start_from, written
from xl_dualfuel.inputs.programmes import KINDS
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import ByProgramme, Verdict, verify
from xl_dualfuel.workbook.verify.findings import FAIL, NEEDS_REVIEW, PASS

HOUSE = {"fuel": "natural_gas", "capacity_47": 36000, "capacity_17": 22000, "as_left_switchover": 25}
PROPANE = HOUSE | {"fuel": "propane", "fuel_price": 2.5, "fuel_price_unit": "$/gal"}
RULES = """
name = "Our utility"
[[rules]]
id = "switchover"
kind = "maximum_switchover"
fuel = "natural_gas"
threshold = {threshold}
unit = "°F"
says = "So cold or colder"
{more}
"""


def rules(threshold: float, more: str = "") -> ByProgramme:
    return ByProgramme(programme_in(RULES.format(threshold=threshold, more=more)))


def judged(case: dict, judge: ByProgramme) -> Verdict:
    return verify(workbook_bytes(df.solve(df.Case(**case)), STAMP), "a.xlsx", judge)


def told(verdict: Verdict) -> list[tuple[str, str]]:
    return [(one.severity, one.what) for one in verdict.findings if one.id == "programme"]


def test_a_file_that_names_no_programme_is_judged():
    assert judged(HOUSE, rules(30)).words == PASS
    found = judged(HOUSE, rules(20))
    assert found.words == FAIL
    assert [severity for severity, what in told(found) if what.startswith("Our utility, switchover: ")] == ["error"]


def test_the_rules_that_the_file_names_count_besides():
    case = HOUSE | {"programme": "mass_save", "as_left_switchover": 35}
    assert [what.partition(",")[0] for _, what in told(judged(case, rules(20)))] == ["Our utility", "Mass Save"]


def test_the_programme_of_the_file_itself_is_judged_once():
    case = HOUSE | {"programme": "mass_save", "as_left_switchover": 35}
    assert len(told(judged(case, ByProgramme(programme_named("mass_save"))))) == 1


def test_a_rule_that_is_an_assumption_warns_with_its_caveat():
    found = judged(HOUSE, rules(20, 'assumption = true\nverify_reason = "heard on the telephone"'))
    assert found.words == NEEDS_REVIEW
    one = next(one for one in found.findings if one.id == "programme")
    assert one.severity == "warning"
    assert one.remedy == "The rule is an assumption: heard on the telephone"


def test_a_limit_to_look_up_fails_with_its_caveat():
    found = judged(HOUSE, rules(20, 'verify = true\nverify_reason = "an old copy"'))
    assert found.words == FAIL
    assert next(one.remedy for one in found.findings if one.id == "programme").endswith("at its source: an old copy")


def test_the_shipped_rule_that_says_that_it_is_an_assumption_fails_nobody():
    found = verify(workbook_bytes(df.solve(df.Case(**PROPANE, programme="mass_save")), STAMP))
    assert [severity for severity, _ in told(found)] == ["warning"]  # 25 °F, where 5 °F is taken to be propane's


def test_rules_that_cannot_be_judged_are_said_so():
    assert told(judged(PROPANE, rules(30)))[0][0] == "warning"
    none = 'name = "N"\n[[rules]]\nid = "gas"\nkind = "dual_fuel_eligible"\nfuel = "natural_gas"\nthreshold = false'
    assert told(judged(PROPANE, ByProgramme(programme_in(none)))) == [("warning", "N: no rule applies to this house")]
    blank = verify(edited(template("client"), {"site": "12 Elm St"}), "a.xlsx", rules(30))
    assert ("warning", "Our utility: its rules cannot be judged, as the inputs give no result") in told(blank)


def test_an_assumption_says_why():
    with pytest.raises(InputError, match="verify_reason"):
        rules(20, "assumption = true")


def test_the_file_to_start_from_has_every_kind_and_is_read_back(tmp_path):
    text = rules_to_start_from()
    programme = programme_in(text)
    assert [rule.kind for rule in programme.rules] == [*KINDS]
    assert programme_in("\n".join(written(programme))) == programme
    for kind in KINDS.values():
        assert f"# {kind.label}: " in text
    file = tmp_path / "rules.toml"
    assert dualfuel("template", "rules", file).status == 0
    assert file.read_text(encoding="utf-8") == text
    assert read_programme(file) == programme == programme_named(str(file))


def test_a_programme_that_is_none_is_refused_with_the_next_one():
    with pytest.raises(InputError, match="Did you mean mass_save"):
        programme_named("mass_sav")


def test_the_command_judges_all_files(tmp_path):
    rules_file, house = tmp_path / "rules.toml", tmp_path / "house.xlsx"
    rules_file.write_text(RULES.format(threshold=20, more=""), encoding="utf-8")
    house.write_bytes(workbook_bytes(df.solve(df.Case(**HOUSE)), STAMP))
    assert dualfuel("verify", house).status == 0
    done = dualfuel("verify", house, "--programme", rules_file)
    assert done.status == 1
    assert "Our utility, switchover" in " ".join(done.out.split())


def test_each_house_of_a_table_is_judged():
    house = {"house": "Elm St", "load_slope": 600, "station": "chicago_ohare", "cop_47": 3.4, "cop_17": 2.2,
             "fuel": "natural_gas", "fuel_price": 13, "fuel_price_unit": "$/MMBtu", "furnace_efficiency": 0.95,
             "electricity_price": 0.14, "existing_switchover": 35}  # fmt: skip
    form = template("portfolio")
    keys = {value: at[:-1] for (sheet, at), value in cells(form).items() if sheet == "Homes" and at[-1:] == "8"}
    package = edited(form, {("Homes", f"{keys[key]}10"): value for key, value in house.items()})
    hits = [one for one in verify(package, "a.xlsx", rules(-50)).findings if one.id == "programme"]
    assert [(one.severity, one.sheet, one.cell) for one in hits] == [("error", "Homes", "A10")]
    assert hits[0].what.startswith("Elm St: Our utility, switchover: ")
