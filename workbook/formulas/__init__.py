"""The contents of the workbook: each formula with the way to get the same value from the engine."""
