"""One part of a portfolio: homes in, the bytes of their results and a tally out. Runs in any process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..files.reading import named_files
from ..homes.engine import NOTES
from ..homes.frames import RESULTS, solve_rows
from ..homes.said import DOUBT, SAID, Line, Piece, of_texts, together
from ..homes.summary import tally
from ..inputs.case_files import with_paths_from
from ..inputs.fields import FILES
from ..tariffs.columns import ONE_BY_ONE, TEXTS
from . import grouping
from .out import encoded
from .source import Part
from .tariff_files import NO_RATES, Rates

if TYPE_CHECKING:
    import pandas as pd


class Task(NamedTuple):
    """A part, and the kind and column types of its results."""

    part: Part
    kind: str
    types: Mapping[str, Any]
    by: tuple[str, ...] = ()
    """Columns of notes that the summary groups the homes by"""
    rates: Rates = NO_RATES
    """The tariffs of the table"""


class Done(NamedTuple):
    """A part that is worked out."""

    number: int
    rows: int
    content: bytes
    """Or a buffer of them"""
    tally: dict[str, Any]


def names_files(part: Part) -> bool:
    """Whether a home names a file: it is read on the machine of the command, whatever machine works out the rest."""
    return any(key in part.inputs and part.inputs[key].notna().any() for key in FILES)


def files_named(part: Part) -> list[Path]:
    """The files that homes name."""
    names = {name for key in FILES if key in part.inputs for name in part.inputs[key].tolist() if isinstance(name, str)}
    named = (one for name in sorted(names) for one in named_files(name))
    return [Path(name).expanduser() for name in named if "\0" not in name]


def with_folder(part: Part, folder: Path) -> Part:
    """The part with relative file names taken from the table's folder, as from that of a case file."""
    named = [key for key in FILES if key in part.inputs]
    if not named:
        return part
    inputs = part.inputs.copy()
    for key in named:
        inputs[key] = [with_paths_from({key: cell}, folder)[key] for cell in inputs[key].tolist()]
    return part._replace(inputs=inputs)


def work(task: Task) -> Done:
    """The results of a part."""
    part = task.part
    solved = results(part, task.rates, say=task.kind not in ("csv", "csv.gz"))
    table: dict[str, pd.Series[Any]] = {str(name): cells for one in (part.notes, solved) for name, cells in one.items()}
    said = None if NOTES in solved else solved.attrs[SAID]
    content = encoded(table, task.kind, task.types, said)
    groups = task.rates.groups(part) | grouping.groups(part, task.by)
    counted = tally(part.inputs, solved, groups)
    return Done(part.number, len(part.inputs), content, counted | {ONE_BY_ONE: solved.attrs.get(ONE_BY_ONE, 0)})


def results(part: Part, rates: Rates = NO_RATES, *, say: bool = True) -> pd.DataFrame:
    """The results of each home of the part; rows that are none have what is wrong in words.

    say: without it, the column NOTES may be left out where the attribute SAID has it.
    """
    inputs = part.inputs
    if part.spoiled:
        inputs = inputs.copy()
        spoiled = list(part.spoiled)
        for key in inputs:
            inputs.loc[spoiled, key] = np.nan if inputs[key].dtype == float else None
    place_of = None if part.places is None else part.places.of
    if rates.column:
        refused = {name: partial(rates.words, name) for name in rates.problems}
        row_of = place_of or (lambda home, key: f"row {part.first + home + 1}")
        from ..tariffs import frames  # here: it takes time to import, and few tables have tariffs

        solved = frames.solve_rows(inputs, rates.of(part), rates.tariffs, refused, place_of, row_of)
    else:
        solved = solve_rows(inputs, place_of, say=say or bool(part.remarks))
    if part.spoiled:
        solved.loc[spoiled, "problem"] = list(part.spoiled.values())
    remarks = {place: remark for place, remark in part.remarks if not solved.at[place, "problem"]}
    if remarks:
        said, places = solved.attrs[SAID], np.array(list(remarks))
        lines = [Line([Piece(remark, DOUBT), *said.pieces(place).pieces]) for place, remark in remarks.items()]
        solved.loc[list(remarks), NOTES] = list(map(str, lines))
        others = np.setdiff1d(np.arange(len(said)), places)
        solved.attrs[SAID] = together(len(said), [(others, said.some(others)), (places, of_texts(lines))])
    return solved


def types_of(notes: Mapping[str, Any], parquet: bool, results: Sequence[str] = RESULTS) -> dict[str, Any]:
    """The columns of the results in order, with their Parquet types; None for text."""
    types = dict(notes)
    number = None
    if parquet:
        from .parquet_source import arrow

        number = arrow().float64()
    return types | {name: None if name in TEXTS else number for name in results}
