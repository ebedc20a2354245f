"""Decisions as lines for a screen, and the notes that go with them."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.switchovers import is_met
from ..results.setting_words import heat, money
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
    """What was decided, a line each."""
    if decisions.band is not None:
        yield decisions.band.headline
        yield from decisions.band.program.reasons
        yield decisions.band.words
    if decisions.tornado is not None:
        yield from _tornado(decisions.tornado)
    if decisions.risks is not None:
        yield from _risks(decisions.risks)
    if decisions.frontier is not None:
        yield decisions.frontier.words
    if decisions.carbon is not None:
        yield _carbon(decisions.carbon)
    if decisions.draws is not None:
        yield from _draws(decisions.draws)
    if decisions.comparison is not None:
        yield from _comparison(decisions.comparison)
    if decisions.worths is not None:
        yield from _worths(decisions.worths)


def notes(decisions: Decisions) -> Iterator[str]:
    """What is doubtful, assumed or left out, a line each."""
    yield from decisions.notes
    if decisions.draws is not None:
        yield from decisions.draws.notes
    for worth in decisions.worths.rows if decisions.worths is not None else ():
        yield from (f"{worth.option}: {note}" for note in worth.notes)


def _tornado(swings: Tornado) -> Iterator[str]:
    for bar in swings.by("switchover")[:BARS]:
        ends = [f"{end:g}" for end in (bar.low_switchover, bar.high_switchover) if end is not None]
        words = f"switchover {' to '.join(ends)} °F" if ends else "no case can be made of either end"
        unit = f" {bar.unit}".rstrip()
        yield f"{bar.label} {bar.low:g} to {bar.high:g}{unit}: {words}"


def _risks(outcomes: Risks) -> Iterator[str]:
    for outcome in outcomes.outcomes[1:]:
        keeping = f"keeping {outcomes.switchover:g} °F"
        if outcome.regret is None:
            words = f"{keeping} leaves {heat(outcome.unmet_mmbtu)} of the heat undelivered"
        else:
            words = f"{keeping} costs {money(outcome.regret)} a season more"
        yield f"{outcome.label}: best {outcome.switchover:g} °F; {words}"


def _carbon(carbon: CarbonChoice) -> str:
    return f"At ${carbon.carbon_price:g} a tonne: {carbon.switchover:g} °F, ${carbon.extra_cost:,.2f} more a season"


def _draws(draws: Uncertainty) -> Iterator[str]:
    yield f"{draws.used:,} draws: beats today's in {draws.beats_today:.1%}, loses in {draws.loses_to_today:.1%}"
    if draws.saving is not None:
        yield f"Saving: P10 ${draws.saving.p10:,.2f}, P50 ${draws.saving.p50:,.2f}, P90 ${draws.saving.p90:,.2f}"


def _comparison(comparison: Comparison) -> Iterator[str]:
    if comparison.tariff is not None:
        yield f"Under the tariff {comparison.tariff}:"
    baseline = comparison.baseline
    for row in comparison.rows:
        at = "one source" if row.switchover is None else f"switchover {row.switchover:g} °F"
        word = "more" if row.saving is not None and row.saving < 0 else "less"
        saved = f", ${abs(row.saving or 0.0):,.2f} {word} than {baseline}"
        if row.option == baseline:
            saved = ""
        elif row.saving is None:
            saved = f", not compared with {baseline}"
        unmet = "" if is_met(row.unmet_mmbtu, row.load_mmbtu) else f", LOAD NOT MET by {heat(row.unmet_mmbtu)}"
        cost, carbon = f"${row.annual_cost:,.2f} a season", f"{row.emissions_kg / 1000:,.3f} t CO2"
        yield f"{row.label}: {at}, {cost}{saved}, {carbon}{unmet}"
        if row.programme:
            yield f"  {row.programme}"


def _worths(worths: Worths) -> Iterator[str]:
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
        unmet = "" if is_met(worth.unmet_mmbtu, worth.load_mmbtu) else f", LOAD NOT MET by {heat(worth.unmet_mmbtu)}"
        yield f"{worth.option}: NPV {_dollars(worth.npv)}, IRR {rate}, {_paybacks(worth)}{unmet}"


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
        return f"no payback: it brings money first, {more} than it takes later, discounted"
    if worth.simple_payback is not None:
        simple = f"simple payback {_years(worth.simple_payback)}"
    elif worth.first_year_saving is not None and worth.first_year_saving < 0:
        simple = "simple payback none: the first year costs more"
    else:
        simple = "simple payback none: the first year saves nothing"
    if worth.discounted_payback is not None:
        return f"{simple}; discounted {_years(worth.discounted_payback)}"
    return f"{simple}; discounted never within the {worth.terms.life} years"


def _years(years: float) -> str:
    return f"{years:.1f} years" if years > 0 else "at once"


def _dollars(value: float) -> str:
    text = f"${abs(value):,.2f}"
    return f"-{text}" if value < 0 and text != "$0.00" else text
