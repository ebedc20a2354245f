"""How cells look: number format, font, colours, what lies under the text, alignment. A style is read when asked for.

Colours are resolved as spreadsheets show them: of the theme with their tint, of the palette, or as written
(ECMA-376 Part 1, 18.8.3, 18.8.19, 18.8.27; 20.1.6.2).
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final, NamedTuple

from xl_dualfuel.errors import InputError

from .xmlread import Node, integer, number_of, tree, true

RGB = tuple[int, int, int]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
USUAL_SIZE: Final = 11.0
"""Of a font that does not say its size [points]"""
_BUILT_IN: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""Number formats that have an id but no text in the file."""
_FIRST: Final = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF"
_PALETTE: Final = (
    f"{_FIRST} {_FIRST} 800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 "
    "FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF "
    "FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 "
    "993366 333399 333333 000000 FFFFFF"
)
"""The colours of the format by number; 64 and 65 are those of letters and paper"""
_THEME: Final = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
_OFFICE: Final = "FFFFFF 000000 EEECE1 1F497D 4F81BD C0504D 9BBB59 8064A2 4BACC6 F79646 0000FF 800080"
_USUAL_THEME: Final = dict(zip(_THEME, _OFFICE.split(), strict=True))
_HEX = re.compile("(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_SYMBOL_SET: Final = "2"


class Font(NamedTuple):
    """A font; what is None is as the cell has it, of a conditional format or a piece of a text."""

    name: str | None = None
    size: float | None = None
    colour: RGB | None = None
    struck: bool | None = None
    raised: bool | None = None
    """above or below the line"""
    symbols: bool | None = None
    """whether its characters are signs, not letters"""
    of_theme: str | None = None
    """name of the theme's font, which some programs take in its place"""


class Look(NamedTuple):
    """How a cell looks. ``ground``: the colours under the text, none for paper."""

    number_format: str = "General"
    font: Font = Font()
    ground: tuple[RGB, ...] = ()
    horizontal: str = "general"
    rotation: int = 0
    indent: int = 0
    wrapped: bool = False
    shrunk: bool = False
    """made smaller until it fits into its column"""
    right_to_left: bool = False
    formula_hidden: bool = False
    crossed: bool = False
    """whether a line is drawn across the cell from corner to corner"""


def number_formats(part: str, root: Node) -> dict[int, str]:
    """The text of each number format of a part of styles. Raises InputError: malformed."""
    codes = dict(_BUILT_IN)
    for node in root.all("numFmts", "numFmt"):
        number = integer(part, node.attributes.get("numFmtId", ""), 0, 10**6)
        codes[number] = node.attributes.get("formatCode", "")
    return codes


class Looks:
    """The looks of a workbook by the numbers of its styles; a number that is not there has the plain look."""

    def __init__(self, part: str, root: Node, theme: bytes = b"") -> None:
        self._part, self._root, self._theme = part, root, theme
        self._known: dict[int, Look] = {}

    @property
    def count(self) -> int:
        """How many styles there are."""
        return len(self._styles)

    def cell(self, number: int) -> Look:
        """The look of cells with a style."""
        if number not in self._known:
            self._known[number] = self._cell(self._styles[number]) if number < len(self._styles) else Look()
        return self._known[number]

    def conditional(self, number: int) -> Node | None:
        """A format of rules, as it is written."""
        return self._formats[number] if number < len(self._formats) else None

    def of_rule(self, node: Node) -> Look:
        """What a format of rules changes: number format "" and no ground where it leaves them."""
        code, font, fill, border = map(node.first, ("numFmt", "font", "fill", "border"))
        return Look(
            "" if code is None else code.attributes.get("formatCode", ""),
            Font() if font is None else self.font(font),
            () if fill is None else self._ground(fill, of_rule=True),
            crossed=border is not None and _is_crossed(border),
        )

    def font(self, node: Node) -> Font:
        """A font, or that of a piece of a text."""
        given = {child.name: child.attributes for child in reversed(node.children)}
        name = given.get("name", given.get("rFont", {})).get("val")
        charset = given.get("charset", {}).get("val")
        return Font(
            name,
            number_of(given["sz"].get("val", "")) if "sz" in given else None,
            self.colour(given.get("color", {})),
            true(given["strike"], "val", True) if "strike" in given else None,
            given["vertAlign"].get("val") in ("superscript", "subscript") if "vertAlign" in given else None,
            None if charset is None else charset == _SYMBOL_SET,
            self._theme_fonts.get(given.get("scheme", {}).get("val", "")),
        )

    def colour(self, given: Mapping[str, str]) -> RGB | None:
        """A colour; None: that of letters on paper, as the program likes it."""
        if "rgb" in given:
            plain = _rgb(given["rgb"])
        elif "theme" in given:
            place = integer(self._part, given["theme"], 0, 10**6)
            plain = self._colours[place] if place < len(self._colours) else None
        elif "indexed" in given:
            place = integer(self._part, given["indexed"], 0, 10**6)
            plain = _rgb(self._palette[place]) if place < len(self._palette) else None
        else:
            return None
        tint = number_of(given.get("tint", "0")) or 0.0
        return plain if plain is None or not tint else _tinted(plain, max(-1.0, min(1.0, tint)))

    @cached_property
    def table_styles(self) -> frozenset[str]:
        """The names of the workbook's own styles of tables."""
        return frozenset(node.attributes.get("name", "") for node in self._root.all("tableStyles", "tableStyle"))

    @cached_property
    def _styles(self) -> list[Node]:
        return list(self._root.all("cellXfs", "xf"))

    @cached_property
    def _formats(self) -> list[Node]:
        return list(self._root.all("dxfs", "dxf"))

    @cached_property
    def _codes(self) -> dict[int, str]:
        return number_formats(self._part, self._root)

    @cached_property
    def _fonts(self) -> list[Font]:
        return [self.font(node) for node in self._root.all("fonts", "font")]

    @cached_property
    def _grounds(self) -> list[tuple[RGB, ...]]:
        return [self._ground(node) for node in self._root.all("fills", "fill")]

    @cached_property
    def _crossed(self) -> list[bool]:
        return [_is_crossed(node) for node in self._root.all("borders", "border")]

    @cached_property
    def _palette(self) -> list[str]:
        own = [node.attributes.get("rgb", "") for node in self._root.all("colors", "indexedColors", "rgbColor")]
        return own + _PALETTE.split()[len(own) :]

    @cached_property
    def _colours(self) -> list[RGB | None]:
        """The colours of the theme in the order of their numbers; a theme that cannot be read is the usual one."""
        found = dict(_USUAL_THEME)
        scheme = None if self._elements is None else self._elements.first("clrScheme")
        for node in () if scheme is None else scheme.children:
            for colour in node.children[:1]:
                given = colour.attributes
                of_system = {"window": "FFFFFF"}.get(given.get("val", ""), given.get("lastClr", "000000"))
                found[node.name] = given.get("val", "") if colour.name == "srgbClr" else of_system
        return [_rgb(found[name]) for name in _THEME]

    @cached_property
    def _theme_fonts(self) -> dict[str, str]:
        """The names of the theme's fonts for Latin letters, of headings ("major") and of all else ("minor")."""
        fonts = {key: self._elements and self._elements.first("fontScheme", f"{key}Font", "latin")
                 for key in ("major", "minor")}  # fmt: skip
        return {key: node.attributes.get("typeface", "") for key, node in fonts.items() if node}

    @cached_property
    def _elements(self) -> Node | None:
        try:
            return tree("theme", self._theme).first("themeElements") if self._theme else None
        except InputError:
            return None

    def _cell(self, node: Node) -> Look:
        given = node.attributes
        number, font, fill, border = (integer(self._part, given.get(key, "0"), 0, 10**6)
                                      for key in ("numFmtId", "fontId", "fillId", "borderId"))  # fmt: skip
        alignment = getattr(node.first("alignment"), "attributes", {})
        protection = getattr(node.first("protection"), "attributes", {})
        return Look(
            self._codes.get(number, "General"),
            self._fonts[font] if font < len(self._fonts) else Font(),
            self._grounds[fill] if fill < len(self._grounds) else (),
            alignment.get("horizontal", "general"),
            integer(self._part, alignment.get("textRotation", "0"), 0, 255),
            int(number_of(alignment.get("indent", "0")) or 0),
            true(alignment, "wrapText"),
            true(alignment, "shrinkToFit"),
            alignment.get("readingOrder") == "2",
            true(protection, "hidden"),
            border < len(self._crossed) and self._crossed[border],
        )

    def _ground(self, node: Node, of_rule: bool = False) -> tuple[RGB, ...]:
        """The colours under a text. Solid is the first colour of a cell, but the second of a rule."""
        gradient, pattern = node.first("gradientFill"), node.first("patternFill")
        if gradient is not None:
            colours = [self.colour(stop.attributes) for stop in gradient.all("stop", "color")]
            return tuple(colour or WHITE for colour in colours)
        kind = "none" if pattern is None else pattern.attributes.get("patternType", "solid" if of_rule else "none")
        if pattern is None or kind == "none":
            return ()
        front, back = (node and self.colour(node.attributes) for node in map(pattern.first, ("fgColor", "bgColor")))
        if kind == "solid":
            return (back or front or WHITE,) if of_rule else (front or BLACK,)
        share = _SHARES.get(kind, 0.5)
        mixed = zip(front or BLACK, back or WHITE, strict=True)
        return (_rounded(share * one + (1 - share) * two for one, two in mixed),)


_SHARES: Final = {"gray0625": 0.0625, "gray125": 0.125, "lightGray": 0.25, "mediumGray": 0.5, "darkGray": 0.75}
"""How much of a pattern is its first colour; about half of stripes and grids"""


def _is_crossed(border: Node) -> bool:
    """Whether a border has a line across the cell (18.8.4, 18.8.13)."""
    line = border.first("diagonal")
    is_drawn = line is not None and line.attributes.get("style", "none") != "none"
    return is_drawn and any(true(border.attributes, key) for key in ("diagonalUp", "diagonalDown"))


def _rgb(text: str) -> RGB | None:
    match = _HEX.fullmatch(text)
    return None if match is None else _rounded(int(match[1][place : place + 2], 16) for place in (0, 2, 4))


def _rounded(parts: object) -> RGB:
    red, green, blue = (min(255, max(0, round(part))) for part in parts)  # type: ignore[attr-defined]
    return red, green, blue


def _tinted(colour: RGB, tint: float) -> RGB:
    """Darker by a tint below zero, else lighter (18.8.3)."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return _rounded(255 * part for part in colorsys.hls_to_rgb(hue, light, saturation))


NO_LOOKS: Final = Looks("", Node("styleSheet", {}))
