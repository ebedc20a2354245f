"""The client's page: what it says is what the program says; it follows edits; nothing stale stands unmarked."""

from __future__ import annotations

import pytest

import tampers
import xl_dualfuel as df
from books import CASES, STAMP, by_formualizer, cells, edited
from support import case_from, one_in
from xl_dualfuel.decisions.band import program_of
from xl_dualfuel.results import setting_words
from xl_dualfuel.results.case_units import money
from xl_dualfuel.workbook.formulas.summary import NONE, STALE
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import verify


def package_of(inputs: dict) -> tuple[df.Result, bytes]:
    result = df.solve(case_from(inputs))
    return result, workbook_bytes(result, STAMP)


def page(found: dict) -> dict[str, object]:
    """The cells of the page by address, blank ones left out."""
    return {address: value for (sheet, address), value in found.items() if sheet == "Summary"}


@pytest.mark.parametrize("name", ["example", "limits", "programme"])
def test_the_card_is_what_the_program_says(name):
    result, package = package_of(CASES[name])
    said, program = page(cells(package)), program_of(result.solution)
    assert [said[f"B{row}"] for row in range(4, 9)] == [
        "Switchover", "Compressor lockout", "Auxiliary heat lockout", "Differential", "Season saving",
    ]  # fmt: skip
    wanted = [program.setting, program.compressor_lockout, program.backup_lockout, program.differential]
    degrees = ["none" if at is None else f"{at:g} °{program.unit}" for at in wanted]
    assert [said[f"C{row}"] for row in range(4, 8)] == degrees
    saved = setting_words.saving(result.solution)
    assert said["C8"] == ("cannot be compared" if saved is None else money(saved, result.case.units))
    # After what no setting does the sentence continues in small letters.
    assert setting_words.headline(result.solution).lower().endswith(f"{said['A4']} {said['A5']}".lower())
    assert ("A3" in said) == (name == "programme")


def test_the_table_compares_four_ways():
    result, package = package_of(CASES["example"])
    table, said, units = result.table("scenarios"), page(cells(package)), result.case.units
    costs = dict(zip(table["scenario"], table["annual_cost"], strict=True))
    for row, scenario in enumerate(("heat_pump_only", "furnace_only", "existing_switchover", "optimized"), 27):
        assert said[f"B{row}"] == money(costs[scenario], units)
        more = costs[scenario] - costs["existing_switchover"]
        words = f"{money(abs(more), units)} {'more' if more > 0 else 'less'}" if abs(more) >= 0.005 else "the same"
        assert said[f"C{row}"] == words


@pytest.mark.parametrize("name", one_in(2, ["limits", "example"]))
def test_it_follows_an_edit_and_marks_what_does_not(name):
    """Two prices and a lockout typed in later; the assumptions are the program's alone."""
    changes = {"electricity_price": 0.08, "fuel_price": 16.0, "compressor_lockout": 12.5}
    _, package = package_of(CASES[name])
    changed = page(by_formualizer(edited(package, changes)))
    result = df.solve(case_from({**CASES[name], **changes}))
    program = program_of(result.solution)
    assert changed["C4"] == f"{program.setting:g} °F"
    assert changed["C5"] == f"{program.compressor_lockout:g} °F"
    assert changed["C6"] == f"{program.backup_lockout:g} °F"
    assert changed["C8"] == money(setting_words.saving(result.solution), result.case.units)
    assert changed["A9"] == STALE
    assert "A9" not in page(cells(package))


def test_a_broken_case_shows_the_problem_and_no_answer():
    _, package = package_of(CASES["example"])
    broken = page(by_formualizer(edited(package, {"electricity_price": "cheap"})))
    assert broken["A3"].startswith("No result: Electricity price")
    assert {broken[at] for at in ("C4", "C5", "C6", "C8", "A4", "A5", "A6", "A7", "B27", "B30", "C27")} == {NONE}


@pytest.mark.parametrize(
    ("change", "id_"),
    one_in(
        2,
        [
            (lambda page: page.replace("<v>36 °F</v>", "<v>30 °F</v>", 1), "result"),
            (lambda page: page.replace(">Switchover<", ">Setting<", 1), "label"),
            (lambda page: page.replace("70 °F was used", "65 °F was used", 1), "label"),
        ],
    ),
    ids=["another setting", "another label", "another assumption"],
)
def test_verify_compares_it(change, id_):
    _, package = package_of(CASES["example"])
    parts = tampers.parts_of(package)
    part = "xl/worksheets/sheet1.xml"
    parts[part] = change(parts[part].decode()).encode()
    findings = verify(tampers.packed(parts), "a.xlsx").findings
    assert [(one.id, one.sheet, one.severity) for one in findings if one.severity == "error"] == [
        (id_, "Summary", "error")
    ]
