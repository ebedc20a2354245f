"""What a filled form shows: its cells beside those of the blank form, without the rows that a contractor put in.

The words, numbers and formulas that the form came with are compared with it; what people fill in is judged by its
display alone. A form of another version is judged by whether its cells show what they hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Final, NamedTuple

from xl_dualfuel.inputs.home_headings import EXAMPLE

from ..book.styles import is_input
from ..forms.form import LOGO, VERSION
from ..forms.template import template
from ..reader import Opened, Sheet, Value, open_package
from ..reader.addresses import letters, split
from ..reader.moving import Inserted
from ..rules.locations import value_of
from . import added, compare_cells, displayed, insertions, structure
from .compare_cells import Difference, agree
from .displayed_cells import Ours, Steps, Usual
from .displayed_room import width_of
from .displayed_rules import prompt_of
from .findings import Findings, Severity
from .sheet_cells import Wanted

WHOLE: Final = 0.9
"""Share of a sheet's words that are where the blank form has them, if no row or column was taken out"""
KNOWN: Final = 0.7
"""Share of the words of a form that are in their places in one of this version"""
_STATED = re.compile(r"\bform ([0-9]{1,4})\b")
"""The version of a form in a footer"""
_WHAT: Final = {
    "label": "A word of the form was changed",
    "constant": "A number of the form was changed",
    "formula-changed": "A formula of the form was changed",
    "formula-shifted": "A formula of the form was moved from another cell",
    "formula-replaced": "A formula of the form was replaced by a value, or deleted",
}


class Blank(NamedTuple):
    """A sheet of the blank form: its record, its cells as they should be, its words by their cells."""

    sheet: Sheet
    wanted: Mapping[str, Wanted]
    words: Mapping[str, str]


class Compared(NamedTuple):
    """The sheets of a form that are as in the blank one, without what was inserted, and where their cells are."""

    sheets: Mapping[str, Sheet]
    places: Mapping[str, Callable[[str], str]]


@lru_cache(maxsize=4)
def blank_form(kind: str) -> tuple[Opened, Mapping[str, Blank]]:
    """A blank form, and each of its sheets by title."""
    opened = open_package(template(kind))
    blanks = {}
    for sheet in opened.sheets:
        wanted = {
            at: Wanted(cell.formula, cell.value, is_input(opened.style(cell).name), False, cell.style)
            for at, cell in sheet.cells.items()
        }
        words = {at: cell.value for at, cell in wanted.items()
                 if cell.formula is None and isinstance(cell.value, str) and cell.value and not cell.open}  # fmt: skip
        blanks[sheet.title] = Blank(sheet, wanted, words)
    return opened, blanks


def judge(opened: Opened, kind: str, due: Callable[[str, str], Value], findings: Findings) -> Compared:
    """Add what a form shows otherwise than it holds, and which of its own words, numbers and formulas were changed.

    due: what the formula of a sheet and cell gives, for where the file holds no result of it.
    The sheets that are as in the blank form. Raises InputError: its formulas are too long together.
    """
    form, blanks = blank_form(kind)
    titles = [title for title in blanks if title in opened.by_title]
    inserted: Mapping[str, Inserted] = {}
    shares = {title: _share(opened.by_title[title], blanks[title]) for title in titles}
    if min(shares.values(), default=1.0) < WHOLE:
        texts = {title: _texts(blanks[title]) for title in titles}
        opened, inserted = insertions.undone(opened, texts, dict(zip(titles, titles, strict=True)))
        findings.places.update({title: one.actual for title, one in inserted.items()})
        shares = {title: _share(opened.by_title[title], blanks[title]) for title in titles}
    stated = {int(one) for sheet in opened.sheets for one in _STATED.findall(sheet.print.footer)}
    others = sorted(stated - {VERSION})
    if others:
        # What an earlier form reports is compared with its inputs all the same; of a later one nothing is known.
        level: Severity = "info" if max(others) < VERSION else "warning"
        findings.add("version", level, "Another version of the form is stated in its footers, whose words and "
                     "formulas cannot all be compared", found=f"form {others[0]}", expected=f"form {VERSION}",
                     remedy="Compare its answer with the one of its inputs, or fill in a new form")  # fmt: skip
    known = sum(share >= WHOLE for share in shares.values()) >= KNOWN * len(shares)
    same = [title for title in titles if shares[title] >= WHOLE] if known and (not others or VERSION in stated) else []
    if same:
        _compare(opened, kind, form, {title: blanks[title] for title in same}, due, findings)
    rest = [title for title in titles if title not in same] if same else structure.named_sheets(opened)
    displayed.of_other(opened, rest, findings)
    _typed(opened, rest, findings)
    findings.places.clear()
    places = {title: inserted[title].actual for title in same if title in inserted}
    return Compared({title: opened.by_title[title] for title in same}, places)


