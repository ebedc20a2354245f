"""Case: the worked example by default, frozen, and every problem of a case told at once.

Defaults and allowed values come from the input table of the model; CO2 factors of fuels from 40 CFR 98 Table C-1.
"""

from __future__ import annotations

import copy
import itertools
import pickle
import shutil
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import xl_dualfuel as df
from xl_dualfuel.inputs.fields import FIELDS

CASES = Path(__file__).parents[1] / "cases"
CHICAGO = CASES / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"

# The input table of the model: key, default; None where it has a dash or hangs on another input.
DEFAULTS: dict[str, Any] = {
    "load_slope": 600,
    "design_load": None,
    "indoor_setpoint": 70,
    "load_balance_temperature": None,
    "design_temperature": 5,
    "climate": "proportional",
    "season_hours": 1900,
    "hours_below_design": 150,
    "bin_width": 2,
    "region": None,
    "station": None,
    "weather_file": None,
    "bin_table": None,
    "cop_47": 3.4,
    "cop_17": 2.2,
    "cop_5": None,
    "capacity_47": None,
    "capacity_17": None,
    "capacity_5": None,
    "performance_table": None,
    "defrost": "none",
    "cycling_degradation": 0,
    "compressor_lockout": None,
    "fuel": "natural_gas",
    "fuel_price": 13,
    "fuel_price_unit": "$/MMBtu",
    "furnace_efficiency": 0.95,
    "furnace_capacity": None,
    "furnace_fan_power": 0,
    "strip_capacity": None,
    "backup_operation": "time_shared",
    "electricity_price": 0.14,
    "grid_emissions": 0.38,
    "fuel_emissions": 53,
    "initial_balance_point": 35,
    "existing_switchover": 35,
}
NUMBERS = [key for key, field in FIELDS.items() if field.kind == "number"]
HOUSE = {
    # Every input that differs from house to house, so that nothing is left at the worked example's values.
    "load_slope": 500,
    "indoor_setpoint": 68,
    "design_temperature": 0,
    "season_hours": 2500,
    "hours_below_design": 50,
    "cop_47": 3.6,
    "cop_17": 2.4,
    "fuel_price": 12,
    "furnace_efficiency": 0.9,
    "electricity_price": 0.15,
    "grid_emissions": 0.4,
    "fuel_emissions": 53.06,
    "existing_switchover": 40,
}


def issues_of(**inputs: object) -> Sequence[df.Issue]:
    """The problems of a case that must be refused, each of them one line."""
    with pytest.raises(df.InputError) as refused:
        df.Case(**inputs)
    issues = refused.value.issues
    assert issues
    assert str(refused.value).splitlines() == [str(issue) for issue in issues]
    return issues


def keys_of(**inputs: object) -> list[str]:
    """The keys of the problems of a case, in the order they are told."""
    return [issue.key for issue in issues_of(**inputs)]


def told(case: df.Case) -> dict[str, str]:
    """The warnings of a case, one of each key."""
    warnings = dict(case.warnings)
    assert len(warnings) == len(case.warnings)
    return warnings


PROPANE: dict[str, Any] = {"fuel": "propane", "fuel_price": 2.4, "fuel_price_unit": "$/gal"}

# ---------------------------------------------------------------------------------------------- the worked example


def test_without_inputs_it_is_the_worked_example():
    case = df.Case()
    assert {key: case.inputs[key] for key in DEFAULTS} == DEFAULTS
    assert [key for key in case.inputs if key in DEFAULTS] == list(DEFAULTS), "the order of the table"
    assert list(case.inputs) == list(FIELDS)
    assert dict(case.given) == {}
    assert case.warnings == ()
    assert case.year is None


@pytest.mark.parametrize("key", DEFAULTS)
def test_each_input_is_an_attribute(key):
    assert getattr(df.Case(), key) == DEFAULTS[key]


