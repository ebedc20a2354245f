"""The summary of a portfolio: totals, distributions, problems; gathered part by part in bounded memory."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ..files.values import is_blank
from ..inputs.case_contents import NO_SEASON
from ..inputs.fields import FIELDS
from ..inputs.typed import typed_inputs
from ..inputs.units_given import to_engine_units
from ..version import __version__
from . import groups, kinds, summary_words
from .notes import NO_SETTING_HEATS
from .said import SAID, of_texts

if TYPE_CHECKING:
    import pandas as pd

SUMS: Final = (
    "setting_cost", "setting_unmet_mmbtu", "annual_cost", "unmet_mmbtu", "existing_cost", "existing_unmet_mmbtu",
    "heat_pump_only_cost", "heat_pump_only_unmet_mmbtu", "furnace_only_cost", "furnace_only_unmet_mmbtu",
    "electricity_kwh", "fuel_mmbtu", "emissions_kg", "existing_emissions_kg", "saving_vs_existing",
    "saving_vs_single_fuel", "furnace_hours", "design_kw",
)  # fmt: skip
"""Columns of engine.COLUMNS; savings of the homes that can claim one"""
BILLED: Final = ("energy_cost", "demand_cost", "fuel_cost", "minimum_cost", "tax_cost", "carbon_cost")
"""What the season of a home under a tariff costs with the setting to program, by kind [$]; carbon is in no cost"""
BAND: Final = {"F": 5.0, "C": 2.5}
"""Width of the bands of settings [°F or °C]"""
QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
EXACT: Final = 10_000
"""Up to so many homes quantiles are of the savings themselves, beyond of counts in narrow bands."""
_GROWTH: Final = 1.01
"""Each band of savings reaches 1 % further than the one before: its middle is within 0.5 % of all that is in it."""
_LEAST: Final = 0.01
"""Savings of less than this are none [$]."""
_KINDS: Final = 100
"""Most kinds of problems listed by themselves"""
_MONEY: Final = ("currency", "fuel_price", "fuel_price_unit", "electricity_price")
_WORDS: Final = re.compile(r"[^\d\s.,+-]")
"""In a cell that has more than a number"""
STRIPS: Final = ("as needed", "none", "limited")
"""Electric strips: no limit given, 0 kW, or a capacity given"""
_NO_STRIPS: Final = 1
"""The place of "none" in it"""


def tally(
    inputs: pd.DataFrame, results: pd.DataFrame, by: Mapping[str, groups.Coded] = MappingProxyType({})
) -> dict[str, Any]:  # fmt: skip
    """What a part of the table adds to the summary, as JSON has it; by: groups of the homes by a column's heading.

    Only results with the attribute SAID, as solve_rows leaves them, tell which notes are doubts and readings.
    """
    solved = groups.is_word(results["problem"], "")
    every = bool(solved.all())
    good, given = (results, inputs) if every else (results[solved], inputs[solved])
    counts = good["status"].value_counts()
    in_celsius = groups.is_word(good["temperature_unit"], "C")
    setting = good["setting"].to_numpy()
    fahrenheit = np.where(in_celsius, setting * 1.8 + 32, setting)
    savings = good["saving_vs_existing"].dropna().to_numpy()
    strips, fuels = _strips(inputs), groups.fuels(inputs)
    said = results.attrs.get(SAID)
    if said is None or len(said) != len(results):
        said = of_texts(results["notes"].where(solved, "").tolist())
    return {
        "homes": len(results),
        "solved": int(solved.sum()),
        "status": {str(name): int(counts[name]) for name in sorted(counts.index) if counts[name]},
        "sums": {name: _sum(good[name].to_numpy(dtype=float)) for name in (*SUMS, *BILLED) if name in good},
        "in_celsius": int(in_celsius.sum()),
        "currencies": _currencies(given),
        "bands": {"F": _bands(fahrenheit, "F"), "C": _bands((fahrenheit - 32) / 1.8, "C")},
        "unmet_homes": int((said.saying(NO_SETTING_HEATS) & solved).sum()),
        "partial_homes": int((said.saying(NO_SEASON) & solved).sum()),
        "compared": len(savings),
        "savings": savings.tolist() if len(results) <= EXACT else None,
        "saving_bands": _saving_bands(savings),
        "systems": _systems(fuels, strips, solved, results["design_kw"].to_numpy()),
        "groups": groups.tally(results, solved, strips != _NO_STRIPS,
                               {groups.FUEL: fuels, groups.REGION: groups.regions(inputs), **by}),
        "problems": _problems(results.loc[~solved, "problem"].tolist()),
        "notes": kinds.of_notes(said.notes(solved)),
    }  # fmt: skip


def _sum(values: NDArray[np.float64]) -> float:
    """Of the numbers that are known."""
    added = float(values.sum())
    return float(np.nansum(values)) if math.isnan(added) else added


def _bands(setting: Any, unit: str) -> dict[str, int]:
    bands, homes = np.unique(np.floor(np.round(setting / BAND[unit], 9)).astype(int), return_counts=True)
    return {str(band): count for band, count in zip(bands.tolist(), homes.tolist(), strict=True)}


def _currencies(inputs: pd.DataFrame) -> dict[str, int]:
    """The signs of money of some homes, and how many homes have each."""
    signs = _signs(inputs)
    homes: Counter[str] = Counter()
    for sign, count in zip(signs.names, np.bincount(signs.places, minlength=len(signs.names)).tolist(), strict=True):
        homes[sign] += count
    return {sign: homes[sign] for sign in sorted(homes) if homes[sign]}


def moneys(inputs: pd.DataFrame) -> list[str]:
    """The sign of money of each home: its currency, else the one beside its prices."""
    return _signs(inputs).texts()


def _signs(inputs: pd.DataFrame) -> groups.Coded:
    import pandas as pd

    keys = [key for key in _MONEY if key in inputs and not pd.api.types.is_numeric_dtype(inputs[key].dtype)]
    rows, places = groups.alike(inputs, keys)
    words = [tuple(cell if isinstance(cell, str) and _WORDS.search(cell) else None for cell in row) for row in rows]
    return groups.Coded([_money(tuple(keys), row) for row in words], places)


@lru_cache(maxsize=4096)
def _money(keys: tuple[str, ...], cells: tuple[str | None, ...]) -> str:
    given = {key: cell for key, cell in zip(keys, cells, strict=True) if not is_blank(cell)}
    read = to_engine_units(typed_inputs(given).inputs).inputs
    return str(read.get("currency") or FIELDS["currency"].default).strip()


def _saving_bands(savings: Any) -> dict[str, int]:
    size = np.maximum(np.abs(savings), _LEAST)
    band = (np.floor(np.log(size / _LEAST) / math.log(_GROWTH)) + 1).astype(int)
    signed = np.where(np.abs(savings) < _LEAST, 0, np.sign(savings).astype(int) * band)
    places, counts = np.unique(signed, return_counts=True)
    return {str(place): count for place, count in zip(places.tolist(), counts.tolist(), strict=True)}


def _middle(band: int) -> float:
    """The saving in the middle of a band [$]."""
    return math.copysign(_LEAST * _GROWTH ** (abs(band) - 0.5), band) if band else 0.0


def _strips(inputs: pd.DataFrame) -> NDArray[np.int8]:
    """Which of STRIPS each home has, by its place."""
    if "strip_capacity" not in inputs:
        return np.zeros(len(inputs), dtype=np.int8)
    column = inputs["strip_capacity"]
    if column.dtype != np.float64:
        column = column.map(lambda cell: cell if isinstance(cell, (int, float)) else math.nan)
    values = column.to_numpy(dtype=float)
    return np.where(np.isnan(values), 0, np.where(values == 0, _NO_STRIPS, 2)).astype(np.int8)


def _systems(
    fuels: groups.Coded, strips: NDArray[np.int8], solved: NDArray[np.bool_], design: NDArray[np.float64]
) -> dict[str, list[float]]:
    """By fuel and strips: homes that have an answer, and design kW."""
    systems: dict[str, list[float]] = {}
    for place, burned in enumerate(fuels.names):
        burning = solved & (fuels.places == place)
        for number, kind in enumerate(STRIPS):
            chosen = burning & (strips == number)
            if chosen.any():
                homes, kw = systems.get(f"{burned}/{kind}", (0, 0.0))
                systems[f"{burned}/{kind}"] = [homes + int(chosen.sum()), kw + float(design[chosen].sum())]
    return systems


_KEY = re.compile(r"(?<![a-z0-9_])([a-z][a-z0-9_]*) = ")


def _problems(problems: Iterable[str]) -> dict[str, list[Any]]:
    """Kind → homes and the first one's words; the kind is the input named first, or the first words."""
    found: dict[str, list[Any]] = {}
    for words in problems:
        key = _KEY.match(words)
        kind = key[1] if key else words.split(":")[0][:40]
        if kind not in found and len(found) >= _KINDS:
            kind = "others"
        found.setdefault(kind, [0, kinds.cut(words)])[0] += 1
    return found


