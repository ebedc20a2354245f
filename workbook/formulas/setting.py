"""The setting to program, as formulas: what the thermostat can hold and the programme accepts, and what that costs.

Settings that the thermostat can hold are the edges that are multiples of its step (columns of Switchover), and the two
multiples on either side of the recommended switchover and the programme's limit (table Near). Each of those cuts the
bin it lies in: table Pieces has its two halves, with the bins' own formulas. They and the other bins are a season.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from xl_dualfuel.inputs.settings import multiple_above as next_above
from xl_dualfuel.inputs.settings import multiple_below as next_below
from xl_dualfuel.model import season
from xl_dualfuel.model.climate import Bins, at_or_above, bins_of
from xl_dualfuel.model.frost import DRY, Frost
from xl_dualfuel.model.parameters import DIGITS, Parameters
from xl_dualfuel.model.switchovers import COLD_SHARE, TIE, at_most, distance
from xl_dualfuel.results.accepting import accepts
from xl_dualfuel.results.columns import BINS, Column

from ..shape import Filling
from . import climate, frost, lockouts, missing, operation
from .parts import (
    bins_at_or_above,
    bins_below,
    defrost,
    frosts,
    largest_capacity,
    load,
    multiple_above,
    multiple_below,
    no_higher,
    rounded,
)

_POOL: Final = (
    Column("above", "Bins and pieces at or above it", "", "integer"),
    Column("below", "Bins and pieces below it", "", "integer"),
    Column("takes_over", "Furnace takes over at", "°F", help="the compressor lockout where that is higher"),
    Column("accepted", "1: the programme accepts it", "", "integer"),
    Column("heats", "1: it heats the house", "", "integer"),
    Column("pool_cost", "Cost, if it may be programmed", "$"),
    Column("pool_distance", "Distance from the guess, of the least", "°F"),
    Column("pool_at", "Setting, of the nearest of them", "°F"),
    Column("accepted_cost", "Cost, if accepted too", "$"),
    Column("accepted_distance", "Distance from the guess, of the least", "°F"),
    Column("accepted_at", "Setting, of the nearest of them", "°F"),
)
SWITCHOVER_HELPERS: Final = (
    Column("key", "Switchover, rounded", "°F", help="as it is compared"),
    Column("multiple", "1: the thermostat can hold it", "", "integer"),
    *_POOL,
)
NEAR: Final = (
    Column("near", "1: above, 2: below, 3: the programme's limit", "", "integer"),
    Column("switchover", "Multiple of the thermostat's step", "°F"),
    Column("key", "Rounded", "°F"),
    Column("edges", "Edges at or above it", "", "integer"),
    Column("bin", "Bin that it cuts", "", "integer", "0: none"),
    Column("annual_cost", "Season cost", "$"),
    Column("unmet_mmbtu", "Unmet load", "MMBtu"),
    Column("unmet_hours", "Cold hours", "h"),
    *_POOL,
)
_LIMITS: Final = ("cost", "distance", "at")


def _takes_over(setting: str) -> str:
    return f"MAX({setting},in_compressor_lockout)"


def share_accepted(at: str) -> str:
    """Whether the programme accepts the heat pump's share of the load at a temperature."""
    needed = "(SUM(out_share_limit)-c_tie*MAX(1,out_share_limit))"
    most = largest_capacity(at, f"({defrost(at)})", f"({frosts(at)})", frost.usual(at, "capacity"))
    return f'OR(out_share_limit="",{most}>={load(at)}*{needed})'


def _accepted(at: str) -> str:
    share = share_accepted(at)
    return f'--AND(OR(out_limit="",{no_higher(at, "SUM(out_limit)")}),{share})'


def _pool(multiple: str) -> dict[str, str]:
    """The columns of settings among which one is chosen; multiple: condition that a row can be held, "" for always."""
    held = f"{multiple}," if multiple else ""

    def chosen(name: str, accepted: str, warm: str) -> dict[str, str]:
        cost, least = f"[{name}_cost]", f"out_{name}_least"
        return {
            f"{name}_cost": f'IF(AND({held}{accepted}OR([heats]=1,{warm}=0)),[annual_cost],"")',
            f"{name}_distance": f"IF(AND(ISNUMBER({cost}),SUM({cost})<={least}+c_tie*ABS({least})),"
            'ROUND(ABS([switchover]-out_used_guess),c_digits),"")',
            f"{name}_at": f'IF([{name}_distance]=out_{name}_nearest,[switchover],"")',
        }

    return {
        "key": rounded("[switchover]"),
        "takes_over": _takes_over("[switchover]"),
        "accepted": _accepted("[takes_over]"),
        "heats": "IF([unmet_mmbtu]<=out_unmet_allowed,1,0)",
        **chosen("pool", "", "out_pool_warm"),
        **chosen("accepted", "[accepted]=1,", "out_accepted_warm"),
    }


