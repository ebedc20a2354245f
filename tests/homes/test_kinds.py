"""Doubts of homes come first and are never lost, spellings make no kinds, and parts add up to the whole."""

from __future__ import annotations

import json
import math
import pickle

import pandas as pd
import pytest

from xl_dualfuel.homes import frames, kinds
from xl_dualfuel.homes.said import DOUBT, READING, SAID, Line, Piece, of_texts
from xl_dualfuel.homes.summary import Summary, combined, tally
from xl_dualfuel.portfolio.source import Part
from xl_dualfuel.portfolio.work import results
from xl_dualfuel.tariffs.elements import Block, Ladder
from xl_dualfuel.tariffs.frames import solve_rows
from xl_dualfuel.tariffs.tariff import Electricity, Tariff

HOMES = 60


def spelled() -> pd.DataFrame:
    """Homes whose every cell is text, each spelled in its own way; some with a slip that is doubted."""
    rows = [
        {
            "electricity_price": "$0.0014" if place % 20 == 3 else f"$0.1{place:02}",
            "design_load": "42" if place % 20 == 7 else f"42,{place:03}",
            "furnace_efficiency": 95 if place % 20 == 11 else "95%",
            "fuel": ("Oil", "gas", "LP gas")[place % 3],
            "fuel_price": f"${(4.1, 1.3, 2.6)[place % 3]}{place:02}",
            "fuel_price_unit": ("$/gal", "$/therm", "$/gal")[place % 3],
            "programme": "mass_save" if place % 20 == 13 else None,
        }
        for place in range(HOMES)
    ]
    return pd.DataFrame(rows).astype(object)


def summed(homes: pd.DataFrame, size: int) -> Summary:
    """The summary of parts of so many homes, as their tallies come back from a file."""
    parts = (homes.iloc[start : start + size].reset_index(drop=True) for start in range(0, len(homes), size))
    return combined(json.loads(json.dumps(tally(part, frames.solve_rows(part)))) for part in parts)


@pytest.fixture(scope="module")
def made() -> Summary:
    return summed(spelled(), HOMES)


def test_doubts_come_first_and_readings_last(made):
    notes = made.data["notes"]
    order = [(kinds.TYPES.index(note["type"]), -note["homes"]) for note in notes]
    assert order == sorted(order)
    assert {note["type"] for note in notes} == set(kinds.TYPES)
    doubts = [note for note in notes if note["type"] == DOUBT]
    slips = {note["note"].partition(":")[0]: note["homes"] for note in doubts}
    assert slips.items() >= {"electricity_price": 3, "design_load": 3, "furnace_efficiency": 3}.items()
    assert all(note["example"].endswith("?") or "Check" in note["example"] or "percentage" in note["example"]
               for note in doubts)  # fmt: skip
    lines = made.sentences()
    first = next(place for place, line in enumerate(lines) if ", for example: " in line)
    for line, note in zip(lines[first:], doubts[:5], strict=False):
        assert line.endswith(note["example"].partition(": ")[2].replace("fuel_price_unit", "Fuel price unit"))


def test_entries_read_from_text_are_one_line_and_one_kind_an_input(made):
    read = {note["note"]: note["homes"] for note in made.data["notes"] if note["type"] == READING}
    assert read == {
        "electricity_price: read from text": 60, "fuel_price: read from text": 60, "fuel: read from text": 60,
        "furnace_efficiency: read from text": 57, "design_load: read from text": 57,
    }  # fmt: skip
    said = [line for line in made.sentences() if "read as" in line and not line.startswith("3 homes")]
    assert said == [made.sentences()[-2]]
    assert said[0].startswith("Read from text (number of homes): ")
    assert "Electricity price (60)" in said[0]
    assert said[0].endswith("; for example $0.100 read as 0.1 $/kWh")


@pytest.mark.parametrize("size", [1, 7, 31])
def test_parts_add_up_to_the_whole(made, size):
    """The same kinds, counts, examples and order, on the screen too."""
    few = summed(spelled(), size)
    assert few.data["notes"] == made.data["notes"]
    assert few.sentences()[4:] == made.sentences()[4:]  # money may differ in the last digit


def kinds_of(count: int) -> list[tuple[str, int, str]]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [f"{letters[place // 26]}{letters[place % 26]}, is it?" for place in range(count)]
    return [(f"fuel_price: {one}", 2, DOUBT) for one in words] + [("cop: low", 1, "")]


@pytest.mark.parametrize("size", [1, 3, 24, 40, 200])
def test_doubts_of_very_many_kinds_are_counted_by_their_input(size):
    notes = kinds_of(40)
    parts = [json.loads(json.dumps(kinds.of_notes(notes[start : start + size]))) for start in range(0, 41, size)]
    assert kinds.together(parts) == [
        (DOUBT, "fuel_price", 80, "fuel_price: aa, is it?"), (kinds.NOTE, "cop: low", 1, "cop: low")
    ]  # fmt: skip
    assert len(kinds.together([kinds.of_notes(kinds_of(25))])) == 26


def test_strangers_words_make_no_inputs():
    notes = [(f"x{place}: read as y", 1, READING) for place in range(500)]
    assert [(one.kind, one.homes) for one in kinds.together([kinds.of_notes(notes)])] == [(": read from text", 500)]


def test_a_line_keeps_the_types_of_its_notes():
    line = Line([Piece("cop: low"), Piece("", DOUBT), Piece("fuel_price: 9? ; fuel: what?", DOUBT), Piece("fuel: oil")])
    assert line == "cop: low; fuel_price: 9? ; fuel: what?; fuel: oil"
    again = pickle.loads(pickle.dumps(line))
    assert (again, again.pieces) == (line, line.pieces)
    said = of_texts(["", line, "cop: low"])
    assert said.lines() == ["", line, "cop: low"]
    assert said.pieces(1).pieces == line.pieces
    assert said.pieces(0) == ""


def test_remarks_on_cells_are_doubts():
    inputs = pd.DataFrame({"electricity_price": ["$0.14", "$0.0014", 0.15]}).astype(object)
    remarks = ((1, "fuel: odd? Look"), (2, "cop_47: odd?"))
    part = Part(0, 0, pd.DataFrame(index=inputs.index), inputs, {}, remarks)
    solved = results(part)
    assert solved["notes"].tolist() == solved.attrs[SAID].lines()
    assert [line.partition("; ")[0] for line in solved["notes"]][1:] == ["fuel: odd? Look", "cop_47: odd?"]
    found = kinds.together([tally(inputs, solved)["notes"]])
    assert {one.kind for one in found if one.type == DOUBT} > {"fuel: odd? Look", "cop_47: odd?"}


@pytest.mark.parametrize("tariff", [Tariff(), Tariff(electricity=Electricity(
    price=0.1, ladders=(Ladder((Block(20, 0.0), Block(math.inf, 0.05)), "day"),)))])  # fmt: skip
def test_homes_under_a_tariff_have_doubts_together_and_one_by_one(tariff):
    homes = pd.DataFrame({"station": "Denver", "load_slope": ["0.5", "500"], "furnace_efficiency": [0.9, 95]})
    solved = solve_rows(homes.astype(object), ["a", "a"], {"a": tariff})
    assert not solved["problem"].any()
    found = {
        (one.type, one.kind.partition(":")[0]): one.homes for one in kinds.together([tally(homes, solved)["notes"]])
    }
    assert found[DOUBT, "load_slope"] == found[DOUBT, "furnace_efficiency"] == 1
    assert found[READING, "station"] == 2
