"""A case: one house's checked inputs, frozen. Every problem of a case is reported at once."""

from __future__ import annotations

from collections.abc import Mapping, Set
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..errors import InputError, Issue
from ..files.values import as_number, is_blank
from ..units import ELECTRICITY, FUELS, Fuel
from ..weather.stations import station_year
from ..weather.year import WeatherYear
from . import prices, validation
from .case_contents import NO_FILES, NO_SEASON, Files, bins_of_record, read_files, record_season
from .fields import FIELDS, SOURCES, THERMOSTAT_STEPS
from .hspf2 import CAPACITY_RATIO, DEGRADATION, cops_of, is_estimated
from .origins import NOTHING_BESIDE, Beside
from .programmes import KEYS, Programme
from .required import unanswered
from .typed import AS_PERCENTAGE, TypedInputs, typed_inputs
from .units_given import Converted, Units, as_given, refused_in, to_engine_units, with_new_thermostat, with_thermostat
from .validation import Value
from .warnings import warnings

if TYPE_CHECKING:
    from ..records.bill_weather import BillsRead
    from ..records.record import Record
    from ..records.season import Season

_DEFAULTS: dict[str, Value] = {key: field.default for key, field in FIELDS.items()}


_NONE: Mapping[str, str] = MappingProxyType({})


