"""A smart thermostat's or building's record: outdoor temperature and how long each source of heat ran, from files.

The column names give the layout, as in ecobee's runtime report and many others (``columns.py``): comment lines, one row
of names such as ``Date``, ``Time``, ``Outdoor Temp (F)``, ``Heat Stage 1 (sec)``, ``Aux Heat 1 (sec)``, then a row for
each interval, its time at the beginning. Units are taken from the names or known of the maker, never guessed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..files.delimited import lines_of
from ..files.reading import FilePath, one_line, read_text
from ..weather.rows import MAX_LINE
from ..weather.year import IN_UTC, LeftOut
from .changes import LONGEST_INTERVAL, LONGEST_VALUE, is_of_changes, with_unchanged
from .layouts import BY_THE_HOUR, DAILY, OTHER_KIND, RUNTIME, TIMES_LIKE
from .logs import Log, log_of, pivot
from .record import DAY, HOUR, SOURCES, Numbers, Record, RecordReading, clock_time
from .slips import ENOUGH, refuse_impossible_degrees, refuse_totals, refuse_two_of_each_time, standing_still
from .tables import HEAD_LINES, Rows, joined, rows_of
from .times import elapsed, median, seconds_of

Places = NDArray[np.intp]

MAX_ROWS: Final = 600_000
"""Most lines read: more than a year of one-minute rows."""
DUPLICATES, NO_TIME, NO_TEMPERATURE, STILL, NO_RUNTIME = (
    "of a time that another row has", "without a readable time", "without an outdoor temperature",
    "with one outdoor temperature for three days or more, whose sensor was off",
    "without a runtime, used for their temperature",
)  # fmt: skip
"""Why rows are left out"""


def read_runtime_file(path: FilePath | Sequence[FilePath]) -> Record:
    """The record in a thermostat's runtime file, plain, gzip or zip, or in several of the same thermostat.

    A row lasts until the next, but not beyond a gap: a step longer than half as much again as those around it, of a
    size that few rows have. The last row lasts as long as those before it. Where most rows have steps of their own, it
    is a record of changes: a value is used until the next, for at most LONGEST_VALUE. Stages of one source run
    together; where two stages of the compressor together are ever longer than a row, the first runs on with the
    second, else they take turns. Rows may come newest first, or from several downloads: they are sorted, and of rows
    with one time the first complete one is used. Times without an offset from UTC are local ones, in which the hour
    after the clock is put back comes twice; both are used.

    Raises InputError (key ``runtime_file``) for a file that cannot be read, is not a regular file, is larger than
    MAX_BYTES or MAX_ROWS, has no row of column names or one without a column or its unit, more than one thermostat,
    no usable row, intervals over an hour, or runtimes longer than its intervals.
    """
    paths = [path] if isinstance(path, (str, Path)) or not isinstance(path, Sequence) else list(path)
    parts = [_rows_in(one) for one in paths]
    tables = [part for part in parts if isinstance(part, Rows)]
    logs = [part for part in parts if isinstance(part, Log)]
    names = ", ".join(one_line(Path(one).name) for one in paths[:3]) + (" …" if len(paths) > 3 else "")
    if tables and logs:
        problem = "some files have a row for each interval, others one for each value"
        raise RUNTIME.refused("; ".join(map(str, paths)), problem, "Give files of one kind.")
    return (
        _record(paths[0], one_line(names), joined(paths[0], tables))
        if tables
        else _logged(paths[0], one_line(names), logs)
    )


def read_runtime_text(text: str, name: str) -> Record:
    """The record in a text, as in a file of that name. Raises InputError (key ``runtime_file``)."""
    rows = rows_of(name, text) or log_of(name, text)
    if rows is None:
        raise RUNTIME.refused(name, "it has no row of column names", OTHER_KIND)
    return _record(name, name, rows) if isinstance(rows, Rows) else _logged(name, name, [rows])


def _rows_in(path: FilePath) -> Rows | Log:
    """The rows of a file; of a workbook those of its first sheet that has any."""
    from ..weather.files import weather_kind  # here, as below: worksheet functions read no files
    from .sheet import is_workbook, worksheets_of

    is_excel = is_workbook(path, RUNTIME)
    texts = (sheet.text for sheet in worksheets_of(path, RUNTIME)) if is_excel else iter([read_text(path, RUNTIME)])
    refusal = None
    for text in texts:
        lines = lines_of(text)
        if len(lines) > MAX_ROWS:
            raise RUNTIME.refused(path, f"it has more than {MAX_ROWS:,} lines", RUNTIME.smaller)
        if long := next((n for n, line in enumerate(lines, 1) if len(line) > MAX_LINE), 0):
            raise RUNTIME.refused(path, f"line {long:,} is longer than {MAX_LINE:,} characters", OTHER_KIND)
        rows = rows_of(path, text) or log_of(path, text)
        if rows is not None:
            return rows
        problem = f"no row of column names is among its first {min(len(lines), HEAD_LINES):,} lines"
        remedy = OTHER_KIND
        if (kind := weather_kind(path, text)) is not None:
            problem, remedy = f"it is a weather file ({kind})", "Give it as weather_file, without runtime_file."
        refusal = refusal or RUNTIME.refused(path, problem if any(lines) else "it is empty", remedy)
    raise refusal or RUNTIME.refused(path, "it is a workbook without worksheets", OTHER_KIND)


def _record(path: FilePath, name: str, rows: Rows) -> Record:
    stamps, local, in_utc = seconds_of(rows.times)
    with_time = ~np.isnan(stamps)
    if np.unique(stamps[with_time]).size < 2:
        problem = f"it has {len(stamps):,} rows after its column names, of fewer than two readable times"
        raise RUNTIME.refused(path, problem, TIMES_LIKE if len(stamps) > 1 else RUNTIME.smaller)
    place = np.flatnonzero(with_time)
    times, changes = elapsed(stamps[place]) if local else (stamps[place], 0)
    rows, held = with_unchanged(rows, place, times)
    incomplete = np.isnan(rows.outdoor[place]) | (rows.known[place] == 0)
    order = np.lexsort((incomplete, times))  # a complete row before others of its time
    first = np.append(True, np.diff(times[order]) > 0)
    ordered = place[order]
    refuse_two_of_each_time(path, np.vstack((rows.outdoor, rows.ran, rows.share))[:, ordered], first)
    start, place = times[order][first], ordered[first]
    outdoor, indoor, setpoint = (column[place] for column in (rows.outdoor, rows.indoor, rows.setpoint))
    length, gaps, usual = _lengths(path, start)
    if np.isnan(outdoor).all():
        problem = f"none of its {len(place):,} rows has an outdoor temperature"
        raise RUNTIME.refused(path, problem, "Download it again for a time in which the thermostat was connected.")
    duty = _duty(path, rows.ran[:, place], rows.share[:, place], length)
    refuse_impossible_degrees(path, outdoor, duty, length)
    outdoor, still = _without_still(path, outdoor, length)
    used = ~np.isnan(outdoor)
    left_out = [
        _left_out(DUPLICATES, order[~first], np.flatnonzero(with_time), rows),
        _left_out(NO_TIME, np.flatnonzero(~with_time), None, rows),
        _left_out(NO_TEMPERATURE, np.flatnonzero(~used & ~still), place, rows),
        _left_out(STILL, np.flatnonzero(still), place, rows),
        _left_out(NO_RUNTIME, np.flatnonzero(used & (rows.known[place] == 0)), place, rows),
    ]
    reading = RecordReading(
        source=f"thermostat runtime file {name}",
        kind=rows.layouts[0].kind,
        first=clock_time(start[0]),
        last=clock_time(start[-1] + length[-1] * HOUR),
        rows=int(np.count_nonzero(used)),
        hours=float(length[used].sum()),
        span_hours=float((start[-1] - start[0]) / HOUR + length[-1]),
        step_minutes=usual / 60,
        gaps=gaps,
        clock_changes=changes,
        left_out=tuple(one for one in left_out if one is not None),
        columns=tuple(dict.fromkeys(pair for layout in rows.layouts for pair in layout.taken)),
        notes=((IN_UTC,) if in_utc else ()) + (() if duty else (_NO_HEAT,)) + held,
    )
    return Record(start, length, outdoor, indoor, setpoint, duty, reading)


def _logged(path: FilePath, name: str, logs: Sequence[Log]) -> Record:
    rows = pivot(path, logs)
    if np.isnan(rows.outdoor).all():
        problem = "none of its rows has an outdoor temperature"
        raise RUNTIME.refused(path, problem, "Export it again for a time in which the sensor was connected.")
    known = ~np.isnan(rows.share).all(axis=0)
    hours = np.where(known, np.nan_to_num(rows.share) * rows.length, math.nan)
    duty = {source: hours[row] for row, source in enumerate(SOURCES) if not np.isnan(rows.share[row]).all()}
    refuse_impossible_degrees(path, rows.outdoor, duty, rows.length)
    outdoor, still = _without_still(path, rows.outdoor, rows.length)
    used = ~np.isnan(outdoor)
    stood = int(np.count_nonzero(still)), clock_time(rows.start[int(still.argmax())])
    counts = ((NO_TIME, rows.without_time), (NO_TEMPERATURE, rows.unsound), (STILL, stood))
    reading = RecordReading(
        source=f"thermostat runtime file {name}",
        kind=rows.kind,
        first=clock_time(rows.start[0]),
        last=clock_time(rows.start[-1] + rows.length[-1] * HOUR),
        rows=int(np.count_nonzero(used)),
        hours=float(rows.length[used].sum()),
        span_hours=float(rows.length.sum()),
        step_minutes=60 * float(np.median(rows.length)),
        gaps=int(np.count_nonzero(np.diff(used.astype(int)) < 0)),
        clock_changes=0,
        left_out=tuple(LeftOut(why, number, first) for why, (number, first) in counts if number),
        columns=rows.taken,
        notes=((IN_UTC,) if rows.is_utc else ())
        + tuple(f"{one_line(point)} does not say on or off and is not used" for point in rows.not_used)
        + (() if duty else (_NO_HEAT,)),
    )
    return Record(rows.start, rows.length, outdoor, rows.indoor, rows.setpoint, duty, reading)


_NO_HEAT: Final = "No heating runtime was read: only the outdoor temperatures are used"


def _without_still(path: FilePath, outdoor: Numbers, length: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    """The temperatures without those of a sensor that stands still, and where it does. Raises InputError."""
    still = standing_still(outdoor, length)
    if still[~np.isnan(outdoor)].all():
        problem = f"its outdoor temperature is {outdoor[still][0]:g} °F in every row: the sensor was off"
        raise RUNTIME.refused(path, problem, "Give the temperatures of a weather station nearby for the same times.")
    return np.where(still, np.nan, outdoor), still


def _left_out(why: str, which: Places, place: Places | None, rows: Rows) -> LeftOut | None:
    if not len(which):
        return None
    return LeftOut(why, len(which), rows.lines[int((which if place is None else place[which]).min())])


def _lengths(path: FilePath, start: Numbers) -> tuple[Numbers, int, float]:
    """How long each row lasts [h], the number of gaps, and the usual step [s]."""
    steps = np.diff(start)
    usual = median(steps)
    if usual <= LONGEST_VALUE and is_of_changes(steps, usual):
        longest, last = np.full(len(steps), LONGEST_VALUE), usual
    else:
        if usual > LONGEST_INTERVAL:
            problem = DAILY if usual == DAY else f"its rows are {usual / 60:,.0f} minutes apart"
            raise RUNTIME.refused(path, problem, BY_THE_HOUR)
        longest = _around(steps)
        last = float(longest[-1])
        own = Counter(np.round(steps / 60).tolist())
        common = np.array([own[round(step / 60)] >= 0.2 * len(steps) for step in steps]) & (steps <= LONGEST_INTERVAL)
        longest = np.where(common | (steps < 1.5 * longest), np.maximum(steps, longest), longest)
    gaps = int(np.count_nonzero(steps > longest))
    return np.append(np.minimum(steps, longest), last) / HOUR, gaps, usual


_BESIDE: Final = 5
"""Steps on each side by which a step is judged"""


def _around(steps: Numbers) -> Numbers:
    """The median of each step and those around it [s]."""
    padded = np.pad(steps, _BESIDE, mode="symmetric") if len(steps) > _BESIDE else None
    if padded is None:
        return np.full(len(steps), median(steps))
    middle: Numbers = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * _BESIDE + 1), axis=1)
    return np.where(middle <= LONGEST_INTERVAL, middle, median(steps))


def _duty(path: FilePath, ran: Numbers, share: Numbers, length: Numbers) -> dict[str, Numbers]:
    """Hours that each source ran, at most the row's own; only sources that the record has. Raises InputError."""
    refuse_totals(path, ran, length)
    hours = np.where(np.isnan(share), ran / HOUR, share * length)
    total = np.nan_to_num(hours)
    longest = total.max(axis=0, initial=0.0)
    if np.count_nonzero(longest > 1.5 * length) > np.count_nonzero(longest > 0) / 2:
        problem = f"most heating runtimes are longer than the {60 * float(np.median(length)):g} minutes from row to row"
        raise RUNTIME.refused(path, problem, "Correct the unit in the names of the runtime columns.")
    if np.count_nonzero(longest) >= ENOUGH and (longest <= length / 59).all():
        most, row = 3600 * longest.max(), 60 * float(np.median(length))
        problem = f"no heating runtime is over {most:.3g} seconds of the {row:g} minutes from row to row"
        raise RUNTIME.refused(path, problem, "Correct the unit in the names of the runtime columns.")
    known = ~np.isnan(hours).all(axis=0)
    if (total[0] + total[1] > 1.01 * length + 1 / HOUR).any():  # the first stage runs on with the second
        total[0] = np.maximum(total[0] - total[1], 0.0)
    present = [place for place in range(len(SOURCES)) if not np.isnan(hours[place]).all()]
    return {SOURCES[place]: np.where(known, np.minimum(total[place], length), math.nan) for place in present}
