"""Whether a form is still the form it says it is: its kind, its sheets, its names, each in the row that asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from typing import Final

from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS
from xl_dualfuel.results.note_words import label

from ..forms.client import BESIDE
from ..forms.entries import KEYS, Header, Place, cell_at, headers, listed, named_places
from ..forms.form_fields import FORM_FIELDS, LETTERHEAD, PARTIES, RATE, SHEETS, TABLES
from ..forms.model_fields import asked_by
from ..forms.questions import UNIT_QUESTIONS, question
from ..forms.read import Kind
from ..names import CALCULATED, CONSTANT, EARLIER, TYPED, WORKED_OUT
from ..reader import Opened
from ..reader.formula import spans_of
from .findings import Findings

_OURS: Final = (TYPED, WORKED_OUT, CALCULATED, CONSTANT, EARLIER)
_ASKED: Final = frozenset((*FIELDS, *UNIT_FIELDS, *FORM_FIELDS)) - {
    key for key in FIELDS if FIELDS[key].kind == "table"
}
"""Keys of cells that stand in a row of their own"""
_SHARED: Final = frozenset(field.key for section in (PARTIES, LETTERHEAD, RATE) for field in section.fields)
_OF_SHEET: Final[Mapping[str, frozenset[str]]] = {
    **{sheet: frozenset(field.key for section in sections for field in section.fields) - {"company", "contact"}
       for sheet, sections in SHEETS.items()},
    **{table.key.title(): frozenset(f"{table.key}_{column.key}" for column in table.columns) for table in TABLES},
}  # fmt: skip
"""Of the rebate form the keys of each sheet besides that of the inputs"""
_LATER: Final = frozenset(("outdoor_serial", *(field.key for field in RATE.fields)))
"""Fields that the first forms with these names did not have"""
_REBATE_ONLY: Final = frozenset().union(*_OF_SHEET.values()) - _SHARED


def check(opened: Opened, kind: Kind, findings: Findings) -> None:
    """Add what was done to the structure of a form: another kind, sheets and names deleted, names moved."""
    places = named_places(opened)
    _kind(kind, places, findings)
    _names(opened, findings)
    if kind == "rebate":
        _deleted(opened, places, findings)
    if kind in ("client", "rebate", "case") and _is_recent(opened):
        if kind != "case" and "form_status" not in places:
            findings.add("name-missing", "error", "The name of the cell that says whether the form is complete is "
                         "missing", expected="out_form_status")  # fmt: skip
        for key in asked_by(kind):
            if key not in places:
                findings.add("name-missing", "error", f"The cell of “{label(key)}” is missing, or its name",
                             expected=f"in_{key}")  # fmt: skip
    _moved(opened, kind, places, findings)


def _is_recent(opened: Opened) -> bool:
    """Whether its names are those of a version since 0.3."""
    return any(name.name.casefold().startswith(TYPED) for name in opened.names)


def _kind(kind: Kind, places: Mapping[str, Place], findings: Findings) -> None:
    """A form that has the fields of another kind than it says."""
    wrong = ""
    if kind != "rebate" and len(_REBATE_ONLY & places.keys()) > 1:
        wrong = "rebate"
    elif kind == "case" and "form_status" in places:
        wrong = "client"
    elif kind in ("client", "case") and "homes" in places:
        wrong = "portfolio"
    if wrong:
        place = places.get("template")
        findings.add("form-kind", "error", f"The form says that it is a form of the kind {kind}, and has the cells of "
                     f"the {wrong} form", *((place.sheet, place.address) if place else ("", "")), kind, wrong,
                     "Fill in a new form, and leave the kind as it is")  # fmt: skip


def _names(opened: Opened, findings: Findings) -> None:
    """Names of this program that are there twice, of one sheet alone, or hidden."""
    ours = [name for name in opened.names if name.name.casefold().startswith(_OURS)]
    sheets = {span.sheet for name in ours if not name.sheet for span in spans_of(name.formula)}
    ours = [name for name in ours if not name.sheet or name.sheet in sheets]  # a copied sheet has its own
    uses = Counter(name.name.casefold() for name in ours)
    for name in ours:
        if uses[name.name.casefold()] > 1 or name.sheet:
            what = f"The name {name.name} is defined twice, or for one sheet alone, and programs read it differently"
            findings.add("name-twice", "error", what, name.sheet, "", name.formula)
        elif name.hidden:
            findings.add("name-hidden", "warning", f"The name {name.name} is hidden", found=name.formula)


def _deleted(opened: Opened, places: Mapping[str, Place], findings: Findings) -> None:
    """Sheets of the rebate form that are gone; of a form of today also single cells."""
    known = set(places)
    if not known & _REBATE_ONLY:  # copied without names: by the keys beside its cells
        known |= {key for sheet in opened.sheets for key, _ in listed(sheet, FORM_FIELDS)}
    recent = _is_recent(opened)
    for sheet, keys in _OF_SHEET.items():
        if not keys & known and (recent or sheet not in opened.by_title):
            findings.add("sheet-missing", "error", f"The sheet {sheet} of the form is missing", found="nothing",
                         expected=sheet, remedy="Fill in a whole form")  # fmt: skip
        elif recent and keys & places.keys():
            for key in sorted(keys - places.keys() - _LATER):
                field = FORM_FIELDS.get(key)
                findings.add("name-missing", "error", f"The cell of “{field.label if field else key}” is missing, or "
                             "its name", sheet, "", None, f"in_{key}")  # fmt: skip


def _moved(opened: Opened, kind: Kind, places: Mapping[str, Place], findings: Findings) -> None:
    """Names that mean another cell than the one in the row that asks for them."""
    heads: dict[str, list[Header]] = {}
    rows: dict[str, Place] = {}
    for sheet in opened.sheets if kind != "portfolio" else ():
        heads[sheet.title] = headers(sheet)
    for key, place in places.items():
        if key in _ASKED and not _is_beside(opened, heads.get(place.sheet, []), kind, key, place):
            rows = rows or _rows(opened, heads)
            own = rows.get(key)
            if own == place.first or (own is None and not _is_recent(opened)):
                continue
            cell = cell_at(opened, place)
            findings.add("name-moved", "error", f"The name of “{_label(key)}” means a cell that is not beside that "
                         "question", place.sheet, place.address, None if cell is None else cell.value,
                         f"{own.sheet}!{own.address}" if own else "the cell beside the question")  # fmt: skip


def _rows(opened: Opened, filled_in: Container[str]) -> dict[str, Place]:
    """The cell beside each key that a sheet lists; one that is filled in before those that calculate."""
    rows: dict[str, Place] = {}
    for sheet in sorted(opened.sheets, key=lambda sheet: sheet.title not in filled_in):
        for key, place in listed(sheet, dict.fromkeys(_ASKED)):
            rows.setdefault(key, place)
    return rows


def _label(key: str) -> str:
    return FORM_FIELDS[key].label if key in FORM_FIELDS else label(key)


def _is_beside(opened: Opened, heads: list[Header], kind: Kind, key: str, place: Place) -> bool:
    """Whether the row of a cell says what it is, and it is in the column of values.

    By the key in its row; where there is no column of keys by the question left of it.
    """
    above = [head for head in heads if head.row < place.area.top]
    column = place.area.left
    beside = BESIDE.get(key) if kind == "client" else None
    values = above[-1].column("unit" if beside else "value") if above else column
    if column != values:
        return False
    if above and (keys := above[-1].column(*KEYS)):
        named = opened.by_title[place.sheet].at(place.area.top, keys)
        return isinstance(named, str) and named.strip() == key
    return _question(kind, beside or key) in set(_texts(opened, place, column))


def _texts(opened: Opened, place: Place, before: int) -> Iterator[str]:
    """The texts of a row left of a column."""
    grid = opened.by_title[place.sheet].grid
    for column in range(1, before):
        cell = grid.get(column, {}).get(place.area.top)
        if cell is not None and isinstance(cell.value, str):
            yield " ".join(cell.value.split())


def _question(kind: Kind, key: str) -> str:
    """What a form asks for in the row of a key."""
    if kind == "client":
        text = question(key).label
    else:
        text = UNIT_QUESTIONS[key].label if key in UNIT_QUESTIONS else _label(key)
    return " ".join(text.split())
