"""The inputs of a case: the one table of them, checks, conversion of units, case files, programmes' rules."""
