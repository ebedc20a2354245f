"""The summary of a portfolio in a few sentences, and the problems and notes of its homes without keys of inputs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ..inputs.home_headings import TARIFF
from ..inputs.units_given import Units
from ..results.case_units import money
from ..results.note_words import in_words, label, with_labels
from .kinds import ASSUMED, NOTE
from .said import BETWEEN, DOUBT, READING

_ASSIGNED: Final = re.compile(r"(^|; )([a-z][a-z0-9_]*) = ")
_SHOWN: Final = 5
"""Most kinds of problems, of doubts and of other notes on the screen"""


def problem_in_words(text: str) -> str:
    """What is wrong with a home, with the names of inputs instead of their keys."""
    return with_labels(_ASSIGNED.sub(lambda at: f"{at[1]}{label(at[2])} = ", text))


def note_in_words(text: str) -> str:
    """One note of a home, with the name of what it is about."""
    key, colon, message = text.partition(": ")
    return in_words(key, message) if colon else text


def notes_in_words(line: str) -> str:
    """All notes of a home as sentences."""
    return " ".join(f"{note_in_words(note).rstrip('.')}." for note in BETWEEN.split(line) if note)


def sentences(data: Mapping[str, Any]) -> list[str]:
    """The summary as lines for the screen: the money first, how many homes have an answer last."""
    homes, emissions = data["homes"], data["emissions"]
    lines: list[str] = []
    if homes["without_season"]:
        lines.append(f"No season for {_homes(homes['without_season'])}: records cover less than one, so that these "
                     "costs and savings are those of the recorded hours")  # fmt: skip
    if homes["solved"]:
        lines += [*_money(data), *_tariffs(data)]
        lines += [
            f"Emissions: {emissions['setting_kg'] / 1000:,.0f} t of CO2 a season; today "
            f"{emissions['existing_kg'] / 1000:,.0f} t",
            f"Electric power at the design temperature: {data['totals']['design_kw']:,.0f} kW",
        ]
        if homes["without_saving"]:
            lines.append(f"{_homes(homes['without_saving'])}: no saving is given, as today's setting heats the "
                         "house more or less than the new one")  # fmt: skip
    lines += [f"{_for_example(row)}{problem_in_words(row['example'])}" for row in data["problems"][:_SHOWN]]
    lines += _notes(data["notes"])
    return [*lines, in_one_line(homes)]


def _notes(kinds: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What to check and what else is to be known, a line a kind; by input what was assumed, and what was read."""
    doubts, others = ([kind for kind in kinds if kind["type"] == one] for one in (DOUBT, NOTE))
    for kind in (*doubts[:_SHOWN], *others[:_SHOWN]):
        yield f"{_for_example(kind)}{note_in_words(kind['example'])}"
    to_check = len(doubts[_SHOWN:])
    if more := to_check + len(others[_SHOWN:]):
        yield (f"{more} more kinds of notes{f', {to_check} of them to check,' if to_check else ''} are in the summary "
               "(--summary) and in the column notes")  # fmt: skip
    if assumed := _by_input(kinds, ASSUMED):
        yield f"Assumed, because not given (number of homes): {assumed}"
    if read := _by_input(kinds, READING):
        example = next(kind["example"] for kind in kinds if kind["type"] == READING).partition(": ")[2]
        yield f"Read from text (number of homes): {read}; for example {example}"


def _by_input(kinds: Sequence[Mapping[str, Any]], of_type: str) -> str:
    """The inputs that have notes of a type, each with how many homes; "" for none."""
    homes: Counter[str] = Counter()
    for kind in kinds:
        if kind["type"] == of_type:
            homes[label(kind["note"].partition(":")[0])] += kind["homes"]
    return ", ".join(f"{name} ({count:,})" for name, count in homes.items())


def in_one_line(homes: Mapping[str, int]) -> str:
    """How many homes there are, and how many have an answer."""
    problems = f"{homes['with_problems']:,} with problems" + " (column problem)" * (homes["with_problems"] > 0)
    return f"{_homes(homes['total'])}: {homes['solved']:,} solved, {problems}"


OF_HOMES: Final = "savings of single homes, the least first: p25 is the one after a quarter of all homes, rounded down"
"""How quantiles of few homes are taken; those of many are of counts, and about"""


def _money(data: Mapping[str, Any]) -> Iterator[str]:
    """Costs and savings; none where the homes pay in different money, which cannot be added up."""
    sign, totals, saving = data["units"]["money"], data["totals"], data["saving_vs_existing"]
    if totals["setting_cost"] is None:
        yield f"Costs are in {sign}: they are not added up"
        return
    units = Units(currency=sign)
    saved = totals["saving_vs_existing"]
    yield (f"The season costs {money(totals['setting_cost'], units)}, {money(abs(saved), units)} "
           f"{'less' if saved >= 0 else 'more'} than with today's settings")  # fmt: skip
    if saving["quantiles"] is not None:
        about = "" if saving["method"] == OF_HOMES else "about "
        yield f"Half of the homes save {about}{money(saving['quantiles']['p50'], units)} or more a season"


def _tariffs(data: Mapping[str, Any]) -> Iterator[str]:
    """What the homes of each tariff pay and save; none for a table without tariffs."""
    units = Units(currency=data["units"]["money"])
    groups: list[Mapping[str, Any]] = next((one["groups"] for one in data["groups"] if one["by"] == TARIFF), [])
    for group in groups[:_SHOWN]:
        if group["setting_cost"] is None or not group["solved"]:
            continue
        saved = group["saving_vs_existing"]
        yield (f"{group['group']}, {_homes(group['homes'])}: the season costs {money(group['setting_cost'], units)}, "
               f"{money(abs(saved), units)} {'less' if saved >= 0 else 'more'} than today")  # fmt: skip
    if len(groups) > _SHOWN:
        yield f"{len(groups) - _SHOWN} more tariffs are in the summary (--summary)"


def _homes(count: int) -> str:
    return f"{count:,} home{'s' if count != 1 else ''}"


def _for_example(counted: Mapping[str, Any]) -> str:
    return f"{_homes(counted['homes'])}{', for example' if counted['homes'] > 1 else ''}: "