SWITCHOVER_FORMULAS: Final = {
    "above": "[place]",
    "below": "out_bins-[place]",
    "multiple": f"IF({rounded(multiple_below('[switchover]'))}={rounded('[switchover]')},1,0)",
    **_pool("[multiple]=1"),
}


def _whole(setting: str, dual: str, furnace: str) -> str:
    """Summed over the bins but the one that is cut, and its pieces: dual fuel above, the furnace below."""
    kept, own = "--([Bins.bin]<>[bin])", "--([Pieces.near]=[near])"
    return (
        f"SUMPRODUCT({bins_at_or_above(setting)},{kept},[Bins.{dual}])"
        f"+SUMPRODUCT({bins_below(setting)},{kept},[Bins.{furnace}])+"
        f"SUMPRODUCT({own},--([Pieces.at]>={rounded(setting)}),[Pieces.{dual}])"
        f"+SUMPRODUCT({own},--([Pieces.at]<{rounded(setting)}),[Pieces.{furnace}])"
    )


_COUNT = '--([Switchover.key]<"")'
"""Numbers, and nothing else, are less than an empty text."""

NEAR_FORMULAS: Final = {
    "near": "[row]",
    "switchover": f"IF([near]=1,{multiple_above('out_recommended_switchover')},"
    f"IF(AND([near]=3,ISNUMBER(out_limit_setting)),SUM(out_limit_setting),"
    f"{multiple_below('out_recommended_switchover')}))",
    "edges": f"SUMPRODUCT(--([Switchover.key]>=[key]),{_COUNT})",
    "bin": "IF(AND(out_edge_width>0,[edges]>0,[edges]<out_candidates,SUMPRODUCT(--([Switchover.key]=[key]))=0),"
    "[edges],0)",
    "annual_cost": _whole("[switchover]", "dual_cost", "furnace_cost"),
    "unmet_mmbtu": _whole("[switchover]", "dual_unmet_mmbtu", "furnace_unmet_mmbtu"),
    "unmet_hours": _whole("[switchover]", "dual_unmet_hours", "furnace_unmet_hours"),
    # A bin that it cuts has a piece on either side.
    "above": f'SUMPRODUCT({bins_at_or_above("[switchover]")},--([Bins.at]<""))+([bin]>0)',
    "below": f"SUMPRODUCT({bins_below('[switchover]')})+([bin]>0)",
    **_pool(""),
}

_PIECE_KEYS: Final = ("bin", "low", "high", "temperature", "hours", *operation.FORMULAS)
_LEFT_OUT: Final = (
    "heat_pump_cost", "heat_pump_emissions_kg", "furnace_mmbtu_per_h", "strip_kw", "emergency_strip_btuh",
    "alone_unmet_hours", "emergency_unmet_hours", "excess_btuh",
)  # fmt: skip
"""Columns of the bins that no switchover decides about"""
PIECES: Final = (
    Column("near", "Setting; the last row is the design temperature", "", "integer"),
    Column("upper", "1: upper piece, 0: lower", "", "integer"),
    *(column for column in BINS if column.key in _PIECE_KEYS and column.key not in _LEFT_OUT),
    *(column for column in climate.BIN_HELPERS if column.key in ("at", "climate_hours", "climate_heat")),
    *frost.HELPERS,
    *(column for column in operation.HELPERS if column.key not in _LEFT_OUT),
    missing.MISSING,
    lockouts.SHORT,
)


def _in_a_bin(formula: str, otherwise: str) -> str:
    return f"IF([bin]=0,{otherwise},{formula})"


def _climate_of_piece(formula: str) -> str:
    """The bins' own formula; rows of tables and hours by themselves are never cut."""
    return formula.replace("[climate_row]", "MAX(1,[bin])")


_NO_BIN = "IF([near]>3,out_sizing_temperature,out_recommended_switchover)"
"""Without hours: the last row is the house at the design temperature."""
_EDGE = "INDEX([Bins.{}],MAX(1,[bin]))"


PIECE_FORMULAS: Final = {
    **operation.FORMULAS,
    **missing.PIECE_FORMULAS,
    **lockouts.PIECE_FORMULAS,
    **{key: climate.BIN_HELPER_FORMULAS[key] for key in ("at", "climate_hours", "climate_heat")},
    **frost.PIECE_FORMULAS,
    "near": "INT(([row]+1)/2)",
    "upper": "2*[near]-([row])",
    "bin": "IF([near]>3,0,INDEX([Near.bin],MIN(3,[near])))",
    "low": _in_a_bin(f"[upper]*INDEX([Near.switchover],MIN(3,[near]))+(1-[upper])*{_EDGE.format('low')}",
                     _NO_BIN),
    "high": _in_a_bin(f"[upper]*{_EDGE.format('high')}+(1-[upper])*INDEX([Near.switchover],MIN(3,[near]))",
                      _NO_BIN),
    "temperature": _in_a_bin(_climate_of_piece(climate.TEMPERATURE), _NO_BIN),
    "hours": _in_a_bin(_climate_of_piece(climate.HOURS), "0"),
}  # fmt: skip

