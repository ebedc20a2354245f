"""What the columns of records are, by the names that thermostats, home automation and building automation give them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .record import SOURCES

OUTDOOR, INDOOR, SETPOINT, TIME, DATE, CLOCK, HOUR, MODE, OWNER = (
    "outdoor temperature", "indoor temperature", "heating setpoint", "time", "date", "clock", "hour",
    "compressor mode", "thermostat",
)  # fmt: skip
YEAR_TO_MINUTE: Final = ("year", "month", "day", HOUR, "minute")
"""Columns that give a time together"""
_HOURS: Final = frozenset(
    {"hour", "hr", "hour ending", "he", "hour end", "hour of day", "hour beginning", "hour local"}
)
HEATS: Final = frozenset(SOURCES)
_COMPRESSOR_1, _COMPRESSOR_2, AUXILIARY, _EMERGENCY, FURNACE = SOURCES

_TIMES: Final = frozenset({"datetime", "date time", "timestamp", "time stamp", "date and time", "local time",
                           "start time", "interval start", "start", "last changed", "last updated", "datetime local",
                           "timestamp local", "timestamp utc", "datetime utc", "date time local"})  # fmt: skip
_OWNERS: Final = frozenset({"thermostat", "thermostat name", "thermostat id", "thermostat identifier", "identifier",
                            "device", "device name", "device id", "serial number"})  # fmt: skip
_OUTDOOR: Final = re.compile(
    r"\b(?:outdoor|outside|ambient)\b.*\b(?:temps?|temperature|dry ?bulb)\b|\b(?:oat|osat|odt)\b|\boa ?(?:t|temp\w*)\b"
    r"|\bt out\b|\btemp(?:erature)? out(?:door|side)?\b"
)
_NOT_OUTDOOR: Final = re.compile(
    r"\b(?:aux\w*|heat\w*|comp\w*|lock ?out|max\w*|min\w*|limit|threshold|set\w*|sp|dew|wet|humid\w*|balance|cool\w*|"
    r"enthalpy|reset|high|low|switchover|change ?over|coil|unit)\b"
)
_SETPOINT: Final = re.compile(
    r"\bheat(?:ing)?\b.*\b(?:set ?(?:points?|temp\w*)?|stp|sp|target)\b"
    r"|\b(?:set ?points?|set ?temp\w*|stp|target)\b.*\bheat(?:ing)?\b|\bzone heat temp\b"
)
_INDOOR: Final = re.compile(
    r"\b(?:current|indoor|inside|room|space|zone ave|zone|average|ctrl|thermostat|return air)\b.*\btemp(?:erature)?\b"
    r"|\btemp(?:erature)? in(?:door|side)?\b|\bt (?:ctrl|in)\b"
)
_NOT_INDOOR: Final = re.compile(r"\b(?:set\w*|stp|sp|target|heat\w*|cool\w*|outdoor|outside|sensor|remote|humid\w*)\b")
_NO_HEAT: Final = re.compile(
    r"\b(?:set\w*|stp|temps?|temperature|mode|target|humid\w*|cool\w*|lock ?outs?|cycles?|counts?|starts?|energy|power|"
    r"costs?|demand|index|re ?heat|valve|equiv\w*|event|offset|price|meter|usage|flow|pressure|speed|fan|enabled?|"
    r"alarm|fault|recovery|exchanger|water|dhw|defrost|economizer|hours total|total hours|lifetime|type|kw|kwh|amps?)\b"
)
_EMERGENCY_HEAT: Final = re.compile(r"\b(?:emergency|emerg?|em|eheat|e ?heat)\b")
_AUXILIARY_HEAT: Final = re.compile(
    r"\b(?:aux\w*|alternate|alt|back ?up|supp\w*|strips?|electric heat\w*|resistance)\b|\bheating equipment\b"
)
_FURNACE_HEAT: Final = re.compile(r"\b(?:furnace|boiler|gas|oil|propane|burner)\b")
_W: Final = re.compile(r"\bw ?[123]?\b")
_COMPRESSOR: Final = re.compile(r"\b(?:comp|compressors?|heat ?pumps?|hp|y ?[12]?)\b")
_HEAT: Final = re.compile(r"\bheat(?:ing|er)?\b")
_SECOND: Final = re.compile(
    r"\b(?:stage|stg|comp|compressor|heat|speed) ?[23]\b|\by ?[23]\b|\b(?:2nd|second|high) stage\b|\bstage two\b"
)
SURE: Final = re.compile(
    r"\b(?:stages?|stg|run ?times?|run|aux\w*|em\w*|comp\w*|furnace|boiler|burner|heat ?pumps?|duty)\b"
)
"""A column of heat with such a name is a runtime even where it has no unit of time."""


_LAST_UNIT: Final = re.compile(
    r"(?:[\s_,;:/-]|(?=[°%]))((?:°|deg(?:rees)?\.?)?\s*[FC]|fahrenheit|celsius|s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|"
    r"%|pct|percent|fraction)\.?\s*$", re.IGNORECASE
)  # fmt: skip
"""A unit behind a name: Outdoor Temp °F, heat_stage_1_sec"""


class Name(NamedTuple):
    """A column's name: as it is in the file, its words in small letters, and its unit in brackets, "" without one."""

    text: str
    words: str
    unit: str


