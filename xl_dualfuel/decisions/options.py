"""Several heat pumps, furnaces or fuels side by side with a base case, and what each is worth.

An option is changes to the case: what they contradict gives way (a new station to the bins, a capacity to the table).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ..errors import InputError, Issue, shown
from ..files.toml_tables import raise_all
from ..files.values import is_blank, listed, plain
from ..homes import draws as varied
from ..inputs.case import Case
from ..inputs.fields import UNIT_FIELDS
from ..inputs.prices import unpriced
from ..inputs.typed import typed_inputs
from ..inputs.units_given import Units, keys_in
from ..model.climate import at_or_above
from ..model.scenarios import OPTIMIZED, SETTING
from ..model.scenarios import SCENARIOS as ALL_SCENARIOS
from ..model.switchovers import COLD_SHARE, as_warm, at_most, difference, is_met, status
from ..results.case_units import heat
from ..results.engine import solve
from ..results.judging import judge
from ..results.result import Result
from ..results.setting_words import notes
from ..results.tables import rows as rows_of
from ..tariffs.tariff import Tariff
from ..units import ELECTRICITY, FUELS
from . import likeness
from .compared import COLUMNS, BestRate, Compared
from .money import Worths, worths
from .money_flows import Season
from .money_given import judged, of_baseline, unjudged
from .money_terms import AMOUNTS, check_terms

BASE: Final = "base"
"""The name of the case itself among the options."""
MOST: Final = 200
SCENARIOS: Final = ALL_SCENARIOS[:SETTING]
"""How an option may be run; optimized stands for the setting to program where that differs."""
NAME_LIMIT: Final = 60


class Option(NamedTuple):
    """One option: changes to the case, how it is run, what it costs."""

    name: str
    label: str
    changes: Mapping[str, object]
    scenario: str
    """One of scenarios.SCENARIOS but the last; optimized: at its own setting to program"""
    money: Mapping[str, object]
    """premium, rebate [$], life [years], yearly amounts and other terms, as given and unchecked: money_terms.py has the
    words for them"""
    tariff: Tariff | None = None
    """What bills it; None: what bills the case itself. Tariff() is the prices of its case"""
    tariff_file: str = ""
    """Where that was read from"""


class Options(NamedTuple):
    """What an options file says."""

    options: tuple[Option, ...]
    baseline: str
    """Name of the option the others are compared with"""
    terms: Mapping[str, object]
    """Terms of the money, unchecked"""
    base: Mapping[str, object] = MappingProxyType({})
    """Yearly amounts of the case itself, unchecked; options that name none have them too"""

    @property
    def moneys(self) -> dict[str, Mapping[str, object]]:
        """What each option says about its money, by name."""
        return {option.name: option.money for option in self.options}

    def _repr_html_(self) -> str:
        from . import notebook  # here, as below: few are shown in a notebook

        rows = ((one.label or one.name, one.changes, one.scenario, one.money) for one in self.options)
        return notebook.options_html(self.baseline, self.terms, rows)


class Comparison(NamedTuple):
    """The case itself first, then the options in their order."""

    baseline: str
    rows: tuple[Compared, ...]
    cheapest: str
    """Name of the option that costs least in all, of those that meet the load, if any does"""
    cleanest: str
    """Name of the option whose season emits least, of the same"""
    results: Mapping[str, Result]
    """The result of each option in the plain model, by name"""
    tariff: str | None = None
    """Name of the tariff that bills the case itself and every option without one of its own; None: none bills any"""
    notes: tuple[str, ...] = ()
    """What is doubtful about an option, in words"""
    best_rates: tuple[BestRate, ...] = ()
    """The best tariff for each equipment that is compared under several; first for the case as it is"""

    @property
    def is_partial(self) -> bool:
        """Whether a record of one of them is no season."""
        return any(result.case.is_partial for result in self.results.values())

    def row(self, name: str) -> Compared:
        """The row of that option. Raises KeyError."""
        return {row.option: row for row in self.rows}[name]

    def table(self) -> dict[str, list[Any]]:
        """One row an option."""
        return listed(self.rows, COLUMNS)

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps; results stay out."""
        document = {key: value for key, value in plain(self._replace(results={})).items() if key != "results"}
        best = document["best_rates"][0] if self.best_rates else None
        return document | {"rows": rows_of(self.table()), "best_rate": best}

    def plot(self, axes: Any = None) -> Any:
        """Draw the season cost of each option, on ``axes`` or a new figure; the matplotlib Axes drawn on.

        Raises DualFuelError where matplotlib is not installed.
        """
        from . import notebook

        return notebook.plot_options(self.rows, self._units, axes)

    def _repr_html_(self) -> str:
        from . import notebook

        what = "cost of the recorded hours" if self.is_partial else "season cost"
        headline = f"Lowest {what}: {self.row(self.cheapest).label}"
        return notebook.page(headline, (), [self.html_table()], self.notes)

    def html_table(self) -> str:
        """Setting, cost, saving and emissions of each option as HTML."""
        from . import notebook

        return notebook.options_table(self.rows, self.baseline, self.cheapest, self._units)

    @property
    def _units(self) -> Units:
        return self.results[BASE].case.units


