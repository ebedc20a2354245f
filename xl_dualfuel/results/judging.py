"""A result judged by a programme's rules: met, not met, or cannot be judged and what is missing.

The settings left on site are judged where given (AsLeft), else the switchover to program and the case's lockout.
A threshold is met by equality, within rounding, unless its rule is strict.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from ..errors import InputError, Issue
from ..files.values import is_number
from ..inputs import performance
from ..inputs.fields import FIELDS
from ..inputs.programmes import KINDS, Programme, Rule
from ..inputs.units_given import Units, temperature
from ..model import backup, ratings, switchovers
from ..model.solution import Solution
from ..units import FUELS
from .case_units import convert, quantity, shown_in
from .judgement import NOTHING_RECORDED, AsLeft, Judgement, RuleFinding


def judge(solution: Solution, programme: Programme, as_left: AsLeft = NOTHING_RECORDED) -> Judgement:
    """Judge a solved case by every rule of a programme that is for its fuel.

    Raises InputError for a setting as left that is no temperature.
    """
    house = _House(solution, _checked(as_left))
    findings = tuple(_findings(house, programme))
    verdicts = {finding.passed for finding in findings}
    # A programme without a rule for this house does not pass it.
    passed = False if False in verdicts else None if None in verdicts or not verdicts else True
    return Judgement(programme, passed, findings, house.as_left)


def _checked(as_left: AsLeft) -> AsLeft:
    issues: list[Issue] = []
    for key, value in as_left._asdict().items():
        if value is None or (value == "none" and key != "switchover"):
            continue
        field = FIELDS["existing_switchover"]
        if not is_number(value) or not field.holds(value):
            remedy = "Give it in °F" if key == "switchover" else 'Give it in °F, or "none" where there is none'
            issues.append(Issue(f"as_left_{key}", value, field.allowed, remedy))
    if issues:
        raise InputError(issues)
    return as_left


def _findings(house: _House, programme: Programme) -> Iterator[RuleFinding]:
    fuel = house.solution.case.inputs["fuel"]
    reported: set[str] = set()
    for rule in programme.rules:
        if rule.fuel in (None, fuel):
            outcome = _JUDGES[rule.kind](rule, house)
            passed, value, reason = outcome
            yield RuleFinding(rule.id, rule.kind, passed, value, _limit(rule), rule.unit, reason, rule.verify)
            continue
        same_kind = any(other.kind == rule.kind and other.fuel in (None, fuel) for other in programme.rules)
        # A rule that one fuel is ineligible does not concern another; a limit for one leaves the other's open.
        if not same_kind and rule.kind not in reported and rule.kind != "dual_fuel_eligible":
            reported.add(rule.kind)
            label = KINDS[rule.kind].label
            label = label[0].lower() + label[1:]
            reason = f"the programme has no {label} for {house.fuel}; ask the programme"
            yield RuleFinding(rule.kind, rule.kind, None, None, None, rule.unit, reason, programme.verify)


def _limit(rule: Rule) -> float | str:
    if rule.kind == "dual_fuel_eligible":
        return "eligible" if rule.threshold else "not eligible"
    return "recorded" if rule.kind == "compressor_lockout_recorded" else rule.threshold


_NO_CAPACITY: Final = "capacity_47 and capacity_17 (or a performance_table) are not given"


class _Outcome(NamedTuple):
    """The outcome of one rule."""

    passed: bool | None
    value: float | str | None
    reason: str

    def adding(self, words: str) -> _Outcome:
        """The same with more words in its reason."""
        return self._replace(reason=self.reason + words)


class _House:
    """A solved case and its controls as the rules ask for them."""

    def __init__(self, solution: Solution, as_left: AsLeft) -> None:
        self.solution, self.as_left = solution, as_left
        self.parameters = solution.parameters
        self.fuel = FUELS[str(solution.case.inputs["fuel"])].label
        self.coldest = float(solution.bins.low[-1])
        """Lowest edge of the modelled season [°F]"""

    def at(self, fahrenheit: float | str) -> str:
        """A temperature [°F] in the unit of the case."""
        return temperature(float(fahrenheit), self.parameters.units)

    def share_of(self, part: float, whole: float) -> str:
        """One heat of another, in the unit of the case."""
        units = self.parameters.units
        number, of = quantity(part, "BTU/h", units).split()[0], quantity(whole, "BTU/h", units)
        return f"{number} of {of}"

    @property
    def switchover(self) -> float:
        """As left, else the setting to program [°F]."""
        given = self.as_left.switchover
        return self.solution.setting.switchover if given is None else float(given)

    @property
    def switchover_words(self) -> str:
        return "switchover to program" if self.as_left.switchover is None else "as-left switchover"

    @property
    def lockout(self) -> float:
        """The compressor is off below it [°F], −inf: never. As left, else of the case."""
        left = self.as_left.compressor_lockout
        if left is None:
            return self.parameters.compressor_lockout
        return -math.inf if left == "none" else float(left)

    def sizing(self, at: float, design_load: float | None = None) -> backup.Sizing | str:
        """Capacity and load at an outdoor temperature [°F], with the lockout as left; or what is missing for it.

        design_load [BTU/h] in place of the season's load there, as strips are sized.
        """
        p = self.parameters
        if p.capacity_points is None:
            return _NO_CAPACITY
        return backup.sizing(p._replace(compressor_lockout=self.lockout), at, design_load)

    def rated(self, quantity: Literal["cop", "capacity"], at: float) -> float | None:
        """The given rating at a temperature [°F]; never a value read off the line between ratings."""
        inputs = self.solution.case.inputs
        table = inputs["performance_table"]
        if isinstance(table, tuple):
            known = 2 if performance.capacities_are_loads(table) else len(table[0])
            column = 1 if quantity == "cop" else 2
            return next((row[column] for row in table if row[0] == at and column < known), None)
        value = inputs[f"{quantity}_{at:g}"]
        return value if isinstance(value, float) else None


def _compare(
    rule: Rule, value: float, subject: str, units: Units | None = None, more: bool = False, percent: bool = False
) -> _Outcome:
    """A value against the threshold in words; ``more``: at least the threshold is asked for, else at most.

    ``units``: those of the case, for a temperature [°F]; None for a number without a unit.

    The subject is a name ("switchover"), or it ends with a verb ("the share is").
    """
    limit = float(rule.threshold)
    equal = switchovers.equal(value, limit, max(1.0, abs(limit)))  # below 1 within TIE itself
    better = value > limit if more else value < limit
    passed = not rule.strict if equal else better
    numbers, unit = [value, limit], ""
    if units is not None:
        numbers, unit = convert(numbers, "°F", units), shown_in("°F", units)
    this, that = _distinct_texts(numbers[0], numbers[1], unit, percent, equal)
    beyond, bound = ("above", "minimum") if more else ("below", "maximum")
    if equal:
        words = f"at and not {beyond}" if rule.strict else "at"
    else:
        words = beyond if better else ("below" if more else "above")
    of = f" for {FUELS[rule.fuel].label}" if rule.fuel else ""
    link = "," if subject.endswith(" is") else " is"
    return _Outcome(passed, value, f"{subject} {this}{link} {words} the {bound} {that}{of}")


def _distinct_texts(value: float, limit: float, unit: str, percent: bool, equal: bool) -> tuple[str, str]:
    """Both numbers with as few decimals as show their difference."""
    scale, end = (100.0, " %") if percent else (1.0, f" {unit}" if unit else "")
    for digits in range(1 if percent else 2, 12):
        texts = [f"{scale * number:.{digits}f}" for number in (value, limit)]
        if equal or texts[0] != texts[1]:
            break
    this, that = (text.rstrip("0").rstrip(".") for text in texts)
    return ("0" if this == "-0" else this) + end, ("0" if that == "-0" else that) + end


def _maximum_switchover(rule: Rule, house: _House) -> _Outcome:
    setting, lockout = house.switchover, house.lockout
    if lockout > setting:
        subject = f"the furnace takes over at the compressor lockout, above the {house.switchover_words}: lockout"
        return _compare(rule, lockout, subject, house.parameters.units)
    outcome = _compare(rule, setting, house.switchover_words, house.parameters.units)
    if house.as_left.switchover is not None or outcome.passed:
        return outcome
    setting_of = house.solution.setting
    recommended = switchovers.status(setting_of.place, len(setting_of.bins.hours))
    if recommended == "heat_pump_always":
        reason = (
            f"the heat pump is recommended all season, down to {house.at(setting)} where the modelled season ends: "
            f"give the as-left switchover, which must not be above {house.at(rule.threshold)}"
        )
        return _Outcome(None, None, reason)
    return outcome.adding(" (the furnace all season)" * (recommended == "fuel_always"))


def _share(rule: Rule, house: _House, at: float, place: str, design_load: float | None = None) -> _Outcome:
    sizing = house.sizing(at, design_load)
    if isinstance(sizing, str):
        return _Outcome(None, None, f"the share of the load at {house.at(at)} ({place}) is not known: {sizing}")
    if sizing.load <= 0:
        return _Outcome(True, None, f"there is no heating load at {house.at(at)} ({place})")
    subject = f"the heat pump's share of the load at {house.at(at)} ({place}) is"
    outcome = _compare(rule, sizing.capacity / sizing.load, subject, more=True, percent=True)
    if at < house.lockout:
        return outcome.adding(f": the compressor is locked out below {house.at(house.lockout)}")
    low, high = house.parameters.capacity_rated
    ratings_at = f"{house.at(low).split()[0]} to {house.at(high)}"
    outside = "" if low <= at <= high else f", an estimate beyond the ratings at {ratings_at}"
    load = house.share_of(sizing.capacity, sizing.load) + (", the design load" if design_load is not None else "")
    return outcome.adding(f" ({load}{outside})")


def _share_at_switchover(rule: Rule, house: _House) -> _Outcome:
    if rule.temperature is not None:
        return _share(rule, house, rule.temperature, "the programme's temperature")
    if house.lockout > house.switchover:
        return _share(rule, house, house.lockout, "the compressor lockout, where the furnace takes over")
    return _share(rule, house, house.switchover, house.switchover_words)


def _share_at_design(rule: Rule, house: _House) -> _Outcome:
    if rule.temperature is not None:
        return _share(rule, house, rule.temperature, "the programme's design temperature")
    design, load = house.solution.case.inputs["design_temperature"], float(house.parameters.design_load)
    if not isinstance(design, float):
        return _Outcome(None, None, "the share of the design load is not known: design_temperature is not given")
    return _share(rule, house, design, "design", load)


def _thermal_balance_point(rule: Rule, house: _House) -> _Outcome:
    point = house.solution.thermal
    name = "thermal balance point"
    if point.status == "not_modelled":
        return _Outcome(None, None, f"the {name} is not known: {_NO_CAPACITY}")
    if point.status == "fuel_always":
        return _Outcome(
            False, None, f"there is no {name}: the heat pump meets the load at no temperature of the season"
        )
    if point.status == "heat_pump_always":
        met = f"the heat pump meets the load down to {house.at(house.coldest)}, where the modelled season ends"
        if house.coldest <= float(rule.threshold):
            return _Outcome(True, None, f"{met}: the {name} is below the maximum {house.at(rule.threshold)}")
        above = f"above the maximum {name} {house.at(rule.threshold)}"
        return _Outcome(None, None, f"{met}, {above}: model a colder season")
    # Of several crossings the warmest: below it the heat pump falls short for the first time.
    outcome = _compare(rule, point.temperatures[0], name, house.parameters.units)
    low, high = house.parameters.capacity_rated
    outside = not low <= point.temperatures[0] <= high
    return outcome.adding(" (an estimate beyond the rated capacities)" * outside)


def _auxiliary_lockout(rule: Rule, house: _House) -> _Outcome:
    left = house.as_left.auxiliary_lockout
    if left is None:
        return _Outcome(None, None, "the as-left lockout of auxiliary heat is not given")
    if left == "none":
        reason = f"auxiliary heat has no lockout: it must be locked out above {house.at(rule.threshold)}"
        return _Outcome(False, "none", reason)
    return _compare(rule, float(left), "the as-left lockout of auxiliary heat", house.parameters.units)


def _cop_5(rule: Rule, house: _House) -> _Outcome:
    cop = house.rated("cop", 5.0)
    if cop is not None:
        return _compare(rule, cop, f"the COP at {house.at(5.0)} is", more=True)
    line = float(ratings.line(5.0, house.parameters.cop_points))
    return _Outcome(None, None, f"cop_5 is not given; the line through the other ratings gives {line:.2f}, no rating")


def _capacity_ratio(rule: Rule, house: _House) -> _Outcome:
    cold, warm = house.rated("capacity", 5.0), house.rated("capacity", 47.0)
    missing = [key for key, value in (("capacity_5", cold), ("capacity_47", warm)) if value is None]
    if cold is None or warm is None:
        verb = "is" if len(missing) == 1 else "are"
        return _Outcome(None, None, f"the capacity ratio is not known: {' and '.join(missing)} {verb} not given")
    subject = f"the capacity at {house.at(5.0)} over that at {house.at(47.0)} is"
    outcome = _compare(rule, cold / warm, subject, more=True, percent=True)
    return outcome.adding(f" ({house.share_of(cold, warm)})")


def _lockout_recorded(rule: Rule, house: _House) -> _Outcome:
    left, of_case = house.as_left.compressor_lockout, house.solution.case.inputs["compressor_lockout"]
    if left is not None:
        words = "none" if left == "none" else house.at(left)
        return _Outcome(True, left, f"the as-left compressor lockout is recorded: {words}")
    if isinstance(of_case, float):
        return _Outcome(True, of_case, f"the case has the compressor lockout: {house.at(of_case)}")
    if house.as_left == NOTHING_RECORDED:
        return _Outcome(None, None, "no setting was recorded as left: give the compressor lockout, or none")
    return _Outcome(False, None, "the compressor lockout is missing among the settings as left: give it, or none")


def _dual_fuel_eligible(rule: Rule, house: _House) -> _Outcome:
    system, of = f"heat pump with {house.fuel} furnace", f" with {house.fuel}" if rule.fuel else ""
    verdict = "eligible" if rule.threshold else "not eligible"
    return _Outcome(bool(rule.threshold), system, f"dual-fuel systems{of} are {verdict}")


_JUDGES: Final[Mapping[str, Callable[[Rule, _House], _Outcome]]] = {
    "maximum_switchover": _maximum_switchover,
    "minimum_share_at_switchover": _share_at_switchover,
    "minimum_share_at_design": _share_at_design,
    "maximum_thermal_balance_point": _thermal_balance_point,
    "maximum_auxiliary_lockout": _auxiliary_lockout,
    "minimum_cop_5": _cop_5,
    "minimum_capacity_ratio_5_47": _capacity_ratio,
    "compressor_lockout_recorded": _lockout_recorded,
    "dual_fuel_eligible": _dual_fuel_eligible,
}