@pytest.mark.parametrize("blank", [None, "", " ", "\t\n"])
def test_blank_counts_as_not_given(blank):
    case = df.Case(**dict.fromkeys(DEFAULTS, blank))
    assert case == df.Case()
    assert dict(case.given) == {}


def test_given_holds_what_was_passed_in_the_order_of_the_table():
    case = df.Case(existing_switchover=30, cop_47=3, load_slope=500)
    assert list(case.given.items()) == [("load_slope", 500.0), ("cop_47", 3.0), ("existing_switchover", 30.0)]
    assert case.inputs["cop_17"] == 2.2


# ------------------------------------------------------------------------------------------------------ frozen, equal


def test_a_case_cannot_be_changed():
    rows = [[20, 100], [40, 200]]
    case = df.Case(bin_table=rows)
    for change in (
        lambda: setattr(case, "cop_47", 3),
        lambda: setattr(case, "anything", 3),
        lambda: case.given.update(cop_47=3),
        lambda: case.inputs.__setitem__("cop_47", 3),
        lambda: delattr(case, "cop_47"),
    ):
        with pytest.raises((AttributeError, TypeError)):
            change()
    rows[0][1] = 999
    assert case.bin_table == ((20.0, 100.0), (40.0, 200.0))
    assert case.cop_47 == 3.4


def test_unknown_attributes_are_attribute_errors():
    with pytest.raises(AttributeError, match="cop_48"):
        _ = df.Case().cop_48
    with pytest.raises(AttributeError):
        _ = df.Case.__new__(df.Case).cop_47  # a half-made case must not ask itself for ever


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"cop_47": 3, "fuel_price": 12},
        {"bin_table": [[20, 100], [40, 200]]},
        {"region": "IV", "design_load": 39000},
        {"station": "denver"},
        {"performance_table": [[47, 3.4, 36000], [17, 2.2, 22000]], "strip_capacity": 0},
    ],
    ids=lambda inputs: "+".join(inputs) or "example",
)
def test_equal_cases_are_equal_and_hash_alike(inputs):
    one, other = df.Case(**inputs), df.Case(**dict(reversed(inputs.items())))
    assert one == other
    assert hash(one) == hash(other)
    assert one != df.Case(**inputs, electricity_price=0.2)
    assert len({one, other, df.Case(**inputs, electricity_price=0.2)}) == 2
    assert one != inputs
    assert one is not None


def test_numbers_are_equal_however_they_are_written():
    one = df.Case(cop_47=3, bin_table=[[20, 100]])
    assert one == df.Case(cop_47=3.0, bin_table=((Decimal(20), 100.0),))
    assert hash(one) == hash(df.Case(cop_47=Decimal("3.0"), bin_table=np.array([[20, 100]])))


def test_repr_makes_the_case_again():
    case = df.Case(cop_47=3.1, fuel="propane", fuel_price=2.5, fuel_price_unit="$/gal", bin_table=[[20, 100]])
    assert eval(repr(case), {"Case": df.Case}) == case


# ------------------------------------------------------------------------------------------------------------ pickling


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_cases_survive_pickling(protocol):
    for case in (df.Case(), df.Case(cop_47=3, **PROPANE), df.Case(station="denver", bin_width=0)):
        again = pickle.loads(pickle.dumps(case, protocol))
        assert again == case
        assert hash(again) == hash(case)
        assert again.inputs == case.inputs
        assert again.year == case.year
        assert again.warnings == case.warnings
        assert copy.deepcopy(case) == copy.copy(case) == case


