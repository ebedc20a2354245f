"""What a reader sees of our sheets on screen and paper: views, windows, pages, their head and foot, properties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ..names import TYPED, key_of
from ..reader import Opened, Sheet
from ..reader.addresses import MAX_COLUMN, MAX_ROW, Area, letters, split
from ..reader.around import Attributes
from ..reader.formula import spans_of
from ..reader.xmlread import number_of, tree, true
from ..rules.locations import value_of
from ..sheets import money
from .claims import states
from .findings import Findings, Severity

LEAST_ZOOM: Final = 20
SMALL_ZOOM: Final = 40
"""From here on it is said that the letters are small."""
LEAST_SCALE: Final = 40
"""Smaller letters [%] on screen or paper cannot be read."""
MOST_FROZEN: Final = (30, 15)
"""More rows or columns that do not move leave no room for the others."""
MOST_REPEATED: Final = 40
"""Most rows repeated on every page"""
MOST_BREAKS: Final = 60
LARGE_LETTERS: Final = 40
MOST_LINES: Final = 8
"""Larger letters [points], or more lines, at the head of a page run over its cells."""
LARGE_PICTURE: Final = 3 * 914_400
"""A picture at the head of a page that is wider and higher [EMU] lies over its cells."""
LEAST_ROOM: Final = 2.0
"""Least width and height of a page between its margins [inches]"""
PAPERS: Final = {
    "1": (8.5, 11.0), "3": (11.0, 17.0), "4": (17.0, 11.0), "5": (8.5, 14.0), "6": (5.5, 8.5), "7": (7.25, 10.5),
    "8": (11.69, 16.54), "9": (8.27, 11.69), "11": (5.83, 8.27), "12": (9.84, 13.9), "13": (6.93, 9.84),
}  # fmt: skip
"""Width and height of papers by number (ECMA-376 Part 1, 18.3.1.63) [inches]"""
LEAST_WINDOW: Final = 1_000
FARTHEST: Final = 200_000
"""A smaller window, or one farther from the first screen [1/20 point], is not seen; screens stand side by side."""
MOST_LETTERS: Final = 1_000
"""Most characters of what a sheet prints; ours have 30."""
BOOK: Final = "xl/workbook.xml"
_AREA: Final = "_xlnm.print_area"
_LOST: Final = "print_titles"
"""Name under which Gnumeric writes the rows repeated on every page, which are lost by it"""
_CODE = re.compile(r'&(?:"[^"]{0,200}"|K[0-9A-Fa-f+\-]{5,6}|[0-9]{1,3}|[A-JL-Za-jl-z])')
_SIZE = re.compile(r"&([0-9]{1,3})")
_MADE = re.compile(r"\bmade ([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}) UTC")
_PLACES: Final = {"Header": "The head of the printed pages", "Footer": "The foot of the printed pages"}


_EDGES: Final = {"Header": ("header", "top"), "Footer": ("footer", "bottom")}
"""How far head and foot are from the edge of the paper, and the cells from it [inches]"""


def judge(opened: Opened, titles: Iterable[str], findings: Findings) -> None:
    """Add what views, pages and properties show otherwise or hide; titles: those of our sheets."""
    built, others = value_of(opened, "built"), {title.lower() for title in opened.by_title}
    claimed: dict[tuple[str, str], list[str]] = {}
    for title in titles:
        sheet = opened.by_title.get(title)
        if sheet is not None and sheet.kind == "worksheet":
            for what, cell in (*_views(sheet), *_pages(sheet, others - {title.lower()})):
                findings.add("not-visible", "warning", what, title, cell)
            for what in _odd_views(sheet):
                findings.add("not-visible", "info", what, title)
            for where, said in _headings(sheet, str(built)[:16] if isinstance(built, str) else "", findings):
                claimed.setdefault((where, said), []).append(title)
    for (where, said), sheets in claimed.items():
        more = f", here and on {len(sheets) - 1} more sheets" if len(sheets) > 1 else ""
        what = f"{where} says what the sheet does not{more}"
        findings.add("shown-otherwise", states(said) or "warning", what, sheets[0], "", said)
    large = next((one for one in opened.surroundings.head_pictures
                  if min(one.width, one.height) > LARGE_PICTURE), None)  # fmt: skip
    if large is not None:
        findings.add("not-visible", "warning", "A large picture is printed over the cells of every page", large.sheet)
    _book(opened, findings)


def _views(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """What a view hides, and the first cell that it does."""
    for view in sheet.around.elements.get("sheetView", ()):
        if true(view, "showFormulas"):
            yield "The sheet shows formulas in place of numbers", ""
        zero = None if true(view, "showZeros", True) else _zero(sheet)
        if zero is not None:
            yield "The sheet does not show zeros", zero
        zoom = number_of(view.get("zoomScale", "100")) or 100
        if zoom < LEAST_ZOOM:
            yield "The sheet is shown too small to read", ""
        yield from _frozen(sheet, view)
    for view in sheet.around.elements.get("customSheetView", ()):
        hides = ("hiddenRows", "hiddenColumns", "filter", "showFormulas")
        if any(true(view, key) for key in hides) or not true(view, "zeroValues", True):
            yield "A view of the sheet hides a part of it", ""


def _odd_views(sheet: Sheet) -> Iterator[str]:
    """How a view is odd that a reader can put right at once."""
    for view in sheet.around.elements.get("sheetView", ()):
        if true(view, "rightToLeft"):
            yield "The columns of the sheet run from right to left"
        if LEAST_ZOOM <= (number_of(view.get("zoomScale", "100")) or 100) < SMALL_ZOOM:
            yield "The sheet is shown very small"
        row, column = split(view.get("topLeftCell", "A1"))
        if (row, column) != (1, 1) and all(
            _is_before(at, row, column) for at, cell in sheet.cells.items() if cell.holds
        ):
            yield "The view begins behind the cells of the sheet"


def _zero(sheet: Sheet) -> str | None:
    return next((address for address, cell in sheet.cells.items() if cell.value == 0 and cell.kind == "n"), None)


def _frozen(sheet: Sheet, view: Attributes) -> Iterator[tuple[str, str]]:
    """Rows and columns that cannot be scrolled to: before the first of a frozen part, or after a very large one."""
    pane = sheet.pane
    if pane is None or not pane.frozen:
        return
    if pane.rows > MOST_FROZEN[0] or pane.columns > MOST_FROZEN[1]:
        yield "So much of the sheet is frozen that the rest cannot be seen", ""
    row, column = split(view.get("topLeftCell", "A1"))
    if row > 1 or column > 1:
        filled = (address for address, cell in sheet.cells.items() if cell.holds)
        hidden = next((address for address in filled if _is_before(address, row, column)), None)
        if hidden is not None:
            yield "Frozen rows or columns cannot be scrolled to", hidden


def _is_before(address: str, row: int, column: int) -> bool:
    down, across = split(address)
    return down < row or across < column


def _pages(sheet: Sheet, others: set[str]) -> Iterator[tuple[str, str]]:
    """What is lost or too small on paper; others: the titles of the other sheets, in small letters."""
    page = sheet.around.first("pageSetup")
    scale = number_of(page.get("scale", "100")) or 100
    if scale < LEAST_SCALE and not sheet.print.fit_to_page:
        yield "The sheet prints too small to read", ""
    if true(page, "draft"):
        yield "The sheet prints as a draft, without its charts", ""
    if page.get("errors", "displayed") == "blank":
        yield "The sheet prints cells without an answer as blank", ""
    if min(_room(sheet)) < LEAST_ROOM:
        yield "The margins leave no room for the cells on paper", ""
    if len(sheet.around.elements.get("brk", ())) > MOST_BREAKS:
        yield "The sheet is broken into very many pages", ""
    for text in (sheet.print.area, sheet.print.titles):
        spans = spans_of(text) if 0 < len(text) < MOST_LETTERS else ()
        if any(span.sheet.lower() in others for span in spans):
            yield "The sheet prints cells of another sheet", ""
    if sum(_rows(sheet)) > MOST_REPEATED:
        yield "So many rows are repeated on every page that there is no room for others", ""


def _room(sheet: Sheet) -> tuple[float, float]:
    """Width and height of a page between its margins [inches]; of unknown paper as of the most usual one."""
    page, margins = sheet.around.first("pageSetup"), sheet.around.first("pageMargins")
    across, down = PAPERS.get(page.get("paperSize", ""), PAPERS["1"])
    if page.get("orientation") == "landscape":
        across, down = down, across
    left, right, top, bottom = (number_of(margins.get(key, "")) or 0.0 for key in ("left", "right", "top", "bottom"))
    return across - left - right, down - top - bottom


def _rows(sheet: Sheet) -> Iterator[int]:
    """How many rows each part of the print titles repeats."""
    spans = spans_of(sheet.print.titles) if 0 < len(sheet.print.titles) < MOST_LETTERS else ()
    return (span.area.bottom - span.area.top + 1 for span in spans if span.area.bottom < 2**20)


def _headings(sheet: Sheet, built: str, findings: Findings) -> Iterator[tuple[str, str]]:
    """The heads and feet of printed pages that state a result, each with what it says; adds what else is wrong."""
    given = sheet.around.first("headerFooter")
    for name, text in sheet.around.headings.items():
        if (name.startswith("first") and not true(given, "differentFirst")) or (
            name.startswith("even") and not true(given, "differentOddEven")
        ):
            continue
        where = _PLACES[name[-6:]]
        said = " ".join(_CODE.sub(" ", text[:4000].replace("&&", "＆")).split())
        made = _MADE.search(said)
        if made is not None and built and made[1] != built:
            findings.add("shown-otherwise", "error", f"{where} gives another time than the Cover", sheet.title, "",
                         made[1], built)  # fmt: skip
        if states(_MADE.sub("", said)):
            yield where, said
        margins = sheet.around.first("pageMargins")
        edges = [number_of(margins.get(key, "")) or 0.0 for key in _EDGES[name[-6:]]]
        sizes = [int(size) for size in _SIZE.findall(text[:4000])]
        is_large = max(sizes, default=0) >= LARGE_LETTERS or text.count("\n") >= MOST_LINES
        if said and (is_large or edges[0] > edges[1] + 1):
            what = f"{where} is so large that it is printed over the cells"
            findings.add("not-visible", "warning", what, sheet.title, "", said)


def _book(opened: Opened, findings: Findings) -> None:
    """The windows of the workbook, how it calculates, what its properties say."""
    surroundings = opened.surroundings
    windows = surroundings.windows
    if windows and all(window.get("visibility", "visible") != "visible" for window in windows):
        findings.add("not-visible", "warning", "The window of the workbook is hidden")
    if windows and all(map(_is_away, windows)):
        findings.add("not-visible", "warning", "The window of the workbook is minimized, tiny or off the screen")
    if any(number_of(window.get("tabRatio", "600")) == 0 for window in windows):
        findings.add("not-visible", "info", "There is no room for the tabs of the sheets")
    if any(not true(window, "showSheetTabs", True) for window in windows):
        findings.add("not-visible", "warning", "The tabs of the sheets are hidden")
    if not true(surroundings.calculation, "fullPrecision", True):
        what = "The workbook calculates with rounded numbers (precision as displayed)"
        findings.add("shown-otherwise", "error", what)
    if surroundings.calculation.get("calcMode") == "manual":
        findings.add("stale", "info", "The workbook does not calculate by itself after an edit")
    for name, text in surroundings.properties.items():
        if states(text):
            what = f"The properties of the file say what the workbook does not ({name})"
            findings.add("shown-otherwise", "warning", what, found=text)


def _is_away(window: Attributes) -> bool:
    sizes, places = ([number_of(window.get(key, "")) or 0.0 for key in keys]
                     for keys in (("windowWidth", "windowHeight"), ("xWindow", "yWindow")))  # fmt: skip
    return (true(window, "minimized") or any(0 < size < LEAST_WINDOW for size in sizes)
            or any(abs(place) > FARTHEST for place in places))  # fmt: skip


class Printed:
    """What a workbook as expected prints: the areas of its sheets, and where its names are."""

    def __init__(self, book: bytes) -> None:
        root = tree(BOOK, book)
        titles = [node.attributes.get("name", "") for node in root.all("sheets", "sheet")]
        self.areas: dict[str, list[Area]] = {}
        self.names: dict[str, tuple[str, Area]] = {}
        for node in root.all("definedNames", "definedName"):
            name, own = node.attributes.get("name", ""), node.attributes.get("localSheetId")
            if own is not None and name.lower() == _AREA:
                self.areas.setdefault(titles[int(own)], []).extend(span.area for span in spans_of(node.text))
            elif key_of(name) and (spans := spans_of(node.text)):
                self.names[name.lower()] = (spans[0].sheet, spans[0].area)


def areas(opened: Opened, titles: Mapping[str, str], like: Sequence[bytes], findings: Findings) -> None:
    """Add filled cells that the workbook should print and does not.

    titles: those our sheets have, by those they should have; like: the main part of each workbook that it may be.
    """
    every = [Printed(book) for book in like]
    for title in every[0].areas if every else ():
        sheet = opened.by_title.get(titles.get(title, ""))
        if sheet is None:
            continue
        own = _Printed(sheet)
        left_out = [_left_out(sheet, own, one, title, _moved(opened, one, title)) for one in every]
        if all(left_out):
            # Programs that know one area a sheet keep the first.
            is_first = any(own.areas == one.areas[title][:1] != one.areas[title] for one in every if title in one.areas)
            # With a longer life in its yellow cell the table of years has more rows than when the workbook was made.
            end = max(area.bottom for area in own.areas)
            is_longer = title == money.SHEET and all(split(cell)[0] > end for cell in left_out[0])
            _add(sheet, left_out[0], findings, "info" if is_first or is_longer else "warning")


def named_areas(opened: Opened, findings: Findings) -> None:
    """Add named cells of a form that hold something and are not printed, on sheets with cells to fill in."""
    names = [(name.name.lower().startswith(TYPED), span) for name in opened.names if key_of(name.name)
             for span in spans_of(name.formula)]  # fmt: skip
    for title in dict.fromkeys(span.sheet for typed, span in names if typed):
        sheet = opened.by_title.get(title)
        if sheet is None:
            continue
        own = _Printed(sheet, any(name.name.lower() == _LOST and name.sheet == title for name in opened.names))
        places = {(span.area.top, span.area.left): span.area.address for _, span in names if span.sheet == title}
        cells = [cell for place, cell in sorted(places.items()) if not own.holds(*place)]
        if cells := [cell for cell in cells if cell in sheet.cells and sheet.cells[cell].holds]:
            _add(sheet, cells, findings)


def _add(sheet: Sheet, cells: Sequence[str], findings: Findings, severity: Severity = "warning") -> None:
    more = f", and {len(cells) - 1:,} more" if len(cells) > 1 else ""
    findings.add("not-visible", severity, f"The cell is not printed{more}", sheet.title, cells[0], sheet.print.area)


class _Printed:
    """What a sheet prints: its areas, and the rows and columns repeated on each of their pages."""

    def __init__(self, sheet: Sheet, is_repeated_lost: bool = False) -> None:
        texts = (sheet.print.area, sheet.print.titles) if sheet.print.area else ("", "")
        self.areas, titles = (
            [span.area for span in spans_of(text)] if len(text) < MOST_LETTERS else [] for text in texts
        )
        self.rows = [(area.top, area.bottom) for area in titles if area.left == 1 and area.right == MAX_COLUMN]
        self.columns = [(area.left, area.right) for area in titles if area.top == 1 and area.bottom == MAX_ROW]
        if is_repeated_lost and self.areas:
            self.rows.append((1, min(area.top for area in self.areas)))

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is printed; all are where the sheet says no area."""
        down, across = (any(first <= at <= last for first, last in spans)
                        for at, spans in ((row, self.rows), (column, self.columns)))  # fmt: skip
        return not self.areas or any(
            (down or area.top <= row <= area.bottom) and (across or area.left <= column <= area.right)
            for area in self.areas
        )


def _moved(opened: Opened, like: Printed, title: str) -> tuple[int, int]:
    """By how many rows and columns a sheet was moved, as its first name that can be compared says."""
    for name in opened.names:
        sheet, area = like.names.get(name.name.lower(), ("", None))
        if area is not None and sheet == title and (spans := spans_of(name.formula)):
            return spans[0].area.top - area.top, spans[0].area.left - area.left
    return 0, 0


def _left_out(sheet: Sheet, own: _Printed, like: Printed, title: str, moved: tuple[int, int]) -> list[str]:
    down, across = moved
    missing = []
    for area in like.areas[title]:
        ends = ((area.top + down, area.left + across), (area.bottom + down, area.right + across))
        if any(all(one.holds(*end) for end in ends) for one in own.areas):
            continue  # all of it is printed
        for column, cells in sheet.grid.items():
            if area.left + across <= column <= area.right + across:
                missing += [
                    f"{letters(column)}{row}" for row, cell in cells.items()
                    if area.top + down <= row <= area.bottom + down and cell.holds
                    and not own.holds(row, column)
                ]  # fmt: skip
    return missing
