"""Inside the workbook: edits follow, broken inputs are named, checks fail where a number is wrong."""

from __future__ import annotations

import pytest

import xl_dualfuel as df
from books import CASES, STAMP, Cells, by_formualizer, cells, edited, named, places_of, table_of
from support import one_in
from xl_dualfuel.model.scenarios import SCENARIOS
from xl_dualfuel.results import setting_words
from xl_dualfuel.results.unmeetable import unmeetable
from xl_dualfuel.workbook.book.layout import FIRST_ROW, PAGES
from xl_dualfuel.workbook.sheets.build import workbook_bytes

EDITS = [
    {"electricity_price": 0.2},
    {"bin_width": 1.5, "design_temperature": -8},
    {"fuel": "propane", "fuel_price": 2.1, "fuel_price_unit": "$/gal", "fuel_emissions": 62.87},
    {"capacity_47": 30000, "capacity_17": 18000, "backup_operation": "simultaneous", "furnace_capacity": 20000},
    {
        "defrost": "resnet",
        "capacity_47": 36000,
        "capacity_17": 22000,
        "design_load": 45000,
        "load_slope": None,
        "tank_capacity": 250,
    },
    {"existing_switchover": 20, "initial_balance_point": 64, "season_hours": 2500, "compressor_lockout": 12},
]


LIMITED = {"capacity_47": 36000, "capacity_17": 20000, "design_load": 42000, "electricity_price": 0.1}
OIL = {"fuel": "fuel_oil", "fuel_price": 4.0, "fuel_price_unit": "$/gal", "fuel_emissions": 73.96}
METRIC = {
    "temperature_unit": "C",
    "indoor_setpoint": 20,
    "bin_width": 2,
    "design_temperature": -10,
    "existing_switchover": -1.5,
    "compressor_lockout": -5,
}
SETTINGS = [
    ({}, {"existing_switchover": 31.3}),
    ({}, {"initial_balance_point": 20.7, "existing_switchover": 20.7}),
    ({}, {"compressor_lockout": 26.8, "electricity_price": 0.08}),
    ({}, {"as_left_switchover": 22.2}),
    ({}, {"load_balance_temperature": 63.3}),
    ({}, {"thermostat_step": 5, "electricity_price": 0.115}),
    ({}, {"programme": "mass_save", "thermostat_step": 7, "electricity_price": 0.11}),
    (LIMITED, {"programme": "concord_cmlp", **OIL}),
    (LIMITED, {"strip_capacity": 0, "furnace_capacity": 15000}),
    (METRIC, {"existing_switchover": -4.2, "compressor_lockout": -7}),
    (METRIC, {"thermostat_step": 0.25, "electricity_price": 0.1}),
    (METRIC, {"thermostat_step": 5 / 9, "thermostat_zero": -160 / 9, "electricity_price": 0.11}),
    (
        METRIC | {"heat_unit": "kW", "design_load": 12, "load_balance_temperature": 17, "currency": "CAD"},
        {
            "capacity_47": 10,
            "capacity_17": 5.5,
            "furnace_capacity": 7,
            "strip_capacity": 0,
            "design_load": None,
            "load_slope": 420,
            "compressor_lockout": None,
            "indoor_setpoint": 21.5,
        },
    ),
    ({"station": "chicago_ohare", **LIMITED}, {"existing_switchover": 31.5, "load_balance_temperature": 61.7}),
    ({"station": "chicago_ohare", **LIMITED}, {"bin_width": 5, "compressor_lockout": 7.3, "thermostat_step": 4}),
    ({"station": "denver", "bin_width": 0}, {"thermostat_step": 3, "electricity_price": 0.1}),
    ({"region": "IV", **LIMITED}, {"region": "V", "existing_switchover": 13.7, "thermostat_step": 5}),
    (
        {"bin_table": [[40, 100], [30, 0], [20.5, 400], [0, 20]]},
        {"existing_switchover": 25, "electricity_price": 0.05, "thermostat_step": 4},
    ),
]


@pytest.mark.parametrize(("inputs", "changes"), one_in(9, SETTINGS), ids=lambda one: "-".join(one) or "example")
def test_bins_are_cut_and_the_setting_is_chosen_again_by_formulas(inputs, changes):
    """Edits of what somebody sets, in the units of the case as Inputs has them, give what a new run gives."""
    case = df.Case(**inputs)
    changed = edited(workbook_bytes(df.solve(case), STAMP), changes)
    equal_to_a_run(changed, df.solve(case.replace(**case.units.given, **changes)))


