"""Ways in which a cell shows something else than it holds, or cannot be seen: each with the finding that must tell it.

Each is made on the parts of a workbook or a form as this program writes it, on a cell with a number or one with a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import NamedTuple

from tampers import BOOK, Parts

STYLES = "xl/styles.xml"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


class Cells(NamedTuple):
    """A sheet of a workbook and cells on it: a number, the result of a formula as text, a label."""

    title: str
    number: str
    text: str
    label: str


class Way(NamedTuple):
    """What is done to which cell of a workbook, and the id and severity of its finding.

    wide: more than the cell changes, a column or a row.
    """

    name: str
    kind: str
    """number, text or label"""
    id: str
    severity: str
    change: Callable[[Parts, str, str], None]
    wide: bool = False

    def made(self, parts: Parts, cells: Cells) -> str:
        """Change the parts; the address of the cell."""
        address: str = getattr(cells, self.kind)
        before = dict(parts)
        self.change(parts, sheet_part(parts, cells.title), address)
        assert parts != before, self.name
        return address


def sheet_part(parts: Parts, title: str) -> str:
    """The part of a sheet."""
    titles = re.findall(r'<sheet [^>]*?name="([^"]*)"', parts[BOOK].decode())
    return f"xl/worksheets/sheet{titles.index(title) + 1}.xml"


def swapped(parts: Parts, part: str, pattern: str, new: str | Callable[[re.Match[str]], str]) -> None:
    """Replace the one place where a pattern is first found."""
    made, count = re.subn(pattern, new, parts[part].decode(), count=1, flags=re.DOTALL)
    assert count == 1, (part, pattern)
    parts[part] = made.encode()


def appended(parts: Parts, items: str, item: str, xml: str) -> int:
    """Add an item to a list of the styles; its number."""
    text = parts[STYLES].decode()
    if f"<{items}" not in text:
        text = text.replace("<fonts", f"<{items}></{items}><fonts", 1)
    start = text.index(f"<{items}")
    end = text.index(f"</{items}>", start)
    body = text[text.index(">", start) + 1 : end]
    parts[STYLES] = f"{text[:start]}<{items}>{body}{xml}{text[end:]}".encode()
    return len(re.findall(rf"<{item}[ />]", body))


def listed(parts: Parts, items: str, item: str, number: int) -> str:
    """An item of a list of the styles."""
    text = parts[STYLES].decode()
    body = re.search(rf"<{items}[ >].*?</{items}>", text, re.DOTALL)
    assert body is not None
    return re.findall(rf"<{item}(?:>.*?</{item}>| [^>]*?/>| [^>]*?[^/]>.*?</{item}>|/>)", body[0], re.DOTALL)[number]


def restyled(parts: Parts, part: str, address: str, code: str = "", font: str = "", fill: str = "",
             inside: str = "", border: str = "") -> None:  # fmt: skip
    """Give a cell a style of its own: another number format, elements of its font, fill, alignment or protection."""
    cell = re.search(rf'<c r="{address}" s="([0-9]+)"', parts[part].decode())
    assert cell is not None, address
    xf = listed(parts, "cellXfs", "xf", int(cell[1]))
    if code:
        number = 900 + len(parts[STYLES])  # another one each time
        appended(parts, "numFmts", "numFmt", f'<numFmt numFmtId="{number}" formatCode="{escape(code)}"/>')
        xf = re.sub('numFmtId="[0-9]+"', f'numFmtId="{number}"', xf)
    if font:
        old = re.search('fontId="([0-9]+)"', xf)
        assert old is not None
        names = re.findall(r"<(\w+)", font)
        body = listed(parts, "fonts", "font", int(old[1]))[len("<font>") : -len("</font>")]
        kept = [one for one in re.findall(r"<[^>]*>", body) if re.findall(r"<(\w+)", one)[0] not in names]
        place = appended(parts, "fonts", "font", f"<font>{''.join(kept)}{font}</font>")
        xf = re.sub('fontId="[0-9]+"', f'fontId="{place}"', xf)
    if fill:
        xf = re.sub('fillId="[0-9]+"', f'fillId="{appended(parts, "fills", "fill", f"<fill>{fill}</fill>")}"', xf)
    if border:
        xf = re.sub('borderId="[0-9]+"', f'borderId="{appended(parts, "borders", "border", border)}"', xf)
    if inside:
        xf = re.sub(r"( ?/>|>.*</xf>)$", f">{inside}</xf>", xf, flags=re.DOTALL)
    style = appended(parts, "cellXfs", "xf", xf)
    swapped(parts, part, rf'(<c r="{address}") s="[0-9]+"', rf'\g<1> s="{style}"')


def _format(code: str) -> Callable[[Parts, str, str], None]:
    return lambda parts, part, address: restyled(parts, part, address, code)


def _font(xml: str) -> Callable[[Parts, str, str], None]:
    return lambda parts, part, address: restyled(parts, part, address, font=xml)


def _fill(xml: str, font: str = "") -> Callable[[Parts, str, str], None]:
    return lambda parts, part, address: restyled(parts, part, address, fill=xml, font=font)


def _inside(xml: str) -> Callable[[Parts, str, str], None]:
    return lambda parts, part, address: restyled(parts, part, address, inside=xml)


def _pieces(font: str, phonetic: bool = False) -> Callable[[Parts, str, str], None]:
    """The label's first word in a font of its own."""

    def change(parts: Parts, part: str, address: str) -> None:
        def rich(cell: re.Match[str]) -> str:
            first, _, rest = cell[2].partition(" ")
            if phonetic:
                return f'{cell[1]}<is><t>{cell[2]}</t><rPh sb="0" eb="4"><t>12</t></rPh></is></c>'
            space = 'xml:space="preserve"'
            pieces = f"<r><rPr>{font}</rPr><t {space}>{first}</t></r><r><t {space}> {rest}</t></r>"
            return f"{cell[1]}<is>{pieces}</is></c>"

        swapped(parts, part, rf'(<c r="{address}"[^>]*>)<is><t[^>]*>([^<]*)</t></is></c>', rich)

    return change


