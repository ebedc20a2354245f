"""Notes that are made when they are read are the same texts, whatever pandas is asked to do with them."""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import xl_dualfuel as df
from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.homes import frames, late_notes
from xl_dualfuel.homes.late_notes import LateNotes, can_wait
from xl_dualfuel.portfolio.demo import demo

pytestmark = pytest.mark.skipif(not can_wait(), reason="pandas makes its texts at once")

COUNT = 40


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Homes of some groups, one that is worked out by itself, one with a problem."""
    homes = demo(COUNT, simple=True).assign(altitude=np.nan)
    homes.loc[3, "cop_47"] = -1.0
    homes.loc[4, ["cop_47", "cop_17"]] = np.nan
    homes.loc[20:, "altitude"] = 3000.0
    return homes


@pytest.fixture(scope="module")
def solved(table) -> pd.DataFrame:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xl_dualfuel.homes.columns.FEW", 2)
        return df.solve_many(table)


@pytest.fixture(scope="module")
def at_once(table) -> pd.DataFrame:
    """Results whose notes are texts already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xl_dualfuel.homes.columns.FEW", 2)
        return pd.DataFrame(frames.solve_rows(table).to_dict("series"))


@pytest.fixture
def late(solved, monkeypatch) -> pd.DataFrame:
    for name, value in (("_NEAR", 4), ("_FEW", 2), ("_OFTEN", 6)):
        monkeypatch.setattr(late_notes, name, value)
    return solved.iloc[:]


def is_late(column: pd.Series) -> bool:
    return isinstance(column.array, LateNotes)


READERS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "list": lambda frame: frame["notes"].tolist(),
    "loop": lambda frame: list(frame["notes"]),
    "values": lambda frame: frame["notes"].to_numpy().tolist(),
    "rows": lambda frame: [row["notes"] for _, row in frame.iterrows()],
    "tuples": lambda frame: [row.notes for row in frame.itertuples()],
    "one by one": lambda frame: [frame["notes"].iloc[place] for place in (7, 7, 30, -1, 12, 3, 39, 0, 20, 16, 24, 11)],
    "cells": lambda frame: (frame.at[5, "notes"], frame["notes"].loc[6], frame.loc[7, "notes"]),
    "words": lambda frame: frame["notes"].str.contains("altitude").tolist(),
    "split": lambda frame: frame["notes"].str.split("; ").tolist(),
    "equal": lambda frame: (frame["notes"] == frame["notes"].iloc[0]).tolist(),
    "less": lambda frame: (frame["notes"] < "inputs").tolist(),
    "added": lambda frame: (frame["notes"] + "!").tolist(),
    "in": lambda frame: frame["notes"].isin([frame["notes"].iloc[2], ""]).tolist(),
    "text": lambda frame: frame["notes"].astype(str).tolist(),
    "objects": lambda frame: frame["notes"].astype(object).tolist(),
    "filled": lambda frame: frame["notes"].fillna("none").tolist(),
    "missing": lambda frame: frame["notes"].isna().tolist() + frame["notes"].notna().tolist(),
    "csv": lambda frame: frame.to_csv(),
    "json": lambda frame: frame[["notes"]].to_json(),
    "dict": lambda frame: frame[["notes"]].to_dict(),
    "shown": repr,
    "table": lambda frame: frame.to_string(),
    "lengths": lambda frame: frame["notes"].map(len).tolist(),
    "applied": lambda frame: frame.apply(lambda row: row["notes"][:20], axis=1).tolist(),
    "kinds": lambda frame: frame["notes"].value_counts().to_dict(),
    "unlike": lambda frame: frame["notes"].unique().tolist(),
    "groups": lambda frame: frame.groupby("notes")["setting"].count().to_dict(),
    "merged": lambda frame: frame.merge(frame, on="notes")["notes"].tolist(),
    "sorted": lambda frame: frame.sort_values("notes")["notes"].tolist(),
    "index": lambda frame: frame.set_index("notes").index.tolist(),
    "replaced": lambda frame: frame["notes"].replace("", "none").tolist(),
    "where": lambda frame: frame["notes"].where(frame["setting"] > 30, "").tolist(),
    "shifted": lambda frame: frame["notes"].shift(1).fillna("").tolist(),
    "kept": lambda frame: frame.reindex([3, 99, 1])["notes"].fillna("none").tolist(),
    "beside": lambda frame: pd.concat([frame, pd.DataFrame({"notes": ["mine"]})])["notes"].tolist(),
    "arrow": lambda frame: pytest.importorskip("pyarrow").array(frame["notes"]).to_pylist(),
    "polars": lambda frame: pytest.importorskip("polars").from_pandas(frame[["notes"]])["notes"].to_list(),
    "kind": lambda frame: (str(frame["notes"].dtype), list(frame.select_dtypes("str").columns)),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
def test_read_as_texts(late, at_once, reader):
    assert is_late(late["notes"])
    assert reader(late) == reader(at_once)