def _typed(opened: Opened, titles: Iterable[str], findings: Findings) -> None:
    """Add what yellow cells state that is not the applicant's to state, on sheets that cannot be compared."""
    for title in sorted({*titles} & opened.by_title.keys()):
        added.typed(opened.by_title[title], lambda cell: is_input(opened.style(cell).name), findings)


def added_sheets(opened: Opened, kind: str, findings: Findings) -> None:
    """Add the sheets that neither the blank form has nor names of ours are on; renamed ones have the same heading."""
    blanks = blank_form(kind)[1]
    named = structure.named_sheets(opened)
    if not named or blanks.keys().isdisjoint(opened.by_title):  # somebody's own list of inputs
        return
    missing = {blank.sheet.value("A1") for title, blank in blanks.items() if title not in opened.by_title} - {None}
    renamed = {sheet.title for sheet in opened.sheets if sheet.title not in blanks and sheet.value("A1") in missing}
    added.sheets(opened, {*blanks, *named, *renamed}, blanks, findings)


def _share(sheet: Sheet, blank: Blank) -> float:
    """The share of the words of the blank form that are in their places."""
    return sum(sheet.value(at) == text for at, text in blank.words.items()) / max(1, len(blank.words))


def _texts(blank: Blank) -> dict[str, str]:
    """What the sheet has near its top in every form, as insertions are looked for."""
    return {at: insertions.FORMULA if cell.formula is not None else str(cell.value)
            for at, cell in blank.wanted.items() if cell.formula is not None or at in blank.words}  # fmt: skip


def _compare(
    opened: Opened, kind: str, form: Opened, blanks: Mapping[str, Blank], due: Callable[[str, str], Value],
    findings: Findings,
) -> None:  # fmt: skip
    # Houses are sorted and copied with the formulas in their rows; some programs keep no formulas at all.
    keeps_formulas = kind != "portfolio" and any(sheet.groups for sheet in opened.sheets)
    currency = str(value_of(opened, "currency") or "$")
    steps, looks = Steps(), [form.looks.cell(style) for style in range(form.looks.count)]
    for title, blank in blanks.items():
        sheet = opened.by_title[title]
        differences = list(_statics(sheet, title, blank.wanted))
        if keeps_formulas:
            differences += compare_cells.formulas(sheet, title, blank.wanted, blank.sheet.runs, {})
        displayed.report(differences, _WHAT, findings)
        added.cells(sheet, blank.wanted, findings, keeps_formulas)
        usual = {address: Usual(looks[cell.style], cell.open) for address, cell in blank.wanted.items()}
        if kind == "portfolio":
            usual |= _further_rows(sheet, usual)
        ours = Ours(sheet, opened.looks, usual, steps, currency, partial(due, title))
        displayed.add(ours, _frame(blank.sheet), findings)


def _statics(sheet: Sheet, title: str, wanted: Mapping[str, Wanted]) -> Iterator[Difference]:
    """Words and numbers of the form that are others now; a contractor's logo may take the place of the words for it."""
    examples = {split(at)[0]: at for at, cell in wanted.items() if cell.value == EXAMPLE}
    houses = {row for row, at in examples.items() if sheet.value(at) not in (None, "", EXAMPLE)}
    for address, cell in wanted.items():
        if cell.formula is not None or cell.open or cell.value in (None, "", LOGO) or split(address)[0] in houses:
            continue
        actual = sheet.cells.get(address)
        if actual is not None and not actual.is_blank and not agree(actual.value, cell.value):
            id_ = "label" if isinstance(cell.value, str) else "constant"
            yield Difference(id_, title, address, actual.value, cell.value)


def _further_rows(sheet: Sheet, usual: Mapping[str, Usual]) -> dict[str, Usual]:
    """Cells of a table below the rows that the blank form has, which look as those above them."""
    last: dict[int, tuple[int, Usual]] = {}
    for address, one in usual.items():
        row, column = split(address)
        last[column] = max(last.get(column, (0, one)), (row, one), key=lambda pair: pair[0])
    return {
        f"{letters(column)}{row}": last[column][1]
        for column, cells in sheet.grid.items() if column in last
        for row in cells if row > last[column][0]
    }  # fmt: skip


def _frame(sheet: Sheet) -> displayed.Frame:
    """Widths, heights and messages of the blank form."""
    prompts = frozenset(prompt_of(one.title, one.prompt) for one in sheet.validations)
    return displayed.Frame(width_of(sheet), sheet.row_heights or {}, prompts)
