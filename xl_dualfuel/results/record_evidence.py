"""What a record says of a house, beside what the model needs there: by bins of outdoor temperature, and in all.

A bin's duty is the share of its recorded hours that a source ran. What the model needs is that of a heat pump with
auxiliary heat at the temperatures of the same hours: heat pump min(1, load / capacity), auxiliary what it falls short.
Nothing is extrapolated to a season.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import numpy as np

from ..model import backup
from ..model.parameters import Array, Parameters
from ..records import running
from ..records.heat_line import LEAST_R2, HeatLine
from ..records.record import DAY, Record
from ..records.running import KINDS, Intervals, Limit
from ..units import BTU_PER_KWH
from .delivered import line_of
from .needs import Needs, needs_of
from .unneeded import Unneeded, stops_below, unneeded_heat

if TYPE_CHECKING:
    from ..model.solution import Solution

_LEAST_HOURS: Final = 24
_LEAST_R2: Final = 0.9
"""Hours, and how well they agree, from which the record says how large the strips are"""
_SMALLEST: Final = 2.0
_LARGEST: Final = 40.0
"""Strips that houses have [kW]"""
_SAME: Final = 0.05
"""How near to the furnace's capacity auxiliary heat is taken for the furnace"""
_ALWAYS: Final = 0.98
"""Share of an hour from which a source may have been at its limit"""


class DutyBins(NamedTuple):
    """Bins of 5 °F, warm to cold: arrays (bins,), not a number where the record or the case does not say."""

    low: Array
    high: Array
    """Edges [°F]"""
    hours: Array
    """Recorded with temperature and runtimes [h]"""
    compressor: Array
    auxiliary: Array
    emergency: Array
    furnace: Array
    """Share of these hours that each ran [–]"""
    load: Array
    """Mean load of the model [BTU/h]"""
    heat_pump_need: Array
    """Share of the time that the model's heat pump has to run [–]"""
    auxiliary_need: Array
    """Share of the time that strips have to run beside it [–]"""
    starts: Array
    """Starts of the compressor in an hour [1/h]"""

    def table(self) -> dict[str, list[float | None]]:
        """The bins as columns of JSON and CSV, None where there is no answer."""
        return {
            _COLUMNS.get(name, name): [None if math.isnan(value) else value for value in column.tolist()]
            for name, column in self._asdict().items()
        }


_COLUMNS: Final = {
    "compressor": "compressor_duty", "auxiliary": "auxiliary_duty", "emergency": "emergency_duty",
    "furnace": "furnace_duty", "load": "load_btuh", "starts": "starts_per_hour",
}  # fmt: skip
"""Columns with another name than in DutyBins"""


class Strips(NamedTuple):
    """The auxiliary heat."""

    kw: float
    source: Literal["given", "record", "stock", "furnace", "shown_furnace"]
    """The case's strips; as the record shows; not known: a size sold for the design load; the case says that they are
    the furnace; the record shows the furnace's capacity"""


class RecordEvidence(NamedTuple):
    """What a record says of a house."""

    first: str
    last: str
    """Dates of the part of the record that is used"""
    hours: float
    """Its hours with temperature and runtimes [h]"""
    bins: DutyBins
    strips: Strips
    unneeded: tuple[Unneeded, ...]
    """Auxiliary or emergency heat where the heat pump alone suffices"""
    limits: tuple[Limit, ...]
    """At which temperatures each source ran"""
    starts: float | None
    """Starts of the compressor in an hour of its running [1/h]; None where they cannot be counted"""
    no_starts: str
    """Why not"""
    line: HeatLine | None
    """Heat delivered by outdoor temperature; None where it is not known"""
    no_line: str
    """Why not"""
    no_offer: str
    """Why the line serves for no inputs, "" where it does"""
    not_judged: tuple[str, ...]
    """What else cannot be judged, and what is missing"""

    def to_json(self) -> dict[str, Any]:
        """``record`` of the JSON."""
        bins = self.bins.table()
        return {
            "first": self.first, "last": self.last, "hours": self.hours,
            "bins": [dict(zip(bins, row, strict=True)) for row in zip(*bins.values(), strict=True)],
            "strips": self.strips._asdict(),
            "unneeded": [one._asdict() | {"share": one.share} for one in self.unneeded],
            "limits": [one._asdict() for one in self.limits],
            "starts_per_running_hour": self.starts, "why_no_starts": self.no_starts or None,
            "regression": None if self.line is None else _regression(self.line, self.no_offer),
            "why_no_regression": self.no_line or None, "not_judged": list(self.not_judged),
        }  # fmt: skip


