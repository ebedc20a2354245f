"""Tables shipped with the program; each file says its source in its first lines."""