def test_a_weather_case_outlives_its_file(tmp_path):
    path = tmp_path / "year.epw.gz"
    shutil.copy(CHICAGO, path)
    case = df.Case(weather_file=str(path))
    cost = df.solve(case).recommended.annual_cost
    pickled = pickle.dumps(case)
    path.unlink()
    again = pickle.loads(pickled)
    assert again == case
    assert again.year == case.year
    assert again.year is not None
    assert sum(again.year.hours) == 8760
    assert df.solve(again).recommended.annual_cost == cost
    # A change of something else does not need the file either; one of the file does.
    assert again.replace(cop_47=3).year == case.year
    with pytest.raises(df.InputError, match="weather_file"):
        again.replace(weather_file=str(path))
    assert again.replace(weather_file=None).climate == "proportional"
    assert again.replace(weather_file=None).year is None


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_errors_survive_pickling(protocol):
    with pytest.raises(df.InputError) as refused:
        df.Case(cop_47=-1, fuel="wood", bin_table=[[1, 2], [1, 3]], elektricity_price=1)
    again = pickle.loads(pickle.dumps(refused.value, protocol))
    assert type(again) is df.InputError
    assert again.issues == refused.value.issues
    assert str(again) == str(refused.value)
    written = pickle.loads(pickle.dumps(df.OutputError("house.json: exists already"), protocol))
    assert type(written) is df.OutputError
    assert str(written) == "house.json: exists already"


def test_the_tree_of_errors():
    assert issubclass(df.InputError, df.DualFuelError)
    assert issubclass(df.InputError, ValueError)
    assert issubclass(df.OutputError, df.DualFuelError)
    assert issubclass(df.OutputError, OSError)


# ----------------------------------------------------------------------------------------------------- replace


def test_replace_changes_and_takes_out():
    case = df.Case(cop_47=3, region="IV")
    changed = case.replace(cop_47=3.2, electricity_price=0.2)
    assert dict(changed.given) == {"region": "IV", "cop_47": 3.2, "electricity_price": 0.2}
    assert dict(case.given) == {"region": "IV", "cop_47": 3.0}, "the old case stays"
    assert case.replace() == case
    assert case.replace(cop_47=None).cop_47 == 3.4
    assert case.replace(region=None).climate == "proportional"
    assert case.replace(region=None, cop_47="") == df.Case()


def test_replace_is_checked():
    with pytest.raises(df.InputError, match="cop_47 = -1"):
        df.Case(cop_17=2).replace(cop_47=-1)
    with pytest.raises(df.InputError, match="Did you mean cop_47"):
        df.Case().replace(cop47=3)
    with pytest.raises(df.InputError, match="more than one"):
        df.Case(region="IV").replace(station="denver")


def test_replace_takes_another_year():
    denver = df.Case(station="denver")
    assert denver.replace(station="tampa") == df.Case(station="tampa")
    assert denver.replace(station="tampa").year != denver.year
    assert denver.replace(station=None, region="V").year is None


# ---------------------------------------------------------------------------------------------- climate and defaults


