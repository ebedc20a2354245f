"""Where the worksheet functions run: what each host needs, made from the one registry of functions."""
