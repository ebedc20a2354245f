"""The few named styles of a workbook. Colour is never alone: words and borders say the same."""

from __future__ import annotations

from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

from xl_dualfuel.inputs.units_given import Units
from xl_dualfuel.results.case_units import sign
from xl_dualfuel.results.columns import Column

from ..brand import Brand

FONT: Final = "Calibri"
_THIN = Side(style="thin", color="FFBFBFBF")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TOP = Alignment(vertical="top")
_WRAP = Alignment(vertical="top", wrap_text=True)
_WRAP_TEXT = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
_TEXT = Alignment(horizontal="left", vertical="top", indent=1)
_LOW_TEXT = Alignment(horizontal="left", vertical="center", indent=1)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_CARD_TEXT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
_CARD = PatternFill("solid", fgColor="FFEEF3FA")
_INK = "FF0000C0"
_GREY = "FF595959"
_YELLOW = PatternFill("solid", fgColor="FFFFF8CC")
_UNLOCKED: Final = {"fill": _YELLOW, "border": BOX, "protection": Protection(locked=False)}

LOW: Final = "low "
"""Before a number format: of an input in a low row, in small print"""
MONEY: Final = "money"
"""In place of a number format: that of the case's money"""
NUMBER_FORMATS: Final = {
    "$": MONEY,
    "$/MMBtu": MONEY,
    "°F": "0.0#",
    "°C": "0.0#",
    "h": "#,##0.0",
    "BTU/h": "#,##0",
    "kW": "#,##0.000",
    "MMBtu/h": "0.00000",
    "kg": "#,##0.0",
    "kWh": "#,##0.0",
    "MMBtu": "#,##0.000",
    "fuel_unit": "#,##0.0",
    "t CO2": "0.000",
    "°F·h": "#,##0.0",
}
"""Number format of a result column by its unit; ratios get three decimals."""
ANY: Final = "#,##0.0###"
"""Number format of what may be in several units, and of ratios as they are typed"""
SIDES: Final = "#,##0.0#####"
"""Number format of the two sides of a check"""
_TYPED: Final = {"$/kWh": "0.0000##", "h": "#,##0.0###", "kWh": "#,##0.0##"}
"""Number format of an input by its unit, where it is not that of a result"""
_MORE_FORMATS: Final = (
    "#,##0.00",
    "0.0%",
    "0.0000",
    "0",
    "0.000",
    "0.000E+00",
    "#,##0",
    ANY,
    SIDES,
    *_TYPED.values(),
    "General",
)
_SMALL, _LARGE = 1e-4, 1e9


def format_of(column: Column) -> str:
    """The number format of a result column, or MONEY."""
    if column.kind == "integer":
        return "0"
    if column.key.endswith("_fraction"):
        return "0.0%"
    return "General" if column.kind == "text" else NUMBER_FORMATS.get(column.unit, "0.000")


def style_of(column: Column) -> str:
    """The name of the style of a result column's cells."""
    return "df text" if column.kind == "text" else f"df {format_of(column)}"


def unit_style(unit: str) -> str:
    """The name of the style of a number in a unit."""
    return f"df {NUMBER_FORMATS.get(unit, ANY)}"


def constant_style(value: float) -> str:
    """The name of the style of a constant, by its size: whole, with decimals, or as a power of ten."""
    if value and not _SMALL <= abs(value) < _LARGE:
        return "df 0.000E+00"
    return "df #,##0" if value == int(value) else f"df {SIDES}"


def input_style(unit: str, kind: str = "") -> str:
    """The name of the style of a number to type, with the digits of a price or a ratio; kind: LOW for a low row.

    Prices have no currency format: programs hand cells of one over with four decimals.
    """
    code = _TYPED.get(unit, NUMBER_FORMATS.get(unit, ANY))
    return f"df input {kind}{ANY if code == MONEY else code}"


def is_input(name: str) -> bool:
    """Whether a named style is one of cells that a reader may change."""
    return name == "df input" or name.startswith("df input ")


def add_input(book: Workbook, name: str, units: Units) -> None:
    """Add the style of inputs in a number format, such as "df input 0.0#", to a workbook that has none of the name."""
    if not is_input(name) or name in book.named_styles:
        return
    code = name.removeprefix("df input ")
    low, code = code.startswith(LOW), code.removeprefix(LOW)
    look = _number_input()
    if low:
        look |= {"font": Font(name=FONT, size=10, color=_INK),
                 "alignment": Alignment(horizontal="right", vertical="center", indent=1)}  # fmt: skip
    shown = money_format(units) if code == MONEY else code
    book.add_named_style(NamedStyle(name=name, number_format=shown, **look))


