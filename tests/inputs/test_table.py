"""Every input of the table does what its row says, and stands wherever an input must; one added to the table alone
fails here, by name, for each place that was forgotten.
"""

from __future__ import annotations

import datetime
import io
import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import openpyxl
import pytest

import xl_dualfuel as df
from xl_dualfuel.decisions.distributions import checked
from xl_dualfuel.decisions.sensitivity import SPREADS
from xl_dualfuel.hosts.names.functions import OFFERED, TEXTS
from xl_dualfuel.hosts.names.inputs import SUPPORTED
from xl_dualfuel.hosts.names.model import KEYS, PLACES
from xl_dualfuel.hosts.names.values import IDLE
from xl_dualfuel.inputs.fields import CLIMATE_SOURCES, COPS, FIELDS, SOURCES
from xl_dualfuel.units import FUELS
from xl_dualfuel.workbook.forms.model_fields import asked_by
from xl_dualfuel.workbook.forms.template import KINDS
from xl_dualfuel.workbook.sheets.build import workbook_bytes

ROOT = Path(__file__).parents[2]
CHICAGO = ROOT / "tests" / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"
BASE = {
    "capacity_47": 36000, "capacity_17": 22000, "furnace_capacity": 60000, "furnace_fan_power": 0.4, "fuel": "propane",
    "fuel_price": 2.1, "fuel_price_unit": "$/gal", "tank_capacity": 500, "metered_kwh": 6000, "strip_capacity": 3,
    "cycling_degradation": 0.1, "programme": "bpa_ptcs",
}  # fmt: skip
"""A house that makes use of most inputs"""
_RATED_AT = {"min": ((4, 2.6, 2), (15000, 9000, 7000)), "max": ((3, 2, 1.7), (50000, 30000, 25000))}
SPEED = {
    name: {f"{what}_{name}_{at}": value for what, values in zip(("cop", "capacity"), pair, strict=True)
           for at, value in zip((47, 17, 5), values, strict=True)}
    for name, pair in _RATED_AT.items()
}  # fmt: skip
"""Minimum and maximum of a variable-speed heat pump"""
NEEDED = {
    "thermostat": {"electricity_price": 0.3, "existing_switchover": 33, "initial_balance_point": 21},
    **{key: {"station": "chicago_ohare"} for key in ("bills_file", "bills_weather_file")},
    "billed_fuel": {"billed_degree_days": 5500}, "billed_degree_days": {"billed_fuel": 700},
    "billed_efficiency": {"billed_fuel": 700, "billed_degree_days": 5500},
    "cop_35": {"defrost": "ahri", "capacity_35": 27000}, "capacity_35": {"defrost": "ahri", "cop_35": 2.7},
    "defrost": {"cop_35": 2.5, "capacity_35": 27000}, "defrost_control": {"defrost": "humidity", "station": "denver"},
    "fuel": {"fuel_price_unit": "$/MMBtu", "fuel_price": 20}, "performance_table": {"capacity_47": None,
    "capacity_17": None, "cycling_degradation": None}, "programme_file": {"programme": "custom"},
    **{key: {k: v for k, v in {**speed, "load_slope": 150 if name == "min" else 600}.items() if k != key}
       for name, speed in SPEED.items() for key in speed},
}  # fmt: skip
"""What else must be given with an input, or left out"""
VALUES = {
    "bin_table": ([[47, 100], [20, 300]], [[47, 100], [20, 200]]),
    "performance_table": ([[47, 3.6, 36000], [17, 2.3, 25000]], [[47, 3.6, 36000], [17, 2.0, 25000]]),
    "fuel": ("natural_gas", "fuel_oil"), "currency": ("$", "CAD"),
    "fuel_price_unit": ("$/gal", "$/MMBtu"), "station": ("chicago_ohare", "denver"), "compressor_lockout": (5, 20),
    "climate": ("proportional", "region"),
    "weather_file": (None, str(CHICAGO)), "defrost": ("none", "resnet"), "programme": ("bpa_ptcs", "mass_save"),
    "cycling_degradation": (0.1, 0.2), "initial_balance_point": (20, 30),
    "thermostat_zero": (0, 0.5), "thermostat": (None, "honeywell_t6_pro"), "as_left_auxiliary_lockout": (40, 20),
}  # fmt: skip
"""Two values of an input whose answers must differ, where two numbers near its example do not do"""
NOT_VARIED = {
    **dict.fromkeys(COPS, "all of them together, by a factor"),
    "capacity_35": "goes with capacity_47 and capacity_17", "altitude": "known", "billed_degree_days": "known",
    "season_degree_days": "known",
    "billed_efficiency": "goes with billed_fuel",
    "fuel_heat_content": "a matter of the unit", "grid_emissions": "moves emissions only",
    "fuel_emissions": "moves emissions only", "hspf2": "its COPs go by a factor",
}  # fmt: skip
"""Numbers that may be uncertain and have no range of their own for sensitivity, and why"""
NOT_FOLLOWED = {
    **dict.fromkeys(
        ("station", "weather_file", "runtime_file", "record_season", "season_degree_days"),
        "the climate table holds what was read",
    ),
    **dict.fromkeys(("bills_file", "bills_weather_file"), "the bills stand beside the season and change none of it"),
    **dict.fromkeys((key for key, field in FIELDS.items() if field.section == "Programme"), "Programme holds values"),
    "hspf2": "the COPs that it gives stand in their cells",
    "currency": "the sign of the amounts, which are numbers",
    "defrost_control": "frost by humidity stands in the climate table, as made for it: test_workbook_edits.py",
    "thermostat": "its step stands in the cell of thermostat_step",
    "performance_table": "only in a workbook made with such a table: test_workbook.py",
}
"""Inputs that no formula of the full workbook follows, and why"""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Values of the inputs that are files of the test's own, and of what hangs on them."""
    folder = tmp_path_factory.mktemp("files")
    rules = folder / "rules.toml"
    rule = '[[rules]]\nid = "a"\nkind = "maximum_switchover"\nthreshold = 30\nunit = "°F"\n'
    rules.write_text(f'name = "Our utility"\n{rule}', encoding="utf-8")
    record = folder / "record.csv"
    start, step = datetime.datetime(2024, 1, 15), datetime.timedelta(minutes=5)
    head = "Date,Time,Outdoor Temp (F),Heat Stage 1 (sec),Aux Heat 1 (sec)\n"
    lines = [f"{start + n * step:%Y-%m-%d,%H:%M:%S},{20 + n % 40},{300 * (n % 3 == 0)},0" for n in range(2000)]
    record.write_text(head + "\n".join(lines), encoding="utf-8")
    bills = folder / "bills.csv"
    bills.write_text("From,To,Gas (therms)\n2023-01-03,2023-02-02,171\n2023-02-02,2023-03-06,164\n", encoding="utf-8")
    year = folder / "year.csv"
    hours = [datetime.datetime(2023, 1, 1) + datetime.timedelta(hours=n) for n in range(8760)]
    rows = "\n".join(f"{hour:%Y-%m-%dT%H:%M},{hour.day - 10}" for hour in hours)
    year.write_text(f"latitude,longitude\n41.9,-87.6\n\ntime,temperature_2m (°C)\n{rows}", encoding="utf-8")
    billed = {"bills_file": (None, str(bills)), "bills_weather_file": (None, str(year))}
    return {**billed, "programme_file": (None, str(rules)), "runtime_file": (None, str(record)),
            "record_season": ("2024-01-15 to 2024-01-17", "2024-01-18 to 2024-01-21"),
            "season_degree_days": (300, 400)}  # fmt: skip


