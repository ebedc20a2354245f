"""What was read for an answer: the weather, and a thermostat's record; for JSON, the screen and the workbook."""

from __future__ import annotations

from typing import Any

from ..inputs.case import Case
from ..weather.year import Reading
from .case_units import convert, shown_in


def to_json(case: Case) -> dict[str, Any]:
    """``read`` of the JSON: weather and record, each None where the case has none or the workbook does not hold it."""
    reading = case.year.read if case.year is not None else None
    record = case.runtime
    left_out = ("duplicates", "without_time", "without_temperature", "without_runtime")
    return {
        "weather": None if reading is None else reading.to_json(),
        "record": None if record is None else {
            "source": record.source, "hours": record.total_recorded_hours, "step_minutes": 60 * record.interval_hours,
            "gaps": record.gaps, "rows_left_out": {name: getattr(record, name) for name in left_out},
        },
    }  # fmt: skip


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
    is_estimate = case.year is not None and case.year.typical is not None  # its notes are among the assumptions
    return "; ".join((*parts, *(() if is_estimate else reading.notes)))


def _source(reading: Reading) -> str:
    return f"{reading.kind}, {reading.file}" if reading.file and reading.file != reading.place else reading.kind