def in_units(options: Options, units: Mapping[str, object]) -> Options:
    """The options with their inputs read in ``units`` (keys of UNIT_FIELDS), except where they give units of their own.

    The options of a case in °C are in °C too: a file of options seldom says so again.
    """

    def with_units(option: Option) -> Option:
        units_added = {
            key: units[key]
            for key, unit in UNIT_FIELDS.items()
            if key in units and key not in option.changes and option.changes.keys() & keys_in(unit)
        }
        return option._replace(changes={**units_added, **option.changes}) if units_added else option

    return options._replace(options=tuple(map(with_units, options.options)))


def compare(case: Case, options: Options | Sequence[Option]) -> Comparison:
    """The case and every option solved. Raises InputError with every problem of every option at once."""
    listed_ = options.options if isinstance(options, Options) else options
    raise_all([Issue(f"options.{one.name}.tariff", one.tariff_file or "a tariff", "is for dualfuel compare",
                     "Give the options as a TOML file to dualfuel compare")
               for one in listed_ if one.tariff is not None or one.tariff_file])  # fmt: skip
    return compare_by(case, options, lambda option, changed: (result := solve(changed), row_of(option, result)))


def compare_by(
    case: Case, options: Options | Sequence[Option], season: Callable[[Option, Case], tuple[Result, Compared]]
) -> Comparison:
    """The same with another season: the plain result and the row of an option, given the case it makes."""
    given = options if isinstance(options, Options) else Options(tuple(options), BASE, {})
    issues = _issues(given)
    solved = {BASE: season(Option(BASE, "The case as it is", {}, "optimized", {}), case)}
    for option in given.options:
        known = option if option.scenario in SCENARIOS else option._replace(scenario="optimized")  # refused below
        try:
            solved[option.name] = season(known, _case_of(case, option))
        except InputError as refused:
            issues += [issue._replace(key=f"options.{option.name}.{issue.key}") for issue in refused.issues]
    raise_all(issues)
    rows = [row for _, row in solved.values()]
    baseline = next(row for row in rows if row.option == given.baseline)
    parts = {name: likeness.modelled(result.solution.parameters) for name, (result, _) in solved.items()}
    rows = [against(row, baseline, parts[row.option] == parts[given.baseline]) for row in rows]
    # The largest group of options that model the same is ranked; of equal ones that of the baseline, which is first.
    alike = likeness.groups({given.baseline: parts[given.baseline]} | parts)
    largest = max(alike.values(), key=len)
    rows = [row._replace(ranked=row.option in largest) for row in rows]
    ranked = [row for row in rows if row.ranked]
    # Heat that is not delivered costs nothing and emits nothing.
    least = min(row.unmet_mmbtu for row in ranked)
    able = [row for row in ranked if at_most(row.unmet_mmbtu, least + COLD_SHARE * row.load_mmbtu, row.load_mmbtu)]
    return Comparison(
        given.baseline,
        tuple(rows),
        min(able, key=lambda row: row.total_cost).option,
        min(able, key=lambda row: row.emissions_kg).option,
        {name: result for name, (result, _) in solved.items()},
        notes=(
            *likeness.notes(parts, given.baseline),
            *_short(rows, baseline, case.units),
            *_cheaper_alone(solved),
            *(_of_part() if any(result.case.is_partial for result, _ in solved.values()) else _unjudged(given)),
            *(f"{name}: {key}: {words}" for name, (result, _) in solved.items() if name != BASE
              for key, words in readings(result.case, case).items()),
        ),
    )  # fmt: skip


