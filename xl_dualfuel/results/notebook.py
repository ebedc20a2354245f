"""A result as a notebook shows it: a short page of HTML, and a chart drawn by matplotlib, an optional library."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final

from ..errors import DualFuelError
from ..inputs.units_given import temperature
from ..model.scenarios import EXISTING, LABELS
from ..model.solution import Solution
from . import tables
from .case_units import cents, convert, degrees, money, shown_in, sign
from .note_words import in_words

BLUE, ORANGE, GREY = "#1F3864", "#C55A11", "#7F7F7F"
"""The workbook's title, its furnace, and what is set aside"""
_SIZE: Final = (7.0, 4.0)
"""Of a chart of its own [in]"""


def page(headline: str, lines: Iterable[str], tables: Iterable[str], notes: Iterable[str] = ()) -> str:
    """HTML: a headline, lines, tables (HTML already), and notes to unfold. Text is never read as HTML."""
    listed = [f"<li>{escape(note)}</li>" for note in notes]
    parts = [f"<p><b>{escape(headline)}</b></p>", *(f"<div>{escape(line)}</div>" for line in lines), *tables]
    if listed:
        parts.append(f"<details><summary>Notes: {len(listed)}</summary><ul>{''.join(listed)}</ul></details>")
    return f"<div>{''.join(parts)}</div>"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], bold: int | None = None) -> str:
    """An HTML table: words in its first column, numbers in the others; bold: the row that matters most."""
    head = "".join(_cell("th", text, place) for place, text in enumerate(headings))
    lines = ["".join(_cell("td", text, place) for place, text in enumerate(row)) for row in rows]
    styles = [' style="font-weight: bold"' if number == bold else "" for number in range(len(lines))]
    body = "".join(f"<tr{style}>{line}</tr>" for style, line in zip(styles, lines, strict=True))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(kind: str, text: str, place: int) -> str:
    return f'<{kind} style="text-align: {"right" if place else "left"}">{escape(text)}</{kind}>'


def result_html(
    s: Solution, headline: str, reason: str, doubts: Sequence[tuple[str, str]], notes: Iterable[tuple[str, str]]
) -> str:
    """What to set, why, the scenarios, what looks wrong, and the other notes to unfold."""
    scenarios, units = tables.make("scenarios", s), s.case.units
    names = scenarios["scenario"]
    columns = (
        scenarios[key] for key in ("scenario", "switchover", "annual_cost", "saving_vs_existing", "emissions_kg")
    )
    rows = [
        (
            LABELS[name],
            "–" if at is None else temperature(at, units),
            "not available: no strips" if cost is None else cents(cost, units),
            "–" if saving is None or name == "existing_switchover" else cents(saving, units),
            "–" if kg is None else f"{kg / 1000:.3f} t",
        )
        for name, at, cost, saving, kg in zip(*columns, strict=True)
    ]
    programmed = "setting" if "setting" in names else "optimized"
    headings = ("Scenario", "Setting", "Season cost", "Saving", "CO2")
    others = (in_words(*note, units) for note in notes if note not in doubts)
    lines = [reason, *(f"Check {in_words(*doubt, units)}" for doubt in doubts)]
    return page(headline, lines, [table(headings, rows, names.index(programmed))], others)


def new_axes(axes: Any = None) -> Any:
    """The axes to draw on: these, else those of a new figure. Raises DualFuelError where matplotlib is missing."""
    if axes is not None:
        return axes
    try:
        from matplotlib import pyplot
    except ImportError:
        raise DualFuelError("plot() needs matplotlib. Install it with: pip install matplotlib") from None
    return pyplot.subplots(figsize=_SIZE, layout="constrained")[1]


def plot_season(s: Solution, axes: Any = None) -> Any:
    """What a season costs with each setting; today's setting and the one to program are marked."""
    axes = new_axes(axes)
    units, curve = s.case.units, tables.make("switchover", s)
    settings = convert(curve["switchover"], "°F", units)
    warm = s.curve.heats.tolist()
    for heats, style in ((True, {"color": BLUE}), (False, {"color": GREY, "linestyle": "--"})):
        if heats in warm:
            costs = [cost if one == heats else math.nan for cost, one in zip(curve["annual_cost"], warm, strict=True)]
            axes.plot(settings, costs, label=None if heats else "leaves rooms cold", **style)
    today = s.parameters.existing_switchover, float(s.totals.annual_cost[EXISTING])
    marks = (("Today", today, GREY, "o"), ("Set to", (s.setting.switchover, s.setting.annual_cost), ORANGE, "D"))
    for words, (setting, cost), colour, marker in marks:
        label = f"{words} {degrees(setting, s.parameters)}: {money(cost, units)}"
        axes.plot([convert(setting, "°F", units)], [cost], marker, color=colour, label=label)
    axes.set_xlabel(f"Outdoor temperature at which the furnace takes over [{shown_in('°F', units)}]")
    axes.set_ylabel(f"Cost of a season [{sign(units).strip()}]")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    return axes