@pytest.fixture(scope="module")
def answers(files):
    """A function: a key in, what two values of it come to out."""
    return cache(lambda key: answers_of(key, files))


def answers_of(key: str, files) -> tuple[dict, dict]:
    """What two values of an input come to, in a house that uses it."""
    field = FIELDS[key]
    given = {**BASE, **NEEDED.get(key, {})}
    if field.needs[0] and field.needs[0] not in given:
        given[field.needs[0]] = field.needs[1] or files[field.needs[0]][1]
    climate = field.gives_climate or (field.climates[0] if field.climates else "proportional")
    if climate in CLIMATE_SOURCES and CLIMATE_SOURCES[climate] != key and key not in SOURCES:
        source = CLIMATE_SOURCES[climate]
        given[source] = FIELDS[source].example
    if key == "climate":
        given["region"] = "V"
    first, second = (files | VALUES).get(key) or two_values(key)
    made = []
    for value in (first, second):
        case = {k: v for k, v in {**given, key: value}.items() if v is not None or k == key}
        if key == "programme_file" and value is None:
            case["programme"] = None
        made.append(df.solve(df.Case(**case)).to_json())
    return made[0], made[1]


def two_values(key: str):
    field = FIELDS[key]
    if field.kind == "choice":
        return field.choices[0], field.choices[-1]
    likely = field.default if field.example is None else field.example
    likely = likely or (field.minimum + field.maximum) / 2
    return likely, field.nearest(likely * 1.1)


