"""What a form must have filled in: a house is not to be judged by the worked example's numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Set
from typing import Final

from xl_dualfuel.errors import Issue
from xl_dualfuel.files.values import is_blank
from xl_dualfuel.inputs import required
from xl_dualfuel.inputs.case import with_defaults
from xl_dualfuel.inputs.field import NOT_KNOWN
from xl_dualfuel.inputs.fields import FIELDS, SOURCES
from xl_dualfuel.inputs.typed import typed_inputs
from xl_dualfuel.inputs.units_given import Units, remedy_in, to_engine_units

from ..reader import Opened
from .entries import IF_BLANK, Place, cell_beside, headers, located
from .form_fields import FormField

HOUSE_FORMS: Final = ("client", "rebate")
"""Forms of a single real house"""
REQUIRED: Final = "required"
"""How a form says that a cell must be filled in"""


def missing(
    kind: str, given: Mapping[str, object], cleared: Iterable[str], cells: Mapping[str, Place], known: Set[str]
) -> list[Issue]:  # fmt: skip
    """The inputs that are blank but must not be.

    cleared: blank cells that held a default when the workbook was made. known: keys that have a problem of their own.
    """
    if kind == "audit":
        wanted = dict.fromkeys(cleared, "must be given")
    else:
        wanted = needed(given.keys() | known, given) if kind in HOUSE_FORMS else {}
    units = to_engine_units(typed_inputs(given).inputs).units() if wanted else Units()
    return [
        Issue(key, located(None, cells.get(key)), allowed, _remedy(key, units))
        for key, allowed in wanted.items()
        if key not in known
    ]


def not_asked(opened: Opened, cells: Mapping[str, Place]) -> set[str]:
    """What a form of today wants or "not known" for, and this one, an older one, says it can do without."""
    places = {key: cells[key] for key in required.KNOWN_OR_NOT if key in cells}
    beside = {key: cell_beside(opened, headers(opened.by_title[place.sheet]), place, IF_BLANK)
              for key, place in places.items()}  # fmt: skip
    texts = {key: cell.value for key, cell in beside.items() if cell is not None}
    return {key for key, text in texts.items() if isinstance(text, str) and not text.startswith(REQUIRED)}


def _remedy(key: str, units: Units) -> str:
    unknown = f", or type {NOT_KNOWN}" if key in required.KNOWN_OR_NOT else ""
    return remedy_in(FIELDS[key].remedy, FIELDS[key], units) + unknown


def needed(filled: Set[str], given: Mapping[str, object]) -> dict[str, str]:
    """What a form still needs, by key, in words; ``filled`` are the keys of cells that hold anything, ``given`` usable
    values.
    """
    keys = {"climate", "fuel", "fuel_price", *SOURCES}  # a price may have its unit in its own cell
    read = typed_inputs({key: value for key, value in given.items() if key in keys}).inputs
    climate = with_defaults(read).get("climate")  # type: ignore[arg-type]
    return required.needed(filled | (read.keys() & {"fuel_price_unit"}), climate, read.get("fuel"))


def still_missing(kind: str, problems: list[Issue], inputs: Mapping[str, object]) -> list[Issue]:
    """The problems without those of inputs that need not be given any more, as other inputs are given now."""
    if kind not in HOUSE_FORMS:
        return problems
    given = {key: value for key, value in inputs.items() if value is not None}
    wanted = needed(given.keys(), given)
    blank = located(None, None)
    return [issue for issue in problems if issue.key in wanted or not str(issue.value).startswith(blank)]


_NO_ANSWER: Final = frozenset((
    "na", "none", "nil", "tobedetermined", "tbd", "tba", "tofollow", "later", "pending", "unknown",
))  # fmt: skip
"""Words besides those for a blank that do not say who, where or which, without spaces and signs"""
_FILLERS: Final = frozenset("\u115f\u1160\u3164")
"""Letters of Hangul that show nothing"""


def says_nothing(field: FormField, value: object) -> bool:
    """Whether a text is no answer to a question that must be answered: N/A, none, tbd, a dash."""
    return field.required and field.kind == "text" and isinstance(value, str) and is_no_answer(value)


def is_no_answer(text: str) -> bool:
    """Whether a text says neither who, where nor which: signs and what shows nothing alone, or a word for a blank."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    said = "".join(letter for letter in plain if letter.isalnum() and letter not in _FILLERS)
    return is_blank(text) or not said or said in _NO_ANSWER


def unanswered(field: FormField, key: str, value: object, place: Place | None) -> Issue:
    """The problem that a question is not answered; place None: its cell is gone."""
    if place is None:
        return Issue(key, "the form", "must be given", f"Fill in a whole form: the cell of {field.label} is missing")
    return Issue(key, located(value, place), "must be given", f"Fill in: {field.label}")
