"""The sheets of the workbook, one module each: where things stand and how they look."""
