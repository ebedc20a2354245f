"""A workbook of a stranger as plain records: read without openpyxl, none of it is ever run, followed or resolved."""

from .opening import open_package
from .records import Cell, Chart, Name, Opened, Reference, Sheet, Validation, Value

__all__ = ["Cell", "Chart", "Name", "Opened", "Reference", "Sheet", "Validation", "Value", "open_package"]