def readings(changed: Case, case: Case) -> dict[str, str]:
    """How the inputs of an option were read, by key, but for those of the case itself."""
    return {key: words for key, words in changed.readings.items() if case.readings.get(key) != words}


def against(row: Compared, baseline: Compared, alike: bool) -> Compared:
    """The row with what it saves, where that can be compared."""
    if not (alike and as_warm(row.unmet_mmbtu, baseline.unmet_mmbtu, baseline.load_mmbtu)):
        return row._replace(saving=None, emissions_saved_kg=None, alike=alike)
    return row._replace(
        saving=float(difference(baseline.total_cost, row.total_cost)),
        emissions_saved_kg=float(difference(baseline.emissions_kg, row.emissions_kg)),
    )


def _short(rows: Sequence[Compared], baseline: Compared, units: Units) -> Iterator[str]:
    """What options do not deliver."""
    for row in rows:
        if not is_met(row.unmet_mmbtu, row.load_mmbtu):
            words = f"{row.option}: {heat(row.unmet_mmbtu, units)} of the heat is not delivered, which costs nothing"
            compared = as_warm(row.unmet_mmbtu, baseline.unmet_mmbtu, baseline.load_mmbtu)
            yield words if compared else f"{words}; no saving is given against {baseline.option}"


def _cheaper_alone(solved: Mapping[str, tuple[Result, Compared]]) -> Iterator[str]:
    """Where an option's heat pump would cost less without its furnace, and why that is no setting."""
    for name, (result, row) in solved.items():
        if name != BASE and row.scenario == "optimized":
            yield from (f"{name}: {words}" for key, words in notes(result.solution) if key == "heat_pump_only")


def _of_part() -> Iterator[str]:
    yield (
        "money: no net present value, return or payback is given: costs are those of the recorded hours, not of a "
        "year. Give records of a whole season, or season_degree_days"
    )


def _unjudged(given: Options) -> Iterator[str]:
    return unjudged(given.moneys, given.baseline, given.base, given.terms)


def _issues(given: Options) -> list[Issue]:
    names = [option.name for option in given.options]
    folded = [name.strip().casefold() for name in names]
    issues: list[Issue] = []
    if not names:
        issues.append(Issue("options", None, "must hold one option or more", "Give a table [options.name] for each"))
    if len(names) > MOST:
        issues.append(Issue("options", len(names), f"must be at most {MOST}", "Compare fewer at a time"))
    for name, fold in dict.fromkeys(zip(names, folded, strict=True)):
        if not fold or len(name) > NAME_LIMIT:
            allowed = f"must be named with 1 to {NAME_LIMIT} characters"
            issues.append(Issue("options", name, allowed, "Give a short name"))
        if not name.isprintable():
            issues.append(Issue("options", name, "must be named in one printable line", "Give another name"))
        if fold == BASE:
            issues.append(Issue("options", name, "base is the case itself", "Give the option another name"))
        elif fold in folded[: names.index(name)] or names.count(name) > 1:
            allowed = "must be the name of one option only, in any case of its letters"
            issues.append(Issue("options", name, allowed, "Give each its own name"))
    if given.baseline not in (BASE, *names):
        known = ", ".join((BASE, *names[:20]))
        issues.append(Issue("baseline", given.baseline, f"must be one of {known}", "Name an option"))
    for option in given.options:
        if option.scenario not in SCENARIOS:
            allowed, remedy = f"must be one of {', '.join(SCENARIOS)}", "Leave it out for the recommended switchover"
            issues.append(Issue(f"options.{option.name}.scenario", option.scenario, allowed, remedy))
        issues += [] if option.name != given.baseline else of_baseline(option.name, option.money)
        issues += check_terms(option.money, f"options.{option.name}.")[1]
    issues += check_terms(given.terms, "money.")[1]
    issues += check_terms(given.base, "base.")[1]
    return issues


