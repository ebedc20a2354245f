"""Verifying workbooks with decisions: honest ones hold, every tampering is told, what cannot be judged is said."""

from __future__ import annotations

import io
import re
from functools import cache, lru_cache

import openpyxl
import pytest

import tampers
import xl_dualfuel as df
from books import CASES, STAMP, cells, edited, random_cases, recalculated_by_formualizer
from support import case_from, one_in
from tests.results.test_hourly import BASE
from xl_dualfuel.decisions.deciding import compare_options, decide
from xl_dualfuel.decisions.options import Option, Options
from xl_dualfuel.decisions.study import study_of
from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.tariffs.tariff import Tariff
from xl_dualfuel.workbook.sheets.build import workbook_bytes
from xl_dualfuel.workbook.verify import single_file, verify
from xl_dualfuel.workbook.verify.findings import Finding
from xl_dualfuel.workbook.verify.identical import identical

GIVEN = {"cop_47": 3.4, "capacity_47": 36000, "capacity_17": 22000, "electricity_price": 0.15}
KINDS = ("example", "limits", "programme")
STUDY = {
    "ranges": {"fuel_price": [10, 18], "cop": [0.001, 1.05], "furnace_efficiency": [0.8, 1.4]},
    "scenarios": {"strike": {"label": "Strike", "fuel_price": 2.0}, "mild": {"season_hours": 0.7}},
    "uncertain": {"fuel_price": {"distribution": "normal", "mean": 13, "sd": 2}},
    "draws": 200,
}
OPTIONS = Options(
    (
        Option("furnace", "The furnace alone", {}, "furnace_only", {}),
        Option("cold", "Cold-climate heat pump", {"cop_47": 3.9, "cop_17": 2.7}, "optimized",
               {"premium": 2200, "rebate": 1000, "life": 12}),
        Option("propane", "Propane", {"fuel": "propane", "fuel_price": 2.4, "fuel_price_unit": "$/gal"}, "optimized",
               {"premium": -500}),
    ),
    "furnace", {"discount_rate": 0.04, "fuel_escalation": 0.03},
)  # fmt: skip

ANYWHERE = Options(
    (Option("furnace", "The furnace alone", {}, "furnace_only", {}),
     Option("night", "A tariff by night", {"electricity_price": 0.07}, "optimized", {"premium": 600})),
    "base", {"electricity_escalation": 0.02},
)  # fmt: skip
"""Options of any case"""


def made(inputs: dict, **asked) -> bytes:
    case = case_from(inputs)
    return workbook_bytes(df.solve(case), STAMP, decisions=decide(case, **asked))


@cache
def plain() -> bytes:
    return made(GIVEN)


@cache
def compared() -> bytes:
    case = df.Case(**GIVEN)
    return workbook_bytes(df.solve(case), STAMP, decisions=compare_options(case, OPTIONS))


@cache
def studied() -> bytes:
    """Everything at once: a study, chances, options, money."""
    return made(GIVEN, study=study_of(STUDY), options=OPTIONS, percent=2.0)


@lru_cache(maxsize=64)
def judged(package: bytes, _way: object) -> tuple[Finding, ...]:
    return verify(package, "a.xlsx").findings


def findings(package: bytes) -> tuple[Finding, ...]:
    """Worked out once for each package; again where a test does away with the quick way."""
    return judged(package, single_file.identical)


def above_info(package: bytes) -> list[Finding]:
    found = findings(package)
    return [one for one in found if one.severity != "info" and one.id != "programme"]


def ids(package: bytes) -> set[str]:
    return {one.id for one in above_info(package)}


def unjudged(package: bytes) -> list[str]:
    """The sheets that the finding on what cannot be judged names."""
    found = [one for one in findings(package) if one.id == "unjudged"]
    assert all(one.severity == "info" for one in found)
    return [one.found for one in found]


def with_cells(package: bytes, values: dict[tuple[str, str], object]) -> bytes:
    """Typed into cells, and recalculated."""
    return recalculated_by_formualizer(edited(package, values))


def row_of(package: bytes, sheet: str, label: str) -> int:
    of_label = (place for (title, place), value in cells(package).items() if (title, value) == (sheet, label))
    return next(int(place[1:]) for place in of_label if re.fullmatch("A[0-9]+", place))