def name_of(cell: str) -> Name:
    """The name in a cell; its unit is the last thing in it, in brackets or a word of its own."""
    cell = cell.strip(' "\t\ufeff')
    bare = cell.rstrip(")] ")
    bracket = max(bare.rfind("("), bare.rfind("[")) if bare != cell else -1
    name, unit = (cell, "") if bracket < 0 else (cell[:bracket], bare[bracket + 1 :])
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[a-z]{2})(?=\d)|(?<=\d)(?=[A-Z])", " ", name[:200])
    if bracket < 0 and (last := _LAST_UNIT.search(words[-20:])):
        unit = last[1]
    return Name(cell, " ".join(re.sub(r"[^a-z0-9%]+", " ", words.casefold()).split()), unit.casefold().strip())


def use_of(words: str) -> str | None:
    """What a column with these words in its name is: one of SOURCES or of the uses above; None: it is not used."""
    words = words.replace("duty cycle", "duty")
    if words in _TIMES:
        return TIME
    if words in ("date", "time"):
        return DATE if words == "date" else CLOCK
    if words in _HOURS or words in YEAR_TO_MINUTE:
        return HOUR if words in _HOURS else words
    if words in _OWNERS:
        return OWNER
    if words == "compressor mode":
        return MODE
    if _OUTDOOR.search(words) and not _NOT_OUTDOOR.search(words):
        return OUTDOOR
    if _SETPOINT.search(words):
        return SETPOINT
    if _INDOOR.search(words) and not _NOT_INDOOR.search(words):
        return INDOOR
    return _source(words)


def _source(words: str) -> str | None:
    """The source of heat; W and a heat without another word are settled by :func:`settled`."""
    if _NO_HEAT.search(words):
        return None
    if _EMERGENCY_HEAT.search(words) and (_HEAT.search(words) or "run" in words or "eheat" in words):
        return _EMERGENCY
    if _AUXILIARY_HEAT.search(words):
        return AUXILIARY
    if _FURNACE_HEAT.search(words):
        return FURNACE
    if _W.search(words):
        return W
    if _COMPRESSOR.search(words) or _HEAT.search(words):
        return _COMPRESSOR_2 if _SECOND.search(words) else _COMPRESSOR_1
    return None


W: Final = "w"
"""The terminal of heating: auxiliary heat beside a compressor, else the furnace"""


def settled(uses: list[str | None]) -> list[str | None]:
    """The uses with the terminal W as what it is beside the others."""
    with_compressor = _COMPRESSOR_1 in uses or _COMPRESSOR_2 in uses
    return [(AUXILIARY if with_compressor else FURNACE) if use == W else use for use in uses]


_CELSIUS: Final = {"f": False, "fahrenheit": False, "c": True, "celsius": True}
_SECONDS: Final = {"s": 1.0, "sec": 1.0, "second": 1.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hr": 3600.0,
                   "hour": 3600.0}  # fmt: skip


_CLOCKS: Final = {"h:mm:ss": 1.0, "hh:mm:ss": 1.0, "h:m:s": 1.0, "h:mm": 3600.0, "hh:mm": 3600.0, "m:ss": 60.0,
                  "mm:ss": 60.0, "min:sec": 60.0}  # fmt: skip
"""Runtimes as 1:05 have these; what their first part is where there are two"""
_SHARES: Final = {"%": 0.01, "percent": 0.01, "pct": 0.01, "fraction": 1.0, "0-1": 1.0, "0 to 1": 1.0, "0..1": 1.0}


def seconds_in(unit: str) -> float:
    """Seconds in a unit of time; 0 where it is none."""
    return _CLOCKS.get(unit) or _SECONDS.get(unit.rstrip(".").removesuffix("s") or unit, 0.0)


def share_in(unit: str) -> float:
    """What 1 in a unit is of the time; 0 where it is no part of one."""
    return _SHARES.get(unit, 0.0)


def is_unit(unit: str, use: str | None) -> bool:
    """Whether a column of this use may have this unit."""
    if use in HEATS:
        return bool(seconds_in(unit) or share_in(unit))
    return use in (OUTDOOR, INDOOR, SETPOINT) and is_celsius(unit) is not None


def same_unit(unit: str, other: str) -> bool:
    """Whether two units are one: °F and degF, s and sec."""
    return (seconds_in(unit), share_in(unit), is_celsius(unit)) == (
        seconds_in(other),
        share_in(other),
        is_celsius(other),
    )


def is_celsius(unit: str) -> bool | None:
    """Whether a unit of temperature is °C; None where it is neither that nor °F."""
    letters = "".join(c for c in unit if "a" <= c <= "z")
    return _CELSIUS.get(re.sub("^deg(rees?)?", "", letters))


class Maker(NamedTuple):
    """A program whose files have units that their names do not say."""

    kind: str
    marks: tuple[str, ...]
    """Names in small letters, one of which its files have"""
    seconds: float
    """In the unit of its runtimes"""
    is_fahrenheit: bool
    """Its temperatures; False: in the unit of the user"""


MAKERS: Final = (
    Maker("Beestat export", ("compressor mode",), 1.0, False),
    Maker("ecobee API or Donate Your Data", ("compheat1", "auxheat1", "heatpumpsstage1_runtime"), 1.0, True),
    Maker("EPA connected thermostat data", ("heat_runtime_stg1", "auxiliary_heat_runtime", "emergency_heat_runtime"),
          60.0, True),
)  # fmt: skip
"""Sources: Beestat's export (seconds; temperatures as its user chose); ecobee API, runtime report, and the same columns
in Donate Your Data (seconds, °F); EPA connected thermostat software 2.0, interval data file (minutes, °F)"""


def maker_of(names: list[Name]) -> Maker | None:
    """The maker whose names these are. "Aux Heat 1 (sec)" is ecobee's download, which names its units."""
    bare = {name.text.casefold() for name in names if not name.unit}
    return next((maker for maker in MAKERS if not bare.isdisjoint(maker.marks)), None)
