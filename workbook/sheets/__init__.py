"""The sheets of the workbook, one module each: rows, columns and styles."""
