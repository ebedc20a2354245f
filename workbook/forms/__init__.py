"""The forms a contractor fills in: which fields they ask for, how their sheets look."""