@pytest.mark.parametrize(
    ("inputs", "climate"),
    [
        ({}, "proportional"),
        ({"bin_table": [[20, 100]]}, "bins"),
        ({"region": "IV"}, "region"),
        ({"station": "denver"}, "station"),
        ({"weather_file": str(CHICAGO)}, "weather"),
        ({"region": "IV", "climate": "proportional"}, "proportional"),
        ({"region": "IV", "station": "denver", "climate": "station"}, "station"),
        ({"region": "IV", "bin_table": [[20, 100]], "climate": "bins"}, "bins"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else value,
)
def test_climate_is_told_by_its_source(inputs, climate):
    case = df.Case(**inputs)
    assert case.climate == climate
    assert (case.year is not None) == (climate in ("station", "weather"))
    assert df.solve(case).recommended.annual_cost > 0


@pytest.mark.parametrize(
    ("left", "right"), list(itertools.combinations(["bin_table", "region", "station", "weather_file"], 2))
)
def test_two_sources_without_climate_are_refused(left, right):
    sources = {"bin_table": [[20, 100]], "region": "IV", "station": "denver", "weather_file": str(CHICAGO)}
    (issue,) = issues_of(**{left: sources[left], right: sources[right]})
    assert issue.key == "climate"
    assert left in issue.allowed
    assert right in issue.allowed


@pytest.mark.parametrize(
    ("climate", "source"),
    [("bins", "bin_table"), ("region", "region"), ("station", "station"), ("weather", "weather_file")],
)
@pytest.mark.parametrize("more", [{}, {"cop_47": -1}], ids=["alone", "beside another problem"])
def test_a_climate_without_its_source_is_refused(climate, source, more):
    assert keys_of(climate=climate, **more) == [source, *more]


def test_fuel_emissions_follow_the_fuel():
    # 53: worked example; 62.87 and 73.96 kg/MMBtu: 40 CFR 98 Table C-1.
    for fuel, emissions in (("natural_gas", 53), ("propane", 62.87), ("fuel_oil", 73.96)):
        case = df.Case(fuel=fuel, fuel_price=20, fuel_price_unit="$/MMBtu")
        assert case.fuel_emissions == emissions
        assert "fuel_emissions" not in case.given
    assert df.Case(**PROPANE).replace(fuel="fuel_oil").fuel_emissions == 73.96
    assert df.Case(**PROPANE).replace(fuel=None, fuel_price_unit=None).fuel_emissions == 53
    assert df.Case(**PROPANE, fuel_emissions=70).replace(fuel="fuel_oil").fuel_emissions == 70


def derived(case: df.Case, key: str) -> Any:
    """What the engine derives from the inputs."""
    return df.solve(case).to_json()["derived"][key]


def test_load_slope_follows_design_load():
    assert df.Case(design_load=39000).load_slope is None
    assert derived(df.Case(design_load=39000), "load_slope") == 600  # 39,000 BTU/h over 70 − 5 °F
    # Load calculations leave gains out: the slope counts from the setpoint, whatever the load balance temperature.
    assert derived(df.Case(design_load=39000, load_balance_temperature=65), "load_slope") == 600
    assert derived(df.Case(design_load=39000, design_temperature=-8), "load_slope") == 500  # 70 + 8
    assert derived(df.Case(load_slope=500), "load_slope") == 500


def test_load_slope_and_design_load_must_agree():
    assert derived(df.Case(design_load=39000, load_slope=600), "load_slope") == 600
    (issue,) = issues_of(design_load=39000, load_slope=700)
    assert issue.key == "load_slope"
    assert "gives 600" in issue.allowed


def test_load_balance_temperature_follows_the_setpoint():
    assert df.Case().load_balance_temperature is None
    assert derived(df.Case(indoor_setpoint=68), "load_balance_temperature") == 68
    assert derived(df.Case(load_balance_temperature=60), "load_balance_temperature") == 60


# ---------------------------------------------------------------------------------------------------------- warnings


def test_a_full_case_has_no_warnings():
    assert df.Case(**HOUSE).warnings == ()


def test_values_left_at_the_example_are_named():
    warning = told(df.Case(cop_47=3, electricity_price=0.2))["inputs"]
    left = set(warning.partition(": ")[2].split(", "))
    assert left == set(HOUSE) - {"cop_47", "electricity_price"}


@pytest.mark.parametrize(
    ("inputs", "idle"),
    [
        ({"region": "IV"}, {"hours_below_design", "design_temperature"}),
        ({"station": "denver"}, {"hours_below_design", "design_temperature", "season_hours"}),
        ({"bin_table": [[20, 100]]}, {"hours_below_design", "design_temperature", "season_hours"}),
        ({"design_load": 39000}, {"load_slope"}),
        ({"performance_table": [[47, 3.4, 36000], [17, 2.2, 22000]]}, {"cop_47", "cop_17"}),
        # Its factor is that of the fuel (40 CFR 98), not the example's.
        ({"fuel": "propane", "fuel_price": 30, "fuel_price_unit": "$/MMBtu"}, {"fuel_price", "fuel_emissions"}),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
def test_what_does_not_count_is_not_called_left(inputs, idle):
    warning = told(df.Case(**inputs))["inputs"]
    assert set(warning.partition(": ")[2].split(", ")) == set(HOUSE) - idle


@pytest.mark.parametrize(
    ("inputs", "keys"),
    [
        ({"station": "denver"}, ["season_hours", "hours_below_design"]),
        ({"weather_file": str(CHICAGO)}, ["season_hours", "hours_below_design"]),
        ({"bin_table": [[20, 100]]}, ["season_hours", "hours_below_design"]),
        ({"region": "IV"}, ["hours_below_design"]),
        ({"climate": "proportional", "region": "IV"}, ["region"]),
        ({"climate": "proportional", "bin_table": [[20, 100]], "station": "denver"}, ["station", "bin_table"]),
    ],
    ids="+".join,
)
def test_keys_without_effect_are_told(inputs, keys):
    case = df.Case(**HOUSE, **inputs)
    warnings = told(case)
    assert list(warnings) == keys
    assert all(f"no effect with climate = {case.climate}" in message for message in warnings.values())


@pytest.mark.parametrize("fuel", ["propane", "fuel_oil"])
def test_a_price_of_another_fuel_than_gas_needs_its_unit(fuel):
    """2.40 is $26.24/MMBtu by the gallon of propane: the unit decides everything."""
    (issue,) = issues_of(fuel=fuel, fuel_price=2.4)
    assert (issue.key, issue.value) == ("fuel_price_unit", None)
    assert issue.remedy.startswith("Give $/gal, $/L, $/imp gal") and "or $/MMBtu" in issue.remedy
    for unit in ("$/gal", "$/L", "$/MMBtu"):
        assert df.Case(fuel=fuel, fuel_price=2.4, fuel_price_unit=unit).fuel_price == 2.4
    assert df.Case(fuel="natural_gas", fuel_price=1.3).fuel_price_unit == "$/MMBtu", "a doubt of the result"


def test_overridden_rating_points_are_told():
    table = [[47, 3.4, 36000], [17, 2.2, 22000]]
    warnings = told(df.Case(performance_table=table, cop_47=3, capacity_5=18000))
    assert warnings["performance_table"] == "Is used in place of cop_47, capacity_5"


@pytest.mark.parametrize("fuel", ["propane", "fuel_oil"])
def test_another_fuel_has_no_price_but_its_own(fuel):
    """$13/MMBtu is the worked example's price of natural gas."""
    house = {key: value for key, value in HOUSE.items() if key != "fuel_price"}
    (issue,) = issues_of(**house, fuel=fuel)
    assert (issue.key, issue.value) == ("fuel_price", None)
    assert f"must be given with fuel = {fuel}" in issue.allowed and "$/gal" in issue.remedy
    assert df.Case(**HOUSE, fuel=fuel, fuel_price_unit="$/MMBtu").warnings == ()


def test_a_lockout_above_the_switchover_nobody_gave_is_told():
    house = {key: value for key, value in HOUSE.items() if key != "existing_switchover"}
    assert "existing_switchover" in told(df.Case(**house, compressor_lockout=40))["compressor_lockout"]
    assert df.Case(**HOUSE, compressor_lockout=40).warnings == (), "equal to today's setting"


def test_a_thermostat_whose_steps_are_known_sets_the_step() -> None:
    # The makers' lists: Honeywell Home T6 Pro Wi-Fi, option 356 (5 °F increments); Bryant A07049, options 8 and 9.
    for make in ("honeywell_t6_pro", "bryant_thermidistat"):
        case = df.Case(thermostat=make)
        assert case.number("thermostat_step") == 5
        assert df.solve(case).setting.switchover == 35
        assert df.Case(thermostat=make, thermostat_step=1).number("thermostat_step") == 1
        # Its steps in °C are those in °F, rounded for the display.
        celsius = df.Case(thermostat=make, temperature_unit="C", indoor_setpoint=21)
        assert (celsius.number("thermostat_step"), celsius.number("thermostat_zero")) == (5, 0)
    assert df.Case().number("thermostat_step") == 1
    with pytest.raises(df.InputError, match="thermostat = acme: must be one of honeywell_t6_pro, bryant_thermidistat"):
        df.Case(thermostat="acme")
