"""The few named styles of a workbook. Colour never stands alone: words and borders say the same."""

from __future__ import annotations

from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

from xl_dualfuel.columns import Column

FONT: Final = "Calibri"
_THIN = Side(style="thin", color="FFBFBFBF")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(vertical="top", wrap_text=True)

NUMBER_FORMATS: Final = {
    "$": "#,##0.00",
    "$/MMBtu": "#,##0.00",
    "°F": "0.0#",
    "h": "#,##0.0",
    "BTU/h": "#,##0",
    "kW": "#,##0.000",
    "MMBtu/h": "0.00000",
    "kg": "#,##0.0",
    "kWh": "#,##0.0",
    "MMBtu": "#,##0.000",
    "fuel_unit": "#,##0.0",
}
"""Number format of a result column by its unit; ratios get three decimals."""


def format_of(column: Column) -> str:
    """The number format of a result column."""
    if column.kind == "integer":
        return "0"
    return "General" if column.kind == "text" else NUMBER_FORMATS.get(column.unit, "0.000")


def style_of(column: Column) -> str:
    """The name of the style of a result column's cells."""
    return "df text" if column.kind == "text" else f"df {format_of(column)}"


def register(book: Workbook) -> None:
    """Add the named styles to a workbook."""
    grey = Font(name=FONT, size=9, color="FF595959")
    for name, font, more in (
        ("df title", Font(name=FONT, size=16, bold=True, color="FF1F3864"), {}),
        ("df plain", Font(name=FONT, size=11), {"alignment": Alignment(vertical="top")}),
        ("df note", grey, {"alignment": Alignment(vertical="top")}),
        ("df wrapped note", grey, {"alignment": _WRAP, "border": _BOX}),
        (
            "df text",
            Font(name=FONT, size=11),
            {"border": _BOX, "alignment": Alignment(horizontal="left", vertical="top", indent=1)},
        ),
        ("df status", Font(name=FONT, size=11, bold=True), {"alignment": Alignment(vertical="top")}),
        (
            "df header",
            Font(name=FONT, size=11, bold=True, color="FFFFFFFF"),
            {
                "fill": PatternFill("solid", fgColor="FF1F3864"),
                "border": _BOX,
                "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
            },
        ),
        (
            "df unit",
            grey,
            {
                "fill": PatternFill("solid", fgColor="FFF2F2F2"),
                "border": _BOX,
                "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
            },
        ),
        (
            "df input",
            Font(name=FONT, size=11, color="FF0000C0"),
            {
                "fill": PatternFill("solid", fgColor="FFFFF8CC"),
                "border": _BOX,
                "protection": Protection(locked=False),
                "alignment": Alignment(horizontal="right", vertical="top", indent=1),
            },
        ),
    ):
        book.add_named_style(NamedStyle(name=name, font=font, **more))
    for code in dict.fromkeys((*NUMBER_FORMATS.values(), "0", "0.000", "General")):
        style = NamedStyle(name=f"df {code}", font=Font(name=FONT, size=11), border=_BOX, number_format=code)
        style.alignment = Alignment(horizontal="right", vertical="top")
        book.add_named_style(style)
