"""Functions as LAMBDA names, in a workbook that needs no add-in."""