def _rule(inside: str, kind: str = "expression", dxf: str = "") -> Callable[[Parts, str, str], None]:
    """A conditional format over the cell."""

    def change(parts: Parts, part: str, address: str) -> None:
        look = f' dxfId="{appended(parts, "dxfs", "dxf", f"<dxf>{dxf}</dxf>")}"' if dxf else ""
        rule = f'<conditionalFormatting sqref="{address}"><cfRule type="{kind}" priority="1"{look}>{inside}</cfRule>'
        swapped(parts, part, r"(</sheetProtection>|<sheetProtection [^>]*/>)", rf"\g<1>{rule}</conditionalFormatting>")

    return change


def _newer_rule(parts: Parts, part: str, address: str) -> None:
    """Icons in place of the number, as Excel writes them since 2010."""
    rule = (f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{X14}" xmlns:xm="{XM}">'
            '<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="iconSet" priority="1">'
            f'<x14:iconSet showValue="0"/></x14:cfRule><xm:sqref>{address}</xm:sqref></x14:conditionalFormatting>'
            "</x14:conditionalFormattings></ext></extLst>")  # fmt: skip
    swapped(parts, part, "</worksheet>", f"{rule}</worksheet>")


def _merged(parts: Parts, part: str, address: str) -> None:
    """The cell and the one to its left are one, which shows the left one."""
    column, row = re.fullmatch("([A-Z]+)([0-9]+)", address).groups()  # type: ignore[union-attr]
    left = chr(ord(column) - 1)
    swapped(parts, part, r"(</sheetProtection>|<sheetProtection [^>]*/>)",
            rf'\g<1><mergeCells count="1"><mergeCell ref="{left}{row}:{column}{row}"/></mergeCells>')  # fmt: skip


def _narrow(parts: Parts, part: str, address: str) -> None:
    number = ord(address[0]) - 64
    swapped(parts, part, rf'<col width="[^"]*"( customWidth="1" min="{number}")', r'<col width="1.3"\1')


def _narrow_and_shrunk(parts: Parts, part: str, address: str) -> None:
    _narrow(parts, part, address)
    restyled(parts, part, address, inside='<alignment shrinkToFit="1"/>')


def _low(parts: Parts, part: str, address: str) -> None:
    row = re.sub("[A-Z]", "", address)
    swapped(parts, part, rf'<row r="{row}"[^>]*>', f'<row r="{row}" ht="5" customHeight="1">')


def _low_by_default(parts: Parts, part: str, address: str) -> None:
    swapped(parts, part, r'defaultRowHeight="[^"]*"', 'defaultRowHeight="2" customHeight="1"')
    row = re.sub("[A-Z]", "", address)
    swapped(parts, part, rf'<row r="{row}"[^>]*>', f'<row r="{row}">')


def _wrapped_in_a_low_row(parts: Parts, part: str, address: str) -> None:
    row = re.sub("[A-Z]", "", address)
    restyled(parts, part, address, inside='<alignment wrapText="1" vertical="top"/>')
    swapped(parts, part, rf'<row r="{row}"[^>]*>', f'<row r="{row}" ht="15" customHeight="1">')
    swapped(parts, part, r'<col width="[^"]*"( customWidth="1" min="1")', r'<col width="4"\1')