def _regression(line: HeatLine, no_offer: str) -> dict[str, Any]:
    days, at = line.days, np.sort(line.days.temperature)
    heat, band = line.heat(at), line.band(at)
    return {
        "load_slope": line.slope, "load_slope_error": line.slope_error,
        "load_balance_temperature": line.balance_temperature, "load_balance_temperature_error": line.balance_error,
        "r2": line.r2, "room_temperature": None if math.isnan(line.rooms) else line.rooms,
        "number_of_days": len(days.date), "confidence_times": line.times,
        "offered": not no_offer, "why_not_offered": no_offer or None,
        "days": [
            {"date": running.date(day * DAY), "temperature": temperature, "heat_btuh": delivered}
            for day, temperature, delivered in zip(*(column.tolist() for column in (
                days.date, days.temperature, days.heat)), strict=True)
        ],
        "line": [
            {"temperature": temperature, "heat_btuh": middle, "low_btuh": middle - half, "high_btuh": middle + half}
            for temperature, middle, half in zip(at.tolist(), heat.tolist(), band.tolist(), strict=True)
        ],
    }  # fmt: skip


def evidence(s: Solution) -> RecordEvidence | None:
    """The evidence of the record of a case; None where it has none, or none that says what ran."""
    record, used = s.case.runtime, s.case.season
    if record is None or used is None:
        return None
    return beside(record.between(used.start, used.end), s)


def beside(record: Record, s: Solution) -> RecordEvidence | None:
    """The evidence of a record beside a solved case; None where the record does not say what ran."""
    p = s.parameters
    stock = backup.stock_size(s.sizing.shortfall / BTU_PER_KWH)
    setting = p.existing_switchover if "existing_switchover" in s.case.given else -math.inf
    burns = s.case.inputs["fuel"] != "electricity" and math.isfinite(p.furnace_limit)
    return of_record(record, p, setting, stock, p.furnace_limit if burns else None)


def of_record(
    record: Record, p: Parameters, setting: float, stock: float | None, furnace: float | None
) -> RecordEvidence | None:
    """The evidence of a record.

    setting: the switchover of today where it is known, else −inf [°F]; stock: strips sold for the design load [kW];
    furnace: output of one that burns something, where it is known [BTU/h].
    """
    rows = running.intervals_of(record)
    if not rows.ran or not len(rows.start):
        return None
    needs, limits = needs_of(rows.outdoor, p), running.limits(rows)
    strips = strips_of(rows, needs, p, stock, stops_below(limits), furnace)
    starts = running.starts_of_compressor(rows, record.read.step_minutes)
    line, left_out = line_of(rows, p, strips.kw if strips.source in ("given", "furnace", "shown_furnace") else None)
    no_offer = _no_offer(line, p)
    delivered = None if isinstance(line, str) or no_offer else line.heat(rows.outdoor)
    unneeded, not_judged = unneeded_heat(rows, needs, p, limits, setting, strips.kw, delivered)
    if left_out.matters and not no_offer:
        no_offer = left_out.words
    elif left_out.words:
        not_judged += (f"Heat loss: {left_out.words}",)
    ran = float(rows.ran["compressor"].sum()) if "compressor" in rows.ran else 0.0
    return RecordEvidence(
        running.date(rows.start[0]), running.date(rows.start[-1]), float(rows.length.sum()),
        duty_bins(rows, needs, p, strips.kw, starts), strips, unneeded, limits,
        None if isinstance(starts, str) else float(starts.sum()) / ran,
        starts if isinstance(starts, str) else "",
        None if isinstance(line, str) else line, line if isinstance(line, str) else "", no_offer, not_judged,
    )  # fmt: skip


