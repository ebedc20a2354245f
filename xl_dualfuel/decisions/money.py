"""Whether better equipment pays: net present value, internal rate of return, payback, cost of a tonne of CO2 avoided.

Cash flows of an option against a baseline. Year 0: premium less rebate. Years 1 to life: what electricity and fuel cost
less, at each year's end, the first at today's prices, each further one escalated, less what the option costs more in
maintenance and the like; the switchover stays as it is.

    F0 = −(premium − rebate),  Ft = ΔE·(1 + e)^(t−1) + ΔG·(1 + g)^(t−1) − Σ ΔA·(1 + a)^(t−1) + ΔCO2·price
    NPV = F0 + Σ Ft/(1 + r)^t, in a spreadsheet =F0+NPV(r,F1:Fn);  IRR: the r at which it is 0, =IRR(F0:Fn)

Rates are fractions a year; all nominal or all real, not mixed. Source: NIST Handbook 135, Life-Cycle Costing Manual.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

from ..errors import DualFuelError, shown
from ..files.toml_tables import raise_all
from ..files.values import is_blank, listed, plain
from ..model.season import ROUNDING
from ..model.switchovers import as_warm, at_most, is_met
from ..results.case_units import heat
from .money_flows import COLUMNS, Season, YearFlow, discounted_sums, npv, saving_of, years_of
from .money_terms import (
    AMOUNTS,
    ASSUMED,
    PATHS,
    UNUSUAL_RISE,
    Terms,
    against_baseline,
    amounts_of,
    check_terms,
    path_notes,
)

IrrStatus = Literal[
    "found", "several", "no_outlay", "never_pays", "no_sign_change", "borrowing", "no_rate", "not_compared"
]  # fmt: skip
PaybackStatus = Literal["paid_back", "at_once", "never", "not_compared"]
CarbonStatus = Literal["found", "none_avoided", "not_compared"]

NOT_COMPARED: Final = "not_compared"
"""Status of every answer where one of the two leaves more of the load unmet"""


class Worth(NamedTuple):
    """One option against the baseline. A missing answer is None, with a status and words."""

    option: str
    terms: Terms
    outlay: float
    """premium − rebate [$], paid in year 0"""
    first_year_saving: float | None
    """[$]; None, as all that follows from it, where one of the two leaves more of the load unmet"""
    npv: float | None
    """[$]"""
    irr: float | None
    """[1/year]"""
    irr_status: IrrStatus
    simple_payback: float | None
    """outlay / first year's saving [years], whatever the life"""
    simple_payback_status: PaybackStatus
    discounted_payback: float | None
    """When the discounted flows have paid the outlay back [years], a straight line within a year"""
    discounted_payback_status: PaybackStatus
    avoided_tonnes: float | None
    """CO2 over the life [t]; negative where more is emitted"""
    cost_per_tonne: float | None
    """−NPV / tonnes avoided, tonnes not discounted [$/t], without the price on CO2; negative where avoiding saves
    money"""
    cost_per_tonne_status: CarbonStatus
    flows: tuple[float, ...]
    """Year 0 to life [$]; the outlay alone where no saving is claimed"""
    notes: tuple[str, ...]
    """What is doubtful, or why an answer is missing, in words"""
    defaults: tuple[str, ...] = ()
    """Keys of the terms that nobody gave"""
    unmet_mmbtu: float = 0.0
    """Load that the option leaves unmet in a season"""
    load_mmbtu: float = 0.0
    """Load of the season"""
    cash_flows: tuple[YearFlow, ...] = ()
    """Year 0 to life, by what they are for; () where no saving is claimed"""

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps."""
        return dict(plain(self))


def irr(flows: Sequence[float]) -> tuple[float | None, IrrStatus]:
    """Internal rate of return [1/year] by numpy-financial, and its status.

    several: the flows change sign more than once, so there may be more rates than the one nearest 0 that is given;
    no_rate: so often, and no rate makes them worth 0; borrowing: money comes first and is paid back later, as a loan
    is, of which a high rate is no return.
    """
    outlay = -flows[0]
    negligible = rounding(flows)
    signs = [flow > 0 for flow in flows if abs(flow) > negligible]
    changes = sum(a != b for a, b in pairwise(signs))
    if changes == 0:
        if outlay <= 0 and any(signs):
            return None, "no_outlay"
        return None, "never_pays" if outlay > 0 else "no_sign_change"
    if changes == 1 and signs[0]:
        return None, "borrowing"
    rate = float(_financial().irr(list(flows)))
    if not math.isfinite(rate):
        return None, "no_rate"
    return rate, "found" if changes == 1 else "several"


def worth(option: str, baseline: Season, season: Season, terms: Terms, defaults: Sequence[str] = ()) -> Worth:
    """What an option is worth against the baseline; defaults: keys of the terms that nobody gave.

    Nothing where one of the two leaves more of the load unmet: heat that is not delivered is no saving.
    """
    if not as_warm(season.unmet_mmbtu, baseline.unmet_mmbtu, baseline.load_mmbtu):
        return _not_compared(option, baseline, season, terms, defaults)
    years = years_of(terms, saving_of(baseline, season))
    flows = tuple(row.net for row in years)
    value = npv(terms.discount_rate, flows)
    rate, rate_status = irr(flows)
    outlay, first = -flows[0], flows[1]
    simple, simple_status = _simple(flows)
    discounted, discounted_status = _discounted(terms.discount_rate, flows)
    tonnes = (baseline.emissions_kg - season.emissions_kg) / 1000 * terms.life
    avoided = not at_most(tonnes, 0.0, max(1.0, baseline.emissions_kg))
    notes = [*_unmet(baseline, season), *_doubts(terms), *_missing(rate_status, terms, flows)]
    if not avoided:
        notes.append("no cost a tonne: the option avoids no CO2")
    notes += _no_premium(defaults)
    carbon = npv(terms.discount_rate, [row.carbon for row in years])
    return Worth(
        option, terms, outlay, first, value, rate, rate_status, simple, simple_status, discounted, discounted_status,
        tonnes, (carbon - value) / tonnes if avoided else None, "found" if avoided else "none_avoided", flows,
        tuple(notes), tuple(defaults), season.unmet_mmbtu, season.load_mmbtu, years,
    )  # fmt: skip


def _not_compared(option: str, baseline: Season, season: Season, terms: Terms, defaults: Sequence[str]) -> Worth:
    """The terms and the reason, and no number of what it is worth."""
    flows = (terms.rebate - terms.premium, *(0.0,) * terms.life)
    colder = season.unmet_mmbtu > baseline.unmet_mmbtu
    which, other = ("option", "baseline") if colder else ("baseline", "option")
    cold, less = sorted((season.unmet_mmbtu, baseline.unmet_mmbtu), reverse=True)
    reason = (
        f"not judged: the {which} leaves {heat(cold, season.units)} of the heat undelivered, the {other} "
        f"{heat(less, season.units) if less else 'none'}; heat that is not delivered costs nothing, which is no saving"
    )
    return Worth(
        option, terms, -flows[0], None, None, None, NOT_COMPARED, None, NOT_COMPARED, None, NOT_COMPARED, None, None,
        NOT_COMPARED, flows, (reason, *_doubts(terms), *_no_premium(defaults)), tuple(defaults),
        season.unmet_mmbtu, season.load_mmbtu,
    )  # fmt: skip


def _no_premium(defaults: Sequence[str]) -> list[str]:
    words = "no premium is given: the option is assumed to cost as much as the baseline"
    return [words] if "premium" in defaults else []


def rounding(flows: Sequence[float]) -> float:
    """A flow smaller than this is none [$]: no outlay and no saving."""
    return ROUNDING * max(map(abs, flows))


def _simple(flows: Sequence[float]) -> tuple[float | None, PaybackStatus]:
    outlay, first, negligible = -flows[0], flows[1], rounding(flows)
    if outlay <= 0:
        return (0.0, "at_once") if first >= -negligible else (None, "never")
    return (outlay / first, "paid_back") if first > negligible else (None, "never")


def _discounted(rate: float, flows: Sequence[float]) -> tuple[float | None, PaybackStatus]:
    """When the running sum of discounted flows reaches 0 and stays there; a sum that is rounding is 0."""
    sums = discounted_sums(rate, flows)
    negligible = rounding(flows)
    if sums[-1] < -negligible:
        return None, "never"
    below = [year for year, sum_ in enumerate(sums) if sum_ < -negligible]
    if not below:
        return 0.0, "at_once"
    last = below[-1]
    return last + min(1.0, -sums[last] / (sums[last + 1] - sums[last])), "paid_back"


def _unmet(baseline: Season, season: Season) -> Iterator[str]:
    """Heat that is not delivered costs nothing, which is no saving."""
    for whose, of in (("saving", season), ("baseline", baseline)):
        if not is_met(of.unmet_mmbtu, of.load_mmbtu):
            yield f"the {whose} leaves {heat(of.unmet_mmbtu, of.units)} of load not met, which costs nothing here"


def _doubts(terms: Terms) -> list[str]:
    notes = []
    if terms.rebate > max(0.0, terms.premium):
        rebate, premium = shown(terms.rebate), shown(terms.premium)
        notes.append(f"rebate = {rebate} is larger than the premium ({premium}): the option brings money")
    if terms.premium < 0:
        notes.append("the option costs less than the baseline")
    if terms.discount_rate > 0.2:
        notes.append(f"discount_rate = {terms.discount_rate:g} is {terms.discount_rate:.0%} a year: unusually high")
    for key in ("electricity_escalation", "fuel_escalation"):
        rise = getattr(terms, key)
        if abs(rise) > UNUSUAL_RISE:
            notes.append(f"{key} = {rise:g} is {rise:.0%} a year: unusually {'high' if rise > 0 else 'low'}")
        if rise > terms.discount_rate:
            rate = f"{terms.discount_rate:g}"
            notes.append(f"{key} = {rise:g} is above the discount rate ({rate}): later years count more than earlier")
    return notes


def no_rate(status: IrrStatus, flows: Sequence[float]) -> str:
    """Why there is no internal rate of return, in a word or two."""
    if status == "no_sign_change" and any(flow < 0 for flow in flows):
        return "no year saves"
    return {
        "no_outlay": "nothing is paid", "never_pays": "it never pays", "borrowing": "money first, paid back later",
        "no_rate": "no rate makes the flows worth 0", "no_sign_change": "no saving, no cost",
    }[status]  # fmt: skip


def _missing(status: IrrStatus, terms: Terms, flows: Sequence[float]) -> list[str]:
    words = {
        "no_outlay": "no IRR: nothing is paid that a saving could be a return on",
        "never_pays": f"no IRR: no year of {terms.life} brings a saving",
        "no_sign_change": "no IRR: no year brings a saving, and nothing is paid for it",
        "borrowing": "no IRR: money comes first and is paid back later; judge by the NPV",
        "no_rate": "no IRR: the flows change sign more than once, and no rate makes them worth 0; judge by the NPV",
        "several": "the flows change sign more than once: there may be other IRRs; judge by the NPV",
    }
    notes = [words[status]] if status in words else []
    if flows[0] < 0 < flows[1] and sum(flows) < 0:
        notes.append(f"the savings of {terms.life} years are less than the outlay, even undiscounted")
    return notes


class Worths(NamedTuple):
    """Every option against the baseline."""

    baseline: str
    rows: tuple[Worth, ...]

    def table(self) -> dict[str, list[Any]]:
        """One row an option, with its terms; flows stay out."""
        left_out = ("terms", "flows", "notes", "defaults", "load_mmbtu", "cash_flows")
        table = listed(self.rows, tuple(name for name in Worth._fields if name not in left_out))
        terms = [key for key in Terms._fields if key not in PATHS]
        table |= {key: [getattr(row.terms, key) for row in self.rows] for key in terms}
        table["notes"] = ["; ".join(row.notes) for row in self.rows]
        table["defaults"] = [" ".join(row.defaults) for row in self.rows]
        return table

    def cash_flow_table(self) -> dict[str, list[Any]]:
        """One row an option and year, what it brings against the baseline [$]."""
        every = [(row.option, year) for row in self.rows for year in row.cash_flows]
        return {"option": [name for name, _ in every], **listed([year for _, year in every], COLUMNS)}

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps."""
        return dict(plain(self))


