"""A house in °C and kW is answered in °C and kW on every surface: the numbers of the same house in °F, converted."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from rich.console import Console

import xl_dualfuel as df
from support import lines
from tests.results.test_hourly import BASE
from tests.strategies import plausible_cases
from tests.tariffs.test_tariff import HOURS, TOU, made
from xl_dualfuel import functions
from xl_dualfuel.cli import screen
from xl_dualfuel.cli.under_tariff import UnderTariff
from xl_dualfuel.decisions.deciding import compare_options, decide
from xl_dualfuel.decisions.options import Option, Options
from xl_dualfuel.decisions.words import notes
from xl_dualfuel.inputs.case_files import read_case
from xl_dualfuel.inputs.units_given import Units, as_given
from xl_dualfuel.results.csv_tables import csv_files, to_csv
from xl_dualfuel.results.in_units import DIFFERENCES, TEMPERATURES
from xl_dualfuel.results.in_units import shown as shown_in_units
from xl_dualfuel.tariffs.season import season

METRIC = Units("C", "kW", "W/K")
CLOSE = {"rel": 1e-9, "abs": 1e-9}
"""Converting and converting back; a balance point is found to about 1e-11."""
OURS = re.compile(r"°F|BTU(?!/Wh)")
"""Units that no text of a metric case may have; HSPF2 is BTU/Wh everywhere."""
OPTIONS = Options(
    (
        Option("better", "Better", {"cop_47": 3.9, "cop_17": 2.7}, "optimized", {"premium": 1200.0}),
        Option("alone", "Furnace alone", {}, "furnace_only", {}),
    ),
    "base",
    {},
)


def pair(inputs: dict[str, Any]) -> tuple[df.Case, df.Case]:
    """A house in °F and BTU/h, and the same in °C and kW, its thermostat in half °C; equal to the last bit inside."""
    ours = df.Case(**{**inputs, "thermostat_step": 0.9, "thermostat_zero": 32.0})
    metric = df.Case(**as_given(ours.given, METRIC))
    return df.Case(**metric.given), metric


def leaves(value: Any, key: str = "", path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every number and text of a document, with the key and the path that it stands under."""
    if isinstance(value, dict):
        for name, part in value.items():
            inside = key if "p10" in value else name
            yield from leaves(part, inside, f"{path}.{name}")
    elif isinstance(value, (list, tuple)):
        for place, part in enumerate(value):
            yield from leaves(part, key, f"{path}[{place}]")
    else:
        yield path, key, value


BY_UNIT = {"°F": lambda number: (number - 32) / 1.8, "BTU/h": lambda number: number / 3412.142}


def assert_converted(ours: Any, metric: Any) -> None:
    """Each number of a document in °F stands converted at the same place of the metric one; no text has °F."""
    document = {path: number for path, _, number in leaves(metric)}
    for path, key, number in leaves(ours):
        if not isinstance(number, float) or ".checks" in path or ".bars" in path or ".assumptions" in path:
            continue
        expected = number
        if ".program." not in path:  # in the thermostat's degrees already
            expected = (number - 32) / 1.8 if key in TEMPERATURES else number / 1.8 if key in DIFFERENCES else number
        if path.endswith("load_slope"):
            expected = number * 1.8 / 3.412142
        assert document[path] == pytest.approx(expected, **CLOSE), path
    for path, key, text in leaves(metric):
        assert not (isinstance(text, str) and OURS.search(text)), (path, key, text)


def screen_of(result: df.Result) -> str:
    out = Console(file=io.StringIO(), width=400)
    screen.show(out, result)
    return out.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above


def texts_of(result: df.Result) -> list[str]:
    document = {key: value for key, value in result.to_json().items() if key != "inputs"}
    messages = [text for _, _, text in leaves(document) if isinstance(text, str)]
    return [screen_of(result), *(note.message for note in result.notes), *messages]


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(plausible_cases())
def test_json_screen_and_notes(inputs):
    ours, metric = map(df.solve, pair(inputs))
    document = metric.to_json()
    body = {key: value for key, value in document.items() if key not in ("inputs", "given", "units")}
    assert_converted({key: value for key, value in ours.to_json().items() if key in body}, body)
    assert document["inputs_sha256"] == ours.to_json()["inputs_sha256"]
    texts = texts_of(metric)
    assert not any(map(OURS.search, texts)), texts
    texts = texts_of(df.solve(metric.case.replace(currency="CAD")))
    assert not any("$" in text for text in texts), texts
    assert "CAD " in texts[0]
    named = document["units"]
    assert named["switchover"] == named["temperature"] == "°C"
    for _, key, number in leaves(body):
        assert not isinstance(number, float) or key not in TEMPERATURES or key in named


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(plausible_cases())
def test_decide_and_compare(inputs):
    ours, metric = pair(inputs)
    for answer in (decide, lambda case: compare_options(case, OPTIONS)):
        first, second = answer(ours), answer(metric)
        document = second.to_json()
        assert_converted({k: v for k, v in first.to_json().items() if k != "units"}, document)
        texts = [*lines(second), *notes(second), *(to_csv(table).decode() for table in second.tables().values())]
        assert not any(map(OURS.search, texts)), texts
        second = answer(metric.replace(currency="£"))
        texts = [*lines(second), *notes(second)]
        assert not any("$" in text for text in texts), texts


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(inputs=plausible_cases())
def test_csv_and_the_case_it_is_read_as(inputs, tmp_path_factory):
    ours, metric = map(df.solve, pair(inputs))
    files = csv_files(metric)
    own = ("Units,", "Furnace,Heat content of the fuel")  # choices of units; an input that is always in BTU
    for content in files.values():
        assert not [row for row in content.decode().splitlines() if OURS.search(row) and not row.startswith(own)]
    for name in ("bins", "switchover", "scenarios"):
        table, rows = ours.table(name), list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode())))
        for key in table.keys() & (TEMPERATURES | DIFFERENCES):
            for row, number in zip(rows, table[key], strict=True):
                if number is not None:
                    expected = number / 1.8 if key in DIFFERENCES else (number - 32) / 1.8
                    assert float(row[key]) == pytest.approx(expected, **CLOSE)
    folder = tmp_path_factory.mktemp("written")
    (folder / "inputs.csv").write_bytes(files["inputs.csv"])
    (folder / "house.json").write_text(json.dumps(metric.to_json()), encoding="utf-8")
    for name in ("inputs.csv", "house.json"):
        assert read_case(folder / name) == metric.case, name