def _crossed(parts: Parts, part: str, address: str) -> None:
    restyled(parts, part, address,
             border='<border diagonalUp="1" diagonalDown="1"><diagonal style="thick"/></border>')  # fmt: skip


def _font_of_the_theme(parts: Parts, part: str, address: str) -> None:
    """The font is said to be the theme's for headings, which has signs."""
    swapped(parts, "xl/theme/theme1.xml", '(<a:majorFont>.*?<a:latin typeface=)"[^"]*"', r'\1"Wingdings"')
    restyled(parts, part, address, font='<name val="Calibri"/><scheme val="major"/>')


def _data_type(parts: Parts, part: str, address: str) -> None:
    swapped(parts, part, f'<c r="{address}"', f'<c r="{address}" vm="1"')


def _prompt(parts: Parts, part: str, address: str) -> None:
    words = 'promptTitle="Checked" prompt="12 is right"'
    rule = f'<dataValidation type="none" showInputMessage="1" {words} sqref="{address}"/>'
    text = parts[part].decode()
    if "<dataValidations" in text:
        swapped(parts, part, "</dataValidations>", f"{rule}</dataValidations>")
    else:
        swapped(parts, part, r"(<hyperlinks>|<printOptions|<pageMargins)",
                rf'<dataValidations count="1">{rule}</dataValidations>\g<1>')  # fmt: skip


WHITE = '<color rgb="FFFFFFFF"/>'
OTHER, UNSEEN = "shown-otherwise", "not-visible"
_ALWAYS = "<formula>TRUE</formula>"
_STOP = '<stop position="{}"><color rgb="{}"/></stop>'
_RUN = f"<gradientFill>{_STOP.format(0, 'FFFFFFFF')}{_STOP.format(1, 'FF000000')}</gradientFill>"
_DENSE = '<patternFill patternType="darkGray"><fgColor rgb="FF000000"/></patternFill>'
_TWELVE = '<numFmt numFmtId="901" formatCode="&quot;917&quot;"/>'
_ENDS = '<cfvo type="min"/><cfvo type="max"/>'
_STEPS = "".join(f'<cfvo type="percent" val="{share}"/>' for share in (0, 50, 80))
_BLACK = '<patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill>'