ROWS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "some": lambda frame: frame.iloc[5:30:3],
    "backwards": lambda frame: frame.iloc[::-1],
    "places": lambda frame: frame.iloc[[3, -2, 3]],
    "which": lambda frame: frame[frame["status"] == "crosses"],
    "none": lambda frame: frame.iloc[:0],
    "sorted": lambda frame: frame.sort_values("setting_cost"),
    "last": lambda frame: frame.tail(7),
    "copied": lambda frame: frame.copy(),
    "deeply": copy.deepcopy,
    "renumbered": lambda frame: frame.iloc[4:].reset_index(drop=True),
    "columns": lambda frame: frame[["setting", "notes"]],
    "taken": lambda frame: frame.reindex([9, 2]),
    "once": lambda frame: frame.drop_duplicates("setting"),
    "full": lambda frame: frame.dropna(subset=["notes"]),
    "together": lambda frame: pd.concat([frame.iloc[20:], frame.iloc[:25], frame[:0]]),
    "further": lambda frame: frame.assign(more=1.0).rename(columns={"setting": "to program"}),
}


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS.keys())
def test_rows_are_taken_without_making_any_text(late, at_once, rows):
    some = rows(late)
    assert is_late(some["notes"])
    assert is_late(late["notes"])
    pd.testing.assert_frame_equal(some, rows(at_once), check_exact=True)
    assert rows(at_once).equals(some) or some.isna().any(axis=None)
    assert some["notes"].equals(rows(at_once)["notes"])


def test_where_pandas_keeps_no_texts_in_arrow_they_are_made_at_once(table, at_once):
    with pytest.MonkeyPatch.context() as patch, pd.option_context("mode.string_storage", "python"):
        patch.setattr("xl_dualfuel.homes.columns.FEW", 2)
        assert not can_wait()
        solved = df.solve_many(table)
    assert not is_late(solved["notes"])
    assert solved["notes"].tolist() == at_once["notes"].tolist()
    assert not solved.attrs


def test_they_are_of_the_table_as_it_was(late, at_once, table):
    changed = table.copy()
    solved = df.solve_many(changed)
    changed["cop_47"] = 2.9
    changed.loc[:, "electricity_price"] = 0.9
    changed.iloc[0, changed.columns.get_loc("design_temperature")] = 30.0
    assert is_late(solved["notes"])
    assert solved["notes"].tolist() == at_once["notes"].tolist()


@pytest.mark.parametrize("dtype", [float, np.float32, int])
def test_memory_that_others_changed_gives_no_note(dtype):
    """Where pandas keeps somebody else's array, it cannot know: the notes are of the table as it was, or refused."""
    arrays = {
        "cop_47": np.full(20, 3, dtype),
        "cop_17": np.full(20, 2, dtype),
        "electricity_price": np.full(20, 1, dtype),
    }
    solved = df.solve_many(pd.DataFrame(arrays, copy=False))
    before = df.solve_many(pd.DataFrame(arrays))["notes"].tolist()
    arrays["cop_47"][:] = 9
    if dtype is float:
        assert is_late(solved["notes"])
        with pytest.raises(DualFuelError, match="changed after it was solved"):
            solved["notes"].tolist()
    else:
        assert solved["notes"].tolist() == before


def test_a_note_may_be_written_over(late, at_once):
    for solved in (late, at_once := at_once.copy()):
        solved.loc[2, "notes"] = "mine"
        solved["notes"] = solved["notes"].where(solved.index != 5, "yours")
    assert late["notes"].tolist() == at_once["notes"].tolist()
    assert not is_late(late["notes"])


def test_they_are_kept_in_files_as_texts(solved, late, at_once, tmp_path):
    kept = pickle.dumps(late)
    assert b"xl_dualfuel" not in kept
    pd.testing.assert_frame_equal(pickle.loads(kept), at_once, check_exact=True)
    pytest.importorskip("pyarrow")
    file, book = tmp_path / "homes.parquet", io.BytesIO()
    solved.iloc[:].to_parquet(file)
    assert pd.read_parquet(file)["notes"].tolist() == late["notes"].tolist()
    solved.iloc[:].to_excel(book)
    assert pd.read_excel(book, keep_default_na=False)["notes"].tolist() == late["notes"].tolist()


def test_who_reads_often_has_all_made(late):
    count = late_notes._OFTEN * late_notes._NEAR
    for place in range(0, count, late_notes._NEAR):
        assert late["notes"].iloc[place] is not None
        assert is_late(late["notes"])
    assert late["notes"].iloc[count] is not None
    assert not is_late(late["notes"])


def test_no_place_is_beyond_the_homes(late):
    for place in (COUNT, -COUNT - 1):
        with pytest.raises(IndexError):
            late["notes"].array[place]
        with pytest.raises(IndexError):
            late["notes"].array.take([place])
