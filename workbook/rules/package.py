"""Rules of the file: cover and log, the same bytes every time, soundness of the package, nothing that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import Final

from xl_dualfuel.files import zipping

from ..book.layout import HEADER_ROW, PAGES, REVIEW
from ..book.package import FONT_ORDER
from ..names import name_of
from ..reader import Opened, Sheet
from ..reader.formula import Formula
from ..reader.own_functions import bare_calls
from .locations import SHEETS, Finding, address, value_of

LOG_HEADERS: Final = ("Version", "Date", "Who", "What", "Effect")
CONTENT_TYPES: Final = {
    "officeDocument": "main+xml", "worksheet": "worksheet+xml", "styles": "styles+xml", "theme": "theme+xml",
    "sharedStrings": "sharedStrings+xml", "drawing": "drawing+xml", "chart": "chart+xml", "image": "image/png",
    "core-properties": "core-properties+xml", "extended-properties": "extended-properties+xml",
}  # fmt: skip
"""How the content type of a part ends, by the kind of the relationship that leads to it"""
KNOWN_EXTENSIONS: Final = ("xml", "rels", "png")
FORBIDDEN_PARTS: Final = (
    "vbaproject", "externallinks/", "embeddings/", "connections", "querytables/", "ctrlprops/", "webextensions/",
    "activex/", "macrosheets/", "dialogsheets/", "customui/", "xl/model/", "datamodel", "pivotcache/", "oleobject",
)  # fmt: skip
ELEMENTS: Final = frozenset(("oleObjects", "oleObject", "controls", "control", "webPublishItems"))
"""Elements of a sheet for things that run"""
FETCHING: Final = frozenset(("CALL", "HYPERLINK", "IMAGE", "REGISTER.ID", "RTD", "WEBSERVICE", "_XLFN.WEBSERVICE"))
"""Functions that fetch from outside or call other programs"""
PRINTER_SETTINGS: Final = "xl/printersettings/"
"""Excel adds these when a workbook is printed; they run nothing."""
_HASH = re.compile(r"[0-9a-f]{64}")
_BUILT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2}) ?(?:UTC|Z)")


def w14(opened: Opened) -> Iterator[Finding]:
    """The ten sheets in order; Cover with result, engine, time, hash, links, legend, limits; Log with its columns."""
    titles = tuple(sheet.title for sheet in opened.sheets if sheet.title != REVIEW)
    for title in SHEETS:
        if title not in titles:
            yield Finding("W14", title, "", f"the sheet {title} is missing")
    if set(SHEETS) <= set(titles) and titles[: len(SHEETS)] != SHEETS:
        yield Finding("W14", "", "", "the sheets are not in their order")
    cover, log = opened.by_title.get("Cover"), opened.by_title.get("Log")
    if cover is not None:
        yield from _cover(opened, cover)
    if log is not None:
        for number, header in enumerate(LOG_HEADERS, 1):
            if log.at(HEADER_ROW, number) != header:
                yield Finding("W14", "Log", address(HEADER_ROW, number), f"the column {header} should be here")
        if log.at(HEADER_ROW + 1, 1) in (None, ""):
            yield Finding("W14", "Log", address(HEADER_ROW + 1, 1), "no entry")


def _cover(opened: Opened, cover: Sheet) -> Iterator[Finding]:
    for key, pattern, what in (
        ("inputs_sha256", _HASH, "the SHA-256 of the inputs"),
        ("built", _BUILT, "the time it was made"),
        ("version", re.compile(r"xl_dualfuel [0-9]+\.[0-9]+.*"), "the version of the engine"),
        ("sentence", re.compile(r".{20,}", re.DOTALL), "the result in one sentence"),
    ):
        value = value_of(opened, key)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            yield Finding("W14", "Cover", "", f"{name_of(key)} does not have {what}")
    linked = {Formula(link.location).spans[0].sheet for link in cover.hyperlinks if Formula(link.location).spans}
    for title in SHEETS:
        if title not in linked and title != "Cover":
            yield Finding("W14", "Cover", "", f"no link to {title}")
    texts = {cell.value for cell in cover.cells.values() if isinstance(cell.value, str)}
    for text in ("Contents", "Legend", "Known limits", "What it is for"):
        if text not in texts:
            yield Finding("W14", "Cover", "", f"the section {text} is missing")


def w15(opened: Opened) -> Iterator[Finding]:
    """Only the stamp of the package, which is on the cover too, depends on the time or computer of its writing."""
    for name, part in opened.parts.items():
        if part.time != zipping.TIME:
            yield Finding("W15", "", "", f"{name[:60]} has a time of its own in the zip")
    if not opened.created or opened.created != opened.modified:
        yield Finding("W15", "", "", "the workbook was changed after it was made")
    built = value_of(opened, "built")
    match = _BUILT.fullmatch(built) if isinstance(built, str) else None
    if match is not None and f"{match[1]}T{match[2]}Z" != opened.created:
        yield Finding("W15", "Cover", "", "out_built is not the time the properties give")


def w16(opened: Opened) -> Iterator[Finding]:
    """Sound as far as can be seen here: types, targets, order of fonts' elements. Validators see more."""
    for name in opened.parts:
        if name != "[Content_Types].xml" and not _type(opened, name):
            yield Finding("W16", "", "", f"{name[:60]} has no content type")
    for name in opened.part_types:
        if name not in opened.parts:
            yield Finding("W16", "", "", f"{name[:60]} has a content type but is not there")
    yield from _links(opened)
    for font in opened.fonts:
        known = [FONT_ORDER.index(name) for name in font if name in FONT_ORDER]
        if len(known) < len(font) or known != sorted(known):
            yield Finding("W16", "", "", "the elements of a font are not in their order")