@pytest.mark.parametrize("changes", one_in(3, EDITS), ids=lambda changes: next(iter(changes)))
def test_editing_the_workbook_equals_running_the_program(packages, changes):
    changed = edited(packages["example"], changes)
    result = df.solve(df.Case(**changes))
    equal_to_a_run(changed, result)
    calculated = by_formualizer(changed)
    has_the_points(changed, calculated, result)
    shortfall = pytest.approx(result.auxiliary_heat.shortfall_btuh, rel=1e-9)
    assert named(changed, "sizing_shortfall", calculated) == shortfall
    assert named(changed, "autonomy_days", calculated) == (
        None if (days := result.fuel_storage.autonomy_days) is None else pytest.approx(days, rel=1e-9)
    )


def has_the_points(changed: bytes, calculated: dict, result: df.Result) -> None:
    """The balance points of an edited workbook, as a new run has them."""
    for name, point in result.balance_points._asdict().items():
        assert named(changed, f"{name}_status", calculated) == point.status
        assert named(changed, f"{name}_temperature", calculated) == (
            None if point.temperature is None else pytest.approx(point.temperature, rel=1e-9)
        )


def equal_to_a_run(changed: bytes, result: df.Result) -> None:
    """The tables of an edited workbook, the setting and its words, as a new run has them."""
    calculated = by_formualizer(changed)
    setting = result.solution.setting
    # Near 0 °F, where an edge is worked out from °C, only the absolute error is small.
    assert named(changed, "setting", calculated) == pytest.approx(setting.switchover, rel=1e-9, abs=1e-9)
    assert named(changed, "setting_annual_cost", calculated) == pytest.approx(setting.annual_cost, rel=1e-9)
    # Else the program says more of what would mend it. Rules that no setting meets are those of the book as made.
    if setting.heats and setting.accepted is not False and not unmeetable(result.solution):
        assert calculated["Cover", "A4"] == setting_words.headline(result.solution)
    for constraint in setting.constraints[1:]:
        moved = constraint.set_aside is not None
        assert named(changed, f"{constraint.id}_moved", calculated) == moved
        assert named(changed, f"{constraint.id}_costs", calculated) == pytest.approx(constraint.costs, abs=1e-9)
        said = named(changed, f"{constraint.id}_words", calculated)
        assert said == (setting_words.message(constraint, result.solution) if moved else None)
    for name in ("bins", "switchover", "scenarios"):
        table, expected = table_of(calculated, name.title()), result.table(name)
        for key, values in expected.items():
            for place, value in enumerate(values):
                wanted = " ".join(value) if isinstance(value, list) else value
                found = table[key][place]
                if isinstance(wanted, float):
                    assert abs(found - wanted) <= 1e-9 * max(1, abs(wanted)), (name, key, place)
                else:
                    assert (found or None) == (wanted or None) or found == wanted, (name, key, place)
            assert all(cell in (None, "") for cell in table[key][len(values) :]), (name, key)


