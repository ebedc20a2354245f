"""xlwings Lite: the workbook that carries the engine."""
