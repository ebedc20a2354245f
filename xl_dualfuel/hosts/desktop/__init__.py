"""Desktop Excel on Windows: the add-in."""
