"""Whether better equipment pays: net present value, internal rate of return, payback, cost of a tonne of CO2 avoided.

Cash flows of an option against a baseline. Year 0: premium less rebate. Years 1 to life: what electricity and fuel cost
less, at each year's end, the first at today's prices, each further one escalated; the switchover stays as it is.

    F0 = −(premium − rebate),  Ft = ΔE·(1 + e)^(t−1) + ΔG·(1 + g)^(t−1)
    NPV = F0 + Σ Ft/(1 + r)^t, in a spreadsheet =F0+NPV(r,F1:Fn);  IRR: the r at which it is 0, =IRR(F0:Fn)

Rates are fractions a year; all nominal or all real, not mixed. Source: NIST Handbook 135, Life-Cycle Costing Manual.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from ..errors import DualFuelError, Issue, shown
from ..files.toml_tables import raise_all
from ..files.values import is_blank, is_number, listed, plain
from ..inputs.entry_units import Refused
from ..inputs.fields import Field
from ..inputs.typed import read_typed
from ..inputs.units_given import Units
from ..model.season import ROUNDING
from ..model.switchovers import as_warm, at_most, is_met
from ..results.case_units import heat

_PRICE_RATE: dict[str, Any] = {"minimum": -0.5, "maximum": 0.5}

_MONEY_FIELDS = (
    Field("premium", "Money", "Equipment premium", "$", "What the option costs more than the baseline, installed",
          default=0.0, minimum=-1e7, maximum=1e7, remedy="Give dollars, such as 4200", source="quotes"),
    Field("rebate", "Money", "Rebate", "$", "Rebates and tax credits of the option, paid at once",
          default=0.0, minimum=0.0, maximum=1e7, remedy="Give dollars, 0 for none", source="programme"),
    Field("life", "Money", "Life", "years", "Whole years the saving lasts", default=15.0, minimum=1.0, maximum=50.0,
          remedy="Give whole years, such as 15", source="15 years: DOE's mean lifetime of heat pumps"),
    Field("discount_rate", "Money", "Discount rate", "1/year", "Return asked of the money, as a fraction a year",
          default=0.05, minimum=0.0, maximum=0.5, remedy="Give a fraction a year, such as 0.05", source="assumed"),
    Field("electricity_escalation", "Money", "Electricity price rise", "1/year",
          "Yearly rise of the electricity price, as a fraction", default=0.0, source="assumed",
          remedy="Give a fraction a year, such as 0.02", **_PRICE_RATE),
    Field("fuel_escalation", "Money", "Fuel price rise", "1/year", "Yearly rise of the fuel price, as a fraction",
          default=0.0, source="assumed", remedy="Give a fraction a year, such as 0.02", **_PRICE_RATE),
)  # fmt: skip
MONEY_FIELDS: Final = MappingProxyType({field.key: field for field in _MONEY_FIELDS})
"""The inputs of the money: label, unit, default, allowed range, help. They are none of the season's model."""
PURCHASE: Final = ("premium", "rebate", "life")
"""Of one option."""
TERMS: Final = ("discount_rate", "electricity_escalation", "fuel_escalation", "life")
"""Of all options alike; an option's own life wins."""
UNUSUAL_RISE: Final = 0.1
"""Yearly rise of a price [1/year] above which it is doubted"""

IrrStatus = Literal[
    "found", "several", "no_outlay", "never_pays", "no_sign_change", "borrowing", "no_rate", "not_compared"
]  # fmt: skip
PaybackStatus = Literal["paid_back", "at_once", "never", "not_compared"]
CarbonStatus = Literal["found", "none_avoided", "not_compared"]

NOT_COMPARED: Final = "not_compared"
"""Status of every answer where one of the two leaves more of the load unmet"""


class Terms(NamedTuple):
    """What one purchase is judged by."""

    premium: float
    """[$]"""
    rebate: float
    """[$]"""
    life: int
    """[years]"""
    discount_rate: float
    """[1/year]"""
    electricity_escalation: float
    """[1/year]"""
    fuel_escalation: float
    """[1/year]"""