# ------------------------------------------------------------------------------- the same from the engine


class Season(NamedTuple):
    """The two multiples beside the recommended switchover and the programme's limit, the bins they cut, the pieces."""

    multiples: tuple[float, ...]
    """[°F] above and below; without a limit the one below again"""
    edges: list[int]
    cut: list[int]
    """Number of the bin that each cuts, from 1; 0 for none"""
    pieces: Bins
    run: season.Operation
    dual: season.BinTotals
    furnace: season.BinTotals

    def total(self, f: Filling, what: str, number: int) -> float:
        """The season's total with one of the multiples: what is a column of the bins' totals."""
        setting, own = self.multiples[number], slice(2 * number, 2 * number + 2)
        kept = np.arange(1, len(f.s.load) + 1) != self.cut[number]
        whole = np.where(
            at_or_above(f.s.bins.temperature, setting), getattr(f.s.dual, what), getattr(f.s.furnace, what)
        )
        cut = np.where(
            at_or_above(self.pieces.temperature, setting), getattr(self.dual, what), getattr(self.furnace, what)
        )
        return float(whole[kept].sum() + cut[own].sum())


def season_of(f: Filling) -> Season:
    """The pieces of the bins that the two multiples cut."""
    return f.once("pieces", lambda: _season(f))


def _season(f: Filling) -> Season:
    s, p = f.s, f.s.parameters
    step = p.thermostat_step, p.thermostat_zero
    above, below = float(next_above(s.switchover, *step)), float(next_below(s.switchover, *step))
    limit = climate.limit_setting(s)
    multiples = above, below, below if limit is None else limit
    keys = np.round(s.candidates.switchover, DIGITS)
    edges = [int((keys >= round(at, DIGITS)).sum()) for at in multiples]
    cut = [
        edge if climate.width(s) and 0 < edge < len(keys) and round(at, DIGITS) not in keys else 0
        for at, edge in zip(multiples, edges, strict=True)
    ]
    rows: list[tuple[float, ...]] = []
    frosts: list[tuple[float, ...]] = []
    for at, number in zip(multiples, cut, strict=True):
        if not number:
            rows += [(s.switchover, s.switchover, s.switchover, 0.0)] * 2
            frosts += [_usual(s.switchover, p)] * 2
            continue
        finer = bins_of(s.case, (at,))
        lower = int(np.abs(finer.high - at).argmin())
        for place in (lower - 1, lower):
            rows.append(tuple(float(column[place]) for column in finer[:4]))
            frosts.append(DRY if finer.frost is None else tuple(float(column[place]) for column in finer.frost))
    rows.append((s.sizing_temperature,) * 3 + (0.0,))
    frosts.append(_usual(s.sizing_temperature, p))
    low, high, temperature, hours = np.array(rows).T
    pieces = Bins(low, high, temperature, hours, None if s.bins.frost is None else Frost(*np.array(frosts).T))
    run = season.operate(pieces.temperature, p, pieces.frost)
    dual, furnace = (season.totals(heat, pieces.hours, run, p) for heat in (run.ways.dual, run.ways.furnace))
    return Season(multiples, edges, cut, pieces, run, dual, furnace)


def _usual(temperature: float, p: Parameters) -> tuple[float, ...]:
    """Frost at a temperature that is no hour."""
    if p.usual_frost is None:
        return DRY
    return tuple(float(values[0]) for values in p.usual_frost.at(np.array([temperature])))


def near_values(key: str, f: Filling) -> list[Any]:
    """A column of the two multiples."""
    return f.once("near", lambda: _near(f))[key]


def _near(f: Filling) -> dict[str, list[Any]]:
    both = season_of(f)
    at_or_above_each = at_or_above(f.s.bins.temperature, np.array(both.multiples)[:, np.newaxis])
    totals = {
        what: [both.total(f, name, number) for number in range(3)]
        for what, name in (("annual_cost", "cost"), ("unmet_mmbtu", "unmet_mmbtu"), ("unmet_hours", "unmet_hours"))
    }
    return {
        "near": [1, 2, 3],
        "switchover": list(both.multiples),
        "key": [round(at, DIGITS) for at in both.multiples],
        "edges": both.edges,
        "bin": both.cut,
        "above": [int(n) + (number > 0) for n, number in zip(at_or_above_each.sum(axis=1), both.cut, strict=True)],
        "below": [int(n) + (number > 0) for n, number in zip((~at_or_above_each).sum(axis=1), both.cut, strict=True)],
        **totals,
        **pool_of(f).near,
    }  # fmt: skip


