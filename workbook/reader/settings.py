"""The settings of a worksheet: all of its elements but rows and cells. They are rare, so plain calls will do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from .addresses import MAX_COLUMN
from .around import HEADINGS, KEPT, MAX_KEPT, Around
from .formula import MAX_FORMULA
from .records import Columns, Condition, Hyperlink, Pane, Print, Validation
from .xmlread import MAX_DEPTH, Node, integer, local, malformed, number_of, real, true

MAX_ITEMS: Final = 65_536
"""Most merged ranges, validations, conditions, links, column definitions each."""
MAX_RULES: Final = 2**18
"""Most characters of the ranges and formulas of all validations and conditions of a sheet."""
_NODE: Final = 16
"""What an element inside a rule counts as, in characters"""
SPREADSHEET: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "http://purl.oclc.org/ooxml/spreadsheetml/main}",
)
READ: Final = (
    *SPREADSHEET,
    "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}",
    "http://schemas.microsoft.com/office/excel/2006/main}",
)
"""Namespaces of sheets, and of the newer kinds of rules (x14)"""

Attributes = dict[str, str]


class Settings:
    """What a worksheet says apart from its cells, as its reader collects it."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.merged: list[str] = []
        self.columns: list[Columns] = []
        self.rows_hidden_by_default = False
        self.usual_height: float | None = None
        self.usual_width: float | None = None
        self.pane: Pane | None = None
        self.protection: Attributes | None = None
        self.validations: list[Validation] = []
        self.conditions: list[Condition] = []
        self.hyperlinks: list[Hyperlink] = []
        self.print = Print()
        self.elements: set[str] = set()
        self._kept: dict[str, list[Attributes]] = {}
        self._headings: dict[str, str] = {}
        self._sparklines: list[str] = []
        self._in_sparkline = False
        self._is_aside = False  # in a view of somebody's own, which has pages of its own
        self._depth = 0
        self._rule: Attributes = {}
        self._inside: list[Node] = []  # the elements that are open in a rule of a conditional format
        self._formulas: list[str] = []
        self._ranges: tuple[str, ...] = ()
        self._room = MAX_RULES

    def start(self, full: str, attributes: Attributes) -> None:
        """An element begins, in a namespace; drawings have elements of the same names."""
        name = local(full)
        self._depth += 1
        if self._depth > MAX_DEPTH or len(self.elements) > MAX_ITEMS:
            malformed(self.part, "a part of it has too many elements")
        self.elements.add(name)
        if name in KEPT and full.startswith(SPREADSHEET):
            self._keep(name, attributes)
        if self._inside:
            self._within(name, attributes)
        handler = _STARTS.get(name) if full.startswith(READ) else None
        if handler is not None:
            handler(self, attributes)

    def end(self, full: str, text: list[str]) -> None:
        """An element ends; ``text`` holds the pieces of its text."""
        self._depth -= 1
        if local(full) in HEADINGS and not self._is_aside and full.startswith(SPREADSHEET):
            self._headings[local(full)] = "".join(text)
        if len(self._inside) > 1:
            self._inside.pop()
        handler = _ENDS.get(local(full)) if full.startswith(READ) else None
        if handler is not None:
            handler(self, "".join(text))

    @property
    def around(self) -> Around:
        """Views and pages."""
        kept = {name: tuple(listed) for name, listed in self._kept.items()}
        return Around(kept, self._headings, tuple(self._sparklines))

    def _keep(self, name: str, attributes: Attributes) -> None:
        listed = self._kept.setdefault(name, [])
        if len(listed) < MAX_KEPT and (not self._is_aside or name == "customSheetView"):
            listed.append(attributes)

    def _own_views(self, _: Attributes) -> None:
        self._is_aside = True

    def _own_views_end(self, _: str) -> None:
        self._is_aside = False

    def _sparkline(self, _: Attributes) -> None:
        self._in_sparkline = True

    def _sparkline_end(self, _: str) -> None:
        self._in_sparkline = False

    def _append(self, items: list[Any], item: object) -> None:
        if len(items) >= MAX_ITEMS:
            malformed(self.part, "a part of it has too many elements")
        items.append(item)

    def _format(self, attributes: Attributes) -> None:
        if "zeroHeight" in attributes:
            self.rows_hidden_by_default = true(attributes, "zeroHeight")
        self.usual_height, self.usual_width = (
            number_of(attributes.get(key, "")) for key in ("defaultRowHeight", "defaultColWidth")
        )

    def _pane(self, attributes: Attributes) -> None:
        frozen = attributes.get("state", "split").startswith("frozen")
        rows, columns = (real(self.part, attributes.get(key, "0")) for key in ("ySplit", "xSplit"))
        self.pane = Pane(int(rows), int(columns), frozen)

    def _col(self, attributes: Attributes) -> None:
        first, last = (integer(self.part, attributes.get(key, ""), 1, MAX_COLUMN) for key in ("min", "max"))
        width = real(self.part, attributes["width"]) if "width" in attributes else None
        self._append(self.columns, Columns(first, last, width, true(attributes, "hidden")))

    def _protect(self, attributes: Attributes) -> None:
        self.protection = attributes

    def _merge(self, attributes: Attributes) -> None:
        self._append(self.merged, attributes.get("ref", ""))

    def _conditional(self, attributes: Attributes) -> None:
        self._ranges = self._split(attributes.get("sqref", ""))

    def _open_condition(self, attributes: Attributes) -> None:
        self._rule, self._formulas = attributes, []
        self._inside = [Node("cfRule", attributes)]

    def _within(self, name: str, attributes: Attributes) -> None:
        """Keep what is inside a rule of a conditional format."""
        self._use(_NODE)
        node = Node(name, {local(key): value for key, value in attributes.items()})
        self._inside[-1].children.append(node)
        self._inside.append(node)

    def _open_validation(self, attributes: Attributes) -> None:
        self._conditional(attributes)
        self._rule, self._formulas = attributes, []

    def _formula_text(self, text: str) -> None:
        if text and len(self._formulas) < 4:
            self._use(len(text))
            self._formulas.append(text)

    def _ranges_text(self, text: str) -> None:
        """Newer kinds of rules (x14) name their cells in an element after them, or at their end."""
        self._ranges = self._split(text)
        if self._in_sparkline:
            self._append(self._sparklines, text)
            return
        rules, place = self.conditions, len(self.conditions) - 1
        while self._ranges and place >= 0 and not rules[place].ranges:
            rules[place] = rules[place]._replace(ranges=self._ranges)
            place -= 1

    def _use(self, length: int) -> None:
        self._room -= length
        if self._room < 0:
            malformed(self.part, "a part of it has too many elements")

    def _split(self, text: str) -> tuple[str, ...]:
        self._use(len(text))
        return tuple(text.split())

    def _close_condition(self, _: str) -> None:
        given, content = self._rule, self._inside[0] if self._inside else None
        look = integer(self.part, given["dxfId"], 0, MAX_ITEMS) if "dxfId" in given else None
        condition = Condition(self._ranges, given.get("type", ""), tuple(self._formulas), look, content)
        self._append(self.conditions, condition)
        self._inside = []

    def _close_validation(self, _: str) -> None:
        attributes = self._rule
        formula1, formula2 = (*self._formulas, "", "")[:2]
        validation = Validation(
            self._ranges, attributes.get("type", "none"), attributes.get("operator", "between"), formula1, formula2,
            true(attributes, "allowBlank"), attributes.get("prompt", ""), true(attributes, "showInputMessage"),
            attributes.get("error", ""), true(attributes, "showErrorMessage"), attributes.get("promptTitle", ""),
        )  # fmt: skip
        self._append(self.validations, validation)

    def _link(self, attributes: Attributes) -> None:
        relationship = next((value for key, value in attributes.items() if key.endswith("}id")), "")
        if len(attributes.get("location", "")) > MAX_FORMULA:
            malformed(self.part, "a link of it is too long")
        link = Hyperlink(attributes.get("ref", ""), attributes.get("location", ""), relationship,
                         attributes.get("tooltip", "")[:MAX_FORMULA])  # fmt: skip
        self._append(self.hyperlinks, link)

    def _fit(self, attributes: Attributes) -> None:
        self.print = self.print._replace(fit_to_page=true(attributes, "fitToPage"))

    def _page(self, attributes: Attributes) -> None:
        width, height = (
            integer(self.part, attributes.get(key, "1"), 0, 32767) for key in ("fitToWidth", "fitToHeight")
        )
        scale = integer(self.part, attributes.get("scale", "100"), 0, 32767)
        orientation = attributes.get("orientation", "default")
        self.print = self.print._replace(orientation=orientation, fit_to_width=width, fit_to_height=height, scale=scale)

    def _footer(self, text: str) -> None:
        if not self._is_aside:
            self.print = self.print._replace(footer=text)


_STARTS: Final[dict[str, Callable[[Settings, Attributes], None]]] = {
    "sheetFormatPr": Settings._format,
    "pane": Settings._pane,
    "col": Settings._col,
    "sheetProtection": Settings._protect,
    "mergeCell": Settings._merge,
    "conditionalFormatting": Settings._conditional,
    "cfRule": Settings._open_condition,
    "dataValidation": Settings._open_validation,
    "hyperlink": Settings._link,
    "pageSetUpPr": Settings._fit,
    "pageSetup": Settings._page,
    "customSheetViews": Settings._own_views,
    "sparkline": Settings._sparkline,
}
_ENDS: Final[dict[str, Callable[[Settings, str], None]]] = {
    "f": Settings._formula_text,  # x14 rules; a cell's formula has the namespace of spreadsheets
    "sqref": Settings._ranges_text,
    "formula": Settings._formula_text,
    "formula1": Settings._formula_text,
    "formula2": Settings._formula_text,
    "cfRule": Settings._close_condition,
    "dataValidation": Settings._close_validation,
    "oddFooter": Settings._footer,
    "customSheetViews": Settings._own_views_end,
    "sparkline": Settings._sparkline_end,
}
