"""What may be changed in a chart so that it shows something else, each with the finding that must tell it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

BARS, COST, SEASON = 5, 2, 3
"""Numbers of the charts of a workbook: bars of the season's cost, cost of heat, extra cost by setting"""


class Change(NamedTuple):
    """A change of a chart's part, and the finding that must tell it; "" for none."""

    name: str
    id: str
    chart: int
    change: Callable[[str], str]

    def made(self, content: bytes) -> bytes:
        """The part after the change."""
        changed = self.change(content.decode()).encode()
        assert changed != content, self.name
        return changed


def swap(old: str, new: str, count: int = 1) -> Callable[[str], str]:
    """Replace what a pattern finds."""
    return lambda xml: re.sub(old, new, xml, count=count, flags=re.DOTALL)


def before(element: str, text: str, last: bool = False) -> Callable[[str], str]:
    """Put something before an element."""

    def change(xml: str) -> str:
        place = xml.rindex(element) if last else xml.index(element)
        return xml[:place] + text + xml[place:]

    return change


def typed(text: str) -> str:
    """A text typed into a title or a label."""
    return f"<c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></c:rich></c:tx>"


def named(formula: str, name: str) -> str:
    """The name of a series from a cell."""
    stored = f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache>'
    return f"<c:tx><c:strRef><c:f>{formula}</c:f>{stored}</c:strRef></c:tx>"


