"""Texts in columns of numbers: read once for all homes that have them, as a single case reads each."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

import xl_dualfuel as df
from xl_dualfuel.homes import columns, frames
from xl_dualfuel.homes.frames import RESULTS, of_result

WRITTEN = {
    "electricity_price": ["$0.14", "0.14 $/kWh", "14 ¢/kWh", "0.1525", "  0.16 ", "15 cents", "", None, 0.12],
    "fuel_price": ["$12.50", "12.5", "1,3", "11 $/MMBtu", "1.20 $/therm", "95 ¢", "13.1"],
    "load_slope": ["1,100", "650", "0.6 kBtu/h/F", "340 W/K", "700 BTU/h·°F"],
    "design_temperature": ["8 °F", "-5 C", "10", "5°", "−3 °F"],
    "cop_47": ["3,6", "3.9", "4.0 ", 3.2, Decimal("3.45")],
    "furnace_efficiency": ["90%", "95 %", "0.92", "AFUE 95", "n/a", "80 %", 0.9],
    "existing_switchover": ["35 °F", "2 °C", "40", "thirty", "35 or 40"],
    "season_hours": ["2,488", "2500 h", "2400", "1.234"],
}
"""Cells as people write them, some of which nobody can read"""


def table_of(count: int, **others: list[object]) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    cells = WRITTEN | others
    return pd.DataFrame(
        {key: pd.Series([some[place] for place in rng.integers(len(some), size=count)], dtype=object)
         for key, some in cells.items()}
    )  # fmt: skip


def one_by_one(table: pd.DataFrame) -> pd.DataFrame:
    """Each home as a case of its own."""
    rows = []
    for cells in table.to_dict("records"):
        given = {str(key): cell for key, cell in cells.items() if cell is not None and cell != ""}
        try:
            rows.append({**of_result(df.solve(df.Case(**given))), "problem": ""})
        except df.InputError as refused:
            rows.append({"problem": "; ".join(map(str, refused.issues))})
    return pd.DataFrame(rows, columns=list(RESULTS))


def assert_alike(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    for name in RESULTS:
        if wanted[name].map(lambda cell: isinstance(cell, str)).any():
            assert found[name].astype(object).fillna("").tolist() == wanted[name].fillna("").tolist(), name
        else:
            np.testing.assert_allclose(found[name].astype(float), wanted[name].astype(float), 1e-12, 1e-9, err_msg=name)


@pytest.mark.parametrize("others", [
    {},
    {"currency": ["€", "$", None]},
    {"fuel": ["propane", "natural gas", None], "fuel_price_unit": ["$/gal", "$/therm", None, "$/MMBtu"]},
    {"temperature_unit": ["C", None], "fuel_price_unit": ["ct/kWh", None]},
], ids=["plain", "money", "fuels", "units"])  # fmt: skip
def test_every_text_is_read_as_in_a_case(others, monkeypatch):
    table = table_of(40, **others)
    monkeypatch.setattr(columns, "FEW", 1)
    assert_alike(df.solve_many(table), one_by_one(table))


def test_homes_with_texts_are_worked_out_together(monkeypatch):
    readable = {
        "electricity_price": ["$0.14", "0.15 $/kWh", "14 ¢/kWh"], "design_temperature": ["8 °F", "-5 C", 10.0],
        "furnace_efficiency": ["90%", "95 %"], "load_slope": ["1,100", "340 W/K"],
        "fuel_price": ["$12.50", "1.20 $/therm"], "cop_47": ["3,6", Decimal("3.45")], "season_hours": ["2,488", 2400],
    }  # fmt: skip
    monkeypatch.setitem(globals(), "WRITTEN", readable)
    table = table_of(40)
    wanted = one_by_one(table)
    assert not wanted["problem"].any() and wanted["notes"].str.contains("read as").all()
    monkeypatch.setattr(columns, "FEW", 1)
    monkeypatch.setattr(frames, "_alone", None)  # nobody is left
    assert_alike(df.solve_many(table), wanted)


def test_a_table_in_a_worksheet_takes_the_same_texts():
    from xl_dualfuel.functions import DF_PORTFOLIO

    keys = ["electricity_price", "design_temperature"]
    rows = [[price, cold] for price in ("$0.14", 0.14) for cold in ("8 °F", 8.0) for _ in range(5)]
    answers = DF_PORTFOLIO([keys, *rows])
    assert answers[1][:-1] and {tuple(row) for row in answers[1:]} == {tuple(answers[1])}