class TestHonest:
    @pytest.mark.parametrize("name", one_in(3, KINDS))
    def test_the_quick_way_knows_defaults(self, name):
        package = made(CASES[name])
        assert identical(package) is not None
        assert above_info(package) == []

    @pytest.mark.slow
    def test_the_quick_way_knows_another_allowance_and_a_price_on_carbon(self):
        assert identical(made(GIVEN, percent=2.5, carbon_price=80.0)) is not None

    @pytest.mark.parametrize("package", one_in(2, [studied, compared]))
    def test_the_quick_way_leaves_the_rest_to_the_closer_look(self, package):
        assert identical(package()) is None
        assert above_info(package()) == []

    @pytest.mark.parametrize("package", one_in(2, [lambda: made(GIVEN, dollars=12.0, carbon_price=400.0), plain]))
    def test_the_closer_look_says_nothing_of_defaults(self, package, monkeypatch):
        monkeypatch.setattr("xl_dualfuel.workbook.verify.single_file.identical", lambda _: None)
        found = {one.id for one in findings(package())}
        assert found <= {"input-source", "input-doubtful"}

    @pytest.mark.slow
    def test_the_closer_look_at_every_kind_and_random_cases(self, monkeypatch):
        monkeypatch.setattr("xl_dualfuel.workbook.verify.single_file.identical", lambda _: None)
        kinds = CASES | {f"random {number}": inputs for number, inputs in enumerate(random_cases(20))}
        for number, (name, inputs) in enumerate(kinds.items()):
            options = ANYWHERE if number % 4 == 0 else None
            package = made(inputs, options=options, percent=0.5 + number, carbon_price=None if number % 2 else 120.0)
            assert above_info(package) == [], name
            if number % 3 == 0:
                assert above_info(recalculated_by_formualizer(package)) == [], name

    @pytest.mark.slow
    def test_load_not_met_a_loan_and_defaults(self):
        """What their verdicts hang on stands on the sheets."""
        tiny = {"capacity_47": 3000, "capacity_17": 2000, "strip_capacity": 0}
        options = Options(
            (Option("tiny", "", tiny, "heat_pump_only", {"premium": 100}),
             Option("loan", "", {"electricity_price": 0.3}, "heat_pump_only", {"premium": -500}),
             Option("none", "", {"cop_47": 3.6}, "optimized", {"rebate": 0})),
            "base", {"discount_rate": 0.5, "electricity_escalation": 0.01},
        )  # fmt: skip
        package = made(GIVEN, options=options)
        assert above_info(package) == []
        assert above_info(recalculated_by_formualizer(package)) == []
        row = row_of(package, "Money", "Verdict at the discount rate")
        stored_cells = cells(package)
        assert stored_cells["Money", f"F{row}"] == "load not met"
        parts = tampers.parts_of(package)
        stored = re.compile(rb'(<c r="F%d"[^>]*><f>[^<]*</f><v>)load not met' % row)
        told = {name: stored.sub(rb"\1pays", content) for name, content in parts.items() if stored.search(content)}
        assert len(told) == 1
        assert ids(tampers.packed(parts | told)) == {"value"}
        assert stored_cells["Money", f"G{row_of(package, 'Money', 'Its status')}"] == "borrowing: use NPV"

    @pytest.mark.slow
    def test_ranges_of_a_study_are_worked_out_again(self):
        assert unjudged(made(GIVEN, study=study_of({"ranges": STUDY["ranges"]}))) == []

    def test_what_cannot_be_judged_is_said_once(self):
        assert unjudged(plain()) == []
        assert unjudged(compared()) == ["Options (all but the case itself); Money"]
        assert unjudged(studied()) == ["Sensitivity (named risks, chances); Options (all but the case itself); Money"]

    @pytest.mark.slow
    def test_options_billed_by_a_tariff(self):
        options = Options((Option("furnace", "", {}, "furnace_only", {"premium": -100}),), "base", {})
        package = workbook_bytes(df.solve(BASE), STAMP, decisions=compare_options(BASE, options, Tariff()))
        assert above_info(package) == []
        assert unjudged(package) == ["Options (billed by a tariff); Money"]

    @pytest.mark.slow
    def test_large_tables_where_the_frontier_is_the_engines(self):
        package = made({"bin_table": [[60 - 0.125 * place, 3.0] for place in range(520)]})
        assert above_info(package) == []
        parts = tampers.parts_of(package)
        tampers.set_input(parts, "knee_cost", "1")
        assert ids(tampers.packed(parts)) == {"constant"}

    @pytest.mark.slow
    def test_libreoffice_may_save_them(self, recalculated):
        yellow = edited(plain(), {"band_share": 0.03, "carbon_price": 150.0})
        for package in recalculated([plain(), studied(), yellow]):
            assert above_info(package) == []


