"""An .xlsx as plain records: the order of reading, and what belongs to which sheet."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from . import parts
from .charts import charts
from .content import Budget
from .formula import MAX_FORMULA, Allowance
from .looks import Looks
from .package import Package, read_package
from .plain_rows import Parted, parted
from .records import Name, Opened, Relationship, Sheet
from .refusal import read_differently, refused
from .scan import Names, scan
from .surroundings import surroundings
from .worksheet import read_worksheet
from .xmlread import Node, integer, tree, true

MAX_SHEETS: Final = 255
"""Most sheets."""
MAX_NAMES: Final = 5_000
"""Most defined names; a workbook of this program has about 400."""
MAX_NAMES_TEXT: Final = 2**20
"""Most characters of what all defined names mean."""


def open_package(content: bytes) -> Opened:
    """An .xlsx as plain records. Nothing of it is run, followed or calculated.

    Raises InputError: no zip, encrypted, damaged, too large, malformed XML, document types, escaping or double names.
    """
    return opened(read_package(content))


def opened(package: Package) -> Opened:
    """The workbook in a package, as open_package gives it."""
    files = package.content
    default_types, part_types = parts.content_types(files)
    contents = contents_of(files)
    main, book, links, strings, style_part = contents[:5]
    rows = {part: rows for part in _worksheets(links) if (rows := parted(files.get(part, b""))) is not None}
    remarks = scan(files, Names(links, default_types, part_types), {part: own.rest for part, own in rows.items()})
    formats = tree(style_part, files[style_part]) if style_part else Node("styleSheet", {})
    styles, style_names, fonts = parts.styles(style_part, formats)
    theme = _of_kind([link for link in links if link.source == main], "theme", files)
    core = _of_kind([link for link in links if not link.source], "core-properties", files)
    created, modified = parts.stamps(core, files[core]) if core else ("", "")
    titles = [node.attributes.get("name", "") for node in book.all("sheets", "sheet")]
    names = _names(main, book, titles)
    texts = parts.shared_strings(strings, [files[strings]]) if strings else []
    sheets = tuple(_sheets(sheet_links(main, book, links, files), files, rows, texts, names))
    calc = book.first("calcPr")
    return Opened(
        sheets=sheets,
        names=names,
        calculates_on_load=calc is not None and true(calc.attributes, "fullCalcOnLoad"),
        styles=styles,
        style_names=style_names,
        fonts=fonts,
        charts=charts(files, links, {sheet.part: sheet.title for sheet in sheets}),
        parts=package.parts,
        relationships=links,
        default_types=default_types,
        part_types=part_types,
        created=created,
        modified=modified,
        from_1904=contents.from_1904,
        looks=Looks(style_part, formats, files.get(theme, b"")),
        remarks=remarks,
        surroundings=surroundings(files, links, sheets, book),
        book_links=frozenset(filter(partial(_links_a_book, files), files)),
    )


class Contents(NamedTuple):
    """What a package holds, before its sheets are read; a missing part is ""."""

    main: str
    """The part of the workbook itself"""
    book: Node
    links: tuple[Relationship, ...]
    strings: str
    styles: str
    from_1904: bool
    """Whether dates are days since 1904"""


def contents_of(files: Mapping[str, bytes]) -> Contents:
    """The names of the parts of a workbook. Raises InputError: it is a zip of something else, or malformed."""
    links = parts.relationships(files)
    main = _main(links, files)
    own = [link for link in links if link.source == main]
    book = tree(main, files[main])
    strings, styles = (_of_kind(own, kind, files) for kind in ("sharedStrings", "styles"))
    properties = book.first("workbookPr")
    return Contents(
        main, book, links, strings, styles, properties is not None and true(properties.attributes, "date1904")
    )


def sheet_links(
    main: str, book: Node, links: Iterable[Relationship], files: Mapping[str, bytes]
) -> Iterator[tuple[str, str, Relationship]]:
    """Title, state and part of each sheet.

    Raises InputError: one is missing, there are too many; ReadDifferentlyError: two have one name, or are one part.
    """
    own = {link.id: link for link in links if link.source == main}
    titles: set[str] = set()
    sources: set[str] = set()
    for node in book.all("sheets", "sheet"):
        given = node.attributes
        link, title = own.get(given.get("id", "")), given.get("name", "")
        if link is None or link.part not in files:
            raise refused(f"sheet {len(titles) + 1} of it is missing", main)
        if len(titles) >= MAX_SHEETS:
            raise refused(f"it has more than {MAX_SHEETS} sheets", main)
        if title.casefold() in titles:
            raise read_differently("two sheets have one name", main)
        if link.part in sources:
            raise read_differently("two sheets are one part", link.part)
        titles.add(title.casefold())
        sources.add(link.part)
        yield title, given.get("state", "visible"), link


def _main(links: Sequence[Relationship], files: Mapping[str, bytes]) -> str:
    """The part of the workbook itself."""
    part = _of_kind([link for link in links if not link.source], "officeDocument", files)
    if part.endswith(".bin"):
        raise refused("it is a binary workbook (.xlsb)")
    if not part:
        raise refused("this is not an Excel workbook")
    return part


def _worksheets(links: Iterable[Relationship]) -> set[str]:
    """The parts that are linked as worksheets."""
    return {link.part for link in links if link.kind == "worksheet"}


def _of_kind(links: Iterable[Relationship], kind: str, files: Mapping[str, bytes]) -> str:
    """The part that the first relationship of a kind leads to; "" if there is none."""
    return next((link.part for link in links if link.kind == kind and link.part in files), "")


def _links_a_book(files: Mapping[str, bytes], part: str) -> bool:
    """Whether a part is a link to another workbook; one to a program (DDE, OLE) is of the same kind."""
    folder, name = posixpath.split(part.lower())
    if not folder.endswith("externallinks") or not name.endswith(".xml"):
        return False
    return {node.name for node in tree(part, files[part]).children} - {"extLst"} == {"externalBook"}


def _names(main: str, book: Node, titles: Sequence[str]) -> tuple[Name, ...]:
    names = tuple(_name(main, node, titles) for node in book.all("definedNames", "definedName"))
    lengths = [len(name.formula) for name in names]
    if len(names) > MAX_NAMES or sum(lengths) > MAX_NAMES_TEXT or max(lengths, default=0) > MAX_FORMULA:
        raise refused("it has too many or too long defined names")
    return names


def _name(main: str, node: Node, titles: Sequence[str]) -> Name:
    given = node.attributes
    local = given.get("localSheetId")
    sheet = "" if local is None else titles[integer(main, local, 0, len(titles) - 1)]
    runs = any(true(given, key) for key in ("function", "vbProcedure", "xlm"))
    return Name(given.get("name", ""), node.text, sheet, true(given, "hidden"), runs)


def _sheets(
    links: Iterable[tuple[str, str, Relationship]],
    files: Mapping[str, bytes],
    rows: Mapping[str, Parted],
    strings: Sequence[str],
    names: Sequence[Name],
) -> Iterator[Sheet]:
    budget, allowance = Budget(), Allowance()
    for title, state, link in links:
        if link.kind != "worksheet":
            yield Sheet(title, state, link.kind, link.part, {})
            continue
        content, settings = read_worksheet(link.part, files[link.part], strings, budget, rows.get(link.part))
        own = {name.name: name.formula for name in names if name.sheet == title}
        setup = settings.print._replace(titles=own.get("_xlnm.Print_Titles", ""), area=own.get("_xlnm.Print_Area", ""))
        sheet = Sheet(
            title, state, link.kind, link.part, content.cells, tuple(content.arrays),
            tuple(settings.merged), tuple(settings.columns), content.row_heights, frozenset(content.hidden_rows),
            settings.rows_hidden_by_default, settings.pane, settings.protection, tuple(settings.validations),
            tuple(settings.conditions), tuple(settings.hyperlinks), setup, frozenset(settings.elements),
            settings.around, allowance, settings.usual_height, settings.usual_width, content.rich,
            frozenset(content.phonetic), frozenset(content.typed),
        )  # fmt: skip
        vars(sheet)["grid"] = dict(content.grid)  # which need not be worked out from the addresses
        yield sheet