def worths(
    baseline: str,
    seasons: Mapping[str, Season],
    purchases: Mapping[str, Mapping[str, object]],
    terms: Mapping[str, object],
    yearly: Mapping[str, object] | None = None,
    house: Mapping[str, object] | None = None,
) -> Worths:
    """Every option of ``purchases`` against the baseline; an option's own terms win over ``terms``.

    seasons: by option name, the baseline's among them. yearly: the baseline's own yearly amounts, by keys of AMOUNTS;
    house: those of the case itself, which options and baseline have where they name none. Raises InputError with every
    problem of every option at once.
    """
    rows: list[Worth] = []
    checked, issues = check_terms(terms, "money.")
    common = {} if checked is None else terms  # a term that is wrong for all is reported once
    every = {key: value for key, value in (house or {}).items() if not is_blank(value)}
    own = every | {key: value for key, value in (yearly or {}).items() if not is_blank(value)}
    known, wrong = check_terms(own, f"{baseline}.")
    issues += wrong
    less = {} if known is None else amounts_of(own)
    for name, purchase in purchases.items():
        told = {key: value for key, value in purchase.items() if not is_blank(value)}
        given = {**common, **every, **told}
        own_terms, wrong = check_terms(given, f"options.{name}.")
        issues += wrong
        if own_terms is not None and not issues:
            defaults = [key for key in ASSUMED if is_blank(given.get(key))]
            beyond = against_baseline(own_terms, less)
            judged = worth(name, seasons[baseline], seasons[name], beyond, defaults)
            notes = (*judged.notes, *_amounts(told, every, less, baseline), *path_notes(beyond, given))
            rows.append(judged._replace(notes=notes))
    raise_all(issues)
    return Worths(baseline, tuple(rows))


def _amounts(
    given: Mapping[str, object], house: Mapping[str, object], baseline: Mapping[str, float], name: str
) -> Iterator[str]:
    """Yearly amounts that one of the two has and the other has not."""
    for key in AMOUNTS:
        if key in given and key not in baseline:
            yield f"{key} is not given for {name}, the baseline, and is 0 there"
        elif key in house and key not in given:
            yield f"{key} is not given: that of the case itself is taken, {house[key]} a year"
        elif key in baseline and key not in given:
            yield f"{key} is given for {name}, the baseline, and is 0 here"


def _financial() -> Any:
    """numpy-financial, which some hosts do not have."""
    try:
        return importlib.import_module("numpy_financial")
    except ImportError:
        raise DualFuelError("an IRR needs numpy-financial: pip install numpy-financial") from None
