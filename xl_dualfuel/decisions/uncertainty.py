"""Monte Carlo: what is known only as a distribution, drawn many times, each draw a season of the whole model.

A thermostat is set before the winter is known. So the question of each draw is what the case's recommendation, fixed
beforehand, costs against today's setting, and how far it is from what would have been best in that draw (regret).

A file of uncertain inputs is TOML:

    draws = 10000
    seed = 1
    correlations = [["electricity_price", "fuel_price", 0.4]]
    [uncertain.fuel_price]
    distribution = "lognormal"      # normal mean sd; lognormal median gsd; triangular low mode high; uniform low high
    median = 13
    gsd = 1.25
    [uncertain.cop]                 # a factor on every COP
    distribution = "triangular"
    low = 0.8
    mode = 0.95
    high = 1.05
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Issue
from ..files.reading import FilePath, Wanted
from ..files.toml_tables import raise_all, read_toml
from ..files.values import plain
from ..homes import draws as varied
from ..homes.draws import Seasons
from ..inputs.case import Case
from ..inputs.fields import FIELDS, LOADS
from ..model.parameters import Array
from ..model.switchovers import as_warm, at_most, equal
from ..results.engine import solve
from .distributions import Distribution, bound, checked, correlation_matrix, draw
from .sensitivity import idle

DRAWS: Final = 10_000
MOST_DRAWS: Final = 1_000_000
_TOLD: Final = 5e-5
"""Share of a distribution outside the allowed range that is worth a word: 0.01 % when rounded"""
KEYS: Final = ("uncertain", "draws", "seed", "correlations")
FILE: Final = Wanted("uncertain_file", "must be a TOML file of uncertain inputs", "Give fewer inputs.")


class Spec(NamedTuple):
    """What is uncertain, and how often it is drawn."""

    distributions: tuple[Distribution, ...]
    draws: int
    seed: int
    correlations: tuple[tuple[str, str, float], ...]


class Spread(NamedTuple):
    """One answer over all draws. Pn is the smallest drawn value that n % of the draws do not exceed (Hyndman–Fan 1)."""

    p10: float
    p50: float
    p90: float
    mean: float


class Uncertainty(NamedTuple):
    """What the draws say."""

    draws: int
    used: int
    """Draws that make a case; the others are left out, and ``notes`` say so"""
    seed: int
    setting: float
    """The case's setting to program, fixed before the draws [°F]"""
    existing_switchover: float
    """Today's setting [°F]"""
    switchover: Spread
    """Each draw's own best switchover [°F]"""
    annual_cost: Spread
    """Season cost at ``setting`` [$]"""
    existing_cost: Spread
    """Season cost at today's setting [$]"""
    saving: Spread | None
    """existing_cost − annual_cost of the same draw [$]; negative where today's setting does better

    Of the draws in which neither leaves over 0.1 % more of the load unmet; None where there are none."""
    regret: Spread | None
    """annual_cost less the draw's own least season cost [$], of the draws that it heats; never below 0"""
    beats_today: float
    """Share of the draws in which ``setting`` costs less than today's"""
    equals_today: float
    """Share in which both cost the same: they put the same hours on the heat pump"""
    loses_to_today: float
    exactly_right: float
    """Share in which ``setting`` costs what the draw's own best does"""
    inputs: Mapping[str, Spread]
    """What was drawn, by input, in its unit"""
    notes: tuple[str, ...]
    """What was cut off or left out"""
    unmet_mmbtu: Spread = Spread(0.0, 0.0, 0.0, 0.0)
    """Load that no source meets at ``setting``"""
    existing_unmet_mmbtu: Spread = Spread(0.0, 0.0, 0.0, 0.0)
    """The same at today's"""

    def table(self) -> dict[str, list[Any]]:
        """One row an answer: name, unit, p10, p50, p90, mean; then the shares."""
        spreads = (
            ("switchover", "°F"), ("annual_cost", "$"), ("unmet_mmbtu", "MMBtu"), ("existing_cost", "$"),
            ("existing_unmet_mmbtu", "MMBtu"), ("saving", "$"), ("regret", "$"),
        )  # fmt: skip
        rows: list[list[Any]] = [
            [name, unit, *plain(tuple(getattr(self, name) or (None,) * len(Spread._fields)))] for name, unit in spreads
        ]
        shares = ("beats_today", "equals_today", "loses_to_today", "exactly_right")
        rows += [[name, "share", None, None, None, getattr(self, name)] for name in shares]
        names = ("name", "unit", "p10", "p50", "p90", "mean")
        return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))

    def full_table(self) -> dict[str, list[Any]]:
        """table() with what was drawn, by input in its unit, and under ``value`` what the draws depend on; for CSV."""
        rows: list[list[Any]] = [[*row, None] for row in zip(*self.table().values(), strict=True)]
        rows += [[f"input.{key}", _unit(key), *plain(tuple(drawn)), None] for key, drawn in self.inputs.items()]
        own = (("draws", ""), ("used", ""), ("seed", ""), ("setting", "°F"), ("existing_switchover", "°F"))
        rows += [[name, unit, None, None, None, None, getattr(self, name)] for name, unit in own]
        rows += [[f"note_{number}", "", None, None, None, None, note] for number, note in enumerate(self.notes, 1)]
        return dict(zip((*self.table(), "value"), map(list, zip(*rows, strict=True)), strict=True))

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps."""
        return dict(plain(self))


def _unit(key: str) -> str:
    return FIELDS[key].unit if key in FIELDS else "factor"


def spec_of(given: Mapping[str, Any]) -> Spec:
    """The specification in a table as tomllib reads it. Raises InputError listing every problem."""
    issues: list[Issue] = []
    for key, value in given.items():
        if key not in KEYS:
            allowed = f"must be one of {', '.join(KEYS)}"
            issues.append(Issue(key, value, allowed, "Put inputs under [uncertain.name]"))
    tables = given.get("uncertain", {})
    if not isinstance(tables, Mapping) or not tables:
        issues.append(Issue("uncertain", tables or None, "must have a table for each uncertain input",
                            "Write [uncertain.fuel_price]"))  # fmt: skip
        tables = {}
    distributions, wrong = checked(tables)
    issues += wrong
    draws = _integer(given.get("draws", DRAWS), "draws", 1, MOST_DRAWS, issues)
    seed = _integer(given.get("seed", 1), "seed", 0, 2**63 - 1, issues)
    pairs = given.get("correlations", [])
    if not isinstance(pairs, (list, tuple)):
        issues.append(Issue("correlations", pairs, "must be a list of [input, input, correlation]", "Take it out"))
        pairs = []
    correlation_matrix(list(tables), pairs, issues)  # a refused input has been reported already
    raise_all(issues)
    correlations = tuple((first, second, float(value)) for first, second, value in pairs)
    return Spec(tuple(distributions), draws, seed, correlations)


def read_spec(path: FilePath) -> Spec:
    """The specification in a TOML file. Raises InputError listing every problem."""
    return spec_of(read_toml(path, FILE))


def _integer(value: object, key: str, low: int, high: int, issues: list[Issue]) -> int:
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        issues.append(Issue(key, value, f"must be a whole number from {low:,} to {high:,}", "Such as 10000"))
        return low
    return value


def monte_carlo(case: Case, spec: Spec) -> Uncertainty:
    """Draw the uncertain inputs and solve every draw. The same case, specification and version: the same answer.

    Raises InputError where an input cannot be varied in this case, or no draw makes a case.
    """
    check_drawn(case, spec.distributions)
    setting = solve(case).setting.switchover
    today = case.number("existing_switchover")
    matrix = correlation_matrix([drawn_input.key for drawn_input in spec.distributions], spec.correlations, [])
    drawn = draw(spec.distributions, spec.draws, spec.seed, matrix)

    def reduce(some: Seasons, rows: slice) -> dict[str, Array]:
        best = some.best()
        places = {
            "least": some.at_candidate(best),
            "cost": some.at_setting(setting),
            "existing": some.at_setting(today),
        }
        costs = {name: some.take("annual_cost", place) for name, place in places.items()}
        cold = {name: some.unmet_at(place) for name, place in places.items()}
        load = np.broadcast_to(some.load_mmbtu, best.shape)[:, 0]
        return {
            **costs,
            "switchover": some.switchover_of(best),
            "as_warm_as_today": as_warm(cold["cost"], cold["existing"], load).astype(float),
            "warm": as_warm(cold["cost"], cold["least"], load).astype(float),
            "unmet": cold["cost"],
            "existing_unmet": cold["existing"],
        }

    answers, good = varied.evaluate(case, drawn, reduce, settings=(setting,))
    return summary_of(spec, drawn, answers, good, (setting, today))


def summary_of(
    spec: Spec, drawn: Mapping[str, Array], answers: Mapping[str, Array], good: NDArray[np.bool_],
    settings: tuple[float, float],
) -> Uncertainty:  # fmt: skip
    """What the draws say. answers: of each draw (draws,), as monte_carlo has them; good: whether it makes a case.

    settings: the one to program and today's [°F]. Raises InputError where no draw makes a case.
    """
    setting, today = settings
    if not good.any():
        raise InputError([Issue("uncertain", f"{spec.draws:,} draws", "none makes a case", "Check the distributions")])
    switchover, least, cost, existing = (answers[name][good] for name in ("switchover", "least", "cost", "existing"))
    compared, warm = (answers[name][good] > 0 for name in ("as_warm_as_today", "warm"))
    same = compared & equal(cost, existing)
    saving = np.where(same, 0.0, existing - cost)
    regret = np.maximum(0.0, cost - least)
    return Uncertainty(
        draws=spec.draws,
        used=int(good.sum()),
        seed=spec.seed,
        setting=setting,
        existing_switchover=today,
        switchover=_spread(switchover),
        annual_cost=_spread(cost),
        existing_cost=_spread(existing),
        saving=_spread(saving[compared]) if compared.any() else None,
        regret=_spread(regret[warm]) if warm.any() else None,
        beats_today=float((compared & (saving > 0)).mean()),
        equals_today=float(same.mean()),
        loses_to_today=float((compared & (saving < 0)).mean()),
        exactly_right=float((warm & at_most(cost, least)).mean()),
        inputs={key: _spread(values[good]) for key, values in drawn.items()},
        notes=(*_notes(spec, int(good.sum())), *_cold_notes(compared, warm)),
        unmet_mmbtu=_spread(answers["unmet"][good]),
        existing_unmet_mmbtu=_spread(answers["existing_unmet"][good]),
    )


def check_drawn(case: Case, distributions: Sequence[Distribution]) -> None:
    """Refuse what would be drawn for nothing: two inputs that displace each other, one the case has no use for."""
    keys = {drawn.key for drawn in distributions}
    pairs = [(first, second) for first, second in combinations(LOADS, 2) if {first, second} <= keys]
    if "cop" in keys and (points := sorted(key for key in keys if key.startswith("cop_"))):
        pairs.append((points[0], "cop"))
    issues = [
        Issue(f"uncertain.{second}", None, f"must not be given with {first}", "Take one of them out")
        for first, second in pairs
    ]
    issues += [
        Issue(f"uncertain.{key}", None, f"makes no difference with climate = {case.inputs['climate']}", "Take it out")
        for key in sorted(keys)
        if idle(case, key)
    ]
    raise_all(issues)


def _spread(values: Array) -> Spread:
    low, middle, high = np.percentile(values, (10, 50, 90), method="inverted_cdf").tolist()
    return Spread(low, middle, high, float(values.mean()))


def _notes(spec: Spec, used: int) -> list[str]:
    notes = [
        f"{drawn.key}: {drawn.cut:.2%} of the distribution lies outside {bound(drawn.low)} to {bound(drawn.high)} and "
        "was cut off"
        for drawn in spec.distributions
        if drawn.cut >= _TOLD
    ]
    if used < spec.draws:
        left = f"{spec.draws - used:,} of {spec.draws:,} draws"
        notes.append(f"{left} make no case (inputs contradict) and were left out")
    return notes


def _cold_notes(compared: NDArray[np.bool_], warm: NDArray[np.bool_]) -> Iterator[str]:
    """In how many draws heat is missing, so that costs cannot be compared."""
    if not compared.all():
        share = f"in {(~compared).mean():.1%} of the draws"
        yield f"{share} one of the two settings leaves more of the heat undelivered: no saving is counted there"
    if not warm.all():
        yield f"in {(~warm).mean():.1%} of the draws the setting leaves heat undelivered that another one delivers"
