"""Decisions as sentences and tables for a screen, and the notes that go with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..inputs.units_given import Units, temperature
from ..model.climate import at_or_above
from ..model.switchovers import Curve, is_met, status
from ..results.case_units import cents, heat, money, sign
from ..results.setting_words import one_source
from .compared import Compared
from .deciding import Decisions
from .frontier import CarbonChoice
from .money import Worth, Worths, no_rate
from .money_terms import Path, Terms
from .notebook import bar_name, bar_range
from .options import BASE, Comparison
from .risk import Risks
from .sensitivity import Bar, Tornado
from .uncertainty import Uncertainty

BARS = 5
"""Inputs of the tornado that are shown on the screen."""


class Rows(NamedTuple):
    """A table: its headings, and rows of words; all columns but the first are numbers or short."""

    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def parts(decisions: Decisions) -> Iterator[str | Rows]:
    """What was decided, sentences and tables, in the units of the case; the first sentence is the result."""
    units = decisions.units
    curve = None if decisions.season is None else decisions.season.weighed
    if decisions.band is not None:
        yield decisions.band.headline
        yield from decisions.band.program.reasons
        yield decisions.band.words
    if decisions.tornado is not None and decisions.tornado.bars:
        yield _tornado(decisions.tornado, units, curve)
    if decisions.risks is not None:
        yield _risks(decisions.risks, units, curve)
    if decisions.frontier is not None:
        yield decisions.frontier.words
    if decisions.carbon is not None:
        yield _carbon(decisions.carbon, units, curve)
    if decisions.draws is not None:
        yield from _draws(decisions.draws, units)
    if decisions.comparison is not None:
        yield from _comparison(decisions.comparison, units)
    if decisions.worths is not None:
        compared = decisions.comparison
        unjudged = compared is not None and len(compared.rows) - 1 > len(decisions.worths.rows)
        yield from _worths(decisions.worths, units, unjudged)


def notes(decisions: Decisions) -> Iterator[str]:
    """What is doubtful, assumed or left out, a line each."""
    yield from decisions.notes
    if decisions.draws is not None:
        yield from decisions.draws.notes
    if decisions.worths is not None:
        yield from _of_worths(decisions.worths)


def _of_worths(worths: Worths) -> Iterator[str]:
    """What is doubtful of each, once where it is the same of all."""
    rows = worths.rows
    same = [note for note in rows[0].notes if all(note in row.notes for row in rows)] if len(rows) > 1 else []
    for row in rows:
        yield from (f"{row.option}: {note}" for note in row.notes if note not in same)
    yield from (f"money: {note}" for note in same)


def _said(setting: float, units: Units, curve: Curve | None, base: float | None = None) -> str:
    """A setting in degrees, or which source heats all season with it.

    curve: of the season under a tariff; base: the load balance temperature [°F] where it is another than the curve's.
    """
    if curve is None:
        return temperature(setting, units)
    outdoor = curve.temperature if base is None else curve.temperature[~at_or_above(curve.temperature, base)]
    way = status(int(at_or_above(outdoor, setting).sum()), len(outdoor))
    # Of hours warmer than those of the curve nothing is known.
    is_unknown = base is not None and base > curve.switchover[0] and setting < base
    if way == "fuel_always" and is_unknown:
        way = "crosses"
    return one_source(way).removeprefix("the ") or temperature(setting, units)


def _tornado(swings: Tornado, units: Units, curve: Curve | None) -> Rows:
    rows = []
    for bar in swings.by("switchover")[:BARS]:
        settings = [
            _said(setting, units, curve, _base_of(bar, value))
            for setting, value in ((bar.low_switchover, bar.low), (bar.high_switchover, bar.high))
            if setting is not None
        ]
        best = _span(settings) if settings else "cannot be calculated"
        rows.append((bar_name(bar, units), bar_range(bar, units), best))
    return Rows(("What moves the setting", "From, to", "Best setting"), rows)


def _base_of(bar: Bar, value: float) -> float | None:
    return value if bar.key == "load_balance_temperature" else None


def _span(settings: Sequence[str]) -> str:
    """One or two settings in words, each once and the unit once: 28 to 36 °F."""
    *first, last = settings
    if first == [last] and not last[-1].isupper():
        return last
    first = [each.split()[0] if each[-2:] == last[-2:] and last[-1].isupper() else each for each in first]
    return " to ".join([*first, last])


def _risks(outcomes: Risks, units: Units, curve: Curve | None) -> Rows:
    rows = []
    for outcome in outcomes.outcomes[1:]:
        cold = f"leaves {heat(outcome.unmet_mmbtu, units)} of the heat undelivered"
        more = cold if outcome.regret is None else f"costs {money(outcome.regret, units)} more a season"
        rows.append((outcome.label, _said(outcome.switchover, units, curve), more))
    return Rows(("What if", "Best setting", f"Keeping {_said(outcomes.switchover, units, curve)}"), rows)


def _carbon(carbon: CarbonChoice, units: Units, curve: Curve | None) -> str:
    at, more = f"{sign(units)}{carbon.carbon_price:g}", cents(carbon.extra_cost, units)
    return f"At {at} a tonne: {_said(carbon.switchover, units, curve)}, {more} more a season"


def _draws(draws: Uncertainty, units: Units) -> Iterator[str]:
    yield (
        f"Of {draws.used:,} draws the setting costs less than today's in {draws.beats_today:.1%}, "
        f"and more in {draws.loses_to_today:.1%}"
    )
    if draws.saving is not None:
        p10, p50, p90 = (cents(saving, units) for saving in draws.saving[:3])
        yield f"Saving a season: {p50} in the middle; 8 of 10 draws lie between {p10} and {p90}"


def _comparison(comparison: Comparison, units: Units) -> Iterator[str | Rows]:
    several = len({row.tariff for row in comparison.rows}) > 1
    under = "" if comparison.tariff is None or several else f"Under the tariff {comparison.tariff}: "
    cheapest, baseline = comparison.row(comparison.cheapest), comparison.baseline
    lead = comparison.results[comparison.baseline].case.record_lead
    apart = any(row.total_cost != row.annual_cost for row in comparison.rows)
    yield from (f"{lead if place == 0 else ''}{best.words}" for place, best in enumerate(comparison.best_rates))
    what = "cost of the recorded hours" if comparison.is_partial else "cost in all" if apart else "season cost"
    lead = "" if comparison.best_rates else lead
    words = f"{lead}{under}{cheapest.label} has the lowest {what}: {money(cheapest.total_cost, units)}"
    words += f" a year, {cheapest.tariff}" if several else " a year" if apart else ""
    if cheapest.option != baseline and cheapest.saving is not None:
        against = "the case as it is" if baseline == BASE else comparison.row(baseline).label
        words += f", {money(cheapest.saving, units)} less than {against}"
    yield words
    rows = [
        (
            row.label,
            *((row.tariff,) if several else ()),
            "one source" if row.switchover is None else _setting_of(row, comparison, units),
            cents(row.annual_cost, units),
            *((cents(row.total_cost - row.annual_cost, units), cents(row.total_cost, units)) if apart else ()),
            "–" if row.option == baseline else "not comparable" if row.saving is None else cents(row.saving, units),
            f"{row.emissions_kg / 1000:,.3f}",
        )
        for row in comparison.rows
    ]
    cost = "Recorded hours" if comparison.is_partial else "Heating" if apart else "Cost a season"
    more = ("Other use, fixed", "In all") if apart else ()
    yield Rows(("Option", *(("Tariff",) if several else ()), "Setting", cost, *more, "Saving", "CO2 t"), rows)
    for row in comparison.rows:
        yield from _unmet(row.label, row, units)
        if row.programme:
            yield f"{row.label}: {row.programme}"


def _setting_of(row: Compared, comparison: Comparison, units: Units) -> str:
    assert row.switchover is not None
    is_best = comparison.tariff is not None and row.scenario == "optimized"
    return (one_source(row.status) if is_best else "").removeprefix("the ") or temperature(row.switchover, units)


def _worths(worths: Worths, units: Units, more: bool) -> Iterator[str | Rows]:
    """What each is worth. more: whether there are options without premium and rebate, which are not judged here."""
    judged = [worth for worth in worths.rows if worth.npv is not None]
    terms: dict[str, list[str]] = {}
    for worth in worths.rows:
        terms.setdefault(_terms(worth), []).append(worth.option)
    if judged:
        best = max(judged, key=lambda worth: worth.npv or 0.0)
        value = f"net present value {cents(best.npv or 0.0, units)}"
        pays = (best.npv or 0.0) > 0
        none = "No option with a premium or rebate" if more else "No option"
        yield f"{best.option} pays best: {value}" if pays else f"{none} pays: the best is {best.option}, {value}"
        rows = [
            (
                worth.option,
                cents(worth.npv or 0.0, units),
                "none" if worth.irr is None else f"{worth.irr:.1%}",
                "none" if worth.simple_payback is None else _years(worth.simple_payback),
                "none" if worth.discounted_payback is None else _years(worth.discounted_payback),
            )
            for worth in judged
        ]
        yield Rows((f"Against {worths.baseline}", "Net present value", "Return", "Payback", "Discounted"), rows)
    for words, names in terms.items():
        whose = f" for {', '.join(names)}" if len(terms) > 1 else ""
        yield f"Reckoned{whose} over {words}"
    for worth in worths.rows:
        if worth.npv is None:
            yield f"{worth.option}: {worth.notes[0]}"
            continue
        missing = [] if worth.irr is not None else [f"no rate of return: {no_rate(worth.irr_status, worth.flows)}"]
        missing += _no_payback(worth)
        if missing:
            yield f"{worth.option}: {'; '.join(missing)}"
        yield from _unmet(worth.option, worth, units)


def _terms(worth: Worth) -> str:
    """What a worth is judged by, and which of it nobody gave."""
    terms = worth.terms

    def marked(words: str, *keys: str) -> str:
        return f"{words} (default)" if set(keys) <= set(worth.defaults) else words

    def price(rise: float, path: Path) -> str:
        return "by year as listed" if path else f"{100 * rise:+.4g}% a year" if rise else "as today"

    years = marked(f"{terms.life} years", "life")
    rate = marked(f"{100 * terms.discount_rate:.4g}% a year", "discount_rate")
    rises = ("electricity_escalation", "fuel_escalation")
    electricity = price(terms.electricity_escalation, terms.electricity_prices)
    fuel = price(terms.fuel_escalation, terms.fuel_prices)
    listed = {rises[0]: terms.electricity_prices, rises[1]: terms.fuel_prices}
    nobodys = {key for key in rises if key in worth.defaults and not listed[key]}
    if electricity == fuel and len(nobodys) != 1:
        prices = f"prices {fuel} (default)" if nobodys else f"prices {fuel}"
    else:
        both = ((f"electricity price {electricity}", rises[0]), (f"fuel price {fuel}", rises[1]))
        prices = ", ".join(f"{words} (default)" if key in nobodys else words for words, key in both)
    return f"{years}, discount rate {rate}, {prices}{_carbon_words(terms)}"


def _carbon_words(terms: Terms) -> str:
    if terms.carbon_prices:
        return ", CO2 at the prices listed by year"
    rise = f" {100 * terms.carbon_escalation:+.4g}% a year" if terms.carbon_escalation else ""
    return f", CO2 at {terms.carbon_price:g} a tonne{rise}" if terms.carbon_price else ""


def _no_payback(worth: Worth) -> Iterator[str]:
    """Why there is no payback."""
    if worth.irr_status == "borrowing":
        more = "less" if worth.discounted_payback is None else "no less"
        yield f"no payback: it brings money first, {more} than it costs later, discounted"
        return
    if worth.simple_payback is None:
        costs_more = worth.first_year_saving is not None and worth.first_year_saving < 0
        yield f"no simple payback: the first year {'costs more' if costs_more else 'saves nothing'}"
    if worth.discounted_payback is None:
        yield f"no discounted payback within {worth.terms.life} years"


def _years(years: float) -> str:
    return f"{years:.1f} years" if years > 0 else "at once"


def _unmet(name: str, of: Compared | Worth, units: Units) -> Iterator[str]:
    if not is_met(of.unmet_mmbtu, of.load_mmbtu):
        yield f"{name}: LOAD NOT MET by {heat(of.unmet_mmbtu, units)}"