def _type(opened: Opened, part: str) -> str:
    return opened.part_types.get(part) or opened.default_types.get(part.rpartition(".")[2].lower(), "")


def _links(opened: Opened) -> Iterator[Finding]:
    for link in opened.relationships:
        source = link.source[:60] or "the package"
        if link.external:
            continue
        if link.part not in opened.parts:
            yield Finding("W16", "", "", f"a relationship of {source} leads nowhere")
        elif not _type(opened, link.part).endswith(CONTENT_TYPES.get(link.kind, "")):
            yield Finding("W16", "", "", f"{link.part[:60]} has the content type of something else")


def w17(opened: Opened) -> Iterator[Finding]:
    """Text from users is never a formula; no macros, links to the outside, embedded things, or hidden sheets."""
    yield from _parts(opened)
    for link in opened.relationships:
        if link.external:
            yield Finding("W17", "", "", f"a link to the outside, of the kind {link.kind[:40]}")
    for sheet in opened.sheets:
        if sheet.state != "visible":
            yield Finding("W17", sheet.title, "", "the sheet is hidden")
        if sheet.kind != "worksheet":
            yield Finding("W17", sheet.title, "", "the sheet is no worksheet")
        for element in sorted(sheet.elements & ELEMENTS):
            yield Finding("W17", sheet.title, "", f"{element}: something that can run")
        yield from _formulas(opened, sheet)
        yield from _conditions(sheet)
    for name in opened.names:
        if name.runs or name.name.lower().startswith(("auto_", "_xlnm.auto_")):
            yield Finding("W17", name.sheet, "", f"the name {name.name[:60]} runs a macro")
        elif name.hidden and name.name != "_xlnm._FilterDatabase":
            yield Finding("W17", name.sheet, "", f"the name {name.name[:60]} is hidden")
        if _leads_outside(Formula(name.formula)):
            yield Finding("W17", name.sheet, "", f"the name {name.name[:60]} leads outside")


def _parts(opened: Opened) -> Iterator[Finding]:
    for name in opened.parts:
        small = name.lower()
        extension = small.rpartition(".")[2]
        printer = small.startswith(PRINTER_SETTINGS) and extension == "bin"
        if any(part in small for part in FORBIDDEN_PARTS) or (extension not in KNOWN_EXTENSIONS and not printer):
            yield Finding("W17", "", "", f"{name[:60]}: a part that an audit workbook does not need")
    types = {**opened.default_types, **opened.part_types}
    if any("macroenabled" in kind.lower() for kind in types.values()):
        yield Finding("W17", "", "", "the workbook is of a type that can have macros")


def _formulas(opened: Opened, sheet: Sheet) -> Iterator[Finding]:
    for group in sheet.groups:
        if _leads_outside(group.formula):
            yield Finding("W17", sheet.title, group.address, "a formula that leads outside, or to another program")
        elif sheet.title in (*PAGES, "Log"):
            cell = sheet.grid[group.column][group.first]
            reads = group.formula.names or group.formula.spans
            if not reads or not opened.style(cell).locked:
                yield Finding("W17", sheet.title, group.address, "a formula where text belongs")


def _conditions(sheet: Sheet) -> Iterator[Finding]:
    """Formulas of conditional formats and validations are calculated too."""
    for text in sheet.rule_formulas:
        formula = Formula(text)
        if _leads_outside(formula) or formula.functions & FETCHING:
            yield Finding("W17", sheet.title, "", "a conditional format or validation that leads outside")


def leads_outside(formula: Formula, functions: Set[str] = FETCHING, books: bool = True) -> bool:
    """Other programs (program|topic!item), some functions, other workbooks where asked; links within it do not.

    Nor does a call of this program's functions in the add-in's file, where the link to it is looked at by itself.
    """
    formula = Formula(bare_calls(formula.text)) if "[" in formula.text else formula
    for place, (kind, text) in enumerate(formula.tokens):
        if text == "|" or (books and kind == "bracket"):
            return True
        if kind == "sheet" and ("|" in text or (books and "[" in text)):
            return True
        if kind == "function" and text[:-1].upper() in functions:
            following = formula.tokens[place + 1 : place + 2]
            if text.upper() != "HYPERLINK(" or not following or not following[0].text.startswith('"#'):
                return True
    return False


def _leads_outside(formula: Formula) -> bool:
    """As far as rule W17 goes: fetching functions and other workbooks are reported by W04 and W03."""
    return leads_outside(formula, frozenset(("HYPERLINK",)), books=False)