ANSWERS = ("setting", "bins", "switchover_curve", "scenarios", "balance_points", "recommended", "fuel_storage",
           "auxiliary_heat", "metered_check", "bills", "programme", "derived")  # fmt: skip


ONLY_SHOWN = {"currency"}
"""Inputs that change how the numbers are shown, and no number"""


@pytest.mark.parametrize("key", FIELDS)
def test_it_changes_a_result(key, answers):
    one, other = answers(key)
    where = ("inputs",) if key in ONLY_SHOWN else ANSWERS
    assert {name: one[name] for name in where} != {name: other[name] for name in where}, (
        f"{key} changes nothing: the model does not use it"
    )


@pytest.mark.parametrize("key", FIELDS)
def test_its_role_is_true(key, answers):
    field = FIELDS[key]
    one, other = answers(key)
    same = {
        "house": [], "method": [], "climate": [],
        "price": [("bins", ("hours", "load_btuh", "cop", "heat_pump_capacity_btuh"))],
        "setting": [("scenarios", ("load_mmbtu",))],
        "report": [("switchover_curve", ("switchover", "electricity_kwh", "fuel_mmbtu", "annual_cost"))],
    }[field.role]  # fmt: skip
    for table, columns in same:
        for mine, theirs in zip(one[table], other[table], strict=False):  # one may have a row for the setting more
            shared = [column for column in columns if column in mine]
            assert shared
            # Cut bins add up in another order.
            numbers = [theirs[column] for column in shared]
            assert [mine[column] for column in shared] == pytest.approx(numbers, rel=1e-12)
    if not same:
        assert [one[name] for name in ("bins", "scenarios")] != [other[name] for name in ("bins", "scenarios")]


@cache
def full_workbook() -> bytes:
    """A workbook of a house that uses as much as one case can."""
    case = {**BASE, "defrost": "ahri", "cop_35": 2.7, "capacity_35": 29000, "cop_5": 1.8, "capacity_5": 18000}
    return workbook_bytes(df.solve(df.Case(**case)), datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))


@cache
def formulas() -> tuple[set[str], str]:
    """The names of the workbook, and its formulas but for what each input has of itself: the test of its range, and
    the log of its changes.
    """
    book = openpyxl.load_workbook(io.BytesIO(full_workbook()))
    texts = [
        str(getattr(cell.value, "text", cell.value))
        for sheet in book
        if sheet.title != "Log"
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or hasattr(cell.value, "text")
    ]
    own = [text for text in texts if '"see label"' in text and len(set(re.findall(r"\b(?:in|out|c)_\w+", text))) == 1]
    assert own
    return set(book.defined_names), "\n".join(set(texts) - set(own))


@pytest.mark.parametrize("key", FIELDS)
def test_a_formula_uses_it(key):
    names, used = formulas()
    field = FIELDS[key]
    if field.kind == "table":
        wanted = [f"in_{key.partition('_')[0].replace('bin', 'climate')}_{column}" for column in field.columns]
    else:
        assert f"in_{key}" in names, f"the sheet Inputs has no name in_{key}"
        wanted = [f"in_{key}"]
    if key in NOT_FOLLOWED:
        return
    for name in wanted:
        assert re.search(rf"\b{name}\b", used), f"no formula uses {name}: the workbook does not follow a change of it"


