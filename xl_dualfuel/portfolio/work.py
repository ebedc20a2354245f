"""One part of a portfolio: homes in, the bytes of their results and a tally out. Runs in any process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..files.reading import named_files
from ..homes.frames import RESULTS, TEXTS, solve_rows
from ..homes.summary import tally
from ..inputs.case_files import with_paths_from
from ..inputs.fields import FILES
from . import grouping
from .out import encoded
from .source import Part

if TYPE_CHECKING:
    import pandas as pd


class Task(NamedTuple):
    """A part, and the kind and column types of its results."""

    part: Part
    kind: str
    types: Mapping[str, Any]
    by: tuple[str, ...] = ()
    """Columns of notes that the summary groups the homes by"""


class Done(NamedTuple):
    """A part that is worked out."""

    number: int
    rows: int
    content: bytes
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
    inputs = part.inputs.copy()
    for key in FILES:
        if key in inputs:
            inputs[key] = [with_paths_from({key: cell}, folder)[key] for cell in inputs[key].tolist()]
    return part._replace(inputs=inputs)


def work(task: Task) -> Done:
    """The results of a part."""
    part = task.part
    solved = results(part)
    table = part.notes.assign(**{name: solved[name] for name in RESULTS})
    content = encoded(table[list(task.types)], task.kind, task.types)
    return Done(part.number, len(part.inputs), content, tally(part.inputs, solved, grouping.groups(part, task.by)))


def results(part: Part) -> pd.DataFrame:
    """RESULTS of each home of the part; rows that are none have what is wrong in words."""
    inputs = part.inputs
    if part.spoiled:
        inputs = inputs.copy()
        spoiled = list(part.spoiled)
        for key in inputs:
            inputs.loc[spoiled, key] = np.nan if inputs[key].dtype == float else None
    solved = solve_rows(inputs, None if part.places is None else part.places.of)
    if part.spoiled:
        solved.loc[spoiled, "problem"] = list(part.spoiled.values())
    for place, remark in part.remarks:
        if not solved.at[place, "problem"]:
            notes = str(solved.at[place, "notes"])
            solved.at[place, "notes"] = f"{remark}; {notes}" if notes else remark
    return solved


def types_of(notes: Mapping[str, Any], parquet: bool) -> dict[str, Any]:
    """The columns of the results in order, with their Parquet types; None for text."""
    types = dict(notes)
    number = None
    if parquet:
        from .parquet_source import arrow

        number = arrow().float64()
    return types | {name: None if name in TEXTS else number for name in RESULTS}