def piece_values(key: str, f: Filling) -> list[Any]:
    """A column of the pieces."""
    return f.once("piece columns", lambda: _pieces(f))[key]


def _pieces(f: Filling) -> dict[str, list[Any]]:
    both, p, binned = season_of(f), f.s.parameters, climate.is_binned(f.s)
    blank = [""] * len(both.pieces.hours)
    near = np.array([1, 1, 2, 2, 3, 3, 4])
    return {
        **{key: getattr(both.pieces, key).tolist() for key in ("low", "high", "temperature", "hours")},
        **frost.helper_values(both.pieces.frost, len(blank)),
        **operation.values(both.pieces, both.run, both.dual, both.furnace, p),
        "missing_btuh": missing.values(f, both.pieces, both.run, near == missing.near_of(f, both.multiples)),
        "short_at": lockouts.values(f, both.pieces, both.run, near == missing.near_of(f, both.multiples)),
        "near": near.tolist(),
        "upper": [1, 0, 1, 0, 1, 0, 1],
        "bin": [*(number for number in both.cut for _ in range(2)), 0],
        "at": both.pieces.temperature.round(DIGITS).tolist(),
        "climate_hours": both.pieces.hours.tolist() if binned else blank,
        "climate_heat": (both.pieces.hours * both.pieces.temperature).tolist() if binned else blank,
    }


class Pool(NamedTuple):
    """The columns of settings among which one is chosen, of the edges and of the two multiples, and named numbers."""

    edges: Mapping[str, list[Any]]
    near: Mapping[str, list[Any]]
    named: Mapping[str, Any]


def pool_of(f: Filling) -> Pool:
    """What the formulas choose from."""
    return f.once("pool", lambda: _pool_of(f))


def _pool_of(f: Filling) -> Pool:
    s, p, both = f.s, f.s.parameters, season_of(f)
    c = s.candidates
    load_mmbtu = float(s.totals.load_mmbtu[0])
    at = np.concatenate((c.switchover, both.multiples))
    cost = np.concatenate((c.annual_cost, [both.total(f, "cost", number) for number in range(3)]))
    unmet = np.concatenate((c.unmet_mmbtu, [both.total(f, "unmet_mmbtu", number) for number in range(3)]))
    allowed = unmet_allowed(f)
    warm = unmet <= allowed
    whole = np.round(next_below(at, p.thermostat_step, p.thermostat_zero), DIGITS) == np.round(at, DIGITS)
    judge: Callable[[float], bool] = accepts(s.case, p) or (lambda _: True)
    accepted = np.array([judge(float(setting)) for setting in at])
    columns: dict[str, list[Any]] = {
        "key": np.round(at, DIGITS).tolist(),
        "above": c.place.tolist(),
        "below": (len(s.load) - c.place).tolist(),
        "multiple": whole.astype(int).tolist(),
        "takes_over": np.maximum(at, p.compressor_lockout).tolist(),
        "accepted": accepted.astype(int).tolist(),
        "heats": warm.astype(int).tolist(),
    }
    named: dict[str, Any] = {"unmet_allowed": allowed, "season_load": load_mmbtu}
    for name, held in (("pool", whole), ("accepted", whole & accepted)):
        in_it = held & warm
        named[f"{name}_warm"] = int(in_it.sum())
        if not in_it.any():
            in_it = held
        least = float(cost[in_it].min()) if in_it.any() else 0.0
        tied = in_it & at_most(cost, least)
        away = distance(at, s.guess)
        nearest = float(away[tied].min()) if tied.any() else 0.0
        chosen = tied & (away == nearest)
        named |= {f"{name}_least": least, f"{name}_nearest": nearest, f"{name}_count": int(chosen.sum()),
                  f"{name}_setting": float(at[chosen].max()) if chosen.any() else ""}  # fmt: skip
        for key, values, mask in zip(_LIMITS, (cost, away, at), (in_it, tied, chosen), strict=True):
            columns[f"{name}_{key}"] = [v if m else "" for v, m in zip(values.tolist(), mask.tolist(), strict=True)]
    count = len(c.switchover)
    return Pool(
        {key: values[:count] for key, values in columns.items()},
        {key: values[count:] for key, values in columns.items() if key not in ("multiple", "above", "below")},
        named,
    )


def unmet_allowed(f: Filling) -> float:
    """The unmet load [MMBtu] up to which a setting heats the house."""
    load_mmbtu = float(f.s.totals.load_mmbtu[0])
    return float(f.s.candidates.unmet_mmbtu.min()) + COLD_SHARE * load_mmbtu + TIE * load_mmbtu