class Case:
    """The inputs of one house, checked; ``Case()`` is the worked example.

    Keyword arguments are the keys of the input table (``xl_dualfuel.FIELDS``), in its units unless temperature_unit,
    heat_unit or load_slope_unit say otherwise; None means not given. A case holds °F and BTU/h whatever was given.
    Each input is an attribute (``case.cop_47``); ``given`` holds what was passed, ``inputs`` all of them with the
    defaults filled in; ``units`` what the case was given in, which its answers are shown in. Cases are immutable,
    hashable, picklable, and equal when the same was given in the same units.

    Raises InputError listing every problem.
    """

    __slots__ = ("_beside", "_files", "_given", "_hash", "_inputs", "_readings", "_units")

    _given: Mapping[str, Value]
    _inputs: Mapping[str, Value]
    _beside: Beside
    _files: Files
    _readings: Mapping[str, str]
    _units: Units
    _hash: int

    def __init__(self, /, **inputs: object) -> None:
        read = typed_inputs(inputs)
        self._check(to_engine_units(with_thermostat(read.inputs)), NO_FILES, read, inputs)

    @classmethod
    def with_year(cls, year: WeatherYear, /, **inputs: object) -> Case:
        """The case of a weather file whose year is known, so that the file is not read.

        Raises InputError listing every problem.
        """
        return cls.with_files(Files(year, None), **inputs)

    @classmethod
    def with_files(cls, known: Files, /, **inputs: object) -> Case:
        """The case of files whose content is known, so that they are not read.

        Raises InputError listing every problem.
        """
        case = cls.__new__(cls)
        read = typed_inputs(inputs)
        case._check(to_engine_units(with_thermostat(read.inputs)), known, read, inputs)
        return case

    def _check(
        self, converted: Converted, known: Files, read: TypedInputs, raw: Mapping[str, object],
        units: Units | None = None,
    ) -> None:  # fmt: skip
        given, issues = validation.check_values(converted.inputs)
        refused = {key for key, value in converted.inputs.items() if key not in given and not is_blank(value)}
        full = with_defaults(given, refused)
        issues += validation.cross_check(given, full)
        absent = {issue.key: issue for issue in issues if issue.value is None}
        words = unanswered(raw, read.inputs, full.get("climate"))
        words = [absent.get(word.key, word)._replace(value=word.value) for word in words]
        issues = [issue for issue in issues if issue.key not in {word.key for word in words}] + words
        files, unreadable = read_files(full, known)
        issues += unreadable
        if files.year is not None:
            issues += validation.check_year(files.year, full)
        try:
            full |= bins_of_record(full, files)
        except InputError as error:
            issues += error.issues
        issues = _first_of(read.issues, converted.issues, issues)
        if issues:
            currency = str(full.get("currency") or Units().currency)
            raise InputError(_ordered([prices.in_money(issue, currency) for issue in issues], converted))
        self._set(given, full, files, converted.units(units), read.readings)

    def _set(
        self, given: dict[str, Value], full: dict[str, Value], files: Files, units: Units, readings: Mapping[str, str],
        beside: Beside = NOTHING_BESIDE,
    ) -> None:  # fmt: skip
        ordered = {key: given[key] for key in FIELDS if key in given}
        object.__setattr__(self, "_given", MappingProxyType(ordered))
        object.__setattr__(self, "_inputs", MappingProxyType(full))
        object.__setattr__(self, "_files", files)
        object.__setattr__(self, "_beside", beside)
        notes = MappingProxyType({key: readings[key] for key in ordered if key in readings}) if readings else _NONE
        object.__setattr__(self, "_readings", notes)
        object.__setattr__(self, "_units", units._replace(currency=str(full.get("currency") or Units().currency)))
        object.__setattr__(self, "_hash", hash((tuple(ordered.items()), files, self._units)))

    @property
    def given(self) -> Mapping[str, Value]:
        """The inputs that were given, by key, in the order of the input table."""
        return self._given

    @property
    def inputs(self) -> Mapping[str, Value]:
        """Every input by key, in the order of the input table, defaults filled in; None where there is none."""
        return self._inputs

    @property
    def readings(self) -> Mapping[str, str]:
        """What was interpreted to read an input, by key: ``42 kBtu/h read as 42,000 BTU/h``."""
        return self._readings

    @property
    def beside(self) -> Beside:
        """What was typed beside the inputs, such as their sources; two cases that differ in it only are equal."""
        return self._beside

    @property
    def units(self) -> Units:
        """What the case was given in, and its answers are shown in. Its own numbers are in °F and BTU/h."""
        return self._units

    @property
    def year(self) -> WeatherYear | None:
        """The weather of a station or weather file climate: hours at each temperature [°F], and the hours in order."""
        return self._files.year

    @property
    def runtime(self) -> Record | None:
        """The record of a runtime file."""
        return self._files.runtime

    @property
    def bills(self) -> BillsRead | None:
        """The bills of a bills file, or of a form."""
        return self._files.bills

    @property
    def season(self) -> Season | None:
        """The part of the record that is used, and whether it is a season; None without a record."""
        return record_season(self._inputs, self._files)

    @property
    def record_lead(self) -> str:
        """What answers begin with where the record is no season, or was scaled to one; else ""."""
        return self._files.lead if self.season is None else self.season.lead

    @property
    def is_recorded(self) -> bool:
        """Whether the bins are those of a record, which are cut at the settings that the record was read with."""
        return self._files.runtime is not None or self._files.is_recorded

    @property
    def is_partial(self) -> bool:
        """Whether the bins are those of a record that is no season, and not scaled to one."""
        return self.record_lead.startswith(NO_SEASON)

    @property
    def rules(self) -> Programme | None:
        """The programme the result is judged by, shipped or of a file of its own."""
        key = self._inputs["programme"]
        if self._files.programme is not None or key not in KEYS:
            return self._files.programme
        from .programme_files import PROGRAMMES  # here: few cases have a programme

        return PROGRAMMES[str(key)]

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """What the inputs alone give reason to say, as (key, message); doubts about their values are of the result."""
        read = (pair for pair in self._readings.items() if pair not in self.doubts)
        season = self.season
        noted = () if season is None or season.is_partial or not season.note else (("runtime_file", season.note),)
        of_form = "bills_file" not in self._given and self.bills is not None  # which may have their weather too
        others = warnings(self._given, self._inputs, self._units)
        return (*read, *noted, *(pair for pair in others if not (of_form and pair[0] == "bills_weather_file")))

    @property
    def doubts(self) -> tuple[tuple[str, str], ...]:
        """A record that is no season, and numbers that were taken for percentages, as (key, message).

        They are the first doubts of the result.
        """
        season = self.season
        words = self.record_lead.strip() if season is None else season.note
        short = (("runtime_file", words),) if self.is_partial else ()
        return (*short, *(pair for pair in self._readings.items() if AS_PERCENTAGE in pair[1]))

    def number(self, key: str, missing: float = 0.0) -> float:
        """A number input; ``missing`` where it was not given and has no default."""
        value = self._inputs[key]
        return value if isinstance(value, float) else missing

    def replace(self, /, **changes: object) -> Case:
        """The same case with some inputs changed, in °F and BTU/h unless the changes name units; None takes one out.

        It keeps its units but for those that the changes name.
        """
        # A file is not read again for a change of something else: it may not be there any more.
        same = {
            "year": self._inputs["climate"] == "weather" and changes.keys().isdisjoint(("climate", "weather_file")),
            "runtime": "runtime_file" not in changes,
            "programme": "programme_file" not in changes,
            "bills": changes.keys().isdisjoint(("bills_file", "bills_weather_file", "fuel")),
        }
        if changes.keys().isdisjoint(("climate", *SOURCES)):
            same |= {"lead": True, "is_recorded": True}
        known = Files(**{name: getattr(self._files, name) for name, is_same in same.items() if is_same})
        case = Case.__new__(Case)
        read = typed_inputs(changes, self._given)
        kept = {key: note for key, note in self._readings.items() if key not in read.inputs}
        converted = to_engine_units(read.inputs)  # the other inputs have been converted already
        inputs: dict[str, object] = {**self._given, **converted.inputs}
        new = converted.units(self._units)
        if new.temperature != self._units.temperature or "thermostat" in changes:
            inputs = with_new_thermostat(inputs, changes.keys(), self._units, new)
        converted = converted._replace(inputs=inputs)
        case._check(converted, known, read._replace(readings=kept | read.readings), changes, self._units)
        object.__setattr__(case, "_beside", self._beside.without(read.inputs.keys()))
        return case

    def answered_in(self, units: Mapping[str, object]) -> Case:
        """The same case, its thermostat too, answered in other units: unit inputs with their choices."""
        case = Case.__new__(Case)
        new = to_engine_units(typed_inputs(units).inputs)._replace(inputs=dict(self._given)).units(self._units)
        case._set(dict(self._given), dict(self._inputs), self._files, new, self._readings, self._beside)
        return case

    def with_notes(self, readings: Mapping[str, str], beside: Beside) -> Case:
        """The same case with other notes on how its inputs were read, and on where they come from."""
        case = Case.__new__(Case)
        case._set(dict(self._given), dict(self._inputs), self._files, self._units, readings, beside)
        return case

    def with_bills(self, bills: BillsRead) -> Case:
        """The same case with utility bills that are not in a file of their own."""
        case = Case.__new__(Case)
        files = self._files._replace(bills=bills)
        case._set(dict(self._given), dict(self._inputs), files, self._units, self._readings, self._beside)
        return case

    def __getattr__(self, key: str) -> Any:
        if key.startswith("_"):  # before _set there are no inputs: looking for them would never end
            raise AttributeError(key)
        try:
            return self._inputs[key]
        except KeyError:
            raise AttributeError(f"a case has no input {key!r}") from None

    def __setattr__(self, key: str, value: object) -> None:
        raise AttributeError("a case cannot be changed; use case.replace(key=value)")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and self._parts == other._parts

    @property
    def _parts(self) -> tuple[object, ...]:
        return self._given, self._files, self._units

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Case({', '.join(f'{key}={value!r}' for key, value in self._given.items())})"

    def __reduce__(self) -> tuple[Any, ...]:
        # With what was read: the files may not exist where the pickle is opened. The stations do.
        files = self._files._replace(year=None) if self._inputs["climate"] == "station" else self._files
        beside = Beside(*map(dict, self._beside))
        return _rebuild, (dict(self._given), files, self._units, dict(self._readings), beside)


