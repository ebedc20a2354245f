"""Decisions and options as a notebook shows them: tables of HTML, and charts drawn by matplotlib."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ..inputs.fields import FIELDS
from ..inputs.units_given import Units, temperature
from ..results.case_units import cents, convert, prose, shown_in, sign
from ..results.notebook import BLUE, GREY, ORANGE, new_axes, page, table
from .compared import Compared
from .money import Worths
from .sensitivity import Bar, Tornado

__all__ = ["options_html", "options_table", "page", "plot_options", "plot_tornado", "tornado_table", "worths_table"]

_BARS: Final = 8
"""Inputs of the tornado that are shown"""
_HEIGHT: Final = 0.6
"""Of a bar, as a share of its line"""


def options_html(
    baseline: str, terms: Mapping[str, object],
    options: Iterable[tuple[str, Mapping[str, object], str, Mapping[str, object]]],
) -> str:  # fmt: skip
    """What a file of options says: label, changes, how it is run, and money of each."""
    rows = [(label, _pairs(changes), scenario, _pairs(money)) for label, changes, scenario, money in options]
    lines = [f"Money: {_pairs(terms)}"] if terms else []
    return page(f"Compared with {baseline}", lines, [table(("Option", "Changes", "Run as", "Money"), rows)])


def _pairs(values: Mapping[str, object]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in values.items() if value not in (None, "")) or "–"


def options_table(rows: Sequence[Compared], baseline: str, cheapest: str, units: Units) -> str:
    """Setting, season cost, saving and emissions of each option; the cheapest is bold."""
    shown = [
        (
            row.label,
            "–" if row.switchover is None else temperature(row.switchover, units),
            cents(row.annual_cost, units),
            "–" if row.saving is None or row.option == baseline else cents(row.saving, units),
            f"{row.emissions_kg / 1000:,.3f} t",
        )
        for row in rows
    ]
    headings = ("Option", "Setting", "Season cost", "Saving", "CO2")
    return table(headings, shown, [row.option for row in rows].index(cheapest))


def worths_table(worths: Worths, units: Units) -> str:
    """What each option is worth against the baseline over its life; – where a note says why not."""
    rows = [
        (
            worth.option,
            "–" if worth.npv is None else cents(worth.npv, units),
            "–" if worth.irr is None else f"{worth.irr:.1%}",
            "–" if worth.simple_payback is None else f"{worth.simple_payback:.1f} years",
        )
        for worth in worths.rows
    ]
    return table((f"Against {worths.baseline}", "Net present value", "Rate of return", "Simple payback"), rows)


def tornado_table(tornado: Tornado, units: Units) -> str:
    """The inputs that move the best setting most: their range, and the setting at both ends of it."""
    rows = [
        (bar_name(bar, units), bar_range(bar, units),
         f"{temperature(bar.low_switchover, units)} to {temperature(bar.high_switchover, units)}")
        for bar in _bars(tornado)
        if bar.low_switchover is not None and bar.high_switchover is not None
    ]  # fmt: skip
    return table(("What moves the setting", "From, to", "Best setting"), rows)


def _bars(tornado: Tornado) -> list[Bar]:
    """Those that move the setting and make a case at both ends, the one that moves it most first."""
    moving = (bar for bar in tornado.by("switchover") if bar.switchover_swing > 0)
    ends = ((bar, {bar.low_switchover, bar.high_switchover}) for bar in moving)
    return [bar for bar, settings in ends if None not in settings][:_BARS]


def bar_name(bar: Bar, units: Units) -> str:
    """What is varied, as a case in these units calls it."""
    field = FIELDS.get(bar.key)
    return bar.label if field is None else prose(field.label, units)


def bar_range(bar: Bar, units: Units) -> str:
    """From where to where it is varied, in the units of the case; temperatures that are converted to a tenth."""
    field = FIELDS.get(bar.key)
    ends = convert((bar.low, bar.high), bar.unit, units, field is not None and field.difference)
    low, high = (round(end, 1) for end in ends) if shown_in(bar.unit, units) == "°C" else ends
    return f"{low:,.6g} to {high:,.6g} {shown_in(bar.unit, units)}".rstrip()


def plot_tornado(tornado: Tornado, units: Units, axes: Any = None) -> Any:
    """The best setting with each input at the ends of its range; the input that moves it most on top."""
    axes, bars = new_axes(axes), _bars(tornado)
    own = convert(tornado.switchover, "°F", units)
    places = range(len(bars))
    for end, colour in (("low", BLUE), ("high", ORANGE)):
        widths = [convert(getattr(bar, f"{end}_switchover"), "°F", units) - own for bar in bars]
        axes.barh(places, widths, left=own, color=colour, label=f"input at its {end} end", height=_HEIGHT)
    axes.axvline(own, color=GREY)
    axes.set_yticks(places, [f"{bar_name(bar, units)}\n{bar_range(bar, units)}" for bar in bars])
    axes.invert_yaxis()
    axes.set_xlabel(f"Best setting [{shown_in('°F', units)}]")
    axes.legend()
    return axes


def plot_options(rows: Sequence[Compared], units: Units, axes: Any = None) -> Any:
    """What a season costs with each option, electricity and fuel."""
    axes, places = new_axes(axes), range(len(rows))
    electricity = [row.electricity_cost for row in rows]
    axes.barh(places, electricity, color=BLUE, label="electricity", height=_HEIGHT)
    axes.barh(places, [row.fuel_cost for row in rows], left=electricity, color=ORANGE, label="fuel", height=_HEIGHT)
    axes.set_yticks(places, [row.label for row in rows])
    axes.invert_yaxis()
    axes.set_xlabel(f"Cost of a season [{sign(units).strip()}]")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.legend()
    return axes