def test_measured_bins_typed_into_the_climate_table_count(packages):
    """A contractor may paste thermostat bins into a workbook that was made without any."""
    rows = [(40.0, 300.0), (30.0, 500.0), (20.0, 100.0)]
    typed: dict = {"climate": "bins"}
    for place, key in enumerate(("temperature", "hours")):
        sheet, first = places_of(packages["example"])[f"climate_{key}"]
        column, top = first.rstrip("0123456789"), int(first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        typed |= {(sheet, f"{column}{top + number}"): row[place] for number, row in enumerate(rows)}
    found = table_of(by_formualizer(edited(packages["example"], typed)), "Scenarios")
    expected = df.solve(df.Case(bin_table=[[40, 300], [30, 500], [20, 100]])).table("scenarios")
    count = len(expected["annual_cost"])
    assert found["annual_cost"][:count] == pytest.approx(expected["annual_cost"], rel=1e-9)
    assert found["switchover"][2] == expected["switchover"][2]


BROKEN = [
    ({"electricity_price": "cheap"}, "electricity price"),
    ({"fuel_price": "13,00"}, "fuel price"),
    ({"fuel_price": None}, "fuel price"),
    ({"cop_47": None}, "cop at 47 °f"),
    ({"cop_17": -1}, "cop at 17 °f"),
    ({"bin_width": 0}, "bin width"),
    ({"bin_width": "wide"}, "bin width"),
    ({"bin_width": None}, "bin width"),
    ({"bin_width": 0.01}, "room"),
    ({"design_temperature": 70}, "design temperature"),
    ({"indoor_setpoint": None}, "indoor setpoint"),
    ({"furnace_efficiency": 95}, "furnace efficiency"),
    ({"fuel": "propane", "fuel_price_unit": "$/therm"}, "fuel price unit"),
    ({"fuel": "coal"}, "fuel"),
    ({"capacity_47": 30000}, "capacity at 47 °f and at 17 °f"),
    ({"furnace_fan_power": 0.5}, "furnace output"),
    ({"climate": "station", "station": "denver"}, "climate table"),
    ({"climate": "region"}, "region"),
    ({"climate": "bins"}, "climate table"),
    ({"climate": "sunny"}, "climate"),
    ({"load_slope": None}, "heat loss per degree"),
    ({"load_slope": "600"}, "heat loss per degree"),
    ({"season_hours": 0}, "season hours"),
]


def shown_numbers(calculated: Cells) -> list[str]:
    """Numbers among the results: every cell of the tables, the figures on the Cover, what the charts draw."""
    found = []
    for (sheet, address), value in calculated.items():
        column = address.rstrip("0123456789")
        row = int(address[len(column) :])
        result = (sheet in ("Bins", "Switchover") and row >= FIRST_ROW) or (
            sheet == "Scenarios" and FIRST_ROW <= row < FIRST_ROW + len(SCENARIOS)
        )
        if (result or (sheet == "Cover" and column == "B")) and isinstance(value, (int, float)):
            found.append(f"{sheet}!{address}: {value}")
    return found


def broken_is_named(calculated: Cells, word: str) -> None:
    for sheet in dict.fromkeys(sheet for sheet, _ in calculated if sheet not in PAGES):
        assert calculated[sheet, "B2"] != "OK"
        assert word in str(calculated[sheet, "B2"]).lower(), sheet
    assert calculated["Cover", "A4"] == f"No result: {calculated['Bins', 'B2']}"
    assert "0 OK, 0 FAIL" in calculated["Cover", "B6"]
    allowed = [f"Cover!{address}" for address in TODAY]  # an input, shown beside the results
    assert [one for one in shown_numbers(calculated) if one.split(":")[0] not in allowed] == []
    assert set(table_of(calculated, "Scenarios")["annual_cost"]) == {"#N/A"}


TODAY = ("B12",)


def test_today_setting_stands_where_the_tests_think(packages):
    stored = cells(packages["example"])
    assert [stored["Cover", address.replace("B", "A")] for address in TODAY] == ["Today's setting"]


@pytest.mark.parametrize(("changes", "word"), one_in(10, BROKEN), ids=lambda value: str(value)[:30])
def test_a_broken_input_is_named_and_no_number_is_shown(packages, changes, word):
    broken_is_named(by_formualizer(edited(packages["example"], changes)), word)


@pytest.mark.slow
def test_libreoffice_names_every_broken_input(packages, recalculated):
    named_by_libreoffice(BROKEN, packages, recalculated)


def named_by_libreoffice(broken, packages, recalculated):
    done = recalculated([edited(packages["example"], changes) for changes, _ in broken])
    for (_, word), package in zip(broken, done, strict=True):
        broken_is_named(cells(package), word)


class TestChecks:
    def test_an_edit_takes_the_engines_numbers_out_of_the_checks(self, packages):
        changes = edited(packages["example"], {"fuel_price": 14, "strip_capacity": 0})
        calculated = by_formualizer(changes)
        checks = table_of(calculated, "Checks")
        by_id = dict(zip(checks["id"], checks["ok"], strict=True))
        assert {ok for name, ok in by_id.items() if name.startswith("engine_")} == {"N/A"}
        assert {ok for name, ok in by_id.items() if not name.startswith("engine_")} == {"OK"}
        assert named(changes, "inputs_changed", calculated) == 2
        rows = [
            place.lstrip("E") for (sheet, place), value in calculated.items() if (sheet, value) == ("Log", "changed")
        ]
        changed = [calculated["Log", f"D{row}"] for row in rows]
        assert changed == ["strip_capacity", "fuel_price"] or sorted(changed) == ["fuel_price", "strip_capacity"]

    def test_an_edited_climate_table_counts_as_edited(self, packages):
        place = places_of(packages["measured bins"])["climate_hours"]
        calculated = by_formualizer(edited(packages["measured bins"], {place: 101}))
        assert "FAIL" not in table_of(calculated, "Checks")["ok"]
        assert "N/A" in table_of(calculated, "Checks")["ok"]

    @pytest.mark.parametrize(
        ("sheet", "address", "value", "failed"),
        one_in(
            2,
            [
                ("Scenarios", "C11", 700.0, "engine_optimized_annual_cost"),
                ("Bins", "E20", 1000.0, "hours"),
                ("Switchover", "B30", 1.0, "optimum_search"),
                ("Bins", "R12", 1e6, "delivery"),
            ],
        ),
    )
    def test_a_number_that_is_overwritten_fails(self, packages, sheet, address, value, failed):
        calculated = by_formualizer(edited(packages["example"], {(sheet, address): value}))
        checks = table_of(calculated, "Checks")
        assert dict(zip(checks["id"], checks["ok"], strict=True))[failed] == "FAIL"
        assert " 0 FAIL" not in calculated["Bins", "B3"]

    def test_the_workbooks_checks_are_the_results(self, packages):
        """The first rows are the engine's own checks; where one does not apply it is N/A."""
        for name in ("example", "limits", "station"):
            own = {one.id: one for one in df.solve(df.Case(**CASES[name])).checks}
            checks = table_of(packages[name], "Checks")
            for row, check in enumerate(checks["id"]):
                if check in own:
                    assert checks["left"][row] == pytest.approx(own[check].left, rel=1e-9)
                    assert checks["ok"][row] == "OK"
                elif not check.startswith("engine_"):
                    assert checks["ok"][row] == "N/A"


@pytest.mark.parametrize("every", one_in(2, [9, 1]))
def test_the_sentence_is_the_programs(packages, every):
    """The words on the Cover and those on the screen; where nothing heats the house the program says more."""
    for name, inputs in list(CASES.items())[::every]:
        solution = df.solve(df.Case(**inputs)).solution
        said, words = cells(packages[name])["Cover", "A4"], setting_words.headline(solution)
        if solution.setting.heats and solution.setting.accepted is not False:
            assert said == words, name
        else:
            assert (said[:9], said.rpartition(". ")[2]) == (words[:9], words.rpartition(". ")[2]), name


YEARS = [
    {"load_balance_temperature": 60},
    {"bin_width": 5},
    {"bin_width": 0},
    {"bin_width": 1.5, "load_balance_temperature": 55.5, "capacity_47": 30000, "capacity_17": 20000},
]


@pytest.mark.parametrize("changes", one_in(3, YEARS), ids=str)
def test_a_year_of_weather_is_binned_anew_by_formulas(packages, changes):
    calculated = by_formualizer(edited(packages["wide station"], changes))
    expected = df.solve(df.Case(station="denver", **{"bin_width": 0, **changes})).table("bins")
    found = table_of(calculated, "Bins")
    for key in ("low", "high", "temperature", "hours", "load_btuh", "dual_cost"):
        live = [value for value in found[key] if value not in (None, "")]
        assert live == pytest.approx(expected[key], rel=1e-9, abs=1e-9), key


@pytest.mark.parametrize("changes", one_in(2, [{"region": "II"}, {"region": "IV", "season_hours": 1500}]), ids=str)
def test_a_region_is_changed_inside_the_workbook(packages, changes):
    calculated = by_formualizer(edited(packages["region"], changes))
    expected = df.solve(df.Case(**CASES["region"] | changes)).table("scenarios")["annual_cost"]
    found = table_of(calculated, "Scenarios")["annual_cost"]
    assert found[: len(expected)] == pytest.approx(expected, rel=1e-9)


SPEEDS = CASES["performance table of three speeds"]
SPEED_COLUMNS = [f"performance_{speed}_{what}" for speed in ("min", "max") for what in ("cop", "capacity")]


@pytest.mark.parametrize(
    "changes",
    one_in(
        3,
        [
            {"defrost": "resnet", "cycling_degradation": 0},
            {"defrost": "none", "electricity_price": 0.1},
            {"load_slope": 700, "altitude": 5000},
        ],
    ),
    ids=str,
)
def test_minimum_and_maximum_of_a_performance_table_are_followed(packages, changes):
    changed = edited(packages["performance table of three speeds"], changes)
    equal_to_a_run(changed, df.solve(df.Case(**SPEEDS | changes)))


def blanked(package: bytes, names: list[str], rows: int) -> bytes:
    """A workbook in which cells at the top of columns were deleted."""
    places = {}
    for name in names:
        sheet, first = places_of(package)[name]
        column, top = first.rstrip("0123456789"), int(first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        places |= {(sheet, f"{column}{top + number}"): None for number in range(rows)}
    return edited(package, places)


def test_without_minimum_and_maximum_the_table_is_one_of_a_single_speed(packages):
    changed = blanked(packages["performance table of three speeds"], SPEED_COLUMNS, 4)
    table = [row[:3] for row in SPEEDS["performance_table"]]
    equal_to_a_run(changed, df.solve(df.Case(**SPEEDS | {"performance_table": table})))


@pytest.mark.parametrize("name", one_in(6, [*SPEED_COLUMNS, "performance_cop", "performance_temperature"]))
def test_a_gap_in_a_performance_table_is_named(packages, name):
    changed = blanked(packages["performance table of three speeds"], [name], 1)
    broken_is_named(by_formualizer(changed), "performance table")


HUMID = CASES["frost by humidity"]


@pytest.mark.parametrize(
    "changes",
    one_in(
        6,
        [
            {"bin_width": 5, "thermostat_step": 1, "capacity_5": 15000, "altitude": 4000, "fuel_price": 20},
            {"capacity_47": 30000, "capacity_17": 17000, "cop_47": 3.1},
            {"design_temperature": 12.3, "compressor_lockout": 26.8, "programme": "concord_cmlp"},
            {"cycling_degradation": 0, "load_balance_temperature": 61.7, "existing_switchover": 22.2},
            {"defrost": "none"},
            {"defrost": "ahri", "electricity_price": 0.08},
        ],
    ),
    ids=str,
)
def test_frost_by_humidity_follows_edits(packages, changes):
    """A defrost's own electricity goes by the rated capacity; frost of cut bins is the mean of their own hours."""
    changed = edited(packages["frost by humidity"], changes)
    result = df.solve(df.Case(**HUMID | changes))
    equal_to_a_run(changed, result)
    calculated = by_formualizer(changed)
    has_the_points(changed, calculated, result)
    capacity = result.auxiliary_heat.capacity_btuh
    assert named(changed, "sizing_capacity", calculated) == pytest.approx(capacity, rel=1e-9)


OTHER_FROST = [
    ({"defrost_control": "timed"}, "frost"),
    ({"climate": "proportional", "design_temperature": 5}, "frost"),
    ({"bin_width": 0}, "bin width"),
    ({"capacity_47": None, "capacity_17": None, "capacity_min_47": None, "capacity_min_17": None,
      "cop_min_47": None, "cop_min_17": None, "cycling_degradation": 0}, "capacities"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "word"), one_in(2, OTHER_FROST), ids=lambda value: str(value)[:30])
def test_frost_that_was_not_worked_out_is_named(packages, changes, word):
    broken_is_named(by_formualizer(edited(packages["frost by humidity"], changes)), word)


def test_frost_of_another_climate_table_is_named(packages):
    place = places_of(packages["frost by humidity"])["climate_hours"]
    broken_is_named(by_formualizer(edited(packages["frost by humidity"], {place: 50})), "frost")


def test_a_workbook_made_without_frost_by_humidity_does_not_guess_it(packages):
    changes = {"defrost": "humidity", "capacity_47": 36000, "capacity_17": 22000}
    broken_is_named(by_formualizer(edited(packages["station"], changes)), "frost")


def test_hour_by_hour_frost_has_no_workbook():
    with pytest.raises(df.InputError, match="bin_width = 0: must be more than 0 in a workbook"):
        workbook_bytes(df.solve(df.Case(**HUMID | {"bin_width": 0})), STAMP)


def test_another_station_needs_a_new_workbook(packages):
    calculated = by_formualizer(edited(packages["station"], {"station": "denver"}))
    assert "climate table" in calculated["Bins", "B2"]


def test_what_a_workbook_cannot_follow_is_named(packages):
    """Humidity of the hours where it was made without it, and formulas that estimate COPs from an HSPF2."""
    calculated = by_formualizer(edited(packages["station"], {"defrost": "humidity"}))
    assert "Frost by humidity" in calculated["Bins", "B2"]
    estimated = workbook_bytes(df.solve(df.Case(hspf2=8.5)), STAMP)
    assert by_formualizer(estimated)["Bins", "B2"] == "OK"
    assert "HSPF2" in by_formualizer(edited(estimated, {"hspf2": 9.0}))["Bins", "B2"]


def test_the_worst_days_are_blank_after_an_edit(packages):
    """They need the hours in their order, which formulas do not have: no number of before stands beside new ones."""
    calculated = by_formualizer(edited(packages["station"], {"cop_47": 3.0}))
    cells = places_of(packages["station"])
    assert by_formualizer(packages["station"])[cells["worst_10_days_units"]] > 0
    for name in ("worst_10_days_units", "existing_worst_10_days_units", "cold_snap_mmbtu"):
        assert calculated.get(cells[name]) in (None, ""), name
