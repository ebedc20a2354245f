"""The workbook of a case: cells, styles, layout, and the finished package."""
