"""What surrounds the cells: sheets, names, what is hidden, and everything that runs or leads outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Final

from ..names import CONSTANT, key_of
from ..reader import Name, Opened, Sheet
from ..reader.addresses import letters
from ..reader.formula import Formula, spans_of
from ..reader.own_functions import addin_links
from ..reader.records import Remark
from ..rules.appearance import LEAST_HEIGHT, LEAST_WIDTH
from ..rules.locations import SHEETS
from ..rules.package import leads_outside
from . import added
from .findings import Findings, Severity, clean
from .formulas import same

LINKS: Final = ("http://", "https://", "mailto:")
_PRINT = ("_xlnm.print_area", "_xlnm.print_titles", "_xlnm._filterdatabase")


def parts(opened: Opened, findings: Findings) -> None:
    """Macros, links to outside, connections, embedded things."""
    addin = addin_links(opened)
    for target in sorted(set(addin.values())):
        findings.add("functions", "info", "Its worksheet functions belong to the add-in of the computer "
                     "that saved it. Nothing else depends on them", found=target)  # fmt: skip
    ours = {title.lower() for title in named_sheets(opened)}
    for remark in opened.remarks:
        if remark.part in addin or remark.found in addin.values():
            continue
        if remark.linked and _fills(opened, remark, ours):
            findings.add(remark.id, "warning", "A form control fills a cell of the form", found=remark.linked)
        else:
            findings.add(remark.id, remark.severity, remark.what, found=remark.found)
    for link in opened.relationships:
        if link.external and link.source not in addin:
            _outside(link.kind, link.target, findings)
    for sheet in opened.sheets:
        if sheet.kind not in ("worksheet", "chartsheet"):
            findings.add("macro", "error", "The sheet is not an ordinary worksheet", sheet.title, found=sheet.kind)


def named_sheets(opened: Opened) -> list[str]:
    """The titles of the sheets with named cells of this program, as the names write them, in the order of the names."""
    spans = (span for name in opened.names if key_of(name.name) for span in spans_of(name.formula))
    return list(dict.fromkeys(span.sheet for span in spans))


def _fills(opened: Opened, remark: Remark, ours: Container[str]) -> bool:
    """Whether the cells that a form control fills are on a sheet with named cells of this program."""
    sources = {link.source for link in opened.relationships if link.part == remark.part}
    own = [sheet.title for sheet in opened.sheets if sheet.part in sources]
    titles = [title.lower() for span in spans_of(remark.linked) for title in ([span.sheet] if span.sheet else own)]
    return not titles or any(title in ours for title in titles)


def _outside(kind: str, target: str, findings: Findings) -> None:
    if kind != "hyperlink":
        findings.add("external-link", "error", "The file has a link to another file", found=f"{clean(kind)} {target}")
    elif target.lower().startswith(LINKS):
        findings.add("hyperlink", "info", "A hyperlink leads to a web page or e-mail address", found=target)
    else:
        findings.add("hyperlink", "warning", "A hyperlink leads to a file or program", found=target)


def hidden(opened: Opened, own: Iterable[str], findings: Findings) -> None:
    """Hidden sheets, rows and columns; own: the titles of the sheets that this program wrote."""
    ours = set(own)
    for sheet in opened.sheets:
        if sheet.state != "visible":
            findings.add("hidden-sheet", "error", f"A hidden sheet: {sheet.title}", sheet.title)
        severity: Severity = "error" if sheet.title in ours else "warning"
        used = max(sheet.grid, default=0)
        for columns in sheet.columns:
            unseen = columns.hidden or (columns.width is not None and columns.width < LEAST_WIDTH)
            if unseen and columns.first <= used:
                last = min(columns.last, used)
                findings.add("hidden-rows", severity, "Hidden columns", sheet.title, f"{letters(columns.first)}1",
                             f"columns {letters(columns.first)} to {letters(last)}")  # fmt: skip
        _rows(sheet, severity, findings)


def _rows(sheet: Sheet, severity: Severity, findings: Findings) -> None:
    low = {row for row, height in (sheet.row_heights or {}).items() if height < LEAST_HEIGHT}
    if not (sheet.hidden_rows or low or sheet.rows_hidden_by_default):
        return
    filled = {row for cells in sheet.grid.values() for row, cell in cells.items() if not cell.is_blank}
    rows = sorted((sheet.hidden_rows | low) & filled)
    if rows:
        findings.add("hidden-rows", severity, "Hidden rows", sheet.title, f"A{rows[0]}",
                     f"row {rows[0]}" + (f" and {len(rows) - 1} more" if len(rows) > 1 else ""))  # fmt: skip
    if sheet.rows_hidden_by_default and filled:
        findings.add("hidden-rows", severity, "Rows are hidden", sheet.title)


def titles(
    opened: Opened, wanted: Sequence[str], headings: Callable[[str], object], findings: Findings
) -> dict[str, str]:
    """Title as it should be → as it is. Reports missing, renamed, added sheets and another order.

    headings: the heading of the sheet of a title.
    """
    present = [sheet.title for sheet in opened.sheets]
    actual = {title: title for title in wanted if title in opened.by_title}
    for title in wanted:
        if title in actual:
            continue
        other = _renamed(opened, title, set(wanted) | set(actual.values()), headings)
        if other:
            actual[title] = other
            findings.add("sheet-renamed", "info", "The sheet was renamed", other, "", other, title)
        else:
            findings.add("sheet-missing", "error", f"The sheet {title} is missing", found="nothing", expected=title)
    own_titles = [title for title in present if title in actual.values()]
    if own_titles != [actual[title] for title in wanted if title in actual]:
        findings.add("sheet-order", "info", "The sheets are in another order", found=", ".join(own_titles))
    # Sheets of this version may be those of another, which is known by what it states.
    added.sheets(opened, {*actual.values(), *(set(SHEETS) - set(wanted))}, wanted, findings)
    return actual


def _renamed(opened: Opened, title: str, taken: set[str], headings: Callable[[str], object]) -> str:
    """The sheet that has the heading of the missing sheet; "" for none."""
    heading = headings(title)
    alike = (sheet.title for sheet in opened.sheets if sheet.title not in taken and sheet.value("A1") == heading)
    return next(alike, "")


def names(opened: Opened, wanted: Iterable[Name], renamed: Mapping[str, str], findings: Findings) -> None:
    """Defined names that are missing, moved, there twice, or added."""
    known = {name.name.lower(): name for name in wanted}
    uses: Counter[str] = Counter(name.name.lower() for name in opened.names)
    unsafe_names(opened, findings)
    for name in opened.names:
        small = name.name.lower()
        if small in known:
            if uses[small] > 1:
                findings.add("name-twice", "error", f"The name {name.name} is defined {uses[small]} times", name.sheet)
            if not same(name.formula, known[small].formula, renamed):
                findings.add("name-moved", "error", f"The name {name.name} refers to other cells", "", "",
                             name.formula, known[small].formula)  # fmt: skip
            if name.hidden:
                findings.add("name-hidden", "warning", f"The name {name.name} is hidden", found=name.formula)
        elif small not in _PRINT:
            # Those of a programme whose rules are elsewhere cannot be compared.
            strange = key_of(small) and not key_of(small).startswith(("programme_", CONSTANT))
            severity: Severity = "warning" if strange or name.hidden else "info"
            findings.add("added", severity, "A name was added", name.sheet, "", f"{name.name} = {name.formula}")
    for small, name in known.items():
        if small not in uses:
            findings.add("name-missing", "error", f"The name {name.name} is missing", "", "", None, name.formula)


def unsafe_names(opened: Opened, findings: Findings) -> None:
    """Defined names that run something or lead outside."""
    for name in opened.names:
        if name.runs or name.name.lower().startswith(("auto_", "_xlnm.auto_")):
            findings.add("macro", "error", "A name runs a macro", name.sheet, found=name.name)
        if leads_outside(Formula(name.formula)):
            findings.add("formula-outside", "error", "A name refers to another file", name.sheet, "",
                         f"{name.name} = {name.formula}")  # fmt: skip


def outside(opened: Opened, checked: Iterable[str], findings: Findings) -> None:
    """Formulas that lead outside; checked: titles of sheets whose formulas are the expected ones, all of them."""
    done = set(checked)
    for sheet in opened.sheets:
        for group in () if sheet.title in done else sheet.groups:
            if leads_outside(group.formula):
                findings.add("formula-outside", "error", "A formula refers to another file or program",
                             sheet.title, group.address, f"={group.formula.text}")  # fmt: skip
        for text in sheet.rule_formulas:
            if leads_outside(Formula(text)):
                findings.add("formula-outside", "error", "A format or validation refers to another file", sheet.title,
                             "", text)  # fmt: skip
