"""What was read for an answer: the weather, and a thermostat's record; for JSON, the screen and the workbook."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..inputs.case import Case
from ..weather.year import Reading
from .case_units import convert, shown_in


def to_json(case: Case) -> dict[str, Any]:
    """``read`` of the JSON: weather and record, each None where the case has none or the workbook does not hold it."""
    reading = case.year.read if case.year is not None else None
    record, season = case.runtime, case.season
    return {
        "weather": None if reading is None else reading.to_json(),
        "record": None if record is None or season is None else record.read.to_json() | {
            "hours_by_source": {source: record.hours_of(source) for source in record.duty},
            "heating_hours": float(np.nansum(record.heating)), "season": season.to_json(),
        },
    }  # fmt: skip


def record_line(case: Case) -> str:
    """What was read for the record, in one line; "" where there is none."""
    record, season = case.runtime, case.season
    if record is None or season is None:
        return ""
    read = record.read
    parts = [f"{read.source} ({read.kind})", f"{read.first} to {read.last}",
             f"{read.hours:,.0f} of {read.span_hours:,.0f} hours with an outdoor temperature"]  # fmt: skip
    if season.hours < read.hours:
        parts.append(f"used: {season.first} to {season.last}, {season.hours:,.0f} hours")
    ran = [f"{source.replace('_', ' stage ')} {record.hours_of(source):,.1f} h" for source in record.duty]
    parts += [f"ran: {', '.join(ran)}"] if ran else []
    parts += [f"{read.gaps:,} gaps"] if read.gaps else []
    parts += [f"{read.clock_changes:,} clock changes"] if read.clock_changes else []
    parts += [f"{one.number:,} rows {one.why} (first: {one.first})" for one in read.left_out]
    parts.append("columns: " + ", ".join(f"{use.replace('_', ' stage ')} = {name}" for use, name in read.columns))
    return "; ".join((*parts, *read.notes))


def weather_line(case: Case) -> str:
    """What was read for the weather, in one line; "" where nothing was."""
    reading = case.year.read if case.year is not None else None
    if reading is None:
        return ""
    parts = [f"{reading.place} ({_source(reading)})", reading.period, f"{reading.hours:,.0f} hours"]
    if reading.step_minutes != 60:
        parts[-1] += f" in {reading.step_minutes:g}-minute steps"
    coldest = f"coldest {convert(reading.coldest, '°F', case.units):.1f} {shown_in('°F', case.units)}"
    parts.append(f"{coldest} on {reading.coldest_time}" if reading.coldest_time else coldest)
    parts += [f"{one.number:,} left out ({one.why}{one.first and ', first: '}{one.first})"
              if "filled" not in one.why else f"{one.number:,} {one.why} (first: {one.first})"
              for one in reading.left_out]  # fmt: skip
    if reading.columns:
        parts.append("columns: " + ", ".join(f"{use} = {name}" for use, name in reading.columns))

    return "; ".join((*parts, *reading.notes))


def _source(reading: Reading) -> str:
    return f"{reading.kind}, {reading.file}" if reading.file and reading.file != reading.place else reading.kind