def _rebuild(
    given: dict[str, Value], files: Files, units: Units, readings: Mapping[str, str], beside: Beside
) -> Case:  # fmt: skip
    case = Case.__new__(Case)
    full = with_defaults(given)
    if full["climate"] == "station":
        files = files._replace(year=station_year(str(full["station"])))
    case._set(given, full | bins_of_record(full, files), files, units, readings, beside)
    return case


def _first_of(*steps: list[Issue]) -> list[Issue]:
    """The issues of all steps; of an input that an earlier one refused, no later step's."""
    issues: list[Issue] = []
    for step in steps:
        known = {issue.key for issue in issues}
        issues += [issue for issue in step if issue.key not in known]
    return issues


def _ordered(issues: list[Issue], converted: Converted) -> list[Issue]:
    """The issues in the order of the input table; those of converted inputs as they were given."""
    order = {key: place for place, key in enumerate(FIELDS)}
    units = converted.units()
    shown = [refused_in(issue, converted.originals.get(issue.key), units) for issue in issues]
    return sorted(shown, key=lambda issue: order.get(issue.key, -1))


def with_defaults(given: Mapping[str, Value], refused: Set[str] = frozenset()) -> dict[str, Value]:
    """Every input with the defaults filled in; refused ones are absent, so that no rule judges them again."""
    full = {**_DEFAULTS, **given}
    if "climate" not in given:
        sources = {climate for key, climate in SOURCES.items() if key in given or key in refused}
        if sources:
            full["climate"] = sources.pop() if len(sources) == 1 else None
    if "load_slope" not in given and not given.keys().isdisjoint(("design_load", "billed_fuel")):
        full["load_slope"] = None
    if is_estimated(given):
        full |= _estimated(given)
    if full["climate"] not in ("proportional", None) and given.keys().isdisjoint(("design_temperature", "design_load")):
        full["design_temperature"] = None  # the climate's own serves
    usual = FIELDS["fuel"].default
    fuel = str(given.get("fuel", usual))
    if fuel in FUELS and fuel != usual:
        full |= _of_fuel(FUELS[fuel], given)
    if "thermostat_step" not in given and given.get("thermostat") in THERMOSTAT_STEPS:
        full["thermostat_step"] = THERMOSTAT_STEPS[str(given["thermostat"])]
    if "tank_usable_fraction" not in given and fuel in FUELS:
        full["tank_usable_fraction"] = FUELS[fuel].usable
    return {key: value for key, value in full.items() if key not in refused}