def _no_offer(line: HeatLine | str, p: Parameters) -> str:
    if isinstance(line, str):
        return line
    if line.r2 < LEAST_R2:
        return f"the days scatter too much, R² must be {LEAST_R2:g} or more"
    if line.balance_temperature > p.indoor_setpoint:
        return "a house does not need heat above its setpoint: the capacities or the size of the strips do not fit"
    return ""


def duty_bins(rows: Intervals, needs: Needs, p: Parameters, kw: float, starts: Array | str) -> DutyBins:
    """Duty and need by bins; kw: of the strips, 0: they are the furnace."""
    bins = running.bins_of(rows, p.load_balance_temperature)
    count = len(bins.low)
    hours = running.sums(bins.place, rows.length, count)

    def share(ran: Array | None) -> Array:
        return np.full(count, math.nan) if ran is None else running.sums(bins.place, ran, count) / hours

    known = p.capacity_points is not None
    running_share = np.divide(needs.heat_pump, needs.capacity, out=np.zeros_like(needs.load), where=needs.capacity > 0)
    short: Array | None = (needs.load - needs.heat_pump) / (kw * BTU_PER_KWH) if kw else None
    auxiliary: Array | None = np.minimum(1.0, short) * rows.length if known and short is not None else None
    compressor, auxiliary_duty, emergency, furnace = (share(rows.ran.get(kind)) for kind in KINDS)
    return DutyBins(
        bins.low, bins.high, hours, compressor, auxiliary_duty, emergency, furnace, share(needs.load * rows.length),
        share(running_share * rows.length if known else None), share(auxiliary),
        share(None if isinstance(starts, str) else starts),
    )  # fmt: skip


def strips_of(
    rows: Intervals, needs: Needs, p: Parameters, stock: float | None, stops: float, furnace: float | None
) -> Strips:
    """How large the strips are: as the case says, as the record shows, or as sold for the design load.

    stops: the temperature below which the compressor does not run [°F]; furnace: output of one that burns something.
    """
    if p.strip_limit == 0:
        return Strips(0.0, "furnace")
    if math.isfinite(p.strip_limit):
        return Strips(p.strip_limit / BTU_PER_KWH, "given")
    shown = _strips_in(rows, np.where(rows.outdoor < stops, needs.load, needs.load - needs.heat_pump))
    if shown is not None:
        if "furnace" not in rows.ran and furnace and abs(shown * BTU_PER_KWH / furnace - 1) < _SAME:
            return Strips(0.0, "shown_furnace")
        return Strips(shown, "record")
    return Strips(max(stock or 0.0, backup.STOCK_KW[0]), "stock")


def _strips_in(rows: Intervals, shortfall: Array) -> float | None:
    """Strips [kW] by how much longer auxiliary heat runs the more the heat pump falls short; None: unclear.

    shortfall: of the model's heat pump, of all the load where the compressor does not run [BTU/h].

    share of the hour = constant + shortfall / strips, whatever else makes it run; hours in which it runs all the time
    say nothing.
    """
    if "auxiliary" not in rows.ran:
        return None
    _, place = np.unique(np.floor_divide(rows.start, 3600.0), return_inverse=True)
    length = np.bincount(place, weights=rows.length)
    share = np.bincount(place, weights=rows.ran["auxiliary"]) / length
    short = np.bincount(place, weights=shortfall * rows.length) / length
    used = (short > 0) & (share < _ALWAYS) & (length > 0.5)
    if used.sum() < _LEAST_HOURS or np.ptp(short[used]) <= 0:
        return None
    x, y = short[used] - short[used].mean(), share[used] - share[used].mean()
    slope = float(x @ y) / float(x @ x)
    agreement = slope * float(x @ y) / float(y @ y) if y.any() else 0.0
    kw = 1 / (slope * BTU_PER_KWH) if slope > 0 else math.inf
    return kw if agreement >= _LEAST_R2 and _SMALLEST <= kw <= _LARGEST else None