class Season(NamedTuple):
    """What a season takes."""

    electricity_cost: float
    """[$]"""
    fuel_cost: float
    """[$]"""
    emissions_kg: float
    unmet_mmbtu: float = 0.0
    """Load that is not met"""
    load_mmbtu: float = 0.0
    """Load of the season"""
    units: Units = Units()
    """What it is shown in"""


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
    """−NPV / tonnes avoided, tonnes not discounted [$/t]; negative where avoiding saves money"""
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

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps."""
        return dict(plain(self))


def check_terms(given: Mapping[str, object], prefix: str = "") -> tuple[Terms | None, list[Issue]]:
    """The terms with the defaults filled in, or every problem in words; ``prefix`` comes before the keys."""
    values: dict[str, float] = {}
    issues: list[Issue] = []
    for key, field in MONEY_FIELDS.items():
        value = given.get(key)
        if isinstance(value, str):
            try:
                value = read_typed(field, value, field.unit).value
            except Refused as refused:
                issues.append(refused.issue._replace(key=prefix + key))
                continue
        if is_blank(value):
            values[key] = float(field.default)  # type: ignore[arg-type]  # all are numbers
        elif not is_number(value):
            issues.append(Issue(prefix + key, value, "must be a number", field.remedy))
        elif not field.holds(value):
            percent = field.unit == "1/year" and 0.5 < abs(value) <= 50
            remedy = f"Give a fraction: {value / 100:g} instead of {value:g}" if percent else field.remedy
            issues.append(Issue(prefix + key, value, field.allowed_beside(value), remedy))
        elif key == "life" and value != int(value):
            issues.append(Issue(prefix + key, value, "must be whole years", field.remedy))
        else:
            values[key] = float(value)
    issues += [
        Issue(prefix + str(key), value, f"must be one of {', '.join(MONEY_FIELDS)}", "Take it out")
        for key, value in given.items()
        if key not in MONEY_FIELDS
    ]
    if issues:
        return None, issues
    return Terms(**{**values, "life": int(values["life"])}), []  # type: ignore[arg-type]


def cash_flows(terms: Terms, electricity_saving: float, fuel_saving: float) -> tuple[float, ...]:
    """Year 0 to life [$]; savings of the first year [$], negative where the option takes more."""
    yearly = (
        electricity_saving * (1 + terms.electricity_escalation) ** year
        + fuel_saving * (1 + terms.fuel_escalation) ** year
        for year in range(terms.life)
    )
    return (terms.rebate - terms.premium, *yearly)


def npv(rate: float, flows: Sequence[float]) -> float:
    """Net present value [$] of flows of year 0, 1 … at a rate [1/year]; to the last bit that of numpy-financial.

    Added up here, so that a host without numpy-financial (LibreOffice's Python, a browser) has it too.
    """
    return float((np.array(flows, dtype=float) / (1 + rate) ** np.arange(len(flows))).sum())


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
    electricity, fuel = baseline.electricity_cost - season.electricity_cost, baseline.fuel_cost - season.fuel_cost
    flows = cash_flows(terms, electricity, fuel)
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
    return Worth(
        option, terms, outlay, first, value, rate, rate_status, simple, simple_status, discounted, discounted_status,
        tonnes, -value / tonnes if avoided else None, "found" if avoided else "none_avoided", flows, tuple(notes),
        tuple(defaults), season.unmet_mmbtu, season.load_mmbtu,
    )  # fmt: skip


def _not_compared(option: str, baseline: Season, season: Season, terms: Terms, defaults: Sequence[str]) -> Worth:
    """The terms and the reason, and no number of what it is worth."""
    flows = cash_flows(terms, 0.0, 0.0)
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


def discounted_sums(rate: float, flows: Sequence[float]) -> list[float]:
    """Running sums of the discounted flows, year by year [$]."""
    return list(accumulate(flow / (1 + rate) ** year for year, flow in enumerate(flows)))


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
        columns = tuple(
            name for name in Worth._fields if name not in ("terms", "flows", "notes", "defaults", "load_mmbtu")
        )
        table = listed(self.rows, columns)
        table |= {key: [getattr(row.terms, key) for row in self.rows] for key in Terms._fields}
        table["notes"] = ["; ".join(row.notes) for row in self.rows]
        table["defaults"] = [" ".join(row.defaults) for row in self.rows]
        return table

    def to_json(self) -> dict[str, Any]:
        """Plain values for json.dumps."""
        return dict(plain(self))


def worths(
    baseline: str,
    seasons: Mapping[str, Season],
    purchases: Mapping[str, Mapping[str, object]],
    terms: Mapping[str, object],
) -> Worths:
    """Every option of ``purchases`` against the baseline; an option's own terms win over ``terms``.

    seasons: by option name, the baseline's among them. Raises InputError with every problem of every option at once.
    """
    rows: list[Worth] = []
    checked, issues = check_terms(terms, "money.")
    common = {} if checked is None else terms  # a term that is wrong for all is reported once
    for name, purchase in purchases.items():
        given = {**common, **{key: value for key, value in purchase.items() if not is_blank(value)}}
        own_terms, wrong = check_terms(given, f"options.{name}.")
        issues += wrong
        if own_terms is not None and not issues:
            defaults = [key for key in MONEY_FIELDS if is_blank(given.get(key))]
            rows.append(worth(name, seasons[baseline], seasons[name], own_terms, defaults))
    raise_all(issues)
    return Worths(baseline, tuple(rows))


def _financial() -> Any:
    """numpy-financial, which some hosts do not have."""
    try:
        return importlib.import_module("numpy_financial")
    except ImportError:
        raise DualFuelError("an IRR needs numpy-financial: pip install numpy-financial") from None
