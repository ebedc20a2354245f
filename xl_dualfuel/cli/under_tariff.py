"""The answer under a tariff on the screen, in JSON and in CSV: the tariff's comes first, and alone.

What the case's plain prices would have answered is named as that wherever it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rich import box
from rich.table import Table as RichTable
from rich.text import Text

from ..decisions.options import judgement_at
from ..decisions.tariff_varied import replaced
from ..inputs.fingerprint import fingerprint as fingerprint_of_case
from ..inputs.units_given import Units
from ..model.storage import FuelStorage, fuel_storage
from ..results.case_units import cents
from ..results.csv_tables import csv_files, to_csv
from ..results.in_units import shown, shown_table, units_of
from ..results.result import Result
from ..results.setting_words import FURNACE_ALONE, HEAT_PUMP_ALONE
from ..results.tables import Table
from ..tariffs.billed import controlled
from ..tariffs.by_hour import NOTE, ByHour, by_hour
from ..tariffs.fingerprint import fingerprint
from ..tariffs.hours import Hours, hour_notes, hours_of
from ..tariffs.result import Setting, TariffSeason
from ..tariffs.season import judged
from ..tariffs.season import season as season_of
from ..tariffs.tariff import Tariff
from ..tariffs.words import beside_tariff, short_words
from .outputs import Files

if TYPE_CHECKING:
    from rich.console import Console

    from xl_dualfuel.workbook.shape import UnderTariff as UnderTariffInBook

PLAIN: Final = "without_tariff_"
"""Before the names of CSV files at the case's plain prices"""
AT_PLAIN_PRICES: Final = "These parts are at the case's plain prices, without the tariff; they are not its answer"
_SAME: Final = ("version", "inputs", "inputs_sha256", "given", "units", "read", "metered_check", "bills", "record")
"""Parts of the plain JSON that no price changes; what was typed beside the inputs is another"""
_AT: Final = {FURNACE_ALONE: "furnace", HEAT_PUMP_ALONE: "heat pump"}


class UnderTariff(NamedTuple):
    """A house under a tariff."""

    result: Result
    """Of the same case at its plain prices"""
    tariff: Tariff
    hours: Hours
    season: TariffSeason

    @classmethod
    def of(cls, result: Result, tariff: Tariff, key: str = "tariff") -> UnderTariff:
        """The season of a result's case under a tariff. Raises InputError, about ``key`` where its hours do not fit."""
        hours = hours_of(result.case, tariff, key)
        return cls(result, tariff, hours, season_of(result, hours, tariff))

    @property
    def units(self) -> Units:
        """What it is shown in."""
        return self.result.case.units

    @property
    def storage(self) -> FuelStorage:
        """Fuel to hold at the setting to program and today's."""
        s, under = self.result.solution, self.season
        assert under.setting.switchover is not None  # one for all periods
        settings = under.setting.switchover, s.parameters.existing_switchover
        burned = under.setting.fuel_mmbtu, under.existing.fuel_mmbtu
        storage = fuel_storage(self.result.case, s.parameters, settings, burned, s.sizing.load)
        if not under.control_heating_hours or storage.worst_10_days_units is None:
            return storage
        # In control hours the furnace burns more than a setting says.
        new, now = (self.by_hour(setting).worst_days for setting in settings)
        fraction, tank = self.result.case.number("tank_usable_fraction"), storage.tank_needed_units
        if tank is not None and new[-1] is not None:
            tank = max(tank, new[-1] / fraction)
        names = ("worst_1_day_units", "worst_3_days_units", "worst_7_days_units", "worst_10_days_units")
        of_both: dict[str, Any] = dict(zip(names, new, strict=True))
        of_both |= {f"existing_{name}": amount for name, amount in zip(names, now, strict=True)}
        return storage._replace(**of_both, tank_needed_units=tank)

    @property
    def hourly_note(self) -> str:
        """What a reader of hourly.csv has to know."""
        of_hours = [message for _, message in hour_notes(self.result.case)]
        return ". ".join([NOTE[0].upper() + NOTE[1:], *of_hours])

    def by_hour(self, setting: float) -> ByHour:
        """The hours with a setting [°F], and what goes by the month."""
        case = self.result.case
        return by_hour(case, self.hours, judged(case, self.hours, self.tariff), setting)

    def show(self, out: Console) -> None:
        """The answer on the screen."""
        show(out, self)

    def to_json(self) -> dict[str, Any]:
        """The answer as plain values, the tariff's first."""
        return document(self)

    def of_workbook(self) -> UnderTariffInBook:
        """What a workbook shows of it."""
        from xl_dualfuel.workbook.shape import UnderTariff as InBook

        return InBook(self.tariff, self.season, self.result.case, self.hours)

    def csv(self, folder: Path) -> Files:
        """The answer's tables."""
        return csv(folder, self)

    def setting_words(self, setting: Setting) -> str:
        """A setting in words, which has one for all periods."""
        assert setting.switchover is not None
        return short_words(setting.switchover, self.season.weighed, self.units)


