"""Decisions as lines for a screen, and the notes that go beside them."""

from __future__ import annotations

from collections.abc import Iterator

from .decisions import Decisions
from .frontier import CarbonChoice
from .money import Worths
from .options import Comparison
from .risk import Risks
from .sensitivity import Tornado
from .tariff_result import TariffSeason
from .uncertainty import Uncertainty

BARS = 5
"""Inputs of the tornado that are told on the screen."""


def lines(found: Decisions) -> Iterator[str]:
    """What was decided, a line each."""
    if found.season is not None:
        yield _season(found.season)
    if found.band is not None:
        yield found.band.words
    if found.tornado is not None:
        yield from _tornado(found.tornado)
    if found.risks is not None:
        yield from _risks(found.risks)
    if found.frontier is not None:
        yield found.frontier.words
    if found.carbon is not None:
        yield _carbon(found.carbon)
    if found.draws is not None:
        yield from _draws(found.draws)
    if found.comparison is not None:
        yield from _comparison(found.comparison)
    if found.worths is not None:
        yield from _worths(found.worths)


def notes(found: Decisions) -> Iterator[str]:
    """What is doubtful, assumed or left out, a line each."""
    yield from found.notes
    if found.draws is not None:
        yield from found.draws.notes
    for worth in found.worths.rows if found.worths is not None else ():
        yield from (f"{worth.option}: {note}" for note in worth.notes)


def _season(under: TariffSeason) -> str:
    best = under.best
    carbon = f", and ${best.carbon_cost:,.2f} of carbon beside it" if under.carbon_price else ""
    return f"Under the tariff {under.tariff}: {best.switchover:g} °F, ${best.annual_cost:,.2f} a season{carbon}"


def _tornado(swings: Tornado) -> Iterator[str]:
    for bar in swings.by("switchover")[:BARS]:
        ends = [f"{end:g}" for end in (bar.low_switchover, bar.high_switchover) if end is not None]
        said = f"switchover {' to '.join(ends)} °F" if ends else "no case can be made of either end"
        unit = "" if bar.unit.startswith("as in ") else f" {bar.unit}".rstrip()
        yield f"{bar.label} {bar.low:g} to {bar.high:g}{unit}: {said}"


def _risks(outcomes: Risks) -> Iterator[str]:
    for one in outcomes.outcomes[1:]:
        yield f"{one.label}: best {one.switchover:g} °F; keeping the setting costs ${one.regret:,.2f} a season more"


def _carbon(carbon: CarbonChoice) -> str:
    return f"At ${carbon.carbon_price:g} a tonne: {carbon.switchover:g} °F, ${carbon.extra_cost:,.2f} more a season"


def _draws(draws: Uncertainty) -> Iterator[str]:
    yield f"{draws.used:,} draws: beats today's in {draws.beats_today:.1%}, loses in {draws.loses_to_today:.1%}"
    yield f"Saving: P10 ${draws.saving.p10:,.2f}, P50 ${draws.saving.p50:,.2f}, P90 ${draws.saving.p90:,.2f}"


def _comparison(found: Comparison) -> Iterator[str]:
    if found.tariff is not None:
        yield f"Under the tariff {found.tariff}:"
    for row in found.rows:
        at = "one source" if row.switchover is None else f"switchover {row.switchover:g} °F"
        word = "less" if row.saving >= 0 else "more"
        saved = f", ${abs(row.saving):,.2f} {word} than {found.baseline}" if row.option != found.baseline else ""
        yield f"{row.label}: {at}, ${row.annual_cost:,.2f} a season{saved}, {row.emissions_kg / 1000:,.3f} t CO2e"


def _worths(found: Worths) -> Iterator[str]:
    for worth in found.rows:
        years = "never" if worth.simple_payback is None else f"{worth.simple_payback:.1f} years"
        rate = worth.irr_status.replace("_", " ") if worth.irr is None else f"{worth.irr:.1%}"
        yield f"{worth.option}: NPV ${worth.npv:,.2f}, IRR {rate}, pays back: {years}"