class TestYellowCells:
    """Anybody may change them; what follows from them is judged by what stands there."""

    @pytest.mark.slow
    def test_all_of_them_at_once(self):
        """What to program is still that of the allowance of 2 %, which nothing tells any more."""
        package = studied()
        shares, premium = (row_of(package, *label) for label in (
            ("Sensitivity", "Share of the case's fuel price"), ("Money", "Equipment premium")))  # fmt: skip
        changed = {"F": (900.0, 0.0, 25.0, 0.1, -0.2, 0.0), "G": (4000.0, 500.0, 40.0, 0.0, 0.1, 0.02)}
        cells = {("Money", f"{letter}{premium + place}"): value for letter, values in changed.items()
                 for place, value in enumerate(values)}  # fmt: skip
        cells |= {("Sensitivity", f"D{shares}"): 2.0, ("Sensitivity", f"B{shares + 4}"): 0.3}
        done = with_cells(edited(package, {"band_share": 0.04, "carbon_price": 150.0}), cells)
        assert above_info(done) == []
        assert unjudged(done) == unjudged(package)

    def test_wrong_terms_are_told(self):
        row = row_of(compared(), "Money", "Equipment premium")
        parts = tampers.parts_of(compared())
        tampers._cell(parts, "Money", f"F{row}", "<is><t>0</t></is>", ' t="inlineStr"')
        wrong = tampers.packed(parts)
        assert ids(wrong) == {"value"}
        assert unjudged(wrong) == ["Options (all but the case itself); Money (terms are wrong in column F)"]

    @pytest.mark.slow
    def test_wrong_terms_that_were_calculated(self):
        row = row_of(compared(), "Money", "Equipment premium")
        assert ids(with_cells(compared(), {("Money", f"F{row}"): "dear"})) == {"W06"}

    @pytest.mark.parametrize("package", [plain, pytest.param(studied, marks=pytest.mark.slow)])
    def test_an_edited_input_is_told_as_edited_only(self, package):
        changed = recalculated_by_formualizer(edited(package(), {"cop_47": 4.2}))
        assert ids(changed) == {"inputs-edited"}
        row = row_of(changed, "Sensitivity", "As the case is")
        parts = tampers.parts_of(changed)
        tampers._cell(parts, "Sensitivity", f"B{row}", "<v>1</v>")
        assert ids(tampers.packed(parts)) == {"inputs-edited", "constant"}


QUICK = (tampers.tornado_value, tampers.edge_formula, tampers.worth_stored)
"""A value and a formula; each takes as long as a closer look, so the others are slow tests"""


def quick_ones(many: list[tampers.Tamper]) -> list[object]:
    return [one if one.change in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in many]


class TestTampering:
    @pytest.mark.parametrize("tamper", quick_ones(tampers.SENSITIVITY), ids=lambda tamper: tamper.name)
    def test_of_sensitivity_is_told_by_the_right_finding(self, tamper):
        found = ids(tampers.tampered(plain(), tamper))
        assert tamper.ids <= found <= tamper.ids | tamper.also, found

    @pytest.mark.parametrize("tamper", quick_ones(tampers.OPTIONS), ids=lambda tamper: tamper.name)
    def test_of_options_and_money_is_told_by_the_right_finding(self, tamper):
        found = ids(tampers.tampered(compared(), tamper))
        assert tamper.ids <= found <= tamper.ids | tamper.also, found

    @pytest.mark.parametrize("title", ["Sensitivity", pytest.param("Money", marks=pytest.mark.slow)])
    def test_a_sheet_that_was_deleted(self, title):
        book = openpyxl.load_workbook(io.BytesIO(studied()))
        del book[title]
        done = io.BytesIO()
        book.save(done)
        assert ids(done.getvalue()) == {"sheet-missing"}

    @pytest.mark.slow
    def test_a_contractors_own_sheet_of_such_a_name(self):
        book = openpyxl.load_workbook(io.BytesIO(plain()))
        book.create_sheet("Options")["A1"] = "What we offer"
        done = io.BytesIO()
        book.save(done)
        assert above_info(done.getvalue()) == []

    @pytest.mark.slow
    def test_numbers_too_large_to_work_with(self):
        parts = tampers.parts_of(compared())
        row = row_of(compared(), "Options", "Fuel")
        tampers._cell(parts, "Options", f"E{row}", "<v>1e300</v>")
        assert ids(tampers.packed(parts)) == {"value"}

    @pytest.mark.slow
    def test_every_stored_value_counts(self):
        """One in forty of the numbers on the three sheets, changed one at a time; some the workbook cannot tell."""
        package = studied()
        for number in (10, 11, 12):
            name = f"xl/worksheets/sheet{number}.xml"
            content = tampers.parts_of(package)[name]
            cells = list(re.finditer(rb'<c r="[A-Z]+[0-9]+"[^>]*><f>[^<]*</f><v>([0-9.e+-]+)</v></c>', content))
            for found in cells[::40]:
                parts = tampers.parts_of(package)
                parts[name] = content[: found.start(1)] + b"12345.5" + content[found.end(1) :]
                assert ids(tampers.packed(parts)) == {"value"}, found[0]


def test_sizes_that_no_workbook_has_are_refused(monkeypatch):
    def fails(_):
        raise DualFuelError("internal error")

    package = tampers.tampered(plain(), tampers.SENSITIVITY[0])
    monkeypatch.setattr("xl_dualfuel.workbook.verify.audit.pattern", fails)
    assert verify(package).words == "Unreadable"


@pytest.mark.slow
def test_what_is_programmed_in_celsius_is_judged_in_celsius(monkeypatch):
    package = made({"electricity_price": 0.15, "thermostat_step": 0.9, "thermostat_zero": 32})
    row = row_of(package, "Sensitivity", "Setting to program")
    assert cells(package)["Sensitivity", f"C{row}"] == "°C"
    assert identical(package) is not None
    monkeypatch.setattr("xl_dualfuel.workbook.verify.single_file.identical", lambda _: None)
    assert above_info(package) == []
    assert above_info(with_cells(package, {("Sensitivity", f"C{row}"): "°F"})) != []
