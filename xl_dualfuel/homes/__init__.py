"""Many homes at once, in memory: the model with one row a home."""
