"""A workbook of a stranger as plain records: read without openpyxl, nothing of it is ever run, followed or resolved."""

from .opening import open_package
from .records import (
    Cell,
    Chart,
    Columns,
    Condition,
    Hyperlink,
    Name,
    Opened,
    Pane,
    Part,
    Print,
    Reference,
    Relationship,
    Sheet,
    Style,
    Validation,
    Value,
)

__all__ = [
    "Cell",
    "Chart",
    "Columns",
    "Condition",
    "Hyperlink",
    "Name",
    "Opened",
    "Pane",
    "Part",
    "Print",
    "Reference",
    "Relationship",
    "Sheet",
    "Style",
    "Validation",
    "Value",
    "open_package",
]
