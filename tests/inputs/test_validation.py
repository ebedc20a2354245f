"""Bad input, tried from a case file and from --set: exit status 2, one line a problem, nothing written.

The list is the model's: what must be refused, what is only a warning. Allowed ranges are those of the input table.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import xl_dualfuel as df
from commands import ERROR
from support import one_in
from xl_dualfuel.cli import app as cli
from xl_dualfuel.inputs.prices import MAX_FUEL_PRICE
from xl_dualfuel.results.engine import solve
from xl_dualfuel.results.note_words import in_words
from xl_dualfuel.weather.year import KINDS

NAN, INF = math.nan, math.inf


class Outcome(NamedTuple):
    """What a command said."""

    status: int
    out: str
    err: str


class Bad(NamedTuple):
    """Inputs that must be refused, and what each line must say: key, value as shown, allowed, remedy."""

    name: str
    inputs: dict[str, Any]
    lines: tuple[tuple[str, str, str, str], ...]


def bad(name: str, inputs: dict[str, Any], *lines: tuple[str, str, str, str]) -> Any:
    """One row of the table of refusals."""
    return pytest.param(Bad(name, inputs, lines), id=name)


def number(key: str, value: Any, allowed: str, remedy: str, shown: str = "", **others: Any) -> Any:
    """A number that is refused by itself."""
    shown = shown or f"{value:g}"
    return bad(f"{key} {shown}", {key: value, **others}, (key, shown, allowed, remedy))


FINITE = "must be a finite number"
TEXT = "must be a number"
COP = "more than 0 and at most 20"
CAPACITY = "more than 0 and at most 100,000,000"
READABLE = f"must be an {KINDS} file with 8,760 readable hours"

TEMPERATURES = [
    number("design_temperature", 70, "must be below indoor_setpoint (70)", "99 % heating design temperature"),
    number("design_temperature", 75, "must be below indoor_setpoint (70)", "99 % heating design temperature"),
    bad(
        "design temperature above a lower setpoint",
        {"design_temperature": 66, "indoor_setpoint": 65},
        ("design_temperature", "66", "must be below indoor_setpoint (65)", "99 % heating design temperature"),
    ),
    number("design_temperature", 200, "from -80 to 80", "°F"),
    number("indoor_setpoint", 20, "from 40 to 90", "°F"),  # °C for °F
    number("load_balance_temperature", -1, "from 20 to 90", "°F"),
    number("existing_switchover", 500, "from -80 to 120", "°F"),
    number("initial_balance_point", -500, "from -80 to 120", "°F"),
]
BINS = [
    number("bin_width", 0, "must be more than 0 with climate = proportional", "2 is usual"),
    number("bin_width", -2, "from 0 to", "2 is usual"),
    number("bin_width", 1e9, "from 0 to ", "2 is usual", "1000000000"),
    number("bin_width", 0.01, "must leave at most 2,000 bins", "Give 0.033 or more"),  # 65 °F / 2,000
    number("bin_width", 1e-300, "must be 0 or at least 0.000000001", "2 is usual"),
    bad(
        "a station in over 2,000 bins",
        {"station": "denver", "bin_width": 0.001},
        ("bin_width", "0.001", "must leave at most 2,000 bins", "or more"),
    ),
]
HOURS = [
    number("season_hours", -1900, "more than 0 and at most 8,784", "hours a year"),
    number("season_hours", 0, "more than 0 and at most 8,784", "hours a year"),
    number("season_hours", 10000, "more than 0 and at most 8,784", "hours a year"),
    number("hours_below_design", -150, "from 0 to 8,784", "hours a year"),
    bad(
        "negative hours of a bin",
        {"bin_table": [[20, 100], [40, -1]]},
        ("bin_table", "row 2, hours -1", "hours from 0 to 8,784", "[[temperature, hours], …]"),
    ),
    bad(
        "hours that are no number",
        {"bin_table": [[20, NAN]]},
        ("bin_table", "row 1, hours nan", "hours from 0 to 8,784", "[[temperature, hours], …]"),
    ),
    bad(
        "bins without hours",
        {"bin_table": [[20, 0], [40, 0]]},
        ("bin_table", "no hours", "must have hours > 0", "heating hours of each bin"),
    ),
    bad(
        "over 2,000 measured bins",
        {"bin_table": [[n / 100, 1] for n in range(2001)]},
        ("bin_table", "2001 rows", "1 to 2000 of them", "[[temperature, hours], …]"),
    ),
]
EQUIPMENT = [
    *(number(f"cop_{t}", value, COP, f"COP at {t} °F") for t in (47, 17, 5) for value in (0, -1, 34)),
    *(number(f"capacity_{t}", 0, CAPACITY, "BTU/h") for t in (47, 17, 5)),
    number("capacity_47", -36000, CAPACITY, "such as 36000", capacity_17=22000),
    number("capacity_17", -1, CAPACITY, "such as 22000", capacity_47=36000),
    number("furnace_capacity", 0, CAPACITY, "BTU/h of output"),
    number("furnace_capacity", -60000, CAPACITY, "BTU/h of output", furnace_fan_power=0.4),
    number("strip_capacity", -1, "from 0 to 10,000", "0 for no strips"),
    number("furnace_efficiency", 0, "more than 0 and at most 1", "such as 0.95"),
    number("furnace_efficiency", -0.95, "more than 0 and at most 1", "such as 0.95"),
    number("furnace_efficiency", 950, "more than 0 and at most 1", "such as 0.95"),
    number("load_slope", 0, "more than 0 and at most 10,000,000", "BTU/h per °F"),
    number("design_load", -39000, "more than 0 and at most 1,000,000,000", "BTU/h"),
    number("cycling_degradation", -0.1, "from 0 to 0.5", "0 to 0.25"),
    number("furnace_fan_power", -0.4, "from 0 to 50", "such as 0.4"),
    number("grid_emissions", -0.38, "from 0 to 5", "kg per kWh"),
    number("fuel_emissions", -53, "from 0 to 1,000", "kg per MMBtu"),
    bad(
        "a COP of 0 in a table",
        {"performance_table": [[47, 3.4, 36000], [17, 0, 22000]]},
        ("performance_table", "row 2, cop 0", "cop more than 0 and at most 20", "[temperature, COP, capacity]"),
    ),
    bad(
        "a capacity of 0 in a table",
        {"performance_table": [[47, 3.4, 0], [17, 2.2, 22000]]},
        (
            "performance_table",
            "row 1, capacity 0",
            "capacity more than 0 and at most 100,000,000",
            "[[temperature, COP, capacity], …]",
        ),
    ),
    bad(
        "half of the capacities",
        {"capacity_47": 36000},
        ("capacity_17", "(not given)", "must be given with capacity_47", "both capacity_47 and capacity_17"),
    ),
]
PRICES = [
    number("electricity_price", -0.14, "from 0 to 10", "dollars"),
    number("fuel_price", -13, "from 0 to 1,000,000", "dollars"),
    number("electricity_price", 14, "from 0 to 10", "Give dollars, not cents: 0.14 instead of 14"),
    bad(
        "cents a therm",
        {"fuel_price": 130, "fuel_price_unit": "$/therm"},
        ("fuel_price", "130", "must be at most 500 $/MMBtu (this is 1300)", "Give dollars, not cents"),
    ),
    bad(
        "cents a gallon",
        {"fuel": "propane", "fuel_price": 250, "fuel_price_unit": "$/gal"},
        ("fuel_price", "250", "must be at most 500 $/MMBtu (this is 2734)", "Give dollars, not cents"),  # /0.091452
    ),
    *(
        bad(
            f"{fuel} by {unit}",
            {"fuel": fuel, "fuel_price": 1.3, "fuel_price_unit": unit},
            ("fuel_price_unit", unit, f"must be one of {', '.join(fitting)} for {fuel}", "unit of the price you have"),
        )
        for fuel, fitting in (
            ("natural_gas", ["$/MMBtu", "$/therm", "$/ccf", "$/Mcf", "$/m³", "$/Dth", "$/GJ", "$/kWh"]),
            ("propane", ["$/MMBtu", "$/gal", "$/L", "$/imp gal", "$/lb", "$/kg", "$/GJ", "$/kWh"]),
            ("fuel_oil", ["$/MMBtu", "$/gal", "$/L", "$/imp gal", "$/GJ", "$/kWh"]),
        )
        for unit in ("$/MMBtu", "$/therm", "$/ccf", "$/gal", "$/L")
        if unit not in fitting
    ),
]
NOT_NUMBERS = [
    *(
        number(key, value, FINITE, remedy, shown)
        for key, remedy in (("cop_47", "3.4"), ("electricity_price", "0.14"), ("season_hours", "hours a year"))
        for value, shown in ((NAN, "nan"), (INF, "inf"), (-INF, "-inf"))
    ),
    *(
        number(
            key,
            text,
            "must be one number" if text in ("1,900,0", "30 or 40 MBH") else TEXT,
            df.FIELDS[key].remedy,
            text,
        )
        for key, text in (
            ("cop_47", "three"),
            ("furnace_efficiency", "95 gal"),
            ("electricity_price", "$0.14/gal"),
            ("season_hours", "1,900,0"),
            ("capacity_47", "30 or 40 MBH"),
            ("existing_switchover", "35 kW"),
            ("indoor_setpoint", "=70"),
        )
    ),
]
CHOICES = [
    bad("fuel", {"fuel": "propan"}, ("fuel", "propan", "natural_gas, propane, fuel_oil", "Did you mean propane?")),
    bad("region", {"region": "VII"}, ("region", "VII", "must be one of I, II, III, IV, V, VI", "IV or V")),
    bad(
        "unit",
        {"fuel_price_unit": "$/cord"},
        ("fuel_price_unit", "$/cord", "must be one of $/MMBtu, $/therm", "Give the unit"),
    ),
    bad(
        "climate without its source",
        {"climate": "region"},
        ("region", "(not given)", "must be given with climate = region", "Give region"),
    ),
    bad(
        "station",
        {"station": "atlantis"},
        ("station", "atlantis", "must be one of chicago_ohare, denver", "weather_file"),
    ),
    *(
        bad(f"unknown key {key}", {key: 1}, (key, "1", "must be the key of an input", remedy))
        for key, remedy in (
            ("elektricity_price", "Did you mean electricity_price?"),
            ("cop47", "Did you mean cop_47?"),
            ("afue", "Did you mean furnace_efficiency?"),
            ("capacity", "Did you mean capacity_47, capacity_17 or capacity_35?"),
            ("latitude", "Leave it out; INPUTS.md lists the keys"),
            ("furnace_eff", "Did you mean furnace_efficiency?"),
            ("zzzz", "Leave it out"),
            ("self", "Leave it out"),
        )
    ),
]
ROWS = "it has {} rows after its 8 header lines, {} of them readable"
WEATHER = [
    bad(name, {"weather_file": f"{name}.epw"}, ("weather_file", f"{name}.epw", f"{READABLE}; {why}", remedy))
    for name, why, remedy in (
        ("short", ROWS.format("8,759", "8,759"), "Fill the gaps"),
        (
            "twice",
            "it has 8,784 rows after its 8 header lines; line 8,769 has the same hour as line 9",
            "each hour once",
        ),
        ("gap", ROWS.format("8,760", "8,759") + " (the first that is not: line 109", "Fill the gaps"),
        ("words", "it is another kind of file", "Use an EPW file"),
        ("empty", "it is empty", "Use an EPW file"),
        ("missing", "it cannot be read: No such file or directory", "Check the path"),
        ("folder", "it is not a regular file", "Give the path of the file itself"),
    )
]
REFUSED = [*TEMPERATURES, *BINS, *HOURS, *EQUIPMENT, *PRICES, *NOT_NUMBERS, *CHOICES, *WEATHER]


def epw(hours: int, missing: int | None = None) -> str:
    """An EPW file of so many hours at 5 °C; at the position ``missing`` (from 0) the code for none (field N6: 99.9)."""
    header = ["LOCATION,Somewhere,ST,USA,TMY3,0,40,-90,-6,200", *(f"HEADER {n}" for n in range(2, 9))]
    times = [datetime.datetime(2001, 1, 1) + datetime.timedelta(hours=n) for n in range(hours)]
    rows = [
        f"2001,{t.month},{t.day},{t.hour + 1},0,x,{'99.9' if n == missing else '5.0'},0" for n, t in enumerate(times)
    ]
    return "\n".join([*header, *rows]) + "\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with the weather files the table names."""
    files = {
        "short": epw(8759),
        "twice": epw(8784),
        "gap": epw(8760, missing=100),
        "words": "some words\n",
        "empty": "",
    }
    for name, content in files.items():
        (tmp_path / f"{name}.epw").write_text(content, encoding="utf-8")
    (tmp_path / "folder.epw").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def dualfuel(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """The command in this process."""

    def call(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["dualfuel", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        status = ended.value.code or 0
        assert isinstance(status, int)
        out, err = capsys.readouterr()
        return Outcome(status, out, err.replace(ERROR, ""))

    return call


def process(*arguments: str) -> Outcome:
    """The command as users run it."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "xl_dualfuel", *arguments],
        capture_output=True, encoding="utf-8", env=environment, check=False, timeout=120,
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout, done.stderr.replace(ERROR, ""))


def as_toml(inputs: dict[str, Any]) -> str:
    """A case file. Python writes numbers, nan and inf as TOML does; JSON's strings are TOML's."""
    return "".join(f"{key} = {_toml_value(value)}\n" for key, value in inputs.items())


def _toml_value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def as_options(inputs: dict[str, Any]) -> list[str]:
    """The inputs as --set options."""
    values = {key: value if isinstance(value, str) else json.dumps(value) for key, value in inputs.items()}
    values = {key: {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}.get(v, v) for key, v in values.items()}
    return [option for key, value in values.items() for option in ("--set", f"{key}={value}")]


OUTPUTS = ("--json", "out/result.json", "--csv", "out", "--xlsx", "out/result.xlsx")


@contextlib.contextmanager
def nothing_written(folder: Path) -> Iterator[None]:
    """Not a file nor a folder more afterwards."""
    before = sorted(folder.rglob("*"))
    yield
    assert sorted(folder.rglob("*")) == before


def assert_refused(outcome: Outcome, lines: tuple[tuple[str, str, str, str], ...]) -> None:
    """Status 2, nothing on standard output, exactly these lines on standard error."""
    assert outcome.status == 2
    assert outcome.out == ""
    assert "Traceback" not in outcome.err
    assert "internal error" not in outcome.err
    told = outcome.err.splitlines()
    assert len(told) == len(lines), outcome.err
    for line, (key, shown, allowed, remedy) in zip(told, lines, strict=True):
        assert line.startswith(f"{key} = ")
        value = line.removeprefix(f"{key} = ").partition(": must ")[0]
        # A path may be told with its folders, and has its end when it is shortened.
        assert value == shown or (key == "weather_file" and Path(value).name == shown)
        _, found, after = line.partition(allowed)
        assert found, f"{allowed!r} in {line!r}"
        assert remedy in after, f"{remedy!r} at the end of {line!r}"


# ----------------------------------------------------------------------------------------------------- the whole list


@pytest.mark.parametrize("bad", one_in(4, REFUSED))
def test_refused_from_a_case_file(bad, folder, dualfuel):
    (folder / "case.toml").write_text(as_toml(bad.inputs), encoding="utf-8")
    with nothing_written(folder):
        assert_refused(dualfuel("run", "case.toml", *OUTPUTS), bad.lines)


@pytest.mark.parametrize(
    "bad",
    one_in(4, [bad for bad in REFUSED if not str(bad.id).endswith(" nan")]),  # the word means: none
)
def test_refused_from_set(bad, folder, dualfuel):
    (folder / "case.toml").touch()
    with nothing_written(folder):
        assert_refused(dualfuel("run", "case.toml", *as_options(bad.inputs), *OUTPUTS), bad.lines)


@pytest.mark.parametrize("bad", [REFUSED[0], PRICES[3], WEATHER[0]])
@pytest.mark.parametrize("way", ["file", "set"])
def test_refused_as_a_process(bad, way, folder):
    (folder / "case.toml").write_text(as_toml(bad.inputs) if way == "file" else "", encoding="utf-8")
    options = as_options(bad.inputs) if way == "set" else []
    with nothing_written(folder):
        assert_refused(process("run", "case.toml", *options, *OUTPUTS), bad.lines)


@pytest.mark.parametrize(
    "value", ["true", "[3.4]", "1979-05-27", "07:32:00", "0x" + "F" * 10_000], ids=lambda value: value[:10]
)
def test_other_kinds_of_toml_value_are_refused(value, folder, dualfuel):
    (folder / "case.toml").write_text(f"[house]\ncop_47 = {value}\n", encoding="utf-8")
    with nothing_written(folder):
        outcome = dualfuel("run", "case.toml", *OUTPUTS)
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.startswith("cop_47 = ")
    assert len(outcome.err.splitlines()) == 1
    assert "must be a" in outcome.err
    assert "internal error" not in outcome.err


# ---------------------------------------------------------------------------------------------------- several at once

SEVERAL = {"design_temperature": 80, "cop_47": -1, "fuel_price_unit": "$/gal", "existing_switchover": "warm"}
CHANGES = {"bin_width": -2, "furnace_efficiency": 950, "elektricity_price": 0.2, "station": "atlantis"}
ALL_TOLD = (
    ("elektricity_price", "0.2", "must be the key of an input", "electricity_price"),
    ("design_temperature", "80", "must be below indoor_setpoint (70)", "°F"),
    ("bin_width", "-2", "from 0 to", "2 is usual"),
    ("station", "atlantis", "must be one of", "weather_file"),
    ("cop_47", "-1", COP, "3.4"),
    (
        "fuel_price_unit",
        "$/gal",
        "$/MMBtu, $/therm, $/ccf, $/Mcf, $/m³, $/Dth, $/GJ, $/kWh for natural_gas",
        "Give the unit",
    ),
    ("furnace_efficiency", "950", "more than 0 and at most 1", "such as 0.95"),
    ("existing_switchover", "warm", TEXT, "°F"),
)


@pytest.mark.parametrize("run", [process, None], ids=["process", "in process"])
def test_problems_of_the_file_and_of_set_come_together(run, folder, dualfuel):
    (folder / "case.toml").write_text(as_toml(SEVERAL), encoding="utf-8")
    with nothing_written(folder):
        assert_refused((run or dualfuel)("run", "case.toml", *as_options(CHANGES), *OUTPUTS), ALL_TOLD)


def test_options_that_are_no_setting_are_told_with_the_rest(folder, dualfuel):
    (folder / "case.toml").write_text("cop_47 = -1\n", encoding="utf-8")
    example = "--set electricity_price=0.16"
    with nothing_written(folder):
        outcome = dualfuel("run", "case.toml", "--set", "cop_17", "--set", "=3", "--set", "cop_5=0", *OUTPUTS)
        assert_refused(
            outcome,
            (
                ("--set", "cop_17", "must be KEY=VALUE", example),
                ("--set", "=3", "must be KEY=VALUE", example),
                ("cop_47", "-1", COP, "3.4"),
                ("cop_5", "0", COP, "5 °F"),
            ),
        )
        assert dualfuel("run", "case.toml", "--set", "cop_17", "--set", "cop_47=3", *OUTPUTS).status == 2


def test_set_wins_over_the_file_and_blank_takes_out(folder, dualfuel):
    (folder / "case.toml").write_text('cop_47 = -1\nregion = "IV"\ndesign_load = 39000\n', encoding="utf-8")
    outcome = dualfuel("run", "case.toml", "--set", "cop_47 = 3.5", "--set", "region=", "--json", "-")
    assert outcome.status == 0, outcome.err
    result = json.loads(outcome.out)
    assert result["inputs"]["cop_47"] == 3.5
    assert result["inputs"]["climate"] == "proportional"
    assert result["given"] == ["design_load", "cop_47"]


# ------------------------------------------------------------------------------------------- allowed, with a warning


@pytest.mark.parametrize(
    ("inputs", "key", "words"),
    [
        ({"cop_47": 2.2, "cop_17": 3.4}, "cop_47", "Are the values at 17 and 47 °F swapped?"),
        ({"electricity_price": 0}, "electricity_price", "is zero"),
        ({"fuel_price": 0}, "fuel_price", "is zero"),
        ({"fuel": "electricity"}, "fuel_price", "Not given; the electric furnace pays electricity_price, 0.14 $/kWh"),
        ({"compressor_lockout": 40}, "compressor_lockout", "above existing_switchover"),
        ({"station": "denver", "season_hours": 1900}, "season_hours", "no effect"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
@pytest.mark.parametrize("way", ["file", "set"])
def test_what_is_possible_is_a_note(inputs, key, words, way, folder, dualfuel):
    (folder / "case.toml").write_text(as_toml(inputs) if way == "file" else "", encoding="utf-8")
    outcome = dualfuel("run", "case.toml", *(as_options(inputs) if way == "set" else []), "--json", "-")
    assert outcome.status == 0
    warnings = {warning["key"]: warning["message"] for warning in json.loads(outcome.out)["warnings"]}
    assert words in warnings[key]
    assert in_words(key, warnings[key]) in outcome.err


def test_no_strips_are_allowed_on_purpose():
    result = solve(df.Case(strip_capacity=0, capacity_47=20000, capacity_17=12000)).to_json()
    heat_pump_only = result["scenarios"][0]
    assert heat_pump_only["strip_kwh"] == 0
    assert heat_pump_only["unmet_mmbtu"] > 0
    emergency = result["scenarios"][5]
    assert emergency["available"] is False
    assert [value for value in emergency.values() if isinstance(value, float)] == []


# ------------------------------------------------------------------------------------------------- limits, exactly


@pytest.mark.parametrize("key", [key for key, field in df.FIELDS.items() if field.kind == "number"])
def test_the_limits_themselves_are_as_the_table_says(key):
    field = df.FIELDS[key]
    # What else has to be given for the rules between inputs: a warm setpoint, the capacities, the furnace's output.
    others: dict[str, Any] = {"indoor_setpoint": 90, "design_temperature": 20}
    others |= {"capacity_47": 36000, "capacity_17": 22000, "furnace_capacity": 60000, "station": "denver"}
    others |= {"billed_degree_days": 5000}
    for speed in ("min", "max"):
        if f"_{speed}_" in key:
            others |= {f"{what}_{speed}_{at}": 2 for what in ("cop", "capacity") for at in (47, 17, 5)}
    if key == "fuel_heat_content":
        others |= {"fuel_price": 0.001, "fuel_price_unit": "$/therm"}
    others.pop(key, None)
    if key == "fuel_price":
        # The sanity limit in $/MMBtu is the lower one.
        assert df.Case(fuel_price=MAX_FUEL_PRICE).fuel_price == MAX_FUEL_PRICE
        with pytest.raises(df.InputError, match="at most 500"):
            df.Case(fuel_price=math.nextafter(MAX_FUEL_PRICE, INF))
        return
    if key != "indoor_setpoint":
        assert getattr(df.Case(**others, **{key: field.maximum}), key) == field.maximum
    for outside in (math.nextafter(field.maximum, INF), math.nextafter(field.minimum, -INF)):
        with pytest.raises(df.InputError, match=f"^{key} = .*: must be (more than|from) "):
            df.Case(**others, **{key: outside})


def test_2000_bins_are_allowed_and_one_more_is_not():
    # 5 to 70 °F: 65 / 2,000 = 0.0325; today's 35 °F cuts one bin in two.
    assert len(solve(df.Case(bin_width=0.0325)).table("bins")["hours"]) == 2001
    with pytest.raises(df.InputError, match="at most 2,000 bins"):
        df.Case(bin_width=65 / 2001)


@pytest.mark.parametrize("design", [5, 1.8, -4, -10.5, 13.7])
def test_the_width_that_is_advised_is_accepted(design):
    with pytest.raises(df.InputError) as refused:
        df.Case(design_temperature=design, bin_width=0.001)
    advised = re.search(r"Give ([\d.]+) or more", str(refused.value))
    assert advised
    bins = solve(df.Case(design_temperature=design, bin_width=float(advised[1]))).table("bins")["hours"]
    assert len(bins) <= 2001  # today's setting may cut one of them in two


@pytest.mark.parametrize("efficiency", [1.05, 1.2, 2])
def test_an_efficiency_just_above_1_is_not_taken_for_a_percentage(efficiency):
    with pytest.raises(df.InputError) as refused:
        df.Case(furnace_efficiency=efficiency)
    assert "instead of" not in str(refused.value)


# ----------------------------------------------------------------------------------------------- usage of the command


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "case.toml", "--sett", "cop_47=3"],
        ["run", "case.toml", "other.toml"],
        ["rum"],
        ["run", "--json"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2(arguments, folder, dualfuel):
    (folder / "case.toml").touch()
    outcome = dualfuel(*arguments)
    assert outcome.status == 2
    assert outcome.out == ""
    assert "Traceback" not in outcome.err
    assert outcome.err
