"""What may be changed in the views and printed pages of a sheet, in windows and properties, each with its finding."""

from __future__ import annotations

import re
from collections.abc import Callable

from overlays import OFFICE, PREFIX, Place, Way, added, in_sheet, sheet_part
from tampers import BOOK, Parts

CORE, APP = "docProps/core.xml", "docProps/app.xml"
OTHER, HIDDEN = ("shown-otherwise", "error"), ("not-visible", "warning")
SAID = "Set the switchover to 12 °F"


def swapped(part: str, old: str, new: str) -> Callable[[Parts, Place], None]:
    """Replace what a pattern finds in a part; SHEET is that of the place, and its title in patterns."""

    def put(parts: Parts, place: Place) -> None:
        name = sheet_part(parts, place.title) if part == "SHEET" else part
        pattern = old.replace("SHEET", place.title)
        content, count = re.subn(pattern, new.replace("SHEET", place.title), parts[name].decode(), count=1, flags=re.S)
        assert count == 1, (name, pattern)
        parts[name] = content.encode()

    return put


def attribute(element: str, given: str) -> Callable[[Parts, Place], None]:
    """Give an element of the sheet an attribute, in place of one that it has."""
    key = given.partition("=")[0]

    def put(parts: Parts, place: Place) -> None:
        name = sheet_part(parts, place.title)
        found = re.search(f"<{element} [^>]*>", parts[name].decode())
        assert found is not None
        made = re.sub(f' {key}="[^"]*"', "", found[0]).replace(f"<{element} ", f"<{element} {given} ")
        parts[name] = parts[name].decode().replace(found[0], made, 1).encode()

    return put


def heading(name: str, text: str, given: str = "") -> Callable[[Parts, Place], None]:
    """A head or foot of the printed pages."""
    return swapped(
        "SHEET", "<headerFooter>.*?</headerFooter>", f"<headerFooter{given}><{name}>{text}</{name}></headerFooter>"
    )


def of_another_sheet(parts: Parts, place: Place) -> None:
    """Prints the first sheet that is another one."""
    titles = re.findall('<sheet [^>]*?name="([^"]*)"', parts[BOOK].decode())
    other = next(title for title in titles if title != place.title)
    swapped(BOOK, AREA, rf"\1'{other}'!$A$1:$K$200")(parts, place)


def broken(parts: Parts, place: Place) -> None:
    """A page for each row."""
    in_sheet(
        parts,
        place.title,
        "<rowBreaks>" + "".join(f'<brk id="{row}" man="1"/>' for row in range(1, 99)) + "</rowBreaks>",
    )


def watermark(parts: Parts, place: Place) -> None:
    """A picture at the head of the page that covers it."""
    drawn = '<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="CH" style="width:400pt;height:500pt"/></xml>'
    number = added(parts, sheet_part(parts, place.title), "vmlDrawing", "xl/drawings/vmlDrawing9.vml", drawn,
                   f"{OFFICE}.vmlDrawing")  # fmt: skip
    heading("oddHeader", "&amp;C&amp;G")(parts, place)
    in_sheet(parts, place.title, f'<legacyDrawingHF xmlns:r="{PREFIX}" r:id="{number}"/>')


def frozen_away(parts: Parts, place: Place) -> None:
    """The view begins below rows that are frozen with it."""
    attribute("sheetView", 'topLeftCell="A5"')(parts, place)