WAYS = [
    # The number format.
    Way("another number", "number", OTHER, "error", _format('"12.50"')),
    Way("thousands", "number", OTHER, "error", _format("0,")),
    Way("millions", "number", OTHER, "error", _format("#,##0.0,,")),
    Way("thousands with a letter", "number", OTHER, "error", _format('0.0,"k"')),
    Way("percent", "number", OTHER, "error", _format("0.0%")),
    Way("a digit put in", "number", OTHER, "error", _format('0"9"0')),
    Way("a digit put behind", "number", OTHER, "error", _format("0\\5")),
    Way("filled with a digit", "number", OTHER, "error", _format("*90")),
    Way("minus", "number", OTHER, "error", _format('"-"0')),
    Way("a date", "number", OTHER, "error", _format("yyyy-mm-dd")),
    Way("a time", "number", OTHER, "error", _format("[h]:mm")),
    Way("a condition", "number", OTHER, "error", _format('[>0]"12";0')),
    Way("a second condition", "number", OTHER, "error", _format('[<0]0;[>=0]"12";0')),
    Way("three sections", "number", OTHER, "error", _format('"5";"5";"5"')),
    Way("words beside it", "number", OTHER, "error", _format('0.0" verified"')),
    Way("a sign of money", "number", OTHER, "warning", _format("[$€-2] 0.00")),
    Way("fewer digits", "number", OTHER, "warning", _format("0E+00")),
    Way("numerals of another script", "number", OTHER, "warning", _format("[DBNum1]0.00")),
    Way("nothing", "number", UNSEEN, "warning", _format(";;;")),
    Way("a space", "number", UNSEEN, "warning", _format('" "')),
    Way("white by the format", "number", UNSEEN, "warning", _format("[White]0.00")),
    Way("white by the palette", "number", UNSEEN, "warning", _format("[Color2]0.00")),
    Way("words behind a text", "text", OTHER, "error", _format('@" (approved)"')),
    Way("another text", "text", OTHER, "error", _format('0;0;0;"Set 12"')),
    Way("no text", "label", UNSEEN, "warning", _format("0;0;0;")),
    # Letters and what lies under them.
    Way("signs", "number", OTHER, "error", _font('<name val="Wingdings"/>')),
    Way("signs in a label", "label", OTHER, "error", _font('<name val="Symbol"/>')),
    Way("a set of signs", "text", OTHER, "error", _font('<charset val="2"/><name val="Agency"/>')),
    Way("bars in place of digits", "number", OTHER, "error", _font('<name val="Free 3 of 9"/>')),
    Way("bars, by another name", "number", OTHER, "error", _font('<name val="IDAutomationHC39M"/>')),
    Way("signs of menus", "text", OTHER, "error", _font('<name val="Segoe MDL2 Assets"/>')),
    Way("signs of the theme", "label", OTHER, "error", _font_of_the_theme),
    Way("crossed out", "label", UNSEEN, "warning", _crossed),
    Way("white", "number", UNSEEN, "warning", _font(WHITE)),
    Way("white of the theme", "text", UNSEEN, "warning", _font('<color theme="0"/>')),
    Way("nearly white", "label", UNSEEN, "warning", _font('<color theme="1" tint="0.95"/>')),
    Way("white by number", "number", UNSEEN, "warning", _font('<color indexed="9"/>')),
    Way("tiny", "text", UNSEEN, "warning", _font('<sz val="1"/>')),
    Way("struck out", "number", UNSEEN, "warning", _font("<strike/>")),
    Way("as a power", "label", UNSEEN, "warning", _font('<vertAlign val="superscript"/>')),
    Way("black on black", "number", UNSEEN, "warning", _fill(_BLACK, '<color rgb="FF000000"/>')),
    Way("on a run of colours", "text", UNSEEN, "warning", _fill(_RUN)),
    Way("on a dense pattern", "number", UNSEEN, "warning", _fill(_DENSE, '<color rgb="FF303030"/>')),
    # Where the text is put.
    Way("repeated", "number", OTHER, "error", _inside('<alignment horizontal="fill"/>')),
    Way("turned", "text", UNSEEN, "warning", _inside('<alignment textRotation="90"/>')),
    Way("downwards", "label", UNSEEN, "warning", _inside('<alignment textRotation="255"/>')),
    Way("moved out", "label", UNSEEN, "warning", _inside('<alignment horizontal="left" indent="200"/>')),
    Way("a data type", "number", UNSEEN, "warning", _data_type),
    Way("from right to left", "text", UNSEEN, "warning", _inside('<alignment readingOrder="2"/>')),
    Way("formula hidden", "text", UNSEEN, "warning", _inside('<protection hidden="1"/>')),
    # Pieces of a text.
    Way("a white piece", "label", OTHER, "error", _pieces(WHITE)),
    Way("a tiny piece", "label", OTHER, "error", _pieces('<sz val="1"/>')),
    Way("a piece as a power", "label", OTHER, "error", _pieces('<vertAlign val="superscript"/>')),
    Way("a piece in signs", "label", OTHER, "error", _pieces('<rFont val="Webdings"/>')),
    Way("a piece struck out", "label", UNSEEN, "warning", _pieces("<strike/>")),
    Way("small text above", "label", UNSEEN, "warning", _pieces("", phonetic=True)),
    # From outside the cell.
    Way("merged", "number", UNSEEN, "warning", _merged, wide=True),
    Way("another number where true", "number", OTHER, "error", _rule(_ALWAYS, dxf=_TWELVE)),
    Way("white where true", "number", UNSEEN, "warning", _rule(_ALWAYS, dxf=f"<font>{WHITE}</font>")),
    Way("black where true", "text", UNSEEN, "warning",
        _rule(_ALWAYS, dxf='<fill><patternFill><bgColor rgb="FF000000"/></patternFill></fill>')),
    Way("struck out where true", "label", UNSEEN, "warning", _rule(_ALWAYS, dxf="<font><strike/></font>")),
    Way("bars", "number", UNSEEN, "warning",
        _rule(f'<dataBar showValue="0">{_ENDS}<color rgb="FF638EC6"/></dataBar>', "dataBar")),
    Way("icons", "number", UNSEEN, "warning", _rule(f'<iconSet showValue="0">{_STEPS}</iconSet>', "iconSet")),
    Way("newer icons", "number", UNSEEN, "warning", _newer_rule),
    Way("a scale of colours", "number", UNSEEN, "warning",
        _rule(f'<colorScale>{_ENDS}<color rgb="FF000000"/><color rgb="FF000030"/></colorScale>', "colorScale")),
    Way("narrow column", "number", UNSEEN, "warning", _narrow, wide=True),
    Way("shrunk", "number", UNSEEN, "warning", _narrow_and_shrunk, wide=True),
    Way("too large", "number", UNSEEN, "warning", _font('<sz val="120"/>')),
    Way("low row", "number", UNSEEN, "warning", _low, wide=True),
    Way("low rows by default", "label", UNSEEN, "warning", _low_by_default, wide=True),
    Way("lines in a low row", "label", UNSEEN, "warning", _wrapped_in_a_low_row, wide=True),
    Way("a message", "number", OTHER, "warning", _prompt),
]  # fmt: skip
