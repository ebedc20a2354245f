"""A case: one house's checked inputs, frozen. Every problem of a case is reported at once."""

from __future__ import annotations

from collections.abc import Mapping, Set
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import validation
from .errors import InputError, Issue
from .fields import FIELDS
from .units import FUELS
from .validation import CLIMATE_SOURCES, Value
from .weather import WeatherYear, read_weather_file, station_year

_DEFAULTS: dict[str, Value] = {key: field.default for key, field in FIELDS.items()}


class Case:
    """The inputs of one house, checked; ``Case()`` is the worked example.

    Keyword arguments are the keys of the input table (``xl_dualfuel.FIELDS``), in its units; None means not given.
    Each input is an attribute (``case.cop_47``); ``given`` holds what was passed, ``inputs`` all of them with the
    defaults filled in. Cases are immutable, hashable, picklable, and equal when their inputs are.

    Raises InputError listing every problem.
    """

    __slots__ = ("_given", "_hash", "_inputs", "_year")

    _given: Mapping[str, Value]
    _inputs: Mapping[str, Value]
    _year: WeatherYear | None
    _hash: int

    def __init__(self, /, **inputs: object) -> None:
        self._check(inputs, None)

    def _check(self, inputs: Mapping[str, object], known: WeatherYear | None) -> None:
        given, issues = validation.check_values(inputs)
        refused = {key for key, value in inputs.items() if key not in given and not validation.is_blank(value)}
        full = with_defaults(given, refused)
        issues += validation.cross_check(given, full)
        year, unreadable = (known, []) if known is not None else _read_year(full)
        issues += unreadable
        if year is not None:
            issues += validation.check_year(year, full)
        if issues:
            order = {key: place for place, key in enumerate(FIELDS)}
            raise InputError(sorted(issues, key=lambda issue: order.get(issue.key, -1)))
        self._set(given, full, year)

    def _set(self, given: dict[str, Value], full: dict[str, Value], year: WeatherYear | None) -> None:
        ordered = {key: given[key] for key in FIELDS if key in given}
        object.__setattr__(self, "_given", MappingProxyType(ordered))
        object.__setattr__(self, "_inputs", MappingProxyType(full))
        object.__setattr__(self, "_year", year)
        object.__setattr__(self, "_hash", hash((tuple(ordered.items()), year)))

    @property
    def given(self) -> Mapping[str, Value]:
        """The inputs that were given, by key, in the order of the input table."""
        return self._given

    @property
    def inputs(self) -> Mapping[str, Value]:
        """Every input by key, in the order of the input table, defaults filled in; None where there is none."""
        return self._inputs

    @property
    def year(self) -> WeatherYear | None:
        """The weather of a station or weather file climate: hours at each temperature [°F]."""
        return self._year

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """What is possible but doubtful, or assumed, as (key, message)."""
        return tuple(validation.warnings(self._given, self._inputs))

    def number(self, key: str, missing: float = 0.0) -> float:
        """A number input; ``missing`` where it was not given and has no default."""
        value = self._inputs[key]
        return value if isinstance(value, float) else missing

    def replace(self, /, **changes: object) -> Case:
        """The same case with some inputs changed; None takes an input out."""
        # A weather file is not read again for a change of something else: it may not be there any more.
        reread = self._inputs["climate"] != "weather" or not changes.keys().isdisjoint(("climate", "weather_file"))
        case = Case.__new__(Case)
        case._check({**self._given, **changes}, None if reread else self._year)
        return case

    def __getattr__(self, key: str) -> Any:
        if key.startswith("_"):  # a half-made case has no inputs yet: asking for them would ask for ever
            raise AttributeError(key)
        try:
            return self._inputs[key]
        except KeyError:
            raise AttributeError(f"a case has no input {key!r}") from None

    def __setattr__(self, key: str, value: object) -> None:
        raise AttributeError("a case cannot be changed; use case.replace(key=value)")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and (self._given, self._year) == (other._given, other._year)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Case({', '.join(f'{key}={value!r}' for key, value in self._given.items())})"

    def __reduce__(self) -> tuple[Any, ...]:
        # The year travels along: the weather file may not exist where the pickle is opened.
        return _rebuild, (dict(self._given), self._year)


def _rebuild(given: dict[str, Value], year: WeatherYear | None) -> Case:
    case = Case.__new__(Case)
    case._set(given, with_defaults(given), year)
    return case


def with_defaults(given: Mapping[str, Value], refused: Set[str] = frozenset()) -> dict[str, Value]:
    """Every input with the defaults filled in; refused ones are absent, so that no rule judges them again."""
    full = {**_DEFAULTS, **given}
    if "climate" not in given:
        sources = [climate for climate, key in CLIMATE_SOURCES.items() if key in given or key in refused]
        if sources:
            full["climate"] = sources[0] if len(sources) == 1 else None
    if "design_load" in given and "load_slope" not in given:
        full["load_slope"] = None
    fuel = str(given.get("fuel", "natural_gas"))
    if "fuel_emissions" not in given and fuel != "natural_gas" and fuel in FUELS:
        full["fuel_emissions"] = FUELS[fuel].emissions
    return {key: value for key, value in full.items() if key not in refused}


def _read_year(full: Mapping[str, Value]) -> tuple[WeatherYear | None, list[Issue]]:
    """The year of a station or weather file, and what is wrong with the file."""
    try:
        if full.get("climate") == "station" and isinstance(station := full.get("station"), str):
            return station_year(station), []
        if full.get("climate") == "weather" and isinstance(path := full.get("weather_file"), str):
            return read_weather_file(_expanded(path)), []
    except InputError as error:
        return None, list(error.issues)
    return None, []


def _expanded(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:  # no such user
        return Path(path)
