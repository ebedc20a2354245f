"""Notes beside an answer, in words: what looks wrong, what to know, and what was assumed because it was not given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from ..inputs.units_given import Units
from ..results.case_units import money
from ..results.note_words import in_words, is_key
from ..results.result import Result
from .messages import LOG, print_note

if TYPE_CHECKING:
    from ..tariffs.tariff import Tariff

_ASSUMED: Final = "Assumed, because not given. First: the most that another value changes the season's cost"
_AT_PLAIN: Final = ", at the case's plain prices"
_NOT_GIVEN: Final = "Not given; "
_NOTHING: Final = 0.5
"""Changes below it [$] are not shown."""


def _of_text(note: str, units: Units) -> str:
    """A note ``key: message``, or ``option: key: message``, with labels in place of keys."""
    first, _, rest = note.partition(": ")
    if is_key(first):
        return in_words(first, rest, units)
    second, _, message = rest.partition(": ")
    return f"{first}: {in_words(second, message, units)}" if is_key(second) else note


def print_notes_of(result: Result, others: Iterable[str] = (), tariff: Tariff | None = None) -> None:
    """Say all the notes of a result by kind: doubts always, the rest and ``others`` not with --quiet.

    others: more notes, with keys; those of the result among them are said once. tariff: what the answer is under.
    """
    units = result.case.units
    pairs, doubts = tuple(result.notes), set(result.doubts)
    by_key: list[tuple[str, str]] = [(one.key, one.message) for one in pairs]
    replaced: Collection[str] = ()
    if tariff is not None:
        from ..decisions.tariff_varied import replaced as replaced_by
        from ..tariffs.words import beside_tariff

        by_key, replaced = list(beside_tariff(pairs)), replaced_by(tariff)
    assumed = {(one.key, pair[1]) for one, pair in zip(result.assumptions, pairs[len(result.warnings) :], strict=True)}
    said = set()
    for pair, (key, message) in zip(pairs, by_key, strict=True):
        said |= {f"{key}: {message}", ": ".join(pair)}
        # The block of what was assumed names each of these values.
        is_assumed = tuple(pair) in assumed or (key == "inputs" and message.startswith(_NOT_GIVEN))
        if not is_assumed and key not in replaced:
            print_note(in_words(key, message, units), is_doubt=pair in doubts)
    for note in others:
        if note not in said:
            print_note(_of_text(note, units))
    for line in _assumptions(result, "" if tariff is None else _AT_PLAIN, replaced):
        LOG.info("%s", line)


def _assumptions(result: Result, at: str = "", replaced: Collection[str] = ()) -> Iterator[str]:
    """The block of what was assumed, a line each: what it may change, what it is, what was used.

    at: at which prices the amounts are; replaced: inputs that nothing depends on.
    """
    units = result.case.units
    assumptions = [one for one in result.assumptions if one.key not in replaced]
    if not assumptions:
        return
    amounts = [money(one.moves, units) if one.moves >= _NOTHING else "–" for one in assumptions]
    width = max(map(len, amounts))
    yield f"{_ASSUMED}{at}:"
    for amount, one in zip(amounts, assumptions, strict=True):
        message = one.message.removeprefix(_NOT_GIVEN)
        yield f"  {amount:>{width}}  {in_words(one.key, message, units)}"