LABEL = f'<c:dLbls><c:dLbl><c:idx val="0"/>{typed("$100")}<c:showVal val="1"/></c:dLbl><c:showVal val="1"/></c:dLbls>'
ONE_LABEL = '<c:dLbl><c:idx val="0"/><c:numFmt formatCode="&quot;$9&quot;" sourceLinked="0"/></c:dLbl>'
FROM_CELLS = (
    '<c:extLst><c:ext xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart" uri="a"><c15:datalabelsRange>'
    "<c15:f>Inputs!$A$1</c15:f></c15:datalabelsRange></c:ext></c:extLst>"
)
SERIES = "<c:ser>.*?</c:ser>"
WHITE = '<a:solidFill><a:srgbClr val="FFFFFF"/>'
OTHER, HIDDEN = "shown-otherwise", "not-visible"
CHANGES = [
    Change("title typed over", OTHER, SEASON, swap("<c:tx><c:strRef>.*?</c:strRef></c:tx>", typed("Least at 12 °F"))),
    Change("number of a title", OTHER, SEASON, swap("least at [0-9]+", "least at 12")),
    Change("name from a cell", OTHER, COST, swap(
        "<c:tx><c:v>Heat pump</c:v></c:tx>", named("Cover!$A$4", "Furnace"))),
    Change("title from another cell", OTHER, SEASON, swap(r"Charts!\$B\$74", "Inputs!$A$1")),
    Change("typed title changed", OTHER, COST, swap("Cost of delivered heat", "Cost of bought heat")),
    Change("title of an axis", OTHER, COST, swap(r"\$/MMBtu", "$/GJ")),
    Change("name of a line", OTHER, COST, swap("Heat pump<", "Furnace<")),
    Change("names exchanged", OTHER, COST, lambda xml: xml.replace(">Heat pump<", ">?<").replace(
        ">Furnace<", ">Heat pump<").replace(">?<", ">Furnace<")),
    Change("other cells", OTHER, COST, swap(r"Charts!\$C\$79:\$C\$", "Charts!$D$79:$D$")),
    Change("other places", OTHER, COST, swap(r"Charts!\$B\$79:\$B\$", "Charts!$C$79:$C$")),
    Change("cells of numbers typed in", OTHER, COST, swap(
        "<c:yVal>.*?</c:yVal>", '<c:yVal><c:numLit><c:pt idx="0"><c:v>1</c:v></c:pt></c:numLit></c:yVal>')),
    Change("a stored point", OTHER, COST, swap(r'(<c:yVal>.*?<c:pt idx="3"><c:v>)[^<]*', r"\g<1>1.5")),
    Change("a line left out", OTHER, COST, swap(SERIES, "")),
    Change("a line too many", OTHER, COST, swap(f"({SERIES})", r"\1\1")),
    Change("reversed axis", OTHER, COST, swap('orientation val="minMax"', 'orientation val="maxMin"')),
    Change("logarithmic axis", OTHER, COST, swap("<c:scaling>", '<c:scaling><c:logBase val="10"/>')),
    Change("axis that begins elsewhere", OTHER, SEASON, swap('<c:min val="0"', '<c:min val="-900"')),
    Change("axis that ends", OTHER, COST, swap('(<c:orientation val="minMax" ?/>)', r'\1<c:max val="9"/>')),
    Change("format of an axis", OTHER, COST, swap('formatCode="0"', 'formatCode="&quot;1&quot;0"')),
    Change("scaled numbers of an axis", OTHER, COST, swap('formatCode="0"', 'formatCode="0,"')),
    Change("format of labels", OTHER, BARS, swap('formatCode="#,##0"', 'formatCode="&quot;$100&quot;;;"')),
    Change("format of one label", OTHER, BARS, swap("<c:dLbls>", f"<c:dLbls>{ONE_LABEL}")),
    Change("divided numbers of an axis", OTHER, COST, before(
        "</c:valAx>", '<c:dispUnits><c:builtInUnit val="thousands"/></c:dispUnits>', last=True)),
    Change("labels typed over", OTHER, BARS, swap("<c:dLbls>.*?</c:dLbls>", LABEL)),
    Change("labels from cells", OTHER, BARS, before("</c:ser>", FROM_CELLS)),
    Change("stacked bars", OTHER, BARS, swap('grouping val="clustered"', 'grouping val="percentStacked"')),
    Change("another kind of chart", OTHER, BARS, lambda xml: xml.replace("barChart>", "areaChart>")),
    Change("trend line", OTHER, COST, before("<c:xVal>", '<c:trendline><c:trendlineType val="linear"/></c:trendline>')),
    Change("line without a colour", HIDDEN, COST, swap(
        "(<c:spPr><a:ln[^>]*>)<a:solidFill>.*?</a:solidFill>", r"\1<a:noFill/>")),
    Change("white line", HIDDEN, COST, swap('<a:solidFill><a:srgbClr val="1F77B4" ?/>', WHITE)),
    Change("white letters", HIDDEN, COST, swap(
        '<a:rPr sz="1300" b="1" ?/>', f'<a:rPr sz="1300">{WHITE}</a:solidFill></a:rPr>')),
    Change("tiny letters", HIDDEN, COST, swap('<a:defRPr sz="1000"', '<a:defRPr sz="100"')),
    Change("axis without numbers", HIDDEN, COST, swap('tickLblPos val="low"', 'tickLblPos val="none"')),
    Change("axis left out", HIDDEN, COST, swap('<c:delete val="0"', '<c:delete val="1"')),
]  # fmt: skip
HONEST = [
    Change("other digits", "", COST, swap('formatCode="0"', 'formatCode="0.00"')),
    Change("another colour", "", COST, swap("1F77B4", "AA0000")),
    Change("no title of an axis", "", COST, swap("(<c:valAx>.*?)<c:title>.*?</c:title>", r"\1")),
    Change("no stored points", "", COST, swap("<c:numCache>.*?</c:numCache>", "", 9)),
    Change("rounded points", "", COST, swap(r"(<c:v>[0-9]+\.[0-9]{8})[0-9]+", r"\1", 999)),
    Change("name as a formula", "", COST, swap(
        "<c:tx><c:v>Heat pump</c:v></c:tx>", "<c:tx><c:strRef><c:f>&quot;Heat pump&quot;</c:f></c:strRef></c:tx>")),
    Change("name from the first cell, as Calc has it where a row was inserted", "", COST, swap(
        "<c:tx><c:v>Heat pump</c:v></c:tx>", named("Summary!$A$1:$A$1", "Heat pump and furnace: what to set"))),
    Change("title typed as the cell has it", "", SEASON, lambda xml: re.sub(
        "<c:tx><c:strRef>.*?<c:v>(.*?)</c:v>.*?</c:strRef></c:tx>", typed(r"\1"), xml, count=1)),
]  # fmt: skip
"""What programs change when they save a chart, and colours"""