@pytest.mark.parametrize("key", FIELDS)
def test_forms_say_whether_they_ask_for_it(key):
    field = FIELDS[key]
    assert field.forms is not None, f"say in its row which forms ask for {key}, if none: forms=()"
    assert set(field.forms) <= {*KINDS, "sample"}
    assert not field.required or {"client", "rebate"} <= set(field.forms), "what a form needs it must ask for"
    assert "sample" not in field.forms or "portfolio" in field.forms
    assert (key in asked_by("case")) == (field.kind != "table")


@pytest.mark.parametrize("key", FIELDS)
def test_the_names_know_or_refuse_it(key):
    assert key in KEYS
    if key in IDLE or key not in SUPPORTED:
        return
    written = "\n".join(TEXTS.values())
    of_case = rf"INDEX\(case,{PLACES[key]}\)"
    of_rules = rf"INDEX\((?:full|valid),{KEYS.index(key) + 1}\)"
    assert re.search(f"{of_case}|{of_rules}", written), f"no LAMBDA of the names workbook uses {key}"


@pytest.mark.parametrize("key", FIELDS)
def test_it_may_be_uncertain_or_not_as_its_row_says(key):
    field = FIELDS[key]
    _, issues = checked({key: {"distribution": "uniform", "low": field.minimum, "high": field.maximum}})
    refused = any("no setting" in issue.allowed for issue in issues)
    assert refused != field.drawn
    if field.drawn:
        assert (key in SPREADS) != (key in NOT_VARIED), f"{key} needs a spread, or a reason in NOT_VARIED"


@pytest.mark.parametrize("key", FIELDS)
def test_it_says_what_it_is(key):
    field = FIELDS[key]
    assert field.help
    assert field.label
    assert field.remedy or field.kind in ("text", "file"), f"say what to do where {key} is refused"
    assert field.default is not None or field.when_omitted, f"say what applies where {key} is left out"
    assert field.default is not None or field.example is not None or (field.kind == "number" and key in COPS), (
        f"{key} needs an example for the forms"
    )
    assert [other.key for other in FIELDS.values() if other.label == field.label] == [key]
    for other in (*field.displaces, *field.follows, *filter(None, field.needs[:1])):
        assert other in FIELDS
    assert f"`{key}`" in (ROOT / "xl_dualfuel" / "inputs" / "INPUTS.md").read_text(encoding="utf-8"), (
        "run tests/update_pages.py"
    )


def test_what_a_change_takes_out_in_a_case_it_takes_out_in_the_names():
    from xl_dualfuel.hosts.names.inputs import _GROUPS

    displaced = {other for key in SUPPORTED for other in FIELDS[key].displaces}
    following = {key for key, field in FIELDS.items() if field.follows}
    assert set(_GROUPS) == {"climate", *SOURCES} | displaced | following
    assert OFFERED


# ----------------------------------------------------------------------------------------------------------------------
# Trials of the recipes, each in a copy of the program


@pytest.fixture
def copied(tmp_path):
    """A copy of the program and of what these tests read."""
    for folder in ("xl_dualfuel", "workbook", "tests/cases"):  # as compiled, but for what a trial changes
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "tests" / "inputs").mkdir()
    shutil.copy(__file__, tmp_path / "tests" / "inputs" / "test_table.py")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, *arguments], cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)},
                          capture_output=True, text=True, check=False)  # fmt: skip


def insert(path: Path, before: str, text: str) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count(before) == 1
    path.write_text(source.replace(before, text + before), encoding="utf-8")


