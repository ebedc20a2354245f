"""Decisions as lines for a screen, and the notes that go with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..inputs.fields import FIELDS
from ..inputs.units_given import Units, temperature
from ..model.switchovers import is_met
from ..results.case_units import cents, convert, heat, money, prose, shown_in, sign
from .compared import Compared
from .deciding import Decisions
from .frontier import CarbonChoice
from .money import Worth, Worths, no_rate
from .options import Comparison
from .risk import Risks
from .sensitivity import Tornado
from .uncertainty import Uncertainty

BARS = 5
"""Inputs of the tornado that are shown on the screen."""


def lines(decisions: Decisions) -> Iterator[str]:
    """What was decided, a line each, in the units of the case."""
    units = decisions.units
    if decisions.band is not None:
        yield decisions.band.headline
        yield from decisions.band.program.reasons
        yield decisions.band.words
    if decisions.tornado is not None:
        yield from _tornado(decisions.tornado, units)
    if decisions.risks is not None:
        yield from _risks(decisions.risks, units)
    if decisions.frontier is not None:
        yield decisions.frontier.words
    if decisions.carbon is not None:
        yield _carbon(decisions.carbon, units)
    if decisions.draws is not None:
        yield from _draws(decisions.draws, units)
    if decisions.comparison is not None:
        yield from _comparison(decisions.comparison, units)
    if decisions.worths is not None:
        yield from _worths(decisions.worths, units)


def notes(decisions: Decisions) -> Iterator[str]:
    """What is doubtful, assumed or left out, a line each."""
    yield from decisions.notes
    if decisions.draws is not None:
        yield from decisions.draws.notes
    for worth in decisions.worths.rows if decisions.worths is not None else ():
        yield from (f"{worth.option}: {note}" for note in worth.notes)


def _tornado(swings: Tornado, units: Units) -> Iterator[str]:
    for bar in swings.by("switchover")[:BARS]:
        found = [end for end in (bar.low_switchover, bar.high_switchover) if end is not None]
        words = f"switchover {_span(found, units)}" if found else "no end of the range can be calculated"
        field = FIELDS.get(bar.key)
        name = bar.label if field is None else prose(field.label, units)
        apart = field is not None and field.difference
        low, high = convert((bar.low, bar.high), bar.unit, units, apart)
        unit = f" {shown_in(bar.unit, units)}".rstrip()
        yield f"{name} {low:.6g} to {high:.6g}{unit}: {words}"


def _span(settings: Sequence[float], units: Units) -> str:
    """One or two settings [°F], the unit once: 28 to 36 °F."""
    *first, last = (temperature(setting, units) for setting in settings)
    return " to ".join([*(each.split()[0] for each in first), last])


def _risks(outcomes: Risks, units: Units) -> Iterator[str]:
    for outcome in outcomes.outcomes[1:]:
        keeping = f"keeping {temperature(outcomes.switchover, units)}"
        if outcome.regret is None:
            words = f"{keeping} leaves {heat(outcome.unmet_mmbtu, units)} of the heat undelivered"
        else:
            words = f"{keeping} costs {money(outcome.regret, units)} more a season"
        yield f"{outcome.label}: best {temperature(outcome.switchover, units)}; {words}"


def _carbon(carbon: CarbonChoice, units: Units) -> str:
    at, more = f"{sign(units)}{carbon.carbon_price:g}", cents(carbon.extra_cost, units)
    return f"At {at} a tonne: {temperature(carbon.switchover, units)}, {more} more a season"


def _draws(draws: Uncertainty, units: Units) -> Iterator[str]:
    yield f"{draws.used:,} draws: beats today's in {draws.beats_today:.1%}, loses in {draws.loses_to_today:.1%}"
    if draws.saving is not None:
        p10, p50, p90 = (cents(saving, units) for saving in draws.saving[:3])
        yield f"Saving: P10 {p10}, P50 {p50}, P90 {p90}"


def _comparison(comparison: Comparison, units: Units) -> Iterator[str]:
    if comparison.tariff is not None:
        yield f"Under the tariff {comparison.tariff}:"
    baseline = comparison.baseline
    for row in comparison.rows:
        at = "one source" if row.switchover is None else f"switchover {temperature(row.switchover, units)}"
        word = "more" if row.saving is not None and row.saving < 0 else "less"
        saved = f", {cents(abs(row.saving or 0.0), units)} {word} than {baseline}"
        if row.option == baseline:
            saved = ""
        elif row.saving is None:
            saved = f", not compared with {baseline}"
        unmet = _unmet(row, units)
        cost, carbon = f"{cents(row.annual_cost, units)} a season", f"{row.emissions_kg / 1000:,.3f} t CO2"
        yield f"{row.label}: {at}, {cost}{saved}, {carbon}{unmet}"
        if row.programme:
            yield f"  {row.programme}"


def _worths(worths: Worths, units: Units) -> Iterator[str]:
    terms: dict[str, list[str]] = {}
    for worth in worths.rows:
        terms.setdefault(_terms(worth), []).append(worth.option)
    for words, names in terms.items():
        whose = f" of {', '.join(names)}" if len(terms) > 1 else ""
        yield f"Money{whose} against {worths.baseline}: {words}"
    for worth in worths.rows:
        if worth.npv is None:
            yield f"{worth.option}: {worth.notes[0]}"
            continue
        rate = f"none ({no_rate(worth.irr_status, worth.flows)})" if worth.irr is None else f"{worth.irr:.1%}"
        unmet = _unmet(worth, units)
        yield f"{worth.option}: NPV {cents(worth.npv, units)}, IRR {rate}, {_paybacks(worth)}{unmet}"


def _terms(worth: Worth) -> str:
    """What a worth is judged by, and which of it nobody gave."""
    terms = worth.terms

    def marked(words: str, *keys: str) -> str:
        return f"{words} (default)" if set(keys) <= set(worth.defaults) else words

    def price(rise: float) -> str:
        return f"{100 * rise:+.4g}% a year" if rise else "as today"

    years = marked(f"{terms.life} years", "life")
    rate = marked(f"{100 * terms.discount_rate:.4g}% a year", "discount_rate")
    rises = ("electricity_escalation", "fuel_escalation")
    electricity, fuel = price(terms.electricity_escalation), price(terms.fuel_escalation)
    if electricity == fuel and len(set(rises) & set(worth.defaults)) != 1:
        return f"{years}, discount rate {rate}, {marked(f'prices {fuel}', *rises)}"
    prices = f"{marked(f'electricity price {electricity}', rises[0])}, {marked(f'fuel price {fuel}', rises[1])}"
    return f"{years}, discount rate {rate}, {prices}"


def _paybacks(worth: Worth) -> str:
    if worth.irr_status == "borrowing":
        more = "less" if worth.discounted_payback is None else "no less"
        return f"no payback: it brings money first, {more} than it costs later, discounted"
    if worth.simple_payback is not None:
        simple = f"simple payback {_years(worth.simple_payback)}"
    elif worth.first_year_saving is not None and worth.first_year_saving < 0:
        simple = "no simple payback, as the first year costs more"
    else:
        simple = "no simple payback, as the first year saves nothing"
    if worth.discounted_payback is not None:
        return f"{simple}; discounted {_years(worth.discounted_payback)}"
    return f"{simple}; not paid back within the {worth.terms.life} years, discounted"


def _years(years: float) -> str:
    return f"{years:.1f} years" if years > 0 else "at once"


def _unmet(of: Compared | Worth, units: Units) -> str:
    return "" if is_met(of.unmet_mmbtu, of.load_mmbtu) else f", LOAD NOT MET by {heat(of.unmet_mmbtu, units)}"