# ------------------------------------------------------------------------------------------------------------- screen


def show(out: Console, under: UnderTariff) -> None:
    """The setting, what seasons cost under the tariff, what any choice could cost, and what no price changes."""
    from . import screen

    season, result = under.season, under.result
    screen.say(out, season.headline, "bold")
    screen.say(out, f"  Why: {season.why}")
    screen.print_table(out, _settings(under, out.width))
    for line in _lines(under):
        screen.say(out, f"  {line}")
    points, units = result.balance_points, under.units
    screen.say(out, f"  Thermal balance point: {screen.point(points.thermal, units)}")
    if "grid_emissions" not in replaced(under.tariff):
        screen.say(out, f"  Emissions balance point: {screen.point(points.emissions, units)}")
    if programme := _programme(under):
        screen.say(out, f"  Programme: {programme}")
    screen.show_evidence(out, result, under.storage)


_SPARED: Final = ("Furn. h", "fuel", "kWh")
"""Columns that a narrow terminal does without, the first of them first"""


def _settings(under: UnderTariff, width: int) -> RichTable:
    """What the season costs with each setting that is worth a look; width: columns of the terminal."""
    from . import screen

    columns = _columns(under)
    spared = iter(_SPARED)
    while True:
        table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
        for name in columns:
            heading = under.result.solution.parameters.fuel_unit if name == "fuel" else name
            table.add_column(heading, justify="left" if name == _LABEL else "right", no_wrap=True)
        for row in zip(*columns.values(), strict=True):
            table.add_row(*map(Text, row), style="bold" if row[0] == _PROGRAM else None)
        name = next(spared, "")
        if not name or screen.width_of(table) <= width:
            return table
        del columns[name]


def _columns(under: UnderTariff) -> dict[str, list[str]]:
    """The columns of that table in words, by heading."""
    season, units, p = under.season, under.units, under.result.solution.parameters
    currency, carbon = units.currency, bool(season.carbon_price)
    rows = []
    for label, at, setting in _rows(under):
        saved = None if label == _TODAY else season.saving(setting)
        if saved is not None and carbon:
            saved += season.existing.carbon_cost - setting.carbon_cost
        row = {_LABEL: label, "at": at, f"Cost {currency}": f"{setting.annual_cost:,.2f}"}
        if carbon:
            row |= {
                f"Carbon {currency}": f"{setting.carbon_cost:,.2f}",
                f"Both {currency}": f"{setting.objective:,.2f}",
            }
        rows.append(row | {
            f"Saved {currency}": "–" if saved is None else f"{round(saved, 2) + 0.0:,.2f}",
            "kWh": f"{setting.electricity_kwh:,.0f}",
            "fuel": f"{setting.fuel_mmbtu / p.fuel_unit_mmbtu:,.1f}",
            "CO2 t": f"{setting.emissions_kg / 1000:.3f}",
            "Furn. h": f"{setting.furnace_hours:,.0f}",
        })  # fmt: skip
    return {name: [row[name] for row in rows] for name in rows[0]}


_LABEL: Final = "Under the tariff"
_PROGRAM: Final = "Setting to program"
_TODAY: Final = "Today's setting"


def _rows(under: UnderTariff) -> Iterator[tuple[str, str, Setting]]:
    season = under.season

    def at(setting: Setting) -> str:
        words = under.setting_words(setting)
        return _AT.get(words, words)

    yield _PROGRAM, at(season.setting), season.setting
    if len(season.by_period.periods) > 1:
        yield "A setting a period", "below", season.by_period.total
    yield _TODAY, at(season.existing), season.existing
    for words, place in ((FURNACE_ALONE, 0), (HEAT_PUMP_ALONE, -1)):
        if words == under.setting_words(season.setting):
            continue
        label = words.removeprefix("the ")
        columns = {name: season.curve[name][place] if name in season.curve else 0.0 for name in Setting._fields}
        yield label[0].upper() + label[1:], "–", Setting(**columns)
    yield "Best at plain prices", at(season.flat), season.flat