def money_format(units: Units) -> str:
    """The number format of money in a case's units: the sign as in sentences, then the amount with its cents."""
    return f'"{sign(units)}"#,##0.00'


def width_of(column: Column, units: Units) -> float:
    """The width of a result column in characters: room for its numbers and for the longest word of its label."""
    if column.kind == "text":
        return 36.0 if column.key == "flags" else 22.0
    longest = max(len(word) for word in (*column.label.split(), *column.key.split("_")))
    numbers = 9.0 if column.kind == "integer" or column.unit in ("°F", "°C") else 11.5
    if NUMBER_FORMATS.get(column.unit) == MONEY:
        numbers += len(sign(units)) - 1
    return max(numbers, 1.15 * longest + 1)


def register(book: Workbook, brand: Brand, units: Units) -> None:
    """Add the named styles to a workbook, in the brand's colours and with the sign of the units' money."""
    colour = f"FF{brand.colour}"
    for name, font, more in _styles(colour):
        book.add_named_style(NamedStyle(name=f"df {name}", font=font, **more))
    for code in dict.fromkeys((*NUMBER_FORMATS.values(), *_MORE_FORMATS)):
        shown = money_format(units) if code == MONEY else code
        style = NamedStyle(name=f"df {code}", font=Font(name=FONT, size=11), border=BOX, number_format=shown)
        style.alignment = Alignment(horizontal="right", vertical="top")
        book.add_named_style(style)


def _number_input() -> dict[str, Any]:
    return {"font": Font(name=FONT, size=11, color=_INK), **_UNLOCKED,
            "alignment": Alignment(horizontal="right", vertical="top", indent=1)}  # fmt: skip


def _styles(colour: str) -> list[tuple[str, Font, dict[str, Any]]]:
    plain, note = Font(name=FONT, size=11), Font(name=FONT, size=10, color=_GREY)
    return [
        ("title", Font(name=FONT, size=16, bold=True, color=colour), {}),
        ("section", Font(name=FONT, size=12, bold=True, color=colour), {"alignment": _TOP}),
        ("sentence", Font(name=FONT, size=14, bold=True), {"alignment": _TOP}),
        ("page sentence", Font(name=FONT, size=12, bold=True), {"alignment": _WRAP}),
        ("page text", plain, {"alignment": _WRAP}),
        ("page note", Font(name=FONT, size=10), {"alignment": _WRAP}),
        ("card label", Font(name=FONT, size=11), {"fill": _CARD, "alignment": _CARD_TEXT}),
        ("card", Font(name=FONT, size=16, bold=True, color=colour), {"fill": _CARD, "alignment": _CARD_TEXT}),
        ("plain", plain, {"alignment": _TOP}),
        ("note", note, {"alignment": _TOP}),
        ("wrapped note", note, {"alignment": _WRAP_TEXT, "border": BOX}),
        ("text", plain, {"border": BOX, "alignment": _TEXT}),
        ("label", Font(name=FONT, size=11, bold=True), {"border": BOX, "alignment": _TEXT}),
        ("status", Font(name=FONT, size=11, bold=True), {"alignment": _TEXT}),
        ("check", Font(name=FONT, size=11, bold=True),
         {"border": BOX, "alignment": Alignment(horizontal="center", vertical="top")}),
        ("link", Font(name=FONT, size=11, color="FF0563C1", underline="single"), {"border": BOX, "alignment": _TEXT}),
        ("header", Font(name=FONT, size=11, bold=True, color="FFFFFFFF"),
         {"fill": PatternFill("solid", fgColor=colour), "border": BOX, "alignment": _MIDDLE}),
        ("unit", note, {"fill": PatternFill("solid", fgColor="FFF2F2F2"), "border": BOX, "alignment": _MIDDLE}),
        ("input", (number := _number_input()).pop("font"), number),
        ("line", Font(name=FONT, size=10), {"alignment": _TOP}),
        ("low text", Font(name=FONT, size=10), {"border": BOX, "alignment": _LOW_TEXT}),
        ("low note", note, {"border": BOX, "alignment": _LOW_TEXT}),
        ("input words", Font(name=FONT, size=10, color=_INK), {**_UNLOCKED, "alignment": _LOW_TEXT}),
        ("sample", Font(name=FONT, size=11, color=_INK), {"fill": _YELLOW, "border": BOX, "alignment": _TEXT}),
        ("input text", Font(name=FONT, size=10, color=_INK), {**_UNLOCKED, "alignment": _WRAP}),
    ]  # fmt: skip