def defaults_as_given(given: Mapping[str, object]) -> dict[str, object]:
    """Every input with the defaults filled in, as ``with_defaults`` has them, in the units that were given."""
    converted = to_engine_units(with_thermostat(typed_inputs(given).inputs))
    return as_given(with_defaults(converted.inputs), converted.units())  # type: ignore[arg-type]


def _of_fuel(fuel: Fuel, given: Mapping[str, Value]) -> dict[str, Value]:
    """What another fuel than the usual one has instead of that one's defaults, where it was not given."""
    unit = fuel.price_units[0] if len(fuel.units) == 1 else None  # the usual unit is that of gas
    own: dict[str, Value] = {"fuel_price": None, "fuel_price_unit": unit, "fuel_emissions": fuel.emissions}
    if fuel.key == ELECTRICITY:
        own["furnace_efficiency"] = 1.0
    return {key: value for key, value in own.items() if key not in given}


def _estimated(given: Mapping[str, Value]) -> dict[str, Value]:
    """COPs that the HSPF2 gives with the capacities of the case; None where there are none."""
    keys = ("hspf2", "capacity_47", "capacity_17", "cycling_degradation")
    target, *others = (as_number(given.get(key)) for key in keys)
    warm, cold, degradation = (number if number and number > 0 else None for number in others)
    if target is None:  # text in a file that is read: refused later
        return {}
    ratio = cold / warm if warm and cold else CAPACITY_RATIO
    cops = cops_of(target, ratio, degradation or DEGRADATION) or (None, None)
    return dict(zip(("cop_47", "cop_17"), cops, strict=True))