ID = "{00000000-0000-0000-0000-000000000001}"
VIEW = f'<customSheetViews><customSheetView guid="{ID}" hiddenRows="1"/></customSheetViews>'
AREA = r'(name="_xlnm.Print_Area" localSheetId="[0-9]+"[^>]*>)\'?SHEET\'?![^<]*'
TITLES = r'(name="_xlnm.Print_Titles" localSheetId="[0-9]+"[^>]*>)\'?SHEET\'?![^<]*'
WAYS = [
    Way("print area that leaves rows out", *HIDDEN, swapped(BOOK, AREA, r"\1SHEET!$A$7:$K$9")),
    Way("print area of another sheet", *HIDDEN, of_another_sheet),
    Way("many rows repeated", *HIDDEN, swapped(BOOK, TITLES, r"\1SHEET!$1:$60")),
    Way("tiny print", *HIDDEN, attribute("pageSetup", 'scale="10"')),
    Way("draft", *HIDDEN, attribute("pageSetup", 'draft="1"')),
    Way("no errors on paper", *HIDDEN, attribute("pageSetup", 'errors="blank"')),
    Way("a page for each row", *HIDDEN, broken),
    Way("result at the head", *OTHER, heading("oddHeader", f"&amp;C{SAID}")),
    Way("result at the head in codes", *OTHER, heading(
        "oddHeader", '&amp;C&amp;"Arial,Bold"&amp;14Season cost &amp;K00FF00$1&amp;"Arial"00')),
    Way("result at the foot of even pages", *OTHER, heading("evenFooter", SAID, ' differentOddEven="1"')),
    Way("result at the head of the first page", *OTHER, heading("firstHeader", SAID, ' differentFirst="1"')),
    Way("approval at the foot", "shown-otherwise", "warning", heading("oddFooter", "Approved by the programme")),
    Way("large letters at the head", *HIDDEN, heading("oddHeader", "&amp;C&amp;72DRAFT")),
    Way("head in the middle of the page", *HIDDEN, lambda parts, place: attribute("pageMargins", 'header="4"')(
        parts, place) or heading("oddHeader", "&amp;CDRAFT")(parts, place)),
    Way("large picture at the head", *HIDDEN, watermark),
    Way("formulas shown", *HIDDEN, attribute("sheetView", 'showFormulas="1"')),
    Way("tiny view", *HIDDEN, attribute("sheetView", 'zoomScale="10"')),
    Way("frozen rows out of reach", *HIDDEN, frozen_away),
    Way("everything frozen", *HIDDEN, attribute("pane", 'ySplit="70"')),
    Way("view of somebody's own", *HIDDEN, lambda parts, place: in_sheet(parts, place.title, VIEW)),
    Way("no room on paper", *HIDDEN, attribute("pageMargins", 'left="9.5"')),
    Way("minimized window", *HIDDEN, swapped(BOOK, 'minimized="0"', 'minimized="1"')),
    Way("tiny window", *HIDDEN, swapped(BOOK, 'minimized="0"', 'minimized="0" windowWidth="10" windowHeight="10"')),
    Way("hidden window", *HIDDEN, swapped(BOOK, 'visibility="visible"', 'visibility="hidden"')),
    Way("hidden tabs", *HIDDEN, swapped(BOOK, 'showSheetTabs="1"', 'showSheetTabs="0"')),
    Way("precision as displayed", *OTHER, swapped(BOOK, "<calcPr ", '<calcPr fullPrecision="0" ')),
    Way("title of the file", "shown-otherwise", "warning", swapped(CORE, "(<dc:title>)[^<]*", rf"\1{SAID}")),
    Way("status of the file", "shown-otherwise", "warning", swapped(
        CORE, "(</[a-z]*:?coreProperties>)", r"<cp:contentStatus>Verified</cp:contentStatus>\1")),
]  # fmt: skip
"""On a sheet of a workbook or a form"""
HONEST = [
    Way("letterhead", "", "", heading("oddHeader", "&amp;LSmith Heating, 312-555-0100&amp;RPage &amp;P")),
    Way("head of a first page that is not used", "", "", heading("firstHeader", SAID)),
    Way("logo at the head", "", "", lambda parts, place: watermark(parts, place) or swapped(
        "xl/drawings/vmlDrawing9.vml", "height:500pt", "height:50pt")(parts, place)),
    Way("zoom", "", "", attribute("sheetView", 'zoomScale="70"')),
    Way("window on a second screen", "", "", swapped(
        BOOK, 'minimized="0"', 'minimized="0" xWindow="-28920" yWindow="-120" windowWidth="29040"')),
    Way("another sheet in front", "", "", swapped(BOOK, 'activeTab="0"', 'activeTab="1"')),
    Way("repeated calculation", "", "", swapped(BOOK, "<calcPr ", '<calcPr iterate="1" calcMode="manual" ')),
    Way("no print area", "", "", swapped(BOOK, f"<definedName {AREA}</definedName>", "")),
    Way("title of the file", "", "", swapped(CORE, "(<dc:title>)[^<]*", r"\1House at 12 Elm Street")),
]  # fmt: skip
"""What people change"""