@dataclass(frozen=True)
class Summary:
    """The summary of all homes; ``data`` is what the JSON holds."""

    data: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Finite numbers, lists and texts only."""
        return dict(self.data)

    def sentences(self) -> list[str]:
        """A few lines for the screen, the last of them how many homes have an answer."""
        return summary_words.sentences(self.data)


def combined(tallies: Iterable[Mapping[str, Any]]) -> Summary:
    """The summary of all parts, taken in their order, so that sums are the same to the last digit."""
    homes = solved = unmet = partial = compared = 0
    sums: dict[str, list[float]] = {name: [] for name in SUMS}
    status: Counter[str] = Counter()
    bands: dict[str, Counter[int]] = {unit: Counter() for unit in BAND}
    currencies: Counter[str] = Counter()
    in_celsius = 0
    saving_bands: Counter[int] = Counter()
    savings: list[float] | None = []
    systems: dict[str, list[list[float]]] = {}
    problems: dict[str, list[Any]] = {}
    notes: list[kinds.Kinds] = []
    grouped: list[groups.Groups] = []
    for part in tallies:
        grouped.append(part["groups"])
        homes, solved = homes + part["homes"], solved + part["solved"]
        unmet, compared = unmet + part["unmet_homes"], compared + part["compared"]
        partial += part["partial_homes"]
        for name, sum_of_part in part["sums"].items():
            sums.setdefault(name, []).append(sum_of_part)
        status.update(part["status"])
        in_celsius += part["in_celsius"]
        currencies.update(part["currencies"])
        for unit, counted in part["bands"].items():
            bands[unit].update({int(band): count for band, count in counted.items()})
        saving_bands.update({int(band): count for band, count in part["saving_bands"].items()})
        exact = savings is not None and part["savings"] is not None and homes <= EXACT
        savings = [*savings, *part["savings"]] if exact and savings is not None else None
        for name, pair in part["systems"].items():
            systems.setdefault(name, []).append(pair)
        for kind, (count, words) in part["problems"].items():
            known = kind if kind in problems or len(problems) < _KINDS else "others"
            problems.setdefault(known, [0, words])[0] += count
        notes.append(part["notes"])
    totals: dict[str, Any] = {name: math.fsum(values) for name, values in sums.items()}
    one_money = len(currencies) < 2
    if not one_money:  # different money cannot be added up
        totals |= {name: None for name in totals if name.endswith("_cost") or name.startswith("saving")}
    unit = "C" if 0 < in_celsius == solved else "F"
    width, counted = BAND[unit], bands[unit]
    return Summary({
        "version": __version__,
        "units": {"setting": f"°{unit}", "money": " and ".join(sorted(currencies)) or "$"},
        "homes": {"total": homes, "solved": solved, "with_problems": homes - solved, "with_unmet_heat": unmet,
                  "without_saving": solved - compared, "without_season": partial},
        "status": {name: status[name] for name in sorted(status)},
        "totals": totals,
        "emissions": {
            "setting_kg": totals["emissions_kg"],
            "existing_kg": totals["existing_emissions_kg"],
            "saved_kg": totals["existing_emissions_kg"] - totals["emissions_kg"],
        },
        "saving_vs_existing": _saving(compared if one_money else 0, totals, savings, saving_bands),
        "groups": groups.combined(grouped, one_money),
        "setting": [
            {"low": band * width, "high": (band + 1) * width, "homes": counted.get(band, 0)}
            for band in (range(min(counted), max(counted) + 1) if counted else ())
        ],
        "design_kw": [
            {"fuel": name.split("/")[0], "strips": name.split("/")[1], "homes": sum(int(pair[0]) for pair in pairs),
             "kw": math.fsum(pair[1] for pair in pairs)}
            for name, pairs in sorted(systems.items())
        ],
        "problems": [
            {"problem": kind, "homes": count, "example": words}
            for kind, (count, words) in sorted(problems.items(), key=lambda item: (-item[1][0], item[0]))
        ],
        "notes": [
            {"note": one.kind, "type": one.type, "homes": one.homes, "assumed": one.type == kinds.ASSUMED,
             "example": one.example}
            for one in kinds.together(notes)
        ],
    })  # fmt: skip


def _saving(
    compared: int, totals: Mapping[str, float], savings: list[float] | None, bands: Mapping[int, int]
) -> dict[str, Any]:
    """Mean and quantiles of what the homes that can be compared save against their existing setting [$]."""
    if not compared:
        return {"mean": None, "quantiles": None, "method": "no homes"}
    ranks = [min(compared - 1, math.floor(share * compared)) for share in QUANTILES]
    if savings is not None:
        ordered = sorted(savings)
        values, method = [ordered[rank] for rank in ranks], summary_words.OF_HOMES
    else:
        places = sorted(bands)
        ends = np.cumsum([bands[place] for place in places])
        values = [_middle(places[int(np.searchsorted(ends, rank, side="right"))]) for rank in ranks]
        method = "from counts in bands, within 0.5 % or $0.01"
    names = (f"p{round(share * 100)}" for share in QUANTILES)
    return {
        "mean": totals["saving_vs_existing"] / compared,
        "quantiles": dict(zip(names, values, strict=True)),
        "method": method,
    }