def _lines(under: UnderTariff) -> Iterator[str]:
    """Settings of periods, the bound, and what no cost above has."""
    season, units = under.season, under.units
    a_season = "" if under.result.case.is_partial else " a season"
    periods = [one for one in season.by_period.periods if one.switchover is not None]
    if len(season.by_period.periods) > 1:
        words = [f"{one.period} {short_words(one.switchover, season.weighed, units)}" for one in periods
                 if one.switchover is not None]  # fmt: skip
        how = "" if season.by_period.exact else " (approximate)"
        yield f"A setting for each period{how}: {', '.join(words)}"
    if season.carbon_price:
        both = f"{cents(season.ideal.objective, units)}{a_season}, carbon included"
        own = cents(season.setting.objective, units)
        yield f"No choice hour by hour costs less than {both}; the setting comes to {own}"
    else:
        yield f"No choice hour by hour costs less than {cents(season.ideal.annual_cost, units)}{a_season}"
    if controlled_words := controlled(season.control_hours, season.control_heating_hours):
        yield f"{controlled_words[0].upper()}{controlled_words[1:]}"
    if season.household_cost:
        yield f"The house without heating, in no cost above: {cents(season.household_cost, units)} a year"
    if season.fixed.electricity or season.fixed.fuel:
        fixed = season.fixed
        parts = [f"{name} {cents(amount, units)}" for name, amount in (("electricity", fixed.electricity),
                                                                       ("fuel", fixed.fuel)) if amount]  # fmt: skip
        yield f"Fixed charges, in no cost above: {', '.join(parts)} a year"


def _programme(under: UnderTariff) -> str:
    return judgement_at(under.result, under.season.setting.switchover)


# --------------------------------------------------------------------------------------------------------------- JSON


def document(under: UnderTariff) -> dict[str, Any]:
    """The JSON of a house under a tariff: the tariff's answer first, the plain one within ``without_tariff``."""
    plain, units = under.result.to_json(), under.units
    same = {*_SAME, *under.result.case.beside.to_json(under.result.case.given.keys())}
    apart = {key: value for key, value in plain.items() if key not in same}
    answer = {
        "version": plain["version"],
        "tariff": shown(under.season.to_json(), units),
        **{key: value for key, value in plain.items() if key not in apart and key != "version"},
        "fuel_storage": shown(under.storage._asdict(), units),
        "programme": _programme(under) or None,
        "warnings": [{"key": key, "message": message} for key, message in notes_of(under)],
        "without_tariff": {"message": AT_PLAIN_PRICES, **apart},
    }
    answer["units"] = units_of({key: value for key, value in answer.items() if key != "units"}, units)
    digest = fingerprint(under.tariff)
    answer["inputs_sha256"] = fingerprint_of_case(under.result.case, digest)
    return answer | {"tariff_given": under.tariff.given, "tariff_sha256": digest}


def notes_of(under: UnderTariff) -> Iterator[tuple[str, str]]:
    """What the season under the tariff, and the case, have to say: (key, message), each once."""
    said = dict.fromkeys([*under.season.warnings, *beside_tariff(under.result.warnings)])
    yield from said


# ---------------------------------------------------------------------------------------------------------------- CSV


def csv(folder: Path, under: UnderTariff) -> Files:
    """The tables of the season under the tariff, and those at the plain prices, named as such."""
    result, units = under.result, under.units
    files = [(folder / f"{name}.csv", to_csv(shown_table(table, units))) for name, table in under.season.tables.items()]
    assert under.season.setting.switchover is not None  # one for all periods
    hourly = under.by_hour(under.season.setting.switchover)
    for name, table in (("hourly", hourly.hours), ("tariff_charges", hourly.charges)):
        files.append((folder / f"{name}.csv", to_csv(shown_table(table, units))))
    for name, content in csv_files(result).items():
        if name != "inputs.csv":
            files.append((folder / f"{PLAIN}{name}", content))
    files.append((folder / "inputs.csv", to_csv(_inputs(under))))
    files.append((folder / "notes.csv", to_csv(_notes(under))))
    if result.bills:
        files.append((folder / "bills.csv", to_csv(shown_table(result.bills.table(), units))))
    if result.record:
        files.append((folder / "record.csv", to_csv(shown_table(result.record.bins.table(), units))))
    return files


def _inputs(under: UnderTariff) -> Table:
    """The inputs, with a note at those that the tariff replaces."""
    table = dict(under.result.shown_table("inputs"))
    gone = replaced(under.tariff)
    table["note"] = [
        f"not used: the tariff {under.season.tariff} has its own" if name in gone else note
        for name, note in zip(table["name"], table["note"], strict=True)
    ]
    return table


def _notes(under: UnderTariff) -> Table:
    """The headline, what is doubtful and what to know, as in the table of a plain result."""
    doubts = {tuple(pair) for pair in beside_tariff(under.result.doubts)}
    rows = [("result", "", under.season.headline), ("result", "", under.season.why)]
    rows += [("check" if pair in doubts else "note", *pair) for pair in notes_of(under)]
    return {key: [row[place] for row in rows] for place, key in enumerate(("kind", "about", "note"))}
