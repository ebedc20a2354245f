"""Lines of many homes are those of the sentences said home by home, whichever way they are joined and counted."""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_dualfuel.homes.said import BETWEEN, Lines, Said, of_texts, together
from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results import sentences
from xl_dualfuel.results.sentences import WHOLE, Form, Number, Sentence

NUMBERS = st.sampled_from([0.0, 1.0, 41.0, 999.999, 1234.5, 36_881.0, 2e7, -3.0, -0.0, float("nan")])
FORMS = (
    WHOLE, sentences.heat(Units()), sentences.heat(Units(heat="kW")), sentences.money(Units(currency="CAD")),
    sentences.quantity("BTU/h", Units(heat="kW")), sentences.degrees(Units()), Form(lambda value: f"{value:.4g} kg"),
)  # fmt: skip


@st.composite
def spoken(draw, count):
    """Some sentences about so many homes, and those of each home by itself."""
    many, alone = [], [[] for _ in range(count)]
    for place in range(draw(st.integers(0, 6))):
        holds = np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count)))[:, np.newaxis]
        if draw(st.booleans()):
            holds = np.array([[draw(st.booleans())]])
        numbers = []
        for _ in range(draw(st.integers(0, 2))):
            rows = draw(st.sampled_from([1, count]))
            values = draw(st.lists(NUMBERS, min_size=rows, max_size=rows))
            numbers.append(Number(np.array(values)[:, np.newaxis], draw(st.sampled_from(FORMS))))
        key = f"key_{draw(st.integers(0, 2))}"

        def words(*texts: str, place: int = place) -> str:
            return f"of {place % 2}, " + " and ".join(texts) + " so."

        many.append(Sentence(key, holds, words, tuple(numbers)))
        for home in range(count):
            if holds[home if len(holds) > 1 else 0, 0]:
                texts = (one.form.text(float(one.value[home if len(one.value) > 1 else 0, 0])) for one in numbers)
                alone[home].append(f"{key}: {words(*texts)}")
    return many, ["; ".join(notes) for notes in alone]


def said_of(many: list[Sentence], count: int) -> Said:
    lines = Lines(count)
    for sentence in many:
        lines.add(sentence)
    return lines.said()


def counted(said: Said, which: np.ndarray) -> list[tuple[str, int]]:
    """Notes with their numbers left out, and how many homes have each, in order; those that are alike together."""
    kinds: Counter[str] = Counter()
    for note, homes, _ in said.notes(which):
        kinds[re.sub(r"[0-9][0-9.,]*", "#", note)] += homes
    return list(kinds.items())


@given(data=st.data(), count=st.integers(1, 5), more=st.integers(1, 4))
def test_lines_of_sentences(data, count, more):
    many, expected = data.draw(spoken(count))
    said = said_of(many, count)
    assert said.lines() == expected
    assert list(pd.Series(said.column())) == expected
    assert [said.line(home) for home in range(count)] == expected
    others, further = data.draw(spoken(more))
    order = np.array(data.draw(st.permutations(range(count + more))))
    whole = together(count + more, [(order[:count], said), (order[count:], said_of(others, more))])
    lines = [line for _, line in sorted(zip(order.tolist(), [*expected, *further], strict=True))]
    assert whole.lines() == lines
    which = np.array(data.draw(st.lists(st.booleans(), min_size=count + more, max_size=count + more)))
    chosen = ["" if not here else line for here, line in zip(which.tolist(), lines, strict=True)]
    assert counted(whole, which) == counted(of_texts(chosen), np.ones(count + more, dtype=bool))
    assert whole.saying("of 1").tolist() == ["of 1" in line for line in lines]


def test_notes_are_counted_as_their_texts_are():
    lines = ["a: 1 h; b: x", "", "b: x; a: 2 h", "a: 1 h", "free; b: x"]
    expected: Counter[str] = Counter()
    for line in lines:
        expected.update(BETWEEN.split(line) if line else ())
    found: Counter[str] = Counter()
    for note, homes, _ in of_texts(lines).notes(np.ones(len(lines), dtype=bool)):
        found[note] += homes
    assert found == expected
    assert of_texts(["one"]).lines() == ["one"]
    assert of_texts([]).lines() == []


@pytest.mark.parametrize("stored", ["arrow", "objects"])
def test_many_lines_are_joined_alike(stored, monkeypatch):
    """Blocks of thousands of lines, as Arrow's texts and as Python's where pandas keeps those."""
    if stored == "objects":
        monkeypatch.setattr(pd.Series, "dtype", np.dtype(object))
    hours = np.arange(70_000.0)[:, np.newaxis]
    lines = Lines(len(hours))
    lines.add(Sentence("cop", hours % 3 > 0, lambda text: f"{text} hours", (Number(hours, WHOLE),)))
    lines.add(Sentence("altitude", True, lambda: "sea level"))
    expected = [f"cop: {at:,} hours; altitude: sea level" if at % 3 else "altitude: sea level" for at in range(70_000)]
    column = lines.said().column()
    assert isinstance(column, np.ndarray) == (stored == "objects")
    assert list(column) == expected


def test_a_frame_is_copied_with_its_lines():
    said = of_texts(["a", "b"])
    assert deepcopy(said) is said