def _case_of(case: Case, option: Option) -> Case:
    """The case with the option's changes. A fuel's price is never carried over to another fuel."""
    fuel = FUELS.get(str(typed_inputs(option.changes).inputs.get("fuel")))
    another = fuel is not None and fuel.key not in (case.inputs["fuel"], ELECTRICITY)
    if fuel is not None and another and is_blank(option.changes.get("fuel_price")):
        raise InputError([unpriced(fuel)])
    return varied.changed(case, option.changes)


def money(comparison: Comparison, options: Options) -> Worths | None:
    """What each option that names a premium or rebate is worth against the baseline; None where none does.

    None for a record that is no season: its savings are not those of a year.

    An option that is modelled differently from the baseline is left out: the note of the comparison says so. Raises
    InputError with every problem of every option at once.
    """
    if comparison.is_partial:
        return None
    units = comparison.results[BASE].case.units
    seasons = {row.option: season_of(row, units) for row in comparison.rows}
    alike = {row.option for row in comparison.rows if row.alike}
    purchases = {name: terms for name, terms in judged(options.moneys, comparison.baseline).items() if name in alike}
    if not purchases:
        return None
    own = options.moneys.get(comparison.baseline, {})
    yearly = {key: value for key, value in own.items() if key in AMOUNTS}
    return worths(comparison.baseline, seasons, purchases, options.terms, yearly, options.base)


def season_of(row: Compared, units: Units) -> Season:
    """What its season takes, for the money."""
    power = row.electricity_cost + row.household_cost
    return Season(power, row.fuel_cost, row.emissions_kg, row.unmet_mmbtu, row.load_mmbtu, units, row.electricity_fixed,
                  row.fuel_fixed)  # fmt: skip


def _one_line(label: str) -> str:
    """A label as it is shown: a break of lines, or a mark that turns the text around, is a space."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in label).split())


def row_of(option: Option, result: Result) -> Compared:
    """The option's season; savings are 0 until there is a baseline. Raises InputError where it is not available."""
    s = result.solution
    place = SCENARIOS.index(option.scenario)
    if math.isnan(s.totals.annual_cost[place]):
        allowed = "is not available: there are no electric strips (strip_capacity = 0)"
        raise InputError([Issue("scenario", option.scenario, allowed, "Give strip_capacity, or another scenario")])
    if place == OPTIMIZED and len(s.scenarios) > SETTING:
        place = SETTING
    table = result.table("scenarios")
    points = result.balance_points
    kwh, fuel = float(table["electricity_kwh"][place]), float(table["fuel_mmbtu"][place])
    return Compared(
        option.name, _one_line(option.label) or option.name, option.scenario, table["switchover"][place],
        status(s.setting.place, len(s.setting.bins.hours)),
        points.economic.temperature, points.economic.status, points.thermal.temperature, points.thermal.status,
        points.emissions.temperature, points.emissions.status,
        float(table["annual_cost"][place]), kwh * s.parameters.electricity_price, fuel * s.parameters.fuel_price,
        kwh, fuel, float(table["emissions_kg"][place]), float(table["furnace_hours"][place]),
        float(table["backup_hours"][place]), float(table["unmet_mmbtu"][place]), 0.0, 0.0,
        ", ".join(f"{key} {shown(value)}" for key, value in option.changes.items()),
        float(table["load_mmbtu"][place]), True, judgement_at(result, table["switchover"][place]),
    )  # fmt: skip


def judgement_at(result: Result, setting: float | None) -> str:
    """The programme's judgement of the house at a switchover [°F]; "" without a programme or a switchover."""
    s, judgement = result.solution, result.judgement
    if judgement is None or setting is None:
        return ""
    if setting == s.setting.switchover:
        return judgement.sentence()
    place = int(at_or_above(s.setting.bins.temperature, setting).sum())
    there = s._replace(setting=s.setting._replace(switchover=setting, place=place))
    return judge(there, judgement.programme, judgement.as_left).sentence()
