"""Files in and out: one bounded reader, one reader of small TOML tables, one atomic writer, plain values."""