@pytest.mark.slow
def test_an_input_added_to_the_table_alone_fails_for_each_place(copied):
    row = '    Field("trial_input", "House", "Trial", "°F", "A trial", minimum=0.0, maximum=10.0),\n'
    insert(copied / "xl_dualfuel" / "inputs" / "fields.py", ")  # fmt: skip\n\nFIELDS:", row)
    done = run(
        copied, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/inputs/test_table.py", "-k", "trial_input"
    )
    failed = set(re.findall(r"FAILED \S+::(\w+)\[trial_input\]", done.stdout))
    assert failed >= {
        "test_it_changes_a_result", "test_a_formula_uses_it", "test_forms_say_whether_they_ask_for_it",
        "test_the_names_know_or_refuse_it", "test_it_may_be_uncertain_or_not_as_its_row_says",
        "test_it_says_what_it_is",
    }, done.stdout[-3000:]  # fmt: skip
    for words in ("the model does not use it", "no formula uses in_trial_input", "which forms ask for trial_input",
                  "no LAMBDA of the names workbook uses trial_input"):  # fmt: skip
        assert words in done.stdout


COAL = '        Fuel("anthracite", "anthracite coal", "coal", "ton", {"ton": 25.09}, 103.69),\n'
"""25.09 MMBtu a ton, 103.69 kg CO2 per MMBtu (40 CFR 98 Table C-1, anthracite)"""
SOLVED = """
import io, json
import formualizer, openpyxl
import xl_dualfuel as df
from xl_dualfuel.cli.screen import _backup
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.homes.frames import solve_many
from xl_dualfuel.hosts.names.functions import TEXTS
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.sheets.build import workbook_bytes
import datetime

inputs = {"fuel": "anthracite", "fuel_price": 300.0, "fuel_price_unit": "$/ton"}
result = df.solve(df.Case(**inputs))
content = workbook_bytes(result, datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
again = openpyxl.load_workbook(io.BytesIO(formualizer.recalculate_xlsx_bytes(content)["bytes"]), data_only=True)
def cell(name):
    sheet, address = next(iter(again.defined_names["out_" + name].destinations))
    return again[sheet][address.replace("$", "")].value
form = openpyxl.load_workbook(io.BytesIO(template("rebate")))
choices = [rule.formula1 for sheet in form for rule in sheet.data_validations.dataValidation if rule.type == "list"]
print(json.dumps({
    "price": result.solution.parameters.fuel_price, "emissions": result.case.fuel_emissions,
    "unit": result.fuel_storage.fuel_unit, "switchover": result.solution.switchover,
    "cost": result.recommended.annual_cost,
    "recalculated": [cell("status"), cell("fuel_price_per_mmbtu"), cell("recommended_switchover"),
                     cell("recommended_annual_cost")],
    "function": FUNCTIONS["DF_BALANCE_POINT"].python([[key, value] for key, value in inputs.items()]),
    "many": solve_many({key: [value] for key, value in inputs.items()})["switchover"].tolist()[0],
    "screen": " ".join(_backup(result, result.fuel_storage)), "forms": sum("anthracite" in text for text in choices),
    "names": sum("anthracite" in text for text in TEXTS.values()),
    "help": [df.FIELDS[key].when_omitted for key in ("fuel_heat_content", "fuel_emissions")],
}))
"""


@pytest.mark.slow
def test_a_fuel_is_one_row(copied):
    """A fuel added to the table of fuels alone is offered, priced, burned, recalculated and shown."""
    assert "anthracite" not in FUELS
    insert(copied / "xl_dualfuel" / "units.py", "        Fuel(ELECTRICITY, ", COAL)
    done = run(copied, "-c", SOLVED)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["price"] == pytest.approx(300 / 25.09)
    assert found["emissions"] == 103.69
    assert found["unit"] == "ton"
    status, price, switchover, cost = found["recalculated"]
    assert status == "OK"
    assert price == pytest.approx(300 / 25.09)
    assert (switchover, cost) == pytest.approx((found["switchover"], found["cost"]))
    assert found["function"] == found["many"] == found["switchover"]
    assert re.search(r"Fuel a season: [0-9.]+ ton,", found["screen"])
    assert found["forms"] == 2, "the fuel, and the fuel before"
    assert found["names"] >= 3
    assert "ton of pellets 16,500,000, of coal 25,090,000" in found["help"][0]
    assert "103.69 for anthracite" in found["help"][1]