SWITCHOVER = 2.0
"""[°C]"""


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(plausible_cases())
def test_worksheet_functions(inputs):
    ours, metric = pair({key: value for key, value in inputs.items() if key != "weather_file"})
    first, second = ([[key, value] for key, value in case.items()] for case in (ours.given, as_given(
        metric.given, metric.units)))  # fmt: skip
    point = functions.DF_BALANCE_POINT(second)
    assert point == pytest.approx((functions.DF_BALANCE_POINT(first) - 32) / 1.8, **CLOSE)
    cost = functions.DF_SEASON_COST(SWITCHOVER, second)
    assert cost == pytest.approx(functions.DF_SEASON_COST(SWITCHOVER * 1.8 + 32, first), rel=1e-9)
    for name in ("BIN_TABLE", "SWITCHOVER_CURVE", "SCENARIOS"):
        heads, *rows = getattr(functions, f"DF_{name}")(first)
        for row, other in zip(rows, getattr(functions, f"DF_{name}")(second)[1:], strict=True):
            for key, number, shown in zip(heads, row, other, strict=True):
                if key in TEMPERATURES and number != "":
                    assert shown == pytest.approx((number - 32) / 1.8, **CLOSE)
                elif isinstance(number, float) and key not in DIFFERENCES:
                    assert shown == pytest.approx(number, **CLOSE)
    tables = [functions.DF_SETTING(second), functions.DF_NOTES(second), functions.DF_CHECK(second),
              functions.DF_FUEL_STORAGE(second), functions.DF_BAND(None, None, None, second),
              functions.DF_COMPARE([["option", "cop_47"], ["better", 3.9]], second),
              functions.DF_PRICE_MATRIX([[0.1], [0.2]], [[10, 20]], second)]  # fmt: skip
    assert not OURS.search(json.dumps(tables, ensure_ascii=False)), tables
    matrix = functions.DF_PRICE_MATRIX([[0.1], [0.2]], [[10, 20]], first)
    for row, other in zip(matrix[1:], tables[-1][1:], strict=True):
        assert other[1:] == pytest.approx([(number - 32) / 1.8 for number in row[1:]], **CLOSE)


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(plausible_cases())
def test_rows_of_a_portfolio_are_in_their_own_units(inputs):
    ours, metric = pair(inputs)
    rows = [dict(ours.given), as_given(metric.given, metric.units)]
    found = df.solve_many(pd.DataFrame(rows, dtype=object))
    assert found["temperature_unit"].tolist() == ["F", "C"]
    for name in ("setting", "switchover"):
        assert found[name][1] == pytest.approx((found[name][0] - 32) / 1.8, **CLOSE)
    assert found["annual_cost"][1] == pytest.approx(found["annual_cost"][0], rel=1e-9)
    assert not OURS.search(found["notes"][1])


def test_a_season_under_a_tariff():
    ours, metric = pair({key: value for key, value in BASE.given.items() if key not in ("thermostat_step",)})
    tariff = made(TOU)
    seasons = [season(case, HOURS, tariff) for case in (ours, metric)]
    assert_converted(seasons[0].to_json(), shown_in_units(seasons[1].to_json(), metric.units))
    out = Console(file=io.StringIO(), width=400)
    UnderTariff(df.solve(metric), tariff, HOURS, seasons[1]).show(out)
    assert not OURS.search(out.file.getvalue())  # type: ignore[attr-defined]  # the StringIO above
    first, second = (decide(case, tariff=tariff, carbon_price=50) for case in (ours, metric))
    assert_converted({k: v for k, v in first.to_json().items() if k != "units"}, second.to_json())
    texts = [*lines(second), *notes(second)]
    assert not any(map(OURS.search, texts)), texts
